/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-call-text.h"
#include "muster-finding.h"
#include "muster-plan-view.h"
#include "muster-reveal-dialog.h"
#include "muster-step.h"
#include "muster-ui.h"

/**
 * MusterPlanView:
 *
 * One plan: its diagnosis with the evidence, its steps, and its open questions.
 * A step says before anything is done that it cannot be taken back, and why it
 * is held back; what a step would read and show can be shown to a person.
 */
struct _MusterPlanView
{
  GtkBox parent_instance;

  MusterCatalog *catalog;   /* (owned) (nullable) */
  MusterContext *context;   /* (owned) (nullable): without it nothing can be shown from a step */
  char          *client_id; /* (nullable) */
  MusterMode     mode;
};

G_DEFINE_FINAL_TYPE (MusterPlanView, muster_plan_view, GTK_TYPE_BOX)

static GtkWidget *
add_group (MusterPlanView *self,
           const char     *title,
           const char     *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (GTK_BOX (self), group);
  return group;
}

static void
add_row (GtkWidget *group,
         GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
show_findings (MusterPlanView *self,
               MusterPlan    *plan)
{
  GPtrArray *findings = muster_plan_get_findings (plan);
  GtkWidget *group = add_group (self, _("Diagnosis"), NULL);

  if (muster_plan_get_diagnosis (plan) != NULL)
    add_row (group, muster_ui_row_new (muster_ui_outcome_title (muster_plan_get_outcome (plan)),
                                       muster_plan_get_diagnosis (plan)));
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      MusterFinding *finding = g_ptr_array_index (findings, i);

      g_autofree char *source = muster_call_text_source (self->catalog, muster_finding_get_source (finding));

      add_row (group, muster_ui_row_new (muster_finding_get_text (finding), source));
    }
}

/* (nullable): why the gate would not do it; the planner left it as a finding of the tool itself */
static const char *
held_back (MusterPlan *plan,
           MusterStep *step)
{
  GPtrArray *findings = muster_plan_get_findings (plan);

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      MusterFinding *finding = g_ptr_array_index (findings, i);

      if (g_strcmp0 (muster_finding_get_source (finding), muster_step_get_tool (step)) == 0)
        return muster_finding_get_text (finding);
    }
  return NULL;
}

static void
add_policy (GtkWidget  *row,
            MusterPlan *plan,
            MusterStep *step)
{
  MusterPolicy policy;
  const char *reason;
  g_autofree char *text = NULL;

  if (muster_step_get_policy (step) == NULL || !muster_policy_from_string (muster_step_get_policy (step), &policy))
    return;
  if (policy != MUSTER_POLICY_DISABLED)
    {
      muster_advice_row_set_pill (MUSTER_ADVICE_ROW (row), muster_ui_policy_title (policy),
                                  policy == MUSTER_POLICY_AUTO ? MUSTER_TONE_PLAIN : MUSTER_TONE_WAIT);
      return;
    }
  reason = held_back (plan, step);
  muster_advice_row_set_pill (MUSTER_ADVICE_ROW (row), C_("step", "Held Back"), MUSTER_TONE_BAD);
  if (reason == NULL)
    return;
  /* Translators: %s says why, in a sentence */
  text = g_strdup_printf (_("Held back: %s"), reason);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), text, FALSE);
}

/* The plan says it in the workspace's language where it was made by this version. */
static void
add_irreversible (MusterPlanView *self,
                  GtkWidget      *row,
                  MusterStep     *step)
{
  const char *reason = self->context != NULL
                       ? muster_context_irreversible (self->context, muster_step_get_tool (step)) : NULL;
  g_autofree char *text = NULL;

  if (reason == NULL
      || (muster_step_get_explain (step) != NULL && strstr (muster_step_get_explain (step), reason) != NULL))
    return;
  /* Translators: a whole sentence follows that says why */
  text = g_strdup_printf (_("Cannot be undone: %s"), reason);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), text, FALSE);
}

static void
show_clicked_cb (GtkButton      *button,
                 MusterPlanView *self)
{
  MusterStep *step = g_object_get_data (G_OBJECT (button), "step");
  g_autofree char *tool = muster_call_text_source (self->catalog, muster_step_get_tool (step));
  const char *what = muster_step_get_explain (step) != NULL ? muster_step_get_explain (step) : tool;

  gtk_window_present (GTK_WINDOW (muster_reveal_dialog_new_for_tool (GTK_WIDGET (self), self->context, self->client_id,
                                                                     muster_step_get_tool (step),
                                                                     muster_step_get_args (step), what)));
}

static void
add_show (MusterPlanView *self,
          GtkWidget      *row,
          MusterStep     *step)
{
  GtkWidget *button;

  if (self->context == NULL || self->client_id == NULL
      || !muster_context_can_reveal_tool (self->context, muster_step_get_tool (step)))
    return;
  button = gtk_button_new_with_label (_("Show…"));
  g_object_set_data_full (G_OBJECT (button), "step", g_object_ref (step), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (show_clicked_cb), self, 0);
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
}

static GtkWidget *
create_step_row (MusterPlanView *self,
                 MusterPlan     *plan,
                 MusterStep     *step,
                 guint           number)
{
  g_autofree char *tool = muster_call_text_source (self->catalog, muster_step_get_tool (step));
  GtkWidget *row = muster_advice_row_new (muster_step_get_explain (step) != NULL ? muster_step_get_explain (step) : tool);

  muster_advice_row_set_number (MUSTER_ADVICE_ROW (row), number);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_step_get_explain (step) != NULL ? tool : NULL, TRUE);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_step_get_expected (step), TRUE);
  add_policy (row, plan, step);
  add_irreversible (self, row, step);
  add_show (self, row, step);
  return row;
}

static void
show_steps (MusterPlanView *self,
            MusterPlan    *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);
  GPtrArray *questions = muster_plan_get_questions (plan);
  GtkWidget *group;

  if (steps != NULL && steps->len > 0)
    {
      group = add_group (self, _("Plan"), self->mode == MUSTER_MODE_EXECUTE ? _("In this order.")
                         : _("In this order. Nothing of it was done in Plan mode."));
      for (guint i = 0; i < steps->len; i++)
        add_row (group, create_step_row (self, plan, g_ptr_array_index (steps, i), i + 1));
    }
  if (questions != NULL && questions->len > 0)
    {
      group = add_group (self, _("Open Questions"), NULL);
      for (guint i = 0; i < questions->len; i++)
        add_row (group, muster_ui_row_new (g_ptr_array_index (questions, i), NULL));
    }
}

static void
muster_plan_view_dispose (GObject *object)
{
  MusterPlanView *self = MUSTER_PLAN_VIEW (object);

  g_clear_object (&self->catalog);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_plan_view_parent_class)->dispose (object);
}

static void
muster_plan_view_finalize (GObject *object)
{
  g_free (MUSTER_PLAN_VIEW (object)->client_id);
  G_OBJECT_CLASS (muster_plan_view_parent_class)->finalize (object);
}

static void
muster_plan_view_class_init (MusterPlanViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_plan_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_plan_view_finalize;
}

static void
muster_plan_view_init (MusterPlanView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
}

GtkWidget *
muster_plan_view_new (void)
{
  return g_object_new (MUSTER_TYPE_PLAN_VIEW, NULL);
}

/**
 * muster_plan_view_set_mode:
 * @self: view
 * @mode: of the run of the next plan; without it Plan
 */
void
muster_plan_view_set_mode (MusterPlanView *self,
                           MusterMode      mode)
{
  g_return_if_fail (MUSTER_IS_PLAN_VIEW (self));
  self->mode = mode;
}

/**
 * muster_plan_view_set_client:
 * @self: view
 * @context: an open context
 * @client_id: (nullable): whose plan the next one is
 */
void
muster_plan_view_set_client (MusterPlanView *self,
                             MusterContext  *context,
                             const char     *client_id)
{
  g_return_if_fail (MUSTER_IS_PLAN_VIEW (self));

  g_set_object (&self->context, context);
  g_free (self->client_id);
  self->client_id = g_strdup (client_id);
}

/**
 * muster_plan_view_set_plan:
 * @self: view
 * @catalog: for the names of tools
 * @plan: (nullable): what to show; %NULL hides the view
 */
void
muster_plan_view_set_plan (MusterPlanView *self,
                           MusterCatalog  *catalog,
                           MusterPlan     *plan)
{
  GtkWidget *child;

  g_return_if_fail (MUSTER_IS_PLAN_VIEW (self));

  g_set_object (&self->catalog, catalog);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  gtk_widget_set_visible (GTK_WIDGET (self), plan != NULL);
  if (plan == NULL)
    return;
  show_findings (self, plan);
  show_steps (self, plan);
}

/**
 * muster_plan_change_text:
 * @run: a run
 *
 * Returns: (transfer full) (nullable): why it was planned again; %NULL when it was not
 */
char *
muster_plan_change_text (MusterRun *run)
{
  const char *kind = muster_run_get_change_kind (run);
  const char *author = muster_run_get_change_author (run);

  if (muster_run_get_revision (run) < 2)
    return NULL;
  if (author == NULL || *author == '\0')
    return g_strdup (_("Planned again because the ticket was changed"));
  if (g_strcmp0 (kind, "note") == 0)
    /* Translators: %s is the name of a person */
    return g_strdup_printf (_("Planned again after a reply by %s"), author);
  if (g_strcmp0 (kind, "time-entry") == 0)
    /* Translators: %s is the name of a person */
    return g_strdup_printf (_("Planned again after a time entry by %s"), author);
  if (g_strcmp0 (kind, "description") == 0)
    /* Translators: %s is the name of a person */
    return g_strdup_printf (_("Planned again because %s changed the description"), author);
  /* Translators: %s is the name of a person */
  return g_strdup_printf (_("Planned again because %s changed a note"), author);
}

static gboolean
contains_step (GPtrArray  *steps,
               MusterStep *wanted)
{
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);

      if (g_strcmp0 (muster_step_get_tool (step), muster_step_get_tool (wanted)) == 0 &&
          g_strcmp0 (muster_step_get_explain (step), muster_step_get_explain (wanted)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What of @steps is not in @others, said with @format */
static void
compare_steps (GPtrArray  *changes,
               GPtrArray  *steps,
               GPtrArray  *others,
               const char *format)
{
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      g_auto(GStrv) parts = g_strsplit (format, "%s", 2);
      const char *text = muster_step_get_explain (step) != NULL ? muster_step_get_explain (step)
                                                                : muster_step_get_tool (step);

      if (!contains_step (others, step))
        g_ptr_array_add (changes, g_strjoinv (text, parts));
    }
}

/**
 * muster_plan_compare:
 * @before: (nullable): the earlier plan
 * @after: (nullable): the newer one
 *
 * Returns: (transfer full) (element-type utf8): what is different, in words; the same plan has one line, too
 */
GPtrArray *
muster_plan_compare (MusterPlan *before,
                     MusterPlan *after)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_free);

  if (before == NULL || after == NULL)
    return changes;
  if (muster_plan_get_outcome (before) != muster_plan_get_outcome (after))
    /* Translators: what the plan was before and is now, such as “Question” and “Plan” */
    g_ptr_array_add (changes, g_strdup_printf (_("Was “%s”, is now “%s”"),
                                               muster_ui_outcome_title (muster_plan_get_outcome (before)),
                                               muster_ui_outcome_title (muster_plan_get_outcome (after))));
  if (g_strcmp0 (muster_plan_get_diagnosis (before), muster_plan_get_diagnosis (after)) != 0)
    g_ptr_array_add (changes, g_strdup (_("The diagnosis is another one")));
  /* Translators: %s is a step of a plan */
  compare_steps (changes, muster_plan_get_steps (after), muster_plan_get_steps (before), _("New step: %s"));
  /* Translators: %s is a step of a plan */
  compare_steps (changes, muster_plan_get_steps (before), muster_plan_get_steps (after), _("No longer: %s"));
  if (changes->len == 0)
    g_ptr_array_add (changes, g_strdup (_("The plan stayed the same")));
  return changes;
}

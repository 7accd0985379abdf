/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-effect.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-finding.h"
#include "muster-note-view.h"
#include "muster-run-call.h"
#include "muster-run-view.h"
#include "muster-step.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterRunView:
 *
 * One run with its reasoning: diagnosis and evidence, the steps of the plan,
 * every request with its parameters, answer and the gate's decision, what was
 * written, and the note.
 */
struct _MusterRunView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  char          *run_id;
  GCancellable  *cancellable;

  MusterFaces    *faces;
  AdwWindowTitle *title;
  GtkBox         *box;
};

G_DEFINE_FINAL_TYPE (MusterRunView, muster_run_view, ADW_TYPE_BIN)

static GtkWidget *
add_group (MusterRunView *self,
           const char    *title,
           const char    *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (self->box, group);
  return group;
}

static void
add_row (GtkWidget *group,
         GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
show_state (MusterRunView *self,
            MusterRun     *run)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *since = muster_ui_format_time (muster_run_get_state_since (run));
  GtkWidget *row = muster_ui_row_new (_("State"), since);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             muster_ui_pill_new (muster_context_run_state_text (run),
                                                 muster_ui_run_state_tone (muster_run_get_state (run))));
  if (muster_run_get_state (run) == MUSTER_RUN_STATE_NEEDS_HUMAN)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Try Again"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "run.retry");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  add_row (group, row);
  if (muster_run_get_error_text (run) != NULL && *muster_run_get_error_text (run) != '\0')
    add_row (group, muster_ui_row_new (_("What Went Wrong"), muster_run_get_error_text (run)));
  add_row (group, muster_ui_row_new (_("Mode"), muster_ui_mode_title (muster_run_get_mode (run))));
  gtk_box_append (self->box, group);
}

static void
show_findings (MusterRunView *self,
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

      add_row (group, muster_ui_row_new (muster_finding_get_text (finding), muster_finding_get_source (finding)));
    }
}

static GtkWidget *
create_step_row (MusterStep *step,
                 guint       number)
{
  g_autofree char *label = g_strdup_printf ("%u", number);
  g_autofree char *subtitle = NULL;
  const char *title = muster_step_get_explain (step) != NULL ? muster_step_get_explain (step)
                                                             : muster_step_get_tool (step);
  GtkWidget *badge = gtk_label_new (label);
  GtkWidget *row;
  MusterPolicy policy;

  if (muster_step_get_expected (step) != NULL)
    subtitle = g_strdup_printf ("%s\n%s", muster_step_get_tool (step), muster_step_get_expected (step));
  row = muster_ui_row_new (title, subtitle != NULL ? subtitle : muster_step_get_tool (step));
  gtk_widget_add_css_class (badge, "muster-step-number");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), badge);
  if (muster_step_get_policy (step) != NULL && muster_policy_from_string (muster_step_get_policy (step), &policy))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               muster_ui_pill_new (muster_ui_policy_title (policy),
                                                   policy == MUSTER_POLICY_AUTO ? MUSTER_TONE_PLAIN
                                                                                : MUSTER_TONE_WAIT));
  return row;
}

static void
show_steps (MusterRunView *self,
            MusterPlan    *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);
  GPtrArray *questions = muster_plan_get_questions (plan);
  GtkWidget *group;

  if (steps != NULL && steps->len > 0)
    {
      group = add_group (self, _("Plan"), _("In this order. Nothing of it was done in Plan mode."));
      for (guint i = 0; i < steps->len; i++)
        add_row (group, create_step_row (g_ptr_array_index (steps, i), i + 1));
    }
  if (questions != NULL && questions->len > 0)
    {
      group = add_group (self, _("Open Questions"), NULL);
      for (guint i = 0; i < questions->len; i++)
        add_row (group, muster_ui_row_new (g_ptr_array_index (questions, i), NULL));
    }
}

static GtkWidget *
create_detail_row (const char *title,
                   const char *text)
{
  GtkWidget *row = muster_ui_row_new (title, text);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 12);
  return row;
}

static GtkWidget *
create_call_row (MusterRunCall *call)
{
  gboolean ok = g_strcmp0 (muster_run_call_get_status (call), "ok") == 0;
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *requests = NULL;
  g_autofree char *parameters = muster_ui_format_parameters (muster_run_call_get_args (call));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), muster_run_call_get_tool (call));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), parameters);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row),
                               muster_ui_tone_icon_new (ok ? MUSTER_TONE_GOOD : MUSTER_TONE_WAIT));
  /* Translators: number of requests that were sent */
  requests = g_strdup_printf (_("%d sent"), (int) muster_run_call_get_requests (call));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                            create_detail_row (_("Result"), muster_run_call_get_status (call)));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), create_detail_row (_("Requests"), requests));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                            create_detail_row (_("Decision of the Gate"), muster_run_call_get_decision (call)));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                            create_detail_row (_("Answer"), muster_run_call_get_result (call)));
  return row;
}

static void
show_calls (MusterRunView *self,
            GPtrArray     *calls)
{
  GtkWidget *group;

  if (calls == NULL || calls->len == 0)
    return;
  group = add_group (self, _("Requests"), _("Everything that was read to get there, in order."));
  for (guint i = 0; i < calls->len; i++)
    add_row (group, create_call_row (g_ptr_array_index (calls, i)));
}

static const char *
effect_title (MusterEffectState state)
{
  switch (state)
    {
    case MUSTER_EFFECT_STATE_PREPARED: return C_("effect", "Prepared");
    case MUSTER_EFFECT_STATE_DISPATCHED: return C_("effect", "Sent");
    case MUSTER_EFFECT_STATE_CONFIRMED: return C_("effect", "Confirmed");
    case MUSTER_EFFECT_STATE_ABSENT: return C_("effect", "Not There");
    case MUSTER_EFFECT_STATE_UNKNOWN:
    default: return C_("effect", "Not Known");
    }
}

static void
show_effects (MusterRunView *self,
              GPtrArray     *effects)
{
  GtkWidget *group;

  if (effects == NULL || effects->len == 0)
    return;
  group = add_group (self, _("What Was Written"), NULL);
  for (guint i = 0; i < effects->len; i++)
    {
      MusterEffect *effect = g_ptr_array_index (effects, i);
      gboolean confirmed = muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_CONFIRMED;
      GtkWidget *row = muster_ui_row_new (muster_effect_get_tool (effect), muster_effect_get_marker (effect));

      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 muster_ui_pill_new (effect_title (muster_effect_get_state (effect)),
                                                     confirmed ? MUSTER_TONE_GOOD : MUSTER_TONE_WAIT));
      add_row (group, row);
    }
}

static void
clear (MusterRunView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
}

static void
show_detail (MusterRunView   *self,
             MusterRunDetail *detail)
{
  MusterRun *run = muster_run_detail_get_run (detail);
  MusterPlan *plan = muster_run_get_plan (run);
  GtkWidget *note = muster_note_view_new ();
  g_autofree char *subtitle = g_strdup_printf ("#%s", muster_run_get_ticket_number (run));

  adw_window_title_set_title (self->title, muster_run_get_summary (run) != NULL ? muster_run_get_summary (run) : "");
  adw_window_title_set_subtitle (self->title, subtitle);
  clear (self);
  show_state (self, run);
  muster_note_view_set_text (MUSTER_NOTE_VIEW (note), muster_run_get_note_text (run));
  gtk_box_append (self->box, note);
  if (plan != NULL)
    {
      show_findings (self, plan);
      show_steps (self, plan);
    }
  show_calls (self, muster_run_detail_get_calls (detail));
  show_effects (self, muster_run_detail_get_effects (detail));
  muster_faces_show_content (self->faces);
}

static void
run_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRunView) self = user_data;
  g_autoptr(MusterRunDetail) detail = NULL;
  g_autoptr(GError) error = NULL;

  detail = muster_context_get_run_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (detail != NULL)
    show_detail (self, detail);
  else
    muster_faces_show_error (self->faces, error);
}

static void
load (MusterRunView *self)
{
  muster_context_get_run_async (self->context, self->run_id, self->cancellable, run_read_cb, g_object_ref (self));
}

static void
run_changed_cb (MusterRunView *self,
                const char    *run_id)
{
  if (g_strcmp0 (self->run_id, run_id) == 0)
    load (self);
}

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterRunView) self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_retry_run_finish (MUSTER_CONTEXT (source), result, &error))
    return;
  line = muster_error_text_line (error);
  if (MUSTER_IS_WINDOW (root) && !muster_ui_is_cancelled (error))
    muster_window_add_toast (MUSTER_WINDOW (root), line);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  MusterRunView *self = MUSTER_RUN_VIEW (widget);

  muster_context_retry_run_async (self->context, self->run_id, NULL, retried_cb, g_object_ref (self));
}

static void
muster_run_view_dispose (GObject *object)
{
  MusterRunView *self = MUSTER_RUN_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_RUN_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_run_view_parent_class)->dispose (object);
}

static void
muster_run_view_finalize (GObject *object)
{
  MusterRunView *self = MUSTER_RUN_VIEW (object);

  g_object_unref (self->cancellable);
  g_free (self->run_id);
  G_OBJECT_CLASS (muster_run_view_parent_class)->finalize (object);
}

static void
muster_run_view_class_init (MusterRunViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_run_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_run_view_finalize;

  gtk_widget_class_install_action (widget_class, "run.retry", NULL, retry_action);
  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/review/muster-run-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, title);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, box);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
muster_run_view_init (MusterRunView *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_run_view_new:
 * @context: an open context
 * @run_id: which run
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_run_view_new (MusterContext *context,
                     const char    *run_id)
{
  MusterRunView *self = g_object_new (MUSTER_TYPE_RUN_VIEW, NULL);

  self->context = g_object_ref (context);
  self->run_id = g_strdup (run_id);
  g_signal_connect_object (context, "run-changed", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-call-text.h"
#include "muster-run-progress.h"
#include "muster-step-list.h"
#include "muster-step.h"
#include "muster-ui.h"

/**
 * MusterStepList:
 *
 * How far a run is that carries its plan out: each step with its state, while it
 * changes; and what the requester was asked, while the answer is waited for. It
 * is not there for a run that only plans.
 */
struct _MusterStepList
{
  AdwBin parent_instance;

  MusterContext     *context;   /* (owned) (nullable) */
  MusterRunProgress *progress;  /* (owned) (nullable) */
  gint64             revision;  /* whose steps the rows are */

  GtkBox              *box;
  AdwPreferencesGroup *question_group;
  GtkWidget           *question_row;  /* (nullable) */
  AdwPreferencesGroup *group;
  GPtrArray           *rows;          /* (element-type MusterAdviceRow) */
};

G_DEFINE_FINAL_TYPE (MusterStepList, muster_step_list, ADW_TYPE_BIN)

static const struct
{
  const char *title;
  MusterTone  tone;
} states[] = {
  [MUSTER_STEP_STATE_WAITING] = { NC_("step", "Waiting"), MUSTER_TONE_PLAIN },
  [MUSTER_STEP_STATE_APPROVAL] = { NC_("step", "Waits for Approval"), MUSTER_TONE_WAIT },
  [MUSTER_STEP_STATE_UNDER_WAY] = { NC_("step", "Under Way"), MUSTER_TONE_WAIT },
  [MUSTER_STEP_STATE_DONE] = { NC_("step", "Done"), MUSTER_TONE_GOOD },
  [MUSTER_STEP_STATE_FAILED] = { NC_("step", "Failed"), MUSTER_TONE_BAD },
  [MUSTER_STEP_STATE_UNKNOWN] = { NC_("step", "Not Known"), MUSTER_TONE_BAD },
  [MUSTER_STEP_STATE_DECLINED] = { NC_("step", "Rejected"), MUSTER_TONE_BAD },
  [MUSTER_STEP_STATE_MANUAL] = { NC_("step", "For a Technician"), MUSTER_TONE_WAIT },
  [MUSTER_STEP_STATE_NOT_DONE] = { NC_("step", "Not Done"), MUSTER_TONE_PLAIN },
};

/* --- The question --- */

static void
show_question (MusterStepList *self)
{
  const char *question = muster_run_progress_get_question (self->progress);
  gint64 asked = muster_run_progress_get_asked_time (self->progress);
  MusterRun *run = muster_run_progress_get_run (self->progress);
  const char *name = muster_run_get_plan (run) != NULL ? muster_plan_get_requester_name (muster_run_get_plan (run)) : NULL;
  g_autofree char *time = asked > 0 ? muster_ui_format_time (asked) : NULL;
  g_autofree char *title = NULL;

  if (self->question_row != NULL)
    adw_preferences_group_remove (self->question_group, self->question_row);
  self->question_row = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->question_group), question != NULL);
  if (question == NULL)
    return;
  if (name != NULL)
    /* Translators: name of a person who was asked something */
    title = g_strdup_printf (_("%s Was Asked"), name);
  self->question_row = muster_advice_row_new (title != NULL ? title : _("The Requester Was Asked"));
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (self->question_row), time, TRUE);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (self->question_row), question, FALSE);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (self->question_row),
                              _("Nothing is done until then. When an answer comes on the ticket, Muster plans again with it. If they tell you by phone, write it on the ticket."),
                              TRUE);
  adw_preferences_group_add (self->question_group, self->question_row);
}

/* --- The steps --- */

static void
clear_rows (MusterStepList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

/* The same plan keeps its rows, so that the focus and what a screen reader reads stay where they are */
static void
ensure_rows (MusterStepList *self,
             MusterRun      *run)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (run));

  if (self->rows->len == steps->len && self->revision == muster_run_get_revision (run))
    return;
  self->revision = muster_run_get_revision (run);
  clear_rows (self);
  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *step = steps->pdata[i];
      g_autofree char *tool = muster_call_text_source (muster_context_get_catalog (self->context), muster_step_get_tool (step));
      GtkWidget *row = muster_advice_row_new (muster_step_get_explain (step) != NULL ? muster_step_get_explain (step) : tool);

      muster_advice_row_set_number (MUSTER_ADVICE_ROW (row), i + 1);
      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
}

static char *
summary_text (guint    n_done,
              guint    n,
              gboolean ended)
{
  if (n_done == 0)
    return g_strdup (ended ? _("No step was done") : _("No step is done yet"));
  if (n_done == n)
    return g_strdup (n == 1 ? _("The step is done") : _("All steps are done"));
  /* Translators: how many steps are done, and how many there are, which is two or more. The plural is that of the
   * first number. */
  return g_strdup_printf (ngettext ("%u of %u steps is done", "%u of %u steps are done", n_done), n_done, n);
}

static void
show_summary (MusterStepList *self,
              guint           n_done)
{
  gboolean ended = muster_run_get_state (muster_run_progress_get_run (self->progress)) >= MUSTER_RUN_STATE_DONE;
  g_autofree char *text = summary_text (n_done, self->rows->len, ended);

  adw_preferences_group_set_description (self->group, text);
}

static void
show_steps (MusterStepList *self)
{
  MusterRun *run = muster_run_progress_get_run (self->progress);
  gboolean begun = muster_run_progress_has_begun (self->progress);
  guint n_done = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->group), begun);
  if (!begun)
    return;
  ensure_rows (self, run);
  for (guint i = 0; i < self->rows->len; i++)
    {
      MusterStepState state = muster_run_progress_get_state (self->progress, i);
      g_autofree char *name = NULL;
      const char *title = g_dpgettext2 (NULL, "step", states[state].title);

      n_done += state == MUSTER_STEP_STATE_DONE;
      muster_advice_row_set_pill (self->rows->pdata[i], title, states[state].tone);
      /* Translators: number of a step, what it does, and its state such as “Done” */
      name = g_strdup_printf (_("Step %u: %s. %s"), i + 1, adw_preferences_row_get_title (self->rows->pdata[i]), title);
      muster_ui_set_name (self->rows->pdata[i], name);
    }
  show_summary (self, n_done);
}

static void
changed_cb (MusterStepList *self)
{
  if (muster_run_progress_get_run (self->progress) == NULL)
    return;
  show_question (self);
  show_steps (self);
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_visible (GTK_WIDGET (self->group))
                          || gtk_widget_get_visible (GTK_WIDGET (self->question_group)));
}

static void
muster_step_list_dispose (GObject *object)
{
  MusterStepList *self = MUSTER_STEP_LIST (object);

  g_clear_object (&self->progress);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_step_list_parent_class)->dispose (object);
}

static void
muster_step_list_finalize (GObject *object)
{
  g_ptr_array_unref (MUSTER_STEP_LIST (object)->rows);
  G_OBJECT_CLASS (muster_step_list_parent_class)->finalize (object);
}

static void
muster_step_list_class_init (MusterStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_step_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_step_list_finalize;
}

static AdwPreferencesGroup *
add_group (MusterStepList *self,
           const char     *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->box, group);
  return ADW_PREFERENCES_GROUP (group);
}

static void
muster_step_list_init (MusterStepList *self)
{
  self->rows = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 24));
  self->question_group = add_group (self, _("Waiting for an Answer"));
  self->group = add_group (self, _("Progress"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * muster_step_list_set_run:
 * @self: list
 * @context: an open context
 * @run_id: which run
 *
 * Shows it from now on, as it is at any moment.
 */
void
muster_step_list_set_run (MusterStepList *self,
                          MusterContext  *context,
                          const char     *run_id)
{
  g_return_if_fail (MUSTER_IS_STEP_LIST (self));

  g_set_object (&self->context, context);
  g_clear_object (&self->progress);
  self->progress = muster_run_progress_new (context, run_id);
  g_signal_connect_object (self->progress, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

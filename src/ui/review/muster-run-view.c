/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-approval-panel.h"
#include "muster-call-text.h"
#include "muster-effect.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-judgement-group.h"
#include "muster-lesson-dialog.h"
#include "muster-live-view.h"
#include "muster-note-view.h"
#include "muster-plan-view.h"
#include "muster-replay-dialog.h"
#include "muster-run-acts.h"
#include "muster-run-cost.h"
#include "muster-run-view.h"
#include "muster-step-list.h"
#include "muster-trace-text.h"
#include "muster-trace-view.h"
#include "muster-ui.h"
#include "muster-undo-dialog.h"
#include "muster-window.h"

/**
 * MusterRunView:
 *
 * One run. First what came of it: the state, the note, the plan with its
 * evidence, earlier plans, and what was written. Behind it, on a page of its
 * own, everything that happened in its order. The whole can be copied as a
 * report, saved as a file, and decided again.
 */
struct _MusterRunView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  char          *run_id;
  GCancellable  *cancellable;
  MusterRunDetail *detail; /* (owned) (nullable): as it is shown */

  MusterFaces    *faces;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewStack   *stack;
  GtkLabel       *heading;
  GtkLabel       *subheading;
  GtkBox         *state_box;
  MusterLiveView *live;
  MusterStepList *steps;
  GtkBox         *approval_slot;
  MusterApprovalPanel *approval_panel; /* (nullable): in the slot, once something was asked */
  GtkBox         *box;
  AdwBin         *timeline_bin;
};

G_DEFINE_FINAL_TYPE (MusterRunView, muster_run_view, ADW_TYPE_BIN)

static MusterCatalog *
get_catalog (MusterRunView *self)
{
  return muster_context_get_catalog (self->context);
}

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

/* Who asked, how sure that is, and how a technician makes it surer */
static void
show_identity (GtkWidget  *group,
               MusterPlan *plan)
{
  static const char *const levels[] = {
    [MUSTER_IDENTITY_LEVEL_V0] = N_("Not known who it is"),
    [MUSTER_IDENTITY_LEVEL_V1] = N_("Known by the address, which can be forged"),
    [MUSTER_IDENTITY_LEVEL_V2] = N_("Confirmed"),
  };
  MusterIdentityLevel level = plan != NULL ? muster_plan_get_identity_level (plan) : MUSTER_IDENTITY_LEVEL_V0;
  const char *name = plan != NULL ? muster_plan_get_requester_name (plan) : NULL;
  g_autofree char *text = NULL;
  GtkWidget *row;
  GtkWidget *button;

  if (name == NULL)
    return;
  /* Translators: name of a person, how sure it is that they ask, and the level as documents call it (V0, V1, V2) */
  text = g_strdup_printf (_("%s · %s (%s)"), name, _(levels[level]), level == MUSTER_IDENTITY_LEVEL_V2 ? "V2"
                          : level == MUSTER_IDENTITY_LEVEL_V1 ? "V1" : "V0");
  row = muster_advice_row_new (_("Requester"));
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), text, TRUE);
  if (level != MUSTER_IDENTITY_LEVEL_V2)
    {
      button = gtk_button_new_with_label (_("Confirm…"));
      muster_ui_set_name (button, _("Confirm Who Asks"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "run.confirm-identity");
      muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
    }
  add_row (group, row);
}

static void
show_state (MusterRunView *self,
            MusterRun     *run)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *since = muster_ui_format_time (muster_run_get_state_since (run));
  GtkWidget *row = muster_advice_row_new (_("State"));
  GtkWidget *cost = muster_run_cost_row_new (self->context, run);

  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), since, TRUE);
  muster_advice_row_set_pill (MUSTER_ADVICE_ROW (row), muster_context_run_state_text (run),
                              muster_ui_run_state_tone (muster_run_get_state (run)));
  if (muster_run_get_state (run) == MUSTER_RUN_STATE_NEEDS_HUMAN)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Try Again"));

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "run.retry");
      muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
    }
  add_row (group, row);
  if (muster_run_get_error_text (run) != NULL && *muster_run_get_error_text (run) != '\0')
    add_row (group, muster_ui_row_new (_("What Went Wrong"), muster_run_get_error_text (run)));
  add_row (group, muster_ui_row_new (_("Mode"), muster_ui_mode_title (muster_run_get_mode (run))));
  show_identity (group, muster_run_get_plan (run));
  if (cost != NULL)
    add_row (group, cost);
  gtk_box_append (self->state_box, group);
  muster_live_view_set_planning (self->live, muster_run_get_state (run) == MUSTER_RUN_STATE_PLANNING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.hand-over", muster_run_get_mode (run) == MUSTER_MODE_EXECUTE
                                 && muster_run_get_state (run) < MUSTER_RUN_STATE_DONE);
}

/* After a reply: why it was planned again, and what is different now */
static void
show_change (MusterRunView *self,
             MusterRun     *run,
             GPtrArray     *revisions)
{
  MusterRun *before = revisions != NULL && revisions->len > 0 ? g_ptr_array_index (revisions, 0) : NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *time = NULL;
  GtkWidget *group;

  if (before == NULL)
    return;
  text = muster_plan_change_text (run);
  time = muster_ui_format_time (muster_run_get_updated (run));
  changes = muster_plan_compare (muster_run_get_plan (before), muster_run_get_plan (run));
  group = add_group (self, _("Planned Again"), _("The ticket keeps its first note. The newest plan stands only here."));
  add_row (group, muster_ui_row_new (text, time));
  for (guint i = 0; i < changes->len; i++)
    add_row (group, muster_ui_row_new (g_ptr_array_index (changes, i), NULL));
}

static void
earlier_expanded_cb (AdwExpanderRow *expander,
                     GParamSpec     *pspec,
                     MusterRunView  *self)
{
  MusterRun *run = g_object_get_data (G_OBJECT (expander), "run");
  GtkWidget *view;

  if (!adw_expander_row_get_expanded (expander) || g_object_get_data (G_OBJECT (expander), "filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (expander), "filled", GINT_TO_POINTER (TRUE));
  view = muster_plan_view_new ();
  gtk_widget_add_css_class (view, "muster-exact");
  muster_plan_view_set_client (MUSTER_PLAN_VIEW (view), self->context, NULL);
  muster_plan_view_set_mode (MUSTER_PLAN_VIEW (view), muster_run_get_mode (run));
  muster_plan_view_set_plan (MUSTER_PLAN_VIEW (view), get_catalog (self), muster_run_get_plan (run));
  adw_expander_row_add_row (expander, view);
}

static void
show_earlier_plans (MusterRunView *self,
                    GPtrArray     *revisions)
{
  GtkWidget *group;

  if (revisions == NULL || revisions->len == 0)
    return;
  group = add_group (self, _("Earlier Plans"), NULL);
  for (guint i = 0; i < revisions->len; i++)
    {
      MusterRun *run = g_ptr_array_index (revisions, i);
      MusterPlan *plan = muster_run_get_plan (run);
      GtkWidget *row = adw_expander_row_new ();
      g_autofree char *title = NULL;

      /* Translators: number of an earlier plan, 1 is the first */
      title = g_strdup_printf (_("Plan %u"), (guint) muster_run_get_revision (run));
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      if (plan != NULL && muster_plan_get_diagnosis (plan) != NULL)
        adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), muster_plan_get_diagnosis (plan));
      g_object_set_data_full (G_OBJECT (row), "run", g_object_ref (run), g_object_unref);
      g_signal_connect_object (row, "notify::expanded", G_CALLBACK (earlier_expanded_cb), self, 0);
      add_row (group, row);
    }
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
check_effect_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  muster_run_acts_check_effect (widget, MUSTER_RUN_VIEW (widget)->context, g_variant_get_string (parameter, NULL));
}

static void
settle_effect_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  const char *effect_id;
  gboolean happened;

  g_variant_get (parameter, "(&sb)", &effect_id, &happened);
  muster_run_acts_settle_effect (widget, MUSTER_RUN_VIEW (widget)->context, effect_id, happened);
}

/* A person's word, for what nobody could find out */
static void
add_settle (GtkWidget    *row,
            MusterEffect *effect,
            const char   *label,
            gboolean      happened)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sb)", muster_effect_get_id (effect), happened);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "run.settle-effect");
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
}

static void
confirm_identity_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  muster_run_acts_confirm_identity (widget, MUSTER_RUN_VIEW (widget)->context, MUSTER_RUN_VIEW (widget)->run_id);
}

static void
hand_over_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  muster_run_acts_hand_over (widget, MUSTER_RUN_VIEW (widget)->context, MUSTER_RUN_VIEW (widget)->run_id);
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterRunView *self = MUSTER_RUN_VIEW (widget);

  gtk_window_present (GTK_WINDOW (muster_undo_dialog_new (widget, self->context, g_variant_get_string (parameter, NULL))));
}

/* What cannot be taken back says so; whether the rest can, the dialog finds out. */
static void
add_undo (MusterRunView *self,
          GtkWidget     *row,
          MusterEffect  *effect)
{
  const char *reason = muster_context_irreversible (self->context, muster_effect_get_tool (effect));
  GtkWidget *button;

  if (muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_UNKNOWN)
    {
      button = gtk_button_new_with_label (_("Check Now"));
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", muster_effect_get_id (effect));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "run.check-effect");
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_trace_outcome_text (muster_effect_get_outcome (effect)), TRUE);
      muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
      add_settle (row, effect, _("It Happened…"), TRUE);
      add_settle (row, effect, _("It Did Not…"), FALSE);
      return;
    }
  if (muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_CONFIRMED)
    return;
  if (reason != NULL)
    {
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), reason, TRUE);
      return;
    }
  button = gtk_button_new_with_label (_("Undo…"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", muster_effect_get_id (effect));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "run.undo");
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
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
      g_autofree char *title = muster_call_text_source (get_catalog (self), muster_effect_get_tool (effect));
      GtkWidget *row = muster_advice_row_new (title);
      gint64 sent = muster_effect_get_dispatched_wall (effect);
      g_autofree char *time = sent > 0 ? muster_ui_format_time (sent) : NULL;

      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), time, TRUE);
      muster_advice_row_set_pill (MUSTER_ADVICE_ROW (row), effect_title (muster_effect_get_state (effect)),
                                  confirmed ? MUSTER_TONE_GOOD : MUSTER_TONE_WAIT);
      add_undo (self, row, effect);
      add_row (group, row);
    }
}

/* --- What is worth keeping --- */

static void
lesson_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterRunView *self = MUSTER_RUN_VIEW (widget);

  if (self->detail != NULL)
    gtk_window_present (GTK_WINDOW (muster_lesson_dialog_new (widget, self->context, self->detail)));
}

/* Only where there is something to write it into, and the ticket came to its end */
static void
show_lesson (MusterRunView   *self,
             MusterRunDetail *detail)
{
  MusterRun *run = muster_run_detail_get_run (detail);
  g_autofree char *title = NULL;
  g_autofree char *draft = muster_context_draft_lesson (self->context, detail, &title);
  GtkWidget *row;
  GtkWidget *button;

  g_set_object (&self->detail, detail);
  if (draft == NULL || muster_run_get_state (run) != MUSTER_RUN_STATE_DONE
      || muster_context_find_connection (self->context, "docs") == NULL)
    return;
  row = muster_advice_row_new (_("Keep What Was Learned"));
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row),
                              _("Muster drafts an article from this ticket for the client’s documentation. You go over it and save it."),
                              TRUE);
  button = gtk_button_new_with_label (_("Write an Article…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "run.write-article");
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
  add_row (add_group (self, _("Documentation"), NULL), row);
}

static void
clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/* What the switcher's place is too narrow for stands on the page, too */
static void
show_heading (MusterRunView *self,
              MusterRun     *run,
              MusterTicket  *ticket)
{
  const char *summary = muster_run_get_summary (run) != NULL ? muster_run_get_summary (run) : "";
  const char *company = ticket != NULL ? muster_ticket_get_company_name (ticket) : NULL;
  /* Translators: number of a ticket */
  g_autofree char *number = g_strdup_printf (_("Ticket #%s"), muster_run_get_ticket_number (run));
  /* Translators: number of a ticket, and the name of a company */
  g_autofree char *whole = company != NULL ? g_strdup_printf (_("%s · %s"), number, company) : g_strdup (number);

  adw_view_switcher_title_set_title (self->switcher_title, summary);
  adw_view_switcher_title_set_subtitle (self->switcher_title, number);
  gtk_label_set_text (self->heading, summary);
  gtk_label_set_text (self->subheading, whole);
}

static void
show_detail (MusterRunView   *self,
             MusterRunDetail *detail)
{
  MusterRun *run = muster_run_detail_get_run (detail);
  MusterPlan *plan = muster_run_get_plan (run);
  GPtrArray *revisions = muster_run_detail_get_revisions (detail);
  GtkWidget *note = muster_note_view_new ();
  GtkWidget *view = muster_plan_view_new ();

  show_heading (self, run, muster_run_detail_get_ticket (detail));
  clear (self->state_box);
  clear (self->box);
  show_state (self, run);
  show_change (self, run, revisions);
  muster_note_view_set_text (MUSTER_NOTE_VIEW (note), muster_run_get_note_text (run));
  muster_plan_view_set_client (MUSTER_PLAN_VIEW (view), self->context, muster_run_get_client_id (run));
  muster_plan_view_set_mode (MUSTER_PLAN_VIEW (view), muster_run_get_mode (run));
  muster_plan_view_set_plan (MUSTER_PLAN_VIEW (view), get_catalog (self), plan);
  gtk_box_append (self->box, note);
  gtk_box_append (self->box, view);
  if (revisions != NULL && revisions->len > 0)
    gtk_box_reorder_child_after (self->box, note, view);
  if (plan != NULL)
    gtk_box_append (self->box, muster_judgement_group_new (self->context, self->run_id));
  show_earlier_plans (self, revisions);
  show_lesson (self, detail);
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

/* The newest request of this run: what waits for a yes, or what became of it */
static void
approvals_read_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MusterRunView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) approvals = muster_context_list_run_approvals_finish (MUSTER_CONTEXT (source), result, &error);

  if (approvals == NULL || self->context == NULL)
    return;
  if (approvals->len > 0 && self->approval_panel == NULL)
    {
      self->approval_panel = MUSTER_APPROVAL_PANEL (muster_approval_panel_new (self->context, FALSE));
      gtk_box_append (self->approval_slot, GTK_WIDGET (self->approval_panel));
    }
  if (approvals->len > 0)
    muster_approval_panel_set_approval (self->approval_panel, approvals->pdata[0]);
  gtk_widget_set_visible (GTK_WIDGET (self->approval_slot), approvals->len > 0);
}

static void
load (MusterRunView *self)
{
  muster_context_list_run_approvals_async (self->context, self->run_id, self->cancellable, approvals_read_cb,
                                           g_object_ref (self));
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

/* --- What leaves: a copy, a file; and the same decisions once more --- */

static void
tell_failure (MusterRunView *self,
              const GError  *error)
{
  g_autofree char *line = NULL;

  if (muster_ui_is_cancelled (error))
    return;
  line = muster_error_text_line (error);
  muster_window_tell (GTK_WIDGET (self), line);
}

static void
reported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRunView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_context_report_run_finish (MUSTER_CONTEXT (source), result, &error);

  if (text == NULL)
    {
      tell_failure (self, error);
      return;
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  muster_window_tell (GTK_WIDGET (self), _("The report was copied."));
}

static void
copy_report_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  MusterRunView *self = MUSTER_RUN_VIEW (widget);

  muster_context_report_run_async (self->context, self->run_id, MUSTER_REPORT_MARKDOWN, self->cancellable, reported_cb,
                                   g_object_ref (self));
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRunView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_export_run_finish (MUSTER_CONTEXT (source), result, &error))
    muster_window_tell (GTK_WIDGET (self), _("The run was saved."));
  else
    tell_failure (self, error);
}

static void
file_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                MusterRunView   *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    muster_context_export_run_async (self->context, self->run_id, path, self->cancellable, exported_cb, g_object_ref (self));
  g_object_unref (dialog);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterRunView *self = MUSTER_RUN_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save the Run"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *file = g_strdup_printf ("run-%s.jsonl", self->detail != NULL
                                           ? muster_run_get_ticket_number (muster_run_detail_get_run (self->detail)) : "muster");

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
replay_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterRunView *self = MUSTER_RUN_VIEW (widget);

  gtk_window_present (GTK_WINDOW (muster_replay_dialog_new (widget, self->context, self->run_id)));
}

/* The timeline is read when somebody looks at it */
static void
ensure_timeline (MusterRunView *self)
{
  GtkWidget *view;

  if (self->timeline_bin == NULL || adw_bin_get_child (self->timeline_bin) != NULL
      || g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "timeline") != 0)
    return;
  view = g_object_new (MUSTER_TYPE_TRACE_VIEW, NULL);
  adw_bin_set_child (self->timeline_bin, view);
  muster_trace_view_set_run (MUSTER_TRACE_VIEW (view), self->context, self->run_id);
}

static void
muster_run_view_dispose (GObject *object)
{
  MusterRunView *self = MUSTER_RUN_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_RUN_VIEW);
  g_clear_object (&self->detail);
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
  gtk_widget_class_install_action (widget_class, "run.write-article", NULL, lesson_action);
  gtk_widget_class_install_action (widget_class, "run.undo", "s", undo_action);
  gtk_widget_class_install_action (widget_class, "run.check-effect", "s", check_effect_action);
  gtk_widget_class_install_action (widget_class, "run.settle-effect", "(sb)", settle_effect_action);
  gtk_widget_class_install_action (widget_class, "run.confirm-identity", NULL, confirm_identity_action);
  gtk_widget_class_install_action (widget_class, "run.hand-over", NULL, hand_over_action);
  gtk_widget_class_install_action (widget_class, "run.copy-report", NULL, copy_report_action);
  gtk_widget_class_install_action (widget_class, "run.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "run.replay", NULL, replay_action);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_LIVE_VIEW);
  g_type_ensure (MUSTER_TYPE_STEP_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/review/muster-run-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, heading);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, subheading);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, state_box);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, live);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, steps);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, approval_slot);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, box);
  gtk_widget_class_bind_template_child (widget_class, MusterRunView, timeline_bin);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, ensure_timeline);
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
  muster_live_view_set_run (self->live, context, run_id);
  muster_step_list_set_run (self->steps, context, run_id);
  g_signal_connect_object (context, "run-changed", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return GTK_WIDGET (self);
}

/**
 * muster_run_view_get_approval_slot:
 *
 * Returns: (transfer none): the box below the state, for what a person has to decide about this run; empty when there
 *   is nothing
 */
GtkBox *
muster_run_view_get_approval_slot (MusterRunView *self)
{
  g_return_val_if_fail (MUSTER_IS_RUN_VIEW (self), NULL);
  return self->approval_slot;
}

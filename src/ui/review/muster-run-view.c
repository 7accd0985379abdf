/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-call-text.h"
#include "muster-effect.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-lesson-dialog.h"
#include "muster-note-view.h"
#include "muster-plan-view.h"
#include "muster-run-call.h"
#include "muster-run-view.h"
#include "muster-ui.h"
#include "muster-undo-dialog.h"
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
  MusterRunDetail *detail; /* (owned) (nullable): as it is shown */

  MusterFaces    *faces;
  AdwWindowTitle *title;
  GtkBox         *box;
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

/* Made when somebody opens it: an answer can be long. */
static void
exact_expanded_cb (AdwExpanderRow *expander,
                   GParamSpec     *pspec,
                   MusterRunCall  *call)
{
  g_autofree char *args = NULL;
  g_autofree char *result = NULL;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (!adw_expander_row_get_expanded (expander) || g_object_get_data (G_OBJECT (expander), "filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (expander), "filled", GINT_TO_POINTER (TRUE));
  args = muster_call_text_exact (muster_run_call_get_args (call));
  result = muster_call_text_exact (muster_run_call_get_result (call));
  text = g_strdup_printf ("%s %s\n\n→ %s", muster_run_call_get_tool (call), args, result);
  label = g_object_new (GTK_TYPE_LABEL, "label", text, "selectable", TRUE, "wrap", TRUE,
                        "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);
  gtk_widget_add_css_class (label, "muster-code");
  gtk_widget_add_css_class (label, "muster-exact");
  adw_expander_row_add_row (expander, label);
}

static GtkWidget *
create_exact_row (MusterRunCall *call)
{
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Exactly as It Was"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), _("Arguments and answer, for those who want to check"));
  g_signal_connect_data (row, "notify::expanded", G_CALLBACK (exact_expanded_cb), g_object_ref (call),
                         (GClosureNotify) (GCallback) g_object_unref, 0);
  return row;
}

/* What the gate said, and its rules where it did more than let it pass */
static char *
decision_text (MusterRunCall *call)
{
  const char *decision = muster_run_call_get_decision (call);
  const char *rules = muster_run_call_get_rules (call);
  const char *text = decision;

  if (g_strcmp0 (decision, "allow") == 0)
    text = _("Allowed");
  else if (g_strcmp0 (decision, "needs-approval") == 0)
    text = _("Needs approval");
  else if (g_strcmp0 (decision, "deny") == 0)
    text = _("Refused");
  if (rules == NULL || *rules == '\0')
    return g_strdup (text);
  /* Translators: a decision, and the rules that led to it */
  return g_strdup_printf (_("%s (%s)"), text, rules);
}

static GtkWidget *
create_call_row (MusterRunView *self,
                 MusterRunCall *call,
                 GHashTable    *names)
{
  gboolean ok = g_strcmp0 (muster_run_call_get_status (call), "ok") == 0;
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = muster_call_text_title (get_catalog (self), muster_run_call_get_tool (call));
  g_autofree char *asked = muster_call_text_asked (get_catalog (self), muster_run_call_get_tool (call),
                                                   muster_run_call_get_args (call), names);
  g_autofree char *answer = muster_call_text_answer (muster_run_call_get_status (call),
                                                     muster_run_call_get_result (call));
  g_autofree char *subtitle = asked != NULL ? g_strdup_printf ("%s\n%s", asked, answer) : g_strdup (answer);
  g_autofree char *decision = decision_text (call);
  g_autofree char *product = muster_call_text_source (get_catalog (self), muster_run_call_get_tool (call));
  g_autofree char *requests = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row),
                               muster_ui_tone_icon_new (ok ? MUSTER_TONE_GOOD : MUSTER_TONE_WAIT));
  /* Translators: number of requests that were sent */
  requests = g_strdup_printf (_("%d sent"), (int) muster_run_call_get_requests (call));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), muster_ui_row_new (product, muster_run_call_get_tool (call)));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), muster_ui_row_new (_("Requests"), requests));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), muster_ui_row_new (_("Decision of the Gate"), decision));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), create_exact_row (call));
  return row;
}

/* What an id stands for is known from any answer, also from a later one. */
static void
show_calls (MusterRunView *self,
            GPtrArray     *calls,
            gint64         revision)
{
  g_autoptr(GHashTable) names = muster_call_names_new ();
  GtkWidget *group = NULL;
  GtkWidget *earlier_group = NULL;

  for (guint i = 0; calls != NULL && i < calls->len; i++)
    muster_call_names_learn (names, muster_run_call_get_result (g_ptr_array_index (calls, i)));
  for (guint i = 0; calls != NULL && i < calls->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (calls, i);
      gboolean earlier = muster_run_call_get_revision (call) < revision;

      if (earlier && earlier_group == NULL)
        earlier_group = add_group (self, _("Requests of Earlier Plans"), NULL);
      else if (!earlier && group == NULL)
        group = add_group (self, _("Requests"), _("Everything that was read to get there, in order."));
      add_row (earlier ? earlier_group : group, create_call_row (self, call, names));
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

      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_effect_get_marker (effect), TRUE);
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
  GPtrArray *revisions = muster_run_detail_get_revisions (detail);
  GtkWidget *note = muster_note_view_new ();
  GtkWidget *view = muster_plan_view_new ();
  g_autofree char *subtitle = g_strdup_printf ("#%s", muster_run_get_ticket_number (run));

  adw_window_title_set_title (self->title, muster_run_get_summary (run) != NULL ? muster_run_get_summary (run) : "");
  adw_window_title_set_subtitle (self->title, subtitle);
  clear (self);
  show_state (self, run);
  show_change (self, run, revisions);
  muster_note_view_set_text (MUSTER_NOTE_VIEW (note), muster_run_get_note_text (run));
  muster_plan_view_set_client (MUSTER_PLAN_VIEW (view), self->context, muster_run_get_client_id (run));
  muster_plan_view_set_plan (MUSTER_PLAN_VIEW (view), get_catalog (self), plan);
  gtk_box_append (self->box, note);
  gtk_box_append (self->box, view);
  if (revisions != NULL && revisions->len > 0)
    gtk_box_reorder_child_after (self->box, note, view);
  show_earlier_plans (self, revisions);
  show_lesson (self, detail);
  show_calls (self, muster_run_detail_get_calls (detail), muster_run_get_revision (run));
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

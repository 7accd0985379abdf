/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-mode-dialog.h"
#include "muster-ui.h"

/**
 * MusterModeDialog:
 *
 * Before a switch to Execute: what would then be done without asking, what would be asked about, and how right the last
 * plans were. The switch takes two acts, a tick and a button, so that no single key does it.
 */
struct _MusterModeDialog
{
  AdwWindow parent_instance;

  MusterContext *context;   /* (owned) */
  char          *client_id; /* (nullable): NULL: the workspace */
  MusterMode     mode;
  GCancellable  *cancellable;
  gboolean       told;      /* "done" was emitted */

  MusterFaces    *faces;
  GtkLabel       *intro_label;
  GtkLabel       *error_label;
  AdwExpanderRow *auto_row;
  AdwExpanderRow *asked_row;
  AdwActionRow   *off_row;
  AdwPreferencesGroup *plans_group;
  GtkCheckButton *seen_button;
};

G_DEFINE_FINAL_TYPE (MusterModeDialog, muster_mode_dialog, ADW_TYPE_WINDOW)

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *verdict;
  const char *text;
  MusterTone  tone;
} verdicts[] = {
  { "right", NC_("plan", "Right"), MUSTER_TONE_GOOD },
  { "partly", NC_("plan", "Partly Right"), MUSTER_TONE_WAIT },
  { "wrong", NC_("plan", "Wrong"), MUSTER_TONE_BAD },
};

static void
tell_done (MusterModeDialog *self,
           gboolean          switched)
{
  if (self->told)
    return;
  self->told = TRUE;
  g_signal_emit (self, signals[DONE], 0, switched);
}

static void
fill_tools (AdwExpanderRow *row,
            const char     *title,
            GPtrArray      *tools)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_enable_expansion (row, tools->len > 0);
  for (guint i = 0; i < tools->len; i++)
    {
      MusterToolPolicy *tool = g_ptr_array_index (tools, i);

      adw_expander_row_add_row (row, muster_ui_row_new (muster_tool_policy_get_title (tool),
                                                        muster_ui_class_title (muster_tool_policy_get_effect_class (tool))));
    }
}

static GtkWidget *
create_plan_row (MusterJudgement *plan)
{
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  const char *word = muster_judgement_get_word (plan);
  const char *diagnosis = muster_judgement_get_diagnosis (plan);
  const char *text = C_("plan", "Not Judged");
  MusterTone tone = MUSTER_TONE_PLAIN;
  GtkWidget *row;

  /* Translators: number and summary of a ticket */
  title = g_strdup_printf (_("#%s %s"), muster_judgement_get_ticket_number (plan), muster_judgement_get_summary (plan));
  subtitle = word != NULL ? g_strdup_printf ("%s\n“%s”", diagnosis != NULL ? diagnosis : "", word) : g_strdup (diagnosis);
  row = muster_ui_row_new (title, subtitle);
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (g_strcmp0 (verdicts[i].verdict, muster_judgement_get_verdict (plan)) == 0)
      {
        text = g_dpgettext2 (NULL, "plan", verdicts[i].text);
        tone = verdicts[i].tone;
      }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), muster_ui_pill_new (text, tone));
  return row;
}

static void
fill_plans (MusterModeDialog  *self,
            MusterModePreview *preview)
{
  guint judged = preview->n_right + preview->n_partly + preview->n_wrong;
  g_autofree char *text = NULL;

  if (preview->plans->len == 0)
    text = g_strdup (_("Nothing was planned yet. Look at some plans before you let them be carried out."));
  else if (judged == 0)
    text = g_strdup (_("Nobody has said yet whether they were right. You can do that where a run is shown."));
  else
    /* Translators: numbers of plans */
    text = g_strdup_printf (_("Of %u that somebody judged, %u were right, %u partly right and %u wrong."), judged,
                            preview->n_right, preview->n_partly, preview->n_wrong);
  adw_preferences_group_set_description (self->plans_group, text);
  for (guint i = 0; i < preview->plans->len; i++)
    adw_preferences_group_add (self->plans_group, create_plan_row (g_ptr_array_index (preview->plans, i)));
}

static void
show_preview (MusterModeDialog  *self,
              MusterModePreview *preview)
{
  g_autofree char *intro = NULL;
  g_autofree char *by_itself = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *off = NULL;

  if (self->client_id != NULL)
    intro = g_strdup (_("New tickets of this client are then worked, not only planned. Runs that have begun stay as they are; switching back to Plan stops everything that is under way."));
  else
    /* Translators: %u is a number of clients */
    intro = g_strdup_printf (ngettext ("New tickets of %u client are then worked, not only planned. "
                                       "Runs that have begun stay as they are; switching back to Plan stops everything that is under way.",
                                       "New tickets of %u clients are then worked, not only planned. "
                                       "Runs that have begun stay as they are; switching back to Plan stops everything that is under way.", preview->n_clients),
                             preview->n_clients);
  gtk_label_set_text (self->intro_label, intro);
  by_itself = g_strdup_printf (ngettext ("%u change is made without asking", "%u changes are made without asking",
                                         preview->by_itself->len), preview->by_itself->len);
  fill_tools (self->auto_row, by_itself, preview->by_itself);
  asked = g_strdup_printf (ngettext ("%u change is asked about", "%u changes are asked about", preview->asked->len),
                           preview->asked->len);
  fill_tools (self->asked_row, asked, preview->asked);
  off = g_strdup_printf (ngettext ("%u tool is switched off", "%u tools are switched off", preview->n_off), preview->n_off);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->off_row), off);
  fill_plans (self, preview);
  muster_faces_show_content (self->faces);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterModeDialog) self = user_data;
  g_autoptr(MusterModePreview) preview = NULL;
  g_autoptr(GError) error = NULL;

  preview = muster_context_preview_mode_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error) || self->context == NULL)
    return;
  if (preview != NULL)
    show_preview (self, preview);
  else
    muster_faces_show_error (self->faces, error);
}

static void
load (MusterModeDialog *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_preview_mode_async (self->context, self->client_id, self->mode, self->cancellable, previewed_cb,
                                     g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterModeDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_set_mode_finish (MUSTER_CONTEXT (source), result, &error))
    {
      tell_done (self, TRUE);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  line = muster_error_text_line (error);
  gtk_label_set_text (self->error_label, line);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

static void
switch_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterModeDialog *self = MUSTER_MODE_DIALOG (widget);

  if (!gtk_check_button_get_active (self->seen_button))
    return;
  muster_context_set_mode_async (self->context, self->client_id, self->mode, NULL, saved_cb, g_object_ref (self));
}

static void
seen_toggled_cb (MusterModeDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mode.switch", gtk_check_button_get_active (self->seen_button));
}

static gboolean
muster_mode_dialog_close_request (GtkWindow *window)
{
  tell_done (MUSTER_MODE_DIALOG (window), FALSE);
  return GTK_WINDOW_CLASS (muster_mode_dialog_parent_class)->close_request (window);
}

static void
muster_mode_dialog_dispose (GObject *object)
{
  MusterModeDialog *self = MUSTER_MODE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_MODE_DIALOG);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_mode_dialog_parent_class)->dispose (object);
}

static void
muster_mode_dialog_finalize (GObject *object)
{
  g_object_unref (MUSTER_MODE_DIALOG (object)->cancellable);
  g_free (MUSTER_MODE_DIALOG (object)->client_id);
  G_OBJECT_CLASS (muster_mode_dialog_parent_class)->finalize (object);
}

static void
muster_mode_dialog_class_init (MusterModeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_mode_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_mode_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = muster_mode_dialog_close_request;

  signals[DONE] = g_signal_new ("done", MUSTER_TYPE_MODE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_BOOLEAN);
  gtk_widget_class_install_action (widget_class, "mode.switch", NULL, switch_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-mode-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, intro_label);
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, auto_row);
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, asked_row);
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, off_row);
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, plans_group);
  gtk_widget_class_bind_template_child (widget_class, MusterModeDialog, seen_button);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, seen_toggled_cb);
}

static void
muster_mode_dialog_init (MusterModeDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_let_shrink (muster_ui_find_inside (GTK_WIDGET (self), ADW_TYPE_HEADER_BAR));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mode.switch", FALSE);
}

static gboolean
executes (MusterContext *context,
          MusterMode     mode)
{
  MusterWorkspace *workspace = muster_context_get_workspace (context);

  if (mode == MUSTER_MODE_INHERIT && workspace != NULL)
    mode = muster_workspace_get_default_mode (workspace);
  return mode == MUSTER_MODE_EXECUTE;
}

/**
 * muster_mode_dialog_is_needed:
 * @from: what holds now
 * @to: what was chosen
 *
 * Returns: whether something would be carried out that is only planned now
 */
gboolean
muster_mode_dialog_is_needed (MusterContext *context,
                              MusterMode     from,
                              MusterMode     to)
{
  return executes (context, to) && !executes (context, from);
}

/**
 * muster_mode_dialog_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @client_id: (nullable): whose mode; %NULL: the workspace's
 * @mode: what it is to be
 *
 * Returns: (transfer none): a dialog to present, which switches by itself
 */
GtkWidget *
muster_mode_dialog_new (GtkWidget     *parent,
                        MusterContext *context,
                        const char    *client_id,
                        MusterMode     mode)
{
  MusterModeDialog *self = g_object_new (MUSTER_TYPE_MODE_DIALOG, NULL);
  GtkRoot *root = gtk_widget_get_root (parent);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  self->mode = mode;
  load (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-faces.h"
#include "muster-ui.h"
#include "muster-undo-dialog.h"

/**
 * MusterUndoDialog:
 *
 * Takes one act back: first what that would mean, as a difference with what is
 * true now, then one clear button, then what came of it. While it is under way
 * the window stays, for an undo cannot be stopped in the middle.
 */
struct _MusterUndoDialog
{
  AdwWindow parent_instance;

  MusterContext *context;     /* (owned) */
  char          *effect_id;
  GCancellable  *cancellable;
  MusterUndo    *undo;        /* (owned) (nullable): the difference that is shown */
  gboolean       busy;

  MusterFaces *faces;
  GtkStack    *stack;
  GtkButton   *cancel_button;
  GtkButton   *confirm_button;
  GtkLabel    *done_label;
  GtkLabel    *title_label;
  GtkWidget   *warning_box;
  GtkLabel    *warning_label;
  GtkWidget   *reason_box;
  GtkLabel    *reason_label;
  GtkLabel    *error_label;
  GtkBox      *rows_box;
  GtkSpinner  *spinner;
  GtkImage    *outcome_icon;
  GtkLabel    *outcome_title;
  GtkLabel    *outcome_label;
};

G_DEFINE_FINAL_TYPE (MusterUndoDialog, muster_undo_dialog, ADW_TYPE_WINDOW)

static void preview (MusterUndoDialog *self);

static void
show_line (GtkLabel   *label,
           GtkWidget  *box,
           const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (box, text != NULL && *text != '\0');
}

/* --- The difference --- */

static void
attach_value (GtkWidget  *grid,
              int         line,
              const char *when,
              const char *value,
              const char *css_class)
{
  GtkWidget *name = gtk_label_new (when);
  GtkWidget *label = gtk_label_new (value != NULL ? value : _("nothing"));

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_yalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  if (value == NULL)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (GTK_GRID (grid), name, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), label, 1, line, 1, 1);
}

static GtkWidget *
create_row (MusterUndo    *undo,
            MusterUndoRow *row)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *what = gtk_label_new (row->what);
  GtkWidget *grid = gtk_grid_new ();

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "muster-difference");
  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_wrap (GTK_LABEL (what), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (what), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (what, TRUE);
  gtk_widget_add_css_class (what, "heading");
  gtk_box_append (GTK_BOX (head), what);
  if (row->drift)
    gtk_box_append (GTK_BOX (head), muster_ui_pill_new (_("Changed Since"), MUSTER_TONE_WAIT));
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  attach_value (grid, 0, C_("difference", "Was"), row->was, NULL);
  attach_value (grid, 1, C_("difference", "Is now"),
                undo->checked ? row->is : _("could not be looked up"), row->drift ? "warning" : NULL);
  attach_value (grid, 2, C_("difference", "Will be"), row->will_be, "muster-will-be");
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), grid);
  return card;
}

static void
show_rows (MusterUndoDialog *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box))) != NULL)
    gtk_box_remove (self->rows_box, child);
  for (guint i = 0; self->undo->possible && i < self->undo->rows->len; i++)
    gtk_box_append (self->rows_box, create_row (self->undo, g_ptr_array_index (self->undo->rows, i)));
}

/* What cannot be undone has no button; what would overwrite somebody's work has a red one. */
static void
show_undo (MusterUndoDialog *self)
{
  MusterUndo *undo = self->undo;
  GtkWidget *button = GTK_WIDGET (self->confirm_button);

  gtk_label_set_text (self->done_label, undo->done != NULL ? undo->done : "");
  show_line (self->title_label, gtk_widget_get_parent (GTK_WIDGET (self->title_label)),
             undo->possible ? undo->title : NULL);
  show_line (self->warning_label, self->warning_box, undo->possible ? undo->warning : NULL);
  show_line (self->reason_label, self->reason_box, undo->possible ? NULL : undo->reason);
  show_rows (self);
  gtk_button_set_label (self->confirm_button, undo->drift ? _("Undo Anyway") : _("Undo"));
  gtk_widget_remove_css_class (button, undo->drift ? "suggested-action" : "destructive-action");
  gtk_widget_add_css_class (button, undo->drift ? "destructive-action" : "suggested-action");
  gtk_widget_set_visible (button, undo->possible);
  gtk_button_set_label (self->cancel_button, undo->possible ? _("Cancel") : _("Close"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "undo.confirm", undo->possible);
  gtk_stack_set_visible_child_name (self->stack, "difference");
  muster_faces_show_content (self->faces);
  /* Return must not overwrite what somebody else did. */
  gtk_widget_grab_focus (undo->possible && !undo->drift ? button : GTK_WIDGET (self->cancel_button));
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterUndoDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  MusterUndo *undo = muster_context_preview_undo_finish (MUSTER_CONTEXT (source), result, &error);

  if (muster_ui_is_cancelled (error))
    return;
  g_clear_pointer (&self->undo, muster_undo_free);
  self->undo = undo;
  if (undo != NULL)
    show_undo (self);
  else
    muster_faces_show_error (self->faces, error);
}

static void
preview (MusterUndoDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "undo.confirm", FALSE);
  muster_faces_show_loading (self->faces);
  muster_context_preview_undo_async (self->context, self->effect_id, self->cancellable, previewed_cb,
                                     g_object_ref (self));
}

/* --- Doing it --- */

static void
set_busy (MusterUndoDialog *self,
          gboolean          busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "undo.confirm", !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_stack_set_visible_child_name (self->stack, busy ? "busy" : "difference");
}

static void
show_outcome (MusterUndoDialog  *self,
              MusterToolOutcome *outcome)
{
  gboolean done = outcome->state == MUSTER_EFFECT_STATE_CONFIRMED;
  gboolean failed = outcome->state == MUSTER_EFFECT_STATE_ABSENT;
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s\n%s", outcome->title != NULL ? outcome->title : "", outcome->text != NULL ? outcome->text : "");
  muster_ui_set_tone_icon (self->outcome_icon, done ? MUSTER_TONE_GOOD : failed ? MUSTER_TONE_BAD : MUSTER_TONE_WAIT);
  gtk_label_set_text (self->outcome_title, done ? _("Taken Back") : failed ? _("It Was Not Taken Back")
                      : outcome->state == MUSTER_EFFECT_STATE_UNKNOWN ? _("The Outcome Is Not Known") : _("It Is Under Way"));
  gtk_label_set_text (self->outcome_label, g_strstrip (text));
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), FALSE);
  gtk_button_set_label (self->cancel_button, _("Close"));
  gtk_stack_set_visible_child_name (self->stack, "outcome");
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterUndoDialog) self = user_data;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  outcome = muster_context_undo_finish (MUSTER_CONTEXT (source), result, &error);
  set_busy (self, FALSE);
  if (outcome != NULL)
    {
      show_outcome (self, outcome);
      return;
    }
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    {
      show_line (self->error_label, GTK_WIDGET (self->error_label),
                 _("It has changed while you looked. Nothing was done. This is how it is now."));
      preview (self);
      return;
    }
  line = muster_error_text_line (error);
  show_line (self->error_label, GTK_WIDGET (self->error_label), line);
}

static void
confirm_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterUndoDialog *self = MUSTER_UNDO_DIALOG (widget);

  if (self->busy || self->undo == NULL || !self->undo->possible)
    return;
  show_line (self->error_label, GTK_WIDGET (self->error_label), NULL);
  set_busy (self, TRUE);
  muster_context_undo_async (self->context, self->effect_id, self->undo->drift, NULL, undone_cb, g_object_ref (self));
}

static gboolean
muster_undo_dialog_close_request (GtkWindow *window)
{
  if (MUSTER_UNDO_DIALOG (window)->busy)
    return TRUE;
  return GTK_WINDOW_CLASS (muster_undo_dialog_parent_class)->close_request (window);
}

static void
muster_undo_dialog_dispose (GObject *object)
{
  MusterUndoDialog *self = MUSTER_UNDO_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_UNDO_DIALOG);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_undo_dialog_parent_class)->dispose (object);
}

static void
muster_undo_dialog_finalize (GObject *object)
{
  MusterUndoDialog *self = MUSTER_UNDO_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->undo, muster_undo_free);
  g_free (self->effect_id);
  G_OBJECT_CLASS (muster_undo_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, done_label);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, title_label);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, warning_box);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, warning_label);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, reason_box);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, reason_label);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, rows_box);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, outcome_icon);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, outcome_title);
  gtk_widget_class_bind_template_child (widget_class, MusterUndoDialog, outcome_label);
}

static void
muster_undo_dialog_class_init (MusterUndoDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_undo_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_undo_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = muster_undo_dialog_close_request;

  gtk_widget_class_install_action (widget_class, "undo.confirm", NULL, confirm_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-undo-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, preview);
}

static void
muster_undo_dialog_init (MusterUndoDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_undo_dialog_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @effect_id: the act
 *
 * Returns: (transfer none): a dialog to present; it looks at once what is true now
 */
GtkWidget *
muster_undo_dialog_new (GtkWidget     *parent,
                        MusterContext *context,
                        const char    *effect_id)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  MusterUndoDialog *self = g_object_new (MUSTER_TYPE_UNDO_DIALOG, NULL);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->effect_id = g_strdup (effect_id);
  preview (self);
  return GTK_WIDGET (self);
}

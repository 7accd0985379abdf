/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-form-field.h"
#include "muster-reason-dialog.h"
#include "muster-ui.h"

/**
 * MusterReasonDialog:
 *
 * Asks for a few words that are recorded with an act: why, or how somebody
 * knows. It stays until the act has worked, so that nothing typed is lost when
 * it did not. Emits ::confirmed; whoever shows it then answers with
 * muster_reason_dialog_done() or muster_reason_dialog_fail().
 */
struct _MusterReasonDialog
{
  AdwWindow parent_instance;

  MusterFormField *field;
  GtkButton       *cancel_button;
  GtkButton       *confirm_button;
  GtkLabel        *title_label;
  GtkLabel        *text_label;
  GtkLabel        *error_label;
  char            *text;     /* (nullable): as it was confirmed */
  gboolean         busy;
};

G_DEFINE_FINAL_TYPE (MusterReasonDialog, muster_reason_dialog, ADW_TYPE_WINDOW)

static guint confirmed_signal;

static char *
typed (MusterReasonDialog *self)
{
  return g_strstrip (g_strdup (muster_form_field_get_text (self->field)));
}

static void
update (MusterReasonDialog *self)
{
  g_autofree char *text = typed (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reason.confirm", *text != '\0' && !self->busy);
}

/* What takes no more keys gives the focus away first, and has it again when it does */
static void
set_busy (MusterReasonDialog *self,
          gboolean            busy)
{
  self->busy = busy;
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->field), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), !busy);
  if (!busy)
    gtk_window_set_focus (GTK_WINDOW (self), muster_ui_find_inside (GTK_WIDGET (self->field), GTK_TYPE_TEXT));
  update (self);
}

static void
confirm_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterReasonDialog *self = MUSTER_REASON_DIALOG (widget);

  g_free (self->text);
  self->text = typed (self);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  set_busy (self, TRUE);
  g_signal_emit (self, confirmed_signal, 0);
}

/* What is under way is not stopped by closing its window */
static gboolean
muster_reason_dialog_close_request (GtkWindow *window)
{
  if (MUSTER_REASON_DIALOG (window)->busy)
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (muster_reason_dialog_parent_class)->close_request (window);
}

static void
muster_reason_dialog_finalize (GObject *object)
{
  g_free (MUSTER_REASON_DIALOG (object)->text);
  G_OBJECT_CLASS (muster_reason_dialog_parent_class)->finalize (object);
}

static void
muster_reason_dialog_class_init (MusterReasonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = muster_reason_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = muster_reason_dialog_close_request;

  /**
   * MusterReasonDialog::confirmed:
   * @self: dialog
   *
   * The words are there; now it is to be done.
   */
  confirmed_signal = g_signal_new ("confirmed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "reason.confirm", NULL, confirm_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (MusterReasonDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  /* Between two buttons there is no room for it in large text: it stands below them, and wraps */
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_bin_new ());
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  self->cancel_button = GTK_BUTTON (gtk_button_new_with_label (_("Cancel")));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel_button), "window.close");
  self->confirm_button = GTK_BUTTON (gtk_button_new ());
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->confirm_button), "reason.confirm");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), GTK_WIDGET (self->cancel_button));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), GTK_WIDGET (self->confirm_button));
  return header;
}

static GtkLabel *
create_label (GtkBox           *box,
              const char       *css_class,
              GtkAccessibleRole role)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
muster_reason_dialog_init (MusterReasonDialog *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 440, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self), 320, -1);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  self->title_label = create_label (GTK_BOX (box), "title-4", GTK_ACCESSIBLE_ROLE_LABEL);
  self->error_label = create_label (GTK_BOX (box), "error", GTK_ACCESSIBLE_ROLE_ALERT);
  self->text_label = create_label (GTK_BOX (box), NULL, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  gtk_box_append (GTK_BOX (whole), create_header (self));
  gtk_box_append (GTK_BOX (whole), box);
  adw_window_set_content (ADW_WINDOW (self), whole);
  g_object_set_data (G_OBJECT (self), "box", box);
}

/**
 * muster_reason_dialog_new:
 * @parent: a widget of the window that it belongs to
 * @title: what is done
 * @text: what will come of it, in sentences
 * @field: what the words are
 * @confirm: what the button says
 * @destructive: whether it ends something
 *
 * Returns: (transfer none): a window to present
 */
GtkWidget *
muster_reason_dialog_new (GtkWidget  *parent,
                          const char *title,
                          const char *text,
                          const char *field,
                          const char *confirm,
                          gboolean    destructive)
{
  MusterReasonDialog *self = g_object_new (MUSTER_TYPE_REASON_DIALOG, "title", title, NULL);
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkWidget *box = g_object_get_data (G_OBJECT (self), "box");

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->text_label, text);
  gtk_button_set_label (self->confirm_button, confirm);
  gtk_widget_add_css_class (GTK_WIDGET (self->confirm_button), destructive ? "destructive-action" : "suggested-action");
  self->field = MUSTER_FORM_FIELD (muster_form_field_new (field, NULL, FALSE));
  g_object_set (self->field, "activate-action", "reason.confirm", NULL);
  g_signal_connect_object (self->field, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->field));
  update (self);
  gtk_window_set_focus (GTK_WINDOW (self), muster_ui_find_inside (GTK_WIDGET (self->field), GTK_TYPE_TEXT));
  return GTK_WIDGET (self);
}

/**
 * muster_reason_dialog_get_text:
 * @self: dialog
 *
 * Returns: (transfer none): the words that were confirmed, without blanks around them
 */
const char *
muster_reason_dialog_get_text (MusterReasonDialog *self)
{
  g_return_val_if_fail (MUSTER_IS_REASON_DIALOG (self), "");
  return self->text != NULL ? self->text : "";
}

/**
 * muster_reason_dialog_done:
 * @self: dialog
 *
 * It worked: the window closes.
 */
void
muster_reason_dialog_done (MusterReasonDialog *self)
{
  g_return_if_fail (MUSTER_IS_REASON_DIALOG (self));

  self->busy = FALSE;
  gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * muster_reason_dialog_fail:
 * @self: dialog
 * @problem: what went wrong, and what to do
 *
 * Says so. What was typed stays, to be tried again or copied.
 */
void
muster_reason_dialog_fail (MusterReasonDialog *self,
                           const char         *problem)
{
  g_return_if_fail (MUSTER_IS_REASON_DIALOG (self));

  set_busy (self, FALSE);
  gtk_label_set_text (self->error_label, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

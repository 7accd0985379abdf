/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-form-field.h"
#include "muster-reveal-dialog.h"
#include "muster-reveal-second.h"
#include "muster-secret-clipboard.h"
#include "muster-secret-view.h"
#include "muster-ui.h"

/**
 * MusterRevealDialog:
 *
 * Shows a secret to the person who asks: why, then the value for half a minute,
 * which can be prolonged by who needs longer. While another window has the
 * focus, or the screen is locked, the value is covered; it is not closed then,
 * because copying it and going to where it is pasted is what it is for, and
 * what is shown once would be lost. Nothing of it is in the window's title.
 */
struct _MusterRevealDialog
{
  AdwWindow parent_instance;

  MusterContext *context;    /* (owned) (nullable) */
  char          *client_id;  /* (nullable) */
  char          *tool;       /* (nullable): read with it, or … */
  JsonObject    *args;       /* (owned) (nullable) */
  char          *effect_id;  /* (nullable): … what an act has set */
  GCancellable  *cancellable;
  MusterReveal  *reveal;     /* (owned) (nullable) */
  guint          left;       /* seconds */
  guint          ticker;

  GtkStack       *stack;
  GtkButton      *close_button;
  GtkButton      *show_button;
  GtkLabel       *what_label;
  GtkLabel       *once_label;
  GtkLabel       *error_label;
  AdwBin         *reason_bin;
  GtkWidget      *reason_field;
  GtkSpinner     *spinner;
  GtkBox         *values_box;
  GtkProgressBar *time_bar;
  GtkLabel       *time_label;
  GtkLabel       *lost_label;
};

G_DEFINE_FINAL_TYPE (MusterRevealDialog, muster_reveal_dialog, ADW_TYPE_WINDOW)

/* --- The time --- */

static void
show_time (MusterRevealDialog *self)
{
  g_autofree char *text = NULL;
  guint whole = muster_reveal_get_seconds (self->reveal);

  /* Translators: seconds until the value is hidden */
  text = g_strdup_printf (ngettext ("Hidden in %u second", "Hidden in %u seconds", self->left), self->left);
  gtk_label_set_text (self->time_label, text);
  gtk_progress_bar_set_fraction (self->time_bar, whole > 0 ? (double) self->left / whole : 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  MusterRevealDialog *self = user_data;

  if (self->left > 1)
    {
      self->left--;
      show_time (self);
      return G_SOURCE_CONTINUE;
    }
  self->ticker = 0;
  gtk_window_close (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

static void
more_time_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  MusterRevealDialog *self = MUSTER_REVEAL_DIALOG (widget);

  if (self->reveal == NULL)
    return;
  self->left = muster_reveal_get_seconds (self->reveal);
  show_time (self);
}

/* --- The value --- */

static void
for_each_view (GtkWidget  *widget,
               void      (*func)(MusterSecretView *view,
                                 gboolean          value),
               gboolean    value)
{
  if (MUSTER_IS_SECRET_VIEW (widget))
    func (MUSTER_SECRET_VIEW (widget), value);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    for_each_view (child, func, value);
}

static void
active_changed_cb (MusterRevealDialog *self)
{
  gboolean active = gtk_window_is_active (GTK_WINDOW (self));

  for_each_view (GTK_WIDGET (self->values_box), muster_secret_view_set_covered, !active);
}

static void
copy_clicked_cb (GtkButton *button)
{
  MusterReveal *reveal = g_object_get_data (G_OBJECT (button), "reveal");
  g_autofree char *text = NULL;

  muster_secret_clipboard_copy (GTK_WIDGET (button), muster_reveal_get_value (reveal), MUSTER_REVEAL_CLIPBOARD_SECONDS);
  /* Translators: on a button, after it was pressed */
  gtk_button_set_label (button, _("Copied"));
  /* Translators: %u seconds */
  text = g_strdup_printf (_("Copied. It is taken out of the clipboard after %u seconds."), MUSTER_REVEAL_CLIPBOARD_SECONDS);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), text);
  muster_ui_set_name (GTK_WIDGET (button), text);
}

/* The focus goes to the value, so that a screen reader says it at once. */
static void
spoken_toggled_cb (GtkToggleButton  *button,
                   MusterSecretView *view)
{
  gboolean spoken = gtk_toggle_button_get_active (button);

  muster_secret_view_set_spoken (view, spoken);
  if (spoken)
    gtk_widget_grab_focus (GTK_WIDGET (view));
}

static void
add_label (GtkWidget  *box,
           const char *text,
           const char *css_class)
{
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
create_value (MusterReveal *reveal)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *view = muster_secret_view_new (muster_reveal_get_kind (reveal), muster_reveal_get_value (reveal));
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *copy = gtk_button_new_with_label (_("Copy"));
  GtkWidget *speak = gtk_toggle_button_new_with_label (_("Read Out"));
  const char *title = muster_reveal_get_title (reveal);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "muster-difference");
  add_label (card, muster_reveal_get_kind (reveal), "caption");
  if (g_strcmp0 (title, muster_reveal_get_kind (reveal)) != 0)
    add_label (card, title, "heading");
  add_label (card, muster_reveal_get_owner (reveal), "dim-label");
  gtk_widget_set_margin_top (view, 6);
  gtk_widget_set_margin_bottom (view, 6);
  gtk_box_append (GTK_BOX (card), view);
  g_object_set_data_full (G_OBJECT (copy), "reveal", g_object_ref (reveal), g_object_unref);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_clicked_cb), NULL);
  gtk_widget_set_tooltip_text (speak, _("Gives the value to a screen reader, letter by letter"));
  g_signal_connect_object (speak, "toggled", G_CALLBACK (spoken_toggled_cb), view, 0);
  gtk_box_append (GTK_BOX (buttons), copy);
  gtk_box_append (GTK_BOX (buttons), speak);
  gtk_box_append (GTK_BOX (card), buttons);
  return card;
}

/**
 * muster_reveal_dialog_show_reveal:
 * @self: dialog
 * @reveal: what was fetched
 *
 * Shows the value and starts the countdown.
 */
void
muster_reveal_dialog_show_reveal (MusterRevealDialog *self,
                                  MusterReveal       *reveal)
{
  GListModel *more = muster_reveal_get_more (reveal);

  g_return_if_fail (MUSTER_IS_REVEAL_DIALOG (self));

  g_set_object (&self->reveal, reveal);
  gtk_box_append (self->values_box, create_value (reveal));
  for (guint i = 0; more != NULL && i < g_list_model_get_n_items (more); i++)
    {
      g_autoptr(MusterReveal) next = g_list_model_get_item (more, i);

      gtk_box_append (self->values_box, create_value (next));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->lost_label), muster_reveal_get_once (reveal));
  gtk_widget_set_visible (GTK_WIDGET (self->show_button), FALSE);
  gtk_button_set_label (self->close_button, _("Close"));
  gtk_spinner_stop (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "shown");
  self->left = muster_reveal_get_seconds (reveal);
  show_time (self);
  self->ticker = g_timeout_add (muster_reveal_second (), tick_cb, self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    active_changed_cb (self);
  gtk_widget_child_focus (GTK_WIDGET (self->values_box), GTK_DIR_TAB_FORWARD);
}

/* --- Asking --- */

static void
set_busy (MusterRevealDialog *self,
          gboolean            busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reveal.show", !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_stack_set_visible_child_name (self->stack, busy ? "busy" : "ask");
}

/* What a look can be refused for, in words of its own */
static char *
refusal_text (MusterRevealDialog *self,
              const GError       *error)
{
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT) && self->effect_id != NULL)
    return g_strdup (_("It was shown already, or its day is over. Set a new one if nobody has it."));
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY))
    return g_strdup (_("Reading it is switched off for this client, or the reason holds a secret itself. Look at the client’s tools under Integrations, or write another reason."));
  return muster_error_text_line (error);
}

static void
revealed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRevealDialog) self = user_data;
  g_autoptr(MusterReveal) reveal = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  reveal = muster_context_reveal_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error) || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (reveal != NULL)
    {
      muster_reveal_dialog_show_reveal (self, reveal);
      return;
    }
  set_busy (self, FALSE);
  text = refusal_text (self, error);
  gtk_label_set_text (self->error_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterRevealDialog *self = MUSTER_REVEAL_DIALOG (widget);
  g_autofree char *reason = g_strstrip (g_strdup (muster_form_field_get_text (MUSTER_FORM_FIELD (self->reason_field))));

  if (self->context == NULL || self->reveal != NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  set_busy (self, TRUE);
  if (self->effect_id != NULL)
    muster_context_reveal_effect_async (self->context, self->effect_id, reason, self->cancellable, revealed_cb,
                                        g_object_ref (self));
  else
    muster_context_reveal_async (self->context, self->client_id, self->tool, self->args, reason, self->cancellable,
                                 revealed_cb, g_object_ref (self));
}

/* Nothing of the value stays behind in the widgets of a closed window. */
static void
forget (MusterRevealDialog *self)
{
  GtkWidget *child;

  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_object (&self->reveal);
  while (self->values_box != NULL && (child = gtk_widget_get_first_child (GTK_WIDGET (self->values_box))) != NULL)
    gtk_box_remove (self->values_box, child);
}

static void
muster_reveal_dialog_dispose (GObject *object)
{
  MusterRevealDialog *self = MUSTER_REVEAL_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  forget (self);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_REVEAL_DIALOG);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_reveal_dialog_parent_class)->dispose (object);
}

static void
muster_reveal_dialog_finalize (GObject *object)
{
  MusterRevealDialog *self = MUSTER_REVEAL_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->args, json_object_unref);
  g_free (self->client_id);
  g_free (self->tool);
  g_free (self->effect_id);
  G_OBJECT_CLASS (muster_reveal_dialog_parent_class)->finalize (object);
}

static void
muster_reveal_dialog_class_init (MusterRevealDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_reveal_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_reveal_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "reveal.show", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "reveal.more-time", NULL, more_time_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-reveal-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, show_button);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, what_label);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, once_label);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, reason_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, values_box);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, time_bar);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, time_label);
  gtk_widget_class_bind_template_child (widget_class, MusterRevealDialog, lost_label);
  gtk_widget_class_bind_template_callback (widget_class, active_changed_cb);
}

static void
muster_reveal_dialog_init (MusterRevealDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->reason_field = muster_form_field_new (_("Reason (Optional)"),
                                              _("Such as the number of the ticket. It is kept in Activity with your name."), FALSE);
  g_object_set (self->reason_field, "activate-action", "reveal.show", NULL);
  adw_bin_set_child (self->reason_bin, self->reason_field);
}

static MusterRevealDialog *
create (GtkWidget     *parent,
        MusterContext *context,
        const char    *what)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  MusterRevealDialog *self = g_object_new (MUSTER_TYPE_REVEAL_DIALOG, NULL);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  g_set_object (&self->context, context);
  gtk_label_set_text (self->what_label, what != NULL ? what : "");
  gtk_window_set_focus (GTK_WINDOW (self), muster_ui_find_inside (self->reason_field, GTK_TYPE_EDITABLE));
  return self;
}

/**
 * muster_reveal_dialog_new_for_tool:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @client_id: whose
 * @tool: what reads it
 * @args: (nullable): its arguments
 * @what: what will be shown, in words
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_reveal_dialog_new_for_tool (GtkWidget     *parent,
                                   MusterContext *context,
                                   const char    *client_id,
                                   const char    *tool,
                                   JsonObject    *args,
                                   const char    *what)
{
  MusterRevealDialog *self = create (parent, context, what);

  self->client_id = g_strdup (client_id);
  self->tool = g_strdup (tool);
  self->args = args != NULL ? json_object_ref (args) : NULL;
  return GTK_WIDGET (self);
}

/**
 * muster_reveal_dialog_new_for_effect:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @effect_id: the act that set a password or made a pass
 * @what: what was done, in words
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_reveal_dialog_new_for_effect (GtkWidget     *parent,
                                     MusterContext *context,
                                     const char    *effect_id,
                                     const char    *what)
{
  MusterRevealDialog *self = create (parent, context, what);

  self->effect_id = g_strdup (effect_id);
  gtk_widget_set_visible (GTK_WIDGET (self->once_label), TRUE);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-model-dialog.h"
#include "muster-model-form.h"
#include "muster-ui.h"

/**
 * MusterModelDialog:
 *
 * A language model that is added or changed. Save tests first, unless that was done; what does not work can be saved
 * all the same, with a second press, since a server may be off for the moment.
 */
struct _MusterModelDialog
{
  AdwWindow parent_instance;

  MusterContext       *context; /* (owned) */
  MusterLanguageModel *model;   /* (owned) (nullable): what is edited */
  MusterModelForm     *form;
  gboolean             busy;

  AdwBin    *form_bin;
  GtkButton *save_button;
  GtkButton *fill_button;
  GtkButton *remove_button;
};

G_DEFINE_FINAL_TYPE (MusterModelDialog, muster_model_dialog, ADW_TYPE_WINDOW)

static void
update (MusterModelDialog *self)
{
  gboolean failed = muster_model_form_has_failed (self->form);
  const char *label = failed ? _("Save Anyway") : self->busy ? _("Testing…") : _("Save");

  gtk_button_set_label (self->save_button, label);
  /* Rather a shorter word than a dialog that is wider than the window */
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (self->save_button)), PANGO_ELLIPSIZE_END);
  muster_ui_set_name (GTK_WIDGET (self->save_button), label);
  if (failed)
    gtk_widget_remove_css_class (GTK_WIDGET (self->save_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->save_button), "suggested-action");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.submit",
                                 !self->busy && muster_model_form_get_complete (self->form));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterModelDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) model = muster_model_form_save_finish (MUSTER_MODEL_FORM (source), result, &error);

  self->busy = FALSE;
  update (self);
  if (model != NULL)
    gtk_window_close (GTK_WINDOW (self));
}

static void
save (MusterModelDialog *self)
{
  self->busy = TRUE;
  update (self);
  muster_model_form_save_async (self->form, saved_cb, g_object_ref (self));
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterModelDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = muster_model_form_test_finish (MUSTER_MODEL_FORM (source), result, &error);

  self->busy = FALSE;
  if (ok)
    {
      save (self);
      return;
    }
  update (self);
}

static void
submit_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterModelDialog *self = MUSTER_MODEL_DIALOG (widget);

  if (muster_model_form_has_failed (self->form) || !muster_model_form_needs_test (self->form))
    {
      save (self);
      return;
    }
  self->busy = TRUE;
  update (self);
  muster_model_form_test_async (self->form, tested_cb, g_object_ref (self));
}

static void
fill_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  muster_model_form_fill (MUSTER_MODEL_DIALOG (widget)->form);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterModelDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_remove_model_finish (MUSTER_CONTEXT (source), result, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_widget_set_sensitive (GTK_WIDGET (self->remove_button), TRUE);
}

static void
remove_answered_cb (MusterModelDialog *self,
                    const char        *response)
{
  if (!g_str_equal (response, "remove") || self->context == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove_button), FALSE);
  muster_context_remove_model_async (self->context, muster_language_model_get_id (self->model), NULL, removed_cb,
                                     g_object_ref (self));
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterModelDialog *self = MUSTER_MODEL_DIALOG (widget);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  /* Translators: %s is the name of a language model */
  heading = g_strdup_printf (_("Remove %s?"), muster_language_model_get_name (self->model));
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading,
                                   _("It is not asked any more, and its key is deleted from the keyring. What it has cost stays in the list of costs. To stop it for a while, switch it off instead."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "remove", _("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
muster_model_dialog_dispose (GObject *object)
{
  MusterModelDialog *self = MUSTER_MODEL_DIALOG (object);

  g_clear_object (&self->context);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_MODEL_DIALOG);
  G_OBJECT_CLASS (muster_model_dialog_parent_class)->dispose (object);
}

static void
muster_model_dialog_finalize (GObject *object)
{
  g_clear_object (&MUSTER_MODEL_DIALOG (object)->model);
  G_OBJECT_CLASS (muster_model_dialog_parent_class)->finalize (object);
}

static void
muster_model_dialog_class_init (MusterModelDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_model_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_model_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "form.submit", NULL, submit_action);
  gtk_widget_class_install_action (widget_class, "form.fill", NULL, fill_action);
  gtk_widget_class_install_action (widget_class, "model.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "form.submit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "form.fill", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/models/muster-model-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterModelDialog, form_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterModelDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, MusterModelDialog, fill_button);
  gtk_widget_class_bind_template_child (widget_class, MusterModelDialog, remove_button);
}

static void
muster_model_dialog_init (MusterModelDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_let_shrink (muster_ui_find_inside (GTK_WIDGET (self), ADW_TYPE_HEADER_BAR));
}

static MusterModelDialog *
create_dialog (GtkWidget           *parent,
               MusterContext       *context,
               MusterLanguageModel *model)
{
  MusterModelDialog *self = g_object_new (MUSTER_TYPE_MODEL_DIALOG,
                                          "transient-for", gtk_widget_get_root (parent), NULL);

  self->context = g_object_ref (context);
  self->model = model != NULL ? g_object_ref (model) : NULL;
  self->form = MUSTER_MODEL_FORM (muster_model_form_new (context, model));
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
  gtk_window_set_title (GTK_WINDOW (self), model != NULL ? _("Language Model") : _("Add a Language Model"));
  gtk_widget_set_visible (GTK_WIDGET (self->fill_button), model == NULL && muster_context_get_sandbox (context));
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), model != NULL);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

/**
 * muster_model_dialog_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @found: (nullable): what is known already, such as a server on this computer
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_model_dialog_new (GtkWidget           *parent,
                         MusterContext       *context,
                         MusterLanguageModel *found)
{
  MusterModelDialog *self = create_dialog (parent, context, NULL);

  if (found != NULL)
    muster_model_form_set_model (self->form, found);
  return GTK_WIDGET (self);
}

/**
 * muster_model_dialog_new_edit:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @model: which one
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_model_dialog_new_edit (GtkWidget           *parent,
                              MusterContext       *context,
                              MusterLanguageModel *model)
{
  return GTK_WIDGET (create_dialog (parent, context, model));
}

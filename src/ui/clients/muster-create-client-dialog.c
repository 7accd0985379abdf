/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-client-form.h"
#include "muster-create-client-dialog.h"
#include "muster-error-text.h"
#include "muster-ui.h"

/**
 * MusterCreateClientDialog:
 *
 * Name and short name of a new client. It is created as pending, and its page
 * opens, where it is mapped and provisioned.
 */
struct _MusterCreateClientDialog
{
  AdwWindow parent_instance;

  MusterContext    *context; /* (owned) */
  MusterClientForm *form;
  GtkLabel         *error_label;
  gboolean          busy;
};

G_DEFINE_FINAL_TYPE (MusterCreateClientDialog, muster_create_client_dialog, ADW_TYPE_WINDOW)

static void
update (MusterCreateClientDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.submit",
                                 !self->busy && muster_client_form_get_valid (self->form));
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterCreateClientDialog) self = user_data;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GError) error = NULL;
  GtkWindow *parent;

  client = muster_context_create_client_finish (MUSTER_CONTEXT (source), result, &error);
  self->busy = FALSE;
  update (self);
  if (client == NULL)
    {
      g_autofree char *line = muster_error_text_line (error);

      gtk_label_set_text (self->error_label, line);
      gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
      return;
    }
  parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-client", "s", muster_client_get_id (client));
  gtk_window_close (GTK_WINDOW (self));
}

static void
submit_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterCreateClientDialog *self = MUSTER_CREATE_CLIENT_DIALOG (widget);

  self->busy = TRUE;
  update (self);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  muster_context_create_client_async (self->context, muster_client_form_get_name (self->form),
                                      muster_client_form_get_slug (self->form), NULL, created_cb,
                                      g_object_ref (self));
}

static void
muster_create_client_dialog_dispose (GObject *object)
{
  MusterCreateClientDialog *self = MUSTER_CREATE_CLIENT_DIALOG (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CREATE_CLIENT_DIALOG);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_create_client_dialog_parent_class)->dispose (object);
}

static void
muster_create_client_dialog_class_init (MusterCreateClientDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_create_client_dialog_dispose;
  gtk_widget_class_install_action (widget_class, "form.submit", NULL, submit_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (MUSTER_TYPE_CLIENT_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-create-client-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterCreateClientDialog, form);
  gtk_widget_class_bind_template_child (widget_class, MusterCreateClientDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
muster_create_client_dialog_init (MusterCreateClientDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * muster_create_client_dialog_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_create_client_dialog_new (GtkWidget     *parent,
                                 MusterContext *context)
{
  MusterCreateClientDialog *self = g_object_new (MUSTER_TYPE_CREATE_CLIENT_DIALOG,
                                                 "transient-for", gtk_widget_get_root (parent), NULL);

  self->context = g_object_ref (context);
  muster_client_form_set_context (self->form, context);
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
  return GTK_WIDGET (self);
}

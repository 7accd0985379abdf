/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-dialog.h"
#include "muster-connect-form.h"
#include "muster-error-text.h"
#include "muster-product-list.h"
#include "muster-ui.h"

/**
 * MusterConnectDialog:
 *
 * The connect form in a window of its own, for connections that are made or
 * get new credentials after the first run. Closes when the test passed and it
 * was saved.
 */
struct _MusterConnectDialog
{
  AdwWindow parent_instance;

  MusterContext     *context;  /* (owned) */
  MusterProductList *products; /* (nullable): where there is something to choose */
  MusterConnectForm *form;
  GCancellable      *cancellable;
  gboolean           busy;

  GtkBox    *box;
  AdwBin    *form_bin;
  GtkButton *connect_button;
  GtkLabel  *error_label;
  GtkButton *fill_button;
};

G_DEFINE_FINAL_TYPE (MusterConnectDialog, muster_connect_dialog, ADW_TYPE_WINDOW)

static void
update (MusterConnectDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.submit",
                                 !self->busy && self->form != NULL && muster_connect_form_get_complete (self->form));
  if (self->form == NULL)
    return;
  if (muster_connect_form_get_needs_browser (self->form))
    gtk_button_set_label (self->connect_button, _("Sign In in Browser"));
  else
    gtk_button_set_label (self->connect_button, self->products != NULL ? _("Connect") : _("Save"));
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterConnectDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = muster_connect_form_connect_finish (MUSTER_CONNECT_FORM (source), result, &error);

  if (muster_ui_is_cancelled (error))
    return;
  self->busy = FALSE;
  update (self);
  if (ok)
    {
      gtk_window_close (GTK_WINDOW (self));
    }
  else if (error != NULL)
    {
      g_autofree char *line = muster_error_text_line (error);

      gtk_label_set_text (self->error_label, line);
      gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
    }
}

static void
submit_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterConnectDialog *self = MUSTER_CONNECT_DIALOG (widget);

  self->busy = TRUE;
  update (self);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  muster_connect_form_connect_async (self->form, self->cancellable, connected_cb, g_object_ref (self));
}

static void
fill_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  muster_connect_form_fill (MUSTER_CONNECT_DIALOG (widget)->form);
}

static void
muster_connect_dialog_dispose (GObject *object)
{
  MusterConnectDialog *self = MUSTER_CONNECT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CONNECT_DIALOG);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_connect_dialog_parent_class)->dispose (object);
}

static void
muster_connect_dialog_finalize (GObject *object)
{
  g_object_unref (MUSTER_CONNECT_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (muster_connect_dialog_parent_class)->finalize (object);
}

static void
muster_connect_dialog_class_init (MusterConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_connect_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_connect_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "form.submit", NULL, submit_action);
  gtk_widget_class_install_action (widget_class, "form.fill", NULL, fill_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "form.fill", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterConnectDialog, box);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectDialog, form_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectDialog, connect_button);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectDialog, fill_button);
}

static void
muster_connect_dialog_init (MusterConnectDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_form (MusterConnectDialog *self,
           MusterIntegration   *integration,
           MusterConnection    *connection)
{
  g_autofree char *title = NULL;

  /* Translators: %s is a product such as “ConnectWise PSA” */
  title = g_strdup_printf (connection != NULL ? _("New Credentials for %s") : _("Connect %s"),
                           muster_integration_get_name (integration));
  gtk_window_set_title (GTK_WINDOW (self), title);
  self->form = MUSTER_CONNECT_FORM (muster_connect_form_new (self->context, integration, connection));
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
  g_signal_connect_object (self->form, "notify::complete", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  update (self);
}

static void
product_selected_cb (MusterConnectDialog *self)
{
  show_form (self, muster_product_list_get_selected (self->products), NULL);
}

static MusterConnectDialog *
create_dialog (GtkWidget     *parent,
               MusterContext *context)
{
  MusterConnectDialog *self = g_object_new (MUSTER_TYPE_CONNECT_DIALOG,
                                            "transient-for", gtk_widget_get_root (parent), NULL);

  self->context = g_object_ref (context);
  gtk_widget_set_visible (GTK_WIDGET (self->fill_button), muster_context_get_sandbox (context));
  return self;
}

/**
 * muster_connect_dialog_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @category: what kind of product to connect
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_connect_dialog_new (GtkWidget     *parent,
                           MusterContext *context,
                           const char    *category)
{
  MusterConnectDialog *self = create_dialog (parent, context);

  self->products = MUSTER_PRODUCT_LIST (muster_product_list_new (context, category));
  gtk_box_prepend (self->box, GTK_WIDGET (self->products));
  g_signal_connect_object (self->products, "selected", G_CALLBACK (product_selected_cb), self, G_CONNECT_SWAPPED);
  product_selected_cb (self);
  return GTK_WIDGET (self);
}

/**
 * muster_connect_dialog_new_credentials:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @connection: the connection that gets them
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_connect_dialog_new_credentials (GtkWidget        *parent,
                                       MusterContext    *context,
                                       MusterConnection *connection)
{
  MusterConnectDialog *self = create_dialog (parent, context);

  show_form (self, muster_catalog_get_integration (muster_context_get_catalog (context),
                                                   muster_connection_get_integration (connection)), connection);
  return GTK_WIDGET (self);
}

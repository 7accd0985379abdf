/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-consent-dialog.h"
#include "muster-permission-item.h"
#include "muster-ui.h"

/* What an app is allowed in a customer's tenant, before it is: every
 * permission with what it is for, and no other is consented to. */

#define SCOPES "muster-scopes"

static GtkWidget *
create_row (MusterPermissionItem *item)
{
  /* Translators: a permission’s name, then a service such as Microsoft Graph */
  g_autofree char *name = g_strdup_printf (_("%s, %s"), muster_permission_item_get_name (item),
                                           muster_permission_item_get_service (item));
  GtkWidget *row = muster_ui_row_new (muster_permission_item_get_purpose (item), name);

  muster_ui_set_name (row, muster_permission_item_get_purpose (item));
  return row;
}

/* In a window of its own height, however many there are */
static GtkWidget *
create_list (GListModel   *permissions,
             GStrvBuilder *scopes)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  muster_ui_set_name (list, _("Permissions"));
  for (guint i = 0; i < g_list_model_get_n_items (permissions); i++)
    {
      g_autoptr(MusterPermissionItem) item = g_list_model_get_item (permissions, i);

      if (!muster_permission_item_get_customer (item))
        continue;
      gtk_list_box_append (GTK_LIST_BOX (list), create_row (item));
      g_strv_builder_add (scopes, muster_permission_item_get_name (item));
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 120);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  return scrolled;
}

/**
 * muster_consent_dialog_new:
 * @parent: the window
 * @customer: whose tenant it is
 * @permissions: (element-type MusterPermissionItem): what the enabled tools need; those that no customer gives are left out
 *
 * Returns: (transfer floating) (type AdwMessageDialog): its response "consent" means that exactly these are to be given
 */
GtkWidget *
muster_consent_dialog_new (GtkWindow  *parent,
                           const char *customer,
                           GListModel *permissions)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GtkWidget *dialog = adw_message_dialog_new (parent, NULL, NULL);
  GtkWidget *list = create_list (permissions, builder);
  g_auto(GStrv) scopes = g_strv_builder_end (builder);
  guint n = g_strv_length (scopes);

  /* Translators: %s is a customer’s name */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Consent for %s?"), customer);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  ngettext ("The app gets %u permission in this customer’s tenant. It may do no more than the technician’s roles allow.",
                                            "The app gets %u permissions in this customer’s tenant. It may do no more than the technician’s roles allow.",
                                            n), n);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "consent", _("Consent"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "consent", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "consent", n > 0);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), SCOPES, g_steal_pointer (&scopes), (GDestroyNotify) g_strfreev);
  return dialog;
}

/**
 * muster_consent_dialog_get_scopes:
 * @dialog: of muster_consent_dialog_new ()
 *
 * Returns: (transfer none): the names of the permissions that it shows
 */
GStrv
muster_consent_dialog_get_scopes (GtkWidget *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), SCOPES);
}

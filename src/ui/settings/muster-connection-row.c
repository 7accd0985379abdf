/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-dialog.h"
#include "muster-connection-row.h"
#include "muster-product-list.h"
#include "muster-ui.h"

/**
 * MusterConnectionRow:
 *
 * What is connected of one category, with its status: opens the connection's
 * page. Or the offer to connect something.
 */
struct _MusterConnectionRow
{
  AdwActionRow parent_instance;

  MusterContext *context;  /* (owned) */
  char          *category;
};

G_DEFINE_FINAL_TYPE (MusterConnectionRow, muster_connection_row, ADW_TYPE_ACTION_ROW)

/**
 * muster_connection_set_pill:
 * @pill: a pill
 * @connection: (nullable): a connection, if there is one
 *
 * Shows whether it works.
 */
void
muster_connection_set_pill (GtkLabel         *pill,
                            MusterConnection *connection)
{
  const char *status = connection != NULL ? muster_connection_get_status (connection) : NULL;

  if (connection == NULL)
    muster_ui_set_pill (pill, _("Not connected"), MUSTER_TONE_PLAIN);
  else if (g_strcmp0 (status, "ok") == 0)
    muster_ui_set_pill (pill, _("Connected"), MUSTER_TONE_GOOD);
  else if (g_strcmp0 (status, "notes-off") == 0)
    muster_ui_set_pill (pill, _("Notes stopped"), MUSTER_TONE_BAD);
  else
    muster_ui_set_pill (pill, _("Failing"), MUSTER_TONE_BAD);
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterConnectionRow *self = MUSTER_CONNECTION_ROW (widget);

  gtk_window_present (GTK_WINDOW (muster_connect_dialog_new (widget, self->context, self->category)));
}

/* “ConnectWise PSA, HaloPSA, Autotask PSA” */
static char *
product_names (MusterConnectionRow *self)
{
  g_autoptr(GPtrArray) products = muster_product_list_collect (self->context, self->category);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < products->len; i++)
    g_ptr_array_add (names, (gpointer) muster_integration_get_name (g_ptr_array_index (products, i)));
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static void
show_offer (MusterConnectionRow *self)
{
  GtkWidget *button = gtk_button_new_with_label (_("Connect…"));
  g_autofree char *products = product_names (self);
  g_autofree char *name = NULL;

  /* Translators: %s is a kind of product, such as “PSA” */
  name = g_strdup_printf (_("Connect: %s"), muster_ui_category_title (self->category));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), muster_ui_category_title (self->category));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), products);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "connection.connect");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  muster_ui_set_name (button, name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

static void
show_connection (MusterConnectionRow *self,
                 MusterConnection    *connection)
{
  GtkWidget *pill = muster_ui_pill_new ("", MUSTER_TONE_PLAIN);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), muster_connection_get_name (connection));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), muster_ui_category_title (self->category));
  muster_connection_set_pill (GTK_LABEL (pill), connection);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), pill);
  muster_ui_row_set_link (GTK_WIDGET (self), "win.open-connection", muster_connection_get_id (connection));
}

static void
muster_connection_row_dispose (GObject *object)
{
  g_clear_object (&MUSTER_CONNECTION_ROW (object)->context);
  G_OBJECT_CLASS (muster_connection_row_parent_class)->dispose (object);
}

static void
muster_connection_row_finalize (GObject *object)
{
  g_free (MUSTER_CONNECTION_ROW (object)->category);
  G_OBJECT_CLASS (muster_connection_row_parent_class)->finalize (object);
}

static void
muster_connection_row_class_init (MusterConnectionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_connection_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_connection_row_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "connection.connect", NULL, connect_action);
}

static void
muster_connection_row_init (MusterConnectionRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
}

/**
 * muster_connection_row_new:
 * @context: an open context
 * @category: what kind of product
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
muster_connection_row_new (MusterContext *context,
                           const char    *category)
{
  MusterConnectionRow *self = g_object_new (MUSTER_TYPE_CONNECTION_ROW, NULL);
  MusterConnection *connection = muster_context_find_connection (context, category);

  self->context = g_object_ref (context);
  self->category = g_strdup (category);
  if (connection != NULL)
    show_connection (self, connection);
  else
    show_offer (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-clients-page.h"
#include "muster-faces.h"
#include "muster-item-row.h"
#include "muster-paged-list.h"
#include "muster-tab-stop.h"
#include "muster-ui.h"

/**
 * MusterClientsPage:
 *
 * Every client with status, mode and open items, by name. The store searches.
 */
struct _MusterClientsPage
{
  AdwBin parent_instance;

  GListModel *clients; /* (owned): a paged list */

  MusterFaces    *faces;
  GtkSearchEntry *search_entry;
  GtkListView    *list_view;
  GtkStack       *stack;
};

G_DEFINE_FINAL_TYPE (MusterClientsPage, muster_clients_page, ADW_TYPE_BIN)

static gboolean
is_searching (MusterClientsPage *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
}

/* No client at all, none that is found, or the list */
static void
show_face (MusterClientsPage *self)
{
  gboolean found = g_list_model_get_n_items (self->clients) > 0;

  if (!muster_paged_list_get_ready (MUSTER_PAGED_LIST (self->clients)))
    muster_faces_show_loading (self->faces);
  else if (!found && !is_searching (self))
    muster_faces_show_empty (self->faces);
  else
    muster_faces_show_content (self->faces);
  gtk_stack_set_visible_child_name (self->stack, found ? "list" : "none");
}

static void
search_changed_cb (MusterClientsPage *self)
{
  muster_paged_list_set_filter (MUSTER_PAGED_LIST (self->clients),
                                is_searching (self) ? gtk_editable_get_text (GTK_EDITABLE (self->search_entry))
                                                    : NULL);
}

static MusterClient *
get_client (MusterClientsPage *self,
            guint              position)
{
  g_autoptr(MusterPagedItem) item = g_list_model_get_item (self->clients, position);

  return item != NULL ? MUSTER_CLIENT (muster_paged_item_get_record (item)) : NULL;
}

static void
show_client (MusterItemRow *row,
             MusterRecord  *record)
{
  MusterClient *client = MUSTER_CLIENT (record);
  MusterClientStatus status = muster_client_get_status (client);
  guint n_open = (guint) muster_client_get_open_items (client);
  g_autofree char *detail = NULL;
  g_autofree char *open = NULL;

  /* Translators: short name and operating mode of a client */
  detail = g_strdup_printf (_("%s · Mode: %s"), muster_client_get_slug (client),
                            muster_ui_mode_title (muster_client_get_mode (client)));
  /* Translators: number of tickets and notes that wait */
  open = n_open > 0 ? g_strdup_printf (ngettext ("%u open", "%u open", n_open), n_open) : NULL;
  muster_item_row_set_texts (row, muster_client_get_name (client), NULL, detail);
  muster_item_row_set_count (row, open);
  muster_item_row_set_pill (row, muster_ui_status_title (status), muster_ui_status_tone (status));
}

static void
row_activated_cb (MusterClientsPage *self,
                  guint              position)
{
  MusterClient *client = get_client (self, position);

  if (client != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-client", "s", muster_client_get_id (client));
}

/* Return in the search opens the first client. */
static void
search_activated_cb (MusterClientsPage *self)
{
  row_activated_cb (self, 0);
}

static void
row_setup_cb (MusterClientsPage *self,
              GtkListItem       *list_item)
{
  gtk_list_item_set_child (list_item, muster_item_row_new (TRUE));
}

static void
row_bind_cb (MusterClientsPage *self,
             GtkListItem       *list_item)
{
  muster_item_row_set_item (MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item),
                            show_client);
}

static void
row_unbind_cb (MusterClientsPage *self,
               GtkListItem       *list_item)
{
  muster_item_row_set_item (MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item)), NULL, NULL);
}

static void
muster_clients_page_dispose (GObject *object)
{
  MusterClientsPage *self = MUSTER_CLIENTS_PAGE (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENTS_PAGE);
  g_clear_object (&self->clients);
  G_OBJECT_CLASS (muster_clients_page_parent_class)->dispose (object);
}

static void
muster_clients_page_class_init (MusterClientsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_clients_page_dispose;

  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-clients-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientsPage, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterClientsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterClientsPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, MusterClientsPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_unbind_cb);
}

static void
muster_clients_page_init (MusterClientsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
muster_clients_page_new (MusterContext *context)
{
  MusterClientsPage *self = g_object_new (MUSTER_TYPE_CLIENTS_PAGE, NULL);
  g_autoptr(GtkNoSelection) selection = NULL;

  self->clients = muster_context_get_clients_model (context);
  selection = gtk_no_selection_new (g_object_ref (self->clients));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->clients, "items-changed", G_CALLBACK (show_face), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clients, "notify::ready", G_CALLBACK (show_face), self, G_CONNECT_SWAPPED);
  show_face (self);
  return GTK_WIDGET (self);
}

void
muster_clients_page_search (MusterClientsPage *self)
{
  g_return_if_fail (MUSTER_IS_CLIENTS_PAGE (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-private.h"
#include "muster-waiting-list.h"

/* A list of the tickets that wait. It is read again as a whole when something changed: there are few of them. */

typedef struct
{
  GWeakRef list;
  char    *client_id;  /* (nullable) */
} Follow;

static void
follow_free (gpointer  data,
             GClosure *closure)
{
  Follow *follow = data;

  g_weak_ref_clear (&follow->list);
  g_free (follow->client_id);
  g_free (follow);
}

static gboolean
is_of_client (MusterTicket *ticket,
              const char   *client_id)
{
  return client_id == NULL || g_strcmp0 (muster_ticket_get_client_id (ticket), client_id) == 0;
}

typedef struct
{
  MusterContext *context;    /* (owned) */
  GListStore    *list;       /* (owned) */
  char          *client_id;  /* (nullable) */
} Reading;

static void
waiting_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Reading *reading = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) tickets = muster_store_list_waiting_tickets_finish (MUSTER_STORE (source), result, &error);
  g_autoptr(GPtrArray) wanted = g_ptr_array_new ();

  if (tickets == NULL)
    g_message ("Reading the waiting tickets: %s", error->message);
  for (guint i = 0; tickets != NULL && i < tickets->len; i++)
    if (is_of_client (g_ptr_array_index (tickets, i), reading->client_id))
      g_ptr_array_add (wanted, g_ptr_array_index (tickets, i));
  if (tickets != NULL)
    g_list_store_splice (reading->list, 0, g_list_model_get_n_items (G_LIST_MODEL (reading->list)), wanted->pdata, wanted->len);

  g_object_unref (reading->context);
  g_object_unref (reading->list);
  g_free (reading->client_id);
  g_free (reading);
}

static void
read_waiting (MusterContext *context,
              Follow        *follow)
{
  g_autoptr(GListStore) list = g_weak_ref_get (&follow->list);
  Reading *reading;

  if (list == NULL)
    return;
  reading = g_new0 (Reading, 1);
  reading->context = g_object_ref (context);
  reading->list = g_object_ref (list);
  reading->client_id = g_strdup (follow->client_id);
  muster_store_list_waiting_tickets_async (context->store, NULL, waiting_read_cb, reading);
}

GListModel *
muster_waiting_list_new (MusterContext *context,
                         const char    *client_id)
{
  GListStore *list = g_list_store_new (MUSTER_TYPE_TICKET);
  Follow *follow = g_new0 (Follow, 1);
  GClosure *closure;

  g_weak_ref_init (&follow->list, list);
  follow->client_id = g_strdup (client_id);
  closure = g_cclosure_new (G_CALLBACK (read_waiting), follow, follow_free);
  g_object_watch_closure (G_OBJECT (list), closure);
  g_signal_connect_closure (context, "waiting-changed", closure, FALSE);
  read_waiting (context, follow);
  return G_LIST_MODEL (list);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-error.h"

/* MusterContext: what does not work, as one short list for one banner. A connection that waits for the network is not
 * in it: that mends itself and has its own sign. */

#define CLIENTS_KEY "muster-clients"

static const struct
{
  int         code;
  const char *title;   /* N_(): %s is the connection's name */
  const char *text;    /* N_() */
  const char *action;
  const char *label;   /* N_() */
} kinds[] = {
  { MUSTER_ERROR_SIGNED_OUT, N_("%s does not accept the key any more"),
    N_("Its clients are paused and nothing is lost. Enter new credentials and the work goes on."),
    "enter-credentials", N_("Enter Credentials") },
  { MUSTER_ERROR_CONSENT_NEEDED, N_("%s took its consent back"),
    N_("Its clients are paused and nothing is lost. Give consent again and the work goes on."),
    "enter-credentials", N_("Enter Credentials") },
  { MUSTER_ERROR_FORBIDDEN, N_("%s refuses a right that Muster needs"),
    N_("Its clients are paused and nothing is lost. Test the connection to see which right is missing."),
    "test", N_("Test Connection") },
  { MUSTER_ERROR_NOT_FOUND, N_("%s is not where it was"),
    N_("Its clients are paused and nothing is lost. Test the connection to see what has changed."),
    "test", N_("Test Connection") },
  { MUSTER_ERROR_WRONG_REGION, N_("%s is not where it was"),
    N_("Its clients are paused and nothing is lost. Enter the right address and the work goes on."),
    "enter-credentials", N_("Enter Credentials") },
  { MUSTER_ERROR_TLS, N_("The connection to %s is not secure"),
    N_("Nothing is sent to it, its clients are paused. Test the connection to see more."),
    "test", N_("Test Connection") },
  { MUSTER_ERROR_REFUSED_BY_POLICY, N_("%s needs one more choice"),
    N_("Its clients are paused and nothing is lost. Test the connection and answer what it asks."),
    "choose-answers", N_("Test Connection") },
};

static void
fill (MusterTrouble    *trouble,
      MusterConnection *connection,
      const char       *title,
      const char       *text,
      const char       *action,
      const char       *label)
{
  g_auto(GStrv) parts = g_strsplit (title, "%s", 2);
  g_autofree char *named = g_strjoinv (muster_connection_get_name (connection), parts);

  muster_trouble_set_title (trouble, named);
  muster_trouble_set_text (trouble, text);
  muster_trouble_set_action (trouble, action);
  muster_trouble_set_action_label (trouble, label);
  muster_trouble_set_detail (trouble, muster_connection_get_last_error (connection));
}

/* FALSE: nothing that a person has to know */
static gboolean
describe (MusterContext    *self,
          MusterConnection *connection,
          MusterTrouble    *trouble)
{
  const char *id = muster_connection_get_id (connection);
  const char *status = muster_connection_get_status (connection);
  gpointer code = NULL;
  gboolean known = g_hash_table_lookup_extended (self->codes, id, NULL, &code);
  g_autofree char *saved = muster_connector_get_setting (connection, MUSTER_FAILURE_SETTING);

  if (g_strcmp0 (status, "notes-off") == 0)
    {
      /* Translators: %s is a connection's name */
      fill (trouble, connection, _("%s: notes are switched off"),
            _("A note came out visible to a customer and was taken back. Look at the ticket, then test the connection."),
            "test", _("Test Connection"));
      return TRUE;
    }
  if (g_strcmp0 (status, "failing") != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    /* After a start: what was saved. Without that a key is the usual reason, and its form has the test */
    if (known ? kinds[i].code == GPOINTER_TO_INT (code)
        : saved != NULL ? g_str_equal (saved, muster_error_code_name (kinds[i].code)) : i == 0)
      {
        fill (trouble, connection, _(kinds[i].title), _(kinds[i].text), kinds[i].action, _(kinds[i].label));
        return TRUE;
      }
  return FALSE;
}

static MusterTrouble *
find_row (MusterContext *self,
          const char    *connection_id)
{
  GListModel *list = G_LIST_MODEL (self->trouble);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterTrouble) trouble = g_list_model_get_item (list, i);

      /* The list keeps it */
      if (!muster_trouble_is_expiry (trouble) && g_strcmp0 (muster_trouble_get_connection_id (trouble), connection_id) == 0)
        return trouble;
    }
  return NULL;
}

static int
by_clients (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  gint64 of_a = muster_trouble_get_n_clients ((MusterTrouble *) a);
  gint64 of_b = muster_trouble_get_n_clients ((MusterTrouble *) b);

  return of_a < of_b ? 1 : of_a > of_b ? -1 : 0;
}

/* 2 of 2: whom each of them concerns */
static void
mappings_counted_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, NULL);
  GListModel *list = G_LIST_MODEL (self->trouble);

  for (guint i = 0; mappings != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterTrouble) trouble = g_list_model_get_item (list, i);
      GHashTable *clients;

      if (muster_trouble_is_expiry (trouble))
        continue;
      clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint m = 0; m < mappings->len; m++)
        {
          MusterMapping *mapping = g_ptr_array_index (mappings, m);

          if (g_strcmp0 (muster_mapping_get_connection_id (mapping), muster_trouble_get_connection_id (trouble)) == 0)
            g_hash_table_add (clients, g_strdup (muster_mapping_get_client_id (mapping)));
        }
      muster_trouble_set_n_clients (trouble, g_hash_table_size (clients));
      g_object_set_data_full (G_OBJECT (trouble), CLIENTS_KEY, clients, (GDestroyNotify) g_hash_table_unref);
    }
  g_list_store_sort (self->trouble, by_clients, NULL);
  muster_context_emit (self, "trouble-changed");
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_current (MusterContext *self,
            MusterTrouble *trouble)
{
  MusterConnection *connection = muster_context_find_connection_by_id (self, muster_trouble_get_connection_id (trouble));

  /* What ends soon is told by another file, but goes with its connection */
  return muster_context_is_alarm (trouble)
         || (connection != NULL && (muster_trouble_is_expiry (trouble) || describe (self, connection, trouble)));
}

/* 1 of 2: which connections; rows stay the same objects, so that a banner that shows one follows */
void
muster_context_refresh_trouble_async (MusterContext      *self,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  GListModel *connections = G_LIST_MODEL (self->connections);

  g_task_set_source_tag (task, muster_context_refresh_trouble_async);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->trouble)); i > 0; i--)
    {
      g_autoptr(MusterTrouble) trouble = g_list_model_get_item (G_LIST_MODEL (self->trouble), i - 1);

      if (!is_current (self, trouble))
        g_list_store_remove (self->trouble, i - 1);
    }
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (connections, i);
      g_autoptr(MusterTrouble) trouble = muster_trouble_new ();

      if (find_row (self, muster_connection_get_id (connection)) != NULL || !describe (self, connection, trouble))
        continue;
      muster_trouble_set_connection_id (trouble, muster_connection_get_id (connection));
      muster_trouble_set_integration (trouble, muster_connection_get_integration (connection));
      muster_trouble_set_since (trouble, muster_clock_now (self->clock));
      g_list_store_append (self->trouble, trouble);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (self->trouble)) > 0)
    {
      muster_store_list_mappings_async (self->store, NULL, NULL, mappings_counted_cb, g_object_ref (task));
      return;
    }
  muster_context_emit (self, "trouble-changed");
  g_task_return_boolean (task, TRUE);
}

void
muster_context_refresh_trouble_finish (MusterContext *self,
                                       GAsyncResult  *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}

void
muster_context_refresh_trouble (MusterContext *self)
{
  muster_context_refresh_trouble_async (self, NULL, NULL);
}

GListModel *
muster_context_get_trouble (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return G_LIST_MODEL (self->trouble);
}

MusterTrouble *
muster_context_find_trouble_of_client (MusterContext *self,
                                       const char    *client_id)
{
  GListModel *list;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && client_id != NULL, NULL);

  list = G_LIST_MODEL (self->trouble);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterTrouble) trouble = g_list_model_get_item (list, i);
      GHashTable *clients = g_object_get_data (G_OBJECT (trouble), CLIENTS_KEY);

      /* The list keeps it */
      if (clients != NULL && g_hash_table_contains (clients, client_id))
        return trouble;
    }
  return NULL;
}

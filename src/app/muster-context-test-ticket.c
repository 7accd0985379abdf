/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <json-glib/json-glib.h>

#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-intake.h"
#include "muster-json.h"

/* MusterContext: the test ticket. An admin's act like any other: in the ledger before it is sent, found by its mark if
 * the answer is lost. Its number is kept, because it is the one ticket of ours that is worked. */

typedef struct
{
  MusterConnection *connection;  /* (owned) (nullable) */
  char             *client_id;
  char             *contact_id;
  char             *summary;
  char             *description;
  char             *ticket;      /* (nullable): the PSA's id */
} TestTicket;

static void
test_ticket_free (TestTicket *op)
{
  g_clear_object (&op->connection);
  g_free (op->client_id);
  g_free (op->contact_id);
  g_free (op->summary);
  g_free (op->description);
  g_free (op->ticket);
  g_free (op);
}

/* 4 of 4 */
static void
number_kept_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  TestTicket *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&op->ticket), g_free);
}

/* 3 of 4 */
static void
numbers_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  TestTicket *op = g_task_get_task_data (task);
  g_autofree char *key = muster_intake_test_tickets_key (muster_connection_get_id (op->connection));
  g_autofree char *saved = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(JsonNode) node = saved != NULL ? muster_json_from_string_trusted (saved, NULL) : NULL;
  g_autofree char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      g_clear_pointer (&node, json_node_unref);
      node = json_node_init_array (json_node_alloc (), NULL);
      json_node_take_array (node, json_array_new ());
    }
  json_array_add_string_element (json_node_get_array (node), op->ticket);
  text = muster_json_canonical (node);
  muster_store_set_value_async (self->store, key, text, NULL, number_kept_cb, g_object_ref (task));
}

/* 2 of 4 */
static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  TestTicket *op = g_task_get_task_data (task);
  g_autofree char *key = muster_intake_test_tickets_key (muster_connection_get_id (op->connection));
  GError *error = NULL;

  if (muster_context_admin_act_finish (self, result, &op->ticket, &error) && op->ticket == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN, "The PSA named no ticket; look into it");
  if (error != NULL)
    {
      g_prefix_error (&error, "Creating the test ticket: ");
      g_task_return_error (task, error);
      return;
    }
  muster_store_get_value_async (self->store, key, NULL, numbers_read_cb, g_object_ref (task));
}

static void
create (GTask      *task,
        const char *company)
{
  MusterContext *self = g_task_get_source_object (task);
  TestTicket *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, company, NULL);
  g_autofree char *target = g_strconcat ("company:", company, NULL);

  json_object_set_string_member (args, "company", company);
  json_object_set_string_member (args, "summary", op->summary);
  json_object_set_string_member (args, "description", op->description);
  if (op->contact_id != NULL)
    json_object_set_string_member (args, "contact", op->contact_id);
  muster_context_admin_act_async (self, op->connection, "create-ticket", target, args, scope, op->client_id, created_cb,
                                  g_object_ref (task));
}

/* 1 of 4 */
static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  TestTicket *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);
  const char *company = NULL;

  for (guint i = 0; mappings != NULL && i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);
      MusterConnection *connection = muster_context_find_connection_by_id (self, muster_mapping_get_connection_id (mapping));

      if (muster_mapping_get_kind (mapping) != MUSTER_MAPPING_KIND_COMPANY || connection == NULL)
        continue;
      company = muster_mapping_get_external_id (mapping);
      g_set_object (&op->connection, connection);
    }
  if (mappings != NULL && company == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The client is not mapped to a PSA company yet");
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  create (task, company);
}

void
muster_context_create_test_ticket_async (MusterContext      *self,
                                         const char         *client_id,
                                         const char         *contact_id,
                                         const char         *summary,
                                         const char         *description,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  TestTicket *op = g_new0 (TestTicket, 1);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_create_test_ticket_async);
  g_task_set_check_cancellable (task, FALSE);
  op->client_id = g_strdup (client_id);
  op->contact_id = g_strdup (contact_id);
  op->summary = g_strdup (summary);
  op->description = g_strdup (description != NULL ? description : "");
  g_task_set_task_data (task, op, (GDestroyNotify) test_ticket_free);
  muster_store_list_mappings_async (self->store, client_id, cancellable, mappings_cb, g_object_ref (task));
}

char *
muster_context_create_test_ticket_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What stands on the ticket now */

static void
notes_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  const char *connection_id = g_task_get_task_data (task);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (source), connection_id);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  GPtrArray *notes = node != NULL && psa != NULL ? muster_psa_read_notes (psa, node, &error) : NULL;

  if (notes != NULL)
    g_task_return_pointer (task, notes, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
muster_context_read_notes_async (MusterContext      *self,
                                 const char         *external_ticket_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection (self, "psa");
  g_autoptr(MusterRunCap) cap = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = NULL;

  g_task_set_source_tag (task, muster_context_read_notes_async);
  if (connection == NULL || muster_gate_get_psa (self->gate, muster_connection_get_id (connection)) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No PSA is connected");
      return;
    }
  cap = muster_cap_new_intake (muster_connection_get_id (connection));
  json_object_set_string_member (args, "ticket", external_ticket_id);
  tool = g_strconcat (muster_connection_get_integration (connection), ":read-notes", NULL);
  g_task_set_task_data (task, g_strdup (muster_connection_get_id (connection)), g_free);
  muster_gate_read_async (self->gate, cap, tool, args, NULL, cancellable, notes_read_cb, g_object_ref (task));
}

GPtrArray *
muster_context_read_notes_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

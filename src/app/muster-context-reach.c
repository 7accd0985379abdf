/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-undo-private.h"

/* MusterContext: how far a person reaches with one tool: one client, by the ids that it is mapped to now, under its policies */

typedef struct
{
  char         *client_id;
  MusterTool   *tool;           /* (owned) */
  char         *connection_id;  /* (nullable) */
  MusterRunCap *cap;            /* (owned) (nullable) */
  GHashTable   *policies;       /* (owned): tool → policy + 1 */
} Reach;

static void
reach_free (Reach *op)
{
  g_free (op->client_id);
  g_clear_object (&op->tool);
  g_free (op->connection_id);
  g_clear_object (&op->cap);
  g_clear_pointer (&op->policies, g_hash_table_unref);
  g_free (op);
}

static MusterPolicy
look_policy_up (const char  *tool,
                MusterPolicy fallback,
                gpointer     user_data)
{
  guint stored = GPOINTER_TO_UINT (g_hash_table_lookup (user_data, tool));

  return stored != 0 ? (MusterPolicy) (stored - 1) : fallback;
}

static void
add_policies (Reach     *op,
              GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      MusterToolPolicy *row = g_ptr_array_index (rows, i);

      g_hash_table_insert (op->policies, g_strdup (muster_tool_policy_get_tool (row)),
                           GUINT_TO_POINTER ((guint) muster_tool_policy_get_policy (row) + 1));
    }
}

/* 3 of 3: the client's own policies, over those of the MSP */
static void
client_policies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reach *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_policies (op, rows);
  muster_cap_set_policy_lookup (op->cap, look_policy_up, g_hash_table_ref (op->policies), (GDestroyNotify) g_hash_table_unref);
  g_task_return_pointer (task, g_steal_pointer (&op->cap), g_object_unref);
}

/* 2 of 3 */
static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reach *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_policies (op, rows);
  muster_store_list_policies_async (MUSTER_STORE (source), op->client_id, NULL, client_policies_cb, g_object_ref (task));
}

static const char *
scope_name (MusterMappingKind kind)
{
  switch (kind)
    {
    case MUSTER_MAPPING_KIND_TENANT:
      return "tenant";
    case MUSTER_MAPPING_KIND_COMPANY:
      return "company";
    case MUSTER_MAPPING_KIND_DOCS:
      return "docs";
    default:
      return NULL;
    }
}

/* Whether @mapping says which of the vendor's customers @op is about */
static gboolean
mapping_fits (MusterContext *self,
              Reach         *op,
              MusterMapping *mapping)
{
  const char *value = muster_tool_get_scope_value (op->tool);
  const char *id = muster_mapping_get_connection_id (mapping);
  MusterConnection *connection = muster_gate_get_connection (self->gate, id);

  return connection != NULL &&
         g_strcmp0 (muster_connection_get_integration (connection),
                    muster_integration_get_id (muster_tool_get_integration (op->tool))) == 0 &&
         (op->connection_id == NULL || g_strcmp0 (op->connection_id, id) == 0) &&
         (value == NULL || g_strcmp0 (scope_name (muster_mapping_get_kind (mapping)), value) == 0);
}

static void
make_cap (MusterContext *self,
          Reach         *op,
          MusterMapping *mapping)
{
  const char *id = muster_mapping_get_external_id (mapping);
  const char *name = scope_name (muster_mapping_get_kind (mapping));
  g_autoptr(MusterScope) scope = muster_scope_new (g_strcmp0 (name, "tenant") == 0 ? id : NULL,
                                                   g_strcmp0 (name, "company") == 0 ? id : NULL,
                                                   g_strcmp0 (name, "docs") == 0 ? id : NULL);

  op->cap = muster_cap_new_admin (muster_context_get_actor (self), muster_tool_get_id (op->tool),
                                  muster_mapping_get_connection_id (mapping));
  muster_cap_set_scope (op->cap, scope);
}

/* 1 of 3 */
static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Reach *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);

  for (guint i = 0; mappings != NULL && op->cap == NULL && i < mappings->len; i++)
    if (mapping_fits (self, op, g_ptr_array_index (mappings, i)))
      make_cap (self, op, g_ptr_array_index (mappings, i));
  if (mappings == NULL)
    g_task_return_error (task, error);
  else if (op->cap == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                             "The client is not mapped to %s, or its connection does not work now",
                             muster_integration_get_name (muster_tool_get_integration (op->tool)));
  else
    muster_store_list_policies_async (MUSTER_STORE (source), NULL, NULL, msp_policies_cb, g_object_ref (task));
}

void
muster_context_reach_async (MusterContext      *self,
                            const char         *client_id,
                            MusterTool         *tool,
                            const char         *connection_id,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Reach *op = g_new0 (Reach, 1);

  g_task_set_source_tag (task, muster_context_reach_async);
  g_task_set_task_data (task, op, (GDestroyNotify) reach_free);
  op->client_id = g_strdup (client_id);
  op->tool = g_object_ref (tool);
  op->connection_id = g_strdup (connection_id);
  op->policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  muster_store_list_mappings_async (self->store, client_id, NULL, mappings_cb, g_object_ref (task));
}

MusterRunCap *
muster_context_reach_finish (MusterContext *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

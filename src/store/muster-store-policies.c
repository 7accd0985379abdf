/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-clients.h"
#include "muster-store-private.h"

static GPtrArray *
copy_records (GPtrArray *records)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (copies, muster_record_copy (records->pdata[i]));
  return copies;
}

/* Runs and approvals name the revision they were made under; there is one for all clients */
static gboolean
count_revision (MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  muster_store_op_changed (op, "policies", op->client_id != NULL ? op->client_id : "");
  return muster_db_run (db, error, "UPDATE workspace SET policy_revision = policy_revision + 1", "")
         && muster_store_void_waiting (db, op, NULL, NULL, "A policy was changed", NULL, error);
}

/* Back to what is above: the workspace's, or the tool's own default */
static gboolean
clear_policy (MusterDb      *db,
              MusterStoreOp *op,
              const char    *tool,
              GError       **error)
{
  g_autofree char *body = muster_store_audit_body ("tool", tool, NULL);

  return muster_db_run (db, error, "DELETE FROM policies WHERE client_id IS ? AND tool = ?", "tt", op->client_id, tool)
         && muster_store_add_audit_row (db, op, op->client_id, "policy-cleared", body, error);
}

static gboolean
set_policy (MusterDb         *db,
            MusterStoreOp    *op,
            MusterToolPolicy *policy,
            GError          **error)
{
  const char *tool = muster_tool_policy_get_tool (policy);
  const char *name = muster_policy_to_string (muster_tool_policy_get_policy (policy));
  gboolean manager = muster_tool_policy_get_manager (policy);
  g_autofree char *body = muster_store_audit_body ("tool", tool, "policy", name, "manager", manager ? "yes" : NULL, NULL);

  if (g_strcmp0 (muster_tool_policy_get_source (policy), MUSTER_POLICY_SOURCE_INHERIT) == 0)
    return clear_policy (db, op, tool, error);
  return muster_db_run (db, error,
                        "INSERT INTO policies (client_id, tool, policy, manager) VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (coalesce (client_id, ''), tool) DO UPDATE SET policy = excluded.policy,"
                        " manager = excluded.manager", "ttti", op->client_id, tool, name, (gint64) manager)
         && muster_store_add_audit_row (db, op, op->client_id, "policy-set", body, error);
}

static gboolean
set_policies_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  for (guint i = 0; i < op->list->len; i++)
    if (!set_policy (db, op, op->list->pdata[i], error))
      return FALSE;
  return count_revision (db, op, error);
}

static gboolean
clear_policy_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  return clear_policy (db, op, op->text, error) && count_revision (db, op, error);
}

static gboolean
list_policies_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  GPtrArray *policies;

  policies = muster_db_collect (db, error, MUSTER_TYPE_TOOL_POLICY,
                                "SELECT tool, policy, manager, iif (client_id IS NULL, 'msp', 'client') AS source"
                                " FROM policies WHERE client_id IS ? ORDER BY tool", "t", op->client_id);
  muster_store_op_set_result (op, policies, (GDestroyNotify) g_ptr_array_unref);
  return policies != NULL;
}

void
muster_store_set_policies_async (MusterStore        *self,
                                 const char         *client_id,
                                 GPtrArray          *policies,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (policies != NULL);

  op = muster_store_op_new (set_policies_work, MUSTER_STORE_WRITE);
  op->client_id = g_strdup (client_id);
  op->list = copy_records (policies);
  muster_store_start (self, op, muster_store_set_policies_async, cancellable, callback, user_data);
}

gboolean
muster_store_set_policies_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_set_policies_async, error);
}

void
muster_store_clear_policy_async (MusterStore        *self,
                                 const char         *client_id,
                                 const char         *tool,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (client_id != NULL && tool != NULL);

  op = muster_store_op_new (clear_policy_work, MUSTER_STORE_WRITE);
  op->client_id = g_strdup (client_id);
  op->text = g_strdup (tool);
  muster_store_start (self, op, muster_store_clear_policy_async, cancellable, callback, user_data);
}

gboolean
muster_store_clear_policy_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_clear_policy_async, error);
}

void
muster_store_list_policies_async (MusterStore        *self,
                                  const char         *client_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_policies_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_list_policies_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_policies_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_policies_async, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-approvals.h"
#include "muster-store-private.h"

#define SELECT_APPROVAL \
  "SELECT a.*, r.ticket_number, r.summary FROM approvals a JOIN runs r ON r.id = a.run_id "

static gboolean
get_approval_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  gpointer approval;

  if (!muster_db_get (db, error, MUSTER_TYPE_APPROVAL, &approval, SELECT_APPROVAL "WHERE a.id = ?", "t", op->id))
    return FALSE;
  if (approval == NULL)
    return muster_store_fail_not_found (error, "request", op->id);
  muster_store_op_set_result (op, approval, g_object_unref);
  return TRUE;
}

/* The newest is that of the newest plan: the clock may have been set back between two requests */
static gboolean
find_approval_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  gpointer approval;

  if (!muster_db_get (db, error, MUSTER_TYPE_APPROVAL, &approval,
                      SELECT_APPROVAL "WHERE a.run_id = ? AND ((1 << CASE a.state WHEN 'open' THEN 0"
                      " WHEN 'granted' THEN 1 ELSE 2 END) & ?)"
                      " ORDER BY a.revision DESC, a.created DESC, a.id DESC LIMIT 1", "ti",
                      op->id, op->number))
    return FALSE;
  if (approval != NULL)
    muster_store_op_set_result (op, approval, g_object_unref);
  return TRUE;
}

/* The states as a JSON array of names, for json_each () */
static char *
names_of_states (guint states)
{
  g_autoptr(GString) names = g_string_new ("[");

  for (guint state = 0; state <= MUSTER_APPROVAL_STATE_WITHDRAWN; state++)
    if (states == 0 || (states & MUSTER_APPROVAL_STATE_BIT (state)) != 0)
      g_string_append_printf (names, "%s\"%s\"", names->len > 1 ? "," : "",
                              muster_approval_state_to_string ((MusterApprovalState) state));
  g_string_append_c (names, ']');
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
list_approvals_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  GPtrArray *list =
    muster_db_collect (db, error, MUSTER_TYPE_APPROVAL,
                       SELECT_APPROVAL "WHERE a.client_id = coalesce (?, a.client_id)"
                       " AND a.run_id = coalesce (?, a.run_id)"
                       " AND a.state IN (SELECT value FROM json_each (?)) ORDER BY a.created DESC, a.id DESC LIMIT ?",
                       "ttti", op->client_id, op->id, op->text, op->limit);

  muster_store_op_set_result (op, list, (GDestroyNotify) g_ptr_array_unref);
  return list != NULL;
}

static gboolean
list_ticket_approvals_work (MusterStore   *self,
                            MusterDb      *db,
                            MusterStoreOp *op,
                            GError       **error)
{
  GPtrArray *list =
    muster_db_collect (db, error, MUSTER_TYPE_APPROVAL,
                       SELECT_APPROVAL "WHERE a.connection_id = ? AND a.external_ticket_id = ? AND a.state = 'open'"
                       " ORDER BY a.created, a.id", "tt", op->connection_id, op->id);

  muster_store_op_set_result (op, list, (GDestroyNotify) g_ptr_array_unref);
  return list != NULL;
}

void
muster_store_get_approval_async (MusterStore         *self,
                                 const char          *approval_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (approval_id != NULL);

  op = muster_store_op_new (get_approval_work, MUSTER_STORE_READ);
  op->id = g_strdup (approval_id);
  muster_store_start (self, op, muster_store_get_approval_async, cancellable, callback, user_data);
}

MusterApproval *
muster_store_get_approval_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_approval_async, error);
}

void
muster_store_find_open_approval_async (MusterStore         *self,
                                       const char          *run_id,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (find_approval_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  op->number = MUSTER_APPROVAL_STATES_WAITING;
  muster_store_start (self, op, muster_store_find_open_approval_async, cancellable, callback, user_data);
}

MusterApproval *
muster_store_find_open_approval_finish (MusterStore  *self,
                                        GAsyncResult *result,
                                        GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_find_open_approval_async, error);
}

void
muster_store_find_approval_async (MusterStore         *self,
                                  const char          *run_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (find_approval_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  op->number = G_MAXUINT8;
  muster_store_start (self, op, muster_store_find_approval_async, cancellable, callback, user_data);
}

MusterApproval *
muster_store_find_approval_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_find_approval_async, error);
}

void
muster_store_list_approvals_async (MusterStore         *self,
                                   const char          *client_id,
                                   const char          *run_id,
                                   guint                states,
                                   guint                limit,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_approvals_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  op->id = g_strdup (run_id);
  op->text = names_of_states (states);
  op->limit = limit;
  muster_store_start (self, op, muster_store_list_approvals_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_approvals_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_approvals_async, error);
}

void
muster_store_list_ticket_approvals_async (MusterStore         *self,
                                          const char          *connection_id,
                                          const char          *external_ticket_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && external_ticket_id != NULL);

  op = muster_store_op_new (list_ticket_approvals_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  op->id = g_strdup (external_ticket_id);
  muster_store_start (self, op, muster_store_list_ticket_approvals_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_ticket_approvals_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_ticket_approvals_async, error);
}

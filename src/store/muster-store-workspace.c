/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-private.h"
#include "muster-store-workspace.h"

static gboolean
load_workspace_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  gpointer workspace;

  if (!muster_db_get (db, error, MUSTER_TYPE_WORKSPACE, &workspace, "SELECT * FROM workspace ORDER BY id LIMIT 1", ""))
    return FALSE;
  muster_store_op_set_result (op, workspace, g_object_unref);
  return TRUE;
}

static gboolean
void_other_mode (MusterDb        *db,
                 MusterStoreOp   *op,
                 MusterWorkspace *workspace,
                 GError         **error)
{
  const char *mode = muster_mode_to_string (muster_workspace_get_default_mode (workspace));
  g_autofree char *before = NULL;

  if (!muster_db_text (db, error, &before, "SELECT default_mode FROM workspace WHERE id = ?", "t",
                       muster_workspace_get_id (workspace)))
    return FALSE;
  return before == NULL || g_str_equal (before, mode)
         || muster_store_void_waiting (db, op, NULL, NULL, "The mode of all clients was changed", NULL, error);
}

static gboolean
save_workspace_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  MusterWorkspace *workspace = op->record;
  g_autofree char *body =
    muster_store_audit_body ("id", muster_workspace_get_id (workspace),
                             "name", muster_workspace_get_name (workspace),
                             "language", muster_workspace_get_language (workspace),
                             "mode", muster_mode_to_string (muster_workspace_get_default_mode (workspace)),
                             NULL);

  muster_store_op_changed (op, "workspace", muster_workspace_get_id (workspace));
  /* The revision is counted by the policies alone */
  return void_other_mode (db, op, workspace, error)
         && muster_db_write (db, error, workspace,
                             "INSERT INTO workspace (id, name, language, time_zone, default_mode, policy_revision)"
                             " VALUES (:id, :name, :language, :time_zone, :default_mode, :policy_revision)"
                             " ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language,"
                             " time_zone = excluded.time_zone, default_mode = excluded.default_mode")
         && muster_store_add_audit_row (db, op, NULL, "workspace-saved", body, error);
}

static gboolean
add_member_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  MusterMember *member = op->record;
  g_autofree char *body = muster_store_audit_body ("id", muster_member_get_id (member),
                                                   "email", muster_member_get_email (member),
                                                   "role", muster_member_get_role (member), NULL);

  muster_store_op_changed (op, "members", muster_member_get_id (member));
  return muster_db_write (db, error, member,
                          "INSERT INTO members (id, name, email, role, active, created, password_hash)"
                          " VALUES (:id, :name, :email, :role, :active, :created, '')")
         && muster_db_run (db, error, "UPDATE members SET password_hash = ? WHERE id = ?", "tt",
                           op->text, muster_member_get_id (member))
         && muster_store_add_audit_row (db, op, NULL, "member-added", body, error);
}

static gboolean
find_member_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  gpointer member;

  if (!muster_db_get (db, error, MUSTER_TYPE_MEMBER, &member,
                      "SELECT id, name, email, role, active, created FROM members WHERE email = ?", "t", op->text))
    return FALSE;
  muster_store_op_set_result (op, member, g_object_unref);
  return member == NULL
         || muster_db_text (db, error, &op->extra, "SELECT password_hash FROM members WHERE id = ?", "t",
                            muster_member_get_id (member));
}

static gboolean
list_members_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  GPtrArray *members = muster_db_collect (db, error, MUSTER_TYPE_MEMBER,
                                          "SELECT id, name, email, role, active, created FROM members"
                                          " ORDER BY name, id", "");

  muster_store_op_set_result (op, members, (GDestroyNotify) g_ptr_array_unref);
  return members != NULL;
}

static gboolean
get_value_work (MusterStore   *self,
                MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  char *value;

  if (!muster_db_text (db, error, &value, "SELECT value FROM settings WHERE key = ?", "t", op->id))
    return FALSE;
  muster_store_op_set_result (op, value, g_free);
  return TRUE;
}

static gboolean
set_value_work (MusterStore   *self,
                MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  muster_store_op_changed (op, "settings", op->id);
  if (op->text == NULL)
    return muster_db_run (db, error, "DELETE FROM settings WHERE key = ?", "t", op->id);
  return muster_db_run (db, error,
                        "INSERT INTO settings (key, value) VALUES (?, ?)"
                        " ON CONFLICT (key) DO UPDATE SET value = excluded.value", "tt", op->id, op->text);
}

void
muster_store_load_workspace_async (MusterStore        *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_STORE (self));

  muster_store_start (self, muster_store_op_new (load_workspace_work, MUSTER_STORE_READ),
                      muster_store_load_workspace_async, cancellable, callback, user_data);
}

MusterWorkspace *
muster_store_load_workspace_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_load_workspace_async, error);
}

void
muster_store_save_workspace_async (MusterStore        *self,
                                   MusterWorkspace    *workspace,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_WORKSPACE (workspace));

  op = muster_store_op_new (save_workspace_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (workspace);
  muster_store_start (self, op, muster_store_save_workspace_async, cancellable, callback, user_data);
}

gboolean
muster_store_save_workspace_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_save_workspace_async, error);
}

void
muster_store_add_member_async (MusterStore        *self,
                               MusterMember       *member,
                               const char         *password_hash,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_MEMBER (member));
  g_return_if_fail (password_hash != NULL);

  op = muster_store_op_new (add_member_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (member);
  op->text = g_strdup (password_hash);
  muster_store_start (self, op, muster_store_add_member_async, cancellable, callback, user_data);
}

gboolean
muster_store_add_member_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_add_member_async, error);
}

void
muster_store_find_member_async (MusterStore        *self,
                                const char         *email,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (email != NULL);

  op = muster_store_op_new (find_member_work, MUSTER_STORE_READ);
  op->text = g_strdup (email);
  muster_store_start (self, op, muster_store_find_member_async, cancellable, callback, user_data);
}

/**
 * muster_store_find_member_finish:
 * @self: the store
 * @result: the result
 * @password_hash: (out) (optional) (nullable): the hash for muster_password_verify ()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the member; %NULL without an error when there is none
 */
MusterMember *
muster_store_find_member_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 char        **password_hash,
                                 GError      **error)
{
  MusterStoreOp *op = muster_store_finish (self, result, muster_store_find_member_async, error);

  if (password_hash != NULL)
    *password_hash = op != NULL ? g_steal_pointer (&op->extra) : NULL;
  return op != NULL ? g_steal_pointer (&op->result) : NULL;
}

void
muster_store_list_members_async (MusterStore        *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_STORE (self));

  muster_store_start (self, muster_store_op_new (list_members_work, MUSTER_STORE_READ),
                      muster_store_list_members_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_members_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_members_async, error);
}

void
muster_store_get_value_async (MusterStore        *self,
                              const char         *key,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (key != NULL);

  op = muster_store_op_new (get_value_work, MUSTER_STORE_READ);
  op->id = g_strdup (key);
  muster_store_start (self, op, muster_store_get_value_async, cancellable, callback, user_data);
}

char *
muster_store_get_value_finish (MusterStore  *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_value_async, error);
}

void
muster_store_set_value_async (MusterStore        *self,
                              const char         *key,
                              const char         *value,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (key != NULL);

  op = muster_store_op_new (set_value_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (key);
  op->text = g_strdup (value);
  muster_store_start (self, op, muster_store_set_value_async, cancellable, callback, user_data);
}

gboolean
muster_store_set_value_finish (MusterStore  *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_set_value_async, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-store-clients.h"
#include "muster-store-private.h"

#define SELECT_CLIENT \
  "SELECT c.*," \
  " (SELECT count(*) FROM runs r WHERE r.client_id = c.id AND r.state NOT IN ('done', 'rejected', 'expired')) AS open_items," \
  " (SELECT a.time FROM activity a WHERE a.client_id = c.id ORDER BY a.id DESC LIMIT 1) AS last_activity" \
  " FROM clients c "

/* A yes for one mode is none for another */
static gboolean
void_other_mode (MusterDb      *db,
                 MusterStoreOp *op,
                 MusterClient  *client,
                 GError       **error)
{
  const char *id = muster_client_get_id (client);
  g_autofree char *before = NULL;

  if (!muster_db_text (db, error, &before, "SELECT mode FROM clients WHERE id = ?", "t", id))
    return FALSE;
  return before == NULL || g_str_equal (before, muster_mode_to_string (muster_client_get_mode (client)))
         || muster_store_void_waiting (db, op, id, NULL, "The client's mode was changed", NULL, error);
}

static gboolean
save_client_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  MusterClient *client = op->record;
  const char *id = muster_client_get_id (client);
  g_autofree char *body =
    muster_store_audit_body ("name", muster_client_get_name (client),
                             "slug", muster_client_get_slug (client),
                             "status", muster_client_status_to_string (muster_client_get_status (client)),
                             "mode", muster_mode_to_string (muster_client_get_mode (client)), NULL);

  muster_store_op_changed (op, "clients", id);
  return void_other_mode (db, op, client, error)
         && muster_db_write (db, error, client,
                             "INSERT INTO clients (id, name, slug, status, mode, language, time_zone, created)"
                             " VALUES (:id, :name, :slug, :status, :mode, :language, :time_zone, :created)"
                             " ON CONFLICT (id) DO UPDATE SET name = excluded.name, slug = excluded.slug,"
                             " status = excluded.status, mode = excluded.mode, language = excluded.language,"
                             " time_zone = excluded.time_zone")
         && muster_store_add_audit_row (db, op, id, "client-saved", body, error);
}

static gboolean
get_client_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  gpointer client;

  if (!muster_db_get (db, error, MUSTER_TYPE_CLIENT, &client,
                      SELECT_CLIENT "WHERE c.id = ?1 OR c.slug = ?1 ORDER BY c.id = ?1 DESC LIMIT 1", "t", op->id))
    return FALSE;
  if (client == NULL)
    return muster_store_fail_not_found (error, "client", op->id);
  muster_store_op_set_result (op, client, g_object_unref);
  return TRUE;
}

/* (transfer full): a LIKE pattern that finds @search as it is typed */
static char *
like_pattern (const char *search)
{
  GString *pattern = g_string_new ("%");

  for (const char *c = search != NULL ? search : ""; *c != '\0'; c++)
    {
      if (strchr ("%_\\", *c) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *c);
    }
  if (pattern->len > 1)
    g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

static gboolean
list_clients_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  g_autofree char *pattern = like_pattern (op->text);
  GPtrArray *clients;

  clients = muster_db_collect (db, error, MUSTER_TYPE_CLIENT,
                               SELECT_CLIENT
                               "WHERE c.name LIKE ?1 ESCAPE '\\' OR c.slug LIKE ?1 ESCAPE '\\'"
                               " ORDER BY c.name COLLATE NOCASE, c.id LIMIT ?2 OFFSET ?3",
                               "tii", pattern, op->limit, op->offset);
  muster_store_op_set_result (op, clients, (GDestroyNotify) g_ptr_array_unref);
  return clients != NULL;
}

static gboolean
count_clients_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  g_autofree char *pattern = like_pattern (op->text);

  return muster_db_number (db, error, &op->count,
                           "SELECT count(*) FROM clients WHERE name LIKE ?1 ESCAPE '\\' OR slug LIKE ?1 ESCAPE '\\'",
                           "t", pattern);
}

static gboolean
delete_client_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  gint64 n_runs;

  if (!muster_db_number (db, error, &n_runs, "SELECT count(*) FROM runs WHERE client_id = ?", "t", op->id))
    return FALSE;
  if (n_runs > 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT,
                   "The client has %" G_GINT64_FORMAT " runs, which are kept; set it to inactive instead", n_runs);
      return FALSE;
    }
  if (!muster_db_run (db, error, "DELETE FROM clients WHERE id = ?", "t", op->id))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "client", op->id);
  muster_store_op_changed (op, "clients", op->id);
  return muster_store_add_audit_row (db, op, op->id, "client-deleted", NULL, error);
}

void
muster_store_save_client_async (MusterStore        *self,
                                MusterClient       *client,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_CLIENT (client));

  op = muster_store_op_new (save_client_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (client);
  muster_store_start (self, op, muster_store_save_client_async, cancellable, callback, user_data);
}

gboolean
muster_store_save_client_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_save_client_async, error);
}

void
muster_store_get_client_async (MusterStore        *self,
                               const char         *id_or_slug,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (id_or_slug != NULL);

  op = muster_store_op_new (get_client_work, MUSTER_STORE_READ);
  op->id = g_strdup (id_or_slug);
  muster_store_start (self, op, muster_store_get_client_async, cancellable, callback, user_data);
}

MusterClient *
muster_store_get_client_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_client_async, error);
}

void
muster_store_list_clients_async (MusterStore        *self,
                                 const char         *search,
                                 guint               limit,
                                 guint               offset,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_clients_work, MUSTER_STORE_READ);
  op->text = g_strdup (search);
  op->limit = limit;
  op->offset = offset;
  muster_store_start (self, op, muster_store_list_clients_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_clients_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_clients_async, error);
}

void
muster_store_count_clients_async (MusterStore        *self,
                                  const char         *search,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (count_clients_work, MUSTER_STORE_READ);
  op->text = g_strdup (search);
  muster_store_start (self, op, muster_store_count_clients_async, cancellable, callback, user_data);
}

gint64
muster_store_count_clients_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_count_clients_async, error);
}

void
muster_store_delete_client_async (MusterStore        *self,
                                  const char         *client_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (client_id != NULL);

  op = muster_store_op_new (delete_client_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_delete_client_async, cancellable, callback, user_data);
}

gboolean
muster_store_delete_client_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_delete_client_async, error);
}

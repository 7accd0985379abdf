/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-documents.h"
#include "muster-store-private.h"
#include "muster-store-search.h"

/* How much a word counts in the title, in the folder, in the text */
#define WEIGHTS "8.0, 3.0, 1.0"

MusterDocument *
muster_document_new (const char *kind,
                     const char *id,
                     const char *title,
                     const char *text,
                     gint64      updated)
{
  MusterDocument *self = g_new0 (MusterDocument, 1);

  self->kind = g_strdup (kind);
  self->id = g_strdup (id);
  self->title = g_strdup (title != NULL ? title : "");
  self->folder = g_strdup ("");
  self->text = g_strdup (text != NULL ? text : "");
  self->updated = updated;
  return self;
}

MusterDocument *
muster_document_copy (const MusterDocument *self)
{
  MusterDocument *copy = muster_document_new (self->kind, self->id, self->title, self->text, self->updated);

  g_free (copy->folder);
  copy->folder = g_strdup (self->folder);
  copy->company = g_strdup (self->company);
  copy->row = g_strdup (self->row);
  copy->gone = self->gone;
  copy->score = self->score;
  return copy;
}

void
muster_document_free (MusterDocument *self)
{
  g_free (self->id);
  g_free (self->kind);
  g_free (self->company);
  g_free (self->title);
  g_free (self->folder);
  g_free (self->text);
  g_free (self->row);
  g_free (self);
}

void
muster_document_sync_free (MusterDocumentSync *self)
{
  g_free (self->company);
  g_free (self);
}

static MusterDocumentSync *
copy_sync (const MusterDocumentSync *sync)
{
  MusterDocumentSync *copy = g_new0 (MusterDocumentSync, 1);

  *copy = *sync;
  copy->company = g_strdup (sync->company);
  return copy;
}

/* Writing */

/* The full-text index first, while the text is still there to be told */
gboolean
muster_store_forget_documents (MusterDb   *db,
                               const char *connection_id,
                               const char *company,
                               const char *kind,
                               const char *id,
                               GError    **error)
{
#define THESE " FROM documents WHERE connection_id = ?1 AND (?2 IS NULL OR company = ?2) AND (?3 IS NULL OR (kind = ?3 AND id = ?4))"
  return muster_db_run (db, error,
                        "INSERT INTO documents_text (documents_text, rowid, title, folder, text)"
                        " SELECT 'delete', rowid, title, folder, text" THESE, "tttt", connection_id, company, kind, id)
         && muster_db_run (db, error, "DELETE" THESE, "tttt", connection_id, company, kind, id);
#undef THESE
}

static gboolean
put_document (MusterDb             *db,
              MusterStoreOp        *op,
              const MusterDocument *document,
              GError              **error)
{
  if (!muster_store_forget_documents (db, op->connection_id, op->text, document->kind, document->id, error))
    return FALSE;
  if (document->gone)
    return TRUE;
  return muster_db_run (db, error,
                        "INSERT INTO documents (connection_id, company, kind, id, title, folder, text, updated, row)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "tttttttit", op->connection_id, op->text, document->kind,
                        document->id, document->title, document->folder, document->text, document->updated, document->row)
         && muster_db_run (db, error,
                           "INSERT INTO documents_text (rowid, title, folder, text) VALUES (last_insert_rowid (), ?, ?, ?)",
                           "ttt", document->title, document->folder, document->text);
}

static gboolean
put_documents_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  const MusterDocumentSync *sync = op->data;

  if (op->number && !muster_store_forget_documents (db, op->connection_id, op->text, NULL, NULL, error))
    return FALSE;
  for (guint i = 0; i < op->list->len; i++)
    if (!put_document (db, op, op->list->pdata[i], error))
      return FALSE;
  muster_store_op_changed (op, "documents", op->text);
  return muster_db_run (db, error,
                        "INSERT INTO document_syncs (connection_id, company, synced, complete, newest) VALUES (?, ?, ?, ?, ?)"
                        " ON CONFLICT DO UPDATE SET synced = excluded.synced, complete = excluded.complete,"
                        " newest = excluded.newest", "ttiii", op->connection_id, op->text, sync->synced, sync->complete,
                        sync->newest);
}

void
muster_store_put_documents_async (MusterStore              *self,
                                  const char               *connection_id,
                                  const char               *company,
                                  GPtrArray                *documents,
                                  gboolean                  complete,
                                  const MusterDocumentSync *sync,
                                  GCancellable             *cancellable,
                                  GAsyncReadyCallback       callback,
                                  gpointer                  user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && documents != NULL && sync != NULL);

  op = muster_store_op_new (put_documents_work, MUSTER_STORE_WRITE);
  op->connection_id = g_strdup (connection_id);
  op->text = g_strdup (company != NULL ? company : "");
  op->number = complete;
  op->data = copy_sync (sync);
  op->free_data = (GDestroyNotify) muster_document_sync_free;
  op->list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);
  for (guint i = 0; i < documents->len; i++)
    g_ptr_array_add (op->list, muster_document_copy (documents->pdata[i]));
  muster_store_start (self, op, muster_store_put_documents_async, cancellable, callback, user_data);
}

gboolean
muster_store_put_documents_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_put_documents_async, error);
}

/* Reading */

static MusterDocument *
read_document (sqlite3_stmt *statement)
{
  MusterDocument *document = muster_document_new (muster_db_column_text (statement, 0), muster_db_column_text (statement, 1),
                                                  muster_db_column_text (statement, 2), muster_db_column_text (statement, 4),
                                                  sqlite3_column_int64 (statement, 5));
  const char *company = muster_db_column_text (statement, 7);

  g_free (document->folder);
  document->folder = g_strdup (muster_db_column_text (statement, 3));
  document->row = g_strdup (muster_db_column_text (statement, 6));
  document->company = company[0] != '\0' ? g_strdup (company) : NULL;
  document->score = -sqlite3_column_double (statement, 8);
  return document;
}

#define COLUMNS "d.kind, d.id, d.title, d.folder, d.text, d.updated, d.row, d.company"
#define WHOSE "d.connection_id = ? AND (d.company = ? OR (? AND d.company = ''))"

static gboolean
search_documents_work (MusterStore   *self,
                       MusterDb      *db,
                       MusterStoreOp *op,
                       GError       **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;

  if (op->text2[0] != '\0')
    statement = muster_db_query (db, error,
                                 "SELECT " COLUMNS ", bm25 (documents_text, " WEIGHTS ") AS score"
                                 " FROM documents_text JOIN documents d ON d.rowid = documents_text.rowid"
                                 " WHERE documents_text MATCH ? AND " WHOSE
                                 " ORDER BY score, d.updated DESC, d.kind, d.id LIMIT ?",
                                 "tttii", op->text2, op->connection_id, op->text, op->number, op->limit);
  else
    statement = muster_db_query (db, error,
                                 "SELECT " COLUMNS ", 0.0 FROM documents d WHERE " WHOSE
                                 " ORDER BY d.updated DESC, d.kind, d.id LIMIT ?",
                                 "ttii", op->connection_id, op->text, op->number, op->limit);
  if (statement == NULL)
    return FALSE;
  while (muster_db_next (db, statement, &local_error))
    g_ptr_array_add (found, read_document (statement));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  muster_store_op_set_result (op, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

void
muster_store_search_documents_async (MusterStore        *self,
                                     const char         *connection_id,
                                     const char         *company,
                                     gboolean            with_own,
                                     const char         *query,
                                     guint               limit,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (search_documents_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  op->text = g_strdup (company != NULL ? company : "");
  op->number = with_own || company == NULL;
  op->text2 = muster_store_match_any_word (query != NULL ? query : "");
  op->limit = limit;
  muster_store_start (self, op, muster_store_search_documents_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_search_documents_finish (MusterStore  *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_search_documents_async, error);
}

static gboolean
list_document_syncs_work (MusterStore   *self,
                          MusterDb      *db,
                          MusterStoreOp *op,
                          GError       **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_sync_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = muster_db_query (db, error,
                                             "SELECT s.company, s.synced, s.complete, s.newest,"
                                             " (SELECT count (*) FROM documents d WHERE d.connection_id = s.connection_id"
                                             " AND d.company = s.company)"
                                             " FROM document_syncs s WHERE s.connection_id = ? ORDER BY s.company", "t",
                                             op->connection_id);

  if (statement == NULL)
    return FALSE;
  while (muster_db_next (db, statement, &local_error))
    {
      MusterDocumentSync *sync = g_new0 (MusterDocumentSync, 1);
      const char *company = muster_db_column_text (statement, 0);

      sync->company = company[0] != '\0' ? g_strdup (company) : NULL;
      sync->synced = sqlite3_column_int64 (statement, 1);
      sync->complete = sqlite3_column_int64 (statement, 2);
      sync->newest = sqlite3_column_int64 (statement, 3);
      sync->count = (guint) sqlite3_column_int64 (statement, 4);
      g_ptr_array_add (found, sync);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  muster_store_op_set_result (op, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

void
muster_store_list_document_syncs_async (MusterStore        *self,
                                        const char         *connection_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (list_document_syncs_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  muster_store_start (self, op, muster_store_list_document_syncs_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_document_syncs_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_document_syncs_async, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* FTS5 with BM25. The words of a query are always quoted, so that nothing in
 * them is FTS5's query language. */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-private.h"
#include "muster-store-search.h"

MusterDocument *
muster_document_new (const char *id,
                     const char *title,
                     const char *text,
                     gint64      updated)
{
  MusterDocument *self = g_new0 (MusterDocument, 1);

  self->id = g_strdup (id);
  self->title = g_strdup (title != NULL ? title : "");
  self->text = g_strdup (text != NULL ? text : "");
  self->updated = updated;
  return self;
}

void
muster_document_free (MusterDocument *self)
{
  g_free (self->id);
  g_free (self->client_id);
  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

MusterWorkflowText *
muster_workflow_text_new (const char *id,
                          const char *title,
                          const char *triggers,
                          const char *examples,
                          const char *language)
{
  MusterWorkflowText *self = g_new0 (MusterWorkflowText, 1);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->triggers = g_strdup (triggers);
  self->examples = g_strdup (examples);
  self->language = g_strdup (language);
  return self;
}

void
muster_workflow_text_free (MusterWorkflowText *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->triggers);
  g_free (self->examples);
  g_free (self->language);
  g_free (self);
}

void
muster_ranked_free (MusterRanked *self)
{
  g_free (self->id);
  g_free (self);
}

static GPtrArray *
copy_documents (GPtrArray *documents)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);

  for (guint i = 0; i < documents->len; i++)
    {
      const MusterDocument *document = documents->pdata[i];

      g_ptr_array_add (copies, muster_document_new (document->id, document->title, document->text,
                                                    document->updated));
    }
  return copies;
}

static GPtrArray *
copy_workflows (GPtrArray *workflows)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_workflow_text_free);

  for (guint i = 0; i < workflows->len; i++)
    {
      const MusterWorkflowText *text = workflows->pdata[i];

      g_ptr_array_add (copies, muster_workflow_text_new (text->id, text->title, text->triggers, text->examples,
                                                         text->language));
    }
  return copies;
}

static void
add_word (GString    *match,
          const char *word,
          gsize       length)
{
  if (match->len > 0)
    g_string_append (match, " OR ");
  g_string_append_c (match, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (word[i] == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, word[i]);
    }
  g_string_append_c (match, '"');
}

/* (transfer full): an FTS5 expression for any of the words of @query; "" when it has none */
static char *
match_any_word (const char *query)
{
  GString *match = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (query, -1);
  const char *start = NULL;

  for (const char *c = valid;; c = g_utf8_next_char (c))
    {
      gunichar ch = g_utf8_get_char (c);

      if (ch != 0 && g_unichar_isalnum (ch))
        {
          if (start == NULL)
            start = c;
        }
      else if (start != NULL)
        {
          add_word (match, start, (gsize) (c - start));
          start = NULL;
        }
      if (ch == 0)
        break;
    }
  return g_string_free (match, FALSE);
}

static char *
match_any_token (const char * const *tokens)
{
  g_autofree char *joined = g_strjoinv (" ", (char **) tokens);

  return match_any_word (joined);
}

static gboolean
remove_documents (MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  /* The index keeps no text of its own, so it is told what it forgets */
  return muster_db_run (db, error,
                        "INSERT INTO documents_text (documents_text, rowid, title, text)"
                        " SELECT 'delete', rowid, title, text FROM documents WHERE connection_id = ? AND client_id = ?",
                        "tt", op->connection_id, op->client_id)
         && muster_db_run (db, error, "DELETE FROM documents WHERE connection_id = ? AND client_id = ?",
                           "tt", op->connection_id, op->client_id);
}

static gboolean
add_document (MusterDb             *db,
              MusterStoreOp        *op,
              const MusterDocument *document,
              GError              **error)
{
  return muster_db_run (db, error,
                        "INSERT INTO documents (connection_id, client_id, id, title, text, updated)"
                        " VALUES (?, ?, ?, ?, ?, ?)", "ttttti", op->connection_id, op->client_id, document->id,
                        document->title, document->text, document->updated)
         && muster_db_run (db, error,
                           "INSERT INTO documents_text (rowid, title, text) VALUES (last_insert_rowid (), ?, ?)",
                           "tt", document->title, document->text);
}

static gboolean
replace_documents_work (MusterStore   *self,
                        MusterDb      *db,
                        MusterStoreOp *op,
                        GError       **error)
{
  if (!remove_documents (db, op, error))
    return FALSE;
  for (guint i = 0; i < op->list->len; i++)
    if (!add_document (db, op, op->list->pdata[i], error))
      return FALSE;
  muster_store_op_changed (op, "documents", op->client_id);
  return TRUE;
}

static MusterDocument *
read_document (sqlite3_stmt *statement)
{
  MusterDocument *document = muster_document_new (muster_db_column_text (statement, 0),
                                                  muster_db_column_text (statement, 1),
                                                  muster_db_column_text (statement, 2),
                                                  sqlite3_column_int64 (statement, 3));
  const char *client_id = muster_db_column_text (statement, 4);

  document->client_id = client_id[0] != '\0' ? g_strdup (client_id) : NULL;
  document->score = -sqlite3_column_double (statement, 5);
  return document;
}

static gboolean
search_documents_work (MusterStore   *self,
                       MusterDb      *db,
                       MusterStoreOp *op,
                       GError       **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;

  if (op->text[0] != '\0')
    {
      statement = muster_db_query (db, error,
                                   "SELECT d.id, d.title, d.text, d.updated, d.client_id,"
                                   " bm25 (documents_text, 3.0, 1.0) AS score"
                                   " FROM documents_text JOIN documents d ON d.rowid = documents_text.rowid"
                                   " WHERE documents_text MATCH ? AND (d.client_id = ? OR (? AND d.client_id = ''))"
                                   " ORDER BY score, d.updated DESC, d.id LIMIT ?",
                                   "ttii", op->text, op->client_id, op->number, op->limit);
      if (statement == NULL)
        return FALSE;
      while (muster_db_next (db, statement, &local_error))
        g_ptr_array_add (found, read_document (statement));
    }
  muster_store_op_set_result (op, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
set_workflows_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  if (!muster_db_run (db, error, "DELETE FROM workflows_text", ""))
    return FALSE;
  for (guint i = 0; i < op->list->len; i++)
    {
      const MusterWorkflowText *text = op->list->pdata[i];

      if (!muster_db_run (db, error,
                          "INSERT INTO workflows_text (id, language, title, triggers, examples) VALUES (?, ?, ?, ?, ?)",
                          "ttttt", text->id, text->language, text->title, text->triggers, text->examples))
        return FALSE;
    }
  return TRUE;
}

static gboolean
rank_work (MusterStore   *self,
           MusterDb      *db,
           MusterStoreOp *op,
           GError       **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_ranked_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;

  if (op->text[0] != '\0')
    {
      statement = muster_db_query (db, error,
                                   "SELECT id, bm25 (workflows_text, 0.0, 0.0, 4.0, 6.0, 2.0) AS score"
                                   " FROM workflows_text WHERE workflows_text MATCH ? ORDER BY score, id LIMIT ?",
                                   "ti", op->text, op->limit);
      if (statement == NULL)
        return FALSE;
      while (muster_db_next (db, statement, &local_error))
        {
          MusterRanked *ranked = g_new0 (MusterRanked, 1);

          ranked->id = g_strdup (muster_db_column_text (statement, 0));
          ranked->score = -sqlite3_column_double (statement, 1);
          g_ptr_array_add (found, ranked);
        }
    }
  muster_store_op_set_result (op, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

void
muster_store_replace_documents_async (MusterStore        *self,
                                      const char         *connection_id,
                                      const char         *client_id,
                                      GPtrArray          *documents,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && documents != NULL);

  op = muster_store_op_new (replace_documents_work, MUSTER_STORE_WRITE);
  op->connection_id = g_strdup (connection_id);
  op->client_id = g_strdup (client_id != NULL ? client_id : "");
  op->list = copy_documents (documents);
  muster_store_start (self, op, muster_store_replace_documents_async, cancellable, callback, user_data);
}

gboolean
muster_store_replace_documents_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_replace_documents_async, error);
}

void
muster_store_search_documents_async (MusterStore        *self,
                                     const char         *client_id,
                                     gboolean            with_global,
                                     const char         *query,
                                     guint               limit,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (query != NULL);

  op = muster_store_op_new (search_documents_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id != NULL ? client_id : "");
  op->number = with_global || client_id == NULL;
  op->text = match_any_word (query);
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

void
muster_store_set_workflows_async (MusterStore        *self,
                                  GPtrArray          *workflows,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (workflows != NULL);

  op = muster_store_op_new (set_workflows_work, MUSTER_STORE_WRITE);
  op->list = copy_workflows (workflows);
  muster_store_start (self, op, muster_store_set_workflows_async, cancellable, callback, user_data);
}

gboolean
muster_store_set_workflows_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_set_workflows_async, error);
}

void
muster_store_rank_async (MusterStore        *self,
                         const char * const *tokens,
                         guint               limit,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (tokens != NULL);

  op = muster_store_op_new (rank_work, MUSTER_STORE_READ);
  op->text = match_any_token (tokens);
  op->limit = limit;
  muster_store_start (self, op, muster_store_rank_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_rank_finish (MusterStore  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_rank_async, error);
}

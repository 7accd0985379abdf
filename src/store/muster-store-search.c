/* SPDX-License-Identifier: GPL-3.0-or-later */

/* FTS5 with BM25. The words of a query are always quoted, so that nothing in
 * them is FTS5's query language. */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-private.h"
#include "muster-store-search.h"

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
char *
muster_store_match_any_word (const char *query)
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

  return muster_store_match_any_word (joined);
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

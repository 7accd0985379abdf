/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-context-docs.h"
#include "muster-context-private.h"
#include "muster-context-undo.h"
#include "muster-docs.h"
#include "muster-docs-index.h"
#include "muster-docs-pages.h"
#include "muster-docs-sync.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-lesson.h"

/* MusterContext: the index of the documentation platform */

typedef struct
{
  char             *client_id;   /* (nullable) */
  char             *query;       /* (nullable) */
  MusterConnection *connection;  /* (owned) (nullable) */
  GPtrArray        *mappings;    /* (owned) (nullable) (element-type MusterMapping): of documentation */
  GHashTable       *names;       /* (owned) (nullable): client id → name */
  guint             next;
} Docs;

static void
docs_free (Docs *op)
{
  g_free (op->client_id);
  g_free (op->query);
  g_clear_object (&op->connection);
  g_clear_pointer (&op->mappings, g_ptr_array_unref);
  g_clear_pointer (&op->names, g_hash_table_unref);
  g_free (op);
}

static GTask *
docs_task (MusterContext      *self,
           const char         *client_id,
           const char         *query,
           gpointer            tag,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection (self, "docs");
  Docs *op = g_new0 (Docs, 1);

  g_task_set_source_tag (task, tag);
  op->client_id = g_strdup (client_id);
  op->query = g_strdup (query);
  if (connection != NULL && muster_docs_sync_knows (muster_connection_get_integration (connection)))
    op->connection = g_object_ref (connection);
  g_task_set_task_data (task, op, (GDestroyNotify) docs_free);
  return task;
}

/* FALSE: the task has ended */
static gboolean
take_mappings (GTask        *task,
               GAsyncResult *result)
{
  Docs *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (
    muster_context_get_store (g_task_get_source_object (task)), result, &error);

  if (mappings == NULL)
    {
      g_task_return_error (task, error);
      return FALSE;
    }
  op->mappings = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < mappings->len; i++)
    {
      MusterMapping *mapping = mappings->pdata[i];

      if (muster_mapping_get_kind (mapping) == MUSTER_MAPPING_KIND_DOCS
          && g_strcmp0 (muster_mapping_get_connection_id (mapping), muster_connection_get_id (op->connection)) == 0)
        g_ptr_array_add (op->mappings, g_object_ref (mapping));
    }
  return TRUE;
}

/* --- What there is --- */

static void
add_state (GListStore *list,
           const char *client_id,
           const char *name,
           const char *company,
           GPtrArray  *syncs)
{
  g_autoptr(MusterDocsState) state = muster_docs_state_new ();

  muster_docs_state_set_client_id (state, client_id);
  muster_docs_state_set_name (state, name);
  for (guint i = 0; i < syncs->len; i++)
    {
      MusterDocumentSync *sync = syncs->pdata[i];

      if (g_strcmp0 (sync->company, company) != 0)
        continue;
      muster_docs_state_set_documents (state, sync->count);
      muster_docs_state_set_read (state, sync->synced);
    }
  g_list_store_append (list, state);
}

static int
by_name (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  MusterDocsState *left = (MusterDocsState *) a;
  MusterDocsState *right = (MusterDocsState *) b;
  gboolean left_own = muster_docs_state_get_client_id (left) == NULL;
  gboolean right_own = muster_docs_state_get_client_id (right) == NULL;

  if (left_own != right_own)
    return left_own ? -1 : 1;
  return g_utf8_collate (muster_docs_state_get_name (left), muster_docs_state_get_name (right));
}

static void
states_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Docs *op = g_task_get_task_data (task);
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_DOCS_STATE);
  GError *error = NULL;
  g_autoptr(GPtrArray) syncs = muster_store_list_document_syncs_finish (MUSTER_STORE (source), result, &error);

  if (syncs == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_state (list, NULL, self->workspace != NULL ? muster_workspace_get_name (self->workspace) : "", NULL, syncs);
  for (guint i = 0; i < op->mappings->len; i++)
    {
      MusterMapping *mapping = op->mappings->pdata[i];
      const char *name = g_hash_table_lookup (op->names, muster_mapping_get_client_id (mapping));

      if (name != NULL)
        add_state (list, muster_mapping_get_client_id (mapping), name, muster_mapping_get_external_id (mapping), syncs);
    }
  g_list_store_sort (list, by_name, NULL);
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

static void
names_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Docs *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_list_clients_finish (MUSTER_STORE (source), result, &error);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < clients->len; i++)
    g_hash_table_insert (op->names, g_strdup (muster_client_get_id (clients->pdata[i])),
                         g_strdup (muster_client_get_name (clients->pdata[i])));
  muster_store_list_document_syncs_async (self->store, muster_connection_get_id (op->connection),
                                          g_task_get_cancellable (task), states_read_cb, g_object_ref (task));
}

static void
list_mappings_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  if (take_mappings (task, result))
    muster_store_list_clients_async (MUSTER_STORE (source), NULL, G_MAXINT32, 0, g_task_get_cancellable (task), names_read_cb,
                                     g_object_ref (task));
}

void
muster_context_list_docs_async (MusterContext      *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = docs_task (self, NULL, NULL, muster_context_list_docs_async, cancellable, callback, user_data);
  Docs *op = g_task_get_task_data (task);

  if (op->connection == NULL)
    g_task_return_pointer (task, g_list_store_new (MUSTER_TYPE_DOCS_STATE), g_object_unref);
  else
    muster_store_list_mappings_async (self->store, NULL, cancellable, list_mappings_cb, g_object_ref (task));
}

GListModel *
muster_context_list_docs_finish (MusterContext *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Reading it again: the MSP's own, then one customer after the other --- */

static void sync_next (GTask *task);

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) syncs = muster_store_list_document_syncs_finish (MUSTER_STORE (source), result, &error);
  guint documents = 0;

  for (guint i = 0; syncs != NULL && i < syncs->len; i++)
    documents += ((MusterDocumentSync *) syncs->pdata[i])->count;
  if (syncs != NULL)
    g_task_return_int (task, documents);
  else
    g_task_return_error (task, error);
}

static void
synced_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Docs *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_docs_index_sync_finish (MUSTER_DOCS_INDEX (source), result, NULL, &error))
    {
      muster_advice_explain (muster_connection_get_integration (op->connection), "Reading the documentation", &error);
      g_task_return_error (task, error);
      return;
    }
  op->next++;
  sync_next (task);
}

/* 0 is the MSP's own */
static void
sync_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Docs *op = g_task_get_task_data (task);

  while (op->next > 0 && op->next <= op->mappings->len && op->client_id != NULL
         && g_strcmp0 (muster_mapping_get_client_id (op->mappings->pdata[op->next - 1]), op->client_id) != 0)
    op->next++;
  if (op->next > op->mappings->len)
    muster_store_list_document_syncs_async (self->store, muster_connection_get_id (op->connection),
                                            g_task_get_cancellable (task), counted_cb, g_object_ref (task));
  else
    muster_docs_index_sync_async (muster_engine_get_docs_index (self->engine), muster_connection_get_id (op->connection),
                                  op->next == 0 ? NULL : muster_mapping_get_external_id (op->mappings->pdata[op->next - 1]),
                                  TRUE, g_task_get_cancellable (task), synced_cb, g_object_ref (task));
}

static void
sync_mappings_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  if (take_mappings (task, result))
    sync_next (task);
}

void
muster_context_sync_docs_async (MusterContext      *self,
                                const char         *client_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = docs_task (self, client_id, NULL, muster_context_sync_docs_async, cancellable, callback, user_data);
  Docs *op = g_task_get_task_data (task);

  if (op->connection == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s", _("Connect a documentation platform first."));
  else
    muster_store_list_mappings_async (self->store, NULL, cancellable, sync_mappings_cb, g_object_ref (task));
}

gboolean
muster_context_sync_docs_finish (MusterContext *self,
                                 GAsyncResult  *result,
                                 guint         *documents,
                                 GError       **error)
{
  gssize n;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  n = g_task_propagate_int (G_TASK (result), error);
  if (documents != NULL)
    *documents = n > 0 ? (guint) n : 0;
  return n >= 0;
}

/* --- Searching as a run would --- */

static MusterDocsHit *
new_hit (MusterDocsPage *page)
{
  MusterDocsHit *hit = muster_docs_hit_new ();
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, page->id);
  g_autofree char *text = g_strjoin ("\n", page->text != NULL ? page->text : "", page->steps, NULL);
  g_autoptr(GString) folder = g_string_new (NULL);

  for (guint i = page->folders->len; i > 0; i--)
    g_string_append_printf (folder, "%s%s", folder->len > 0 ? " / " : "", (const char *) page->folders->pdata[i - 1]);
  muster_docs_hit_set_id (hit, id);
  muster_docs_hit_set_title (hit, page->name);
  muster_docs_hit_set_folder (hit, folder->str);
  muster_docs_hit_set_text (hit, text);
  muster_docs_hit_set_updated (hit, page->updated);
  muster_docs_hit_set_general (hit, page->general);
  muster_docs_hit_set_stale (hit, page->stale);
  muster_docs_hit_set_newer (hit, page->newer);
  return hit;
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Docs *op = g_task_get_task_data (task);
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_DOCS_HIT);
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func (muster_docs_page_free);
  GError *error = NULL;
  g_autoptr(JsonNode) answer = muster_docs_index_answer_finish (MUSTER_DOCS_INDEX (source), result, NULL, &error);

  if (answer == NULL)
    {
      muster_advice_explain (muster_connection_get_integration (op->connection), "Reading the documentation", &error);
      g_task_return_error (task, error);
      return;
    }
  muster_docs_pages_read (pages, muster_connection_get_integration (op->connection), json_node_get_object (answer));
  for (guint i = 0; i < pages->len; i++)
    {
      g_autoptr(MusterDocsHit) hit = new_hit (pages->pdata[i]);

      g_list_store_append (list, hit);
    }
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

static void
search_mappings_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Docs *op = g_task_get_task_data (task);
  const char *ids[2] = { muster_connection_get_id (op->connection), NULL };
  const char *search = muster_docs_tool (muster_connection_get_integration (op->connection), MUSTER_DOCS_TOOL_SEARCH);
  g_autoptr(MusterScope) scope = NULL;
  g_autoptr(MusterRunCap) cap = NULL;
  g_autoptr(JsonObject) args = json_object_new ();

  if (!take_mappings (task, result))
    return;
  for (guint i = 0; i < op->mappings->len; i++)
    if (g_strcmp0 (muster_mapping_get_client_id (op->mappings->pdata[i]), op->client_id) == 0)
      scope = muster_scope_new (NULL, NULL, muster_mapping_get_external_id (op->mappings->pdata[i]));
  if (scope == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s",
                               _("The client’s documentation is not mapped yet."));
      return;
    }
  cap = muster_cap_new_run ("search", op->client_id, MUSTER_MODE_PLAN, 0, scope, ids);
  if (op->query != NULL && *op->query != '\0')
    json_object_set_string_member (args, "query", op->query);
  muster_docs_index_answer_async (muster_engine_get_docs_index (self->engine), cap, search, args, NULL,
                                  g_task_get_cancellable (task), found_cb, g_object_ref (task));
}

void
muster_context_search_docs_async (MusterContext      *self,
                                  const char         *client_id,
                                  const char         *query,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = docs_task (self, client_id, query, muster_context_search_docs_async, cancellable, callback, user_data);
  Docs *op = g_task_get_task_data (task);

  if (op->connection == NULL || muster_gate_get_connection (self->gate, muster_connection_get_id (op->connection)) == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s", _("Connect a documentation platform first."));
  else
    muster_store_list_mappings_async (self->store, client_id, cancellable, search_mappings_cb, g_object_ref (task));
}

GListModel *
muster_context_search_docs_finish (MusterContext *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Lessons --- */

char *
muster_context_draft_lesson (MusterContext   *self,
                             MusterRunDetail *detail,
                             char           **title)
{
  MusterTicket *ticket = muster_run_detail_get_ticket (detail);
  MusterPlan *plan = muster_run_get_plan (muster_run_detail_get_run (detail));

  *title = NULL;
  if (ticket == NULL || plan == NULL)
    return NULL;
  return muster_lesson_draft (ticket, plan, self->workspace != NULL ? muster_workspace_get_language (self->workspace) : NULL, title);
}

void
muster_context_write_lesson_async (MusterContext      *self,
                                   const char         *client_id,
                                   const char         *title,
                                   const char         *text,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterConnection *connection = muster_context_find_connection (self, "docs");
  /* Without a connection the tool does not exist, and running it says so */
  const char *tool = muster_docs_tool (connection != NULL ? muster_connection_get_integration (connection) : "hudu",
                                       MUSTER_DOCS_TOOL_CREATE);
  g_autofree char *html = muster_lesson_to_html (text);
  g_autoptr(JsonObject) args = json_object_new ();

  json_object_set_string_member (args, "name", title);
  json_object_set_string_member (args, "content", html);
  muster_context_run_tool_async (self, client_id, tool, args, cancellable, callback, user_data);
}

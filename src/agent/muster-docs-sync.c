/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-docs-pages.h"
#include "muster-docs-sync.h"
#include "muster-error.h"
#include "muster-json.h"

/* Reading a company's documents, one request after the other: folders, the list, procedures where they are something else,
 * and the text of those whose list has none. Lists are cheap, texts are not: a document whose change date is the one that
 * is stored already is not read again. */

#define MAX_TEXTS 300        /* that are read one by one; the rest is for the next time */
#define MAX_STORED 20000

typedef struct
{
  const char *integration;
  const char *list;
  const char *whose;         /* the argument that names the company */
  const char *member;        /* rows of the list */
  const char *folders;
  gboolean    folders_whose; /* folders are asked for per company, too */
  const char *procedures;    /* (nullable) */
  const char *one;           /* (nullable): reads the text of one document */
} Platform;

static const Platform platforms[] = {
  { "hudu", "sync-articles", "company", "articles", "list-folders", FALSE, "sync-procedures", NULL },
  { "itglue", "sync-documents", "organization", "documents", "list-folders", TRUE, NULL, "sync-document" },
};

typedef struct
{
  MusterStore        *store;       /* (owned) */
  MusterGate         *gate;        /* (owned) */
  MusterConnection   *connection;  /* (owned) */
  const Platform     *platform;
  MusterRunCap       *cap;         /* (owned) */
  char               *company;     /* (nullable) */
  MusterDocumentSync *known;       /* (owned) */
  gboolean            complete;
  gint64              now;
  guint               requests;

  GHashTable         *stored;      /* (owned): "kind/id" → MusterDocument, (owned by) stored_list */
  GPtrArray          *stored_list; /* (owned) (nullable) */
  JsonNode           *folders;     /* (owned) (nullable) */
  JsonNode           *list;        /* (owned) (nullable) */
  JsonNode           *procedures;  /* (owned) (nullable) */
  GPtrArray          *pages;       /* (owned) (element-type MusterDocsPage) */
  GPtrArray          *documents;   /* (owned) (element-type MusterDocument) */
  guint               next;
  guint               texts;
} Sync;

static void read_next_text (GTask *task);

static void
sync_free (Sync *op)
{
  g_clear_object (&op->store);
  g_clear_object (&op->gate);
  g_clear_object (&op->connection);
  g_clear_object (&op->cap);
  g_free (op->company);
  g_clear_pointer (&op->known, muster_document_sync_free);
  g_clear_pointer (&op->stored, g_hash_table_unref);
  g_clear_pointer (&op->stored_list, g_ptr_array_unref);
  g_clear_pointer (&op->folders, json_node_unref);
  g_clear_pointer (&op->list, json_node_unref);
  g_clear_pointer (&op->procedures, json_node_unref);
  g_clear_pointer (&op->pages, g_ptr_array_unref);
  g_clear_pointer (&op->documents, g_ptr_array_unref);
  g_free (op);
}

static const Platform *
find_platform (const char *integration)
{
  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    if (g_str_equal (platforms[i].integration, integration))
      return &platforms[i];
  return NULL;
}

gboolean
muster_docs_sync_knows (const char *integration)
{
  return find_platform (integration) != NULL;
}

static JsonObject *
object_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gint64
parse_time (const char *text)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

static char *
document_key (const char *kind,
              const char *id)
{
  return g_strconcat (kind, "/", id, NULL);
}

static void
ask (GTask              *task,
     const char         *tool,
     JsonObject         *args,
     GAsyncReadyCallback callback)
{
  Sync *op = g_task_get_task_data (task);
  g_autofree char *name = g_strconcat (op->platform->integration, ":", tool, NULL);

  muster_gate_read_async (op->gate, op->cap, name, args, NULL, g_task_get_cancellable (task), callback, g_object_ref (task));
}

static JsonObject *
args_for_company (Sync *op)
{
  JsonObject *args = json_object_new ();

  if (op->company != NULL)
    json_object_set_string_member (args, op->platform->whose, op->company);
  return args;
}

/* FALSE: the task has ended */
static gboolean
take_answer (GTask        *task,
             GAsyncResult *result,
             JsonNode    **node)
{
  Sync *op = g_task_get_task_data (task);
  GError *error = NULL;

  *node = muster_gate_read_finish (op->gate, result, &error);
  op->requests += muster_gate_read_get_requests (result);
  if (*node != NULL)
    return TRUE;
  g_task_return_error (task, error);
  return FALSE;
}

/* --- The end: pages become rows --- */

static char *
folder_path (MusterDocsPage *page)
{
  GString *path = g_string_new (NULL);

  for (guint i = page->folders->len; i > 0; i--)
    g_string_append_printf (path, "%s%s", path->len > 0 ? " / " : "", (const char *) page->folders->pdata[i - 1]);
  return g_string_free (path, FALSE);
}

static MusterDocument *
to_document (MusterDocsPage *page)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, page->id);
  g_autofree char *text = g_strjoin ("\n", page->text != NULL ? page->text : "", page->steps, NULL);
  g_autoptr(JsonNode) row = json_node_init_object (json_node_alloc (), NULL);
  MusterDocument *document = muster_document_new (page->procedure ? "procedure" : "document", id, page->name, text,
                                                  parse_time (page->updated));

  json_node_take_object (row, muster_docs_page_to_json (page));
  g_free (document->folder);
  document->folder = folder_path (page);
  document->row = muster_json_to_string (row);
  document->gone = page->hidden;
  return document;
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sync *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (muster_store_put_documents_finish (MUSTER_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&op->known), (GDestroyNotify) muster_document_sync_free);
  else
    g_task_return_error (task, error);
}

static void
store_all (GTask *task)
{
  Sync *op = g_task_get_task_data (task);

  op->known->synced = op->now;
  if (op->complete)
    op->known->complete = op->now;
  for (guint i = 0; i < op->documents->len; i++)
    op->known->newest = MAX (op->known->newest, ((MusterDocument *) op->documents->pdata[i])->updated);
  muster_store_put_documents_async (op->store, muster_connection_get_id (op->connection), op->company, op->documents,
                                    op->complete, op->known, g_task_get_cancellable (task), stored_cb, g_object_ref (task));
}

/* --- Texts that the list does not have --- */

/* (nullable): stored, and not changed since */
static MusterDocument *
unchanged (Sync           *op,
           MusterDocsPage *page)
{
  static const char * const kinds[] = { "document", "procedure" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, page->id);
      g_autofree char *key = document_key (kinds[i], id);
      MusterDocument *stored = g_hash_table_lookup (op->stored, key);

      if (stored != NULL && stored->updated != 0 && stored->updated == parse_time (page->updated)
          && g_strcmp0 (stored->title, page->name) == 0)
        return stored;
    }
  return NULL;
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sync *op = g_task_get_task_data (task);
  MusterDocsPage *page = op->pages->pdata[op->next];
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (op->gate, result, &error);
  g_autoptr(GPtrArray) sections = NULL;
  g_autoptr(JsonObject) answer = NULL;
  g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func (muster_docs_page_free);

  op->requests += muster_gate_read_get_requests (result);
  if (node == NULL && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* One that went away in the meantime is not there */
  if (node != NULL)
    {
      answer = json_object_ref (json_node_get_object (node));
      if (muster_json_obj (answer, "document") != NULL)
        {
          JsonArray *documents = json_array_new ();

          json_array_add_object_element (documents, json_object_ref (muster_json_obj (answer, "document")));
          json_object_set_array_member (answer, "documents", documents);
        }
      if (op->folders != NULL && muster_json_arr (object_of (op->folders), "folders") != NULL)
        json_object_set_array_member (answer, "folders", json_array_ref (muster_json_arr (object_of (op->folders), "folders")));
      muster_docs_pages_read (read, op->platform->integration, answer);
    }
  if (read->len > 0)
    {
      MusterDocsPage *found = read->pdata[0];

      found->general = page->general;
      g_ptr_array_add (op->documents, to_document (found));
    }
  op->next++;
  read_next_text (task);
}

static gboolean
wants_text (Sync           *op,
            MusterDocsPage *page)
{
  return op->platform->one != NULL && !page->hidden && (page->text == NULL || *page->text == '\0') && page->steps == NULL;
}

static void
read_next_text (GTask *task)
{
  Sync *op = g_task_get_task_data (task);

  for (; op->next < op->pages->len; op->next++)
    {
      MusterDocsPage *page = op->pages->pdata[op->next];
      MusterDocument *stored = wants_text (op, page) ? unchanged (op, page) : NULL;
      g_autoptr(JsonObject) args = NULL;

      if (stored != NULL)
        g_ptr_array_add (op->documents, muster_document_copy (stored));
      else if (!wants_text (op, page) || op->texts >= MAX_TEXTS)
        {
          MusterDocument *document = to_document (page);

          /* Without its date it is not taken for one that is read already */
          if (wants_text (op, page))
            document->updated = 0;
          g_ptr_array_add (op->documents, document);
        }
      else
        {
          op->texts++;
          args = args_for_company (op);
          json_object_set_int_member (args, "document", page->id);
          ask (task, op->platform->one, args, text_read_cb);
          return;
        }
    }
  store_all (task);
}

/* --- Lists --- */

/* The MSP's own are among all where the platform cannot be asked for them alone */
static void
take_pages (Sync     *op,
            JsonNode *answer)
{
  g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func (muster_docs_page_free);
  JsonObject *object = object_of (answer);
  guint foreign;

  if (object == NULL)
    return;
  if (op->folders != NULL && muster_json_arr (object_of (op->folders), "folders") != NULL)
    json_object_set_array_member (object, "folders", json_array_ref (muster_json_arr (object_of (op->folders), "folders")));
  if (muster_json_bool (object, "truncated", FALSE))
    op->complete = FALSE;
  foreign = op->company != NULL ? muster_docs_pages_drop_foreign (object, op->company) : 0;
  if (foreign > 0)
    g_warning ("The documentation answered with %u rows of other companies; they are left out", foreign);
  muster_docs_pages_read (read, op->platform->integration, object);
  while (read->len > 0)
    {
      MusterDocsPage *page = g_ptr_array_steal_index (read, 0);

      if (op->company == NULL && g_str_equal (op->platform->integration, "hudu") && !page->general)
        {
          muster_docs_page_free (page);
          continue;
        }
      page->general = op->company == NULL;
      g_ptr_array_add (op->pages, page);
    }
}

static void
procedures_read_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sync *op = g_task_get_task_data (task);

  if (!take_answer (task, result, &op->procedures))
    return;
  take_pages (op, op->procedures);
  read_next_text (task);
}

static void
list_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sync *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = NULL;

  if (!take_answer (task, result, &op->list))
    return;
  take_pages (op, op->list);
  /* The MSP's own procedures are templates, nothing that was agreed with a customer */
  if (op->platform->procedures == NULL || op->company == NULL)
    {
      read_next_text (task);
      return;
    }
  args = args_for_company (op);
  ask (task, op->platform->procedures, args, procedures_read_cb);
}

static void
folders_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sync *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = args_for_company (op);

  if (!take_answer (task, result, &op->folders))
    return;
  if (!op->complete && op->known->newest > 0)
    {
      g_autoptr(GDateTime) since = g_date_time_new_from_unix_utc (op->known->newest / G_USEC_PER_SEC);
      g_autofree char *text = g_date_time_format (since, "%Y-%m-%dT%H:%M:%SZ");

      json_object_set_string_member (args, "since", text);
    }
  ask (task, op->platform->list, args, list_read_cb);
}

/* What is stored is looked at first, so that what did not change is not read */
static void
stored_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sync *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = NULL;
  GError *error = NULL;

  op->stored_list = muster_store_search_documents_finish (MUSTER_STORE (source), result, &error);
  if (op->stored_list == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < op->stored_list->len; i++)
    {
      MusterDocument *document = op->stored_list->pdata[i];

      g_hash_table_insert (op->stored, document_key (document->kind, document->id), document);
    }
  args = op->platform->folders_whose ? args_for_company (op) : json_object_new ();
  ask (task, op->platform->folders, args, folders_read_cb);
}

void
muster_docs_sync_async (MusterStore              *store,
                        MusterGate               *gate,
                        MusterConnection         *connection,
                        const char               *company,
                        const MusterDocumentSync *known,
                        gboolean                  complete,
                        gint64                    now,
                        GCancellable             *cancellable,
                        GAsyncReadyCallback       callback,
                        gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Sync *op = g_new0 (Sync, 1);

  g_task_set_source_tag (task, muster_docs_sync_async);
  op->store = g_object_ref (store);
  op->gate = g_object_ref (gate);
  op->connection = g_object_ref (connection);
  op->platform = find_platform (muster_connection_get_integration (connection));
  op->cap = muster_cap_new_intake (muster_connection_get_id (connection));
  op->company = g_strdup (company);
  op->known = g_new0 (MusterDocumentSync, 1);
  if (known != NULL)
    *op->known = *known;
  op->known->company = g_strdup (company);
  op->complete = complete;
  op->now = now;
  op->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  op->pages = g_ptr_array_new_with_free_func (muster_docs_page_free);
  op->documents = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);
  g_task_set_task_data (task, op, (GDestroyNotify) sync_free);
  g_return_if_fail (op->platform != NULL);
  muster_store_search_documents_async (store, muster_connection_get_id (connection), company, FALSE, NULL, MAX_STORED,
                                       cancellable, stored_loaded_cb, g_object_ref (task));
}

MusterDocumentSync *
muster_docs_sync_finish (GAsyncResult *result,
                         guint        *requests,
                         GError      **error)
{
  Sync *op;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  op = g_task_get_task_data (G_TASK (result));
  if (requests != NULL)
    *requests = op->requests;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-docs-index.h"
#include "muster-docs-overlap.h"
#include "muster-docs-sync.h"
#include "muster-error.h"
#include "muster-json.h"

/**
 * MusterDocsIndex:
 *
 * The documentation as runs read it: from the store's index, which is brought up to date just before when it is older than
 * a moment. A hundred tickets of one customer cost the platform a few requests, and what is found is ranked here.
 *
 * A run sees its own company's documents and the MSP's own, by the capability and never by an argument. When the platform
 * does not answer, what was read before is used for some days, and the answer says from when it is.
 */

#define SECOND      ((gint64) G_USEC_PER_SEC)
#define FRESH       (120 * SECOND)       /* not asked again for so long */
#define COMPLETE    (3600 * SECOND)      /* then also what was removed is noticed */
#define KEEP        (3 * 86400 * SECOND) /* used when the platform is silent */
#define MANY        60          /* from here on a search without words goes by the ticket */
#define BEST        40
#define ALL         1000

struct _MusterDocsIndex
{
  GObject parent_instance;

  MusterStore *store;    /* (owned) */
  MusterGate  *gate;     /* (owned) */
  MusterClock *clock;    /* (owned) */
  GHashTable  *waiting;  /* (owned): "connection company" under way → GPtrArray of GTask that wait for it */
};

G_DEFINE_FINAL_TYPE (MusterDocsIndex, muster_docs_index, G_TYPE_OBJECT)

/* The tools that are answered from here, and what of it */
static const struct
{
  const char *tool;
  const char *kind;        /* (nullable): of any kind */
  gboolean    with_own;
} tools[] = {
  { "hudu:search-articles",    "document",  TRUE },
  { "hudu:list-procedures",    "procedure", FALSE },
  { "itglue:search-documents", NULL,        TRUE },
};

/* --- Bringing up to date --- */

typedef struct
{
  char               *connection_id;
  char               *company;      /* (nullable) */
  gboolean            complete;     /* asked for */
  gboolean            now;          /* asked for by a person, however fresh it is */
  MusterDocumentSync *known;        /* (owned) (nullable) */
  guint               requests;
} Update;

static void
update_free (Update *op)
{
  g_free (op->connection_id);
  g_free (op->company);
  g_clear_pointer (&op->known, muster_document_sync_free);
  g_free (op);
}

static char *
unit_key (const char *connection_id,
          const char *company)
{
  return g_strconcat (connection_id, " ", company, NULL);
}

/* Everybody who asked for the same in the meantime */
static void
tell_waiting (MusterDocsIndex *self,
              Update          *op,
              const GError    *error)
{
  g_autofree char *key = unit_key (op->connection_id, op->company);
  g_autofree char *stolen = NULL;
  g_autoptr(GPtrArray) waiting = NULL;

  g_hash_table_steal_extended (self->waiting, key, (gpointer *) &stolen, (gpointer *) &waiting);
  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      GTask *task = waiting->pdata[i];

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

/* Old, but better than nothing for a while */
static gboolean
may_be_used (MusterDocsIndex *self,
             Update          *op,
             const GError    *error)
{
  gint64 now = muster_clock_now (self->clock);

  if (op->now || op->known == NULL || op->known->synced == 0 || error->domain != MUSTER_ERROR
      || now - op->known->synced > KEEP)
    return FALSE;
  switch (error->code)
    {
    case MUSTER_ERROR_OFFLINE:
    case MUSTER_ERROR_TIMEOUT:
    case MUSTER_ERROR_RATE_LIMITED:
    case MUSTER_ERROR_BAD_REPLY:
      return TRUE;
    default:
      return FALSE;
    }
}

static void syncs_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Whoever asked first has gone away: the next who waits goes on. FALSE: nobody waits */
static gboolean
hand_over (MusterDocsIndex *self,
           Update          *op)
{
  g_autofree char *key = unit_key (op->connection_id, op->company);
  GPtrArray *waiting = g_hash_table_lookup (self->waiting, key);
  g_autoptr(GTask) next = NULL;

  if (waiting == NULL || waiting->len == 0)
    return FALSE;
  next = g_ptr_array_steal_index (waiting, 0);
  muster_store_list_document_syncs_async (self->store, op->connection_id, g_task_get_cancellable (next), syncs_listed_cb,
                                          g_object_ref (next));
  return TRUE;
}

static void
update_done (GTask  *task,
             GError *error)
{
  MusterDocsIndex *self = g_task_get_source_object (task);
  Update *op = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && hand_over (self, op))
    {
      g_task_return_error (task, error);
      return;
    }
  if (error != NULL && may_be_used (self, op, error))
    {
      g_message ("Documentation is used as it was: %s", error->message);
      g_clear_error (&error);
    }
  tell_waiting (self, op, error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
synced_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Update *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterDocumentSync) known = muster_docs_sync_finish (result, &op->requests, &error);

  update_done (task, error);
}

static void
syncs_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterDocsIndex *self = g_task_get_source_object (task);
  Update *op = g_task_get_task_data (task);
  MusterConnection *connection = muster_gate_get_connection (self->gate, op->connection_id);
  gint64 now = muster_clock_now (self->clock);
  gint64 age;
  GError *error = NULL;
  g_autoptr(GPtrArray) syncs = muster_store_list_document_syncs_finish (MUSTER_STORE (source), result, &error);

  if (syncs != NULL && connection == NULL)
    error = g_error_new (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The documentation is not connected");
  for (guint i = 0; error == NULL && i < syncs->len; i++)
    {
      MusterDocumentSync *sync = syncs->pdata[i];

      if (g_strcmp0 (sync->company, op->company) == 0)
        {
          op->known = g_ptr_array_steal_index (syncs, i);
          break;
        }
    }
  if (error != NULL)
    {
      update_done (task, error);
      return;
    }
  age = op->known != NULL ? now - op->known->synced : G_MAXINT64;
  /* A clock that was set back makes nothing fresh */
  if (!op->now && age >= 0 && age < FRESH)
    {
      update_done (task, NULL);
      return;
    }
  if (op->known == NULL || now - op->known->complete > COMPLETE || now < op->known->complete)
    op->complete = TRUE;
  muster_docs_sync_async (self->store, self->gate, connection, op->company, op->known, op->complete, now,
                          g_task_get_cancellable (task), synced_cb, g_object_ref (task));
}

static void
update_async (MusterDocsIndex    *self,
              const char         *connection_id,
              const char         *company,
              gboolean            complete,
              gboolean            now,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *key = unit_key (connection_id, company);
  GPtrArray *waiting = g_hash_table_lookup (self->waiting, key);
  Update *op = g_new0 (Update, 1);

  g_task_set_source_tag (task, update_async);
  op->connection_id = g_strdup (connection_id);
  op->company = g_strdup (company);
  op->complete = complete;
  op->now = now;
  g_task_set_task_data (task, op, (GDestroyNotify) update_free);
  /* What is under way is as new as what would be asked for */
  if (waiting != NULL)
    {
      g_ptr_array_add (waiting, g_object_ref (task));
      return;
    }
  g_hash_table_insert (self->waiting, g_steal_pointer (&key), g_ptr_array_new_with_free_func (g_object_unref));
  muster_store_list_document_syncs_async (self->store, connection_id, cancellable, syncs_listed_cb, g_object_ref (task));
}

static gboolean
update_finish (GAsyncResult *result,
               guint        *requests,
               GError      **error)
{
  Update *op = g_task_get_task_data (G_TASK (result));

  if (requests != NULL)
    *requests += op->requests;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_docs_index_sync_async (MusterDocsIndex    *self,
                              const char         *connection_id,
                              const char         *company,
                              gboolean            complete,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_DOCS_INDEX (self) && connection_id != NULL);
  update_async (self, connection_id, company, complete, TRUE, cancellable, callback, user_data);
}

gboolean
muster_docs_index_sync_finish (MusterDocsIndex *self,
                               GAsyncResult    *result,
                               guint           *requests,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (requests != NULL)
    *requests = 0;
  return update_finish (result, requests, error);
}

/* --- Answering a run --- */

typedef struct
{
  gsize       tool;           /* in tools */
  char       *connection_id;
  char       *company;
  char       *query;          /* (nullable) */
  char       *hint;           /* (nullable) */
  guint       requests;
  gboolean    narrowed;       /* by the hint */
} Answer;

static void
answer_free (Answer *op)
{
  g_free (op->connection_id);
  g_free (op->company);
  g_free (op->query);
  g_free (op->hint);
  g_free (op);
}

static gboolean
find_tool (const char *tool,
           gsize      *index)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tools); i++)
    if (g_str_equal (tools[i].tool, tool))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/* (nullable): the capability's connection that has @tool */
static const char *
connection_for (MusterDocsIndex *self,
                MusterRunCap    *cap,
                const char      *tool)
{
  const char * const *ids = muster_cap_get_connection_ids (cap);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      MusterConnection *connection = muster_gate_get_connection (self->gate, ids[i]);
      const char *integration = connection != NULL ? muster_connection_get_integration (connection) : NULL;

      if (integration != NULL && g_str_has_prefix (tool, integration) && tool[strlen (integration)] == ':')
        return ids[i];
    }
  return NULL;
}

static JsonObject *
row_of (MusterDocument *document)
{
  g_autoptr(JsonNode) node = document->row != NULL ? muster_json_from_string_trusted (document->row, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static JsonNode *
make_answer (MusterDocsIndex *self,
             Answer          *op,
             GPtrArray       *documents)
{
  JsonObject *answer = json_object_new ();
  JsonArray *pages = json_array_new ();
  gint64 now = muster_clock_now (self->clock);

  json_object_set_array_member (answer, "pages", pages);
  for (guint i = 0; i < documents->len; i++)
    {
      MusterDocument *document = documents->pdata[i];
      JsonObject *row = tools[op->tool].kind == NULL || g_str_equal (tools[op->tool].kind, document->kind) ? row_of (document) : NULL;

      if (row == NULL)
        continue;
      muster_docs_overlap_describe (row, document, documents, now);
      json_array_add_object_element (pages, row);
    }
  if (op->narrowed)
    json_object_set_boolean_member (answer, "truncated", TRUE);
  return json_node_init_object (json_node_alloc (), g_steal_pointer (&answer));
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterDocsIndex *self = g_task_get_source_object (task);
  Answer *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) documents = muster_store_search_documents_finish (MUSTER_STORE (source), result, &error);

  if (documents == NULL)
    g_task_return_error (task, error);
  else if (op->query == NULL && op->hint != NULL && documents->len > MANY && !op->narrowed)
    {
      op->narrowed = TRUE;
      muster_store_search_documents_async (self->store, op->connection_id, op->company, tools[op->tool].with_own, op->hint, BEST,
                                           g_task_get_cancellable (task), searched_cb, g_object_ref (task));
    }
  else
    g_task_return_pointer (task, make_answer (self, op, documents), (GDestroyNotify) json_node_unref);
}

static void
own_updated_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterDocsIndex *self = MUSTER_DOCS_INDEX (source);
  Answer *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  /* The customer's own documentation is enough to go on with */
  if (!update_finish (result, &op->requests, &error))
    g_message ("The MSP's own documentation: %s", error->message);
  muster_store_search_documents_async (self->store, op->connection_id, op->company, tools[op->tool].with_own, op->query,
                                       op->query != NULL ? BEST : ALL, g_task_get_cancellable (task), searched_cb,
                                       g_object_ref (task));
}

static void
updated_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterDocsIndex *self = MUSTER_DOCS_INDEX (source);
  Answer *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!update_finish (result, &op->requests, &error))
    g_task_return_error (task, error);
  else
    update_async (self, op->connection_id, NULL, FALSE, FALSE, g_task_get_cancellable (task), own_updated_cb, g_object_ref (task));
}

gboolean
muster_docs_index_takes (MusterDocsIndex *self,
                         MusterRunCap    *cap,
                         const char      *tool)
{
  gsize index;

  g_return_val_if_fail (MUSTER_IS_DOCS_INDEX (self), FALSE);
  return find_tool (tool, &index) && muster_cap_get_kind (cap) == MUSTER_CAP_RUN && muster_cap_get_scope (cap) != NULL
         && muster_scope_get (muster_cap_get_scope (cap), "docs") != NULL && connection_for (self, cap, tool) != NULL;
}

void
muster_docs_index_answer_async (MusterDocsIndex    *self,
                                MusterRunCap       *cap,
                                const char         *tool,
                                JsonObject         *args,
                                const char         *hint,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Answer *op = g_new0 (Answer, 1);

  g_return_if_fail (muster_docs_index_takes (self, cap, tool));
  g_task_set_source_tag (task, muster_docs_index_answer_async);
  find_tool (tool, &op->tool);
  op->connection_id = g_strdup (connection_for (self, cap, tool));
  op->company = g_strdup (muster_scope_get (muster_cap_get_scope (cap), "docs"));
  op->query = g_strdup (muster_json_str (args, "query"));
  op->hint = g_strdup (hint);
  g_task_set_task_data (task, op, (GDestroyNotify) answer_free);
  update_async (self, op->connection_id, op->company, FALSE, FALSE, cancellable, updated_cb, g_object_ref (task));
}

JsonNode *
muster_docs_index_answer_finish (MusterDocsIndex *self,
                                 GAsyncResult    *result,
                                 guint           *requests,
                                 GError         **error)
{
  Answer *op;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  op = g_task_get_task_data (G_TASK (result));
  if (requests != NULL)
    *requests = op->requests;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
muster_docs_index_finalize (GObject *object)
{
  MusterDocsIndex *self = MUSTER_DOCS_INDEX (object);

  g_clear_object (&self->store);
  g_clear_object (&self->gate);
  g_clear_object (&self->clock);
  g_hash_table_unref (self->waiting);
  G_OBJECT_CLASS (muster_docs_index_parent_class)->finalize (object);
}

static void
muster_docs_index_class_init (MusterDocsIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_docs_index_finalize;
}

static void
muster_docs_index_init (MusterDocsIndex *self)
{
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

MusterDocsIndex *
muster_docs_index_new (MusterStore *store,
                       MusterGate  *gate,
                       MusterClock *clock)
{
  MusterDocsIndex *self = g_object_new (MUSTER_TYPE_DOCS_INDEX, NULL);

  self->store = g_object_ref (store);
  self->gate = g_object_ref (gate);
  self->clock = g_object_ref (clock);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-context-admin.h"
#include "muster-context-import-private.h"
#include "muster-error.h"
#include "muster-id.h"
#include "muster-import-memory.h"
#include "muster-text.h"

/* MusterContext: companies of the PSA that become clients. What the last import knew of a company (its name, whether it was
 * active, what we did about it) is kept per company, so that a difference can be told from what a person of the MSP changed
 * here: only what still is as the import left it follows the PSA. */

#define SLUG_MAX 40

/* Everything that an import is decided from */
typedef struct
{
  MusterConnection    *connection;  /* (owned) */
  GHashTable          *memory;      /* (owned) (nullable) */
  GHashTable          *clients;     /* (owned): id → MusterClient */
  GHashTable          *slugs;       /* (owned): those in use */
  GHashTable          *mapped;      /* (owned): company id → MusterMapping */
  GPtrArray           *companies;   /* (owned) (nullable) (element-type MusterPsaCompany) */

  /* Importing */
  GPtrArray           *rows;        /* (owned) (nullable) (element-type MusterImportRow): the chosen ones */
  guint                next;
  MusterClient        *client;      /* (owned) (nullable): of the row under way */
  MusterImportProgress progress;
  gpointer             progress_data;
  MusterImportCounts   counts;
  GError              *error;       /* (owned) (nullable): the first */
} Import;

static void
import_free (Import *op)
{
  g_clear_object (&op->connection);
  g_clear_pointer (&op->memory, g_hash_table_unref);
  g_clear_pointer (&op->clients, g_hash_table_unref);
  g_clear_pointer (&op->slugs, g_hash_table_unref);
  g_clear_pointer (&op->mapped, g_hash_table_unref);
  g_clear_pointer (&op->companies, g_ptr_array_unref);
  g_clear_pointer (&op->rows, g_ptr_array_unref);
  g_clear_object (&op->client);
  g_clear_error (&op->error);
  g_free (op);
}

/* Short names */

static char *
cut_slug (const char *slug,
          gsize       room)
{
  char *cut = g_strndup (slug, room);

  while (g_str_has_suffix (cut, "-"))
    cut[strlen (cut) - 1] = '\0';
  return cut;
}

static char *
base_slug (MusterContext *self,
           const char    *name,
           const char    *company_id)
{
  char *slug = muster_context_suggest_slug (self, name);

  if (muster_context_slug_problem (slug) == NULL)
    return slug;
  g_free (slug);
  return g_strdup_printf ("company-%s", company_id);
}

/* The same for the same list of companies, in whatever order they are imported: a name that two companies share has the
 * company's id behind it with both */
static char *
choose_slug (MusterContext    *self,
             Import           *op,
             MusterPsaCompany *company,
             GHashTable       *shared)
{
  g_autofree char *base = base_slug (self, company->name, company->id);
  g_autofree char *slug = NULL;

  if (GPOINTER_TO_UINT (g_hash_table_lookup (shared, base)) < 2 && !g_hash_table_contains (op->slugs, base))
    return g_steal_pointer (&base);
  for (guint n = 1; slug == NULL || g_hash_table_contains (op->slugs, slug); n++)
    {
      g_autofree char *tail = n == 1 ? g_strdup_printf ("-%s", company->id) : g_strdup_printf ("-%s-%u", company->id, n);
      g_autofree char *head = cut_slug (base, SLUG_MAX - MIN (strlen (tail), SLUG_MAX - 2));
      g_autofree char *lower = g_ascii_strdown (tail, -1);

      g_free (slug);
      slug = g_strconcat (head, lower, NULL);
    }
  return g_steal_pointer (&slug);
}

static GHashTable *
count_bases (MusterContext *self,
             Import        *op)
{
  GHashTable *shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < op->companies->len; i++)
    {
      MusterPsaCompany *company = g_ptr_array_index (op->companies, i);
      char *base;

      if (g_hash_table_contains (op->mapped, company->id))
        continue;
      base = base_slug (self, company->name, company->id);
      g_hash_table_insert (shared, base, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (shared, base)) + 1));
    }
  return shared;
}

/* What an import would do */

static MusterClient *
client_of (Import     *op,
           const char *company_id)
{
  MusterMapping *mapping = g_hash_table_lookup (op->mapped, company_id);

  return mapping != NULL ? g_hash_table_lookup (op->clients, muster_mapping_get_client_id (mapping)) : NULL;
}

static void
describe_change (MusterImportRow *row,
                 const char      *change,
                 const char      *text,
                 gboolean         chosen)
{
  muster_import_row_set_change (row, change);
  muster_import_row_set_change_text (row, text);
  muster_import_row_set_chosen (row, chosen);
}

/* A company that went away, and one that is back; what was seen before and is unchanged says nothing */
static gboolean
describe_activity (MusterImportRow *row,
                   MusterClient    *client,
                   MusterImportKnown           *known,
                   gboolean         active,
                   gboolean         gone)
{
  gboolean was_active = known == NULL || known->active;

  if (!active && was_active && muster_client_get_status (client) != MUSTER_CLIENT_STATUS_INACTIVE)
    {
      describe_change (row, gone ? "gone" : "inactive", gone ? _("No longer in the PSA; the client is paused")
                       : _("No longer active in the PSA; the client is paused"), TRUE);
      return TRUE;
    }
  if (active && known != NULL && known->paused && muster_client_get_status (client) == MUSTER_CLIENT_STATUS_INACTIVE)
    {
      describe_change (row, "active-again", _("Active again in the PSA; the client goes on"), TRUE);
      return TRUE;
    }
  return FALSE;
}

static MusterImportRow *
new_row (MusterContext    *self,
         Import           *op,
         MusterPsaCompany *company,
         GHashTable       *shared)
{
  MusterImportRow *row = muster_import_row_new ();
  g_autofree char *name = muster_text_one_line (company->name != NULL ? company->name : company->id);
  MusterMapping *mapping = g_hash_table_lookup (op->mapped, company->id);
  MusterClient *client = client_of (op, company->id);
  MusterImportKnown *known = g_hash_table_lookup (op->memory, company->id);
  const char *before = known != NULL && known->name != NULL ? known->name
                       : mapping != NULL ? muster_mapping_get_external_name (mapping) : NULL;
  g_autofree char *slug = client == NULL ? choose_slug (self, op, company, shared) : NULL;

  muster_import_row_set_company_id (row, company->id);
  muster_import_row_set_name (row, name);
  muster_import_row_set_company_type (row, company->type);
  muster_import_row_set_status (row, company->status);
  muster_import_row_set_active (row, company->active);
  muster_import_row_set_slug (row, client != NULL ? muster_client_get_slug (client) : slug);
  if (client == NULL)
    {
      describe_change (row, "new", company->active ? _("Becomes a new client") : _("Not active in the PSA"), company->active);
      return row;
    }
  muster_import_row_set_client_id (row, muster_client_get_id (client));
  muster_import_row_set_client_name (row, muster_client_get_name (client));
  if (describe_activity (row, client, known, company->active, FALSE))
    return row;
  if (before != NULL && g_strcmp0 (before, name) != 0)
    describe_change (row, "renamed", g_strcmp0 (muster_client_get_name (client), before) == 0
                     ? _("Renamed in the PSA; the client takes the new name")
                     : _("Renamed in the PSA; the client keeps the name that it was given here"), TRUE);
  else
    describe_change (row, "same", _("Already a client"), FALSE);
  return row;
}

/* (nullable): a client whose company is not in the list any more */
static MusterImportRow *
new_gone_row (Import        *op,
              MusterMapping *mapping)
{
  MusterClient *client = g_hash_table_lookup (op->clients, muster_mapping_get_client_id (mapping));
  MusterImportKnown *known = g_hash_table_lookup (op->memory, muster_mapping_get_external_id (mapping));
  MusterImportRow *row;

  if (client == NULL)
    return NULL;
  row = muster_import_row_new ();
  muster_import_row_set_company_id (row, muster_mapping_get_external_id (mapping));
  muster_import_row_set_name (row, muster_mapping_get_external_name (mapping));
  muster_import_row_set_client_id (row, muster_client_get_id (client));
  muster_import_row_set_client_name (row, muster_client_get_name (client));
  muster_import_row_set_slug (row, muster_client_get_slug (client));
  if (!describe_activity (row, client, known, FALSE, TRUE))
    describe_change (row, "gone", _("No longer in the PSA; the client is left as it is"), FALSE);
  return row;
}

static int
by_name (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const char *of_a = muster_import_row_get_name ((MusterImportRow *) a);
  const char *of_b = muster_import_row_get_name ((MusterImportRow *) b);

  return g_utf8_collate (of_a != NULL ? of_a : "", of_b != NULL ? of_b : "");
}

/* 5 of 5 */
static void
companies_read_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_connection_get_id (op->connection));
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_IMPORT_ROW);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) shared = NULL;
  GHashTableIter iter;
  gpointer id, mapping;
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  op->companies = node != NULL && psa != NULL ? muster_psa_read_companies (psa, node, &error) : NULL;
  if (op->companies == NULL)
    {
      muster_advice_explain (muster_connection_get_integration (op->connection), "Reading the companies", &error);
      g_task_return_error (task, error);
      return;
    }
  shared = count_bases (self, op);
  for (guint i = 0; i < op->companies->len; i++)
    {
      MusterPsaCompany *company = g_ptr_array_index (op->companies, i);
      g_autoptr(MusterImportRow) row = new_row (self, op, company, shared);

      g_hash_table_add (seen, company->id);
      /* The next one of this list must not get the same */
      g_hash_table_add (op->slugs, g_strdup (muster_import_row_get_slug (row)));
      g_list_store_append (list, row);
    }
  g_hash_table_iter_init (&iter, op->mapped);
  while (g_hash_table_iter_next (&iter, &id, &mapping))
    {
      g_autoptr(MusterImportRow) row = g_hash_table_contains (seen, id) ? NULL : new_gone_row (op, mapping);

      if (row != NULL)
        g_list_store_append (list, row);
    }
  g_list_store_sort (list, by_name, NULL);
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

/* What is there: memory, clients, mappings */

typedef void (*LoadedFunc) (GTask *task);

/* 4 of 5 */
static void
mappings_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Import *op = g_task_get_task_data (task);
  LoadedFunc loaded = (LoadedFunc) g_object_get_data (G_OBJECT (task), "loaded");
  GError *error = NULL;
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);

  if (mappings == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);

      if (muster_mapping_get_kind (mapping) == MUSTER_MAPPING_KIND_COMPANY
          && g_strcmp0 (muster_mapping_get_connection_id (mapping), muster_connection_get_id (op->connection)) == 0)
        g_hash_table_insert (op->mapped, g_strdup (muster_mapping_get_external_id (mapping)), g_object_ref (mapping));
    }
  loaded (task);
}

/* 3 of 5 */
static void
clients_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Import *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_list_clients_finish (MUSTER_STORE (source), result, &error);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < clients->len; i++)
    {
      MusterClient *client = g_ptr_array_index (clients, i);

      g_hash_table_insert (op->clients, g_strdup (muster_client_get_id (client)), g_object_ref (client));
      g_hash_table_add (op->slugs, g_strdup (muster_client_get_slug (client)));
    }
  muster_store_list_mappings_async (MUSTER_STORE (source), NULL, NULL, mappings_loaded_cb, g_object_ref (task));
}

/* 2 of 5 */
static void
memory_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Import *op = g_task_get_task_data (task);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);

  op->memory = muster_import_memory_read (text);
  muster_store_list_clients_async (MUSTER_STORE (source), NULL, G_MAXINT32, 0, NULL, clients_loaded_cb, g_object_ref (task));
}

/* 1 of 5 */
static void
begin (GTask      *task,
       const char *connection_id,
       LoadedFunc  loaded)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  g_autofree char *key = muster_import_memory_key (connection_id);
  Import *op;

  if (connection == NULL || muster_gate_get_psa (self->gate, connection_id) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no PSA connection %s that is ready",
                               connection_id);
      return;
    }
  op = g_task_get_task_data (task);
  op->connection = g_object_ref (connection);
  g_object_set_data (G_OBJECT (task), "loaded", (gpointer) loaded);
  muster_store_get_value_async (self->store, key, NULL, memory_loaded_cb, g_object_ref (task));
}

static Import *
import_new (void)
{
  Import *op = g_new0 (Import, 1);

  op->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  op->slugs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  op->mapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return op;
}

static void
read_companies (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);

  muster_context_setup_read_async (self, op->connection, "list-companies", NULL, TRUE, g_task_get_cancellable (task),
                                   companies_read_cb, g_object_ref (task));
}

void
muster_context_list_importable_async (MusterContext      *self,
                                      const char         *connection_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && connection_id != NULL);
  g_task_set_source_tag (task, muster_context_list_importable_async);
  g_task_set_task_data (task, import_new (), (GDestroyNotify) import_free);
  begin (task, connection_id, read_companies);
}

GListModel *
muster_context_list_importable_finish (MusterContext *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Importing, row by row: the client, its mapping, and at the end the memory */

static void import_next (GTask *task);
static void provision_created (MusterContext *self,
                               Import        *op);

static MusterImportKnown *
remember (Import          *op,
          MusterImportRow *row)
{
  const char *id = muster_import_row_get_company_id (row);
  MusterImportKnown *known = g_hash_table_lookup (op->memory, id);

  if (known == NULL)
    {
      known = g_new0 (MusterImportKnown, 1);
      known->active = TRUE;
      g_hash_table_insert (op->memory, g_strdup (id), known);
    }
  g_free (known->name);
  known->name = g_strdup (muster_import_row_get_name (row));
  return known;
}

static void
row_done (GTask  *task,
          GError *error)
{
  Import *op = g_task_get_task_data (task);
  MusterImportRow *row = g_ptr_array_index (op->rows, op->next);

  if (error != NULL)
    {
      op->counts.failed++;
      g_prefix_error (&error, "%s: ", muster_import_row_get_name (row));
      if (op->error == NULL)
        op->error = error;
      else
        g_error_free (error);
    }
  g_clear_object (&op->client);
  op->next++;
  if (op->progress != NULL)
    op->progress (op->next, op->rows->len, muster_import_row_get_name (row), op->progress_data);
  import_next (task);
}

static void
mapped_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  muster_store_set_mapping_finish (MUSTER_STORE (source), result, &error);
  row_done (task, error);
}

static void
client_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);
  MusterImportRow *row = g_ptr_array_index (op->rows, op->next);
  g_autoptr(MusterMapping) mapping = NULL;
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      row_done (task, error);
      return;
    }
  mapping = muster_mapping_new ();
  muster_mapping_set_client_id (mapping, muster_client_get_id (op->client));
  muster_mapping_set_connection_id (mapping, muster_connection_get_id (op->connection));
  muster_mapping_set_kind (mapping, MUSTER_MAPPING_KIND_COMPANY);
  muster_mapping_set_external_id (mapping, muster_import_row_get_company_id (row));
  muster_mapping_set_external_name (mapping, muster_import_row_get_name (row));
  muster_store_set_mapping_async (self->store, mapping, NULL, mapped_cb, g_object_ref (task));
}

static MusterClient *
new_client (MusterContext   *self,
            Import          *op,
            MusterImportRow *row)
{
  MusterClient *client = muster_client_new ();
  const char *id = remember (op, row)->client_id;

  muster_client_set_id (client, id);
  muster_client_set_name (client, muster_import_row_get_name (row));
  muster_client_set_slug (client, muster_import_row_get_slug (row));
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_PENDING);
  muster_client_set_mode (client, MUSTER_MODE_INHERIT);
  muster_client_set_created (client, muster_clock_now (self->clock));
  if (self->workspace != NULL)
    {
      muster_client_set_language (client, muster_workspace_get_language (self->workspace));
      muster_client_set_time_zone (client, muster_workspace_get_time_zone (self->workspace));
    }
  muster_import_row_set_client_id (row, id);
  muster_import_row_set_client_name (row, muster_client_get_name (client));
  return client;
}

static gboolean
is_mapped (Import       *op,
           MusterClient *client)
{
  GHashTableIter iter;
  gpointer mapping;

  g_hash_table_iter_init (&iter, op->mapped);
  while (g_hash_table_iter_next (&iter, NULL, &mapping))
    if (g_strcmp0 (muster_mapping_get_client_id (mapping), muster_client_get_id (client)) == 0)
      return TRUE;
  return FALSE;
}

/* (nullable): the one that has the company's name: it lost its company when the PSA was disconnected */
static MusterClient *
namesake (Import          *op,
          MusterImportRow *row)
{
  MusterClient *found = NULL;
  GHashTableIter iter;
  gpointer client;

  g_hash_table_iter_init (&iter, op->clients);
  while (g_hash_table_iter_next (&iter, NULL, &client))
    {
      if (g_strcmp0 (muster_client_get_name (client), muster_import_row_get_name (row)) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = client;
    }
  return found != NULL && muster_client_get_status (found) != MUSTER_CLIENT_STATUS_INACTIVE ? found : NULL;
}

/* (transfer full) (nullable): a client without a company that is this one's: made by an import that was cut off before it
 * was mapped, or left over from an earlier connection */
static MusterClient *
half_made (Import          *op,
           MusterImportRow *row)
{
  MusterClient *client = g_hash_table_lookup (op->clients, remember (op, row)->client_id);

  if (client == NULL)
    client = namesake (op, row);
  if (client == NULL || is_mapped (op, client))
    return NULL;
  muster_import_row_set_client_id (row, muster_client_get_id (client));
  muster_import_row_set_client_name (row, muster_client_get_name (client));
  muster_import_row_set_slug (row, muster_client_get_slug (client));
  g_object_ref (client);
  /* The next company of that name is not this one */
  g_hash_table_remove (op->clients, muster_client_get_id (client));
  return client;
}

static const char *
name_before (Import     *op,
             const char *company_id)
{
  MusterImportKnown *known = g_hash_table_lookup (op->memory, company_id);
  MusterMapping *mapping = g_hash_table_lookup (op->mapped, company_id);

  if (known != NULL && known->name != NULL)
    return known->name;
  return mapping != NULL ? muster_mapping_get_external_name (mapping) : NULL;
}

/* What a person changed here since the last import stays; it is decided now, not when the list was shown */
static void
update_client (Import          *op,
               MusterImportRow *row)
{
  MusterClient *client = op->client;
  const char *id = muster_import_row_get_company_id (row);
  gboolean active = muster_import_row_get_active (row);
  gboolean own_name = g_strcmp0 (muster_client_get_name (client), name_before (op, id)) != 0;
  gboolean is_active = muster_client_get_status (client) != MUSTER_CLIENT_STATUS_INACTIVE;
  gboolean new_name = g_strcmp0 (name_before (op, id), muster_import_row_get_name (row)) != 0;
  MusterImportKnown *known = remember (op, row);
  gboolean was_active = known->active;

  if (new_name && !own_name)
    {
      muster_client_set_name (client, muster_import_row_get_name (row));
      op->counts.renamed++;
    }
  else if (new_name)
    op->counts.kept++;

  known->active = active;
  if (!active && was_active && is_active)
    {
      muster_client_set_status (client, MUSTER_CLIENT_STATUS_INACTIVE);
      known->paused = TRUE;
      op->counts.paused++;
    }
  else if (active && known->paused && !is_active)
    {
      muster_client_set_status (client, MUSTER_CLIENT_STATUS_ACTIVE);
      known->paused = FALSE;
      op->counts.resumed++;
    }
  else if (active || is_active)
    known->paused = FALSE;
}

static void
import_row (GTask           *task,
            MusterImportRow *row)
{
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);
  MusterClient *known = client_of (op, muster_import_row_get_company_id (row));

  if (known != NULL)
    {
      op->client = g_object_ref (known);
      update_client (op, row);
    }
  else
    {
      op->client = half_made (op, row);
      if (op->client == NULL)
        op->client = new_client (self, op, row);
      remember (op, row)->provision = TRUE;
      op->counts.created++;
    }
  muster_store_save_client_async (self->store, op->client, NULL, client_saved_cb, g_object_ref (task));
}

static void
memory_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  muster_store_set_value_finish (MUSTER_STORE (source), result, &error);
  muster_context_emit (self, "clients-changed");
  provision_created (self, op);
  muster_context_reconsider (self);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) && op->next < op->rows->len)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The import was stopped after %u of %u", op->next,
                             op->rows->len);
  else if (op->error != NULL)
    g_task_return_error (task, g_steal_pointer (&op->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
import_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;

  if (op->next < op->rows->len && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      import_row (task, g_ptr_array_index (op->rows, op->next));
      return;
    }
  for (guint i = 0; i < op->next; i++)
    g_clear_pointer (&remember (op, g_ptr_array_index (op->rows, i))->client_id, g_free);
  for (guint i = op->next; i < op->rows->len; i++)
    if (client_of (op, muster_import_row_get_company_id (g_ptr_array_index (op->rows, i))) == NULL)
      g_hash_table_remove (op->memory, muster_import_row_get_company_id (g_ptr_array_index (op->rows, i)));
  key = muster_import_memory_key (muster_connection_get_id (op->connection));
  text = muster_import_memory_text (op->memory);
  muster_store_set_value_async (self->store, key, text, NULL, memory_saved_cb, g_object_ref (task));
}

static void
intent_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    import_next (task);
}

/* What is going to be made is noted first: after a crash half-way the clients that were made are still provisioned, and
 * one that was not yet mapped is not made twice */
static void
import_loaded (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);
  g_autofree char *key = muster_import_memory_key (muster_connection_get_id (op->connection));
  g_autofree char *text = NULL;

  for (guint i = 0; i < op->rows->len; i++)
    {
      MusterImportRow *row = g_ptr_array_index (op->rows, i);

      if (client_of (op, muster_import_row_get_company_id (row)) == NULL)
        {
          MusterImportKnown *known = remember (op, row);

          known->provision = TRUE;
          if (known->client_id == NULL)
            known->client_id = muster_id_new ();
        }
    }
  text = muster_import_memory_text (op->memory);
  muster_store_set_value_async (self->store, key, text, NULL, intent_saved_cb, g_object_ref (task));
}

void
muster_context_import_async (MusterContext       *self,
                             const char          *connection_id,
                             GListModel          *rows,
                             MusterImportProgress progress,
                             gpointer             progress_data,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Import *op = import_new ();

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && connection_id != NULL && G_IS_LIST_MODEL (rows));
  g_task_set_source_tag (task, muster_context_import_async);
  g_task_set_check_cancellable (task, FALSE);
  op->progress = progress;
  op->progress_data = progress_data;
  op->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);

      if (muster_import_row_get_chosen (row))
        g_ptr_array_add (op->rows, g_steal_pointer (&row));
    }
  g_task_set_task_data (task, op, (GDestroyNotify) import_free);
  begin (task, connection_id, import_loaded);
}

gboolean
muster_context_import_finish (MusterContext      *self,
                              GAsyncResult       *result,
                              MusterImportCounts *counts,
                              GError            **error)
{
  Import *op;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  op = g_task_get_task_data (G_TASK (result));
  if (counts != NULL)
    *counts = op->counts;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What is still to be provisioned */

static void
provision_created (MusterContext *self,
                   Import        *op)
{
  for (guint i = 0; i < op->next; i++)
    {
      MusterImportRow *row = g_ptr_array_index (op->rows, i);
      const char *company_id = muster_import_row_get_company_id (row);

      if (client_of (op, company_id) == NULL && muster_import_row_get_client_id (row) != NULL)
        muster_context_enqueue_provision (self, muster_connection_get_id (op->connection), company_id,
                                          muster_import_row_get_client_id (row));
    }
  muster_context_start_provisioning (self);
}

static void
left_over_loaded (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Import *op = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, op->memory);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      MusterClient *client = ((MusterImportKnown *) value)->provision ? client_of (op, id) : NULL;

      /* One that a person has paused or activated meanwhile is left to them */
      if (client != NULL && (muster_client_get_status (client) == MUSTER_CLIENT_STATUS_PENDING
                             || muster_client_get_status (client) == MUSTER_CLIENT_STATUS_PROVISIONING))
        muster_context_enqueue_provision (self, muster_connection_get_id (op->connection), id, muster_client_get_id (client));
    }
  muster_context_start_provisioning (self);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_resume_provisioning (MusterContext *self,
                                    const char    *connection_id)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, muster_context_resume_provisioning);
  g_task_set_task_data (task, import_new (), (GDestroyNotify) import_free);
  begin (task, connection_id, left_over_loaded);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-context-admin.h"
#include "muster-context-import-private.h"
#include "muster-error.h"
#include "muster-text.h"

/* MusterContext: what an import would do, company by company, and the short names that new clients get */

#define SLUG_MAX 40

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
             MusterImportOp           *op,
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
             MusterImportOp        *op)
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
         MusterImportOp           *op,
         MusterPsaCompany *company,
         GHashTable       *shared)
{
  MusterImportRow *row = muster_import_row_new ();
  g_autofree char *name = muster_text_one_line (company->name != NULL ? company->name : company->id);
  MusterMapping *mapping = g_hash_table_lookup (op->mapped, company->id);
  MusterClient *client = muster_import_op_client_of (op, company->id);
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
new_gone_row (MusterImportOp        *op,
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
  MusterImportOp *op = g_task_get_task_data (task);
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

static void
read_companies (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterImportOp *op = g_task_get_task_data (task);

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
  g_task_set_task_data (task, muster_import_op_new (), (GDestroyNotify) muster_import_op_free);
  muster_import_op_begin (task, connection_id, read_companies);
}

GListModel *
muster_context_list_importable_finish (MusterContext *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

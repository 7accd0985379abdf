/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <json-glib/json-glib.h>

#include "muster-connector.h"
#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-docs.h"
#include "muster-error.h"
#include "muster-itglue.h"
#include "muster-json.h"
#include "muster-match.h"

/* MusterContext: which of a vendor's companies is this client? What the other systems know of it is put together first: its
 * names, the domains of its web site and of its people's addresses, and for a tenant what Microsoft says whose domain that
 * is. A system that does not answer leaves its part out. Only a clear winner is preselected. */

/* How many domains Microsoft is asked about */
#define ASK_DOMAINS 5

typedef struct _Suggest Suggest;

/* A step does its part and calls next (), at once or later */
typedef void (*SuggestStep) (GTask *task);

struct _Suggest
{
  MusterClient      *client;      /* (owned) (nullable) */
  MusterMappingKind  kind;
  MusterConnection  *connection;  /* (owned) */
  GPtrArray         *mappings;    /* (owned) (nullable): of all clients */
  GHashTable        *owners;      /* (owned): company id → name of the client that has it */
  GListModel        *companies;   /* (owned) (nullable): of the kind that is looked for */
  MusterMatch       *match;       /* (owned) */
  GStrv              domains;     /* (owned) (nullable): Microsoft is asked about these */
  guint              domain;
  guint              step;
};

static void next (GTask *task);

static void
suggest_free (Suggest *op)
{
  g_clear_object (&op->client);
  g_clear_object (&op->connection);
  g_clear_pointer (&op->mappings, g_ptr_array_unref);
  g_clear_pointer (&op->owners, g_hash_table_unref);
  g_clear_object (&op->companies);
  g_clear_pointer (&op->match, muster_match_free);
  g_clear_pointer (&op->domains, g_strfreev);
  g_free (op);
}

static MusterConnection *
connection_for (MusterContext    *self,
                MusterMappingKind kind)
{
  static const char * const categories[] = {
    [MUSTER_MAPPING_KIND_COMPANY] = "psa", [MUSTER_MAPPING_KIND_TENANT] = "cloud", [MUSTER_MAPPING_KIND_DOCS] = "docs",
  };

  return muster_context_find_connection (self, categories[kind]);
}

/* (nullable): what this client is in another system */
static MusterMapping *
own_mapping (Suggest          *op,
             MusterMappingKind kind)
{
  for (guint i = 0; op->mappings != NULL && i < op->mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (op->mappings, i);

      if (muster_mapping_get_kind (mapping) == kind
          && g_strcmp0 (muster_mapping_get_client_id (mapping), muster_client_get_id (op->client)) == 0)
        return mapping;
    }
  return NULL;
}

/* The client, and who has what */

static void
client_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);
  if (op->client == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_match_add_name (op->match, muster_client_get_name (op->client));
  next (task);
}

static void
load_client (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);

  muster_store_get_client_async (self->store, g_object_get_data (G_OBJECT (task), "client"), g_task_get_cancellable (task),
                                 client_cb, g_object_ref (task));
}

static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  MusterMapping *psa;
  GError *error = NULL;

  op->mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);
  if (op->mappings == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  psa = own_mapping (op, MUSTER_MAPPING_KIND_COMPANY);
  if (psa != NULL && op->kind != MUSTER_MAPPING_KIND_COMPANY)
    {
      muster_match_set_psa_id (op->match, muster_mapping_get_external_id (psa));
      muster_match_add_name (op->match, muster_mapping_get_external_name (psa));
    }
  next (task);
}

static void
load_mappings (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);

  muster_store_list_mappings_async (self->store, NULL, g_task_get_cancellable (task), mappings_cb, g_object_ref (task));
}

static void
clients_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_list_clients_finish (MUSTER_STORE (source), result, &error);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < clients->len; i++)
    g_hash_table_insert (names, (gpointer) muster_client_get_id (g_ptr_array_index (clients, i)),
                         (gpointer) muster_client_get_name (g_ptr_array_index (clients, i)));
  for (guint i = 0; i < op->mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (op->mappings, i);
      const char *name = g_hash_table_lookup (names, muster_mapping_get_client_id (mapping));

      if (name != NULL && muster_mapping_get_kind (mapping) == op->kind
          && g_strcmp0 (muster_mapping_get_connection_id (mapping), muster_connection_get_id (op->connection)) == 0
          && g_strcmp0 (muster_mapping_get_client_id (mapping), muster_client_get_id (op->client)) != 0)
        g_hash_table_insert (op->owners, g_strdup (muster_mapping_get_external_id (mapping)), g_strdup (name));
    }
  next (task);
}

static void
load_owners (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);

  muster_store_list_clients_async (self->store, NULL, G_MAXINT32, 0, g_task_get_cancellable (task), clients_cb,
                                   g_object_ref (task));
}

/* What there is to choose from */

static void
companies_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->companies = muster_context_list_companies_finish (MUSTER_CONTEXT (source), result, &error);
  if (op->companies == NULL)
    g_task_return_error (task, error);
  else
    next (task);
}

static void
list_companies (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);

  muster_context_list_companies_async (self, muster_connection_get_id (op->connection), g_task_get_cancellable (task),
                                       companies_cb, g_object_ref (task));
}

/* Which organization belongs to the client's PSA company, where only a search tells it */

static void
pair_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  MusterMapping *psa = own_mapping (op, MUSTER_MAPPING_KIND_COMPANY);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autofree char *id = node != NULL ? muster_itglue_read_pair (node) : NULL;

  if (error != NULL)
    g_debug ("Suggesting without the PSA's link: %s", error->message);
  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (op->companies); i++)
    {
      g_autoptr(MusterCompany) company = g_list_model_get_item (op->companies, i);

      if (g_str_equal (muster_company_get_id (company), id))
        muster_company_set_psa_id (company, muster_mapping_get_external_id (psa));
    }
  next (task);
}

static void
ask_pair (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);
  MusterMapping *company = op->kind == MUSTER_MAPPING_KIND_DOCS ? own_mapping (op, MUSTER_MAPPING_KIND_COMPANY) : NULL;
  MusterConnection *psa = connection_for (self, MUSTER_MAPPING_KIND_COMPANY);
  const char *name = psa != NULL ? muster_docs_psa_name (muster_connection_get_integration (op->connection),
                                                         muster_connection_get_integration (psa)) : NULL;
  g_autoptr(JsonObject) args = json_object_new ();

  if (company == NULL || name == NULL || !muster_context_has_tool (self, op->connection, "find-company"))
    {
      next (task);
      return;
    }
  json_object_set_string_member (args, "psa", name);
  json_object_set_string_member (args, "company", muster_mapping_get_external_id (company));
  muster_context_setup_read_async (self, op->connection, "find-company", args, TRUE, g_task_get_cancellable (task), pair_cb,
                                   g_object_ref (task));
}

/* What the other systems know of the client */

static void
take_domains (Suggest          *op,
              GListModel       *companies,
              MusterMappingKind kind)
{
  MusterMapping *mapping = own_mapping (op, kind);

  for (guint i = 0; mapping != NULL && i < g_list_model_get_n_items (companies); i++)
    {
      g_autoptr(MusterCompany) company = g_list_model_get_item (companies, i);
      const char * const *domains = muster_company_get_domains (company);

      if (g_strcmp0 (muster_company_get_id (company), muster_mapping_get_external_id (mapping)) != 0)
        continue;
      for (guint d = 0; domains != NULL && domains[d] != NULL; d++)
        muster_match_add_domain (op->match, domains[d]);
    }
}

static void
other_companies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  MusterMappingKind kind = (MusterMappingKind) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), "other"));
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) companies = muster_context_list_companies_finish (MUSTER_CONTEXT (source), result, &error);

  if (companies != NULL)
    take_domains (op, companies, kind);
  else
    g_debug ("Suggesting without one of the systems: %s", error->message);
  next (task);
}

static void
ask_other (GTask            *task,
           MusterMappingKind kind)
{
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);
  MusterConnection *connection = connection_for (self, kind);

  if (kind == op->kind || connection == NULL || own_mapping (op, kind) == NULL)
    {
      next (task);
      return;
    }
  g_object_set_data (G_OBJECT (task), "other", GINT_TO_POINTER (kind));
  muster_context_list_companies_async (self, muster_connection_get_id (connection), g_task_get_cancellable (task),
                                       other_companies_cb, g_object_ref (task));
}

static void
ask_psa (GTask *task)
{
  ask_other (task, MUSTER_MAPPING_KIND_COMPANY);
}

static void
ask_docs (GTask *task)
{
  ask_other (task, MUSTER_MAPPING_KIND_DOCS);
}

static void
ask_tenant (GTask *task)
{
  ask_other (task, MUSTER_MAPPING_KIND_TENANT);
}

static void
contacts_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) contacts = muster_context_list_contacts_finish (MUSTER_CONTEXT (source), result, &error);

  if (contacts == NULL)
    g_debug ("Suggesting without contacts: %s", error->message);
  for (guint i = 0; contacts != NULL && i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(MusterContact) contact = g_list_model_get_item (contacts, i);

      muster_match_add_email (op->match, muster_contact_get_email (contact));
    }
  next (task);
}

static void
ask_contacts (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);

  if (op->kind == MUSTER_MAPPING_KIND_COMPANY || own_mapping (op, MUSTER_MAPPING_KIND_COMPANY) == NULL)
    next (task);
  else
    muster_context_list_contacts_async (self, muster_client_get_id (op->client), g_task_get_cancellable (task), contacts_cb,
                                        g_object_ref (task));
}

/* Whose is the domain? Microsoft tells it to everybody. */

static void ask_whose (GTask *task);

static void
whose_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  const char *issuer = node != NULL ? muster_json_path_str (node, "tenant.issuer") : NULL;
  g_auto(GStrv) parts = issuer != NULL ? g_strsplit (issuer, "/", -1) : NULL;

  /* "https://login.microsoftonline.com/TENANT/v2.0" */
  if (parts != NULL && g_strv_length (parts) > 3)
    muster_match_add_tenant (op->match, parts[3], op->domains[op->domain]);
  else if (error != NULL)
    g_debug ("Whose %s is: %s", op->domains[op->domain], error->message);
  op->domain++;
  ask_whose (task);
}

static void
ask_whose (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = json_object_new ();

  if (op->domains == NULL)
    op->domains = muster_match_list_domains (op->match);
  if (op->kind != MUSTER_MAPPING_KIND_TENANT || op->domain == ASK_DOMAINS || op->domains[op->domain] == NULL
      || !muster_context_has_tool (self, op->connection, "find-tenant"))
    {
      next (task);
      return;
    }
  json_object_set_string_member (args, "domain", op->domains[op->domain]);
  muster_context_setup_read_async (self, op->connection, "find-tenant", args, TRUE, g_task_get_cancellable (task), whose_cb,
                                   g_object_ref (task));
}

/* The verdict */

static MusterSuggestion *
judge (Suggest       *op,
       MusterCompany *company)
{
  MusterSuggestion *suggestion = muster_suggestion_new ();
  g_autofree char *reason = NULL;

  muster_suggestion_set_score (suggestion, muster_match_score (op->match, company, &reason));
  muster_suggestion_set_reason (suggestion, reason);
  muster_suggestion_set_company (suggestion, company);
  muster_suggestion_set_kind (suggestion, op->kind);
  muster_suggestion_set_connection_id (suggestion, muster_connection_get_id (op->connection));
  muster_suggestion_set_taken_by (suggestion, g_hash_table_lookup (op->owners, muster_company_get_id (company)));
  return suggestion;
}

/* Best first; what another client has stands behind the rest */
static int
by_score (gconstpointer a,
          gconstpointer b,
          gpointer      user_data)
{
  MusterSuggestion *left = (MusterSuggestion *) a;
  MusterSuggestion *right = (MusterSuggestion *) b;
  gboolean left_taken = muster_suggestion_get_taken_by (left) != NULL;
  gboolean right_taken = muster_suggestion_get_taken_by (right) != NULL;

  if (left_taken != right_taken)
    return left_taken ? 1 : -1;
  if (muster_suggestion_get_score (left) != muster_suggestion_get_score (right))
    return muster_suggestion_get_score (left) > muster_suggestion_get_score (right) ? -1 : 1;
  return g_utf8_collate (muster_company_get_name (muster_suggestion_get_company (left)),
                         muster_company_get_name (muster_suggestion_get_company (right)));
}

static void
finish_suggest (GTask *task)
{
  Suggest *op = g_task_get_task_data (task);
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_SUGGESTION);
  g_autoptr(MusterSuggestion) first = NULL;
  g_autoptr(MusterSuggestion) second = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (op->companies); i++)
    {
      g_autoptr(MusterCompany) company = g_list_model_get_item (op->companies, i);
      g_autoptr(MusterSuggestion) suggestion = judge (op, company);

      g_list_store_append (list, suggestion);
    }
  g_list_store_sort (list, by_score, NULL);

  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  second = g_list_model_get_item (G_LIST_MODEL (list), 1);
  if (first != NULL && muster_suggestion_get_taken_by (first) == NULL && muster_suggestion_get_score (first) >= MUSTER_MATCH_BEST
      && (second == NULL || muster_suggestion_get_taken_by (second) != NULL
          || muster_suggestion_get_score (second) < muster_suggestion_get_score (first)))
    muster_suggestion_set_best (first, TRUE);
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

static const SuggestStep steps[] = {
  load_client, load_mappings, load_owners, list_companies, ask_pair, ask_psa, ask_contacts, ask_docs, ask_tenant, ask_whose, finish_suggest,
};

static void
next (GTask *task)
{
  Suggest *op = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  op->step++;
  steps[op->step] (task);
}

void
muster_context_suggest_mappings_async (MusterContext      *self,
                                       const char         *client_id,
                                       MusterMappingKind   kind,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Suggest *op = g_new0 (Suggest, 1);
  MusterConnection *connection = connection_for (self, kind);

  g_task_set_source_tag (task, muster_context_suggest_mappings_async);
  op->kind = kind;
  op->match = muster_match_new (kind);
  op->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_task_set_task_data (task, op, (GDestroyNotify) suggest_free);
  if (connection == NULL)
    {
      g_task_return_pointer (task, g_list_store_new (MUSTER_TYPE_SUGGESTION), g_object_unref);
      return;
    }
  op->connection = g_object_ref (connection);
  g_object_set_data_full (G_OBJECT (task), "client", g_strdup (client_id), g_free);
  steps[op->step] (task);
}

GListModel *
muster_context_suggest_mappings_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

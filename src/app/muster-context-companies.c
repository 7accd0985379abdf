/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-docs.h"
#include "muster-json.h"
#include "muster-match.h"
#include "muster-microsoft365.h"
#include "muster-text.h"

/* MusterContext: customers as the vendors know them, and a company's contacts */

static void
add_company (GListStore *list,
             const char *id,
             const char *name,
             const char *detail,
             const char *domain,
             const char *tenant,
             const char *psa_id)
{
  const char *domains[] = { domain, NULL };
  g_autofree char *clean = muster_text_one_line (name);
  g_autoptr(MusterCompany) company = NULL;

  if (id == NULL || name == NULL)
    return;
  company = muster_company_new (id, clean, detail, domain != NULL ? domains : NULL, tenant);
  muster_company_set_psa_id (company, psa_id);
  g_list_store_append (list, company);
}

static gboolean
read_psa (MusterPsa  *psa,
          JsonNode   *node,
          GListStore *list,
          GError    **error)
{
  g_autoptr(GPtrArray) companies = muster_psa_read_companies (psa, node, error);

  for (guint i = 0; companies != NULL && i < companies->len; i++)
    {
      MusterPsaCompany *company = g_ptr_array_index (companies, i);

      if (company->active)
        add_company (list, company->id, company->name, company->detail, company->domain, NULL, company->id);
    }
  return companies != NULL;
}

static gboolean
read_microsoft365 (JsonNode   *node,
                   GListStore *list,
                   GError    **error)
{
  g_autoptr(GPtrArray) tenants = muster_microsoft365_read_tenants (node, error);

  for (guint i = 0; tenants != NULL && i < tenants->len; i++)
    {
      MusterTenant *tenant = g_ptr_array_index (tenants, i);

      add_company (list, tenant->id, tenant->name, tenant->domain, tenant->domain, tenant->id, NULL);
    }
  return tenants != NULL;
}

/* Hudu does not say which of its companies is the MSP itself; the one of its name is no client of it */
static gboolean
is_own_company (MusterContext *self,
                const char    *name)
{
  g_autofree char *own = self->workspace != NULL ? g_utf8_casefold (muster_workspace_get_name (self->workspace), -1) : NULL;
  g_autofree char *fold = g_utf8_casefold (name, -1);

  return own != NULL && g_str_equal (own, fold);
}

static gboolean
read_docs (MusterContext *self,
           const char    *integration,
           JsonNode      *node,
           GListStore    *list,
           GError       **error)
{
  g_autoptr(GPtrArray) companies = muster_docs_read_companies (integration, node, error);
  MusterConnection *psa = muster_context_find_connection (self, "psa");
  const char *psa_name = psa != NULL ? muster_docs_psa_name (integration, muster_connection_get_integration (psa)) : NULL;

  for (guint i = 0; companies != NULL && i < companies->len; i++)
    {
      MusterDocsCompany *company = g_ptr_array_index (companies, i);
      g_autofree char *domain = muster_match_site_domain (company->website);
      gboolean linked = psa_name != NULL && g_strcmp0 (company->psa, psa_name) == 0;

      if (!is_own_company (self, company->name))
        add_company (list, company->id, company->name, domain, domain, NULL, linked ? company->psa_company_id : NULL);
    }
  return companies != NULL;
}

static int
by_name (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  return g_utf8_collate (muster_company_get_name ((MusterCompany *) a), muster_company_get_name ((MusterCompany *) b));
}

static void
companies_read_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterConnection *connection = g_task_get_task_data (task);
  const char *integration = muster_connection_get_integration (connection);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (source), muster_connection_get_id (connection));
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_COMPANY);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  gboolean ok = FALSE;

  if (node != NULL)
    {
      if (psa != NULL)
        ok = read_psa (psa, node, list, &error);
      else if (g_str_equal (integration, "microsoft365"))
        ok = read_microsoft365 (node, list, &error);
      else
        ok = read_docs (g_task_get_source_object (task), integration, node, list, &error);
    }
  if (!ok)
    {
      g_prefix_error (&error, "Reading the companies of %s: ", muster_connection_get_name (connection));
      g_task_return_error (task, error);
      return;
    }
  g_list_store_sort (list, by_name, NULL);
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

static gboolean
is_ready (MusterContext    *self,
          MusterConnection *connection,
          GError          **error)
{
  if (connection != NULL && muster_gate_get_connection (self->gate, muster_connection_get_id (connection)) != NULL)
    return TRUE;
  if (connection == NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no such connection");
  else if (self->keyring_state == MUSTER_SECRET_LOCKED)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED, "The keyring is locked");
  else
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "%s is not ready", muster_connection_get_name (connection));
  return FALSE;
}

void
muster_context_list_companies_async (MusterContext      *self,
                                     const char         *connection_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  MusterIntegration *integration;
  g_autoptr(MusterRunCap) cap = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, muster_context_list_companies_async);
  if (!is_ready (self, connection, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  integration = muster_catalog_get_integration (self->catalog, muster_connection_get_integration (connection));
  cap = muster_cap_new_setup (connection_id);
  if (muster_context_mapping_kind (self, connection) == MUSTER_MAPPING_KIND_TENANT)
    {
      g_autofree char *tenant = muster_connector_get_setting (connection, "tenantId");
      g_autoptr(MusterScope) scope = muster_scope_new (tenant, NULL, NULL);

      muster_cap_set_scope (cap, scope);
    }
  tool = g_strconcat (muster_integration_get_id (integration), ":", muster_integration_get_company_list (integration), NULL);
  g_task_set_task_data (task, g_object_ref (connection), g_object_unref);
  muster_gate_read_async (self->gate, cap, tool, args, NULL, cancellable, companies_read_cb, g_object_ref (task));
}

GListModel *
muster_context_list_companies_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Contacts */

static void
contacts_read_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  const char *connection_id = g_task_get_task_data (task);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (source), connection_id);
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_CONTACT);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(GPtrArray) contacts = node != NULL && psa != NULL ? muster_psa_read_contacts (psa, node, &error) : NULL;

  if (contacts == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The connection is no PSA");
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < contacts->len; i++)
    {
      MusterPsaContact *row = g_ptr_array_index (contacts, i);
      g_autoptr(MusterContact) contact = NULL;

      if (!row->active)
        continue;
      contact = muster_contact_new (row->id, row->name, row->email);
      g_list_store_append (list, contact);
    }
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

static void
contacts_mappings_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);
  MusterMapping *company = NULL;
  MusterConnection *connection = NULL;
  g_autoptr(MusterRunCap) cap = NULL;
  g_autoptr(MusterScope) scope = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = NULL;

  for (guint i = 0; mappings != NULL && i < mappings->len; i++)
    if (muster_mapping_get_kind (g_ptr_array_index (mappings, i)) == MUSTER_MAPPING_KIND_COMPANY)
      company = g_ptr_array_index (mappings, i);
  if (company != NULL)
    connection = muster_context_find_connection_by_id (self, muster_mapping_get_connection_id (company));
  if (mappings != NULL && company == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The client is not mapped to a PSA company yet");
  if (error != NULL || !is_ready (self, connection, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  scope = muster_scope_new (NULL, muster_mapping_get_external_id (company), NULL);
  cap = muster_cap_new_setup (muster_connection_get_id (connection));
  muster_cap_set_scope (cap, scope);
  json_object_set_string_member (args, "company", muster_mapping_get_external_id (company));
  tool = g_strconcat (muster_connection_get_integration (connection), ":list-contacts", NULL);
  g_task_set_task_data (task, g_strdup (muster_connection_get_id (connection)), g_free);
  muster_gate_read_async (self->gate, cap, tool, args, NULL, g_task_get_cancellable (task), contacts_read_cb,
                          g_object_ref (task));
}

void
muster_context_list_contacts_async (MusterContext      *self,
                                    const char         *client_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_list_contacts_async);
  muster_store_list_mappings_async (self->store, client_id, cancellable, contacts_mappings_cb, g_object_ref (task));
}

GListModel *
muster_context_list_contacts_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-cloud.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-tenants-private.h"
#include "muster-error.h"
#include "muster-tenant-check.h"

/* MusterContext: the customers' tenants and whether they are ready. What was found out is one value of the store per tenant,
 * `readiness/CONNECTION/TENANT`; rows are made of it when they are shown, for the tools that the client's policies allow. */

typedef struct
{
  MusterConnection     *connection;  /* (owned) */
  char                 *tenant;      /* (nullable): one; else all */
  GPtrArray            *mappings;    /* (owned) (nullable) (element-type MusterMapping): of all clients */
  GHashTable           *names;       /* (owned) (nullable): client id → name */
  GHashTable           *msp;         /* (owned) (nullable): tool → policy + 1 */
  MusterReadinessFacts *facts;       /* (owned) (nullable): of the tenant in turn */
  GPtrArray            *customers;   /* (owned) (nullable) (element-type MusterCustomer) */
  GListStore           *items;       /* (owned) (nullable) (element-type MusterTenantItem) */
  guint                 next;
} Op;

static void load_facts (GTask *task);

static void
op_free (Op *op)
{
  g_clear_object (&op->connection);
  g_free (op->tenant);
  g_clear_pointer (&op->mappings, g_ptr_array_unref);
  g_clear_pointer (&op->names, g_hash_table_unref);
  g_clear_pointer (&op->msp, g_hash_table_unref);
  g_clear_pointer (&op->facts, muster_readiness_facts_free);
  g_clear_pointer (&op->customers, g_ptr_array_unref);
  g_clear_object (&op->items);
  g_free (op);
}

MusterConnection *
muster_context_find_tenants_connection (MusterContext *self,
                                        const char    *connection_id,
                                        GError       **error)
{
  MusterConnection *connection = connection_id != NULL ? muster_context_find_connection_by_id (self, connection_id)
                                 : muster_context_find_connection (self, "microsoft365");

  if (connection == NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, _("Microsoft 365 is not connected yet."));
  else if (g_strcmp0 (muster_connection_get_integration (connection), "microsoft365") != 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, _("Only Microsoft 365 has tenants."));
      return NULL;
    }
  return connection;
}

static gboolean
is_ready (MusterContext    *self,
          MusterConnection *connection,
          GError          **error)
{
  if (muster_gate_get_connection (self->gate, muster_connection_get_id (connection)) != NULL)
    return TRUE;
  if (self->keyring_state == MUSTER_SECRET_LOCKED)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED, "The keyring is locked");
  else
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "%s is not ready", muster_connection_get_name (connection));
  return FALSE;
}

static GTask *
start (MusterContext      *self,
       const char         *connection_id,
       const char         *tenant,
       gboolean            ask,
       gpointer            tag,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  MusterConnection *connection = muster_context_find_tenants_connection (self, connection_id, &error);
  Op *op = g_new0 (Op, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, (GDestroyNotify) op_free);
  if (connection == NULL || (ask && !is_ready (self, connection, &error)))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return NULL;
    }
  op->connection = g_object_ref (connection);
  op->tenant = tenant != NULL ? g_ascii_strdown (tenant, -1) : NULL;
  return task;
}

/* --- The end: rows --- */

static const char *
client_of (Op         *op,
           const char *tenant)
{
  for (guint i = 0; op->mappings != NULL && i < op->mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (op->mappings, i);

      if (muster_mapping_get_kind (mapping) == MUSTER_MAPPING_KIND_TENANT
          && g_strcmp0 (muster_mapping_get_connection_id (mapping), muster_connection_get_id (op->connection)) == 0
          && g_ascii_strcasecmp (muster_mapping_get_external_id (mapping), tenant) == 0)
        return muster_mapping_get_client_id (mapping);
    }
  return NULL;
}

static char *
titles_of (MusterContext *self,
           char         **tools)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) titles = NULL;

  for (gsize i = 0; tools[i] != NULL; i++)
    {
      MusterTool *tool = muster_catalog_lookup_tool (self->catalog, tools[i]);

      g_strv_builder_add (builder, tool != NULL ? _(muster_tool_get_title (tool)) : tools[i]);
    }
  titles = g_strv_builder_end (builder);
  /* Translators: between the titles of tools in a list */
  return titles[0] != NULL ? g_strjoinv (_(", "), titles) : NULL;
}

static MusterReadinessItem *
show_row (MusterContext      *self,
          MusterReadinessRow *row)
{
  MusterReadinessItem *item = muster_readiness_item_new ();
  g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *titles = titles_of (self, row->tools);

  for (gsize i = 0; row->blocks[i] != NULL; i++)
    g_ptr_array_add (blocks, g_strdup (row->blocks[i]));
  muster_readiness_item_set_id (item, row->id);
  muster_readiness_item_set_kind (item, row->kind);
  muster_readiness_item_set_state (item, row->state);
  muster_readiness_item_set_title (item, row->title);
  muster_readiness_item_set_detail (item, row->detail);
  muster_readiness_item_set_advice (item, row->advice);
  muster_readiness_item_set_url (item, row->url);
  muster_readiness_item_set_customer_acts (item, row->customer_acts);
  muster_readiness_item_set_tools_text (item, titles);
  muster_readiness_item_set_blocks (item, blocks);
  return item;
}

static MusterTenantReport *
make_report (MusterContext   *self,
             Op              *op,
             MusterReadiness *readiness)
{
  MusterTenantReport *report = muster_tenant_report_new ();
  g_autoptr(GListStore) rows = g_list_store_new (MUSTER_TYPE_READINESS_ITEM);
  g_autofree char *summary = muster_readiness_summarize (readiness);
  GPtrArray *list = muster_readiness_get_rows (readiness);

  for (guint i = 0; i < list->len; i++)
    {
      g_autoptr(MusterReadinessItem) item = show_row (self, g_ptr_array_index (list, i));

      g_list_store_append (rows, item);
    }
  muster_tenant_report_set_connection_id (report, muster_connection_get_id (op->connection));
  muster_tenant_report_set_tenant_id (report, op->facts->tenant);
  muster_tenant_report_set_name (report, op->facts->tenant_name);
  muster_tenant_report_set_checked (report, op->facts->checked);
  muster_tenant_report_set_state (report, muster_readiness_get_state (readiness));
  muster_tenant_report_set_summary (report, summary);
  muster_tenant_report_set_n_missing (report, muster_readiness_count (readiness, MUSTER_READINESS_MISSING));
  muster_tenant_report_set_rows (report, G_LIST_MODEL (rows));
  return report;
}

static char *
state_text_of (MusterCustomer *customer,
               int             days)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (customer->ends / G_USEC_PER_SEC);
  g_autofree char *date = NULL;

  switch (customer->state)
    {
    case MUSTER_RELATIONSHIP_INVITED:
      return g_strdup (_("Invited, not accepted yet"));
    case MUSTER_RELATIONSHIP_ACTIVATING:
      return g_strdup (_("Accepted, being set up"));
    case MUSTER_RELATIONSHIP_EXPIRED:
      return g_strdup (_("Expired"));
    case MUSTER_RELATIONSHIP_TERMINATED:
      return g_strdup (_("Ended"));
    case MUSTER_RELATIONSHIP_NONE:
      return g_strdup (_("No GDAP"));
    case MUSTER_RELATIONSHIP_ENDING:
    case MUSTER_RELATIONSHIP_ACTIVE:
    default:
      break;
    }
  if (customer->ends == 0)
    return g_strdup (_("Active"));
  /* Translators: a day, such as 10 January 2028 */
  date = g_date_time_format (utc, _("%-d %B %Y"));
  g_strchug (date);
  if (customer->auto_extend)
    /* Translators: %s is a day */
    return g_strdup_printf (_("Until %s, prolonged by itself"), date);
  if (days <= MUSTER_EXPIRY_WARNING_DAYS)
    /* Translators: a day, then a number of days */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Until %s, %d day left", "Until %s, %d days left",
                                         (gulong) MAX (days, 0)), date, MAX (days, 0));
  /* Translators: %s is a day */
  return g_strdup_printf (_("Until %s"), date);
}

/* The list shows a relationship's advice before anything was checked, too */
static void
show_relationship (MusterContext    *self,
                   Op               *op,
                   MusterCustomer   *customer,
                   MusterTenantItem *item)
{
  g_autoptr(MusterReadinessFacts) facts = muster_readiness_facts_new (customer->tenant, customer->name);
  g_autoptr(MusterReadiness) readiness = NULL;
  MusterReadinessRow *row;

  facts->delegated = muster_connector_signs_in (op->connection);
  facts->cloud = muster_connector_get_setting (op->connection, "cloud");
  facts->customers_read = TRUE;
  facts->customer = muster_customer_copy (customer);
  readiness = muster_readiness_new (self->catalog, facts, NULL, muster_clock_now (self->clock));
  row = g_ptr_array_index (muster_readiness_get_rows (readiness), 0);
  muster_tenant_item_set_advice (item, row->advice);
  muster_tenant_item_set_url (item, row->url);
}

static void
add_item (MusterContext   *self,
          Op              *op,
          MusterCustomer  *customer,
          MusterReadiness *readiness)
{
  g_autoptr(MusterTenantItem) item = muster_tenant_item_new ();
  gint64 now = muster_clock_now (self->clock);
  int days = muster_days_left (customer->ends, now);
  const char *client = client_of (op, customer->tenant);
  g_autofree char *text = state_text_of (customer, days);
  g_autofree char *summary = readiness != NULL ? muster_readiness_summarize (readiness) : NULL;

  muster_tenant_item_set_connection_id (item, muster_connection_get_id (op->connection));
  muster_tenant_item_set_id (item, customer->tenant);
  muster_tenant_item_set_name (item, customer->name);
  muster_tenant_item_set_domain (item, customer->domain);
  muster_tenant_item_set_state (item, muster_relationship_state_to_string (customer->state));
  muster_tenant_item_set_state_text (item, text);
  muster_tenant_item_set_ends (item, customer->ends);
  muster_tenant_item_set_days_left (item, customer->ends != 0 ? days : 0);
  muster_tenant_item_set_expiring (item, muster_customer_expires_soon (customer, now));
  muster_tenant_item_set_client_id (item, client);
  muster_tenant_item_set_client_name (item, client != NULL ? g_hash_table_lookup (op->names, client) : NULL);
  muster_tenant_item_set_checked (item, op->facts != NULL ? op->facts->checked : 0);
  muster_tenant_item_set_readiness (item, readiness != NULL
                                    ? muster_readiness_state_to_string (muster_readiness_get_state (readiness)) : "unknown");
  muster_tenant_item_set_summary (item, summary != NULL ? summary : _("Not checked yet"));
  show_relationship (self, op, customer, item);
  g_list_store_append (op->items, item);
}

/* Everything is known of the tenant in turn; @tools: those that its client may use */
static void
use_tools (GTask *task,
           char **tools)
{
  MusterContext *self = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);
  g_autoptr(MusterReadiness) readiness = NULL;

  if (op->facts != NULL)
    readiness = muster_readiness_new (self->catalog, op->facts, (const char * const *) tools, muster_clock_now (self->clock));
  if (op->customers == NULL)
    {
      g_task_return_pointer (task, readiness != NULL ? make_report (self, op, readiness) : NULL, g_object_unref);
      return;
    }
  add_item (self, op, g_ptr_array_index (op->customers, op->next), readiness);
  g_clear_pointer (&op->facts, muster_readiness_facts_free);
  op->next++;
  load_facts (task);
}

/* --- Which tools the client may use --- */

static char **
enabled_tools (MusterContext *self,
               GHashTable    *msp,
               GHashTable    *client)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (self->catalog, "microsoft365");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < tools->len; i++)
    if (muster_tool_policy_of (g_ptr_array_index (tools, i), msp, client) != MUSTER_POLICY_DISABLED)
      g_strv_builder_add (builder, muster_tool_get_id (g_ptr_array_index (tools, i)));
  return g_strv_builder_end (builder);
}

MusterPolicy
muster_tool_policy_of (MusterTool *tool,
                       GHashTable *msp,
                       GHashTable *client)
{
  guint own = client != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (client, muster_tool_get_id (tool))) : 0;
  guint shared = msp != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (msp, muster_tool_get_id (tool))) : 0;

  return own != 0 ? (MusterPolicy) (own - 1) : shared != 0 ? (MusterPolicy) (shared - 1) : muster_tool_default_policy (tool);
}

GHashTable *
muster_tool_policies_index (GPtrArray *rows)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      MusterToolPolicy *row = g_ptr_array_index (rows, i);

      g_hash_table_insert (table, g_strdup (muster_tool_policy_get_tool (row)),
                           GUINT_TO_POINTER ((guint) muster_tool_policy_get_policy (row) + 1));
    }
  return table;
}

static void
client_policies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);
  g_autoptr(GHashTable) client = NULL;
  g_auto(GStrv) tools = NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  client = muster_tool_policies_index (rows);
  tools = enabled_tools (g_task_get_source_object (task), op->msp, client);
  use_tools (task, tools);
}

static void
find_tools (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);
  const char *client = op->facts != NULL ? client_of (op, op->facts->tenant) : NULL;
  g_auto(GStrv) tools = NULL;

  if (client != NULL)
    {
      muster_store_list_policies_async (self->store, client, g_task_get_cancellable (task), client_policies_cb,
                                        g_object_ref (task));
      return;
    }
  tools = enabled_tools (self, op->msp, NULL);
  use_tools (task, tools);
}

/* --- What is stored of the tenant in turn --- */

static void
facts_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);

  op->facts = text != NULL ? muster_readiness_facts_from_json (text, NULL) : NULL;
  /* Found in another way of signing in: it has not been looked at in this one */
  if (op->facts != NULL && op->connection != NULL && op->facts->delegated != muster_connector_signs_in (op->connection))
    g_clear_pointer (&op->facts, muster_readiness_facts_free);
  find_tools (task);
}

static void
load_facts (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);
  const char *tenant = op->tenant;
  g_autofree char *key = NULL;

  if (op->facts != NULL)
    {
      find_tools (task);
      return;
    }
  if (op->customers != NULL)
    {
      if (op->next >= op->customers->len)
        {
          g_task_return_pointer (task, g_steal_pointer (&op->items), g_object_unref);
          return;
        }
      tenant = ((MusterCustomer *) g_ptr_array_index (op->customers, op->next))->tenant;
    }
  key = muster_readiness_store_key (muster_connection_get_id (op->connection), tenant);
  muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), facts_loaded_cb, g_object_ref (task));
}

/* --- What all tenants share: mappings, names, the MSP's policies --- */

static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->msp = muster_tool_policies_index (rows);
  load_facts (task);
}

static void
clients_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_list_clients_finish (MUSTER_STORE (source), result, &error);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < clients->len; i++)
    g_hash_table_insert (op->names, g_strdup (muster_client_get_id (g_ptr_array_index (clients, i))),
                         g_strdup (muster_client_get_name (g_ptr_array_index (clients, i))));
  muster_store_list_policies_async (MUSTER_STORE (source), NULL, g_task_get_cancellable (task), msp_policies_cb,
                                    g_object_ref (task));
}

static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);
  if (op->mappings == NULL)
    g_task_return_error (task, error);
  else if (op->customers == NULL)
    muster_store_list_policies_async (MUSTER_STORE (source), NULL, g_task_get_cancellable (task), msp_policies_cb,
                                      g_object_ref (task));
  else
    muster_store_list_clients_async (MUSTER_STORE (source), NULL, G_MAXINT32, 0, g_task_get_cancellable (task), clients_cb,
                                     g_object_ref (task));
}

static void
load_shared (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);

  muster_store_list_mappings_async (self->store, NULL, g_task_get_cancellable (task), mappings_cb, g_object_ref (task));
}

/* --- One tenant --- */

void
muster_context_load_tenant_async (MusterContext      *self,
                                  const char         *connection_id,
                                  const char         *tenant,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = start (self, connection_id, tenant, FALSE, muster_context_load_tenant_async, cancellable, callback,
                                 user_data);

  if (task != NULL)
    load_shared (task);
}

MusterTenantReport *
muster_context_load_tenant_finish (MusterContext *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
facts_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_emit (self, "clients-changed");
  muster_context_refresh_expiry (self);
  load_shared (task);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *key = muster_readiness_store_key (muster_connection_get_id (op->connection), op->tenant);

  op->facts = muster_tenant_check_finish (result, &error);
  if (op->facts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  text = muster_readiness_facts_to_json (op->facts);
  muster_store_set_value_async (self->store, key, text, NULL, facts_saved_cb, g_object_ref (task));
}

void
muster_context_check_tenant_async (MusterContext      *self,
                                   const char         *connection_id,
                                   const char         *tenant,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = start (self, connection_id, tenant, TRUE, muster_context_check_tenant_async, cancellable, callback,
                                 user_data);

  if (task == NULL)
    return;
  muster_tenant_check_async (self, ((Op *) g_task_get_task_data (task))->connection, tenant, NULL, cancellable, checked_cb,
                             g_object_ref (task));
}

MusterTenantReport *
muster_context_check_tenant_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- All tenants --- */

static void
customers_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->customers = muster_tenant_list_finish (result, &error);
  if (op->customers == NULL)
    {
      g_prefix_error (&error, "Reading the customers of %s: ", muster_connection_get_name (op->connection));
      g_task_return_error (task, error);
      return;
    }
  op->items = g_list_store_new (MUSTER_TYPE_TENANT_ITEM);
  load_shared (task);
}

void
muster_context_list_tenants_async (MusterContext      *self,
                                   const char         *connection_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = start (self, connection_id, NULL, TRUE, muster_context_list_tenants_async, cancellable, callback,
                                 user_data);

  if (task != NULL)
    muster_tenant_list_async (self, ((Op *) g_task_get_task_data (task))->connection, cancellable, customers_cb,
                              g_object_ref (task));
}

GListModel *
muster_context_list_tenants_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

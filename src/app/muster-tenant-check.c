/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include "muster-connector.h"
#include "muster-context-microsoft365.h"
#include "muster-context-private.h"
#include "muster-entra.h"
#include "muster-error.h"
#include "muster-exchange.h"
#include "muster-json.h"
#include "muster-permission.h"
#include "muster-tenant-check.h"

/* What a tenant gave: first whether there is a token for it at all, then what came with it. An app reads its own service
 * principal there; where it may not, reads are tried and their refusals counted. A person's token says itself what was
 * granted, and the roles are put together from the relationships' access assignments and the person's groups. */

typedef struct
{
  MusterContext        *context;     /* (owned) */
  MusterConnection     *connection;  /* (owned) */
  MusterReadinessFacts *facts;       /* (owned) */
  GPtrArray            *customers;   /* (owned) (nullable) */
  guint                 step;
  guint                 turn;        /* of a step that is repeated */
  gboolean              reachable;   /* there is a token for the tenant */
  GPtrArray            *groups;      /* (owned) (nullable): of who signed in */
  GPtrArray            *roles;       /* (owned) */
  GPtrArray            *probed;      /* (owned) */
  GPtrArray            *refused;     /* (owned) */
  gboolean              roles_known;
} Check;

/* Whether the step is made (once more); fills what it asks for */
typedef gboolean (*PrepareFunc) (Check *op, JsonObject *args, const char **tool, gboolean *own);
typedef void     (*DoneFunc) (Check *op, const char *tool, JsonNode *node, const GError *error);

static void take_step (GTask *task);

static void
check_free (Check *op)
{
  g_clear_object (&op->context);
  g_clear_object (&op->connection);
  g_clear_pointer (&op->facts, muster_readiness_facts_free);
  g_clear_pointer (&op->customers, g_ptr_array_unref);
  g_clear_pointer (&op->groups, g_ptr_array_unref);
  g_ptr_array_unref (op->roles);
  g_ptr_array_unref (op->probed);
  g_ptr_array_unref (op->refused);
  g_free (op);
}

static char **
to_strv (GPtrArray *list)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < list->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (list, i));
  return g_strv_builder_end (builder);
}

/* --- Who the customer is --- */

static MusterCustomer *
take_customer (GPtrArray  *customers,
               const char *tenant)
{
  for (guint i = 0; i < customers->len; i++)
    {
      MusterCustomer *customer = g_ptr_array_index (customers, i);

      if (g_ascii_strcasecmp (customer->tenant, tenant) == 0)
        return muster_customer_copy (customer);
    }
  return NULL;
}

static void
use_customers (Check     *op,
               GPtrArray *customers)
{
  op->facts->customers_read = TRUE;
  op->facts->customer = take_customer (customers, op->facts->tenant);
  if (op->facts->customer != NULL)
    {
      g_free (op->facts->tenant_name);
      op->facts->tenant_name = g_strdup (op->facts->customer->name);
    }
}

static gboolean
prepare_customers (Check       *op,
                   JsonObject  *args,
                   const char **tool,
                   gboolean    *own)
{
  *tool = "list-tenants";
  *own = TRUE;
  return op->turn == 0 && op->customers == NULL;
}

static void
customers_done (Check        *op,
                const char   *tool,
                JsonNode     *node,
                const GError *error)
{
  g_autoptr(GPtrArray) customers = node != NULL ? muster_customers_read (node, NULL) : NULL;

  if (customers != NULL)
    use_customers (op, customers);
}

/* --- Whether there is a token --- */

static gboolean
prepare_token (Check       *op,
               JsonObject  *args,
               const char **tool,
               gboolean    *own)
{
  *tool = "get-organization";
  return op->turn == 0;
}

static void
add_probe (Check        *op,
           const char   *tool,
           const GError *error)
{
  g_autofree char *name = g_strconcat ("microsoft365:", tool, NULL);

  g_ptr_array_add (op->probed, g_strdup (name));
  if (error != NULL)
    g_ptr_array_add (op->refused, g_steal_pointer (&name));
}

/* A refusal by Graph itself comes with a token: only this one right is missing */
static gboolean
is_about_right (const GError *error)
{
  return muster_entra_find_number (error->message) == 0
         && (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN)
             || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_UNLICENSED)
             || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY));
}

static void
token_done (Check        *op,
            const char   *tool,
            JsonNode     *node,
            const GError *error)
{
  op->reachable = error == NULL || is_about_right (error);
  if (op->reachable)
    {
      add_probe (op, tool, error);
      return;
    }
  op->facts->token_error = g_strdup (error->domain == MUSTER_ERROR ? muster_error_code_name (error->code)
                                     : muster_error_code_name (MUSTER_ERROR_OFFLINE));
  op->facts->token_aadsts = muster_entra_find_number (error->message);
  op->facts->token_text = g_strdup (error->message);
}

/* --- An app: its own service principal --- */

static gboolean
prepare_principal (Check       *op,
                   JsonObject  *args,
                   const char **tool,
                   gboolean    *own)
{
  *tool = "get-own-principal";
  if (op->turn > 0 || !op->reachable || op->facts->delegated || op->facts->client_id == NULL)
    return FALSE;
  json_object_set_string_member (args, "app", op->facts->client_id);
  return TRUE;
}

/* Exchange's own table of permissions, for those without a published id */
static const char *
name_in_table (JsonObject *exchange,
               const char *id)
{
  JsonArray *rows = muster_json_arr (exchange, "appRoles");

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *known = muster_json_str (row, "id");

      if (known != NULL && g_ascii_strcasecmp (known, id) == 0)
        return muster_json_str (row, "value");
    }
  return NULL;
}

static char **
read_granted (Check      *op,
              JsonObject *result)
{
  JsonArray *rows = muster_json_arr (result, "assignments");
  JsonObject *exchange = muster_json_obj (result, "exchange");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  op->facts->granted_unknown = muster_json_arr (exchange, "appRoles") == NULL;
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      const char *id = muster_json_str (muster_json_arr_obj (rows, i), "appRoleId");
      const MusterPermission *known = muster_permission_find_id (id);
      const char *name = known != NULL ? known->name : id != NULL ? name_in_table (exchange, id) : NULL;

      if (name != NULL)
        g_strv_builder_add (builder, name);
      else if (id != NULL)
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

static void
principal_done (Check        *op,
                const char   *tool,
                JsonNode     *node,
                const GError *error)
{
  JsonObject *result = muster_json_node_obj (node);
  JsonArray *rows = muster_json_arr (result, "memberships");

  if (muster_json_arr (result, "assignments") == NULL)
    {
      g_debug ("The service principal cannot be read: %s", error != NULL ? error->message : "no such app");
      return;
    }
  g_clear_pointer (&op->facts->granted, g_strfreev);
  op->facts->granted = read_granted (op, result);
  op->roles_known = rows != NULL;
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      const char *id = muster_json_str (muster_json_arr_obj (rows, i), "roleTemplateId");

      if (id != NULL)
        g_ptr_array_add (op->roles, g_ascii_strdown (id, -1));
    }
}

/* --- A person: the token's scopes --- */

static void
read_token_scopes (Check *op)
{
  g_auto(GStrv) graph = muster_context_get_granted_scopes (op->context, op->connection, op->facts->tenant, "graph");
  g_auto(GStrv) exchange = muster_context_get_granted_scopes (op->context, op->connection, op->facts->tenant, "exchange");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (!op->facts->delegated || graph == NULL)
    return;
  g_clear_pointer (&op->facts->granted, g_strfreev);
  g_strv_builder_addv (builder, (const char **) graph);
  if (exchange != NULL)
    g_strv_builder_addv (builder, (const char **) exchange);
  op->facts->granted_unknown = exchange == NULL;
  op->facts->granted = g_strv_builder_end (builder);
}

/* --- A person: roles through groups --- */

static gboolean
prepare_groups (Check       *op,
                JsonObject  *args,
                const char **tool,
                gboolean    *own)
{
  *tool = "list-my-groups";
  *own = TRUE;
  return op->turn == 0 && op->facts->delegated && op->facts->customer != NULL;
}

static void
groups_done (Check        *op,
             const char   *tool,
             JsonNode     *node,
             const GError *error)
{
  op->groups = node != NULL ? muster_groups_read (node, NULL) : NULL;
}

static gboolean
gives_rights (MusterRelationship *self)
{
  return self->state == MUSTER_RELATIONSHIP_ACTIVE || self->state == MUSTER_RELATIONSHIP_ENDING;
}

/* One after the other: each relationship that gives rights */
static MusterRelationship *
nth_relationship (Check *op,
                  guint  n)
{
  GPtrArray *list = op->facts->customer != NULL ? op->facts->customer->relationships : NULL;

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      MusterRelationship *one = g_ptr_array_index (list, i);

      if (gives_rights (one) && one->id != NULL && n-- == 0)
        return one;
    }
  return NULL;
}

static gboolean
prepare_assignments (Check       *op,
                     JsonObject  *args,
                     const char **tool,
                     gboolean    *own)
{
  MusterRelationship *one = op->groups != NULL ? nth_relationship (op, op->turn) : NULL;

  *tool = "list-access-assignments";
  *own = TRUE;
  if (one == NULL)
    return FALSE;
  json_object_set_string_member (args, "relationship", one->id);
  return TRUE;
}

static void
assignments_done (Check        *op,
                  const char   *tool,
                  JsonNode     *node,
                  const GError *error)
{
  g_autoptr(GPtrArray) rows = node != NULL ? muster_assignments_read (node, NULL) : NULL;

  /* Without one of them the union would be too small */
  if (rows == NULL)
    {
      g_clear_pointer (&op->groups, g_ptr_array_unref);
      op->roles_known = FALSE;
      return;
    }
  op->roles_known = TRUE;
  op->facts->in_no_group = !muster_assignments_unite (rows, op->groups, op->roles) && op->roles->len == 0;
}

/* --- Reads that are tried where nothing tells what was granted --- */

static const char * const probes[] = {
  "list-domains", "list-subscribed-skus", "find-groups", "list-teams", "get-service-health", "find-users", "list-sign-ins",
  "find-mailboxes",
};

static gboolean
prepare_probe (Check       *op,
               JsonObject  *args,
               const char **tool,
               gboolean    *own)
{
  MusterTool *row;
  g_autofree char *name = NULL;

  if (!op->reachable || op->facts->granted != NULL || op->turn >= G_N_ELEMENTS (probes))
    return FALSE;
  *tool = probes[op->turn];
  name = g_strconcat ("microsoft365:", *tool, NULL);
  row = muster_catalog_lookup_tool (op->context->catalog, name);
  if (row != NULL && json_object_has_member (muster_tool_get_args (row), "query"))
    json_object_set_string_member (args, "query", "muster");
  return TRUE;
}

static void
probe_done (Check        *op,
            const char   *tool,
            JsonNode     *node,
            const GError *error)
{
  if (error == NULL || is_about_right (error))
    add_probe (op, tool, error);
}

/* Exchange: a token of its own tells its scopes; a read tells whether the role is there */
static gboolean
prepare_exchange (Check       *op,
                  JsonObject  *args,
                  const char **tool,
                  gboolean    *own)
{
  *tool = "find-mailboxes";
  json_object_set_string_member (args, "query", "muster");
  if (op->turn == 0 && op->reachable)
    read_token_scopes (op);
  return op->turn == 0 && op->reachable && op->facts->exchange_accepted && op->facts->delegated;
}

static void
exchange_done (Check        *op,
               const char   *tool,
               JsonNode     *node,
               const GError *error)
{
  read_token_scopes (op);
}

/* --- What was bought --- */

static gboolean
prepare_plans (Check       *op,
               JsonObject  *args,
               const char **tool,
               gboolean    *own)
{
  *tool = "list-service-plans";
  return op->turn == 0 && op->reachable;
}

static void
plans_done (Check        *op,
            const char   *tool,
            JsonNode     *node,
            const GError *error)
{
  if (node != NULL)
    op->facts->plans = muster_service_plans_read (node);
}

static const struct
{
  PrepareFunc prepare;
  DoneFunc    done;
} steps[] = {
  { prepare_customers, customers_done },
  { prepare_token, token_done },
  { prepare_principal, principal_done },
  { prepare_groups, groups_done },
  { prepare_assignments, assignments_done },
  { prepare_exchange, exchange_done },
  { prepare_probe, probe_done },
  { prepare_plans, plans_done },
};

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Check *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(JsonObject) args = json_object_new ();
  const char *tool = NULL;
  gboolean own = FALSE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    g_debug ("Tenant %s: %s", op->facts->tenant, error->message);
  steps[op->step].prepare (op, args, &tool, &own);
  steps[op->step].done (op, tool, node, error);
  op->turn++;
  take_step (task);
}

static void
finish (GTask *task)
{
  Check *op = g_task_get_task_data (task);

  op->facts->checked = muster_clock_now (op->context->clock);
  if (op->roles_known)
    op->facts->roles = to_strv (op->roles);
  if (op->facts->granted == NULL && op->reachable)
    {
      op->facts->probed = to_strv (op->probed);
      op->facts->refused = to_strv (op->refused);
    }
  g_task_return_pointer (task, g_steal_pointer (&op->facts), (GDestroyNotify) muster_readiness_facts_free);
}

static void
send_read (GTask      *task,
           const char *tool,
           JsonObject *args,
           gboolean    own)
{
  Check *op = g_task_get_task_data (task);
  g_autofree char *home = muster_connector_get_setting (op->connection, "tenantId");
  g_autoptr(MusterScope) scope = muster_scope_new (own ? home : op->facts->tenant, NULL, NULL);
  g_autoptr(MusterRunCap) cap = muster_cap_new_setup (muster_connection_get_id (op->connection));
  g_autofree char *name = g_strconcat ("microsoft365:", tool, NULL);

  muster_cap_set_scope (cap, scope);
  muster_gate_read_async (op->context->gate, cap, name, args, NULL, g_task_get_cancellable (task), read_cb,
                          g_object_ref (task));
}

static void
take_step (GTask *task)
{
  Check *op = g_task_get_task_data (task);

  for (; op->step < G_N_ELEMENTS (steps); op->step++, op->turn = 0)
    {
      g_autoptr(JsonObject) args = json_object_new ();
      const char *tool = NULL;
      gboolean own = FALSE;

      if (steps[op->step].prepare (op, args, &tool, &own))
        {
          send_read (task, tool, args, own);
          return;
        }
    }
  finish (task);
}

/* What was granted since an earlier token was given is not in it */
static void
forget_tokens (Check *op)
{
  static const char * const hosts[] = { "graph", "exchange" };
  MusterAuthenticator *signer = g_hash_table_lookup (op->context->signers, muster_connection_get_id (op->connection));
  MusterIntegration *integration = muster_catalog_get_integration (op->context->catalog, "microsoft365");

  for (gsize i = 0; signer != NULL && integration != NULL && i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *scope = g_strdup_printf ("%s|%s", op->facts->tenant, muster_integration_get_auth_scope (integration, hosts[i]));

      muster_authenticator_invalidate (signer, scope);
    }
}

static void
describe (Check *op)
{
  MusterReadinessFacts *facts = op->facts;

  facts->delegated = muster_connector_signs_in (op->connection);
  facts->cloud = muster_connector_get_setting (op->connection, "cloud");
  facts->client_id = muster_connector_get_setting (op->connection, "clientId");
  facts->technician = muster_connector_get_setting (op->connection, "technician");
  facts->exchange_accepted = muster_exchange_accepts (op->connection);
  facts->consent_url = muster_context_admin_consent_url (op->context, op->connection, facts->tenant);
  forget_tokens (op);
  if (op->customers != NULL)
    use_customers (op, op->customers);
}

void
muster_tenant_check_async (MusterContext      *context,
                           MusterConnection   *connection,
                           const char         *tenant,
                           GPtrArray          *customers,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *op = g_new0 (Check, 1);

  g_task_set_source_tag (task, muster_tenant_check_async);
  op->context = g_object_ref (context);
  op->connection = g_object_ref (connection);
  op->customers = customers != NULL ? g_ptr_array_ref (customers) : NULL;
  op->facts = muster_readiness_facts_new (tenant, NULL);
  op->roles = g_ptr_array_new_with_free_func (g_free);
  op->probed = g_ptr_array_new_with_free_func (g_free);
  op->refused = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, op, (GDestroyNotify) check_free);
  describe (op);
  take_step (task);
}

MusterReadinessFacts *
muster_tenant_check_finish (GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- All customers --- */

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  GPtrArray *customers = node != NULL ? muster_customers_read (node, &error) : NULL;

  if (customers != NULL)
    g_task_return_pointer (task, customers, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
muster_tenant_list_async (MusterContext      *context,
                          MusterConnection   *connection,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *home = muster_connector_get_setting (connection, "tenantId");
  g_autoptr(MusterScope) scope = muster_scope_new (home, NULL, NULL);
  g_autoptr(MusterRunCap) cap = muster_cap_new_setup (muster_connection_get_id (connection));
  g_autoptr(JsonObject) args = json_object_new ();

  g_task_set_source_tag (task, muster_tenant_list_async);
  muster_cap_set_scope (cap, scope);
  muster_gate_read_async (context->gate, cap, "microsoft365:list-tenants", args, NULL, cancellable, listed_cb,
                          g_object_ref (task));
}

GPtrArray *
muster_tenant_list_finish (GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

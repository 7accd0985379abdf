/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-context-docs.h"
#include "muster-context-private.h"
#include "muster-context-tenants.h"
#include "muster-error.h"
#include "muster-json.h"

/* MusterContext: provisioning a client. One part after the other, each with its own result: policies are seeded, each
 * mapped system is asked for something that only this client's data can answer. What is not mapped yet is a warning.
 * The client becomes active unless its policies could not be stored or its PSA company cannot be read. */

typedef struct
{
  MusterClient *client;    /* (owned) */
  GPtrArray    *mappings;  /* (owned) */
  GListStore   *parts;     /* (owned) (element-type MusterCheck) */
  guint         next;      /* of the parts below */
  guint         probe;     /* of the part's probes */
  guint         refused;   /* probes that were refused */
  gboolean      blocked;
} Provision;

static const struct
{
  const char       *id;
  MusterMappingKind kind;
  const char       *title;     /* N_() */
  const char       *category;
  const char       *probes[6]; /* tools; the first must work, the others show a missing right */
} parts[] = {
  { "company", MUSTER_MAPPING_KIND_COMPANY, N_("PSA company"), "psa", { "list-contacts" } },
  /* The tenant's readiness says the rest, row by row */
  { "tenant", MUSTER_MAPPING_KIND_TENANT, N_("Microsoft 365 tenant"), "cloud", { "get-organization" } },
  { "docs", MUSTER_MAPPING_KIND_DOCS, N_("Documentation"), "docs", { "search-articles", "list-procedures" } },
};

/* Where a platform's tools have other names than those of its kind */
static const struct
{
  const char *integration;
  const char *probes[6];
} own_probes[] = {
  { "itglue", { "search-documents", "list-flexible-assets" } },
};

static void run_part (GTask *task);

static void
provision_free (Provision *op)
{
  g_clear_object (&op->client);
  g_clear_pointer (&op->mappings, g_ptr_array_unref);
  g_clear_object (&op->parts);
  g_free (op);
}

static void
add_part (Provision       *op,
          const char      *id,
          MusterCheckState state,
          const char      *title,
          const char      *detail,
          const char      *advice)
{
  g_autoptr(MusterCheck) check = muster_check_new (id, state, title, detail, advice);

  g_list_store_append (op->parts, check);
}

/* (nullable): the tool that is tried now */
static const char *
probe_of (Provision        *op,
          MusterConnection *connection)
{
  const char *integration = connection != NULL ? muster_connection_get_integration (connection) : NULL;

  if (op->probe >= G_N_ELEMENTS (parts[0].probes))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (own_probes); i++)
    if (g_strcmp0 (own_probes[i].integration, integration) == 0)
      return own_probes[i].probes[op->probe];
  return parts[op->next].probes[op->probe];
}

static MusterMapping *
mapping_of (Provision        *op,
            MusterMappingKind kind)
{
  for (guint i = 0; i < op->mappings->len; i++)
    if (muster_mapping_get_kind (g_ptr_array_index (op->mappings, i)) == kind)
      return g_ptr_array_index (op->mappings, i);
  return NULL;
}

static void
activated_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_emit (self, "clients-changed");
  muster_context_reconsider (self);
  g_task_return_pointer (task, g_steal_pointer (&op->parts), g_object_unref);
}

static void
finish_provision (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);

  if (!op->blocked)
    muster_client_set_status (op->client, MUSTER_CLIENT_STATUS_ACTIVE);
  else if (muster_client_get_status (op->client) == MUSTER_CLIENT_STATUS_PROVISIONING)
    muster_client_set_status (op->client, MUSTER_CLIENT_STATUS_PENDING);
  muster_store_save_client_async (self->store, op->client, NULL, activated_cb, g_object_ref (task));
}

static void
next_part (GTask *task)
{
  Provision *op = g_task_get_task_data (task);

  op->next++;
  op->probe = 0;
  op->refused = 0;
  run_part (task);
}

/* Read once, so that the first ticket does not wait for it; the probe has said already what is wrong */
static void
docs_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_context_sync_docs_finish (MUSTER_CONTEXT (source), result, NULL, &error))
    g_message ("Reading the documentation of a new client: %s", error->message);
  next_part (task);
}

static void tenant_checked_cb (GObject      *source,
                               GAsyncResult *result,
                               gpointer      user_data);

static void
part_succeeded (GTask *task)
{
  Provision *op = g_task_get_task_data (task);
  MusterMapping *mapping = mapping_of (op, parts[op->next].kind);
  g_autofree char *detail = NULL;

  if (parts[op->next].kind == MUSTER_MAPPING_KIND_TENANT)
    {
      muster_context_check_tenant_async (g_task_get_source_object (task), muster_mapping_get_connection_id (mapping),
                                         muster_mapping_get_external_id (mapping), g_task_get_cancellable (task),
                                         tenant_checked_cb, g_object_ref (task));
      return;
    }
  if (op->refused == 0)
    add_part (op, parts[op->next].id, MUSTER_CHECK_OK, _(parts[op->next].title), muster_mapping_get_external_name (mapping), NULL);
  else
    {
      /* Translators: the name of the mapped company or tenant, then a count */
      detail = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, but %u kind of data cannot be read",
                                             "%s, but %u kinds of data cannot be read", op->refused),
                                muster_mapping_get_external_name (mapping), op->refused);
      add_part (op, parts[op->next].id, MUSTER_CHECK_WARN, _(parts[op->next].title), detail,
                _("Some rights are missing there. Plans for this client will say what could not be looked up."));
    }
  if (parts[op->next].kind == MUSTER_MAPPING_KIND_DOCS)
    muster_context_sync_docs_async (g_task_get_source_object (task), muster_client_get_id (op->client),
                                    g_task_get_cancellable (task), docs_read_cb, g_object_ref (task));
  else
    next_part (task);
}

/* What the tenant lacks; the tools concerned are off from now on, and nothing else */
static void
tenant_checked_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Provision *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTenantReport) report = muster_context_check_tenant_finish (MUSTER_CONTEXT (source), result, &error);
  MusterMapping *mapping = mapping_of (op, MUSTER_MAPPING_KIND_TENANT);
  const char *title = _(parts[op->next].title);
  g_autofree char *detail = NULL;

  if (report == NULL && (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_task_return_error (task, error != NULL ? g_steal_pointer (&error)
                           : g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "Nothing is known of the tenant"));
      return;
    }
  if (report == NULL)
    add_part (op, parts[op->next].id, MUSTER_CHECK_FAIL, title, muster_mapping_get_external_name (mapping), error->message);
  else if (muster_tenant_report_get_n_missing (report) == 0)
    add_part (op, parts[op->next].id, MUSTER_CHECK_OK, title, muster_mapping_get_external_name (mapping), NULL);
  else
    {
      /* Translators: the name of the mapped tenant, then "3 things are missing, 7 tools are off" */
      detail = g_strdup_printf (_("%s: %s"), muster_mapping_get_external_name (mapping),
                                muster_tenant_report_get_summary (report));
      add_part (op, parts[op->next].id, MUSTER_CHECK_WARN, title, detail,
                _("Everything else works. The tenant’s page says what is missing and who can give it."));
    }
  next_part (task);
}

static void run_probe (GTask *task);

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Provision *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  MusterMapping *mapping = mapping_of (op, parts[op->next].kind);
  MusterConnection *connection = muster_gate_get_connection (MUSTER_GATE (source), muster_mapping_get_connection_id (mapping));
  g_autoptr(MusterAdvice) advice = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL && op->probe == 0)
    {
      advice = muster_advice_for (connection != NULL ? muster_connection_get_integration (connection) : NULL,
                                  probe_of (op, connection), error);
      add_part (op, parts[op->next].id, MUSTER_CHECK_FAIL, _(parts[op->next].title), advice->title, advice->text);
      op->blocked |= parts[op->next].kind == MUSTER_MAPPING_KIND_COMPANY;
      next_part (task);
      return;
    }
  if (error != NULL)
    {
      g_debug ("Provisioning: %s: %s", probe_of (op, connection), error->message);
      op->refused++;
    }
  op->probe++;
  run_probe (task);
}

static void
run_probe (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);
  MusterMapping *mapping = mapping_of (op, parts[op->next].kind);
  MusterConnection *connection;
  g_autoptr(MusterRunCap) cap = NULL;
  g_autoptr(MusterScope) scope = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = NULL;
  const char *external = muster_mapping_get_external_id (mapping);

  connection = muster_gate_get_connection (self->gate, muster_mapping_get_connection_id (mapping));
  if (probe_of (op, connection) == NULL)
    {
      part_succeeded (task);
      return;
    }

  scope = muster_scope_new (parts[op->next].kind == MUSTER_MAPPING_KIND_TENANT ? external : NULL,
                            parts[op->next].kind == MUSTER_MAPPING_KIND_COMPANY ? external : NULL,
                            parts[op->next].kind == MUSTER_MAPPING_KIND_DOCS ? external : NULL);
  cap = muster_cap_new_setup (muster_mapping_get_connection_id (mapping));
  muster_cap_set_scope (cap, scope);
  if (parts[op->next].kind == MUSTER_MAPPING_KIND_COMPANY)
    json_object_set_string_member (args, "company", external);
  tool = g_strconcat (muster_connection_get_integration (connection), ":", probe_of (op, connection), NULL);
  muster_gate_read_async (self->gate, cap, tool, args, NULL, g_task_get_cancellable (task), probed_cb, g_object_ref (task));
}

static void
run_part (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);
  MusterMapping *mapping;

  if (op->next >= G_N_ELEMENTS (parts))
    {
      finish_provision (task);
      return;
    }

  mapping = mapping_of (op, parts[op->next].kind);
  if (mapping != NULL && muster_gate_get_connection (self->gate, muster_mapping_get_connection_id (mapping)) != NULL)
    {
      run_probe (task);
      return;
    }
  if (mapping != NULL)
    add_part (op, parts[op->next].id, MUSTER_CHECK_FAIL, _(parts[op->next].title), _("The connection is not ready"),
              _("Unlock the keyring or enter the credentials again, then retry."));
  else if (muster_context_find_connection (self, parts[op->next].category) == NULL)
    add_part (op, parts[op->next].id, MUSTER_CHECK_WARN, _(parts[op->next].title), _("Nothing is connected yet"), NULL);
  else
    add_part (op, parts[op->next].id, MUSTER_CHECK_WARN, _(parts[op->next].title), _("Not mapped yet"),
              _("Choose the matching entry in the next step."));
  next_part (task);
}

/* The tools' defaults become the client's starting point by being the MSP's: what is set nowhere follows its class */
static void
policies_counted_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (self->catalog, NULL);
  g_autofree char *detail = NULL;

  if (!muster_store_set_policies_finish (MUSTER_STORE (source), result, &error))
    {
      add_part (op, "policies", MUSTER_CHECK_FAIL, _("Tool policies"), _("Could not be stored"), error->message);
      op->blocked = TRUE;
    }
  else
    {
      /* Translators: how many tools */
      detail = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u tool has a policy", "%u tools have a policy", tools->len),
                                tools->len);
      add_part (op, "policies", MUSTER_CHECK_OK, _("Tool policies"), detail, NULL);
    }
  run_part (task);
}

static void
seed_policies (GTask     *task,
               GPtrArray *set)
{
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (self->catalog, NULL);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) seeds = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < set->len; i++)
    g_hash_table_add (known, (char *) muster_tool_policy_get_tool (g_ptr_array_index (set, i)));
  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);
      MusterToolPolicy *seed;

      if (g_hash_table_contains (known, muster_tool_get_id (tool)))
        continue;
      seed = muster_tool_policy_new ();
      muster_tool_policy_set_tool (seed, muster_tool_get_id (tool));
      muster_tool_policy_set_policy (seed, muster_tool_default_policy (tool));
      g_ptr_array_add (seeds, seed);
    }
  muster_store_set_policies_async (self->store, NULL, seeds, NULL, policies_counted_cb, g_object_ref (task));
}

static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) set = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (set == NULL)
    g_task_return_error (task, error);
  else
    seed_policies (task, set);
}

static void
provision_mappings_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);
  if (op->mappings == NULL)
    g_task_return_error (task, error);
  else
    muster_store_list_policies_async (self->store, NULL, g_task_get_cancellable (task), msp_policies_cb, g_object_ref (task));
}

static void
provisioning_saved_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_emit (self, "clients-changed");
  muster_store_list_mappings_async (self->store, muster_client_get_id (op->client), NULL, provision_mappings_cb,
                                    g_object_ref (task));
}

static void
provision_client_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Provision *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);
  if (op->client == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* A client that works already keeps working while it is provisioned again */
  if (muster_client_get_status (op->client) == MUSTER_CLIENT_STATUS_PENDING)
    muster_client_set_status (op->client, MUSTER_CLIENT_STATUS_PROVISIONING);
  muster_store_save_client_async (self->store, op->client, NULL, provisioning_saved_cb, g_object_ref (task));
}

void
muster_context_provision_client_async (MusterContext      *self,
                                       const char         *client_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Provision *op = g_new0 (Provision, 1);

  g_task_set_source_tag (task, muster_context_provision_client_async);
  op->parts = g_list_store_new (MUSTER_TYPE_CHECK);
  g_task_set_task_data (task, op, (GDestroyNotify) provision_free);
  muster_store_get_client_async (self->store, client_id, cancellable, provision_client_cb, g_object_ref (task));
}

GListModel *
muster_context_provision_client_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

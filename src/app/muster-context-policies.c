/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-tenants-private.h"
#include "muster-error.h"
#include "muster-exchange.h"
#include "muster-readiness.h"
#include "muster-policies-private.h"

/* MusterContext: tool policies as they hold, and changes of them */

typedef struct
{
  char       *client_id;  /* (nullable) */
  GHashTable *msp;        /* (owned) (nullable): tool → MusterToolPolicy */
  GHashTable *client;     /* (owned) (nullable): the same of the client */
  MusterReadiness *readiness; /* (owned) (nullable): of the client's tenant */
} ListPolicies;

static void
list_policies_free (ListPolicies *op)
{
  g_free (op->client_id);
  g_clear_pointer (&op->msp, g_hash_table_unref);
  g_clear_pointer (&op->client, g_hash_table_unref);
  g_clear_pointer (&op->readiness, muster_readiness_free);
  g_free (op);
}

/* What goes through an interface that the vendor documents for nobody waits for an administrator */
static gboolean
is_accepted (MusterConnection *connection,
             MusterTool       *tool)
{
  return muster_tool_has_published_way (tool) || muster_exchange_accepts (connection);
}

/* (transfer full): tool → MusterToolPolicy */
GHashTable *
muster_policies_by_tool (GPtrArray *rows)
{
  GHashTable *by_tool = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert (by_tool, g_strdup (muster_tool_policy_get_tool (rows->pdata[i])), g_object_ref (rows->pdata[i]));
  return by_tool;
}

/* The client's, else the MSP's, else the tool's own; floors are not applied. @client: (nullable) */
MusterPolicy
muster_policy_that_holds (MusterTool *tool,
                          GHashTable *msp,
                          GHashTable *client,
                          gboolean   *manager)
{
  MusterToolPolicy *row = client != NULL ? g_hash_table_lookup (client, muster_tool_get_id (tool)) : NULL;

  if (row == NULL)
    row = g_hash_table_lookup (msp, muster_tool_get_id (tool));
  *manager = row != NULL && muster_tool_policy_get_manager (row);
  return row != NULL ? muster_tool_policy_get_policy (row) : muster_tool_default_policy (tool);
}

static MusterToolPolicy *
describe_policy (MusterContext   *self,
                 MusterTool      *tool,
                 GHashTable      *msp,
                 GHashTable      *client,
                 MusterReadiness *readiness)
{
  MusterToolPolicy *row = muster_tool_policy_new ();
  const char *id = muster_tool_get_id (tool);
  gboolean own = client != NULL && g_hash_table_contains (client, id);
  gboolean shared = g_hash_table_contains (msp, id);
  gboolean manager;
  MusterPolicy policy = muster_policy_that_holds (tool, msp, client, &manager);
  MusterIntegration *integration = muster_tool_get_integration (tool);
  MusterConnection *connection = muster_context_find_connection (self, muster_integration_get_id (integration));
  g_autofree char *reason = NULL;

  muster_tool_policy_set_tool (row, id);
  muster_tool_policy_set_title (row, _(muster_tool_get_title (tool)));
  muster_tool_policy_set_integration (row, muster_integration_get_id (integration));
  muster_tool_policy_set_effect_class (row, muster_tool_get_effect_class (tool));
  muster_tool_policy_set_policy (row, muster_tool_floor_policy (tool, policy));
  muster_tool_policy_set_source (row, own ? "client" : shared ? "msp" : "default");
  muster_tool_policy_set_manager (row, manager);
  muster_tool_policy_set_engine (row, muster_tool_get_engine (tool));
  muster_tool_policy_set_available (row, connection != NULL && is_accepted (connection, tool));
  if (connection == NULL)
    muster_tool_policy_set_unavailable_reason (row, _("Not connected"));
  else if (!is_accepted (connection, tool))
    muster_tool_policy_set_unavailable_reason (row, _("Off until an administrator accepts Exchange’s undocumented "
                                                      "interface on the connection’s page"));
  else if (readiness != NULL && muster_readiness_blocks (readiness, id, &reason))
    {
      muster_tool_policy_set_available (row, FALSE);
      muster_tool_policy_set_unavailable_reason (row, reason);
    }
  return row;
}

/* What the engine does on a ticket by itself. Its reads are not decided by anybody, nor is what it does for an
 * administrator who has clicked */
static gboolean
is_listed (MusterTool *tool)
{
  static const char *const acts[] = {
    "add-internal-note", "hand-to-member", "move-to-board", "move-to-team", "reply-to-requester", "set-ticket-status", NULL
  };

  return !muster_tool_get_engine (tool) || g_strv_contains (acts, muster_tool_get_name (tool));
}

static void
return_policies (GTask      *task,
                 GHashTable *client)
{
  MusterContext *self = g_task_get_source_object (task);
  ListPolicies *op = g_task_get_task_data (task);
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (self->catalog, NULL);
  GListStore *list = g_list_store_new (MUSTER_TYPE_TOOL_POLICY);

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);
      g_autoptr(MusterToolPolicy) row = NULL;

      if (!is_listed (tool))
        continue;
      row = describe_policy (self, tool, op->msp, client, op->readiness);
      g_list_store_append (list, row);
    }
  g_task_return_pointer (task, list, g_object_unref);
}

static void
readiness_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  ListPolicies *op = g_task_get_task_data (task);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(MusterReadinessFacts) facts = text != NULL ? muster_readiness_facts_from_json (text, NULL) : NULL;

  if (facts != NULL)
    op->readiness = muster_readiness_new (self->catalog, facts, NULL, muster_clock_now (self->clock));
  return_policies (task, op->client);
}

/* What the client's tenant is not ready for does not work whatever its policy */
static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ListPolicies *op = g_task_get_task_data (task);
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, NULL);

  for (guint i = 0; mappings != NULL && i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);
      g_autofree char *key = NULL;

      if (muster_mapping_get_kind (mapping) != MUSTER_MAPPING_KIND_TENANT)
        continue;
      key = muster_readiness_store_key (muster_mapping_get_connection_id (mapping), muster_mapping_get_external_id (mapping));
      muster_store_get_value_async (MUSTER_STORE (source), key, g_task_get_cancellable (task), readiness_cb, g_object_ref (task));
      return;
    }
  return_policies (task, op->client);
}

static void
client_policies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  ListPolicies *op = g_task_get_task_data (task);
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->client = muster_policies_by_tool (rows);
  muster_store_list_mappings_async (MUSTER_STORE (source), op->client_id, g_task_get_cancellable (task), mappings_cb,
                                    g_object_ref (task));
}

static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  ListPolicies *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->msp = muster_policies_by_tool (rows);
  if (op->client_id == NULL)
    return_policies (task, NULL);
  else
    muster_store_list_policies_async (self->store, op->client_id, g_task_get_cancellable (task), client_policies_cb,
                                      g_object_ref (task));
}

void
muster_context_list_tool_policies_async (MusterContext      *self,
                                         const char         *client_id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  ListPolicies *op = g_new0 (ListPolicies, 1);

  g_task_set_source_tag (task, muster_context_list_tool_policies_async);
  op->client_id = g_strdup (client_id);
  g_task_set_task_data (task, op, (GDestroyNotify) list_policies_free);
  muster_store_list_policies_async (self->store, NULL, cancellable, msp_policies_cb, g_object_ref (task));
}

GListModel *
muster_context_list_tool_policies_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A manager says yes to what happens to people and their accounts, not to a reading and not to the agent's own writing */
gboolean
muster_context_may_ask_manager (MusterContext *self,
                                const char    *tool_id)
{
  MusterTool *tool = muster_catalog_lookup_tool (self->catalog, tool_id);

  return tool != NULL && !muster_tool_is_read (tool) && !muster_tool_get_engine (tool);
}

/**
 * muster_context_policy_floor:
 * @tool: full name
 * @reason: (out) (optional) (nullable): translated, why it cannot be less strict
 *
 * Returns: the least strict policy that @tool may have
 */
MusterPolicy
muster_context_policy_floor (MusterContext *self,
                             const char    *tool_id,
                             const char   **reason)
{
  MusterTool *tool = muster_catalog_lookup_tool (self->catalog, tool_id);
  MusterPolicy least = tool != NULL ? muster_tool_floor_policy (tool, MUSTER_POLICY_AUTO) : MUSTER_POLICY_DISABLED;

  if (reason == NULL)
    return least;
  if (least == MUSTER_POLICY_AUTO)
    *reason = NULL;
  else if (tool == NULL)
    *reason = _("There is no such tool.");
  else
    *reason = muster_tool_get_effect_class (tool) == MUSTER_EFFECT_CLASS_PRIVILEGE
              ? _("It gives somebody more rights, so a person always decides.")
              : _("It cannot be undone, so a person always decides.");
  return least;
}

/* --- Changes --- */

typedef struct
{
  char      *client_id;  /* (nullable) */
  char      *tool;
  MusterPolicy policy;
  GPtrArray *changes;    /* (owned) (nullable) (element-type MusterToolPolicy) */
} Save;

static void
save_free (Save *op)
{
  g_free (op->client_id);
  g_free (op->tool);
  g_clear_pointer (&op->changes, g_ptr_array_unref);
  g_free (op);
}

static void
workspace_again_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(MusterWorkspace) workspace = muster_store_load_workspace_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (workspace != NULL)
    muster_context_set_workspace (self, workspace);
  muster_context_emit (self, "policies-changed");
  g_task_return_boolean (task, TRUE);
}

/* 3 of 3: runs whose request for approval is void think again about what they do */
static void
approvals_voided_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) runs = muster_store_void_approvals_finish (MUSTER_STORE (source), result, &error);

  /* They name the revision that they were made under, so nothing is ever done on them */
  if (runs == NULL)
    g_warning ("Voiding open approvals after a change of policies: %s", error->message);
  else if (runs->len > 0)
    muster_context_reconsider (self);
  muster_store_load_workspace_async (self->store, NULL, workspace_again_cb, g_object_ref (task));
}

/* 2 of 3: the change counted the policy revision up */
static void
policies_set_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Save *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_set_policies_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_void_approvals_async (self->store, op->client_id, NULL, "policies changed", muster_context_get_actor (self), NULL,
                                       approvals_voided_cb, g_object_ref (task));
}

/* (nullable): the change as it is stored; whoever asks the manager asks a technician too */
static MusterToolPolicy *
check_change (MusterContext    *self,
              MusterToolPolicy *change,
              GError          **error)
{
  const char *tool_id = muster_tool_policy_get_tool (change);
  MusterTool *tool = muster_catalog_lookup_tool (self->catalog, tool_id);
  MusterPolicy policy = muster_tool_policy_get_policy (change);
  g_autoptr(MusterToolPolicy) row = NULL;
  const char *reason = NULL;

  if (tool == NULL)
    {
      /* Translators: the name of a tool */
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, _("There is no tool “%s”."), tool_id);
      return NULL;
    }
  row = muster_tool_policy_new ();
  muster_tool_policy_set_tool (row, tool_id);
  if (muster_policy_change_resets (change))
    {
      muster_tool_policy_set_source (row, MUSTER_POLICY_SOURCE_INHERIT);
      return g_steal_pointer (&row);
    }
  if (muster_tool_policy_get_manager (change) && !muster_context_may_ask_manager (self, tool_id))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "%s: %s", _(muster_tool_get_title (tool)),
                   _("A manager is asked about changes at the customer only."));
      return NULL;
    }
  if (muster_tool_policy_get_manager (change) && policy == MUSTER_POLICY_AUTO)
    policy = MUSTER_POLICY_APPROVAL_NEEDED;
  if (muster_tool_floor_policy (tool, policy) != policy)
    {
      muster_context_policy_floor (self, tool_id, &reason);
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "%s: %s", _(muster_tool_get_title (tool)), reason);
      return NULL;
    }
  muster_tool_policy_set_policy (row, policy);
  muster_tool_policy_set_manager (row, muster_tool_policy_get_manager (change) && policy == MUSTER_POLICY_APPROVAL_NEEDED);
  return g_steal_pointer (&row);
}

/* (nullable): the whole change, or nothing */
GPtrArray *
muster_context_check_policies (MusterContext *self,
                               GPtrArray     *changes,
                               GError       **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < changes->len; i++)
    {
      MusterToolPolicy *row = check_change (self, g_ptr_array_index (changes, i), error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

/* 1 of 3 */
static void
save_changes (GTask     *task,
              GPtrArray *changes)
{
  MusterContext *self = g_task_get_source_object (task);
  Save *op = g_task_get_task_data (task);
  g_autoptr(GPtrArray) rows = NULL;
  GError *error = NULL;

  rows = muster_context_check_policies (self, changes, &error);
  if (rows == NULL)
    g_task_return_error (task, error);
  else
    muster_store_set_policies_async (self->store, op->client_id, rows, NULL, policies_set_cb, g_object_ref (task));
}

static GTask *
new_save (MusterContext      *self,
          const char         *client_id,
          const char         *tool,
          MusterPolicy        policy,
          gpointer            source_tag,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Save *op = g_new0 (Save, 1);

  g_task_set_source_tag (task, source_tag);
  op->client_id = g_strdup (client_id);
  op->tool = g_strdup (tool);
  op->policy = policy;
  g_task_set_task_data (task, op, (GDestroyNotify) save_free);
  return task;
}

/**
 * muster_context_save_policies_async:
 * @client_id: (nullable): whose; %NULL: the MSP's
 * @changes: (element-type MusterToolPolicy): tool, policy and manager are read; source `inherit` takes one back
 *
 * Saves several policies, all or none of them. Requests for approval that were made under the policies of before are void.
 */
void
muster_context_save_policies_async (MusterContext      *self,
                                    const char         *client_id,
                                    GPtrArray          *changes,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (changes != NULL);

  task = new_save (self, client_id, NULL, MUSTER_POLICY_AUTO, muster_context_save_policies_async, cancellable, callback,
                   user_data);
  save_changes (task, changes);
}

gboolean
muster_context_save_policies_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What is not said stays: whether the manager is asked */
static void
policies_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Save *op = g_task_get_task_data (task);
  g_autoptr(GListModel) list = NULL;
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  MusterToolPolicy *change = muster_tool_policy_new ();
  GError *error = NULL;

  g_ptr_array_add (changes, change);
  muster_tool_policy_set_tool (change, op->tool);
  muster_tool_policy_set_policy (change, op->policy);
  list = muster_context_list_tool_policies_finish (MUSTER_CONTEXT (source), result, &error);
  if (list == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterToolPolicy) row = g_list_model_get_item (list, i);

      if (op->policy == MUSTER_POLICY_APPROVAL_NEEDED && g_strcmp0 (muster_tool_policy_get_tool (row), op->tool) == 0)
        muster_tool_policy_set_manager (change, muster_tool_policy_get_manager (row));
    }
  save_changes (task, changes);
}

void
muster_context_set_policy_async (MusterContext      *self,
                                 const char         *client_id,
                                 const char         *tool_id,
                                 MusterPolicy        policy,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = new_save (self, client_id, tool_id, policy, muster_context_set_policy_async, cancellable, callback,
                                    user_data);

  muster_context_list_tool_policies_async (self, client_id, cancellable, policies_listed_cb, g_object_ref (task));
}

gboolean
muster_context_set_policy_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_context_clear_policy_async (MusterContext      *self,
                                   const char         *client_id,
                                   const char         *tool_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = new_save (self, client_id, tool_id, MUSTER_POLICY_AUTO, muster_context_clear_policy_async, cancellable,
                                    callback, user_data);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  MusterToolPolicy *change = muster_tool_policy_new ();

  g_ptr_array_add (changes, change);
  muster_tool_policy_set_tool (change, tool_id);
  muster_tool_policy_set_source (change, MUSTER_POLICY_SOURCE_INHERIT);
  save_changes (task, changes);
}

gboolean
muster_context_clear_policy_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

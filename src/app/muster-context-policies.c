/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-tenants-private.h"
#include "muster-error.h"
#include "muster-readiness.h"
#include "muster-resources.h"

/* MusterContext: tool policies, operating modes and prompts */

typedef struct
{
  char       *client_id;  /* (nullable) */
  GHashTable *msp;        /* (owned) (nullable): tool → policy + 1 */
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
  g_autofree char *accepted = muster_connector_get_setting (connection, "exchangeUnpublished");

  return muster_tool_has_published_way (tool) || g_strcmp0 (accepted, "accepted") == 0;
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
  guint own = client != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (client, id)) : 0;
  guint shared = GPOINTER_TO_UINT (g_hash_table_lookup (msp, id));
  MusterPolicy policy = own != 0 ? (MusterPolicy) (own - 1) : shared != 0 ? (MusterPolicy) (shared - 1)
                        : muster_tool_default_policy (tool);
  MusterIntegration *integration = muster_tool_get_integration (tool);
  MusterConnection *connection = muster_context_find_connection (self, muster_integration_get_id (integration));
  g_autofree char *reason = NULL;

  muster_tool_policy_set_tool (row, id);
  muster_tool_policy_set_title (row, _(muster_tool_get_title (tool)));
  muster_tool_policy_set_integration (row, muster_integration_get_id (integration));
  muster_tool_policy_set_effect_class (row, muster_tool_get_effect_class (tool));
  muster_tool_policy_set_policy (row, muster_tool_floor_policy (tool, policy));
  muster_tool_policy_set_source (row, own != 0 ? "client" : shared != 0 ? "msp" : "default");
  muster_tool_policy_set_available (row, connection != NULL && is_accepted (connection, tool));
  if (connection == NULL)
    muster_tool_policy_set_unavailable_reason (row, _("Not connected"));
  else if (!is_accepted (connection, tool))
    muster_tool_policy_set_unavailable_reason (row, _("Off until an administrator accepts Exchange’s undocumented interface on the connection’s page"));
  else if (readiness != NULL && muster_readiness_blocks (readiness, id, &reason))
    {
      muster_tool_policy_set_available (row, FALSE);
      muster_tool_policy_set_unavailable_reason (row, reason);
    }
  return row;
}

/* The engine's own reads are not decided by anybody; its acts are */
static gboolean
is_listed (MusterTool *tool)
{
  return !muster_tool_get_engine (tool) || !muster_tool_is_read (tool);
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
  op->client = muster_tool_policies_index (rows);
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
  op->msp = muster_tool_policies_index (rows);
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

static void
refresh_workspace_cb (GObject      *source,
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

/* The change counted the policy revision up */
static void
policies_set_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_set_policies_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_load_workspace_async (self->store, NULL, refresh_workspace_cb, g_object_ref (task));
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
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterTool *tool = muster_catalog_lookup_tool (self->catalog, tool_id);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  MusterToolPolicy *row;
  const char *reason = NULL;

  g_task_set_source_tag (task, muster_context_set_policy_async);
  if (tool == NULL)
    {
      /* Translators: the name of a tool */
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, _("There is no tool “%s”."), tool_id);
      return;
    }
  if (muster_tool_floor_policy (tool, policy) != policy)
    {
      muster_context_policy_floor (self, tool_id, &reason);
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "%s: %s", _(muster_tool_get_title (tool)), reason);
      return;
    }

  row = muster_tool_policy_new ();
  muster_tool_policy_set_tool (row, tool_id);
  muster_tool_policy_set_policy (row, policy);
  g_ptr_array_add (rows, row);
  muster_store_set_policies_async (self->store, client_id, rows, NULL, policies_set_cb, g_object_ref (task));
}

gboolean
muster_context_set_policy_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
policy_cleared_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_clear_policy_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_load_workspace_async (self->store, NULL, refresh_workspace_cb, g_object_ref (task));
}

void
muster_context_clear_policy_async (MusterContext      *self,
                                   const char         *client_id,
                                   const char         *tool_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterTool *tool = muster_catalog_lookup_tool (self->catalog, tool_id);
  g_autoptr(GTask) task = NULL;

  if (client_id == NULL && tool != NULL)
    {
      muster_context_set_policy_async (self, NULL, tool_id, muster_tool_default_policy (tool), cancellable, callback, user_data);
      return;
    }
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_clear_policy_async);
  if (tool == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, _("There is no tool “%s”."), tool_id);
  else
    muster_store_clear_policy_async (self->store, client_id, tool_id, NULL, policy_cleared_cb, g_object_ref (task));
}

gboolean
muster_context_clear_policy_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Modes */

static void
mode_client_saved_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_emit (self, "clients-changed");
  g_task_return_boolean (task, TRUE);
}

static void
mode_client_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(MusterClient) client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);

  if (client == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_client_set_mode (client, (MusterMode) GPOINTER_TO_INT (g_task_get_task_data (task)));
  muster_store_save_client_async (self->store, client, NULL, mode_client_saved_cb, g_object_ref (task));
}

static void
mode_workspace_saved_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_save_workspace_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_load_workspace_async (self->store, NULL, refresh_workspace_cb, g_object_ref (task));
}

static void
mode_workspace_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkspace) workspace = muster_store_load_workspace_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (workspace == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no workspace yet");
  else
    {
      muster_workspace_set_default_mode (workspace, (MusterMode) GPOINTER_TO_INT (g_task_get_task_data (task)));
      muster_store_save_workspace_async (self->store, workspace, NULL, mode_workspace_saved_cb, g_object_ref (task));
    }
}

void
muster_context_set_mode_async (MusterContext      *self,
                               const char         *client_id,
                               MusterMode          mode,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_set_mode_async);
  g_task_set_task_data (task, GINT_TO_POINTER ((int) mode), NULL);
  if (client_id != NULL)
    muster_store_get_client_async (self->store, client_id, cancellable, mode_client_cb, g_object_ref (task));
  else if (mode == MUSTER_MODE_INHERIT)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The workspace has nothing to inherit a mode from");
  else
    muster_store_load_workspace_async (self->store, cancellable, mode_workspace_cb, g_object_ref (task));
}

gboolean
muster_context_set_mode_finish (MusterContext *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Prompts: base, MSP, client, in this order */

void
muster_prompt_free (MusterPrompt *prompt)
{
  g_free (prompt->base);
  g_free (prompt->msp);
  g_free (prompt->client);
  g_free (prompt->effective);
  g_free (prompt);
}

static char *
prompt_key (const char *client_id)
{
  return client_id != NULL ? g_strconcat ("prompt/client/", client_id, NULL) : g_strdup ("prompt/msp");
}

static char *
base_prompt (void)
{
  g_autoptr(GBytes) bytes = muster_core_lookup_resource ("prompts/base.md", NULL);

  if (bytes == NULL)
    return g_strdup ("");
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

typedef struct
{
  MusterPrompt *prompt;     /* (owned) */
  char         *client_id;  /* (nullable) */
} GetPrompt;

static void
get_prompt_free (GetPrompt *op)
{
  g_clear_pointer (&op->prompt, muster_prompt_free);
  g_free (op->client_id);
  g_free (op);
}

static void
return_prompt (GTask *task)
{
  GetPrompt *op = g_task_get_task_data (task);
  const char *parts[4] = { op->prompt->base };
  guint n = 1;

  if (op->prompt->msp != NULL)
    parts[n++] = op->prompt->msp;
  if (op->prompt->client != NULL)
    parts[n++] = op->prompt->client;
  op->prompt->effective = g_strjoinv ("\n\n", (char **) parts);
  g_task_return_pointer (task, g_steal_pointer (&op->prompt), (GDestroyNotify) muster_prompt_free);
}

static void
client_prompt_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GetPrompt *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->prompt->client = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    return_prompt (task);
}

static void
msp_prompt_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GetPrompt *op = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  GError *error = NULL;

  op->prompt->msp = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (op->client_id == NULL)
    {
      return_prompt (task);
      return;
    }
  key = prompt_key (op->client_id);
  muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), client_prompt_cb, g_object_ref (task));
}

void
muster_context_get_prompt_async (MusterContext      *self,
                                 const char         *client_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GetPrompt *op = g_new0 (GetPrompt, 1);
  g_autofree char *key = prompt_key (NULL);

  g_task_set_source_tag (task, muster_context_get_prompt_async);
  op->prompt = g_new0 (MusterPrompt, 1);
  op->prompt->base = base_prompt ();
  op->client_id = g_strdup (client_id);
  g_task_set_task_data (task, op, (GDestroyNotify) get_prompt_free);
  muster_store_get_value_async (self->store, key, cancellable, msp_prompt_cb, g_object_ref (task));
}

MusterPrompt *
muster_context_get_prompt_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prompt_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
muster_context_set_prompt_async (MusterContext      *self,
                                 const char         *client_id,
                                 const char         *text,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *key = prompt_key (client_id);

  g_task_set_source_tag (task, muster_context_set_prompt_async);
  muster_store_set_value_async (self->store, key, text != NULL && text[0] != '\0' ? text : NULL, NULL, prompt_saved_cb,
                                g_object_ref (task));
}

gboolean
muster_context_set_prompt_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets that are read: a run gets handles, a person who clicked gets the
 * value. Nothing else of a read ever holds one. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-tool-secrets.h"

#include "muster-gate-secrets.h"

/* Lists never give values, whatever their row says */
static gboolean
gives_values (MusterTool *tool)
{
  return muster_tool_get_effect_class (tool) == MUSTER_EFFECT_CLASS_READ_SENSITIVE && muster_tool_has_handles (tool);
}

void
muster_gate_secrets_begin (MusterRunCap   *cap,
                           MusterTool     *tool,
                           MusterToolExec *exec)
{
  MusterCapKind kind = muster_cap_get_kind (cap);

  if (gives_values (tool) && (kind == MUSTER_CAP_RUN || kind == MUSTER_CAP_ADMIN))
    muster_tool_exec_keep_secrets (exec);
}

/* --- Handles for a run --- */

typedef struct
{
  MusterGate   *gate;
  MusterRunCap *cap;
  MusterTool   *tool;
  char         *args;
} Minting;

static char *
mint_cb (const MusterToolSecret *found,
         gpointer                user_data)
{
  Minting *minting = user_data;
  MusterVault *vault = muster_gate_get_vault (minting->gate);
  char *handle;

  /* An administrator's read is for the eyes alone: muster_gate_reveal_async () */
  if (muster_cap_get_kind (minting->cap) != MUSTER_CAP_RUN)
    return NULL;
  handle = muster_vault_mint (vault, muster_cap_get_client_id (minting->cap), muster_cap_get_run_id (minting->cap),
                              found->title, found->owner, found->secret);
  muster_vault_set_origin (vault, handle, muster_tool_get_id (minting->tool), minting->args, found->path);
  return handle;
}

void
muster_gate_secrets_mint (MusterGate     *self,
                          MusterRunCap   *cap,
                          MusterTool     *tool,
                          MusterToolExec *exec,
                          JsonObject     *args,
                          JsonNode       *result)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), args);
  g_autofree char *text = muster_json_canonical (node);
  Minting minting = { self, cap, tool, text };

  muster_tool_exec_take_secrets (exec, result, mint_cb, &minting);
}

/* After a restart: handles in a stored answer are known again, and can be read again */
static void
remember (MusterGate   *self,
          MusterRunCap *cap,
          const char   *tool,
          const char   *args,
          const char   *path,
          JsonNode     *node)
{
  MusterVault *vault = muster_gate_get_vault (self);
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  const char *text = muster_json_node_str (node);
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *below = *path != '\0' ? g_strconcat (path, ".", l->data, NULL) : g_strdup (l->data);

      remember (self, cap, tool, args, below, json_object_get_member (object, l->data));
    }
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *below = g_strdup_printf ("%s.%u", path, i);

      remember (self, cap, tool, args, below, json_array_get_element (array, i));
    }
  if (muster_handle_is_valid (text))
    {
      muster_vault_remember (vault, text, muster_cap_get_client_id (cap), muster_cap_get_run_id (cap));
      muster_vault_set_origin (vault, text, tool, args, path);
    }
}

/**
 * muster_gate_replay_secrets:
 * @cap: of a run that goes on after a restart
 * @tool: full name
 * @args: with which arguments it was used
 * @result: (nullable): what it answered then
 *
 * Lets the handles of a stored answer be known again. Their values are gone; they are read again where they are needed.
 */
void
muster_gate_replay_secrets (MusterGate   *self,
                            MusterRunCap *cap,
                            const char   *tool,
                            JsonObject   *args,
                            JsonNode     *result)
{
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (row == NULL || result == NULL || !gives_values (row) || muster_cap_get_kind (cap) != MUSTER_CAP_RUN)
    return;
  node = json_node_init_object (json_node_alloc (), args);
  text = muster_json_canonical (node);
  remember (self, cap, tool, text, "", result);
}

/* --- Handles in arguments --- */

static gboolean
is_misused (MusterGate   *self,
            MusterRunCap *cap,
            gboolean      secret_in,
            gboolean      top,
            JsonNode     *node,
            GPtrArray    *handles)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  const char *text = muster_json_node_str (node);
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    if (muster_handle_is_in (l->data) ||
        is_misused (self, cap, secret_in, FALSE, json_object_get_member (object, l->data), handles))
      return TRUE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (is_misused (self, cap, secret_in, FALSE, json_array_get_element (array, i), handles))
      return TRUE;
  if (!muster_handle_is_in (text))
    return FALSE;
  if (!secret_in || !top || !muster_handle_is_valid (text) || muster_cap_get_client_id (cap) == NULL ||
      muster_cap_get_run_id (cap) == NULL ||
      !muster_vault_belongs (muster_gate_get_vault (self), text, muster_cap_get_client_id (cap), muster_cap_get_run_id (cap)))
    return TRUE;
  if (handles != NULL)
    g_ptr_array_add (handles, g_strdup (text));
  return FALSE;
}

gboolean
muster_gate_secrets_misused (MusterGate   *self,
                             MusterRunCap *cap,
                             MusterTool   *tool,
                             JsonObject   *args,
                             GPtrArray    *handles)
{
  g_autoptr(GList) names = args != NULL ? json_object_get_members (args) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      gboolean secret_in = g_strcmp0 (muster_tool_get_arg_role (tool, l->data), "secret-in") == 0 &&
                           !muster_tool_is_read (tool);

      if (is_misused (self, cap, secret_in, TRUE, json_object_get_member (args, l->data), handles))
        return TRUE;
    }
  return FALSE;
}

/* --- For a person's eyes --- */

typedef struct
{
  MusterRunCap   *cap;     /* (owned) */
  MusterTool     *tool;    /* (owned) */
  MusterToolExec *exec;    /* (owned) */
  GPtrArray      *found;   /* (owned) (element-type MusterGateSecret) */
} Reveal;

static void
reveal_free (gpointer data)
{
  Reveal *reveal = data;

  g_clear_object (&reveal->cap);
  g_clear_object (&reveal->tool);
  g_clear_object (&reveal->exec);
  g_clear_pointer (&reveal->found, g_ptr_array_unref);
  g_free (reveal);
}

void
muster_gate_secret_free (MusterGateSecret *self)
{
  g_free (self->title);
  g_free (self->owner);
  g_free (self->path);
  muster_secret_unref (self->secret);
  g_free (self);
}

static char *
reveal_cb (const MusterToolSecret *found,
           gpointer                user_data)
{
  Reveal *reveal = user_data;
  MusterGateSecret *secret = g_new0 (MusterGateSecret, 1);

  secret->title = g_strdup (found->title);
  secret->owner = g_strdup (found->owner);
  secret->path = g_strdup (found->path);
  secret->secret = muster_secret_ref (found->secret);
  g_ptr_array_add (reveal->found, secret);
  return NULL;
}

static void
reveal_sent_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reveal *reveal = g_task_get_task_data (task);
  g_autoptr(JsonNode) answer = NULL;
  MusterSent sent;
  GError *error = NULL;

  if (!muster_gate_send_finish (MUSTER_GATE (source), result, &sent, NULL, &error))
    {
      g_prefix_error (&error, "%s: ", muster_tool_get_id (reveal->tool));
      g_task_return_error (task, error);
      return;
    }
  if (sent != MUSTER_SENT_ALL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "%s would change something",
                               muster_tool_get_id (reveal->tool));
      return;
    }
  answer = muster_tool_exec_result (reveal->exec);
  muster_tool_exec_take_secrets (reveal->exec, answer, reveal_cb, reveal);
  if (reveal->found->len == 0)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s: nothing is stored there",
                             muster_tool_get_id (reveal->tool));
  else
    g_task_return_pointer (task, g_steal_pointer (&reveal->found), (GDestroyNotify) g_ptr_array_unref);
}

/* (transfer full) (nullable): bare arguments */
static JsonObject *
decide_reveal (MusterGate    *self,
               MusterRunCap  *cap,
               MusterTool    *tool,
               JsonObject    *args,
               GError       **error)
{
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;
  g_autoptr(MusterGateDecision) decision = NULL;
  g_autoptr(JsonObject) bare = NULL;

  if (tool == NULL || !gives_values (tool))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "R1: nothing that can be shown");
      return NULL;
    }
  bare = muster_tool_normalize_args (tool, NULL, args, error);
  if (bare == NULL)
    return NULL;
  proposal.tool = tool;
  proposal.args = bare;
  proposal.secret_misused = muster_gate_secrets_misused (self, cap, tool, bare, NULL);
  decision = muster_gate_decide (cap, &proposal, NULL, MUSTER_GATE_DISPATCH);
  if (decision->verdict == MUSTER_VERDICT_ALLOW)
    return g_steal_pointer (&bare);
  g_set_error (error, MUSTER_ERROR,
               decision->verdict == MUSTER_VERDICT_APPROVAL ? MUSTER_ERROR_NEEDS_APPROVAL : MUSTER_ERROR_REFUSED_BY_POLICY,
               "%s", decision->reason);
  return NULL;
}

/**
 * muster_gate_reveal_async:
 * @self: a gate
 * @cap: of an administrator, whose click this is; for one client
 * @tool: full name of a tool that reads a secret
 * @args: its arguments
 *
 * Reads a secret for the eyes of a person. It gets no handle.
 */
void
muster_gate_reveal_async (MusterGate          *self,
                          MusterRunCap        *cap,
                          const char          *tool,
                          JsonObject          *args,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool);
  Reveal *reveal = g_new0 (Reveal, 1);
  g_autoptr(MusterGateLink) link = NULL;
  g_autoptr(MusterScope) scope = NULL;
  g_autoptr(JsonObject) bare = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, muster_gate_reveal_async);
  g_task_set_task_data (task, reveal, reveal_free);
  reveal->cap = g_object_ref (cap);
  reveal->tool = row != NULL ? g_object_ref (row) : NULL;
  reveal->found = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_gate_secret_free);

  if (muster_cap_get_kind (cap) != MUSTER_CAP_ADMIN || muster_cap_get_scope (cap) == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "R1: only a person may look at a secret");
  else
    bare = decide_reveal (self, cap, row, args, &error);
  if (bare != NULL)
    link = muster_gate_find_link (self, cap, row, NULL, &error);
  if (link == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  scope = muster_gate_scope_for (cap, link);
  reveal->exec = muster_tool_exec_new (row, bare, scope, link->endpoints);
  muster_gate_secrets_begin (cap, row, reveal->exec);
  muster_gate_send_async (self, link, reveal->exec, FALSE, muster_cap_get_priority (cap), cancellable, reveal_sent_cb,
                          g_object_ref (task));
}

/**
 * muster_gate_reveal_finish:
 *
 * Returns: (transfer full) (element-type MusterGateSecret): at least one
 */
GPtrArray *
muster_gate_reveal_finish (MusterGate    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Live secrets in text --- */

static void
clean_node (MusterEgress *egress,
            JsonNode     *node)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  const char *text = muster_json_node_str (node);
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    clean_node (egress, json_object_get_member (object, l->data));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    clean_node (egress, json_array_get_element (array, i));
  if (text != NULL && muster_egress_blocks (egress, "answer", text))
    json_node_set_string (node, "(left out: it held a secret)");
}

void
muster_gate_clean_result (MusterGate *self,
                          JsonNode   *result)
{
  MusterEgress *egress = muster_gate_get_egress (self);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  if (egress == NULL || result == NULL)
    return;
  text = muster_json_to_string (result);
  label = muster_egress_find (egress, text);
  muster_secret_wipe (text);
  if (label != NULL)
    clean_node (egress, result);
}

/**
 * muster_gate_blocks_text:
 * @self: a gate
 * @where: what @text is for: "plan", "note" …
 * @text: (nullable): what is about to be kept or sent
 *
 * Returns: whether a live secret is in it; then it stays, and the alarm is raised
 */
gboolean
muster_gate_blocks_text (MusterGate *self,
                         const char *where,
                         const char *text)
{
  MusterEgress *egress = muster_gate_get_egress (self);

  return egress != NULL && muster_egress_blocks (egress, where, text);
}

/* --- Errors --- */

void
muster_gate_clean_error (MusterGate  *self,
                         GError     **error)
{
  MusterEgress *egress = muster_gate_get_egress (self);
  g_autofree char *label = NULL;

  if (egress == NULL || error == NULL || *error == NULL)
    return;
  label = muster_egress_find (egress, (*error)->message);
  if (label == NULL)
    return;
  g_warning ("A vendor's answer held a secret (%s); its text was left out", label);
  muster_egress_alarm (egress, label, "error");
  muster_secret_wipe ((*error)->message);
  g_free ((*error)->message);
  (*error)->message = g_strdup ("The vendor's text was left out: it held a secret");
}

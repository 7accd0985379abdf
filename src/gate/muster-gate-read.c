/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first of the two senders: reads. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"

#include "muster-gate-private.h"
#include "muster-gate-secrets.h"

/* R5 believes nobody else about which domains are the client's */
#define DOMAINS_TOOL "microsoft365:list-domains"

typedef struct
{
  MusterRunCap       *cap;        /* (owned) */
  MusterTool         *tool;       /* (owned) (nullable) */
  MusterToolExec     *exec;       /* (owned) (nullable) */
  JsonObject         *args;       /* (owned) (nullable): bare */
  MusterGateDecision *decision;   /* (owned) */
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_object_unref (read->cap);
  g_clear_object (&read->tool);
  g_clear_object (&read->exec);
  g_clear_pointer (&read->args, json_object_unref);
  muster_gate_decision_free (read->decision);
  g_free (read);
}

/* --- What an answer proves to be the client's --- */

static void
note_id (MusterRunCap *cap,
         const char   *kind,
         JsonObject   *object)
{
  JsonNode *node = json_object_get_member (object, "id");
  g_autofree char *ref = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return;
  ref = json_node_get_value_type (node) == G_TYPE_INT64
    ? g_strdup_printf ("%s:%" G_GINT64_FORMAT, kind, json_node_get_int (node))
    : g_strdup_printf ("%s:%s", kind, json_node_get_string (node));
  muster_cap_add_resolved (cap, ref);
}

static void
note_ids (MusterRunCap *cap,
          const char   *kind,
          JsonNode     *node)
{
  JsonArray *array = muster_json_node_arr (node);
  guint i;

  if (muster_json_node_obj (node) != NULL)
    note_id (cap, kind, muster_json_node_obj (node));
  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (muster_json_arr_obj (array, i) != NULL)
      note_id (cap, kind, muster_json_arr_obj (array, i));
}

/* A mailbox is named by its address */
static void
note_mailboxes (MusterRunCap *cap,
                JsonNode     *node)
{
  JsonArray *array = muster_json_node_arr (node);
  JsonObject *one = muster_json_node_obj (node);
  guint n = one != NULL ? 1 : array != NULL ? json_array_get_length (array) : 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      JsonObject *row = one != NULL ? one : muster_json_arr_obj (array, i);
      const char *address = row != NULL ? muster_json_str (row, "PrimarySmtpAddress") : NULL;

      if (address != NULL)
        {
          g_autofree char *ref = g_strconcat ("mailbox:", address, NULL);

          muster_cap_add_resolved (cap, ref);
        }
    }
}

/* The client's own mail domains, those that the vendor has verified */
static void
note_domains (MusterRunCap *cap,
              JsonObject   *answer)
{
  JsonArray *rows = muster_json_arr (answer, "domains");
  g_autoptr(GPtrArray) domains = g_ptr_array_new ();

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);

      if (row != NULL && muster_json_bool (row, "isVerified", FALSE) && muster_json_str (row, "id") != NULL)
        g_ptr_array_add (domains, (char *) muster_json_str (row, "id"));
    }
  g_ptr_array_add (domains, NULL);
  if (domains->len > 1)
    muster_cap_set_domains (cap, (const char * const *) domains->pdata);
}

static void
note_yields (MusterRunCap *cap,
             MusterTool   *tool,
             JsonNode     *result)
{
  const char * const *yields = muster_tool_get_yields (tool);
  JsonObject *object = muster_json_node_obj (result);
  g_autoptr(GList) members = json_object_get_members (object);
  GList *l;
  gsize i;

  if (muster_cap_get_kind (cap) != MUSTER_CAP_RUN)
    return;
  muster_cap_set_fresh (cap, FALSE);
  if (g_str_equal (muster_tool_get_id (tool), DOMAINS_TOOL))
    note_domains (cap, object);
  for (i = 0; yields != NULL && yields[i] != NULL; i++)
    for (l = members; l != NULL; l = l->next)
      {
        JsonNode *node = json_object_get_member (object, l->data);

        if (g_str_equal (yields[i], "mailbox"))
          note_mailboxes (cap, node);
        else
          note_ids (cap, yields[i], node);
      }
}

/* --- Reading --- */

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Read *read = g_task_get_task_data (task);
  MusterSent sent;
  GError *error = NULL;
  JsonNode *answer;

  if (!muster_gate_send_finish (MUSTER_GATE (source), result, &sent, NULL, &error))
    {
      muster_gate_tell_refused (MUSTER_GATE (source), read->cap, read->tool, error);
      g_prefix_error (&error, "%s: ", muster_tool_get_id (read->tool));
      g_task_return_error (task, error);
      return;
    }
  if (sent != MUSTER_SENT_ALL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                               "%s would change something", muster_tool_get_id (read->tool));
      return;
    }
  if (muster_tool_exec_get_dropped (read->exec) > 0)
    g_message ("%s: %u rows of others were dropped", muster_tool_get_id (read->tool),
               muster_tool_exec_get_dropped (read->exec));
  answer = muster_tool_exec_result (read->exec);
  muster_gate_secrets_mint (MUSTER_GATE (source), read->cap, read->tool, read->exec, read->args, answer);
  muster_gate_clean_result (MUSTER_GATE (source), answer);
  note_yields (read->cap, read->tool, answer);
  g_task_return_pointer (task, answer, (GDestroyNotify) json_node_unref);
}

/* (transfer full) (nullable): bare arguments; @read gets its decision in any case */
static JsonObject *
decide (MusterGate              *self,
        Read                    *read,
        JsonObject              *args,
        const MusterRunHistory  *history,
        GError                 **error)
{
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;
  g_autoptr(JsonObject) bare = NULL;

  proposal.tool = read->tool;
  if (read->tool != NULL)
    {
      bare = muster_tool_normalize_args (read->tool, NULL, args, error);
      proposal.args = bare;
      proposal.secret_misused = bare != NULL && muster_gate_secrets_misused (self, read->cap, read->tool, bare, NULL);
    }
  if (read->tool == NULL || bare == NULL || !muster_tool_is_read (read->tool))
    proposal.tool = NULL;
  proposal.expired = muster_cap_get_expiry (read->cap) != 0 &&
                     muster_clock_now (muster_gate_get_clock (self)) >= muster_cap_get_expiry (read->cap);
  read->decision = muster_gate_decide (read->cap, &proposal, history, MUSTER_GATE_DISPATCH);
  if (read->tool != NULL && bare == NULL)
    return NULL;
  if (read->decision->verdict == MUSTER_VERDICT_ALLOW)
    return g_steal_pointer (&bare);
  g_set_error (error, MUSTER_ERROR,
               proposal.expired ? MUSTER_ERROR_TIMEOUT
               : read->decision->verdict == MUSTER_VERDICT_APPROVAL ? MUSTER_ERROR_NEEDS_APPROVAL : MUSTER_ERROR_REFUSED_BY_POLICY,
               "%s", read->decision->reason);
  return NULL;
}

/**
 * muster_gate_read_async:
 * @self: a gate
 * @cap: who reads
 * @tool: full name of a tool that only reads
 * @args: (nullable): its arguments
 * @history: (nullable): what the run has done so far
 *
 * Decides, then makes the tool's calls one after another. What the answer
 * proves to be the client's is remembered in @cap.
 */
void
muster_gate_read_async (MusterGate             *self,
                        MusterRunCap           *cap,
                        const char             *tool,
                        JsonObject             *args,
                        const MusterRunHistory *history,
                        GCancellable           *cancellable,
                        GAsyncReadyCallback     callback,
                        gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(MusterGateLink) link = NULL;
  g_autoptr(JsonObject) bare = NULL;
  g_autoptr(MusterScope) scope = NULL;
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool);
  Read *read = g_new0 (Read, 1);
  GError *error = NULL;

  read->cap = g_object_ref (cap);
  read->tool = row != NULL ? g_object_ref (row) : NULL;
  g_task_set_source_tag (task, muster_gate_read_async);
  g_task_set_task_data (task, read, read_free);

  bare = decide (self, read, args, history, &error);
  if (bare != NULL)
    link = muster_gate_find_link (self, cap, row, NULL, &error);
  if (bare != NULL && link != NULL && muster_cap_get_kind (cap) == MUSTER_CAP_RUN && muster_tool_get_scope (row) == NULL)
    {
      g_clear_pointer (&link, muster_gate_link_unref);
      error = g_error_new (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "%s looks across the MSP", tool);
    }
  if (error != NULL || !muster_gate_link_takes (link, row, bare, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  scope = muster_gate_scope_for (cap, link);
  read->args = json_object_ref (bare);
  read->exec = muster_tool_exec_new (row, bare, scope, link->endpoints);
  muster_gate_secrets_begin (cap, row, read->exec);
  muster_gate_send_async (self, link, read->exec, FALSE, muster_cap_get_priority (cap), cancellable, sent_cb,
                          g_object_ref (task));
}

/**
 * muster_gate_read_finish:
 *
 * Returns: (transfer full) (nullable): what the tool's row selects from the answers
 */
JsonNode *
muster_gate_read_finish (MusterGate    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * muster_gate_read_get_decision:
 *
 * Returns: (transfer full): what was decided, also when the read failed
 */
MusterGateDecision *
muster_gate_read_get_decision (GAsyncResult *result)
{
  Read *read = g_task_get_task_data (G_TASK (result));

  return muster_gate_decision_copy (read->decision);
}

guint
muster_gate_read_get_requests (GAsyncResult *result)
{
  Read *read = g_task_get_task_data (G_TASK (result));

  return read->exec != NULL ? muster_tool_exec_get_requests (read->exec) : 0;
}

/**
 * muster_gate_replay_answer:
 * @self: a gate
 * @cap: of a run that goes on after a restart
 * @tool: full name
 * @result: (nullable): what it answered then
 *
 * Lets @cap know again what a stored answer proved to be the client's.
 */
void
muster_gate_replay_answer (MusterGate   *self,
                           MusterRunCap *cap,
                           const char   *tool,
                           JsonNode     *result)
{
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool);

  if (row != NULL && result != NULL && muster_json_node_obj (result) != NULL)
    note_yields (cap, row, result);
}

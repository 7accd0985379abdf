/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-context-policies.h"
#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-policies-private.h"

/* MusterContext: what a change of policies would have meant.
 *
 * What the gate decided about lately is put before it again, twice: with the policies of now, and with the change. The
 * rest of the decision (whose object it is, who asked, what the run had read) is as the run has stored it, so that a
 * difference is the change's and nothing else's. */

typedef struct
{
  /* Inputs */
  char       *client_id;  /* (nullable) */
  GPtrArray  *changes;    /* (owned) (element-type MusterToolPolicy) */

  /* In progress */
  GHashTable *msp;        /* (owned) (nullable): tool → MusterToolPolicy */
  GHashTable *client;     /* (owned) (nullable) */
} Preview;

/* What one tool's policy is taken to be */
typedef struct
{
  MusterPolicy policy;
  gboolean     manager;
} Assumed;

static void
preview_free (Preview *op)
{
  g_free (op->client_id);
  g_ptr_array_unref (op->changes);
  g_clear_pointer (&op->msp, g_hash_table_unref);
  g_clear_pointer (&op->client, g_hash_table_unref);
  g_free (op);
}

static void
difference_free (gpointer data)
{
  MusterPolicyDifference *difference = data;

  g_free (difference->kind);
  g_free (difference->run_id);
  g_free (difference->client);
  g_free (difference->ticket);
  g_free (difference->tool);
  g_free (difference->title);
  g_free (difference->target);
  g_free (difference);
}

void
muster_policy_preview_free (MusterPolicyPreview *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->changed);
  g_free (self);
}

static MusterToolPolicy *
find_change (Preview    *op,
             const char *tool)
{
  for (guint i = 0; i < op->changes->len; i++)
    if (g_strcmp0 (muster_tool_policy_get_tool (op->changes->pdata[i]), tool) == 0)
      return op->changes->pdata[i];
  return NULL;
}

/* The policy that holds for the tool when the change is made; one that is taken back leaves what is above it */
static Assumed
assume (Preview          *op,
        MusterTool       *tool,
        MusterToolPolicy *change)
{
  Assumed assumed;

  if (!muster_policy_change_resets (change))
    {
      assumed.policy = muster_tool_policy_get_policy (change);
      assumed.manager = muster_tool_policy_get_manager (change);
    }
  else if (op->client_id != NULL)
    assumed.policy = muster_policy_that_holds (tool, op->msp, NULL, &assumed.manager);
  else
    {
      assumed.policy = muster_tool_default_policy (tool);
      assumed.manager = FALSE;
    }
  return assumed;
}

static MusterPolicy
look_assumed_up (const char  *tool,
                 MusterPolicy fallback,
                 gpointer     user_data)
{
  return ((const Assumed *) user_data)->policy;
}

static gboolean
had_rule (MusterPastDecision *past,
          const char         *rule)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", rule);
  const char *rules = muster_past_decision_get_rules (past);

  return rules != NULL && strstr (rules, quoted) != NULL;
}

/* (transfer full) (nullable) */
static JsonObject *
read_args (MusterPastDecision *past)
{
  const char *text = muster_past_decision_get_args (past);
  g_autoptr(GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr(JsonNode) node = bytes != NULL ? muster_json_parse (bytes, NULL, NULL, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

/* Kind of what an argument refers to, such as `user`; NULL for plain values */
static const char *
kind_of (JsonObject *spec)
{
  const char *role = muster_json_str (spec, "role");

  return role != NULL && g_str_has_prefix (role, "target:") ? role + strlen ("target:") : muster_json_str (spec, "ref");
}

static void
restore_value (MusterRunCap       *cap,
               MusterPastDecision *past,
               const char         *kind,
               JsonNode           *node)
{
  const char *text = muster_json_node_str (node);
  JsonArray *array = muster_json_node_arr (node);
  g_autofree char *prefix = g_strconcat (kind != NULL ? kind : "", ":", NULL);
  g_autofree char *ref = NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    restore_value (cap, past, kind, json_array_get_element (array, i));
  if (text == NULL)
    return;
  if (kind == NULL && !had_rule (past, "R5"))
    muster_cap_add_trusted (cap, MUSTER_LABEL_P, text);
  if (kind == NULL || had_rule (past, "R2"))
    return;
  ref = g_str_has_prefix (text, prefix) ? g_strdup (text) : g_strconcat (prefix, text, NULL);
  muster_cap_add_resolved (cap, ref);
}

/* What the run had looked up then counts as looked up, unless the gate said otherwise at the time */
static void
restore_proofs (MusterContext      *self,
                MusterRunCap       *cap,
                MusterPastDecision *past,
                JsonObject         *args)
{
  MusterTool *tool = muster_catalog_lookup_tool (self->catalog, muster_past_decision_get_tool (past));
  const char *target = muster_past_decision_get_target (past);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (target != NULL && !had_rule (past, "R2"))
    muster_cap_add_resolved (cap, target);
  if (tool == NULL || args == NULL)
    return;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    if (muster_json_obj (muster_tool_get_args (tool), name) != NULL)
      restore_value (cap, past, kind_of (muster_json_obj (muster_tool_get_args (tool), name)), node);
}

static MusterRunCap *
make_cap (MusterContext      *self,
          MusterPastDecision *past,
          JsonObject         *args,
          const Assumed      *assumed)
{
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, NULL, NULL);
  const char *const nothing[] = { NULL };
  const char *identity = muster_past_decision_get_identity (past);
  MusterIdentityLevel level = MUSTER_IDENTITY_LEVEL_V0;
  MusterRunCap *cap;

  cap = muster_cap_new_run (muster_past_decision_get_run_id (past), muster_past_decision_get_client_id (past),
                            MUSTER_MODE_EXECUTE, muster_workspace_get_policy_revision (self->workspace), scope, nothing);
  if (identity != NULL)
    muster_identity_level_from_string (identity, &level);
  muster_cap_set_requester (cap, muster_past_decision_get_requester_id (past), level);
  muster_cap_set_ticket (cap, muster_past_decision_get_ticket (past));
  restore_proofs (self, cap, past, args);
  muster_cap_set_policy_lookup (cap, look_assumed_up, (gpointer) assumed, NULL);
  return cap;
}

static MusterPolicy
decide (MusterContext      *self,
        MusterPastDecision *past,
        const Assumed      *assumed)
{
  g_autoptr(JsonObject) args = read_args (past);
  g_autoptr(MusterRunCap) cap = make_cap (self, past, args, assumed);
  g_autoptr(MusterStep) step = muster_step_new ();
  g_autoptr(MusterGateDecision) decision = NULL;
  MusterRunHistory history = { 0 };

  muster_step_set_tool (step, muster_past_decision_get_tool (past));
  muster_step_set_target (step, muster_past_decision_get_target (past));
  muster_step_set_args (step, args);
  history.writes_in_run = (guint) muster_past_decision_get_place (past);
  history.read_untrusted = TRUE;
  history.read_sensitive = muster_past_decision_get_read_sensitive (past);
  decision = muster_gate_preview (self->gate, cap, step, &history);
  return decision->verdict == MUSTER_VERDICT_ALLOW ? MUSTER_POLICY_AUTO
         : decision->verdict == MUSTER_VERDICT_APPROVAL ? MUSTER_POLICY_APPROVAL_NEEDED : MUSTER_POLICY_DISABLED;
}

static MusterPolicyDifference *
describe (MusterPastDecision *past,
          MusterTool         *tool)
{
  MusterPolicyDifference *difference = g_new0 (MusterPolicyDifference, 1);
  const char *name = muster_past_decision_get_target_name (past);

  difference->time = muster_past_decision_get_time (past);
  difference->kind = g_strdup (muster_past_decision_get_kind (past));
  difference->run_id = g_strdup (muster_past_decision_get_run_id (past));
  difference->client = g_strdup (muster_past_decision_get_client_name (past));
  difference->ticket = g_strdup (muster_past_decision_get_ticket_number (past));
  difference->tool = g_strdup (muster_tool_get_id (tool));
  difference->title = g_strdup (_(muster_tool_get_title (tool)));
  difference->target = g_strdup (name);
  return difference;
}

/* A client's own policy keeps what the MSP changes away from it */
static void
compare (MusterContext       *self,
         Preview             *op,
         MusterPastDecision  *past,
         MusterPolicyPreview *preview)
{
  const char *id = muster_past_decision_get_tool (past);
  MusterToolPolicy *change = find_change (op, id);
  MusterTool *tool = change != NULL ? muster_catalog_lookup_tool (self->catalog, id) : NULL;
  Assumed before;
  Assumed after;
  MusterPolicyDifference *difference;

  if (tool == NULL)
    return;
  preview->used++;
  if (op->client_id == NULL && muster_past_decision_get_overridden (past))
    return;

  before.policy = muster_policy_that_holds (tool, op->msp, op->client, &before.manager);
  after = assume (op, tool, change);
  difference = describe (past, tool);
  difference->was = decide (self, past, &before);
  difference->would_be = decide (self, past, &after);
  difference->asked_manager = before.manager && difference->was == MUSTER_POLICY_APPROVAL_NEEDED;
  difference->would_ask_manager = after.manager && difference->would_be == MUSTER_POLICY_APPROVAL_NEEDED;
  if (difference->was != difference->would_be || difference->asked_manager != difference->would_ask_manager)
    g_ptr_array_add (preview->changed, difference);
  else
    difference_free (difference);
}

/* 3 of 3 */
static void
past_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(MusterPolicyPreview) preview = NULL;
  GError *error = NULL;
  g_autoptr(GPtrArray) past = muster_store_list_past_decisions_finish (MUSTER_STORE (source), result, &error);

  if (past == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  preview = g_new0 (MusterPolicyPreview, 1);
  preview->changed = g_ptr_array_new_with_free_func (difference_free);
  preview->looked_at = past->len;
  for (guint i = 0; i < past->len; i++)
    compare (self, g_task_get_task_data (task), past->pdata[i], preview);
  g_task_return_pointer (task, g_steal_pointer (&preview), (GDestroyNotify) muster_policy_preview_free);
}

static void
list_past (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Preview *op = g_task_get_task_data (task);

  muster_store_list_past_decisions_async (self->store, op->client_id, MUSTER_POLICY_PREVIEW_LIMIT,
                                          g_task_get_cancellable (task), past_cb, g_object_ref (task));
}

/* 2 of 3, of a client only */
static void
client_policies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Preview *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->client = muster_policies_by_tool (rows);
  list_past (task);
}

/* 1 of 3 */
static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Preview *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->msp = muster_policies_by_tool (rows);
  if (op->client_id != NULL)
    muster_store_list_policies_async (MUSTER_STORE (source), op->client_id, g_task_get_cancellable (task), client_policies_cb,
                                      g_object_ref (task));
  else
    list_past (task);
}

/**
 * muster_context_preview_policy_async:
 * @client_id: (nullable): whose policies; %NULL: the MSP's
 * @changes: (element-type MusterToolPolicy): as for muster_context_save_policies_async()
 *
 * Looks what the change would have meant. Nothing is stored.
 */
void
muster_context_preview_policy_async (MusterContext      *self,
                                     const char         *client_id,
                                     GPtrArray          *changes,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GPtrArray) checked = NULL;
  GError *error = NULL;
  Preview *op;

  g_task_set_source_tag (task, muster_context_preview_policy_async);
  checked = muster_context_check_policies (self, changes, &error);
  if (checked == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op = g_new0 (Preview, 1);
  op->client_id = g_strdup (client_id);
  op->changes = g_steal_pointer (&checked);
  g_task_set_task_data (task, op, (GDestroyNotify) preview_free);
  muster_store_list_policies_async (self->store, NULL, cancellable, msp_policies_cb, g_object_ref (task));
}

MusterPolicyPreview *
muster_context_preview_policy_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

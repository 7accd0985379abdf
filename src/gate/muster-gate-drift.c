/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was shown to whoever said yes, and what is there now. A step whose guard says otherwise is not taken. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-tool-undo.h"

#include "muster-gate-drift.h"
#include "muster-gate-effect.h"
#include "muster-gate-labels.h"
#include "muster-gate-secrets.h"

/* --- Comparing --- */

/* What is not there and what is null are the same to whoever reads it */
static char *
text_of (JsonObject *object,
         const char *path)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, path) : NULL;

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : muster_json_canonical (node);
}

static const char *
last_member (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL ? dot + 1 : path;
}

char *
muster_gate_drift (JsonObject *before,
                   JsonObject *now,
                   GPtrArray  *own)
{
  GString *said = g_string_new (NULL);
  g_autoptr(GList) paths = before != NULL ? json_object_get_members (before) : NULL;

  for (GList *l = paths; l != NULL; l = l->next)
    {
      g_autofree char *then_text = text_of (before, l->data);
      g_autofree char *now_text = text_of (now, l->data);

      if (g_strcmp0 (then_text, now_text) == 0 ||
          (own != NULL && g_ptr_array_find_with_equal_func (own, last_member (l->data), g_str_equal, NULL)))
        continue;
      g_string_append_printf (said, "%s%s was %s and is %s", said->len > 0 ? "; " : "", last_member (l->data),
                              then_text != NULL ? then_text : "empty", now_text != NULL ? now_text : "empty");
    }
  return g_string_free (said, said->len == 0);
}

static void
collect_names (JsonNode  *node,
               GPtrArray *names)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  g_autoptr(GList) members = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    {
      g_ptr_array_add (names, g_strdup (l->data));
      collect_names (json_object_get_member (object, l->data), names);
    }
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    collect_names (json_array_get_element (array, i), names);
}

GPtrArray *
muster_gate_writes_of (MusterTool *tool)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) bodies = muster_tool_list_bodies (tool);

  for (guint i = 0; i < bodies->len; i++)
    collect_names (bodies->pdata[i], names);
  return names;
}

/* --- Reading the guard of a step that is to be approved --- */

typedef struct
{
  MusterRunCap   *cap;    /* (owned) */
  MusterTool     *tool;   /* (owned) */
  MusterToolExec *exec;   /* (owned) */
} ReadGuard;

static void
read_guard_free (gpointer data)
{
  ReadGuard *op = data;

  g_clear_object (&op->cap);
  g_clear_object (&op->tool);
  g_clear_object (&op->exec);
  g_free (op);
}

/* That the tool would refuse to act now is no obstacle: it is asked again when it is to act */
static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ReadGuard *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_gate_send_finish (MUSTER_GATE (source), result, NULL, NULL, &error) && muster_gate_is_passing (error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_pointer (task, muster_tool_exec_guard (op->exec), (GDestroyNotify) json_object_unref);
}

static gboolean
refers_to_new (JsonObject *args,
               const char *target)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (target != NULL && g_str_has_prefix (target, "new:"))
    return TRUE;
  if (args == NULL)
    return FALSE;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    if (muster_json_node_str (node) != NULL && g_str_has_prefix (muster_json_node_str (node), "new:"))
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): bare arguments, when the rules let the step be asked about at all */
static JsonObject *
decide (MusterGate    *self,
        MusterRunCap  *cap,
        MusterTool    *tool,
        const char    *target,
        JsonObject    *args,
        GError       **error)
{
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;
  g_autoptr(JsonObject) bare = muster_tool_normalize_args (tool, target, args, error);
  g_autoptr(MusterGateDecision) decision = NULL;

  if (bare == NULL)
    return NULL;
  proposal.tool = tool;
  proposal.args = bare;
  proposal.target = target;
  muster_gate_label_proposal (&proposal, cap, FALSE);
  proposal.secret_misused = muster_gate_secrets_misused (self, cap, tool, bare, NULL);
  decision = muster_gate_decide (cap, &proposal, NULL, MUSTER_GATE_PREVIEW);
  if (decision->verdict != MUSTER_VERDICT_DENY)
    return g_steal_pointer (&bare);
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, decision->reason);
  return NULL;
}

/**
 * muster_gate_read_guard_async:
 * @self: a gate
 * @cap: of the run
 * @tool: full name of a tool that changes something
 * @target: (nullable): of the step
 * @args: (nullable): of the step, in plan notation
 *
 * Reads what the tool reads before it acts, and nothing else.
 */
void
muster_gate_read_guard_async (MusterGate          *self,
                              MusterRunCap        *cap,
                              const char          *tool,
                              const char          *target,
                              JsonObject          *args,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool);
  g_autoptr(MusterGateLink) link = NULL;
  g_autoptr(MusterScope) scope = NULL;
  g_autoptr(JsonObject) bare = NULL;
  ReadGuard *op;
  GError *error = NULL;

  g_task_set_source_tag (task, muster_gate_read_guard_async);
  if (row == NULL || muster_tool_is_read (row))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "R1: unknown tool");
      return;
    }
  if (!muster_tool_has_guard (row) || refers_to_new (args, target))
    {
      g_task_return_pointer (task, json_object_new (), (GDestroyNotify) json_object_unref);
      return;
    }
  bare = decide (self, cap, row, target, args, &error);
  if (bare != NULL)
    link = muster_gate_find_link (self, cap, row, NULL, &error);
  if (link == NULL || !muster_gate_link_takes (link, row, bare, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  scope = muster_gate_scope_for (cap, link);
  op = g_new0 (ReadGuard, 1);
  op->cap = g_object_ref (cap);
  op->tool = g_object_ref (row);
  op->exec = muster_tool_exec_new (row, bare, scope, link->endpoints);
  g_task_set_task_data (task, op, read_guard_free);
  muster_gate_send_async (self, link, op->exec, FALSE, MUSTER_PRIORITY_APPROVAL, cancellable, read_cb, g_object_ref (task));
}

/**
 * muster_gate_read_guard_finish:
 *
 * Returns: (transfer full) (nullable): path → value, null where nothing stands
 */
JsonObject *
muster_gate_read_guard_finish (MusterGate    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

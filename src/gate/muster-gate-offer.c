/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a planner may name, and what the rules would say about a step of its plan. Nothing can be sent on what is said here. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-tool-undo.h"

#include "muster-gate-labels.h"
#include "muster-gate-private.h"
#include "muster-gate-secrets.h"

/* --- What is offered --- */

/**
 * muster_gate_policy_for:
 *
 * Returns: the policy that holds for @tool under @cap, floors included
 */
MusterPolicy
muster_gate_policy_for (MusterGate   *self,
                        MusterRunCap *cap,
                        MusterTool   *tool)
{
  MusterPolicy policy = muster_cap_lookup_policy (cap, muster_tool_get_id (tool), muster_tool_default_policy (tool));

  return muster_tool_floor_policy (tool, policy);
}

/* Tools of the run's connections that are not the engine's own and not disabled, and whose side of the client is mapped */
static gboolean
may_be_named (MusterGate   *self,
              MusterRunCap *cap,
              MusterTool   *tool)
{
  g_autoptr(MusterGateLink) link = NULL;
  const char *value = muster_tool_get_scope_value (tool);

  if (muster_tool_get_engine (tool) || muster_gate_policy_for (self, cap, tool) == MUSTER_POLICY_DISABLED ||
      (value != NULL && muster_scope_get (muster_cap_get_scope (cap), value) == NULL))
    return FALSE;
  link = muster_gate_find_link (self, cap, tool, NULL, NULL);
  /* A plan may name a change that somebody has to accept first; a read would only fail */
  return link != NULL && (!muster_tool_is_read (tool) || muster_gate_link_takes (link, tool, NULL, NULL));
}

static gboolean
is_ready (MusterRunCap *cap,
          MusterTool   *tool)
{
  return muster_cap_get_unavailable (cap, muster_tool_get_id (tool), NULL) == NULL;
}

static GPtrArray *
list_tools (MusterGate   *self,
            MusterRunCap *cap,
            gboolean      wanted)
{
  g_autoptr(GPtrArray) all = muster_catalog_list_tools (muster_gate_get_catalog (self), NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    if (is_ready (cap, all->pdata[i]) == wanted && may_be_named (self, cap, all->pdata[i]))
      g_ptr_array_add (list, g_object_ref (all->pdata[i]));
  return list;
}

/**
 * muster_gate_offered_tools:
 * @self: a gate
 * @cap: the capability of a run
 *
 * What a planner may name: tools of the run's connections that are not the
 * engine's own, not disabled, whose side of the client is mapped, and that
 * the client's systems are ready for.
 *
 * Returns: (transfer full) (element-type MusterTool): tools
 */
GPtrArray *
muster_gate_offered_tools (MusterGate   *self,
                           MusterRunCap *cap)
{
  return list_tools (self, cap, TRUE);
}

GPtrArray *
muster_gate_unready_tools (MusterGate   *self,
                           MusterRunCap *cap)
{
  return list_tools (self, cap, FALSE);
}

/* A step that the plan may name and that nobody may carry out yet */
static void
note_acceptance (MusterGate           *self,
                 MusterRunCap         *cap,
                 const MusterProposal *proposal,
                 MusterGateDecision   *decision)
{
  g_autoptr(MusterGateLink) link = muster_gate_find_link (self, cap, proposal->tool, NULL, NULL);
  g_autoptr(GStrvBuilder) rules = g_strv_builder_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *said = decision->reason;

  if (link == NULL || muster_gate_link_takes (link, proposal->tool, proposal->args, &error))
    {
      said = NULL;
      return;
    }
  decision->verdict = MUSTER_VERDICT_DENY;
  decision->reason = g_strdup_printf ("%s%sR11: %s", said, *said != '\0' ? "; " : "", error->message);
  g_strv_builder_addv (rules, (const char **) decision->rules);
  if (!g_strv_contains ((const char * const *) decision->rules, "R11"))
    g_strv_builder_add (rules, "R11");
  g_strfreev (decision->rules);
  decision->rules = g_strv_builder_end (rules);
}

/* Of what an earlier step of the plan makes there is no id yet */
#define STAND_IN "00000000-0000-4000-8000-000000000000"
#define NEW      "new:"

/* (transfer full): @args with something in the place of what does not exist yet, wherever an id is wanted */
static JsonObject *
stand_in (MusterTool *tool,
          JsonObject *args)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (args == NULL)
    return copy;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonObject *spec = muster_json_obj (muster_tool_get_args (tool), name);
      const char *text = muster_json_node_str (node);

      if (spec != NULL && text != NULL && g_str_has_prefix (text, NEW) && g_strcmp0 (muster_json_str (spec, "format"), "guid") == 0)
        json_object_set_string_member (copy, name, STAND_IN);
      else
        json_object_set_member (copy, name, json_node_copy (node));
    }
  return copy;
}

/* What no person and no document can ask for: the engine's own acts */
static MusterTool *
tool_of_step (MusterGate *self,
              MusterStep *step)
{
  const char *id = muster_step_get_tool (step);
  MusterTool *tool = id != NULL ? muster_catalog_lookup_tool (muster_gate_get_catalog (self), id) : NULL;

  return tool != NULL && !muster_tool_get_engine (tool) ? tool : NULL;
}

/**
 * muster_gate_preview:
 * @self: a gate
 * @cap: the capability of a run
 * @step: one step of a plan
 * @history: (nullable): what the run has done
 *
 * Decides as if in Execute mode, for the note, the approval and the policy
 * page. Nothing can be sent on the answer.
 *
 * Returns: (transfer full): the decision
 */
MusterGateDecision *
muster_gate_preview (MusterGate             *self,
                     MusterRunCap           *cap,
                     MusterStep             *step,
                     const MusterRunHistory *history)
{
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) filled = NULL;
  g_autoptr(JsonObject) args = NULL;
  MusterGateDecision *decision;

  proposal.tool = tool_of_step (self, step);
  proposal.target = muster_step_get_target (step);
  if (proposal.tool != NULL)
    {
      filled = stand_in (proposal.tool, muster_step_get_args (step));
      args = muster_tool_normalize_args (proposal.tool, proposal.target, filled, &error);
      if (args == NULL)
        {
          proposal.tool = NULL;
          decision = muster_gate_decide (cap, &proposal, history, MUSTER_GATE_PREVIEW);
          g_free (decision->reason);
          decision->reason = g_strdup_printf ("R1: %s", error->message);
          return decision;
        }
      proposal.args = args;
      proposal.made = STAND_IN;
      muster_gate_label_proposal (&proposal, cap, FALSE);
      proposal.secret_misused = muster_gate_secrets_misused (self, cap, proposal.tool, args, NULL);
    }
  decision = muster_gate_decide (cap, &proposal, history, MUSTER_GATE_PREVIEW);
  if (proposal.tool != NULL)
    note_acceptance (self, cap, &proposal, decision);
  return decision;
}

/**
 * muster_gate_irreversible:
 * @tool: full name
 *
 * Returns: (nullable): one English sentence, to be translated: why what @tool does cannot be taken back
 */
const char *
muster_gate_irreversible (MusterGate *self,
                          const char *tool)
{
  MusterTool *row = tool != NULL ? muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool) : NULL;

  return row != NULL && !muster_tool_is_read (row) ? muster_tool_get_irreversible (row) : NULL;
}

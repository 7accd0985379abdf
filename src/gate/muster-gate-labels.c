/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the parts of a proposal come from. It is found out here and nowhere else, and from what the program itself
 * has looked up: what a planner says about its own words is not asked. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-binding.h"
#include "muster-json.h"

#include "muster-gate.h"
#include "muster-gate-labels.h"

#define TARGET "target:"
#define NEW    "new:"

/* References that the tool itself looks up in the client's own systems, or that name nothing there yet */
static const char * const unowned_kinds[] = { "sku", "smtp", "new", NULL };

/* Joining takes the worst */
static MusterLabel
worse (MusterLabel a,
       MusterLabel b)
{
  return MAX (a, b);
}

gboolean
muster_gate_is_own_ticket (MusterRunCap *cap,
                           MusterTool   *tool,
                           JsonObject   *args)
{
  const char *ticket = muster_cap_get_ticket (cap);
  const char *name = muster_tool_get_target_arg (tool);
  g_autofree char *value = NULL;

  if (ticket == NULL || name == NULL || args == NULL || g_strcmp0 (muster_tool_get_target_kind (tool), "ticket") != 0)
    return FALSE;
  value = muster_binding_node_text (json_object_get_member (args, name));
  return g_strcmp0 (value, ticket) == 0;
}

/* `user` of `target:user` or of `ref`; NULL for what refers to nothing */
static const char *
kind_of (JsonObject *spec)
{
  const char *role = muster_json_str (spec, "role");

  return role != NULL && g_str_has_prefix (role, TARGET) ? role + strlen (TARGET) : muster_json_str (spec, "ref");
}

static gboolean
is_target (JsonObject *spec)
{
  const char *role = muster_json_str (spec, "role");

  return role != NULL && g_str_has_prefix (role, TARGET);
}

static char *
reference (const char *kind,
           JsonNode   *node)
{
  g_autofree char *text = muster_binding_node_text (node);

  return text != NULL ? g_strdup_printf ("%s:%s", kind, text) : NULL;
}

/* What an earlier step of the plan makes is the client's, because it is made there; nobody has chosen it */
static MusterLabel
label_reference (MusterProposal *proposal,
                 MusterRunCap   *cap,
                 const char     *ref,
                 JsonNode       *node)
{
  const char *target = proposal->target;
  const char *text = muster_json_node_str (node);

  /* Only in a preview: there is nothing that could be sent */
  if (proposal->made != NULL && text != NULL &&
      (g_str_equal (text, proposal->made) ||
       (target != NULL && g_str_has_prefix (target, NEW) && g_ascii_strcasecmp (target + strlen (NEW), text) == 0)))
    return MUSTER_LABEL_A;
  return ref != NULL ? muster_cap_label_of (cap, ref) : MUSTER_LABEL_U;
}

typedef struct
{
  guint       n;
  MusterLabel label;
  gboolean    owned;
} Found;

static void
look_at_reference (MusterProposal *proposal,
                   MusterRunCap   *cap,
                   const char     *kind,
                   JsonNode       *node,
                   Found          *found)
{
  g_autofree char *ref = reference (kind, node);
  MusterLabel label = label_reference (proposal, cap, ref, node);

  found->n++;
  found->label = worse (found->label, label);
  found->owned = found->owned && (label != MUSTER_LABEL_U || g_strv_contains (unowned_kinds, kind));
}

static void
look_at_references (MusterProposal *proposal,
                    MusterRunCap   *cap,
                    const char     *kind,
                    JsonNode       *node,
                    Found          *found)
{
  JsonArray *array = muster_json_node_arr (node);

  if (array == NULL && JSON_NODE_HOLDS_VALUE (node))
    look_at_reference (proposal, cap, kind, node, found);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    look_at_reference (proposal, cap, kind, json_array_get_element (array, i), found);
}

/* Text that nobody stands for is anybody's; what the schema lists itself is the program's own */
static MusterLabel
label_value (MusterRunCap *cap,
             JsonObject   *spec,
             JsonNode     *node)
{
  const char *text = muster_json_node_str (node);
  JsonArray *array = muster_json_node_arr (node);
  JsonObject *object = muster_json_node_obj (node);
  MusterLabel label = MUSTER_LABEL_P;

  if (spec != NULL && json_object_has_member (spec, "enum"))
    return MUSTER_LABEL_P;
  if (text != NULL && g_str_has_prefix (text, "{{secret:"))
    return MUSTER_LABEL_A;
  if (text != NULL)
    return muster_cap_label_of (cap, text);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    label = worse (label, label_value (cap, NULL, json_array_get_element (array, i)));
  if (object != NULL && json_object_get_size (object) > 0)
    label = MUSTER_LABEL_U;
  return label;
}

static gboolean
is_outside (MusterRunCap *cap,
            JsonNode     *node)
{
  const char *text = muster_json_node_str (node);
  JsonArray *array = muster_json_node_arr (node);

  if (text != NULL)
    return !muster_cap_is_inside (cap, text) && muster_cap_label_of (cap, text) > MUSTER_LABEL_B;
  if (array == NULL)
    return !JSON_NODE_HOLDS_NULL (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (is_outside (cap, json_array_get_element (array, i)))
      return TRUE;
  return FALSE;
}

static void
look_at_arg (MusterProposal *proposal,
             MusterRunCap   *cap,
             JsonObject     *spec,
             JsonNode       *node,
             Found          *targets,
             Found          *others)
{
  const char *kind = kind_of (spec);
  gboolean recipient = g_strcmp0 (muster_json_str (spec, "role"), "recipient") == 0;

  if (recipient && is_outside (cap, node))
    proposal->recipient_outside = TRUE;
  if (is_target (spec))
    look_at_references (proposal, cap, kind, node, targets);
  else if (kind != NULL && !recipient)
    {
      Found these = { 0, MUSTER_LABEL_P, TRUE };

      look_at_references (proposal, cap, kind, node, &these);
      others->n = MAX (others->n, these.n);
      others->label = worse (others->label, g_strv_contains (unowned_kinds, kind) ? MUSTER_LABEL_P : these.label);
      others->owned = others->owned && these.owned;
    }
  else
    others->label = worse (others->label, label_value (cap, spec, node));
}

/**
 * muster_gate_label_proposal:
 * @proposal: with its tool, its bare arguments and its target
 * @cap: who asks
 * @approved: a technician has said yes to exactly this
 */
void
muster_gate_label_proposal (MusterProposal *proposal,
                            MusterRunCap   *cap,
                            gboolean        approved)
{
  JsonObject *specs = muster_tool_get_args (proposal->tool);
  Found targets = { 0, MUSTER_LABEL_T, TRUE };
  Found others = { 0, MUSTER_LABEL_P, TRUE };
  gboolean own = muster_gate_is_own_ticket (cap, proposal->tool, proposal->args);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, proposal->args);
  while (json_object_iter_next (&iter, &name, &node))
    if (muster_json_obj (specs, name) != NULL)
      look_at_arg (proposal, cap, muster_json_obj (specs, name), node, &targets, &others);
  /* What has no target is made at the client itself, which the transport adds; nobody has asked for it by name */
  if (targets.n == 0)
    {
      targets.label = MUSTER_LABEL_U;
      targets.owned = proposal->target == NULL || muster_tool_get_target_arg (proposal->tool) == NULL;
    }

  proposal->own_act = own && muster_tool_get_engine (proposal->tool) && muster_cap_get_kind (cap) == MUSTER_CAP_RUN;
  proposal->target_owned = (own || targets.owned) && others.owned;
  proposal->target_label = approved ? MUSTER_LABEL_T : own ? MUSTER_LABEL_P : targets.label;
  proposal->value_label = approved ? MUSTER_LABEL_T : others.label;
  proposal->n_targets = MAX (MAX (targets.n, others.n), MAX (muster_cap_get_breadth (cap, muster_tool_get_id (proposal->tool)), 1));
  if (muster_cap_get_kind (cap) == MUSTER_CAP_ADMIN)
    proposal->target_owned = TRUE;
}

/* How many different things @steps change with the tool of the step at @index; 0 where an earlier step has it */
static guint
count_targets (GPtrArray *steps,
               guint      index)
{
  const char *tool = muster_step_get_tool (g_ptr_array_index (steps, index));
  g_autoptr(GHashTable) targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      const char *target = muster_step_get_target (step);

      if (g_strcmp0 (muster_step_get_tool (step), tool) != 0)
        continue;
      if (i < index)
        return 0;
      g_hash_table_add (targets, g_ascii_strdown (target != NULL ? target : "", -1));
    }
  return g_hash_table_size (targets);
}

/**
 * muster_gate_weigh_plan:
 * @cap: the capability of a run
 * @steps: (nullable) (element-type MusterStep): its plan
 *
 * A plan that does the same to several things, a step for each, is decided like one step that does it to all of them (R6).
 */
void
muster_gate_weigh_plan (MusterRunCap *cap,
                        GPtrArray    *steps)
{
  muster_cap_set_breadth (cap, NULL, 0);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const char *tool = muster_step_get_tool (g_ptr_array_index (steps, i));
      guint n = tool != NULL ? count_targets (steps, i) : 0;

      if (n > 1)
        muster_cap_set_breadth (cap, tool, n);
    }
}

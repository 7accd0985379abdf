/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plans and steps as JSON: the form in which they are stored, shown by musterctl
 * and compared. Reading is strict about types and lenient about unknown members,
 * so that a newer Muster's plan can still be read. */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-error.h"
#include "muster-finding.h"
#include "muster-plan.h"
#include "muster-step.h"

static void
set_text (JsonObject *object,
          const char *member,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static JsonArray *
strings_to_json (GPtrArray *strings)
{
  JsonArray *array = json_array_sized_new (strings->len);

  for (guint i = 0; i < strings->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (strings, i));
  return array;
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

static JsonNode *
finding_to_json (MusterFinding *finding)
{
  JsonObject *object = json_object_new ();

  set_text (object, "text", muster_finding_get_text (finding));
  set_text (object, "source", muster_finding_get_source (finding));
  if (muster_finding_get_time (finding) != 0)
    json_object_set_int_member (object, "time", muster_finding_get_time (finding));
  return take_object (object);
}

static gboolean
fail (GError    **error,
      const char *member,
      const char *expected)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
               "Plan: member “%s” is not %s", member, expected);
  return FALSE;
}

/* NULL or absent gives NULL */
static gboolean
read_text (JsonObject  *object,
           const char  *member,
           const char **text,
           GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  *text = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return fail (error, member, "a string");
  *text = json_node_get_string (node);
  return TRUE;
}

static gboolean
read_object (JsonObject  *object,
             const char  *member,
             JsonObject **value,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  *value = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, member, "an object");
  *value = json_node_get_object (node);
  return TRUE;
}

static gboolean
read_array (JsonObject *object,
            const char *member,
            JsonArray **value,
            GError    **error)
{
  JsonNode *node = json_object_get_member (object, member);

  *value = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, member, "an array");
  *value = json_node_get_array (node);
  return TRUE;
}

static gboolean
read_strings (JsonObject *object,
              const char *member,
              GPtrArray  *strings,
              GError    **error)
{
  JsonArray *array;

  if (!read_array (object, member, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) != G_TYPE_STRING)
        return fail (error, member, "an array of strings");
      g_ptr_array_add (strings, json_node_dup_string (node));
    }
  return TRUE;
}

/* Sets string properties of @record from members; @names holds pairs of both */
static gboolean
read_properties (JsonObject         *object,
                 gpointer            record,
                 const char * const *names,
                 GError            **error)
{
  for (; names[0] != NULL; names += 2)
    {
      const char *text;

      if (!read_text (object, names[0], &text, error))
        return FALSE;
      g_object_set (record, names[1], text, NULL);
    }
  return TRUE;
}

static gboolean
read_time (JsonObject    *object,
           MusterFinding *finding,
           GError       **error)
{
  JsonNode *node = json_object_get_member (object, "time");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return fail (error, "time", "a number");
  muster_finding_set_time (finding, json_node_get_int (node));
  return TRUE;
}

static gboolean
read_findings (JsonObject *object,
               GPtrArray  *findings,
               GError    **error)
{
  static const char * const names[] = { "text", "text", "source", "source", NULL };
  JsonArray *array;

  if (!read_array (object, "findings", &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr(MusterFinding) finding = muster_finding_new ();
      JsonObject *member;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return fail (error, "findings", "an array of objects");
      member = json_node_get_object (node);
      if (!read_properties (member, finding, names, error))
        return FALSE;
      if (!read_time (member, finding, error))
        return FALSE;
      g_ptr_array_add (findings, g_steal_pointer (&finding));
    }
  return TRUE;
}

static gboolean
read_steps (JsonObject *object,
            GPtrArray  *steps,
            GError    **error)
{
  JsonArray *array;

  if (!read_array (object, "steps", &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      MusterStep *step = muster_step_from_json (json_array_get_element (array, i), error);

      if (step == NULL)
        return FALSE;
      g_ptr_array_add (steps, step);
    }
  return TRUE;
}

/* The members of a plan that are one of a few names */
static gboolean
read_plan_names (JsonObject *object,
                 MusterPlan *plan,
                 GError    **error)
{
  const char *outcome_name, *identity_name;
  MusterOutcome outcome;
  MusterIdentityLevel identity = MUSTER_IDENTITY_LEVEL_V0;

  if (!read_text (object, "outcome", &outcome_name, error)
      || !read_text (object, "identity", &identity_name, error))
    return FALSE;
  if (!muster_outcome_from_string (outcome_name, &outcome))
    return fail (error, "outcome", "a known outcome");
  if (identity_name != NULL && !muster_identity_level_from_string (identity_name, &identity))
    return fail (error, "identity", "a known level");
  muster_plan_set_outcome (plan, outcome);
  muster_plan_set_identity_level (plan, identity);
  return TRUE;
}

/**
 * muster_step_to_json:
 * @self: a step
 *
 * Returns: (transfer full): an object node; it shares the step's arguments
 */
JsonNode *
muster_step_to_json (MusterStep *self)
{
  JsonObject *object;
  JsonObject *args, *names;

  g_return_val_if_fail (MUSTER_IS_STEP (self), NULL);

  args = muster_step_get_args (self);
  names = muster_step_get_arg_names (self);
  object = json_object_new ();
  set_text (object, "tool", muster_step_get_tool (self));
  set_text (object, "target", muster_step_get_target (self));
  set_text (object, "targetName", muster_step_get_target_name (self));
  json_object_set_object_member (object, "args",
                                 args != NULL ? json_object_ref (args) : json_object_new ());
  json_object_set_object_member (object, "argNames",
                                 names != NULL ? json_object_ref (names) : json_object_new ());
  set_text (object, "explain", muster_step_get_explain (self));
  set_text (object, "expected", muster_step_get_expected (self));
  if (muster_step_get_reason (self) != NULL)
    set_text (object, "reason", muster_step_get_reason (self));
  set_text (object, "policy", muster_step_get_policy (self));
  json_object_set_array_member (object, "rules", strings_to_json (muster_step_get_rules (self)));
  set_text (object, "class", muster_effect_class_to_string (muster_step_get_effect_class (self)));
  return take_object (object);
}

/**
 * muster_step_from_json:
 * @node: an object node
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the step, or %NULL with
 *   %MUSTER_ERROR_INVALID_INPUT
 */
MusterStep *
muster_step_from_json (JsonNode *node,
                       GError  **error)
{
  static const char * const names[] = {
    "tool", "tool", "target", "target", "targetName", "target-name", "explain", "explain",
    "expected", "expected", "reason", "reason", "policy", "policy", NULL
  };
  g_autoptr(MusterStep) step = muster_step_new ();
  MusterEffectClass effect_class;
  const char *class_name;
  JsonObject *object, *args, *arg_names;

  g_return_val_if_fail (node != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "steps", "an array of objects"), NULL;
  object = json_node_get_object (node);
  if (!read_properties (object, step, names, error)
      || !read_object (object, "args", &args, error)
      || !read_object (object, "argNames", &arg_names, error)
      || !read_strings (object, "rules", muster_step_get_rules (step), error)
      || !read_text (object, "class", &class_name, error))
    return NULL;
  if (muster_step_get_tool (step) == NULL)
    return fail (error, "tool", "a string"), NULL;
  if (class_name != NULL)
    {
      if (!muster_effect_class_from_string (class_name, &effect_class))
        return fail (error, "class", "a known class"), NULL;
      muster_step_set_effect_class (step, effect_class);
    }
  muster_step_set_args (step, args);
  muster_step_set_arg_names (step, arg_names);
  return g_steal_pointer (&step);
}

/**
 * muster_plan_to_json:
 * @self: a plan
 *
 * Returns: (transfer full): an object node
 */
JsonNode *
muster_plan_to_json (MusterPlan *self)
{
  JsonObject *object;
  JsonArray *findings, *steps;

  g_return_val_if_fail (MUSTER_IS_PLAN (self), NULL);

  object = json_object_new ();
  findings = json_array_new ();
  steps = json_array_new ();
  for (guint i = 0; i < muster_plan_get_findings (self)->len; i++)
    json_array_add_element (findings, finding_to_json (muster_plan_get_findings (self)->pdata[i]));
  for (guint i = 0; i < muster_plan_get_steps (self)->len; i++)
    json_array_add_element (steps, muster_step_to_json (muster_plan_get_steps (self)->pdata[i]));

  set_text (object, "outcome", muster_outcome_to_string (muster_plan_get_outcome (self)));
  set_text (object, "diagnosis", muster_plan_get_diagnosis (self));
  json_object_set_array_member (object, "findings", findings);
  json_object_set_array_member (object, "steps", steps);
  json_object_set_array_member (object, "questions",
                                strings_to_json (muster_plan_get_questions (self)));
  if (muster_plan_get_unsure (self)->len > 0)
    json_object_set_array_member (object, "unsure", strings_to_json (muster_plan_get_unsure (self)));
  set_text (object, "replyDraft", muster_plan_get_reply_draft (self));
  set_text (object, "confidence", muster_plan_get_confidence (self));
  set_text (object, "workflow", muster_plan_get_workflow_id (self));
  set_text (object, "planner", muster_plan_get_planner (self));
  set_text (object, "requester", muster_plan_get_requester_id (self));
  set_text (object, "requesterName", muster_plan_get_requester_name (self));
  set_text (object, "identity",
            muster_identity_level_to_string (muster_plan_get_identity_level (self)));
  return take_object (object);
}

/**
 * muster_plan_from_json:
 * @node: a node
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with
 *   %MUSTER_ERROR_INVALID_INPUT
 */
MusterPlan *
muster_plan_from_json (JsonNode *node,
                       GError  **error)
{
  static const char * const names[] = {
    "diagnosis", "diagnosis", "replyDraft", "reply-draft", "confidence", "confidence",
    "workflow", "workflow-id", "planner", "planner", "requester", "requester-id",
    "requesterName", "requester-name", NULL
  };
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  JsonObject *object;

  g_return_val_if_fail (node != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "plan", "an object"), NULL;
  object = json_node_get_object (node);
  if (!read_plan_names (object, plan, error)
      || !read_properties (object, plan, names, error)
      || !read_findings (object, muster_plan_get_findings (plan), error)
      || !read_steps (object, muster_plan_get_steps (plan), error)
      || !read_strings (object, "questions", muster_plan_get_questions (plan), error)
      || !read_strings (object, "unsure", muster_plan_get_unsure (plan), error))
    return NULL;
  return g_steal_pointer (&plan);
}

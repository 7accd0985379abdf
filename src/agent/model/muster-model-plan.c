/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-finding.h"
#include "muster-json.h"
#include "muster-model-plan.h"
#include "muster-note-text.h"
#include "muster-text.h"

/* What a model handed to propose_plan, read as a plan. Each thing that is wrong is told in a sentence that a model can
 * act on; a plan with one wrong thing is no plan. Who asks, and how sure that is, is never the model’s to say. */

#define MAX_STEPS     25
#define MAX_DIAGNOSIS 3000
#define MAX_REPLY     6000
#define MAX_LINE      600
#define MAX_LIST      12

#define GUID_PATTERN "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
#define REF_PATTERN  "\\bs[0-9]{1,3}\\.[a-zA-Z]+\\[[0-9]+\\]"

static void complain (GPtrArray  *problems,
                      const char *format,
                      ...) G_GNUC_PRINTF (2, 3);

static void
complain (GPtrArray  *problems,
          const char *format,
          ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * muster_model_text_fault:
 *
 * Returns: (transfer none) (nullable): what in @text people must not be shown, for the model
 */
const char *
muster_model_text_fault (const char *text)
{
  if (strstr (text, "{{secret:") != NULL)
    return "holds the handle of a secret";
  if (g_regex_match_simple (GUID_PATTERN, text, 0, 0))
    return "holds an id; write names";
  if (g_regex_match_simple (REF_PATTERN, text, 0, 0))
    return "holds a reference such as s1.users[0]; write names";
  return NULL;
}

/* (transfer full) (nullable): a member that is text; what is too long is cut, what is no text is told */
static char *
read_text (JsonObject *object,
           const char *member,
           const char *where,
           glong       most,
           GPtrArray  *problems)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *text = muster_json_node_str (node);
  g_autofree char *clean = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (text == NULL)
    {
      complain (problems, "%s%s is no text", where, member);
      return NULL;
    }
  clean = muster_text_ingest (text);
  g_strstrip (clean);
  if (*clean == '\0')
    return NULL;
  if (muster_model_text_fault (clean) != NULL)
    complain (problems, "%s%s %s", where, member, muster_model_text_fault (clean));
  if (g_utf8_strlen (clean, -1) > most)
    return g_utf8_substring (clean, 0, most);
  return g_steal_pointer (&clean);
}

static JsonArray *
read_list (JsonObject *object,
           const char *member,
           GPtrArray  *problems)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    complain (problems, "%s is no list", member);
  return muster_json_node_arr (node);
}

static GPtrArray *
read_strings (JsonObject *object,
              const char *member,
              GPtrArray  *problems)
{
  GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);
  JsonArray *list = read_list (object, member, problems);

  for (guint i = 0; list != NULL && i < json_array_get_length (list) && i < MAX_LIST; i++)
    {
      const char *text = muster_json_arr_str (list, i);
      g_autofree char *line = text != NULL ? muster_text_one_line (text) : NULL;

      if (line == NULL)
        complain (problems, "%s[%u] is no text", member, i);
      else if (muster_model_text_fault (line) != NULL)
        complain (problems, "%s[%u] %s", member, i, muster_model_text_fault (line));
      else if (*line != '\0')
        g_ptr_array_add (strings, g_utf8_strlen (line, -1) > MAX_LINE ? g_utf8_substring (line, 0, MAX_LINE) : g_steal_pointer (&line));
    }
  return strings;
}

/* (transfer none) (nullable): the tool that a finding rests on */
static const char *
source_of (MusterModelPlanContext *context,
           const char             *source)
{
  g_autoptr(MusterLabelRef) ref = source != NULL ? muster_label_ref_parse (source, NULL) : NULL;

  if (source == NULL || g_ascii_strcasecmp (source, "ticket") == 0)
    return "ticket";
  if (ref == NULL || ref->answer == 0 || ref->answer > context->labels->len)
    return g_strcmp0 (source, "requester") == 0 ? "ticket" : NULL;
  return ((MusterToolCall *) context->labels->pdata[ref->answer - 1])->tool;
}

static void
add_finding (GPtrArray  *findings,
             const char *text,
             const char *source,
             gint64      time)
{
  g_autoptr(MusterFinding) finding = muster_finding_new ();
  g_autofree char *line = muster_text_one_line (text);

  while (g_str_has_suffix (line, "."))
    line[strlen (line) - 1] = '\0';
  muster_finding_set_text (finding, line);
  muster_finding_set_source (finding, source);
  muster_finding_set_time (finding, time);
  g_ptr_array_add (findings, g_steal_pointer (&finding));
}

static GPtrArray *
read_findings (MusterModelPlanContext *context,
               JsonObject             *object,
               GPtrArray              *problems)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *list = read_list (object, "findings", problems);

  for (guint i = 0; context->findings != NULL && i < context->findings->len; i++)
    g_ptr_array_add (findings, g_object_ref (context->findings->pdata[i]));
  for (guint i = 0; list != NULL && i < json_array_get_length (list) && i < MAX_LIST; i++)
    {
      JsonObject *row = muster_json_arr_obj (list, i);
      g_autofree char *where = g_strdup_printf ("findings[%u].", i);
      g_autofree char *text = NULL;
      const char *source;

      if (row == NULL)
        {
          complain (problems, "findings[%u] is no object with text and source", i);
          continue;
        }
      text = read_text (row, "text", where, MAX_LINE, problems);
      source = source_of (context, muster_json_str (row, "source"));
      if (source == NULL)
        complain (problems, "findings[%u].source: “%s” is nothing that was read; write s1 … s%u or ticket", i, muster_json_str (row, "source"),
                  context->labels->len);
      else if (text != NULL)
        add_finding (findings, text, source, muster_case_get_now (context->ticket_case));
    }
  return findings;
}

static gboolean
is_same_step (MusterStep *a,
              MusterStep *b)
{
  g_autoptr(JsonNode) left = json_node_init_object (json_node_alloc (), muster_step_get_args (a));
  g_autoptr(JsonNode) right = json_node_init_object (json_node_alloc (), muster_step_get_args (b));
  g_autofree char *first = muster_json_canonical (left);
  g_autofree char *second = muster_json_canonical (right);

  return g_strcmp0 (muster_step_get_tool (a), muster_step_get_tool (b)) == 0 &&
         g_strcmp0 (muster_step_get_target (a), muster_step_get_target (b)) == 0 && g_strcmp0 (first, second) == 0;
}

static GPtrArray *
read_steps (MusterModelPlanContext *context,
            MusterModelObjects     *objects,
            JsonObject             *object,
            GPtrArray              *problems)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *list = read_list (object, "steps", problems);
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (n > MAX_STEPS)
    complain (problems, "steps: there are %u; more than %u are a matter for a person", n, MAX_STEPS);
  for (guint i = 0; i < MIN (n, MAX_STEPS); i++)
    {
      JsonObject *row = muster_json_arr_obj (list, i);
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterStep) step = row != NULL ? muster_model_step_read (context, objects, row, &error) : NULL;
      gboolean doubled = FALSE;

      for (guint k = 0; step != NULL && k < steps->len; k++)
        doubled = doubled || is_same_step (step, steps->pdata[k]);
      if (row == NULL)
        complain (problems, "steps[%u] is no object with tool and args", i);
      else if (step == NULL)
        complain (problems, "steps[%u].%s", i, error->message);
      else if (doubled)
        complain (problems, "steps[%u] is there already", i);
      else
        g_ptr_array_add (steps, g_steal_pointer (&step));
    }
  return steps;
}

static void
check_outcome (MusterPlan    *plan,
               guint          n_written,
               GPtrArray     *problems)
{
  const char *reply = muster_plan_get_reply_draft (plan);
  guint questions = muster_plan_get_questions (plan)->len;
  MusterOutcome outcome = muster_plan_get_outcome (plan);

  if (muster_plan_get_diagnosis (plan) == NULL)
    complain (problems, "diagnosis is missing: say what is the matter and why this is the right thing to do");
  if (outcome == MUSTER_OUTCOME_PLAN && n_written == 0)
    complain (problems, "outcome plan has no steps; use answer, ask or handover when nothing is to be changed");
  if (outcome != MUSTER_OUTCOME_PLAN && n_written > 0)
    complain (problems, "outcome %s has steps; use plan, or leave the steps out", muster_outcome_to_string (outcome));
  if (outcome == MUSTER_OUTCOME_ANSWER && reply == NULL)
    complain (problems, "outcome answer has no reply");
  if (outcome == MUSTER_OUTCOME_ASK && reply == NULL && questions == 0)
    complain (problems, "outcome ask has neither questions nor a reply");
}

/* The model’s word on who asks counts for nothing; where it differs, people are told */
static void
check_requester (MusterModelPlanContext *context,
                 MusterModelObjects     *objects,
                 JsonObject             *object,
                 MusterPlan             *plan)
{
  JsonNode *node = json_object_get_member (object, "requester");
  g_autoptr(MusterModelObject) meant = node != NULL && !JSON_NODE_HOLDS_NULL (node) ? muster_model_objects_find (objects, "user", node, NULL) : NULL;
  g_autofree char *said = NULL;

  if (meant == NULL || g_strcmp0 (meant->value, context->requester) == 0)
    return;
  said = g_strdup_printf (_("The language model took %s for the requester. The ticket’s contact says otherwise, and that counts."), meant->name);
  g_ptr_array_add (muster_plan_get_unsure (plan), g_steal_pointer (&said));
}

/* As the built-in planner does: the steps stay, so that a person sees what is held back */
static void
hold_back (MusterModelPlanContext *context,
           MusterPlan             *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  for (guint i = 0; i < steps->len; i++)
    {
      const char *tool = muster_step_get_tool (steps->pdata[i]);
      const char *why = muster_case_get_unavailable (context->ticket_case, tool, NULL);

      if (why == NULL)
        continue;
      muster_plan_set_outcome (plan, MUSTER_OUTCOME_HANDOVER);
      add_finding (muster_plan_get_findings (plan), why, tool, muster_case_get_now (context->ticket_case));
    }
}

static void
read_words (JsonObject *object,
            MusterPlan *plan,
            GPtrArray  *problems)
{
  g_autofree char *diagnosis = read_text (object, "diagnosis", "", MAX_DIAGNOSIS, problems);
  g_autofree char *reply = read_text (object, "reply", "", MAX_REPLY, problems);
  g_autofree char *confidence = read_text (object, "confidence", "", MAX_LINE, problems);
  g_autoptr(GPtrArray) questions = read_strings (object, "questions", problems);
  g_autoptr(GPtrArray) unsure = read_strings (object, "unsure", problems);
  static const char * const levels[] = { "low", "medium", "high", NULL };

  muster_plan_set_diagnosis (plan, diagnosis);
  muster_plan_set_reply_draft (plan, reply);
  muster_plan_set_questions (plan, questions);
  muster_plan_set_unsure (plan, unsure);
  muster_plan_set_confidence (plan, confidence != NULL ? confidence : "medium");
  if (confidence != NULL && !g_strv_contains (levels, confidence))
    complain (problems, "confidence is low, medium or high");
}

/**
 * muster_model_plan_read:
 * @proposal: (nullable): the arguments of propose_plan
 * @problems: (element-type utf8): gets a sentence for each thing that is wrong
 *
 * Returns: (transfer full) (nullable): the plan, in the workspace’s language where the program speaks; %NULL with
 *   something in @problems
 */
MusterPlan *
muster_model_plan_read (MusterModelPlanContext *context,
                        JsonNode               *proposal,
                        GPtrArray              *problems)
{
  JsonObject *object = proposal != NULL ? muster_json_node_obj (proposal) : NULL;
  g_autoptr(MusterModelObjects) objects = NULL;
  g_autoptr(GPtrArray) steps = NULL;
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(MusterPlan) plan = NULL;
  MusterOutcome outcome;
  guint n_written;

  if (object == NULL)
    {
      complain (problems, "the arguments of propose_plan are no JSON object");
      return NULL;
    }
  if (muster_json_str (object, "outcome") == NULL || !muster_outcome_from_string (muster_json_str (object, "outcome"), &outcome))
    {
      complain (problems, "outcome is one of plan, answer, ask, handover, ignore");
      return NULL;
    }
  objects = muster_model_objects_new (context->ticket_case, context->labels, context->requester);
  steps = read_steps (context, objects, object, problems);
  findings = read_findings (context, object, problems);
  n_written = muster_json_arr (object, "steps") != NULL ? json_array_get_length (muster_json_arr (object, "steps")) : 0;

  plan = muster_plan_new ();
  muster_plan_set_outcome (plan, outcome);
  muster_plan_set_steps (plan, steps);
  muster_plan_set_findings (plan, findings);
  muster_plan_set_planner (plan, context->planner);
  muster_plan_set_requester_id (plan, context->requester);
  muster_plan_set_requester_name (plan, context->requester_name);
  muster_plan_set_identity_level (plan, context->level);
  read_words (object, plan, problems);
  check_outcome (plan, n_written, problems);
  if (problems->len > 0)
    return NULL;
  check_requester (context, objects, object, plan);
  hold_back (context, plan);
  return g_steal_pointer (&plan);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-facts.h"
#include "muster-finding.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-rules.h"
#include "muster-step.h"

/* The rule language of workflows. A rule's `when` is a list of conditions that must all hold, `any` one of which at
 * least one must; `fact`, `!fact`, `fact=a|b` and `fact!=a`. The first rule that holds gives the plan: its outcome, what to
 * say and to ask, and its steps with `{slot}` filled in. A rule with `goto` hands over to another workflow. */

static gboolean
condition_holds (MusterInquiry *self,
                 const char    *condition)
{
  const char *equals = strchr (condition, '=');
  gboolean negated = *condition == '!';
  const char *value;

  if (negated)
    return muster_fact (self, condition + 1) == NULL;
  if (equals == NULL)
    return muster_fact (self, condition) != NULL;

  negated = equals > condition && equals[-1] == '!';
  {
    g_autofree char *name = g_strndup (condition, (gsize) (equals - condition) - (negated ? 1 : 0));
    g_auto(GStrv) values = g_strsplit (equals + 1, "|", -1);

    value = muster_fact (self, name);
    return (value != NULL && g_strv_contains ((const char * const *) values, value)) != negated;
  }
}

/**
 * muster_rules_hold:
 * @conditions: (nullable): all of them must hold
 *
 * Returns: whether they do; look at @self's waiting flag before believing it
 */
gboolean
muster_rules_hold (MusterInquiry *self,
                   JsonArray     *conditions)
{
  for (guint i = 0; conditions != NULL && i < json_array_get_length (conditions); i++)
    {
      if (!condition_holds (self, muster_json_arr_str (conditions, i)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
any_holds (MusterInquiry *self,
           JsonArray     *conditions)
{
  if (conditions == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (conditions); i++)
    {
      if (condition_holds (self, muster_json_arr_str (conditions, i)))
        return TRUE;
      if (self->waiting)
        return FALSE;
    }
  return FALSE;
}

static const MusterSlotValue *
slot_value (MusterInquiry         *self,
            const char            *name,
            const MusterSlotValue *item)
{
  GPtrArray *slot;

  if (g_str_equal (name, "item"))
    return item;
  slot = muster_slot (self, name);
  return slot != NULL && slot->len > 0 ? g_ptr_array_index (slot, 0) : NULL;
}

/* “{slot}” alone is the value that goes into a call; anything else is taken as it is. */
static const MusterSlotValue *
bound (MusterInquiry         *self,
       const char            *text,
       const MusterSlotValue *item,
       gboolean              *is_slot)
{
  gsize length = strlen (text);

  *is_slot = length > 2 && text[0] == '{' && text[length - 1] == '}';
  if (*is_slot)
    {
      g_autofree char *name = g_strndup (text + 1, length - 2);

      return slot_value (self, name, item);
    }
  return NULL;
}

/* What stands for nobody by name, such as “the line manager”, is in the language of the text around it. */
static char *
value_words (const MusterSlotValue *value,
             const char            *language)
{
  char *words = NULL;

  if (value->name == NULL)
    return g_strdup ("?");
  if (*value->ref != '\0')
    return g_strdup (value->name);
  if (language != NULL)
    words = muster_reply_text (value->name, language);
  else
    words = g_strdup (_(value->name));
  return words != NULL ? words : g_strdup (value->name);
}

static char *
slot_names (MusterInquiry *self,
            const char    *name,
            const char    *language)
{
  GPtrArray *slot = muster_slot (self, name);
  GString *out = g_string_new (NULL);

  for (guint i = 0; slot != NULL && i < slot->len; i++)
    {
      g_autofree char *words = value_words (g_ptr_array_index (slot, i), language);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", words);
    }
  if (slot == NULL || slot->len == 0)
    {
      const MusterSlotValue nobody = { (char *) "", (char *) (g_str_equal (name, "decider") ? N_("the owner or the line manager") : "?") };
      g_autofree char *words = value_words (&nobody, language);

      g_string_append (out, words);
    }
  return g_string_free (out, FALSE);
}

static void
append_sentence_start (GString    *out,
                       const char *words)
{
  if (*words == '\0')
    return;
  g_string_append_unichar (out, g_unichar_toupper (g_utf8_get_char (words)));
  g_string_append (out, g_utf8_next_char (words));
}

static char *
fill (MusterInquiry *self,
      const char    *text,
      const char    *language)
{
  GString *out = g_string_new (NULL);
  const char *p = text;

  while (*p != '\0')
    {
      const char *end = *p == '{' ? strchr (p, '}') : NULL;

      if (end != NULL)
        {
          g_autofree char *name = g_strndup (p + 1, (gsize) (end - p) - 1);
          g_autofree char *value = slot_names (self, name, language);

          if (p == text && g_str_equal (name, "decider"))
            append_sentence_start (out, value);
          else
            g_string_append (out, value);
          p = end + 1;
        }
      else
        {
          g_string_append_c (out, *p++);
        }
    }
  return g_string_free (out, FALSE);
}

/**
 * muster_rules_fill:
 * @text: a sentence with `{slot}` in it
 *
 * Returns: (transfer full): the sentence with the readable names of what is in the slots
 */
char *
muster_rules_fill (MusterInquiry *self,
                   const char    *text)
{
  return fill (self, text, NULL);
}

static MusterEffectClass
class_of (const char *tool)
{
  static const struct
  {
    const char        *name;
    MusterEffectClass  class;
  } table[] = {
    { "reset-password", MUSTER_EFFECT_CLASS_CREDENTIAL },
    { "require-mfa-reregistration", MUSTER_EFFECT_CLASS_CREDENTIAL },
    { "delete-auth-method", MUSTER_EFFECT_CLASS_CREDENTIAL },
    { "create-temporary-access-pass", MUSTER_EFFECT_CLASS_CREDENTIAL },
    { "grant-mailbox-access", MUSTER_EFFECT_CLASS_PRIVILEGE },
    { "remove-mailbox-access", MUSTER_EFFECT_CLASS_PRIVILEGE },
    { "convert-to-shared-mailbox", MUSTER_EFFECT_CLASS_PRIVILEGE },
    { "set-forwarding", MUSTER_EFFECT_CLASS_PRIVILEGE },
    { "delete-user", MUSTER_EFFECT_CLASS_DESTRUCTIVE },
    { "retire-device", MUSTER_EFFECT_CLASS_DESTRUCTIVE },
    { "wipe-device", MUSTER_EFFECT_CLASS_DESTRUCTIVE },
    { "get-bitlocker-key", MUSTER_EFFECT_CLASS_READ_SENSITIVE },
    { "get-laps-password", MUSTER_EFFECT_CLASS_READ_SENSITIVE },
  };
  const char *name = strchr (tool, ':');

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (table); i++)
    {
      if (g_str_equal (table[i].name, name + 1))
        return table[i].class;
    }
  return MUSTER_EFFECT_CLASS_WRITE;
}

static void
bind_args (MusterInquiry         *self,
           JsonObject            *args,
           const MusterSlotValue *item,
           JsonObject            *values,
           JsonObject            *names)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (args == NULL)
    return;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *text = muster_json_node_str (node);
      gboolean is_slot = FALSE;
      const MusterSlotValue *value = text != NULL ? bound (self, text, item, &is_slot) : NULL;

      if (value != NULL)
        {
          json_object_set_string_member (values, name, value->ref);
          json_object_set_string_member (names, name, value->name);
        }
      else if (text != NULL && !is_slot)
        {
          json_object_set_string_member (values, name, text);
          json_object_set_string_member (names, name, text);
        }
    }
}

static void
add_step (MusterInquiry         *self,
          JsonObject            *row,
          const MusterSlotValue *item,
          GPtrArray             *steps,
          gboolean              *withheld,
          gboolean              *unready_found)
{
  const char *tool = muster_json_str (row, "tool");
  const char *expected = muster_json_str (row, "expect");
  gboolean is_slot = FALSE;
  const MusterSlotValue *target = bound (self, muster_json_str (row, "target"), item, &is_slot);
  g_autoptr(MusterStep) step = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonObject) names = json_object_new ();
  MusterPolicy policy = MUSTER_POLICY_APPROVAL_NEEDED;
  const char *unready = muster_case_get_unavailable (self->ticket_case, tool, NULL);

  if (target == NULL || *target->ref == '\0')
    return;
  if (unready != NULL)
    {
      policy = MUSTER_POLICY_DISABLED;
      *unready_found = TRUE;
      muster_inquiry_note (self, tool, "%s", unready);
    }
  else if (!muster_case_is_offered (self->ticket_case, tool, &policy))
    {
      *withheld = TRUE;
      /* Translators: the name of a tool */
      muster_inquiry_note (self, "policy", _("%s is switched off for this client"), tool);
      return;
    }
  bind_args (self, muster_json_obj (row, "args"), item, args, names);

  step = muster_step_new ();
  muster_step_set_tool (step, tool);
  muster_step_set_target (step, target->ref);
  muster_step_set_target_name (step, target->name);
  muster_step_set_args (step, args);
  muster_step_set_arg_names (step, names);
  muster_step_set_policy (step, muster_policy_to_string (policy));
  muster_step_set_effect_class (step, class_of (tool));
  if (muster_json_str (row, "explain") != NULL)
    {
      g_autofree char *explain = muster_rules_fill (self, muster_sentence (muster_json_str (row, "explain")));

      muster_step_set_explain (step, explain);
    }
  if (expected != NULL)
    {
      g_autofree char *text = muster_rules_fill (self, muster_sentence (expected));

      muster_step_set_expected (step, text);
    }
  g_ptr_array_add (steps, g_steal_pointer (&step));
}

static GPtrArray *
make_steps (MusterInquiry *self,
            JsonArray     *rows,
            gboolean      *withheld,
            gboolean      *unready)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *each = muster_json_str (row, "each");
      GPtrArray *slot = each != NULL ? muster_slot (self, each) : NULL;

      if (!muster_rules_hold (self, muster_json_arr (row, "when")))
        continue;
      if (each == NULL)
        add_step (self, row, NULL, steps, withheld, unready);
      for (guint k = 0; slot != NULL && k < slot->len; k++)
        add_step (self, row, g_ptr_array_index (slot, k), steps, withheld, unready);
    }
  return steps;
}

static char *
join_sentences (MusterInquiry *self,
                JsonArray     *ids)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      g_autofree char *text = muster_rules_fill (self, muster_sentence (muster_json_arr_str (ids, i)));

      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append (out, text);
    }
  return g_string_free (out, FALSE);
}

static MusterPlan *
plan_from_rule (MusterInquiry        *self,
                const MusterWorkflow *workflow,
                JsonObject           *rule)
{
  gboolean withheld = FALSE;
  gboolean unready = FALSE;
  g_autoptr(GPtrArray) steps = make_steps (self, muster_json_arr (rule, "steps"), &withheld, &unready);
  g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(MusterPlan) plan = NULL;
  g_autoptr(GString) diagnosis = NULL;
  g_autofree char *said = NULL;
  JsonArray *asks = muster_json_arr (rule, "ask");
  const char *reply = muster_json_str (rule, "reply");
  MusterOutcome outcome = MUSTER_OUTCOME_HANDOVER;

  if (self->waiting)
    return NULL;
  muster_outcome_from_string (muster_json_str (rule, "outcome"), &outcome);
  plan = muster_plan_new ();
  said = join_sentences (self, muster_json_arr (rule, "say"));
  diagnosis = g_string_new (said);
  if (outcome == MUSTER_OUTCOME_PLAN && (steps->len == 0 || withheld))
    {
      outcome = MUSTER_OUTCOME_HANDOVER;
      g_ptr_array_set_size (steps, 0);
      g_string_append_printf (diagnosis, " %s", muster_sentence (withheld ? "tool-withheld" : "nothing-left"));
    }
  else if (outcome == MUSTER_OUTCOME_PLAN && unready)
    {
      /* The steps stay, so that a person sees what is held back */
      outcome = MUSTER_OUTCOME_HANDOVER;
      g_string_append_printf (diagnosis, " %s", muster_sentence ("tool-unready"));
    }
  if (muster_fact (self, "injected") != NULL)
    g_string_append_printf (diagnosis, " %s", muster_sentence ("injection-ignored"));
  for (guint i = 0; asks != NULL && i < json_array_get_length (asks); i++)
    g_ptr_array_add (questions, muster_rules_fill (self, muster_sentence (muster_json_arr_str (asks, i))));

  muster_plan_set_outcome (plan, outcome);
  muster_plan_set_diagnosis (plan, diagnosis->str);
  muster_plan_set_steps (plan, steps);
  muster_plan_set_questions (plan, questions);
  muster_plan_set_workflow_id (plan, workflow->id);
  muster_plan_set_confidence (plan, muster_json_str (rule, "confidence") != NULL ? muster_json_str (rule, "confidence") : "medium");
  if (reply != NULL)
    {
      g_autofree char *template = muster_reply_text (reply, self->language);
      g_autofree char *text = template != NULL ? fill (self, template, self->language) : NULL;

      muster_plan_set_reply_draft (plan, text);
    }
  return g_steal_pointer (&plan);
}

/**
 * muster_rules_reads:
 *
 * Asks for everything that the workflow names as needed, all at once, so that one round of calls is enough where
 * nothing depends on anything.
 */
void
muster_rules_reads (MusterInquiry        *self,
                    const MusterWorkflow *workflow)
{
  for (guint i = 0; i < workflow->reads->len; i++)
    muster_fact (self, g_ptr_array_index (workflow->reads, i));
}

/**
 * muster_rules_run:
 * @jump: (out): the workflow to go on with, when a rule says so
 *
 * Returns: (transfer full) (nullable): the plan of the first rule that holds; %NULL when something is wanted, when
 *   no rule holds, or with @jump
 */
MusterPlan *
muster_rules_run (MusterInquiry        *self,
                  const MusterWorkflow *workflow,
                  const char          **jump)
{
  *jump = NULL;
  self->waiting = FALSE;
  for (guint i = 0; i < json_array_get_length (workflow->rules); i++)
    {
      JsonObject *rule = muster_json_arr_obj (workflow->rules, i);
      gboolean holds = muster_rules_hold (self, muster_json_arr (rule, "when"));

      holds = holds && !self->waiting && any_holds (self, muster_json_arr (rule, "any"));
      if (self->waiting)
        return NULL;
      if (!holds)
        continue;
      *jump = muster_json_str (rule, "goto");
      return *jump == NULL ? plan_from_rule (self, workflow, rule) : NULL;
    }
  return NULL;
}

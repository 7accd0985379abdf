/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-facts.h"
#include "muster-finding.h"
#include "muster-json.h"
#include "muster-model-verdict.h"
#include "muster-note-text.h"
#include "muster-rules.h"
#include "muster-step.h"

/* The words under which it is stored why no model is asked any more, and what people read */
static const struct
{
  const char *word;
  const char *text;
} reasons[] = {
  { "budget", N_("The language model was not asked, because a budget would have been passed; the built-in planner made this plan") },
  { "unreachable", N_("No language model could be reached; the built-in planner made this plan") },
  { "nonsense", N_("The language model’s answers were of no use three times; the built-in planner made this plan") },
  { "endless", N_("The language model did not come to an end; the built-in planner made this plan") },
  { "secret", N_("The language model was not asked, because a password or key stood in what it would have been told; the built-in planner made this plan") },
};

static const struct
{
  int         code;
  const char *word;
} words[] = {
  { MUSTER_ERROR_BUDGET, "budget" },
  { MUSTER_ERROR_REFUSED_BY_POLICY, "secret" },
};

/**
 * muster_model_fallback_word:
 * @error: why no model answered
 *
 * Returns: (transfer none): the word for it
 */
const char *
muster_model_fallback_word (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_error_matches (error, MUSTER_ERROR, words[i].code))
      return words[i].word;
  return "unreachable";
}

static const char *
reason_text (const char *why)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].word, why) == 0)
      return _(reasons[i].text);
  return _(reasons[1].text);
}

static void
add_reason (MusterCase *ticket_case,
            MusterPlan *plan,
            const char *why)
{
  MusterLanguage *previous = muster_language_push (muster_case_get_workspace_language (ticket_case));
  g_autoptr(MusterFinding) finding = muster_finding_new ();

  muster_finding_set_text (finding, reason_text (why));
  muster_finding_set_source (finding, "language-model");
  muster_finding_set_time (finding, muster_case_get_now (ticket_case));
  g_ptr_array_insert (muster_plan_get_findings (plan), 0, g_steal_pointer (&finding));
  muster_language_pop (previous);
}

/**
 * muster_model_say_fallback:
 * @plan: a plan of the planner behind
 * @why: the word under which the reason is stored
 */
void
muster_model_say_fallback (MusterCase *ticket_case,
                           MusterPlan *plan,
                           const char *why)
{
  add_reason (ticket_case, plan, why);
}

/**
 * muster_model_hand_over:
 * @why: (nullable): the word under which the reason is stored
 *
 * Returns: (transfer full): the plan where there is no planner behind
 */
MusterPlan *
muster_model_hand_over (MusterCase    *ticket_case,
                        MusterInquiry *inquiry,
                        const char    *why)
{
  MusterLanguage *previous = muster_language_push (muster_case_get_workspace_language (ticket_case));
  g_autoptr(MusterPlan) plan = muster_plan_new ();

  muster_plan_set_outcome (plan, MUSTER_OUTCOME_HANDOVER);
  muster_plan_set_diagnosis (plan, muster_sentence ("no-match"));
  muster_plan_set_confidence (plan, "low");
  muster_plan_set_planner (plan, "built-in");
  muster_plan_set_findings (plan, inquiry->findings);
  add_reason (ticket_case, plan, why);
  muster_language_pop (previous);
  return g_steal_pointer (&plan);
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

static MusterStep *
find_step (MusterPlan *plan,
           MusterStep *step)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  for (guint i = 0; i < steps->len; i++)
    if (is_same_step (steps->pdata[i], step))
      return steps->pdata[i];
  return NULL;
}

static char *
list_steps (MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    g_string_append_printf (out, "%s%s → %s", i > 0 ? "; " : "", muster_step_get_tool (steps->pdata[i]), muster_step_get_target_name (steps->pdata[i]));
  return g_string_free (out, FALSE);
}

/**
 * muster_model_compare_with_draft:
 * @plan: a model’s plan
 * @draft: (nullable): what the matching workflow came to
 *
 * A plan that does what the workflow does is the workflow’s; one that does not says so, and is not taken for sure.
 */
void
muster_model_compare_with_draft (MusterPlan *plan,
                                 MusterPlan *draft)
{
  GPtrArray *steps = muster_plan_get_steps (plan);
  guint same = 0;
  g_autofree char *list = NULL;

  if (draft == NULL || muster_plan_get_workflow_id (draft) == NULL)
    return;
  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *drafted = find_step (draft, steps->pdata[i]);

      same += drafted != NULL;
      if (drafted != NULL && muster_step_get_expected (steps->pdata[i]) == NULL)
        muster_step_set_expected (steps->pdata[i], muster_step_get_expected (drafted));
    }
  if (same == steps->len && same == muster_plan_get_steps (draft)->len && muster_plan_get_outcome (plan) == muster_plan_get_outcome (draft))
    {
      muster_plan_set_workflow_id (plan, muster_plan_get_workflow_id (draft));
      return;
    }
  if (muster_plan_get_steps (draft)->len == 0)
    return;
  list = list_steps (draft);
  g_ptr_array_add (muster_plan_get_unsure (plan),
                   /* Translators: the name of a workflow, then steps such as “microsoft365:reset-password → Eva Roth” */
                   g_strdup_printf (_("The workflow %s would do otherwise: %s."), muster_plan_get_workflow_id (draft), list));
  if (g_strcmp0 (muster_plan_get_confidence (plan), "high") == 0)
    muster_plan_set_confidence (plan, "medium");
}

/**
 * muster_model_say_injected:
 *
 * Where the ticket’s text addresses machines, a person is told, whatever the model made of it.
 */
void
muster_model_say_injected (MusterPlan    *plan,
                           MusterInquiry *inquiry)
{
  g_autofree char *whole = NULL;

  if (muster_fact (inquiry, "injected") == NULL)
    return;
  whole = g_strdup_printf ("%s %s", muster_plan_get_diagnosis (plan), muster_sentence ("injection-ignored"));
  muster_plan_set_diagnosis (plan, whole);
}

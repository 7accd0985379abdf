/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <math.h>
#include <string.h>

#include "muster-intent.h"
#include "muster-json.h"
#include "muster-tool-choice.h"
#include "muster-words.h"
#include "muster-workflow.h"

/* A client may have more than a hundred tools on offer, and a ticket needs five. Those are chosen by what the matching
 * workflows use and by BM25: the words of the ticket and of those workflows against the tools’ titles. The workflows
 * carry tickets that are not written in the tools’ language. */

#define STEP_WEIGHT   12.0
#define DRAFT_WEIGHT  100.0
#define TEXT_WEIGHT   5.0

/* What nearly every ticket can need */
static const struct
{
  const char *name;
  double      weight;
} usual[] = {
  { "find-users", 6 },
  { "search-articles", 5 },
  { "search-documents", 5 },
  { "get-user", 4 },
  { "find-groups", 3 },
  { "list-user-groups", 1 },
};

typedef struct
{
  MusterTool *tool;
  char      **words;
  double      score;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate);
}

/**
 * muster_tool_choice_is_bound:
 *
 * Returns: whether the program fills in @arg by itself: the run has one client and one ticket
 */
gboolean
muster_tool_choice_is_bound (MusterTool *tool,
                             const char *arg)
{
  const char *role = muster_tool_get_arg_role (tool, arg);

  return g_strcmp0 (role, "target:client") == 0 || g_strcmp0 (role, "target:ticket") == 0;
}

#ifdef MUSTER_TEST_HOOKS
/* The positive control of the tests with hostile tickets: a model may read secrets by itself */
static gboolean
may_read_secrets (void)
{
  return g_getenv ("MUSTER_TEST_GATE_RULES_OFF") != NULL;
}
#else
#define may_read_secrets() FALSE
#endif

/* Of the classes that a model may call; the others are steps of a plan */
static gboolean
is_callable (MusterTool *tool)
{
  MusterEffectClass class = muster_tool_get_effect_class (tool);

  return class == MUSTER_EFFECT_CLASS_READ || (class == MUSTER_EFFECT_CLASS_READ_SENSITIVE && may_read_secrets ());
}

/**
 * muster_tool_choice_may_call:
 *
 * Returns: whether a model may call it: a read of this client that runs without anybody’s yes. The ticket itself it has
 */
gboolean
muster_tool_choice_may_call (MusterCase *ticket_case,
                             MusterTool *tool)
{
  const char *kind = muster_tool_get_target_kind (tool);
  MusterPolicy policy;

  return !muster_tool_get_engine (tool) && is_callable (tool) &&
         g_strcmp0 (kind, "ticket") != 0 && g_strcmp0 (kind, "contact") != 0 &&
         muster_case_is_offered (ticket_case, muster_tool_get_id (tool), &policy) && policy == MUSTER_POLICY_AUTO;
}

/**
 * muster_tool_choice_may_plan:
 *
 * Returns: whether it may be a step: what changes something, and reads that somebody has to agree to
 */
gboolean
muster_tool_choice_may_plan (MusterCase *ticket_case,
                             MusterTool *tool)
{
  const char *id = muster_tool_get_id (tool);

  switch (muster_tool_get_effect_class (tool))
    {
    case MUSTER_EFFECT_CLASS_READ:
    case MUSTER_EFFECT_CLASS_NOTE_INTERNAL:
    case MUSTER_EFFECT_CLASS_REPLY:
      return FALSE;
    case MUSTER_EFFECT_CLASS_READ_SENSITIVE:
    case MUSTER_EFFECT_CLASS_WRITE:
    case MUSTER_EFFECT_CLASS_CREDENTIAL:
    case MUSTER_EFFECT_CLASS_PRIVILEGE:
    case MUSTER_EFFECT_CLASS_DESTRUCTIVE:
    default:
      return !muster_tool_get_engine (tool) &&
             (muster_case_is_offered (ticket_case, id, NULL) || muster_case_get_unavailable (ticket_case, id, NULL) != NULL);
    }
}

static void
add_stems (GPtrArray  *stems,
           const char *text,
           gboolean    once)
{
  g_autoptr(GPtrArray) words = muster_words_split (text != NULL ? text : "");

  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);
      g_autofree char *stem = NULL;

      if (word->address || muster_words_is_noise (word->text))
        continue;
      stem = muster_words_stem (word->text);
      if (!once || !g_ptr_array_find_with_equal_func (stems, stem, g_str_equal, NULL))
        g_ptr_array_add (stems, g_steal_pointer (&stem));
    }
}

/* (transfer none): what a tool’s row says, worked out once */
static char **
tool_words (MusterTool *tool)
{
  GQuark key = g_quark_from_static_string ("muster-tool-words");
  char **kept = g_object_get_qdata (G_OBJECT (tool), key);
  GPtrArray *stems;
  g_autofree char *name = NULL;

  if (kept != NULL)
    return kept;
  stems = g_ptr_array_new ();
  name = g_strdelimit (g_strdup (muster_tool_get_name (tool)), "-", ' ');
  add_stems (stems, name, FALSE);
  add_stems (stems, muster_tool_get_title (tool), FALSE);
  add_stems (stems, muster_tool_get_explain (tool), FALSE);
  g_ptr_array_add (stems, NULL);
  kept = (char **) g_ptr_array_free (stems, FALSE);
  g_object_set_qdata_full (G_OBJECT (tool), key, kept, (GDestroyNotify) g_strfreev);
  return kept;
}

static GPtrArray *
query_words (MusterCase *ticket_case,
             GPtrArray  *workflows)
{
  g_auto(GStrv) ticket = muster_intent_words (ticket_case);
  GPtrArray *query = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; ticket[i] != NULL; i++)
    g_ptr_array_add (query, g_strdup (ticket[i]));
  for (guint i = 0; i < workflows->len; i++)
    {
      const MusterWorkflow *workflow = g_ptr_array_index (workflows, i);

      add_stems (query, workflow->title, TRUE);
      if (i == 0)
        add_stems (query, workflow->instructions, TRUE);
    }
  return query;
}

static guint
count_word (char      **words,
            const char *word)
{
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += g_str_equal (words[i], word);
  return n;
}

/* BM25 with k1 = 1.2, b = 0.75; the best text gets TEXT_WEIGHT */
static void
add_text_scores (GPtrArray *candidates,
                 GPtrArray *query)
{
  g_autofree double *scores = g_new0 (double, candidates->len + 1);
  double average = 0;
  double best = 0;

  for (guint i = 0; i < candidates->len; i++)
    average += g_strv_length (((Candidate *) candidates->pdata[i])->words);
  average = MAX (average / MAX (candidates->len, 1), 1);
  for (guint w = 0; w < query->len; w++)
    {
      guint holders = 0;
      double idf;

      for (guint i = 0; i < candidates->len; i++)
        holders += count_word (((Candidate *) candidates->pdata[i])->words, query->pdata[w]) > 0;
      idf = log (1 + (candidates->len - holders + 0.5) / (holders + 0.5));
      for (guint i = 0; holders > 0 && i < candidates->len; i++)
        {
          char **words = ((Candidate *) candidates->pdata[i])->words;
          double n = count_word (words, query->pdata[w]);

          scores[i] += idf * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * g_strv_length (words) / average));
        }
    }
  for (guint i = 0; i < candidates->len; i++)
    best = MAX (best, scores[i]);
  for (guint i = 0; best > 0 && i < candidates->len; i++)
    ((Candidate *) candidates->pdata[i])->score += TEXT_WEIGHT * scores[i] / best;
}

static void
add_score (GPtrArray  *candidates,
           const char *tool,
           double      score)
{
  for (guint i = 0; tool != NULL && i < candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (candidates, i);

      if (g_str_equal (muster_tool_get_id (candidate->tool), tool))
        candidate->score = MAX (candidate->score, score);
    }
}

static void
add_workflow_scores (GPtrArray            *candidates,
                     const MusterWorkflow *workflow,
                     double                weight)
{
  for (guint r = 0; workflow->rules != NULL && r < json_array_get_length (workflow->rules); r++)
    {
      JsonArray *steps = muster_json_arr (muster_json_arr_obj (workflow->rules, r), "steps");

      for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
        add_score (candidates, muster_json_str (muster_json_arr_obj (steps, i), "tool"), weight);
    }
}

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *left = *(Candidate * const *) a;
  const Candidate *right = *(Candidate * const *) b;

  if (left->score < right->score || left->score > right->score)
    return left->score < right->score ? 1 : -1;
  return strcmp (muster_tool_get_id (left->tool), muster_tool_get_id (right->tool));
}

static int
compare_tools (gconstpointer a,
               gconstpointer b)
{
  return strcmp (muster_tool_get_id (*(MusterTool * const *) a), muster_tool_get_id (*(MusterTool * const *) b));
}

static GPtrArray *
best_of (GPtrArray *candidates,
         guint      most)
{
  GPtrArray *tools = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len && i < most; i++)
    g_ptr_array_add (tools, g_object_ref (((Candidate *) candidates->pdata[i])->tool));
  g_ptr_array_sort (tools, compare_tools);
  return tools;
}

static GPtrArray *
candidates_of (MusterCase    *ticket_case,
               MusterCatalog *catalog,
               gboolean       reads)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (catalog, NULL);

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);
      Candidate *candidate;

      if (reads ? !muster_tool_choice_may_call (ticket_case, tool) : !muster_tool_choice_may_plan (ticket_case, tool))
        continue;
      candidate = g_new0 (Candidate, 1);
      candidate->tool = tool;
      candidate->words = tool_words (tool);
      g_ptr_array_add (candidates, candidate);
    }
  return candidates;
}

/**
 * muster_tool_choice_new:
 * @workflows: (element-type MusterWorkflow): those that match, best first
 * @draft: (nullable): the plan that the best one comes to
 *
 * Returns: (transfer full): the tools that matter, each list sorted by name
 */
MusterToolChoice *
muster_tool_choice_new (MusterCase    *ticket_case,
                        MusterCatalog *catalog,
                        GPtrArray     *workflows,
                        MusterPlan    *draft)
{
  MusterToolChoice *self = g_new0 (MusterToolChoice, 1);
  g_autoptr(GPtrArray) query = query_words (ticket_case, workflows);
  g_autoptr(GPtrArray) reads = candidates_of (ticket_case, catalog, TRUE);
  g_autoptr(GPtrArray) writes = candidates_of (ticket_case, catalog, FALSE);

  add_text_scores (reads, query);
  add_text_scores (writes, query);
  for (guint i = 0; i < reads->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (usual); k++)
      if (g_str_equal (muster_tool_get_name (((Candidate *) reads->pdata[i])->tool), usual[k].name))
        ((Candidate *) reads->pdata[i])->score += usual[k].weight;
  for (guint i = 0; may_read_secrets () && i < reads->len; i++)
    if (g_str_has_suffix (muster_tool_get_name (((Candidate *) reads->pdata[i])->tool), "-password")
        || g_str_has_suffix (muster_tool_get_name (((Candidate *) reads->pdata[i])->tool), "-passwords"))
      ((Candidate *) reads->pdata[i])->score += DRAFT_WEIGHT;
  for (guint i = 0; i < workflows->len; i++)
    {
      add_workflow_scores (writes, g_ptr_array_index (workflows, i), STEP_WEIGHT / (i + 1));
      add_workflow_scores (reads, g_ptr_array_index (workflows, i), STEP_WEIGHT / (i + 1));
    }
  for (guint i = 0; draft != NULL && i < muster_plan_get_steps (draft)->len; i++)
    add_score (writes, muster_step_get_tool (muster_plan_get_steps (draft)->pdata[i]), DRAFT_WEIGHT);
  self->reads = best_of (reads, MUSTER_TOOL_CHOICE_READS);
  self->writes = best_of (writes, MUSTER_TOOL_CHOICE_WRITES);
  return self;
}

/**
 * muster_tool_choice_from_names:
 * @names: (nullable): as muster_tool_choice_names () gave them
 *
 * Returns: (transfer full): the same choice, less the tools that there are no longer
 */
MusterToolChoice *
muster_tool_choice_from_names (MusterCatalog *catalog,
                               JsonArray     *names)
{
  MusterToolChoice *self = g_new0 (MusterToolChoice, 1);

  self->reads = g_ptr_array_new_with_free_func (g_object_unref);
  self->writes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      const char *name = muster_json_arr_str (names, i);
      MusterTool *tool = name != NULL ? muster_catalog_lookup_tool (catalog, name) : NULL;

      if (tool != NULL)
        g_ptr_array_add (is_callable (tool) ? self->reads : self->writes, g_object_ref (tool));
    }
  return self;
}

/**
 * muster_tool_choice_names:
 *
 * Returns: (transfer full): the full names, to be stored
 */
JsonArray *
muster_tool_choice_names (MusterToolChoice *self)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < self->reads->len; i++)
    json_array_add_string_element (names, muster_tool_get_id (self->reads->pdata[i]));
  for (guint i = 0; i < self->writes->len; i++)
    json_array_add_string_element (names, muster_tool_get_id (self->writes->pdata[i]));
  return names;
}

void
muster_tool_choice_free (MusterToolChoice *self)
{
  g_ptr_array_unref (self->reads);
  g_ptr_array_unref (self->writes);
  g_free (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-builtin-planner.h"
#include "muster-facts.h"
#include "muster-inquiry.h"
#include "muster-intent.h"
#include "muster-language.h"
#include "muster-note-text.h"
#include "muster-rules.h"

#define MAX_JUMPS 4

/**
 * MusterBuiltinPlanner:
 *
 * The planner that needs no network and no set-up. It starts afresh on every turn with the answers that the case
 * holds by then: ranks the workflows, runs the rules of the best one, and where a rule asks for a fact that nobody has
 * read yet, wants the call for it. The same case gives the same turn, so a run can be resumed at any point.
 */
struct _MusterBuiltinPlanner
{
  GObject parent_instance;

  MusterWorkflowLibrary *library;  /* (owned) */
  MusterWorkflowRanker *ranker;    /* (owned) (nullable): the planner's own BM25 when there is none */
};

static void muster_builtin_planner_iface_init (MusterPlannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterBuiltinPlanner, muster_builtin_planner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PLANNER, muster_builtin_planner_iface_init))

static MusterPlan *
no_match (MusterInquiry *self)
{
  MusterPlan *plan = muster_plan_new ();

  muster_plan_set_outcome (plan, MUSTER_OUTCOME_HANDOVER);
  muster_plan_set_diagnosis (plan, muster_sentence (muster_fact (self, "injected") != NULL ? "no-match-injected" : "no-match"));
  muster_plan_set_confidence (plan, "low");
  return plan;
}

/* The same rules would ask for the same again: a person reads why it was not wanted */
static void
heed_remark (MusterInquiry *self,
             MusterPlan    *plan)
{
  const char *remark = muster_case_get_remark (self->ticket_case);
  g_autoptr(GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);

  if (remark == NULL || *remark == '\0' || muster_plan_get_outcome (plan) != MUSTER_OUTCOME_PLAN)
    return;
  /* Translators: a technician's own words */
  muster_inquiry_note (self, "psa:get-ticket", _("A technician rejected the plan that was made before: %s"), remark);
  muster_plan_set_outcome (plan, MUSTER_OUTCOME_HANDOVER);
  muster_plan_set_steps (plan, none);
  muster_plan_set_reply_draft (plan, NULL);
}

static void
finish (MusterInquiry *self,
        MusterPlan    *plan)
{
  const MusterPerson *requester = muster_inquiry_requester (self);
  const char *level = muster_fact (self, "identity");

  heed_remark (self, plan);
  muster_plan_set_planner (plan, "built-in");
  muster_plan_set_findings (plan, self->findings);
  if (requester != NULL)
    {
      muster_plan_set_requester_id (plan, requester->ref);
      muster_plan_set_requester_name (plan, requester->name);
    }
  muster_plan_set_identity_level (plan, g_strcmp0 (level, "v2") == 0 ? MUSTER_IDENTITY_LEVEL_V2 :
                                  g_strcmp0 (level, "v1") == 0 ? MUSTER_IDENTITY_LEVEL_V1 : MUSTER_IDENTITY_LEVEL_V0);
}

/* No words of any workflow, but a group of the tenant and somebody who shall be let in or taken out. */
static const MusterWorkflow *
by_place (MusterBuiltinPlanner *self,
          MusterInquiry        *inquiry)
{
  if (!muster_inquiry_says (inquiry, "add") && !muster_inquiry_says (inquiry, "remove"))
    return NULL;
  if (g_strcmp0 (muster_fact (inquiry, "resource"), "found") != 0 || g_strcmp0 (muster_fact (inquiry, "member"), "others") != 0)
    return NULL;
  return muster_workflow_library_find (self->library, "group-access");
}

static MusterTurn *
next_turn (MusterBuiltinPlanner *self,
           MusterCase           *ticket_case,
           GPtrArray            *ranking)
{
  g_autoptr(MusterInquiry) inquiry = muster_inquiry_new (ticket_case, self->library);
  g_autoptr(MusterPlan) plan = NULL;
  MusterIntent intent;
  const MusterWorkflow *workflow;
  const char *jump = NULL;

  intent = ranking != NULL ? muster_intent_decide (inquiry, ranking) : muster_intent_own (inquiry, NULL);
  workflow = intent.workflow;

  muster_inquiry_requester (inquiry);
  if (workflow == NULL && intent.nothing)
    workflow = by_place (self, inquiry);
  for (guint i = 0; workflow != NULL && i < MAX_JUMPS; i++)
    {
      inquiry->workflow = workflow;
      muster_rules_reads (inquiry, workflow);
      plan = muster_rules_run (inquiry, workflow, &jump);
      if (jump == NULL)
        break;
      workflow = muster_workflow_library_find (self->library, jump);
    }
  /* Who asks belongs into every note, also where the plan does not hang on it */
  if (inquiry->wanted->len > 0 && (plan == NULL || !inquiry->requester_done))
    return muster_turn_new_calls (g_ptr_array_ref (inquiry->wanted));

  if (plan == NULL)
    {
      inquiry->waiting = FALSE;
      muster_inquiry_articles (inquiry);
      if (inquiry->wanted->len > 0)
        return muster_turn_new_calls (g_ptr_array_ref (inquiry->wanted));
      plan = no_match (inquiry);
    }
  inquiry->waiting = FALSE;
  finish (inquiry, plan);
  return muster_turn_new_plan (g_steal_pointer (&plan));
}

/**
 * muster_builtin_planner_next:
 * @ranking: (nullable) (element-type MusterWorkflowRank): how the store ranks the workflows for this ticket
 *
 * Returns: (transfer full): calls that are wanted, or the plan, in the workspace's language
 */
MusterTurn *
muster_builtin_planner_next (MusterBuiltinPlanner *self,
                             MusterCase           *ticket_case,
                             GPtrArray            *ranking)
{
  MusterLanguage *previous = muster_language_push (muster_case_get_workspace_language (ticket_case));
  MusterTurn *turn = next_turn (self, ticket_case, ranking);

  muster_language_pop (previous);
  return turn;
}

static void
ranked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) ranking = muster_workflow_ranker_rank_finish (MUSTER_WORKFLOW_RANKER (source), result, &error);

  if (ranking == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, muster_builtin_planner_next (MUSTER_BUILTIN_PLANNER (g_task_get_source_object (task)), g_task_get_task_data (task), ranking),
                           (GDestroyNotify) muster_turn_free);
}

static void
muster_builtin_planner_next_async (MusterPlanner       *planner,
                                   MusterCase          *ticket_case,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  MusterBuiltinPlanner *self = MUSTER_BUILTIN_PLANNER (planner);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_builtin_planner_next_async);
  g_task_set_task_data (task, g_object_ref (ticket_case), g_object_unref);
  if (self->ranker != NULL)
    {
      g_auto(GStrv) words = muster_intent_words (ticket_case);

      muster_workflow_ranker_rank_async (self->ranker, (const char * const *) words, cancellable, ranked_cb, g_object_ref (task));
    }
  else
    {
      g_task_return_pointer (task, muster_builtin_planner_next (self, ticket_case, NULL), (GDestroyNotify) muster_turn_free);
    }
}

static MusterTurn *
muster_builtin_planner_next_finish (MusterPlanner  *planner,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, planner), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
muster_builtin_planner_get_name (MusterPlanner *planner)
{
  return "built-in";
}

static void
muster_builtin_planner_iface_init (MusterPlannerInterface *iface)
{
  iface->next_async = muster_builtin_planner_next_async;
  iface->next_finish = muster_builtin_planner_next_finish;
  iface->get_name = muster_builtin_planner_get_name;
}

static void
muster_builtin_planner_dispose (GObject *object)
{
  MusterBuiltinPlanner *self = MUSTER_BUILTIN_PLANNER (object);

  g_clear_object (&self->library);
  g_clear_object (&self->ranker);
  G_OBJECT_CLASS (muster_builtin_planner_parent_class)->dispose (object);
}

static void
muster_builtin_planner_class_init (MusterBuiltinPlannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_builtin_planner_dispose;
}

static void
muster_builtin_planner_init (MusterBuiltinPlanner *self)
{
}

/**
 * muster_builtin_planner_new:
 * @library: the workflows
 * @ranker: (nullable): where the text ranking comes from; %NULL for the planner's own
 *
 * Returns: (transfer full):
 */
MusterPlanner *
muster_builtin_planner_new (MusterWorkflowLibrary *library,
                            MusterWorkflowRanker  *ranker)
{
  MusterBuiltinPlanner *self = g_object_new (MUSTER_TYPE_BUILTIN_PLANNER, NULL);

  self->library = g_object_ref (library);
  self->ranker = ranker != NULL ? g_object_ref (ranker) : NULL;
  return MUSTER_PLANNER (self);
}

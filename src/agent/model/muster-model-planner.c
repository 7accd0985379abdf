/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-facts.h"
#include "muster-finding.h"
#include "muster-intent.h"
#include "muster-json.h"
#include "muster-model-planner.h"
#include "muster-model-prompt.h"
#include "muster-model-tools.h"
#include "muster-model-turn.h"
#include "muster-model-verdict.h"
#include "muster-note-text.h"
#include "muster-workflow-ranker.h"

/**
 * MusterModelPlanner:
 *
 * The planner that asks a language model.
 *
 * The planner behind it is asked first: it reads what the matching workflow needs and says what the workflow comes to.
 * That is in the model’s context, so that most tickets need one question, and a workflow wins over improvisation. Then
 * the model calls reads, or proposes a plan. What it said is a turn of its own, which is stored before anything is done
 * on it; the next turn follows from what is stored. After three answers of no use, and where no model can be asked, the
 * planner behind it makes the plan, and the plan says why.
 */
struct _MusterModelPlanner
{
  GObject parent_instance;

  MusterLlmPool *pool;             /* (owned) */
  MusterPlanner *fallback;         /* (owned) (nullable) */
  MusterCatalog *catalog;          /* (owned) */
  MusterWorkflowLibrary *library;  /* (owned) */
};

#define MAX_ASKS      10
#define MAX_REPAIRS   2
#define MAX_WORKFLOWS 3

/* One turn; the data of its task */
typedef struct
{
  MusterCase        *ticket_case; /* (owned) */
  MusterInquiry     *inquiry;     /* (owned) */
  MusterModelTalk   *talk;        /* (owned) */
  MusterAnswerFocus *focus;       /* (owned) */
  GPtrArray         *asked;       /* (owned) (nullable): messages of this question */
  GPtrArray         *labels;      /* (owned) (nullable) */
  guint              repairs;
} Turn;

static void muster_model_planner_iface_init (MusterPlannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterModelPlanner, muster_model_planner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PLANNER, muster_model_planner_iface_init))

static void
turn_free (Turn *turn)
{
  g_clear_pointer (&turn->inquiry, muster_inquiry_free);
  g_clear_pointer (&turn->talk, muster_model_talk_free);
  g_clear_pointer (&turn->focus, muster_answer_focus_free);
  g_clear_pointer (&turn->asked, g_ptr_array_unref);
  g_clear_pointer (&turn->labels, g_ptr_array_unref);
  g_clear_object (&turn->ticket_case);
  g_free (turn);
}

static void
return_turn (GTask      *task,
             MusterTurn *turn)
{
  g_task_return_pointer (task, turn, (GDestroyNotify) muster_turn_free);
}

static void
return_plan (GTask      *task,
             MusterPlan *plan)
{
  return_turn (task, muster_turn_new_plan (plan));
}

static void
return_fallback (GTask      *task,
                 const char *why,
                 const char *detail)
{
  return_turn (task, muster_turn_new_message (muster_model_turn_new_fallback (why, detail)));
}

/* --- What the ticket is about --- */

static void
add_workflow (GPtrArray            *workflows,
              const MusterWorkflow *workflow)
{
  if (workflow != NULL && workflows->len < MAX_WORKFLOWS && !g_ptr_array_find (workflows, workflow, NULL))
    g_ptr_array_add (workflows, (gpointer) workflow);
}

/* Best first. @clear: (out): whether the first one fits */
static GPtrArray *
rank_workflows (MusterModelPlanner *self,
                Turn               *turn,
                gboolean           *clear)
{
  GPtrArray *workflows = g_ptr_array_new ();
  g_autoptr(GPtrArray) ranking = NULL;
  MusterIntent intent = muster_intent_own (turn->inquiry, &ranking);
  const char *drafted = turn->talk->draft != NULL ? muster_plan_get_workflow_id (turn->talk->draft) : NULL;

  if (drafted != NULL)
    add_workflow (workflows, muster_workflow_library_find (self->library, drafted));
  add_workflow (workflows, intent.workflow);
  *clear = workflows->len > 0;
  add_workflow (workflows, intent.second);
  for (guint i = 0; i < ranking->len && workflows->len < MAX_WORKFLOWS; i++)
    {
      MusterWorkflowRank *rank = g_ptr_array_index (ranking, i);

      if (rank->score > 0)
        add_workflow (workflows, muster_workflow_library_find (self->library, rank->id));
    }
  return workflows;
}

static void
focus_on_draft (Turn *turn)
{
  GPtrArray *steps = turn->talk->draft != NULL ? muster_plan_get_steps (turn->talk->draft) : NULL;
  const MusterPerson *requester = muster_inquiry_requester (turn->inquiry);
  GPtrArray *answers = muster_case_get_answers (turn->ticket_case);

  for (guint i = 0; i < answers->len; i++)
    muster_answer_focus_add_names (turn->focus, ((const MusterCaseAnswer *) answers->pdata[i])->result);
  if (requester != NULL)
    muster_answer_focus_add_value (turn->focus, requester->ref);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      JsonObject *args = muster_step_get_args (steps->pdata[i]);
      g_autoptr(GList) values = args != NULL ? json_object_get_values (args) : NULL;

      muster_answer_focus_add_value (turn->focus, muster_step_get_target (steps->pdata[i]));
      for (GList *l = values; l != NULL; l = l->next)
        muster_answer_focus_add_value (turn->focus, muster_json_node_str (l->data));
    }
}

static MusterModelPlanContext
plan_context (MusterModelPlanner *self,
              Turn               *turn)
{
  const MusterPerson *requester = muster_inquiry_requester (turn->inquiry);
  const char *level = muster_fact (turn->inquiry, "identity");
  MusterModelPlanContext context = { turn->ticket_case, self->catalog, turn->talk->labels, NULL, NULL,
                                     MUSTER_IDENTITY_LEVEL_V0, turn->inquiry->findings, turn->talk->planner };

  if (requester != NULL)
    {
      context.requester = requester->ref;
      context.requester_name = requester->name;
      context.level = g_strcmp0 (level, "v2") == 0 ? MUSTER_IDENTITY_LEVEL_V2
                      : g_strcmp0 (level, "v1") == 0 ? MUSTER_IDENTITY_LEVEL_V1 : MUSTER_IDENTITY_LEVEL_V0;
    }
  return context;
}

/* --- Asking --- */

static gboolean
is_to_wait_for (const GError *error)
{
  static const int codes[] = { MUSTER_ERROR_KEYRING_LOCKED, MUSTER_ERROR_KEYRING_UNAVAILABLE, MUSTER_ERROR_STORE, MUSTER_ERROR_DISK_FULL };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MUSTER_ERROR, codes[i]))
      return TRUE;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Turn *turn = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterLlmReply) reply = muster_llm_pool_ask_finish (MUSTER_LLM_POOL (source), result, &error);

  if (reply != NULL)
    {
      return_turn (task, muster_turn_new_message (muster_model_turn_new (turn->talk, turn->asked, turn->labels, turn->repairs, reply)));
      return;
    }
  if (is_to_wait_for (error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_message ("Run %s: no language model: %s", muster_case_get_run_id (turn->ticket_case), error->message);
  return_fallback (task, muster_model_fallback_word (error), error->message);
  g_error_free (error);
}

static void
add_message (MusterLlmRequest *request,
             MusterLlmMessage *message)
{
  MusterLlmMessage *copy = muster_llm_message_copy (message);

  /* Vendors refuse a message that says nothing */
  if (copy->role == MUSTER_LLM_ASSISTANT && (copy->calls == NULL || copy->calls->len == 0) && (copy->text == NULL || *copy->text == '\0'))
    {
      g_free (copy->text);
      copy->text = g_strdup ("…");
    }
  muster_llm_request_add_message (request, copy);
}

static void
ask (GTask *task)
{
  MusterModelPlanner *self = g_task_get_source_object (task);
  Turn *turn = g_task_get_task_data (task);
  g_autoptr(MusterLlmRequest) request = muster_llm_request_new ();
  g_autoptr(MusterToolChoice) choice = muster_tool_choice_from_names (self->catalog, turn->talk->tools);
  g_autofree char *system = muster_model_prompt_system (turn->ticket_case);
  MusterLlmMessage *first;

  if (self->pool == NULL)
    {
      return_fallback (task, "none", NULL);
      return;
    }
  first = muster_llm_message_new (MUSTER_LLM_SYSTEM, system);
  first->stable = TRUE;
  muster_llm_request_add_message (request, first);
  for (guint i = 0; i < turn->talk->messages->len; i++)
    add_message (request, turn->talk->messages->pdata[i]);
  for (guint i = 0; i < turn->asked->len; i++)
    add_message (request, turn->asked->pdata[i]);
  muster_model_tools_add (request, choice);
  muster_llm_request_set_choice (request, turn->repairs > 0 ? "required" : "auto");
  muster_llm_pool_ask_async (self->pool, muster_case_get_run_id (turn->ticket_case), muster_case_get_client_id (turn->ticket_case), request,
                             g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

/* The ticket’s own notes and contact are in the ticket */
static gboolean
is_told_already (MusterCase *ticket_case,
                 const char *tool)
{
  g_autofree char *notes = g_strconcat (muster_case_get_psa (ticket_case), ":list-ticket-notes", NULL);
  g_autofree char *contact = g_strconcat (muster_case_get_psa (ticket_case), ":get-contact", NULL);

  return g_str_equal (tool, notes) || g_str_equal (tool, contact);
}

static void
label_answers (Turn *turn)
{
  GPtrArray *answers = muster_case_get_answers (turn->ticket_case);

  turn->labels = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  for (guint i = 0; i < answers->len; i++)
    {
      const MusterCaseAnswer *answer = g_ptr_array_index (answers, i);
      g_autoptr(JsonNode) args = muster_json_from_string_trusted (answer->key, NULL);

      if (args != NULL && JSON_NODE_HOLDS_OBJECT (args) && !is_told_already (turn->ticket_case, answer->tool))
        muster_model_labels_add (turn->labels, answer->tool, json_node_get_object (args));
    }
}

static void
ask_first (GTask *task)
{
  MusterModelPlanner *self = g_task_get_source_object (task);
  Turn *turn = g_task_get_task_data (task);
  gboolean clear = FALSE;
  g_autoptr(GPtrArray) workflows = rank_workflows (self, turn, &clear);
  g_autoptr(MusterToolChoice) choice = muster_tool_choice_new (turn->ticket_case, self->catalog, workflows, turn->talk->draft);
  MusterModelBrief brief = { turn->ticket_case, turn->inquiry, workflows, turn->talk->draft, NULL, turn->focus };
  g_autofree char *text = NULL;
  MusterLlmMessage *message;

  if (!clear)
    g_ptr_array_set_size (workflows, 0);
  turn->talk->tools = muster_tool_choice_names (choice);
  label_answers (turn);
  focus_on_draft (turn);
  brief.labels = turn->labels;
  text = muster_model_prompt_user (&brief);
  message = muster_llm_message_new (MUSTER_LLM_USER, text);
  message->stable = TRUE;
  turn->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_llm_message_free);
  g_ptr_array_add (turn->asked, message);
  ask (task);
}

/* --- The planner behind --- */

/* What the matching workflow comes to; its reads are made as they are for any planner */
static void
drafted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Turn *turn = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTurn) draft = muster_planner_next_finish (MUSTER_PLANNER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (draft != NULL && draft->plan == NULL && draft->calls != NULL && draft->calls->len > 0)
    {
      return_turn (task, g_steal_pointer (&draft));
      return;
    }
  if (draft != NULL && draft->plan != NULL)
    turn->talk->draft = g_object_ref (draft->plan);
  ask_first (task);
}

static void
fallen_back_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Turn *turn = g_task_get_task_data (task);
  GError *error = NULL;
  MusterTurn *next = muster_planner_next_finish (MUSTER_PLANNER (source), result, &error);

  if (next == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (next->plan != NULL && turn->talk->fallback != NULL)
    muster_model_say_fallback (turn->ticket_case, next->plan, turn->talk->fallback);
  return_turn (task, next);
}

static void
fall_back (GTask *task)
{
  MusterModelPlanner *self = g_task_get_source_object (task);
  Turn *turn = g_task_get_task_data (task);
  MusterPlan *plan;

  if (self->fallback != NULL)
    {
      muster_planner_next_async (self->fallback, turn->ticket_case, g_task_get_cancellable (task), fallen_back_cb, g_object_ref (task));
      return;
    }
  plan = muster_model_hand_over (turn->ticket_case, turn->inquiry, turn->talk->fallback);
  return_plan (task, plan);
}

/* --- Going on --- */

static void
take_plan (GTask                  *task,
           MusterModelPlanContext *context,
           MusterPlan             *plan)
{
  Turn *turn = g_task_get_task_data (task);

  muster_model_compare_with_draft (plan, turn->talk->draft);
  muster_model_say_injected (plan, turn->inquiry);
  return_plan (task, g_object_ref (plan));
}

static void
go_on (GTask *task)
{
  MusterModelPlanner *self = g_task_get_source_object (task);
  Turn *turn = g_task_get_task_data (task);
  MusterModelPlanContext context = plan_context (self, turn);
  g_autoptr(MusterModelFollow) follow = NULL;

  focus_on_draft (turn);
  follow = muster_model_follow_new (turn->talk, &context, turn->focus);
  turn->repairs = turn->talk->repairs + (follow->wrong ? 1 : 0);
  if (follow->plan != NULL)
    {
      take_plan (task, &context, follow->plan);
    }
  else if (follow->wanted->len > 0)
    {
      return_turn (task, muster_turn_new_calls (g_ptr_array_ref (follow->wanted)));
    }
  else if (turn->repairs > MAX_REPAIRS)
    {
      return_fallback (task, "nonsense", follow->complaint);
    }
  else if (turn->talk->asks >= MAX_ASKS)
    {
      return_fallback (task, "endless", NULL);
    }
  else
    {
      turn->asked = g_ptr_array_ref (follow->asked);
      turn->labels = g_ptr_array_ref (follow->labels);
      ask (task);
    }
}

static void
start (GTask *task)
{
  MusterModelPlanner *self = g_task_get_source_object (task);
  Turn *turn = g_task_get_task_data (task);

  if (turn->talk->fallback != NULL || (turn->talk->last == NULL && self->pool != NULL && !muster_llm_pool_is_ready (self->pool)))
    fall_back (task);
  else if (turn->talk->last != NULL)
    go_on (task);
  else if (self->fallback != NULL)
    muster_planner_next_async (self->fallback, turn->ticket_case, g_task_get_cancellable (task), drafted_cb, g_object_ref (task));
  else
    ask_first (task);
}

static void
muster_model_planner_next_async (MusterPlanner      *planner,
                                 MusterCase         *ticket_case,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterModelPlanner *self = MUSTER_MODEL_PLANNER (planner);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterLanguage *previous = muster_language_push (muster_case_get_workspace_language (ticket_case));
  Turn *turn = g_new0 (Turn, 1);

  g_task_set_source_tag (task, muster_model_planner_next_async);
  turn->ticket_case = g_object_ref (ticket_case);
  turn->inquiry = muster_inquiry_new (ticket_case, self->library);
  turn->talk = muster_model_talk_new (ticket_case);
  turn->focus = muster_answer_focus_new (ticket_case);
  g_task_set_task_data (task, turn, (GDestroyNotify) turn_free);
  start (task);
  muster_language_pop (previous);
}

static MusterTurn *
muster_model_planner_next_finish (MusterPlanner *planner,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, planner), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
muster_model_planner_get_name (MusterPlanner *planner)
{
  return "model";
}

static void
muster_model_planner_iface_init (MusterPlannerInterface *iface)
{
  iface->next_async = muster_model_planner_next_async;
  iface->next_finish = muster_model_planner_next_finish;
  iface->get_name = muster_model_planner_get_name;
}

static void
muster_model_planner_dispose (GObject *object)
{
  MusterModelPlanner *self = MUSTER_MODEL_PLANNER (object);

  g_clear_object (&self->pool);
  g_clear_object (&self->fallback);
  g_clear_object (&self->catalog);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (muster_model_planner_parent_class)->dispose (object);
}

static void
muster_model_planner_class_init (MusterModelPlannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_model_planner_dispose;
}

static void
muster_model_planner_init (MusterModelPlanner *self)
{
}

/**
 * muster_planner_model_new:
 * @pool: (nullable): the models that may be asked; without it every turn that wants one is returned as a message, for who
 *   has the answers already
 * @fallback: (nullable): the planner that reads for the workflows, and makes the plan where no model can
 * @catalog: what a plan may name
 * @library: the workflows
 *
 * Returns: (transfer full):
 */
MusterPlanner *
muster_planner_model_new (MusterLlmPool         *pool,
                          MusterPlanner         *fallback,
                          MusterCatalog         *catalog,
                          MusterWorkflowLibrary *library)
{
  MusterModelPlanner *self = g_object_new (MUSTER_TYPE_MODEL_PLANNER, NULL);

  self->pool = pool != NULL ? g_object_ref (pool) : NULL;
  self->fallback = fallback != NULL ? g_object_ref (fallback) : NULL;
  self->catalog = g_object_ref (catalog);
  self->library = g_object_ref (library);
  return MUSTER_PLANNER (self);
}

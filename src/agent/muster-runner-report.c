/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-reply-writer.h"
#include "muster-runner-private.h"
#include "muster-runner-text.h"

/* MusterRunner: REPORTING: what is told to whom when a plan has come to its end: the reply, the note, the ticket's new
 * owner, its status. Each is an act of the ledger; which is next is read from there. How the run ended is read from
 * the run: its plan, why it was given up, and what became of the request for a yes. */

typedef enum
{
  ENDED_DONE,
  ENDED_MANUAL,     /* done, but for what a technician hands out */
  ENDED_PROMISED,   /* done, and the reply says that somebody will get in touch */
  ENDED_ASKED,
  ENDED_HANDED,     /* the planner handed it over; its note says everything */
  ENDED_STOPPED,
  ENDED_REJECTED,
  ENDED_EXPIRED
} Ended;

/* How each end is told: the member of the connection's statuses, and the state that the run ends in */
static const struct
{
  const char    *status;
  MusterRunState state;
  gboolean       replies;
  gboolean       note;
  gboolean       escalates;
} ends[] = {
  [ENDED_DONE]     = { "done", MUSTER_RUN_STATE_DONE, TRUE, TRUE, FALSE },
  [ENDED_MANUAL]   = { "handover", MUSTER_RUN_STATE_NEEDS_HUMAN, TRUE, TRUE, TRUE },
  [ENDED_PROMISED] = { "handover", MUSTER_RUN_STATE_NEEDS_HUMAN, TRUE, TRUE, TRUE },
  [ENDED_ASKED]    = { "waiting", MUSTER_RUN_STATE_WAITING_ANSWER, TRUE, FALSE, FALSE },
  [ENDED_HANDED]   = { "handover", MUSTER_RUN_STATE_NEEDS_HUMAN, FALSE, FALSE, TRUE },
  [ENDED_STOPPED]  = { "handover", MUSTER_RUN_STATE_NEEDS_HUMAN, FALSE, TRUE, TRUE },
  [ENDED_REJECTED] = { "handover", MUSTER_RUN_STATE_REJECTED, FALSE, TRUE, FALSE },
  [ENDED_EXPIRED]  = { "handover", MUSTER_RUN_STATE_EXPIRED, FALSE, TRUE, TRUE },
};

static void next_act (MusterRunner *self);

static gboolean
any_manual (MusterRunner *self)
{
  for (guint i = 0; i < self->decisions->len; i++)
    if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_MANUAL)
      return TRUE;
  return FALSE;
}

static Ended
how_it_ended (MusterRunner *self)
{
  const char *why = muster_run_get_error_text (self->brief->run);
  MusterApproval *approval = muster_runner_own_approval (self);
  MusterApprovalState state = approval != NULL ? muster_approval_get_state (approval) : MUSTER_APPROVAL_STATE_USED;
  MusterPlan *plan = muster_run_get_plan (self->brief->run);

  if (why != NULL && *why != '\0')
    {
      if (state == MUSTER_APPROVAL_STATE_REJECTED && muster_runner_count_done (self) == 0)
        return ENDED_REJECTED;
      if (state == MUSTER_APPROVAL_STATE_EXPIRED && muster_runner_count_done (self) == 0)
        return ENDED_EXPIRED;
      return ENDED_STOPPED;
    }
  switch (muster_plan_get_outcome (plan))
    {
    case MUSTER_OUTCOME_ASK:
      return muster_reply_promises (muster_plan_get_reply_draft (plan)) ? ENDED_PROMISED : ENDED_ASKED;
    case MUSTER_OUTCOME_HANDOVER:
      return ENDED_HANDED;
    case MUSTER_OUTCOME_PLAN:
    case MUSTER_OUTCOME_ANSWER:
    case MUSTER_OUTCOME_IGNORE:
    default:
      if (any_manual (self))
        return ENDED_MANUAL;
      return muster_reply_promises (muster_plan_get_reply_draft (plan)) ? ENDED_PROMISED : ENDED_DONE;
    }
}

/* Also told in the run itself, where a technician looks */
static void
add_trouble (MusterRunner *self,
             const char   *text,
             const char   *reason)
{
  if (self->trouble == NULL)
    self->trouble = g_string_new (NULL);
  g_string_append_printf (self->trouble, "%s%s", self->trouble->len > 0 ? " " : "", text);
  if (reason != NULL && *reason != '\0')
    g_string_append_printf (self->trouble, " (%s)", reason);
}

static void
end_run (MusterRunner *self)
{
  Ended ended = how_it_ended (self);
  const char *why = muster_run_get_error_text (self->brief->run);
  MusterRunState state = ends[ended].state;
  g_autofree char *whole = NULL;
  MusterRunChange change = { 0 };

  if (ended == ENDED_MANUAL)
    add_trouble (self, muster_runner_say (self, MUSTER_RUNNER_SAY_MANUAL), NULL);
  if (self->trouble != NULL)
    {
      whole = g_strdup_printf ("%s%s%s", why != NULL ? why : "", why != NULL && *why != '\0' ? " " : "", self->trouble->str);
      state = MUSTER_RUN_STATE_NEEDS_HUMAN;
    }
  change.error_text = whole;
  muster_runner_go (self, state, &change);
}

static void
unsent_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  if (muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    next_act (self);
  else
    muster_runner_wait_for (self, error);
}

/* What the gate would not send is not sent later either: a person has it from here on, the words are in the note */
static void
act_settled (MusterRunner *self,
             MusterEffect *effect,
             GError       *failure)
{
  g_autoptr(GError) error = failure;
  const char *outcome = effect != NULL ? muster_effect_get_outcome (effect) : NULL;
  g_autofree char *text = NULL;
  MusterEffectMark mark = { 0 };

  if (effect == NULL || !muster_runner_is_done (self, effect))
    add_trouble (self, muster_runner_say_act_failed (self, effect), error != NULL ? error->message : outcome);
  if (effect == NULL || error == NULL || muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_PREPARED)
    {
      next_act (self);
      return;
    }
  text = g_strdup_printf ("not sent: %s", error->message);
  mark.outcome = text;
  muster_effect_set_state (effect, MUSTER_EFFECT_STATE_ABSENT);
  muster_store_mark_effect_async (self->store, muster_effect_get_id (effect), MUSTER_EFFECT_STATE_PREPARED,
                                  MUSTER_EFFECT_STATE_ABSENT, &mark, MUSTER_RUNNER_ACTOR, NULL, unsent_cb, g_object_ref (self));
}

/* TRUE when it was begun or goes on; FALSE when there is nothing to do, or nothing to be done about it */
static gboolean
do_act (MusterRunner *self,
        const char   *tool,
        const char   *name,
        const char   *arg,
        const char   *value,
        const char   *approval_id)
{
  g_autofree char *call = muster_runner_call (self, name);
  g_autoptr(MusterEffect) effect = NULL;
  g_autoptr(GError) error = NULL;

  if (muster_runner_find_effect (self, 0, call) != NULL)
    {
      muster_runner_act (self, 0, call, act_settled);
      return TRUE;
    }
  effect = muster_runner_new_act (self, tool, call, arg, value, &error);
  if (effect == NULL)
    {
      add_trouble (self, muster_runner_say_act_failed (self, NULL), error->message);
      return FALSE;
    }
  muster_effect_set_approval_id (effect, approval_id);
  muster_runner_begin_act (self, effect, act_settled);
  return TRUE;
}

static guint
count_replies (MusterRunner *self,
               const char   *but)
{
  guint n = 0;

  for (guint i = 0; i < self->effects->len; i++)
    {
      MusterEffect *effect = g_ptr_array_index (self->effects, i);

      n += muster_effect_get_effect_class (effect) == MUSTER_EFFECT_CLASS_REPLY
           && muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_CONFIRMED
           && g_strcmp0 (muster_effect_get_call (effect), but) != 0;
    }
  return n;
}

/* --- The closing acts, in this order. Each begins its act or gives FALSE --- */

static gboolean
send_reply (MusterRunner *self,
            Ended         ended)
{
  const char *name = ended == ENDED_ASKED ? "question" : "reply";
  g_autofree char *call = muster_runner_call (self, name);
  g_autofree char *text = ends[ended].replies ? muster_runner_reply (self) : NULL;
  MusterApproval *approval = muster_runner_own_approval (self);
  const char *approval_id = NULL;
  MusterPolicy policy = muster_runner_engine_policy (self, "reply-to-requester");

  if (muster_runner_find_effect (self, 0, call) != NULL)
    {
      muster_runner_act (self, 0, call, act_settled);
      return TRUE;
    }
  if (text == NULL)
    {
      if (ended == ENDED_ASKED)
        add_trouble (self, muster_runner_say (self, MUSTER_RUNNER_SAY_NO_QUESTION), NULL);
      return FALSE;
    }
  if (approval != NULL && muster_approval_get_state (approval) == MUSTER_APPROVAL_STATE_USED
      && g_strcmp0 (muster_approval_get_reply (approval), text) == 0)
    approval_id = muster_approval_get_id (approval);
  if (count_replies (self, call) >= MUSTER_RUNNER_MAX_REPLIES)
    add_trouble (self, muster_runner_say (self, MUSTER_RUNNER_SAY_MANY_REPLIES), NULL);
  else if (muster_runner_was_stopped (self))
    add_trouble (self, muster_runner_say (self, ended == ENDED_ASKED ? MUSTER_RUNNER_SAY_NO_QUESTION : MUSTER_RUNNER_SAY_NO_REPLY),
                 muster_runner_say (self, MUSTER_RUNNER_SAY_PLAN_MODE));
  else if (policy != MUSTER_POLICY_DISABLED && (!muster_runner_reply_gated (self) || approval_id != NULL))
    return do_act (self, "reply-to-requester", name, "text", text, approval_id);
  else if (ended == ENDED_ASKED)
    add_trouble (self, muster_runner_say (self, MUSTER_RUNNER_SAY_NO_QUESTION), NULL);
  else
    add_trouble (self, muster_runner_say (self, MUSTER_RUNNER_SAY_NO_REPLY), NULL);
  return FALSE;
}

static gboolean
write_note (MusterRunner *self,
            Ended         ended)
{
  g_autofree char *call = muster_runner_call (self, ended == ENDED_ASKED ? "question" : "reply");
  MusterEffect *reply = muster_runner_find_effect (self, 0, call);
  g_autofree char *text = NULL;
  g_autofree char *unsent = NULL;
  g_autofree char *rendered = NULL;

  if (!ends[ended].note && self->trouble == NULL)
    return FALSE;
  if (ends[ended].replies && (reply == NULL || !muster_runner_is_done (self, reply)))
    unsent = muster_runner_reply (self);
  /* A mere answer that was sent says everything itself */
  if (ended == ENDED_DONE && self->decisions->len == 0 && self->trouble == NULL)
    return FALSE;
  text = muster_runner_outcome_note (self, self->trouble != NULL ? self->trouble->str : NULL, unsent);
  rendered = muster_runner_render (self, text);
  return do_act (self, "add-internal-note", "outcome-note", "text", rendered, NULL);
}

static gboolean
escalate (MusterRunner *self,
          Ended         ended,
          const char   *what,
          const char   *tool,
          const char   *call)
{
  const char *id = ends[ended].escalates && self->escalation != NULL ? muster_json_str (self->escalation, what) : NULL;

  if (id == NULL || *id == '\0' || muster_runner_engine_policy (self, tool) != MUSTER_POLICY_AUTO)
    return FALSE;
  return do_act (self, tool, call, what, id, NULL);
}

static gboolean
escalate_board (MusterRunner *self,
                Ended         ended)
{
  return escalate (self, ended, "board", "move-to-board", "escalation-board");
}

static gboolean
escalate_team (MusterRunner *self,
               Ended         ended)
{
  return escalate (self, ended, "team", "move-to-team", "escalation-team");
}

static gboolean
escalate_member (MusterRunner *self,
                 Ended         ended)
{
  return escalate (self, ended, "member", "hand-to-member", "escalation");
}

static gboolean
set_status (MusterRunner *self,
            Ended         ended)
{
  const char *status = self->statuses != NULL ? muster_json_str (self->statuses, ends[ended].status) : NULL;

  if (ended == ENDED_ASKED && self->trouble != NULL)
    status = self->statuses != NULL ? muster_json_str (self->statuses, "handover") : NULL;
  if (status == NULL || *status == '\0' || muster_runner_engine_policy (self, "set-ticket-status") != MUSTER_POLICY_AUTO)
    return FALSE;
  return do_act (self, "set-ticket-status", "status", "status", status, NULL);
}

static void
next_act (MusterRunner *self)
{
  static gboolean (*const acts[]) (MusterRunner *self, Ended ended) = {
    send_reply, write_note, escalate_board, escalate_team, escalate_member, set_status,
  };
  Ended ended = how_it_ended (self);

  if (self->closing == 0 && ended == ENDED_PROMISED)
    add_trouble (self, muster_runner_say (self, MUSTER_RUNNER_SAY_PROMISED), NULL);
  while (self->closing < G_N_ELEMENTS (acts))
    if (acts[self->closing++] (self, ended))
      return;
  end_run (self);
}

/* --- Settings of the connection --- */

static JsonObject *
take_value (GObject      *source,
            GAsyncResult *result)
{
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *object = muster_json_node_obj (node);

  return object != NULL ? json_object_ref (object) : NULL;
}

static void
escalation_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);

  g_clear_pointer (&self->escalation, json_object_unref);
  self->escalation = take_value (source, result);
  self->closing = 0;
  next_act (self);
}

static void
statuses_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autofree char *key = g_strconcat (MUSTER_ESCALATION_KEY, muster_run_get_connection_id (self->brief->run), NULL);

  g_clear_pointer (&self->statuses, json_object_unref);
  self->statuses = take_value (source, result);
  muster_store_get_value_async (self->store, key, NULL, escalation_cb, g_object_ref (self));
}

static void
load_settings (MusterRunner *self)
{
  g_autofree char *key = g_strconcat (MUSTER_STATUS_KEY, muster_run_get_connection_id (self->brief->run), NULL);

  muster_store_get_value_async (self->store, key, NULL, statuses_cb, g_object_ref (self));
}

/* REPORTING */
void
muster_runner_enter_reporting (MusterRunner *self)
{
  muster_runner_load_facts (self, load_settings);
}

/* WAITING_ANSWER */
void
muster_runner_enter_waiting (MusterRunner *self)
{
  if (muster_runner_is_outdated (self))
    muster_runner_begin_revision (self);
  else
    muster_runner_rest (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a request: whether it is there after a lost answer, whether it shows after a clear yes, and how far a
 * vendor is that takes its time. It sends nothing but looks, and takes back a note that came out visible. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include "muster-error.h"

#include "muster-gate-dispatch-private.h"

#define N_LOOKS        2
/* After a clear yes: a reading that still shows the old state is asked again after 1, 2, 3 gaps */
#define N_VERIFIES     4
/* While the vendor is still at it */
#define N_POLLS        6
#define DEFAULT_GAP_MS 10000

#define NOT_SHOWN      "accepted, but not found when it was read back; it is looked for again"

static void look (GTask *task);

/* --- Waiting --- */

static gboolean
waited_cb (gpointer user_data)
{
  GTask *task = G_TASK (user_data);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    muster_gate_dispatch_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  else
    look (task);
  return G_SOURCE_REMOVE;
}

static void
wait_then_look (GTask  *task,
                gint64  ms)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) CLAMP (ms, 0, 10 * 60 * 1000), waited_cb,
                      g_object_ref (task), g_object_unref);
}

static gint64
gap_ms (MusterGateDispatch *op)
{
  gint64 gap = muster_connection_get_look_gap_ms (op->act->link->connection);

  return gap > 0 ? gap : DEFAULT_GAP_MS;
}

/* How long the vendor may still commit what was lost. A clock that was set is no reason to hurry. */
static gint64
rest_of_settling (MusterGate         *self,
                  MusterGateDispatch *op,
                  gboolean            just_sent)
{
  gint64 settle_ms = muster_connection_get_settle_ms (op->act->link->connection);
  gint64 since;

  if (settle_ms <= 0)
    settle_ms = muster_effect_get_settle_ms (op->act->effect);
  if (settle_ms <= 0)
    settle_ms = 90000;
  if (just_sent)
    return settle_ms;
  since = (muster_clock_now (muster_gate_get_clock (self)) - muster_effect_get_dispatched_wall (op->act->effect)) / 1000;
  return since < 0 || since > settle_ms ? (since < 0 ? settle_ms : 0) : settle_ms - since;
}

void
muster_gate_dispatch_find_out (GTask    *task,
                               gboolean  just_sent)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  const char *retry = muster_tool_get_retry (op->act->tool);

  op->looks = 0;
  op->verifying = FALSE;
  op->was_lost = TRUE;
  if (g_strcmp0 (retry, "X") == 0 || !muster_tool_has_look (op->act->tool))
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_UNKNOWN,
                                 "The answer was lost and nothing tells what is true");
  else
    wait_then_look (task, rest_of_settling (self, op, just_sent));
}

/* --- A note that came out visible --- */

static void
repaired_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = MUSTER_GATE (source);
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean ok = muster_gate_repair_finish (self, result, &error);

  muster_gate_turn_notes_off (self, op->act->link);
  op->failure = ok
    ? g_error_new (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                   "The note came out visible to the customer and was removed; it may have been mailed. Notes are off now")
    : g_error_new (MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN,
                   "The note came out visible to the customer and could not be removed (%s); remove it by hand. Notes are off now",
                   error->message);
  g_warning ("%s", op->failure->message);
  muster_gate_dispatch_settle (task, ok ? MUSTER_EFFECT_STATE_ABSENT : MUSTER_EFFECT_STATE_UNKNOWN, op->failure->message);
}

static void
repair (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);

  muster_gate_repair_async (self, op->act, op->external_ref, repaired_cb, g_object_ref (task));
}

static gboolean
is_visible_note (MusterGateDispatch *op,
                 JsonObject         *row)
{
  return muster_gate_act_is_note (op->act) && row != NULL && op->act->link->psa != NULL &&
         !muster_psa_note_is_internal (op->act->link->psa, row);
}

/* --- Looking --- */

/* Looking took its time: what allowed the first attempt has to allow the next one too */
static void
facts_again_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = MUSTER_GATE (source);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;
  MusterGateFacts *facts = muster_gate_load_facts_finish (self, result, &error);
  MusterGateAct *act = facts != NULL ? muster_gate_act_authorize (self, op->cap, op->effect, facts, &error) : NULL;

  if (act == NULL)
    {
      muster_gate_facts_free (facts);
      muster_gate_dispatch_fail (task, error);
      return;
    }
  muster_gate_facts_free (op->facts);
  op->facts = facts;
  muster_gate_act_free (op->act);
  op->act = act;
  op->attempt++;
  muster_gate_dispatch_begin (task);
}

static void
sent_again_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    {
      muster_gate_dispatch_fail (task, error);
      return;
    }
  muster_effect_set_state (op->effect, MUSTER_EFFECT_STATE_ABSENT);
  muster_gate_load_facts_async (g_task_get_source_object (task), op->cap, op->effect, NULL, facts_again_cb, g_object_ref (task));
}

void
muster_gate_dispatch_send_again (GTask      *task,
                                 const char *outcome)
{
  muster_gate_dispatch_mark (task, MUSTER_EFFECT_STATE_ABSENT, outcome, sent_again_cb);
}

static void
not_there (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);
  const char *retry = muster_tool_get_retry (op->act->tool);
  gboolean again = g_strcmp0 (retry, "N") == 0 || g_strcmp0 (retry, "M") == 0;

  if (op->drift != NULL)
    muster_gate_dispatch_settle_drift (task);
  else if (op->verifying)
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_UNKNOWN, NOT_SHOWN);
  else if (op->exec != NULL && muster_tool_exec_get_wrote (op->exec))
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_UNKNOWN,
                                 muster_tool_exec_is_in_doubt (op->exec) ? NOT_SHOWN : "Stopped half-way; a part was done");
  else if (g_strcmp0 (retry, "L") == 0 && !op->lenient)
    {
      op->lenient = TRUE;
      look (task);
    }
  else if (again && op->no_more != NULL)
    {
      g_autofree char *text = g_strdup_printf ("not there, and not sent again: %s", op->no_more);

      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_ABSENT, text);
    }
  else if (again && op->attempt < MUSTER_GATE_MAX_ATTEMPTS)
    muster_gate_dispatch_send_again (task, "not there");
  else
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_ABSENT, "not there");
}

/* A vendor that has said yes may take a little until it shows it everywhere */
static void
look_again (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  wait_then_look (task, gap_ms (op) * (op->verifying ? (gint64) MAX (op->looks, 1) : 1));
}

static guint
most_looks (MusterGateDispatch *op)
{
  return op->verifying ? N_VERIFIES : N_LOOKS;
}

/* The vendor has taken it and is still at it */
static void
still_at_it (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  op->verifying = TRUE;
  if (++op->polls < N_POLLS)
    wait_then_look (task, gap_ms (op));
  else
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_DISPATCHED, "the vendor has taken it and is still at it");
}

static const char *
done_text (MusterGateDispatch *op)
{
  if (op->already)
    return "it was so already";
  return op->verifying ? "done" : "found by its mark";
}

static void
look_failed (GTask  *task,
             GError *error)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  op->looks++;
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN))
    {
      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_UNKNOWN, error->message);
      g_error_free (error);
    }
  else if (op->looks < most_looks (op))
    {
      g_error_free (error);
      look_again (task);
    }
  else if (op->polls > 0 || muster_effect_get_op_link (op->act->effect) != NULL)
    {
      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_DISPATCHED,
                                   "the vendor has taken it; how far it is could not be read");
      g_error_free (error);
    }
  else if (op->verifying)
    {
      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_CONFIRMED, "accepted, but it could not be read back");
      g_error_free (error);
    }
  else
    muster_gate_dispatch_fail (task, error);
}

static void
failed (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autofree char *text = muster_gate_failure_text (g_task_get_source_object (task), op->look);

  muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_ABSENT, text);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autofree char *external_ref = NULL;
  JsonObject *row = NULL;
  GError *error = NULL;
  MusterLookState state;

  if (!muster_gate_send_finish (MUSTER_GATE (source), result, NULL, NULL, &error) &&
      !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      look_failed (task, error);
      return;
    }
  g_clear_error (&error);
  /* After a restart the first answer tells how the clocks stand: what it was compared with was another time */
  if (!op->knew_clock && op->act->link->skew_known && op->act->link->skew != 0)
    {
      look (task);
      return;
    }

  state = muster_tool_exec_look_state (op->look);
  muster_tool_exec_look_met (op->look, &external_ref, &row);
  if (external_ref != NULL)
    {
      g_free (op->external_ref);
      op->external_ref = g_steal_pointer (&external_ref);
    }
  if (muster_tool_exec_look_count (op->look) > 1)
    g_warning ("Effect %s is there %u times", op->effect_id, muster_tool_exec_look_count (op->look));
  if (op->lenient && state != MUSTER_LOOK_NOT_MET)
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_UNKNOWN,
                                 "something was done there at about that time; the clocks do not tell what");
  else if (state == MUSTER_LOOK_MET && is_visible_note (op, row))
    repair (task);
  else if (state == MUSTER_LOOK_MET)
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_CONFIRMED, done_text (op));
  else if (state == MUSTER_LOOK_FAILED)
    failed (task);
  else if (state == MUSTER_LOOK_PENDING)
    still_at_it (task);
  else if (++op->looks < most_looks (op))
    look_again (task);
  else
    not_there (task);
}

static void
look (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);

  g_clear_object (&op->look);
  op->knew_clock = op->act->skew_known || op->act->link->skew_known;
  op->look = muster_gate_act_new_look (op->act, op->verifying || op->lenient);
  muster_gate_send_async (self, op->act->link, op->look, FALSE, muster_gate_act_priority (op->act), NULL, looked_cb,
                          g_object_ref (task));
}

void
muster_gate_dispatch_read_back (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  if (muster_tool_has_look (op->act->tool))
    look (task);
  else
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_CONFIRMED, done_text (op));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-note.h"
#include "muster-plan.h"
#include "muster-step.h"
#include "muster-trace-private.h"

/* From what the store has about a run to the entries of its timeline: the ticket and what people wrote come in, a
 * model's answer joins the request that brought it, waits get their end, a plan brings the gate's decisions about its
 * steps. Pure. */

/* Entries of the same moment, in the order in which things lead to each other */
static const guint8 ranks[] = {
  [MUSTER_TRACE_TICKET] = 0,
  [MUSTER_TRACE_MESSAGE] = 1,
  [MUSTER_TRACE_IDENTITY] = 2,
  [MUSTER_TRACE_MODEL] = 3,
  [MUSTER_TRACE_CALL] = 4,
  [MUSTER_TRACE_PLAN] = 5,
  [MUSTER_TRACE_GATE] = 6,
  [MUSTER_TRACE_DECIDED] = 7,
  [MUSTER_TRACE_STATE] = 8,
  [MUSTER_TRACE_ASKED] = 9,
  [MUSTER_TRACE_WAIT] = 10,
  [MUSTER_TRACE_NOTE] = 11,
  [MUSTER_TRACE_EFFECT] = 11,
  [MUSTER_TRACE_REPLY] = 11,
};

gboolean
muster_trace_is_waiting (const char *state)
{
  return g_strcmp0 (state, "awaiting-approval") == 0 || g_strcmp0 (state, "waiting-answer") == 0
         || g_strcmp0 (state, "needs-human") == 0;
}

gboolean
muster_trace_is_end (const char *state)
{
  return g_strcmp0 (state, "done") == 0 || g_strcmp0 (state, "rejected") == 0 || g_strcmp0 (state, "expired") == 0;
}

char *
muster_trace_format_cost (gint64      millionths,
                          const char *currency)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double value = (double) millionths / 1e6;

  g_ascii_formatd (digits, sizeof digits, millionths >= 10000 ? "%.2f" : millionths > 0 ? "%.4f" : "%.0f", value);
  return g_strdup_printf ("%s %s", digits, currency != NULL ? currency : "");
}

static MusterTraceItem *
add (GPtrArray      *items,
     MusterTraceKind kind,
     gint64          time)
{
  MusterTraceItem *item = muster_trace_item_new ();

  muster_trace_item_set_kind (item, kind);
  muster_trace_item_set_time (item, time);
  g_ptr_array_add (items, item);
  return item;
}

/* Our own notes are in the ledger */
static void
add_messages (GPtrArray    *items,
              MusterTicket *ticket)
{
  GPtrArray *notes = muster_ticket_get_notes (ticket);

  for (guint i = 0; i < notes->len; i++)
    {
      MusterNote *note = g_ptr_array_index (notes, i);
      const char *text = muster_note_get_text (note);
      MusterTraceItem *item;
      g_autofree char *id = NULL;

      if (text == NULL || strstr (text, "[ref:") != NULL || g_strcmp0 (text, muster_ticket_get_description (ticket)) == 0)
        continue;
      id = g_strdup_printf ("message/%s/%u", muster_note_get_external_id (note), i);
      item = add (items, MUSTER_TRACE_MESSAGE, muster_note_get_created (note));
      muster_trace_item_set_id (item, id);
      muster_trace_item_set_actor (item, muster_note_get_author_name (note));
      muster_trace_item_set_text (item, text);
      muster_trace_item_set_via (item, muster_note_get_internal (note) ? "internal" : "visible");
      muster_trace_item_set_status (item, muster_note_get_author_kind (note));
    }
}

static void
add_ticket (GPtrArray    *items,
            MusterRun    *run,
            MusterTicket *ticket)
{
  MusterTraceItem *item = add (items, MUSTER_TRACE_TICKET,
                               ticket != NULL ? MIN (muster_ticket_get_created (ticket), muster_run_get_created (run))
                                              : muster_run_get_created (run));

  muster_trace_item_set_id (item, "ticket");
  muster_trace_item_set_reference (item, muster_run_get_ticket_number (run));
  muster_trace_item_set_target (item, muster_run_get_summary (run));
  if (ticket == NULL)
    return;
  muster_trace_item_set_actor (item, muster_ticket_get_contact_name (ticket));
  muster_trace_item_set_text (item, muster_ticket_get_description (ticket));
  add_messages (items, ticket);
}

static gboolean
is_turn (MusterTraceItem *item)
{
  return muster_trace_item_get_kind (item) == MUSTER_TRACE_MODEL
         && g_strcmp0 (muster_trace_item_get_status (item), "turn") == 0;
}

/* (nullable): the request that brought @turn, which was stored before the next one was sent: the last of those that had
 * been sent by then and whose answer is not found yet. When the clock was set back between, the first of all. */
static MusterTraceItem *
find_request (GPtrArray       *stored,
              MusterTraceItem *turn)
{
  MusterTraceItem *first = NULL;
  MusterTraceItem *last = NULL;

  for (guint i = 0; i < stored->len; i++)
    {
      MusterTraceItem *item = g_ptr_array_index (stored, i);

      if (muster_trace_item_get_kind (item) != MUSTER_TRACE_MODEL || is_turn (item)
          || g_strcmp0 (muster_trace_item_get_status (item), "ok") != 0 || muster_trace_item_get_result (item) != NULL)
        continue;
      if (first == NULL)
        first = item;
      if (muster_trace_item_get_time (item) <= muster_trace_item_get_time (turn))
        last = item;
    }
  return last != NULL ? last : first;
}

/* A turn that says that no model could be asked */
static gboolean
is_fallback (MusterTraceItem *turn)
{
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (muster_trace_item_get_result (turn), NULL);

  return muster_json_node_obj (node) != NULL && json_object_has_member (json_node_get_object (node), "fallback");
}

static void
join_turns (GPtrArray *items,
            GPtrArray *stored)
{
  for (guint i = 0; i < stored->len; i++)
    {
      MusterTraceItem *turn = g_ptr_array_index (stored, i);
      MusterTraceItem *request;

      if (!is_turn (turn))
        continue;
      request = is_fallback (turn) ? NULL : find_request (stored, turn);
      if (request == NULL)
        {
          muster_trace_item_set_status (turn, is_fallback (turn) ? "fallback" : "ok");
          g_ptr_array_add (items, g_object_ref (turn));
          continue;
        }
      muster_trace_item_set_result (request, muster_trace_item_get_result (turn));
      muster_trace_item_set_revision (request, muster_trace_item_get_revision (turn));
    }
}

static const char *
verdict_of (MusterStep *step)
{
  const char *policy = muster_step_get_policy (step);

  return g_strcmp0 (policy, "auto") == 0 ? "allow" : g_strcmp0 (policy, "approval_needed") == 0 ? "approval" : "deny";
}

static char *
join_rules (GPtrArray *rules)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) g_ptr_array_index (rules, i));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
add_decision (GPtrArray       *items,
              MusterTraceItem *plan,
              MusterStep      *step,
              guint            number)
{
  MusterTraceItem *item = add (items, MUSTER_TRACE_GATE, muster_trace_item_get_time (plan));
  g_autofree char *id = g_strdup_printf ("gate/%" G_GINT64_FORMAT "/%u", muster_trace_item_get_revision (plan), number);
  g_autofree char *rules = join_rules (muster_step_get_rules (step));
  g_autoptr(JsonNode) args = json_node_init_object (json_node_alloc (), muster_step_get_args (step));
  g_autofree char *text = muster_step_get_args (step) != NULL ? muster_json_to_string (args) : NULL;

  muster_trace_item_set_id (item, id);
  muster_trace_item_set_revision (item, muster_trace_item_get_revision (plan));
  muster_trace_item_set_number (item, number);
  muster_trace_item_set_tool (item, muster_step_get_tool (step));
  muster_trace_item_set_target (item, muster_step_get_target_name (step) != NULL ? muster_step_get_target_name (step)
                                                                                 : muster_step_get_target (step));
  muster_trace_item_set_text (item, muster_step_get_explain (step));
  muster_trace_item_set_args (item, text);
  muster_trace_item_set_decision (item, verdict_of (step));
  muster_trace_item_set_rules (item, rules);
}

static void
read_plan (GPtrArray       *items,
           MusterTraceItem *item)
{
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (muster_trace_item_get_result (item), NULL);
  g_autoptr(MusterPlan) plan = node != NULL ? muster_plan_from_json (node, NULL) : NULL;
  GPtrArray *steps;

  if (plan == NULL)
    return;
  steps = muster_plan_get_steps (plan);
  muster_trace_item_set_status (item, muster_outcome_to_string (muster_plan_get_outcome (plan)));
  muster_trace_item_set_text (item, muster_plan_get_diagnosis (plan));
  muster_trace_item_set_number (item, steps->len);
  for (guint i = 0; i < steps->len; i++)
    add_decision (items, item, g_ptr_array_index (steps, i), i + 1);
}

/* A state that stands still is a wait, and so is a pass that stopped with a reason */
static void
mark_waits (GPtrArray *stored)
{
  MusterTraceItem *before = NULL;

  for (guint i = 0; i < stored->len; i++)
    {
      MusterTraceItem *item = g_ptr_array_index (stored, i);
      const char *state = muster_trace_item_get_status (item);

      if (muster_trace_item_get_kind (item) != MUSTER_TRACE_STATE)
        continue;
      if (before != NULL && muster_trace_item_get_kind (before) == MUSTER_TRACE_WAIT)
        muster_trace_item_set_until (before, muster_trace_item_get_time (item));
      if (muster_trace_is_waiting (state)
          || (muster_trace_item_get_text (item) != NULL && g_strcmp0 (state, muster_trace_item_get_from (item)) == 0))
        muster_trace_item_set_kind (item, MUSTER_TRACE_WAIT);
      before = item;
    }
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  MusterTraceItem *first = *(MusterTraceItem *const *) a;
  MusterTraceItem *second = *(MusterTraceItem *const *) b;
  gint64 times[2] = { muster_trace_item_get_time (first), muster_trace_item_get_time (second) };
  guint8 order[2] = { ranks[muster_trace_item_get_kind (first)], ranks[muster_trace_item_get_kind (second)] };

  if (times[0] != times[1])
    return times[0] < times[1] ? -1 : 1;
  if (order[0] != order[1])
    return (int) order[0] - (int) order[1];
  if (muster_trace_item_get_revision (first) != muster_trace_item_get_revision (second))
    return muster_trace_item_get_revision (first) < muster_trace_item_get_revision (second) ? -1 : 1;
  if (muster_trace_item_get_number (first) != muster_trace_item_get_number (second))
    return muster_trace_item_get_number (first) < muster_trace_item_get_number (second) ? -1 : 1;
  return g_strcmp0 (muster_trace_item_get_id (first), muster_trace_item_get_id (second));
}

/* --- Totals --- */

static void
add_cost (GHashTable      *costs,
          MusterTraceItem *item)
{
  const char *currency = muster_trace_item_get_currency (item);
  gint64 *sum;

  if (currency == NULL || muster_trace_item_get_cost (item) == 0)
    return;
  sum = g_hash_table_lookup (costs, currency);
  if (sum == NULL)
    {
      sum = g_new0 (gint64, 1);
      g_hash_table_insert (costs, g_strdup (currency), sum);
    }
  *sum += muster_trace_item_get_cost (item);
}

static char *
costs_text (GHashTable *costs)
{
  g_autoptr(GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer currency, sum;

  g_hash_table_iter_init (&iter, costs);
  while (g_hash_table_iter_next (&iter, &currency, &sum))
    {
      g_autofree char *one = muster_trace_format_cost (*(gint64 *) sum, currency);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " + " : "", one);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
count_item (MusterTraceTotals *totals,
            GHashTable        *costs,
            MusterTraceItem   *item,
            gint64             now)
{
  gint64 until = muster_trace_item_get_until (item);

  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_CALL)
    totals->calls++;
  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_WAIT)
    totals->waiting_us += MAX (0, (until > 0 ? until : now) - muster_trace_item_get_time (item));
  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_STATE && muster_trace_is_end (muster_trace_item_get_status (item)))
    totals->ended = muster_trace_item_get_time (item);
  else if (muster_trace_item_get_kind (item) == MUSTER_TRACE_STATE)
    totals->ended = 0;
  if (muster_trace_item_get_kind (item) != MUSTER_TRACE_MODEL || muster_trace_item_get_model (item) == NULL)
    return;
  totals->model_requests++;
  totals->prompt += muster_trace_item_get_prompt (item);
  totals->cached += muster_trace_item_get_cached (item);
  totals->output += muster_trace_item_get_output (item);
  add_cost (costs, item);
}

static void
count (MusterTraceTotals *totals,
       GPtrArray         *items,
       MusterRun         *run,
       gint64             now)
{
  g_autoptr(GHashTable) costs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_free (totals->cost);
  memset (totals, 0, sizeof *totals);
  totals->items = items->len;
  totals->requests = muster_run_get_requests (run);
  totals->began = muster_run_get_created (run);
  for (guint i = 0; i < items->len; i++)
    count_item (totals, costs, g_ptr_array_index (items, i), now);
  totals->cost = costs_text (costs);
  totals->active_us = MAX (0, (totals->ended > 0 ? totals->ended : now) - totals->began - totals->waiting_us);
}

GPtrArray *
muster_trace_build (GPtrArray         *stored,
                    MusterRun         *run,
                    MusterTicket      *ticket,
                    gint64             now,
                    MusterTraceTotals *totals)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  add_ticket (items, run, ticket);
  mark_waits (stored);
  join_turns (items, stored);
  for (guint i = 0; i < stored->len; i++)
    {
      MusterTraceItem *item = g_ptr_array_index (stored, i);

      if (is_turn (item) || g_ptr_array_find (items, item, NULL))
        continue;
      g_ptr_array_add (items, g_object_ref (item));
      if (muster_trace_item_get_kind (item) == MUSTER_TRACE_PLAN)
        read_plan (items, item);
    }
  g_ptr_array_sort (items, compare_items);
  count (totals, items, run, now);
  return g_steal_pointer (&items);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-intake-private.h"
#include "muster-json.h"

/* Reading lists of tickets, in as many rounds as the PSA cuts its answer into.
 *
 * Lists come by id, because a moment is no place to go on from: hundreds of tickets may have changed in one second. A
 * cut answer goes on behind its cursor, with the same moment. Tickets are stored round by round, and the watermark moves when the last round is stored, not before: a
 * poll that was cut short is made again from the beginning. It moves to the newest change that was seen, less the time
 * that reading took, because a ticket on a page that was read already may have changed while a later one was read.
 * Every poll begins ten minutes before the watermark: stamps of some PSAs appear late, and clocks differ. A stamp from
 * the future does not take the watermark there: nothing that changes before then would be found.
 *
 * Stamps are seconds at most PSAs. A ticket that was among the newest when it was read may have been written on once
 * more in the same second, and nothing of that shows in a list; so the next poll looks at such a ticket once again. */

#define OVERLAP_US (10 * 60 * G_USEC_PER_SEC)
#define SWEEP_US (G_GINT64_CONSTANT (365) * 24 * 3600 * G_USEC_PER_SEC)
#define SAME_US (2 * G_USEC_PER_SEC)
#define MAX_ROUNDS 2000   /* only ends an answer without an end */

static void read_round (GTask *task);

static MusterPsa *
get_psa (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);

  return muster_gate_get_psa (self->gate, muster_connection_get_id (self->connection));
}

/* After a full look come the changes since the last time, among which are the tickets that were closed */
static gboolean
begin_changes (Pass *pass)
{
  if (pass->changes == 0)
    return FALSE;
  pass->full = FALSE;
  pass->since = pass->changes;
  pass->changes = 0;
  g_clear_pointer (&pass->cursor, g_free);
  pass->rounds = 0;
  return TRUE;
}

static void
marked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_look_again_finish (MUSTER_STORE (source), result, &error))
    muster_intake_pass_failed (task, error);
  else
    muster_intake_place (task);
}

static void
all_stored (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  if (pass->again->len == 0)
    muster_intake_place (task);
  else
    muster_store_look_again_async (self->store, muster_connection_get_id (self->connection), pass->again, NULL, marked_cb,
                                   g_object_ref (task));
}

/* Once per version and session */
static void
find_again (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  for (guint i = 0; pass->mark != 0 && i < pass->read->len; i++)
    {
      MusterTicket *ticket = pass->read->pdata[i];
      const char *id = muster_ticket_get_external_id (ticket);
      gint64 distance = muster_ticket_get_updated (ticket) - pass->mark;

      if (ABS (distance) > SAME_US
          || g_strcmp0 (g_hash_table_lookup (self->looked_again, id), muster_ticket_get_version (ticket)) == 0)
        continue;
      g_hash_table_replace (self->looked_again, g_strdup (id), g_strdup (muster_ticket_get_version (ticket)));
      g_ptr_array_add (pass->again, g_strdup (id));
    }
}

static void
round_stored_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) changed = muster_store_ingest_finish (MUSTER_STORE (source), result, &error);

  if (changed == NULL)
    {
      muster_intake_pass_failed (task, error);
      return;
    }
  pass->n_new += (int) changed->len;
  if (pass->more || begin_changes (pass))
    read_round (task);
  else
    all_stored (task);
}

static char *
watermark (Pass        *pass,
           MusterClock *clock)
{
  gint64 took = g_get_monotonic_time () - pass->began;

  if (pass->more || pass->changes != 0 || pass->newest == 0)
    return NULL;
  /* What is read within a second is one answer */
  return muster_time_format_iso (MIN (pass->newest - (took > G_USEC_PER_SEC ? took : 0),
                                      muster_clock_now (clock) + OVERLAP_US / 2));
}

static void
store_round (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *mark = watermark (pass, self->clock);
  g_autoptr(GPtrArray) tickets = g_steal_pointer (&pass->read);

  muster_store_ingest_async (self->store, muster_connection_get_id (self->connection), tickets, mark, NULL,
                             round_stored_cb, g_object_ref (task));
}

static gint64
newest_of (GPtrArray *tickets)
{
  gint64 newest = 0;

  for (guint i = 0; i < tickets->len; i++)
    newest = MAX (newest, muster_ticket_get_updated (tickets->pdata[i]));
  return newest;
}

static gboolean
go_on (Pass      *pass,
       MusterPsa *psa,
       JsonNode  *answer)
{
  g_autofree char *cursor = muster_psa_get_cursor (psa, answer, pass->cursor);

  if (cursor == NULL || g_strcmp0 (cursor, pass->cursor) == 0)
    return FALSE;
  g_free (pass->cursor);
  pass->cursor = g_steal_pointer (&cursor);
  return TRUE;
}

/* FALSE when the answer was cut and there is no way on: it was not read as a whole, so the watermark has to stay */
static gboolean
find_more (GTask     *task,
           JsonNode  *answer,
           GError   **error)
{
  Pass *pass = g_task_get_task_data (task);
  MusterPsa *psa = get_psa (task);
  JsonObject *object = muster_json_node_obj (answer);

  pass->more = FALSE;
  if (object == NULL || !muster_json_bool (object, "truncated", FALSE))
    return TRUE;
  if (pass->rounds < MAX_ROUNDS)
    pass->more = go_on (pass, psa, answer);
  if (!pass->more)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A list of tickets was cut, and there is no way on");
  return pass->more;
}

static void
round_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  gint64 newest;

  if (answer != NULL && get_psa (task) == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
  else if (answer != NULL)
    pass->read = muster_psa_read_tickets (get_psa (task), answer, muster_connection_get_id (self->connection), &error);
  newest = pass->read != NULL ? newest_of (pass->read) : 0;
  if (pass->read == NULL || !find_more (task, answer, &error))
    {
      muster_intake_explain (self, "Reading tickets", &error);
      muster_intake_pass_failed (task, error);
      return;
    }

  pass->newest = MAX (pass->newest, newest);
  muster_intake_mark_tests (task, pass->read);
  find_again (task);
  muster_intake_name_companies (task, store_round);
}

static void
read_round (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *tool = muster_intake_tool_name (self, pass->full ? "list-open-tickets" : "poll-tickets");
  g_autofree char *since = muster_time_format_iso (pass->since);
  g_autoptr(JsonObject) args = json_object_new ();

  if (pass->rounds++ == 0)
    pass->began = g_get_monotonic_time ();
  json_object_set_string_member (args, "since", since);
  if (pass->cursor != NULL)
    json_object_set_string_member (args, "after", pass->cursor);
  muster_gate_read_async (self->gate, self->cap, tool, args, NULL, g_task_get_cancellable (task), round_read_cb,
                          g_object_ref (task));
}

static void
watermark_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *mark = muster_store_get_watermark_finish (MUSTER_STORE (source), result, &error);
  gint64 from;

  if (error != NULL)
    {
      muster_intake_pass_failed (task, g_steal_pointer (&error));
      return;
    }

  if (mark != NULL && muster_time_parse_iso (mark, &from))
    {
      pass->mark = from;
      pass->changes = MIN (from, muster_clock_now (self->clock) + OVERLAP_US / 2) - OVERLAP_US;
    }
  pass->boot = muster_intake_boot_time ();
  pass->awake = g_get_monotonic_time ();
  pass->sweep = pass->full || pass->changes == 0 || muster_sweep_is_due (&self->sweep, pass->boot, pass->awake);
  if (pass->sweep)
    {
      pass->full = TRUE;
      pass->since = muster_clock_now (self->clock) - SWEEP_US;
    }
  else
    begin_changes (pass);
  read_round (task);
}

void
muster_intake_poll (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);

  muster_intake_recover_hints (self);
  muster_store_get_watermark_async (self->store, muster_connection_get_id (self->connection),
                                    g_task_get_cancellable (task), watermark_cb, g_object_ref (task));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <time.h>

#include "muster-advice.h"
#include "muster-error.h"
#include "muster-intake-private.h"
#include "muster-json.h"
#include "muster-placement.h"

/**
 * MusterIntake:
 *
 * Brings tickets of one PSA connection in: reads what changed, stores it together with the watermark, and places each
 * ticket (nobody's, a run, or a visible wait). The store remembers which tickets have no place yet, so a crash in
 * between leaves them where the next look finds them.
 *
 * All work is done in passes, one at a time: a poll, a look at single tickets, or only a reconsideration of what
 * waits. They come in by different doors and end in the same place (muster_intake_place ()), so a poll and a webhook
 * of the same change make one piece of work. An error about one ticket does not keep the others from their place.
 *
 * muster-intake-poll.c reads lists, muster-intake-looks.c single tickets, muster-intake-facts.c what is needed to
 * understand them.
 */

#define HINT_WINDOW_MS 5000
#define PLACE_AT_ONCE 8 /* most of it is waiting for the PSA and the disk */
#define MAX_OUTAGES 3   /* one after the other, on different tickets, are one of the whole PSA */

G_DEFINE_FINAL_TYPE (MusterIntake, muster_intake, G_TYPE_OBJECT)

enum { RUN_MADE, WAITING_CHANGED, HINTS_DUE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void start_pass (GTask *task);
static void place_more (GTask *task);

static void
pass_free (Pass *pass)
{
  g_clear_pointer (&pass->tests, json_node_unref);
  g_clear_object (&pass->watch);
  g_free (pass->watch_text);
  g_clear_error (&pass->error);
  g_clear_error (&pass->stop);
  g_free (pass->gone);
  g_free (pass->cursor);
  g_clear_pointer (&pass->missing, g_ptr_array_unref);
  g_clear_pointer (&pass->unchanged, g_ptr_array_unref);
  g_clear_pointer (&pass->placing, g_hash_table_unref);
  g_clear_pointer (&pass->read, g_ptr_array_unref);
  g_clear_pointer (&pass->looks, g_ptr_array_unref);
  g_clear_pointer (&pass->again, g_ptr_array_unref);
  g_clear_pointer (&pass->tickets, g_ptr_array_unref);
  g_free (pass);
}

char *
muster_intake_test_tickets_key (const char *connection_id)
{
  return g_strconcat ("test-tickets/", connection_id, NULL);
}

/* The filter that everything which is left alone was last compared with */
static char *
watch_applied_key (MusterIntake *self)
{
  return g_strconcat ("watch-applied/", muster_connection_get_id (self->connection), NULL);
}

char *
muster_intake_tool_name (MusterIntake *self,
                         const char   *name)
{
  return g_strconcat (muster_connection_get_integration (self->connection), ":", name, NULL);
}

void
muster_intake_explain (MusterIntake *self,
                       const char   *doing,
                       GError      **error)
{
  muster_advice_explain (muster_connection_get_integration (self->connection), doing, error);
}

/* Goes on while the machine sleeps */
gint64
muster_intake_boot_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* --- The ends of a pass --- */

static void
next_pass (MusterIntake *self)
{
  GTask *task = g_queue_pop_head (&self->waiting);

  self->busy = FALSE;
  if (task == NULL)
    return;
  start_pass (task);
  g_object_unref (task);
}

void
muster_intake_pass_failed (GTask  *task,
                           GError *error)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);

  muster_intake_put_looks_off (task);
  g_task_return_error (task, error);
  next_pass (self);
}

static void
end_pass (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  if (pass->error != NULL)
    g_task_return_error (task, g_steal_pointer (&pass->error));
  else
    g_task_return_int (task, pass->n_new);
  next_pass (self);
}

static void
watch_applied_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    muster_intake_pass_failed (task, error);
  else
    end_pass (task);
}

/* Everything has its place */
static void
finish_pass (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *key = NULL;

  if (pass->sweep)
    muster_sweep_done (&self->sweep, pass->boot, pass->awake);
  if (!pass->watch_is_new || pass->error != NULL)
    {
      end_pass (task);
      return;
    }
  key = watch_applied_key (self);
  muster_store_set_value_async (self->store, key, pass->watch_text != NULL ? pass->watch_text : "", NULL,
                                watch_applied_cb, g_object_ref (task));
}

static void
comments_read_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  g_autoptr(GError) error = NULL;

  if (muster_approval_comments_read_finish (MUSTER_APPROVAL_COMMENTS (source), result, &error) < 0)
    {
      muster_intake_explain (self, "Reading decisions on tickets", &error);
      if (muster_intake_must_stop (task, error))
        {
          muster_intake_pass_failed (task, g_steal_pointer (&error));
          return;
        }
    }
  finish_pass (task);
}

/* A new note need not move its ticket's stamp, so the tickets that wait for a decision are asked for each time */
void
muster_intake_pass_done (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  if (pass->kind == PASS_RECONSIDER)
    finish_pass (task);
  else
    muster_approval_comments_read_async (self->comments, self->cap, g_task_get_cancellable (task), comments_read_cb,
                                         g_object_ref (task));
}

static gboolean
is_about_one_ticket (Pass         *pass,
                     const GError *error)
{
  if (error->domain != MUSTER_ERROR)
    return FALSE;
  switch (error->code)
    {
    case MUSTER_ERROR_INVALID_INPUT:
    case MUSTER_ERROR_NOT_FOUND:
    case MUSTER_ERROR_FORBIDDEN:
    case MUSTER_ERROR_BAD_REPLY:
    case MUSTER_ERROR_CONFLICT:
    case MUSTER_ERROR_REFUSED_BY_POLICY:
      return TRUE;
    /* A ticket that is too much for the PSA looks like an outage each time, and would keep all others from their place */
    case MUSTER_ERROR_OFFLINE:
    case MUSTER_ERROR_TIMEOUT:
      return ++pass->outages < MAX_OUTAGES;
    default:
      return FALSE;
    }
}

gboolean
muster_intake_must_stop (GTask        *task,
                         const GError *error)
{
  Pass *pass = g_task_get_task_data (task);

  if (!is_about_one_ticket (pass, error))
    return TRUE;
  if (pass->error == NULL)
    pass->error = g_error_copy (error);
  return FALSE;
}

/* --- Placing --- */

static gboolean
is_test_ticket (Pass       *pass,
                const char *external_id)
{
  JsonArray *ids = pass->tests != NULL ? muster_json_node_arr (pass->tests) : NULL;

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    if (g_strcmp0 (muster_json_arr_str (ids, i), external_id) == 0)
      return TRUE;
  return FALSE;
}

void
muster_intake_mark_tests (GTask     *task,
                          GPtrArray *tickets)
{
  Pass *pass = g_task_get_task_data (task);

  for (guint i = 0; i < tickets->len; i++)
    if (is_test_ticket (pass, muster_ticket_get_external_id (tickets->pdata[i])))
      muster_ticket_set_is_own_test (tickets->pdata[i], TRUE);
}

/* Takes @error: the first of those that were under way together says why */
void
muster_intake_stop_later (GTask  *task,
                          GError *error)
{
  Pass *pass = g_task_get_task_data (task);

  if (pass->stop == NULL)
    pass->stop = error;
  else
    g_error_free (error);
}

typedef struct
{
  GTask        *task;    /* (owned) */
  MusterTicket *ticket;  /* (owned) */
} Placing;

static void
not_placed (Placing *placing,
            GError  *failure)
{
  GTask *task = placing->task;
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = failure;

  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      g_ptr_array_add (pass->missing, g_strdup (muster_ticket_get_external_id (placing->ticket)));
      return;
    }
  muster_intake_explain (MUSTER_INTAKE_TASK (task), "Reading a ticket", &error);
  if (muster_intake_must_stop (task, error))
    muster_intake_stop_later (task, g_steal_pointer (&error));
}

/* A ticket has its place, or could not be looked at now and stays unhandled */
static void
placed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Placing *placing = user_data;
  g_autoptr(GTask) task = placing->task;
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *run_id = NULL;
  gboolean wait_changed = FALSE;
  GError *error = NULL;

  if (muster_placement_finish (result, &run_id, &wait_changed, &error))
    pass->outages = 0;
  else
    not_placed (placing, error);
  g_hash_table_remove (pass->placing, muster_ticket_get_id (placing->ticket));
  g_object_unref (placing->ticket);
  g_free (placing);
  if (wait_changed)
    g_signal_emit (self, signals[WAITING_CHANGED], 0);
  if (run_id != NULL)
    g_signal_emit (self, signals[RUN_MADE], 0, run_id);
  place_more (task);
}

static void
place (GTask        *task,
       MusterTicket *ticket)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  Placing *placing = g_new0 (Placing, 1);

  placing->task = g_object_ref (task);
  placing->ticket = g_object_ref (ticket);
  g_hash_table_add (pass->placing, g_strdup (muster_ticket_get_id (ticket)));
  muster_placement_async (ticket, pass->watch, self->store, self->gate, self->cap, self->clock, g_task_get_cancellable (task),
                          placed_cb, placing);
}

/* Several at a time, each ticket once at a time, begun in their order */
static void
place_more (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  while (pass->stop == NULL && pass->next < pass->tickets->len && g_hash_table_size (pass->placing) < PLACE_AT_ONCE)
    {
      MusterTicket *ticket = g_ptr_array_index (pass->tickets, pass->next);

      if (g_hash_table_contains (pass->placing, muster_ticket_get_id (ticket)))
        break;
      pass->next++;
      if (g_strcmp0 (muster_ticket_get_connection_id (ticket), muster_connection_get_id (self->connection)) == 0)
        place (task, ticket);
    }
  if (g_hash_table_size (pass->placing) > 0)
    return;

  if (pass->stop != NULL)
    muster_intake_pass_failed (task, g_steal_pointer (&pass->stop));
  else if (muster_intake_check_missing (task, place_more))
    return;
  else if (pass->kind == PASS_LOOK)
    muster_intake_settle_looks (task);
  else
    muster_intake_pass_done (task);
}

/* (transfer full): @more goes to the end of what is to be placed */
static void
add_tickets (Pass      *pass,
             GPtrArray *more)
{
  g_ptr_array_extend_and_steal (pass->tickets, more);
}

static void
begin_placing (GTask *task)
{
  Pass *pass = g_task_get_task_data (task);

  muster_intake_mark_tests (task, pass->tickets);
  /* Notes are read for them: without knowing who we are, our own would be a technician's words */
  if (pass->tickets->len > 0)
    muster_intake_read_facts (task, place_more);
  else
    place_more (task);
}

static void
ignored_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *tickets = muster_store_list_ignored_tickets_finish (MUSTER_STORE (source), result, &error);

  if (tickets == NULL)
    {
      muster_intake_pass_failed (task, error);
      return;
    }
  add_tickets (g_task_get_task_data (task), tickets);
  begin_placing (task);
}

/* What was stored and has no place yet, of this pass or of one that was cut short; after a change of the filter what
 * was left alone too */
static void
unhandled_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *tickets = muster_store_list_unhandled_tickets_finish (MUSTER_STORE (source), result, &error);

  if (tickets == NULL)
    {
      muster_intake_pass_failed (task, error);
      return;
    }
  add_tickets (pass, tickets);
  if (pass->watch_is_new)
    muster_store_list_ignored_tickets_async (self->store, muster_connection_get_id (self->connection),
                                             g_task_get_cancellable (task), ignored_listed_cb, g_object_ref (task));
  else
    begin_placing (task);
}

void
muster_intake_place (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);

  muster_store_list_unhandled_tickets_async (self->store, g_task_get_cancellable (task), unhandled_listed_cb,
                                             g_object_ref (task));
}

static void
waiting_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *tickets = muster_store_list_waiting_tickets_finish (MUSTER_STORE (source), result, &error);

  if (tickets == NULL)
    {
      muster_intake_pass_failed (task, error);
      return;
    }
  add_tickets (g_task_get_task_data (task), tickets);
  muster_intake_place (task);
}

/* --- The beginning of a pass --- */

static void
begin (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  switch (pass->kind)
    {
    case PASS_POLL:
      muster_intake_read_facts (task, muster_intake_poll);
      break;
    case PASS_LOOK:
      muster_intake_read_facts (task, muster_intake_look);
      break;
    case PASS_RECONSIDER:
    default:
      /* It starts with those that people were told are waiting */
      muster_store_list_waiting_tickets_async (self->store, g_task_get_cancellable (task), waiting_listed_cb,
                                               g_object_ref (task));
    }
}

static void
watch_applied_loaded_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *applied = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      muster_intake_pass_failed (task, g_steal_pointer (&error));
      return;
    }
  pass->watch_is_new = g_strcmp0 (applied != NULL ? applied : "", pass->watch_text != NULL ? pass->watch_text : "") != 0;
  begin (task);
}

static void
watch_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *key = watch_applied_key (self);

  pass->watch_text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  if (error == NULL)
    pass->watch = muster_watch_new_from_text (pass->watch_text, &error);
  if (error != NULL)
    {
      muster_intake_pass_failed (task, g_steal_pointer (&error));
      return;
    }
  muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), watch_applied_loaded_cb,
                                g_object_ref (task));
}

static void
tests_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *json = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  g_autofree char *key = muster_watch_key (muster_connection_get_id (self->connection));

  if (error != NULL)
    {
      muster_intake_pass_failed (task, g_steal_pointer (&error));
      return;
    }
  if (json != NULL)
    pass->tests = muster_json_from_string_trusted (json, NULL);
  muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), watch_loaded_cb, g_object_ref (task));
}

static void
start_pass (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  g_autofree char *key = muster_intake_test_tickets_key (muster_connection_get_id (self->connection));

  self->busy = TRUE;
  muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), tests_loaded_cb, g_object_ref (task));
}

static void
ask_for_pass (MusterIntake *self,
              GTask        *task,
              PassKind      kind,
              gboolean      full)
{
  Pass *pass = g_new0 (Pass, 1);

  pass->kind = kind;
  pass->full = full;
  pass->tickets = g_ptr_array_new_with_free_func (g_object_unref);
  pass->again = g_ptr_array_new_with_free_func (g_free);
  pass->missing = g_ptr_array_new_with_free_func (g_free);
  pass->unchanged = g_ptr_array_new_with_free_func (g_free);
  pass->placing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, pass, (GDestroyNotify) pass_free);
  if (self->busy)
    g_queue_push_tail (&self->waiting, g_object_ref (task));
  else
    start_pass (task);
}

/**
 * muster_intake_poll_async:
 * @full: look at all open tickets, not only at those changed since the last time; done without being asked for when
 *   it is time for it
 */
void
muster_intake_poll_async (MusterIntake       *self,
                          gboolean            full,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_INTAKE (self));
  g_task_set_source_tag (task, muster_intake_poll_async);
  ask_for_pass (self, task, PASS_POLL, full);
}

int
muster_intake_poll_finish (MusterIntake *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

void
muster_intake_reconsider_async (MusterIntake       *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_INTAKE (self));
  g_task_set_source_tag (task, muster_intake_reconsider_async);
  ask_for_pass (self, task, PASS_RECONSIDER, FALSE);
}

gboolean
muster_intake_reconsider_finish (MusterIntake *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

void
muster_intake_look_async (MusterIntake       *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_INTAKE (self));
  g_task_set_source_tag (task, muster_intake_look_async);
  ask_for_pass (self, task, PASS_LOOK, FALSE);
}

int
muster_intake_look_finish (MusterIntake *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
muster_intake_dispose (GObject *object)
{
  muster_intake_drop_hints (MUSTER_INTAKE (object));
  G_OBJECT_CLASS (muster_intake_parent_class)->dispose (object);
}

static void
muster_intake_finalize (GObject *object)
{
  MusterIntake *self = MUSTER_INTAKE (object);

  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_pointer (&self->members, json_node_unref);
  g_clear_pointer (&self->companies, g_hash_table_unref);
  g_clear_pointer (&self->hints, g_hash_table_unref);
  g_clear_pointer (&self->looked_again, g_hash_table_unref);
  g_clear_object (&self->cap);
  g_clear_object (&self->comments);
  g_clear_object (&self->store);
  g_clear_object (&self->gate);
  g_clear_object (&self->connection);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (muster_intake_parent_class)->finalize (object);
}

static void
muster_intake_class_init (MusterIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_intake_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_intake_finalize;

  signals[RUN_MADE] = g_signal_new ("run-made", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WAITING_CHANGED] = g_signal_new ("waiting-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
  signals[HINTS_DUE] = g_signal_new ("hints-due", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
}

static void
muster_intake_init (MusterIntake *self)
{
  g_queue_init (&self->waiting);
  self->hints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->looked_again = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hint_window_ms = HINT_WINDOW_MS;
}

MusterIntake *
muster_intake_new (MusterStore      *store,
                   MusterGate       *gate,
                   MusterConnection *connection,
                   MusterClock      *clock)
{
  MusterIntake *self = g_object_new (MUSTER_TYPE_INTAKE, NULL);

  self->store = g_object_ref (store);
  self->gate = g_object_ref (gate);
  self->connection = g_object_ref (connection);
  self->clock = g_object_ref (clock);
  self->cap = muster_cap_new_intake (muster_connection_get_id (connection));
  self->comments = muster_approval_comments_new (store, gate, connection, clock);
  return self;
}

MusterConnection *
muster_intake_get_connection (MusterIntake *self)
{
  g_return_val_if_fail (MUSTER_IS_INTAKE (self), NULL);
  return self->connection;
}

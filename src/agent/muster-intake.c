/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-advice.h"
#include "muster-error.h"
#include "muster-id.h"
#include "muster-intake.h"
#include "muster-json.h"
#include "muster-placement.h"
#include "muster-psa.h"

/**
 * MusterIntake:
 *
 * Brings tickets of one PSA connection in: polls what changed, stores it together with the watermark, and places
 * each ticket (a run, or a visible wait). The store remembers which tickets have no place yet, so a crash in between
 * leaves them where the next look finds them. Polls do not overlap.
 */

#define OVERLAP_US (10 * 60 * G_USEC_PER_SEC)
#define SWEEP_US (G_GINT64_CONSTANT (365) * 24 * 3600 * G_USEC_PER_SEC)
#define MAX_ROUNDS 100   /* answers of at most 1,000 tickets each */

struct _MusterIntake
{
  GObject parent_instance;

  MusterStore      *store;       /* (owned) */
  MusterGate       *gate;        /* (owned) */
  MusterConnection *connection;  /* (owned) */
  MusterClock      *clock;       /* (owned) */
  MusterRunCap     *cap;         /* (owned): INTAKE */

  JsonNode         *members;     /* (owned) (nullable): who is a technician, once a session */
  gboolean          busy;
  GQueue            waiting;     /* (element-type GTask): asked for while busy */
};

G_DEFINE_FINAL_TYPE (MusterIntake, muster_intake, G_TYPE_OBJECT)

enum { RUN_MADE, WAITING_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

typedef struct
{
  gboolean   poll;      /* or only reconsider */
  gboolean   full;
  char      *since;     /* (nullable) */
  char      *changes;   /* (nullable): after a full look, what changed since the last time: closed tickets too */
  char      *last;      /* (nullable): since of the round before */
  guint      rounds;
  GPtrArray *tickets;   /* (owned) (nullable): to be placed */
  guint      next;      /* of them */
  GPtrArray *closed;    /* (owned) (element-type utf8): tickets that were closed meanwhile */
  JsonNode  *tests;     /* (owned) (nullable): our own test tickets */
  int        n_new;
} Pass;

static void read_round (GTask *task);
static void place_next (GTask *task);
static void close_next (GTask *task);

static void
pass_free (Pass *pass)
{
  g_free (pass->since);
  g_free (pass->changes);
  g_free (pass->last);
  g_clear_pointer (&pass->tickets, g_ptr_array_unref);
  g_clear_pointer (&pass->closed, g_ptr_array_unref);
  g_clear_pointer (&pass->tests, json_node_unref);
  g_free (pass);
}

char *
muster_intake_test_tickets_key (const char *connection_id)
{
  return g_strconcat ("test-tickets/", connection_id, NULL);
}

static char *
tool_name (MusterIntake *self,
           const char   *name)
{
  return g_strconcat (muster_connection_get_integration (self->connection), ":", name, NULL);
}

static void
explain (MusterIntake *self,
         const char   *doing,
         GError      **error)
{
  muster_advice_explain (muster_connection_get_integration (self->connection), doing, error);
}

static void start_pass (GTask *task);

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

static void
pass_failed (GTask  *task,
             GError *error)
{
  MusterIntake *self = g_task_get_source_object (task);

  g_task_return_error (task, error);
  next_pass (self);
}

static void
pass_done (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);
  Pass *pass = g_task_get_task_data (task);

  g_task_return_int (task, pass->n_new);
  next_pass (self);
}

/* Who was closed in the PSA waits no longer */

static void
wait_ended_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_set_ticket_wait_finish (MUSTER_STORE (source), result, &error))
    {
      pass_failed (task, error);
      return;
    }
  g_signal_emit (self, signals[WAITING_CHANGED], 0);
  close_next (task);
}

static void
closed_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(MusterTicket) ticket = muster_store_find_ticket_finish (MUSTER_STORE (source), result, NULL);

  if (ticket == NULL || muster_ticket_get_wait_reason (ticket) == MUSTER_WAIT_REASON_NONE)
    close_next (task);
  else
    muster_store_set_ticket_wait_async (MUSTER_STORE (source), muster_ticket_get_id (ticket), NULL, MUSTER_WAIT_REASON_NONE,
                                        NULL, wait_ended_cb, g_object_ref (task));
}

static void
close_next (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *id = NULL;

  if (pass->closed->len == 0)
    {
      pass_done (task);
      return;
    }
  id = g_ptr_array_steal_index (pass->closed, pass->closed->len - 1);
  muster_store_find_ticket_async (self->store, muster_connection_get_id (self->connection), id, g_task_get_cancellable (task),
                                  closed_found_cb, g_object_ref (task));
}

/* A ticket has its place */
static void
placed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = g_task_get_source_object (task);
  g_autofree char *run_id = NULL;
  gboolean wait_changed = FALSE;
  GError *error = NULL;

  if (!muster_placement_finish (result, &run_id, &wait_changed, &error))
    {
      pass_failed (task, error);
      return;
    }
  if (wait_changed)
    g_signal_emit (self, signals[WAITING_CHANGED], 0);
  if (run_id != NULL)
    g_signal_emit (self, signals[RUN_MADE], 0, run_id);
  place_next (task);
}

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

static void
place_next (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);
  Pass *pass = g_task_get_task_data (task);

  while (pass->next < pass->tickets->len)
    {
      MusterTicket *ticket = g_ptr_array_index (pass->tickets, pass->next++);

      if (g_strcmp0 (muster_ticket_get_connection_id (ticket), muster_connection_get_id (self->connection)) != 0)
        continue;
      if (is_test_ticket (pass, muster_ticket_get_external_id (ticket)))
        muster_ticket_set_is_own_test (ticket, TRUE);
      muster_placement_async (ticket, self->store, self->clock, g_task_get_cancellable (task), placed_cb,
                              g_object_ref (task));
      return;
    }

  close_next (task);
}

/* What was stored and has no place yet, of this pass or of one that was cut short */
static void
unhandled_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) unhandled = muster_store_list_unhandled_tickets_finish (MUSTER_STORE (source), result, &error);

  if (unhandled == NULL)
    {
      pass_failed (task, error);
      return;
    }
  if (pass->tickets == NULL)
    pass->tickets = g_steal_pointer (&unhandled);
  else
    g_ptr_array_extend_and_steal (pass->tickets, g_steal_pointer (&unhandled));
  place_next (task);
}

static void
list_unhandled (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);

  muster_store_list_unhandled_tickets_async (self->store, g_task_get_cancellable (task), unhandled_listed_cb,
                                             g_object_ref (task));
}

static void
waiting_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;

  pass->tickets = muster_store_list_waiting_tickets_finish (MUSTER_STORE (source), result, &error);
  if (pass->tickets == NULL)
    pass_failed (task, error);
  else
    list_unhandled (task);
}

/* Reconsidering starts with those that people were told are waiting */
static void
list_waiting (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);

  muster_store_list_waiting_tickets_async (self->store, g_task_get_cancellable (task), waiting_listed_cb,
                                           g_object_ref (task));
}

static void
ingested_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) changed = muster_store_ingest_finish (MUSTER_STORE (source), result, &error);

  if (changed == NULL)
    {
      pass_failed (task, error);
      return;
    }

  pass->n_new += (int) changed->len;
  if (pass->since == NULL && pass->changes != NULL)
    {
      pass->full = FALSE;
      pass->since = g_steal_pointer (&pass->changes);
    }
  if (pass->since != NULL && pass->rounds < MAX_ROUNDS)
    read_round (task);
  else
    list_unhandled (task);
}

/* The newest change among them. Closed tickets are only looked up, in case they waited. What our own API member
 * entered is nobody's question, but for the test ticket. */
static gint64
sort_out (MusterPsa *psa,
          Pass      *pass,
          GPtrArray *tickets)
{
  gint64 newest = 0;

  for (guint i = tickets->len; i > 0; i--)
    {
      MusterTicket *ticket = g_ptr_array_index (tickets, i - 1);
      gboolean test = is_test_ticket (pass, muster_ticket_get_external_id (ticket));

      newest = MAX (newest, muster_ticket_get_updated (ticket));
      if (muster_psa_ticket_is_closed (psa, ticket))
        g_ptr_array_add (pass->closed, g_strdup (muster_ticket_get_external_id (ticket)));
      if (muster_psa_ticket_is_closed (psa, ticket) || (muster_psa_ticket_is_ours (psa, ticket) && !test))
        g_ptr_array_remove_index (tickets, i - 1);
      else
        muster_ticket_set_is_own_test (ticket, test);
    }
  return newest;
}

static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = g_task_get_source_object (task);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_connection_get_id (self->connection));
  g_autoptr(GPtrArray) tickets = NULL;
  g_autofree char *watermark = NULL;
  gint64 newest;

  if (node != NULL)
    tickets = muster_psa_read_tickets (psa, node, muster_connection_get_id (self->connection), &error);
  if (tickets == NULL)
    {
      explain (self, "Reading tickets", &error);
      pass_failed (task, error);
      return;
    }

  newest = sort_out (psa, pass, tickets);
  if (newest > 0)
    watermark = muster_time_format_iso (newest);

  /* A cut answer goes on from its newest ticket */
  g_free (pass->last);
  pass->last = g_steal_pointer (&pass->since);
  if (JSON_NODE_HOLDS_OBJECT (node) && muster_json_bool (json_node_get_object (node), "truncated", FALSE)
      && watermark != NULL && g_strcmp0 (watermark, pass->last) != 0)
    pass->since = g_strdup (watermark);

  muster_store_ingest_async (self->store, muster_connection_get_id (self->connection), tickets, watermark,
                             NULL, ingested_cb, g_object_ref (task));
}

static void
read_round (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *tool = tool_name (self, pass->full ? "list-open-tickets" : "poll-tickets");
  g_autoptr(JsonObject) args = json_object_new ();

  pass->rounds++;
  json_object_set_string_member (args, "since", pass->since);
  muster_gate_read_async (self->gate, self->cap, tool, args, NULL, g_task_get_cancellable (task), polled_cb,
                          g_object_ref (task));
}

static void
watermark_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = g_task_get_source_object (task);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *watermark = muster_store_get_watermark_finish (MUSTER_STORE (source), result, &error);
  gint64 from;

  if (error != NULL)
    {
      pass_failed (task, g_steal_pointer (&error));
      return;
    }

  if (watermark != NULL && muster_time_parse_iso (watermark, &from))
    pass->changes = muster_time_format_iso (from - OVERLAP_US);
  pass->full |= pass->changes == NULL;
  pass->since = pass->full ? muster_time_format_iso (muster_clock_now (self->clock) - SWEEP_US)
                : g_steal_pointer (&pass->changes);
  read_round (task);
}

static void
read_watermark (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);

  muster_store_get_watermark_async (self->store, muster_connection_get_id (self->connection), g_task_get_cancellable (task),
                                    watermark_cb, g_object_ref (task));
}

static void
whoami_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(JsonNode) whoami = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  if (whoami == NULL)
    {
      g_clear_pointer (&self->members, json_node_unref);
      explain (self, "Asking who we are", &error);
      pass_failed (task, error);
      return;
    }
  muster_psa_set_members (muster_gate_get_psa (self->gate, muster_connection_get_id (self->connection)), self->members, whoami);
  read_watermark (task);
}

static void
members_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = NULL;

  g_clear_pointer (&self->members, json_node_unref);
  self->members = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  if (self->members == NULL)
    {
      explain (self, "Reading the technicians", &error);
      pass_failed (task, error);
      return;
    }

  tool = tool_name (self, "whoami");
  muster_gate_read_async (self->gate, self->cap, tool, args, NULL, g_task_get_cancellable (task), whoami_cb,
                          g_object_ref (task));
}

static void
read_members (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = tool_name (self, "list-members");

  muster_gate_read_async (self->gate, self->cap, tool, args, NULL, g_task_get_cancellable (task), members_cb,
                          g_object_ref (task));
}

static void
tests_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = g_task_get_source_object (task);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *json = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      pass_failed (task, g_steal_pointer (&error));
      return;
    }
  if (json != NULL)
    pass->tests = muster_json_from_string_trusted (json, NULL);

  if (!pass->poll)
    list_waiting (task);
  else if (self->members == NULL || pass->full)
    read_members (task);
  else
    read_watermark (task);
}

static void
start_pass (GTask *task)
{
  MusterIntake *self = g_task_get_source_object (task);
  g_autofree char *key = muster_intake_test_tickets_key (muster_connection_get_id (self->connection));

  self->busy = TRUE;
  muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), tests_loaded_cb, g_object_ref (task));
}

static void
ask_for_pass (MusterIntake *self,
              GTask        *task,
              gboolean      poll,
              gboolean      full)
{
  Pass *pass = g_new0 (Pass, 1);

  pass->poll = poll;
  pass->closed = g_ptr_array_new_with_free_func (g_free);
  pass->full = full;
  g_task_set_task_data (task, pass, (GDestroyNotify) pass_free);
  if (self->busy)
    g_queue_push_tail (&self->waiting, g_object_ref (task));
  else
    start_pass (task);
}

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
  ask_for_pass (self, task, TRUE, full);
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
  ask_for_pass (self, task, FALSE, FALSE);
}

gboolean
muster_intake_reconsider_finish (MusterIntake *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

static void
muster_intake_finalize (GObject *object)
{
  MusterIntake *self = MUSTER_INTAKE (object);

  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_pointer (&self->members, json_node_unref);
  g_clear_object (&self->cap);
  g_clear_object (&self->store);
  g_clear_object (&self->gate);
  g_clear_object (&self->connection);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (muster_intake_parent_class)->finalize (object);
}

static void
muster_intake_class_init (MusterIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_intake_finalize;

  signals[RUN_MADE] = g_signal_new ("run-made", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WAITING_CHANGED] = g_signal_new ("waiting-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
}

static void
muster_intake_init (MusterIntake *self)
{
  g_queue_init (&self->waiting);
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
  return self;
}

MusterConnection *
muster_intake_get_connection (MusterIntake *self)
{
  g_return_val_if_fail (MUSTER_IS_INTAKE (self), NULL);
  return self->connection;
}

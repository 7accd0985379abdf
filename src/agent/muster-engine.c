/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-engine-private.h"
#include "muster-error.h"
#include "muster-intake.h"
#include "muster-runner.h"

/**
 * MusterEngine:
 *
 * Keeps several runs going: a queue, a few runners at a time, and those that wait. A run that has to wait is tried
 * again after a growing pause, or at once when somebody changes what it waits for. One run is never worked on by two
 * runners, and each run writes to its own ticket only, so there is one write in flight per target. A run that is asked
 * for while it is worked on is taken up once more when that pass is over.
 *
 * It also polls by the clock, when it is told to, and passes webhooks' hints to the intakes.
 */

#define RUNNERS 4
#define MAX_PAUSE_MS (5 * 60 * 1000)
#define QUICK_TRIES 4    /* pauses that are worth waiting for in one sitting */

G_DEFINE_FINAL_TYPE (MusterEngine, muster_engine, G_TYPE_OBJECT)

typedef enum { PROP_BUSY = 1 } MusterEngineProperty;

static GParamSpec *props[PROP_BUSY + 1];

guint muster_engine_signals[MUSTER_ENGINE_N_SIGNALS];


static void
parked_free (Parked *parked)
{
  g_clear_handle_id (&parked->source_id, g_source_remove);
  g_free (parked->run_id);
  g_free (parked);
}

static gboolean
any_quick (MusterEngine *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->parked);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Parked *) value)->quick)
      return TRUE;
  return FALSE;
}

/* Said once per change; whoever waits looks at get_settled () first */
void
muster_engine_tell_if_settled (MusterEngine *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  if (muster_engine_get_settled (self))
    g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_SETTLED], 0);
  if (self->stop_task != NULL && g_hash_table_size (self->active) == 0 && self->asking == 0)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->stop_task);

      g_task_return_boolean (task, TRUE);
    }
}

void
muster_engine_enqueue (MusterEngine *self,
                       const char   *run_id)
{
  char *id;

  if (g_hash_table_contains (self->active, run_id))
    {
      g_hash_table_add (self->again, g_strdup (run_id));
      return;
    }
  if (g_hash_table_contains (self->queued, run_id))
    return;
  id = g_strdup (run_id);
  g_queue_push_tail (&self->queue, id);
  g_hash_table_add (self->queued, id);
}

static gboolean
pause_over_cb (gpointer user_data)
{
  Parked *parked = user_data;
  MusterEngine *self = parked->engine;

  parked->source_id = 0;
  parked->quick = FALSE;
  muster_engine_enqueue (self, parked->run_id);
  muster_engine_start_some (self);
  return G_SOURCE_REMOVE;
}

static gboolean
comes_back_soon (const GError *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN);
}

/* One second, then twice as long each time, plus up to a quarter by chance so that runs do not march in step */
static guint
pause_ms (guint         tries,
          const GError *error)
{
  guint64 base = comes_back_soon (error) ? 1000u << MIN (tries, 9u) : MAX_PAUSE_MS;

  base = MIN (base, MAX_PAUSE_MS);
  return (guint) base + (guint) g_random_int_range (0, (gint32) (base / 4));
}

static void
park (MusterEngine *self,
      const char   *run_id,
      const GError *error)
{
  Parked *parked = g_hash_table_lookup (self->parked, run_id);

  if (parked == NULL)
    {
      parked = g_new0 (Parked, 1);
      parked->engine = self;
      parked->run_id = g_strdup (run_id);
      g_hash_table_insert (self->parked, parked->run_id, parked);
    }
  g_clear_handle_id (&parked->source_id, g_source_remove);
  parked->quick = comes_back_soon (error) && parked->tries < QUICK_TRIES;
  parked->source_id = g_timeout_add (pause_ms (parked->tries, error), pause_over_cb, parked);
  parked->tries++;
}

static void
runner_done_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterEngine) self = MUSTER_ENGINE (user_data);
  MusterRunner *runner = MUSTER_RUNNER (source);
  g_autofree char *run_id = g_strdup (muster_runner_get_run_id (runner));
  g_autofree char *connection_id = g_strdup (muster_runner_get_connection_id (runner));
  g_autoptr(GError) error = NULL;

  if (muster_runner_work_finish (runner, result, &error))
    g_hash_table_remove (self->parked, run_id);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      park (self, run_id, error);
      g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_TROUBLE], 0, connection_id, error->domain == MUSTER_ERROR ? error->code : MUSTER_ERROR_INTERNAL,
                     error->message);
    }

  g_signal_handlers_disconnect_by_data (runner, self);
  g_hash_table_remove (self->active, run_id);
  if (g_hash_table_remove (self->again, run_id) && !g_hash_table_contains (self->parked, run_id))
    muster_engine_enqueue (self, run_id);
  muster_engine_start_some (self);
}

static void
runner_changed_cb (MusterRunner *runner,
                   MusterEngine *self)
{
  g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_RUN_CHANGED], 0, muster_runner_get_run_id (runner));
}

static void
start_runner (MusterEngine *self,
              const char   *run_id)
{
  g_autoptr(MusterRunner) runner = muster_runner_new (self->store, self->gate, self->planner, self->clock, run_id);
  Parked *parked = g_hash_table_lookup (self->parked, run_id);
  const char *actor = g_hash_table_lookup (self->reopened, run_id);

  if (parked != NULL)
    {
      g_clear_handle_id (&parked->source_id, g_source_remove);
      parked->quick = FALSE;
      muster_runner_set_tries (runner, parked->tries);
    }
  if (actor != NULL)
    muster_runner_reopen (runner, actor);
  g_hash_table_remove (self->reopened, run_id);
  if (g_hash_table_contains (self->escalated, run_id))
    muster_runner_escalate (runner, g_hash_table_lookup (self->escalated, run_id));
  g_hash_table_remove (self->escalated, run_id);
  muster_runner_set_docs_index (runner, self->index);
  g_signal_connect (runner, "changed", G_CALLBACK (runner_changed_cb), self);
  g_hash_table_insert (self->active, g_strdup (run_id), g_object_ref (runner));
  muster_runner_work_async (runner, self->cancellable, runner_done_cb, g_object_ref (self));
}

void
muster_engine_start_some (MusterEngine *self)
{
  while (!self->held && self->stop_task == NULL && !g_cancellable_is_cancelled (self->cancellable)
         && g_hash_table_size (self->active) < self->max_runners && !g_queue_is_empty (&self->queue))
    {
      g_autofree char *run_id = g_queue_pop_head (&self->queue);

      g_hash_table_remove (self->queued, run_id);
      start_runner (self, run_id);
    }
  muster_engine_tell_if_settled (self);
}

static void
run_made_cb (MusterIntake *intake,
             const char   *run_id,
             MusterEngine *self)
{
  muster_engine_enqueue (self, run_id);
  g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_RUN_CHANGED], 0, run_id);
  muster_engine_start_some (self);
}

static void
intake_waiting_cb (MusterIntake *intake,
                   MusterEngine *self)
{
  g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_WAITING_CHANGED], 0);
}

/* --- Hints --- */

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterEngine) self = MUSTER_ENGINE (user_data);
  MusterIntake *intake = MUSTER_INTAKE (source);
  const char *connection_id = muster_connection_get_id (muster_intake_get_connection (intake));
  g_autoptr(GError) error = NULL;

  self->asking--;
  if (muster_intake_look_finish (intake, result, &error) >= 0)
    g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_FINE], 0, connection_id);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_TROUBLE], 0, connection_id,
                   error->domain == MUSTER_ERROR ? error->code : MUSTER_ERROR_INTERNAL, error->message);
  muster_engine_tell_if_settled (self);
}

static void
hints_due_cb (MusterIntake *intake,
              MusterEngine *self)
{
  if (self->held || self->stop_task != NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->asking++;
  muster_intake_look_async (intake, self->cancellable, looked_cb, g_object_ref (self));
}

static guint
count_hints (MusterEngine *self)
{
  guint n = 0;

  for (guint i = 0; i < self->intakes->len; i++)
    n += muster_intake_count_hints (g_ptr_array_index (self->intakes, i));
  return n;
}

static MusterIntake *
find_intake (MusterEngine *self,
             const char   *connection_id)
{
  for (guint i = 0; i < self->intakes->len; i++)
    {
      MusterIntake *intake = g_ptr_array_index (self->intakes, i);

      if (g_strcmp0 (muster_connection_get_id (muster_intake_get_connection (intake)), connection_id) == 0)
        return intake;
    }
  return NULL;
}

void
muster_engine_hint (MusterEngine *self,
                    const char   *connection_id,
                    const char   *ticket_id)
{
  MusterIntake *intake;

  g_return_if_fail (MUSTER_IS_ENGINE (self));
  g_return_if_fail (connection_id != NULL && ticket_id != NULL);

  /* Of a connection that is not there now, the store tells when it is */
  intake = find_intake (self, connection_id);
  if (intake != NULL && self->stop_task == NULL)
    muster_intake_hint (intake, ticket_id);
}

void
muster_engine_set_hint_window (MusterEngine *self,
                               guint         ms)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));

  self->hint_window_ms = ms;
  for (guint i = 0; i < self->intakes->len; i++)
    muster_intake_set_hint_window (g_ptr_array_index (self->intakes, i), ms);
}

void
muster_engine_set_runners (MusterEngine *self,
                           guint         n)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));
  g_return_if_fail (n > 0);

  self->max_runners = n;
  muster_engine_start_some (self);
}

/* Everything that waits is tried again, from the first pause */
void
muster_engine_wake_all (MusterEngine *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->parked);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Parked *parked = value;

      g_clear_handle_id (&parked->source_id, g_source_remove);
      parked->tries = 0;
      parked->quick = FALSE;
      muster_engine_enqueue (self, parked->run_id);
    }
  muster_engine_start_some (self);
}

void
muster_engine_retry (MusterEngine *self,
                     const char   *run_id,
                     const char   *actor)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));

  g_hash_table_insert (self->reopened, g_strdup (run_id), g_strdup (actor));
  muster_engine_enqueue (self, run_id);
  muster_engine_start_some (self);
}

void
muster_engine_escalate (MusterEngine *self,
                        const char   *run_id,
                        const char   *reason,
                        const char   *actor)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));
  g_return_if_fail (run_id != NULL && reason != NULL);

  g_message ("Run %s is handed over by %s", run_id, actor);
  g_hash_table_insert (self->escalated, g_strdup (run_id), g_strdup (reason));
  muster_engine_wake_run (self, run_id);
}

void
muster_engine_wake_run (MusterEngine *self,
                        const char   *run_id)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));
  g_return_if_fail (run_id != NULL);

  muster_engine_enqueue (self, run_id);
  muster_engine_start_some (self);
}

void
muster_engine_add_connection (MusterEngine     *self,
                              MusterConnection *connection)
{
  g_autoptr(MusterIntake) intake = NULL;

  g_return_if_fail (MUSTER_IS_ENGINE (self));

  muster_engine_remove_connection (self, muster_connection_get_id (connection));
  intake = muster_intake_new (self->store, self->gate, connection, self->clock);
  g_signal_connect_object (intake, "run-made", G_CALLBACK (run_made_cb), self, 0);
  g_signal_connect_object (intake, "waiting-changed", G_CALLBACK (intake_waiting_cb), self, 0);
  g_signal_connect_object (intake, "hints-due", G_CALLBACK (hints_due_cb), self, 0);
  if (self->hint_window_ms > 0)
    muster_intake_set_hint_window (intake, self->hint_window_ms);
  g_ptr_array_add (self->intakes, g_steal_pointer (&intake));
}

void
muster_engine_remove_connection (MusterEngine *self,
                                 const char   *connection_id)
{
  MusterIntake *intake;

  g_return_if_fail (MUSTER_IS_ENGINE (self));
  intake = find_intake (self, connection_id);
  if (intake != NULL)
    g_ptr_array_remove (self->intakes, intake);
}

void
muster_engine_set_held (MusterEngine *self,
                        gboolean      held)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));

  if (self->held == held)
    return;
  self->held = held;
  for (guint i = 0; !held && i < self->intakes->len; i++)
    if (muster_intake_wants_look (g_ptr_array_index (self->intakes, i)))
      hints_due_cb (g_ptr_array_index (self->intakes, i), self);
  muster_engine_start_some (self);
}

gboolean
muster_engine_get_settled (MusterEngine *self)
{
  g_return_val_if_fail (MUSTER_IS_ENGINE (self), TRUE);
  return self->asking == 0 && g_hash_table_size (self->active) == 0
         && (self->held || (g_queue_is_empty (&self->queue) && count_hints (self) == 0)) && !any_quick (self);
}

guint
muster_engine_count_waiting (MusterEngine *self)
{
  g_return_val_if_fail (MUSTER_IS_ENGINE (self), 0);
  return g_hash_table_size (self->parked) + g_queue_get_length (&self->queue);
}

void
muster_engine_stop_async (MusterEngine       *self,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));
  g_return_if_fail (self->stop_task == NULL);

  self->stop_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop_task, muster_engine_stop_async);
  g_hash_table_remove_all (self->parked);
  muster_engine_set_poll_interval (self, 0);
  g_cancellable_cancel (self->cancellable);
  muster_engine_tell_if_settled (self);
}

gboolean
muster_engine_stop_finish (MusterEngine *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
muster_engine_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch ((MusterEngineProperty) prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, !muster_engine_get_settled (MUSTER_ENGINE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_engine_dispose (GObject *object)
{
  MusterEngine *self = MUSTER_ENGINE (object);

  g_cancellable_cancel (self->cancellable);
  g_hash_table_remove_all (self->parked);
  g_clear_handle_id (&self->interval_id, g_source_remove);
  g_ptr_array_set_size (self->intakes, 0);
  G_OBJECT_CLASS (muster_engine_parent_class)->dispose (object);
}

static void
muster_engine_finalize (GObject *object)
{
  MusterEngine *self = MUSTER_ENGINE (object);

  g_hash_table_unref (self->queued);
  g_queue_clear_full (&self->queue, g_free);
  g_hash_table_unref (self->active);
  g_hash_table_unref (self->parked);
  g_hash_table_unref (self->reopened);
  g_hash_table_unref (self->escalated);
  g_hash_table_unref (self->again);
  g_ptr_array_unref (self->intakes);
  g_object_unref (self->cancellable);
  g_clear_object (&self->index);
  g_clear_object (&self->store);
  g_clear_object (&self->gate);
  g_clear_object (&self->planner);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (muster_engine_parent_class)->finalize (object);
}

static void
muster_engine_class_init (MusterEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = muster_engine_get_property;
  object_class->dispose = muster_engine_dispose;
  object_class->finalize = muster_engine_finalize;

  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  muster_engine_signals[MUSTER_ENGINE_RUN_CHANGED] = g_signal_new ("run-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  muster_engine_signals[MUSTER_ENGINE_WAITING_CHANGED] = g_signal_new ("waiting-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                                       NULL, G_TYPE_NONE, 0);
  muster_engine_signals[MUSTER_ENGINE_SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                               G_TYPE_NONE, 0);
  muster_engine_signals[MUSTER_ENGINE_TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                               G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT, G_TYPE_STRING);
  muster_engine_signals[MUSTER_ENGINE_FINE] = g_signal_new ("fine", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                            G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
muster_engine_init (MusterEngine *self)
{
  self->max_runners = RUNNERS;
  g_queue_init (&self->queue);
  self->queued = g_hash_table_new (g_str_hash, g_str_equal);
  self->active = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->parked = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) parked_free);
  self->reopened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->escalated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->again = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->intakes = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

MusterEngine *
muster_engine_new (MusterStore   *store,
                   MusterGate    *gate,
                   MusterPlanner *planner,
                   MusterClock   *clock)
{
  MusterEngine *self = g_object_new (MUSTER_TYPE_ENGINE, NULL);

  self->store = g_object_ref (store);
  self->gate = g_object_ref (gate);
  self->planner = g_object_ref (planner);
  self->clock = g_object_ref (clock);
  self->index = muster_docs_index_new (store, gate, clock);
  muster_engine_follow_approvals (self);
  return self;
}

MusterDocsIndex *
muster_engine_get_docs_index (MusterEngine *self)
{
  g_return_val_if_fail (MUSTER_IS_ENGINE (self), NULL);
  return self->index;
}

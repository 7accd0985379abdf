/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include "muster-error.h"
#include "muster-worker.h"

/**
 * MusterWorker:
 *
 * One thread and a queue of [class@Gio.Task]s, for a library that blocks. Tasks
 * of a smaller priority number run first, those of the same priority in the
 * order in which they were pushed. Answers come back on the context of whoever
 * made the task.
 *
 * It ends by [method@Worker.shutdown_async]: what is queued still runs, what is
 * pushed afterwards fails. The thread must be gone before the last reference
 * is; `finalize` asserts it and never joins.
 */
struct _MusterWorker
{
  GObject parent_instance;

  GThread *thread;   /* (owned): until shutdown_finish () */
  GMutex lock;
  GCond wake;
  GQueue items;      /* (element-type Item), the next one first */
  gboolean stopping;
  MusterWorkerRest rest;  /* (nullable) */
  gpointer rest_data;     /* (unowned) */
};

G_DEFINE_FINAL_TYPE (MusterWorker, muster_worker, G_TYPE_OBJECT)

typedef struct {
  GTask *task;           /* (owned) */
  GTaskThreadFunc func;  /* (nullable): none for the task that stops the thread */
  int priority;
} Item;

static int
compare_items (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  const Item *x = a;
  const Item *y = b;

  /* y is the one that is being pushed: never before its equals */
  return x->priority <= y->priority ? -1 : 1;
}

static void
push_item (MusterWorker    *self,
           GTask           *task,
           GTaskThreadFunc  func,
           int              priority)
{
  Item *item = g_new (Item, 1);

  item->task = g_object_ref (task);
  item->func = func;
  item->priority = priority;
  g_queue_insert_sorted (&self->items, item, compare_items, NULL);
}

static void
run_item (Item *item)
{
  GCancellable *cancellable = g_task_get_cancellable (item->task);

  if (!g_task_get_check_cancellable (item->task) || !g_task_return_error_if_cancelled (item->task))
    item->func (item->task, g_task_get_source_object (item->task),
                g_task_get_task_data (item->task), cancellable);

  g_object_unref (item->task);
  g_free (item);
}

/* Waits for the next one, and says once that there was none */
static Item *
next_item (MusterWorker *self)
{
  gboolean rested = self->rest == NULL;
  Item *item;

  g_mutex_lock (&self->lock);
  while ((item = g_queue_pop_head (&self->items)) == NULL)
    {
      if (rested)
        {
          g_cond_wait (&self->wake, &self->lock);
          continue;
        }
      g_mutex_unlock (&self->lock);
      self->rest (self->rest_data);
      rested = TRUE;
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);

  return item;
}

static gpointer
worker_thread (gpointer data)
{
  MusterWorker *self = data;

  while (TRUE)
    {
      Item *item = next_item (self);

      if (item->func != NULL)
        {
          run_item (item);
          continue;
        }

      g_task_return_boolean (item->task, TRUE);
      g_object_unref (item->task);
      g_free (item);
      return NULL;
    }
}

static void
muster_worker_finalize (GObject *object)
{
  MusterWorker *self = MUSTER_WORKER (object);

  g_assert (self->thread == NULL);
  g_assert (g_queue_is_empty (&self->items));
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (muster_worker_parent_class)->finalize (object);
}

static void
muster_worker_class_init (MusterWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_worker_finalize;
}

static void
muster_worker_init (MusterWorker *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  g_queue_init (&self->items);
}

/**
 * muster_worker_new:
 * @name: what a debugger shows, at most 15 characters
 * @rest: (nullable) (scope forever): called on the thread each time when the queue has become empty
 * @rest_data: for @rest; lives as long as the thread
 *
 * Returns: (transfer full): a worker whose thread is running
 */
MusterWorker *
muster_worker_new (const char      *name,
                   MusterWorkerRest rest,
                   gpointer         rest_data)
{
  MusterWorker *self = g_object_new (MUSTER_TYPE_WORKER, NULL);

  self->rest = rest;
  self->rest_data = rest_data;
  self->thread = g_thread_new (name, worker_thread, self);

  return self;
}

/**
 * muster_worker_push:
 * @self: a worker
 * @task: (transfer none): a task; the worker takes a reference of its own
 * @func: runs on the worker's thread and returns the task
 * @priority: `G_PRIORITY_DEFAULT` and its relatives
 *
 * Queues @task. One that is cancelled before its turn fails without running,
 * unless `g_task_set_check_cancellable (task, FALSE)`.
 */
void
muster_worker_push (MusterWorker    *self,
                    GTask           *task,
                    GTaskThreadFunc  func,
                    int              priority)
{
  muster_worker_push_unheard (self, task, func, priority);
  muster_worker_wake (self);
}

/**
 * muster_worker_push_unheard:
 * @self: a worker
 * @task: (transfer none): see [method@Worker.push]
 * @func: see [method@Worker.push]
 * @priority: see [method@Worker.push]
 *
 * Queues @task without waking the thread: a thread that is awake takes it, one that sleeps does so after
 * [method@Worker.wake].
 */
void
muster_worker_push_unheard (MusterWorker    *self,
                            GTask           *task,
                            GTaskThreadFunc  func,
                            int              priority)
{
  gboolean stopping;

  g_return_if_fail (MUSTER_IS_WORKER (self));
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (func != NULL);

  g_mutex_lock (&self->lock);
  stopping = self->stopping;
  if (!stopping)
    push_item (self, task, func, priority);
  g_mutex_unlock (&self->lock);

  if (stopping)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "The worker was shut down");
}

/**
 * muster_worker_wake:
 * @self: a worker
 *
 * Sees to it that what was queued is begun.
 */
void
muster_worker_wake (MusterWorker *self)
{
  g_return_if_fail (MUSTER_IS_WORKER (self));

  g_mutex_lock (&self->lock);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

/**
 * muster_worker_shutdown_async:
 * @self: a worker
 * @cancellable: (nullable): ignored; what was queued is always finished
 * @callback: called when the queue is empty; must call
 *   [method@Worker.shutdown_finish]
 * @user_data: for @callback
 *
 * Lets the thread end behind everything that is queued.
 */
void
muster_worker_shutdown_async (MusterWorker        *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  gboolean again;

  g_return_if_fail (MUSTER_IS_WORKER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, muster_worker_shutdown_async);

  g_mutex_lock (&self->lock);
  again = self->stopping;
  self->stopping = TRUE;
  if (!again)
    push_item (self, task, NULL, G_MAXINT);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);

  if (again)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "The worker is being shut down already");
}

/**
 * muster_worker_shutdown_finish:
 * @self: a worker
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the thread is gone
 */
gboolean
muster_worker_shutdown_finish (MusterWorker  *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (MUSTER_IS_WORKER (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_worker_shutdown_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  /* It has nothing left to do but to return. */
  g_clear_pointer (&self->thread, g_thread_join);
  return TRUE;
}

/**
 * muster_worker_is_inside:
 * @self: a worker
 *
 * Returns: whether the caller runs on the worker's thread
 */
gboolean
muster_worker_is_inside (MusterWorker *self)
{
  g_return_val_if_fail (MUSTER_IS_WORKER (self), FALSE);

  return g_thread_self () == self->thread;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-error.h"
#include "muster-test.h"
#include "muster-worker.h"

typedef struct {
  MusterWorker *worker;
  GMutex gate;         /* held by the test while the thread is to stand still */
  GString *order;      /* written by the worker's thread */
  guint n_done;
  guint n_cancelled;
  GThread *caller;
  int rests;           /* (atomic) */
} Fixture;

static void
count_rest (gpointer user_data)
{
  g_atomic_int_inc ((int *) user_data);
  g_main_context_wakeup (NULL);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->worker = muster_worker_new ("test-worker", count_rest, &f->rests);
  f->order = g_string_new (NULL);
  f->caller = g_thread_self ();
  g_mutex_init (&f->gate);
}

static void
shut_down (Fixture *f)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_worker_shutdown_async (f->worker, NULL, muster_test_wait_cb, &wait);
  muster_worker_shutdown_finish (f->worker, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  if (!GPOINTER_TO_INT (data))
    shut_down (f);
  g_object_unref (f->worker);
  g_string_free (f->order, TRUE);
  g_mutex_clear (&f->gate);
}

static void
stand_still (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Fixture *f = data;

  g_mutex_lock (&f->gate);
  g_mutex_unlock (&f->gate);
  g_task_return_boolean (task, TRUE);
}

static void
write_name (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  Fixture *f = data;

  muster_worker_assert_inside (f->worker);
  g_assert_true (g_thread_self () != f->caller);
  g_string_append (f->order, g_task_get_name (task));
  g_task_return_boolean (task, TRUE);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_thread_self () == f->caller);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      f->n_cancelled++;
    }
  f->n_done++;
}

static void
push (Fixture         *f,
      const char      *name,
      GTaskThreadFunc  func,
      int              priority,
      GCancellable    *cancellable,
      gboolean         check_cancellable)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, done_cb, f);

  g_task_set_name (task, name);
  g_task_set_task_data (task, f, NULL);
  g_task_set_check_cancellable (task, check_cancellable);
  muster_worker_push (f->worker, task, func, priority);
}

static gboolean
six_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 6;
}

static void
test_order (Fixture       *f,
            gconstpointer  data)
{
  g_assert_false (muster_worker_is_inside (f->worker));

  g_mutex_lock (&f->gate);
  push (f, "-", stand_still, G_PRIORITY_HIGH, NULL, TRUE);
  push (f, "c", write_name, G_PRIORITY_DEFAULT, NULL, TRUE);
  push (f, "e", write_name, G_PRIORITY_LOW, NULL, TRUE);
  push (f, "a", write_name, G_PRIORITY_HIGH, NULL, TRUE);
  push (f, "d", write_name, G_PRIORITY_DEFAULT, NULL, TRUE);
  push (f, "b", write_name, G_PRIORITY_HIGH, NULL, TRUE);
  g_mutex_unlock (&f->gate);

  muster_test_until (six_done, f);
  g_assert_cmpstr (f->order->str, ==, "abcde");
}

static gboolean
three_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 3;
}

/* Cancelled before its turn: does not run, unless its outcome must be known. */
static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_mutex_lock (&f->gate);
  push (f, "-", stand_still, G_PRIORITY_HIGH, NULL, TRUE);
  push (f, "a", write_name, G_PRIORITY_DEFAULT, cancellable, TRUE);
  push (f, "b", write_name, G_PRIORITY_DEFAULT, cancellable, FALSE);
  g_cancellable_cancel (cancellable);
  g_mutex_unlock (&f->gate);

  muster_test_until (three_done, f);
  g_assert_cmpstr (f->order->str, ==, "b");
  g_assert_cmpuint (f->n_cancelled, ==, 1);
}

/* Shutting down finishes what is queued and refuses what comes later. */
static void
test_shutdown (Fixture       *f,
               gconstpointer  data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GTask) late = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_lock (&f->gate);
  push (f, "-", stand_still, G_PRIORITY_HIGH, NULL, TRUE);
  push (f, "a", write_name, G_PRIORITY_LOW, NULL, TRUE);
  push (f, "b", write_name, G_PRIORITY_LOW, NULL, TRUE);
  muster_worker_shutdown_async (f->worker, NULL, muster_test_wait_cb, &wait);
  g_mutex_unlock (&f->gate);
  g_assert_true (muster_worker_shutdown_finish (f->worker, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->order->str, ==, "ab");

  late = g_task_new (NULL, NULL, muster_test_wait_cb, &wait);
  muster_worker_push (f->worker, late, write_name, G_PRIORITY_DEFAULT);
  g_assert_false (g_task_propagate_boolean (G_TASK (muster_test_wait (&wait)), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL);
}

static gboolean
two_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 2;
}

static gboolean
has_rested (gpointer data)
{
  return g_atomic_int_get (&((Fixture *) data)->rests) > 0;
}

/* What is queued without a call runs after one, and the thread rests once behind both. */
static void
test_unheard (Fixture       *f,
              gconstpointer  data)
{
  static const char * const names[] = { "a", "b" };

  muster_test_until (has_rested, f);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, done_cb, f);

      g_task_set_name (task, names[i]);
      g_task_set_task_data (task, f, NULL);
      muster_worker_push_unheard (f->worker, task, write_name, G_PRIORITY_DEFAULT);
    }
  g_atomic_int_set (&f->rests, 0);
  muster_worker_wake (f->worker);
  muster_test_until (two_done, f);
  g_assert_cmpstr (f->order->str, ==, "ab");
  muster_test_until (has_rested, f);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add ("/core/worker/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/core/worker/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/core/worker/unheard", Fixture, NULL, set_up, test_unheard, tear_down);
  g_test_add ("/core/worker/shutdown", Fixture, GINT_TO_POINTER (1), set_up, test_shutdown, tear_down);

  return g_test_run ();
}

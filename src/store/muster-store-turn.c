/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-private.h"
#include "muster-store-turn.h"

/* What is asked for in one turn of the main loop is handed to the thread together, when nothing more urgent is left to do:
 * one change of threads, and one commit for all runs that got as far. Not later than after this many calls or this long,
 * however busy the loop is. */
#define TURN_MAX 64
#define TURN_LONGEST (10 * G_TIME_SPAN_MILLISECOND)
#define TURN_PRIORITY (G_PRIORITY_DEFAULT + 10)

struct _MusterStoreTurn
{
  MusterWorker *worker;   /* (owned) */
  GMainContext *context;  /* (owned) */
  GSource      *end;      /* (owned): ready while something waits for the thread to be woken */
  GSource      *limit;    /* (owned): ready when that has waited too long; as urgent as what keeps the loop busy */
  guint         n_unheard;
  gint64        first_unheard;
};

static void
end_turn (MusterStoreTurn *self)
{
  self->n_unheard = 0;
  muster_worker_wake (self->worker);
}

/* Looked at in each turn: cheaper than a new source for each, or than a ready time, which would wake the loop it runs on */
typedef struct
{
  GSource          source;
  MusterStoreTurn *turn;   /* (unowned) */
} TurnEnd;

static gboolean
check_end (GSource *source)
{
  return ((TurnEnd *) source)->turn->n_unheard > 0;
}

static gboolean
prepare_end (GSource *source,
             int     *timeout)
{
  *timeout = -1;
  return check_end (source);
}

static gboolean
check_limit (GSource *source)
{
  MusterStoreTurn *self = ((TurnEnd *) source)->turn;

  return self->n_unheard > 0 && g_get_monotonic_time () - self->first_unheard > TURN_LONGEST;
}

static gboolean
prepare_limit (GSource *source,
               int     *timeout)
{
  *timeout = -1;
  return check_limit (source);
}

static gboolean
dispatch_end (GSource    *source,
              GSourceFunc callback,
              gpointer    user_data)
{
  end_turn (((TurnEnd *) source)->turn);
  return G_SOURCE_CONTINUE;
}

static GSource *
add_source (MusterStoreTurn *self,
            GSourceFuncs    *funcs,
            int              priority)
{
  GSource *source = g_source_new (funcs, sizeof (TurnEnd));

  ((TurnEnd *) source)->turn = self;
  g_source_set_priority (source, priority);
  g_source_attach (source, self->context);
  return source;
}

/* @context: on whose thread most calls are made; those of others are not held back */
MusterStoreTurn *
muster_store_turn_new (MusterWorker *worker,
                       GMainContext *context)
{
  static GSourceFuncs end = { .prepare = prepare_end, .check = check_end, .dispatch = dispatch_end };
  static GSourceFuncs limit = { .prepare = prepare_limit, .check = check_limit, .dispatch = dispatch_end };
  MusterStoreTurn *self = g_new0 (MusterStoreTurn, 1);

  self->worker = g_object_ref (worker);
  self->context = g_main_context_ref (context);
  self->end = add_source (self, &end, TURN_PRIORITY);
  self->limit = add_source (self, &limit, G_PRIORITY_DEFAULT);
  return self;
}

void
muster_store_turn_free (MusterStoreTurn *self)
{
  g_source_destroy (self->end);
  g_source_unref (self->end);
  g_source_destroy (self->limit);
  g_source_unref (self->limit);
  g_object_unref (self->worker);
  g_main_context_unref (self->context);
  g_free (self);
}

/* Queues @task behind what was queued before, and has the thread woken at the end of the turn */
void
muster_store_turn_push (MusterStoreTurn *self,
                        GTask           *task,
                        GTaskThreadFunc  func)
{
  gint64 now;

  if (!g_main_context_is_owner (self->context))
    {
      muster_worker_push (self->worker, task, func, G_PRIORITY_DEFAULT);
      return;
    }
  muster_worker_push_unheard (self->worker, task, func, G_PRIORITY_DEFAULT);
  now = g_get_monotonic_time ();
  if (self->n_unheard++ == 0)
    self->first_unheard = now;
  else if (self->n_unheard >= TURN_MAX || now - self->first_unheard > TURN_LONGEST)
    end_turn (self);
}

typedef struct
{
  MusterStore *store;  /* (owned) */
  gboolean     tells;  /* it is the store's own context: changes are told here too */
  GPtrArray   *tasks;  /* (owned) */
} Delivery;

static void
free_delivery (gpointer data)
{
  Delivery *delivery = data;

  g_ptr_array_unref (delivery->tasks);
  g_object_unref (delivery->store);
  g_free (delivery);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery *delivery = user_data;

  for (guint i = 0; i < delivery->tasks->len; i++)
    {
      GTask *task = delivery->tasks->pdata[i];
      MusterStoreOp *op = g_task_get_task_data (task);

      if (op->error != NULL)
        {
          g_task_return_error (task, g_steal_pointer (&op->error));
          continue;
        }
      if (delivery->tells)
        muster_store_emit_changes (delivery->store, op->changes);
      g_task_return_boolean (task, TRUE);
    }
  return G_SOURCE_REMOVE;
}

/* One change of threads for all callers that wait on one context. Empties @answers (element-type GTask) */
void
muster_store_deliver (MusterStore  *store,
                      GMainContext *context,
                      GPtrArray    *answers)
{
  while (answers->len > 0)
    {
      GMainContext *theirs = g_task_get_context (answers->pdata[0]);
      g_autoptr(GSource) source = g_idle_source_new ();
      Delivery *delivery = g_new0 (Delivery, 1);
      guint n = 0;

      while (n < answers->len && g_task_get_context (answers->pdata[n]) == theirs)
        n++;
      delivery->store = g_object_ref (store);
      delivery->tells = theirs == context;
      delivery->tasks = g_ptr_array_new_full (n, g_object_unref);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (delivery->tasks, g_object_ref (answers->pdata[i]));
      g_ptr_array_remove_range (answers, 0, n);
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, deliver_cb, delivery, free_delivery);
      g_source_attach (source, theirs);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-chosen-planner.h"

/**
 * MusterChosenPlanner:
 *
 * The planner that asks a language model while one is set up and enabled, and the built-in one otherwise. It is looked
 * at with each turn, so nothing has to be started again when the first model is added or the last one removed.
 */

struct _MusterChosenPlanner
{
  GObject parent_instance;

  MusterLlmPool *pool;        /* (owned) */
  MusterPlanner *with_model;  /* (owned) */
  MusterPlanner *without;     /* (owned) */
};

static void muster_chosen_planner_iface_init (MusterPlannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterChosenPlanner, muster_chosen_planner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PLANNER, muster_chosen_planner_iface_init))

static MusterPlanner *
choose (MusterChosenPlanner *self)
{
  return muster_llm_pool_is_ready (self->pool) ? self->with_model : self->without;
}

static void
turned_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterTurn *turn = muster_planner_next_finish (MUSTER_PLANNER (source), result, &error);

  if (turn == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, turn, (GDestroyNotify) muster_turn_free);
}

static void
muster_chosen_planner_next_async (MusterPlanner       *planner,
                                  MusterCase          *ticket_case,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (planner, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_chosen_planner_next_async);
  muster_planner_next_async (choose (MUSTER_CHOSEN_PLANNER (planner)), ticket_case, cancellable, turned_cb,
                             g_object_ref (task));
}

static MusterTurn *
muster_chosen_planner_next_finish (MusterPlanner  *planner,
                                   GAsyncResult   *result,
                                   GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, planner), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
muster_chosen_planner_get_name (MusterPlanner *planner)
{
  return muster_planner_get_name (choose (MUSTER_CHOSEN_PLANNER (planner)));
}

static void
muster_chosen_planner_iface_init (MusterPlannerInterface *iface)
{
  iface->next_async = muster_chosen_planner_next_async;
  iface->next_finish = muster_chosen_planner_next_finish;
  iface->get_name = muster_chosen_planner_get_name;
}

static void
muster_chosen_planner_finalize (GObject *object)
{
  MusterChosenPlanner *self = MUSTER_CHOSEN_PLANNER (object);

  g_clear_object (&self->pool);
  g_clear_object (&self->with_model);
  g_clear_object (&self->without);

  G_OBJECT_CLASS (muster_chosen_planner_parent_class)->finalize (object);
}

static void
muster_chosen_planner_class_init (MusterChosenPlannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_chosen_planner_finalize;
}

static void
muster_chosen_planner_init (MusterChosenPlanner *self)
{
}

/**
 * muster_chosen_planner_new:
 * @pool: the language models
 * @with_model: asked while there is one
 * @without: asked while there is none
 *
 * Returns: (transfer full): a planner
 */
MusterPlanner *
muster_chosen_planner_new (MusterLlmPool *pool,
                           MusterPlanner *with_model,
                           MusterPlanner *without)
{
  MusterChosenPlanner *self;

  g_return_val_if_fail (MUSTER_IS_LLM_POOL (pool), NULL);
  g_return_val_if_fail (MUSTER_IS_PLANNER (with_model) && MUSTER_IS_PLANNER (without), NULL);

  self = g_object_new (MUSTER_TYPE_CHOSEN_PLANNER, NULL);
  self->pool = g_object_ref (pool);
  self->with_model = g_object_ref (with_model);
  self->without = g_object_ref (without);

  return MUSTER_PLANNER (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the store knows that a decision stands on, read just before an act: the run's history, its other acts, what it
 * has found out about its client, and the approval that the act names. Nothing of it is taken from who asks. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include "muster-json.h"

#include "muster-gate-effect.h"

typedef struct
{
  MusterRunCap    *cap;       /* (owned) */
  MusterEffect    *effect;    /* (owned) */
  MusterGateFacts *facts;     /* (owned) */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->cap);
  g_object_unref (load->effect);
  muster_gate_facts_free (load->facts);
  g_free (load);
}

void
muster_gate_facts_free (MusterGateFacts *facts)
{
  if (facts == NULL)
    return;
  g_clear_pointer (&facts->effects, g_ptr_array_unref);
  g_clear_object (&facts->approval);
  g_clear_object (&facts->shown);
  g_free (facts);
}

static void
finish (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&load->facts), (GDestroyNotify) muster_gate_facts_free);
}

/* 4 of 4 */
static void
approval_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->facts->approval = muster_store_get_approval_finish (MUSTER_STORE (source), result, &error);
  if (load->facts->approval == NULL)
    g_task_return_error (task, error);
  else
    finish (task);
}

static void
shown_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->facts->shown = muster_store_find_approval_finish (MUSTER_STORE (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    finish (task);
}

static void
load_approval (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  const char *id = muster_effect_get_approval_id (load->effect);

  if (id == NULL && muster_effect_get_step (load->effect) > 0)
    muster_store_find_approval_async (muster_gate_get_store (self), muster_cap_get_run_id (load->cap),
                                      g_task_get_cancellable (task), shown_cb, g_object_ref (task));
  else if (id == NULL)
    finish (task);
  else
    muster_store_get_approval_async (muster_gate_get_store (self), id, g_task_get_cancellable (task), approval_cb,
                                     g_object_ref (task));
}

static void
replay (MusterGate   *self,
        MusterRunCap *cap,
        MusterRunCall *call)
{
  const char *result = muster_run_call_get_result (call);
  const char *args = muster_run_call_get_args (call);
  g_autoptr(JsonNode) answer = result != NULL ? muster_json_from_string_trusted (result, NULL) : NULL;
  g_autoptr(JsonNode) given = args != NULL ? muster_json_from_string_trusted (args, NULL) : NULL;

  if (g_strcmp0 (muster_run_call_get_status (call), "ok") != 0 || answer == NULL)
    return;
  muster_gate_replay_answer (self, cap, muster_run_call_get_tool (call), answer);
  if (muster_json_node_obj (given) != NULL)
    muster_gate_replay_secrets (self, cap, muster_run_call_get_tool (call), muster_json_node_obj (given), answer);
}

/* 3 of 4: after a restart nobody has told the capability what the run's own reads have found */
static void
calls_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) calls = muster_store_list_calls_finish (MUSTER_STORE (source), result, &error);

  if (calls == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < calls->len; i++)
    replay (self, load->cap, calls->pdata[i]);
  muster_cap_set_fresh (load->cap, FALSE);
  load_approval (task);
}

/* 2 of 4 */
static void
effects_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->facts->effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);
  if (load->facts->effects == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_gate_own_made (self, load->cap, load->facts->effects);
  if (muster_cap_is_fresh (load->cap))
    muster_store_list_calls_async (MUSTER_STORE (source), muster_cap_get_run_id (load->cap),
                                   g_task_get_cancellable (task), calls_cb, g_object_ref (task));
  else
    load_approval (task);
}

/* What is being found out about is not one more of its own kind */
static void
leave_out (MusterRunHistory *history,
           MusterEffect     *effect,
           gint64            now)
{
  MusterEffectClass effect_class = muster_effect_get_effect_class (effect);

  if (muster_effect_get_step (effect) <= 0 || effect_class < MUSTER_EFFECT_CLASS_WRITE ||
      muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_DISPATCHED)
    return;
  if (history->writes_in_run > 0)
    history->writes_in_run--;
  if (history->writes_last_hour > 0 && muster_effect_get_dispatched_wall (effect) > now - G_TIME_SPAN_HOUR)
    history->writes_last_hour--;
}

/* 1 of 4 */
static void
history_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_get_run_history_finish (MUSTER_STORE (source), result, &load->facts->history, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  leave_out (&load->facts->history, load->effect, muster_clock_now (muster_gate_get_clock (g_task_get_source_object (task))));
  muster_store_list_effects_async (MUSTER_STORE (source), muster_cap_get_run_id (load->cap),
                                   g_task_get_cancellable (task), effects_cb, g_object_ref (task));
}

/* An internal note of the engine's goes out whatever the run has done, and a person's click is no run's */
static gboolean
needs_facts (MusterRunCap *cap,
             MusterEffect *effect)
{
  return muster_cap_get_kind (cap) == MUSTER_CAP_RUN &&
         (muster_effect_get_effect_class (effect) != MUSTER_EFFECT_CLASS_NOTE_INTERNAL ||
          muster_effect_get_approval_id (effect) != NULL);
}

void
muster_gate_load_facts_async (MusterGate          *self,
                              MusterRunCap        *cap,
                              MusterEffect        *effect,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->cap = g_object_ref (cap);
  load->effect = g_object_ref (effect);
  load->facts = g_new0 (MusterGateFacts, 1);
  g_task_set_source_tag (task, muster_gate_load_facts_async);
  g_task_set_task_data (task, load, load_free);
  if (needs_facts (cap, effect))
    muster_store_get_run_history_async (muster_gate_get_store (self), muster_cap_get_run_id (cap),
                                        muster_cap_get_client_id (cap), muster_clock_now (muster_gate_get_clock (self)),
                                        cancellable, history_cb, g_object_ref (task));
  else
    finish (task);
}

MusterGateFacts *
muster_gate_load_facts_finish (MusterGate    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

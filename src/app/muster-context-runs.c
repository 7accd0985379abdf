/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-context-private.h"
#include "muster-context-runs.h"
#include "muster-error.h"
#include "muster-language.h"
#include "muster-undo-private.h"

/* MusterContext: what a technician does about a run: who asks, what became of an act, who goes on */

static gboolean
needs_words (GTask      *task,
             const char *text)
{
  MusterContext *self = g_task_get_source_object (task);
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  GError *error = NULL;

  /* What is said here counts, so somebody has to have said it */
  if (!muster_context_check_person (self, &error))
    {
      g_task_return_error (task, error);
      return TRUE;
    }
  if (*stripped != '\0' && muster_egress_blocks (self->egress, "reason", text))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "%s",
                               _("The text holds a secret; it would be recorded."));
      return TRUE;
    }
  if (*stripped != '\0')
    return FALSE;
  g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s",
                           _("Say how, so that colleagues can follow it later."));
  return TRUE;
}

static void
run_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterRun *run = muster_store_get_run_finish (MUSTER_STORE (source), result, &error);

  if (run != NULL)
    g_task_return_pointer (task, run, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
muster_context_look_at_run_async (MusterContext      *self,
                                  const char         *run_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (run_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_look_at_run_async);
  muster_store_get_run_async (self->store, run_id, cancellable, run_read_cb, task);
}

MusterRun *
muster_context_look_at_run_finish (MusterContext *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Who asks --- */

static void
confirmed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_confirm_identity_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_engine_wake_run (self->engine, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

void
muster_context_confirm_identity_async (MusterContext      *self,
                                       const char         *run_id,
                                       const char         *how,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (run_id != NULL);
  g_task_set_source_tag (task, muster_context_confirm_identity_async);
  g_task_set_task_data (task, g_strdup (run_id), g_free);
  if (needs_words (task, how))
    return;
  muster_store_confirm_identity_async (self->store, run_id, MUSTER_IDENTITY_LEVEL_V2, how, muster_context_get_actor (self),
                                       cancellable, confirmed_cb, g_object_ref (task));
}

gboolean
muster_context_confirm_identity_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- What became of an act --- */

typedef struct
{
  MusterEffect     *effect;  /* (owned) (nullable) */
  MusterEffectState state;
  char             *outcome; /* a person's word */
} Check;

static void
check_free (Check *op)
{
  g_clear_object (&op->effect);
  g_free (op->outcome);
  g_free (op);
}

/* What is certain now lets its run go on */
static void
finish_check (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Check *op = g_task_get_task_data (task);
  const char *run_id = muster_effect_get_run_id (op->effect);

  if (run_id != NULL && op->state != muster_effect_get_state (op->effect))
    muster_engine_retry (self->engine, run_id, muster_context_get_actor (self));
  g_task_return_boolean (task, TRUE);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Check *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (muster_gate_look_later_finish (MUSTER_GATE (source), result, &op->state, &error))
    finish_check (task);
  else
    g_task_return_error (task, error);
}

static void
reached_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Check *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterRunCap) cap = muster_context_reach_finish (self, result, &error);

  if (cap == NULL)
    g_task_return_error (task, error);
  else
    muster_gate_look_later_async (self->gate, cap, op->effect, g_task_get_cancellable (task), checked_cb, g_object_ref (task));
}

static void
effect_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Check *op = g_task_get_task_data (task);
  MusterTool *tool = NULL;
  GError *error = NULL;

  op->effect = muster_store_get_effect_finish (MUSTER_STORE (source), result, &error);
  if (op->effect != NULL)
    tool = muster_catalog_lookup_tool (self->catalog, muster_effect_get_tool (op->effect));
  if (op->effect != NULL)
    op->state = muster_effect_get_state (op->effect);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (op->state != MUSTER_EFFECT_STATE_UNKNOWN && op->state != MUSTER_EFFECT_STATE_DISPATCHED)
    g_task_return_boolean (task, TRUE);
  else if (tool == NULL || muster_effect_get_client_id (op->effect) == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s", _("This act cannot be looked up any more."));
  else
    muster_context_reach_async (self, muster_effect_get_client_id (op->effect), tool,
                                muster_effect_get_connection_id (op->effect), reached_cb, g_object_ref (task));
}

void
muster_context_check_effect_async (MusterContext      *self,
                                   const char         *effect_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (effect_id != NULL);
  g_task_set_source_tag (task, muster_context_check_effect_async);
  g_task_set_task_data (task, g_new0 (Check, 1), (GDestroyNotify) check_free);
  muster_store_get_effect_async (self->store, effect_id, cancellable, effect_cb, g_object_ref (task));
}

gboolean
muster_context_check_effect_finish (MusterContext     *self,
                                    GAsyncResult      *result,
                                    MusterEffectState *state,
                                    GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (state != NULL)
    *state = ((Check *) g_task_get_task_data (G_TASK (result)))->state;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    finish_check (task);
  else
    g_task_return_error (task, error);
}

static void
effect_to_settle_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Check *op = g_task_get_task_data (task);
  MusterEffectMark mark = { .outcome = op->outcome, .look_due = -1 };
  GError *error = NULL;

  op->effect = muster_store_get_effect_finish (MUSTER_STORE (source), result, &error);
  if (op->effect == NULL)
    g_task_return_error (task, error);
  else
    muster_store_mark_effect_async (self->store, muster_effect_get_id (op->effect), MUSTER_EFFECT_STATE_UNKNOWN, op->state,
                                    &mark, muster_context_get_actor (self), NULL, settled_cb, g_object_ref (task));
}

void
muster_context_settle_effect_async (MusterContext      *self,
                                    const char         *effect_id,
                                    gboolean            happened,
                                    const char         *why,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Check *op = g_new0 (Check, 1);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (effect_id != NULL);
  g_task_set_source_tag (task, muster_context_settle_effect_async);
  g_task_set_task_data (task, op, (GDestroyNotify) check_free);
  if (needs_words (task, why))
    return;
  op->state = happened ? MUSTER_EFFECT_STATE_CONFIRMED : MUSTER_EFFECT_STATE_ABSENT;
  op->outcome = g_strdup_printf ("%s, says %s: %s", happened ? "done" : "not done", muster_context_get_actor (self), why);
  muster_store_get_effect_async (self->store, effect_id, cancellable, effect_to_settle_cb, g_object_ref (task));
}

gboolean
muster_context_settle_effect_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Who goes on --- */

/* (transfer full): for the note on the ticket, in the workspace's language */
static char *
say_who (MusterContext *self,
         const char    *reason)
{
  const char *who = self->member != NULL ? muster_member_get_name (self->member) : self->operator_name;
  MusterLanguage *previous;
  char *said;

  if (who == NULL || *who == '\0')
    return g_strdup (reason);
  previous = muster_language_push (self->workspace != NULL ? muster_workspace_get_language (self->workspace) : NULL);
  /* Translators: a person's name, and that person's own words */
  said = g_strdup_printf (muster_language_text (N_("%s hands the ticket over: %s")), who, reason);
  muster_language_pop (previous);
  return said;
}

void
muster_context_escalate_run_async (MusterContext      *self,
                                   const char         *run_id,
                                   const char         *reason,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *said = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (run_id != NULL);
  g_task_set_source_tag (task, muster_context_escalate_run_async);
  if (needs_words (task, reason))
    return;
  said = say_who (self, reason);
  muster_engine_escalate (self->engine, run_id, said, muster_context_get_actor (self));
  g_task_return_boolean (task, TRUE);
}

gboolean
muster_context_escalate_run_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

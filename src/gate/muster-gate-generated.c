/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets of one act: handles in its arguments, the password that is made for
 * it, and the pass that the vendor answers with.
 *
 *   prepare:  handles ▸ (read again) ▸ row in the store ▸ password in the keyring ▸ the act goes on
 *   keep:     the vendor's pass into the keyring, in the place of what was put there to try it
 *   settle:   nothing was set: out of the keyring, then out of the store
 *
 * The row is older than what lies in the keyring and goes later, so a sweep
 * finds whatever a crash has left. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-binding.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-random.h"
#include "muster-tool-secrets.h"

#include "muster-gate-secrets.h"

#define LIFETIME_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

typedef struct
{
  MusterRunCap   *cap;       /* (owned) */
  MusterTool     *tool;      /* (owned) */
  MusterToolExec *exec;      /* (owned) */
  char           *effect_id;
  char           *client_id; /* (nullable) */
  GPtrArray      *handles;   /* (owned): in arguments */
  guint           next;
  char           *handle;    /* (nullable): being read again */
  MusterToolExec *again;     /* (owned) (nullable): the read */
  MusterSecret   *found;     /* (owned) (nullable): what the read gave, or the vendor's pass */
  MusterSecret   *password;  /* (owned) (nullable) */
} Secrets;

static void
secrets_free (gpointer data)
{
  Secrets *op = data;

  g_clear_object (&op->cap);
  g_clear_object (&op->tool);
  g_clear_object (&op->exec);
  g_free (op->effect_id);
  g_free (op->client_id);
  g_ptr_array_unref (op->handles);
  g_free (op->handle);
  g_clear_object (&op->again);
  g_clear_pointer (&op->found, muster_secret_unref);
  g_clear_pointer (&op->password, muster_secret_unref);
  g_free (op);
}

static GTask *
task_for (MusterGate          *self,
          MusterGateAct       *act,
          MusterToolExec      *exec,
          gpointer             tag,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Secrets *op = g_new0 (Secrets, 1);

  op->cap = g_object_ref (act->cap);
  op->tool = g_object_ref (act->tool);
  op->exec = exec != NULL ? g_object_ref (exec) : NULL;
  op->effect_id = g_strdup (muster_effect_get_id (act->effect));
  op->client_id = g_strdup (muster_effect_get_client_id (act->effect));
  op->handles = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, secrets_free);
  return task;
}

static gboolean
makes_secret (MusterTool *tool)
{
  return muster_tool_wants_generated (tool) || (!muster_tool_is_read (tool) && muster_tool_has_handles (tool));
}

static char *
egress_label (const char *effect_id)
{
  return g_strdup_printf ("password of act %s", effect_id);
}

static void
set_live (MusterGate   *self,
          const char   *effect_id,
          MusterSecret *secret)
{
  MusterEgress *egress = muster_gate_get_egress (self);
  g_autofree char *label = egress_label (effect_id);

  if (egress == NULL)
    return;
  muster_egress_remove (egress, label);
  if (secret != NULL)
    muster_egress_add (egress, label, secret);
}

/* --- Preparing --- */

static void prepare_next (GTask *task);

static char *
keyring_label (MusterTool *tool)
{
  return g_strdup_printf ("Muster: %s", muster_tool_get_id (tool));
}

/* 4 of 4: it is there for whoever has to read it, so it may be set */
static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Secrets *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  set_live (g_task_get_source_object (task), op->effect_id, op->password);
  if (muster_tool_wants_generated (op->tool))
    muster_tool_exec_set_secret (op->exec, "password", op->password);
  if (muster_tool_has_handles (op->tool))
    muster_tool_exec_keep_secrets (op->exec);
  g_task_return_boolean (task, TRUE);
}

/* 3 of 4: an attempt before this one may have set its password, so there is only one for all of them */
static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Secrets *op = g_task_get_task_data (task);
  g_autofree char *label = keyring_label (op->tool);
  GError *error = NULL;
  MusterSecretState state = muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &op->password, &error);

  if (error == NULL && state != MUSTER_SECRET_PRESENT && state != MUSTER_SECRET_ABSENT)
    error = muster_secret_store_new_error (state, NULL);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (op->password == NULL)
    op->password = muster_random_password ();
  muster_secret_store_store_async (MUSTER_SECRET_STORE (source), MUSTER_SECRET_KIND_GENERATED, op->effect_id, label,
                                   op->password, NULL, stored_cb, g_object_ref (task));
}

/* 2 of 4: what is put into the keyring from now on will be found again */
static void
row_added_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  Secrets *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_add_generated_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_secret_store_lookup_async (muster_gate_get_secret_store (self), MUSTER_SECRET_KIND_GENERATED, op->effect_id,
                                      NULL, looked_cb, g_object_ref (task));
}

/* 1 of 4: every handle has its value */
static void
prepare_password (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  Secrets *op = g_task_get_task_data (task);

  if (!makes_secret (op->tool))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (muster_gate_get_secret_store (self) == NULL)
    {
      g_task_return_error (task, muster_secret_store_new_error (MUSTER_SECRET_UNAVAILABLE, NULL));
      return;
    }
  muster_store_add_generated_async (muster_gate_get_store (self), op->effect_id, op->client_id, NULL, row_added_cb,
                                    g_object_ref (task));
}

static char *
again_cb (const MusterToolSecret *found,
          gpointer                user_data)
{
  GTask *task = user_data;
  Secrets *op = g_task_get_task_data (task);
  const MusterHandleOrigin *origin =
    muster_vault_get_origin (muster_gate_get_vault (g_task_get_source_object (task)), op->handle);

  if (origin != NULL && g_strcmp0 (origin->path, found->path) == 0 && op->found == NULL)
    op->found = muster_secret_ref (found->secret);
  return NULL;
}

static void
read_again_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = MUSTER_GATE (source);
  Secrets *op = g_task_get_task_data (task);
  g_autoptr(JsonNode) answer = NULL;
  GError *error = NULL;

  if (!muster_gate_send_finish (self, result, NULL, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  answer = muster_tool_exec_result (op->again);
  muster_tool_exec_take_secrets (op->again, answer, again_cb, task);
  if (op->found == NULL ||
      !muster_vault_renew (muster_gate_get_vault (self), op->handle, muster_cap_get_client_id (op->cap),
                           muster_cap_get_run_id (op->cap), op->found))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The secret is not where it was read");
      return;
    }
  muster_tool_exec_set_secret (op->exec, op->handle, op->found);
  g_clear_pointer (&op->found, muster_secret_unref);
  prepare_next (task);
}

/* The value is gone (ten minutes, or a restart): it is read as it was read then, and decided as any other read */
static void
read_again (GTask      *task,
            const char *handle)
{
  MusterGate *self = g_task_get_source_object (task);
  Secrets *op = g_task_get_task_data (task);
  const MusterHandleOrigin *origin = muster_vault_get_origin (muster_gate_get_vault (self), handle);
  MusterTool *tool = origin != NULL ? muster_catalog_lookup_tool (muster_gate_get_catalog (self), origin->tool) : NULL;
  g_autoptr(JsonNode) args = origin != NULL ? muster_json_from_string_trusted (origin->args, NULL) : NULL;
  g_autoptr(MusterGateDecision) decision = NULL;
  g_autoptr(MusterGateLink) link = NULL;
  g_autoptr(MusterScope) scope = NULL;
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;
  GError *error = NULL;

  if (tool == NULL || muster_json_node_obj (args) == NULL || !muster_tool_is_read (tool))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                               "R8: nobody knows where the secret was read");
      return;
    }
  proposal.tool = tool;
  proposal.args = muster_json_node_obj (args);
  decision = muster_gate_decide (op->cap, &proposal, NULL, MUSTER_GATE_DISPATCH);
  if (decision->verdict == MUSTER_VERDICT_DENY)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, decision->reason);
  else
    link = muster_gate_find_link (self, op->cap, tool, NULL, &error);
  if (link == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  scope = muster_gate_scope_for (op->cap, link);
  g_free (op->handle);
  op->handle = g_strdup (handle);
  g_clear_object (&op->again);
  op->again = muster_tool_exec_new (tool, muster_json_node_obj (args), scope, link->endpoints);
  muster_tool_exec_keep_secrets (op->again);
  muster_gate_send_async (self, link, op->again, FALSE, muster_cap_get_priority (op->cap), NULL, read_again_cb,
                          g_object_ref (task));
}

static void
prepare_next (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  Secrets *op = g_task_get_task_data (task);

  while (op->next < op->handles->len)
    {
      const char *handle = g_ptr_array_index (op->handles, op->next++);
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterSecret) secret =
        muster_vault_lookup (muster_gate_get_vault (self), handle, muster_cap_get_client_id (op->cap),
                             muster_cap_get_run_id (op->cap), &error);

      if (secret == NULL && g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
        {
          read_again (task, handle);
          return;
        }
      if (secret == NULL)
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      muster_tool_exec_set_secret (op->exec, handle, secret);
    }
  prepare_password (task);
}

void
muster_gate_secrets_prepare_async (MusterGate          *self,
                                   MusterGateAct       *act,
                                   MusterToolExec      *exec,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = task_for (self, act, exec, muster_gate_secrets_prepare_async, callback, user_data);
  Secrets *op = g_task_get_task_data (task);

  muster_gate_hold_secret (self, op->effect_id);
  if (muster_gate_secrets_misused (self, act->cap, act->tool, act->args, op->handles))
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                             "R8: a secret stands where none may stand");
  else
    prepare_next (task);
}

gboolean
muster_gate_secrets_prepare_finish (MusterGate    *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Keeping what the vendor made --- */

static char *
keep_cb (const MusterToolSecret *found,
         gpointer                user_data)
{
  Secrets *op = user_data;

  if (op->found == NULL)
    op->found = muster_secret_ref (found->secret);
  return NULL;
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
muster_gate_secrets_keep_async (MusterGate          *self,
                                MusterGateAct       *act,
                                MusterToolExec      *exec,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = task_for (self, act, exec, muster_gate_secrets_keep_async, callback, user_data);
  Secrets *op = g_task_get_task_data (task);
  g_autoptr(JsonNode) answer = NULL;
  g_autofree char *label = keyring_label (op->tool);

  if (muster_tool_is_read (op->tool) || !muster_tool_has_handles (op->tool))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  answer = muster_tool_exec_result (exec);
  muster_tool_exec_take_secrets (exec, answer, keep_cb, op);
  if (op->found == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The vendor's answer does not hold it");
      return;
    }
  set_live (self, op->effect_id, op->found);
  muster_secret_store_store_async (muster_gate_get_secret_store (self), MUSTER_SECRET_KIND_GENERATED, op->effect_id,
                                   label, op->found, NULL, kept_cb, g_object_ref (task));
}

gboolean
muster_gate_secrets_keep_finish (MusterGate    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Deleting --- */

/* 2 of 2 */
static void
row_removed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_store_remove_generated_finish (MUSTER_STORE (source), result, &error))
    g_message ("A row of the keyring's list stays: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* 1 of 2: out of the keyring; a row whose item could not be deleted stays for the next sweep */
static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  const char *effect_id = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!muster_secret_store_clear_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      g_message ("A password could not be deleted from the keyring yet: %s", error->message);
      g_task_return_boolean (task, FALSE);
      return;
    }
  set_live (self, effect_id, NULL);
  muster_gate_set_unseen (self, effect_id, FALSE);
  muster_store_remove_generated_async (muster_gate_get_store (self), effect_id, NULL, row_removed_cb, g_object_ref (task));
}

/**
 * muster_gate_forget_generated_async:
 * @effect_id: an act
 *
 * Deletes its password, because it was seen, was never set, or is a day old.
 */
void
muster_gate_forget_generated_async (MusterGate          *self,
                                    const char          *effect_id,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_gate_forget_generated_async);
  g_task_set_task_data (task, g_strdup (effect_id), g_free);
  if (muster_gate_get_secret_store (self) == NULL)
    g_task_return_boolean (task, FALSE);
  else
    muster_secret_store_clear_async (muster_gate_get_secret_store (self), MUSTER_SECRET_KIND_GENERATED, effect_id, NULL,
                                     cleared_cb, g_object_ref (task));
}

/* FALSE: it could not be deleted yet; a sweep tries again */
gboolean
muster_gate_forget_generated_finish (MusterGate   *self,
                                     GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  muster_gate_forget_generated_finish (MUSTER_GATE (source), result);
  g_task_return_boolean (task, TRUE);
}

void
muster_gate_secrets_settle_async (MusterGate          *self,
                                  MusterGateAct       *act,
                                  gboolean             used,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = task_for (self, act, NULL, muster_gate_secrets_settle_async, callback, user_data);
  Secrets *op = g_task_get_task_data (task);

  if (!makes_secret (op->tool))
    g_task_return_boolean (task, TRUE);
  else if (used)
    {
      muster_gate_set_unseen (self, op->effect_id, TRUE);
      g_task_return_boolean (task, TRUE);
    }
  else
    muster_gate_forget_generated_async (self, op->effect_id, forgotten_cb, g_object_ref (task));
}

void
muster_gate_secrets_settle_finish (MusterGate   *self,
                                   GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- Sweeping --- */

typedef struct
{
  GPtrArray *rows;  /* (owned) (element-type MusterStoredSecret) */
  guint      next;
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  g_clear_pointer (&sweep->rows, g_ptr_array_unref);
  g_free (sweep);
}

static void sweep_next (GTask *task);

static void
swept_one_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  muster_gate_forget_generated_finish (MUSTER_GATE (source), result);
  sweep_next (task);
}

static void
live_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sweep *sweep = g_task_get_task_data (task);
  MusterStoredSecret *row = g_ptr_array_index (sweep->rows, sweep->next - 1);
  g_autoptr(MusterSecret) secret = NULL;

  muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &secret, NULL);
  if (secret != NULL)
    set_live (g_task_get_source_object (task), row->effect_id, secret);
  sweep_next (task);
}

/* Worth nothing any more: seen, never set, or a day old (also by a clock that was set back) */
static gboolean
is_over (MusterGate         *self,
         MusterStoredSecret *row)
{
  gint64 age = muster_clock_now (muster_gate_get_clock (self)) - row->created;

  return row->revealed != 0 || row->state == MUSTER_EFFECT_STATE_ABSENT || row->state == MUSTER_EFFECT_STATE_PREPARED ||
         age >= LIFETIME_US || age <= -LIFETIME_US;
}

static void
sweep_next (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  Sweep *sweep = g_task_get_task_data (task);

  while (sweep->next < sweep->rows->len)
    {
      MusterStoredSecret *row = g_ptr_array_index (sweep->rows, sweep->next++);

      if (muster_gate_is_secret_held (self, row->effect_id))
        continue;
      if (is_over (self, row))
        {
          muster_gate_forget_generated_async (self, row->effect_id, swept_one_cb, g_object_ref (task));
          return;
        }
      muster_gate_set_unseen (self, row->effect_id, row->state == MUSTER_EFFECT_STATE_CONFIRMED ||
                              row->state == MUSTER_EFFECT_STATE_UNKNOWN);
      muster_secret_store_lookup_async (muster_gate_get_secret_store (self), MUSTER_SECRET_KIND_GENERATED, row->effect_id,
                                        NULL, live_found_cb, g_object_ref (task));
      return;
    }
  g_task_return_boolean (task, TRUE);
}

static void
sweep_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sweep *sweep = g_task_get_task_data (task);
  GError *error = NULL;

  sweep->rows = muster_store_list_generated_finish (MUSTER_STORE (source), result, &error);
  if (sweep->rows == NULL)
    g_task_return_error (task, error);
  else
    sweep_next (task);
}

/**
 * muster_gate_sweep_secrets_async:
 * @self: a gate
 *
 * Deletes passwords that are worth nothing any more, and knows the others again after a restart.
 */
void
muster_gate_sweep_secrets_async (MusterGate          *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_gate_sweep_secrets_async);
  g_task_set_task_data (task, g_new0 (Sweep, 1), sweep_free);
  muster_vault_sweep (muster_gate_get_vault (self));
  if (muster_gate_get_store (self) == NULL || muster_gate_get_secret_store (self) == NULL)
    g_task_return_boolean (task, TRUE);
  else
    muster_store_list_generated_async (muster_gate_get_store (self), NULL, sweep_listed_cb, g_object_ref (task));
}

gboolean
muster_gate_sweep_secrets_finish (MusterGate    *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

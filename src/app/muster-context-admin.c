/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-error.h"

/* MusterContext: what an admin asks for by a click, and the reads around it */

typedef struct
{
  MusterRunCap *cap;           /* (owned) */
  MusterEffect *effect;        /* (owned) */
  char         *external_ref;  /* (nullable) */
} Act;

static void
act_free (Act *op)
{
  g_clear_object (&op->cap);
  g_clear_object (&op->effect);
  g_free (op->external_ref);
  g_free (op);
}

/* 2 of 2 */
static void
dispatched_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Act *op = g_task_get_task_data (task);
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  GError *error = NULL;
  gboolean ok = muster_gate_dispatch_finish (MUSTER_GATE (source), result, &state, &op->external_ref, &error);

  if (!ok)
    g_task_return_error (task, error);
  else if (state == MUSTER_EFFECT_STATE_CONFIRMED)
    g_task_return_boolean (task, TRUE);
  else if (state == MUSTER_EFFECT_STATE_ABSENT)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN, "The vendor did not accept it");
  else
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN, "It is not certain whether it was done");
}

/* 1 of 2 */
static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Act *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_prepare_effect_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_gate_dispatch_async (self->gate, op->cap, muster_effect_get_id (op->effect), NULL, dispatched_cb, g_object_ref (task));
}

static char *
full_name (MusterConnection *connection,
           const char       *tool)
{
  return g_strconcat (muster_connection_get_integration (connection), ":", tool, NULL);
}

void
muster_context_admin_act_async (MusterContext      *self,
                                MusterConnection   *connection,
                                const char         *tool,
                                const char         *target,
                                JsonObject         *args,
                                MusterScope        *scope,
                                const char         *client_id,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Act *op = g_new0 (Act, 1);
  g_autofree char *name = full_name (connection, tool);
  const char *member = self->member != NULL ? muster_member_get_id (self->member) : "engine";
  GError *error = NULL;

  g_task_set_source_tag (task, muster_context_admin_act_async);
  g_task_set_task_data (task, op, (GDestroyNotify) act_free);
  op->cap = muster_cap_new_admin (member, name, muster_connection_get_id (connection));
  if (scope != NULL)
    muster_cap_set_scope (op->cap, scope);
  op->effect = muster_gate_new_effect (self->gate, op->cap, name, 0, target, args, &error);
  if (op->effect == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_effect_set_client_id (op->effect, client_id);
  /* The click was for this, with these arguments */
  muster_cap_add_approval (op->cap, muster_effect_get_id (op->effect), muster_effect_get_args_hash (op->effect));
  muster_store_prepare_effect_async (self->store, op->effect, muster_context_get_actor (self), NULL, prepared_cb,
                                     g_object_ref (task));
}

gboolean
muster_context_admin_act_finish (MusterContext *self,
                                 GAsyncResult  *result,
                                 char         **external_ref,
                                 GError       **error)
{
  Act *op;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  op = g_task_get_task_data (G_TASK (result));
  if (external_ref != NULL)
    *external_ref = g_steal_pointer (&op->external_ref);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_context_setup_read_async (MusterContext      *self,
                                 MusterConnection   *connection,
                                 const char         *tool,
                                 JsonObject         *args,
                                 gboolean            urgent,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(MusterRunCap) cap = muster_cap_new_setup (muster_connection_get_id (connection));
  g_autoptr(JsonObject) nothing = json_object_new ();
  g_autofree char *name = full_name (connection, tool);

  if (!urgent)
    muster_cap_set_priority (cap, MUSTER_PRIORITY_HISTORY);
  muster_gate_read_async (self->gate, cap, name, args != NULL ? args : nothing, NULL, cancellable, callback, user_data);
}

gboolean
muster_context_has_tool (MusterContext    *self,
                         MusterConnection *connection,
                         const char       *tool)
{
  g_autofree char *name = full_name (connection, tool);

  return muster_catalog_lookup_tool (self->catalog, name) != NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-engine-private.h"

/* MusterEngine: what became of a request for a yes wakes its run, whoever decided it and by which way */

static void
approval_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterEngine) self = MUSTER_ENGINE (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterApproval) approval = muster_store_get_approval_finish (MUSTER_STORE (source), result, &error);

  self->asking--;
  if (approval != NULL && self->stop_task == NULL
      && muster_approval_get_state (approval) != MUSTER_APPROVAL_STATE_OPEN
      && muster_approval_get_state (approval) != MUSTER_APPROVAL_STATE_USED)
    muster_engine_wake_run (self, muster_approval_get_run_id (approval));
  else
    muster_engine_tell_if_settled (self);
}

static void
store_changed_cb (MusterStore  *store,
                  const char   *table,
                  const char   *id,
                  MusterEngine *self)
{
  if (g_strcmp0 (table, "approvals") != 0 || self->stop_task != NULL)
    return;
  self->asking++;
  muster_store_get_approval_async (store, id, NULL, approval_cb, g_object_ref (self));
}

void
muster_engine_follow_approvals (MusterEngine *self)
{
  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self, 0);
}

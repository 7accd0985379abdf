/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-reveal.h"

G_BEGIN_DECLS

/* Secrets for the eyes of a signed-in person. Each look is a row of the activity log with the person, never with the value. */

/* Whether @tool reads something that can be shown: a stored password, a BitLocker key, a local administrator's password */
gboolean      muster_context_can_reveal_tool     (MusterContext       *self,
                                                  const char          *tool);
/* Whether a password or pass of this act waits to be shown once */
gboolean      muster_context_can_reveal_effect   (MusterContext       *self,
                                                  const char          *effect_id);

/* Fetched now, under the person's click. MUSTER_ERROR_REFUSED_BY_POLICY where the policy is "disabled" or nobody is signed in.
 * @reason: (nullable): in the person's words, for the activity log */
void          muster_context_reveal_async        (MusterContext       *self,
                                                  const char          *client_id,
                                                  const char          *tool,
                                                  JsonObject          *args,
                                                  const char          *reason,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
/* Once; afterwards it is gone. MUSTER_ERROR_CONFLICT when it was shown before */
void          muster_context_reveal_effect_async (MusterContext       *self,
                                                  const char          *effect_id,
                                                  const char          *reason,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
/* (transfer full): of both */
MusterReveal *muster_context_reveal_finish       (MusterContext       *self,
                                                  GAsyncResult        *result,
                                                  GError             **error);

G_END_DECLS

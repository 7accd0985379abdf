/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-cap.h"
#include "muster-context-undo.h"
#include "muster-effect.h"
#include "muster-tool.h"

G_BEGIN_DECLS

/* For the files of this folder: what undo, "run one tool" and the later looks share */

MusterUndo   *muster_undo_new                 (const char          *effect_id);
void          muster_undo_add_row             (MusterUndo          *self,
                                               const char          *what,
                                               const char          *was,
                                               const char          *is,
                                               const char          *will_be,
                                               gboolean             drift);

/* (transfer full): an administrator's capability for one tool and one client, with the client's ids and policies.
 * @connection_id: (nullable): the one that it must be */
void          muster_context_reach_async      (MusterContext       *self,
                                               const char          *client_id,
                                               MusterTool          *tool,
                                               const char          *connection_id,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
MusterRunCap *muster_context_reach_finish     (MusterContext       *self,
                                               GAsyncResult        *result,
                                               GError             **error);

/* (transfer full): the effect as the ledger has it after a person's click: stored, approved by it, sent, found out about.
 * @undo_of: (nullable) */
void          muster_context_act_async        (MusterContext       *self,
                                               MusterRunCap        *cap,
                                               const char          *client_id,
                                               const char          *tool,
                                               const char          *target,
                                               JsonObject          *args,
                                               const char          *undo_of,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
MusterEffect *muster_context_act_finish       (MusterContext       *self,
                                               GAsyncResult        *result,
                                               GError             **error);

/* (transfer full): the target of @tool in @args as a reference, or NULL where it has none */
char         *muster_tool_target_ref          (MusterTool          *tool,
                                               JsonObject          *args);
/* (transfer full): what came of an effect, for people */
MusterToolOutcome *muster_tool_outcome_new_for_effect (MusterContext *self,
                                                       MusterEffect  *effect);
/* Acts whose time to be looked at again has come; one sweep at a time */
void          muster_context_look_later_async  (MusterContext      *self,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
gboolean      muster_context_look_later_finish (MusterContext      *self,
                                                GAsyncResult       *result,
                                                GError            **error);
/* Somebody must have signed in (or use musterctl) for what needs a person's click */
gboolean      muster_context_check_person     (MusterContext       *self,
                                               GError             **error);

G_END_DECLS

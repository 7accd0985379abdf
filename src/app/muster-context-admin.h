/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-scope.h"

G_BEGIN_DECLS

/* One write after an admin's click: in the ledger before it is sent, found again if its answer is lost. For the files of
 * this folder. @tool: short name; @scope, @client_id: (nullable) */
void     muster_context_admin_act_async  (MusterContext        *self,
                                          MusterConnection     *connection,
                                          const char           *tool,
                                          const char           *target,
                                          JsonObject           *args,
                                          MusterScope          *scope,
                                          const char           *client_id,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* @external_ref: (out) (optional) (nullable): what the vendor calls the new thing. MUSTER_ERROR_OUTCOME_UNKNOWN when nobody
 * knows whether it happened, MUSTER_ERROR_FORBIDDEN when it did not */
gboolean muster_context_admin_act_finish (MusterContext        *self,
                                          GAsyncResult         *result,
                                          char                **external_ref,
                                          GError              **error);

/* A read while connecting or looking after a connection; ends with muster_gate_read_finish () on the gate */
void     muster_context_setup_read_async (MusterContext        *self,
                                          MusterConnection     *connection,
                                          const char           *tool,
                                          JsonObject           *args,
                                          gboolean              urgent,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean muster_context_has_tool         (MusterContext        *self,
                                          MusterConnection     *connection,
                                          const char           *tool);

/* (transfer full) (element-type MusterPsaChoice): what the fields of a PSA's tickets can be, with what is a board's own */
void       muster_context_read_choices_async  (MusterContext        *self,
                                               MusterConnection     *connection,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GPtrArray *muster_context_read_choices_finish (MusterContext        *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS

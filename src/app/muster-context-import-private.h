/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-private.h"

G_BEGIN_DECLS

/* Takes up clients that an import made and that are still to be provisioned */
void muster_context_resume_provisioning (MusterContext *self,
                                         const char    *connection_id);
/* One more; nothing happens when it is there already. Starting is a call of its own */
void muster_context_enqueue_provision   (MusterContext *self,
                                         const char    *connection_id,
                                         const char    *company_id,
                                         const char    *client_id);
void muster_context_start_provisioning  (MusterContext *self);
/* The program ends; the next start takes them up */
void muster_context_drop_provisioning   (MusterContext *self);

G_END_DECLS

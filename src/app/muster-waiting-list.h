/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

/* (transfer full) (element-type MusterTicket): follows "waiting-changed" */
GListModel *muster_waiting_list_new (MusterContext *context,
                                     const char    *client_id);

G_END_DECLS

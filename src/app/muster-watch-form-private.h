/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-watch-form.h"

G_BEGIN_DECLS

/* (element-type MusterTicket): what the filter is tried on; empty until it was read */
GPtrArray *muster_watch_form_get_tickets (MusterWatchForm *self);
void       muster_watch_form_set_tickets (MusterWatchForm *self, GPtrArray *value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_EXCHANGE_GROUP (muster_exchange_group_get_type ())
G_DECLARE_FINAL_TYPE (MusterExchangeGroup, muster_exchange_group, MUSTER, EXCHANGE_GROUP, AdwBin)

void muster_exchange_group_set_connection (MusterExchangeGroup *self,
                                           MusterContext       *context,
                                           MusterConnection    *connection);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-connection.h"

G_BEGIN_DECLS

/* An administrator's choice on the connection: whether the way into Exchange that Microsoft documents for nobody is taken */
#define MUSTER_EXCHANGE_SETTING  "exchangeUnpublished"
#define MUSTER_EXCHANGE_ACCEPTED "accepted"

/* @settings: (nullable): of a connection */
gboolean muster_exchange_is_accepted (JsonObject       *settings);
gboolean muster_exchange_accepts     (MusterConnection *connection);

G_END_DECLS

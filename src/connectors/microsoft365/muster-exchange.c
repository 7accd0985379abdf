/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include "muster-json.h"

#include "muster-exchange.h"

/**
 * muster_exchange_is_accepted:
 * @settings: (nullable): of a connection
 *
 * Returns: whether an administrator has accepted the unpublished interface; nothing but the one word counts
 */
gboolean
muster_exchange_is_accepted (JsonObject *settings)
{
  return settings != NULL && g_strcmp0 (muster_json_str (settings, MUSTER_EXCHANGE_SETTING), MUSTER_EXCHANGE_ACCEPTED) == 0;
}

/**
 * muster_exchange_accepts:
 * @connection: a connection
 *
 * Returns: the same, of its stored settings
 */
gboolean
muster_exchange_accepts (MusterConnection *connection)
{
  const char *text = muster_connection_get_settings (connection);
  g_autoptr(JsonNode) node = text != NULL && *text != '\0' ? muster_json_from_string_trusted (text, NULL) : NULL;

  return muster_exchange_is_accepted (muster_json_node_obj (node));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-authenticator.h"
#include "muster-catalog.h"
#include "muster-connection.h"
#include "muster-transport.h"

G_BEGIN_DECLS

/* From what was typed into an integration's form to a connection and its signer, and from a saved connection and
 * its secrets to the same signer. Nothing here sends or saves. */

/* @id: of the new connection. Wrong input: MUSTER_ERROR_INVALID_INPUT, @field (out) (nullable): where.
 * The connection has the settings without any secret, and the names of its secret fields. */
MusterConnection    *muster_connector_build          (MusterIntegration  *integration,
                                                      GHashTable         *fields,
                                                      const char         *id,
                                                      char              **field,
                                                      GError            **error);

/* (element-type utf8): ids of the form's secret fields */
GPtrArray           *muster_connector_secret_fields  (MusterIntegration  *integration);
gboolean             muster_connector_is_secret_key  (MusterCatalog      *catalog,
                                                      const char         *key);

/* @secrets: field id → MusterSecret */
MusterAuthenticator *muster_connector_sign           (MusterIntegration  *integration,
                                                      MusterConnection   *connection,
                                                      GHashTable         *secrets,
                                                      MusterTransport    *transport,
                                                      GError            **error);

/* (transfer full) (nullable): one setting of the connection */
char                *muster_connector_get_setting    (MusterConnection   *connection,
                                                      const char         *name);
void                 muster_connector_put_setting    (MusterConnection   *connection,
                                                      const char         *name,
                                                      const char         *value);
/* TRUE when everything it talks to is on this machine, as muster-sandbox is */
gboolean             muster_connector_is_loopback    (MusterConnection   *connection);
char                *muster_connector_secret_id      (MusterConnection   *connection,
                                                      const char         *field);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-authenticator.h"
#include "muster-catalog.h"
#include "muster-connection.h"
#include "muster-secret-store.h"
#include "muster-transport.h"

G_BEGIN_DECLS

/* From what was typed into an integration's form to a connection and its signer, and from a saved connection and
 * its secrets to the same signer. Nothing here sends or saves. */

/* A secret that comes from a person's sign-in and stands in no form */
#define MUSTER_REFRESH_TOKEN "refreshToken"
/* Settings that come with it: the account's sign-in name and its object id */
#define MUSTER_TECHNICIAN "technician"
#define MUSTER_TECHNICIAN_ID "technicianId"

/* @id: of the connection. @old: (nullable): the one that it renews, whose settings it starts with; @stored: (nullable):
 * its secrets, so that what is not typed stays. Wrong input: MUSTER_ERROR_INVALID_INPUT, @field (out) (nullable): where.
 * The connection has the settings without any secret, and the names of its secret fields. */
MusterConnection    *muster_connector_build          (MusterIntegration  *integration,
                                                      GHashTable         *fields,
                                                      MusterConnection   *old,
                                                      GHashTable         *stored,
                                                      const char         *id,
                                                      char              **field,
                                                      GError            **error);

/* Whether a person signs in at the vendor for it, instead of a key of a program */
gboolean             muster_connector_signs_in       (MusterConnection   *connection);

/* (transfer full) (nullable): where "login", "graph", "exchange" or "partner" of a Microsoft 365 connection is; NULL where
 * its cloud has none */
char                *muster_connector_cloud_base     (MusterConnection   *connection,
                                                      const char         *name);

/* (transfer full): HaloPSA's sign-in server */
char                *muster_connector_halopsa_auth_url (MusterConnection *connection);

/* (element-type utf8): ids of the form's secret fields */
GPtrArray           *muster_connector_secret_fields  (MusterIntegration  *integration);
gboolean             muster_connector_is_secret_key  (MusterCatalog      *catalog,
                                                      const char         *key);

/* @secrets: field id → MusterSecret. @rotated: takes a refresh token that the vendor replaced */
MusterAuthenticator *muster_connector_sign           (MusterIntegration  *integration,
                                                      MusterConnection   *connection,
                                                      GHashTable         *secrets,
                                                      MusterTransport    *transport,
                                                      MusterSecretStore  *rotated,
                                                      GError            **error);

/* (transfer full) (nullable): one setting of the connection */
/* Why the connection failed last, as the name of its code; the next start says the same of it */
#define MUSTER_FAILURE_SETTING "failure"

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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-secret-store.h"
#include "muster-transport.h"

G_BEGIN_DECLS

/* Access tokens of an OAuth 2 token endpoint, with client credentials or with a
 * refresh token that is replaced at each use. */
MusterAuthenticator *muster_authenticator_oauth_new               (MusterTransport     *transport,
                                                                   const char          *token_url,
                                                                   const char          *client_id);
void                 muster_authenticator_oauth_set_client_secret (MusterAuthenticator *self,
                                                                   MusterSecret        *client_secret);
void                 muster_authenticator_oauth_set_scope         (MusterAuthenticator *self,
                                                                   const char          *scope);
void                 muster_authenticator_oauth_set_resource      (MusterAuthenticator *self,
                                                                   const char          *base_url);
void                 muster_authenticator_oauth_set_refresh       (MusterAuthenticator *self,
                                                                   MusterSecretStore   *secrets,
                                                                   const char          *secret_id,
                                                                   MusterSecret        *current);

G_END_DECLS

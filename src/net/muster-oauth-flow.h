/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-oauth-token.h"
#include "muster-transport.h"

G_BEGIN_DECLS

#define MUSTER_OAUTH_FLOW_WAIT_S   300
#define MUSTER_OAUTH_FLOW_STATE_S  600

#define MUSTER_TYPE_OAUTH_FLOW (muster_oauth_flow_get_type ())
G_DECLARE_FINAL_TYPE (MusterOauthFlow, muster_oauth_flow, MUSTER, OAUTH_FLOW, GObject)

/**
 * MusterOpenUriFunc:
 * @uri: the issuer's sign-in page, with all that it needs
 * @user_data: as it was given
 *
 * Shows @uri in the person's browser.
 */
typedef void (*MusterOpenUriFunc) (const char *uri,
                                   gpointer    user_data);

MusterOauthFlow *muster_oauth_flow_new                (MusterTransport      *transport,
                                                       const char           *authorize_url,
                                                       const char           *token_url,
                                                       const char           *client_id);
void             muster_oauth_flow_set_scope          (MusterOauthFlow      *self,
                                                       const char           *scope);
void             muster_oauth_flow_set_issuer         (MusterOauthFlow      *self,
                                                       const char           *issuer,
                                                       gboolean              announces_iss);
void             muster_oauth_flow_set_redirect       (MusterOauthFlow      *self,
                                                       const char           *host,
                                                       guint16               port,
                                                       const char           *path);
void             muster_oauth_flow_set_client_secret  (MusterOauthFlow      *self,
                                                       MusterSecret         *client_secret);
void             muster_oauth_flow_set_words          (MusterOauthFlow      *self,
                                                       const MusterOauthWords *words);
void             muster_oauth_flow_add_parameter      (MusterOauthFlow      *self,
                                                       const char           *name,
                                                       const char           *value);
void             muster_oauth_flow_set_consent        (MusterOauthFlow      *self);
const char      *muster_oauth_flow_get_redirect_uri   (MusterOauthFlow      *self);
void             muster_oauth_flow_run_async          (MusterOauthFlow      *self,
                                                       MusterOpenUriFunc     open_uri,
                                                       gpointer              open_data,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         muster_oauth_flow_run_finish         (MusterOauthFlow      *self,
                                                       GAsyncResult         *result,
                                                       MusterSecret        **refresh_token,
                                                       GError              **error);
const MusterOauthTokens *muster_oauth_flow_get_tokens (MusterOauthFlow      *self);

G_END_DECLS

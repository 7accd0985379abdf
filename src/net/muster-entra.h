/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-certificate.h"
#include "muster-oauth-token.h"
#include "muster-secret-store.h"
#include "muster-transport.h"

G_BEGIN_DECLS

/* Tokens of Microsoft Entra: of an app with a secret or a certificate, or of a person
 * whose one refresh token is redeemed at each tenant. */
MusterAuthenticator *muster_authenticator_entra_new             (MusterTransport      *transport,
                                                                 const char           *login_base,
                                                                 const char           *client_id,
                                                                 MusterSecret         *client_secret);
void                 muster_authenticator_entra_set_certificate (MusterAuthenticator  *self,
                                                                 MusterCertificate    *certificate);
void                 muster_authenticator_entra_set_refresh     (MusterAuthenticator  *self,
                                                                 const char           *home_tenant,
                                                                 MusterSecretStore    *secrets,
                                                                 const char           *secret_id,
                                                                 MusterSecret         *current);
void                 muster_authenticator_entra_set_resource    (MusterAuthenticator  *self,
                                                                 const char           *resource,
                                                                 const char           *base_url);
void                 muster_authenticator_entra_set_cloud       (MusterAuthenticator  *self,
                                                                 const char           *resource,
                                                                 const char           *here,
                                                                 const char           *base_url);
GStrv                muster_authenticator_entra_get_granted     (MusterAuthenticator  *self,
                                                                 const char           *tenant,
                                                                 const char           *resource);
char                *muster_authenticator_entra_get_claims      (MusterAuthenticator  *self);

/**
 * MusterEntraIdentity:
 *
 * Who signed in, from an ID token. Start with zeros.
 */
typedef struct {
  char *tenant;
  char *object_id;
  char *user_name;
  char *name;        /* (nullable) */
} MusterEntraIdentity;

/* How Microsoft's refusals are told */
extern const MusterOauthWords muster_entra_words;

gboolean             muster_entra_explain                       (JsonNode             *body,
                                                                 GError              **error);
gboolean             muster_entra_explain_answer                (MusterAnswer         *answer,
                                                                 GError              **error);
gboolean             muster_entra_explain_text                  (const char           *name,
                                                                 const char           *description,
                                                                 GError              **error);
int                  muster_entra_find_number                   (const char           *message);
gboolean             muster_entra_check_token                   (const char           *token,
                                                                 const char           *tenant,
                                                                 const char           *resource,
                                                                 gboolean             *opaque,
                                                                 GError              **error);
gboolean             muster_entra_is_graph                      (const char           *resource);
GStrv                muster_entra_read_scopes                   (const char           *scope);
gboolean             muster_entra_read_identity                 (MusterSecret         *id_token,
                                                                 const char           *client_id,
                                                                 const char           *tenant,
                                                                 MusterEntraIdentity  *out,
                                                                 GError              **error);
void                 muster_entra_identity_clear                (MusterEntraIdentity  *identity);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterEntraIdentity, muster_entra_identity_clear)

G_END_DECLS

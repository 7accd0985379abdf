/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-oauth-flow.h"
#include "muster-oauth.h"
#include "muster-test.h"
#include "muster-test-server.h"

G_BEGIN_DECLS

/* A vendor on this machine: a token endpoint whose refresh tokens are good once,
 * and a resource that wants its access tokens. The refresh token before the newest
 * stays good until the newest has been used, as vendors with a period of grace have
 * it, unless @strict. */
typedef struct {
  MusterTestServer *server;
  MusterClock *clock;
  MusterEgress *egress;
  MusterTransport *transport;

  GMutex lock;
  char *answer;        /* (nullable): what the next sign-in gets in place of tokens */
  guint answer_status;
  char *code;          /* (nullable): good once */
  char *challenge;     /* of @code */
  char *redirect_uri;
  char *form;          /* of the last sign-in */
  gboolean hold;
  gboolean strict;
  gboolean no_rotation;
  guint generation;    /* of the refresh token */
  gboolean newest_used;
  guint n_sign_ins;
  guint n_refused;
  char *access;        /* the token that the resource takes */
} OauthIssuer;

OauthIssuer *oauth_issuer_new       (void);
void         oauth_issuer_free      (OauthIssuer *self);
void         oauth_issuer_refuse    (OauthIssuer *self,
                                     guint        status,
                                     const char  *body);
char        *oauth_issuer_token_url (OauthIssuer *self);
char        *oauth_issuer_url       (OauthIssuer *self,
                                     const char  *path);
/* Asks the resource; returns the status, or 0 with @error */
guint        oauth_issuer_get       (OauthIssuer         *self,
                                     MusterAuthenticator *authenticator,
                                     GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OauthIssuer, oauth_issuer_free)

G_END_DECLS

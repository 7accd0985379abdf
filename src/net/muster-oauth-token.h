/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-redact.h"
#include "muster-request.h"

G_BEGIN_DECLS

/* A signed statement in place of a secret (RFC 7523, section 2.2) */
#define MUSTER_OAUTH_JWT_BEARER "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/**
 * MusterOauthTokens:
 * @access_token: (owned)
 * @refresh_token: (owned) (nullable)
 * @id_token: (owned) (nullable): says who signed in (OpenID Connect)
 * @scope: (nullable): what was granted, if that is said
 * @lifetime: of @access_token in microseconds
 *
 * What a token endpoint gives. Start with zeros.
 */
typedef struct {
  MusterSecret *access_token;
  MusterSecret *refresh_token;
  MusterSecret *id_token;
  char *scope;
  gint64 lifetime;
} MusterOauthTokens;

/**
 * MusterOauthWords:
 * @answer: sets the error of a refusal of a token endpoint
 * @text: sets the error that goes with an `error` and its `error_description`
 *
 * How one issuer's refusals are told, where more is known than OAuth's own words.
 */
typedef struct {
  gboolean (*answer) (MusterAnswer  *answer,
                      GError       **error);
  gboolean (*text)   (const char    *name,
                      const char    *description,
                      GError       **error);
} MusterOauthWords;

/**
 * MusterOauthCallback:
 *
 * What a browser brings back from the sign-in page; each may be %NULL.
 */
typedef struct {
  char *code;               /* wiped when cleared */
  char *state;
  char *iss;
  char *error;
  char *error_description;
  char *admin_consent;      /* Microsoft's consent page, which brings back no code */
} MusterOauthCallback;

GBytes        *muster_oauth_form            (const char            *first_name,
                                             ...) G_GNUC_NULL_TERMINATED;
MusterRequest *muster_oauth_token_request   (const char            *token_url,
                                             GBytes                *form,
                                             gboolean               again);
gboolean       muster_oauth_read_tokens     (MusterAnswer          *answer,
                                             MusterEgress          *egress,
                                             const MusterOauthWords *words,
                                             gboolean              *used_up,
                                             MusterOauthTokens     *out,
                                             GError               **error);
void           muster_oauth_tokens_clear    (MusterOauthTokens     *tokens);
gboolean       muster_oauth_callback_parse  (const char            *query,
                                             MusterOauthCallback   *out,
                                             GError               **error);
void           muster_oauth_callback_clear  (MusterOauthCallback   *callback);
char          *muster_oauth_challenge       (const char            *verifier);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterOauthTokens, muster_oauth_tokens_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterOauthCallback, muster_oauth_callback_clear)

G_END_DECLS

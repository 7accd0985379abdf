/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-redact.h"
#include "muster-request.h"

G_BEGIN_DECLS

/**
 * MusterOauthTokens:
 * @access_token: (owned)
 * @refresh_token: (owned) (nullable)
 * @lifetime: of @access_token in microseconds
 *
 * What a token endpoint gives. Start with zeros.
 */
typedef struct {
  MusterSecret *access_token;
  MusterSecret *refresh_token;
  gint64 lifetime;
} MusterOauthTokens;

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
} MusterOauthCallback;

GBytes        *muster_oauth_form            (const char            *first_name,
                                             ...) G_GNUC_NULL_TERMINATED;
MusterRequest *muster_oauth_token_request   (const char            *token_url,
                                             GBytes                *form,
                                             gboolean               again);
gboolean       muster_oauth_read_tokens     (MusterAnswer          *answer,
                                             MusterEgress          *egress,
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

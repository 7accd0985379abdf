/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterOauthPage:
 * @MUSTER_OAUTH_PAGE_DONE: somebody has signed in
 * @MUSTER_OAUTH_PAGE_REFUSED: the person or the vendor said no
 * @MUSTER_OAUTH_PAGE_FAILED: something went wrong; Muster's window says what
 * @MUSTER_OAUTH_PAGE_STRANGER: this is not the answer that is waited for
 *
 * What the browser shows at the end of a sign-in.
 */
typedef enum {
  MUSTER_OAUTH_PAGE_DONE,
  MUSTER_OAUTH_PAGE_REFUSED,
  MUSTER_OAUTH_PAGE_FAILED,
  MUSTER_OAUTH_PAGE_STRANGER,
} MusterOauthPage;

/* No script, nothing from elsewhere, in nobody's frame */
#define MUSTER_OAUTH_PAGE_POLICY \
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

char *muster_oauth_page (MusterOauthPage page);

G_END_DECLS

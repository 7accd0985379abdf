/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-oauth-page.h"

G_BEGIN_DECLS

/* The loopback end of a sign-in: where the browser comes back to, and who may come. For muster-oauth-flow.c only. */

SoupServer *muster_oauth_visit_listen (const char         *host,
                                       guint16             port,
                                       guint16            *got_port,
                                       GError            **error);
guint       muster_oauth_visit_check  (SoupServerMessage  *message,
                                       const char         *origin,
                                       const char         *expected_path,
                                       const char         *path);
void        muster_oauth_visit_answer (SoupServerMessage  *message,
                                       guint               status,
                                       MusterOauthPage     page);

G_END_DECLS

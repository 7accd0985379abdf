/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-request.h"

G_BEGIN_DECLS

gboolean muster_net_check_url         (const char   *url,
                                       GError      **error);
gboolean muster_net_same_origin       (const char   *url,
                                       const char   *other);
gboolean muster_net_same_text         (const char   *a,
                                       const char   *b);
gboolean muster_net_parse_retry_after (const char   *value,
                                       gint64        now,
                                       gint64       *wait);
gint64   muster_net_backoff           (guint         attempt,
                                       double        random);
GError  *muster_net_error             (const GError *error,
                                       SoupMessage  *message);
void     muster_net_clear_source      (GSource     **source);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean muster_psa_hmac_matches (GChecksumType  type,
                                  const guint8  *key,
                                  gsize          key_length,
                                  GBytes        *body,
                                  const char    *signature);
gboolean muster_psa_text_matches (const char    *expected,
                                  const char    *given);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-world.h"

G_BEGIN_DECLS

char     *muster_token_make      (MusterWorld  *world,
                                  JsonObject   *claims);
JsonNode *muster_token_read      (MusterWorld  *world,
                                  const char   *token);
char     *muster_token_base64url (const guchar *data,
                                  gsize         size);
guchar   *muster_token_decode    (const char   *text,
                                  gsize        *size);
JsonNode *muster_token_part      (const char   *part);
gboolean  muster_token_proves    (const char   *verifier,
                                  const char   *challenge);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

#define MUSTER_AUDIENCE_GRAPH    "https://graph.microsoft.com"
#define MUSTER_AUDIENCE_EXCHANGE "https://outlook.office365.com"

typedef enum {
  MUSTER_TOKEN_MISSING,
  MUSTER_TOKEN_INVALID,
  MUSTER_TOKEN_EXPIRED,
  MUSTER_TOKEN_WRONG_AUDIENCE,
  MUSTER_TOKEN_OK,
} MusterTokenState;

MusterTokenState muster_entra_check_token (MusterCall *call,
                                           const char *audience,
                                           char      **tenant);

gboolean         muster_gdap_allows       (JsonObject *client,
                                           const char *role);

G_END_DECLS

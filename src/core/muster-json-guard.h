/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-secret.h"

G_BEGIN_DECLS

#define MUSTER_JSON_MAX_BYTES (8 * 1024 * 1024)
#define MUSTER_JSON_MAX_DEPTH 64

/**
 * MusterJsonLimits:
 * @max_bytes: the largest document; 0 means %MUSTER_JSON_MAX_BYTES
 * @max_depth: the deepest nesting; 0 or more than %MUSTER_JSON_MAX_DEPTH means
 *   %MUSTER_JSON_MAX_DEPTH
 */
typedef struct {
  gsize max_bytes;
  guint max_depth;
} MusterJsonLimits;

/**
 * MusterJsonTake:
 * @member: the member whose value was blanked, or that it was inside of
 * @secret: its value
 *
 * Returns: (transfer full) (nullable): what stands in its place; %NULL: an empty text
 */
typedef char *(*MusterJsonTake) (const char   *member,
                                 MusterSecret *secret,
                                 gpointer      user_data);

gboolean  muster_json_guard        (char                    *data,
                                    gsize                    length,
                                    const MusterJsonLimits  *limits,
                                    const char * const      *blank_members,
                                    GError                 **error);
JsonNode *muster_json_parse        (GBytes                  *bytes,
                                    const MusterJsonLimits  *limits,
                                    const char * const      *blank_members,
                                    GError                 **error);
JsonNode *muster_json_parse_taking (GBytes                  *bytes,
                                    const MusterJsonLimits  *limits,
                                    const char * const      *blank_members,
                                    MusterJsonTake           take,
                                    gpointer                 user_data,
                                    GError                 **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One entry of `select` over the answer of its call. @answer: NULL when the call was skipped or meant none.
 * *truncated is set, never cleared. (transfer full) */
JsonNode *muster_projection_apply  (JsonObject  *select,
                                    JsonNode    *answer,
                                    gboolean    *truncated);

/* One row, its members only. (transfer full) */
JsonNode *muster_projection_row    (JsonArray   *members,
                                    JsonNode    *row);

GHashTable *muster_projection_hidden_names (JsonObject *hide,
                                            JsonNode   *answer,
                                            gboolean    each);
void        muster_projection_hide         (JsonObject *select,
                                            GHashTable *names,
                                            JsonNode   *answer);

G_END_DECLS

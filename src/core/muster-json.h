/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *muster_json_str                 (JsonObject  *object,
                                             const char  *member);
gint64      muster_json_int                 (JsonObject  *object,
                                             const char  *member,
                                             gint64       fallback);
gboolean    muster_json_bool                (JsonObject  *object,
                                             const char  *member,
                                             gboolean     fallback);
JsonObject *muster_json_obj                 (JsonObject  *object,
                                             const char  *member);
JsonArray  *muster_json_arr                 (JsonObject  *object,
                                             const char  *member);
JsonNode   *muster_json_path                (JsonNode    *node,
                                             const char  *path);
const char *muster_json_path_str            (JsonNode    *node,
                                             const char  *path);
JsonObject *muster_json_node_obj            (JsonNode    *node);
JsonArray  *muster_json_node_arr            (JsonNode    *node);
const char *muster_json_node_str            (JsonNode    *node);
JsonObject *muster_json_arr_obj             (JsonArray   *array,
                                             guint        index);
const char *muster_json_arr_str             (JsonArray   *array,
                                             guint        index);
char       *muster_json_to_string           (JsonNode    *node);
char       *muster_json_canonical           (JsonNode    *node);
JsonNode   *muster_json_from_string_trusted (const char  *text,
                                             GError     **error);

G_END_DECLS

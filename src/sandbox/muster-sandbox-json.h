/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *muster_jo_new       (const char *spec,
                                 ...) G_GNUC_NULL_TERMINATED;
void        muster_jo_add       (JsonObject *object,
                                 const char *spec,
                                 ...) G_GNUC_NULL_TERMINATED;
JsonArray  *muster_ja_strings   (const char *first,
                                 ...) G_GNUC_NULL_TERMINATED;
JsonArray  *muster_ja_copy      (JsonArray *array);
JsonObject *muster_jo_copy      (JsonObject *object);
JsonNode   *muster_jo_node      (JsonObject *object);
char       *muster_jo_text      (JsonObject *object);

const char *muster_jo_str       (JsonObject *object,
                                 const char *member);
gint64      muster_jo_int       (JsonObject *object,
                                 const char *member,
                                 gint64      fallback);
gboolean    muster_jo_bool      (JsonObject *object,
                                 const char *member,
                                 gboolean    fallback);
JsonObject *muster_jo_obj       (JsonObject *object,
                                 const char *member);
JsonArray  *muster_jo_arr       (JsonObject *object,
                                 const char *member);
gboolean    muster_jo_has       (JsonObject *object,
                                 const char *member);
int         muster_jn_compare   (JsonNode   *left,
                                 JsonNode   *right);
guint       muster_ja_length    (JsonArray  *array);
JsonObject *muster_ja_obj       (JsonArray  *array,
                                 guint       index);
const char *muster_ja_str       (JsonArray  *array,
                                 guint       index);
gboolean    muster_ja_contains  (JsonArray  *array,
                                 const char *text);
gboolean    muster_ja_remove    (JsonArray  *array,
                                 const char *text);
JsonObject *muster_ja_find      (JsonArray  *array,
                                 const char *member,
                                 const char *value);
JsonObject *muster_ja_find_int  (JsonArray  *array,
                                 const char *member,
                                 gint64      value);

G_END_DECLS

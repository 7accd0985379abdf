/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-enums.h"
#include "muster-integration.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TOOL (muster_tool_get_type ())
G_DECLARE_FINAL_TYPE (MusterTool, muster_tool, MUSTER, TOOL, GObject)

const char         *muster_tool_get_id             (MusterTool   *self);
const char         *muster_tool_get_name           (MusterTool   *self);
MusterIntegration  *muster_tool_get_integration    (MusterTool   *self);
const char         *muster_tool_get_title          (MusterTool   *self);
gint64              muster_tool_get_version        (MusterTool   *self);
MusterEffectClass   muster_tool_get_effect_class   (MusterTool   *self);
gboolean            muster_tool_get_engine         (MusterTool   *self);
gboolean            muster_tool_is_read            (MusterTool   *self);
const char         *muster_tool_get_retry          (MusterTool   *self);
const char         *muster_tool_get_explain        (MusterTool   *self);
const char         *muster_tool_get_target_arg     (MusterTool   *self);
const char         *muster_tool_get_target_kind    (MusterTool   *self);
const char * const *muster_tool_get_yields         (MusterTool   *self);
JsonObject         *muster_tool_get_args           (MusterTool   *self);
JsonObject         *muster_tool_get_needs          (MusterTool   *self);
JsonNode           *muster_tool_get_undo           (MusterTool   *self);
JsonObject         *muster_tool_get_scope          (MusterTool   *self);
const char         *muster_tool_get_scope_value    (MusterTool   *self);
gboolean            muster_tool_has_look           (MusterTool   *self);
MusterPolicy        muster_tool_default_policy     (MusterTool   *self);
MusterPolicy        muster_tool_floor_policy       (MusterTool   *self,
                                                    MusterPolicy  policy);
const char         *muster_tool_get_arg_role       (MusterTool   *self,
                                                    const char   *arg);
gboolean            muster_tool_check_args         (MusterTool   *self,
                                                    JsonObject   *args,
                                                    GError      **error);
JsonObject         *muster_tool_normalize_args     (MusterTool   *self,
                                                    const char   *target,
                                                    JsonObject   *args,
                                                    GError      **error);
gboolean            muster_tool_is_unpublished     (MusterTool   *self,
                                                    JsonObject   *args);
/* Whether some arguments lead around the unpublished interface */
gboolean            muster_tool_has_published_way  (MusterTool   *self);
char               *muster_tool_explain            (MusterTool   *self,
                                                    JsonObject   *names);

G_END_DECLS

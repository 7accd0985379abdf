/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean    muster_args_check       (const char   *tool,
                                     JsonObject   *specs,
                                     JsonObject   *args,
                                     GError      **error);
JsonObject *muster_args_bare        (JsonObject   *specs,
                                     const char   *target_arg,
                                     const char   *target,
                                     JsonObject   *args);
gboolean    muster_args_format_known (const char  *format);

G_END_DECLS

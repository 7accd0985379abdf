/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean muster_check_integration (const char   *document,
                                   JsonObject   *block,
                                   JsonObject   *tools,
                                   GError      **error);
/* @operations: operation id → MusterOperation */
gboolean muster_check_tool        (const char   *document,
                                   const char   *name,
                                   JsonObject   *row,
                                   JsonObject   *tools,
                                   JsonObject   *hosts,
                                   GHashTable   *operations,
                                   GError      **error);

G_END_DECLS

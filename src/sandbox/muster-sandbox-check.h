/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean muster_sandbox_check_world (JsonObject *world,
                                     GError    **error);

G_END_DECLS

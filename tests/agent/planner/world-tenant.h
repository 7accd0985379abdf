/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *world_find_row      (JsonArray   *rows,
                                 const char  *member,
                                 const char  *value);
void        world_copy          (JsonObject  *to,
                                 const char  *as,
                                 JsonObject  *from,
                                 const char  *member);
JsonObject *world_user_answer   (JsonObject  *client,
                                 const char  *name,
                                 JsonObject  *user,
                                 const char **status);
JsonObject *world_tenant_answer (JsonObject  *client,
                                 const char  *name,
                                 JsonObject  *args,
                                 const char **status);

G_END_DECLS

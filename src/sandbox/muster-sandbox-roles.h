/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *muster_role_id         (const char *name);
const char *muster_role_name       (const char *id);
char       *muster_permission_id   (const char *name,
                                    gboolean    delegated);
JsonArray  *muster_permission_list (gboolean    delegated);

/* --- lists of names with spaces between them --- */
gboolean    muster_names_have      (const char *names,
                                    const char *name);
gboolean    muster_names_meet      (const char *names,
                                    const char *others);
char       *muster_names_join      (JsonArray  *names);

G_END_DECLS

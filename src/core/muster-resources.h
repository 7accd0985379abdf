/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MUSTER_RESOURCE_PREFIX "/io/github/mustermsp/Muster/"

void    muster_core_register_resources (void);
GBytes *muster_core_lookup_resource    (const char  *name,
                                        GError     **error);

G_END_DECLS

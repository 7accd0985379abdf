/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in the place of something that looks like a secret */
#define MUSTER_MASK "••••"

char    *muster_text_mask_secrets  (const char *text);
gboolean muster_text_names_secret  (const char *name,
                                    const char *value);

G_END_DECLS

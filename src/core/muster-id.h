/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MUSTER_ID_LENGTH 26

char     *muster_id_new      (void);
gboolean  muster_id_is_valid (const char *id);

G_END_DECLS

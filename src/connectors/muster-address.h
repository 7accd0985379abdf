/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody typed → "https://host[:port]", without path; http only on this machine */
char *muster_address_normalize (const char  *typed,
                                GError     **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long a second of the countdowns is, in milliseconds. A file of its own, so that a test program has its own. */
guint muster_reveal_second (void);

G_END_DECLS

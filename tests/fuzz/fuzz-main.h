/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a target does with one input; it must live, whatever comes. */
void fuzz_one (const guint8 *data,
               gsize         size);

G_END_DECLS

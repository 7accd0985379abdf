/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-language.h"

/* In place of <glib/gi18n-lib.h> in whatever writes notes: they are in the workspace's language, not the desktop's.
 * Who calls pushes that language first. */
#define _(String) ((const char *) muster_language_text (String))
#define N_(String) (String)

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterDiffLine:
 * @kind: `+` only in the newer text, `-` only in the older one, a space in both
 * @text: the line, without its end
 */
typedef struct
{
  char  kind;
  char *text;
} MusterDiffLine;

GPtrArray *muster_line_diff (const char *before,
                             const char *after);

G_END_DECLS

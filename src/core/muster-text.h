/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *muster_text_ingest    (const char *text);
char     *muster_text_from_html (const char *html);
char     *muster_text_fold      (const char *text);
char     *muster_text_one_line  (const char *text);
char     *muster_text_unusual   (const char *text);
gboolean  muster_text_is_email  (const char *text);
char     *muster_slugify        (const char *text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text in a language that need not be the desktop's: a note is written in the workspace's, whoever has signed in. */

typedef struct _MusterLanguage MusterLanguage;

void            muster_language_bind    (const char     *program);
const char     *muster_language_desktop (void);
MusterLanguage *muster_language_push    (const char     *language);
void            muster_language_pop     (MusterLanguage *previous);
const char     *muster_language_text    (const char     *msgid) G_GNUC_FORMAT (1);

G_END_DECLS

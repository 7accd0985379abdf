/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bits of the languages in which a phrase may be looked for. */
#define MUSTER_LANGUAGES_ALL 0x1fu
#define MUSTER_N_LANGUAGES 5

typedef struct _MusterLexicon MusterLexicon;

const MusterLexicon *muster_lexicon_get           (void);
guint                muster_lexicon_language_bit  (const char          *language);
const char          *muster_lexicon_language_name (guint                index);
const char          *muster_lexicon_detect        (const MusterLexicon *self,
                                                   GPtrArray           *words,
                                                   const char          *fallback,
                                                   gboolean            *certain);
int                  muster_lexicon_find          (const MusterLexicon *self,
                                                   GPtrArray           *words,
                                                   const char          *concept,
                                                   guint                languages,
                                                   guint                from,
                                                   guint               *length);
gboolean             muster_lexicon_says          (const MusterLexicon *self,
                                                   GPtrArray           *words,
                                                   const char          *concept,
                                                   guint                languages);
gboolean             muster_lexicon_is_honorific  (const MusterLexicon *self,
                                                   const char          *word);
gboolean             muster_lexicon_is_nickname   (const MusterLexicon *self,
                                                   const char          *given,
                                                   const char          *nickname);
GPtrArray           *muster_lexicon_licence_names (const MusterLexicon *self,
                                                   const char          *part_number);

G_END_DECLS

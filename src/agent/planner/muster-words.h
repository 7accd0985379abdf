/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterWord:
 * @text: folded: no case, no diacritics, `ß` as `ss`
 * @wide: the same with German umlauts written out (`ö` as `oe`)
 * @raw: as written
 * @start: offset of its first byte
 * @sentence: number of the sentence
 * @capital: starts with a capital letter
 * @first: first word of its sentence
 * @address: looks like a mail address or the local part of one with its `@`
 *
 * One word of a text.
 */
typedef struct
{
  char     *text;
  char     *wide;
  char     *raw;
  guint     start;
  guint     end;
  guint     sentence;
  gboolean  capital;
  gboolean  first;
  gboolean  address;
} MusterWord;

/* The words of one text, by what they begin with; not longer than they live */
typedef struct _MusterWordIndex MusterWordIndex;

GPtrArray *muster_words_split   (const char *text);
char      *muster_words_fold    (const char *text);
char      *muster_words_fold_wide (const char *text);
char      *muster_words_stem    (const char *word);
gboolean   muster_words_same    (const char *a,
                                 const char *b);
int        muster_words_match   (GPtrArray  *words,
                                 const char *pattern,
                                 guint       from,
                                 guint      *length);
gboolean   muster_words_has     (GPtrArray  *words,
                                 const char *pattern);
GPtrArray *muster_words_range   (GPtrArray  *words,
                                 guint       from,
                                 guint       to);
gboolean   muster_words_is_noise (const char *word);

MusterWordIndex *muster_word_index_new   (GPtrArray             *words);
void             muster_word_index_free  (MusterWordIndex       *self);
int              muster_word_index_match (const MusterWordIndex *self,
                                          const char            *pattern,
                                          guint                  from,
                                          guint                 *length);

G_END_DECLS

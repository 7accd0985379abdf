/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "muster-lexicon.h"
#include "muster-ticket.h"
#include "muster-words.h"

G_BEGIN_DECLS

/**
 * MusterTicketText:
 * @own: what the writer says himself: the summary as one sentence, then the text
 * @quoted: (nullable): quoted or forwarded text of others
 * @intruder: (nullable): what addresses automation or claims an approval; never followed, but mentioned
 * @words: (element-type MusterWord): of @own
 * @n_summary: how many of @words belong to the summary
 * @signature: (element-type MusterWord): closing lines
 * @quoted_words: (element-type MusterWord): of @quoted
 * @index: of @words
 *
 * A ticket's text taken apart by who says what.
 */
typedef struct
{
  char      *own;
  char      *quoted;
  char      *intruder;
  GPtrArray *words;
  guint      n_summary;
  GPtrArray *signature;
  GPtrArray *quoted_words;
  MusterWordIndex *index;
} MusterTicketText;

MusterTicketText *muster_ticket_text_new  (const MusterLexicon *lexicon,
                                           MusterTicket        *ticket);
MusterTicketText *muster_ticket_text_ref  (MusterTicketText    *self);
void              muster_ticket_text_free (MusterTicketText    *self);
gboolean          muster_ticket_text_is_intruder (const MusterLexicon *lexicon,
                                                  const char          *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterTicketText, muster_ticket_text_free)

G_END_DECLS

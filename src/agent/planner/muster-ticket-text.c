/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-note.h"
#include "muster-text.h"
#include "muster-ticket-text.h"
#include "muster-words.h"

/* Takes a ticket's text apart: own words, quoted mail, signature, and text that talks to machines. */

static const char * const quote_openers[] = {
  "on .. wrote", "am .. schrieb", "le .. a ecrit", "el .. escribio", "op .. schreef", "original message", "ursprungliche nachricht", "message d origine", "message original", "mensaje original", "oorspronkelijk bericht", "forwarded message", "weitergeleitete nachricht", "message transfere", "mensaje reenviado", "doorgestuurd bericht", "begin forwarded", NULL
};

static const char * const header_words[] = { "from", "von", "de", "van", "sent", "gesendet", "envoye", "enviado", "verzonden", "to", "an", "a", "aan", "subject", "betreff", "objet", "asunto", "onderwerp", "date", "datum", "fecha", "cc", NULL };

static const char * const closings[] = {
  "kind regards", "best regards", "regards", "many thanks", "best wishes", "yours sincerely", "cheers", "thanks", "thank you", "thx", "mit freundlichen grussen", "freundliche grusse", "viele grusse", "beste grusse", "liebe grusse", "mfg", "vg", "lg", "gruss", "danke", "vielen dank", "cordialement", "bien cordialement", "bien a vous", "cdlt", "salutations", "merci", "merci d avance", "bonne journee", "saludos", "un saludo", "atentamente", "gracias", "muchas gracias", "saludos cordiales", "met vriendelijke groet", "met vriendelijke groeten", "groeten", "groet", "mvg", "hartelijke groet", "bedankt", "alvast bedankt", "dank", NULL
};

static gboolean
is_header_line (const char *line)
{
  const char *colon = strchr (line, ':');
  g_autofree char *head = NULL;
  g_autofree char *folded = NULL;

  if (colon == NULL || colon == line || colon - line > 14 || colon[1] == '\0')
    return FALSE;
  head = g_strndup (line, (gsize) (colon - line));
  g_strstrip (head);
  folded = muster_words_fold (head);
  return g_strv_contains (header_words, folded);
}

static gboolean
opens_quote (char **lines,
             guint  i)
{
  g_autoptr(GPtrArray) words = NULL;

  if (is_header_line (lines[i]) && lines[i + 1] != NULL && is_header_line (lines[i + 1]))
    return TRUE;
  if (!strchr (lines[i], ':') && !g_str_has_prefix (lines[i], "--"))
    return FALSE;
  words = muster_words_split (lines[i]);
  if (words->len > 24)
    return FALSE;
  for (guint k = 0; quote_openers[k] != NULL; k++)
    {
      g_auto(GStrv) parts = g_strsplit (quote_openers[k], " .. ", 2);

      if (parts[1] == NULL ? muster_words_has (words, parts[0])
                           : words->len > 0 && g_str_has_suffix (g_strchomp (lines[i]), ":") &&
          g_str_equal (((MusterWord *) g_ptr_array_index (words, 0))->text, parts[0]) &&
          muster_words_has (words, parts[1]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_closing (const char *line)
{
  g_autoptr(GPtrArray) words = muster_words_split (line);
  g_autoptr(GString) joined = g_string_new (NULL);

  if (words->len == 0 || words->len > 5)
    return FALSE;
  for (guint i = 0; i < words->len; i++)
    {
      if (i > 0)
        g_string_append_c (joined, ' ');
      g_string_append (joined, ((MusterWord *) g_ptr_array_index (words, i))->text);
    }
  return g_strv_contains (closings, joined->str);
}

/**
 * muster_ticket_text_is_intruder:
 *
 * Returns: whether a text talks to machines or claims an approval for them
 */
gboolean
muster_ticket_text_is_intruder (const MusterLexicon *lexicon,
                                const char          *text)
{
  g_autoptr(GPtrArray) words = muster_words_split (text);

  return muster_lexicon_says (lexicon, words, "injection", MUSTER_LANGUAGES_ALL);
}

static void
append_line (GString    *out,
             const char *line)
{
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append (out, line);
}

/* Leaves out of a paragraph what addresses machines; one bad sentence takes its whole paragraph with it,
 * for the order and the pretence usually stand side by side. */
static void
sift (const MusterLexicon *lexicon,
      const char          *text,
      GString             *own,
      GString             *intruder)
{
  g_auto(GStrv) paragraphs = g_strsplit (text, "\n\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      if (!muster_ticket_text_is_intruder (lexicon, paragraphs[i]))
        {
          append_line (own, paragraphs[i]);
          append_line (own, "");
        }
      else
        {
          g_auto(GStrv) lines = g_strsplit (paragraphs[i], "\n", -1);
          gboolean bad = FALSE;

          for (guint k = 0; lines[k] != NULL; k++)
            {
              bad = bad || muster_ticket_text_is_intruder (lexicon, lines[k]);
              append_line (bad ? intruder : own, lines[k]);
            }
          if (!bad)
            append_line (intruder, paragraphs[i]);
        }
    }
}

static void
take_apart (const char *text,
            GString    *own,
            GString    *quoted,
            GString    *signature)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean in_quote = FALSE;
  gboolean in_signature = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strchomp (g_strdup (lines[i]));

      if (!in_quote && opens_quote (lines, i))
        in_quote = TRUE;
      if (in_quote || line[0] == '>')
        {
          append_line (quoted, line);
          continue;
        }
      if (!in_signature && i > 0 && (g_str_equal (line, "--") || is_closing (line)))
        in_signature = TRUE;
      append_line (in_signature ? signature : own, line);
    }
}

static void
add_part (const MusterLexicon *lexicon,
          const char          *text,
          GString             *own,
          GString             *quoted,
          GString             *signature,
          GString             *intruder)
{
  g_autofree char *clean = muster_text_ingest (text != NULL ? text : "");
  g_autoptr(GString) said = g_string_new (NULL);
  g_autoptr(GString) closing = g_string_new (NULL);

  take_apart (clean, said, quoted, closing);
  sift (lexicon, said->str, own, intruder);
  sift (lexicon, closing->str, signature, intruder);
}

/**
 * muster_ticket_text_new:
 *
 * Returns: (transfer full): the parts of @ticket
 */
MusterTicketText *
muster_ticket_text_new (const MusterLexicon *lexicon,
                        MusterTicket        *ticket)
{
  MusterTicketText *self = g_rc_box_new0 (MusterTicketText);
  g_autoptr(GString) own = g_string_new (NULL);
  g_autoptr(GString) quoted = g_string_new (NULL);
  g_autoptr(GString) signature = g_string_new (NULL);
  g_autoptr(GString) intruder = g_string_new (NULL);
  g_autoptr(GString) whole = g_string_new (NULL);
  g_autofree char *summary = muster_text_ingest (muster_ticket_get_summary (ticket) != NULL ? muster_ticket_get_summary (ticket) : "");
  GPtrArray *notes = muster_ticket_get_notes (ticket);
  const char *contact = muster_ticket_get_contact_name (ticket);
  const char *description = muster_ticket_get_description (ticket);

  add_part (lexicon, description, own, quoted, signature, intruder);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      MusterNote *note = g_ptr_array_index (notes, i);

      if (g_strcmp0 (muster_note_get_author_kind (note), "contact") == 0 && contact != NULL &&
          g_strcmp0 (muster_note_get_author_name (note), contact) == 0 &&
          g_strcmp0 (muster_note_get_text (note), description) != 0)
        add_part (lexicon, muster_note_get_text (note), own, quoted, signature, intruder);
    }

  if (muster_ticket_text_is_intruder (lexicon, summary))
    {
      append_line (intruder, summary);
      g_clear_pointer (&summary, g_free);
      summary = g_strdup ("");
    }

  g_string_append_printf (whole, "%s.\n\n", summary);
  if (*g_strstrip (own->str) == '\0' && quoted->len > 0)
    g_string_append (whole, quoted->str);
  else
    g_string_append (whole, own->str);

  self->own = g_strdup (whole->str);
  self->quoted = quoted->len > 0 ? g_strdup (quoted->str) : NULL;
  self->intruder = intruder->len > 0 ? g_strdup (intruder->str) : NULL;
  self->words = muster_words_split (self->own);
  self->index = muster_word_index_new (self->words);
  self->signature = muster_words_split (signature->str);
  self->quoted_words = muster_words_split (quoted->str);
  for (guint i = 0; i < self->words->len; i++)
    {
      if (((MusterWord *) g_ptr_array_index (self->words, i))->start < strlen (summary))
        self->n_summary = i + 1;
    }
  return self;
}

static void
clear (gpointer data)
{
  MusterTicketText *self = data;

  g_free (self->own);
  g_free (self->quoted);
  g_free (self->intruder);
  muster_word_index_free (self->index);
  g_ptr_array_unref (self->words);
  g_ptr_array_unref (self->signature);
  g_ptr_array_unref (self->quoted_words);
}

MusterTicketText *
muster_ticket_text_ref (MusterTicketText *self)
{
  return g_rc_box_acquire (self);
}

void
muster_ticket_text_free (MusterTicketText *self)
{
  g_rc_box_release_full (self, clear);
}

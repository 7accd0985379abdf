/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-docs-overlap.h"
#include "muster-text.h"

/* Two pages about one thing: which of them counts? Nobody but a person can say whether they contradict each other, so the
 * reader is told that there is a newer one, and when each was changed. */

#define DAY (86400 * (gint64) G_USEC_PER_SEC)
#define APART (30 * DAY)   /* changed within a month of each other they are both kept up */

/* Words that tell versions of one page apart, in the languages of the workflows */
static const char * const versions[] = {
  "old", "new", "copy", "draft", "backup", "archive", "archived", "deprecated", "legacy", "version", "final", "update", "updated",
  "alt", "alte", "neu", "neue", "kopie", "entwurf", "veraltet", "archiv", "stand",
  "ancien", "ancienne", "nouveau", "nouvelle", "copie", "brouillon", "obsolete",
  "viejo", "vieja", "nuevo", "nueva", "copia", "borrador", "obsoleto",
  "oud", "oude", "nieuw", "nieuwe", "concept", "verouderd",
  NULL
};

static gboolean
tells_version (const char *word)
{
  const char *digits = *word == 'v' ? word + 1 : word;

  return g_strv_contains (versions, word) || (*digits != '\0' && strspn (digits, "0123456789") == strlen (digits));
}

static GStrv
subject_words (const char *title)
{
  g_autofree char *fold = muster_text_fold (title);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_auto(GStrv) parts = NULL;

  for (char *c = fold; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isalnum (g_utf8_get_char (c)))
      memset (c, ' ', (gsize) (g_utf8_next_char (c) - c));
  parts = g_strsplit (fold, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !tells_version (parts[i]))
      g_ptr_array_add (words, g_strdup (parts[i]));
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_steal (words, NULL);
}

static gboolean
covers (GStrv all,
        GStrv some)
{
  for (guint i = 0; some[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) all, some[i]))
      return FALSE;
  return TRUE;
}

gboolean
muster_docs_overlap_same_subject (const char *a,
                                  const char *b)
{
  g_auto(GStrv) left = subject_words (a);
  g_auto(GStrv) right = subject_words (b);

  return left[0] != NULL && right[0] != NULL && covers (left, right) && covers (right, left);
}

static void
set_newer (JsonObject     *row,
           MusterDocument *newer)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (newer->updated / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", g_ascii_strtoll (newer->id, NULL, 10));
  json_object_set_string_member (object, "name", newer->title);
  json_object_set_string_member (object, "updated_at", text);
  json_object_set_object_member (row, "newer", object);
}

void
muster_docs_overlap_describe (JsonObject     *row,
                              MusterDocument *document,
                              GPtrArray      *documents,
                              gint64          now)
{
  MusterDocument *newest = NULL;

  if (document->updated > 0 && now - document->updated > MUSTER_DOCS_STALE_DAYS * DAY)
    json_object_set_boolean_member (row, "stale", TRUE);
  for (guint i = 0; i < documents->len; i++)
    {
      MusterDocument *other = documents->pdata[i];

      if (other == document || !g_str_equal (other->kind, document->kind) || g_strcmp0 (other->company, document->company) != 0
          || document->updated == 0 || other->updated - document->updated < APART || (newest != NULL && other->updated <= newest->updated))
        continue;
      if (muster_docs_overlap_same_subject (document->title, other->title))
        newest = other;
    }
  if (newest != NULL)
    set_newer (row, newest);
}

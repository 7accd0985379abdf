/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "muster-language.h"

/* gettext knows one language per process, from the environment. A note is written in the workspace's language, so its
 * catalogue is read here from the same .mo file that gettext would take: eight words of header, then two tables of
 * (length, offset), one with the originals and one with the translations. */

#define MO_MAGIC 0x950412deU
#define MO_MAGIC_SWAPPED 0xde120495U
#define MO_HEADER 28
#define MO_MAX_STRINGS 100000

struct _MusterLanguage
{
  GMappedFile *file;   /* (owned) (nullable): none for English */
  GHashTable *strings; /* (owned): both sides point into the file */
};

static GPrivate current;

static gboolean
read_word (const char *data,
           gsize       length,
           gsize       at,
           gboolean    swapped,
           guint32    *word)
{
  if (at > length || length - at < sizeof *word)
    return FALSE;
  memcpy (word, data + at, sizeof *word);
  if (swapped)
    *word = GUINT32_SWAP_LE_BE (*word);
  return TRUE;
}

/* The string whose length and offset stand at that place of a table; it must lie in the file with its zero. */
static const char *
read_string (const char *data,
             gsize       length,
             gsize       at,
             gboolean    swapped)
{
  guint32 size, offset;

  if (!read_word (data, length, at, swapped, &size) || !read_word (data, length, at + 4, swapped, &offset) ||
      (gsize) offset + size >= length || data[(gsize) offset + size] != '\0')
    return NULL;
  return data + offset;
}

static gboolean
read_strings (MusterLanguage *self)
{
  const char *data = g_mapped_file_get_contents (self->file);
  gsize length = g_mapped_file_get_length (self->file);
  guint32 magic = 0, count = 0, originals = 0, translations = 0;
  gboolean swapped;

  if (length < MO_HEADER)
    return FALSE;
  memcpy (&magic, data, sizeof magic);
  swapped = magic == MO_MAGIC_SWAPPED;
  if ((magic != MO_MAGIC && !swapped) || !read_word (data, length, 8, swapped, &count) || count > MO_MAX_STRINGS ||
      !read_word (data, length, 12, swapped, &originals) || !read_word (data, length, 16, swapped, &translations))
    return FALSE;
  for (guint32 i = 0; i < count; i++)
    {
      const char *original = read_string (data, length, (gsize) originals + 8 * (gsize) i, swapped);
      const char *translation = read_string (data, length, (gsize) translations + 8 * (gsize) i, swapped);

      if (original == NULL || translation == NULL)
        return FALSE;
      if (*original != '\0' && *translation != '\0' && g_utf8_validate (translation, -1, NULL))
        g_hash_table_insert (self->strings, (gpointer) original, (gpointer) translation);
    }
  return TRUE;
}

static GMappedFile *
open_catalogue (const char *language)
{
  const char *folder = bindtextdomain (GETTEXT_PACKAGE, NULL);
  g_autofree char *path = folder != NULL
    ? g_build_filename (folder, language, "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL) : NULL;

  return path != NULL ? g_mapped_file_new (path, FALSE, NULL) : NULL;
}

static MusterLanguage *
load (const char *language)
{
  MusterLanguage *self = g_new0 (MusterLanguage, 1);  /* for as long as the process lives */

  self->strings = g_hash_table_new (g_str_hash, g_str_equal);
  self->file = open_catalogue (language);
  if (self->file != NULL && !read_strings (self))
    {
      g_warning ("The translation to “%s” cannot be read", language);
      g_hash_table_remove_all (self->strings);
    }
  return self;
}

/* “de-AT” and “de_AT.UTF-8” are “de”; anything that is no language name is English. */
static char *
bare_name (const char *language)
{
  gsize length = language != NULL ? strspn (language, "abcdefghijklmnopqrstuvwxyz") : 0;

  return length == 2 || length == 3 ? g_strndup (language, length) : g_strdup ("en");
}

/**
 * muster_language_bind:
 * @program: the first word of the command line
 *
 * Speaks the desktop's language from now on. In the build tree the catalogues lie beside the programs.
 */
void
muster_language_bind (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);
  g_autofree char *real = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
  gboolean in_build = real != NULL && g_str_has_prefix (real, MUSTER_BUILDDIR "/");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, in_build ? MUSTER_BUILDDIR "/po" : MUSTER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/**
 * muster_language_desktop:
 *
 * Returns: (transfer none): the language that suggests itself for notes: the desktop's, where there is a translation
 */
const char *
muster_language_desktop (void)
{
  const char * const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = bare_name (names[i]);
      g_autoptr(GMappedFile) file = open_catalogue (name);

      if (g_str_has_prefix (names[i], "en") || file != NULL)
        return g_intern_string (name);
    }
  return "en";
}

/**
 * muster_language_push:
 * @language: (nullable): what to speak from now on in this thread, such as "de"; English where there is no translation
 *
 * Returns: (transfer none) (nullable): what was spoken before, for muster_language_pop()
 */
MusterLanguage *
muster_language_push (const char *language)
{
  static GMutex mutex;
  static GHashTable *loaded;
  g_autofree char *name = bare_name (language);
  MusterLanguage *previous = g_private_get (&current);
  MusterLanguage *self;

  g_mutex_lock (&mutex);
  if (loaded == NULL)
    loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self = g_hash_table_lookup (loaded, name);
  if (self == NULL)
    {
      self = load (name);
      g_hash_table_insert (loaded, g_steal_pointer (&name), self);
    }
  g_mutex_unlock (&mutex);

  g_private_set (&current, self);
  return previous;
}

/**
 * muster_language_pop:
 * @previous: (nullable): what muster_language_push() returned
 */
void
muster_language_pop (MusterLanguage *previous)
{
  g_private_set (&current, previous);
}

/**
 * muster_language_text:
 * @msgid: the English text
 *
 * Returns: (transfer none): the text in the language that was pushed, else in the desktop's
 */
const char *
muster_language_text (const char *msgid)
{
  MusterLanguage *self = g_private_get (&current);
  const char *text;

  if (self == NULL)
    return g_dgettext (GETTEXT_PACKAGE, msgid);
  text = g_hash_table_lookup (self->strings, msgid);
  return text != NULL ? text : msgid;
}

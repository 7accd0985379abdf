/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include "muster-line-diff.h"

/* Beyond this many lines to compare, everything is shown as replaced */
#define MAX_CELLS (4 * 1000 * 1000)

static void
diff_line_free (gpointer data)
{
  MusterDiffLine *line = data;

  g_free (line->text);
  g_free (line);
}

static void
add (GPtrArray  *lines,
     char        kind,
     const char *text)
{
  MusterDiffLine *line = g_new0 (MusterDiffLine, 1);

  line->kind = kind;
  line->text = g_strdup (text);
  g_ptr_array_add (lines, line);
}

/* (transfer full): lines without their ends; no text has no lines */
static char **
split (const char *text)
{
  g_autofree char *unix_text = NULL;
  g_auto(GStrv) pieces = NULL;

  if (text == NULL || *text == '\0')
    return g_new0 (char *, 1);
  pieces = g_strsplit (text, "\r\n", -1);
  unix_text = g_strjoinv ("\n", pieces);
  if (g_str_has_suffix (unix_text, "\n"))
    unix_text[strlen (unix_text) - 1] = '\0';
  return g_strsplit (unix_text, "\n", -1);
}

/* lengths[i][j]: the longest common part of what follows line i of the older and line j of the newer text */
static guint *
measure (char **old,
         guint  n_old,
         char **new,
         guint  n_new)
{
  guint *lengths = g_new0 (guint, (gsize) (n_old + 1) * (n_new + 1));
  gsize width = n_new + 1;

  for (guint i = n_old; i > 0; i--)
    for (guint j = n_new; j > 0; j--)
      {
        guint down = lengths[i * width + j - 1];
        guint right = lengths[(i - 1) * width + j];

        lengths[(i - 1) * width + j - 1] = g_str_equal (old[i - 1], new[j - 1]) ? lengths[i * width + j] + 1
                                           : MAX (down, right);
      }
  return lengths;
}

/**
 * muster_line_diff:
 * @before: (nullable): the older text
 * @after: (nullable): the newer text
 *
 * Which lines were taken away, which were added and which stayed, in the order in which they are read. What was
 * taken away stands before what came in its place.
 *
 * Returns: (transfer full) (element-type MusterDiffLine): the lines
 */
GPtrArray *
muster_line_diff (const char *before,
                  const char *after)
{
  g_auto(GStrv) old = split (before);
  g_auto(GStrv) new = split (after);
  guint n_old = g_strv_length (old);
  guint n_new = g_strv_length (new);
  gboolean compare = (gsize) n_old * n_new <= MAX_CELLS;
  g_autofree guint *lengths = compare ? measure (old, n_old, new, n_new) : NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func (diff_line_free);
  gsize width = n_new + 1;
  guint i = 0;
  guint j = 0;

  while (i < n_old || j < n_new)
    {
      if (compare && i < n_old && j < n_new && g_str_equal (old[i], new[j]))
        {
          add (lines, ' ', old[i]);
          i++;
          j++;
        }
      else if (i < n_old && (j == n_new || !compare || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]))
        add (lines, '-', old[i++]);
      else
        add (lines, '+', new[j++]);
    }
  return lines;
}

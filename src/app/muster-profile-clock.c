/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gstdio.h>

#include "muster-error.h"
#include "muster-profile-clock.h"

#define FILE_NAME "world-clock"

MusterClock *
muster_profile_clock_load (const char *data_dir)
{
  g_autofree char *path = data_dir != NULL ? g_build_filename (data_dir, FILE_NAME, NULL) : NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) parts = NULL;
  gint64 world, real;

  /* "what it was there, what it was here", both ISO 8601 */
  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return muster_clock_new_system ();
  parts = g_strsplit (g_strstrip (text), " ", 2);
  if (g_strv_length (parts) != 2 || !muster_time_parse_iso (parts[0], &world) || !muster_time_parse_iso (parts[1], &real))
    {
      g_warning ("%s is not readable and is ignored", path);
      return muster_clock_new_system ();
    }
  return muster_clock_new_fixed (world + MAX (g_get_real_time () - real, 0));
}

gboolean
muster_profile_clock_save (const char *data_dir,
                           const char *now,
                           GError    **error)
{
  g_autofree char *path = g_build_filename (data_dir, FILE_NAME, NULL);
  g_autofree char *here = muster_time_format_iso (g_get_real_time ());
  g_autofree char *text = g_strdup_printf ("%s %s\n", now, here);
  gint64 us;

  if (!muster_time_parse_iso (now, &us))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is no time such as 2026-11-20T10:30:00Z", now);
      return FALSE;
    }
  if (g_mkdir_with_parents (data_dir, 0700) != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "%s cannot be made", data_dir);
      return FALSE;
    }
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

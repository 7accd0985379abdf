/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a program for the kill tests dies:
 *
 *   MUSTER_TEST_POINT_LOG=FILE    each moment is written down, a line each
 *   MUSTER_TEST_KILL_AT=N         at the N-th moment of this sitting the program kills itself, as kill -9 would
 *   MUSTER_TEST_KILL_ON=MOMENT    at the first one of that name, such as “decided” */

#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "muster-test-point.h"

static int count;

static void
note (const char *moment,
      const char *what)
{
  const char *path = g_getenv ("MUSTER_TEST_POINT_LOG");
  g_autofree char *line = NULL;
  int fd;

  if (path == NULL)
    return;
  line = g_strdup_printf ("%s %s\n", moment, what != NULL ? what : "");
  fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 || write (fd, line, strlen (line)) < 0)
    g_printerr ("%s cannot be written\n", path);
  if (fd >= 0)
    close (fd);
}

void
muster_test_point (const char *moment,
                   const char *what)
{
  const char *at = g_getenv ("MUSTER_TEST_KILL_AT");
  int n = g_atomic_int_add (&count, 1) + 1;

  note (moment, what);
  if (g_strcmp0 (g_getenv ("MUSTER_TEST_KILL_ON"), moment) == 0)
    raise (SIGKILL);
  if (at != NULL && g_ascii_strtoll (at, NULL, 10) == n)
    raise (SIGKILL);
}

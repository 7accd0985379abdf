/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "muster-secret.h"
#include "muster-test.h"

/* Reads our own memory without touching it: a page that is gone is an error and
 * not a crash. */
static gssize
read_memory (gconstpointer  address,
             char          *buffer,
             gsize          length)
{
  int fd = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  gssize n;

  g_assert_cmpint (fd, >=, 0);
  n = pread (fd, buffer, length, (off_t) (gintptr) address);
  close (fd);

  return n;
}

static void
test_wiped (void)
{
  MusterSecret *secret = muster_secret_new ("hunter2-hunter2-hunter2");
  const char *where = muster_secret_peek (secret);
  char buffer[24] = "";

  g_assert_cmpint (read_memory (where, buffer, 23), ==, 23);
  g_assert_cmpmem (buffer, 23, "hunter2-hunter2-hunter2", 23);

  muster_secret_unref (secret);

  memset (buffer, 0, sizeof buffer);
  if (read_memory (where, buffer, 23) > 0)
    g_assert_null (strstr (buffer, "hunter2"));
}

/* What is given away is overwritten before it is freed. */
static void
test_take (void)
{
  char *text = g_strdup ("hunter2-hunter2-hunter2-hunter2-hunter2-hunter2");
  const char *where = text;
  g_autoptr(MusterSecret) secret = muster_secret_new_take (text);
  char buffer[48] = "";

  g_assert_cmpstr (muster_secret_peek (secret), ==, "hunter2-hunter2-hunter2-hunter2-hunter2-hunter2");
  if (read_memory (where, buffer, 47) > 0)
    g_assert_null (g_strstr_len (buffer + 16, 31, "hunter2"));
}

static void
test_locked (void)
{
  g_autoptr(MusterSecret) secret = muster_secret_new ("locked in memory");
  g_autofree char *smaps = NULL;

  /* A page that must not be swapped says so, unless the limit of the process is zero. */
  g_assert_true (g_file_get_contents ("/proc/self/status", &smaps, NULL, NULL));
  g_test_message ("%s", strstr (smaps, "VmLck"));
  g_assert_cmpstr (muster_secret_peek (secret), ==, "locked in memory");
}

static void
test_equal (void)
{
  g_autoptr(MusterSecret) a = muster_secret_new ("one secret");
  g_autoptr(MusterSecret) b = muster_secret_new ("one secret");
  g_autoptr(MusterSecret) c = muster_secret_new ("one secreT");
  g_autoptr(MusterSecret) d = muster_secret_new ("one secret longer");
  g_autoptr(MusterSecret) empty = muster_secret_new ("");

  g_assert_true (muster_secret_equal (a, a));
  g_assert_true (muster_secret_equal (a, b));
  g_assert_false (muster_secret_equal (a, c));
  g_assert_false (muster_secret_equal (a, d));
  g_assert_false (muster_secret_equal (d, a));
  g_assert_false (muster_secret_equal (a, NULL));
  g_assert_true (muster_secret_equal (NULL, NULL));
  g_assert_cmpuint (muster_secret_length (empty), ==, 0);
  g_assert_true (muster_secret_equal (empty, empty));
}

static void
test_references (void)
{
  MusterSecret *secret = muster_secret_new ("shared");
  GValue value = G_VALUE_INIT;

  g_value_init (&value, MUSTER_TYPE_SECRET);
  g_value_set_boxed (&value, secret);
  muster_secret_unref (secret);
  g_assert_cmpstr (muster_secret_peek (g_value_get_boxed (&value)), ==, "shared");
  g_value_unset (&value);
}

/* It is read-only: who writes to it is stopped. */
static void
test_read_only (void)
{
  if (g_test_subprocess ())
    {
      MusterSecret *secret = muster_secret_new ("constant");

      ((char *) muster_secret_peek (secret))[0] = 'C';
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

static void
test_wipe (void)
{
  char text[] = "secret";

  muster_secret_wipe (text);
  for (guint i = 0; i < sizeof text; i++)
    g_assert_cmpint (text[i], ==, 0);

  muster_secret_wipe (NULL);
  muster_secret_free (NULL);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/secret/wiped", test_wiped);
  g_test_add_func ("/core/secret/take", test_take);
  g_test_add_func ("/core/secret/locked", test_locked);
  g_test_add_func ("/core/secret/equal", test_equal);
  g_test_add_func ("/core/secret/references", test_references);
  g_test_add_func ("/core/secret/read-only", test_read_only);
  g_test_add_func ("/core/secret/wipe", test_wipe);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-clock.h"
#include "muster-clock-skew.h"
#include "muster-error.h"
#include "muster-net-util.h"
#include "muster-test.h"

static void
test_url (void)
{
  static const char * const good[] = {
    "https://graph.microsoft.com/v1.0/users?$top=1", "https://x.example", "https://x.example:8443/a", "http://127.0.0.1:8080/",
    "http://127.1.2.3/", "http://[::1]:80/", "http://localhost:1/", "HTTPS://X.EXAMPLE/"
  };
  static const char * const bad[] = {
    "http://x.example/", "http://10.0.0.1/", "http://0.0.0.0/", "http://127.0.0.1.evil.example/", "http://localhost.evil.example/",
    "ftp://x.example/", "file:///etc/passwd", "https://user@x.example/", "https://user:pw@x.example/", "https:///path", "x.example", "",
    "https://", "javascript:alert(1)", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/", "data:,x", "unix:/x",
    "http://127.0.0.1@evil.example/"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;

      muster_net_check_url (good[i], &error);
      g_assert_no_error (error);
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      if (muster_net_check_url (bad[i], &error))
        g_error ("%s passes", bad[i]);
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
    }
}

static void
test_origin (void)
{
  g_assert_true (muster_net_same_origin ("https://x.example/a", "https://X.example:443/b?c"));
  g_assert_false (muster_net_same_origin ("https://x.example/a", "http://x.example/a"));
  g_assert_false (muster_net_same_origin ("https://x.example/a", "https://x.example:444/a"));
  g_assert_false (muster_net_same_origin ("https://x.example/a", "https://x.example.evil/a"));
  g_assert_false (muster_net_same_origin ("https://x.example@evil.example/", "https://x.example/"));
  g_assert_false (muster_net_same_origin ("", ""));
}

/* How far a server's clock is from ours, by its Date in whole seconds */
static void
test_clock_skew (void)
{
  static const struct
  {
    const char *date;
    gint64      latency;  /* seconds */
    gboolean    known;
    gint64      skew;     /* seconds, to within one */
    const char *age;
  } cases[] = {
    { "Mon, 23 Nov 2026 10:00:00 GMT", 0, TRUE, 0 },
    { "Mon, 23 Nov 2026 10:00:02 GMT", 4, TRUE, 0 },
    { "Mon, 23 Nov 2026 09:50:00 GMT", 0, TRUE, -600 },
    { "Mon, 23 Nov 2026 10:10:01 GMT", 2, TRUE, 600 },
    { "Mon, 23 Nov 2026 10:10:01 GMT", 21, FALSE, 0 },
    { "Mon, 23 Nov 2026 10:10:01 GMT", -1, FALSE, 0 },
    { "just now", 0, FALSE, 0 },
    /* Out of somebody's cache: it tells when that was filled */
    { "Mon, 23 Nov 2026 09:50:00 GMT", 0, FALSE, 0, "600" },
    { NULL, 0, FALSE, 0 },
  };
  gint64 now = 0;

  g_assert_true (muster_time_parse_iso ("2026-11-23T10:00:00Z", &now));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_autoptr(GBytes) body = g_bytes_new_static ("", 0);
      g_autoptr(MusterAnswer) answer = NULL;
      gint64 skew = 0;

      if (cases[i].date != NULL)
        g_hash_table_insert (headers, g_strdup ("date"), g_strdup (cases[i].date));
      if (cases[i].age != NULL)
        g_hash_table_insert (headers, g_strdup ("age"), g_strdup (cases[i].age));
      answer = muster_answer_new (200, headers, body);
      g_assert_cmpint (muster_clock_skew_measure (answer, now, now + cases[i].latency * G_USEC_PER_SEC, &skew), ==, cases[i].known);
      g_assert_cmpint (ABS (skew - cases[i].skew * G_USEC_PER_SEC), <=, G_USEC_PER_SEC);
      g_assert_true (cases[i].skew != 0 || skew == 0);
    }
}

static void
test_retry_after (void)
{
  static const struct {
    const char *value;
    gint64 wait;
  } good[] = {
    { "0", 0 }, { "5", 5000000 }, { "2.128", 2128000 }, { " 7 ", 7000000 }, { "120", 120000000 }, { "99999999999999", 86400000000 },
    { "Sun, 22 Nov 2026 10:00:30 GMT", 30000000 }, { "Sun, 22 Nov 2026 09:00:00 GMT", 0 },
    { "Sunday, 22-Nov-26 10:00:30 GMT", 30000000 }, { "0.0005", 500 },
  };
  static const char * const bad[] = { "", "-5", "soon", "5 s", "5;6", "NaN", "inf", "1e999", "5,6", "Sun, 99 Foo 2026" };
  gint64 now = 1795341600 * G_TIME_SPAN_SECOND;
  gint64 wait;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (muster_net_parse_retry_after (good[i].value, now, &wait));
      g_assert_cmpint (wait, ==, good[i].wait);
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (muster_net_parse_retry_after (bad[i], now, &wait))
      g_error ("\"%s\" passes as Retry-After", bad[i]);
  g_assert_false (muster_net_parse_retry_after (NULL, now, &wait));
}

static void
test_backoff (void)
{
  g_assert_cmpint (muster_net_backoff (1, 0.5), ==, 500000);
  g_assert_cmpint (muster_net_backoff (2, 0.5), ==, 1000000);
  g_assert_cmpint (muster_net_backoff (1, 0.0), ==, 250000);
  g_assert_cmpint (muster_net_backoff (1, 1.0), ==, 750000);
  g_assert_cmpint (muster_net_backoff (1000, 1.0), ==, 45000000);
}

static void
test_errors (void)
{
  static const struct {
    int io;
    int code;
  } cases[] = {
    { G_IO_ERROR_CONNECTION_REFUSED, MUSTER_ERROR_OFFLINE },
    { G_IO_ERROR_HOST_UNREACHABLE, MUSTER_ERROR_OFFLINE },
    { G_IO_ERROR_NETWORK_UNREACHABLE, MUSTER_ERROR_OFFLINE },
    { G_IO_ERROR_TIMED_OUT, MUSTER_ERROR_TIMEOUT },
    { G_IO_ERROR_INVALID_DATA, MUSTER_ERROR_BAD_REPLY },
    { G_IO_ERROR_PARTIAL_INPUT, MUSTER_ERROR_BAD_REPLY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, cases[i].io, "text");
      g_autoptr(GError) ours = muster_net_error (error, NULL);

      g_assert_error (ours, MUSTER_ERROR, cases[i].code);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/net/util/url", test_url);
  g_test_add_func ("/net/util/origin", test_origin);
  g_test_add_func ("/net/util/retry-after", test_retry_after);
  g_test_add_func ("/net/util/clock-skew", test_clock_skew);
  g_test_add_func ("/net/util/backoff", test_backoff);
  g_test_add_func ("/net/util/errors", test_errors);

  return g_test_run ();
}

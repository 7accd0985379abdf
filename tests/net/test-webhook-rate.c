/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-test.h"
#include "muster-webhook-listener.h"
#include "muster-webhook-rate.h"

/* A burst of fifty, then ten a second; another path is not touched by it. */
static void
test_rate (void)
{
  g_autoptr(MusterWebhookRate) rate = muster_webhook_rate_new (MUSTER_WEBHOOK_PER_SECOND, MUSTER_WEBHOOK_BURST);
  gint64 now = 5 * G_TIME_SPAN_HOUR;
  guint n = 0;

  for (guint i = 0; i < 1000; i++)
    n += muster_webhook_rate_take (rate, "a", "/p", now);
  g_assert_cmpuint (n, ==, 50);
  g_assert_true (muster_webhook_rate_take (rate, "a", "", now));
  g_assert_true (muster_webhook_rate_take (rate, "b", "/p", now));
  for (guint i = 0; i < 1000; i++)
    n += muster_webhook_rate_take (rate, "a", "/p", now += 10 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (n, >=, 50 + 99);
  g_assert_cmpuint (n, <=, 50 + 101);
}

/* A million sources take no more memory than a thousand, and leave others alone. */
static void
test_rate_is_bounded (void)
{
  g_autoptr(MusterWebhookRate) rate = muster_webhook_rate_new (MUSTER_WEBHOOK_PER_SECOND, MUSTER_WEBHOOK_BURST);
  gint64 now = 0;

  g_assert_true (muster_webhook_rate_take (rate, "known", "/p", now));
  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *source = g_strdup_printf ("%u", i);

      muster_webhook_rate_take (rate, source, "", now);
      g_assert_cmpuint (muster_webhook_rate_size (rate), <=, MUSTER_WEBHOOK_RATE_MAX);
    }
  g_assert_false (muster_webhook_rate_take (rate, "x", "", now));
  g_assert_true (muster_webhook_rate_take (rate, "known", "/p", now));
  g_assert_true (muster_webhook_rate_take (rate, "x", "", now + G_TIME_SPAN_MINUTE));
}

static void
test_rate_sources (void)
{
  g_autoptr(GInetAddress) four = g_inet_address_new_from_string ("192.0.2.7");
  g_autoptr(GInetAddress) six = g_inet_address_new_from_string ("2001:db8:1:2:3:4:5:6");
  g_autoptr(GInetAddress) neighbour = g_inet_address_new_from_string ("2001:db8:1:2:ffff::1");
  g_autofree char *a = muster_webhook_rate_source (four);
  g_autofree char *b = muster_webhook_rate_source (six);
  g_autofree char *c = muster_webhook_rate_source (neighbour);

  g_assert_cmpstr (a, ==, "192.0.2.7");
  g_assert_cmpstr (b, ==, c);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/net/webhook-rate/limit", test_rate);
  g_test_add_func ("/net/webhook-rate/bounded", test_rate_is_bounded);
  g_test_add_func ("/net/webhook-rate/sources", test_rate_sources);

  return g_test_run ();
}

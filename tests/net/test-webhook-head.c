/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-test.h"
#include "muster-webhook-head.h"
#include "muster-webhook-listener.h"

#define HEAD "POST /hooks/a?recordId=1 HTTP/1.1\r\nHost: hooks.example\r\nX-One:  a b \t\r\nX-One: b\r\n\r\n"

/* Where the body begins, however the head comes in */
static void
test_end (void)
{
  static const char text[] = HEAD "{\"a\":1}\r\n\r\n";
  gsize length = strlen (HEAD);

  for (gsize n = 0; n < sizeof text; n++)
    g_assert_cmpuint (muster_webhook_head_end (text, n), ==, n < length ? 0 : length);

  /* What can be no head is not waited for. */
  g_assert_cmpuint (muster_webhook_head_end ("POST\0", 5), ==, 5);
}

static void
test_parse (void)
{
  g_auto(MusterWebhookHead) head = { NULL, NULL, NULL };
  MusterHeader *header;

  g_assert_cmpuint (muster_webhook_head_parse (HEAD, strlen (HEAD), &head), ==, 0);
  g_assert_cmpstr (head.method, ==, "POST");
  g_assert_cmpstr (head.path, ==, "/hooks/a");
  g_assert_cmpuint (head.headers->len, ==, 3);
  header = head.headers->pdata[1];
  g_assert_cmpstr (header->name, ==, "X-One");
  g_assert_cmpstr (header->value, ==, "a b");
}

/* Each head cut at each place is refused, and nothing is read behind its end. */
static void
test_cut (void)
{
  for (gsize n = 0; n < strlen (HEAD); n++)
    {
      g_auto(MusterWebhookHead) head = { NULL, NULL, NULL };
      g_autofree char *cut = g_memdup2 (HEAD, n > 0 ? n : 1);

      g_assert_cmpuint (muster_webhook_head_parse (cut, n, &head), >=, 400);
    }
}

/* Each byte of a head replaced by each other byte: it is refused, or what is not
 * replaced is read as it stands. */
static void
test_each_byte (void)
{
  for (gsize at = 0; at < strlen (HEAD); at++)
    for (guint byte = 0; byte < 256; byte++)
      {
        g_auto(MusterWebhookHead) head = { NULL, NULL, NULL };
        g_autofree char *text = g_memdup2 (HEAD, strlen (HEAD));
        guint status;

        text[at] = (char) byte;
        status = muster_webhook_head_parse (text, strlen (HEAD), &head);
        g_assert_true (status == 0 || status >= 400);
        if (byte < 0x20 && byte != '\t' && text[at] != HEAD[at])
          g_assert_cmpuint (status, >=, 400);
        for (guint i = 0; status == 0 && i < head.headers->len; i++)
          g_assert_null (strpbrk (((MusterHeader *) head.headers->pdata[i])->value, "\r\n"));
      }
}

static void
test_hosts (void)
{
  static const char * const hosts[] = { "hooks.example", "other.example:8443", "[::1]", NULL };
  static const struct { const char *host; gboolean on; } cases[] = {
    { "hooks.example", TRUE }, { "HOOKS.example:80", TRUE }, { "hooks.example:", FALSE }, { "hooks.example:123456", FALSE },
    { "hooks.example.", FALSE }, { "hooks.examplee", FALSE }, { "other.example:8443", TRUE }, { "other.example", FALSE },
    { "other.example:8443:1", FALSE }, { "[::1]", TRUE }, { "[::1]:8080", TRUE }, { "", FALSE }, { "hooks", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(MusterWebhookHead) head = { NULL, NULL, NULL };
      g_autofree char *text = g_strdup_printf ("POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
                                               "Content-Length: 2\r\n\r\n", cases[i].host);

      g_assert_cmpuint (muster_webhook_head_parse (text, strlen (text), &head), ==, 0);
      g_assert_cmpuint (muster_webhook_head_check (&head, hosts), ==, cases[i].on ? 0 : 421);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/net/webhook-head/end", test_end);
  g_test_add_func ("/net/webhook-head/parse", test_parse);
  g_test_add_func ("/net/webhook-head/cut", test_cut);
  g_test_add_func ("/net/webhook-head/each-byte", test_each_byte);
  g_test_add_func ("/net/webhook-head/hosts", test_hosts);

  return g_test_run ();
}

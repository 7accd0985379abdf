/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The traps of Autotask's webhooks, under the names that the vendor's notes give them. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-hook.h"
#include "muster-json.h"
#include "muster-test.h"

#include "autotask-fixture.h"

static void
test_webhook_subscribed_field (void)
{
  static const char fields[] =
    "{'fields':[{'name':'fieldID','picklistValues':[{'value':'6','label':'Status'},{'value':'7','label':'QueueID'},{'value':'9','label':'LastActivityDate'}]}]}";
  g_autoptr(MusterToolExec) exec = autotask_start ("register-webhook", "{'url':'https://hooks.example/h/1'}", NULL);
  g_autoptr(JsonNode) result = NULL;

  autotask_feed (exec, "{'items':[]}");
  autotask_feed (exec, fields);
  autotask_assert_next (exec, "POST /TicketWebhooks {'name':'Muster','webhookUrl':'https://hooks.example/h/1','deactivationUrl':'https://hooks.example/h/1',"
                        "'secretKey':'0123456789abcdef0123456789abcdef','isActive':true,'isSubscribedToCreateEvents':true,'isSubscribedToUpdateEvents':true,"
                        "'isSubscribedToDeleteEvents':false,'sendThresholdExceededNotification':false}");
  autotask_feed (exec, "{'itemId':9}");
  autotask_assert_next (exec, "GET /TicketWebhooks/9/Fields");
  autotask_feed (exec, "{'items':[]}");
  autotask_assert_next (exec, "POST /TicketWebhooks/9/Fields {'fieldID':6,'isDisplayAlwaysField':true,'isSubscribedField':true,'webhookID':9}");
  autotask_feed (exec, "{'itemId':1}");
  autotask_assert_next (exec, "POST /TicketWebhooks/9/Fields {'fieldID':9,'isDisplayAlwaysField':true,'isSubscribedField':true,'webhookID':9}");
  autotask_feed (exec, "{'itemId':2}");
  autotask_assert_next (exec, "POST /TicketWebhooks/9/Fields {'fieldID':7,'isDisplayAlwaysField':true,'isSubscribedField':true,'webhookID':9}");
  autotask_feed (exec, "{'itemId':3}");
  autotask_assert_next (exec, "GET /TicketWebhooks/9/Fields");
  autotask_feed (exec, "{'items':[{'id':1,'fieldID':6,'isSubscribedField':true}]}");
  autotask_assert_next (exec, "GET /TicketWebhooks/9/ExcludedResources");
  autotask_feed (exec, "{'items':[]}");
  autotask_assert_next (exec, "POST /TicketWebhooks/9/ExcludedResources {'resourceID':29000102,'webhookID':9}");
  autotask_feed (exec, "{'itemId':4}");
  autotask_assert_next (exec, "GET /TicketWebhooks/9");
  autotask_feed (exec, "{'item':{'id':9,'isActive':true,'isReady':true,'secretKey':'CANARY'}}");
  result = autotask_result (exec);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (muster_json_path (result, "webhook")), "isReady"));
}

/* Labels of another language: any field makes it ready */
static void
test_webhook_unknown_labels (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("register-webhook", "{'url':'https://hooks.example/h/1'}", NULL);

  autotask_feed (exec, "{'items':[]}");
  autotask_feed (exec, "{'fields':[{'name':'fieldID','picklistValues':[{'value':'3','label':'Zustand'}]}]}");
  autotask_feed (exec, "{'itemId':9}");
  autotask_feed (exec, "{'items':[]}");
  autotask_feed (exec, "{'items':[]}");
  autotask_assert_next (exec, "POST /TicketWebhooks/9/Fields {'fieldID':3,'isDisplayAlwaysField':true,'isSubscribedField':true,'webhookID':9}");
}

/* An equal address counts as a duplicate even when it is switched off, so the one that is there is used */
static void
test_webhook_again (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("register-webhook", "{'url':'https://hooks.example/h/1'}", NULL);

  autotask_feed (exec, "{'items':[{'id':9,'isActive':false}]}");
  autotask_feed (exec, "{'fields':[{'name':'fieldID','picklistValues':[{'value':'6','label':'Status'}]}]}");
  autotask_assert_next (exec, "PATCH /TicketWebhooks {'id':9,'isActive':true,'secretKey':'0123456789abcdef0123456789abcdef'}");
  autotask_feed (exec, "{'itemId':9}");
  autotask_feed (exec, "{'items':[{'id':1,'isSubscribedField':true}]}");
  autotask_feed (exec, "{'items':[{'id':1,'isSubscribedField':true}]}");
  autotask_feed (exec, "{'items':[{'id':1,'resourceID':29000102}]}");
  autotask_feed (exec, "{'item':{'id':9,'isActive':true,'isReady':true}}");
  json_node_unref (autotask_result (exec));
}

/* Switched on again, and subscribed when it lost its fields */
static void
test_webhook_enabled (void)
{
  g_autoptr(MusterToolExec) plain = autotask_start ("enable-webhook", "{'webhook':9}", NULL);
  g_autoptr(MusterToolExec) bare = autotask_start ("enable-webhook", "{'webhook':9}", NULL);

  autotask_assert_next (plain, "PATCH /TicketWebhooks {'id':9,'isActive':true}");
  autotask_feed (plain, "{'itemId':9}");
  autotask_feed (plain, "{'items':[{'id':1,'isSubscribedField':true}]}");
  autotask_assert_next (plain, "GET /TicketWebhooks/9");

  autotask_feed (bare, "{'itemId':9}");
  autotask_feed (bare, "{'items':[]}");
  autotask_feed (bare, "{'fields':[{'name':'fieldID','picklistValues':[{'value':'3','label':'Zustand'},{'value':'6','label':'Status'}]}]}");
  autotask_assert_next (bare, "POST /TicketWebhooks/9/Fields {'fieldID':6,'isDisplayAlwaysField':true,'isSubscribedField':true,'webhookID':9}");
}

static void
test_webhook_not_ready (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) answer = autotask_json (
    "{'webhooks':[{'id':1,'webhookUrl':'https://a.example','isActive':true,'isReady':true},{'id':2,'webhookUrl':'https://b.example','isActive':true,'isReady':false},"
    "{'id':3,'webhookUrl':'https://c.example','isActive':false,'isReady':true},{'id':4,'webhookUrl':'https://d.example'},{'id':5},null]}");
  g_autoptr(GPtrArray) webhooks = muster_psa_read_webhooks (psa, answer, NULL);
  guint i;

  g_assert_cmpuint (webhooks->len, ==, 4);
  for (i = 0; i < webhooks->len; i++)
    {
      MusterPsaWebhook *webhook = webhooks->pdata[i];

      g_assert_cmpint (webhook->active, ==, i == 0);
      g_assert_cmpint (webhook->detail == NULL, ==, i == 0);
    }
}

#define KEY "0123456789abcdef0123456789abcdef"

/* As the vendor writes it: \u escapes that no parser would write again */
static const char delivery[] =
  "{\"Action\":\"Update\",\"Guid\":\"4f0d5a1e-0000-4000-8000-00000000000c\",\"EntityType\":\"Ticket\",\"Id\":70011,"
  "\"Fields\":{\"Title\":\"M\\u00FCller \\u0026 S\\u00F6hne \\u003Cx\\u003E\"},\"EventTime\":\"2025-11-20T13:10:22Z\",\"SequenceNumber\":17,\"PersonID\":29000101}";

static MusterHook *
hook_with (const char *body,
           const char *key,
           gboolean    hex)
{
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));
  MusterHook *hook = muster_hook_new (bytes);
  g_autoptr(GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) key, strlen (key));
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autofree char *text = NULL;
  g_autofree char *header = NULL;

  if (*body != '\0')
    g_hmac_update (hmac, (const guchar *) body, (gssize) strlen (body));
  text = hex ? g_strdup (g_hmac_get_string (hmac)) : NULL;
  if (!hex)
    {
      g_hmac_get_digest (hmac, digest, &length);
      text = g_base64_encode (digest, length);
    }
  header = g_strconcat ("sha1=", text, NULL);
  muster_hook_add_header (hook, "X-Hook-Signature", header);
  return hook;
}

static void
test_webhook_signature (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(MusterSecret) key = muster_secret_new (KEY);
  g_autoptr(MusterSecret) short_key = muster_secret_new ("0123456789abcdef0123456789abcde");
  g_autoptr(MusterHook) good = hook_with (delivery, KEY, FALSE);
  g_autoptr(MusterHook) weak = hook_with (delivery, "0123456789abcdef0123456789abcde", FALSE);
  g_autoptr(MusterHook) hex = hook_with (delivery, KEY, TRUE);
  g_autoptr(MusterHook) other = hook_with (delivery, "another key that is long enough ...", FALSE);
  g_autoptr(MusterHook) twice = hook_with (delivery, KEY, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_true (muster_psa_verify_hook (psa, good, key, &error));
  g_assert_no_error (error);
  g_assert_false (muster_psa_verify_hook (psa, weak, short_key, NULL));
  g_assert_false (muster_psa_verify_hook (psa, hex, key, NULL));
  g_assert_false (muster_psa_verify_hook (psa, other, key, NULL));
  muster_hook_add_header (twice, "x-hook-signature", muster_hook_get_header (good, "x-hook-signature"));
  g_assert_false (muster_psa_verify_hook (psa, twice, key, NULL));
}

static void
test_webhook_signature_forged (void)
{
  static const char * const headers[] = { "", "sha1=", "sha1", "sha256=AAAA", "SHA1=x", "sha1=AAAAAAAAAAAAAAAAAAAAAAAAAAA=" };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(MusterSecret) key = muster_secret_new (KEY);
  g_autoptr(GBytes) bytes = g_bytes_new (delivery, strlen (delivery));
  g_autoptr(MusterHook) bare = muster_hook_new (bytes);
  g_autoptr(MusterHook) good = hook_with (delivery, KEY, FALSE);
  const char *signature = muster_hook_get_header (good, "x-hook-signature");
  gsize i;

  g_assert_false (muster_psa_verify_hook (psa, bare, key, NULL));
  for (i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(MusterHook) hook = muster_hook_new (bytes);

      muster_hook_add_header (hook, "X-Hook-Signature", headers[i]);
      g_assert_false (muster_psa_verify_hook (psa, hook, key, NULL));
    }
  /* One byte of the body, or the same text written in another way */
  for (i = 0; i < strlen (delivery); i++)
    {
      g_autofree char *changed = g_strdup (delivery);
      g_autoptr(GBytes) other = NULL;
      g_autoptr(MusterHook) hook = NULL;

      changed[i] ^= 1;
      other = g_bytes_new (changed, strlen (changed));
      hook = muster_hook_new (other);
      muster_hook_add_header (hook, "X-Hook-Signature", signature);
      g_assert_false (muster_psa_verify_hook (psa, hook, key, NULL));
    }
}

static void
test_webhook_hint (void)
{
  static const struct
  {
    const char *body;
    const char *object;
    const char *id;
    gboolean    lifecycle;
  } cases[] = {
    { delivery, "ticket", "70011", FALSE },
    { "{\"Action\":\"Create\",\"EntityType\":\"TicketNote\",\"Id\":5}", "ticketnote", "5", FALSE },
    { "{\"Action\":\"Delete\",\"EntityType\":\"Account\",\"Id\":174}", "account", "174", FALSE },
    { "{\"Action\":\"Deactivated\",\"Guid\":\"4f0d\",\"EntityType\":\"Ticket\",\"Id\":0}", "webhook", "4f0d", TRUE },
    { "{\"Action\":\"Deactivated\"}", "webhook", NULL, TRUE },
  };
  static const char * const wrong[] = {
    "", "[]", "{}", "{\"Action\":\"Update\"}", "{\"Action\":\"Update\",\"EntityType\":\"Ticket\"}", "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":\"7\"}",
    "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":-1}", "{\"Action\":\"Update\",\"EntityType\":7,\"Id\":1}", "{\"Action\":7,\"EntityType\":\"Ticket\",\"Id\":1}",
    "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":1,\"Id\":2}", "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":1} ;",
    "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":99999999999999999999}",
  };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterHook) hook = hook_with (cases[i].body, KEY, FALSE);
      g_autoptr(GPtrArray) hints = muster_psa_read_hook (psa, hook, NULL);
      MusterPsaHint *hint;

      g_assert_nonnull (hints);
      hint = hints->pdata[0];
      g_assert_cmpstr (hint->object, ==, cases[i].object);
      g_assert_cmpstr (hint->id, ==, cases[i].id);
      g_assert_cmpint (hint->lifecycle, ==, cases[i].lifecycle);
    }
  for (i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(MusterHook) hook = hook_with (wrong[i], KEY, FALSE);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_psa_read_hook (psa, hook, &error));
      g_assert_nonnull (error);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (void);
  } tests[] = {
    { "webhook-subscribed-field", test_webhook_subscribed_field },
    { "webhook-unknown-labels", test_webhook_unknown_labels },
    { "webhook-again", test_webhook_again },
    { "webhook-enabled", test_webhook_enabled },
    { "webhook-not-ready", test_webhook_not_ready },
    { "webhook-signature", test_webhook_signature },
    { "webhook-signature-forged", test_webhook_signature_forged },
    { "webhook-hint", test_webhook_hint },
  };
  gsize i;

  muster_test_init (&argc, &argv);
  for (i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/autotask/quirk/", tests[i].name, NULL);

      g_test_add_func (path, tests[i].run);
    }
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine as a process that can be killed: polls every second, takes webhooks, works until it is told to end.
 *
 *     burst-engine VENDOR READY DATA PORT PATH SECRET
 *
 * READY is a file with the sandbox's ready line. PORT 0 takes no webhooks. Prints "ready" when it works. Started by
 * test-burst. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include <glib-unix.h>

#include "engine-fixture.h"
#include "muster-json.h"
#include "muster-webhook-listener.h"

#define WINDOW_MS 400
#define SETTLE_MS 400

static EngineFixture self;
static GMainLoop *loop;
static GHashTable *keys;         /* path → MusterSecret: keys that the vendor signs with */
static MusterSecret *own_secret;

/* --- One delivery: verified, stored, answered, and only then looked at --- */

typedef struct
{
  MusterHook      *hook;
  MusterHookReply *reply;
  GPtrArray       *hints;   /* (nullable) */
  guint            stored;
  char            *key_path;
} Delivery;

static void
delivery_done (Delivery *delivery,
               guint     status)
{
  muster_hook_reply_send (delivery->reply, status);
  muster_hook_reply_unref (delivery->reply);
  muster_hook_unref (delivery->hook);
  g_clear_pointer (&delivery->hints, g_ptr_array_unref);
  g_free (delivery->key_path);
  g_free (delivery);
}

static void store_next (Delivery *delivery);

static void
hint_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Delivery *delivery = user_data;
  MusterPsaHint *hint = g_ptr_array_index (delivery->hints, delivery->stored++);
  g_autoptr(GError) error = NULL;

  if (!muster_store_add_hint_finish (MUSTER_STORE (source), result, &error))
    {
      delivery_done (delivery, 500);
      return;
    }
  muster_engine_hint (self.engine, PSA, hint->id);
  store_next (delivery);
}

static void
store_next (Delivery *delivery)
{
  while (delivery->stored < delivery->hints->len)
    {
      MusterPsaHint *hint = g_ptr_array_index (delivery->hints, delivery->stored);

      if (g_strcmp0 (hint->object, "ticket") == 0 && !hint->lifecycle)
        {
          muster_store_add_hint_async (self.store, PSA, hint->id, NULL, hint_stored_cb, delivery);
          return;
        }
      delivery->stored++;
    }
  delivery_done (delivery, 204);
}

static void
verify (Delivery     *delivery,
        MusterSecret *key)
{
  MusterPsa *psa = muster_gate_get_psa (self.gate, PSA);
  g_autoptr(GError) error = NULL;

  if (!muster_psa_verify_hook (psa, delivery->hook, key, &error))
    {
      delivery_done (delivery, 401);
      return;
    }
  delivery->hints = muster_psa_read_hook (psa, delivery->hook, &error);
  if (delivery->hints == NULL)
    delivery_done (delivery, 401);
  else
    store_next (delivery);
}

static void
key_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Delivery *delivery = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  const char *text = answer != NULL ? muster_json_path_str (answer, "key.signing_key") : NULL;
  MusterSecret *key;

  if (text == NULL)
    {
      g_printerr ("key: %s\n", error != NULL ? error->message : "none in the answer");
      delivery_done (delivery, 401);
      return;
    }
  key = muster_secret_new (text);
  g_hash_table_replace (keys, g_strdup (delivery->key_path), key);
  verify (delivery, key);
}

static void
find_key (Delivery *delivery)
{
  MusterPsa *psa = muster_gate_get_psa (self.gate, PSA);
  g_autoptr(JsonNode) settings =
    muster_json_from_string_trusted (muster_connection_get_settings (muster_gate_get_connection (self.gate, PSA)), NULL);
  g_autoptr(MusterRunCap) cap = muster_cap_new_setup (PSA);
  g_autoptr(JsonObject) args = json_object_new ();
  MusterSecret *key;

  delivery->key_path = muster_psa_hook_key_path (psa, delivery->hook, muster_json_path_str (settings, "site"),
                                                 muster_json_path_str (settings, "apiRoot"), NULL);
  key = delivery->key_path != NULL ? g_hash_table_lookup (keys, delivery->key_path) : NULL;
  if (delivery->key_path == NULL)
    delivery_done (delivery, 401);
  else if (key != NULL)
    verify (delivery, key);
  else
    {
      json_object_set_string_member (args, "path", delivery->key_path);
      muster_gate_read_async (self.gate, cap, "connectwise:read-signing-key", args, NULL, NULL, key_read_cb, delivery);
    }
}

static void
hook_cb (MusterWebhookListener *listener,
         const char            *connection_id,
         MusterHook            *hook,
         MusterHookReply       *reply,
         gpointer               user_data)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->hook = muster_hook_ref (hook);
  delivery->reply = muster_hook_reply_ref (reply);
  if (muster_psa_has_hook_keys (muster_gate_get_psa (self.gate, PSA)))
    find_key (delivery);
  else
    verify (delivery, own_secret);
}

static MusterWebhookListener *
listen (guint16     port,
        const char *path)
{
  MusterWebhookListener *listener = muster_webhook_listener_new ();
  static const char * const hosts[] = { "127.0.0.1", NULL };
  g_autoptr(GError) error = NULL;

  muster_webhook_listener_set_handler (listener, hook_cb, NULL, NULL);
  muster_webhook_listener_add_path (listener, path, PSA);
  muster_webhook_listener_start (listener, "127.0.0.1", port, hosts, &error);
  g_assert_no_error (error);
  return listener;
}

/* --- The process --- */

static void
settled_cb (void)
{
  if (muster_engine_get_settled (self.engine))
    g_main_loop_quit (loop);
}

/* Not in the middle of something */
static gboolean
end_cb (gpointer user_data)
{
  muster_engine_set_poll_interval (self.engine, 0);
  g_signal_connect (self.engine, "settled", G_CALLBACK (settled_cb), NULL);
  settled_cb ();
  return G_SOURCE_CONTINUE;
}

static void
trouble_cb (MusterEngine *engine,
            const char   *connection_id,
            int           code,
            const char   *text)
{
  g_printerr ("trouble: %s\n", text);
}

static void
began_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (muster_engine_poll_finish (MUSTER_ENGINE (source), result, &error) < 0)
    g_printerr ("%s\n", error->message);
}

static void
resume (void)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_engine_resume_async (self.engine, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_engine_resume_finish (self.engine, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(MusterWebhookListener) listener = NULL;
  g_autofree char *text = NULL;

  if (argc != 7)
    return 2;
  loop = g_main_loop_new (NULL, FALSE);
  keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
  own_secret = muster_secret_new (argv[6]);
  self.vendor = argv[1];
  self.dir = argv[3];
  self.settle_ms = SETTLE_MS;
  g_assert_true (g_file_get_contents (argv[2], &text, NULL, NULL));
  engine_fixture_join_sandbox (&self, text);
  engine_fixture_open (&self);
  muster_engine_set_hint_window (self.engine, WINDOW_MS);
  g_signal_connect (self.engine, "trouble", G_CALLBACK (trouble_cb), NULL);
  if (atoi (argv[4]) > 0)
    listener = listen ((guint16) atoi (argv[4]), argv[5]);
  g_unix_signal_add (SIGTERM, end_cb, NULL);

  resume ();
  muster_engine_poll_async (self.engine, FALSE, NULL, began_cb, NULL);
  muster_engine_set_poll_interval (self.engine, 1);
  g_print ("ready\n");
  g_main_loop_run (loop);

  if (listener != NULL)
    muster_webhook_listener_stop (listener);
  engine_fixture_close (&self);
  return 0;
}

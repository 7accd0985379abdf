/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Webhooks through the whole product: registered by a click or by hand, a delivery that is worked in seconds, a forged one
 * that is not, one that the vendor switched off, and the end. Each test has the PSA's id as its data. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"

static const char * const psas[] = { "connectwise", "halopsa", "autotask" };

static const char *
psa_id (AppFixture *self)
{
  return muster_connection_get_id (muster_context_find_connection (self->context, "psa"));
}

static MusterWebhook *
webhook_of (AppFixture *self)
{
  return muster_context_find_webhook (self->context, psa_id (self));
}

static guint16
free_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

static gboolean
set_listener (AppFixture *self,
              gboolean    enabled,
              guint16     port,
              const char *base,
              GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  const MusterListenerSettings settings = { enabled, NULL, port, (char *) base };

  muster_context_set_listener_async (self->context, &settings, NULL, muster_test_wait_cb, &wait);
  return muster_context_set_listener_finish (self->context, muster_test_wait (&wait), error);
}

static void
act (AppFixture *self,
     void      (*begin)(MusterContext *, const char *, GCancellable *, GAsyncReadyCallback, gpointer),
     gboolean  (*finish)(MusterContext *, GAsyncResult *, GError **))
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  begin (self->context, psa_id (self), NULL, muster_test_wait_cb, &wait);
  finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static void
register_it (AppFixture *self)
{
  act (self, muster_context_register_webhook_async, muster_context_register_webhook_finish);
}

static void
check_it (AppFixture *self)
{
  act (self, muster_context_check_webhook_async, muster_context_check_webhook_finish);
}

/* What a person does in HaloPSA's web page */
static void
paste_at_vendor (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterWebhook *webhook = webhook_of (self);
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(JsonNode) answer = NULL;
  g_autofree char *body = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (muster_webhook_get_steps (webhook));
  g_assert_cmpstr (muster_webhook_get_user (webhook), ==, "muster");
  muster_context_read_webhook_secret_async (self->context, psa_id (self), NULL, muster_test_wait_cb, &wait);
  secret = muster_context_read_webhook_secret_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (muster_secret_peek (secret)), >=, 43);
  body = g_strdup_printf ("{\"register\":{\"vendor\":\"halopsa\",\"url\":\"%s\",\"username\":\"%s\",\"password\":\"%s\",\"name\":\"Muster\"}}",
                          muster_webhook_get_url (webhook), muster_webhook_get_user (webhook), muster_secret_peek (secret));
  answer = app_fixture_control (self, "POST", "/webhooks", body);
}

/* Everything up to a webhook that the vendor sends to */
static void
set_up (AppFixture *self,
        const char *psa)
{
  guint16 port = free_port ();
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_with (self, psa);
  client = app_fixture_client (self, "Varga Logistics", "varga");
  g_assert_cmpuint (app_fixture_process (self).done, ==, 1);
  g_assert_true (set_listener (self, TRUE, port, base, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (muster_context_get_listener_port (self->context), ==, 0);
  register_it (self);
  if (g_str_equal (psa, "halopsa"))
    paste_at_vendor (self);
  muster_engine_set_hint_window (self->context->engine, 20);
  muster_context_start (self->context);
  g_assert_cmpuint (muster_context_get_listener_port (self->context), ==, port);
}

typedef struct
{
  AppFixture *fixture;
  gint64      accepted;
  gint64      refused;
} Expected;

static gboolean
delivered (gpointer data)
{
  Expected *expected = data;
  MusterWebhook *webhook = webhook_of (expected->fixture);

  return muster_webhook_get_n_accepted (webhook) >= expected->accepted && muster_webhook_get_n_refused (webhook) >= expected->refused;
}

static gboolean
answered (gpointer data)
{
  Expected *expected = data;
  MusterWebhook *webhook = webhook_of (expected->fixture);

  return muster_webhook_get_n_accepted (webhook) + muster_webhook_get_n_refused (webhook) >= expected->accepted;
}

static gboolean
note_is_there (gpointer data)
{
  gpointer *both = data;
  g_autoptr(GPtrArray) runs = app_fixture_runs (both[0]);

  for (guint i = 0; i < runs->len; i++)
    if (g_strcmp0 (muster_run_get_external_ticket_id (g_ptr_array_index (runs, i)), both[1]) == 0
        && muster_run_get_state (g_ptr_array_index (runs, i)) == MUSTER_RUN_STATE_DONE)
      return TRUE;
  return FALSE;
}

static char *
new_ticket (AppFixture *self)
{
  g_autoptr(JsonNode) answer =
    app_fixture_control (self, "POST", "/tickets", "{\"clientKey\":\"varga\",\"summary\":\"Printer\",\"description\":\"It does not print.\"}");
  JsonObject *object = json_node_get_object (answer);
  JsonObject *ticket = json_object_has_member (object, "ticket") ? json_object_get_object_member (object, "ticket") : object;

  return g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (ticket, "id"));
}

/* A new ticket is worked on long before the next poll; a forged delivery is a 401 and a number on the page */
static void
test_delivery (AppFixture   *self,
               gconstpointer data)
{
  g_autofree char *ticket = NULL;
  g_autoptr(JsonNode) forge = NULL;
  gpointer both[2] = { self, NULL };
  Expected expected = { self, 1, 0 };

  set_up (self, data);
  both[1] = ticket = new_ticket (self);
  muster_test_until (delivered, &expected);
  muster_test_until (note_is_there, both);
  g_assert_cmpuint (app_fixture_count_notes (self, ticket), ==, 1);
  g_assert_true (muster_webhook_get_registered (webhook_of (self)));
  g_assert_cmpint (muster_webhook_get_last_delivery (webhook_of (self)), >, 0);
  g_assert_cmpstr (muster_webhook_get_state_text (webhook_of (self)), ==, "Works");

  g_free (ticket);
  forge = app_fixture_control (self, "POST", "/webhooks", "{\"behaviour\":{\"forge\":1}}");
  both[1] = ticket = new_ticket (self);
  expected.refused = 1;
  muster_test_until (delivered, &expected);
  muster_test_until (note_is_there, both);
  g_assert_cmpuint (app_fixture_count_notes (self, ticket), ==, 1);
  g_clear_pointer (&forge, json_node_unref);
  forge = app_fixture_control (self, "GET", "/webhooks", NULL);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (json_node_get_object (forge), "counts"), "forgedAccepted"),
                   ==, 0);
}

/* Many tickets at once: the first delivery of ConnectWise has to fetch the key, and those beside it wait for it */
static void
test_burst (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(JsonNode) answer = NULL;
  Expected expected = { self, 6, 0 };

  set_up (self, data);
  answer = app_fixture_control (self, "POST", "/tickets/burst", "{\"count\":6,\"prefix\":\"burst\"}");
  muster_test_until (answered, &expected);
  g_assert_cmpint (muster_webhook_get_n_refused (webhook_of (self)), ==, 0);
  g_assert_cmpint (muster_webhook_get_n_accepted (webhook_of (self)), >=, 6);
}

/* What the vendor switched off is noticed by the check and put back; by hand it can only be told */
static void
test_disabled (AppFixture   *self,
               gconstpointer data)
{
  g_autoptr(JsonNode) answer = NULL;
  g_autofree char *body = NULL;

  set_up (self, data);
  check_it (self);
  g_assert_true (muster_webhook_get_enabled (webhook_of (self)));
  g_assert_nonnull (muster_webhook_get_vendor_id (webhook_of (self)));
  body = g_strdup_printf (g_str_equal (data, "halopsa") ? "{\"disable\":{\"vendor\":\"%s\",\"id\":\"%s\"}}"
                          : "{\"disable\":{\"vendor\":\"%s\",\"id\":%s}}", (const char *) data,
                          muster_webhook_get_vendor_id (webhook_of (self)));
  answer = app_fixture_control (self, "POST", "/webhooks", body);
  check_it (self);
  g_assert_cmpint (muster_webhook_get_enabled (webhook_of (self)), ==, !g_str_equal (data, "halopsa"));
  g_assert_cmpint (muster_webhook_get_disabled_by_vendor (webhook_of (self)), ==, g_str_equal (data, "halopsa"));
  if (g_str_equal (data, "halopsa"))
    g_assert_nonnull (strstr (muster_webhook_get_state_text (webhook_of (self)), "switch it on"));
  g_assert_cmpint (muster_webhook_get_last_check (webhook_of (self)), >, 0);
}

static guint
count_registrations (AppFixture *self,
                     const char *vendor)
{
  g_autoptr(JsonNode) answer = app_fixture_control (self, "GET", "/webhooks", NULL);

  return json_array_get_length (json_object_get_array_member (json_object_get_object_member (json_node_get_object (answer),
                                                                                             "registrations"), vendor));
}

/* Another public address moves the registration; removing the connection takes it back, by hand where there is no other way */
static void
test_move_and_remove (AppFixture   *self,
                      gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  gboolean manual = g_str_equal (data, "halopsa");
  g_autofree char *id = NULL;
  g_autofree char *key = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *result;
  MusterSecret *secret = NULL;

  set_up (self, data);
  check_it (self);
  g_assert_cmpuint (count_registrations (self, data), ==, 1);
  if (!manual)
    {
      g_assert_true (set_listener (self, TRUE, 0, "https://hooks.msp.example", &error));
      check_it (self);
      g_assert_cmpuint (count_registrations (self, data), ==, 1);
      g_assert_true (g_str_has_prefix (muster_webhook_get_url (webhook_of (self)), "https://hooks.msp.example/hooks/"));
      g_assert_true (muster_webhook_get_registered (webhook_of (self)));
    }
  id = g_strdup (psa_id (self));
  muster_context_remove_connection_async (self->context, id, NULL, muster_test_wait_cb, &wait);
  result = muster_test_wait (&wait);
  muster_context_remove_connection_finish (self->context, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (muster_context_remove_connection_get_rest (result) != NULL, ==, manual);
  g_assert_cmpuint (count_registrations (self, data), ==, manual ? 1 : 0);
  g_assert_cmpuint (g_list_model_get_n_items (muster_context_get_webhooks (self->context)), ==, 0);
  {
    g_auto(MusterTestWait) look = MUSTER_TEST_WAIT_INIT;

    key = g_strconcat (id, "/webhookSecret", NULL);
    muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, key, NULL, muster_test_wait_cb, &look);
    muster_secret_store_lookup_finish (self->secret_store, muster_test_wait (&look), &secret, NULL);
    g_assert_null (secret);
  }
}

/* Off by default, nonsense is refused, a taken port changes nothing, and settings survive a restart */
static void
test_settings (AppFixture   *self,
               gconstpointer data)
{
  static const char * const wrong[] = { "hooks.example.com", "http://hooks.example.com", "https://hooks.example.com/path",
                                        "https://user@hooks.example.com", "ftp://x" };
  g_autoptr(GSocketListener) other = g_socket_listener_new ();
  guint16 taken = g_socket_listener_add_any_inet_port (other, NULL, NULL);
  g_auto(MusterListenerSettings) settings = { 0 };
  g_auto(MusterListenerSettings) again = { 0 };
  guint16 port = free_port ();
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  muster_context_get_listener_settings (self->context, &settings);
  g_assert_false (settings.enabled);
  muster_context_start (self->context);
  g_assert_cmpuint (muster_context_get_listener_port (self->context), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (set_listener (self, TRUE, port, wrong[i], &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
      g_clear_error (&error);
    }
  g_assert_true (set_listener (self, TRUE, port, "https://hooks.example.com/", &error));
  g_assert_cmpuint (muster_context_get_listener_port (self->context), ==, port);
  g_assert_false (set_listener (self, TRUE, taken, "https://other.example.com", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_cmpuint (muster_context_get_listener_port (self->context), ==, port);
  app_fixture_close (self);

  app_fixture_open (self);
  muster_context_get_listener_settings (self->context, &again);
  g_assert_true (again.enabled);
  g_assert_cmpstr (again.base, ==, "https://hooks.example.com");
  g_assert_cmpuint (again.port, ==, port);
}

/* Nothing can be registered before somebody has said where */
static void
test_no_address (AppFixture   *self,
                 gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = app_fixture_connect (self, data, &error);
  muster_context_register_webhook_async (self->context, psa_id (self), NULL, muster_test_wait_cb, &wait);
  g_assert_false (muster_context_register_webhook_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_assert_false (muster_webhook_get_wanted (webhook_of (self)));
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*run) (AppFixture *, gconstpointer); gboolean once; } tests[] = {
    { "delivery", test_delivery },
    { "burst", test_burst },
    { "disabled", test_disabled },
    { "move-and-remove", test_move_and_remove },
    { "settings", test_settings, TRUE },
    { "no-address", test_no_address },
  };

  muster_test_init (&argc, &argv);
  for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
    for (gsize i = 0; i < (tests[t].once ? 1 : G_N_ELEMENTS (psas)); i++)
      {
        g_autofree char *path = g_strdup_printf ("/app/webhooks/%s/%s", psas[i], tests[t].name);

        g_test_add (path, AppFixture, psas[i], app_fixture_setup, tests[t].run, app_fixture_teardown);
      }
  return g_test_run ();
}

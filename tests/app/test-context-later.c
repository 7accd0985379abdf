/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What takes its time: a vendor that is still at it, also across a restart, and says in the end that it is done or that it
 * failed; and the later look at what nobody knew, or what may be there twice. The clocks are moved by hand. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-browser.h"
#include "app-fixture.h"
#include "muster-connection-steps.h"
#include "muster-effect.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-undo-private.h"

#define HUGH   "339feb72-b6a7-5397-b63a-9810881a1bea"
#define DEVICE "e572f5c0-728f-551a-939b-80f70dd1b312"
#define SYNCED "31e3f5f9-f01c-55e1-98d6-df8a88e0d2a7"

static void
control (AppFixture *self,
         const char *path,
         const char *body)
{
  g_autoptr(JsonNode) answer = app_fixture_control (self, "POST", path, body);
}

static MusterClient *
set_up (AppFixture *self)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  return app_fixture_client (self, "Alder & Finch Architects", "alder");
}

/* Microsoft 365 in the name of a technician, as synchronised people need it */
static void
connect_as_person (AppFixture *self)
{
  static const char * const names[] = { "login", "graph", "exchange", "partner", "tenantId", "clientId", "clientSecret" };
  g_autoptr(GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(JsonNode) shown = app_fixture_control (self, "GET", "/entra", NULL);
  g_autofree char *decision = g_strconcat ("decision=sign-in&user=", muster_json_path_str (shown, "technicians[0].upn"), NULL);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) join = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterConnection) connection = NULL;
  AppBrowser browser = { decision };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_insert (fields, g_strdup (names[i]), g_strdup (muster_sandbox_child_get_value (self->child, "entra", names[i])));
  g_hash_table_insert (fields, g_strdup ("method"), g_strdup ("person"));
  g_hash_table_insert (fields, g_strdup ("lateCommitMs"), g_strdup ("100"));
  muster_context_sign_in_connection_async (self->context, "microsoft365", fields, app_browser_open_cb, &browser, NULL,
                                           muster_test_wait_cb, &wait);
  muster_context_sign_in_connection_finish (self->context, muster_test_wait (&wait), &error);
  app_browser_end (&browser);
  g_assert_no_error (error);
  muster_context_connect_async (self->context, "microsoft365", fields, NULL, muster_test_wait_cb, &join);
  connection = muster_context_connect_finish (self->context, muster_test_wait (&join), &error);
  g_assert_no_error (error);
}

static MusterClient *
set_up_person (AppFixture *self)
{
  static const char * const others[] = { "connectwise", "hudu" };

  app_fixture_open (self);
  app_fixture_account (self);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterConnection) connection = app_fixture_connect (self, others[i], &error);

      g_assert_no_error (error);
    }
  connect_as_person (self);
  return app_fixture_client (self, "Varga Logistics", "varga");
}

static void
write_back (JsonObject *world,
            gpointer    data)
{
  JsonArray *clients = muster_json_arr (world, "clients");

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *directory = muster_json_obj (muster_json_arr_obj (clients, i), "directory");

      if (g_strcmp0 (muster_json_str (directory, "mode"), "hybrid") == 0)
        json_object_set_boolean_member (directory, "passwordWriteback", TRUE);
    }
}

static MusterToolOutcome *
run_tool (AppFixture   *self,
          MusterClient *client,
          const char   *tool,
          const char   *args)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);
  g_autoptr(GError) error = NULL;
  MusterToolOutcome *outcome;

  muster_context_run_tool_async (self->context, muster_client_get_id (client), tool, json_node_get_object (node), NULL,
                                 muster_test_wait_cb, &wait);
  outcome = muster_context_run_tool_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return outcome;
}

static MusterEffect *
effect_of (AppFixture        *self,
           MusterToolOutcome *outcome)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterStore *store = muster_context_get_store (self->context);
  g_autoptr(GError) error = NULL;
  MusterEffect *effect;

  muster_store_get_effect_async (store, outcome->effect_id, NULL, muster_test_wait_cb, &wait);
  effect = muster_store_get_effect_finish (store, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return effect;
}

static void
assert_state (AppFixture        *self,
              MusterToolOutcome *outcome,
              MusterEffectState  state)
{
  g_autoptr(MusterEffect) effect = effect_of (self, outcome);

  if (muster_effect_get_state (effect) != state)
    g_error ("%s is %s and not %s: %s", outcome->tool, muster_effect_state_to_string (muster_effect_get_state (effect)),
             muster_effect_state_to_string (state), muster_effect_get_outcome (effect));
}

static void
assert_says (AppFixture        *self,
             MusterToolOutcome *outcome,
             const char        *part)
{
  g_autoptr(MusterEffect) effect = effect_of (self, outcome);

  if (strstr (muster_effect_get_outcome (effect), part) == NULL)
    g_error ("“%s” does not say “%s”", muster_effect_get_outcome (effect), part);
}

/* Both clocks, and then whatever is due */
static void
later (AppFixture *self,
       guint       minutes)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *body = g_strdup_printf ("{\"advance\":%u}", minutes * 60);
  g_autoptr(GError) error = NULL;

  control (self, "/clock", body);
  muster_clock_advance (self->clock, (gint64) minutes * 60 * G_USEC_PER_SEC);
  muster_context_look_later_async (self->context, muster_test_wait_cb, &wait);
  muster_context_look_later_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

/* As after a crash: another program on the same files */
static void
restart (AppFixture *self)
{
  app_fixture_close (self);
  app_fixture_open (self);
  muster_context_set_operator (self->context, "musterctl:kim");
}

/* Requests of Graph whose path ends so */
static guint
count_requests (AppFixture *self,
                const char *end)
{
  g_autoptr(JsonNode) log = app_fixture_control (self, "GET", "/requests?vendor=graph", NULL);
  JsonArray *rows = muster_json_arr (json_node_get_object (log), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    n += strstr (muster_json_str (muster_json_arr_obj (rows, i), "path"), end) != NULL;
  return n;
}

static gboolean
has_password (AppFixture        *self,
              MusterToolOutcome *outcome)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterSecret) secret = NULL;

  muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_GENERATED, outcome->effect_id, NULL,
                                    muster_test_wait_cb, &wait);
  muster_secret_store_lookup_finish (self->secret_store, muster_test_wait (&wait), &secret, NULL);
  return secret != NULL;
}

/* --- A password that the local directory has to take --- */

static void
test_reset (AppFixture   *self,
            gconstpointer data)
{
  gboolean fails = GPOINTER_TO_INT (data);
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(MusterEffect) effect = NULL;

  if (!fails)
    app_fixture_change_world (self, write_back, NULL);
  client = set_up_person (self);
  control (self, "/settings", "{\"graph\":{\"operationMs\":420000}}");
  outcome = run_tool (self, client, "microsoft365:reset-password", "{\"user\":\"" SYNCED "\"}");
  assert_state (self, outcome, MUSTER_EFFECT_STATE_DISPATCHED);
  effect = effect_of (self, outcome);
  g_assert_nonnull (strstr (muster_effect_get_op_link (effect), "/authentication/operations/"));
  g_assert_false (muster_context_can_reveal_effect (self->context, outcome->effect_id));
  g_assert_true (has_password (self, outcome));

  /* Still at it when it is asked again, by another program */
  restart (self);
  later (self, 5);
  assert_state (self, outcome, MUSTER_EFFECT_STATE_DISPATCHED);
  g_assert_false (muster_context_can_reveal_effect (self->context, outcome->effect_id));
  later (self, 5);
  assert_state (self, outcome, fails ? MUSTER_EFFECT_STATE_ABSENT : MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpuint (count_requests (self, "/resetPassword"), ==, 1);
  g_assert_cmpuint (count_requests (self, "/authentication/operations/"), >=, 3);
  g_assert_true (muster_context_can_reveal_effect (self->context, outcome->effect_id) == !fails);
  g_assert_true (has_password (self, outcome) == !fails);
  if (fails)
    assert_says (self, outcome, "On premises password writeback not enabled");
}

/* --- What a device is told --- */

static void
test_device (AppFixture   *self,
             gconstpointer data)
{
  static const char * const acts[][2] = {
    { "microsoft365:sync-device", "/syncDevice" }, { "microsoft365:reboot-device", "/rebootNow" },
    { "microsoft365:lock-device", "/remoteLock" }, { "microsoft365:retire-device", "/retire" }, { "microsoft365:wipe-device", "/wipe" },
  };
  gboolean fails = GPOINTER_TO_INT (data);
  g_autoptr(MusterClient) client = set_up (self);
  MusterToolOutcome *outcomes[G_N_ELEMENTS (acts)];

  control (self, "/settings", fails ? "{\"graph\":{\"deviceActionMs\":420000,\"deviceActionFails\":true}}"
                                    : "{\"graph\":{\"deviceActionMs\":420000}}");
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      outcomes[i] = run_tool (self, client, acts[i][0], "{\"device\":\"" DEVICE "\"}");
      assert_state (self, outcomes[i], MUSTER_EFFECT_STATE_DISPATCHED);
    }
  restart (self);
  later (self, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      assert_state (self, outcomes[i], fails ? MUSTER_EFFECT_STATE_ABSENT : MUSTER_EFFECT_STATE_CONFIRMED);
      if (fails)
        assert_says (self, outcomes[i], "it failed: failed");
      g_assert_cmpuint (count_requests (self, acts[i][1]), ==, 1);
      muster_tool_outcome_free (outcomes[i]);
    }
}

/* With the answer lost and the clocks apart, either way: told once, and what the vendor says about its clock lets it be found.
 * @data: by how many seconds the vendor's is ahead */
static void
test_clocks (AppFixture   *self,
             gconstpointer data)
{
  int ahead = GPOINTER_TO_INT (data);
  g_autofree char *body = g_strdup_printf ("{\"advance\":%d}", ahead);
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(MusterToolOutcome) outcome = NULL;

  if (ahead > 0)
    control (self, "/clock", body);
  else
    muster_clock_advance (self->clock, -(gint64) ahead * G_USEC_PER_SEC);
  control (self, "/settings", "{\"graph\":{\"deviceActionMs\":0}}");
  control (self, "/faults", "{\"vendor\":\"graph\",\"class\":\"write\",\"kind\":\"lost-reply\",\"times\":1}");
  outcome = run_tool (self, client, "microsoft365:lock-device", "{\"device\":\"" DEVICE "\"}");
  assert_state (self, outcome, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpuint (count_requests (self, "/remoteLock"), ==, 1);
}

/* --- The later look --- */

static void
test_found_later (AppFixture   *self,
                  gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(MusterToolOutcome) outcome = NULL;

  control (self, "/settings", "{\"graph\":{\"staleMs\":720000}}");
  outcome = run_tool (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}");
  assert_state (self, outcome, MUSTER_EFFECT_STATE_UNKNOWN);
  later (self, 14);
  assert_state (self, outcome, MUSTER_EFFECT_STATE_UNKNOWN);
  later (self, 2);
  assert_state (self, outcome, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_says (self, outcome, "as a later look showed");
}

/* (transfer full): the one act that is to be looked at again within the hour */
static MusterEffect *
find_due (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterStore *store = muster_context_get_store (self->context);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) due = NULL;

  muster_store_list_effects_due_async (store, muster_clock_now (self->clock) + G_TIME_SPAN_HOUR, NULL,
                                       muster_test_wait_cb, &wait);
  due = muster_store_list_effects_due_finish (store, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return due->len == 1 ? g_object_ref (g_ptr_array_index (due, 0)) : NULL;
}

/* A note whose answer got lost was found; what another program adds later under the same mark is not overlooked */
static void
test_twice (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(MusterEffect) effect = NULL;
  g_autoptr(MusterEffect) none = NULL;
  MusterToolOutcome outcome = { NULL, };
  const char *ticket;
  g_autofree char *body = NULL;
  g_autofree char *path = NULL;

  control (self, "/faults", "{\"vendor\":\"connectwise\",\"class\":\"note\",\"kind\":\"lost-reply\",\"times\":1}");
  app_fixture_process (self);
  effect = find_due (self);
  g_assert_nonnull (effect);
  g_assert_cmpint ((int) muster_effect_get_state (effect), ==, MUSTER_EFFECT_STATE_CONFIRMED);
  ticket = strchr (muster_effect_get_target (effect), ':') + 1;
  path = g_strdup_printf ("/tickets/%s/notes", ticket);
  body = g_strdup_printf ("{\"kind\":\"internal\",\"authorKind\":\"member\",\"memberId\":1,\"text\":\"Looked at it %s\"}",
                          muster_effect_get_marker (effect));
  control (self, path, body);

  g_test_expect_message ("muster-gate", G_LOG_LEVEL_WARNING, "*is there 2 times");
  later (self, 16);
  g_test_assert_expected_messages ();
  outcome.effect_id = (char *) muster_effect_get_id (effect);
  outcome.tool = (char *) muster_effect_get_tool (effect);
  assert_state (self, &outcome, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_says (self, &outcome, "there 2 times");
  /* Once is enough */
  none = find_due (self);
  g_assert_null (none);
}

#define TEST(name, data, func) \
  g_test_add ("/app/later/" name, AppFixture, GINT_TO_POINTER (data), app_fixture_setup, func, app_fixture_teardown)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  TEST ("reset", FALSE, test_reset);
  TEST ("reset-fails", TRUE, test_reset);
  TEST ("device", FALSE, test_device);
  TEST ("device-fails", TRUE, test_device);
  TEST ("clock-ahead", -90, test_clocks);
  TEST ("clock-far-ahead", -600, test_clocks);
  TEST ("vendor-clock-ahead", 90, test_clocks);
  TEST ("found-later", FALSE, test_found_later);
  TEST ("twice", FALSE, test_twice);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handles, passwords that are made, and what becomes of both when something goes wrong */

#define _GNU_SOURCE
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-gate.h"
#include "muster-json.h"
#include "muster-store-fixture.h"

#include "secret-vendor.h"

typedef struct
{
  char              *dir;
  MusterStore       *store;
  MusterClock       *clock;
  MusterEgress      *egress;
  MusterTransport   *transport;
  MusterCatalog     *catalog;
  MusterGate        *gate;
  MusterConnection  *connection;
  MusterSecretStore *keyring;
  MusterRunCap      *cap;
  SecretVendor      *vendor;
  MusterPolicy       reading;
  int                step;
} Fixture;

static MusterPolicy
policy_cb (const char   *tool,
           MusterPolicy  fallback,
           gpointer      user_data)
{
  return g_str_has_suffix (tool, ":get-secret") ? ((Fixture *) user_data)->reading : fallback;
}

static MusterRunCap *
new_cap (Fixture    *f,
         const char *run,
         const char *client)
{
  const char *ids[] = { "C1", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, NULL, "D1");
  MusterRunCap *cap = muster_cap_new_run (run, client, MUSTER_MODE_EXECUTE, 1, scope, ids);

  muster_cap_set_policy_lookup (cap, policy_cb, f, NULL);
  muster_cap_add_resolved (cap, "thing:T1");
  return cap;
}

/* Also as after a restart: nothing is left but the file and the keyring */
static void
start_gate (Fixture *f)
{
  g_clear_object (&f->gate);
  g_clear_object (&f->cap);
  g_clear_object (&f->egress);
  g_clear_object (&f->transport);
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
  f->gate = muster_gate_new (f->catalog, f->store, f->transport, f->clock, f->egress);
  muster_gate_set_secret_store (f->gate, f->keyring);
  muster_gate_add_connection (f->gate, f->connection, NULL);
  muster_transport_set_limits (f->transport, "C1", 1000, 8);
  f->cap = new_cap (f, "R1", "K1");
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autofree char *base = NULL;
  g_autofree char *settings = NULL;

  f->vendor = secret_vendor_new ();
  base = secret_vendor_base (f->vendor);
  f->dir = muster_test_dir ();
  f->store = fixture_open_or_die (f->dir);
  fixture_fill (f->store);
  fixture_set_mode (f->store, "K1", MUSTER_MODE_EXECUTE);
  f->clock = muster_clock_new_fixed (g_get_real_time ());
  f->catalog = secret_vendor_catalog ();
  f->keyring = muster_secret_store_memory_new ();
  f->connection = fixture_connection ("C1");
  muster_connection_set_integration (f->connection, "t");
  settings = g_strdup_printf ("{\"api\":\"%s\"}", base);
  muster_connection_set_settings (f->connection, settings);
  muster_connection_set_settle_ms (f->connection, 5);
  muster_connection_set_look_gap_ms (f->connection, 5);
  f->reading = MUSTER_POLICY_AUTO;
  start_gate (f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->gate);
  g_clear_object (&f->cap);
  g_clear_object (&f->connection);
  g_clear_object (&f->catalog);
  g_clear_object (&f->transport);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  g_clear_object (&f->keyring);
  fixture_close (f->store);
  secret_vendor_free (f->vendor);
  muster_test_remove_dir (f->dir);
  g_free (f->dir);
}

static JsonNode *
read_tool (Fixture     *f,
           const char  *tool,
           const char  *args,
           GError     **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);

  muster_gate_read_async (f->gate, f->cap, tool, json_node_get_object (node), NULL, NULL, muster_test_wait_cb, &wait);
  return muster_gate_read_finish (f->gate, muster_test_wait (&wait), error);
}

static char *
read_handle (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = read_tool (f, "t:get-secret", "{\"secret\":7}", &error);

  g_assert_no_error (error);
  return g_strdup (muster_json_path_str (answer, "row.password"));
}

static MusterEffect *
prepare (Fixture    *f,
         const char *tool,
         const char *args)
{
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);
  g_autoptr(GError) error = NULL;
  MusterEffect *effect = muster_gate_new_effect (f->gate, f->cap, tool, ++f->step, "thing:T1", json_node_get_object (node), &error);

  g_assert_no_error (error);
  muster_cap_add_approval (f->cap, muster_effect_get_id (effect), muster_effect_get_args_hash (effect));
  MUST (f->store, prepare_effect, effect, "member:M1");
  return effect;
}

static gboolean
dispatch (Fixture            *f,
          MusterEffect       *effect,
          gboolean            recover,
          MusterEffectState  *state,
          GError            **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  if (recover)
    muster_gate_recover_async (f->gate, f->cap, muster_effect_get_id (effect), NULL, muster_test_wait_cb, &wait);
  else
    muster_gate_dispatch_async (f->gate, f->cap, muster_effect_get_id (effect), NULL, muster_test_wait_cb, &wait);
  return recover ? muster_gate_recover_finish (f->gate, muster_test_wait (&wait), state, NULL, error)
                 : muster_gate_dispatch_finish (f->gate, muster_test_wait (&wait), state, NULL, error);
}

static MusterSecret *
in_keyring (Fixture      *f,
            MusterEffect *effect)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterSecret *secret = NULL;

  muster_secret_store_lookup_async (f->keyring, MUSTER_SECRET_KIND_GENERATED, muster_effect_get_id (effect), NULL,
                                    muster_test_wait_cb, &wait);
  muster_secret_store_lookup_finish (f->keyring, muster_test_wait (&wait), &secret, NULL);
  return secret;
}

static guint
n_generated (Fixture *f)
{
  g_autoptr(GPtrArray) rows = MUST (f->store, list_generated);

  return rows->len;
}

static void
sweep (Fixture *f)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_gate_sweep_secrets_async (f->gate, muster_test_wait_cb, &wait);
  muster_gate_sweep_secrets_finish (f->gate, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static void
assert_not_on_disk (Fixture    *f,
                    const char *value)
{
  static const char * const names[] = { "muster.db", "muster.db-wal" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &data, &length, NULL))
        g_assert_null (memmem (data, length, value, strlen (value)));
    }
}

/* --- Reading --- */

static void
test_list_gives_nothing (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = read_tool (f, "t:list-secrets", "{}", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = json_to_string (answer, FALSE);
  g_assert_nonnull (strstr (text, "Firewall"));
  g_assert_null (strstr (text, "CANARY"));
  g_assert_null (strstr (text, "{{secret"));
}

static void
test_handle (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = read_tool (f, "t:get-secret", "{\"secret\":7}", &error);
  g_autofree char *text = NULL;
  g_autofree char *title = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *label = NULL;
  const char *handle;

  g_assert_no_error (error);
  text = json_to_string (answer, FALSE);
  g_assert_null (strstr (text, "CANARY"));
  handle = muster_json_path_str (answer, "row.password");
  g_assert_true (muster_handle_is_valid (handle));
  g_assert_cmpstr (muster_json_path_str (answer, "row.otp"), ==, "");
  g_assert_true (muster_vault_describe (muster_gate_get_vault (f->gate), handle, &title, &owner));
  g_assert_cmpstr (title, ==, "Firewall");
  g_assert_cmpstr (owner, ==, "admin");
  label = muster_egress_find (f->egress, "the password is CANARY-firewall-s3cret");
  g_assert_nonnull (label);
}

static void
test_policy (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = NULL;

  f->reading = MUSTER_POLICY_APPROVAL_NEEDED;
  answer = read_tool (f, "t:get-secret", "{\"secret\":7}", &error);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NEEDS_APPROVAL);
  g_assert_cmpuint (f->vendor->reads, ==, 0);
}

static GPtrArray *
reveal (Fixture      *f,
        MusterRunCap *cap,
        GError      **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) args = muster_json_from_string_trusted ("{\"secret\":7}", NULL);

  muster_gate_reveal_async (f->gate, cap, "t:get-secret", json_node_get_object (args), NULL, muster_test_wait_cb, &wait);
  return muster_gate_reveal_finish (f->gate, muster_test_wait (&wait), error);
}

static void
test_reveal (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(MusterRunCap) cap = muster_cap_new_admin ("M1", "t:get-secret", "C1");
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, NULL, "D1");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = NULL;
  MusterGateSecret *secret;

  muster_cap_set_scope (cap, scope);
  muster_cap_set_policy_lookup (cap, policy_cb, f, NULL);
  f->reading = MUSTER_POLICY_APPROVAL_NEEDED;
  found = reveal (f, cap, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  secret = g_ptr_array_index (found, 0);
  g_assert_cmpstr (muster_secret_peek (secret->secret), ==, f->vendor->value);
  g_assert_cmpstr (secret->title, ==, "Firewall");

  f->reading = MUSTER_POLICY_DISABLED;
  g_assert_null (reveal (f, cap, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);

  /* A run cannot */
  f->reading = MUSTER_POLICY_AUTO;
  g_assert_null (reveal (f, f->cap, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);

  /* Another client's */
  g_free (f->vendor->company);
  f->vendor->company = g_strdup ("D2");
  g_assert_null (reveal (f, cap, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

/* --- Handles in arguments --- */

static void
assert_denied (Fixture      *f,
               const char   *args)
{
  g_autoptr(MusterEffect) effect = prepare (f, "t:set-thing", args);
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  g_assert_false (dispatch (f, effect, FALSE, &state, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_nonnull (strstr (error->message, "R8"));
  g_assert_cmpint ((int) state, ==, MUSTER_EFFECT_STATE_PREPARED);
  g_assert_cmpuint (f->vendor->sent->len, ==, 0);
}

static void
test_expand (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *handle = read_handle (f);
  g_autofree char *args = g_strdup_printf ("{\"thing\":\"T1\",\"token\":\"%s\"}", handle);
  g_autoptr(MusterEffect) effect = prepare (f, "t:set-thing", args);
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  g_assert_true (dispatch (f, effect, FALSE, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint ((int) state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpuint (f->vendor->sent->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (f->vendor->sent, 0), f->vendor->value));
  g_assert_cmpuint (f->vendor->reads, ==, 1);
  assert_not_on_disk (f, f->vendor->value);
}

static void
test_misuse (Fixture       *f,
             gconstpointer  data)
{
  static const char * const shapes[] = {
    "{\"thing\":\"T1\",\"text\":\"%s\"}", "{\"thing\":\"T1\",\"text\":\"use %s now\"}",
    "{\"thing\":\"T1\",\"token\":\"prefix%s\"}", "{\"thing\":\"T1\",\"many\":[\"%s\"]}",
    "{\"thing\":\"T1\",\"text\":\"{{ secret:%.26s }}\"}", "{\"thing\":\"T1\",\"text\":\"{{SECRET:x}}\"}",
    "{\"thing\":\"T1\",\"token\":\"{{secret:01ARZ3NDEKTSV4RRFFQ69G5FAV}}\"}", "{\"thing\":\"T1\",\"token\":\"{{secret:nonsense}}\"}",
  };
  g_autofree char *handle = read_handle (f);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_auto(GStrv) parts = g_strsplit (shapes[i], "%s", 2);
      g_autofree char *args = g_strjoinv (handle, parts);

      assert_denied (f, args);
    }
}

static void
test_foreign (Fixture       *f,
              gconstpointer  data)
{
  static const char * const others[][2] = { { "R2", "K1" }, { "R1", "K2" }, { "R2", "K2" } };
  g_autofree char *handle = read_handle (f);
  MusterVault *vault = muster_gate_get_vault (f->gate);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_vault_lookup (vault, handle, others[i][1], others[i][0], &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
    }
  /* A handle of another run of the same client, in this run's act */
  {
    g_autoptr(MusterSecret) secret = muster_secret_new ("CANARY-other-run");
    g_autofree char *other = muster_vault_mint (vault, "K1", "R2", "Other", NULL, secret);
    g_autofree char *args = g_strdup_printf ("{\"thing\":\"T1\",\"token\":\"%s\"}", other);
    g_autofree char *client = muster_vault_mint (vault, "K2", "R1", "Other", NULL, secret);
    g_autofree char *more = g_strdup_printf ("{\"thing\":\"T1\",\"token\":\"%s\"}", client);

    assert_denied (f, args);
    assert_denied (f, more);
  }
}

/* What is past its time is read again, by the same rules */
static void
test_expired (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *handle = read_handle (f);
  g_autofree char *args = g_strdup_printf ("{\"thing\":\"T1\",\"token\":\"%s\"}", handle);
  g_autoptr(MusterEffect) effect = prepare (f, "t:set-thing", args);
  g_autoptr(MusterEffect) again = NULL;
  g_autofree char *label = NULL;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  muster_clock_advance (f->clock, MUSTER_VAULT_LIFETIME_US);
  g_assert_cmpuint (muster_vault_sweep (muster_gate_get_vault (f->gate)), ==, 0);
  label = muster_egress_find (f->egress, f->vendor->value);
  g_assert_null (label);

  f->reading = MUSTER_POLICY_DISABLED;
  g_assert_false (dispatch (f, effect, FALSE, &state, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (f->vendor->sent->len, ==, 0);
  g_clear_error (&error);

  f->reading = MUSTER_POLICY_AUTO;
  g_free (f->vendor->value);
  f->vendor->value = g_strdup ("CANARY-changed-since");
  again = prepare (f, "t:set-thing", args);
  g_assert_true (dispatch (f, again, FALSE, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->vendor->reads, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (f->vendor->sent, 0), "CANARY-changed-since"));
}

static void
test_restart (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = read_tool (f, "t:get-secret", "{\"secret\":7}", &error);
  g_autoptr(JsonNode) args = muster_json_from_string_trusted ("{\"secret\":7}", NULL);
  g_autofree char *text = g_strdup_printf ("{\"thing\":\"T1\",\"token\":\"%s\"}", muster_json_path_str (answer, "row.password"));
  g_autoptr(MusterEffect) effect = NULL;
  MusterEffectState state;

  start_gate (f);
  /* Nobody has told the new process about the handle */
  assert_denied (f, text);

  muster_gate_replay_secrets (f->gate, f->cap, "t:get-secret", json_node_get_object (args), answer);
  effect = prepare (f, "t:set-thing", text);
  g_assert_true (dispatch (f, effect, FALSE, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->vendor->reads, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (f->vendor->sent, 0), f->vendor->value));
  assert_not_on_disk (f, f->vendor->value);
}

/* --- Passwords that are made --- */

static void
test_generated (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "t:reset-thing", "{\"thing\":\"T1\"}");
  g_autoptr(MusterSecret) secret = NULL;
  g_autofree char *label = NULL;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (n_generated (f), ==, 0);
  g_assert_true (dispatch (f, effect, FALSE, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint ((int) state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  secret = in_keyring (f, effect);
  g_assert_nonnull (secret);
  g_assert_cmpuint (muster_secret_length (secret), ==, 20);
  g_assert_nonnull (strstr (g_ptr_array_index (f->vendor->sent, 0), muster_secret_peek (secret)));
  g_assert_true (muster_gate_has_unseen (f->gate, muster_effect_get_id (effect)));
  label = muster_egress_find (f->egress, muster_secret_peek (secret));
  g_assert_nonnull (label);
  assert_not_on_disk (f, muster_secret_peek (secret));

  /* A day later it is gone */
  sweep (f);
  g_assert_cmpuint (n_generated (f), ==, 1);
  muster_clock_advance (f->clock, G_GINT64_CONSTANT (25) * 3600 * G_USEC_PER_SEC);
  sweep (f);
  g_assert_cmpuint (n_generated (f), ==, 0);
  g_assert_null (in_keyring (f, effect));
  g_assert_false (muster_gate_has_unseen (f->gate, muster_effect_get_id (effect)));
}

static void
test_generated_refused (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "t:reset-thing", "{\"thing\":\"T1\"}");
  g_autoptr(MusterEffect) stored = NULL;
  g_autoptr(MusterSecret) secret = NULL;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  f->vendor->refuse = TRUE;
  g_test_expect_message ("muster-gate", G_LOG_LEVEL_WARNING, "*held a secret*");
  g_assert_true (dispatch (f, effect, FALSE, &state, &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_assert_cmpint ((int) state, ==, MUSTER_EFFECT_STATE_ABSENT);
  g_assert_cmpuint (f->vendor->sent->len, ==, 1);
  secret = in_keyring (f, effect);
  g_assert_null (secret);
  g_assert_cmpuint (n_generated (f), ==, 0);
  g_assert_false (muster_gate_has_unseen (f->gate, muster_effect_get_id (effect)));

  /* The vendor repeated the password in its refusal; the ledger does not */
  stored = MUST (f->store, get_effect, muster_effect_get_id (effect));
  g_assert_null (strstr (muster_effect_get_outcome (stored), "strong enough"));
}

static void
test_generated_locked (Fixture       *f,
                       gconstpointer  data)
{
  static const MusterSecretState states[] = { MUSTER_SECRET_LOCKED, MUSTER_SECRET_UNAVAILABLE };
  static const char * const tools[] = { "t:reset-thing", "t:make-pass" };
  gsize i;
  gsize j;

  for (i = 0; i < G_N_ELEMENTS (states); i++)
    for (j = 0; j < G_N_ELEMENTS (tools); j++)
      {
        g_autoptr(MusterEffect) effect = prepare (f, tools[j], "{\"thing\":\"T1\"}");
        MusterEffectState state;
        g_autoptr(GError) error = NULL;

        muster_secret_store_memory_set_state (f->keyring, states[i]);
        g_assert_false (dispatch (f, effect, FALSE, &state, &error));
        g_assert_nonnull (error);
        g_assert_cmpint ((int) state, ==, MUSTER_EFFECT_STATE_PREPARED);
        g_assert_cmpuint (f->vendor->sent->len, ==, 0);
      }
  muster_secret_store_memory_set_state (f->keyring, MUSTER_SECRET_PRESENT);
}

/* Killed between the keyring and the first byte: it was never set, so it is deleted, and the act makes another */
static void
test_generated_crash (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "t:reset-thing", "{\"thing\":\"T1\"}");
  g_autoptr(MusterSecret) stale = muster_secret_new ("CANARY-never-sent");
  g_autoptr(MusterSecret) secret = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  MUST (f->store, add_generated, muster_effect_get_id (effect), "K1");
  muster_secret_store_store_async (f->keyring, MUSTER_SECRET_KIND_GENERATED, muster_effect_get_id (effect), "x", stale, NULL,
                                   muster_test_wait_cb, &wait);
  g_assert_true (muster_secret_store_store_finish (f->keyring, muster_test_wait (&wait), NULL));
  start_gate (f);
  sweep (f);
  g_assert_null (in_keyring (f, effect));
  g_assert_cmpuint (n_generated (f), ==, 0);

  muster_cap_add_approval (f->cap, muster_effect_get_id (effect), muster_effect_get_args_hash (effect));
  g_assert_true (dispatch (f, effect, TRUE, &state, &error));
  g_assert_no_error (error);
  secret = in_keyring (f, effect);
  g_assert_nonnull (secret);
  g_assert_nonnull (strstr (g_ptr_array_index (f->vendor->sent, 0), muster_secret_peek (secret)));
}

/* The answer is lost; the look tells that it was set, so it is kept */
static void
test_generated_lost (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "t:reset-thing", "{\"thing\":\"T1\"}");
  g_autoptr(MusterSecret) secret = NULL;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  f->vendor->lose = TRUE;
  g_assert_true (dispatch (f, effect, FALSE, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint ((int) state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  secret = in_keyring (f, effect);
  g_assert_nonnull (secret);
  g_assert_true (muster_gate_has_unseen (f->gate, muster_effect_get_id (effect)));

  /* After a restart it is known again, and looked for in everything that leaves */
  start_gate (f);
  g_assert_false (muster_gate_has_unseen (f->gate, muster_effect_get_id (effect)));
  sweep (f);
  g_assert_true (muster_gate_has_unseen (f->gate, muster_effect_get_id (effect)));
  {
    g_autofree char *label = muster_egress_find (f->egress, muster_secret_peek (secret));

    g_assert_nonnull (label);
  }
}

static void
test_pass (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "t:make-pass", "{\"thing\":\"T1\"}");
  g_autoptr(MusterEffect) stored = NULL;
  g_autoptr(MusterSecret) secret = NULL;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  g_assert_true (dispatch (f, effect, FALSE, &state, &error));
  g_assert_no_error (error);
  secret = in_keyring (f, effect);
  g_assert_nonnull (secret);
  g_assert_cmpstr (muster_secret_peek (secret), ==, f->vendor->value);
  stored = MUST (f->store, get_effect, muster_effect_get_id (effect));
  g_assert_cmpstr (muster_effect_get_external_ref (stored), ==, "P1");
  assert_not_on_disk (f, f->vendor->value);
}

/* Somebody between us and the vendor has answered. What cannot be looked for is nobody's to call done */
static void
test_pass_garbled (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "t:make-pass", "{\"thing\":\"T1\"}");
  g_autoptr(MusterEffect) stored = NULL;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  f->vendor->garble = TRUE;
  dispatch (f, effect, FALSE, &state, &error);
  stored = MUST (f->store, get_effect, muster_effect_get_id (effect));
  g_assert_cmpint (muster_effect_get_state (stored), ==, MUSTER_EFFECT_STATE_UNKNOWN);
  g_assert_cmpuint (f->vendor->sent->len, ==, 1);
}

static void
test_clean_text (Fixture       *f,
                 gconstpointer  data)
{
  static const char text[] = "{\"thing\":\"T1\",\"text\":\"it is CANARY-firewall-s3cret, sir\"}";
  g_autoptr(JsonNode) args = muster_json_from_string_trusted (text, NULL);
  g_autoptr(MusterEffect) effect = prepare (f, "t:set-thing", text);
  g_autoptr(MusterEffect) none = NULL;
  g_autofree char *handle = NULL;
  MusterEffectState state;
  g_autoptr(GError) error = NULL;

  /* From now on it is known to be a secret */
  handle = read_handle (f);
  none = muster_gate_new_effect (f->gate, f->cap, "t:set-thing", 99, "thing:T1", json_node_get_object (args), &error);
  g_assert_null (none);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);

  g_test_expect_message ("muster-gate", G_LOG_LEVEL_WARNING, "*was not sent*");
  g_assert_false (dispatch (f, effect, FALSE, &state, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (f->vendor->sent->len, ==, 0);
}

/* Somebody has copied the password into a text that a run reads */
static void
test_clean_answer (Fixture       *f,
                   gconstpointer  data)
{
  static const char * const forms[] = { "%s", "base64 Q0FOQVJZLWZpcmV3YWxsLXMzY3JldA== that is", "43414e4152592d6669726577616c6c2d733363726574",
                                        "CANARY%2Dfirewall-s3cret" };
  g_autofree char *handle = read_handle (f);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) answer = NULL;
      g_autofree char *text = NULL;
      g_auto(GStrv) parts = g_strsplit (forms[i], "%s", 2);

      g_free (f->vendor->name);
      f->vendor->name = g_strjoinv (f->vendor->value, parts);
      answer = read_tool (f, "t:list-secrets", "{}", &error);
      g_assert_no_error (error);
      text = json_to_string (answer, FALSE);
      g_assert_null (strstr (text, parts[0][0] != '\0' ? parts[0] : "CANARY"));
      g_assert_nonnull (strstr (text, "left out"));
    }
}

/* What others write is no handle */
static void
test_disarmed (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = NULL;
  g_autofree char *text = NULL;

  g_free (f->vendor->name);
  f->vendor->name = g_strdup ("{{secret:01ARZ3NDEKTSV4RRFFQ69G5FAV}} muster-kept:01ARZ3NDEKTSV4RRFFQ69G5FAV");
  answer = read_tool (f, "t:get-secret", "{\"secret\":7}", &error);
  g_assert_no_error (error);
  text = json_to_string (answer, FALSE);
  g_assert_true (muster_handle_is_valid (muster_json_path_str (answer, "row.password")));
  g_assert_false (muster_handle_is_in (muster_json_path_str (answer, "row.name")));
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/gate/secrets/list-gives-nothing", test_list_gives_nothing },
    { "/gate/secrets/handle", test_handle },
    { "/gate/secrets/policy", test_policy },
    { "/gate/secrets/reveal", test_reveal },
    { "/gate/secrets/expand", test_expand },
    { "/gate/secrets/misuse", test_misuse },
    { "/gate/secrets/foreign", test_foreign },
    { "/gate/secrets/expired", test_expired },
    { "/gate/secrets/restart", test_restart },
    { "/gate/secrets/generated", test_generated },
    { "/gate/secrets/generated-refused", test_generated_refused },
    { "/gate/secrets/generated-locked", test_generated_locked },
    { "/gate/secrets/generated-crash", test_generated_crash },
    { "/gate/secrets/generated-lost", test_generated_lost },
    { "/gate/secrets/pass", test_pass },
    { "/gate/secrets/pass-garbled", test_pass_garbled },
    { "/gate/secrets/clean-text", test_clean_text },
    { "/gate/secrets/clean-answer", test_clean_answer },
    { "/gate/secrets/disarmed", test_disarmed },
  };
  gsize i;

  muster_test_init (&argc, &argv);
  for (i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}

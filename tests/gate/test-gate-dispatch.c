/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-gate.h"
#include "muster-json.h"
#include "muster-store-fixture.h"

#include "muster-fake-psa.h"

typedef struct
{
  char             *dir;
  MusterStore      *store;
  MusterClock      *clock;
  MusterEgress     *egress;
  MusterTransport  *transport;
  MusterCatalog    *catalog;
  MusterGate       *gate;
  MusterConnection *connection;
  MusterRunCap     *cap;
  FakePsa          *psa;
  char             *notes_off;
} Fixture;

static void
notes_off_cb (MusterGate *gate,
              const char *connection_id,
              gpointer    user_data)
{
  Fixture *f = user_data;

  g_free (f->notes_off);
  f->notes_off = g_strdup (connection_id);
}

static MusterRunCap *
new_cap (MusterMode  mode,
         const char *ticket)
{
  const char *ids[] = { "C1", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, "250", NULL);
  MusterRunCap *cap = muster_cap_new_run ("R1", "K1", mode, 1, scope, ids);

  muster_cap_set_ticket (cap, ticket);
  return cap;
}

/* A new gate over the same file, as after a crash */
static void
start_gate (Fixture *f)
{
  g_clear_object (&f->gate);
  f->gate = muster_gate_new (f->catalog, f->store, f->transport, f->clock, f->egress);
  muster_gate_add_connection (f->gate, f->connection, NULL);
  muster_transport_set_limits (f->transport, "C1", 1000, 8);
  g_signal_connect (f->gate, "notes-off", G_CALLBACK (notes_off_cb), f);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *base = NULL;
  g_autofree char *settings = NULL;

  f->psa = fake_psa_new ();
  base = fake_psa_base (f->psa);
  f->dir = muster_test_dir ();
  f->store = fixture_open_or_die (f->dir);
  fixture_fill (f->store);
  f->clock = muster_clock_new_system ();
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
  f->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);

  f->connection = fixture_connection ("C1");
  settings = g_strdup_printf ("{\"apiRoot\":\"%s\"}", base);
  muster_connection_set_settings (f->connection, settings);
  muster_connection_set_settle_ms (f->connection, 3 * FAKE_LATE_MS);
  muster_connection_set_look_gap_ms (f->connection, 5);
  f->cap = new_cap (MUSTER_MODE_PLAN, "1001");
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
  fixture_close (f->store);
  fake_psa_free (f->psa);
  muster_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->notes_off);
}

static MusterEffect *
prepare_attempt (Fixture    *f,
                 const char *text,
                 guint       attempt)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  MusterEffect *effect;

  json_object_set_string_member (args, "ticket", "1001");
  json_object_set_string_member (args, "text", text);
  effect = muster_gate_new_effect (f->gate, f->cap, "connectwise:add-internal-note", 0, "ticket:1001", args, &error);
  g_assert_no_error (error);
  muster_effect_set_attempt (effect, attempt);
  MUST (f->store, prepare_effect, effect, "engine");
  return effect;
}

static MusterEffect *
prepare (Fixture    *f,
         const char *text)
{
  return prepare_attempt (f, text, 1);
}

static gboolean
dispatch (Fixture            *f,
          MusterEffect       *effect,
          gboolean            recover,
          MusterEffectState  *state,
          char              **ref,
          GError            **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  const char *id = muster_effect_get_id (effect);

  if (!recover)
    {
      muster_gate_dispatch_async (f->gate, f->cap, id, NULL, muster_test_wait_cb, &wait);
      return muster_gate_dispatch_finish (f->gate, muster_test_wait (&wait), state, ref, error);
    }
  muster_gate_recover_async (f->gate, f->cap, id, NULL, muster_test_wait_cb, &wait);
  return muster_gate_recover_finish (f->gate, muster_test_wait (&wait), state, ref, error);
}

static MusterEffectState
stored_state (Fixture      *f,
              MusterEffect *effect)
{
  g_autoptr(MusterEffect) stored = MUST (f->store, get_effect, muster_effect_get_id (effect));

  return muster_effect_get_state (stored);
}

/* One note with its marker, for technicians only, and the ledger knows its id */
static void
assert_one_note (Fixture      *f,
                 MusterEffect *effect)
{
  g_autoptr(MusterEffect) stored = MUST (f->store, get_effect, muster_effect_get_id (effect));
  JsonObject *note;
  g_autofree char *id = NULL;

  g_assert_cmpuint (fake_psa_count_notes (f->psa), ==, 1);
  note = fake_psa_get_note (f->psa, 0);
  g_assert_nonnull (strstr (json_object_get_string_member (note, "text"), muster_effect_get_marker (effect)));
  g_assert_true (json_object_get_boolean_member (note, "internalAnalysisFlag"));
  g_assert_false (json_object_get_boolean_member (note, "detailDescriptionFlag"));
  g_assert_cmpint (muster_effect_get_state (stored), ==, MUSTER_EFFECT_STATE_CONFIRMED);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (note, "id"));
  g_assert_cmpstr (muster_effect_get_external_ref (stored), ==, id);
}

typedef struct
{
  Fixture      *f;
  MusterEffect *effect;
  gboolean      seen;
} Witness;

/* The first byte of the note has arrived: the ledger must have it as dispatched by now */
static void
posted_cb (gpointer data)
{
  Witness *witness = data;

  g_assert_cmpint (stored_state (witness->f, witness->effect), ==, MUSTER_EFFECT_STATE_DISPATCHED);
  witness->seen = TRUE;
}

static void
test_note (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "1) Look. 2) Tell.");
  g_autoptr(GError) error = NULL;
  g_autofree char *ref = NULL;
  MusterEffectState state;
  Witness witness = { f, effect, FALSE };

  fake_psa_on_post (f->psa, posted_cb, &witness);
  g_assert_true (dispatch (f, effect, FALSE, &state, &ref, &error));
  g_assert_no_error (error);
  g_assert_true (witness.seen);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpstr (ref, ==, "9000");
  assert_one_note (f, effect);

  /* Once is once */
  g_clear_pointer (&ref, g_free);
  g_assert_false (dispatch (f, effect, FALSE, &state, &ref, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_clear_pointer (&ref, g_free);
  g_clear_error (&error);
  g_assert_true (dispatch (f, effect, TRUE, &state, &ref, &error));
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_one_note (f, effect);
}

/* Whatever becomes of the reply: exactly one note */
static void
test_lost (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GError) error = NULL;
  g_autofree char *ref = NULL;
  MusterEffectState state;

  fake_psa_next (f->psa, (FakePsaMode) GPOINTER_TO_INT (data));
  g_assert_true (dispatch (f, effect, FALSE, &state, &ref, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_one_note (f, effect);
}

/* The program ended with the effect DISPATCHED; what the PSA has is @data notes of it */
static void
test_recover (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GError) error = NULL;
  MusterEffectState state;
  gboolean sent = GPOINTER_TO_INT (data);

  if (sent)
    {
      g_assert_true (dispatch (f, effect, FALSE, &state, NULL, &error));
      MUST (f->store, mark_effect, muster_effect_get_id (effect), MUSTER_EFFECT_STATE_CONFIRMED,
            MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine");
    }
  else
    MUST (f->store, mark_effect, muster_effect_get_id (effect), MUSTER_EFFECT_STATE_PREPARED,
          MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine");
  start_gate (f);

  g_assert_true (dispatch (f, effect, TRUE, &state, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_one_note (f, effect);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "POST"), ==, 1);
}

static void
test_give_up (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GError) error = NULL;
  MusterEffectState state;
  guint i;

  for (i = 0; i < 5; i++)
    fake_psa_next (f->psa, (FakePsaMode) GPOINTER_TO_INT (data));
  g_assert_true (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_ABSENT);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "POST"), ==, 3);
  g_assert_cmpuint (fake_psa_count_notes (f->psa), ==, 0);
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  fake_psa_next (f->psa, FAKE_REFUSE);
  g_assert_true (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_ABSENT);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "POST"), ==, 1);
}

/* Nobody can be asked: the ledger stays DISPATCHED, and nothing is sent again */
static void
test_blind (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  fake_psa_next (f->psa, (FakePsaMode) GPOINTER_TO_INT (data));
  fake_psa_set_looks_fail (f->psa, 100);
  muster_transport_set_time_scale (f->transport, 0.001);
  g_assert_false (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (stored_state (f, effect), ==, MUSTER_EFFECT_STATE_DISPATCHED);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "POST"), ==, 1);

  fake_psa_set_looks_fail (f->psa, 0);
  g_clear_error (&error);
  g_assert_true (dispatch (f, effect, TRUE, &state, NULL, &error));
  assert_one_note (f, effect);
}

static void
assert_repaired (Fixture *f)
{
  g_autoptr(GPtrArray) effects = MUST (f->store, list_effects, "R1");
  guint repairs = 0;
  guint i;

  for (i = 0; i < effects->len; i++)
    if (g_strcmp0 (muster_effect_get_call (effects->pdata[i]), "repair") == 0)
      {
        g_assert_cmpint (muster_effect_get_state (effects->pdata[i]), ==, MUSTER_EFFECT_STATE_CONFIRMED);
        repairs++;
      }
  g_assert_cmpuint (repairs, ==, 1);
}

static void
test_visible (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(MusterEffect) second = NULL;
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  fake_psa_next (f->psa, FAKE_TAKE_VISIBLE);
  g_test_expect_message ("muster-gate", G_LOG_LEVEL_WARNING, "*visible to the customer and was removed*");
  g_assert_false (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (fake_psa_count_notes (f->psa), ==, 0);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "DELETE"), ==, 1);
  g_assert_cmpstr (f->notes_off, ==, "C1");
  g_assert_cmpstr (muster_connection_get_status (f->connection), ==, "notes-off");
  g_assert_cmpint (stored_state (f, effect), ==, MUSTER_EFFECT_STATE_ABSENT);
  assert_repaired (f);

  /* No further note over this connection */
  g_clear_error (&error);
  second = prepare_attempt (f, "Again", 2);
  g_assert_false (dispatch (f, second, FALSE, &state, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "POST"), ==, 1);
}

static void
test_visible_stays (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  fake_psa_next (f->psa, FAKE_TAKE_VISIBLE);
  fake_psa_set_delete_fails (f->psa, TRUE);
  g_test_expect_message ("muster-gate", G_LOG_LEVEL_WARNING, "*could not be removed*");
  g_assert_false (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpint (stored_state (f, effect), ==, MUSTER_EFFECT_STATE_UNKNOWN);
  g_assert_cmpstr (f->notes_off, ==, "C1");
}

/* --- What is never sent --- */

static void
assert_refused (Fixture      *f,
                MusterEffect *effect,
                int           code)
{
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  g_assert_false (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, code);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "POST"), ==, 0);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "PATCH"), ==, 0);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "DELETE"), ==, 0);
}

/* Every tool that changes something, but the note, is refused to a Plan run */
static void
test_plan_writes_nothing (Fixture       *f,
                          gconstpointer  data)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (f->catalog, NULL);
  guint refused = 0;
  guint i;

  for (i = 0; i < tools->len; i++)
    {
      MusterTool *tool = tools->pdata[i];
      g_autofree char *id = g_strdup_printf ("E%u", i);
      g_autoptr(MusterEffect) effect = fixture_effect (id, "R1");
      g_autoptr(GError) error = NULL;
      MusterEffectState state;

      if (muster_tool_is_read (tool) ||
          muster_tool_get_effect_class (tool) == MUSTER_EFFECT_CLASS_NOTE_INTERNAL)
        continue;
      muster_effect_set_step (effect, (gint64) i + 1);
      muster_effect_set_tool (effect, muster_tool_get_id (tool));
      muster_effect_set_tool_version (effect, muster_tool_get_version (tool));
      MUST (f->store, prepare_effect, effect, "engine");
      g_assert_false (dispatch (f, effect, FALSE, &state, NULL, &error));
      g_assert_cmpint (stored_state (f, effect), ==, MUSTER_EFFECT_STATE_PREPARED);
      refused++;
    }
  g_assert_cmpuint (refused, >, 30);
  g_assert_cmpuint (fake_psa_get_requests (f->psa)->len, ==, 0);
}

/* Even with arguments that are quite right */
static void
test_plan_refuses_reply (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterEffect) effect = NULL;

  json_object_set_string_member (args, "ticket", "1001");
  json_object_set_string_member (args, "text", "Dear customer");
  effect = muster_gate_new_effect (f->gate, f->cap, "connectwise:reply-to-requester", 0, "ticket:1001", args, &error);
  g_assert_no_error (error);
  MUST (f->store, prepare_effect, effect, "engine");
  assert_refused (f, effect, MUSTER_ERROR_REFUSED_BY_POLICY);
}

static void
test_other_ticket (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");

  g_clear_object (&f->cap);
  f->cap = new_cap (MUSTER_MODE_PLAN, "1002");
  assert_refused (f, effect, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* The PSA says that the ticket is another company's: nothing is written there */
static void
test_other_company (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  fake_psa_set_company (f->psa, 251);
  g_assert_true (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_ABSENT);
  g_assert_cmpuint (fake_psa_count_requests (f->psa, "POST"), ==, 0);
}

static void
test_secret (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(MusterSecret) secret = muster_secret_new ("CANARY-hunter2");
  g_autofree char *encoded = g_base64_encode ((const guchar *) "CANARY-hunter2", strlen ("CANARY-hunter2"));
  g_autofree char *text = g_strdup_printf ("The key is %s.", encoded);
  g_autoptr(MusterEffect) effect = prepare (f, text);

  muster_egress_add (f->egress, "private key", secret);
  g_test_expect_message ("muster-gate", G_LOG_LEVEL_WARNING, "*private key*");
  assert_refused (f, effect, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_test_assert_expected_messages ();
}

/* What was prepared is what is sent, to the byte */
static void
test_changed_args (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterEffect) effect = NULL;
  g_autofree char *changed = NULL;
  g_auto(GStrv) parts = NULL;

  json_object_set_string_member (args, "ticket", "1001");
  json_object_set_string_member (args, "text", "Hello");
  effect = muster_gate_new_effect (f->gate, f->cap, "connectwise:add-internal-note", 0, "ticket:1001", args, NULL);
  parts = g_strsplit (muster_effect_get_args (effect), "Hello", 2);
  changed = g_strjoinv ("Jello", parts);
  muster_effect_set_args (effect, changed);
  MUST (f->store, prepare_effect, effect, "engine");
  assert_refused (f, effect, MUSTER_ERROR_REFUSED_BY_POLICY);
}

static MusterPolicy
all_disabled (const char   *tool,
              MusterPolicy  fallback,
              gpointer      user_data)
{
  return MUSTER_POLICY_DISABLED;
}

static void
test_disabled (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Hello");
  g_autoptr(GPtrArray) offered = NULL;

  muster_cap_set_policy_lookup (f->cap, all_disabled, NULL, NULL);
  assert_refused (f, effect, MUSTER_ERROR_REFUSED_BY_POLICY);
  offered = muster_gate_offered_tools (f->gate, f->cap);
  g_assert_cmpuint (offered->len, ==, 0);
}

/* --- Reads --- */

static JsonNode *
read_tool (Fixture       *f,
           MusterRunCap  *cap,
           const char    *tool,
           JsonObject    *args,
           GError       **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_gate_read_async (f->gate, cap, tool, args, NULL, NULL, muster_test_wait_cb, &wait);
  return muster_gate_read_finish (f->gate, muster_test_wait (&wait), error);
}

static void
test_read (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonNode) ticket = NULL;
  g_autoptr(JsonNode) foreign = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (args, "ticket", "1001");
  ticket = read_tool (f, f->cap, "connectwise:get-ticket", args, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_node_get_int (muster_json_path (ticket, "ticket.id")), ==, 1001);

  fake_psa_set_company (f->psa, 251);
  foreign = read_tool (f, f->cap, "connectwise:get-ticket", args, &error);
  g_assert_null (foreign);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

static void
test_read_refuses (Fixture       *f,
                   gconstpointer  data)
{
  static const char * const tools[] = {
    "connectwise:poll-tickets",       /* looks across the MSP */
    "connectwise:add-internal-note",  /* no read */
    "connectwise:set-ticket-status",
    "connectwise:no-such-tool",
    "microsoft365:get-user",          /* no connection of this run */
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      g_autoptr(JsonObject) args = json_object_new ();
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;

      if (i == 0)
        json_object_set_string_member (args, "since", "2026-01-01T00:00:00Z");
      if (i == 4)
        json_object_set_string_member (args, "user", "00000000-0000-4000-8000-000000000001");
      node = read_tool (f, f->cap, tools[i], args, &error);
      g_assert_null (node);
      g_assert_nonnull (error);
    }
  g_assert_cmpuint (fake_psa_get_requests (f->psa)->len, ==, 0);
}

typedef struct
{
  Fixture      *f;
  MusterRunCap *cap;
  gboolean      stop;
  guint         n_open;
} History;

static void history_read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_history (History *history)
{
  g_autoptr(JsonObject) args = json_object_new ();

  history->n_open++;
  json_object_set_string_member (args, "ticket", "1001");
  muster_gate_read_async (history->f->gate, history->cap, "connectwise:get-ticket", args, NULL, NULL, history_read_cb,
                          history);
}

/* There is always more of it */
static void
history_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  History *history = user_data;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, NULL);

  history->n_open--;
  if (!history->stop)
    read_history (history);
}

static gboolean
history_is_over (gpointer data)
{
  return ((History *) data)->n_open == 0;
}

/* A note goes before the history that waits: what belongs to it follows at once, and not behind twenty others. */
static void
test_note_first (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = prepare (f, "Plan");
  g_autoptr(MusterRunCap) cap = new_cap (MUSTER_MODE_PLAN, "1001");
  History history = { f, cap, FALSE, 0 };
  g_autoptr(GError) error = NULL;
  GPtrArray *requests;
  MusterEffectState state;
  guint posted = 0;
  guint looked = 0;
  guint i;

  muster_cap_set_priority (cap, MUSTER_PRIORITY_HISTORY);
  muster_transport_set_limits (f->transport, "C1", 0, 1);
  for (i = 0; i < 20; i++)
    read_history (&history);
  g_assert_true (dispatch (f, effect, FALSE, &state, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  history.stop = TRUE;
  muster_test_until (history_is_over, &history);

  requests = fake_psa_get_requests (f->psa);
  for (i = 0; i < requests->len; i++)
    if (g_str_has_prefix (requests->pdata[i], "POST "))
      posted = i;
    else if (posted > 0 && looked == 0 && strstr (requests->pdata[i], "otes") != NULL)
      looked = i;
  g_assert_cmpuint (posted, >, 0);
  g_assert_cmpuint (looked, >, posted);
  g_assert_cmpuint (looked - posted, <=, 3);
}

/* What a capability is for says how urgent its requests are. */
static void
test_priorities (void)
{
  g_autoptr(MusterRunCap) intake = muster_cap_new_intake ("C1");
  g_autoptr(MusterRunCap) setup = muster_cap_new_setup ("C1");
  g_autoptr(MusterRunCap) admin = muster_cap_new_admin ("M1", "connectwise:create-ticket", "C1");

  g_assert_cmpint (muster_cap_get_priority (intake), ==, MUSTER_PRIORITY_INTAKE);
  g_assert_cmpint (muster_cap_get_priority (setup), ==, MUSTER_PRIORITY_INTAKE);
  g_assert_cmpint (muster_cap_get_priority (admin), ==, MUSTER_PRIORITY_APPROVAL);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
#define MODE(mode) GINT_TO_POINTER (mode)

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  ADD ("/gate/dispatch/note", NULL, test_note);
  ADD ("/gate/dispatch/lost-reply", MODE (FAKE_LOSE_REPLY), test_lost);
  ADD ("/gate/dispatch/lost-request", MODE (FAKE_LOSE_REQUEST), test_lost);
  ADD ("/gate/dispatch/late-commit", MODE (FAKE_COMMIT_LATE), test_lost);
  ADD ("/gate/dispatch/broken", MODE (FAKE_BREAK), test_lost);
  ADD ("/gate/dispatch/garbled", MODE (FAKE_GARBLE), test_lost);
  ADD ("/gate/dispatch/pretended", MODE (FAKE_PRETEND), test_lost);
  ADD ("/gate/dispatch/throttled", MODE (FAKE_THROTTLE), test_lost);
  ADD ("/gate/dispatch/give-up", MODE (FAKE_BREAK), test_give_up);
  ADD ("/gate/dispatch/give-up-throttled", MODE (FAKE_THROTTLE), test_give_up);
  ADD ("/gate/dispatch/refused", NULL, test_refused);
  ADD ("/gate/dispatch/blind", MODE (FAKE_LOSE_REPLY), test_blind);
  ADD ("/gate/dispatch/blind-garbled", MODE (FAKE_PRETEND), test_blind);
  ADD ("/gate/dispatch/visible", NULL, test_visible);
  ADD ("/gate/dispatch/visible-stays", NULL, test_visible_stays);
  ADD ("/gate/dispatch/note-first", NULL, test_note_first);
  g_test_add_func ("/gate/cap/priorities", test_priorities);
  ADD ("/gate/recover/sent", MODE (TRUE), test_recover);
  ADD ("/gate/recover/not-sent", MODE (FALSE), test_recover);
  ADD ("/gate/plan/writes-nothing", NULL, test_plan_writes_nothing);
  ADD ("/gate/plan/refuses-reply", NULL, test_plan_refuses_reply);
  ADD ("/gate/refuse/other-ticket", NULL, test_other_ticket);
  ADD ("/gate/refuse/other-company", NULL, test_other_company);
  ADD ("/gate/refuse/secret", NULL, test_secret);
  ADD ("/gate/refuse/changed-args", NULL, test_changed_args);
  ADD ("/gate/refuse/disabled", NULL, test_disabled);
  ADD ("/gate/read/ticket", NULL, test_read);
  ADD ("/gate/read/refuses", NULL, test_read_refuses);

  return g_test_run ();
}

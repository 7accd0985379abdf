/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A note through the gate, the store and the look-alike of HaloPSA, whatever happens on the way: once, for technicians only,
 * with its lines, and known to the ledger. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-gate.h"
#include "muster-halopsa.h"
#include "muster-store-fixture.h"

#include "sandbox-fixture.h"

#define TICKET  "120000"
#define COMPANY "2101"

typedef struct
{
  SandboxFixture    sandbox;
  char             *dir;
  MusterStore      *store;
  MusterClock      *clock;
  MusterEgress     *egress;
  MusterTransport  *transport;
  MusterCatalog    *catalog;
  MusterGate       *gate;
  MusterConnection *connection;
  MusterRunCap     *cap;
  gboolean          notes_off;
} Fixture;

static void
notes_off_cb (MusterGate *gate,
              const char *connection_id,
              gpointer    user_data)
{
  Fixture *f = user_data;

  f->notes_off = TRUE;
}

static void
connect_psa (Fixture *f)
{
  g_autoptr(MusterAuthenticator) signer = muster_authenticator_headers_new ();
  g_autoptr(MusterSecret) token = NULL;
  g_autofree char *settings = g_strdup_printf ("{\"url\":\"%s\",\"privateOutcome\":\"31\",\"replyOutcome\":\"32\"}", f->sandbox.base);

  sandbox_halo (&f->sandbox, "GET", "Agent/me", NULL);
  token = muster_secret_new (f->sandbox.halo);
  muster_authenticator_headers_add (signer, "Authorization", "Bearer ", token);
  f->connection = fixture_connection ("C1");
  muster_connection_set_integration (f->connection, "halopsa");
  muster_connection_set_settings (f->connection, settings);
  muster_connection_set_settle_ms (f->connection, 600);
  muster_connection_set_look_gap_ms (f->connection, 200);
  muster_gate_add_connection (f->gate, f->connection, signer);
  muster_transport_set_limits (f->transport, "C1", 1000, 8);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const char *ids[] = { "C1", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, COMPANY, NULL);
  g_autoptr(GError) error = NULL;

  sandbox_fixture_setup (&f->sandbox, NULL);
  f->dir = muster_test_dir ();
  f->store = fixture_open_or_die (f->dir);
  fixture_fill (f->store);
  f->clock = muster_clock_new_system ();
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
  f->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  f->gate = muster_gate_new (f->catalog, f->store, f->transport, f->clock, f->egress);
  g_signal_connect (f->gate, "notes-off", G_CALLBACK (notes_off_cb), f);
  connect_psa (f);
  f->cap = muster_cap_new_run ("R1", "K1", MUSTER_MODE_PLAN, 1, scope, ids);
  muster_cap_set_ticket (f->cap, TICKET);
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
  muster_test_remove_dir (f->dir);
  g_free (f->dir);
  sandbox_fixture_teardown (&f->sandbox, NULL);
}

static gboolean
post_note (Fixture           *f,
           MusterEffectState *state,
           char             **ref,
           GError           **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterEffect) effect = NULL;

  json_object_set_string_member (args, "ticket", TICKET);
  json_object_set_string_member (args, "text", "1) Look <here>\n2) Tell & ask");
  effect = muster_gate_new_effect (f->gate, f->cap, "halopsa:add-internal-note", 0, "ticket:" TICKET, args, error);
  g_assert_no_error (*error);
  MUST (f->store, prepare_effect, effect, "engine");
  muster_gate_dispatch_async (f->gate, f->cap, muster_effect_get_id (effect), NULL, muster_test_wait_cb, &wait);
  return muster_gate_dispatch_finish (f->gate, muster_test_wait (&wait), state, ref, error);
}

/* (transfer none): ours, as the vendor shows it to anybody */
static JsonObject *
find_note (Fixture *f,
           guint   *n)
{
  JsonObject *found = NULL;
  JsonArray *rows;

  sandbox_halo (&f->sandbox, "GET", "Actions?ticket_id=" TICKET, NULL);
  rows = sandbox_rows (&f->sandbox, "actions");
  *n = 0;
  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (strstr (muster_jo_str (muster_ja_obj (rows, i), "note"), "[ref:") != NULL)
      {
        found = muster_ja_obj (rows, i);
        (*n)++;
      }
  return found;
}

static void
assert_one_note (Fixture    *f,
                 const char *ref)
{
  guint n;
  JsonObject *note = find_note (f, &n);
  g_autofree char *id = note != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (note, "id", 0)) : NULL;

  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (ref, ==, id);
  g_assert_true (muster_jo_bool (note, "hiddenfromuser", FALSE));
  g_assert_true (g_str_has_prefix (muster_jo_str (note, "note"), "1) Look <here>\n2) Tell & ask\n[ref:"));
  g_assert_null (muster_jo_str (note, "emaildirection"));
  g_assert_cmpstr (muster_jo_str (note, "outcome"), ==, "Private Note");
  g_assert_false (f->notes_off);
}

/* @data: a fault for the note's request, or NULL */
static void
test_once (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *ref = NULL;
  MusterEffectState state;

  if (data != NULL)
    {
      sandbox_control (&f->sandbox, "POST", "faults", data);
      g_assert_cmpuint (f->sandbox.status, <, 300);
    }
  g_assert_true (post_note (f, &state, &ref, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_one_note (f, ref);
}

static void
test_array_answer (Fixture       *f,
                   gconstpointer  data)
{
  sandbox_halo_setting (&f->sandbox, "\"postAnswer\":\"array\"");
  test_once (f, NULL);
}

/* It came out for the customer: taken back at once, told, and no further note */
static void
test_visible (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *ref = NULL;
  MusterEffectState state;
  guint n;

  sandbox_control (&f->sandbox, "POST", "faults", "{\"vendor\":\"halopsa\",\"class\":\"note\",\"kind\":\"note-visible\",\"times\":1}");
  g_test_expect_message ("muster-gate", G_LOG_LEVEL_WARNING, "*visible to the customer and was removed*");
  g_assert_false (post_note (f, &state, &ref, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_null (find_note (f, &n));
  g_assert_true (f->notes_off);
}

/* A ticket of another client is not written to */
static void
test_foreign (Fixture       *f,
              gconstpointer  data)
{
  const char *ids[] = { "C1", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, "2107", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *ref = NULL;
  MusterEffectState state = MUSTER_EFFECT_STATE_CONFIRMED;
  guint n;

  g_clear_object (&f->cap);
  f->cap = muster_cap_new_run ("R1", "K1", MUSTER_MODE_PLAN, 1, scope, ids);
  muster_cap_set_ticket (f->cap, TICKET);
  if (post_note (f, &state, &ref, &error))
    g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_ABSENT);
  g_assert_null (find_note (f, &n));
}

#define FAULT(rest) "{\"vendor\":\"halopsa\",\"class\":\"note\",\"times\":1," rest "}"

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    const char *fault;
  } cases[] = {
    { "plain", NULL },
    { "lost-reply", FAULT ("\"kind\":\"lost-reply\"") },
    { "cut", FAULT ("\"kind\":\"cut\"") },
    { "late-commit", FAULT ("\"kind\":\"late-commit\",\"ms\":300") },
    { "garbage", FAULT ("\"kind\":\"garbage\"") },
    { "stale", FAULT ("\"kind\":\"stale\",\"ms\":150") },
    { "busy", FAULT ("\"kind\":\"503\"") },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sandbox/notes/", cases[i].name, NULL);

      g_test_add (path, Fixture, cases[i].fault, set_up, test_once, tear_down);
    }
  g_test_add ("/sandbox/notes/array-answer", Fixture, NULL, set_up, test_array_answer, tear_down);
  g_test_add ("/sandbox/notes/visible", Fixture, NULL, set_up, test_visible, tear_down);
  g_test_add ("/sandbox/notes/foreign", Fixture, NULL, set_up, test_foreign, tear_down);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tools behind an interface that is published for nobody: off until an administrator accepts it */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-gate.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-store-fixture.h"

#define USER "0a1b2c3d-1111-4222-8333-444455556666"
/* Nobody listens there */
#define NOWHERE "\"graph\":\"http://127.0.0.1:1\",\"exchange\":\"http://127.0.0.1:1\",\"tenantId\":\"8f1c2d3e-1111-4222-8333-944455556666\""

typedef struct
{
  char             *dir;
  MusterStore      *store;
  MusterClock      *clock;
  MusterEgress     *egress;
  MusterTransport  *transport;
  MusterCatalog    *catalog;
  MusterGate       *gate;
  MusterRunCap     *cap;
} Fixture;

static MusterPolicy
auto_cb (const char   *tool,
         MusterPolicy  fallback,
         gpointer      user_data)
{
  return fallback;
}

static void
connect_with (Fixture    *f,
              const char *settings)
{
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");

  muster_connection_set_integration (connection, "microsoft365");
  muster_connection_set_settings (connection, settings);
  muster_gate_add_connection (f->gate, connection, NULL);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const char *ids[] = { "C1", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new ("11111111-2222-4333-8444-555555555555", NULL, NULL);
  g_autoptr(GError) error = NULL;

  muster_core_register_resources ();
  f->dir = muster_test_dir ();
  f->store = fixture_open_or_die (f->dir);
  fixture_fill (f->store);
  fixture_set_mode (f->store, "K1", MUSTER_MODE_EXECUTE);
  f->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  f->clock = muster_clock_new_fixed (g_get_real_time ());
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
  f->gate = muster_gate_new (f->catalog, f->store, f->transport, f->clock, f->egress);
  f->cap = muster_cap_new_run ("R1", "K1", MUSTER_MODE_EXECUTE, 1, scope, ids);
  muster_cap_set_policy_lookup (f->cap, auto_cb, NULL, NULL);
  muster_cap_add_resolved (f->cap, "mailbox:accounts@fabrikam.example");
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->gate);
  g_clear_object (&f->cap);
  g_clear_object (&f->catalog);
  g_clear_object (&f->transport);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  fixture_close (f->store);
  muster_test_remove_dir (f->dir);
  g_free (f->dir);
}

static gboolean
is_in (GPtrArray  *tools,
       const char *id)
{
  for (guint i = 0; i < tools->len; i++)
    if (g_str_equal (muster_tool_get_id (tools->pdata[i]), id))
      return TRUE;
  return FALSE;
}

static gboolean
is_offered (Fixture    *f,
            const char *id)
{
  g_autoptr(GPtrArray) tools = muster_gate_offered_tools (f->gate, f->cap);

  return is_in (tools, id);
}

static GError *
read_error (Fixture    *f,
            const char *tool,
            const char *name,
            const char *value)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  GError *error = NULL;

  json_object_set_string_member (args, name, value);
  muster_gate_read_async (f->gate, f->cap, tool, args, NULL, NULL, muster_test_wait_cb, &wait);
  node = muster_gate_read_finish (f->gate, muster_test_wait (&wait), &error);
  g_assert_null (node);
  return error;
}

static MusterGateDecision *
preview (Fixture    *f,
         const char *tool,
         const char *args)
{
  g_autoptr(MusterStep) step = muster_step_new ();
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);

  muster_step_set_tool (step, tool);
  muster_step_set_target (step, "mailbox:accounts@fabrikam.example");
  muster_step_set_args (step, json_node_get_object (node));
  /* The run has found both of them in its client */
  muster_cap_add_resolved (f->cap, "mailbox:accounts@fabrikam.example");
  muster_cap_add_resolved (f->cap, "user:" USER);
  return muster_gate_preview (f->gate, f->cap, step, NULL);
}

static GError *
dispatch_error (Fixture    *f,
                const char *tool,
                const char *args)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);
  g_autoptr(MusterEffect) effect = NULL;
  GError *error = NULL;

  effect = muster_gate_new_effect (f->gate, f->cap, tool, 1, "mailbox:accounts@fabrikam.example", json_node_get_object (node), &error);
  g_assert_no_error (error);
  muster_cap_add_approval (f->cap, muster_effect_get_id (effect), muster_effect_get_args_hash (effect));
  MUST (f->store, prepare_effect, effect, "member:M1");
  muster_gate_dispatch_async (f->gate, f->cap, muster_effect_get_id (effect), NULL, muster_test_wait_cb, &wait);
  muster_gate_dispatch_finish (f->gate, muster_test_wait (&wait), NULL, NULL, &error);
  g_assert_nonnull (error);
  return error;
}

#define GRANT(right) "{\"user\":\"" USER "\",\"right\":\"" right "\"}"
#define GRANT_MAILBOX(right) "{\"mailbox\":\"accounts@fabrikam.example\",\"user\":\"" USER "\",\"right\":\"" right "\"}"

/* A read is not offered and not made; a change may be named, is shown as held back, and is never sent */
static void
test_off (Fixture       *f,
          gconstpointer  data)
{
  g_autoptr(GError) searched = NULL;
  g_autoptr(GError) sent = NULL;
  g_autoptr(MusterGateDecision) full = NULL;
  g_autoptr(MusterGateDecision) behalf = NULL;
  g_autoptr(GPtrArray) waiting = NULL;
  const char *reason = NULL;

  connect_with (f, "{" NOWHERE "}");
  g_assert_false (is_offered (f, "microsoft365:find-mailboxes"));
  g_assert_false (is_offered (f, "microsoft365:list-mailbox-permissions"));
  g_assert_true (is_offered (f, "microsoft365:get-mailbox"));
  g_assert_true (is_offered (f, "microsoft365:find-distribution-groups"));
  g_assert_true (is_offered (f, "microsoft365:set-forwarding"));

  searched = read_error (f, "microsoft365:find-mailboxes", "query", "dana");
  g_assert_error (searched, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_nonnull (strstr (searched->message, "acceptance"));

  full = preview (f, "microsoft365:grant-mailbox-access", GRANT ("full-access"));
  g_assert_cmpint (full->verdict, ==, MUSTER_VERDICT_DENY);
  g_assert_true (g_strv_contains ((const char * const *) full->rules, "R11"));
  g_assert_nonnull (strstr (full->reason, "acceptance"));
  /* Sending on behalf goes through what is published */
  behalf = preview (f, "microsoft365:grant-mailbox-access", GRANT ("send-on-behalf"));
  g_assert_cmpint (behalf->verdict, ==, MUSTER_VERDICT_APPROVAL);

  sent = dispatch_error (f, "microsoft365:grant-mailbox-access", GRANT_MAILBOX ("full-access"));
  g_assert_error (sent, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_nonnull (strstr (sent->message, "acceptance"));

  waiting = muster_gate_unaccepted_tools (f->gate, f->cap, &reason);
  g_assert_true (is_in (waiting, "microsoft365:convert-to-shared-mailbox"));
  g_assert_true (is_in (waiting, "microsoft365:find-mailboxes"));
  g_assert_false (is_in (waiting, "microsoft365:grant-mailbox-access"));
  g_assert_false (is_in (waiting, "microsoft365:get-mailbox"));
  g_assert_nonnull (reason);
}

static void
test_accepted (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GError) searched = NULL;
  g_autoptr(MusterGateDecision) full = NULL;
  g_autoptr(GPtrArray) waiting = NULL;
  const char *reason = NULL;

  connect_with (f, "{" NOWHERE ",\"exchangeUnpublished\":\"accepted\"}");
  g_assert_true (is_offered (f, "microsoft365:find-mailboxes"));
  full = preview (f, "microsoft365:grant-mailbox-access", GRANT ("full-access"));
  g_assert_cmpint (full->verdict, ==, MUSTER_VERDICT_APPROVAL);
  searched = read_error (f, "microsoft365:find-mailboxes", "query", "dana");
  g_assert_false (g_error_matches (searched, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY));
  waiting = muster_gate_unaccepted_tools (f->gate, f->cap, &reason);
  g_assert_cmpuint (waiting->len, ==, 0);
}

/* Anything but the word itself is no acceptance */
static void
test_other_words (Fixture       *f,
                  gconstpointer  data)
{
  static const char * const words[] = { "", "yes", "true", "Accepted", "off" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{" NOWHERE ",\"exchangeUnpublished\":\"%s\"}", words[i]);

      connect_with (f, settings);
      g_assert_false (is_offered (f, "microsoft365:find-mailboxes"));
    }
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);
  g_test_add ("/gate/unpublished/off", Fixture, NULL, set_up, test_off, tear_down);
  g_test_add ("/gate/unpublished/accepted", Fixture, NULL, set_up, test_accepted, tear_down);
  g_test_add ("/gate/unpublished/other-words", Fixture, NULL, set_up, test_other_words, tear_down);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <json-glib/json-glib.h>

#include "muster-error.h"
#include "muster-model.h"
#include "muster-test.h"

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
test_properties (void)
{
  g_autoptr(MusterClient) client = muster_client_new ();
  g_autofree char *name = NULL;
  MusterMode mode;
  guint n = 0;

  g_signal_connect (client, "notify", G_CALLBACK (count_cb), &n);
  muster_client_set_name (client, "Acme");
  muster_client_set_name (client, "Acme");
  g_assert_cmpuint (n, ==, 1);
  /* From inside the old value */
  muster_client_set_name (client, muster_client_get_name (client) + 1);
  g_assert_cmpstr (muster_client_get_name (client), ==, "cme");
  g_object_set (client, "mode", MUSTER_MODE_EXECUTE, "name", "Beta", "open-items", (gint64) 4, NULL);
  g_assert_cmpint (muster_client_get_mode (client), ==, MUSTER_MODE_EXECUTE);
  g_object_get (client, "name", &name, "mode", &mode, NULL);
  g_assert_cmpstr (name, ==, "Beta");
  g_assert_cmpint (mode, ==, MUSTER_MODE_EXECUTE);
  muster_client_set_name (client, NULL);
  g_assert_null (muster_client_get_name (client));
}

static void
test_arrays (void)
{
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();

  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 0);
  g_ptr_array_add (muster_ticket_get_notes (ticket), muster_note_new ());
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 1);
  muster_ticket_set_notes (ticket, NULL);
  g_assert_nonnull (muster_ticket_get_notes (ticket));
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 0);
}

static void
test_copy (void)
{
  g_autoptr(MusterRun) run = muster_run_new ();
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  g_autoptr(MusterRun) copy = NULL;

  muster_run_set_id (run, "R");
  muster_run_set_state (run, MUSTER_RUN_STATE_NEEDS_HUMAN);
  muster_run_set_plan (run, plan);
  copy = muster_record_copy (run);
  muster_run_set_id (run, "changed");
  g_assert_cmpstr (muster_run_get_id (copy), ==, "R");
  g_assert_cmpint (muster_run_get_state (copy), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_true (muster_run_get_plan (copy) == plan);
}

/* Every class can be made, and every property of it be read, set and freed */
static void
test_all (void)
{
  GType types[] = {
    MUSTER_TYPE_ACTIVITY_ENTRY, MUSTER_TYPE_CLIENT, MUSTER_TYPE_CONNECTION, MUSTER_TYPE_EFFECT, MUSTER_TYPE_FINDING,
    MUSTER_TYPE_MAPPING, MUSTER_TYPE_MEMBER, MUSTER_TYPE_NOTE, MUSTER_TYPE_PLAN, MUSTER_TYPE_RUN, MUSTER_TYPE_RUN_CALL,
    MUSTER_TYPE_STEP, MUSTER_TYPE_TICKET, MUSTER_TYPE_TOOL_POLICY, MUSTER_TYPE_WORKSPACE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(GObject) object = g_object_new (types[i], NULL);
      g_autofree GParamSpec **pspecs = NULL;
      guint n;

      pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);
      g_assert_cmpuint (n, >, 0);
      for (guint p = 0; p < n; p++)
        {
          GValue value = G_VALUE_INIT;

          g_object_get_property (object, pspecs[p]->name, &value);
          if (G_VALUE_HOLDS_STRING (&value))
            g_value_set_string (&value, "text");
          g_object_set_property (object, pspecs[p]->name, &value);
          g_value_unset (&value);
        }
    }
}

/* The names are stored: a change here needs a migration */
static void
test_names (void)
{
  MusterRunState state;
  MusterPolicy policy;

  g_assert_cmpstr (muster_run_state_to_string (MUSTER_RUN_STATE_AWAITING_APPROVAL), ==, "awaiting-approval");
  g_assert_cmpstr (muster_policy_to_string (MUSTER_POLICY_APPROVAL_NEEDED), ==, "approval_needed");
  g_assert_cmpstr (muster_effect_class_to_string (MUSTER_EFFECT_CLASS_READ_SENSITIVE), ==, "read-sensitive");
  g_assert_cmpstr (muster_identity_level_to_string (MUSTER_IDENTITY_LEVEL_V2), ==, "v2");
  g_assert_cmpstr (muster_wait_reason_to_string (MUSTER_WAIT_REASON_CLIENT_INACTIVE), ==, "client-inactive");
  for (int i = MUSTER_RUN_STATE_RECEIVED; i <= MUSTER_RUN_STATE_NEEDS_HUMAN; i++)
    {
      g_assert_true (muster_run_state_from_string (muster_run_state_to_string ((MusterRunState) i), &state));
      g_assert_cmpint (state, ==, i);
    }
  g_assert_false (muster_policy_from_string ("AUTO", &policy));
  g_assert_false (muster_policy_from_string (NULL, &policy));
}

static const char whole_plan[] =
  "{\"outcome\":\"plan\",\"diagnosis\":\"Sign-in is blocked\","
  "\"findings\":[{\"text\":\"Blocked since Monday\",\"source\":\"microsoft365:get-user\",\"time\":5}],"
  "\"steps\":[{\"tool\":\"microsoft365:unblock-sign-in\",\"target\":\"user:1\",\"targetName\":\"Ina Öst\","
  "\"args\":{\"days\":3,\"deep\":{\"list\":[1,\"two\",null]}},\"argNames\":{\"days\":\"three days\"},"
  "\"explain\":\"Allow sign-in\",\"expected\":\"Ina can sign in\",\"policy\":\"approval_needed\","
  "\"rules\":[\"R4\",\"R11\"],\"class\":\"write\"}],"
  "\"questions\":[\"Since when?\"],\"replyDraft\":null,\"confidence\":\"high\",\"workflow\":\"locked-out\","
  "\"planner\":\"built-in\",\"requester\":\"user:1\",\"requesterName\":\"Ina Öst\",\"identity\":\"v1\"}";

static void
test_plan_round_trip (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (whole_plan, NULL);
  g_autoptr(MusterPlan) plan = muster_plan_from_json (node, &error);
  g_autoptr(JsonNode) again = NULL;
  g_autofree char *text = NULL;
  MusterStep *step;

  g_assert_no_error (error);
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_PLAN);
  g_assert_cmpint (muster_plan_get_identity_level (plan), ==, MUSTER_IDENTITY_LEVEL_V1);
  g_assert_null (muster_plan_get_reply_draft (plan));
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 1);
  step = muster_plan_get_steps (plan)->pdata[0];
  g_assert_cmpint (json_object_get_int_member (muster_step_get_args (step), "days"), ==, 3);
  g_assert_cmpuint (muster_step_get_rules (step)->len, ==, 2);
  again = muster_plan_to_json (plan);
  text = json_to_string (again, FALSE);
  g_assert_cmpstr (text, ==, whole_plan);
}

static void
test_plan_least (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string ("{\"outcome\":\"handover\",\"newer\":{\"x\":1}}", NULL);
  g_autoptr(MusterPlan) plan = muster_plan_from_json (node, &error);

  g_assert_no_error (error);
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_HANDOVER);
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 0);
}

static void
test_plan_refused (void)
{
  static const char * const wrong[] = {
    "[]",
    "{}",
    "{\"outcome\":\"nonsense\"}",
    "{\"outcome\":5}",
    "{\"outcome\":\"plan\",\"diagnosis\":{}}",
    "{\"outcome\":\"plan\",\"steps\":{}}",
    "{\"outcome\":\"plan\",\"steps\":[\"x\"]}",
    "{\"outcome\":\"plan\",\"steps\":[{\"target\":\"user:1\"}]}",
    "{\"outcome\":\"plan\",\"steps\":[{\"tool\":\"a:b\",\"args\":[]}]}",
    "{\"outcome\":\"plan\",\"steps\":[{\"tool\":\"a:b\",\"class\":\"harmless\"}]}",
    "{\"outcome\":\"plan\",\"steps\":[{\"tool\":\"a:b\",\"rules\":[4]}]}",
    "{\"outcome\":\"plan\",\"findings\":[4]}",
    "{\"outcome\":\"plan\",\"findings\":[{\"text\":\"x\",\"time\":\"now\"}]}",
    "{\"outcome\":\"plan\",\"questions\":[{}]}",
    "{\"outcome\":\"plan\",\"identity\":\"v9\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = json_from_string (wrong[i], NULL);
      g_autoptr(MusterPlan) plan = muster_plan_from_json (node, &error);

      g_test_message ("%s", wrong[i]);
      g_assert_null (plan);
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
    }
}

/* A step may hold any text that JSON can; what cannot be read would be shown as a request about nothing */
static void
test_approval_items (void)
{
  g_autoptr(MusterApproval) approval = muster_approval_new ();
  g_autoptr(JsonArray) items = json_array_new ();
  g_autoptr(JsonArray) stored = NULL;
  g_autofree char *chosen = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *item = json_object_new ();

  json_object_set_int_member (item, "step", 1);
  json_object_set_string_member (item, "text", "a\x1f" "b");
  json_array_add_object_element (items, item);
  muster_approval_store_items (approval, items);
  stored = muster_approval_parse_items (approval);
  g_assert_cmpuint (json_array_get_length (stored), ==, 1);
  chosen = muster_approval_choose (approval, NULL, 0, &error);
  g_assert_no_error (error);
  muster_approval_set_items (approval, chosen);
  g_clear_pointer (&stored, json_array_unref);
  stored = muster_approval_parse_items (approval);
  g_assert_cmpuint (json_array_get_length (stored), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/model/properties", test_properties);
  g_test_add_func ("/model/arrays", test_arrays);
  g_test_add_func ("/model/copy", test_copy);
  g_test_add_func ("/model/all", test_all);
  g_test_add_func ("/model/names", test_names);
  g_test_add_func ("/model/plan/round-trip", test_plan_round_trip);
  g_test_add_func ("/model/plan/least", test_plan_least);
  g_test_add_func ("/model/plan/refused", test_plan_refused);
  g_test_add_func ("/model/approval/items", test_approval_items);

  return g_test_run ();
}

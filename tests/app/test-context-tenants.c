/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The customers' tenants on the look-alikes: who they are, what they lack, and what is off because of it. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-browser.h"
#include "app-fixture.h"
#include "muster-context-microsoft365.h"
#include "muster-context-private.h"
#include "muster-context-tenants.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-run-brief.h"
#include "muster-step.h"

#define ALDER "90e644ba-ec2e-57d9-97c2-d7ff7b790236"

static void
set_up (AppFixture *self)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
}

static void
settings (AppFixture *self,
          const char *body)
{
  g_autoptr(JsonNode) answer = app_fixture_control (self, "POST", "/settings", body);
}

/* What the app was given at Alder & Finch, but for one name */
static void
grant_all_but (AppFixture *self,
               const char *name)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) values = app_fixture_values (self, "microsoft365");
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) graph = g_string_new (NULL);
  g_autoptr(GListModel) list = NULL;
  g_autofree char *body = NULL;
  g_autoptr(JsonNode) answer = NULL;

  muster_context_list_permissions_async (self->context, NULL, FALSE, NULL, muster_test_wait_cb, &wait);
  list = muster_context_list_permissions_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterPermissionItem) item = g_list_model_get_item (list, i);

      if (g_str_equal (muster_permission_item_get_service (item), "Microsoft Graph")
          && g_strcmp0 (muster_permission_item_get_name (item), name) != 0)
        g_string_append_printf (graph, "%s%s", graph->len > 0 ? " " : "", muster_permission_item_get_name (item));
    }
  body = g_strdup_printf ("{\"clientId\":\"%s\",\"tenant\":\"" ALDER "\",\"graphApplication\":\"%s\","
                          "\"exchangeApplication\":\"Exchange.ManageAsApp Exchange.ManageAsAppV2\"}",
                          (const char *) g_hash_table_lookup (values, "clientId"), graph->str);
  answer = app_fixture_control (self, "POST", "/entra/consents", body);
}

static MusterTenantReport *
check (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterTenantReport *report;

  muster_context_check_tenant_async (self->context, NULL, ALDER, NULL, muster_test_wait_cb, &wait);
  report = muster_context_check_tenant_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return report;
}

static MusterTenantReport *
load (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterTenantReport *report;

  muster_context_load_tenant_async (self->context, NULL, ALDER, NULL, muster_test_wait_cb, &wait);
  report = muster_context_load_tenant_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return report;
}

/* (transfer full) (nullable) */
static MusterReadinessItem *
find_row (MusterTenantReport *report,
          const char         *id)
{
  GListModel *rows = muster_tenant_report_get_rows (report);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterReadinessItem) row = g_list_model_get_item (rows, i);

      if (g_str_equal (muster_readiness_item_get_id (row), id))
        return g_steal_pointer (&row);
    }
  return NULL;
}

static MusterReadinessState
state_of (MusterTenantReport *report,
          const char         *id)
{
  g_autoptr(MusterReadinessItem) row = find_row (report, id);

  g_assert_nonnull (row);
  g_test_message ("%s: %s", id, muster_readiness_item_get_detail (row));
  return muster_readiness_item_get_state (row);
}

static GListModel *
list_tenants (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  GListModel *list;

  muster_context_list_tenants_async (self->context, NULL, NULL, muster_test_wait_cb, &wait);
  list = muster_context_list_tenants_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return list;
}

/* Who they are, whose they are, until when, and what is known of them */
static void
test_list (AppFixture   *self,
           gconstpointer data)
{
  g_autoptr(GListModel) before = NULL;
  g_autoptr(GListModel) after = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTenantReport) never = NULL;
  gboolean found = FALSE;

  set_up (self);
  never = load (self);
  g_assert_null (never);
  before = list_tenants (self);
  g_assert_cmpuint (g_list_model_get_n_items (before), ==, 2);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  after = list_tenants (self);
  for (guint i = 0; i < g_list_model_get_n_items (after); i++)
    {
      g_autoptr(MusterTenantItem) item = g_list_model_get_item (after, i);
      gboolean ours = g_str_equal (muster_tenant_item_get_id (item), ALDER);

      found |= ours;
      g_assert_cmpstr (muster_tenant_item_get_state (item), ==, "active");
      g_assert_cmpint (muster_tenant_item_get_ends (item), >, 0);
      g_assert_false (muster_tenant_item_get_expiring (item));
      g_assert_cmpstr (muster_tenant_item_get_client_name (item), ==, ours ? "Alder & Finch Architects" : NULL);
      /* Looked at when it was provisioned */
      g_assert_cmpint (muster_tenant_item_get_checked (item) != 0, ==, ours);
    }
  g_assert_true (found);
}

/* One permission that was taken back: one row, its tools, the run's plan; granted again: all is well. Stored for later */
static void
test_permission (AppFixture   *self,
                 gconstpointer data)
{
  static const char * const id = "permission:Team.ReadBasic.All";
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTenantReport) first = NULL;
  g_autoptr(MusterTenantReport) second = NULL;
  g_autoptr(MusterTenantReport) stored = NULL;
  g_autoptr(MusterTenantReport) third = NULL;
  g_autoptr(MusterReadinessItem) row = NULL;
  gint64 missing;

  set_up (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  grant_all_but (self, NULL);
  first = check (self);
  g_assert_cmpint (state_of (first, id), ==, MUSTER_READINESS_OK);
  g_assert_cmpint (state_of (first, "relationship"), ==, MUSTER_READINESS_OK);
  g_assert_cmpint (state_of (first, "consent"), ==, MUSTER_READINESS_OK);
  g_assert_cmpint (state_of (first, "exchange-role"), ==, MUSTER_READINESS_OK);
  missing = muster_tenant_report_get_n_missing (first);

  grant_all_but (self, "Team.ReadBasic.All");
  second = check (self);
  g_assert_cmpint (state_of (second, id), ==, MUSTER_READINESS_MISSING);
  g_assert_cmpint (muster_tenant_report_get_n_missing (second), ==, missing + 1);
  row = find_row (second, id);
  g_assert_nonnull (strstr (muster_readiness_item_get_url (row), ALDER));
  g_assert_true (muster_readiness_item_get_customer_acts (row));
  g_assert_true (g_ptr_array_find_with_equal_func (muster_readiness_item_get_blocks (row), "microsoft365:list-teams", g_str_equal, NULL));

  app_fixture_close (self);
  app_fixture_open (self);
  stored = load (self);
  g_assert_nonnull (stored);
  g_assert_cmpint (state_of (stored, id), ==, MUSTER_READINESS_MISSING);
  g_assert_cmpint (muster_tenant_report_get_checked (stored), ==, muster_tenant_report_get_checked (second));

  grant_all_but (self, NULL);
  third = check (self);
  g_assert_cmpint (state_of (third, id), ==, MUSTER_READINESS_OK);
}

static MusterRunBrief *
brief_of_first_run (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GPtrArray) runs = app_fixture_runs (self);
  g_autoptr(GError) error = NULL;
  MusterRunBrief *brief;

  g_assert_cmpuint (runs->len, >, 0);
  muster_run_brief_load_async (muster_context_get_store (self->context), self->context->gate,
                               muster_run_get_id (runs->pdata[0]), NULL, muster_test_wait_cb, &wait);
  brief = muster_run_brief_load_finish (muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_no_error (brief->problem);
  return brief;
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

/* A run of the client is not offered what does not work, and a plan's step for it is held back with the reason */
static void
test_run (AppFixture   *self,
          gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(MusterRunBrief) brief = NULL;
  g_autoptr(GPtrArray) offered = NULL;
  g_autoptr(GPtrArray) unready = NULL;
  g_autoptr(MusterStep) step = muster_step_new ();
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterGateDecision) decision = NULL;
  MusterGate *gate;
  int code = 0;

  set_up (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  grant_all_but (self, "TeamMember.ReadWrite.All");
  report = check (self);
  g_assert_cmpint (state_of (report, "permission:TeamMember.ReadWrite.All"), ==, MUSTER_READINESS_MISSING);
  app_fixture_process (self);

  brief = brief_of_first_run (self);
  gate = self->context->gate;
  offered = muster_gate_offered_tools (gate, brief->cap);
  unready = muster_gate_unready_tools (gate, brief->cap);
  g_assert_true (is_in (offered, "microsoft365:find-users"));
  g_assert_false (is_in (offered, "microsoft365:add-team-member"));
  g_assert_true (is_in (unready, "microsoft365:add-team-member"));
  g_assert_nonnull (muster_cap_get_unavailable (brief->cap, "microsoft365:add-team-member", &code));
  g_assert_cmpint (code, ==, MUSTER_ERROR_FORBIDDEN);
  g_assert_null (muster_cap_get_unavailable (brief->cap, "microsoft365:find-users", NULL));

  json_object_set_string_member (args, "team", "11111111-2222-4333-8444-000000000001");
  json_object_set_string_member (args, "user", "user:11111111-2222-4333-8444-000000000002");
  muster_step_set_tool (step, "microsoft365:add-team-member");
  muster_step_set_target (step, "team:11111111-2222-4333-8444-000000000001");
  muster_step_set_args (step, args);
  decision = muster_gate_preview (gate, brief->cap, step, NULL);
  g_test_message ("%s", decision->reason);
  g_assert_cmpint (decision->verdict, ==, MUSTER_VERDICT_DENY);
}

/* Microsoft gives no token: the row says whose turn it is, and nothing works there */
static void
test_consent (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(MusterReadinessItem) row = NULL;

  set_up (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  settings (self, "{\"entra\":{\"tenants\":{\"alder\":{\"error\":7000229}}}}");
  app_fixture_close (self);
  app_fixture_open (self);
  report = check (self);
  g_assert_cmpint (state_of (report, "consent"), ==, MUSTER_READINESS_MISSING);
  g_assert_cmpint (muster_tenant_report_get_n_missing (report), ==, 1);
  row = find_row (report, "consent");
  g_assert_nonnull (strstr (muster_readiness_item_get_url (row), "adminconsent"));
  g_assert_cmpuint (muster_readiness_item_get_blocks (row)->len, >, 50);
}

static gboolean
has_expiry (gpointer data)
{
  GListModel *trouble = data;

  for (guint i = 0; i < g_list_model_get_n_items (trouble); i++)
    {
      g_autoptr(MusterTrouble) row = g_list_model_get_item (trouble, i);

      if (muster_trouble_is_expiry (row))
        return TRUE;
    }
  return FALSE;
}

/* 20 days left and nothing prolongs it: the list says so, and so does the banner; it pauses nobody */
static void
test_expiry (AppFixture   *self,
             gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(GListModel) tenants = NULL;
  gboolean expiring = FALSE;

  set_up (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  settings (self, "{\"gdap\":{\"alder\":{\"endDateTime\":\"2026-12-10T09:30:00Z\",\"autoExtendDuration\":\"P0D\"}}}");
  report = check (self);
  g_assert_cmpint (state_of (report, "relationship"), ==, MUSTER_READINESS_EXPIRING);
  muster_test_until (has_expiry, muster_context_get_trouble (self->context));
  g_assert_null (muster_context_find_trouble_of_client (self->context, muster_client_get_id (client)));
  tenants = list_tenants (self);
  for (guint i = 0; i < g_list_model_get_n_items (tenants); i++)
    {
      g_autoptr(MusterTenantItem) item = g_list_model_get_item (tenants, i);

      expiring |= muster_tenant_item_get_expiring (item) && g_str_equal (muster_tenant_item_get_id (item), ALDER);
    }
  g_assert_true (expiring);
}

static void
disable (AppFixture *self,
         const char *tool)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_set_policy_async (self->context, NULL, tool, MUSTER_POLICY_DISABLED, NULL, muster_test_wait_cb, &wait);
  muster_context_set_policy_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static char *
permission_state (AppFixture *self,
                  const char *name)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = NULL;

  muster_context_list_permissions_async (self->context, NULL, FALSE, NULL, muster_test_wait_cb, &wait);
  list = muster_context_list_permissions_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterPermissionItem) item = g_list_model_get_item (list, i);

      if (g_str_equal (muster_permission_item_get_name (item), name))
        return g_strdup (muster_permission_item_get_state (item));
    }
  return NULL;
}

/* A tool that is switched off asks for nothing; what was granted for it is named */
static void
test_least (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(MusterReadinessItem) gone = NULL;
  g_autofree char *at_first = NULL;
  g_autofree char *granted = NULL;
  g_autofree char *off = NULL;

  set_up (self);
  at_first = permission_state (self, "ServiceHealth.Read.All");
  g_assert_cmpstr (at_first, ==, "needed");
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  grant_all_but (self, NULL);
  report = check (self);
  granted = permission_state (self, "ServiceHealth.Read.All");
  g_assert_cmpstr (granted, ==, "granted");
  disable (self, "microsoft365:get-service-health");
  off = permission_state (self, "ServiceHealth.Read.All");
  g_assert_cmpstr (off, ==, "superfluous");
  g_clear_object (&report);
  report = load (self);
  gone = find_row (report, "permission:ServiceHealth.Read.All");
  g_assert_null (gone);
}

typedef struct
{
  AppFixture *fixture;
  const char *id;
  gboolean    asked;
  gboolean    found;
} Awaited;

static void
awaited_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Awaited *awaited = user_data;
  g_autoptr(MusterTenantReport) report = muster_context_load_tenant_finish (MUSTER_CONTEXT (source), result, NULL);

  awaited->asked = FALSE;
  awaited->found = report != NULL && state_of (report, awaited->id) == MUSTER_READINESS_MISSING;
}

static gboolean
is_found (gpointer data)
{
  Awaited *awaited = data;

  if (!awaited->asked && !awaited->found)
    {
      awaited->asked = TRUE;
      muster_context_load_tenant_async (awaited->fixture->context, NULL, ALDER, NULL, awaited_cb, awaited);
    }
  return awaited->found && !awaited->asked;
}

/* A right that goes away between two looks is met by a run; then the tenant is looked at again by itself */
static void
test_refused (AppFixture   *self,
              gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(MusterRunBrief) brief = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonNode) answer = NULL;
  g_autoptr(GError) error = NULL;
  Awaited awaited = { self, "permission:ServiceHealth.Read.All", FALSE, FALSE };

  set_up (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  grant_all_but (self, NULL);
  report = check (self);
  app_fixture_process (self);
  brief = brief_of_first_run (self);
  grant_all_but (self, "ServiceHealth.Read.All");
  /* A token that is out keeps its rights; a new one does not have it any more */
  app_fixture_close (self);
  app_fixture_open (self);
  muster_gate_read_async (self->context->gate, brief->cap, "microsoft365:get-service-health", args, NULL, NULL,
                          muster_test_wait_cb, &wait);
  answer = muster_gate_read_finish (self->context->gate, muster_test_wait (&wait), &error);
  g_assert_null (answer);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN);
  muster_test_until (is_found, &awaited);
}

/* --- A technician's rights --- */

static void
join_person (AppFixture *self,
             const char *upn)
{
  static const char * const names[] = { "login", "graph", "exchange", "partner", "tenantId" };
  g_auto(MusterTestWait) sign_in = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) connect = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *decision = g_strconcat ("decision=sign-in&user=", upn, NULL);
  AppBrowser browser = { decision };
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_insert (fields, g_strdup (names[i]), g_strdup (muster_sandbox_child_get_value (self->child, "entra", names[i])));
  g_hash_table_insert (fields, g_strdup ("method"), g_strdup ("person"));
  g_hash_table_insert (fields, g_strdup ("exchangeUnpublished"), g_strdup ("accepted"));
  g_hash_table_insert (fields, g_strdup ("clientId"),
                       g_strdup (muster_sandbox_child_get_value (self->child, "entra", "publicClientId")));
  muster_context_sign_in_connection_async (self->context, "microsoft365", fields, app_browser_open_cb, &browser, NULL,
                                           muster_test_wait_cb, &sign_in);
  muster_context_sign_in_connection_finish (self->context, muster_test_wait (&sign_in), &error);
  g_assert_no_error (error);
  app_browser_end (&browser);
  muster_context_connect_async (self->context, "microsoft365", fields, NULL, muster_test_wait_cb, &connect);
  connection = muster_context_connect_finish (self->context, muster_test_wait (&connect), &error);
  g_assert_no_error (error);
}

static void
grant (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_grant_consent_async (self->context, muster_context_find_connection (self->context, "microsoft365"), ALDER, NULL,
                                      NULL, muster_test_wait_cb, &wait);
  muster_context_grant_consent_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

/* First nobody has accepted the app; then it is accepted and the groups' roles count; then the technician leaves the groups */
static void
test_person (AppFixture   *self,
             gconstpointer data)
{
  g_autoptr(JsonNode) shown = app_fixture_control (self, "GET", "/entra", NULL);
  g_autofree char *upn = g_strdup (muster_json_path_str (shown, "technicians[0].upn"));
  g_autofree char *body = g_strdup_printf ("{\"entra\":{\"groups\":{\"%s\":[]}}}", upn);
  g_autoptr(MusterTenantReport) first = NULL;
  g_autoptr(MusterTenantReport) second = NULL;
  g_autoptr(MusterTenantReport) third = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  join_person (self, upn);
  first = check (self);
  g_assert_cmpint (state_of (first, "consent"), ==, MUSTER_READINESS_MISSING);
  g_assert_cmpint (state_of (first, "relationship"), ==, MUSTER_READINESS_OK);

  grant (self);
  second = check (self);
  g_assert_cmpint (state_of (second, "consent"), ==, MUSTER_READINESS_OK);
  g_assert_cmpint (state_of (second, "permission:User.Read.All"), ==, MUSTER_READINESS_OK);
  g_assert_cmpint (state_of (second, "role:fe930be7-5e62-47db-91af-98c3a49a38b1"), ==, MUSTER_READINESS_OK);

  settings (self, body);
  third = check (self);
  g_assert_cmpint (muster_tenant_report_get_state (third), ==, MUSTER_READINESS_MISSING);
  g_assert_cmpint (state_of (third, "role:groups"), ==, MUSTER_READINESS_MISSING);
  /* Microsoft itself says the same of somebody who has no role there */
  g_assert_cmpint (state_of (third, "relationship"), ==, MUSTER_READINESS_MISSING);
}

#define ADD(name, func) \
  g_test_add ("/app/tenants/" name, AppFixture, NULL, app_fixture_setup, func, app_fixture_teardown)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("list", test_list);
  ADD ("permission", test_permission);
  ADD ("run", test_run);
  ADD ("consent", test_consent);
  ADD ("expiry", test_expiry);
  ADD ("least", test_least);
  ADD ("refused", test_refused);
  ADD ("person", test_person);

  return g_test_run ();
}

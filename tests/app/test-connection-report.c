/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the live test of a connection says, field by field. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "app-fixture.h"
#include "muster-error.h"

#define NOBODY "00000000-1111-4222-8333-444444444444"

static const struct
{
  const char *integration;
  const char *field;    /* what is wrong, NULL: nothing */
  const char *value;
  const char *problems; /* any of them, separated by | */
  const char *points_to;
} cases[] = {
  { "connectwise", NULL, NULL, NULL, NULL },
  { "microsoft365", NULL, NULL, NULL, NULL },
  { "hudu", NULL, NULL, NULL, NULL },
  { "itglue", NULL, NULL, NULL, NULL },
  { "connectwise", "privateKey", "wrong-wrong-wrong", "wrong-key", "privateKey" },
  { "connectwise", "publicKey", "wrong-wrong-wrong", "wrong-key", NULL },
  { "connectwise", "companyId", "nobody", "wrong-company", "companyId" },
  { "connectwise", "clientId", NOBODY, "missing-client-id|wrong-key|missing-right", NULL },
  { "connectwise", "companyId", "no body", "invalid-input", "companyId" },
  { "connectwise", "site", "http://127.0.0.1:1", "no-network", NULL },
  { "microsoft365", "clientSecret", "wrong-wrong-wrong", "wrong-secret", "clientSecret" },
  { "microsoft365", "clientId", NOBODY, "app-unknown", "clientId" },
  { "microsoft365", "tenantId", NOBODY, "wrong-tenant|app-unknown", NULL },
  { "microsoft365", "tenantId", "12", "invalid-input", "tenantId" },
  { "hudu", "apiKey", "wrong-wrong-wrong", "wrong-key", "apiKey" },
  { "hudu", "url", "http://127.0.0.1:1", "no-network", NULL },
  { "hudu", "url", "no address", "invalid-input", "url" },
  { "itglue", "apiKey", "ITG.wrong-wrong-wrong", "wrong-key", "apiKey" },
  { "itglue", "region", "moon", "invalid-input", "region" },
  { "itglue", "api", "http://127.0.0.1:1", "no-network", NULL },
  { "itglue", "api", "https://api.elsewhere.example", "invalid-input", NULL },
};

static MusterConnectionReport *
try (AppFixture *self,
     gsize       i)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) values = app_fixture_values (self, cases[i].integration);
  g_autoptr(GError) error = NULL;
  MusterConnectionReport *report;

  if (cases[i].field != NULL)
    g_hash_table_insert (values, g_strdup (cases[i].field), g_strdup (cases[i].value));
  muster_context_test_connection_async (self->context, cases[i].integration, values, NULL, muster_test_wait_cb, &wait);
  report = muster_context_test_connection_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return report;
}

static void
test_reports (AppFixture   *self,
              gconstpointer data)
{
  app_fixture_open (self);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterConnectionReport) report = try (self, i);
      const char *problem = muster_connection_report_get_problem (report);
      g_auto(GStrv) expected = g_strsplit (cases[i].problems != NULL ? cases[i].problems : "", "|", -1);

      g_test_message ("%s %s=%s: %s, %s: %s", cases[i].integration, cases[i].field, cases[i].value, problem,
                      muster_connection_report_get_title (report), muster_connection_report_get_advice (report));
      g_assert_nonnull (muster_connection_report_get_title (report));
      if (cases[i].field == NULL)
        {
          g_assert_true (muster_connection_report_get_ok (report));
          g_assert_nonnull (muster_connection_report_get_account (report));
          g_assert_cmpuint (g_list_model_get_n_items (muster_connection_report_get_checks (report)), >, 1);
          continue;
        }
      g_assert_false (muster_connection_report_get_ok (report));
      g_assert_nonnull (muster_connection_report_get_advice (report));
      g_assert_true (g_strv_contains ((const char * const *) expected, problem));
      if (cases[i].points_to != NULL)
        g_assert_cmpstr (muster_connection_report_get_field (report), ==, cases[i].points_to);
    }
  g_assert_cmpuint (g_list_model_get_n_items (muster_context_get_connections (self->context)), ==, 0);
}

/* Addresses that only the look-alikes have are refused anywhere else */
static void
test_foreign_host (AppFixture   *self,
                   gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  values = app_fixture_values (self, "microsoft365");
  g_hash_table_insert (values, g_strdup ("login"), g_strdup ("https://login.attacker.example"));
  muster_context_test_connection_async (self->context, "microsoft365", values, NULL, muster_test_wait_cb, &wait);
  report = muster_context_test_connection_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_false (muster_connection_report_get_ok (report));
  g_assert_cmpstr (muster_connection_report_get_problem (report), ==, "invalid-input");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/app/connections/reports", AppFixture, NULL, app_fixture_setup, test_reports, app_fixture_teardown);
  g_test_add ("/app/connections/foreign-host", AppFixture, NULL, app_fixture_setup, test_foreign_host, app_fixture_teardown);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Connecting where it is more than typing keys: a person's sign-in, choices that only a person can make, rights that are
 * missing one by one; and the watch filter with what the PSA has to choose from. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-browser.h"
#include "app-fixture.h"
#include "muster-connector.h"
#include "muster-error.h"
#include "muster-json.h"

static const char *
psa_id (AppFixture *self)
{
  return muster_connection_get_id (muster_context_find_connection (self->context, "psa"));
}

static MusterConnectionReport *
try (AppFixture *self,
     const char *integration,
     GHashTable *fields)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnectionReport *report;

  muster_context_test_connection_async (self->context, integration, fields, NULL, muster_test_wait_cb, &wait);
  report = muster_context_test_connection_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return report;
}

static MusterConnection *
join (AppFixture *self,
      const char *integration,
      GHashTable *fields)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *connection;

  muster_context_connect_async (self->context, integration, fields, NULL, muster_test_wait_cb, &wait);
  connection = muster_context_connect_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return connection;
}

/* --- A person's sign-in --- */

static void
sign_in (AppFixture *self,
         GHashTable *fields)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  AppBrowser browser = { "decision=sign-in&agent=401" };
  g_autoptr(GError) error = NULL;

  g_assert_true (muster_context_needs_sign_in (self->context, "halopsa", fields));
  muster_context_sign_in_connection_async (self->context, "halopsa", fields, app_browser_open_cb, &browser, NULL, muster_test_wait_cb, &wait);
  muster_context_sign_in_connection_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  app_browser_end (&browser);
  g_assert_false (muster_context_needs_sign_in (self->context, "halopsa", fields));
}

static char *
keyring_token (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *id = g_strconcat (psa_id (self), "/refreshToken", NULL);
  MusterSecret *found = NULL;
  g_autoptr(MusterSecret) secret = NULL;

  muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, NULL, muster_test_wait_cb, &wait);
  muster_secret_store_lookup_finish (self->secret_store, muster_test_wait (&wait), &found, NULL);
  secret = found;
  return secret != NULL ? g_strdup (muster_secret_peek (secret)) : NULL;
}

/* Signed in once; the token is used up by the first test, and its successors live through tests and restarts */
static void
test_person (AppFixture   *self,
             gconstpointer data)
{
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnection) connection = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *stored = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  fields = app_fixture_values (self, "halopsa");
  g_hash_table_insert (fields, g_strdup ("method"), g_strdup ("person"));
  g_hash_table_insert (fields, g_strdup ("clientId"),
                       g_strdup (muster_sandbox_child_get_value (self->child, "halopsa", "nativeClientId")));
  g_hash_table_remove (fields, "clientSecret");
  sign_in (self, fields);
  typed = g_strdup (g_hash_table_lookup (fields, "refreshToken"));
  g_assert_nonnull (typed);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(MusterConnectionReport) report = try (self, "halopsa", fields);

      g_test_message ("%s", muster_connection_report_get_title (report));
      g_assert_true (muster_connection_report_get_ok (report));
    }
  connection = join (self, "halopsa", fields);
  g_assert_cmpstr (muster_connection_get_secret_fields (connection), ==, "refreshToken");
  stored = keyring_token (self);
  g_assert_nonnull (stored);
  g_assert_cmpstr (stored, !=, typed);
  for (guint i = 0; i < 2; i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
      g_autoptr(MusterConnectionReport) report = NULL;
      g_autoptr(GError) error = NULL;

      app_fixture_close (self);
      app_fixture_open (self);
      muster_context_test_saved_connection_async (self->context, psa_id (self), NULL, muster_test_wait_cb, &wait);
      report = muster_context_test_saved_connection_finish (self->context, muster_test_wait (&wait), &error);
      g_assert_no_error (error);
      g_assert_true (muster_connection_report_get_ok (report));
    }
}

/* --- Questions --- */

static MusterQuestion *
find_question (MusterConnectionReport *report,
               const char             *id)
{
  GListModel *questions = muster_connection_report_get_questions (report);

  for (guint i = 0; i < g_list_model_get_n_items (questions); i++)
    {
      g_autoptr(MusterQuestion) question = g_list_model_get_item (questions, i);

      if (g_str_equal (muster_question_get_id (question), id))
        return question;
    }
  return NULL;
}

/* Labels in another language: who sees a note is nothing to guess. The answer comes back in the fields and is kept. */
static void
test_question (AppFixture   *self,
               gconstpointer data)
{
  g_auto(MusterTestWait) refused = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) set = app_fixture_control (self, "POST", "/settings", "{\"autotask\":{\"labels\":\"de\"}}");
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(MusterConnectionReport) answered = NULL;
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *publish = NULL;
  g_autofree char *label = NULL;
  MusterQuestion *question;

  app_fixture_open (self);
  app_fixture_account (self);
  fields = app_fixture_values (self, "autotask");
  report = try (self, "autotask", fields);
  g_assert_false (muster_connection_report_get_ok (report));
  g_assert_cmpstr (muster_connection_report_get_problem (report), ==, "question");
  question = find_question (report, "internalPublish");
  g_assert_nonnull (question);
  g_assert_null (muster_question_get_answer (question));
  g_assert_cmpuint (g_list_model_get_n_items (muster_question_get_candidates (question)), >, 0);
  g_assert_cmpstr (muster_connection_report_get_field (report), ==, "internalPublish");

  muster_context_connect_async (self->context, "autotask", fields, NULL, muster_test_wait_cb, &refused);
  g_assert_null (muster_context_connect_finish (self->context, muster_test_wait (&refused), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);

  g_hash_table_insert (fields, g_strdup ("internalPublish"), g_strdup ("2"));
  g_hash_table_insert (fields, g_strdup ("replyPublish"), g_strdup ("1"));
  answered = try (self, "autotask", fields);
  g_assert_true (muster_connection_report_get_ok (answered));
  g_assert_cmpstr (muster_question_get_answer (find_question (answered, "internalPublish")), ==, "2");
  connection = join (self, "autotask", fields);
  publish = muster_connector_get_setting (connection, "internalPublish");
  label = muster_connector_get_setting (connection, "internalPublishLabel");
  g_assert_cmpstr (publish, ==, "2");
  g_assert_nonnull (label);
}

/* --- One right after the other --- */

static const struct
{
  const char *psa;
  const char *pattern;
  const char *tool;
  const char *right;
} rights[] = {
  { "connectwise", "*/company/companies", "list-companies", "Company Maintenance" },
  { "connectwise", "*/system/members", "list-members", "Member Maintenance" },
  { "connectwise", "*/service/tickets", "poll-tickets", "Service Tickets" },
  { "halopsa", "/api/Client", "list-companies", "read:customers" },
  { "halopsa", "/api/Tickets", "poll-tickets", "read:tickets" },
  { "autotask", "*/Companies/query", "list-companies", "Companies" },
  { "autotask", "*/Tickets/query", "poll-tickets", "Tickets" },
};

static void
test_rights (AppFixture   *self,
             gconstpointer data)
{
  app_fixture_open (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rights); i++)
    {
      g_autofree char *rule = g_strdup_printf ("{\"vendor\":\"%s\",\"pathPattern\":\"%s\",\"kind\":\"403\",\"times\":-1}", rights[i].psa,
                                               rights[i].pattern);
      g_autoptr(JsonNode) set = app_fixture_control (self, "POST", "/faults", rule);
      g_autoptr(GHashTable) fields = app_fixture_values (self, rights[i].psa);
      g_autoptr(MusterConnectionReport) report = try (self, rights[i].psa, fields);
      g_autoptr(JsonNode) cleared = app_fixture_control (self, "DELETE", "/faults", NULL);
      GListModel *checks = muster_connection_report_get_checks (report);
      guint failed = 0;

      g_test_message ("%s: %s", rights[i].tool, muster_connection_report_get_advice (report));
      g_assert_false (muster_connection_report_get_ok (report));
      g_assert_cmpstr (muster_connection_report_get_problem (report), ==, "missing-right");
      g_assert_nonnull (strstr (muster_connection_report_get_advice (report), rights[i].right));
      for (guint c = 0; c < g_list_model_get_n_items (checks); c++)
        {
          g_autoptr(MusterCheck) check = g_list_model_get_item (checks, c);

          if (muster_check_get_state (check) != MUSTER_CHECK_FAIL)
            continue;
          g_assert_cmpstr (muster_check_get_id (check), ==, rights[i].tool);
          failed++;
        }
      g_assert_cmpuint (failed, ==, 1);
    }
}

/* --- What is watched --- */

static MusterWatchForm *
load (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterWatchForm *form;

  muster_context_load_watch_async (self->context, psa_id (self), NULL, muster_test_wait_cb, &wait);
  form = muster_context_load_watch_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return form;
}

static guint
preview (AppFixture      *self,
         MusterWatchForm *form,
         guint           *n_rows)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GError) error = NULL;
  guint taken = 0;

  muster_context_preview_watch_async (self->context, form, NULL, muster_test_wait_cb, &wait);
  rows = muster_context_preview_watch_finish (self->context, muster_test_wait (&wait), &taken, &error);
  g_assert_no_error (error);
  *n_rows = g_list_model_get_n_items (rows);
  for (guint i = 0; i < *n_rows; i++)
    {
      g_autoptr(MusterWatchRow) row = g_list_model_get_item (rows, i);

      g_assert_nonnull (muster_watch_row_get_ticket_id (row));
      g_assert_nonnull (muster_watch_row_get_reason (row));
    }
  return taken;
}

static void
choose_only (MusterWatchForm *form,
             const char      *field_id,
             guint            position)
{
  MusterWatchField *field = muster_watch_form_find_field (form, field_id);
  g_autoptr(MusterCandidate) choice = g_list_model_get_item (muster_watch_field_get_choices (field), position);

  g_assert_nonnull (choice);
  muster_watch_field_set_mode (field, "only");
  muster_candidate_set_chosen (choice, TRUE);
}

/* Everything at first; only a board that nothing lies on takes nothing, and that is kept and holds */
static void
test_watch (AppFixture   *self,
            gconstpointer data)
{
  g_auto(MusterTestWait) save = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterWatchForm) form = NULL;
  g_autoptr(MusterWatchForm) again = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(JsonNode) filter = NULL;
  g_autoptr(GError) error = NULL;
  guint n_rows = 0;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_with (self, data);
  client = app_fixture_client (self, "Varga Logistics", "varga");
  form = load (self);
  g_assert_cmpuint (g_list_model_get_n_items (muster_watch_form_get_fields (form)), ==, 5);
  g_assert_cmpuint (g_list_model_get_n_items (muster_watch_field_get_choices (muster_watch_form_find_field (form, "boards"))), >, 0);
  g_assert_cmpuint (g_list_model_get_n_items (muster_watch_field_get_choices (muster_watch_form_find_field (form, "statuses"))), >, 1);
  g_assert_cmpuint (g_list_model_get_n_items (muster_watch_field_get_choices (muster_watch_form_find_field (form, "priorities"))), >, 1);
  g_assert_cmpuint (preview (self, form, &n_rows), ==, 3);
  g_assert_cmpuint (n_rows, >=, 3);

  choose_only (form, "boards", 0);
  g_assert_cmpuint (preview (self, form, &n_rows), ==, 3);
  muster_watch_field_set_mode (muster_watch_form_find_field (form, "boards"), "except");
  g_assert_cmpuint (preview (self, form, &n_rows), ==, 0);
  muster_context_save_watch_async (self->context, form, NULL, muster_test_wait_cb, &save);
  muster_context_save_watch_finish (self->context, muster_test_wait (&save), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (app_fixture_process (self).done, ==, 0);
  g_assert_cmpuint (app_fixture_count_runs (self), ==, 0);
  app_fixture_close (self);

  app_fixture_open (self);
  again = load (self);
  g_assert_cmpstr (muster_watch_field_get_mode (muster_watch_form_find_field (again, "boards")), ==, "except");
  filter = json_from_string ("{\"boards\":{\"mode\":\"all\",\"items\":[]},\"takeOwn\":true}", NULL);
  g_assert_true (muster_watch_form_apply_json (again, filter, NULL));
  g_assert_true (muster_watch_form_get_take_own (again));
  {
    g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

    muster_context_save_watch_async (self->context, again, NULL, muster_test_wait_cb, &wait);
    g_assert_true (muster_context_save_watch_finish (self->context, muster_test_wait (&wait), NULL));
  }
  g_assert_cmpuint (app_fixture_process (self).done, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path, *psa; void (*run) (AppFixture *, gconstpointer); } tests[] = {
    { "/app/connect/person", NULL, test_person },
    { "/app/connect/question", NULL, test_question },
    { "/app/connect/rights", NULL, test_rights },
    { "/app/watch/connectwise", "connectwise", test_watch },
    { "/app/watch/halopsa", "halopsa", test_watch },
    { "/app/watch/autotask", "autotask", test_watch },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, AppFixture, tests[i].psa, app_fixture_setup, tests[i].run, app_fixture_teardown);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same way through each of the three PSAs: connect, import, a test ticket and its note; another key, a key that is taken
 * back, the end. Each test has the PSA's id as its data. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-ending-form.h"
#include "muster-error.h"
#include "muster-json.h"

static const struct { const char *psa, *secret_field; } secrets[] = {
  { "connectwise", "privateKey" },
  { "halopsa", "clientSecret" },
  { "autotask", "secret" },
};

static const char *
secret_field (const char *psa)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (g_str_equal (secrets[i].psa, psa))
      return secrets[i].secret_field;
  g_assert_not_reached ();
}

static const char *
psa_id (AppFixture *self)
{
  return muster_connection_get_id (muster_context_find_connection (self->context, "psa"));
}

static gboolean
nothing_to_provision (gpointer data)
{
  return muster_context_count_provisioning (((AppFixture *) data)->context) == 0;
}

static MusterImportCounts
import_chosen (AppFixture *self,
               const char *only)
{
  g_auto(MusterTestWait) list = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) import = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GError) error = NULL;
  MusterImportCounts counts = { 0 };

  muster_context_list_importable_async (self->context, psa_id (self), NULL, muster_test_wait_cb, &list);
  rows = muster_context_list_importable_finish (self->context, muster_test_wait (&list), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);

      g_assert_nonnull (muster_import_row_get_change_text (row));
      if (only != NULL)
        muster_import_row_set_chosen (row, g_str_equal (muster_import_row_get_slug (row), only));
    }
  muster_context_import_async (self->context, psa_id (self), rows, NULL, NULL, NULL, muster_test_wait_cb, &import);
  muster_context_import_finish (self->context, muster_test_wait (&import), &counts, &error);
  g_assert_no_error (error);
  muster_test_until (nothing_to_provision, self);
  return counts;
}

static MusterClient *
get_client (AppFixture *self,
            const char *slug)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterClient *client;

  muster_context_get_client_async (self->context, slug, NULL, muster_test_wait_cb, &wait);
  client = muster_context_get_client_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return client;
}

static char *
make_test_ticket (AppFixture   *self,
                  MusterClient *client)
{
  g_auto(MusterTestWait) list = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) create = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) contacts = NULL;
  g_autoptr(MusterContact) contact = NULL;
  g_autoptr(GError) error = NULL;
  char *ticket;

  muster_context_list_contacts_async (self->context, muster_client_get_id (client), NULL, muster_test_wait_cb, &list);
  contacts = muster_context_list_contacts_finish (self->context, muster_test_wait (&list), &error);
  g_assert_no_error (error);
  contact = g_list_model_get_item (contacts, 0);
  g_assert_nonnull (muster_contact_get_email (contact));
  muster_context_create_test_ticket_async (self->context, muster_client_get_id (client), muster_contact_get_id (contact),
                                           "My account is locked out", "Please help.", NULL, muster_test_wait_cb, &create);
  ticket = muster_context_create_test_ticket_finish (self->context, muster_test_wait (&create), &error);
  g_assert_no_error (error);
  return ticket;
}

static void
set_up (AppFixture *self,
        const char *psa)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_with (self, psa);
}

/* A fresh folder → connect → import → test ticket → one internal note */
static void
test_journey (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autofree char *ticket = NULL;
  MusterImportCounts counts;

  set_up (self, data);
  g_assert_true (muster_context_connection_ready (self->context, muster_context_find_connection (self->context, data)));
  counts = import_chosen (self, "alder-finch-architects");
  g_assert_cmpuint (counts.created, ==, 1);
  client = get_client (self, "alder-finch-architects");
  g_assert_cmpint (muster_client_get_status (client), ==, MUSTER_CLIENT_STATUS_ACTIVE);
  ticket = make_test_ticket (self, client);
  g_assert_cmpuint (app_fixture_process (self).done, ==, 3);
  g_assert_cmpuint (app_fixture_count_notes (self, ticket), ==, 1);
  g_assert_cmpuint (app_fixture_count_notes (self, "320002"), ==, 0);

  /* Nothing is new, nothing is done twice */
  counts = import_chosen (self, "nobody");
  g_assert_cmpuint (counts.created + counts.renamed + counts.paused, ==, 0);
  g_assert_cmpuint (app_fixture_process (self).done, ==, 0);
  g_assert_cmpuint (app_fixture_count_notes (self, ticket), ==, 1);
}

/* One PSA at a time, said in words by test and connect alike */
static void
test_second_psa (AppFixture   *self,
                 gconstpointer data)
{
  const char *other = g_str_equal (data, "autotask") ? "halopsa" : "autotask";
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GError) error = NULL;

  set_up (self, data);
  g_assert_null (app_fixture_connect (self, other, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, muster_connection_get_name (muster_context_find_connection (self->context, "psa"))));
  g_clear_error (&error);

  values = app_fixture_values (self, other);
  muster_context_test_connection_async (self->context, other, values, NULL, muster_test_wait_cb, &wait);
  report = muster_context_test_connection_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_false (muster_connection_report_get_ok (report));
}

static gboolean
replace (AppFixture *self,
         const char *field,
         const char *value,
         GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(MusterConnection) connection = NULL;

  g_hash_table_insert (fields, g_strdup (field), g_strdup (value));
  muster_context_replace_credentials_async (self->context, psa_id (self), fields, NULL, muster_test_wait_cb, &wait);
  connection = muster_context_replace_credentials_finish (self->context, muster_test_wait (&wait), error);
  return connection != NULL;
}

static char *
stored_secret (AppFixture *self,
               const char *connection_id,
               const char *field)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *id = g_strconcat (connection_id, "/", field, NULL);
  g_autoptr(MusterSecret) secret = NULL;
  MusterSecret *found = NULL;

  muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, NULL, muster_test_wait_cb, &wait);
  muster_secret_store_lookup_finish (self->secret_store, muster_test_wait (&wait), &found, NULL);
  secret = found;
  return secret != NULL ? g_strdup (muster_secret_peek (secret)) : NULL;
}

static guint
count_mappings (AppFixture   *self,
                MusterClient *client)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GPtrArray) mappings = NULL;

  muster_context_list_mappings_async (self->context, muster_client_get_id (client), NULL, muster_test_wait_cb, &wait);
  mappings = muster_context_list_mappings_finish (self->context, muster_test_wait (&wait), NULL);
  return mappings->len;
}

/* A wrong key changes nothing; the right one keeps mappings, and what is not typed stays */
static void
test_rotate (AppFixture   *self,
             gconstpointer data)
{
  const char *field = secret_field (data);
  const char *right = muster_sandbox_child_get_value (self->child, data, field);
  g_autofree char *id = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  set_up (self, data);
  import_chosen (self, "varga-logistics");
  client = get_client (self, "varga-logistics");
  id = g_strdup (psa_id (self));
  g_assert_false (replace (self, field, "wrong-wrong-wrong", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_clear_error (&error);
  before = stored_secret (self, id, field);
  g_assert_cmpstr (before, ==, right);
  g_assert_cmpstr (muster_connection_get_status (muster_context_find_connection (self->context, "psa")), ==, "ok");

  g_assert_true (replace (self, field, right, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (psa_id (self), ==, id);
  g_assert_cmpuint (count_mappings (self, client), ==, 1);
  values = muster_context_get_connection_values (self->context, muster_context_find_connection (self->context, "psa"));
  g_assert_cmpuint (g_hash_table_size (values), >, 0);
  g_assert_null (g_hash_table_lookup (values, field));
  app_fixture_close (self);

  app_fixture_open (self);
  g_assert_true (muster_context_connection_ready (self->context, muster_context_find_connection (self->context, "psa")));
  g_assert_cmpuint (app_fixture_process (self).done, ==, 1);
}

static gboolean
trouble_counted (gpointer data)
{
  GListModel *list = muster_context_get_trouble (((AppFixture *) data)->context);
  g_autoptr(MusterTrouble) trouble = g_list_model_get_item (list, 0);

  return trouble != NULL && muster_trouble_get_n_clients (trouble) == 1;
}

static gboolean
no_trouble (gpointer data)
{
  return g_list_model_get_n_items (muster_context_get_trouble (((AppFixture *) data)->context)) == 0;
}

/* A key that is taken back: one row for the banner, its client is paused, and all goes on when it works again */
static void
test_revoked (AppFixture   *self,
              gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *rule = g_strdup_printf ("{\"vendor\":\"%s\",\"kind\":\"401\",\"times\":-1}", (const char *) data);
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterTrouble) trouble = NULL;
  g_autoptr(JsonNode) made = NULL;
  g_autoptr(GError) error = NULL;
  MusterWorkCounts counts;

  set_up (self, data);
  import_chosen (self, "varga-logistics");
  client = get_client (self, "varga-logistics");
  g_assert_null (muster_context_find_trouble_of_client (self->context, muster_client_get_id (client)));
  made = app_fixture_control (self, "POST", "/faults", rule);
  muster_context_process_until_idle_async (self->context, 60, NULL, muster_test_wait_cb, &wait);
  g_assert_false (muster_context_process_until_idle_finish (self->context, muster_test_wait (&wait), &counts, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);

  muster_test_until (trouble_counted, self);
  g_assert_cmpuint (g_list_model_get_n_items (muster_context_get_trouble (self->context)), ==, 1);
  trouble = g_list_model_get_item (muster_context_get_trouble (self->context), 0);
  g_assert_cmpstr (muster_trouble_get_connection_id (trouble), ==, psa_id (self));
  g_assert_cmpstr (muster_trouble_get_action (trouble), ==, "enter-credentials");
  g_assert_nonnull (strstr (muster_trouble_get_title (trouble),
                            muster_connection_get_name (muster_context_find_connection (self->context, "psa"))));
  g_assert_true (muster_context_find_trouble_of_client (self->context, muster_client_get_id (client)) == trouble);
  g_assert_cmpuint (app_fixture_count_runs (self), ==, 0);

  g_clear_pointer (&made, json_node_unref);
  made = app_fixture_control (self, "DELETE", "/faults", NULL);
  g_assert_true (replace (self, secret_field (data), muster_sandbox_child_get_value (self->child, data, secret_field (data)), NULL));
  muster_test_until (no_trouble, self);
  g_assert_cmpuint (app_fixture_process (self).done, ==, 1);
  g_assert_cmpuint (app_fixture_count_notes (self, "320002"), ==, 1);
}

/* Mappings, secrets and the row go; the client, its run and its tickets stay */
static void
test_remove (AppFixture   *self,
             gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *secret = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *result;

  set_up (self, data);
  import_chosen (self, "varga-logistics");
  client = get_client (self, "varga-logistics");
  g_assert_cmpuint (app_fixture_process (self).done, ==, 1);
  id = g_strdup (psa_id (self));
  text = muster_context_get_removal_text (self->context, muster_context_find_connection (self->context, "psa"));
  g_assert_nonnull (text);
  muster_context_remove_connection_async (self->context, id, NULL, muster_test_wait_cb, &wait);
  result = muster_test_wait (&wait);
  muster_context_remove_connection_finish (self->context, result, &error);
  g_assert_no_error (error);
  g_assert_null (muster_context_remove_connection_get_rest (result));
  g_assert_null (muster_context_find_connection (self->context, "psa"));
  secret = stored_secret (self, id, secret_field (data));
  g_assert_null (secret);
  g_assert_cmpuint (count_mappings (self, client), ==, 0);
  g_assert_cmpuint (app_fixture_count_runs (self), ==, 1);
  g_object_unref (client);
  client = get_client (self, "varga-logistics");
}

/* How many requests were sent is there after a restart */
static void
test_usage (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(MusterUsageReport) before = NULL;
  g_autoptr(MusterUsageReport) after = NULL;
  g_autoptr(GError) error = NULL;
  MusterUsageReport **reports[] = { &before, &after };

  set_up (self, data);
  import_chosen (self, "varga-logistics");
  app_fixture_process (self);
  for (gsize i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

      muster_context_get_usage_async (self->context, psa_id (self), TRUE, NULL, muster_test_wait_cb, &wait);
      *reports[i] = muster_context_get_usage_finish (self->context, muster_test_wait (&wait), &error);
      g_assert_no_error (error);
      g_assert_nonnull (muster_usage_report_get_text (*reports[i]));
      if (i > 0)
        break;
      app_fixture_close (self);
      app_fixture_open (self);
    }
  g_assert_cmpint (muster_usage_report_get_last_hour (before), >, 5);
  g_assert_cmpint (muster_usage_report_get_last_day (after), >=, muster_usage_report_get_last_day (before));
  if (g_str_equal (data, "autotask"))
    {
      g_assert_cmpint (muster_usage_report_get_vendor_used (after), >, 5);
      g_assert_cmpint (muster_usage_report_get_limit (after), ==, 10000);
    }
  else
    g_assert_cmpint (muster_usage_report_get_vendor_used (after), ==, -1);
}

static void
set_poll (AppFixture *self,
          guint       seconds)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_set_poll_seconds_async (self->context, seconds, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_set_poll_seconds_finish (self->context, muster_test_wait (&wait), NULL));
}

static void
test_poll_setting (AppFixture   *self,
                   gconstpointer data)
{
  app_fixture_open (self);
  g_assert_cmpuint (muster_context_get_poll_seconds (self->context), ==, 60);
  set_poll (self, 1);
  g_assert_cmpuint (muster_context_get_poll_seconds (self->context), ==, MUSTER_POLL_SECONDS_MIN);
  set_poll (self, 120);
  app_fixture_close (self);
  app_fixture_open (self);
  g_assert_cmpuint (muster_context_get_poll_seconds (self->context), ==, 120);
}

/* A ConnectWise that was upgraded answers 404 at its old code base, a database that was moved 401 at its old zone; the new
 * place is found without a word to anybody */
static void
test_moved (AppFixture   *self,
            gconstpointer data)
{
  MusterConnection *psa;
  g_autoptr(JsonNode) rule = NULL;
  g_autofree char *settings = NULL;
  g_auto(GStrv) parts = NULL;

  set_up (self, data);
  import_chosen (self, "varga-logistics");
  app_fixture_close (self);

  /* As it would be after the upgrade: what is stored is not there any more */
  app_fixture_open (self);
  psa = muster_context_find_connection (self->context, "psa");
  parts = g_strsplit (muster_connection_get_settings (psa), g_str_equal (data, "connectwise") ? "/v2025_1/" : "/v1.0", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  settings = g_strjoinv (g_str_equal (data, "connectwise") ? "/v2019_1/" : "/old/v1.0", parts);
  {
    g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

    muster_connection_set_settings (psa, settings);
    muster_store_save_connection_async (muster_context_get_store (self->context), psa, NULL, muster_test_wait_cb, &wait);
    g_assert_true (muster_store_save_connection_finish (muster_context_get_store (self->context), muster_test_wait (&wait), NULL));
  }
  app_fixture_close (self);
  if (g_str_equal (data, "autotask"))
    rule = app_fixture_control (self, "POST", "/faults",
                                "{\"vendor\":\"autotask\",\"pathPattern\":\"*/old/*\",\"kind\":\"401\",\"times\":-1}");
  app_fixture_open (self);
  g_assert_cmpuint (app_fixture_process (self).done, ==, 1);
  psa = muster_context_find_connection (self->context, "psa");
  g_assert_cmpstr (muster_connection_get_status (psa), ==, "ok");
  g_assert_cmpstr (muster_connection_get_settings (psa), !=, settings);
  g_assert_true (no_trouble (self));
}

/* --- What becomes of tickets --- */

static MusterEndingForm *
load_ending (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterEndingForm *form;

  muster_context_load_ending_async (self->context, psa_id (self), NULL, muster_test_wait_cb, &wait);
  form = muster_context_load_ending_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return form;
}

static void
save_ending (AppFixture       *self,
             MusterEndingForm *form)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_set_ending_async (self->context, psa_id (self), form->ending, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_set_ending_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
}

static MusterEndingChoice *
find_by_name (GPtrArray  *list,
              const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((MusterEndingChoice *) list->pdata[i])->name, name) == 0)
      return list->pdata[i];
  return NULL;
}

/* Everything is chosen from what the PSA has; what it has no longer stays to be seen */
static void
test_ending (AppFixture   *self,
             gconstpointer data)
{
  g_autoptr(MusterEndingForm) form = NULL;
  g_autoptr(MusterEndingForm) again = NULL;
  MusterEndingChoice *member;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_with (self, data);
  form = load_ending (self);
  g_assert_cmpuint (form->statuses->len, >, 1);
  g_assert_true (g_str_equal (data, "halopsa") == (form->boards == NULL));
  g_assert_true (g_str_equal (data, "autotask") == (form->teams == NULL));
  g_assert_true (muster_ending_form_has_board_teams (form) == g_str_equal (data, "connectwise"));
  if (g_str_equal (data, "connectwise"))
    g_assert_nonnull (find_by_name (form->teams, "Second Line"));
  member = find_by_name (form->members, "Tariq Bell");
  g_assert_nonnull (member);
  g_assert_null (find_by_name (form->members, "Muster Agent"));

  form->ending->done = g_strdup ("Completed long ago");
  form->ending->member = g_strdup (member->id);
  save_ending (self, form);
  again = load_ending (self);
  g_assert_cmpstr (again->ending->member, ==, member->id);
  g_assert_null (again->ending->waiting);
  g_assert_true (find_by_name (again->statuses, "Completed long ago")->lost);
  g_assert_false (find_by_name (again->members, "Tariq Bell")->lost);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*run) (AppFixture *, gconstpointer); const char *only; } tests[] = {
    { "journey", test_journey },
    { "second-psa", test_second_psa },
    { "rotate", test_rotate },
    { "revoked", test_revoked },
    { "remove", test_remove },
    { "usage", test_usage },
    { "ending", test_ending },
    { "moved", test_moved, "connectwise" },
    { "moved", test_moved, "autotask" },
    { "poll-setting", test_poll_setting, "connectwise" },
  };

  muster_test_init (&argc, &argv);
  for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
    for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
      {
        g_autofree char *path = g_strdup_printf ("/app/psa/%s/%s", secrets[i].psa, tests[t].name);

        if (tests[t].only == NULL || g_str_equal (tests[t].only, secrets[i].psa))
          g_test_add (path, AppFixture, secrets[i].psa, app_fixture_setup, tests[t].run, app_fixture_teardown);
      }
  return g_test_run ();
}

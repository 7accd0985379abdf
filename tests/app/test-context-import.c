/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Companies of a PSA that become clients, and what happens to them afterwards on both sides. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-context-private.h"
#include "muster-id.h"
#include "muster-error.h"

#define N_MANY 300

static const char *
psa_id (AppFixture *self)
{
  return muster_connection_get_id (muster_context_find_connection (self->context, "psa"));
}

static void
set_up (AppFixture *self,
        const char *psa)
{
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = app_fixture_connect (self, psa, &error);
  g_assert_no_error (error);
}

static GListModel *
list_rows (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  GListModel *rows;

  muster_context_list_importable_async (self->context, psa_id (self), NULL, muster_test_wait_cb, &wait);
  rows = muster_context_list_importable_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return rows;
}

static gboolean
nothing_to_provision (gpointer data)
{
  return muster_context_count_provisioning (((AppFixture *) data)->context) == 0;
}

static MusterImportCounts
import (AppFixture *self,
        GListModel *rows)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterImportCounts counts = { 0 };

  muster_context_import_async (self->context, psa_id (self), rows, NULL, NULL, NULL, muster_test_wait_cb, &wait);
  muster_context_import_finish (self->context, muster_test_wait (&wait), &counts, &error);
  g_assert_no_error (error);
  muster_test_until (nothing_to_provision, self);
  return counts;
}

static MusterImportCounts
import_all (AppFixture *self)
{
  g_autoptr(GListModel) rows = list_rows (self);

  return import (self, rows);
}

/* (transfer full) (nullable) */
static MusterImportRow *
find_row (GListModel *rows,
          const char *company)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);

      if (g_str_equal (muster_import_row_get_company_id (row), company))
        return g_steal_pointer (&row);
    }
  return NULL;
}

static void
assert_change (AppFixture *self,
               const char *company,
               const char *change,
               gboolean    chosen)
{
  g_autoptr(GListModel) rows = list_rows (self);
  g_autoptr(MusterImportRow) row = find_row (rows, company);

  g_assert_nonnull (row);
  g_assert_cmpstr (muster_import_row_get_change (row), ==, change);
  g_assert_cmpint (muster_import_row_get_chosen (row), ==, chosen);
}

static MusterClient *
get_client (AppFixture *self,
            const char *slug)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterClient *client;

  muster_context_get_client_async (self->context, slug, NULL, muster_test_wait_cb, &wait);
  client = muster_context_get_client_finish (self->context, muster_test_wait (&wait), NULL);
  g_assert_nonnull (client);
  return client;
}

static void
save (AppFixture   *self,
      MusterClient *client)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_save_client_async (self->context, client, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_save_client_finish (self->context, muster_test_wait (&wait), NULL));
}

static void
assert_client (AppFixture        *self,
               const char        *slug,
               const char        *name,
               MusterClientStatus status)
{
  g_autoptr(MusterClient) client = get_client (self, slug);

  g_assert_cmpstr (muster_client_get_name (client), ==, name);
  g_assert_cmpint (muster_client_get_status (client), ==, status);
}

/* What changes in the PSA's world */

typedef struct
{
  const char *name;      /* (nullable): of Varga Logistics */
  gboolean    inactive;  /* it is */
  gboolean    gone;      /* it is not there */
  guint       more;      /* other companies; two of each name */
} Change;

static JsonObject *
world_client (JsonObject *world,
              guint       i)
{
  return json_array_get_object_element (json_object_get_array_member (world, "clients"), i);
}

static void
add_companies (JsonObject *world,
               guint       n)
{
  static const char * const lists[] = { "users", "groups", "teams", "sharedMailboxes", "devices", "contacts" };

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(JsonNode) whole = json_node_init_object (json_node_alloc (), world_client (world, 1));
      g_autofree char *text = json_to_string (whole, FALSE);
      g_autoptr(JsonNode) node = json_from_string (text, NULL);
      JsonObject *client = json_node_get_object (node);
      JsonObject *docs = json_object_get_object_member (client, "docs");
      g_autoptr(GList) parts = json_object_get_members (docs);
      g_autofree char *key = g_strdup_printf ("co%u", i);
      g_autofree char *name = g_strdup_printf ("Company %u", i / 2);
      g_autofree char *domain = g_strdup_printf ("co%u.example", i);
      g_autofree char *tenant = g_strdup_printf ("00000000-0000-4000-8000-%012u", i + 1);

      json_object_set_string_member (client, "key", key);
      json_object_set_string_member (client, "name", name);
      json_object_set_string_member (client, "psaIdentifier", key);
      json_object_set_string_member (client, "tenantId", tenant);
      json_object_set_int_member (client, "psaCompanyId", 5000 + i);
      json_object_set_int_member (client, "huduCompanyId", 7000 + i);
      json_object_set_int_member (client, "itglueOrganizationId", 8000 + i);
      json_object_set_string_member (json_array_get_object_element (json_object_get_array_member (client, "domains"), 0), "name", domain);
      for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
        json_object_set_array_member (client, lists[l], json_array_new ());
      for (GList *l = parts; l != NULL; l = l->next)
        json_object_set_array_member (docs, l->data, json_array_new ());
      json_array_add_object_element (json_object_get_array_member (world, "clients"), json_object_ref (client));
    }
}

static void
change_world (JsonObject *world,
              gpointer    data)
{
  const Change *change = data;
  JsonArray *tickets = json_object_get_array_member (world, "tickets");
  guint i;

  if (change->name != NULL)
    json_object_set_string_member (world_client (world, 1), "name", change->name);
  if (change->inactive)
    json_object_set_boolean_member (world_client (world, 1), "active", FALSE);
  if (change->inactive)
    json_object_set_boolean_member (world_client (world, 1), "inactive", TRUE);
  add_companies (world, change->more);
  if (!change->gone)
    return;
  for (i = json_array_get_length (tickets); i > 0; i--)
    if (g_strcmp0 (json_object_get_string_member (json_array_get_object_element (tickets, i - 1), "clientKey"), "varga") == 0)
      json_array_remove_element (tickets, i - 1);
  tickets = json_object_get_array_member (world, "history");
  for (i = tickets != NULL ? json_array_get_length (tickets) : 0; i > 0; i--)
    if (g_strcmp0 (json_object_get_string_member (json_array_get_object_element (tickets, i - 1), "clientKey"), "varga") == 0)
      json_array_remove_element (tickets, i - 1);
  json_array_remove_element (json_object_get_array_member (world, "clients"), 1);
}

/* The sandbox comes back at another address, which the connection learns like any new address */
static void
become (AppFixture  *self,
        const char  *psa,
        const Change change)
{
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_change_world (self, change_world, (gpointer) &change);
  connection = app_fixture_connect (self, psa, &error);
  g_assert_no_error (error);
}

static void
count_cb (guint       done,
          guint       total,
          const char *name,
          gpointer    user_data)
{
  guint *calls = user_data;

  g_assert_cmpuint (done, ==, ++*calls);
  g_assert_cmpuint (total, ==, N_MANY + 2);
  g_assert_nonnull (name);
}

/* Hundreds at once, two of each name: slugs that are the same whoever comes first, and nobody waits for provisioning */
static void
test_hundreds (AppFixture   *self,
               gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GListModel) again = NULL;
  g_autoptr(MusterImportRow) twin = NULL;
  g_autoptr(GHashTable) slugs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) error = NULL;
  MusterImportCounts counts = { 0 };
  Change change = { .more = N_MANY };
  guint calls = 0;

  app_fixture_change_world (self, change_world, &change);
  set_up (self, data);
  rows = list_rows (self);
  again = list_rows (self);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, N_MANY + 2);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);
      g_autoptr(MusterImportRow) same = find_row (again, muster_import_row_get_company_id (row));

      g_assert_null (muster_context_slug_problem (muster_import_row_get_slug (row)));
      g_assert_true (g_hash_table_add (slugs, g_strdup (muster_import_row_get_slug (row))));
      g_assert_cmpstr (muster_import_row_get_slug (row), ==, muster_import_row_get_slug (same));
    }
  twin = find_row (rows, "5007");
  g_assert_cmpstr (muster_import_row_get_slug (twin), ==, "company-3-5007");

  muster_context_import_async (self->context, psa_id (self), rows, count_cb, &calls, NULL, muster_test_wait_cb, &wait);
  muster_context_import_finish (self->context, muster_test_wait (&wait), &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.created, ==, N_MANY + 2);
  g_assert_cmpuint (calls, ==, N_MANY + 2);
  g_assert_cmpuint (muster_context_count_provisioning (self->context), >, N_MANY / 2);
  assert_client (self, "company-3-5007", "Company 3", MUSTER_CLIENT_STATUS_PENDING);

  /* The program ends half-way and comes back */
  app_fixture_close (self);
  app_fixture_open (self);
  muster_context_start (self->context);
  g_assert_cmpuint (muster_context_get_poll_seconds (self->context), >, 0);
  {
    g_autoptr(GListModel) clients = list_rows (self);

    g_assert_cmpuint (g_list_model_get_n_items (clients), ==, N_MANY + 2);
  }
  muster_test_until (nothing_to_provision, self);
  assert_client (self, "company-3-5007", "Company 3", MUSTER_CLIENT_STATUS_ACTIVE);
  assert_client (self, "company-149-5299", "Company 149", MUSTER_CLIENT_STATUS_ACTIVE);
}

/* The program was killed in the middle of it: one pass of a command, and a second import, finish what is left */
static void
test_left_over (AppFixture   *self,
                gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) pass = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GError) error = NULL;
  MusterImportCounts counts = { 0 };
  MusterWorkCounts work = { 0 };
  Change change = { .more = 20 };

  app_fixture_change_world (self, change_world, &change);
  set_up (self, data);
  rows = list_rows (self);
  muster_context_import_async (self->context, psa_id (self), rows, NULL, NULL, NULL, muster_test_wait_cb, &wait);
  muster_context_import_finish (self->context, muster_test_wait (&wait), &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (muster_context_count_provisioning (self->context), >, 10);
  app_fixture_close (self);
  app_fixture_open (self);
  assert_client (self, "company-9-5019", "Company 9", MUSTER_CLIENT_STATUS_PENDING);

  muster_context_process_until_idle_async (self->context, 0, NULL, muster_test_wait_cb, &pass);
  muster_context_process_until_idle_finish (self->context, muster_test_wait (&pass), &work, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (muster_context_count_provisioning (self->context), ==, 0);
  assert_client (self, "company-9-5019", "Company 9", MUSTER_CLIENT_STATUS_ACTIVE);
}

static void
cancel_cb (guint       done,
           guint       total,
           const char *name,
           gpointer    user_data)
{
  if (done == 5)
    g_cancellable_cancel (user_data);
}

/* What is done stays, and the rest can be done later */
static void
test_cancel (AppFixture   *self,
             gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  MusterImportCounts counts = { 0 };
  Change change = { .more = 20 };

  app_fixture_change_world (self, change_world, &change);
  set_up (self, data);
  rows = list_rows (self);
  muster_context_import_async (self->context, psa_id (self), rows, cancel_cb, cancellable, cancellable, muster_test_wait_cb, &wait);
  g_assert_false (muster_context_import_finish (self->context, muster_test_wait (&wait), &counts, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (counts.created, ==, 5);
  g_assert_cmpuint (import_all (self).created, ==, 17);
  g_assert_cmpuint (import_all (self).created, ==, 0);
}

/* The power failed after a client was saved and before it was mapped: the next import goes on with it */
static void
test_cut_off (AppFixture   *self,
              gconstpointer data)
{
  g_auto(MusterTestWait) noted = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) saved = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = muster_client_new ();
  g_autoptr(MusterClient) after = NULL;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(MusterImportRow) row = NULL;
  g_autofree char *slug = NULL;
  g_autofree char *id = muster_id_new ();
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  guint n;

  set_up (self, data);
  rows = list_rows (self);
  n = g_list_model_get_n_items (rows);
  row = g_list_model_get_item (rows, 0);
  slug = g_strdup (muster_import_row_get_slug (row));
  key = g_strconcat ("import/", psa_id (self), NULL);
  text = g_strdup_printf ("{\"%s\":{\"active\":true,\"client\":\"%s\",\"name\":\"%s\",\"provision\":true}}",
                          muster_import_row_get_company_id (row), id, muster_import_row_get_name (row));
  muster_store_set_value_async (self->context->store, key, text, NULL, muster_test_wait_cb, &noted);
  muster_store_set_value_finish (self->context->store, muster_test_wait (&noted), &error);
  g_assert_no_error (error);
  muster_client_set_id (client, id);
  muster_client_set_name (client, muster_import_row_get_name (row));
  muster_client_set_slug (client, slug);
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_PENDING);
  muster_client_set_mode (client, MUSTER_MODE_INHERIT);
  muster_store_save_client_async (self->context->store, client, NULL, muster_test_wait_cb, &saved);
  muster_store_save_client_finish (self->context->store, muster_test_wait (&saved), &error);
  g_assert_no_error (error);

  g_assert_cmpuint (import_all (self).created, ==, n);
  after = get_client (self, slug);
  g_assert_cmpstr (muster_client_get_id (after), ==, id);
  assert_change (self, muster_import_row_get_company_id (row), "same", FALSE);
  g_assert_cmpuint (import_all (self).created, ==, 0);
}

/* A company's new name reaches its client, but not one that was renamed here */
static void
test_renamed (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;

  set_up (self, data);
  g_assert_cmpuint (import_all (self).created, ==, 2);
  become (self, data, (Change) { .name = "Varga Freight" });
  assert_change (self, "3101", "renamed", TRUE);
  g_assert_cmpuint (import_all (self).renamed, ==, 1);
  assert_client (self, "varga-logistics", "Varga Freight", MUSTER_CLIENT_STATUS_ACTIVE);
  assert_change (self, "3101", "same", FALSE);

  client = get_client (self, "varga-logistics");
  muster_client_set_name (client, "Our Varga");
  save (self, client);
  become (self, data, (Change) { .name = "Varga Worldwide" });
  assert_change (self, "3101", "renamed", TRUE);
  g_assert_cmpuint (import_all (self).kept, ==, 1);
  assert_client (self, "varga-logistics", "Our Varga", MUSTER_CLIENT_STATUS_ACTIVE);
  assert_change (self, "3101", "same", FALSE);
}

/* A company that is not active any more pauses its client; what a person then does with it stays */
static void
test_inactive (AppFixture   *self,
               gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;

  set_up (self, data);
  import_all (self);
  become (self, data, (Change) { .inactive = TRUE });
  assert_change (self, "3101", "inactive", TRUE);
  g_assert_cmpuint (import_all (self).paused, ==, 1);
  assert_client (self, "varga-logistics", "Varga Logistics", MUSTER_CLIENT_STATUS_INACTIVE);
  become (self, data, (Change) { 0 });
  assert_change (self, "3101", "active-again", TRUE);
  g_assert_cmpuint (import_all (self).resumed, ==, 1);
  assert_client (self, "varga-logistics", "Varga Logistics", MUSTER_CLIENT_STATUS_ACTIVE);

  become (self, data, (Change) { .inactive = TRUE });
  import_all (self);
  client = get_client (self, "varga-logistics");
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_ACTIVE);
  save (self, client);
  assert_change (self, "3101", "same", FALSE);
  g_assert_cmpuint (import_all (self).paused, ==, 0);
  assert_client (self, "varga-logistics", "Varga Logistics", MUSTER_CLIENT_STATUS_ACTIVE);
}

/* Paused by a person: an import does not wake it */
static void
test_paused_here (AppFixture   *self,
                  gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;

  set_up (self, data);
  import_all (self);
  client = get_client (self, "varga-logistics");
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_INACTIVE);
  save (self, client);
  assert_change (self, "3101", "same", FALSE);
  become (self, data, (Change) { .name = "Varga Freight" });
  g_assert_cmpuint (import_all (self).resumed, ==, 0);
  assert_client (self, "varga-logistics", "Varga Freight", MUSTER_CLIENT_STATUS_INACTIVE);
}

static void
test_gone (AppFixture   *self,
           gconstpointer data)
{
  set_up (self, data);
  import_all (self);
  become (self, data, (Change) { .gone = TRUE });
  assert_change (self, "3101", "gone", TRUE);
  g_assert_cmpuint (import_all (self).paused, ==, 1);
  assert_client (self, "varga-logistics", "Varga Logistics", MUSTER_CLIENT_STATUS_INACTIVE);
  assert_change (self, "3101", "gone", FALSE);
  assert_client (self, "alder-finch-architects", "Alder & Finch Architects", MUSTER_CLIENT_STATUS_ACTIVE);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*run) (AppFixture *, gconstpointer); const char *psa; } tests[] = {
    { "hundreds", test_hundreds, "connectwise" },
    { "left-over", test_left_over, "connectwise" },
    { "cancel", test_cancel, "halopsa" },
    { "cut-off", test_cut_off, "autotask" },
    { "renamed", test_renamed, "connectwise" },
    { "renamed", test_renamed, "halopsa" },
    { "renamed", test_renamed, "autotask" },
    { "inactive", test_inactive, "halopsa" },
    { "inactive", test_inactive, "autotask" },
    { "paused-here", test_paused_here, "autotask" },
    { "gone", test_gone, "connectwise" },
  };

  muster_test_init (&argc, &argv);
  for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
    {
      g_autofree char *path = g_strdup_printf ("/app/import/%s/%s", tests[t].psa, tests[t].name);

      g_test_add (path, AppFixture, tests[t].psa, app_fixture_setup, tests[t].run, app_fixture_teardown);
    }
  return g_test_run ();
}

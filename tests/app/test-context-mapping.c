/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which customer of which system is this client: suggestions with their reason, and conflicts that are refused. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "app-fixture.h"
#include "muster-connector.h"
#include "muster-error.h"

static GListModel *
suggest (AppFixture       *self,
         MusterClient     *client,
         MusterMappingKind kind)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  GListModel *list;

  muster_context_suggest_mappings_async (self->context, muster_client_get_id (client), kind, NULL, muster_test_wait_cb, &wait);
  list = muster_context_suggest_mappings_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return list;
}

static gboolean
set_mapping (AppFixture       *self,
             MusterClient     *client,
             MusterMappingKind kind,
             const char       *id,
             GError          **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_set_mapping_async (self->context, muster_client_get_id (client), kind, id, "A name", NULL, muster_test_wait_cb,
                                    &wait);
  return muster_context_set_mapping_finish (self->context, muster_test_wait (&wait), error);
}

static MusterClient *
new_client (AppFixture *self,
            const char *name,
            const char *slug)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterClient *client;

  muster_context_create_client_async (self->context, name, slug, NULL, muster_test_wait_cb, &wait);
  client = muster_context_create_client_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return client;
}

static void
set_up (AppFixture *self)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
}

/* What Microsoft says about the domain of the contacts' addresses finds the tenant, and counts more than its name */
static void
test_by_domain (AppFixture   *self,
                gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(MusterSuggestion) first = NULL;

  set_up (self);
  client = new_client (self, "Alder & Finch Architects", "alder");
  app_fixture_map (self, client, MUSTER_MAPPING_KIND_COMPANY);
  list = suggest (self, client, MUSTER_MAPPING_KIND_TENANT);
  first = g_list_model_get_item (list, 0);
  g_assert_true (muster_suggestion_get_best (first));
  g_assert_cmpstr (muster_suggestion_get_reason (first), ==, "alderfinch.example belongs to this tenant");
}

/* What another client has is shown with its name, behind the rest, and is neither proposed nor taken */
static void
test_taken (AppFixture   *self,
            gconstpointer data)
{
  static const MusterMappingKind kinds[] = { MUSTER_MAPPING_KIND_COMPANY, MUSTER_MAPPING_KIND_TENANT, MUSTER_MAPPING_KIND_DOCS };
  g_autoptr(MusterClient) first = NULL;
  g_autoptr(MusterClient) second = NULL;

  set_up (self);
  first = app_fixture_client (self, "Alder & Finch Architects", "alder");
  second = new_client (self, "Alder & Finch Architects", "twin");
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GListModel) list = suggest (self, second, kinds[i]);
      g_autoptr(MusterSuggestion) best = g_list_model_get_item (list, 0);
      g_autoptr(MusterSuggestion) last = g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);
      g_autoptr(GError) error = NULL;
      g_autofree char *id = g_strdup (muster_company_get_id (muster_suggestion_get_company (last)));

      g_assert_false (muster_suggestion_get_best (best));
      g_assert_false (muster_suggestion_get_best (last));
      g_assert_null (muster_suggestion_get_taken_by (best));
      g_assert_cmpstr (muster_suggestion_get_taken_by (last), ==, "Alder & Finch Architects");
      if (kinds[i] == MUSTER_MAPPING_KIND_TENANT)
        {
          g_autofree char *upper = g_ascii_strup (id, -1);

          g_assert_false (set_mapping (self, second, kinds[i], upper, &error));
          g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
          g_clear_error (&error);
        }
      g_assert_false (set_mapping (self, second, kinds[i], id, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
      g_assert_nonnull (strstr (error->message, "Alder & Finch Architects"));
    }
}

static void
test_own_tenant (AppFixture   *self,
                 gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *upper = NULL;

  set_up (self);
  client = new_client (self, "Ourselves", "ourselves");
  values = app_fixture_values (self, "microsoft365");
  upper = g_ascii_strup (g_hash_table_lookup (values, "tenantId"), -1);
  g_assert_false (set_mapping (self, client, MUSTER_MAPPING_KIND_TENANT, upper, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/app/mapping/by-domain", AppFixture, NULL, app_fixture_setup, test_by_domain, app_fixture_teardown);
  g_test_add ("/app/mapping/taken", AppFixture, NULL, app_fixture_setup, test_taken, app_fixture_teardown);
  g_test_add ("/app/mapping/own-tenant", AppFixture, NULL, app_fixture_setup, test_own_tenant, app_fixture_teardown);
  return g_test_run ();
}

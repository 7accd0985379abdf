/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a mapped client to its note: the way of the window, and tickets that wait. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "app-fixture.h"
#include "muster-error.h"
#include "muster-paged-list.h"

static void
set_up (AppFixture *self)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
}

/* The test ticket is ours, and it is the one of ours that is worked */
static void
test_test_ticket (AppFixture   *self,
                  gconstpointer data)
{
  g_auto(MusterTestWait) list = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) create = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) find = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) get = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GListModel) contacts = NULL;
  g_autoptr(MusterContact) contact = NULL;
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(MusterRunDetail) detail = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *ticket = NULL;

  set_up (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  muster_context_list_contacts_async (self->context, muster_client_get_id (client), NULL, muster_test_wait_cb, &list);
  contacts = muster_context_list_contacts_finish (self->context, muster_test_wait (&list), &error);
  g_assert_no_error (error);
  contact = g_list_model_get_item (contacts, 0);
  muster_context_create_test_ticket_async (self->context, muster_client_get_id (client), muster_contact_get_id (contact),
                                           "My account is locked out", "Please help.", NULL, muster_test_wait_cb, &create);
  ticket = muster_context_create_test_ticket_finish (self->context, muster_test_wait (&create), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (app_fixture_process (self).done, ==, 3);

  muster_context_find_run_async (self->context, ticket, NULL, muster_test_wait_cb, &find);
  run = muster_context_find_run_finish (self->context, muster_test_wait (&find), &error);
  g_assert_no_error (error);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_DONE);
  g_assert_cmpuint (app_fixture_count_notes (self, ticket), ==, 1);

  muster_context_get_run_async (self->context, muster_run_get_id (run), NULL, muster_test_wait_cb, &get);
  detail = muster_context_get_run_finish (self->context, muster_test_wait (&get), &error);
  g_assert_no_error (error);
  g_assert_true (muster_ticket_get_is_own_test (muster_run_detail_get_ticket (detail)));
  g_assert_cmpuint (muster_run_detail_get_calls (detail)->len, >, 2);
  g_assert_cmpuint (muster_run_detail_get_effects (detail)->len, ==, 1);
}

static gboolean
list_has (gpointer data)
{
  gpointer *wanted = data;

  return g_list_model_get_n_items (wanted[0]) == GPOINTER_TO_UINT (wanted[1]);
}

static void
until_n_items (GListModel *model,
               guint       n)
{
  gpointer wanted[2] = { model, GUINT_TO_POINTER (n) };

  muster_test_until (list_has, wanted);
}

static void
save_status (AppFixture        *self,
             MusterClient      *client,
             MusterClientStatus status)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_client_set_status (client, status);
  muster_context_save_client_async (self->context, client, NULL, muster_test_wait_cb, &wait);
  muster_context_save_client_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static guint
count_reason (GListModel      *waiting,
              MusterWaitReason reason)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (waiting); i++)
    {
      g_autoptr(MusterTicket) ticket = g_list_model_get_item (waiting, i);

      n += muster_ticket_get_wait_reason (ticket) == reason;
    }
  return n;
}

/* Unmapped, then of a client that is not active, then of an active one */
static void
test_waiting (AppFixture   *self,
              gconstpointer data)
{
  g_auto(MusterTestWait) create = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) waiting = NULL;
  g_autoptr(GListModel) runs = NULL;
  g_autoptr(MusterClient) client = NULL;
  MusterWorkCounts counts;

  set_up (self);
  waiting = muster_context_get_waiting_model (self->context, NULL);
  runs = muster_context_get_runs_model (self->context, NULL);
  counts = app_fixture_process (self);
  g_assert_cmpuint (counts.waiting, ==, 3);
  until_n_items (waiting, 3);
  g_assert_cmpuint (count_reason (waiting, MUSTER_WAIT_REASON_UNMAPPED), ==, 3);

  muster_context_create_client_async (self->context, "Varga Logistics", "varga", NULL, muster_test_wait_cb, &create);
  client = muster_context_create_client_finish (self->context, muster_test_wait (&create), NULL);
  save_status (self, client, MUSTER_CLIENT_STATUS_INACTIVE);
  app_fixture_map (self, client, MUSTER_MAPPING_KIND_COMPANY);
  app_fixture_process (self);
  g_assert_cmpuint (g_list_model_get_n_items (waiting), ==, 3);
  g_assert_cmpuint (app_fixture_count_notes (self, "320002"), ==, 0);

  save_status (self, client, MUSTER_CLIENT_STATUS_ACTIVE);
  until_n_items (waiting, 2);
  until_n_items (runs, 1);
  g_assert_cmpuint (app_fixture_process (self).stuck, ==, 0);
  g_assert_cmpuint (app_fixture_count_notes (self, "320002"), ==, 1);
}

/* Two clients with one company, which the interface refuses and an old database may have */
static void
test_ambiguous (AppFixture   *self,
                gconstpointer data)
{
  g_auto(MusterTestWait) create = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) list = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) refuse = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) force = MUSTER_TEST_WAIT_INIT;
  MusterStore *store;
  g_autoptr(MusterClient) first = NULL;
  g_autoptr(MusterClient) second = NULL;
  g_autoptr(GPtrArray) mappings = NULL;
  g_autoptr(MusterMapping) twin = muster_mapping_new ();
  g_autoptr(GListModel) waiting = NULL;
  g_autoptr(GError) error = NULL;
  MusterMapping *mapping;

  set_up (self);
  store = muster_context_get_store (self->context);
  first = app_fixture_client (self, "Alder & Finch Architects", "alder");
  muster_context_create_client_async (self->context, "Alder Twin", "twin", NULL, muster_test_wait_cb, &create);
  second = muster_context_create_client_finish (self->context, muster_test_wait (&create), NULL);
  muster_context_list_mappings_async (self->context, muster_client_get_id (first), NULL, muster_test_wait_cb, &list);
  mappings = muster_context_list_mappings_finish (self->context, muster_test_wait (&list), NULL);
  mapping = g_ptr_array_index (mappings, 0);
  for (guint i = 0; i < mappings->len; i++)
    if (muster_mapping_get_kind (g_ptr_array_index (mappings, i)) == MUSTER_MAPPING_KIND_COMPANY)
      mapping = g_ptr_array_index (mappings, i);

  muster_context_set_mapping_async (self->context, muster_client_get_id (second), MUSTER_MAPPING_KIND_COMPANY,
                                    muster_mapping_get_external_id (mapping), "Alder", NULL, muster_test_wait_cb, &refuse);
  g_assert_false (muster_context_set_mapping_finish (self->context, muster_test_wait (&refuse), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);

  muster_mapping_set_client_id (twin, muster_client_get_id (second));
  muster_mapping_set_connection_id (twin, muster_mapping_get_connection_id (mapping));
  muster_mapping_set_kind (twin, MUSTER_MAPPING_KIND_COMPANY);
  muster_mapping_set_external_id (twin, muster_mapping_get_external_id (mapping));
  muster_store_set_mapping_async (store, twin, NULL, muster_test_wait_cb, &force);
  g_assert_true (muster_store_set_mapping_finish (store, muster_test_wait (&force), NULL));

  g_assert_cmpuint (app_fixture_process (self).done, ==, 0);
  waiting = muster_context_get_waiting_model (self->context, NULL);
  until_n_items (waiting, 3);
  g_assert_cmpuint (count_reason (waiting, MUSTER_WAIT_REASON_AMBIGUOUS), ==, 2);
  g_assert_cmpuint (app_fixture_count_notes (self, "320000"), ==, 0);
}

/* The mapping is taken away while the run waits: nothing is done in the wrong client's name */
static void
test_mapping_moved (AppFixture   *self,
                    gconstpointer data)
{
  g_auto(MusterTestWait) clear = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GPtrArray) runs = NULL;
  MusterWorkCounts counts;

  set_up (self);
  client = app_fixture_client (self, "Varga Logistics", "varga");
  counts = app_fixture_process (self);
  g_assert_cmpuint (counts.done, ==, 1);
  muster_context_set_mapping_async (self->context, muster_client_get_id (client), MUSTER_MAPPING_KIND_COMPANY, NULL, NULL, NULL,
                                    muster_test_wait_cb, &clear);
  g_assert_true (muster_context_set_mapping_finish (self->context, muster_test_wait (&clear), NULL));
  counts = app_fixture_process (self);
  g_assert_cmpuint (counts.done + counts.needs_human, ==, 0);
  runs = app_fixture_runs (self);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_cmpuint (app_fixture_count_notes (self, "320002"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/app/work/test-ticket", AppFixture, NULL, app_fixture_setup, test_test_ticket, app_fixture_teardown);
  g_test_add ("/app/work/waiting", AppFixture, NULL, app_fixture_setup, test_waiting, app_fixture_teardown);
  g_test_add ("/app/work/ambiguous", AppFixture, NULL, app_fixture_setup, test_ambiguous, app_fixture_teardown);
  g_test_add ("/app/work/mapping-moved", AppFixture, NULL, app_fixture_setup, test_mapping_moved, app_fixture_teardown);
  return g_test_run ();
}

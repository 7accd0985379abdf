/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring's states as the whole product meets them. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-error.h"

static void
test_locked_at_connect (AppFixture   *self,
                        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterConnection) connection = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_LOCKED);
  connection = app_fixture_connect (self, "hudu", &error);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED);
  g_assert_null (connection);
  g_assert_cmpuint (g_list_model_get_n_items (muster_context_get_connections (self->context)), ==, 0);

  g_clear_error (&error);
  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_UNAVAILABLE);
  connection = app_fixture_connect (self, "hudu", &error);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_UNAVAILABLE);

  g_clear_error (&error);
  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_PRESENT);
  connection = app_fixture_connect (self, "hudu", &error);
  g_assert_no_error (error);
  g_assert_nonnull (connection);
}

/* Locked since the start: nothing is asked for again, nothing is sent, and unlocking is enough */
static void
test_locked_at_start (AppFixture   *self,
                      gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autoptr(GError) error = NULL;
  MusterWorkCounts counts;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  app_fixture_close (self);

  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_LOCKED);
  app_fixture_open (self);
  g_assert_cmpint (muster_context_get_keyring_state (self->context), ==, MUSTER_SECRET_LOCKED);
  g_assert_cmpuint (g_list_model_get_n_items (muster_context_get_connections (self->context)), ==, 3);
  counts = app_fixture_process (self);
  g_assert_cmpuint (counts.done, ==, 0);
  before = app_fixture_runs (self);
  g_assert_cmpuint (before->len, ==, 0);

  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_PRESENT);
  muster_context_unlock_keyring_async (self->context, NULL, muster_test_wait_cb, &wait);
  muster_context_unlock_keyring_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpint (muster_context_get_keyring_state (self->context), ==, MUSTER_SECRET_PRESENT);
  counts = app_fixture_process (self);
  g_assert_cmpuint (counts.done, ==, 2);
  after = app_fixture_runs (self);
  g_assert_cmpuint (after->len, ==, 2);
}

/* A secret that is certainly gone makes its connection fail, by name, and only that one */
static void
test_secret_gone (AppFixture   *self,
                  gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *id = NULL;
  MusterConnection *hudu;
  MusterConnection *psa;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  id = g_strconcat (muster_connection_get_id (muster_context_find_connection (self->context, "hudu")), "/apiKey", NULL);
  app_fixture_close (self);

  muster_secret_store_clear_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_secret_store_clear_finish (self->secret_store, muster_test_wait (&wait), NULL));

  app_fixture_open (self);
  hudu = muster_context_find_connection (self->context, "docs");
  psa = muster_context_find_connection (self->context, "psa");
  g_assert_cmpstr (muster_connection_get_status (hudu), ==, "failing");
  g_assert_nonnull (strstr (muster_connection_get_last_error (hudu), "apiKey"));
  g_assert_false (muster_context_connection_ready (self->context, hudu));
  g_assert_true (muster_context_connection_ready (self->context, psa));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/app/keyring/locked-at-connect", AppFixture, NULL, app_fixture_setup, test_locked_at_connect, app_fixture_teardown);
  g_test_add ("/app/keyring/locked-at-start", AppFixture, NULL, app_fixture_setup, test_locked_at_start, app_fixture_teardown);
  g_test_add ("/app/keyring/secret-gone", AppFixture, NULL, app_fixture_setup, test_secret_gone, app_fixture_teardown);
  return g_test_run ();
}

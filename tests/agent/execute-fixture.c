/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Execute mode on the demonstration world: what its tests share */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "execute-fixture.h"
#include "muster-json.h"

void
execute_begin_with (AppFixture         *self,
                    const char         *psa,
                    const MusterEnding *ending)
{
  g_autoptr(MusterClient) made = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_auto(MusterTestWait) get = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_with (self, psa);
  if (ending != NULL)
    {
      g_auto(MusterTestWait) set = MUSTER_TEST_WAIT_INIT;
      MusterConnection *connection = muster_context_find_connection (self->context, "psa");

      muster_context_set_ending_async (self->context, muster_connection_get_id (connection), ending, NULL, muster_test_wait_cb, &set);
      g_assert_true (muster_context_set_ending_finish (self->context, muster_test_wait (&set), &error));
    }
  made = app_fixture_client (self, "Alder & Finch Architects", "alder");
  muster_store_get_client_async (muster_context_get_store (self->context), muster_client_get_id (made), NULL,
                                 muster_test_wait_cb, &get);
  client = muster_store_get_client_finish (muster_context_get_store (self->context), muster_test_wait (&get), &error);
  g_assert_no_error (error);
  muster_client_set_mode (client, MUSTER_MODE_EXECUTE);
  muster_store_save_client_async (muster_context_get_store (self->context), client, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_store_save_client_finish (muster_context_get_store (self->context), muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  app_fixture_process (self);
}

void
execute_begin (AppFixture *self)
{
  execute_begin_with (self, "connectwise", NULL);
}

MusterRun *
execute_find_run (AppFixture *self,
                  const char *ticket)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterRun *run;

  muster_context_find_run_async (self->context, ticket, NULL, muster_test_wait_cb, &wait);
  run = muster_context_find_run_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_nonnull (run);
  return run;
}

MusterRunState
execute_state_of (AppFixture *self,
                  const char *ticket)
{
  g_autoptr(MusterRun) run = execute_find_run (self, ticket);

  return muster_run_get_state (run);
}

GPtrArray *
execute_effects_of (AppFixture *self,
                    const char *ticket)
{
  g_autoptr(MusterRun) run = execute_find_run (self, ticket);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  GPtrArray *effects;

  muster_store_list_effects_async (muster_context_get_store (self->context), muster_run_get_id (run), NULL,
                                   muster_test_wait_cb, &wait);
  effects = muster_store_list_effects_finish (muster_context_get_store (self->context), muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return effects;
}

guint
execute_count_effects (AppFixture       *self,
                       const char       *tool,
                       MusterEffectState state)
{
  g_autoptr(GPtrArray) effects = execute_effects_of (self, EXECUTE_TICKET);
  guint n = 0;

  for (guint i = 0; i < effects->len; i++)
    n += g_str_has_suffix (muster_effect_get_tool (effects->pdata[i]), tool)
         && muster_effect_get_state (effects->pdata[i]) == state;
  return n;
}

/* Sent to Microsoft 365 that changes something */
guint
execute_count_writes (AppFixture *self)
{
  g_autoptr(JsonNode) answer = app_fixture_control (self, "GET", "/requests?vendor=graph", NULL);
  JsonArray *rows = muster_json_arr (json_node_get_object (answer), "requests");
  guint n = 0;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    n += g_strcmp0 (muster_json_str (muster_json_arr_obj (rows, i), "class"), "write") == 0;
  return n;
}

/* Notes and replies of ours */
guint
execute_count_own (AppFixture *self,
                   const char *ticket)
{
  g_autofree char *path = g_strdup_printf ("/tickets/%s/notes", ticket);
  g_autoptr(JsonNode) answer = app_fixture_control (self, "GET", path, NULL);
  JsonArray *notes = muster_json_arr (json_node_get_object (answer), "notes");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (notes); i++)
    n += muster_json_bool (muster_json_arr_obj (notes, i), "own", FALSE);
  return n;
}

/* The words that the customer sees, of ours */
char *
execute_visible_text (AppFixture *self,
                      const char *ticket)
{
  g_autofree char *path = g_strdup_printf ("/tickets/%s/notes", ticket);
  g_autoptr(JsonNode) answer = app_fixture_control (self, "GET", path, NULL);
  JsonArray *notes = muster_json_arr (json_node_get_object (answer), "notes");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (notes); i++)
    {
      JsonObject *note = muster_json_arr_obj (notes, i);

      if (muster_json_bool (note, "own", FALSE) && muster_json_bool (note, "customerVisible", FALSE))
        g_string_append_printf (text, "%s\n", muster_json_str (note, "text"));
    }
  return g_string_free (text, FALSE);
}

MusterApproval *
execute_open_approval_of (AppFixture *self,
                          const char *ticket)
{
  g_autoptr(MusterRun) run = execute_find_run (self, ticket);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterApproval *approval;

  muster_store_find_open_approval_async (muster_context_get_store (self->context), muster_run_get_id (run), NULL,
                                         muster_test_wait_cb, &wait);
  approval = muster_store_find_open_approval_finish (muster_context_get_store (self->context), muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_nonnull (approval);
  return approval;
}

MusterApproval *
execute_open_approval (AppFixture *self)
{
  return execute_open_approval_of (self, EXECUTE_TICKET);
}

void
execute_grant_of (AppFixture *self,
                  const char *ticket)
{
  g_autoptr(MusterApproval) approval = execute_open_approval_of (self, ticket);
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (list, approval);
  muster_context_grant_approvals_async (self->context, list, NULL, 0, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_grant_approvals_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A change of policies and of modes is looked at first, on what was really planned, and is saved whole or not at all */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-error.h"
#include "muster-step.h"

static MusterClient *
set_up (AppFixture *self)
{
  MusterClient *client;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  g_assert_cmpuint (app_fixture_process (self).done, >, 0);
  return client;
}

static MusterToolPolicy *
add_change (GPtrArray   *changes,
            const char  *tool,
            MusterPolicy policy,
            gboolean     manager)
{
  MusterToolPolicy *change = muster_tool_policy_new ();

  muster_tool_policy_set_tool (change, tool);
  muster_tool_policy_set_policy (change, policy);
  muster_tool_policy_set_manager (change, manager);
  g_ptr_array_add (changes, change);
  return change;
}

static MusterPolicyPreview *
preview (AppFixture *self,
         const char *client_id,
         GPtrArray  *changes,
         GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_preview_policy_async (self->context, client_id, changes, NULL, muster_test_wait_cb, &wait);
  return muster_context_preview_policy_finish (self->context, muster_test_wait (&wait), error);
}

static gboolean
save (AppFixture *self,
      const char *client_id,
      GPtrArray  *changes,
      GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_save_policies_async (self->context, client_id, changes, NULL, muster_test_wait_cb, &wait);
  return muster_context_save_policies_finish (self->context, muster_test_wait (&wait), error);
}

static MusterToolPolicy *
policy_of (AppFixture *self,
           const char *client_id,
           const char *tool)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GError) error = NULL;

  muster_context_list_tool_policies_async (self->context, client_id, NULL, muster_test_wait_cb, &wait);
  rows = muster_context_list_tool_policies_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterToolPolicy) row = g_list_model_get_item (rows, i);

      if (g_strcmp0 (muster_tool_policy_get_tool (row), tool) == 0)
        return g_steal_pointer (&row);
    }
  return NULL;
}

/* (transfer full): a tool that a plan of these runs has as a step, and how many steps there are of it */
static char *
planned_tool (AppFixture *self,
              guint      *n_steps)
{
  g_autoptr(GPtrArray) runs = app_fixture_runs (self);
  g_autofree char *tool = NULL;

  *n_steps = 0;
  for (guint i = 0; i < runs->len; i++)
    {
      MusterPlan *plan = muster_run_get_plan (runs->pdata[i]);
      GPtrArray *steps = plan != NULL ? muster_plan_get_steps (plan) : NULL;

      for (guint s = 0; steps != NULL && s < steps->len; s++)
        {
          if (tool == NULL)
            tool = g_strdup (muster_step_get_tool (steps->pdata[s]));
          *n_steps += g_str_equal (muster_step_get_tool (steps->pdata[s]), tool);
        }
    }
  g_assert_nonnull (tool);
  return g_steal_pointer (&tool);
}

static void
test_what_would_have_been (AppFixture   *self,
                           gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  const char *id = muster_client_get_id (client);
  guint n_steps;
  g_autofree char *tool = planned_tool (self, &n_steps);
  g_autoptr(GPtrArray) off = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) same = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) reads = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(MusterPolicyPreview) of_off = NULL, of_same = NULL, of_reads = NULL, of_client = NULL, of_shared = NULL;
  g_autoptr(MusterToolPolicy) before = policy_of (self, id, tool);
  g_autoptr(MusterToolPolicy) after = NULL;
  g_autoptr(GError) error = NULL;

  add_change (off, tool, MUSTER_POLICY_DISABLED, FALSE);
  of_off = preview (self, NULL, off, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (of_off->looked_at, >, n_steps);
  g_assert_cmpuint (of_off->looked_at, <=, MUSTER_POLICY_PREVIEW_LIMIT);
  g_assert_cmpuint (of_off->used, ==, n_steps);
  g_assert_cmpuint (of_off->changed->len, ==, n_steps);
  for (guint i = 0; i < of_off->changed->len; i++)
    {
      MusterPolicyDifference *difference = of_off->changed->pdata[i];

      g_assert_cmpstr (difference->kind, ==, "step");
      g_assert_cmpstr (difference->tool, ==, tool);
      g_assert_cmpstr (difference->client, ==, "Alder & Finch Architects");
      g_assert_nonnull (difference->ticket);
      g_assert_cmpint (difference->was, !=, MUSTER_POLICY_DISABLED);
      g_assert_cmpint (difference->would_be, ==, MUSTER_POLICY_DISABLED);
    }

  /* What is already so would have been the same */
  add_change (same, tool, muster_tool_policy_get_policy (before), FALSE);
  of_same = preview (self, NULL, same, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (of_same->used, ==, n_steps);
  g_assert_cmpuint (of_same->changed->len, ==, 0);

  add_change (reads, "microsoft365:get-user", MUSTER_POLICY_APPROVAL_NEEDED, FALSE);
  of_reads = preview (self, id, reads, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (of_reads->changed->len, ==, of_reads->used);

  /* Nothing was saved by looking; what a client says itself the MSP does not change */
  after = policy_of (self, id, tool);
  g_assert_cmpint (muster_tool_policy_get_policy (after), ==, muster_tool_policy_get_policy (before));
  g_assert_true (save (self, id, same, &error));
  g_assert_no_error (error);
  of_shared = preview (self, NULL, off, &error);
  g_assert_cmpuint (of_shared->used, ==, n_steps);
  g_assert_cmpuint (of_shared->changed->len, ==, 0);
  of_client = preview (self, id, off, &error);
  g_assert_cmpuint (of_client->changed->len, ==, n_steps);
}

static void
test_manager (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  const char *id = muster_client_get_id (client);
  guint n_steps;
  g_autofree char *tool = planned_tool (self, &n_steps);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) reads = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(MusterPolicyPreview) asked = NULL;
  g_autoptr(MusterToolPolicy) of_msp = NULL, of_client = NULL, kept = NULL, automatic = NULL, reset = NULL;
  g_auto(MusterTestWait) set = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) set_auto = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) clear = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  /* Asking the manager alone is not possible: a technician is asked too */
  add_change (changes, tool, MUSTER_POLICY_AUTO, TRUE);
  asked = preview (self, NULL, changes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (asked->changed->len, ==, n_steps);
  g_assert_true (((MusterPolicyDifference *) asked->changed->pdata[0])->would_ask_manager);
  g_assert_true (save (self, NULL, changes, &error));
  of_msp = policy_of (self, NULL, tool);
  g_assert_cmpint (muster_tool_policy_get_policy (of_msp), ==, MUSTER_POLICY_APPROVAL_NEEDED);
  g_assert_true (muster_tool_policy_get_manager (of_msp));
  g_assert_cmpstr (muster_tool_policy_get_source (of_msp), ==, "msp");
  of_client = policy_of (self, id, tool);
  g_assert_true (muster_tool_policy_get_manager (of_client));

  /* Who sets the policy alone does not take the manager's word away; who makes it automatic does */
  muster_context_set_policy_async (self->context, NULL, tool, MUSTER_POLICY_APPROVAL_NEEDED, NULL, muster_test_wait_cb, &set);
  g_assert_true (muster_context_set_policy_finish (self->context, muster_test_wait (&set), &error));
  kept = policy_of (self, NULL, tool);
  g_assert_true (muster_tool_policy_get_manager (kept));
  muster_context_set_policy_async (self->context, id, tool, MUSTER_POLICY_DISABLED, NULL, muster_test_wait_cb, &set_auto);
  g_assert_true (muster_context_set_policy_finish (self->context, muster_test_wait (&set_auto), &error));
  automatic = policy_of (self, id, tool);
  g_assert_false (muster_tool_policy_get_manager (automatic));

  muster_context_clear_policy_async (self->context, NULL, tool, NULL, muster_test_wait_cb, &clear);
  g_assert_true (muster_context_clear_policy_finish (self->context, muster_test_wait (&clear), &error));
  reset = policy_of (self, NULL, tool);
  g_assert_cmpstr (muster_tool_policy_get_source (reset), ==, "default");

  add_change (reads, "microsoft365:get-user", MUSTER_POLICY_APPROVAL_NEEDED, TRUE);
  g_assert_false (save (self, NULL, reads, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* One that may not be so lenient keeps all of them from being saved */
static void
test_all_or_none (AppFixture   *self,
                  gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(MusterToolPolicy) first = NULL;
  g_autoptr(MusterToolPolicy) before = policy_of (self, NULL, "microsoft365:update-user");
  g_autoptr(GError) error = NULL, other = NULL;

  add_change (changes, "microsoft365:update-user", MUSTER_POLICY_AUTO, FALSE);
  add_change (changes, "microsoft365:delete-user", MUSTER_POLICY_AUTO, FALSE);
  g_assert_null (preview (self, NULL, changes, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_false (save (self, NULL, changes, &other));
  g_assert_error (other, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  first = policy_of (self, NULL, "microsoft365:update-user");
  g_assert_cmpint (muster_tool_policy_get_policy (before), !=, MUSTER_POLICY_AUTO);
  g_assert_cmpint (muster_tool_policy_get_policy (first), ==, muster_tool_policy_get_policy (before));
}

static gboolean
has_tool (GPtrArray  *rows,
          const char *tool)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (muster_tool_policy_get_tool (rows->pdata[i]), tool) == 0)
      return TRUE;
  return FALSE;
}

static void
test_mode (AppFixture   *self,
           gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  const char *id = muster_client_get_id (client);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) runs = app_fixture_runs (self);
  g_autoptr(MusterModePreview) mode = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(MusterTestWait) judge = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) bad = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) look = MUSTER_TEST_WAIT_INIT;
  const char *run = muster_run_get_id (runs->pdata[0]);

  add_change (changes, "microsoft365:update-user", MUSTER_POLICY_AUTO, FALSE);
  add_change (changes, "microsoft365:revoke-sessions", MUSTER_POLICY_DISABLED, FALSE);
  g_assert_true (save (self, id, changes, &error));
  g_assert_no_error (error);
  muster_context_judge_plan_async (self->context, run, "partly", "  The wrong group ", NULL, muster_test_wait_cb, &judge);
  g_assert_true (muster_context_judge_plan_finish (self->context, muster_test_wait (&judge), &error));
  g_assert_no_error (error);

  muster_context_preview_mode_async (self->context, id, MUSTER_MODE_EXECUTE, NULL, muster_test_wait_cb, &look);
  mode = muster_context_preview_mode_finish (self->context, muster_test_wait (&look), &error);
  g_assert_no_error (error);
  g_assert_cmpint (mode->from, ==, MUSTER_MODE_PLAN);
  g_assert_cmpint (mode->to, ==, MUSTER_MODE_EXECUTE);
  g_assert_cmpuint (mode->n_clients, ==, 1);
  g_assert_true (has_tool (mode->by_itself, "microsoft365:update-user"));
  g_assert_false (has_tool (mode->asked, "microsoft365:update-user"));
  g_assert_true (has_tool (mode->asked, "microsoft365:reset-password"));
  g_assert_false (has_tool (mode->by_itself, "microsoft365:get-user"));
  g_assert_false (has_tool (mode->asked, "microsoft365:revoke-sessions"));
  g_assert_cmpuint (mode->n_off, >=, 1);
  g_assert_cmpuint (mode->plans->len, ==, runs->len);
  g_assert_cmpuint (mode->n_partly, ==, 1);
  g_assert_cmpuint (mode->n_right + mode->n_wrong, ==, 0);

  muster_context_judge_plan_async (self->context, run, "splendid", NULL, NULL, muster_test_wait_cb, &bad);
  g_assert_false (muster_context_judge_plan_finish (self->context, muster_test_wait (&bad), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
}

#define ADD(path, function) \
  g_test_add ("/app/policies/" path, AppFixture, NULL, app_fixture_setup, function, app_fixture_teardown)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("what-would-have-been", test_what_would_have_been);
  ADD ("manager", test_manager);
  ADD ("all-or-none", test_all_or_none);
  ADD ("mode", test_mode);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One tool by a person's click, what Activity says of it, and the way back: the difference, what has changed since, once
 * only, and the reasons why not. */

#define _GNU_SOURCE
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-activity-entry.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-undo-private.h"

#define HUGH "339feb72-b6a7-5397-b63a-9810881a1bea"
#define NORA "0aeaabae-810f-5c0d-a001-01d0cd0ae6a9"

static MusterClient *
set_up (AppFixture *self)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  return app_fixture_client (self, "Alder & Finch Architects", "alder");
}

static MusterToolOutcome *
run_tool (AppFixture   *self,
          MusterClient *client,
          const char   *tool,
          const char   *args,
          GError      **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);

  muster_context_run_tool_async (self->context, muster_client_get_id (client), tool, json_node_get_object (node), NULL,
                                 muster_test_wait_cb, &wait);
  return muster_context_run_tool_finish (self->context, muster_test_wait (&wait), error);
}

/* (transfer full): the id of the effect of a tool that did what it should */
static char *
do_it (AppFixture   *self,
       MusterClient *client,
       const char   *tool,
       const char   *args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterToolOutcome) outcome = run_tool (self, client, tool, args, &error);

  g_assert_no_error (error);
  if (outcome->state != MUSTER_EFFECT_STATE_CONFIRMED)
    g_error ("%s: %s", tool, outcome->text);
  g_assert_nonnull (outcome->effect_id);
  return g_strdup (outcome->effect_id);
}

static MusterUndo *
preview (AppFixture *self,
         const char *effect_id)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterUndo *undo;

  muster_context_preview_undo_async (self->context, effect_id, NULL, muster_test_wait_cb, &wait);
  undo = muster_context_preview_undo_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return undo;
}

static MusterToolOutcome *
take_back (AppFixture *self,
           const char *effect_id,
           gboolean    accept_drift,
           GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_undo_async (self->context, effect_id, accept_drift, NULL, muster_test_wait_cb, &wait);
  return muster_context_undo_finish (self->context, muster_test_wait (&wait), error);
}

static void
set_policy (AppFixture  *self,
            const char  *tool,
            MusterPolicy policy)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_set_policy_async (self->context, NULL, tool, policy, NULL, muster_test_wait_cb, &wait);
  muster_context_set_policy_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

/* (transfer full): the row of Activity that is about @effect_id */
static MusterActivityEntry *
row_of (AppFixture *self,
        const char *effect_id)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterStore *store = muster_context_get_store (self->context);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  muster_store_list_activity_async (store, NULL, 100, 0, NULL, muster_test_wait_cb, &wait);
  rows = muster_store_list_activity_finish (store, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (muster_activity_entry_get_effect_id (g_ptr_array_index (rows, i)), effect_id) == 0)
      return g_object_ref (g_ptr_array_index (rows, i));
  g_error ("Activity has no row of effect %s", effect_id);
}

/* What the look-alike has of a user, read past Muster. (transfer full) (nullable) */
static char *
user_member (AppFixture *self,
             const char *user,
             const char *member)
{
  g_autoptr(JsonNode) world = app_fixture_control (self, "GET", "/world", NULL);
  JsonArray *clients = muster_json_arr (json_node_get_object (world), "clients");

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonArray *users = muster_json_arr (muster_json_arr_obj (clients, i), "users");

      for (guint j = 0; j < json_array_get_length (users); j++)
        if (g_strcmp0 (muster_json_str (muster_json_arr_obj (users, j), "id"), user) == 0)
          return g_strdup (muster_json_str (muster_json_arr_obj (users, j), member));
    }
  g_error ("The world has no user %s", user);
}

static void
assert_job (AppFixture *self,
            const char *title)
{
  g_autofree char *is = user_member (self, HUGH, "jobTitle");

  g_assert_cmpstr (is, ==, title);
}

/* Changes that Microsoft was asked for */
static guint
count_changes (AppFixture *self)
{
  g_autoptr(JsonNode) log = app_fixture_control (self, "GET", "/requests?vendor=graph&class=write", NULL);

  return json_array_get_length (muster_json_arr (json_node_get_object (log), "requests"));
}

/* --- There and back --- */

static void
test_round (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *effect = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}");
  g_autoptr(MusterActivityEntry) done = row_of (self, effect);
  g_autoptr(MusterActivityEntry) back = NULL;
  g_autoptr(MusterActivityEntry) done_now = NULL;
  g_autoptr(MusterUndo) undo = preview (self, effect);
  g_autoptr(MusterUndo) again = NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  MusterUndoRow *row;

  assert_job (self, "Director");
  g_assert_cmpstr (muster_activity_entry_get_tool (done), ==, "microsoft365:update-user");
  g_assert_cmpstr (muster_activity_entry_get_client_id (done), ==, muster_client_get_id (client));
  g_assert_cmpstr (muster_activity_entry_get_actor (done), ==, "Test Person");
  g_assert_cmpstr (muster_activity_entry_get_state (done), ==, "confirmed");
  g_assert_null (muster_activity_entry_get_undone_by (done));

  g_assert_true (undo->possible);
  g_assert_true (undo->checked);
  g_assert_false (undo->drift);
  g_assert_null (undo->reason);
  g_assert_null (undo->warning);
  g_assert_nonnull (strstr (undo->done, "Hugh Finch"));
  g_assert_cmpuint (undo->rows->len, ==, 1);
  row = g_ptr_array_index (undo->rows, 0);
  g_assert_cmpstr (row->what, ==, "Job title");
  g_assert_cmpstr (row->was, ==, "Partner");
  g_assert_cmpstr (row->is, ==, "Director");
  g_assert_cmpstr (row->will_be, ==, "Partner");
  g_assert_false (row->drift);
  assert_job (self, "Director");

  outcome = take_back (self, effect, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int) outcome->state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_job (self, "Partner");
  back = row_of (self, outcome->effect_id);
  done_now = row_of (self, effect);
  g_assert_cmpstr (muster_activity_entry_get_undo_of (back), ==, effect);
  g_assert_cmpstr (muster_activity_entry_get_actor (back), ==, "Test Person");
  g_assert_cmpstr (muster_activity_entry_get_undone_by (done_now), ==, outcome->effect_id);

  again = preview (self, effect);
  g_assert_false (again->possible);
  g_assert_cmpstr (again->undone_by, ==, outcome->effect_id);
  g_assert_nonnull (again->reason);
  g_assert_null (take_back (self, effect, TRUE, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
}

/* What an undo did can be taken back in its turn */
static void
test_undo_of_undo (AppFixture   *self,
                   gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *effect = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterToolOutcome) back = take_back (self, effect, FALSE, &error);
  g_autoptr(MusterToolOutcome) forth = NULL;

  g_assert_no_error (error);
  forth = take_back (self, back->effect_id, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int) forth->state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_job (self, "Director");
}

/* --- What somebody has changed since --- */

static void
test_drift (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *first = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}");
  g_autofree char *second = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Chair\"}");
  g_autofree char *third = NULL;
  g_autoptr(MusterUndo) undo = preview (self, first);
  g_autoptr(MusterUndo) again = NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  MusterUndoRow *row;

  g_assert_true (undo->possible);
  g_assert_true (undo->drift);
  g_assert_nonnull (undo->warning);
  row = g_ptr_array_index (undo->rows, 0);
  g_assert_cmpstr (row->is, ==, "Chair");
  g_assert_true (row->drift);

  g_assert_null (take_back (self, first, FALSE, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==, undo->warning);
  g_clear_error (&error);
  assert_job (self, "Chair");

  /* What was accepted is what was seen, and nothing that came after it */
  third = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Founder\"}");
  g_assert_null (take_back (self, first, TRUE, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  assert_job (self, "Founder");

  again = preview (self, first);
  outcome = take_back (self, first, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int) outcome->state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  assert_job (self, "Partner");
}

/* Where nothing was written down but that it was not so: a membership that is gone again */
static void
test_drift_plain (AppFixture   *self,
                  gconstpointer data)
{
  static const char args[] = "{\"user\":\"" NORA "\",\"group\":\"2ea47c3f-33ae-5f48-961b-dd69ebb8f825\"}";
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *added = do_it (self, client, "microsoft365:add-group-member", args);
  g_autofree char *removed = NULL;
  g_autoptr(MusterUndo) before = preview (self, added);
  g_autoptr(MusterUndo) after = NULL;

  g_assert_true (before->possible);
  g_assert_false (before->drift);
  g_assert_cmpuint (before->rows->len, ==, 1);
  g_assert_nonnull (strstr (before->done, "Nora Alder"));
  removed = do_it (self, client, "microsoft365:remove-group-member", args);
  after = preview (self, added);
  g_assert_true (after->drift);
}

/* --- Once --- */

static void
test_race (AppFixture   *self,
           gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *effect = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}");
  g_auto(MusterTestWait) one = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) two = MUSTER_TEST_WAIT_INIT;
  MusterTestWait *waits[] = { &one, &two };
  guint n_done = 0;
  guint n_changes = count_changes (self);

  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    muster_context_undo_async (self->context, effect, FALSE, NULL, muster_test_wait_cb, waits[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterToolOutcome) outcome = muster_context_undo_finish (self->context, muster_test_wait (waits[i]), &error);

      if (outcome != NULL)
        n_done++;
      else
        g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
    }
  g_assert_cmpuint (n_done, ==, 1);
  g_assert_cmpuint (count_changes (self), ==, n_changes + 1);
  assert_job (self, "Partner");
}

/* The program ended when the way back stood in the ledger and nothing was sent: it is given up, and can be gone again */
static void
test_unsent (AppFixture   *self,
             gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *effect = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}");
  MusterConnection *connection = muster_context_find_connection (self->context, "microsoft365");
  g_autoptr(MusterRunCap) cap = muster_cap_new_admin ("me", "microsoft365:update-user", muster_connection_get_id (connection));
  g_autoptr(JsonNode) args = muster_json_from_string_trusted ("{\"user\":\"" HUGH "\",\"jobTitle\":\"Partner\"}", NULL);
  g_auto(MusterTestWait) prepared = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) swept = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterEffect) left = muster_gate_new_effect (self->context->gate, cap, "microsoft365:update-user", 0, "user:" HUGH,
                                                         json_node_get_object (args), &error);
  g_autoptr(MusterUndo) blocked = NULL;
  g_autoptr(MusterUndo) again = NULL;
  guint n_changes = count_changes (self);

  g_assert_no_error (error);
  muster_effect_set_client_id (left, muster_client_get_id (client));
  muster_effect_set_undo_of (left, effect);
  muster_store_prepare_effect_async (self->context->store, left, "me", NULL, muster_test_wait_cb, &prepared);
  g_assert_true (muster_store_prepare_effect_finish (self->context->store, muster_test_wait (&prepared), &error));
  g_assert_no_error (error);
  blocked = preview (self, effect);
  g_assert_false (blocked->possible);

  muster_clock_advance (self->clock, 16 * G_TIME_SPAN_MINUTE);
  muster_context_look_later_async (self->context, muster_test_wait_cb, &swept);
  g_assert_true (muster_context_look_later_finish (self->context, muster_test_wait (&swept), &error));
  g_assert_no_error (error);
  again = preview (self, effect);
  g_assert_true (again->possible);
  g_assert_cmpuint (count_changes (self), ==, n_changes);
}

/* What could not be read back is not said to be */
static void
test_not_read_back (AppFixture   *self,
                    gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterToolOutcome) seen = run_tool (self, client, "microsoft365:update-user",
                                                "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}", &error);
  g_autoptr(JsonNode) fault = NULL;
  g_autoptr(MusterToolOutcome) unseen = NULL;

  g_assert_no_error (error);
  fault = app_fixture_control (self, "POST", "/faults", "{\"vendor\":\"graph\",\"method\":\"GET\",\"pathPattern\":\"*" HUGH "*\","
                               "\"after\":1,\"times\":-1,\"kind\":\"403\"}");
  g_assert_nonnull (fault);
  unseen = run_tool (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Chair\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int) unseen->state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_nonnull (strstr (seen->text, "read back"));
  g_assert_nonnull (strstr (unseen->text, "could not be read back"));
  assert_job (self, "Chair");
}

/* --- Why not --- */

static void
test_irreversible (AppFixture   *self,
                   gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(MusterUndo) undo = NULL;

  /* It is said before, too */
  g_assert_nonnull (muster_context_irreversible (self->context, "microsoft365:revoke-sessions"));
  g_assert_null (muster_context_irreversible (self->context, "microsoft365:update-user"));
  g_assert_null (muster_context_irreversible (self->context, "microsoft365:get-user"));
  outcome = run_tool (self, client, "microsoft365:revoke-sessions", "{\"user\":\"" HUGH "\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int) outcome->state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpstr (outcome->undo_reason, ==, muster_context_irreversible (self->context, "microsoft365:revoke-sessions"));
  undo = preview (self, outcome->effect_id);
  g_assert_false (undo->possible);
  g_assert_cmpstr (undo->reason, ==, outcome->undo_reason);
  g_assert_null (undo->tool);
  g_assert_null (take_back (self, outcome->effect_id, TRUE, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* What was so already is not taken back, or it would take away what somebody else did */
static void
test_already (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *first = do_it (self, client, "microsoft365:block-sign-in", "{\"user\":\"" HUGH "\"}");
  g_autofree char *second = do_it (self, client, "microsoft365:block-sign-in", "{\"user\":\"" HUGH "\"}");
  g_autoptr(MusterUndo) undo = preview (self, second);

  g_assert_false (undo->possible);
  g_assert_nonnull (undo->reason);
}

static void
assert_refused (AppFixture   *self,
                MusterClient *client,
                const char   *tool,
                const char   *args,
                int           code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterToolOutcome) outcome = run_tool (self, client, tool, args, &error);

  g_assert_null (outcome);
  g_assert_error (error, MUSTER_ERROR, code);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
test_refused (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autofree char *effect = do_it (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterUndo) undo = NULL;
  guint n_changes = count_changes (self);

  set_policy (self, "microsoft365:update-user", MUSTER_POLICY_DISABLED);
  assert_refused (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"jobTitle\":\"Chair\"}", MUSTER_ERROR_REFUSED_BY_POLICY);
  /* That is the way back as well */
  g_assert_null (take_back (self, effect, FALSE, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);
  g_assert_cmpuint (count_changes (self), ==, n_changes);

  assert_refused (self, client, "microsoft365:no-such-tool", "{}", MUSTER_ERROR_NOT_FOUND);
  assert_refused (self, client, "microsoft365:list-customers", "{}", MUSTER_ERROR_REFUSED_BY_POLICY);
  assert_refused (self, client, "hudu:get-password", "{\"password\":306001}", MUSTER_ERROR_REFUSED_BY_POLICY);
  assert_refused (self, client, "microsoft365:update-user", "{\"user\":\"" HUGH "\",\"shoeSize\":\"9\"}", MUSTER_ERROR_INVALID_INPUT);
  set_policy (self, "microsoft365:get-user", MUSTER_POLICY_DISABLED);
  assert_refused (self, client, "microsoft365:get-user", "{\"user\":\"" HUGH "\"}", MUSTER_ERROR_REFUSED_BY_POLICY);

  /* A refusal is no attempt: the act can still be taken back */
  set_policy (self, "microsoft365:update-user", MUSTER_POLICY_APPROVAL_NEEDED);
  undo = preview (self, effect);
  g_assert_true (undo->possible);

  muster_context_sign_out (self->context);
  assert_refused (self, client, "microsoft365:get-user", "{\"user\":\"" HUGH "\"}", MUSTER_ERROR_FORBIDDEN);
  g_assert_null (take_back (self, effect, FALSE, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN);
}

/* A read shows what it may, and stands in Activity without it */
static void
test_read (AppFixture   *self,
           gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterToolOutcome) outcome = run_tool (self, client, "microsoft365:get-user", "{\"user\":\"" HUGH "\"}", &error);

  g_assert_no_error (error);
  g_assert_null (outcome->effect_id);
  g_assert_cmpstr (muster_json_path_str (outcome->answer, "user.displayName"), ==, "Hugh Finch");
}

/* Another client's person is nobody's */
static void
test_other_client (AppFixture   *self,
                   gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(MusterClient) other = app_fixture_client (self, "Varga Logistics", "varga");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterToolOutcome) outcome = run_tool (self, other, "microsoft365:update-user",
                                                   "{\"user\":\"" HUGH "\",\"jobTitle\":\"Director\"}", &error);

  g_assert_true (outcome == NULL || outcome->state == MUSTER_EFFECT_STATE_ABSENT);
  assert_job (self, "Partner");
}

/* --- A secret that somebody has pasted into a page --- */

#define CANARY "CANARY-Und0-77x"

static void
paste_password (JsonObject *world,
                gpointer    data)
{
  JsonArray *articles = muster_json_arr (muster_json_obj (muster_json_arr_obj (muster_json_arr (world, "clients"), 0), "docs"), "articles");
  JsonObject *article = muster_json_arr_obj (articles, 0);

  *(gint64 *) data = muster_json_int (article, "id", 0);
  json_object_set_string_member (article, "content", "<h2>Router</h2><p>Password: " CANARY "</p>");
}

static void
assert_not_on_disk (const char *path,
                    const char *needle)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (g_file_test (below, G_FILE_TEST_IS_DIR))
        assert_not_on_disk (below, needle);
      else if (!g_str_equal (name, "world.json") && g_file_get_contents (below, &data, &length, NULL) &&
               memmem (data, length, needle, strlen (needle)) != NULL)
        g_error ("%s holds %s", below, needle);
    }
}

/* It is not kept, so there is no way back, and that is said */
static void
test_secret (AppFixture   *self,
             gconstpointer data)
{
  gint64 id = 0;
  g_autoptr(MusterClient) client = NULL;
  g_autofree char *args = NULL;
  g_autofree char *effect = NULL;
  g_autoptr(MusterUndo) undo = NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_change_world (self, paste_password, &id);
  client = set_up (self);
  args = g_strdup_printf ("{\"article\":%" G_GINT64_FORMAT ",\"content\":\"<p>Look into the password list</p>\"}", id);
  effect = do_it (self, client, "hudu:update-article", args);
  undo = preview (self, effect);
  g_assert_false (undo->possible);
  g_assert_nonnull (strstr (undo->reason, "secret"));
  g_assert_cmpuint (undo->rows->len, ==, 0);
  outcome = take_back (self, effect, TRUE, &error);
  g_assert_null (outcome);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  app_fixture_close (self);
  assert_not_on_disk (self->data_dir, CANARY);
}

#define TEST(name, func) \
  g_test_add ("/app/undo/" name, AppFixture, NULL, app_fixture_setup, func, app_fixture_teardown)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  TEST ("round", test_round);
  TEST ("undo-of-undo", test_undo_of_undo);
  TEST ("drift", test_drift);
  TEST ("drift-plain", test_drift_plain);
  TEST ("race", test_race);
  TEST ("unsent", test_unsent);
  TEST ("not-read-back", test_not_read_back);
  TEST ("irreversible", test_irreversible);
  TEST ("already", test_already);
  TEST ("refused", test_refused);
  TEST ("read", test_read);
  TEST ("other-client", test_other_client);
  TEST ("secret", test_secret);
  return g_test_run ();
}

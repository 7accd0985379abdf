/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets for the eyes of a person, and forty of them for nobody else: they lie in passwords, keys, articles, assets, tickets
 * and refusals, and are looked for in everything that the product leaves behind. */

#define _GNU_SOURCE
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-activity-entry.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-paged-list.h"

#define DEVICE "e572f5c0-728f-551a-939b-80f70dd1b312"
#define USER   "0aeaabae-810f-5c0d-a001-01d0cd0ae6a9"

static MusterReveal *
reveal (AppFixture  *self,
        const char  *client_id,
        const char  *tool,
        const char  *args,
        const char  *reason,
        GError     **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);

  muster_context_reveal_async (self->context, client_id, tool, json_node_get_object (node), reason, NULL,
                               muster_test_wait_cb, &wait);
  return muster_context_reveal_finish (self->context, muster_test_wait (&wait), error);
}

static MusterReveal *
reveal_effect (AppFixture  *self,
               const char  *effect_id,
               GError     **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_reveal_effect_async (self->context, effect_id, "on the phone", NULL, muster_test_wait_cb, &wait);
  return muster_context_reveal_finish (self->context, muster_test_wait (&wait), error);
}

static MusterToolOutcome *
run_tool (AppFixture  *self,
          const char  *client_id,
          const char  *tool,
          const char  *args,
          GError     **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (args, NULL);

  muster_context_run_tool_async (self->context, client_id, tool, json_node_get_object (node), NULL, muster_test_wait_cb, &wait);
  return muster_context_run_tool_finish (self->context, muster_test_wait (&wait), error);
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

/* The newest row of the activity log */
static MusterActivityEntry *
newest (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  muster_store_list_activity_async (muster_context_get_store (self->context), NULL, 1, 0, NULL, muster_test_wait_cb, &wait);
  rows = muster_store_list_activity_finish (muster_context_get_store (self->context), muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  return g_object_ref (g_ptr_array_index (rows, 0));
}

/* --- Searching what is left behind --- */

typedef struct
{
  const char *needle;
  guint       hits;
  char       *where;
} Search;

static void
search_data (Search     *search,
             const char *where,
             const char *data,
             gsize       length)
{
  g_autofree char *hex = NULL;
  g_autofree char *coded = g_base64_encode ((const guchar *) search->needle, strlen (search->needle) / 3 * 3);
  GString *digits = g_string_new (NULL);
  const char *forms[3];

  for (const char *p = search->needle; *p != '\0'; p++)
    g_string_append_printf (digits, "%02x", (guchar) *p);
  hex = g_string_free (digits, FALSE);
  forms[0] = search->needle;
  forms[1] = coded;
  forms[2] = hex;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (data != NULL && memmem (data, length, forms[i], strlen (forms[i])) != NULL)
      {
        search->hits++;
        g_free (search->where);
        search->where = g_strdup (where);
      }
}

static void
search_dir (Search     *search,
            const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (g_str_equal (name, "world.json"))
        continue;
      if (g_file_test (below, G_FILE_TEST_IS_DIR))
        search_dir (search, below);
      else if (g_file_get_contents (below, &data, &length, NULL))
        search_data (search, below, data, length);
    }
}

static void
assert_silent (AppFixture *self,
               const char *value)
{
  Search search = { value, 0, NULL };

  search_dir (&search, self->data_dir);
  if (search.hits > 0)
    g_error ("%s holds %s", search.where, value);
  g_free (search.where);
}

static MusterClient *
set_up (AppFixture *self)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  return app_fixture_client (self, "Alder & Finch Architects", "alder");
}

/* --- Fetched now --- */

static void
test_tools (AppFixture   *self,
            gconstpointer data)
{
  static const struct
  {
    const char *tool;
    const char *args;
    const char *begins;
    const char *owner;
  } cases[] = {
    { "hudu:get-password", "{\"password\":306001}", "CANARY-ALDER-c46e1d42", NULL },
    { "microsoft365:get-bitlocker-key", "{\"device\":\"" DEVICE "\"}", "CANARY-BL-", "AF-LT-11" },
    { "microsoft365:get-laps-password", "{\"device\":\"" DEVICE "\"}", "CANARY-LAPS-edb425fb", "AF-LT-11" },
  };
  g_autoptr(MusterClient) client = set_up (self);
  const char *id = muster_client_get_id (client);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterReveal) shown = reveal (self, id, cases[i].tool, cases[i].args, "door is locked", &error);
      g_autoptr(MusterActivityEntry) row = NULL;
      const char *value;

      g_assert_no_error (error);
      value = muster_secret_peek (muster_reveal_get_value (shown));
      g_assert_true (g_str_has_prefix (value, cases[i].begins));
      g_assert_true (g_utf8_validate (value, -1, NULL));
      g_assert_cmpuint (muster_reveal_get_seconds (shown), ==, 30);
      g_assert_false (muster_reveal_get_once (shown));
      if (cases[i].owner != NULL)
        g_assert_cmpstr (muster_reveal_get_owner (shown), ==, cases[i].owner);

      row = newest (self);
      g_assert_cmpstr (muster_activity_entry_get_kind (row), ==, "reveal");
      g_assert_cmpstr (muster_activity_entry_get_tool (row), ==, cases[i].tool);
      g_assert_cmpstr (muster_activity_entry_get_client_id (row), ==, id);
      g_assert_true (g_str_has_prefix (muster_activity_entry_get_result (row), "Test Person: "));
      g_assert_nonnull (strstr (muster_activity_entry_get_result (row), "door is locked"));
      g_assert_null (strstr (muster_activity_entry_get_result (row), "CANARY"));
      assert_silent (self, cases[i].begins);

      set_policy (self, cases[i].tool, MUSTER_POLICY_DISABLED);
      g_assert_null (reveal (self, id, cases[i].tool, cases[i].args, NULL, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
    }
}

static void
test_refused (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(MusterClient) other = app_fixture_client (self, "Varga Logistics", "varga");
  g_autoptr(MusterReveal) shown = NULL;
  g_autoptr(GError) error = NULL;

  /* Another client's, and what does not exist */
  g_assert_null (reveal (self, muster_client_get_id (other), "hudu:get-password", "{\"password\":306001}", NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (reveal (self, muster_client_get_id (client), "hudu:get-password", "{\"password\":1}", NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (reveal (self, muster_client_get_id (client), "hudu:find-passwords", "{}", NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);

  /* A reason is recorded, so it holds no secret */
  shown = reveal (self, muster_client_get_id (client), "hudu:get-password", "{\"password\":306001}", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (reveal (self, muster_client_get_id (client), "hudu:get-password", "{\"password\":306001}",
                         muster_secret_peek (muster_reveal_get_value (shown)), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);

  /* Nobody */
  muster_context_sign_out (self->context);
  g_assert_null (reveal (self, muster_client_get_id (client), "hudu:get-password", "{\"password\":306001}", NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* --- What an act has set --- */

static void
test_effect (AppFixture   *self,
             gconstpointer data)
{
  static const char * const acts[][2] = {
    { "microsoft365:reset-password", "{\"user\":\"" USER "\"}" },
    { "microsoft365:create-temporary-access-pass", "{\"user\":\"" USER "\"}" },
  };
  g_autoptr(MusterClient) client = set_up (self);

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterToolOutcome) outcome = run_tool (self, muster_client_get_id (client), acts[i][0], acts[i][1], &error);
      g_autoptr(MusterReveal) shown = NULL;
      g_autoptr(MusterReveal) again = NULL;
      g_autoptr(MusterActivityEntry) row = NULL;

      g_assert_no_error (error);
      g_assert_cmpint ((int) outcome->state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
      g_assert_true (muster_context_can_reveal_effect (self->context, outcome->effect_id));

      /* A restart in between */
      app_fixture_close (self);
      app_fixture_open (self);
      muster_context_set_operator (self->context, "musterctl:kim");
      g_assert_true (muster_context_can_reveal_effect (self->context, outcome->effect_id));
      shown = reveal_effect (self, outcome->effect_id, &error);
      g_assert_no_error (error);
      g_assert_true (muster_reveal_get_once (shown));
      g_assert_cmpuint (muster_secret_length (muster_reveal_get_value (shown)), >=, 8);
      assert_silent (self, muster_secret_peek (muster_reveal_get_value (shown)));
      row = newest (self);
      g_assert_cmpstr (muster_activity_entry_get_kind (row), ==, "reveal");
      g_assert_true (g_str_has_prefix (muster_activity_entry_get_result (row), "musterctl:kim: "));

      again = reveal_effect (self, outcome->effect_id, &error);
      g_assert_null (again);
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
      g_assert_false (muster_context_can_reveal_effect (self->context, outcome->effect_id));
    }
}

static void
test_effect_locked (AppFixture   *self,
                    gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) log = NULL;
  g_autofree char *text = NULL;

  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_LOCKED);
  outcome = run_tool (self, muster_client_get_id (client), "microsoft365:reset-password", "{\"user\":\"" USER "\"}", &error);
  g_assert_null (outcome);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED);
  log = app_fixture_control (self, "GET", "/requests?vendor=graph&method=PATCH", NULL);
  text = log != NULL ? json_to_string (log, FALSE) : g_strdup ("");
  g_assert_null (strstr (text, "passwordProfile"));
  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_PRESENT);
}

/* The answer that held the pass was lost: what lies in the keyring was only put there to try it, and nobody is given it */
static void
test_effect_lost (AppFixture   *self,
                  gconstpointer data)
{
  g_autoptr(MusterClient) client = set_up (self);
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(MusterReveal) shown = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) fault = app_fixture_control (self, "POST", "/faults",
                                                   "{\"vendor\":\"graph\",\"method\":\"POST\",\"pathPattern\":\"*temporaryAccessPassMethods*\",\"kind\":\"lost-reply\"}");

  g_assert_nonnull (fault);
  outcome = run_tool (self, muster_client_get_id (client), "microsoft365:create-temporary-access-pass", "{\"user\":\"" USER "\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int) outcome->state, ==, MUSTER_EFFECT_STATE_UNKNOWN);
  shown = reveal_effect (self, outcome->effect_id, &error);
  g_assert_null (shown);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN);
}

/* --- Forty --- */

#define N_CANARIES 40

/* Each with another kind of character, so that each is another one on its way */
static char *
canary (guint i)
{
  static const char * const forms[] = { "CANARY-%02u-9f8e7d6c", "CANARY-%02u+q/w==x9", "CANARY-%02u\"q\\u9\\n", "CANARY-%02u-p\xc3\xa4ss9",
                                        "CANARY-%02u%%41%%20z9", "CANARY-%02u-{\"a\":9}", "CANARY-%02u&amp;x=9", "CANARY-%02u_~.9!*'()" };
  const char *form = forms[i % G_N_ELEMENTS (forms)];
  g_auto(GStrv) parts = g_strsplit (form, "%02u", 2);
  g_autofree char *number = g_strdup_printf ("%02u", i);

  return g_strjoinv (number, parts);
}

/* What of it is the same in every coding that a document may use */
static char *
core_of (guint i)
{
  return g_strdup_printf ("CANARY-%02u", i);
}

static guint planted;

static char *
next_canary (void)
{
  g_assert_cmpuint (planted, <, N_CANARIES);
  return canary (planted++);
}

static void
set_string (JsonObject *object,
            const char *member,
            const char *format)
{
  g_autofree char *value = next_canary ();
  g_auto(GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *text = g_strjoinv (value, parts);

  json_object_set_string_member (object, member, text);
}

static void
plant_passwords (JsonObject *docs)
{
  JsonArray *rows = json_object_get_array_member (docs, "passwords");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      set_string (row, "password", "%s");
      set_string (row, "otpSecret", "%s");
      set_string (row, "notes", "the old one was %s");
    }
}

static void
plant_articles (JsonArray *rows)
{
  static const char * const shapes[] = {
    "<h1>Router</h1><p>Password: %s</p><p>Restart it from the page.</p>", "<table><tr><td>Password</td><td>%s</td></tr></table><p>My account is locked out</p>",
    "<p>Das Kennwort lautet <b>%s</b> seit Mai.</p>", "<ul><li>PIN: <code>%s</code></li></ul><p>Licence question</p>",
  };

  for (guint i = 0; i < json_array_get_length (rows); i++)
    set_string (json_array_get_object_element (rows, i), "content", shapes[i % G_N_ELEMENTS (shapes)]);
}

static void
plant_assets (JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *fields = json_object_get_array_member (json_array_get_object_element (rows, i), "fields");
      JsonObject *field = json_object_new ();

      json_object_set_string_member (field, "label", i % 2 == 0 ? "Admin password" : "PIN");
      set_string (field, "value", "%s");
      json_array_add_object_element (fields, field);
    }
}

static void
plant_devices (JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonArray *keys = json_object_has_member (row, "bitlocker") ? json_object_get_array_member (row, "bitlocker") : NULL;

      if (planted >= N_CANARIES - 14)
        return;
      set_string (row, "laps", "%s");
      if (keys != NULL && json_array_get_length (keys) > 0)
        set_string (json_array_get_object_element (keys, 0), "key", "%s");
    }
}

/* The control: nothing tells that this is a secret */
#define CONTROL "CANARYCONTROL"

static void
plant_tickets (JsonArray *rows)
{
  static const char * const shapes[] = { "I cannot sign in. My password is %s and it is not taken.", "Hi, Password: %s\nThanks, Nora",
                                         "Der Code: egal. Passwort lautet %s bitte helfen", "token=%s, client secret: see above" };
  guint n = json_array_get_length (rows);

  for (guint i = 0; planted < N_CANARIES; i++)
    {
      JsonObject *ticket = json_array_get_object_element (rows, i % n);
      g_autofree char *before = i < n ? g_strdup (CONTROL) : g_strdup (json_object_get_string_member (ticket, "description"));
      g_autofree char *format = g_strconcat (before, "\n", shapes[i % G_N_ELEMENTS (shapes)], NULL);

      set_string (ticket, "description", format);
    }
}

static void
plant (JsonObject *world,
       gpointer    data)
{
  JsonArray *clients = json_object_get_array_member (world, "clients");

  planted = 0;
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = json_array_get_object_element (clients, i);
      JsonObject *docs = json_object_get_object_member (client, "docs");

      plant_passwords (docs);
      plant_articles (json_object_get_array_member (docs, "articles"));
      plant_assets (json_object_get_array_member (docs, "assets"));
      plant_devices (json_object_get_array_member (client, "devices"));
    }
  plant_articles (json_object_get_array_member (json_object_get_object_member (world, "docs"), "articles"));
  plant_tickets (json_object_get_array_member (world, "tickets"));
  g_assert_cmpuint (planted, ==, N_CANARIES);
}

/* All tools that a planner may read with, for what it might ask */
static void
read_everything (AppFixture *self,
                 const char *client_id)
{
  static const char * const reads[][2] = {
    { "hudu:find-passwords", "{}" }, { "hudu:search-articles", "{}" }, { "hudu:list-assets", "{}" }, { "hudu:list-procedures", "{}" },
    { "microsoft365:find-devices", "{\"name\":\"AF-LT-11\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterToolOutcome) outcome = run_tool (self, client_id, reads[i][0], reads[i][1], &error);
      g_autofree char *text = NULL;

      if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND) || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY))
        {
          g_test_message ("%s: %s", reads[i][0], error->message);
          continue;
        }
      g_assert_no_error (error);
      text = json_to_string (outcome->answer, FALSE);
      if (strstr (text, "CANARY-") != NULL)
        g_error ("%s answers %.80s", reads[i][0], strstr (text, "CANARY-"));
    }
}

/* Notes that we wrote, as the vendor has them */
static void
search_notes (AppFixture *self,
              Search     *search)
{
  static const char * const tickets[] = { "320000", "320001", "320002" };

  for (gsize i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_autofree char *path = g_strdup_printf ("/tickets/%s/notes", tickets[i]);
      g_autoptr(JsonNode) answer = app_fixture_control (self, "GET", path, NULL);
      JsonArray *notes = muster_json_arr (json_node_get_object (answer), "notes");

      for (guint n = 0; notes != NULL && n < json_array_get_length (notes); n++)
        if (muster_json_bool (json_array_get_object_element (notes, n), "own", FALSE))
          {
            const char *text = muster_json_str (json_array_get_object_element (notes, n), "text");

            search_data (search, path, text, strlen (text));
          }
    }
}

static void
export_audit (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *path = g_build_filename (self->data_dir, "export.jsonl", NULL);
  g_autoptr(GError) error = NULL;

  muster_store_export_audit_async (muster_context_get_store (self->context), path, NULL, muster_test_wait_cb, &wait);
  muster_store_export_audit_finish (muster_context_get_store (self->context), muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static GString *logged;

static GLogWriterOutput
collect_log (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields,
             gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (logged, "%s\n", (const char *) fields[i].value);
  return (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0 ? g_log_writer_default (level, fields, n_fields, user_data)
                                                                   : G_LOG_WRITER_HANDLED;
}

static void
test_canaries (AppFixture   *self,
               gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterClient) other = NULL;
  g_autoptr(MusterReveal) shown = NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  Search control = { CONTROL, 0, NULL };

  logged = g_string_new (NULL);
  g_log_set_writer_func (collect_log, NULL, NULL);
  app_fixture_change_world (self, plant, NULL);
  client = set_up (self);
  other = app_fixture_client (self, "Varga Logistics", "varga");
  set_policy (self, "hudu:get-password", MUSTER_POLICY_AUTO);
  set_policy (self, "microsoft365:get-bitlocker-key", MUSTER_POLICY_AUTO);
  set_policy (self, "microsoft365:get-laps-password", MUSTER_POLICY_AUTO);

  app_fixture_process (self);
  g_assert_cmpuint (app_fixture_count_runs (self), >=, 2);
  read_everything (self, muster_client_get_id (client));
  read_everything (self, muster_client_get_id (other));

  /* A person looks; what was looked at is looked for from then on */
  shown = reveal (self, muster_client_get_id (client), "hudu:get-password", "{\"password\":306000}", "test", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (muster_secret_peek (muster_reveal_get_value (shown)), "CANARY-"));
  outcome = run_tool (self, muster_client_get_id (client), "microsoft365:create-temporary-access-pass", "{\"user\":\"" USER "\"}", &error);
  g_assert_no_error (error);
  app_fixture_process (self);
  export_audit (self);

  for (guint i = 0; i < N_CANARIES; i++)
    {
      g_autofree char *core = core_of (i);
      Search search = { core, 0, NULL };

      search_dir (&search, self->data_dir);
      search_notes (self, &search);
      search_data (&search, "the log", logged->str, logged->len);
      if (search.hits > 0)
        g_error ("%s holds %s", search.where, core);
      g_free (search.where);
    }
  assert_silent (self, "CANARY-TAP");
  assert_silent (self, "muster-kept:");

  /* What nobody can know to be one is found, so the search finds */
  search_dir (&control, self->data_dir);
  g_assert_cmpuint (control.hits, >, 0);
  g_free (control.where);
  g_string_free (logged, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*run) (AppFixture *, gconstpointer);
  } tests[] = {
    { "/app/reveal/tools", test_tools },
    { "/app/reveal/refused", test_refused },
    { "/app/reveal/effect", test_effect },
    { "/app/reveal/effect-locked", test_effect_locked },
    { "/app/reveal/effect-lost", test_effect_lost },
    { "/app/reveal/canaries", test_canaries },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, AppFixture, NULL, app_fixture_setup, tests[i].run, app_fixture_teardown);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <libsoup/soup.h>

#include "engine-fixture.h"
#include "muster-authenticator.h"
#include "muster-autotask.h"
#include "muster-builtin-planner.h"
#include "muster-connectwise.h"
#include "muster-halopsa.h"
#include "muster-json.h"
#include "muster-oauth.h"

#define WORLD "world/dev.json"

static const char *
ready_text (EngineFixture *self,
            const char    *path)
{
  const char *text = muster_json_path_str (self->ready, path);

  if (text == NULL)
    g_error ("The ready line has no %s", path);
  return text;
}

static void
load_world (EngineFixture *self,
            const char    *file)
{
  g_autofree char *text = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (file, &text, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (text, length);
  self->world = muster_json_parse (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
engine_fixture_start_sandbox (EngineFixture *self)
{
  g_autoptr(GSubprocessLauncher) launcher = muster_test_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");
  g_autofree char *file = muster_test_data (WORLD);
  g_autofree char *line = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GError) error = NULL;

  load_world (self, file);
  self->sandbox = g_subprocess_launcher_spawn (launcher, &error, program, "--world", file, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->sandbox));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  self->ready = muster_json_from_string_trusted (line, &error);
  g_assert_no_error (error);
}

void
engine_fixture_join_sandbox (EngineFixture *self,
                             const char    *ready)
{
  g_autofree char *file = muster_test_data (WORLD);
  g_autoptr(GError) error = NULL;

  load_world (self, file);
  self->ready = muster_json_from_string_trusted (ready, &error);
  g_assert_no_error (error);
}

void
engine_fixture_stop_sandbox (EngineFixture *self)
{
  if (self->sandbox != NULL)
    {
      g_subprocess_force_exit (self->sandbox);
      g_subprocess_wait (self->sandbox, NULL, NULL);
    }
  g_clear_object (&self->sandbox);
  g_clear_pointer (&self->ready, json_node_unref);
  g_clear_pointer (&self->world, json_node_unref);
}

/* --- How each PSA is signed in to --- */

static MusterAuthenticator *
sign_connectwise (EngineFixture *self,
                  char         **settings)
{
  MusterAuthenticator *signer = muster_authenticator_headers_new ();
  g_autoptr(MusterSecret) key = muster_secret_new (ready_text (self, "connectwise.privateKey"));
  g_autoptr(MusterSecret) client = muster_secret_new (ready_text (self, "connectwise.clientId"));
  g_autofree char *user = muster_connectwise_basic_user (ready_text (self, "connectwise.companyId"),
                                                         ready_text (self, "connectwise.publicKey"));

  muster_authenticator_headers_add_basic (signer, user, key);
  muster_authenticator_headers_add (signer, "clientId", NULL, client);
  *settings = g_strdup_printf ("{\"site\":\"%s\",\"apiRoot\":\"%s/v4_6_release/apis/3.0\",\"keyHost\":\"%s\"}",
                               ready_text (self, "connectwise.site"), ready_text (self, "connectwise.site"),
                               ready_text (self, "connectwise.site"));
  return signer;
}

static MusterAuthenticator *
sign_halopsa (EngineFixture *self,
              char         **settings)
{
  const char *url = ready_text (self, "halopsa.url");
  g_autofree char *auth_url = g_strconcat (url, "/auth", NULL);
  g_autofree char *token_url = muster_halopsa_token_url (auth_url, ready_text (self, "halopsa.tenant"));
  g_autoptr(MusterSecret) secret = muster_secret_new (ready_text (self, "halopsa.clientSecret"));
  MusterAuthenticator *signer = muster_authenticator_oauth_new (self->transport, token_url,
                                                                ready_text (self, "halopsa.clientId"));

  muster_authenticator_oauth_set_client_secret (signer, secret);
  muster_authenticator_oauth_set_scope (signer, "all");
  muster_authenticator_oauth_set_resource (signer, url);
  *settings = g_strdup_printf ("{\"url\":\"%s\",\"privateOutcome\":\"31\",\"replyOutcome\":\"32\"}", url);
  return signer;
}

static MusterAuthenticator *
sign_autotask (EngineFixture *self,
               char         **settings)
{
  static const char * const headers[][2] = {
    { "UserName", "autotask.userName" }, { "Secret", "autotask.secret" }, { "ApiIntegrationCode", "autotask.integrationCode" },
  };
  const char *zone = ready_text (self, "autotask.zone");
  MusterAuthenticator *signer = muster_authenticator_headers_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(MusterSecret) value = muster_secret_new (ready_text (self, headers[i][1]));

      muster_authenticator_headers_add (signer, headers[i][0], NULL, value);
    }
  *settings = g_strdup_printf ("{\"zone\":\"%s\",\"apiRoot\":\"%s/atservicesrest/v1.0\",\"userName\":\"%s\"}", zone, zone,
                               ready_text (self, "autotask.userName"));
  return signer;
}

static const struct
{
  const char *integration;
  MusterAuthenticator *(*sign) (EngineFixture *self, char **settings);
} vendors[] = {
  { "connectwise", sign_connectwise },
  { "halopsa", sign_halopsa },
  { "autotask", sign_autotask },
};

static JsonNode *
read_setup (EngineFixture *self,
            const char    *tool)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterRunCap) cap = muster_cap_new_setup (PSA);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(GError) error = NULL;
  JsonNode *node;

  muster_gate_read_async (self->gate, cap, tool, args, NULL, NULL, muster_test_wait_cb, &wait);
  node = muster_gate_read_finish (self->gate, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return node;
}

/* What the product finds out while it connects */
static void
discover_autotask (EngineFixture    *self,
                   MusterConnection *connection)
{
  g_autoptr(JsonNode) whoami = read_setup (self, "autotask:whoami");
  g_autoptr(JsonNode) notes = read_setup (self, "autotask:list-note-choices");
  g_autoptr(JsonNode) settings = muster_json_from_string_trusted (muster_connection_get_settings (connection), NULL);
  JsonObject *object = json_node_get_object (settings);
  g_autoptr(GError) error = NULL;
  g_autofree char *resource = muster_autotask_own_resource (whoami, &error);
  g_autoptr(GPtrArray) choices = muster_autotask_list_audiences (notes, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, &error);
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;
  const char *id = muster_autotask_likely_audience (choices, MUSTER_AUTOTASK_AUDIENCE_INTERNAL);

  g_assert_no_error (error);
  g_assert_true (muster_autotask_choose_audience (choices, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, id, &label, &error));
  json_object_set_string_member (object, "resourceId", resource);
  json_object_set_string_member (object, "internalPublish", id);
  json_object_set_string_member (object, "internalPublishLabel", label);
  text = json_to_string (settings, FALSE);
  muster_connection_set_settings (connection, text);
}

static MusterConnection *
make_connection (EngineFixture        *self,
                 MusterAuthenticator **signer)
{
  MusterConnection *connection = fixture_connection (PSA);
  g_autofree char *settings = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    if (g_str_equal (vendors[i].integration, self->vendor))
      *signer = vendors[i].sign (self, &settings);
  muster_connection_set_integration (connection, self->vendor);
  muster_connection_set_settings (connection, settings);
  muster_connection_set_settle_ms (connection, self->settle_ms);
  muster_connection_set_look_gap_ms (connection, self->settle_ms / 4);
  return connection;
}

/* --- Store and engine --- */

static void
add_client (EngineFixture *self,
            JsonObject    *row)
{
  const char *key = muster_json_str (row, "key");
  g_autoptr(MusterClient) client = fixture_client (key, key);
  g_autoptr(MusterMapping) mapping = muster_mapping_new ();
  g_autofree char *company = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (row, "psaCompanyId", 0));

  muster_mapping_set_client_id (mapping, key);
  muster_mapping_set_connection_id (mapping, PSA);
  muster_mapping_set_kind (mapping, MUSTER_MAPPING_KIND_COMPANY);
  muster_mapping_set_external_id (mapping, company);
  MUST (self->store, save_client, client);
  MUST (self->store, set_mapping, mapping);
}

static void
fill_store (EngineFixture    *self,
            MusterConnection *connection)
{
  JsonArray *clients = muster_json_arr (json_node_get_object (self->world), "clients");
  g_autoptr(MusterWorkspace) workspace = muster_workspace_new ();

  muster_workspace_set_id (workspace, "W");
  muster_workspace_set_name (workspace, "Test");
  muster_workspace_set_language (workspace, "en");
  muster_workspace_set_time_zone (workspace, "UTC");
  muster_workspace_set_default_mode (workspace, MUSTER_MODE_PLAN);
  MUST (self->store, save_workspace, workspace);
  MUST (self->store, save_connection, connection);
  for (guint i = 0; i < json_array_get_length (clients); i++)
    add_client (self, muster_json_arr_obj (clients, i));
}

/* As many at once as the vendor takes, but not its pace */
static void
set_rate (EngineFixture *self)
{
  MusterRate rate = { 0 };

  muster_integration_get_rate (muster_catalog_get_integration (self->catalog, self->vendor), &rate);
  rate.per_second = 0;
  rate.window_s = 0;
  muster_transport_set_rate (self->transport, PSA, &rate);
}

void
engine_fixture_open (EngineFixture *self)
{
  g_autoptr(MusterAuthenticator) signer = NULL;
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(MusterWorkspace) workspace = NULL;
  g_autoptr(MusterWorkflowLibrary) library = NULL;
  g_autoptr(GError) error = NULL;

  self->store = fixture_open_or_die (self->dir);
  self->clock = muster_clock_new_system ();
  self->egress = muster_egress_new ();
  self->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  self->transport = muster_transport_new (self->clock, self->egress);
  self->gate = muster_gate_new (self->catalog, self->store, self->transport, self->clock, self->egress);
  library = muster_workflow_library_new_shipped (&error);
  g_assert_no_error (error);
  self->planner = muster_builtin_planner_new (library, NULL);
  self->engine = muster_engine_new (self->store, self->gate, self->planner, self->clock);

  connection = make_connection (self, &signer);
  workspace = MUST (self->store, load_workspace);
  if (workspace == NULL)
    fill_store (self, connection);
  muster_gate_add_connection (self->gate, connection, signer);
  set_rate (self);
  if (g_str_equal (self->vendor, "autotask"))
    {
      discover_autotask (self, connection);
      muster_gate_add_connection (self->gate, connection, signer);
      set_rate (self);
    }
  muster_engine_add_connection (self->engine, connection);
}

void
engine_fixture_close (EngineFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_engine_stop_async (self->engine, muster_test_wait_cb, &wait);
  g_assert_true (muster_engine_stop_finish (self->engine, muster_test_wait (&wait), NULL));
  g_clear_object (&self->engine);
  g_clear_object (&self->planner);
  g_clear_object (&self->gate);
  g_clear_object (&self->transport);
  g_clear_object (&self->egress);
  g_clear_object (&self->catalog);
  g_clear_object (&self->clock);
  fixture_close (g_steal_pointer (&self->store));
}

void
engine_fixture_setup (EngineFixture *self,
                      gconstpointer  data)
{
  self->vendor = data != NULL ? data : "connectwise";
  self->dir = muster_test_dir ();
  engine_fixture_start_sandbox (self);
  json_node_unref (engine_fixture_control (self, "POST", "reset", "{\"tickets\":[]}"));
  engine_fixture_open (self);
}

void
engine_fixture_teardown (EngineFixture *self,
                         gconstpointer  data)
{
  engine_fixture_close (self);
  engine_fixture_stop_sandbox (self);
  muster_test_remove_dir (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

/* --- The sandbox's control interface --- */

JsonNode *
engine_fixture_control (EngineFixture *self,
                        const char    *method,
                        const char    *path,
                        const char    *body)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (ready_text (self, "control"), "/", path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(GBytes) sent = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *node;

  if (sent != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", sent);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  if (soup_message_get_status (message) >= 300)
    g_error ("%s %s: %u", method, path, soup_message_get_status (message));
  if (g_bytes_get_size (answer) == 0)
    return json_node_new (JSON_NODE_NULL);
  node = muster_json_parse (answer, NULL, NULL, &error);
  g_assert_no_error (error);
  return node;
}

/* @extra: further members of the control's ticket, beginning with a comma, or "" */
gint64
engine_fixture_new_ticket (EngineFixture *self,
                           const char    *extra)
{
  JsonObject *client = muster_json_arr_obj (muster_json_arr (json_node_get_object (self->world), "clients"), 0);
  JsonObject *contact = muster_json_arr_obj (muster_json_arr (client, "contacts"), 0);
  g_autofree char *body =
    g_strdup_printf ("{\"clientKey\":\"%s\",\"contactId\":%" G_GINT64_FORMAT ",\"summary\":\"My account is locked out\","
                     "\"description\":\"I cannot sign in since this morning.\",\"source\":\"portal\"%s}",
                     muster_json_str (client, "key"), muster_json_int (contact, "id", 0), extra);
  g_autoptr(JsonNode) answer = engine_fixture_control (self, "POST", "tickets", body);

  return muster_json_int (json_node_get_object (answer), "id", 0);
}

void
engine_fixture_say (EngineFixture *self,
                    gint64         ticket,
                    const char    *note)
{
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/notes", ticket);

  json_node_unref (engine_fixture_control (self, "POST", path, note));
}

/* Of ours */
guint
engine_fixture_count_notes (EngineFixture *self,
                            gint64         ticket)
{
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/notes", ticket);
  g_autoptr(JsonNode) answer = engine_fixture_control (self, "GET", path, NULL);
  JsonArray *notes = muster_json_arr (json_node_get_object (answer), "notes");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (notes); i++)
    n += strstr (muster_json_str (muster_json_arr_obj (notes, i), "text"), "[ref:") != NULL;
  return n;
}

gint64
engine_fixture_count (EngineFixture *self,
                      const char    *class)
{
  g_autoptr(JsonNode) answer = engine_fixture_control (self, "GET", "requests", NULL);
  JsonObject *counts = muster_json_obj (json_node_get_object (answer), "counts");

  return muster_json_int (counts, class, 0);
}

/* Requests whose path ends so, in whatever case the vendor writes it */
guint
engine_fixture_count_requests (EngineFixture *self,
                               const char    *path)
{
  g_autoptr(JsonNode) answer = engine_fixture_control (self, "GET", "requests", NULL);
  JsonArray *rows = muster_json_arr (json_node_get_object (answer), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autofree char *lower = g_ascii_strdown (muster_json_str (muster_json_arr_obj (rows, i), "path"), -1);

      n += g_str_has_suffix (lower, path);
    }
  return n;
}

/* --- The engine --- */

static gboolean
is_settled (gpointer data)
{
  return muster_engine_get_settled (data);
}

void
engine_fixture_settle (EngineFixture *self)
{
  muster_test_until (is_settled, self->engine);
}

int
engine_fixture_poll (EngineFixture *self,
                     gboolean       full)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  int n;

  muster_engine_poll_async (self->engine, full, NULL, muster_test_wait_cb, &wait);
  n = muster_engine_poll_finish (self->engine, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  engine_fixture_settle (self);
  return n;
}

MusterRun *
engine_fixture_run (EngineFixture *self,
                    gint64         ticket)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, ticket);

  return MUST (self->store, find_run, PSA, id);
}

MusterTicket *
engine_fixture_ticket (EngineFixture *self,
                       gint64         ticket)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, ticket);

  return MUST (self->store, find_ticket, PSA, id);
}

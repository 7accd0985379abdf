/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every reading tool of the catalog, through the gate, against the
 * look-alikes: the documents, the interpreter and the rules together. The
 * look-alikes are built from the vendors' descriptions and none of this code. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-connectwise.h"
#include "muster-entra.h"
#include "muster-error.h"
#include "muster-gate.h"
#include "muster-halopsa.h"
#include "muster-json.h"
#include "muster-oauth.h"
#include "muster-store-fixture.h"

#define WORLD "world/dev.json"

static GSubprocess *sandbox;
static JsonNode *ready;
static JsonNode *world;
static MusterCatalog *catalog;
static MusterClock *clock_;
static MusterEgress *egress;
static MusterTransport *transport;
static MusterGate *gate;

static const char *
ready_text (const char *path)
{
  const char *text = muster_json_path_str (ready, path);

  if (text == NULL)
    g_error ("The ready line has no %s", path);
  return text;
}

static void
start_sandbox (void)
{
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");
  g_autofree char *file = muster_test_data (WORLD);
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (file, &text, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (text, length);
  world = muster_json_parse (bytes, NULL, NULL, &error);
  g_assert_no_error (error);

  sandbox = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, program, "--world", file, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (sandbox));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  ready = muster_json_from_string_trusted (line, &error);
  g_assert_no_error (error);
}

static void
connect (const char          *id,
         const char          *integration,
         const char          *settings,
         MusterAuthenticator *signer)
{
  g_autoptr(MusterConnection) connection = fixture_connection (id);

  muster_connection_set_integration (connection, integration);
  muster_connection_set_settings (connection, settings);
  muster_gate_add_connection (gate, connection, signer);
  muster_transport_set_limits (transport, id, 10000, 8);
}

static void
connect_all (void)
{
  g_autoptr(MusterAuthenticator) cw = muster_authenticator_headers_new ();
  g_autoptr(MusterAuthenticator) hudu = muster_authenticator_headers_new ();
  g_autoptr(MusterAuthenticator) entra = NULL;
  g_autoptr(MusterSecret) key = muster_secret_new (ready_text ("connectwise.privateKey"));
  g_autoptr(MusterSecret) client = muster_secret_new (ready_text ("connectwise.clientId"));
  g_autoptr(MusterSecret) api_key = muster_secret_new (ready_text ("hudu.apiKey"));
  g_autoptr(MusterSecret) secret = muster_secret_new (ready_text ("microsoft365.clientSecret"));
  g_autofree char *user = muster_connectwise_basic_user (ready_text ("connectwise.companyId"), ready_text ("connectwise.publicKey"));
  g_autofree char *cw_settings = g_strdup_printf ("{\"site\":\"%s\",\"apiRoot\":\"%s/v4_6_release/apis/3.0\"}",
                                                  ready_text ("connectwise.site"), ready_text ("connectwise.site"));
  g_autofree char *m365_settings = g_strdup_printf ("{\"graph\":\"%s\",\"exchange\":\"%s\",\"tenantId\":\"%s\"}",
                                                    ready_text ("microsoft365.graph"), ready_text ("microsoft365.exchange"),
                                                    ready_text ("microsoft365.tenantId"));
  g_autofree char *hudu_settings = g_strdup_printf ("{\"url\":\"%s\"}", ready_text ("hudu.url"));

  muster_authenticator_headers_add_basic (cw, user, key);
  muster_authenticator_headers_add (cw, "clientId", NULL, client);
  muster_authenticator_headers_add (hudu, "x-api-key", NULL, api_key);
  entra = muster_authenticator_entra_new (transport, ready_text ("microsoft365.login"), ready_text ("microsoft365.clientId"), secret);
  muster_authenticator_entra_set_resource (entra, "https://graph.microsoft.com", ready_text ("microsoft365.graph"));
  muster_authenticator_entra_set_resource (entra, "https://outlook.office365.com", ready_text ("microsoft365.exchange"));

  connect ("CW", "connectwise", cw_settings, cw);
  connect ("MS", "microsoft365", m365_settings, entra);
  connect ("HU", "hudu", hudu_settings, hudu);
}

static void
connect_halopsa (void)
{
  g_autofree char *auth_url = g_strconcat (ready_text ("halopsa.url"), "/auth", NULL);
  g_autofree char *token_url = muster_halopsa_token_url (auth_url, ready_text ("halopsa.tenant"));
  g_autofree char *settings = g_strdup_printf ("{\"url\":\"%s\",\"privateOutcome\":\"31\",\"replyOutcome\":\"32\"}", ready_text ("halopsa.url"));
  g_autoptr(MusterSecret) secret = muster_secret_new (ready_text ("halopsa.clientSecret"));
  g_autoptr(MusterAuthenticator) signer = muster_authenticator_oauth_new (transport, token_url, ready_text ("halopsa.clientId"));

  muster_authenticator_oauth_set_client_secret (signer, secret);
  muster_authenticator_oauth_set_scope (signer, "all");
  muster_authenticator_oauth_set_resource (signer, ready_text ("halopsa.url"));
  connect ("HP", "halopsa", settings, signer);
}

static void
connect_autotask (void)
{
  static const char * const headers[][2] = {
    { "ApiIntegrationCode", "autotask.integrationCode" }, { "UserName", "autotask.userName" }, { "Secret", "autotask.secret" },
  };
  g_autofree char *settings = g_strdup_printf ("{\"zone\":\"%s\",\"apiRoot\":\"%s/atservicesrest/v1.0\",\"userName\":\"%s\"}",
                                               ready_text ("autotask.zone"), ready_text ("autotask.zone"), ready_text ("autotask.userName"));
  g_autoptr(MusterAuthenticator) signer = muster_authenticator_headers_new ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(MusterSecret) value = muster_secret_new (ready_text (headers[i][1]));

      muster_authenticator_headers_add (signer, headers[i][0], NULL, value);
    }
  connect ("AT", "autotask", settings, signer);
}

static JsonArray *
clients (void)
{
  return muster_json_arr (json_node_get_object (world), "clients");
}

static MusterRunCap *
cap_for (JsonObject *client)
{
  const char *ids[] = { "CW", "MS", "HU", "HP", "AT", NULL };
  g_autofree char *company = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (client, "psaCompanyId", 0));
  g_autofree char *docs = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (client, "huduCompanyId", 0));
  g_autoptr(MusterScope) scope = muster_scope_new (muster_json_str (client, "tenantId"), company, docs);

  return muster_cap_new_run ("R1", muster_json_str (client, "key"), MUSTER_MODE_PLAN, 1, scope, ids);
}

static JsonNode *
read_tool (MusterRunCap  *cap,
           const char    *tool,
           JsonObject    *args,
           GError       **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_gate_read_async (gate, cap, tool, args, NULL, NULL, muster_test_wait_cb, &wait);
  return muster_gate_read_finish (gate, muster_test_wait (&wait), error);
}

/* --- Arguments that exist for a client --- */

static char *
first_of (JsonObject *client,
          const char *list,
          const char *member)
{
  JsonArray *rows = muster_json_arr (client, list);
  JsonObject *row = rows != NULL ? muster_json_arr_obj (rows, 0) : NULL;
  JsonNode *node = row != NULL ? json_object_get_member (row, member) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_INT64
    ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node)) : g_strdup (json_node_get_string (node));
}

static char *
first_ticket (JsonObject *client)
{
  JsonArray *tickets = muster_json_arr (json_node_get_object (world), "tickets");
  guint i;

  for (i = 0; i < json_array_get_length (tickets); i++)
    {
      JsonObject *ticket = muster_json_arr_obj (tickets, i);

      if (g_strcmp0 (muster_json_str (ticket, "clientKey"), muster_json_str (client, "key")) == 0)
        return g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (ticket, "id", 0));
    }
  return NULL;
}

static char *
value_for (JsonObject *client,
           const char *arg)
{
  JsonObject *docs = muster_json_obj (client, "docs");

  if (g_str_equal (arg, "user"))
    return first_of (client, "users", "id");
  if (g_str_equal (arg, "group"))
    return first_of (client, "groups", "id");
  if (g_str_equal (arg, "device"))
    return first_of (client, "devices", "id");
  if (g_str_equal (arg, "team"))
    return first_of (client, "teams", "id");
  if (g_str_equal (arg, "name"))
    return first_of (client, "devices", "deviceName");
  if (g_str_equal (arg, "mailbox"))
    return first_of (client, "users", "upn");
  if (g_str_equal (arg, "contact"))
    return first_of (client, "contacts", "id");
  if (g_str_equal (arg, "ticket"))
    return first_ticket (client);
  if (g_str_equal (arg, "article"))
    return first_of (docs, "articles", "id");
  if (g_str_equal (arg, "asset"))
    return first_of (docs, "assets", "id");
  if (g_str_equal (arg, "procedure"))
    return first_of (docs, "procedures", "id");
  if (g_str_equal (arg, "query"))
    return g_strdup ("VPN");
  return NULL;
}

/* NULL: this client has nothing that the tool could be asked about */
static JsonObject *
args_for (JsonObject *client,
          MusterTool *tool)
{
  JsonObject *specs = muster_tool_get_args (tool);
  g_autoptr(GList) names = json_object_get_members (specs);
  g_autoptr(JsonObject) args = json_object_new ();
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      g_autofree char *value = value_for (client, l->data);

      if (value == NULL && muster_json_bool (muster_json_obj (specs, l->data), "required", FALSE))
        return NULL;
      if (value != NULL)
        json_object_set_string_member (args, l->data, value);
    }
  return g_steal_pointer (&args);
}

static gboolean
is_honest (const GError *error)
{
  static const int codes[] = { MUSTER_ERROR_FORBIDDEN, MUSTER_ERROR_NOT_FOUND, MUSTER_ERROR_UNLICENSED };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MUSTER_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

/* Each tool answers, or says honestly that a right or licence is missing; nothing of another client is in the answer */
static void
test_tools (void)
{
  guint answered = 0;
  guint i;
  guint j;

  for (i = 0; i < json_array_get_length (clients ()); i++)
    {
      JsonObject *client = muster_json_arr_obj (clients (), i);
      g_autoptr(MusterRunCap) cap = cap_for (client);
      g_autoptr(GPtrArray) tools = muster_gate_offered_tools (gate, cap);

      for (j = 0; j < tools->len; j++)
        {
          MusterTool *tool = tools->pdata[j];
          g_autoptr(JsonObject) args = NULL;
          g_autoptr(JsonNode) node = NULL;
          g_autofree char *text = NULL;
          g_autoptr(GError) error = NULL;

          if (muster_tool_get_effect_class (tool) != MUSTER_EFFECT_CLASS_READ)
            continue;
          args = args_for (client, tool);
          if (args == NULL)
            continue;
          node = read_tool (cap, muster_tool_get_id (tool), args, &error);
          text = node != NULL ? muster_json_to_string (node) : NULL;
          g_test_message ("%s %s: %s", muster_json_str (client, "key"), muster_tool_get_id (tool),
                          text != NULL ? text : error->message);
          if (node == NULL && !is_honest (error))
            g_error ("%s: %s", muster_tool_get_id (tool), error->message);
          if (text != NULL)
            g_assert_null (strstr (text, "CANARY-"));
          answered += node != NULL;
        }
    }
  g_assert_cmpuint (answered, >, 60);
}

/* The ids of one client mean nothing under another's capability */
static void
test_foreign (void)
{
  guint i;
  guint j;
  guint refused = 0;

  for (i = 0; i < json_array_get_length (clients ()); i++)
    {
      JsonObject *client = muster_json_arr_obj (clients (), i);
      JsonObject *other = muster_json_arr_obj (clients (), (i + 1) % json_array_get_length (clients ()));
      static const char * const tools[] = {
        "microsoft365:get-user", "microsoft365:get-group", "microsoft365:get-device", "connectwise:get-ticket",
        "connectwise:list-ticket-notes", "connectwise:get-contact", "halopsa:get-ticket", "halopsa:list-ticket-notes",
        "halopsa:get-contact", "autotask:get-ticket", "autotask:list-ticket-notes", "autotask:get-contact", "hudu:get-article", "hudu:get-asset", "hudu:get-procedure",
      };

      for (j = 0; j < G_N_ELEMENTS (tools); j++)
        {
          g_autoptr(MusterRunCap) cap = cap_for (client);
          MusterTool *tool = muster_catalog_lookup_tool (catalog, tools[j]);
          g_autoptr(JsonObject) args = args_for (other, tool);
          g_autoptr(JsonNode) node = NULL;
          g_autofree char *text = NULL;
          g_autoptr(GError) error = NULL;

          if (args == NULL)
            continue;
          node = read_tool (cap, tools[j], args, &error);
          text = node != NULL ? muster_json_to_string (node) : NULL;
          if (node != NULL && strstr (text, "null") == NULL && strstr (text, "[]") == NULL)
            g_error ("%s gave %s", tools[j], text);
          refused += node == NULL;
        }
    }
  g_assert_cmpuint (refused, >, 15);
}

/* What polling and the connection's pages read */
static void
test_engine (void)
{
  static const struct
  {
    const char *connection;
    const char *tool;
    const char *arg, *value;
    const char *path;
  } cases[] = {
    { "CW", "connectwise:company-info", "company", "harrowpine", "info.Codebase" },
    { "CW", "connectwise:whoami", NULL, NULL, "member.identifier" },
    { "CW", "connectwise:list-boards", NULL, NULL, "boards[0].id" },
    { "CW", "connectwise:list-companies", NULL, NULL, "companies[0].name" },
    { "CW", "connectwise:list-members", NULL, NULL, "members[0].identifier" },
    { "CW", "connectwise:poll-tickets", "since", "2000-01-01T00:00:00Z", "tickets[0]._info.lastUpdated" },
    { "MS", "microsoft365:whoami", NULL, NULL, NULL },
    { "MS", "microsoft365:list-customers", NULL, NULL, "relationships[0].customer.tenantId" },
    { "HP", "halopsa:auth-info", NULL, NULL, "info.auth_url" },
    { "HP", "halopsa:whoami", NULL, NULL, "member.isapiagent" },
    { "HP", "halopsa:list-choices", NULL, NULL, "openStatuses[0].id" },
    { "HP", "halopsa:list-outcomes", NULL, NULL, "outcomes[0].hidesendemail" },
    { "HP", "halopsa:list-companies", NULL, NULL, "companies[0].name" },
    { "HP", "halopsa:list-members", NULL, NULL, "members[0].isdisabled" },
    { "HP", "halopsa:poll-tickets", "since", "2000-01-01T00:00:00Z", "tickets[0].last_update" },
    { "HP", "halopsa:read-notes", "ticket", "120000", "notes[0].who_type" },
    { "AT", "autotask:zone-information", "user", "muster@harrowpine.example", "zone.url" },
    { "AT", "autotask:threshold-information", NULL, NULL, "threshold.externalRequestThreshold" },
    { "AT", "autotask:whoami", NULL, NULL, "member.userName" },
    { "AT", "autotask:list-choices", NULL, NULL, "queues[0].label" },
    { "AT", "autotask:list-note-choices", NULL, NULL, "visibilities[0].value" },
    { "AT", "autotask:list-companies", NULL, NULL, "companies[0].companyName" },
    { "AT", "autotask:list-members", NULL, NULL, "members[0].licenseType" },
    { "AT", "autotask:list-latest-tickets", NULL, NULL, "tickets[0].id" },
    { "AT", "autotask:poll-tickets", "since", "2000-01-01T00:00:00Z", "tickets[0].lastActivityDate" },
    { "AT", "autotask:read-notes", "ticket", "120057", "notes[0].publish" },
    { "HU", "hudu:api-info", NULL, NULL, "info.version" },
    { "HU", "hudu:list-companies", NULL, NULL, "companies[0].name" },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterRunCap) cap = muster_cap_new_setup (cases[i].connection);
      g_autoptr(JsonObject) args = json_object_new ();
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;

      if (cases[i].arg != NULL)
        json_object_set_string_member (args, cases[i].arg, cases[i].value);
      node = read_tool (cap, cases[i].tool, args, &error);
      if (node == NULL)
        g_error ("%s: %s", cases[i].tool, error->message);
      if (cases[i].path != NULL)
        g_assert_nonnull (muster_json_path (node, cases[i].path));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  int status;

  muster_test_init (&argc, &argv);
  start_sandbox ();
  catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  clock_ = muster_clock_new_system ();
  egress = muster_egress_new ();
  transport = muster_transport_new (clock_, egress);
  gate = muster_gate_new (catalog, NULL, transport, clock_, egress);
  connect_all ();
  connect_halopsa ();
  connect_autotask ();

  g_test_add_func ("/gate/sandbox/engine", test_engine);
  g_test_add_func ("/gate/sandbox/tools", test_tools);
  g_test_add_func ("/gate/sandbox/foreign", test_foreign);

  status = g_test_run ();
  g_clear_object (&gate);
  g_clear_object (&transport);
  g_clear_object (&egress);
  g_clear_object (&clock_);
  g_clear_object (&catalog);
  json_node_unref (world);
  json_node_unref (ready);
  g_subprocess_force_exit (sandbox);
  g_subprocess_wait (sandbox, NULL, NULL);
  g_clear_object (&sandbox);
  return status;
}

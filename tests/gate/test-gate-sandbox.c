/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every reading tool of the catalog, through the gate, against the
 * look-alikes: the documents, the interpreter and the rules together. The
 * look-alikes are built from the vendors' descriptions and none of this code. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-gate.h"
#include "muster-json.h"
#include "muster-test.h"

#include "gate-sandbox.h"

#define WORLD "world/dev.json"

static GateSandbox *sandbox;
static JsonNode *world;
static MusterCatalog *catalog;
static MusterGate *gate;

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
  int status;

  muster_test_init (&argc, &argv);
  sandbox = gate_sandbox_start (NULL, WORLD);
  world = sandbox->world;
  catalog = sandbox->catalog;
  gate = sandbox->gate;

  g_test_add_func ("/gate/sandbox/engine", test_engine);
  g_test_add_func ("/gate/sandbox/tools", test_tools);
  g_test_add_func ("/gate/sandbox/foreign", test_foreign);

  status = g_test_run ();
  gate_sandbox_stop (sandbox);
  return status;
}

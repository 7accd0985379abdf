/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

/* HaloPSA's lists and answers beside the vendor's description, and what it refuses. */

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

/* Calls, and holds the answer against the vendor's description. */
static void
checked (SandboxFixture *f,
         SandboxSchema  *schema,
         const char     *method,
         const char     *path,
         const char     *body)
{
  g_autofree char *full = g_strconcat ("/api/", path, NULL);

  sandbox_halo (f, method, path, body);
  g_assert_no_error (f->error);
  sandbox_schema_check (schema, method, full, f->status, f->reply);
}

static void
test_shapes (SandboxFixture *f,
             gconstpointer   data)
{
  const char *const paths[] = {
    "InstanceInfo", "Agent/me", "Agent?includeapiagents=true&includedisabled=true", "Agent/101", "Agent/1", "Agent/5",
    "Users/me", "Team",
    "Status", "Status?tickettype_id=1101&excludeclosed=true", "Priority", "Priority?slaid=2", "TicketType",
    "Outcome?showhidden=true",
    "Client?pageinate=true&page_size=2", "Client/2107", "Client/1", "Site?client_id=2107",
    "Users?count=200&includeinactive=true", "Users/103011",
    "Users/1", "Tickets?count=1000", "Tickets?pageinate=true&page_size=100&page_no=3&order=id", "Tickets/120000",
    "Tickets/120057?includedetails=true",
    "Tickets/110000?includedetails=true", "Tickets/1", "Actions?ticket_id=110000&includehtmlnote=true",
    "Actions?count=500", "Actions/1?ticket_id=120057",
    "Actions/1", "Attachment?ticket_id=120000", "Attachment/5", "TimesheetEvent", "Webhook", "WebhookEvent",
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    checked (f, schema, "GET", paths[i], NULL);
  sandbox_halo (f, "GET", "FieldInfo", NULL);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, NULL), 0), "id", 0), ==, 160);
}

static void
test_writes (SandboxFixture *f,
             gconstpointer   data)
{
  static const struct { const char *path, *body; } posts[] = {
    { "Tickets", "[{\"summary\":\"Connector test ticket\",\"details_html\":\"<p>One</p><p>Two</p>\",\"tickettype_id\":1104,\"client_id\":2107,"
      "\"site_id\":21071,\"user_id\":103011,\"dont_do_rules\":true,\"donotapplytemplateintheapi\":true,\"return_this\":true}]" },
    { "Tickets", "[{\"id\":120000,\"status_id\":17,\"agent_id\":102,\"priority_id\":1,\"customfields\":[{\"id\":160,\"value\":\"x\"}]}]" },
    { "Actions", "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"n\",\"hiddenfromuser\":true,\"sendemail\":false}]" },
    { "Actions", "[{\"ticket_id\":120000,\"outcome\":\"Email User\",\"note_html\":\"n\",\"sendemail\":true,\"new_status\":18,\"timetaken\":0.25}]" },
    { "Actions", "[{\"ticket_id\":120000,\"id\":2,\"note\":\"m\"}]" },
    { "Attachment", "[{\"ticket_id\":120000,\"filename\":\"error.png\",\"data_base64\":\"iVBORw0KGgo=\"}]" },
    { "TimesheetEvent",
      "[{\"start_date\":\"2026-11-20T09:15:00\",\"end_date\":\"2026-11-20T09:20:00\",\"agent_id\":190,\"ticket_id\":120000}]" },
    { "Webhook", "[{\"name\":\"Connector\",\"type\":0,\"url\":\"http://127.0.0.1:1/hooks/x\",\"method\":0,\"authentication_type\":1,"
      "\"basic_username\":\"halo\",\"basic_password\":\"CANARY-halo\",\"active\":true}]" },
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (posts); i++)
    {
      checked (f, schema, "POST", posts[i].path, posts[i].body);
      g_assert_cmpuint (f->status, ==, 200);
      g_assert_nonnull (sandbox_reply (f));
    }
  checked (f, schema, "GET", "Actions?ticket_id=120000&includehtmlnote=true", NULL);
  checked (f, schema, "GET", "Attachment?ticket_id=120000", NULL);
  checked (f, schema, "GET", "Attachment/900000?includedetails=true", NULL);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "data_base64"), ==, "iVBORw0KGgo=");
  sandbox_halo (f, "GET", "Attachment/900000", NULL);
  g_assert_true (g_str_has_prefix (f->text, "\x89PNG"));
  checked (f, schema, "GET", "Webhook", NULL);
  checked (f, schema, "DELETE", "Actions/2?ticket_id=120000", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  checked (f, schema, "GET", "TimesheetEvent?agent_id=190&start_date=2026-11-20&end_date=2026-11-20", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), ==, 2);
}

/* What is not a list of objects with the right types is refused, and nothing of it is done. */
static void
test_bad_bodies (SandboxFixture *f,
                 gconstpointer   data)
{
  static const struct { const char *path, *body; } cases[] = {
    { "Tickets", "{\"summary\":\"x\",\"client_id\":2107}" }, { "Tickets", "[]" }, { "Tickets", "[1]" },
    { "Tickets", "[null]" }, { "Tickets", "{" },
    { "Tickets", "\"text\"" }, { "Tickets", "[{\"client_id\":2107}]" },
    { "Tickets", "[{\"summary\":\"\",\"client_id\":2107}]" },
    { "Tickets", "[{\"summary\":\"x\"}]" }, { "Tickets", "[{\"summary\":\"x\",\"client_id\":5}]" },
    { "Tickets", "[{\"summary\":7,\"client_id\":2107}]" },
    { "Tickets", "[{\"id\":\"120000\",\"status_id\":17}]" }, { "Tickets", "[{\"id\":120000,\"status_id\":\"17\"}]" },
    { "Tickets", "[{\"id\":120000,\"agent_id\":1.5}]" }, { "Tickets", "[{\"id\":120000,\"dont_do_rules\":1}]" },
    { "Tickets", "[{\"summary\":\"good\",\"client_id\":2107},{\"summary\":\"bad\"}]" },
    { "Actions", "{\"ticket_id\":120000,\"outcome_id\":31}" }, { "Actions", "[{\"outcome_id\":31,\"note\":\"x\"}]" },
    { "Actions", "[]" },
    { "Actions", "[{\"ticket_id\":120000,\"outcome_id\":31,\"hiddenfromuser\":\"true\"}]" },
    { "Actions", "[{\"ticket_id\":120000,\"outcome_id\":31,\"timetaken\":\"1\"}]" },
    { "Actions", "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":[]}]" },
    { "Actions", "[{\"ticket_id\":\"120000\",\"outcome_id\":31}]" },
    { "Actions", "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"good\"},{\"ticket_id\":120000,\"note\":\"bad\"}]" },
    { "Attachment", "[{\"ticket_id\":120000,\"filename\":\"x\"}]" },
    { "Attachment", "[{\"ticket_id\":120000,\"data_base64\":\"\"}]" },
    { "TimesheetEvent", "[{\"ticket_id\":120000}]" }, { "TimesheetEvent",
                                                        "[{\"ticket_id\":120000,\"start_date\":\"x\",\"end_date\":\"y\"}]" },
    { "TimesheetEvent",
      "[{\"ticket_id\":120000,\"start_date\":\"2026-11-20T10:00:00\",\"end_date\":\"2026-11-20T09:00:00\"}]" },
    { "Webhook", "[{\"name\":\"x\"}]" }, { "Webhook", "[{\"name\":\"x\",\"url\":7}]" }, { "Webhook", "{}" },
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      checked (f, schema, "POST", cases[i].path, cases[i].body);
      if (f->status != 400)
        g_error ("%s %s: %u", cases[i].path, cases[i].body, f->status);
      g_assert_nonnull (muster_jo_str (sandbox_reply (f), "Message"));
    }
  g_assert_cmpuint (muster_ja_length (muster_jo_arr (muster_world_get_root (f->world), "tickets")), ==, 60);
  g_assert_cmpuint (muster_ja_length (muster_jo_arr (muster_world_ticket (f->world, 120000), "notes")), ==, 0);
  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":5,\"outcome_id\":31}]");
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000,\"id\":99,\"note\":\"x\"}]");
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_halo (f, "POST", "Tickets", "[{\"id\":5,\"status_id\":17}]");
  g_assert_cmpuint (f->status, ==, 404);
}

static void
test_bad_queries (SandboxFixture *f,
                  gconstpointer   data)
{
  const char *const paths[] = {
    "Tickets?pageinate=yes", "Tickets?pageinate=true&page_no=x", "Tickets?lastupdatefromdate=yesterday",
    "Tickets?startdate=31.12.2026",
    "Tickets?order=id&orderdesc=down", "Tickets?count=many", "Actions?ticket_id=x",
    "Actions?ticket_id=120000&excludesys=1",
    "Actions?ticket_id=120000&startdate=x", "Agent?includeapiagents=x", "Users?client_id=x", "Client?includeinactive=x",
    "Outcome?showhidden=x",
    "Status?tickettype_id=x", "TimesheetEvent?start_date=x", "Attachment?ticket_id=x", "WebhookEvent?count=x",
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      checked (f, schema, "GET", paths[i], NULL);
      if (f->status != 400)
        g_error ("%s: %u", paths[i], f->status);
    }
  sandbox_halo (f, "PUT", "Tickets", "[]");
  g_assert_cmpuint (f->status, ==, 405);
  sandbox_halo (f, "PATCH", "Tickets/120000", "[]");
  g_assert_cmpuint (f->status, ==, 405);
  sandbox_halo (f, "GET", "Nothing", NULL);
  g_assert_cmpuint (f->status, ==, 404);
}

static void
test_pages (SandboxFixture *f,
            gconstpointer   data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  gint64 last = 0;
  guint length = 100;

  for (guint page = 1; length == 100; page++)
    {
      g_autofree char *path = g_strdup_printf ("Tickets?pageinate=true&page_size=100&page_no=%u&order=id&orderdesc=false", page);
      JsonArray *rows;

      sandbox_halo (f, "GET", path, NULL);
      g_assert_cmpint (muster_jo_int (sandbox_reply (f), "record_count", 0), ==, 310);
      g_assert_cmpint (muster_jo_int (sandbox_reply (f), "page_no", 0), ==, page);
      rows = sandbox_rows (f, "tickets");
      length = json_array_get_length (rows);
      for (guint i = 0; i < length; i++)
        {
          gint64 id = muster_jo_int (muster_ja_obj (rows, i), "id", 0);

          g_assert_cmpint (id, >, last);
          g_hash_table_add (seen, GINT_TO_POINTER (id));
          last = id;
        }
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 310);
  sandbox_halo (f, "GET", "Tickets?pageinate=true&page_size=100&page_no=99", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, "tickets")), ==, 0);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "record_count", 0), ==, 310);
}

static guint
count (SandboxFixture *f,
       const char     *path,
       const char     *member)
{
  sandbox_halo (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  return json_array_get_length (sandbox_rows (f, member));
}

static void
test_filters (SandboxFixture *f,
              gconstpointer   data)
{
  static const struct { const char *path; guint rows; } cases[] = {
    { "Tickets?count=1000&open_only=true", 60 }, { "Tickets?count=1000&closed_only=true", 250 },
    { "Tickets?ticketids=120000,120003,5", 2 },
    { "Tickets?ticketids=120000,120003&excludethese=120003", 1 },
    { "Tickets?ticketids=120000,120058&search_summary=my account is LOCKED", 1 }, { "Tickets?search=120000", 1 },
    { "Tickets?count=1000&agent_id=190", 0 }, { "Tickets?count=1000&status=16&client_id=2101&closed_only=true", 0 },
    { "Users?client_id=2101", 10 }, { "Users?client_id=2101&includeinactive=true", 11 }, { "Users?site_id=21011", 10 },
    { "Users?search=kessler", 1 }, { "Users?search=960190", 0 }, { "Users?search=960190&search_phonenumbers=true", 1 },
    { "Client?search=bramdale", 1 }, { "Client?includeactive=false", 0 }, { "Site?client_id=2113", 1 },
  };
  const char *const members[] = { "Tickets", "tickets", "Users", "users", "Client", "clients", "Site", "sites" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize m = 0; m < G_N_ELEMENTS (members); m += 2)
      if (g_str_has_prefix (cases[i].path, members[m]))
        {
          g_autofree char *path = g_uri_escape_string (cases[i].path, "/?&=,", FALSE);
          guint rows = count (f, path, members[m + 1]);

          if (rows != cases[i].rows)
            g_error ("%s: %u rows", cases[i].path, rows);
        }
  g_assert_cmpuint (count (f, "Status?excludeclosed=true", NULL), ==, 6);
  g_assert_cmpuint (count (f, "Status?ticket_id=120000", NULL), ==, 5);
  g_assert_cmpuint (count (f, "Outcome", NULL), ==, 5);
  g_assert_cmpuint (count (f, "Actions?ticket_id=110042&excludeprivate=true", "actions"), ==, 1);
  g_assert_cmpuint (count (f, "Actions?ticket_id=110042&agentonly=true&timeentriesonly=true", "actions"), ==, 1);
}

/* A priority's number says nothing without its agreement. */
static void
test_priorities (SandboxFixture *f,
                 gconstpointer   data)
{
  JsonArray *rows;
  guint named_one = 0;

  sandbox_halo (f, "GET", "Priority", NULL);
  rows = sandbox_rows (f, NULL);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    named_one += muster_jo_int (muster_ja_obj (rows, i), "priorityid", 0) == 1;
  g_assert_cmpuint (named_one, ==, 2);
  sandbox_halo (f, "GET", "Tickets/120000", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "sla_id", 0), ==, 1);
}

static void
test_log (SandboxFixture *f,
          gconstpointer   data)
{
  JsonObject *counts;

  sandbox_halo (f, "GET", "Tickets/120000", NULL);
  sandbox_halo (f, "POST", "Actions",
                "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"x\",\"hiddenfromuser\":true}]");
  sandbox_halo (f, "DELETE", "Actions/2?ticket_id=120000", NULL);
  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"x\",\"new_status\":17}]");
  sandbox_halo (f, "POST", "Tickets", "[{\"id\":120000,\"status_id\":16}]");
  sandbox_send (f, "GET", "/api/AuthInfo", NULL, NULL, NULL);
  sandbox_control (f, "GET", "requests?vendor=halopsa", NULL);
  counts = muster_jo_obj (sandbox_reply (f), "counts");
  g_assert_cmpint (muster_jo_int (counts, "read", 0), ==, 2);
  g_assert_cmpint (muster_jo_int (counts, "note", 0), ==, 2);
  g_assert_cmpint (muster_jo_int (counts, "write", 0), ==, 2);
  g_assert_cmpint (muster_jo_int (counts, "auth", 0), ==, 1);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "requests"), 1), "scope"), ==, "2101");
  sandbox_hudu (f, "GET", "companies", NULL);
  g_assert_cmpuint (f->status, ==, 200);
}

/* A note that one vendor's door has taken is the same note at all others. */
static void
test_same_world (SandboxFixture *f,
                 gconstpointer   data)
{
  JsonObject *row;

  sandbox_halo (f, "POST", "Actions",
                "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"from Halo\",\"hiddenfromuser\":true}]");
  sandbox_connectwise (f, "GET", "service/tickets/120000/notes?orderBy=id%20desc", NULL);
  row = muster_ja_obj (sandbox_rows (f, NULL), 0);
  g_assert_cmpstr (muster_jo_str (row, "text"), ==, "from Halo");
  g_assert_true (muster_jo_bool (row, "internalAnalysisFlag", FALSE));
  g_assert_false (muster_jo_bool (row, "detailDescriptionFlag", TRUE));
  sandbox_connectwise (f, "POST", "service/tickets/120000/notes",
                       "{\"text\":\"from ConnectWise\",\"detailDescriptionFlag\":true}");
  sandbox_halo (f, "GET", "Actions?ticket_id=120000", NULL);
  row = muster_ja_obj (sandbox_rows (f, "actions"), 0);
  g_assert_cmpstr (muster_jo_str (row, "note"), ==, "from ConnectWise");
  g_assert_cmpint (muster_jo_int (row, "id", 0), ==, 3);
  g_assert_false (muster_jo_bool (row, "hiddenfromuser", TRUE));
  sandbox_autotask (f, "POST", "Tickets/120000/Notes", "{\"title\":\"t\",\"description\":\"from Autotask\",\"noteType\":1,\"publish\":2}");
  sandbox_halo (f, "GET", "Actions/4?ticket_id=120000", NULL);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note"), ==, "from Autotask");
  g_assert_true (muster_jo_bool (sandbox_reply (f), "hiddenfromuser", FALSE));
  sandbox_halo (f, "POST", "Tickets", "[{\"id\":120000,\"status_id\":20}]");
  sandbox_connectwise (f, "GET", "service/tickets/120000", NULL);
  g_assert_true (muster_jo_bool (sandbox_reply (f), "closedFlag", FALSE));
}

/* An edit through another door shows, also where the note came with HTML. */
static void
test_same_edit (SandboxFixture *f,
                gconstpointer   data)
{
  g_autofree char *path = NULL;

  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"a\\nb\",\"note_html\":\"a<br>b\"}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note"), ==, "ab");
  sandbox_connectwise (f, "GET", "service/tickets/120000/notes?orderBy=id%20desc", NULL);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, NULL), 0), "text"), ==, "a\nb");
  path = g_strdup_printf ("service/tickets/120000/notes/%" G_GINT64_FORMAT, muster_jo_int (muster_ja_obj (sandbox_rows (f, NULL), 0), "id", 0));
  sandbox_connectwise (f, "PATCH", path, "[{\"op\":\"replace\",\"path\":\"text\",\"value\":\"c\\nd\"}]");
  sandbox_halo (f, "GET", "Actions/2?ticket_id=120000", NULL);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note"), ==, "c\nd");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note_html"), ==, "c<br>d");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/halopsa/shapes", test_shapes);
  add ("/sandbox/halopsa/writes", test_writes);
  add ("/sandbox/halopsa/bad-bodies", test_bad_bodies);
  add ("/sandbox/halopsa/bad-queries", test_bad_queries);
  add ("/sandbox/halopsa/pages", test_pages);
  add ("/sandbox/halopsa/filters", test_filters);
  add ("/sandbox/halopsa/priorities-per-sla", test_priorities);
  add ("/sandbox/halopsa/log", test_log);
  add ("/sandbox/halopsa/same-world", test_same_world);
  add ("/sandbox/halopsa/same-edit", test_same_edit);
  return g_test_run ();
}

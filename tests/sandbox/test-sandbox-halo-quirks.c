/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

/* One test for each trap that the vendor's users have fallen into, named after it. */

#define PRIVATE_NOTE "31"
#define EMAIL_USER   "32"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static JsonObject *
post (SandboxFixture *f,
      const char     *path,
      const char     *body)
{
  sandbox_halo (f, "POST", path, body);
  if (f->status != 200)
    g_error ("%s %s: %u %s", path, body, f->status, f->text);
  return sandbox_reply (f);
}

static JsonObject *
get (SandboxFixture *f,
     const char     *path)
{
  sandbox_halo (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  return sandbox_reply (f);
}

static const char *
message (SandboxFixture *f)
{
  return muster_jo_str (sandbox_reply (f), "Message");
}

/* A note of ticket 120000 as it is in the world, whoever looks */
static JsonObject *
seen (SandboxFixture *f,
      guint           index)
{
  sandbox_control (f, "GET", "tickets/120000/notes", NULL);
  return index < json_array_get_length (sandbox_rows (f, "notes"))
         ? muster_ja_obj (sandbox_rows (f, "notes"), index) : NULL;
}

/* --- 1 --- */

static void
test_bodies_are_arrays (SandboxFixture *f,
                        gconstpointer   data)
{
  sandbox_halo (f, "POST", "Tickets", "{\"id\":120000,\"status_id\":17}");
  g_assert_cmpuint (f->status, ==, 400);
  g_assert_cmpint (muster_jo_int (get (f, "Tickets/120000"), "status_id", 0), ==, 16);
}

static void
test_post_is_update (SandboxFixture *f,
                     gconstpointer   data)
{
  JsonObject *row;

  post (f, "Tickets", "[{\"id\":120000,\"status_id\":17,\"agent_id\":102}]");
  row = get (f, "Tickets/120000?includedetails=true");
  g_assert_cmpint (muster_jo_int (row, "status_id", 0), ==, 17);
  g_assert_cmpint (muster_jo_int (row, "agent_id", 0), ==, 102);
  g_assert_cmpint (muster_jo_int (row, "priority_id", 0), ==, 2);
  g_assert_cmpstr (muster_jo_str (row, "summary"), ==, "My account is locked out");
  sandbox_halo (f, "PUT", "Tickets/120000", "[{\"status_id\":16}]");
  g_assert_cmpuint (f->status, ==, 405);
}

static void
test_answer_object_or_array (SandboxFixture *f,
                             gconstpointer   data)
{
  g_assert_cmpint (muster_jo_int (post (f, "Tickets", "[{\"id\":120000,\"status_id\":17}]"), "id", 0), ==, 120000);
  sandbox_halo_setting (f, "\"postAnswer\":\"array\"");
  sandbox_halo (f, "POST", "Tickets", "[{\"id\":120000,\"status_id\":16}]");
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, NULL), 0), "status_id", 0), ==, 16);
  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\"}]");
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, NULL), 0), "id", 0), ==, 2);
  sandbox_halo (f, "GET", "Agent", NULL);
  g_assert_nonnull (sandbox_rows (f, NULL));
  sandbox_halo_setting (f, "\"envelopes\":true");
  g_assert_nonnull (muster_jo_arr (get (f, "Agent"), "agents"));
  g_assert_nonnull (muster_jo_arr (get (f, "Outcome"), "outcomes"));
}

/* --- 2 --- */

static void
test_unknown_is_ignored (SandboxFixture *f,
                         gconstpointer   data)
{
  post (f, "Tickets", "[{\"id\":120000,\"statusid\":17,\"Agent\":102,\"nonsense\":{\"a\":[1]}}]");
  g_assert_cmpint (muster_jo_int (get (f, "Tickets/120000"), "status_id", 0), ==, 16);
  g_assert_cmpint (muster_jo_int (get (f, "Tickets?openonly=true&clientid=2107&count=1000"), "record_count", 0), ==,
                   310);
  g_assert_cmpint (muster_jo_int (get (f, "Tickets?team_id=12&count=1000"), "record_count", 0), ==, 310);
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\",\"hiddenFromUser\":true}]");
  g_assert_true (muster_jo_bool (seen (f, 0), "customerVisible", FALSE));
}

/* What does not fit together is not taken, and nobody says so. */
static void
test_read_back (SandboxFixture *f,
                gconstpointer   data)
{
  JsonObject *row;

  post (f, "Tickets",
        "[{\"id\":120000,\"status_id\":27,\"agent_id\":999,\"client_id\":2107,\"site_id\":21011,\"user_id\":103006}]");
  row = get (f, "Tickets/120000");
  g_assert_cmpint (muster_jo_int (row, "status_id", 0), ==, 16);
  g_assert_cmpint (muster_jo_int (row, "agent_id", 0), ==, 1);
  g_assert_cmpint (muster_jo_int (row, "client_id", 0), ==, 2101);
  g_assert_cmpint (muster_jo_int (row, "user_id", 0), ==, 103006);
}

/* Status in an action moves nothing; new_status does. */
static void
test_action_status (SandboxFixture *f,
                    gconstpointer   data)
{
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\",\"status_id\":17,\"hiddenfromuser\":true}]");
  g_assert_cmpint (muster_jo_int (get (f, "Tickets/120000"), "status_id", 0), ==, 16);
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\",\"new_status\":20,\"hiddenfromuser\":true}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "new_status", 0), ==, 20);
  g_assert_true (muster_jo_bool (get (f, "Tickets/120000"), "hasbeenclosed", FALSE));
}

/* --- 3 --- */

static void
test_action_ids_per_ticket (SandboxFixture *f,
                            gconstpointer   data)
{
  const char *const note = "[{\"ticket_id\":%d,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\",\"hiddenfromuser\":true}]";
  const int tickets[] = { 120000, 120001, 120000 };
  const gint64 ids[] = { 2, 2, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_auto(GStrv) parts = g_strsplit (note, "%d", 2);
      g_autofree char *body = g_strdup_printf ("%s%d%s", parts[0], tickets[i], parts[1]);

      g_assert_cmpint (muster_jo_int (post (f, "Actions", body), "id", 0), ==, ids[i]);
    }
  sandbox_halo (f, "DELETE", "Actions/2?ticket_id=120000", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_halo (f, "GET", "Actions/2?ticket_id=120000", NULL);
  g_assert_cmpuint (f->status, ==, 404);
  g_assert_cmpint (muster_jo_int (get (f, "Actions/2?ticket_id=120001"), "ticket_id", 0), ==, 120001);
  g_assert_cmpint (muster_jo_int (get (f, "Actions/3?ticket_id=120000"), "id", 0), ==, 3);
  post (f, "Actions", "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\"}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "id", 0), ==, 4);
}

static void
test_action_needs_ticket_id (SandboxFixture *f,
                             gconstpointer   data)
{
  sandbox_halo (f, "DELETE", "Actions/1", NULL);
  g_assert_cmpuint (f->status, ==, 400);
  g_assert_cmpstr (message (f), ==, "ticket_id must be included when deleting an Action.");
  sandbox_halo (f, "GET", "Actions/1", NULL);
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_halo (f, "DELETE", "Actions/1?ticket_id=120000", NULL);
  g_assert_cmpuint (f->status, ==, 403);
}

/* Newest first, the beginning of the ticket last */
static void
test_opening_is_action_1 (SandboxFixture *f,
                          gconstpointer   data)
{
  JsonObject *first;
  JsonArray *rows;

  rows = muster_jo_arr (get (f, "Actions?ticket_id=120057"), "actions");
  g_assert_cmpuint (json_array_get_length (rows), ==, 2);
  first = muster_ja_obj (rows, 1);
  g_assert_cmpint (muster_jo_int (first, "id", 0), ==, 1);
  g_assert_cmpstr (muster_jo_str (first, "outcome"), ==, "Opened");
  g_assert_cmpint (muster_jo_int (first, "who_type", 0), ==, 2);
  g_assert_cmpint (muster_jo_int (first, "actionby_user_id", 0), >, 0);
}

/* --- 4 --- */

static void
test_outcome_is_mandatory (SandboxFixture *f,
                           gconstpointer   data)
{
  const char *const bodies[] = {
    "[{\"ticket_id\":120000,\"note\":\"x\",\"hiddenfromuser\":true}]",
    "[{\"ticket_id\":120000,\"outcome_id\":7,\"note\":\"x\",\"hiddenfromuser\":true}]",
    "[{\"ticket_id\":120000,\"outcome_id\":16,\"note\":\"x\"}]",
    "[{\"ticket_id\":120000,\"outcome\":\"Nothing\",\"note\":\"x\"}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      sandbox_halo (f, "POST", "Actions", bodies[i]);
      g_assert_cmpuint (f->status, ==, 400);
      g_assert_cmpstr (message (f), ==, "An Outcome must be entered for this Action");
    }
  g_assert_null (seen (f, 0));
}

static void
test_outcome_decides_mail (SandboxFixture *f,
                           gconstpointer   data)
{
  static const struct { const char *members; gboolean visible, mailed; } cases[] = {
    { "\"outcome_id\":31,\"hiddenfromuser\":true,\"sendemail\":false", FALSE, FALSE },
    { "\"outcome_id\":31,\"hiddenfromuser\":false,\"sendemail\":true", TRUE, FALSE },
    { "\"outcome_id\":31", TRUE, FALSE },
    { "\"outcome_id\":32,\"hiddenfromuser\":false,\"sendemail\":true", TRUE, TRUE },
    { "\"outcome_id\":32,\"hiddenfromuser\":true,\"sendemail\":false", FALSE, TRUE },
    { "\"outcome\":\"email user\"", TRUE, TRUE },
    { "\"outcome_id\":33", TRUE, FALSE },
    { "\"outcome_id\":33,\"sendemail\":true", TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("[{\"ticket_id\":120000,\"note\":\"x\",\"note_html\":\"x\",%s}]",
                                               cases[i].members);
      JsonObject *note;

      post (f, "Actions", body);
      g_assert_cmpint (muster_jo_bool (sandbox_reply (f), "hiddenfromuser", FALSE), ==, !cases[i].visible);
      g_assert_cmpint (muster_jo_str (sandbox_reply (f), "emailto") != NULL, ==, cases[i].mailed);
      note = seen (f, i);
      g_assert_cmpint (muster_jo_bool (note, "customerVisible", FALSE), ==, cases[i].visible);
      g_assert_cmpint (muster_jo_bool (note, "notified", FALSE), ==, cases[i].mailed);
      g_assert_cmpint (muster_jo_obj (note, "mail") != NULL, ==, cases[i].mailed);
    }
}

/* Which ones cannot mail is in their definition, not in their name. */
static void
test_outcome_definitions (SandboxFixture *f,
                          gconstpointer   data)
{
  JsonArray *rows;
  guint visible;

  sandbox_halo (f, "GET", "Outcome", NULL);
  rows = sandbox_rows (f, NULL);
  visible = json_array_get_length (rows);
  for (guint i = 0; i < visible; i++)
    {
      JsonObject *row = muster_ja_obj (rows, i);

      g_assert_false (muster_jo_bool (row, "hidden", TRUE));
      g_assert_cmpint (muster_jo_int (row, "systemid", -1), ==, 0);
      g_assert_false (muster_jo_bool (row, "hidesendemail", FALSE) && muster_jo_int (row, "sendemail", 0) == 1);
    }
  sandbox_halo (f, "GET", "Outcome?showhidden=true&showsystemactions=true", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), >, visible);
}

/* --- 5 --- */

static void
test_note_html_mangles_note (SandboxFixture *f,
                             gconstpointer   data)
{
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"one\\ntwo\",\"note_html\":\"one<br>two &amp; <b>three</b>\"}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note"), ==, "onetwo & three");
  post (f, "Actions", "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"one\\ntwo <b>\"}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note"), ==, "one\ntwo <b>");
  g_assert_null (muster_jo_str (muster_ja_obj (muster_jo_arr (get (f, "Actions?ticket_id=120000"), "actions"), 0),
                                "note_html"));
  get (f, "Actions?ticket_id=120000&includehtmlnote=true");
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "actions"), 0), "note_html"), ==,
                   "one<br>two &lt;b&gt;");
}

static void
test_mail_needs_html (SandboxFixture *f,
                      gconstpointer   data)
{
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" EMAIL_USER ",\"note\":\"one\\ntwo\",\"note_html\":\"one<br>two\"}]");
  post (f, "Actions", "[{\"ticket_id\":120000,\"outcome_id\":" EMAIL_USER ",\"note\":\"one\\ntwo\"}]");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (seen (f, 0), "mail"), "html"), ==, "one<br>two");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (seen (f, 1), "mail"), "html"), ==, "one two");
}

/* --- 6 --- */

static void
test_mail_goes_to_emailtolist (SandboxFixture *f,
                               gconstpointer   data)
{
  const char *const reply = "[{\"ticket_id\":120000,\"outcome_id\":" EMAIL_USER ",\"note_html\":\"x\"}]";
  const char *const named = "[{\"ticket_id\":120000,\"outcome_id\":" EMAIL_USER ",\"note_html\":\"x\",\"emailto\":\"other@keslowray.example\"}]";

  post (f, "Tickets", "[{\"id\":120000,\"user_id\":103000}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "user_email"), ==, "helena.kessler@keslowray.example");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "emailtolist"), ==, "sean.fairhurst@keslowray.example");
  post (f, "Actions", reply);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (seen (f, 0), "mail"), "to"), ==, "sean.fairhurst@keslowray.example");
  post (f, "Tickets", "[{\"id\":120000,\"emailtolist\":\"helena.kessler@keslowray.example\"}]");
  post (f, "Actions", reply);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (seen (f, 1), "mail"), "to"), ==, "helena.kessler@keslowray.example");
  post (f, "Actions", named);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (seen (f, 2), "mail"), "to"), ==, "other@keslowray.example");
  sandbox_halo_setting (f, "\"ignoreEmailTo\":true");
  post (f, "Actions", named);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "emailto"), ==, "helena.kessler@keslowray.example");
}

/* --- 7 --- */

static void
test_author_is_the_agent (SandboxFixture *f,
                          gconstpointer   data)
{
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\",\"who\":\"Owen Brackett\",\"who_type\":2,\"who_agentid\":102,"
        "\"agentid\":102,\"actionby_agent_id\":102,\"actionby_application_id\":\"nethelpdesk-agent-web-application\"}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "who"), ==, "Muster Agent");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "who_type", 0), ==, 1);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "who_agentid", 0), ==, 190);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "actionby_application_id"), ==, "Muster");
}

/* People, customers, programs and the system are told apart by numbers; the name says nothing. */
static void
test_integrations_are_agents (SandboxFixture *f,
                              gconstpointer   data)
{
  static const struct { const char *note; gint64 who_type, agent, user; const char *application; } cases[] = {
    { "{\"kind\":\"internal\",\"memberId\":102,\"text\":\"approve\"}", 1, 102, 0, "nethelpdesk-agent-web-application" },
    { "{\"kind\":\"internal\",\"memberId\":102,\"text\":\"approve\",\"applicationId\":\"NinjaRMM\"}", 1, 102, 0,
      "NinjaRMM" },
    { "{\"kind\":\"reply\",\"contactId\":103006,\"text\":\"approve\",\"fromEmail\":true}", 2, 0, 103006, NULL },
    { "{\"kind\":\"reply\",\"authorKind\":\"external\",\"authorName\":\"Owen Brackett\",\"text\":\"approve\"}", 2, 0, 0,
      NULL },
    { "{\"kind\":\"internal\",\"authorKind\":\"system\",\"authorName\":\"Halo AI\",\"text\":\"approve\"}", 0, 0, 0,
      NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JsonObject *row;

      sandbox_control (f, "POST", "tickets/120000/notes", cases[i].note);
      row = muster_ja_obj (muster_jo_arr (get (f, "Actions?ticket_id=120000"), "actions"), 0);
      g_assert_cmpint (muster_jo_int (row, "id", 0), ==, i + 2);
      g_assert_cmpint (muster_jo_int (row, "who_type", -1), ==, cases[i].who_type);
      g_assert_cmpint (muster_jo_int (row, "who_agentid", -1), ==, cases[i].agent);
      g_assert_cmpint (muster_jo_int (row, "actionby_user_id", -1), ==, cases[i].user);
      g_assert_cmpstr (muster_jo_str (row, "actionby_application_id"), ==, cases[i].application);
      g_assert_cmpint (muster_jo_str (row, "emailfrom") != NULL, ==, i == 2);
    }
}

/* --- 8 --- */

static void
test_agent_1_is_nobody (SandboxFixture *f,
                        gconstpointer   data)
{
  sandbox_halo (f, "GET", "Agent", NULL);
  g_assert_cmpstr (muster_jo_str (muster_ja_find_int (sandbox_rows (f, NULL), "id", 1), "name"), ==, "Unassigned");
  g_assert_cmpint (muster_jo_int (get (f, "Tickets/120000"), "agent_id", 0), ==, 1);
  post (f, "Tickets", "[{\"id\":120000,\"agent_id\":102}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "agent_name"), ==, "Owen Brackett");
  post (f, "Tickets", "[{\"id\":120000,\"agent_id\":1}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "agent_name"), ==, "Unassigned");
  g_assert_false (muster_jo_has (muster_world_ticket (f->world, 120000), "ownerId"));
}

static void
test_api_agents_are_hidden (SandboxFixture *f,
                            gconstpointer   data)
{
  static const struct { const char *path; gboolean api, disabled; } cases[] = {
    { "Agent", FALSE, FALSE }, { "Agent?includeapiagents=true", TRUE, FALSE },
    { "Agent?includedisabled=true", FALSE, TRUE },
    { "Agent?includeinactive=true", FALSE, FALSE }, { "Agent?includeapiagents=true&includedisabled=true", TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sandbox_halo (f, "GET", cases[i].path, NULL);
      g_assert_cmpint (muster_ja_find_int (sandbox_rows (f, NULL), "id", 190) != NULL, ==, cases[i].api);
      g_assert_cmpint (muster_ja_find_int (sandbox_rows (f, NULL), "id", 105) != NULL, ==, cases[i].disabled);
      g_assert_nonnull (muster_ja_find_int (sandbox_rows (f, NULL), "id", 101));
    }
}

/* An old version does not know who it is, but its first own action tells. */
static void
test_no_agent_me (SandboxFixture *f,
                  gconstpointer   data)
{
  sandbox_halo_setting (f, "\"noAgentMe\":true");
  sandbox_halo (f, "GET", "Agent/me", NULL);
  g_assert_cmpuint (f->status, ==, 404);
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\",\"hiddenfromuser\":true}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "who_agentid", 0), ==, 190);
}

/* --- 9 --- */

static void
test_pageinate (SandboxFixture *f,
                gconstpointer   data)
{
  JsonObject *right, *wrong;

  right = get (f, "Tickets?pageinate=true&page_size=100&page_no=2");
  g_assert_cmpuint (json_array_get_length (muster_jo_arr (right, "tickets")), ==, 100);
  g_assert_cmpint (muster_jo_int (right, "page_no", 0), ==, 2);
  wrong = get (f, "Tickets?paginate=true&page_size=100&page_no=2");
  g_assert_false (json_object_has_member (wrong, "page_no"));
  g_assert_cmpuint (json_array_get_length (muster_jo_arr (wrong, "tickets")), ==, 50);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (muster_jo_arr (wrong, "tickets"), 0), "id", 0), ==, 120059);
  right = get (f, "Tickets?pageinate=true&page_size=1000&page_no=1");
  g_assert_cmpint (muster_jo_int (right, "page_size", 0), ==, 100);
  g_assert_cmpuint (json_array_get_length (muster_jo_arr (right, "tickets")), ==, 100);
}

/* The list comes by id, so a reply to an old ticket is not on the first page. */
static void
test_order_is_by_id (SandboxFixture *f,
                     gconstpointer   data)
{
  JsonArray *rows;

  sandbox_control (f, "POST", "tickets/110000/notes", "{\"kind\":\"reply\",\"contactId\":103011,\"text\":\"Again\"}");
  rows = muster_jo_arr (get (f, "Tickets?pageinate=true&page_size=50"), "tickets");
  g_assert_null (muster_ja_find_int (rows, "id", 110000));
  rows = muster_jo_arr (get (f, "Tickets?pageinate=true&page_size=50&lastupdatefromdate=2026-11-20T10:30:00"),
                        "tickets");
  g_assert_nonnull (muster_ja_find_int (rows, "id", 110000));
  rows = muster_jo_arr (get (f, "Tickets?pageinate=true&page_size=50&order=last_update&orderdesc=true"), "tickets");
  g_assert_cmpint (muster_jo_int (muster_ja_obj (rows, 0), "id", 0), ==, 110000);
}

static void
test_lastupdatefromdate (SandboxFixture *f,
                         gconstpointer   data)
{
  gint64 all, some, rest;

  all = muster_jo_int (get (f, "Tickets?pageinate=true"), "record_count", 0);
  some = muster_jo_int (get (f, "Tickets?pageinate=true&lastupdatefromdate=2026-11-19T00:00:00"), "record_count", 0);
  rest = muster_jo_int (get (f, "Tickets?pageinate=true&lastupdatetodate=2026-11-18T23:59:59.9999999Z"), "record_count",
                        0);
  g_assert_cmpint (some, >, 0);
  g_assert_cmpint (some, <, all);
  g_assert_cmpint (some + rest, ==, all);
  g_assert_cmpint (muster_jo_int (get (f, "Tickets?pageinate=true&lastupdatedfrom=2026-11-19T00:00:00"), "record_count",
                                  0), ==, all);
}

static void
test_datesearch (SandboxFixture *f,
                 gconstpointer   data)
{
  JsonArray *rows = muster_jo_arr (get (f,
                                        "Tickets?closed_only=true&datesearch=datecleared&startdate=2026-01-01&enddate=2026-02-01&count=1000"),
                                   "tickets");

  g_assert_cmpuint (json_array_get_length (rows), >, 0);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *closed = muster_jo_str (muster_ja_obj (rows, i), "dateclosed");

      g_assert_cmpstr (closed, >=, "2026-01-01");
      g_assert_cmpstr (closed, <, "2026-02-02");
    }
  g_assert_cmpint (muster_jo_int (get (f,
                                       "Tickets?closed_only=true&datesearch=dateclosed&startdate=2026-11-20&enddate=2026-11-20"), "record_count", 0),
                   ==, 0);
}

static void
test_list_rows_are_short (SandboxFixture *f,
                          gconstpointer   data)
{
  const char *const missing[] = { "details", "details_html", "customfields", "closure_note" };
  JsonObject *row = muster_ja_obj (muster_jo_arr (get (f, "Tickets?count=1"), "tickets"), 0);

  for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
    g_assert_false (json_object_has_member (row, missing[i]));
  row = get (f, "Tickets/120000?includedetails=true");
  for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
    g_assert_true (json_object_has_member (row, missing[i]));
}

static void
test_list_rows_differ (SandboxFixture *f,
                       gconstpointer   data)
{
  JsonObject *row;

  sandbox_halo_setting (f, "\"listOmits\":\"status_name,last_update,user_email\"");
  row = muster_ja_obj (muster_jo_arr (get (f, "Tickets?count=1"), "tickets"), 0);
  g_assert_false (json_object_has_member (row, "status_name"));
  g_assert_false (json_object_has_member (row, "last_update"));
  g_assert_true (json_object_has_member (row, "lastactiondate"));
  g_assert_nonnull (muster_jo_str (get (f, "Tickets/120000"), "status_name"));
}

/* --- 10 --- */

static void
test_webhooks_are_unsigned (SandboxFixture *f,
                            gconstpointer   data)
{
  g_autofree char *path = NULL;
  JsonObject *row;

  sandbox_control (f, "POST", "webhooks",
                   "{\"register\":{\"vendor\":\"halopsa\",\"url\":\"http://127.0.0.1:1/hooks/x\",\"username\":\"halo\",\"password\":\"CANARY-hook\"}}");
  sandbox_halo (f, "GET", "Webhook", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), ==, 1);
  row = muster_ja_obj (sandbox_rows (f, NULL), 0);
  g_assert_cmpint (muster_jo_int (row, "authentication_type", 0), ==, 1);
  g_assert_cmpuint (json_array_get_length (muster_jo_arr (row, "events")), ==, 0);
  g_assert_false (json_object_has_member (row, "basic_password"));
  path = g_strconcat ("Webhook/", muster_jo_str (row, "id"), NULL);
  g_assert_cmpstr (muster_jo_str (get (f, path), "url"), ==, "http://127.0.0.1:1/hooks/x");
  sandbox_halo (f, "DELETE", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_halo (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 404);
}

static gboolean
has_delivery (gpointer data)
{
  SandboxFixture *f = data;

  sandbox_halo (f, "GET", "WebhookEvent?count=1", NULL);
  return json_array_get_length (sandbox_rows (f, NULL)) == 1
         && json_object_has_member (muster_ja_obj (sandbox_rows (f, NULL), 0), "requestbody");
}

/* The log says what was sent and that nobody took it; it is not sent again. */
static void
test_deliveries_are_logged (SandboxFixture *f,
                            gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");
  g_autoptr(JsonNode) body = NULL;
  g_autofree char *path = NULL;
  JsonObject *row;

  sandbox_control (f, "POST", "webhooks",
                   "{\"register\":{\"vendor\":\"halopsa\",\"url\":\"http://127.0.0.1:1/hooks/x\",\"username\":\"halo\",\"password\":\"CANARY-hook\"}}");
  post (f, "Tickets", "[{\"id\":120000,\"status_id\":17}]");
  muster_test_until (has_delivery, f);
  sandbox_schema_check (schema, "GET", "/api/WebhookEvent", f->status, f->reply);
  row = muster_ja_obj (sandbox_rows (f, NULL), 0);
  g_assert_true (muster_jo_bool (row, "error", FALSE));
  g_assert_cmpint (muster_jo_int (row, "entity_id", 0), ==, 120000);
  body = json_from_string (muster_jo_str (row, "requestbody"), NULL);
  g_assert_cmpint (muster_jo_int (json_node_get_object (body), "object_id", 0), ==, 120000);
  g_assert_cmpstr (muster_jo_str (json_node_get_object (body), "event"), ==, "ticket status changed");
  path = g_strconcat ("WebhookEvent/", muster_jo_str (row, "id"), NULL);
  g_assert_cmpint (muster_jo_int (get (f, path), "entity_id", 0), ==, 120000);
  sandbox_halo (f, "GET", "WebhookEvent/none", NULL);
  g_assert_cmpuint (f->status, ==, 404);
}

/* --- 11 --- */

static void
test_dates_have_no_zone (SandboxFixture *f,
                         gconstpointer   data)
{
  JsonObject *row;

  row = get (f, "Tickets/120000");
  g_assert_cmpstr (muster_jo_str (row, "dateoccurred"), ==, "2026-11-20T09:04:00.1");
  g_assert_cmpuint (strlen (strchr (muster_jo_str (row, "last_update"), '.')), ==, 8);
  g_assert_cmpstr (muster_jo_str (row, "dateclosed"), ==, "1899-12-30T00:00:00");
  row = muster_ja_obj (muster_jo_arr (get (f, "Actions?ticket_id=120000"), "actions"), 0);
  g_assert_null (strchr (muster_jo_str (row, "datetime"), 'Z'));
  g_assert_true (g_str_has_prefix (muster_jo_str (row, "dateemailed"), "1899-12-30"));
  sandbox_halo_setting (f, "\"dateSuffix\":\"Z\"");
  g_assert_cmpstr (muster_jo_str (get (f, "Tickets/120000"), "dateoccurred"), ==, "2026-11-20T09:04:00.1Z");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "dateclosed"), ==, "1899-12-30T00:00:00");
}

/* Two notes within a second still come one after the other. */
static void
test_order_within_a_second (SandboxFixture *f,
                            gconstpointer   data)
{
  g_autofree char *last = g_strdup ("");
  g_autofree char *updated = g_strdup ("");

  for (guint i = 0; i < 5; i++)
    {
      post (f, "Actions", "[{\"ticket_id\":120000,\"outcome_id\":" PRIVATE_NOTE ",\"note\":\"x\"}]");
      g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "datetime"), >, last);
      g_clear_pointer (&last, g_free);
      last = g_strdup (muster_jo_str (sandbox_reply (f), "datetime"));
      get (f, "Tickets/120000");
      g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "last_update"), >, updated);
      g_clear_pointer (&updated, g_free);
      updated = g_strdup (muster_jo_str (sandbox_reply (f), "last_update"));
    }
}

/* --- what is kept of the past --- */

static void
test_hasbeenclosed_stays (SandboxFixture *f,
                          gconstpointer   data)
{
  post (f, "Tickets", "[{\"id\":120000,\"status_id\":20}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "dateclosed"), >, "2026");
  post (f, "Tickets", "[{\"id\":120000,\"status_id\":17}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "dateclosed"), <, "1900");
  g_assert_true (muster_jo_bool (sandbox_reply (f), "hasbeenclosed", FALSE));
  g_assert_cmpint (muster_jo_int (get (f, "Tickets?ticketids=120000&open_only=true"), "record_count", 0), ==, 1);
}

static void
test_lastincomingemail (SandboxFixture *f,
                        gconstpointer   data)
{
  g_assert_true (g_str_has_prefix (muster_jo_str (get (f, "Tickets/120000"), "lastincomingemail"), "1899-12-30"));
  sandbox_control (f, "POST", "tickets/120000/notes",
                   "{\"kind\":\"reply\",\"contactId\":103006,\"text\":\"x\",\"fromEmail\":true}");
  g_assert_true (g_str_has_prefix (muster_jo_str (get (f, "Tickets/120000"), "lastincomingemail"), "2026-11-20"));
}

/* --- what a ticket type asks for, and time --- */

static void
test_mandatory_fields (SandboxFixture *f,
                       gconstpointer   data)
{
  sandbox_halo_setting (f, "\"mandatoryFields\":\"category_1,urgency\"");
  sandbox_halo (f, "POST", "Tickets", "[{\"summary\":\"x\",\"client_id\":2101,\"urgency\":2}]");
  g_assert_cmpuint (f->status, ==, 400);
  g_assert_nonnull (strstr (message (f), "category_1"));
  post (f, "Tickets", "[{\"summary\":\"x\",\"client_id\":2101,\"urgency\":2,\"category_1\":\"Email\"}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "category_1"), ==, "Email");
}

static void
test_customer_by_user (SandboxFixture *f,
                       gconstpointer   data)
{
  post (f, "Tickets", "[{\"summary\":\"x\",\"user_id\":103006,\"details\":\"plain\"}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "client_id", 0), ==, 2101);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "details"), ==, "plain");
  post (f, "Tickets", "[{\"summary\":\"x\",\"usertype\":1,\"userlookup\":{\"id\":103006}}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "user_id", 0), ==, 103006);
  post (f, "Tickets", "[{\"summary\":\"x\",\"client_id\":2107,\"user_id\":103006}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "client_id", 0), ==, 2107);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "user_id", -1), ==, 0);
}

static void
test_time_is_on_actions (SandboxFixture *f,
                         gconstpointer   data)
{
  JsonArray *entries;

  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome\":\"Quick Time\",\"note\":\"Called back\",\"hiddenfromuser\":true,\"timetaken\":0.5}]");
  g_assert_cmpfloat (json_object_get_double_member (sandbox_reply (f), "timetaken"), ==, 0.5);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "id", 0), ==, 2);
  post (f, "Actions",
        "[{\"ticket_id\":120000,\"outcome_id\":" EMAIL_USER ",\"note_html\":\"Done\",\"timetaken\":0.25}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "id", 0), ==, 3);
  entries = muster_jo_arr (muster_world_ticket (f->world, 120000), "timeEntries");
  g_assert_cmpuint (json_array_get_length (entries), ==, 2);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (entries, 1), "minutes", 0), ==, 15);
  g_assert_cmpint (muster_jo_int (get (f, "Actions?ticket_id=120000"), "record_count", 0), ==, 3);
  sandbox_halo (f, "DELETE", "Actions/3?ticket_id=120000", NULL);
  g_assert_cmpuint (json_array_get_length (entries), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/halopsa/quirks/1-bodies-are-arrays", test_bodies_are_arrays);
  add ("/sandbox/halopsa/quirks/1-post-is-update", test_post_is_update);
  add ("/sandbox/halopsa/quirks/1-answer-object-or-array", test_answer_object_or_array);
  add ("/sandbox/halopsa/quirks/2-unknown-is-ignored", test_unknown_is_ignored);
  add ("/sandbox/halopsa/quirks/2-read-back", test_read_back);
  add ("/sandbox/halopsa/quirks/2-action-status", test_action_status);
  add ("/sandbox/halopsa/quirks/3-action-ids-per-ticket", test_action_ids_per_ticket);
  add ("/sandbox/halopsa/quirks/3-action-needs-ticket-id", test_action_needs_ticket_id);
  add ("/sandbox/halopsa/quirks/3-opening-is-action-1", test_opening_is_action_1);
  add ("/sandbox/halopsa/quirks/4-outcome-is-mandatory", test_outcome_is_mandatory);
  add ("/sandbox/halopsa/quirks/4-outcome-decides-mail", test_outcome_decides_mail);
  add ("/sandbox/halopsa/quirks/4-outcome-definitions", test_outcome_definitions);
  add ("/sandbox/halopsa/quirks/5-note-html-mangles-note", test_note_html_mangles_note);
  add ("/sandbox/halopsa/quirks/5-mail-needs-html", test_mail_needs_html);
  add ("/sandbox/halopsa/quirks/6-mail-goes-to-emailtolist", test_mail_goes_to_emailtolist);
  add ("/sandbox/halopsa/quirks/7-author-is-the-agent", test_author_is_the_agent);
  add ("/sandbox/halopsa/quirks/7-integrations-are-agents", test_integrations_are_agents);
  add ("/sandbox/halopsa/quirks/8-agent-1-is-nobody", test_agent_1_is_nobody);
  add ("/sandbox/halopsa/quirks/8-api-agents-are-hidden", test_api_agents_are_hidden);
  add ("/sandbox/halopsa/quirks/8-no-agent-me", test_no_agent_me);
  add ("/sandbox/halopsa/quirks/9-pageinate", test_pageinate);
  add ("/sandbox/halopsa/quirks/9-order-is-by-id", test_order_is_by_id);
  add ("/sandbox/halopsa/quirks/9-lastupdatefromdate", test_lastupdatefromdate);
  add ("/sandbox/halopsa/quirks/9-datesearch", test_datesearch);
  add ("/sandbox/halopsa/quirks/9-list-rows-are-short", test_list_rows_are_short);
  add ("/sandbox/halopsa/quirks/9-list-rows-differ", test_list_rows_differ);
  add ("/sandbox/halopsa/quirks/10-webhooks-are-unsigned", test_webhooks_are_unsigned);
  add ("/sandbox/halopsa/quirks/10-deliveries-are-logged", test_deliveries_are_logged);
  add ("/sandbox/halopsa/quirks/11-dates-have-no-zone", test_dates_have_no_zone);
  add ("/sandbox/halopsa/quirks/11-order-within-a-second", test_order_within_a_second);
  add ("/sandbox/halopsa/quirks/hasbeenclosed-stays", test_hasbeenclosed_stays);
  add ("/sandbox/halopsa/quirks/lastincomingemail", test_lastincomingemail);
  add ("/sandbox/halopsa/quirks/mandatory-fields", test_mandatory_fields);
  add ("/sandbox/halopsa/quirks/customer-by-user", test_customer_by_user);
  add ("/sandbox/halopsa/quirks/time-is-on-actions", test_time_is_on_actions);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every trap of the vendor's API has a test here that is named after it: what leaves for it, and what is made of its answers. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-catalog.h"
#include "muster-error.h"
#include "muster-halopsa.h"
#include "muster-hook.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-test.h"
#include "muster-tool-exec.h"

#define BASE "https://halo.invalid/api"
#define SETTINGS "{'url':'https://halo.invalid','privateOutcome':'72','replyOutcome':'16'}"
#define TICKET "{'id':4021,'client_id':12,'sla_id':2,'priority_id':3,'status_id':1,'tickettype_id':1,'agent_id':5,'user_id':57," \
  "'emailtolist':'dana.ray@acme.test'}"
#define OUTCOMES "[{'id':7,'outcome':'Other','sendemail':1},{'id':72,'outcome':'Private Note','sendemail':0,'hidesendemail':true}]"
#define MAILS "[{'id':16,'outcome':'Email User','sendemail':1,'hidesendemail':false,'hidefromuser':false}]"
#define USER "{'id':57,'client_id':12,'emailaddress':'Dana.Ray@acme.test'}"
#define WEB "'actionby_application_id':'nethelpdesk-agent-web-application'"

static char *
quotes (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = quotes (text);
  g_autoptr(GError) error = NULL;
  JsonNode *node = muster_json_from_string_trusted (json, &error);

  g_assert_no_error (error);
  return node;
}

typedef struct
{
  MusterToolExec *exec;     /* (owned) */
  char           *last;     /* method, address and body of the last request */
  guint           n;        /* requests */
  GError         *error;    /* (owned) (nullable) */
} Run;

static void
run_clear (Run *run)
{
  g_clear_object (&run->exec);
  g_clear_pointer (&run->last, g_free);
  g_clear_error (&run->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
note_last (Run           *run,
           MusterRequest *request)
{
  g_autofree char *url = g_uri_unescape_string (request->url, NULL);
  gsize size = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;

  g_free (run->last);
  run->last = g_strdup_printf ("%s %s%s%.*s", request->method, url, body != NULL ? " " : "", (int) size, body != NULL ? body : "");
  g_strdelimit (run->last, "\"", '\'');
  run->n++;
}

static void
feed (Run        *run,
      const char *answer)
{
  gboolean bad = g_ascii_isdigit (answer[0]);
  guint status = bad ? (guint) g_ascii_strtoull (answer, NULL, 10) : 200;
  g_autofree char *json = quotes (bad ? answer + 4 : answer);
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(MusterAnswer) given = muster_answer_new (status, NULL, bytes);

  muster_tool_exec_feed (run->exec, given, &run->error);
}

static MusterToolExec *
new_exec (const char *settings,
          const char *tool,
          const char *args,
          gboolean    look)
{
  g_autoptr(MusterCatalog) catalog = NULL;
  g_autoptr(MusterEndpoints) endpoints = NULL;
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, "12", NULL);
  g_autoptr(JsonNode) node = parse (args);
  g_autoptr(JsonNode) set = parse (settings);
  g_autofree char *id = g_strconcat ("halopsa:", tool, NULL);
  g_autoptr(GError) error = NULL;
  MusterTool *row;

  muster_core_register_resources ();
  catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  row = muster_catalog_lookup_tool (catalog, id);
  g_assert_nonnull (row);
  endpoints = muster_endpoints_new (muster_catalog_get_integration (catalog, "halopsa"), json_node_get_object (set), "C1");
  return look ? muster_tool_exec_new_look (row, json_node_get_object (node), scope, endpoints, "[ref:01J]", "2025-11-20T13:00:00Z")
              : muster_tool_exec_new (row, json_node_get_object (node), scope, endpoints);
}

/* Runs a tool, or its look, with these answers one after the other ("404 {}" for another status) */
static void
run_tool (Run                *run,
          const char         *settings,
          const char         *tool,
          const char         *args,
          gboolean            look,
          const char * const *answers)
{
  guint i;

  run->exec = new_exec (settings, tool, args, look);
  for (i = 0; run->error == NULL; i++)
    {
      g_autoptr(MusterRequest) request = muster_tool_exec_next (run->exec, &run->error);

      if (request == NULL)
        return;
      note_last (run, request);
      if (answers[i] == NULL)
        g_error ("%s: nothing to answer to %s", tool, run->last);
      feed (run, answers[i]);
    }
}

#define RUN(run, tool, args, ...) \
  run_tool (run, SETTINGS, tool, args, FALSE, (const char * const []) { __VA_ARGS__, NULL })
#define LOOK(run, tool, args, ...) \
  run_tool (run, SETTINGS, tool, args, TRUE, (const char * const []) { __VA_ARGS__, NULL })

static void
expect_last (Run        *run,
             const char *last)
{
  g_assert_no_error (run->error);
  g_assert_cmpstr (run->last, ==, last);
}

static void
expect_refused (Run        *run,
                int         code,
                const char *last)
{
  g_assert_error (run->error, MUSTER_ERROR, code);
  g_assert_cmpstr (run->last, ==, last);
}

static char *
result_of (Run *run)
{
  g_autoptr(JsonNode) result = muster_tool_exec_result (run->exec);
  char *text = muster_json_canonical (result);

  return g_strdelimit (text, "\"", '\'');
}

static MusterPsa *
new_psa (void)
{
  MusterPsa *psa = muster_psa_new_for_integration ("halopsa");
  g_autoptr(JsonNode) members = parse ("{'members':[{'id':1,'name':'Unassigned'},{'id':5,'name':'Jo Tech'},{'id':6,'name':'Gone','isdisabled':true},"
                                       "{'id':8,'name':'RMM','isapiagent':true},{'id':17,'name':'Muster','isapiagent':true}]}");
  g_autoptr(JsonNode) whoami = parse ("{'member':{'id':17,'name':'Muster'}}");

  muster_psa_set_members (psa, members, whoami);
  return psa;
}

/* 1: a body is an array also of one, and POST is the update, too */
static void
test_bodies_are_arrays (void)
{
  g_auto(Run) run = { NULL };
  g_auto(Run) type = { NULL };

  RUN (&run, "set-ticket-status", "{'ticket':4021,'status':'Waiting'}", TICKET, "[{'id':1,'name':'New'},{'id':23,'name':'Waiting'}]", TICKET);
  expect_last (&run, "POST " BASE "/Tickets [{'id':4021,'status_id':23}]");
  RUN (&type, "set-ticket-type", "{'ticket':4021,'type':'Request'}", TICKET, "[{'id':3,'name':'Request'}]", "[" TICKET "]");
  expect_last (&type, "POST " BASE "/Tickets [{'id':4021,'tickettype_id':3}]");
}

/* Some instances answer with an array of what was written */
static void
test_answers_of_posts (void)
{
  static const char * const answers[] = { "{'id':7,'ticket_id':4021,'hiddenfromuser':true}", "[{'id':7,'ticket_id':4021,'hiddenfromuser':true}]" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto(Run) run = { NULL };
      g_autofree char *result = NULL;

      RUN (&run, "add-internal-note", "{'ticket':4021,'text':'Look'}", TICKET, OUTCOMES, answers[i]);
      g_assert_no_error (run.error);
      result = result_of (&run);
      g_assert_cmpstr (result, ==, "{'note':{'hiddenfromuser':true,'id':7,'ticket_id':4021}}");
    }
}

/* Lists come bare or wrapped */
static void
test_wrapped_lists (void)
{
  static const char * const answers[] = { "[{'id':5,'name':'Jo'}]", "{'record_count':1,'agents':[{'id':5,'name':'Jo'}]}" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto(Run) run = { NULL };
      g_autofree char *result = NULL;

      RUN (&run, "list-members", "{}", answers[i]);
      g_assert_no_error (run.error);
      result = result_of (&run);
      g_assert_cmpstr (result, ==, "{'members':[{'id':5,'name':'Jo'}]}");
    }
}

/* 2: what the server does not know it ignores, so the answers are filtered again and writes are read back */
static void
test_unknown_is_ignored (void)
{
  g_auto(Run) found = { NULL };
  g_auto(Run) similar = { NULL };
  g_auto(Run) contacts = { NULL };
  g_auto(Run) look = { NULL };
  g_auto(Run) pages = { NULL };
  g_autoptr(GString) page = g_string_new ("{'record_count':500,'tickets':[");
  g_autofree char *result = NULL;
  g_autofree char *others = NULL;
  g_autofree char *people = NULL;
  g_autofree char *all = NULL;
  guint i;

  RUN (&found, "find-ticket-by-reference", "{'reference':'[ref:01J]'}",
       "{'record_count':2,'tickets':[{'id':1,'summary':'Other'},{'id':2,'summary':'Test [REF:01J]','client_id':12}]}");
  expect_last (&found, "GET " BASE "/Tickets?pageinate=true&search_summary=ref:01J&order=id&orderdesc=true&page_no=1&page_size=100");
  result = result_of (&found);
  g_assert_cmpstr (result, ==, "{'tickets':[{'client_id':12,'id':2,'summary':'Test [REF:01J]'}]}");

  RUN (&similar, "find-similar-tickets", "{'query':'VPN'}", "{'record_count':2,'tickets':[{'id':1,'client_id':13},{'id':2,'client_id':12}]}");
  others = result_of (&similar);
  g_assert_cmpstr (others, ==, "{'tickets':[{'client_id':12,'id':2}]}");

  RUN (&contacts, "list-contacts", "{'company':12}", "{'record_count':2,'users':[{'id':1,'client_id':13},{'id':2,'client_id':12}]}");
  people = result_of (&contacts);
  g_assert_cmpstr (people, ==, "{'contacts':[{'client_id':12,'id':2}]}");

  LOOK (&look, "set-ticket-status", "{'ticket':4021,'status':'Waiting'}", "[{'id':1,'name':'New'},{'id':23,'name':'Waiting'}]", TICKET);
  g_assert_no_error (look.error);
  g_assert_false (muster_tool_exec_look_met (look.exec, NULL, NULL));

  /* A server that knows nothing of pages gives the same one for ever */
  for (i = 1; i <= 100; i++)
    g_string_append_printf (page, "%s{'id':%u}", i > 1 ? "," : "", i);
  g_string_append (page, "]}");
  RUN (&pages, "poll-tickets", "{'since':'2025-11-20T13:00:00Z'}", page->str, page->str);
  g_assert_no_error (pages.error);
  g_assert_cmpuint (pages.n, ==, 2);
  all = result_of (&pages);
  g_assert_true (g_str_has_suffix (all, "'truncated':true}"));
  g_assert_null (strstr (all, "{'id':100},{'id':1}"));
}

/* 3: actions count from 1 on each ticket, so one of them is asked for with its ticket */
static void
test_action_ids_per_ticket (void)
{
  g_auto(Run) run = { NULL };
  g_auto(Run) gone = { NULL };
  g_auto(Run) foreign = { NULL };
  g_auto(Run) other = { NULL };

  RUN (&run, "remove-note", "{'ticket':4021,'note':3}", TICKET, "{'id':17}", "{'id':3,'ticket_id':4021,'who_agentid':17}", "{'id':3}");
  expect_last (&run, "DELETE " BASE "/Actions/3?ticket_id=4021");
  RUN (&gone, "remove-note", "{'ticket':4021,'note':3}", TICKET, "{'id':17}", "404 {'Message':'Not found'}");
  expect_last (&gone, "GET " BASE "/Actions/3?ticket_id=4021");
  RUN (&foreign, "remove-note", "{'ticket':4021,'note':3}", TICKET, "{'id':17}", "{'id':3,'ticket_id':4021,'who_agentid':5}");
  expect_refused (&foreign, MUSTER_ERROR_REFUSED_BY_POLICY, "GET " BASE "/Actions/3?ticket_id=4021");
  RUN (&other, "remove-note", "{'ticket':4021,'note':3}", TICKET, "{'id':17}", "{'id':3,'ticket_id':4022,'who_agentid':17}");
  expect_refused (&other, MUSTER_ERROR_REFUSED_BY_POLICY, "GET " BASE "/Actions/3?ticket_id=4021");
}

/* 4: no action without an outcome; its number is the instance's own; it decides about mail */
static void
test_outcome_is_mandatory (void)
{
  static const struct
  {
    const char *outcomes;
    const char *note, *reply;    /* ids that need no question */
    guint       notes, replies;  /* candidates */
  } cases[] = {
    { "{'id':7,'outcome':'Private Note','hidesendemail':true,'hidefromuser':true},{'id':16,'outcome':'Email User','sendemail':1}", "7", "16", 1, 1 },
    { "{'id':35,'outcome':'Quick Time','hidesendemail':true},{'id':72,'outcome':'private note','hidesendemail':true},"
      "{'id':34,'outcome':'Close','sendemail':1,'newstatus':9},{'id':32,'outcome':'Email User','sendemail':1}", "72", "32", 2, 2 },
    { "{'id':1,'outcome':'Internal','hidesendemail':true},{'id':2,'outcome':'Note','hidesendemail':true},"
      "{'id':3,'outcome':'Answer','sendemail':1},{'id':4,'outcome':'Reply','sendemail':2}", NULL, NULL, 2, 2 },
    { "{'id':1,'outcome':'Interne Notiz','hidesendemail':true},{'id':3,'outcome':'Antwort','sendemail':1}", "1", "3", 1, 1 },
    { "{'id':1,'outcome':'Private Note','hidesendemail':true},{'id':2,'outcome':'Private Note','hidesendemail':true},"
      "{'id':3,'outcome':'Email User','sendemail':1,'hidesendemail':true}", NULL, NULL, 2, 0 },
    { "{'id':1,'outcome':'Private Note','hidesendemail':false},{'id':2,'outcome':'Private Note','hidesendemail':true,'hidden':true},"
      "{'id':3,'outcome':'Opened','hidesendemail':true,'systemid':1},{'id':4,'outcome':'Done','hidesendemail':true,'newstatus':9},"
      "{'id':5,'outcome':'Email User','sendemail':1,'hidden':true}", NULL, NULL, 0, 0 },
  };
  g_auto(Run) run = { NULL };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'outcomes':[%s]}", cases[i].outcomes);
      g_autoptr(JsonNode) answer = parse (text);
      g_autofree char *note = NULL;
      g_autofree char *reply = NULL;
      g_autoptr(GPtrArray) notes = muster_halopsa_read_outcomes (answer, FALSE, &note, NULL);
      g_autoptr(GPtrArray) replies = muster_halopsa_read_outcomes (answer, TRUE, &reply, NULL);

      g_assert_cmpuint (notes != NULL ? notes->len : 0, ==, cases[i].notes);
      g_assert_cmpuint (replies != NULL ? replies->len : 0, ==, cases[i].replies);
      g_assert_cmpstr (note, ==, cases[i].note);
      g_assert_cmpstr (reply, ==, cases[i].reply);
    }
  run_tool (&run, "{'url':'https://halo.invalid'}", "add-internal-note", "{'ticket':4021,'text':'Look'}", FALSE,
            (const char * const []) { TICKET, NULL });
  expect_refused (&run, MUSTER_ERROR_REFUSED_BY_POLICY, "GET " BASE "/Tickets/4021?includedetails=true");
  g_assert_nonnull (strstr (run.error->message, "privateOutcome"));
}

/* 4: an outcome that was chosen once can be another one later: one that mails everything that is written with it */
static void
test_outcome_changed (void)
{
  static const char * const now[] = {
    "[{'id':72,'outcome':'Private Note','sendemail':1,'hidesendemail':false}]",
    "[{'id':72,'outcome':'Private Note','sendemail':0,'hidesendemail':false}]",
    "[{'id':72,'outcome':'Private Note','sendemail':1,'hidesendemail':true}]",
    "[{'id':72,'outcome':'Private Note'}]",
    "[{'id':7,'outcome':'Private Note','sendemail':0,'hidesendemail':true}]",
    "[]",
  };
  static const struct { const char *tool; const char *args; } tools[] = {
    { "add-internal-note", "{'ticket':4021,'text':'Look'}" },
    { "add-time-entry", "{'ticket':4021,'start':'2025-11-20T13:00:00Z','hours':0.5,'notes':'Looked'}" },
  };

  for (gsize t = 0; t < G_N_ELEMENTS (tools); t++)
    for (gsize i = 0; i < G_N_ELEMENTS (now); i++)
      {
        g_auto(Run) run = { NULL };

        RUN (&run, tools[t].tool, tools[t].args, TICKET, now[i]);
        expect_refused (&run, MUSTER_ERROR_REFUSED_BY_POLICY, "GET " BASE "/Outcome?showhidden=true");
      }
}

/* 5: with note_html the server makes the note of it and loses the lines; mail needs it */
static void
test_note_html (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'notes':[{'id':2,'note':'One twoThree','note_html':'One two\\nThree'},{'id':3,'note':'One\\ntwo','note_html':'One two'},"
                                      "{'id':4,'note':'','note_html':''},{'id':5,'note_html':'Only\\nthis'},{'id':6,'note':'Plain','note_html':'<p>raw</p>'}]}");
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);
  g_auto(Run) note = { NULL };
  g_auto(Run) reply = { NULL };

  RUN (&note, "add-internal-note", "{'ticket':4021,'text':'1) <b> & co\\n2) Two'}", TICKET, OUTCOMES, "{'id':7}");
  expect_last (&note, "POST " BASE "/Actions [{'ticket_id':4021,'outcome_id':72,'note':'1) <b> & co\\n2) Two','hiddenfromuser':true,"
               "'sendemail':false,'dont_do_rules':true}]");
  RUN (&reply, "reply-to-requester", "{'ticket':4021,'text':'A < B & C\\r\\nD'}", TICKET, MAILS, USER, "{'id':7}");
  expect_last (&reply, "POST " BASE "/Actions [{'ticket_id':4021,'outcome_id':16,'note':'A < B & C\\r\\nD','note_html':'A &lt; B &amp; C<br>D',"
               "'hiddenfromuser':false,'sendemail':true,'emailto':'Dana.Ray@acme.test'}]");
  g_assert_cmpstr (muster_note_get_text (notes->pdata[0]), ==, "One two\nThree");
  g_assert_cmpstr (muster_note_get_text (notes->pdata[1]), ==, "One\ntwo");
  g_assert_cmpstr (muster_note_get_text (notes->pdata[3]), ==, "Only\nthis");
  g_assert_cmpstr (muster_note_get_text (notes->pdata[4]), ==, "Plain");
}

/* 6: mail goes to the ticket's own list, which stays when the contact changes */
static void
test_emailtolist (void)
{
  static const struct
  {
    const char *list;
    const char *user;
    int         error;   /* 0: it is sent */
  } cases[] = {
    { "'dana.ray@acme.test'", USER, 0 },
    { "'DANA.RAY@ACME.TEST'", USER, 0 },
    { "null", USER, 0 },
    { "''", USER, 0 },
    { "'old.address@acme.test'", USER, MUSTER_ERROR_CONFLICT },
    { "'dana.ray@acme.test;sam@other.test'", USER, MUSTER_ERROR_CONFLICT },
    { "'dana.ray@acme.test'", "{'id':57,'client_id':12,'emailaddress':null}", MUSTER_ERROR_REFUSED_BY_POLICY },
    { "''", "{'id':57,'client_id':12,'emailaddress':''}", MUSTER_ERROR_REFUSED_BY_POLICY },
    { "'dana.ray@acme.test'", "{'id':57,'client_id':13,'emailaddress':'dana.ray@acme.test'}", MUSTER_ERROR_NOT_FOUND },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ticket = g_strdup_printf ("{'id':4021,'client_id':12,'user_id':57,'emailtolist':%s}", cases[i].list);
      g_auto(Run) run = { NULL };

      RUN (&run, "reply-to-requester", "{'ticket':4021,'text':'Hello'}", ticket, MAILS, cases[i].user, "{'id':7}");
      if (cases[i].error != 0)
        expect_refused (&run, cases[i].error, "GET " BASE "/Users/57?includedetails=true");
      else
        g_assert_true (g_str_has_prefix (run.last, "POST "));
    }
}

/* A reply goes to the requester alone, and by an outcome that still is what it was when it was chosen */
static void
test_reply_goes_nowhere_else (void)
{
  static const struct
  {
    const char *copies;
    const char *outcomes;
    int         error;   /* 0: it is sent */
  } cases[] = {
    { "''", MAILS, 0 },
    { "null", MAILS, 0 },
    { "'boss@acme.test'", MAILS, MUSTER_ERROR_CONFLICT },
    { "'dana.ray@acme.test'", MAILS, MUSTER_ERROR_CONFLICT },
    { "''", "[{'id':17,'sendemail':1}]", MUSTER_ERROR_REFUSED_BY_POLICY },
    { "''", "[{'id':16,'sendemail':0}]", MUSTER_ERROR_REFUSED_BY_POLICY },
    { "''", "[{'id':16}]", MUSTER_ERROR_REFUSED_BY_POLICY },
    { "''", "[{'id':16,'sendemail':1,'hidesendemail':true}]", MUSTER_ERROR_REFUSED_BY_POLICY },
    { "''", "[{'id':16,'sendemail':1,'hidefromuser':true}]", MUSTER_ERROR_REFUSED_BY_POLICY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ticket = g_strdup_printf ("{'id':4021,'client_id':12,'user_id':57,'emailtolist':'','emailcclist':%s}", cases[i].copies);
      g_auto(Run) run = { NULL };

      RUN (&run, "reply-to-requester", "{'ticket':4021,'text':'Hello'}", ticket, cases[i].outcomes, USER, "{'id':7}");
      if (cases[i].error != 0)
        expect_refused (&run, cases[i].error, "GET " BASE "/Users/57?includedetails=true");
      else
        g_assert_true (g_str_has_prefix (run.last, "POST "));
    }
}

/* 7: programs write as agents; the agent's id, its kind and the application tell them apart, a name never */
static void
test_author_is_the_agent (void)
{
  static const struct
  {
    const char *row;
    const char *kind;
    const char *author;
  } cases[] = {
    { "'who':'Jo Tech','who_type':1,'who_agentid':5," WEB, "member", "5" },
    { "'who':'Jo Tech','who_type':1,'who_agentid':5", "member", "5" },
    { "'who':'Gone','who_type':1,'who_agentid':6," WEB, "member", "6" },
    { "'who':'Jo Tech','who_type':1,'who_agentid':5,'actionby_application_id':'Backup tool'", "system", "5" },
    { "'who':'RMM','who_type':1,'who_agentid':8," WEB, "system", "8" },
    { "'who':'Jo Tech','who_type':1,'who_agentid':17,'actionby_application_id':'Muster'", "self", "17" },
    { "'who':'Muster','who_type':1,'who_agentid':17", "self", "17" },
    { "'who':'Jo Tech','who_type':1,'who_agentid':99," WEB, "external", NULL },
    { "'who':'Jo Tech','who_type':1,'who_agentid':1," WEB, "external", NULL },
    { "'who':'Jo Tech','who_type':1,'who_agentid':0," WEB, "external", NULL },
    { "'who':'Jo Tech','who_type':1,'who_agentid':5,'actionby_user_id':57," WEB, "external", NULL },
    { "'who':'Dana Ray','who_type':2,'actionby_user_id':57", "contact", "57" },
    { "'who':'Jo Tech','who_type':2,'who_agentid':5,'actionby_user_id':57", "contact", "57" },
    { "'who':'Dana Ray','who_type':2,'actionby_user_id':0", "external", NULL },
    { "'who':'Dana Ray','who_type':2", "external", NULL },
    { "'who':'Rule','who_type':0", "system", NULL },
    { "'who':'Jo Tech'", "external", NULL },
    { "'who':'Jo Tech','who_type':9,'who_agentid':5", "external", NULL },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterPsa) person = muster_psa_new_for_integration ("halopsa");
  g_autoptr(JsonNode) members = parse ("{'members':[{'id':5,'name':'Jo Tech'}]}");
  g_autoptr(JsonNode) whoami = parse ("{'member':{'id':5,'name':'Jo Tech'}}");
  g_autoptr(JsonNode) both = parse ("{'notes':[{'id':1,'who_type':1,'who_agentid':5," WEB "},{'id':2,'who_type':1,'who_agentid':5,'actionby_application_id':'Muster'}]}");
  g_autoptr(GPtrArray) unknown = muster_psa_read_notes (person, both, NULL);
  g_autoptr(GPtrArray) own = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'notes':[{'id':2,'note':'x',%s}]}", cases[i].row);
      g_autoptr(JsonNode) answer = parse (text);
      g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

      g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[0]), ==, cases[i].kind);
      g_assert_cmpstr (muster_note_get_author_id (notes->pdata[0]), ==, cases[i].author);
    }
  /* Without the list of agents nobody is one; with a person's own account the browser tells the person from Muster */
  g_assert_cmpstr (muster_note_get_author_kind (unknown->pdata[0]), ==, "external");
  muster_psa_set_members (person, members, whoami);
  own = muster_psa_read_notes (person, both, NULL);
  g_assert_cmpstr (muster_note_get_author_kind (own->pdata[0]), ==, "member");
  g_assert_cmpstr (muster_note_get_author_kind (own->pdata[1]), ==, "self");
}

/* 8: agent 1 is nobody, and agents that only the API can be are shown when asked for */
static void
test_agent_one_is_nobody (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'members':[{'id':1,'name':'Unassigned'},{'id':0},{'id':5,'name':'Jo Tech'},{'id':17,'name':'Muster','isapiagent':true},"
                                      "{'id':6,'name':'Gone','isdisabled':true}]}");
  g_autoptr(GPtrArray) members = muster_psa_read_members (psa, answer, NULL);
  g_auto(Run) list = { NULL };
  g_auto(Run) nobody = { NULL };
  g_auto(Run) disabled = { NULL };
  g_auto(Run) given = { NULL };

  g_assert_cmpuint (members->len, ==, 3);
  g_assert_true (((MusterPsaMember *) members->pdata[0])->person);
  g_assert_false (((MusterPsaMember *) members->pdata[1])->person);
  g_assert_false (((MusterPsaMember *) members->pdata[2])->active);
  RUN (&list, "list-members", "{}", "[]");
  expect_last (&list, "GET " BASE "/Agent?includeapiagents=true&includedisabled=true");
  RUN (&nobody, "assign-ticket", "{'ticket':4021,'member':1}", "{}");
  g_assert_error (nobody.error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_assert_cmpuint (nobody.n, ==, 0);
  RUN (&disabled, "assign-ticket", "{'ticket':4021,'member':6}", TICKET, "{'id':6,'isdisabled':true}");
  expect_refused (&disabled, MUSTER_ERROR_INVALID_INPUT, "GET " BASE "/Agent/6");
  RUN (&given, "assign-ticket", "{'ticket':4021,'member':5}", TICKET, "{'id':5,'isdisabled':false}", TICKET);
  expect_last (&given, "POST " BASE "/Tickets [{'id':4021,'agent_id':5}]");
}

/* 9: the vendor's own spellings, where a right one would be ignored */
static void
test_spellings (void)
{
  g_auto(Run) poll = { NULL };
  g_auto(Run) more = { NULL };
  g_auto(Run) closed = { NULL };
  const char *empty = "{'record_count':0,'tickets':[]}";

  RUN (&poll, "poll-tickets", "{'since':'2025-11-20T13:00:00Z'}", empty);
  expect_last (&poll, "GET " BASE "/Tickets?pageinate=true&lastupdatefromdate=2025-11-20T13:00:00&order=id&orderdesc=false&page_no=1&page_size=100");
  RUN (&more, "poll-tickets", "{'since':'2025-11-20T13:00:00Z','after':'10'}", empty);
  expect_last (&more, "GET " BASE "/Tickets?pageinate=true&lastupdatefromdate=2025-11-20T13:00:00&order=id&orderdesc=false&page_no=10&page_size=100");
  RUN (&closed, "list-closed-tickets", "{'from':'2025-11-01T00:00:00+01:00','to':'2025-12-01T00:00:00.5Z'}", empty);
  expect_last (&closed, "GET " BASE "/Tickets?pageinate=true&closed_only=true&datesearch=datecleared&startdate=2025-10-31T23:00:00"
               "&enddate=2025-12-01T00:00:00&order=id&orderdesc=false&page_no=1&page_size=100");
}

/* 10: webhooks are unsigned, and nobody outside knows the numbers of their events: no tool registers one */
static void
test_webhooks_are_unsigned (void)
{
  static const char * const missing[] = { "register-webhook", "enable-webhook", "remove-webhook", "read-signing-key" };
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterSecret) key = muster_secret_new ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"object_id\":1}", 15);
  g_autoptr(MusterHook) hook = muster_hook_new (body);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterCatalog) catalog = NULL;
  gsize i;

  muster_core_register_resources ();
  catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  for (i = 0; i < G_N_ELEMENTS (missing); i++)
    {
      g_autofree char *id = g_strconcat ("halopsa:", missing[i], NULL);

      g_assert_null (muster_catalog_lookup_tool (catalog, id));
    }
  g_assert_nonnull (muster_catalog_lookup_tool (catalog, "halopsa:list-webhooks"));
  g_assert_false (muster_psa_has_hook_keys (psa));
  muster_hook_add_header (hook, "x-hub-signature", "anything");
  g_assert_false (muster_psa_verify_hook (psa, hook, key, NULL));
}

/* 11: times have no zone and are UTC, with up to seven digits; 1899 is never */
static void
test_dates (void)
{
  static const struct
  {
    const char *text;
    gint64      us;
  } cases[] = {
    { "2025-11-20T13:05:00.1234567", G_GINT64_CONSTANT (1763643900123456) },
    { "2025-11-20T13:05:00", G_GINT64_CONSTANT (1763643900000000) },
    { "2025-11-20T13:05:00.5Z", G_GINT64_CONSTANT (1763643900500000) },
    { "2025-11-20T14:05:00+01:00", G_GINT64_CONSTANT (1763643900000000) },
    { "1899-12-30T00:00:00", 0 }, { "1899-12-30T00:00:00Z", 0 }, { "", 0 }, { "soon", 0 },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'notes':[{'id':1,'datetime':'%s'}]}", cases[i].text);
      g_autoptr(JsonNode) answer = parse (text);
      g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);
      gint64 us = muster_note_get_created (notes->pdata[0]);

      g_assert_cmpint (us / 10, ==, cases[i].us / 10);
    }
}

/* A priority is a number of its service agreement */
static void
test_priorities_of_an_agreement (void)
{
  g_auto(Run) run = { NULL };

  RUN (&run, "set-ticket-priority", "{'ticket':4021,'priority':'high'}", TICKET,
       "[{'id':'0a9c1d3a-0000-4000-8000-000000000002','slaid':2,'priorityid':2,'name':'High'}]", TICKET);
  expect_last (&run, "POST " BASE "/Tickets [{'id':4021,'priority_id':2}]");
}

/* A status that is written a little differently is another one */
static void
test_status_by_exact_name (void)
{
  g_auto(Run) run = { NULL };

  RUN (&run, "set-ticket-status", "{'ticket':4021,'status':'closed'}", TICKET, "[{'id':9,'name':'Closed'}]", TICKET);
  expect_refused (&run, MUSTER_ERROR_NOT_FOUND, "GET " BASE "/Status?ticket_id=4021");
}

static void
test_error_bodies (void)
{
  static const struct
  {
    const char *answer;
    int         code;
    const char *words;
  } cases[] = {
    { "400 {'ClassName':'System.Exception','Message':'The request is invalid.'}", MUSTER_ERROR_INVALID_INPUT, "The request is invalid." },
    { "400 {'resultCode':17,'errorMessage':'No such client'}", MUSTER_ERROR_INVALID_INPUT, "No such client" },
    { "400 {'error':'invalid_scope','error_description':'Not allowed'}", MUSTER_ERROR_INVALID_INPUT, "invalid_scope: Not allowed" },
    { "429 Rate Limit Reached - 300 Requests per rolling 5 minute window", MUSTER_ERROR_RATE_LIMITED, "Rate Limit Reached" },
    { "401 {'Message':'Authorization has been denied for this request.'}", MUSTER_ERROR_SIGNED_OUT, "denied" },
    { "403 {'Message':'You do not have permission to do this.'}", MUSTER_ERROR_FORBIDDEN, "permission" },
    { "404 {'Message':'Not found'}", MUSTER_ERROR_NOT_FOUND, "Not found" },
    { "502 <html>Bad gateway</html>", MUSTER_ERROR_OFFLINE, "HTTP 502" },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Run) run = { NULL };

      RUN (&run, "read-ticket", "{'ticket':4021}", cases[i].answer);
      g_assert_error (run.error, MUSTER_ERROR, cases[i].code);
      g_assert_nonnull (strstr (run.error->message, cases[i].words));
      g_assert_null (strstr (run.error->message, "<html>"));
    }
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/halopsa/quirk/bodies-are-arrays", test_bodies_are_arrays);
  g_test_add_func ("/halopsa/quirk/answers-of-posts", test_answers_of_posts);
  g_test_add_func ("/halopsa/quirk/wrapped-lists", test_wrapped_lists);
  g_test_add_func ("/halopsa/quirk/unknown-is-ignored", test_unknown_is_ignored);
  g_test_add_func ("/halopsa/quirk/action-ids-per-ticket", test_action_ids_per_ticket);
  g_test_add_func ("/halopsa/quirk/outcome-is-mandatory", test_outcome_is_mandatory);
  g_test_add_func ("/halopsa/quirk/outcome-changed", test_outcome_changed);
  g_test_add_func ("/halopsa/quirk/note-html", test_note_html);
  g_test_add_func ("/halopsa/quirk/emailtolist", test_emailtolist);
  g_test_add_func ("/halopsa/quirk/reply-goes-nowhere-else", test_reply_goes_nowhere_else);
  g_test_add_func ("/halopsa/quirk/author-is-the-agent", test_author_is_the_agent);
  g_test_add_func ("/halopsa/quirk/agent-one-is-nobody", test_agent_one_is_nobody);
  g_test_add_func ("/halopsa/quirk/spellings", test_spellings);
  g_test_add_func ("/halopsa/quirk/webhooks-are-unsigned", test_webhooks_are_unsigned);
  g_test_add_func ("/halopsa/quirk/dates", test_dates);
  g_test_add_func ("/halopsa/quirk/priorities-of-an-agreement", test_priorities_of_an_agreement);
  g_test_add_func ("/halopsa/quirk/status-by-exact-name", test_status_by_exact_name);
  g_test_add_func ("/halopsa/quirk/error-bodies", test_error_bodies);

  return g_test_run ();
}

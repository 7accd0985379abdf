/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-halopsa.h"
#include "muster-hook.h"
#include "muster-json.h"
#include "muster-test.h"

#define WEB "'actionby_application_id':'nethelpdesk-agent-web-application'"
#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define TICKET \
  "'id':4021,'summary':'Cannot print','status_id':1,'tickettype_id':2,'sla_id':1,'priority_id':3,'client_id':12,'client_name':'Acme Widgets'," \
  "'user_id':57,'user_name':'Dana Ray','user_email':'dana.ray@acme.test','team':'1st Line','team_id':4,'agent_id':1," \
  "'dateoccurred':'2025-11-20T13:05:00.1234567'"

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  JsonNode *node = muster_json_from_string_trusted (json, &error);

  g_assert_no_error (error);
  return node;
}

static MusterPsa *
new_psa (void)
{
  MusterPsa *psa = muster_psa_new_for_integration ("halopsa");
  g_autoptr(JsonNode) members = parse ("{'members':[{'id':1,'name':'Unassigned'},{'id':5,'name':'Jo Tech','isapiagent':false},"
                                       "{'id':6,'name':'Gone','isdisabled':true},{'id':8,'name':'RMM','isapiagent':true},"
                                       "{'id':17,'name':'Muster','isapiagent':true}]}");
  g_autoptr(JsonNode) whoami = parse ("{'member':{'id':17,'name':'Muster'}}");
  g_autoptr(JsonNode) lists = parse ("{'teams':[{'id':4,'name':'1st Line'},{'id':9,'name':'Old','inactive':true}],"
                                     "'statuses':[{'id':1,'name':'New'},{'id':9,'name':'Closed'},{'id':21,'name':'Done'}],'openStatuses':[{'id':1}],"
                                     "'priorities':[{'id':'guid','slaid':1,'priorityid':3,'name':'Medium'},{'id':'guid','slaid':2,'priorityid':3,'name':'Low'}],"
                                     "'types':[{'id':2,'name':'Incident'},{'id':3,'name':'Alert','visible':true},{'id':4,'name':'Secret','visible':false}]}");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) choices = muster_psa_read_choices (psa, lists, NULL, &error);

  g_assert_no_error (error);
  muster_psa_set_members (psa, members, whoami);
  muster_psa_set_choices (psa, choices);
  return psa;
}

static MusterTicket *
ticket_with (MusterPsa  *psa,
             const char *more)
{
  g_autofree char *text = g_strdup_printf ("{" TICKET ",%s}", more);
  g_autoptr(JsonNode) row = parse (text);
  g_autoptr(GError) error = NULL;
  MusterTicket *ticket = muster_psa_read_ticket (psa, json_node_get_object (row), "C1", &error);

  g_assert_no_error (error);
  return ticket;
}

static void
test_ticket (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterTicket) ticket = ticket_with (psa, "'details':'It is broken','lastactiondate':'2025-11-20T13:10:22.1','last_update':'2025-11-20T13:10:21'");

  g_assert_cmpstr (muster_ticket_get_external_id (ticket), ==, "4021");
  g_assert_cmpstr (muster_ticket_get_number (ticket), ==, "4021");
  g_assert_cmpstr (muster_ticket_get_company_id (ticket), ==, "12");
  g_assert_cmpstr (muster_ticket_get_company_name (ticket), ==, "Acme Widgets");
  g_assert_cmpstr (muster_ticket_get_contact_id (ticket), ==, "57");
  g_assert_cmpstr (muster_ticket_get_contact_email (ticket), ==, "dana.ray@acme.test");
  g_assert_cmpstr (muster_ticket_get_description (ticket), ==, "It is broken");
  g_assert_cmpstr (muster_ticket_get_board (ticket), ==, "1st Line");
  g_assert_cmpstr (muster_ticket_get_board_id (ticket), ==, "4");
  g_assert_cmpstr (muster_ticket_get_ticket_type (ticket), ==, "Incident");
  g_assert_cmpstr (muster_ticket_get_status (ticket), ==, "New");
  g_assert_cmpstr (muster_ticket_get_priority (ticket), ==, "Medium");
  g_assert_cmpstr (muster_ticket_get_version (ticket), ==, "2025-11-20T13:10:22.1");
  g_assert_cmpint (muster_ticket_get_updated (ticket) - muster_ticket_get_created (ticket), ==, 321976544);
  g_assert_cmpint (muster_ticket_get_origin (ticket), ==, MUSTER_TICKET_ORIGIN_UNKNOWN);
  g_assert_false (muster_ticket_get_closed (ticket));
  g_assert_false (muster_ticket_get_monitoring (ticket));
}

static void
test_closed (void)
{
  static const struct
  {
    const char *row;
    gboolean    closed;
  } cases[] = {
    { "'status_id':1,'dateclosed':'1899-12-30T00:00:00'", FALSE },
    { "'status_id':9,'dateclosed':'2025-11-21T00:00:00'", TRUE },
    { "'status_id':21", TRUE },
    { "'status_id':1,'hasbeenclosed':true,'dateclosed':'2025-11-21T00:00:00'", FALSE },
    { "'status_id':77,'dateclosed':'2025-11-21T00:00:00'", TRUE },
    { "'status_id':77,'dateclosed':null", FALSE },
    { "'status_id':1,'merged_into_id':4000", TRUE },
    { "'status_id':1,'merged_into_id':0", FALSE },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id':4021,'last_update':'2025-11-20T13:10:22',%s}", cases[i].row);
      g_autoptr(JsonNode) row = parse (text);
      g_autoptr(MusterTicket) ticket = muster_psa_read_ticket (psa, json_node_get_object (row), "C1", NULL);

      g_assert_cmpint (muster_ticket_get_closed (ticket), ==, cases[i].closed);
    }
}

static void
test_monitoring (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) row = parse ("{'id':4022,'tickettype_id':3,'last_update':'2025-11-20T13:10:22'}");
  g_autoptr(MusterTicket) ticket = muster_psa_read_ticket (psa, json_node_get_object (row), "C1", NULL);

  g_assert_true (muster_ticket_get_monitoring (ticket));
}

static void
test_hostile (void)
{
  static const char * const answers[] = {
    "{}", "[]", "{'tickets':{}}", "{'tickets':[{'summary':'x'}]}", "{'tickets':[{'id':4021}]}",
    "{'tickets':[{'id':'4021','last_update':'2025-11-20T13:10:22'}]}", "{'tickets':[{'id':-1,'last_update':'2025-11-20T13:10:22'}]}",
    "{'tickets':[{'id':4021,'last_update':'1899-12-30T00:00:00'}]}", "{'tickets':[{'id':4021,'last_update':17}]}",
    "{'tickets':[{'id':4021,'last_update':'yesterday'}]}",
  };
  static const char * const notes[] = { "{}", "[]", "{'notes':1}", "{'notes':[{}]}", "{'notes':[null]}", "{'notes':[{'id':'1'}]}" };
  static const char * const choices[] = { "{}", "{'teams':[]}", "{'teams':[],'statuses':[],'priorities':[]}" };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(JsonNode) answer = parse (answers[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_psa_read_tickets (psa, answer, "C1", &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
  for (i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autoptr(JsonNode) answer = parse (notes[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_psa_read_notes (psa, answer, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
  for (i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr(JsonNode) answer = parse (choices[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_psa_read_choices (psa, answer, NULL, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
}

/* Members of another type, or none at all: read as if they were not there */
static void
test_missing_members (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) row = parse ("{'id':4021,'last_update':'2025-11-20T13:10:22','summary':7,'details':{},'client_id':'12','user_id':0,'team':null,"
                                   "'status_id':[],'tickettype_id':true,'priority_id':-3,'sla_id':null,'source':'x','closure_note':1,'user_email':''}");
  g_autoptr(MusterTicket) ticket = muster_psa_read_ticket (psa, json_node_get_object (row), "C1", NULL);
  g_autoptr(JsonNode) answer = parse ("{'notes':[{'id':1,'note':{},'who':3,'who_type':'1','timetaken':{},'hiddenfromuser':'true','datetime':5}]}");
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);
  g_autoptr(JsonNode) companies = parse ("{'companies':[{'id':12},{'name':'x'},null,7,{'id':13,'name':'B'}]}");
  g_autoptr(GPtrArray) list = muster_psa_read_companies (psa, companies, NULL);

  /* A ticket that nobody has touched keeps no other from being read */
  g_autoptr(JsonNode) list_answer = parse ("{'tickets':[{'id':1,'last_update':null,'lastactiondate':'1899-12-30T00:00:00','datecreated':'2025-11-20T13:05:00'},"
                                           "{'id':2,'last_update':'2025-11-20T13:10:22'}]}");
  g_autoptr(GPtrArray) tickets = muster_psa_read_tickets (psa, list_answer, "C1", NULL);

  g_assert_cmpuint (tickets->len, ==, 2);
  g_assert_cmpint (muster_ticket_get_updated (tickets->pdata[0]), ==, muster_ticket_get_created (tickets->pdata[0]));
  g_assert_null (muster_ticket_get_company_id (ticket));
  g_assert_null (muster_ticket_get_contact_email (ticket));
  g_assert_null (muster_ticket_get_contact_id (ticket));
  g_assert_null (muster_ticket_get_status_id (ticket));
  g_assert_null (muster_ticket_get_priority_id (ticket));
  g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[0]), ==, "external");
  g_assert_false (muster_note_get_internal (notes->pdata[0]));
  g_assert_cmpuint (list->len, ==, 1);
}

static void
test_opening (void)
{
  static const struct
  {
    const char        *action;
    MusterTicketOrigin origin;
    gboolean           member, ours, monitoring;
  } cases[] = {
    { "'who_type':2,'actionby_user_id':57,'emaildirection':'I','emailfrom':'dana.ray@acme.test'", MUSTER_TICKET_ORIGIN_EMAIL, FALSE, FALSE, FALSE },
    { "'who_type':2,'actionby_user_id':57,'emailfrom':'dana.ray@acme.test'", MUSTER_TICKET_ORIGIN_EMAIL, FALSE, FALSE, FALSE },
    { "'who_type':2,'actionby_user_id':57", MUSTER_TICKET_ORIGIN_PORTAL, FALSE, FALSE, FALSE },
    { "'who_type':2,'actionby_user_id':0", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, FALSE, FALSE },
    { "'who_type':2,'actionby_user_id':57,'emaildirection':'X'", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, FALSE, FALSE },
    { "'who_type':1,'who_agentid':5," WEB, MUSTER_TICKET_ORIGIN_UNKNOWN, TRUE, FALSE, FALSE },
    { "'who_type':1,'who_agentid':17,'actionby_application_id':'Muster'", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, TRUE, FALSE },
    { "'who_type':1,'who_agentid':8,'actionby_application_id':'RMM'", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, FALSE, TRUE },
    { "'who_type':0", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, FALSE, TRUE },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterPsa) psa = new_psa ();
      g_autoptr(MusterTicket) ticket = ticket_with (psa, "'last_update':'2025-11-20T13:10:22'");
      g_autofree char *text = g_strdup_printf ("{'notes':[{'id':2,'note':'Later','hiddenfromuser':true,'datetime':'2025-11-20T14:00:00','who_type':1,'who_agentid':5},"
                                               "{'id':1,'note':'It is broken','datetime':'2025-11-20T13:05:00','hiddenfromuser':false,%s}]}", cases[i].action);
      g_autoptr(JsonNode) answer = parse (text);
      g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

      g_assert_cmpstr (muster_note_get_kind (notes->pdata[0]), ==, "description");
      muster_psa_apply_notes (psa, ticket, notes);
      g_assert_cmpstr (muster_ticket_get_description (ticket), ==, "It is broken");
      g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 1);
      g_assert_cmpint (muster_ticket_get_origin (ticket), ==, cases[i].origin);
      g_assert_cmpint (muster_ticket_get_entered_by_member (ticket), ==, cases[i].member);
      g_assert_cmpint (muster_ticket_get_ours (ticket), ==, cases[i].ours);
      g_assert_cmpint (muster_ticket_get_monitoring (ticket), ==, cases[i].monitoring);
    }
}

/* A mail is the origin of a ticket only when it came with it */
static void
test_incoming_mail (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterTicket) first = ticket_with (psa, "'last_update':'2025-11-20T13:10:22','lastincomingemail':'2025-11-20T13:04:10'");
  g_autoptr(MusterTicket) later = ticket_with (psa, "'last_update':'2025-11-20T13:10:22','lastincomingemail':'2025-11-20T17:04:10'");
  g_autoptr(MusterTicket) never = ticket_with (psa, "'last_update':'2025-11-20T13:10:22','lastincomingemail':'1899-12-30T00:00:00'");

  g_assert_cmpint (muster_ticket_get_origin (first), ==, MUSTER_TICKET_ORIGIN_EMAIL);
  g_assert_cmpint (muster_ticket_get_origin (later), ==, MUSTER_TICKET_ORIGIN_UNKNOWN);
  g_assert_cmpint (muster_ticket_get_origin (never), ==, MUSTER_TICKET_ORIGIN_UNKNOWN);
}

static void
test_internal (void)
{
  static const struct
  {
    const char *row;
    gboolean    internal;
  } cases[] = {
    { "{'hiddenfromuser':true}", TRUE },
    { "{'hiddenfromuser':true,'dateemailed':'1899-12-30T00:00:00'}", TRUE },
    { "{'hiddenfromuser':true,'emaildirection':'I'}", TRUE },
    { "{'hiddenfromuser':true,'emaildirection':'O'}", FALSE },
    { "{'hiddenfromuser':true,'dateemailed':'2025-11-20T13:10:22'}", FALSE },
    { "{'hiddenfromuser':false}", FALSE },
    { "{'hiddenfromuser':null}", FALSE },
    { "{'hiddenfromuser':1}", FALSE },
    { "{}", FALSE },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) row = parse (cases[i].row);

      g_assert_cmpint (muster_psa_note_is_internal (psa, json_node_get_object (row)), ==, cases[i].internal);
    }
}

static void
test_edited (void)
{
  static const struct
  {
    const char *times;
    gboolean    edited;
  } cases[] = {
    { "'datetime':'2025-11-20T13:10:22.1','last_updated':'2025-11-20T13:10:24.9'", FALSE },
    { "'datetime':'2025-11-20T13:10:22.1','last_updated':'2025-11-20T13:10:29'", TRUE },
    { "'datetime':'2025-11-20T09:00:00','actiondatecreated':'2025-11-20T13:10:22','last_updated':'2025-11-20T13:10:22'", FALSE },
    { "'datetime':'2025-11-20T13:10:22','last_updated':'1899-12-30T00:00:00'", FALSE },
    { "'datetime':'2025-11-20T13:10:22','last_updated':null", FALSE },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'notes':[{'id':3,%s}]}", cases[i].times);
      g_autoptr(JsonNode) answer = parse (text);
      g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

      g_assert_cmpint (muster_note_get_edited (notes->pdata[0]), ==, cases[i].edited);
    }
}

/* Time is no list of its own: an action that took some is the entry */
static void
test_time_entries (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'notes':[{'id':3,'note':'Worked','timetaken':0.25,'who_type':1,'who_agentid':5,'hiddenfromuser':true},"
                                      "{'id':2,'note':'Said','timetaken':0,'who_type':1,'who_agentid':5},{'id':4,'note':'Also','timetaken':1}]}");
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

  g_assert_cmpstr (muster_note_get_kind (notes->pdata[0]), ==, "note");
  g_assert_cmpstr (muster_note_get_kind (notes->pdata[1]), ==, "time-entry");
  g_assert_cmpstr (muster_note_get_kind (notes->pdata[2]), ==, "time-entry");
}

static void
test_lists (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) companies = parse ("{'companies':[{'id':12,'name':'Acme','inactive':false,'toplevel_name':'Customers','website':'https://www.acme.test/x','ref':'ACM'},"
                                         "{'id':13,'name':'Old','inactive':true,'domain':'old.test'}]}");
  g_autoptr(JsonNode) contacts = parse ("{'contacts':[{'id':57,'firstname':'Dana','surname':'Ray','emailaddress':'dana.ray@acme.test','client_id':12},"
                                        "{'id':58,'name':'Sam','emailaddress':'','inactive':true}]}");
  g_autoptr(JsonNode) contact = parse ("{'contact':{'id':57,'name':'Dana Ray','client_id':12}}");
  g_autoptr(JsonNode) webhooks = parse ("{'webhooks':[{'id':'guid','url':'https://x.test/hooks/1','active':true,'last_status':500},"
                                        "{'id':'g2','url':'https://x.test/hooks/2','active':true,'disabled':true},{'id':'g3'}]}");
  g_autoptr(GPtrArray) list = muster_psa_read_companies (psa, companies, NULL);
  g_autoptr(GPtrArray) people = muster_psa_read_contacts (psa, contacts, NULL);
  g_autoptr(GPtrArray) one = muster_psa_read_contacts (psa, contact, NULL);
  g_autoptr(GPtrArray) hooks = muster_psa_read_webhooks (psa, webhooks, NULL);
  MusterPsaCompany *company = list->pdata[0];
  MusterPsaContact *person = people->pdata[0];
  MusterPsaWebhook *hook = hooks->pdata[0];

  g_assert_cmpstr (company->detail, ==, "ACM");
  g_assert_cmpstr (company->type, ==, "Customers");
  g_assert_cmpstr (company->domain, ==, "acme.test");
  g_assert_true (company->active);
  g_assert_false (((MusterPsaCompany *) list->pdata[1])->active);
  g_assert_cmpstr (((MusterPsaCompany *) list->pdata[1])->domain, ==, "old.test");
  g_assert_cmpstr (person->name, ==, "Dana Ray");
  g_assert_cmpstr (person->company_id, ==, "12");
  g_assert_null (((MusterPsaContact *) people->pdata[1])->email);
  g_assert_false (((MusterPsaContact *) people->pdata[1])->active);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpuint (hooks->len, ==, 2);
  g_assert_true (hook->active);
  g_assert_cmpstr (hook->detail, ==, "HTTP 500");
  g_assert_false (((MusterPsaWebhook *) hooks->pdata[1])->active);
}

static void
test_identity (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) known = parse ("{'member':{'id':17,'name':'Muster'}}");
  g_autoptr(JsonNode) none = parse ("{'member':null}");
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (muster_psa_read_identity (psa, known, &id, &name, NULL));
  g_assert_cmpstr (id, ==, "17");
  g_assert_cmpstr (name, ==, "Muster");
  g_assert_false (muster_psa_read_identity (psa, none, &id, &name, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

static void
test_choices (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'teams':[{'id':4,'name':'1st'},{'id':9,'name':'Old','inactive':true}],'statuses':[{'id':9,'name':'Closed'},{'id':1,'name':'New'}],"
                                      "'openStatuses':[],'priorities':[{'slaid':2,'priorityid':3,'name':'Low','ishidden':true}],'types':[{'id':4,'name':'S','visible':false}]}");
  g_autoptr(GPtrArray) choices = muster_psa_read_choices (psa, answer, NULL, NULL);
  static const struct
  {
    MusterPsaChoiceKind kind;
    const char         *id;
    gboolean            closed, active;
  } expected[] = {
    { MUSTER_PSA_CHOICE_BOARD, "4", FALSE, TRUE }, { MUSTER_PSA_CHOICE_BOARD, "9", FALSE, FALSE },
    /* Whether the filter for open ones is known to the server or not: “Closed” is what HaloPSA ships */
    { MUSTER_PSA_CHOICE_STATUS, "9", TRUE, TRUE }, { MUSTER_PSA_CHOICE_STATUS, "1", FALSE, TRUE },
    { MUSTER_PSA_CHOICE_PRIORITY, "2:3", FALSE, FALSE }, { MUSTER_PSA_CHOICE_TYPE, "4", FALSE, FALSE },
  };
  gsize i;

  g_assert_cmpuint (choices->len, ==, G_N_ELEMENTS (expected));
  for (i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      g_assert_cmpint (choice->kind, ==, expected[i].kind);
      g_assert_cmpstr (choice->id, ==, expected[i].id);
      g_assert_cmpint (choice->closed, ==, expected[i].closed);
      g_assert_cmpint (choice->active, ==, expected[i].active);
      g_assert_null (choice->parent_id);
    }
}

static void
test_cursor (void)
{
  static const struct
  {
    guint       rows;
    const char *cursor;
    const char *next;
  } cases[] = {
    { 1000, NULL, "10" }, { 1000, "10", "19" }, { 0, NULL, "2" }, { 30, "4", "5" }, { 100, "x", "2" }, { 1000, "-5", "10" },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;
  guint j;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) text = g_string_new ("{'tickets':[");
      g_autoptr(JsonNode) answer = NULL;
      g_autofree char *next = NULL;

      for (j = 0; j < cases[i].rows; j++)
        g_string_append (text, j > 0 ? ",{}" : "{}");
      g_string_append (text, "],'truncated':true}");
      answer = parse (text->str);
      next = muster_psa_get_cursor (psa, answer, cases[i].cursor);
      g_assert_cmpstr (next, ==, cases[i].next);
    }
}

/* --- Setting up --- */

static void
test_instance (void)
{
  static const struct
  {
    const char *typed;
    const char *instance;
  } cases[] = {
    { "example.halopsa.com", "https://example.halopsa.com" },
    { " https://Example.HaloPSA.com/auth ", "https://example.halopsa.com" },
    { "https://example.halopsa.com/api", "https://example.halopsa.com" },
    { "https://example.halopsa.com/api/Tickets?x=1", "https://example.halopsa.com" },
    { "example", "https://example.halopsa.com" },
    { "http://example.halopsa.com", "https://example.halopsa.com" },
    { "halo.msp.example:8443/", "https://halo.msp.example:8443" },
    { "https://desk.msp.example/portal/tickets?id=4", "https://desk.msp.example" },
    { "http://127.0.0.1:8080/auth", "http://127.0.0.1:8080" },
    { "", NULL }, { "two words", NULL }, { "https://user:pw@example.halopsa.com", NULL }, { "ftp://example.halopsa.com", NULL },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *instance = muster_halopsa_normalize_instance (cases[i].typed, NULL);

      g_assert_cmpstr (instance, ==, cases[i].instance);
    }
}

static void
test_auth_info (void)
{
  static const struct
  {
    const char *instance;
    const char *info;
    const char *auth;
    const char *tenant;
  } cases[] = {
    { "https://example.halopsa.com", "{'info':{'auth_url':'https://example.halopsa.com/auth','tenant_id':'example'}}", "https://example.halopsa.com/auth", "example" },
    { "https://example.halopsa.com", "{'info':{'auth_url':'https://example.halopsa.com/auth/','tenant_id':''}}", "https://example.halopsa.com/auth", NULL },
    { "https://example.halopsa.com", "{'info':{}}", "https://example.halopsa.com/auth", NULL },
    { "https://example.halopsa.com", "{'info':null}", "https://example.halopsa.com/auth", NULL },
    { "https://halo.msp.example", "{'info':{'auth_url':'https://auth.msp.example/auth'}}", "https://auth.msp.example/auth", NULL },
    { "https://desk.msp.example", "{'info':{'auth_url':'https://msp.halopsa.com/auth'}}", "https://msp.halopsa.com/auth", NULL },
    { "http://127.0.0.1:8080", "{'info':{'auth_url':'http://127.0.0.1:8080/auth'}}", "http://127.0.0.1:8080/auth", NULL },
    { "https://example.halopsa.com", "{'info':{'auth_url':'https://evil.example/auth'}}", NULL, NULL },
    { "https://example.halopsa.com", "{'info':{'auth_url':'http://example.halopsa.com/auth'}}", NULL, NULL },
    { "https://example.halopsa.com", "{'info':{'auth_url':'https://example.halopsa.com:8443/auth'}}", NULL, NULL },
    { "https://example.halopsa.com", "{'info':{'auth_url':'https://x@example.halopsa.com/auth'}}", NULL, NULL },
    { "https://example.halopsa.com", "{'info':{'auth_url':'https://halopsa.com.evil.example/auth'}}", NULL, NULL },
    { "https://halo.msp.example", "{'info':{'auth_url':'http://auth.msp.example/auth'}}", NULL, NULL },
    { "https://10.0.0.5", "{'info':{'auth_url':'https://10.9.0.5/auth'}}", NULL, NULL },
    { "https://example.halopsa.com", "{'info':{'auth_url':'/auth'}}", NULL, NULL },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) info = parse (cases[i].info);
      g_autoptr(GError) error = NULL;
      g_autofree char *auth = NULL;
      g_autofree char *tenant = NULL;

      muster_halopsa_read_auth_info (cases[i].instance, info, &auth, &tenant, &error);
      g_assert_cmpstr (auth, ==, cases[i].auth);
      g_assert_cmpstr (tenant, ==, cases[i].tenant);
      if (cases[i].auth == NULL)
        g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_WRONG_REGION);
      else
        g_assert_no_error (error);
    }
}

static void
test_urls (void)
{
  g_autofree char *token = muster_halopsa_token_url ("https://example.halopsa.com/auth", "a b&c");
  g_autofree char *bare = muster_halopsa_token_url ("https://example.halopsa.com/auth", "");
  g_autofree char *authorize = muster_halopsa_authorize_url ("https://example.halopsa.com/auth", "example");

  g_assert_cmpstr (token, ==, "https://example.halopsa.com/auth/token?tenant=a%20b%26c");
  g_assert_cmpstr (bare, ==, "https://example.halopsa.com/auth/token");
  g_assert_cmpstr (authorize, ==, "https://example.halopsa.com/auth/authorize?tenant=example");
}

static void
test_advice (void)
{
  static const struct
  {
    const char *tool;
    int         code;
    const char *message;
    const char *problem;
    const char *word;
  } cases[] = {
    { "whoami", MUSTER_ERROR_SIGNED_OUT, "HTTP 400 invalid_client: Invalid client id or secret.", "wrong-secret", "client secret" },
    { NULL, MUSTER_ERROR_SIGNED_OUT, "invalid_grant", "wrong-key", "again" },
    { NULL, MUSTER_ERROR_INVALID_INPUT, "HTTP 400 invalid_scope", "missing-right", "read:tickets" },
    { NULL, MUSTER_ERROR_FORBIDDEN, "HTTP 400 invalid_scope", "missing-right", "read:tickets" },
    { NULL, MUSTER_ERROR_SIGNED_OUT, "HTTP 400 unauthorized_client", "app-unknown", "Services" },
    { NULL, MUSTER_ERROR_SIGNED_OUT, "HTTP 400: Unknown tenant", "wrong-tenant", "tenant" },
    { "whoami", MUSTER_ERROR_SIGNED_OUT, "HTTP 401", "wrong-key", NULL },
    { "list-companies", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "read:customers" },
    { "poll-tickets", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "read:tickets" },
    { "add-internal-note", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "edit:tickets" },
    { "list-members", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "list of agents" },
    { "list-outcomes", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "outcomes" },
    { "list-webhooks", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "admin" },
    { "remove-note", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "delete" },
    { "whoami", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "login type" },
    { "list-outcomes", MUSTER_ERROR_NOT_FOUND, "No outcome", "no-outcome", "Private Note" },
    { "add-internal-note", MUSTER_ERROR_INVALID_INPUT, "HTTP 400: An Outcome must be entered for this Action", "no-outcome", "Private Note" },
    { "whoami", MUSTER_ERROR_NOT_FOUND, "The answer names no agent", "bad-answer", "version" },
    { "auth-info", MUSTER_ERROR_NOT_FOUND, "HTTP 404", "wrong-address", "example.halopsa.com" },
    { "auth-info", MUSTER_ERROR_BAD_REPLY, "a web page", "wrong-address", NULL },
    { "poll-tickets", MUSTER_ERROR_BAD_REPLY, "HTTP 500", "bad-answer", NULL },
    { "poll-tickets", MUSTER_ERROR_NOT_FOUND, "HTTP 404", "bad-answer", NULL },
    { "poll-tickets", MUSTER_ERROR_SIGNED_OUT, "HTTP 401", "wrong-key", "not disabled" },
    { "list-choices", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right", "read:tickets" },
    { "auth-info", MUSTER_ERROR_WRONG_REGION, "elsewhere", "wrong-address", NULL },
    { "whoami", MUSTER_ERROR_RATE_LIMITED, "HTTP 429", "throttled", NULL },
    { "whoami", MUSTER_ERROR_OFFLINE, "no route", "no-network", NULL },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (MUSTER_ERROR, cases[i].code, cases[i].message);
      g_autoptr(MusterAdvice) advice = muster_advice_for ("halopsa", cases[i].tool, error);

      g_assert_cmpstr (advice->problem, ==, cases[i].problem);
      if (cases[i].word != NULL && strstr (advice->text, cases[i].word) == NULL)
        g_error ("%s: “%s” lacks “%s”", cases[i].tool, advice->text, cases[i].word);
    }
}

/* --- Webhooks --- */

static MusterHook *
new_hook (const char *body,
          const char *authorization)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  MusterHook *hook = muster_hook_new (bytes);

  if (authorization != NULL)
    muster_hook_add_header (hook, "Authorization", authorization);
  return hook;
}

static char *
basic (const char *credentials,
       gssize      length)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) credentials, length < 0 ? strlen (credentials) : (gsize) length);

  return g_strconcat ("Basic ", base64, NULL);
}

static void
test_hook_credentials (void)
{
  static const struct
  {
    const char *credentials;
    gssize      length;
    gboolean    ok;
  } cases[] = {
    { "muster:" KEY, -1, TRUE },
    { "someone else:" KEY, -1, TRUE },
    { ":" KEY, -1, TRUE },
    { "muster:" KEY "0", -1, FALSE },
    { "muster:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde", -1, FALSE },
    { "muster:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeF", -1, FALSE },
    { "muster:", -1, FALSE },
    { "muster", -1, FALSE },
    { KEY, -1, FALSE },
    { KEY ":", -1, FALSE },
    { "muster:" KEY "\0x", 73, FALSE },
    { "muster::" KEY, -1, FALSE },
    { "muster: " KEY, -1, FALSE },
    { "muster:" KEY "\n", -1, FALSE },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterSecret) key = muster_secret_new (KEY);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = basic (cases[i].credentials, cases[i].length);
      g_autoptr(MusterHook) hook = new_hook ("{'object_id':4021}", header);
      g_autoptr(GError) error = NULL;

      if (muster_psa_verify_hook (psa, hook, key, &error) != cases[i].ok)
        g_error ("case %u", (guint) i);
    }
}

static void
test_hook_headers (void)
{
  static const char * const headers[] = {
    "Bearer " KEY, "Basic", "Basic ", "Basic !!!!", "Basic bXVzdGVy", KEY, "", "Digest x", "Basic bXVzdGVyOjAx=MjM0", "Basic bXVzdGVy OjAx",
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterSecret) key = muster_secret_new (KEY);
  g_autoptr(MusterSecret) weak = muster_secret_new ("secret");
  g_autofree char *right = basic ("muster:" KEY, -1);
  g_autofree char *lower = g_strconcat ("basic  ", right + strlen ("Basic "), NULL);
  g_autofree char *short_one = basic ("muster:secret", -1);
  g_autoptr(MusterHook) none = new_hook ("{}", NULL);
  g_autoptr(MusterHook) twice = new_hook ("{}", right);
  g_autoptr(MusterHook) any_case = new_hook ("{}", lower);
  g_autoptr(MusterHook) with_weak = new_hook ("{}", short_one);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(MusterHook) hook = new_hook ("{}", headers[i]);

      g_assert_false (muster_psa_verify_hook (psa, hook, key, NULL));
    }
  g_assert_false (muster_psa_verify_hook (psa, none, key, NULL));
  muster_hook_add_header (twice, "authorization", right);
  g_assert_false (muster_psa_verify_hook (psa, twice, key, NULL));
  g_assert_true (muster_psa_verify_hook (psa, any_case, key, NULL));
  g_assert_false (muster_psa_verify_hook (psa, with_weak, weak, NULL));
}

static void
test_hook_bodies (void)
{
  static const struct
  {
    const char *body;
    const char *hints;
  } cases[] = {
    { "{'id':'g','event':'new ticket logged','object_id':4021}", "ticket/4021" },
    { "{'event':'ticket status changed','object_id':'4021','agent_id':5}", "ticket/4021" },
    { "{'object_id':4021}", "ticket/4021" },
    { "{'event':'something','ticket':{'id':4021}}", "ticket/4021" },
    { "{'event':'','ticket':{'id':4021},'object_id':4021}", "ticket/4021" },
    { "{'event':'new user created','object_id':57}", "other/57" },
    { "[{'object_id':1,'event':'ticket updated'},{'object_id':2},{'object_id':1,'event':'new action'}]", "ticket/1 ticket/2" },
    { "{'events':[{'object_id':3},{'object_id':4}]}", "ticket/3 ticket/4" },
    { "[{'object_id':0},{'object_id':7},'x',null]", "ticket/7" },
    { "{}", NULL }, { "[]", NULL }, { "7", NULL }, { "", NULL }, { "{'object_id':-1}", NULL }, { "{'object_id':0}", NULL }, { "{'object_id':'x'}", NULL },
    { "{'object_id':1.5}", NULL }, { "{'object_id':{'id':1}}", NULL }, { "{'object_id':99999999999999999999}", NULL }, { "<html>", NULL },
    { "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", NULL },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;
  guint j;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterHook) hook = new_hook (cases[i].body, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) hints = muster_psa_read_hook (psa, hook, &error);
      g_autoptr(GString) text = g_string_new (NULL);

      for (j = 0; hints != NULL && j < hints->len; j++)
        g_string_append_printf (text, "%s%s/%s", j > 0 ? " " : "", ((MusterPsaHint *) hints->pdata[j])->object,
                                ((MusterPsaHint *) hints->pdata[j])->id);
      g_assert_cmpstr (hints != NULL ? text->str : NULL, ==, cases[i].hints);
      g_assert_cmpint (error != NULL, ==, hints == NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/connectors/halopsa/ticket", test_ticket);
  g_test_add_func ("/connectors/halopsa/closed", test_closed);
  g_test_add_func ("/connectors/halopsa/monitoring", test_monitoring);
  g_test_add_func ("/connectors/halopsa/hostile", test_hostile);
  g_test_add_func ("/connectors/halopsa/missing-members", test_missing_members);
  g_test_add_func ("/connectors/halopsa/opening", test_opening);
  g_test_add_func ("/connectors/halopsa/incoming-mail", test_incoming_mail);
  g_test_add_func ("/connectors/halopsa/internal", test_internal);
  g_test_add_func ("/connectors/halopsa/edited", test_edited);
  g_test_add_func ("/connectors/halopsa/time-entries", test_time_entries);
  g_test_add_func ("/connectors/halopsa/lists", test_lists);
  g_test_add_func ("/connectors/halopsa/identity", test_identity);
  g_test_add_func ("/connectors/halopsa/choices", test_choices);
  g_test_add_func ("/connectors/halopsa/cursor", test_cursor);
  g_test_add_func ("/connectors/halopsa/instance", test_instance);
  g_test_add_func ("/connectors/halopsa/auth-info", test_auth_info);
  g_test_add_func ("/connectors/halopsa/urls", test_urls);
  g_test_add_func ("/connectors/halopsa/advice", test_advice);
  g_test_add_func ("/connectors/halopsa/hook/credentials", test_hook_credentials);
  g_test_add_func ("/connectors/halopsa/hook/headers", test_hook_headers);
  g_test_add_func ("/connectors/halopsa/hook/bodies", test_hook_bodies);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-connectwise.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#define TICKET \
  "'id':69,'summary':'Cannot print','recordType':'ServiceTicket','board':{'id':1,'name':'Help Desk'},'status':{'id':16,'name':'New'}," \
  "'company':{'id':250,'identifier':'ACME','name':'Acme Widgets'},'contact':{'id':412,'name':'Dana Ray'},'contactName':'D. Ray'," \
  "'contactEmailAddress':'dana.ray@acme.test','priority':{'id':4,'name':'Priority 3'},'type':{'id':2,'name':'Printer'},'closedFlag':false"

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
  MusterPsa *psa = muster_psa_new_for_integration ("connectwise");
  g_autoptr(JsonNode) members = parse ("{'members':[{'id':1,'identifier':'jtech','licenseClass':'F'},{'id':2,'identifier':'muster','licenseClass':'A'},"
                                       "{'id':3,'identifier':'rmm','licenseClass':'A'},{'id':4,'identifier':'gone','licenseClass':'F','inactiveFlag':true}]}");
  g_autoptr(JsonNode) whoami = parse ("{'member':{'id':2,'identifier':'Muster'}}");

  muster_psa_set_members (psa, members, whoami);
  return psa;
}

static void
test_ticket (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'tickets':[{" TICKET ",'source':{'id':2,'name':'Email Connector'},"
                                      "'_info':{'dateEntered':'2025-11-20T13:05:00Z','enteredBy':'EmailConnector','lastUpdated':'2025-11-20T13:10:22Z'}},"
                                      "{'id':70,'recordType':'ProjectTicket','_info':{'lastUpdated':'2025-11-20T13:10:22Z'}}]}");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) tickets = NULL;
  MusterTicket *ticket;

  tickets = muster_psa_read_tickets (psa, answer, "C1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tickets->len, ==, 1);
  ticket = tickets->pdata[0];
  g_assert_cmpstr (muster_ticket_get_connection_id (ticket), ==, "C1");
  g_assert_cmpstr (muster_ticket_get_external_id (ticket), ==, "69");
  g_assert_cmpstr (muster_ticket_get_company_id (ticket), ==, "250");
  g_assert_cmpstr (muster_ticket_get_contact_id (ticket), ==, "412");
  g_assert_cmpstr (muster_ticket_get_contact_name (ticket), ==, "Dana Ray");
  g_assert_cmpstr (muster_ticket_get_contact_email (ticket), ==, "dana.ray@acme.test");
  g_assert_cmpstr (muster_ticket_get_ticket_type (ticket), ==, "Printer");
  g_assert_cmpstr (muster_ticket_get_status (ticket), ==, "New");
  g_assert_cmpstr (muster_ticket_get_version (ticket), ==, "2025-11-20T13:10:22Z");
  g_assert_cmpint (muster_ticket_get_origin (ticket), ==, MUSTER_TICKET_ORIGIN_EMAIL);
  g_assert_false (muster_ticket_get_entered_by_member (ticket));
  g_assert_cmpint (muster_ticket_get_updated (ticket) - muster_ticket_get_created (ticket), ==, 322 * G_USEC_PER_SEC);
}

static MusterTicket *
ticket_with (MusterPsa  *psa,
             const char *more)
{
  g_autofree char *text = g_strdup_printf ("{'id':69,'company':null,'contact':null,'contactName':'Sam',%s}", more);
  g_autoptr(JsonNode) row = parse (text);
  g_autoptr(GError) error = NULL;
  MusterTicket *ticket = muster_psa_read_ticket (psa, json_node_get_object (row), "C1", &error);

  g_assert_no_error (error);
  return ticket;
}

static void
test_origin (void)
{
  static const struct
  {
    const char        *source;
    const char        *by;
    MusterTicketOrigin origin;
    gboolean           member, ours;
  } cases[] = {
    { "{'name':'Portal'}", "CustomerPortal", MUSTER_TICKET_ORIGIN_PORTAL, FALSE, FALSE },
    { "{'name':'Email'}", "jtech", MUSTER_TICKET_ORIGIN_EMAIL, TRUE, FALSE },
    { "{'name':'Phone Call'}", "JTECH", MUSTER_TICKET_ORIGIN_PHONE, TRUE, FALSE },
    { "{'name':'API'}", "muster", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, TRUE },
    { "null", "rmm", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, FALSE },
    { "null", "gone", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, FALSE },
    { "null", "stranger", MUSTER_TICKET_ORIGIN_UNKNOWN, FALSE, FALSE },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *more = g_strdup_printf ("'source':%s,'closedFlag':%s,'_info':{'lastUpdated':'2025-11-20T13:10:22Z','enteredBy':'%s'}",
                                               cases[i].source, i == 0 ? "true" : "false", cases[i].by);
      g_autoptr(MusterTicket) ticket = ticket_with (psa, more);

      g_assert_cmpint (muster_ticket_get_origin (ticket), ==, cases[i].origin);
      g_assert_cmpint (muster_ticket_get_entered_by_member (ticket), ==, cases[i].member);
      g_assert_cmpint (muster_ticket_get_ours (ticket), ==, cases[i].ours);
      g_assert_cmpint (muster_ticket_get_closed (ticket), ==, i == 0);
      g_assert_null (muster_ticket_get_company_id (ticket));
      g_assert_cmpstr (muster_ticket_get_contact_name (ticket), ==, "Sam");
    }
}

static void
test_hostile (void)
{
  static const char * const answers[] = {
    "{}", "[]", "{'tickets':{}}", "{'tickets':[{'summary':'x'}]}", "{'tickets':[{'id':'69','_info':{'lastUpdated':'x'}}]}",
    "{'tickets':[{'id':69}]}", "{'tickets':[{'id':69,'_info':'x'}]}", "{'tickets':[{'id':-1,'_info':{'lastUpdated':'2025-11-20T13:10:22Z'}}]}",
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(JsonNode) answer = parse (answers[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_psa_read_tickets (psa, answer, "C1", &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
}

/* A name is no right: only the ids of member and contact say who wrote a note */
static void
test_authors (void)
{
  static const struct
  {
    const char *row;
    const char *kind;
  } cases[] = {
    { "'member':{'id':1,'identifier':'jtech','name':'Jo Tech'},'contact':null", "member" },
    { "'member':{'id':2,'identifier':'muster'}", "self" },
    { "'member':{'id':3,'identifier':'rmm'}", "system" },
    { "'contact':{'id':412,'name':'Dana Ray'}", "contact" },
    { "'member':{'id':1,'identifier':'jtech'},'contact':{'id':412,'name':'Dana Ray'}", "contact" },
    { "'member':{'id':1,'identifier':'jtech'},'customerUpdatedFlag':true", "external" },
    { "'createdBy':'jtech'", "external" },
    { "'member':null,'contact':null,'createdBy':'Jo Tech'", "external" },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'notes':[{'id':1,'text':'x',%s}]}", cases[i].row);
      g_autoptr(JsonNode) answer = parse (text);
      g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

      g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[0]), ==, cases[i].kind);
    }
}

static void
test_flags (void)
{
  static const struct
  {
    const char *row;
    gboolean    internal;
  } cases[] = {
    { "{'internalAnalysisFlag':true,'detailDescriptionFlag':false,'resolutionFlag':false}", TRUE },
    { "{'internalAnalysisFlag':true,'detailDescriptionFlag':true,'resolutionFlag':false}", FALSE },
    { "{'internalAnalysisFlag':true,'detailDescriptionFlag':false,'resolutionFlag':true}", FALSE },
    { "{'internalAnalysisFlag':false,'detailDescriptionFlag':false,'resolutionFlag':false}", FALSE },
    { "{'internalAnalysisFlag':true,'detailDescriptionFlag':false,'resolutionFlag':false,'externalFlag':true}", FALSE },
    { "{'internalAnalysisFlag':true}", FALSE },
    { "{'internalAnalysisFlag':'true','detailDescriptionFlag':false,'resolutionFlag':false}", FALSE },
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
test_description (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterTicket) ticket = ticket_with (psa, "'_info':{'lastUpdated':'2025-11-20T13:10:22Z'}");
  g_autoptr(JsonNode) answer = parse ("{'notes':["
                                      "{'id':7,'text':'Looked at it','internalAnalysisFlag':true,'detailDescriptionFlag':false,'resolutionFlag':false,'dateCreated':'2025-11-20T14:00:00Z'},"
                                      "{'id':9,'text':'It is broken','detailDescriptionFlag':true,'dateCreated':'2025-11-20T13:00:00Z'},"
                                      "{'id':8,'text':'Please wait','detailDescriptionFlag':true,'dateCreated':'2025-11-20T15:00:00Z'}]}");
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

  muster_psa_apply_notes (psa, ticket, notes);
  g_assert_cmpstr (muster_ticket_get_description (ticket), ==, "It is broken");
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 2);
  g_assert_cmpstr (muster_note_get_text (muster_ticket_get_notes (ticket)->pdata[0]), ==, "Looked at it");
  g_assert_true (muster_note_get_internal (muster_ticket_get_notes (ticket)->pdata[0]));
}

/* What is too long loses its middle, never its mark */
static void
test_render (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autofree char *filler = g_strnfill (40000, 'x');
  g_autofree char *text = g_strconcat ("Start\r\n", filler, "é\n[ref:01J]", NULL);
  g_autofree char *rendered = muster_psa_render_note (psa, text);
  g_autofree char *kept = muster_psa_render_note (psa, "1) One\r\n2) Two");

  g_assert_cmpuint (strlen (rendered), <, 32000);
  g_assert_true (g_str_has_prefix (rendered, "Start\n"));
  g_assert_true (g_str_has_suffix (rendered, "[ref:01J]"));
  g_assert_true (g_utf8_validate (rendered, -1, NULL));
  g_assert_cmpstr (kept, ==, "1) One\n2) Two");
}

static void
test_site (void)
{
  static const struct
  {
    const char *typed;
    const char *site;
  } cases[] = {
    { "na.myconnectwise.net", "https://na.myconnectwise.net" },
    { " https://EU.myconnectwise.net/v4_6_release/services/x?y ", "https://eu.myconnectwise.net" },
    { "api-na.myconnectwise.net", "https://na.myconnectwise.net" },
    { "http://na.myconnectwise.net", "https://na.myconnectwise.net" },
    { "cw.msp.example:8443", "https://cw.msp.example:8443" },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "api-psa.msp.example", "https://api-psa.msp.example" },
    { "", NULL }, { "two words", NULL }, { "https://user:pw@na.myconnectwise.net", NULL }, { "ftp://na.myconnectwise.net", NULL },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *site = muster_connectwise_normalize_site (cases[i].typed, NULL);

      g_assert_cmpstr (site, ==, cases[i].site);
    }
}

static void
test_root (void)
{
  static const struct
  {
    const char *site;
    const char *codebase;
    const char *root;
  } cases[] = {
    { "https://na.myconnectwise.net", "v2025_1/", "https://api-na.myconnectwise.net/v2025_1/apis/3.0" },
    { "https://eu.myconnectwise.net", "v2025_1", "https://api-eu.myconnectwise.net/v2025_1/apis/3.0" },
    { "https://aus.myconnectwise.net", "v4_6_release/", "https://api-aus.myconnectwise.net/v4_6_release/apis/3.0" },
    { "https://staging.connectwisedev.com", "v2025_1/", "https://api-staging.connectwisedev.com/v2025_1/apis/3.0" },
    { "https://cw.msp.example", "v4_6_release/", "https://cw.msp.example/v4_6_release/apis/3.0" },
    { "http://127.0.0.1:1", "v4_6_release/", "http://127.0.0.1:1/v4_6_release/apis/3.0" },
    { "https://cw.msp.example", "../../evil", NULL },
    { "https://cw.msp.example", "@evil.example/", NULL },
    { "https://cw.msp.example", "", NULL },
  };
  g_autoptr(JsonNode) unknown = parse ("{'info':null}");
  g_autoptr(GError) error = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'info':{'Codebase':'%s','IsCloud':'True'}}", cases[i].codebase);
      g_autoptr(JsonNode) info = parse (text);
      g_autofree char *root = muster_connectwise_api_root (cases[i].site, info, NULL);

      g_assert_cmpstr (root, ==, cases[i].root);
    }
  g_assert_null (muster_connectwise_api_root ("https://na.myconnectwise.net", unknown, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/connectors/connectwise/ticket", test_ticket);
  g_test_add_func ("/connectors/connectwise/origin", test_origin);
  g_test_add_func ("/connectors/connectwise/hostile", test_hostile);
  g_test_add_func ("/connectors/connectwise/authors", test_authors);
  g_test_add_func ("/connectors/connectwise/flags", test_flags);
  g_test_add_func ("/connectors/connectwise/description", test_description);
  g_test_add_func ("/connectors/connectwise/render", test_render);
  g_test_add_func ("/connectors/connectwise/site", test_site);
  g_test_add_func ("/connectors/connectwise/root", test_root);

  return g_test_run ();
}

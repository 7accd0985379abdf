/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "autotask-fixture.h"

#define TICKET \
  "{'id':70011,'ticketNumber':'T20251120.0001','title':'Cannot print','description':'Since this morning.','status':1,'priority':3," \
  "'queueID':29000001,'companyID':174,'contactID':30000001,'assignedResourceID':null,'createDate':'2025-11-20T13:05:00Z'," \
  "'lastActivityDate':'2025-11-20T13:10:20Z','lastTrackedModificationDateTime':'2025-11-20T13:10:22.123Z','source':4,'ticketType':1," \
  "'creatorResourceID':29000101,'createdByContactID':null,'resolution':'Restarted.'}"

static MusterTicket *
ticket_from (MusterPsa  *psa,
             const char *text,
             GError    **error)
{
  g_autoptr(JsonNode) row = autotask_json (text);

  return muster_psa_read_ticket (psa, json_node_get_object (row), "C1", error);
}

static void
test_ticket (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTicket) ticket = ticket_from (psa, TICKET, &error);
  gint64 updated;

  g_assert_no_error (error);
  g_assert_true (muster_time_parse_iso ("2025-11-20T13:10:22.123Z", &updated));
  g_assert_cmpstr (muster_ticket_get_external_id (ticket), ==, "70011");
  g_assert_cmpstr (muster_ticket_get_number (ticket), ==, "T20251120.0001");
  g_assert_cmpstr (muster_ticket_get_summary (ticket), ==, "Cannot print");
  g_assert_cmpstr (muster_ticket_get_description (ticket), ==, "Since this morning.");
  g_assert_cmpstr (muster_ticket_get_resolution (ticket), ==, "Restarted.");
  g_assert_cmpstr (muster_ticket_get_company_id (ticket), ==, "174");
  g_assert_cmpstr (muster_ticket_get_contact_id (ticket), ==, "30000001");
  g_assert_null (muster_ticket_get_contact_email (ticket));
  g_assert_cmpstr (muster_ticket_get_status_id (ticket), ==, "1");
  g_assert_cmpint (muster_ticket_get_updated (ticket), ==, updated);
  g_assert_cmpint (muster_ticket_get_origin (ticket), ==, MUSTER_TICKET_ORIGIN_EMAIL);
  g_assert_true (muster_ticket_get_entered_by_member (ticket));
  g_assert_false (muster_ticket_get_closed (ticket));
  g_assert_false (muster_ticket_get_ours (ticket));
  g_assert_false (muster_ticket_get_monitoring (ticket));
}

/* Either of the two stamps makes another version */
static void
test_version (void)
{
  static const char * const rows[] = {
    "{'id':1,'status':1,'lastActivityDate':'2025-11-20T13:10:20Z','lastTrackedModificationDateTime':'2025-11-20T13:10:20Z'}",
    "{'id':1,'status':1,'lastActivityDate':'2025-11-20T13:10:21Z','lastTrackedModificationDateTime':'2025-11-20T13:10:20Z'}",
    "{'id':1,'status':1,'lastActivityDate':'2025-11-20T13:10:20Z','lastTrackedModificationDateTime':'2025-11-20T13:10:21Z'}",
    "{'id':1,'status':1,'lastActivityDate':'2025-11-20T13:10:20Z','lastTrackedModificationDateTime':null}",
  };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(GHashTable) versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(MusterTicket) ticket = ticket_from (psa, rows[i], NULL);

      g_assert_true (g_hash_table_add (versions, g_strdup (muster_ticket_get_version (ticket))));
    }
}

#define STAMP "'id':1,'createDate':'2025-11-20T13:05:00Z'"

static void
test_flags (void)
{
  static const struct
  {
    const char *row;
    gboolean    closed;
    gboolean    ours;
    gboolean    monitoring;
    gboolean    by_member;
  } cases[] = {
    { "{" STAMP ",'status':5}", TRUE, FALSE, FALSE, FALSE },
    { "{" STAMP ",'status':1,'creatorResourceID':" OWN "}", FALSE, TRUE, FALSE, FALSE },
    { "{" STAMP ",'status':1,'creatorResourceID':" OWN ",'createdByContactID':7}", FALSE, FALSE, FALSE, FALSE },
    { "{" STAMP ",'status':1,'source':8}", FALSE, FALSE, TRUE, FALSE },
    { "{" STAMP ",'status':1,'ticketType':5}", FALSE, FALSE, TRUE, FALSE },
    { "{" STAMP ",'status':1,'creatorResourceID':29000101}", FALSE, FALSE, FALSE, TRUE },
    { "{" STAMP ",'status':1,'creatorResourceID':29000101,'impersonatorCreatorResourceID':29000103}", FALSE, FALSE, FALSE, FALSE },
    { "{" STAMP ",'status':1,'creatorResourceID':29000103}", FALSE, FALSE, FALSE, FALSE },
    { "{" STAMP ",'status':1,'creatorResourceID':4}", FALSE, FALSE, FALSE, FALSE },
    { "{" STAMP ",'status':1,'creatorResourceID':29000104}", FALSE, FALSE, FALSE, FALSE },
  };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterTicket) ticket = ticket_from (psa, cases[i].row, NULL);

      g_test_message ("%s", cases[i].row);
      g_assert_nonnull (ticket);
      g_assert_cmpint (muster_ticket_get_closed (ticket), ==, cases[i].closed);
      g_assert_cmpint (muster_ticket_get_ours (ticket), ==, cases[i].ours);
      g_assert_cmpint (muster_ticket_get_monitoring (ticket), ==, cases[i].monitoring);
      g_assert_cmpint (muster_ticket_get_entered_by_member (ticket), ==, cases[i].by_member);
    }
}

/* Names of sources are the tenant's own and go before the numbers */
static void
test_origin (void)
{
  static const struct
  {
    const char        *label;
    int                source;
    MusterTicketOrigin origin;
  } cases[] = {
    { NULL, 4, MUSTER_TICKET_ORIGIN_EMAIL }, { NULL, -1, MUSTER_TICKET_ORIGIN_PORTAL }, { NULL, 2, MUSTER_TICKET_ORIGIN_PHONE },
    { NULL, 77, MUSTER_TICKET_ORIGIN_UNKNOWN }, { "E-Mail", 77, MUSTER_TICKET_ORIGIN_EMAIL }, { "Kundenportal", 4, MUSTER_TICKET_ORIGIN_PORTAL },
    { "Telefon", 77, MUSTER_TICKET_ORIGIN_PHONE }, { "In person", 4, MUSTER_TICKET_ORIGIN_UNKNOWN },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterPsa) psa = autotask_psa ();
      g_autofree char *list = g_strdup_printf ("{'statuses':[],'sources':[{'value':'%d','label':'%s'}]}", cases[i].source, cases[i].label);
      g_autofree char *row = g_strdup_printf ("{" STAMP ",'status':1,'source':%d}", cases[i].source);
      g_autoptr(JsonNode) node = autotask_json (list);
      g_autoptr(GPtrArray) choices = muster_psa_read_choices (psa, node, NULL, NULL);
      g_autoptr(MusterTicket) ticket = NULL;

      if (cases[i].label != NULL)
        muster_psa_set_choices (psa, choices);
      ticket = ticket_from (psa, row, NULL);
      g_assert_cmpint (muster_ticket_get_origin (ticket), ==, cases[i].origin);
    }
}

static void
test_hostile_tickets (void)
{
  static const char * const answers[] = {
    "{}", "{'tickets':null}", "{'tickets':{}}", "{'tickets':'x'}", "[]", "null", "{'tickets':[{}]}", "{'tickets':[{'id':0,'status':1}]}",
    "{'tickets':[{'id':-4,'status':1,'createDate':'2025-11-20T13:05:00Z'}]}", "{'tickets':[{'id':'70011','status':1,'createDate':'2025-11-20T13:05:00Z'}]}",
    "{'tickets':[{'id':1,'status':1}]}", "{'tickets':[{'id':1,'status':1,'lastActivityDate':'yesterday'}]}",
    "{'tickets':[{'id':1,'createDate':'2025-11-20T13:05:00Z'}]}", "{'tickets':[{'id':1,'status':'1','createDate':'2025-11-20T13:05:00Z'}]}",
    "{'tickets':[{'id':1,'status':null,'createDate':'2025-11-20T13:05:00Z'}]}",
  };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) odd = autotask_json ("{'tickets':[7,null,'x',{" STAMP ",'status':1,'title':7,'description':[],'companyID':{},'queueID':null,'source':'4'}]}");
  g_autoptr(GPtrArray) tickets = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(JsonNode) node = autotask_json (answers[i]);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", answers[i]);
      g_assert_null (muster_psa_read_tickets (psa, node, "C1", &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
  tickets = muster_psa_read_tickets (psa, odd, "C1", NULL);
  g_assert_nonnull (tickets);
  g_assert_cmpuint (tickets->len, ==, 1);
  g_assert_null (muster_ticket_get_summary (tickets->pdata[0]));
}

static void
test_hostile_notes (void)
{
  static const char * const answers[] = { "{}", "{'notes':null}", "{'notes':[{}]}", "{'notes':[7]}", "{'notes':[{'id':'7'}]}", "[]", "null" };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) odd = autotask_json ("{'notes':[{'id':1,'description':7,'publish':'2','noteType':'3','creatorResourceID':'29000101','createDateTime':7}],'entries':'x'}");
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, odd, NULL);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(JsonNode) node = autotask_json (answers[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_psa_read_notes (psa, node, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[0]), ==, "external");
  g_assert_false (muster_note_get_internal (notes->pdata[0]));
}

static void
test_companies (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) answer = autotask_json (
    "{'companies':[{'id':0,'companyName':'The MSP'},{'id':174,'companyName':'Acme','companyNumber':'AC','companyType':1,'isActive':true,'webAddress':'https://www.acme.test/x'},"
    "{'id':175,'companyName':'Old','companyType':4,'isActive':false,'webAddress':null},{'id':176,'companyName':'Odd','companyType':99,'isActive':null},{'id':177},7]}");
  g_autoptr(GPtrArray) companies = muster_psa_read_companies (psa, answer, NULL);
  MusterPsaCompany *acme;
  MusterPsaCompany *old;

  g_assert_cmpuint (companies->len, ==, 3);
  acme = companies->pdata[0];
  old = companies->pdata[1];
  g_assert_cmpstr (acme->id, ==, "174");
  g_assert_cmpstr (acme->detail, ==, "AC");
  g_assert_cmpstr (acme->type, ==, "Customer");
  g_assert_cmpstr (acme->domain, ==, "acme.test");
  g_assert_true (acme->active);
  g_assert_false (old->active);
  g_assert_null (((MusterPsaCompany *) companies->pdata[2])->type);
}

/* 1 and 0 in contacts, true and false elsewhere */
static void
test_contacts (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) list = autotask_json (
    "{'contacts':[{'id':1,'companyID':174,'firstName':'Dana','lastName':'Ray','emailAddress':'dana@acme.test','isActive':1},"
    "{'id':2,'firstName':null,'lastName':'Left','isActive':0},{'id':3,'isActive':false},{'isActive':1}]}");
  g_autoptr(JsonNode) one = autotask_json ("{'contact':{'id':1,'companyID':174,'emailAddress':'dana@acme.test','isActive':1}}");
  g_autoptr(GPtrArray) contacts = muster_psa_read_contacts (psa, list, NULL);
  g_autoptr(GPtrArray) single = muster_psa_read_contacts (psa, one, NULL);
  MusterPsaContact *dana;

  g_assert_cmpuint (contacts->len, ==, 3);
  dana = contacts->pdata[0];
  g_assert_cmpstr (dana->name, ==, "Dana Ray");
  g_assert_cmpstr (dana->email, ==, "dana@acme.test");
  g_assert_cmpstr (dana->company_id, ==, "174");
  g_assert_true (dana->active);
  g_assert_false (((MusterPsaContact *) contacts->pdata[1])->active);
  g_assert_cmpstr (((MusterPsaContact *) contacts->pdata[1])->name, ==, "Left");
  g_assert_false (((MusterPsaContact *) contacts->pdata[2])->active);
  g_assert_cmpuint (single->len, ==, 1);
}

static void
test_members (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) answer = autotask_json (
    "{'members':[{'id':4,'firstName':'Autotask','lastName':'Administrator','licenseType':1},{'id':5,'firstName':'Jo','lastName':'Tech','licenseType':1,'isActive':true},"
    "{'id':6,'licenseType':7,'isActive':true},{'id':7,'licenseType':2,'isActive':false}]}");
  g_autoptr(GPtrArray) members = muster_psa_read_members (psa, answer, NULL);
  static const gboolean persons[] = { FALSE, TRUE, FALSE, TRUE };
  guint i;

  g_assert_cmpuint (members->len, ==, 4);
  for (i = 0; i < members->len; i++)
    g_assert_cmpint (((MusterPsaMember *) members->pdata[i])->person, ==, persons[i]);
  g_assert_false (((MusterPsaMember *) members->pdata[3])->active);
}

static void
test_identity (void)
{
  static const struct
  {
    const char *answer;
    const char *id;
    const char *name;
  } cases[] = {
    { "{'member':{'id':77,'firstName':'Muster','lastName':'API','userName':'api@x'},'memberByMail':null}", "77", "Muster API" },
    { "{'member':null,'memberByMail':{'id':78,'userName':'api@x'}}", "78", "api@x" },
    { "{'member':{'id':79}}", "79", "79" },
    { "{'member':null,'memberByMail':null}", NULL, NULL },
    { "{'member':{'id':null}}", NULL, NULL },
    { "[]", NULL, NULL },
  };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = autotask_json (cases[i].answer);
      g_autofree char *id = NULL;
      g_autofree char *name = NULL;
      g_autofree char *own = muster_autotask_own_resource (node, NULL);
      g_autoptr(GError) error = NULL;
      gboolean ok = muster_psa_read_identity (psa, node, &id, &name, &error);

      g_assert_cmpint (ok, ==, cases[i].id != NULL);
      g_assert_cmpstr (id, ==, cases[i].id);
      g_assert_cmpstr (own, ==, cases[i].id);
      g_assert_cmpstr (name, ==, cases[i].name);
      if (!ok)
        g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
    }
}

static void
test_render (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *plain = muster_psa_render_note (psa, "1) Look\r\n2) Tell");
  g_autofree char *cut = NULL;
  guint i;

  for (i = 0; i < 20000; i++)
    g_string_append (text, "äb");
  g_string_append (text, "[ref:01J]");
  cut = muster_psa_render_note (psa, text->str);
  g_assert_cmpstr (plain, ==, "1) Look\n2) Tell");
  g_assert_cmpuint (strlen (cut), <, 32000);
  g_assert_true (g_utf8_validate (cut, -1, NULL));
  g_assert_true (g_str_has_suffix (cut, "[ref:01J]"));
}

/* --- Advice --- */

static void
test_advice (void)
{
  static const struct
  {
    const char *tool;
    int         code;
    const char *problem;
    const char *words;
  } cases[] = {
    { "zone-information", MUSTER_ERROR_NOT_FOUND, "wrong-user", "API user" },
    { "zone-information", MUSTER_ERROR_OFFLINE, "no-network", "network" },
    { "threshold-information", MUSTER_ERROR_SIGNED_OUT, "wrong-key", "tracking identifier" },
    { "whoami", MUSTER_ERROR_NOT_FOUND, "wrong-user", "username" },
    { "whoami", MUSTER_ERROR_FORBIDDEN, "missing-right", "Admin > Resources/Users: View" },
    { "list-companies", MUSTER_ERROR_FORBIDDEN, "missing-right", "CRM > Companies: View = All" },
    { "list-choices", MUSTER_ERROR_FORBIDDEN, "missing-right", "Service Desk > Tickets: View = All" },
    { "list-note-choices", MUSTER_ERROR_FORBIDDEN, "missing-right", "Service Desk > Ticket Notes: View" },
    { "register-webhook", MUSTER_ERROR_FORBIDDEN, "missing-right", "Webhooks" },
    { "something-else", MUSTER_ERROR_FORBIDDEN, "missing-right", "listed on this page" },
    { "add-internal-note", MUSTER_ERROR_REFUSED_BY_POLICY, "choice-needed", "visibility" },
    { "list-companies", MUSTER_ERROR_RATE_LIMITED, "throttled", "minutes" },
    { NULL, MUSTER_ERROR_BAD_REPLY, "bad-answer", "address" },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (MUSTER_ERROR, cases[i].code, "x");
      g_autoptr(MusterAdvice) advice = muster_advice_for ("autotask", cases[i].tool, error);

      g_assert_cmpstr (advice->problem, ==, cases[i].problem);
      g_test_message ("%s: %s", advice->title, advice->text);
      g_assert_nonnull (strstr (advice->text, cases[i].words));
    }
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/autotask/ticket", test_ticket);
  g_test_add_func ("/autotask/version", test_version);
  g_test_add_func ("/autotask/flags", test_flags);
  g_test_add_func ("/autotask/origin", test_origin);
  g_test_add_func ("/autotask/hostile-tickets", test_hostile_tickets);
  g_test_add_func ("/autotask/hostile-notes", test_hostile_notes);
  g_test_add_func ("/autotask/companies", test_companies);
  g_test_add_func ("/autotask/contacts", test_contacts);
  g_test_add_func ("/autotask/members", test_members);
  g_test_add_func ("/autotask/identity", test_identity);
  g_test_add_func ("/autotask/render", test_render);
  g_test_add_func ("/autotask/advice", test_advice);

  return g_test_run ();
}

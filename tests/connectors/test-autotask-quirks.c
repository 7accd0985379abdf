/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One test per trap that the vendor's notes list, under its name. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "autotask-fixture.h"

static void
assert_refused (MusterToolExec *exec,
                int             code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (muster_tool_exec_next (exec, &error));
  g_assert_error (error, MUSTER_ERROR, code);
}

/* --- 1: the zone comes first, without credentials, and its address is taken as it is --- */

static void
test_zone_lookup (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("zone-information", "{'user':'api+1@msp.example'}", "{}");
  g_autofree char *root = NULL;
  g_autofree char *web = NULL;
  g_autoptr(JsonNode) result = NULL;

  autotask_assert_next (exec, "GET https://webservices.autotask.net/atservicesrest/v1.0/zoneInformation?user=api%2B1%40msp.example");
  g_assert_false (muster_tool_exec_wants_credentials (exec));
  autotask_feed (exec, "{'zoneName':'America East 2','url':'https://webservices5.autotask.net/ATServicesRest/','webUrl':'https://ww5.autotask.net/','ci':7}");
  result = autotask_result (exec);
  root = muster_autotask_api_root (result, NULL, NULL);
  web = muster_autotask_web_root (result);
  g_assert_cmpstr (root, ==, "https://webservices5.autotask.net/ATServicesRest/v1.0");
  g_assert_cmpstr (web, ==, "https://ww5.autotask.net/");
}

static void
test_zone_unknown_user (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("zone-information", "{'user':'nobody@msp.example'}", "{}");
  g_autofree char *request = autotask_next (exec);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterAdvice) advice = NULL;

  g_assert_false (autotask_answer (exec, 500, "{'errors':['Zone information could not be determined']}", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  advice = muster_advice_for ("autotask", "zone-information", error);
  g_assert_cmpstr (advice->problem, ==, "wrong-user");
}

/* The secret goes where the zone says, so only the vendor's hosts count */
static void
test_zone_elsewhere (void)
{
  static const char * const urls[] = {
    "https://evil.example/atservicesrest/", "http://webservices5.autotask.net/atservicesrest/", "https://autotask.net.evil.example/",
    "https://evilautotask.net/", "https://.autotask.net/", "https://u@webservices5.autotask.net/", "https://webservices5.autotask.net:8443/x/",
    "http://127.0.0.1:8080/atservicesrest/", "https://webservices5.autotask.net/?x=1", "file:///etc/passwd", "", "atservicesrest/",
  };
  g_autoptr(JsonNode) none = autotask_json ("{'zone':null}");
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'zone':{'url':'%s'}}", urls[i]);
      g_autoptr(JsonNode) node = autotask_json (text);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_autotask_api_root (node, NULL, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
  g_assert_null (muster_autotask_api_root (none, NULL, NULL));
}

static void
test_zone_on_this_machine (void)
{
  g_autoptr(JsonNode) node = autotask_json ("{'zone':{'url':'http://127.0.0.1:8080/atservicesrest/'}}");
  g_autoptr(JsonNode) away = autotask_json ("{'zone':{'url':'https://evil.example/atservicesrest/'}}");
  g_autofree char *root = muster_autotask_api_root (node, "http://127.0.0.1:8080", NULL);

  g_assert_cmpstr (root, ==, "http://127.0.0.1:8080/atservicesrest/v1.0");
  g_assert_null (muster_autotask_api_root (away, "http://127.0.0.1:8080", NULL));
}

/* --- 2: publish 1 is read by the customer; a note mails nobody --- */

static void
test_publish_1_is_visible (void)
{
  static const struct
  {
    const char *row;
    gboolean    internal;
  } rows[] = {
    { "{'publish':2}", TRUE }, { "{'publish':1}", FALSE }, { "{'publish':4}", FALSE }, { "{'publish':3}", FALSE },
    { "{'publish':'2'}", FALSE }, { "{'publish':null}", FALSE }, { "{}", FALSE }, { "{'publish':true}", FALSE }, { "{'publish':2.5}", FALSE },
  };
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(MusterPsa) unset = muster_psa_new_for_integration ("autotask");
  g_autoptr(MusterPsa) wrong = muster_psa_new_for_integration ("autotask");
  g_autoptr(JsonNode) settings = autotask_json ("{'internalPublish':'1'}");
  gsize i;

  muster_psa_set_settings (wrong, json_node_get_object (settings));
  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonNode) node = autotask_json (rows[i].row);

      g_assert_cmpint (muster_psa_note_is_internal (psa, json_node_get_object (node)), ==, rows[i].internal);
      g_assert_false (muster_psa_note_is_internal (unset, json_node_get_object (node)));
      g_assert_false (muster_psa_note_is_internal (wrong, json_node_get_object (node)));
    }
}

static void
test_publish_by_exact_label (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("add-internal-note", "{'ticket':70011,'text':'Look'}", NULL);

  autotask_assert_next (exec, "GET /Tickets/70011");
  autotask_feed (exec, AUTOTASK_TICKET);
  autotask_assert_next (exec, "GET /TicketNotes/entityInformation/fields");
  autotask_feed (exec, AUTOTASK_PUBLISH);
  autotask_assert_next (exec, "POST /Tickets/70011/Notes {'title':'Muster','description':'Look','noteType':3,'publish':2}");
}

/* Another label, another value, switched off, the portal's own, nothing chosen: never a default */
static void
test_publish_refused (void)
{
#define CHOICE(value, label, active) \
  "{'fields':[{'name':'publish','picklistValues':[{'value':'1','label':'All Autotask Users','isActive':true}," \
  "{'value':'" value "','label':'" label "','isActive':" active "}]}]}"
#define SETTING(value, label) "{'apiRoot':'" API "','internalPublish':'" value "','internalPublishLabel':'" label "'}"
  static const struct
  {
    const char *settings;
    const char *fields;
  } cases[] = {
    { SETTING ("2", "Internal Project Team"), CHOICE ("2", "Internes Projektteam", "true") },
    { SETTING ("2", "Internal Project Team"), CHOICE ("2", "internal project team", "true") },
    { SETTING ("2", "Internal Project Team"), CHOICE ("3", "Internal Project Team", "true") },
    { SETTING ("2", "Internal Project Team"), CHOICE ("2", "Internal Project Team", "false") },
    { SETTING ("2", "Internal Project Team"), "{'fields':[{'name':'publish','picklistValues':null}]}" },
    { SETTING ("2", "Internal Project Team"), "{'fields':[]}" },
    { SETTING ("1", "All Autotask Users"), CHOICE ("2", "Internal Project Team", "true") },
    { "{'apiRoot':'" API "'}", CHOICE ("2", "Internal Project Team", "true") },
    { "{'apiRoot':'" API "','internalPublish':'2'}", CHOICE ("2", "Internal Project Team", "true") },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterToolExec) exec = autotask_start ("add-internal-note", "{'ticket':70011,'text':'Look'}", cases[i].settings);

      autotask_feed (exec, AUTOTASK_TICKET);
      autotask_feed (exec, cases[i].fields);
      assert_refused (exec, MUSTER_ERROR_REFUSED_BY_POLICY);
    }
}

/* What was stored is read back, and a note that is not there yet is no failure */
static void
test_publish_read_back (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("add-internal-note", "{'ticket':70011,'text':'Look'}", NULL);
  g_autoptr(MusterToolExec) late = autotask_start ("add-internal-note", "{'ticket':70011,'text':'Look'}", NULL);
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) result = NULL;
  g_autoptr(JsonNode) second = NULL;

  autotask_feed (exec, AUTOTASK_TICKET);
  autotask_feed (exec, AUTOTASK_PUBLISH);
  autotask_feed (exec, "{'itemId':29500001}");
  autotask_assert_next (exec, "GET /TicketNotes/29500001");
  autotask_feed (exec, "{'item':{'id':29500001,'ticketID':70011,'description':'Look','publish':1}}");
  result = autotask_result (exec);
  g_assert_false (muster_psa_note_is_internal (psa, json_node_get_object (muster_json_path (result, "note"))));

  autotask_feed (late, AUTOTASK_TICKET);
  autotask_feed (late, AUTOTASK_PUBLISH);
  autotask_feed (late, "{'itemId':29500001}");
  autotask_feed (late, "{'item':null}");
  second = autotask_result (late);
  g_assert_cmpint (muster_json_int (json_node_get_object (muster_json_path (second, "created")), "id", 0), ==, 29500001);
}

/* Which visibility is the internal one: the vendor's label decides, else a person */
static void
test_publish_choice (void)
{
  static const struct
  {
    const char *rows;
    const char *likely;
  } cases[] = {
    { "{'value':'1','label':'All Autotask Users'},{'value':'2','label':'Internal Project Team'},{'value':'4','label':'Internal & Co-Managed'}", "2" },
    { "{'value':'1','label':'All Autotask Users'},{'value':'2','label':'Internal Users'}", "2" },
    { "{'value':'1','label':'Alle'},{'value':'2','label':'Internes Projektteam'}", NULL },
    { "{'value':'1','label':'Internal Project Team'}", NULL },
    { "{'value':'2','label':'Internal Project Team'},{'value':'3','label':'Internal Users'}", NULL },
    { "{'value':'2','label':'internal project team'}", NULL },
    { "{'value':'2','label':'Internal Project Team','isActive':false}", NULL },
    { "{'value':'2'},{'label':'Internal Users'},7,null", NULL },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'visibilities':[%s]}", cases[i].rows);
      g_autoptr(JsonNode) node = autotask_json (text);
      g_autoptr(GPtrArray) choices = muster_autotask_list_audiences (node, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, NULL);
      guint j;

      g_assert_nonnull (choices);
      g_assert_cmpstr (muster_autotask_likely_audience (choices, MUSTER_AUTOTASK_AUDIENCE_INTERNAL), ==, cases[i].likely);
      for (j = 0; j < choices->len; j++)
        {
          g_assert_cmpstr (((MusterPsaChoice *) choices->pdata[j])->id, !=, "1");
          g_assert_cmpstr (((MusterPsaChoice *) choices->pdata[j])->id, !=, "4");
        }
    }
}

static void
test_publish_chosen_by_a_person (void)
{
  g_autoptr(JsonNode) node = autotask_json ("{'visibilities':[{'value':'1','label':'Alle'},{'value':'2','label':'Internes Projektteam'}]}");
  g_autoptr(GPtrArray) internal = muster_autotask_list_audiences (node, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, NULL);
  g_autoptr(GPtrArray) reply = muster_autotask_list_audiences (node, MUSTER_AUTOTASK_AUDIENCE_REQUESTER, NULL);
  g_autofree char *label = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (muster_autotask_choose_audience (internal, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, "2", &label, NULL));
  g_assert_cmpstr (label, ==, "Internes Projektteam");
  g_assert_false (muster_autotask_choose_audience (internal, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, "1", &nothing, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_false (muster_autotask_choose_audience (internal, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, NULL, &nothing, NULL));
  g_assert_null (nothing);
  g_assert_cmpstr (muster_autotask_likely_audience (reply, MUSTER_AUTOTASK_AUDIENCE_REQUESTER), ==, "1");
}

static void
test_note_mails_nobody (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("reply-to-requester", "{'ticket':70011,'text':'Restart it.'}", NULL);

  autotask_feed (exec, AUTOTASK_TICKET);
  autotask_feed (exec, AUTOTASK_PUBLISH);
  autotask_assert_next (exec, "POST /Tickets/70011/Notes {'title':'Reply','description':'Restart it.','noteType':3,'publish':1}");
}

/* --- 3: notes are written below their ticket and asked for at the root --- */

static void
test_notes_child_url (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("read-notes", "{'ticket':70011}", NULL);
  g_autofree char *notes = autotask_next (exec);
  g_autofree char *entries = NULL;

  g_assert_true (g_str_has_prefix (notes, "POST /TicketNotes/query "));
  g_assert_nonnull (strstr (notes, "'filter':[{'op':'eq','field':'ticketID','value':70011}]"));
  autotask_feed (exec, "{'items':[]}");
  entries = autotask_next (exec);
  g_assert_true (g_str_has_prefix (entries, "POST /TimeEntries/query "));
}

/* --- 4: PATCH goes to the collection, and answers hold the id alone --- */

static void
test_patch_on_the_collection (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("set-ticket-status", "{'ticket':70011,'status':'In Progress'}", NULL);

  autotask_feed (exec, AUTOTASK_TICKET);
  autotask_feed (exec, "{'fields':[{'name':'status','picklistValues':[{'value':'8','label':'In Progress'}]}]}");
  autotask_assert_next (exec, "PATCH /Tickets {'id':70011,'status':8}");
  autotask_feed (exec, "{'itemId':70011}");
  json_node_unref (autotask_result (exec));
}

/* --- 5: resource and role together --- */

static void
test_resource_and_role (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("assign-ticket", "{'ticket':70011,'member':29000101}", NULL);
  g_autofree char *roles = NULL;

  autotask_feed (exec, AUTOTASK_TICKET);
  roles = autotask_next (exec);
  g_assert_nonnull (strstr (roles, "{'op':'eq','field':'resourceID','value':29000101}"));
  autotask_feed (exec, "{'items':[{'roleID':5,'isDefault':false},{'roleID':6,'isDefault':true}]}");
  autotask_assert_next (exec, "PATCH /Tickets {'id':70011,'assignedResourceID':29000101,'assignedResourceRoleID':6}");
}

static void
test_resource_without_role (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("assign-ticket", "{'ticket':70011,'member':29000101}", NULL);

  autotask_feed (exec, AUTOTASK_TICKET);
  autotask_feed (exec, "{'items':[]}");
  assert_refused (exec, MUSTER_ERROR_REFUSED_BY_POLICY);
}

static void
test_time_entry_role (void)
{
  g_autoptr(MusterToolExec) exec =
    autotask_start ("add-time-entry", "{'ticket':70011,'start':'2026-11-20T08:00:00Z','hours':0.5,'notes':'Done'}", NULL);
  g_autoptr(MusterToolExec) without =
    autotask_start ("add-time-entry", "{'ticket':70011,'start':'2026-11-20T08:00:00Z','hours':0.5,'notes':'Done'}",
                    "{'apiRoot':'" API "','resourceId':'" OWN "'}");
  g_autoptr(MusterToolExec) assigned =
    autotask_start ("add-time-entry", "{'ticket':70011,'start':'2026-11-20T08:00:00Z','hours':0.5,'notes':'Done'}",
                    "{'apiRoot':'" API "','resourceId':'" OWN "'}");
  g_autoptr(JsonNode) roles = autotask_json ("{'roles':[{'roleID':5,'isDefault':true},{'roleID':7},{'roleID':8,'isActive':false}]}");
  g_autoptr(JsonNode) whoami = autotask_json ("{'member':{'id':1,'defaultServiceDeskRoleID':7}}");
  g_autoptr(JsonNode) inactive = autotask_json ("{'member':{'id':1,'defaultServiceDeskRoleID':8}}");
  g_autoptr(JsonNode) none = autotask_json ("{'roles':[]}");
  g_autofree char *own = muster_autotask_own_role (roles, whoami);
  g_autofree char *other = muster_autotask_own_role (roles, inactive);

  g_assert_cmpstr (own, ==, "7");
  g_assert_cmpstr (other, ==, "5");
  g_assert_null (muster_autotask_own_role (none, whoami));
  autotask_feed (exec, AUTOTASK_TICKET);
  autotask_assert_next (exec, "POST /TimeEntries {'ticketID':70011,'resourceID':29000102,'roleID':29000201,'dateWorked':'2026-11-20T08:00:00Z',"
                        "'hoursWorked':0.5,'summaryNotes':'Entered by Muster.','internalNotes':'Done'}");
  autotask_feed (without, AUTOTASK_TICKET);
  assert_refused (without, MUSTER_ERROR_REFUSED_BY_POLICY);
  /* API users mostly hold no role: then it is the assigned technician's, entered by us */
  autotask_feed (assigned, "{'item':{'id':70011,'companyID':174,'assignedResourceID':29000101,'assignedResourceRoleID':6}}");
  autotask_assert_next (assigned, "POST /TimeEntries {'ticketID':70011,'resourceID':29000101,'roleID':6,'dateWorked':'2026-11-20T08:00:00Z',"
                        "'hoursWorked':0.5,'summaryNotes':'Entered by Muster.','internalNotes':'Done'}");
}

/* --- 6: pages repeat method and body, come in the order of ids, 500 at a time --- */

static void
test_paging_repeats_the_body (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("poll-tickets", "{'since':'2026-11-20T08:00:00Z'}", NULL);
  g_autofree char *first = autotask_next (exec);
  g_autofree char *second = NULL;

  g_assert_true (g_str_has_prefix (first, "POST /Tickets/query {"));
  g_assert_nonnull (strstr (first, "'MaxRecords':500"));
  g_assert_nonnull (strstr (first, "'IncludeFields':['id',"));
  autotask_feed (exec, "{'items':[{'id':1}],'pageDetails':{'nextPageUrl':'https://webservices5.autotask.net/ATServicesRest/v1.0/Tickets/query/next?paging=x'}}");
  second = autotask_next (exec);
  g_assert_true (g_str_has_prefix (second, "POST https://webservices5.autotask.net/ATServicesRest/v1.0/Tickets/query/next?paging=x {"));
  g_assert_cmpstr (strchr (second, '{'), ==, strchr (first, '{'));
  autotask_feed (exec, "{'items':[{'id':2}],'pageDetails':{'nextPageUrl':null}}");
}

static void
test_paging_leaves_the_zone (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("poll-tickets", "{'since':'2026-11-20T08:00:00Z'}", NULL);
  g_autofree char *first = autotask_next (exec);
  g_autoptr(GError) error = NULL;

  g_assert_false (autotask_answer (exec, 200, "{'items':[],'pageDetails':{'nextPageUrl':'https://webservices6.autotask.net/atservicesrest/v1.0/Tickets/query/next?p=1'}}",
                                   &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

static void
test_order_by_id (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) cut = autotask_json ("{'tickets':[{'id':5},{'id':70011}],'truncated':true}");
  g_autofree char *cursor = muster_psa_get_cursor (psa, cut, "4");
  g_autoptr(MusterToolExec) exec = autotask_start ("poll-tickets", "{'since':'2026-11-20T08:00:00Z','after':70011}", NULL);
  g_autofree char *request = autotask_next (exec);

  g_assert_cmpstr (cursor, ==, "70011");
  g_assert_nonnull (strstr (request, "'filter':[{'op':'and','items':[{'op':'gt','field':'id','value':70011},{'op':'or','items':["
                            "{'op':'gt','field':'lastActivityDate','value':'2026-11-20T08:00:00Z'},"));
}

/* No sorting: the newest are looked for by when they were made, and come back to front */
static void
test_latest_without_sorting (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("list-latest-tickets", "{}", NULL);
  g_autoptr(MusterToolExec) empty = autotask_start ("list-latest-tickets", "{}", NULL);
  g_autoptr(JsonNode) result = NULL;
  g_autoptr(JsonNode) nothing = NULL;
  g_autofree char *last = NULL;
  guint i;

  for (i = 0; i < 2; i++)
    autotask_feed (exec, "{'items':[{'id':8},{'id':9}]}");
  autotask_feed (exec, "{'items':[{'id':7},{'id':8},{'id':9}]}");
  last = autotask_next (exec);
  g_assert_nonnull (strstr (last, "{'op':'gte','field':'id','value':7}"));
  autotask_feed (exec, "{'items':[{'id':7},{'id':8},{'id':9}]}");
  result = autotask_result (exec);
  g_assert_cmpint (muster_json_int (muster_json_arr_obj (muster_json_node_arr (muster_json_path (result, "tickets")), 0), "id", 0), ==, 9);

  for (i = 0; i < 3; i++)
    autotask_feed (empty, "{'items':[]}");
  nothing = autotask_result (empty);
  g_assert_cmpuint (json_array_get_length (muster_json_node_arr (muster_json_path (nothing, "tickets"))), ==, 0);
}

/* --- 7: picklists have text, tickets have numbers --- */

static void
test_picklist_strings (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) answer = autotask_json (
    "{'queues':[{'value':'29000001','label':'Level I Support','isActive':true,'isDefaultValue':true}],"
    "'statuses':[{'value':'1','label':'New'},{'value':'5','label':'Complete'},{'value':'8','label':'In Progress','isActive':false}],"
    "'priorities':[{'value':'1','label':'High'},{'value':'2','label':'Medium'}],'types':[{'value':'1','label':'Service Request'}],"
    "'sources':[{'value':'-1','label':'Client Portal'},{'value':'4','label':'Email'}]}");
  g_autoptr(GPtrArray) choices = muster_psa_read_choices (psa, answer, NULL, NULL);
  g_autoptr(JsonNode) row = autotask_json ("{'id':70011,'status':8,'priority':2,'queueID':29000001,'source':-1,'ticketType':1,'createDate':'2025-11-20T13:05:00Z'}");
  g_autoptr(MusterTicket) ticket = NULL;
  g_autofree char *queue = muster_autotask_default_queue (answer);
  g_autofree char *priority = muster_autotask_default_priority (answer);

  g_assert_cmpuint (choices->len, ==, 9);
  muster_psa_set_choices (psa, choices);
  ticket = muster_psa_read_ticket (psa, json_node_get_object (row), "C1", NULL);
  g_assert_cmpstr (muster_ticket_get_board (ticket), ==, "Level I Support");
  g_assert_cmpstr (muster_ticket_get_board_id (ticket), ==, "29000001");
  g_assert_cmpstr (muster_ticket_get_status (ticket), ==, "In Progress");
  g_assert_cmpstr (muster_ticket_get_priority (ticket), ==, "Medium");
  g_assert_cmpstr (muster_ticket_get_ticket_type (ticket), ==, "Service Request");
  g_assert_cmpstr (muster_ticket_get_source (ticket), ==, "Client Portal");
  g_assert_cmpint (muster_ticket_get_origin (ticket), ==, MUSTER_TICKET_ORIGIN_PORTAL);
  g_assert_cmpstr (queue, ==, "29000001");
  g_assert_cmpstr (priority, ==, "2");
}

static void
test_create_needs_queue_and_due (void)
{
  g_autoptr(MusterToolExec) exec = autotask_start ("create-ticket", "{'company':174,'summary':'A','description':'B','reference':'R'}", NULL);
  g_autoptr(MusterToolExec) without = autotask_start ("create-ticket", "{'company':174,'summary':'A','description':'B'}", "{'apiRoot':'" API "'}");
  g_autofree char *request = NULL;

  autotask_feed (exec, "{'fields':[{'name':'priority','picklistValues':[{'value':'1','label':'High'},{'value':'2','label':'M','isDefaultValue':true}]}]}");
  request = autotask_next (exec);
  g_assert_true (g_str_has_prefix (request, "POST /Tickets {'companyID':174,'title':'A','description':'B','status':1,'priority':2,'queueID':29000001,'dueDateTime':'20"));
  g_assert_true (g_str_has_suffix (request, "'externalID':'R'}"));
  autotask_feed (without, "{'fields':[]}");
  assert_refused (without, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* --- 8: 500 is how validation and missing rights look; it is not sent again --- */

static void
test_http_500_is_validation (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    int         code;
  } cases[] = {
    { 500, "{'errors':['Data violation: you must assign both a assignedResourceID and assignedResourceRoleID.']}", MUSTER_ERROR_INVALID_INPUT },
    { 500, "{'errors':['The logged in Resource does not have the adequate permissions to update this entity type.']}", MUSTER_ERROR_FORBIDDEN },
    { 500, "{'errors':['Thread limit exceeded (Itgenatr005).']}", MUSTER_ERROR_RATE_LIMITED },
    { 429, "{'errors':['Thread limit exceeded (Itgenatr005).']}", MUSTER_ERROR_RATE_LIMITED },
    { 400, "{'errors':['x']}", MUSTER_ERROR_INVALID_INPUT },
    { 401, "{'errors':['Unauthorized']}", MUSTER_ERROR_SIGNED_OUT },
    { 404, "{'errors':['Not found']}", MUSTER_ERROR_NOT_FOUND },
    { 500, "", MUSTER_ERROR_OUTCOME_UNKNOWN },
    { 500, "<html>oops</html>", MUSTER_ERROR_OUTCOME_UNKNOWN },
    { 500, "{'errors':[]}", MUSTER_ERROR_OUTCOME_UNKNOWN },
    { 502, "{'errors':['x']}", MUSTER_ERROR_OUTCOME_UNKNOWN },
    { 503, "", MUSTER_ERROR_OUTCOME_UNKNOWN },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterToolExec) exec = autotask_start ("assign-ticket", "{'ticket':70011,'member':29000101}", NULL);
      g_autofree char *request = NULL;
      g_autoptr(GError) error = NULL;

      autotask_feed (exec, AUTOTASK_TICKET);
      autotask_feed (exec, "{'items':[{'roleID':6}]}");
      request = autotask_next (exec);
      g_assert_false (autotask_answer (exec, cases[i].status, cases[i].body, &error));
      g_assert_error (error, MUSTER_ERROR, cases[i].code);
      g_assert_false (muster_tool_exec_get_wrote (exec));
    }
}

/* --- 9: what is not there comes with 200 and null --- */

static void
test_missing_id_is_null (void)
{
  static const char * const bodies[] = { "{'item':null}", "{}" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(MusterToolExec) exec = autotask_start ("read-ticket", "{'ticket':1}", NULL);
      g_autofree char *request = autotask_next (exec);
      g_autoptr(GError) error = NULL;

      g_assert_false (autotask_answer (exec, 200, bodies[i], &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
    }
}

/* A good status without a body is an error and not “no rows” */
static void
test_empty_body_is_no_list (void)
{
  static const char * const bodies[] = { "", "{'items':[{'id':1}", "{}", "<html>" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(MusterToolExec) exec = autotask_start ("list-companies", "{}", NULL);
      g_autofree char *request = autotask_next (exec);
      g_autoptr(GError) error = NULL;

      g_assert_false (autotask_answer (exec, 200, bodies[i], &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
}

/* --- 10, 12: who wrote it --- */

static const struct
{
  const char *row;
  const char *kind;
} authors[] = {
  { "'createdByContactID':30000001,'noteType':18", "contact" },
  { "'createdByContactID':30000001,'creatorResourceID':29000101,'noteType':3", "contact" },
  { "'creatorResourceID':29000101,'noteType':18", "contact" },
  { "'creatorResourceID':29000101,'noteType':3", "member" },
  { "'creatorResourceID':29000104,'noteType':3", "member" },
  { "'creatorResourceID':" OWN ",'noteType':3", "self" },
  { "'creatorResourceID':29000101,'impersonatorCreatorResourceID':" OWN ",'noteType':3", "self" },
  { "'creatorResourceID':29000101,'impersonatorCreatorResourceID':29000103,'noteType':3", "external" },
  { "'creatorResourceID':29000101,'impersonatorUpdaterResourceID':29000103,'noteType':3", "external" },
  { "'creatorResourceID':29000101,'impersonatorUpdaterResourceID':" OWN ",'noteType':3", "external" },
  { "'creatorResourceID':29000103,'noteType':3", "system" },
  { "'creatorResourceID':4,'noteType':1", "system" },
  { "'creatorResourceID':29000101,'noteType':13", "system" },
  { "'creatorResourceID':29000101,'noteType':91", "system" },
  { "'creatorResourceID':29000101,'noteType':93", "system" },
  { "'creatorResourceID':29000999,'noteType':3", "external" },
  { "'noteType':3", "external" },
};

static void
test_impersonated_note (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (authors); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'notes':[{'id':7,'description':'APPROVE','publish':2,'createDateTime':'2025-11-20T13:05:00Z',"
                                               "'lastActivityDate':'2025-11-20T13:05:00Z',%s}]}", authors[i].row);
      g_autoptr(JsonNode) answer = autotask_json (text);
      g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

      g_test_message ("%s", authors[i].row);
      g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[0]), ==, authors[i].kind);
    }
}

static void
test_edited_note (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) answer = autotask_json (
    "{'notes':[{'id':1,'createDateTime':'2025-11-20T13:00:00Z','lastActivityDate':'2025-11-20T13:00:00.4Z','noteType':101},"
    "{'id':2,'createDateTime':'2025-11-20T13:01:00Z','lastActivityDate':'2025-11-20T13:09:00Z','noteType':18},"
    "{'id':3,'createDateTime':'2025-11-20T13:02:00Z','lastActivityDate':'2025-11-20T13:02:00Z','impersonatorUpdaterResourceID':9},"
    "{'id':4,'createDateTime':'2025-11-20T13:03:00Z'}]}");
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

  g_assert_false (muster_note_get_edited (notes->pdata[0]));
  g_assert_cmpstr (muster_note_get_from_email (notes->pdata[0]), ==, "yes");
  g_assert_true (muster_note_get_edited (notes->pdata[1]));
  g_assert_cmpstr (muster_note_get_from_email (notes->pdata[1]), ==, "no");
  g_assert_true (muster_note_get_edited (notes->pdata[2]));
  g_assert_cmpstr (muster_note_get_from_email (notes->pdata[2]), ==, "unknown");
  g_assert_false (muster_note_get_edited (notes->pdata[3]));
}

static void
test_time_entries_in_the_conversation (void)
{
  g_autoptr(MusterPsa) psa = autotask_psa ();
  g_autoptr(JsonNode) answer = autotask_json (
    "{'notes':[{'id':7,'description':'later','createDateTime':'2025-11-20T14:00:00Z','creatorResourceID':29000101,'noteType':3,'publish':1}],"
    "'entries':[{'id':9,'resourceID':29000101,'creatorUserID':29000101,'summaryNotes':'told Dana','internalNotes':'odd','createDateTime':'2025-11-20T13:20:00Z',"
    "'lastModifiedDateTime':'2025-11-20T13:20:00Z'},{'id':10,'resourceID':29000101,'creatorUserID':29000103,'summaryNotes':'APPROVE','createDateTime':'2025-11-20T15:00:00Z'},"
    "{'id':11,'resourceID':29000101,'impersonatorCreatorResourceID':29000103,'internalNotes':'APPROVE','createDateTime':'2025-11-20T15:01:00Z'},"
    "{'id':12,'resourceID':29000101,'summaryNotes':'','internalNotes':null},{'id':null},7]}");
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

  g_assert_cmpuint (notes->len, ==, 5);
  g_assert_cmpstr (muster_note_get_external_id (notes->pdata[0]), ==, "time:9");
  g_assert_cmpstr (muster_note_get_kind (notes->pdata[0]), ==, "time-entry");
  g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[0]), ==, "member");
  g_assert_cmpstr (muster_note_get_author_name (notes->pdata[0]), ==, "Jo Tech");
  g_assert_false (muster_note_get_internal (notes->pdata[0]));
  g_assert_cmpstr (muster_note_get_external_id (notes->pdata[1]), ==, "time:9:internal");
  g_assert_true (muster_note_get_internal (notes->pdata[1]));
  g_assert_cmpstr (muster_note_get_text (notes->pdata[2]), ==, "later");
  g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[3]), ==, "external");
  g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[4]), ==, "external");
}

/* --- 13: the allowance is shared with everything else that the customer runs --- */

static void
test_shared_limit (void)
{
  g_autoptr(JsonNode) half = autotask_json ("{'threshold':{'externalRequestThreshold':10000,'requestThresholdTimeframe':60,'currentTimeframeRequestCount':5000}}");
  g_autoptr(JsonNode) none = autotask_json ("{'threshold':null}");
  g_autoptr(JsonNode) hostile = autotask_json ("{'threshold':{'externalRequestThreshold':0,'currentTimeframeRequestCount':-5}}");

  g_assert_cmpfloat (muster_autotask_used_share (half), ==, 0.5);
  g_assert_cmpfloat (muster_autotask_used_share (none), ==, 0);
  g_assert_cmpfloat (muster_autotask_used_share (hostile), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (void);
  } tests[] = {
    { "zone-lookup", test_zone_lookup },
    { "zone-unknown-user", test_zone_unknown_user },
    { "zone-elsewhere", test_zone_elsewhere },
    { "zone-on-this-machine", test_zone_on_this_machine },
    { "publish-1-is-visible", test_publish_1_is_visible },
    { "publish-by-exact-label", test_publish_by_exact_label },
    { "publish-refused", test_publish_refused },
    { "publish-read-back", test_publish_read_back },
    { "publish-choice", test_publish_choice },
    { "publish-chosen-by-a-person", test_publish_chosen_by_a_person },
    { "note-mails-nobody", test_note_mails_nobody },
    { "notes-child-url", test_notes_child_url },
    { "patch-on-the-collection", test_patch_on_the_collection },
    { "resource-and-role", test_resource_and_role },
    { "resource-without-role", test_resource_without_role },
    { "time-entry-role", test_time_entry_role },
    { "paging-repeats-the-body", test_paging_repeats_the_body },
    { "paging-leaves-the-zone", test_paging_leaves_the_zone },
    { "order-by-id", test_order_by_id },
    { "latest-without-sorting", test_latest_without_sorting },
    { "picklist-strings", test_picklist_strings },
    { "create-needs-queue-and-due", test_create_needs_queue_and_due },
    { "http-500-is-validation", test_http_500_is_validation },
    { "missing-id-is-null", test_missing_id_is_null },
    { "empty-body-is-no-list", test_empty_body_is_no_list },
    { "impersonated-note", test_impersonated_note },
    { "edited-note", test_edited_note },
    { "time-entries-in-the-conversation", test_time_entries_in_the_conversation },
    { "shared-limit", test_shared_limit },
  };
  gsize i;

  muster_test_init (&argc, &argv);
  for (i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/autotask/quirk/", tests[i].name, NULL);

      g_test_add_func (path, tests[i].run);
    }
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One test per trap that the vendor's notes list, under its name. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-catalog.h"
#include "muster-connectwise.h"
#include "muster-endpoints.h"
#include "muster-error.h"
#include "muster-hook.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-test.h"
#include "muster-tool-exec.h"

#define ROOT "https://api-na.myconnectwise.net/v2025_1/apis/3.0"

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
                                       "{'id':3,'identifier':'rmm','licenseClass':'A'}]}");
  g_autoptr(JsonNode) whoami = parse ("{'member':{'id':2,'identifier':'muster'}}");

  muster_psa_set_members (psa, members, whoami);
  return psa;
}

/* --- Requests: each one that a tool sends, with the answers that it is given --- */

typedef struct
{
  MusterCatalog  *catalog;
  MusterToolExec *exec;
} Tool;

static void
tool_start (Tool       *self,
            const char *name,
            const char *args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = parse (args);
  g_autoptr(JsonNode) settings = parse ("{'apiRoot':'" ROOT "','site':'https://na.myconnectwise.net','keyHost':'https://na.myconnectwise.net'}");
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, "250", NULL);
  g_autoptr(MusterEndpoints) endpoints = NULL;

  muster_core_register_resources ();
  self->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  endpoints = muster_endpoints_new (muster_catalog_get_integration (self->catalog, "connectwise"), json_node_get_object (settings), "C1");
  self->exec = muster_tool_exec_new (muster_catalog_lookup_tool (self->catalog, name), json_node_get_object (node), scope, endpoints);
}

static void
tool_clear (Tool *self)
{
  g_clear_object (&self->exec);
  g_clear_object (&self->catalog);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tool, tool_clear)

static void
tool_answer (Tool       *self,
             const char *body)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(MusterAnswer) answer = muster_answer_new (200, headers, bytes);
  g_autoptr(GError) error = NULL;

  muster_tool_exec_feed (self->exec, answer, &error);
  g_assert_no_error (error);
}

/* "METHOD path body", or NULL when it has come to its end */
static char *
tool_next (Tool *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) request = muster_tool_exec_next (self->exec, &error);
  g_autofree char *body = NULL;
  const char *url;

  g_assert_no_error (error);
  if (request == NULL)
    return NULL;
  url = request->url;
  if (request->body != NULL)
    body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  return g_strdelimit (g_strconcat (request->method, " ", g_str_has_prefix (url, ROOT) ? url + strlen (ROOT) : url,
                                    body != NULL ? " " : "", body, NULL), "\"", '\'');
}

/* --- Where it is --- */

static void
test_codebase_ends_with_slash (void)
{
  g_autoptr(JsonNode) info = parse ("{'info':{'Codebase':'v2025_1/','IsCloud':true}}");
  g_autoptr(JsonNode) text = parse ("{'info':{'Codebase':'v2025_1/','IsCloud':'True'}}");
  g_autofree char *root = muster_connectwise_api_root ("https://na.myconnectwise.net", info, NULL);
  g_autofree char *again = muster_connectwise_api_root ("https://na.myconnectwise.net", text, NULL);

  g_assert_cmpstr (root, ==, ROOT);
  g_assert_cmpstr (again, ==, ROOT);
}

static void
test_api_prefix_in_the_cloud (void)
{
  g_autoptr(JsonNode) info = parse ("{'info':{'Codebase':'v4_6_release/'}}");
  g_autofree char *cloud = muster_connectwise_api_root ("https://eu.myconnectwise.net", info, NULL);
  g_autofree char *own = muster_connectwise_api_root ("https://cw.msp.example", info, NULL);

  g_assert_cmpstr (cloud, ==, "https://api-eu.myconnectwise.net/v4_6_release/apis/3.0");
  g_assert_cmpstr (own, ==, "https://cw.msp.example/v4_6_release/apis/3.0");
}

static void
test_not_found_may_be_wrong_keys (void)
{
  g_autoptr(GError) error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "404");
  g_autoptr(MusterAdvice) keys = muster_connectwise_advice ("list-boards", error);
  g_autoptr(MusterAdvice) company = muster_connectwise_advice ("company-info", error);

  g_assert_cmpstr (keys->problem, ==, "wrong-key");
  g_assert_cmpstr (company->problem, !=, "wrong-key");
}

/* --- Writing --- */

static void
test_patch_is_an_array_of_bare_names (void)
{
  g_auto(Tool) tool = { NULL, NULL };
  g_autofree char *read = NULL;
  g_autofree char *patch = NULL;

  tool_start (&tool, "connectwise:assign-ticket", "{'ticket':69,'member':176}");
  read = tool_next (&tool);
  g_assert_cmpstr (read, ==, "GET /service/tickets/69");
  tool_answer (&tool, "{'id':69,'company':{'id':250},'owner':null}");
  patch = tool_next (&tool);
  g_assert_cmpstr (patch, ==, "PATCH /service/tickets/69 [{'op':'replace','path':'owner','value':{'id':176}}]");
}

/* The same name has another id on each board: it is looked up on the board that the ticket lies on */
static void
test_status_ids_are_per_board (void)
{
  g_auto(Tool) tool = { NULL, NULL };
  g_autofree char *read = NULL;
  g_autofree char *statuses = NULL;
  g_autofree char *patch = NULL;

  tool_start (&tool, "connectwise:set-ticket-status", "{'ticket':69,'status':'Waiting'}");
  read = tool_next (&tool);
  tool_answer (&tool, "{'id':69,'company':{'id':250},'board':{'id':7},'status':{'id':1,'name':'New'}}");
  statuses = tool_next (&tool);
  g_assert_true (g_str_has_prefix (statuses, "GET /service/boards/7/statuses"));
  tool_answer (&tool, "[{'id':71,'name':'New'},{'id':74,'name':'Waiting'}]");
  patch = tool_next (&tool);
  g_assert_cmpstr (patch, ==, "PATCH /service/tickets/69 [{'op':'replace','path':'status','value':{'id':74}}]");
}

static void
test_note_says_every_flag (void)
{
  static const char * const flags[] = {
    "'detailDescriptionFlag':false", "'internalAnalysisFlag':true", "'resolutionFlag':false", "'customerUpdatedFlag':false",
    "'processNotifications':false",
  };
  g_auto(Tool) tool = { NULL, NULL };
  g_autofree char *read = NULL;
  g_autofree char *note = NULL;

  tool_start (&tool, "connectwise:add-internal-note", "{'ticket':69,'text':'Look'}");
  read = tool_next (&tool);
  tool_answer (&tool, "{'id':69,'company':{'id':250}}");
  note = tool_next (&tool);
  g_assert_true (g_str_has_prefix (note, "POST /service/tickets/69/notes {"));
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    g_assert_nonnull (strstr (note, flags[i]));
  g_assert_null (strstr (note, "'member'"));
  g_assert_null (strstr (note, "'contact'"));
}

static void
test_note_without_flags_may_be_visible (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) bare = parse ("{'id':1,'text':'x'}");
  g_autoptr(JsonNode) half = parse ("{'id':1,'text':'x','internalAnalysisFlag':true}");

  g_assert_false (muster_psa_note_is_internal (psa, json_node_get_object (bare)));
  g_assert_false (muster_psa_note_is_internal (psa, json_node_get_object (half)));
}

/* --- The conversation --- */

static void
test_notes_lack_time_entries (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'notes':[{'id':5,'text':'It is broken','detailDescriptionFlag':true,'contact':{'id':412},'dateCreated':'2025-11-20T13:00:00Z'},"
                                      "{'id':6,'text':'Still?','detailDescriptionFlag':true,'contact':{'id':412},'dateCreated':'2025-11-20T15:00:00Z'}],"
                                      "'entries':[{'id':90,'notes':'Called Dana','internalNotes':'She was cross','addToDetailDescriptionFlag':true,"
                                      "'member':{'id':1,'identifier':'jtech','name':'Jo Tech'},'dateEntered':'2025-11-20T14:00:00Z'},"
                                      "{'id':91,'notes':'Ordered a part','addToInternalAnalysisFlag':true,'addToDetailDescriptionFlag':false,'addToResolutionFlag':false,"
                                      "'member':{'id':1,'identifier':'jtech'},'timeStart':'2025-11-20T16:00:00Z'},{'id':92,'notes':''},null]}");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, &error);
  static const struct { const char *id, *kind, *author; gboolean internal; } expected[] = {
    { "5", "note", "contact", FALSE }, { "time:90", "time-entry", "member", FALSE }, { "time:90:internal", "time-entry", "member", TRUE },
    { "6", "note", "contact", FALSE }, { "time:91", "time-entry", "member", TRUE },
  };

  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < notes->len; i++)
    {
      g_assert_cmpstr (muster_note_get_external_id (notes->pdata[i]), ==, expected[i].id);
      g_assert_cmpstr (muster_note_get_kind (notes->pdata[i]), ==, expected[i].kind);
      g_assert_cmpstr (muster_note_get_author_kind (notes->pdata[i]), ==, expected[i].author);
      g_assert_cmpint (muster_note_get_internal (notes->pdata[i]), ==, expected[i].internal);
    }
}

/* A right to time entries is not needed for the rest */
static void
test_time_entries_may_be_refused (void)
{
  g_auto(Tool) tool = { NULL, NULL };
  g_autofree char *ticket = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *entries = NULL;
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"code\":\"Security\"}", strlen ("{\"code\":\"Security\"}"));
  g_autoptr(GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(MusterAnswer) refused = muster_answer_new (403, headers, body);
  g_autoptr(JsonNode) result = NULL;
  g_autoptr(GError) error = NULL;

  tool_start (&tool, "connectwise:list-ticket-notes", "{'ticket':69}");
  ticket = tool_next (&tool);
  tool_answer (&tool, "{'id':69,'company':{'id':250}}");
  notes = tool_next (&tool);
  tool_answer (&tool, "[{'id':5,'text':'It is broken'}]");
  entries = tool_next (&tool);
  g_assert_true (g_str_has_prefix (entries, "GET /time/entries?"));
  g_assert_true (muster_tool_exec_feed (tool.exec, refused, &error));
  g_assert_no_error (error);
  g_assert_null (tool_next (&tool));
  result = muster_tool_exec_result (tool.exec);
  g_assert_cmpstr (muster_json_path_str (result, "notes[0].text"), ==, "It is broken");
}

static void
test_edited_and_mail_born_notes (void)
{
  static const struct { const char *row; gboolean edited; const char *mail; } cases[] = {
    { "'createdBy':'jtech','member':{'id':1,'identifier':'jtech'},'_info':{'lastUpdated':'2025-11-20T13:00:01Z'}", FALSE, "no" },
    { "'createdBy':'jtech','member':{'id':1,'identifier':'jtech'},'_info':{'lastUpdated':'2025-11-20T13:05:00Z'}", TRUE, "no" },
    { "'createdBy':'EmailConnector','member':{'id':1,'identifier':'jtech'}", FALSE, "yes" },
    { "'createdBy':'Email Connector','contact':{'id':412}", FALSE, "yes" },
    { "'createdBy':'CustomerPortal','contact':{'id':412}", FALSE, "no" },
    { "'member':{'id':1,'identifier':'jtech'}", FALSE, "unknown" },
  };
  g_autoptr(MusterPsa) psa = new_psa ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'notes':[{'id':1,'text':'x','dateCreated':'2025-11-20T13:00:00Z',%s}]}", cases[i].row);
      g_autoptr(JsonNode) answer = parse (text);
      g_autoptr(GPtrArray) notes = muster_psa_read_notes (psa, answer, NULL);

      g_assert_cmpint (muster_note_get_edited (notes->pdata[0]), ==, cases[i].edited);
      g_assert_cmpstr (muster_note_get_from_email (notes->pdata[0]), ==, cases[i].mail);
    }
}

static void
test_info_is_text_and_may_be_missing (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) without = parse ("{'id':69,'summary':'x'}");
  g_autoptr(JsonNode) with = parse ("{'id':69,'summary':'x','_info':{'lastUpdated':'2025-11-20T13:10:22Z'}}");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTicket) ticket = muster_psa_read_ticket (psa, json_node_get_object (with), "C1", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (muster_ticket_get_version (ticket), ==, "2025-11-20T13:10:22Z");
  g_assert_null (muster_psa_read_ticket (psa, json_node_get_object (without), "C1", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

static void
test_contact_mail_is_an_item (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'contacts':["
                                      "{'id':1,'firstName':'Dana','lastName':'Ray','company':{'id':250},'communicationItems':[{'communicationType':'Phone','value':'555','defaultFlag':true},"
                                      "{'communicationType':'Email','value':'old@acme.test'},{'communicationType':'Email','value':'dana@acme.test','defaultFlag':true}]},"
                                      "{'id':2,'firstName':'Lee','inactiveFlag':true,'communicationItems':[{'communicationType':'Email','value':'lee@acme.test'}]},"
                                      "{'id':3,'lastName':'Nobody'},{'firstName':'No id'}]}");
  g_autoptr(GPtrArray) contacts = muster_psa_read_contacts (psa, answer, NULL);
  MusterPsaContact *first;

  g_assert_cmpuint (contacts->len, ==, 3);
  first = contacts->pdata[0];
  g_assert_cmpstr (first->name, ==, "Dana Ray");
  g_assert_cmpstr (first->email, ==, "dana@acme.test");
  g_assert_cmpstr (first->company_id, ==, "250");
  g_assert_true (first->active);
  g_assert_cmpstr (((MusterPsaContact *) contacts->pdata[1])->email, ==, "lee@acme.test");
  g_assert_false (((MusterPsaContact *) contacts->pdata[1])->active);
  g_assert_null (((MusterPsaContact *) contacts->pdata[2])->email);
}

/* --- Lists --- */

static void
test_companies (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) answer = parse ("{'companies':[{'id':250,'identifier':'ACME','name':'Acme Widgets','status':{'name':'Active'},'website':'https://WWW.acme.test/x',"
                                      "'types':[{'id':1,'name':'Client'},{'id':2,'name':'Vendor'}]},{'id':251,'name':'Gone','status':{'name':'Inactive - left'}},"
                                      "{'id':252,'name':'Deleted','deletedFlag':true},{'id':0,'name':'x'},{'id':253}]}");
  g_autoptr(GPtrArray) companies = muster_psa_read_companies (psa, answer, NULL);
  MusterPsaCompany *acme;

  g_assert_cmpuint (companies->len, ==, 2);
  acme = companies->pdata[0];
  g_assert_cmpstr (acme->type, ==, "Client, Vendor");
  g_assert_cmpstr (acme->domain, ==, "acme.test");
  g_assert_cmpstr (acme->detail, ==, "ACME");
  g_assert_true (acme->active);
  g_assert_false (((MusterPsaCompany *) companies->pdata[1])->active);
}

static void
test_choices (void)
{
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(JsonNode) all = parse ("{'boards':[{'id':1,'name':'Help Desk'},{'id':2,'name':'Old','inactiveFlag':true}],'priorities':[{'id':4,'name':'Normal'}]}");
  g_autoptr(JsonNode) board = parse ("{'statuses':[{'id':16,'name':'New'},{'id':17,'name':'Closed','closedStatus':true}],'types':[{'id':30,'name':'Incident'}]}");
  g_autoptr(JsonNode) nothing = parse ("{}");
  g_autoptr(GPtrArray) first = muster_psa_read_choices (psa, all, NULL, NULL);
  g_autoptr(GPtrArray) second = muster_psa_read_choices (psa, board, "1", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (first->len, ==, 3);
  g_assert_false (((MusterPsaChoice *) first->pdata[1])->active);
  g_assert_cmpint (((MusterPsaChoice *) first->pdata[2])->kind, ==, MUSTER_PSA_CHOICE_PRIORITY);
  g_assert_cmpuint (second->len, ==, 3);
  g_assert_true (((MusterPsaChoice *) second->pdata[1])->closed);
  g_assert_cmpstr (((MusterPsaChoice *) second->pdata[1])->parent_id, ==, "1");
  g_assert_null (muster_psa_read_choices (psa, nothing, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

static void
test_monitoring (void)
{
  static const struct { const char *row; gboolean monitoring; } cases[] = {
    { "'source':{'id':5,'name':'Continuum Monitoring'},'_info':{'lastUpdated':'2025-11-20T13:10:22Z','enteredBy':'jtech'}", TRUE },
    { "'source':{'id':5,'name':'RMM Alert'},'_info':{'lastUpdated':'2025-11-20T13:10:22Z'}", TRUE },
    { "'_info':{'lastUpdated':'2025-11-20T13:10:22Z','enteredBy':'rmm'}", TRUE },
    { "'contact':{'id':412},'_info':{'lastUpdated':'2025-11-20T13:10:22Z','enteredBy':'rmm'}", FALSE },
    { "'source':{'id':1,'name':'Email'},'_info':{'lastUpdated':'2025-11-20T13:10:22Z','enteredBy':'EmailConnector'}", FALSE },
    { "'_info':{'lastUpdated':'2025-11-20T13:10:22Z','enteredBy':'muster'}", FALSE },
  };
  g_autoptr(MusterPsa) psa = new_psa ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id':69,%s}", cases[i].row);
      g_autoptr(JsonNode) row = parse (text);
      g_autoptr(MusterTicket) ticket = muster_psa_read_ticket (psa, json_node_get_object (row), "C1", NULL);

      g_assert_cmpint (muster_ticket_get_monitoring (ticket), ==, cases[i].monitoring);
    }
}

/* --- Callbacks --- */

static MusterHook *
hook_with (const char *body,
           const char *signature)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  MusterHook *hook = muster_hook_new (bytes);

  if (signature != NULL)
    muster_hook_add_header (hook, "X-Content-Signature", signature);
  return hook;
}

static void
test_key_url_is_the_attackers_until_checked (void)
{
  static const struct { const char *url, *path; } cases[] = {
    { "https://na.myconnectwise.net/v4_6_release/keys/7?x=1", "v4_6_release/keys/7?x=1" },
    { "https://api-na.myconnectwise.net/keys/7", "keys/7" },
    { "https://NA.myconnectwise.net:443/keys/7", "keys/7" },
    { "https://evil.example/keys/7", NULL },
    { "http://na.myconnectwise.net/keys/7", NULL },
    { "https://na.myconnectwise.net.evil.example/keys/7", NULL },
    { "https://na.myconnectwise.net@evil.example/keys/7", NULL },
    { "https://evil@na.myconnectwise.net/keys/7", NULL },
    { "https://na.myconnectwise.net:8443/keys/7", NULL },
    { "https://eu.myconnectwise.net/keys/7", NULL },
    { "//na.myconnectwise.net/keys/7", NULL },
    { "https://na.myconnectwise.net", NULL },
    { "https://na.myconnectwise.net/keys#evil", NULL },
    { "file:///etc/passwd", NULL },
    { "", NULL },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterHook) without = hook_with ("{'ID':69,'Type':'ticket'}", NULL);

  g_assert_true (muster_psa_has_hook_keys (psa));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{'ID':69,'Type':'ticket','Metadata':{'key_url':'%s'}}", cases[i].url);
      g_autoptr(MusterHook) hook = hook_with (body, NULL);
      g_autoptr(GError) error = NULL;
      g_autofree char *path = muster_psa_hook_key_path (psa, hook, "https://na.myconnectwise.net", ROOT, &error);

      g_assert_cmpstr (path, ==, cases[i].path);
      if (cases[i].path == NULL)
        g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
  g_assert_null (muster_psa_hook_key_path (psa, without, "https://na.myconnectwise.net", ROOT, NULL));
}

/* Computed with: printf '%s' BODY | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '%s' "signing" | sha256sum | cut -c1-64) -binary | base64 */
#define SIGNED_BODY "{'ID':69,'Type':'ticket','Action':'updated','Entity':'{\\'Id\\':70}'}"
#define SIGNATURE   "k2iBMX1YaXckusS7k1mvwe3Qg+a40Kl3ZrLin6WYDDM="

static void
test_signature_is_over_the_raw_bytes (void)
{
  static const struct { const char *body, *signature; gboolean ok; } cases[] = {
    { SIGNED_BODY, SIGNATURE, TRUE },
    { SIGNED_BODY " ", SIGNATURE, FALSE },
    { SIGNED_BODY, SIGNATURE "=", FALSE },
    { SIGNED_BODY, " " SIGNATURE, FALSE },
    { SIGNED_BODY, "", FALSE },
    { SIGNED_BODY, NULL, FALSE },
    { "", SIGNATURE, FALSE },
  };
  g_autoptr(MusterPsa) psa = new_psa ();
  g_autoptr(MusterSecret) key = muster_secret_new ("signing");
  g_autoptr(MusterSecret) other = muster_secret_new ("signing2");
  g_autoptr(MusterSecret) empty = muster_secret_new ("");
  g_autoptr(MusterHook) genuine = hook_with (SIGNED_BODY, SIGNATURE);
  g_autoptr(MusterHook) twice = hook_with (SIGNED_BODY, SIGNATURE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterHook) hook = hook_with (cases[i].body, cases[i].signature);

      g_assert_cmpint (muster_psa_verify_hook (psa, hook, key, NULL), ==, cases[i].ok);
    }
  g_assert_false (muster_psa_verify_hook (psa, genuine, other, NULL));
  g_assert_false (muster_psa_verify_hook (psa, genuine, empty, NULL));
  muster_hook_add_header (twice, "x-content-signature", SIGNATURE);
  g_assert_false (muster_psa_verify_hook (psa, twice, key, NULL));
}

static void
test_entity_is_text_and_unread (void)
{
  static const struct { const char *body, *id; } cases[] = {
    { SIGNED_BODY, "69" },
    { "{'id':71,'type':'Ticket','action':'added','entity':'not json'}", "71" },
    { "{'ID':'69','Type':'ticket'}", NULL }, { "{'ID':-1,'Type':'ticket'}", NULL }, { "{'ID':69}", NULL }, { "{'Type':'ticket'}", NULL },
    { "[]", NULL }, { "{'ID':69,'ID':70,'Type':'ticket'}", NULL }, { "{", NULL }, { "", NULL },
  };
  g_autoptr(MusterPsa) psa = new_psa ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterHook) hook = hook_with (cases[i].body, NULL);
      g_autoptr(GPtrArray) hints = muster_psa_read_hook (psa, hook, NULL);

      g_assert_cmpint (hints != NULL, ==, cases[i].id != NULL);
      if (hints == NULL)
        continue;
      g_assert_cmpuint (hints->len, ==, 1);
      g_assert_cmpstr (((MusterPsaHint *) hints->pdata[0])->object, ==, "ticket");
      g_assert_cmpstr (((MusterPsaHint *) hints->pdata[0])->id, ==, cases[i].id);
    }
}

/* The same address twice is an error at ConnectWise: what is there is used again, and switched on when it was off */
static void
test_callback_exists_already (void)
{
  static const struct { const char *there, *sent; } cases[] = {
    { "[]", "POST /system/callbacks {" },
    { "[{'id':31,'url':'https://hooks.msp.example/hooks/a?recordId=','inactiveFlag':true}]", "PATCH /system/callbacks/31 [{'op':'replace','path':'inactiveFlag','value':false}]" },
    { "[{'id':31,'url':'https://hooks.msp.example/hooks/a?recordId=','inactiveFlag':false}]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Tool) tool = { NULL, NULL };
      g_autofree char *list = NULL;
      g_autofree char *sent = NULL;

      tool_start (&tool, "connectwise:register-webhook", "{'url':'https://hooks.msp.example/hooks/a?recordId='}");
      list = tool_next (&tool);
      g_assert_true (g_str_has_prefix (list, "GET /system/callbacks?"));
      tool_answer (&tool, cases[i].there);
      sent = tool_next (&tool);
      if (cases[i].sent == NULL)
        g_assert_null (sent);
      else
        g_assert_true (g_str_has_prefix (sent, cases[i].sent));
    }
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/connectwise/quirk/codebase-ends-with-slash", test_codebase_ends_with_slash);
  g_test_add_func ("/connectwise/quirk/api-prefix-in-the-cloud", test_api_prefix_in_the_cloud);
  g_test_add_func ("/connectwise/quirk/not-found-may-be-wrong-keys", test_not_found_may_be_wrong_keys);
  g_test_add_func ("/connectwise/quirk/patch-is-an-array-of-bare-names", test_patch_is_an_array_of_bare_names);
  g_test_add_func ("/connectwise/quirk/status-ids-are-per-board", test_status_ids_are_per_board);
  g_test_add_func ("/connectwise/quirk/note-says-every-flag", test_note_says_every_flag);
  g_test_add_func ("/connectwise/quirk/note-without-flags-may-be-visible", test_note_without_flags_may_be_visible);
  g_test_add_func ("/connectwise/quirk/notes-lack-time-entries", test_notes_lack_time_entries);
  g_test_add_func ("/connectwise/quirk/time-entries-may-be-refused", test_time_entries_may_be_refused);
  g_test_add_func ("/connectwise/quirk/edited-and-mail-born-notes", test_edited_and_mail_born_notes);
  g_test_add_func ("/connectwise/quirk/info-is-text-and-may-be-missing", test_info_is_text_and_may_be_missing);
  g_test_add_func ("/connectwise/quirk/contact-mail-is-an-item", test_contact_mail_is_an_item);
  g_test_add_func ("/connectwise/quirk/key-url-is-the-attackers-until-checked", test_key_url_is_the_attackers_until_checked);
  g_test_add_func ("/connectwise/quirk/signature-is-over-the-raw-bytes", test_signature_is_over_the_raw_bytes);
  g_test_add_func ("/connectwise/quirk/entity-is-text-and-unread", test_entity_is_text_and_unread);
  g_test_add_func ("/connectwise/quirk/callback-exists-already", test_callback_exists_already);
  g_test_add_func ("/connectwise/companies", test_companies);
  g_test_add_func ("/connectwise/choices", test_choices);
  g_test_add_func ("/connectwise/monitoring", test_monitoring);

  return g_test_run ();
}

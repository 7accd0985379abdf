/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool of the Autotask document against the look-alike, with the vendor's description between them. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-autotask.h"
#include "muster-error.h"
#include "muster-hook.h"
#include "muster-json.h"
#include "muster-test.h"

#include "contract-run.h"

typedef struct
{
  ContractRun  run;
  MusterPsa   *psa;
} Fixture;

static void
take_setting (Fixture    *fixture,
              const char *name,
              char       *value)
{
  g_assert_nonnull (value);
  contract_run_setting (&fixture->run, name, value);
  g_free (value);
}

static void
choose_audience (Fixture                *fixture,
                 JsonNode               *choices,
                 MusterAutotaskAudience  audience,
                 const char             *name)
{
  g_autoptr(GPtrArray) list = muster_autotask_list_audiences (choices, audience, NULL);
  const char *id = muster_autotask_likely_audience (list, audience);
  g_autofree char *label_name = g_strconcat (name, "Label", NULL);
  char *label = NULL;

  g_assert_true (muster_autotask_choose_audience (list, audience, id, &label, NULL));
  contract_run_setting (&fixture->run, name, id);
  take_setting (fixture, label_name, label);
}

/* As the live test of a connection does it */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  JsonObject *keys;
  g_autoptr(JsonNode) zone = NULL;
  g_autoptr(JsonNode) whoami = NULL;
  g_autoptr(JsonNode) roles = NULL;
  g_autoptr(JsonNode) choices = NULL;
  g_autoptr(JsonNode) notes = NULL;
  g_autoptr(JsonNode) members = NULL;
  g_autoptr(GPtrArray) read = NULL;
  g_autofree char *own = NULL;

  contract_run_set_up (run, "autotask", "autotask.openapi.json");
  keys = muster_json_obj (run->sandbox.ready, "autotask");
  contract_run_header (run, "ApiIntegrationCode", muster_json_str (keys, "integrationCode"));
  contract_run_header (run, "UserName", muster_json_str (keys, "userName"));
  contract_run_header (run, "Secret", muster_json_str (keys, "secret"));
  contract_run_setting (run, "userName", muster_json_str (keys, "userName"));
  contract_run_setting (run, "zone", muster_json_str (keys, "zone"));

  zone = contract_run_do (run, "zone-information", "{'user':'%s'}", muster_json_str (keys, "userName"));
  take_setting (fixture, "apiRoot", muster_autotask_api_root (zone, muster_json_str (keys, "zone"), NULL));
  whoami = contract_run_do (run, "whoami", "{}");
  own = muster_autotask_own_resource (whoami, NULL);
  contract_run_setting (run, "resourceId", own);
  roles = contract_run_do (run, "list-member-roles", "{'member':%s}", own);
  /* API users hold no role there */
  g_assert_null (muster_autotask_own_role (roles, whoami));
  choices = contract_run_do (run, "list-choices", "{}");
  take_setting (fixture, "defaultQueue", muster_autotask_default_queue (choices));
  take_setting (fixture, "defaultPriority", muster_autotask_default_priority (choices));
  notes = contract_run_do (run, "list-note-choices", "{}");
  choose_audience (fixture, notes, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, "internalPublish");
  choose_audience (fixture, notes, MUSTER_AUTOTASK_AUDIENCE_REQUESTER, "replyPublish");
  members = contract_run_do (run, "list-members", "{}");

  fixture->psa = muster_psa_new_for_integration ("autotask");
  muster_psa_set_settings (fixture->psa, run->settings);
  muster_psa_set_members (fixture->psa, members, whoami);
  read = muster_psa_read_choices (fixture->psa, choices, NULL, NULL);
  g_assert_nonnull (read);
  muster_psa_set_choices (fixture->psa, read);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->psa);
  contract_run_tear_down (&fixture->run);
}

/* An open ticket with a contact; its company becomes the client */
static gint64
pick_ticket (Fixture *fixture,
             gint64  *contact)
{
  g_autoptr(JsonNode) open = contract_run_do (&fixture->run, "list-open-tickets", "{'since':'2020-01-01T00:00:00Z'}");
  guint n = contract_run_length (open, "tickets");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *row = g_strdup_printf ("tickets.[%u].contactID", i);
      g_autofree char *company = g_strdup_printf ("tickets.[%u].companyID", i);
      g_autofree char *id = g_strdup_printf ("tickets.[%u].id", i);
      g_autofree char *text = contract_run_text (open, row);

      if (text == NULL)
        continue;
      *contact = contract_run_int (open, row);
      g_free (fixture->run.company);
      fixture->run.company = contract_run_text (open, company);
      return contract_run_int (open, id);
    }
  g_assert_not_reached ();
}

static const char *
technician (Fixture *fixture)
{
  g_autoptr(JsonNode) members = contract_run_do (&fixture->run, "list-members", "{}");
  g_autoptr(GPtrArray) people = muster_psa_read_members (fixture->psa, members, NULL);

  for (guint i = 0; i < people->len; i++)
    {
      MusterPsaMember *member = people->pdata[i];

      if (member->person && member->active)
        return g_intern_string (member->id);
    }
  g_assert_not_reached ();
}

static MusterNote *
find_note (GPtrArray  *notes,
           const char *part)
{
  for (guint i = 0; i < notes->len; i++)
    if (strstr (muster_note_get_text (notes->pdata[i]), part) != NULL)
      return notes->pdata[i];
  return NULL;
}

static void
test_reads (Fixture       *fixture,
            gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  static const char * const without[] = { "list-company-tickets", "list-latest-tickets", "list-webhooks", "threshold-information" };
  g_autoptr(JsonNode) companies = contract_run_do (run, "list-companies", "{}");
  g_autoptr(JsonNode) contacts = contract_run_do (run, "list-contacts", "{'company':%s}", run->company);
  g_autoptr(JsonNode) person = contract_run_do (run, "get-contact", "{'contact':%" G_GINT64_FORMAT "}", contact);
  g_autoptr(JsonNode) poll = contract_run_do (run, "poll-tickets", "{'since':'2020-01-01T00:00:00Z'}");
  g_autoptr(JsonNode) behind = contract_run_do (run, "poll-tickets", "{'since':'2020-01-01T00:00:00Z','after':%" G_GINT64_FORMAT "}", ticket);
  g_autoptr(JsonNode) closed = contract_run_do (run, "list-closed-tickets", "{'from':'2020-01-01T00:00:00Z','to':'2030-01-01T00:00:00Z'}");
  g_autoptr(JsonNode) latest = contract_run_do (run, "list-latest-tickets", "{}");
  g_autoptr(GPtrArray) read_companies = muster_psa_read_companies (fixture->psa, companies, NULL);
  g_autoptr(GPtrArray) read_contacts = muster_psa_read_contacts (fixture->psa, contacts, NULL);
  g_autoptr(GPtrArray) read_person = muster_psa_read_contacts (fixture->psa, person, NULL);
  g_autoptr(GPtrArray) read_tickets = muster_psa_read_tickets (fixture->psa, poll, "C1", NULL);
  g_autoptr(GPtrArray) read_closed = muster_psa_read_tickets (fixture->psa, closed, "C1", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    json_node_unref (contract_run_do (run, without[i], "{}"));
  json_node_unref (contract_run_do (run, "get-ticket", "{'ticket':%" G_GINT64_FORMAT "}", ticket));
  json_node_unref (contract_run_do (run, "read-ticket", "{'ticket':%" G_GINT64_FORMAT "}", ticket));
  json_node_unref (contract_run_do (run, "list-ticket-notes", "{'ticket':%" G_GINT64_FORMAT "}", ticket));
  json_node_unref (contract_run_do (run, "find-similar-tickets", "{'query':'password'}"));

  g_assert_cmpuint (read_companies->len, >, 1);
  g_assert_cmpuint (read_contacts->len, >, 0);
  g_assert_cmpuint (read_person->len, ==, 1);
  g_assert_nonnull (((MusterPsaContact *) read_person->pdata[0])->email);
  g_assert_cmpuint (read_tickets->len, >, 1);
  g_assert_cmpuint (read_closed->len, >, 0);
  g_assert_true (muster_ticket_get_closed (read_closed->pdata[0]));
  g_assert_nonnull (muster_ticket_get_status (read_closed->pdata[0]));
  g_assert_cmpint (contract_run_int (behind, "tickets.[0].id"), >, ticket);
  g_assert_cmpuint (contract_run_length (latest, "tickets"), >, 1);
  g_assert_cmpint (contract_run_int (latest, "tickets.[0].id"), >, contract_run_int (latest, "tickets.[1].id"));
}

static void
test_notes (Fixture       *fixture,
            gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  g_autoptr(JsonNode) internal = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(JsonNode) entry = NULL;
  g_autoptr(JsonNode) before = NULL;
  g_autoptr(JsonNode) after = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  g_autoptr(GPtrArray) repaired = NULL;
  gint64 visible;

  internal = contract_run_do (run, "add-internal-note", "{'ticket':%" G_GINT64_FORMAT ",'text':'1) Look äß [ref:A]'}", ticket);
  g_assert_true (muster_psa_note_is_internal (fixture->psa, json_node_get_object (muster_json_path (internal, "note"))));
  g_assert_true (contract_run_look (run, "add-internal-note", "[ref:A]", "{'ticket':%" G_GINT64_FORMAT ",'text':'x'}", ticket));
  g_assert_false (contract_run_look (run, "add-internal-note", "[ref:Z]", "{'ticket':%" G_GINT64_FORMAT ",'text':'x'}", ticket));
  reply = contract_run_do (run, "reply-to-requester", "{'ticket':%" G_GINT64_FORMAT ",'text':'Restart it [ref:B]'}", ticket);
  g_assert_false (muster_psa_note_is_internal (fixture->psa, json_node_get_object (muster_json_path (reply, "note"))));
  g_assert_true (contract_run_look (run, "reply-to-requester", "[ref:B]", "{'ticket':%" G_GINT64_FORMAT ",'text':'x'}", ticket));
  json_node_unref (contract_run_do (run, "assign-ticket", "{'ticket':%" G_GINT64_FORMAT ",'member':%s}", ticket, technician (fixture)));
  entry = contract_run_do (run, "add-time-entry", "{'ticket':%" G_GINT64_FORMAT ",'start':'2026-11-20T08:00:00Z','hours':0.5,'notes':'Done [ref:C]'}", ticket);
  g_assert_cmpint (contract_run_int (entry, "entryForAssigned.id"), >, 0);
  g_assert_true (contract_run_look (run, "add-time-entry", "[ref:C]",
                                    "{'ticket':%" G_GINT64_FORMAT ",'start':'2026-11-20T08:00:00Z','hours':0.5,'notes':'x'}", ticket));

  before = contract_run_do (run, "read-notes", "{'ticket':%" G_GINT64_FORMAT "}", ticket);
  notes = muster_psa_read_notes (fixture->psa, before, NULL);
  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "[ref:A]")), ==, "self");
  g_assert_true (muster_note_get_internal (find_note (notes, "[ref:A]")));
  g_assert_false (muster_note_get_internal (find_note (notes, "[ref:B]")));
  g_assert_cmpstr (muster_note_get_kind (find_note (notes, "[ref:C]")), ==, "time-entry");
  g_assert_true (muster_note_get_internal (find_note (notes, "[ref:C]")));
  g_assert_nonnull (find_note (notes, "äß"));

  /* A note that came out visible is taken back by making it internal: nothing can be deleted */
  visible = contract_run_int (reply, "note.id");
  json_node_unref (contract_run_do (run, "remove-note", "{'ticket':%" G_GINT64_FORMAT ",'note':%" G_GINT64_FORMAT "}", ticket, visible));
  g_assert_true (contract_run_look (run, "remove-note", NULL, "{'ticket':%" G_GINT64_FORMAT ",'note':%" G_GINT64_FORMAT "}", ticket, visible));
  after = contract_run_do (run, "read-notes", "{'ticket':%" G_GINT64_FORMAT "}", ticket);
  repaired = muster_psa_read_notes (fixture->psa, after, NULL);
  g_assert_true (muster_note_get_internal (find_note (repaired, "[ref:B]")));
}

static void
test_ticket_writes (Fixture       *fixture,
                    gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  const char *person = technician (fixture);
  g_autoptr(JsonNode) created = NULL;
  g_autoptr(JsonNode) found = NULL;
  static const struct
  {
    const char *tool;
    const char *args;
  } writes[] = {
    { "move-to-board", "'board':13" },
    { "set-ticket-status", "'status':'In Progress'" }, { "set-ticket-priority", "'priority':'High'" }, { "set-ticket-type", "'type':'Incident'" },
  };

  json_node_unref (contract_run_do (run, "assign-ticket", "{'ticket':%" G_GINT64_FORMAT ",'member':%s}", ticket, person));
  json_node_unref (contract_run_do (run, "hand-to-member", "{'ticket':%" G_GINT64_FORMAT ",'member':%s}", ticket, person));
  g_assert_true (contract_run_look (run, "hand-to-member", NULL, "{'ticket':%" G_GINT64_FORMAT ",'member':%s}", ticket, person));
  g_assert_true (contract_run_look (run, "assign-ticket", NULL, "{'ticket':%" G_GINT64_FORMAT ",'member':%s}", ticket, person));
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    {
      g_autofree char *args = g_strdup_printf ("{'ticket':%" G_GINT64_FORMAT ",%s}", ticket, writes[i].args);

      json_node_unref (contract_run_do (run, writes[i].tool, "%s", args));
      g_assert_true (contract_run_look (run, writes[i].tool, NULL, "%s", args));
    }

  created = contract_run_do (run, "create-ticket", "{'company':%s,'contact':%" G_GINT64_FORMAT ",'summary':'Test','description':'Words','reference':'[ref:01J]'}",
                             run->company, contact);
  g_assert_cmpint (contract_run_int (created, "created.id"), ==, contract_run_int (created, "ticket.id"));
  g_assert_true (contract_run_look (run, "create-ticket", "[ref:01J]", "{'company':%s,'summary':'Test','description':'Words','reference':'[ref:01J]'}", run->company));
  found = contract_run_do (run, "find-ticket-by-reference", "{'reference':'[ref:01J]'}");
  g_assert_cmpint (contract_run_int (found, "tickets.[0].id"), ==, contract_run_int (created, "created.id"));
  g_assert_cmpuint (contract_run_length (found, "tickets"), ==, 1);
}

static void
test_webhooks (Fixture       *fixture,
               gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  static const char args[] = "{'url':'https://hooks.example-msp.test/hooks/0123'}";
  g_autoptr(JsonNode) first = contract_run_do (run, "register-webhook", "%s", args);
  g_autoptr(JsonNode) again = contract_run_do (run, "register-webhook", "%s", args);
  gint64 id = contract_run_int (first, "webhook.id");
  g_autoptr(JsonNode) list = NULL;
  g_autoptr(GPtrArray) webhooks = NULL;
  g_autoptr(JsonNode) none = NULL;

  g_assert_cmpint (contract_run_int (again, "webhook.id"), ==, id);
  g_assert_true (contract_run_look (run, "register-webhook", NULL, "%s", args));
  list = contract_run_do (run, "list-webhooks", "{}");
  webhooks = muster_psa_read_webhooks (fixture->psa, list, NULL);
  g_assert_cmpuint (webhooks->len, ==, 1);
  g_assert_true (((MusterPsaWebhook *) webhooks->pdata[0])->active);
  json_node_unref (contract_run_do (run, "enable-webhook", "{'webhook':%" G_GINT64_FORMAT "}", id));
  g_assert_true (contract_run_look (run, "enable-webhook", NULL, "{'webhook':%" G_GINT64_FORMAT "}", id));
  json_node_unref (contract_run_do (run, "remove-webhook", "{'webhook':%" G_GINT64_FORMAT "}", id));
  g_assert_true (contract_run_look (run, "remove-webhook", NULL, "{'webhook':%" G_GINT64_FORMAT "}", id));
  none = contract_run_do (run, "list-webhooks", "{}");
  g_assert_cmpuint (contract_run_length (none, "webhooks"), ==, 0);
}

/* What the other clients have is not there, whoever asks */
static void
test_other_client (Fixture       *fixture,
                   gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  static const struct
  {
    const char *tool;
    const char *more;
  } tools[] = {
    { "get-ticket", "" }, { "list-ticket-notes", "" }, { "add-internal-note", ",'text':'x'" }, { "reply-to-requester", ",'text':'x'" },
    { "set-ticket-status", ",'status':'Complete'" }, { "assign-ticket", ",'member':1" }, { "remove-note", ",'note':1" },
    { "add-time-entry", ",'start':'2026-11-20T08:00:00Z','hours':1,'notes':'x'" },
  };

  g_free (run->company);
  run->company = g_strdup ("1");
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      guint before = run->requests;
      g_autoptr(GError) error = NULL;

      g_assert_null (contract_run_tool (run, tools[i].tool, &error, "{'ticket':%" G_GINT64_FORMAT "%s}", ticket, tools[i].more));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
      g_assert_cmpuint (run->requests, ==, before + 1);
    }
}

/* More than two pages: each follows the address of the one before, and a cut answer goes on behind its last id */
static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  g_autoptr(JsonNode) first = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = NULL;
  guint rounds = 0;
  gboolean more = TRUE;

  sandbox_control (&run->sandbox, "POST", "tickets/burst", "{\"count\":2300,\"prefix\":\"Burst\"}");
  g_assert_cmpuint (run->sandbox.status, <, 300);
  while (more)
    {
      g_autoptr(JsonNode) page = contract_run_do (run, "poll-tickets", "{'since':'2020-01-01T00:00:00Z'%s%s}", cursor != NULL ? ",'after':" : "",
                                                  cursor != NULL ? cursor : "");
      g_autoptr(GPtrArray) tickets = muster_psa_read_tickets (fixture->psa, page, "C1", NULL);
      char *next = muster_psa_get_cursor (fixture->psa, page, cursor);

      for (guint i = 0; i < tickets->len; i++)
        g_assert_true (g_hash_table_add (seen, g_strdup (muster_ticket_get_external_id (tickets->pdata[i]))));
      more = muster_json_bool (json_node_get_object (page), "truncated", FALSE);
      g_free (cursor);
      cursor = next;
      g_assert_cmpuint (++rounds, <, 20);
    }
  g_assert_cmpuint (rounds, >, 2);
  g_assert_cmpuint (g_hash_table_size (seen), >, 2300);
}

static void
control (Fixture    *fixture,
         const char *path,
         const char *body)
{
  sandbox_control (&fixture->run.sandbox, "POST", path, body);
  g_assert_cmpuint (fixture->run.sandbox.status, <, 300);
}

/* Of what the vendor counts: what was written in notes */
static gint64
count_notes (Fixture *fixture)
{
  JsonObject *reply;

  sandbox_control (&fixture->run.sandbox, "GET", "requests?vendor=autotask", NULL);
  reply = muster_json_node_obj (fixture->run.sandbox.reply);
  return muster_json_int (muster_json_obj (reply, "counts"), "note", 0);
}

/* The labels of another language, or another administrator's: asked about while connecting, refused afterwards */
static void
test_labels (Fixture       *fixture,
             gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  gint64 before;
  g_autoptr(JsonNode) older = NULL;
  g_autoptr(JsonNode) german = NULL;
  g_autoptr(GPtrArray) of_older = NULL;
  g_autoptr(GPtrArray) of_german = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) reply_error = NULL;
  g_autofree char *label = NULL;

  control (fixture, "settings", "{\"autotask\":{\"labels\":\"older\"}}");
  older = contract_run_do (run, "list-note-choices", "{}");
  of_older = muster_autotask_list_audiences (older, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, NULL);
  g_assert_cmpstr (muster_autotask_likely_audience (of_older, MUSTER_AUTOTASK_AUDIENCE_INTERNAL), ==, "2");

  control (fixture, "settings", "{\"autotask\":{\"labels\":\"de\"}}");
  german = contract_run_do (run, "list-note-choices", "{}");
  of_german = muster_autotask_list_audiences (german, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, NULL);
  g_assert_null (muster_autotask_likely_audience (of_german, MUSTER_AUTOTASK_AUDIENCE_INTERNAL));
  before = count_notes (fixture);
  g_assert_null (contract_run_tool (run, "add-internal-note", &error, "{'ticket':%" G_GINT64_FORMAT ",'text':'x'}", ticket));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_null (contract_run_tool (run, "reply-to-requester", &reply_error, "{'ticket':%" G_GINT64_FORMAT ",'text':'x'}", ticket));
  g_assert_error (reply_error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpint (count_notes (fixture), ==, before);

  /* A person chose it: then it is that label that counts */
  g_assert_true (muster_autotask_choose_audience (of_german, MUSTER_AUTOTASK_AUDIENCE_INTERNAL, "2", &label, NULL));
  contract_run_setting (run, "internalPublishLabel", label);
  json_node_unref (contract_run_do (run, "add-internal-note", "{'ticket':%" G_GINT64_FORMAT ",'text':'x'}", ticket));
  g_assert_cmpint (count_notes (fixture), ==, before + 1);
}

/* A note that came out visible is seen in what is read back, and made internal */
static void
test_note_comes_out_visible (Fixture       *fixture,
                             gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  g_autoptr(JsonNode) note = NULL;
  g_autoptr(JsonNode) after = NULL;
  g_autoptr(GPtrArray) notes = NULL;

  control (fixture, "faults", "{\"vendor\":\"autotask\",\"class\":\"note\",\"kind\":\"note-visible\"}");
  note = contract_run_do (run, "add-internal-note", "{'ticket':%" G_GINT64_FORMAT ",'text':'x [ref:V]'}", ticket);
  g_assert_false (muster_psa_note_is_internal (fixture->psa, json_node_get_object (muster_json_path (note, "note"))));
  json_node_unref (contract_run_do (run, "remove-note", "{'ticket':%" G_GINT64_FORMAT ",'note':%" G_GINT64_FORMAT "}", ticket,
                                    contract_run_int (note, "created.id")));
  after = contract_run_do (run, "read-notes", "{'ticket':%" G_GINT64_FORMAT "}", ticket);
  notes = muster_psa_read_notes (fixture->psa, after, NULL);
  g_assert_true (muster_note_get_internal (find_note (notes, "[ref:V]")));
}

/* What others wrote is not ours to change */
static void
test_foreign_note (Fixture       *fixture,
                   gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  g_autofree char *path = g_strdup_printf ("Tickets/%" G_GINT64_FORMAT "/Notes", ticket);
  g_autoptr(JsonNode) list = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  g_autoptr(GError) error = NULL;
  MusterNote *note;

  sandbox_autotask_as (&run->sandbox, technician (fixture), "POST", path,
                       "{\"title\":\"T\",\"description\":\"APPROVE [ref:I]\",\"noteType\":3,\"publish\":1}");
  g_assert_cmpuint (run->sandbox.status, ==, 200);
  list = contract_run_do (run, "read-notes", "{'ticket':%" G_GINT64_FORMAT "}", ticket);
  notes = muster_psa_read_notes (fixture->psa, list, NULL);
  note = find_note (notes, "[ref:I]");
  g_assert_cmpstr (muster_note_get_author_kind (note), !=, "member");
  g_assert_cmpstr (muster_note_get_author_id (note), ==, technician (fixture));
  g_assert_null (contract_run_tool (run, "remove-note", &error, "{'ticket':%" G_GINT64_FORMAT ",'note':%s}", ticket,
                                    muster_note_get_external_id (note)));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* People at work: the customer in the portal, a technician with a note and with time */
static void
test_people (Fixture       *fixture,
             gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  const char *person = technician (fixture);
  g_autofree char *notes_path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/notes", ticket);
  g_autofree char *time_path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/time-entries", ticket);
  g_autofree char *by_contact = g_strdup_printf ("{\"authorKind\":\"contact\",\"contactId\":%" G_GINT64_FORMAT ",\"text\":\"still broken [C]\"}", contact);
  g_autofree char *by_member = g_strdup_printf ("{\"authorKind\":\"member\",\"kind\":\"internal\",\"memberId\":%s,\"text\":\"seen it [M]\"}", person);
  g_autofree char *time = g_strdup_printf ("{\"memberId\":%s,\"minutes\":15,\"notes\":\"told them [T]\",\"internalNotes\":\"odd [U]\"}", person);
  g_autoptr(JsonNode) list = NULL;
  g_autoptr(GPtrArray) notes = NULL;

  control (fixture, notes_path, by_contact);
  control (fixture, notes_path, by_member);
  control (fixture, time_path, time);
  list = contract_run_do (run, "read-notes", "{'ticket':%" G_GINT64_FORMAT "}", ticket);
  notes = muster_psa_read_notes (fixture->psa, list, NULL);
  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "[C]")), ==, "contact");
  g_assert_false (muster_note_get_internal (find_note (notes, "[C]")));
  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "[M]")), ==, "member");
  g_assert_cmpstr (muster_note_get_author_id (find_note (notes, "[M]")), ==, person);
  g_assert_true (muster_note_get_internal (find_note (notes, "[M]")));
  g_assert_false (muster_note_get_edited (find_note (notes, "[M]")));
  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "[T]")), ==, "member");
  g_assert_false (muster_note_get_internal (find_note (notes, "[T]")));
  g_assert_true (muster_note_get_internal (find_note (notes, "[U]")));
}

/* --- Deliveries, as the look-alike signs them --- */

static void
delivered_cb (SoupServer        *server,
              SoupServerMessage *message,
              const char        *path,
              GHashTable        *query,
              gpointer           user_data)
{
  GPtrArray *hooks = user_data;
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  MusterHook *hook = muster_hook_new (body);
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    muster_hook_add_header (hook, name, value);
  g_ptr_array_add (hooks, hook);
  soup_server_message_set_status (message, 204, NULL);
}

static gboolean
all_sent (gpointer data)
{
  Fixture *fixture = data;
  JsonObject *reply;

  sandbox_control (&fixture->run.sandbox, "GET", "webhooks", NULL);
  reply = muster_json_node_obj (fixture->run.sandbox.reply);
  return muster_json_int (muster_json_obj (reply, "counts"), "pending", 1) == 0;
}

static void
test_deliveries (Fixture       *fixture,
                 gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  gint64 contact = 0;
  gint64 ticket = pick_ticket (fixture, &contact);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, ticket);
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GPtrArray) hooks = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_hook_unref);
  g_autofree char *tunnel = NULL;
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT, ticket);
  guint true_ones = 0;
  guint forged = 0;
  GSList *uris;

  soup_server_add_handler (server, NULL, delivered_cb, hooks, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  tunnel = g_strdup_printf ("{\"deliverTo\":\"http://127.0.0.1:%d\",\"behaviour\":{\"forge\":1,\"timeScale\":0.001}}", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  control (fixture, "webhooks", tunnel);
  json_node_unref (contract_run_do (run, "register-webhook", "{'url':'https://hooks.example-msp.test/hooks/0123'}"));
  control (fixture, path, "{\"description\":\"M\u00fcller & S\u00f6hne <x> 'y' +\",\"statusId\":12}");
  muster_test_until (all_sent, fixture);

  for (guint i = 0; i < hooks->len; i++)
    {
      g_autoptr(GPtrArray) hints = NULL;

      if (!muster_psa_verify_hook (fixture->psa, hooks->pdata[i], run->secret, NULL))
        {
          forged++;
          continue;
        }
      hints = muster_psa_read_hook (fixture->psa, hooks->pdata[i], NULL);
      g_assert_cmpstr (((MusterPsaHint *) hints->pdata[0])->object, ==, "ticket");
      g_assert_cmpstr (((MusterPsaHint *) hints->pdata[0])->id, ==, id);
      true_ones++;
    }
  g_test_message ("%u true, %u forged", true_ones, forged);
  g_assert_cmpuint (true_ones, >, 0);
  g_assert_cmpuint (forged, >, 0);
}

static void
test_wrong_secret (Fixture       *fixture,
                   gconstpointer  data)
{
  ContractRun *run = &fixture->run;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) unknown = NULL;
  g_autoptr(MusterAdvice) advice = NULL;

  g_assert_null (contract_run_tool (run, "zone-information", &unknown, "{'user':'nobody@nowhere.example'}"));
  g_assert_error (unknown, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_ptr_array_set_size (run->headers, 4);
  contract_run_header (run, "Secret", "wrong");
  g_assert_null (contract_run_tool (run, "threshold-information", &error, "{}"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  advice = muster_advice_for ("autotask", "threshold-information", error);
  g_assert_cmpstr (advice->problem, ==, "wrong-key");
}

/* One run of everything: no tool is left that nothing was asked with */
static void
test_every_tool (Fixture       *fixture,
                 gconstpointer  data)
{
  test_reads (fixture, data);
  test_notes (fixture, data);
  test_ticket_writes (fixture, data);
  test_webhooks (fixture, data);
  contract_run_assert_all (&fixture->run);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/contract/autotask/reads", test_reads },
    { "/contract/autotask/notes", test_notes },
    { "/contract/autotask/ticket-writes", test_ticket_writes },
    { "/contract/autotask/webhooks", test_webhooks },
    { "/contract/autotask/other-client", test_other_client },
    { "/contract/autotask/pages", test_pages },
    { "/contract/autotask/labels", test_labels },
    { "/contract/autotask/note-comes-out-visible", test_note_comes_out_visible },
    { "/contract/autotask/foreign-note", test_foreign_note },
    { "/contract/autotask/people", test_people },
    { "/contract/autotask/deliveries", test_deliveries },
    { "/contract/autotask/wrong-secret", test_wrong_secret },
    { "/contract/autotask/every-tool", test_every_tool },
  };

  muster_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool of the HaloPSA document against the look-alike, with the vendor's description between them. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-halopsa.h"
#include "muster-json.h"
#include "muster-test.h"

#include "contract-run.h"

#define TICKET "120000"

static const ContractStep steps[] = {
  { "auth-info", "{}" },
  { "whoami", "{}" },
  { "list-choices", "{}" },
  { "list-outcomes", "{}" },
  { "list-members", "{}" },
  { "list-companies", "{}" },
  { "list-contacts", "{'company':2101}" },
  { "list-webhooks", "{}" },
  { "get-contact", "{'contact':103006}" },
  { "poll-tickets", "{'since':'2026-11-01T00:00:00Z'}" },
  { "poll-tickets", "{'since':'2025-01-01T00:00:00Z','after':2}" },
  { "list-open-tickets", "{'since':'2025-01-01T00:00:00Z'}" },
  { "list-closed-tickets", "{'from':'2025-11-01T00:00:00Z','to':'2026-02-01T00:00:00Z','after':1}" },
  { "list-latest-tickets", "{}" },
  { "list-company-tickets", "{}" },
  { "find-similar-tickets", "{'query':'locked %[x]'}" },
  { "find-ticket-by-reference", "{'reference':'[ref:NONE]'}" },
  { "get-ticket", "{'ticket':" TICKET "}" },
  { "read-ticket", "{'ticket':" TICKET "}" },
  { "list-ticket-notes", "{'ticket':" TICKET "}" },
  { "read-notes", "{'ticket':" TICKET "}" },
  { "reply-to-requester", "{'ticket':" TICKET ",'text':'Hello <you>\\nBye [ref:R]'}", "[ref:R]" },
  { "add-time-entry", "{'ticket':" TICKET ",'start':'2026-11-20T09:00:00Z','hours':0.25,'notes':'Looked [ref:T]'}", "[ref:T]" },
  { "add-internal-note", "{'ticket':" TICKET ",'text':'1) Look\\n[ref:N]'}", "[ref:N]" },
  { "remove-note", "{'ticket':" TICKET ",'note':NOTE}" },
  { "set-ticket-status", "{'ticket':" TICKET ",'status':'In Progress'}" },
  { "set-ticket-priority", "{'ticket':" TICKET ",'priority':'Critical'}" },
  { "set-ticket-type", "{'ticket':" TICKET ",'type':'Licensing'}" },
  { "assign-ticket", "{'ticket':" TICKET ",'member':102}" },
  { "hand-to-member", "{'ticket':" TICKET ",'member':101}" },
  { "move-to-team", "{'ticket':" TICKET ",'team':13}" },
  { "create-ticket", "{'company':2101,'summary':'A test','description':'<Words>','reference':'[ref:C]'}", "[ref:C]" },
  { "create-ticket", "{'company':2101,'contact':103006,'board':11,'summary':'A test','description':'Words','reference':'[ref:D]'}", "[ref:D]" },
  { NULL }
};

typedef struct
{
  ContractRun  run;
  MusterPsa   *psa;
} Fixture;

static void
choose_outcome (Fixture    *f,
                JsonNode   *outcomes,
                gboolean    reply,
                const char *setting)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *sure = NULL;
  g_autoptr(GPtrArray) list = muster_halopsa_read_outcomes (outcomes, reply, &sure, &error);

  g_assert_no_error (error);
  g_assert_nonnull (list);
  g_assert_nonnull (sure);
  contract_run_setting (&f->run, setting, sure);
}

/* As the live test of a connection does it */
static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  ContractRun *run = &f->run;
  g_autoptr(JsonNode) info = NULL;
  g_autoptr(JsonNode) outcomes = NULL;
  g_autoptr(JsonNode) members = NULL;
  g_autoptr(JsonNode) whoami = NULL;
  g_autoptr(JsonNode) lists = NULL;
  g_autoptr(GPtrArray) choices = NULL;
  g_autofree char *auth_url = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *token_url = NULL;
  g_autofree char *bearer = NULL;
  g_autoptr(GError) error = NULL;

  contract_run_set_up (run, "halopsa", "halopsa.openapi.json");
  contract_run_setting (run, "url", run->sandbox.base);
  run->company = g_strdup ("2101");
  info = contract_run_do (run, "auth-info", "{}");
  muster_halopsa_read_auth_info (run->sandbox.base, info, &auth_url, &tenant, &error);
  g_assert_no_error (error);
  token_url = muster_halopsa_token_url (auth_url, tenant);
  g_assert_true (g_str_has_prefix (token_url, run->sandbox.base));
  sandbox_halo (&run->sandbox, "GET", "Agent/me", NULL);
  bearer = g_strconcat ("Bearer ", run->sandbox.halo, NULL);
  contract_run_header (run, "Authorization", bearer);

  outcomes = contract_run_do (run, "list-outcomes", "{}");
  choose_outcome (f, outcomes, FALSE, MUSTER_HALOPSA_PRIVATE_OUTCOME);
  choose_outcome (f, outcomes, TRUE, MUSTER_HALOPSA_REPLY_OUTCOME);
  f->psa = muster_psa_new_for_integration ("halopsa");
  members = contract_run_do (run, "list-members", "{}");
  whoami = contract_run_do (run, "whoami", "{}");
  lists = contract_run_do (run, "list-choices", "{}");
  muster_psa_set_members (f->psa, members, whoami);
  choices = muster_psa_read_choices (f->psa, lists, NULL, &error);
  g_assert_no_error (error);
  muster_psa_set_choices (f->psa, choices);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_object_unref (f->psa);
  contract_run_tear_down (&f->run);
}

static void
test_every_tool (Fixture       *f,
                 gconstpointer  data)
{
  contract_run_steps (&f->run, steps);
  contract_run_assert_all (&f->run);
}

static MusterNote *
find_note (GPtrArray  *notes,
           const char *text)
{
  for (guint i = 0; i < notes->len; i++)
    if (g_strrstr (muster_note_get_text (notes->pdata[i]), text) != NULL)
      return notes->pdata[i];
  g_error ("No note says “%s”", text);
}

static void
write_note (Fixture    *f,
            const char *members)
{
  g_autofree char *body = g_strdup_printf ("{\"kind\":\"internal\",%s}", members);

  sandbox_control (&f->run.sandbox, "POST", "tickets/" TICKET "/notes", body);
  g_assert_cmpuint (f->run.sandbox.status, <, 300);
}

/* Who said what, as the connector makes one conversation of it */
static void
test_conversation (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(JsonNode) own = contract_run_do (&f->run, "add-internal-note", "{'ticket':" TICKET ",'text':'Ours\\nin two lines'}");
  g_autoptr(JsonNode) time = contract_run_do (&f->run, "add-time-entry",
                                              "{'ticket':" TICKET ",'start':'2026-11-20T09:00:00Z','hours':0.5,'notes':'Took time'}");
  g_autoptr(JsonNode) reply = contract_run_do (&f->run, "reply-to-requester", "{'ticket':" TICKET ",'text':'To you\\nwith <b>'}");
  g_autoptr(JsonNode) read = NULL;
  g_autoptr(JsonNode) row = NULL;
  g_autoptr(MusterTicket) ticket = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  g_autoptr(GError) error = NULL;

  write_note (f, "\"authorKind\":\"member\",\"memberId\":102,\"text\":\"By a technician\"");
  write_note (f, "\"authorKind\":\"external\",\"authorName\":\"Owen Brackett\",\"text\":\"By a stranger\"");
  sandbox_control (&f->run.sandbox, "POST", "tickets/" TICKET "/notes",
                   "{\"kind\":\"reply\",\"authorKind\":\"contact\",\"contactId\":103006,\"fromEmail\":true,\"text\":\"By the requester\"}");
  read = contract_run_do (&f->run, "read-notes", "{'ticket':" TICKET "}");
  row = contract_run_do (&f->run, "read-ticket", "{'ticket':" TICKET "}");
  notes = muster_psa_read_notes (f->psa, read, &error);
  g_assert_no_error (error);
  ticket = muster_psa_read_ticket (f->psa, muster_json_obj (json_node_get_object (row), "ticket"), "C1", &error);
  g_assert_no_error (error);

  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "Ours\nin two lines")), ==, "self");
  g_assert_true (muster_note_get_internal (find_note (notes, "Ours")));
  g_assert_cmpstr (muster_note_get_kind (find_note (notes, "Took time")), ==, "time-entry");
  g_assert_false (muster_note_get_internal (find_note (notes, "To you\nwith <b>")));
  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "By a technician")), ==, "member");
  g_assert_cmpstr (muster_note_get_author_id (find_note (notes, "By a technician")), ==, "102");
  g_assert_cmpstr (muster_note_get_from_email (find_note (notes, "By a technician")), ==, "no");
  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "By a stranger")), ==, "external");
  g_assert_cmpstr (muster_note_get_author_kind (find_note (notes, "By the requester")), ==, "contact");

  muster_psa_apply_notes (f->psa, ticket, notes);
  g_assert_cmpstr (muster_ticket_get_status (ticket), ==, "New");
  g_assert_cmpstr (muster_ticket_get_priority (ticket), ==, "High");
  g_assert_cmpstr (muster_ticket_get_ticket_type (ticket), ==, "Account / Sign-in");
  g_assert_cmpint (muster_ticket_get_origin (ticket), ==, MUSTER_TICKET_ORIGIN_PORTAL);
  g_assert_true (g_str_has_prefix (muster_ticket_get_description (ticket), "Hi, first day back"));
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 6);
}

/* Page by page, also when the list is cut: every ticket of the world, none lost */
static void
test_all_tickets (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = NULL;
  guint closed = 0;

  for (guint page = 1; page < 20; page++)
    {
      g_autoptr(JsonNode) answer = contract_run_do (&f->run, "poll-tickets", "{'since':'2020-01-01T00:00:00Z','after':%u}", page);
      g_autoptr(GPtrArray) tickets = muster_psa_read_tickets (f->psa, answer, "C1", NULL);
      char *next = muster_psa_get_cursor (f->psa, answer, cursor);

      g_assert_nonnull (tickets);
      g_assert_nonnull (next);
      g_free (cursor);
      cursor = next;
      for (guint i = 0; i < tickets->len; i++)
        if (g_hash_table_add (seen, g_strdup (muster_ticket_get_external_id (tickets->pdata[i]))))
          closed += muster_ticket_get_closed (tickets->pdata[i]);
      if (tickets->len == 0)
        break;
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 310);
  g_assert_cmpuint (closed, ==, 250);
}

/* What the instance does not know it ignores: the mail list of another person stops a reply */
static void
test_mail_list (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = NULL;

  sandbox_halo (&f->run.sandbox, "POST", "Tickets", "[{\"id\":" TICKET ",\"emailtolist\":\"somebody@else.example\"}]");
  g_assert_cmpuint (f->run.sandbox.status, ==, 200);
  result = contract_run_tool (&f->run, "reply-to-requester", &error, "{'ticket':" TICKET ",'text':'Hello'}");
  g_assert_null (result);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
}

/* Nor may somebody else get a copy of it */
static void
test_copies (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = NULL;

  sandbox_halo (&f->run.sandbox, "POST", "Tickets", "[{\"id\":" TICKET ",\"emailcclist\":\"somebody@else.example\"}]");
  g_assert_cmpuint (f->run.sandbox.status, ==, 200);
  result = contract_run_tool (&f->run, "reply-to-requester", &error, "{'ticket':" TICKET ",'text':'Hello'}");
  g_assert_null (result);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
}

/* Only what is ours is taken back */
static void
test_foreign_note (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = NULL;

  write_note (f, "\"authorKind\":\"member\",\"memberId\":102,\"text\":\"By a technician\"");
  result = contract_run_tool (&f->run, "remove-note", &error, "{'ticket':" TICKET ",'note':2}");
  g_assert_null (result);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "every-tool", test_every_tool },
    { "conversation", test_conversation },
    { "all-tickets", test_all_tickets },
    { "mail-list", test_mail_list },
    { "copies", test_copies },
    { "foreign-note", test_foreign_note },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/halopsa/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
    }
  return g_test_run ();
}

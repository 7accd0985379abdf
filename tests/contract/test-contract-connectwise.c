/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool of the ConnectWise document against the look-alike, with the vendor's description between them. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-connectwise.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "contract-run.h"

/* The key's address is told by a delivery; its description is a file of its own */
static const ContractStep steps[] = {
  { "company-info", "{'company':'harrowpine'}" },
  { "whoami", "{}" },
  { "list-boards", "{}" },
  { "list-choices", "{}" },
  { "list-board-choices", "{'board':11}" },
  { "list-statuses", "{'board':11}" },
  { "list-priorities", "{}" },
  { "list-members", "{}" },
  { "list-companies", "{}" },
  { "list-contacts", "{'company':2101}" },
  { "list-webhooks", "{}" },
  { "get-contact", "{'contact':103006}" },
  { "poll-tickets", "{'since':'2026-11-01T00:00:00Z'}" },
  { "list-open-tickets", "{'since':'2025-01-01T00:00:00Z'}" },
  { "list-closed-tickets", "{'from':'2025-11-01T00:00:00Z','to':'2026-02-01T00:00:00Z'}" },
  { "list-latest-tickets", "{}" },
  { "list-company-tickets", "{}" },
  { "find-similar-tickets", "{'query':'locked [x]'}" },
  { "find-ticket-by-reference", "{'reference':'[ref:NONE]'}" },
  { "get-ticket", "{'ticket':120000}" },
  { "read-ticket", "{'ticket':120000}" },
  { "list-ticket-notes", "{'ticket':120000}" },
  { "read-notes", "{'ticket':120000}" },
  { "reply-to-requester", "{'ticket':120000,'text':'Hello <you>\\n[ref:R]'}", "[ref:R]" },
  { "add-time-entry", "{'ticket':120000,'start':'2026-11-20T09:00:00Z','hours':0.25,'notes':'Looked [ref:T]'}", "[ref:T]" },
  { "add-internal-note", "{'ticket':120000,'text':'1) Look\\n[ref:N]'}", "[ref:N]" },
  { "remove-note", "{'ticket':120000,'note':NOTE}" },
  { "set-ticket-status", "{'ticket':120000,'status':'In Progress'}" },
  { "set-ticket-priority", "{'ticket':120000,'priority':'Critical'}" },
  { "set-ticket-type", "{'ticket':120000,'type':'Licensing'}" },
  { "assign-ticket", "{'ticket':120000,'member':102}" },
  { "hand-to-member", "{'ticket':120000,'member':101}" },
  { "move-to-board", "{'ticket':120000,'board':13}" },
  { "move-to-team", "{'ticket':120000,'team':513}" },
  { "move-to-board", "{'ticket':120000,'board':11}" },
  { "create-ticket", "{'company':2101,'contact':103006,'board':11,'summary':'A test','description':'Words','reference':'[ref:D]'}", "[ref:D]" },
  { "register-webhook", "{'url':'https://hooks.example-msp.test/hooks/1?recordId='}" },
  { "enable-webhook", "{'webhook':WEBHOOK}" },
  { "remove-webhook", "{'webhook':WEBHOOK}" },
  { NULL }
};

static void
set_up (ContractRun   *run,
        gconstpointer  data)
{
  JsonObject *keys;
  g_autofree char *user = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *basic = NULL;
  g_autofree char *root = NULL;

  contract_run_set_up (run, "connectwise", "connectwise.openapi.json");
  keys = muster_json_obj (run->sandbox.ready, "connectwise");
  user = muster_connectwise_basic_user (muster_json_str (keys, "companyId"), muster_json_str (keys, "publicKey"));
  plain = g_strconcat (user, ":", muster_json_str (keys, "privateKey"), NULL);
  encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
  basic = g_strconcat ("Basic ", encoded, NULL);
  root = g_strconcat (run->sandbox.base, "/v4_6_release/apis/3.0", NULL);
  contract_run_header (run, "Authorization", basic);
  contract_run_header (run, "clientId", muster_json_str (keys, "clientId"));
  contract_run_setting (run, "site", run->sandbox.base);
  contract_run_setting (run, "apiRoot", root);
  run->company = g_strdup ("2101");
}

static void
tear_down (ContractRun   *run,
           gconstpointer  data)
{
  contract_run_tear_down (run);
}

static void
test_every_tool (ContractRun   *run,
                 gconstpointer  data)
{
  contract_run_steps (run, steps);
  g_hash_table_add (run->seen, g_strdup ("connectwise:read-signing-key"));
  contract_run_assert_all (run);
}

/* Only what is ours is taken back: a technician's note has no mark, and what is gone needs nothing */
static void
test_foreign_note (ContractRun   *run,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = NULL;
  g_autoptr(JsonNode) listed = NULL;
  g_autoptr(JsonNode) gone = NULL;
  g_autofree char *args = NULL;
  JsonArray *notes;

  sandbox_control (&run->sandbox, "POST", "tickets/120000/notes",
                   "{\"kind\":\"internal\",\"authorKind\":\"member\",\"memberId\":102,\"text\":\"By a technician\"}");
  g_assert_cmpuint (run->sandbox.status, <, 300);
  listed = contract_run_do (run, "list-ticket-notes", "{'ticket':120000}");
  notes = json_object_get_array_member (json_node_get_object (listed), "notes");
  g_assert_cmpuint (json_array_get_length (notes), >, 0);
  args = g_strdup_printf ("{'ticket':120000,'note':%" G_GINT64_FORMAT "}",
                          json_object_get_int_member (json_array_get_object_element (notes, 0), "id"));
  result = contract_run_tool (run, "remove-note", &error, "%s", args);
  g_assert_null (result);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  gone = contract_run_do (run, "remove-note", "{'ticket':120000,'note':999999}");
  g_assert_nonnull (gone);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/contract/connectwise/every-tool", ContractRun, NULL, set_up, test_every_tool, tear_down);
  g_test_add ("/contract/connectwise/foreign-note", ContractRun, NULL, set_up, test_foreign_note, tear_down);
  return g_test_run ();
}

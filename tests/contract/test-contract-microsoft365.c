/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool of the Microsoft 365 document against the look-alikes of Graph and Exchange, with the vendor's descriptions
 * between them; and what the tools refuse before they write. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "contract-run.h"

#define ABIGAIL    "7b26d75c-5aef-4858-aab6-0cf0bc50525e"
#define RUBEN      "0d9c569f-d3ef-49d6-bdd1-2e46153cf643"
#define SEAN       "8a0d1de5-b79a-4829-824a-f9508111ca5d"
#define JOSS       "eccd8941-69fe-4cae-907e-238aead55634"
#define ORLA       "5970f10c-729f-4742-9111-2d7154a92c7f"
#define LYDIA      "bf3d0efe-ada8-4df0-865a-7858dc5516b3"
#define ADMIN      "1b7bdcdc-89e8-40a8-baae-725237d14b93"
#define MATTERS    "c88186a3-e3fa-4187-9999-7e64be21183e"
#define LITIGATION "ecb40964-ffee-4f7e-9ffd-868d1baf0af4"
#define ALL_STAFF  "43598c92-ec19-4bc1-9d16-3c7d8955deb2"
#define NOTIFY     "fefdfc32-8faf-4fe9-b866-5da55a7d250c"
#define ADMINS     "d101f228-ac49-4888-968f-380f55390d97"
#define LAPTOP     "174caeaa-5ee9-40eb-961a-d56d3a8e145b"
#define LAPTOP_2   "d4e1d253-9b63-4f4d-8d07-52189b0e2881"
#define LAPTOP_3   "8884b1b3-a3ca-4d76-8a6c-d442b360ab5e"
#define MAILBOX    "accounts@keslowray.example"
#define NEW_USER   "new.starter@keslowray.example"

static const ContractStep reads[] = {
  { "get-organization", "{}" },
  { "list-domains", "{}" },
  { "find-users", "{'query':'Abigail'}" },
  { "find-users", "{'mail':'abigail.okonjo@keslowray.example'}" },
  { "get-user", "{'user':'" ABIGAIL "'}" },
  { "get-manager", "{'user':'" ABIGAIL "'}" },
  { "list-user-groups", "{'user':'" ABIGAIL "'}" },
  { "list-user-licenses", "{'user':'" ABIGAIL "'}" },
  { "list-subscribed-skus", "{}" },
  { "list-auth-methods", "{'user':'" ABIGAIL "'}" },
  { "list-sign-ins", "{'user':'" SEAN "'}" },
  { "get-user-risk", "{'user':'" RUBEN "'}" },
  { "get-user-risk", "{'user':'" ABIGAIL "'}" },
  { "list-user-devices", "{'user':'" ABIGAIL "'}" },
  { "find-devices", "{'name':'KLW-LT-004'}" },
  { "get-device", "{'device':'" LAPTOP "'}" },
  { "get-bitlocker-key", "{'device':'" LAPTOP "'}" },
  { "get-laps-password", "{'device':'" LAPTOP "'}" },
  { "find-groups", "{'query':'Matter'}" },
  { "find-distribution-groups", "{}" },
  { "get-group", "{'group':'" MATTERS "'}" },
  { "list-group-members", "{'group':'" MATTERS "'}" },
  { "list-teams", "{}" },
  { "list-team-members", "{'team':'" LITIGATION "'}" },
  { "get-mailbox-settings", "{'user':'" ABIGAIL "'}" },
  { "find-mailboxes", "{'query':'KLW'}" },
  { "get-mailbox", "{'mailbox':'" MAILBOX "'}" },
  { "list-mailbox-permissions", "{'mailbox':'" MAILBOX "'}" },
  { "get-service-health", "{}" },
  { NULL }
};

static const ContractStep writes[] = {
  { "unblock-sign-in", "{'user':'" SEAN "'}" },
  { "block-sign-in", "{'user':'" SEAN "'}" },
  { "reset-password", "{'user':'" ABIGAIL "'}" },
  { "revoke-sessions", "{'user':'" ABIGAIL "'}" },
  { "delete-auth-method", "{'user':'" ABIGAIL "','method':'phone'}" },
  { "create-temporary-access-pass", "{'user':'" ABIGAIL "','lifetimeInMinutes':60}" },
  { "require-mfa-reregistration", "{'user':'" ABIGAIL "'}" },
  { "dismiss-user-risk", "{'user':'" RUBEN "'}" },
  { "confirm-compromised", "{'user':'" RUBEN "'}" },
  { "add-group-member", "{'user':'" ORLA "','group':'" MATTERS "'}" },
  { "add-group-member", "{'user':'" ORLA "','group':'" MATTERS "'}" },
  { "remove-group-member", "{'user':'" ORLA "','group':'" MATTERS "'}" },
  { "remove-group-member", "{'user':'" ORLA "','group':'" MATTERS "'}" },
  { "add-group-member", "{'user':'" ORLA "','group':'" LITIGATION "'}" },
  { "remove-group-member", "{'user':'" ORLA "','group':'" LITIGATION "'}" },
  { "add-distribution-member", "{'user':'" ORLA "','group':'" NOTIFY "'}" },
  { "add-distribution-member", "{'user':'" ORLA "','group':'" NOTIFY "'}" },
  { "remove-distribution-member", "{'user':'" ORLA "','group':'" NOTIFY "'}" },
  { "remove-license", "{'user':'" LYDIA "','sku':'SPB'}" },
  { "assign-license", "{'user':'" LYDIA "','sku':'SPB'}" },
  { "assign-license", "{'user':'" LYDIA "','sku':'EXCHANGESTANDARD','disabledPlans':[]}" },
  { "update-user", "{'user':'" ABIGAIL "','jobTitle':'Partner','department':'Litigation'}" },
  { "update-user", "{'user':'" ABIGAIL "','department':null}" },
  { "set-manager", "{'user':'" ABIGAIL "','manager':'" RUBEN "'}" },
  { "set-manager", "{'user':'" ABIGAIL "'}" },
  { "create-user", "{'client':'klw','upn':'" NEW_USER "','displayName':'New Starter','usageLocation':'GB','manager':'" RUBEN "'}" },
  { "delete-user", "{'user':'" JOSS "'}" },
  { "restore-user", "{'user':'" JOSS "'}" },
  { "set-automatic-replies", "{'user':'" ABIGAIL "','status':'alwaysEnabled','message':'Away','externalMessage':'Away','externalAudience':'contactsOnly'}" },
  { "set-automatic-replies", "{'user':'" ABIGAIL "','status':'scheduled','start':'2026-11-23','end':'2026-11-27','message':'Away'}" },
  { "set-automatic-replies", "{'user':'" ABIGAIL "','status':'scheduled','startTime':'2026-11-23T09:00:00.0000000','endTime':'2026-11-27T17:00:00.0000000','timeZone':'UTC'}" },
  { "set-automatic-replies", "{'user':'" ABIGAIL "','status':'disabled'}" },
  { "grant-mailbox-access", "{'mailbox':'" MAILBOX "','user':'" ORLA "','right':'full-access'}" },
  { "grant-mailbox-access", "{'mailbox':'" MAILBOX "','user':'" ORLA "','right':'send-as'}" },
  { "grant-mailbox-access", "{'mailbox':'" MAILBOX "','user':'" ORLA "','right':'send-on-behalf'}" },
  { "remove-mailbox-access", "{'mailbox':'" MAILBOX "','user':'" ORLA "','right':'full-access'}" },
  { "remove-mailbox-access", "{'mailbox':'" MAILBOX "','user':'" ORLA "','right':'send-as'}" },
  { "remove-mailbox-access", "{'mailbox':'" MAILBOX "','user':'" ORLA "','right':'send-on-behalf'}" },
  { "convert-to-shared-mailbox", "{'mailbox':'orla.hennigan@keslowray.example'}" },
  { "convert-to-user-mailbox", "{'mailbox':'orla.hennigan@keslowray.example'}" },
  { "set-forwarding", "{'mailbox':'" MAILBOX "','to':'ruben.lowe@keslowray.example','keepCopy':false}" },
  { "set-forwarding", "{'mailbox':'" MAILBOX "','to':'smtp:ruben.lowe@keslowray.example'}" },
  { "set-forwarding", "{'mailbox':'" MAILBOX "','to':'dana@partner.example'}" },
  { "set-forwarding", "{'mailbox':'" MAILBOX "','recipient':'ruben.lowe','keepCopy':true}" },
  { "set-forwarding", "{'mailbox':'" MAILBOX "'}" },
  { "add-team-member", "{'user':'" SEAN "','team':'" LITIGATION "'}" },
  { "remove-team-member", "{'user':'" SEAN "','team':'" LITIGATION "'}" },
  { "remove-team-member", "{'user':'" SEAN "','team':'" LITIGATION "'}" },
  { "add-team-member", "{'user':'" SEAN "','team':'" LITIGATION "','role':'owner'}" },
  { "sync-device", "{'device':'" LAPTOP "'}" },
  { "reboot-device", "{'device':'" LAPTOP "'}" },
  { "lock-device", "{'device':'" LAPTOP "'}" },
  { "retire-device", "{'device':'" LAPTOP_2 "'}" },
  { "wipe-device", "{'device':'" LAPTOP_3 "'}" },
  { NULL }
};

/* Refused before anything is written, with the reason and what to do instead */
static const struct
{
  const char      *tool;
  const char      *args;
  MusterErrorCode  code;
  const char      *words;
} refusals[] = {
  { "unblock-sign-in", "{'user':'" ABIGAIL "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "50053" },
  { "reset-password", "{'user':'" ADMIN "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "administrator" },
  { "block-sign-in", "{'user':'" ADMIN "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "administrator" },
  { "delete-user", "{'user':'" ADMIN "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "administrator" },
  { "create-temporary-access-pass", "{'user':'" ADMIN "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "administrator" },
  { "delete-auth-method", "{'user':'" ADMIN "','method':'fido2'}", MUSTER_ERROR_REFUSED_BY_POLICY, "administrator" },
  { "require-mfa-reregistration", "{'user':'" ADMIN "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "administrator" },
  { "add-group-member", "{'user':'" ORLA "','group':'" NOTIFY "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "distribution list" },
  { "add-group-member", "{'user':'" ORLA "','group':'" ALL_STAFF "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "rule" },
  { "add-group-member", "{'user':'" ORLA "','group':'" ADMINS "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "administrator roles" },
  { "add-distribution-member", "{'user':'" ORLA "','group':'" LITIGATION "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "Microsoft 365 group" },
  { "add-distribution-member", "{'user':'" ORLA "','group':'" MATTERS "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "group tools" },
  { "add-distribution-member", "{'user':'" ADMIN "','group':'" NOTIFY "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "no mail address" },
  { "assign-license", "{'user':'" ORLA "','sku':'VISIOCLIENT'}", MUSTER_ERROR_NOT_FOUND, "not bought" },
  { "dismiss-user-risk", "{'user':'" ABIGAIL "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "no risk" },
  { "restore-user", "{'user':'" ABIGAIL "'}", MUSTER_ERROR_NOT_FOUND, "recycle bin" },
  { "set-automatic-replies", "{'user':'" ADMIN "','status':'disabled'}", MUSTER_ERROR_NOT_FOUND, "no mailbox" },
  { "set-automatic-replies", "{'user':'" ORLA "','status':'scheduled'}", MUSTER_ERROR_INVALID_INPUT, "first and a last day" },
  { "convert-to-shared-mailbox", "{'mailbox':'" MAILBOX "'}", MUSTER_ERROR_REFUSED_BY_POLICY, "something else already" },
  { "convert-to-user-mailbox", "{'mailbox':'orla.hennigan@keslowray.example'}", MUSTER_ERROR_REFUSED_BY_POLICY, "shared mailbox" },
  { "grant-mailbox-access", "{'mailbox':'nobody@keslowray.example','user':'" ORLA "','right':'full-access'}", MUSTER_ERROR_NOT_FOUND, "no such mailbox" },
  { "grant-mailbox-access", "{'mailbox':'nobody@keslowray.example','user':'" ORLA "','right':'send-on-behalf'}", MUSTER_ERROR_NOT_FOUND, "no such mailbox" },
};

typedef struct
{
  ContractRun run;
} Fixture;

/* "TENANT|scope" → header */
static GHashTable *tokens;

/* As the product signs in: one token per tenant and resource */
static void
sign (ContractRun    *run,
      MusterToolExec *exec,
      GPtrArray      *headers)
{
  g_autofree char *key = muster_tool_exec_auth_scope (exec);
  g_auto(GStrv) parts = key != NULL ? g_strsplit (key, "|", 2) : NULL;

  if (parts == NULL)
    return;
  if (!g_hash_table_contains (tokens, key))
    {
      sandbox_token (&run->sandbox, parts[0], parts[1], NULL, NULL);
      g_assert_cmpuint (run->sandbox.status, ==, 200);
      g_hash_table_insert (tokens, g_strdup (key),
                           g_strconcat ("Bearer ", muster_json_str (sandbox_reply (&run->sandbox), "access_token"), NULL));
    }
  g_ptr_array_add (headers, (gpointer) "Authorization");
  g_ptr_array_add (headers, g_hash_table_lookup (tokens, key));
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  ContractRun *run = &f->run;
  static const char * const hosts[] = { "graph", "exchange", "login", "partner" };

  contract_run_set_up (run, "microsoft365", "microsoft-graph.json");
  contract_run_add_spec (run, "exchange-admin.json");
  contract_run_add_spec (run, "entra-oauth.json");
  contract_run_add_spec (run, "partner-center.json");
  tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    contract_run_setting (run, hosts[i], run->sandbox.base);
  contract_run_setting (run, "clientId", muster_json_str (muster_json_obj (run->sandbox.ready, "microsoft365"), "clientId"));
  run->sign = sign;
  run->tenant = g_strdup (sandbox_tenant (&run->sandbox, "klw"));
  /* Devices do at once what they are told; that they take their time is tested elsewhere */
  sandbox_control (&run->sandbox, "POST", "settings", "{\"graph\":{\"deviceActionMs\":0}}");
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_pointer (&tokens, g_hash_table_unref);
  contract_run_tear_down (&f->run);
}

static void
be_tenant (Fixture    *f,
           const char *key)
{
  g_free (f->run.tenant);
  f->run.tenant = g_strdup (sandbox_tenant (&f->run.sandbox, key));
}

/* The partner's own tools; what only a signed-in person can do is marked as seen, and is tested where people sign in */
static void
run_engine_tools (Fixture *f)
{
  static const char * const delegated[] = { "list-my-groups", "consent-application", "remove-application-consent" };
  g_autoptr(JsonNode) customers = NULL;
  g_autoptr(JsonNode) tenants = NULL;
  g_autoptr(JsonNode) assignments = NULL;
  g_autoptr(JsonNode) whoami = NULL;
  g_autoptr(JsonNode) found = NULL;
  g_autoptr(JsonNode) principal = NULL;
  g_autoptr(JsonNode) plans = NULL;
  g_autofree char *relationship = NULL;

  be_tenant (f, "msp");
  whoami = contract_run_do (&f->run, "whoami", "{}");
  customers = contract_run_do (&f->run, "list-customers", "{}");
  tenants = contract_run_do (&f->run, "list-tenants", "{}");
  relationship = contract_run_text (customers, "relationships.[0].id");
  assignments = contract_run_do (&f->run, "list-access-assignments", "{'relationship':'%s'}", relationship);
  found = contract_run_do (&f->run, "find-tenant", "{'domain':'keslowray.example'}");
  be_tenant (f, "klw");
  plans = contract_run_do (&f->run, "list-service-plans", "{}");
  principal = contract_run_do (&f->run, "get-own-principal", "{'app':'%s'}",
                               muster_json_str (muster_json_obj (f->run.sandbox.ready, "microsoft365"), "clientId"));
  for (gsize i = 0; i < G_N_ELEMENTS (delegated); i++)
    g_hash_table_add (f->run.seen, g_strconcat ("microsoft365:", delegated[i], NULL));
}

static void
test_every_tool (Fixture       *f,
                 gconstpointer  data)
{
  contract_run_steps (&f->run, reads);
  contract_run_steps (&f->run, writes);
  run_engine_tools (f);
  contract_run_assert_all (&f->run);
}

static guint
count_writes (Fixture *f)
{
  sandbox_control (&f->run.sandbox, "GET", "requests", NULL);
  return (guint) muster_json_int (muster_json_obj (sandbox_reply (&f->run.sandbox), "counts"), "write", 0);
}

static void
test_refusals (Fixture       *f,
               gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(GError) error = NULL;
      guint before = count_writes (f);
      g_autoptr(JsonNode) result = contract_run_tool (&f->run, refusals[i].tool, &error, "%s", refusals[i].args);

      g_test_message ("%s: %s", refusals[i].tool, error != NULL ? error->message : "done");
      g_assert_null (result);
      g_assert_error (error, MUSTER_ERROR, (int) refusals[i].code);
      g_assert_nonnull (strstr (error->message, refusals[i].words));
      g_assert_cmpuint (count_writes (f), ==, before);
    }
}

/* A synchronised directory: refused here, and what is said names the other place */
static void
test_synchronised (Fixture       *f,
                   gconstpointer  data)
{
  static const struct { const char *tool; const char *args; } tools[] = {
    { "block-sign-in", "{'user':'%s'}" },
    { "reset-password", "{'user':'%s'}" },
    { "update-user", "{'user':'%s','jobTitle':'x'}" },
    { "set-manager", "{'user':'%s'}" },
    { "delete-user", "{'user':'%s'}" },
  };
  JsonArray *users = muster_json_arr (sandbox_client (&f->run.sandbox, "brd"), "users");
  const char *synced = NULL;

  for (guint i = 0; synced == NULL && i < json_array_get_length (users); i++)
    if (g_strcmp0 (muster_json_str (muster_json_arr_obj (users, i), "source"), "onPremises") == 0 &&
        json_array_get_length (muster_json_arr (muster_json_arr_obj (users, i), "adminRoles")) == 0)
      synced = muster_json_str (muster_json_arr_obj (users, i), "id");
  g_assert_nonnull (synced);
  be_tenant (f, "brd");
  for (gsize i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      g_auto(GStrv) parts = g_strsplit (tools[i].args, "%s", 2);
      g_autofree char *args = g_strjoinv (synced, parts);
      g_autoptr(GError) error = NULL;
      guint before = count_writes (f);
      g_autoptr(JsonNode) result = contract_run_tool (&f->run, tools[i].tool, &error, "%s", args);

      g_assert_null (result);
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
      g_assert_nonnull (strstr (error->message, "local Active Directory"));
      g_assert_cmpuint (count_writes (f), ==, before);
    }
}

/* Without the licence reads say nothing instead of failing, and without the role in Exchange the words say which it is */
static void
test_not_licensed (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(JsonNode) risk = NULL;
  g_autoptr(JsonNode) mailbox = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *users;

  be_tenant (f, "brd");
  users = muster_json_arr (sandbox_client (&f->run.sandbox, "brd"), "users");
  risk = contract_run_do (&f->run, "get-user-risk", "{'user':'%s'}", muster_json_str (muster_json_arr_obj (users, 0), "id"));
  g_assert_nonnull (risk);
  be_tenant (f, "pkw");
  mailbox = contract_run_tool (&f->run, "find-mailboxes", &error, "{'query':'praxis'}");
  g_assert_null (mailbox);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN);
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
    { "refusals", test_refusals },
    { "synchronised", test_synchronised },
    { "not-licensed", test_not_licensed },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/microsoft365/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
    }
  return g_test_run ();
}

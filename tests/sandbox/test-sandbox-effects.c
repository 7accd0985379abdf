/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sandbox-entra.h"
#include "sandbox-schema.h"

#define PASSWORD_METHOD "28c10230-6103-485e-b985-444c60001490"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

typedef struct {
  const char *method;   /* "cmdlet": path is its name */
  const char *path;     /* {user}, {other}, {group}, {team}, {sku} stand for ids */
  const char *body;
} Step;

typedef struct {
  const char *name;
  Step        act;
  Step        undo;
} Pair;

static const Pair pairs[] = {
  { "accountEnabled", { "PATCH", "users/{user}", "{\"accountEnabled\":false}" }, { "PATCH", "users/{user}", "{\"accountEnabled\":true}" } },
  { "jobTitle", { "PATCH", "users/{user}", "{\"jobTitle\":\"Something Else\"}" }, { "PATCH", "users/{user}", "{\"jobTitle\":{jobTitle}}" } },
  { "officeLocation", { "PATCH", "users/{user}", "{\"officeLocation\":\"Room 4\"}" }, { "PATCH", "users/{user}", "{\"officeLocation\":null}" } },
  { "businessPhones", { "PATCH", "users/{user}", "{\"businessPhones\":[\"+44 1\"]}" }, { "PATCH", "users/{user}", "{\"businessPhones\":[]}" } },
  { "usageLocation", { "PATCH", "users/{user}", "{\"usageLocation\":\"AT\"}" }, { "PATCH", "users/{user}", "{\"usageLocation\":{usageLocation}}" } },
  { "manager", { "PUT", "users/{user}/manager/$ref", "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/users/{other}\"}" },
    { "PUT", "users/{user}/manager/$ref", "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/users/{manager}\"}" } },
  { "member added", { "POST", "groups/{group}/members/$ref", "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/directoryObjects/{user}\"}" },
    { "DELETE", "groups/{group}/members/{user}/$ref", NULL } },
  { "member removed", { "DELETE", "groups/{group}/members/{member}/$ref", NULL },
    { "POST", "groups/{group}/members/$ref", "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/directoryObjects/{member}\"}" } },
  { "licence added", { "POST", "users/{user}/assignLicense", "{\"addLicenses\":[{\"skuId\":\"{sku}\",\"disabledPlans\":[]}],\"removeLicenses\":[]}" },
    { "POST", "users/{user}/assignLicense", "{\"addLicenses\":[],\"removeLicenses\":[\"{sku}\"]}" } },
  { "licence removed", { "POST", "users/{user}/assignLicense", "{\"addLicenses\":[],\"removeLicenses\":[\"{own}\"]}" },
    { "POST", "users/{user}/assignLicense", "{\"addLicenses\":[{\"skuId\":\"{own}\",\"disabledPlans\":[]}],\"removeLicenses\":[]}" } },
  { "deleted", { "DELETE", "users/{user}", NULL }, { "POST", "directory/deletedItems/{user}/restore", "{}" } },
  { "replies", { "PATCH", "users/{user}/mailboxSettings", "{\"automaticRepliesSetting\":{\"status\":\"scheduled\",\"externalAudience\":\"all\",\"internalReplyMessage\":\"Away\","
                 "\"externalReplyMessage\":\"Out\",\"scheduledStartDateTime\":{\"dateTime\":\"2026-12-01T00:00:00\",\"timeZone\":\"UTC\"},"
                 "\"scheduledEndDateTime\":{\"dateTime\":\"2026-12-02T00:00:00\",\"timeZone\":\"UTC\"}}}" },
    { "PATCH", "users/{user}/mailboxSettings", "{replies}" } },
  { "full access", { "cmdlet", "Add-MailboxPermission", "{\"Identity\":\"{user}\",\"User\":\"{other}\",\"AccessRights\":[\"FullAccess\"],\"Confirm\":false}" },
    { "cmdlet", "Remove-MailboxPermission", "{\"Identity\":\"{user}\",\"User\":\"{other}\",\"AccessRights\":[\"FullAccess\"],\"Confirm\":false}" } },
  { "send as", { "cmdlet", "Add-RecipientPermission", "{\"Identity\":\"{user}\",\"Trustee\":\"{other}\",\"AccessRights\":[\"SendAs\"],\"Confirm\":false}" },
    { "cmdlet", "Remove-RecipientPermission", "{\"Identity\":\"{user}\",\"Trustee\":\"{other}\",\"AccessRights\":[\"SendAs\"],\"Confirm\":false}" } },
  { "on behalf", { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":\"{other}\"}}" },
    { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"remove\":\"{other}\"}}" } },
  { "shared", { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"Type\":\"Shared\",\"Confirm\":false}" },
    { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"Type\":\"Regular\",\"Confirm\":false}" } },
  { "forwarding", { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"ForwardingAddress\":null,\"ForwardingSmtpAddress\":\"a@partner.example\",\"DeliverToMailboxAndForward\":true}" },
    { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"ForwardingAddress\":null,\"ForwardingSmtpAddress\":null,\"DeliverToMailboxAndForward\":false}" } },
  { "forwarding without a copy", { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"ForwardingAddress\":\"{other}\",\"ForwardingSmtpAddress\":null,\"DeliverToMailboxAndForward\":false}" },
    { "cmdlet", "Set-Mailbox", "{\"Identity\":\"{user}\",\"ForwardingAddress\":null,\"ForwardingSmtpAddress\":null,\"DeliverToMailboxAndForward\":false}" } },
};

/* What the names in braces stand for */
static GHashTable *
names_of (SandboxFixture *f)
{
  JsonObject *client = sandbox_client (f, "klw"), *user = NULL, *group = NULL;
  JsonArray *users = muster_jo_arr (client, "users"), *groups = muster_jo_arr (client, "groups");
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *path = NULL;
  g_autofree char *settings = NULL;

  for (guint i = 0; i < muster_ja_length (users) && user == NULL; i++)
    if (muster_ja_contains (muster_jo_arr (muster_ja_obj (users, i), "licences"), "SPB") && muster_jo_str (muster_ja_obj (users, i), "manager") != NULL
        && muster_ja_length (muster_jo_arr (muster_ja_obj (users, i), "adminRoles")) == 0)
      user = muster_ja_obj (users, i);
  for (guint i = 0; i < muster_ja_length (groups) && group == NULL; i++)
    if ((g_strcmp0 (muster_jo_str (muster_ja_obj (groups, i), "kind"), "security") == 0 || g_strcmp0 (muster_jo_str (muster_ja_obj (groups, i), "kind"), "microsoft365") == 0)
        && muster_ja_length (muster_jo_arr (muster_ja_obj (groups, i), "members")) > 1
        && muster_ja_length (muster_jo_arr (muster_ja_obj (groups, i), "licencesByGroup")) == 0
        && !muster_ja_contains (muster_jo_arr (muster_ja_obj (groups, i), "members"), muster_jo_str (user, "id")))
      group = muster_ja_obj (groups, i);
  g_assert_nonnull (user);
  g_assert_nonnull (group);
  path = g_strdup_printf ("users/%s?$select=id,jobTitle,usageLocation", muster_jo_str (user, "id"));
  settings = g_strdup_printf ("users/%s/mailboxSettings", muster_jo_str (user, "id"));
  sandbox_graph (f, "klw", "GET", path, NULL);
  g_hash_table_insert (names, (gpointer) "{jobTitle}", g_strdup_printf ("\"%s\"", muster_jo_str (sandbox_reply (f), "jobTitle")));
  g_hash_table_insert (names, (gpointer) "{usageLocation}", g_strdup_printf ("\"%s\"", muster_jo_str (sandbox_reply (f), "usageLocation")));
  sandbox_graph (f, "klw", "GET", settings, NULL);
  {
    g_autoptr(JsonObject) body = muster_jo_new ("automaticRepliesSetting:o", json_object_ref (muster_jo_obj (sandbox_reply (f), "automaticRepliesSetting")), NULL);

    g_hash_table_insert (names, (gpointer) "{replies}", muster_jo_text (body));
  }
  g_hash_table_insert (names, (gpointer) "{user}", g_strdup (muster_jo_str (user, "id")));
  g_hash_table_insert (names, (gpointer) "{manager}", g_strdup (muster_jo_str (user, "manager")));
  for (guint i = 0; i < muster_ja_length (users); i++)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (users, i), "id"), muster_jo_str (user, "id")) != 0
        && g_strcmp0 (muster_jo_str (muster_ja_obj (users, i), "id"), muster_jo_str (user, "manager")) != 0
        && muster_jo_str (muster_ja_obj (users, i), "mail") != NULL)
      g_hash_table_insert (names, (gpointer) "{other}", g_strdup (muster_jo_str (muster_ja_obj (users, i), "id")));
  g_hash_table_insert (names, (gpointer) "{group}", g_strdup (muster_jo_str (group, "id")));
  g_hash_table_insert (names, (gpointer) "{member}", g_strdup (muster_ja_str (muster_jo_arr (group, "members"), 0)));
  g_hash_table_insert (names, (gpointer) "{own}", g_strdup (muster_jo_str (muster_ja_find (muster_jo_arr (client, "skus"), "partNumber", "SPB"), "id")));
  g_hash_table_insert (names, (gpointer) "{sku}", g_strdup (muster_jo_str (muster_ja_find (muster_jo_arr (client, "skus"), "partNumber", "EXCHANGESTANDARD"), "id")));
  return names;
}

static char *
fill (const char *text,
      GHashTable *names)
{
  GString *filled = text != NULL ? g_string_new (text) : NULL;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, names);
  while (filled != NULL && g_hash_table_iter_next (&iter, &name, &value))
    g_string_replace (filled, name, value, 0);
  return filled != NULL ? g_string_free (filled, FALSE) : NULL;
}

static void
run (SandboxFixture *f,
     const Step     *step,
     GHashTable     *names)
{
  g_autofree char *path = fill (step->path, names);
  g_autofree char *body = fill (step->body, names);

  if (g_str_equal (step->method, "cmdlet"))
    sandbox_cmdlet (f, "klw", path, body);
  else
    sandbox_graph (f, "klw", step->method, path, body);
  if (f->status < 200 || f->status > 299)
    g_error ("%s %s %s: %u %s", step->method, path, body != NULL ? body : "", f->status, f->text);
}

/* Done and taken back: the state is what it was, to the byte. */
static void
test_taken_back (SandboxFixture *f,
                 gconstpointer   data)
{
  g_autoptr(GHashTable) names = names_of (f);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *before = sandbox_state (f, "client/klw");
      g_autofree char *between = NULL;
      g_autofree char *after = NULL;

      run (f, &pairs[i].act, names);
      between = sandbox_state (f, "client/klw");
      if (g_str_equal (before, between))
        g_error ("%s: nothing has changed", pairs[i].name);
      run (f, &pairs[i].undo, names);
      after = sandbox_state (f, "client/klw");
      if (!g_str_equal (before, after))
        g_error ("%s: something is left", pairs[i].name);
    }
}

static void
test_team (SandboxFixture *f,
           gconstpointer   data)
{
  JsonObject *team = muster_ja_obj (muster_jo_arr (sandbox_client (f, "klw"), "teams"), 0);
  JsonArray *members = muster_jo_arr (muster_ja_find (muster_jo_arr (sandbox_client (f, "klw"), "groups"), "id", muster_jo_str (team, "groupId")), "members");
  JsonArray *users = muster_jo_arr (sandbox_client (f, "klw"), "users");
  g_autofree char *path = g_strdup_printf ("teams/%s/members", muster_jo_str (team, "id"));
  g_autofree char *before = sandbox_state (f, "client/klw");
  g_autofree char *after = NULL;
  g_autofree char *body = NULL;
  g_autofree char *drop = NULL;

  for (guint i = 0; i < muster_ja_length (users) && body == NULL; i++)
    if (!muster_ja_contains (members, muster_jo_str (muster_ja_obj (users, i), "id")))
      body = g_strdup_printf ("{\"@odata.type\":\"#microsoft.graph.aadUserConversationMember\",\"roles\":[],\"user@odata.bind\":\"https://graph.microsoft.com/v1.0/users('%s')\"}",
                              muster_jo_str (muster_ja_obj (users, i), "id"));
  sandbox_graph (f, "klw", "POST", path, body);
  g_assert_cmpuint (f->status, ==, 201);
  drop = g_strdup_printf ("%s/%s", path, muster_jo_str (sandbox_reply (f), "id"));
  sandbox_graph (f, "klw", "DELETE", drop, NULL);
  g_assert_cmpuint (f->status, ==, 204);
  after = sandbox_state (f, "client/klw");
  g_assert_cmpstr (before, ==, after);
}

/* A password that goes back to the local directory: accepted first, done later */
static void
test_operations (SandboxFixture *f,
                 gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("microsoft-graph.json");
  JsonObject *client = sandbox_client (f, "brd");
  JsonObject *user = muster_ja_find (muster_jo_arr (client, "users"), "source", "onPremises");
  g_autofree char *before = g_strdup (muster_jo_str (user, "lastPasswordChange"));
  g_autofree char *path = g_strdup_printf ("/v1.0/users/%s/authentication/methods/" PASSWORD_METHOD "/resetPassword", muster_jo_str (user, "id"));
  g_autofree char *token = sandbox_access (f, 1, "brd", SANDBOX_GRAPH);
  g_autofree char *location = NULL;

  sandbox_graph (f, "brd", "POST", path + strlen ("/v1.0/"), "{\"newPassword\":\"CorrectHorse9!\"}");
  g_assert_cmpuint (f->status, ==, 403);
  sandbox_with (f, token, "POST", path, "{}");
  g_assert_cmpuint (f->status, ==, 400);
  for (guint i = 0; i < 2; i++)
    {
      json_object_set_boolean_member (muster_jo_obj (client, "directory"), "passwordWriteback", i == 1);
      sandbox_with (f, token, "POST", path, "{\"newPassword\":\"CorrectHorse9!\"}");
      g_assert_cmpuint (f->status, ==, 202);
      sandbox_schema_check (schema, "POST", path, f->status, f->reply);
      g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "1");
      g_free (location);
      location = g_strdup (soup_message_headers_get_one (f->headers, "Location"));
      sandbox_with (f, token, "GET", location, NULL);
      g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "status"), ==, "running");
      g_assert_cmpstr (muster_jo_str (user, "lastPasswordChange"), ==, before);
      sandbox_control (f, "POST", "clock", "{\"advance\":2}");
      sandbox_with (f, token, "GET", location, NULL);
      sandbox_schema_check (schema, "GET", "/v1.0/users/x/authentication/operations/y", f->status, f->reply);
      g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "status"), ==, i == 1 ? "succeeded" : "failed");
    }
  g_assert_cmpstr (muster_jo_str (user, "lastPasswordChange"), !=, before);
}

static void
test_devices (SandboxFixture *f,
              gconstpointer   data)
{
  JsonObject *device = muster_ja_obj (muster_jo_arr (sandbox_client (f, "brd"), "devices"), 0);
  g_autofree char *read = g_strdup_printf ("deviceManagement/managedDevices/%s?$select=id,deviceActionResults,managementState", muster_jo_str (device, "id"));
  g_autofree char *retire = g_strdup_printf ("deviceManagement/managedDevices/%s/retire", muster_jo_str (device, "id"));
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("microsoft-graph.json");

  for (guint i = 0; i < 2; i++)
    {
      sandbox_set (f, i == 0 ? "{\"graph\":{\"deviceActionFails\":true}}" : "{\"graph\":{\"deviceActionFails\":null}}");
      sandbox_graph (f, "brd", "POST", retire, NULL);
      g_assert_cmpuint (f->status, ==, 204);
      sandbox_graph (f, "brd", "GET", read, NULL);
      sandbox_schema_check (schema, "GET", "/v1.0/deviceManagement/managedDevices/x", f->status, f->reply);
      g_assert_nonnull (strstr (f->text, "\"pending\""));
      g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "managementState"), ==, "retirePending");
      sandbox_control (f, "POST", "clock", "{\"advance\":3}");
      sandbox_graph (f, "brd", "GET", read, NULL);
      g_assert_null (strstr (f->text, "\"pending\""));
      g_assert_nonnull (strstr (f->text, i == 0 ? "\"failed\"" : "\"done\""));
      g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "managementState"), ==, i == 0 ? "retireFailed" : "retireIssued");
    }
}

/* What was written a moment ago is not there yet for who reads. */
static void
test_late (SandboxFixture *f,
           gconstpointer   data)
{
  JsonObject *user = sandbox_plain_user (f, "klw");
  g_autofree char *path = g_strdup_printf ("users/%s?$select=accountEnabled", muster_jo_str (user, "id"));
  g_autofree char *plain = g_strdup_printf ("users/%s", muster_jo_str (user, "id"));

  sandbox_set (f, "{\"graph\":{\"staleMs\":60000}}");
  sandbox_graph (f, "klw", "PATCH", plain, "{\"accountEnabled\":false}");
  sandbox_graph (f, "klw", "GET", path, NULL);
  g_assert_true (muster_jo_bool (sandbox_reply (f), "accountEnabled", FALSE));
  sandbox_graph (f, "klw", "POST", "users", "{\"accountEnabled\":true,\"displayName\":\"New\",\"mailNickname\":\"new\",\"userPrincipalName\":\"new@keslowray.example\","
                 "\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}");
  g_assert_cmpuint (f->status, ==, 201);
  sandbox_graph (f, "klw", "GET", "users/new@keslowray.example", NULL);
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_control (f, "POST", "clock", "{\"advance\":61}");
  sandbox_graph (f, "klw", "GET", "users/new@keslowray.example", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_graph (f, "klw", "GET", path, NULL);
  g_assert_false (muster_jo_bool (sandbox_reply (f), "accountEnabled", TRUE));
  sandbox_set (f, "{\"graph\":{\"staleMs\":null}}");
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"graph\",\"method\":\"PATCH\",\"kind\":\"stale\",\"ms\":60000}");
  sandbox_graph (f, "klw", "PATCH", plain, "{\"accountEnabled\":true}");
  g_assert_cmpuint (f->status, ==, 204);
  sandbox_graph (f, "klw", "GET", path, NULL);
  g_assert_false (muster_jo_bool (sandbox_reply (f), "accountEnabled", TRUE));
  sandbox_control (f, "POST", "clock", "{\"advance\":61}");
  sandbox_graph (f, "klw", "GET", path, NULL);
  g_assert_true (muster_jo_bool (sandbox_reply (f), "accountEnabled", FALSE));
}

static void
test_pages_and_limits (SandboxFixture *f,
                       gconstpointer   data)
{
  g_autofree char *next = g_strdup ("users?$top=999&$select=id");
  guint n = 0, pages = 0;

  sandbox_set (f, "{\"graph\":{\"pageSize\":2}}");
  for (; next != NULL; pages++)
    {
      sandbox_graph (f, "klw", "GET", next, NULL);
      n += muster_ja_length (sandbox_rows (f, "value"));
      g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), <=, 2);
      g_free (next);
      next = g_strdup (muster_jo_str (sandbox_reply (f), "@odata.nextLink"));
    }
  g_assert_cmpuint (n, ==, muster_ja_length (muster_jo_arr (sandbox_client (f, "klw"), "users")));
  g_assert_cmpuint (pages, ==, (n + 1) / 2);
  sandbox_set (f, "{\"graph\":{\"rateLimit\":3}}");
  for (guint i = 0; i < 3; i++)
    {
      sandbox_graph (f, "klw", "GET", "domains", NULL);
      g_assert_cmpuint (f->status, ==, 200);
    }
  sandbox_graph (f, "klw", "GET", "domains", NULL);
  sandbox_assert_error (f, 429, "TooManyRequests");
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "2.128");
  sandbox_graph (f, "brd", "GET", "domains", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "POST", "clock", "{\"advance\":11}");
  sandbox_graph (f, "klw", "GET", "domains", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"graph\",\"kind\":\"429\",\"retryAfter\":0.25}");
  sandbox_graph (f, "brd", "GET", "domains", NULL);
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "0.250");
}

/* Seats follow a user into the bin and back; passes follow the tenant's rule. */
static void
test_seats_and_passes (SandboxFixture *f,
                       gconstpointer   data)
{
  JsonObject *sku = muster_ja_find (muster_jo_arr (sandbox_client (f, "klw"), "skus"), "partNumber", "SPB");
  g_autoptr(GHashTable) names = names_of (f);
  g_autofree char *path = fill ("users/{user}", names);
  g_autofree char *restore = fill ("directory/deletedItems/{user}/restore", names);
  g_autofree char *pass = fill ("users/{user}/authentication/temporaryAccessPassMethods", names);
  gint64 used = muster_jo_int (sku, "used", 0);

  sandbox_graph (f, "klw", "DELETE", path, NULL);
  g_assert_cmpint (muster_jo_int (sku, "used", 0), ==, used - 1);
  sandbox_graph (f, "klw", "POST", restore, "{}");
  g_assert_cmpint (muster_jo_int (sku, "used", 0), ==, used);
  sandbox_set (f, "{\"graph\":{\"passMaximum\":480}}");
  sandbox_graph (f, "klw", "POST", pass, "{\"lifetimeInMinutes\":600}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_graph (f, "klw", "POST", pass, "{\"lifetimeInMinutes\":60}");
  g_assert_cmpuint (f->status, ==, 201);
  g_assert_true (muster_jo_bool (sandbox_reply (f), "isUsable", FALSE));
  g_assert_nonnull (muster_jo_str (sandbox_reply (f), "temporaryAccessPass"));
  sandbox_graph (f, "klw", "GET", pass, NULL);
  g_assert_null (strstr (f->text, "CANARY"));
  sandbox_set (f, "{\"graph\":{\"passPolicy\":false}}");
  sandbox_graph (f, "klw", "POST", pass, "{\"lifetimeInMinutes\":60}");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "methodUsabilityReason"), ==, "DisabledByPolicy");
}

/* Some roles see that a device has a local password, and not which. */
static void
test_local_password (SandboxFixture *f,
                     gconstpointer   data)
{
  JsonObject *device = muster_ja_obj (muster_jo_arr (sandbox_client (f, "brd"), "devices"), 0);
  g_autofree char *path = g_strdup_printf ("/v1.0/directory/deviceLocalCredentials/%s", muster_jo_str (device, "entraDeviceId"));
  g_autofree char *secret = g_strconcat (path, "?$select=credentials", NULL);
  g_autofree char *token = sandbox_access (f, 1, "brd", SANDBOX_GRAPH);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  const char *nameless[] = { "Authorization", bearer, NULL };

  sandbox_with (f, token, "GET", secret, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_nonnull (strstr (f->text, "passwordBase64"));
  sandbox_send (f, "GET", secret, nameless, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_set (f, "{\"gdap\":{\"brd\":{\"roles\":[\"Helpdesk Administrator\"]}}}");
  sandbox_with (f, token, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_null (strstr (f->text, "passwordBase64"));
  sandbox_with (f, token, "GET", secret, NULL);
  g_assert_cmpuint (f->status, ==, 403);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/effects/taken-back", test_taken_back);
  add ("/sandbox/effects/team", test_team);
  add ("/sandbox/effects/operations", test_operations);
  add ("/sandbox/effects/devices", test_devices);
  add ("/sandbox/effects/late", test_late);
  add ("/sandbox/effects/pages-and-limits", test_pages_and_limits);
  add ("/sandbox/effects/seats-and-passes", test_seats_and_passes);
  add ("/sandbox/effects/local-password", test_local_password);
  return g_test_run ();
}

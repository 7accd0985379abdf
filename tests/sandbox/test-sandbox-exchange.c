/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

#define ROOM "payables@bramdale.example"
#define WHO  "sjennings@bramdale.example"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static const char *
warning (SandboxFixture *f)
{
  JsonArray *warnings = sandbox_rows (f, "@adminapi.warnings");

  return muster_ja_length (warnings) > 0 ? muster_ja_str (warnings, 0) : NULL;
}

static void
test_mailboxes (SandboxFixture *f,
                gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("exchange-admin.json");
  JsonObject *mailbox;

  sandbox_cmdlet (f, "brd", "Get-Mailbox", "{\"Identity\":\"" ROOM "\"}");
  sandbox_schema_check (schema, "POST", "/adminapi/beta/x/InvokeCommand", f->status, f->reply);
  mailbox = muster_ja_obj (sandbox_rows (f, "value"), 0);
  g_assert_cmpstr (muster_jo_str (mailbox, "RecipientTypeDetails"), ==, "SharedMailbox");
  g_assert_cmpstr (muster_jo_str (mailbox, "PrimarySmtpAddress"), ==, ROOM);
  sandbox_cmdlet (f, "brd", "get-mailbox", "{\"Anr\":\"jennings\",\"ResultSize\":50}");
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), ==, 2);
  sandbox_cmdlet (f, "brd", "Get-Mailbox", "{\"Identity\":null}");
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), >, 10);
  sandbox_cmdlet (f, "brd", "Get-Mailbox", "{\"ResultSize\":1}");
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), ==, 1);
  g_assert_nonnull (strstr (warning (f), "more results available"));
  sandbox_cmdlet (f, "brd", "Get-Mailbox", "{\"Identity\":\"ghost\"}");
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_schema_check (schema, "POST", "/adminapi/beta/x/InvokeCommand", f->status, f->reply);
  g_assert_nonnull (strstr (f->text, "|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|"));
}

static void
test_refusals (SandboxFixture *f,
               gconstpointer   data)
{
  g_autofree char *authorization = NULL;
  g_autofree char *path = g_strdup_printf ("/adminapi/beta/%s/InvokeCommand", sandbox_tenant (f, "brd"));
  const char *headers[] = { "Authorization", NULL, NULL };
  const char *body = "{\"CmdletInput\":{\"CmdletName\":\"Get-Mailbox\",\"Parameters\":{}}}";

  sandbox_cmdlet (f, "pkw", "Get-Mailbox", "{}");
  g_assert_cmpuint (f->status, ==, 403);
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Content-Encoding"), ==, "gzip");
  g_assert_cmpint (f->text[0], ==, 0);
  sandbox_cmdlet (f, "brd", "Remove-Mailbox", "{}");
  g_assert_cmpuint (f->status, ==, 403);
  sandbox_cmdlet (f, "brd", "Get-Mailbox", "null");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_send (f, "POST", path, NULL, "application/json", body);
  g_assert_cmpuint (f->status, ==, 401);
  sandbox_token (f, sandbox_tenant (f, "brd"), "https://outlook.office365.com/.default", NULL, NULL);
  authorization = g_strconcat ("Bearer ", muster_jo_str (sandbox_reply (f), "access_token"), NULL);
  headers[1] = authorization;
  sandbox_send (f, "POST", path, headers, "application/json", body);
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_send (f, "GET", path, headers, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 405);
}

#define ACCESS "{\"Identity\":\"" ROOM "\",\"User\":\"" WHO "\",\"AccessRights\":[\"FullAccess\"],\"InheritanceType\":\"All\",\"Confirm\":false}"

static void
test_access (SandboxFixture *f,
             gconstpointer   data)
{
  guint before;

  sandbox_cmdlet (f, "brd", "Get-MailboxPermission", "{\"Identity\":\"" ROOM "\"}");
  before = muster_ja_length (sandbox_rows (f, "value"));
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "value"), 0), "User"), ==, "NT AUTHORITY\\SELF");
  sandbox_cmdlet (f, "brd", "Add-MailboxPermission", ACCESS);
  g_assert_null (warning (f));
  sandbox_cmdlet (f, "brd", "Add-MailboxPermission", ACCESS);
  g_assert_nonnull (strstr (warning (f), "already present"));
  sandbox_cmdlet (f, "brd", "Get-MailboxPermission", "{\"Identity\":\"" ROOM "\"}");
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), ==, before + 1);
  sandbox_cmdlet (f, "brd", "Remove-MailboxPermission", ACCESS);
  g_assert_null (warning (f));
  sandbox_cmdlet (f, "brd", "Remove-MailboxPermission", ACCESS);
  g_assert_nonnull (strstr (warning (f), "because the ACE doesn't exist on the object"));
  sandbox_cmdlet (f, "brd", "Remove-MailboxPermission", "{\"Identity\":\"" ROOM "\",\"User\":\"" WHO "\",\"AccessRights\":[\"FullAccess\"]}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_cmdlet (f, "brd", "Set-Mailbox", "{\"Identity\":\"" ROOM "\",\"GrantSendOnBehalfTo\":{\"add\":\"" WHO "\"},\"Confirm\":false}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_cmdlet (f, "brd", "Set-Mailbox", "{\"Identity\":\"" ROOM "\",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":\"" WHO "\"},\"Confirm\":false}");
  sandbox_cmdlet (f, "brd", "Get-Mailbox", "{\"Identity\":\"" ROOM "\"}");
  g_assert_true (muster_ja_contains (muster_jo_arr (muster_ja_obj (sandbox_rows (f, "value"), 0), "GrantSendOnBehalfTo"), "sjennings"));
}

static void
test_lists (SandboxFixture *f,
            gconstpointer   data)
{
  JsonObject *group = muster_ja_find (muster_jo_arr (sandbox_client (f, "brd"), "groups"), "kind", "distribution");
  g_autofree char *change = g_strdup_printf ("{\"Identity\":\"%s\",\"Member\":\"%s\",\"BypassSecurityGroupManagerCheck\":true,\"Confirm\":false}",
                                             muster_jo_str (group, "mail"), WHO);
  g_autofree char *shy = g_strdup_printf ("{\"Identity\":\"%s\",\"Member\":\"%s\",\"Confirm\":false}", muster_jo_str (group, "mail"), WHO);

  muster_ja_remove (muster_jo_arr (group, "members"), muster_jo_str (muster_ja_find (muster_jo_arr (sandbox_client (f, "brd"), "users"), "upn", WHO), "id"));
  sandbox_cmdlet (f, "brd", "Add-DistributionGroupMember", shy);
  g_assert_nonnull (strstr (f->text, "write scope"));
  sandbox_cmdlet (f, "brd", "Add-DistributionGroupMember", change);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_cmdlet (f, "brd", "Add-DistributionGroupMember", change);
  g_assert_nonnull (strstr (f->text, "MemberAlreadyExistsException"));
  sandbox_cmdlet (f, "brd", "Remove-DistributionGroupMember", change);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_cmdlet (f, "brd", "Remove-DistributionGroupMember", change);
  g_assert_cmpuint (f->status, ==, 400);
}

static void
test_mailbox_changes (SandboxFixture *f,
                      gconstpointer   data)
{
  const char *upn = muster_jo_str (sandbox_plain_user (f, "klw"), "upn");
  g_autofree char *shared = g_strdup_printf ("{\"Identity\":\"%s\",\"Type\":\"Shared\",\"Confirm\":false}", upn);
  g_autofree char *forward = g_strdup_printf ("{\"Identity\":\"%s\",\"ForwardingAddress\":null,\"ForwardingSmtpAddress\":\"a@partner.example\",\"DeliverToMailboxAndForward\":true,\"Confirm\":false}", upn);
  g_autofree char *get = g_strdup_printf ("{\"Identity\":\"%s\"}", upn);
  g_autofree char *away = g_strdup_printf ("{\"Identity\":\"%s\",\"AutoReplyState\":\"Enabled\",\"InternalMessage\":\"Away\"}", upn);
  JsonObject *mailbox;

  sandbox_cmdlet (f, "klw", "Set-Mailbox", shared);
  sandbox_cmdlet (f, "klw", "Set-Mailbox", forward);
  sandbox_cmdlet (f, "klw", "Get-Mailbox", get);
  mailbox = muster_ja_obj (sandbox_rows (f, "value"), 0);
  g_assert_cmpstr (muster_jo_str (mailbox, "RecipientTypeDetails"), ==, "SharedMailbox");
  g_assert_cmpstr (muster_jo_str (mailbox, "ForwardingSmtpAddress"), ==, "smtp:a@partner.example");
  sandbox_cmdlet (f, "klw", "Set-MailboxAutoReplyConfiguration", away);
  sandbox_cmdlet (f, "klw", "Get-MailboxAutoReplyConfiguration", get);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "value"), 0), "AutoReplyState"), ==, "Enabled");
  sandbox_cmdlet (f, "brd", "Set-Mailbox", "{\"Identity\":\"" WHO "\",\"Type\":\"Shared\",\"Confirm\":false}");
  g_assert_nonnull (strstr (f->text, "synchronized from your on-premises organization"));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/exchange/mailboxes", test_mailboxes);
  add ("/sandbox/exchange/refusals", test_refusals);
  add ("/sandbox/exchange/access", test_access);
  add ("/sandbox/exchange/lists", test_lists);
  add ("/sandbox/exchange/mailbox-changes", test_mailbox_changes);
  return g_test_run ();
}

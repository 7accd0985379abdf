/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-resources.h"
#include "muster-test.h"

#include "example-run.h"

static const ExampleVendor vendors[] = {
  { "connectwise", { "connectwise.openapi.json", "connectwise-signing-key.json" },
    "{\"apiRoot\":\"https://api.invalid/v4_6_release/apis/3.0\",\"site\":\"https://site.invalid\",\"keyHost\":\"https://site.invalid\"}",
    NULL, "{\"team\":23}" },
  { "microsoft365", { "microsoft-graph.json", "exchange-admin.json", "entra-oauth.json", "partner-center.json" },
    "{\"clientId\":\"99999999-8888-4777-8666-555555555555\"}", NULL, "{\"to\":\"dana.reed@fabrikam.example\",\"customer\":\"11111111-2222-4333-8444-555555555555\",\"app\":\"99999999-8888-4777-8666-555555555555\","
    "\"relationship\":\"5d027261-1111-4222-8333-444455556666\",\"graph\":\"User.Read.All\",\"exchange\":\"Exchange.Manage\"}" },
  { "halopsa", { "halopsa.openapi.json", NULL }, "{\"url\":\"https://halo.invalid\",\"privateOutcome\":\"7\",\"replyOutcome\":\"16\"}",
    "12", "{\"ticket\":4021,\"note\":3,\"priority\":\"Medium\",\"company\":12,\"member\":5,\"team\":2}" },
  { "autotask", { "autotask.openapi.json", NULL },
    "{\"apiRoot\":\"https://at.invalid/atservicesrest/v1.0\",\"userName\":\"api@example-msp.test\",\"internalPublish\":\"2\","
    "\"internalPublishLabel\":\"Internal Project Team\",\"replyPublish\":\"1\",\"replyPublishLabel\":\"All Autotask Users\","
    "\"resourceId\":\"29000102\",\"roleId\":\"29000201\",\"defaultQueue\":\"29000001\",\"defaultPriority\":\"3\"}",
    "174", "{\"ticket\":70011,\"note\":29500001,\"priority\":\"Medium\",\"type\":\"1\",\"company\":174,\"member\":29000101,\"board\":29000001,\"after\":70000,"
    "\"user\":\"api@example-msp.test\",\"contact\":30000001,\"url\":\"https://hooks.example-msp.test/at/ticket\"}" },
  { "hudu", { "hudu.json", NULL }, "{\"url\":\"https://docs.invalid\"}", NULL, "{\"company\":\"31\"}" },
  { "itglue", { "itglue.json", NULL }, "{\"region\":\"eu\",\"ownOrganization\":\"2450018\"}", NULL,
    "{\"document\":330001,\"section\":440001,\"configuration\":5510001,\"asset\":770001,\"password\":880011,\"type\":\"9001\","
    "\"organization\":\"2450018\",\"company\":19301,\"fields\":{\"application-name\":\"Sage 200\"}}", "2450018" },
};

const ExampleVendor *
example_vendor_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    if (g_str_equal (vendors[i].name, name))
      return &vendors[i];
  g_assert_not_reached ();
}

void
example_run_set_up (ExampleRun    *self,
                    gconstpointer  data)
{
  const ExampleVendor *vendor = data;
  g_autoptr(JsonNode) settings = json_from_string (vendor->settings, NULL);
  g_autoptr(MusterSecret) secret = muster_secret_new ("0123456789abcdef0123456789abcdef");
  g_autoptr(GError) error = NULL;

  muster_core_register_resources ();
  self->vendor = vendor;
  self->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (vendor->specs) && vendor->specs[i] != NULL; i++)
    self->specs[i] = vendor_spec_load (vendor->specs[i]);
  self->endpoints = muster_endpoints_new (muster_catalog_get_integration (self->catalog, vendor->name),
                                          json_node_get_object (settings), "connection");
  muster_endpoints_set_secret (self->endpoints, "webhookSecret", secret);
}

void
example_run_tear_down (ExampleRun    *self,
                       gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->specs); i++)
    g_clear_pointer (&self->specs[i], vendor_spec_free);
  muster_endpoints_unref (self->endpoints);
  g_object_unref (self->catalog);
}

static JsonNode *
example_named (JsonObject *content,
               const char *name)
{
  JsonObject *examples = agreement_object (content, "examples");
  g_autoptr(GList) values = NULL;

  if (json_object_has_member (content, "example"))
    return json_object_get_member (content, "example");
  if (examples == NULL)
    return NULL;
  if (name != NULL && agreement_object (examples, name) != NULL)
    return json_object_get_member (agreement_object (examples, name), "value");
  values = json_object_get_values (examples);
  return json_object_get_member (json_node_get_object (values->data), "value");
}

static const char *
exchange_example (GBytes *body)
{
  static const char * const names[][2] = {
    { "\"Get-MailboxPermission\"", "mailbox_permissions" }, { "\"Get-RecipientPermission\"", "recipient_permissions" },
    { "\"Get-Mailbox\"", "mailbox" }, { "\"Get-DistributionGroupMember\"", "members" },
  };
  gsize size;
  const char *text = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_strstr_len (text, (gssize) size, names[i][0]) != NULL)
      return names[i][1];
  return "write_ok";
}

static gboolean
same_path (const char *pattern,
           const char *path)
{
  g_auto(GStrv) theirs = g_strsplit (pattern, "/", -1);
  g_auto(GStrv) ours = g_strsplit (path, "/", -1);
  guint i;

  for (i = 0; theirs[i] != NULL && ours[i] != NULL; i++)
    if (*theirs[i] != '{' && !g_str_equal (theirs[i], ours[i]))
      return FALSE;
  return theirs[i] == NULL && ours[i] == NULL;
}

static const VendorOperation *
operation_of (ExampleRun    *self,
              MusterRequest *request)
{
  g_autoptr(GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *method = g_ascii_strdown (request->method, -1);

  for (guint i = 0; i < G_N_ELEMENTS (self->specs) && self->specs[i] != NULL; i++)
    {
      GHashTableIter iter;
      gpointer value;

      vendor_spec_iterate (self->specs[i], &iter);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          const VendorOperation *operation = value;

          if (g_str_equal (operation->method, method) && same_path (operation->path, g_uri_get_path (uri)))
            return operation;
        }
    }
  return NULL;
}

static MusterAnswer *
answer_with_example (ExampleRun    *self,
                     MusterRequest *request)
{
  const VendorOperation *operation = operation_of (self, request);
  JsonObject *responses;
  g_autoptr(GList) codes = NULL;
  const char *code;
  JsonObject *content;
  JsonNode *example;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) body = NULL;

  if (operation == NULL)
    g_error ("the vendor has no operation for %s %s", request->method, request->url);
  responses = agreement_object (operation->object, "responses");
  codes = json_object_get_members (responses);
  code = codes->data;
  content = agreement_object (agreement_object (responses, code), "content");
  content = agreement_object (content, content == NULL || json_object_has_member (content, "application/json") ? "application/json" : "application/vnd.api+json");
  example = content != NULL ? example_named (content, exchange_example (request->body)) : NULL;
  text = example != NULL ? json_to_string (example, FALSE) : g_strdup ("");
  if (self->replace != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (text, self->replace, -1);

      g_free (text);
      text = g_strjoinv (self->with, parts);
    }
  body = g_bytes_new (text, strlen (text));
  return muster_answer_new ((guint) g_ascii_strtoull (code, NULL, 10), NULL, body);
}

static void
note_request (GString       *trace,
              MusterRequest *request)
{
  g_autofree char *url = g_uri_unescape_string (request->url, NULL);

  g_string_append_printf (trace, "%s %s", request->method, url != NULL ? url : request->url);
  if (request->body != NULL)
    g_string_append_printf (trace, " %.*s", (int) g_bytes_get_size (request->body), (const char *) g_bytes_get_data (request->body, NULL));
  g_string_append_c (trace, '\n');
}

gboolean
example_run (ExampleRun      *self,
             MusterToolExec  *exec,
             GString         *trace,
             GError         **error)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(GError) failed = NULL;
      g_autoptr(MusterRequest) request = muster_tool_exec_next (exec, &failed);
      g_autoptr(MusterAnswer) answer = NULL;

      if (failed != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return FALSE;
        }
      if (request == NULL)
        return TRUE;
      note_request (trace, request);
      answer = answer_with_example (self, request);
      if (!muster_tool_exec_feed (exec, answer, error))
        return FALSE;
    }
  g_assert_not_reached ();
}

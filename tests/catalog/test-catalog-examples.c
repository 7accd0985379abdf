/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool is run through the interpreter, and each of its requests is answered with the example that stands in the
 * vendor's own description. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-test.h"

#include "example-run.h"

/* What is in the vendors' examples. */
static const struct
{
  const char *arg;
  const char *json;
} samples[] = {
  { "ticket", "69" }, { "contact", "412" }, { "company", "250" }, { "board", "1" }, { "note", "5001" }, { "member", "176" },
  { "status", "\"New\"" }, { "priority", "\"Priority 3 - Normal Response\"" }, { "type", "\"Incident\"" },
  { "text", "\"[ref:01J] 1) Look. 2) Tell.\"" }, { "since", "\"2026-11-20T08:00:00Z\"" }, { "start", "\"2026-11-20T08:00:00Z\"" },
  { "summary", "\"A test\"" }, { "description", "\"Words\"" }, { "reference", "\"01J\"" }, { "hours", "0.5" }, { "notes", "\"Done\"" },
  { "query", "\"o'neil \\\"x\\\"\"" }, { "mail", "\"o'neil@fabrikam.example\"" }, { "user", "\"" USER "\"" }, { "manager", "\"" USER "\"" },
  { "group", "\"" GROUP "\"" }, { "team", "\"" GROUP "\"" }, { "device", "\"" DEVICE "\"" }, { "mailbox", "\"dana.reed@fabrikam.example\"" },
  { "name", "\"FAB-LT-014\"" }, { "sku", "\"DEVELOPERPACK_E5\"" }, { "method", "\"phone\"" }, { "right", "\"full-access\"" },
  { "webhook", "31" }, { "url", "\"https://hooks.example-msp.test/cw?recordId=\"" }, { "path", "\"keys\"" },
  { "from", "\"2026-11-01T00:00:00Z\"" }, { "to", "\"2026-12-01T00:00:00Z\"" }, { "client", "\"fabrikam\"" }, { "upn", "\"new.starter@fabrikam.example\"" }, { "displayName", "\"New Starter\"" },
  { "domain", "\"fabrikam.example\"" }, { "article", "412" }, { "asset", "501" }, { "procedure", "81" }, { "password", "88" }, { "layout", "12" }, { "content", "\"<p>Text</p>\"" },
};

static JsonObject *
sample_args (const ExampleVendor *vendor,
             MusterTool          *tool,
             gboolean             optional)
{
  g_autoptr(JsonNode) own = json_from_string (vendor->args != NULL ? vendor->args : "{}", NULL);
  JsonObject *spec = muster_tool_get_args (tool);
  JsonObject *args = json_object_new ();
  g_autoptr(GList) names = json_object_get_members (spec);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *arg = agreement_object (spec, l->data);
      JsonArray *choices = agreement_array (arg, "enum");

      if (!optional && !json_object_get_boolean_member_with_default (arg, "required", FALSE))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
        if (g_str_equal (samples[i].arg, l->data))
          json_object_set_member (args, l->data, json_from_string (samples[i].json, NULL));
      if (json_object_has_member (json_node_get_object (own), l->data))
        json_object_set_member (args, l->data, json_object_dup_member (json_node_get_object (own), l->data));
      if (g_strcmp0 (agreement_string (arg, "format"), "date") == 0)
        json_object_set_string_member (args, l->data, "2026-11-23");
      if (choices != NULL && !g_str_equal (l->data, "method"))
        json_object_set_string_member (args, l->data, json_array_get_string_element (choices, 0));
      if (g_str_equal (l->data, "company") && g_strcmp0 (agreement_string (arg, "type"), "string") == 0 &&
          !json_object_has_member (json_node_get_object (own), "company"))
        json_object_set_string_member (args, l->data, "examplemsp");
    }
  return args;
}

/* Their password is made after the approval and never stands in an argument: without it they must not get far. */
static gboolean
wants_secret (MusterTool *tool)
{
  return g_str_equal (muster_tool_get_name (tool), "reset-password") || g_str_equal (muster_tool_get_name (tool), "create-user");
}

/* The example of the picklists leaves out the types of tickets */
static gboolean
lacks_example (MusterTool *tool)
{
  return g_str_equal (muster_tool_get_id (tool), "autotask:set-ticket-type");
}

/* What the vendor's examples show is what these refuse before they write: an account that is not blocked, a Microsoft 365
 * group in place of a list, a mailbox that is a person's already, an empty recycle bin, a note without our mark */
static gboolean
refuses_example (MusterTool *tool)
{
  static const char * const names[] = { "microsoft365:unblock-sign-in", "microsoft365:add-distribution-member", "microsoft365:remove-distribution-member",
                                        "microsoft365:convert-to-user-mailbox", "microsoft365:restore-user",
                                        "connectwise:remove-note", NULL };

  return g_strv_contains (names, muster_tool_get_id (tool));
}

static void
run_tool (ExampleRun *fixture,
          MusterTool *tool,
          gboolean    optional)
{
  g_autoptr(JsonObject) args = sample_args (fixture->vendor, tool, optional);
  g_autoptr(MusterScope) scope = muster_scope_new (TENANT, EXAMPLE_COMPANY (fixture->vendor), EXAMPLE_DOCS (fixture->vendor));
  g_autoptr(MusterToolExec) exec = muster_tool_exec_new (tool, args, scope, fixture->endpoints);
  g_autoptr(GString) trace = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  const char *id = muster_tool_get_id (tool);

  example_run (fixture, exec, trace, &error);
  if (wants_secret (tool))
    {
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
      g_assert_null (strstr (trace->str, "PATCH"));
      g_assert_null (strstr (trace->str, "POST"));
    }
  else if (refuses_example (tool))
    {
      g_assert_true (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY) ||
                     g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND));
      g_assert_null (strstr (trace->str, "PATCH"));
      g_assert_null (strstr (trace->str, "restore"));
      g_assert_null (strstr (trace->str, "-DistributionGroupMember"));
      g_assert_null (strstr (trace->str, "Set-Mailbox"));
    }
  else if (lacks_example (tool))
    g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  else if (error != NULL)
    {
      g_test_message ("%s: %s\n%s", id, error->message, trace->str);
      g_test_fail ();
    }
  g_test_message ("%s\n%s", id, trace->str);
  if (error == NULL && muster_tool_is_read (tool))
    {
      JsonNode *result = muster_tool_exec_result (exec);

      g_assert_nonnull (result);
      g_assert_true (JSON_NODE_HOLDS_OBJECT (result));
    }
}

static void
test_every_tool (ExampleRun    *fixture,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (fixture->catalog, fixture->vendor->name);

  for (guint i = 0; i < tools->len; i++)
    {
      run_tool (fixture, g_ptr_array_index (tools, i), FALSE);
      run_tool (fixture, g_ptr_array_index (tools, i), TRUE);
    }
}

static void
test_every_look (ExampleRun    *fixture,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (fixture->catalog, fixture->vendor->name);

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);
      g_autoptr(JsonObject) args = sample_args (fixture->vendor, tool, TRUE);
      g_autoptr(MusterScope) scope = muster_scope_new (TENANT, EXAMPLE_COMPANY (fixture->vendor), EXAMPLE_DOCS (fixture->vendor));
      g_autoptr(MusterToolExec) exec = NULL;
      g_autoptr(GString) trace = g_string_new (NULL);
      g_autoptr(GError) error = NULL;

      exec = muster_tool_exec_new_look (tool, args, scope, fixture->endpoints, "[ref:01J]", "2026-11-22T08:00:00Z");
      if (exec != NULL && !example_run (fixture, exec, trace, &error))
        {
          g_test_message ("%s: %s\n%s", muster_tool_get_id (tool), error->message, trace->str);
          g_test_fail ();
        }
      g_test_message ("look of %s\n%s", muster_tool_get_id (tool), trace->str);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char * const integrations[] = { "connectwise", "halopsa", "autotask", "microsoft365", "hudu", "itglue" };

  muster_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (integrations); i++)
    {
      const ExampleVendor *vendor = example_vendor_find (integrations[i]);
      g_autofree char *tools = g_strdup_printf ("/catalog/examples/%s/tools", vendor->name);
      g_autofree char *looks = g_strdup_printf ("/catalog/examples/%s/looks", vendor->name);

      g_test_add (tools, ExampleRun, vendor, example_run_set_up, test_every_tool, example_run_tear_down);
      g_test_add (looks, ExampleRun, vendor, example_run_set_up, test_every_look, example_run_tear_down);
    }
  return g_test_run ();
}

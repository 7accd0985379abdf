/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-test.h"

#include "agreement.h"
#include "planner-contract.h"

typedef struct
{
  const char *name;
  const char *prefix;
  const char *specs[4];
} Document;

static const Document documents[] = {
  { "connectwise", "/v4_6_release/apis/3.0", { "connectwise.openapi.json", "connectwise-signing-key.json" } },
  { "microsoft365", "", { "microsoft-graph.json", "exchange-admin.json", "entra-oauth.json", "partner-center.json" } },
  { "hudu", "", { "hudu.json", NULL } },
  { "autotask", "/atservicesrest/v1.0", { "autotask.openapi.json", NULL } },
  { "halopsa", "", { "halopsa.openapi.json", NULL } },
};

typedef struct
{
  JsonParser *parser;
  Agreement agreement;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const Document *document = data;
  g_autofree char *file = g_strconcat (document->name, ".openapi.json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("MUSTER_TEST_SOURCE_ROOT"), "resources", "catalog", file, NULL);
  g_autoptr(GError) error = NULL;

  fixture->parser = json_parser_new ();
  json_parser_load_from_file (fixture->parser, path, &error);
  g_assert_no_error (error);
  fixture->agreement.document = json_node_get_object (json_parser_get_root (fixture->parser));
  fixture->agreement.prefix = document->prefix;
  fixture->agreement.complaints = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (document->specs) && document->specs[i] != NULL; i++)
    fixture->agreement.specs[fixture->agreement.n_specs++] = vendor_spec_load (document->specs[i]);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < fixture->agreement.n_specs; i++)
    vendor_spec_free (fixture->agreement.specs[i]);
  g_ptr_array_unref (fixture->agreement.complaints);
  g_object_unref (fixture->parser);
}

static JsonObject *
tools_of (Fixture *fixture)
{
  return agreement_object (fixture->agreement.document, "x-muster-tools");
}

static void
assert_no_complaints (Fixture *fixture)
{
  for (guint i = 0; i < fixture->agreement.complaints->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (fixture->agreement.complaints, i));
  if (fixture->agreement.complaints->len > 0)
    g_test_fail ();
}

static void
test_frame (Fixture       *fixture,
            gconstpointer  data)
{
  agreement_check_frame (&fixture->agreement);
  assert_no_complaints (fixture);
}

static void
test_operations (Fixture       *fixture,
                 gconstpointer  data)
{
  agreement_check_operations (&fixture->agreement);
  assert_no_complaints (fixture);
}

static void
test_tools (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GList) names = json_object_get_members (tools_of (fixture));

  for (GList *l = names; l != NULL; l = l->next)
    agreement_check_tool (&fixture->agreement, l->data);
  assert_no_complaints (fixture);
}

/* An operation that no tool uses would be a request that nothing accounts for. */
static void
test_every_operation_is_used (Fixture       *fixture,
                              gconstpointer  data)
{
  JsonObject *paths = agreement_object (fixture->agreement.document, "paths");
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autofree char *tools = NULL;
  g_autoptr(GList) items = json_object_get_values (paths);
  guint n = 0;

  json_generator_set_root (generator, json_object_get_member (fixture->agreement.document, "x-muster-tools"));
  tools = json_generator_to_data (generator, NULL);
  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr(GList) operations = json_object_get_values (json_node_get_object (l->data));

      for (GList *o = operations; o != NULL; o = o->next, n++)
        {
          g_autofree char *use = g_strdup_printf ("\"op\":\"%s\"", agreement_string (json_node_get_object (o->data), "operationId"));

          if (strstr (tools, use) == NULL)
            agreement_complain (&fixture->agreement, "%s: no tool uses it", use);
        }
    }
  g_assert_cmpuint (n, >, 10);
  assert_no_complaints (fixture);
}

/* What the planner is built on: arguments ("?" = optional) and the members of the results. */
static void
test_planner_contract (Fixture       *fixture,
                       gconstpointer  data)
{
  const Document *document = data;

  for (guint i = 0; i < planner_contract_size (); i++)
    {
      const PlannerContract *row = planner_contract_get (i);
      JsonObject *tool;

      if (!g_str_equal (row->integration, document->name))
        continue;
      tool = agreement_object (tools_of (fixture), row->tool);
      if (tool == NULL)
        agreement_complain (&fixture->agreement, "%s: is no tool", row->tool);
      else
        planner_contract_check (&fixture->agreement, row, tool);
    }
  assert_no_complaints (fixture);
}

static guint
complaints_about (Fixture    *fixture,
                  const char *tool)
{
  g_ptr_array_set_size (fixture->agreement.complaints, 0);
  agreement_check_tool (&fixture->agreement, tool);
  return fixture->agreement.complaints->len;
}

static void
expect_found (Fixture    *fixture,
              const char *tool,
              const char *what)
{
  if (complaints_about (fixture, tool) > 0)
    return;
  g_test_message ("%s: %s is not found", tool, what);
  g_test_fail ();
}

static const char *
one_lower (const char *class)
{
  static const char * const ranks[] = {
    "read", "read-sensitive", "note-internal", "reply", "write", "credential", "privilege", "destructive",
  };

  for (guint i = 1; i < G_N_ELEMENTS (ranks); i++)
    if (g_str_equal (ranks[i], class))
      return ranks[i - 1];
  return NULL;
}

static void
mutate_class (Fixture    *fixture,
              const char *name,
              JsonObject *holder,
              const char *what,
              guint      *n)
{
  g_autofree char *class = g_strdup (agreement_string (holder, "class"));
  const char *lower = one_lower (class);

  if (lower == NULL)
    return;
  json_object_set_string_member (holder, "class", lower);
  expect_found (fixture, name, what);
  json_object_set_string_member (holder, "class", class);
  (*n)++;
}

static void
mutate_without (Fixture    *fixture,
                const char *name,
                JsonObject *holder,
                const char *member,
                guint      *n)
{
  JsonNode *kept;

  if (holder == NULL || !json_object_has_member (holder, member))
    return;
  kept = json_object_dup_member (holder, member);
  json_object_remove_member (holder, member);
  expect_found (fixture, name, member);
  json_object_set_member (holder, member, kept);
  (*n)++;
}

static void
mutate_select (Fixture    *fixture,
               const char *name,
               JsonObject *tool,
               guint      *n)
{
  g_autoptr(GList) selections = json_object_get_values (agreement_object (tool, "select"));

  for (GList *l = selections; l != NULL; l = l->next)
    {
      JsonArray *members = agreement_array (json_node_get_object (l->data), "members");

      json_array_add_string_element (members, "undeclaredMember");
      expect_found (fixture, name, "an undeclared member in select");
      json_array_remove_element (members, json_array_get_length (members) - 1);
      (*n)++;
    }
}

static void
mutate_calls (Fixture    *fixture,
              const char *name,
              JsonObject *tool,
              guint      *n)
{
  JsonArray *calls = agreement_array (tool, "calls");

  for (guint i = 0; i < json_array_get_length (calls); i++)
    {
      JsonObject *call = json_array_get_object_element (calls, i);
      JsonObject *with = agreement_object (call, "with");
      JsonObject *body = agreement_object (with, "body");

      mutate_class (fixture, name, call, "a call's lower class", n);
      mutate_without (fixture, name, call, "op", n);
      if (body != NULL)
        {
          json_object_set_string_member (body, "undeclaredMember", "x");
          expect_found (fixture, name, "an undeclared member in a body");
          json_object_remove_member (body, "undeclaredMember");
          (*n)++;
        }
    }
}

static void
test_mutations (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GList) names = json_object_get_members (tools_of (fixture));
  guint n = 0;

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *name = l->data;
      JsonObject *tool = agreement_object (tools_of (fixture), name);
      static const char * const members[] = { "title", "class", "args", "calls", "scope", "secret", "needs", "explain", "retry", "look", "undo" };

      mutate_class (fixture, name, tool, "a lower class", &n);
      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        mutate_without (fixture, name, tool, members[i], &n);
      mutate_without (fixture, name, agreement_object (tool, "needs"), "application", &n);
      mutate_select (fixture, name, tool, &n);
      mutate_calls (fixture, name, tool, &n);
      json_object_set_boolean_member (tool, "surplus", TRUE);
      expect_found (fixture, name, "an unknown member");
      json_object_remove_member (tool, "surplus");
      g_assert_cmpuint (complaints_about (fixture, name), ==, 0);
    }
  g_test_message ("%u mutations", n);
  g_assert_cmpuint (n, >, 100);
}

static JsonObject *
first_operation (Fixture *fixture)
{
  JsonObject *paths = agreement_object (fixture->agreement.document, "paths");
  g_autoptr(GList) items = json_object_get_values (paths);
  g_autoptr(GList) operations = json_object_get_values (json_node_get_object (items->data));

  return json_node_get_object (operations->data);
}

static void
expect_operations_complain (Fixture    *fixture,
                            const char *what)
{
  g_ptr_array_set_size (fixture->agreement.complaints, 0);
  agreement_check_operations (&fixture->agreement);
  if (fixture->agreement.complaints->len == 0)
    {
      g_test_message ("%s is not found", what);
      g_test_fail ();
    }
}

static void
test_operation_mutations (Fixture       *fixture,
                          gconstpointer  data)
{
  JsonObject *operation = first_operation (fixture);
  JsonObject *paths = agreement_object (fixture->agreement.document, "paths");
  g_autofree char *id = g_strdup (agreement_string (operation, "operationId"));
  JsonObject *parameter = json_object_new ();

  json_object_set_string_member (operation, "operationId", "noSuchOperation");
  expect_operations_complain (fixture, "an invented operation");
  json_object_set_string_member (operation, "operationId", id);

  json_object_set_string_member (parameter, "name", "invented");
  json_object_set_string_member (parameter, "in", "query");
  json_object_set_boolean_member (parameter, "required", FALSE);
  json_object_set_object_member (parameter, "schema", json_object_new ());
  json_array_add_object_element (agreement_array (operation, "parameters"), parameter);
  expect_operations_complain (fixture, "an invented parameter");
  json_array_remove_element (agreement_array (operation, "parameters"),
                             json_array_get_length (agreement_array (operation, "parameters")) - 1);

  json_object_set_object_member (paths, "/a/path/out/of/order", json_object_new ());
  expect_operations_complain (fixture, "a path out of order");
}

/* Where the tokens come from is part of another description of Microsoft's. */
static void
test_token_endpoint (void)
{
  Fixture fixture = { NULL };
  g_autoptr(VendorSpec) entra = vendor_spec_load ("entra-oauth.json");
  GHashTableIter iter;
  gpointer value;
  JsonObject *flow;
  gboolean found = FALSE;

  set_up (&fixture, &documents[1]);
  flow = agreement_object (agreement_object (fixture.agreement.document, "components"), "securitySchemes");
  flow = agreement_object (agreement_object (agreement_object (flow, "entra"), "flows"), "clientCredentials");
  vendor_spec_iterate (entra, &iter);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const VendorOperation *operation = value;

      found |= g_str_equal (operation->method, "post") && g_str_has_suffix (agreement_string (flow, "tokenUrl"), operation->path);
    }
  g_assert_true (found);
  tear_down (&fixture, &documents[1]);
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
    { "frame", test_frame },
    { "operations", test_operations },
    { "tools", test_tools },
    { "every-operation-is-used", test_every_operation_is_used },
    { "planner-contract", test_planner_contract },
    { "mutations", test_mutations },
    { "operation-mutations", test_operation_mutations },
  };

  muster_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    for (guint j = 0; j < G_N_ELEMENTS (tests); j++)
      {
        g_autofree char *path = g_strdup_printf ("/catalog/agreement/%s/%s", documents[i].name, tests[j].name);

        g_test_add (path, Fixture, &documents[i], set_up, tests[j].run, tear_down);
      }
  g_test_add_func ("/catalog/agreement/token-endpoint", test_token_endpoint);
  return g_test_run ();
}

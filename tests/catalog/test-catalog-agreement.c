/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-test.h"

#include "agreement-documents.h"
#include "planner-contract.h"

typedef AgreementFixture Fixture;
typedef AgreementDocument Document;

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
  guint n_documents;
  const Document *documents = agreement_documents (&n_documents);
  g_autoptr(VendorSpec) entra = vendor_spec_load ("entra-oauth.json");
  GHashTableIter iter;
  gpointer value;
  JsonObject *flow;
  gboolean found = FALSE;

  agreement_fixture_set_up (&fixture, &documents[1]);
  flow = agreement_object (agreement_object (fixture.agreement.document, "components"), "securitySchemes");
  flow = agreement_object (agreement_object (agreement_object (flow, "entra"), "flows"), "clientCredentials");
  vendor_spec_iterate (entra, &iter);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const VendorOperation *operation = value;

      found |= g_str_equal (operation->method, "post") && g_str_has_suffix (agreement_string (flow, "tokenUrl"), operation->path);
    }
  g_assert_true (found);
  agreement_fixture_tear_down (&fixture, &documents[1]);
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
    { "operation-mutations", test_operation_mutations },
  };

  guint n_documents;
  const Document *documents = agreement_documents (&n_documents);

  muster_test_init (&argc, &argv);
  for (guint i = 0; i < n_documents; i++)
    for (guint j = 0; j < G_N_ELEMENTS (tests); j++)
      {
        g_autofree char *path = g_strdup_printf ("/catalog/agreement/%s/%s", documents[i].name, tests[j].name);

        g_test_add (path, Fixture, &documents[i], agreement_fixture_set_up, tests[j].run, agreement_fixture_tear_down);
      }
  g_test_add_func ("/catalog/agreement/token-endpoint", test_token_endpoint);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What keeps the tools within their limits, weakened by one thing at a time: each weakening must be found by the checks of
 * the agreement with the vendors' descriptions or by the reviewed limits of tests/data/catalog. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "muster-test.h"

#include "agreement-documents.h"
#include "agreement-limits.h"

typedef struct
{
  AgreementFixture  base;
  GHashTable       *limits;
  guint             tried;
  guint             by_rule;
  guint             survivors;
} Fixture;

static const char * const ranks[] = {
  "read", "read-sensitive", "note-internal", "reply", "write", "credential", "privilege", "destructive",
};

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const AgreementDocument *document = data;

  agreement_fixture_set_up (&f->base, data);
  f->limits = agreement_limits_load (document->name);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_hash_table_unref (f->limits);
  agreement_fixture_tear_down (&f->base, data);
}

static JsonObject *
tools_of (Fixture *f)
{
  return agreement_object (f->base.agreement.document, "x-muster-tools");
}

/* @tool: (nullable): the operations are asked then */
static guint
complaints (Fixture    *f,
            const char *tool)
{
  Agreement *agreement = &f->base.agreement;

  g_ptr_array_set_size (agreement->complaints, 0);
  if (tool == NULL)
    agreement_check_operations (agreement);
  else
    agreement_check_tool (agreement, tool);
  return agreement->complaints->len;
}

static void
expect_found (Fixture    *f,
              const char *tool,
              const char *what)
{
  f->tried++;
  if (complaints (f, tool) > 0)
    {
      f->by_rule++;
      return;
    }
  if (tool != NULL)
    agreement_check_limits (&f->base.agreement, f->limits, tool);
  if (f->base.agreement.complaints->len > 0)
    return;
  f->survivors++;
  g_test_message ("%s: nobody notices %s", tool != NULL ? tool : "operations", what);
  g_test_fail ();
}

/* --- One thing taken away, or changed --- */

static void
without (Fixture    *f,
         const char *tool,
         JsonObject *holder,
         const char *member,
         const char *what)
{
  g_autofree char *name = NULL;
  JsonNode *kept;

  if (holder == NULL || !json_object_has_member (holder, member))
    return;
  name = g_strdup (member);
  kept = json_object_dup_member (holder, name);
  json_object_remove_member (holder, name);
  expect_found (f, tool, what);
  json_object_set_member (holder, name, kept);
}

static void
with_text (Fixture    *f,
           const char *tool,
           JsonObject *holder,
           const char *member,
           const char *text,
           const char *what)
{
  JsonNode *kept = holder != NULL && json_object_has_member (holder, member) ? json_object_dup_member (holder, member) : NULL;

  if (holder == NULL || (kept != NULL && g_strcmp0 (agreement_string (holder, member), text) == 0))
    {
      g_clear_pointer (&kept, json_node_unref);
      return;
    }
  json_object_set_string_member (holder, member, text);
  expect_found (f, tool, what);
  if (kept != NULL)
    json_object_set_member (holder, member, kept);
  else
    json_object_remove_member (holder, member);
}

/* Each element of the array away by itself */
static void
without_each (Fixture    *f,
              const char *tool,
              JsonObject *holder,
              const char *member,
              const char *what)
{
  JsonArray *array = agreement_array (holder, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autoptr(JsonArray) all = json_array_ref (array);
      JsonArray *fewer;

      fewer = json_array_new ();
      for (guint j = 0; j < json_array_get_length (all); j++)
        if (j != i)
          json_array_add_element (fewer, json_array_dup_element (all, j));
      json_object_set_array_member (holder, member, fewer);
      expect_found (f, tool, what);
      json_object_set_array_member (holder, member, json_array_ref (all));
    }
}

static void
lower_class (Fixture    *f,
             const char *tool,
             JsonObject *holder,
             const char *what)
{
  const char *class = agreement_string (holder, "class");

  for (guint i = 1; class != NULL && i < G_N_ELEMENTS (ranks); i++)
    if (g_str_equal (ranks[i], class))
      {
        with_text (f, tool, holder, "class", ranks[i - 1], what);
        return;
      }
}

/* --- Scope --- */

static void
mutate_scope (Fixture    *f,
              const char *tool,
              JsonObject *row)
{
  static const char * const places[] = { "token", "path", "query", "body", "condition", "filter", "answer" };
  static const char * const values[] = { "tenant", "company", "docs" };
  static const char * const members[] = { "name", "answer", "param", "own", "calls" };
  JsonObject *scope = agreement_object (row, "scope");

  without (f, tool, row, "scope", "a scope that is gone");
  if (scope == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    with_text (f, tool, scope, "in", places[i], "a scope in another place");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    with_text (f, tool, scope, "value", values[i], "a scope of another kind");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    without (f, tool, scope, members[i], "a scope with less in it");
  with_text (f, tool, scope, "name", "other", "a scope under another name");
  without_each (f, tool, scope, "calls", "a call outside the scope");
  if (!json_object_get_boolean_member_with_default (scope, "global", FALSE))
    {
      json_object_set_boolean_member (scope, "global", TRUE);
      expect_found (f, tool, "a scope that lets through what is nobody's");
      json_object_remove_member (scope, "global");
    }
  if (!json_object_has_member (scope, "calls"))
    {
      json_object_set_array_member (scope, "calls", json_array_new ());
      expect_found (f, tool, "a scope for no call");
      json_object_remove_member (scope, "calls");
    }
}

/* --- What may be seen --- */

/* Every member of the answer's rows that is declared and not shown */
static JsonObject *
properties_of (Agreement  *agreement,
               JsonObject *tool,
               JsonObject *selection)
{
  JsonArray *calls = agreement_array (tool, "calls");

  for (guint i = 0; i < json_array_get_length (calls); i++)
    {
      JsonObject *call = json_array_get_object_element (calls, i);
      JsonObject *operation = agreement_find_operation (agreement, agreement_string (call, "op"));
      JsonObject *schema;

      if (g_strcmp0 (agreement_string (call, "id"), agreement_string (selection, "call")) != 0)
        continue;
      schema = agreement_object (agreement_object (agreement_object (agreement_object (operation, "responses"), "200"), "content"), "application/json");
      schema = agreement_object (schema, "schema");
      if (agreement_object (agreement_object (schema, "properties"), "value") != NULL)
        schema = agreement_object (agreement_object (schema, "properties"), "value");
      while (agreement_object (schema, "items") != NULL)
        schema = agreement_object (schema, "items");
      return agreement_object (schema, "properties");
    }
  return NULL;
}

static void
widen (Fixture    *f,
       const char *tool,
       JsonArray  *members,
       const char *name)
{
  json_array_add_string_element (members, name);
  expect_found (f, tool, "one more member that is shown");
  json_array_remove_element (members, json_array_get_length (members) - 1);
}

static void
mutate_selection (Fixture    *f,
                  const char *tool,
                  JsonObject *row,
                  JsonObject *selection)
{
  JsonArray *members = agreement_array (selection, "members");
  JsonObject *properties = properties_of (&f->base.agreement, row, selection);
  g_autoptr(GList) names = properties != NULL ? json_object_get_members (properties) : NULL;
  static const char * const narrowing[] = { "where", "max", "hide", "list", "path" };

  for (GList *l = names; l != NULL; l = l->next)
    widen (f, tool, members, l->data);
  widen (f, tool, members, "undeclaredMember");
  without_each (f, tool, selection, "members", "a member that is not shown any more");
  for (guint i = 0; i < G_N_ELEMENTS (narrowing); i++)
    without (f, tool, selection, narrowing[i], "a selection that lets more through");
}

static void
mutate_query (Fixture    *f,
              const char *tool,
              JsonObject *call)
{
  JsonObject *with = agreement_object (call, "with");
  const char *select = with != NULL ? agreement_string (with, "query.$select") : NULL;
  g_autofree char *kept = g_strdup (select);
  g_autofree char *wider = NULL;
  g_autofree char *narrower = NULL;
  const char *comma;

  if (kept == NULL)
    return;
  wider = g_strconcat (kept, ",otherMember", NULL);
  comma = strrchr (kept, ',');
  narrower = comma != NULL ? g_strndup (kept, (gsize) (comma - kept)) : g_strdup ("otherMember");
  with_text (f, tool, with, "query.$select", wider, "a wider $select");
  with_text (f, tool, with, "query.$select", narrower, "a narrower $select");
  without (f, tool, with, "query.$select", "a $select that is gone");
}

/* --- All of a tool --- */

static void
mutate_calls (Fixture    *f,
              const char *tool,
              JsonObject *row)
{
  JsonArray *calls = agreement_array (row, "calls");
  JsonArray *looks = agreement_array (row, "look");

  for (guint i = 0; i < json_array_get_length (calls); i++)
    {
      JsonObject *call = json_array_get_object_element (calls, i);

      JsonObject *body = agreement_object (agreement_object (call, "with"), "body");

      lower_class (f, tool, call, "a call of a lower class");
      without (f, tool, call, "op", "a call without an operation");
      with_text (f, tool, body, "undeclaredMember", "x", "one more member that is sent");
      mutate_query (f, tool, call);
    }
  if (agreement_object (row, "look") != NULL)
    mutate_query (f, tool, agreement_object (agreement_object (row, "look"), "call"));
  for (guint i = 0; looks != NULL && i < json_array_get_length (looks); i++)
    mutate_query (f, tool, agreement_object (json_array_get_object_element (looks, i), "call"));
}

static void
mutate_tool (Fixture    *f,
             const char *tool)
{
  JsonObject *row = agreement_object (tools_of (f), tool);
  JsonObject *select = agreement_object (row, "select");
  JsonObject *needs = agreement_object (row, "needs");
  g_autoptr(GList) selections = select != NULL ? json_object_get_values (select) : NULL;
  static const char * const kinds[] = { "application", "delegated", "gdapRole", "psaRole", "keyRight", "licence" };
  static const char * const members[] = { "title", "args", "calls", "needs", "explain", "retry", "look", "undo" };

  lower_class (f, tool, row, "a lower class");
  mutate_scope (f, tool, row);
  mutate_calls (f, tool, row);
  for (GList *l = selections; l != NULL; l = l->next)
    mutate_selection (f, tool, row, json_node_get_object (l->data));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      without_each (f, tool, needs, kinds[i], "a permission that is not asked for");
      without (f, tool, needs, kinds[i], "a need that is gone");
    }
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    without (f, tool, row, members[i], members[i]);
  with_text (f, tool, row, "surplus", "x", "an unknown member");
  without_each (f, tool, row, "secret", "a secret that is shown");
  without (f, tool, row, "secret", "secrets that are shown");
}

static void
mutate_operations (Fixture *f)
{
  g_autoptr(GList) items = json_object_get_values (agreement_object (f->base.agreement.document, "paths"));

  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr(GList) operations = json_object_get_values (json_node_get_object (l->data));

      for (GList *o = operations; o != NULL; o = o->next)
        without (f, NULL, json_node_get_object (o->data), "x-unpublished", "an interface that passes for published");
    }
}

static void
test_mutations (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GList) names = json_object_get_members (tools_of (f));

  for (GList *l = names; l != NULL; l = l->next)
    {
      guint before;

      mutate_tool (f, l->data);
      before = complaints (f, l->data);
      agreement_check_limits (&f->base.agreement, f->limits, l->data);
      for (guint i = 0; i < f->base.agreement.complaints->len; i++)
        g_test_message ("%s", (const char *) f->base.agreement.complaints->pdata[i]);
      if (before + f->base.agreement.complaints->len > 0)
        g_test_fail ();
    }
  mutate_operations (f);
  g_test_message ("%u mutants: %u found by the rules, %u by the reviewed limits, %u by nobody", f->tried, f->by_rule,
                  f->tried - f->by_rule - f->survivors, f->survivors);
  g_assert_cmpuint (f->tried, >, 100);
}

/* A limit of a tool that is there no more would be read by nobody */
static void
test_no_surplus (Fixture       *f,
                 gconstpointer  data)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, f->limits);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (agreement_object (tools_of (f), name) == NULL)
      {
        g_test_message ("%s: there is no such tool", (const char *) name);
        g_test_fail ();
      }
}

/* test-catalog-mutations --print INTEGRATION: its limits as they are now, for tests/data/catalog after a review */
static int
print_limits (const char *integration)
{
  guint n;
  const AgreementDocument *documents = agreement_documents (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (documents[i].name, integration))
      {
        AgreementFixture fixture = { NULL };
        g_autoptr(GList) names = NULL;

        agreement_fixture_set_up (&fixture, &documents[i]);
        names = g_list_sort (json_object_get_members (agreement_object (fixture.agreement.document, "x-muster-tools")), (GCompareFunc) strcmp);
        printf ("# What each tool of %s may do and see. A change of the document needs one here, after a review:\n"
                "# tests/catalog/test-catalog-mutations --print %s > tests/data/catalog/%s.limits\n\n", integration, integration, integration);
        for (GList *l = names; l != NULL; l = l->next)
          {
            g_autofree char *text = agreement_limits_describe (&fixture.agreement, l->data);

            printf ("%s\n%s%s", (const char *) l->data, text, l->next != NULL ? "\n" : "");
          }
        agreement_fixture_tear_down (&fixture, &documents[i]);
        return 0;
      }
  return 2;
}

int
main (int    argc,
      char **argv)
{
  guint n;
  const AgreementDocument *documents = agreement_documents (&n);

  if (argc == 3 && g_str_equal (argv[1], "--print"))
    return print_limits (argv[2]);
  muster_test_init (&argc, &argv);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *mutations = g_strdup_printf ("/catalog/mutations/%s", documents[i].name);
      g_autofree char *surplus = g_strdup_printf ("/catalog/mutations/%s/surplus", documents[i].name);

      g_test_add (mutations, Fixture, &documents[i], set_up, test_mutations, tear_down);
      g_test_add (surplus, Fixture, &documents[i], set_up, test_no_surplus, tear_down);
    }
  return g_test_run ();
}

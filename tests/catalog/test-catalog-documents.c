/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-catalog.h"
#include "muster-resources.h"
#include "muster-test.h"

static GBytes *
read_document (const char *integration)
{
  g_autofree char *file = g_strconcat (integration, ".openapi.json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("MUSTER_TEST_SOURCE_ROOT"), "resources", "catalog", file, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static void
test_loads (gconstpointer data)
{
  g_autoptr(MusterCatalog) catalog = muster_catalog_new ();
  g_autoptr(GBytes) bytes = read_document (data);
  g_autoptr(GError) error = NULL;

  muster_catalog_add_document (catalog, data, bytes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (muster_catalog_get_integration (catalog, data));
}

static void
test_all_load (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterCatalog) catalog = NULL;
  g_autoptr(GPtrArray) tools = NULL;

  muster_core_register_resources ();
  catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  g_assert_nonnull (muster_catalog_lookup_tool (catalog, "microsoft365:unblock-sign-in"));
  g_assert_nonnull (muster_catalog_lookup_tool (catalog, "connectwise:poll-tickets"));
  g_assert_nonnull (muster_catalog_lookup_tool (catalog, "hudu:search-articles"));
  g_assert_nonnull (muster_catalog_lookup_tool (catalog, "itglue:search-documents"));
  tools = muster_catalog_list_tools (catalog, NULL);
  g_assert_cmpuint (tools->len, >=, 100);
}

/* Plans name things as KIND:ID, whatever the kind */
static void
test_references (void)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(MusterCatalog) catalog = muster_catalog_load (&failure);
  g_autoptr(GPtrArray) tools = NULL;
  guint n = 0;

  g_assert_no_error (failure);
  tools = muster_catalog_list_tools (catalog, NULL);
  for (guint i = 0; i < tools->len; i++)
    {
      g_autoptr(GList) names = json_object_get_members (muster_tool_get_args (tools->pdata[i]));

      for (GList *l = names; l != NULL; l = l->next)
        {
          const char *role = muster_tool_get_arg_role (tools->pdata[i], l->data);
          JsonObject *spec = json_object_get_object_member (muster_tool_get_args (tools->pdata[i]), l->data);
          g_autoptr(JsonObject) args = json_object_new ();
          g_autoptr(JsonObject) bare = NULL;
          g_autoptr(GError) error = NULL;
          g_autofree char *reference = NULL;

          if (role == NULL || !g_str_has_prefix (role, "target:") || muster_tool_get_engine (tools->pdata[i]) ||
              g_strcmp0 (json_object_get_string_member (spec, "type"), "integer") != 0)
            continue;
          reference = g_strdup_printf ("%s:7", role + strlen ("target:"));
          json_object_set_string_member (args, l->data, reference);
          bare = muster_tool_normalize_args (tools->pdata[i], NULL, args, &error);
          /* Other arguments may be missing */
          if (error != NULL && strstr (error->message, "whole number") != NULL)
            g_error ("%s: %s", muster_tool_get_id (tools->pdata[i]), error->message);
          n++;
        }
    }
  g_assert_cmpuint (n, >, 20);
}

/* What no planner may be offered, and what may never run by itself. */
static void
test_policies (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterCatalog) catalog = NULL;
  g_autoptr(GPtrArray) tools = NULL;

  muster_core_register_resources ();
  catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  tools = muster_catalog_list_tools (catalog, NULL);
  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);
      MusterEffectClass class = muster_tool_get_effect_class (tool);

      if (class != MUSTER_EFFECT_CLASS_READ && !muster_tool_get_engine (tool))
        g_assert_cmpint (muster_tool_default_policy (tool), ==, MUSTER_POLICY_APPROVAL_NEEDED);
      if (class == MUSTER_EFFECT_CLASS_PRIVILEGE || class == MUSTER_EFFECT_CLASS_DESTRUCTIVE)
        g_assert_cmpint (muster_tool_floor_policy (tool, MUSTER_POLICY_AUTO), !=, MUSTER_POLICY_AUTO);
    }
  g_assert_true (muster_tool_get_engine (muster_catalog_lookup_tool (catalog, "connectwise:add-internal-note")));
  g_assert_true (muster_tool_get_engine (muster_catalog_lookup_tool (catalog, "connectwise:create-ticket")));
  g_assert_false (muster_tool_get_engine (muster_catalog_lookup_tool (catalog, "microsoft365:find-users")));
}

int
main (int    argc,
      char **argv)
{
  static const char * const integrations[] = { "connectwise", "halopsa", "autotask", "microsoft365", "hudu", "itglue" };

  muster_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (integrations); i++)
    {
      g_autofree char *path = g_strdup_printf ("/catalog/documents/%s", integrations[i]);

      g_test_add_data_func (path, integrations[i], test_loads);
    }
  g_test_add_func ("/catalog/documents/all", test_all_load);
  g_test_add_func ("/catalog/documents/policies", test_policies);
  g_test_add_func ("/catalog/documents/references", test_references);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The limits of every tool stand a second time in tests/data/catalog, in words that a person can review: a change of the
 * document alone, however it came about, is found. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "agreement-limits.h"


/* JSON with its members in order, so that only what it says counts */
static void
write_value (GString  *out,
             JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(GList) names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);

      g_string_append_c (out, '{');
      for (GList *l = names; l != NULL; l = l->next)
        {
          g_string_append_printf (out, "%s%s:", l == names ? "" : " ", (const char *) l->data);
          write_value (out, json_object_get_member (object, l->data));
        }
      g_string_append_c (out, '}');
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      g_string_append_c (out, '[');
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_string_append (out, i > 0 ? " " : "");
          write_value (out, json_array_get_element (array, i));
        }
      g_string_append_c (out, ']');
    }
  else
    {
      g_autofree char *text = json_to_string (node, FALSE);

      g_string_append (out, text);
    }
}

static void
write_member (GString    *out,
              const char *label,
              JsonObject *holder,
              const char *member)
{
  JsonNode *node = holder != NULL ? json_object_get_member (holder, member) : NULL;

  if (node == NULL)
    return;
  g_string_append_printf (out, "  %s ", label);
  write_value (out, node);
  g_string_append_c (out, '\n');
}

static void
write_call (GString    *out,
            Agreement  *self,
            const char *label,
            JsonObject *call)
{
  JsonObject *operation = agreement_find_operation (self, agreement_string (call, "op"));
  JsonObject *with = agreement_object (call, "with");
  const char *select = with != NULL ? agreement_string (with, "query.$select") : NULL;
  const char *cmdlet = agreement_string (agreement_object (agreement_object (with, "body"), "CmdletInput"), "CmdletName");

  g_string_append_printf (out, "  %s %s %s", label, agreement_string (call, "id"), agreement_string (call, "op"));
  if (cmdlet != NULL)
    g_string_append_printf (out, " %s", cmdlet);
  if (agreement_string (call, "class") != NULL)
    g_string_append_printf (out, " %s", agreement_string (call, "class"));
  if (operation != NULL && json_object_get_boolean_member_with_default (operation, "x-unpublished", FALSE))
    g_string_append (out, " unpublished");
  if (select != NULL)
    g_string_append_printf (out, " $select=%s", select);
  g_string_append_c (out, '\n');
}

static void
write_looks (GString    *out,
             Agreement  *self,
             JsonObject *tool)
{
  JsonArray *looks = agreement_array (tool, "look");
  JsonObject *look = agreement_object (tool, "look");

  for (guint i = 0; looks != NULL && i < json_array_get_length (looks); i++)
    write_call (out, self, "look", agreement_object (json_array_get_object_element (looks, i), "call"));
  if (look != NULL)
    write_call (out, self, "look", agreement_object (look, "call"));
}

static void
write_selections (GString    *out,
                  JsonObject *tool)
{
  JsonObject *select = agreement_object (tool, "select");
  g_autoptr(GList) names = select != NULL ? g_list_sort (json_object_get_members (select), (GCompareFunc) strcmp) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *label = g_strconcat ("shows ", (const char *) l->data, NULL);

      write_member (out, label, select, l->data);
    }
}

char *
agreement_limits_describe (Agreement  *self,
                           const char *name)
{
  JsonObject *tool = agreement_object (agreement_object (self->document, "x-muster-tools"), name);
  JsonArray *calls = agreement_array (tool, "calls");
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "  class %s%s\n", agreement_string (tool, "class"),
                          json_object_get_boolean_member_with_default (tool, "engine", FALSE) ? " engine" : "");
  write_member (out, "scope", tool, "scope");
  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    write_call (out, self, "call", json_array_get_object_element (calls, i));
  write_looks (out, self, tool);
  write_selections (out, tool);
  write_member (out, "needs", tool, "needs");
  write_member (out, "secret", tool, "secret");
  return g_string_free (out, FALSE);
}

GHashTable *
agreement_limits_load (const char *integration)
{
  g_autofree char *file = g_strconcat (integration, ".limits", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("MUSTER_TEST_SOURCE_ROOT"), "tests", "data", "catalog", file, NULL);
  GHashTable *limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = NULL;
  g_auto(GStrv) blocks = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return limits;
  blocks = g_strsplit (text, "\n\n", -1);
  for (guint i = 0; blocks[i] != NULL; i++)
    {
      char *end = strchr (blocks[i], '\n');

      if (end == NULL || g_str_has_prefix (blocks[i], "#"))
        continue;
      g_hash_table_insert (limits, g_strndup (blocks[i], (gsize) (end - blocks[i])), g_strconcat (end + 1, "\n", NULL));
    }
  return limits;
}

/* One line of difference is enough to see what it is about */
static void
complain_of_difference (Agreement  *self,
                        const char *tool,
                        const char *wanted,
                        const char *found)
{
  g_auto(GStrv) theirs = g_strsplit (wanted, "\n", -1);
  g_auto(GStrv) ours = g_strsplit (found, "\n", -1);

  for (guint i = 0; ours[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) theirs, ours[i]))
      {
        agreement_complain (self, "%s: not within its limits:%s", tool, ours[i]);
        return;
      }
  agreement_complain (self, "%s: a limit is gone", tool);
}

void
agreement_check_limits (Agreement  *self,
                        GHashTable *limits,
                        const char *tool)
{
  g_autofree char *found = agreement_limits_describe (self, tool);
  g_autofree char *trimmed = NULL;
  const char *wanted = g_hash_table_lookup (limits, tool);

  if (wanted == NULL)
    {
      agreement_complain (self, "%s: has no limits in tests/data/catalog", tool);
      return;
    }
  trimmed = g_strdup (wanted);
  if (strcmp (g_strchomp (trimmed), g_strchomp (found)) != 0)
    complain_of_difference (self, tool, trimmed, found);
}

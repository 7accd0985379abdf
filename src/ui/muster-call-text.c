/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-call-text.h"
#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-json.h"

/* Calls of tools in words: what was asked and what came back. The exact
 * arguments and answers stay what they are and are shown on demand. */

#define N_NAMES 3
#define MAX_NAME 60
#define MAX_EXACT 40000

/* Where a row of an answer has its name, the best first; vendors do not agree. */
static const char *name_members[] = {
  "displayName", "DisplayName", "deviceName", "name", "summary", "title", "skuPartNumber", "fullName", "companyName",
  "contact.name", "member.name", "createdBy", "who", "User", "Trustee", "userPrincipalName", "PrimarySmtpAddress",
  "service", "appDisplayName",
};

/* What is said besides the name */
static const struct
{
  const char *path;
  const char *value; /* (nullable): NULL: the value itself is shown */
  const char *text;
} facts[] = {
  { "accountEnabled", "false", N_("sign-in is blocked") },
  { "accountEnabled", "true", N_("may sign in") },
  { "complianceState", "compliant", N_("compliant") },
  { "complianceState", "noncompliant", N_("not compliant") },
  { "riskLevel", NULL, NULL },
  { "automaticRepliesSetting.status", "disabled", N_("no automatic replies") },
  { "automaticRepliesSetting.status", "alwaysEnabled", N_("automatic replies are on") },
  { "automaticRepliesSetting.status", "scheduled", N_("automatic replies are planned") },
  { "ForwardingSmtpAddress", NULL, NULL },
};

/* Names for the parts of an answer that has more than one */
static const struct
{
  const char *member;
  const char *label;
} labels[] = {
  { "fullAccess", N_("Full access") },
  { "sendAs", N_("May send as it") },
  { "sendOnBehalf", N_("May send on behalf") },
  { "group", N_("Group") },
  { "groups", N_("Groups") },
  { "owners", N_("Owners") },
  { "roles", N_("Roles") },
  { "services", N_("Services") },
  { "issues", N_("Incidents") },
  { "notes", N_("Notes") },
  { "entries", N_("Time entries") },
};

/**
 * muster_call_names_new:
 *
 * Returns: (transfer full): an empty table of what ids stand for
 */
GHashTable *
muster_call_names_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static char *
scalar_text (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node) : muster_json_to_string (node);
}

/* On one line, and not longer than a row can show */
static char *
short_text (const char *text)
{
  g_autofree char *line = g_strdup (text);
  g_autofree char *head = NULL;

  g_strdelimit (line, "\r\n\t", ' ');
  g_strstrip (line);
  if (g_utf8_strlen (line, -1) <= MAX_NAME)
    return g_steal_pointer (&line);
  head = g_utf8_substring (line, 0, MAX_NAME);
  return g_strdup_printf ("%s…", head);
}

/* Returns: (nullable): how people call what @node describes */
static char *
node_name (JsonNode *node)
{
  const char *first = muster_json_path_str (node, "firstName");
  const char *last = muster_json_path_str (node, "lastName");

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return short_text (json_node_get_string (node));
  if (first != NULL && last != NULL)
    return g_strdup_printf ("%s %s", first, last);
  for (guint i = 0; i < G_N_ELEMENTS (name_members); i++)
    {
      const char *name = muster_json_path_str (node, name_members[i]);

      if (name != NULL && *name != '\0')
        return short_text (name);
    }
  return NULL;
}

/* A number means something only together with what it numbers. */
static char *
name_key (const char *member,
          const char *id)
{
  gsize length = strlen (member);

  if (g_uuid_string_is_valid (id))
    return g_strdup (id);
  if (length > 1 && member[length - 1] == 's')
    length--;
  return g_strdup_printf ("%.*s/%s", (int) length, member, id);
}

static void
learn_row (GHashTable *names,
           const char *member,
           JsonNode   *row)
{
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;

  if (row == NULL || !JSON_NODE_HOLDS_OBJECT (row))
    return;
  id = scalar_text (json_object_get_member (json_node_get_object (row), "id"));
  name = node_name (row);
  if (id != NULL && name != NULL)
    g_hash_table_replace (names, name_key (member, id), g_steal_pointer (&name));
}

/* Closes what is open after the last whole value of a text that was cut. */
static char *
mend_cut_json (const char *text)
{
  g_autoptr(GString) open = g_string_new (NULL);
  g_autofree char *open_at_end = NULL;
  gboolean in_string = FALSE;
  gsize end = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (in_string)
        {
          if (*p == '\\' && p[1] != '\0')
            p++;
          else if (*p == '"')
            in_string = FALSE;
          continue;
        }
      if (*p == '"')
        in_string = TRUE;
      else if (*p == '{' || *p == '[')
        g_string_append_c (open, *p == '{' ? '}' : ']');
      else if ((*p == '}' || *p == ']') && open->len > 0)
        g_string_truncate (open, open->len - 1);
      else if (*p != ',')
        continue;
      if (in_string || *p == '{' || *p == '[')
        continue;
      end = (gsize) (p - text) + (*p == ',' ? 0 : 1);
      g_free (open_at_end);
      open_at_end = g_strreverse (g_strdup (open->str));
    }
  if (end == 0)
    return NULL;
  return g_strdup_printf ("%.*s%s", (int) end, text, open_at_end);
}

/* @cut: (out): whether the end was missing */
static JsonNode *
parse_answer (const char *result,
              gboolean   *cut)
{
  JsonNode *node = result != NULL ? muster_json_from_string_trusted (result, NULL) : NULL;
  g_autofree char *mended = NULL;

  *cut = FALSE;
  if (node != NULL || result == NULL)
    return node;
  *cut = TRUE;
  mended = mend_cut_json (result);
  return mended != NULL ? muster_json_from_string_trusted (mended, NULL) : NULL;
}

/**
 * muster_call_names_learn:
 * @names: table to fill
 * @result: (nullable): the answer to a call, JSON as stored
 *
 * Remembers what the ids in @result stand for.
 */
void
muster_call_names_learn (GHashTable *names,
                         const char *result)
{
  gboolean cut;
  g_autoptr(JsonNode) node = parse_answer (result, &cut);
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &member, &value))
    {
      JsonArray *rows = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

      learn_row (names, member, value);
      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        learn_row (names, member, json_array_get_element (rows, i));
    }
}

/**
 * muster_call_text_title:
 * @catalog: the catalog
 * @tool: (nullable): id of a tool
 *
 * Returns: (transfer full): what the tool does; its id when the catalog does not have it any more
 */
char *
muster_call_text_title (MusterCatalog *catalog,
                        const char    *tool)
{
  MusterTool *row = tool != NULL ? muster_catalog_lookup_tool (catalog, tool) : NULL;

  if (row != NULL)
    return g_strdup (_(muster_tool_get_title (row)));
  return g_strdup (tool != NULL ? tool : "");
}

/**
 * muster_call_text_source:
 * @catalog: the catalog
 * @tool: (nullable): id of a tool
 *
 * Returns: (transfer full): where something is known from: the product and what was done there
 */
char *
muster_call_text_source (MusterCatalog *catalog,
                         const char    *tool)
{
  MusterTool *row = tool != NULL ? muster_catalog_lookup_tool (catalog, tool) : NULL;

  if (g_strcmp0 (tool, "language-model") == 0)
    return g_strdup (_("Language Model"));
  if (g_strcmp0 (tool, "ticket") == 0)
    return g_strdup (_("Ticket"));
  if (row == NULL)
    return g_strdup (tool != NULL ? tool : "");
  /* Translators: first a product, then what was done there */
  return g_strdup_printf (_("%s: %s"), muster_integration_get_name (muster_tool_get_integration (row)),
                          _(muster_tool_get_title (row)));
}

/* Returns: (nullable): the text for one place of a sentence; NULL: it would say nothing to a person */
static char *
argument_text (const char *name,
               JsonNode   *value,
               GHashTable *names)
{
  g_autofree char *text = scalar_text (value);
  g_autofree char *key = text != NULL ? name_key (name, text) : NULL;
  const char *known = key != NULL && names != NULL ? g_hash_table_lookup (names, key) : NULL;

  if (known != NULL)
    return g_strdup (known);
  if (text == NULL || g_uuid_string_is_valid (text))
    return NULL;
  return short_text (text);
}

/**
 * muster_call_text_asked:
 * @catalog: the catalog
 * @tool: (nullable): id of a tool
 * @args: (nullable): its arguments, JSON as stored
 * @names: (nullable): what ids stand for
 *
 * Returns: (transfer full) (nullable): what was asked, as a sentence; %NULL when that says no more than the title
 */
char *
muster_call_text_asked (MusterCatalog *catalog,
                        const char    *tool,
                        const char    *args,
                        GHashTable    *names)
{
  MusterTool *row = tool != NULL ? muster_catalog_lookup_tool (catalog, tool) : NULL;
  g_autoptr(JsonNode) node = args != NULL && *args != '\0' ? muster_json_from_string_trusted (args, NULL) : NULL;
  JsonObject *given = muster_json_node_obj (node);
  g_autoptr(JsonObject) texts = json_object_new ();
  guint n_said = 0;

  if (row == NULL)
    return NULL;
  for (const char *p = strchr (muster_tool_get_explain (row), '{'); p != NULL; p = strchr (p + 1, '{'))
    {
      const char *end = strchr (p, '}');
      g_autofree char *name = end != NULL ? g_strndup (p + 1, (gsize) (end - p - 1)) : NULL;
      g_autofree char *text = NULL;

      if (name == NULL)
        break;
      if (given != NULL && json_object_has_member (given, name))
        {
          text = argument_text (name, json_object_get_member (given, name), names);
          if (text == NULL)
            return NULL;
          n_said++;
        }
      json_object_set_string_member (texts, name, text != NULL ? text : "");
    }
  return n_said > 0 ? muster_tool_explain (row, texts) : NULL;
}

static void
add_name (GString    *list,
          const char *name)
{
  if (list->len > 0)
    g_string_append (list, ", ");
  g_string_append (list, name);
}

/* The first names of the rows, each once. The mailbox's own identity is no news. */
static char *
row_names (JsonArray *rows)
{
  g_autoptr(GString) list = g_string_new (NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autofree char *name = node_name (json_array_get_element (rows, i));

      if (name == NULL || g_str_has_prefix (name, "NT AUTHORITY\\") || g_hash_table_contains (seen, name))
        continue;
      if (g_hash_table_size (seen) == N_NAMES)
        {
          g_string_append (list, " …");
          break;
        }
      add_name (list, name);
      g_hash_table_add (seen, g_steal_pointer (&name));
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
rows_text (JsonArray *rows,
           gboolean   cut)
{
  guint n_rows = json_array_get_length (rows);
  g_autofree char *names = row_names (rows);
  g_autofree char *count = NULL;

  if (n_rows == 0 && !cut)
    return g_strdup (_("Nothing found"));
  if (cut)
    /* Translators: number of things found; there are more, which are not shown here */
    count = g_strdup_printf (ngettext ("%u or more found", "%u or more found", n_rows), n_rows);
  else
    /* Translators: number of people, groups, notes … found */
    count = g_strdup_printf (ngettext ("%u found", "%u found", n_rows), n_rows);
  if (*names == '\0')
    return g_steal_pointer (&count);
  /* Translators: first how many were found, then the names of some of them */
  return g_strdup_printf (_("%s: %s"), count, names);
}

static char *
object_text (JsonNode *node)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autofree char *name = node_name (node);

  if (name != NULL)
    g_string_append (line, name);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *value = scalar_text (muster_json_path (node, facts[i].path));

      if (value == NULL || *value == '\0' || g_str_equal (value, "null") ||
          (facts[i].value != NULL && !g_str_equal (value, facts[i].value)))
        continue;
      add_name (line, facts[i].text != NULL ? _(facts[i].text) : value);
    }
  if (line->len == 0)
    g_string_append (line, _("Read"));
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
value_text (JsonNode *value,
            gboolean  cut)
{
  if (JSON_NODE_HOLDS_ARRAY (value))
    return rows_text (json_node_get_array (value), cut);
  if (JSON_NODE_HOLDS_NULL (value))
    return g_strdup (_("Nothing found"));
  return object_text (value);
}

static const char *
member_label (const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].member, member))
      return _(labels[i].label);
  return NULL;
}

/* Every part that has a label; of others the first, as the rest only helps to understand it. */
static char *
parts_text (JsonObject *answer,
            gboolean    cut)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autoptr(GList) members = json_object_get_members (answer);

  for (GList *l = members; l != NULL; l = l->next)
    {
      const char *label = member_label (l->data);
      g_autofree char *text = value_text (json_object_get_member (answer, l->data), cut && l->next == NULL);

      if (line->len > 0 && label == NULL)
        continue;
      if (line->len > 0)
        g_string_append (line, " · ");
      if (label != NULL && members->next != NULL)
        /* Translators: a part of an answer, and what it says */
        g_string_append_printf (line, _("%s: %s"), label, text);
      else
        g_string_append (line, text);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* What went wrong, or how far an effect came */
static char *
status_text (const char *status)
{
  g_auto(GStrv) parts = g_strsplit (status, ": ", 2);
  int code;

  if (muster_error_code_from_name (parts[0], &code))
    return g_strdup (muster_error_text_for_code (code).title);
  if (g_strcmp0 (parts[0], "confirmed") == 0)
    return g_strdup (_("Written, and read back to be sure"));
  if (g_strcmp0 (parts[0], "prepared") == 0)
    return g_strdup (_("Prepared, not sent yet"));
  if (g_strcmp0 (parts[0], "dispatched") == 0)
    return g_strdup (_("Sent; the answer is not known yet"));
  if (g_strcmp0 (parts[0], "absent") == 0)
    return g_strdup (_("Not written"));
  if (g_strcmp0 (parts[0], "unknown") == 0)
    return g_strdup (_("It is not known whether it was written"));
  return g_strdup (status);
}

/**
 * muster_call_text_answer:
 * @status: (nullable): "ok", the name of an error, or the state of an effect
 * @result: (nullable): the answer, JSON as stored; may have been cut
 *
 * Returns: (transfer full): what came back, in words
 */
char *
muster_call_text_answer (const char *status,
                         const char *result)
{
  gboolean cut;
  g_autoptr(JsonNode) node = NULL;

  if (status != NULL && !g_str_equal (status, "ok"))
    return status_text (status);
  node = parse_answer (result, &cut);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) && json_object_get_size (json_node_get_object (node)) > 0)
    return parts_text (json_node_get_object (node), cut);
  return g_strdup (_("Done"));
}

/**
 * muster_call_text_exact:
 * @json: (nullable): arguments or an answer, as stored
 *
 * Returns: (transfer full): the same with a line for every value
 */
char *
muster_call_text_exact (const char *json)
{
  g_autoptr(JsonNode) node = json != NULL && *json != '\0' ? muster_json_from_string_trusted (json, NULL) : NULL;
  g_autofree char *text = node != NULL ? json_to_string (node, TRUE) : g_strdup (json != NULL ? json : "");
  g_autofree char *head = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_EXACT)
    return g_steal_pointer (&text);
  head = g_utf8_substring (text, 0, MAX_EXACT);
  return g_strdup_printf ("%s\n…", head);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a planner may see of an answer: the members that the tool's row names,
 * and nothing else. Text of others is cleaned here, so that nothing behind
 * this file sees a hidden character. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-mask.h"
#include "muster-text.h"

#include "muster-binding.h"
#include "muster-projection.h"
#include "muster-tool-secrets.h"

#define DEFAULT_MAX 1000

static JsonNode *
string_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text != NULL ? text : "");
}

static JsonNode *clean (JsonNode *node);

/* A field of a form is told by its label, where there is one, or by its own name. What the gate has kept is no text of others. */
static void
add_clean (JsonObject *made,
           JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *value = muster_json_node_str (node);
  const char *label = g_str_equal (name, "value") ? muster_json_str (object, "label") : NULL;

  if (value != NULL && !g_str_has_prefix (value, MUSTER_KEPT_PREFIX) &&
      muster_text_names_secret (label != NULL ? label : name, value))
    json_object_set_string_member (made, name, MUSTER_MASK);
  else
    json_object_set_member (made, name, clean (node));
}

static JsonNode *
clean (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(JsonObject) made = json_object_new ();
      g_autoptr(GList) names = json_object_get_members (json_node_get_object (node));
      GList *l;

      for (l = names; l != NULL; l = l->next)
        add_clean (made, json_node_get_object (node), l->data);
      return json_node_init_object (json_node_alloc (), made);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      g_autoptr(JsonArray) made = json_array_new ();
      guint i;

      for (i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        json_array_add_element (made, clean (json_array_get_element (json_node_get_array (node), i)));
      return json_node_init_array (json_node_alloc (), made);
    }
  if (muster_json_node_str (node) != NULL)
    {
      g_autofree char *text = muster_text_ingest (muster_json_node_str (node));
      g_autofree char *masked = muster_text_mask_secrets (text);

      return string_node (masked);
    }
  return json_node_copy (node);
}

/* --- Fields that every customer of the vendor names as they like --- */

/* What a person calls a thing that a field points to */
static void
append_name (GString    *text,
             JsonObject *thing)
{
  static const char * const members[] = { "name", "first-name", "last-name", "hostname", "title" };
  const char *value = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (members); i++)
    {
      value = thing != NULL ? muster_json_str (thing, members[i]) : NULL;
      if (value == NULL || *value == '\0')
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 && text->str[text->len - 1] != ' ' ? " " : "", value);
      if (i == 0)
        break;
    }
}

/* Text, HTML, a number, or things by their names: {"type", "values": [{"name"}]}, or an array of them */
static char *
field_text (JsonNode *node)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *things = object != NULL ? muster_json_arr (object, "values") : muster_json_node_arr (node);
  g_autofree char *plain = muster_binding_node_text (node);
  GString *text;
  guint i;

  if (plain != NULL)
    return strchr (plain, '<') != NULL ? muster_text_from_html (plain) : muster_text_ingest (plain);
  text = g_string_new (NULL);
  for (i = 0; things != NULL && i < json_array_get_length (things); i++)
    {
      g_autofree char *bare = muster_binding_node_text (json_array_get_element (things, i));

      if (text->len > 0)
        g_string_append (text, ", ");
      if (bare != NULL)
        g_string_append (text, bare);
      else
        append_name (text, muster_json_arr_obj (things, i));
    }
  if (object != NULL && things == NULL)
    append_name (text, object);
  plain = g_string_free (text, FALSE);
  return muster_text_ingest (plain);
}

static void
add_field (JsonArray  *out,
           const char *label,
           JsonNode   *value)
{
  JsonObject *field;
  g_autofree char *clean_label = NULL;
  g_autofree char *text = NULL;

  if (label == NULL || value == NULL || JSON_NODE_HOLDS_NULL (value))
    return;
  clean_label = muster_text_ingest (label);
  text = field_text (value);
  if (text == NULL || *text == '\0')
    return;
  field = json_object_new ();
  json_object_set_string_member (field, "label", clean_label);
  json_object_set_string_member (field, "value", text);
  json_array_add_object_element (out, field);
}

/* (transfer full): [{label, value}] of an object, or of an array of labelled values, as text */
static JsonNode *
read_fields (JsonNode *node)
{
  g_autoptr(JsonArray) out = json_array_new ();
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;
  GList *l;
  guint i;

  for (l = names; l != NULL; l = l->next)
    add_field (out, l->data, json_object_get_member (object, l->data));
  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *field = muster_json_arr_obj (array, i);

      if (field != NULL)
        add_field (out, muster_json_str (field, "label"), json_object_get_member (field, "value"));
    }
  return json_node_init_array (json_node_alloc (), out);
}

static JsonNode *
convert (JsonNode   *node,
         const char *as)
{
  JsonArray *array;

  if (as == NULL)
    return clean (node);
  if (g_str_equal (as, "fields"))
    return read_fields (node);
  if (g_str_equal (as, "first"))
    {
      array = muster_json_node_arr (node);
      if (array == NULL)
        return clean (node);
      if (json_array_get_length (array) == 0)
        return json_node_init_null (json_node_alloc ());
      return clean (json_array_get_element (array, 0));
    }
  if (muster_json_node_str (node) == NULL)
    return json_node_init_null (json_node_alloc ());
  if (g_str_equal (as, "html-text"))
    {
      /* The cells of a table still stand apart in its marks */
      g_autofree char *source = muster_text_mask_secrets (muster_json_node_str (node));
      g_autofree char *plain = muster_text_from_html (source);
      g_autofree char *text = plain != NULL ? muster_text_ingest (plain) : NULL;
      g_autofree char *masked = muster_text_mask_secrets (text);

      return string_node (masked);
    }
  return clean (node);
}

/* "a.b" → "b", unless the whole is one member's name such as "@odata.type" */
static const char *
result_name (const char *path)
{
  const char *dot = *path == '@' ? NULL : strrchr (path, '.');

  return dot != NULL ? dot + 1 : path;
}

static void
add_member (JsonObject *out,
            JsonNode   *row,
            const char *name,
            const char *path,
            const char *as)
{
  JsonNode *node = muster_path_lookup (row, path, NULL);

  if (node != NULL)
    json_object_set_member (out, name, convert (node, as));
}

JsonNode *
muster_projection_row (JsonArray *members,
                       JsonNode  *row)
{
  g_autoptr(JsonObject) out = json_object_new ();
  guint i;

  for (i = 0; i < json_array_get_length (members); i++)
    {
      JsonNode *member = json_array_get_element (members, i);
      JsonObject *object = muster_json_node_obj (member);
      g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;
      GList *l;

      if (object == NULL)
        {
          const char *path = muster_json_node_str (member);

          add_member (out, row, result_name (path), path, NULL);
        }
      for (l = names; l != NULL; l = l->next)
        if (!g_str_equal (l->data, "as"))
          add_member (out, row, l->data, muster_json_str (object, l->data), muster_json_str (object, "as"));
    }
  return json_node_init_object (json_node_alloc (), out);
}

/* `left` is a path, or several of which one has to fit */
static gboolean
condition_fits (JsonNode   *row,
                JsonObject *condition)
{
  JsonArray *several = muster_json_arr (condition, "left");
  const char *op = muster_json_str (condition, "op");
  JsonNode *right = json_object_get_member (condition, "right");
  guint i;

  if (several == NULL)
    return muster_condition_holds (muster_path_lookup (row, muster_json_str (condition, "left"), NULL), op, right);
  for (i = 0; i < json_array_get_length (several); i++)
    if (muster_condition_holds (muster_path_lookup (row, muster_json_arr_str (several, i), NULL), op, right))
      return TRUE;
  return FALSE;
}

static gboolean
fits (JsonNode *row,
      JsonNode *where)
{
  JsonArray *several = muster_json_node_arr (where);
  guint i;

  if (where == NULL)
    return TRUE;
  if (several == NULL)
    return condition_fits (row, json_node_get_object (where));
  for (i = 0; i < json_array_get_length (several); i++)
    if (!condition_fits (row, json_array_get_object_element (several, i)))
      return FALSE;
  return TRUE;
}

static void
add_rows (JsonArray  *out,
          JsonObject *select,
          JsonNode   *answer,
          gboolean   *truncated)
{
  const char *path = muster_json_str (select, "path");
  JsonArray *members = muster_json_arr (select, "members");
  JsonNode *rows_node = muster_path_lookup (answer, path != NULL ? path : "", NULL);
  JsonArray *rows = muster_json_node_arr (rows_node);
  gint64 max = muster_json_int (select, "max", DEFAULT_MAX);
  gboolean reverse = muster_json_bool (select, "reverse", FALSE);
  guint n = rows != NULL ? json_array_get_length (rows) : 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      JsonNode *row = json_array_get_element (rows, reverse ? n - 1 - i : i);

      gboolean bare = JSON_NODE_HOLDS_VALUE (row) && json_array_get_length (members) == 0;

      if ((!bare && !JSON_NODE_HOLDS_OBJECT (row)) || !fits (row, json_object_get_member (select, "where")))
        continue;
      if (json_array_get_length (out) >= max)
        {
          *truncated = TRUE;
          return;
        }
      json_array_add_element (out, bare ? clean (row) : muster_projection_row (members, row));
    }
}

/* --- Values that another answer calls secret --- */

#define HIDDEN "•••"

static void
collect_names (GHashTable *names,
               JsonObject *hide,
               JsonNode   *node,
               const char *rows)
{
  const char *slash = strchr (rows, '/');
  g_autofree char *head = slash != NULL ? g_strndup (rows, (gsize) (slash - rows)) : g_strdup (rows);
  JsonArray *array = muster_json_node_arr (muster_path_lookup (node, head, NULL));
  guint i;

  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *row = json_array_get_element (array, i);
      char *name;

      if (slash != NULL)
        {
          collect_names (names, hide, row, slash + 1);
          continue;
        }
      if (!condition_fits (row, muster_json_obj (hide, "where")))
        continue;
      name = muster_binding_node_text (muster_path_lookup (row, muster_json_str (hide, "name"), NULL));
      if (name != NULL)
        g_hash_table_add (names, name);
    }
}

/* (transfer full): the names that the answer of the call in @hide gives; with each, of all its answers */
GHashTable *
muster_projection_hidden_names (JsonObject *hide,
                                JsonNode   *answer,
                                gboolean    each)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *answers = each ? muster_json_node_arr (answer) : NULL;
  guint i;

  if (!each)
    collect_names (names, hide, answer, muster_json_str (hide, "rows"));
  for (i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    collect_names (names, hide, json_array_get_element (answers, i), muster_json_str (hide, "rows"));
  return names;
}

/* Blanks them in @row: members of the object at `in`, or the values of its rows that are labelled so */
static void
hide_in_row (JsonObject *hide,
             GHashTable *names,
             JsonNode   *row)
{
  JsonNode *place = muster_path_lookup (row, muster_json_str (hide, "in"), NULL);
  JsonObject *object = muster_json_node_obj (place);
  JsonArray *array = muster_json_node_arr (place);
  const char *label = json_object_has_member (hide, "label") ? muster_json_str (hide, "label") : "label";
  const char *value = json_object_has_member (hide, "value") ? muster_json_str (hide, "value") : "value";
  GHashTableIter iter;
  gpointer name;
  guint i;

  g_hash_table_iter_init (&iter, names);
  while (object != NULL && g_hash_table_iter_next (&iter, &name, NULL))
    if (json_object_has_member (object, name))
      json_object_set_string_member (object, name, HIDDEN);
  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *field = muster_json_arr_obj (array, i);
      const char *text = field != NULL ? muster_json_str (field, label) : NULL;

      if (text != NULL && g_hash_table_contains (names, text) && json_object_has_member (field, value))
        json_object_set_string_member (field, value, HIDDEN);
    }
}

/* @answer: the whole answer of the call that is selected from; changed in place, for nothing else may see them either */
void
muster_projection_hide (JsonObject *select,
                        GHashTable *names,
                        JsonNode   *answer)
{
  const char *path = muster_json_str (select, "path");
  JsonObject *hide = muster_json_obj (select, "hide");
  JsonNode *node = answer != NULL ? muster_path_lookup (answer, path != NULL ? path : "", NULL) : NULL;
  JsonArray *rows = muster_json_node_arr (node);
  guint i;

  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    hide_in_row (hide, names, json_array_get_element (rows, i));
  if (rows == NULL && node != NULL)
    hide_in_row (hide, names, node);
}

JsonNode *
muster_projection_apply (JsonObject *select,
                         JsonNode   *answer,
                         gboolean   *truncated)
{
  const char *path = muster_json_str (select, "path");
  JsonNode *node;

  if (muster_json_bool (select, "list", FALSE))
    {
      g_autoptr(JsonArray) out = json_array_new ();

      if (answer != NULL)
        add_rows (out, select, answer, truncated);
      return json_node_init_array (json_node_alloc (), out);
    }

  node = answer != NULL ? muster_path_lookup (answer, path != NULL ? path : "", NULL) : NULL;
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    node = json_array_get_length (json_node_get_array (node)) > 0
      ? json_array_get_element (json_node_get_array (node), 0) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !fits (node, json_object_get_member (select, "where")))
    return json_node_init_null (json_node_alloc ());
  return muster_projection_row (muster_json_arr (select, "members"), node);
}

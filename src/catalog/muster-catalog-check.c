/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a tool of a document may say. Every table below is closed: a member
 * that is not in it, or one that must be there and is not, ends the loading
 * with the name of the document, the tool and the member. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-enums.h"
#include "muster-error.h"
#include "muster-json.h"

#include "muster-args.h"
#include "muster-binding.h"
#include "muster-catalog-check.h"
#include "muster-members.h"
#include "muster-operation.h"
#include "muster-quoting.h"
#include "muster-tool-secrets.h"

static const MusterMemberRule tool_members[] = {
  { "title", MUSTER_MEMBER_STRING, TRUE },
  { "version", MUSTER_MEMBER_NUMBER, TRUE },
  { "class", MUSTER_MEMBER_STRING, TRUE },
  { "args", MUSTER_MEMBER_OBJECT, TRUE },
  { "calls", MUSTER_MEMBER_ARRAY, TRUE },
  { "select", MUSTER_MEMBER_OBJECT, TRUE },
  { "explain", MUSTER_MEMBER_STRING, TRUE },
  { "needs", MUSTER_MEMBER_OBJECT, TRUE },
  { "engine", MUSTER_MEMBER_BOOLEAN, FALSE },
  { "scope", MUSTER_MEMBER_OBJECT, FALSE },
  { "yields", MUSTER_MEMBER_ARRAY, FALSE },
  { "secret", MUSTER_MEMBER_ARRAY, FALSE },
  { "handles", MUSTER_MEMBER_ARRAY, FALSE },
  { "retry", MUSTER_MEMBER_STRING, FALSE },
  { "look", MUSTER_MEMBER_ANY, FALSE },
  { "guard", MUSTER_MEMBER_ARRAY, FALSE },
  { "without", MUSTER_MEMBER_OBJECT, FALSE },
  { "undo", MUSTER_MEMBER_ANY, FALSE },
};

static const MusterMemberRule arg_members[] = {
  { "role", MUSTER_MEMBER_STRING, TRUE },
  { "type", MUSTER_MEMBER_STRING, TRUE },
  { "required", MUSTER_MEMBER_BOOLEAN, FALSE },
  { "format", MUSTER_MEMBER_STRING, FALSE },
  { "enum", MUSTER_MEMBER_ARRAY, FALSE },
  { "minLength", MUSTER_MEMBER_NUMBER, FALSE },
  { "maxLength", MUSTER_MEMBER_NUMBER, FALSE },
  { "minimum", MUSTER_MEMBER_NUMBER, FALSE },
  { "maximum", MUSTER_MEMBER_NUMBER, FALSE },
  { "maxItems", MUSTER_MEMBER_NUMBER, FALSE },
  { "pattern", MUSTER_MEMBER_STRING, FALSE },
  { "items", MUSTER_MEMBER_OBJECT, FALSE },
  { "properties", MUSTER_MEMBER_OBJECT, FALSE },
  { "ref", MUSTER_MEMBER_STRING, FALSE },
  { "nullable", MUSTER_MEMBER_BOOLEAN, FALSE },
  { "description", MUSTER_MEMBER_STRING, FALSE },
};

static const MusterMemberRule scope_members[] = {
  { "in", MUSTER_MEMBER_STRING, TRUE },
  { "value", MUSTER_MEMBER_STRING, TRUE },
  { "name", MUSTER_MEMBER_STRING, FALSE },
  { "answer", MUSTER_MEMBER_STRING, FALSE },
  { "global", MUSTER_MEMBER_BOOLEAN, FALSE },
  { "own", MUSTER_MEMBER_STRING, FALSE },
  { "param", MUSTER_MEMBER_STRING, FALSE },
  { "calls", MUSTER_MEMBER_ARRAY, FALSE },
};

static const MusterMemberRule call_members[] = {
  { "id", MUSTER_MEMBER_STRING, TRUE },
  { "op", MUSTER_MEMBER_STRING, TRUE },
  { "class", MUSTER_MEMBER_STRING, TRUE },
  { "with", MUSTER_MEMBER_OBJECT, FALSE },
  { "when", MUSTER_MEMBER_ANY, FALSE },
  { "each", MUSTER_MEMBER_OBJECT, FALSE },
  { "require", MUSTER_MEMBER_ARRAY, FALSE },
  { "tolerate", MUSTER_MEMBER_ARRAY, FALSE },
};

static const MusterMemberRule look_call_members[] = {
  { "id", MUSTER_MEMBER_STRING, TRUE },
  { "op", MUSTER_MEMBER_STRING, TRUE },
  { "with", MUSTER_MEMBER_OBJECT, FALSE },
};

static const MusterMemberRule when_members[] = {
  { "left", MUSTER_MEMBER_ANY, TRUE },
  { "op", MUSTER_MEMBER_STRING, TRUE },
  { "right", MUSTER_MEMBER_ANY, FALSE },
};

static const MusterMemberRule require_members[] = {
  { "left", MUSTER_MEMBER_ANY, TRUE },
  { "op", MUSTER_MEMBER_STRING, TRUE },
  { "right", MUSTER_MEMBER_ANY, FALSE },
  { "error", MUSTER_MEMBER_STRING, TRUE },
  { "text", MUSTER_MEMBER_STRING, TRUE },
};

static const MusterMemberRule each_members[] = {
  { "in", MUSTER_MEMBER_ANY, TRUE },
  { "unique", MUSTER_MEMBER_STRING, FALSE },
  { "max", MUSTER_MEMBER_NUMBER, TRUE },
};

static const MusterMemberRule select_members[] = {
  { "call", MUSTER_MEMBER_STRING, TRUE },
  { "members", MUSTER_MEMBER_ARRAY, TRUE },
  { "path", MUSTER_MEMBER_STRING, FALSE },
  { "list", MUSTER_MEMBER_BOOLEAN, FALSE },
  { "max", MUSTER_MEMBER_NUMBER, FALSE },
  { "where", MUSTER_MEMBER_ANY, FALSE },
  { "reverse", MUSTER_MEMBER_BOOLEAN, FALSE },
  { "also", MUSTER_MEMBER_ARRAY, FALSE },
  { "unique", MUSTER_MEMBER_STRING, FALSE },
  { "hide", MUSTER_MEMBER_OBJECT, FALSE },
};

static const MusterMemberRule hide_members[] = {
  { "call", MUSTER_MEMBER_STRING, TRUE },
  { "rows", MUSTER_MEMBER_STRING, TRUE },
  { "where", MUSTER_MEMBER_OBJECT, TRUE },
  { "name", MUSTER_MEMBER_STRING, TRUE },
  { "in", MUSTER_MEMBER_STRING, TRUE },
  { "label", MUSTER_MEMBER_STRING, FALSE },
  { "value", MUSTER_MEMBER_STRING, FALSE },
};

static const MusterMemberRule look_members[] = {
  { "call", MUSTER_MEMBER_OBJECT, TRUE },
  { "when", MUSTER_MEMBER_ANY, FALSE },
  { "reads", MUSTER_MEMBER_ARRAY, FALSE },
  { "met", MUSTER_MEMBER_ANY, FALSE },
  { "pending", MUSTER_MEMBER_ANY, FALSE },
  { "failed", MUSTER_MEMBER_ANY, FALSE },
  { "detail", MUSTER_MEMBER_OBJECT, FALSE },
  { "marker", MUSTER_MEMBER_OBJECT, FALSE },
};

static const MusterMemberRule marker_members[] = {
  { "text", MUSTER_MEMBER_STRING, TRUE },
  { "id", MUSTER_MEMBER_STRING, TRUE },
};

static const MusterMemberRule undo_members[] = {
  { "when", MUSTER_MEMBER_ANY, FALSE },
  { "tool", MUSTER_MEMBER_STRING, FALSE },
  { "args", MUSTER_MEMBER_OBJECT, FALSE },
  { "irreversible", MUSTER_MEMBER_STRING, FALSE },
};

static const MusterMemberRule needs_members[] = {
  { "application", MUSTER_MEMBER_ARRAY, FALSE },
  { "delegated", MUSTER_MEMBER_ARRAY, FALSE },
  { "gdapRole", MUSTER_MEMBER_STRING, FALSE },
  { "psaRole", MUSTER_MEMBER_STRING, FALSE },
  { "keyRight", MUSTER_MEMBER_STRING, FALSE },
  { "licence", MUSTER_MEMBER_STRING, FALSE },
};

static const char * const arg_types[] = { "string", "integer", "number", "boolean", "array", "object", NULL };
static const char * const scope_places[] = { "token", "path", "query", "body", "condition", "filter", "answer", NULL };
static const char * const scope_values[] = { "tenant", "company", "docs", NULL };
static const char * const when_ops[] = { "exists", "missing", "eq", "ne", "contains", "lacks", NULL };
static const char * const all_ops[] = { "exists", "missing", "eq", "ne", "contains", "lacks", "only", "lt", "le", "gt", "ge", NULL };
static const char * const retries[] = { "N", "M", "L", "X", NULL };
static const char * const conversions[] = { "html-text", "text", "first", "fields", NULL };

typedef struct
{
  const char *where;
  JsonObject *args;
  GHashTable *seen;      /* ids of earlier calls */
  gboolean    in_each;
  gboolean    in_look;
  gboolean    in_undo;
} Place;

static gboolean
check_name (Place       *place,
            const char  *kind,
            const char  *operand,
            GError     **error)
{
  if (g_str_equal (kind, "arg"))
    return json_object_has_member (place->args, operand) ||
           (place->in_look && (g_str_equal (operand, "marker") || g_str_equal (operand, "dispatched") ||
                               g_str_equal (operand, "link"))) ||
           muster_members_fail (error, place->where, "no such argument:", operand);
  if (g_str_equal (kind, "scope"))
    return g_strv_contains (scope_values, operand) ||
           muster_members_fail (error, place->where, "no such scope:", operand);
  if (g_str_equal (kind, "item"))
    return place->in_each || muster_members_fail (error, place->where, "item outside each:", operand);
  if (g_str_equal (kind, "answer"))
    {
      g_autofree char *call = g_strndup (operand, strcspn (operand, ".["));

      return g_hash_table_contains (place->seen, call) ||
             muster_members_fail (error, place->where, "answer of a call that does not come before:", operand);
    }
  return g_str_equal (kind, "secret") || g_str_equal (kind, "setting") || g_str_equal (kind, "host") ||
         muster_members_fail (error, place->where, "no such source:", kind);
}

static gboolean
placeholder_cb (const char  *name,
                const char  *quoting,
                GString     *out,
                gpointer     user_data,
                GError     **error)
{
  Place *place = user_data;
  MusterQuoting known;
  const char *colon = strchr (name, ':');
  g_autofree char *kind = colon != NULL ? g_strndup (name, (gsize) (colon - name)) : g_strdup ("arg");

  if (!muster_quoting_from_name (quoting, &known))
    return muster_members_fail (error, place->where, "no such quoting:", quoting);
  return check_name (place, kind, colon != NULL ? colon + 1 : name, error);
}

static gboolean check_value (Place     *place,
                             JsonNode  *value,
                             GError   **error);

static gboolean
check_all (Place      *place,
           JsonArray  *array,
           GError    **error)
{
  guint i;

  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!check_value (place, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
check_value (Place     *place,
             JsonNode  *value,
             GError   **error)
{
  JsonNode *operand = NULL;
  const char *kind = muster_binding_kind (value, &operand);
  JsonObject *object = muster_json_node_obj (value);
  g_autoptr(GList) names = NULL;
  GList *l;

  if (place->in_undo && object != NULL && muster_json_str (object, "before") != NULL)
    return check_name (place, "answer", muster_json_str (object, "before"), error);
  if (kind != NULL && g_str_equal (kind, "template"))
    {
      g_autoptr(GError) local = NULL;
      g_autofree char *text = muster_template_expand (muster_json_node_str (operand), placeholder_cb, place, &local);

      if (text != NULL)
        return TRUE;
      if (!g_str_has_prefix (local->message, place->where))
        g_prefix_error (&local, "%s: ", place->where);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (kind != NULL && muster_json_node_str (operand) == NULL)
    return JSON_NODE_HOLDS_ARRAY (operand) ? check_all (place, json_node_get_array (operand), error)
                                           : check_value (place, operand, error);
  if (kind != NULL)
    return check_name (place, kind, muster_json_node_str (operand), error);

  names = object != NULL ? json_object_get_members (object) : NULL;
  for (l = names; l != NULL; l = l->next)
    if (!check_value (place, json_object_get_member (object, l->data), error))
      return FALSE;
  return check_all (place, muster_json_node_arr (value), error);
}

static gboolean
check_condition (Place                   *place,
                 JsonNode                *node,
                 const MusterMemberRule  *members,
                 gsize                    n_members,
                 const char * const      *ops,
                 GError                 **error)
{
  JsonObject *condition = muster_json_node_obj (node);
  JsonNode *right;

  if (condition == NULL)
    return muster_members_fail (error, place->where, "no object:", "condition");
  if (!muster_members_check (place->where, condition, members, n_members, error) ||
      !muster_members_one_of (place->where, "op", muster_json_str (condition, "op"), ops, error) ||
      !check_value (place, json_object_get_member (condition, "left"), error))
    return FALSE;
  right = json_object_get_member (condition, "right");
  return right == NULL || check_value (place, right, error);
}

static gboolean
check_conditions (Place                *place,
                  JsonNode             *node,
                  const char * const   *ops,
                  GError              **error)
{
  JsonArray *several = muster_json_node_arr (node);
  guint i;

  if (several == NULL)
    return check_condition (place, node, when_members, G_N_ELEMENTS (when_members), ops, error);
  for (i = 0; i < json_array_get_length (several); i++)
    if (!check_condition (place, json_array_get_element (several, i), when_members, G_N_ELEMENTS (when_members),
                          ops, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_tolerate (Place      *place,
                JsonArray  *tolerate,
                GError    **error)
{
  MusterMeaning meaning;
  guint i;

  for (i = 0; tolerate != NULL && i < json_array_get_length (tolerate); i++)
    if (!muster_meaning_from_string (muster_json_arr_str (tolerate, i), &meaning))
      return muster_members_fail (error, place->where, "tolerate: no such meaning:", muster_json_arr_str (tolerate, i));
  return TRUE;
}

static gboolean
check_with (Place            *place,
            JsonObject       *with,
            MusterOperation  *operation,
            GError          **error)
{
  g_autoptr(GList) names = with != NULL ? json_object_get_members (with) : NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer required;
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      if (g_str_equal (l->data, "body") ? !operation->has_body : !muster_operation_has_parameter (operation, l->data))
        return muster_members_fail (error, place->where, "the operation has no parameter", l->data);
      if (!check_value (place, json_object_get_member (with, l->data), error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, operation->parameters);
  while (g_hash_table_iter_next (&iter, &key, &required))
    if (g_str_has_prefix (key, "path.") && (with == NULL || !json_object_has_member (with, key)) && !place->in_undo)
      {
        g_autofree char *scoped = g_strdup_printf ("scope:%s", (const char *) key);

        if (!g_hash_table_contains (place->seen, scoped))
          return muster_members_fail (error, place->where, "nothing is bound to", key);
      }
  return TRUE;
}

static gboolean
check_require (Place      *place,
               JsonArray  *require,
               GError    **error)
{
  guint i;
  int code;

  for (i = 0; require != NULL && i < json_array_get_length (require); i++)
    {
      JsonNode *node = json_array_get_element (require, i);

      if (!check_condition (place, node, require_members, G_N_ELEMENTS (require_members), all_ops, error))
        return FALSE;
      if (!muster_error_code_from_name (muster_json_str (json_node_get_object (node), "error"), &code))
        return muster_members_fail (error, place->where, "require: no such error:",
                                    muster_json_str (json_node_get_object (node), "error"));
    }
  return TRUE;
}

static gboolean
check_each (Place       *place,
            JsonObject  *each,
            GError     **error)
{
  gint64 max;

  if (each == NULL)
    return TRUE;
  if (!MUSTER_MEMBERS_CHECK (place->where, each, each_members, error) ||
      !check_value (place, json_object_get_member (each, "in"), error))
    return FALSE;
  max = muster_json_int (each, "max", 0);
  return (max >= 1 && max <= 20) || muster_members_fail (error, place->where, "each: must be 1 to 20:", "max");
}

static gboolean
check_call (const char         *where_tool,
            JsonNode           *node,
            JsonObject         *args,
            JsonObject         *hosts,
            GHashTable         *operations,
            GHashTable         *seen,
            MusterEffectClass   tool_class,
            gboolean            look,
            GError            **error)
{
  JsonObject *call = muster_json_node_obj (node);
  g_autofree char *where = NULL;
  MusterEffectClass call_class = MUSTER_EFFECT_CLASS_READ;
  MusterOperation *operation;
  Place place = { NULL, args, seen, FALSE, look, FALSE };

  if (call == NULL)
    return muster_members_fail (error, where_tool, "no object in", "calls");
  where = g_strdup_printf ("%s: call %s", where_tool, muster_json_str (call, "id"));
  place.where = where;
  if (look ? !MUSTER_MEMBERS_CHECK (where, call, look_call_members, error)
           : !MUSTER_MEMBERS_CHECK (where, call, call_members, error))
    return FALSE;
  operation = g_hash_table_lookup (operations, muster_json_str (call, "op"));
  if (operation == NULL)
    return muster_members_fail (error, where, "no such operation:", muster_json_str (call, "op"));
  if (operation->host != NULL && !json_object_has_member (hosts, operation->host))
    return muster_members_fail (error, where, "no such host:", operation->host);
  if (!look && !muster_effect_class_from_string (muster_json_str (call, "class"), &call_class))
    return muster_members_fail (error, where, "no such class:", muster_json_str (call, "class"));
  if (call_class > tool_class)
    return muster_members_fail (error, where, "the tool's class is lower than that of its call:",
                                muster_json_str (call, "class"));
  if (g_hash_table_contains (seen, muster_json_str (call, "id")))
    return muster_members_fail (error, where, "two calls of one name:", muster_json_str (call, "id"));

  if (!check_each (&place, muster_json_obj (call, "each"), error))
    return FALSE;
  place.in_each = json_object_has_member (call, "each");
  if (json_object_has_member (call, "when") &&
      !check_conditions (&place, json_object_get_member (call, "when"), when_ops, error))
    return FALSE;
  if (!check_tolerate (&place, muster_json_arr (call, "tolerate"), error) ||
      !check_require (&place, muster_json_arr (call, "require"), error) ||
      !check_with (&place, muster_json_obj (call, "with"), operation, error))
    return FALSE;
  g_hash_table_add (seen, g_strdup (muster_json_str (call, "id")));
  return TRUE;
}

static gboolean
check_arg (const char  *where,
           const char  *name,
           JsonObject  *spec,
           GError     **error)
{
  g_autofree char *place = g_strdup_printf ("%s: argument %s", where, name);
  const char *role;
  const char *format;

  if (spec == NULL)
    return muster_members_fail (error, place, "no object:", name);
  if (!MUSTER_MEMBERS_CHECK (place, spec, arg_members, error) ||
      !muster_members_one_of (place, "type", muster_json_str (spec, "type"), arg_types, error))
    return FALSE;
  role = muster_json_str (spec, "role");
  if (!g_str_has_prefix (role, "target:") && !g_str_equal (role, "recipient") &&
      !g_str_equal (role, "value") && !g_str_equal (role, "secret-in"))
    return muster_members_fail (error, place, "no such role:", role);
  format = muster_json_str (spec, "format");
  if (format != NULL && !muster_args_format_known (format))
    return muster_members_fail (error, place, "no such format:", format);
  if (json_object_has_member (spec, "pattern"))
    {
      g_autoptr(GRegex) regex = g_regex_new (muster_json_str (spec, "pattern"), 0, 0, NULL);

      if (regex == NULL)
        return muster_members_fail (error, place, "no regular expression:", "pattern");
    }
  return TRUE;
}

/* Rows of other calls in the same list, and values that an answer says are secret */
static gboolean
check_select_calls (const char  *place,
                    JsonObject  *entry,
                    GHashTable  *seen,
                    GError     **error)
{
  JsonArray *also = muster_json_arr (entry, "also");
  JsonObject *hide = muster_json_obj (entry, "hide");
  guint i;

  if (!g_hash_table_contains (seen, muster_json_str (entry, "call")))
    return muster_members_fail (error, place, "no such call:", muster_json_str (entry, "call"));
  for (i = 0; also != NULL && i < json_array_get_length (also); i++)
    if (muster_json_arr_str (also, i) == NULL || !g_hash_table_contains (seen, muster_json_arr_str (also, i)))
      return muster_members_fail (error, place, "no such call in", "also");
  if (hide == NULL)
    return TRUE;
  if (!MUSTER_MEMBERS_CHECK (place, hide, hide_members, error) ||
      !MUSTER_MEMBERS_CHECK (place, muster_json_obj (hide, "where"), when_members, error))
    return FALSE;
  return g_hash_table_contains (seen, muster_json_str (hide, "call")) ||
         muster_members_fail (error, place, "no such call:", muster_json_str (hide, "call"));
}

static gboolean
check_select (const char  *where,
              JsonObject  *select,
              GHashTable  *seen,
              GError     **error)
{
  g_autoptr(GList) names = json_object_get_members (select);
  GList *l;
  guint i;

  for (l = names; l != NULL; l = l->next)
    {
      JsonObject *entry = muster_json_obj (select, l->data);
      g_autofree char *place = g_strdup_printf ("%s: select %s", where, (const char *) l->data);
      JsonArray *members;

      if (entry == NULL)
        return muster_members_fail (error, place, "no object:", l->data);
      if (!MUSTER_MEMBERS_CHECK (place, entry, select_members, error))
        return FALSE;
      if (!check_select_calls (place, entry, seen, error))
        return FALSE;
      members = muster_json_arr (entry, "members");
      for (i = 0; i < json_array_get_length (members); i++)
        {
          JsonObject *object = muster_json_arr_obj (members, i);

          if (object == NULL ? muster_json_arr_str (members, i) == NULL
                             : json_object_has_member (object, "as") &&
              !g_strv_contains (conversions, muster_json_str (object, "as")))
            return muster_members_fail (error, place, "wrong entry in", "members");
        }
    }
  return TRUE;
}

static gboolean
check_scope (const char  *where,
             JsonObject  *row,
             GHashTable  *seen,
             GError     **error)
{
  JsonObject *scope = muster_json_obj (row, "scope");
  const char *in;

  if (scope == NULL)
    return muster_json_bool (row, "engine", FALSE) ||
           muster_members_fail (error, where, "a tool that is not the engine's own needs", "scope");
  if (!MUSTER_MEMBERS_CHECK (where, scope, scope_members, error) ||
      !muster_members_one_of (where, "scope.in", muster_json_str (scope, "in"), scope_places, error) ||
      !muster_members_one_of (where, "scope.value", muster_json_str (scope, "value"), scope_values, error))
    return FALSE;
  in = muster_json_str (scope, "in");
  if (g_str_equal (in, "answer") ? !json_object_has_member (scope, "answer")
                                 : !g_str_equal (in, "token") && !json_object_has_member (scope, "name"))
    return muster_members_fail (error, where, "scope lacks", g_str_equal (in, "answer") ? "answer" : "name");
  if (g_str_equal (in, "path"))
    g_hash_table_add (seen, g_strdup_printf ("scope:path.%s", muster_json_str (scope, "name")));
  return TRUE;
}

static gboolean
check_look_conditions (Place       *place,
                       JsonObject  *look,
                       GError     **error)
{
  static const char * const names[] = { "met", "pending", "failed" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (look, names[i]) &&
        !check_conditions (place, json_object_get_member (look, names[i]), all_ops, error))
      return FALSE;
  return !json_object_has_member (look, "detail") || check_value (place, json_object_get_member (look, "detail"), error);
}

static gboolean
check_one_look (const char  *where,
                JsonObject  *look,
                JsonObject  *row,
                JsonObject  *hosts,
                GHashTable  *operations,
                GHashTable  *calls,
                GError     **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Place place = { where, muster_json_obj (row, "args"), seen, FALSE, TRUE, FALSE };
  JsonArray *reads;
  guint i;

  if (look == NULL)
    return muster_members_fail (error, where, "no object:", "look");
  if (!MUSTER_MEMBERS_CHECK (where, look, look_members, error) || !check_scope (where, row, seen, error))
    return FALSE;
  reads = muster_json_arr (look, "reads");
  for (i = 0; reads != NULL && i < json_array_get_length (reads); i++)
    {
      const char *id = muster_json_arr_str (reads, i);

      if (id == NULL || !g_hash_table_contains (calls, id))
        return muster_members_fail (error, where, "reads: no such call:", id);
      g_hash_table_add (seen, g_strdup (id));
    }
  if ((json_object_has_member (look, "when") &&
       !check_conditions (&place, json_object_get_member (look, "when"), all_ops, error)) ||
      !check_call (where, json_object_get_member (look, "call"), muster_json_obj (row, "args"), hosts, operations,
                   seen, MUSTER_EFFECT_CLASS_READ, TRUE, error))
    return FALSE;
  if (json_object_has_member (look, "marker"))
    return MUSTER_MEMBERS_CHECK (where, muster_json_obj (look, "marker"), marker_members, error);
  if (!json_object_has_member (look, "met"))
    return muster_members_fail (error, where, "lacks both marker and", "met");
  return check_look_conditions (&place, look, error);
}

/* @calls: ids of the tool's own calls */
static gboolean
check_look (const char  *where,
            JsonObject  *row,
            JsonObject  *hosts,
            GHashTable  *operations,
            GHashTable  *calls,
            GError     **error)
{
  g_autofree char *place = g_strdup_printf ("%s: look", where);
  JsonNode *look = json_object_get_member (row, "look");
  JsonArray *several = muster_json_node_arr (look);
  guint i;

  if (look == NULL)
    return g_strcmp0 (muster_json_str (row, "retry"), "X") == 0 ||
           muster_members_fail (error, where, "a retry class other than X needs", "look");
  if (several == NULL)
    return check_one_look (place, muster_json_node_obj (look), row, hosts, operations, calls, error);
  for (i = 0; i < json_array_get_length (several); i++)
    if (!check_one_look (place, muster_json_arr_obj (several, i), row, hosts, operations, calls, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_one_undo (Place       *place,
                JsonObject  *undo,
                JsonObject  *tools,
                GError     **error)
{
  const char *where = place->where;
  JsonObject *args;
  g_autoptr(GList) names = NULL;
  const char *tool;
  GList *l;

  if (undo == NULL)
    return muster_members_fail (error, where, "what changes something needs", "undo");
  args = muster_json_obj (undo, "args");
  if (!MUSTER_MEMBERS_CHECK (where, undo, undo_members, error) ||
      (json_object_has_member (undo, "when") &&
       !check_conditions (place, json_object_get_member (undo, "when"), all_ops, error)))
    return FALSE;
  names = args != NULL ? json_object_get_members (args) : NULL;
  for (l = names; l != NULL; l = l->next)
    if (!check_value (place, json_object_get_member (args, l->data), error))
      return FALSE;
  tool = muster_json_str (undo, "tool");
  if ((tool != NULL) == json_object_has_member (undo, "irreversible"))
    return muster_members_fail (error, where, "undo is either a tool or", "irreversible");
  if (tool != NULL && !json_object_has_member (tools, tool))
    return muster_members_fail (error, where, "undo: no such tool:", tool);
  for (l = names; l != NULL; l = l->next)
    if (!json_object_has_member (muster_json_obj (muster_json_obj (tools, tool), "args"), l->data))
      return muster_members_fail (error, where, "undo: the inverse has no argument", l->data);
  return TRUE;
}

/* @calls: ids of the tool's own calls, whose answers may be named: those before the act by `before`, the act's by `answer` */
static gboolean
check_undo (const char  *where,
            JsonObject  *row,
            JsonObject  *tools,
            GHashTable  *calls,
            GError     **error)
{
  Place place = { where, muster_json_obj (row, "args"), calls, FALSE, FALSE, TRUE };
  JsonArray *several = muster_json_arr (row, "undo");
  guint i;

  if (several == NULL)
    return check_one_undo (&place, muster_json_obj (row, "undo"), tools, error);
  for (i = 0; i < json_array_get_length (several); i++)
    if (!check_one_undo (&place, muster_json_arr_obj (several, i), tools, error))
      return FALSE;
  return json_array_get_length (several) > 0 || muster_members_fail (error, where, "nothing in", "undo");
}

gboolean
muster_check_tool (const char  *document,
                   const char  *name,
                   JsonObject  *row,
                   JsonObject  *tools,
                   JsonObject  *hosts,
                   GHashTable  *operations,
                   GError     **error)
{
  g_autofree char *where = g_strdup_printf ("%s: %s", document, name);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MusterEffectClass effect_class;
  g_autoptr(GList) args = NULL;
  JsonArray *calls;
  GList *l;
  guint i;

  if (!MUSTER_MEMBERS_CHECK (where, row, tool_members, error) ||
      !MUSTER_MEMBERS_CHECK (where, muster_json_obj (row, "needs"), needs_members, error))
    return FALSE;
  if (!muster_effect_class_from_string (muster_json_str (row, "class"), &effect_class))
    return muster_members_fail (error, where, "no such class:", muster_json_str (row, "class"));
  args = json_object_get_members (muster_json_obj (row, "args"));
  for (l = args; l != NULL; l = l->next)
    if (!check_arg (where, l->data, muster_json_obj (muster_json_obj (row, "args"), l->data), error))
      return FALSE;

  if (!check_scope (where, row, seen, error))
    return FALSE;
  calls = muster_json_arr (row, "calls");
  if (json_array_get_length (calls) == 0)
    return muster_members_fail (error, where, "no call in", "calls");
  for (i = 0; i < json_array_get_length (calls); i++)
    if (!check_call (where, json_array_get_element (calls, i), muster_json_obj (row, "args"), hosts, operations, seen,
                     effect_class, FALSE, error))
      return FALSE;
  if (!check_select (where, muster_json_obj (row, "select"), seen, error) || !muster_check_handles (where, row, error))
    return FALSE;
  if (effect_class <= MUSTER_EFFECT_CLASS_READ_SENSITIVE)
    return TRUE;
  return muster_members_one_of (where, "retry", muster_json_str (row, "retry"), retries, error) &&
         check_look (where, row, hosts, operations, seen, error) &&
         check_undo (where, row, tools, seen, error);
}

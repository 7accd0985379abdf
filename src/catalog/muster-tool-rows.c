/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a list: where they stand in an answer, whose they are, how many
 * are wanted and where the next ones are. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-request-builder.h"
#include "muster-tool-exec-private.h"

/* Rows that can be shown at all: reading further would be for nothing */
guint
muster_tool_exec_row_limit (MusterToolExec    *self,
                            MusterCatalogCall *call)
{
  JsonObject *select = muster_json_obj (muster_tool_get_row (self->tool), "select");
  g_autoptr(GList) names = json_object_get_members (select);
  gint64 limit = 0;
  GList *l;

  if (self->is_look)
    return call->operation->max_rows;
  for (l = names; l != NULL; l = l->next)
    {
      JsonObject *entry = muster_json_obj (select, l->data);

      if (g_strcmp0 (muster_json_str (entry, "call"), call->id) != 0)
        continue;
      if (json_object_has_member (entry, "where") || json_object_has_member (entry, "reverse") ||
          !json_object_has_member (entry, "max"))
        return call->operation->max_rows;
      limit = MAX (limit, muster_json_int (entry, "max", 0));
    }
  return limit > 0 ? (guint) MIN (limit, (gint64) call->operation->max_rows) : call->operation->max_rows;
}

/* One row more than is shown tells whether there are more */
guint
muster_tool_exec_page_size (MusterToolExec    *self,
                            MusterCatalogCall *call)
{
  guint limit = muster_tool_exec_row_limit (self, call);
  guint size = call->operation->page_size;

  return size != 0 && limit + 1 < size ? limit + 1 : size;
}

JsonArray *
muster_tool_exec_rows_of (MusterCatalogCall  *call,
                          JsonNode           *body,
                          GError            **error)
{
  JsonObject *object = muster_json_node_obj (body);
  const char *wrapped = call->operation->wrapped;
  const char *member = object != NULL && wrapped != NULL ? wrapped : call->operation->rows;
  JsonNode *node = body;
  gboolean effect = call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE;

  if (*member != '\0' && object != NULL)
    {
      node = json_object_get_member (object, member);
      if (node == NULL && !effect)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "%s: the answer has no member %s",
                       call->operation->id, member);
          return NULL;
        }
    }
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return json_array_new ();
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_ref (json_node_get_array (node));
  if (JSON_NODE_HOLDS_OBJECT (node) && node != body)
    {
      JsonArray *one = json_array_new ();

      json_array_add_element (one, json_node_copy (node));
      return one;
    }
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "%s: the answer holds no list", call->operation->id);
  return NULL;
}

/* The MSP's own data stands under an owner that the connection's settings name */
static gboolean
is_own_organization (MusterToolExec *self,
                     const char     *setting,
                     const char     *owner)
{
  JsonObject *settings = setting != NULL ? muster_endpoints_get_settings (self->endpoints) : NULL;
  const char *own = settings != NULL ? muster_json_str (settings, setting) : NULL;

  return own != NULL && *own != '\0' && g_ascii_strcasecmp (own, owner) == 0;
}

gboolean
muster_tool_exec_is_ours (MusterToolExec *self,
                          JsonNode       *row)
{
  JsonObject *scope = muster_tool_get_scope (self->tool);
  JsonNode *owner = muster_path_lookup (row, muster_json_str (scope, "answer"), NULL);
  g_autofree char *text = muster_binding_node_text (owner);
  const char *wanted = muster_scope_get (self->scope, muster_json_str (scope, "value"));

  if (owner == NULL || JSON_NODE_HOLDS_NULL (owner))
    return muster_json_bool (scope, "global", FALSE);
  if (text != NULL && is_own_organization (self, muster_json_str (scope, "own"), text))
    return TRUE;
  return text != NULL && wanted != NULL && g_ascii_strcasecmp (text, wanted) == 0;
}

gboolean
muster_tool_exec_checks_owner (MusterToolExec    *self,
                               MusterCatalogCall *call)
{
  JsonObject *scope = muster_tool_get_scope (self->tool);

  return scope != NULL && json_object_has_member (scope, "answer") && muster_tool_scope_holds_for (self->tool, call);
}

static void
add_items (MusterToolExec    *self,
           MusterCatalogCall *call,
           JsonArray         *items,
           GHashTable        *seen,
           JsonNode          *list)
{
  JsonArray *rows = muster_json_node_arr (list);
  const char *unique = muster_json_str (call->each, "unique");
  MusterBindingContext context = muster_tool_exec_binding_context (self);
  guint i;

  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonNode *row = json_array_get_element (rows, i);
      char *id = unique != NULL ? muster_binding_node_text (muster_path_lookup (row, unique, NULL)) : NULL;

      context.item = row;
      if (id != NULL && !g_hash_table_add (seen, id))
        continue;
      if (call->when == NULL || muster_conditions_hold (&context, call->when, FALSE))
        json_array_add_element (items, json_node_copy (row));
    }
}

/* (transfer full): what `each` goes over: the rows of one list or of several, those for which the call's condition holds */
JsonArray *
muster_tool_exec_items (MusterToolExec    *self,
                        MusterCatalogCall *call)
{
  JsonNode *in = json_object_get_member (call->each, "in");
  JsonArray *several = muster_json_node_arr (in);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *items = json_array_new ();
  guint i;

  for (i = 0; i < (several != NULL ? json_array_get_length (several) : 1); i++)
    {
      MusterBindingContext context = muster_tool_exec_binding_context (self);
      g_autoptr(JsonNode) list = muster_binding_peek (&context, several != NULL ? json_array_get_element (several, i) : in);

      add_items (self, call, items, seen, list);
    }
  return items;
}

/* With pages by number: the answer says it, or the page was full */
gboolean
muster_tool_exec_has_more (MusterToolExec    *self,
                           MusterCatalogCall *call,
                           JsonNode          *body)
{
  JsonNode *node;

  if (call->operation->more_path == NULL)
    return self->last_page >= muster_tool_exec_page_size (self, call);
  node = muster_path_lookup (body, call->operation->more_path, NULL);
  return self->last_page > 0 && node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/* <https://…>; rel="next", <…>; rel="last" */
static char *
next_of_link_header (MusterAnswer *answer)
{
  const char *header = muster_answer_get_header (answer, "link");
  g_auto(GStrv) links = header != NULL ? g_strsplit (header, ",", 16) : NULL;
  guint i;

  for (i = 0; links != NULL && links[i] != NULL; i++)
    {
      const char *start = strchr (links[i], '<');
      const char *end = start != NULL ? strchr (start, '>') : NULL;

      if (end != NULL && strstr (end, "rel=\"next\"") != NULL)
        return g_strndup (start + 1, (gsize) (end - start - 1));
    }
  return NULL;
}

char *
muster_tool_exec_continuation (MusterCatalogCall *call,
                               MusterAnswer      *answer,
                               JsonNode          *body)
{
  JsonObject *object = muster_json_node_obj (body);

  if (call->operation->paging == MUSTER_PAGING_LINK)
    return next_of_link_header (answer);
  if (call->operation->paging == MUSTER_PAGING_NEXT_URL)
    return g_strdup (muster_json_node_str (muster_path_lookup (body, call->operation->next_path, NULL)));
  if (call->operation->paging == MUSTER_PAGING_ODATA && object != NULL)
    return g_strdup (muster_json_str (object, "@odata.nextLink"));
  return NULL;
}

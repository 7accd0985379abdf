/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a tool that has come to its end has found or done. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-json.h"

#include "muster-projection.h"
#include "muster-integration-private.h"
#include "muster-tool-exec-private.h"

static JsonNode *
select_each (JsonObject *entry,
             JsonNode   *answers,
             gboolean   *truncated)
{
  JsonArray *items = muster_json_node_arr (answers);
  g_autoptr(JsonArray) out = json_array_new ();
  guint i;
  guint j;

  for (i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      g_autoptr(JsonNode) part = muster_projection_apply (entry, json_array_get_element (items, i), truncated);
      JsonArray *rows = muster_json_node_arr (part);

      if (rows == NULL && !JSON_NODE_HOLDS_NULL (part))
        json_array_add_element (out, json_node_copy (part));
      for (j = 0; rows != NULL && j < json_array_get_length (rows); j++)
        json_array_add_element (out, json_node_copy (json_array_get_element (rows, j)));
    }
  return json_node_init_array (json_node_alloc (), out);
}

static JsonObject *
bind_condition (MusterToolExec *self,
                JsonObject     *condition)
{
  MusterBindingContext context = muster_tool_exec_binding_context (self);
  JsonNode *right_value = json_object_get_member (condition, "right");
  JsonNode *right = muster_binding_peek (&context, right_value);
  JsonObject *bound;

  /* What depends on an argument that was not given holds */
  if (right == NULL && g_strcmp0 (muster_binding_kind (right_value, NULL), "arg") == 0)
    return NULL;
  bound = json_object_new ();
  json_object_set_member (bound, "left", json_object_dup_member (condition, "left"));
  json_object_set_string_member (bound, "op", muster_json_str (condition, "op"));
  if (right != NULL)
    json_object_set_member (bound, "right", right);
  return bound;
}

/* (transfer full): an entry of `select` with values in its `where` in the place of bindings */
static JsonObject *
bind_where (MusterToolExec *self,
            JsonObject     *entry)
{
  JsonNode *where = json_object_get_member (entry, "where");
  JsonArray *several = muster_json_node_arr (where);
  g_autoptr(GList) names = NULL;
  JsonArray *bound;
  JsonObject *copy;
  GList *l;
  guint i;

  if (where == NULL)
    return json_object_ref (entry);
  copy = json_object_new ();
  names = json_object_get_members (entry);
  for (l = names; l != NULL; l = l->next)
    json_object_set_member (copy, l->data, json_object_dup_member (entry, l->data));
  bound = json_array_new ();
  for (i = 0; i < (several != NULL ? json_array_get_length (several) : 1); i++)
    {
      JsonObject *condition = bind_condition (self, several != NULL ? json_array_get_object_element (several, i)
                                              : json_node_get_object (where));

      if (condition != NULL)
        json_array_add_object_element (bound, condition);
    }
  json_object_set_array_member (copy, "where", bound);
  return copy;
}

static gboolean
call_has_each (MusterToolExec *self,
               const char     *id)
{
  GPtrArray *calls = muster_tool_get_calls (self->tool);
  guint i;

  for (i = 0; i < calls->len; i++)
    {
      MusterCatalogCall *call = calls->pdata[i];

      if (g_str_equal (call->id, id))
        return call->each != NULL;
    }
  return FALSE;
}

/* Before anything is selected: what another call calls secret is blanked in the answer itself */
static void
hide_secrets (MusterToolExec *self,
              JsonObject     *entry,
              const char     *call,
              JsonNode       *answer)
{
  JsonObject *hide = muster_json_obj (entry, "hide");
  const char *source = hide != NULL ? muster_json_str (hide, "call") : NULL;
  g_autoptr(GHashTable) names = NULL;
  JsonArray *items = call_has_each (self, call) ? muster_json_node_arr (answer) : NULL;
  guint i;

  if (hide == NULL || answer == NULL)
    return;
  names = muster_projection_hidden_names (hide, g_hash_table_lookup (self->answers, source), call_has_each (self, source));
  for (i = 0; items != NULL && i < json_array_get_length (items); i++)
    muster_projection_hide (entry, names, json_array_get_element (items, i));
  if (items == NULL)
    muster_projection_hide (entry, names, answer);
}

/* (transfer full): what one call of an entry gives */
static JsonNode *
select_call (MusterToolExec *self,
             JsonObject     *entry,
             const char     *call,
             gboolean       *truncated)
{
  JsonNode *answer = g_hash_table_lookup (self->answers, call);

  hide_secrets (self, entry, call, answer);
  return call_has_each (self, call) ? select_each (entry, answer, truncated)
                                    : muster_projection_apply (entry, answer, truncated);
}

/* (transfer full): the rows of several calls in one list, each once: `unique` is a member of the result's rows */
static JsonNode *
select_several (MusterToolExec *self,
                JsonObject     *entry,
                JsonArray      *also,
                gboolean       *truncated)
{
  const char *unique = muster_json_str (entry, "unique");
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(JsonArray) out = json_array_new ();
  guint i;
  guint j;

  for (i = 0; i <= json_array_get_length (also); i++)
    {
      const char *call = i == 0 ? muster_json_str (entry, "call") : muster_json_arr_str (also, i - 1);
      g_autoptr(JsonNode) part = select_call (self, entry, call, truncated);
      JsonArray *rows = muster_json_node_arr (part);

      for (j = 0; rows != NULL && j < json_array_get_length (rows); j++)
        {
          JsonNode *row = json_array_get_element (rows, j);
          char *id = unique != NULL ? muster_binding_node_text (muster_path_lookup (row, unique, NULL)) : NULL;

          if (id == NULL || g_hash_table_add (seen, id))
            json_array_add_element (out, json_node_copy (row));
        }
    }
  return json_node_init_array (json_node_alloc (), out);
}

/**
 * muster_tool_exec_result:
 *
 * Returns: (transfer full): what the tool's row selects from its answers
 */
JsonNode *
muster_tool_exec_result (MusterToolExec *self)
{
  JsonObject *select = muster_json_obj (muster_tool_get_row (self->tool), "select");
  g_autoptr(GList) names = json_object_get_members (select);
  g_autoptr(JsonObject) out = json_object_new ();
  g_autoptr(JsonArray) unlicensed = json_array_new ();
  gboolean truncated = self->truncated;
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      g_autoptr(JsonObject) entry = bind_where (self, muster_json_obj (select, l->data));
      const char *call = muster_json_str (entry, "call");
      JsonArray *also = muster_json_arr (entry, "also");

      if (g_hash_table_contains (self->unlicensed, call))
        {
          json_object_set_null_member (out, l->data);
          json_array_add_string_element (unlicensed, l->data);
        }
      else
        json_object_set_member (out, l->data, also != NULL ? select_several (self, entry, also, &truncated)
                                              : select_call (self, entry, call, &truncated));
    }
  if (json_array_get_length (unlicensed) > 0)
    json_object_set_array_member (out, "unlicensed", json_array_ref (unlicensed));
  if (truncated)
    json_object_set_boolean_member (out, "truncated", TRUE);
  if (self->already)
    json_object_set_boolean_member (out, "already", TRUE);
  return json_node_init_object (json_node_alloc (), out);
}

static JsonArray *
look_rows (MusterToolExec *self)
{
  MusterCatalogCall *call = self->look != NULL ? self->look->call : NULL;
  JsonNode *answer = call != NULL ? g_hash_table_lookup (self->answers, call->id) : NULL;
  JsonObject *object = muster_json_node_obj (answer);

  if (object != NULL && call->operation->rows != NULL)
    return muster_json_arr (object, call->operation->rows);
  return muster_json_node_arr (answer);
}

static JsonObject *
look_row (MusterToolExec *self,
          guint           wanted,
          guint          *count)
{
  JsonObject *marker = self->look != NULL ? self->look->marker : NULL;
  JsonArray *rows = look_rows (self);
  JsonObject *found = NULL;
  guint n = 0;
  guint i;

  for (i = 0; marker != NULL && self->marker != NULL && rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonNode *row = json_array_get_element (rows, i);
      const char *text = muster_json_node_str (muster_path_lookup (row, muster_json_str (marker, "text"), NULL));

      if (text == NULL || strstr (text, self->marker) == NULL)
        continue;
      if (n == wanted)
        found = muster_json_node_obj (row);
      n++;
    }
  if (count != NULL)
    *count = n;
  return found;
}

/* (transfer full) (nullable): where the condition is that an id is there: that id */
static char *
found_id (const MusterBindingContext *context,
          JsonNode                   *conditions)
{
  JsonObject *condition = muster_json_node_obj (conditions);
  JsonObject *left = condition != NULL ? muster_json_obj (condition, "left") : NULL;
  const char *path = left != NULL ? muster_json_str (left, "answer") : NULL;
  g_autoptr(JsonNode) node = NULL;

  if (path == NULL || !g_str_has_suffix (path, ".id") || g_strcmp0 (muster_json_str (condition, "op"), "exists") != 0)
    return NULL;
  node = muster_binding_peek (context, json_object_get_member (condition, "left"));
  return muster_binding_node_text (node);
}

/**
 * muster_tool_exec_look_met:
 * @self: a look that has come to its end
 * @external_ref: (out) (optional) (transfer full) (nullable): the vendor's id of what was found
 * @row: (out) (optional) (transfer none) (nullable): the row that was found
 *
 * Returns: whether the world is as the tool wanted it
 */
gboolean
muster_tool_exec_look_met (MusterToolExec  *self,
                           char           **external_ref,
                           JsonObject     **row)
{
  JsonObject *found;

  if (external_ref != NULL)
    *external_ref = NULL;
  if (row != NULL)
    *row = NULL;
  if (self->look == NULL)
    return FALSE;
  if (self->look->met != NULL)
    {
      MusterBindingContext context = muster_tool_exec_binding_context (self);

      if (!muster_conditions_hold (&context, self->look->met, TRUE))
        return FALSE;
      if (external_ref != NULL)
        *external_ref = found_id (&context, self->look->met);
      return TRUE;
    }
  found = look_row (self, 0, NULL);
  if (found == NULL)
    return FALSE;
  if (external_ref != NULL)
    *external_ref = muster_binding_node_text (json_object_get_member (found, muster_json_str (self->look->marker, "id")));
  if (row != NULL)
    *row = found;
  return TRUE;
}

static gboolean
look_says (MusterToolExec *self,
           JsonNode       *conditions)
{
  MusterBindingContext context = muster_tool_exec_binding_context (self);

  return conditions != NULL && muster_conditions_hold (&context, conditions, TRUE);
}

/**
 * muster_tool_exec_look_state:
 * @self: a look that has come to its end
 *
 * Returns: whether it is done, and if not, whether it still may be
 */
MusterLookState
muster_tool_exec_look_state (MusterToolExec *self)
{
  if (muster_tool_exec_look_met (self, NULL, NULL))
    return MUSTER_LOOK_MET;
  if (self->look == NULL)
    return MUSTER_LOOK_NOT_MET;
  if (look_says (self, self->look->failed))
    return MUSTER_LOOK_FAILED;
  return look_says (self, self->look->pending) ? MUSTER_LOOK_PENDING : MUSTER_LOOK_NOT_MET;
}

/**
 * muster_tool_exec_look_detail:
 * @self: a look that has come to its end
 *
 * Returns: (transfer full) (nullable): the vendor's words for how it is, such as why it failed
 */
char *
muster_tool_exec_look_detail (MusterToolExec *self)
{
  MusterBindingContext context = muster_tool_exec_binding_context (self);
  g_autoptr(JsonNode) node = self->look != NULL && self->look->detail != NULL
    ? muster_binding_peek (&context, self->look->detail) : NULL;

  return muster_binding_node_text (node);
}

/**
 * muster_tool_exec_look_count:
 *
 * Returns: how often the marker was found; more than one is a double
 */
guint
muster_tool_exec_look_count (MusterToolExec *self)
{
  guint count;

  look_row (self, G_MAXUINT, &count);
  return count;
}

/**
 * muster_tool_exec_get_dropped:
 *
 * Returns: how many rows of other clients were dropped
 */
guint
muster_tool_exec_get_dropped (MusterToolExec *self)
{
  return self->dropped;
}

/**
 * muster_tool_exec_get_already:
 *
 * Returns: whether the vendor said that it was so already
 */
gboolean
muster_tool_exec_get_already (MusterToolExec *self)
{
  return self->already;
}

/**
 * muster_tool_exec_get_wrote:
 *
 * Returns: whether a vendor has said that it has done something
 */
gboolean
muster_tool_exec_get_wrote (MusterToolExec *self)
{
  return self->wrote;
}

/**
 * muster_tool_exec_get_garbled:
 *
 * Returns: whether a change was answered with a good status and a body that is no JSON, which may be anybody's word
 */
gboolean
muster_tool_exec_get_garbled (MusterToolExec *self)
{
  return self->garbled;
}

/**
 * muster_tool_exec_is_in_doubt:
 * @self: a use of a tool that has ended, well or not
 *
 * Nothing that changes something is left to be sent, and yet no answer tells for sure that it was done: it was garbled,
 * or what was to be read after the change could not be read.
 *
 * Returns: whether only looking tells
 */
gboolean
muster_tool_exec_is_in_doubt (MusterToolExec *self)
{
  guint i;

  if (self->status_url != NULL)
    return FALSE;
  for (i = self->index; self->calls != NULL && i < self->calls->len; i++)
    if (((MusterCatalogCall *) self->calls->pdata[i])->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE)
      return FALSE;
  return self->garbled || (self->wrote && muster_tool_exec_current_call (self) != NULL);
}

guint
muster_tool_exec_get_requests (MusterToolExec *self)
{
  return self->requests;
}

/**
 * muster_tool_exec_get_calls:
 *
 * Returns: (transfer none) (element-type MusterCallRecord): the calls that were answered, in their order
 */
GPtrArray *
muster_tool_exec_get_calls (MusterToolExec *self)
{
  return self->records;
}

/**
 * muster_tool_exec_set_link:
 * @self: a look that has not begun
 * @link: (nullable): the status link of the act that it looks for
 *
 * The look sees its last part, as `{"arg": "link"}`: the link itself is never
 * followed, so that it cannot lead anywhere else.
 */
void
muster_tool_exec_set_link (MusterToolExec *self,
                           const char     *link)
{
  g_autofree char *path = link != NULL ? g_strndup (link, strcspn (link, "?#")) : NULL;
  const char *slash = path != NULL ? strrchr (path, '/') : NULL;
  g_autofree char *part = slash != NULL ? g_uri_unescape_string (slash + 1, "/") : NULL;

  g_free (self->link);
  self->link = part != NULL && *part != '\0' ? g_steal_pointer (&part) : NULL;
}

/**
 * muster_tool_exec_get_status_url:
 *
 * Returns: (nullable): where the vendor says how far a long-running act is
 */
const char *
muster_tool_exec_get_status_url (MusterToolExec *self)
{
  return self->status_url;
}

/**
 * muster_tool_exec_auth_scope:
 *
 * Returns: (transfer full) (nullable): `TENANT|RESOURCE-SCOPE` of the request that `next` gave; %NULL where the
 *   connection's own headers are all that is needed
 */
char *
muster_tool_exec_auth_scope (MusterToolExec *self)
{
  MusterCatalogCall *call = muster_tool_exec_current_call (self);
  MusterIntegration *integration = muster_tool_get_integration (self->tool);
  const char *resource;

  if (call == NULL || call->operation->auth_scope == NULL || self->scope == NULL || self->scope->tenant == NULL)
    return NULL;
  resource = muster_integration_get_auth_scope (integration, call->operation->auth_scope);
  return g_strdup_printf ("%s|%s", self->scope->tenant, resource != NULL ? resource : call->operation->auth_scope);
}

/**
 * muster_tool_exec_wants_credentials:
 *
 * Returns: %FALSE when the request that `next` gave is sent without any
 */
gboolean
muster_tool_exec_wants_credentials (MusterToolExec *self)
{
  MusterCatalogCall *call = muster_tool_exec_current_call (self);

  return call == NULL || !call->operation->anonymous;
}

/**
 * muster_tool_exec_is_effect:
 *
 * Returns: whether the request that `next` gave changes something
 */
gboolean
muster_tool_exec_is_effect (MusterToolExec *self)
{
  return self->pending != NULL && self->pending->effect;
}

MusterMeaning
muster_tool_exec_last_meaning (MusterToolExec *self)
{
  return self->meaning;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Catalog row and values → request. The client's own id is put in last, so
 * that nothing that was bound can displace it. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-quoting.h"
#include "muster-request-builder.h"

typedef struct
{
  GHashTable *path;      /* name → encoded segment */
  GPtrArray  *query;     /* name, value, name, value … */
  GPtrArray  *headers;   /* likewise */
  JsonNode   *body;      /* (nullable) */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->path, g_hash_table_unref);
  g_clear_pointer (&parts->query, g_ptr_array_unref);
  g_clear_pointer (&parts->headers, g_ptr_array_unref);
  g_clear_pointer (&parts->body, json_node_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static void
set_pair (GPtrArray  *pairs,
          const char *name,
          const char *value)
{
  guint i;

  for (i = 0; i + 1 < pairs->len; i += 2)
    if (g_str_equal (pairs->pdata[i], name))
      {
        g_free (pairs->pdata[i + 1]);
        pairs->pdata[i + 1] = g_strdup (value);
        return;
      }
  g_ptr_array_add (pairs, g_strdup (name));
  g_ptr_array_add (pairs, g_strdup (value));
}

static const char *
get_pair (GPtrArray  *pairs,
          const char *name)
{
  guint i;

  for (i = 0; i + 1 < pairs->len; i += 2)
    if (g_str_equal (pairs->pdata[i], name))
      return pairs->pdata[i + 1];
  return NULL;
}

static gboolean
header_is_clean (const char *value)
{
  for (; *value != '\0'; value++)
    if ((guchar) *value < 0x20 || *value == 0x7f)
      return FALSE;
  return TRUE;
}

static gboolean
set_path (Parts            *parts,
          MusterOperation  *operation,
          const char       *name,
          const char       *value,
          GError          **error)
{
  gboolean whole = g_strcmp0 (operation->whole_path, name) == 0;
  char *segment = muster_quoting_apply (whole ? MUSTER_QUOTING_WHOLE_PATH : MUSTER_QUOTING_PATH, value, error);

  if (segment == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  g_hash_table_insert (parts->path, g_strdup (name), segment);
  return TRUE;
}

static gboolean
bind_one (Parts                       *parts,
          MusterOperation             *operation,
          const MusterBindingContext  *context,
          const char                  *key,
          JsonNode                    *value,
          GError                     **error)
{
  g_autofree char *text = NULL;

  if (g_str_equal (key, "body"))
    return muster_binding_resolve (context, value, &parts->body, error);
  if (!muster_binding_resolve_text (context, value, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (g_str_has_prefix (key, "path."))
    return set_path (parts, operation, key + strlen ("path."), text, error);
  if (g_str_has_prefix (key, "query."))
    {
      set_pair (parts->query, key + strlen ("query."), text);
      return TRUE;
    }
  if (!header_is_clean (text))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "A header may not hold control characters");
      return FALSE;
    }
  set_pair (parts->headers, key + strlen ("header."), text);
  return TRUE;
}

/* --- Scope --- */

gboolean
muster_tool_scope_holds_for (MusterTool        *tool,
                             MusterCatalogCall *call)
{
  JsonObject *scope = muster_tool_get_scope (tool);
  JsonArray *calls = scope != NULL ? muster_json_arr (scope, "calls") : NULL;
  guint i;

  if (scope == NULL)
    return FALSE;
  if (calls == NULL)
    return TRUE;
  for (i = 0; i < json_array_get_length (calls); i++)
    if (g_strcmp0 (muster_json_arr_str (calls, i), call->id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_digits (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text) && strlen (text) < 19;
}

static JsonNode *
scope_node (const char *value)
{
  if (is_digits (value))
    return json_node_init_int (json_node_alloc (), g_ascii_strtoll (value, NULL, 10));
  return json_node_init_string (json_node_alloc (), value);
}

static gboolean
force_condition (Parts       *parts,
                 const char  *param,
                 const char  *name,
                 const char  *value,
                 GError     **error)
{
  const char *rest = get_pair (parts->query, param);
  g_autofree char *term = NULL;
  g_autofree char *whole = NULL;

  if (is_digits (value))
    term = g_strdup_printf ("%s = %s", name, value);
  else
    {
      g_autofree char *quoted = muster_quoting_apply (MUSTER_QUOTING_CW_STRING, value, error);

      if (quoted == NULL)
        return FALSE;
      term = g_strdup_printf ("%s = %s", name, quoted);
    }
  whole = rest != NULL && *rest != '\0' ? g_strdup_printf ("%s and (%s)", term, rest) : g_strdup (term);
  set_pair (parts->query, param, whole);
  return TRUE;
}

static gboolean
force_body (Parts       *parts,
            const char  *path,
            const char  *value,
            GError     **error)
{
  g_auto(GStrv) names = g_strsplit (path, ".", -1);
  JsonObject *object;
  guint i;

  if (parts->body == NULL)
    {
      parts->body = json_node_alloc ();
      json_node_init_object (parts->body, NULL);
      json_node_take_object (parts->body, json_object_new ());
    }
  object = muster_json_node_obj (parts->body);
  if (object == NULL || names[0] == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "The body cannot hold the client's id");
      return FALSE;
    }
  for (i = 0; names[i + 1] != NULL; i++)
    {
      if (muster_json_obj (object, names[i]) == NULL)
        json_object_set_object_member (object, names[i], json_object_new ());
      object = muster_json_obj (object, names[i]);
    }
  json_object_set_member (object, names[i], scope_node (value));
  return TRUE;
}

/* A filter in the body: [{op: and, items: [the client's, …the tool's own]}] */
static gboolean
force_filter (Parts       *parts,
              const char  *param,
              const char  *name,
              const char  *value,
              GError     **error)
{
  JsonObject *body = muster_json_node_obj (parts->body);
  JsonArray *rest = body != NULL ? muster_json_arr (body, param) : NULL;
  g_autoptr(JsonArray) items = json_array_new ();
  g_autoptr(JsonArray) whole = json_array_new ();
  JsonObject *leaf = json_object_new ();
  JsonObject *group = json_object_new ();
  guint i;

  json_object_set_string_member (leaf, "op", "eq");
  json_object_set_string_member (leaf, "field", name);
  json_object_set_member (leaf, "value", scope_node (value));
  json_array_add_object_element (items, leaf);
  for (i = 0; rest != NULL && i < json_array_get_length (rest); i++)
    json_array_add_element (items, json_array_dup_element (rest, i));
  json_object_set_string_member (group, "op", "and");
  json_object_set_array_member (group, "items", g_steal_pointer (&items));
  json_array_add_object_element (whole, group);
  if (body == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "The body cannot hold the client's id");
      return FALSE;
    }
  json_object_set_array_member (body, param, g_steal_pointer (&whole));
  return TRUE;
}

static gboolean
force_scope (Parts              *parts,
             MusterTool         *tool,
             MusterCatalogCall  *call,
             MusterScope        *scope,
             GError            **error)
{
  JsonObject *row = muster_tool_get_scope (tool);
  const char *in = muster_json_str (row, "in");
  const char *name = muster_json_str (row, "name");
  const char *value = muster_scope_get (scope, muster_json_str (row, "value"));

  if (value == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "The client has no %s mapped", muster_json_str (row, "value"));
      return FALSE;
    }
  if (g_str_equal (in, "path"))
    return set_path (parts, call->operation, name, value, error);
  if (g_str_equal (in, "query"))
    set_pair (parts->query, name, value);
  else if (g_str_equal (in, "filter") && call->operation->has_body)
    return force_filter (parts, json_object_has_member (row, "param") ? muster_json_str (row, "param") : "filter",
                         name, value, error);
  else if (g_str_equal (in, "condition"))
    return force_condition (parts, json_object_has_member (row, "param") ? muster_json_str (row, "param") : "conditions",
                            name, value, error);
  else if (g_str_equal (in, "body") && call->operation->has_body)
    return force_body (parts, name, value, error);
  return TRUE;
}

/* --- Address --- */

static char *
expand_path (MusterOperation  *operation,
             Parts            *parts,
             GError          **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p = operation->path;

  while (*p != '\0')
    {
      const char *end = *p == '{' ? strchr (p, '}') : NULL;
      g_autofree char *name = NULL;
      const char *segment;

      if (end == NULL)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      name = g_strndup (p + 1, (gsize) (end - p - 1));
      segment = g_hash_table_lookup (parts->path, name);
      if (segment == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Nothing for %s of %s", name, operation->id);
          return NULL;
        }
      g_string_append (out, segment);
      p = end + 1;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
build_url (const char *base,
           const char *path,
           GPtrArray  *query)
{
  g_autoptr(GString) url = g_string_new (base);
  guint i;

  g_string_append (url, path);
  for (i = 0; i + 1 < query->len; i += 2)
    {
      g_string_append_c (url, i == 0 ? '?' : '&');
      g_string_append_uri_escaped (url, query->pdata[i], "$", FALSE);
      g_string_append_c (url, '=');
      g_string_append_uri_escaped (url, query->pdata[i + 1], NULL, FALSE);
    }
  return g_string_free (g_steal_pointer (&url), FALSE);
}

/* What limits per entity go by: the same for every operation on it */
static char *
first_segment (const char *path)
{
  path += strspn (path, "/");
  return *path == '{' || *path == '\0' ? NULL : g_strndup (path, strcspn (path, "/"));
}

static void
add_paging (Parts           *parts,
            MusterOperation *operation,
            guint            page,
            guint            page_size)
{
  guint size = page_size != 0 ? page_size : operation->page_size;

  if (operation->paging == MUSTER_PAGING_PAGE)
    {
      const char *start = get_pair (parts->query, operation->page_param);
      g_autofree char *number = NULL;
      guint64 first = 1;

      /* The page that a call binds is where its list begins */
      if (start != NULL)
        g_ascii_string_to_unsigned (start, 10, 1, G_MAXINT32, &first, NULL);
      number = g_strdup_printf ("%" G_GUINT64_FORMAT, first + page - 1);
      set_pair (parts->query, operation->page_param, number);
    }
  if (operation->paging == MUSTER_PAGING_NEXT_URL && operation->size_param != NULL && size != 0)
    {
      JsonObject *body = muster_json_node_obj (parts->body);

      if (body != NULL)
        json_object_set_int_member (body, operation->size_param, size);
    }
  else if (operation->size_param != NULL && size != 0)
    {
      g_autofree char *number = g_strdup_printf ("%u", size);

      set_pair (parts->query, operation->size_param, number);
    }
}

MusterRequest *
muster_request_builder_build (MusterTool                  *tool,
                              MusterCatalogCall           *call,
                              const MusterBindingContext  *context,
                              MusterEndpoints             *endpoints,
                              guint                        page,
                              guint                        page_size,
                              GError                     **error)
{
  MusterOperation *operation = call->operation;
  const char *base = muster_endpoints_get_base (endpoints, operation->host);
  g_auto(Parts) parts = { NULL, NULL, NULL, NULL };
  g_autoptr(GList) names = call->with != NULL ? json_object_get_members (call->with) : NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  g_autofree char *lane_key = NULL;
  MusterRequest *request;
  gboolean effect = call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE;
  GList *l;
  guint i;

  if (base == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The connection has no address for %s",
                   operation->host != NULL ? operation->host : "requests");
      return NULL;
    }
  parts.path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  parts.query = g_ptr_array_new_with_free_func (g_free);
  parts.headers = g_ptr_array_new_with_free_func (g_free);

  for (l = names; l != NULL; l = l->next)
    if (!bind_one (&parts, operation, context, l->data, json_object_get_member (call->with, l->data), error))
      return NULL;
  if (muster_tool_scope_holds_for (tool, call) && !force_scope (&parts, tool, call, context->scope, error))
    return NULL;
  add_paging (&parts, operation, page, page_size);
  path = expand_path (operation, &parts, error);
  if (path == NULL)
    return NULL;

  url = build_url (base, path, parts.query);
  request = muster_request_new (operation->method, url);
  muster_request_set_header (request, "Accept", operation->accept != NULL ? operation->accept : "application/json");
  for (i = 0; i + 1 < parts.headers->len; i += 2)
    muster_request_set_header (request, parts.headers->pdata[i], parts.headers->pdata[i + 1]);
  if (parts.body != NULL)
    muster_request_set_json (request, parts.body);
  if (parts.body != NULL && operation->media != NULL)
    muster_request_set_body (request, operation->media, request->body);
  muster_request_set_connection_id (request, muster_endpoints_get_connection_id (endpoints));
  if (context->scope != NULL)
    muster_request_set_tenant (request, muster_scope_get (context->scope, "tenant"));
  lane_key = first_segment (operation->path);
  muster_request_set_lane_key (request, lane_key);
  muster_request_set_idempotent (request, !effect);
  muster_request_set_effect (request, effect);
  return request;
}

static gboolean
same_path (const char *first,
           const char *second,
           gboolean    below)
{
  gsize length = strlen (first);
  const char *rest;

  if (!below)
    return g_str_equal (first, second);
  if (g_ascii_strncasecmp (first, second, length) != 0)
    return FALSE;
  rest = second + length;
  return *rest == '\0' || (*rest == '/' && rest[1] != '\0' &&
                           strspn (rest + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == strlen (rest + 1));
}

gboolean
muster_urls_same_place (const char *first,
                        const char *second,
                        gboolean    below)
{
  g_autoptr(GUri) a = g_uri_parse (first, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autoptr(GUri) b = g_uri_parse (second, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);

  return a != NULL && b != NULL &&
         g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_uri_get_userinfo (b) == NULL &&
         g_uri_get_host (a) != NULL && g_uri_get_host (b) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b) &&
         same_path (g_uri_get_path (a), g_uri_get_path (b), below);
}

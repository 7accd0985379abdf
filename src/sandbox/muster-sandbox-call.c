/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-json-guard.h"
#include "muster-sandbox-call.h"
#include "muster-sandbox-json.h"

static char *
unescape (const char *text,
          gboolean    plus_is_space)
{
  g_autofree char *copy = g_strdup (text);
  char *plain;

  if (plus_is_space)
    g_strdelimit (copy, "+", ' ');
  plain = g_uri_unescape_string (copy, NULL);
  return plain != NULL ? plain : g_steal_pointer (&copy);
}

static char **
split_path (const char *path)
{
  g_auto(GStrv) raw = g_strsplit (path, "/", -1);
  g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; raw[i] != NULL; i++)
    if (*raw[i] != '\0')
      g_ptr_array_add (segments, unescape (raw[i], FALSE));
  g_ptr_array_add (segments, NULL);
  return (char **) g_ptr_array_steal (segments, NULL);
}

static GHashTable *
split_query (const char *query)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) pairs = g_strsplit (query != NULL ? query : "", "&", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (*pairs[i] == '\0')
        continue;
      if (equals != NULL)
        *equals++ = '\0';
      g_hash_table_replace (table, unescape (pairs[i], TRUE), unescape (equals != NULL ? equals : "", TRUE));
    }
  return table;
}

static void
read_json (MusterCall *call)
{
  const char *type = soup_message_headers_get_content_type (call->headers, NULL);
  gsize size;
  const char *data = g_bytes_get_data (call->body, &size);
  g_autofree char *copy = NULL;

  if (size == 0 || type == NULL || !g_str_has_suffix (type, "json"))
    return;
  copy = g_strndup (data, size);
  if (muster_json_guard (copy, size, NULL, NULL, NULL))
    {
      g_autoptr(JsonParser) parser = json_parser_new ();

      if (json_parser_load_from_data (parser, data, (gssize) size, NULL))
        call->json = json_parser_steal_root (parser);
    }
  call->bad_json = call->json == NULL;
}

/**
 * muster_call_new:
 * @world: the world
 * @base: scheme, host and port of this server
 * @method: the HTTP method
 * @uri: the request's address, path and query still escaped
 * @headers: the request's headers
 * @body: its body
 *
 * Returns: (transfer full): a call with nothing answered yet
 */
MusterCall *
muster_call_new (MusterWorld        *world,
                 const char         *base,
                 const char         *method,
                 GUri               *uri,
                 SoupMessageHeaders *headers,
                 GBytes             *body)
{
  MusterCall *call = g_new0 (MusterCall, 1);

  call->world = world;
  call->base = base;
  call->method = g_strdup (method);
  call->path = g_strdup (g_uri_get_path (uri));
  call->query_text = g_strdup (g_uri_get_query (uri));
  call->segments = split_path (call->path);
  call->query = split_query (call->query_text);
  call->headers = soup_message_headers_ref (headers);
  call->body = g_bytes_ref (body);
  call->reply_headers = g_ptr_array_new_with_free_func (g_free);
  call->events = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  call->vendor = "unknown";
  call->effect = "read";
  read_json (call);
  return call;
}

void
muster_call_free (MusterCall *call)
{
  g_free (call->method);
  g_free (call->path);
  g_free (call->query_text);
  g_strfreev (call->segments);
  g_hash_table_unref (call->query);
  soup_message_headers_unref (call->headers);
  g_bytes_unref (call->body);
  g_clear_pointer (&call->json, json_node_unref);
  g_clear_pointer (&call->claims, json_node_unref);
  g_free (call->content_type);
  g_clear_pointer (&call->reply, g_bytes_unref);
  g_ptr_array_unref (call->reply_headers);
  g_clear_pointer (&call->stream, muster_sandbox_stream_free);
  g_ptr_array_unref (call->events);
  g_free (call->scope);
  g_free (call);
}

static gboolean
matches (MusterCall        *call,
         const MusterRoute *route,
         guint              skip)
{
  g_auto(GStrv) wanted = g_strsplit (route->pattern, "/", -1);
  guint n_params = 0;

  if (g_strv_length (call->segments) < skip || g_strv_length (wanted) != g_strv_length (call->segments) - skip)
    return FALSE;
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      const char *segment = call->segments[skip + i];

      if (g_str_equal (wanted[i], "*"))
        call->params[n_params++] = segment;
      else if (g_ascii_strcasecmp (wanted[i], segment) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * muster_call_find_route:
 * @call: a call
 * @routes: the table
 * @n_routes: its length
 * @skip: how many segments of the path come before the pattern
 * @known_path: (out) (optional): whether the path exists with another method
 *
 * Returns: (nullable) (transfer none): the first route that fits; its parameters are set in @call
 */
const MusterRoute *
muster_call_find_route (MusterCall        *call,
                        const MusterRoute *routes,
                        gsize              n_routes,
                        guint              skip,
                        gboolean          *known_path)
{
  if (known_path != NULL)
    *known_path = FALSE;
  for (gsize i = 0; i < n_routes; i++)
    {
      if (!matches (call, &routes[i], skip))
        continue;
      if (g_str_equal (routes[i].method, call->method))
        return &routes[i];
      if (known_path != NULL)
        *known_path = TRUE;
    }
  return NULL;
}

/**
 * muster_call_dispatch:
 * @call: a call
 * @routes: the table
 * @n_routes: its length
 * @skip: how many segments of the path come before the pattern
 * @known_path: (out) (optional): whether the path exists with another method
 *
 * Lets the first fitting route answer.
 *
 * Returns: whether one did
 */
gboolean
muster_call_dispatch (MusterCall        *call,
                      const MusterRoute *routes,
                      gsize              n_routes,
                      guint              skip,
                      gboolean          *known_path)
{
  const MusterRoute *route = muster_call_find_route (call, routes, n_routes, skip, known_path);

  if (route == NULL)
    return FALSE;
  route->handle (call);
  return TRUE;
}

const char *
muster_call_query (MusterCall *call,
                   const char *name)
{
  return g_hash_table_lookup (call->query, name);
}

const char *
muster_call_header (MusterCall *call,
                    const char *name)
{
  return soup_message_headers_get_one (call->headers, name);
}

/**
 * muster_call_object:
 * @call: a call
 *
 * Returns: (nullable) (transfer none): the body, where it is a JSON object
 */
JsonObject *
muster_call_object (MusterCall *call)
{
  return call->json != NULL && JSON_NODE_HOLDS_OBJECT (call->json) ? json_node_get_object (call->json) : NULL;
}

/**
 * muster_call_param_number:
 * @call: a call
 * @index: which wildcard
 *
 * Returns: the parameter as a number, -1 when it is none
 */
gint64
muster_call_param_number (MusterCall *call,
                          guint       index)
{
  gint64 number;

  return g_ascii_string_to_signed (call->params[index], 10, 0, G_MAXINT64, &number, NULL) ? number : -1;
}

/**
 * muster_call_form:
 * @call: a call
 *
 * Returns: (transfer full) (nullable): the body, where it is a form
 */
GHashTable *
muster_call_form (MusterCall *call)
{
  const char *type = soup_message_headers_get_content_type (call->headers, NULL);
  gsize size;
  const char *data = g_bytes_get_data (call->body, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);

  return g_strcmp0 (type, "application/x-www-form-urlencoded") == 0 ? soup_form_decode (text) : NULL;
}

void
muster_call_set_scope (MusterCall *call,
                       const char *scope)
{
  g_free (call->scope);
  call->scope = g_strdup (scope);
}

/**
 * muster_call_touch:
 * @call: a call
 * @ticket: a ticket of the world
 * @what: "created", "updated" or "noted"
 *
 * Notes that the call has changed @ticket: the world must be saved, and who listens be told.
 */
void
muster_call_touch (MusterCall *call,
                   JsonObject *ticket,
                   const char *what)
{
  g_ptr_array_add (call->events, muster_jo_new ("ticket:i", muster_jo_int (ticket, "id", 0), "what:s", what, NULL));
  call->changed = TRUE;
}

static void
queue_free (gpointer data)
{
  g_queue_free_full (data, g_free);
}

/**
 * muster_call_is_over_limit:
 * @call: a call that is let in
 * @window: the seconds, where the setting `rateWindow` does not say
 *
 * Counts the call against a limit for all callers together, where the vendor's setting `rateLimit` gives one.
 *
 * Returns: whether there have been too many
 */
gboolean
muster_call_is_over_limit (MusterCall *call,
                           gint64      window)
{
  JsonObject *settings = muster_world_settings (call->world, call->vendor);
  gint64 limit = muster_jo_int (settings, "rateLimit", 0), now = g_get_monotonic_time ();
  gint64 since = now - muster_jo_int (settings, "rateWindow", window) * G_TIME_SPAN_SECOND;
  g_autofree char *key = g_strconcat (call->vendor, "-calls", NULL);
  GQueue *calls = g_object_get_data (G_OBJECT (call->world), key);

  if (limit <= 0)
    return FALSE;
  if (calls == NULL)
    {
      calls = g_queue_new ();
      g_object_set_data_full (G_OBJECT (call->world), key, calls, queue_free);
    }
  while (!g_queue_is_empty (calls) && *(gint64 *) g_queue_peek_head (calls) <= since)
    g_free (g_queue_pop_head (calls));
  if ((gint64) g_queue_get_length (calls) >= limit)
    return TRUE;
  g_queue_push_tail (calls, g_memdup2 (&now, sizeof now));
  return FALSE;
}

void
muster_call_add_header (MusterCall *call,
                        const char *name,
                        const char *value)
{
  g_ptr_array_add (call->reply_headers, g_strdup (name));
  g_ptr_array_add (call->reply_headers, g_strdup (value));
}

void
muster_call_reply_empty (MusterCall *call,
                         guint       status)
{
  call->status = status;
  g_clear_pointer (&call->reply, g_bytes_unref);
  g_clear_pointer (&call->stream, muster_sandbox_stream_free);
  g_clear_pointer (&call->content_type, g_free);
}

void
muster_call_reply_text (MusterCall *call,
                        guint       status,
                        const char *content_type,
                        const char *text)
{
  muster_call_reply_empty (call, status);
  call->content_type = g_strdup (content_type);
  call->reply = g_bytes_new (text, strlen (text));
}

static void
reply_node (MusterCall *call,
            guint       status,
            JsonNode   *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  muster_call_reply_text (call, status, "application/json; charset=utf-8", text);
}

/**
 * muster_call_reply_object:
 * @call: a call
 * @status: HTTP status
 * @object: (transfer full): the answer
 *
 * Answers with a JSON object.
 */
void
muster_call_reply_object (MusterCall *call,
                          guint       status,
                          JsonObject *object)
{
  g_autoptr(JsonNode) node = muster_jo_node (object);

  reply_node (call, status, node);
}

/**
 * muster_call_reply_array:
 * @call: a call
 * @status: HTTP status
 * @array: (transfer full): the answer
 *
 * Answers with a JSON array.
 */
void
muster_call_reply_array (MusterCall *call,
                         guint       status,
                         JsonArray  *array)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  reply_node (call, status, node);
}

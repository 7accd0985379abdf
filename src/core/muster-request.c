/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-request.h"

G_DEFINE_BOXED_TYPE (MusterRequest, muster_request, muster_request_ref, muster_request_unref)
G_DEFINE_BOXED_TYPE (MusterAnswer, muster_answer, muster_answer_ref, muster_answer_unref)

static void
header_free (gpointer data)
{
  MusterHeader *header = data;

  g_free (header->name);
  muster_secret_free (header->value);
  g_free (header);
}

/**
 * muster_request_new:
 * @method: GET, POST, …
 * @url: an absolute URL
 *
 * GET, HEAD and OPTIONS begin as idempotent, everything else does not. The
 * priority begins as %MUSTER_PRIORITY_RUN.
 *
 * Returns: (transfer full): a request
 */
MusterRequest *
muster_request_new (const char *method,
                    const char *url)
{
  MusterRequest *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  self = g_new0 (MusterRequest, 1);
  g_atomic_ref_count_init (&self->refs);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = g_ptr_array_new_with_free_func (header_free);
  self->priority = MUSTER_PRIORITY_RUN;
  self->idempotent = g_strcmp0 (method, "GET") == 0 || g_strcmp0 (method, "HEAD") == 0 ||
                     g_strcmp0 (method, "OPTIONS") == 0;

  return self;
}

/**
 * muster_request_ref:
 * @self: a request
 *
 * Returns: (transfer full): @self
 */
MusterRequest *
muster_request_ref (MusterRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * muster_request_unref:
 * @self: (transfer full): a request
 */
void
muster_request_unref (MusterRequest *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->method);
  g_free (self->url);
  g_ptr_array_unref (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self->connection_id);
  g_free (self->tenant);
  g_free (self->lane_key);
  g_free (self);
}

/**
 * muster_request_copy:
 * @self: a request
 *
 * Returns: (transfer full): another request that says the same
 */
MusterRequest *
muster_request_copy (MusterRequest *self)
{
  MusterRequest *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = muster_request_new (self->method, self->url);
  for (guint i = 0; i < self->headers->len; i++)
    {
      MusterHeader *header = g_ptr_array_index (self->headers, i);

      muster_request_set_header (copy, header->name, header->value);
    }

  if (self->body != NULL)
    copy->body = g_bytes_ref (self->body);
  copy->content_type = g_strdup (self->content_type);
  copy->connection_id = g_strdup (self->connection_id);
  copy->tenant = g_strdup (self->tenant);
  copy->lane_key = g_strdup (self->lane_key);
  copy->priority = self->priority;
  copy->timeout_ms = self->timeout_ms;
  copy->idempotent = self->idempotent;
  copy->effect = self->effect;
  copy->max_bytes = self->max_bytes;

  return copy;
}

/**
 * muster_request_set_url:
 * @self: a request
 * @url: an absolute URL
 */
void
muster_request_set_url (MusterRequest *self,
                        const char    *url)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (url != NULL);

  g_free (self->url);
  self->url = g_strdup (url);
}

static MusterHeader *
find_header (MusterRequest *self,
             const char    *name)
{
  for (guint i = 0; i < self->headers->len; i++)
    {
      MusterHeader *header = g_ptr_array_index (self->headers, i);

      if (g_ascii_strcasecmp (header->name, name) == 0)
        return header;
    }

  return NULL;
}

/**
 * muster_request_set_header:
 * @self: a request
 * @name: name of a header
 * @value: (nullable): its value; %NULL takes the header away
 *
 * A value with a line break in it is refused: it would be a second header.
 */
void
muster_request_set_header (MusterRequest *self,
                           const char    *name,
                           const char    *value)
{
  MusterHeader *header;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  header = find_header (self, name);
  if (header != NULL)
    g_ptr_array_remove (self->headers, header);

  if (value == NULL || strpbrk (value, "\r\n") != NULL || strpbrk (name, "\r\n: ") != NULL)
    return;

  header = g_new0 (MusterHeader, 1);
  header->name = g_strdup (name);
  header->value = g_strdup (value);
  g_ptr_array_add (self->headers, header);
}

/**
 * muster_request_get_header:
 * @self: a request
 * @name: name of a header, in any case
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
muster_request_get_header (MusterRequest *self,
                           const char    *name)
{
  MusterHeader *header;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  header = find_header (self, name);
  return header != NULL ? header->value : NULL;
}

/**
 * muster_request_set_body:
 * @self: a request
 * @content_type: (nullable): what @body is
 * @body: (nullable): what to send
 */
void
muster_request_set_body (MusterRequest *self,
                         const char    *content_type,
                         GBytes        *body)
{
  g_return_if_fail (self != NULL);

  if (body != NULL)
    g_bytes_ref (body);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;

  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
}

/**
 * muster_request_set_json:
 * @self: a request
 * @node: what to send as JSON
 */
void
muster_request_set_json (MusterRequest *self,
                         JsonNode      *node)
{
  g_autoptr(GBytes) body = NULL;
  char *text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (node != NULL);

  text = muster_json_to_string (node);
  body = g_bytes_new_take (text, strlen (text));
  muster_request_set_body (self, "application/json", body);
}

/**
 * muster_request_set_connection_id:
 * @self: a request
 * @connection_id: (nullable): whose rate limit applies
 */
void
muster_request_set_connection_id (MusterRequest *self,
                                  const char    *connection_id)
{
  g_return_if_fail (self != NULL);

  g_free (self->connection_id);
  self->connection_id = g_strdup (connection_id);
}

/**
 * muster_request_set_tenant:
 * @self: a request
 * @tenant: (nullable): the customer's tenant that it is sent to
 *
 * Where the vendor's limits are those of a tenant, requests to one of them do not
 * wait for those to another.
 */
void
muster_request_set_tenant (MusterRequest *self,
                           const char    *tenant)
{
  g_return_if_fail (self != NULL);

  g_free (self->tenant);
  self->tenant = g_strdup (tenant);
}

/**
 * muster_request_set_lane_key:
 * @self: a request
 * @lane_key: (nullable): what of the vendor's it is about, such as an entity
 */
void
muster_request_set_lane_key (MusterRequest *self,
                             const char    *lane_key)
{
  g_return_if_fail (self != NULL);

  g_free (self->lane_key);
  self->lane_key = g_strdup (lane_key);
}

/**
 * muster_request_set_priority:
 * @self: a request
 * @priority: which goes first of those that wait
 */
void
muster_request_set_priority (MusterRequest  *self,
                             MusterPriority  priority)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (priority < MUSTER_N_PRIORITIES);

  self->priority = priority;
}

/**
 * muster_request_set_timeout_ms:
 * @self: a request
 * @timeout_ms: how long the whole answer may take
 */
void
muster_request_set_timeout_ms (MusterRequest *self,
                               guint          timeout_ms)
{
  g_return_if_fail (self != NULL);

  self->timeout_ms = timeout_ms;
}

/**
 * muster_request_set_idempotent:
 * @self: a request
 * @idempotent: whether it may be sent again
 */
void
muster_request_set_idempotent (MusterRequest *self,
                               gboolean       idempotent)
{
  g_return_if_fail (self != NULL);

  self->idempotent = idempotent;
}

/**
 * muster_request_set_effect:
 * @self: a request
 * @effect: whether it changes something
 */
void
muster_request_set_effect (MusterRequest *self,
                           gboolean       effect)
{
  g_return_if_fail (self != NULL);

  self->effect = effect;
}

/**
 * muster_request_set_max_bytes:
 * @self: a request
 * @max_bytes: cap of the answer's body
 */
void
muster_request_set_max_bytes (MusterRequest *self,
                              gsize          max_bytes)
{
  g_return_if_fail (self != NULL);

  self->max_bytes = max_bytes;
}

/**
 * muster_request_log_line:
 * @self: a request
 *
 * What a log may say: method, host and path. No query, no user part, no header,
 * no body.
 *
 * Returns: (transfer full): such as "GET https://graph.microsoft.com/v1.0/users"
 */
char *
muster_request_log_line (MusterRequest *self)
{
  g_autoptr(GUri) uri = NULL;
  g_autofree char *plain = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  uri = g_uri_parse (self->url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL)
    return g_strdup_printf ("%s (not a URL)", self->method);

  plain = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
  return g_strdup_printf ("%s %s", self->method, plain);
}

/**
 * muster_answer_new:
 * @status: the HTTP status
 * @headers: (nullable) (element-type utf8 utf8): names in lower case
 * @body: (nullable): what came
 *
 * Returns: (transfer full): an answer
 */
MusterAnswer *
muster_answer_new (guint       status,
                   GHashTable *headers,
                   GBytes     *body)
{
  MusterAnswer *self = g_new0 (MusterAnswer, 1);

  g_atomic_ref_count_init (&self->refs);
  self->status = status;
  self->headers = headers != NULL ? g_hash_table_ref (headers)
                                  : g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new_static ("", 0);

  return self;
}

/**
 * muster_answer_ref:
 * @self: an answer
 *
 * Returns: (transfer full): @self
 */
MusterAnswer *
muster_answer_ref (MusterAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * muster_answer_unref:
 * @self: (transfer full): an answer
 */
void
muster_answer_unref (MusterAnswer *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

/**
 * muster_answer_get_header:
 * @self: an answer
 * @name: name of a header, in any case
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
muster_answer_get_header (MusterAnswer *self,
                          const char   *name)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  lower = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (self->headers, lower);
}

/**
 * muster_answer_is_success:
 * @self: an answer
 *
 * Returns: whether the status is 200 to 299
 */
gboolean
muster_answer_is_success (MusterAnswer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->status >= 200 && self->status < 300;
}

/**
 * muster_answer_parse_json:
 * @self: an answer
 * @blank_members: (nullable) (array zero-terminated=1): see [func@json_guard]
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the body as JSON
 */
JsonNode *
muster_answer_parse_json (MusterAnswer        *self,
                          const char * const  *blank_members,
                          GError             **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  return muster_json_parse (self->body, NULL, blank_members, error);
}

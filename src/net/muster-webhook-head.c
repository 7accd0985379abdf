/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "muster-webhook-head.h"
#include "muster-webhook-listener.h"

/* The head of a webhook's request, read by the letter of RFC 9112 and before
 * libsoup sees a byte of it: what could be understood in two ways is refused. Pure. */

#define MAX_LINES 100

/* RFC 6585; libsoup has no name for it */
#define STATUS_HEADERS_TOO_LARGE 431

/* Two of these would leave open which one counts, here or at a proxy. */
static const char * const once[] = {
  "host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "expect",
  "authorization", "x-content-signature", "x-hook-signature", NULL
};

static void
header_free (gpointer data)
{
  MusterHeader *header = data;

  g_free (header->name);
  muster_secret_free (header->value);
  g_free (header);
}

static gboolean
is_token (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && (text[i] == '\0' || strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL))
      return FALSE;

  return length > 0;
}

/* What may stand in a target: visible ASCII, no fragment */
static gboolean
is_target (const char *text,
           gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]) || text[i] == '#')
      return FALSE;

  return length > 0 && *text == '/';
}

static guint
parse_first_line (const char        *line,
                  gsize              length,
                  MusterWebhookHead *out)
{
  const char *space = memchr (line, ' ', length);
  gsize method_length = space != NULL ? (gsize) (space - line) : 0;
  const char *target;
  const char *version;
  gsize target_length;

  if (!is_token (line, method_length))
    return SOUP_STATUS_BAD_REQUEST;
  target = space + 1;
  version = memchr (target, ' ', length - method_length - 1);
  target_length = version != NULL ? (gsize) (version - target) : 0;
  if (!is_target (target, target_length))
    return SOUP_STATUS_BAD_REQUEST;
  version++;
  length -= (gsize) (version - line);
  if (length != strlen ("HTTP/1.1") ||
      (memcmp (version, "HTTP/1.1", length) != 0 && memcmp (version, "HTTP/1.0", length) != 0))
    return SOUP_STATUS_HTTP_VERSION_NOT_SUPPORTED;

  out->method = g_strndup (line, method_length);
  out->path = g_strndup (target, target_length);
  out->path[strcspn (out->path, "?")] = '\0';
  return 0;
}

static guint
parse_header (const char        *line,
              gsize              length,
              MusterWebhookHead *out)
{
  const char *colon = memchr (line, ':', length);
  const char *end = line + length;
  const char *value;
  MusterHeader *header;

  if (colon == NULL || !is_token (line, (gsize) (colon - line)))
    return SOUP_STATUS_BAD_REQUEST;

  for (value = colon + 1; value < end && (*value == ' ' || *value == '\t');)
    value++;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  for (const char *p = value; p < end; p++)
    if (((guchar) *p < 0x20 && *p != '\t') || *p == 0x7f)
      return SOUP_STATUS_BAD_REQUEST;

  if (out->headers->len >= MAX_LINES)
    return STATUS_HEADERS_TOO_LARGE;
  header = g_new0 (MusterHeader, 1);
  header->name = g_strndup (line, (gsize) (colon - line));
  header->value = g_strndup (value, (gsize) (end - value));
  g_ptr_array_add (out->headers, header);
  return 0;
}

/**
 * muster_webhook_head_end:
 * @data: (array length=length): what has come of a request
 * @length: of @data
 *
 * Returns: where the body begins, or 0 if there is more to come
 */
gsize
muster_webhook_head_end (const char *data,
                         gsize       length)
{
  const char *end = g_strstr_len (data, (gssize) length, "\r\n\r\n");

  /* g_strstr_len () ends at a NUL, which no head may hold: the parser refuses it there. */
  if (end == NULL && memchr (data, '\0', length) != NULL)
    return length;
  return end != NULL ? (gsize) (end - data) + strlen ("\r\n\r\n") : 0;
}

/**
 * muster_webhook_head_parse:
 * @data: (array length=length): a request up to its body
 * @length: of @data
 * @out: (out caller-allocates): what it says; to be cleared in any case
 *
 * Returns: 0 if it is a request as it should be written, else the status to refuse with
 */
guint
muster_webhook_head_parse (const char        *data,
                           gsize              length,
                           MusterWebhookHead *out)
{
  guint n_lines = 0;

  g_return_val_if_fail (data != NULL && out != NULL, SOUP_STATUS_BAD_REQUEST);

  *out = (MusterWebhookHead) { .headers = g_ptr_array_new_with_free_func (header_free) };
  if (length > MUSTER_WEBHOOK_MAX_HEADERS)
    return STATUS_HEADERS_TOO_LARGE;

  while (length > 0)
    {
      const char *end = memchr (data, '\r', length);
      gsize line = end != NULL ? (gsize) (end - data) : length;
      guint status;

      if (line + 1 >= length || data[line + 1] != '\n' || memchr (data, '\n', line) != NULL)
        return SOUP_STATUS_BAD_REQUEST;
      if (line == 0)
        return n_lines > 0 && length == strlen ("\r\n") ? 0 : SOUP_STATUS_BAD_REQUEST;

      status = n_lines++ == 0 ? parse_first_line (data, line, out) : parse_header (data, line, out);
      if (status != 0)
        return status;
      data += line + 2;
      length -= line + 2;
    }

  return SOUP_STATUS_BAD_REQUEST;
}

/* --- What it says --- */

/* (nullable): the value, which comes once at most */
static const char *
get (const MusterWebhookHead *self,
     const char              *name)
{
  for (guint i = 0; i < self->headers->len; i++)
    {
      MusterHeader *header = self->headers->pdata[i];

      if (g_ascii_strcasecmp (header->name, name) == 0)
        return header->value;
    }

  return NULL;
}

static guint
count (const MusterWebhookHead *self,
       const char              *name)
{
  guint n = 0;

  for (guint i = 0; i < self->headers->len; i++)
    n += g_ascii_strcasecmp (((MusterHeader *) self->headers->pdata[i])->name, name) == 0;

  return n;
}

/* Every browser says one of these with what a page makes it send. */
static gboolean
is_from_browser (const MusterWebhookHead *self)
{
  for (guint i = 0; i < self->headers->len; i++)
    {
      const char *name = ((MusterHeader *) self->headers->pdata[i])->name;

      if (g_ascii_strcasecmp (name, "origin") == 0 ||
          g_ascii_strncasecmp (name, "sec-fetch-", strlen ("sec-fetch-")) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_number (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

/* A name without a port is meant with every port; one with a port only with that. */
static gboolean
host_is_on (const char         *value,
            const char * const *hosts)
{
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      gsize length = strlen (hosts[i]);
      const char *rest = value + length;
      gboolean has_port = strchr (hosts[i], ':') != NULL && !g_str_has_suffix (hosts[i], "]");

      if (length == 0 || g_ascii_strncasecmp (value, hosts[i], length) != 0)
        continue;
      if (*rest == '\0' || (*rest == ':' && !has_port && strlen (rest) <= 6 && is_number (rest + 1)))
        return TRUE;
    }

  return FALSE;
}

/* How long the body is, or that it comes in chunks: exactly one of the two */
static guint
check_framing (const MusterWebhookHead *self)
{
  const char *length = get (self, "Content-Length");
  const char *coding = get (self, "Transfer-Encoding");
  const char *expects = get (self, "Expect");

  if (length != NULL && coding != NULL)
    return SOUP_STATUS_BAD_REQUEST;
  if (expects != NULL && g_ascii_strcasecmp (expects, "100-continue") != 0)
    return SOUP_STATUS_EXPECTATION_FAILED;
  if (coding != NULL)
    return g_ascii_strcasecmp (coding, "chunked") == 0 ? 0 : SOUP_STATUS_NOT_IMPLEMENTED;
  if (length == NULL)
    return SOUP_STATUS_LENGTH_REQUIRED;
  if (!is_number (length))
    return SOUP_STATUS_BAD_REQUEST;

  return strlen (length) > 9 || g_ascii_strtoull (length, NULL, 10) > MUSTER_WEBHOOK_MAX_BODY
         ? SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE : 0;
}

static guint
check_content (const MusterWebhookHead *self)
{
  const char *value = get (self, "Content-Type");
  g_autoptr(GHashTable) params = NULL;
  const char *charset;
  gsize length;

  if (value == NULL || get (self, "Content-Encoding") != NULL)
    return SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE;
  length = strcspn (value, "; \t");
  if (length != strlen ("application/json") || g_ascii_strncasecmp (value, "application/json", length) != 0)
    return SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE;
  value += length;
  value += strspn (value, " \t");
  if (*value == '\0')
    return 0;
  if (*value != ';')
    return SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE;

  params = soup_header_parse_semi_param_list (value + 1);
  charset = g_hash_table_lookup (params, "charset");
  return charset == NULL || g_ascii_strcasecmp (charset, "utf-8") == 0 ? 0 : SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE;
}

/**
 * muster_webhook_head_check:
 * @self: a head that could be read
 * @hosts: (array zero-terminated=1): the names under which the listener may be
 *   addressed, each with a port or without
 *
 * Everything but the path.
 *
 * Returns: 0 if the body may be read, else the status to refuse with
 */
guint
muster_webhook_head_check (const MusterWebhookHead *self,
                           const char * const      *hosts)
{
  const char *host;
  guint status;

  g_return_val_if_fail (self != NULL && self->method != NULL, SOUP_STATUS_BAD_REQUEST);

  for (guint i = 0; once[i] != NULL; i++)
    if (count (self, once[i]) > 1)
      return SOUP_STATUS_BAD_REQUEST;

  host = get (self, "Host");
  if (host == NULL)
    return SOUP_STATUS_BAD_REQUEST;
  if (!host_is_on (host, hosts))
    return SOUP_STATUS_MISDIRECTED_REQUEST;
  if (is_from_browser (self))
    return SOUP_STATUS_FORBIDDEN;
  if (strcmp (self->method, "POST") != 0)
    return SOUP_STATUS_METHOD_NOT_ALLOWED;

  status = check_framing (self);
  return status != 0 ? status : check_content (self);
}

/**
 * muster_webhook_head_clear:
 * @self: what is not needed any more
 */
void
muster_webhook_head_clear (MusterWebhookHead *self)
{
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
}

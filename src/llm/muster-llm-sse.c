/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-llm-sse.h"

/**
 * MusterLlmSse:
 *
 * Reads a stream of server-sent events (WHATWG HTML, "Server-sent events") in whatever pieces it comes. Pure: it looks
 * at no byte of what an event says.
 */
struct _MusterLlmSse
{
  MusterLlmEventFunc callback;
  gpointer           user_data;

  GString           *line;
  GString           *event;
  GString           *data;
  gboolean           has_data;
  gboolean           after_cr;   /* the last byte was a carriage return: a line feed belongs to it */
  gboolean           begun;      /* a first byte that may be of a mark has gone by */
};

/**
 * muster_llm_sse_new:
 * @callback: called with each event
 * @user_data: for @callback
 *
 * Returns: (transfer full): a reader at the beginning of a stream
 */
MusterLlmSse *
muster_llm_sse_new (MusterLlmEventFunc callback,
                    gpointer           user_data)
{
  MusterLlmSse *self = g_new0 (MusterLlmSse, 1);

  self->callback = callback;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->event = g_string_new (NULL);
  self->data = g_string_new (NULL);

  return self;
}

void
muster_llm_sse_free (MusterLlmSse *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->event, TRUE);
  g_string_free (self->data, TRUE);
  g_free (self);
}

static gboolean
dispatch (MusterLlmSse *self,
          GError      **error)
{
  gboolean ok = TRUE;

  if (self->has_data)
    {
      /* Each line of data ends with a line feed; the last one goes. */
      g_string_truncate (self->data, self->data->len - 1);
      ok = self->callback (self->event->len > 0 ? self->event->str : "message", self->data->str, self->data->len,
                           self->user_data, error);
    }

  g_string_truncate (self->data, 0);
  g_string_truncate (self->event, 0);
  self->has_data = FALSE;

  return ok;
}

static gboolean
is_field (const GString *line,
          gsize          length,
          const char    *name)
{
  return length == strlen (name) && memcmp (line->str, name, length) == 0;
}

static gboolean
take_line (MusterLlmSse *self,
           GError      **error)
{
  GString *line = self->line;
  const char *colon;
  gsize name;
  gsize value;

  if (!self->begun && line->len >= 3 && memcmp (line->str, "\xef\xbb\xbf", 3) == 0)
    g_string_erase (line, 0, 3);
  self->begun = TRUE;

  if (line->len == 0)
    return dispatch (self, error);

  colon = memchr (line->str, ':', line->len);
  name = colon != NULL ? (gsize) (colon - line->str) : line->len;
  value = MIN (name + 1, line->len);
  if (value < line->len && line->str[value] == ' ')
    value++;

  if (is_field (line, name, "data"))
    {
      g_string_append_len (self->data, line->str + value, (gssize) (line->len - value));
      g_string_append_c (self->data, '\n');
      self->has_data = TRUE;
    }
  else if (is_field (line, name, "event"))
    {
      g_string_truncate (self->event, 0);
      g_string_append_len (self->event, line->str + value, (gssize) (line->len - value));
    }

  g_string_truncate (line, 0);
  return TRUE;
}

static gboolean
check_size (MusterLlmSse *self,
            gsize         more,
            GError      **error)
{
  if (more <= MUSTER_LLM_SSE_MAX_EVENT && self->line->len + self->data->len + more <= MUSTER_LLM_SSE_MAX_EVENT)
    return TRUE;

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "One event of the stream is larger than %d bytes",
               MUSTER_LLM_SSE_MAX_EVENT);
  return FALSE;
}

/**
 * muster_llm_sse_feed:
 * @self: a reader
 * @data: what has come
 * @length: of @data
 * @error: return location for an error
 *
 * Returns: %FALSE: an event is too large, or @callback refused one
 */
gboolean
muster_llm_sse_feed (MusterLlmSse *self,
                     const char   *data,
                     gsize         length,
                     GError      **error)
{
  gsize at = 0;

  while (at < length)
    {
      gsize end = at;

      if (self->after_cr && data[at] == '\n')
        {
          self->after_cr = FALSE;
          at++;
          continue;
        }
      self->after_cr = FALSE;

      while (end < length && data[end] != '\n' && data[end] != '\r')
        end++;
      if (!check_size (self, end - at, error))
        return FALSE;
      g_string_append_len (self->line, data + at, (gssize) (end - at));
      if (end == length)
        return TRUE;

      self->after_cr = data[end] == '\r';
      at = end + 1;
      if (!take_line (self, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * muster_llm_sse_end:
 * @self: a reader
 * @error: return location for an error
 *
 * The stream is over. An event whose empty line never came is taken all the same: some servers leave it out at the end,
 * and what was cut in the middle is found out by whoever reads the data.
 *
 * Returns: %FALSE: the callback refused the last event
 */
gboolean
muster_llm_sse_end (MusterLlmSse *self,
                    GError      **error)
{
  if (self->line->len > 0 && !take_line (self, error))
    return FALSE;

  return dispatch (self, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-main.h"
#include "muster-llm-protocol.h"
#include "muster-llm-sse.h"

/* A stream of a language model. The first byte chooses the protocol and how large the pieces are; whatever comes, the
 * parts keep to their limits, and the same bytes in one piece say the same. */

typedef struct
{
  const MusterLlmProtocol *protocol;
  MusterLlmBuilder        *builder;
} Stream;

static gboolean
event_cb (const char *event,
          const char *data,
          gsize       length,
          gpointer    user_data,
          GError    **error)
{
  Stream *stream = user_data;

  return stream->protocol->read_event (stream->builder, event, data, length, error);
}

static MusterLlmReply *
read_all (const MusterLlmProtocol *protocol,
          const guint8            *data,
          gsize                    size,
          gsize                    piece)
{
  g_autoptr(MusterLlmBuilder) builder = muster_llm_builder_new (NULL, NULL);
  g_autoptr(MusterLlmRequest) request = muster_llm_request_new ();
  Stream stream = { protocol, builder };
  g_autoptr(MusterLlmSse) sse = muster_llm_sse_new (event_cb, &stream);

  for (gsize at = 0; at < size; at += piece)
    if (!muster_llm_sse_feed (sse, (const char *) data + at, MIN (piece, size - at), NULL))
      return NULL;

  return muster_llm_sse_end (sse, NULL) ? muster_llm_builder_finish (builder, request, NULL) : NULL;
}

void
fuzz_one (const guint8 *data,
          gsize         size)
{
  const MusterLlmProtocol *protocol;
  g_autoptr(MusterLlmReply) pieces = NULL;
  g_autoptr(MusterLlmReply) whole = NULL;

  if (size == 0)
    return;

  protocol = data[0] % 2 == 0 ? &muster_llm_protocol_openai : &muster_llm_protocol_anthropic;
  pieces = read_all (protocol, data + 1, size - 1, 1 + data[0] / 2);
  whole = read_all (protocol, data + 1, size - 1, size);
  g_assert_true ((pieces == NULL) == (whole == NULL));
  if (whole == NULL)
    return;

  g_assert_cmpstr (pieces->text, ==, whole->text);
  g_assert_cmpuint (pieces->calls->len, ==, whole->calls->len);
  g_assert_cmpuint (whole->calls->len, <=, MUSTER_LLM_MAX_CALLS);
  for (guint i = 0; i < whole->calls->len; i++)
    {
      MusterLlmCall *call = whole->calls->pdata[i];

      g_assert_true (*call->id != '\0');
      g_assert_nonnull (call->name);
      g_assert_true (g_utf8_validate (call->name, -1, NULL));
    }
  g_assert_true (whole->text == NULL || g_utf8_validate (whole->text, -1, NULL));
  g_assert_cmpuint (whole->cached + whole->written, <=, whole->prompt);
}

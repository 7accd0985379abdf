/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-llm-refusal.h"
#include "muster-text.h"

#define ANY 0

typedef struct
{
  guint           status;   /* ANY: each from 400 */
  const char     *words;    /* (nullable): what stands in the answer, in lower case */
  const char     *problem;
  int             code;
  gboolean        again;
  MusterLlmQuirks quirk;
  const char     *sentence;
} Row;

/* The first row that fits counts. Sources: the error references of OpenAI, Azure OpenAI and Anthropic; issues of
 * ggml-org/llama.cpp and vllm-project/vllm for what their servers say. */
static const Row rows[] = {
  { ANY, "max_completion_tokens", "limit", MUSTER_ERROR_INVALID_INPUT, FALSE, MUSTER_LLM_NEW_LIMIT,
    "It wants the limit of the answer under another name" },
  { ANY, "stream_options", "stream-options", MUSTER_ERROR_INVALID_INPUT, FALSE, MUSTER_LLM_NO_STREAM_OPTIONS,
    "It does not know stream_options" },
  { ANY, "--jinja", "tools-off", MUSTER_ERROR_UNLICENSED, FALSE, 0,
    "The server was started without tools. Start llama-server with --jinja" },
  { ANY, "--enable-auto-tool-choice", "tools-off", MUSTER_ERROR_UNLICENSED, FALSE, 0,
    "The server was started without tools. Start vLLM with --enable-auto-tool-choice and --tool-call-parser" },
  { ANY, "does not support tools", "no-tools", MUSTER_ERROR_UNLICENSED, FALSE, 0,
    "The model cannot call tools. Choose one that can" },
  { ANY, "unsupported param: tools", "no-tools", MUSTER_ERROR_UNLICENSED, FALSE, 0,
    "The server cannot call tools. Update it, or choose another one" },
  { ANY, "tool_choice", "tool-choice", MUSTER_ERROR_INVALID_INPUT, FALSE, MUSTER_LLM_NO_REQUIRED,
    "It cannot be made to call a tool" },
  { ANY, "temperature", "temperature", MUSTER_ERROR_INVALID_INPUT, FALSE, MUSTER_LLM_NO_TEMPERATURE,
    "It takes no temperature" },
  { ANY, "streaming", "stream", MUSTER_ERROR_INVALID_INPUT, FALSE, MUSTER_LLM_NO_STREAM,
    "It cannot stream" },
  { ANY, "insufficient_quota", "no-credit", MUSTER_ERROR_NO_SEATS, FALSE, 0,
    "The account has no credit left. Look at its billing page" },
  { ANY, "credit balance", "no-credit", MUSTER_ERROR_NO_SEATS, FALSE, 0,
    "The account has no credit left. Look at its billing page" },
  { 402, NULL, "no-credit", MUSTER_ERROR_NO_SEATS, FALSE, 0,
    "The account has no credit left. Look at its billing page" },
  { ANY, "content_filter", "filtered", MUSTER_ERROR_FORBIDDEN, FALSE, 0,
    "The service's content filter refuses this ticket" },
  { ANY, "context_length_exceeded", "too-long", MUSTER_ERROR_INVALID_INPUT, FALSE, 0,
    "The request is too long for the model. Choose one with more context" },
  { ANY, "maximum context length", "too-long", MUSTER_ERROR_INVALID_INPUT, FALSE, 0,
    "The request is too long for the model. Choose one with more context" },
  { ANY, "exceed_context_size", "too-long", MUSTER_ERROR_INVALID_INPUT, FALSE, 0,
    "The request is too long for the model. Start the server with more context (-c)" },
  { ANY, "prompt is too long", "too-long", MUSTER_ERROR_INVALID_INPUT, FALSE, 0,
    "The request is too long for the model. Choose one with more context" },
  { 413, NULL, "too-long", MUSTER_ERROR_INVALID_INPUT, FALSE, 0,
    "The request is too long for the service" },
  { 401, NULL, "wrong-key", MUSTER_ERROR_SIGNED_OUT, FALSE, 0,
    "The key is not accepted. Make a new one in the service's console" },
  { 403, NULL, "forbidden", MUSTER_ERROR_FORBIDDEN, FALSE, 0,
    "The key may not use this model. Look at its rights in the service's console" },
  { 404, NULL, "no-model", MUSTER_ERROR_NOT_FOUND, FALSE, 0,
    "There is no such model or address. Compare both with the service's console" },
  { 405, NULL, "no-api", MUSTER_ERROR_NOT_FOUND, FALSE, 0,
    "The address is not that of the API. Compare it with the service's documentation" },
  { 408, NULL, "server", MUSTER_ERROR_OFFLINE, TRUE, 0,
    "The server gave up waiting" },
  { 409, NULL, "server", MUSTER_ERROR_OFFLINE, TRUE, 0,
    "The server is in the middle of something else" },
  { 429, NULL, "rate-limited", MUSTER_ERROR_RATE_LIMITED, TRUE, 0,
    "Too many requests or tokens for the account's limit. Raise the limit, or add a second model" },
  { 500, NULL, "server", MUSTER_ERROR_OFFLINE, TRUE, 0,
    "The server has a fault" },
  { 502, NULL, "server", MUSTER_ERROR_OFFLINE, TRUE, 0,
    "The server has a fault" },
  { 503, NULL, "server", MUSTER_ERROR_OFFLINE, TRUE, 0,
    "The server is busy or still loading its model" },
  { 504, NULL, "server", MUSTER_ERROR_OFFLINE, TRUE, 0,
    "The server behind it did not answer in time" },
  { 529, NULL, "server", MUSTER_ERROR_RATE_LIMITED, TRUE, 0,
    "The service is overloaded" },
};

static const Row no_row = {
  ANY, NULL, "refused", MUSTER_ERROR_INVALID_INPUT, FALSE, 0, "It refuses the request"
};

/**
 * muster_llm_looks_like:
 * @body: an answer
 *
 * Returns: (transfer full): what an answer that is no JSON is, in words
 */
char *
muster_llm_looks_like (GBytes *body)
{
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  g_autofree char *start = g_ascii_strdown (data != NULL ? data : "", (gssize) MIN (size, 512));

  g_strchug (start);
  if (size == 0)
    return g_strdup ("nothing");
  if (g_str_has_prefix (start, "<!doctype html") || g_str_has_prefix (start, "<html") || g_str_has_prefix (start, "<?xml"))
    return g_strdup ("a web page");

  return g_strdup ("not what this kind of service answers");
}

/* What the server says in its own words, for the details */
static char *
their_words (GBytes *body)
{
  g_autoptr(JsonNode) node = muster_json_parse (body, NULL, NULL, NULL);
  JsonObject *object = muster_json_node_obj (node);
  JsonNode *problem = object != NULL ? json_object_get_member (object, "error") : NULL;
  const char *message = muster_json_str (muster_json_node_obj (problem), "message");

  if (message == NULL)
    message = muster_json_node_str (problem);
  if (message == NULL)
    message = muster_json_str (object, "message");
  if (message == NULL)
    message = muster_json_str (object, "detail");
  if (message == NULL)
    return NULL;

  return muster_llm_short_words (message);
}

static const Row *
find_row (guint           status,
          const char     *text,
          MusterLlmQuirks quirks)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];

      /* What was left out already is not what it stumbles over. */
      if ((row->status == ANY || row->status == status) && (row->quirk & quirks) == 0 &&
          (row->words == NULL || strstr (text, row->words) != NULL) &&
          (row->quirk == 0 || status == 400 || status == 422 || status == 501))
        return row;
    }

  return &no_row;
}

/**
 * muster_llm_refusal_read:
 * @status: the HTTP status
 * @body: what came with it
 * @host: who answered
 * @quirks: what the request did without
 * @refusal: (out caller-allocates): what it says
 *
 * Reads an answer with a status that is no success.
 */
void
muster_llm_refusal_read (guint             status,
                         GBytes           *body,
                         const char       *host,
                         MusterLlmQuirks   quirks,
                         MusterLlmRefusal *refusal)
{
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  g_autofree char *text = g_ascii_strdown (data != NULL ? data : "", (gssize) MIN (size, 16384));
  g_autofree char *words = their_words (body);
  const Row *row = find_row (status, text, quirks);

  refusal->problem = row->problem;
  refusal->quirk = row->quirk;
  refusal->again = row->again || (row == &no_row && status >= 500);

  if (status >= 300 && status < 400)
    {
      refusal->problem = "redirect";
      refusal->again = FALSE;
      refusal->error = g_error_new (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                                    "%s sends the request to another address, which is not followed. "
                                    "Type the address where it leads to (status %u)", host, status);
      return;
    }

  refusal->error = g_error_new (MUSTER_ERROR, row == &no_row && status >= 500 ? MUSTER_ERROR_OFFLINE : row->code,
                                "%s: %s (status %u%s%s)", host, row->sentence, status, words != NULL ? ": " : "",
                                words != NULL ? words : "");
}

void
muster_llm_refusal_clear (MusterLlmRefusal *refusal)
{
  g_clear_error (&refusal->error);
}

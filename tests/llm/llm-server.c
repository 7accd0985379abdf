/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-server.h"
#include "muster-json.h"
#include "muster-model-preset.h"

static void
answer_cb (MusterTestServer  *server,
           SoupServerMessage *message,
           const char        *path,
           gpointer           data)
{
  LlmServer *self = data;
  SoupMessageHeaders *in = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *out = soup_server_message_get_response_headers (message);
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  const Answer *answer;
  const char *type;

  g_mutex_lock (&self->lock);
  answer = &self->answers[MIN (self->seen, self->n_answers - 1)];
  self->seen++;
  g_ptr_array_add (self->requests, g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)));
  g_ptr_array_add (self->heads, g_strdup_printf ("%s?%s authorization=%s api-key=%s x-api-key=%s version=%s", path,
                                                 g_uri_get_query (soup_server_message_get_uri (message)),
                                                 soup_message_headers_get_one (in, "Authorization"),
                                                 soup_message_headers_get_one (in, "api-key"),
                                                 soup_message_headers_get_one (in, "x-api-key"),
                                                 soup_message_headers_get_one (in, "anthropic-version")));
  g_mutex_unlock (&self->lock);

  type = g_strcmp0 (answer->type, "sse") == 0 ? "text/event-stream"
                                              : g_strcmp0 (answer->type, "json") == 0 ? "application/json" : answer->type;
  soup_server_message_set_status (message, answer->status, NULL);
  if (answer->retry_after != NULL)
    soup_message_headers_replace (out, "Retry-After", answer->retry_after);
  if (answer->status >= 300 && answer->status < 400)
    soup_message_headers_replace (out, "Location", "http://127.0.0.1:9/elsewhere");
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, answer->body, strlen (answer->body));
}

LlmServer *
llm_server_new (const Answer *answers,
                guint         n_answers)
{
  LlmServer *self = g_new0 (LlmServer, 1);

  self->answers = answers;
  self->n_answers = n_answers;
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->heads = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->lock);
  self->server = muster_test_server_new (NULL, answer_cb, self);

  return self;
}

void
llm_server_free (LlmServer *self)
{
  muster_test_server_free (self->server);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->heads);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static char *
nth (LlmServer *self,
     GPtrArray *list,
     guint      index)
{
  char *text;

  g_mutex_lock (&self->lock);
  g_assert_cmpuint (index, <, list->len);
  text = g_strdup (list->pdata[index]);
  g_mutex_unlock (&self->lock);

  return text;
}

char *
llm_server_body (LlmServer *self,
                 guint      index)
{
  return nth (self, self->requests, index);
}

char *
llm_server_head (LlmServer *self,
                 guint      index)
{
  return nth (self, self->heads, index);
}

MusterLanguageModel *
llm_model (const char *base,
           const char *preset)
{
  MusterLanguageModel *model = muster_model_preset_make (muster_model_preset_find (preset));
  g_autofree char *url = g_strconcat (base, g_strcmp0 (preset, "anthropic") == 0 || g_strcmp0 (preset, "azure") == 0
                                              ? "" : "/v1", NULL);

  muster_language_model_set_id (model, preset);
  muster_language_model_set_base_url (model, url);
  muster_language_model_set_model (model, "m-1");
  muster_language_model_set_timeout_s (model, 20);

  return model;
}

MusterLlmRequest *
llm_request (void)
{
  MusterLlmRequest *request = muster_llm_request_new ();
  MusterLlmMessage *system = muster_llm_message_new (MUSTER_LLM_SYSTEM, "You are careful.");
  g_autoptr(JsonNode) schema = muster_json_from_string_trusted ("{\"type\":\"object\",\"properties\":{}}", NULL);

  system->stable = TRUE;
  muster_llm_request_add_message (request, system);
  muster_llm_request_add_text (request, MUSTER_LLM_USER, "Please help.");
  muster_llm_request_add_tool (request, "microsoft365__get-user", "Finds a user.", schema);

  return request;
}

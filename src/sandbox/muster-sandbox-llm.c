/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"
#include "muster-sandbox-vendors.h"

/* The doors of the models, below /llm: OpenAI at /v1, Azure at /openai, Anthropic at /anthropic, and at
 * /local a server of one's own that asks for no key. The name of the model says how it behaves. */

static void
box_free (gpointer data)
{
  MusterLlmBox *box = data;

  g_clear_pointer (&box->script, json_object_unref);
  g_ptr_array_unref (box->log);
  g_ptr_array_unref (box->bodies);
  g_ptr_array_unref (box->prompts);
  g_hash_table_unref (box->cached);
  json_array_unref (box->faults);
  json_array_unref (box->obeyed);
  g_free (box->baseline);
  g_free (box);
}

/**
 * muster_llm_box:
 * @world: the world
 *
 * Returns: (transfer none): what the models keep beside the world
 */
MusterLlmBox *
muster_llm_box (MusterWorld *world)
{
  MusterLlmBox *box = g_object_get_data (G_OBJECT (world), "llm-box");

  if (box == NULL)
    {
      box = g_new0 (MusterLlmBox, 1);
      box->script = json_object_new ();
      box->log = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
      box->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      box->prompts = g_ptr_array_new_with_free_func (g_free);
      box->cached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      box->faults = json_array_new ();
      box->obeyed = json_array_new ();
      g_object_set_data_full (G_OBJECT (world), "llm-box", box, box_free);
    }
  return box;
}

/* As if nobody had asked any model or written any script */
void
muster_llm_forget (MusterWorld *world)
{
  g_object_set_data (G_OBJECT (world), "llm-box", NULL);
}

/**
 * muster_llm_ready:
 * @world: the world
 * @base: scheme, host and port
 *
 * Returns: (transfer full): the models' part of the ready line
 */
JsonObject *
muster_llm_ready (MusterWorld *world,
                  const char  *base)
{
  g_autofree char *openai = g_strconcat (base, "/llm/v1", NULL);
  g_autofree char *azure = g_strconcat (base, "/llm", NULL);
  g_autofree char *anthropic = g_strconcat (base, "/llm/anthropic", NULL);
  g_autofree char *local = g_strconcat (base, "/llm/local/v1", NULL);
  g_autofree char *openai_key = muster_world_secret (world, "llm-openai-key");
  g_autofree char *azure_key = muster_world_secret (world, "llm-azure-key");
  g_autofree char *anthropic_key = muster_world_secret (world, "llm-anthropic-key");

  return muster_jo_new ("openai:o", muster_jo_new ("baseUrl:s", openai, "apiKey:s", openai_key, NULL),
                        "azure:o", muster_jo_new ("baseUrl:s", azure, "apiKey:s", azure_key, "apiVersion:s", "2024-10-21",
                                                  "deployment:s", "scripted", NULL),
                        "anthropic:o", muster_jo_new ("baseUrl:s", anthropic, "apiKey:s", anthropic_key, NULL),
                        "local:o", muster_jo_new ("baseUrl:s", local, NULL),
                        "models:a", muster_llm_kinds (), NULL);
}

/* --- one talk --- */

static void
log_talk (MusterTalk      *talk,
          MusterTalkReply *reply)
{
  MusterLlmBox *box = muster_llm_box (talk->call->world);
  JsonArray *calls = json_array_new ();
  JsonObject *entry;

  for (guint i = 0; reply != NULL && i < reply->calls->len; i++)
    json_array_add_string_element (calls, ((MusterTalkCall *) reply->calls->pdata[i])->name);
  entry = muster_jo_new ("n:d", (int) box->log->len + 1, "protocol:s", talk->protocol, "model:s", talk->model, "kind:s", talk->kind,
                         "ticket:S", talk->ticket, "status:d", (int) talk->call->status, "stream:b", talk->stream,
                         "messages:d", (int) talk->messages->len, "turn:d", (int) muster_talk_turns (talk) + 1,
                         "tools:d", (int) talk->tools->len,
                         "systemCharacters:d", (int) talk->system_chars, "toolsCharacters:d", (int) talk->tools_chars,
                         "messageCharacters:d", (int) talk->message_chars,
                         "characters:d", (int) (talk->system_chars + talk->tools_chars + talk->message_chars),
                         "promptTokens:d", (int) talk->prompt_tokens, "cachedTokens:d", (int) talk->cached_tokens,
                         "outputTokens:d", reply != NULL ? (int) reply->tokens : 0, "calls:a", calls, NULL);
  g_ptr_array_add (box->log, entry);
  g_ptr_array_add (box->bodies, g_bytes_ref (talk->call->body));
}

/* Some servers of one's own give no ids to calls. */
static void
forget_ids (MusterTalkReply *reply)
{
  for (guint i = 0; i < reply->calls->len; i++)
    *((MusterTalkCall *) reply->calls->pdata[i])->id = '\0';
}

static void
answer (MusterTalk *talk,
        void      (*write)(MusterTalk *, MusterTalkReply *))
{
  g_autoptr(MusterTalkReply) reply = muster_talk_reply_new ();

  muster_llm_find_ticket (talk);
  muster_llm_take_fault (talk);
  if (!muster_llm_refuse (talk))
    {
      muster_llm_answer (talk, reply);
      muster_talk_settle (talk, reply);
      if (g_str_equal (talk->kind, "no-ids"))
        forget_ids (reply);
      write (talk, reply);
      muster_llm_spoil (talk);
    }
  log_talk (talk, reply);
}

/* --- OpenAI and those who speak like it --- */

static void
refuse_model (MusterCall *call,
              const char *model)
{
  g_autofree char *message = g_strdup_printf ("The model `%s` does not exist or you do not have access to it.", model);

  muster_llm_openai_fail (call, 404, "invalid_request_error", NULL, "model_not_found", message);
}

static gboolean
is_json (MusterCall *call)
{
  if (muster_call_object (call) != NULL)
    return TRUE;
  muster_llm_openai_fail (call, 400, "invalid_request_error", NULL, NULL,
                          "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)");
  return FALSE;
}

static void
complete (MusterCall *call,
          const char *protocol,
          const char *deployment)
{
  g_autoptr(MusterTalk) talk = muster_talk_new (call, protocol);
  JsonObject *body = muster_call_object (call);
  const char *model = deployment;

  if (!is_json (call))
    return;
  if (model == NULL)
    model = muster_jo_str (body, "model");
  if (model == NULL)
    {
      muster_llm_openai_fail (call, 400, "invalid_request_error", NULL, NULL, "you must provide a model parameter");
      return;
    }
  talk->model = g_strdup (model);
  talk->kind = muster_llm_kind_of (call, model);
  if (talk->kind == NULL && g_str_equal (protocol, "azure"))
    muster_llm_azure_fail (call, 404, "DeploymentNotFound",
                           "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.");
  else if (talk->kind == NULL)
    refuse_model (call, model);
  if (talk->kind == NULL)
    talk->kind = "unknown";
  else if (muster_llm_openai_read (talk, body))
    {
      answer (talk, muster_llm_openai_write);
      return;
    }
  log_talk (talk, NULL);
}

static void
post_openai (MusterCall *call)
{
  complete (call, "openai", NULL);
}

static void
post_local (MusterCall *call)
{
  complete (call, "local", NULL);
}

static JsonObject *
show_model (const char *name)
{
  return muster_jo_new ("id:s", name, "object:s", "model", "created:i", G_GINT64_CONSTANT (1760000000), "owned_by:s", "sandbox", NULL);
}

static void
get_models (MusterCall *call)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; muster_llm_kind_at (i) != NULL; i++)
    json_array_add_object_element (rows, show_model (muster_llm_kind_at (i)));
  muster_call_reply_object (call, 200, muster_jo_new ("object:s", "list", "data:a", rows, NULL));
}

static void
get_model (MusterCall *call)
{
  if (muster_llm_kind_of (call, call->params[0]) == NULL)
    refuse_model (call, call->params[0]);
  else
    muster_call_reply_object (call, 200, show_model (call->params[0]));
}

/* --- Azure --- */

static gboolean
is_version (const char *version)
{
  return version != NULL && g_regex_match_simple ("^202[3-6]-[01][0-9]-[0-3][0-9](-preview)?$", version, 0, 0);
}

static void
post_azure (MusterCall *call)
{
  if (!is_version (muster_call_query (call, "api-version")))
    muster_llm_azure_fail (call, 404, "404", "Resource not found");
  else
    complete (call, "azure", call->params[0]);
}

static void
post_azure_plain (MusterCall *call)
{
  complete (call, "azure", NULL);
}

static void
get_azure_models (MusterCall *call)
{
  if (!is_version (muster_call_query (call, "api-version")))
    muster_llm_azure_fail (call, 404, "404", "Resource not found");
  else
    get_models (call);
}

/* --- Ollama's own --- */

static void
get_tags (MusterCall *call)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; muster_llm_kind_at (i) != NULL; i++)
    {
      g_autofree char *name = g_strconcat (muster_llm_kind_at (i), ":latest", NULL);
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
      JsonObject *details = muster_jo_new ("parent_model:s", "", "format:s", "gguf", "family:s", "sandbox", "families:a", muster_ja_strings ("sandbox", NULL),
                                           "parameter_size:s", "8.0B", "quantization_level:s", "Q4_K_M", NULL);

      json_array_add_object_element (rows, muster_jo_new ("name:s", name, "model:s", name, "modified_at:s", "2026-10-01T08:00:00Z",
                                                          "size:i", G_GINT64_CONSTANT (4920753328), "digest:s", digest, "details:o", details, NULL));
    }
  muster_call_reply_object (call, 200, muster_jo_new ("models:a", rows, NULL));
}

static void
get_version (MusterCall *call)
{
  muster_call_reply_object (call, 200, muster_jo_new ("version:s", "0.12.3", NULL));
}

/* --- Anthropic --- */

static void
post_anthropic (MusterCall *call)
{
  g_autoptr(MusterTalk) talk = muster_talk_new (call, "anthropic");
  JsonObject *body = muster_call_object (call);
  const char *model = muster_jo_str (body, "model");
  g_autofree char *unknown = g_strdup_printf ("model: %s", model);

  if (body == NULL || model == NULL)
    {
      muster_llm_anthropic_fail (call, 400, "invalid_request_error", body == NULL ? "The request body is not valid JSON: Expecting value: line 1 column 1 (char 0)" : "model: Field required");
      return;
    }
  talk->model = g_strdup (model);
  talk->kind = muster_llm_kind_of (call, model);
  if (talk->kind == NULL)
    {
      talk->kind = "unknown";
      muster_llm_anthropic_fail (call, 404, "not_found_error", unknown);
    }
  else if (muster_llm_anthropic_read (talk, body))
    {
      answer (talk, muster_llm_anthropic_write);
      return;
    }
  log_talk (talk, NULL);
}

static void
get_anthropic_models (MusterCall *call)
{
  JsonArray *rows = json_array_new ();
  guint n = 0;

  for (; muster_llm_kind_at (n) != NULL; n++)
    json_array_add_object_element (rows, muster_jo_new ("type:s", "model", "id:s", muster_llm_kind_at (n), "display_name:s", muster_llm_kind_at (n),
                                                        "created_at:s", "2026-10-01T00:00:00Z", NULL));
  muster_call_reply_object (call, 200, muster_jo_new ("data:a", rows, "has_more:b", FALSE, "first_id:s", muster_llm_kind_at (0),
                                                      "last_id:s", muster_llm_kind_at (n - 1), NULL));
}

static const MusterRoute routes[] = {
  { "POST", "anthropic/v1/messages",                  post_anthropic,   "anthropic" },
  { "GET",  "anthropic/v1/models",                    get_anthropic_models, "anthropic" },
  { "POST", "v1/chat/completions",                    post_openai,      "openai" },
  { "GET",  "v1/models",                              get_models,       "openai" },
  { "GET",  "v1/models/*",                            get_model,        "openai" },
  { "POST", "local/v1/chat/completions",              post_local,       NULL },
  { "GET",  "local/v1/models",                        get_models,       NULL },
  { "GET",  "local/api/tags",                         get_tags,         NULL },
  { "GET",  "local/api/version",                      get_version,      NULL },
  { "GET",  "api/tags",                               get_tags,         NULL },
  { "GET",  "api/version",                            get_version,      NULL },
  { "POST", "openai/deployments/*/chat/completions",  post_azure,       "azure" },
  { "POST", "openai/v1/chat/completions",             post_azure_plain, "azure" },
  { "GET",  "openai/v1/models",                       get_models,       "azure" },
  { "GET",  "openai/models",                          get_azure_models, "azure" },
};

/* --- keys --- */

static const char *
bearer_of (MusterCall *call)
{
  const char *authorization = muster_call_header (call, "Authorization");

  return authorization != NULL && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0 ? authorization + 7 : NULL;
}

static gboolean
is_let_in_openai (MusterCall *call)
{
  const char *given = bearer_of (call);
  g_autofree char *key = muster_world_secret (call->world, "llm-openai-key");
  g_autofree char *message = NULL;

  if (g_strcmp0 (given, key) == 0)
    return TRUE;
  if (given == NULL)
    message = g_strdup ("You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from https://platform.openai.com/account/api-keys.");
  else
    message = g_strdup_printf ("Incorrect API key provided: %.4s****. You can find your API key at https://platform.openai.com/account/api-keys.", given);
  muster_llm_openai_fail (call, 401, "invalid_request_error", NULL, given != NULL ? "invalid_api_key" : NULL, message);
  return FALSE;
}

static gboolean
is_let_in_azure (MusterCall *call)
{
  const char *given = muster_call_header (call, "api-key") != NULL ? muster_call_header (call, "api-key") : bearer_of (call);
  g_autofree char *key = muster_world_secret (call->world, "llm-azure-key");

  if (g_strcmp0 (given, key) == 0)
    return TRUE;
  muster_llm_azure_fail (call, 401, "401",
                         "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.");
  return FALSE;
}

static gboolean
is_let_in_anthropic (MusterCall *call)
{
  const char *given = muster_call_header (call, "x-api-key"), *version = muster_call_header (call, "anthropic-version");
  g_autofree char *key = muster_world_secret (call->world, "llm-anthropic-key");
  g_autofree char *message = g_strdup_printf ("anthropic-version: \"%s\" is not a valid version. See https://docs.claude.com/en/api/versioning", version);

  if (given == NULL)
    muster_llm_anthropic_fail (call, 401, "authentication_error", "x-api-key header is required");
  else if (!g_str_equal (given, key))
    muster_llm_anthropic_fail (call, 401, "authentication_error", "invalid x-api-key");
  else if (version == NULL)
    muster_llm_anthropic_fail (call, 400, "invalid_request_error", "anthropic-version: header is required");
  else if (!g_str_equal (version, "2023-06-01") && !g_str_equal (version, "2023-01-01"))
    muster_llm_anthropic_fail (call, 400, "invalid_request_error", message);
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_let_in (MusterCall *call,
           const char *door)
{
  if (g_strcmp0 (door, "openai") == 0)
    return is_let_in_openai (call);
  if (g_strcmp0 (door, "azure") == 0)
    return is_let_in_azure (call);
  if (g_strcmp0 (door, "anthropic") == 0)
    return is_let_in_anthropic (call);
  return TRUE;
}

static void
refuse_path (MusterCall *call,
             gboolean    known)
{
  g_autofree char *plain = g_strdup_printf ("Invalid URL (%s %s)", call->method, call->path + strlen ("/llm"));
  g_autofree char *method = g_strdup_printf ("Not allowed to %s on %s. (HINT: Perhaps you meant to use a different HTTP method?)",
                                             call->method, call->path + strlen ("/llm"));

  if (g_strcmp0 (call->segments[1], "anthropic") == 0)
    muster_llm_anthropic_fail (call, known ? 405 : 404, known ? "invalid_request_error" : "not_found_error", known ? "Method Not Allowed" : "Not found");
  else if (g_strcmp0 (call->segments[1], "openai") == 0)
    muster_llm_azure_fail (call, 404, "404", "Resource not found");
  else
    muster_llm_openai_fail (call, known ? 405 : 404, "invalid_request_error", NULL, known ? "method_not_supported" : NULL, known ? method : plain);
}

/**
 * muster_llm_handle:
 * @call: a request below /llm
 *
 * Answers it.
 */
void
muster_llm_handle (MusterCall *call)
{
  gboolean known = FALSE;
  const MusterRoute *route = muster_call_find_route (call, routes, G_N_ELEMENTS (routes), 1, &known);

  if (route == NULL)
    refuse_path (call, known);
  else if (is_let_in (call, route->role))
    route->handle (call);
}

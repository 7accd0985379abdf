/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "muster-builtin-planner.h"
#include "muster-json.h"
#include "muster-test.h"

static JsonObject *
call_of (JsonObject *row,
         guint       number)
{
  JsonObject *call = json_object_new ();
  JsonObject *function = json_object_new ();
  g_autofree char *id = g_strdup_printf ("call_%u", number);
  g_autofree char *args = NULL;

  if (muster_json_str (row, "raw") != NULL)
    args = g_strdup (muster_json_str (row, "raw"));
  else
    args = json_to_string (json_object_get_member (row, "args"), FALSE);
  json_object_set_string_member (function, "name", muster_json_str (row, "name"));
  json_object_set_string_member (function, "arguments", args);
  json_object_set_string_member (call, "id", id);
  json_object_set_string_member (call, "type", "function");
  json_object_set_object_member (call, "function", function);
  return call;
}

static char *
completion (JsonObject *line,
            guint       number)
{
  g_autoptr(JsonObject) reply = json_object_new ();
  JsonObject *message = json_object_new ();
  JsonObject *choice = json_object_new ();
  JsonArray *choices = json_array_new ();
  JsonArray *calls = muster_json_arr (line, "calls");
  JsonArray *out = json_array_new ();
  g_autoptr(JsonNode) node = NULL;

  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    json_array_add_object_element (out, call_of (muster_json_arr_obj (calls, i), number * 100 + i));
  json_object_set_string_member (message, "role", "assistant");
  if (muster_json_str (line, "text") != NULL)
    json_object_set_string_member (message, "content", muster_json_str (line, "text"));
  else
    json_object_set_null_member (message, "content");
  if (json_array_get_length (out) > 0)
    json_object_set_array_member (message, "tool_calls", out);
  else
    json_array_unref (out);
  json_object_set_int_member (choice, "index", 0);
  json_object_set_object_member (choice, "message", message);
  json_object_set_string_member (choice, "finish_reason", muster_json_str (line, "stop") != NULL ? muster_json_str (line, "stop")
                                                          : calls != NULL ? "tool_calls" : "stop");
  json_array_add_object_element (choices, choice);
  json_object_set_string_member (reply, "id", "chat");
  json_object_set_string_member (reply, "object", "chat.completion");
  json_object_set_string_member (reply, "model", "played");
  json_object_set_array_member (reply, "choices", choices);
  node = json_node_init_object (json_node_alloc (), reply);
  return json_to_string (node, FALSE);
}

static void
model_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  ModelFixture *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *text = NULL;
  JsonObject *line;

  g_free (self->last);
  self->last = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self->prompt += muster_llm_estimate_text (self->last);
  self->asked++;
  line = self->script->len > 0 ? json_node_get_object (self->script->pdata[0]) : NULL;
  if (line == NULL || json_object_has_member (line, "status"))
    {
      static const char failure[] = "{\"error\": {\"message\": \"no\"}}";

      soup_server_message_set_status (message, line != NULL ? (guint) muster_json_int (line, "status", 500) : 400, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, failure, strlen (failure));
    }
  else
    {
      text = completion (line, self->asked);
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
    }
  if (self->script->len > 0)
    g_ptr_array_remove_index (self->script, 0);
}

static void
start_model (ModelFixture *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClock) clock = muster_clock_new_system ();
  g_autoptr(MusterLanguageModel) model = muster_language_model_new ();
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  g_autofree char *url = NULL;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, model_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  url = g_strdup_printf ("http://127.0.0.1:%d/v1", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  muster_language_model_set_id (model, "01JD0000000000000000MODEL0");
  muster_language_model_set_name (model, "Played");
  muster_language_model_set_preset (model, "custom");
  muster_language_model_set_protocol (model, "openai");
  muster_language_model_set_base_url (model, url);
  muster_language_model_set_model (model, "played");
  muster_language_model_set_enabled (model, TRUE);
  muster_language_model_set_timeout_s (model, 30);
  muster_language_model_set_max_output (model, 2000);
  g_ptr_array_add (models, model);
  self->pool = muster_llm_pool_new (NULL, NULL, clock, NULL);
  muster_llm_pool_set_models (self->pool, models);
}

void
model_fixture_setup (ModelFixture *self,
                     gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("world/%s.json", data != NULL ? (const char *) data : "dev");
  g_autofree char *path = muster_test_data (name);
  g_autoptr(GError) error = NULL;

  self->reader = world_reader_new (path);
  self->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  self->library = muster_workflow_library_new_shipped (&error);
  g_assert_no_error (error);
  self->script = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->builtin = muster_builtin_planner_new (self->library, NULL);
  start_model (self);
  self->planner = muster_planner_model_new (self->pool, self->builtin, self->catalog, self->library);
}

void
model_fixture_teardown (ModelFixture *self,
                        gconstpointer data)
{
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->planner);
  g_clear_object (&self->pool);
  g_clear_object (&self->builtin);
  g_clear_object (&self->library);
  g_clear_object (&self->catalog);
  g_clear_pointer (&self->reader, world_reader_free);
  g_clear_pointer (&self->script, g_ptr_array_unref);
  g_clear_pointer (&self->last, g_free);
}

void
model_fixture_say (ModelFixture *self,
                   const char   *json)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (json, &error);

  g_assert_no_error (error);
  g_ptr_array_add (self->script, node);
}

void
model_fixture_clear (ModelFixture *self)
{
  g_ptr_array_set_size (self->script, 0);
  self->asked = 0;
  self->prompt = 0;
}

/* Every tool of the client's systems, reads without asking */
void
model_fixture_offer (ModelFixture *self,
                     MusterCase   *ticket_case)
{
  static const char * const integrations[] = { "microsoft365", "hudu", "connectwise" };

  for (guint i = 0; i < G_N_ELEMENTS (integrations); i++)
    {
      g_autoptr(GPtrArray) tools = muster_catalog_list_tools (self->catalog, integrations[i]);

      for (guint k = 0; k < tools->len; k++)
        if (!muster_tool_get_engine (tools->pdata[k]))
          muster_case_offer_tool (ticket_case, muster_tool_get_id (tools->pdata[k]), muster_tool_default_policy (tools->pdata[k]));
    }
}

MusterCase *
model_fixture_case (ModelFixture *self,
                    const char   *client,
                    const char   *mail,
                    const char   *summary,
                    const char   *text)
{
  g_autoptr(JsonObject) row = json_object_new ();
  MusterCase *ticket_case;

  json_object_set_string_member (row, "clientKey", client);
  json_object_set_string_member (row, "summary", summary);
  json_object_set_string_member (row, "description", text);
  json_object_set_string_member (row, "source", "portal");
  json_object_set_string_member (row, "fromEmail", mail);
  json_object_set_int_member (row, "id", 4711);
  ticket_case = world_reader_case (self->reader, row);
  model_fixture_offer (self, ticket_case);
  muster_case_set_run (ticket_case, "RUN", "CLIENT");
  return ticket_case;
}

MusterTurn *
model_fixture_next (ModelFixture *self,
                    MusterCase   *ticket_case)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterTurn *turn;

  muster_planner_next_async (self->planner, ticket_case, NULL, muster_test_wait_cb, &wait);
  turn = muster_planner_next_finish (self->planner, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return turn;
}

void
model_fixture_answer (ModelFixture *self,
                      MusterCase   *ticket_case,
                      GPtrArray    *calls)
{
  for (guint i = 0; i < calls->len; i++)
    {
      MusterToolCall *call = g_ptr_array_index (calls, i);
      const char *status;
      g_autoptr(JsonNode) answer = world_reader_answer (self->reader, muster_case_get_client_slug (ticket_case), call->tool, call->args, &status);

      muster_case_add_answer (ticket_case, call->tool, call->args, status, answer);
    }
}

MusterPlan *
model_fixture_plan (ModelFixture *self,
                    MusterCase   *ticket_case)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(MusterTurn) turn = model_fixture_next (self, ticket_case);

      if (turn->message != NULL)
        muster_case_add_turn (ticket_case, turn->message);
      if (turn->plan != NULL)
        return g_object_ref (turn->plan);
      model_fixture_answer (self, ticket_case, turn->calls);
    }
  g_error ("The planner asks without end");
}

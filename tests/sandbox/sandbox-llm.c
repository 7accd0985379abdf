/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-llm.h"

static char *
quoted (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static const char *
key_of (SandboxFixture *self,
        const char     *protocol)
{
  return muster_jo_str (muster_jo_obj (muster_jo_obj (self->ready, "llm"), protocol), "apiKey");
}

void
sandbox_openai (SandboxFixture *self,
                const char     *body)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", key_of (self, "openai"), NULL);
  g_autofree char *json = quoted (body);
  const char *headers[] = { "Authorization", authorization, NULL };

  sandbox_send (self, "POST", "/llm/v1/chat/completions", headers, "application/json", json);
}

void
sandbox_azure (SandboxFixture *self,
               const char     *path,
               const char     *body)
{
  g_autofree char *json = quoted (body);
  g_autofree char *full = g_strconcat ("/llm/openai/", path, NULL);
  const char *headers[] = { "api-key", key_of (self, "azure"), NULL };

  sandbox_send (self, "POST", full, headers, "application/json", json);
}

void
sandbox_anthropic (SandboxFixture *self,
                   const char     *body)
{
  g_autofree char *json = quoted (body);
  const char *headers[] = { "x-api-key", key_of (self, "anthropic"), "anthropic-version", "2023-06-01", NULL };

  sandbox_send (self, "POST", "/llm/anthropic/v1/messages", headers, "application/json", json);
}

void
sandbox_llm (SandboxFixture *self,
             const char     *body)
{
  g_autofree char *json = quoted (body);

  sandbox_control (self, "POST", "llm", json);
  g_assert_cmpuint (self->status, ==, 200);
}

/* The call at @index of OpenAI's answer: its `function` */
JsonObject *
sandbox_llm_call (SandboxFixture *self,
                  guint           index)
{
  JsonObject *choice = muster_ja_obj (sandbox_rows (self, "choices"), 0);
  JsonArray *calls = muster_jo_arr (muster_jo_obj (choice, "message"), "tool_calls");

  return index < muster_ja_length (calls) ? muster_jo_obj (muster_ja_obj (calls, index), "function") : NULL;
}

/* Asks @model about @messages with SANDBOX_LLM_TOOLS; its first call */
JsonObject *
sandbox_llm_says (SandboxFixture *self,
                  const char     *model,
                  const char     *messages)
{
  g_autofree char *body = g_strdup_printf ("{'model':'%s','messages':[%s]," SANDBOX_LLM_TOOLS "}", model, messages);

  sandbox_openai (self, body);
  g_assert_cmpuint (self->status, ==, 200);
  return sandbox_llm_call (self, 0);
}

/* (element-type JsonObject): the data of all events of a stream, as far as it is JSON */
GPtrArray *
sandbox_llm_events (SandboxFixture *self)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_auto(GStrv) lines = g_strsplit (self->text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) node = g_str_has_prefix (lines[i], "data: ") ? json_from_string (lines[i] + 6, NULL) : NULL;

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (events, json_object_ref (json_node_get_object (node)));
    }
  return events;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* One request to a model, whatever its protocol, and what is said to it. */

/* What a cache keeps at least, at OpenAI and at Anthropic alike */
#define CACHE_LEAST 1024
/* OpenAI counts what it had in steps */
#define CACHE_STEP 128

static void
call_free (gpointer data)
{
  MusterTalkCall *call = data;

  g_free (call->id);
  g_free (call->name);
  g_clear_pointer (&call->arguments, json_node_unref);
  g_free (call->raw);
  g_free (call);
}

static void
message_free (gpointer data)
{
  MusterTalkMessage *message = data;

  g_free (message->text);
  g_free (message->call_id);
  g_ptr_array_unref (message->calls);
  g_free (message);
}

static void
tool_free (gpointer data)
{
  MusterTalkTool *tool = data;

  g_free (tool->name);
  g_free (tool);
}

MusterTalk *
muster_talk_new (MusterCall *call,
                 const char *protocol)
{
  MusterTalk *talk = g_new0 (MusterTalk, 1);

  talk->call = call;
  talk->protocol = protocol;
  talk->kind = "scripted";
  talk->messages = g_ptr_array_new_with_free_func (message_free);
  talk->tools = g_ptr_array_new_with_free_func (tool_free);
  talk->choice = g_strdup ("auto");
  talk->prompt = g_string_new (NULL);
  talk->marks = g_array_new (FALSE, FALSE, sizeof (gsize));
  return talk;
}

void
muster_talk_free (MusterTalk *talk)
{
  g_free (talk->model);
  g_ptr_array_unref (talk->messages);
  g_ptr_array_unref (talk->tools);
  g_free (talk->choice);
  g_free (talk->ticket);
  g_string_free (talk->prompt, TRUE);
  g_array_unref (talk->marks);
  g_free (talk);
}

MusterTalkMessage *
muster_talk_add (MusterTalk *talk,
                 const char *role,
                 const char *text)
{
  MusterTalkMessage *message = g_new0 (MusterTalkMessage, 1);

  message->role = role;
  message->text = g_strdup (text != NULL ? text : "");
  message->calls = g_ptr_array_new_with_free_func (call_free);
  g_ptr_array_add (talk->messages, message);
  return message;
}

/* @arguments is copied */
void
muster_talk_add_call (GPtrArray  *calls,
                      const char *id,
                      const char *name,
                      JsonNode   *arguments,
                      const char *raw)
{
  MusterTalkCall *call = g_new0 (MusterTalkCall, 1);

  call->id = g_strdup (id);
  call->name = g_strdup (name);
  call->arguments = arguments != NULL ? json_node_copy (arguments) : NULL;
  call->raw = g_strdup (raw);
  g_ptr_array_add (calls, call);
}

void
muster_talk_add_tool (MusterTalk *talk,
                      const char *name,
                      const char *about,
                      JsonObject *schema)
{
  MusterTalkTool *tool = g_new0 (MusterTalkTool, 1);

  tool->name = g_strdup (name);
  tool->about = about != NULL ? about : "";
  tool->schema = schema;
  g_ptr_array_add (talk->tools, tool);
}

MusterTalkTool *
muster_talk_tool (MusterTalk *talk,
                  const char *name)
{
  for (guint i = 0; i < talk->tools->len; i++)
    {
      MusterTalkTool *tool = talk->tools->pdata[i];

      if (g_strcmp0 (tool->name, name) == 0)
        return tool;
    }
  return NULL;
}

/* How often the model has spoken already */
guint
muster_talk_turns (MusterTalk *talk)
{
  guint turns = 0;

  for (guint i = 0; i < talk->messages->len; i++)
    {
      MusterTalkMessage *message = talk->messages->pdata[i];

      turns += g_str_equal (message->role, "assistant");
    }
  return turns;
}

/* Puts @text after what is shown so far, and counts its characters into @part */
void
muster_talk_show (MusterTalk *talk,
                  guint      *part,
                  const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  *part += (guint) g_utf8_strlen (text, -1);
  g_string_append (talk->prompt, text);
  g_string_append_c (talk->prompt, '\n');
}

/**
 * muster_talk_tokens:
 * @text: a text
 * @length: its bytes
 *
 * Estimates how many tokens a vendor would count: a word costs one for each seven letters that it has begun, a
 * number one for each three digits, other signs one for each three in a row, letters beyond ASCII one for each two.
 *
 * Returns: the estimate
 */
guint
muster_talk_tokens (const char *text,
                    gsize       length)
{
  guint tokens = 0;

  for (gsize i = 0; i < length;)
    {
      gsize from = i;

      if (g_ascii_isalpha (text[i]))
        {
          while (i < length && g_ascii_isalpha (text[i]))
            i++;
          tokens += (guint) (i - from + 6) / 7;
        }
      else if (g_ascii_isdigit (text[i]))
        {
          while (i < length && g_ascii_isdigit (text[i]))
            i++;
          tokens += (guint) (i - from + 2) / 3;
        }
      else if (g_ascii_isspace (text[i]))
        {
          while (i < length && g_ascii_isspace (text[i]))
            i++;
          tokens += (i - from > 1) ? 1 : 0;
        }
      else if ((guchar) text[i] >= 0x80)
        {
          while (i < length && (guchar) text[i] >= 0x80)
            i++;
          tokens += (guint) (i - from + 3) / 4;
        }
      else
        {
          while (i < length && g_ascii_ispunct (text[i]))
            i++;
          tokens += (guint) (i - from + 2) / 3;
        }
    }
  return tokens;
}

/* OpenAI finds the longest beginning that it has had by itself. */
static guint
count_known (MusterTalk   *talk,
             MusterLlmBox *box)
{
  gsize longest = 0;
  guint tokens;

  for (guint i = 0; i < box->prompts->len; i++)
    {
      const char *before = box->prompts->pdata[i];
      gsize same = 0;

      while (before[same] != '\0' && before[same] == talk->prompt->str[same])
        same++;
      longest = MAX (longest, same);
    }
  tokens = muster_talk_tokens (talk->prompt->str, longest);
  return tokens >= CACHE_LEAST ? tokens / CACHE_STEP * CACHE_STEP : 0;
}

/* Anthropic keeps what it is told to keep: the longest marked beginning that was kept is read, what is marked beyond it written. */
static void
count_marked (MusterTalk   *talk,
              MusterLlmBox *box)
{
  guint most = 0;

  for (guint i = 0; i < talk->marks->len; i++)
    {
      gsize end = g_array_index (talk->marks, gsize, i);
      guint tokens = muster_talk_tokens (talk->prompt->str, end);
      g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) talk->prompt->str, end);

      if (tokens < CACHE_LEAST)
        continue;
      if (g_hash_table_contains (box->cached, sum))
        talk->cached_tokens = MAX (talk->cached_tokens, tokens);
      else
        g_hash_table_add (box->cached, g_steal_pointer (&sum));
      most = MAX (most, tokens);
    }
  talk->written_tokens = most > talk->cached_tokens ? most - talk->cached_tokens : 0;
}

/**
 * muster_talk_settle:
 * @talk: a talk that is read
 * @reply: what is said to it
 *
 * Counts the tokens, and cuts @reply where the caller has set a limit.
 */
void
muster_talk_settle (MusterTalk      *talk,
                    MusterTalkReply *reply)
{
  MusterLlmBox *box = muster_llm_box (talk->call->world);

  talk->prompt_tokens = muster_talk_tokens (talk->prompt->str, talk->prompt->len) + 3 * talk->messages->len + 3;
  if (g_str_equal (talk->protocol, "anthropic"))
    count_marked (talk, box);
  else
    talk->cached_tokens = count_known (talk, box);
  if (box->prompts->len >= 32)
    g_ptr_array_remove_index (box->prompts, 0);
  g_ptr_array_add (box->prompts, g_strdup (talk->prompt->str));

  reply->tokens = reply->text != NULL ? muster_talk_tokens (reply->text, strlen (reply->text)) : 0;
  for (guint i = 0; i < reply->calls->len; i++)
    {
      MusterTalkCall *call = reply->calls->pdata[i];
      g_autofree char *arguments = muster_talk_arguments (call);

      call->id = g_strdup_printf (g_str_equal (talk->protocol, "anthropic") ? "toolu_01%08X%02u" : "call_%08X%02u", g_random_int (), i);
      reply->tokens += muster_talk_tokens (arguments, strlen (arguments)) + muster_talk_tokens (call->name, strlen (call->name)) + 5;
    }
  if (talk->max_output > 0 && reply->tokens > talk->max_output)
    {
      MusterTalkCall *last = reply->calls->len > 0 ? reply->calls->pdata[reply->calls->len - 1] : NULL;
      g_autofree char *arguments = last != NULL ? muster_talk_arguments (last) : NULL;

      /* the last thing said breaks off in the middle */
      if (last != NULL)
        {
          g_free (last->raw);
          last->raw = g_strndup (arguments, strlen (arguments) / 2);
        }
      else if (reply->text != NULL)
        *g_utf8_offset_to_pointer (reply->text, MIN (g_utf8_strlen (reply->text, -1), talk->max_output * 4)) = '\0';
      reply->tokens = (guint) talk->max_output;
      reply->stop = "length";
    }
}

/* The arguments of a call as the text that the vendor sends */
char *
muster_talk_arguments (MusterTalkCall *call)
{
  if (call->raw != NULL)
    return g_strdup (call->raw);
  return call->arguments != NULL ? json_to_string (call->arguments, FALSE) : g_strdup ("{}");
}

/* @text in pieces of a few letters, as it comes out of a model; never within a character */
GPtrArray *
muster_talk_pieces (const char *text)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);
  const char *at = text;
  guint size = strlen (text) > 4000 ? 400 : 12;

  while (*at != '\0')
    {
      const char *end = g_utf8_offset_to_pointer (at, MIN ((glong) size, g_utf8_strlen (at, (gssize) (size * 4))));

      if (end == at)
        end = at + strlen (at);
      g_ptr_array_add (pieces, g_strndup (at, (gsize) (end - at)));
      at = end;
    }
  return pieces;
}

MusterTalkReply *
muster_talk_reply_new (void)
{
  MusterTalkReply *reply = g_new0 (MusterTalkReply, 1);

  reply->calls = g_ptr_array_new_with_free_func (call_free);
  reply->stop = "stop";
  return reply;
}

void
muster_talk_reply_free (MusterTalkReply *reply)
{
  g_free (reply->text);
  g_ptr_array_unref (reply->calls);
  g_free (reply);
}

void
muster_talk_say (MusterTalkReply *reply,
                 const char      *text)
{
  g_free (reply->text);
  reply->text = g_strdup (text);
}

/* @arguments: (transfer full) */
void
muster_talk_call (MusterTalkReply *reply,
                  const char      *name,
                  JsonObject      *arguments)
{
  g_autoptr(JsonNode) node = muster_jo_node (arguments);

  muster_talk_add_call (reply->calls, NULL, name, node, NULL);
  reply->stop = "calls";
}

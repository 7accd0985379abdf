/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* The scripted model: what it says to a ticket stands in the script, turn by turn. Which ticket it
 * is stands in the prompt, how far it has come in the number of its own turns there, so that a
 * conversation that is taken up again goes on where it was. */

/* As the planner names tools to a model: `microsoft365:get-user` is `microsoft365__get-user` */
char *
muster_llm_function_name (const char *tool)
{
  const char *colon = strchr (tool, ':');

  return colon == NULL ? g_strdup (tool) : g_strdup_printf ("%.*s__%s", (int) (colon - tool), tool, colon + 1);
}

static gboolean
has_word (const char *text,
          const char *word)
{
  gsize length = strlen (word);

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    if ((at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[length]))
      return TRUE;
  return FALSE;
}

/* How surely @text is about @ticket: its number, its id, its summary */
static guint
fits_ticket (JsonObject *ticket,
             const char *text)
{
  const char *number = muster_jo_str (ticket, "number"), *summary = muster_jo_str (ticket, "summary");
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (ticket, "id", 0));
  g_autofree char *from = g_strdup (muster_jo_str (ticket, "fromEmail"));
  guint points = 0;

  if (number != NULL && has_word (text, number))
    points += 8;
  if (has_word (text, id))
    points += 8;
  if (summary != NULL && *summary != '\0' && strstr (text, summary) != NULL)
    points += 3;
  if (points > 0 && from != NULL && strstr (text, from) != NULL)
    points += 1;
  return points;
}

/* The id of the ticket that the first words of a user are about */
void
muster_llm_find_ticket (MusterTalk *talk)
{
  JsonArray *tickets = muster_jo_arr (muster_world_get_root (talk->call->world), "tickets");
  guint best = 0;

  for (guint m = 0; m < talk->messages->len && best == 0; m++)
    {
      MusterTalkMessage *message = talk->messages->pdata[m];

      if (!g_str_equal (message->role, "user"))
        continue;
      for (guint i = 0; i < muster_ja_length (tickets); i++)
        {
          JsonObject *ticket = muster_ja_obj (tickets, i);
          guint points = fits_ticket (ticket, message->text);

          if (points <= best)
            continue;
          best = points;
          g_free (talk->ticket);
          talk->ticket = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (ticket, "id", 0));
        }
    }
}

static JsonArray *
turns_of (MusterTalk *talk)
{
  JsonObject *tickets = muster_jo_obj (muster_llm_box (talk->call->world)->script, "tickets");
  JsonObject *ticket = talk->ticket != NULL ? muster_world_ticket (talk->call->world, g_ascii_strtoll (talk->ticket, NULL, 10)) : NULL;
  const char *names[] = { talk->ticket, muster_jo_str (ticket, "number"), "*" };

  for (gsize i = 0; tickets != NULL && i < G_N_ELEMENTS (names); i++)
    if (names[i] != NULL && muster_jo_arr (tickets, names[i]) != NULL)
      return muster_jo_arr (tickets, names[i]);
  return NULL;
}

static gboolean
is_said (MusterTalk *talk,
         const char *text)
{
  for (guint i = 0; i < talk->messages->len; i++)
    {
      MusterTalkMessage *message = talk->messages->pdata[i];

      if (!g_str_equal (message->role, "system") && strstr (message->text, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* A script may have variants, `[{"when": TEXT, "turns": […]}, {"turns": […]}]`: the first whose text has been said */
static JsonArray *
variant_of (MusterTalk *talk,
            JsonArray  *turns)
{
  if (muster_ja_length (turns) == 0 || muster_jo_arr (muster_ja_obj (turns, 0), "turns") == NULL)
    return turns;
  for (guint i = 0; i < json_array_get_length (turns); i++)
    {
      JsonObject *variant = muster_ja_obj (turns, i);
      const char *when = muster_jo_str (variant, "when");

      if (when == NULL || is_said (talk, when))
        return muster_jo_arr (variant, "turns");
    }
  return NULL;
}

/**
 * muster_llm_place_of:
 * @talk: a talk
 * @text: part of a row that some answer shows
 *
 * Returns: (transfer full) (nullable): the row as a plan names it, `s3.users[0]`; the first of the latest answer that has it
 */
char *
muster_llm_place_of (MusterTalk *talk,
                     const char *text)
{
  static GRegex *label = NULL, *row = NULL;
  g_autofree char *needle = g_utf8_casefold (text, -1);
  char *place = NULL;

  if (label == NULL)
    {
      label = g_regex_new ("^(s[0-9]+)\\b", 0, 0, NULL);
      row = g_regex_new ("^([A-Za-z]+(?:\\[[0-9]+\\])?)", 0, 0, NULL);
    }
  for (guint i = talk->messages->len; i > 0 && place == NULL; i--)
    {
      MusterTalkMessage *message = talk->messages->pdata[i - 1];
      g_auto(GStrv) lines = g_strsplit (message->text, "\n", -1);
      g_autofree char *answer = NULL;

      for (guint l = 0; lines[l] != NULL && place == NULL && !g_str_equal (message->role, "system"); l++)
        {
          g_autoptr(GMatchInfo) found = NULL;
          g_autofree char *folded = g_utf8_casefold (lines[l], -1);

          if (g_regex_match (label, lines[l], 0, &found))
            {
              g_free (answer);
              answer = g_match_info_fetch (found, 1);
            }
          else if (answer != NULL && strstr (folded, needle) != NULL)
            {
              g_autoptr(GMatchInfo) member = NULL;

              if (g_regex_match (row, lines[l], 0, &member))
                {
                  g_autofree char *name = g_match_info_fetch (member, 1);

                  place = g_strdup_printf ("%s.%s", answer, name);
                }
            }
        }
    }
  return place;
}

/* {"find": TEXT} becomes a reference to the row that shows it, or the text itself. */
static void
resolve_finds (MusterTalk *talk,
               JsonObject *arguments)
{
  g_autoptr(GList) names = json_object_get_members (arguments);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *text = muster_jo_str (muster_jo_obj (arguments, l->data), "find");
      g_autofree char *place = text != NULL ? muster_llm_place_of (talk, text) : NULL;

      if (place != NULL)
        json_object_set_object_member (arguments, l->data, muster_jo_new ("ref:s", place, NULL));
      else if (text != NULL)
        {
          g_autofree char *copy = g_strdup (text);

          json_object_set_string_member (arguments, l->data, copy);
        }
    }
}

/* Those calls of a turn whose tools are offered; a model can call no others. */
static void
add_calls (MusterTalk      *talk,
           MusterTalkReply *reply,
           JsonArray       *calls)
{
  for (guint i = 0; i < muster_ja_length (calls); i++)
    {
      JsonObject *one = muster_ja_obj (calls, i), *arguments = muster_jo_obj (one, "args");
      g_autofree char *name = muster_llm_function_name (muster_jo_str (one, "tool") != NULL ? muster_jo_str (one, "tool") : "");

      if (muster_talk_tool (talk, name) != NULL && (!talk->one_call || reply->calls->len == 0))
        {
          JsonObject *copy = arguments != NULL ? muster_jo_copy (arguments) : json_object_new ();

          resolve_finds (talk, copy);
          muster_talk_call (reply, name, copy);
        }
    }
}

/* The steps of a plan under the names that a model has for tools */
static JsonObject *
plan_of (MusterTalk *talk,
         JsonObject *script)
{
  JsonObject *plan = muster_jo_copy (script);
  JsonArray *steps = muster_jo_arr (plan, "steps");

  for (guint i = 0; i < muster_ja_length (steps); i++)
    {
      JsonObject *step = muster_ja_obj (steps, i);
      g_autofree char *name = muster_jo_str (step, "tool") != NULL ? muster_llm_function_name (muster_jo_str (step, "tool")) : NULL;

      if (name != NULL)
        json_object_set_string_member (step, "tool", name);
      if (muster_jo_obj (step, "args") != NULL)
        resolve_finds (talk, muster_jo_obj (step, "args"));
    }
  return plan;
}

/**
 * muster_llm_scripted:
 * @talk: a request
 * @reply: what will be said
 *
 * Says what the script has for this turn; the last turn is said again when there are no more.
 *
 * Returns: whether there is a script
 */
gboolean
muster_llm_scripted (MusterTalk      *talk,
                     MusterTalkReply *reply)
{
  guint turn = muster_talk_turns (talk), seen = 0;
  JsonArray *turns;

  turns = variant_of (talk, turns_of (talk));
  for (guint i = 0; i < muster_ja_length (turns); i++)
    {
      JsonObject *one = muster_ja_obj (turns, i);
      const char *text = muster_jo_str (one, "text");
      gboolean last = i + 1 == json_array_get_length (turns);
      g_autoptr(MusterTalkReply) trial = muster_talk_reply_new ();

      add_calls (talk, trial, muster_jo_arr (one, "calls"));
      if (trial->calls->len == 0 && muster_jo_obj (one, "plan") == NULL && text == NULL)
        continue;
      if (seen++ < turn && !last)
        continue;
      if (text != NULL)
        muster_talk_say (reply, text);
      if (muster_jo_obj (one, "plan") != NULL)
        muster_talk_call (reply, "propose_plan", plan_of (talk, muster_jo_obj (one, "plan")));
      else
        add_calls (talk, reply, muster_jo_arr (one, "calls"));
      return TRUE;
    }
  return FALSE;
}

/**
 * muster_llm_script_plan:
 * @talk: a request
 *
 * Returns: (transfer full) (nullable): the plan that the ticket's script ends with
 */
JsonObject *
muster_llm_script_plan (MusterTalk *talk)
{
  JsonArray *turns = variant_of (talk, turns_of (talk));

  for (guint i = muster_ja_length (turns); i > 0; i--)
    if (muster_jo_obj (muster_ja_obj (turns, i - 1), "plan") != NULL)
      return plan_of (talk, muster_jo_obj (muster_ja_obj (turns, i - 1), "plan"));
  return NULL;
}

/* --- without a script --- */

static JsonNode *
sample_of (JsonObject *schema)
{
  const char *type = muster_jo_str (schema, "type");
  JsonArray *choices = muster_jo_arr (schema, "enum");

  if (muster_ja_length (choices) > 0)
    return json_node_copy (json_array_get_element (choices, 0));
  if (g_strcmp0 (type, "object") == 0)
    return muster_jo_node (muster_llm_sample (schema));
  if (g_strcmp0 (type, "array") == 0)
    {
      JsonNode *node = json_node_new (JSON_NODE_ARRAY);

      json_node_take_array (node, json_array_new ());
      return node;
    }
  if (g_strcmp0 (type, "integer") == 0 || g_strcmp0 (type, "number") == 0)
    return json_node_init_int (json_node_alloc (), 1);
  if (g_strcmp0 (type, "boolean") == 0)
    return json_node_init_boolean (json_node_alloc (), TRUE);
  return json_node_init_string (json_node_alloc (), "ok");
}

/* An object with everything that @schema requires */
JsonObject *
muster_llm_sample (JsonObject *schema)
{
  JsonObject *object = json_object_new (), *properties = muster_jo_obj (schema, "properties");
  JsonArray *required = muster_jo_arr (schema, "required");

  for (guint i = 0; i < muster_ja_length (required); i++)
    {
      const char *name = muster_ja_str (required, i);

      if (name != NULL && muster_jo_obj (properties, name) != NULL)
        json_object_set_member (object, name, sample_of (muster_jo_obj (properties, name)));
    }
  return object;
}

/**
 * muster_llm_plain:
 * @talk: a request without a script
 * @reply: what will be said
 *
 * A simple helpful model: hands a ticket over to a person, calls a tool when there is one, or says a word.
 */
void
muster_llm_plain (MusterTalk      *talk,
                  MusterTalkReply *reply)
{
  MusterTalkTool *tool = muster_talk_tool (talk, "propose_plan");
  MusterTalkMessage *last = talk->messages->pdata[talk->messages->len - 1];

  if (g_str_equal (talk->choice, "none"))
    tool = NULL;
  else if (!g_str_equal (talk->choice, "auto") && !g_str_equal (talk->choice, "required"))
    tool = muster_talk_tool (talk, talk->choice);
  else if (tool == NULL && talk->tools->len > 0 && !g_str_equal (last->role, "tool"))
    tool = talk->tools->pdata[0];
  if (tool == NULL)
    muster_talk_say (reply, "I am a model of the sandbox, and I am here.");
  else if (g_str_equal (tool->name, "propose_plan"))
    muster_talk_call (reply, "propose_plan", muster_jo_new ("outcome:s", "handover", "diagnosis:s", "I cannot tell what to do here.",
                                                            "findings:a", json_array_new (), "steps:a", json_array_new (), "questions:a", json_array_new (),
                                                            "reply:s", "", "confidence:s", "low", "unsure:a", json_array_new (), NULL));
  else
    muster_talk_call (reply, tool->name, muster_llm_sample (tool->schema));
}

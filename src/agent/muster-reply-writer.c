/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-lexicon.h"
#include "muster-reply-writer.h"
#include "muster-rules.h"
#include "muster-step.h"
#include "muster-text.h"
#include "muster-words.h"

/* What a requester is told once the plan was carried out: the approved draft, and the facts of what happened, in the
 * ticket's language. The sentences are in workflows/replies.json as “done-” and the tool's name. They name people and
 * things, never an id; a sentence that would have to is left out for a plainer one. */

/* Drafts that only promise: what was done takes their place */
static const char * const promises[] = { "reply-working" };

static gboolean
is_promise (const char *draft)
{
  for (gsize i = 0; i < G_N_ELEMENTS (promises); i++)
    for (guint k = 0; k < MUSTER_N_LANGUAGES; k++)
      {
        g_autofree char *text = muster_reply_text (promises[i], muster_lexicon_language_name (k));

        if (g_strcmp0 (text, draft) == 0)
          return TRUE;
      }
  return FALSE;
}

/* A draft of our own tells its language for certain; other words are looked at */
static const char *
language_of (const char   *draft,
             MusterTicket *ticket,
             const char   *fallback)
{
  const MusterLexicon *lexicon = muster_lexicon_get ();
  const char *summary = muster_ticket_get_summary (ticket);
  const char *description = muster_ticket_get_description (ticket);
  g_autofree char *whole = g_strdup_printf ("%s\n%s", summary != NULL ? summary : "", description != NULL ? description : "");
  g_autoptr(GPtrArray) words = muster_words_split (whole);
  g_autoptr(GPtrArray) said = muster_words_split (draft != NULL ? draft : "");
  gboolean certain = FALSE;
  const char *language;

  for (gsize i = 0; i < G_N_ELEMENTS (promises); i++)
    for (guint k = 0; k < MUSTER_N_LANGUAGES; k++)
      {
        g_autofree char *text = muster_reply_text (promises[i], muster_lexicon_language_name (k));

        if (draft != NULL && g_strcmp0 (text, draft) == 0)
          return muster_lexicon_language_name (k);
      }
  language = muster_lexicon_detect (lexicon, said, fallback, &certain);
  if (!certain)
    language = muster_lexicon_detect (lexicon, words, fallback, &certain);
  return language != NULL ? language : "en";
}

/* Nothing that only a machine reads */
static gboolean
is_name (const char *text)
{
  static GRegex *machine;

  if (text == NULL || *text == '\0')
    return FALSE;
  if (machine == NULL)
    machine = g_regex_new ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\\{\\{|^(user|group|team|device|sku|ticket|new):|"
                           "\\b[0-7][0-9A-HJKMNP-TV-Z]{25}\\b", G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  return !g_regex_match (machine, text, 0, NULL);
}

static const char *
name_of (MusterStep *step,
         const char *slot)
{
  const char *name;

  if (g_str_equal (slot, "target"))
    name = muster_step_get_target_name (step);
  else
    {
      name = muster_json_str (muster_step_get_arg_names (step), slot);
      if (name == NULL)
        name = muster_json_str (muster_step_get_args (step), slot);
    }
  return is_name (name) ? name : NULL;
}

/* (nullable): @template with names for its slots; NULL when one has none */
static char *
fill (const char *template,
      MusterStep *step)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (const char *at = template; *at != '\0';)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      g_autofree char *slot = end != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : NULL;
      g_autofree char *line = NULL;
      const char *name;

      if (slot == NULL)
        {
          g_string_append_c (text, *at++);
          continue;
        }
      name = name_of (step, slot);
      if (name == NULL)
        return NULL;
      line = muster_text_one_line (name);
      g_string_append (text, line);
      at = end + 1;
    }
  return g_strdup (text->str);
}

static char *
fact (MusterStep *step,
      const char *language)
{
  const char *colon = strchr (muster_step_get_tool (step), ':');
  g_autofree char *id = g_strconcat ("done-", colon != NULL ? colon + 1 : muster_step_get_tool (step), NULL);
  g_autofree char *template = muster_reply_text (id, language);
  char *text = template != NULL ? fill (template, step) : NULL;

  return text != NULL ? text : muster_reply_text ("done-other", language);
}

static gboolean
is_said (GPtrArray  *facts,
         const char *text)
{
  return g_ptr_array_find_with_equal_func (facts, text, g_str_equal, NULL);
}

/* Nobody but a technician can keep what these say */
static const char * const engagements[] = {
  "reply-technician", "reply-identity", "reply-checking", "reply-licences", "reply-scheduled", "reply-call", "reply-incident",
  "reply-office",
};

/* A template's words before its first slot and after its last one */
static gboolean
was_made_of (const char *draft,
             const char *template)
{
  const char *open = strchr (template, '{');
  const char *close = strrchr (template, '}');

  if (open == NULL || close == NULL)
    return g_str_equal (draft, template);
  return strncmp (draft, template, (gsize) (open - template)) == 0 && g_str_has_suffix (draft, close + 1);
}

gboolean
muster_reply_promises (const char *draft)
{
  for (gsize i = 0; draft != NULL && i < G_N_ELEMENTS (engagements); i++)
    for (guint k = 0; k < MUSTER_N_LANGUAGES; k++)
      {
        g_autofree char *text = muster_reply_text (engagements[i], muster_lexicon_language_name (k));

        if (text != NULL && was_made_of (draft, text))
          return TRUE;
      }
  return FALSE;
}

/**
 * muster_reply_write:
 * @plan: the plan, with its approved draft
 * @ticket: the ticket, for its language
 * @language: (nullable): of the client, for tickets that do not tell theirs
 * @done: (element-type MusterStep): the steps that were carried out
 *
 * Returns: (transfer full) (nullable): what the requester is told; %NULL: nothing
 */
char *
muster_reply_write (MusterPlan   *plan,
                    MusterTicket *ticket,
                    const char   *language,
                    GPtrArray    *done)
{
  const char *draft = muster_plan_get_reply_draft (plan);
  const char *spoken = language_of (draft, ticket, language != NULL ? language : "en");
  g_autoptr(GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  GString *text;

  for (guint i = 0; i < done->len; i++)
    {
      g_autofree char *line = fact (g_ptr_array_index (done, i), spoken);

      if (line != NULL && !is_said (facts, line))
        g_ptr_array_add (facts, g_steal_pointer (&line));
    }
  if (draft == NULL || *draft == '\0')
    return NULL;
  if (facts->len == 0)
    return g_strdup (draft);

  text = g_string_new (NULL);
  if (is_promise (draft))
    {
      g_autofree char *opening = muster_reply_text ("reply-done", spoken);

      g_string_append_printf (text, "%s\n", opening);
    }
  else
    {
      g_autofree char *opening = muster_reply_text ("reply-facts", spoken);

      g_string_append_printf (text, "%s\n\n%s\n", draft, opening);
    }
  for (guint i = 0; i < facts->len; i++)
    g_string_append_printf (text, "- %s\n", (const char *) g_ptr_array_index (facts, i));
  g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

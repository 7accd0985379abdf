/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The note that asks for a yes, from the same structure that the yes is bound to. Nothing in it but the reasons and the
 * reply is anybody's words but the program's. */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-approval-request.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-text.h"

#define MAX_TEXT 420
/* What goes to the customer or into a system is shown whole: nobody says yes to what is not there to be read */
#define MAX_WHOLE 8000
#define MAX_LINES 12

/* One line; what cannot be seen in it, or looks like another letter, is named */
static char *
show_up_to (const char *text,
            glong       most)
{
  g_autofree char *line = muster_text_one_line (text);
  g_autofree char *unusual = muster_text_unusual (text);
  g_autofree char *clean = muster_text_ingest (line);
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (clean, -1) > most)
    {
      g_autofree char *start = g_utf8_substring (clean, 0, most);

      cut = g_strconcat (start, "…", NULL);
    }
  if (unusual == NULL)
    return g_strdup (cut != NULL ? cut : clean);
  /* Translators: a name, then code points such as U+202E */
  return g_strdup_printf (_("%s (careful, unusual characters: %s)"), cut != NULL ? cut : clean, unusual);
}

static char *
show (const char *text)
{
  return show_up_to (text, MAX_TEXT);
}

static const char *
class_word (MusterEffectClass effect_class)
{
  switch (effect_class)
    {
    case MUSTER_EFFECT_CLASS_REPLY: return _("writes to the customer");
    case MUSTER_EFFECT_CLASS_CREDENTIAL: return _("changes passwords or how somebody signs in");
    case MUSTER_EFFECT_CLASS_PRIVILEGE: return _("gives rights");
    case MUSTER_EFFECT_CLASS_DESTRUCTIVE: return _("removes or switches off something");
    case MUSTER_EFFECT_CLASS_READ:
    case MUSTER_EFFECT_CLASS_READ_SENSITIVE: return _("reads");
    case MUSTER_EFFECT_CLASS_NOTE_INTERNAL:
    case MUSTER_EFFECT_CLASS_WRITE:
    default: return _("changes something");
    }
}

static const char *
member_or (JsonObject *item,
           const char *name,
           const char *fallback)
{
  const char *text = muster_json_str (item, name);

  return text != NULL && *text != '\0' ? text : fallback;
}

static char *
value_text (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup (_("nothing"));
  if (muster_json_node_str (node) != NULL)
    return show_up_to (muster_json_node_str (node), MAX_WHOLE);
  return muster_json_to_string (node);
}

static void
add_args (GString    *line,
          JsonObject *item)
{
  JsonObject *args = muster_json_obj (item, "args");
  JsonObject *names = muster_json_obj (item, "argNames");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint n = 0;

  if (args == NULL)
    return;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *named = names != NULL ? muster_json_str (names, name) : NULL;
      g_autofree char *shown = named != NULL ? show (named) : NULL;
      g_autofree char *value = value_text (node);

      g_string_append_printf (line, "%s%s: ", n++ == 0 ? " (" : ", ", name);
      if (shown != NULL && !g_str_equal (shown, value))
        g_string_append_printf (line, "%s, %s", shown, value);
      else
        g_string_append (line, value);
    }
  if (n > 0)
    g_string_append_c (line, ')');
}

/* Translated words for the rules that asked */
static char *
rules_text (JsonObject *item)
{
  JsonArray *rules = muster_json_arr (item, "rules");
  GString *text = g_string_new (NULL);

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      const char *rule = muster_json_arr_str (rules, i);
      g_autofree char *words = rule != NULL ? muster_gate_rule_text (rule) : NULL;

      if (words != NULL)
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "", rule, words);
    }
  return g_string_free (text, FALSE);
}

static void
add_before (GString    *note,
            JsonObject *item)
{
  JsonObject *before = muster_json_obj (item, "before");
  const char *expected = muster_json_str (item, "expected");
  JsonObjectIter iter;
  const char *path;
  JsonNode *node;
  guint n = 0;

  if (before != NULL)
    {
      json_object_iter_init (&iter, before);
      while (json_object_iter_next (&iter, &path, &node) && n++ < MAX_LINES)
        {
          g_autofree char *value = value_text (node);

          /* Translators: what is there now; a name such as user.accountEnabled, then its value */
          g_string_append_printf (note, _("   Now: %s = %s."), path, value);
          g_string_append_c (note, '\n');
        }
    }
  if (expected != NULL)
    {
      g_autofree char *value = show (expected);

      /* Translators: what will be there when the step is done; a sentence follows */
      g_string_append_printf (note, _("   Then: %s"), value);
      g_string_append_c (note, '\n');
    }
}

static void
add_line (GString    *note,
          const char *format,
          const char *text)
{
  g_autofree char *shown = text != NULL && *text != '\0' ? show (text) : NULL;
  g_auto(GStrv) parts = g_strsplit (format, "%s", 2);

  if (shown == NULL || parts[0] == NULL || parts[1] == NULL)
    return;
  g_string_append_printf (note, "   %s%s%s\n", parts[0], shown, parts[1]);
}

static void
add_waiting (GString    *note,
             JsonObject *item)
{
  g_autofree char *rules = rules_text (item);
  JsonArray *evidence = muster_json_arr (item, "evidence");

  add_before (note, item);
  add_line (note, _("Asked because of %s."), rules);
  if (muster_json_bool (item, "manager", FALSE))
    g_string_append_printf (note, "   %s\n", _("The requester’s manager has to agree as well."));
  add_line (note, _("Why, in the planner’s words (not checked): %s"), muster_json_str (item, "reason"));
  for (guint i = 0; evidence != NULL && i < json_array_get_length (evidence) && i < MAX_LINES; i++)
    add_line (note, _("Read: %s"), muster_json_arr_str (evidence, i));
  add_line (note, "%s", muster_json_str (item, "undo"));
  add_line (note, _("Cannot be taken back: %s"), muster_json_str (item, "irreversible"));
}

static void
add_item (GString    *note,
          JsonObject *item)
{
  const char *target = member_or (item, "target", "");
  g_autofree char *name = show (member_or (item, "targetName", target));
  g_autofree char *explain = show (member_or (item, "explain", muster_json_str (item, "tool")));
  gboolean gated = muster_json_bool (item, "gated", TRUE);
  g_autoptr(GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%d) %s → %s", (int) muster_json_int (item, "step", 0), member_or (item, "tool", "?"), name);
  if (*target != '\0' && !g_str_equal (target, name))
    g_string_append_printf (line, " [%s]", target);
  add_args (line, item);
  g_string_append_printf (line, ": %s%s ", explain, g_str_has_suffix (explain, ".") ? "" : ".");
  g_string_append_printf (line, "[%s]", gated ? _("waits for a yes") : _("automatic"));
  g_string_append_printf (note, "%s\n", line->str);
  if (gated)
    add_waiting (note, item);
}

static void
add_answer (GString        *note,
            MusterApproval *approval,
            JsonArray      *items,
            const char     *code,
            gboolean        by_comment)
{
  g_autoptr(GDateTime) expires = g_date_time_new_from_unix_utc (muster_approval_get_expires (approval) / G_USEC_PER_SEC);
  g_autofree char *until = g_date_time_format (expires, "%Y-%m-%d %H:%M UTC");

  g_string_append_c (note, '\n');
  if (code != NULL && by_comment)
    {
      /* Translators: APPROVE and REJECT are commands that the program reads; they stay as they are */
      g_string_append_printf (note, _("Decide in Muster, or with an internal note of your own whose first line is APPROVE %s (all steps), APPROVE %s 1 (only the steps whose numbers you name) or REJECT %s."),
                              code, code, code);
      g_string_append_c (note, '\n');
      g_string_append_printf (note, "%s\n", _("A step that is left out ends the plan before it. Notes that came by e-mail or were changed afterwards do not count."));
    }
  else
    {
      g_string_append_printf (note, "%s\n", _("Decide in Muster. Notes on the ticket do not count for this request."));
    }
  g_string_append_printf (note, _("The request stands until %s."), until);
}

/**
 * muster_approval_write_note:
 * @approval: a request
 * @client_name: (nullable): whom it is about
 * @code: (nullable): what an answer on the ticket has to name
 * @by_comment: whether it may be answered on the ticket
 *
 * In the language that was pushed last.
 *
 * Returns: (transfer full): the text of the internal note that asks, without its mark
 */
char *
muster_approval_write_note (MusterApproval *approval,
                            const char     *client_name,
                            const char     *code,
                            gboolean        by_comment)
{
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);
  g_autofree char *client = show (client_name != NULL ? client_name : muster_approval_get_client_id (approval));
  GString *note = g_string_new (NULL);

  /* Translators: first a client’s name, then words such as “changes passwords or how somebody signs in” */
  g_string_append_printf (note, _("Muster asks for a yes – %s: %s"), client,
                          class_word (muster_approval_get_effect_class (approval)));
  g_string_append_c (note, '\n');
  if (muster_approval_get_requester_name (approval) != NULL)
    {
      g_autofree char *requester = show (muster_approval_get_requester_name (approval));

      g_string_append_printf (note, _("Requester: %s."), requester);
      g_string_append_c (note, '\n');
    }
  g_string_append_printf (note, "\n%s\n", _("Steps, in this order:"));
  for (guint i = 0; i < json_array_get_length (items); i++)
    if (muster_json_arr_obj (items, i) != NULL)
      add_item (note, muster_json_arr_obj (items, i));
  if (muster_approval_get_manager (approval) != NULL)
    {
      g_autofree char *manager = show (muster_approval_get_manager (approval));

      g_string_append_c (note, '\n');
      /* Translators: a name and an e-mail address */
      if (*manager != '\0')
        g_string_append_printf (note, _("The manager has to agree first: please ask %s and confirm it in Muster."), manager);
      else
        g_string_append (note, _("The requester’s manager has to agree first, and the directory names none: please find out who it is, ask, and confirm it in Muster."));
      g_string_append_c (note, '\n');
    }
  if (muster_approval_get_reply (approval) != NULL && *muster_approval_get_reply (approval) != '\0')
    {
      g_autofree char *reply = show_up_to (muster_approval_get_reply (approval), MAX_WHOLE);

      g_string_append_printf (note, "\n%s %s\n", _("The requester is then told:"), reply);
    }
  add_answer (note, approval, items, code, by_comment);
  return g_string_free (note, FALSE);
}

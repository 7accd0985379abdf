/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* POST /Actions. The outcome is a must and decides whether mail goes out; what the customer sees in
 * the portal is decided by hiddenfromuser alone, and that is false when nothing is said. The author
 * is the token's agent, whoever the body names. */

static const char integers[] = "ticket_id id outcome_id new_status new_agent";
static const char texts[] = "outcome note note_html emailto emailcc emailsubject datetime actionarrivaldate new_team";
static const char booleans[] = "hiddenfromuser sendemail important dont_do_rules";

static const MusterHaloOutcome *
wanted_outcome (JsonObject *element)
{
  return muster_halo_outcome (muster_jo_int (element, "outcome_id", -1), muster_jo_str (element, "outcome"));
}

static gint64
minutes_of (JsonObject *element)
{
  JsonNode *node = json_object_get_member (element, "timetaken");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? (gint64) (json_node_get_double (node) * 60.0 + 0.5) : 0;
}

static gboolean
check_element (MusterCall *call,
               JsonObject *element)
{
  gint64 id = muster_jo_int (element, "id", 0);
  JsonNode *time = json_object_get_member (element, "timetaken");
  JsonObject *ticket;

  if (!muster_halo_check_members (call, element, integers, texts, booleans))
    return FALSE;
  if (time != NULL && !JSON_NODE_HOLDS_NULL (time)
      && (!JSON_NODE_HOLDS_VALUE (time) || !g_type_is_a (json_node_get_value_type (time), G_TYPE_INT64))
      && (!JSON_NODE_HOLDS_VALUE (time) || json_node_get_value_type (time) != G_TYPE_DOUBLE))
    {
      muster_halopsa_fail (call, 400, "The request is invalid.");
      return FALSE;
    }
  if (!muster_jo_has (element, "ticket_id"))
    {
      muster_halopsa_fail (call, 400, "ticket_id must be included when posting an Action.");
      return FALSE;
    }
  ticket = muster_halo_find_ticket (call, muster_jo_int (element, "ticket_id", -1));
  if (ticket == NULL)
    return FALSE;
  if (id > 0 && muster_halo_stored_action (call, ticket, id, NULL) == NULL)
    muster_halopsa_fail (call, 404, "Not found");
  else if (id <= 0 && wanted_outcome (element) == NULL)
    muster_halopsa_fail (call, 400, "An Outcome must be entered for this Action");
  else
    return TRUE;
  return FALSE;
}

/* The words of a body: the note as it was sent, or what remains of its HTML */
static char *
words_of (MusterCall *call,
          JsonObject *element)
{
  const char *note = muster_jo_str (element, "note"), *html = muster_jo_str (element, "note_html");
  char *words = note != NULL ? g_strdup (note) : html != NULL ? muster_halo_strip_html (html, TRUE) : g_strdup ("");

  if (call->fold_text)
    g_strdelimit (words, "\r\n", ' ');
  return words;
}

static void
set_visible (JsonObject *note,
             gboolean    visible)
{
  json_object_set_string_member (note, "kind", visible ? "reply" : "internal");
  json_object_set_object_member (note, "flags",
                                 muster_jo_new ("detailDescriptionFlag:b", visible, "internalAnalysisFlag:b", !visible,
                                                "resolutionFlag:b", FALSE, "customerUpdatedFlag:b", FALSE,
                                                "processNotifications:b", muster_jo_has (note, "mail"), NULL));
}

/* Mail is made of note_html; a plain note arrives as one block. */
static JsonObject *
mail_of (MusterCall              *call,
         JsonObject              *ticket,
         JsonObject              *element,
         const MusterHaloOutcome *outcome)
{
  const char *html = muster_jo_str (element, "note_html"), *note = muster_jo_str (element, "note");
  const char *to = muster_jo_str (element, "emailto");
  const char *subject = muster_jo_str (element, "emailsubject");
  g_autofree char *list = muster_halo_mail_list (call->world, ticket);
  g_autofree char *block = g_markup_escape_text (note != NULL ? note : "", -1);

  if (outcome->cannot_mail || !(outcome->mails || muster_jo_bool (element, "sendemail", FALSE)))
    return NULL;
  if (to == NULL || *to == '\0' || muster_halo_setting_bool (call->world, "ignoreEmailTo"))
    to = list;
  return *to == '\0' ? NULL
         : muster_jo_new ("to:s", to, "cc:s", muster_jo_str (element, "emailcc"),
                          "subject:s", subject != NULL ? subject : muster_jo_str (ticket, "summary"),
                          "html:s", html != NULL ? html : g_strdelimit (block, "\r\n", ' '), NULL);
}

/**
 * muster_halo_add_time:
 * @ticket: a ticket
 * @entry: (transfer full): a time entry
 *
 * Puts @entry to the others.
 */
void
muster_halo_add_time (JsonObject *ticket,
                      JsonObject *entry)
{
  if (muster_jo_arr (ticket, "timeEntries") == NULL)
    json_object_set_array_member (ticket, "timeEntries", json_array_new ());
  json_array_add_object_element (muster_jo_arr (ticket, "timeEntries"), entry);
}

static JsonObject *
new_time (MusterCall *call,
          JsonObject *element,
          const char *now)
{
  gint64 minutes = minutes_of (element);
  g_autofree char *arrival = muster_halo_iso (muster_jo_str (element, "actionarrivaldate"));
  g_autofree char *given = arrival != NULL ? NULL : muster_halo_iso (muster_jo_str (element, "datetime"));
  g_autofree char *before = muster_time_format_iso (muster_world_now (call->world) - minutes * 60 * G_USEC_PER_SEC);
  g_autofree char *start = muster_halo_iso (before);

  return muster_jo_new ("id:i", muster_world_next_id (call->world, "time"), "memberId:i", muster_halo_agent_id (call),
                        "start:s", arrival != NULL ? arrival : given != NULL ? given : start, "minutes:i", minutes,
                        "addToResolution:b", FALSE, "created:s", now, NULL);
}

static void
move_status (MusterCall              *call,
             JsonObject              *ticket,
             JsonObject              *element,
             JsonObject              *stored,
             const MusterHaloOutcome *outcome)
{
  gint64 old = muster_jo_int (ticket, "statusId", 0), wanted = muster_jo_int (element, "new_status", 0);
  gint64 agent = muster_jo_int (element, "new_agent", 0);

  if (wanted <= 0)
    wanted = outcome->new_status;
  if (wanted > 0)
    muster_halo_set_status (call->world, ticket, wanted);
  if (muster_jo_int (ticket, "statusId", 0) != old)
    muster_jo_add (stored, "oldStatus:i", old, "newStatus:i", muster_jo_int (ticket, "statusId", 0), NULL);
  if (agent == MUSTER_HALO_UNASSIGNED)
    json_object_set_null_member (ticket, "ownerId");
  else if (muster_world_member (call->world, agent) != NULL)
    json_object_set_int_member (ticket, "ownerId", agent);
}

static gint64
new_action (MusterCall *call,
            JsonObject *ticket,
            JsonObject *element)
{
  const MusterHaloOutcome *outcome = wanted_outcome (element);
  JsonObject *agent = muster_world_member (call->world, muster_halo_agent_id (call)), *stored;
  JsonObject *mail = mail_of (call, ticket, element, outcome);
  gboolean visible = !muster_jo_bool (element, "hiddenfromuser", FALSE) || call->force_visible;
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *words = words_of (call, element);
  gint64 id;

  /* Whatever there is takes its number first */
  muster_halo_stored_action (call, ticket, -1, NULL);
  id = muster_jo_int (ticket, "nextAction", 2);
  json_object_set_int_member (ticket, "nextAction", id + 1);
  if (minutes_of (element) > 0 && !visible && mail == NULL)
    {
      stored = new_time (call, element, now);
      muster_jo_add (stored, "notes:s", words, "hidden:b", TRUE, NULL);
      muster_halo_add_time (ticket, stored);
    }
  else
    {
      stored = muster_jo_new ("id:i", muster_world_next_id (call->world, "note"), "authorKind:s", "member",
                              "memberId:i", muster_halo_agent_id (call), "authorName:s", muster_jo_str (agent, "name"),
                              "created:s", now, "text:s", words, "mail:o", mail, NULL);
      set_visible (stored, visible);
      json_array_add_object_element (muster_jo_arr (ticket, "notes"), stored);
      if (minutes_of (element) > 0)
        {
          JsonObject *entry = new_time (call, element, now);

          muster_jo_add (stored, "minutes:i", minutes_of (element), NULL);
          muster_jo_add (entry, "notes:s", words, "ofNote:i", muster_jo_int (stored, "id", 0), NULL);
          muster_halo_add_time (ticket, entry);
        }
    }
  muster_jo_add (stored, "actionId:i", id, "outcomeId:i", outcome->id,
                 "applicationId:s", muster_halo_application (call),
                 "noteHtml:s", muster_jo_str (element, "note_html"), "noteHtmlFor:s", words,
                 "important:b", muster_jo_bool (element, "important", FALSE), NULL);
  move_status (call, ticket, element, stored, outcome);
  json_object_set_string_member (ticket, "updated", now);
  return id;
}

static void
change_action (MusterCall *call,
               JsonObject *ticket,
               JsonObject *element)
{
  gboolean is_time = FALSE;
  JsonObject *stored = muster_halo_stored_action (call, ticket, muster_jo_int (element, "id", 0), &is_time);
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *words = words_of (call, element);

  if (muster_jo_has (element, "note") || muster_jo_has (element, "note_html"))
    {
      json_object_set_string_member (stored, is_time ? "notes" : "text", words);
      json_object_remove_member (stored, "noteHtml");
      muster_jo_add (stored, "noteHtml:s", muster_jo_str (element, "note_html"), "noteHtmlFor:s", words, NULL);
    }
  if (muster_jo_has (element, "hiddenfromuser"))
    {
      gboolean visible = !muster_jo_bool (element, "hiddenfromuser", FALSE) || call->force_visible;

      if (is_time)
        json_object_set_boolean_member (stored, "hidden", !visible);
      else
        set_visible (stored, visible);
    }
  if (muster_jo_has (element, "important"))
    json_object_set_boolean_member (stored, "important", muster_jo_bool (element, "important", FALSE));
  json_object_set_string_member (stored, "updated", now);
  json_object_set_string_member (ticket, "updated", now);
}

static JsonObject *
write_element (MusterCall *call,
               JsonObject *element)
{
  JsonObject *ticket = muster_world_ticket (call->world, muster_jo_int (element, "ticket_id", -1));
  gint64 id = muster_jo_int (element, "id", 0);
  g_autoptr(JsonArray) actions = NULL;

  if (id > 0)
    change_action (call, ticket, element);
  else
    id = new_action (call, ticket, element);
  muster_call_touch (call, ticket, "noted");
  actions = muster_halo_actions (call, ticket);
  return json_object_ref (muster_ja_find_int (actions, "id", id));
}

void
muster_halo_post_actions (MusterCall *call)
{
  muster_halo_write (call, check_element, write_element);
}

static void
remove_from (JsonArray  *array,
             JsonObject *stored)
{
  for (guint i = muster_ja_length (array); i > 0; i--)
    {
      JsonObject *object = muster_ja_obj (array, i - 1);

      if (object == stored || muster_jo_int (object, "ofNote", -1) == muster_jo_int (stored, "id", -2))
        json_array_remove_element (array, i - 1);
    }
}

void
muster_halo_delete_action (MusterCall *call)
{
  g_autoptr(JsonArray) actions = NULL;
  g_autoptr(JsonObject) row = NULL;
  g_autoptr(JsonObject) stored = NULL;
  JsonObject *ticket;
  gint64 id, number = muster_call_param_number (call, 0);

  if (!muster_halo_int (call, "ticket_id", -1, &id))
    return;
  if (id == -1)
    {
      muster_halopsa_fail (call, 400, "ticket_id must be included when deleting an Action.");
      return;
    }
  ticket = muster_halo_find_ticket (call, id);
  if (ticket == NULL)
    return;
  if (muster_halo_stored_action (call, ticket, number, NULL) == NULL)
    {
      muster_halopsa_fail (call, number == 1 ? 403 : 404, number == 1 ? MUSTER_HALO_FORBIDDEN : "Not found");
      return;
    }
  stored = json_object_ref (muster_halo_stored_action (call, ticket, number, NULL));
  actions = muster_halo_actions (call, ticket);
  row = json_object_ref (muster_ja_find_int (actions, "id", number));
  remove_from (muster_jo_arr (ticket, "notes"), stored);
  remove_from (muster_jo_arr (ticket, "timeEntries"), stored);
  muster_call_touch (call, ticket, "noted");
  muster_call_reply_object (call, 200, json_object_ref (row));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-autotask.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-webhooks.h"

/* What Autotask sends: the fields that the webhook shows or is subscribed to, in JSON that escapes
 * every sign that could mean something in HTML and all that is not ASCII. The signature is over
 * those very bytes (vendor's help: Webhooks, Secret Key Payload Verification). */

#define GIVES_UP 25

/* What the entity's fields are called in the world. */
static const struct { const char *field, *member; } names[] = {
  { "title", "summary" }, { "status", "statusId" }, { "queueID", "boardId" }, { "assignedResourceID", "ownerId" },
  { "assignedResourceRoleID", "roleId" }, { "priority", "priorityId" }, { "issueType", "type" }, { "contactID", "contactId" },
  { "companyID", "clientKey" }, { "dueDateTime", "due" }, { "completedDate", "closed" }, { "lastActivityDate", "updated" },
}, note_names[] = {
  { "description", "text" }, { "publish", "kind" }, { "publish", "publish" }, { "publish", "flags" },
};

static gboolean
has_changed (MusterChange *change,
             const char   *field)
{
  for (gsize i = 0; change->note == NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].field, field))
      return muster_change_has (change, names[i].member);
  for (gsize i = 0; change->note != NULL && i < G_N_ELEMENTS (note_names); i++)
    if (g_str_equal (note_names[i].field, field) && muster_change_has (change, note_names[i].member))
      return TRUE;
  return change->created || muster_change_has (change, field);
}

static char *
value_text (JsonObject *row,
            const char *field)
{
  JsonNode *node = json_object_get_member (row, field);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

/* The fields that a payload carries; NULL where the change is none that the webhook asked for. */
static JsonObject *
collect (MusterChange *change,
         JsonObject   *hook,
         JsonObject   *row)
{
  const MusterAtEntity *entity = muster_at_entity (change->note != NULL ? "TicketNotes" : "Tickets");
  JsonArray *fields = muster_jo_arr (hook, "fields");
  JsonObject *shown = json_object_new ();
  gboolean wanted = change->created;

  for (guint i = 0; i < muster_ja_length (fields); i++)
    {
      JsonObject *field = muster_ja_obj (fields, i);
      const MusterAtField *of = &entity->fields[muster_jo_int (field, "fieldID", 1) - 1];
      gboolean changed = muster_jo_bool (field, "isSubscribedField", FALSE) && has_changed (change, of->name);
      g_autofree char *value = value_text (row, of->name), *label = muster_at_hook_label (of);

      wanted |= changed;
      if (changed || muster_jo_bool (field, "isDisplayAlwaysField", FALSE))
        json_object_set_string_member (shown, label, value);
    }
  if (wanted)
    return shown;
  json_object_unref (shown);
  return NULL;
}

/* As the service writes JSON: & < > ' " + and everything beyond ASCII by its number. */
static char *
escape (const char *json)
{
  GString *text = g_string_new (NULL);

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\\' && p[1] == '"')
        {
          g_string_append (text, "\\u0022");
          p++;
        }
      else if (c == '\\')
        {
          g_string_append_len (text, p, 2);
          p++;
        }
      else if (c > 0xffff)
        g_string_append_printf (text, "\\u%04X\\u%04X", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
      else if (c > 0x7e || strchr ("&<>'+", (int) c) != NULL)
        g_string_append_printf (text, "\\u%04X", c);
      else
        g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

static GBytes *
make_body (MusterWorld *world,
           JsonObject  *hook,
           const char  *action,
           gint64       id,
           JsonObject  *fields,
           gint64       sequence,
           gint64       person)
{
  g_autofree char *now = muster_world_now_text (world);
  g_autoptr(JsonObject) body = muster_jo_new ("Action:s", action, "Guid:s", muster_jo_str (hook, "webhookGUID"),
                                              "EntityType:s", muster_jo_str (hook, "entity"), "Id:i", id,
                                              "Fields:o", json_object_ref (fields), "EventTime:s", now,
                                              "SequenceNumber:i", sequence, "PersonID:i", person, NULL);
  g_autofree char *plain = muster_jo_text (body);
  g_autofree char *text = escape (plain);

  return g_bytes_new (text, strlen (text));
}

static void
sign (MusterPost *post,
      JsonObject *hook,
      gboolean    forger)
{
  const char *key = forger ? "not-the-secret-key-of-this-webhook" : muster_jo_str (hook, "secretKey");
  g_autofree char *hmac = muster_webhooks_hmac (G_CHECKSUM_SHA1, (const guint8 *) key, strlen (key), post->body);
  g_autofree char *header = g_strconcat ("sha1=", hmac, NULL);

  muster_post_add_header (post, "X-Hook-Signature", header);
}

static gboolean
is_excluded (JsonObject *hook,
             gint64      resource)
{
  return muster_ja_find_int (muster_jo_arr (hook, "excluded"), "resourceID", resource) != NULL;
}

static gboolean
is_about (MusterChange *change,
          JsonObject   *hook)
{
  gboolean of_note = g_strcmp0 (muster_jo_str (hook, "entity"), "TicketNote") == 0;

  return of_note == (change->note != NULL) && muster_jo_bool (hook, "isActive", FALSE) && muster_at_hook_is_ready (hook)
         && muster_jo_bool (hook, change->created ? "isSubscribedToCreateEvents" : "isSubscribedToUpdateEvents", FALSE)
         && !is_excluded (hook, change->member);
}

static gint64
next_sequence (JsonObject *hook,
               gboolean    forged)
{
  JsonObject *book = muster_webhooks_book (hook);
  gint64 sequence = muster_jo_int (book, "sequence", 0) + (forged ? 0 : 1);

  json_object_set_int_member (book, "sequence", sequence);
  return sequence;
}

static MusterPost *
make (MusterChange *change,
      JsonObject   *hook,
      MusterForge   forge)
{
  gint64 person = change->member != 0 ? change->member : change->contact, id, sequence;
  g_autoptr(JsonObject) row = NULL;
  g_autoptr(JsonObject) fields = NULL;
  const char *action = change->created ? "Create" : "Update";
  MusterPost *post;

  if (!is_about (change, hook))
    return NULL;
  row = change->note != NULL ? muster_at_note_row (change->ticket, change->note) : muster_at_ticket_row (change->world, change->ticket);
  fields = collect (change, hook, row);
  if (fields == NULL)
    return NULL;
  id = muster_jo_int (row, "id", 0);
  sequence = next_sequence (hook, forge != MUSTER_FORGE_NONE);
  post = muster_post_new (muster_jo_str (hook, "webhookUrl"), id, action);
  post->body = make_body (change->world, hook, action, id, fields, sequence, person);
  if (forge != MUSTER_FORGE_UNSIGNED)
    sign (post, hook, forge == MUSTER_FORGE_KEY);
  if (forge == MUSTER_FORGE_BODY)
    {
      g_bytes_unref (post->body);
      post->body = make_body (change->world, hook, action, id + 1, fields, sequence, person);
    }
  return post;
}

static gboolean
is_retried (guint status)
{
  return TRUE;
}

/* After so many failed callouts in a row it is off, and another address is told so. */
static MusterPost *
attempted (MusterWorld *world,
           JsonObject  *hook,
           gboolean     worked)
{
  JsonObject *book = muster_webhooks_book (hook);
  gint64 failures = worked ? 0 : muster_jo_int (book, "failures", 0) + 1;
  g_autoptr(JsonObject) none = json_object_new ();
  MusterPost *post;

  json_object_set_int_member (book, "failures", failures);
  if (failures < GIVES_UP || !muster_jo_bool (hook, "isActive", FALSE))
    return NULL;
  json_object_set_boolean_member (hook, "isActive", FALSE);
  post = muster_post_new (muster_jo_str (hook, "deactivationUrl"), muster_jo_int (hook, "id", 0), "Deactivated");
  post->body = make_body (world, hook, "Deactivated", muster_jo_int (hook, "id", 0), none, next_sequence (hook, FALSE), 0);
  sign (post, hook, FALSE);
  return post;
}

/* Five attempts in two minutes, the first retry after half a minute */
const MusterHookVendor muster_autotask_hooks = {
  .vendor = "autotask", .timeout_ms = 10000, .waits = { 30000, 30000, 30000, 30000 }, .is_retried = is_retried, .in_order = TRUE,
  .make = make, .attempted = attempted,
};

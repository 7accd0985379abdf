/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-webhooks.h"

/* What a call has changed, told from how its tickets looked before: whichever vendor's door a
 * change came through, all vendors' webhooks hear of the same. */

static const char *const ticket_members[] = {
  "summary", "description", "resolution", "statusId", "boardId", "ownerId", "roleId", "priorityId", "type", "contactId", "clientKey",
  "due", "ticketType", "ticketCategory", "subIssueType", "closed", "source", NULL
};

static const char *const note_members[] = { "text", "title", "kind", "publish", "noteType", "flags", "outcome", "updated", NULL };

/* How a ticket looked. */
typedef struct {
  char       *members[G_N_ELEMENTS (ticket_members)];
  GHashTable *notes;        /* id → array of the members' texts */
  guint       times;
  guint       attachments;
} Look;

struct _MusterChanges {
  MusterWorld *world;       /* (unowned): the server keeps both */
  GHashTable  *looks;       /* ticket id → Look */
};

static char *
text_of (JsonObject *object,
         const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? json_to_string (node, FALSE) : NULL;
}

static void
look_free (gpointer data)
{
  Look *look = data;

  for (gsize i = 0; i < G_N_ELEMENTS (look->members); i++)
    g_free (look->members[i]);
  g_hash_table_unref (look->notes);
  g_free (look);
}

static void
texts_free (gpointer data)
{
  char **texts = data;

  for (gsize i = 0; note_members[i] != NULL; i++)
    g_free (texts[i]);
  g_free (texts);
}

static gint64 *
key_of (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static char **
note_texts (JsonObject *note)
{
  char **texts = g_new0 (char *, G_N_ELEMENTS (note_members));

  for (gsize i = 0; note_members[i] != NULL; i++)
    texts[i] = text_of (note, note_members[i]);
  return texts;
}

static Look *
look_at (JsonObject *ticket)
{
  JsonArray *notes = muster_jo_arr (ticket, "notes");
  Look *look = g_new0 (Look, 1);

  for (gsize i = 0; ticket_members[i] != NULL; i++)
    look->members[i] = text_of (ticket, ticket_members[i]);
  look->notes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, texts_free);
  for (guint i = 0; i < muster_ja_length (notes); i++)
    g_hash_table_insert (look->notes, key_of (muster_jo_int (muster_ja_obj (notes, i), "id", 0)), note_texts (muster_ja_obj (notes, i)));
  look->times = muster_ja_length (muster_jo_arr (ticket, "timeEntries"));
  look->attachments = muster_ja_length (muster_jo_arr (ticket, "attachments"));
  return look;
}

static void
change_free (gpointer data)
{
  MusterChange *change = data;

  g_strfreev (change->fields);
  g_free (change);
}

gboolean
muster_change_has (MusterChange *change,
                   const char   *field)
{
  return g_strv_contains ((const char *const *) change->fields, field);
}

/* The API's own member, unless the call says that it acts for somebody; nobody for the control interface. */
static gint64
caller (MusterCall *call)
{
  const char *header = muster_call_header (call, "ImpersonationResourceId");

  if (g_str_equal (call->vendor, "unknown"))
    return 0;
  if (call->claims != NULL && g_str_equal (call->vendor, "halopsa"))
    return muster_jo_int (json_node_get_object (call->claims), "agent", 0);
  if (header != NULL && g_str_equal (call->vendor, "autotask"))
    return g_ascii_strtoll (header, NULL, 10);
  return muster_jo_int (muster_world_api_member (call->world), "id", 0);
}

static MusterChange *
add_change (GPtrArray  *changes,
            MusterCall *call,
            JsonObject *ticket,
            JsonObject *note,
            gboolean    created,
            GPtrArray  *fields)
{
  MusterChange *change = g_new0 (MusterChange, 1);
  JsonObject *author = note != NULL ? note : ticket;

  change->world = call->world;
  change->base = call->base;
  change->ticket = ticket;
  change->note = note;
  change->created = created;
  g_ptr_array_add (fields, NULL);
  change->fields = g_strdupv ((char **) fields->pdata);
  change->member = caller (call);
  if (change->member == 0 && note != NULL)
    change->member = muster_jo_int (note, "memberId", 0);
  if (change->member == 0)
    change->contact = muster_jo_int (author, "contactId", 0);
  g_ptr_array_add (changes, change);
  return change;
}

static void
compare_notes (GPtrArray  *changes,
               MusterCall *call,
               JsonObject *ticket,
               Look       *before)
{
  JsonArray *notes = muster_jo_arr (ticket, "notes");

  for (guint i = 0; i < muster_ja_length (notes); i++)
    {
      JsonObject *note = muster_ja_obj (notes, i);
      gint64 id = muster_jo_int (note, "id", 0);
      char **old = before != NULL ? g_hash_table_lookup (before->notes, &id) : NULL;
      g_autoptr(GPtrArray) fields = g_ptr_array_new ();

      for (gsize f = 0; note_members[f] != NULL; f++)
        {
          g_autofree char *now = text_of (note, note_members[f]);

          if (old == NULL || g_strcmp0 (old[f], now) != 0)
            g_ptr_array_add (fields, (char *) note_members[f]);
        }
      if (old == NULL || fields->len > 0)
        add_change (changes, call, ticket, note, old == NULL, fields);
    }
}

/* A note moves its ticket's last activity, whoever wrote it. */
static void
add_activity (GPtrArray  *changes,
              MusterCall *call,
              JsonObject *ticket)
{
  MusterChange *told = changes->pdata[changes->len - 1], *change;
  g_autoptr(GPtrArray) fields = g_ptr_array_new ();

  g_ptr_array_add (fields, (char *) "updated");
  change = add_change (changes, call, ticket, NULL, FALSE, fields);
  change->quiet = TRUE;
  change->member = told->member;
  change->contact = told->contact;
}

static void
compare (MusterChanges *self,
         GPtrArray     *changes,
         MusterCall    *call,
         JsonObject    *ticket)
{
  gint64 id = muster_jo_int (ticket, "id", 0);
  Look *before = g_hash_table_lookup (self->looks, &id), *now = look_at (ticket);
  g_autoptr(GPtrArray) fields = g_ptr_array_new ();
  guint n_told = changes->len;
  gboolean own;

  for (gsize f = 0; ticket_members[f] != NULL; f++)
    if (before == NULL || g_strcmp0 (before->members[f], now->members[f]) != 0)
      g_ptr_array_add (fields, (char *) ticket_members[f]);
  if (before != NULL && before->times != now->times)
    g_ptr_array_add (fields, (char *) "timeEntries");
  if (before != NULL && before->attachments != now->attachments)
    g_ptr_array_add (fields, (char *) "attachments");
  own = before == NULL || fields->len > 0;
  if (own)
    {
      g_ptr_array_add (fields, (char *) "updated");
      add_change (changes, call, ticket, NULL, before == NULL, fields);
    }
  compare_notes (changes, call, ticket, before);
  if (!own && changes->len > n_told)
    add_activity (changes, call, ticket);
  g_hash_table_replace (self->looks, key_of (id), now);
}

/**
 * muster_changes_take:
 * @self: what is known
 * @call: a call that has been answered
 *
 * Returns: (transfer full) (element-type MusterChange): what it has changed, in order
 */
GPtrArray *
muster_changes_take (MusterChanges *self,
                     MusterCall    *call)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < call->events->len; i++)
    {
      gint64 id = muster_jo_int (call->events->pdata[i], "ticket", 0);
      JsonObject *ticket = muster_world_ticket (self->world, id);

      if (ticket != NULL && g_hash_table_add (seen, key_of (id)))
        compare (self, changes, call, ticket);
    }
  return changes;
}

/* The present state counts as known: a new start, or the world was put back. */
void
muster_changes_restart (MusterChanges *self)
{
  const char *const lists[] = { "tickets", "history" };

  g_hash_table_remove_all (self->looks);
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *tickets = muster_jo_arr (muster_world_get_root (self->world), lists[l]);

      for (guint i = 0; i < muster_ja_length (tickets); i++)
        {
          JsonObject *ticket = muster_ja_obj (tickets, i);

          g_hash_table_replace (self->looks, key_of (muster_jo_int (ticket, "id", 0)), look_at (ticket));
        }
    }
}

MusterChanges *
muster_changes_new (MusterWorld *world)
{
  MusterChanges *self = g_new0 (MusterChanges, 1);

  self->world = world;
  self->looks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, look_free);
  muster_changes_restart (self);
  return self;
}

void
muster_changes_free (MusterChanges *self)
{
  g_hash_table_unref (self->looks);
  g_free (self);
}

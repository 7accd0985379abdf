/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-approval-comments.h"
#include "muster-conversation.h"
#include "muster-error.h"
#include "muster-hash.h"
#include "muster-note.h"
#include "muster-psa.h"

/* A ticket's time stamps move for many reasons: a status, a rule of the PSA, our own note. What a plan depends on is
 * what people have said, so that alone is compared: a hash over the description and the notes and time entries of
 * everybody but ourselves and the PSA's own rules. An edited note counts, for its text is in the hash. */

/* Ours, or a machine's: automatic notes follow every act, also ours, and ask for nothing. A technician's decision about
 * a plan is no reason to make another */
static gboolean
is_nobodys (MusterNote *note)
{
  const char *kind = muster_note_get_author_kind (note);

  return g_strcmp0 (kind, "self") == 0 || g_strcmp0 (kind, "system") == 0
         || muster_approval_comments_is_command (note);
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* Where the PSA keeps the description among the notes; see muster_psa_apply_notes () */
static MusterNote *
find_description (MusterTicket *ticket,
                  GPtrArray    *notes)
{
  const char *description = muster_ticket_get_description (ticket);
  MusterNote *first = NULL;

  for (guint i = 0; i < notes->len; i++)
    {
      MusterNote *note = notes->pdata[i];

      if (g_strcmp0 (muster_note_get_kind (note), "description") == 0)
        return note;
      if (first == NULL && !muster_note_get_internal (note) && g_strcmp0 (muster_note_get_kind (note), "note") == 0)
        first = note;
    }
  if (first != NULL && (is_empty (description) || g_strcmp0 (description, muster_note_get_text (first)) == 0))
    return first;
  return NULL;
}

static int
compare_notes (gconstpointer a,
               gconstpointer b)
{
  MusterNote *first = *(MusterNote **) a;
  MusterNote *second = *(MusterNote **) b;
  int kind = g_strcmp0 (muster_note_get_kind (first), muster_note_get_kind (second));

  return kind != 0 ? kind : g_strcmp0 (muster_note_get_external_id (first), muster_note_get_external_id (second));
}

/**
 * muster_conversation_hash:
 * @ticket: a ticket, whose description is used where no note is it
 * @notes: (element-type MusterNote): its notes and time entries
 *
 * Returns: (transfer full): the same text for the same words of the same people
 */
char *
muster_conversation_hash (MusterTicket *ticket,
                          GPtrArray    *notes)
{
  g_autoptr(MusterHash) hash = muster_hash_new ("muster-conversation");
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();
  MusterNote *description = find_description (ticket, notes);
  const char *text = description != NULL ? muster_note_get_text (description) : muster_ticket_get_description (ticket);

  muster_hash_add (hash, text != NULL ? text : "");
  for (guint i = 0; i < notes->len; i++)
    if (notes->pdata[i] != description && !is_nobodys (notes->pdata[i]))
      g_ptr_array_add (sorted, notes->pdata[i]);
  g_ptr_array_sort (sorted, compare_notes);
  for (guint i = 0; i < sorted->len; i++)
    {
      MusterNote *note = sorted->pdata[i];

      muster_hash_add (hash, muster_note_get_kind (note));
      muster_hash_add (hash, muster_note_get_external_id (note));
      muster_hash_add (hash, muster_note_get_text (note));
    }
  return muster_hash_finish (hash);
}

static MusterNote *
find_same (GPtrArray  *notes,
           MusterNote *wanted)
{
  for (guint i = 0; i < notes->len; i++)
    if (compare_notes (&notes->pdata[i], &wanted) == 0)
      return notes->pdata[i];
  return NULL;
}

static void
set_change (MusterTicket *ticket,
            const char   *kind,
            const char   *author,
            gint64        time)
{
  muster_ticket_set_change_kind (ticket, kind);
  muster_ticket_set_change_author (ticket, author);
  muster_ticket_set_change_time (ticket, time);
}

static gboolean
any_is_gone (GPtrArray *before,
             GPtrArray *now)
{
  for (guint i = 0; i < before->len; i++)
    if (!is_nobodys (before->pdata[i]) && find_same (now, before->pdata[i]) == NULL)
      return TRUE;
  return FALSE;
}

/* Some PSAs name the contacts of notes by their id alone; most of them are the ticket's own */
static const char *
name_of_author (MusterTicket *ticket,
                MusterNote   *note)
{
  const char *name = muster_note_get_author_name (note);

  if (name == NULL && g_strcmp0 (muster_note_get_author_kind (note), "contact") == 0
      && g_strcmp0 (muster_note_get_author_id (note), muster_ticket_get_contact_id (ticket)) == 0)
    return muster_ticket_get_contact_name (ticket);
  return name;
}

/* The newest of what others wrote or changed; without any, a note is gone or the description is another */
static void
describe_change (MusterTicket *ticket,
                 GPtrArray    *before)
{
  GPtrArray *notes = muster_ticket_get_notes (ticket);
  MusterNote *newest = NULL;
  MusterNote *edited = NULL;

  for (guint i = 0; i < notes->len; i++)
    {
      MusterNote *note = notes->pdata[i];
      MusterNote *old = find_same (before, note);

      if (is_nobodys (note))
        continue;
      if (old == NULL && (newest == NULL || muster_note_get_created (note) >= muster_note_get_created (newest)))
        newest = note;
      else if (old != NULL && g_strcmp0 (muster_note_get_text (old), muster_note_get_text (note)) != 0)
        edited = note;
    }

  if (newest != NULL)
    set_change (ticket, muster_note_get_kind (newest), name_of_author (ticket, newest),
                muster_note_get_created (newest));
  else if (edited != NULL)
    set_change (ticket, "edited", name_of_author (ticket, edited), muster_ticket_get_updated (ticket));
  else
    set_change (ticket, any_is_gone (before, notes) ? "removed" : "description", NULL,
                muster_ticket_get_updated (ticket));
}

/**
 * muster_conversation_apply:
 * @psa: the ticket's PSA
 * @ticket: a ticket whose description may have come from its notes before
 * @notes: (element-type MusterNote): those that it has now
 *
 * Takes @notes over; the one that is the description becomes it again.
 */
void
muster_conversation_apply (MusterPsa    *psa,
                           MusterTicket *ticket,
                           GPtrArray    *notes)
{
  if (find_description (ticket, notes) != NULL)
    muster_ticket_set_description (ticket, NULL);
  muster_psa_apply_notes (psa, ticket, notes);
}

/**
 * muster_conversation_update:
 * @psa: the ticket's PSA
 * @ticket: the ticket, with the notes that it had before
 * @notes: (element-type MusterNote): those that it has now
 *
 * Takes @notes over, and says who changed the conversation when it is another than before.
 */
void
muster_conversation_update (MusterPsa    *psa,
                            MusterTicket *ticket,
                            GPtrArray    *notes)
{
  g_autofree char *hash = muster_conversation_hash (ticket, notes);
  g_autofree char *hash_before = g_strdup (muster_ticket_get_conversation (ticket));
  g_autoptr(GPtrArray) before = g_ptr_array_ref (muster_ticket_get_notes (ticket));

  muster_conversation_apply (psa, ticket, notes);
  muster_ticket_set_conversation (ticket, hash);
  if (hash_before != NULL && !g_str_equal (hash_before, hash))
    describe_change (ticket, before);
}

/**
 * muster_conversation_is_ahead:
 * @ticket: a ticket as it is stored
 * @planned: (nullable): hash of the conversation that its run was planned for
 *
 * Returns: whether the plan is about an older conversation
 */
gboolean
muster_conversation_is_ahead (MusterTicket *ticket,
                              const char   *planned)
{
  const char *now = muster_ticket_get_conversation (ticket);

  return now != NULL && planned != NULL && !g_str_equal (now, planned);
}

typedef struct
{
  MusterTicket *ticket;  /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->ticket);
  g_free (reading);
}

static void
notes_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reading *reading = g_task_get_task_data (task);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (source), muster_ticket_get_connection_id (reading->ticket));
  GError *error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(GPtrArray) notes = NULL;

  if (answer != NULL && psa != NULL)
    notes = muster_psa_read_notes (psa, answer, &error);
  if (notes != NULL)
    {
      muster_conversation_update (psa, reading->ticket, notes);
      g_task_return_boolean (task, TRUE);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
}

/**
 * muster_conversation_read_async:
 * @cap: INTAKE
 * @ticket: a ticket with the notes and the hash that were stored last; gets the newest
 */
void
muster_conversation_read_async (MusterGate         *gate,
                                MusterRunCap       *cap,
                                MusterTicket       *ticket,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);
  MusterConnection *connection = muster_gate_get_connection (gate, muster_ticket_get_connection_id (ticket));
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = NULL;

  g_task_set_source_tag (task, muster_conversation_read_async);
  reading->ticket = g_object_ref (ticket);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  if (connection == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
      return;
    }

  tool = g_strconcat (muster_connection_get_integration (connection), ":read-notes", NULL);
  json_object_set_string_member (args, "ticket", muster_ticket_get_external_id (ticket));
  muster_gate_read_async (gate, cap, tool, args, NULL, cancellable, notes_read_cb, g_object_ref (task));
}

gboolean
muster_conversation_read_finish (GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-approval-answer.h"
#include "muster-approval-command.h"
#include "muster-approval-comments.h"
#include "muster-approvers.h"
#include "muster-error.h"
#include "muster-hash.h"
#include "muster-json.h"

/**
 * MusterApprovalComments:
 *
 * Decisions by note. Only tickets with an open request are read, and only where an administrator has named who may
 * decide. Each note is seen once: its text at first sight decides, whatever it says later. A note that wants to decide
 * and does not count is answered once; our own notes never are.
 *
 * One ticket after the other, one note after the other; nothing is decided twice because the store lets one win.
 */

#define MAX_REASON 500

struct _MusterApprovalComments
{
  GObject parent_instance;

  MusterStore      *store;       /* (owned) */
  MusterGate       *gate;        /* (owned) */
  MusterConnection *connection;  /* (owned) */
  MusterClock      *clock;       /* (owned) */
  GHashTable       *known;       /* (owned): "ticket/note" → hash of the text that was dealt with */
};

G_DEFINE_FINAL_TYPE (MusterApprovalComments, muster_approval_comments, G_TYPE_OBJECT)

typedef struct
{
  MusterRunCap *cap;         /* (owned) */
  GPtrArray    *approvals;   /* (owned) (element-type MusterApproval): open ones of this connection, oldest first */
  char        **approvers;
  GPtrArray    *tickets;     /* (owned) (element-type utf8) */
  guint         next_ticket;
  int           decided;

  /* Of one ticket */
  const char   *ticket;
  GPtrArray    *open;        /* (owned) (element-type MusterApproval) */
  GPtrArray    *notes;       /* (owned) (nullable) (element-type MusterNote) */
  char         *request_note; /* (nullable): id of our note that asked for the oldest */
  guint         next_note;

  /* Of one note */
  MusterNoteSight       sight;
  MusterApprovalCommand command;
  char                 *outcome;
  MusterApproval       *about;   /* (unowned): in open */
  guint                 wrong;   /* requests whose wrong codes are still to be counted */
  GError               *error;   /* (owned) (nullable): while counting */

  /* Asked for when the first command is seen */
  GPtrArray    *members;     /* (owned) (nullable) (element-type MusterPsaMember) */
  char         *own_id;
} Reading;

static void next_ticket (GTask *task);
static void next_note (GTask *task);
static void judge (GTask *task);

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->cap);
  g_clear_pointer (&reading->approvals, g_ptr_array_unref);
  g_clear_pointer (&reading->approvers, g_strfreev);
  g_clear_pointer (&reading->tickets, g_ptr_array_unref);
  g_clear_pointer (&reading->open, g_ptr_array_unref);
  g_clear_pointer (&reading->notes, g_ptr_array_unref);
  g_clear_pointer (&reading->members, g_ptr_array_unref);
  g_clear_error (&reading->error);
  g_free (reading->request_note);
  g_free (reading->outcome);
  g_free (reading->own_id);
  g_free (reading);
}

/**
 * muster_approval_comments_is_command:
 * @note: a note
 *
 * Returns: %TRUE if a technician wrote it and it stands there to be read by the program
 */
gboolean
muster_approval_comments_is_command (MusterNote *note)
{
  MusterApprovalCommand command;

  if (g_strcmp0 (muster_note_get_author_kind (note), "member") != 0
      || g_strcmp0 (muster_note_get_kind (note), "note") != 0)
    return FALSE;
  return muster_approval_command_parse (muster_note_get_text (note), &command) != MUSTER_APPROVAL_VERB_NONE;
}

static MusterPsa *
get_psa (MusterApprovalComments *self)
{
  return muster_gate_get_psa (self->gate, muster_connection_get_id (self->connection));
}

static MusterNote *
note_of (Reading *reading)
{
  return reading->notes->pdata[reading->next_note];
}

/* HaloPSA numbers the actions of each ticket for themselves */
static char *
note_key (Reading *reading)
{
  return g_strconcat (reading->ticket, "/", muster_note_get_external_id (note_of (reading)), NULL);
}

static void
ask (GTask              *task,
     const char         *name,
     const char         *ticket,
     GAsyncReadyCallback callback)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autofree char *tool = g_strconcat (muster_connection_get_integration (self->connection), ":", name, NULL);
  g_autoptr(JsonObject) args = json_object_new ();

  if (ticket != NULL)
    json_object_set_string_member (args, "ticket", ticket);
  muster_gate_read_async (self->gate, reading->cap, tool, args, NULL, g_task_get_cancellable (task), callback,
                          g_object_ref (task));
}

/* --- The end of one note --- */

static void
note_done (GTask *task)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  const char *text = muster_note_get_text (note_of (reading));

  g_hash_table_replace (self->known, note_key (reading), muster_hash_text (text != NULL ? text : ""));
  g_clear_pointer (&reading->outcome, g_free);
  reading->about = NULL;
  reading->next_note++;
  next_note (task);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  /* Nothing depends on it */
  if (!muster_approval_answer_finish (result, &error))
    g_message ("Answering a note that did not count: %s", error->message);
  note_done (task);
}

static MusterApprovalRefusal
refusal_of (const char *outcome)
{
  for (guint refusal = MUSTER_APPROVAL_REFUSAL_OFF; refusal <= MUSTER_APPROVAL_REFUSAL_DECIDED; refusal++)
    if (g_strcmp0 (outcome, muster_approval_refusal_to_string ((MusterApprovalRefusal) refusal)) == 0)
      return (MusterApprovalRefusal) refusal;
  return MUSTER_APPROVAL_REFUSAL_NONE;
}

static gboolean
is_own_note (Reading *reading)
{
  const char *kind = muster_note_get_author_kind (note_of (reading));

  return g_strcmp0 (kind, "self") == 0 || g_strcmp0 (kind, "system") == 0;
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  MusterApprovalRefusal refusal = refusal_of (reading->outcome);
  g_autoptr(GError) error = NULL;

  if (!muster_store_settle_note_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (refusal == MUSTER_APPROVAL_REFUSAL_NONE || is_own_note (reading) || reading->open->len == 0)
    note_done (task);
  else
    muster_approval_answer_async (self->store, self->gate, self->clock, reading->open->pdata[0],
                                  muster_note_get_external_id (note_of (reading)), refusal,
                                  g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

/* @outcome: a verb, or why it did not count */
static void
settle (GTask      *task,
        const char *outcome)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autofree char *key = note_key (reading);

  g_free (reading->outcome);
  reading->outcome = g_strdup (outcome);
  muster_store_settle_note_async (self->store, muster_connection_get_id (self->connection), key, outcome,
                                  g_task_get_cancellable (task), settled_cb, g_object_ref (task));
}

static void
refuse (GTask                *task,
        MusterApprovalRefusal refusal)
{
  g_message ("A note with a decision did not count: %s", muster_approval_refusal_to_string (refusal));
  settle (task, muster_approval_refusal_to_string (refusal));
}

/* --- The decision --- */

static void
decided_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (muster_store_decide_approval_finish (MUSTER_STORE (source), result, &error))
    {
      reading->decided++;
      g_ptr_array_remove (reading->open, reading->about);
      note_done (task);
    }
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    refuse (task, MUSTER_APPROVAL_REFUSAL_DECIDED);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static MusterPsaMember *
find_member (Reading    *reading,
             const char *id)
{
  for (guint i = 0; reading->members != NULL && i < reading->members->len; i++)
    {
      MusterPsaMember *member = reading->members->pdata[i];

      if (g_strcmp0 (member->id, id) == 0)
        return member;
    }
  return NULL;
}

/* What a technician wrote below the command */
static char *
reason_of (MusterNote *note)
{
  const char *rest = strstr (muster_note_get_text (note), "REJECT");
  g_autofree char *reason = NULL;

  rest = rest != NULL ? strchr (rest, '\n') : NULL;
  reason = g_strstrip (g_strdup (rest != NULL ? rest : ""));
  return g_utf8_strlen (reason, -1) > MAX_REASON ? g_utf8_substring (reason, 0, MAX_REASON) : g_steal_pointer (&reason);
}

static void
decide (GTask *task)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  MusterApproval *approval = reading->about;
  MusterPsaMember *member = find_member (reading, muster_note_get_author_id (note_of (reading)));
  MusterApprovalDecision decision = { MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_REJECTED };
  g_autoptr(GArray) declined = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *boot = muster_clock_boot_stamp (self->clock);
  g_autofree char *by = g_strdup_printf ("psa:%s %s", muster_note_get_author_id (note_of (reading)),
                                         member != NULL && member->name != NULL ? member->name : "");
  g_autofree char *reason = reason_of (note_of (reading));
  g_autofree char *key = note_key (reading);
  g_autofree char *items = NULL;

  if (muster_approval_check_time (approval, muster_clock_now (self->clock), boot) != MUSTER_APPROVAL_TIME_GOOD)
    {
      refuse (task, MUSTER_APPROVAL_REFUSAL_EXPIRED);
      return;
    }
  if (reading->command.verb == MUSTER_APPROVAL_VERB_APPROVE)
    {
      if (muster_approval_check_steps (approval, &reading->command, declined) == MUSTER_APPROVAL_REFUSAL_NONE)
        items = muster_approval_choose (approval, (const gint64 *) (gpointer) declined->data, declined->len, NULL);
      if (items == NULL || muster_approval_needs_manager (approval))
        {
          refuse (task, items == NULL ? MUSTER_APPROVAL_REFUSAL_STEPS : MUSTER_APPROVAL_REFUSAL_MANAGER);
          return;
        }
      decision.to = MUSTER_APPROVAL_STATE_GRANTED;
    }
  decision.plan_hash = muster_approval_get_plan_hash (approval);
  decision.items = items;
  decision.by = by;
  decision.via = "comment";
  decision.note_connection_id = muster_connection_get_id (self->connection);
  decision.note_id = key;
  /* What it says goes to the planner and into the record */
  decision.reason = *reason != '\0' && !muster_gate_blocks_text (self->gate, "reason", reason) ? reason : NULL;
  if (decision.to == MUSTER_APPROVAL_STATE_GRANTED && !muster_approval_knows_person (approval, member != NULL ? member->email : NULL))
    {
      g_autofree char *body = g_strdup_printf ("{\"approval\":\"%s\"}", muster_approval_get_id (approval));

      muster_store_append_audit_async (self->store, by, muster_approval_get_client_id (approval), "approver-not-compared", body,
                                       NULL, NULL, NULL);
    }
  muster_store_decide_approval_async (self->store, muster_approval_get_id (approval), &decision,
                                      g_task_get_cancellable (task), decided_cb, g_object_ref (task));
}

/* The code is none of this ticket's: each open request has one try less */
static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (muster_store_count_wrong_code_finish (MUSTER_STORE (source), result, &error) < 0
      && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT) && reading->error == NULL)
    reading->error = g_steal_pointer (&error);
  if (--reading->wrong > 0)
    return;
  if (reading->error != NULL)
    g_task_return_error (task, g_steal_pointer (&reading->error));
  else
    refuse (task, MUSTER_APPROVAL_REFUSAL_CODE);
}

static void
count_wrong (GTask *task)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autofree char *by = g_strconcat ("psa:", muster_note_get_author_id (note_of (reading)), NULL);

  reading->wrong = reading->open->len;
  for (guint i = 0; i < reading->open->len; i++)
    muster_store_count_wrong_code_async (self->store, muster_approval_get_id (reading->open->pdata[i]), by,
                                         g_task_get_cancellable (task), counted_cb, g_object_ref (task));
}

/* (nullable): the open request of this ticket whose code it is */
static MusterApproval *
find_by_code (MusterApprovalComments *self,
              Reading                *reading)
{
  MusterSecret *key = muster_gate_get_app_key (self->gate);

  for (guint i = 0; key != NULL && i < reading->open->len; i++)
    {
      g_autofree char *code = muster_approval_code (key, reading->open->pdata[i]);

      if (muster_approval_code_equal (code, reading->command.code))
        return reading->open->pdata[i];
    }
  return NULL;
}

/* The conditions, in their order; nothing is asked for any more */
static void
judge (GTask *task)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  MusterNote *note = note_of (reading);
  MusterPsaMember *member = find_member (reading, muster_note_get_author_id (note));
  MusterApprovalAuthor author = { note };
  MusterApprovalRefusal refusal;

  reading->about = find_by_code (self, reading);
  author.approvers = (const char * const *) reading->approvers;
  author.own_id = reading->own_id;
  author.person = member != NULL && member->person;
  author.active = member != NULL && member->active;
  author.email = member != NULL ? member->email : NULL;
  author.request_note_id = reading->request_note;
  author.changed = reading->sight == MUSTER_NOTE_SIGHT_CHANGED;
  refusal = muster_approval_check_author (reading->about != NULL ? reading->about : reading->open->pdata[0], &author);
  if (refusal == MUSTER_APPROVAL_REFUSAL_NONE && reading->command.verb == MUSTER_APPROVAL_VERB_MALFORMED)
    refusal = MUSTER_APPROVAL_REFUSAL_MALFORMED;
  if (refusal != MUSTER_APPROVAL_REFUSAL_NONE)
    refuse (task, refusal);
  else if (reading->about == NULL)
    count_wrong (task);
  else
    decide (task);
}

/* --- Who is who --- */

static void
whoami_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autofree char *name = NULL;

  if (answer == NULL || get_psa (self) == NULL
      || !muster_psa_read_identity (get_psa (self), answer, &reading->own_id, &name, &error))
    {
      g_clear_pointer (&reading->members, g_ptr_array_unref);
      g_task_return_error (task, error != NULL ? error : g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT,
                                                                              "The PSA's connection is not ready"));
      return;
    }
  judge (task);
}

static void
members_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  if (answer != NULL && get_psa (self) != NULL)
    reading->members = muster_psa_read_members (get_psa (self), answer, &error);
  if (reading->members == NULL)
    g_task_return_error (task, error != NULL ? error : g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT,
                                                                            "The PSA's connection is not ready"));
  else
    ask (task, "whoami", NULL, whoami_cb);
}

/* --- Notes --- */

static void
seen_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  MusterApprovalVerb verb;

  if (!muster_store_see_note_finish (MUSTER_STORE (source), result, &reading->sight, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  verb = muster_approval_command_parse (muster_note_get_text (note_of (reading)), &reading->command);
  if (reading->sight == MUSTER_NOTE_SIGHT_SETTLED || reading->open->len == 0)
    note_done (task);
  else if (verb == MUSTER_APPROVAL_VERB_NONE)
    settle (task, reading->sight == MUSTER_NOTE_SIGHT_NEW ? "words" : "changed-words");
  else if (reading->members != NULL)
    judge (task);
  else
    ask (task, "list-members", NULL, members_cb);
}

static gboolean
is_known (MusterApprovalComments *self,
          Reading                *reading)
{
  const char *text = muster_note_get_text (note_of (reading));
  g_autofree char *key = note_key (reading);
  g_autofree char *hash = muster_hash_text (text != NULL ? text : "");

  return g_strcmp0 (g_hash_table_lookup (self->known, key), hash) == 0;
}

static void
next_note (GTask *task)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  const char *text;

  while (reading->next_note < reading->notes->len && is_known (self, reading))
    reading->next_note++;
  if (reading->next_note == reading->notes->len)
    {
      next_ticket (task);
      return;
    }
  key = note_key (reading);
  text = muster_note_get_text (note_of (reading));
  muster_store_see_note_async (self->store, muster_connection_get_id (self->connection), key, text != NULL ? text : "",
                               g_task_get_cancellable (task), seen_cb, g_object_ref (task));
}

static void
notes_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  g_clear_pointer (&reading->notes, g_ptr_array_unref);
  if (answer != NULL && get_psa (self) != NULL)
    reading->notes = muster_psa_read_notes (get_psa (self), answer, &error);
  if (reading->notes == NULL)
    {
      /* One ticket that cannot be read does not keep the others from being decided */
      g_message ("Notes of ticket %s: %s", reading->ticket, error != NULL ? error->message : "the connection is not ready");
      next_ticket (task);
      return;
    }
  reading->next_note = 0;
  next_note (task);
}

static void
effects_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&reading->request_note, g_free);
  for (guint i = 0; i < effects->len; i++)
    if (g_str_has_prefix (muster_effect_get_call (effects->pdata[i]), "approval-note")
        && muster_effect_get_external_ref (effects->pdata[i]) != NULL)
      {
        g_free (reading->request_note);
        reading->request_note = g_strdup (muster_effect_get_external_ref (effects->pdata[i]));
      }
  ask (task, "read-notes", reading->ticket, notes_cb);
}

static void
next_ticket (GTask *task)
{
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);

  if (reading->next_ticket == reading->tickets->len)
    {
      g_task_return_int (task, reading->decided);
      return;
    }
  reading->ticket = reading->tickets->pdata[reading->next_ticket++];
  g_clear_pointer (&reading->open, g_ptr_array_unref);
  reading->open = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < reading->approvals->len; i++)
    if (g_strcmp0 (muster_approval_get_external_ticket_id (reading->approvals->pdata[i]), reading->ticket) == 0)
      g_ptr_array_add (reading->open, g_object_ref (reading->approvals->pdata[i]));
  muster_store_list_effects_async (self->store, muster_approval_get_run_id (reading->open->pdata[0]),
                                   g_task_get_cancellable (task), effects_cb, g_object_ref (task));
}

static void
approvers_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  reading->approvers = muster_approvers_from_text (text);
  /* Without the key no code is right, and none may count as a wrong one */
  if (reading->approvers[0] == NULL || muster_gate_get_app_key (self->gate) == NULL)
    g_task_return_int (task, 0);
  else
    next_ticket (task);
}

static void
add_ticket (Reading    *reading,
            const char *ticket)
{
  if (!g_ptr_array_find_with_equal_func (reading->tickets, ticket, g_str_equal, NULL))
    g_ptr_array_add (reading->tickets, g_strdup (ticket));
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterApprovalComments *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) open = muster_store_list_approvals_finish (MUSTER_STORE (source), result, &error);
  g_autofree char *key = muster_approvers_key (muster_connection_get_id (self->connection));

  if (open == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = open->len; i-- > 0;)
    if (g_strcmp0 (muster_approval_get_connection_id (open->pdata[i]), muster_connection_get_id (self->connection)) == 0)
      {
        g_ptr_array_add (reading->approvals, g_object_ref (open->pdata[i]));
        add_ticket (reading, muster_approval_get_external_ticket_id (open->pdata[i]));
      }
  if (reading->tickets->len == 0)
    g_task_return_int (task, 0);
  else
    muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), approvers_cb, g_object_ref (task));
}

void
muster_approval_comments_read_async (MusterApprovalComments *self,
                                     MusterRunCap           *cap,
                                     GCancellable           *cancellable,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Reading *reading;

  g_return_if_fail (MUSTER_IS_APPROVAL_COMMENTS (self));

  reading = g_new0 (Reading, 1);
  g_task_set_source_tag (task, muster_approval_comments_read_async);
  reading->cap = g_object_ref (cap);
  reading->approvals = g_ptr_array_new_with_free_func (g_object_unref);
  reading->tickets = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  muster_store_list_approvals_async (self->store, NULL, NULL, MUSTER_APPROVAL_STATE_BIT (MUSTER_APPROVAL_STATE_OPEN), 500,
                                     cancellable, listed_cb, g_object_ref (task));
}

int
muster_approval_comments_read_finish (MusterApprovalComments *self,
                                      GAsyncResult           *result,
                                      GError                **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
muster_approval_comments_finalize (GObject *object)
{
  MusterApprovalComments *self = MUSTER_APPROVAL_COMMENTS (object);

  g_clear_object (&self->store);
  g_clear_object (&self->gate);
  g_clear_object (&self->connection);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->known, g_hash_table_unref);
  G_OBJECT_CLASS (muster_approval_comments_parent_class)->finalize (object);
}

static void
muster_approval_comments_class_init (MusterApprovalCommentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_approval_comments_finalize;
}

static void
muster_approval_comments_init (MusterApprovalComments *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

MusterApprovalComments *
muster_approval_comments_new (MusterStore      *store,
                              MusterGate       *gate,
                              MusterConnection *connection,
                              MusterClock      *clock)
{
  MusterApprovalComments *self = g_object_new (MUSTER_TYPE_APPROVAL_COMMENTS, NULL);

  self->store = g_object_ref (store);
  self->gate = g_object_ref (gate);
  self->connection = g_object_ref (connection);
  self->clock = g_object_ref (clock);
  return self;
}

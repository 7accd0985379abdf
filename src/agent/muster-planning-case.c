/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-conversation.h"
#include "muster-error.h"
#include "muster-planning-private.h"
#include "muster-psa.h"

/* The case of a run: what its planner may know, from the brief and from the answers */

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 first = muster_note_get_created (*(MusterNote **) a);
  gint64 second = muster_note_get_created (*(MusterNote **) b);

  return first < second ? -1 : first > second;
}

static gboolean
is_time_entry (MusterNote *note)
{
  return g_strcmp0 (muster_note_get_kind (note), "time-entry") == 0;
}

/* Intake has read the time entries too. Where a run's own look at the notes has none, they stay */
static void
keep_time_entries (MusterTicket *ticket,
                   GPtrArray    *notes)
{
  GPtrArray *stored = muster_ticket_get_notes (ticket);
  guint n = notes->len;

  for (guint i = 0; i < n; i++)
    if (is_time_entry (notes->pdata[i]))
      return;
  for (guint i = 0; i < stored->len; i++)
    if (is_time_entry (stored->pdata[i]))
      g_ptr_array_add (notes, g_object_ref (stored->pdata[i]));
  if (notes->len > n)
    g_ptr_array_sort (notes, compare_times);
}

/* The notes make the ticket whole: at some vendors the description is one of them */
static void
apply_notes (MusterPlanning *op,
             JsonNode *node)
{
  MusterPsa *psa = muster_gate_get_psa (op->gate, muster_run_get_connection_id (op->brief->run));
  g_autoptr(GPtrArray) notes = NULL;
  GError *error = NULL;

  if (psa == NULL || node == NULL)
    return;
  notes = muster_psa_read_notes (psa, node, &error);
  if (notes == NULL)
    {
      muster_planning_keep_error (op, error);
      return;
    }
  keep_time_entries (op->brief->ticket, notes);
  muster_conversation_apply (psa, op->brief->ticket, notes);
}

static void
contact_stored_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* The answer itself is stored, and is asked again for every revision */
  if (!muster_store_set_ticket_contact_finish (MUSTER_STORE (source), result, &error))
    g_message ("Storing a contact: %s", error->message);
}

/* Where the ticket names its contact and not the address */
static void
apply_contact (MusterPlanning *op,
               JsonNode *node)
{
  MusterPsa *psa = muster_gate_get_psa (op->gate, muster_run_get_connection_id (op->brief->run));
  MusterTicket *ticket = op->brief->ticket;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) contacts = NULL;

  if (psa == NULL || node == NULL || muster_ticket_get_contact_email (ticket) != NULL)
    return;
  contacts = muster_psa_read_contacts (psa, node, &error);
  if (contacts == NULL)
    g_message ("Contact of ticket %s: %s", muster_ticket_get_number (ticket), error->message);
  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    {
      MusterPsaContact *contact = g_ptr_array_index (contacts, i);

      if (g_strcmp0 (contact->id, muster_ticket_get_contact_id (ticket)) != 0)
        continue;
      muster_ticket_set_contact_email (ticket, contact->email);
      if (muster_ticket_get_contact_name (ticket) == NULL)
        muster_ticket_set_contact_name (ticket, contact->name);
      muster_store_set_ticket_contact_async (op->store, muster_ticket_get_id (ticket), contact->name, contact->email, NULL,
                                             contact_stored_cb, NULL);
    }
}

static void
offer_tools (MusterPlanning *op)
{
  g_autoptr(GPtrArray) tools = muster_gate_offered_tools (op->gate, op->brief->cap);

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);

      muster_case_offer_tool (op->ticket_case, muster_tool_get_id (tool),
                              muster_gate_policy_for (op->gate, op->brief->cap, tool));
    }
}

/* What is enabled and does not work for this client, with the reason */
static void
tell_unready (MusterPlanning *op)
{
  g_autoptr(GPtrArray) tools = muster_gate_unready_tools (op->gate, op->brief->cap);

  for (guint i = 0; i < tools->len; i++)
    {
      const char *id = muster_tool_get_id (g_ptr_array_index (tools, i));
      int code = MUSTER_ERROR_FORBIDDEN;
      const char *reason = muster_cap_get_unavailable (op->brief->cap, id, &code);

      muster_case_set_unavailable (op->ticket_case, id, muster_error_code_name (code), reason);
    }
}

/* What an administrator has to accept first: a plan may name it */
static void
tell_unaccepted (MusterPlanning *op)
{
  const char *reason = NULL;
  g_autoptr(GPtrArray) tools = muster_gate_unaccepted_tools (op->gate, op->brief->cap, &reason);

  for (guint i = 0; i < tools->len; i++)
    muster_case_set_unavailable (op->ticket_case, muster_tool_get_id (g_ptr_array_index (tools, i)),
                                 muster_error_code_name (MUSTER_ERROR_REFUSED_BY_POLICY), reason);
}

void
muster_planning_make_case (MusterPlanning *op)
{
  MusterRunBrief *brief = op->brief;

  /* The revision's own time, so that a resumed planner sees the same clock */
  op->ticket_case = muster_case_new (brief->ticket, muster_client_get_name (brief->client),
                                     muster_client_get_slug (brief->client), muster_client_get_language (brief->client),
                                     muster_client_get_time_zone (brief->client),
                                     MAX (muster_run_get_created (brief->run), muster_run_get_updated (brief->run)));
  muster_case_set_run (op->ticket_case, muster_run_get_id (brief->run), muster_client_get_id (brief->client));
  muster_case_set_prompt (op->ticket_case, brief->prompt);
  muster_case_set_remark (op->ticket_case, brief->remark);
  muster_case_set_confirmed (op->ticket_case, muster_run_get_identity_requester (brief->run),
                             muster_run_brief_confirmed (brief, muster_run_get_identity_requester (brief->run)));
  muster_case_set_psa (op->ticket_case, brief->psa);
  muster_case_set_docs (op->ticket_case, brief->docs);
  muster_case_set_workspace_language (op->ticket_case, muster_workspace_get_language (brief->workspace));
  offer_tools (op);
  tell_unready (op);
  tell_unaccepted (op);
}

void
muster_planning_use_answer (MusterPlanning *op,
                            const char *tool,
                            JsonObject *args,
                            const char *status,
                            JsonNode   *node)
{
  if (g_str_has_suffix (tool, ":list-ticket-notes") && g_str_equal (status, "ok"))
    apply_notes (op, node);
  else if (g_str_has_suffix (tool, ":get-contact") && g_str_equal (status, "ok"))
    apply_contact (op, node);
  muster_case_add_answer (op->ticket_case, tool, args, status, node);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"

#include "muster-autotask.h"
#include "muster-connectwise.h"
#include "muster-halopsa.h"
#include "muster-psa-conversation.h"
#include "muster-psa-rows.h"
#include "muster-psa.h"

/**
 * MusterPsa:
 *
 * One ticket system: its rows read into the model's tickets and notes.
 */
G_DEFINE_INTERFACE (MusterPsa, muster_psa, G_TYPE_OBJECT)

static const struct
{
  const char *integration;
  MusterPsa *(*create) (void);
} psas[] = {
  { "connectwise", muster_connectwise_psa_new },
  { "halopsa", muster_halopsa_psa_new },
  { "autotask", muster_autotask_psa_new },
};

static void
muster_psa_default_init (MusterPsaInterface *iface)
{
}

/**
 * muster_psa_new_for_integration:
 * @integration: (nullable): id of an integration
 *
 * Returns: (transfer full) (nullable): its PSA; %NULL when it is none
 */
MusterPsa *
muster_psa_new_for_integration (const char *integration)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (psas); i++)
    if (g_strcmp0 (psas[i].integration, integration) == 0)
      return psas[i].create ();
  return NULL;
}

/**
 * muster_psa_read_tickets:
 * @self: a PSA
 * @answer: result of `poll-tickets`
 * @connection_id: for the tickets
 *
 * Returns: (transfer full) (nullable) (element-type MusterTicket): the tickets in it, closed ones too
 */
GPtrArray *
muster_psa_read_tickets (MusterPsa   *self,
                         JsonNode    *answer,
                         const char  *connection_id,
                         GError     **error)
{
  MusterPsaInterface *iface = MUSTER_PSA_GET_IFACE (self);
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *rows = muster_psa_rows (answer, "tickets", error);
  guint i;

  if (rows == NULL)
    return NULL;
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      MusterTicket *ticket;

      if (row == NULL || (iface->wants_ticket != NULL && !iface->wants_ticket (self, row)))
        continue;
      ticket = iface->read_ticket (self, row, connection_id, error);
      if (ticket == NULL)
        return NULL;
      g_ptr_array_add (tickets, ticket);
    }
  return g_steal_pointer (&tickets);
}

/**
 * muster_psa_read_ticket:
 *
 * Returns: (transfer full) (nullable): one row as a ticket
 */
MusterTicket *
muster_psa_read_ticket (MusterPsa   *self,
                        JsonObject  *row,
                        const char  *connection_id,
                        GError     **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_ticket (self, row, connection_id, error);
}

/**
 * muster_psa_read_notes:
 *
 * Returns: (transfer full) (nullable) (element-type MusterNote): oldest first
 */
GPtrArray *
muster_psa_read_notes (MusterPsa  *self,
                       JsonNode   *answer,
                       GError    **error)
{
  MusterPsaInterface *iface = MUSTER_PSA_GET_IFACE (self);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *rows = muster_psa_rows (answer, "notes", error);
  guint i;

  if (rows == NULL)
    return NULL;
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      g_autofree char *id = row != NULL ? muster_psa_id_text (row, "id") : NULL;

      if (id == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A note has no id");
          return NULL;
        }
      g_ptr_array_add (notes, iface->read_note (self, row, id));
    }
  rows = iface->add_entry != NULL ? muster_psa_rows (answer, "entries", NULL) : NULL;
  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    if (muster_json_arr_obj (rows, i) != NULL)
      iface->add_entry (self, notes, muster_json_arr_obj (rows, i));
  muster_psa_sort_notes (notes);
  if (iface->end_notes != NULL)
    iface->end_notes (self, notes);
  return g_steal_pointer (&notes);
}

static gboolean
has_opening (GPtrArray *notes)
{
  guint i;

  for (i = 0; i < notes->len; i++)
    if (g_strcmp0 (muster_note_get_kind (notes->pdata[i]), "description") == 0)
      return TRUE;
  return FALSE;
}

/* Who opened a ticket, where its own row does not say it */
static void
take_opening (MusterTicket *ticket,
              MusterNote   *opening)
{
  const char *author = muster_note_get_author_kind (opening);
  const char *from_email = muster_note_get_from_email (opening);
  const char *description = muster_ticket_get_description (ticket);

  if (description == NULL || *description == '\0')
    muster_ticket_set_description (ticket, muster_note_get_text (opening));
  if (muster_ticket_get_origin (ticket) == MUSTER_TICKET_ORIGIN_UNKNOWN)
    {
      if (g_strcmp0 (from_email, "yes") == 0)
        muster_ticket_set_origin (ticket, MUSTER_TICKET_ORIGIN_EMAIL);
      else if (g_strcmp0 (author, "contact") == 0 && g_strcmp0 (from_email, "no") == 0)
        muster_ticket_set_origin (ticket, MUSTER_TICKET_ORIGIN_PORTAL);
    }
  if (g_strcmp0 (author, "member") == 0)
    muster_ticket_set_entered_by_member (ticket, TRUE);
  if (g_strcmp0 (author, "self") == 0)
    muster_ticket_set_ours (ticket, TRUE);
  if (g_strcmp0 (author, "system") == 0)
    muster_ticket_set_monitoring (ticket, TRUE);
}

/**
 * muster_psa_apply_notes:
 * @self: a PSA
 * @ticket: its ticket
 * @notes: (element-type MusterNote): oldest first
 *
 * Where the vendor keeps the description in the oldest note that the customer
 * sees, that note becomes the ticket's description and leaves the list. A note
 * that only repeats the description leaves it too; what it says about who
 * opened the ticket stays on the ticket.
 */
void
muster_psa_apply_notes (MusterPsa    *self,
                        MusterTicket *ticket,
                        GPtrArray    *notes)
{
  g_autoptr(GPtrArray) rest = g_ptr_array_new_with_free_func (g_object_unref);
  const char *description = muster_ticket_get_description (ticket);
  gboolean wanted = (description == NULL || *description == '\0') && !has_opening (notes);
  guint i;

  for (i = 0; i < notes->len; i++)
    {
      MusterNote *note = notes->pdata[i];

      if (g_strcmp0 (muster_note_get_kind (note), "description") == 0)
        take_opening (ticket, note);
      else if (wanted && !muster_note_get_internal (note))
        {
          muster_ticket_set_description (ticket, muster_note_get_text (note));
          wanted = FALSE;
        }
      else
        g_ptr_array_add (rest, g_object_ref (note));
    }
  muster_ticket_set_notes (ticket, rest);
}

/**
 * muster_psa_note_is_internal:
 * @self: a PSA
 * @row: a note as the vendor shows it
 *
 * Returns: %TRUE only when nothing in @row lets the customer see it
 */
gboolean
muster_psa_note_is_internal (MusterPsa  *self,
                             JsonObject *row)
{
  return MUSTER_PSA_GET_IFACE (self)->note_is_internal (self, row);
}

/**
 * muster_psa_render_note:
 *
 * Returns: (transfer full): @text as it can be posted
 */
char *
muster_psa_render_note (MusterPsa  *self,
                        const char *text)
{
  return MUSTER_PSA_GET_IFACE (self)->render_note (self, text);
}

/**
 * muster_psa_set_settings:
 * @self: a PSA
 * @settings: the connection's settings, without any secret
 *
 * What was found out or chosen while connecting and what reading a row depends on.
 */
void
muster_psa_set_settings (MusterPsa  *self,
                         JsonObject *settings)
{
  MusterPsaInterface *iface = MUSTER_PSA_GET_IFACE (self);

  if (iface->set_settings != NULL)
    iface->set_settings (self, settings);
}

/**
 * muster_psa_set_members:
 * @self: a PSA
 * @members: (nullable): result of `list-members`
 * @whoami: (nullable): result of `whoami`
 *
 * Until it knows its members it takes nobody for a technician's entry.
 */
void
muster_psa_set_members (MusterPsa *self,
                        JsonNode  *members,
                        JsonNode  *whoami)
{
  MUSTER_PSA_GET_IFACE (self)->set_members (self, members, whoami);
}

/**
 * muster_psa_set_choices:
 * @self: a PSA
 * @choices: (element-type MusterPsaChoice): all that are known
 *
 * From now on tickets that name a board, status, priority, type or source by
 * its id alone get the name too, and closed statuses are known as such.
 */
void
muster_psa_set_choices (MusterPsa *self,
                        GPtrArray *choices)
{
  MUSTER_PSA_GET_IFACE (self)->set_choices (self, choices);
}

/**
 * muster_psa_read_choices:
 * @self: a PSA
 * @answer: result of `list-choices` or of `list-board-choices`
 * @board_id: (nullable): the board that was asked for
 *
 * Returns: (transfer full) (nullable) (element-type MusterPsaChoice): in the customer's order
 */
GPtrArray *
muster_psa_read_choices (MusterPsa  *self,
                         JsonNode   *answer,
                         const char *board_id,
                         GError    **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_choices (self, answer, board_id, error);
}

/**
 * muster_psa_read_identity:
 * @self: a PSA
 * @answer: result of `whoami`
 * @id: (out) (transfer full): what notes of ours carry as their author
 * @name: (out) (transfer full): for people
 *
 * Returns: %FALSE when the answer names nobody
 */
gboolean
muster_psa_read_identity (MusterPsa *self,
                          JsonNode  *answer,
                          char     **id,
                          char     **name,
                          GError   **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_identity (self, answer, id, name, error);
}

/**
 * muster_psa_read_companies:
 *
 * Returns: (transfer full) (nullable) (element-type MusterPsaCompany): inactive ones too
 */
GPtrArray *
muster_psa_read_companies (MusterPsa *self,
                           JsonNode  *answer,
                           GError   **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_companies (self, answer, error);
}

/**
 * muster_psa_read_contacts:
 * @self: a PSA
 * @answer: result of `list-contacts`, or of `get-contact` for one
 *
 * Returns: (transfer full) (nullable) (element-type MusterPsaContact): inactive ones too
 */
GPtrArray *
muster_psa_read_contacts (MusterPsa *self,
                          JsonNode  *answer,
                          GError   **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_contacts (self, answer, error);
}

/**
 * muster_psa_read_members:
 *
 * Returns: (transfer full) (nullable) (element-type MusterPsaMember): inactive ones too
 */
GPtrArray *
muster_psa_read_members (MusterPsa *self,
                         JsonNode  *answer,
                         GError   **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_members (self, answer, error);
}

static char *
last_id (JsonNode *answer)
{
  JsonArray *rows = muster_psa_rows (answer, "tickets", NULL);
  guint n = rows != NULL ? json_array_get_length (rows) : 0;
  JsonObject *last = n > 0 ? muster_json_arr_obj (rows, n - 1) : NULL;

  return last != NULL ? muster_psa_id_text (last, "id") : NULL;
}

/**
 * muster_psa_get_cursor:
 * @self: a PSA; all of them list tickets by id
 * @answer: a cut list of tickets
 * @cursor: (nullable): what this list was asked with
 *
 * Returns: (transfer full) (nullable): `after` of the next question
 */
char *
muster_psa_get_cursor (MusterPsa  *self,
                       JsonNode   *answer,
                       const char *cursor)
{
  MusterPsaInterface *iface = MUSTER_PSA_GET_IFACE (self);

  return iface->get_cursor != NULL ? iface->get_cursor (self, answer, cursor) : last_id (answer);
}

/**
 * muster_psa_has_hook_keys:
 *
 * Returns: whether deliveries are signed with a key of the vendor's own, which `read-signing-key` fetches
 */
gboolean
muster_psa_has_hook_keys (MusterPsa *self)
{
  return MUSTER_PSA_GET_IFACE (self)->hook_key_path != NULL;
}

/**
 * muster_psa_hook_key_path:
 * @self: a PSA with keys of its own
 * @hook: a delivery, not verified yet
 * @site: the connection's site
 * @api_root: the connection's API root
 *
 * Returns: (transfer full) (nullable): the path of the key on the connection's own host; %NULL with an error when the
 *   delivery points anywhere else
 */
char *
muster_psa_hook_key_path (MusterPsa  *self,
                          MusterHook *hook,
                          const char *site,
                          const char *api_root,
                          GError    **error)
{
  MusterPsaInterface *iface = MUSTER_PSA_GET_IFACE (self);

  if (iface->hook_key_path != NULL)
    return iface->hook_key_path (self, hook, site, api_root, error);
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "This PSA signs with the key that it was given");
  return NULL;
}

/**
 * muster_psa_verify_hook:
 * @self: a PSA
 * @hook: a delivery as it was received
 * @key: the webhook's secret, or the vendor's signing key
 *
 * The error says what was wrong, for the log; whoever sent it learns nothing.
 *
 * Returns: whether the vendor sent it
 */
gboolean
muster_psa_verify_hook (MusterPsa    *self,
                        MusterHook   *hook,
                        MusterSecret *key,
                        GError      **error)
{
  return MUSTER_PSA_GET_IFACE (self)->verify_hook (self, hook, key, error);
}

/**
 * muster_psa_read_hook:
 * @self: a PSA
 * @hook: a delivery that was verified
 *
 * Returns: (transfer full) (nullable) (element-type MusterPsaHint): what it says has changed
 */
GPtrArray *
muster_psa_read_hook (MusterPsa  *self,
                      MusterHook *hook,
                      GError    **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_hook (self, hook, error);
}

/**
 * muster_psa_read_webhooks:
 *
 * Returns: (transfer full) (nullable) (element-type MusterPsaWebhook): all that the vendor has
 */
GPtrArray *
muster_psa_read_webhooks (MusterPsa *self,
                          JsonNode  *answer,
                          GError   **error)
{
  return MUSTER_PSA_GET_IFACE (self)->read_webhooks (self, answer, error);
}

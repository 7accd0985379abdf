/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include "muster-connectwise.h"
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
  return MUSTER_PSA_GET_IFACE (self)->read_tickets (self, answer, connection_id, error);
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
 * muster_psa_ticket_is_closed:
 *
 * Returns: whether the vendor showed @ticket as closed when it was read
 */
gboolean
muster_psa_ticket_is_closed (MusterPsa    *self,
                             MusterTicket *ticket)
{
  return g_object_get_data (G_OBJECT (ticket), MUSTER_PSA_CLOSED) != NULL;
}

/**
 * muster_psa_ticket_is_ours:
 *
 * Returns: whether the product's own account entered @ticket
 */
gboolean
muster_psa_ticket_is_ours (MusterPsa    *self,
                           MusterTicket *ticket)
{
  return g_object_get_data (G_OBJECT (ticket), MUSTER_PSA_OURS) != NULL;
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
  return MUSTER_PSA_GET_IFACE (self)->read_notes (self, answer, error);
}

/**
 * muster_psa_apply_notes:
 * @self: a PSA
 * @ticket: its ticket
 * @notes: (element-type MusterNote): oldest first
 *
 * Where the vendor keeps the description in the oldest note that the customer
 * sees, that note becomes the ticket's description and leaves the list.
 */
void
muster_psa_apply_notes (MusterPsa    *self,
                        MusterTicket *ticket,
                        GPtrArray    *notes)
{
  g_autoptr(GPtrArray) rest = g_ptr_array_new_with_free_func (g_object_unref);
  const char *description = muster_ticket_get_description (ticket);
  gboolean wanted = description == NULL || *description == '\0';
  guint i;

  for (i = 0; i < notes->len; i++)
    {
      MusterNote *note = notes->pdata[i];

      if (wanted && !muster_note_get_internal (note))
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

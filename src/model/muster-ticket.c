/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-ticket.h"

/**
 * MusterTicket:
 *
 * One version of a ticket of the PSA.
 */

struct _MusterTicket
{
  MusterRecord parent_instance;

  char              *id;                /* ours */
  char              *connection_id;
  char              *external_id;
  char              *number;
  char              *company_id;        /* the PSA's */
  char              *company_name;
  char              *contact_id;
  char              *contact_name;
  char              *contact_email;
  char              *summary;
  char              *description;
  char              *ticket_type;
  char              *board;
  char              *status;
  char              *priority;
  MusterTicketOrigin origin;
  gboolean           entered_by_member;
  gint64             created;           /* UTC µs */
  gint64             updated;           /* UTC µs */
  char              *version;           /* changes whenever the PSA's record does */
  char              *client_id;         /* NULL until it is matched */
  MusterWaitReason   wait_reason;
  gboolean           is_own_test;       /* made by us in the onboarding */
  GPtrArray         *notes;             /* (element-type MusterNote) */
};

G_DEFINE_FINAL_TYPE (MusterTicket, muster_ticket, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterTicket, muster_ticket, id)
ACCESSORS_STRING (MusterTicket, muster_ticket, connection_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, external_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, number)
ACCESSORS_STRING (MusterTicket, muster_ticket, company_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, company_name)
ACCESSORS_STRING (MusterTicket, muster_ticket, contact_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, contact_name)
ACCESSORS_STRING (MusterTicket, muster_ticket, contact_email)
ACCESSORS_STRING (MusterTicket, muster_ticket, summary)
ACCESSORS_STRING (MusterTicket, muster_ticket, description)
ACCESSORS_STRING (MusterTicket, muster_ticket, ticket_type)
ACCESSORS_STRING (MusterTicket, muster_ticket, board)
ACCESSORS_STRING (MusterTicket, muster_ticket, status)
ACCESSORS_STRING (MusterTicket, muster_ticket, priority)
ACCESSORS_ENUM (MusterTicket, muster_ticket, origin, MusterTicketOrigin)
ACCESSORS_BOOLEAN (MusterTicket, muster_ticket, entered_by_member)
ACCESSORS_INT64 (MusterTicket, muster_ticket, created)
ACCESSORS_INT64 (MusterTicket, muster_ticket, updated)
ACCESSORS_STRING (MusterTicket, muster_ticket, version)
ACCESSORS_STRING (MusterTicket, muster_ticket, client_id)
ACCESSORS_ENUM (MusterTicket, muster_ticket, wait_reason, MusterWaitReason)
ACCESSORS_BOOLEAN (MusterTicket, muster_ticket, is_own_test)
ACCESSORS_ARRAY (MusterTicket, muster_ticket, notes)

static void
muster_ticket_class_init (MusterTicketClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterTicket, id),
    FIELD_STRING (MusterTicket, connection_id),
    FIELD_STRING (MusterTicket, external_id),
    FIELD_STRING (MusterTicket, number),
    FIELD_STRING (MusterTicket, company_id),
    FIELD_STRING (MusterTicket, company_name),
    FIELD_STRING (MusterTicket, contact_id),
    FIELD_STRING (MusterTicket, contact_name),
    FIELD_STRING (MusterTicket, contact_email),
    FIELD_STRING (MusterTicket, summary),
    FIELD_STRING (MusterTicket, description),
    FIELD_STRING (MusterTicket, ticket_type),
    FIELD_STRING (MusterTicket, board),
    FIELD_STRING (MusterTicket, status),
    FIELD_STRING (MusterTicket, priority),
    FIELD_ENUM (MusterTicket, origin, muster_ticket_origin_get_type),
    FIELD_BOOLEAN (MusterTicket, entered_by_member),
    FIELD_INT64 (MusterTicket, created),
    FIELD_INT64 (MusterTicket, updated),
    FIELD_STRING (MusterTicket, version),
    FIELD_STRING (MusterTicket, client_id),
    FIELD_ENUM (MusterTicket, wait_reason, muster_wait_reason_get_type),
    FIELD_BOOLEAN (MusterTicket, is_own_test),
    FIELD_ARRAY (MusterTicket, notes),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_ticket_init (MusterTicket *self)
{
  self->notes = g_ptr_array_new_with_free_func (g_object_unref);
}

MusterTicket *
muster_ticket_new (void)
{
  return g_object_new (MUSTER_TYPE_TICKET, NULL);
}

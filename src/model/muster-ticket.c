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
  char              *type_id;
  char              *board;             /* service board, queue or team */
  char              *board_id;
  char              *status;
  char              *status_id;
  char              *priority;
  char              *priority_id;
  char              *source;            /* how it came in, in the customer's own word */
  char              *source_id;
  MusterTicketOrigin origin;
  gboolean           entered_by_member;
  gint64             created;           /* UTC µs */
  gint64             updated;           /* UTC µs */
  char              *version;           /* changes whenever the PSA's record does */
  char              *client_id;         /* NULL until it is matched */
  MusterWaitReason   wait_reason;
  char              *ignored;           /* why the watch filter leaves it alone; NULL: it does not */
  gboolean           is_own_test;       /* made by us in the onboarding */
  gboolean           closed;
  gboolean           ours;              /* entered by our own account */
  gboolean           monitoring;        /* an alert of a monitoring system */
  char              *resolution;
  char              *conversation;      /* hash of what others have said, NULL until its notes were read */
  char              *change_author;     /* whose word changed it last */
  char              *change_kind;       /* note, time-entry, description, edited, removed */
  gint64             change_time;       /* UTC µs */
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
ACCESSORS_STRING (MusterTicket, muster_ticket, type_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, board)
ACCESSORS_STRING (MusterTicket, muster_ticket, board_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, status)
ACCESSORS_STRING (MusterTicket, muster_ticket, status_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, priority)
ACCESSORS_STRING (MusterTicket, muster_ticket, priority_id)
ACCESSORS_STRING (MusterTicket, muster_ticket, source)
ACCESSORS_STRING (MusterTicket, muster_ticket, source_id)
ACCESSORS_ENUM (MusterTicket, muster_ticket, origin, MusterTicketOrigin)
ACCESSORS_BOOLEAN (MusterTicket, muster_ticket, entered_by_member)
ACCESSORS_INT64 (MusterTicket, muster_ticket, created)
ACCESSORS_INT64 (MusterTicket, muster_ticket, updated)
ACCESSORS_STRING (MusterTicket, muster_ticket, version)
ACCESSORS_STRING (MusterTicket, muster_ticket, client_id)
ACCESSORS_ENUM (MusterTicket, muster_ticket, wait_reason, MusterWaitReason)
ACCESSORS_STRING (MusterTicket, muster_ticket, ignored)
ACCESSORS_BOOLEAN (MusterTicket, muster_ticket, is_own_test)
ACCESSORS_BOOLEAN (MusterTicket, muster_ticket, closed)
ACCESSORS_BOOLEAN (MusterTicket, muster_ticket, ours)
ACCESSORS_BOOLEAN (MusterTicket, muster_ticket, monitoring)
ACCESSORS_STRING (MusterTicket, muster_ticket, resolution)
ACCESSORS_STRING (MusterTicket, muster_ticket, conversation)
ACCESSORS_STRING (MusterTicket, muster_ticket, change_author)
ACCESSORS_STRING (MusterTicket, muster_ticket, change_kind)
ACCESSORS_INT64 (MusterTicket, muster_ticket, change_time)
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
    FIELD_STRING (MusterTicket, type_id),
    FIELD_STRING (MusterTicket, board),
    FIELD_STRING (MusterTicket, board_id),
    FIELD_STRING (MusterTicket, status),
    FIELD_STRING (MusterTicket, status_id),
    FIELD_STRING (MusterTicket, priority),
    FIELD_STRING (MusterTicket, priority_id),
    FIELD_STRING (MusterTicket, source),
    FIELD_STRING (MusterTicket, source_id),
    FIELD_ENUM (MusterTicket, origin, muster_ticket_origin_get_type),
    FIELD_BOOLEAN (MusterTicket, entered_by_member),
    FIELD_INT64 (MusterTicket, created),
    FIELD_INT64 (MusterTicket, updated),
    FIELD_STRING (MusterTicket, version),
    FIELD_STRING (MusterTicket, client_id),
    FIELD_ENUM (MusterTicket, wait_reason, muster_wait_reason_get_type),
    FIELD_STRING (MusterTicket, ignored),
    FIELD_BOOLEAN (MusterTicket, is_own_test),
    FIELD_BOOLEAN (MusterTicket, closed),
    FIELD_BOOLEAN (MusterTicket, ours),
    FIELD_BOOLEAN (MusterTicket, monitoring),
    FIELD_STRING (MusterTicket, resolution),
    FIELD_STRING (MusterTicket, conversation),
    FIELD_STRING (MusterTicket, change_author),
    FIELD_STRING (MusterTicket, change_kind),
    FIELD_INT64 (MusterTicket, change_time),
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

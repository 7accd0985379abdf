/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TICKET (muster_ticket_get_type ())
G_DECLARE_FINAL_TYPE (MusterTicket, muster_ticket, MUSTER, TICKET, MusterRecord)

MusterTicket      *muster_ticket_new                   (void);
const char        *muster_ticket_get_id                (MusterTicket *self);
void               muster_ticket_set_id                (MusterTicket *self, const char *value);
const char        *muster_ticket_get_connection_id     (MusterTicket *self);
void               muster_ticket_set_connection_id     (MusterTicket *self, const char *value);
const char        *muster_ticket_get_external_id       (MusterTicket *self);
void               muster_ticket_set_external_id       (MusterTicket *self, const char *value);
const char        *muster_ticket_get_number            (MusterTicket *self);
void               muster_ticket_set_number            (MusterTicket *self, const char *value);
const char        *muster_ticket_get_company_id        (MusterTicket *self);
void               muster_ticket_set_company_id        (MusterTicket *self, const char *value);
const char        *muster_ticket_get_company_name      (MusterTicket *self);
void               muster_ticket_set_company_name      (MusterTicket *self, const char *value);
const char        *muster_ticket_get_contact_id        (MusterTicket *self);
void               muster_ticket_set_contact_id        (MusterTicket *self, const char *value);
const char        *muster_ticket_get_contact_name      (MusterTicket *self);
void               muster_ticket_set_contact_name      (MusterTicket *self, const char *value);
const char        *muster_ticket_get_contact_email     (MusterTicket *self);
void               muster_ticket_set_contact_email     (MusterTicket *self, const char *value);
const char        *muster_ticket_get_summary           (MusterTicket *self);
void               muster_ticket_set_summary           (MusterTicket *self, const char *value);
const char        *muster_ticket_get_description       (MusterTicket *self);
void               muster_ticket_set_description       (MusterTicket *self, const char *value);
const char        *muster_ticket_get_ticket_type       (MusterTicket *self);
void               muster_ticket_set_ticket_type       (MusterTicket *self, const char *value);
const char        *muster_ticket_get_type_id           (MusterTicket *self);
void               muster_ticket_set_type_id           (MusterTicket *self, const char *value);
const char        *muster_ticket_get_board             (MusterTicket *self);
void               muster_ticket_set_board             (MusterTicket *self, const char *value);
const char        *muster_ticket_get_board_id          (MusterTicket *self);
void               muster_ticket_set_board_id          (MusterTicket *self, const char *value);
const char        *muster_ticket_get_status            (MusterTicket *self);
void               muster_ticket_set_status            (MusterTicket *self, const char *value);
const char        *muster_ticket_get_status_id         (MusterTicket *self);
void               muster_ticket_set_status_id         (MusterTicket *self, const char *value);
const char        *muster_ticket_get_priority          (MusterTicket *self);
void               muster_ticket_set_priority          (MusterTicket *self, const char *value);
const char        *muster_ticket_get_priority_id       (MusterTicket *self);
void               muster_ticket_set_priority_id       (MusterTicket *self, const char *value);
const char        *muster_ticket_get_source            (MusterTicket *self);
void               muster_ticket_set_source            (MusterTicket *self, const char *value);
const char        *muster_ticket_get_source_id         (MusterTicket *self);
void               muster_ticket_set_source_id         (MusterTicket *self, const char *value);
MusterTicketOrigin muster_ticket_get_origin            (MusterTicket *self);
void               muster_ticket_set_origin            (MusterTicket *self, MusterTicketOrigin value);
gboolean           muster_ticket_get_entered_by_member (MusterTicket *self);
void               muster_ticket_set_entered_by_member (MusterTicket *self, gboolean value);
gint64             muster_ticket_get_created           (MusterTicket *self);
void               muster_ticket_set_created           (MusterTicket *self, gint64 value);
gint64             muster_ticket_get_updated           (MusterTicket *self);
void               muster_ticket_set_updated           (MusterTicket *self, gint64 value);
const char        *muster_ticket_get_version           (MusterTicket *self);
void               muster_ticket_set_version           (MusterTicket *self, const char *value);
const char        *muster_ticket_get_client_id         (MusterTicket *self);
void               muster_ticket_set_client_id         (MusterTicket *self, const char *value);
MusterWaitReason   muster_ticket_get_wait_reason       (MusterTicket *self);
void               muster_ticket_set_wait_reason       (MusterTicket *self, MusterWaitReason value);
const char        *muster_ticket_get_ignored           (MusterTicket *self);
void               muster_ticket_set_ignored           (MusterTicket *self, const char *value);
gboolean           muster_ticket_get_is_own_test       (MusterTicket *self);
void               muster_ticket_set_is_own_test       (MusterTicket *self, gboolean value);
gboolean           muster_ticket_get_closed            (MusterTicket *self);
void               muster_ticket_set_closed            (MusterTicket *self, gboolean value);
gboolean           muster_ticket_get_ours              (MusterTicket *self);
void               muster_ticket_set_ours              (MusterTicket *self, gboolean value);
gboolean           muster_ticket_get_monitoring        (MusterTicket *self);
void               muster_ticket_set_monitoring        (MusterTicket *self, gboolean value);
const char        *muster_ticket_get_resolution        (MusterTicket *self);
void               muster_ticket_set_resolution        (MusterTicket *self, const char *value);
const char        *muster_ticket_get_conversation      (MusterTicket *self);
void               muster_ticket_set_conversation      (MusterTicket *self, const char *value);
const char        *muster_ticket_get_change_author     (MusterTicket *self);
void               muster_ticket_set_change_author     (MusterTicket *self, const char *value);
const char        *muster_ticket_get_change_kind       (MusterTicket *self);
void               muster_ticket_set_change_kind       (MusterTicket *self, const char *value);
gint64             muster_ticket_get_change_time       (MusterTicket *self);
void               muster_ticket_set_change_time       (MusterTicket *self, gint64 value);
GPtrArray         *muster_ticket_get_notes             (MusterTicket *self);
void               muster_ticket_set_notes             (MusterTicket *self, GPtrArray *value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-plan.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_RUN (muster_run_get_type ())
G_DECLARE_FINAL_TYPE (MusterRun, muster_run, MUSTER, RUN, MusterRecord)

MusterRun     *muster_run_new                    (void);
const char    *muster_run_get_id                 (MusterRun *self);
void           muster_run_set_id                 (MusterRun *self, const char *value);
const char    *muster_run_get_ticket_id          (MusterRun *self);
void           muster_run_set_ticket_id          (MusterRun *self, const char *value);
const char    *muster_run_get_client_id          (MusterRun *self);
void           muster_run_set_client_id          (MusterRun *self, const char *value);
const char    *muster_run_get_connection_id      (MusterRun *self);
void           muster_run_set_connection_id      (MusterRun *self, const char *value);
const char    *muster_run_get_external_ticket_id (MusterRun *self);
void           muster_run_set_external_ticket_id (MusterRun *self, const char *value);
const char    *muster_run_get_ticket_number      (MusterRun *self);
void           muster_run_set_ticket_number      (MusterRun *self, const char *value);
const char    *muster_run_get_summary            (MusterRun *self);
void           muster_run_set_summary            (MusterRun *self, const char *value);
MusterRunState muster_run_get_state              (MusterRun *self);
void           muster_run_set_state              (MusterRun *self, MusterRunState value);
MusterMode     muster_run_get_mode               (MusterRun *self);
void           muster_run_set_mode               (MusterRun *self, MusterMode value);
gint64         muster_run_get_state_since        (MusterRun *self);
void           muster_run_set_state_since        (MusterRun *self, gint64 value);
gint64         muster_run_get_created            (MusterRun *self);
void           muster_run_set_created            (MusterRun *self, gint64 value);
MusterPlan    *muster_run_get_plan               (MusterRun *self);
void           muster_run_set_plan               (MusterRun *self, MusterPlan *value);
const char    *muster_run_get_note_text          (MusterRun *self);
void           muster_run_set_note_text          (MusterRun *self, const char *value);
const char    *muster_run_get_note_external_id   (MusterRun *self);
void           muster_run_set_note_external_id   (MusterRun *self, const char *value);
const char    *muster_run_get_planner            (MusterRun *self);
void           muster_run_set_planner            (MusterRun *self, const char *value);
const char    *muster_run_get_error_text         (MusterRun *self);
void           muster_run_set_error_text         (MusterRun *self, const char *value);
gint64         muster_run_get_attempts           (MusterRun *self);
void           muster_run_set_attempts           (MusterRun *self, gint64 value);
gint64         muster_run_get_requests           (MusterRun *self);
void           muster_run_set_requests           (MusterRun *self, gint64 value);
gint64         muster_run_get_revision           (MusterRun *self);
void           muster_run_set_revision           (MusterRun *self, gint64 value);
gint64         muster_run_get_updated            (MusterRun *self);
void           muster_run_set_updated            (MusterRun *self, gint64 value);
const char    *muster_run_get_conversation       (MusterRun *self);
void           muster_run_set_conversation       (MusterRun *self, const char *value);
const char    *muster_run_get_change_author      (MusterRun *self);
void           muster_run_set_change_author      (MusterRun *self, const char *value);
const char    *muster_run_get_change_kind        (MusterRun *self);
void           muster_run_set_change_kind        (MusterRun *self, const char *value);
gint64         muster_run_get_change_time        (MusterRun *self);
void           muster_run_set_change_time        (MusterRun *self, gint64 value);
MusterIdentityLevel muster_run_get_identity_level (MusterRun *self);
void           muster_run_set_identity_level     (MusterRun *self, MusterIdentityLevel value);
const char    *muster_run_get_identity_by        (MusterRun *self);
void           muster_run_set_identity_by        (MusterRun *self, const char *value);
const char    *muster_run_get_identity_how       (MusterRun *self);
void           muster_run_set_identity_how       (MusterRun *self, const char *value);
const char    *muster_run_get_identity_requester (MusterRun *self);
void           muster_run_set_identity_requester (MusterRun *self, const char *value);
gint64         muster_run_get_identity_time      (MusterRun *self);
void           muster_run_set_identity_time      (MusterRun *self, gint64 value);
const char    *muster_run_get_prompt_hash        (MusterRun *self);
void           muster_run_set_prompt_hash        (MusterRun *self, const char *value);
gint64         muster_run_get_active_us          (MusterRun *self);
void           muster_run_set_active_us          (MusterRun *self, gint64 value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PAST_DECISION (muster_past_decision_get_type ())
G_DECLARE_FINAL_TYPE (MusterPastDecision, muster_past_decision, MUSTER, PAST_DECISION, MusterRecord)

MusterPastDecision *muster_past_decision_new                (void);
const char         *muster_past_decision_get_kind           (MusterPastDecision *self);
void                muster_past_decision_set_kind           (MusterPastDecision *self, const char *value);
gint64              muster_past_decision_get_time           (MusterPastDecision *self);
void                muster_past_decision_set_time           (MusterPastDecision *self, gint64 value);
const char         *muster_past_decision_get_run_id         (MusterPastDecision *self);
void                muster_past_decision_set_run_id         (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_client_id      (MusterPastDecision *self);
void                muster_past_decision_set_client_id      (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_client_name    (MusterPastDecision *self);
void                muster_past_decision_set_client_name    (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_ticket         (MusterPastDecision *self);
void                muster_past_decision_set_ticket         (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_ticket_number  (MusterPastDecision *self);
void                muster_past_decision_set_ticket_number  (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_tool           (MusterPastDecision *self);
void                muster_past_decision_set_tool           (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_target         (MusterPastDecision *self);
void                muster_past_decision_set_target         (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_target_name    (MusterPastDecision *self);
void                muster_past_decision_set_target_name    (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_args           (MusterPastDecision *self);
void                muster_past_decision_set_args           (MusterPastDecision *self, const char *value);
gint64              muster_past_decision_get_place          (MusterPastDecision *self);
void                muster_past_decision_set_place          (MusterPastDecision *self, gint64 value);
const char         *muster_past_decision_get_rules          (MusterPastDecision *self);
void                muster_past_decision_set_rules          (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_requester_id   (MusterPastDecision *self);
void                muster_past_decision_set_requester_id   (MusterPastDecision *self, const char *value);
const char         *muster_past_decision_get_identity       (MusterPastDecision *self);
void                muster_past_decision_set_identity       (MusterPastDecision *self, const char *value);
gboolean            muster_past_decision_get_read_sensitive (MusterPastDecision *self);
void                muster_past_decision_set_read_sensitive (MusterPastDecision *self, gboolean value);
gboolean            muster_past_decision_get_overridden     (MusterPastDecision *self);
void                muster_past_decision_set_overridden     (MusterPastDecision *self, gboolean value);

G_END_DECLS

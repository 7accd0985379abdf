/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_RUN_CALL (muster_run_call_get_type ())
G_DECLARE_FINAL_TYPE (MusterRunCall, muster_run_call, MUSTER, RUN_CALL, MusterRecord)

MusterRunCall    *muster_run_call_new              (void);
const char       *muster_run_call_get_run_id       (MusterRunCall *self);
void              muster_run_call_set_run_id       (MusterRunCall *self, const char *value);
const char       *muster_run_call_get_client_id    (MusterRunCall *self);
void              muster_run_call_set_client_id    (MusterRunCall *self, const char *value);
gint64            muster_run_call_get_seq          (MusterRunCall *self);
void              muster_run_call_set_seq          (MusterRunCall *self, gint64 value);
gint64            muster_run_call_get_revision     (MusterRunCall *self);
void              muster_run_call_set_revision     (MusterRunCall *self, gint64 value);
const char       *muster_run_call_get_tool         (MusterRunCall *self);
void              muster_run_call_set_tool         (MusterRunCall *self, const char *value);
MusterEffectClass muster_run_call_get_effect_class (MusterRunCall *self);
void              muster_run_call_set_effect_class (MusterRunCall *self, MusterEffectClass value);
const char       *muster_run_call_get_args         (MusterRunCall *self);
void              muster_run_call_set_args         (MusterRunCall *self, const char *value);
const char       *muster_run_call_get_status       (MusterRunCall *self);
void              muster_run_call_set_status       (MusterRunCall *self, const char *value);
const char       *muster_run_call_get_result       (MusterRunCall *self);
void              muster_run_call_set_result       (MusterRunCall *self, const char *value);
const char       *muster_run_call_get_decision     (MusterRunCall *self);
void              muster_run_call_set_decision     (MusterRunCall *self, const char *value);
const char       *muster_run_call_get_rules        (MusterRunCall *self);
void              muster_run_call_set_rules        (MusterRunCall *self, const char *value);
gint64            muster_run_call_get_requests     (MusterRunCall *self);
void              muster_run_call_set_requests     (MusterRunCall *self, gint64 value);
gint64            muster_run_call_get_time         (MusterRunCall *self);
void              muster_run_call_set_time         (MusterRunCall *self, gint64 value);

G_END_DECLS

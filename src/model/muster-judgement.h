/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_JUDGEMENT (muster_judgement_get_type ())
G_DECLARE_FINAL_TYPE (MusterJudgement, muster_judgement, MUSTER, JUDGEMENT, MusterRecord)

MusterJudgement *muster_judgement_new               (void);
const char      *muster_judgement_get_run_id        (MusterJudgement *self);
void             muster_judgement_set_run_id        (MusterJudgement *self, const char *value);
const char      *muster_judgement_get_client_id     (MusterJudgement *self);
void             muster_judgement_set_client_id     (MusterJudgement *self, const char *value);
gint64           muster_judgement_get_revision      (MusterJudgement *self);
void             muster_judgement_set_revision      (MusterJudgement *self, gint64 value);
const char      *muster_judgement_get_verdict       (MusterJudgement *self);
void             muster_judgement_set_verdict       (MusterJudgement *self, const char *value);
const char      *muster_judgement_get_word          (MusterJudgement *self);
void             muster_judgement_set_word          (MusterJudgement *self, const char *value);
gint64           muster_judgement_get_time          (MusterJudgement *self);
void             muster_judgement_set_time          (MusterJudgement *self, gint64 value);
const char      *muster_judgement_get_actor         (MusterJudgement *self);
void             muster_judgement_set_actor         (MusterJudgement *self, const char *value);
const char      *muster_judgement_get_author        (MusterJudgement *self);
void             muster_judgement_set_author        (MusterJudgement *self, const char *value);
const char      *muster_judgement_get_ticket_number (MusterJudgement *self);
void             muster_judgement_set_ticket_number (MusterJudgement *self, const char *value);
const char      *muster_judgement_get_summary       (MusterJudgement *self);
void             muster_judgement_set_summary       (MusterJudgement *self, const char *value);
const char      *muster_judgement_get_client_name   (MusterJudgement *self);
void             muster_judgement_set_client_name   (MusterJudgement *self, const char *value);
gint64           muster_judgement_get_created       (MusterJudgement *self);
void             muster_judgement_set_created       (MusterJudgement *self, gint64 value);
const char      *muster_judgement_get_diagnosis     (MusterJudgement *self);
void             muster_judgement_set_diagnosis     (MusterJudgement *self, const char *value);
const char      *muster_judgement_get_outcome       (MusterJudgement *self);
void             muster_judgement_set_outcome       (MusterJudgement *self, const char *value);

G_END_DECLS

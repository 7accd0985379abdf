/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-company.h"
#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_SUGGESTION (muster_suggestion_get_type ())
G_DECLARE_FINAL_TYPE (MusterSuggestion, muster_suggestion, MUSTER, SUGGESTION, MusterRecord)

MusterSuggestion *muster_suggestion_new               (void);
MusterCompany    *muster_suggestion_get_company       (MusterSuggestion *self);
void              muster_suggestion_set_company       (MusterSuggestion *self, MusterCompany *value);
MusterMappingKind muster_suggestion_get_kind          (MusterSuggestion *self);
void              muster_suggestion_set_kind          (MusterSuggestion *self, MusterMappingKind value);
const char       *muster_suggestion_get_connection_id (MusterSuggestion *self);
void              muster_suggestion_set_connection_id (MusterSuggestion *self, const char *value);
const char       *muster_suggestion_get_reason        (MusterSuggestion *self); /* (nullable): translated: "Same name" */
void              muster_suggestion_set_reason        (MusterSuggestion *self, const char *value);
gint64            muster_suggestion_get_score         (MusterSuggestion *self); /* 0 to 100 */
void              muster_suggestion_set_score         (MusterSuggestion *self, gint64 value);
gboolean          muster_suggestion_get_best          (MusterSuggestion *self); /* safe to preselect */
void              muster_suggestion_set_best          (MusterSuggestion *self, gboolean value);
/* (nullable): name of the client that has this company already; it cannot be chosen */
const char       *muster_suggestion_get_taken_by      (MusterSuggestion *self);
void              muster_suggestion_set_taken_by      (MusterSuggestion *self, const char *value);

G_END_DECLS

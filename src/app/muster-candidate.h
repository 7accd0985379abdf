/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CANDIDATE (muster_candidate_get_type ())
G_DECLARE_FINAL_TYPE (MusterCandidate, muster_candidate, MUSTER, CANDIDATE, MusterRecord)

MusterCandidate *muster_candidate_new        (void);
const char      *muster_candidate_get_id     (MusterCandidate *self);
void             muster_candidate_set_id     (MusterCandidate *self, const char *value);
const char      *muster_candidate_get_name   (MusterCandidate *self);
void             muster_candidate_set_name   (MusterCandidate *self, const char *value);
const char      *muster_candidate_get_detail (MusterCandidate *self); /* (nullable): short second line, such as the board of a status */
void             muster_candidate_set_detail (MusterCandidate *self, const char *value);
gboolean         muster_candidate_get_chosen (MusterCandidate *self); /* set by whoever shows it */
void             muster_candidate_set_chosen (MusterCandidate *self, gboolean value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-candidate.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WATCH_FIELD (muster_watch_field_get_type ())
G_DECLARE_FINAL_TYPE (MusterWatchField, muster_watch_field, MUSTER, WATCH_FIELD, MusterRecord)

MusterWatchField *muster_watch_field_new         (void);
const char       *muster_watch_field_get_id      (MusterWatchField *self); /* "boards", "types", "statuses", "priorities" or "sources" */
void              muster_watch_field_set_id      (MusterWatchField *self, const char *value);
const char       *muster_watch_field_get_title   (MusterWatchField *self); /* translated, as this PSA calls it */
void              muster_watch_field_set_title   (MusterWatchField *self, const char *value);
const char       *muster_watch_field_get_mode    (MusterWatchField *self); /* "all", "only" or "except" */
void              muster_watch_field_set_mode    (MusterWatchField *self, const char *value);
GListModel       *muster_watch_field_get_choices (MusterWatchField *self); /* (element-type MusterCandidate): chosen ones are the filter’s items */
void              muster_watch_field_set_choices (MusterWatchField *self, GListModel *value);

G_END_DECLS

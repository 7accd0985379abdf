/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ACTIVITY_ENTRY (muster_activity_entry_get_type ())
G_DECLARE_FINAL_TYPE (MusterActivityEntry, muster_activity_entry, MUSTER, ACTIVITY_ENTRY, MusterRecord)

MusterActivityEntry *muster_activity_entry_new              (void);
const char          *muster_activity_entry_get_id           (MusterActivityEntry *self);
void                 muster_activity_entry_set_id           (MusterActivityEntry *self, const char *value);
gint64               muster_activity_entry_get_time         (MusterActivityEntry *self);
void                 muster_activity_entry_set_time         (MusterActivityEntry *self, gint64 value);
const char          *muster_activity_entry_get_client_id    (MusterActivityEntry *self);
void                 muster_activity_entry_set_client_id    (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_run_id       (MusterActivityEntry *self);
void                 muster_activity_entry_set_run_id       (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_kind         (MusterActivityEntry *self);
void                 muster_activity_entry_set_kind         (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_tool         (MusterActivityEntry *self);
void                 muster_activity_entry_set_tool         (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_parameters   (MusterActivityEntry *self);
void                 muster_activity_entry_set_parameters   (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_result       (MusterActivityEntry *self);
void                 muster_activity_entry_set_result       (MusterActivityEntry *self, const char *value);
MusterEffectClass    muster_activity_entry_get_effect_class (MusterActivityEntry *self);
void                 muster_activity_entry_set_effect_class (MusterActivityEntry *self, MusterEffectClass value);
const char          *muster_activity_entry_get_decision     (MusterActivityEntry *self);
void                 muster_activity_entry_set_decision     (MusterActivityEntry *self, const char *value);
/* Of acts: who asked for it, by name; the effect and its state (prepared … unknown), what it takes back, and by what it was taken back; each nullable */
const char          *muster_activity_entry_get_effect_id    (MusterActivityEntry *self);
void                 muster_activity_entry_set_effect_id    (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_actor        (MusterActivityEntry *self);
void                 muster_activity_entry_set_actor        (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_state        (MusterActivityEntry *self);
void                 muster_activity_entry_set_state        (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_undo_of      (MusterActivityEntry *self);
void                 muster_activity_entry_set_undo_of      (MusterActivityEntry *self, const char *value);
const char          *muster_activity_entry_get_undone_by    (MusterActivityEntry *self);
void                 muster_activity_entry_set_undone_by    (MusterActivityEntry *self, const char *value);

G_END_DECLS

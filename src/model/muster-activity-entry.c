/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-activity-entry.h"
#include "muster-record-private.h"

/**
 * MusterActivityEntry:
 *
 * One row of the activity log: a call or an act, and what came of it.
 */

struct _MusterActivityEntry
{
  MusterRecord parent_instance;

  char             *id;
  gint64            time;         /* UTC µs */
  char             *client_id;
  char             *run_id;
  char             *kind;         /* call, effect */
  char             *tool;
  char             *parameters;   /* JSON object */
  char             *result;
  MusterEffectClass effect_class;
  char             *decision;
  char             *effect_id;
  char             *actor;        /* who asked for it: a person's name, or a part of the engine */
  char             *state;        /* of the effect */
  char             *undo_of;      /* the effect that it takes back */
  char             *undone_by;    /* the effect that takes it back */
};

G_DEFINE_FINAL_TYPE (MusterActivityEntry, muster_activity_entry, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, id)
ACCESSORS_INT64 (MusterActivityEntry, muster_activity_entry, time)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, client_id)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, run_id)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, kind)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, tool)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, parameters)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, result)
ACCESSORS_ENUM (MusterActivityEntry, muster_activity_entry, effect_class, MusterEffectClass)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, decision)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, effect_id)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, actor)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, state)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, undo_of)
ACCESSORS_STRING (MusterActivityEntry, muster_activity_entry, undone_by)

static void
muster_activity_entry_class_init (MusterActivityEntryClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterActivityEntry, id),
    FIELD_INT64 (MusterActivityEntry, time),
    FIELD_STRING (MusterActivityEntry, client_id),
    FIELD_STRING (MusterActivityEntry, run_id),
    FIELD_STRING (MusterActivityEntry, kind),
    FIELD_STRING (MusterActivityEntry, tool),
    FIELD_STRING (MusterActivityEntry, parameters),
    FIELD_STRING (MusterActivityEntry, result),
    FIELD_ENUM (MusterActivityEntry, effect_class, muster_effect_class_get_type),
    FIELD_STRING (MusterActivityEntry, decision),
    FIELD_STRING (MusterActivityEntry, effect_id),
    FIELD_STRING (MusterActivityEntry, actor),
    FIELD_STRING (MusterActivityEntry, state),
    FIELD_STRING (MusterActivityEntry, undo_of),
    FIELD_STRING (MusterActivityEntry, undone_by),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_activity_entry_init (MusterActivityEntry *self)
{
  (void) self;
}

MusterActivityEntry *
muster_activity_entry_new (void)
{
  return g_object_new (MUSTER_TYPE_ACTIVITY_ENTRY, NULL);
}

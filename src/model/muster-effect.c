/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-effect.h"
#include "muster-record-private.h"

/**
 * MusterEffect:
 *
 * One outward act in the ledger: written before it starts, settled after it.
 */

struct _MusterEffectRecord
{
  MusterRecord parent_instance;

  char             *id;
  char             *run_id;          /* NULL for an act of an admin */
  char             *client_id;
  char             *connection_id;
  gint64            step;
  char             *call;            /* which call of the tool */
  gint64            attempt;
  char             *tool;
  gint64            tool_version;
  MusterEffectClass effect_class;
  char             *target;
  char             *args;            /* JSON object */
  char             *args_hash;       /* hex */
  char             *retry_class;     /* N, M, L, X */
  char             *marker;          /* found again by it when retry class is M */
  char             *op_link;         /* status link of a long-running act */
  char             *external_ref;    /* id of what came into being */
  char             *outcome;         /* one line for people */
  char             *outcome_hash;    /* hex */
  MusterEffectState state;
  gint64            created;         /* UTC µs */
  gint64            dispatched_wall; /* UTC µs, 0: not yet */
  char             *dispatched_boot; /* boot id and boot clock */
  gint64            settle_ms;
  char             *before;          /* JSON object: path → what stood there before the act */
  char             *made;            /* JSON object: path → what the act's answers named */
  gboolean          already;         /* it was so before, so there is nothing to take back */
  char             *undo_of;         /* the act that it takes back */
  char             *actor;           /* who asked for it: `member:` and an id, or a part of the engine */
  gint64            look_due;        /* UTC µs, when it is looked at again; 0: never */
  char             *approval_id;     /* the technician’s yes that it stands on */
};

G_DEFINE_FINAL_TYPE (MusterEffectRecord, muster_effect, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterEffect, muster_effect, id)
ACCESSORS_STRING (MusterEffect, muster_effect, run_id)
ACCESSORS_STRING (MusterEffect, muster_effect, client_id)
ACCESSORS_STRING (MusterEffect, muster_effect, connection_id)
ACCESSORS_INT64 (MusterEffect, muster_effect, step)
ACCESSORS_STRING (MusterEffect, muster_effect, call)
ACCESSORS_INT64 (MusterEffect, muster_effect, attempt)
ACCESSORS_STRING (MusterEffect, muster_effect, tool)
ACCESSORS_INT64 (MusterEffect, muster_effect, tool_version)
ACCESSORS_ENUM (MusterEffect, muster_effect, effect_class, MusterEffectClass)
ACCESSORS_STRING (MusterEffect, muster_effect, target)
ACCESSORS_STRING (MusterEffect, muster_effect, args)
ACCESSORS_STRING (MusterEffect, muster_effect, args_hash)
ACCESSORS_STRING (MusterEffect, muster_effect, retry_class)
ACCESSORS_STRING (MusterEffect, muster_effect, marker)
ACCESSORS_STRING (MusterEffect, muster_effect, op_link)
ACCESSORS_STRING (MusterEffect, muster_effect, external_ref)
ACCESSORS_STRING (MusterEffect, muster_effect, outcome)
ACCESSORS_STRING (MusterEffect, muster_effect, outcome_hash)
ACCESSORS_ENUM (MusterEffect, muster_effect, state, MusterEffectState)
ACCESSORS_INT64 (MusterEffect, muster_effect, created)
ACCESSORS_INT64 (MusterEffect, muster_effect, dispatched_wall)
ACCESSORS_STRING (MusterEffect, muster_effect, dispatched_boot)
ACCESSORS_INT64 (MusterEffect, muster_effect, settle_ms)
ACCESSORS_STRING (MusterEffect, muster_effect, before)
ACCESSORS_STRING (MusterEffect, muster_effect, made)
ACCESSORS_BOOLEAN (MusterEffect, muster_effect, already)
ACCESSORS_STRING (MusterEffect, muster_effect, undo_of)
ACCESSORS_STRING (MusterEffect, muster_effect, actor)
ACCESSORS_INT64 (MusterEffect, muster_effect, look_due)
ACCESSORS_STRING (MusterEffect, muster_effect, approval_id)

static void
muster_effect_class_init (MusterEffectRecordClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterEffect, id),
    FIELD_STRING (MusterEffect, run_id),
    FIELD_STRING (MusterEffect, client_id),
    FIELD_STRING (MusterEffect, connection_id),
    FIELD_INT64 (MusterEffect, step),
    FIELD_STRING (MusterEffect, call),
    FIELD_INT64 (MusterEffect, attempt),
    FIELD_STRING (MusterEffect, tool),
    FIELD_INT64 (MusterEffect, tool_version),
    FIELD_ENUM (MusterEffect, effect_class, muster_effect_class_get_type),
    FIELD_STRING (MusterEffect, target),
    FIELD_STRING (MusterEffect, args),
    FIELD_STRING (MusterEffect, args_hash),
    FIELD_STRING (MusterEffect, retry_class),
    FIELD_STRING (MusterEffect, marker),
    FIELD_STRING (MusterEffect, op_link),
    FIELD_STRING (MusterEffect, external_ref),
    FIELD_STRING (MusterEffect, outcome),
    FIELD_STRING (MusterEffect, outcome_hash),
    FIELD_ENUM (MusterEffect, state, muster_effect_state_get_type),
    FIELD_INT64 (MusterEffect, created),
    FIELD_INT64 (MusterEffect, dispatched_wall),
    FIELD_STRING (MusterEffect, dispatched_boot),
    FIELD_INT64 (MusterEffect, settle_ms),
    FIELD_STRING (MusterEffect, before),
    FIELD_STRING (MusterEffect, made),
    FIELD_BOOLEAN (MusterEffect, already),
    FIELD_STRING (MusterEffect, undo_of),
    FIELD_STRING (MusterEffect, actor),
    FIELD_INT64 (MusterEffect, look_due),
    FIELD_STRING (MusterEffect, approval_id),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_effect_init (MusterEffectRecord *self)
{
  self->retry_class = g_strdup ("X");
  self->attempt = 1;
  self->tool_version = 1;
  self->effect_class = MUSTER_EFFECT_CLASS_WRITE;
}

MusterEffect *
muster_effect_new (void)
{
  return g_object_new (MUSTER_TYPE_EFFECT, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-run-call.h"

/**
 * MusterRunCall:
 *
 * One answered call of a run: what a planner asked and what came back.
 */

struct _MusterRunCall
{
  MusterRecord parent_instance;

  char             *run_id;
  char             *client_id;
  gint64            seq;
  gint64            revision;     /* of the plan that it was asked for */
  char             *tool;
  MusterEffectClass effect_class;
  char             *args;         /* JSON object */
  char             *status;       /* ok or the name of an error code */
  char             *result;       /* JSON, NULL: none */
  char             *decision;     /* allow, approval, deny */
  char             *rules;        /* gate rules that were hit, with commas */
  gint64            requests;     /* sent for this call */
  gint64            time;         /* UTC µs */
};

G_DEFINE_FINAL_TYPE (MusterRunCall, muster_run_call, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterRunCall, muster_run_call, run_id)
ACCESSORS_STRING (MusterRunCall, muster_run_call, client_id)
ACCESSORS_INT64 (MusterRunCall, muster_run_call, seq)
ACCESSORS_INT64 (MusterRunCall, muster_run_call, revision)
ACCESSORS_STRING (MusterRunCall, muster_run_call, tool)
ACCESSORS_ENUM (MusterRunCall, muster_run_call, effect_class, MusterEffectClass)
ACCESSORS_STRING (MusterRunCall, muster_run_call, args)
ACCESSORS_STRING (MusterRunCall, muster_run_call, status)
ACCESSORS_STRING (MusterRunCall, muster_run_call, result)
ACCESSORS_STRING (MusterRunCall, muster_run_call, decision)
ACCESSORS_STRING (MusterRunCall, muster_run_call, rules)
ACCESSORS_INT64 (MusterRunCall, muster_run_call, requests)
ACCESSORS_INT64 (MusterRunCall, muster_run_call, time)

static void
muster_run_call_class_init (MusterRunCallClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterRunCall, run_id),
    FIELD_STRING (MusterRunCall, client_id),
    FIELD_INT64 (MusterRunCall, seq),
    FIELD_INT64 (MusterRunCall, revision),
    FIELD_STRING (MusterRunCall, tool),
    FIELD_ENUM (MusterRunCall, effect_class, muster_effect_class_get_type),
    FIELD_STRING (MusterRunCall, args),
    FIELD_STRING (MusterRunCall, status),
    FIELD_STRING (MusterRunCall, result),
    FIELD_STRING (MusterRunCall, decision),
    FIELD_STRING (MusterRunCall, rules),
    FIELD_INT64 (MusterRunCall, requests),
    FIELD_INT64 (MusterRunCall, time),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_run_call_init (MusterRunCall *self)
{
  self->revision = 1;
}

MusterRunCall *
muster_run_call_new (void)
{
  return g_object_new (MUSTER_TYPE_RUN_CALL, NULL);
}

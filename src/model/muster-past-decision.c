/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-past-decision.h"

/**
 * MusterPastDecision:
 *
 * Something that the gate decided about once: a call of a run, a step of its plan, or an act of the engine's own.
 */

struct _MusterPastDecision
{
  MusterRecord parent_instance;

  char      *kind;           /* call, step, act */
  gint64     time;
  char      *run_id;
  char      *client_id;
  char      *client_name;
  char      *ticket;         /* its id at the PSA */
  char      *ticket_number;
  char      *tool;
  char      *target;
  char      *target_name;
  char      *args;           /* as JSON */
  gint64     place;          /* of a step: how many are before it */
  char      *rules;          /* of a step: what was said then, as JSON */
  char      *requester_id;   /* the plan's */
  char      *identity;       /* the plan's */
  gboolean   read_sensitive; /* the run has read with a sensitive tool */
  gboolean   overridden;     /* the client has a policy of its own for the tool */
};

G_DEFINE_FINAL_TYPE (MusterPastDecision, muster_past_decision, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterPastDecision, muster_past_decision, kind)
ACCESSORS_INT64 (MusterPastDecision, muster_past_decision, time)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, run_id)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, client_id)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, client_name)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, ticket)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, ticket_number)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, tool)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, target)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, target_name)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, args)
ACCESSORS_INT64 (MusterPastDecision, muster_past_decision, place)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, rules)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, requester_id)
ACCESSORS_STRING (MusterPastDecision, muster_past_decision, identity)
ACCESSORS_BOOLEAN (MusterPastDecision, muster_past_decision, read_sensitive)
ACCESSORS_BOOLEAN (MusterPastDecision, muster_past_decision, overridden)

static void
muster_past_decision_class_init (MusterPastDecisionClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterPastDecision, kind),
    FIELD_INT64 (MusterPastDecision, time),
    FIELD_STRING (MusterPastDecision, run_id),
    FIELD_STRING (MusterPastDecision, client_id),
    FIELD_STRING (MusterPastDecision, client_name),
    FIELD_STRING (MusterPastDecision, ticket),
    FIELD_STRING (MusterPastDecision, ticket_number),
    FIELD_STRING (MusterPastDecision, tool),
    FIELD_STRING (MusterPastDecision, target),
    FIELD_STRING (MusterPastDecision, target_name),
    FIELD_STRING (MusterPastDecision, args),
    FIELD_INT64 (MusterPastDecision, place),
    FIELD_STRING (MusterPastDecision, rules),
    FIELD_STRING (MusterPastDecision, requester_id),
    FIELD_STRING (MusterPastDecision, identity),
    FIELD_BOOLEAN (MusterPastDecision, read_sensitive),
    FIELD_BOOLEAN (MusterPastDecision, overridden),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_past_decision_init (MusterPastDecision *self)
{
}

MusterPastDecision *
muster_past_decision_new (void)
{
  return g_object_new (MUSTER_TYPE_PAST_DECISION, NULL);
}

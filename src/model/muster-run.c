/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-run.h"

/**
 * MusterRun:
 *
 * The work on one ticket, as everybody sees it; the runner in agent/ moves it.
 */

struct _MusterRun
{
  MusterRecord parent_instance;

  char          *id;
  char          *ticket_id;
  char          *client_id;
  char          *connection_id;
  char          *external_ticket_id;
  char          *ticket_number;
  char          *summary;
  MusterRunState state;
  MusterMode     mode;               /* fixed at the start */
  gint64         state_since;        /* UTC µs */
  gint64         created;            /* UTC µs */
  MusterPlan    *plan;               /* (nullable) */
  char          *note_text;
  char          *note_external_id;
  char          *planner;
  char          *error_text;
  gint64         attempts;
  gint64         requests;           /* sent to vendors so far */
  gint64         revision;           /* of the plan; 1 is the first */
  gint64         updated;            /* UTC µs: when it began to plan this revision; 0 for the first */
  char          *conversation;       /* hash of what the ticket's people had said when it was planned */
  char          *change_author;      /* whose word made the newest revision */
  char          *change_kind;        /* note, time-entry, description, edited, removed */
  gint64         change_time;        /* UTC µs */
  MusterIdentityLevel identity_level; /* what a person has confirmed; V0: nothing */
  char          *identity_by;        /* (nullable): who confirmed it */
  char          *identity_how;       /* (nullable): in words */
  char          *identity_requester; /* (nullable): whom the plan took for the requester when it was confirmed */
  gint64         identity_time;      /* UTC µs; 0: never */
  char          *prompt_hash;        /* (nullable): of the prompt that the newest plan was made with */
  gint64         active_us;          /* how long it was worked on */
};

G_DEFINE_FINAL_TYPE (MusterRun, muster_run, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterRun, muster_run, id)
ACCESSORS_STRING (MusterRun, muster_run, ticket_id)
ACCESSORS_STRING (MusterRun, muster_run, client_id)
ACCESSORS_STRING (MusterRun, muster_run, connection_id)
ACCESSORS_STRING (MusterRun, muster_run, external_ticket_id)
ACCESSORS_STRING (MusterRun, muster_run, ticket_number)
ACCESSORS_STRING (MusterRun, muster_run, summary)
ACCESSORS_ENUM (MusterRun, muster_run, state, MusterRunState)
ACCESSORS_ENUM (MusterRun, muster_run, mode, MusterMode)
ACCESSORS_INT64 (MusterRun, muster_run, state_since)
ACCESSORS_INT64 (MusterRun, muster_run, created)
ACCESSORS_OBJECT (MusterRun, muster_run, plan, MusterPlan)
ACCESSORS_STRING (MusterRun, muster_run, note_text)
ACCESSORS_STRING (MusterRun, muster_run, note_external_id)
ACCESSORS_STRING (MusterRun, muster_run, planner)
ACCESSORS_STRING (MusterRun, muster_run, error_text)
ACCESSORS_INT64 (MusterRun, muster_run, attempts)
ACCESSORS_INT64 (MusterRun, muster_run, requests)
ACCESSORS_INT64 (MusterRun, muster_run, revision)
ACCESSORS_INT64 (MusterRun, muster_run, updated)
ACCESSORS_STRING (MusterRun, muster_run, conversation)
ACCESSORS_STRING (MusterRun, muster_run, change_author)
ACCESSORS_STRING (MusterRun, muster_run, change_kind)
ACCESSORS_INT64 (MusterRun, muster_run, change_time)
ACCESSORS_ENUM (MusterRun, muster_run, identity_level, MusterIdentityLevel)
ACCESSORS_STRING (MusterRun, muster_run, identity_by)
ACCESSORS_STRING (MusterRun, muster_run, identity_how)
ACCESSORS_STRING (MusterRun, muster_run, identity_requester)
ACCESSORS_INT64 (MusterRun, muster_run, identity_time)
ACCESSORS_STRING (MusterRun, muster_run, prompt_hash)
ACCESSORS_INT64 (MusterRun, muster_run, active_us)

static void
muster_run_class_init (MusterRunClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterRun, id),
    FIELD_STRING (MusterRun, ticket_id),
    FIELD_STRING (MusterRun, client_id),
    FIELD_STRING (MusterRun, connection_id),
    FIELD_STRING (MusterRun, external_ticket_id),
    FIELD_STRING (MusterRun, ticket_number),
    FIELD_STRING (MusterRun, summary),
    FIELD_ENUM (MusterRun, state, muster_run_state_get_type),
    FIELD_ENUM (MusterRun, mode, muster_mode_get_type),
    FIELD_INT64 (MusterRun, state_since),
    FIELD_INT64 (MusterRun, created),
    FIELD_OBJECT (MusterRun, plan, muster_plan_get_type),
    FIELD_STRING (MusterRun, note_text),
    FIELD_STRING (MusterRun, note_external_id),
    FIELD_STRING (MusterRun, planner),
    FIELD_STRING (MusterRun, error_text),
    FIELD_INT64 (MusterRun, attempts),
    FIELD_INT64 (MusterRun, requests),
    FIELD_INT64 (MusterRun, revision),
    FIELD_INT64 (MusterRun, updated),
    FIELD_STRING (MusterRun, conversation),
    FIELD_STRING (MusterRun, change_author),
    FIELD_STRING (MusterRun, change_kind),
    FIELD_INT64 (MusterRun, change_time),
    FIELD_ENUM (MusterRun, identity_level, muster_identity_level_get_type),
    FIELD_STRING (MusterRun, identity_by),
    FIELD_STRING (MusterRun, identity_how),
    FIELD_STRING (MusterRun, identity_requester),
    FIELD_INT64 (MusterRun, identity_time),
    FIELD_STRING (MusterRun, prompt_hash),
    FIELD_INT64 (MusterRun, active_us),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_run_init (MusterRun *self)
{
  self->mode = MUSTER_MODE_PLAN;
  self->revision = 1;
}

MusterRun *
muster_run_new (void)
{
  return g_object_new (MUSTER_TYPE_RUN, NULL);
}

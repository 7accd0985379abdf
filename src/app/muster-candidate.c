/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-candidate.h"
#include "muster-record-private.h"

/**
 * MusterCandidate:
 *
 * One of several things to choose from: an answer to a question, a board to watch.
 */

struct _MusterCandidate
{
  MusterRecord parent_instance;

  char *id;
  char *name;
  char *detail;
  gboolean chosen;
};

G_DEFINE_FINAL_TYPE (MusterCandidate, muster_candidate, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterCandidate, muster_candidate, id)
ACCESSORS_STRING (MusterCandidate, muster_candidate, name)
ACCESSORS_STRING (MusterCandidate, muster_candidate, detail)
ACCESSORS_BOOLEAN (MusterCandidate, muster_candidate, chosen)

static void
muster_candidate_class_init (MusterCandidateClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterCandidate, id),
    FIELD_STRING (MusterCandidate, name),
    FIELD_STRING (MusterCandidate, detail),
    FIELD_BOOLEAN (MusterCandidate, chosen),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_candidate_init (MusterCandidate *self)
{
}

MusterCandidate *
muster_candidate_new (void)
{
  return g_object_new (MUSTER_TYPE_CANDIDATE, NULL);
}

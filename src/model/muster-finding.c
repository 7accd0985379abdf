/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-finding.h"
#include "muster-record-private.h"

/**
 * MusterFinding:
 *
 * One fact that the diagnosis rests on.
 */

struct _MusterFinding
{
  MusterRecord parent_instance;

  char  *text;
  char  *source; /* the tool that told it */
  gint64 time;   /* UTC µs, 0: not kept */
};

G_DEFINE_FINAL_TYPE (MusterFinding, muster_finding, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterFinding, muster_finding, text)
ACCESSORS_STRING (MusterFinding, muster_finding, source)
ACCESSORS_INT64 (MusterFinding, muster_finding, time)

static void
muster_finding_class_init (MusterFindingClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterFinding, text),
    FIELD_STRING (MusterFinding, source),
    FIELD_INT64 (MusterFinding, time),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_finding_init (MusterFinding *self)
{
  (void) self;
}

MusterFinding *
muster_finding_new (void)
{
  return g_object_new (MUSTER_TYPE_FINDING, NULL);
}

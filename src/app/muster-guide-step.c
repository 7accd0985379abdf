/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-guide-step.h"
#include "muster-record-private.h"

/**
 * MusterGuideStep:
 *
 * One thing that a person does at the vendor before a connection can work.
 */

struct _MusterGuideStep
{
  MusterRecord parent_instance;

  char *id;
  char *title;
  char *text;
  char *copy;
  char *link;
};

G_DEFINE_FINAL_TYPE (MusterGuideStep, muster_guide_step, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterGuideStep, muster_guide_step, id)
ACCESSORS_STRING (MusterGuideStep, muster_guide_step, title)
ACCESSORS_STRING (MusterGuideStep, muster_guide_step, text)
ACCESSORS_STRING (MusterGuideStep, muster_guide_step, copy)
ACCESSORS_STRING (MusterGuideStep, muster_guide_step, link)

static void
muster_guide_step_class_init (MusterGuideStepClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterGuideStep, id),
    FIELD_STRING (MusterGuideStep, title),
    FIELD_STRING (MusterGuideStep, text),
    FIELD_STRING (MusterGuideStep, copy),
    FIELD_STRING (MusterGuideStep, link),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_guide_step_init (MusterGuideStep *self)
{
}

MusterGuideStep *
muster_guide_step_new (void)
{
  return g_object_new (MUSTER_TYPE_GUIDE_STEP, NULL);
}

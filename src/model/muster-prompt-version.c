/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-prompt-version.h"

/**
 * MusterPromptVersion:
 *
 * A prompt as it was saved once, by the MSP or for one of its clients. The newest counts.
 */

struct _MusterPromptVersion
{
  MusterRecord parent_instance;

  gint64 id;
  char  *client_id; /* empty: the MSP's */
  char  *text;      /* empty: it was taken away */
  gint64 time;
  char  *actor;     /* member:ID, or the name of a program */
  char  *author;    /* name of the person, where it was one */
};

G_DEFINE_FINAL_TYPE (MusterPromptVersion, muster_prompt_version, MUSTER_TYPE_RECORD)

ACCESSORS_INT64 (MusterPromptVersion, muster_prompt_version, id)
ACCESSORS_STRING (MusterPromptVersion, muster_prompt_version, client_id)
ACCESSORS_STRING (MusterPromptVersion, muster_prompt_version, text)
ACCESSORS_INT64 (MusterPromptVersion, muster_prompt_version, time)
ACCESSORS_STRING (MusterPromptVersion, muster_prompt_version, actor)
ACCESSORS_STRING (MusterPromptVersion, muster_prompt_version, author)

static void
muster_prompt_version_class_init (MusterPromptVersionClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_INT64 (MusterPromptVersion, id),
    FIELD_STRING (MusterPromptVersion, client_id),
    FIELD_STRING (MusterPromptVersion, text),
    FIELD_INT64 (MusterPromptVersion, time),
    FIELD_STRING (MusterPromptVersion, actor),
    FIELD_STRING (MusterPromptVersion, author),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_prompt_version_init (MusterPromptVersion *self)
{
}

MusterPromptVersion *
muster_prompt_version_new (void)
{
  return g_object_new (MUSTER_TYPE_PROMPT_VERSION, NULL);
}

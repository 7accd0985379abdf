/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-docs-hit.h"
#include "muster-record-private.h"

/**
 * MusterDocsHit:
 *
 * A page of the documentation that a search found.
 */

struct _MusterDocsHit
{
  MusterRecord parent_instance;

  char *id;
  char *title;
  char *folder;
  char *text;
  char *updated;
  gboolean general;
  gboolean stale;
  char *newer;
};

G_DEFINE_FINAL_TYPE (MusterDocsHit, muster_docs_hit, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterDocsHit, muster_docs_hit, id)
ACCESSORS_STRING (MusterDocsHit, muster_docs_hit, title)
ACCESSORS_STRING (MusterDocsHit, muster_docs_hit, folder)
ACCESSORS_STRING (MusterDocsHit, muster_docs_hit, text)
ACCESSORS_STRING (MusterDocsHit, muster_docs_hit, updated)
ACCESSORS_BOOLEAN (MusterDocsHit, muster_docs_hit, general)
ACCESSORS_BOOLEAN (MusterDocsHit, muster_docs_hit, stale)
ACCESSORS_STRING (MusterDocsHit, muster_docs_hit, newer)

static void
muster_docs_hit_class_init (MusterDocsHitClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterDocsHit, id),
    FIELD_STRING (MusterDocsHit, title),
    FIELD_STRING (MusterDocsHit, folder),
    FIELD_STRING (MusterDocsHit, text),
    FIELD_STRING (MusterDocsHit, updated),
    FIELD_BOOLEAN (MusterDocsHit, general),
    FIELD_BOOLEAN (MusterDocsHit, stale),
    FIELD_STRING (MusterDocsHit, newer),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_docs_hit_init (MusterDocsHit *self)
{
}

MusterDocsHit *
muster_docs_hit_new (void)
{
  return g_object_new (MUSTER_TYPE_DOCS_HIT, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-docs-state.h"
#include "muster-record-private.h"

/**
 * MusterDocsState:
 *
 * How much of one customer’s documentation is in the index.
 */

struct _MusterDocsState
{
  MusterRecord parent_instance;

  char *client_id;
  char *name;
  gint64 documents;
  gint64 read;
};

G_DEFINE_FINAL_TYPE (MusterDocsState, muster_docs_state, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterDocsState, muster_docs_state, client_id)
ACCESSORS_STRING (MusterDocsState, muster_docs_state, name)
ACCESSORS_INT64 (MusterDocsState, muster_docs_state, documents)
ACCESSORS_INT64 (MusterDocsState, muster_docs_state, read)

static void
muster_docs_state_class_init (MusterDocsStateClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterDocsState, client_id),
    FIELD_STRING (MusterDocsState, name),
    FIELD_INT64 (MusterDocsState, documents),
    FIELD_INT64 (MusterDocsState, read),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_docs_state_init (MusterDocsState *self)
{
}

MusterDocsState *
muster_docs_state_new (void)
{
  return g_object_new (MUSTER_TYPE_DOCS_STATE, NULL);
}

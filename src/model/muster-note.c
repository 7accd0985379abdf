/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-note.h"
#include "muster-record-private.h"

/**
 * MusterNote:
 *
 * One note or reply on a ticket, as the PSA shows it.
 */

struct _MusterNote
{
  MusterRecord parent_instance;

  char    *external_id;
  char    *kind;        /* note, time-entry, description */
  char    *author_kind; /* member, contact, self, external, system */
  char    *author_id;   /* the PSA's */
  char    *author_name;
  gboolean internal;
  char    *text;
  gint64   created;     /* UTC µs */
  gboolean edited;      /* changed after it was written */
  char    *from_email;  /* yes, no, unknown */
};

G_DEFINE_FINAL_TYPE (MusterNote, muster_note, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterNote, muster_note, external_id)
ACCESSORS_STRING (MusterNote, muster_note, kind)
ACCESSORS_STRING (MusterNote, muster_note, author_kind)
ACCESSORS_STRING (MusterNote, muster_note, author_id)
ACCESSORS_STRING (MusterNote, muster_note, author_name)
ACCESSORS_BOOLEAN (MusterNote, muster_note, internal)
ACCESSORS_STRING (MusterNote, muster_note, text)
ACCESSORS_INT64 (MusterNote, muster_note, created)
ACCESSORS_BOOLEAN (MusterNote, muster_note, edited)
ACCESSORS_STRING (MusterNote, muster_note, from_email)

static void
muster_note_class_init (MusterNoteClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterNote, external_id),
    FIELD_STRING (MusterNote, kind),
    FIELD_STRING (MusterNote, author_kind),
    FIELD_STRING (MusterNote, author_id),
    FIELD_STRING (MusterNote, author_name),
    FIELD_BOOLEAN (MusterNote, internal),
    FIELD_STRING (MusterNote, text),
    FIELD_INT64 (MusterNote, created),
    FIELD_BOOLEAN (MusterNote, edited),
    FIELD_STRING (MusterNote, from_email),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_note_init (MusterNote *self)
{
  self->kind = g_strdup ("note");
  self->from_email = g_strdup ("unknown");
}

MusterNote *
muster_note_new (void)
{
  return g_object_new (MUSTER_TYPE_NOTE, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_NOTE (muster_note_get_type ())
G_DECLARE_FINAL_TYPE (MusterNote, muster_note, MUSTER, NOTE, MusterRecord)

MusterNote *muster_note_new             (void);
const char *muster_note_get_external_id (MusterNote *self);
void        muster_note_set_external_id (MusterNote *self, const char *value);
const char *muster_note_get_kind        (MusterNote *self);
void        muster_note_set_kind        (MusterNote *self, const char *value);
const char *muster_note_get_author_kind (MusterNote *self);
void        muster_note_set_author_kind (MusterNote *self, const char *value);
const char *muster_note_get_author_id   (MusterNote *self);
void        muster_note_set_author_id   (MusterNote *self, const char *value);
const char *muster_note_get_author_name (MusterNote *self);
void        muster_note_set_author_name (MusterNote *self, const char *value);
gboolean    muster_note_get_internal    (MusterNote *self);
void        muster_note_set_internal    (MusterNote *self, gboolean value);
const char *muster_note_get_text        (MusterNote *self);
void        muster_note_set_text        (MusterNote *self, const char *value);
gint64      muster_note_get_created     (MusterNote *self);
void        muster_note_set_created     (MusterNote *self, gint64 value);
gboolean    muster_note_get_edited      (MusterNote *self);
void        muster_note_set_edited      (MusterNote *self, gboolean value);
const char *muster_note_get_from_email  (MusterNote *self);
void        muster_note_set_from_email  (MusterNote *self, const char *value);

G_END_DECLS

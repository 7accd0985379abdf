/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-record-private.h"
#include "muster-watch-field.h"

/**
 * MusterWatchField:
 *
 * One field of tickets in the watch filter: all of its values, only some, or all but some.
 */

struct _MusterWatchField
{
  MusterRecord parent_instance;

  char *id;
  char *title;
  char *mode;
  GListModel *choices;
};

G_DEFINE_FINAL_TYPE (MusterWatchField, muster_watch_field, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterWatchField, muster_watch_field, id)
ACCESSORS_STRING (MusterWatchField, muster_watch_field, title)
ACCESSORS_STRING (MusterWatchField, muster_watch_field, mode)
ACCESSORS_OBJECT (MusterWatchField, muster_watch_field, choices, GListModel)

static void
muster_watch_field_class_init (MusterWatchFieldClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterWatchField, id),
    FIELD_STRING (MusterWatchField, title),
    FIELD_STRING (MusterWatchField, mode),
    FIELD_OBJECT (MusterWatchField, choices, g_list_model_get_type),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_watch_field_init (MusterWatchField *self)
{
  self->mode = g_strdup ("all");
  self->choices = G_LIST_MODEL (g_list_store_new (MUSTER_TYPE_CANDIDATE));
}

MusterWatchField *
muster_watch_field_new (void)
{
  return g_object_new (MUSTER_TYPE_WATCH_FIELD, NULL);
}

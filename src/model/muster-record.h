/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_RECORD (muster_record_get_type ())
G_DECLARE_DERIVABLE_TYPE (MusterRecord, muster_record, MUSTER, RECORD, GObject)

typedef enum
{
  MUSTER_FIELD_STRING,   /* char *, owned */
  MUSTER_FIELD_INT64,
  MUSTER_FIELD_BOOLEAN,
  MUSTER_FIELD_ENUM,
  MUSTER_FIELD_JSON,     /* JsonObject *, a reference */
  MUSTER_FIELD_ARRAY,    /* GPtrArray *, a reference, never NULL */
  MUSTER_FIELD_OBJECT    /* GObject *, a reference */
} MusterFieldKind;

typedef struct
{
  const char     *name;      /* the C field; the property has dashes instead */
  MusterFieldKind kind;
  gsize           offset;
  GType         (*type) (void);
} MusterRecordField;

struct _MusterRecordClass
{
  GObjectClass parent_class;

  /*< private >*/
  const MusterRecordField *fields;  /* (unowned): a static table of the subclass */
  guint                    n_fields;
  GParamSpec             **pspecs;  /* (array length=n_fields) (owned by the class) */
};

void muster_record_class_install (MusterRecordClass       *klass,
                                  const MusterRecordField *fields,
                                  guint                    n_fields);

gpointer                 muster_record_copy       (gpointer      record);
const MusterRecordField *muster_record_find_field (MusterRecord *self,
                                                   const char   *name);

G_END_DECLS

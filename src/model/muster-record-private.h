/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a noun of the model is written: a struct, one accessor line and one
 * table line per field. See muster-mapping.c for the shortest example. */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

void muster_record_set_string  (MusterRecord *self, gsize offset, const char *value);
void muster_record_set_int64   (MusterRecord *self, gsize offset, gint64 value);
void muster_record_set_boolean (MusterRecord *self, gsize offset, gboolean value);
void muster_record_set_enum    (MusterRecord *self, gsize offset, int value);
void muster_record_set_json    (MusterRecord *self, gsize offset, JsonObject *value);
void muster_record_set_array   (MusterRecord *self, gsize offset, GPtrArray *value);
void muster_record_set_object  (MusterRecord *self, gsize offset, gpointer value);

/* Rows of the field table */
#define FIELD(Type, field, kind, get_type) \
  { #field, MUSTER_FIELD_##kind, G_STRUCT_OFFSET (Type, field), get_type }
#define FIELD_STRING(Type, field)            FIELD (Type, field, STRING, NULL)
#define FIELD_INT64(Type, field)             FIELD (Type, field, INT64, NULL)
#define FIELD_BOOLEAN(Type, field)           FIELD (Type, field, BOOLEAN, NULL)
#define FIELD_JSON(Type, field)              FIELD (Type, field, JSON, json_object_get_type)
#define FIELD_ARRAY(Type, field)             FIELD (Type, field, ARRAY, g_ptr_array_get_type)
#define FIELD_ENUM(Type, field, get_type)    FIELD (Type, field, ENUM, get_type)
#define FIELD_OBJECT(Type, field, get_type)  FIELD (Type, field, OBJECT, get_type)

/* The getter and the setter of a field */
#define ACCESSORS(Type, prefix, field, Value, kind, none)                            \
  Value                                                                              \
  prefix##_get_##field (Type *self)                                                  \
  {                                                                                  \
    g_return_val_if_fail (G_TYPE_CHECK_INSTANCE_TYPE (self, prefix##_get_type ()),   \
                          none);                                                     \
    return self->field;                                                              \
  }                                                                                  \
  void                                                                               \
  prefix##_set_##field (Type *self,                                                  \
                        Value value)                                                 \
  {                                                                                  \
    g_return_if_fail (G_TYPE_CHECK_INSTANCE_TYPE (self, prefix##_get_type ()));      \
    muster_record_set_##kind (MUSTER_RECORD (self), G_STRUCT_OFFSET (Type, field),   \
                              value);                                                \
  }

#define ACCESSORS_INT64(Type, prefix, field)    ACCESSORS (Type, prefix, field, gint64, int64, 0)
#define ACCESSORS_BOOLEAN(Type, prefix, field)  ACCESSORS (Type, prefix, field, gboolean, boolean, FALSE)
#define ACCESSORS_JSON(Type, prefix, field)     ACCESSORS (Type, prefix, field, JsonObject *, json, NULL)
#define ACCESSORS_ARRAY(Type, prefix, field)    ACCESSORS (Type, prefix, field, GPtrArray *, array, NULL)
#define ACCESSORS_ENUM(Type, prefix, field, E)  ACCESSORS (Type, prefix, field, E, enum, 0)
#define ACCESSORS_OBJECT(Type, prefix, field, O) ACCESSORS (Type, prefix, field, O *, object, NULL)
#define ACCESSORS_STRING(Type, prefix, field)   ACCESSORS (Type, prefix, field, const char *, string, NULL)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include <string.h>

#include "muster-record-private.h"

/**
 * MusterRecord:
 *
 * What all nouns of the model have in common: plain fields that are GObject
 * properties of the same name, described by one static table per class.
 *
 * A record does nothing by itself. It is filled on one thread, handed over, and
 * from then on used by one thread at a time.
 */

G_DEFINE_ABSTRACT_TYPE (MusterRecord, muster_record, G_TYPE_OBJECT)

#define FIELD_POINTER(self, offset) G_STRUCT_MEMBER_P ((self), (offset))

static void
notify_offset (MusterRecord *self,
               gsize         offset)
{
  MusterRecordClass *klass = MUSTER_RECORD_GET_CLASS (self);

  for (guint i = 0; i < klass->n_fields; i++)
    if (klass->fields[i].offset == offset)
      g_object_notify_by_pspec (G_OBJECT (self), klass->pspecs[i]);
}

static GParamSpec *
new_pspec (const MusterRecordField *field)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  g_autofree char *dashed = g_strdelimit (g_strdup (field->name), "_", '-');
  const char *name = g_intern_string (dashed);

  switch (field->kind)
    {
    case MUSTER_FIELD_STRING:
      return g_param_spec_string (name, NULL, NULL, NULL, flags);
    case MUSTER_FIELD_INT64:
      return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case MUSTER_FIELD_BOOLEAN:
      return g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
    case MUSTER_FIELD_ENUM:
      return g_param_spec_enum (name, NULL, NULL, field->type (), 0, flags);
    case MUSTER_FIELD_JSON:
    case MUSTER_FIELD_ARRAY:
      return g_param_spec_boxed (name, NULL, NULL, field->type (), flags);
    case MUSTER_FIELD_OBJECT:
      return g_param_spec_object (name, NULL, NULL, field->type (), flags);
    default:
      g_assert_not_reached ();
    }
}

static void
muster_record_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  const MusterRecordField *field = &MUSTER_RECORD_GET_CLASS (object)->fields[prop_id - 1];
  gpointer at = FIELD_POINTER (object, field->offset);

  (void) pspec;
  switch (field->kind)
    {
    case MUSTER_FIELD_STRING:
      g_value_set_string (value, *(char **) at);
      break;
    case MUSTER_FIELD_INT64:
      g_value_set_int64 (value, *(gint64 *) at);
      break;
    case MUSTER_FIELD_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *) at);
      break;
    case MUSTER_FIELD_ENUM:
      g_value_set_enum (value, *(int *) at);
      break;
    case MUSTER_FIELD_JSON:
    case MUSTER_FIELD_ARRAY:
      g_value_set_boxed (value, *(gpointer *) at);
      break;
    case MUSTER_FIELD_OBJECT:
      g_value_set_object (value, *(gpointer *) at);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
muster_record_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MusterRecord *self = MUSTER_RECORD (object);
  const MusterRecordField *field = &MUSTER_RECORD_GET_CLASS (object)->fields[prop_id - 1];

  (void) pspec;
  switch (field->kind)
    {
    case MUSTER_FIELD_STRING:
      muster_record_set_string (self, field->offset, g_value_get_string (value));
      break;
    case MUSTER_FIELD_INT64:
      muster_record_set_int64 (self, field->offset, g_value_get_int64 (value));
      break;
    case MUSTER_FIELD_BOOLEAN:
      muster_record_set_boolean (self, field->offset, g_value_get_boolean (value));
      break;
    case MUSTER_FIELD_ENUM:
      muster_record_set_enum (self, field->offset, g_value_get_enum (value));
      break;
    case MUSTER_FIELD_JSON:
      muster_record_set_json (self, field->offset, g_value_get_boxed (value));
      break;
    case MUSTER_FIELD_ARRAY:
      muster_record_set_array (self, field->offset, g_value_get_boxed (value));
      break;
    case MUSTER_FIELD_OBJECT:
      muster_record_set_object (self, field->offset, g_value_get_object (value));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
muster_record_finalize (GObject *object)
{
  MusterRecordClass *klass = MUSTER_RECORD_GET_CLASS (object);

  for (guint i = 0; i < klass->n_fields; i++)
    {
      gpointer *at = FIELD_POINTER (object, klass->fields[i].offset);

      switch (klass->fields[i].kind)
        {
        case MUSTER_FIELD_STRING:
          g_clear_pointer (at, g_free);
          break;
        case MUSTER_FIELD_JSON:
          g_clear_pointer ((JsonObject **) at, json_object_unref);
          break;
        case MUSTER_FIELD_ARRAY:
          g_clear_pointer ((GPtrArray **) at, g_ptr_array_unref);
          break;
        case MUSTER_FIELD_OBJECT:
          g_clear_object ((GObject **) at);
          break;
        case MUSTER_FIELD_INT64:
        case MUSTER_FIELD_BOOLEAN:
        case MUSTER_FIELD_ENUM:
        default:
          break;
        }
    }
  G_OBJECT_CLASS (muster_record_parent_class)->finalize (object);
}

static void
muster_record_class_init (MusterRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_record_finalize;
}

static void
muster_record_init (MusterRecord *self)
{
  (void) self;
}

/**
 * muster_record_class_install:
 * @klass: the class being initialised
 * @fields: (array length=n_fields): a static table
 * @n_fields: its length
 *
 * Makes a property of every field. Called once, from a subclass' class_init.
 */
void
muster_record_class_install (MusterRecordClass       *klass,
                             const MusterRecordField *fields,
                             guint                    n_fields)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_return_if_fail (klass->fields == NULL);

  /* Property accessors are the two vfuncs that GObject does not inherit */
  object_class->get_property = muster_record_get_property;
  object_class->set_property = muster_record_set_property;
  klass->fields = fields;
  klass->n_fields = n_fields;
  klass->pspecs = g_new0 (GParamSpec *, n_fields);
  for (guint i = 0; i < n_fields; i++)
    {
      klass->pspecs[i] = new_pspec (&fields[i]);
      g_object_class_install_property (object_class, i + 1, klass->pspecs[i]);
    }
}

/* @to: the same field of a record that was just made: nobody listens to it, and it has its defaults */
static void
copy_field (MusterFieldKind kind,
            gpointer        from,
            gpointer        to)
{
  switch (kind)
    {
    case MUSTER_FIELD_STRING:
      g_free (*(char **) to);
      *(char **) to = g_strdup (*(char **) from);
      break;
    case MUSTER_FIELD_INT64:
      *(gint64 *) to = *(gint64 *) from;
      break;
    case MUSTER_FIELD_BOOLEAN:
      *(gboolean *) to = *(gboolean *) from;
      break;
    case MUSTER_FIELD_ENUM:
      *(int *) to = *(int *) from;
      break;
    case MUSTER_FIELD_JSON:
      g_clear_pointer ((JsonObject **) to, json_object_unref);
      if (*(JsonObject **) from != NULL)
        *(JsonObject **) to = json_object_ref (*(JsonObject **) from);
      break;
    case MUSTER_FIELD_ARRAY:
      g_clear_pointer ((GPtrArray **) to, g_ptr_array_unref);
      *(GPtrArray **) to = *(GPtrArray **) from != NULL ? g_ptr_array_ref (*(GPtrArray **) from) : g_ptr_array_new ();
      break;
    case MUSTER_FIELD_OBJECT:
      g_set_object ((GObject **) to, *(GObject **) from);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * muster_record_copy:
 * @record: (type MusterRecord): any noun
 *
 * A copy for another thread, or to compare with later. Arrays and objects are
 * shared, everything else is not.
 *
 * Returns: (transfer full) (type MusterRecord): a record of the same type
 */
gpointer
muster_record_copy (gpointer record)
{
  MusterRecordClass *klass;
  GObject *copy;

  g_return_val_if_fail (MUSTER_IS_RECORD (record), NULL);

  klass = MUSTER_RECORD_GET_CLASS (record);
  copy = g_object_new (G_OBJECT_TYPE (record), NULL);
  for (guint i = 0; i < klass->n_fields; i++)
    copy_field (klass->fields[i].kind, FIELD_POINTER (record, klass->fields[i].offset),
                FIELD_POINTER (copy, klass->fields[i].offset));
  return copy;
}

/**
 * muster_record_find_field:
 * @self: a record
 * @name: a name with underscores
 *
 * Returns: (transfer none) (nullable): the row of the class' table
 */
const MusterRecordField *
muster_record_find_field (MusterRecord *self,
                          const char   *name)
{
  MusterRecordClass *klass;

  g_return_val_if_fail (MUSTER_IS_RECORD (self), NULL);

  klass = MUSTER_RECORD_GET_CLASS (self);
  for (guint i = 0; i < klass->n_fields; i++)
    if (klass->fields[i].name[0] == name[0] && strcmp (klass->fields[i].name, name) == 0)
      return &klass->fields[i];
  return NULL;
}

void
muster_record_set_string (MusterRecord *self,
                          gsize         offset,
                          const char   *value)
{
  char **at = FIELD_POINTER (self, offset);
  g_autofree char *old = NULL;

  if (g_strcmp0 (*at, value) == 0)
    return;
  /* Freed last: the new value may lie inside the old one */
  old = *at;
  *at = g_strdup (value);
  notify_offset (self, offset);
}

void
muster_record_set_int64 (MusterRecord *self,
                         gsize         offset,
                         gint64        value)
{
  gint64 *at = FIELD_POINTER (self, offset);

  if (*at == value)
    return;
  *at = value;
  notify_offset (self, offset);
}

void
muster_record_set_boolean (MusterRecord *self,
                           gsize         offset,
                           gboolean      value)
{
  gboolean *at = FIELD_POINTER (self, offset);

  if (*at == !!value)
    return;
  *at = !!value;
  notify_offset (self, offset);
}

void
muster_record_set_enum (MusterRecord *self,
                        gsize         offset,
                        int           value)
{
  int *at = FIELD_POINTER (self, offset);

  if (*at == value)
    return;
  *at = value;
  notify_offset (self, offset);
}

void
muster_record_set_json (MusterRecord *self,
                        gsize         offset,
                        JsonObject   *value)
{
  JsonObject **at = FIELD_POINTER (self, offset);
  JsonObject *old = *at;

  if (old == value)
    return;
  *at = value != NULL ? json_object_ref (value) : NULL;
  g_clear_pointer (&old, json_object_unref);
  notify_offset (self, offset);
}

void
muster_record_set_array (MusterRecord *self,
                         gsize         offset,
                         GPtrArray    *value)
{
  GPtrArray **at = FIELD_POINTER (self, offset);
  GPtrArray *old = *at;

  if (old == value)
    return;
  *at = value != NULL ? g_ptr_array_ref (value) : g_ptr_array_new ();
  g_clear_pointer (&old, g_ptr_array_unref);
  notify_offset (self, offset);
}

void
muster_record_set_object (MusterRecord *self,
                          gsize         offset,
                          gpointer      value)
{
  if (g_set_object ((GObject **) FIELD_POINTER (self, offset), value))
    notify_offset (self, offset);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records in and out of statements. Columns and parameters are named like the
 * fields of the record; names that it does not have are left to the caller, as
 * are fields that are no plain values (arrays, JSON, objects). */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-db.h"
#include "muster-record-private.h"

static const char *
enum_name (GType type,
           int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  g_assert (found != NULL);
  return found->value_nick;
}

static void
bind_field (sqlite3_stmt            *statement,
            int                      index,
            gpointer                 record,
            const MusterRecordField *field)
{
  gpointer at = G_STRUCT_MEMBER_P (record, field->offset);

  switch (field->kind)
    {
    case MUSTER_FIELD_STRING:
      sqlite3_bind_text (statement, index, *(char **) at, -1, SQLITE_TRANSIENT);
      break;
    case MUSTER_FIELD_INT64:
      sqlite3_bind_int64 (statement, index, *(gint64 *) at);
      break;
    case MUSTER_FIELD_BOOLEAN:
      sqlite3_bind_int (statement, index, *(gboolean *) at);
      break;
    case MUSTER_FIELD_ENUM:
      sqlite3_bind_text (statement, index, enum_name (field->type (), *(int *) at), -1, SQLITE_STATIC);
      break;
    case MUSTER_FIELD_JSON:
    case MUSTER_FIELD_ARRAY:
    case MUSTER_FIELD_OBJECT:
    default:
      break;
    }
}

static void
read_enum (sqlite3_stmt            *statement,
           int                      column,
           MusterRecord            *record,
           const MusterRecordField *field)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (field->type ());
  const char *name = muster_db_column_text (statement, column);
  GEnumValue *found = name != NULL ? g_enum_get_value_by_nick (klass, name) : NULL;

  if (found != NULL)
    muster_record_set_enum (record, field->offset, found->value);
  else if (name != NULL)
    g_warning ("Column %s holds an unknown name", field->name);
}

static void
read_field (sqlite3_stmt            *statement,
            int                      column,
            MusterRecord            *record,
            const MusterRecordField *field)
{
  switch (field->kind)
    {
    case MUSTER_FIELD_STRING:
      muster_record_set_string (record, field->offset, muster_db_column_text (statement, column));
      break;
    case MUSTER_FIELD_INT64:
      muster_record_set_int64 (record, field->offset, sqlite3_column_int64 (statement, column));
      break;
    case MUSTER_FIELD_BOOLEAN:
      muster_record_set_boolean (record, field->offset, sqlite3_column_int (statement, column));
      break;
    case MUSTER_FIELD_ENUM:
      read_enum (statement, column, record, field);
      break;
    case MUSTER_FIELD_JSON:
    case MUSTER_FIELD_ARRAY:
    case MUSTER_FIELD_OBJECT:
    default:
      break;
    }
}

/* Gives every parameter :name the record's field of that name */
static void
bind_record (sqlite3_stmt *statement,
             gpointer      record)
{
  int n = sqlite3_bind_parameter_count (statement);

  for (int i = 1; i <= n; i++)
    {
      const char *name = sqlite3_bind_parameter_name (statement, i);
      const MusterRecordField *field = muster_record_find_field (record, name + 1);

      g_assert (field != NULL);
      bind_field (statement, i, record, field);
    }
}

/* Runs @sql with the fields of @record for its parameters */
gboolean
muster_db_write (MusterDb   *db,
                 GError    **error,
                 gpointer    record,
                 const char *sql)
{
  sqlite3_stmt *statement = muster_db_query (db, error, sql, "");

  if (statement == NULL)
    return FALSE;
  bind_record (statement, record);
  return muster_db_finish (db, statement, error);
}

/* Fills @record from the columns of the current row */
void
muster_db_read (sqlite3_stmt *statement,
                gpointer      record)
{
  int n = sqlite3_column_count (statement);

  for (int i = 0; i < n; i++)
    {
      const MusterRecordField *field = muster_record_find_field (record, sqlite3_column_name (statement, i));

      if (field != NULL)
        read_field (statement, i, record, field);
    }
}

static GPtrArray *
collect_rows (MusterDb     *db,
              GError      **error,
              GType         type,
              sqlite3_stmt *statement)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) local_error = NULL;

  while (muster_db_next (db, statement, &local_error))
    {
      gpointer record = g_object_new (type, NULL);

      muster_db_read (statement, record);
      g_ptr_array_add (records, record);
    }
  if (local_error == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static void
bind_texts_and_numbers (sqlite3_stmt *statement,
                        const char   *format,
                        va_list       args)
{
  for (int i = 1; *format != '\0'; format++, i++)
    if (*format == 't')
      sqlite3_bind_text (statement, i, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
    else
      sqlite3_bind_int64 (statement, i, va_arg (args, gint64));
}

/* (transfer full) (nullable): all rows as records of @type; formats t and i only */
GPtrArray *
muster_db_collect (MusterDb   *db,
                   GError    **error,
                   GType       type,
                   const char *sql,
                   const char *format,
                   ...)
{
  sqlite3_stmt *statement = muster_db_query (db, error, sql, "");
  va_list args;

  if (statement == NULL)
    return NULL;
  va_start (args, format);
  bind_texts_and_numbers (statement, format, args);
  va_end (args);
  return collect_rows (db, error, type, statement);
}

/* The first row as a record of @type, in @record; NULL there when there is none */
gboolean
muster_db_get (MusterDb   *db,
               GError    **error,
               GType       type,
               gpointer   *record,
               const char *sql,
               const char *format,
               ...)
{
  sqlite3_stmt *statement = muster_db_query (db, error, sql, "");
  g_autoptr(GPtrArray) rows = NULL;
  va_list args;

  *record = NULL;
  if (statement == NULL)
    return FALSE;
  va_start (args, format);
  bind_texts_and_numbers (statement, format, args);
  va_end (args);
  rows = collect_rows (db, error, type, statement);
  if (rows != NULL && rows->len > 0)
    *record = g_object_ref (rows->pdata[0]);
  return rows != NULL;
}

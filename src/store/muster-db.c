/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include <errno.h>

#include "muster-db.h"
#include "muster-error.h"

/* Parameters are described by one letter each: t is a const char * (or NULL), i a gint64,
 * n an int, b a GBytes *. */

/* From now on the database is only read; says what to do about it */
void
muster_db_set_damaged (MusterDb   *db,
                       const char *detail,
                       GError    **error)
{
  db->damaged = TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE,
               "The database %s is damaged (%s). Nothing more is written to it. Keep the file: close Muster, copy "
               "the whole folder away, then put the newest file of its “backups” folder in its place, or ask for "
               "help with the copy; “musterctl audit export” writes out what can still be read.",
               db->path, detail);
}

static void
set_error (MusterDb *db,
           int       code,
           GError  **error)
{
  const char *detail = sqlite3_errmsg (db->handle);

  if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
    muster_db_set_damaged (db, detail, error);
  else if ((code & 0xff) == SQLITE_FULL
           || ((code & 0xff) == SQLITE_IOERR && sqlite3_system_errno (db->handle) == ENOSPC))
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL,
                 "The disk that holds %s is full. Free some space; nothing that was recorded is lost.", db->path);
  else if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY
           || code == SQLITE_CONSTRAINT_FOREIGNKEY)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Store: %s", detail);
  else if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE, "Another program uses %s", db->path);
  else
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "Store: %s (%d)", detail, code);
}

static sqlite3_stmt *
prepare (MusterDb   *db,
         const char *sql,
         GError    **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (db->statements, sql);
  int code;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }
  code = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK)
    {
      set_error (db, code, error);
      return NULL;
    }
  g_hash_table_insert (db->statements, g_strdup (sql), statement);
  return statement;
}

static int
bind_bytes (sqlite3_stmt *statement,
            int           index,
            GBytes       *bytes)
{
  gsize size;
  const void *data;

  if (bytes == NULL)
    return sqlite3_bind_null (statement, index);
  data = g_bytes_get_data (bytes, &size);
  return sqlite3_bind_blob64 (statement, index, data, size, SQLITE_TRANSIENT);
}

static void
bind_va (sqlite3_stmt *statement,
         const char   *format,
         va_list       args)
{
  int code = SQLITE_OK;

  for (int i = 1; *format != '\0' && code == SQLITE_OK; format++, i++)
    switch (*format)
      {
      case 't':
        code = sqlite3_bind_text (statement, i, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
        break;
      case 'i':
        code = sqlite3_bind_int64 (statement, i, va_arg (args, gint64));
        break;
      case 'n':
        code = sqlite3_bind_int (statement, i, va_arg (args, int));
        break;
      case 'b':
        code = bind_bytes (statement, i, va_arg (args, GBytes *));
        break;
      default:
        g_assert_not_reached ();
      }
  g_assert (code == SQLITE_OK || code == SQLITE_NOMEM || code == SQLITE_TOOBIG);
}

static sqlite3_stmt *
query_va (MusterDb   *db,
          GError    **error,
          const char *sql,
          const char *format,
          va_list     args)
{
  sqlite3_stmt *statement = prepare (db, sql, error);

  if (statement != NULL)
    bind_va (statement, format, args);
  return statement;
}

static gboolean
configure (MusterDb *db,
           GError  **error)
{
  static const struct { int option; int value; } options[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
    { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    { SQLITE_DBCONFIG_DQS_DML, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      int code = sqlite3_db_config (db->handle, options[i].option, options[i].value, NULL);

      if (code != SQLITE_OK)
        {
          set_error (db, code, error);
          return FALSE;
        }
    }
  /* Exclusive: we hold the lock file anyway, and the WAL index then needs no shared memory.
   * Recursive triggers: REPLACE on the audit table fires its DELETE trigger. */
  return muster_db_exec (db,
                         "PRAGMA cell_size_check = ON;"
                         "PRAGMA mmap_size = 0;"
                         "PRAGMA recursive_triggers = ON;"
                         "PRAGMA secure_delete = FAST;"
                         "PRAGMA temp_store = MEMORY;"
                         "PRAGMA locking_mode = EXCLUSIVE;",
                         error);
}

/**
 * muster_db_open:
 * @path: an existing file, which may be empty
 * @error: return location
 *
 * Changes nothing in the file; muster_db_begin_wal () does.
 *
 * Returns: (transfer full) (nullable): a connection with the settings of this program
 */
MusterDb *
muster_db_open (const char *path,
                GError    **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  MusterDb *db = g_new0 (MusterDb, 1);
  int code;

  db->path = g_strdup (path);
  db->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) sqlite3_finalize);
  code = sqlite3_open_v2 (path, &db->handle, flags, NULL);
  if (code != SQLITE_OK)
    set_error (db, code, error);
  else if (configure (db, error))
    return db;
  muster_db_close (db, NULL);
  return NULL;
}

/**
 * muster_db_close:
 * @db: (transfer full): a database
 * @error: return location
 *
 * Returns: %FALSE when the last checkpoint failed; the data is safe in the WAL then
 */
gboolean
muster_db_close (MusterDb *db,
                 GError  **error)
{
  int code;

  g_hash_table_unref (db->statements);
  code = sqlite3_close (db->handle);
  if (code != SQLITE_OK)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "Closing %s: error %d", db->path, code);
  g_free (db->path);
  g_free (db);
  return code == SQLITE_OK;
}

/* From here on the file may change; a commit is on the disk when it returns */
gboolean
muster_db_begin_wal (MusterDb *db,
                     GError  **error)
{
#ifdef MUSTER_TEST_HOOKS
  /* What the bench compares with; loses the last commits with the power */
  if (g_strcmp0 (g_getenv ("MUSTER_TEST_SYNCHRONOUS"), "normal") == 0)
    return muster_db_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;", error);
#endif
  return muster_db_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", error);
}

/* Runs a script of several statements without parameters */
gboolean
muster_db_exec (MusterDb   *db,
                const char *script,
                GError    **error)
{
  int code = sqlite3_exec (db->handle, script, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    set_error (db, code, error);
  return code == SQLITE_OK;
}

/* The statement belongs to the cache; read it with muster_db_next () to its end, or reset it */
sqlite3_stmt *
muster_db_query (MusterDb   *db,
                 GError    **error,
                 const char *sql,
                 const char *format,
                 ...)
{
  sqlite3_stmt *statement;
  va_list args;

  va_start (args, format);
  statement = query_va (db, error, sql, format, args);
  va_end (args);
  return statement;
}

/* TRUE with a row; FALSE at the end and on an error, which is told by @error alone */
gboolean
muster_db_next (MusterDb     *db,
                sqlite3_stmt *statement,
                GError      **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    set_error (db, code, error);
  sqlite3_reset (statement);
  return FALSE;
}

/* Runs a statement that gives no rows */
gboolean
muster_db_finish (MusterDb     *db,
                  sqlite3_stmt *statement,
                  GError      **error)
{
  int code = sqlite3_step (statement);

  if (code != SQLITE_DONE && code != SQLITE_ROW)
    set_error (db, code, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE || code == SQLITE_ROW;
}

gboolean
muster_db_run (MusterDb   *db,
               GError    **error,
               const char *sql,
               const char *format,
               ...)
{
  sqlite3_stmt *statement;
  va_list args;

  va_start (args, format);
  statement = query_va (db, error, sql, format, args);
  va_end (args);
  return statement != NULL && muster_db_finish (db, statement, error);
}

/* The first column of the first row; 0 when there is none */
gboolean
muster_db_number (MusterDb   *db,
                  GError    **error,
                  gint64     *number,
                  const char *sql,
                  const char *format,
                  ...)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;
  va_list args;

  *number = 0;
  va_start (args, format);
  statement = query_va (db, error, sql, format, args);
  va_end (args);
  if (statement == NULL)
    return FALSE;
  if (muster_db_next (db, statement, &local_error))
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* The first column of the first row; NULL when there is none */
gboolean
muster_db_text (MusterDb   *db,
                GError    **error,
                char      **text,
                const char *sql,
                const char *format,
                ...)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;
  va_list args;

  *text = NULL;
  va_start (args, format);
  statement = query_va (db, error, sql, format, args);
  va_end (args);
  if (statement == NULL)
    return FALSE;
  if (muster_db_next (db, statement, &local_error))
    *text = g_strdup (muster_db_column_text (statement, 0));
  sqlite3_reset (statement);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Rows that the last statement changed */
guint
muster_db_changes (MusterDb *db)
{
  return (guint) sqlite3_changes (db->handle);
}

const char *
muster_db_column_text (sqlite3_stmt *statement,
                       int           column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

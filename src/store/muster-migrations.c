/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Brings a database to the newest schema: the numbered scripts in resources/sql,
 * all in one transaction, after a copy of what was there before. */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include <stdlib.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "muster-error.h"
#include "muster-migrations.h"
#include "muster-resources.h"

/* “Must” in ASCII: marks a file as one of ours */
#define APPLICATION_ID 0x4d757374

static int
compare_names (const void *a,
               const void *b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/* (transfer full): names of the scripts; the n-th brings the schema to version n */
static char **
list_scripts (GError **error)
{
  g_auto(GStrv) names = NULL;

  muster_core_register_resources ();
  names = g_resources_enumerate_children (MUSTER_RESOURCE_PREFIX "sql", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (names == NULL || names[0] == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "No migrations in the program");
      return NULL;
    }
  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  return g_steal_pointer (&names);
}

static gboolean
run_script (MusterDb   *db,
            const char *name,
            GError    **error)
{
  g_autofree char *path = g_strconcat ("sql/", name, NULL);
  g_autoptr(GBytes) script = muster_core_lookup_resource (path, error);
  g_autofree char *text = NULL;
  gsize size;
  const char *data;

  if (script == NULL)
    return FALSE;
  data = g_bytes_get_data (script, &size);
  text = g_strndup (data, size);
  if (muster_db_exec (db, text, error))
    return TRUE;
  g_prefix_error (error, "Migration %s: ", name);
  return FALSE;
}

static gboolean
check_foreign_keys (MusterDb *db,
                    GError  **error)
{
  gint64 broken;

  if (!muster_db_number (db, error, &broken, "SELECT count(*) FROM pragma_foreign_key_check", ""))
    return FALSE;
  if (broken == 0)
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE,
               "Migration: %" G_GINT64_FORMAT " rows point to nothing; the database was left as it was", broken);
  return FALSE;
}

static gboolean
run_scripts (MusterDb   *db,
             char      **names,
             guint       from,
             GError    **error)
{
  guint n = g_strv_length (names);
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u;",
                                           APPLICATION_ID, n);

  for (guint i = from; i < n; i++)
    if (!run_script (db, names[i], error))
      return FALSE;
  return muster_db_exec (db, mark, error) && check_foreign_keys (db, error);
}

static gboolean
copy_to (MusterDb   *db,
         const char *path,
         GError    **error)
{
  sqlite3_backup *backup;
  sqlite3 *copy = NULL;
  int code;

  code = sqlite3_open_v2 (path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
  if (code == SQLITE_OK)
    {
      backup = sqlite3_backup_init (copy, "main", db->handle, "main");
      if (backup != NULL)
        sqlite3_backup_step (backup, -1);
      sqlite3_backup_finish (backup);
      code = sqlite3_errcode (copy);
    }
  sqlite3_close (copy);
  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, MUSTER_ERROR,
               (code & 0xff) == SQLITE_FULL ? MUSTER_ERROR_DISK_FULL : MUSTER_ERROR_STORE,
               "Copying the database to %s before bringing it up to date: %s. It was left as it was.",
               path, sqlite3_errstr (code));
  return FALSE;
}

static gboolean
back_up (MusterDb         *db,
         MusterStoreFiles *files,
         guint             version,
         GError          **error)
{
  g_autofree char *dir = g_build_filename (files->dir, "backups", NULL);
  g_autofree char *name = g_strdup_printf ("backups/v%04u.db", version);
  g_autofree char *path = NULL;
  gboolean is_new;

  if (g_mkdir (dir, 0700) != 0 && !g_file_test (dir, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "Cannot make the folder %s", dir);
      return FALSE;
    }
  path = muster_store_files_make (files, name, &is_new, error);
  return path != NULL && copy_to (db, path, error);
}

static gboolean
check_ours (MusterDb *db,
            gint64    version,
            guint     newest,
            GError  **error)
{
  gint64 id, tables;

  if (!muster_db_number (db, error, &id, "PRAGMA application_id", "")
      || !muster_db_number (db, error, &tables, "SELECT count(*) FROM sqlite_schema", ""))
    return FALSE;
  if (tables > 0 && id != APPLICATION_ID)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "%s was not made by Muster; move it away", db->path);
  else if (version > (gint64) newest)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE,
                 "%s was written by a newer Muster (schema %" G_GINT64_FORMAT ", this one knows %u). Install that "
                 "version again; nothing was changed.", db->path, version, newest);
  else
    return TRUE;
  return FALSE;
}

/**
 * muster_migrations_apply:
 * @db: a database, possibly empty
 * @files: where the copy goes
 * @error: return location
 *
 * Returns: %FALSE when the database is not ours, too new, or a step failed; it
 *   is then as it was
 */
gboolean
muster_migrations_apply (MusterDb         *db,
                         MusterStoreFiles *files,
                         GError          **error)
{
  g_auto(GStrv) names = list_scripts (error);
  gint64 version;

  if (names == NULL
      || !muster_db_number (db, error, &version, "PRAGMA user_version", "")
      || !check_ours (db, version, g_strv_length (names), error)
      || !muster_db_begin_wal (db, error))
    return FALSE;
  if (version == (gint64) g_strv_length (names))
    return TRUE;
  if (version > 0 && !back_up (db, files, (guint) version, error))
    return FALSE;
  if (!muster_db_exec (db, "BEGIN EXCLUSIVE", error))
    return FALSE;
  if (run_scripts (db, names, (guint) version, error) && muster_db_exec (db, "COMMIT", error))
    {
      g_message ("Database brought from schema %" G_GINT64_FORMAT " to %u", version, g_strv_length (names));
      return TRUE;
    }
  muster_db_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

/**
 * muster_migrations_check:
 * @db: a database
 * @error: return location
 *
 * Reads the whole file and compares what it says about itself.
 *
 * Returns: whether it is sound
 */
gboolean
muster_migrations_check (MusterDb *db,
                         GError  **error)
{
  g_autofree char *verdict = NULL;

  if (!muster_db_text (db, error, &verdict, "PRAGMA quick_check(1)", ""))
    return FALSE;
  if (g_strcmp0 (verdict, "ok") == 0)
    return TRUE;
  muster_db_set_damaged (db, verdict, error);
  return FALSE;
}

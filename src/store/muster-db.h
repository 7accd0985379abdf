/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sqlite3.h>

#include "muster-record.h"

G_BEGIN_DECLS

/**
 * MusterDb:
 * @handle: (owned): the one connection
 * @path: (owned): for messages
 * @statements: (owned): SQL text → prepared statement
 * @damaged: a statement met a damaged page; nothing is written any more
 *
 * A database on the store's thread: cached statements, our errors.
 */
typedef struct
{
  sqlite3    *handle;
  char       *path;
  GHashTable *statements;
  gboolean    damaged;
} MusterDb;

MusterDb     *muster_db_open        (const char   *path,
                                     GError      **error);
gboolean      muster_db_begin_wal   (MusterDb     *db,
                                     GError      **error);
gboolean      muster_db_close       (MusterDb     *db,
                                     GError      **error);
gboolean      muster_db_exec        (MusterDb     *db,
                                     const char   *script,
                                     GError      **error);
gboolean      muster_db_run         (MusterDb     *db,
                                     GError      **error,
                                     const char   *sql,
                                     const char   *format,
                                     ...);
sqlite3_stmt *muster_db_query       (MusterDb     *db,
                                     GError      **error,
                                     const char   *sql,
                                     const char   *format,
                                     ...);
gboolean      muster_db_next        (MusterDb     *db,
                                     sqlite3_stmt *statement,
                                     GError      **error);
gboolean      muster_db_finish      (MusterDb     *db,
                                     sqlite3_stmt *statement,
                                     GError      **error);
gboolean      muster_db_number      (MusterDb     *db,
                                     GError      **error,
                                     gint64       *number,
                                     const char   *sql,
                                     const char   *format,
                                     ...);
gboolean      muster_db_text        (MusterDb     *db,
                                     GError      **error,
                                     char        **text,
                                     const char   *sql,
                                     const char   *format,
                                     ...);
void          muster_db_set_damaged (MusterDb     *db,
                                     const char   *detail,
                                     GError      **error);
guint         muster_db_changes     (MusterDb     *db);
const char   *muster_db_column_text (sqlite3_stmt *statement,
                                     int           column);

/* Records: columns and parameters are named like the fields */
gboolean      muster_db_write       (MusterDb     *db,
                                     GError      **error,
                                     gpointer      record,
                                     const char   *sql);
void          muster_db_read        (sqlite3_stmt *statement,
                                     gpointer      record);
GPtrArray    *muster_db_collect     (MusterDb     *db,
                                     GError      **error,
                                     GType         type,
                                     const char   *sql,
                                     const char   *format,
                                     ...);
gboolean      muster_db_get         (MusterDb     *db,
                                     GError      **error,
                                     GType         type,
                                     gpointer     *record,
                                     const char   *sql,
                                     const char   *format,
                                     ...);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The audit table: every row carries the hash of itself and of the row before it.
 * What that promises, and how to check it without this program, is in README.md. */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "muster-error.h"
#include "muster-store-audit.h"
#include "muster-store-private.h"

#define HASH_BYTES 32

typedef struct
{
  gint64      seq;
  gint64      ts;
  const char *actor;
  const char *client_id;
  const char *event;
  const char *body;
} AuditRow;

static void
add_number (GChecksum *checksum,
            guint64    value)
{
  guint64 big = GUINT64_TO_BE (value);

  g_checksum_update (checksum, (const guchar *) &big, sizeof big);
}

static void
add_text (GChecksum  *checksum,
          const char *text)
{
  gsize length = strlen (text);

  add_number (checksum, length);
  g_checksum_update (checksum, (const guchar *) text, (gssize) length);
}

static void
get_digest (GChecksum *checksum,
            guint8    *digest)
{
  gsize length = HASH_BYTES;

  g_checksum_get_digest (checksum, digest, &length);
  g_assert (length == HASH_BYTES);
}

static void
hash_body (const char *body,
           guint8     *digest)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, (const guchar *) body, -1);
  get_digest (checksum, digest);
}

/* SHA-256 (0x00 | prev | seq | ts | actor | client | event | body hash); numbers are 8 bytes
 * big-endian, texts are preceded by their length as such a number */
static void
hash_row (const AuditRow *row,
          const guint8   *prev,
          const guint8   *body_hash,
          guint8         *digest)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const guchar zero = 0x00;

  g_checksum_update (checksum, &zero, 1);
  g_checksum_update (checksum, prev, HASH_BYTES);
  add_number (checksum, (guint64) row->seq);
  add_number (checksum, (guint64) row->ts);
  add_text (checksum, row->actor);
  add_text (checksum, row->client_id);
  add_text (checksum, row->event);
  g_checksum_update (checksum, body_hash, HASH_BYTES);
  get_digest (checksum, digest);
}

static char *
to_hex (const guint8 *hash)
{
  GString *hex = g_string_sized_new (2 * HASH_BYTES);

  for (guint i = 0; i < HASH_BYTES; i++)
    g_string_append_printf (hex, "%02x", hash[i]);
  return g_string_free (hex, FALSE);
}

/* The last row; seq 0 and a hash of zeros when there is none */
static gboolean
read_last (MusterDb *db,
           gint64   *seq,
           guint8   *hash,
           GError  **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;

  *seq = 0;
  memset (hash, 0, HASH_BYTES);
  statement = muster_db_query (db, error, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", "");
  if (statement == NULL)
    return FALSE;
  if (muster_db_next (db, statement, &local_error))
    {
      *seq = sqlite3_column_int64 (statement, 0);
      if (sqlite3_column_bytes (statement, 1) == HASH_BYTES)
        memcpy (hash, sqlite3_column_blob (statement, 1), HASH_BYTES);
    }
  sqlite3_reset (statement);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
insert_row (MusterDb       *db,
            const AuditRow *row,
            const guint8   *body_hash,
            const guint8   *hash,
            GError        **error)
{
  g_autoptr(GBytes) body_bytes = g_bytes_new (body_hash, HASH_BYTES);
  g_autoptr(GBytes) hash_bytes = g_bytes_new (hash, HASH_BYTES);

  return muster_db_run (db, error,
                        "INSERT INTO audit (seq, ts, actor, client_id, event, body, body_hash, hash)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        "iittttbb", row->seq, row->ts, row->actor, row->client_id, row->event, row->body,
                        body_bytes, hash_bytes)
         && muster_db_run (db, error,
                           "INSERT INTO audit_head (one, seq, hash) VALUES (1, ?, ?)"
                           " ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
                           "ib", row->seq, hash_bytes)
         && muster_db_run (db, error,
                           "INSERT INTO audit_subjects SELECT subject, ?2 FROM (SELECT coalesce (json_extract (?1, '$.run'),"
                           " json_extract (?1, '$.effect')) AS subject WHERE json_valid (?1)) WHERE subject IS NOT NULL",
                           "ti", row->body, row->seq);
}

/* Appends a row in the transaction that is open */
gboolean
muster_store_add_audit_row (MusterDb      *db,
                            MusterStoreOp *op,
                            const char    *client_id,
                            const char    *event,
                            const char    *body,
                            GError       **error)
{
  AuditRow row = {
    .ts = op->now,
    .actor = op->actor,
    .client_id = client_id != NULL ? client_id : "",
    .event = event,
    .body = body != NULL ? body : "{}",
  };
  guint8 prev[HASH_BYTES], body_hash[HASH_BYTES], hash[HASH_BYTES];

  if (!read_last (db, &row.seq, prev, error))
    return FALSE;
  row.seq++;
  hash_body (row.body, body_hash);
  hash_row (&row, prev, body_hash, hash);
  return insert_row (db, &row, body_hash, hash, error);
}

/* (transfer full): a JSON object of string members, from pairs; NULL values are left out */
char *
muster_store_audit_body (const char *first_member,
                         ...)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  const char *member = first_member;
  va_list args;

  json_builder_begin_object (builder);
  va_start (args, first_member);
  while (member != NULL)
    {
      const char *value = va_arg (args, const char *);

      if (value != NULL)
        {
          json_builder_set_member_name (builder, member);
          json_builder_add_string_value (builder, value);
        }
      member = va_arg (args, const char *);
    }
  va_end (args);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
append_work (MusterStore   *self,
             MusterDb      *db,
             MusterStoreOp *op,
             GError       **error)
{
  return muster_store_add_audit_row (db, op, op->client_id, op->id, op->text, error);
}

static void
read_audit_row (sqlite3_stmt *statement,
                AuditRow     *row)
{
  row->seq = sqlite3_column_int64 (statement, 0);
  row->ts = sqlite3_column_int64 (statement, 1);
  row->actor = muster_db_column_text (statement, 2);
  row->client_id = muster_db_column_text (statement, 3);
  row->event = muster_db_column_text (statement, 4);
  row->body = muster_db_column_text (statement, 5);
}

static gboolean
column_is (sqlite3_stmt *statement,
           int           column,
           const guint8 *hash)
{
  return sqlite3_column_bytes (statement, column) == HASH_BYTES
         && memcmp (sqlite3_column_blob (statement, column), hash, HASH_BYTES) == 0;
}

static void
set_problem (MusterAuditReport *report,
             gint64             seq,
             const char        *problem)
{
  if (!report->ok)
    return;
  report->ok = FALSE;
  report->first_bad_seq = seq;
  report->problem = g_strdup (problem);
}

/* One row against the one before it, whose hash is in @prev and is replaced */
static void
verify_row (MusterAuditReport *report,
            sqlite3_stmt      *statement,
            MusterStoreOp     *op,
            guint8            *prev)
{
  guint8 body_hash[HASH_BYTES], hash[HASH_BYTES];
  g_autofree char *hex = NULL;
  AuditRow row;

  read_audit_row (statement, &row);
  report->rows++;
  if (row.seq != report->rows)
    set_problem (report, report->rows, "a row is missing");
  hash_body (row.body, body_hash);
  hash_row (&row, prev, body_hash, hash);
  if (!column_is (statement, 6, body_hash))
    set_problem (report, row.seq, "the text of the row was changed");
  if (!column_is (statement, 7, hash))
    set_problem (report, row.seq, "the row does not follow from the one before it");
  hex = to_hex (hash);
  if (op->text != NULL && row.seq == op->number && g_strcmp0 (op->text, hex) != 0)
    set_problem (report, row.seq, "the row is not the one that was anchored");
  memcpy (prev, hash, HASH_BYTES);
}

static gboolean
verify_end (MusterAuditReport *report,
            MusterDb          *db,
            MusterStoreOp     *op,
            const guint8      *last,
            GError           **error)
{
  g_autofree char *head = NULL;

  if (!muster_db_text (db, error, &head, "SELECT seq || ' ' || lower (hex (hash)) FROM audit_head", ""))
    return FALSE;
  report->head = to_hex (last);
  if (report->rows > 0 || head != NULL)
    {
      g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT " %s", report->rows, report->head);

      if (g_strcmp0 (expected, head) != 0)
        set_problem (report, report->rows + 1, "rows are missing at the end");
    }
  if (op->text != NULL && op->number > report->rows)
    set_problem (report, report->rows + 1, "the row that was anchored is missing");
  return TRUE;
}

#define SELECT_AUDIT "SELECT seq, ts, actor, client_id, event, body, body_hash, hash FROM audit ORDER BY seq"

static gboolean
verify_work (MusterStore   *self,
             MusterDb      *db,
             MusterStoreOp *op,
             GError       **error)
{
  g_autoptr(MusterAuditReport) report = g_new0 (MusterAuditReport, 1);
  g_autoptr(GError) local_error = NULL;
  guint8 prev[HASH_BYTES] = { 0 };
  sqlite3_stmt *statement;

  report->ok = TRUE;
  statement = muster_db_query (db, error, SELECT_AUDIT, "");
  if (statement == NULL)
    return FALSE;
  while (muster_db_next (db, statement, &local_error))
    verify_row (report, statement, op, prev);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!verify_end (report, db, op, prev, error))
    return FALSE;
  muster_store_op_set_result (op, g_steal_pointer (&report), (GDestroyNotify) muster_audit_report_free);
  return TRUE;
}

static gboolean
head_work (MusterStore   *self,
           MusterDb      *db,
           MusterStoreOp *op,
           GError       **error)
{
  guint8 hash[HASH_BYTES];

  if (!read_last (db, &op->count, hash, error))
    return FALSE;
  muster_store_op_set_result (op, to_hex (hash), g_free);
  return TRUE;
}

static gboolean
write_line (FILE         *file,
            sqlite3_stmt *statement)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *line = NULL;
  g_autofree char *hash = NULL;
  AuditRow row;

  read_audit_row (statement, &row);
  json_node_take_object (node, object);
  json_object_set_int_member (object, "seq", row.seq);
  json_object_set_int_member (object, "ts", row.ts);
  json_object_set_string_member (object, "actor", row.actor);
  json_object_set_string_member (object, "client", row.client_id);
  json_object_set_string_member (object, "event", row.event);
  json_object_set_string_member (object, "body", row.body);
  if (sqlite3_column_bytes (statement, 7) == HASH_BYTES)
    hash = to_hex (sqlite3_column_blob (statement, 7));
  json_object_set_string_member (object, "hash", hash);
  line = json_to_string (node, FALSE);
  return fputs (line, file) >= 0 && fputc ('\n', file) != EOF;
}

static gboolean
write_lines (MusterDb      *db,
             MusterStoreOp *op,
             FILE          *file,
             GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = muster_db_query (db, error, SELECT_AUDIT, "");
  gboolean good = TRUE;

  if (statement == NULL)
    return FALSE;
  while (good && muster_db_next (db, statement, &local_error))
    {
      good = write_line (file, statement);
      op->count++;
    }
  if (!good)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "Writing %s: %s", op->text, g_strerror (errno));
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    return TRUE;
  sqlite3_reset (statement);
  return FALSE;
}

static gboolean
export_work (MusterStore   *self,
             MusterDb      *db,
             MusterStoreOp *op,
             GError       **error)
{
  int fd = g_open (op->text, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  FILE *file = fd >= 0 ? fdopen (fd, "w") : NULL;
  gboolean good;

  op->count = 0;
  if (file == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "Writing %s: %s", op->text, g_strerror (errno));
      return FALSE;
    }
  good = write_lines (db, op, file, error);
  if (good && (fflush (file) != 0 || fsync (fd) != 0))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "Writing %s: %s", op->text, g_strerror (errno));
      good = FALSE;
    }
  fclose (file);
  return good;
}

void
muster_audit_report_free (MusterAuditReport *self)
{
  g_free (self->head);
  g_free (self->problem);
  g_free (self);
}

void
muster_store_append_audit_async (MusterStore        *self,
                                 const char         *actor,
                                 const char         *client_id,
                                 const char         *event,
                                 const char         *body,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (actor != NULL && event != NULL);

  op = muster_store_op_new (append_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->actor = g_strdup (actor);
  op->client_id = g_strdup (client_id);
  op->id = g_strdup (event);
  op->text = g_strdup (body);
  muster_store_start (self, op, muster_store_append_audit_async, cancellable, callback, user_data);
}

gboolean
muster_store_append_audit_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_append_audit_async, error);
}

void
muster_store_verify_audit_async (MusterStore        *self,
                                 gint64              anchor_seq,
                                 const char         *anchor_hash,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (verify_work, MUSTER_STORE_READ);
  op->number = anchor_seq;
  op->text = anchor_seq > 0 ? g_strdup (anchor_hash) : NULL;
  muster_store_start (self, op, muster_store_verify_audit_async, cancellable, callback, user_data);
}

MusterAuditReport *
muster_store_verify_audit_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_verify_audit_async, error);
}

void
muster_store_get_audit_head_async (MusterStore        *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_STORE (self));

  muster_store_start (self, muster_store_op_new (head_work, MUSTER_STORE_READ),
                      muster_store_get_audit_head_async, cancellable, callback, user_data);
}

/**
 * muster_store_get_audit_head_finish:
 * @self: the store
 * @result: the result
 * @seq: (out) (optional): number of the last row
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the hash of the last row in hex
 */
char *
muster_store_get_audit_head_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    gint64       *seq,
                                    GError      **error)
{
  MusterStoreOp *op = muster_store_finish (self, result, muster_store_get_audit_head_async, error);

  if (op == NULL)
    return NULL;
  if (seq != NULL)
    *seq = op->count;
  return g_steal_pointer (&op->result);
}

void
muster_store_export_audit_async (MusterStore        *self,
                                 const char         *path,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (path != NULL);

  op = muster_store_op_new (export_work, MUSTER_STORE_READ);
  op->text = g_strdup (path);
  muster_store_start (self, op, muster_store_export_audit_async, cancellable, callback, user_data);
}

gint64
muster_store_export_audit_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_export_audit_async, error);
}

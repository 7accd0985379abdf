/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-id.h"
#include "muster-json.h"
#include "muster-note.h"
#include "muster-store-private.h"
#include "muster-store-tickets.h"

/* A ticket of our own, with notes of its own */
static MusterTicket *
copy_ticket (MusterTicket *ticket)
{
  MusterTicket *copy = muster_record_copy (ticket);
  GPtrArray *notes = muster_ticket_get_notes (ticket);
  g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < notes->len; i++)
    g_ptr_array_add (copies, muster_record_copy (notes->pdata[i]));
  muster_ticket_set_notes (copy, copies);
  return copy;
}

static GPtrArray *
copy_tickets (GPtrArray *tickets)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tickets->len; i++)
    g_ptr_array_add (copies, copy_ticket (tickets->pdata[i]));
  return copies;
}

static void
add_note (JsonBuilder *builder,
          MusterNote  *note)
{
  const char *texts[][2] = {
    { "id", muster_note_get_external_id (note) },
    { "kind", muster_note_get_kind (note) },
    { "authorKind", muster_note_get_author_kind (note) },
    { "authorId", muster_note_get_author_id (note) },
    { "authorName", muster_note_get_author_name (note) },
    { "text", muster_note_get_text (note) },
    { "fromEmail", muster_note_get_from_email (note) },
  };

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      json_builder_set_member_name (builder, texts[i][0]);
      if (texts[i][1] != NULL)
        json_builder_add_string_value (builder, texts[i][1]);
      else
        json_builder_add_null_value (builder);
    }
  json_builder_set_member_name (builder, "internal");
  json_builder_add_boolean_value (builder, muster_note_get_internal (note));
  json_builder_set_member_name (builder, "created");
  json_builder_add_int_value (builder, muster_note_get_created (note));
  json_builder_set_member_name (builder, "edited");
  json_builder_add_boolean_value (builder, muster_note_get_edited (note));
  json_builder_end_object (builder);
}

static char *
notes_to_text (GPtrArray *notes)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < notes->len; i++)
    add_note (builder, notes->pdata[i]);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return muster_json_to_string (root);
}

static void
read_notes (MusterTicket *ticket,
            const char   *text)
{
  g_autoptr(JsonNode) root = muster_json_from_string_trusted (text, NULL);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array = root != NULL ? muster_json_node_arr (root) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = muster_json_arr_obj (array, i);
      MusterNote *note = muster_note_new ();

      muster_note_set_external_id (note, muster_json_str (object, "id"));
      if (muster_json_str (object, "kind") != NULL)
        muster_note_set_kind (note, muster_json_str (object, "kind"));
      if (muster_json_str (object, "fromEmail") != NULL)
        muster_note_set_from_email (note, muster_json_str (object, "fromEmail"));
      muster_note_set_author_kind (note, muster_json_str (object, "authorKind"));
      muster_note_set_author_id (note, muster_json_str (object, "authorId"));
      muster_note_set_author_name (note, muster_json_str (object, "authorName"));
      muster_note_set_text (note, muster_json_str (object, "text"));
      muster_note_set_internal (note, muster_json_bool (object, "internal", FALSE));
      muster_note_set_created (note, muster_json_int (object, "created", 0));
      muster_note_set_edited (note, muster_json_bool (object, "edited", FALSE));
      g_ptr_array_add (notes, note);
    }
  muster_ticket_set_notes (ticket, notes);
}

/* (transfer full) (nullable): the rows of @statement, whose first column is the notes */
static GPtrArray *
collect_tickets (MusterDb     *db,
                 sqlite3_stmt *statement,
                 GError      **error)
{
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) local_error = NULL;

  if (statement == NULL)
    return NULL;
  while (muster_db_next (db, statement, &local_error))
    {
      MusterTicket *ticket = muster_ticket_new ();

      muster_db_read (statement, ticket);
      read_notes (ticket, muster_db_column_text (statement, 0));
      g_ptr_array_add (tickets, ticket);
    }
  if (local_error == NULL)
    return g_steal_pointer (&tickets);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

#define SELECT_TICKET "SELECT notes, * FROM tickets "

static gboolean
differs (const char *stored,
         const char *now)
{
  return now != NULL && g_strcmp0 (stored, now) != 0;
}

/* Many PSAs stamp changes with seconds, so what changed twice in one has one version and two contents */
static gboolean
says_otherwise (sqlite3_stmt *statement,
                MusterTicket *ticket)
{
  return sqlite3_column_int (statement, 3) != muster_ticket_get_closed (ticket)
         || differs (muster_db_column_text (statement, 4), muster_ticket_get_status_id (ticket))
         || differs (muster_db_column_text (statement, 5), muster_ticket_get_summary (ticket));
}

/* What is stored of @ticket already; @id is NULL when it is new */
static gboolean
find_stored (MusterDb     *db,
             MusterTicket *ticket,
             char        **id,
             gboolean     *is_news,
             GError      **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;

  *id = NULL;
  *is_news = TRUE;
  statement = muster_db_query (db, error,
                               "SELECT id, version, updated, closed, status_id, summary FROM tickets"
                               " WHERE connection_id = ? AND external_id = ?",
                               "tt", muster_ticket_get_connection_id (ticket), muster_ticket_get_external_id (ticket));
  if (statement == NULL)
    return FALSE;
  if (muster_db_next (db, statement, &local_error))
    {
      *id = g_strdup (muster_db_column_text (statement, 0));
      /* Answers may overtake each other: an older version changes nothing */
      *is_news = sqlite3_column_int64 (statement, 2) <= muster_ticket_get_updated (ticket)
                 && (g_strcmp0 (muster_db_column_text (statement, 1), muster_ticket_get_version (ticket)) != 0
                     || says_otherwise (statement, ticket));
    }
  sqlite3_reset (statement);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
write_notes (MusterDb      *db,
             MusterStoreOp *op,
             MusterTicket  *ticket,
             GError       **error)
{
  g_autofree char *notes = notes_to_text (muster_ticket_get_notes (ticket));

  return muster_db_run (db, error, "UPDATE tickets SET notes = ?, stored = ? WHERE id = ?", "tit", notes, op->now,
                        muster_ticket_get_id (ticket));
}

/* A list of tickets has no notes, and at some vendors no description and no address: what was read of them before
 * stays until the conversation is read again */
static gboolean
write_ticket (MusterDb      *db,
              MusterStoreOp *op,
              MusterTicket  *ticket,
              gboolean       is_new,
              GError       **error)
{
  static const char insert[] =
    "INSERT INTO tickets (id, connection_id, external_id, number, company_id, company_name, contact_id, contact_name,"
    " contact_email, summary, description, ticket_type, type_id, board, board_id, status, status_id, priority,"
    " priority_id, source, source_id, origin, entered_by_member, created, updated, version, client_id, wait_reason,"
    " is_own_test, closed, ours, monitoring, resolution, notes, handled, stored)"
    " VALUES (:id, :connection_id, :external_id, :number, :company_id, :company_name, :contact_id, :contact_name,"
    " :contact_email, :summary, :description, :ticket_type, :type_id, :board, :board_id, :status, :status_id,"
    " :priority, :priority_id, :source, :source_id, :origin, :entered_by_member, :created, :updated, :version,"
    " :client_id, :wait_reason, :is_own_test, :closed, :ours, :monitoring, :resolution, '[]', 0, 0)";
  static const char update[] =
    "UPDATE tickets SET number = :number, company_id = :company_id, company_name = coalesce (:company_name,"
    " CASE WHEN company_id = :company_id THEN company_name END), contact_email = coalesce (:contact_email,"
    " CASE WHEN contact_id = :contact_id THEN contact_email END),"
    " contact_name = coalesce (:contact_name, CASE WHEN contact_id = :contact_id THEN contact_name END),"
    " summary = :summary, description = coalesce (:description, description),"
    " ticket_type = :ticket_type, type_id = :type_id, board = :board, board_id = :board_id, status = :status,"
    " status_id = :status_id, priority = :priority, priority_id = :priority_id, source = :source,"
    " source_id = :source_id, origin = :origin, entered_by_member = :entered_by_member, updated = :updated,"
    " version = :version, is_own_test = max (is_own_test, :is_own_test), closed = :closed, ours = :ours,"
    " monitoring = :monitoring, resolution = :resolution, contact_id = :contact_id, handled = 0 WHERE id = :id";

  muster_store_op_changed (op, "tickets", muster_ticket_get_id (ticket));
  return muster_db_write (db, error, ticket, is_new ? insert : update)
         && (muster_ticket_get_notes (ticket)->len == 0 || write_notes (db, op, ticket, error));
}

static gboolean
ingest_ticket (MusterDb      *db,
               MusterStoreOp *op,
               MusterTicket  *ticket,
               GPtrArray     *news,
               GError       **error)
{
  g_autoptr(GPtrArray) stored = NULL;
  g_autofree char *id = NULL;
  gboolean is_new, is_news;

  muster_ticket_set_connection_id (ticket, op->connection_id);
  if (!find_stored (db, ticket, &id, &is_news, error))
    return FALSE;
  if (!is_news)
    return TRUE;
  is_new = id == NULL;
  /* Nobody waits for what was over before it was ever seen */
  if (is_new && muster_ticket_get_closed (ticket))
    return TRUE;
  if (is_new)
    id = muster_ticket_get_id (ticket) != NULL ? g_strdup (muster_ticket_get_id (ticket)) : muster_id_new ();
  muster_ticket_set_id (ticket, id);
  if (!write_ticket (db, op, ticket, is_new, error))
    return FALSE;
  stored = collect_tickets (db, muster_db_query (db, error, SELECT_TICKET "WHERE id = ?", "t", id), error);
  if (stored == NULL || stored->len == 0)
    return FALSE;
  g_ptr_array_add (news, g_object_ref (stored->pdata[0]));
  return TRUE;
}

static gboolean
ingest_work (MusterStore   *self,
             MusterDb      *db,
             MusterStoreOp *op,
             GError       **error)
{
  g_autoptr(GPtrArray) news = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < op->list->len; i++)
    if (!ingest_ticket (db, op, op->list->pdata[i], news, error))
      return FALSE;
  if (op->text != NULL
      && !muster_db_run (db, error,
                         "INSERT INTO watermarks (connection_id, value) VALUES (?, ?)"
                         " ON CONFLICT (connection_id) DO UPDATE SET value = excluded.value",
                         "tt", op->connection_id, op->text))
    return FALSE;
  muster_store_op_set_result (op, g_steal_pointer (&news), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

static gboolean
get_watermark_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  char *value;

  if (!muster_db_text (db, error, &value, "SELECT value FROM watermarks WHERE connection_id = ?", "t", op->id))
    return FALSE;
  muster_store_op_set_result (op, value, g_free);
  return TRUE;
}

static gboolean
list_work (MusterDb      *db,
           MusterStoreOp *op,
           const char    *sql,
           GError       **error)
{
  GPtrArray *tickets = collect_tickets (db, muster_db_query (db, error, sql, ""), error);

  muster_store_op_set_result (op, tickets, (GDestroyNotify) g_ptr_array_unref);
  return tickets != NULL;
}

static gboolean
list_waiting_tickets_work (MusterStore   *self,
                           MusterDb      *db,
                           MusterStoreOp *op,
                           GError       **error)
{
  return list_work (db, op, SELECT_TICKET "WHERE wait_reason <> 'none' ORDER BY created, id", error);
}

static gboolean
list_unhandled_tickets_work (MusterStore   *self,
                             MusterDb      *db,
                             MusterStoreOp *op,
                             GError       **error)
{
  return list_work (db, op, SELECT_TICKET "WHERE handled = 0 ORDER BY created, id", error);
}

static gboolean
set_ticket_wait_work (MusterStore   *self,
                      MusterDb      *db,
                      MusterStoreOp *op,
                      GError       **error)
{
  const char *reason = muster_wait_reason_to_string ((MusterWaitReason) op->from);
  g_autofree char *body = muster_store_audit_body ("ticket", op->id, "reason", reason, NULL);

  if (!muster_db_run (db, error,
                      "UPDATE tickets SET wait_reason = ?, client_id = coalesce (?, client_id), ignored = NULL, handled = 1"
                      " WHERE id = ?", "ttt", reason, op->client_id, op->id))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "ticket", op->id);
  muster_store_op_changed (op, "tickets", op->id);
  return muster_store_add_audit_row (db, op, op->client_id, "ticket-wait", body, error);
}

static gboolean
set_ticket_ignored_work (MusterStore   *self,
                         MusterDb      *db,
                         MusterStoreOp *op,
                         GError       **error)
{
  if (!muster_db_run (db, error,
                      "UPDATE tickets SET ignored = ?, wait_reason = 'none', handled = 1 WHERE id = ?", "tt",
                      op->text, op->id))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "ticket", op->id);
  muster_store_op_changed (op, "tickets", op->id);
  return TRUE;
}

static gboolean
set_ticket_contact_work (MusterStore   *self,
                         MusterDb      *db,
                         MusterStoreOp *op,
                         GError       **error)
{
  muster_store_op_changed (op, "tickets", op->id);
  return muster_db_run (db, error,
                        "UPDATE tickets SET contact_name = coalesce (contact_name, ?),"
                        " contact_email = coalesce (contact_email, ?) WHERE id = ?", "ttt", op->text, op->text2, op->id);
}

static gboolean
look_again_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  for (guint i = 0; i < op->list->len; i++)
    if (!muster_db_run (db, error, "UPDATE tickets SET handled = 0 WHERE connection_id = ? AND external_id = ?", "tt",
                        op->connection_id, op->list->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
list_ignored_tickets_work (MusterStore   *self,
                           MusterDb      *db,
                           MusterStoreOp *op,
                           GError       **error)
{
  sqlite3_stmt *statement =
    muster_db_query (db, error,
                     SELECT_TICKET "WHERE ignored IS NOT NULL AND closed = 0 AND connection_id = ?"
                     " ORDER BY created DESC, id DESC", "t", op->connection_id);
  GPtrArray *tickets = collect_tickets (db, statement, error);

  muster_store_op_set_result (op, tickets, (GDestroyNotify) g_ptr_array_unref);
  return tickets != NULL;
}

/* A run that was made before conversations were kept has nothing to compare with: this one is its own */
static gboolean
save_conversation_work (MusterStore   *self,
                        MusterDb      *db,
                        MusterStoreOp *op,
                        GError       **error)
{
  if (!muster_db_write (db, error, op->record,
                        "UPDATE tickets SET description = :description,"
                        " company_name = coalesce (:company_name, company_name),"
                        " contact_email = coalesce (:contact_email, contact_email), origin = :origin, resolution = :resolution,"
                        " conversation = :conversation, change_author = :change_author, change_kind = :change_kind,"
                        " change_time = :change_time WHERE id = :id"))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "ticket", muster_ticket_get_id (op->record));
  muster_store_op_changed (op, "tickets", muster_ticket_get_id (op->record));
  return write_notes (db, op, op->record, error)
         && muster_db_write (db, error, op->record,
                             "UPDATE runs SET conversation = :conversation"
                             " WHERE ticket_id = :id AND conversation IS NULL");
}

static gboolean
take_one (MusterStoreOp *op,
          GPtrArray     *tickets)
{
  g_autoptr(GPtrArray) found = tickets;

  if (found == NULL)
    return FALSE;
  if (found->len > 0)
    muster_store_op_set_result (op, g_object_ref (found->pdata[0]), g_object_unref);
  return TRUE;
}

static gboolean
get_ticket_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  sqlite3_stmt *statement = muster_db_query (db, error, SELECT_TICKET "WHERE id = ?", "t", op->id);

  return take_one (op, collect_tickets (db, statement, error))
         && (op->result != NULL || muster_store_fail_not_found (error, "ticket", op->id));
}

static gboolean
find_ticket_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  sqlite3_stmt *statement = muster_db_query (db, error,
                                             SELECT_TICKET "WHERE connection_id = ? AND external_id = ?",
                                             "tt", op->connection_id, op->id);

  return take_one (op, collect_tickets (db, statement, error))
         && (op->result != NULL || muster_store_fail_not_found (error, "ticket", op->id));
}

void
muster_store_ingest_async (MusterStore        *self,
                           const char         *connection_id,
                           GPtrArray          *tickets,
                           const char         *watermark,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && tickets != NULL);

  op = muster_store_op_new (ingest_work, MUSTER_STORE_WRITE);
  op->connection_id = g_strdup (connection_id);
  op->list = copy_tickets (tickets);
  op->text = g_strdup (watermark);
  muster_store_start (self, op, muster_store_ingest_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_ingest_finish (MusterStore  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_ingest_async, error);
}

void
muster_store_get_watermark_async (MusterStore        *self,
                                  const char         *connection_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (get_watermark_work, MUSTER_STORE_READ);
  op->id = g_strdup (connection_id);
  muster_store_start (self, op, muster_store_get_watermark_async, cancellable, callback, user_data);
}

char *
muster_store_get_watermark_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_watermark_async, error);
}

void
muster_store_list_waiting_tickets_async (MusterStore        *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_waiting_tickets_work, MUSTER_STORE_READ);
  muster_store_start (self, op, muster_store_list_waiting_tickets_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_waiting_tickets_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_waiting_tickets_async, error);
}

void
muster_store_list_unhandled_tickets_async (MusterStore        *self,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_unhandled_tickets_work, MUSTER_STORE_READ);
  muster_store_start (self, op, muster_store_list_unhandled_tickets_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_unhandled_tickets_finish (MusterStore  *self,
                                            GAsyncResult *result,
                                            GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_unhandled_tickets_async, error);
}

void
muster_store_set_ticket_wait_async (MusterStore        *self,
                                    const char         *ticket_id,
                                    const char         *client_id,
                                    MusterWaitReason    reason,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (ticket_id != NULL);

  op = muster_store_op_new (set_ticket_wait_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (ticket_id);
  op->client_id = g_strdup (client_id);
  op->from = (int) reason;
  muster_store_start (self, op, muster_store_set_ticket_wait_async, cancellable, callback, user_data);
}

gboolean
muster_store_set_ticket_wait_finish (MusterStore  *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_set_ticket_wait_async, error);
}

void
muster_store_set_ticket_ignored_async (MusterStore        *self,
                                       const char         *ticket_id,
                                       const char         *reason,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (ticket_id != NULL && reason != NULL);

  op = muster_store_op_new (set_ticket_ignored_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (ticket_id);
  op->text = g_strdup (reason);
  muster_store_start (self, op, muster_store_set_ticket_ignored_async, cancellable, callback, user_data);
}

gboolean
muster_store_set_ticket_ignored_finish (MusterStore  *self,
                                        GAsyncResult *result,
                                        GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_set_ticket_ignored_async, error);
}

void
muster_store_set_ticket_contact_async (MusterStore        *self,
                                       const char         *ticket_id,
                                       const char         *name,
                                       const char         *email,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (ticket_id != NULL);

  op = muster_store_op_new (set_ticket_contact_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (ticket_id);
  op->text = g_strdup (name);
  op->text2 = g_strdup (email);
  muster_store_start (self, op, muster_store_set_ticket_contact_async, cancellable, callback, user_data);
}

gboolean
muster_store_set_ticket_contact_finish (MusterStore  *self,
                                        GAsyncResult *result,
                                        GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_set_ticket_contact_async, error);
}

void
muster_store_look_again_async (MusterStore        *self,
                               const char         *connection_id,
                               GPtrArray          *external_ids,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && external_ids != NULL);

  op = muster_store_op_new (look_again_work, MUSTER_STORE_WRITE);
  op->connection_id = g_strdup (connection_id);
  op->list = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < external_ids->len; i++)
    g_ptr_array_add (op->list, g_strdup (external_ids->pdata[i]));
  muster_store_start (self, op, muster_store_look_again_async, cancellable, callback, user_data);
}

gboolean
muster_store_look_again_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_look_again_async, error);
}

void
muster_store_list_ignored_tickets_async (MusterStore        *self,
                                         const char         *connection_id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (list_ignored_tickets_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  muster_store_start (self, op, muster_store_list_ignored_tickets_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_ignored_tickets_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_ignored_tickets_async, error);
}

void
muster_store_save_conversation_async (MusterStore        *self,
                                      MusterTicket       *ticket,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_TICKET (ticket));

  op = muster_store_op_new (save_conversation_work, MUSTER_STORE_WRITE);
  op->record = copy_ticket (ticket);
  muster_store_start (self, op, muster_store_save_conversation_async, cancellable, callback, user_data);
}

gboolean
muster_store_save_conversation_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_save_conversation_async, error);
}

void
muster_store_get_ticket_async (MusterStore        *self,
                               const char         *ticket_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (ticket_id != NULL);

  op = muster_store_op_new (get_ticket_work, MUSTER_STORE_READ);
  op->id = g_strdup (ticket_id);
  muster_store_start (self, op, muster_store_get_ticket_async, cancellable, callback, user_data);
}

MusterTicket *
muster_store_get_ticket_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_ticket_async, error);
}

void
muster_store_find_ticket_async (MusterStore        *self,
                                const char         *connection_id,
                                const char         *external_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && external_id != NULL);

  op = muster_store_op_new (find_ticket_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  op->id = g_strdup (external_id);
  muster_store_start (self, op, muster_store_find_ticket_async, cancellable, callback, user_data);
}

MusterTicket *
muster_store_find_ticket_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_find_ticket_async, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include <sys/statvfs.h>

#include "muster-error.h"
#include "muster-migrations.h"
#include "muster-store.h"
#include "muster-store-private.h"
#include "muster-store-turn.h"
#include "muster-worker.h"

/* Writes that are queued together are committed together, up to this many */
#define BATCH_MAX 64

/**
 * MusterStore:
 *
 * Everything that Muster remembers, in one SQLite database in the data directory.
 *
 * Owns a thread on which all SQL runs. Calls are answered on the context of the
 * caller and only after their transaction is on the disk; a read sees nothing
 * that is not. What is asked for in one turn of the main loop reaches the thread
 * together. Writes that wait in the queue at the same time share one
 * transaction, each behind a savepoint of its own, so that one that fails takes
 * no other with it. After the commit `changed` is emitted per row, before the
 * callers are answered.
 *
 * Ends with muster_store_close_async ().
 */
struct _MusterStore
{
  GObject parent_instance;

  MusterClock  *clock;
  MusterWorker *worker;
  GMainContext *context;   /* where signals are emitted */
  char         *data_dir;
  char         *actor;
  int           full;      /* (atomic) */

  MusterStoreTurn *turn;

  /* On the store's thread only */
  MusterStoreFiles *files;
  MusterDb         *db;
  GPtrArray        *batch;    /* (element-type GTask): done in the open transaction, not yet answered */
  GPtrArray        *answers;  /* (element-type GTask): on their way to the callers */
  gboolean          checked;  /* the file was found sound since it was opened */
};

G_DEFINE_FINAL_TYPE (MusterStore, muster_store, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef enum { PROP_FULL = 1 } MusterStoreProperty;
static GParamSpec *props[PROP_FULL + 1];

typedef struct
{
  MusterStore *store;    /* (owned) */
  GPtrArray   *changes;  /* (owned) (nullable): NULL: the disk became full or has room again */
} News;

/* On the thread of the store's context */
void
muster_store_emit_changes (MusterStore *self,
                           GPtrArray   *changes)
{
  for (guint i = 0; i + 1 < changes->len; i += 2)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, changes->pdata[i], changes->pdata[i + 1]);
}

static gboolean
tell_news_cb (gpointer user_data)
{
  News *news = user_data;

  if (news->changes == NULL)
    g_object_notify_by_pspec (G_OBJECT (news->store), props[PROP_FULL]);
  else
    muster_store_emit_changes (news->store, news->changes);
  return G_SOURCE_REMOVE;
}

static void
free_news (gpointer data)
{
  News *news = data;

  g_object_unref (news->store);
  g_clear_pointer (&news->changes, g_ptr_array_unref);
  g_free (news);
}

static void
tell_news (MusterStore *self,
           GPtrArray   *changes)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  News *news = g_new0 (News, 1);

  news->store = g_object_ref (self);
  news->changes = changes != NULL ? g_ptr_array_ref (changes) : NULL;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_news_cb, news, free_news);
  g_source_attach (source, self->context);
}

static void
set_full (MusterStore *self,
          gboolean     full)
{
  if (g_atomic_int_get (&self->full) == full)
    return;
  g_atomic_int_set (&self->full, full);
  if (full)
    g_warning ("The disk is full: outcomes are still recorded, nothing new is begun");
  else
    g_message ("The disk has room again");
  tell_news (self, NULL);
}

static void
free_op (gpointer data)
{
  MusterStoreOp *op = data;

  muster_store_op_set_result (op, NULL, NULL);
  g_free (op->id);
  g_free (op->client_id);
  g_free (op->connection_id);
  g_free (op->actor);
  g_free (op->text);
  g_free (op->text2);
  g_free (op->extra);
  g_clear_object (&op->record);
  g_clear_pointer (&op->list, g_ptr_array_unref);
  if (op->free_data != NULL)
    g_clear_pointer (&op->data, op->free_data);
  g_ptr_array_unref (op->changes);
  g_clear_error (&op->error);
  g_free (op);
}

static void
answer (MusterStore *self,
        GTask       *task)
{
  MusterStoreOp *op = g_task_get_task_data (task);

  if (op->error == NULL && op->changes->len > 0 && g_task_get_context (task) != self->context)
    tell_news (self, op->changes);
  g_ptr_array_add (self->answers, g_object_ref (task));
}

static void
roll_back (MusterStore *self)
{
  if (!sqlite3_get_autocommit (self->db->handle))
    muster_db_exec (self->db, "ROLLBACK", NULL);
}

/* Does the work of @op from the start; what an earlier try left in it is forgotten */
static gboolean
work (MusterStore   *self,
      MusterStoreOp *op)
{
  g_clear_error (&op->error);
  muster_store_op_set_result (op, NULL, NULL);
  g_ptr_array_set_size (op->changes, 0);
  return op->work (self, self->db, op, &op->error);
}

/* A transaction for @op alone */
static gboolean
try_alone (MusterStore   *self,
           MusterStoreOp *op)
{
  if (muster_db_run (self->db, &op->error, "BEGIN IMMEDIATE", "")
      && work (self, op)
      && muster_db_run (self->db, &op->error, "COMMIT", ""))
    return TRUE;
  roll_back (self);
  return FALSE;
}

static void
do_alone (MusterStore   *self,
          MusterStoreOp *op)
{
  g_clear_error (&op->error);
  if (try_alone (self, op)
      || !g_error_matches (op->error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL))
    return;
  if (!(op->flags & MUSTER_STORE_OUTCOME) || !self->files->has_ballast)
    return;
  muster_store_files_drop_ballast (self->files);
  set_full (self, TRUE);
  g_clear_error (&op->error);
  try_alone (self, op);
}

/* The common transaction could not be had: each gets one of its own */
static void
redo_batch (MusterStore *self)
{
  roll_back (self);
  for (guint i = 0; i < self->batch->len; i++)
    {
      MusterStoreOp *op = g_task_get_task_data (self->batch->pdata[i]);

      if (op->flags & MUSTER_STORE_WRITE)
        do_alone (self, op);
      else
        work (self, op);
    }
}

static void
answer_batch (MusterStore *self)
{
  for (guint i = 0; i < self->batch->len; i++)
    answer (self, self->batch->pdata[i]);
  g_ptr_array_set_size (self->batch, 0);
  muster_store_deliver (self, self->context, self->answers);
}

static void
flush (MusterStore *self)
{
  g_autoptr(GError) error = NULL;

  /* These need not wait for the disk */
  muster_store_deliver (self, self->context, self->answers);
  if (self->batch->len == 0)
    return;
  if (!muster_db_run (self->db, &error, "COMMIT", ""))
    redo_batch (self);
  answer_batch (self);
}

/* The queue is empty: what was done in common is committed, and told */
static void
rest_cb (gpointer user_data)
{
  MusterStore *self = user_data;

  if (self->db != NULL)
    flush (self);
}

static gboolean
may_write (MusterStore   *self,
           MusterStoreOp *op)
{
  if (self->db->damaged)
    {
      muster_db_set_damaged (self->db, "found earlier", &op->error);
      return FALSE;
    }
  if (!g_atomic_int_get (&self->full) || (op->flags & MUSTER_STORE_OUTCOME))
    return TRUE;
  if (muster_store_files_get_free (self->files) > MUSTER_FREE_BYTES_MIN
      && muster_store_files_add_ballast (self->files))
    {
      set_full (self, FALSE);
      return TRUE;
    }
  g_set_error (&op->error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL,
               "The disk that holds %s is full. Free at least 64 MiB; outcomes are still recorded.",
               self->db->path);
  return FALSE;
}

/* Begins the common transaction, which ends when the queue is empty */
static gboolean
begin_batch (MusterStore   *self,
             MusterStoreOp *op)
{
  return self->batch->len > 0 || muster_db_run (self->db, &op->error, "BEGIN IMMEDIATE", "");
}

static void
write_in_batch (MusterStore *self,
                GTask       *task)
{
  MusterStoreOp *op = g_task_get_task_data (task);
  gboolean done;

  if (!may_write (self, op) || !begin_batch (self, op))
    {
      answer (self, task);
      return;
    }
  g_ptr_array_add (self->batch, g_object_ref (task));
  done = muster_db_run (self->db, &op->error, "SAVEPOINT one", "") && work (self, op);
  if (!done && (sqlite3_get_autocommit (self->db->handle)
                || g_error_matches (op->error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL)))
    {
      redo_batch (self);
      answer_batch (self);
      return;
    }
  if (!done)
    muster_db_run (self->db, NULL, "ROLLBACK TO one", "");
  muster_db_run (self->db, NULL, "RELEASE one", "");
  if (self->batch->len >= BATCH_MAX)
    flush (self);
}

/* A read sees what the open transaction has written, so it is answered when that is on the disk. One that fails at the disk
 * takes the transaction with it */
static void
read_in_batch (MusterStore *self,
               GTask       *task)
{
  work (self, g_task_get_task_data (task));
  if (self->batch->len == 0)
    {
      answer (self, task);
    }
  else
    {
      g_ptr_array_add (self->batch, g_object_ref (task));
      if (sqlite3_get_autocommit (self->db->handle))
        {
          redo_batch (self);
          answer_batch (self);
        }
    }
  if (self->batch->len >= BATCH_MAX || self->answers->len >= BATCH_MAX)
    flush (self);
}

static void
op_thread (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  MusterStore *self = MUSTER_STORE (source);
  MusterStoreOp *op = task_data;

  if (self->db == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_STORE, "The store is closed");
    }
  else if (op->flags & MUSTER_STORE_WRITE)
    {
      write_in_batch (self, task);
    }
  else
    {
      read_in_batch (self, task);
    }
}

/* Queues @op (transfer full); the answer is fetched with one of the finish functions */
void
muster_store_start (MusterStore        *self,
                    MusterStoreOp      *op,
                    gpointer            source_tag,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (op->actor == NULL)
    op->actor = g_strdup (self->actor);
  op->now = muster_clock_now (self->clock);
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, op, free_op);
  /* What was written is reported as written, even when nobody waits any more */
  if (op->flags & MUSTER_STORE_WRITE)
    g_task_set_check_cancellable (task, FALSE);
  muster_store_turn_push (self->turn, task, op_thread);
}

static gboolean
check_sound (MusterStore *self,
             GError     **error)
{
  if (self->checked)
    return TRUE;
  self->checked = muster_migrations_check (self->db, error);
  return self->checked;
}

/* Whether a new outward act may be put into the ledger */
gboolean
muster_store_may_begin (MusterStore *self,
                        GError     **error)
{
  if (!check_sound (self, error))
    return FALSE;
  if (muster_store_files_get_free (self->files) >= MUSTER_FREE_BYTES_MIN)
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL,
               "Less than 64 MiB are free on the disk that holds %s; nothing new is begun. Make room, then it goes on", self->db->path);
  return FALSE;
}

static gboolean
check_work (MusterStore   *self,
            MusterDb      *db,
            MusterStoreOp *op,
            GError       **error)
{
  self->checked = FALSE;
  return check_sound (self, error);
}

static gboolean
open_files (MusterStore *self,
            GError     **error)
{
  g_autofree char *path = NULL;
  gboolean is_new;

  self->files = muster_store_files_open (self->data_dir, error);
  if (self->files == NULL)
    return FALSE;
  path = muster_store_files_make (self->files, "muster.db", &is_new, error);
  if (path == NULL)
    return FALSE;
  if (!muster_store_files_add_ballast (self->files))
    {
      if (is_new)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL,
                       "There is no room for Muster's data in %s: it needs at least 64 MiB. Free some space or "
                       "choose another folder.", self->files->dir);
          return FALSE;
        }
      set_full (self, TRUE);
    }
  self->db = muster_db_open (path, error);
  return self->db != NULL && muster_migrations_apply (self->db, self->files, error);
}

static void
close_files (MusterStore *self)
{
  g_autoptr(GError) error = NULL;

  if (self->db != NULL)
    {
      flush (self);
      if (!muster_db_close (g_steal_pointer (&self->db), &error))
        g_warning ("%s", error->message);
    }
  g_clear_pointer (&self->files, muster_store_files_close);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  MusterStore *self = MUSTER_STORE (source);
  GError *error = NULL;

  if (open_files (self, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  close_files (self);
  g_task_return_error (task, error);
}

static void
close_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  close_files (MUSTER_STORE (source));
  g_task_return_boolean (task, TRUE);
}

/* Both ways of ending: the thread goes, then @user_data, a task, gets its answer */
static void
worker_stopped_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = g_task_get_task_data (task);

  muster_worker_shutdown_finish (MUSTER_WORKER (source), result, NULL);
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
stop_worker (MusterStore *self,
             GTask       *task,
             GError      *error)
{
  if (error != NULL)
    g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  muster_worker_shutdown_async (self->worker, NULL, worker_stopped_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    stop_worker (MUSTER_STORE (source), task, error);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  stop_worker (MUSTER_STORE (source), task, NULL);
}

static void
muster_store_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch ((MusterStoreProperty) prop_id)
    {
    case PROP_FULL:
      g_value_set_boolean (value, muster_store_get_full (MUSTER_STORE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_store_finalize (GObject *object)
{
  MusterStore *self = MUSTER_STORE (object);

  g_assert (self->db == NULL);
  g_clear_pointer (&self->turn, muster_store_turn_free);
  g_clear_object (&self->worker);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_free (self->data_dir);
  g_free (self->actor);
  G_OBJECT_CLASS (muster_store_parent_class)->finalize (object);
}

static void
muster_store_class_init (MusterStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = muster_store_get_property;
  object_class->finalize = muster_store_finalize;

  props[PROP_FULL] = g_param_spec_boolean ("full", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * MusterStore::changed:
   * @table: the table, as in resources/sql
   * @id: the row; of mappings and policies the client, or ""
   *
   * A row was written and is on the disk.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MUSTER_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
muster_store_init (MusterStore *self)
{
  self->batch = g_ptr_array_new_with_free_func (g_object_unref);
  self->answers = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_ref_thread_default ();
  self->actor = g_strdup ("engine");
}

/**
 * muster_store_open_async:
 * @data_dir: the directory; made when it is not there
 * @clock: the clock of everything that is written
 * @cancellable: (nullable): ignored once the file is being opened
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens the store and brings its schema up to date.
 */
void
muster_store_open_async (const char         *data_dir,
                         MusterClock        *clock,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(MusterStore) self = NULL;
  g_autoptr(GTask) task = NULL, open_task = NULL;

  g_return_if_fail (data_dir != NULL);
  g_return_if_fail (MUSTER_IS_CLOCK (clock));

  self = g_object_new (MUSTER_TYPE_STORE, NULL);
  self->data_dir = g_canonicalize_filename (data_dir, NULL);
  self->clock = g_object_ref (clock);
  self->worker = muster_worker_new ("muster-store", rest_cb, self);
  self->turn = muster_store_turn_new (self->worker, self->context);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_store_open_async);
  g_task_set_check_cancellable (task, FALSE);
  open_task = g_task_new (self, NULL, opened_cb, g_object_ref (task));
  g_task_set_source_tag (open_task, muster_store_open_async);
  muster_worker_push (self->worker, open_task, open_thread, G_PRIORITY_DEFAULT);
}

/**
 * muster_store_open_finish:
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the store. %MUSTER_ERROR_IN_USE when
 *   another instance has it, %MUSTER_ERROR_DISK_FULL, %MUSTER_ERROR_FORBIDDEN
 *   when others may read the directory, %MUSTER_ERROR_STORE otherwise
 */
MusterStore *
muster_store_open_finish (GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_store_open_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_object_ref (g_task_get_source_object (G_TASK (result)));
}

void
muster_store_close_async (MusterStore        *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL, close_task = NULL;

  g_return_if_fail (MUSTER_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_store_close_async);
  g_task_set_check_cancellable (task, FALSE);
  close_task = g_task_new (self, NULL, closed_cb, g_object_ref (task));
  g_task_set_source_tag (close_task, muster_store_close_async);
  muster_worker_push (self->worker, close_task, close_thread, G_PRIORITY_LOW);
}

gboolean
muster_store_close_finish (MusterStore  *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_store_check_async (MusterStore        *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_STORE (self));

  muster_store_start (self, muster_store_op_new (check_work, MUSTER_STORE_READ), muster_store_check_async,
                      cancellable, callback, user_data);
}

gboolean
muster_store_check_finish (MusterStore  *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_check_async, error);
}

void
muster_store_set_actor (MusterStore *self,
                        const char  *actor)
{
  g_autofree char *old = NULL;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (actor != NULL);

  old = self->actor;
  self->actor = g_strdup (actor);
}

const char *
muster_store_get_data_dir (MusterStore *self)
{
  g_return_val_if_fail (MUSTER_IS_STORE (self), NULL);

  return self->data_dir;
}

gboolean
muster_store_get_full (MusterStore *self)
{
  g_return_val_if_fail (MUSTER_IS_STORE (self), FALSE);

  return g_atomic_int_get (&self->full);
}

gboolean
muster_store_get_has_room (MusterStore *self)
{
  struct statvfs info;

  g_return_val_if_fail (MUSTER_IS_STORE (self), FALSE);

  return statvfs (self->data_dir, &info) == 0 && (guint64) info.f_bavail * info.f_frsize >= MUSTER_FREE_BYTES_MIN;
}

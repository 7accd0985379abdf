/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-private.h"
#include "muster-store-runs.h"
#include "muster-store-tickets.h"
#include "muster-store-trace.h"
#include "muster-trace-private.h"

/**
 * MusterTrace:
 *
 * A run as a timeline: a list of #MusterTraceItem, oldest first, read in one go and again whenever something about
 * the run was written. What a language model is saying at this moment is the last entry, with the status
 * `streaming`; it goes when the answer is stored. Entries that stayed the same keep their places.
 */
struct _MusterTrace
{
  GObject parent_instance;

  MusterContext *context;     /* (owned) */
  char          *run_id;
  MusterRun     *run;         /* (owned) (nullable) */
  MusterTicket  *ticket;      /* (owned) (nullable) */
  GPtrArray     *items;       /* (owned) (element-type MusterTraceItem) */
  MusterTraceItem *stream;    /* (owned) (nullable): the last of @items, while a model speaks */
  gint64         heard;       /* when it began to speak */
  MusterTraceTotals totals;

  /* In progress */
  GCancellable  *cancellable; /* (owned) */
  GPtrArray     *stored;      /* (owned) (nullable): read, before the ticket is */
  GPtrArray     *waiting;     /* (owned) (element-type GTask): done with the read under way */
  guint          refresh_id;
  gboolean       reading;
  gboolean       again;       /* something changed meanwhile */
  gboolean       loaded;
};

enum
{
  LOADED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void muster_trace_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterTrace, muster_trace, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, muster_trace_list_model_init))

static void read_all (MusterTrace *self);

/* --- The list --- */

static GType
muster_trace_get_item_type (GListModel *model)
{
  return MUSTER_TYPE_TRACE_ITEM;
}

static guint
muster_trace_get_n_items (GListModel *model)
{
  return MUSTER_TRACE (model)->items->len;
}

static gpointer
muster_trace_get_item (GListModel *model,
                       guint       position)
{
  MusterTrace *self = MUSTER_TRACE (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
muster_trace_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = muster_trace_get_item_type;
  iface->get_n_items = muster_trace_get_n_items;
  iface->get_item = muster_trace_get_item;
}

/* What is the same at both ends stays what it was */
static void
take_items (MusterTrace *self,
            GPtrArray   *fresh)
{
  GPtrArray *old = self->items;
  guint head = 0;
  guint tail = 0;
  guint n_removed, n_added;

  while (head < old->len && head < fresh->len && muster_trace_item_equal (old->pdata[head], fresh->pdata[head]))
    head++;
  while (tail < old->len - head && tail < fresh->len - head
         && muster_trace_item_equal (old->pdata[old->len - 1 - tail], fresh->pdata[fresh->len - 1 - tail]))
    tail++;
  n_removed = old->len - head - tail;
  n_added = fresh->len - head - tail;
  if (n_removed > 0)
    g_ptr_array_remove_range (old, head, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (old, (int) (head + i), g_object_ref (fresh->pdata[head + i]));
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, n_removed, n_added);
}

/* --- What a model is saying --- */

static gboolean
is_answered (MusterTrace *self,
             GPtrArray   *fresh)
{
  for (guint i = 0; i < fresh->len; i++)
    if (muster_trace_item_get_kind (fresh->pdata[i]) == MUSTER_TRACE_MODEL
        && MAX (muster_trace_item_get_time (fresh->pdata[i]), muster_trace_item_get_until (fresh->pdata[i])) >= self->heard)
      return TRUE;
  return muster_run_get_state (self->run) != MUSTER_RUN_STATE_PLANNING;
}

static void
delta_cb (MusterContext *context,
          const char    *run_id,
          const char    *text,
          MusterTrace   *self)
{
  g_autofree char *whole = NULL;

  if (g_strcmp0 (run_id, self->run_id) != 0)
    return;
  if (text == NULL && self->stream != NULL)
    muster_trace_item_set_text (self->stream, "");
  if (text == NULL || *text == '\0')
    return;
  if (self->stream == NULL)
    {
      self->heard = muster_clock_now (muster_context_get_clock (context));
      self->stream = muster_trace_item_new ();
      muster_trace_item_set_id (self->stream, "stream");
      muster_trace_item_set_kind (self->stream, MUSTER_TRACE_MODEL);
      muster_trace_item_set_status (self->stream, "streaming");
      muster_trace_item_set_time (self->stream, self->heard);
      muster_trace_item_set_text (self->stream, text);
      g_ptr_array_add (self->items, g_object_ref (self->stream));
      g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
      return;
    }
  whole = g_strconcat (muster_trace_item_get_text (self->stream), text, NULL);
  muster_trace_item_set_text (self->stream, whole);
}

/* --- Reading --- */

static void
finish_reading (MusterTrace *self,
                GError      *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->reading = FALSE;
  if (error == NULL)
    {
      self->loaded = TRUE;
      g_signal_emit (self, signals[LOADED], 0);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, error);
  for (guint i = 0; i < waiting->len; i++)
    if (error == NULL)
      g_task_return_boolean (waiting->pdata[i], TRUE);
    else
      g_task_return_error (waiting->pdata[i], g_error_copy (error));
  if (error == NULL && self->again)
    read_all (self);
}

/* 3 of 3 */
static void
ticket_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterTrace) self = user_data;
  g_autoptr(GPtrArray) stored = g_steal_pointer (&self->stored);
  g_autoptr(GPtrArray) fresh = NULL;

  g_clear_object (&self->ticket);
  self->ticket = muster_store_get_ticket_finish (MUSTER_STORE (source), result, NULL);
  fresh = muster_trace_build (stored, self->run, self->ticket, muster_clock_now (muster_context_get_clock (self->context)),
                              &self->totals);
  if (self->stream != NULL && is_answered (self, fresh))
    g_clear_object (&self->stream);
  if (self->stream != NULL)
    g_ptr_array_add (fresh, g_object_ref (self->stream));
  take_items (self, fresh);
  finish_reading (self, NULL);
}

/* 2 of 3 */
static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterTrace) self = user_data;
  g_autoptr(GError) error = NULL;

  self->stored = muster_store_list_trace_finish (MUSTER_STORE (source), result, &error);
  if (self->stored == NULL)
    {
      finish_reading (self, error);
      return;
    }
  muster_store_get_ticket_async (MUSTER_STORE (source), muster_run_get_ticket_id (self->run), self->cancellable, ticket_cb,
                                 g_object_ref (self));
}

/* 1 of 3 */
static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(MusterTrace) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRun) run = muster_store_get_run_finish (MUSTER_STORE (source), result, &error);

  if (run == NULL)
    {
      finish_reading (self, error);
      return;
    }
  g_set_object (&self->run, run);
  muster_store_list_trace_async (MUSTER_STORE (source), self->run_id, self->cancellable, stored_cb, g_object_ref (self));
}

static void
read_all (MusterTrace *self)
{
  if (self->reading)
    {
      self->again = TRUE;
      return;
    }
  self->reading = TRUE;
  self->again = FALSE;
  muster_store_get_run_async (muster_context_get_store (self->context), self->run_id, self->cancellable, run_cb,
                              g_object_ref (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  MusterTrace *self = user_data;

  self->refresh_id = 0;
  read_all (self);
  return G_SOURCE_REMOVE;
}

static gboolean
concerns (MusterTrace *self,
          const char  *table,
          const char  *id)
{
  static const char *const of_run[] = { "runs", "calls", "turns", "model_usage", NULL };
  static const char *const of_any[] = { "effects", "approvals", NULL };

  if (g_strv_contains (of_run, table))
    return g_strcmp0 (id, self->run_id) == 0;
  if (g_str_equal (table, "tickets"))
    return self->run != NULL && g_strcmp0 (id, muster_run_get_ticket_id (self->run)) == 0;
  return g_strv_contains (of_any, table);
}

/* Many changes come at once; one look at the end is enough */
static void
store_changed_cb (MusterStore *store,
                  const char  *table,
                  const char  *id,
                  MusterTrace *self)
{
  if (self->refresh_id == 0 && concerns (self, table, id))
    self->refresh_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, refresh_cb, self, NULL);
}

static void
muster_trace_dispose (GObject *object)
{
  MusterTrace *self = MUSTER_TRACE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_trace_parent_class)->dispose (object);
}

static void
muster_trace_finalize (GObject *object)
{
  MusterTrace *self = MUSTER_TRACE (object);

  g_clear_object (&self->run);
  g_clear_object (&self->ticket);
  g_clear_object (&self->stream);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->stored, g_ptr_array_unref);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->waiting);
  g_free (self->totals.cost);
  g_free (self->run_id);
  G_OBJECT_CLASS (muster_trace_parent_class)->finalize (object);
}

static void
muster_trace_class_init (MusterTraceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_trace_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_trace_finalize;

  /**
   * MusterTrace::loaded:
   * @self: the trace
   *
   * It was read, again or for the first time; its totals are new.
   */
  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  /**
   * MusterTrace::failed:
   * @self: the trace
   * @error: why it could not be read
   */
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
muster_trace_init (MusterTrace *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

MusterTrace *
muster_trace_new (MusterContext *context,
                  const char    *run_id)
{
  MusterTrace *self = g_object_new (MUSTER_TYPE_TRACE, NULL);

  self->context = g_object_ref (context);
  self->run_id = g_strdup (run_id);
  g_signal_connect_object (muster_context_get_store (context), "changed", G_CALLBACK (store_changed_cb), self, 0);
  if (g_signal_lookup ("run-delta", MUSTER_TYPE_CONTEXT) != 0)
    g_signal_connect_object (context, "run-delta", G_CALLBACK (delta_cb), self, 0);
  return self;
}

/**
 * muster_trace_load_async:
 *
 * Reads it, for those who want to know when it is there. A trace reads itself again whenever something has changed.
 */
void
muster_trace_load_async (MusterTrace        *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_TRACE (self));
  g_task_set_source_tag (task, muster_trace_load_async);
  g_ptr_array_add (self->waiting, task);
  read_all (self);
}

gboolean
muster_trace_load_finish (MusterTrace  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
muster_trace_get_run_id (MusterTrace *self)
{
  g_return_val_if_fail (MUSTER_IS_TRACE (self), NULL);
  return self->run_id;
}

gboolean
muster_trace_get_loaded (MusterTrace *self)
{
  g_return_val_if_fail (MUSTER_IS_TRACE (self), FALSE);
  return self->loaded;
}

/**
 * muster_trace_get_run:
 *
 * Returns: (transfer none) (nullable): the run as it was read last
 */
MusterRun *
muster_trace_get_run (MusterTrace *self)
{
  g_return_val_if_fail (MUSTER_IS_TRACE (self), NULL);
  return self->run;
}

/**
 * muster_trace_get_ticket:
 *
 * Returns: (transfer none) (nullable): its ticket
 */
MusterTicket *
muster_trace_get_ticket (MusterTrace *self)
{
  g_return_val_if_fail (MUSTER_IS_TRACE (self), NULL);
  return self->ticket;
}

const MusterTraceTotals *
muster_trace_get_totals (MusterTrace *self)
{
  g_return_val_if_fail (MUSTER_IS_TRACE (self), NULL);
  return &self->totals;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-paged-list-private.h"
#include "muster-store.h"

/**
 * MusterPagedList:
 *
 * A #GListModel over a query of the store, of any length.
 *
 * The number of rows is asked for first; places are empty [class@PagedItem]s
 * until their page is fetched, which happens when a place of it is asked for.
 * When the store has changed, the list is counted again and the pages that
 * somebody has looked at are fetched again; answers to older questions are
 * dropped. Lives on the context on which it was made, and may be dropped at any
 * time.
 */
struct _MusterPagedList
{
  GObject parent_instance;

  /* What is listed */
  MusterStore        *store;  /* (owned) */
  MusterPagedListKind kind;
  char               *filter; /* (nullable) */

  /* What is known of it */
  guint       n_items;
  gboolean    ready;
  GHashTable *places;   /* position → MusterPagedItem, those that were asked for */
  GHashTable *pages;    /* (set): numbers of the pages that were fetched or are being fetched */

  /* In progress */
  guint         generation;  /* answers to an older one are dropped */
  guint         refresh_id;
  GCancellable *cancellable;
};

typedef struct
{
  MusterPagedList *self;  /* (owned) */
  guint            generation;
  guint            page;
} Question;

typedef enum { PROP_READY = 1 } MusterPagedListProperty;
static GParamSpec *props[PROP_READY + 1];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterPagedList, muster_paged_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static Question *
new_question (MusterPagedList *self,
              guint            page)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->generation = self->generation;
  question->page = page;
  return question;
}

static void
free_question (Question *question)
{
  g_object_unref (question->self);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, free_question)

static gboolean
still_wanted (Question     *question,
              const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("List: %s", error->message);
  return error == NULL && question->generation == question->self->generation;
}

static void
fill_page (MusterPagedList *self,
           guint            page,
           GPtrArray       *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      guint position = page * MUSTER_PAGED_LIST_PAGE + i;
      MusterPagedItem *item = g_hash_table_lookup (self->places, GUINT_TO_POINTER (position));

      if (item != NULL)
        muster_paged_item_set_record (item, records->pdata[i]);
    }
}

static GPtrArray *
finish_page (MusterPagedList *self,
             GAsyncResult    *result,
             GError         **error)
{
  switch (self->kind)
    {
    case MUSTER_PAGED_LIST_CLIENTS:
      return muster_store_list_clients_finish (self->store, result, error);
    case MUSTER_PAGED_LIST_RUNS:
      return muster_store_list_runs_finish (self->store, result, error);
    case MUSTER_PAGED_LIST_ACTIVITY:
      return muster_store_list_activity_finish (self->store, result, error);
    default:
      g_assert_not_reached ();
    }
}

static void
page_fetched_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = finish_page (question->self, result, &error);

  if (still_wanted (question, error))
    fill_page (question->self, question->page, records);
}

static void
fetch_page (MusterPagedList *self,
            guint            page)
{
  const guint n = MUSTER_PAGED_LIST_PAGE;
  Question *question;

  if (!g_hash_table_add (self->pages, GUINT_TO_POINTER (page)))
    return;
  question = new_question (self, page);
  switch (self->kind)
    {
    case MUSTER_PAGED_LIST_CLIENTS:
      muster_store_list_clients_async (self->store, self->filter, n, page * n, self->cancellable,
                                       page_fetched_cb, question);
      break;
    case MUSTER_PAGED_LIST_RUNS:
      muster_store_list_runs_async (self->store, self->filter, n, page * n, self->cancellable,
                                    page_fetched_cb, question);
      break;
    case MUSTER_PAGED_LIST_ACTIVITY:
      muster_store_list_activity_async (self->store, self->filter, n, page * n, self->cancellable,
                                        page_fetched_cb, question);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Newest first: what is new stands in front, so the known places move back */
static void
move_places (MusterPagedList *self,
             guint            by)
{
  GHashTable *moved = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  GHashTableIter iter;
  gpointer position, item;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &position, &item))
    g_hash_table_insert (moved, GUINT_TO_POINTER (GPOINTER_TO_UINT (position) + by), g_object_ref (item));
  g_hash_table_unref (self->places);
  self->places = moved;
}

static void
take_count (MusterPagedList *self,
            guint            n_items)
{
  guint old = self->n_items;

  self->n_items = n_items;
  if (n_items == old)
    return;
  if (self->kind != MUSTER_PAGED_LIST_CLIENTS && n_items > old && old > 0)
    {
      move_places (self, n_items - old);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n_items - old);
      return;
    }
  g_hash_table_remove_all (self->places);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old, n_items);
}

static void
fetch_known_pages (MusterPagedList *self)
{
  GHashTableIter iter;
  gpointer position;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &position, NULL))
    fetch_page (self, GPOINTER_TO_UINT (position) / MUSTER_PAGED_LIST_PAGE);
}

static gint64
finish_count (MusterPagedList *self,
              GAsyncResult    *result,
              GError         **error)
{
  switch (self->kind)
    {
    case MUSTER_PAGED_LIST_CLIENTS:
      return muster_store_count_clients_finish (self->store, result, error);
    case MUSTER_PAGED_LIST_RUNS:
      return muster_store_count_runs_finish (self->store, result, error);
    case MUSTER_PAGED_LIST_ACTIVITY:
      return muster_store_count_activity_finish (self->store, result, error);
    default:
      g_assert_not_reached ();
    }
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;
  MusterPagedList *self = question->self;
  gint64 count = finish_count (self, result, &error);

  if (!still_wanted (question, error))
    return;
  g_hash_table_remove_all (self->pages);
  take_count (self, (guint) MIN (count, G_MAXINT));
  fetch_known_pages (self);
  if (!self->ready)
    {
      self->ready = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
    }
}

static void
count (MusterPagedList *self)
{
  Question *question;

  self->generation++;
  question = new_question (self, 0);
  switch (self->kind)
    {
    case MUSTER_PAGED_LIST_CLIENTS:
      muster_store_count_clients_async (self->store, self->filter, self->cancellable, counted_cb, question);
      break;
    case MUSTER_PAGED_LIST_RUNS:
      muster_store_count_runs_async (self->store, self->filter, self->cancellable, counted_cb, question);
      break;
    case MUSTER_PAGED_LIST_ACTIVITY:
      muster_store_count_activity_async (self->store, self->filter, self->cancellable, counted_cb, question);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
refresh_cb (gpointer user_data)
{
  MusterPagedList *self = user_data;

  self->refresh_id = 0;
  count (self);
  return G_SOURCE_REMOVE;
}

/* Whether a change of @table and @id can be seen in this list */
static gboolean
concerns (MusterPagedList *self,
          const char      *table,
          const char      *id)
{
  switch (self->kind)
    {
    case MUSTER_PAGED_LIST_CLIENTS:
      return g_str_equal (table, "clients") || g_str_equal (table, "runs") || g_str_equal (table, "activity");
    case MUSTER_PAGED_LIST_RUNS:
      return g_str_equal (table, "runs");
    case MUSTER_PAGED_LIST_ACTIVITY:
      return g_str_equal (table, "activity") && (self->filter == NULL || g_str_equal (id, self->filter));
    default:
      g_assert_not_reached ();
    }
}

static void
store_changed_cb (MusterStore *store,
                  const char  *table,
                  const char  *id,
                  gpointer     user_data)
{
  MusterPagedList *self = user_data;

  /* Many changes come at once; one look at the end is enough */
  if (self->refresh_id == 0 && concerns (self, table, id))
    self->refresh_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, refresh_cb, self, NULL);
}

static GType
muster_paged_list_get_item_type (GListModel *model)
{
  return MUSTER_TYPE_PAGED_ITEM;
}

static guint
muster_paged_list_get_n_items (GListModel *model)
{
  return MUSTER_PAGED_LIST (model)->n_items;
}

/* All at once, so that a page is fetched once */
static void
add_places (MusterPagedList *self,
            guint            page)
{
  guint first = page * MUSTER_PAGED_LIST_PAGE;

  for (guint i = first; i < self->n_items && i < first + MUSTER_PAGED_LIST_PAGE; i++)
    if (!g_hash_table_contains (self->places, GUINT_TO_POINTER (i)))
      g_hash_table_insert (self->places, GUINT_TO_POINTER (i), g_object_new (MUSTER_TYPE_PAGED_ITEM, NULL));
  g_hash_table_remove (self->pages, GUINT_TO_POINTER (page));
  fetch_page (self, page);
}

static gpointer
muster_paged_list_get_item (GListModel *model,
                            guint       position)
{
  MusterPagedList *self = MUSTER_PAGED_LIST (model);
  gpointer item;

  if (position >= self->n_items)
    return NULL;
  if (!g_hash_table_contains (self->places, GUINT_TO_POINTER (position)))
    add_places (self, position / MUSTER_PAGED_LIST_PAGE);
  item = g_hash_table_lookup (self->places, GUINT_TO_POINTER (position));
  return g_object_ref (item);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = muster_paged_list_get_item_type;
  iface->get_n_items = muster_paged_list_get_n_items;
  iface->get_item = muster_paged_list_get_item;
}

static void
muster_paged_list_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((MusterPagedListProperty) prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, MUSTER_PAGED_LIST (object)->ready);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_paged_list_dispose (GObject *object)
{
  MusterPagedList *self = MUSTER_PAGED_LIST (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (muster_paged_list_parent_class)->dispose (object);
}

static void
muster_paged_list_finalize (GObject *object)
{
  MusterPagedList *self = MUSTER_PAGED_LIST (object);

  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_free (self->filter);
  G_OBJECT_CLASS (muster_paged_list_parent_class)->finalize (object);
}

static void
muster_paged_list_class_init (MusterPagedListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = muster_paged_list_get_property;
  object_class->dispose = muster_paged_list_dispose;
  object_class->finalize = muster_paged_list_finalize;

  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
muster_paged_list_init (MusterPagedList *self)
{
  self->places = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->pages = g_hash_table_new (NULL, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * muster_paged_list_new:
 * @store: an open store
 * @kind: what to list
 * @filter: (nullable): see #MusterPagedListKind; %NULL lists all
 *
 * Returns: (transfer full): a list that is empty until it has counted
 */
MusterPagedList *
muster_paged_list_new (MusterStore        *store,
                       MusterPagedListKind kind,
                       const char         *filter)
{
  MusterPagedList *self;

  g_return_val_if_fail (MUSTER_IS_STORE (store), NULL);

  self = g_object_new (MUSTER_TYPE_PAGED_LIST, NULL);
  self->store = g_object_ref (store);
  self->kind = kind;
  self->filter = g_strdup (filter);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  count (self);
  return self;
}

void
muster_paged_list_set_filter (MusterPagedList *self,
                              const char      *filter)
{
  g_autofree char *old = NULL;

  g_return_if_fail (MUSTER_IS_PAGED_LIST (self));

  if (g_strcmp0 (self->filter, filter) == 0)
    return;
  old = self->filter;
  self->filter = g_strdup (filter);
  /* Other rows: nothing of what was known holds */
  g_hash_table_remove_all (self->places);
  if (self->n_items > 0)
    {
      guint n_items = self->n_items;

      self->n_items = 0;
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n_items, 0);
    }
  count (self);
}

/* Whether the rows were counted once; an empty list is really empty then */
gboolean
muster_paged_list_get_ready (MusterPagedList *self)
{
  g_return_val_if_fail (MUSTER_IS_PAGED_LIST (self), FALSE);

  return self->ready;
}

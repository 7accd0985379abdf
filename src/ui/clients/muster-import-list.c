/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-import-item.h"
#include "muster-import-list.h"
#include "muster-tab-stop.h"
#include "muster-ui.h"

/**
 * MusterImportList:
 *
 * The companies of a PSA, to choose those that become clients: by search, type
 * and status, or by hand. It says which are clients already and what has
 * changed since, and imports the chosen ones with progress. Notifies "n-chosen"
 * and "busy".
 */
struct _MusterImportList
{
  AdwBin parent_instance;

  MusterContext      *context;       /* (owned) */
  char               *connection_id;
  char               *client_id;     /* (nullable): the first client of the last import */
  GHashTable         *wanted;        /* company ids of the last import */
  GListModel         *rows;          /* (owned) (nullable) (element-type MusterImportRow) */
  GtkFilterListModel *shown;         /* (owned) */
  GtkCustomFilter    *filter;        /* (owned) */
  GCancellable       *cancellable;   /* of the page */
  GCancellable       *import;        /* (nullable): of the import under way */
  guint               n_chosen;
  gboolean            choosing;      /* many at once: count afterwards */

  MusterFaces    *faces;
  GtkLabel       *summary_label;
  GtkLabel       *result_label;
  GtkWidget      *progress_box;
  GtkProgressBar *progress_bar;
  GtkSearchEntry *search_entry;
  GtkDropDown    *change_drop_down;
  GtkDropDown    *type_drop_down;
  GtkDropDown    *status_drop_down;
  GtkWidget      *tools_box;
  GtkWidget      *choose_box;
  GtkWidget      *list_box;
  GtkListView    *list_view;
};

G_DEFINE_FINAL_TYPE (MusterImportList, muster_import_list, ADW_TYPE_BIN)

typedef enum
{
  PROP_N_CHOSEN = 1,
  PROP_BUSY,
} MusterImportListProperty;

static GParamSpec *props[PROP_BUSY + 1];

/* As in the template */
enum
{
  SHOW_ALL,
  SHOW_NEW,
  SHOW_CHANGED,
  SHOW_CLIENTS,
};

static MusterImportRow *
get_row (MusterImportList *self,
         guint             position)
{
  g_autoptr(MusterImportRow) row = g_list_model_get_item (self->rows, position);

  /* The list keeps it. */
  return row;
}

static void
add_count (GString    *line,
           guint       count,
           const char *text)
{
  g_autofree char *number = g_strdup_printf ("%u", count);
  g_auto(GStrv) parts = g_strsplit (text, "%u", 2);
  g_autofree char *part = g_strjoinv (number, parts);

  if (count > 0)
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", part);
}

/* How many there are, and what has changed since the last import */
static void
show_summary (MusterImportList *self)
{
  guint n_rows = g_list_model_get_n_items (self->rows);
  guint n_new = 0, n_renamed = 0, n_inactive = 0, n_active = 0, n_clients = 0;
  g_autoptr(GString) line = g_string_new (NULL);

  for (guint i = 0; i < n_rows; i++)
    {
      const char *change = muster_import_row_get_change (get_row (self, i));

      n_clients += muster_import_row_get_client_id (get_row (self, i)) != NULL;
      n_new += g_strcmp0 (change, "new") == 0;
      n_renamed += g_strcmp0 (change, "renamed") == 0;
      n_inactive += g_strcmp0 (change, "inactive") == 0 || g_strcmp0 (change, "gone") == 0;
      n_active += g_strcmp0 (change, "active-again") == 0;
    }
  add_count (line, n_rows, ngettext ("%u company", "%u companies", n_rows));
  add_count (line, n_clients, ngettext ("%u is a client already", "%u are clients already", n_clients));
  add_count (line, n_clients > 0 ? n_new : 0, ngettext ("%u new", "%u new", n_new));
  add_count (line, n_renamed, ngettext ("%u renamed", "%u renamed", n_renamed));
  add_count (line, n_inactive, ngettext ("%u inactive or gone", "%u inactive or gone", n_inactive));
  add_count (line, n_active, ngettext ("%u active again", "%u active again", n_active));
  gtk_label_set_text (self->summary_label, line->str);
}

static void
count_chosen (MusterImportList *self)
{
  guint n_chosen = 0;

  if (self->choosing)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (self->rows); i++)
    n_chosen += muster_import_row_get_chosen (get_row (self, i));
  if (self->n_chosen == n_chosen)
    return;
  self->n_chosen = n_chosen;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_CHOSEN]);
}

static const char *
selected_string (GtkDropDown *drop_down)
{
  GtkStringObject *selected = gtk_drop_down_get_selected_item (drop_down);

  /* The first one stands for all. */
  if (gtk_drop_down_get_selected (drop_down) == 0 || selected == NULL)
    return NULL;
  return gtk_string_object_get_string (selected);
}

static gboolean
change_is_shown (MusterImportList *self,
                 MusterImportRow  *row)
{
  const char *change = muster_import_row_get_change (row);

  switch (gtk_drop_down_get_selected (self->change_drop_down))
    {
    case SHOW_NEW:
      return g_strcmp0 (change, "new") == 0;
    case SHOW_CHANGED:
      return g_strcmp0 (change, "new") != 0 && g_strcmp0 (change, "same") != 0;
    case SHOW_CLIENTS:
      return muster_import_row_get_client_id (row) != NULL;
    case SHOW_ALL:
    default:
      return TRUE;
    }
}

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  MusterImportList *self = user_data;
  MusterImportRow *row = item;
  const char *type = selected_string (self->type_drop_down);
  const char *status = selected_string (self->status_drop_down);
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  g_autofree char *name = NULL;

  if (!change_is_shown (self, row) ||
      (type != NULL && g_strcmp0 (type, muster_import_row_get_company_type (row)) != 0) ||
      (status != NULL && g_strcmp0 (status, muster_import_row_get_status (row)) != 0))
    return FALSE;
  if (*needle == '\0')
    return TRUE;
  name = g_utf8_casefold (muster_import_row_get_name (row), -1);
  return strstr (name, needle) != NULL ||
         (muster_import_row_get_slug (row) != NULL && strstr (muster_import_row_get_slug (row), needle) != NULL);
}

static void
filter_changed_cb (MusterImportList *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* Every value once, in order, after the word for all */
static void
fill_drop_down (MusterImportList *self,
                GtkDropDown      *drop_down,
                const char       *all,
                const char *(*get)(MusterImportRow *row))
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GList) values = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (self->rows); i++)
    if (get (get_row (self, i)) != NULL)
      g_hash_table_add (seen, (gpointer) get (get_row (self, i)));
  values = g_list_sort (g_hash_table_get_keys (seen), (GCompareFunc) g_utf8_collate);
  gtk_string_list_append (names, all);
  for (GList *l = values; l != NULL; l = l->next)
    gtk_string_list_append (names, l->data);
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (names));
  gtk_widget_set_sensitive (GTK_WIDGET (drop_down), values != NULL);
}

static void
choose (MusterImportList *self,
        GListModel       *rows,
        gboolean          chosen)
{
  self->choosing = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);

      muster_import_row_set_chosen (row, chosen);
    }
  self->choosing = FALSE;
  count_chosen (self);
}

static void
choose_all_clicked_cb (MusterImportList *self)
{
  choose (self, G_LIST_MODEL (self->shown), TRUE);
}

static void
choose_none_clicked_cb (MusterImportList *self)
{
  choose (self, self->rows, FALSE);
}

static void
cancel_clicked_cb (MusterImportList *self)
{
  if (self->import != NULL)
    g_cancellable_cancel (self->import);
}

static void
row_setup_cb (MusterImportList *self,
              GtkListItem      *list_item)
{
  gtk_list_item_set_child (list_item, muster_import_item_new ());
}

static void
row_bind_cb (MusterImportList *self,
             GtkListItem      *list_item)
{
  muster_import_item_set_row (MUSTER_IMPORT_ITEM (gtk_list_item_get_child (list_item)),
                              gtk_list_item_get_item (list_item));
}

static void
row_unbind_cb (MusterImportList *self,
               GtkListItem      *list_item)
{
  muster_import_item_set_row (MUSTER_IMPORT_ITEM (gtk_list_item_get_child (list_item)), NULL);
}

static void
row_activated_cb (MusterImportList *self,
                  guint             position)
{
  g_autoptr(MusterImportRow) row = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  if (row != NULL)
    muster_import_row_set_chosen (row, !muster_import_row_get_chosen (row));
}

/* Space toggles what has the focus, as Return does. */
static gboolean
key_pressed_cb (MusterImportList *self,
                guint             keyval,
                guint             keycode,
                GdkModifierType   state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (keyval != GDK_KEY_space || focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view)))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate (focus);
  return GDK_EVENT_STOP;
}

static void
find_client (MusterImportList *self)
{
  g_clear_pointer (&self->client_id, g_free);
  for (guint i = 0; i < g_list_model_get_n_items (self->rows) && self->client_id == NULL; i++)
    if (g_hash_table_contains (self->wanted, muster_import_row_get_company_id (get_row (self, i))))
      self->client_id = g_strdup (muster_import_row_get_client_id (get_row (self, i)));
}

static void
show_rows (MusterImportList *self,
           GListModel       *rows)
{
  g_set_object (&self->rows, rows);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    g_signal_connect_object (get_row (self, i), "notify::chosen", G_CALLBACK (count_chosen), self, G_CONNECT_SWAPPED);
  fill_drop_down (self, self->type_drop_down, _("All types"), muster_import_row_get_company_type);
  fill_drop_down (self, self->status_drop_down, _("All statuses"), muster_import_row_get_status);
  gtk_filter_list_model_set_model (self->shown, rows);
  find_client (self);
  show_summary (self);
  count_chosen (self);
  if (g_list_model_get_n_items (rows) > 0)
    muster_faces_show_content (self->faces);
  else
    muster_faces_show_empty (self->faces);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterImportList) self = user_data;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GError) error = NULL;

  rows = muster_context_list_importable_finish (MUSTER_CONTEXT (source), result, &error);
  if (rows != NULL)
    show_rows (self, rows);
  else
    muster_faces_show_error (self->faces, error);
}

static void
load (MusterImportList *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_list_importable_async (self->context, self->connection_id, self->cancellable, listed_cb,
                                        g_object_ref (self));
}

static void
progress_cb (guint       done,
             guint       total,
             const char *name,
             gpointer    user_data)
{
  MusterImportList *self = user_data;
  g_autofree char *text = NULL;

  /* Translators: how many of how many are imported, and the name of the last one */
  text = g_strdup_printf (_("%u of %u: %s"), done, total, name);
  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? (double) done / total : 0);
  gtk_progress_bar_set_text (self->progress_bar, text);
}

static void
set_busy (MusterImportList *self,
          gboolean          busy)
{
  gtk_widget_set_visible (self->progress_box, busy);
  gtk_widget_set_sensitive (self->tools_box, !busy);
  gtk_widget_set_sensitive (self->choose_box, !busy);
  gtk_widget_set_sensitive (self->list_box, !busy);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
show_result (MusterImportList         *self,
             const MusterImportCounts *counts,
             gboolean                  cancelled)
{
  g_autoptr(GString) line = g_string_new (cancelled ? _("Cancelled") : NULL);

  add_count (line, counts->created, ngettext ("%u client made", "%u clients made", counts->created));
  add_count (line, counts->renamed, ngettext ("%u renamed", "%u renamed", counts->renamed));
  add_count (line, counts->paused, ngettext ("%u paused", "%u paused", counts->paused));
  add_count (line, counts->resumed, ngettext ("%u resumed", "%u resumed", counts->resumed));
  add_count (line, counts->kept, ngettext ("%u left as it was changed here", "%u left as they were changed here",
                                           counts->kept));
  add_count (line, counts->failed, ngettext ("%u failed", "%u failed", counts->failed));
  if (line->len == 0)
    g_string_append (line, _("Nothing had to be changed"));
  gtk_label_set_text (self->result_label, line->str);
  gtk_widget_set_visible (GTK_WIDGET (self->result_label), TRUE);
}

/* 2 of 2: imported, or as far as it came; the list shows what is true now */
static void
relisted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterImportList *self = g_task_get_source_object (task);
  g_autoptr(GListModel) rows = NULL;
  GError *error = g_task_get_task_data (task) != NULL ? g_error_copy (g_task_get_task_data (task)) : NULL;

  rows = muster_context_list_importable_finish (MUSTER_CONTEXT (source), result, NULL);
  if (rows != NULL)
    {
      show_rows (self, rows);
      /* What was left out a moment ago is not chosen again by itself. */
      choose (self, self->rows, FALSE);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* 1 of 2: the import ended */
static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterImportList *self = g_task_get_source_object (task);
  MusterImportCounts counts = { 0 };
  GError *error = NULL;

  muster_context_import_finish (MUSTER_CONTEXT (source), result, &counts, &error);
  g_clear_object (&self->import);
  set_busy (self, FALSE);
  show_result (self, &counts, muster_ui_is_cancelled (error));
  if (error != NULL)
    g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  muster_context_list_importable_async (self->context, self->connection_id, self->cancellable, relisted_cb,
                                        g_object_ref (task));
}

static void
muster_import_list_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MusterImportList *self = MUSTER_IMPORT_LIST (object);

  switch ((MusterImportListProperty) prop_id)
    {
    case PROP_N_CHOSEN:
      g_value_set_uint (value, self->n_chosen);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->import != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_import_list_dispose (GObject *object)
{
  MusterImportList *self = MUSTER_IMPORT_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->filter);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_IMPORT_LIST);
  g_clear_object (&self->shown);
  g_clear_object (&self->rows);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_import_list_parent_class)->dispose (object);
}

static void
muster_import_list_finalize (GObject *object)
{
  MusterImportList *self = MUSTER_IMPORT_LIST (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->import);
  g_hash_table_unref (self->wanted);
  g_free (self->connection_id);
  g_free (self->client_id);
  G_OBJECT_CLASS (muster_import_list_parent_class)->finalize (object);
}

static void
muster_import_list_class_init (MusterImportListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = muster_import_list_get_property;
  object_class->dispose = muster_import_list_dispose;
  object_class->finalize = muster_import_list_finalize;

  props[PROP_N_CHOSEN] = g_param_spec_uint ("n-chosen", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-import-list.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, summary_label);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, result_label);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, progress_box);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, change_drop_down);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, type_drop_down);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, status_drop_down);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, tools_box);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, choose_box);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, list_box);
  gtk_widget_class_bind_template_child (widget_class, MusterImportList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_none_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
muster_import_list_init (MusterImportList *self)
{
  g_autoptr(GtkNoSelection) selection = NULL;
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  self->shown = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->shown)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), keys);
}

/**
 * muster_import_list_load:
 * @self: list
 * @context: an open context
 * @connection_id: a PSA's connection
 *
 * Reads the companies. Again is fine.
 */
void
muster_import_list_load (MusterImportList *self,
                         MusterContext    *context,
                         const char       *connection_id)
{
  g_return_if_fail (MUSTER_IS_IMPORT_LIST (self));

  g_set_object (&self->context, context);
  g_free (self->connection_id);
  self->connection_id = g_strdup (connection_id);
  load (self);
}

guint
muster_import_list_get_n_chosen (MusterImportList *self)
{
  g_return_val_if_fail (MUSTER_IS_IMPORT_LIST (self), 0);
  return self->n_chosen;
}

/**
 * muster_import_list_dup_client_id:
 * @self: list
 *
 * Returns: (transfer full) (nullable): the first client of the last import
 */
char *
muster_import_list_dup_client_id (MusterImportList *self)
{
  g_return_val_if_fail (MUSTER_IS_IMPORT_LIST (self), NULL);
  return g_strdup (self->client_id);
}

/**
 * muster_import_list_import_async:
 * @self: list
 * @callback: called when the import ended and the list was read again
 * @user_data: data
 *
 * Imports what is chosen, with progress and a way to cancel on the page.
 */
void
muster_import_list_import_async (MusterImportList    *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (self->import == NULL);

  g_task_set_source_tag (task, muster_import_list_import_async);
  g_hash_table_remove_all (self->wanted);
  for (guint i = 0; i < g_list_model_get_n_items (self->rows); i++)
    if (muster_import_row_get_chosen (get_row (self, i)))
      g_hash_table_add (self->wanted, g_strdup (muster_import_row_get_company_id (get_row (self, i))));
  self->import = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->result_label), FALSE);
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  gtk_progress_bar_set_text (self->progress_bar, "");
  set_busy (self, TRUE);
  muster_context_import_async (self->context, self->connection_id, self->rows, progress_cb, self, self->import,
                               imported_cb, g_object_ref (task));
}

/**
 * muster_import_list_import_finish:
 * @self: list
 * @result: result
 * @error: the first thing that went wrong, or that it was cancelled
 *
 * Returns: whether everything was imported; the page tells the numbers either way
 */
gboolean
muster_import_list_import_finish (MusterImportList  *self,
                                  GAsyncResult      *result,
                                  GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

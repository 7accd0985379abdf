/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-context-clients.h"
#include "muster-gauge-row.h"
#include "muster-model-text.h"
#include "muster-model-use.h"
#include "muster-ui.h"

/**
 * MusterModelUse:
 *
 * What language models were used for in this month: all together, by model and by client, with a gauge where there is
 * a budget. Rows that stay keep their place, so that the focus and the eye do.
 */
struct _MusterModelUse
{
  AdwPreferencesGroup parent_instance;

  MusterContext  *context;     /* (owned) (nullable) */
  GCancellable   *cancellable;
  GHashTable     *client_rows; /* (owned): id → MusterGaugeRow (unowned) */
  guint           timeout;

  MusterGaugeRow *total_row;
  GtkWidget      *models_row;  /* AdwExpanderRow */
  GtkWidget      *clients_row;
  GPtrArray      *model_list;  /* (element-type GtkWidget) (unowned): in models_row */
  GPtrArray      *client_list;
  char           *shown[2];    /* what the two lists were made of */
};

G_DEFINE_FINAL_TYPE (MusterModelUse, muster_model_use, ADW_TYPE_PREFERENCES_GROUP)

/* It is looked at again while it is on the screen */
#define AGAIN_S 15

#define MAX_ROWS 25

/* What was read, for the callback of a client's name and budget */
typedef struct
{
  MusterModelUse   *self;  /* (owned) */
  MusterModelUsage *usage; /* (owned) */
  char             *name;  /* (nullable) */
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->self);
  g_object_unref (look->usage);
  g_free (look->name);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static int
compare_use (gconstpointer a,
             gconstpointer b)
{
  MusterModelUsage *one = *(MusterModelUsage * const *) a;
  MusterModelUsage *other = *(MusterModelUsage * const *) b;
  gint64 by_cost = muster_model_usage_get_cost (other) - muster_model_usage_get_cost (one);
  gint64 by_prompt = muster_model_usage_get_prompt (other) - muster_model_usage_get_prompt (one);

  return by_cost != 0 ? (by_cost > 0 ? 1 : -1) : by_prompt != 0 ? (by_prompt > 0 ? 1 : -1) : 0;
}

static const char *
model_name (MusterModelUse *self,
            const char     *id)
{
  GListModel *models = muster_context_get_models (self->context);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);

      /* The list keeps it. */
      if (g_strcmp0 (muster_language_model_get_id (model), id) == 0)
        return muster_language_model_get_name (model);
    }
  return g_strcmp0 (id, "test") == 0 ? _("Tests before a model was saved") : _("A model that was removed");
}

/* Whether other rows are needed than those that are there */
static gboolean
take_ids (MusterModelUse *self,
          guint           which,
          GPtrArray      *rows)
{
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (ids, "%s\n", which == 0 ? muster_model_usage_get_model_id (rows->pdata[i])
                                                    : muster_model_usage_get_client_id (rows->pdata[i]));
  if (g_strcmp0 (self->shown[which], ids->str) == 0)
    return FALSE;
  g_free (self->shown[which]);
  self->shown[which] = g_string_free (g_steal_pointer (&ids), FALSE);
  return TRUE;
}

static void
make_rows (GtkWidget *expander,
           GPtrArray *list,
           guint      n)
{
  for (guint i = 0; i < list->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (expander), g_ptr_array_index (list, i));
  g_ptr_array_set_size (list, 0);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (list, muster_gauge_row_new ());
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), g_ptr_array_index (list, i));
    }
  gtk_widget_set_visible (expander, n > 0);
}

static void
models_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterModelUse) self = user_data;
  g_autoptr(GPtrArray) rows = muster_context_list_model_usage_finish (MUSTER_CONTEXT (source), result, NULL);

  if (rows == NULL || self->context == NULL)
    return;
  g_ptr_array_sort (rows, compare_use);
  if (take_ids (self, 0, rows))
    make_rows (self->models_row, self->model_list, MIN (rows->len, MAX_ROWS));
  for (guint i = 0; i < self->model_list->len; i++)
    {
      g_autofree char *text = muster_model_text_usage (rows->pdata[i]);

      muster_gauge_row_show (self->model_list->pdata[i], model_name (self, muster_model_usage_get_model_id (rows->pdata[i])),
                             text, 0, 0);
    }
}

/* 2 of 2: whose it was is known, and what it may be */
static void
client_budget_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  g_autoptr(MusterModelBudget) budget = muster_context_get_model_budget_finish (MUSTER_CONTEXT (source), result, NULL);
  MusterGaugeRow *row = g_hash_table_lookup (look->self->client_rows, muster_model_usage_get_client_id (look->usage));
  g_autofree char *usage = muster_model_text_usage (look->usage);
  g_autofree char *limit = NULL;
  g_autofree char *text = NULL;

  if (row == NULL || look->self->context == NULL)
    return;
  if (budget != NULL && budget->client_month > 0)
    {
      limit = muster_model_text_money (budget->client_month, budget->currency);
      /* Translators: what was used, and an amount of money */
      text = g_strdup_printf (_("%s of a budget of %s"), usage, limit);
    }
  muster_gauge_row_show (row, look->name != NULL ? look->name : _("A client that was removed"), text != NULL ? text : usage,
                         budget != NULL ? budget->client_used : 0, budget != NULL ? budget->client_month : 0);
}

/* 1 of 2 */
static void
client_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Look *look = user_data;
  g_autoptr(MusterClient) client = muster_context_get_client_finish (MUSTER_CONTEXT (source), result, NULL);

  look->name = client != NULL ? g_strdup (muster_client_get_name (client)) : NULL;
  muster_context_get_model_budget_async (MUSTER_CONTEXT (source), muster_model_usage_get_client_id (look->usage),
                                         look->self->cancellable, client_budget_cb, look);
}

static void
show_client (MusterModelUse   *self,
             MusterGaugeRow   *row,
             MusterModelUsage *usage)
{
  const char *id = muster_model_usage_get_client_id (usage);
  Look *look;

  if (id == NULL || *id == '\0')
    {
      g_autofree char *text = muster_model_text_usage (usage);

      muster_gauge_row_show (row, _("No client (tests)"), text, 0, 0);
      return;
    }
  look = g_new0 (Look, 1);
  look->self = g_object_ref (self);
  look->usage = g_object_ref (usage);
  g_hash_table_replace (self->client_rows, g_strdup (id), row);
  muster_context_get_client_async (self->context, id, self->cancellable, client_read_cb, look);
}

static void
clients_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterModelUse) self = user_data;
  g_autoptr(GPtrArray) rows = muster_context_list_model_usage_finish (MUSTER_CONTEXT (source), result, NULL);

  if (rows == NULL || self->context == NULL)
    return;
  g_ptr_array_sort (rows, compare_use);
  if (take_ids (self, 1, rows))
    {
      g_hash_table_remove_all (self->client_rows);
      make_rows (self->clients_row, self->client_list, MIN (rows->len, MAX_ROWS));
    }
  for (guint i = 0; i < self->client_list->len; i++)
    show_client (self, self->client_list->pdata[i], rows->pdata[i]);
}

static void
show_total (MusterModelUse    *self,
            MusterModelBudget *budget)
{
  g_autofree char *used = muster_model_text_money (budget->month_used, budget->currency);
  g_autofree char *limit = muster_model_text_money (budget->month, budget->currency);
  g_autofree char *text = NULL;

  if (budget->month > 0 && budget->month_used >= budget->month)
    /* Translators: two amounts of money */
    text = g_strdup_printf (_("%s of %s: used up. The built-in planner works until the next month."), used, limit);
  else if (budget->month > 0)
    /* Translators: two amounts of money */
    text = g_strdup_printf (_("%s of %s"), used, limit);
  else
    /* Translators: %s is an amount of money */
    text = g_strdup_printf (_("%s, and no budget"), used);
  muster_gauge_row_show (self->total_row, _("All Together"), text, budget->month_used, budget->month);
}

static void
budget_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterModelUse) self = user_data;
  g_autoptr(MusterModelBudget) budget = muster_context_get_model_budget_finish (MUSTER_CONTEXT (source), result, NULL);

  if (budget != NULL && self->context != NULL)
    show_total (self, budget);
}

static void
read_use (MusterModelUse *self)
{
  if (self->context == NULL)
    return;
  muster_context_get_model_budget_async (self->context, NULL, self->cancellable, budget_read_cb, g_object_ref (self));
  muster_context_list_model_usage_async (self->context, "model", NULL, self->cancellable, models_read_cb,
                                         g_object_ref (self));
  muster_context_list_model_usage_async (self->context, "client", NULL, self->cancellable, clients_read_cb,
                                         g_object_ref (self));
}

static gboolean
again_cb (gpointer user_data)
{
  read_use (user_data);
  return G_SOURCE_CONTINUE;
}

static void
muster_model_use_map (GtkWidget *widget)
{
  MusterModelUse *self = MUSTER_MODEL_USE (widget);

  GTK_WIDGET_CLASS (muster_model_use_parent_class)->map (widget);
  read_use (self);
  if (self->timeout == 0)
    self->timeout = g_timeout_add_seconds (AGAIN_S, again_cb, self);
}

static void
muster_model_use_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&MUSTER_MODEL_USE (widget)->timeout, g_source_remove);
  GTK_WIDGET_CLASS (muster_model_use_parent_class)->unmap (widget);
}

static void
muster_model_use_dispose (GObject *object)
{
  MusterModelUse *self = MUSTER_MODEL_USE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_hash_table_remove_all (self->client_rows);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_model_use_parent_class)->dispose (object);
}

static void
muster_model_use_finalize (GObject *object)
{
  MusterModelUse *self = MUSTER_MODEL_USE (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->client_rows);
  g_ptr_array_unref (self->model_list);
  g_ptr_array_unref (self->client_list);
  g_free (self->shown[0]);
  g_free (self->shown[1]);
  G_OBJECT_CLASS (muster_model_use_parent_class)->finalize (object);
}

static void
muster_model_use_class_init (MusterModelUseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_model_use_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_model_use_finalize;
  GTK_WIDGET_CLASS (klass)->map = muster_model_use_map;
  GTK_WIDGET_CLASS (klass)->unmap = muster_model_use_unmap;
}

static GtkWidget *
add_expander (MusterModelUse *self,
              const char     *title)
{
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_visible (row, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return row;
}

static void
muster_model_use_init (MusterModelUse *self)
{
  self->cancellable = g_cancellable_new ();
  self->client_rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->model_list = g_ptr_array_new ();
  self->client_list = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Used This Month"));
  self->total_row = MUSTER_GAUGE_ROW (muster_gauge_row_new ());
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->total_row));
  self->models_row = add_expander (self, _("By Model"));
  self->clients_row = add_expander (self, _("By Client"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->clients_row),
                                 _("The budget of a client is set on the client’s page"));
}

void
muster_model_use_set_context (MusterModelUse *self,
                              MusterContext  *context)
{
  g_return_if_fail (MUSTER_IS_MODEL_USE (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "models-changed", G_CALLBACK (read_use), self, G_CONNECT_SWAPPED);
  read_use (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-local-models.h"
#include "muster-model-budgets.h"
#include "muster-model-dialog.h"
#include "muster-model-row.h"
#include "muster-model-use.h"
#include "muster-models-view.h"
#include "muster-subpage.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterModelsView:
 *
 * The language models in the order in which they are asked, with the built-in planner as the last that cannot be
 * taken away; what was found on this computer; budgets, and what was used.
 */
struct _MusterModelsView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  GPtrArray     *rows;    /* (element-type MusterModelRow) (unowned) */

  MusterFaces         *faces;
  MusterLocalModels   *local;
  AdwPreferencesGroup *order_group;
  MusterModelBudgets  *budgets;
  MusterModelUse      *use;
};

G_DEFINE_FINAL_TYPE (MusterModelsView, muster_models_view, ADW_TYPE_BIN)

static void
tell_error (MusterModelsView *self,
            const GError     *error)
{
  g_autofree char *line = muster_error_text_line (error);

  if (!muster_ui_is_cancelled (error))
    muster_window_tell (GTK_WIDGET (self), line);
}

static MusterLanguageModel *
find_model (MusterModelsView *self,
            GVariant         *id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      MusterLanguageModel *model = muster_model_row_get_model (g_ptr_array_index (self->rows, i));

      if (model != NULL
          && g_strcmp0 (muster_language_model_get_id (model), g_variant_get_string (id, NULL)) == 0)
        return model;
    }
  return NULL;
}

static void
add_row (MusterModelsView *self,
         GtkWidget        *row)
{
  adw_preferences_group_add (self->order_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (MusterModelsView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->order_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* Where the focus is stays where it is, although the rows are new. */
static void
show_models (MusterModelsView *self)
{
  GListModel *models = muster_context_get_models (self->context);
  guint n = g_list_model_get_n_items (models);
  g_autofree char *focus_id = NULL;
  const char *part = NULL;

  for (guint i = 0; part == NULL && i < self->rows->len; i++)
    {
      MusterModelRow *row = g_ptr_array_index (self->rows, i);

      part = muster_model_row_get_focus (row);
      if (part != NULL && muster_model_row_get_model (row) != NULL)
        focus_id = g_strdup (muster_language_model_get_id (muster_model_row_get_model (row)));
    }
  clear_rows (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);
      GtkWidget *row = muster_model_row_new (model, i, n);

      add_row (self, row);
      if (focus_id != NULL && g_strcmp0 (focus_id, muster_language_model_get_id (model)) == 0)
        muster_model_row_set_focus (MUSTER_MODEL_ROW (row), part);
    }
  add_row (self, muster_model_row_new_builtin (n));
  adw_preferences_group_set_description (self->order_group, n == 0
                                         ? _("Without a language model the built-in planner does all the work. A model understands more kinds of tickets; it only plans, and may do nothing by itself.")
                                         : _("Asked from top to bottom: when one does not answer, is at its limit or has no budget left, the next one is asked. A model only plans, and may do nothing by itself."));
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (muster_model_dialog_new (widget, MUSTER_MODELS_VIEW (widget)->context, NULL)));
}

static void
local_chosen_cb (MusterModelsView    *self,
                 MusterLanguageModel *model)
{
  gtk_window_present (GTK_WINDOW (muster_model_dialog_new (GTK_WIDGET (self), self->context, model)));
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterModelsView *self = MUSTER_MODELS_VIEW (widget);
  MusterLanguageModel *model = find_model (self, parameter);

  if (model != NULL)
    gtk_window_present (GTK_WINDOW (muster_model_dialog_new_edit (widget, self->context, model)));
}

static void
ordered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterModelsView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_order_models_finish (MUSTER_CONTEXT (source), result, &error))
    tell_error (self, error);
}

static void
move (MusterModelsView    *self,
      MusterLanguageModel *moved,
      int                  by)
{
  GListModel *models = muster_context_get_models (self->context);
  guint n = g_list_model_get_n_items (models);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint place = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);

      if (g_strcmp0 (muster_language_model_get_id (model), muster_language_model_get_id (moved)) == 0)
        place = i;
      g_ptr_array_add (ids, g_strdup (muster_language_model_get_id (model)));
    }
  if ((by < 0 && place == 0) || (by > 0 && place + 1 >= n))
    return;
  g_ptr_array_insert (ids, (int) place + by, g_ptr_array_steal_index (ids, place));
  g_ptr_array_add (ids, NULL);
  muster_context_order_models_async (self->context, (const char * const *) ids->pdata, NULL, ordered_cb,
                                     g_object_ref (self));
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterModelsView *self = MUSTER_MODELS_VIEW (widget);
  MusterLanguageModel *model = find_model (self, parameter);

  if (model != NULL)
    move (self, model, g_str_equal (name, "models.up") ? -1 : 1);
}

static void
switched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterModelsView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) model = muster_context_save_model_finish (MUSTER_CONTEXT (source), result, &error);

  if (model != NULL || self->context == NULL)
    return;
  tell_error (self, error);
  show_models (self);
}

static void
switch_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterModelsView *self = MUSTER_MODELS_VIEW (widget);
  MusterLanguageModel *model = find_model (self, parameter);
  g_autoptr(MusterLanguageModel) changed = model != NULL ? muster_record_copy (model) : NULL;

  if (changed == NULL)
    return;
  muster_language_model_set_enabled (changed, !muster_language_model_get_enabled (model));
  muster_context_save_model_async (self->context, changed, NULL, NULL, switched_cb, g_object_ref (self));
}

/* Nothing jumps later: the page is shown when it is known what runs on this computer. */
static void
local_found_cb (MusterModelsView *self)
{
  muster_faces_show_content (self->faces);
}

static void
muster_models_view_dispose (GObject *object)
{
  MusterModelsView *self = MUSTER_MODELS_VIEW (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_MODELS_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_models_view_parent_class)->dispose (object);
}

static void
muster_models_view_finalize (GObject *object)
{
  g_ptr_array_unref (MUSTER_MODELS_VIEW (object)->rows);
  G_OBJECT_CLASS (muster_models_view_parent_class)->finalize (object);
}

static void
muster_models_view_class_init (MusterModelsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_models_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_models_view_finalize;

  gtk_widget_class_install_action (widget_class, "models.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "models.edit", "s", edit_action);
  gtk_widget_class_install_action (widget_class, "models.up", "s", move_action);
  gtk_widget_class_install_action (widget_class, "models.down", "s", move_action);
  gtk_widget_class_install_action (widget_class, "models.switch", "s", switch_action);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  g_type_ensure (MUSTER_TYPE_LOCAL_MODELS);
  g_type_ensure (MUSTER_TYPE_MODEL_BUDGETS);
  g_type_ensure (MUSTER_TYPE_MODEL_USE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/models/muster-models-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterModelsView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterModelsView, local);
  gtk_widget_class_bind_template_child (widget_class, MusterModelsView, order_group);
  gtk_widget_class_bind_template_child (widget_class, MusterModelsView, budgets);
  gtk_widget_class_bind_template_child (widget_class, MusterModelsView, use);
  gtk_widget_class_bind_template_callback (widget_class, local_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, local_found_cb);
}

static void
muster_models_view_init (MusterModelsView *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_models_view_new:
 * @context: an open context
 * @unused: pages of the main view have an id
 *
 * Returns: (transfer floating): the page of the language models
 */
GtkWidget *
muster_models_view_new (MusterContext *context,
                        const char    *unused)
{
  MusterModelsView *self = g_object_new (MUSTER_TYPE_MODELS_VIEW, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "models-changed", G_CALLBACK (show_models), self, G_CONNECT_SWAPPED);
  show_models (self);
  muster_model_budgets_set_context (self->budgets, context, NULL);
  muster_model_use_set_context (self->use, context);
  muster_faces_show_loading (self->faces);
  muster_local_models_look_in (self->local, context);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-local-models.h"
#include "muster-model-text.h"
#include "muster-ui.h"

/**
 * MusterLocalModels:
 *
 * The models of servers that run on this computer and are not in the list yet, each with a button that takes it.
 * Hidden when there are none. Emits ::found when the search is over, and ::chosen with a #MusterLanguageModel.
 */
struct _MusterLocalModels
{
  AdwPreferencesGroup parent_instance;

  MusterContext *context;     /* (owned) (nullable) */
  GCancellable  *cancellable;
  GPtrArray     *rows;        /* (element-type GtkWidget) (unowned) */
  GPtrArray     *found;       /* (owned) (nullable) (element-type MusterLanguageModel) */
};

G_DEFINE_FINAL_TYPE (MusterLocalModels, muster_local_models, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  FOUND,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_there (MusterLocalModels   *self,
          MusterLanguageModel *found)
{
  GListModel *models = muster_context_get_models (self->context);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);

      if (g_strcmp0 (muster_language_model_get_base_url (model), muster_language_model_get_base_url (found)) == 0
          && g_strcmp0 (muster_language_model_get_model (model), muster_language_model_get_model (found)) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
clicked_cb (MusterLocalModels *self,
            GtkWidget         *button)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (button), "model"));
}

static void
add_row (MusterLocalModels   *self,
         MusterLanguageModel *model)
{
  GtkWidget *row = muster_ui_row_new (muster_language_model_get_name (model), muster_language_model_get_base_url (model));
  GtkWidget *button = gtk_button_new_with_label (_("Use…"));
  /* Translators: %s is the name of a language model */
  g_autofree char *name = g_strdup_printf (_("Use %s"), muster_language_model_get_name (model));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  muster_ui_set_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "model", g_object_ref (model), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
show_found (MusterLocalModels *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; self->found != NULL && i < self->found->len; i++)
    if (!is_there (self, g_ptr_array_index (self->found, i)))
      add_row (self, g_ptr_array_index (self->found, i));
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterLocalModels) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = muster_context_find_local_models_finish (MUSTER_CONTEXT (source), result, &error);

  if (muster_ui_is_cancelled (error) || self->context == NULL)
    return;
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = g_steal_pointer (&found);
  show_found (self);
  g_signal_emit (self, signals[FOUND], 0);
}

static void
muster_local_models_dispose (GObject *object)
{
  MusterLocalModels *self = MUSTER_LOCAL_MODELS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_local_models_parent_class)->dispose (object);
}

static void
muster_local_models_finalize (GObject *object)
{
  MusterLocalModels *self = MUSTER_LOCAL_MODELS (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  G_OBJECT_CLASS (muster_local_models_parent_class)->finalize (object);
}

static void
muster_local_models_class_init (MusterLocalModelsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_local_models_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_local_models_finalize;

  /**
   * MusterLocalModels::found:
   *
   * The search is over, whatever came of it.
   */
  signals[FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  /**
   * MusterLocalModels::chosen:
   * @model: what somebody wants to use; not saved
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, MUSTER_TYPE_LANGUAGE_MODEL);
}

static void
muster_local_models_init (MusterLocalModels *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Found on This Computer"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _("Servers of yours. What they read stays on this computer, unless they pass it on."));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
muster_local_models_new (void)
{
  return g_object_new (MUSTER_TYPE_LOCAL_MODELS, NULL);
}

/**
 * muster_local_models_look_in:
 * @self: group
 * @context: an open context
 *
 * Looks for servers, now; ends within two seconds.
 */
void
muster_local_models_look_in (MusterLocalModels *self,
                             MusterContext     *context)
{
  g_return_if_fail (MUSTER_IS_LOCAL_MODELS (self));

  if (self->context == NULL)
    {
      self->context = g_object_ref (context);
      g_signal_connect_object (context, "models-changed", G_CALLBACK (show_found), self, G_CONNECT_SWAPPED);
    }
  muster_context_find_local_models_async (context, self->cancellable, found_cb, g_object_ref (self));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-local-models.h"
#include "muster-model-form.h"
#include "muster-model-text.h"
#include "muster-planner-page.h"
#include "muster-ui.h"

/**
 * MusterPlannerPage:
 *
 * Who plans: the built-in planner, or a language model before it, which is connected right here. The first Next tests
 * and saves the model; the second goes on. What is typed is kept, the key is not.
 */
struct _MusterPlannerPage
{
  MusterOnboardingPage parent_instance;

  MusterModelForm   *form;          /* (nullable) until the page is shown */
  gboolean           adding;        /* one more, beside what is connected */

  GtkCheckButton    *builtin_button;
  GtkCheckButton    *model_button;
  AdwActionRow      *model_row;
  GtkWidget         *model_pill;
  GtkWidget         *another_button;
  GtkWidget         *model_box;
  MusterLocalModels *local;
  AdwBin            *form_bin;
};

G_DEFINE_FINAL_TYPE (MusterPlannerPage, muster_planner_page, MUSTER_TYPE_ONBOARDING_PAGE)

#define CHOICE "planner/choice"

static MusterContext *
get_context (MusterPlannerPage *self)
{
  return muster_onboarding_page_get_context (MUSTER_ONBOARDING_PAGE (self));
}

static MusterOnboarding *
get_progress (MusterPlannerPage *self)
{
  return muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self));
}

static gboolean
wants_model (MusterPlannerPage *self)
{
  return gtk_check_button_get_active (self->model_button);
}

static gboolean
has_models (MusterPlannerPage *self)
{
  return g_list_model_get_n_items (muster_context_get_models (get_context (self))) > 0;
}

/* The form is there to be filled in */
static gboolean
is_connecting (MusterPlannerPage *self)
{
  return wants_model (self) && (!has_models (self) || self->adding);
}

static void
show_connected (MusterPlannerPage *self)
{
  GListModel *models = muster_context_get_models (get_context (self));
  g_autoptr(MusterLanguageModel) first = g_list_model_get_item (models, 0);
  g_autofree char *where = first != NULL ? muster_model_text_where (first) : NULL;

  gtk_widget_set_visible (self->model_pill, first != NULL);
  gtk_widget_set_visible (self->another_button, first != NULL && wants_model (self) && !self->adding);
  if (first != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->model_row), muster_language_model_get_name (first));
  else
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->model_row), _("Language Model"));
  adw_action_row_set_subtitle (self->model_row, first != NULL ? where
                               : _("Understands more kinds of tickets. It only plans, and may do nothing by itself. When it does not answer, the built-in planner works."));
}

static void
update (MusterPlannerPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  gboolean connecting = is_connecting (self);

  show_connected (self);
  gtk_widget_set_visible (self->model_box, connecting);
  muster_onboarding_page_set_next_label (page, connecting ? _("Connect") : _("Next"));
  muster_onboarding_page_set_ready (page, !connecting || (self->form != NULL && muster_model_form_get_complete (self->form)));
}

static void
chosen_cb (MusterPlannerPage *self)
{
  if (self->form == NULL)
    return;
  muster_onboarding_set_value (get_progress (self), CHOICE, wants_model (self) ? "model" : "built-in");
  muster_onboarding_page_set_message (MUSTER_ONBOARDING_PAGE (self), NULL, NULL);
  update (self);
}

static void
another_clicked_cb (MusterPlannerPage *self)
{
  self->adding = TRUE;
  update (self);
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}

static void
local_chosen_cb (MusterPlannerPage   *self,
                 MusterLanguageModel *model)
{
  muster_model_form_set_model (self->form, model);
  gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static char *
value_key (const char *field)
{
  return g_strconcat ("planner/", field, NULL);
}

static void
form_changed_cb (MusterPlannerPage *self)
{
  const char * const *fields = muster_model_form_list_fields ();

  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *key = value_key (fields[i]);
      const char *value = muster_model_form_get_value (self->form, fields[i]);

      if (g_strcmp0 (muster_onboarding_get_value (get_progress (self), key), value) != 0)
        muster_onboarding_set_value (get_progress (self), key, value);
    }
  update (self);
}

static void
create_form (MusterPlannerPage *self)
{
  const char * const *fields = muster_model_form_list_fields ();

  self->form = MUSTER_MODEL_FORM (muster_model_form_new (get_context (self), NULL));
  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *key = value_key (fields[i]);
      const char *value = muster_onboarding_get_value (get_progress (self), key);

      if (value != NULL)
        muster_model_form_set_value (self->form, fields[i], value);
    }
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
}

static void
muster_planner_page_prepare (MusterOnboardingPage *page)
{
  MusterPlannerPage *self = MUSTER_PLANNER_PAGE (page);
  const char *choice = muster_onboarding_get_value (get_progress (self), CHOICE);

  if (self->form == NULL)
    {
      gtk_check_button_set_active (g_strcmp0 (choice, "model") == 0 ? self->model_button : self->builtin_button, TRUE);
      create_form (self);
      g_signal_connect_object (get_context (self), "models-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  muster_local_models_look_in (self->local, get_context (self));
  update (self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterPlannerPage) self = user_data;
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) model = muster_model_form_save_finish (MUSTER_MODEL_FORM (source), result, &error);

  if (model == NULL)
    {
      muster_onboarding_page_failed (page, error);
      return;
    }
  /* The next one is another one. */
  self->adding = FALSE;
  create_form (self);
  muster_onboarding_page_applied (page, FALSE);
  update (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterPlannerPage) self = user_data;
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);

  if (muster_model_form_test_finish (MUSTER_MODEL_FORM (source), result, NULL))
    {
      muster_model_form_save_async (self->form, saved_cb, g_object_ref (self));
      return;
    }
  muster_onboarding_page_applied (page, FALSE);
  update (self);
}

static void switch_next (MusterPlannerPage *self);

static void
switched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterPlannerPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) model = muster_context_save_model_finish (MUSTER_CONTEXT (source), result, &error);

  if (model != NULL)
    switch_next (self);
  else
    muster_onboarding_page_failed (MUSTER_ONBOARDING_PAGE (self), error);
}

/* Who chose the built-in planner wants no connected model to be asked, and the other way round. */
static void
switch_next (MusterPlannerPage *self)
{
  GListModel *models = muster_context_get_models (get_context (self));

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);
      g_autoptr(MusterLanguageModel) changed = muster_record_copy (model);

      if (muster_language_model_get_enabled (model) == wants_model (self))
        continue;
      muster_language_model_set_enabled (changed, wants_model (self));
      muster_context_save_model_async (get_context (self), changed, NULL, NULL, switched_cb, g_object_ref (self));
      return;
    }
  muster_onboarding_page_applied (MUSTER_ONBOARDING_PAGE (self), TRUE);
}

/* A model that does not answer is no beginning: it is mended here, or the built-in planner is taken. */
static void
muster_planner_page_apply (MusterOnboardingPage *page)
{
  MusterPlannerPage *self = MUSTER_PLANNER_PAGE (page);

  muster_onboarding_page_set_busy (page, TRUE);
  if (!is_connecting (self))
    {
      switch_next (self);
      return;
    }
  if (muster_model_form_needs_test (self->form))
    muster_model_form_test_async (self->form, tested_cb, g_object_ref (self));
  else
    muster_model_form_save_async (self->form, saved_cb, g_object_ref (self));
}

static void
muster_planner_page_fill (MusterOnboardingPage *page)
{
  MusterPlannerPage *self = MUSTER_PLANNER_PAGE (page);

  gtk_check_button_set_active (self->model_button, TRUE);
  muster_model_form_fill (self->form);
}

static void
muster_planner_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_PLANNER_PAGE);
  G_OBJECT_CLASS (muster_planner_page_parent_class)->dispose (object);
}

static void
muster_planner_page_class_init (MusterPlannerPageClass *klass)
{
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_planner_page_dispose;
  page_class->prepare = muster_planner_page_prepare;
  page_class->apply = muster_planner_page_apply;
  page_class->fill = muster_planner_page_fill;

  g_type_ensure (MUSTER_TYPE_LOCAL_MODELS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-planner-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, builtin_button);
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, model_button);
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, model_row);
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, model_pill);
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, another_button);
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, model_box);
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, local);
  gtk_widget_class_bind_template_child (widget_class, MusterPlannerPage, form_bin);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, another_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, local_chosen_cb);
}

static void
muster_planner_page_init (MusterPlannerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_planner_page_new (MusterContext *context,
                         const char    *argument)
{
  return g_object_new (MUSTER_TYPE_PLANNER_PAGE, "context", context, NULL);
}

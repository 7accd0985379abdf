/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-form-field.h"
#include "muster-model-form.h"
#include "muster-model-numbers.h"
#include "muster-model-report-view.h"
#include "muster-model-text.h"
#include "muster-ui.h"

/**
 * MusterModelForm:
 *
 * What has to be known about a language model: only the fields that its service needs, then prices and limits
 * (#MusterModelNumbers), and a test with its report. The key goes into the keyring and never comes back: an empty field
 * keeps the one that is saved. Emits ::changed whenever something else stands there.
 */
struct _MusterModelForm
{
  AdwBin parent_instance;

  MusterContext       *context;     /* (owned) */
  MusterLanguageModel *saved;       /* (owned) (nullable): what is edited */
  GCancellable        *testing;     /* (owned) (nullable): while a test is under way */
  gboolean             untested;    /* whether it answers as it stands there is not known */
  gboolean             failed;      /* it was tested and does not work */
  gboolean             name_typed;  /* else it is made of the service and the model */
  gboolean             showing;
  guint                frames;      /* since a report is shown */

  GtkDropDown        *service;
  GtkLabel           *service_help;
  GtkWidget          *protocol_box;
  GtkDropDown        *protocol;
  MusterFormField    *base_url;
  MusterFormField    *deployment;
  MusterFormField    *api_version;
  MusterFormField    *model;
  MusterFormField    *key;
  MusterFormField    *name;
  MusterModelNumbers *numbers;
  GtkButton          *test_button;
  GtkSpinner         *spinner;
  GtkLabel           *test_label;
  AdwBin             *report_bin;
};

G_DEFINE_FINAL_TYPE (MusterModelForm, muster_model_form, ADW_TYPE_BIN)

static guint changed_signal;

#define REPORT_MARGIN 12

static const char *const protocols[] = { "openai", "anthropic" };

/* What to have at hand for each service */
static const struct
{
  const char *preset;
  const char *help;
} helps[] = {
  { "openai", N_("With an API key of platform.openai.com. What Muster asks is sent to OpenAI.") },
  { "azure", N_("With a resource, a deployment and a key of your Azure subscription. What Muster asks is sent there.") },
  { "anthropic", N_("With an API key of console.anthropic.com. What Muster asks is sent to Anthropic.") },
  { "ollama", N_("A server on this computer, or one of yours with a certificate") },
  { "llama.cpp", N_("llama-server on this computer, or one of yours with a certificate. Start it with --jinja, so that it can call tools.") },
  { "vllm", N_("A server on this computer, or one of yours with a certificate. Start it with --enable-auto-tool-choice and a --tool-call-parser.") },
  { "lm-studio", N_("The local server of LM Studio; switch it on there") },
  { "other", N_("Any service that speaks one of the two APIs") },
};

static MusterFormField *
find_field (MusterModelForm *self,
            const char      *name)
{
  return MUSTER_FORM_FIELD (gtk_widget_get_template_child (GTK_WIDGET (self), MUSTER_TYPE_MODEL_FORM, name));
}

static const MusterModelPreset *
get_preset (MusterModelForm *self)
{
  guint n;
  const MusterModelPreset *presets = muster_model_presets (&n);
  guint selected = gtk_drop_down_get_selected (self->service);

  return &presets[selected < n ? selected : 0];
}

static gboolean
is_azure (MusterModelForm *self)
{
  return g_str_equal (get_preset (self)->id, "azure");
}

static gboolean
has_saved_key (MusterModelForm *self)
{
  return self->saved != NULL && muster_language_model_get_has_key (self->saved);
}

static gboolean
is_filled (MusterFormField *field)
{
  return *muster_form_field_get_text (field) != '\0';
}

/* --- What is shown --- */

static void
show_busy (MusterModelForm *self)
{
  gboolean busy = self->testing != NULL;

  gtk_button_set_label (self->test_button, busy ? _("Stop") : _("Test"));
  muster_ui_set_name (GTK_WIDGET (self->test_button), busy ? _("Stop the Test") : _("Test"));
  gtk_label_set_text (self->test_label, busy ? _("Waiting for the model to answer…")
                                             : _("Sends one short question, without anything of yours."));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "model.test", busy || muster_model_form_get_complete (self));
}

/* What a test said is seen where the form is longer than its window. */
static gboolean
reveal_report_cb (GtkWidget     *widget,
                  GdkFrameClock *clock,
                  gpointer       user_data)
{
  MusterModelForm *self = MUSTER_MODEL_FORM (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  graphene_rect_t bounds;
  double lower;

  /* It has its place two frames later. */
  if (++self->frames < 3)
    return G_SOURCE_CONTINUE;
  if (scroller == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->report_bin))
      || !gtk_widget_compute_bounds (GTK_WIDGET (self->report_bin), scroller, &bounds))
    return G_SOURCE_REMOVE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  lower = (double) (bounds.origin.y + bounds.size.height) - gtk_adjustment_get_page_size (adjustment) + REPORT_MARGIN;
  if (lower > 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + MIN (lower, (double) bounds.origin.y));
  return G_SOURCE_REMOVE;
}

static void
show_report (MusterModelForm *self,
             GtkWidget       *report)
{
  adw_bin_set_child (self->report_bin, report);
  gtk_widget_set_visible (GTK_WIDGET (self->report_bin), report != NULL);
  self->frames = 0;
  if (report != NULL)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), reveal_report_cb, NULL, NULL);
}

static void
show_name (MusterModelForm *self)
{
  const char *label = muster_model_preset_get_label (get_preset (self));
  const char *model = muster_form_field_get_text (is_azure (self) ? self->deployment : self->model);
  g_autofree char *name = *model != '\0' ? g_strdup_printf ("%s: %s", label, model) : g_strdup (label);

  if (self->name_typed)
    return;
  self->showing = TRUE;
  muster_form_field_set_text (self->name, name);
  self->showing = FALSE;
}

static void
show_fields (MusterModelForm *self)
{
  const MusterModelPreset *preset = get_preset (self);
  MusterModelFields fields = preset->fields;
  gboolean anthropic = g_str_equal (protocols[MIN (gtk_drop_down_get_selected (self->protocol), 1)], "anthropic");

  for (guint i = 0; i < G_N_ELEMENTS (helps); i++)
    if (g_str_equal (helps[i].preset, preset->id))
      gtk_label_set_text (self->service_help, _(helps[i].help));
  gtk_widget_set_visible (self->protocol_box, g_str_equal (preset->id, "other"));
  gtk_widget_set_visible (GTK_WIDGET (self->base_url), (fields & MUSTER_MODEL_FIELD_BASE_URL) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->deployment), (fields & MUSTER_MODEL_FIELD_DEPLOYMENT) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->api_version), (fields & MUSTER_MODEL_FIELD_API_VERSION) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->model), !is_azure (self));
  gtk_widget_set_visible (GTK_WIDGET (self->key),
                          (fields & (MUSTER_MODEL_FIELD_KEY | MUSTER_MODEL_FIELD_OPTIONAL_KEY)) != 0);
  muster_model_numbers_show_written (self->numbers, anthropic);
  if (is_azure (self))
    muster_form_field_set_help (self->base_url, _("The endpoint of the resource, such as https://NAME.openai.azure.com"));
  else
    muster_form_field_set_help (self->base_url, _("As far as where the API begins, often with /v1 at the end"));
  if (has_saved_key (self))
    muster_form_field_set_help (self->key, _("One is saved in the keyring and is not shown again. Leave this empty to keep it."));
  else if ((fields & MUSTER_MODEL_FIELD_KEY) != 0)
    muster_form_field_set_help (self->key, _("It is kept in the system’s keyring and is not shown again."));
  else
    muster_form_field_set_help (self->key, _("Only when the server asks for one"));
}

static void
changed (MusterModelForm *self)
{
  show_busy (self);
  g_signal_emit (self, changed_signal, 0);
}

/* Something that decides whether the model answers */
static void
reach_changed_cb (MusterModelForm *self)
{
  if (self->showing || self->context == NULL)
    return;
  self->untested = TRUE;
  self->failed = FALSE;
  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  show_report (self, NULL);
  show_fields (self);
  show_name (self);
  changed (self);
}

static void
numbers_changed_cb (MusterModelForm *self,
                    gboolean         reach)
{
  if (reach)
    reach_changed_cb (self);
  else if (!self->showing && self->context != NULL)
    changed (self);
}

static void
name_changed_cb (MusterModelForm *self)
{
  if (self->showing || self->context == NULL)
    return;
  self->name_typed = is_filled (self->name);
  changed (self);
}

static void
service_chosen_cb (MusterModelForm *self)
{
  const MusterModelPreset *preset = get_preset (self);

  if (self->showing || self->context == NULL)
    return;
  self->showing = TRUE;
  muster_form_field_set_text (self->base_url, preset->base_url);
  muster_form_field_set_text (self->api_version, preset->api_version);
  gtk_drop_down_set_selected (self->protocol, g_str_equal (preset->protocol, "anthropic"));
  self->showing = FALSE;
  reach_changed_cb (self);
}

static void
show_model (MusterModelForm     *self,
            MusterLanguageModel *model)
{
  guint n;
  const MusterModelPreset *presets = muster_model_presets (&n);

  self->showing = TRUE;
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (presets[i].id, muster_language_model_get_preset (model)) == 0)
      gtk_drop_down_set_selected (self->service, i);
  gtk_drop_down_set_selected (self->protocol,
                              g_strcmp0 (muster_language_model_get_protocol (model), "anthropic") == 0);
  muster_form_field_set_text (self->base_url, muster_language_model_get_base_url (model));
  muster_form_field_set_text (self->deployment, muster_language_model_get_deployment (model));
  muster_form_field_set_text (self->api_version, muster_language_model_get_api_version (model));
  muster_form_field_set_text (self->model, muster_language_model_get_model (model));
  muster_form_field_set_text (self->name, muster_language_model_get_name (model));
  muster_model_numbers_show (self->numbers, model);
  self->showing = FALSE;
  show_fields (self);
  muster_model_numbers_show_currency (self->numbers, self->context,
                                      self->saved != NULL ? muster_language_model_get_id (self->saved) : NULL);
  show_name (self);
}

/* --- What was typed --- */

/* (transfer full) (nullable): NULL: a field says what is wrong */
static MusterLanguageModel *
collect (MusterModelForm *self)
{
  const MusterModelPreset *preset = get_preset (self);
  g_autoptr(MusterLanguageModel) model = self->saved != NULL ? muster_record_copy (self->saved)
                                                             : muster_language_model_new ();
  gboolean own_url = (preset->fields & MUSTER_MODEL_FIELD_BASE_URL) != 0;
  gboolean own_version = (preset->fields & MUSTER_MODEL_FIELD_API_VERSION) != 0;

  muster_language_model_set_name (model, muster_form_field_get_text (self->name));
  muster_language_model_set_preset (model, preset->id);
  muster_language_model_set_protocol (model, g_str_equal (preset->id, "other")
                                             ? protocols[MIN (gtk_drop_down_get_selected (self->protocol), 1)]
                                             : preset->protocol);
  muster_language_model_set_base_url (model, own_url ? muster_form_field_get_text (self->base_url) : preset->base_url);
  muster_language_model_set_deployment (model, is_azure (self) ? muster_form_field_get_text (self->deployment) : NULL);
  muster_language_model_set_api_version (model, own_version ? muster_form_field_get_text (self->api_version)
                                                            : preset->api_version);
  muster_language_model_set_model (model, is_azure (self) ? "" : muster_form_field_get_text (self->model));
  return muster_model_numbers_collect (self->numbers, model) ? g_steal_pointer (&model) : NULL;
}

/* (transfer full) (nullable): NULL: keep the one that is saved */
static MusterSecret *
get_key (MusterModelForm *self)
{
  const char *text = muster_form_field_get_text (self->key);

  return gtk_widget_get_visible (GTK_WIDGET (self->key)) && *text != '\0' ? muster_secret_new (text) : NULL;
}

/* --- The test --- */

static void
show_failure (MusterModelForm *self,
              const GError    *error)
{
  MusterErrorText text = muster_error_text_describe (error);

  show_report (self, muster_model_report_view_new_problem (text.title, muster_error_text_advice (error)));
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterModelForm *self = g_task_get_source_object (task);
  MusterLanguageModel *model = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterModelReport) report = muster_context_test_model_finish (MUSTER_CONTEXT (source), result, &error);
  gboolean stopped = g_cancellable_is_cancelled (g_task_get_cancellable (task));

  g_clear_object (&self->testing);
  if (self->context == NULL || stopped || muster_ui_is_cancelled (error))
    {
      if (self->context != NULL)
        show_busy (self);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The test was stopped");
      return;
    }
  self->failed = report == NULL || !muster_model_report_get_ok (report);
  self->untested = self->failed;
  if (report != NULL)
    show_report (self, muster_model_report_view_new (report, model));
  else
    show_failure (self, error);
  show_busy (self);
  g_signal_emit (self, changed_signal, 0);
  g_task_return_boolean (task, !self->failed);
}

/**
 * muster_model_form_test_async:
 * @self: form
 * @callback: called when the report stands there
 * @user_data: data
 *
 * Asks the model one short question. The report stands in the form, also when something is wrong.
 */
void
muster_model_form_test_async (MusterModelForm     *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(MusterLanguageModel) model = collect (self);
  g_autoptr(MusterSecret) key = get_key (self);

  g_task_set_source_tag (task, muster_model_form_test_async);
  g_task_set_check_cancellable (task, FALSE);
  if (model == NULL || self->testing != NULL)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }
  g_task_set_task_data (task, g_object_ref (model), g_object_unref);
  self->testing = g_steal_pointer (&cancellable);
  show_report (self, NULL);
  show_busy (self);
  muster_context_test_model_async (self->context, model, key, self->testing, tested_cb, g_object_ref (task));
}

/**
 * muster_model_form_test_finish:
 * @self: form
 * @result: result
 * @error: that it was stopped
 *
 * Returns: whether the model works
 */
gboolean
muster_model_form_test_finish (MusterModelForm  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterModelForm *self = MUSTER_MODEL_FORM (widget);

  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  else
    muster_model_form_test_async (self, NULL, NULL);
}

/* --- Saving --- */

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterModelForm *self = g_task_get_source_object (task);
  GError *error = NULL;
  MusterLanguageModel *model = muster_context_save_model_finish (MUSTER_CONTEXT (source), result, &error);

  if (model == NULL)
    {
      if (self->context != NULL)
        show_failure (self, error);
      g_task_return_error (task, error);
      return;
    }
  g_set_object (&self->saved, model);
  if (self->context != NULL)
    {
      self->showing = TRUE;
      muster_form_field_set_text (self->key, "");
      self->showing = FALSE;
      show_fields (self);
    }
  g_task_return_pointer (task, model, g_object_unref);
}

/**
 * muster_model_form_save_async:
 * @self: form
 * @callback: called when it is saved
 * @user_data: data
 *
 * Saves what stands there, tested or not. What is wrong stands in the form, too.
 */
void
muster_model_form_save_async (MusterModelForm     *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(MusterLanguageModel) model = collect (self);
  g_autoptr(MusterSecret) key = get_key (self);

  g_task_set_source_tag (task, muster_model_form_save_async);
  if (model == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "A field is not right");
  else
    muster_context_save_model_async (self->context, model, key, NULL, saved_cb, g_object_ref (task));
}

MusterLanguageModel *
muster_model_form_save_finish (MusterModelForm  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The class --- */

static void
muster_model_form_dispose (GObject *object)
{
  MusterModelForm *self = MUSTER_MODEL_FORM (object);

  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  g_clear_object (&self->context);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_MODEL_FORM);
  G_OBJECT_CLASS (muster_model_form_parent_class)->dispose (object);
}

static void
muster_model_form_finalize (GObject *object)
{
  MusterModelForm *self = MUSTER_MODEL_FORM (object);

  g_clear_object (&self->testing);
  g_clear_object (&self->saved);
  G_OBJECT_CLASS (muster_model_form_parent_class)->finalize (object);
}

static void
bind_fields (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, base_url);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, deployment);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, api_version);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, model);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, key);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, name);
}

static void
muster_model_form_class_init (MusterModelFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_model_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_model_form_finalize;

  /**
   * MusterModelForm::changed:
   *
   * Something else stands there, or a test has ended.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "model.test", NULL, test_action);
  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  g_type_ensure (MUSTER_TYPE_MODEL_NUMBERS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/models/muster-model-form.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, service);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, service_help);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, protocol_box);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, protocol);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, numbers);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, test_button);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, test_label);
  gtk_widget_class_bind_template_child (widget_class, MusterModelForm, report_bin);
  bind_fields (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, service_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, reach_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, numbers_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
muster_model_form_init (MusterModelForm *self)
{
  guint n;
  const MusterModelPreset *presets = muster_model_presets (&n);
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (labels, muster_model_preset_get_label (&presets[i]));
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_let_shrink (GTK_WIDGET (self->service));
  muster_ui_let_shrink (GTK_WIDGET (self->protocol));
  gtk_drop_down_set_model (self->service, G_LIST_MODEL (labels));
  self->showing = FALSE;
}

/**
 * muster_model_form_new:
 * @context: an open context
 * @model: (nullable): what is edited; %NULL: a new one
 *
 * Returns: (transfer floating): a form
 */
GtkWidget *
muster_model_form_new (MusterContext       *context,
                       MusterLanguageModel *model)
{
  MusterModelForm *self = g_object_new (MUSTER_TYPE_MODEL_FORM, NULL);
  g_autoptr(MusterLanguageModel) empty = muster_model_preset_make (muster_model_preset_find ("openai"));

  self->context = g_object_ref (context);
  self->saved = model != NULL ? g_object_ref (model) : NULL;
  self->name_typed = model != NULL;
  self->untested = model == NULL;
  show_model (self, model != NULL ? model : empty);
  show_busy (self);
  return GTK_WIDGET (self);
}

/**
 * muster_model_form_set_model:
 * @self: form
 * @model: not saved, such as one that was found on this computer
 *
 * Fills in what is known.
 */
void
muster_model_form_set_model (MusterModelForm     *self,
                             MusterLanguageModel *model)
{
  g_return_if_fail (MUSTER_IS_MODEL_FORM (self));

  self->name_typed = FALSE;
  show_model (self, model);
  reach_changed_cb (self);
}

/**
 * muster_model_form_fill:
 * @self: form
 *
 * Fills in the demonstration's look-alike, if this is one.
 */
void
muster_model_form_fill (MusterModelForm *self)
{
  const char *url = muster_context_get_sandbox_text (self->context, "llm.openai.baseUrl");
  const char *key = muster_context_get_sandbox_text (self->context, "llm.openai.apiKey");
  g_autoptr(MusterLanguageModel) model = muster_model_preset_make (muster_model_preset_find ("other"));

  if (url == NULL)
    return;
  muster_language_model_set_base_url (model, url);
  muster_language_model_set_model (model, "scripted");
  muster_model_form_set_model (self, model);
  muster_form_field_set_text (self->key, key);
}

/**
 * muster_model_form_get_complete:
 * @self: form
 *
 * Returns: whether everything that the service needs was typed
 */
gboolean
muster_model_form_get_complete (MusterModelForm *self)
{
  const MusterModelPreset *preset = get_preset (self);

  g_return_val_if_fail (MUSTER_IS_MODEL_FORM (self), FALSE);
  return ((preset->fields & MUSTER_MODEL_FIELD_BASE_URL) == 0 || is_filled (self->base_url))
         && ((preset->fields & MUSTER_MODEL_FIELD_KEY) == 0 || is_filled (self->key) || has_saved_key (self))
         && is_filled (is_azure (self) ? self->deployment : self->model) && is_filled (self->name);
}

/**
 * muster_model_form_needs_test:
 * @self: form
 *
 * Returns: whether it is not known that the model answers as it stands there; another price needs no test, another
 *   key does
 */
gboolean
muster_model_form_needs_test (MusterModelForm *self)
{
  g_return_val_if_fail (MUSTER_IS_MODEL_FORM (self), FALSE);
  return self->untested;
}

/**
 * muster_model_form_has_failed:
 * @self: form
 *
 * Returns: whether what stands there was tested and does not work
 */
gboolean
muster_model_form_has_failed (MusterModelForm *self)
{
  g_return_val_if_fail (MUSTER_IS_MODEL_FORM (self), FALSE);
  return self->failed;
}

static const char *const field_names[] = { "service", "base_url", "deployment", "api_version", "model", NULL };

/**
 * muster_model_form_list_fields:
 *
 * Returns: (transfer none): names of what may be kept while it is typed; none of it is secret
 */
const char * const *
muster_model_form_list_fields (void)
{
  return field_names;
}

const char *
muster_model_form_get_value (MusterModelForm *self,
                             const char      *field)
{
  if (g_str_equal (field, "service"))
    return get_preset (self)->id;
  return muster_form_field_get_text (find_field (self, field));
}

void
muster_model_form_set_value (MusterModelForm *self,
                             const char      *field,
                             const char      *value)
{
  guint n;
  const MusterModelPreset *presets = muster_model_presets (&n);

  if (!g_str_equal (field, "service"))
    {
      muster_form_field_set_text (find_field (self, field), value);
      return;
    }
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (presets[i].id, value) == 0)
      gtk_drop_down_set_selected (self->service, i);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-certificate-maker.h"
#include "muster-connect-form.h"
#include "muster-connect-guide.h"
#include "muster-connect-input.h"
#include "muster-form-field.h"
#include "muster-guide-list.h"
#include "muster-question-list.h"
#include "muster-report-view.h"
#include "muster-secret.h"
#include "muster-sign-in-box.h"
#include "muster-ui.h"

/**
 * MusterConnectForm:
 *
 * The form that connects an integration, drawn from the catalog's description:
 * per field where its value is found, then the rights that the account needs,
 * then what the live test said and what it asks. Nothing is saved before the
 * test passed. With a connection it renews that one's credentials, and what is
 * left empty stays as it is stored. Emits ::changed (field) while it is typed,
 * and notifies "complete".
 */
struct _MusterConnectForm
{
  AdwBin parent_instance;

  MusterContext     *context;     /* (owned) */
  MusterIntegration *integration; /* (owned) */
  MusterConnection  *connection;  /* (owned) (nullable): whose credentials are renewed */
  GPtrArray         *inputs;      /* (element-type MusterConnectInput) */
  GHashTable        *extras;      /* (nullable): of the demonstration: where its look-alikes are */
  GtkWidget         *fields_box;
  MusterSignInBox   *sign_in;     /* while a person signs in at the vendor */
  GtkWidget         *code_group;  /* the other way to do so */
  gboolean           with_code;
  MusterGuideList   *guide;       /* (nullable): of Microsoft 365 */
  MusterCertificateMaker *certificate; /* (nullable): of Microsoft 365 */
  MusterReportView  *report;
  MusterQuestionList *questions;
  gboolean           complete;
};

G_DEFINE_FINAL_TYPE (MusterConnectForm, muster_connect_form, ADW_TYPE_BIN)

typedef enum
{
  PROP_COMPLETE = 1,
} MusterConnectFormProperty;

static GParamSpec *props[PROP_COMPLETE + 1];
static guint changed_signal;

/* The guide follows what was chosen, and the certificate what was pasted. */
static void
update_microsoft365 (MusterConnectForm *self)
{
  const char *method = muster_connect_form_get_value (self, "method");

  if (self->guide != NULL)
    muster_guide_list_show (self->guide, method, muster_connect_form_get_value (self, "cloud"));
  if (self->certificate != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->certificate), g_strcmp0 (method, "certificate") == 0);
      muster_certificate_maker_check (self->certificate, muster_connect_form_get_value (self, "certificate"),
                                      muster_connect_form_get_value (self, "certificateKey"));
    }
  gtk_widget_set_visible (self->code_group, muster_sign_in_box_has_codes (self->sign_in)
                          && muster_connect_form_get_needs_browser (self));
}

/* What depends on another field comes and goes with it. */
static void
update_fields (MusterConnectForm *self)
{
  g_autoptr(JsonObject) values = json_object_new ();

  for (guint i = 0; i < self->inputs->len; i++)
    {
      MusterConnectInput *input = g_ptr_array_index (self->inputs, i);

      json_object_set_string_member (values, input->field->id,
                                     muster_connect_input_is_secret (input) ? "" : muster_connect_input_get_value (input));
    }
  for (guint i = 0; i < self->inputs->len; i++)
    {
      MusterConnectInput *input = g_ptr_array_index (self->inputs, i);

      muster_connect_input_set_applies (input, muster_field_applies (input->field, values));
    }
  update_microsoft365 (self);
}

static void
update_complete (MusterConnectForm *self)
{
  gboolean complete = muster_question_list_get_answered (self->questions);

  for (guint i = 0; i < self->inputs->len; i++)
    complete &= muster_connect_input_check (g_ptr_array_index (self->inputs, i), NULL);
  if (self->complete == complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPLETE]);
}

static void
input_changed_cb (MusterConnectInput *input,
                  gpointer            user_data)
{
  MusterConnectForm *self = user_data;

  muster_report_view_clear (self->report);
  muster_question_list_set_questions (self->questions, NULL);
  update_fields (self);
  update_complete (self);
  g_signal_emit (self, changed_signal, 0, input->field->id);
}

static void
answered_cb (MusterConnectForm *self)
{
  update_complete (self);
  g_signal_emit (self, changed_signal, 0, "");
}

static GtkWidget *
create_rights (MusterConnectForm *self)
{
  JsonArray *rights = muster_integration_get_rights (self->integration);
  GtkWidget *group;
  GtkWidget *expander;

  if (rights == NULL || json_array_get_length (rights) == 0)
    return NULL;
  group = adw_preferences_group_new ();
  expander = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _("Rights It Needs"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), _("What the account must be allowed to do"));
  for (guint i = 0; i < json_array_get_length (rights); i++)
    {
      JsonObject *right = json_array_get_object_element (rights, i);
      gboolean required = json_object_get_boolean_member_with_default (right, "required", TRUE);
      GtkWidget *row = muster_ui_row_new (_(json_object_get_string_member (right, "label")),
                                          required ? NULL : _("Optional"));

      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), expander);
  return group;
}

static void
use_code_cb (MusterConnectForm *self)
{
  self->with_code = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "form.submit", NULL);
  self->with_code = FALSE;
}

/* For those who cannot sign in with a browser on this computer */
static GtkWidget *
create_code_group (MusterConnectForm *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = muster_advice_row_new (_("No Browser Here?"));
  GtkWidget *button = gtk_button_new_with_label (_("Use a Code Instead"));

  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), _("Muster shows a code, and you sign in on a phone or another computer."), FALSE);
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
  g_object_bind_property (self, "complete", button, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (use_code_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

static void
append (GtkWidget *box,
        GtkWidget *child)
{
  if (child != NULL)
    gtk_box_append (GTK_BOX (box), child);
}

static MusterConnectInput *
find_input (MusterConnectForm *self,
            const char        *field)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      MusterConnectInput *input = g_ptr_array_index (self->inputs, i);

      if (g_str_equal (input->field->id, field))
        return input;
    }
  return NULL;
}

static void
certificate_made_cb (const char *certificate,
                     const char *key,
                     gpointer    user_data)
{
  muster_connect_form_set_value (user_data, "certificate", certificate);
  muster_connect_form_set_value (user_data, "certificateKey", key);
}

/* A certificate's fields stand where one can be made; everything else below the field before it. */
static GtkBox *
place_of (MusterConnectForm *self,
          MusterField       *field,
          GtkWidget         *box)
{
  if (self->guide == NULL || !g_str_has_prefix (field->id, "certificate"))
    return GTK_BOX (box);
  if (self->certificate == NULL)
    {
      self->certificate = MUSTER_CERTIFICATE_MAKER (muster_certificate_maker_new (self->context, certificate_made_cb, self));
      append (box, GTK_WIDGET (self->certificate));
    }
  return muster_certificate_maker_get_own (self->certificate);
}

static void
build_fields (MusterConnectForm *self,
              GtkWidget         *box)
{
  GPtrArray *fields = muster_integration_get_fields (self->integration);
  gboolean entra = g_strcmp0 (muster_integration_get_sign_in_kind (self->integration), "entra-app") == 0;

  append (box, muster_connect_guide_new (self->integration));
  for (guint i = 0; i < fields->len; i++)
    {
      MusterField *field = g_ptr_array_index (fields, i);
      GtkBox *place = place_of (self, field, box);

      g_ptr_array_add (self->inputs, muster_connect_input_new (field, self->connection != NULL, place, input_changed_cb,
                                                               self));
      if (entra && g_str_equal (field->id, "method"))
        {
          self->guide = MUSTER_GUIDE_LIST (muster_guide_list_new (self->context));
          append (box, GTK_WIDGET (self->guide));
        }
    }
  if (!entra)
    append (box, create_rights (self));
}

static void
build (MusterConnectForm *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->fields_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->sign_in = MUSTER_SIGN_IN_BOX (muster_sign_in_box_new (self->context, self->integration));
  self->code_group = create_code_group (self);
  build_fields (self, self->fields_box);
  append (self->fields_box, self->code_group);
  append (whole, GTK_WIDGET (self->sign_in));
  append (whole, GTK_WIDGET (self->report));
  append (whole, GTK_WIDGET (self->questions));
  append (whole, self->fields_box);
  adw_bin_set_child (ADW_BIN (self), whole);
  update_fields (self);
}

static void
clear_value (gpointer data)
{
  muster_secret_free (data);
}

static GHashTable *
collect (MusterConnectForm *self)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, clear_value);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  for (guint i = 0; i < self->inputs->len; i++)
    {
      MusterConnectInput *input = g_ptr_array_index (self->inputs, i);

      if (input->applies && *muster_connect_input_get_value (input) != '\0')
        g_hash_table_insert (values, g_strdup (input->field->id),
                             g_strdup (muster_connect_input_get_value (input)));
    }
  muster_question_list_collect (self->questions, values);
  if (self->extras != NULL)
    {
      g_hash_table_iter_init (&iter, self->extras);
      while (g_hash_table_iter_next (&iter, &key, &value))
        if (!g_hash_table_contains (values, key))
          g_hash_table_insert (values, g_strdup (key), g_strdup (value));
    }
  return values;
}

/* 3 of 3: connected, or a fault of our own */
static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterConnectForm *self = g_task_get_source_object (task);
  g_autoptr(MusterConnection) connection = NULL;
  GError *error = NULL;

  if (self->connection != NULL)
    connection = muster_context_replace_credentials_finish (MUSTER_CONTEXT (source), result, &error);
  else
    connection = muster_context_connect_finish (MUSTER_CONTEXT (source), result, &error);
  if (connection == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
show_problem (MusterConnectForm      *self,
              MusterConnectionReport *report)
{
  const char *field = muster_connection_report_get_field (report);
  MusterConnectInput *input = field != NULL ? find_input (self, field) : NULL;

  if (g_list_model_get_n_items (muster_connection_report_get_questions (report)) > 0)
    {
      gtk_widget_child_focus (GTK_WIDGET (self->questions), GTK_DIR_TAB_FORWARD);
      return;
    }
  if (self->certificate != NULL && field != NULL && g_str_has_prefix (field, "certificate"))
    muster_certificate_maker_open (self->certificate);
  if (input == NULL || input->entry == NULL || !gtk_widget_get_visible (GTK_WIDGET (input->entry)))
    {
      /* The verdict is above the fields, and may be out of sight */
      gtk_widget_child_focus (GTK_WIDGET (self->report), GTK_DIR_TAB_FORWARD);
      return;
    }
  muster_form_field_set_error (input->entry, muster_connection_report_get_title (report));
  gtk_widget_grab_focus (GTK_WIDGET (input->entry));
}

static void
save (MusterConnectForm *self,
      GTask             *task)
{
  GHashTable *values = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (self->connection != NULL)
    muster_context_replace_credentials_async (self->context, muster_connection_get_id (self->connection), values,
                                              cancellable, connected_cb, g_object_ref (task));
  else
    muster_context_connect_async (self->context, muster_integration_get_id (self->integration), values, cancellable,
                                  connected_cb, g_object_ref (task));
}

/* 2 of 3: tested; what the vendor said is shown, and only a pass goes on */
static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterConnectForm *self = g_task_get_source_object (task);
  g_autoptr(MusterConnectionReport) report = NULL;
  GError *error = NULL;

  if (self->connection != NULL)
    report = muster_context_test_credentials_finish (MUSTER_CONTEXT (source), result, &error);
  else
    report = muster_context_test_connection_finish (MUSTER_CONTEXT (source), result, &error);
  if (report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_report_view_set_report (self->report, report);
  muster_question_list_set_questions (self->questions, muster_connection_report_get_questions (report));
  update_complete (self);
  if (muster_connection_report_get_ok (report))
    {
      save (self, task);
    }
  else
    {
      show_problem (self, report);
      g_task_return_boolean (task, FALSE);
    }
}

static void
test (MusterConnectForm *self,
      GTask             *task)
{
  GHashTable *values = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (self->connection != NULL)
    muster_context_test_credentials_async (self->context, muster_connection_get_id (self->connection), values,
                                           cancellable, tested_cb, g_object_ref (task));
  else
    muster_context_test_connection_async (self->context, muster_integration_get_id (self->integration), values,
                                          cancellable, tested_cb, g_object_ref (task));
}

static void
show_refusal (MusterConnectForm *self,
              const GError      *error)
{
  g_autoptr(MusterConnectionReport) report = NULL;

  report = muster_context_explain_sign_in (self->context, muster_integration_get_id (self->integration), error);
  muster_report_view_set_report (self->report, report);
  show_problem (self, report);
}

/* 1 of 3: the person has signed in at the vendor, where the form asks for it; what the vendor refused is a report */
static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterConnectForm *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (muster_sign_in_box_run_finish (MUSTER_SIGN_IN_BOX (source), result, &error))
    {
      test (self, task);
      return;
    }
  if (muster_ui_is_cancelled (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    show_refusal (self, error);
  g_task_return_boolean (task, FALSE);
}

static void
muster_connect_form_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch ((MusterConnectFormProperty) prop_id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, MUSTER_CONNECT_FORM (object)->complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_connect_form_dispose (GObject *object)
{
  MusterConnectForm *self = MUSTER_CONNECT_FORM (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->context);
  g_clear_object (&self->integration);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (muster_connect_form_parent_class)->dispose (object);
}

static void
muster_connect_form_finalize (GObject *object)
{
  g_ptr_array_unref (MUSTER_CONNECT_FORM (object)->inputs);
  g_clear_pointer (&MUSTER_CONNECT_FORM (object)->extras, g_hash_table_unref);
  G_OBJECT_CLASS (muster_connect_form_parent_class)->finalize (object);
}

static void
muster_connect_form_class_init (MusterConnectFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = muster_connect_form_get_property;
  object_class->dispose = muster_connect_form_dispose;
  object_class->finalize = muster_connect_form_finalize;

  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * MusterConnectForm::changed:
   * @self: form
   * @field: id of the field
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
muster_connect_form_init (MusterConnectForm *self)
{
  self->inputs = g_ptr_array_new_with_free_func (g_free);
  self->report = MUSTER_REPORT_VIEW (muster_report_view_new ());
  self->questions = MUSTER_QUESTION_LIST (muster_question_list_new ());
  muster_question_list_set_questions (self->questions, NULL);
  g_signal_connect_object (self->questions, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
}

static void
show_stored_values (MusterConnectForm *self)
{
  g_autoptr(GHashTable) values = muster_context_get_connection_values (self->context, self->connection);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!muster_connect_form_is_secret (self, key))
      muster_connect_form_set_value (self, key, value);
}

/**
 * muster_connect_form_new:
 * @context: an open context
 * @integration: what to connect
 * @connection: (nullable): the connection whose credentials are renewed; %NULL: a new one is made
 *
 * Returns: (transfer floating): a form
 */
GtkWidget *
muster_connect_form_new (MusterContext     *context,
                         MusterIntegration *integration,
                         MusterConnection  *connection)
{
  MusterConnectForm *self = g_object_new (MUSTER_TYPE_CONNECT_FORM, NULL);

  self->context = g_object_ref (context);
  self->integration = g_object_ref (integration);
  g_set_object (&self->connection, connection);
  build (self);
  if (connection != NULL)
    show_stored_values (self);
  update_complete (self);
  return GTK_WIDGET (self);
}

/**
 * muster_connect_form_get_needs_browser:
 * @self: form
 *
 * Returns: whether connecting begins with a sign-in at the vendor
 */
gboolean
muster_connect_form_get_needs_browser (MusterConnectForm *self)
{
  g_autoptr(GHashTable) values = collect (self);

  return muster_context_needs_sign_in (self->context, muster_integration_get_id (self->integration), values);
}

gboolean
muster_connect_form_get_complete (MusterConnectForm *self)
{
  return self->complete;
}

const char *
muster_connect_form_get_value (MusterConnectForm *self,
                               const char        *field)
{
  MusterConnectInput *input = find_input (self, field);

  return input != NULL ? muster_connect_input_get_value (input) : NULL;
}

/**
 * muster_connect_form_set_value:
 * @self: form
 * @field: id of a field; an unknown one is passed over
 * @value: what to fill in
 */
void
muster_connect_form_set_value (MusterConnectForm *self,
                               const char        *field,
                               const char        *value)
{
  MusterConnectInput *input = find_input (self, field);

  if (input != NULL)
    muster_connect_input_set_value (input, value);
}

gboolean
muster_connect_form_is_secret (MusterConnectForm *self,
                               const char        *field)
{
  MusterConnectInput *input = find_input (self, field);

  return input == NULL || muster_connect_input_is_secret (input);
}

/**
 * muster_connect_form_fill:
 * @self: form
 *
 * Fills in the demonstration's values, if this is one.
 */
void
muster_connect_form_fill (MusterConnectForm *self)
{
  g_autoptr(GHashTable) values = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  values = muster_context_get_sandbox_values (self->context, muster_integration_get_id (self->integration));
  if (values == NULL)
    return;
  g_hash_table_iter_init (&iter, values);
  g_clear_pointer (&self->extras, g_hash_table_unref);
  self->extras = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (find_input (self, key) != NULL)
        muster_connect_form_set_value (self, key, value);
      else
        g_hash_table_insert (self->extras, g_strdup (key), g_strdup (value));
    }
}

/**
 * muster_connect_form_wipe:
 * @self: form
 *
 * Empties the secret fields; they are in the keyring now.
 */
void
muster_connect_form_wipe (MusterConnectForm *self)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      MusterConnectInput *input = g_ptr_array_index (self->inputs, i);

      if (muster_connect_input_is_secret (input))
        muster_connect_input_set_value (input, "");
    }
}

/**
 * muster_connect_form_show_fields:
 * @self: form
 * @visible: whether the fields are shown, or only what the test said
 */
void
muster_connect_form_show_fields (MusterConnectForm *self,
                                 gboolean           visible)
{
  gtk_widget_set_visible (self->fields_box, visible);
}

/**
 * muster_connect_form_connect_async:
 * @self: form
 * @cancellable: (nullable): cancellable
 * @callback: called when the test was shown and, if it passed, the connection saved
 * @user_data: data
 */
void
muster_connect_form_connect_async (MusterConnectForm   *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GHashTable *values = collect (self);
  const char *integration = muster_integration_get_id (self->integration);

  g_task_set_source_tag (task, muster_connect_form_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, values, (GDestroyNotify) g_hash_table_unref);
  muster_report_view_clear (self->report);
  if (muster_context_needs_sign_in (self->context, integration, values))
    muster_sign_in_box_run_async (self->sign_in, values, self->with_code, cancellable, signed_in_cb,
                                  g_object_ref (task));
  else
    test (self, task);
}

/**
 * muster_connect_form_connect_finish:
 * @self: form
 * @result: result
 * @error: a fault of our own, not of the vendor
 *
 * Returns: whether it is connected; %FALSE without @error: the report says why not
 */
gboolean
muster_connect_form_connect_finish (MusterConnectForm  *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_connect_form_connect_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

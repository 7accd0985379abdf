/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-form.h"
#include "muster-form-field.h"
#include "muster-report-view.h"
#include "muster-secret.h"
#include "muster-ui.h"

/**
 * MusterConnectForm:
 *
 * The form that connects an integration, drawn from the catalog's description:
 * per field where its value is found, then the rights that the account needs,
 * then what the live test said. Nothing is saved before the test passed.
 * Emits ::changed (field) while it is typed, and notifies "complete".
 */
struct _MusterConnectForm
{
  AdwBin parent_instance;

  MusterContext     *context;     /* (owned) */
  MusterIntegration *integration; /* (owned) */
  GPtrArray         *inputs;      /* (element-type Input) */
  GHashTable        *extras;      /* (nullable): of the demonstration: where its look-alikes are */
  GtkWidget         *fields_box;
  MusterReportView  *report;
  gboolean           complete;
};

/* One field: an entry, or a list of choices of which one may ask for an entry */
typedef struct
{
  MusterConnectForm *form;
  MusterField       *field; /* (unowned): the integration's */
  MusterFormField   *entry; /* (nullable) */
  AdwComboRow       *combo; /* (nullable) */
} Input;

G_DEFINE_FINAL_TYPE (MusterConnectForm, muster_connect_form, ADW_TYPE_BIN)

typedef enum
{
  PROP_COMPLETE = 1,
} MusterConnectFormProperty;

static GParamSpec *props[PROP_COMPLETE + 1];
static guint changed_signal;

/* Of a list of choices this one asks for an address of its own. */
#define OWN_CHOICE "own"

static MusterFieldChoice *
selected_choice (Input *input)
{
  guint selected = adw_combo_row_get_selected (input->combo);

  return selected < input->field->choices->len ? g_ptr_array_index (input->field->choices, selected) : NULL;
}

static gboolean
is_own_choice (Input *input)
{
  MusterFieldChoice *choice = input->combo != NULL ? selected_choice (input) : NULL;

  return choice != NULL && g_str_equal (choice->id, OWN_CHOICE);
}

static const char *
input_value (Input *input)
{
  MusterFieldChoice *choice;

  if (input->combo == NULL || is_own_choice (input))
    return input->entry != NULL ? muster_form_field_get_text (input->entry) : "";
  choice = selected_choice (input);
  return choice != NULL ? choice->id : "";
}

static gboolean
input_is_valid (Input    *input,
                GError  **error)
{
  return muster_field_check (input->field, input_value (input), error);
}

static void
update_complete (MusterConnectForm *self)
{
  gboolean complete = TRUE;

  for (guint i = 0; i < self->inputs->len; i++)
    complete &= input_is_valid (g_ptr_array_index (self->inputs, i), NULL);
  if (self->complete == complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPLETE]);
}

static void
input_changed (Input *input)
{
  MusterConnectForm *self = input->form;

  muster_report_view_clear (self->report);
  update_complete (self);
  g_signal_emit (self, changed_signal, 0, input->field->id);
}

static void
entry_changed_cb (MusterFormField *entry,
                  Input           *input)
{
  input_changed (input);
}

/* A wrong form is said when the person leaves the field, not at the first key. */
static void
entry_left_cb (GtkEventControllerFocus *controller,
               Input                   *input)
{
  g_autoptr(GError) error = NULL;

  if (*input_value (input) != '\0' && !input_is_valid (input, &error))
    muster_form_field_set_error (input->entry, input->field->error != NULL ? _(input->field->error) : error->message);
}

static void
choice_changed_cb (AdwComboRow *combo,
                   GParamSpec  *pspec,
                   Input       *input)
{
  if (input->entry != NULL)
    gtk_widget_set_visible (GTK_WIDGET (input->entry), is_own_choice (input));
  input_changed (input);
}

static MusterFormField *
create_entry (MusterConnectForm *self,
              Input             *input,
              const char        *label,
              const char        *help)
{
  GtkWidget *entry = muster_form_field_new (label, help, g_str_equal (input->field->kind, "secret"));
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_object_set (entry, "activate-action", "form.submit", NULL);
  g_signal_connect (entry, "changed", G_CALLBACK (entry_changed_cb), input);
  g_signal_connect (focus, "leave", G_CALLBACK (entry_left_cb), input);
  gtk_widget_add_controller (entry, focus);
  return MUSTER_FORM_FIELD (entry);
}

static GtkWidget *
create_choice (MusterConnectForm *self,
               Input             *input)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  GtkWidget *group = adw_preferences_group_new ();
  gboolean own = FALSE;

  for (guint i = 0; i < input->field->choices->len; i++)
    {
      MusterFieldChoice *choice = g_ptr_array_index (input->field->choices, i);

      gtk_string_list_append (labels, _(choice->label));
      own |= g_str_equal (choice->id, OWN_CHOICE);
    }
  input->combo = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (input->combo), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (input->combo), _(input->field->label));
  if (input->field->help != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (input->combo), _(input->field->help));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (input->combo), 0);
  adw_combo_row_set_model (input->combo, G_LIST_MODEL (labels));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (input->combo));
  if (own)
    {
      input->entry = create_entry (self, input, _("Address of the Server"), NULL);
      gtk_widget_set_visible (GTK_WIDGET (input->entry), FALSE);
    }
  g_signal_connect (input->combo, "notify::selected", G_CALLBACK (choice_changed_cb), input);
  return group;
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
build (MusterConnectForm *self)
{
  GPtrArray *fields = muster_integration_get_fields (self->integration);
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *rights;

  for (guint i = 0; i < fields->len; i++)
    {
      Input *input = g_new0 (Input, 1);

      input->form = self;
      input->field = g_ptr_array_index (fields, i);
      g_ptr_array_add (self->inputs, input);
      if (g_str_equal (input->field->kind, "choice"))
        gtk_box_append (GTK_BOX (box), create_choice (self, input));
      else
        input->entry = create_entry (self, input, _(input->field->label),
                                     input->field->help != NULL ? _(input->field->help) : NULL);
      if (input->entry != NULL)
        gtk_box_append (GTK_BOX (box), GTK_WIDGET (input->entry));
      if (input->field->default_value != NULL)
        muster_connect_form_set_value (self, input->field->id, input->field->default_value);
    }
  rights = create_rights (self);
  if (rights != NULL)
    gtk_box_append (GTK_BOX (box), rights);
  self->fields_box = box;
  gtk_box_append (GTK_BOX (whole), GTK_WIDGET (self->report));
  gtk_box_append (GTK_BOX (whole), box);
  adw_bin_set_child (ADW_BIN (self), whole);
}

static Input *
find_input (MusterConnectForm *self,
            const char        *field)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      Input *input = g_ptr_array_index (self->inputs, i);

      if (g_str_equal (input->field->id, field))
        return input;
    }
  return NULL;
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
      Input *input = g_ptr_array_index (self->inputs, i);

      if (*input_value (input) != '\0')
        g_hash_table_insert (values, g_strdup (input->field->id), g_strdup (input_value (input)));
    }
  if (self->extras != NULL)
    {
      g_hash_table_iter_init (&iter, self->extras);
      while (g_hash_table_iter_next (&iter, &key, &value))
        if (!g_hash_table_contains (values, key))
          g_hash_table_insert (values, g_strdup (key), g_strdup (value));
    }
  return values;
}

/* 2 of 2: connected, or a fault of our own */
static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(MusterConnection) connection = NULL;
  GError *error = NULL;

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
  Input *input = field != NULL ? find_input (self, field) : NULL;

  if (input == NULL || input->entry == NULL || !gtk_widget_get_visible (GTK_WIDGET (input->entry)))
    return;
  muster_form_field_set_error (input->entry, muster_connection_report_get_title (report));
  gtk_widget_grab_focus (GTK_WIDGET (input->entry));
}

/* 1 of 2: tested; what the vendor said is shown, and only a pass goes on */
static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterConnectForm *self = g_task_get_source_object (task);
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GHashTable) values = NULL;
  GError *error = NULL;

  report = muster_context_test_connection_finish (MUSTER_CONTEXT (source), result, &error);
  if (report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_report_view_set_report (self->report, report);
  if (!muster_connection_report_get_ok (report))
    {
      show_problem (self, report);
      g_task_return_boolean (task, FALSE);
      return;
    }
  values = collect (self);
  muster_context_connect_async (MUSTER_CONTEXT (source), muster_integration_get_id (self->integration), values,
                                g_task_get_cancellable (task), connected_cb, g_object_ref (task));
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
}

/**
 * muster_connect_form_new:
 * @context: an open context
 * @integration: what to connect
 *
 * Returns: (transfer floating): an empty form
 */
GtkWidget *
muster_connect_form_new (MusterContext     *context,
                         MusterIntegration *integration)
{
  MusterConnectForm *self = g_object_new (MUSTER_TYPE_CONNECT_FORM, NULL);

  self->context = g_object_ref (context);
  self->integration = g_object_ref (integration);
  build (self);
  update_complete (self);
  return GTK_WIDGET (self);
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
  Input *input = find_input (self, field);

  return input != NULL ? input_value (input) : NULL;
}

static guint
find_choice (Input      *input,
             const char *id)
{
  for (guint i = 0; i < input->field->choices->len; i++)
    {
      MusterFieldChoice *choice = g_ptr_array_index (input->field->choices, i);

      if (g_strcmp0 (choice->id, id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
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
  Input *input = find_input (self, field);
  guint choice;

  if (input == NULL)
    return;
  if (input->combo == NULL)
    {
      muster_form_field_set_text (input->entry, value);
      return;
    }
  choice = find_choice (input, value);
  if (choice != GTK_INVALID_LIST_POSITION)
    {
      adw_combo_row_set_selected (input->combo, choice);
    }
  else if (input->entry != NULL)
    {
      adw_combo_row_set_selected (input->combo, find_choice (input, OWN_CHOICE));
      muster_form_field_set_text (input->entry, value);
    }
}

gboolean
muster_connect_form_is_secret (MusterConnectForm *self,
                               const char        *field)
{
  Input *input = find_input (self, field);

  return input == NULL || g_str_equal (input->field->kind, "secret");
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
      Input *input = g_ptr_array_index (self->inputs, i);

      if (g_str_equal (input->field->kind, "secret"))
        muster_form_field_set_text (input->entry, "");
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
  g_autoptr(GHashTable) values = collect (self);

  g_task_set_source_tag (task, muster_connect_form_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  muster_report_view_clear (self->report);
  muster_context_test_connection_async (self->context, muster_integration_get_id (self->integration), values,
                                        cancellable, tested_cb, g_object_ref (task));
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

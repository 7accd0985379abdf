/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-mapping-editor.h"
#include "muster-picker.h"
#include "muster-ui.h"

/**
 * MusterMappingEditor:
 *
 * Which company, tenant and documentation a client is: one row each. What is
 * not mapped yet shows the best match with its reason; it is taken with Accept,
 * or, in the first run, with Next. The picker lists every company, best first;
 * one that another client is mapped to is there, with that client's name, and
 * cannot be chosen. A row without a mapping says what does not exist then.
 */

#define N_KINDS 3

typedef struct
{
  MusterMappingEditor *editor;
  MusterMappingKind    kind;
  GListModel          *suggestions; /* (owned) (nullable) (element-type MusterSuggestion) */
  MusterSuggestion    *chosen;      /* (owned) (nullable): not saved yet */
  gboolean             mapped;
  gboolean             connected;

  GtkWidget *row;
  GtkWidget *icon;
  GtkWidget *choose_button;
  GtkWidget *accept_button;
} Kind;

struct _MusterMappingEditor
{
  AdwBin parent_instance;

  MusterContext *context;     /* (owned) */
  char          *client_id;
  GCancellable  *cancellable;
  Kind           kinds[N_KINDS];
  gboolean       apply_later; /* Next takes the suggestions: no Accept buttons */
  guint          generation;
};

G_DEFINE_FINAL_TYPE (MusterMappingEditor, muster_mapping_editor, ADW_TYPE_BIN)

typedef enum
{
  PROP_APPLY_LATER = 1,
} MusterMappingEditorProperty;

static GParamSpec *props[PROP_APPLY_LATER + 1];
static guint failed_signal;

static const char *const categories[N_KINDS] = { "psa", "cloud", "docs" };

/* What is not there without a mapping */
static const char *const without[N_KINDS] = {
  N_("No ticket of this client is taken."),
  N_("The tools of Microsoft 365 do not exist for this client."),
  N_("The tools of the documentation do not exist for this client."),
};

static void load_mappings (MusterMappingEditor *self);

static void
show_without (Kind       *kind,
              const char *text)
{
  g_autofree char *subtitle = g_strdup_printf ("%s %s", text, _(without[kind->kind]));

  muster_ui_row_set_subtitle (kind->row, subtitle);
  muster_ui_set_tone_icon (GTK_IMAGE (kind->icon), MUSTER_TONE_PLAIN);
}

static void
show_chosen (Kind *kind)
{
  MusterCompany *company = muster_suggestion_get_company (kind->chosen);
  const char *reason = muster_suggestion_get_reason (kind->chosen);
  g_autofree char *subtitle = NULL;

  if (reason != NULL)
    /* Translators: name of a company, and why it is suggested */
    subtitle = g_strdup_printf (_("Suggested: %s (%s)"), muster_company_get_name (company), reason);
  else
    /* Translators: %s is the name of a company */
    subtitle = g_strdup_printf (_("Chosen: %s"), muster_company_get_name (company));
  muster_ui_row_set_subtitle (kind->row, subtitle);
  muster_ui_set_tone_icon (GTK_IMAGE (kind->icon), MUSTER_TONE_WAIT);
  gtk_widget_set_visible (kind->accept_button, !kind->editor->apply_later);
}

static void
show_kind (Kind       *kind,
           const char *mapped_name)
{
  gtk_widget_set_visible (kind->accept_button, FALSE);
  gtk_widget_set_sensitive (kind->choose_button, kind->connected);
  if (!kind->connected)
    {
      show_without (kind, _("Connect it first, in Settings."));
    }
  else if (kind->chosen != NULL)
    {
      show_chosen (kind);
    }
  else if (kind->mapped)
    {
      if (mapped_name != NULL)
        muster_ui_row_set_subtitle (kind->row, mapped_name);
      muster_ui_set_tone_icon (GTK_IMAGE (kind->icon), MUSTER_TONE_GOOD);
    }
  else
    {
      show_without (kind, _("Not mapped. No company looks the same: choose one."));
    }
}

static void
set_chosen (Kind             *kind,
            MusterSuggestion *suggestion)
{
  g_set_object (&kind->chosen, suggestion);
  show_kind (kind, NULL);
}

typedef struct
{
  MusterMappingEditor *editor; /* (owned) */
  guint                index;
  guint                generation;
} Asked;

static Asked *
asked_new (Kind *kind)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->editor = g_object_ref (kind->editor);
  asked->index = (guint) (kind - kind->editor->kinds);
  asked->generation = kind->editor->generation;
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->editor);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
suggested_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Asked) asked = user_data;
  Kind *kind = &asked->editor->kinds[asked->index];
  g_autoptr(GListModel) suggestions = NULL;
  g_autoptr(MusterSuggestion) best = NULL;
  g_autoptr(GError) error = NULL;

  suggestions = muster_context_suggest_mappings_finish (MUSTER_CONTEXT (source), result, &error);
  if (asked->generation != asked->editor->generation || muster_ui_is_cancelled (error))
    return;
  if (suggestions == NULL)
    {
      g_autofree char *line = muster_error_text_line (error);

      muster_ui_row_set_subtitle (kind->row, line);
      muster_ui_set_tone_icon (GTK_IMAGE (kind->icon), MUSTER_TONE_BAD);
      return;
    }
  g_set_object (&kind->suggestions, suggestions);
  best = g_list_model_get_item (suggestions, 0);
  if (!kind->mapped && best != NULL && muster_suggestion_get_best (best))
    set_chosen (kind, best);
  else
    show_kind (kind, NULL);
}

static void
ask_suggestions (Kind *kind)
{
  MusterMappingEditor *self = kind->editor;

  kind->connected = muster_context_find_connection (self->context, categories[kind->kind]) != NULL;
  if (!kind->connected)
    {
      show_kind (kind, NULL);
      return;
    }
  muster_context_suggest_mappings_async (self->context, self->client_id, kind->kind, self->cancellable,
                                         suggested_cb, asked_new (kind));
}

static void
mappings_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Asked) asked = user_data;
  MusterMappingEditor *self = asked->editor;
  g_autoptr(GPtrArray) mappings = NULL;
  g_autoptr(GError) error = NULL;

  mappings = muster_context_list_mappings_finish (MUSTER_CONTEXT (source), result, &error);
  if (asked->generation != self->generation || muster_ui_is_cancelled (error))
    return;
  if (mappings == NULL)
    {
      g_signal_emit (self, failed_signal, 0, error);
      return;
    }
  for (guint i = 0; i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);
      Kind *kind = &self->kinds[muster_mapping_get_kind (mapping)];

      kind->mapped = TRUE;
      kind->connected = TRUE;
      show_kind (kind, muster_mapping_get_external_name (mapping));
    }
  for (guint i = 0; i < N_KINDS; i++)
    ask_suggestions (&self->kinds[i]);
}

static void
load_mappings (MusterMappingEditor *self)
{
  self->generation++;
  for (guint i = 0; i < N_KINDS; i++)
    {
      self->kinds[i].mapped = FALSE;
      g_clear_object (&self->kinds[i].chosen);
      muster_ui_row_set_subtitle (self->kinds[i].row, _("Looking for the best match…"));
      muster_ui_set_tone_icon (GTK_IMAGE (self->kinds[i].icon), MUSTER_TONE_PLAIN);
      gtk_widget_set_visible (self->kinds[i].accept_button, FALSE);
    }
  muster_context_list_mappings_async (self->context, self->client_id, self->cancellable, mappings_listed_cb,
                                      asked_new (&self->kinds[0]));
}

/* Somebody else's company, or the MSP's own: what it is stands in the row, with the way out. */
static void
show_conflict (Kind         *kind,
               const GError *error)
{
  g_autofree char *subtitle = NULL;

  g_clear_object (&kind->chosen);
  show_kind (kind, NULL);
  /* Translators: why a company cannot be chosen, and what to do */
  subtitle = g_strdup_printf (_("%s Choose another one, or take it away from that client first, on its Integrations page."),
                              error->message);
  muster_ui_row_set_subtitle (kind->row, subtitle);
  muster_ui_set_tone_icon (GTK_IMAGE (kind->icon), MUSTER_TONE_BAD);
  gtk_widget_grab_focus (kind->choose_button);
}

static void
mapping_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Asked) asked = user_data;
  MusterMappingEditor *self = asked->editor;
  g_autoptr(GError) error = NULL;

  if (muster_context_set_mapping_finish (MUSTER_CONTEXT (source), result, &error))
    load_mappings (self);
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    show_conflict (&self->kinds[asked->index], error);
  else if (!muster_ui_is_cancelled (error))
    g_signal_emit (self, failed_signal, 0, error);
}

static void
save_kind (Kind                *kind,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  MusterCompany *company = muster_suggestion_get_company (kind->chosen);

  muster_context_set_mapping_async (kind->editor->context, kind->editor->client_id, kind->kind,
                                    muster_company_get_id (company), muster_company_get_name (company), NULL,
                                    callback, user_data);
}

/* (nullable): the text belongs to the suggestion */
static const char *
taken_text (MusterSuggestion *suggestion)
{
  const char *taken = muster_suggestion_get_taken_by (suggestion);

  if (taken == NULL)
    return NULL;
  if (g_object_get_data (G_OBJECT (suggestion), "taken-text") == NULL)
    /* Translators: %s is the name of another client */
    g_object_set_data_full (G_OBJECT (suggestion), "taken-text", g_strdup_printf (_("Mapped to %s"), taken), g_free);
  return g_object_get_data (G_OBJECT (suggestion), "taken-text");
}

static MusterPickerText
describe_suggestion (gpointer item)
{
  MusterSuggestion *suggestion = MUSTER_SUGGESTION (item);
  MusterCompany *company = muster_suggestion_get_company (suggestion);
  const char *detail = muster_company_get_detail (company);
  const char *taken = taken_text (suggestion);

  return (MusterPickerText) {
           muster_company_get_name (company),
           taken != NULL ? taken : detail != NULL ? detail : muster_company_get_id (company),
           taken == NULL && muster_suggestion_get_score (suggestion) > 0 ? muster_suggestion_get_reason (suggestion) : NULL,
           taken != NULL,
  };
}

static void
picked_cb (Kind             *kind,
           MusterSuggestion *suggestion,
           MusterPicker     *picker)
{
  set_chosen (kind, suggestion);
  if (!kind->editor->apply_later)
    save_kind (kind, mapping_saved_cb, asked_new (kind));
}

static void
cleared_cb (Kind         *kind,
            MusterPicker *picker)
{
  muster_context_set_mapping_async (kind->editor->context, kind->editor->client_id, kind->kind, NULL, NULL, NULL,
                                    mapping_saved_cb, asked_new (kind));
}

static void
choose_clicked_cb (Kind *kind)
{
  MusterPicker *picker;

  if (kind->suggestions == NULL)
    {
      ask_suggestions (kind);
      return;
    }
  picker = muster_picker_new (GTK_WIDGET (kind->editor), muster_ui_mapping_title (kind->kind), kind->suggestions,
                              describe_suggestion);
  g_signal_connect_data (picker, "picked", G_CALLBACK (picked_cb), kind, NULL, G_CONNECT_SWAPPED);
  g_signal_connect_data (picker, "cleared", G_CALLBACK (cleared_cb), kind, NULL, G_CONNECT_SWAPPED);
  if (kind->mapped)
    muster_picker_set_clear (picker, _("Remove Mapping"));
  gtk_window_present (GTK_WINDOW (picker));
}

static void
accept_clicked_cb (Kind *kind)
{
  if (kind->chosen != NULL)
    save_kind (kind, mapping_saved_cb, asked_new (kind));
}

static void
build_kind (MusterMappingEditor *self,
            GtkWidget           *group,
            guint                index)
{
  Kind *kind = &self->kinds[index];
  g_autofree char *name = NULL;

  kind->editor = self;
  kind->kind = (MusterMappingKind) index;
  kind->row = muster_ui_row_new (muster_ui_mapping_title (kind->kind), NULL);
  kind->icon = muster_ui_tone_icon_new (MUSTER_TONE_PLAIN);
  kind->choose_button = gtk_button_new_with_label (_("Choose…"));
  kind->accept_button = gtk_button_new_with_label (_("Accept"));
  /* Translators: %s is “Company in the PSA” or the like */
  name = g_strdup_printf (_("Choose: %s"), muster_ui_mapping_title (kind->kind));
  muster_ui_set_name (kind->choose_button, name);
  gtk_widget_set_valign (kind->choose_button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (kind->accept_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (kind->accept_button, "suggested-action");
  adw_action_row_add_prefix (ADW_ACTION_ROW (kind->row), kind->icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (kind->row), kind->accept_button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (kind->row), kind->choose_button);
  g_signal_connect_swapped (kind->choose_button, "clicked", G_CALLBACK (choose_clicked_cb), kind);
  g_signal_connect_swapped (kind->accept_button, "clicked", G_CALLBACK (accept_clicked_cb), kind);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), kind->row);
}

static void
muster_mapping_editor_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  switch ((MusterMappingEditorProperty) prop_id)
    {
    case PROP_APPLY_LATER:
      MUSTER_MAPPING_EDITOR (object)->apply_later = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_mapping_editor_dispose (GObject *object)
{
  MusterMappingEditor *self = MUSTER_MAPPING_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < N_KINDS; i++)
    {
      g_clear_object (&self->kinds[i].suggestions);
      g_clear_object (&self->kinds[i].chosen);
    }
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_mapping_editor_parent_class)->dispose (object);
}

static void
muster_mapping_editor_finalize (GObject *object)
{
  MusterMappingEditor *self = MUSTER_MAPPING_EDITOR (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  G_OBJECT_CLASS (muster_mapping_editor_parent_class)->finalize (object);
}

static void
muster_mapping_editor_class_init (MusterMappingEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = muster_mapping_editor_set_property;
  object_class->dispose = muster_mapping_editor_dispose;
  object_class->finalize = muster_mapping_editor_finalize;

  props[PROP_APPLY_LATER] = g_param_spec_boolean ("apply-later", NULL, NULL, FALSE,
                                                  G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * MusterMappingEditor::failed:
   * @self: editor
   * @error: why a mapping could not be read or saved
   */
  failed_signal = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
muster_mapping_editor_init (MusterMappingEditor *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->cancellable = g_cancellable_new ();
  adw_bin_set_child (ADW_BIN (self), group);
  for (guint i = 0; i < N_KINDS; i++)
    build_kind (self, group, i);
}

GtkWidget *
muster_mapping_editor_new (void)
{
  return g_object_new (MUSTER_TYPE_MAPPING_EDITOR, NULL);
}

/**
 * muster_mapping_editor_load:
 * @self: editor
 * @context: an open context
 * @client_id: whose mappings
 */
void
muster_mapping_editor_load (MusterMappingEditor *self,
                            MusterContext       *context,
                            const char          *client_id)
{
  g_return_if_fail (MUSTER_IS_MAPPING_EDITOR (self));

  g_set_object (&self->context, context);
  if (g_strcmp0 (self->client_id, client_id) != 0)
    {
      g_free (self->client_id);
      self->client_id = g_strdup (client_id);
    }
  load_mappings (self);
}

static void save_next (GTask *task);

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterMappingEditor *self = g_task_get_source_object (task);
  guint index = GPOINTER_TO_UINT (g_task_get_task_data (task));
  Kind *kind = &self->kinds[index];
  GError *error = NULL;

  if (!muster_context_set_mapping_finish (MUSTER_CONTEXT (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kind->mapped = TRUE;
  muster_ui_row_set_subtitle (kind->row, muster_company_get_name (muster_suggestion_get_company (kind->chosen)));
  g_clear_object (&kind->chosen);
  show_kind (kind, NULL);
  save_next (task);
}

static void
save_next (GTask *task)
{
  MusterMappingEditor *self = g_task_get_source_object (task);
  guint index;

  for (index = 0; index < N_KINDS && self->kinds[index].chosen == NULL; index++)
    ;
  if (index == N_KINDS)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_set_task_data (task, GUINT_TO_POINTER (index), NULL);
  save_kind (&self->kinds[index], applied_cb, g_object_ref (task));
}

/**
 * muster_mapping_editor_apply_async:
 * @self: editor
 * @callback: called when everything shown as suggested was saved
 * @user_data: data
 */
void
muster_mapping_editor_apply_async (MusterMappingEditor *self,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_mapping_editor_apply_async);
  save_next (task);
}

gboolean
muster_mapping_editor_apply_finish (MusterMappingEditor  *self,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_mapping_editor_apply_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

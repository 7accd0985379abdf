/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-prompt-editor.h"
#include "muster-prompt-history.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterPromptEditor:
 *
 * What a planner is told: the MSP's text, or that of one client. The base is fixed
 * and can be read, the MSP's text holds for everybody, the client's own comes last;
 * the effective prompt is shown as it would be sent, with its length. What was
 * saved before is in the history, from where it comes back.
 */
struct _MusterPromptEditor
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  char          *client_id; /* (nullable): NULL: the MSP's text */
  char          *msp;     /* (nullable): the MSP's text, where a client's is edited */
  char          *saved;   /* the text as it is stored */
  GCancellable  *cancellable;

  MusterFaces   *faces;
  AdwPreferencesGroup *text_group;
  GtkTextView   *text_view;
  GtkLevelBar   *gauge;
  GtkLabel      *gauge_label;
  GtkLabel      *base_label;
  AdwExpanderRow *base_row;
  GtkLabel      *effective_label;
};

G_DEFINE_FINAL_TYPE (MusterPromptEditor, muster_prompt_editor, ADW_TYPE_BIN)

static char *
get_text (MusterPromptEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* The base is the same for everybody and does not count */
static void
show_gauge (MusterPromptEditor *self,
            MusterPrompt       *prompt)
{
  guint own = muster_tokens_estimate (prompt->msp) + muster_tokens_estimate (prompt->client);
  guint whole = muster_tokens_estimate (prompt->effective);
  gboolean long_text = own > MUSTER_PROMPT_GOOD_TOKENS;
  g_autofree char *text = NULL;

  gtk_level_bar_set_value (self->gauge, MIN (1.0, (double) own / MUSTER_PROMPT_GOOD_TOKENS));
  text = g_strdup_printf (long_text
                          /* Translators: tokens of the texts, tokens of the whole prompt */
                          ? _("About %u tokens, %u with the base. That is long: every request to a model carries it.")
                          : _("About %u tokens, %u with the base."), own, whole);
  gtk_label_set_text (self->gauge_label, text);
  if (long_text)
    gtk_widget_add_css_class (GTK_WIDGET (self->gauge_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->gauge_label), "warning");
}

/* As it would be with the text that stands there, saved or not */
static void
show_effective (MusterPromptEditor *self)
{
  g_autofree char *text = get_text (self);
  g_autoptr(MusterPrompt) prompt = muster_prompt_new (self->client_id != NULL ? self->msp : text,
                                                      self->client_id != NULL ? text : NULL);
  const char *number = strrchr (prompt->version, '/');
  g_autofree char *version = NULL;

  gtk_label_set_text (self->base_label, prompt->base);
  /* Translators: number of a version */
  version = g_strdup_printf (_("Version %s"), number != NULL ? number + 1 : prompt->version);
  adw_expander_row_set_subtitle (self->base_row, version);
  gtk_label_set_text (self->effective_label, prompt->effective);
  show_gauge (self, prompt);
}

static void
text_changed_cb (MusterPromptEditor *self)
{
  g_autofree char *text = g_strstrip (get_text (self));

  if (self->saved == NULL)
    return;
  show_effective (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompt.save", !g_str_equal (text, self->saved) &&
                                 strlen (text) <= MUSTER_PROMPT_MAX_BYTES);
}

static void
prompt_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterPromptEditor) self = user_data;
  g_autoptr(MusterPrompt) prompt = NULL;
  g_autoptr(GError) error = NULL;
  const char *text;

  prompt = muster_context_get_prompt_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (prompt == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  text = self->client_id != NULL ? prompt->client : prompt->msp;
  g_free (self->msp);
  self->msp = g_strdup (prompt->msp);
  g_free (self->saved);
  self->saved = g_strdup (text != NULL ? text : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), self->saved, -1);
  text_changed_cb (self);
  muster_faces_show_content (self->faces);
}

static void
load (MusterPromptEditor *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_get_prompt_async (self->context, self->client_id, self->cancellable, prompt_read_cb,
                                   g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterPromptEditor) self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (!muster_context_set_prompt_finish (MUSTER_CONTEXT (source), result, &error))
    line = muster_error_text_line (error);
  else if (self->context != NULL)
    {
      g_free (self->saved);
      self->saved = g_strstrip (get_text (self));
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompt.save", FALSE);
    }
  if (MUSTER_IS_WINDOW (root))
    muster_window_add_toast (MUSTER_WINDOW (root), line != NULL ? line : _("Saved. The next run is planned with it."));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterPromptEditor *self = MUSTER_PROMPT_EDITOR (widget);
  g_autofree char *text = get_text (self);

  muster_context_set_prompt_async (self->context, self->client_id, text, NULL, saved_cb, g_object_ref (self));
}

static void
history_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterPromptEditor *self = MUSTER_PROMPT_EDITOR (widget);
  MusterPromptHistory *history = muster_prompt_history_new (widget, self->context, self->client_id);

  g_signal_connect_object (history, "restored", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (history));
}

static void
muster_prompt_editor_dispose (GObject *object)
{
  MusterPromptEditor *self = MUSTER_PROMPT_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_PROMPT_EDITOR);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_prompt_editor_parent_class)->dispose (object);
}

static void
muster_prompt_editor_finalize (GObject *object)
{
  MusterPromptEditor *self = MUSTER_PROMPT_EDITOR (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  g_free (self->msp);
  g_free (self->saved);
  G_OBJECT_CLASS (muster_prompt_editor_parent_class)->finalize (object);
}

static void
muster_prompt_editor_class_init (MusterPromptEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_prompt_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_prompt_editor_finalize;

  gtk_widget_class_install_action (widget_class, "prompt.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "prompt.history", NULL, history_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "prompt.save", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-prompt-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, text_view);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, effective_label);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, text_group);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, gauge);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, gauge_label);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, base_label);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptEditor, base_row);
}

static void
muster_prompt_editor_init (MusterPromptEditor *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->faces, "retry", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
}

/**
 * muster_prompt_editor_new:
 * @context: an open context
 * @client_id: (nullable): whose text; %NULL: the MSP's
 *
 * Returns: (transfer floating): an editor; it reads at once
 */
GtkWidget *
muster_prompt_editor_new (MusterContext *context,
                          const char    *client_id)
{
  MusterPromptEditor *self = g_object_new (MUSTER_TYPE_PROMPT_EDITOR, NULL);

  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  if (client_id == NULL)
    {
      adw_preferences_group_set_title (self->text_group, _("About Your MSP"));
      adw_preferences_group_set_description (self->text_group,
                                             _("How you work, for every client: tone, rules, what always needs a person. "
                                               "Language models read it; the built-in planner keeps to its workflows."));
      muster_ui_set_name (GTK_WIDGET (self->text_view), _("About Your MSP"));
    }
  load (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-form-field.h"
#include "muster-lesson-dialog.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterLessonDialog:
 *
 * An article for the client's documentation, drafted from a ticket: a person
 * goes over title and text, and saves it. Nothing is written before that click,
 * and what is not saved is asked about before it is thrown away.
 */
struct _MusterLessonDialog
{
  AdwWindow parent_instance;

  MusterContext *context;   /* (owned) */
  char          *client_id;
  char          *draft;     /* as it was made */
  gboolean       busy;
  gboolean       sure;      /* it may be thrown away */

  AdwBin      *title_bin;
  GtkWidget   *title_field;
  GtkTextView *text_view;
  GtkLabel    *where_label;
  GtkLabel    *error_label;
  GtkSpinner  *spinner;
};

G_DEFINE_FINAL_TYPE (MusterLessonDialog, muster_lesson_dialog, ADW_TYPE_WINDOW)

static char *
dup_text (MusterLessonDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
update (MusterLessonDialog *self)
{
  g_autofree char *text = dup_text (self);
  const char *title = muster_form_field_get_text (MUSTER_FORM_FIELD (self->title_field));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "lesson.save", !self->busy && *text != '\0' && *title != '\0');
}

static void
set_busy (MusterLessonDialog *self,
          gboolean            busy)
{
  self->busy = busy;
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->text_view), !busy);
  gtk_widget_set_sensitive (self->title_field, !busy);
  update (self);
}

static void
show_error (MusterLessonDialog *self,
            const char         *text)
{
  gtk_label_set_text (self->error_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterLessonDialog) self = user_data;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  outcome = muster_context_run_tool_finish (MUSTER_CONTEXT (source), result, &error);
  set_busy (self, FALSE);
  if (outcome == NULL)
    {
      line = muster_error_text_line (error);
      show_error (self, line);
      return;
    }
  if (outcome->state == MUSTER_EFFECT_STATE_ABSENT)
    {
      show_error (self, outcome->text);
      return;
    }
  muster_window_tell (GTK_WIDGET (self), outcome->state == MUSTER_EFFECT_STATE_CONFIRMED
                      ? _("The article stands in the documentation. It can be taken back under Activity.") : outcome->text);
  self->sure = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterLessonDialog *self = MUSTER_LESSON_DIALOG (widget);
  g_autofree char *text = dup_text (self);

  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  set_busy (self, TRUE);
  muster_context_write_lesson_async (self->context, self->client_id,
                                     muster_form_field_get_text (MUSTER_FORM_FIELD (self->title_field)), text, NULL,
                                     written_cb, g_object_ref (self));
}

static void
discard_response_cb (MusterLessonDialog *self,
                     const char         *response)
{
  if (!g_str_equal (response, "discard"))
    return;
  self->sure = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
muster_lesson_dialog_close_request (GtkWindow *window)
{
  MusterLessonDialog *self = MUSTER_LESSON_DIALOG (window);
  g_autofree char *text = dup_text (self);
  GtkWidget *ask;

  if (self->busy)
    return TRUE;
  if (self->sure || g_strcmp0 (text, self->draft) == 0)
    return GTK_WINDOW_CLASS (muster_lesson_dialog_parent_class)->close_request (window);
  ask = adw_message_dialog_new (window, _("Throw the Text Away?"), _("What you wrote is not saved anywhere."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (ask), "keep", _("Keep Writing"), "discard", _("Throw Away"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (ask), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (ask), "keep");
  g_signal_connect_object (ask, "response", G_CALLBACK (discard_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (ask));
  return TRUE;
}

static void
muster_lesson_dialog_dispose (GObject *object)
{
  MusterLessonDialog *self = MUSTER_LESSON_DIALOG (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_LESSON_DIALOG);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_lesson_dialog_parent_class)->dispose (object);
}

static void
muster_lesson_dialog_finalize (GObject *object)
{
  MusterLessonDialog *self = MUSTER_LESSON_DIALOG (object);

  g_free (self->client_id);
  g_free (self->draft);
  G_OBJECT_CLASS (muster_lesson_dialog_parent_class)->finalize (object);
}

static void
muster_lesson_dialog_class_init (MusterLessonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_lesson_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_lesson_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = muster_lesson_dialog_close_request;

  gtk_widget_class_install_action (widget_class, "lesson.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "lesson.save", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/review/muster-lesson-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterLessonDialog, title_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterLessonDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, MusterLessonDialog, where_label);
  gtk_widget_class_bind_template_child (widget_class, MusterLessonDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, MusterLessonDialog, spinner);
}

static void
muster_lesson_dialog_init (MusterLessonDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->title_field = muster_form_field_new (_("Title"), NULL, FALSE);
  adw_bin_set_child (self->title_bin, self->title_field);
  g_signal_connect_object (self->title_field, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}

/**
 * muster_lesson_dialog_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @detail: the run whose ticket the article is about
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
muster_lesson_dialog_new (GtkWidget       *parent,
                          MusterContext   *context,
                          MusterRunDetail *detail)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  MusterLessonDialog *self = g_object_new (MUSTER_TYPE_LESSON_DIALOG, NULL);
  MusterConnection *connection = muster_context_find_connection (context, "docs");
  g_autofree char *title = NULL;
  g_autofree char *draft = muster_context_draft_lesson (context, detail, &title);
  g_autofree char *where = NULL;

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->client_id = g_strdup (muster_run_get_client_id (muster_run_detail_get_run (detail)));
  self->draft = g_strstrip (g_strdup (draft != NULL ? draft : ""));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), self->draft, -1);
  muster_form_field_set_text (MUSTER_FORM_FIELD (self->title_field), title != NULL ? title : "");
  if (connection != NULL)
    {
      MusterIntegration *integration = muster_catalog_get_integration (muster_context_get_catalog (context),
                                                                       muster_connection_get_integration (connection));

      /* Translators: %s is the name of a documentation platform, such as Hudu */
      where = g_strdup_printf (_("It becomes a page of this client in %s. Names and addresses of people were left out; leave them out, too."),
                               integration != NULL ? muster_integration_get_name (integration) : "");
      gtk_label_set_text (self->where_label, where);
    }
  update (self);
  gtk_window_set_focus (GTK_WINDOW (self), muster_ui_find_inside (self->title_field, GTK_TYPE_EDITABLE));
  return GTK_WIDGET (self);
}

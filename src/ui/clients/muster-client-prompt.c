/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-client-prompt.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterClientPrompt:
 *
 * What a planner is told about this client. The base is fixed, the MSP's text
 * holds for everybody, the client's own comes last; the effective prompt is
 * shown as it would be sent.
 */
struct _MusterClientPrompt
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  char          *client_id;
  char          *before;  /* base and MSP's text: what comes before the client's */
  GCancellable  *cancellable;

  MusterFaces   *faces;
  GtkTextView   *text_view;
  GtkLabel      *effective_label;
};

G_DEFINE_FINAL_TYPE (MusterClientPrompt, muster_client_prompt, ADW_TYPE_BIN)

static char *
get_text (MusterClientPrompt *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
show_effective (MusterClientPrompt *self,
                const char         *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  gtk_label_set_text (self->effective_label, *stripped != '\0' ? stripped
                                                               : _("Empty. The built-in planner needs none."));
}

static void
text_changed_cb (MusterClientPrompt *self)
{
  g_autofree char *text = get_text (self);
  g_autofree char *effective = NULL;

  if (self->before == NULL)
    return;
  effective = *text != '\0' ? g_strdup_printf ("%s\n\n%s", self->before, text) : g_strdup (self->before);
  show_effective (self, effective);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompt.save", TRUE);
}

static void
prompt_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterClientPrompt) self = user_data;
  g_autoptr(MusterPrompt) prompt = NULL;
  g_autoptr(GError) error = NULL;

  prompt = muster_context_get_prompt_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (prompt == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  g_free (self->before);
  self->before = prompt->msp != NULL && *prompt->msp != '\0' ? g_strdup_printf ("%s\n\n%s", prompt->base, prompt->msp)
                                                             : g_strdup (prompt->base);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), prompt->client != NULL ? prompt->client : "",
                            -1);
  show_effective (self, prompt->effective);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompt.save", FALSE);
  muster_faces_show_content (self->faces);
}

static void
load (MusterClientPrompt *self)
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
  g_autoptr(MusterClientPrompt) self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_set_prompt_finish (MUSTER_CONTEXT (source), result, &error))
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompt.save", FALSE);
  else
    line = muster_error_text_line (error);
  if (MUSTER_IS_WINDOW (root))
    muster_window_add_toast (MUSTER_WINDOW (root), line != NULL ? line : _("Prompt saved."));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterClientPrompt *self = MUSTER_CLIENT_PROMPT (widget);
  g_autofree char *text = get_text (self);

  muster_context_set_prompt_async (self->context, self->client_id, text, NULL, saved_cb, g_object_ref (self));
}

static void
muster_client_prompt_dispose (GObject *object)
{
  MusterClientPrompt *self = MUSTER_CLIENT_PROMPT (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENT_PROMPT);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_prompt_parent_class)->dispose (object);
}

static void
muster_client_prompt_finalize (GObject *object)
{
  MusterClientPrompt *self = MUSTER_CLIENT_PROMPT (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  g_free (self->before);
  G_OBJECT_CLASS (muster_client_prompt_parent_class)->finalize (object);
}

static void
muster_client_prompt_class_init (MusterClientPromptClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_client_prompt_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_client_prompt_finalize;

  gtk_widget_class_install_action (widget_class, "prompt.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "prompt.save", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-client-prompt.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientPrompt, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterClientPrompt, text_view);
  gtk_widget_class_bind_template_child (widget_class, MusterClientPrompt, effective_label);
}

static void
muster_client_prompt_init (MusterClientPrompt *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->faces, "retry", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
}

GtkWidget *
muster_client_prompt_new (MusterContext *context,
                          const char    *client_id)
{
  MusterClientPrompt *self = g_object_new (MUSTER_TYPE_CLIENT_PROMPT, NULL);

  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  load (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-copy-button.h"
#include "muster-ui.h"

/**
 * MusterCopyButton:
 *
 * Copies one text. It says so in its own place for as long as the text is on
 * the clipboard, as a dialog has no room for toasts. Never for secrets.
 */
struct _MusterCopyButton
{
  GtkButton parent_instance;

  char               *text;
  char               *label; /* (nullable): without it there is an icon only */
  char               *name;
  GdkContentProvider *copied; /* (owned) (nullable): what it put on the clipboard */
};

G_DEFINE_FINAL_TYPE (MusterCopyButton, muster_copy_button, GTK_TYPE_BUTTON)

static void
show_state (MusterCopyButton *self)
{
  gboolean copied = self->copied != NULL;
  const char *name = copied ? _("Copied") : self->name;

  if (self->label != NULL)
    gtk_button_set_label (GTK_BUTTON (self), copied ? _("Copied") : self->label);
  else
    gtk_button_set_icon_name (GTK_BUTTON (self), copied ? "muster-ok-symbolic" : "muster-copy-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  muster_ui_set_name (GTK_WIDGET (self), name);
}

/* Something else was copied */
static void
clipboard_changed_cb (MusterCopyButton *self,
                      GdkClipboard     *clipboard)
{
  if (self->copied == NULL || gdk_clipboard_get_content (clipboard) == self->copied)
    return;
  g_clear_object (&self->copied);
  show_state (self);
}

static void
muster_copy_button_clicked (GtkButton *button)
{
  MusterCopyButton *self = MUSTER_COPY_BUTTON (button);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr(GdkContentProvider) content = gdk_content_provider_new_typed (G_TYPE_STRING, self->text);

  g_signal_handlers_disconnect_by_func (clipboard, clipboard_changed_cb, self);
  if (!gdk_clipboard_set_content (clipboard, content))
    return;
  g_set_object (&self->copied, content);
  g_signal_connect_object (clipboard, "changed", G_CALLBACK (clipboard_changed_cb), self, G_CONNECT_SWAPPED);
  show_state (self);
}

static void
muster_copy_button_finalize (GObject *object)
{
  MusterCopyButton *self = MUSTER_COPY_BUTTON (object);

  g_free (self->text);
  g_free (self->label);
  g_free (self->name);
  g_clear_object (&self->copied);
  G_OBJECT_CLASS (muster_copy_button_parent_class)->finalize (object);
}

static void
muster_copy_button_class_init (MusterCopyButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_copy_button_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = muster_copy_button_clicked;
}

static void
muster_copy_button_init (MusterCopyButton *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * muster_copy_button_new:
 * @text: what it copies
 * @label: (nullable): what stands on it; %NULL: an icon
 * @name: what screen readers and the tooltip say, such as “Copy the Link”
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
muster_copy_button_new (const char *text,
                        const char *label,
                        const char *name)
{
  MusterCopyButton *self = g_object_new (MUSTER_TYPE_COPY_BUTTON, NULL);

  self->text = g_strdup (text);
  self->label = g_strdup (label);
  self->name = g_strdup (name);
  if (label == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  show_state (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-copy-button.h"
#include "muster-device-code.h"
#include "muster-ui.h"

/**
 * MusterDeviceCode:
 *
 * A code that a person types on another device to sign in: large, to be
 * copied, with the page where it is typed and the time that is left.
 */
struct _MusterDeviceCode
{
  AdwBin parent_instance;

  gint64    ends;    /* monotonic */
  guint     timeout;
  GtkLabel *left;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MusterDeviceCode, muster_device_code, ADW_TYPE_BIN)

static gboolean
show_time_left (gpointer user_data)
{
  MusterDeviceCode *self = user_data;
  gint64 left = (self->ends - g_get_monotonic_time () + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (left <= 0)
    {
      gtk_label_set_text (self->left, _("The code has expired. Stop, and sign in again for a new one."));
      self->timeout = 0;
      return G_SOURCE_REMOVE;
    }
  /* Translators: minutes and seconds that are left, such as 14:05 */
  text = g_strdup_printf (_("The code is good for %d:%02d."), (int) (left / 60), (int) (left % 60));
  gtk_label_set_text (self->left, text);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
create_code (const char *code)
{
  GtkWidget *label = gtk_label_new (code);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (label, "muster-user-code");
  return label;
}

static void
muster_device_code_dispose (GObject *object)
{
  MusterDeviceCode *self = MUSTER_DEVICE_CODE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  G_OBJECT_CLASS (muster_device_code_parent_class)->dispose (object);
}

static void
muster_device_code_class_init (MusterDeviceCodeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_device_code_dispose;
}

static void
muster_device_code_init (MusterDeviceCode *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
muster_device_code_new (void)
{
  return g_object_new (MUSTER_TYPE_DEVICE_CODE, NULL);
}

/**
 * muster_device_code_show:
 * @self: widget
 * @code: what the person types
 * @uri: where
 * @seconds: how long it is good
 */
void
muster_device_code_show (MusterDeviceCode *self,
                         const char       *code,
                         const char       *uri,
                         guint             seconds)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *copy = muster_copy_button_new (code, _("Copy Code"), _("Copy the Code"));
  GtkWidget *group = adw_preferences_group_new ();
  MusterAdviceRow *page = MUSTER_ADVICE_ROW (muster_advice_row_new (_("Open this page on any device")));
  GtkWidget *code_label = create_code (code);

  g_return_if_fail (MUSTER_IS_DEVICE_CODE (self));

  g_clear_handle_id (&self->timeout, g_source_remove);
  self->left = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->left, TRUE);
  gtk_label_set_justify (self->left, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->left), "dim-label");
  gtk_widget_set_halign (copy, GTK_ALIGN_CENTER);
  muster_advice_row_add_text (page, _("Type the code there, and sign in with the technician’s account. Come back here when it says that you are done."), FALSE);
  muster_advice_row_add_code (page, uri);
  muster_advice_row_add_page (page, uri, _("Open the Page"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (page));
  gtk_box_append (GTK_BOX (box), code_label);
  gtk_box_append (GTK_BOX (box), copy);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->left));
  gtk_box_append (GTK_BOX (box), group);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  self->ends = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  if (show_time_left (self))
    self->timeout = g_timeout_add_seconds (1, show_time_left, self);
}

void
muster_device_code_clear (MusterDeviceCode *self)
{
  g_return_if_fail (MUSTER_IS_DEVICE_CODE (self));

  g_clear_handle_id (&self->timeout, g_source_remove);
  self->left = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

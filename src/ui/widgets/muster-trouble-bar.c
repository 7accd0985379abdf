/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-dialog.h"
#include "muster-trouble-bar.h"
#include "muster-ui.h"

/**
 * MusterTroubleBar:
 *
 * The one banner of the main view: what does not work, how many clients wait
 * for it, and the one button that leads out of it. Hidden while all is well.
 */
struct _MusterTroubleBar
{
  AdwBin parent_instance;

  MusterContext *context;  /* (owned) */
  MusterTrouble *trouble;  /* (owned) (nullable): that is shown */

  GtkBox    *box;
  GtkLabel  *title;
  GtkLabel  *text;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (MusterTroubleBar, muster_trouble_bar, ADW_TYPE_BIN)

typedef enum
{
  PROP_NARROW = 1,
} MusterTroubleBarProperty;

static GParamSpec *props[PROP_NARROW + 1];

static char *
title_text (MusterTrouble *trouble)
{
  guint n_clients = (guint) muster_trouble_get_n_clients (trouble);

  if (n_clients == 0)
    return g_strdup (muster_trouble_get_title (trouble));
  /* Translators: what does not work, and how many clients wait because of it */
  return g_strdup_printf (ngettext ("%s: %u client is paused", "%s: %u clients are paused", n_clients),
                          muster_trouble_get_title (trouble), n_clients);
}

static void
show_trouble (MusterTroubleBar *self)
{
  GListModel *troubles = muster_context_get_trouble (self->context);
  g_autofree char *title = NULL;

  g_clear_object (&self->trouble);
  self->trouble = g_list_model_get_item (troubles, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), self->trouble != NULL);
  if (self->trouble == NULL)
    return;
  title = title_text (self->trouble);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, muster_trouble_get_text (self->trouble));
  gtk_button_set_label (self->button, muster_trouble_get_action_label (self->trouble));
  gtk_widget_set_visible (GTK_WIDGET (self->button), muster_trouble_get_action_label (self->trouble) != NULL);
}

static void
clicked_cb (MusterTroubleBar *self)
{
  const char *action = muster_trouble_get_action (self->trouble);
  const char *connection_id = muster_trouble_get_connection_id (self->trouble);
  MusterConnection *connection = connection_id != NULL ? muster_context_find_connection (self->context, connection_id)
                                                       : NULL;

  if (g_strcmp0 (action, "unlock-keyring") == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.unlock-keyring", NULL);
  else if (g_strcmp0 (action, "test") == 0 && connection_id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.test-connection", "s", connection_id);
  else if (muster_trouble_is_expiry (self->trouble))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-tenants", "s", connection_id);
  else if (connection != NULL)
    gtk_window_present (GTK_WINDOW (muster_connect_dialog_new_credentials (GTK_WIDGET (self), self->context,
                                                                           connection)));
}

static void
muster_trouble_bar_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MusterTroubleBar *self = MUSTER_TROUBLE_BAR (object);

  switch ((MusterTroubleBarProperty) prop_id)
    {
    case PROP_NARROW:
      gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), g_value_get_boolean (value)
                                                                    ? GTK_ORIENTATION_VERTICAL
                                                                    : GTK_ORIENTATION_HORIZONTAL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_trouble_bar_dispose (GObject *object)
{
  MusterTroubleBar *self = MUSTER_TROUBLE_BAR (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_TROUBLE_BAR);
  g_clear_object (&self->trouble);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_trouble_bar_parent_class)->dispose (object);
}

static void
muster_trouble_bar_class_init (MusterTroubleBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = muster_trouble_bar_set_property;
  G_OBJECT_CLASS (klass)->dispose = muster_trouble_bar_dispose;

  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-trouble-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterTroubleBar, box);
  gtk_widget_class_bind_template_child (widget_class, MusterTroubleBar, title);
  gtk_widget_class_bind_template_child (widget_class, MusterTroubleBar, text);
  gtk_widget_class_bind_template_child (widget_class, MusterTroubleBar, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
muster_trouble_bar_init (MusterTroubleBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_trouble_bar_set_context:
 * @self: bar
 * @context: an open context
 */
void
muster_trouble_bar_set_context (MusterTroubleBar *self,
                                MusterContext    *context)
{
  g_return_if_fail (MUSTER_IS_TROUBLE_BAR (self));

  g_set_object (&self->context, context);
  g_signal_connect_object (muster_context_get_trouble (context), "items-changed", G_CALLBACK (show_trouble), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "trouble-changed", G_CALLBACK (show_trouble), self, G_CONNECT_SWAPPED);
  show_trouble (self);
}

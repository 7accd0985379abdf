/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-form-field.h"
#include "muster-subpage.h"
#include "muster-ui.h"
#include "muster-webhook-view.h"
#include "muster-window.h"

/**
 * MusterWebhookView:
 *
 * Webhooks of a PSA's connection: that they are not needed, the listener with
 * its addresses, and what stands at the vendor, with URL and secret to paste.
 * The secret is shown only when it is asked for, and gone when the page is left.
 */
struct _MusterWebhookView
{
  AdwBin parent_instance;

  MusterContext *context;       /* (owned) */
  char          *connection_id;
  GCancellable  *cancellable;
  GPtrArray     *step_rows;     /* (element-type GtkWidget) */
  char          *steps;         /* as shown */
  gboolean       copying;       /* the secret is asked for to be copied, not to be shown */
  gboolean       shown;         /* the secret stands there */
  gboolean       showing;
  gboolean       edited;

  AdwActionRow        *listener_row;
  GtkSwitch           *listener_switch;
  GtkWidget           *address_box;
  MusterFormField     *base_field;
  MusterFormField     *address_field;
  MusterFormField     *port_field;
  AdwPreferencesGroup *vendor_group;
  AdwActionRow        *state_row;
  AdwActionRow        *url_row;
  AdwActionRow        *user_row;
  AdwActionRow        *secret_row;
  GtkButton           *secret_button;
  AdwExpanderRow      *steps_row;
  AdwActionRow        *delivery_row;
  AdwActionRow        *error_row;
  GtkButton           *register_button;
};

G_DEFINE_FINAL_TYPE (MusterWebhookView, muster_webhook_view, ADW_TYPE_BIN)

#define HIDDEN_SECRET "••••••••••••"

static void show_all (MusterWebhookView *self);

static MusterWebhook *
get_webhook (MusterWebhookView *self)
{
  return muster_context_find_webhook (self->context, self->connection_id);
}

static void
tell_error (MusterWebhookView *self,
            const GError      *error)
{
  g_autofree char *line = muster_error_text_line (error);

  if (!muster_ui_is_cancelled (error))
    muster_window_tell (GTK_WIDGET (self), line);
}

static void
set_row (AdwActionRow *row,
         const char   *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL && *text != '\0');
  muster_ui_row_set_subtitle (GTK_WIDGET (row), text);
}

static void
hide_secret (MusterWebhookView *self)
{
  self->shown = FALSE;
  muster_ui_row_set_subtitle (GTK_WIDGET (self->secret_row), HIDDEN_SECRET);
  gtk_button_set_label (self->secret_button, _("Show"));
  muster_ui_set_name (GTK_WIDGET (self->secret_button), _("Show the Secret"));
}

static void
show_listener (MusterWebhookView *self)
{
  g_auto(MusterListenerSettings) settings = { 0 };
  guint16 port = muster_context_get_listener_port (self->context);
  const char *problem = muster_context_get_listener_problem (self->context);
  g_autofree char *state = NULL;
  g_autofree char *number = NULL;

  muster_context_get_listener_settings (self->context, &settings);
  if (problem != NULL)
    state = g_strdup (problem);
  else if (port != 0)
    /* Translators: number of a network port */
    state = g_strdup_printf (_("Listens on port %u"), port);
  else
    state = g_strdup (_("Off: nothing listens on this computer"));
  muster_ui_row_set_subtitle (GTK_WIDGET (self->listener_row), state);
  gtk_switch_set_active (self->listener_switch, settings.enabled);
  gtk_widget_set_visible (self->address_box, settings.enabled || gtk_switch_get_active (self->listener_switch));
  if (self->edited)
    return;
  number = settings.port > 0 ? g_strdup_printf ("%u", settings.port) : g_strdup ("");
  muster_form_field_set_text (self->base_field, settings.base);
  muster_form_field_set_text (self->address_field, settings.address != NULL ? settings.address : "127.0.0.1");
  muster_form_field_set_text (self->port_field, number);
}

static void
show_steps (MusterWebhookView *self,
            const char        *steps)
{
  g_auto(GStrv) lines = g_strsplit (steps != NULL ? steps : "", "\n", -1);

  gtk_widget_set_visible (GTK_WIDGET (self->steps_row), steps != NULL);
  if (g_strcmp0 (self->steps, steps) == 0)
    return;
  g_free (self->steps);
  self->steps = g_strdup (steps);
  for (guint i = 0; i < self->step_rows->len; i++)
    adw_expander_row_remove (self->steps_row, g_ptr_array_index (self->step_rows, i));
  g_ptr_array_set_size (self->step_rows, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        g_ptr_array_add (self->step_rows, muster_ui_row_new (lines[i], NULL));
        adw_expander_row_add_row (self->steps_row, g_ptr_array_index (self->step_rows, self->step_rows->len - 1));
      }
}

/* When one came in, and how many since the start */
static char *
delivery_text (MusterWebhook *webhook)
{
  guint n_accepted = (guint) muster_webhook_get_n_accepted (webhook);
  guint n_refused = (guint) muster_webhook_get_n_refused (webhook);
  g_autofree char *time = NULL;

  if (muster_webhook_get_last_delivery (webhook) == 0 && n_refused == 0)
    return g_strdup (_("None yet"));
  time = muster_ui_format_time (muster_webhook_get_last_delivery (webhook));
  /* Translators: when the last webhook came in, how many were accepted and refused since the start */
  return g_strdup_printf (_("%s · accepted: %u · refused: %u"), time, n_accepted, n_refused);
}

static void
show_webhook (MusterWebhookView *self)
{
  MusterWebhook *webhook = get_webhook (self);
  gboolean wanted = webhook != NULL && muster_webhook_get_wanted (webhook);
  gboolean has_secret = webhook != NULL && muster_webhook_get_has_secret (webhook);
  g_autofree char *title = NULL;
  g_autofree char *delivery = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->vendor_group), webhook != NULL);
  if (webhook == NULL)
    return;
  title = g_markup_escape_text (muster_webhook_get_name (webhook), -1);
  delivery = delivery_text (webhook);
  adw_preferences_group_set_title (self->vendor_group, title);
  set_row (self->state_row, muster_webhook_get_state_text (webhook));
  set_row (self->url_row, muster_webhook_get_url (webhook));
  set_row (self->user_row, muster_webhook_get_user (webhook));
  gtk_widget_set_visible (GTK_WIDGET (self->secret_row), has_secret);
  show_steps (self, muster_webhook_get_steps (webhook));
  set_row (self->delivery_row, wanted || muster_webhook_get_last_delivery (webhook) > 0 ? delivery : NULL);
  set_row (self->error_row, muster_webhook_get_last_error (webhook));
  gtk_button_set_label (self->register_button, muster_webhook_get_can_register (webhook) ? _("Register")
                                                                                         : _("Make URL and Secret"));
  gtk_widget_set_visible (GTK_WIDGET (self->register_button), !muster_webhook_get_registered (webhook));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.check", wanted);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.remove", wanted || has_secret);
}

static void
show_all (MusterWebhookView *self)
{
  self->showing = TRUE;
  show_listener (self);
  show_webhook (self);
  self->showing = FALSE;
}

static void
listener_set_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterWebhookView) self = user_data;
  g_autoptr(GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->listener_switch), TRUE);
  if (muster_context_set_listener_finish (MUSTER_CONTEXT (source), result, &error))
    self->edited = FALSE;
  else
    tell_error (self, error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.apply", self->edited);
  show_all (self);
}

static gboolean
read_port (MusterWebhookView *self,
           guint16           *port)
{
  const char *text = muster_form_field_get_text (self->port_field);
  guint64 number = 0;

  *port = 0;
  if (*text == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint16) number;
  return TRUE;
}

static void
apply (MusterWebhookView *self,
       gboolean           enabled)
{
  const char *address = muster_form_field_get_text (self->address_field);
  const char *base = muster_form_field_get_text (self->base_field);
  MusterListenerSettings settings = {
    .enabled = enabled,
    .address = (char *) (*address != '\0' ? address : NULL),
    .base = (char *) (*base != '\0' ? base : NULL),
  };

  if (!read_port (self, &settings.port))
    {
      muster_form_field_set_error (self->port_field, _("A port is a number between 1 and 65535."));
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->listener_switch), FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.apply", FALSE);
  muster_context_set_listener_async (self->context, &settings, self->cancellable, listener_set_cb,
                                     g_object_ref (self));
}

static void
switched_cb (MusterWebhookView *self)
{
  if (!self->showing)
    apply (self, gtk_switch_get_active (self->listener_switch));
}

static void
edited_cb (MusterWebhookView *self)
{
  if (self->showing)
    return;
  self->edited = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.apply", TRUE);
}

static void
apply_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  MusterWebhookView *self = MUSTER_WEBHOOK_VIEW (widget);

  apply (self, gtk_switch_get_active (self->listener_switch));
}

/* The three verbs differ in their functions only. */
static const struct
{
  const char *action;
  void     (*start) (MusterContext *, const char *, GCancellable *, GAsyncReadyCallback, gpointer);
  gboolean (*finish) (MusterContext *, GAsyncResult *, GError **);
} verbs[] = {
  { "webhook.register", muster_context_register_webhook_async, muster_context_register_webhook_finish },
  { "webhook.check", muster_context_check_webhook_async, muster_context_check_webhook_finish },
  { "webhook.remove", muster_context_remove_webhook_async, muster_context_remove_webhook_finish },
};

typedef struct
{
  MusterWebhookView *view; /* (owned) */
  guint              verb;
} Act;

static void
acted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Act *act = user_data;
  g_autoptr(MusterWebhookView) self = act->view;
  g_autoptr(GError) error = NULL;

  if (!verbs[act->verb].finish (MUSTER_CONTEXT (source), result, &error))
    tell_error (self, error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), verbs[act->verb].action, TRUE);
  hide_secret (self);
  show_all (self);
}

static void
verb_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterWebhookView *self = MUSTER_WEBHOOK_VIEW (widget);
  Act *act = g_new0 (Act, 1);

  while (!g_str_equal (verbs[act->verb].action, name))
    act->verb++;
  act->view = g_object_ref (self);
  gtk_widget_action_set_enabled (widget, name, FALSE);
  verbs[act->verb].start (self->context, self->connection_id, self->cancellable, acted_cb, act);
}

static void
copy (MusterWebhookView *self,
      const char        *text,
      const char        *message)
{
  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  muster_window_tell (GTK_WIDGET (self), message);
}

static void
copy_url_cb (MusterWebhookView *self)
{
  MusterWebhook *webhook = get_webhook (self);

  copy (self, webhook != NULL ? muster_webhook_get_url (webhook) : NULL, _("The URL was copied."));
}

static void
copy_user_cb (MusterWebhookView *self)
{
  MusterWebhook *webhook = get_webhook (self);

  copy (self, webhook != NULL ? muster_webhook_get_user (webhook) : NULL, _("The user name was copied."));
}

static void
secret_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterWebhookView) self = user_data;
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(GError) error = NULL;

  secret = muster_context_read_webhook_secret_finish (MUSTER_CONTEXT (source), result, &error);
  if (secret == NULL)
    {
      tell_error (self, error);
    }
  else if (self->copying)
    {
      copy (self, muster_secret_peek (secret), _("The secret was copied. Clear the clipboard when it is pasted."));
    }
  else
    {
      self->shown = TRUE;
      muster_ui_row_set_subtitle (GTK_WIDGET (self->secret_row), muster_secret_peek (secret));
      gtk_button_set_label (self->secret_button, _("Hide"));
      muster_ui_set_name (GTK_WIDGET (self->secret_button), _("Hide the Secret"));
    }
}

static void
read_secret (MusterWebhookView *self,
             gboolean           copying)
{
  self->copying = copying;
  muster_context_read_webhook_secret_async (self->context, self->connection_id, self->cancellable, secret_read_cb,
                                            g_object_ref (self));
}

static void
show_secret_clicked_cb (MusterWebhookView *self)
{
  if (self->shown)
    hide_secret (self);
  else
    read_secret (self, FALSE);
}

static void
copy_secret_clicked_cb (MusterWebhookView *self)
{
  read_secret (self, TRUE);
}

static void
muster_webhook_view_unmap (GtkWidget *widget)
{
  hide_secret (MUSTER_WEBHOOK_VIEW (widget));
  GTK_WIDGET_CLASS (muster_webhook_view_parent_class)->unmap (widget);
}

static void
muster_webhook_view_dispose (GObject *object)
{
  MusterWebhookView *self = MUSTER_WEBHOOK_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_WEBHOOK_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_webhook_view_parent_class)->dispose (object);
}

static void
muster_webhook_view_finalize (GObject *object)
{
  MusterWebhookView *self = MUSTER_WEBHOOK_VIEW (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->step_rows);
  g_free (self->steps);
  g_free (self->connection_id);
  G_OBJECT_CLASS (muster_webhook_view_parent_class)->finalize (object);
}

static void
muster_webhook_view_class_init (MusterWebhookViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_webhook_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_webhook_view_finalize;
  widget_class->unmap = muster_webhook_view_unmap;

  gtk_widget_class_install_action (widget_class, "webhook.apply", NULL, apply_action);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    gtk_widget_class_install_action (widget_class, verbs[i].action, NULL, verb_action);
  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-webhook-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, listener_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, listener_switch);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, address_box);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, base_field);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, address_field);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, port_field);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, vendor_group);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, state_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, url_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, user_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, secret_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, secret_button);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, steps_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, delivery_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, error_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWebhookView, register_button);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_url_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_user_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_secret_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_secret_clicked_cb);
}

static void
muster_webhook_view_init (MusterWebhookView *self)
{
  self->cancellable = g_cancellable_new ();
  self->step_rows = g_ptr_array_new ();
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->showing = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.apply", FALSE);
}

/**
 * muster_webhook_view_new:
 * @context: an open context
 * @connection_id: a PSA's connection
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_webhook_view_new (MusterContext *context,
                         const char    *connection_id)
{
  MusterWebhookView *self = g_object_new (MUSTER_TYPE_WEBHOOK_VIEW, NULL);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (connection_id);
  g_signal_connect_object (context, "webhooks-changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  hide_secret (self);
  show_all (self);
  return GTK_WIDGET (self);
}

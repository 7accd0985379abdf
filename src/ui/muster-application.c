/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-application.h"
#include "muster-notifier.h"
#include "muster-window.h"

/**
 * MusterApplication:
 *
 * The process: options, accelerators, and the one context, which is opened by
 * the window after its first frame, or at once in the background. Quitting
 * closes the context first, so that the store is closed and not just left.
 */
struct _MusterApplication
{
  AdwApplication parent_instance;

  MusterContext *context; /* (owned) (nullable) */
  MusterNotifier *notifier; /* (owned) (nullable): once the context is open */
  MusterSecretStore *secret_store; /* (owned) (nullable): instead of the profile's own */
  char          *data_dir;
  char          *world;
  gboolean       sandbox;
  gboolean       background;
  gboolean       held;
  gboolean       opened;    /* the context is open */
  gboolean       quitting;
};

G_DEFINE_FINAL_TYPE (MusterApplication, muster_application, ADW_TYPE_APPLICATION)

/* Every accelerator there is; resources/gtk/help-overlay.ui lists them for people. */
static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
  { "win.create-client", { "<Control>n" } },
  { "win.search", { "<Control>f" } },
  { "win.poll-now", { "F5", "<Control>r" } },
  { "win.back", { "<Alt>Left" } },
  { "win.page::clients", { "<Alt>1" } },
  { "win.page::approvals", { "<Alt>2" } },
  { "win.page::review", { "<Alt>3" } },
  { "win.page::settings", { "<Alt>4", "<Control>comma" } },
};

static MusterContext *
create_context (MusterApplication *self)
{
  MusterContextOptions options = {
    .data_dir = self->data_dir,
    .keyring = self->sandbox ? "memory" : "system",
    .sandbox = self->sandbox,
    .world = self->world,
    .secret_store = self->secret_store,
  };

  return muster_context_new (&options);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_close_finish (MUSTER_CONTEXT (source), result, &error))
    g_message ("Closing: %s", error->message);
  g_application_quit (G_APPLICATION (self));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  MusterApplication *self = user_data;

  if (self->quitting)
    return;
  self->quitting = TRUE;
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    gtk_widget_set_visible (GTK_WIDGET (l->data), FALSE);
  if (self->context != NULL)
    muster_context_close_async (self->context, closed_cb, g_object_ref (self));
  else
    g_application_quit (G_APPLICATION (self));
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  GtkApplication *application = user_data;

  adw_show_about_window (gtk_application_get_active_window (application),
                         "application-name", "Muster",
                         "application-icon", MUSTER_APP_ID,
                         "version", MUSTER_VERSION,
                         "comments", _("Reads tickets, looks into them, and writes plans for technicians."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "translator-credits", _("translator-credits"),
                         NULL);
}

/* From a notification: the window comes up, and shows what it is about as soon as it can */
static void
open_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  MusterApplication *self = user_data;
  GtkWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (window != NULL && MUSTER_IS_WINDOW (window))
    muster_window_open (MUSTER_WINDOW (window), g_action_get_name (G_ACTION (action)),
                        g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { "quit", quit_action },
  { "about", about_action },
  { "open-approval", open_action, "s" },
  { "reject-approval", open_action, "s" },
  { "open-run", open_action, "s" },
};

static gboolean
close_request_cb (MusterApplication *self)
{
  if (self->quitting || self->background)
    return GDK_EVENT_PROPAGATE;
  g_action_group_activate_action (G_ACTION_GROUP (self), "quit", NULL);
  return GDK_EVENT_STOP;
}

static void
background_opened_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(MusterApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_open_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_application_set_opened (self);
      muster_context_start (self->context);
    }
  else
    g_warning ("Opening: %s", error->message);
}

static void
start_background (MusterApplication *self)
{
  if (self->held)
    return;
  self->held = TRUE;
  g_application_hold (G_APPLICATION (self));
  self->context = create_context (self);
  muster_context_open_async (self->context, NULL, background_opened_cb, g_object_ref (self));
}

static void
muster_application_activate (GApplication *application)
{
  MusterApplication *self = MUSTER_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->background && !self->held)
    {
      start_background (self);
      return;
    }
  if (window == NULL)
    {
      if (self->context == NULL)
        self->context = create_context (self);
      window = GTK_WINDOW (muster_window_new (self));
      g_signal_connect_object (window, "close-request", G_CALLBACK (close_request_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_window_present (window);
}

static void
muster_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (muster_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (MUSTER_APP_ID);
  /* A text that can be copied is not copied just because the focus comes by. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    {
      const char *keys[] = { accelerators[i].keys[0], accelerators[i].keys[1], accelerators[i].keys[2], NULL };

      gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action, keys);
    }
}

static int
muster_application_handle_local_options (GApplication *application,
                                         GVariantDict *options)
{
  MusterApplication *self = MUSTER_APPLICATION (application);
  gboolean version = FALSE;

  if (g_variant_dict_lookup (options, "version", "b", &version) && version)
    {
      g_print ("Muster %s\n", MUSTER_VERSION);
      return EXIT_SUCCESS;
    }
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "world", "^ay", &self->world);
  g_variant_dict_lookup (options, "sandbox", "b", &self->sandbox);
  g_variant_dict_lookup (options, "background", "b", &self->background);
  /* Profiles of their own are processes of their own; the lock in the data directory keeps two from one. */
  if (self->data_dir != NULL || self->sandbox)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
muster_application_finalize (GObject *object)
{
  MusterApplication *self = MUSTER_APPLICATION (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->context);
  g_clear_object (&self->secret_store);
  g_free (self->data_dir);
  g_free (self->world);
  G_OBJECT_CLASS (muster_application_parent_class)->finalize (object);
}

static void
muster_application_class_init (MusterApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = muster_application_finalize;
  application_class->startup = muster_application_startup;
  application_class->activate = muster_application_activate;
  application_class->handle_local_options = muster_application_handle_local_options;
}

static void
muster_application_init (MusterApplication *self)
{
  static const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep everything in DIR"), N_("DIR") },
    { "sandbox", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Demonstration with invented companies, on this computer only"), NULL },
    { "world", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("World of the demonstration"), N_("FILE") },
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Work without a window"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version"), NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

MusterApplication *
muster_application_new (void)
{
  return g_object_new (MUSTER_TYPE_APPLICATION,
                       "application-id", MUSTER_APP_ID,
                       "resource-base-path", "/io/github/mustermsp/Muster",
                       NULL);
}

/**
 * muster_application_get_context:
 * @self: application
 *
 * Returns: (transfer none): the context, opened or not
 */
MusterContext *
muster_application_get_context (MusterApplication *self)
{
  g_return_val_if_fail (MUSTER_IS_APPLICATION (self), NULL);
  return self->context;
}

/**
 * muster_application_reopen:
 * @self: application
 *
 * Starts anew with a fresh context after opening the old one failed.
 */
void
muster_application_reopen (MusterApplication *self)
{
  g_return_if_fail (MUSTER_IS_APPLICATION (self));

  self->opened = FALSE;
  g_clear_object (&self->notifier);
  g_clear_object (&self->context);
  self->context = create_context (self);
}

/**
 * muster_application_set_secret_store:
 * @self: application
 * @secret_store: a secret store
 *
 * Uses @secret_store whatever the profile says. To be called before it runs.
 */
void
muster_application_set_secret_store (MusterApplication *self,
                                     MusterSecretStore *secret_store)
{
  g_return_if_fail (MUSTER_IS_APPLICATION (self));
  g_set_object (&self->secret_store, secret_store);
}

gboolean
muster_application_get_opened (MusterApplication *self)
{
  g_return_val_if_fail (MUSTER_IS_APPLICATION (self), FALSE);
  return self->opened;
}

void
muster_application_set_opened (MusterApplication *self)
{
  g_return_if_fail (MUSTER_IS_APPLICATION (self));
  self->opened = TRUE;
  if (self->notifier == NULL)
    self->notifier = muster_notifier_new (GTK_APPLICATION (self), self->context);
}

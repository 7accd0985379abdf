/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-connection-view.h"
#include "muster-error-text.h"
#include "muster-main-view.h"
#include "muster-ui.h"
#include "muster-window-actions.h"

/* The verbs of the main view. They belong to the window, so that accelerators
 * and menus find them wherever the focus is; without a main view they are off. */

static MusterMainView *
get_main_view (GtkWidget *widget)
{
  GtkWidget *view = muster_window_get_view (MUSTER_WINDOW (widget));

  return view != NULL && MUSTER_IS_MAIN_VIEW (view) ? MUSTER_MAIN_VIEW (view) : NULL;
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  if (get_main_view (widget) != NULL)
    muster_main_view_show_page (get_main_view (widget), g_variant_get_string (parameter, NULL));
}

static void
settings_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  if (get_main_view (widget) != NULL)
    muster_main_view_show_page (get_main_view (widget), "settings");
}

/* win.open-client, win.open-run …: the name says what, the parameter which. */
static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  if (get_main_view (widget) != NULL)
    muster_main_view_open (get_main_view (widget), name + strlen ("win.open-"),
                           g_variant_get_string (parameter, NULL));
}

/* The same and tests at once, for the button of the banner */
static void
test_connection_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  GtkWidget *view = NULL;

  if (get_main_view (widget) != NULL)
    view = muster_main_view_open (get_main_view (widget), "connection", g_variant_get_string (parameter, NULL));
  if (view != NULL)
    muster_connection_view_test (MUSTER_CONNECTION_VIEW (view));
}

static void
create_client_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  if (get_main_view (widget) != NULL)
    muster_main_view_create_client (get_main_view (widget));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  if (get_main_view (widget) != NULL)
    muster_main_view_search (get_main_view (widget));
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  if (get_main_view (widget) != NULL)
    muster_main_view_back (get_main_view (widget));
}

static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_poll_now_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_window_add_toast (self, _("Looked for new tickets."));
    }
  else if (!muster_ui_is_cancelled (error))
    {
      g_autofree char *line = muster_error_text_line (error);

      muster_window_add_toast (self, line);
    }
}

static void
poll_now_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  muster_context_poll_now_async (muster_window_get_context (MUSTER_WINDOW (widget)), NULL, polled_cb,
                                 g_object_ref (widget));
}

static void
sign_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  muster_context_sign_out (muster_window_get_context (MUSTER_WINDOW (widget)));
  muster_window_route (MUSTER_WINDOW (widget));
}

static const struct
{
  const char *name;
  const char *type;
  void (*activate) (GtkWidget *, const char *, GVariant *);
} main_actions[] = {
  { "win.page", "s", page_action },
  { "win.settings", NULL, settings_action },
  { "win.open-client", "s", open_action },
  { "win.open-run", "s", open_action },
  { "win.open-connection", "s", open_action },
  { "win.open-watch", "s", open_action },
  { "win.open-approvers", "s", open_action },
  { "win.open-ending", "s", open_action },
  { "win.open-approval-times", "s", open_action },
  { "win.open-import", "s", open_action },
  { "win.open-webhook", "s", open_action },
  { "win.open-tenants", "s", open_action },
  { "win.open-tenant", "s", open_action },
  { "win.open-permissions", "s", open_action },
  { "win.open-models", "s", open_action },
  { "win.open-policies", "s", open_action },
  { "win.open-prompt", "s", open_action },
  { "win.test-connection", "s", test_connection_action },
  { "win.create-client", NULL, create_client_action },
  { "win.search", NULL, search_action },
  { "win.back", NULL, back_action },
  { "win.poll-now", NULL, poll_now_action },
  { "win.sign-out", NULL, sign_out_action },
};

void
muster_window_class_install_main_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (main_actions); i++)
    gtk_widget_class_install_action (widget_class, main_actions[i].name, main_actions[i].type,
                                     main_actions[i].activate);
}

void
muster_window_update_main_actions (MusterWindow *self)
{
  gboolean enabled = get_main_view (GTK_WIDGET (self)) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (main_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), main_actions[i].name, enabled);
}

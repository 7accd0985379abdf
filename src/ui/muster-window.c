/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <glib/gi18n.h>

#include "muster-error.h"
#include "muster-main-view.h"
#include "muster-onboarding-view.h"
#include "muster-problem-page.h"
#include "muster-sign-in-page.h"
#include "muster-ui.h"
#include "muster-window-actions.h"
#include "muster-window.h"

/**
 * MusterWindow:
 *
 * The window shows one of: opening, a problem that stops everything, the
 * sign-in, the first run, the main view. Each is made when it is first needed,
 * and the context is opened only after the first frame was drawn.
 */
struct _MusterWindow
{
  AdwApplicationWindow parent_instance;

  MusterContext *context; /* (owned) (nullable): that of the application */
  GCancellable  *cancellable;
  GSettings     *settings; /* (owned) (nullable) */
  gulong         paint_handler;
  char          *wanted;         /* (nullable): what to open as soon as somebody has signed in */
  char          *wanted_id;
  gboolean       keyring_passed; /* the person chose to go on without the keyring */

  AdwToastOverlay *toasts;
  GtkStack        *stack;
  GtkSpinner      *spinner;
  GtkWidget       *demonstration_bar;
  GtkWidget       *view; /* (nullable): besides the opening face */
};

/* What of a toast’s width is not for its text: margins, padding, and the button that closes it */
#define TOAST_FRAME 130

G_DEFINE_FINAL_TYPE (MusterWindow, muster_window, ADW_TYPE_APPLICATION_WINDOW)

static void route (MusterWindow *self);
static void open_context (MusterWindow *self);

static MusterApplication *
get_application (MusterWindow *self)
{
  return MUSTER_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

/* What a notification was about */
static void
open_wanted (MusterWindow *self)
{
  g_autofree char *what = NULL;
  g_autofree char *id = NULL;
  MusterMainView *view;

  if (self->wanted == NULL || self->view == NULL || !MUSTER_IS_MAIN_VIEW (self->view))
    return;
  what = g_steal_pointer (&self->wanted);
  id = g_steal_pointer (&self->wanted_id);
  view = MUSTER_MAIN_VIEW (self->view);
  if (!g_str_equal (what, "open-run"))
    muster_main_view_show_approval (view, id, g_str_equal (what, "reject-approval"));
  else if (*id != '\0')
    muster_main_view_open (view, "run", id);
  else
    muster_main_view_show_page (view, "review");
}

static void
show_view (MusterWindow *self,
           GtkWidget    *view)
{
  GtkWidget *old = self->view;

  self->view = view;
  gtk_spinner_set_spinning (self->spinner, FALSE);
  gtk_stack_add_child (self->stack, view);
  gtk_stack_set_visible_child (self->stack, view);
  if (old != NULL)
    gtk_stack_remove (self->stack, old);
  muster_window_update_main_actions (self);
  if (MUSTER_IS_MAIN_VIEW (view))
    muster_main_view_focus (MUSTER_MAIN_VIEW (view));
  else
    gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
  open_wanted (self);
}

static void
show_problem (MusterWindow *self,
              const GError *error,
              gboolean      can_continue)
{
  show_view (self, muster_problem_page_new (error, self->context != NULL ? muster_context_get_data_dir (self->context)
                                                                         : NULL,
                                            can_continue));
}

static gboolean
keyring_is_missing (MusterWindow *self)
{
  g_autoptr(GError) error = NULL;
  MusterSecretState state = muster_context_get_keyring_state (self->context);

  if (self->keyring_passed || (state != MUSTER_SECRET_LOCKED && state != MUSTER_SECRET_UNAVAILABLE))
    return FALSE;
  if (state == MUSTER_SECRET_LOCKED)
    g_set_error_literal (&error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED, "The default keyring is locked");
  else
    g_set_error_literal (&error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_UNAVAILABLE, "No secret service on the session bus");
  show_problem (self, error, muster_context_has_account (self->context));
  return TRUE;
}

/* Where to go, from what is true now */
static void
route (MusterWindow *self)
{
  GtkWidget *view;

  if (keyring_is_missing (self))
    return;
  if (muster_context_has_account (self->context) && muster_context_get_member (self->context) == NULL)
    {
      view = muster_sign_in_page_new (self->context);
      g_signal_connect_object (view, "signed-in", G_CALLBACK (route), self, G_CONNECT_SWAPPED);
    }
  else if (muster_context_needs_onboarding (self->context))
    {
      view = muster_onboarding_view_new (self->context);
      g_signal_connect_object (view, "finished", G_CALLBACK (route), self, G_CONNECT_SWAPPED);
    }
  else
    {
      view = muster_main_view_new (self->context);
      muster_context_start (self->context);
    }
  show_view (self, view);
}

/* Opening reads documents of several megabytes; what was needed only for that goes back to the system. */
static gboolean
trim_cb (gpointer user_data)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  return G_SOURCE_REMOVE;
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_open_finish (MUSTER_CONTEXT (source), result, &error))
    {
      if (!muster_ui_is_cancelled (error))
        show_problem (self, error, FALSE);
      return;
    }
  muster_application_set_opened (get_application (self));
  g_timeout_add_seconds (1, trim_cb, NULL);
  gtk_widget_set_visible (self->demonstration_bar, muster_context_get_sandbox (self->context));
  if (muster_context_get_sandbox (self->context))
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
  route (self);
}

static void
open_context (MusterWindow *self)
{
  g_set_object (&self->context, muster_application_get_context (get_application (self)));
  if (muster_application_get_opened (get_application (self)))
    {
      route (self);
      return;
    }
  gtk_spinner_set_spinning (self->spinner, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "opening");
  muster_context_open_async (self->context, self->cancellable, opened_cb, g_object_ref (self));
}

static gboolean
open_idle_cb (gpointer user_data)
{
  open_context (user_data);
  return G_SOURCE_REMOVE;
}

static void
painted_cb (MusterWindow  *self,
            GdkFrameClock *clock)
{
  g_clear_signal_handler (&self->paint_handler, clock);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, open_idle_cb, g_object_ref (self), g_object_unref);
}

static void
muster_window_realize (GtkWidget *widget)
{
  MusterWindow *self = MUSTER_WINDOW (widget);

  GTK_WIDGET_CLASS (muster_window_parent_class)->realize (widget);
  if (self->context == NULL && self->paint_handler == 0)
    self->paint_handler = g_signal_connect_swapped (gtk_widget_get_frame_clock (widget), "after-paint",
                                                    G_CALLBACK (painted_cb), self);
}

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_unlock_keyring_finish (MUSTER_CONTEXT (source), result, &error))
    route (self);
  else if (!muster_ui_is_cancelled (error))
    muster_window_add_toast (self, _("The keyring is still locked."));
}

static void
unlock_keyring_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  MusterWindow *self = MUSTER_WINDOW (widget);

  muster_context_unlock_keyring_async (self->context, self->cancellable, unlocked_cb, g_object_ref (self));
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_close_finish (MUSTER_CONTEXT (source), result, &error))
    g_message ("Closing: %s", error->message);
  if (get_application (self) == NULL)
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.reopen", TRUE);
  muster_application_reopen (get_application (self));
  open_context (self);
}

/* What was opened halfway is closed before it is tried again. */
static void
reopen_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterWindow *self = MUSTER_WINDOW (widget);

  gtk_widget_action_set_enabled (widget, "win.reopen", FALSE);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "opening");
  muster_context_close_async (self->context, closed_cb, g_object_ref (self));
}

static void
continue_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  MusterWindow *self = MUSTER_WINDOW (widget);

  self->keyring_passed = TRUE;
  route (self);
}

static void
open_data_folder_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  MusterWindow *self = MUSTER_WINDOW (widget);
  g_autofree char *uri = g_filename_to_uri (muster_context_get_data_dir (self->context), NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
muster_window_dispose (GObject *object)
{
  MusterWindow *self = MUSTER_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_WINDOW);
  g_clear_object (&self->settings);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_window_parent_class)->dispose (object);
}

static void
muster_window_finalize (GObject *object)
{
  g_object_unref (MUSTER_WINDOW (object)->cancellable);
  g_free (MUSTER_WINDOW (object)->wanted);
  g_free (MUSTER_WINDOW (object)->wanted_id);
  G_OBJECT_CLASS (muster_window_parent_class)->finalize (object);
}

static void
muster_window_class_init (MusterWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_window_finalize;
  widget_class->realize = muster_window_realize;

  gtk_widget_class_install_action (widget_class, "win.unlock-keyring", NULL, unlock_keyring_action);
  gtk_widget_class_install_action (widget_class, "win.reopen", NULL, reopen_action);
  gtk_widget_class_install_action (widget_class, "win.continue-locked", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "win.open-data-folder", NULL, open_data_folder_action);

  muster_window_class_install_main_actions (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/muster-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MusterWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterWindow, demonstration_bar);
}

/* The window comes back as it was left. */
static void
bind_size (MusterWindow *self)
{
  self->settings = muster_ui_dup_settings ();
  if (self->settings == NULL)
    return;
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

static void
muster_window_init (MusterWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  bind_size (self);
  muster_window_update_main_actions (self);
}

GtkWidget *
muster_window_get_view (MusterWindow *self)
{
  return self->view;
}

MusterContext *
muster_window_get_context (MusterWindow *self)
{
  return self->context;
}

void
muster_window_route (MusterWindow *self)
{
  route (self);
}

/**
 * muster_window_new:
 * @application: the application, whose context the window opens
 *
 * Returns: (transfer none): a window
 */
GtkWidget *
muster_window_new (MusterApplication *application)
{
  return g_object_new (MUSTER_TYPE_WINDOW, "application", application, NULL);
}

/* A toast measures its height for the width that its text would like: that has to be one that there is */
static int
toast_width_chars (MusterWindow *self)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (GTK_WIDGET (self)), NULL, NULL);
  int char_width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                        pango_font_metrics_get_approximate_digit_width (metrics));
  int width = gtk_widget_get_width (GTK_WIDGET (self)) - TOAST_FRAME;

  pango_font_metrics_unref (metrics);
  return CLAMP (PANGO_SCALE * width / MAX (1, char_width), 12, 60);
}

/**
 * muster_window_add_toast:
 * @self: window
 * @text: plain text
 */
void
muster_window_add_toast (MusterWindow *self,
                         const char   *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);
  GtkWidget *label = gtk_label_new (text);

  /* Its own label has one line: a sentence in a narrow window, or in large text, would be cut */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), toast_width_chars (self));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * muster_window_tell:
 * @widget: any widget of the window, or of a dialog above it
 * @text: plain text
 *
 * As muster_window_add_toast(), from wherever @widget is.
 */
void
muster_window_tell (GtkWidget  *widget,
                    const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (GTK_IS_WINDOW (root) && !MUSTER_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  if (MUSTER_IS_WINDOW (root))
    muster_window_add_toast (MUSTER_WINDOW (root), text);
}

/**
 * muster_window_open:
 * @self: window
 * @what: "open-approval", "reject-approval" or "open-run"
 * @id: of which; for a run "": of those that need a person
 *
 * Shows what a notification was about, now or when somebody has signed in.
 */
void
muster_window_open (MusterWindow *self,
                    const char   *what,
                    const char   *id)
{
  g_return_if_fail (MUSTER_IS_WINDOW (self));

  g_free (self->wanted);
  g_free (self->wanted_id);
  self->wanted = g_strdup (what);
  self->wanted_id = g_strdup (id);
  open_wanted (self);
}

/**
 * muster_window_get_page:
 * @self: window
 *
 * Returns: (transfer none) (nullable): name of the main page that is in sight
 */
const char *
muster_window_get_page (MusterWindow *self)
{
  g_return_val_if_fail (MUSTER_IS_WINDOW (self), NULL);

  return self->view != NULL && MUSTER_IS_MAIN_VIEW (self->view) ? muster_main_view_get_page (MUSTER_MAIN_VIEW (self->view))
                                                                : NULL;
}

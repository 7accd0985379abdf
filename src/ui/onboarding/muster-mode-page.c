/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-mode-dialog.h"
#include "muster-mode-page.h"
#include "muster-ui.h"

/**
 * MusterModePage:
 *
 * Plan or Execute for the whole workspace. Plan is what everybody starts with.
 */
struct _MusterModePage
{
  MusterOnboardingPage parent_instance;

  GtkCheckButton *plan_button;
  GtkCheckButton *execute_button;
};

G_DEFINE_FINAL_TYPE (MusterModePage, muster_mode_page, MUSTER_TYPE_ONBOARDING_PAGE)

static void
muster_mode_page_prepare (MusterOnboardingPage *page)
{
  MusterModePage *self = MUSTER_MODE_PAGE (page);
  MusterWorkspace *workspace = muster_context_get_workspace (muster_onboarding_page_get_context (page));
  gboolean execute = workspace != NULL && muster_workspace_get_default_mode (workspace) == MUSTER_MODE_EXECUTE;

  gtk_check_button_set_active (execute ? self->execute_button : self->plan_button, TRUE);
}

static void
mode_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterOnboardingPage) page = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_set_mode_finish (MUSTER_CONTEXT (source), result, &error))
    muster_onboarding_page_applied (page, TRUE);
  else
    muster_onboarding_page_failed (page, error);
}

static void
dialog_done_cb (MusterModePage *self,
                gboolean        switched)
{
  if (!switched)
    gtk_check_button_set_active (self->plan_button, TRUE);
  muster_onboarding_page_applied (MUSTER_ONBOARDING_PAGE (self), switched);
}

static void
muster_mode_page_apply (MusterOnboardingPage *page)
{
  MusterModePage *self = MUSTER_MODE_PAGE (page);
  MusterMode mode = gtk_check_button_get_active (self->execute_button) ? MUSTER_MODE_EXECUTE : MUSTER_MODE_PLAN;

  muster_onboarding_page_set_busy (page, TRUE);
  if (muster_mode_dialog_is_needed (muster_onboarding_page_get_context (page), MUSTER_MODE_INHERIT, mode))
    {
      GtkWidget *dialog = muster_mode_dialog_new (GTK_WIDGET (page), muster_onboarding_page_get_context (page), NULL, mode);

      g_signal_connect_object (dialog, "done", G_CALLBACK (dialog_done_cb), page, G_CONNECT_SWAPPED);
      gtk_window_present (GTK_WINDOW (dialog));
      return;
    }
  muster_context_set_mode_async (muster_onboarding_page_get_context (page), NULL, mode, NULL, mode_saved_cb,
                                 g_object_ref (page));
}

static void
muster_mode_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_MODE_PAGE);
  G_OBJECT_CLASS (muster_mode_page_parent_class)->dispose (object);
}

static void
muster_mode_page_class_init (MusterModePageClass *klass)
{
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_mode_page_dispose;
  page_class->prepare = muster_mode_page_prepare;
  page_class->apply = muster_mode_page_apply;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-mode-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterModePage, plan_button);
  gtk_widget_class_bind_template_child (widget_class, MusterModePage, execute_button);
}

static void
muster_mode_page_init (MusterModePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_mode_page_new (MusterContext *context,
                      const char    *argument)
{
  return g_object_new (MUSTER_TYPE_MODE_PAGE, "context", context, NULL);
}

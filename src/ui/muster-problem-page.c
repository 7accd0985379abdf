/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-problem-page.h"
#include "muster-ui.h"

/**
 * MusterProblemPage:
 *
 * What stops everything: the store cannot be opened, the disk is full, another
 * Muster works on the same data, the keyring is locked or missing. It says what
 * to do next, and where the data lies.
 */
struct _MusterProblemPage
{
  AdwBin parent_instance;

  AdwStatusPage *status_page;
  GtkButton     *action_button;
  GtkButton     *again_button;
  GtkButton     *continue_button;
  GtkLabel      *continue_label;
  GtkExpander   *details;
  GtkLabel      *details_label;
};

G_DEFINE_FINAL_TYPE (MusterProblemPage, muster_problem_page, ADW_TYPE_BIN)

static void
muster_problem_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_PROBLEM_PAGE);
  G_OBJECT_CLASS (muster_problem_page_parent_class)->dispose (object);
}

static void
muster_problem_page_class_init (MusterProblemPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_problem_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/muster-problem-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterProblemPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, MusterProblemPage, action_button);
  gtk_widget_class_bind_template_child (widget_class, MusterProblemPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, MusterProblemPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, MusterProblemPage, continue_label);
  gtk_widget_class_bind_template_child (widget_class, MusterProblemPage, details);
  gtk_widget_class_bind_template_child (widget_class, MusterProblemPage, details_label);
}

static void
muster_problem_page_init (MusterProblemPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_problem_page_new:
 * @error: what stops everything
 * @data_dir: (nullable): where the data lies
 * @can_continue: whether the rest can be looked at without it
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
muster_problem_page_new (const GError *error,
                         const char   *data_dir,
                         gboolean      can_continue)
{
  MusterProblemPage *self = g_object_new (MUSTER_TYPE_PROBLEM_PAGE, NULL);
  MusterErrorText text = muster_error_text_describe_start (error);
  g_autofree char *details = NULL;
  gboolean own_action = text.action != NULL && g_strcmp0 (text.action, "win.reopen") != 0;

  adw_status_page_set_icon_name (self->status_page, text.icon_name);
  adw_status_page_set_title (self->status_page, text.title);
  adw_status_page_set_description (self->status_page, text.advice);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), own_action);
  if (own_action)
    {
      gtk_button_set_label (self->action_button, text.button);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), text.action);
    }
  gtk_expander_set_expanded (self->details, g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN));
  gtk_widget_set_visible (GTK_WIDGET (self->continue_button), can_continue);
  gtk_widget_set_visible (GTK_WIDGET (self->continue_label), can_continue);
  if (data_dir != NULL)
    /* Translators: %1$s is a technical message, %2$s a folder */
    details = g_strdup_printf (_("%1$s\nData folder: %2$s"), error->message, data_dir);
  gtk_label_set_text (self->details_label, details != NULL ? details : error->message);
  return GTK_WIDGET (self);
}

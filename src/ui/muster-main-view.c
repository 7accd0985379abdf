/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-client-view.h"
#include "muster-clients-page.h"
#include "muster-create-client-dialog.h"
#include "muster-main-view.h"
#include "muster-review-page.h"
#include "muster-run-view.h"
#include "muster-settings-page.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterMainView:
 *
 * What a signed-in person works with: clients, review and settings side by
 * side, and on top of them, one after another, a client and a run. Pages are
 * made when they are first shown.
 */
struct _MusterMainView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  AdwLeaflet    *leaflet;
  GtkWidget     *main_box;
  AdwViewStack  *stack;
  AdwBin        *clients_bin;
  AdwBin        *review_bin;
  AdwBin        *settings_bin;
  GtkButton     *create_button;
  GtkWidget     *offline_label;
};

G_DEFINE_FINAL_TYPE (MusterMainView, muster_main_view, ADW_TYPE_BIN)

static void
ensure_page (MusterMainView *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  if (self->context == NULL || name == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->create_button), g_str_equal (name, "clients"));
  if (g_str_equal (name, "clients") && adw_bin_get_child (self->clients_bin) == NULL)
    adw_bin_set_child (self->clients_bin, muster_clients_page_new (self->context));
  else if (g_str_equal (name, "review") && adw_bin_get_child (self->review_bin) == NULL)
    adw_bin_set_child (self->review_bin, muster_review_page_new (self->context));
  else if (g_str_equal (name, "settings") && adw_bin_get_child (self->settings_bin) == NULL)
    adw_bin_set_child (self->settings_bin, muster_settings_page_new (self->context));
}

/* Pages above the one that is shown are gone once the way back is over. */
static void
drop_hidden_pages (MusterMainView *self)
{
  GtkWidget *visible = adw_leaflet_get_visible_child (self->leaflet);

  if (adw_leaflet_get_child_transition_running (self->leaflet))
    return;
  for (GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->leaflet));
       last != NULL && last != visible && last != self->main_box;
       last = gtk_widget_get_last_child (GTK_WIDGET (self->leaflet)))
    adw_leaflet_remove (self->leaflet, last);
}

static void
push (MusterMainView *self,
      GtkWidget      *page)
{
  drop_hidden_pages (self);
  adw_leaflet_append (self->leaflet, page);
  adw_leaflet_set_visible_child (self->leaflet, page);
  if (gtk_widget_get_root (page) != NULL)
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
show_offline (MusterMainView *self)
{
  gtk_widget_set_visible (self->offline_label, muster_context_get_offline (self->context));
}

static void
muster_main_view_dispose (GObject *object)
{
  MusterMainView *self = MUSTER_MAIN_VIEW (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_MAIN_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_main_view_parent_class)->dispose (object);
}

static void
muster_main_view_class_init (MusterMainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_main_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/muster-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, main_box);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, clients_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, review_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, settings_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, create_button);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, offline_label);
  gtk_widget_class_bind_template_callback (widget_class, ensure_page);
  gtk_widget_class_bind_template_callback (widget_class, drop_hidden_pages);
}

static void
muster_main_view_init (MusterMainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_main_view_new:
 * @context: an open context with a signed-in member
 *
 * Returns: (transfer floating): a view
 */
GtkWidget *
muster_main_view_new (MusterContext *context)
{
  MusterMainView *self = g_object_new (MUSTER_TYPE_MAIN_VIEW, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "notify::offline", G_CALLBACK (show_offline), self, G_CONNECT_SWAPPED);
  show_offline (self);
  ensure_page (self);
  return GTK_WIDGET (self);
}

void
muster_main_view_show_page (MusterMainView *self,
                            const char     *name)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));

  adw_leaflet_set_visible_child (self->leaflet, self->main_box);
  adw_view_stack_set_visible_child_name (self->stack, name);
  gtk_widget_child_focus (adw_view_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

void
muster_main_view_open_client (MusterMainView *self,
                              const char     *client_id)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));
  push (self, muster_client_view_new (self->context, client_id));
}

void
muster_main_view_open_run (MusterMainView *self,
                           const char     *run_id)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));
  push (self, muster_run_view_new (self->context, run_id));
}

void
muster_main_view_create_client (MusterMainView *self)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));
  gtk_window_present (GTK_WINDOW (muster_create_client_dialog_new (GTK_WIDGET (self), self->context)));
}

/**
 * muster_main_view_search:
 * @self: view
 *
 * Goes to the search of the clients.
 */
void
muster_main_view_search (MusterMainView *self)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));

  muster_main_view_show_page (self, "clients");
  muster_clients_page_search (MUSTER_CLIENTS_PAGE (adw_bin_get_child (self->clients_bin)));
}

void
muster_main_view_back (MusterMainView *self)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

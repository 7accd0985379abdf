/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-approval-times-view.h"
#include "muster-approvals-page.h"
#include "muster-approvers-view.h"
#include "muster-client-view.h"
#include "muster-clients-page.h"
#include "muster-connection-view.h"
#include "muster-context-approvals.h"
#include "muster-create-client-dialog.h"
#include "muster-ending-view.h"
#include "muster-faces.h"
#include "muster-import-view.h"
#include "muster-main-view.h"
#include "muster-models-view.h"
#include "muster-permissions-view.h"
#include "muster-policies-view.h"
#include "muster-review-page.h"
#include "muster-run-view.h"
#include "muster-settings-page.h"
#include "muster-subpage.h"
#include "muster-tenant-view.h"
#include "muster-tenants-view.h"
#include "muster-trouble-bar.h"
#include "muster-ui.h"
#include "muster-watch-view.h"
#include "muster-webhook-view.h"
#include "muster-window.h"

/**
 * MusterMainView:
 *
 * What a signed-in person works with: clients, approvals, review and settings
 * side by side, and on top of them, one after another, a client, a run, a connection
 * and its parts. Pages are made when they are first shown.
 */
struct _MusterMainView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  AdwLeaflet    *leaflet;
  GtkWidget     *main_box;
  AdwViewStack  *stack;
  GListModel    *approvals; /* (owned): counted beside their page's name */
  AdwViewStackPage *approvals_page;
  AdwBin        *clients_bin;
  AdwBin        *approvals_bin;
  AdwBin        *review_bin;
  AdwBin        *settings_bin;
  GtkButton     *create_button;
  GtkWidget     *offline_label;
  MusterTroubleBar *trouble_bar;
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
  else if (g_str_equal (name, "approvals") && adw_bin_get_child (self->approvals_bin) == NULL)
    adw_bin_set_child (self->approvals_bin, muster_approvals_page_new (self->context));
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
  g_autoptr(GtkSelectionModel) pages = adw_leaflet_get_pages (self->leaflet);

  if (adw_leaflet_get_child_transition_running (self->leaflet))
    return;
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (pages)); i > 0; i--)
    {
      g_autoptr(AdwLeafletPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i - 1);

      if (adw_leaflet_page_get_child (page) == visible || adw_leaflet_page_get_child (page) == self->main_box)
        break;
      adw_leaflet_remove (self->leaflet, adw_leaflet_page_get_child (page));
    }
}

/* Where the focus was when the page was left */
static void
focus_again (GtkWidget *page)
{
  GtkWidget *last = page;

  while (gtk_widget_get_focus_child (last) != NULL)
    last = gtk_widget_get_focus_child (last);
  if (last == page || !gtk_widget_grab_focus (last))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

/* Into what the page shows, and not onto the way back */
static void
focus_page (GtkWidget *page)
{
  GtkWidget *subpage = muster_ui_find_inside (page, MUSTER_TYPE_SUBPAGE);

  muster_faces_focus_inside (subpage != NULL ? muster_subpage_get_content (MUSTER_SUBPAGE (subpage)) : page);
}

static void
push (MusterMainView *self,
      GtkWidget      *page)
{
  drop_hidden_pages (self);
  adw_leaflet_append (self->leaflet, page);
  adw_leaflet_set_visible_child (self->leaflet, page);
  if (gtk_widget_get_root (page) != NULL)
    focus_page (page);
}

static void
show_offline (MusterMainView *self)
{
  gtk_widget_set_visible (self->offline_label, muster_context_get_offline (self->context));
}

/* How many rows wait, on the page's tab */
static void
count_approvals (MusterMainView *self)
{
  guint n = g_list_model_get_n_items (self->approvals);

  adw_view_stack_page_set_badge_number (self->approvals_page, n);
  adw_view_stack_page_set_needs_attention (self->approvals_page, n > 0);
}

static void
muster_main_view_dispose (GObject *object)
{
  MusterMainView *self = MUSTER_MAIN_VIEW (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_MAIN_VIEW);
  g_clear_object (&self->approvals);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_main_view_parent_class)->dispose (object);
}

static void
muster_main_view_class_init (MusterMainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_main_view_dispose;
  g_type_ensure (MUSTER_TYPE_TROUBLE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/muster-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, main_box);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, approvals_page);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, approvals_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, clients_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, review_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, settings_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, create_button);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, offline_label);
  gtk_widget_class_bind_template_child (widget_class, MusterMainView, trouble_bar);
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
  self->approvals = muster_context_get_approvals_model (context, NULL);
  g_signal_connect_object (self->approvals, "items-changed", G_CALLBACK (count_approvals), self, G_CONNECT_SWAPPED);
  count_approvals (self);
  muster_trouble_bar_set_context (self->trouble_bar, context);
  ensure_page (self);
  return GTK_WIDGET (self);
}

/**
 * muster_main_view_focus:
 * @self: view
 *
 * Moves the focus into the page, and not onto its tab.
 */
void
muster_main_view_focus (MusterMainView *self)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));
  muster_faces_focus_inside (adw_view_stack_get_visible_child (self->stack));
}

void
muster_main_view_show_page (MusterMainView *self,
                            const char     *name)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));

  adw_leaflet_set_visible_child (self->leaflet, self->main_box);
  adw_view_stack_set_visible_child_name (self->stack, name);
  muster_main_view_focus (self);
}

static const struct
{
  const char *name;
  GtkWidget *(*create) (MusterContext *context, const char *id);
} subpages[] = {
  { "client", muster_client_view_new },
  { "run", muster_run_view_new },
  { "connection", muster_connection_view_new },
  { "watch", muster_watch_view_new },
  { "approvers", muster_approvers_view_new },
  { "ending", muster_ending_view_new },
  { "approval-times", muster_approval_times_view_new },
  { "import", muster_import_view_new },
  { "webhook", muster_webhook_view_new },
  { "tenants", muster_tenants_view_new },
  { "tenant", muster_tenant_view_new },
  { "permissions", muster_permissions_view_new },
  { "models", muster_models_view_new },
  { "policies", muster_policies_view_new },
  { "prompt", muster_prompt_view_new },
};

/**
 * muster_main_view_open:
 * @self: view
 * @name: what to open on top: one of the table above
 * @id: of which client, run or connection; of a tenant "CONNECTION/TENANT"
 *
 * Returns: (transfer none) (nullable): the page that was opened
 */
GtkWidget *
muster_main_view_open (MusterMainView *self,
                       const char     *name,
                       const char     *id)
{
  g_return_val_if_fail (MUSTER_IS_MAIN_VIEW (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (subpages); i++)
    if (g_str_equal (subpages[i].name, name))
      {
        GtkWidget *page = subpages[i].create (self->context, id);

        push (self, page);
        return page;
      }
  g_return_val_if_reached (NULL);
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

  if (!adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK))
    return;
  focus_again (adw_leaflet_get_visible_child (self->leaflet));
  drop_hidden_pages (self);
}

/**
 * muster_main_view_get_page:
 * @self: view
 *
 * Returns: (transfer none) (nullable): name of the page that is in sight; %NULL below another one
 */
const char *
muster_main_view_get_page (MusterMainView *self)
{
  g_return_val_if_fail (MUSTER_IS_MAIN_VIEW (self), NULL);

  if (adw_leaflet_get_visible_child (self->leaflet) != self->main_box)
    return NULL;
  return adw_view_stack_get_visible_child_name (self->stack);
}

/**
 * muster_main_view_show_approval:
 * @self: view
 * @approval_id: a request
 * @reject: whether to ask at once why it is rejected
 */
void
muster_main_view_show_approval (MusterMainView *self,
                                const char     *approval_id,
                                gboolean        reject)
{
  g_return_if_fail (MUSTER_IS_MAIN_VIEW (self));

  muster_main_view_show_page (self, "approvals");
  muster_approvals_page_show (MUSTER_APPROVALS_PAGE (adw_bin_get_child (self->approvals_bin)), approval_id, reject);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-context-tenants.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-item-row.h"
#include "muster-subpage.h"
#include "muster-tab-stop.h"
#include "muster-tenants-view.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterTenantsView:
 *
 * The customers of Microsoft 365: whether their tenant may be administered and
 * until when, which client it is, and whether something is missing there.
 * Checks one or, one after another, all of them.
 */
struct _MusterTenantsView
{
  AdwBin parent_instance;

  MusterContext      *context;       /* (owned) */
  char               *connection_id;
  GListModel         *tenants;       /* (owned) (nullable) (element-type MusterTenantItem) */
  GtkCustomFilter    *filter;
  GtkFilterListModel *filtered;      /* (owned) */
  char               *words;         /* (nullable): folded, what is searched for */
  GCancellable       *cancellable;
  GCancellable       *checking;      /* (owned) (nullable): while all are checked */
  guint               next;
  guint               failed;
  gboolean            outdated;      /* something was checked since */

  MusterSubpage *subpage;
  MusterFaces   *faces;
  GtkButton     *check_button;
  GtkEditable   *search_entry;
  GtkLabel      *status_label;
  GtkStack      *stack;
  GtkListView   *list_view;
};

G_DEFINE_FINAL_TYPE (MusterTenantsView, muster_tenants_view, ADW_TYPE_BIN)

static void check_next (MusterTenantsView *self);

/* What the worst of its states means in a word or two */
static const struct
{
  const char *readiness;
  const char *text;
  MusterTone  tone;
} readiness_pills[] = {
  { "ok", N_("Ready"), MUSTER_TONE_GOOD },
  { "expiring", N_("Ends Soon"), MUSTER_TONE_WAIT },
  { "missing", N_("Something Missing"), MUSTER_TONE_BAD },
  { "unknown", N_("Not Known"), MUSTER_TONE_PLAIN },
};

static const struct
{
  const char *state;
  const char *text;
} dead_states[] = {
  { "none", N_("No Access") },
  { "terminated", N_("Access Ended") },
  { "expired", N_("Access Expired") },
  { "invited", N_("Not Accepted Yet") },
  { "activating", N_("Being Set Up") },
};

static void
show_pill (MusterItemRow    *row,
           MusterTenantItem *tenant)
{
  const char *readiness = muster_tenant_item_get_readiness (tenant);

  for (guint i = 0; i < G_N_ELEMENTS (dead_states); i++)
    if (g_strcmp0 (dead_states[i].state, muster_tenant_item_get_state (tenant)) == 0)
      {
        muster_item_row_set_pill (row, _(dead_states[i].text), MUSTER_TONE_WAIT);
        return;
      }
  if (muster_tenant_item_get_checked (tenant) == 0)
    {
      muster_item_row_set_pill (row, _("Not Checked"), MUSTER_TONE_PLAIN);
      return;
    }
  if (muster_tenant_item_get_expiring (tenant) && g_strcmp0 (readiness, "missing") != 0)
    readiness = "expiring";
  for (guint i = 0; i < G_N_ELEMENTS (readiness_pills); i++)
    if (g_strcmp0 (readiness_pills[i].readiness, readiness) == 0)
      muster_item_row_set_pill (row, _(readiness_pills[i].text), readiness_pills[i].tone);
}

static void
show_tenant (MusterItemRow    *row,
             MusterTenantItem *tenant)
{
  gint64 days = muster_tenant_item_get_days_left (tenant);
  const char *client = muster_tenant_item_get_client_name (tenant);
  g_autofree char *subtitle = NULL;
  g_autofree char *left = NULL;

  if (client != NULL)
    /* Translators: until when a customer’s tenant may be administered, then the client that it is */
    subtitle = g_strdup_printf (_("%s · Client: %s"), muster_tenant_item_get_state_text (tenant), client);
  else
    /* Translators: %s says until when a customer’s tenant may be administered */
    subtitle = g_strdup_printf (_("%s · No client yet"), muster_tenant_item_get_state_text (tenant));
  if (muster_tenant_item_get_expiring (tenant) && days >= 0)
    left = g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), (int) days);
  muster_item_row_set_texts (row, muster_tenant_item_get_name (tenant), subtitle, muster_tenant_item_get_summary (tenant));
  muster_item_row_set_count (row, left);
  show_pill (row, tenant);
}

static void
row_setup_cb (MusterTenantsView *self,
              GtkListItem       *list_item)
{
  gtk_list_item_set_child (list_item, muster_item_row_new (FALSE));
}

static void
row_bind_cb (MusterTenantsView *self,
             GtkListItem       *list_item)
{
  show_tenant (MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
row_activated_cb (MusterTenantsView *self,
                  guint              position)
{
  g_autoptr(MusterTenantItem) tenant = g_list_model_get_item (G_LIST_MODEL (self->filtered), position);
  g_autofree char *id = NULL;

  if (tenant == NULL)
    return;
  id = g_strdup_printf ("%s/%s", muster_tenant_item_get_connection_id (tenant), muster_tenant_item_get_id (tenant));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-tenant", "s", id);
}

/* Return in the search opens the first one. */
static void
search_activated_cb (MusterTenantsView *self)
{
  row_activated_cb (self, 0);
}

static gboolean
has_words (const char *text,
           const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

static gboolean
is_searched_for (gpointer item,
                 gpointer user_data)
{
  MusterTenantsView *self = user_data;

  return self->words == NULL || has_words (muster_tenant_item_get_name (item), self->words)
         || has_words (muster_tenant_item_get_domain (item), self->words)
         || has_words (muster_tenant_item_get_client_name (item), self->words)
         || has_words (muster_tenant_item_get_id (item), self->words);
}

static void
search_changed_cb (MusterTenantsView *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);

  g_clear_pointer (&self->words, g_free);
  if (*text != '\0')
    self->words = g_utf8_casefold (text, -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0
                                    ? "list" : "none");
}

/* How many need something, or how far the check is */
static void
show_status (MusterTenantsView *self)
{
  guint n = self->tenants != NULL ? g_list_model_get_n_items (self->tenants) : 0;
  guint n_ready = 0;
  guint n_expiring = 0;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterTenantItem) tenant = g_list_model_get_item (self->tenants, i);

      n_ready += g_strcmp0 (muster_tenant_item_get_readiness (tenant), "ok") == 0;
      n_expiring += muster_tenant_item_get_expiring (tenant);
    }
  if (self->checking != NULL)
    /* Translators: which customer of how many is being checked */
    g_string_printf (text, _("Checking %u of %u…"), MIN (self->next + 1, n), n);
  else
    g_string_printf (text, ngettext ("%u customer, %u ready", "%u customers, %u ready", n), n, n_ready);
  if (self->checking == NULL && n_expiring > 0)
    g_string_append_printf (text, ngettext (", %u relationship ends within 30 days",
                                            ", %u relationships end within 30 days", n_expiring), n_expiring);
  gtk_label_set_text (self->status_label, text->str);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterTenantsView) self = user_data;
  g_autoptr(GListModel) tenants = NULL;
  g_autoptr(GError) error = NULL;

  tenants = muster_context_list_tenants_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (tenants == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  self->outdated = FALSE;
  g_set_object (&self->tenants, tenants);
  gtk_filter_list_model_set_model (self->filtered, tenants);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tenants.check-all", g_list_model_get_n_items (tenants) > 0);
  muster_faces_show_model (self->faces, tenants);
  show_status (self);
  search_changed_cb (self);
}

static void
load (MusterTenantsView *self)
{
  if (self->tenants == NULL)
    muster_faces_show_loading (self->faces);
  muster_context_list_tenants_async (self->context, self->connection_id, self->cancellable, loaded_cb,
                                     g_object_ref (self));
}

static void
end_checking (MusterTenantsView *self)
{
  g_clear_object (&self->checking);
  gtk_button_set_label (self->check_button, _("Check All"));
  show_status (self);
  if (self->failed > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u customer could not be checked. Open it to see why.",
                                                         "%u customers could not be checked. Open them to see why.",
                                                         self->failed), self->failed);

      muster_window_tell (GTK_WIDGET (self), text);
    }
  load (self);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterTenantsView) self = user_data;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(MusterTenantItem) old = NULL;
  g_autoptr(MusterTenantItem) tenant = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_check_tenant_finish (MUSTER_CONTEXT (source), result, &error);
  if (self->checking == NULL || g_cancellable_is_cancelled (self->checking))
    {
      if (!g_cancellable_is_cancelled (self->cancellable))
        end_checking (self);
      return;
    }
  old = g_list_model_get_item (self->tenants, self->next);
  if (report == NULL)
    {
      self->failed++;
    }
  else if (old != NULL && G_IS_LIST_STORE (self->tenants))
    {
      /* A new item, as list views do not look at the same one again */
      tenant = muster_record_copy (old);
      muster_tenant_item_set_checked (tenant, muster_tenant_report_get_checked (report));
      muster_tenant_item_set_summary (tenant, muster_tenant_report_get_summary (report));
      muster_tenant_item_set_readiness (tenant, muster_readiness_state_to_string (muster_tenant_report_get_state (report)));
      g_list_store_splice (G_LIST_STORE (self->tenants), self->next, 1, (gpointer *) &tenant, 1);
    }
  self->next++;
  check_next (self);
}

static void
check_next (MusterTenantsView *self)
{
  g_autoptr(MusterTenantItem) tenant = g_list_model_get_item (self->tenants, self->next);

  if (tenant == NULL)
    {
      end_checking (self);
      return;
    }
  show_status (self);
  muster_context_check_tenant_async (self->context, self->connection_id, muster_tenant_item_get_id (tenant),
                                     self->checking, checked_cb, g_object_ref (self));
}

/* The same button stops it. */
static void
check_all_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  MusterTenantsView *self = MUSTER_TENANTS_VIEW (widget);

  if (self->checking != NULL)
    {
      g_cancellable_cancel (self->checking);
      return;
    }
  self->checking = g_cancellable_new ();
  self->next = 0;
  self->failed = 0;
  gtk_button_set_label (self->check_button, _("Stop"));
  check_next (self);
}

static void
changed_cb (MusterTenantsView *self)
{
  self->outdated = TRUE;
}

/* Back from one tenant, which may have been checked again */
static void
muster_tenants_view_map (GtkWidget *widget)
{
  MusterTenantsView *self = MUSTER_TENANTS_VIEW (widget);

  GTK_WIDGET_CLASS (muster_tenants_view_parent_class)->map (widget);
  if (self->outdated && self->tenants != NULL && self->checking == NULL)
    load (self);
}

static void
muster_tenants_view_dispose (GObject *object)
{
  MusterTenantsView *self = MUSTER_TENANTS_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->checking);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_TENANTS_VIEW);
  g_clear_object (&self->filtered);
  g_clear_object (&self->tenants);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_tenants_view_parent_class)->dispose (object);
}

static void
muster_tenants_view_finalize (GObject *object)
{
  MusterTenantsView *self = MUSTER_TENANTS_VIEW (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->checking);
  g_free (self->connection_id);
  g_free (self->words);
  G_OBJECT_CLASS (muster_tenants_view_parent_class)->finalize (object);
}

static void
muster_tenants_view_class_init (MusterTenantsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_tenants_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_tenants_view_finalize;
  widget_class->map = muster_tenants_view_map;

  gtk_widget_class_install_action (widget_class, "tenants.check-all", NULL, check_all_action);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-tenants-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterTenantsView, subpage);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantsView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantsView, check_button);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantsView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantsView, status_label);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantsView, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantsView, list_view);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
muster_tenants_view_init (MusterTenantsView *self)
{
  g_autoptr(GtkNoSelection) selection = NULL;

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tenants.check-all", FALSE);
  self->filter = gtk_custom_filter_new (is_searched_for, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (self->filter));
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->filtered)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
}

/**
 * muster_tenants_view_new:
 * @context: an open context
 * @id: of the connection of Microsoft 365
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_tenants_view_new (MusterContext *context,
                         const char    *id)
{
  MusterTenantsView *self = g_object_new (MUSTER_TYPE_TENANTS_VIEW, NULL);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (id);
  g_signal_connect_object (context, "clients-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-consent-dialog.h"
#include "muster-context-microsoft365.h"
#include "muster-context-tenants.h"
#include "muster-copy-button.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-readiness-rows.h"
#include "muster-subpage.h"
#include "muster-tenant-view.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterTenantView:
 *
 * Whether one customer's tenant is ready: first what is to be done, in the
 * order in which it helps, with the buttons that do it; then the tools that are
 * off meanwhile; then everything that was looked at.
 */
struct _MusterTenantView
{
  AdwBin parent_instance;

  MusterContext      *context;       /* (owned) */
  char               *connection_id;
  char               *tenant;
  MusterTenantReport *report;        /* (owned) (nullable) */
  GCancellable       *cancellable;
  GPtrArray          *rows;          /* (element-type GtkWidget): of all groups, to be removed */
  gboolean            busy;

  MusterSubpage       *subpage;
  MusterFaces         *faces;
  AdwPreferencesGroup *summary_group;
  AdwPreferencesGroup *todo_group;
  AdwPreferencesGroup *rest_group;
};

G_DEFINE_FINAL_TYPE (MusterTenantView, muster_tenant_view, ADW_TYPE_BIN)

static MusterConnection *
get_connection (MusterTenantView *self)
{
  return muster_context_find_connection (self->context, self->connection_id);
}

static void
add (MusterTenantView    *self,
     AdwPreferencesGroup *group,
     GtkWidget           *row)
{
  g_object_set_data (G_OBJECT (row), "group", group);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
remove_rows (MusterTenantView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      adw_preferences_group_remove (g_object_get_data (G_OBJECT (row), "group"), row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

static void
update_actions (MusterTenantView *self)
{
  static const char *const actions[] = { "tenant.check", "tenant.grant", "tenant.consent" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], !self->busy);
}

/* The app has to be accepted: Muster does it, or somebody of the customer. */
static void
add_consent_buttons (MusterTenantView *self,
                     MusterAdviceRow  *row)
{
  MusterConnection *connection = get_connection (self);
  g_autofree char *url = NULL;
  gboolean can_grant;
  GtkWidget *button;

  if (connection == NULL)
    return;
  can_grant = muster_context_can_grant_consent (self->context, connection);
  url = muster_context_admin_consent_url (self->context, connection, self->tenant);
  if (can_grant)
    {
      button = gtk_button_new_with_label (_("Consent for the Customer…"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "tenant.grant");
      gtk_widget_add_css_class (button, "suggested-action");
      muster_advice_row_add_button (row, button);
    }
  if (url == NULL)
    return;
  muster_advice_row_add_button (row, muster_copy_button_new (url, _("Copy Consent Link"), _("Copy the Consent Link")));
  if (!can_grant)
    {
      button = gtk_button_new_with_label (_("Open It Here"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "tenant.consent");
      muster_advice_row_add_button (row, button);
    }
}

static void
add_buttons (MusterTenantView    *self,
             MusterAdviceRow     *row,
             MusterReadinessItem *item)
{
  const char *url = muster_readiness_item_get_url (item);
  GtkWidget *button;

  switch (muster_readiness_item_get_kind (item))
    {
    case MUSTER_READINESS_CONSENT:
    case MUSTER_READINESS_PERMISSION:
      add_consent_buttons (self, row);
      break;
    case MUSTER_READINESS_RELATIONSHIP:
      if (url != NULL && muster_readiness_item_get_customer_acts (item))
        muster_advice_row_add_button (row, muster_copy_button_new (url, _("Copy Invitation Link"),
                                                                   _("Copy the Invitation Link")));
      else
        muster_advice_row_add_page (row, url, _("Open Partner Center"));
      break;
    case MUSTER_READINESS_EXCHANGE_OPT_IN:
      button = gtk_button_new_with_label (_("Open the Connection"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-connection");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", self->connection_id);
      muster_advice_row_add_button (row, button);
      break;
    case MUSTER_READINESS_ROLE:
    case MUSTER_READINESS_EXCHANGE_ROLE:
    case MUSTER_READINESS_LICENCE:
    default:
      muster_advice_row_add_page (row, url, _("Open the Page"));
      break;
    }
}

/* What is missing or ends soon; permissions are put right together, so they are one step. */
static void
show_todo (MusterTenantView *self,
           GListModel       *items)
{
  guint n_permissions = muster_readiness_rows_count (items, MUSTER_READINESS_MISSING, MUSTER_READINESS_PERMISSION);
  guint number = 0;
  gboolean together = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterReadinessItem) item = g_list_model_get_item (items, i);
      MusterReadinessState state = muster_readiness_item_get_state (item);
      gboolean permission = muster_readiness_item_get_kind (item) == MUSTER_READINESS_PERMISSION;
      GtkWidget *row;

      if ((state != MUSTER_READINESS_MISSING && state != MUSTER_READINESS_EXPIRING) || (permission && together))
        continue;
      if (permission && n_permissions > 1)
        row = muster_readiness_rows_permissions (self->context, items, n_permissions);
      else
        row = muster_readiness_rows_step (self->context, item);
      together |= permission;
      muster_advice_row_set_number (MUSTER_ADVICE_ROW (row), ++number);
      add_buttons (self, MUSTER_ADVICE_ROW (row), item);
      add (self, self->todo_group, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->todo_group), number > 0);
}

static MusterTone
report_tone (MusterTenantReport *report)
{
  switch (muster_tenant_report_get_state (report))
    {
    case MUSTER_READINESS_OK:
      return MUSTER_TONE_GOOD;
    case MUSTER_READINESS_EXPIRING:
      return MUSTER_TONE_WAIT;
    case MUSTER_READINESS_MISSING:
      return MUSTER_TONE_BAD;
    case MUSTER_READINESS_UNKNOWN:
    default:
      return MUSTER_TONE_PLAIN;
    }
}

static void
show_summary (MusterTenantView *self)
{
  GtkWidget *row = muster_advice_row_new (muster_tenant_report_get_summary (self->report));
  g_autofree char *time = muster_ui_format_time (muster_tenant_report_get_checked (self->report));
  /* Translators: %s is a day and a time */
  g_autofree char *checked = g_strdup_printf (_("Checked %s. Muster looks again every day, and when Microsoft refuses something."), time);

  muster_advice_row_set_prefix (MUSTER_ADVICE_ROW (row), muster_ui_tone_icon_new (report_tone (self->report)));
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), checked, TRUE);
  add (self, self->summary_group, row);
}

static void
show_report (MusterTenantView   *self,
             MusterTenantReport *report)
{
  GListModel *items = muster_tenant_report_get_rows (report);
  GtkWidget *off;

  g_set_object (&self->report, report);
  remove_rows (self);
  muster_subpage_set_title (self->subpage, muster_tenant_report_get_name (report), _("Microsoft 365 Tenant"));
  show_summary (self);
  show_todo (self, items);
  off = muster_readiness_rows_tools_off (self->context, items);
  if (off != NULL)
    add (self, self->rest_group, off);
  for (guint state = MUSTER_READINESS_OK; state <= MUSTER_READINESS_UNKNOWN; state++)
    {
      GtkWidget *row = muster_readiness_rows_of_state (items, (MusterReadinessState) state);

      if (row != NULL)
        add (self, self->rest_group, row);
    }
  muster_faces_show_content (self->faces);
}

static void
end_busy (MusterTenantView *self,
          const GError     *error)
{
  g_autofree char *line = NULL;

  if (muster_ui_is_cancelled (error))
    return;
  self->busy = FALSE;
  update_actions (self);
  if (error == NULL)
    return;
  line = muster_error_text_line (error);
  muster_window_tell (GTK_WIDGET (self), line);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterTenantView) self = user_data;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_check_tenant_finish (MUSTER_CONTEXT (source), result, &error);
  if (report != NULL)
    show_report (self, report);
  else if (self->report == NULL && !muster_ui_is_cancelled (error))
    muster_faces_show_error (self->faces, error);
  end_busy (self, self->report == NULL ? NULL : error);
}

static void
check (MusterTenantView *self)
{
  self->busy = TRUE;
  update_actions (self);
  if (self->report == NULL)
    muster_faces_show_loading (self->faces);
  muster_context_check_tenant_async (self->context, self->connection_id, self->tenant, self->cancellable, checked_cb,
                                     g_object_ref (self));
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  check (MUSTER_TENANT_VIEW (widget));
}

/* What was found out last is shown at once; a tenant that was never looked at is checked. */
static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterTenantView) self = user_data;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_load_tenant_finish (MUSTER_CONTEXT (source), result, &error);
  if (report != NULL)
    show_report (self, report);
  else if (error == NULL)
    check (self);
  else if (!muster_ui_is_cancelled (error))
    muster_faces_show_error (self->faces, error);
}

static void
granted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterTenantView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_grant_consent_finish (MUSTER_CONTEXT (source), result, &error))
    {
      end_busy (self, error);
      return;
    }
  muster_window_tell (GTK_WIDGET (self), _("The app was accepted for this customer."));
  if (!g_cancellable_is_cancelled (self->cancellable))
    check (self);
}

/* Exactly what was shown is consented to */
static void
consent_answered_cb (MusterTenantView *self,
                     const char       *response,
                     GtkWidget        *dialog)
{
  MusterConnection *connection = self->context != NULL ? get_connection (self) : NULL;

  if (!g_str_equal (response, "consent") || connection == NULL)
    end_busy (self, NULL);
  else
    muster_context_grant_consent_async (self->context, connection, self->tenant,
                                        (const char * const *) muster_consent_dialog_get_scopes (dialog), self->cancellable,
                                        granted_cb, g_object_ref (self));
}

static void
permissions_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterTenantView) self = user_data;
  g_autoptr(GListModel) permissions = NULL;
  g_autoptr(GError) error = NULL;
  GtkRoot *root;
  GtkWidget *dialog;

  permissions = muster_context_list_permissions_finish (MUSTER_CONTEXT (source), result, &error);
  root = gtk_widget_get_root (GTK_WIDGET (self));
  if (permissions == NULL || !GTK_IS_WINDOW (root) || self->report == NULL)
    {
      end_busy (self, error);
      return;
    }
  dialog = muster_consent_dialog_new (GTK_WINDOW (root), muster_tenant_report_get_name (self->report), permissions);
  g_signal_connect_object (dialog, "response", G_CALLBACK (consent_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
grant_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  MusterTenantView *self = MUSTER_TENANT_VIEW (widget);

  if (get_connection (self) == NULL)
    return;
  self->busy = TRUE;
  update_actions (self);
  muster_context_list_permissions_async (self->context, self->connection_id, TRUE, self->cancellable, permissions_cb,
                                         g_object_ref (self));
}

static void
open_uri (const char *uri,
          gpointer    user_data)
{
  GtkRoot *root = gtk_widget_get_root (user_data);

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
consented_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterTenantView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_admin_consent_finish (MUSTER_CONTEXT (source), result, &error))
    check (self);
  else
    end_busy (self, error);
}

/* Waiting for a browser must not keep the page from checking again. */
static void
consent_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterTenantView *self = MUSTER_TENANT_VIEW (widget);
  MusterConnection *connection = get_connection (self);

  if (connection != NULL)
    muster_context_admin_consent_async (self->context, connection, self->tenant, open_uri, self, self->cancellable,
                                        consented_cb, g_object_ref (self));
}

static void
muster_tenant_view_dispose (GObject *object)
{
  MusterTenantView *self = MUSTER_TENANT_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_TENANT_VIEW);
  g_clear_object (&self->report);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_tenant_view_parent_class)->dispose (object);
}

static void
muster_tenant_view_finalize (GObject *object)
{
  MusterTenantView *self = MUSTER_TENANT_VIEW (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);
  g_free (self->connection_id);
  g_free (self->tenant);
  G_OBJECT_CLASS (muster_tenant_view_parent_class)->finalize (object);
}

static void
muster_tenant_view_class_init (MusterTenantViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_tenant_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_tenant_view_finalize;

  gtk_widget_class_install_action (widget_class, "tenant.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "tenant.grant", NULL, grant_action);
  gtk_widget_class_install_action (widget_class, "tenant.consent", NULL, consent_action);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-tenant-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterTenantView, subpage);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantView, summary_group);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantView, todo_group);
  gtk_widget_class_bind_template_child (widget_class, MusterTenantView, rest_group);
  gtk_widget_class_bind_template_callback (widget_class, check);
}

static void
muster_tenant_view_init (MusterTenantView *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_tenant_view_new:
 * @context: an open context
 * @id: of the connection and of the tenant, with a slash between them
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_tenant_view_new (MusterContext *context,
                        const char    *id)
{
  MusterTenantView *self = g_object_new (MUSTER_TYPE_TENANT_VIEW, NULL);
  g_auto(GStrv) ids = g_strsplit (id, "/", 2);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (ids[0]);
  self->tenant = g_strdup (ids[0] != NULL && ids[1] != NULL ? ids[1] : "");
  muster_faces_show_loading (self->faces);
  muster_context_load_tenant_async (context, self->connection_id, self->tenant, self->cancellable, loaded_cb,
                                    g_object_ref (self));
  return GTK_WIDGET (self);
}

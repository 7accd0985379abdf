/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-client-docs.h"
#include "muster-client-integrations.h"
#include "muster-client-readiness.h"
#include "muster-error-text.h"
#include "muster-mapping-editor.h"
#include "muster-policy-list.h"
#include "muster-secret-finder.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterClientIntegrations:
 *
 * Which company, tenant and documentation the client is, whether the tenant is
 * ready, what the documentation knows, the secrets that a technician may look
 * at, and every tool with the policy that holds for it.
 */
struct _MusterClientIntegrations
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  char          *client_id;

  MusterMappingEditor   *editor;
  MusterClientReadiness *readiness;
  MusterClientDocs      *docs;
  AdwPreferencesGroup   *secrets_group;
  MusterPolicyList      *policies;
};

G_DEFINE_FINAL_TYPE (MusterClientIntegrations, muster_client_integrations, ADW_TYPE_BIN)

static void
failed_cb (MusterClientIntegrations *self,
           GError                   *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *line = muster_error_text_line (error);

  if (MUSTER_IS_WINDOW (root))
    muster_window_add_toast (MUSTER_WINDOW (root), line);
}

/* --- Secrets --- */

static void
find_secret_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  MusterClientIntegrations *self = MUSTER_CLIENT_INTEGRATIONS (widget);
  guint kind = g_variant_get_uint32 (parameter);

  if (kind < MUSTER_N_SECRET_KINDS)
    gtk_window_present (GTK_WINDOW (muster_secret_finder_new (widget, self->context, self->client_id,
                                                              (MusterSecretKind) kind)));
}

static void
add_secret_row (MusterClientIntegrations *self,
                MusterSecretKind          kind)
{
  gboolean connected = muster_context_find_connection (self->context, muster_secret_finder_get_category (kind)) != NULL;
  GtkWidget *row = muster_ui_row_new (muster_secret_finder_get_title (kind),
                                      connected ? muster_secret_finder_get_subtitle (kind)
                                                : _("Connect it first, in Settings."));

  gtk_widget_set_sensitive (row, connected);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "u", (guint) kind);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "integrations.find-secret");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "muster-next-symbolic",
                                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                                                 NULL));
  adw_preferences_group_add (self->secrets_group, row);
}

static void
muster_client_integrations_dispose (GObject *object)
{
  MusterClientIntegrations *self = MUSTER_CLIENT_INTEGRATIONS (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENT_INTEGRATIONS);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_integrations_parent_class)->dispose (object);
}

static void
muster_client_integrations_finalize (GObject *object)
{
  g_free (MUSTER_CLIENT_INTEGRATIONS (object)->client_id);
  G_OBJECT_CLASS (muster_client_integrations_parent_class)->finalize (object);
}

static void
muster_client_integrations_class_init (MusterClientIntegrationsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_client_integrations_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_client_integrations_finalize;
  gtk_widget_class_install_action (widget_class, "integrations.find-secret", "u", find_secret_action);
  g_type_ensure (MUSTER_TYPE_CLIENT_DOCS);
  g_type_ensure (MUSTER_TYPE_CLIENT_READINESS);
  g_type_ensure (MUSTER_TYPE_MAPPING_EDITOR);
  g_type_ensure (MUSTER_TYPE_POLICY_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-client-integrations.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientIntegrations, editor);
  gtk_widget_class_bind_template_child (widget_class, MusterClientIntegrations, readiness);
  gtk_widget_class_bind_template_child (widget_class, MusterClientIntegrations, docs);
  gtk_widget_class_bind_template_child (widget_class, MusterClientIntegrations, secrets_group);
  gtk_widget_class_bind_template_child (widget_class, MusterClientIntegrations, policies);
  gtk_widget_class_bind_template_callback (widget_class, failed_cb);
}

static void
muster_client_integrations_init (MusterClientIntegrations *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
muster_client_integrations_new (MusterContext *context,
                                const char    *client_id)
{
  MusterClientIntegrations *self = g_object_new (MUSTER_TYPE_CLIENT_INTEGRATIONS, NULL);

  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  muster_client_readiness_load (self->readiness, context, client_id);
  muster_client_docs_load (self->docs, context, client_id);
  for (guint i = 0; i < MUSTER_N_SECRET_KINDS; i++)
    add_secret_row (self, (MusterSecretKind) i);
  muster_mapping_editor_load (self->editor, context, client_id);
  muster_policy_list_load (self->policies, context, client_id);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-client-integrations.h"
#include "muster-error-text.h"
#include "muster-mapping-editor.h"
#include "muster-policy-list.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterClientIntegrations:
 *
 * Which company, tenant and documentation the client is, and every tool with
 * the policy that holds for it.
 */
struct _MusterClientIntegrations
{
  AdwBin parent_instance;

  MusterMappingEditor *editor;
  MusterPolicyList    *policies;
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

static void
muster_client_integrations_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_CLIENT_INTEGRATIONS);
  G_OBJECT_CLASS (muster_client_integrations_parent_class)->dispose (object);
}

static void
muster_client_integrations_class_init (MusterClientIntegrationsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_client_integrations_dispose;
  g_type_ensure (MUSTER_TYPE_MAPPING_EDITOR);
  g_type_ensure (MUSTER_TYPE_POLICY_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-client-integrations.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientIntegrations, editor);
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

  muster_mapping_editor_load (self->editor, context, client_id);
  muster_policy_list_load (self->policies, context, client_id);
  return GTK_WIDGET (self);
}

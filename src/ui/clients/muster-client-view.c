/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-client-activity.h"
#include "muster-client-integrations.h"
#include "muster-client-overview.h"
#include "muster-client-view.h"
#include "muster-faces.h"
#include "muster-prompt-editor.h"
#include "muster-ui.h"

/**
 * MusterClientView:
 *
 * One client: overview, integrations, activity, prompt. A tab is made when it
 * is first shown.
 */
struct _MusterClientView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  char          *client_id;
  GCancellable  *cancellable;

  MusterFaces          *faces;
  AdwViewStack         *stack;
  AdwViewSwitcherTitle *switcher_title;
  AdwBin               *overview_bin;
  AdwBin               *integrations_bin;
  AdwBin               *activity_bin;
  AdwBin               *prompt_bin;
};

G_DEFINE_FINAL_TYPE (MusterClientView, muster_client_view, ADW_TYPE_BIN)

static void
ensure_tab (MusterClientView *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  if (self->context == NULL || name == NULL)
    return;
  if (g_str_equal (name, "integrations") && adw_bin_get_child (self->integrations_bin) == NULL)
    adw_bin_set_child (self->integrations_bin, muster_client_integrations_new (self->context, self->client_id));
  else if (g_str_equal (name, "activity") && adw_bin_get_child (self->activity_bin) == NULL)
    adw_bin_set_child (self->activity_bin, muster_client_activity_new (self->context, self->client_id));
  else if (g_str_equal (name, "prompt") && adw_bin_get_child (self->prompt_bin) == NULL)
    adw_bin_set_child (self->prompt_bin, muster_prompt_editor_new (self->context, self->client_id));
}

static void
client_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterClientView) self = user_data;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GError) error = NULL;

  client = muster_context_get_client_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (client == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  if (adw_bin_get_child (self->overview_bin) == NULL)
    adw_bin_set_child (self->overview_bin, muster_client_overview_new (self->context, self->client_id));
  muster_client_overview_set_client (MUSTER_CLIENT_OVERVIEW (adw_bin_get_child (self->overview_bin)), client);
  adw_view_switcher_title_set_title (self->switcher_title, muster_client_get_name (client));
  muster_faces_show_content (self->faces);
}

static void
load (MusterClientView *self)
{
  muster_context_get_client_async (self->context, self->client_id, self->cancellable, client_read_cb,
                                   g_object_ref (self));
}

static void
muster_client_view_dispose (GObject *object)
{
  MusterClientView *self = MUSTER_CLIENT_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENT_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_view_parent_class)->dispose (object);
}

static void
muster_client_view_finalize (GObject *object)
{
  MusterClientView *self = MUSTER_CLIENT_VIEW (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  G_OBJECT_CLASS (muster_client_view_parent_class)->finalize (object);
}

static void
muster_client_view_class_init (MusterClientViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_client_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_client_view_finalize;

  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-client-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterClientView, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterClientView, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, MusterClientView, overview_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterClientView, integrations_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterClientView, activity_bin);
  gtk_widget_class_bind_template_child (widget_class, MusterClientView, prompt_bin);
  gtk_widget_class_bind_template_callback (widget_class, ensure_tab);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
muster_client_view_init (MusterClientView *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_client_view_new:
 * @context: an open context
 * @client_id: which client
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_client_view_new (MusterContext *context,
                        const char    *client_id)
{
  MusterClientView *self = g_object_new (MUSTER_TYPE_CLIENT_VIEW, NULL);

  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  g_signal_connect_object (context, "clients-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  return GTK_WIDGET (self);
}

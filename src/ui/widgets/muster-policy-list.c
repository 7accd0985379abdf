/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-faces.h"
#include "muster-policy-list.h"
#include "muster-policy-row.h"
#include "muster-text.h"
#include "muster-ui.h"

/**
 * MusterPolicyList:
 *
 * Every tool with its policy, by integration, with a search. A change is saved
 * at once; what a tool's floor forbids is not offered, and the row says why.
 */
struct _MusterPolicyList
{
  AdwBin parent_instance;

  MusterContext   *context;   /* (owned) */
  char            *client_id; /* (nullable): NULL is the MSP */
  GCancellable    *cancellable;
  char            *needle;    /* folded */
  GtkCustomFilter *filter;
  GListModel      *policies;  /* (owned) (nullable) (element-type MusterToolPolicy) */

  MusterFaces    *faces;
  GtkSearchEntry *search_entry;
  GtkListBox     *list_box;
};

G_DEFINE_FINAL_TYPE (MusterPolicyList, muster_policy_list, ADW_TYPE_BIN)

static void load (MusterPolicyList *self);

static gboolean
matches (MusterPolicyList *self,
         const char       *text)
{
  g_autofree char *folded = text != NULL ? muster_text_fold (text) : NULL;

  return folded != NULL && strstr (folded, self->needle) != NULL;
}

static gboolean
filter_policy (gpointer item,
               gpointer user_data)
{
  MusterPolicyList *self = user_data;
  MusterToolPolicy *policy = MUSTER_TOOL_POLICY (item);

  if (self->needle == NULL || *self->needle == '\0')
    return TRUE;
  return matches (self, muster_tool_policy_get_title (policy)) ||
         matches (self, muster_tool_policy_get_tool (policy)) ||
         matches (self, muster_ui_class_title (muster_tool_policy_get_effect_class (policy))) ||
         matches (self, muster_ui_policy_title (muster_tool_policy_get_policy (policy)));
}

static void
search_changed_cb (MusterPolicyList *self)
{
  g_free (self->needle);
  self->needle = muster_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  MusterPolicyList *self = user_data;

  return muster_policy_row_new (self->context, self->client_id, MUSTER_TOOL_POLICY (item));
}

static void
set_header (GtkListBoxRow *row,
            GtkListBoxRow *before,
            gpointer       user_data)
{
  MusterPolicyList *self = user_data;
  const char *integration = muster_policy_row_get_integration (MUSTER_POLICY_ROW (row));
  MusterIntegration *description;
  GtkWidget *label;

  if (before != NULL &&
      g_strcmp0 (integration, muster_policy_row_get_integration (MUSTER_POLICY_ROW (before))) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  description = muster_catalog_get_integration (muster_context_get_catalog (self->context), integration);
  label = gtk_label_new (description != NULL ? muster_integration_get_name (description) : integration);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "muster-header");
  gtk_list_box_row_set_header (row, label);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterPolicyList) self = user_data;
  g_autoptr(GtkFilterListModel) filtered = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_object (&self->policies);
  self->policies = muster_context_list_tool_policies_finish (MUSTER_CONTEXT (source), result, &error);
  if (self->policies == NULL)
    {
      if (self->context != NULL)
        muster_faces_show_error (self->faces, error);
      return;
    }
  if (self->context == NULL)
    return;
  filtered = gtk_filter_list_model_new (g_object_ref (self->policies), g_object_ref (GTK_FILTER (self->filter)));
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (filtered), create_row, self, NULL);
  if (g_list_model_get_n_items (self->policies) > 0)
    muster_faces_show_content (self->faces);
  else
    muster_faces_show_empty (self->faces);
}

static void
load (MusterPolicyList *self)
{
  if (self->policies == NULL)
    muster_faces_show_loading (self->faces);
  muster_context_list_tool_policies_async (self->context, self->client_id, self->cancellable, listed_cb,
                                           g_object_ref (self));
}

static void
muster_policy_list_dispose (GObject *object)
{
  MusterPolicyList *self = MUSTER_POLICY_LIST (object);

  g_cancellable_cancel (self->cancellable);
  if (self->list_box != NULL)
    gtk_list_box_bind_model (self->list_box, NULL, NULL, NULL, NULL);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_POLICY_LIST);
  g_clear_object (&self->policies);
  g_clear_object (&self->filter);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_policy_list_parent_class)->dispose (object);
}

static void
muster_policy_list_finalize (GObject *object)
{
  MusterPolicyList *self = MUSTER_POLICY_LIST (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  g_free (self->needle);
  G_OBJECT_CLASS (muster_policy_list_parent_class)->finalize (object);
}

static void
muster_policy_list_class_init (MusterPolicyListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = muster_policy_list_dispose;
  object_class->finalize = muster_policy_list_finalize;

  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-policy-list.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, list_box);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
muster_policy_list_init (MusterPolicyList *self)
{
  self->cancellable = g_cancellable_new ();
  self->filter = gtk_custom_filter_new (filter_policy, self, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list_box, set_header, self, NULL);
}

/**
 * muster_policy_list_load:
 * @self: list
 * @context: an open context
 * @client_id: (nullable): whose policies; NULL: the MSP's
 */
void
muster_policy_list_load (MusterPolicyList *self,
                         MusterContext    *context,
                         const char       *client_id)
{
  g_return_if_fail (MUSTER_IS_POLICY_LIST (self));

  g_set_object (&self->context, context);
  g_free (self->client_id);
  self->client_id = g_strdup (client_id);
  load (self);
}

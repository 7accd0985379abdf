/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-button-layout.h"
#include "muster-faces.h"
#include "muster-policy-dialog.h"
#include "muster-policy-list.h"
#include "muster-policy-row.h"
#include "muster-tab-stop.h"
#include "muster-text.h"
#include "muster-ui.h"

/**
 * MusterPolicyList:
 *
 * Every tool with its policy: the agent's own acts first, then by integration,
 * with a search and a choice by what a tool does. What is found can be changed
 * all at once. A change is looked at first (#MusterPolicyDialog); what a tool's
 * floor forbids is not offered, and the row says why. Rows are made a few at a
 * time: the page is there at once, and nobody waits for what they do not see.
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
  GListModel      *shown;     /* (owned) (nullable): those that fit search and choice */
  GtkSliceListModel *made;    /* (owned) (nullable): those of them that have a row */
  guint            make_id;   /* makes more rows when nothing else is to do */

  MusterFaces    *faces;
  GtkSearchEntry *search_entry;
  GtkDropDown    *class_drop_down;
  GtkMenuButton  *bulk_button;
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

/* What tools do, in the order of the choice; the first one is everything */
static const int classes[] = {
  -1, MUSTER_EFFECT_CLASS_READ, MUSTER_EFFECT_CLASS_READ_SENSITIVE, MUSTER_EFFECT_CLASS_NOTE_INTERNAL,
  MUSTER_EFFECT_CLASS_REPLY, MUSTER_EFFECT_CLASS_WRITE, MUSTER_EFFECT_CLASS_CREDENTIAL, MUSTER_EFFECT_CLASS_PRIVILEGE,
  MUSTER_EFFECT_CLASS_DESTRUCTIVE,
};

static gboolean
fits_class (MusterPolicyList *self,
            MusterToolPolicy *policy)
{
  guint selected = gtk_drop_down_get_selected (self->class_drop_down);

  return selected == 0 || selected >= G_N_ELEMENTS (classes) ||
         classes[selected] == (int) muster_tool_policy_get_effect_class (policy);
}

static gboolean
filter_policy (gpointer item,
               gpointer user_data)
{
  MusterPolicyList *self = user_data;
  MusterToolPolicy *policy = MUSTER_TOOL_POLICY (item);

  if (!fits_class (self, policy))
    return FALSE;
  if (self->needle == NULL || *self->needle == '\0')
    return TRUE;
  return matches (self, muster_tool_policy_get_title (policy)) ||
         matches (self, muster_tool_policy_get_tool (policy)) ||
         matches (self, muster_ui_class_title (muster_tool_policy_get_effect_class (policy))) ||
         matches (self, muster_ui_policy_title (muster_tool_policy_get_policy (policy)));
}

/* So many rows fill a large window; more at a time would be noticed */
#define FIRST_ROWS 16
#define MORE_ROWS  6

static gboolean
make_more_cb (gpointer user_data)
{
  MusterPolicyList *self = user_data;
  guint n = gtk_slice_list_model_get_size (self->made);

  if (n >= g_list_model_get_n_items (self->shown))
    {
      self->make_id = 0;
      return G_SOURCE_REMOVE;
    }
  gtk_slice_list_model_set_size (self->made, n + MORE_ROWS);
  return G_SOURCE_CONTINUE;
}

static void
make_rows (MusterPolicyList *self)
{
  if (self->make_id == 0)
    self->make_id = g_idle_add_full (G_PRIORITY_LOW, make_more_cb, self, NULL);
}

/* Everything at once is never changed by accident: something has to be chosen first */
static void
filter_changed (MusterPolicyList *self)
{
  gboolean chosen = gtk_drop_down_get_selected (self->class_drop_down) > 0 ||
                    (self->needle != NULL && *self->needle != '\0');

  if (self->made != NULL)
    gtk_slice_list_model_set_size (self->made, FIRST_ROWS);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  if (self->made != NULL)
    make_rows (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->bulk_button), chosen && self->shown != NULL &&
                            g_list_model_get_n_items (self->shown) > 0);
}

static void
search_changed_cb (MusterPolicyList *self)
{
  g_free (self->needle);
  self->needle = muster_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  filter_changed (self);
}

static void
class_selected_cb (MusterPolicyList *self)
{
  if (self->filter != NULL)
    filter_changed (self);
}

/* --- All that are shown --- */

static void
add_bulk_change (MusterPolicyList *self,
                 MusterToolPolicy *row,
                 const char       *wanted,
                 GPtrArray        *changes,
                 guint            *n_left)
{
  const char *tool = muster_tool_policy_get_tool (row);
  g_autoptr(MusterToolPolicy) change = muster_tool_policy_new ();
  MusterPolicy policy = muster_tool_policy_get_policy (row);
  gboolean may_ask = muster_context_may_ask_manager (self->context, tool);
  gboolean manager = muster_tool_policy_get_manager (row);

  muster_tool_policy_set_tool (change, tool);
  if (g_str_equal (wanted, MUSTER_POLICY_SOURCE_INHERIT))
    muster_tool_policy_set_source (change, MUSTER_POLICY_SOURCE_INHERIT);
  else if (g_str_has_suffix (wanted, "manager"))
    {
      manager = g_str_equal (wanted, "manager");
      policy = manager ? MUSTER_POLICY_APPROVAL_NEEDED : policy;
    }
  else
    muster_policy_from_string (wanted, &policy);

  if (policy < muster_context_policy_floor (self->context, tool, NULL) || (g_str_has_suffix (wanted, "manager") && !may_ask))
    {
      (*n_left)++;
      return;
    }
  muster_tool_policy_set_policy (change, policy);
  muster_tool_policy_set_manager (change, manager && may_ask && policy == MUSTER_POLICY_APPROVAL_NEEDED);
  g_ptr_array_add (changes, g_object_ref (change));
}

static char *
bulk_text (guint n_changes,
           guint n_left)
{
  g_autofree char *changed = NULL;
  g_autofree char *left = NULL;

  /* Translators: number of tools */
  changed = g_strdup_printf (ngettext ("%u tool is changed.", "%u tools are changed.", n_changes), n_changes);
  if (n_left == 0)
    return g_steal_pointer (&changed);
  /* Translators: number of tools that keep their policy */
  left = g_strdup_printf (ngettext ("%u may not have this policy and stays as it is.",
                                    "%u may not have this policy and stay as they are.", n_left), n_left);
  return g_strdup_printf ("%s %s", changed, left);
}

static void
bulk_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterPolicyList *self = MUSTER_POLICY_LIST (widget);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *what = NULL;
  guint n_left = 0;

  for (guint i = 0; self->shown != NULL && i < g_list_model_get_n_items (self->shown); i++)
    {
      g_autoptr(MusterToolPolicy) row = g_list_model_get_item (self->shown, i);

      if (muster_tool_policy_get_available (row))
        add_bulk_change (self, row, g_variant_get_string (parameter, NULL), changes, &n_left);
    }
  if (changes->len == 0)
    return;
  what = bulk_text (changes->len, n_left);
  muster_policy_dialog_begin (GTK_WIDGET (self), self->context, self->client_id, changes, what);
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
  const char *group = muster_policy_row_get_group (MUSTER_POLICY_ROW (row));
  MusterIntegration *description;
  GtkWidget *label;

  if (before != NULL &&
      g_strcmp0 (group, muster_policy_row_get_group (MUSTER_POLICY_ROW (before))) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  description = muster_catalog_get_integration (muster_context_get_catalog (self->context), group);
  label = gtk_label_new (description != NULL ? muster_integration_get_name (description) : _("The Agent’s Own Acts"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "muster-header");
  gtk_list_box_row_set_header (row, label);
}

/* What belongs to a system that is not connected is of no use to anybody */
static gboolean
is_of_use (MusterPolicyList *self,
           MusterToolPolicy *policy)
{
  return muster_context_find_connection (self->context, muster_tool_policy_get_integration (policy)) != NULL;
}

/* The agent's own acts on a ticket first */
static GListModel *
arrange (MusterPolicyList *self,
         GListModel       *policies)
{
  GListStore *arranged = g_list_store_new (MUSTER_TYPE_TOOL_POLICY);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < g_list_model_get_n_items (policies); i++)
      {
        g_autoptr(MusterToolPolicy) policy = g_list_model_get_item (policies, i);

        if (muster_tool_policy_get_engine (policy) == (pass == 0) && is_of_use (self, policy))
          g_list_store_append (arranged, policy);
      }
  return G_LIST_MODEL (arranged);
}

/* After a change the rows stay, with what holds now: nobody loses their place */
static gboolean
take_over (GListModel *policies,
           GListModel *now)
{
  if (policies == NULL || g_list_model_get_n_items (policies) != g_list_model_get_n_items (now))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (policies); i++)
    {
      g_autoptr(MusterToolPolicy) shown = g_list_model_get_item (policies, i);
      g_autoptr(MusterToolPolicy) is = g_list_model_get_item (now, i);

      if (g_strcmp0 (muster_tool_policy_get_tool (shown), muster_tool_policy_get_tool (is)) != 0 ||
          muster_tool_policy_get_available (shown) != muster_tool_policy_get_available (is))
        return FALSE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (policies); i++)
    {
      g_autoptr(MusterToolPolicy) shown = g_list_model_get_item (policies, i);
      g_autoptr(MusterToolPolicy) is = g_list_model_get_item (now, i);

      muster_tool_policy_set_policy (shown, muster_tool_policy_get_policy (is));
      muster_tool_policy_set_manager (shown, muster_tool_policy_get_manager (is));
      muster_tool_policy_set_source (shown, muster_tool_policy_get_source (is));
    }
  return TRUE;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterPolicyList) self = user_data;
  g_autoptr(GListModel) listed = NULL;
  g_autoptr(GListModel) arranged = NULL;
  g_autoptr(GError) error = NULL;

  listed = muster_context_list_tool_policies_finish (MUSTER_CONTEXT (source), result, &error);
  if (self->context == NULL)
    return;
  if (listed == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  arranged = arrange (self, listed);
  if (take_over (self->policies, arranged))
    return;
  g_set_object (&self->policies, arranged);
  g_clear_object (&self->shown);
  self->shown = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (arranged), g_object_ref (GTK_FILTER (self->filter))));
  g_clear_object (&self->made);
  self->made = gtk_slice_list_model_new (g_object_ref (self->shown), 0, FIRST_ROWS);
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (self->made), create_row, self, NULL);
  make_rows (self);
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
  g_clear_handle_id (&self->make_id, g_source_remove);
  if (self->list_box != NULL)
    gtk_list_box_bind_model (self->list_box, NULL, NULL, NULL, NULL);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_POLICY_LIST);
  g_clear_object (&self->policies);
  g_clear_object (&self->made);
  g_clear_object (&self->shown);
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

  gtk_widget_class_install_action (widget_class, "policies.set-shown", "s", bulk_action);
  g_type_ensure (MUSTER_TYPE_BUTTON_LAYOUT);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-policy-list.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, class_drop_down);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, bulk_button);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyList, list_box);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, class_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
fill_classes (MusterPolicyList *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, _("All tools"));
  for (guint i = 1; i < G_N_ELEMENTS (classes); i++)
    gtk_string_list_append (titles, muster_ui_class_title ((MusterEffectClass) classes[i]));
  gtk_drop_down_set_model (self->class_drop_down, G_LIST_MODEL (titles));
}

static void
muster_policy_list_init (MusterPolicyList *self)
{
  self->cancellable = g_cancellable_new ();
  self->filter = gtk_custom_filter_new (filter_policy, self, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_let_shrink (GTK_WIDGET (self->class_drop_down));
  fill_classes (self);
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

  if (g_set_object (&self->context, context))
    g_signal_connect_object (context, "policies-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_free (self->client_id);
  self->client_id = g_strdup (client_id);
  load (self);
}

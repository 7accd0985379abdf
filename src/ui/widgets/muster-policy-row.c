/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-policy-dialog.h"
#include "muster-policy-row.h"
#include "muster-ui.h"

/**
 * MusterPolicyRow:
 *
 * One tool and a menu button for its policy, whether the manager is asked, and the way back to what is above. What is
 * chosen is looked at first (see #MusterPolicyDialog) and shows when it is saved. The menu is made when it is opened:
 * a list has a hundred rows, and few menus are ever opened.
 */
struct _MusterPolicyRow
{
  AdwActionRow parent_instance;

  MusterContext      *context;   /* (owned) */
  char               *client_id; /* (nullable) */
  MusterToolPolicy   *policy;    /* (owned) */
  MusterPolicy        floor;
  const char         *floor_reason; /* (nullable) */
  GtkMenuButton      *button;
  GSimpleActionGroup *actions;
};

G_DEFINE_FINAL_TYPE (MusterPolicyRow, muster_policy_row, ADW_TYPE_ACTION_ROW)

/* Somebody has chosen it here. The MSP's list is filled with the defaults at first, and those nobody has chosen */
static gboolean
is_own (MusterPolicyRow *self)
{
  MusterTool *tool = muster_catalog_lookup_tool (muster_context_get_catalog (self->context),
                                                 muster_tool_policy_get_tool (self->policy));
  const char *source = muster_tool_policy_get_source (self->policy);

  if (self->client_id != NULL)
    return g_strcmp0 (source, "client") == 0;
  return g_strcmp0 (source, "msp") == 0 &&
         (muster_tool_policy_get_manager (self->policy) || tool == NULL ||
          muster_tool_policy_get_policy (self->policy) !=
          muster_tool_floor_policy (tool, muster_tool_default_policy (tool)));
}

static void
set_state (MusterPolicyRow *self,
           const char      *name,
           GVariant        *state)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), state);
}

static void
show_policy (MusterPolicyRow *self)
{
  MusterPolicy policy = muster_tool_policy_get_policy (self->policy);
  g_autofree char *name = NULL;

  gtk_menu_button_set_label (self->button, muster_ui_policy_title (policy));
  set_state (self, "set", g_variant_new_string (muster_policy_to_string (policy)));
  set_state (self, "manager", g_variant_new_boolean (muster_tool_policy_get_manager (self->policy)));
  /* Translators: first a tool such as “Reset password”, then its policy */
  name = g_strdup_printf (_("Policy of %s: %s"), muster_tool_policy_get_title (self->policy),
                          muster_ui_policy_title (policy));
  muster_ui_set_name (GTK_WIDGET (self->button), name);
}

static void
show_subtitle (MusterPolicyRow *self)
{
  g_autoptr(GString) subtitle = g_string_new (muster_ui_class_title (muster_tool_policy_get_effect_class (self->policy)));
  g_autofree char *description = NULL;

  if (!muster_tool_policy_get_available (self->policy) &&
      muster_tool_policy_get_unavailable_reason (self->policy) != NULL)
    g_string_append_printf (subtitle, "\n%s", muster_tool_policy_get_unavailable_reason (self->policy));
  else if (self->floor != MUSTER_POLICY_AUTO && self->floor_reason != NULL)
    g_string_append_printf (subtitle, "\n%s", self->floor_reason);
  if (muster_tool_policy_get_manager (self->policy))
    g_string_append_printf (subtitle, "\n%s", _("The requester’s manager is asked too"));
  if (is_own (self))
    g_string_append_printf (subtitle, "\n%s", self->client_id != NULL ? _("Set for this client") : _("Set by you"));
  muster_ui_row_set_subtitle (GTK_WIDGET (self), subtitle->str);

  /* Its title names the row */
  description = g_strdup_printf ("%s\n%s", muster_ui_policy_title (muster_tool_policy_get_policy (self->policy)), subtitle->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
show (MusterPolicyRow *self)
{
  show_policy (self);
  show_subtitle (self);
}

static void
change (MusterPolicyRow  *self,
        MusterToolPolicy *wanted)
{
  g_autoptr(GPtrArray) changes = g_ptr_array_new ();

  muster_tool_policy_set_tool (wanted, muster_tool_policy_get_tool (self->policy));
  g_ptr_array_add (changes, wanted);
  muster_policy_dialog_begin (GTK_WIDGET (self), self->context, self->client_id, changes, NULL);
}

static void
set_activated_cb (GSimpleAction   *action,
                  GVariant        *parameter,
                  MusterPolicyRow *self)
{
  g_autoptr(MusterToolPolicy) wanted = muster_tool_policy_new ();
  MusterPolicy policy;

  if (!muster_policy_from_string (g_variant_get_string (parameter, NULL), &policy) || policy < self->floor ||
      policy == muster_tool_policy_get_policy (self->policy))
    return;
  muster_tool_policy_set_policy (wanted, policy);
  muster_tool_policy_set_manager (wanted, policy == MUSTER_POLICY_APPROVAL_NEEDED &&
                                  muster_tool_policy_get_manager (self->policy));
  change (self, wanted);
}

/* Who asks the manager asks a technician too */
static void
manager_activated_cb (GSimpleAction   *action,
                      GVariant        *parameter,
                      MusterPolicyRow *self)
{
  g_autoptr(MusterToolPolicy) wanted = muster_tool_policy_new ();
  gboolean asks = !muster_tool_policy_get_manager (self->policy);

  muster_tool_policy_set_policy (wanted, asks ? MUSTER_POLICY_APPROVAL_NEEDED : muster_tool_policy_get_policy (self->policy));
  muster_tool_policy_set_manager (wanted, asks);
  change (self, wanted);
}

static void
reset_activated_cb (GSimpleAction   *action,
                    GVariant        *parameter,
                    MusterPolicyRow *self)
{
  g_autoptr(MusterToolPolicy) wanted = muster_tool_policy_new ();

  muster_tool_policy_set_source (wanted, MUSTER_POLICY_SOURCE_INHERIT);
  change (self, wanted);
}

static gboolean
take_focus_back_cb (gpointer user_data)
{
  GtkWidget *row = user_data;
  GtkRoot *root = gtk_widget_get_root (row);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || gtk_widget_is_ancestor (focus, row))
    gtk_widget_grab_focus (row);
  return G_SOURCE_REMOVE;
}

/* The row says which tool it is; the button inside it does not */
static void
menu_closed_cb (MusterPolicyRow *self)
{
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_focus_back_cb, g_object_ref (self), g_object_unref);
}

static void
create_popup (GtkMenuButton *button,
              gpointer       user_data)
{
  MusterPolicyRow *self = user_data;
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) policies = g_menu_new ();
  g_autoptr(GMenu) more = g_menu_new ();

  for (int policy = (int) self->floor; policy <= MUSTER_POLICY_DISABLED; policy++)
    {
      g_autofree char *action = g_strdup_printf ("policy.set::%s", muster_policy_to_string ((MusterPolicy) policy));

      g_menu_append (policies, muster_ui_policy_title ((MusterPolicy) policy), action);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (policies));
  if (muster_context_may_ask_manager (self->context, muster_tool_policy_get_tool (self->policy)))
    g_menu_append (more, _("Also Ask the Manager"), "policy.manager");
  if (is_own (self))
    g_menu_append (more, self->client_id != NULL ? _("Back to the MSP’s Policy") : _("Back to the Default"), "policy.reset");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
  g_signal_connect_object (gtk_menu_button_get_popover (button), "closed", G_CALLBACK (menu_closed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
muster_policy_row_dispose (GObject *object)
{
  MusterPolicyRow *self = MUSTER_POLICY_ROW (object);

  g_clear_object (&self->context);
  g_clear_object (&self->policy);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (muster_policy_row_parent_class)->dispose (object);
}

static void
muster_policy_row_finalize (GObject *object)
{
  g_free (MUSTER_POLICY_ROW (object)->client_id);
  G_OBJECT_CLASS (muster_policy_row_parent_class)->finalize (object);
}

static void
muster_policy_row_class_init (MusterPolicyRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_policy_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_policy_row_finalize;
}

static void
add_action (MusterPolicyRow *self,
            GSimpleAction   *action,
            GCallback        activated)
{
  g_signal_connect_object (action, "activate", activated, self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  g_object_unref (action);
}

/* The whole row opens the menu: within the list the arrow keys go from row to row */
static void
activated_cb (MusterPolicyRow *self)
{
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->button)))
    gtk_menu_button_popup (self->button);
}

static void
muster_policy_row_init (MusterPolicyRow *self)
{
  self->actions = g_simple_action_group_new ();
  add_action (self, g_simple_action_new_stateful ("set", G_VARIANT_TYPE_STRING, g_variant_new_string ("")),
              G_CALLBACK (set_activated_cb));
  add_action (self, g_simple_action_new_stateful ("manager", NULL, g_variant_new_boolean (FALSE)),
              G_CALLBACK (manager_activated_cb));
  add_action (self, g_simple_action_new ("reset", NULL), G_CALLBACK (reset_activated_cb));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "policy", G_ACTION_GROUP (self->actions));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_menu_button_set_create_popup_func (self->button, create_popup, self, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  g_signal_connect (self, "activated", G_CALLBACK (activated_cb), NULL);
}

/**
 * muster_policy_row_new:
 * @context: an open context
 * @client_id: (nullable): whose policy
 * @policy: the tool and its policy; the row follows its changes
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
muster_policy_row_new (MusterContext    *context,
                       const char       *client_id,
                       MusterToolPolicy *policy)
{
  MusterPolicyRow *self = g_object_new (MUSTER_TYPE_POLICY_ROW, NULL);

  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  self->policy = g_object_ref (policy);
  self->floor = muster_context_policy_floor (context, muster_tool_policy_get_tool (policy), &self->floor_reason);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), muster_tool_policy_get_title (policy));
  show (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), muster_tool_policy_get_available (policy));
  g_signal_connect_object (policy, "notify", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * muster_policy_row_get_group:
 * @self: row
 *
 * Returns: (transfer none): under which heading it stands: the integration, or `engine` for what the agent does by
 *   itself on a ticket
 */
const char *
muster_policy_row_get_group (MusterPolicyRow *self)
{
  g_return_val_if_fail (MUSTER_IS_POLICY_ROW (self), NULL);
  return muster_tool_policy_get_engine (self->policy) ? "engine" : muster_tool_policy_get_integration (self->policy);
}

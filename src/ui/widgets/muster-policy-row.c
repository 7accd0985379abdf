/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-policy-row.h"
#include "muster-ui.h"

/**
 * MusterPolicyRow:
 *
 * One tool and a menu button for its policy. The menu is made when it is
 * opened: a list has a hundred rows, and few menus are ever opened.
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

static void
show_policy (MusterPolicyRow *self,
             MusterPolicy     policy)
{
  g_autofree char *name = NULL;
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "set");

  gtk_menu_button_set_label (self->button, muster_ui_policy_title (policy));
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (muster_policy_to_string (policy)));
  /* Translators: first a tool such as “Reset password”, then its policy */
  name = g_strdup_printf (_("Policy of %s: %s"), muster_tool_policy_get_title (self->policy),
                          muster_ui_policy_title (policy));
  muster_ui_set_name (GTK_WIDGET (self->button), name);
}

static void
show_subtitle (MusterPolicyRow *self)
{
  const char *class_title = muster_ui_class_title (muster_tool_policy_get_effect_class (self->policy));
  g_autofree char *subtitle = NULL;

  if (!muster_tool_policy_get_available (self->policy) &&
      muster_tool_policy_get_unavailable_reason (self->policy) != NULL)
    subtitle = g_strdup_printf ("%s\n%s", class_title, muster_tool_policy_get_unavailable_reason (self->policy));
  else if (self->floor != MUSTER_POLICY_AUTO && self->floor_reason != NULL)
    subtitle = g_strdup_printf ("%s\n%s", class_title, self->floor_reason);
  muster_ui_row_set_subtitle (GTK_WIDGET (self), subtitle != NULL ? subtitle : class_title);
}

static void
policy_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterPolicyRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_set_policy_finish (MUSTER_CONTEXT (source), result, &error))
    {
      show_policy (self, muster_tool_policy_get_policy (self->policy));
      if (!muster_ui_is_cancelled (error))
        muster_ui_row_set_subtitle (GTK_WIDGET (self), muster_error_text_describe (error).advice);
      return;
    }
  show_subtitle (self);
}

static void
set_activated_cb (GSimpleAction   *action,
                  GVariant        *parameter,
                  MusterPolicyRow *self)
{
  MusterPolicy policy;

  if (!muster_policy_from_string (g_variant_get_string (parameter, NULL), &policy) || policy < self->floor)
    return;
  show_policy (self, policy);
  muster_context_set_policy_async (self->context, self->client_id, muster_tool_policy_get_tool (self->policy),
                                   policy, NULL, policy_saved_cb, g_object_ref (self));
}

static void
create_popup (GtkMenuButton *button,
              gpointer       user_data)
{
  MusterPolicyRow *self = user_data;
  g_autoptr(GMenu) menu = g_menu_new ();

  for (int policy = (int) self->floor; policy <= MUSTER_POLICY_DISABLED; policy++)
    {
      g_autofree char *action = g_strdup_printf ("policy.set::%s", muster_policy_to_string ((MusterPolicy) policy));

      g_menu_append (menu, muster_ui_policy_title ((MusterPolicy) policy), action);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
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
muster_policy_row_init (MusterPolicyRow *self)
{
  g_autoptr(GSimpleAction) action = NULL;

  self->actions = g_simple_action_group_new ();
  action = g_simple_action_new_stateful ("set", G_VARIANT_TYPE_STRING, g_variant_new_string (""));
  g_signal_connect_object (action, "activate", G_CALLBACK (set_activated_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
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
}

/**
 * muster_policy_row_new:
 * @context: an open context
 * @client_id: (nullable): whose policy
 * @policy: the tool and its policy
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
  show_subtitle (self);
  show_policy (self, muster_tool_policy_get_policy (policy));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), muster_tool_policy_get_available (policy));
  return GTK_WIDGET (self);
}

const char *
muster_policy_row_get_integration (MusterPolicyRow *self)
{
  g_return_val_if_fail (MUSTER_IS_POLICY_ROW (self), NULL);
  return muster_tool_policy_get_integration (self->policy);
}

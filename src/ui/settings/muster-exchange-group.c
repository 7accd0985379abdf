/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-context-microsoft365.h"
#include "muster-error-text.h"
#include "muster-exchange-group.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterExchangeGroup:
 *
 * Whether the Exchange Online tools may use the interface that Microsoft has
 * not published: what that means, which tools they are, who accepted it and
 * when. An administrator switches it on after reading what it means, and off
 * at once.
 */
struct _MusterExchangeGroup
{
  AdwBin parent_instance;

  MusterContext    *context;    /* (owned) */
  MusterConnection *connection; /* (owned) */
  gboolean          showing;

  AdwActionRow   *row;
  GtkSwitch      *accept_switch;
  AdwExpanderRow *tools_row;
};

G_DEFINE_FINAL_TYPE (MusterExchangeGroup, muster_exchange_group, ADW_TYPE_BIN)

#define OPTION "exchangeUnpublished"

/* (transfer full) (nullable): one setting of the connection */
static char *
get_setting (MusterExchangeGroup *self,
             const char          *name)
{
  g_autoptr(JsonNode) node = json_from_string (muster_connection_get_settings (self->connection), NULL);
  JsonObject *settings = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return settings != NULL ? g_strdup (json_object_get_string_member_with_default (settings, name, NULL)) : NULL;
}

static gboolean
is_administrator (MusterExchangeGroup *self)
{
  MusterMember *member = muster_context_get_member (self->context);

  return member != NULL && g_strcmp0 (muster_member_get_role (member), "msp_admin") == 0;
}

/* @by: "NAME, YEAR-MONTH-DAY" */
static char *
accepted_text (const char *by)
{
  const char *comma = by != NULL ? strrchr (by, ',') : NULL;
  g_autofree char *name = comma != NULL ? g_strndup (by, (gsize) (comma - by)) : NULL;
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *stamp = comma != NULL ? g_strconcat (comma + strspn (comma, ", "), "T00:00:00", NULL) : NULL;
  g_autoptr(GDateTime) time = stamp != NULL ? g_date_time_new_from_iso8601 (stamp, zone) : NULL;
  /* Translators: a day such as 7 Mar 2026; see g_date_time_format () */
  g_autofree char *day = time != NULL ? g_date_time_format (time, _("%-d %b %Y")) : NULL;

  if (day == NULL)
    return g_strdup (_("Accepted"));
  /* Translators: a person’s name, then a day */
  return g_strdup_printf (_("Accepted by %s on %s"), name, day);
}

static void
show_state (MusterExchangeGroup *self)
{
  g_autofree char *value = get_setting (self, OPTION);
  g_autofree char *by = get_setting (self, OPTION "By");
  gboolean accepted = g_strcmp0 (value, "accepted") == 0;
  gboolean may = is_administrator (self);
  g_autofree char *text = accepted ? accepted_text (by) : NULL;

  self->showing = TRUE;
  gtk_switch_set_active (self->accept_switch, accepted);
  gtk_switch_set_state (self->accept_switch, accepted);
  self->showing = FALSE;
  if (!accepted)
    text = g_strdup (may ? _("Off: the tools below are not used")
                     : _("Off: the tools below are not used. Only an administrator of your MSP can change this."));
  adw_action_row_set_subtitle (self->row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_switch), may);
}

static void
show_tools (MusterExchangeGroup *self)
{
  g_autoptr(GPtrArray) tools = NULL;
  g_autofree char *title = NULL;
  guint n = 0;

  tools = muster_catalog_list_tools (muster_context_get_catalog (self->context), "microsoft365");
  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);

      if (!muster_tool_is_unpublished (tool, NULL) || muster_tool_get_engine (tool))
        continue;
      adw_expander_row_add_row (self->tools_row,
                                muster_ui_row_new (_(muster_tool_get_title (tool)),
                                                   muster_ui_class_title (muster_tool_get_effect_class (tool))));
      n++;
    }
  title = g_strdup_printf (ngettext ("%u tool uses it", "%u tools use it", n), n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->tools_row), title);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterExchangeGroup) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_set_connection_option_finish (MUSTER_CONTEXT (source), result, &error))
    {
      g_autofree char *line = muster_error_text_line (error);

      if (!muster_ui_is_cancelled (error))
        muster_window_tell (GTK_WIDGET (self), line);
      if (self->context != NULL)
        show_state (self);
    }
}

static void
save (MusterExchangeGroup *self,
      const char          *value)
{
  muster_context_set_connection_option_async (self->context, self->connection, OPTION, value, NULL, saved_cb,
                                              g_object_ref (self));
}

static void
answered_cb (MusterExchangeGroup *self,
             const char          *response)
{
  if (g_str_equal (response, "accept"))
    save (self, "accepted");
  else
    show_state (self);
}

/* Accepting is read first, and never the default. */
static void
ask (MusterExchangeGroup *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _("Use an Interface That Microsoft Has Not Published?"),
                                              _("Microsoft has no published interface for these Exchange Online actions. Muster would use the one that Microsoft’s own PowerShell module uses.\n\nIt works today, and many MSP products use it. But Microsoft promises nothing: it may change or stop without notice, and Microsoft’s support does not help with it. Muster checks each change afterwards and says when one cannot be confirmed.\n\nYour name and the day are kept, and it can be switched off at any time."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "accept", _("Accept"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
state_set_cb (MusterExchangeGroup *self,
              gboolean             state)
{
  if (self->showing)
    return FALSE;
  if (state)
    ask (self);
  else
    save (self, NULL);
  return TRUE;
}

static void
muster_exchange_group_dispose (GObject *object)
{
  MusterExchangeGroup *self = MUSTER_EXCHANGE_GROUP (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_EXCHANGE_GROUP);
  g_clear_object (&self->connection);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_exchange_group_parent_class)->dispose (object);
}

static void
muster_exchange_group_class_init (MusterExchangeGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_exchange_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-exchange-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterExchangeGroup, row);
  gtk_widget_class_bind_template_child (widget_class, MusterExchangeGroup, accept_switch);
  gtk_widget_class_bind_template_child (widget_class, MusterExchangeGroup, tools_row);
  gtk_widget_class_bind_template_callback (widget_class, state_set_cb);
}

static void
muster_exchange_group_init (MusterExchangeGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_exchange_group_set_connection:
 * @self: group
 * @context: an open context
 * @connection: of Microsoft 365, as it is now
 */
void
muster_exchange_group_set_connection (MusterExchangeGroup *self,
                                      MusterContext       *context,
                                      MusterConnection    *connection)
{
  gboolean first;

  g_return_if_fail (MUSTER_IS_EXCHANGE_GROUP (self));

  first = self->context == NULL;
  g_set_object (&self->context, context);
  g_set_object (&self->connection, connection);
  if (first)
    show_tools (self);
  show_state (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-guide.h"
#include "muster-ui.h"

/* What is to be done at the vendor before the form can be filled in, in the
 * words of the vendor's own menus. */

#define MAX_STEPS 5

static const struct
{
  const char *integration;
  const char *title;
  const char *steps[MAX_STEPS + 1];
} guides[] = {
  { "connectwise", N_("Make an API Member"),
    { N_("In ConnectWise PSA open System > Security Roles, and make a role that has the rights listed at the end of this form."),
      N_("Open System > Members > API Members and make a member for Muster alone, with that role. API members take no licence."),
      N_("On its API Keys tab make a key. Copy both parts into the form; the private one is shown only once."),
      N_("On developer.connectwise.com open ClientID, sign in with your ConnectWise account, and create one for Muster.") } },
  { "halopsa", N_("Make an API-Only Agent and an Application"),
    { N_("In Halo open Configuration > Teams & Agents > Agents, and make an API-only agent for Muster. It takes no licence, and the notes carry its name. Not needed when you sign in with your own account."),
      N_("Open Configuration > Integrations > HaloPSA API > View applications > New."),
      N_("For the agent choose the method “Client ID and Secret (Services)”, the login type “Agent” and the agent. For your own account choose “Authorisation Code (Native Application)” with the redirect address http://127.0.0.1:28416/halopsa."),
      N_("On the Permissions tab allow read:tickets, edit:tickets and read:customers, and nothing else."),
      N_("Save it, and copy the client ID and the secret into the form. The secret is shown only once.") } },
  { "autotask", N_("Make an API User"),
    { N_("In Autotask open ☰ > Admin > Account Settings & Users > Resources/Users (HR) > Resources/Users, and choose New > New API User."),
      N_("Choose the security level “API User (API-only)”, or a copy of it with the rights listed at the end of this form."),
      N_("Under Credentials choose Generate Secret. Copy the username and the secret into the form; the secret is shown only once."),
      N_("Under API Tracking Identifier choose “Custom (Internal Integration)”, name it Muster, and copy the code.") } },
};

static GtkWidget *
create_step (const char *text,
             guint       number)
{
  g_autofree char *label = g_strdup_printf ("%u", number);
  GtkWidget *row = muster_ui_row_new (text, NULL);
  GtkWidget *badge = gtk_label_new (label);

  gtk_widget_add_css_class (badge, "muster-step-number");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), badge);
  return row;
}

/**
 * muster_connect_guide_new:
 * @integration: what is to be connected
 *
 * Returns: (transfer floating) (nullable): a group that unfolds into the steps
 */
GtkWidget *
muster_connect_guide_new (MusterIntegration *integration)
{
  for (guint i = 0; i < G_N_ELEMENTS (guides); i++)
    {
      GtkWidget *group;
      GtkWidget *expander;

      if (!g_str_equal (guides[i].integration, muster_integration_get_id (integration)))
        continue;
      group = adw_preferences_group_new ();
      expander = adw_expander_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (expander), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _(guides[i].title));
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), _("Step by step, in the vendor’s own menus"));
      for (guint n = 0; guides[i].steps[n] != NULL; n++)
        adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), create_step (_(guides[i].steps[n]), n + 1));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), expander);
      return group;
    }
  return NULL;
}

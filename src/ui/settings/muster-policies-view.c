/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-policies-view.h"
#include "muster-policy-list.h"
#include "muster-prompt-editor.h"
#include "muster-subpage.h"

/* Two pages of the settings that are a widget in a frame: the MSP's tool policies and its prompt */

static GtkWidget *
create_subpage (const char *title,
                GtkWidget  *content)
{
  return g_object_new (MUSTER_TYPE_SUBPAGE, "title", title, "content", content, NULL);
}

/**
 * muster_policies_view_new:
 * @context: an open context
 * @id: not used: there is one MSP
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_policies_view_new (MusterContext *context,
                          const char    *id)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *list = g_object_new (MUSTER_TYPE_POLICY_LIST, NULL);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("What holds for every client that does not set it itself. A policy can only make a "
                                           "decision stricter: what the rules of the gate ask about stays asked about. Before "
                                           "a change is saved you see what it would have meant."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  muster_policy_list_load (MUSTER_POLICY_LIST (list), context, NULL);
  return create_subpage (_("Tool Policies"), page);
}

/**
 * muster_prompt_view_new:
 * @context: an open context
 * @id: not used: there is one MSP
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_prompt_view_new (MusterContext *context,
                        const char    *id)
{
  return create_subpage (_("Prompt"), muster_prompt_editor_new (context, NULL));
}

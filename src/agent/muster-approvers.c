/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-approvers.h"
#include "muster-json.h"

#define MAX_APPROVERS 500

char *
muster_approvers_key (const char *connection_id)
{
  return g_strconcat ("approvers/", connection_id, NULL);
}

/**
 * muster_approvers_from_text:
 * @text: (nullable): the store value
 *
 * Returns: (transfer full) (array zero-terminated=1): the ids; none when there is no value or it cannot be read
 */
char **
muster_approvers_from_text (const char *text)
{
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonArray *list = node != NULL ? muster_json_node_arr (node) : NULL;
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; list != NULL && i < json_array_get_length (list) && i < MAX_APPROVERS; i++)
    {
      const char *id = muster_json_arr_str (list, i);

      if (id != NULL && *id != '\0')
        g_strv_builder_add (ids, id);
    }
  return g_strv_builder_end (ids);
}

char *
muster_approvers_to_text (const char * const *ids)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autoptr(JsonArray) list = json_array_new ();

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    json_array_add_string_element (list, ids[i]);
  json_node_init_array (node, list);
  return json_to_string (node, FALSE);
}

/**
 * muster_approvers_shows_mail:
 * @integration: (nullable): such as `autotask`
 *
 * ConnectWise names who entered a note beside its member, and HaloPSA the direction of a mail and the application that
 * wrote it. Autotask's notes have a type for mail, and none that says that a technician typed it.
 *
 * Returns: whether a technician's note can be told from a technician's mail
 */
gboolean
muster_approvers_shows_mail (const char *integration)
{
  return g_strcmp0 (integration, "connectwise") == 0 || g_strcmp0 (integration, "halopsa") == 0;
}

gboolean
muster_approval_may_comment (MusterApproval   *approval,
                             MusterConnection *connection)
{
  if (connection == NULL)
    return FALSE;
  return muster_approval_get_effect_class (approval) < MUSTER_EFFECT_CLASS_CREDENTIAL
         || muster_approvers_shows_mail (muster_connection_get_integration (connection));
}

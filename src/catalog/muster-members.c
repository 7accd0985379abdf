/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include "muster-error.h"

#include "muster-members.h"

static gboolean
has_type (JsonNode         *node,
          MusterMemberType  type)
{
  switch (type)
    {
    case MUSTER_MEMBER_STRING:
      return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
    case MUSTER_MEMBER_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node);
    case MUSTER_MEMBER_ARRAY:
      return JSON_NODE_HOLDS_ARRAY (node);
    case MUSTER_MEMBER_BOOLEAN:
      return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
    case MUSTER_MEMBER_NUMBER:
      return JSON_NODE_HOLDS_VALUE (node) &&
             (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE);
    case MUSTER_MEMBER_ANY:
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

gboolean
muster_members_check (const char              *where,
                      JsonObject              *object,
                      const MusterMemberRule  *members,
                      gsize                    n_members,
                      GError                 **error)
{
  g_autoptr(GList) names = json_object_get_members (object);
  GList *l;
  gsize i;

  for (i = 0; i < n_members; i++)
    {
      JsonNode *node = json_object_get_member (object, members[i].name);

      if (node == NULL && members[i].required)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: the member “%s” is missing",
                       where, members[i].name);
          return FALSE;
        }
      if (node != NULL && !has_type (node, members[i].type))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: the member “%s” has the wrong type",
                       where, members[i].name);
          return FALSE;
        }
    }
  for (l = names; l != NULL; l = l->next)
    {
      for (i = 0; i < n_members; i++)
        if (g_str_equal (l->data, members[i].name))
          break;
      if (i == n_members)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: unknown member “%s”",
                       where, (const char *) l->data);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
muster_members_fail (GError     **error,
                     const char  *where,
                     const char  *complaint,
                     const char  *what)
{
  g_autofree char *text = g_strdup_printf ("%s “%s”", complaint, what != NULL ? what : "");

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: %s", where, text);
  return FALSE;
}

gboolean
muster_members_one_of (const char         *where,
                       const char         *member,
                       const char         *value,
                       const char * const *allowed,
                       GError            **error)
{
  if (value != NULL && g_strv_contains (allowed, value))
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: the member “%s” may not be “%s”",
               where, member, value != NULL ? value : "");
  return FALSE;
}

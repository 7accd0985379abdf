/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Permissions: each call is covered, and none that is named could be left out. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include "agreement-values.h"

/* Where the vendor's map lists whatever may change some member of the object: what its pages say of the member itself.
 * Read off by hand from the reference of Microsoft Graph */
static const struct
{
  const char *operation;
  const char *member;      /* of the body; NULL: any other */
  const char *permission;
} narrow[] = {
  { "updateUser", "accountEnabled", "User.EnableDisableAccount.All" },
  { "updateUser", "passwordProfile", "User-PasswordProfile.ReadWrite.All" },
  { "updateUser", NULL, "User.ReadWrite.All" },
  { "deleteUser", NULL, "User.DeleteRestore.All" },
  { "restoreDeleted", NULL, "User.DeleteRestore.All" },
  { "addTeamMember", NULL, "TeamMember.ReadWrite.All" },
  { "removeTeamMember", NULL, "TeamMember.ReadWrite.All" },
};

static const char *
narrow_permission (const char *operation,
                   JsonObject *call)
{
  JsonObject *body = agreement_object (agreement_object (call, "with"), "body");

  for (guint i = 0; operation != NULL && i < G_N_ELEMENTS (narrow); i++)
    if (g_str_equal (narrow[i].operation, operation) &&
        (narrow[i].member == NULL || (body != NULL && json_object_has_member (body, narrow[i].member))))
      return narrow[i].permission;
  return NULL;
}

static gboolean
holds (JsonArray  *granted,
       const char *permission,
       const char *but)
{
  for (guint i = 0; granted != NULL && i < json_array_get_length (granted); i++)
    if (g_strcmp0 (json_array_get_string_element (granted, i), permission) == 0 && g_strcmp0 (permission, but) != 0)
      return TRUE;
  return FALSE;
}

/* @but: as if this one were not granted */
static gboolean
is_covered (Agreement  *agreement,
            JsonObject *call,
            const char *kind,
            JsonArray  *granted,
            const char *but)
{
  const char *op = agreement_string (call, "op");
  VendorSpec *spec = NULL;
  const VendorOperation *vendor = agreement_find_vendor (agreement, op, &spec);
  JsonObject *permissions = vendor != NULL ? agreement_object (vendor->object, "x-permissions") : NULL;
  JsonNode *accepted = permissions != NULL ? json_object_get_member (permissions, kind) : NULL;
  const char *one = permissions != NULL ? narrow_permission (op, call) : NULL;
  JsonArray *lists[2] = { NULL, NULL };
  guint n = 0;

  if (one != NULL)
    return holds (granted, one, but);
  /* Only a person has a “me” */
  if (op != NULL && g_str_has_prefix (op, "listMy") && g_str_equal (kind, "application"))
    return TRUE;
  if (accepted != NULL && JSON_NODE_HOLDS_ARRAY (accepted))
    lists[0] = json_node_get_array (accepted);
  else if (accepted != NULL)
    {
      lists[0] = agreement_array (json_node_get_object (accepted), "leastPrivileged");
      lists[1] = agreement_array (json_node_get_object (accepted), "alsoAccepted");
    }
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; lists[i] != NULL && j < json_array_get_length (lists[i]); j++, n++)
      if (holds (granted, json_array_get_string_element (lists[i], j), but))
        return TRUE;
  return n == 0;
}

static void
collect_calls (JsonObject *tool,
               GPtrArray  *all)
{
  JsonArray *calls = agreement_array (tool, "calls");
  JsonArray *looks = agreement_array (tool, "look");
  JsonObject *look = agreement_object (tool, "look");

  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    g_ptr_array_add (all, json_array_get_object_element (calls, i));
  for (guint i = 0; looks != NULL && i < json_array_get_length (looks); i++)
    g_ptr_array_add (all, agreement_object (json_array_get_object_element (looks, i), "call"));
  if (look != NULL)
    g_ptr_array_add (all, agreement_object (look, "call"));
}

static guint
count_uncovered (Agreement  *agreement,
                 GPtrArray  *calls,
                 const char *kind,
                 JsonArray  *granted,
                 const char *but)
{
  guint n = 0;

  for (guint i = 0; i < calls->len; i++)
    n += !is_covered (agreement, calls->pdata[i], kind, granted, but);
  return n;
}

static gboolean
has_map (Agreement *agreement)
{
  const char *category = agreement_string (agreement_object (agreement->document, "x-muster-integration"), "category");

  return g_strcmp0 (category, "cloud") == 0;
}

void
tool_check_needs (ToolCheck *self)
{
  JsonObject *needs = agreement_object (self->tool, "needs");
  g_autoptr(GPtrArray) calls = g_ptr_array_new ();
  gboolean engine = json_object_get_boolean_member_with_default (self->tool, "engine", FALSE);
  static const char * const kinds[] = { "application", "delegated" };

  agreement_closed (self->agreement, self->name, needs, "", "application delegated gdapRole psaRole keyRight licence");
  collect_calls (self->tool, calls);
  for (guint k = 0; has_map (self->agreement) && k < G_N_ELEMENTS (kinds); k++)
    {
      JsonArray *granted = agreement_array (needs, kinds[k]);

      for (guint i = 0; i < calls->len; i++)
        if (!is_covered (self->agreement, calls->pdata[i], kinds[k], granted, NULL))
          complain (self, "no %s permission covers %s", kinds[k], agreement_string (calls->pdata[i], "op"));
      /* The map ends where Partner Center begins */
      for (guint i = 0; !engine && granted != NULL && i < json_array_get_length (granted); i++)
        {
          const char *one = json_array_get_string_element (granted, i);

          if (count_uncovered (self->agreement, calls, kinds[k], granted, one) == 0)
            complain (self, "%s is more than it needs", one);
        }
    }
}

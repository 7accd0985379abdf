/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include "agreement.h"

static const char * const ranks[] = {
  "read", "read-sensitive", "note-internal", "reply", "write", "credential", "privilege", "destructive",
};

/* What each operation does at least, written down by hand and not taken from the documents. */
static const struct
{
  const char *operation;
  const char *floor;
} floors[] = {
  { "getBitlockerKey", "read-sensitive" },
  { "getLapsPassword", "read-sensitive" },
  { "get_asset_passwords_id", "read-sensitive" },
  { "getOrganizationPassword", "read-sensitive" },
  { "resetPasswordMethod", "credential" },
  { "createTemporaryAccessPass", "credential" },
  { "deleteUser", "destructive" },
  { "retire", "destructive" },
  { "wipe", "destructive" },
  { "createApplicationConsent", "privilege" },
  { "deleteApplicationConsent", "privilege" },
};

static const struct
{
  const char *start;
  const char *floor;
} cmdlets[] = {
  { "Get-", "read" },
  { "Add-DistributionGroupMember", "write" },
  { "Remove-DistributionGroupMember", "write" },
};

int
agreement_class_rank (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (ranks); i++)
    if (g_str_equal (ranks[i], name))
      return (int) i;
  return -1;
}

static const char *
floor_of_cmdlet (JsonObject *body)
{
  const char *name = agreement_string (agreement_object (body, "CmdletInput"), "CmdletName");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (cmdlets); i++)
    if (g_str_has_prefix (name, cmdlets[i].start))
      return cmdlets[i].floor;
  return "privilege";
}

/* A note of Autotask is internal when it gets the visibility that was verified as such */
static gboolean
is_internal_publish (JsonObject *body)
{
  JsonObject *publish = agreement_object (agreement_object (body, "publish"), "int");

  return g_strcmp0 (agreement_string (publish, "setting"), "internalPublish") == 0;
}

static gboolean
flag (JsonObject *body,
      const char *name)
{
  return json_object_get_boolean_member_with_default (body, name, TRUE);
}

const char *
agreement_class_floor (JsonObject *operation,
                       const char *method,
                       JsonObject *call)
{
  const char *id = agreement_string (operation, "operationId");
  JsonObject *body = agreement_object (agreement_object (call, "with"), "body");
  JsonArray *bodies = agreement_array (agreement_object (call, "with"), "body");

  if (bodies != NULL && json_array_get_length (bodies) == 1)
    body = json_array_get_object_element (bodies, 0);
  for (guint i = 0; i < G_N_ELEMENTS (floors); i++)
    if (g_strcmp0 (floors[i].operation, id) == 0)
      return floors[i].floor;
  if (g_strcmp0 (id, "invokeCommand") == 0 || (id != NULL && g_str_has_prefix (id, "v2")))
    return floor_of_cmdlet (body);
  if (g_strcmp0 (id, "postServiceTicketNotes") == 0)
    return body != NULL && !flag (body, "detailDescriptionFlag") && !flag (body, "processNotifications") &&
           !flag (body, "resolutionFlag") && flag (body, "internalAnalysisFlag") ? "note-internal" : "reply";
  /* Hidden, without mail and in plain text, and its outcome chosen by the connection */
  if (g_strcmp0 (id, "post_Actions") == 0 && body != NULL && json_object_has_member (body, "timetaken"))
    return "write";
  if (g_strcmp0 (id, "post_Actions") == 0)
    return body != NULL && json_object_get_boolean_member_with_default (body, "hiddenfromuser", FALSE) &&
           !flag (body, "sendemail") && !json_object_has_member (body, "note_html") &&
           !json_object_has_member (body, "emailto") ? "note-internal" : "reply";
  if (g_strcmp0 (id, "post_atservicesrest_v1_0_Tickets_parentId_Notes") == 0)
    return is_internal_publish (body) ? "note-internal" : "reply";
  if (id != NULL && g_str_has_prefix (id, "post_atservicesrest_") && g_str_has_suffix (id, "_query"))
    return "read";
  if (g_strcmp0 (id, "updateUser") == 0 && body != NULL && json_object_has_member (body, "passwordProfile"))
    return "credential";
  if (id != NULL && g_str_has_prefix (id, "delete_") && g_str_has_suffix (id, "Methods"))
    return "credential";
  return g_strcmp0 (method, "get") == 0 ? "read" : "write";
}

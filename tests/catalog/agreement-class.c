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
  { "resetPasswordMethod", "credential" },
  { "createTemporaryAccessPass", "credential" },
  { "deleteUser", "destructive" },
  { "retire", "destructive" },
  { "wipe", "destructive" },
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

  for (guint i = 0; i < G_N_ELEMENTS (floors); i++)
    if (g_strcmp0 (floors[i].operation, id) == 0)
      return floors[i].floor;
  if (g_strcmp0 (id, "invokeCommand") == 0)
    return floor_of_cmdlet (body);
  if (g_strcmp0 (id, "postServiceTicketNotes") == 0)
    return body != NULL && !flag (body, "detailDescriptionFlag") && !flag (body, "processNotifications") &&
           !flag (body, "resolutionFlag") && flag (body, "internalAnalysisFlag") ? "note-internal" : "reply";
  if (g_strcmp0 (id, "updateUser") == 0 && body != NULL && json_object_has_member (body, "passwordProfile"))
    return "credential";
  if (id != NULL && g_str_has_prefix (id, "delete_") && g_str_has_suffix (id, "Methods"))
    return "credential";
  return g_strcmp0 (method, "get") == 0 ? "read" : "write";
}

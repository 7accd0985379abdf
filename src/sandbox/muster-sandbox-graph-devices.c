/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-gdap.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Intune devices and their actions, directory devices, BitLocker keys and LAPS passwords. */

static const MusterGraphType managed = {
  .name = "managedDevice", .collection = "deviceManagement/managedDevices", .page = 1000, .most = 1000,
  .properties = " id deviceName managedDeviceName azureADDeviceId operatingSystem osVersion model manufacturer serialNumber complianceState managementState "
                "managedDeviceOwnerType lastSyncDateTime enrolledDateTime isEncrypted userId userPrincipalName userDisplayName emailAddress "
                "deviceActionResults azureADRegistered ",
};
static const MusterGraphType device = {
  .name = "device", .collection = "devices", .search = "displayName", .directory = TRUE, .page = 100, .most = 999,
  .properties = " id deviceId displayName accountEnabled operatingSystem operatingSystemVersion isCompliant isManaged deviceOwnership trustType "
                "approximateLastSignInDateTime model manufacturer ",
};
static const MusterGraphType recovery_key = {
  .name = "bitlockerRecoveryKey", .collection = "informationProtection/bitlocker/recoveryKeys", .page = 100, .most = 999,
  .properties = " id createdDateTime deviceId volumeType key ", .defaults = " id createdDateTime deviceId volumeType ",
};
static const MusterGraphType laps = {
  .name = "deviceLocalCredentialInfo", .collection = "directory/deviceLocalCredentials", .page = 100, .most = 999,
  .properties = " id deviceName lastBackupDateTime refreshDateTime credentials ", .defaults = " id deviceName lastBackupDateTime refreshDateTime ",
};

/* A tenant without Intune has no such devices at all. */
static gboolean
has_intune (MusterCall *call)
{
  if (!muster_ja_contains (muster_jo_arr (muster_world_settings (call->world, "graph"), "noIntune"), muster_jo_str (call->client, "key")))
    return TRUE;
  muster_graph_fail (call, 400, "BadRequest", "{\"_version\":3,\"Message\":\"Request not applicable to target tenant.\"}");
  return FALSE;
}

/* "Windows 11 23H2": the first word is the system, the rest its version */
static void
split_system (JsonObject *entry,
              char      **system,
              char      **version)
{
  const char *text = muster_jo_str (entry, "operatingSystem");
  const char *space = text != NULL ? strchr (text, ' ') : NULL;

  *system = text != NULL ? g_strndup (text, space != NULL ? (gsize) (space - text) : strlen (text)) : NULL;
  *version = space != NULL ? g_strdup (space + 1) : NULL;
}

static JsonObject *
show_managed (MusterCall *call,
              JsonObject *entry)
{
  JsonObject *user = muster_graph_user_by_id (call->client, muster_jo_str (entry, "user"));
  const char *model = muster_jo_str (entry, "model"), *sync = muster_jo_str (entry, "lastSync");
  const char *state = muster_jo_str (entry, "complianceState"), *owner = muster_jo_str (entry, "ownership");
  g_autofree char *maker = model != NULL ? g_strndup (model, strcspn (model, " ")) : NULL;
  g_autofree char *system = NULL, *version = NULL;

  split_system (entry, &system, &version);
  return muster_jo_new ("id:s", muster_jo_str (entry, "id"), "deviceName:s", muster_jo_str (entry, "deviceName"),
                        "managedDeviceName:s", muster_jo_str (entry, "deviceName"),
                        "azureADDeviceId:S", muster_jo_str (entry, "entraDeviceId"), "azureADRegistered:b", TRUE,
                        "operatingSystem:S", system, "osVersion:S", version, "model:S", model, "manufacturer:S", maker,
                        "serialNumber:S", muster_jo_str (entry, "serialNumber"),
                        "complianceState:s", state != NULL ? state : "unknown",
                        "managementState:s", muster_jo_str (entry, "managementState") != NULL ? muster_jo_str (entry, "managementState") : "managed",
                        "managedDeviceOwnerType:s", owner != NULL ? owner : "unknown",
                        "lastSyncDateTime:s", sync != NULL ? sync : "0001-01-01T00:00:00Z",
                        "enrolledDateTime:s", "0001-01-01T00:00:00Z",
                        "isEncrypted:b", muster_jo_bool (entry, "encrypted", FALSE),
                        "userId:S", muster_jo_str (user, "id"), "userPrincipalName:S", muster_jo_str (user, "upn"),
                        "userDisplayName:S", muster_jo_str (user, "displayName"), "emailAddress:S", muster_jo_str (user, "mail"),
                        "deviceActionResults:a", muster_graph_show_actions (entry), NULL);
}

void
muster_graph_get_managed (MusterCall *call)
{
  JsonArray *devices = muster_jo_arr (call->client, "devices"), *rows;

  if (!has_intune (call))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (devices); i++)
    json_array_add_object_element (rows, show_managed (call, muster_ja_obj (devices, i)));
  muster_graph_reply_rows (call, rows, &managed);
}

static JsonObject *
find_managed (MusterCall *call)
{
  JsonObject *entry = muster_ja_find (muster_jo_arr (call->client, "devices"), "id", call->params[0]);

  if (!has_intune (call))
    return NULL;
  if (entry == NULL)
    muster_graph_fail (call, 404, "ResourceNotFound", "The managed device was not found.");
  return entry;
}

void
muster_graph_get_managed_one (MusterCall *call)
{
  JsonObject *entry = find_managed (call);

  if (entry != NULL)
    muster_graph_reply_row (call, 200, show_managed (call, entry), &managed);
}

void
muster_graph_get_user_managed (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  JsonArray *devices = muster_jo_arr (call->client, "devices"), *rows;

  if (user == NULL || !has_intune (call))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (devices); i++)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (devices, i), "user"), muster_jo_str (user, "id")) == 0)
      json_array_add_object_element (rows, show_managed (call, muster_ja_obj (devices, i)));
  muster_graph_reply_rows (call, rows, &managed);
}

static void
act (MusterCall *call,
     const char *wanted)
{
  static const struct { const char *name, *state; } actions[] = {
    { "syncDevice", NULL }, { "rebootNow", NULL }, { "remoteLock", NULL }, { "shutDown", NULL }, { "resetPasscode", NULL },
    { "windowsDefenderScan", NULL }, { "retire", "retirePending" }, { "wipe", "wipePending" },
  };
  JsonObject *entry = find_managed (call);
  g_autofree char *now = muster_world_now_text (call->world);

  if (entry == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, wanted))
      {
        muster_graph_start_action (call, entry, actions[i].name);
        if (actions[i].state != NULL)
          json_object_set_string_member (entry, "managementState", actions[i].state);
        if (i == 0)
          json_object_set_string_member (entry, "lastSync", now);
        call->changed = TRUE;
        muster_call_reply_empty (call, 204);
        return;
      }
  muster_graph_fail (call, 400, "BadRequest", "Resource not found for the segment.");
}

void
muster_graph_device_action (MusterCall *call)
{
  act (call, call->params[1]);
}

void
muster_graph_wipe_device (MusterCall *call)
{
  act (call, "wipe");
}

/* The directory object of a device has an id of its own beside its device id. */
static JsonObject *
show_device (MusterCall *call,
             JsonObject *entry)
{
  const char *device_id = muster_jo_str (entry, "entraDeviceId");
  g_autofree char *id = muster_world_guid (call->world, device_id != NULL ? device_id : muster_jo_str (entry, "id"));
  g_autofree char *system = NULL, *version = NULL;

  split_system (entry, &system, &version);
  return muster_jo_new ("id:s", id, "deviceId:S", device_id, "displayName:s", muster_jo_str (entry, "deviceName"), "accountEnabled:b", TRUE,
                        "operatingSystem:S", system, "operatingSystemVersion:S", version,
                        "isCompliant:b", g_strcmp0 (muster_jo_str (entry, "complianceState"), "compliant") == 0, "isManaged:b", TRUE,
                        "deviceOwnership:S", g_strcmp0 (muster_jo_str (entry, "ownership"), "personal") == 0 ? "Personal" : "Company",
                        "trustType:S", "AzureAd", "approximateLastSignInDateTime:S", muster_jo_str (entry, "lastSync"),
                        "model:S", muster_jo_str (entry, "model"), "manufacturer:S", NULL, NULL);
}

void
muster_graph_get_devices (MusterCall *call)
{
  JsonArray *devices = muster_jo_arr (call->client, "devices"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (devices); i++)
    json_array_add_object_element (rows, show_device (call, muster_ja_obj (devices, i)));
  muster_graph_reply_rows (call, rows, &device);
}

void
muster_graph_get_device (MusterCall *call)
{
  JsonArray *devices = muster_jo_arr (call->client, "devices");

  for (guint i = 0; i < muster_ja_length (devices); i++)
    {
      g_autoptr(JsonObject) row = show_device (call, muster_ja_obj (devices, i));

      if (g_strcmp0 (muster_jo_str (row, "id"), call->params[0]) == 0)
        {
          muster_graph_reply_row (call, 200, g_steal_pointer (&row), &device);
          return;
        }
    }
  muster_graph_not_found (call, call->params[0]);
}

void
muster_graph_get_user_devices (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  JsonArray *devices = muster_jo_arr (call->client, "devices"), *rows;

  if (user == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (devices); i++)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (devices, i), "user"), muster_jo_str (user, "id")) == 0)
      {
        JsonObject *row = show_device (call, muster_ja_obj (devices, i));

        json_object_set_string_member (row, "@odata.type", "#microsoft.graph.device");
        json_array_add_object_element (rows, row);
      }
  muster_graph_reply_rows (call, rows, &device);
}

static gboolean
names_itself (MusterCall *call)
{
  if (muster_call_header (call, "User-Agent") != NULL)
    return TRUE;
  muster_graph_bad_request (call, "The User-Agent header is missing.");
  return FALSE;
}

static JsonObject *
show_key (JsonObject *entry,
          JsonObject *key)
{
  const char *volume = muster_jo_str (key, "volume"), *sync = muster_jo_str (entry, "lastSync");

  return muster_jo_new ("id:s", muster_jo_str (key, "keyId"), "createdDateTime:s", sync != NULL ? sync : "0001-01-01T00:00:00Z",
                        "deviceId:S", muster_jo_str (entry, "entraDeviceId"),
                        "volumeType:s", volume != NULL ? volume : "operatingSystemVolume",
                        "key:s", muster_jo_str (key, "key"), NULL);
}

/* All keys as shown, or only the one with @id */
static JsonArray *
collect_keys (MusterCall *call,
              const char *id)
{
  JsonArray *devices = muster_jo_arr (call->client, "devices"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (devices); i++)
    {
      JsonObject *entry = muster_ja_obj (devices, i);
      JsonArray *keys = muster_jo_arr (entry, "bitlocker");

      for (guint j = 0; j < muster_ja_length (keys); j++)
        if (id == NULL || g_strcmp0 (muster_jo_str (muster_ja_obj (keys, j), "keyId"), id) == 0)
          json_array_add_object_element (rows, show_key (entry, muster_ja_obj (keys, j)));
    }
  return rows;
}

void
muster_graph_get_keys (MusterCall *call)
{
  const char *select = muster_call_query (call, "$select");
  JsonArray *rows;

  if (!names_itself (call))
    return;
  rows = collect_keys (call, NULL);
  for (guint i = 0; select != NULL && i < json_array_get_length (rows); i++)
    json_object_remove_member (muster_ja_obj (rows, i), "key");
  muster_graph_reply_rows (call, rows, &recovery_key);
}

void
muster_graph_get_key (MusterCall *call)
{
  const char *select = muster_call_query (call, "$select");
  g_autoptr(JsonArray) rows = NULL;

  if (!names_itself (call))
    return;
  rows = collect_keys (call, call->params[0]);
  if (select != NULL && strstr (select, "key") != NULL && !muster_graph_has_scope (call, "BitlockerKey.Read.All"))
    muster_graph_refuse (call);
  else if (json_array_get_length (rows) == 0)
    muster_graph_fail (call, 404, "ResourceNotFound", "The recovery key was not found.");
  else
    muster_graph_reply_row (call, 200, json_object_ref (muster_ja_obj (rows, 0)), &recovery_key);
}

static JsonObject *
show_laps (JsonObject *entry)
{
  const char *secret = muster_jo_str (entry, "laps"), *sync = muster_jo_str (entry, "lastSync");
  const char *when = sync != NULL ? sync : "0001-01-01T00:00:00Z";
  g_autofree char *encoded = g_base64_encode ((const guchar *) secret, strlen (secret));
  JsonArray *credentials = json_array_new ();

  json_array_add_object_element (credentials, muster_jo_new ("accountName:s", "Administrator", "accountSid:s", "S-1-5-21-1-2-3-500",
                                                             "backupDateTime:s", when, "passwordBase64:s", encoded, NULL));
  return muster_jo_new ("id:s", muster_jo_str (entry, "entraDeviceId"), "deviceName:s", muster_jo_str (entry, "deviceName"),
                        "lastBackupDateTime:s", when, "refreshDateTime:s", when, "credentials:a", credentials, NULL);
}

void
muster_graph_get_laps_list (MusterCall *call)
{
  JsonArray *devices = muster_jo_arr (call->client, "devices"), *rows;

  if (!names_itself (call))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (devices); i++)
    if (muster_jo_has (muster_ja_obj (devices, i), "laps"))
      {
        JsonObject *row = show_laps (muster_ja_obj (devices, i));

        json_object_remove_member (row, "credentials");
        json_array_add_object_element (rows, row);
      }
  muster_graph_reply_rows (call, rows, &laps);
}

/* Some roles see that there is a password, and not the password. */
static gboolean
may_see_passwords (MusterCall *call)
{
  g_autoptr(JsonArray) roles = NULL;

  if (!muster_graph_has_scope (call, "DeviceLocalCredential.Read.All"))
    return FALSE;
  if (!muster_graph_is_person (call))
    return TRUE;
  roles = muster_graph_roles (call);
  return muster_gdap_holds (roles, "Cloud Device Administrator,Intune Administrator");
}

void
muster_graph_get_laps (MusterCall *call)
{
  JsonObject *entry = muster_ja_find (muster_jo_arr (call->client, "devices"), "entraDeviceId", call->params[0]);
  const char *select = muster_call_query (call, "$select");

  if (!names_itself (call))
    return;
  if (entry == NULL || !muster_jo_has (entry, "laps"))
    muster_graph_not_found (call, call->params[0]);
  else if (select != NULL && strstr (select, "credentials") != NULL && !may_see_passwords (call))
    muster_graph_refuse (call);
  else
    muster_graph_reply_row (call, 200, show_laps (entry), &laps);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Graph's door: the token says which tenant is meant, the route says which role must have been
 * granted there. Roles are the least ones of the vendor notes. */

#define READER   "Directory Readers"
#define USERS    "User Administrator"
#define HELPDESK "Helpdesk Administrator"
#define METHODS  "Authentication Administrator"
#define GROUPS   "Groups Administrator"
#define LICENCES "License Administrator"
#define MAIL     "Exchange Administrator"
#define TEAMS    "Teams Administrator"
#define INTUNE   "Intune Administrator"
#define DEVICES  "Cloud Device Administrator"
#define REPORTS  "Reports Reader"
#define SECURITY "Security Reader"
#define SECADMIN "Security Administrator"
#define SERVICE  "Service Support Administrator"

static const MusterRoute routes[] = {
  { "GET",    "users",                                   muster_graph_get_users,        READER },
  { "POST",   "users",                                   muster_graph_post_user,        USERS },
  { "GET",    "users/*",                                 muster_graph_get_user,         READER },
  { "PATCH",  "users/*",                                 muster_graph_patch_user,       USERS },
  { "DELETE", "users/*",                                 muster_graph_delete_user,      USERS },
  { "POST",   "users/*/revokeSignInSessions",            muster_graph_revoke_sessions,  HELPDESK },
  { "GET",    "users/*/manager",                         muster_graph_get_manager,      READER },
  { "PUT",    "users/*/manager/$ref",                    muster_graph_put_manager,      USERS },
  { "DELETE", "users/*/manager/$ref",                    muster_graph_delete_manager,   USERS },
  { "GET",    "users/*/memberOf",                        muster_graph_get_member_of,    READER },
  { "GET",    "users/*/transitiveMemberOf",              muster_graph_get_member_of,    READER },
  { "GET",    "users/*/licenseDetails",                  muster_graph_get_licences,     READER },
  { "POST",   "users/*/assignLicense",                   muster_graph_assign_licence,   LICENCES },
  { "GET",    "subscribedSkus",                          muster_graph_get_skus,         READER },
  { "GET",    "directory/deletedItems/microsoft.graph.user", muster_graph_get_deleted,  READER },
  { "POST",   "directory/deletedItems/*/restore",        muster_graph_restore_user,     USERS },
  { "GET",    "users/*/authentication/methods",          muster_graph_get_methods,      METHODS },
  { "POST",   "users/*/authentication/phoneMethods",     muster_graph_post_phone,       METHODS },
  { "POST",   "users/*/authentication/temporaryAccessPassMethods", muster_graph_post_pass, METHODS },
  { "POST",   "users/*/authentication/methods/*/resetPassword", muster_graph_reset_password, METHODS },
  { "POST",   "users/*/authentication/passwordMethods/*/resetPassword", muster_graph_reset_password, METHODS },
  { "GET",    "users/*/authentication/operations/*",     muster_graph_get_operation,    METHODS },
  { "GET",    "users/*/authentication/*",                muster_graph_get_typed,        METHODS },
  { "DELETE", "users/*/authentication/*/*",              muster_graph_delete_method,    METHODS },
  { "GET",    "reports/authenticationMethods/userRegistrationDetails", muster_graph_get_registration, REPORTS },
  { "GET",    "users/*/mailboxSettings",                 muster_graph_get_mailbox,      MAIL },
  { "PATCH",  "users/*/mailboxSettings",                 muster_graph_patch_mailbox,    MAIL },
  { "GET",    "users/*/mailFolders/*/messageRules",      muster_graph_get_rules,        MAIL },
  { "GET",    "groups",                                  muster_graph_get_groups,       READER },
  { "GET",    "groups/*",                                muster_graph_get_group,        READER },
  { "PATCH",  "groups/*",                                muster_graph_patch_group,      GROUPS },
  { "GET",    "groups/*/members",                        muster_graph_get_members,      READER },
  { "GET",    "groups/*/owners",                         muster_graph_get_owners,       READER },
  { "POST",   "groups/*/members/$ref",                   muster_graph_post_member,      GROUPS },
  { "DELETE", "groups/*/members/*/$ref",                 muster_graph_delete_member,    GROUPS },
  { "GET",    "users/*/joinedTeams",                     muster_graph_get_joined,       READER },
  { "GET",    "teams",                                   muster_graph_get_teams,        READER },
  { "GET",    "teams/*/members",                         muster_graph_get_team_members, READER },
  { "POST",   "teams/*/members",                         muster_graph_post_team_member, TEAMS },
  { "DELETE", "teams/*/members/*",                       muster_graph_drop_team_member, TEAMS },
  { "GET",    "deviceManagement/managedDevices",         muster_graph_get_managed,      INTUNE },
  { "GET",    "deviceManagement/managedDevices/*",       muster_graph_get_managed_one,  INTUNE },
  { "POST",   "deviceManagement/managedDevices/*/wipe",  muster_graph_wipe_device,      INTUNE },
  { "POST",   "deviceManagement/managedDevices/*/*",     muster_graph_device_action,    INTUNE },
  { "GET",    "users/*/managedDevices",                  muster_graph_get_user_managed, INTUNE },
  { "GET",    "devices",                                 muster_graph_get_devices,      READER },
  { "GET",    "devices/*",                               muster_graph_get_device,       READER },
  { "GET",    "users/*/registeredDevices",               muster_graph_get_user_devices, READER },
  { "GET",    "users/*/ownedDevices",                    muster_graph_get_user_devices, READER },
  { "GET",    "informationProtection/bitlocker/recoveryKeys", muster_graph_get_keys,    DEVICES },
  { "GET",    "informationProtection/bitlocker/recoveryKeys/*", muster_graph_get_key,   DEVICES },
  { "GET",    "directory/deviceLocalCredentials",        muster_graph_get_laps_list,    DEVICES },
  { "GET",    "directory/deviceLocalCredentials/*",      muster_graph_get_laps,         DEVICES },
  { "GET",    "auditLogs/signIns",                       muster_graph_get_sign_ins,     REPORTS },
  { "GET",    "auditLogs/directoryAudits",               muster_graph_get_audits,       REPORTS },
  { "GET",    "identityProtection/riskyUsers",           muster_graph_get_risky_users,  SECURITY },
  { "GET",    "identityProtection/riskyUsers/*",         muster_graph_get_risky_user,   SECURITY },
  { "POST",   "identityProtection/riskyUsers/dismiss",   muster_graph_dismiss_risk,     SECADMIN },
  { "POST",   "identityProtection/riskyUsers/confirmCompromised", muster_graph_confirm_risk, SECADMIN },
  { "GET",    "admin/serviceAnnouncement/healthOverviews", muster_graph_get_health,     SERVICE },
  { "GET",    "admin/serviceAnnouncement/issues",        muster_graph_get_issues,       SERVICE },
  { "GET",    "organization",                            muster_graph_get_organization, READER },
  { "GET",    "domains",                                 muster_graph_get_domains,      READER },
  { "GET",    "me",                                      muster_graph_get_me,           READER },
  { "GET",    "me/memberOf",                             muster_graph_get_my_groups,    READER },
  { "GET",    "me/transitiveMemberOf",                   muster_graph_get_my_groups,    READER },
  { "GET",    "servicePrincipals",                       muster_graph_get_principals,   READER },
  { "GET",    "servicePrincipals/*",                     muster_graph_get_principal,    READER },
  { "GET",    "servicePrincipals/*/*",                   muster_graph_get_principal_part, READER },
  { "GET",    "oauth2PermissionGrants",                  muster_graph_get_grants,       READER },
  { "GET",    "contracts",                               muster_graph_get_contracts,    NULL },
  { "GET",    "tenantRelationships/delegatedAdminCustomers", muster_graph_get_customers, NULL },
  { "GET",    "tenantRelationships/delegatedAdminCustomers/*", muster_graph_get_customer, NULL },
  { "GET",    "tenantRelationships/delegatedAdminCustomers/*/serviceManagementDetails", muster_graph_get_customer_services, NULL },
  { "GET",    "tenantRelationships/delegatedAdminRelationships", muster_graph_get_relations, NULL },
  { "GET",    "tenantRelationships/delegatedAdminRelationships/*", muster_graph_get_relation, NULL },
  { "GET",    "tenantRelationships/delegatedAdminRelationships/*/accessAssignments", muster_graph_get_assignments, NULL },
};

void
muster_graph_refuse (MusterCall *call)
{
  muster_graph_fail (call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

void
muster_graph_bad_request (MusterCall *call,
                          const char *message)
{
  muster_graph_fail (call, 400, "Request_BadRequest", message);
}

void
muster_graph_not_found (MusterCall *call,
                        const char *id)
{
  g_autofree char *message = g_strdup_printf ("Resource '%s' does not exist or one of its queried reference-property objects are not present.", id);

  muster_graph_fail (call, 404, "Request_ResourceNotFound", message);
}

JsonObject *
muster_graph_user_by_id (JsonObject *client,
                         const char *id)
{
  JsonObject *user = muster_ja_find (muster_jo_arr (client, "users"), "id", id);

  return user != NULL ? user : muster_ja_find (muster_jo_arr (client, "users"), "upn", id);
}

JsonObject *
muster_graph_group_by_id (JsonObject *client,
                          const char *id)
{
  return muster_ja_find (muster_jo_arr (client, "groups"), "id", id);
}

JsonObject *
muster_graph_find_user (MusterCall *call,
                        guint       param)
{
  JsonObject *user = muster_graph_user_by_id (call->client, call->params[param]);

  if (user == NULL)
    muster_graph_not_found (call, call->params[param]);
  return user;
}

JsonObject *
muster_graph_find_group (MusterCall *call,
                         guint       param)
{
  JsonObject *group = muster_graph_group_by_id (call->client, call->params[param]);

  if (group == NULL)
    muster_graph_not_found (call, call->params[param]);
  return group;
}

/**
 * muster_graph_ref_target:
 * @call: a call that adds a reference
 *
 * Returns: (transfer full) (nullable): the id in the body's "@odata.id"
 */
char *
muster_graph_ref_target (MusterCall *call)
{
  const char *url = muster_jo_str (muster_call_object (call), "@odata.id");
  const char *slash = url != NULL ? strrchr (url, '/') : NULL;

  return slash != NULL && slash[1] != '\0' ? g_strdup (slash + 1) : NULL;
}

/* A tenant that has put the application out, or that asks for more proof in the middle of things */
static gboolean
is_still_known (MusterCall *call,
                const char *tenant)
{
  JsonObject *claims = json_node_get_object (call->claims);
  const MusterApp *app = muster_app_by_id (call->world, muster_jo_str (claims, "appid"));
  g_autofree char *encoded = g_base64_encode ((const guchar *) MUSTER_STEP_UP_CLAIMS, strlen (MUSTER_STEP_UP_CLAIMS));
  g_autofree char *challenge = g_strdup_printf ("Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
                                                "error=\"insufficient_claims\", claims=\"%s\"", encoded);

  if (app == NULL || !muster_consent_is_there (call->world, app, tenant))
    {
      muster_graph_fail (call, 403, "Authorization_IdentityNotFound", "The identity of the calling application could not be established.");
      return FALSE;
    }
  if (!muster_jo_bool (muster_tenant_settings (call->world, tenant), "claimsChallenge", FALSE)
      || g_strcmp0 (muster_jo_str (claims, "claims"), MUSTER_STEP_UP_CLAIMS) == 0)
    return TRUE;
  muster_graph_fail (call, 401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge with result: InteractionRequired.");
  muster_call_add_header (call, "WWW-Authenticate", challenge);
  return FALSE;
}

static gboolean
is_signed_in (MusterCall *call)
{
  g_autofree char *tenant = NULL;

  switch (muster_entra_check_token (call, MUSTER_RESOURCE_GRAPH, &tenant))
    {
    case MUSTER_TOKEN_MISSING:
      muster_graph_fail (call, 401, "InvalidAuthenticationToken", "Access token is empty.");
      break;
    case MUSTER_TOKEN_EXPIRED:
      muster_graph_fail (call, 401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
      break;
    case MUSTER_TOKEN_WRONG_AUDIENCE:
      muster_graph_fail (call, 401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.");
      break;
    case MUSTER_TOKEN_OK:
      muster_call_set_scope (call, tenant);
      call->client = muster_world_client (call->world, "tenantId", tenant);
      return is_still_known (call, tenant);
    default:
      muster_graph_fail (call, 401, "InvalidAuthenticationToken", "IDX14100: JWT is not well formed or its signature is not valid.");
    }
  return FALSE;
}

/* "servicePrincipals(appId='…')" names an object by another of its ids. */
static void
take_key_apart (MusterCall *call)
{
  const char *part = call->segments[1];
  const char *quote = part != NULL && g_str_has_prefix (part, "servicePrincipals(appId=") ? strchr (part, '\'') : NULL;
  GPtrArray *segments;

  if (quote == NULL)
    return;
  segments = g_ptr_array_new ();
  g_ptr_array_add (segments, g_strdup (call->segments[0]));
  g_ptr_array_add (segments, g_strdup ("servicePrincipals"));
  g_ptr_array_add (segments, g_strdup_printf ("appId=%.*s", (int) strcspn (quote + 1, "'"), quote + 1));
  for (guint i = 2; call->segments[i] != NULL; i++)
    g_ptr_array_add (segments, g_strdup (call->segments[i]));
  g_ptr_array_add (segments, NULL);
  g_strfreev (call->segments);
  call->segments = (char **) g_ptr_array_free (segments, FALSE);
}

/* Where nobody has said which permissions the application has, those behind the missing roles are missing. */
static gboolean
is_withheld (MusterCall *call,
             const char *role)
{
  const MusterApp *app = muster_app_by_id (call->world, muster_jo_str (json_node_get_object (call->claims), "appid"));
  g_autofree char *said = app != NULL ? muster_consent_application (call->world, app, call->scope, MUSTER_RESOURCE_GRAPH) : NULL;

  return said == NULL && !muster_gdap_allows (call->client, role);
}

/**
 * muster_graph_handle:
 * @call: a request to Graph's paths
 *
 * Answers it.
 */
void
muster_graph_handle (MusterCall *call)
{
  gboolean known = FALSE;
  const MusterRoute *route;

  if (!g_str_equal (call->segments[0], "v1.0"))
    {
      muster_graph_fail (call, 400, "BadRequest", "Only v1.0 is served here.");
      return;
    }
  if (!is_signed_in (call) || muster_graph_is_throttled (call))
    return;
  take_key_apart (call);
  muster_graph_settle (call->world, call->client, &call->changed);
  if (call->bad_json)
    {
      muster_graph_bad_request (call, "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
      return;
    }
  if (muster_graph_find_tenant (call))
    return;
  route = muster_call_find_route (call, routes, G_N_ELEMENTS (routes), 1, &known);
  if (route == NULL && known)
    muster_graph_fail (call, 405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
  else if (route == NULL)
    muster_graph_fail (call, 400, "BadRequest", "Resource not found for the segment.");
  else if (route->role == NULL && call->client != NULL)
    muster_graph_refuse (call);
  else if (route->role != NULL && !muster_graph_is_person (call) && is_withheld (call, route->role))
    muster_graph_refuse (call);
  else if (muster_graph_may (call, route))
    route->handle (call);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"
#include "muster-sandbox-vendors.h"

/* Who may do what. A token of the application needs the permission; one in a person's name needs the
 * permission and a role that the relationship gives to a group of the person. Permissions are those
 * of Microsoft's permission map, roles those of "delegate by task" and of the page on who may act on
 * an administrator. */

#define READERS   "Directory.Read.All Directory.ReadWrite.All"
#define USER_READ "User.ReadBasic.All User.Read.All User.ReadWrite.All DeviceManagementManagedDevices.Read.All DeviceManagementManagedDevices.ReadWrite.All " READERS
#define USER_EDIT "User.ReadWrite.All Directory.ReadWrite.All"
#define GROUPS    "Group.ReadBasic.All Group.Read.All Group.ReadWrite.All GroupMember.Read.All " READERS
#define MEMBERS   "GroupMember.ReadBasic.All Group.ReadBasic.All Group.Read.All Group.ReadWrite.All GroupMember.Read.All GroupMember.ReadWrite.All " READERS
#define RELATIONS "DelegatedAdminRelationship.Read.All DelegatedAdminRelationship.ReadWrite.All"
#define METHODS   "UserAuthenticationMethod.ReadWrite.All"
#define INTUNE    "DeviceManagementManagedDevices.Read.All DeviceManagementManagedDevices.ReadWrite.All"
#define INTUNE_DO "DeviceManagementManagedDevices.PrivilegedOperations.All"

static const struct {
  const char *method;
  const char *pattern;    /* as in the table of routes */
  const char *scopes;     /* any of them */
  const char *roles;      /* any of them; "*": any role at all */
} rights[] = {
  { "GET",    "me",                               "User.Read User.Read.All User.ReadBasic.All User.ReadWrite.All " READERS, "*" },
  { "GET",    "me/memberOf",                      "User.Read GroupMember.Read.All Group.Read.All " READERS, "*" },
  { "GET",    "me/transitiveMemberOf",            "User.Read User.Read.All Group.ReadBasic.All Group.Read.All GroupMember.ReadBasic.All GroupMember.Read.All " READERS, "*" },
  { "GET",    "users",                            USER_READ, "*" },
  { "POST",   "users",                            USER_EDIT " DeviceManagementManagedDevices.ReadWrite.All", "User Administrator" },
  { "GET",    "users/*",                          USER_READ, "*" },
  { "PATCH",  "users/*",                          USER_EDIT " User-Mail.ReadWrite.All User-PasswordProfile.ReadWrite.All User-Phone.ReadWrite.All User.EnableDisableAccount.All",
    "User Administrator,Helpdesk Administrator,Password Administrator,Authentication Administrator,Privileged Authentication Administrator,License Administrator" },
  { "DELETE", "users/*",                          "User.DeleteRestore.All User.ReadWrite.All", "User Administrator" },
  { "POST",   "users/*/revokeSignInSessions",     "User.RevokeSessions.All " USER_EDIT,
    "Helpdesk Administrator,Authentication Administrator,User Administrator,Privileged Authentication Administrator" },
  { "GET",    "users/*/manager",                  "User.Read.All User.ReadWrite.All " READERS, "*" },
  { "PUT",    "users/*/manager/$ref",             USER_EDIT, "User Administrator" },
  { "DELETE", "users/*/manager/$ref",             USER_EDIT, "User Administrator" },
  { "GET",    "users/*/memberOf",                 "GroupMember.ReadBasic.All GroupMember.Read.All Group.ReadBasic.All Group.Read.All User.Read.All " READERS, "*" },
  { "GET",    "users/*/transitiveMemberOf",       "GroupMember.ReadBasic.All GroupMember.Read.All Group.ReadBasic.All Group.Read.All User.Read.All " READERS, "*" },
  { "GET",    "users/*/licenseDetails",           "LicenseAssignment.Read.All User.Read.All User.ReadWrite.All " READERS, "*" },
  { "POST",   "users/*/assignLicense",            "LicenseAssignment.ReadWrite.All " USER_EDIT, "License Administrator,User Administrator" },
  { "GET",    "subscribedSkus",                   "LicenseAssignment.Read.All Organization.Read.All Organization.ReadWrite.All " READERS, "*" },
  { "GET",    "directory/deletedItems/microsoft.graph.user", "User.Read.All User.ReadWrite.All User.DeleteRestore.All " READERS, "*" },
  { "POST",   "directory/deletedItems/*/restore", "User.DeleteRestore.All User.ReadWrite.All", "User Administrator" },
  { "GET",    "users/*/authentication/methods",   "UserAuthenticationMethod.Read.All " METHODS, "Authentication Administrator,Privileged Authentication Administrator,Global Reader" },
  { "POST",   "users/*/authentication/phoneMethods", "UserAuthMethod-Phone.ReadWrite.All " METHODS, "Authentication Administrator,Privileged Authentication Administrator" },
  { "POST",   "users/*/authentication/temporaryAccessPassMethods", "UserAuthMethod-TAP.ReadWrite.All " METHODS, "Authentication Administrator,Privileged Authentication Administrator" },
  { "POST",   "users/*/authentication/methods/*/resetPassword", METHODS, "Authentication Administrator,Privileged Authentication Administrator" },
  { "POST",   "users/*/authentication/passwordMethods/*/resetPassword", "UserAuthMethod-Password.ReadWrite.All " METHODS,
    "Authentication Administrator,Privileged Authentication Administrator" },
  { "GET",    "users/*/authentication/operations/*", "UserAuthenticationMethod.Read.All " METHODS, "Authentication Administrator,Privileged Authentication Administrator" },
  { "GET",    "users/*/authentication/*",         "UserAuthenticationMethod.Read.All " METHODS, "Authentication Administrator,Privileged Authentication Administrator,Global Reader" },
  { "DELETE", "users/*/authentication/*/*",       METHODS, "Authentication Administrator,Privileged Authentication Administrator" },
  { "GET",    "reports/authenticationMethods/userRegistrationDetails", "AuditLog.Read.All", "Reports Reader,Security Reader,Security Administrator,Global Reader" },
  { "GET",    "users/*/mailboxSettings",          "MailboxSettings.Read MailboxSettings.ReadWrite", "Exchange Administrator" },
  { "PATCH",  "users/*/mailboxSettings",          "MailboxSettings.ReadWrite", "Exchange Administrator" },
  { "GET",    "users/*/mailFolders/*/messageRules", "MailboxSettings.Read MailboxSettings.ReadWrite", "Exchange Administrator" },
  { "GET",    "groups",                           GROUPS, "*" },
  { "GET",    "groups/*",                         GROUPS, "*" },
  { "PATCH",  "groups/*",                         "Group.ReadWrite.All GroupMember.ReadWrite.All Directory.ReadWrite.All", "Groups Administrator,User Administrator" },
  { "GET",    "groups/*/members",                 MEMBERS, "*" },
  { "GET",    "groups/*/owners",                  MEMBERS, "*" },
  { "POST",   "groups/*/members/$ref",            "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All", "Groups Administrator,User Administrator,Privileged Role Administrator" },
  { "DELETE", "groups/*/members/*/$ref",          "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All", "Groups Administrator,User Administrator,Privileged Role Administrator" },
  { "GET",    "users/*/joinedTeams",              "Team.ReadBasic.All User.Read.All User.ReadWrite.All " READERS, "*" },
  { "GET",    "teams",                            "Team.ReadBasic.All", "*" },
  { "GET",    "teams/*/members",                  "TeamMember.Read.All TeamMember.ReadWrite.All", "*" },
  { "POST",   "teams/*/members",                  "TeamMember.ReadWriteNonOwnerRole.All TeamMember.ReadWrite.All", "Teams Administrator,Groups Administrator" },
  { "DELETE", "teams/*/members/*",                "TeamMember.ReadWriteNonOwnerRole.All TeamMember.ReadWrite.All", "Teams Administrator,Groups Administrator" },
  { "GET",    "deviceManagement/managedDevices",  INTUNE, "Intune Administrator,Global Reader" },
  { "GET",    "deviceManagement/managedDevices/*", INTUNE, "Intune Administrator,Global Reader" },
  { "POST",   "deviceManagement/managedDevices/*/wipe", INTUNE_DO " DeviceManagementManagedDevices.ReadWrite.All", "Intune Administrator" },
  { "POST",   "deviceManagement/managedDevices/*/*", INTUNE_DO, "Intune Administrator" },
  { "GET",    "users/*/managedDevices",           INTUNE, "Intune Administrator,Global Reader" },
  { "GET",    "devices",                          "Device.Read.All Device.ReadWrite.All " READERS, "*" },
  { "GET",    "devices/*",                        "Device.Read.All Device.ReadWrite.All " READERS, "*" },
  { "GET",    "users/*/registeredDevices",        "User.Read.All User.ReadWrite.All " READERS, "*" },
  { "GET",    "users/*/ownedDevices",             "User.Read.All User.ReadWrite.All " READERS, "*" },
  { "GET",    "informationProtection/bitlocker/recoveryKeys", "BitlockerKey.ReadBasic.All BitlockerKey.Read.All",
    "Helpdesk Administrator,Cloud Device Administrator,Intune Administrator,Security Administrator,Security Reader,Global Reader" },
  { "GET",    "informationProtection/bitlocker/recoveryKeys/*", "BitlockerKey.ReadBasic.All BitlockerKey.Read.All",
    "Helpdesk Administrator,Cloud Device Administrator,Intune Administrator,Security Administrator,Security Reader,Global Reader" },
  { "GET",    "directory/deviceLocalCredentials", "DeviceLocalCredential.ReadBasic.All DeviceLocalCredential.Read.All",
    "Cloud Device Administrator,Intune Administrator,Helpdesk Administrator,Security Administrator,Security Reader,Global Reader" },
  { "GET",    "directory/deviceLocalCredentials/*", "DeviceLocalCredential.ReadBasic.All DeviceLocalCredential.Read.All",
    "Cloud Device Administrator,Intune Administrator,Helpdesk Administrator,Security Administrator,Security Reader,Global Reader" },
  { "GET",    "auditLogs/signIns",                "AuditLog.Read.All", "Reports Reader,Security Reader,Security Operator,Security Administrator,Global Reader" },
  { "GET",    "auditLogs/directoryAudits",        "AuditLog.Read.All " READERS, "Reports Reader,Security Reader,Security Operator,Security Administrator,Global Reader" },
  { "GET",    "identityProtection/riskyUsers",    "IdentityRiskyUser.Read.All IdentityRiskyUser.ReadWrite.All", "Security Reader,Security Operator,Security Administrator,Global Reader" },
  { "GET",    "identityProtection/riskyUsers/*",  "IdentityRiskyUser.Read.All IdentityRiskyUser.ReadWrite.All", "Security Reader,Security Operator,Security Administrator,Global Reader" },
  { "POST",   "identityProtection/riskyUsers/dismiss", "IdentityRiskyUser.ReadWrite.All", "Security Administrator" },
  { "POST",   "identityProtection/riskyUsers/confirmCompromised", "IdentityRiskyUser.ReadWrite.All", "Security Administrator" },
  { "GET",    "admin/serviceAnnouncement/healthOverviews", "ServiceHealth.Read.All", "Service Support Administrator,Helpdesk Administrator,User Administrator,Global Reader" },
  { "GET",    "admin/serviceAnnouncement/issues", "ServiceHealth.Read.All", "Service Support Administrator,Helpdesk Administrator,User Administrator,Global Reader" },
  { "GET",    "organization",                     "Organization.Read.All Organization.ReadWrite.All User.Read User.Read.All " READERS, "*" },
  { "GET",    "domains",                          "Domain.Read.All Domain.ReadWrite.All " READERS, "*" },
  { "GET",    "contracts",                        READERS, "*" },
  { "GET",    "tenantRelationships/delegatedAdminCustomers", RELATIONS, "*" },
  { "GET",    "tenantRelationships/delegatedAdminCustomers/*", RELATIONS, "*" },
  { "GET",    "tenantRelationships/delegatedAdminCustomers/*/serviceManagementDetails", RELATIONS, "*" },
  { "GET",    "tenantRelationships/delegatedAdminRelationships", RELATIONS, "*" },
  { "GET",    "tenantRelationships/delegatedAdminRelationships/*", RELATIONS, "*" },
  { "GET",    "tenantRelationships/delegatedAdminRelationships/*/accessAssignments", RELATIONS, "*" },
  { "GET",    "servicePrincipals",                "Application.Read.All " READERS, "*" },
  { "GET",    "servicePrincipals/*",              "Application.Read.All " READERS, "*" },
  { "GET",    "servicePrincipals/*/*",            "Application.Read.All " READERS, "*" },
  { "GET",    "oauth2PermissionGrants",           READERS, "*" },
  { "GET",    "directoryRoles",                   READERS, "*" },
};

/* Which permission each kind of method has for itself */
static const struct {
  const char *collection;
  const char *name;
} typed[] = {
  { "phoneMethods", "Phone" }, { "microsoftAuthenticatorMethods", "MicrosoftAuthApp" }, { "softwareOathMethods", "SoftwareOATH" },
  { "fido2Methods", "Passkey" }, { "windowsHelloForBusinessMethods", "WindowsHello" }, { "platformCredentialMethods", "PlatformCred" },
  { "emailMethods", "Email" }, { "temporaryAccessPassMethods", "TAP" }, { "externalAuthenticationMethods", "External" },
  { "passwordMethods", "Password" },
};

/* Which holders of a role a role may act on, besides people without any */
static const struct {
  const char *role;
  const char *targets;
} reaches[] = {
  { "Helpdesk Administrator", "Directory Readers,Guest Inviter,Helpdesk Administrator,Message Center Reader,Password Administrator,Reports Reader,"
    "User Experience Success Manager,Usage Summary Reports Reader" },
  { "User Administrator", "Directory Readers,Guest Inviter,Helpdesk Administrator,Message Center Reader,Password Administrator,Reports Reader,"
    "User Experience Success Manager,Usage Summary Reports Reader,Groups Administrator,User Administrator" },
  { "Authentication Administrator", "Authentication Administrator,Directory Readers,Guest Inviter,Message Center Reader,Reports Reader,Usage Summary Reports Reader" },
  { "Password Administrator", "Directory Readers,Guest Inviter,Password Administrator" },
};

/* Which roles can do an act at all */
static const char *const acts[] = {
  [MUSTER_ACT_ENABLE] = "User Administrator,Authentication Administrator,Privileged Authentication Administrator",
  [MUSTER_ACT_PASSWORD] = "Password Administrator,Helpdesk Administrator,User Administrator,Authentication Administrator,Privileged Authentication Administrator",
  [MUSTER_ACT_SESSIONS] = "Helpdesk Administrator,User Administrator,Authentication Administrator,Privileged Authentication Administrator",
  [MUSTER_ACT_METHODS] = "Authentication Administrator,Privileged Authentication Administrator",
  [MUSTER_ACT_PROFILE] = "User Administrator",
};

static JsonObject *
claims (MusterCall *call)
{
  return call->claims != NULL ? json_node_get_object (call->claims) : NULL;
}

gboolean
muster_graph_is_person (MusterCall *call)
{
  return g_strcmp0 (muster_jo_str (claims (call), "idtyp"), "user") == 0;
}

/**
 * muster_graph_has_scope:
 * @call: a call with a good token
 * @accepted: permissions with spaces between them
 *
 * Returns: whether the token carries one of them
 */
gboolean
muster_graph_has_scope (MusterCall *call,
                        const char *accepted)
{
  g_autofree char *roles = muster_names_join (muster_jo_arr (claims (call), "roles"));

  return muster_names_meet (accepted, muster_graph_is_person (call) ? muster_jo_str (claims (call), "scp") : roles);
}

/**
 * muster_graph_roles:
 * @call: a call in a person's name
 *
 * Returns: (transfer full): the roles of the person in the token's tenant, as they are now
 */
JsonArray *
muster_graph_roles (MusterCall *call)
{
  JsonObject *member = muster_technician_by_object (call->world, muster_jo_str (claims (call), "oid"));

  return member != NULL ? muster_technician_roles (call->world, member, muster_jo_str (claims (call), "tid")) : json_array_new ();
}

static gboolean
has_typed (MusterCall *call,
           gboolean    write)
{
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    if (g_strcmp0 (call->params[1], typed[i].collection) == 0)
      {
        g_autofree char *names = g_strdup_printf ("UserAuthMethod-%s.ReadWrite.All%s%s%s", typed[i].name, write ? "" : " UserAuthMethod-",
                                                  write ? "" : typed[i].name, write ? "" : ".Read.All");

        return muster_graph_has_scope (call, names);
      }
  return FALSE;
}

/**
 * muster_graph_may:
 * @call: a call with a good token
 * @route: what it wants
 *
 * Answers with the service's refusal where it may not.
 *
 * Returns: whether it may
 */
gboolean
muster_graph_may (MusterCall        *call,
                  const MusterRoute *route)
{
  g_autoptr(JsonArray) roles = NULL;
  gsize at = 0;

  while (at < G_N_ELEMENTS (rights) && (!g_str_equal (rights[at].method, route->method) || !g_str_equal (rights[at].pattern, route->pattern)))
    at++;
  if (at == G_N_ELEMENTS (rights))
    return TRUE;
  if (!muster_graph_has_scope (call, rights[at].scopes)
      && !(strstr (rights[at].pattern, "authentication/*") != NULL && has_typed (call, g_str_equal (route->method, "DELETE"))))
    {
      muster_graph_refuse (call);
      return FALSE;
    }
  if (!muster_graph_is_person (call))
    return TRUE;
  roles = muster_graph_roles (call);
  if (json_array_get_length (roles) == 0)
    muster_graph_fail (call, 403, "Authorization_RequestDenied", "Unable to initialize the authorization context.");
  else if (!muster_gdap_holds (roles, rights[at].roles))
    muster_graph_refuse (call);
  else
    return TRUE;
  return FALSE;
}

/* What makes the target a privileged one; %NULL in the array for a group that can hold roles */
static JsonArray *
target_roles (MusterCall *call,
              JsonObject *user)
{
  JsonArray *roles = muster_ja_copy (muster_jo_arr (user, "adminRoles")), *all = muster_jo_arr (call->client, "groups");
  const char *id = muster_jo_str (user, "id");

  for (guint i = 0; i < muster_ja_length (all); i++)
    {
      JsonObject *group = muster_ja_obj (all, i);

      if ((g_strcmp0 (muster_jo_str (group, "kind"), "role-assignable") == 0 || muster_jo_bool (group, "roleAssignable", FALSE))
          && (muster_ja_contains (muster_jo_arr (group, "members"), id) || muster_ja_contains (muster_jo_arr (group, "owners"), id)))
        json_array_add_string_element (roles, "a role-assignable group");
    }
  return roles;
}

static gboolean
is_within (JsonArray  *targets,
           const char *reach)
{
  g_auto(GStrv) names = g_strsplit (reach, ",", -1);

  for (guint i = 0; i < json_array_get_length (targets); i++)
    if (!g_strv_contains ((const char *const *) names, muster_ja_str (targets, i)))
      return FALSE;
  return TRUE;
}

/**
 * muster_graph_may_act:
 * @call: a call with a good token
 * @user: the target
 * @act: what shall be done
 *
 * The application itself is not held by this; where it is, the caller says so.
 *
 * Returns: whether the person's roles reach as far as @user
 */
gboolean
muster_graph_may_act (MusterCall *call,
                      JsonObject *user,
                      MusterAct   act)
{
  g_autoptr(JsonArray) mine = NULL;
  g_autoptr(JsonArray) targets = NULL;
  g_auto(GStrv) able = g_strsplit (acts[act], ",", -1);

  if (!muster_graph_is_person (call))
    return TRUE;
  mine = muster_graph_roles (call);
  targets = target_roles (call, user);
  if (!muster_gdap_holds (mine, acts[act]))
    return FALSE;
  if (json_array_get_length (targets) == 0 || muster_ja_contains (mine, "Global Administrator") || act == MUSTER_ACT_PROFILE)
    return TRUE;
  if (muster_ja_contains (mine, "Privileged Authentication Administrator"))
    return TRUE;
  for (guint i = 0; able[i] != NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (reaches); j++)
      if (muster_ja_contains (mine, able[i]) && g_str_equal (able[i], reaches[j].role) && is_within (targets, reaches[j].targets))
        return TRUE;
  return FALSE;
}

static const struct {
  const char *property;
  const char *scopes;
  MusterAct   act;
} properties[] = {
  { "accountEnabled",    "User.EnableDisableAccount.All " USER_EDIT, MUSTER_ACT_ENABLE },
  { "passwordProfile",   "User-PasswordProfile.ReadWrite.All Directory.AccessAsUser.All", MUSTER_ACT_PASSWORD },
  { "mobilePhone",       "User-Phone.ReadWrite.All " USER_EDIT, MUSTER_ACT_ENABLE },
  { "businessPhones",    "User-Phone.ReadWrite.All " USER_EDIT, MUSTER_ACT_ENABLE },
  { "otherMails",        "User-Mail.ReadWrite.All " USER_EDIT, MUSTER_ACT_ENABLE },
  { "userPrincipalName", USER_EDIT, MUSTER_ACT_ENABLE },
};

/**
 * muster_graph_may_write:
 * @call: a PATCH of a user
 * @user: the target
 * @property: what it changes
 *
 * Returns: whether the token's permissions, and the person's roles, go as far as that
 */
gboolean
muster_graph_may_write (MusterCall *call,
                        JsonObject *user,
                        const char *property)
{
  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    if (g_str_equal (properties[i].property, property))
      return muster_graph_has_scope (call, properties[i].scopes) && muster_graph_may_act (call, user, properties[i].act);
  if (g_str_equal (property, "usageLocation") && muster_graph_is_person (call))
    {
      g_autoptr(JsonArray) roles = muster_graph_roles (call);

      return muster_graph_has_scope (call, USER_EDIT) && muster_gdap_holds (roles, "License Administrator,User Administrator");
    }
  return muster_graph_has_scope (call, USER_EDIT) && muster_graph_may_act (call, user, MUSTER_ACT_PROFILE);
}

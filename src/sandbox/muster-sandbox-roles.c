/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"

/* Names and ids that are the same in every tenant: directory roles and Graph's permissions
 * (Microsoft's role reference and permission map). */

static const struct {
  const char *name;
  const char *id;
} roles[] = {
  { "User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1" },
  { "Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8" },
  { "Password Administrator", "966707d0-3269-4727-9be2-8c3a10f19b9d" },
  { "Authentication Administrator", "c4e39bd9-1100-46d3-8c65-fb160da0071f" },
  { "Privileged Authentication Administrator", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13" },
  { "Authentication Policy Administrator", "0526716b-113d-4c15-b2c8-68e3c22b9f80" },
  { "Groups Administrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c" },
  { "License Administrator", "4d6ac14f-3453-41d0-bef9-a3e0c569773a" },
  { "Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de" },
  { "Exchange Recipient Administrator", "31392ffb-586c-42d1-9346-e59415a2cc4e" },
  { "Teams Administrator", "69091246-20e8-4a56-aa4d-066075b2a7a8" },
  { "SharePoint Administrator", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c" },
  { "Intune Administrator", "3a2c62db-5318-420d-8d74-23affee5d9d5" },
  { "Cloud Device Administrator", "7698a772-787b-4ac8-901f-60d6b08affd2" },
  { "Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b" },
  { "Directory Writers", "9360feb5-f418-4baa-8175-e2a00bac4301" },
  { "Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509" },
  { "Security Operator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f" },
  { "Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d" },
  { "Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451" },
  { "Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf" },
  { "Service Support Administrator", "f023fd81-a637-4b56-95fd-791ac0226033" },
  { "Cloud Application Administrator", "158c047a-c907-4556-b7ef-446551a6b5f7" },
  { "Application Administrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3" },
  { "Privileged Role Administrator", "e8611ab8-c189-46e8-94e1-60213ab1f814" },
  { "Global Administrator", "62e90394-69f5-4237-9190-012177145e10" },
};

/* Where the id of a permission is not known it is made up, and always the same. */
static const struct {
  const char *name;
  const char *delegated;     /* (nullable) its id as a scope */
  const char *application;   /* (nullable) its id as an app role; NULL: there is none */
} permissions[] = {
  { "User.Read.All", "a154be20-db9c-4678-8ab7-66f6cc099a59", "df021288-bdef-4463-88db-98f22de89214" },
  { "User.ReadWrite.All", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", "741f803b-c850-494e-b5df-cde7c675a1ca" },
  { "User.EnableDisableAccount.All", "f92e74e7-2563-467f-9dd0-902688cb5863", "3011c876-62b7-4ada-afa2-506cbbecc68c" },
  { "User-PasswordProfile.ReadWrite.All", "56760768-b641-451f-8906-e1b8ab31bca7", "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7" },
  { "User-Phone.ReadWrite.All", "e29d5979-5b06-4a7f-ae24-6a9348d2e1ff", "86ceff06-c822-49ff-989a-d912845ffe69" },
  { "User.RevokeSessions.All", "fc30e98b-8810-4501-81f5-c20a3196387b", "77f3a031-c388-4f99-b373-dc68676a979e" },
  { "User.DeleteRestore.All", "4bb440cd-2cf2-4f90-8004-aa2acd2537c5", "eccc023d-eccf-4e7b-9683-8813ab36cecc" },
  { "UserAuthenticationMethod.Read.All", "aec28ec7-4d02-4e8c-b864-50163aea77eb", "38d9df27-64da-44fd-b7c5-a6fbac20248f" },
  { "UserAuthenticationMethod.ReadWrite.All", "b7887744-6746-4312-813d-72daeaee7e2d", "50483e42-d915-4231-9639-7fdb7fd190e5" },
  { "UserAuthMethod-Password.ReadWrite.All", "7f5b683d-df96-4690-a88d-6e336ed6dc7c", "f6d38dfd-ec08-4995-8f07-23e929df0936" },
  { "UserAuthMethod-Phone.ReadWrite.All", "48c99302-9a24-4f27-a8a7-acef4debba14", "6e85d483-7092-4375-babe-0a94a8213a58" },
  { "UserAuthMethod-TAP.ReadWrite.All", "05de4a66-e51a-4312-842a-30c8094698d2", "627169a8-8c15-451c-861a-5b80e383de5c" },
  { "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All", "1b7322b2-5cb3-4f13-928f-d7ca97c5fba9", "c833c349-a1ab-4b6d-94a2-fa9a8674420c" },
  { "Group.Read.All", "5f8c59db-677d-491f-a6b8-5f174b11ec1d", "5b567255-7703-4780-807c-7be8301ae99b" },
  { "GroupMember.Read.All", "bc024368-1153-4739-b217-4326f2e966d0", "98830695-27a2-44f7-8c18-0c3ebc9698f6" },
  { "GroupMember.ReadWrite.All", "f81125ac-d3b7-4573-a3b2-7099cc39df9e", "dbaae8cf-10b5-4b86-a4a1-f871c94c6695" },
  { "LicenseAssignment.Read.All", "f395577a-0960-456b-979f-7228de0c5996", "e2f98668-2877-4f38-a2f4-8202e0717aa1" },
  { "LicenseAssignment.ReadWrite.All", "f55016cc-149c-447e-8f21-7cf3ec1d6350", "5facf0c1-8979-4e95-abcf-ff3d079771c0" },
  { "Directory.Read.All", "06da0dbc-49e2-44d2-8312-53f166ab848a", "7ab1d382-f21e-4acd-a863-ba3e13f7da61" },
  { "Organization.Read.All", "4908d5b9-3fb2-4b1e-9336-1888b7937185", "498476ce-e0fe-48b0-b801-37ba7e2685c6" },
  { "Domain.Read.All", "2f9ee017-59c1-4f1d-9472-bd5529a7b311", "dbb9058a-0e50-45d7-ae91-66909b5d4664" },
  { "DelegatedAdminRelationship.Read.All", "0c0064ea-477b-4130-82a5-4c2cc4ff68aa", "f6e9e124-4586-492f-adc0-c6f96e4823fd" },
  { "CrossTenantInformation.ReadBasic.All", "81594d25-e88e-49cf-ac8c-fecbff49f994", "cac88765-0581-4025-9725-5ebc13f729ee" },
  { "AuditLog.Read.All", "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20", "b0afded3-3588-46d8-8b3d-9842eff778da" },
  { "IdentityRiskyUser.Read.All", "d04bb851-cb7c-4146-97c7-ca3e71baf56c", "dc5007c0-2d7d-4c42-879c-2dab87571379" },
  { "ServiceHealth.Read.All", "55896846-df78-47a7-aa94-8d3d4442ca7f", "79c261e0-fe76-4144-aad5-bdc68fbe4037" },
  { "Team.ReadBasic.All", "485be79e-c497-4b35-9400-0e3fa7f2a5d4", "2280dda6-0bfd-44ee-a2f4-cb867cfc4c1e" },
  { "TeamMember.Read.All", "2497278c-d82d-46a2-b1ce-39d4cdde5570", "660b7406-55f1-41ca-a0ed-0b035e182f3e" },
  { "TeamMember.ReadWrite.All", "4a06efd2-f825-4e34-813e-82a57b03d1ee", "0121dc95-1b9f-4aed-8bac-58c5ac466691" },
  { "DeviceManagementManagedDevices.Read.All", "314874da-47d6-4978-88dc-cf0d37f0bb82", "2f51be20-0bb4-4fed-bf7b-db946066c75e" },
  { "DeviceManagementManagedDevices.PrivilegedOperations.All", "3404d2bf-2b13-457e-a330-c24615765193", "5b07b0dd-2377-4e44-a38d-703f09a0dc3c" },
  { "Device.Read.All", "951183d1-1a61-466f-a6d1-1fde911bfd95", "7438b122-aefc-4978-80ed-43db9fcc7715" },
  { "BitlockerKey.Read.All", "b27a61ec-b99c-4d6a-b126-c4375d08ae30", "57f1cf28-c0c4-4ec3-9a30-19a2eaaf2f6e" },
  { "DeviceLocalCredential.Read.All", "280b3b69-0437-44b1-bc20-3b2fca1ee3e9", "884b599e-4d48-43a5-ba94-15c414d00588" },
  { "MailboxSettings.Read", "87f447af-9fa4-4c32-9dfa-4a57a73d18ce", "40f97065-369a-49f4-947c-6a255697ae91" },
  { "MailboxSettings.ReadWrite", "818c620a-27a9-40bd-a6a5-d96f7d610b4b", "6931bccd-447a-43d1-b442-00a195474933" },
  { "User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", NULL },
  { "BitlockerKey.ReadBasic.All", NULL, "" },
  { "DeviceLocalCredential.ReadBasic.All", NULL, "" },
  { "DelegatedAdminRelationship.ReadWrite.All", NULL, "" },
  { "Device.ReadWrite.All", NULL, "" },
  { "DeviceManagementManagedDevices.ReadWrite.All", NULL, "" },
  { "Directory.ReadWrite.All", NULL, "" },
  { "Domain.ReadWrite.All", NULL, "" },
  { "Group.ReadBasic.All", NULL, "" },
  { "Group.ReadWrite.All", NULL, "" },
  { "GroupMember.ReadBasic.All", NULL, "" },
  { "IdentityRiskyUser.ReadWrite.All", NULL, "" },
  { "Organization.ReadWrite.All", NULL, "" },
  { "RoleManagement.ReadWrite.Directory", NULL, "" },
  { "TeamMember.ReadWriteNonOwnerRole.All", NULL, "" },
  { "User-Mail.ReadWrite.All", NULL, "" },
  { "User.ReadBasic.All", NULL, "" },
  { "Application.Read.All", NULL, "" },
  { "UserAuthMethod-Email.ReadWrite.All", NULL, "" },
  { "UserAuthMethod-External.ReadWrite.All", NULL, "" },
  { "UserAuthMethod-Passkey.ReadWrite.All", NULL, "" },
  { "UserAuthMethod-PlatformCred.ReadWrite.All", NULL, "" },
  { "UserAuthMethod-SoftwareOATH.ReadWrite.All", NULL, "" },
  { "UserAuthMethod-WindowsHello.ReadWrite.All", NULL, "" },
  { "UserAuthMethod-Email.Read.All", NULL, "" },
  { "UserAuthMethod-External.Read.All", NULL, "" },
  { "UserAuthMethod-MicrosoftAuthApp.Read.All", NULL, "" },
  { "UserAuthMethod-Passkey.Read.All", NULL, "" },
  { "UserAuthMethod-Phone.Read.All", NULL, "" },
  { "UserAuthMethod-PlatformCred.Read.All", NULL, "" },
  { "UserAuthMethod-SoftwareOATH.Read.All", NULL, "" },
  { "UserAuthMethod-TAP.Read.All", NULL, "" },
  { "UserAuthMethod-WindowsHello.Read.All", NULL, "" },
};

/**
 * muster_role_id:
 * @name: a directory role
 *
 * Returns: (nullable): the id of its template
 */
const char *
muster_role_id (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (roles[i].name, name) == 0)
      return roles[i].id;
  return NULL;
}

const char *
muster_role_name (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (roles[i].id, id) == 0)
      return roles[i].name;
  return NULL;
}

static char *
made_up_id (const char *name,
            gboolean    delegated)
{
  g_autofree char *text = g_strconcat (delegated ? "scope/" : "role/", name, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("%.8s-%.4s-4%.3s-8%.3s-%.12s", sum, sum + 8, sum + 12, sum + 15, sum + 18);
}

/**
 * muster_permission_id:
 * @name: a permission, of Graph or of Exchange
 * @delegated: as a scope; else as an app role
 *
 * Returns: (transfer full): its id
 */
char *
muster_permission_id (const char *name,
                      gboolean    delegated)
{
  if (g_strcmp0 (name, "Exchange.ManageAsApp") == 0)
    return g_strdup ("dc50a0fb-09a3-484d-be87-e023b12c6440");
  if (g_strcmp0 (name, "Exchange.Manage") == 0)
    return g_strdup ("ab4f2b77-0b06-4fc1-a9de-02113fc2ab7c");
  for (gsize i = 0; i < G_N_ELEMENTS (permissions); i++)
    {
      const char *id = delegated ? permissions[i].delegated : permissions[i].application;

      if (g_strcmp0 (permissions[i].name, name) == 0 && id != NULL && *id != '\0')
        return g_strdup (id);
    }
  return made_up_id (name, delegated);
}

/**
 * muster_permission_list:
 * @delegated: scopes; else app roles
 *
 * Returns: (transfer full): the names of all that Graph has, as far as this sandbox knows them
 */
JsonArray *
muster_permission_list (gboolean delegated)
{
  JsonArray *names = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (permissions); i++)
    if (delegated || permissions[i].application != NULL)
      json_array_add_string_element (names, permissions[i].name);
  return names;
}

/**
 * muster_names_have:
 * @names: (nullable): names with spaces between them
 * @name: one
 *
 * Returns: whether @name is among @names, in whatever case
 */
gboolean
muster_names_have (const char *names,
                   const char *name)
{
  g_auto(GStrv) list = g_strsplit (names != NULL ? names : "", " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0' && g_ascii_strcasecmp (list[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Whether the two lists have a name in common */
gboolean
muster_names_meet (const char *names,
                   const char *others)
{
  g_auto(GStrv) list = g_strsplit (others != NULL ? others : "", " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0' && muster_names_have (names, list[i]))
      return TRUE;
  return FALSE;
}

/* An array of names as one text */
char *
muster_names_join (JsonArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < muster_ja_length (names); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", muster_ja_str (names, i));
  return g_string_free (text, FALSE);
}

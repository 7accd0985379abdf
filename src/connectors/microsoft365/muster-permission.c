/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-json.h"

#include "muster-permission.h"

/* Permissions of Microsoft's services: what each is for, and which of them the enabled tools need. The ids are those of
 * Microsoft's permissions reference; they are the same in every tenant. Those of Exchange come from its app-only guide and
 * from public partner tools; the two whose name ends with V2 have no published id and are found by name. */

#define GRAPH    MUSTER_RESOURCE_GRAPH
#define EXCHANGE MUSTER_RESOURCE_EXCHANGE
#define PARTNER  MUSTER_RESOURCE_PARTNER_CENTER

static const MusterPermission permissions[] = {
  { "Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", GRAPH,
    N_("See which permissions and roles the app itself has been given") },
  { "AuditLog.Read.All", "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20", "b0afded3-3588-46d8-8b3d-9842eff778da", GRAPH,
    N_("Read the sign-in log, to tell why somebody cannot sign in") },
  { "BitlockerKey.Read.All", "b27a61ec-b99c-4d6a-b126-c4375d08ae30", "57f1cf28-c0c4-4ec3-9a30-19a2eaaf2f6e", GRAPH,
    N_("Read BitLocker recovery keys") },
  { "CrossTenantInformation.ReadBasic.All", "81594d25-e88e-49cf-ac8c-fecbff49f994", "cac88765-0581-4025-9725-5ebc13f729ee", GRAPH,
    N_("Find out which tenant a domain belongs to") },
  { "DelegatedAdminRelationship.Read.All", "0c0064ea-477b-4130-82a5-4c2cc4ff68aa", "f6e9e124-4586-492f-adc0-c6f96e4823fd", GRAPH,
    N_("Read which customers gave you delegated administration, and until when") },
  { "Device.Read.All", "951183d1-1a61-466f-a6d1-1fde911bfd95", "7438b122-aefc-4978-80ed-43db9fcc7715", GRAPH,
    N_("Read devices of the directory") },
  { "DeviceLocalCredential.Read.All", "280b3b69-0437-44b1-bc20-3b2fca1ee3e9", "884b599e-4d48-43a5-ba94-15c414d00588", GRAPH,
    N_("Read local administrator passwords (Windows LAPS)") },
  { "DeviceManagementManagedDevices.PrivilegedOperations.All", "3404d2bf-2b13-457e-a330-c24615765193",
    "5b07b0dd-2377-4e44-a38d-703f09a0dc3c", GRAPH, N_("Sync, restart, lock, retire and wipe devices in Intune") },
  { "DeviceManagementManagedDevices.Read.All", "314874da-47d6-4978-88dc-cf0d37f0bb82", "2f51be20-0bb4-4fed-bf7b-db946066c75e",
    GRAPH, N_("Read devices in Intune") },
  { "Directory.Read.All", "06da0dbc-49e2-44d2-8312-53f166ab848a", "7ab1d382-f21e-4acd-a863-ba3e13f7da61", GRAPH,
    N_("Read the directory: roles, domains and the list of customers") },
  { "Domain.Read.All", "2f9ee017-59c1-4f1d-9472-bd5529a7b311", "dbb9058a-0e50-45d7-ae91-66909b5d4664", GRAPH,
    N_("Read which domains belong to a tenant") },
  { "Exchange.Manage", "ab4f2b77-0b06-4fc1-a9de-02113fc2ab7c", NULL, EXCHANGE,
    N_("Read and change mailboxes, their permissions and distribution lists") },
  { "Exchange.ManageAsApp", NULL, "dc50a0fb-09a3-484d-be87-e023b12c6440", EXCHANGE,
    N_("Read and change mailboxes, their permissions and distribution lists") },
  { "Exchange.ManageV2", NULL, NULL, EXCHANGE, N_("Read mailboxes through Exchange’s published interface") },
  { "Exchange.ManageAsAppV2", NULL, NULL, EXCHANGE, N_("Read mailboxes through Exchange’s published interface") },
  { "Group.Read.All", "5f8c59db-677d-491f-a6b8-5f174b11ec1d", "5b567255-7703-4780-807c-7be8301ae99b", GRAPH,
    N_("Read groups") },
  { "GroupMember.Read.All", "bc024368-1153-4739-b217-4326f2e966d0", "98830695-27a2-44f7-8c18-0c3ebc9698f6", GRAPH,
    N_("Read groups and their members") },
  { "GroupMember.ReadWrite.All", "f81125ac-d3b7-4573-a3b2-7099cc39df9e", "dbaae8cf-10b5-4b86-a4a1-f871c94c6695", GRAPH,
    N_("Add and remove members of groups") },
  { "IdentityRiskyUser.Read.All", "d04bb851-cb7c-4146-97c7-ca3e71baf56c", "dc5007c0-2d7d-4c42-879c-2dab87571379", GRAPH,
    N_("Read whether a user is flagged as risky") },
  { "IdentityRiskyUser.ReadWrite.All", "e0a7cdbb-08b0-4697-8264-0069786e9674", "656f6061-f9fe-4807-9708-6a2e0934df76", GRAPH,
    N_("Dismiss or confirm that a user is risky") },
  { "LicenseAssignment.Read.All", "f395577a-0960-456b-979f-7228de0c5996", "e2f98668-2877-4f38-a2f4-8202e0717aa1", GRAPH,
    N_("Read which licences were bought and who has them") },
  { "LicenseAssignment.ReadWrite.All", "f55016cc-149c-447e-8f21-7cf3ec1d6350", "5facf0c1-8979-4e95-abcf-ff3d079771c0", GRAPH,
    N_("Assign and take away licences") },
  { "MailboxSettings.Read", "87f447af-9fa4-4c32-9dfa-4a57a73d18ce", "40f97065-369a-49f4-947c-6a255697ae91", GRAPH,
    N_("Read automatic replies and other mailbox settings") },
  { "MailboxSettings.ReadWrite", "818c620a-27a9-40bd-a6a5-d96f7d610b4b", "6931bccd-447a-43d1-b442-00a195474933", GRAPH,
    N_("Set automatic replies") },
  { "Organization.Read.All", "4908d5b9-3fb2-4b1e-9336-1888b7937185", "498476ce-e0fe-48b0-b801-37ba7e2685c6", GRAPH,
    N_("Read the tenant’s name and its licences") },
  { "ServiceHealth.Read.All", "55896846-df78-47a7-aa94-8d3d4442ca7f", "79c261e0-fe76-4144-aad5-bdc68fbe4037", GRAPH,
    N_("Read whether a Microsoft service is disturbed") },
  { "Team.ReadBasic.All", "485be79e-c497-4b35-9400-0e3fa7f2a5d4", "2280dda6-0bfd-44ee-a2f4-cb867cfc4c1e", GRAPH,
    N_("Read which teams there are") },
  { "TeamMember.Read.All", "2497278c-d82d-46a2-b1ce-39d4cdde5570", "660b7406-55f1-41ca-a0ed-0b035e182f3e", GRAPH,
    N_("Read the members of teams") },
  { "TeamMember.ReadWrite.All", "4a06efd2-f825-4e34-813e-82a57b03d1ee", "0121dc95-1b9f-4aed-8bac-58c5ac466691", GRAPH,
    N_("Add and remove members of teams") },
  { "User-PasswordProfile.ReadWrite.All", "56760768-b641-451f-8906-e1b8ab31bca7", "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7", GRAPH,
    N_("Reset passwords") },
  { "User-Phone.ReadWrite.All", "e29d5979-5b06-4a7f-ae24-6a9348d2e1ff", "86ceff06-c822-49ff-989a-d912845ffe69", GRAPH,
    N_("Change phone numbers of users") },
  { "User.DeleteRestore.All", "4bb440cd-2cf2-4f90-8004-aa2acd2537c5", "eccc023d-eccf-4e7b-9683-8813ab36cecc", GRAPH,
    N_("Delete users and restore them") },
  { "User.EnableDisableAccount.All", "f92e74e7-2563-467f-9dd0-902688cb5863", "3011c876-62b7-4ada-afa2-506cbbecc68c", GRAPH,
    N_("Block and allow somebody’s sign-in") },
  { "User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", NULL, GRAPH, N_("Read who signed in, and that person’s groups") },
  { "User.Read.All", "a154be20-db9c-4678-8ab7-66f6cc099a59", "df021288-bdef-4463-88db-98f22de89214", GRAPH,
    N_("Read users") },
  { "User.ReadWrite.All", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", "741f803b-c850-494e-b5df-cde7c675a1ca", GRAPH,
    N_("Create and change users") },
  { "User.RevokeSessions.All", "fc30e98b-8810-4501-81f5-c20a3196387b", "77f3a031-c388-4f99-b373-dc68676a979e", GRAPH,
    N_("Sign people out everywhere") },
  { "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All", "1b7322b2-5cb3-4f13-928f-d7ca97c5fba9", "c833c349-a1ab-4b6d-94a2-fa9a8674420c",
    GRAPH, N_("Remove the Authenticator app of a user") },
  { "UserAuthMethod-Password.ReadWrite.All", "7f5b683d-df96-4690-a88d-6e336ed6dc7c", "f6d38dfd-ec08-4995-8f07-23e929df0936",
    GRAPH, N_("Reset passwords through the sign-in methods") },
  { "UserAuthMethod-Phone.ReadWrite.All", "48c99302-9a24-4f27-a8a7-acef4debba14", "6e85d483-7092-4375-babe-0a94a8213a58", GRAPH,
    N_("Change the phones that a user signs in with") },
  { "UserAuthMethod-TAP.ReadWrite.All", "05de4a66-e51a-4312-842a-30c8094698d2", "627169a8-8c15-451c-861a-5b80e383de5c", GRAPH,
    N_("Make temporary access passes") },
  { "UserAuthenticationMethod.Read.All", "aec28ec7-4d02-4e8c-b864-50163aea77eb", "38d9df27-64da-44fd-b7c5-a6fbac20248f", GRAPH,
    N_("Read which sign-in methods somebody has") },
  { "UserAuthenticationMethod.ReadWrite.All", "b7887744-6746-4312-813d-72daeaee7e2d", "50483e42-d915-4231-9639-7fdb7fd190e5",
    GRAPH, N_("Delete sign-in methods and make temporary access passes") },
  { "user_impersonation", "1cebfa2a-fb4d-419e-b5f9-839b4383e05a", NULL, PARTNER,
    N_("Give the app its consent in customers’ tenants through Partner Center") },
};

/* What a permission includes, beyond X.ReadWrite… including X.Read…; from the tables “least and higher privileged” of the
 * calls that the tools make */
static const struct
{
  const char *wide;
  const char *included[12];
} includes[] = {
  { "Directory.ReadWrite.All",
    { "Directory.Read.All", "User.Read.All", "User.ReadWrite.All", "Group.Read.All", "GroupMember.Read.All",
      "GroupMember.ReadWrite.All", "Organization.Read.All", "Domain.Read.All", "Device.Read.All", "LicenseAssignment.Read.All",
      "LicenseAssignment.ReadWrite.All" } },
  { "Directory.Read.All",
    { "User.Read.All", "Group.Read.All", "GroupMember.Read.All", "Organization.Read.All", "Domain.Read.All", "Device.Read.All",
      "LicenseAssignment.Read.All", "Application.Read.All" } },
  { "Group.ReadWrite.All", { "Group.Read.All", "GroupMember.Read.All", "GroupMember.ReadWrite.All" } },
  { "Group.Read.All", { "GroupMember.Read.All" } },
  { "GroupMember.ReadWrite.All", { "GroupMember.Read.All" } },
  { "Organization.Read.All", { "LicenseAssignment.Read.All" } },
  { "User.ReadWrite.All",
    { "User.Read.All", "User.RevokeSessions.All", "User.DeleteRestore.All", "LicenseAssignment.Read.All" } },
  { "UserAuthenticationMethod.ReadWrite.All",
    { "UserAuthenticationMethod.Read.All", "UserAuthMethod-Phone.ReadWrite.All", "UserAuthMethod-TAP.ReadWrite.All",
      "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All", "UserAuthMethod-Password.ReadWrite.All" } },
  { "User.Read.All", { "User.Read" } },
};

/* Every sign-in asks for these; they belong to no tool */
static const char * const of_sign_in[] = { "openid", "profile", "email", "offline_access", "User.Read", NULL };

const MusterPermission *
muster_permission_find (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (permissions); i++)
    if (g_ascii_strcasecmp (permissions[i].name, name) == 0)
      return &permissions[i];
  return NULL;
}

static gboolean
is_id (const char *known,
       const char *id)
{
  return known != NULL && g_ascii_strcasecmp (known, id) == 0;
}

const MusterPermission *
muster_permission_find_id (const char *id)
{
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (permissions); i++)
    if (is_id (permissions[i].delegated, id) || is_id (permissions[i].application, id))
      return &permissions[i];
  return NULL;
}

gboolean
muster_permission_is_customers (const char *resource)
{
  return g_strcmp0 (resource, PARTNER) != 0;
}

const char *
muster_permission_service (const char *resource)
{
  if (g_strcmp0 (resource, EXCHANGE) == 0)
    return "Office 365 Exchange Online";
  if (g_strcmp0 (resource, PARTNER) == 0)
    return "Microsoft Partner Center";
  return "Microsoft Graph";
}

/* --- What the tools need --- */

void
muster_permission_need_free (MusterPermissionNeed *self)
{
  g_free (self->name);
  g_free (self->id);
  g_free (self->resource);
  g_free (self->purpose);
  g_ptr_array_unref (self->tools);
  g_free (self);
}

static const char *
resource_of (const char *name)
{
  const MusterPermission *known = muster_permission_find (name);

  if (known != NULL)
    return known->resource;
  return g_str_has_prefix (name, "Exchange.") ? EXCHANGE : GRAPH;
}

static MusterPermissionNeed *
get_need (GHashTable *needs,
          const char *name,
          gboolean    delegated)
{
  MusterPermissionNeed *need = g_hash_table_lookup (needs, name);
  const MusterPermission *known = muster_permission_find (name);

  if (need != NULL)
    return need;
  need = g_new0 (MusterPermissionNeed, 1);
  need->name = g_strdup (name);
  need->id = known != NULL ? g_strdup (delegated ? known->delegated : known->application) : NULL;
  need->resource = g_strdup (resource_of (name));
  need->purpose = g_strdup (known != NULL ? _(known->purpose) : name);
  need->tools = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_insert (needs, need->name, need);
  return need;
}

/* A tool without a scope looks at the MSP's own tenant */
static void
add_tool (GHashTable *needs,
          MusterTool *tool,
          gboolean    delegated)
{
  JsonArray *names = muster_json_arr (muster_tool_get_needs (tool), delegated ? "delegated" : "application");

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      const char *name = muster_json_arr_str (names, i);
      MusterPermissionNeed *need = name != NULL ? get_need (needs, name, delegated) : NULL;

      if (need == NULL)
        continue;
      g_ptr_array_add (need->tools, g_strdup (muster_tool_get_id (tool)));
      if (muster_tool_get_scope (tool) == NULL)
        need->own = TRUE;
      else
        need->customer = TRUE;
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

static int
compare_needs (gconstpointer a,
               gconstpointer b)
{
  const MusterPermissionNeed *first = *(MusterPermissionNeed * const *) a;
  const MusterPermissionNeed *second = *(MusterPermissionNeed * const *) b;
  gboolean graph_first = strcmp (first->resource, GRAPH) == 0;
  gboolean graph_second = strcmp (second->resource, GRAPH) == 0;
  int by_service = strcmp (first->resource, second->resource);

  /* Graph is by far the longest list and comes first */
  if (graph_first != graph_second)
    return graph_first ? -1 : 1;
  return by_service != 0 ? by_service : g_ascii_strcasecmp (first->name, second->name);
}

GPtrArray *
muster_permissions_for_tools (MusterCatalog      *catalog,
                              const char * const *tools,
                              gboolean            delegated)
{
  g_autoptr(GPtrArray) all = muster_catalog_list_tools (catalog, "microsoft365");
  g_autoptr(GHashTable) needs = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_permission_need_free);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < all->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (all, i);

      if (tools == NULL || muster_tool_get_engine (tool) || g_strv_contains (tools, muster_tool_get_id (tool)))
        add_tool (needs, tool, delegated);
    }

  g_hash_table_iter_init (&iter, needs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_ptr_array_sort (((MusterPermissionNeed *) value)->tools, compare_names);
      g_ptr_array_add (list, value);
    }
  g_ptr_array_sort (list, compare_needs);
  return list;
}

/* --- What was granted --- */

static gboolean
is_read_of (const char *wide,
            const char *name)
{
  g_auto(GStrv) parts = g_strsplit (wide, ".ReadWrite", 2);
  g_autofree char *narrow = NULL;

  if (parts[0] == NULL || parts[1] == NULL)
    return FALSE;
  narrow = g_strconcat (parts[0], ".Read", parts[1], NULL);
  return g_ascii_strcasecmp (narrow, name) == 0;
}

static gboolean
covers (const char *granted,
        const char *name)
{
  if (g_ascii_strcasecmp (granted, name) == 0 || is_read_of (granted, name))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (includes); i++)
    for (gsize k = 0; g_ascii_strcasecmp (includes[i].wide, granted) == 0 && includes[i].included[k] != NULL; k++)
      if (g_ascii_strcasecmp (includes[i].included[k], name) == 0)
        return TRUE;
  return FALSE;
}

gboolean
muster_permission_is_granted (const char         *name,
                              const char * const *granted)
{
  for (gsize i = 0; granted != NULL && granted[i] != NULL; i++)
    if (covers (granted[i], name))
      return TRUE;
  return FALSE;
}

void
muster_permission_extra_free (MusterPermissionExtra *self)
{
  g_free (self->name);
  g_free (self->resource);
  g_free (self->instead);
  g_free (self);
}

static int
compare_extras (gconstpointer a,
                gconstpointer b)
{
  return g_ascii_strcasecmp ((*(MusterPermissionExtra * const *) a)->name, (*(MusterPermissionExtra * const *) b)->name);
}

GPtrArray *
muster_permissions_superfluous (GPtrArray          *needs,
                                const char * const *granted)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_permission_extra_free);

  for (gsize i = 0; granted != NULL && granted[i] != NULL; i++)
    {
      MusterPermissionExtra *extra;
      const char *instead = NULL;
      gboolean needed = g_strv_contains (of_sign_in, granted[i]);

      for (guint n = 0; n < needs->len && !needed; n++)
        {
          MusterPermissionNeed *need = g_ptr_array_index (needs, n);

          needed = g_ascii_strcasecmp (need->name, granted[i]) == 0;
          /* The first that it stands in for and that nothing else grants */
          if (instead == NULL && covers (granted[i], need->name) && !g_strv_contains (granted, need->name))
            instead = need->name;
        }
      if (needed)
        continue;
      extra = g_new0 (MusterPermissionExtra, 1);
      extra->name = g_strdup (granted[i]);
      extra->resource = muster_permission_find (granted[i]) != NULL ? g_strdup (resource_of (granted[i])) : NULL;
      extra->instead = g_strdup (instead);
      g_ptr_array_add (list, extra);
    }
  g_ptr_array_sort (list, compare_extras);
  return list;
}

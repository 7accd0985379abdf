/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"
#include "muster-sandbox-vendors.h"

/* The directory around the tools: who is signed in, and what applications exist in a tenant with the
 * permissions and roles that they have there. */

static const MusterGraphType principal_type = {
  .name = "servicePrincipal", .collection = "servicePrincipals", .directory = TRUE, .page = 100, .most = 999,
  .properties = " id appId displayName servicePrincipalType accountEnabled appOwnerOrganizationId appRoles oauth2PermissionScopes ",
};
static const MusterGraphType assignment_type = {
  .name = "appRoleAssignment", .collection = "appRoleAssignments", .page = 100, .most = 999,
  .properties = " id appRoleId createdDateTime principalDisplayName principalId principalType resourceDisplayName resourceId deletedDateTime ",
};
static const MusterGraphType grant_type = {
  .name = "oAuth2PermissionGrant", .collection = "oauth2PermissionGrants", .page = 100, .most = 999,
  .properties = " id clientId consentType principalId resourceId scope ",
};

static const struct {
  MusterResource resource;
  const char    *title;
} resources[] = {
  { MUSTER_RESOURCE_GRAPH,    "Microsoft Graph" },
  { MUSTER_RESOURCE_EXCHANGE, "Office 365 Exchange Online" },
};

/* --- who is signed in --- */

static JsonObject *
signed_in (MusterCall *call)
{
  return muster_technician_by_object (call->world, muster_jo_str (json_node_get_object (call->claims), "oid"));
}

/* In a customer's tenant the person has rights and no object; an application has no "me" at all. */
static JsonObject *
find_me (MusterCall *call)
{
  JsonObject *member = signed_in (call);

  if (member == NULL)
    muster_graph_bad_request (call, "/me request is only valid with delegated authentication flow.");
  else if (call->client != NULL)
    muster_graph_not_found (call, muster_jo_str (json_node_get_object (call->claims), "oid"));
  else
    return member;
  return NULL;
}

void
muster_graph_get_me (MusterCall *call)
{
  JsonObject *member = find_me (call);
  const char *name = muster_jo_str (member, "name"), *space;
  g_autofree char *id = NULL;
  g_autofree char *first = NULL;

  if (member == NULL)
    return;
  space = strchr (name, ' ');
  first = g_strndup (name, strcspn (name, " "));
  id = muster_technician_object (call->world, member);
  muster_graph_reply_row (call, 200, muster_jo_new ("id:s", id, "userPrincipalName:s", muster_jo_str (member, "email"), "displayName:s", name,
                                                    "givenName:s", first,
                                                    "surname:S", space != NULL ? space + 1 : NULL,
                                                    "mail:s", muster_jo_str (member, "email"), "accountEnabled:b", muster_jo_bool (member, "active", TRUE),
                                                    "jobTitle:S", NULL, "mobilePhone:S", NULL, "officeLocation:S", NULL, "preferredLanguage:S", NULL,
                                                    "businessPhones:a", json_array_new (), NULL), &muster_graph_user);
}

static JsonObject *
show_role (MusterCall *call,
           const char *name)
{
  g_autofree char *id = muster_world_guid (call->world, name);

  return muster_jo_new ("@odata.type:s", "#microsoft.graph.directoryRole", "id:s", id, "displayName:s", name, "description:S", NULL,
                        "roleTemplateId:S", muster_role_id (name), NULL);
}

void
muster_graph_get_my_groups (MusterCall *call)
{
  JsonObject *member = find_me (call);
  g_autoptr(JsonArray) groups = NULL;
  g_autoptr(JsonArray) roles = NULL;
  JsonArray *rows;

  if (member == NULL)
    return;
  groups = muster_technician_groups (call->world, member);
  roles = muster_technician_roles (call->world, member, muster_world_get_tenant (call->world));
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (groups); i++)
    {
      const char *id = muster_ja_str (groups, i), *title = muster_partner_group_title (call->world, id);

      json_array_add_object_element (rows, muster_jo_new ("@odata.type:s", "#microsoft.graph.group", "id:s", id, "displayName:s", title != NULL ? title : id,
                                                          "description:S", NULL, "mail:S", NULL, "groupTypes:a", json_array_new (),
                                                          "securityEnabled:b", TRUE, "mailEnabled:b", FALSE, NULL));
    }
  for (guint i = 0; i < json_array_get_length (roles); i++)
    json_array_add_object_element (rows, show_role (call, muster_ja_str (roles, i)));
  muster_graph_reply_rows (call, rows, &muster_graph_object);
}

/* --- applications of a tenant --- */

static const char *
tenant_of (MusterCall *call)
{
  return muster_jo_str (json_node_get_object (call->claims), "tid");
}

static char *
principal_id (MusterCall *call,
              const char *app_id)
{
  g_autofree char *purpose = g_strdup_printf ("principal/%s/%s", tenant_of (call), app_id);

  return muster_world_guid (call->world, purpose);
}

static JsonArray *
show_permissions (const char *names,
                  gboolean    delegated)
{
  g_auto(GStrv) list = g_strsplit (names, " ", -1);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *id = *list[i] != '\0' ? muster_permission_id (list[i], delegated) : NULL;

      if (id == NULL)
        continue;
      json_array_add_object_element (rows, delegated ? muster_jo_new ("id:s", id, "value:s", list[i], "type:s", "Admin", "isEnabled:b", TRUE, NULL)
                                     : muster_jo_new ("id:s", id, "value:s", list[i], "displayName:s", list[i], "isEnabled:b", TRUE,
                                                      "allowedMemberTypes:a", muster_ja_strings ("Application", NULL), NULL));
    }
  return rows;
}

static JsonObject *
show_resource (MusterCall    *call,
               MusterResource resource,
               const char    *title)
{
  guint n;
  const MusterApp *apps = muster_app_list (&n);
  const char *app_id = muster_resource_app (resource);
  g_autofree char *id = principal_id (call, app_id);
  g_autoptr(JsonArray) scopes = muster_permission_list (TRUE);
  g_autoptr(JsonArray) roles = muster_permission_list (FALSE);
  gboolean graph = resource == MUSTER_RESOURCE_GRAPH;
  g_autofree char *delegated = graph ? muster_names_join (scopes) : muster_app_registered (call->world, apps, resource, TRUE);
  g_autofree char *application = graph ? muster_names_join (roles) : muster_app_registered (call->world, apps, resource, FALSE);

  return muster_jo_new ("id:s", id, "appId:s", app_id, "displayName:s", title, "servicePrincipalType:s", "Application", "accountEnabled:b", TRUE,
                        "appOwnerOrganizationId:s", "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
                        "appRoles:a", show_permissions (application, FALSE), "oauth2PermissionScopes:a", show_permissions (delegated, TRUE), NULL);
}

static JsonObject *
show_app (MusterCall      *call,
          const MusterApp *app)
{
  g_autofree char *app_id = muster_app_id (call->world, app);
  g_autofree char *id = principal_id (call, app_id);

  return muster_jo_new ("id:s", id, "appId:s", app_id, "displayName:s", app->title, "servicePrincipalType:s", "Application", "accountEnabled:b", TRUE,
                        "appOwnerOrganizationId:s", muster_world_get_tenant (call->world),
                        "appRoles:a", json_array_new (), "oauth2PermissionScopes:a", json_array_new (), NULL);
}

static JsonArray *
all_principals (MusterCall *call)
{
  JsonArray *rows = json_array_new ();
  const MusterApp *apps;
  guint n;

  apps = muster_app_list (&n);
  for (guint i = 0; i < n; i++)
    if (muster_consent_is_there (call->world, &apps[i], tenant_of (call)))
      json_array_add_object_element (rows, show_app (call, &apps[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    json_array_add_object_element (rows, show_resource (call, resources[i].resource, resources[i].title));
  return rows;
}

void
muster_graph_get_principals (MusterCall *call)
{
  muster_graph_reply_rows (call, all_principals (call), &principal_type);
}

/* By its id, or by that of its application where the path is "servicePrincipals(appId='…')" */
static JsonObject *
find_principal (MusterCall *call,
                JsonArray  *rows)
{
  JsonObject *row = muster_ja_find (rows, "id", call->params[0]);

  if (row == NULL && g_str_has_prefix (call->params[0], "appId="))
    row = muster_ja_find (rows, "appId", call->params[0] + strlen ("appId="));
  if (row == NULL)
    muster_graph_not_found (call, call->params[0]);
  return row;
}

void
muster_graph_get_principal (MusterCall *call)
{
  g_autoptr(JsonArray) rows = all_principals (call);
  JsonObject *row = find_principal (call, rows);

  if (row != NULL)
    muster_graph_reply_row (call, 200, json_object_ref (row), &principal_type);
}

static JsonArray *
app_role_rows (MusterCall      *call,
               const MusterApp *app,
               JsonObject      *principal)
{
  JsonArray *rows = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      g_autoptr(JsonArray) names = muster_entra_app_roles (call, app, tenant_of (call), resources[i].resource);
      g_autofree char *resource = principal_id (call, muster_resource_app (resources[i].resource));

      for (guint j = 0; !app->is_public && j < json_array_get_length (names); j++)
        {
          g_autofree char *role = muster_permission_id (muster_ja_str (names, j), FALSE);
          g_autofree char *purpose = g_strdup_printf ("assignment/%s/%s", muster_jo_str (principal, "id"), role);
          g_autofree char *id = muster_world_guid (call->world, purpose);

          json_array_add_object_element (rows, muster_jo_new ("id:s", id, "appRoleId:s", role, "principalDisplayName:s", app->title,
                                                              "principalId:s", muster_jo_str (principal, "id"), "principalType:s", "ServicePrincipal",
                                                              "resourceDisplayName:s", resources[i].title, "resourceId:s", resource, NULL));
        }
    }
  return rows;
}

static void
add_grants (MusterCall      *call,
            const MusterApp *app,
            JsonArray       *rows)
{
  g_autofree char *app_id = muster_app_id (call->world, app);
  g_autofree char *principal = principal_id (call, app_id);

  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      g_autofree char *scope = muster_consent_scopes (call->world, app, tenant_of (call), resources[i].resource);
      g_autofree char *resource = principal_id (call, muster_resource_app (resources[i].resource));
      g_autofree char *id = g_strdup_printf ("%.8s%.8s", principal, resource);

      if (*scope != '\0')
        json_array_add_object_element (rows, muster_jo_new ("id:s", id, "clientId:s", principal, "consentType:s", "AllPrincipals", "principalId:S", NULL,
                                                            "resourceId:s", resource, "scope:s", scope, NULL));
    }
}

void
muster_graph_get_grants (MusterCall *call)
{
  JsonArray *rows = json_array_new ();
  const MusterApp *apps;
  guint n;

  apps = muster_app_list (&n);
  for (guint i = 0; i < n; i++)
    if (muster_consent_is_there (call->world, &apps[i], tenant_of (call)))
      add_grants (call, &apps[i], rows);
  muster_graph_reply_rows (call, rows, &grant_type);
}

/**
 * muster_graph_app_directory_roles:
 * @call: a call whose client is the tenant's
 * @app: an application
 *
 * Returns: (transfer full): the directory roles that the application itself holds in the tenant
 */
JsonArray *
muster_graph_app_directory_roles (MusterCall      *call,
                                  const MusterApp *app)
{
  static const char *const usual[] = { "User Administrator", "Exchange Administrator" };
  JsonArray *said = muster_jo_arr (muster_tenant_settings (call->world, tenant_of (call)), "appRoles"), *roles = json_array_new ();

  if (said != NULL)
    {
      json_array_unref (roles);
      return muster_ja_copy (said);
    }
  for (gsize i = 0; app->is_consented && i < G_N_ELEMENTS (usual); i++)
    if (call->client != NULL && muster_gdap_allows (call->client, usual[i]))
      json_array_add_string_element (roles, usual[i]);
  return roles;
}

/* What hangs on an application: "appRoleAssignments", "oauth2PermissionGrants", "memberOf", "transitiveMemberOf" */
void
muster_graph_get_principal_part (MusterCall *call)
{
  g_autoptr(JsonArray) principals = all_principals (call);
  JsonObject *principal = find_principal (call, principals);
  const MusterApp *app = muster_app_by_id (call->world, muster_jo_str (principal, "appId"));
  const char *part = call->params[1];
  JsonArray *rows;

  if (principal == NULL)
    return;
  if (g_str_equal (part, "appRoleAssignments"))
    muster_graph_reply_rows (call, app != NULL ? app_role_rows (call, app, principal) : json_array_new (), &assignment_type);
  else if (g_str_equal (part, "oauth2PermissionGrants"))
    {
      rows = json_array_new ();
      if (app != NULL)
        add_grants (call, app, rows);
      muster_graph_reply_rows (call, rows, &grant_type);
    }
  else if (g_str_equal (part, "memberOf") || g_str_equal (part, "transitiveMemberOf"))
    {
      g_autoptr(JsonArray) names = app != NULL ? muster_graph_app_directory_roles (call, app) : json_array_new ();

      rows = json_array_new ();
      for (guint i = 0; i < json_array_get_length (names); i++)
        json_array_add_object_element (rows, show_role (call, muster_ja_str (names, i)));
      muster_graph_reply_rows (call, rows, &muster_graph_object);
    }
  else
    muster_graph_fail (call, 400, "BadRequest", "Resource not found for the segment.");
}

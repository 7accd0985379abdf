/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"
#include "muster-sandbox-token.h"
#include "muster-sandbox-vendors.h"

/* The sign-in service's door. A token is a real JWT in shape; it says its tenant, its audience and
 * what it allows, and is checked by its signature, so it stays good over a restart of this server.
 * Here: who is asking, in which tenant, and tokens for the application itself; tokens in a person's
 * name are next door (-grants). */

#define TOKEN_SECONDS 3599

/* Which application permissions stand behind a role (microsoft365.md, 5.2 and 6.20). */
static const struct {
  const char *role;
  const char *permissions;
} consents[] = {
  { "Directory Readers", "User.Read.All Group.Read.All GroupMember.Read.All Directory.Read.All Organization.Read.All Domain.Read.All "
    "LicenseAssignment.Read.All Team.ReadBasic.All TeamMember.Read.All Device.Read.All" },
  { "User Administrator", "User.ReadWrite.All User.EnableDisableAccount.All User-PasswordProfile.ReadWrite.All User.DeleteRestore.All" },
  { "Helpdesk Administrator", "User.RevokeSessions.All" },
  { "Authentication Administrator", "UserAuthenticationMethod.Read.All UserAuthenticationMethod.ReadWrite.All" },
  { "Groups Administrator", "GroupMember.ReadWrite.All Group.ReadWrite.All" },
  { "License Administrator", "LicenseAssignment.ReadWrite.All" },
  { "Exchange Administrator", "MailboxSettings.Read MailboxSettings.ReadWrite" },
  { "Teams Administrator", "TeamMember.ReadWrite.All" },
  { "Intune Administrator", "DeviceManagementManagedDevices.Read.All DeviceManagementManagedDevices.PrivilegedOperations.All" },
  { "Cloud Device Administrator", "BitlockerKey.Read.All DeviceLocalCredential.Read.All" },
  { "Reports Reader", "AuditLog.Read.All" },
  { "Security Reader", "IdentityRiskyUser.Read.All" },
  { "Security Administrator", "IdentityRiskyUser.ReadWrite.All" },
  { "Service Support Administrator", "ServiceHealth.Read.All" },
};

/**
 * muster_gdap_allows:
 * @client: (nullable): a customer; %NULL is the partner itself
 * @role: a role
 *
 * Returns: whether the permissions behind @role are consented in the customer's tenant
 */
gboolean
muster_gdap_allows (JsonObject *client,
                    const char *role)
{
  return client == NULL || !muster_ja_contains (muster_jo_arr (muster_jo_obj (client, "gdap"), "missingRoles"), role);
}

static void
add_names (JsonArray  *to,
           const char *names)
{
  g_auto(GStrv) list = g_strsplit (names, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      json_array_add_string_element (to, list[i]);
}

/**
 * muster_entra_app_roles:
 * @call: a call whose client is the tenant's
 * @app: an application
 * @tenant: where
 * @resource: what it uses
 *
 * Returns: (transfer full): the app roles that it has there
 */
JsonArray *
muster_entra_app_roles (MusterCall      *call,
                        const MusterApp *app,
                        const char      *tenant,
                        MusterResource   resource)
{
  g_autofree char *said = muster_consent_application (call->world, app, tenant, resource);
  JsonArray *roles = json_array_new ();

  if (said != NULL)
    add_names (roles, said);
  else if (resource == MUSTER_RESOURCE_EXCHANGE)
    add_names (roles, "Exchange.ManageAsApp Exchange.ManageAsAppV2");
  else if (resource == MUSTER_RESOURCE_GRAPH && call->client == NULL)
    add_names (roles, "Directory.Read.All DelegatedAdminRelationship.Read.All CrossTenantInformation.ReadBasic.All");
  else if (resource == MUSTER_RESOURCE_GRAPH)
    for (gsize i = 0; i < G_N_ELEMENTS (consents); i++)
      if (muster_gdap_allows (call->client, consents[i].role))
        add_names (roles, consents[i].permissions);
  return roles;
}

/**
 * muster_entra_token_tenant:
 * @world: the world
 * @tenant: the tenant that a token was asked for
 *
 * Returns: the tenant that the token will be for: the same one, unless the settings make it a wrong one
 */
const char *
muster_entra_token_tenant (MusterWorld *world,
                           const char  *tenant)
{
  const char *wrong = muster_jo_str (muster_tenant_settings (world, tenant), "tokenTenant");
  const char *other = muster_jo_str (muster_world_client (world, "key", wrong), "tenantId");

  return other != NULL ? other : wrong != NULL ? wrong : tenant;
}

/* Whom the token will be for, which the settings can make wrong as well */
const char *
muster_entra_token_audience (MusterWorld   *world,
                             const char    *tenant,
                             MusterResource resource)
{
  const char *wrong = muster_jo_str (muster_tenant_settings (world, tenant), "tokenAudience");

  return wrong != NULL ? wrong : muster_resource_url (world, resource);
}

static char *
make_token (MusterCall      *call,
            const MusterApp *app,
            const char      *tenant,
            MusterResource   resource,
            gint64           seconds)
{
  gint64 now = muster_world_now (call->world) / G_USEC_PER_SEC;
  g_autofree char *app_id = muster_app_id (call->world, app);
  g_autofree char *issuer = g_strdup_printf ("https://sts.windows.net/%s/", tenant);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr(JsonObject) claims = muster_jo_new ("aud:s", muster_entra_token_audience (call->world, tenant, resource), "iss:s", issuer,
                                                "iat:i", now, "nbf:i", now, "exp:i", now + seconds,
                                                "appid:s", app_id, "idtyp:s", "app",
                                                "roles:a", muster_entra_app_roles (call, app, tenant, resource),
                                                "tid:s", muster_entra_token_tenant (call->world, tenant), "uti:s", id, "ver:s", "1.0", NULL);

  return muster_token_make (call->world, claims);
}

/**
 * muster_entra_check_token:
 * @call: a request to Graph, Exchange or Partner Center
 * @resource: whom the token must be for
 * @tenant: (out) (nullable): the tenant of a good token
 *
 * Keeps the claims of a good token in @call.
 *
 * Returns: what the request's token is worth
 */
MusterTokenState
muster_entra_check_token (MusterCall    *call,
                          MusterResource resource,
                          char         **tenant)
{
  const char *authorization = muster_call_header (call, "Authorization");
  g_autoptr(JsonNode) claims = NULL;
  JsonObject *object;

  *tenant = NULL;
  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0 || authorization[7] == '\0')
    return MUSTER_TOKEN_MISSING;
  claims = muster_token_read (call->world, authorization + 7);
  if (claims == NULL)
    return MUSTER_TOKEN_INVALID;
  object = json_node_get_object (claims);
  if (muster_jo_int (object, "exp", 0) * G_USEC_PER_SEC <= muster_world_now (call->world))
    return MUSTER_TOKEN_EXPIRED;
  if (g_strcmp0 (muster_jo_str (object, "aud"), muster_resource_url (call->world, resource)) != 0 || muster_jo_str (object, "tid") == NULL)
    return MUSTER_TOKEN_WRONG_AUDIENCE;
  *tenant = g_strdup (muster_jo_str (object, "tid"));
  g_clear_pointer (&call->claims, json_node_unref);
  call->claims = g_steal_pointer (&claims);
  return MUSTER_TOKEN_OK;
}

/**
 * muster_entra_tenant:
 * @call: a call
 * @name: a tenant's GUID, or a domain of it
 *
 * Keeps the customer, if it is one, in @call.
 *
 * Returns: (transfer full) (nullable): the tenant's GUID
 */
char *
muster_entra_tenant (MusterCall *call,
                     const char *name)
{
  JsonObject *msp = muster_world_get_msp (call->world);

  if (g_ascii_strcasecmp (name, muster_world_get_tenant (call->world)) == 0 || g_strcmp0 (name, muster_jo_str (msp, "domain")) == 0)
    return g_strdup (muster_world_get_tenant (call->world));
  call->client = muster_world_client (call->world, "tenantId", name);
  if (call->client == NULL)
    call->client = muster_world_client_by_domain (call->world, name);
  return g_strdup (muster_jo_str (call->client, "tenantId"));
}

/* What has been set for a tenant, by its client's key, its GUID or "msp" */
JsonObject *
muster_tenant_settings (MusterWorld *world,
                        const char  *tenant)
{
  JsonObject *tenants = muster_jo_obj (muster_world_settings (world, "entra"), "tenants");
  JsonObject *own = muster_jo_obj (tenants, tenant);

  if (own == NULL && g_strcmp0 (tenant, muster_world_get_tenant (world)) == 0)
    return muster_jo_obj (tenants, "msp");
  return own != NULL ? own : muster_jo_obj (tenants, muster_jo_str (muster_world_client (world, "tenantId", tenant), "key"));
}

/**
 * muster_entra_hindered:
 * @call: a call
 * @tenant: (nullable): the tenant that it reaches
 * @grant: "client_credentials", "refresh_token", "authorization_code", "device_code" or "authorize"
 *
 * Answers with the error that has been set for the tenant, if one has.
 *
 * Returns: whether it did
 */
gboolean
muster_entra_hindered (MusterCall *call,
                       const char *tenant,
                       const char *grant)
{
  JsonObject *settings = tenant != NULL ? muster_tenant_settings (call->world, tenant) : NULL;
  int number = (int) muster_jo_int (settings, "error", 0);
  const char *only = muster_jo_str (settings, "errorGrant");

  if (number == 0 || (only != NULL ? !g_str_equal (only, grant) : g_str_equal (grant, "authorize")))
    return FALSE;
  muster_entra_refuse (call, number);
  return TRUE;
}

/* Whether the customer has let the application in. */
static gboolean
has_consent (MusterCall      *call,
             const MusterApp *app,
             const char      *tenant)
{
  const char *status = muster_jo_str (muster_jo_obj (call->client, "gdap"), "status");
  g_autofree char *said = muster_consent_application (call->world, app, tenant, MUSTER_RESOURCE_GRAPH);

  if (muster_consent_is_there (call->world, app, tenant))
    return TRUE;
  if (app->is_consented && (said == NULL || *said == '\0')
      && (g_strcmp0 (status, "created") == 0 || g_strcmp0 (status, "approvalPending") == 0))
    muster_entra_refuse (call, 90099);
  else if (app->is_consented && g_strcmp0 (status, "active") == 0 && muster_ja_length (muster_jo_arr (muster_jo_obj (call->client, "gdap"), "roles")) == 0)
    muster_entra_refuse (call, 65001);
  else
    muster_entra_refuse (call, 7000229);
  return FALSE;
}

static void
give_to_app (MusterCall      *call,
             const MusterApp *app,
             const char      *scope,
             const char      *tenant)
{
  g_autofree char *host = g_str_has_suffix (scope, "/.default") ? g_strndup (scope, strlen (scope) - strlen ("/.default")) : NULL;
  gint64 seconds = muster_entra_setting (call->world, "tokenSeconds", TOKEN_SECONDS);
  MusterResource resource = muster_resource_by_host (call->world, host);
  g_autofree char *token = NULL;

  if (host == NULL)
    muster_entra_refuse (call, 1002012);
  else if (app->is_public)
    muster_entra_refuse (call, 700025);
  else if (resource == MUSTER_RESOURCE_NONE)
    muster_entra_refuse (call, 500011);
  else if (has_consent (call, app, tenant))
    {
      token = make_token (call, app, tenant, resource, seconds);
      muster_call_reply_object (call, 200, muster_jo_new ("token_type:s", "Bearer", "expires_in:i", seconds,
                                                          "ext_expires_in:i", seconds, "access_token:s", token, NULL));
      muster_call_add_header (call, "Cache-Control", "no-store, no-cache");
    }
}

/* Whether the application is who it says, by the secret or the assertion that it sends */
static gboolean
is_proven (MusterCall      *call,
           const MusterApp *app,
           GHashTable      *form,
           const char      *tenant)
{
  JsonObject *settings = muster_app_settings (call->world, app);
  const char *secret = g_hash_table_lookup (form, "client_secret"), *assertion = g_hash_table_lookup (form, "client_assertion");
  const char *type = g_hash_table_lookup (form, "client_assertion_type");
  g_autofree char *known = muster_app_secret (call->world, app);
  int number = 0;

  if (muster_jo_bool (settings, "disabled", FALSE))
    number = 7000112;
  else if (app->is_public)
    number = secret != NULL || assertion != NULL ? 700025 : 0;
  else if (secret != NULL && assertion != NULL)
    number = 7000110;
  else if (assertion != NULL && g_strcmp0 (type, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") != 0)
    number = 900144;
  else if (assertion != NULL)
    number = muster_entra_check_assertion (call, app, assertion, tenant);
  else if (secret == NULL)
    number = 7000218;
  else if (g_strcmp0 (secret, known) != 0)
    number = 7000215;
  else if (muster_jo_bool (settings, "secretExpired", FALSE))
    number = 7000222;
  if (number != 0)
    muster_entra_refuse (call, number);
  return number == 0;
}

static const struct {
  const char *grant;
  const char *name;       /* as the settings know it */
  void      (*redeem) (MusterCall *call, const MusterApp *app, GHashTable *form, const char *tenant);
} grants[] = {
  { "authorization_code",                           "authorization_code", muster_entra_redeem_code    },
  { "refresh_token",                                "refresh_token",      muster_entra_redeem_refresh },
  { "urn:ietf:params:oauth:grant-type:device_code", "device_code",        muster_entra_redeem_device  },
};

/* People sign in "in some organization"; an application must say in which one. */
static char *
tenant_of (MusterCall *call,
           gboolean    app_only)
{
  const char *name = call->segments[0];

  if (!app_only && (g_ascii_strcasecmp (name, "organizations") == 0 || g_ascii_strcasecmp (name, "common") == 0))
    return g_strdup (muster_world_get_tenant (call->world));
  return muster_entra_tenant (call, name);
}

static void
post_token (MusterCall *call)
{
  gsize size;
  const char *data = g_bytes_get_data (call->body, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_autoptr(GHashTable) form = soup_form_decode (text);
  const char *grant = g_hash_table_lookup (form, "grant_type"), *id = g_hash_table_lookup (form, "client_id");
  const char *scope = g_hash_table_lookup (form, "scope");
  const MusterApp *app = muster_app_by_id (call->world, id);
  gboolean app_only = g_strcmp0 (grant, "client_credentials") == 0;
  g_autofree char *tenant = tenant_of (call, app_only);
  gsize at = 0;

  muster_call_set_scope (call, tenant != NULL ? tenant : call->segments[0]);
  while (at < G_N_ELEMENTS (grants) && g_strcmp0 (grants[at].grant, grant) != 0)
    at++;
  if (grant == NULL || id == NULL || (scope == NULL && (app_only || g_str_equal (grant, "refresh_token"))))
    muster_entra_fail (call, 400, "invalid_request", 900144, "The request body must contain the following parameters: 'grant_type', 'client_id', 'scope'.");
  else if (!app_only && at == G_N_ELEMENTS (grants))
    muster_entra_refuse (call, 70003);
  else if (tenant == NULL)
    muster_entra_refuse (call, 90002);
  else if (app == NULL)
    muster_entra_refuse (call, 700016);
  else if (!is_proven (call, app, form, tenant) || muster_entra_hindered (call, tenant, app_only ? "client_credentials" : grants[at].name))
    return;
  else if (app_only)
    give_to_app (call, app, scope, tenant);
  else
    grants[at].redeem (call, app, form, tenant);
}

static void
get_configuration (MusterCall *call)
{
  g_autofree char *tenant = tenant_of (call, FALSE);
  g_autofree char *issuer = NULL;
  g_autofree char *endpoint = NULL;
  g_autofree char *authorize = NULL;
  g_autofree char *device = NULL;
  const char *graph = muster_resource_url (call->world, MUSTER_RESOURCE_GRAPH);

  if (tenant == NULL)
    {
      muster_entra_fail (call, 400, "invalid_tenant", 90002, "Tenant not found.");
      return;
    }
  issuer = g_strdup_printf ("https://login.microsoftonline.com/%s/v2.0", tenant);
  endpoint = g_strdup_printf ("%s/%s/oauth2/v2.0/token", call->base, tenant);
  authorize = g_strdup_printf ("%s/%s/oauth2/v2.0/authorize", call->base, tenant);
  device = g_strdup_printf ("%s/%s/oauth2/v2.0/devicecode", call->base, tenant);
  muster_call_reply_object (call, 200, muster_jo_new ("issuer:s", issuer, "token_endpoint:s", endpoint, "authorization_endpoint:s", authorize,
                                                      "device_authorization_endpoint:s", device,
                                                      "msgraph_host:s", graph + strlen ("https://"), "tenant_region_scope:s", "EU", NULL));
}

static const MusterRoute routes[] = {
  { "POST", "*/oauth2/v2.0/token",                    post_token },
  { "GET",  "*/oauth2/v2.0/authorize",                muster_entra_authorize },
  { "POST", "*/oauth2/v2.0/authorize",                muster_entra_authorize_sent },
  { "POST", "*/oauth2/v2.0/devicecode",               muster_entra_device_code },
  { "GET",  "*/oauth2/deviceauth",                    muster_entra_device_page },
  { "POST", "*/oauth2/deviceauth",                    muster_entra_device_sent },
  { "GET",  "*/v2.0/adminconsent",                    muster_entra_admin_page },
  { "POST", "*/v2.0/adminconsent",                    muster_entra_admin_sent },
  { "GET",  "*/adminconsent",                         muster_entra_admin_page },
  { "POST", "*/adminconsent",                         muster_entra_admin_sent },
  { "GET",  "*/v2.0/.well-known/openid-configuration", get_configuration },
};

void
muster_entra_handle (MusterCall *call)
{
  if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 0, NULL))
    muster_entra_fail (call, 404, "invalid_request", 900144, "The endpoint does not exist.");
}

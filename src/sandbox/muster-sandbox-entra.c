/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-token.h"
#include "muster-sandbox-vendors.h"

/* Sign-in: client credentials per tenant. A token is a real JWT in shape; it says its tenant, its
 * audience and the permissions behind the roles that the customer has granted, and is checked by its
 * signature, so it stays good over a restart of this server. */

#define TOKEN_SECONDS 3599

void
muster_entra_fail (MusterCall *call,
                   guint       status,
                   const char *error,
                   int         number,
                   const char *message)
{
  g_autofree char *trace = g_uuid_string_random ();
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *stamp = g_strdup_printf ("%.10s %.8sZ", now, now + 11);
  g_autofree char *text = g_strdup_printf ("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", number, message, trace, trace, stamp);
  g_autofree char *uri = g_strdup_printf ("https://login.microsoftonline.com/error?code=%d", number);
  JsonArray *codes = json_array_new ();

  json_array_add_int_element (codes, number);
  muster_call_reply_object (call, status, muster_jo_new ("error:s", error, "error_description:s", text, "error_codes:a", codes,
                                                         "timestamp:s", stamp, "trace_id:s", trace, "correlation_id:s", trace,
                                                         "error_uri:s", uri, NULL));
}

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
  { "Groups Administrator", "GroupMember.ReadWrite.All" },
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

static JsonArray *
permissions_of (JsonObject *client,
                const char *audience)
{
  JsonArray *roles = json_array_new ();

  if (g_str_equal (audience, MUSTER_AUDIENCE_EXCHANGE))
    {
      json_array_add_string_element (roles, "Exchange.ManageAsApp");
      json_array_add_string_element (roles, "Exchange.ManageAsAppV2");
      return roles;
    }
  if (client == NULL)
    {
      json_array_add_string_element (roles, "Directory.Read.All");
      json_array_add_string_element (roles, "DelegatedAdminRelationship.Read.All");
      json_array_add_string_element (roles, "CrossTenantInformation.ReadBasic.All");
    }
  for (gsize i = 0; client != NULL && i < G_N_ELEMENTS (consents); i++)
    {
      g_auto(GStrv) names = g_strsplit (consents[i].permissions, " ", -1);

      for (guint j = 0; muster_gdap_allows (client, consents[i].role) && names[j] != NULL; j++)
        json_array_add_string_element (roles, names[j]);
    }
  return roles;
}

static char *
make_token (MusterCall *call,
            const char *tenant,
            const char *audience)
{
  gint64 now = muster_world_now (call->world) / G_USEC_PER_SEC;
  g_autofree char *app = muster_world_guid (call->world, "entra-app");
  g_autofree char *issuer = g_strdup_printf ("https://sts.windows.net/%s/", tenant);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr(JsonObject) claims = muster_jo_new ("aud:s", audience, "iss:s", issuer, "iat:i", now, "nbf:i", now, "exp:i", now + TOKEN_SECONDS,
                                                "appid:s", app, "idtyp:s", "app", "roles:a", permissions_of (call->client, audience),
                                                "tid:s", tenant, "uti:s", id, "ver:s", "1.0", NULL);

  return muster_token_make (call->world, claims);
}

/**
 * muster_entra_check_token:
 * @call: a request to Graph or Exchange
 * @audience: whom the token must be for
 * @tenant: (out) (nullable): the tenant of a good token
 *
 * Returns: what the request's token is worth
 */
MusterTokenState
muster_entra_check_token (MusterCall *call,
                          const char *audience,
                          char      **tenant)
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
  if (g_strcmp0 (muster_jo_str (object, "aud"), audience) != 0)
    return MUSTER_TOKEN_WRONG_AUDIENCE;
  *tenant = g_strdup (muster_jo_str (object, "tid"));
  return MUSTER_TOKEN_OK;
}

/* The tenant that the address names, by GUID or by a verified domain. */
static char *
resolve_tenant (MusterCall *call,
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

/* Whether the customer has let our app in. */
static gboolean
has_consent (MusterCall *call)
{
  JsonObject *gdap = muster_jo_obj (call->client, "gdap");
  const char *status = muster_jo_str (gdap, "status");

  if (call->client == NULL)
    return TRUE;
  if (gdap == NULL)
    muster_entra_fail (call, 401, "invalid_client", 7000229, "The client application is missing a service principal in the tenant.");
  else if (g_strcmp0 (status, "active") != 0 && g_strcmp0 (status, "expiring") != 0
           && (g_strcmp0 (status, "created") == 0 || g_strcmp0 (status, "approvalPending") == 0))
    muster_entra_fail (call, 400, "invalid_grant", 90099,
                       "The application has not been authorized in the tenant. Applications must be authorized to access the customer tenant before partner delegated administrators can use them.");
  else if (g_strcmp0 (status, "active") != 0 && g_strcmp0 (status, "expiring") != 0)
    muster_entra_fail (call, 401, "invalid_client", 7000229, "The client application is missing a service principal in the tenant.");
  else if (muster_ja_length (muster_jo_arr (gdap, "roles")) == 0)
    muster_entra_fail (call, 400, "invalid_grant", 65001, "The user or administrator has not consented to use the application.");
  else
    return TRUE;
  return FALSE;
}

static const char *
audience_of (const char *scope)
{
  if (g_strcmp0 (scope, MUSTER_AUDIENCE_GRAPH "/.default") == 0)
    return MUSTER_AUDIENCE_GRAPH;
  return g_strcmp0 (scope, MUSTER_AUDIENCE_EXCHANGE "/.default") == 0 ? MUSTER_AUDIENCE_EXCHANGE : NULL;
}

static void
post_token (MusterCall *call)
{
  gsize size;
  const char *data = g_bytes_get_data (call->body, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_autoptr(GHashTable) form = soup_form_decode (text);
  g_autofree char *app = muster_world_guid (call->world, "entra-app");
  g_autofree char *secret = muster_world_secret (call->world, "entra-secret");
  const char *grant = g_hash_table_lookup (form, "grant_type"), *id = g_hash_table_lookup (form, "client_id");
  const char *given = g_hash_table_lookup (form, "client_secret"), *scope = g_hash_table_lookup (form, "scope");
  g_autofree char *tenant = resolve_tenant (call, call->segments[0]);
  g_autofree char *token = NULL;

  muster_call_set_scope (call, tenant != NULL ? tenant : call->segments[0]);
  if (grant == NULL || id == NULL || scope == NULL)
    muster_entra_fail (call, 400, "invalid_request", 900144, "The request body must contain the following parameters: 'grant_type', 'client_id', 'scope'.");
  else if (!g_str_equal (grant, "client_credentials"))
    muster_entra_fail (call, 400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
  else if (tenant == NULL)
    muster_entra_fail (call, 400, "invalid_request", 90002, "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.");
  else if (g_ascii_strcasecmp (id, app) != 0)
    muster_entra_fail (call, 400, "unauthorized_client", 700016, "Application with this identifier was not found in the directory.");
  else if (given == NULL)
    muster_entra_fail (call, 401, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
  else if (!g_str_equal (given, secret))
    muster_entra_fail (call, 401, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.");
  else if (!g_str_has_suffix (scope, "/.default"))
    muster_entra_fail (call, 400, "invalid_scope", 1002012, "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.");
  else if (audience_of (scope) == NULL)
    muster_entra_fail (call, 400, "invalid_resource", 500011, "The resource principal was not found in the tenant.");
  else if (has_consent (call))
    {
      token = make_token (call, tenant, audience_of (scope));
      muster_call_reply_object (call, 200, muster_jo_new ("token_type:s", "Bearer", "expires_in:d", TOKEN_SECONDS,
                                                          "ext_expires_in:d", TOKEN_SECONDS, "access_token:s", token, NULL));
      muster_call_add_header (call, "Cache-Control", "no-store, no-cache");
    }
}

static void
get_configuration (MusterCall *call)
{
  g_autofree char *tenant = resolve_tenant (call, call->segments[0]);
  g_autofree char *issuer = NULL;
  g_autofree char *endpoint = NULL;

  if (tenant == NULL)
    {
      muster_entra_fail (call, 400, "invalid_tenant", 90002, "Tenant not found.");
      return;
    }
  issuer = g_strdup_printf ("https://login.microsoftonline.com/%s/v2.0", tenant);
  endpoint = g_strdup_printf ("%s/%s/oauth2/v2.0/token", call->base, tenant);
  muster_call_reply_object (call, 200, muster_jo_new ("issuer:s", issuer, "token_endpoint:s", endpoint,
                                                      "msgraph_host:s", "graph.microsoft.com", "tenant_region_scope:s", "EU", NULL));
}

static const MusterRoute routes[] = {
  { "POST", "*/oauth2/v2.0/token",                    post_token },
  { "GET",  "*/v2.0/.well-known/openid-configuration", get_configuration },
};

void
muster_entra_handle (MusterCall *call)
{
  if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 0, NULL))
    muster_entra_fail (call, 404, "invalid_request", 900144, "The endpoint does not exist.");
}

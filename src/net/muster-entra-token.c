/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-entra.h"
#include "muster-error.h"
#include "muster-json.h"

/* What Microsoft's tokens say of themselves. Pure. */

#define GRAPH_ID "00000003-0000-0000-c000-000000000000"
#define EXCHANGE_ID "00000002-0000-0ff1-ce00-000000000000"
#define PARTNER_ID "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"

/* The resource's own id, which a token may carry as audience in place of its URL */
static const struct {
  const char *resource;
  const char *id;
} resource_ids[] = {
  { "https://graph.microsoft.com", GRAPH_ID },
  { "https://graph.microsoft.us", GRAPH_ID },
  { "https://dod-graph.microsoft.us", GRAPH_ID },
  { "https://microsoftgraph.chinacloudapi.cn", GRAPH_ID },
  { "https://outlook.office365.com", EXCHANGE_ID },
  { "https://outlook.office.com", EXCHANGE_ID },
  { "https://outlook.office365.us", EXCHANGE_ID },
  { "https://outlook-dod.office365.us", EXCHANGE_ID },
  { "https://outlook.office365.cn", EXCHANGE_ID },
  { "https://api.partnercenter.microsoft.com", PARTNER_ID },
};

static const char *
id_of (const char *resource)
{
  for (guint i = 0; i < G_N_ELEMENTS (resource_ids); i++)
    if (g_ascii_strcasecmp (resource_ids[i].resource, resource) == 0)
      return resource_ids[i].id;

  return NULL;
}

/**
 * muster_entra_is_graph:
 * @resource: a resource, such as "https://graph.microsoft.com"
 *
 * Returns: whether it is Microsoft Graph, of any cloud
 */
gboolean
muster_entra_is_graph (const char *resource)
{
  return g_strcmp0 (id_of (resource), GRAPH_ID) == 0;
}

/* The part of a JWT between its points, as JSON; NULL if the token is no JWT */
static JsonNode *
read_claims (const char *token)
{
  g_auto(GStrv) parts = g_strsplit (token, ".", -1);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *padded = NULL;
  guchar *data;
  gsize length;

  if (g_strv_length (parts) != 3 || *parts[1] == '\0')
    return NULL;

  g_strdelimit (g_strdelimit (parts[1], "-", '+'), "_", '/');
  padded = g_strconcat (parts[1], "===", NULL);
  padded[strlen (parts[1]) + (4 - strlen (parts[1]) % 4) % 4] = '\0';
  data = g_base64_decode (padded, &length);
  bytes = g_bytes_new_take (data, length);

  return muster_json_parse (bytes, NULL, NULL, NULL);
}

static gboolean
audience_matches (const char *audience,
                  const char *resource)
{
  gsize length = strlen (resource);
  const char *id = id_of (resource);

  if (audience == NULL)
    return FALSE;

  if (g_ascii_strncasecmp (audience, resource, length) == 0 &&
      (audience[length] == '\0' || g_strcmp0 (audience + length, "/") == 0))
    return TRUE;

  return id != NULL && g_ascii_strcasecmp (id, audience) == 0;
}

/**
 * muster_entra_check_token:
 * @token: an access token
 * @tenant: the tenant that must have issued it
 * @resource: the resource that it must be for
 * @opaque: (out): whether nothing can be read from it
 * @error: return location for an error
 *
 * Reads tenant and audience of a token that is a JWT. The signature is not our
 * business: the token came over TLS from the issuer. What is looked for is a
 * token of another customer.
 *
 * Returns: whether the token may be used, as far as it can be read
 */
gboolean
muster_entra_check_token (const char  *token,
                          const char  *tenant,
                          const char  *resource,
                          gboolean    *opaque,
                          GError     **error)
{
  g_autoptr(JsonNode) claims = read_claims (token);
  JsonObject *object = muster_json_node_obj (claims);
  const char *issued_by = muster_json_str (object, "tid");
  const char *audience = muster_json_str (object, "aud");

  *opaque = object == NULL;
  if (*opaque)
    return TRUE;

  if (issued_by == NULL || g_ascii_strcasecmp (issued_by, tenant) != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                   "Microsoft sent a token of tenant %s instead of %s; it is not used",
                   issued_by != NULL ? issued_by : "(none)", tenant);
      return FALSE;
    }

  if (!audience_matches (audience, resource))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                   "Microsoft sent a token for %s instead of %s; it is not used",
                   audience != NULL ? audience : "(nothing)", resource);
      return FALSE;
    }

  return TRUE;
}

/**
 * muster_entra_read_identity:
 * @id_token: (nullable): what came with the tokens
 * @client_id: our application
 * @tenant: the tenant in which a person must have signed in
 * @out: (out caller-allocates): who it was
 * @error: return location for an error
 *
 * The token came over TLS from the token endpoint, so its signature needs no look
 * (OpenID Connect Core, section 3.1.3.7, point 6).
 *
 * Returns: whether a person of @tenant signed in for us
 */
gboolean
muster_entra_read_identity (MusterSecret         *id_token,
                            const char           *client_id,
                            const char           *tenant,
                            MusterEntraIdentity  *out,
                            GError              **error)
{
  g_autoptr(JsonNode) claims = id_token != NULL ? read_claims (muster_secret_peek (id_token)) : NULL;
  JsonObject *object = muster_json_node_obj (claims);
  const char *issued_by = muster_json_str (object, "tid");
  const char *audience = muster_json_str (object, "aud");
  const char *user_name = muster_json_str (object, "preferred_username");

  if (issued_by == NULL || muster_json_str (object, "oid") == NULL || audience == NULL ||
      g_ascii_strcasecmp (audience, client_id) != 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "Microsoft does not say who signed in");
      return FALSE;
    }
  if (g_ascii_strcasecmp (issued_by, tenant) != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN,
                   "%s signed in to tenant %s instead of your own, %s. Sign in with an account of your own tenant. "
                   "(error other_tenant)",
                   user_name != NULL ? user_name : "Somebody", issued_by, tenant);
      return FALSE;
    }

  out->tenant = g_strdup (issued_by);
  out->object_id = g_strdup (muster_json_str (object, "oid"));
  out->user_name = g_strdup (user_name != NULL ? user_name : muster_json_str (object, "oid"));
  out->name = g_strdup (muster_json_str (object, "name"));

  return TRUE;
}

/**
 * muster_entra_identity_clear:
 * @identity: what is not needed any more
 */
void
muster_entra_identity_clear (MusterEntraIdentity *identity)
{
  g_clear_pointer (&identity->tenant, g_free);
  g_clear_pointer (&identity->object_id, g_free);
  g_clear_pointer (&identity->user_name, g_free);
  g_clear_pointer (&identity->name, g_free);
}

/**
 * muster_entra_read_scopes:
 * @scope: (nullable): what a token endpoint says was granted
 *
 * Returns: (transfer full): the names without their resource, such as "User.Read.All"
 */
GStrv
muster_entra_read_scopes (const char *scope)
{
  g_auto(GStrv) words = g_strsplit (scope != NULL ? scope : "", " ", -1);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *slash = strrchr (words[i], '/');
      const char *name = slash != NULL ? slash + 1 : words[i];

      if (*name != '\0' && g_strcmp0 (name, ".default") != 0)
        g_strv_builder_add (names, name);
    }

  return g_strv_builder_end (names);
}

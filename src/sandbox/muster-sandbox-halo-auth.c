/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-token.h"

/* The authorisation server: a service application with a secret (client credentials) and a native
 * one without (authorisation code with PKCE). What a token may do is what the application was given,
 * what was asked for, and what its agent may do, all at once. Refresh tokens are good once. */

#define TOKEN_SECONDS 3600
#define AUDIENCE      "halopsa"
#define KNOWN_SCOPES  " all all:standard admin offline_access openid profile "
#define SCOPE_AREAS   " tickets calendar customers crm timesheets contracts suppliers items projects sales quotes " \
  "sos pos invoices reporting software softwarelicensing kb assets "

static JsonObject *
child_box (JsonObject *parent,
           const char *name)
{
  JsonObject *child = muster_jo_obj (parent, name);

  if (child != NULL)
    return child;
  child = json_object_new ();
  json_object_set_object_member (parent, name, child);
  return child;
}

/**
 * muster_halo_box:
 * @world: the world
 *
 * Returns: (transfer none): what this look-alike keeps beside the world: codes and refresh tokens
 */
JsonObject *
muster_halo_box (MusterWorld *world)
{
  return child_box (muster_jo_obj (muster_world_get_root (world), "sandbox"), "halopsa");
}

static JsonObject *
settings (MusterWorld *world)
{
  return muster_world_settings (world, "halopsa");
}

gint64
muster_halo_setting_int (MusterWorld *world,
                         const char  *name,
                         gint64       fallback)
{
  return muster_jo_int (settings (world), name, fallback);
}

const char *
muster_halo_setting (MusterWorld *world,
                     const char  *name)
{
  return muster_jo_str (settings (world), name);
}

gboolean
muster_halo_setting_bool (MusterWorld *world,
                          const char  *name)
{
  return muster_jo_bool (settings (world), name, FALSE);
}

/* Another version of the secret, and no token of the old one is good any more. */
static gint64
version (MusterWorld *world)
{
  return muster_halo_setting_int (world, "secretVersion", 0);
}

char *
muster_halo_secret (MusterWorld *world)
{
  g_autofree char *purpose = version (world) == 0 ? g_strdup ("halopsa-secret")
                             : g_strdup_printf ("halopsa-secret-%" G_GINT64_FORMAT, version (world));

  return muster_world_secret (world, purpose);
}

char *
muster_halo_client_id (MusterWorld *world,
                       gboolean     native)
{
  return muster_world_guid (world, native ? "halopsa-native" : "halopsa-service");
}

void
muster_halo_oauth_fail (MusterCall *call,
                        const char *error,
                        const char *description)
{
  muster_call_reply_object (call, 400, muster_jo_new ("error:s", error, "error_description:s", description, NULL));
}

gboolean
muster_halo_known_scopes (const char *scope)
{
  g_auto(GStrv) names = g_strsplit (scope, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *colon = strchr (names[i], ':');
      g_autofree char *whole = g_strdup_printf (" %s ", names[i]);
      g_autofree char *area = g_strdup_printf (" %s ", colon != NULL ? colon + 1 : "");
      gboolean verb = g_str_has_prefix (names[i], "read:") || g_str_has_prefix (names[i], "edit:");

      if (*names[i] == '\0' || strstr (KNOWN_SCOPES, whole) != NULL || (verb && strstr (SCOPE_AREAS, area) != NULL)
          || g_str_equal (names[i], "access:chat") || g_str_equal (names[i], "access:adpasswordreset"))
        continue;
      return FALSE;
    }
  return TRUE;
}

/* Does a list of scopes hold a right such as "edit:tickets" or "admin"? Who may edit may read. */
static gboolean
allows (const char *scope,
        const char *right)
{
  g_auto(GStrv) names = g_strsplit (scope, " ", -1);
  const char *const *list = (const char *const *) names;
  g_autofree char *edit = g_str_has_prefix (right, "read:") ? g_strconcat ("edit:", right + 5, NULL) : g_strdup (right);

  if (g_strv_contains (list, "all") || g_strv_contains (list, right) || g_strv_contains (list, edit))
    return TRUE;
  return !g_str_equal (right, "admin") && g_strv_contains (list, "all:standard");
}

static const char *
application_scopes (MusterWorld *world)
{
  const char *given = muster_halo_setting (world, "applicationScopes");

  return given != NULL ? given : "all";
}

/* The product's own agent may do everything unless a setting says otherwise; people by their role. */
static const char *
agent_scopes (MusterWorld *world,
              gint64       agent)
{
  JsonObject *member = muster_world_member (world, agent);
  const char *given = muster_halo_setting (world, "agentRights");

  if (muster_jo_bool (member, "apiOnly", FALSE))
    return given != NULL ? given : "all";
  return g_strcmp0 (muster_jo_str (member, "role"), "admin") == 0 ? "all" : "all:standard";
}

static JsonObject *
claims (MusterCall *call)
{
  return call->claims != NULL ? json_node_get_object (call->claims) : NULL;
}

gint64
muster_halo_agent_id (MusterCall *call)
{
  return muster_jo_int (claims (call), "agent", 0);
}

/**
 * muster_halo_application:
 * @call: a call that was let in
 *
 * Returns: the name under which the caller's application was registered
 */
const char *
muster_halo_application (MusterCall *call)
{
  return muster_jo_bool (claims (call), "native", FALSE) ? "Muster Sign-In" : "Muster";
}

/**
 * muster_halo_may:
 * @call: a call that was let in
 * @right: such as "read:tickets"
 *
 * Returns: whether token, application and agent all allow it
 */
gboolean
muster_halo_may (MusterCall *call,
                 const char *right)
{
  return allows (muster_jo_str (claims (call), "scope"), right)
         && allows (application_scopes (call->world), right)
         && allows (agent_scopes (call->world, muster_halo_agent_id (call)), right);
}

/**
 * muster_halo_let_in:
 * @call: a call
 *
 * Keeps the claims of a good token in @call.
 *
 * Returns: whether the call has one
 */
gboolean
muster_halo_let_in (MusterCall *call)
{
  const char *authorization = muster_call_header (call, "Authorization");

  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return FALSE;
  call->claims = muster_token_read (call->world, authorization + 7);
  return claims (call) != NULL
         && g_strcmp0 (muster_jo_str (claims (call), "aud"), AUDIENCE) == 0
         && muster_jo_int (claims (call), "until", 0) > muster_world_now (call->world)
         && muster_jo_int (claims (call), "version", -1) == version (call->world)
         && muster_jo_bool (muster_world_member (call->world, muster_halo_agent_id (call)), "active", TRUE);
}

static char *
new_refresh_token (MusterCall *call,
                   gboolean    native,
                   gint64      agent,
                   const char *scope)
{
  g_autofree char *id = g_uuid_string_random ();
  char *token = g_strconcat ("CANARY-REFRESH-", id, NULL);

  json_object_set_object_member (child_box (muster_halo_box (call->world), "refresh"), token,
                                 muster_jo_new ("native:b", native, "agent:i", agent, "scope:s", scope,
                                                "version:i", version (call->world), NULL));
  call->changed = TRUE;
  return token;
}

static void
reply_tokens (MusterCall *call,
              gboolean    native,
              gint64      agent,
              const char *scope)
{
  gint64 seconds = muster_halo_setting_int (call->world, "tokenSeconds", TOKEN_SECONDS);
  gint64 now = muster_world_now (call->world);
  JsonObject *member = muster_world_member (call->world, agent);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *app = muster_halo_client_id (call->world, native);
  g_autofree char *issuer = g_strconcat (call->base, "/auth", NULL);
  g_autoptr(JsonObject) access = muster_jo_new ("iss:s", issuer, "aud:s", AUDIENCE,
                                                "exp:i", now / G_USEC_PER_SEC + seconds,
                                                "until:i", now + seconds * G_USEC_PER_SEC, "jti:s", id,
                                                "client_id:s", app, "native:b", native, "agent:i", agent,
                                                "scope:s", scope,
                                                "version:i", version (call->world), NULL);
  g_autoptr(JsonObject) identity = muster_jo_new ("iss:s", issuer, "aud:s", app,
                                                  "exp:i", now / G_USEC_PER_SEC + seconds,
                                                  "iat:i", now / G_USEC_PER_SEC,
                                                  "name:S", muster_jo_str (member, "name"), NULL);
  g_autofree char *access_token = muster_token_make (call->world, access);
  g_autofree char *id_token = muster_token_make (call->world, identity);
  g_auto(GStrv) names = g_strsplit (scope, " ", -1);
  gboolean lasting = !native || g_strv_contains ((const char *const *) names, "offline_access");
  g_autofree char *refresh = lasting ? new_refresh_token (call, native, agent, scope) : NULL;

  muster_call_reply_object (call, 200, muster_jo_new ("scope:s", scope, "token_type:s", "Bearer",
                                                      "access_token:s", access_token,
                                                      "expires_in:i", seconds, "refresh_token:s", refresh,
                                                      "id_token:s", id_token, NULL));
  muster_call_add_header (call, "Cache-Control", "no-store, no-cache");
}

static void
give_for_secret (MusterCall *call,
                 GHashTable *form,
                 gboolean    native)
{
  const char *scope = g_hash_table_lookup (form, "scope");

  if (native)
    muster_halo_oauth_fail (call, "unauthorized_client", "The application is not allowed to use this grant type.");
  else if (scope != NULL && !muster_halo_known_scopes (scope))
    muster_halo_oauth_fail (call, "invalid_scope", "The specified scope is invalid.");
  else
    reply_tokens (call, FALSE, muster_jo_int (muster_world_api_member (call->world), "id", 0),
                  scope != NULL ? scope : "");
}

/* What @key stands for; it is gone as soon as it is used, also when the answer gets lost. */
static JsonObject *
take (MusterCall *call,
      JsonObject *box,
      const char *key)
{
  JsonObject *kept = key != NULL ? muster_jo_obj (box, key) : NULL;

  if (kept == NULL)
    return NULL;
  json_object_ref (kept);
  json_object_remove_member (box, key);
  call->changed = TRUE;
  return kept;
}

static void
give_for_code (MusterCall *call,
               GHashTable *form,
               gboolean    native)
{
  JsonObject *codes = child_box (muster_halo_box (call->world), "codes");
  const char *code = g_hash_table_lookup (form, "code");
  g_autoptr(JsonObject) kept = take (call, codes, code);

  if (!native)
    muster_halo_oauth_fail (call, "unauthorized_client", "The application is not allowed to use this grant type.");
  else if (kept == NULL || muster_jo_int (kept, "expires", 0) <= muster_world_now (call->world)
           || g_strcmp0 (muster_jo_str (kept, "redirectUri"), g_hash_table_lookup (form, "redirect_uri")) != 0)
    muster_halo_oauth_fail (call, "invalid_grant", "The specified authorization code is invalid.");
  else if (!muster_token_proves (g_hash_table_lookup (form, "code_verifier"), muster_jo_str (kept, "challenge")))
    muster_halo_oauth_fail (call, "invalid_grant", "The specified 'code_verifier' parameter is invalid.");
  else
    reply_tokens (call, TRUE, muster_jo_int (kept, "agent", 0), muster_jo_str (kept, "scope"));
}

/* A stranger does not use it up. */
static void
give_for_refresh (MusterCall *call,
                  GHashTable *form,
                  gboolean    native)
{
  JsonObject *tokens = child_box (muster_halo_box (call->world), "refresh");
  const char *token = g_hash_table_lookup (form, "refresh_token");
  JsonObject *known = token != NULL ? muster_jo_obj (tokens, token) : NULL;
  g_autoptr(JsonObject) kept = NULL;

  if (known != NULL && muster_jo_bool (known, "native", FALSE) == native
      && muster_jo_int (known, "version", -1) == version (call->world))
    kept = take (call, tokens, token);
  if (kept != NULL)
    reply_tokens (call, native, muster_jo_int (kept, "agent", 0), muster_jo_str (kept, "scope"));
  else
    muster_halo_oauth_fail (call, "invalid_grant", "The specified refresh token is invalid.");
}

/* Hosted instances take a call without a tenant; a wrong one leads nowhere. */
static gboolean
is_our_tenant (MusterCall *call,
               const char *in_form)
{
  const char *in_query = muster_call_query (call, "tenant");
  g_autofree char *tenant = muster_world_company_id (call->world);

  return (in_query == NULL || g_ascii_strcasecmp (in_query, tenant) == 0)
         && (in_form == NULL || g_ascii_strcasecmp (in_form, tenant) == 0);
}

static void
post_token (MusterCall *call)
{
  g_autoptr(GHashTable) form = muster_call_form (call);
  const char *grant = form != NULL ? g_hash_table_lookup (form, "grant_type") : NULL;
  const char *id = form != NULL ? g_hash_table_lookup (form, "client_id") : NULL;
  g_autofree char *service_id = muster_halo_client_id (call->world, FALSE);
  g_autofree char *native_id = muster_halo_client_id (call->world, TRUE);
  g_autofree char *secret = muster_halo_secret (call->world);
  gboolean native = g_strcmp0 (id, native_id) == 0;

  if (grant == NULL || id == NULL)
    muster_halo_oauth_fail (call, "invalid_request", "The mandatory 'grant_type' or 'client_id' parameter is missing.");
  else if (!is_our_tenant (call, g_hash_table_lookup (form, "tenant")))
    muster_halo_oauth_fail (call, "invalid_request", "The tenant could not be found.");
  else if (!native
           && (!g_str_equal (id, service_id) || g_strcmp0 (g_hash_table_lookup (form, "client_secret"), secret) != 0))
    muster_halo_oauth_fail (call, "invalid_client", "The specified client credentials are invalid.");
  else if (g_str_equal (grant, "client_credentials"))
    give_for_secret (call, form, native);
  else if (g_str_equal (grant, "authorization_code"))
    give_for_code (call, form, native);
  else if (g_str_equal (grant, "refresh_token"))
    give_for_refresh (call, form, native);
  else
    muster_halo_oauth_fail (call, "unsupported_grant_type", "The specified 'grant_type' is not supported.");
}

static void
get_configuration (MusterCall *call)
{
  g_autofree char *issuer = g_strconcat (call->base, "/auth", NULL);
  g_autofree char *authorize = g_strconcat (call->base, "/auth/authorize", NULL);
  g_autofree char *token = g_strconcat (call->base, "/auth/token", NULL);

  muster_call_reply_object (call, 200,
                            muster_jo_new ("issuer:s", issuer, "authorization_endpoint:s", authorize,
                                           "token_endpoint:s", token,
                                           "grant_types_supported:a",
                                           muster_ja_strings ("authorization_code", "client_credentials",
                                                              "refresh_token", NULL),
                                           "response_types_supported:a", muster_ja_strings ("code", NULL),
                                           "code_challenge_methods_supported:a", muster_ja_strings ("S256", NULL),
                                           "scopes_supported:a",
                                           muster_ja_strings ("openid", "offline_access", "all", NULL), NULL));
}

static void
get_authorize (MusterCall *call)
{
  if (is_our_tenant (call, NULL))
    muster_halo_authorize (call);
  else
    muster_halo_oauth_fail (call, "invalid_request", "The tenant could not be found.");
}

static const MusterRoute routes[] = {
  { "GET",  "auth/.well-known/openid-configuration", get_configuration },
  { "GET",  "auth/authorize",                        get_authorize     },
  { "POST", "auth/authorize",                        muster_halo_decide },
  { "POST", "auth/token",                            post_token        },
};

/**
 * muster_halo_auth_handle:
 * @call: a request below /auth/
 *
 * Answers it.
 */
void
muster_halo_auth_handle (MusterCall *call)
{
  if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 0, NULL))
    muster_call_reply_text (call, 404, "text/plain", "Not found");
}

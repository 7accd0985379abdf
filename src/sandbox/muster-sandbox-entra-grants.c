/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"
#include "muster-sandbox-token.h"
#include "muster-sandbox-vendors.h"

/* Tokens in a person's name. A refresh token belongs to a person and an application and to no
 * tenant: it is redeemed at whatever tenant a token is wanted for. Each redemption brings a new one,
 * and the old one stays good, as at Microsoft; the settings can make it otherwise. */

#define TOKEN_SECONDS   4799
#define REFRESH_SECONDS (90 * 24 * 3600)
#define DEFAULT_SUFFIX  "/.default"

/* What is asked for, taken apart. */
typedef struct {
  MusterResource resource;
  GString       *names;      /* (nullable) single scopes; NULL: all that are consented */
  gboolean       all;
  gboolean       offline;
  gboolean       openid;
} Wanted;

static void
wanted_clear (Wanted *self)
{
  if (self->names != NULL)
    g_string_free (self->names, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

gint64
muster_entra_setting (MusterWorld *world,
                      const char  *name,
                      gint64       fallback)
{
  return muster_jo_int (muster_world_settings (world, "entra"), name, fallback);
}

/* "https://graph.microsoft.com/User.Read.All" or "User.Read.All" */
static int
take_scope (MusterCall *call,
            Wanted     *wanted,
            const char *scope)
{
  const char *slash = strrchr (scope, '/');
  g_autofree char *host = slash != NULL ? g_strndup (scope, (gsize) (slash - scope)) : NULL;
  const char *name = slash != NULL ? slash + 1 : scope;
  MusterResource resource = host == NULL ? MUSTER_RESOURCE_GRAPH : muster_resource_by_host (call->world, host);

  if (resource == MUSTER_RESOURCE_NONE)
    resource = muster_resource_by_app (host);
  if (resource == MUSTER_RESOURCE_NONE)
    return 500011;
  if (wanted->resource != MUSTER_RESOURCE_NONE && wanted->resource != resource)
    return 28000;
  if ((wanted->all && !g_str_equal (name, ".default")) || (wanted->names->len > 0 && g_str_equal (name, ".default")))
    return 70011;
  wanted->resource = resource;
  if (g_str_equal (name, ".default"))
    wanted->all = TRUE;
  else
    g_string_append_printf (wanted->names, "%s%s", wanted->names->len > 0 ? " " : "", name);
  return 0;
}

static int
read_scopes (MusterCall *call,
             Wanted     *wanted,
             const char *text)
{
  g_auto(GStrv) scopes = g_strsplit (text, " ", -1);
  int number = 0;

  wanted->resource = MUSTER_RESOURCE_NONE;
  wanted->names = g_string_new (NULL);
  for (guint i = 0; scopes[i] != NULL && number == 0; i++)
    if (g_str_equal (scopes[i], "offline_access"))
      wanted->offline = TRUE;
    else if (g_str_equal (scopes[i], "openid") || g_str_equal (scopes[i], "profile") || g_str_equal (scopes[i], "email"))
      wanted->openid = TRUE;
    else if (*scopes[i] != '\0')
      number = take_scope (call, wanted, scopes[i]);
  if (number == 0 && wanted->resource == MUSTER_RESOURCE_NONE)
    wanted->resource = MUSTER_RESOURCE_GRAPH;
  return number;
}

/* The scopes that the token will carry, in the spelling of the consent; %NULL when one is not consented */
static char *
grant_scopes (Wanted     *wanted,
              const char *consented)
{
  g_auto(GStrv) names = g_strsplit (wanted->names->str, " ", -1);

  if (*consented == '\0')
    return NULL;
  if (wanted->all || wanted->names->len == 0)
    return g_strdup (consented);
  for (guint i = 0; names[i] != NULL; i++)
    if (!muster_names_have (consented, names[i]))
      return NULL;
  return g_strdup (wanted->names->str);
}

/* --- refresh tokens --- */

static char *
new_refresh_token (MusterCall        *call,
                   const MusterGrant *grant)
{
  g_autofree char *id = g_uuid_string_random ();
  char *token = g_strconcat ("0.CANARY-REFRESH-", id, NULL);

  json_object_set_object_member (muster_entra_box (call->world, "refresh"), token,
                                 muster_jo_new ("app:s", grant->app->name, "member:i", muster_jo_int (grant->member, "id", 0),
                                                "issued:i", muster_world_now (call->world), "claims:s", grant->claims, "device:b", grant->device,
                                                "version:i", muster_entra_setting (call->world, "refreshVersion", 0), NULL));
  call->changed = TRUE;
  return token;
}

/* --- the answer --- */

static char *
make_access_token (MusterCall        *call,
                   const MusterGrant *grant,
                   MusterResource     resource,
                   const char        *scopes,
                   gint64             seconds)
{
  gint64 now = muster_world_now (call->world) / G_USEC_PER_SEC;
  g_autofree char *app = muster_app_id (call->world, grant->app);
  g_autofree char *object = muster_technician_object (call->world, grant->member);
  g_autofree char *issuer = g_strdup_printf ("https://sts.windows.net/%s/", grant->tenant);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr(JsonObject) claims = muster_jo_new ("aud:s", muster_entra_token_audience (call->world, grant->tenant, resource), "iss:s", issuer,
                                                "iat:i", now, "nbf:i", now, "exp:i", now + seconds,
                                                "appid:s", app, "idtyp:s", "user", "oid:s", object,
                                                "upn:s", muster_jo_str (grant->member, "email"), "scp:s", scopes,
                                                "amr:a", muster_ja_strings ("pwd", "mfa", NULL), "claims:s", grant->claims,
                                                "tid:s", muster_entra_token_tenant (call->world, grant->tenant), "uti:s", id, "ver:s", "1.0", NULL);

  return muster_token_make (call->world, claims);
}

static char *
make_id_token (MusterCall        *call,
               const MusterGrant *grant,
               gint64             seconds)
{
  gint64 now = muster_world_now (call->world) / G_USEC_PER_SEC;
  g_autofree char *app = muster_app_id (call->world, grant->app);
  g_autofree char *object = muster_technician_object (call->world, grant->member);
  g_autofree char *issuer = g_strdup_printf ("https://login.microsoftonline.com/%s/v2.0", grant->tenant);
  g_autoptr(JsonObject) claims = muster_jo_new ("aud:s", app, "iss:s", issuer, "iat:i", now, "nbf:i", now, "exp:i", now + seconds,
                                                "name:s", muster_jo_str (grant->member, "name"), "nonce:s", grant->nonce, "oid:s", object,
                                                "preferred_username:s", muster_jo_str (grant->member, "email"), "sub:s", object,
                                                "tid:s", muster_entra_token_tenant (call->world, grant->tenant), "ver:s", "2.0", NULL);

  return muster_token_make (call->world, claims);
}

/* The scopes come back with the resource before each of them */
static char *
show_scopes (MusterCall    *call,
             MusterResource resource,
             const char    *scopes,
             Wanted        *wanted)
{
  g_auto(GStrv) names = g_strsplit (scopes, " ", -1);
  GString *text = g_string_new (wanted->openid ? "openid profile" : NULL);

  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (text, "%s%s/%s", text->len > 0 ? " " : "", muster_resource_url (call->world, resource), names[i]);
  return g_string_free (text, FALSE);
}

static void
reply_tokens (MusterCall        *call,
              const MusterGrant *grant,
              Wanted            *wanted,
              const char        *scopes,
              gboolean           lasting)
{
  gint64 seconds = muster_entra_setting (call->world, "tokenSeconds", TOKEN_SECONDS);
  g_autofree char *access = make_access_token (call, grant, wanted->resource, scopes, seconds);
  g_autofree char *identity = wanted->openid ? make_id_token (call, grant, seconds) : NULL;
  g_autofree char *refresh = lasting ? new_refresh_token (call, grant) : NULL;
  g_autofree char *shown = show_scopes (call, wanted->resource, scopes, wanted);

  muster_call_reply_object (call, 200, muster_jo_new ("token_type:s", "Bearer", "scope:s", shown, "expires_in:i", seconds, "ext_expires_in:i", seconds,
                                                      "access_token:s", access, "refresh_token:s", refresh, "id_token:s", identity, NULL));
  muster_call_add_header (call, "Cache-Control", "no-store, no-cache");
}

/* Whether the person may act in the tenant at all */
static int
check_person (MusterCall        *call,
              const MusterGrant *grant)
{
  g_autoptr(JsonArray) roles = NULL;
  JsonObject *settings = muster_tenant_settings (call->world, grant->tenant);

  if (grant->member == NULL)
    return 50034;
  if (!muster_jo_bool (grant->member, "active", TRUE))
    return 50057;
  roles = muster_technician_roles (call->world, grant->member, grant->tenant);
  if (muster_ja_length (roles) == 0)
    return 50020;
  if (muster_jo_bool (settings, "stepUp", FALSE) && g_strcmp0 (grant->claims, MUSTER_STEP_UP_CLAIMS) != 0)
    return 50076;
  return muster_jo_bool (settings, "blockDeviceCode", FALSE) && grant->device ? 53003 : 0;
}

/* A consent that has just been given needs its time, where the settings say so. */
static int
check_consent (MusterCall        *call,
               const MusterGrant *grant,
               Wanted            *wanted,
               char             **scopes)
{
  g_autofree char *consented = muster_consent_scopes (call->world, grant->app, grant->tenant, wanted->resource);
  gint64 since = muster_consent_since (call->world, grant->app, grant->tenant);
  const char *status = muster_jo_str (muster_jo_obj (call->client, "gdap"), "status");

  if (since != 0 && since + muster_entra_setting (call->world, "consentDelayMs", 0) * 1000 > muster_world_now (call->world))
    return 650051;
  if (!muster_consent_is_there (call->world, grant->app, grant->tenant)
      && (g_strcmp0 (status, "created") == 0 || g_strcmp0 (status, "approvalPending") == 0))
    return 90099;
  if (!muster_consent_is_there (call->world, grant->app, grant->tenant))
    return (int) muster_entra_setting (call->world, "firstContact", 65001);
  *scopes = grant_scopes (wanted, consented);
  return *scopes != NULL ? 0 : 65001;
}

static void
give (MusterCall        *call,
      const MusterGrant *grant,
      gboolean           lasting)
{
  g_auto(Wanted) wanted = { 0 };
  g_autofree char *scopes = NULL;
  int number = read_scopes (call, &wanted, grant->scope);

  if (number == 0)
    number = check_person (call, grant);
  if (number == 0)
    number = check_consent (call, grant, &wanted, &scopes);
  if (number != 0)
    muster_entra_refuse (call, number);
  else
    reply_tokens (call, grant, &wanted, scopes, lasting || wanted.offline);
}

/* --- codes --- */

static gboolean
proves (const char *verifier,
        const char *challenge,
        const char *method)
{
  if (challenge == NULL)
    return TRUE;
  return g_strcmp0 (method, "plain") == 0 ? g_strcmp0 (verifier, challenge) == 0 : muster_token_proves (verifier, challenge);
}

static JsonObject *
member_of (MusterCall *call,
           JsonObject *kept)
{
  return muster_world_member (call->world, muster_jo_int (kept, "member", 0));
}

static gboolean
is_of (JsonObject      *kept,
       const MusterApp *app)
{
  return g_strcmp0 (muster_jo_str (kept, "app"), app->name) == 0;
}

/* The tenant in the address may be left open; else it is the one of the sign-in. */
static gboolean
is_for (MusterCall *call,
        JsonObject *kept,
        const char *tenant)
{
  const char *name = call->segments[0];

  return g_ascii_strcasecmp (name, "organizations") == 0 || g_ascii_strcasecmp (name, "common") == 0
         || g_strcmp0 (muster_jo_str (kept, "tenant"), tenant) == 0;
}

/* A token that was given before is not good any more: the code may have been stolen. */
static int
check_code (MusterCall      *call,
            const MusterApp *app,
            GHashTable      *form,
            const char      *tenant,
            JsonObject      *kept)
{
  if (kept == NULL || !is_of (kept, app))
    return 70000;
  if (muster_jo_bool (kept, "redeemed", FALSE))
    return 54005;
  if (muster_jo_int (kept, "expires", 0) <= muster_world_now (call->world))
    return 70008;
  if (!is_for (call, kept, tenant))
    return 700005;
  if (g_strcmp0 (muster_jo_str (kept, "redirectUri"), g_hash_table_lookup (form, "redirect_uri")) != 0)
    return 50011;
  if (!proves (g_hash_table_lookup (form, "code_verifier"), muster_jo_str (kept, "challenge"), muster_jo_str (kept, "method")))
    return 501481;
  return 0;
}

void
muster_entra_redeem_code (MusterCall      *call,
                          const MusterApp *app,
                          GHashTable      *form,
                          const char      *tenant)
{
  const char *code = g_hash_table_lookup (form, "code"), *scope = g_hash_table_lookup (form, "scope");
  JsonObject *kept = code != NULL ? muster_jo_obj (muster_entra_box (call->world, "codes"), code) : NULL;
  const char *asked = muster_jo_str (kept, "scope");
  int number = code == NULL ? 900144 : check_code (call, app, form, tenant, kept);
  MusterGrant grant = { app, member_of (call, kept), muster_jo_str (kept, "tenant"), scope != NULL ? scope : asked,
                        muster_jo_str (kept, "claims"), muster_jo_str (kept, "nonce"), FALSE };

  if (number != 0)
    {
      muster_entra_refuse (call, number);
      return;
    }
  json_object_set_boolean_member (kept, "redeemed", TRUE);
  call->changed = TRUE;
  give (call, &grant, muster_names_have (asked, "offline_access"));
}

static int
check_refresh (MusterCall      *call,
               const MusterApp *app,
               JsonObject      *kept)
{
  gint64 seconds = muster_entra_setting (call->world, "refreshSeconds", REFRESH_SECONDS);

  if (kept == NULL || !is_of (kept, app))
    return 70000;
  if (muster_jo_int (kept, "version", 0) != muster_entra_setting (call->world, "refreshVersion", 0) || muster_jo_bool (kept, "revoked", FALSE))
    return 50173;
  if (muster_jo_int (kept, "issued", 0) + seconds * G_USEC_PER_SEC <= muster_world_now (call->world))
    return 700082;
  return 0;
}

void
muster_entra_redeem_refresh (MusterCall      *call,
                             const MusterApp *app,
                             GHashTable      *form,
                             const char      *tenant)
{
  const char *token = g_hash_table_lookup (form, "refresh_token");
  JsonObject *kept = token != NULL ? muster_jo_obj (muster_entra_box (call->world, "refresh"), token) : NULL;
  MusterGrant grant = { app, member_of (call, kept), tenant, g_hash_table_lookup (form, "scope"), muster_jo_str (kept, "claims"), NULL,
                        muster_jo_bool (kept, "device", FALSE) };
  int number = token == NULL ? 900144 : check_refresh (call, app, kept);

  if (number != 0)
    {
      muster_entra_refuse (call, number);
      return;
    }
  give (call, &grant, muster_entra_setting (call->world, "rotate", 1) != 0);
  if (call->status == 200 && g_strcmp0 (muster_jo_str (muster_world_settings (call->world, "entra"), "oldRefresh"), "revoked") == 0)
    json_object_set_boolean_member (kept, "revoked", TRUE);
}

void
muster_entra_redeem_device (MusterCall      *call,
                            const MusterApp *app,
                            GHashTable      *form,
                            const char      *tenant)
{
  JsonObject *box = muster_entra_box (call->world, "devices");
  const char *code = g_hash_table_lookup (form, "device_code");
  JsonObject *kept = code != NULL ? muster_jo_obj (box, code) : NULL;
  const char *state = muster_jo_str (kept, "state");
  MusterGrant grant = { app, member_of (call, kept), muster_world_get_tenant (call->world), muster_jo_str (kept, "scope"), NULL, NULL, TRUE };

  if (code == NULL)
    muster_entra_refuse (call, 900144);
  else if (kept == NULL || !is_of (kept, app))
    muster_entra_refuse (call, 70018);
  else if (muster_jo_int (kept, "expires", 0) <= muster_world_now (call->world))
    muster_entra_refuse (call, 70020);
  else if (g_strcmp0 (state, "declined") == 0)
    muster_entra_fail (call, 400, "authorization_declined", 70017, "The end user denied the authorization request.");
  else if (g_strcmp0 (state, "redeemed") == 0)
    muster_entra_refuse (call, 54005);
  else if (g_strcmp0 (state, "done") != 0)
    muster_entra_refuse (call, 70016);
  else
    {
      give (call, &grant, FALSE);
      json_object_set_string_member (kept, "state", "redeemed");
      call->changed = TRUE;
    }
}

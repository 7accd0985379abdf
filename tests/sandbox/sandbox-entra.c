/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-sandbox-token.h"
#include "sandbox-entra.h"

const char *
sandbox_entra_value (SandboxFixture *self,
                     const char     *name)
{
  return muster_jo_str (muster_jo_obj (self->ready, "entra"), name);
}

const char *
sandbox_technician (SandboxFixture *self,
                    guint           index)
{
  return muster_jo_str (muster_ja_obj (muster_jo_arr (muster_jo_obj (self->ready, "entra"), "technicians"), index), "upn");
}

char *
sandbox_challenge (void)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (sum, (const guchar *) SANDBOX_VERIFIER, -1);
  g_checksum_get_digest (sum, digest, &size);
  return muster_token_base64url (digest, size);
}

/**
 * sandbox_authorize:
 * @self: the fixture
 * @app: an application's id
 * @redirect: where to go back to
 * @user: (nullable): who signs in; %NULL says no
 * @more: (nullable): other members of the form, encoded
 *
 * Sends what the sign-in page sends; the answer is kept.
 *
 * Returns: (transfer full) (nullable): what came back in the redirect address
 */
GHashTable *
sandbox_authorize (SandboxFixture *self,
                   const char     *app,
                   const char     *redirect,
                   const char     *user,
                   const char     *more)
{
  g_autofree char *challenge = sandbox_challenge ();
  g_autofree char *form = soup_form_encode ("client_id", app, "response_type", "code", "redirect_uri", redirect, "state", "state & more",
                                            "scope", SANDBOX_GRAPH " offline_access openid profile",
                                            "code_challenge", challenge, "code_challenge_method", "S256",
                                            "decision", user != NULL ? "sign-in" : "deny", "user", user != NULL ? user : "", NULL);
  g_autofree char *all = g_strdup_printf ("%s%s%s", form, more != NULL ? "&" : "", more != NULL ? more : "");
  const char *location;

  sandbox_send (self, "POST", "/organizations/oauth2/v2.0/authorize", NULL, "application/x-www-form-urlencoded", all);
  location = soup_message_headers_get_one (self->headers, "Location");
  return location != NULL && strchr (location, '?') != NULL ? soup_form_decode (strchr (location, '?') + 1) : NULL;
}

void
sandbox_token_form (SandboxFixture *self,
                    const char     *tenant,
                    const char     *first,
                    ...)
{
  g_autofree char *path = g_strdup_printf ("/%s/oauth2/v2.0/token", tenant);
  g_autofree char *form = NULL;
  va_list args;

  va_start (args, first);
  form = soup_form_encode_valist (first, args);
  va_end (args);
  sandbox_send (self, "POST", path, NULL, "application/x-www-form-urlencoded", form);
}

static const char *
secret_of (SandboxFixture *self,
           const char     *app)
{
  return g_strcmp0 (app, sandbox_entra_value (self, "clientId")) == 0 ? sandbox_entra_value (self, "clientSecret") : NULL;
}

/* Returns: (transfer full): the refresh token */
char *
sandbox_sign_in (SandboxFixture *self,
                 const char     *app,
                 const char     *user)
{
  g_autoptr(GHashTable) back = sandbox_authorize (self, app, "http://localhost:49152", user, NULL);

  g_assert_nonnull (back);
  g_assert_cmpstr (g_hash_table_lookup (back, "state"), ==, "state & more");
  g_assert_nonnull (g_hash_table_lookup (back, "code"));
  sandbox_token_form (self, "organizations", "grant_type", "authorization_code", "client_id", app, "code", g_hash_table_lookup (back, "code"),
                      "redirect_uri", "http://localhost:49152", "code_verifier", SANDBOX_VERIFIER,
                      secret_of (self, app) != NULL ? "client_secret" : "x", secret_of (self, app) != NULL ? secret_of (self, app) : "", NULL);
  g_assert_cmpuint (self->status, ==, 200);
  return g_strdup (muster_jo_str (sandbox_reply (self), "refresh_token"));
}

void
sandbox_refresh (SandboxFixture *self,
                 const char     *app,
                 const char     *refresh,
                 const char     *tenant,
                 const char     *scope)
{
  sandbox_token_form (self, tenant, "grant_type", "refresh_token", "client_id", app, "refresh_token", refresh, "scope", scope,
                      secret_of (self, app) != NULL ? "client_secret" : "x", secret_of (self, app) != NULL ? secret_of (self, app) : "", NULL);
}

int
sandbox_aadsts (SandboxFixture *self)
{
  JsonArray *codes = muster_jo_arr (sandbox_reply (self), "error_codes");

  return codes != NULL ? (int) json_array_get_int_element (codes, 0) : 0;
}

/* Returns: (transfer full): a token in a technician's name, by the main application, at a customer or "msp" */
char *
sandbox_access (SandboxFixture *self,
                guint           technician,
                const char     *key,
                const char     *scope)
{
  const char *app = sandbox_entra_value (self, "clientId");
  g_autofree char *refresh = sandbox_sign_in (self, app, sandbox_technician (self, technician));

  sandbox_refresh (self, app, refresh, sandbox_tenant (self, key), scope);
  g_assert_cmpuint (self->status, ==, 200);
  return g_strdup (muster_jo_str (sandbox_reply (self), "access_token"));
}

void
sandbox_with (SandboxFixture *self,
              const char     *token,
              const char     *method,
              const char     *path,
              const char     *body)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", token, NULL);
  const char *headers[] = { "Authorization", authorization, "ConsistencyLevel", "eventual", "User-Agent", "test",
                            "X-AnchorMailbox", "UPN:a@b.example", NULL };

  sandbox_send (self, method, path, headers, "application/json", body);
}

void
sandbox_set (SandboxFixture *self,
             const char     *settings)
{
  sandbox_control (self, "POST", "settings", settings);
  g_assert_cmpuint (self->status, ==, 200);
}

/* Returns: (transfer full): what the control interface shows, as text */
char *
sandbox_state (SandboxFixture *self,
               const char     *path)
{
  g_autofree char *full = g_strconcat ("state/", path, NULL);

  sandbox_control (self, "GET", full, NULL);
  g_assert_cmpuint (self->status, ==, 200);
  return g_strdup (self->text);
}

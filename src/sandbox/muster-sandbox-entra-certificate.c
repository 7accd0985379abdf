/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "muster-sandbox-entra.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-token.h"

/* Certificates in place of a secret. A program signs an assertion with the key, and what was
 * uploaded here says whether the signature is good. A time is good by the world's clock or by this
 * machine's: some programs are told the one, some know only the other. */

#define LEEWAY 300

static char *
thumbprint (gnutls_x509_crt_t         certificate,
            gnutls_digest_algorithm_t algorithm)
{
  guchar digest[64];
  gsize size = sizeof digest;

  if (gnutls_x509_crt_get_fingerprint (certificate, algorithm, digest, &size) < 0)
    return NULL;
  return muster_token_base64url (digest, size);
}

static gnutls_x509_crt_t
read_certificate (const char *pem)
{
  gnutls_datum_t data = { (unsigned char *) pem, (unsigned int) strlen (pem) };
  gnutls_x509_crt_t certificate = NULL;

  if (gnutls_x509_crt_init (&certificate) < 0)
    return NULL;
  if (gnutls_x509_crt_import (certificate, &data, GNUTLS_X509_FMT_PEM) == 0)
    return certificate;
  gnutls_x509_crt_deinit (certificate);
  return NULL;
}

/**
 * muster_entra_add_certificate:
 * @world: the world
 * @client_id: whose
 * @pem: the public part
 * @answer: (out) (transfer full): its thumbprints, or what is wrong
 *
 * Does what a person does in the portal: uploads a certificate.
 *
 * Returns: whether it was taken
 */
gboolean
muster_entra_add_certificate (MusterWorld *world,
                              const char  *client_id,
                              const char  *pem,
                              JsonObject **answer)
{
  const MusterApp *app = muster_app_by_id (world, client_id);
  gnutls_x509_crt_t certificate = pem != NULL ? read_certificate (pem) : NULL;
  JsonObject *box = muster_entra_box (world, "certificates");
  g_autofree char *sha1 = NULL;
  g_autofree char *sha256 = NULL;

  if (app == NULL || app->is_public || certificate == NULL)
    {
      *answer = muster_jo_new ("error:s", certificate == NULL ? "certificate is no PEM certificate"
                               : "clientId is no application that can prove itself", NULL);
      if (certificate != NULL)
        gnutls_x509_crt_deinit (certificate);
      return FALSE;
    }
  sha1 = thumbprint (certificate, GNUTLS_DIG_SHA1);
  sha256 = thumbprint (certificate, GNUTLS_DIG_SHA256);
  gnutls_x509_crt_deinit (certificate);
  if (muster_jo_arr (box, app->name) == NULL)
    json_object_set_array_member (box, app->name, json_array_new ());
  json_array_add_object_element (muster_jo_arr (box, app->name),
                                 muster_jo_new ("certificate:s", pem, "x5t:s", sha1, "x5t#S256:s", sha256, NULL));
  *answer = muster_jo_new ("x5t:s", sha1, "x5t#S256:s", sha256, NULL);
  return TRUE;
}

static gboolean
is_signed_by (gnutls_x509_crt_t          certificate,
              gnutls_sign_algorithm_t    algorithm,
              const char                *text,
              const char                *signature)
{
  gsize size;
  g_autofree guchar *bytes = muster_token_decode (signature, &size);
  gnutls_datum_t data = { (unsigned char *) text, (unsigned int) strlen (text) };
  gnutls_datum_t sign = { bytes, (unsigned int) size };
  gnutls_pubkey_t key = NULL;
  int result;

  if (gnutls_pubkey_init (&key) < 0)
    return FALSE;
  result = gnutls_pubkey_import_x509 (key, certificate, 0);
  if (result >= 0)
    result = gnutls_pubkey_verify_data2 (key, algorithm, 0, &data, &sign);
  gnutls_pubkey_deinit (key);
  return result >= 0;
}

/* The header names the certificate by its thumbprint, of either kind. */
static gboolean
is_named (JsonObject *header,
          JsonObject *kept)
{
  const char *const names[] = { "x5t", "x5t#S256" };
  gboolean named = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *given = muster_jo_str (header, names[i]);

      if (given == NULL)
        continue;
      if (g_strcmp0 (given, muster_jo_str (kept, names[i])) != 0)
        return FALSE;
      named = TRUE;
    }
  return named;
}

static gboolean
is_timely (MusterCall *call,
           gint64      from,
           gint64      until)
{
  gint64 clocks[] = { muster_world_now (call->world) / G_USEC_PER_SEC, g_get_real_time () / G_USEC_PER_SEC };

  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    if (from <= clocks[i] + LEEWAY && until > clocks[i])
      return TRUE;
  return FALSE;
}

static gboolean
is_signed (MusterCall      *call,
           const MusterApp *app,
           JsonObject      *header,
           const char      *text,
           const char      *signature)
{
  JsonArray *list = muster_jo_arr (muster_entra_box (call->world, "certificates"), app->name);
  const char *alg = muster_jo_str (header, "alg");
  gnutls_sign_algorithm_t algorithm = g_strcmp0 (alg, "RS256") == 0 ? GNUTLS_SIGN_RSA_SHA256
                                      : g_strcmp0 (alg, "PS256") == 0 ? GNUTLS_SIGN_RSA_PSS_SHA256 : GNUTLS_SIGN_UNKNOWN;

  for (guint i = 0; algorithm != GNUTLS_SIGN_UNKNOWN && i < muster_ja_length (list); i++)
    {
      JsonObject *kept = muster_ja_obj (list, i);
      gnutls_x509_crt_t certificate = is_named (header, kept) ? read_certificate (muster_jo_str (kept, "certificate")) : NULL;
      gboolean good;

      if (certificate == NULL)
        continue;
      good = is_timely (call, gnutls_x509_crt_get_activation_time (certificate), gnutls_x509_crt_get_expiration_time (certificate))
             && is_signed_by (certificate, algorithm, text, signature);
      gnutls_x509_crt_deinit (certificate);
      if (good)
        return TRUE;
    }
  return FALSE;
}

/* The audience is the token endpoint, or the issuer, under the true name or under this server's. */
static gboolean
is_for_us (MusterCall *call,
           const char *audience,
           const char *tenant)
{
  const char *const hosts[] = { call->base, "https://login.microsoftonline.com", "https://login.microsoftonline.us",
                                "https://login.partner.microsoftonline.cn" };
  const char *const names[] = { tenant, call->segments[0] };
  const char *const tails[] = { "oauth2/v2.0/token", "v2.0" };

  for (gsize h = 0; audience != NULL && h < G_N_ELEMENTS (hosts); h++)
    for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
      for (gsize t = 0; t < G_N_ELEMENTS (tails); t++)
        {
          g_autofree char *own = g_strdup_printf ("%s/%s/%s", hosts[h], names[n], tails[t]);

          if (g_ascii_strcasecmp (own, audience) == 0)
            return TRUE;
        }
  return FALSE;
}

/**
 * muster_entra_check_assertion:
 * @call: a call to the token endpoint
 * @app: who it says it is
 * @assertion: a signed JWT
 * @tenant: whose token endpoint it is
 *
 * Returns: 0 when it is good, else the number of the error
 */
int
muster_entra_check_assertion (MusterCall      *call,
                              const MusterApp *app,
                              const char      *assertion,
                              const char      *tenant)
{
  g_auto(GStrv) parts = g_strsplit (assertion, ".", -1);
  g_autoptr(JsonNode) header = NULL;
  g_autoptr(JsonNode) claims = NULL;
  g_autofree char *text = NULL;
  g_autofree char *id = muster_app_id (call->world, app);
  JsonObject *said;

  if (g_strv_length (parts) != 3)
    return 700027;
  header = muster_token_part (parts[0]);
  claims = muster_token_part (parts[1]);
  text = g_strdup_printf ("%s.%s", parts[0], parts[1]);
  if (header == NULL || claims == NULL || !is_signed (call, app, json_node_get_object (header), text, parts[2]))
    return 700027;
  said = json_node_get_object (claims);
  if (g_strcmp0 (muster_jo_str (said, "iss"), id) != 0 || g_strcmp0 (muster_jo_str (said, "sub"), id) != 0 || muster_jo_str (said, "jti") == NULL)
    return 700021;
  if (!is_for_us (call, muster_jo_str (said, "aud"), tenant))
    return 700023;
  if (!is_timely (call, muster_jo_int (said, "nbf", 0), muster_jo_int (said, "exp", 0)))
    return 700024;
  return 0;
}

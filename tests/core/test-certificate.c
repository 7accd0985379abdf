/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "muster-certificate.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#define NOW (1769860800 * G_TIME_SPAN_SECOND)

static MusterCertificate *
create (void)
{
  g_autoptr(GError) error = NULL;
  MusterCertificate *certificate = muster_certificate_create ("Muster", NOW, 730, &error);

  g_assert_no_error (error);
  return certificate;
}

static guchar *
decode (const char *text,
        gsize      *length)
{
  g_autofree char *padded = g_strconcat (text, "===", NULL);

  padded[strlen (text) + (4 - strlen (text) % 4) % 4] = '\0';
  g_strdelimit (g_strdelimit (padded, "-", '+'), "_", '/');
  return g_base64_decode (padded, length);
}

static JsonObject *
read_part (const char  *part,
           JsonNode   **node)
{
  gsize length;
  g_autofree guchar *data = decode (part, &length);
  g_autofree char *text = g_strndup ((const char *) data, length);

  *node = muster_json_from_string_trusted (text, NULL);
  g_assert_nonnull (*node);
  return json_node_get_object (*node);
}

/* Made here, read back from what the form and the keyring keep */
static void
test_create (void)
{
  g_autoptr(MusterCertificate) made = create ();
  g_autoptr(MusterCertificate) again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_str_has_prefix (muster_certificate_get_pem (made), "-----BEGIN CERTIFICATE-----"));
  g_assert_null (strstr (muster_certificate_get_pem (made), "PRIVATE"));
  g_assert_true (g_str_has_prefix (muster_secret_peek (muster_certificate_get_key (made)), "-----BEGIN PRIVATE KEY-----"));
  g_assert_cmpstr (muster_certificate_get_subject (made), ==, "CN=Muster");
  g_assert_cmpuint (strlen (muster_certificate_get_thumbprint (made)), ==, 40);
  g_assert_cmpuint (strlen (muster_certificate_get_x5t_s256 (made)), ==, 43);
  g_assert_cmpint (muster_certificate_get_expires (made), ==, NOW + 730 * G_TIME_SPAN_DAY);
  g_assert_cmpint (muster_certificate_get_not_before (made), <, NOW);

  again = muster_certificate_read (muster_certificate_get_pem (made), muster_certificate_get_key (made), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (muster_certificate_get_thumbprint (again), ==, muster_certificate_get_thumbprint (made));
}

/* What Microsoft's documentation of certificate credentials asks for, signed so that the certificate verifies it */
static void
test_assertion (void)
{
  g_autoptr(MusterCertificate) certificate = create ();
  g_autofree char *token = muster_certificate_make_assertion (certificate, "app-1", "https://login.example/t/token", NOW, NULL);
  g_autofree char *other = muster_certificate_make_assertion (certificate, "app-1", "https://login.example/t/token", NOW, NULL);
  g_auto(GStrv) parts = g_strsplit (token, ".", -1);
  g_autoptr(JsonNode) head_node = NULL;
  g_autoptr(JsonNode) claims_node = NULL;
  JsonObject *head = read_part (parts[0], &head_node);
  JsonObject *claims = read_part (parts[1], &claims_node);
  const char *pem = muster_certificate_get_pem (certificate);
  gnutls_datum_t data = { (unsigned char *) pem, (unsigned int) strlen (pem) };
  g_autofree guchar *signature = NULL;
  gsize length;
  gnutls_datum_t signed_part, signed_by;
  gnutls_x509_crt_t crt;
  gnutls_pubkey_t key;

  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  g_assert_cmpstr (muster_json_str (head, "alg"), ==, "PS256");
  g_assert_cmpstr (muster_json_str (head, "typ"), ==, "JWT");
  g_assert_cmpstr (muster_json_str (head, "x5t#S256"), ==, muster_certificate_get_x5t_s256 (certificate));
  g_assert_cmpstr (muster_json_str (claims, "iss"), ==, "app-1");
  g_assert_cmpstr (muster_json_str (claims, "sub"), ==, "app-1");
  g_assert_cmpstr (muster_json_str (claims, "aud"), ==, "https://login.example/t/token");
  g_assert_true (g_uuid_string_is_valid (muster_json_str (claims, "jti")));
  g_assert_cmpint (muster_json_int (claims, "exp", 0), ==, NOW / G_TIME_SPAN_SECOND + 300);
  g_assert_cmpint (muster_json_int (claims, "nbf", 0), <=, NOW / G_TIME_SPAN_SECOND);
  g_assert_cmpstr (token, !=, other);

  signature = decode (parts[2], &length);
  signed_by.data = signature;
  signed_by.size = (unsigned int) length;
  signed_part.data = (unsigned char *) token;
  signed_part.size = (unsigned int) (strlen (parts[0]) + 1 + strlen (parts[1]));
  g_assert_cmpint (gnutls_x509_crt_init (&crt), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (crt, &data, GNUTLS_X509_FMT_PEM), ==, 0);
  g_assert_cmpint (gnutls_pubkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_x509 (key, crt, 0), ==, 0);
  g_assert_cmpint (gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0, &signed_part, &signed_by), >=, 0);
  signature[0] ^= 1;
  g_assert_cmpint (gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0, &signed_part, &signed_by), <, 0);
  gnutls_pubkey_deinit (key);
  gnutls_x509_crt_deinit (crt);
}

static void
assert_refused (const char   *pem,
                MusterSecret *key,
                const char   *says)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (muster_certificate_read (pem, key, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
  g_assert_null (strstr (error->message, muster_secret_peek (key)));
}

static void
test_refused (void)
{
  g_autoptr(MusterCertificate) one = create ();
  g_autoptr(MusterCertificate) two = create ();
  g_autoptr(MusterSecret) nonsense = muster_secret_new ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  g_autoptr(MusterSecret) locked = muster_secret_new ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
  g_autofree char *large = g_strnfill (70000, 'A');
  gnutls_x509_privkey_t ec;
  gnutls_datum_t pem;
  g_autoptr(MusterSecret) curve = NULL;

  g_assert_cmpint (gnutls_x509_privkey_init (&ec), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (ec, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (ec, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem), ==, 0);
  curve = muster_secret_new_take (g_strndup ((const char *) pem.data, pem.size));
  gnutls_free (pem.data);
  gnutls_x509_privkey_deinit (ec);

  assert_refused (muster_certificate_get_pem (one), muster_certificate_get_key (two), "does not belong");
  assert_refused (muster_certificate_get_pem (one), nonsense, "private key");
  assert_refused (muster_certificate_get_pem (one), locked, "password");
  assert_refused (muster_certificate_get_pem (one), curve, "RSA");
  assert_refused ("", muster_certificate_get_key (one), "certificate");
  assert_refused ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", muster_certificate_get_key (one), "certificate");
  assert_refused (large, muster_certificate_get_key (one), "too large");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/certificate/create", test_create);
  g_test_add_func ("/core/certificate/assertion", test_assertion);
  g_test_add_func ("/core/certificate/refused", test_refused);

  return g_test_run ();
}

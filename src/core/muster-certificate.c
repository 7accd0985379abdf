/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "muster-certificate.h"
#include "muster-error.h"
#include "muster-random.h"

/* The key of a program that signs in with a certificate: made here or read from PEM,
 * and the assertion that it signs (RFC 7523). Microsoft's documentation of certificate
 * credentials asks for PS256 and x5t#S256; the older RS256 with x5t (SHA-1) is what it
 * names as not recommended any more, and what only AD FS needs.
 */

#define KEY_BITS 3072
/* "5-10 minutes at most" (the same documentation); clocks differ, so it begins a little earlier */
#define ASSERTION_S (5 * 60)
#define ASSERTION_EARLY_S 60
#define MAX_PEM (64 * 1024)

struct _MusterCertificate
{
  gatomicrefcount ref_count;

  char *pem;
  MusterSecret *key_pem;    /* (owned) */
  gnutls_privkey_t key;     /* (owned) */
  char *subject;
  char *thumbprint;
  char *x5t_s256;
  gint64 not_before;
  gint64 expires;
};

G_DEFINE_BOXED_TYPE (MusterCertificate, muster_certificate, muster_certificate_ref, muster_certificate_unref)

/**
 * muster_certificate_ref:
 * @self: a certificate
 *
 * Returns: (transfer full): @self
 */
MusterCertificate *
muster_certificate_ref (MusterCertificate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * muster_certificate_unref:
 * @self: (transfer full): a certificate
 */
void
muster_certificate_unref (MusterCertificate *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->key, gnutls_privkey_deinit);
  g_clear_pointer (&self->key_pem, muster_secret_unref);
  g_free (self->x5t_s256);
  g_free (self->thumbprint);
  g_free (self->subject);
  g_free (self->pem);
  g_free (self);
}

/* A number of GnuTLS's, as an error of ours if it is one */
static gboolean
is_fine (int          code,
         const char  *doing,
         GError     **error)
{
  if (code >= 0)
    return TRUE;

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: %s", doing, gnutls_strerror (code));
  return FALSE;
}

static char *
fingerprint (gnutls_x509_crt_t       certificate,
             gnutls_digest_algorithm_t algorithm,
             gboolean                hex)
{
  guint8 digest[64];
  gsize length = sizeof digest;
  GString *text;

  if (gnutls_x509_crt_get_fingerprint (certificate, algorithm, digest, &length) < 0)
    return g_strdup ("");
  if (!hex)
    return muster_base64url (digest, length);

  text = g_string_new (NULL);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02X", digest[i]);
  return g_string_free (text, FALSE);
}

static char *
subject_of (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t dn = { NULL, 0 };
  char *text;

  if (gnutls_x509_crt_get_dn3 (certificate, &dn, 0) < 0)
    return g_strdup ("");
  text = g_strndup ((const char *) dn.data, dn.size);
  gnutls_free (dn.data);

  return text;
}

static char *
export_certificate (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t pem = { NULL, 0 };
  char *text;

  if (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem) < 0)
    return g_strdup ("");
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);

  return text;
}

/* Takes key. The certificate stays the caller's. */
static MusterCertificate *
wrap (gnutls_x509_crt_t  certificate,
      gnutls_privkey_t   key,
      MusterSecret      *key_pem)
{
  MusterCertificate *self = g_new0 (MusterCertificate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->key = key;
  self->key_pem = muster_secret_ref (key_pem);
  self->pem = export_certificate (certificate);
  self->subject = subject_of (certificate);
  self->thumbprint = fingerprint (certificate, GNUTLS_DIG_SHA1, TRUE);
  self->x5t_s256 = fingerprint (certificate, GNUTLS_DIG_SHA256, FALSE);
  self->not_before = (gint64) gnutls_x509_crt_get_activation_time (certificate) * G_TIME_SPAN_SECOND;
  self->expires = (gint64) gnutls_x509_crt_get_expiration_time (certificate) * G_TIME_SPAN_SECOND;

  return self;
}

static gnutls_privkey_t
import_key (MusterSecret  *key_pem,
            GError       **error)
{
  const char *text = muster_secret_peek (key_pem);
  gnutls_datum_t data = { (unsigned char *) text, (unsigned int) strlen (text) };
  gnutls_privkey_t key = NULL;

  if (!is_fine (gnutls_privkey_init (&key), "Reading the private key", error))
    return NULL;
  if (strstr (text, "ENCRYPTED") != NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                         _("The private key is locked with a password. Save it without one (openssl pkey) and choose it again"));
  else if (is_fine (gnutls_privkey_import_x509_raw (key, &data, GNUTLS_X509_FMT_PEM, NULL, 0), "Reading the private key",
                    error))
    return key;

  gnutls_privkey_deinit (key);
  return NULL;
}

static gnutls_x509_crt_t
import_certificate (const char  *pem,
                    GError     **error)
{
  gnutls_datum_t data = { (unsigned char *) pem, (unsigned int) strlen (pem) };
  gnutls_x509_crt_t certificate = NULL;

  if (!is_fine (gnutls_x509_crt_init (&certificate), "Reading the certificate", error))
    return NULL;
  if (is_fine (gnutls_x509_crt_import (certificate, &data, GNUTLS_X509_FMT_PEM), "Reading the certificate", error))
    return certificate;

  gnutls_x509_crt_deinit (certificate);
  return NULL;
}

/* Whether the public part in the certificate is the key's own, and strong enough */
static gboolean
belongs_together (gnutls_x509_crt_t   certificate,
                  gnutls_privkey_t    key,
                  GError            **error)
{
  guint8 of_certificate[64], of_key[64];
  gsize certificate_length = sizeof of_certificate, key_length = sizeof of_key;
  gnutls_pubkey_t public_key = NULL;
  unsigned int bits = 0;
  gboolean same;

  if (gnutls_privkey_get_pk_algorithm (key, &bits) != GNUTLS_PK_RSA || bits < 2048)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                           _("Microsoft takes RSA keys of 2048 bits or more. Choose a certificate with such a key"));
      return FALSE;
    }
  if (!is_fine (gnutls_pubkey_init (&public_key), "Reading the private key", error))
    return FALSE;

  same = gnutls_pubkey_import_privkey (public_key, key, 0, 0) >= 0
         && gnutls_pubkey_get_key_id (public_key, GNUTLS_KEYID_USE_SHA256, of_key, &key_length) >= 0
         && gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, of_certificate, &certificate_length) >= 0
         && key_length == certificate_length && memcmp (of_key, of_certificate, key_length) == 0;
  gnutls_pubkey_deinit (public_key);
  if (!same)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                         _("The private key does not belong to this certificate. Choose the pair"));

  return same;
}

/**
 * muster_certificate_read:
 * @certificate_pem: the certificate; of a chain the first
 * @key_pem: its private key, not encrypted
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the pair, if they belong together
 */
MusterCertificate *
muster_certificate_read (const char    *certificate_pem,
                         MusterSecret  *key_pem,
                         GError       **error)
{
  MusterCertificate *self = NULL;
  gnutls_x509_crt_t certificate;
  gnutls_privkey_t key;

  g_return_val_if_fail (certificate_pem != NULL && key_pem != NULL, NULL);

  if (strlen (certificate_pem) > MAX_PEM || muster_secret_length (key_pem) > MAX_PEM)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, _("This is too large for a certificate"));
      return NULL;
    }
  certificate = import_certificate (certificate_pem, error);
  if (certificate == NULL)
    return NULL;
  key = import_key (key_pem, error);
  if (key != NULL && belongs_together (certificate, key, error))
    self = wrap (certificate, key, key_pem);
  else if (key != NULL)
    gnutls_privkey_deinit (key);
  gnutls_x509_crt_deinit (certificate);

  return self;
}

static gboolean
fill_certificate (gnutls_x509_crt_t      certificate,
                  gnutls_x509_privkey_t  key,
                  const char            *common_name,
                  gint64                 now,
                  guint                  days)
{
  guint8 serial[16];
  time_t seconds = (time_t) (now / G_TIME_SPAN_SECOND);

  muster_random_bytes (serial, sizeof serial);
  /* A positive number of fixed length */
  serial[0] = (guint8) ((serial[0] & 0x7f) | 0x40);

  return gnutls_x509_crt_set_version (certificate, 3) >= 0
         && gnutls_x509_crt_set_serial (certificate, serial, sizeof serial) >= 0
         && gnutls_x509_crt_set_activation_time (certificate, seconds - 3600) >= 0
         && gnutls_x509_crt_set_expiration_time (certificate, seconds + (time_t) days * 86400) >= 0
         && gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                           (unsigned int) strlen (common_name)) >= 0
         && gnutls_x509_crt_set_key (certificate, key) >= 0
         && gnutls_x509_crt_set_basic_constraints (certificate, 0, -1) >= 0
         && gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE) >= 0
         && gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0) >= 0;
}

static MusterSecret *
export_key (gnutls_x509_privkey_t key)
{
  gnutls_datum_t pem = { NULL, 0 };
  MusterSecret *secret;

  if (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem) < 0)
    return NULL;
  secret = muster_secret_new_take (g_strndup ((const char *) pem.data, pem.size));
  gnutls_memset (pem.data, 0, pem.size);
  gnutls_free (pem.data);

  return secret;
}

static MusterCertificate *
make_pair (gnutls_x509_crt_t      certificate,
           gnutls_x509_privkey_t  key,
           const char            *common_name,
           gint64                 now,
           guint                  days,
           GError               **error)
{
  g_autoptr(MusterSecret) key_pem = NULL;
  gnutls_privkey_t imported;

  if (!is_fine (gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, KEY_BITS, 0), "Making a private key", error))
    return NULL;
  key_pem = export_key (key);
  if (key_pem == NULL || !fill_certificate (certificate, key, common_name, now, days))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "The certificate could not be made");
      return NULL;
    }

  imported = import_key (key_pem, error);
  return imported != NULL ? wrap (certificate, imported, key_pem) : NULL;
}

/**
 * muster_certificate_create:
 * @common_name: what the certificate calls itself
 * @now: the time in microseconds
 * @days: how long it is valid
 * @error: return location for an error
 *
 * Makes a key and a certificate that the key itself signs. Takes a noticeable
 * moment: not for the main thread.
 *
 * Returns: (transfer full) (nullable): the pair
 */
MusterCertificate *
muster_certificate_create (const char  *common_name,
                           gint64       now,
                           guint        days,
                           GError     **error)
{
  MusterCertificate *self = NULL;
  gnutls_x509_crt_t certificate = NULL;
  gnutls_x509_privkey_t key = NULL;

  g_return_val_if_fail (common_name != NULL && days > 0, NULL);

  if (!is_fine (gnutls_x509_privkey_init (&key), "Making a private key", error))
    return NULL;
  if (is_fine (gnutls_x509_crt_init (&certificate), "Making a certificate", error))
    {
      self = make_pair (certificate, key, common_name, now, days, error);
      gnutls_x509_crt_deinit (certificate);
    }
  gnutls_x509_privkey_deinit (key);

  return self;
}

/**
 * muster_certificate_get_pem:
 * @self: a certificate
 *
 * Returns: (transfer none): the public part, as it is uploaded
 */
const char *
muster_certificate_get_pem (MusterCertificate *self)
{
  return self->pem;
}

/**
 * muster_certificate_get_key:
 * @self: a certificate
 *
 * Returns: (transfer none): the private key in PEM, for the keyring
 */
MusterSecret *
muster_certificate_get_key (MusterCertificate *self)
{
  return self->key_pem;
}

/**
 * muster_certificate_get_subject:
 * @self: a certificate
 *
 * Returns: (transfer none): its subject, such as "CN=Muster"
 */
const char *
muster_certificate_get_subject (MusterCertificate *self)
{
  return self->subject;
}

/**
 * muster_certificate_get_thumbprint:
 * @self: a certificate
 *
 * Returns: (transfer none): what the vendor's portal lists it by: SHA-1 in upper-case hex
 */
const char *
muster_certificate_get_thumbprint (MusterCertificate *self)
{
  return self->thumbprint;
}

/**
 * muster_certificate_get_x5t_s256:
 * @self: a certificate
 *
 * Returns: (transfer none): SHA-256 of its DER form, base64url (RFC 7515, section 4.1.8)
 */
const char *
muster_certificate_get_x5t_s256 (MusterCertificate *self)
{
  return self->x5t_s256;
}

/**
 * muster_certificate_get_not_before:
 * @self: a certificate
 *
 * Returns: from when it is valid, UTC microseconds
 */
gint64
muster_certificate_get_not_before (MusterCertificate *self)
{
  return self->not_before;
}

/**
 * muster_certificate_get_expires:
 * @self: a certificate
 *
 * Returns: until when it is valid, UTC microseconds
 */
gint64
muster_certificate_get_expires (MusterCertificate *self)
{
  return self->expires;
}

static char *
encode (const char *json)
{
  return muster_base64url ((const guint8 *) json, strlen (json));
}

/**
 * muster_certificate_make_assertion:
 * @self: a certificate
 * @client_id: the program
 * @audience: the token endpoint that it is for
 * @now: the time in microseconds
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a JWT that proves who asks, good for five minutes and
 *   one endpoint; free with muster_secret_free()
 */
char *
muster_certificate_make_assertion (MusterCertificate  *self,
                                   const char         *client_id,
                                   const char         *audience,
                                   gint64              now,
                                   GError            **error)
{
  gint64 seconds = now / G_TIME_SPAN_SECOND;
  g_autofree char *jti = g_uuid_string_random ();
  g_autofree char *header = NULL;
  g_autofree char *claims = NULL;
  g_autofree char *header64 = NULL;
  g_autofree char *claims64 = NULL;
  g_autofree char *signed_part = NULL;
  g_autofree char *signature64 = NULL;
  gnutls_datum_t data, signature = { NULL, 0 };

  g_return_val_if_fail (self != NULL && client_id != NULL && audience != NULL, NULL);

  header = g_strdup_printf ("{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\"%s\"}", self->x5t_s256);
  claims = g_strdup_printf ("{\"aud\":\"%s\",\"iss\":\"%s\",\"sub\":\"%s\",\"jti\":\"%s\",\"nbf\":%" G_GINT64_FORMAT
                            ",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}",
                            audience, client_id, client_id, jti, seconds - ASSERTION_EARLY_S, seconds,
                            seconds + ASSERTION_S);
  header64 = encode (header);
  claims64 = encode (claims);
  signed_part = g_strconcat (header64, ".", claims64, NULL);
  data.data = (unsigned char *) signed_part;
  data.size = (unsigned int) strlen (signed_part);
  if (!is_fine (gnutls_privkey_sign_data2 (self->key, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0, &data, &signature),
                "Signing with the certificate's key", error))
    return NULL;

  signature64 = muster_base64url (signature.data, signature.size);
  gnutls_free (signature.data);
  return g_strconcat (signed_part, ".", signature64, NULL);
}

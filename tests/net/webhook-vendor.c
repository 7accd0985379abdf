/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "webhook-vendor.h"

#define SITE     "https://na.myconnectwise.net"
#define API_ROOT "https://api-na.myconnectwise.net/v4_6_release/apis/3.0"
#define KEY_PATH "v4_6_release/services/system_io/signingkey?id=7"

const Vendor vendors[3] = {
  {
    VENDOR_CONNECTWISE, "connectwise", "X-Content-Signature",
    "pZc8mUoQq1ZqS9l2bq0B0tq9x7y3k5Lh", "another connection's signing key",
    "{\"FromUrl\":\"na.myconnectwise.net\",\"CompanyId\":\"examplemsp\",\"MemberId\":\"jtech\",\"Action\":\"updated\","
    "\"Type\":\"ticket\",\"ID\":69,\"Entity\":\"{\\\"Id\\\":69,\\\"Summary\\\":\\\"Drucker \xc3\xbc" "ber Nacht\\\"}\","
    "\"Metadata\":{\"key_url\":\"" SITE "/" KEY_PATH "\"}}",
    "{\"Action\":\"updated\",\"Type\":\"ticket\",\"ID\":70,\"Metadata\":{\"key_url\":\"" SITE "/" KEY_PATH "\"}}",
    "69",
  },
  {
    VENDOR_AUTOTASK, "autotask", "X-Hook-Signature",
    "2f6c0e6d5b4a39281706f5e4d3c2b1a0", "ffffffffffffffffffffffffffffffff",
    "{\"Action\":\"Update\",\"Guid\":\"6a4f6c4e-3c5c-4b2f-9f0e-0f3f1f0f2f3f\",\"EntityType\":\"Ticket\",\"Id\":70011,"
    "\"Fields\":{\"Title\":\"Caf\\u00E9 \\u0026 \\u003CBar\\u003E\\u0027s \\u0022till\\u0022 \\u002B1\"},"
    "\"EventTime\":\"2025-11-20T13:10:22Z\",\"SequenceNumber\":17,\"PersonID\":29000101}",
    "{\"Action\":\"Create\",\"EntityType\":\"Ticket\",\"Id\":70012,\"SequenceNumber\":18}",
    "70011",
  },
  {
    VENDOR_HALOPSA, "halopsa", "Authorization",
    "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "{\"id\":\"0d2c0e6a-7a0c-4c0e-8d9a-1f0b8f5f2c11\",\"webhook_id\":\"5b0f1f6e\",\"event\":\"new ticket logged\","
    "\"object_id\":4021,\"agent_id\":5,\"timestamp\":\"2026-09-01T09:15:00.1234567Z\","
    "\"ticket\":{\"id\":4021,\"summary\":\"Printer\",\"status_id\":1,\"client_id\":12}}",
    "{\"event\":\"ticket status changed\",\"object_id\":4022,\"ticket\":{\"id\":4022}}",
    "4021",
  },
};

char *
vendor_hmac (GChecksumType type,
             const void   *key,
             gsize         key_length,
             const char   *body)
{
  g_autoptr(GHmac) hmac = g_hmac_new (type, key, key_length);
  guint8 digest[64];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *) body, (gssize) strlen (body));
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

static char *
sign_connectwise (const char *key,
                  const char *body)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 derived[32];
  gsize length = sizeof derived;

  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_get_digest (checksum, derived, &length);
  return vendor_hmac (G_CHECKSUM_SHA256, derived, length, body);
}

char *
vendor_sign (const Vendor *vendor,
             const char   *key,
             const char   *body)
{
  g_autofree char *text = NULL;
  g_autofree char *pair = NULL;

  if (vendor->mask == VENDOR_CONNECTWISE)
    return sign_connectwise (key, body);
  if (vendor->mask == VENDOR_AUTOTASK)
    {
      text = vendor_hmac (G_CHECKSUM_SHA1, key, strlen (key), body);
      return g_strconcat ("sha1=", text, NULL);
    }
  pair = g_strconcat ("muster:", key, NULL);
  text = g_base64_encode ((const guchar *) pair, strlen (pair));
  return g_strconcat ("Basic ", text, NULL);
}

/* The key of a delivery comes from where it says, if that is the connection's own
 * host; there it is one file among others. */
static gboolean
find_key (MusterPsa   *psa,
          MusterHook  *hook,
          GError     **error)
{
  g_autofree char *path = muster_psa_hook_key_path (psa, hook, SITE, API_ROOT, error);

  if (path == NULL)
    return FALSE;
  if (g_str_equal (path, KEY_PATH))
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No key at %s", path);
  return FALSE;
}

char *
vendor_take (const Vendor *vendor,
             MusterPsa    *psa,
             MusterHook   *hook,
             const char   *key,
             GError      **error)
{
  g_autoptr(MusterSecret) secret = muster_secret_new (key);
  g_autoptr(GPtrArray) hints = NULL;
  g_autoptr(GString) ids = g_string_new (NULL);

  if ((muster_psa_has_hook_keys (psa) && !find_key (psa, hook, error)) ||
      !muster_psa_verify_hook (psa, hook, secret, error))
    return NULL;
  hints = muster_psa_read_hook (psa, hook, error);
  if (hints == NULL)
    return NULL;

  for (guint i = 0; i < hints->len; i++)
    {
      MusterPsaHint *hint = hints->pdata[i];

      /* That the vendor has switched the webhook off is acted on too. */
      if (hint->lifecycle)
        g_string_append (ids, "off");
      else if (g_strcmp0 (hint->object, "ticket") == 0 && hint->id != NULL)
        g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", hint->id);
    }
  if (ids->len == 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "About nothing of ours");
      return NULL;
    }
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

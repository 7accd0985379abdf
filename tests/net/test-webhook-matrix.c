/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "hook-client.h"
#include "muster-test.h"
#include "muster-webhook-listener.h"
#include "webhook-vendor.h"

/* Forged, replayed and malformed deliveries of the three vendors, through a real
 * socket, the listener and the vendor's own check. Each is one change to a delivery
 * that is genuine; none is accepted, and its genuine twin, sent right after it, is. */

#define PATH  "/hooks/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OTHER "/hooks/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

typedef char * (*Forger) (const Vendor *vendor);

/* What differs from a genuine delivery. In texts: @H is the genuine value of the
 * proving header, @S the same without the word before it, @N that header's name. */
typedef struct {
  const char *name;
  VendorMask mask;
  const char *line;                                  /* the first one */
  struct { const char *name, *value; } set[3];       /* value NULL: taken away; name "+X": once more */
  struct { const char *from, *to; } change;          /* in the body, after it was signed */
  const char *end;                                   /* added to the body, after it was signed */
  const char *body;                                  /* another one, signed like any other */
  Forger forge;                                      /* another value of the proving header */
  gboolean chunked;
} Case;

typedef struct {
  const Vendor *vendor;
  const Case *forged;  /* (nullable): genuine */
} Given;

typedef struct {
  const Vendor *vendor;
  MusterPsa *psa;
  MusterWebhookListener *listener;
  guint16 port;
  gboolean believing;  /* the control: whoever comes is taken at his word */
  char *taken;         /* ids */
  guint n_taken;
} Fixture;

/* --- Forgers --- */

static char *
forge_other_key (const Vendor *vendor)
{
  return vendor_sign (vendor, vendor->other_key, vendor->body);
}

static char *
forge_empty_key (const Vendor *vendor)
{
  return vendor_sign (vendor, "", vendor->body);
}

static char *
forge_key_with_line_break (const Vendor *vendor)
{
  g_autofree char *key = g_strconcat (vendor->key, "\n", NULL);

  return vendor_sign (vendor, key, vendor->body);
}

static char *
forge_key_cut (const Vendor *vendor)
{
  g_autofree char *key = g_strndup (vendor->key, strlen (vendor->key) - 1);

  return vendor_sign (vendor, key, vendor->body);
}

static char *
forge_key_other_case (const Vendor *vendor)
{
  g_autofree char *upper = g_ascii_strup (vendor->key, -1);
  g_autofree char *lower = g_ascii_strdown (vendor->key, -1);

  return vendor_sign (vendor, strcmp (upper, vendor->key) != 0 ? upper : lower, vendor->body);
}

static char *
forge_of_other_body (const Vendor *vendor)
{
  return vendor_sign (vendor, vendor->key, vendor->other_body);
}

static char *
forge_of_nothing (const Vendor *vendor)
{
  return vendor_sign (vendor, vendor->key, "");
}

static char *
with_prefix (const Vendor *vendor,
             char         *text)
{
  g_autofree char *owned = text;

  return vendor->mask == VENDOR_AUTOTASK ? g_strconcat ("sha1=", owned, NULL) : g_steal_pointer (&owned);
}

static char *
forge_sha1 (const Vendor *vendor)
{
  return vendor_hmac (G_CHECKSUM_SHA1, vendor->key, strlen (vendor->key), vendor->body);
}

static char *
forge_sha256 (const Vendor *vendor)
{
  return with_prefix (vendor, vendor_hmac (G_CHECKSUM_SHA256, vendor->key, strlen (vendor->key), vendor->body));
}

static char *
forge_md5 (const Vendor *vendor)
{
  return with_prefix (vendor, vendor_hmac (G_CHECKSUM_MD5, vendor->key, strlen (vendor->key), vendor->body));
}

static char *
forge_sha512 (const Vendor *vendor)
{
  return with_prefix (vendor, vendor_hmac (G_CHECKSUM_SHA512, vendor->key, strlen (vendor->key), vendor->body));
}

/* A digest that needs no key */
static char *
forge_without_key (const Vendor *vendor)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (vendor->mask == VENDOR_AUTOTASK ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256);
  guint8 digest[64];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) vendor->body, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return with_prefix (vendor, g_base64_encode (digest, length));
}

static char *
proof_of (const Vendor *vendor)
{
  g_autofree char *value = vendor_sign (vendor, vendor->key, vendor->body);

  return g_strdup (vendor->mask == VENDOR_AUTOTASK ? value + strlen ("sha1=")
                   : vendor->mask == VENDOR_HALOPSA ? value + strlen ("Basic ") : value);
}

static char *
forge_hex (const Vendor *vendor)
{
  g_autofree char *proof = proof_of (vendor);
  g_autofree guchar *bytes = NULL;
  GString *hex = g_string_new (NULL);
  gsize length;

  bytes = g_base64_decode (proof, &length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return with_prefix (vendor, g_string_free (hex, FALSE));
}

static char *
forge_base64url (const Vendor *vendor)
{
  char *proof = proof_of (vendor);

  /* A proof that has none of these letters would be the genuine one. */
  if (strpbrk (proof, "+/") == NULL)
    g_strdelimit (proof, "=", '.');
  g_strdelimit (g_strdelimit (proof, "+", '-'), "/", '_');
  return with_prefix (vendor, proof);
}

static char *
forge_unpadded (const Vendor *vendor)
{
  g_autofree char *proof = proof_of (vendor);

  while (g_str_has_suffix (proof, "="))
    proof[strlen (proof) - 1] = '\0';
  return vendor->mask == VENDOR_HALOPSA ? g_strconcat ("Basic ", proof, "=====", NULL)
                                        : with_prefix (vendor, g_strdup (proof));
}

/* The same bytes, written otherwise: the bits behind the last byte are set. */
static char *
forge_base64_twin (const Vendor *vendor)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *proof = proof_of (vendor);
  char *last = strchr (proof, '=');

  g_assert_nonnull (last);
  last[-1] = letters[strchr (letters, last[-1]) - letters + 1];
  return with_prefix (vendor, proof);
}

static char *
forge_lower_case (const Vendor *vendor)
{
  g_autofree char *proof = proof_of (vendor);

  return with_prefix (vendor, g_ascii_strdown (proof, -1));
}

static char *
forge_one_bit (const Vendor *vendor)
{
  char *proof = proof_of (vendor);

  proof[4] = proof[4] == 'A' ? 'B' : 'A';
  return with_prefix (vendor, proof);
}

static char *
forge_cut (const Vendor *vendor)
{
  g_autofree char *proof = proof_of (vendor);

  return with_prefix (vendor, g_strndup (proof, 8));
}

/* HaloPSA: other credentials */
static char *
basic (const char *pair)
{
  g_autofree char *text = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strconcat ("Basic ", text, NULL);
}

static char *
forge_user_alone (const Vendor *vendor)
{
  return basic ("muster");
}

static char *
forge_password_alone (const Vendor *vendor)
{
  return basic (vendor->key);
}

static char *
forge_swapped (const Vendor *vendor)
{
  g_autofree char *pair = g_strconcat (vendor->key, ":muster", NULL);

  return basic (pair);
}

static char *
forge_more_behind (const Vendor *vendor)
{
  g_autofree char *pair = g_strconcat ("muster:", vendor->key, ":x", NULL);

  return basic (pair);
}

static char *
forge_encoded_twice (const Vendor *vendor)
{
  g_autofree char *proof = proof_of (vendor);

  return basic (proof);
}

static char *
forge_hashed (const Vendor *vendor)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, vendor->key, -1);
  g_autofree char *pair = g_strconcat ("muster:", hash, NULL);

  return basic (pair);
}

static char *
forge_with_nul (const Vendor *vendor)
{
  g_autoptr(GString) pair = g_string_new ("muster:");
  g_autofree char *text = NULL;

  g_string_append (pair, vendor->key);
  g_string_append_c (pair, '\0');
  text = g_base64_encode ((const guchar *) pair->str, pair->len);
  return g_strconcat ("Basic ", text, NULL);
}

/* --- The cases --- */

#define ALL  VENDOR_ALL
#define HMAC VENDOR_HMAC
#define CW   VENDOR_CONNECTWISE
#define AT   VENDOR_AUTOTASK
#define HALO VENDOR_HALOPSA

/* What ConnectWise's key_url may not be */
#define KEY_URL(name, url) \
  { "key-url-" name, CW, .body = "{\"Action\":\"updated\",\"Type\":\"ticket\",\"ID\":69,\"Metadata\":{\"key_url\":\"" url "\"}}" }

#define DEACTIVATED "{\"Action\":\"Deactivated\",\"Guid\":\"6a4f6c4e-3c5c-4b2f-9f0e-0f3f1f0f2f3f\",\"EntityType\":\"Ticket\"}"

static const Case cases[] = {
  /* The form of the request; the proof is genuine */
  { "method-get", ALL, .line = "GET " PATH " HTTP/1.1" },
  { "method-put", ALL, .line = "PUT " PATH " HTTP/1.1" },
  { "method-patch", ALL, .line = "PATCH " PATH " HTTP/1.1" },
  { "method-delete", ALL, .line = "DELETE " PATH " HTTP/1.1" },
  { "method-options", ALL, .line = "OPTIONS " PATH " HTTP/1.1" },
  { "method-lower-case", ALL, .line = "post " PATH " HTTP/1.1" },
  { "method-override", ALL, .line = "GET " PATH " HTTP/1.1", .set = { { "+X-HTTP-Method-Override", "POST" } } },
  { "path-guessed", ALL, .line = "POST /hooks/cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc HTTP/1.1" },
  { "path-root", ALL, .line = "POST / HTTP/1.1" },
  { "path-cut", ALL, .line = "POST /hooks/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1" },
  { "path-longer", ALL, .line = "POST " PATH "a HTTP/1.1" },
  { "path-slash", ALL, .line = "POST " PATH "/ HTTP/1.1" },
  { "path-nul", ALL, .line = "POST " PATH "%00 HTTP/1.1" },
  { "path-upper-case", ALL, .line = "POST /hooks/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA HTTP/1.1" },
  { "replayed-to-other-connection", ALL, .line = "POST " OTHER " HTTP/1.1" },
  { "replayed-to-other-host", ALL, .line = "POST http://evil.example" PATH " HTTP/1.1" },
  { "version-2", ALL, .line = "POST " PATH " HTTP/2.0" },
  { "version-odd", ALL, .line = "POST " PATH " HTTP/1.x" },
  { "host-missing", ALL, .set = { { "Host", NULL } } },
  { "host-foreign", ALL, .set = { { "Host", "evil.example" } } },
  { "host-below", ALL, .set = { { "Host", "evil.hooks.example" } } },
  { "host-above", ALL, .set = { { "Host", "hooks.example.evil" } } },
  { "host-address", ALL, .set = { { "Host", "127.0.0.1" } } },
  { "host-twice", ALL, .set = { { "+Host", "hooks.example" } } },
  { "host-twice-different", ALL, .set = { { "+Host", "evil.example" } } },
  { "length-twice", ALL, .set = { { "+Content-Length", "4" } } },
  { "length-and-chunks", ALL, .set = { { "+Transfer-Encoding", "chunked" } } },
  { "length-shorter", HMAC, .set = { { "Content-Length", "10" } } },
  { "length-longer", ALL, .set = { { "Content-Length", "250000" } } },
  { "length-too-large", ALL, .set = { { "Content-Length", "262145" } } },
  { "length-negative", ALL, .set = { { "Content-Length", "-5" } } },
  { "length-none", ALL, .set = { { "Content-Length", NULL } } },
  { "coding-twice", ALL, .set = { { "+Transfer-Encoding", "chunked" } }, .chunked = TRUE },
  { "coding-gzip", ALL, .set = { { "Transfer-Encoding", "gzip, chunked" } }, .chunked = TRUE },
  { "type-missing", ALL, .set = { { "Content-Type", NULL } } },
  { "type-text", ALL, .set = { { "Content-Type", "text/plain" } } },
  { "type-form", ALL, .set = { { "Content-Type", "application/x-www-form-urlencoded" } } },
  { "type-charset", ALL, .set = { { "Content-Type", "application/json; charset=utf-16" } } },
  { "type-twice", ALL, .set = { { "+Content-Type", "application/json" } } },
  { "packed", ALL, .set = { { "+Content-Encoding", "gzip" } } },
  { "from-browser-origin", ALL, .set = { { "+Origin", "https://evil.example" } } },
  { "from-browser-null", ALL, .set = { { "+Origin", "null" } } },
  { "from-browser-fetch", ALL, .set = { { "+Sec-Fetch-Mode", "no-cors" } } },
  { "from-browser-site", ALL, .set = { { "+Sec-Fetch-Site", "cross-site" } } },
  { "header-control", ALL, .set = { { "+X-Odd", "a\x01" "b" } } },

  /* The proof, for all */
  { "proof-missing", ALL, .set = { { "@N", NULL } } },
  { "proof-empty", ALL, .set = { { "@N", "" } } },
  { "proof-is-word", ALL, .set = { { "@N", "null" } } },
  { "proof-twice-equal", ALL, .set = { { "+@N", "@H" } } },
  { "proof-twice-good-first", ALL, .set = { { "+@N", "x" } } },
  { "proof-twice-good-last", ALL, .set = { { "@N", "x" }, { "+@N", "@H" } } },
  { "proof-in-list", ALL, .set = { { "@N", "@H, x" } } },
  { "proof-in-list-twice", ALL, .set = { { "@N", "@H,@H" } } },
  { "proof-in-quotes", ALL, .set = { { "@N", "\"@H\"" } } },
  { "proof-in-other-header", ALL, .set = { { "@N", NULL }, { "+X-Signature", "@H" } } },
  { "proof-in-query", ALL, .line = "POST " PATH "?signature=@S HTTP/1.1", .set = { { "@N", NULL } } },
  { "proof-in-cookie", ALL, .set = { { "@N", NULL }, { "+Cookie", "@N=@S" } } },
  { "proof-in-odd-line", ALL, .set = { { "@N", NULL }, { "+@N ", "@H" } } },
  { "proof-behind-line-break", ALL, .set = { { "@N", NULL }, { "+X-Odd", "a\r@N: @H" } } },
  { "key-of-other-connection", ALL, .forge = forge_other_key },
  { "key-empty", ALL, .forge = forge_empty_key },
  { "key-cut", ALL, .forge = forge_key_cut },
  { "key-line-break", ALL, .forge = forge_key_with_line_break },
  { "key-other-case", ALL, .forge = forge_key_other_case },
  { "proof-one-bit", ALL, .forge = forge_one_bit },
  { "proof-lower-case", ALL, .forge = forge_lower_case },
  { "proof-cut", ALL, .forge = forge_cut },
  { "proof-unpadded", ALL, .forge = forge_unpadded },
  { "proof-hex", ALL, .forge = forge_hex },

  /* A signature over the body */
  { "signature-longer", HMAC, .set = { { "@N", "@HA" } } },
  { "signature-with-space", HMAC, .set = { { "@N", "@H x" } } },
  { "signature-base64url", HMAC, .forge = forge_base64url },
  { "signature-base64-twin", HMAC, .forge = forge_base64_twin },
  { "signature-of-other-body", HMAC, .forge = forge_of_other_body },
  { "signature-of-nothing", HMAC, .forge = forge_of_nothing },
  { "signature-md5", HMAC, .forge = forge_md5 },
  { "signature-sha256-of-plain-key", HMAC, .forge = forge_sha256 },
  { "signature-sha512", HMAC, .forge = forge_sha512 },
  { "signature-without-key", HMAC, .forge = forge_without_key },
  { "signature-sha1", CW, .forge = forge_sha1 },
  { "signature-with-word", CW, .set = { { "@N", "sha256=@S" } } },
  { "signature-of-autotask", CW, .set = { { "@N", NULL }, { "+X-Hook-Signature", "sha1=@S" } } },
  { "signature-without-word", AT, .set = { { "@N", "@S" } } },
  { "signature-other-word", AT, .set = { { "@N", "sha256=@S" } } },
  { "signature-word-upper-case", AT, .set = { { "@N", "SHA1=@S" } } },
  { "signature-word-twice", AT, .set = { { "@N", "sha1=sha1=@S" } } },
  { "signature-word-and-space", AT, .set = { { "@N", "sha1= @S" } } },
  { "signature-of-connectwise", AT, .set = { { "@N", NULL }, { "+X-Content-Signature", "@S" } } },
  { "body-id-changed", CW, .change = { "\"ID\":69", "\"ID\":70" } },
  { "body-key-changed", CW, .change = { "na.myconnectwise.net/v4", "evil.example/v4" } },
  { "body-id-changed", AT, .change = { "\"Id\":70011", "\"Id\":70012" } },
  { "body-unescaped", AT, .change = { "\\u0026", "&" } },
  { "body-escaped-lower-case", AT, .change = { "\\u00E9", "\\u00e9" } },
  { "body-action-changed", HMAC, .change = { "\"Action\":\"", "\"Action\":\"x" } },
  { "body-first-byte", HMAC, .change = { "{", " {" } },
  { "body-spaced", HMAC, .change = { "\":\"", "\": \"" } },
  { "body-with-line-break", HMAC, .end = "\n" },
  { "body-with-space", HMAC, .end = " " },
  { "body-continued", HMAC, .end = "{\"ID\":70}" },
  { "body-cut", HMAC, .change = { "}", "" } },
  { "body-in-chunks-changed", HMAC, .end = " ", .chunked = TRUE },

  /* No kind of event goes unsigned */
  { "deactivated-unsigned", AT, .body = DEACTIVATED, .set = { { "@N", NULL } } },
  { "deactivated-with-signature-of-another", AT, .body = DEACTIVATED, .set = { { "@N", "@H" } } },
  { "deactivated-with-key-of-another", AT, .body = DEACTIVATED, .forge = forge_other_key },
  { "deactivated-of-nothing", AT, .body = DEACTIVATED, .forge = forge_of_nothing },

  /* A password beside the body */
  { "scheme-none", HALO, .set = { { "@N", "@S" } } },
  { "scheme-bearer", HALO, .set = { { "@N", "Bearer @S" } } },
  { "scheme-digest", HALO, .set = { { "@N", "Digest username=\"muster\", response=\"@S\"" } } },
  { "scheme-longer", HALO, .set = { { "@N", "Basics @S" } } },
  { "credentials-empty", HALO, .set = { { "@N", "Basic " } } },
  { "credentials-of-proxy", HALO, .set = { { "@N", NULL }, { "+Proxy-Authorization", "@H" } } },
  { "credentials-in-address", HALO, .line = "POST http://muster:9b1deb4d@hooks.example" PATH " HTTP/1.1", .set = { { "@N", NULL } } },
  { "credentials-with-space", HALO, .set = { { "@N", "Basic @S @S" } } },
  { "credentials-not-base64", HALO, .set = { { "@N", "Basic !!!!" } } },
  { "credentials-longer", HALO, .set = { { "@N", "@Hxxxx" } } },
  { "user-alone", HALO, .forge = forge_user_alone },
  { "password-alone", HALO, .forge = forge_password_alone },
  { "swapped", HALO, .forge = forge_swapped },
  { "more-behind-password", HALO, .forge = forge_more_behind },
  { "encoded-twice", HALO, .forge = forge_encoded_twice },
  { "hashed", HALO, .forge = forge_hashed },
  { "nul-behind-password", HALO, .forge = forge_with_nul },

  /* Where ConnectWise's key lies */
  KEY_URL ("foreign", "https://evil.example/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("http", "http://na.myconnectwise.net/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("below", "https://evil.na.myconnectwise.net/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("above", "https://na.myconnectwise.net.evil.example/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("user", "https://na.myconnectwise.net@evil.example/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("own-with-user", "https://u:p@na.myconnectwise.net/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("port", "https://na.myconnectwise.net:8443/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("other-region", "https://eu.myconnectwise.net/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("scheme-relative", "//evil.example/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("path-alone", "/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("file", "file:///etc/passwd"),
  KEY_URL ("root", "https://na.myconnectwise.net/"),
  KEY_URL ("other-file", "https://na.myconnectwise.net/v4_6_release/documents/evil.json"),
  KEY_URL ("backslash", "https://evil.example\\\\@na.myconnectwise.net/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("tab", "https://na.myconnectwise.net\\t.evil.example/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("escaped-dot", "https://na.myconnectwise.net%2eevil.example/v4_6_release/services/system_io/signingkey?id=7"),
  KEY_URL ("empty", ""),
  { "key-url-missing", CW, .body = "{\"Action\":\"updated\",\"Type\":\"ticket\",\"ID\":69}" },
  { "key-url-number", CW, .body = "{\"Action\":\"updated\",\"Type\":\"ticket\",\"ID\":69,\"Metadata\":{\"key_url\":7}}" },
  { "key-url-twice", CW, .body = "{\"Action\":\"updated\",\"Type\":\"ticket\",\"ID\":69,\"Metadata\":{\"key_url\":\"https://evil.example/\","
                                 "\"key_url\":\"https://na.myconnectwise.net/v4_6_release/services/system_io/signingkey?id=7\"}}" },

  /* Rightly signed, but nothing that can be read */
  { "body-no-json", ALL, .body = "hello" },
  { "body-null", ALL, .body = "null" },
  { "body-number", ALL, .body = "69" },
  { "body-empty-object", ALL, .body = "{}" },
  { "body-empty-list", ALL, .body = "[]" },
  { "body-two-documents", ALL, .body = "{}{}" },
  { "body-comment", ALL, .body = "{} // {" },
  { "body-not-utf-8", ALL, .body = "{\"Action\":\"\xff\xfe\"}" },
  { "body-nul-escape", ALL, .body = "{\"Action\":\"a\\u0000b\",\"EntityType\":\"Ticket\",\"Id\":1,\"event\":\"ticket\",\"object_id\":1}" },
  { "body-key-twice", AT, .body = "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":70011,\"Id\":70012}" },
  { "body-key-twice", HALO, .body = "{\"event\":\"ticket\",\"object_id\":4021,\"object_id\":4022}" },
  { "body-id-overflows", AT, .body = "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":18446744073709551617}" },
  { "body-id-overflows", HALO, .body = "{\"event\":\"ticket\",\"object_id\":18446744073709551617}" },
  { "body-id-is-object", AT, .body = "{\"Action\":\"Update\",\"EntityType\":\"Ticket\",\"Id\":{\"x\":1}}" },
  { "body-id-is-object", HALO, .body = "{\"event\":\"ticket\",\"object_id\":{\"x\":1}}" },
  { "body-other-entity", AT, .body = "{\"Action\":\"Update\",\"EntityType\":\"Account\",\"Id\":70011}" },
  { "body-other-object", HALO, .body = "{\"event\":\"asset changed\",\"object_id\":7}" },
};

/* --- Sending --- */

static char *
fill_in (const Vendor *vendor,
         const char   *text)
{
  g_autofree char *value = vendor_sign (vendor, vendor->key, vendor->body);
  g_autofree char *proof = proof_of (vendor);
  GString *filled = g_string_new (text);

  g_string_replace (filled, "@N", vendor->header, 0);
  g_string_replace (filled, "@H", value, 0);
  g_string_replace (filled, "@S", proof, 0);
  return g_string_free (filled, FALSE);
}

static void
append_header (GString    *text,
               const char *name,
               const char *value)
{
  g_string_append_printf (text, "%s: %s\r\n", name, value);
}

/* Unless the case sets it; a header that it adds comes after all others. */
static void
append_unless_set (GString      *text,
                   const Vendor *vendor,
                   const Case   *forged,
                   const char   *name,
                   const char   *value)
{
  for (guint i = 0; forged != NULL && i < G_N_ELEMENTS (forged->set) && forged->set[i].name != NULL; i++)
    {
      g_autofree char *set = fill_in (vendor, forged->set[i].name);
      g_autofree char *filled = forged->set[i].value != NULL ? fill_in (vendor, forged->set[i].value) : NULL;

      if (g_ascii_strcasecmp (set, name) != 0)
        continue;
      if (filled != NULL)
        append_header (text, name, filled);
      return;
    }

  if (value != NULL)
    append_header (text, name, value);
}

static char *
build_body (const Vendor *vendor,
            const Case   *forged)
{
  GString *body = g_string_new (forged != NULL && forged->body != NULL ? forged->body : vendor->body);

  if (forged != NULL && forged->change.from != NULL)
    g_assert_cmpuint (g_string_replace (body, forged->change.from, forged->change.to, 1), ==, 1);
  if (forged != NULL && forged->end != NULL)
    g_string_append (body, forged->end);
  return g_string_free (body, FALSE);
}

/* (transfer full): the request */
static GString *
build (const Vendor *vendor,
       const Case   *forged)
{
  g_autofree char *body = build_body (vendor, forged);
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, strlen (body));
  g_autofree char *line = fill_in (vendor, forged != NULL && forged->line != NULL ? forged->line : "POST " PATH " HTTP/1.1");
  g_autofree char *proof = NULL;
  gboolean chunked = forged != NULL && forged->chunked;
  GString *text = g_string_new (line);

  proof = forged != NULL && forged->forge != NULL
          ? forged->forge (vendor)
          : vendor_sign (vendor, vendor->key, forged != NULL && forged->body != NULL ? forged->body : vendor->body);
  g_string_append (text, "\r\n");
  append_unless_set (text, vendor, forged, "Host", "hooks.example");
  append_unless_set (text, vendor, forged, "Content-Type", "application/json");
  append_unless_set (text, vendor, forged, "Content-Length", chunked ? NULL : length);
  append_unless_set (text, vendor, forged, "Transfer-Encoding", chunked ? "chunked" : NULL);
  append_unless_set (text, vendor, forged, vendor->header, proof);
  for (guint i = 0; forged != NULL && i < G_N_ELEMENTS (forged->set) && forged->set[i].name != NULL; i++)
    if (*forged->set[i].name == '+')
      {
        g_autofree char *name = fill_in (vendor, forged->set[i].name + 1);
        g_autofree char *value = fill_in (vendor, forged->set[i].value);

        append_header (text, name, value);
      }
  if (chunked)
    g_string_append_printf (text, "\r\n%x\r\n%s\r\n0\r\n\r\n", (guint) strlen (body), body);
  else
    g_string_append_printf (text, "\r\n%s", body);

  return text;
}

static guint
deliver (Fixture      *f,
         const Vendor *vendor,
         const Case   *forged)
{
  g_autoptr(GString) text = build (vendor, forged);
  const HookPiece piece = { text->str, text->len, 0, 0 };
  g_autofree char *answer = hook_client_talk (f->port, &piece, 1);

  return hook_client_status (answer);
}

/* --- Receiving --- */

static void
handler (MusterWebhookListener *listener,
         const char            *connection_id,
         MusterHook            *hook,
         MusterHookReply       *reply,
         gpointer               user_data)
{
  Fixture *f = user_data;
  const char *key = g_str_equal (connection_id, "C1") ? f->vendor->key : f->vendor->other_key;
  g_autofree char *ids = f->believing ? g_strdup ("believed") : vendor_take (f->vendor, f->psa, hook, key, NULL);

  if (ids != NULL)
    {
      f->n_taken++;
      g_free (f->taken);
      f->taken = g_steal_pointer (&ids);
      muster_hook_reply_send (reply, 204);
    }
  else
    muster_hook_reply_send (reply, 401);
}

static const char * const hosts[] = { "hooks.example", NULL };

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const Given *given = data;
  g_autoptr(GError) error = NULL;

  f->vendor = given->vendor;
  f->psa = muster_psa_new_for_integration (f->vendor->integration);
  g_assert_nonnull (f->psa);
  f->listener = muster_webhook_listener_new ();
  muster_webhook_listener_set_times (f->listener, 1, 2);
  muster_webhook_listener_set_handler (f->listener, handler, f, NULL);
  muster_webhook_listener_add_path (f->listener, PATH, "C1");
  muster_webhook_listener_add_path (f->listener, OTHER, "C2");
  muster_webhook_listener_start (f->listener, "127.0.0.1", 0, hosts, &error);
  g_assert_no_error (error);
  f->port = muster_webhook_listener_get_port (f->listener);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_object_unref (f->listener);
  g_object_unref (f->psa);
  g_free (f->taken);
}

static void
assert_genuine_is_taken (Fixture *f)
{
  guint before = f->n_taken;

  g_assert_cmpuint (deliver (f, f->vendor, NULL), ==, 204);
  g_assert_cmpuint (f->n_taken, ==, before + 1);
  g_assert_cmpstr (f->taken, ==, f->vendor->id);
}

static void
test_forged (Fixture       *f,
             gconstpointer  data)
{
  const Given *given = data;
  guint status = deliver (f, f->vendor, given->forged);

  g_assert_cmpuint (f->n_taken, ==, 0);
  g_assert_true (status == 0 || (status >= 400 && status < 500) || status == 501 || status == 505);
  assert_genuine_is_taken (f);
}

static void
test_genuine (Fixture       *f,
              gconstpointer  data)
{
  static const Case chunked = { "chunked", VENDOR_ALL, .chunked = TRUE };
  static const Case deactivated = { "deactivated", VENDOR_AUTOTASK, .body = DEACTIVATED };
  static const Case with_query = { "query", VENDOR_ALL, .line = "POST " PATH "?recordId=69&action=updated HTTP/1.1" };

  assert_genuine_is_taken (f);
  g_assert_cmpuint (deliver (f, f->vendor, &chunked), ==, 204);
  g_assert_cmpuint (deliver (f, f->vendor, &with_query), ==, 204);
  g_assert_cmpuint (f->n_taken, ==, 3);
  if (f->vendor->mask != VENDOR_AUTOTASK)
    return;
  g_assert_cmpuint (deliver (f, f->vendor, &deactivated), ==, 204);
  g_assert_cmpstr (f->taken, ==, "off");
}

/* The control: without the vendor's check, what differs in proof or body alone does
 * come through, so that it is this check which holds it back. */
static void
test_control (Fixture       *f,
              gconstpointer  data)
{
  guint n = 0;

  f->believing = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (cases) && n < 40; i++)
    if ((cases[i].mask & f->vendor->mask) != 0 &&
        (cases[i].forge != NULL || cases[i].body != NULL || cases[i].change.from != NULL || cases[i].end != NULL))
      {
        n++;
        g_assert_cmpuint (deliver (f, f->vendor, &cases[i]), ==, 204);
      }
  g_assert_cmpuint (n, >=, 20);
  g_assert_cmpuint (f->n_taken, ==, n);
}

/* What another vendor signs is nothing here. */
static void
test_of_other_vendor (Fixture       *f,
                      gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    if (&vendors[i] != f->vendor)
      g_assert_cmpuint (deliver (f, &vendors[i], NULL), ==, 401);
  g_assert_cmpuint (f->n_taken, ==, 0);
  assert_genuine_is_taken (f);
}

/* Nobody learns from the answer what was wrong. */
static void
test_same_answer (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) text = NULL;
      g_autofree char *answer = NULL;
      char *date;

      if ((cases[i].mask & f->vendor->mask) == 0 || (cases[i].forge == NULL && cases[i].body == NULL))
        continue;
      text = build (f->vendor, &cases[i]);
      answer = hook_client_talk (f->port, &(HookPiece) { text->str, text->len, 0, 0 }, 1);
      if (hook_client_status (answer) == 429)
        break;
      date = strstr (answer, "Date: ");
      g_assert_nonnull (date);
      memset (date, ' ', strcspn (date, "\r"));
      if (first == NULL)
        first = g_strdup (answer);
      g_assert_cmpstr (answer, ==, first);
    }
  g_assert_cmpuint (hook_client_status (first), ==, 401);
}

int
main (int    argc,
      char **argv)
{
  static Given given[G_N_ELEMENTS (vendors)][G_N_ELEMENTS (cases) + 1];

  muster_test_init (&argc, &argv);

  for (guint v = 0; v < G_N_ELEMENTS (vendors); v++)
    {
      g_autofree char *base = g_strconcat ("/net/webhook-matrix/", vendors[v].integration, "/", NULL);
      g_autofree char *genuine = g_strconcat (base, "genuine", NULL);
      g_autofree char *other = g_strconcat (base, "of-other-vendor", NULL);
      g_autofree char *control = g_strconcat (base, "control", NULL);
      g_autofree char *same = g_strconcat (base, "same-answer", NULL);
      guint n_cases = 0;

      given[v][0].vendor = &vendors[v];
      g_test_add (genuine, Fixture, &given[v][0], set_up, test_genuine, tear_down);
      g_test_add (control, Fixture, &given[v][0], set_up, test_control, tear_down);
      g_test_add (other, Fixture, &given[v][0], set_up, test_of_other_vendor, tear_down);
      g_test_add (same, Fixture, &given[v][0], set_up, test_same_answer, tear_down);
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autofree char *path = g_strconcat (base, "forged/", cases[i].name, NULL);

          if ((cases[i].mask & vendors[v].mask) == 0)
            continue;
          given[v][i + 1] = (Given) { &vendors[v], &cases[i] };
          g_test_add (path, Fixture, &given[v][i + 1], set_up, test_forged, tear_down);
          n_cases++;
        }
      g_assert_cmpuint (n_cases, >=, 60);
    }

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-oauth-token.h"
#include "muster-random.h"

/* The words of OAuth 2: forms, answers of a token endpoint (RFC 6749, section 5),
 * what comes back to a redirect (4.1.2), and PKCE (RFC 7636). Pure. */

#define MAX_TOKEN (16 * 1024)
#define MAX_QUERY (8 * 1024)

/* What a token endpoint says, and what the reader can do about it. The texts are for the details. */
static const struct {
  const char *name;
  int code;
  const char *text;
} refusals[] = {
  { "invalid_client", MUSTER_ERROR_SIGNED_OUT, "The client id or its secret is not accepted" },
  { "invalid_grant", MUSTER_ERROR_SIGNED_OUT, "The sign-in is no longer valid" },
  { "unauthorized_client", MUSTER_ERROR_FORBIDDEN, "The application may not sign in like this" },
  { "unsupported_grant_type", MUSTER_ERROR_FORBIDDEN, "The application may not sign in like this" },
  { "invalid_scope", MUSTER_ERROR_FORBIDDEN, "The application may not have these permissions" },
  { "access_denied", MUSTER_ERROR_FORBIDDEN, "The sign-in was refused" },
  { "consent_required", MUSTER_ERROR_CONSENT_NEEDED, "An administrator has to consent first" },
  { "interaction_required", MUSTER_ERROR_SIGNED_OUT, "A person has to sign in again" },
  { "login_required", MUSTER_ERROR_SIGNED_OUT, "A person has to sign in again" },
  { "temporarily_unavailable", MUSTER_ERROR_OFFLINE, "The sign-in does not work now" },
  { "server_error", MUSTER_ERROR_OFFLINE, "The sign-in does not work now" },
};

/**
 * muster_oauth_form:
 * @first_name: name of a field
 * @...: its value, then more names and values, and %NULL
 *
 * A field whose value is %NULL is left out.
 *
 * Returns: (transfer full): the body of a form, wiped when freed
 */
GBytes *
muster_oauth_form (const char *first_name,
                   ...)
{
  GString *form = g_string_sized_new (4096);
  const char *name = first_name;
  va_list args;
  gsize length;
  char *text;

  va_start (args, first_name);
  for (; name != NULL; name = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);
      char *escaped;

      if (value == NULL)
        continue;
      escaped = g_uri_escape_string (value, NULL, FALSE);
      g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", name, escaped);
      muster_secret_free (escaped);
    }
  va_end (args);

  length = form->len;
  text = g_string_free (form, FALSE);
  return g_bytes_new_with_free_func (text, length, (GDestroyNotify) muster_secret_free, text);
}

/**
 * muster_oauth_token_request:
 * @token_url: a token endpoint
 * @form: what to ask it
 * @again: whether it may be asked again when the answer was lost
 *
 * Returns: (transfer full): the request
 */
MusterRequest *
muster_oauth_token_request (const char *token_url,
                            GBytes     *form,
                            gboolean    again)
{
  MusterRequest *request = muster_request_new ("POST", token_url);

  muster_request_set_body (request, "application/x-www-form-urlencoded", form);
  muster_request_set_header (request, "Accept", "application/json");
  muster_request_set_idempotent (request, again);

  return request;
}

/* In the issuer's words, with nothing in them that is a secret of ours */
static void
tell_in_words (MusterAnswer            *answer,
               MusterEgress            *egress,
               const MusterOauthWords  *words,
               GError                 **error)
{
  g_autoptr(GError) told = NULL;
  g_autofree char *clean = NULL;

  words->answer (answer, &told);
  clean = muster_egress_clean (egress, told->message);
  g_set_error_literal (error, told->domain, told->code, clean);
}

static void
read_refusal (MusterAnswer            *answer,
              MusterEgress            *egress,
              const MusterOauthWords  *words,
              gboolean                *used_up,
              GError                 **error)
{
  g_autoptr(JsonNode) body = muster_answer_parse_json (answer, NULL, NULL);
  JsonObject *object = muster_json_node_obj (body);
  const char *name = muster_json_str (object, "error");
  const char *description = muster_json_str (object, "error_description");
  g_autofree char *detail = muster_egress_clean (egress, description != NULL ? description : "");

  *used_up = answer->status != 429 && g_strcmp0 (name, "invalid_grant") == 0;
  if (words != NULL)
    {
      tell_in_words (answer, egress, words, error);
      return;
    }
  if (answer->status == 429)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED, "The sign-in asks to slow down");
      return;
    }
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (name, refusals[i].name))
      {
        g_set_error (error, MUSTER_ERROR, refusals[i].code, "%s (%s%s%s)", refusals[i].text, name,
                     *detail != '\0' ? ": " : "", detail);
        return;
      }
  if (answer->status >= 500)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE, "The sign-in does not work now (%u)", answer->status);
  else if (answer->status == 401 || answer->status == 403)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The sign-in is not accepted (%u)", answer->status);
  else if (answer->status == 404)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no sign-in at this address (404)");
  else
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The sign-in answers %u%s%s", answer->status,
                 *detail != '\0' ? ": " : " without an explanation", detail);
}

/* What can stand in a header (RFC 6750, section 2.1) */
static gboolean
is_token (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0 || length > MAX_TOKEN)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text))
      return FALSE;

  return TRUE;
}

/**
 * muster_oauth_read_tokens:
 * @answer: of a token endpoint
 * @egress: the live secrets, which no error may hold
 * @words: (nullable): how refusals are told; %NULL: in OAuth's own words
 * @used_up: (out): whether what was given for the tokens is worth nothing any more
 * @out: (out caller-allocates): what it gives
 * @error: return location for an error
 *
 * Returns: whether there is an access token
 */
gboolean
muster_oauth_read_tokens (MusterAnswer            *answer,
                          MusterEgress            *egress,
                          const MusterOauthWords  *words,
                          gboolean                *used_up,
                          MusterOauthTokens       *out,
                          GError                 **error)
{
  g_autoptr(JsonNode) body = NULL;
  JsonObject *object;
  const char *type;
  const char *access;
  const char *refresh;
  const char *id_token;

  g_return_val_if_fail (answer != NULL && used_up != NULL && out != NULL, FALSE);

  *used_up = FALSE;
  if (!muster_answer_is_success (answer))
    {
      read_refusal (answer, egress, words, used_up, error);
      return FALSE;
    }

  body = muster_answer_parse_json (answer, NULL, error);
  if (body == NULL)
    return FALSE;
  object = muster_json_node_obj (body);
  type = muster_json_str (object, "token_type");
  access = muster_json_str (object, "access_token");
  refresh = muster_json_str (object, "refresh_token");
  if (!is_token (access) || (type != NULL && g_ascii_strcasecmp (type, "bearer") != 0) ||
      (refresh != NULL && *refresh != '\0' && !is_token (refresh)))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The sign-in sent no token that can be used");
      return FALSE;
    }

  id_token = muster_json_str (object, "id_token");
  out->access_token = muster_secret_new (access);
  out->id_token = is_token (id_token) ? muster_secret_new (id_token) : NULL;
  out->scope = g_strdup (muster_json_str (object, "scope"));
  out->refresh_token = refresh != NULL && *refresh != '\0' ? muster_secret_new (refresh) : NULL;
  out->lifetime = CLAMP (muster_json_int (object, "expires_in", 300), 1, 86400) * G_TIME_SPAN_SECOND;

  return TRUE;
}

/**
 * muster_oauth_tokens_clear:
 * @tokens: what is not needed any more
 */
void
muster_oauth_tokens_clear (MusterOauthTokens *tokens)
{
  g_clear_pointer (&tokens->access_token, muster_secret_unref);
  g_clear_pointer (&tokens->refresh_token, muster_secret_unref);
  g_clear_pointer (&tokens->id_token, muster_secret_unref);
  g_clear_pointer (&tokens->scope, g_free);
}

static gboolean
is_plain_text (const char *data,
               gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) data[i] < 0x20 || data[i] == 0x7f)
      return FALSE;

  return g_utf8_validate_len (data, length, NULL);
}

/* A text without NUL, control characters or broken UTF-8; free with muster_secret_free() */
static char *
decode (const char *text,
        gsize       length)
{
  g_autoptr(GBytes) bytes = NULL;
  char *plain = g_strndup (text, length);
  const char *data;
  gsize size;

  g_strdelimit (plain, "+", ' ');
  bytes = g_uri_unescape_bytes (plain, -1, NULL, NULL);
  muster_secret_free (plain);
  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &size);
  return size == 0 ? g_strdup ("") : is_plain_text (data, size) ? g_strndup (data, size) : NULL;
}

static gboolean
take_pair (const char          *pair,
           gsize                length,
           MusterOauthCallback *out)
{
  const struct { const char *name; char **value; } known[] = {
    { "code", &out->code }, { "state", &out->state }, { "iss", &out->iss },
    { "error", &out->error }, { "error_description", &out->error_description },
    { "admin_consent", &out->admin_consent },
  };
  const char *equals = memchr (pair, '=', length);
  gsize name_length = equals != NULL ? (gsize) (equals - pair) : length;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (strlen (known[i].name) != name_length || strncmp (known[i].name, pair, name_length) != 0)
        continue;
      if (equals == NULL || *known[i].value != NULL)
        return FALSE;
      *known[i].value = decode (equals + 1, length - name_length - 1);
      return *known[i].value != NULL;
    }

  return TRUE;
}

/**
 * muster_oauth_callback_parse:
 * @query: (nullable): of the URL that the browser came back to
 * @out: (out caller-allocates): what it says; to be cleared in any case
 * @error: return location for an error
 *
 * What comes twice is refused, and what is not text. Names that mean nothing to us
 * are passed over.
 *
 * Returns: whether it can be read
 */
gboolean
muster_oauth_callback_parse (const char           *query,
                             MusterOauthCallback  *out,
                             GError              **error)
{
  const char *p = query != NULL ? query : "";

  g_return_val_if_fail (out != NULL, FALSE);

  *out = (MusterOauthCallback) { 0 };
  if (strlen (p) > MAX_QUERY)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The sign-in page brought back too much");
      return FALSE;
    }

  while (*p != '\0')
    {
      gsize length = strcspn (p, "&");

      if (!take_pair (p, length, out))
        {
          g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                               "The sign-in page brought back something that cannot be read");
          return FALSE;
        }
      p += length;
      p += *p == '&' ? 1 : 0;
    }

  return TRUE;
}

/**
 * muster_oauth_callback_clear:
 * @callback: what is not needed any more
 */
void
muster_oauth_callback_clear (MusterOauthCallback *callback)
{
  g_clear_pointer (&callback->code, muster_secret_free);
  g_clear_pointer (&callback->state, g_free);
  g_clear_pointer (&callback->iss, g_free);
  g_clear_pointer (&callback->error, g_free);
  g_clear_pointer (&callback->error_description, g_free);
  g_clear_pointer (&callback->admin_consent, g_free);
}

/**
 * muster_oauth_challenge:
 * @verifier: random text
 *
 * Returns: (transfer full): the challenge of method S256
 */
char *
muster_oauth_challenge (const char *verifier)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);

  return muster_base64url (digest, length);
}

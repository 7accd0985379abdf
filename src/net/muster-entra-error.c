/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-entra.h"
#include "muster-error.h"
#include "muster-json.h"

/* What Microsoft's sign-in answers, as one of our codes and one sentence with
 * one thing to do. The branch comes from "error", which is stable; the AADSTS
 * number only picks a better sentence, because Microsoft may change numbers.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */

typedef struct {
  int number;
  MusterErrorCode code;
  const char *sentence;
} Explanation;

#define CONSENT "Give this app admin consent in that tenant."

static const Explanation numbers[] = {
  { 7000215, MUSTER_ERROR_SIGNED_OUT,
    "The client secret is wrong. Paste the secret's value, not its id; a new one needs a few minutes." },
  { 7000222, MUSTER_ERROR_SIGNED_OUT,
    "The client secret has expired. Create a new one in the app registration and enter it here." },
  { 7000218, MUSTER_ERROR_SIGNED_OUT,
    "The client secret is missing. Enter the client secret of the app registration." },
  { 700025, MUSTER_ERROR_SIGNED_OUT,
    "The app is registered as a public client, which cannot use a secret. Register it on the Web platform." },
  { 700027, MUSTER_ERROR_SIGNED_OUT,
    "The certificate of the app is not accepted. Upload it to the app registration." },
  { 7000112, MUSTER_ERROR_FORBIDDEN,
    "The app is disabled in that tenant. Enable it under Enterprise applications." },
  { 700016, MUSTER_ERROR_CONSENT_NEEDED,
    "The app is unknown in that tenant. " CONSENT },
  { 7000229, MUSTER_ERROR_CONSENT_NEEDED,
    "The app has no service principal in that tenant yet. " CONSENT },
  { 65001, MUSTER_ERROR_CONSENT_NEEDED,
    "Nobody has consented to the app's permissions in that tenant. " CONSENT },
  { 90099, MUSTER_ERROR_CONSENT_NEEDED,
    "The app is not authorised for partner access in that tenant. " CONSENT },
  { 90094, MUSTER_ERROR_CONSENT_NEEDED,
    "An administrator of that tenant has to consent first. " CONSENT },
  { 90095, MUSTER_ERROR_CONSENT_NEEDED,
    "Consent was requested and waits for an administrator of that tenant. Ask them to approve it." },
  { 65004, MUSTER_ERROR_CONSENT_NEEDED,
    "Consent was declined in that tenant. " CONSENT },
  { 650051, MUSTER_ERROR_CONSENT_NEEDED,
    "The app is just being added to that tenant. Try again in half a minute." },
  { 650052, MUSTER_ERROR_CONSENT_NEEDED,
    "The tenant has no subscription for a service that the app asks for. Remove that API permission." },
  { 650056, MUSTER_ERROR_CONSENT_NEEDED,
    "The app registration lacks the API permission. Add it and consent again." },
  { 650057, MUSTER_ERROR_CONSENT_NEEDED,
    "The app registration lacks the API permission. Add it and consent again." },
  { 90002, MUSTER_ERROR_NOT_FOUND,
    "There is no tenant with that id. Check the tenant id." },
  { 900023, MUSTER_ERROR_NOT_FOUND,
    "The tenant id is not written correctly. Check the tenant id." },
  { 5000224, MUSTER_ERROR_NOT_FOUND,
    "The tenant was deleted. Remove its mapping." },
  { 50034, MUSTER_ERROR_NOT_FOUND,
    "The account does not exist in that tenant. Check the account and the tenant." },
  { 90038, MUSTER_ERROR_WRONG_REGION,
    "The tenant lives in another national cloud. Choose that cloud in the connection's settings." },
  { 900382, MUSTER_ERROR_WRONG_REGION,
    "The tenant lives in another national cloud. Choose that cloud in the connection's settings." },
  { 900432, MUSTER_ERROR_WRONG_REGION,
    "The tenant lives in another national cloud. Choose that cloud in the connection's settings." },
  { 50020, MUSTER_ERROR_FORBIDDEN,
    "The account is not known in that tenant. Check its GDAP relationship." },
  { 50177, MUSTER_ERROR_FORBIDDEN,
    "The account is not known in that tenant. Check its GDAP relationship." },
  { 53000, MUSTER_ERROR_FORBIDDEN,
    "A conditional access policy blocks the sign-in. Exclude this app from it." },
  { 53001, MUSTER_ERROR_FORBIDDEN,
    "A conditional access policy blocks the sign-in. Exclude this app from it." },
  { 53003, MUSTER_ERROR_FORBIDDEN,
    "A conditional access policy blocks the sign-in. Exclude this app from it." },
  { 530032, MUSTER_ERROR_FORBIDDEN,
    "A security policy of that tenant blocks the sign-in. Exclude this app from it." },
  { 530035, MUSTER_ERROR_FORBIDDEN,
    "Security defaults of that tenant block the sign-in. Ask its administrator." },
  { 530034, MUSTER_ERROR_FORBIDDEN,
    "Your partner account was flagged as risky. Ask your own administrator to clear it." },
  { 500011, MUSTER_ERROR_CONSENT_NEEDED,
    "The service is not known in that tenant. Check that the tenant uses it." },
  { 500021, MUSTER_ERROR_FORBIDDEN,
    "Tenant restrictions refuse the sign-in. Ask that tenant's administrator." },
  { 500212, MUSTER_ERROR_FORBIDDEN,
    "A cross-tenant policy refuses the sign-in. Ask that tenant's administrator." },
  { 500213, MUSTER_ERROR_FORBIDDEN,
    "A cross-tenant policy refuses the sign-in. Ask that tenant's administrator." },
  { 50076, MUSTER_ERROR_SIGNED_OUT, "Microsoft asks for MFA. Sign in again." },
  { 50079, MUSTER_ERROR_SIGNED_OUT, "Microsoft asks for MFA. Sign in again." },
  { 50072, MUSTER_ERROR_SIGNED_OUT, "Microsoft asks for MFA. Sign in again." },
  { 50074, MUSTER_ERROR_SIGNED_OUT, "Microsoft asks for MFA. Sign in again." },
  { 50078, MUSTER_ERROR_SIGNED_OUT, "The MFA of the last sign-in is too old. Sign in again." },
  { 700082, MUSTER_ERROR_SIGNED_OUT, "The sign-in has expired. Sign in again." },
  { 70008, MUSTER_ERROR_SIGNED_OUT, "The sign-in has expired. Sign in again." },
  { 700084, MUSTER_ERROR_SIGNED_OUT, "The sign-in has expired. Sign in again." },
  { 70043, MUSTER_ERROR_SIGNED_OUT, "A sign-in frequency policy ended the sign-in. Sign in again." },
  { 70000, MUSTER_ERROR_SIGNED_OUT, "The sign-in is not valid any more. Sign in again." },
  { 50173, MUSTER_ERROR_SIGNED_OUT, "The sign-in was revoked. Sign in again." },
  { 54005, MUSTER_ERROR_SIGNED_OUT, "The sign-in code was used already. Start the sign-in again." },
  { 50126, MUSTER_ERROR_SIGNED_OUT, "User name or password is wrong. Sign in again." },
  { 50055, MUSTER_ERROR_SIGNED_OUT, "The password of the account has expired. Change it and sign in again." },
  { 50057, MUSTER_ERROR_SIGNED_OUT, "The account is disabled. Enable it or use another one." },
  { 50053, MUSTER_ERROR_SIGNED_OUT, "The account is locked, or this address is blocked. Wait and sign in again." },
  { 50058, MUSTER_ERROR_SIGNED_OUT, "The sign-in needs a person. Sign in again." },
  { 50140, MUSTER_ERROR_SIGNED_OUT, "The sign-in needs a person. Sign in again." },
  { 50011, MUSTER_ERROR_INVALID_INPUT,
    "The redirect address is not registered. Add http://localhost to the app registration." },
  { 90055, MUSTER_ERROR_RATE_LIMITED, "Microsoft asks to slow down. Try again in a minute." },
  { 50196, MUSTER_ERROR_RATE_LIMITED, "Microsoft saw the same sign-in too often. Wait a few minutes." },
  { 70011, MUSTER_ERROR_INTERNAL, "Microsoft did not understand the sign-in. Report this as a bug." },
  { 9002313, MUSTER_ERROR_INTERNAL, "Microsoft did not understand the sign-in. Report this as a bug." },
  { 900144, MUSTER_ERROR_INTERNAL, "Microsoft did not understand the sign-in. Report this as a bug." },
};

static const struct {
  const char *error;
  MusterErrorCode code;
} branches[] = {
  { "invalid_client", MUSTER_ERROR_SIGNED_OUT },
  { "invalid_grant", MUSTER_ERROR_SIGNED_OUT },
  { "interaction_required", MUSTER_ERROR_SIGNED_OUT },
  { "login_required", MUSTER_ERROR_SIGNED_OUT },
  { "unauthorized_client", MUSTER_ERROR_CONSENT_NEEDED },
  { "consent_required", MUSTER_ERROR_CONSENT_NEEDED },
  { "invalid_resource", MUSTER_ERROR_CONSENT_NEEDED },
  { "access_denied", MUSTER_ERROR_FORBIDDEN },
  { "temporarily_unavailable", MUSTER_ERROR_RATE_LIMITED },
  { "server_error", MUSTER_ERROR_OFFLINE },
  { "slow_down", MUSTER_ERROR_RATE_LIMITED },
};

static const Explanation *
find_number (gint64 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].number == number)
      return &numbers[i];

  return NULL;
}

/* "error_codes" may hold several; the first that is known counts. Without it the
 * number stands in the text. */
static const Explanation *
find_explanation (JsonObject *object)
{
  JsonArray *codes = muster_json_arr (object, "error_codes");
  const char *text = muster_json_str (object, "error_description");
  const Explanation *found = NULL;

  for (guint i = 0; codes != NULL && found == NULL && i < json_array_get_length (codes); i++)
    {
      JsonNode *node = json_array_get_element (codes, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
        found = find_number (json_node_get_int (node));
    }

  if (found == NULL && text != NULL && g_str_has_prefix (text, "AADSTS"))
    found = find_number (g_ascii_strtoll (text + strlen ("AADSTS"), NULL, 10));

  return found;
}

/* The description without its trace ids, up to the end of the first sentence */
static char *
first_sentence (const char *text)
{
  const char *end;

  if (text == NULL)
    return g_strdup ("Microsoft refused the sign-in.");

  end = strstr (text, " Trace ID:");
  if (end == NULL)
    end = text + strcspn (text, "\r\n");
  for (const char *p = text; p < end; p++)
    if (*p == '.' && (p[1] == ' ' || p[1] == '\0') && p > text + 12)
      end = p + 1;

  return g_strndup (text, (gsize) (end - text));
}

/**
 * muster_entra_explain:
 * @body: (nullable): the body of a refused token request
 * @error: return location for the error
 *
 * Sets @error to what is wrong and what to do about it, with the correlation id
 * behind it for Microsoft's support.
 *
 * Returns: always %FALSE
 */
gboolean
muster_entra_explain (JsonNode  *body,
                      GError   **error)
{
  JsonObject *object = muster_json_node_obj (body);
  const char *name = muster_json_str (object, "error");
  const char *correlation = muster_json_str (object, "correlation_id");
  const Explanation *explanation = find_explanation (object);
  g_autofree char *sentence = NULL;
  MusterErrorCode code = MUSTER_ERROR_BAD_REPLY;

  for (guint i = 0; i < G_N_ELEMENTS (branches); i++)
    if (g_strcmp0 (branches[i].error, name) == 0)
      code = branches[i].code;

  if (explanation != NULL)
    {
      code = explanation->code;
      sentence = g_strdup (explanation->sentence);
    }
  else
    sentence = first_sentence (muster_json_str (object, "error_description"));

  if (correlation != NULL)
    g_set_error (error, MUSTER_ERROR, (int) code, "%s (correlation id %s)", sentence, correlation);
  else
    g_set_error_literal (error, MUSTER_ERROR, (int) code, sentence);

  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-entra.h"
#include "muster-error.h"
#include "muster-json.h"

/* What Microsoft's sign-in answers, as one of our codes and one sentence with
 * one thing to do. The branch comes from "error", which is stable; the AADSTS
 * number only picks a better sentence, because Microsoft may change numbers. Where
 * an "error" is said of many things (invalid_grant), the number also tells which.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */

typedef struct {
  int number;
  MusterErrorCode code;
  const char *sentence;
} Explanation;

#define CONSENT "Give this app admin consent in that tenant."
#define BLOCKED "A conditional access policy, of that tenant or your own, blocks the sign-in. " \
  "Ask to exclude service provider users of your tenant from it."
#define NOT_A_PARTNER "The account is not known in that tenant. Put it into a group of an active GDAP relationship; " \
  "if it is a guest there, have the guest deleted."
#define CLOUD "The tenant lives in another national cloud. Choose that cloud in the connection's settings."
#define BUG "Microsoft did not understand the sign-in. Report this as a bug."
#define MFA "Microsoft asks for MFA. Sign in again."

static const Explanation numbers[] = {
  { 7000215, MUSTER_ERROR_SIGNED_OUT,
    "The client secret is wrong. Paste the secret's value, not its id; a new one needs a few minutes." },
  { 7000222, MUSTER_ERROR_SIGNED_OUT,
    "The client secret has expired. Create a new one in the app registration and enter it here." },
  { 7000218, MUSTER_ERROR_SIGNED_OUT,
    "The client secret is missing: the redirect address is registered on the Web platform. Enter the client secret." },
  { 700025, MUSTER_ERROR_SIGNED_OUT,
    "The app is registered as a public client, which takes no secret. Leave the client secret empty." },
  { 700027, MUSTER_ERROR_SIGNED_OUT,
    "The certificate of the app is not accepted. Upload it to the app registration and wait a few minutes." },
  { 700024, MUSTER_ERROR_SIGNED_OUT, "The proof of the certificate is of another time. Set the clock of this computer." },
  { 700021, MUSTER_ERROR_SIGNED_OUT, "The proof of the certificate is for another app. Check the client id." },
  { 700023, MUSTER_ERROR_SIGNED_OUT, "The proof of the certificate is for another tenant. Check the tenant id and the cloud." },
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
  { 90038, MUSTER_ERROR_WRONG_REGION, CLOUD },
  { 900382, MUSTER_ERROR_WRONG_REGION, CLOUD },
  { 900432, MUSTER_ERROR_WRONG_REGION, CLOUD },
  { 50020, MUSTER_ERROR_FORBIDDEN, NOT_A_PARTNER },
  { 50177, MUSTER_ERROR_FORBIDDEN, NOT_A_PARTNER },
  { 53000, MUSTER_ERROR_FORBIDDEN, BLOCKED },
  { 53001, MUSTER_ERROR_FORBIDDEN, BLOCKED },
  { 53003, MUSTER_ERROR_FORBIDDEN, BLOCKED },
  { 530032, MUSTER_ERROR_FORBIDDEN, BLOCKED },
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
  { 50076, MUSTER_ERROR_SIGNED_OUT, MFA },
  { 50079, MUSTER_ERROR_SIGNED_OUT, MFA },
  { 50072, MUSTER_ERROR_SIGNED_OUT, MFA },
  { 50074, MUSTER_ERROR_SIGNED_OUT, MFA },
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
  { 500121, MUSTER_ERROR_SIGNED_OUT, "The MFA was refused or not answered. Sign in again." },
  { 50011, MUSTER_ERROR_INVALID_INPUT,
    "The redirect address is not registered. Add http://localhost to the app registration." },
  { 500113, MUSTER_ERROR_INVALID_INPUT,
    "The redirect address is not registered. Add http://localhost to the app registration." },
  { 9002327, MUSTER_ERROR_INVALID_INPUT,
    "The redirect address is registered as a single-page application. Move it to “Mobile and desktop applications”." },
  { 50194, MUSTER_ERROR_INVALID_INPUT,
    "The app is registered for one tenant only. Set its account types to any organizational directory." },
  { 70016, MUSTER_ERROR_SIGNED_OUT, "Nobody has entered the code yet. Enter it on Microsoft's page." },
  { 70017, MUSTER_ERROR_FORBIDDEN, "The sign-in was declined. Start the sign-in again." },
  { 70018, MUSTER_ERROR_SIGNED_OUT, "The code is not known. Start the sign-in again." },
  { 70019, MUSTER_ERROR_TIMEOUT, "The code has expired. Start the sign-in again." },
  { 70020, MUSTER_ERROR_TIMEOUT, "The code has expired. Start the sign-in again." },
  { 90055, MUSTER_ERROR_RATE_LIMITED, "Microsoft asks to slow down. Try again in a minute." },
  { 50196, MUSTER_ERROR_RATE_LIMITED, "Microsoft saw the same sign-in too often. Wait a few minutes." },
  { 70011, MUSTER_ERROR_INTERNAL, BUG },
  { 9002313, MUSTER_ERROR_INTERNAL, BUG },
  { 900144, MUSTER_ERROR_INTERNAL, BUG },
};

/* @firm: says one thing only, whatever number comes with it */
typedef struct {
  const char *error;
  MusterErrorCode code;
  gboolean firm;
  const char *sentence;   /* (nullable) */
} Branch;

static const Branch branches[] = {
  { "invalid_client", MUSTER_ERROR_SIGNED_OUT },
  { "invalid_grant", MUSTER_ERROR_SIGNED_OUT },
  { "interaction_required", MUSTER_ERROR_SIGNED_OUT },
  { "login_required", MUSTER_ERROR_SIGNED_OUT, TRUE, "The sign-in needs a person. Sign in again." },
  { "unauthorized_client", MUSTER_ERROR_CONSENT_NEEDED },
  { "consent_required", MUSTER_ERROR_CONSENT_NEEDED, TRUE, "Consent is missing in that tenant. " CONSENT },
  { "invalid_resource", MUSTER_ERROR_CONSENT_NEEDED },
  { "access_denied", MUSTER_ERROR_FORBIDDEN },
  { "authorization_pending", MUSTER_ERROR_SIGNED_OUT, TRUE, "Nobody has entered the code yet. Enter it on Microsoft's page." },
  { "authorization_declined", MUSTER_ERROR_FORBIDDEN, TRUE, "The sign-in was declined. Start the sign-in again." },
  { "expired_token", MUSTER_ERROR_TIMEOUT, TRUE, "The code has expired. Start the sign-in again." },
  { "bad_verification_code", MUSTER_ERROR_SIGNED_OUT, TRUE, "The code is not known. Start the sign-in again." },
  { "temporarily_unavailable", MUSTER_ERROR_RATE_LIMITED, TRUE, "Microsoft asks to slow down. Try again in a minute." },
  { "server_error", MUSTER_ERROR_OFFLINE, TRUE, "Microsoft's sign-in does not work now. Try again in a minute." },
  { "slow_down", MUSTER_ERROR_RATE_LIMITED, TRUE, "Microsoft asks to slow down. Try again in a minute." },
};

static const Branch *
find_branch (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (branches); i++)
    if (g_str_equal (branches[i].error, name))
      return &branches[i];

  return NULL;
}

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

/* Behind "Correlation ID:" in a description, for answers that have no member for it */
static char *
find_correlation (JsonObject *object)
{
  static const char mark[] = "Correlation ID: ";
  const char *member = muster_json_str (object, "correlation_id");
  const char *text = muster_json_str (object, "error_description");
  const char *found = text != NULL ? strstr (text, mark) : NULL;

  if (member != NULL)
    return g_strdup (member);
  if (found == NULL)
    return NULL;
  found += strlen (mark);
  return g_strndup (found, strspn (found, "0123456789abcdefABCDEF-"));
}

/* What is said, and by which of the two tables */
static MusterErrorCode
choose (JsonObject  *object,
        char       **sentence,
        char       **by)
{
  const Branch *branch = find_branch (muster_json_str (object, "error"));
  const Branch *under = find_branch (muster_json_str (object, "suberror"));
  const Explanation *number = find_explanation (object);

  if (number != NULL && (branch == NULL || !branch->firm || branch->code == number->code))
    {
      *sentence = g_strdup (number->sentence);
      *by = g_strdup_printf ("%d", number->number);
      return number->code;
    }
  if (number == NULL && under != NULL && under->firm && (branch == NULL || !branch->firm))
    branch = under;
  if (branch != NULL && branch->firm)
    {
      *sentence = g_strdup (branch->sentence);
      *by = g_strdup (branch->error);
      return branch->code;
    }
  if (muster_json_str (object, "claims") != NULL)
    {
      *sentence = g_strdup ("Conditional access asks for more than the last sign-in has shown. Sign in again.");
      *by = g_strdup ("claims");
      return MUSTER_ERROR_SIGNED_OUT;
    }

  *sentence = first_sentence (muster_json_str (object, "error_description"));
  return branch != NULL ? branch->code : MUSTER_ERROR_BAD_REPLY;
}

static gboolean
explain_object (JsonObject  *object,
                GError     **error)
{
  g_autofree char *correlation = find_correlation (object);
  g_autofree char *sentence = NULL;
  g_autofree char *by = NULL;
  MusterErrorCode code = choose (object, &sentence, &by);
  gboolean has_id = correlation != NULL && *correlation != '\0';

  if (by == NULL && !has_id)
    g_set_error_literal (error, MUSTER_ERROR, (int) code, sentence);
  else
    g_set_error (error, MUSTER_ERROR, (int) code, "%s (%s%s%s%s%s)", sentence, by != NULL ? "error " : "",
                 by != NULL ? by : "", by != NULL && has_id ? ", " : "", has_id ? "correlation id " : "",
                 has_id ? correlation : "");

  return FALSE;
}

/**
 * muster_entra_explain:
 * @body: (nullable): the body of a refused token request
 * @error: return location for the error
 *
 * Sets @error to what is wrong and what to do about it. Behind it stand the number
 * or name by which that was chosen, as "(error 50076", and the correlation id for
 * Microsoft's support.
 *
 * Returns: always %FALSE
 */
gboolean
muster_entra_explain (JsonNode  *body,
                      GError   **error)
{
  return explain_object (muster_json_node_obj (body), error);
}

/**
 * muster_entra_explain_text:
 * @name: (nullable): what came back as `error`
 * @description: (nullable): what came back as `error_description`
 * @error: return location for the error
 *
 * The same for what a browser brings back.
 *
 * Returns: always %FALSE
 */
gboolean
muster_entra_explain_text (const char  *name,
                           const char  *description,
                           GError     **error)
{
  g_autoptr(JsonObject) object = json_object_new ();

  if (name != NULL)
    json_object_set_string_member (object, "error", name);
  if (description != NULL)
    json_object_set_string_member (object, "error_description", description);

  return explain_object (object, error);
}

/**
 * muster_entra_explain_answer:
 * @answer: of a sign-in endpoint, no success
 * @error: return location for the error
 *
 * Returns: always %FALSE
 */
gboolean
muster_entra_explain_answer (MusterAnswer  *answer,
                             GError       **error)
{
  g_autoptr(JsonNode) body = muster_answer_parse_json (answer, NULL, NULL);

  if (answer->status == 429)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED,
                         "Microsoft asks to slow down. Try again in a minute.");
  else if (answer->status >= 500)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE,
                 "Microsoft's sign-in does not work now (%u). Try again in a minute.", answer->status);
  else if (body == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                 "Microsoft's sign-in answers %u without an explanation", answer->status);
  else
    return muster_entra_explain (body, error);

  return FALSE;
}

const MusterOauthWords muster_entra_words = { muster_entra_explain_answer, muster_entra_explain_text };

/**
 * muster_entra_find_number:
 * @message: of an error that [func@entra_explain] may have made
 *
 * Returns: the AADSTS number behind it, or one with the same meaning; 0 if it is not about the sign-in
 */
int
muster_entra_find_number (const char *message)
{
  const char *number = strstr (message, "AADSTS");

  if (number != NULL)
    return (int) CLAMP (g_ascii_strtoll (number + strlen ("AADSTS"), NULL, 10), 0, G_MAXINT);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strstr (message, numbers[i].sentence) != NULL)
      return numbers[i].number;

  return 0;
}

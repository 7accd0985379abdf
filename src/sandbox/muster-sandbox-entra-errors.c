/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* The errors of the sign-in service by their numbers (Microsoft's reference of error codes). The
 * texts are shortened; a program must go by "error". */

static const struct {
  int         number;
  guint       status;
  const char *error;
  const char *suberror;    /* (nullable) */
  gboolean    claims;      /* comes with "claims" for a new sign-in */
  const char *message;
} table[] = {
  { 50011,   400, "invalid_request",     NULL, FALSE,
    "The redirect URI specified in the request does not match the redirect URIs configured for the application." },
  { 50020,   400, "invalid_grant",       NULL, FALSE,
    "User account from identity provider does not exist in tenant and cannot access the application in that "
    "tenant." },
  { 50034,   400, "invalid_grant",       NULL, FALSE, "The user account does not exist in the directory." },
  { 50053,   400, "invalid_grant",       NULL, FALSE,
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password." },
  { 50055,   400, "invalid_grant",       NULL, FALSE, "The password is expired." },
  { 50057,   400, "invalid_grant",       NULL, FALSE, "The user account is disabled." },
  { 50058,   400, "interaction_required", NULL, FALSE, "A silent sign-in request was sent but no user is signed in." },
  { 50072,   400, "interaction_required", "basic_action", FALSE,
    "Due to a configuration change made by your administrator, you must enroll in multi-factor authentication." },
  { 50074,   400, "interaction_required", "basic_action", TRUE, "Strong Authentication is required." },
  { 50076,   400, "interaction_required", "basic_action", TRUE,
    "Due to a configuration change made by your administrator, or because you moved to a new location, you "
    "must use multi-factor authentication to access the resource." },
  { 50078,   400, "interaction_required", "basic_action", FALSE,
    "Presented multi-factor authentication has expired due to policies configured by your administrator." },
  { 50079,   400, "interaction_required", "basic_action", FALSE,
    "Due to a configuration change made by your administrator, you must enroll in multi-factor "
    "authentication to access the resource." },
  { 50126,   400, "invalid_grant",       NULL, FALSE,
    "Error validating credentials due to invalid username or password." },
  { 50140,   400, "interaction_required", NULL, FALSE,
    "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in." },
  { 50173,   400, "invalid_grant",       "bad_token", FALSE,
    "The provided grant has expired due to it being revoked, a fresh auth token is needed." },
  { 50177,   400, "invalid_grant",       NULL, FALSE,
    "The user account does not exist in the tenant and cannot access the application." },
  { 50196,   400, "invalid_request",     NULL, FALSE,
    "The server terminated an operation because it encountered a client request loop." },
  { 53000,   400, "interaction_required", "message_only", FALSE,
    "Device is not in required device state. Conditional Access policy requires a compliant device." },
  { 53001,   400, "interaction_required", "message_only", FALSE,
    "Device is not in required device state. Conditional Access policy requires a domain joined device." },
  { 53003,   400, "interaction_required", "message_only", FALSE,
    "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance." },
  { 530032,  400, "interaction_required", "message_only", FALSE,
    "User blocked due to risk on the tenant's security policy." },
  { 530034,  400, "interaction_required", "message_only", FALSE,
    "A delegated administrator was blocked from accessing the tenant due to account risk in their home tenant." },
  { 530035,  400, "interaction_required", "message_only", FALSE, "Access has been blocked by security defaults." },
  { 54005,   400, "invalid_grant",       NULL, FALSE,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
    "refresh token." },
  { 65001,   400, "invalid_grant",       "consent_required", FALSE,
    "The user or administrator has not consented to use the application. Send an interactive authorization "
    "request for this user and resource." },
  { 65004,   400, "access_denied",       NULL, FALSE, "User declined to consent to access the app." },
  { 650051,  400, "invalid_grant",       NULL, FALSE,
    "The application needs a service principal in the tenant, and one is being created. Please try again later." },
  { 650052,  400, "invalid_client",      NULL, FALSE,
    "The app needs access to a service that your organization has not subscribed to or enabled." },
  { 650056,  400, "invalid_client",      NULL, FALSE,
    "Misconfigured application. The client has not listed any permissions for the resource." },
  { 650057,  400, "invalid_resource",    NULL, FALSE,
    "Invalid resource. The client has requested access to a resource which is not listed in the requested "
    "permissions in the client's application registration." },
  { 70000,   400, "invalid_grant",       NULL, FALSE,
    "The provided value for the input parameter 'refresh_token' or 'assertion' is not valid." },
  { 70008,   400, "invalid_grant",       NULL, FALSE,
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive "
    "authorization request for this user and resource." },
  { 70011,   400, "invalid_scope",       NULL, FALSE,
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter "
    "'scope' is not valid." },
  { 70016,   400, "authorization_pending", NULL, FALSE,
    "OAuth 2.0 device flow error. Authorization is pending. Continue polling." },
  { 70018,   400, "bad_verification_code", NULL, FALSE,
    "Invalid verification code. The device code was not recognized." },
  { 70019,   400, "expired_token",       NULL, FALSE, "Verification code expired." },
  { 70020,   400, "expired_token",       NULL, FALSE,
    "The provided value for the input parameter 'device_code' is not valid. This device code has expired." },
  { 70043,   400, "invalid_grant",       "bad_token", FALSE,
    "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access." },
  { 700005,  400, "invalid_grant",       NULL, FALSE,
    "Provided Authorization Code is intended to use against other tenant, thus rejected." },
  { 700016,  400, "unauthorized_client", NULL, FALSE,
    "Application with this identifier was not found in the directory." },
  { 700025,  401, "invalid_client",      NULL, FALSE,
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented." },
  { 700027,  401, "invalid_client",      NULL, FALSE,
    "Client assertion failed signature validation. The key was not found or the signature is not valid." },
  { 700024,  401, "invalid_client",      NULL, FALSE, "Client assertion is not within its valid time range." },
  { 700023,  401, "invalid_client",      NULL, FALSE, "Client assertion audience claim does not match Realm issuer." },
  { 700021,  401, "invalid_client",      NULL, FALSE,
    "Client assertion application identifier doesn't match 'client_id' parameter." },
  { 700030,  401, "invalid_client",      NULL, FALSE,
    "Invalid certificate. The certificate's subject or its time are not accepted." },
  { 7000012, 400, "invalid_grant",       NULL, FALSE, "Provided grant was obtained for a different tenant." },
  { 7000110, 401, "invalid_client",      NULL, FALSE,
    "Request is ambiguous, multiple application identifiers or credentials found." },
  { 7000112, 401, "unauthorized_client", NULL, FALSE, "Application is disabled." },
  { 700082,  400, "invalid_grant",       "bad_token", FALSE,
    "The refresh token has expired due to inactivity. The token was issued too long ago and was inactive for "
    "90.00:00:00." },
  { 700084,  400, "invalid_grant",       "bad_token", FALSE,
    "The refresh token was issued to a single page app, and therefore has a fixed, limited lifetime." },
  { 7000215, 401, "invalid_client",      NULL, FALSE,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
    "not the client secret ID." },
  { 7000218, 401, "invalid_client",      NULL, FALSE,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'." },
  { 7000222, 401, "invalid_client",      NULL, FALSE,
    "The provided client secret keys are expired. Create new keys for your app." },
  { 7000229, 401, "invalid_client",      NULL, FALSE,
    "The client application is missing a service principal in the tenant." },
  { 500011,  400, "invalid_resource",    NULL, FALSE, "The resource principal was not found in the tenant." },
  { 500021,  400, "access_denied",       NULL, FALSE, "Access to the tenant is denied by tenant restrictions." },
  { 500121,  400, "invalid_grant",       NULL, FALSE, "Authentication failed during strong authentication request." },
  { 500212,  400, "access_denied",       NULL, FALSE,
    "The user's administrator has set an outbound access policy that does not allow access to the resource "
    "tenant." },
  { 500213,  400, "access_denied",       NULL, FALSE,
    "The resource tenant's cross-tenant access policy does not allow this user to access this tenant." },
  { 501481,  400, "invalid_grant",       NULL, FALSE,
    "The Code_Verifier does not match the code_challenge supplied in the authorization request." },
  { 5000224, 400, "invalid_request",     NULL, FALSE,
    "We are sorry, this resource is not available. The tenant has been deleted." },
  { 70003,   400, "unsupported_grant_type", NULL, FALSE, "The app requested an unsupported grant type." },
  { 28000,   400, "invalid_scope",       NULL, FALSE,
    "Provided value for the input parameter scope is not valid because it contains more than one resource." },
  { 90002,   400, "invalid_request",     NULL, FALSE,
    "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud." },
  { 900023,  400, "invalid_request",     NULL, FALSE,
    "Specified tenant identifier is neither a valid DNS name, nor a valid external domain." },
  { 90006,   503, "temporarily_unavailable", NULL, FALSE, "External server error, please try again." },
  { 90033,   503, "temporarily_unavailable", NULL, FALSE, "A transient error has occurred. Please try again." },
  { 90038,   400, "invalid_request",     NULL, FALSE, "The tenant belongs to another national cloud." },
  { 90055,   429, "temporarily_unavailable", NULL, FALSE,
    "The request could not be completed because of too many requests. Please try again later." },
  { 90072,   400, "invalid_grant",       NULL, FALSE,
    "The external account doesn't exist on the tenant that the user signed into." },
  { 90094,   400, "access_denied",       NULL, FALSE,
    "Admin consent is required for the permissions requested by this application." },
  { 90095,   400, "access_denied",       NULL, FALSE,
    "Admin consent has been requested for this application and is not granted yet." },
  { 90099,   400, "invalid_grant",       NULL, FALSE,
    "The application has not been authorized in the tenant. Applications must be authorized to access the "
    "customer tenant before partner delegated administrators can use them." },
  { 900144,  400, "invalid_request",     NULL, FALSE, "The request body must contain all required parameters." },
  { 9002313, 400, "invalid_request",     NULL, FALSE, "Invalid request. Request is malformed or invalid." },
  { 9002325, 400, "invalid_request",     NULL, FALSE, "Proof Key for Code Exchange is required." },
  { 9002327, 400, "invalid_request",     NULL, FALSE,
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests." },
  { 1002012, 400, "invalid_scope",       NULL, FALSE,
    "The provided value for scope is not valid. Client credential flows must have a scope value with "
    "/.default suffixed to the resource identifier." },
};

static gsize
find (int number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].number == number)
      return i;
  return G_N_ELEMENTS (table);
}

/**
 * muster_aadsts_known:
 * @number: what comes after AADSTS
 *
 * Returns: whether this sandbox has a text for it
 */
gboolean
muster_aadsts_known (int number)
{
  return find (number) < G_N_ELEMENTS (table);
}

/**
 * muster_aadsts_error:
 * @number: what comes after AADSTS
 * @text: (out) (optional) (transfer full): "AADSTS50076: …"
 *
 * Returns: the "error" that belongs to it
 */
const char *
muster_aadsts_error (int    number,
                     char **text)
{
  gsize at = find (number);

  if (text != NULL)
    *text = g_strdup_printf ("AADSTS%d: %s", number, at < G_N_ELEMENTS (table) ? table[at].message : "An error that nobody has seen yet.");
  return at < G_N_ELEMENTS (table) ? table[at].error : "invalid_grant";
}

/**
 * muster_entra_fail:
 * @call: a call
 * @status: HTTP status
 * @error: what a program goes by
 * @number: what comes after AADSTS
 * @message: in words
 *
 * Answers as the token endpoint refuses.
 */
void
muster_entra_fail (MusterCall *call,
                   guint       status,
                   const char *error,
                   int         number,
                   const char *message)
{
  gsize at = find (number);
  g_autofree char *trace = g_uuid_string_random ();
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *stamp = g_strdup_printf ("%.10s %.8sZ", now, now + 11);
  g_autofree char *text = g_strdup_printf ("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", number, message, trace, trace, stamp);
  g_autofree char *uri = g_strdup_printf ("https://login.microsoftonline.com/error?code=%d", number);
  JsonArray *codes = json_array_new ();

  json_array_add_int_element (codes, number);
  muster_call_reply_object (call, status, muster_jo_new ("error:s", error, "error_description:s", text, "error_codes:a", codes,
                                                         "timestamp:s", stamp, "trace_id:s", trace, "correlation_id:s", trace,
                                                         "error_uri:s", uri,
                                                         "suberror:s", at < G_N_ELEMENTS (table) ? table[at].suberror : NULL,
                                                         "claims:s", at < G_N_ELEMENTS (table) && table[at].claims ? MUSTER_STEP_UP_CLAIMS : NULL, NULL));
}

void
muster_entra_refuse (MusterCall *call,
                     int         number)
{
  gsize at = find (number);

  if (at < G_N_ELEMENTS (table))
    muster_entra_fail (call, table[at].status, table[at].error, number, table[at].message);
  else
    muster_entra_fail (call, 400, "invalid_grant", number, "An error that nobody has seen yet.");
}

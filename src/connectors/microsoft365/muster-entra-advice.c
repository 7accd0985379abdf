/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-entra-advice.h"
#include "muster-error.h"

/* What a refusal of Microsoft's sign-in means for the person in front of it. net/ puts the number, or the name, by which it
 * was chosen behind its sentence: "(error 50076, correlation id …)". */

typedef struct
{
  const char *codes;  /* with a space around each */
  const char *problem;
  const char *title;
  const char *text;
} Row;

static const Row rows[] = {
  { " 7000215 ", "wrong-secret", N_("Microsoft does not accept the client secret"),
    N_("Paste the secret’s value, not its ID. A secret that was just created needs a few minutes.") },
  { " 7000222 ", "secret-expired", N_("The client secret has expired"),
    N_("Create a new secret in the app registration (Certificates & secrets), copy its value at once and enter it here.") },
  { " 7000218 ", "wrong-secret", N_("Microsoft wants the client secret"),
    N_("The app’s redirect address is registered on the Web platform. Enter the client secret, or register the address under “Mobile and desktop applications”.") },
  { " 700025 ", "wrong-secret", N_("This app may not send a client secret"),
    N_("It is registered as a public client. Leave the client secret empty.") },
  { " 700027 ", "wrong-certificate", N_("Microsoft does not know the certificate"),
    N_("Upload the certificate to the app registration (Certificates & secrets) and wait a few minutes.") },
  { " 700024 ", "wrong-clock", N_("Microsoft does not accept the certificate’s proof"),
    N_("Set the clock of this computer, then test again.") },
  { " 700021 700023 ", "app-unknown", N_("The certificate is of another app"),
    N_("Check client ID, tenant ID and cloud.") },
  { " certificate_expired ", "wrong-certificate", N_("The app’s certificate has expired"),
    N_("Make a new certificate and upload it to the app registration.") },
  { " 7000112 ", "app-disabled", N_("The app is disabled in the tenant"),
    N_("Its administrator enables it under Enterprise applications.") },
  { " 700016 7000229 ", "app-unknown", N_("Microsoft does not know this app in the tenant"),
    N_("In your own tenant check the client ID. In a customer’s tenant the app has to be consented to first.") },
  { " 65001 90099 90094 65004 consent_required ", "consent-needed", N_("An administrator has to consent first"),
    N_("Consent through Partner Center, or open the consent link as the tenant’s administrator. In your own tenant choose “Grant admin consent” in the app registration.") },
  { " 90095 ", "consent-needed", N_("The consent waits for an administrator"),
    N_("Ask the tenant’s administrator to approve the request.") },
  { " 650051 ", "consent-needed", N_("The app is just being added to the tenant"), N_("Try again in half a minute.") },
  { " 650052 500011 ", "consent-needed", N_("The tenant does not use a service that the app asks for"),
    N_("Check that the tenant has a subscription for it, or remove that permission from the app registration.") },
  { " 650056 650057 ", "consent-needed", N_("The app registration lacks a permission"),
    N_("Add the permissions that are listed on this page and consent again.") },
  { " 50020 50177 ", "no-relationship", N_("The account is not known in the tenant"),
    N_("Put it into a security group of an active GDAP relationship with this customer. If it exists there as a guest, the guest has to be deleted.") },
  { " other_tenant ", "wrong-user", N_("This account is of another tenant"),
    N_("Sign in with an account of your own tenant, or correct the tenant ID.") },
  { " 50034 ", "wrong-user", N_("There is no such account in the tenant"), N_("Sign in with an account of your own tenant.") },
  { " 50126 ", "wrong-user", N_("User name or password is wrong"), N_("Sign in again.") },
  { " 50055 ", "wrong-user", N_("The password of the account has expired"), N_("Change it, then sign in again.") },
  { " 50057 ", "wrong-user", N_("The account is disabled"), N_("Enable it, or sign in with another one.") },
  { " 50053 ", "wrong-user", N_("The account is locked, or your address is blocked"),
    N_("Wait a quarter of an hour, then sign in again.") },
  { " 50076 50079 50072 50074 50078 500121 claims ", "sign-in-again", N_("Microsoft asks for multifactor authentication"),
    N_("Sign in again and confirm it.") },
  { " 700082 70008 700084 ", "sign-in-again", N_("The sign-in has expired"), N_("Sign in again.") },
  { " 50173 ", "sign-in-again", N_("The sign-in was revoked"),
    N_("The password was changed or an administrator ended all sessions. Sign in again.") },
  { " 70043 ", "sign-in-again", N_("A policy ended the sign-in"),
    N_("The tenant wants sign-ins more often. Sign in again.") },
  { " 70000 ", "sign-in-again", N_("The sign-in is not valid any more"),
    N_("Sign in again. If that does not help, client ID and account do not belong together.") },
  { " 50058 50140 54005 login_required bad_verification_code 70018 ", "sign-in-again", N_("The sign-in needs a person"),
    N_("Start the sign-in again.") },
  { " authorization_declined 70017 ", "sign-in-again", N_("The sign-in was declined"),
    N_("Start the sign-in again and accept it.") },
  { " expired_token 70019 70020 ", "sign-in-again", N_("The code has expired"),
    N_("Start the sign-in again; a code holds for a quarter of an hour.") },
  { " 53000 53001 53003 530032 ", "conditional-access", N_("A policy blocks the sign-in"),
    N_("A conditional access policy of the customer, or your own, refuses it. Ask to exclude service provider users of your tenant from it.") },
  { " 530035 ", "conditional-access", N_("Security defaults of the tenant block the sign-in"),
    N_("Ask the tenant’s administrator.") },
  { " 530034 ", "conditional-access", N_("Your partner account was flagged as risky"),
    N_("Ask the administrator of your own tenant to clear it.") },
  { " 500021 500212 500213 ", "conditional-access", N_("A policy between tenants refuses the sign-in"),
    N_("Ask the customer’s administrator to allow your tenant.") },
  { " 90002 900023 ", "wrong-tenant", N_("There is no tenant with this ID"),
    N_("Copy the tenant ID from the overview page of the Microsoft Entra admin center.") },
  { " 5000224 ", "wrong-tenant", N_("The tenant was deleted"), N_("Remove its mapping from the client.") },
  { " 90038 900382 900432 ", "wrong-region", N_("The tenant lives in another national cloud"),
    N_("Choose that cloud in the connection’s form.") },
  { " 50011 500113 ", "wrong-redirect", N_("The redirect address is not registered"),
    N_("Add http://localhost to the app registration, under Authentication.") },
  { " 9002327 ", "wrong-redirect", N_("The redirect address is on the wrong platform"),
    N_("Move it from “Single-page application” to “Mobile and desktop applications”.") },
  { " 50194 ", "wrong-redirect", N_("The app is registered for one tenant only"),
    N_("Under Authentication choose “Accounts in any organizational directory”.") },
  { " 90055 50196 temporarily_unavailable slow_down ", "throttled", N_("Microsoft asks to slow down"),
    N_("Wait a few minutes, then test again.") },
  { " server_error ", "vendor-down", N_("Microsoft’s sign-in does not work now"), N_("Try again in a minute.") },
  { " 70011 9002313 900144 ", "bad-answer", N_("Microsoft did not understand the sign-in"),
    N_("This is a fault of Muster’s. Please report it with the details.") },
};

/* (transfer full) (nullable): " 50076 " of "… (error 50076, correlation id …)" */
static char *
find_code (const char *message)
{
  static const char mark[] = "(error ";
  const char *found = strstr (message, mark);
  gsize length;

  if (found == NULL)
    return NULL;
  found += strlen (mark);
  length = strspn (found, "0123456789abcdefghijklmnopqrstuvwxyz_");
  return length > 0 ? g_strdup_printf (" %.*s ", (int) length, found) : NULL;
}

/**
 * muster_entra_advice:
 * @error: of a request to Microsoft 365
 *
 * Returns: (transfer full) (nullable): what it means, if it is a refusal of the sign-in that is known
 */
MusterAdvice *
muster_entra_advice (const GError *error)
{
  g_autofree char *code = error->domain == MUSTER_ERROR ? find_code (error->message) : NULL;

  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (rows); i++)
    if (strstr (rows[i].codes, code) != NULL)
      return muster_advice_new (rows[i].problem, error->code, _(rows[i].title), _(rows[i].text));

  return NULL;
}

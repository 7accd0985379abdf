/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-error.h"

#include "muster-advice-private.h"
#include "muster-autotask.h"
#include "muster-connectwise.h"
#include "muster-halopsa.h"
#include "muster-hudu.h"
#include "muster-itglue.h"
#include "muster-microsoft365.h"

G_DEFINE_BOXED_TYPE (MusterAdvice, muster_advice, muster_advice_copy, muster_advice_free)

static const struct
{
  const char *integration;
  const char *name;
  MusterAdvice *(*advise) (const char *tool, const GError *error);
} advisers[] = {
  { "connectwise", "ConnectWise", muster_connectwise_advice },
  { "halopsa", "HaloPSA", muster_halopsa_advice },
  { "autotask", "Autotask", muster_autotask_advice },
  { "microsoft365", "Microsoft 365", muster_microsoft365_advice },
  { "hudu", "Hudu", muster_hudu_advice },
  { "itglue", "IT Glue", muster_itglue_advice },
};

/**
 * muster_advice_new:
 *
 * Returns: (transfer full): an advice
 */
MusterAdvice *
muster_advice_new (const char *problem,
                   int         error_code,
                   const char *title,
                   const char *text)
{
  MusterAdvice *self = g_new0 (MusterAdvice, 1);

  self->problem = g_strdup (problem);
  self->error_code = error_code;
  self->title = g_strdup (title);
  self->text = g_strdup (text);
  return self;
}

MusterAdvice *
muster_advice_copy (MusterAdvice *self)
{
  return muster_advice_new (self->problem, self->error_code, self->title, self->text);
}

void
muster_advice_free (MusterAdvice *self)
{
  g_free (self->problem);
  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

static MusterAdvice *
advise (const char *problem,
        int         code,
        const char *title_format,
        const char *vendor,
        const char *text)
{
  g_auto(GStrv) parts = g_strsplit (title_format, "%s", 2);
  g_autofree char *title = g_strjoinv (vendor, parts);

  return muster_advice_new (problem, code, title, text);
}

MusterAdvice *
muster_advice_common (const char   *vendor,
                      const GError *error)
{
  int code = error->domain == MUSTER_ERROR ? error->code : MUSTER_ERROR_INTERNAL;

  switch (code)
    {
    case MUSTER_ERROR_OFFLINE:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("no-network", code, _("%s cannot be reached"), vendor,
                     _("Check the network and the address. A firewall or proxy may be in the way."));
    case MUSTER_ERROR_TIMEOUT:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("timeout", code, _("%s did not answer in time"), vendor,
                     _("Try again in a minute. If it stays so, check whether the service has a disturbance."));
    case MUSTER_ERROR_TLS:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("tls", code, _("The connection to %s is not secure"), vendor,
                     _("The server’s certificate is not trusted. Check the address, the clock of this computer, and whether something in your network opens encrypted connections. Nothing was sent."));
    case MUSTER_ERROR_RATE_LIMITED:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("throttled", code, _("%s asks to slow down"), vendor,
                     _("Wait a few minutes, then test again."));
    case MUSTER_ERROR_WRONG_REGION:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("wrong-region", code, _("%s lives in another region"), vendor,
                     _("Choose the region or cloud of your account."));
    case MUSTER_ERROR_SIGNED_OUT:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("wrong-key", code, _("%s does not accept the keys"), vendor,
                     _("Check each of them and test again."));
    case MUSTER_ERROR_FORBIDDEN:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("missing-right", code, _("%s refuses the access"), vendor,
                     _("Give the account the rights that are listed on this page, then test again."));
    default:
      /* Translators: %s is a product, such as ConnectWise */
      return advise ("bad-answer", code, _("%s gave an answer that makes no sense"), vendor,
                     _("Check the address. If it is right, try again later; the details tell what came back."));
    }
}

/**
 * muster_advice_for:
 * @integration: what is being connected
 * @tool: (nullable): short name of the tool that failed
 * @error: its error
 *
 * Returns: (transfer full): what it means and what to do
 */
MusterAdvice *
muster_advice_for (const char   *integration,
                   const char   *tool,
                   const GError *error)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (advisers); i++)
    if (g_strcmp0 (advisers[i].integration, integration) == 0)
      return advisers[i].advise (tool, error);
  return muster_advice_common (integration, error);
}

static const char *
name_of (const char *integration)
{
  for (gsize i = 0; i < G_N_ELEMENTS (advisers); i++)
    if (g_strcmp0 (advisers[i].integration, integration) == 0)
      return advisers[i].name;
  return integration;
}

/**
 * muster_advice_explain:
 * @integration: whose call failed
 * @doing: what was tried, such as "Reading tickets"
 * @error: (inout): the error of a call that every account may make
 *
 * Puts what it means and what to do about it in front of its own words. Its code stays, but for a refusal that looks
 * as if something were missing: ConnectWise answers wrong keys with 404. What is no trouble with the vendor stays as it is.
 */
void
muster_advice_explain (const char *integration,
                       const char *doing,
                       GError    **error)
{
  static const int codes[] = {
    MUSTER_ERROR_SIGNED_OUT, MUSTER_ERROR_CONSENT_NEEDED, MUSTER_ERROR_FORBIDDEN, MUSTER_ERROR_NOT_FOUND, MUSTER_ERROR_OFFLINE,
    MUSTER_ERROR_TIMEOUT, MUSTER_ERROR_TLS, MUSTER_ERROR_RATE_LIMITED, MUSTER_ERROR_BAD_REPLY,
  };
  g_autoptr(MusterAdvice) advice = NULL;
  g_autoptr(GError) raw = NULL;
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    known |= g_error_matches (*error, MUSTER_ERROR, codes[i]);
  if (known)
    {
      raw = g_steal_pointer (error);
      /* One answer of a server that worked before says nothing about its address */
      advice = raw->code == MUSTER_ERROR_BAD_REPLY
        ? advise ("bad-answer", raw->code, _("%s gave an answer that makes no sense"), name_of (integration),
                  _("It is asked again later. If it stays so, check whether the service has a disturbance."))
        : muster_advice_for (integration, NULL, raw);
      g_set_error (error, MUSTER_ERROR, raw->code == MUSTER_ERROR_NOT_FOUND ? advice->error_code : raw->code, "%s. %s (%s)",
                   advice->title, advice->text, raw->message);
    }
  g_prefix_error (error, "%s: ", doing);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a ConnectWise lives and what its refusals mean while connecting. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-address.h"
#include "muster-advice-private.h"
#include "muster-connectwise.h"

#define CLOUD   ".myconnectwise.net"
#define STAGING "staging.connectwisedev.com"

/**
 * muster_connectwise_normalize_site:
 * @typed: what somebody copied from the browser
 *
 * Returns: (transfer full) (nullable): `https://na.myconnectwise.net`
 */
char *
muster_connectwise_normalize_site (const char  *typed,
                                   GError     **error)
{
  g_autofree char *site = muster_address_normalize (typed, error);

  /* The address of the API is no site to sign in to */
  if (site != NULL && g_str_has_prefix (site, "https://api-") &&
      (strstr (site, CLOUD) != NULL || strstr (site, STAGING) != NULL))
    return g_strconcat ("https://", site + strlen ("https://api-"), NULL);
  return g_steal_pointer (&site);
}

static char *
api_host (const char *site)
{
  const char *host = strstr (site, "://") + 3;

  if (g_str_has_suffix (host, CLOUD) || g_str_equal (host, STAGING))
    return g_strdup_printf ("https://api-%s", host);
  return g_strdup (site);
}

static gboolean
is_codebase (const char *codebase)
{
  return codebase != NULL && g_regex_match_simple ("^/?[A-Za-z0-9_.-]{1,60}/?$", codebase, G_REGEX_DOLLAR_ENDONLY, 0) &&
         strstr (codebase, "..") == NULL;
}

/**
 * muster_connectwise_api_root:
 * @site: normalized site
 * @company_info: result of `company-info`
 *
 * Returns: (transfer full) (nullable): the root of the API; `NOT_FOUND` when the server does not know the company
 */
char *
muster_connectwise_api_root (const char  *site,
                             JsonNode    *company_info,
                             GError     **error)
{
  const char *codebase = muster_json_path_str (company_info, "info.Codebase");
  g_autofree char *host = NULL;
  g_autofree char *name = NULL;
  JsonNode *info = muster_json_path (company_info, "info");

  if (info == NULL || JSON_NODE_HOLDS_NULL (info))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The server does not know this company");
      return NULL;
    }
  if (!is_codebase (codebase))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The server named no code base");
      return NULL;
    }
  host = api_host (site);
  name = g_strdup (*codebase == '/' ? codebase + 1 : codebase);
  if (g_str_has_suffix (name, "/"))
    name[strlen (name) - 1] = '\0';
  return g_strdup_printf ("%s/%s/apis/3.0", host, name);
}

/**
 * muster_connectwise_basic_user:
 *
 * Returns: (transfer full): `company+publickey`, the user of the Basic header
 */
char *
muster_connectwise_basic_user (const char *company_id,
                               const char *public_key)
{
  return g_strdup_printf ("%s+%s", company_id, public_key);
}

static gboolean
mentions (const GError *error,
          const char   *word)
{
  g_autofree char *lower = g_ascii_strdown (error->message, -1);

  return strstr (lower, word) != NULL;
}

static MusterAdvice *
wrong_key (void)
{
  return muster_advice_new ("wrong-key", MUSTER_ERROR_SIGNED_OUT,
                            _("ConnectWise does not accept the keys"),
                            _("Check the company ID, the public key and the private key. They belong together and come from one API member: "
                              "System > Members > API Members > API Keys. If the private key is lost, make a new pair."));
}

/**
 * muster_connectwise_advice:
 * @tool: (nullable): short name of the tool that failed
 * @error: its error
 *
 * In ConnectWise's cloud, wrong keys can show as 404.
 *
 * Returns: (transfer full): what it means
 */
MusterAdvice *
muster_connectwise_advice (const char   *tool,
                           const GError *error)
{
  gboolean discovery = g_strcmp0 (tool, "company-info") == 0;

  if (error->domain != MUSTER_ERROR)
    return muster_advice_common ("ConnectWise", error);
  if (mentions (error, "ssl is required"))
    return muster_advice_new ("wrong-region", MUSTER_ERROR_WRONG_REGION,
                              _("This is not the address of your ConnectWise"),
                              _("Choose the site where you sign in to ConnectWise in the browser, such as na.myconnectwise.net or eu.myconnectwise.net."));
  switch (error->code)
    {
    case MUSTER_ERROR_NOT_FOUND:
      if (discovery)
        return muster_advice_new ("wrong-company", MUSTER_ERROR_WRONG_REGION,
                                  _("ConnectWise does not know this company ID"),
                                  _("Check the spelling of the company ID, which stands above the user name on the sign-in page, and whether the site is the one of your region."));
      return wrong_key ();
    case MUSTER_ERROR_SIGNED_OUT:
      return wrong_key ();
    case MUSTER_ERROR_FORBIDDEN:
      if (mentions (error, "clientid") || mentions (error, "client id"))
        return muster_advice_new ("missing-client-id", MUSTER_ERROR_FORBIDDEN,
                                  _("ConnectWise does not accept the client ID"),
                                  _("Create a client ID at developer.connectwise.com and paste the whole of it."));
      return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN,
                                _("The API member may not read this"),
                                _("Give the security role of the API member the rights that are listed on this page (System > Security Roles), then test again."));
    case MUSTER_ERROR_BAD_REPLY:
      return muster_advice_new ("wrong-address", MUSTER_ERROR_BAD_REPLY,
                                _("There is no ConnectWise at this address"),
                                _("Enter the host name that you see in the browser when you are signed in to ConnectWise, without anything behind it."));
    default:
      return muster_advice_common ("ConnectWise", error);
    }
}

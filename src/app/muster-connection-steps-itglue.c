/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connection-steps.h"
#include "muster-itglue.h"

/* IT Glue: the key and which organization is the MSP's own, then one kind of documentation after the other of the first
 * customer. */

static char *
own_done (MusterConnectionTest *test,
          JsonNode             *node,
          GError              **error)
{
  g_autofree char *name = NULL;
  g_autofree char *own = muster_itglue_read_own (node, &name);

  if (own == NULL)
    return g_strdup (_("The key works. No organization is marked as your own, so documents for all clients are not read."));
  muster_test_discover (test, "ownOrganization", own);
  muster_connection_report_set_account (test->report, name);
  /* Translators: the name of the MSP's own organization */
  return g_strdup_printf (_("Your organization is “%s”"), name);
}

static char *
companies_done (MusterConnectionTest *test,
                JsonNode             *node,
                GError              **error)
{
  g_autoptr(GPtrArray) companies = muster_itglue_read_companies (node, error);

  return muster_steps_take_companies (test, companies);
}

const MusterConnectionStep muster_steps_itglue[] = {
  { "api-info", N_("Sign in and find your own organization"), MUSTER_STEP_MUST, NULL, NULL, own_done },
  { "list-companies", N_("Read organizations"), MUSTER_STEP_MUST, NULL, NULL, companies_done },
  { "search-documents", N_("Read documents"), MUSTER_STEP_MUST, NULL, muster_steps_company_args, NULL },
  { "list-flexible-assets", N_("Read flexible assets"), 0, NULL, muster_steps_company_args, NULL },
  { "list-configurations", N_("Read configurations"), 0, NULL, muster_steps_company_args, NULL },
  { NULL }
};

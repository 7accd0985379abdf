/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connection-steps.h"
#include "muster-json.h"
#include "muster-microsoft365.h"

/* Microsoft 365: the MSP's own tenant; what its customers accepted is tried by the runner, tenant by tenant. */

static gboolean
partner_args (MusterConnectionTest *test,
              JsonObject           *args)
{
  g_autofree char *tenant = muster_test_get_setting (test, "tenantId");

  muster_test_set_scope (test, tenant, NULL, NULL);
  return TRUE;
}

static char *
whoami_done (MusterConnectionTest *test,
             JsonNode             *node,
             GError              **error)
{
  const char *name = muster_json_path_str (node, "organization.displayName");

  muster_connection_report_set_account (test->report, name);
  return g_strdup (name);
}

static char *
customers_done (MusterConnectionTest *test,
                JsonNode             *node,
                GError              **error)
{
  test->tenants = muster_microsoft365_read_tenants (node, error);
  if (test->tenants == NULL)
    return NULL;
  /* Translators: how many customers gave access */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u customer", "%u customers", test->tenants->len),
                          test->tenants->len);
}

const MusterConnectionStep muster_steps_microsoft365[] = {
  { "whoami", N_("Sign in to your own tenant"), MUSTER_STEP_MUST, NULL, partner_args, whoami_done },
  { "list-customers", N_("Read which customers gave you access"), MUSTER_STEP_MUST, NULL, partner_args, customers_done },
  { NULL }
};

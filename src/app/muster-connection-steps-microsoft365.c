/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-certificate.h"
#include "muster-connection-steps.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-json.h"
#include "muster-microsoft365.h"

/* Microsoft 365: the MSP's own tenant; what its customers accepted is tried by the runner, tenant by tenant. */

/* Warned so long before the certificate ends */
#define CERTIFICATE_WARN (30 * G_TIME_SPAN_DAY)

static gboolean
partner_args (MusterConnectionTest *test,
              JsonObject           *args)
{
  g_autofree char *tenant = muster_test_get_setting (test, "tenantId");

  muster_test_set_scope (test, tenant, NULL, NULL);
  return TRUE;
}

/* A certificate has no use after its last day; a new one can be uploaded beside it before */
static void
check_certificate (MusterConnectionTest *test)
{
  g_autofree char *pem = muster_test_get_setting (test, "certificate");
  MusterSecret *key = g_hash_table_lookup (test->secrets, "certificateKey");
  g_autoptr(MusterCertificate) certificate = pem != NULL && key != NULL ? muster_certificate_read (pem, key, NULL) : NULL;
  g_autoptr(GDateTime) end = NULL;
  g_autofree char *day = NULL;
  g_autofree char *detail = NULL;
  gboolean soon;

  if (certificate == NULL)
    return;
  end = g_date_time_new_from_unix_utc (muster_certificate_get_expires (certificate) / G_TIME_SPAN_SECOND);
  day = g_date_time_format (end, "%Y-%m-%d");
  soon = muster_certificate_get_expires (certificate) - muster_clock_now (test->context->clock) < CERTIFICATE_WARN;
  /* Translators: the last day of a certificate, and the thumbprint by which Microsoft lists it */
  detail = g_strdup_printf (_("Until %s (%s)"), day, muster_certificate_get_thumbprint (certificate));
  muster_test_add_check (test, "certificate", soon ? MUSTER_CHECK_WARN : MUSTER_CHECK_OK, _("The app’s certificate"), detail,
                         soon ? _("Make a new certificate and upload it to the app registration before this day.") : NULL);
}

/* Who works at the customers': their audit logs name the same account */
static void
check_technician (MusterConnectionTest *test)
{
  g_autofree char *technician = muster_test_get_setting (test, MUSTER_TECHNICIAN);

  if (technician != NULL)
    muster_test_add_check (test, "technician", MUSTER_CHECK_OK, _("The technician who signed in"), technician, NULL);
}

static char *
whoami_done (MusterConnectionTest *test,
             JsonNode             *node,
             GError              **error)
{
  const char *name = muster_json_path_str (node, "organization.displayName");
  g_autofree char *method = muster_test_get_setting (test, "method");

  muster_connection_report_set_account (test->report, name);
  if (g_strcmp0 (method, "certificate") == 0)
    check_certificate (test);
  if (g_strcmp0 (method, "person") == 0)
    check_technician (test);
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

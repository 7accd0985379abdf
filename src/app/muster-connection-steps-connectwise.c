/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connection-steps.h"
#include "muster-connectwise.h"
#include "muster-json.h"

/* ConnectWise: the code base tells where the API is, and changes at every upgrade of the cloud. In the cloud wrong keys
 * can show as 404 (vendor's developer guide). */

static gboolean
server_args (MusterConnectionTest *test,
             JsonObject           *args)
{
  g_autofree char *company = muster_test_get_setting (test, "companyId");

  json_object_set_string_member (args, "company", company);
  return TRUE;
}

static char *
server_done (MusterConnectionTest *test,
             JsonNode             *node,
             GError              **error)
{
  g_autofree char *site = muster_test_get_setting (test, "site");
  g_autofree char *root = muster_connectwise_api_root (site, node, error);

  if (root == NULL)
    return NULL;
  muster_test_discover_root (test, "apiRoot", root);
  return g_strdup (muster_json_path_str (node, "info.VersionCode"));
}

static char *
boards_done (MusterConnectionTest *test,
             JsonNode             *node,
             GError              **error)
{
  guint n = muster_steps_count_rows (node, "boards");

  /* Translators: how many service boards the connection sees */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u board", "%u boards", n), n);
}

const MusterConnectionStep muster_steps_connectwise[] = {
  { "company-info", N_("Find the server"), MUSTER_STEP_MUST | MUSTER_STEP_DISCOVERY, NULL, server_args, server_done },
  { "list-boards", N_("Sign in and read the service boards"), MUSTER_STEP_MUST,
    N_("System > Table Setup: Inquire = All for Service Board"), NULL, boards_done },
  { "whoami", N_("Know our own API member"), MUSTER_STEP_MUST, N_("System > My Account: Inquire = All"), NULL,
    muster_steps_whoami_done },
  { "poll-tickets", N_("Read tickets"), MUSTER_STEP_MUST, N_("Service Desk > Service Tickets: Inquire = All"),
    muster_steps_tickets_args, NULL },
  { "list-members", N_("Read who is a technician"), MUSTER_STEP_MUST, N_("System > Member Maintenance: Inquire = All"), NULL,
    muster_steps_members_done },
  { "list-companies", N_("Read companies"), MUSTER_STEP_MUST, N_("Companies > Company Maintenance: Inquire = All"), NULL,
    muster_steps_companies_done },
  { "list-contacts", N_("Read contacts"), 0, N_("Companies > Contacts: Inquire = All"), muster_steps_contacts_args, NULL },
  { NULL }
};

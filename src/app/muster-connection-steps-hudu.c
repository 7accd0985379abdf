/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connection-steps.h"
#include "muster-hudu.h"
#include "muster-json.h"

/* Hudu: the key, then one kind of documentation after the other of the first company. */

static char *
info_done (MusterConnectionTest *test,
           JsonNode             *node,
           GError              **error)
{
  const char *version = muster_json_path_str (node, "info.version");
  g_autofree char *url = muster_test_get_setting (test, "url");

  muster_connection_report_set_account (test->report, url);
  /* Translators: a version number */
  return version != NULL ? g_strdup_printf (_("Version %s"), version) : NULL;
}

static char *
companies_done (MusterConnectionTest *test,
                JsonNode             *node,
                GError              **error)
{
  g_autoptr(GPtrArray) companies = muster_hudu_read_companies (node, error);

  return muster_steps_take_companies (test, companies);
}

const MusterConnectionStep muster_steps_hudu[] = {
  { "api-info", N_("Find the server and sign in"), MUSTER_STEP_MUST, NULL, NULL, info_done },
  { "list-companies", N_("Read companies"), MUSTER_STEP_MUST, NULL, NULL, companies_done },
  { "search-articles", N_("Read articles"), MUSTER_STEP_MUST, NULL, muster_steps_company_args, NULL },
  { "list-procedures", N_("Read procedures"), 0, NULL, muster_steps_company_args, NULL },
  { "list-assets", N_("Read assets"), 0, NULL, muster_steps_company_args, NULL },
  { NULL }
};

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-address.h"
#include "muster-advice-private.h"
#include "muster-hudu.h"

/**
 * muster_hudu_normalize_url:
 * @typed: what somebody copied from the browser
 *
 * Every MSP has its own instance; what stands behind the host is a page of it.
 *
 * Returns: (transfer full) (nullable): `https://docs.msp.example`
 */
char *
muster_hudu_normalize_url (const char  *typed,
                           GError     **error)
{
  return muster_address_normalize (typed, error);
}

/* The PSA's company id may be a number or a text of digits */
static char *
sync_id (JsonObject *integration)
{
  const char *text = muster_json_str (integration, "sync_id");
  gint64 number = muster_json_int (integration, "sync_id", 0);

  if (text != NULL && *text != '\0')
    return g_strdup (text);
  return number > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
}

static MusterDocsCompany *
company_from_row (JsonObject *row)
{
  MusterDocsCompany *company = g_new0 (MusterDocsCompany, 1);
  JsonArray *integrations = muster_json_arr (row, "integrations");
  guint i;

  company->id = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (row, "id", 0));
  company->name = g_strdup (muster_json_str (row, "name"));
  company->website = g_strdup (muster_json_str (row, "website"));
  for (i = 0; integrations != NULL && i < json_array_get_length (integrations) && company->psa == NULL; i++)
    {
      JsonObject *integration = muster_json_arr_obj (integrations, i);
      const char *name = integration != NULL ? muster_json_str (integration, "integrator_name") : NULL;

      if (name == NULL || (!g_str_equal (name, "cw_manage") && !g_str_equal (name, "autotask") && !g_str_equal (name, "halo")))
        continue;
      company->psa_company_id = sync_id (integration);
      company->psa = company->psa_company_id != NULL ? g_strdup (name) : NULL;
    }
  return company;
}

/**
 * muster_hudu_read_companies:
 * @answer: result of `list-companies`
 *
 * Returns: (transfer full) (nullable) (element-type MusterDocsCompany): without archived ones, by name
 */
GPtrArray *
muster_hudu_read_companies (JsonNode  *answer,
                            GError   **error)
{
  g_autoptr(GPtrArray) companies = muster_docs_companies_new ();
  JsonObject *result = muster_json_node_obj (answer);
  JsonArray *rows = result != NULL ? muster_json_arr (result, "companies") : muster_json_node_arr (answer);
  guint i;

  if (rows == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no companies");
      return NULL;
    }
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);

      if (row != NULL && muster_json_int (row, "id", 0) > 0 && muster_json_str (row, "name") != NULL &&
          !muster_json_bool (row, "archived", FALSE))
        g_ptr_array_add (companies, company_from_row (row));
    }
  muster_docs_companies_sort (companies);
  return g_steal_pointer (&companies);
}

/**
 * muster_hudu_advice:
 * @tool: (nullable): short name of the tool that failed
 * @error: its error
 *
 * Returns: (transfer full): what it means
 */
MusterAdvice *
muster_hudu_advice (const char   *tool,
                    const GError *error)
{
  if (error->domain != MUSTER_ERROR)
    return muster_advice_common ("Hudu", error);
  switch (error->code)
    {
    case MUSTER_ERROR_SIGNED_OUT:
      if (g_strcmp0 (tool, "find-passwords") == 0)
        return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN,
                                  _("This key may not read passwords"),
                                  _("That is fine: Muster does not need them. To list their names, allow password access for the key."));
      return muster_advice_new ("wrong-key", MUSTER_ERROR_SIGNED_OUT,
                                _("Hudu does not accept the key"),
                                _("Paste the whole key from Admin > Basic Information > API Keys. If the key allows only certain addresses, add the one of this computer."));
    case MUSTER_ERROR_FORBIDDEN:
      return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN,
                                _("The key may not read this"),
                                _("Give the key access to all companies, or to those that Muster works for. It needs neither passwords nor deleting."));
    case MUSTER_ERROR_NOT_FOUND:
    case MUSTER_ERROR_BAD_REPLY:
      return muster_advice_new ("wrong-address", MUSTER_ERROR_BAD_REPLY,
                                _("There is no Hudu at this address"),
                                _("Enter the address that you see in the browser when you are signed in to Hudu, without anything behind the host name. A sign-in page of a proxy gives this message too."));
    default:
      return muster_advice_common ("Hudu", error);
    }
}

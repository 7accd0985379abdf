/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-advice-private.h"
#include "muster-itglue.h"

/* IT Glue: organizations and what its refusals mean. Ids are texts of digits. `primary` marks the MSP itself (newer public
 * modules of the API); documents for all customers are documents of that organization. */

static JsonArray *
rows_of (JsonNode   *answer,
         const char *member)
{
  JsonObject *result = muster_json_node_obj (answer);

  return result != NULL ? muster_json_arr (result, member) : NULL;
}

static gboolean
is_usable (JsonObject *row)
{
  return row != NULL && muster_json_str (row, "id") != NULL && muster_json_str (row, "name") != NULL;
}

/**
 * muster_itglue_read_companies:
 * @answer: result of `list-companies`
 *
 * Returns: (transfer full) (nullable) (element-type MusterDocsCompany): without the MSP itself, by name
 */
GPtrArray *
muster_itglue_read_companies (JsonNode  *answer,
                              GError   **error)
{
  g_autoptr(GPtrArray) companies = muster_docs_companies_new ();
  JsonArray *rows = rows_of (answer, "companies");
  guint i;

  if (rows == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no organizations");
      return NULL;
    }
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      MusterDocsCompany *company;

      if (!is_usable (row) || muster_json_bool (row, "primary", FALSE))
        continue;
      company = g_new0 (MusterDocsCompany, 1);
      company->id = g_strdup (muster_json_str (row, "id"));
      company->name = g_strdup (muster_json_str (row, "name"));
      g_ptr_array_add (companies, company);
    }
  muster_docs_companies_sort (companies);
  return g_steal_pointer (&companies);
}

/**
 * muster_itglue_read_own:
 * @answer: result of `list-companies` or `api-info`
 * @name: (out) (optional) (transfer full) (nullable): its name
 *
 * Returns: (transfer full) (nullable): id of the MSP's own organization
 */
char *
muster_itglue_read_own (JsonNode  *answer,
                        char     **name)
{
  JsonArray *rows = rows_of (answer, "own");
  gboolean marked = rows != NULL;
  guint i;

  if (name != NULL)
    *name = NULL;
  if (rows == NULL)
    rows = rows_of (answer, "companies");
  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);

      if (!is_usable (row) || !(marked || muster_json_bool (row, "primary", FALSE)))
        continue;
      if (name != NULL)
        *name = g_strdup (muster_json_str (row, "name"));
      return g_strdup (muster_json_str (row, "id"));
    }
  return NULL;
}

/**
 * muster_itglue_read_pair:
 * @answer: result of `find-company`
 *
 * A filter that the service does not know is left out without a word, and the whole list comes back: more than one
 * organization is no answer.
 *
 * Returns: (transfer full) (nullable): id of the one organization that belongs to the company of the PSA
 */
char *
muster_itglue_read_pair (JsonNode *answer)
{
  JsonArray *rows = rows_of (answer, "companies");
  JsonObject *row = rows != NULL && json_array_get_length (rows) == 1 ? muster_json_arr_obj (rows, 0) : NULL;

  return is_usable (row) && !muster_json_bool (row, "primary", FALSE) ? g_strdup (muster_json_str (row, "id")) : NULL;
}

/**
 * muster_itglue_advice:
 * @tool: (nullable): short name of the tool that failed
 * @error: its error
 *
 * Returns: (transfer full): what it means
 */
MusterAdvice *
muster_itglue_advice (const char   *tool,
                      const GError *error)
{
  if (error->domain != MUSTER_ERROR)
    return muster_advice_common ("IT Glue", error);
  switch (error->code)
    {
    case MUSTER_ERROR_SIGNED_OUT:
      return muster_advice_new ("wrong-key", MUSTER_ERROR_SIGNED_OUT,
                                _("IT Glue does not accept the key"),
                                _("Check the region first: a key works in its own region only. Then paste the whole key from Account > Settings > API Keys; one that was paused or revoked has to be generated again."));
    case MUSTER_ERROR_FORBIDDEN:
      if (g_strcmp0 (tool, "get-password") == 0)
        return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN,
                                  _("This key may not read passwords"),
                                  _("Muster needs them only to reveal one to a technician. For that, tick Password Access for the key in Account > Settings > API Keys."));
      return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN,
                                _("IT Glue refuses the access"),
                                _("Check that your plan includes the API, and that the key has not been limited."));
    case MUSTER_ERROR_NOT_FOUND:
      return muster_advice_new ("missing-feature", MUSTER_ERROR_NOT_FOUND,
                                _("IT Glue does not have this for your account"),
                                _("The organization may have been deleted, or this part of the API is not switched on for your account yet."));
    case MUSTER_ERROR_BAD_REPLY:
      return muster_advice_new ("bad-answer", MUSTER_ERROR_BAD_REPLY,
                                _("IT Glue gave an answer that makes no sense"),
                                _("A proxy in your network may have answered in its place. If not, try again later and look at the state of IT Glue’s service."));
    default:
      return muster_advice_common ("IT Glue", error);
    }
}

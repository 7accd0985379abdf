/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include "muster-error.h"

#include "muster-docs.h"
#include "muster-hudu.h"
#include "muster-itglue.h"

/* What is the same with every documentation platform, and which of them reads an answer. */

static const struct
{
  const char  *integration;
  GPtrArray *(*read_companies) (JsonNode *answer, GError **error);
  const char  *tools[MUSTER_DOCS_N_TOOLS];
} platforms[] = {
  { "hudu", muster_hudu_read_companies,
    { [MUSTER_DOCS_TOOL_SEARCH] = "hudu:search-articles", [MUSTER_DOCS_TOOL_CREATE] = "hudu:create-article" } },
  { "itglue", muster_itglue_read_companies,
    { [MUSTER_DOCS_TOOL_SEARCH] = "itglue:search-documents", [MUSTER_DOCS_TOOL_CREATE] = "itglue:create-document" } },
};

/* Hudu: seen in answers of its companies. IT Glue: the vendor's own module (`psa_integration_type`); HaloPSA is in neither. */
static const struct
{
  const char *integration;
  const char *psa;
  const char *name;
} psas[] = {
  { "hudu", "connectwise", "cw_manage" },
  { "hudu", "autotask", "autotask" },
  { "hudu", "halopsa", "halo" },
  { "itglue", "connectwise", "manage" },
  { "itglue", "autotask", "autotask" },
};

void
muster_docs_company_free (MusterDocsCompany *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->website);
  g_free (self->psa);
  g_free (self->psa_company_id);
  g_free (self);
}

GPtrArray *
muster_docs_companies_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) muster_docs_company_free);
}

static int
compare_companies (gconstpointer a,
                   gconstpointer b)
{
  const MusterDocsCompany *first = *(MusterDocsCompany * const *) a;
  const MusterDocsCompany *second = *(MusterDocsCompany * const *) b;

  return g_utf8_collate (first->name, second->name);
}

void
muster_docs_companies_sort (GPtrArray *companies)
{
  g_ptr_array_sort (companies, compare_companies);
}

/**
 * muster_docs_read_companies:
 * @integration: `hudu` or `itglue`
 * @answer: result of its `list-companies`
 *
 * Returns: (transfer full) (nullable) (element-type MusterDocsCompany): the customers, by name
 */
GPtrArray *
muster_docs_read_companies (const char  *integration,
                            JsonNode    *answer,
                            GError     **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    if (g_strcmp0 (platforms[i].integration, integration) == 0)
      return platforms[i].read_companies (answer, error);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "“%s” is no documentation platform", integration);
  return NULL;
}

/**
 * muster_docs_psa_name:
 * @integration: `hudu` or `itglue`
 * @psa: (nullable): integration of the PSA
 *
 * Returns: (nullable): what the platform calls it
 */
const char *
muster_docs_psa_name (const char *integration,
                      const char *psa)
{
  for (gsize i = 0; i < G_N_ELEMENTS (psas); i++)
    if (g_strcmp0 (psas[i].integration, integration) == 0 && g_strcmp0 (psas[i].psa, psa) == 0)
      return psas[i].name;
  return NULL;
}

/**
 * muster_docs_tool:
 * @integration: `hudu` or `itglue`
 * @tool: what is to be done
 *
 * Returns: (nullable): the full name of the platform's tool for it
 */
const char *
muster_docs_tool (const char     *integration,
                  MusterDocsTool  tool)
{
  g_return_val_if_fail ((gsize) tool < MUSTER_DOCS_N_TOOLS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    if (g_strcmp0 (platforms[i].integration, integration) == 0)
      return platforms[i].tools[tool];
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What every platform can do, under a name of its own */
typedef enum
{
  MUSTER_DOCS_TOOL_SEARCH,
  MUSTER_DOCS_TOOL_CREATE,
  MUSTER_DOCS_N_TOOLS
} MusterDocsTool;

/**
 * MusterDocsCompany:
 * @id: the platform's company id, as text
 * @name: its name
 * @website: (nullable): its web site, where the platform knows one
 * @psa: (nullable): the PSA that it is matched with, such as `cw_manage`
 * @psa_company_id: (nullable): the PSA's company id
 */
typedef struct
{
  char *id;
  char *name;
  char *website;
  char *psa;
  char *psa_company_id;
} MusterDocsCompany;

void        muster_docs_company_free   (MusterDocsCompany *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterDocsCompany, muster_docs_company_free)

/* (element-type MusterDocsCompany) */
GPtrArray  *muster_docs_companies_new  (void);
void        muster_docs_companies_sort (GPtrArray         *companies);

/* Answer of `list-companies` of a documentation platform → (element-type MusterDocsCompany) */
GPtrArray  *muster_docs_read_companies (const char        *integration,
                                        JsonNode          *answer,
                                        GError           **error);
/* What the platform calls a PSA; %NULL when it cannot be linked with it */
const char *muster_docs_psa_name       (const char        *integration,
                                        const char        *psa);
const char *muster_docs_tool           (const char        *integration,
                                        MusterDocsTool     tool);

G_END_DECLS

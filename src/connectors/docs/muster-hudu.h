/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-advice.h"

G_BEGIN_DECLS

/**
 * MusterDocsCompany:
 * @id: the platform's company id, as text
 * @name: its name
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

void          muster_docs_company_free   (MusterDocsCompany *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterDocsCompany, muster_docs_company_free)

/* "docs.msp.example/api/v1/" → "https://docs.msp.example" */
char         *muster_hudu_normalize_url  (const char    *typed,
                                          GError       **error);
/* Answer of `list-companies` → (element-type MusterDocsCompany), archived ones left out, by name */
GPtrArray    *muster_hudu_read_companies (JsonNode      *answer,
                                          GError       **error);
MusterAdvice *muster_hudu_advice         (const char    *tool,
                                          const GError  *error);

G_END_DECLS

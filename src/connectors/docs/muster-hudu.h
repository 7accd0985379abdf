/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-advice.h"
#include "muster-docs.h"

G_BEGIN_DECLS

/* "docs.msp.example/api/v1/" → "https://docs.msp.example" */
char         *muster_hudu_normalize_url  (const char    *typed,
                                          GError       **error);
/* Answer of `list-companies` → (element-type MusterDocsCompany), archived ones left out, by name */
GPtrArray    *muster_hudu_read_companies (JsonNode      *answer,
                                          GError       **error);
MusterAdvice *muster_hudu_advice         (const char    *tool,
                                          const GError  *error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-advice.h"
#include "muster-docs.h"

G_BEGIN_DECLS

/* Answer of `list-companies` → (element-type MusterDocsCompany), the MSP's own organization left out, by name */
GPtrArray    *muster_itglue_read_companies (JsonNode      *answer,
                                            GError       **error);
/* Answer of `list-companies` or `api-info`: the organization of the MSP itself, where its own documents are */
char         *muster_itglue_read_own       (JsonNode      *answer,
                                            char         **name);
/* Answer of `find-company`: the one organization, or %NULL when there is none or the filter was not understood */
char         *muster_itglue_read_pair      (JsonNode      *answer);
MusterAdvice *muster_itglue_advice         (const char    *tool,
                                            const GError  *error);

G_END_DECLS

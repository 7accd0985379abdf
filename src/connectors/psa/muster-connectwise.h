/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-advice.h"
#include "muster-psa.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECTWISE_PSA (muster_connectwise_psa_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnectwisePsa, muster_connectwise_psa, MUSTER, CONNECTWISE_PSA, GObject)

MusterPsa    *muster_connectwise_psa_new             (void);

/* "na.myconnectwise.net", "https://na.myconnectwise.net/v4_6_release" … → "https://na.myconnectwise.net" */
char         *muster_connectwise_normalize_site      (const char    *typed,
                                                      GError       **error);
/* Answer of `company-info` → "https://api-na.myconnectwise.net/v2025_1/apis/3.0" */
char         *muster_connectwise_api_root            (const char    *site,
                                                      JsonNode      *company_info,
                                                      GError       **error);
/* The user part of Basic: companyId+publicKey */
char         *muster_connectwise_basic_user          (const char    *company_id,
                                                      const char    *public_key);
MusterAdvice *muster_connectwise_advice              (const char    *tool,
                                                      const GError  *error);

G_END_DECLS

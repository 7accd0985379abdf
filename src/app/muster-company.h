/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_COMPANY (muster_company_get_type ())
G_DECLARE_FINAL_TYPE (MusterCompany, muster_company, MUSTER, COMPANY, MusterRecord)

MusterCompany      *muster_company_new         (const char *id, const char *name, const char *detail, const char * const *domains, const char *tenant);
const char         *muster_company_get_id      (MusterCompany *self);
void                muster_company_set_id      (MusterCompany *self, const char *value);
const char         *muster_company_get_name    (MusterCompany *self);
void                muster_company_set_name    (MusterCompany *self, const char *value);
const char         *muster_company_get_detail  (MusterCompany *self); /* (nullable): short second line */
void                muster_company_set_detail  (MusterCompany *self, const char *value);
const char * const *muster_company_get_domains (MusterCompany *self); /* (nullable) */
const char         *muster_company_get_tenant  (MusterCompany *self); /* (nullable) */
void                muster_company_set_tenant  (MusterCompany *self, const char *value);

/* (nullable): id of the same customer in the PSA, where the vendor knows it */
const char         *muster_company_get_psa_id  (MusterCompany *self);
void                muster_company_set_psa_id  (MusterCompany *self, const char *value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-company.h"
#include "muster-record-private.h"

/**
 * MusterCompany:
 *
 * A customer as a vendor knows it: PSA company, Microsoft 365 tenant or documentation company.
 */

struct _MusterCompany
{
  MusterRecord parent_instance;

  char *id;
  char *name;
  char *detail;
  char **domains;
  char *tenant;
  char *psa_id;
};

G_DEFINE_FINAL_TYPE (MusterCompany, muster_company, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterCompany, muster_company, id)
ACCESSORS_STRING (MusterCompany, muster_company, name)
ACCESSORS_STRING (MusterCompany, muster_company, detail)
ACCESSORS_STRING (MusterCompany, muster_company, tenant)
ACCESSORS_STRING (MusterCompany, muster_company, psa_id)

const char * const *
muster_company_get_domains (MusterCompany *self)
{
  g_return_val_if_fail (MUSTER_IS_COMPANY (self), NULL);
  return (const char * const *) self->domains;
}

static void
muster_company_finalize (GObject *object)
{
  g_strfreev (MUSTER_COMPANY (object)->domains);
  G_OBJECT_CLASS (muster_company_parent_class)->finalize (object);
}

static void
muster_company_class_init (MusterCompanyClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterCompany, id),
    FIELD_STRING (MusterCompany, name),
    FIELD_STRING (MusterCompany, detail),
    FIELD_STRING (MusterCompany, tenant),
    FIELD_STRING (MusterCompany, psa_id),
  };

  G_OBJECT_CLASS (klass)->finalize = muster_company_finalize;
  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_company_init (MusterCompany *self)
{
}

MusterCompany *
muster_company_new (const char *id,
                    const char *name,
                    const char *detail,
                    const char * const *domains,
                    const char *tenant)
{
  MusterCompany *self = g_object_new (MUSTER_TYPE_COMPANY, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->detail = g_strdup (detail);
  self->domains = g_strdupv ((char **) domains);
  self->tenant = g_strdup (tenant);

  return self;
}

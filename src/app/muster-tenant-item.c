/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-tenant-item.h"
#include "muster-record-private.h"

/**
 * MusterTenantItem:
 *
 * A customer’s tenant in the list.
 */

struct _MusterTenantItem
{
  MusterRecord parent_instance;

  char *connection_id;
  char *id;
  char *name;
  char *domain;
  char *state;
  char *state_text;
  gint64 ends;
  gint64 days_left;
  gboolean expiring;
  char *advice;
  char *url;
  char *client_id;
  char *client_name;
  gint64 checked;
  char *readiness;
  char *summary;
};

G_DEFINE_FINAL_TYPE (MusterTenantItem, muster_tenant_item, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, connection_id)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, id)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, name)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, domain)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, state)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, state_text)
ACCESSORS_INT64 (MusterTenantItem, muster_tenant_item, ends)
ACCESSORS_INT64 (MusterTenantItem, muster_tenant_item, days_left)
ACCESSORS_BOOLEAN (MusterTenantItem, muster_tenant_item, expiring)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, advice)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, url)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, client_id)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, client_name)
ACCESSORS_INT64 (MusterTenantItem, muster_tenant_item, checked)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, readiness)
ACCESSORS_STRING (MusterTenantItem, muster_tenant_item, summary)

static void
muster_tenant_item_class_init (MusterTenantItemClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterTenantItem, connection_id),
    FIELD_STRING (MusterTenantItem, id),
    FIELD_STRING (MusterTenantItem, name),
    FIELD_STRING (MusterTenantItem, domain),
    FIELD_STRING (MusterTenantItem, state),
    FIELD_STRING (MusterTenantItem, state_text),
    FIELD_INT64 (MusterTenantItem, ends),
    FIELD_INT64 (MusterTenantItem, days_left),
    FIELD_BOOLEAN (MusterTenantItem, expiring),
    FIELD_STRING (MusterTenantItem, advice),
    FIELD_STRING (MusterTenantItem, url),
    FIELD_STRING (MusterTenantItem, client_id),
    FIELD_STRING (MusterTenantItem, client_name),
    FIELD_INT64 (MusterTenantItem, checked),
    FIELD_STRING (MusterTenantItem, readiness),
    FIELD_STRING (MusterTenantItem, summary),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_tenant_item_init (MusterTenantItem *self)
{
}

MusterTenantItem *
muster_tenant_item_new (void)
{
  return g_object_new (MUSTER_TYPE_TENANT_ITEM, NULL);
}

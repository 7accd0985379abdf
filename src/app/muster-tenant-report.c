/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-tenant-report.h"
#include "muster-record-private.h"

/**
 * MusterReadinessItem:
 *
 * One thing that a tenant needs.
 */

struct _MusterReadinessItem
{
  MusterRecord parent_instance;

  char *id;
  MusterReadinessKind kind;
  MusterReadinessState state;
  char *title;
  char *detail;
  char *advice;
  char *url;
  gboolean customer_acts;
  char *tools_text;
  GPtrArray *blocks;
};

G_DEFINE_FINAL_TYPE (MusterReadinessItem, muster_readiness_item, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterReadinessItem, muster_readiness_item, id)
ACCESSORS_ENUM (MusterReadinessItem, muster_readiness_item, kind, MusterReadinessKind)
ACCESSORS_ENUM (MusterReadinessItem, muster_readiness_item, state, MusterReadinessState)
ACCESSORS_STRING (MusterReadinessItem, muster_readiness_item, title)
ACCESSORS_STRING (MusterReadinessItem, muster_readiness_item, detail)
ACCESSORS_STRING (MusterReadinessItem, muster_readiness_item, advice)
ACCESSORS_STRING (MusterReadinessItem, muster_readiness_item, url)
ACCESSORS_BOOLEAN (MusterReadinessItem, muster_readiness_item, customer_acts)
ACCESSORS_STRING (MusterReadinessItem, muster_readiness_item, tools_text)
ACCESSORS_ARRAY (MusterReadinessItem, muster_readiness_item, blocks)

static void
muster_readiness_item_class_init (MusterReadinessItemClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterReadinessItem, id),
    FIELD_ENUM (MusterReadinessItem, kind, muster_readiness_kind_get_type),
    FIELD_ENUM (MusterReadinessItem, state, muster_readiness_state_get_type),
    FIELD_STRING (MusterReadinessItem, title),
    FIELD_STRING (MusterReadinessItem, detail),
    FIELD_STRING (MusterReadinessItem, advice),
    FIELD_STRING (MusterReadinessItem, url),
    FIELD_BOOLEAN (MusterReadinessItem, customer_acts),
    FIELD_STRING (MusterReadinessItem, tools_text),
    FIELD_ARRAY (MusterReadinessItem, blocks),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_readiness_item_init (MusterReadinessItem *self)
{
}

MusterReadinessItem *
muster_readiness_item_new (void)
{
  return g_object_new (MUSTER_TYPE_READINESS_ITEM, NULL);
}

/**
 * MusterTenantReport:
 *
 * Whether one customer’s tenant is ready.
 */

struct _MusterTenantReport
{
  MusterRecord parent_instance;

  char *connection_id;
  char *tenant_id;
  char *name;
  gint64 checked;
  MusterReadinessState state;
  char *summary;
  gint64 n_missing;
  GListModel *rows;
};

G_DEFINE_FINAL_TYPE (MusterTenantReport, muster_tenant_report, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterTenantReport, muster_tenant_report, connection_id)
ACCESSORS_STRING (MusterTenantReport, muster_tenant_report, tenant_id)
ACCESSORS_STRING (MusterTenantReport, muster_tenant_report, name)
ACCESSORS_INT64 (MusterTenantReport, muster_tenant_report, checked)
ACCESSORS_ENUM (MusterTenantReport, muster_tenant_report, state, MusterReadinessState)
ACCESSORS_STRING (MusterTenantReport, muster_tenant_report, summary)
ACCESSORS_INT64 (MusterTenantReport, muster_tenant_report, n_missing)
ACCESSORS_OBJECT (MusterTenantReport, muster_tenant_report, rows, GListModel)

static void
muster_tenant_report_class_init (MusterTenantReportClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterTenantReport, connection_id),
    FIELD_STRING (MusterTenantReport, tenant_id),
    FIELD_STRING (MusterTenantReport, name),
    FIELD_INT64 (MusterTenantReport, checked),
    FIELD_ENUM (MusterTenantReport, state, muster_readiness_state_get_type),
    FIELD_STRING (MusterTenantReport, summary),
    FIELD_INT64 (MusterTenantReport, n_missing),
    FIELD_OBJECT (MusterTenantReport, rows, g_list_model_get_type),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_tenant_report_init (MusterTenantReport *self)
{
}

MusterTenantReport *
muster_tenant_report_new (void)
{
  return g_object_new (MUSTER_TYPE_TENANT_REPORT, NULL);
}

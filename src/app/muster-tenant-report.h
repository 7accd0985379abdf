/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-readiness.h"
#include "muster-record.h"

G_BEGIN_DECLS

/* Whether one customer's tenant is ready, row by row. Texts are translated. */

#define MUSTER_TYPE_READINESS_ITEM (muster_readiness_item_get_type ())
G_DECLARE_FINAL_TYPE (MusterReadinessItem, muster_readiness_item, MUSTER, READINESS_ITEM, MusterRecord)

MusterReadinessItem  *muster_readiness_item_new               (void);
const char           *muster_readiness_item_get_id            (MusterReadinessItem *self);
void                  muster_readiness_item_set_id            (MusterReadinessItem *self, const char *value);
MusterReadinessKind   muster_readiness_item_get_kind          (MusterReadinessItem *self);
void                  muster_readiness_item_set_kind          (MusterReadinessItem *self, MusterReadinessKind value);
MusterReadinessState  muster_readiness_item_get_state         (MusterReadinessItem *self);
void                  muster_readiness_item_set_state         (MusterReadinessItem *self, MusterReadinessState value);
const char           *muster_readiness_item_get_title         (MusterReadinessItem *self);
void                  muster_readiness_item_set_title         (MusterReadinessItem *self, const char *value);
const char           *muster_readiness_item_get_detail        (MusterReadinessItem *self); /* (nullable) */
void                  muster_readiness_item_set_detail        (MusterReadinessItem *self, const char *value);
const char           *muster_readiness_item_get_advice        (MusterReadinessItem *self); /* (nullable): what to do, who does it */
void                  muster_readiness_item_set_advice        (MusterReadinessItem *self, const char *value);
const char           *muster_readiness_item_get_url           (MusterReadinessItem *self); /* (nullable) */
void                  muster_readiness_item_set_url           (MusterReadinessItem *self, const char *value);
gboolean              muster_readiness_item_get_customer_acts (MusterReadinessItem *self); /* the customer's administrator does it */
void                  muster_readiness_item_set_customer_acts (MusterReadinessItem *self, gboolean value);
const char           *muster_readiness_item_get_tools_text    (MusterReadinessItem *self); /* (nullable): titles of the tools that hang on it */
void                  muster_readiness_item_set_tools_text    (MusterReadinessItem *self, const char *value);
/* (element-type utf8): full names of the tools that are off because of it */
GPtrArray            *muster_readiness_item_get_blocks        (MusterReadinessItem *self);
void                  muster_readiness_item_set_blocks        (MusterReadinessItem *self, GPtrArray *value);

#define MUSTER_TYPE_TENANT_REPORT (muster_tenant_report_get_type ())
G_DECLARE_FINAL_TYPE (MusterTenantReport, muster_tenant_report, MUSTER, TENANT_REPORT, MusterRecord)

MusterTenantReport   *muster_tenant_report_new                (void);
const char           *muster_tenant_report_get_connection_id  (MusterTenantReport *self);
void                  muster_tenant_report_set_connection_id  (MusterTenantReport *self, const char *value);
const char           *muster_tenant_report_get_tenant_id      (MusterTenantReport *self);
void                  muster_tenant_report_set_tenant_id      (MusterTenantReport *self, const char *value);
const char           *muster_tenant_report_get_name           (MusterTenantReport *self);
void                  muster_tenant_report_set_name           (MusterTenantReport *self, const char *value);
gint64                muster_tenant_report_get_checked        (MusterTenantReport *self); /* UTC microseconds */
void                  muster_tenant_report_set_checked        (MusterTenantReport *self, gint64 value);
MusterReadinessState  muster_tenant_report_get_state          (MusterTenantReport *self);
void                  muster_tenant_report_set_state          (MusterTenantReport *self, MusterReadinessState value);
const char           *muster_tenant_report_get_summary        (MusterTenantReport *self);
void                  muster_tenant_report_set_summary        (MusterTenantReport *self, const char *value);
gint64                muster_tenant_report_get_n_missing      (MusterTenantReport *self);
void                  muster_tenant_report_set_n_missing      (MusterTenantReport *self, gint64 value);
/* (element-type MusterReadinessItem): in the order in which they are put right */
GListModel           *muster_tenant_report_get_rows           (MusterTenantReport *self);
void                  muster_tenant_report_set_rows           (MusterTenantReport *self, GListModel *value);

G_END_DECLS

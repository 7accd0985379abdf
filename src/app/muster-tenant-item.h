/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

/* A customer's tenant in the list: "is it ours, until when, is it ready". Texts are translated. */

#define MUSTER_TYPE_TENANT_ITEM (muster_tenant_item_get_type ())
G_DECLARE_FINAL_TYPE (MusterTenantItem, muster_tenant_item, MUSTER, TENANT_ITEM, MusterRecord)

MusterTenantItem *muster_tenant_item_new                (void);
const char       *muster_tenant_item_get_connection_id  (MusterTenantItem *self);
void              muster_tenant_item_set_connection_id  (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_id             (MusterTenantItem *self); /* tenant GUID */
void              muster_tenant_item_set_id             (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_name           (MusterTenantItem *self);
void              muster_tenant_item_set_name           (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_domain         (MusterTenantItem *self); /* (nullable) */
void              muster_tenant_item_set_domain         (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_state          (MusterTenantItem *self); /* "none", "terminated", "expired", "invited", "activating", "ending", "active" */
void              muster_tenant_item_set_state          (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_state_text     (MusterTenantItem *self); /* "Until 10 January 2028, prolonged by itself" */
void              muster_tenant_item_set_state_text     (MusterTenantItem *self, const char *value);
gint64            muster_tenant_item_get_ends           (MusterTenantItem *self); /* UTC microseconds; 0: not known */
void              muster_tenant_item_set_ends           (MusterTenantItem *self, gint64 value);
gint64            muster_tenant_item_get_days_left      (MusterTenantItem *self); /* only with ends; below 0: over */
void              muster_tenant_item_set_days_left      (MusterTenantItem *self, gint64 value);
gboolean          muster_tenant_item_get_expiring       (MusterTenantItem *self); /* a person has to prolong it now */
void              muster_tenant_item_set_expiring       (MusterTenantItem *self, gboolean value);
const char       *muster_tenant_item_get_advice         (MusterTenantItem *self); /* (nullable): what to do about the relationship */
void              muster_tenant_item_set_advice         (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_url            (MusterTenantItem *self); /* (nullable): the page for that; of "invited" the link for the customer */
void              muster_tenant_item_set_url            (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_client_id      (MusterTenantItem *self); /* (nullable): mapped client */
void              muster_tenant_item_set_client_id      (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_client_name    (MusterTenantItem *self); /* (nullable) */
void              muster_tenant_item_set_client_name    (MusterTenantItem *self, const char *value);
gint64            muster_tenant_item_get_checked        (MusterTenantItem *self); /* UTC microseconds; 0: never looked at */
void              muster_tenant_item_set_checked        (MusterTenantItem *self, gint64 value);
const char       *muster_tenant_item_get_readiness      (MusterTenantItem *self); /* "ok", "expiring", "unknown", "missing" */
void              muster_tenant_item_set_readiness      (MusterTenantItem *self, const char *value);
const char       *muster_tenant_item_get_summary        (MusterTenantItem *self); /* "3 things are missing, 7 tools are off" */
void              muster_tenant_item_set_summary        (MusterTenantItem *self, const char *value);

G_END_DECLS

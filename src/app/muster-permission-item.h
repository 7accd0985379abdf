/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

/* A permission that the app registration has to ask for, or asks for without need. Texts are translated. */

#define MUSTER_TYPE_PERMISSION_ITEM (muster_permission_item_get_type ())
G_DECLARE_FINAL_TYPE (MusterPermissionItem, muster_permission_item, MUSTER, PERMISSION_ITEM, MusterRecord)

MusterPermissionItem *muster_permission_item_new             (void);
const char           *muster_permission_item_get_name        (MusterPermissionItem *self);
void                  muster_permission_item_set_name        (MusterPermissionItem *self, const char *value);
const char           *muster_permission_item_get_id          (MusterPermissionItem *self); /* (nullable): GUID */
void                  muster_permission_item_set_id          (MusterPermissionItem *self, const char *value);
const char           *muster_permission_item_get_service     (MusterPermissionItem *self); /* "Microsoft Graph" */
void                  muster_permission_item_set_service     (MusterPermissionItem *self, const char *value);
gboolean              muster_permission_item_get_delegated   (MusterPermissionItem *self); /* else an application permission */
void                  muster_permission_item_set_delegated   (MusterPermissionItem *self, gboolean value);
const char           *muster_permission_item_get_state       (MusterPermissionItem *self); /* "needed", "missing", "granted", "superfluous" */
void                  muster_permission_item_set_state       (MusterPermissionItem *self, const char *value);
const char           *muster_permission_item_get_purpose     (MusterPermissionItem *self);
void                  muster_permission_item_set_purpose     (MusterPermissionItem *self, const char *value);
const char           *muster_permission_item_get_tools_text  (MusterPermissionItem *self); /* (nullable): titles of the tools that need it */
void                  muster_permission_item_set_tools_text  (MusterPermissionItem *self, const char *value);
const char           *muster_permission_item_get_advice      (MusterPermissionItem *self); /* (nullable): how it is added, or removed */
void                  muster_permission_item_set_advice      (MusterPermissionItem *self, const char *value);
/* It is needed in the customers' tenants, so a consent has to name it; those of the MSP's own tenant no customer can give */
gboolean              muster_permission_item_get_customer    (MusterPermissionItem *self);
void                  muster_permission_item_set_customer    (MusterPermissionItem *self, gboolean value);
/* (element-type utf8): full names of the tools that need it */
GPtrArray            *muster_permission_item_get_tools       (MusterPermissionItem *self);
void                  muster_permission_item_set_tools       (MusterPermissionItem *self, GPtrArray *value);

G_END_DECLS

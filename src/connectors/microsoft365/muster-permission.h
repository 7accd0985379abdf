/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"

G_BEGIN_DECLS

/* Application ids of the services that give permissions; the same in every tenant and cloud */
#define MUSTER_RESOURCE_GRAPH          "00000003-0000-0000-c000-000000000000"
#define MUSTER_RESOURCE_EXCHANGE       "00000002-0000-0ff1-ce00-000000000000"
#define MUSTER_RESOURCE_PARTNER_CENTER "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"

/**
 * MusterPermission:
 * @name: as the app registration shows it, such as `User.Read.All`
 * @delegated: (nullable): its id as a delegated permission
 * @application: (nullable): its id as an application permission
 * @resource: application id of the service
 * @purpose: N_(): what it is for, in a few words
 */
typedef struct
{
  const char *name;
  const char *delegated;
  const char *application;
  const char *resource;
  const char *purpose;
} MusterPermission;

/* (nullable): by name, or by either of its ids */
const MusterPermission *muster_permission_find         (const char         *name);
const MusterPermission *muster_permission_find_id      (const char         *id);
/* Whether permissions of this service are given in customers' tenants; those for Partner Center are the MSP's own */
gboolean                muster_permission_is_customers (const char         *resource);
/* translated: "Microsoft Graph", "Office 365 Exchange Online", … */
const char             *muster_permission_service      (const char         *resource);

/**
 * MusterPermissionNeed:
 * @name: of the permission
 * @id: (nullable): the id that the app registration asks for
 * @resource: application id of the service
 * @purpose: translated
 * @tools: (element-type utf8): full names of the enabled tools that need it, sorted
 * @own: it is needed in the MSP's own tenant
 * @customer: it is needed in the customers' tenants
 */
typedef struct
{
  char      *name;
  char      *id;
  char      *resource;
  char      *purpose;
  GPtrArray *tools;
  gboolean   own;
  gboolean   customer;
} MusterPermissionNeed;

void       muster_permission_need_free   (MusterPermissionNeed  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPermissionNeed, muster_permission_need_free)

/* (transfer full) (element-type MusterPermissionNeed): by service and name. @tools: full names of the enabled tools;
 * (nullable): every tool. What the engine itself needs is always in it. */
GPtrArray *muster_permissions_for_tools  (MusterCatalog         *catalog,
                                          const char * const    *tools,
                                          gboolean               delegated);

/* TRUE when one of @granted is @name or includes it: User.ReadWrite.All includes User.Read.All */
gboolean   muster_permission_is_granted  (const char            *name,
                                          const char * const    *granted);

/**
 * MusterPermissionExtra:
 * @name: a permission that was granted
 * @resource: (nullable): application id of the service, where it is known
 * @instead: (nullable): the smaller permission that is enough
 */
typedef struct
{
  char *name;
  char *resource;
  char *instead;
} MusterPermissionExtra;

void       muster_permission_extra_free  (MusterPermissionExtra *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPermissionExtra, muster_permission_extra_free)

/* (transfer full) (element-type MusterPermissionExtra): what of @granted no need asks for, by name */
GPtrArray *muster_permissions_superfluous (GPtrArray            *needs,
                                           const char * const   *granted);

G_END_DECLS

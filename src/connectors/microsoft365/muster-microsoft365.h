/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-advice.h"

G_BEGIN_DECLS

/**
 * MusterTenant:
 * @id: tenant GUID
 * @name: display name
 * @domain: (nullable): default domain, where `/contracts` shows it
 * @roles: (element-type utf8): role template ids of all active relationships
 * @ends: (nullable): the latest end of an active relationship, ISO 8601
 * @gdap: whether an active relationship was found; a tenant of `/contracts` alone has none
 */
typedef struct
{
  char      *id;
  char      *name;
  char      *domain;
  GPtrArray *roles;
  char      *ends;
  gboolean   gdap;
} MusterTenant;

void          muster_tenant_free                 (MusterTenant  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterTenant, muster_tenant_free)

/* Answer of `list-customers` → (element-type MusterTenant), by name */
GPtrArray    *muster_microsoft365_read_tenants   (JsonNode      *answer,
                                                  GError       **error);

typedef enum
{
  MUSTER_GROUP_SECURITY,
  MUSTER_GROUP_MICROSOFT365,
  MUSTER_GROUP_MAIL_ENABLED,
  MUSTER_GROUP_DISTRIBUTION,
  MUSTER_GROUP_DYNAMIC,
  MUSTER_GROUP_SYNCED,
  MUSTER_GROUP_ROLE_ASSIGNABLE
} MusterGroupKind;

MusterGroupKind muster_microsoft365_group_kind   (JsonObject    *group);
const char   *muster_group_kind_to_string        (MusterGroupKind kind);
gboolean      muster_group_kind_graph_writable   (MusterGroupKind kind);

/* (nullable): "Microsoft 365 Business Premium" for "SPB" */
const char   *muster_microsoft365_sku_name       (const char    *part_number);
/* (nullable): "Helpdesk Administrator" for its template id */
const char   *muster_microsoft365_role_name      (const char    *template_id);
/* (nullable): and the other way round */
const char   *muster_microsoft365_role_id        (const char    *name);
/* (nullable): English meaning of a sign-in error code, such as 50053 */
const char   *muster_microsoft365_sign_in_meaning (gint64       error_code);

MusterAdvice *muster_microsoft365_advice         (const char    *tool,
                                                  const GError  *error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-microsoft365.h"

G_BEGIN_DECLS

/**
 * MusterRelationshipState:
 * @MUSTER_RELATIONSHIP_NONE: no GDAP relationship; the customer is known from contracts alone
 * @MUSTER_RELATIONSHIP_INVITED: made, but nobody at the customer has accepted it
 * @MUSTER_RELATIONSHIP_ACTIVATING: accepted moments ago
 * @MUSTER_RELATIONSHIP_ACTIVE: it gives rights
 * @MUSTER_RELATIONSHIP_ENDING: it gives rights and is being ended, or has no term any more
 * @MUSTER_RELATIONSHIP_EXPIRED: its term is over
 * @MUSTER_RELATIONSHIP_TERMINATED: somebody ended it
 *
 * Worst first: of several relationships of one customer the last one in this order counts.
 */
typedef enum
{
  MUSTER_RELATIONSHIP_NONE,
  MUSTER_RELATIONSHIP_TERMINATED,
  MUSTER_RELATIONSHIP_EXPIRED,
  MUSTER_RELATIONSHIP_INVITED,
  MUSTER_RELATIONSHIP_ACTIVATING,
  MUSTER_RELATIONSHIP_ENDING,
  MUSTER_RELATIONSHIP_ACTIVE
} MusterRelationshipState;

const char             *muster_relationship_state_to_string   (MusterRelationshipState state);
MusterRelationshipState muster_relationship_state_from_string (const char *text);

/**
 * MusterRelationship:
 * @id: of the relationship
 * @name: as it was called when it was made
 * @tenant: the customer's tenant, lower case
 * @tenant_name: (nullable)
 * @state: ours, from the vendor's status
 * @status: the vendor's own word
 * @ends: UTC microseconds; 0: not known
 * @auto_extend: it is prolonged by six months each time
 * @roles: (element-type utf8): role template ids that the customer agreed to
 */
typedef struct
{
  char                   *id;
  char                   *name;
  char                   *tenant;
  char                   *tenant_name;
  MusterRelationshipState state;
  char                   *status;
  gint64                  ends;
  gboolean                auto_extend;
  GPtrArray              *roles;
} MusterRelationship;

void       muster_relationship_free       (MusterRelationship *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterRelationship, muster_relationship_free)

/**
 * MusterCustomer:
 * @tenant: tenant GUID, lower case
 * @name: display name
 * @domain: (nullable): default domain
 * @state: the best of its relationships
 * @ends: UTC microseconds: when the first of its rights ends, unless another relationship keeps it; 0: not known
 * @auto_extend: it is prolonged by itself
 * @relationships: (element-type MusterRelationship): all of them, best first
 */
typedef struct
{
  char                   *tenant;
  char                   *name;
  char                   *domain;
  MusterRelationshipState state;
  gint64                  ends;
  gboolean                auto_extend;
  GPtrArray              *relationships;
} MusterCustomer;

void       muster_customer_free           (MusterCustomer     *self);
MusterCustomer *muster_customer_copy      (MusterCustomer     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterCustomer, muster_customer_free)

/* Answer of `list-tenants` (or `list-customers`) → (element-type MusterCustomer), by name */
GPtrArray *muster_customers_read          (JsonNode           *answer,
                                           GError            **error);

/**
 * MusterAssignment:
 * @group: security group of the MSP's own tenant
 * @active: it holds now
 * @roles: (element-type utf8): role template ids that its members have at the customer
 */
typedef struct
{
  char      *group;
  gboolean   active;
  GPtrArray *roles;
} MusterAssignment;

void       muster_assignment_free         (MusterAssignment   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterAssignment, muster_assignment_free)

/* Answer of `list-access-assignments` → (element-type MusterAssignment) */
GPtrArray *muster_assignments_read        (JsonNode           *answer,
                                           GError            **error);

/* Adds to @roles what members of @groups have by the active ones; FALSE: none of the groups has any of them */
gboolean   muster_assignments_unite       (GPtrArray          *assignments,
                                           GPtrArray          *groups,
                                           GPtrArray          *roles);

/* Answer of `list-my-groups` → (element-type utf8): ids of groups, lower case */
GPtrArray *muster_groups_read             (JsonNode           *answer,
                                           GError            **error);

/* Answer of `list-service-plans` → names of the plans that are bought and on; NULL: the answer does not tell them */
char     **muster_service_plans_read      (JsonNode           *answer);

/* Days until @ends, rounded down; below 0: over */
int        muster_days_left               (gint64              ends,
                                           gint64              now);

#define MUSTER_EXPIRY_WARNING_DAYS 30

/* Over or about to be over: at most 30 days left, and nothing prolongs it */
gboolean   muster_customer_expires_soon   (MusterCustomer     *self,
                                           gint64              now);

/* (transfer full): what the MSP sends to an administrator of the customer, who accepts the relationship there */
char      *muster_relationship_invitation (const char         *admin_portal,
                                           const char         *relationship_id);

G_END_DECLS

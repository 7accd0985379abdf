/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-tenant.h"

G_BEGIN_DECLS

/* What a customer's tenant still lacks. Facts → rows; pure, and the same at any time: what is stored are the facts, so
 * that rows follow the language and the tools that are enabled now. */

typedef enum
{
  MUSTER_READINESS_RELATIONSHIP,
  MUSTER_READINESS_CONSENT,
  MUSTER_READINESS_PERMISSION,
  MUSTER_READINESS_ROLE,
  MUSTER_READINESS_EXCHANGE_ROLE,
  MUSTER_READINESS_EXCHANGE_OPT_IN,
  MUSTER_READINESS_LICENCE
} MusterReadinessKind;

typedef enum
{
  MUSTER_READINESS_OK,
  MUSTER_READINESS_EXPIRING,
  MUSTER_READINESS_UNKNOWN,
  MUSTER_READINESS_MISSING
} MusterReadinessState;

#define MUSTER_TYPE_READINESS_KIND (muster_readiness_kind_get_type ())
GType       muster_readiness_kind_get_type   (void) G_GNUC_CONST;
#define MUSTER_TYPE_READINESS_STATE (muster_readiness_state_get_type ())
GType       muster_readiness_state_get_type  (void) G_GNUC_CONST;
/* "relationship", "consent", "permission", "role", "exchange-role", "exchange-opt-in", "licence" */
const char *muster_readiness_kind_to_string  (MusterReadinessKind  kind);
/* "ok", "expiring", "unknown", "missing" */
const char *muster_readiness_state_to_string (MusterReadinessState state);

/**
 * MusterReadinessFacts:
 * @tenant: the customer's tenant
 * @tenant_name: how people call it
 * @delegated: a person signed in, and works with that person's rights; else the app by itself
 * @cloud: (nullable): id of the cloud; %NULL: global
 * @client_id: (nullable): of the MSP's app
 * @technician: (nullable): who signed in
 * @consent_url: (nullable): where an administrator of the customer consents
 * @checked: when it was asked, UTC microseconds
 * @customer: (nullable): %NULL: relationships could not be read, or the MSP does not see this customer at all
 * @customers_read: relationships and contracts could be read, so that a customer that is not there is none
 * @token_error: (nullable): name of the error code of the tenant's token; %NULL: there is one
 * @token_aadsts: number of Microsoft's error; 0: none
 * @token_text: (nullable): its sentence
 * @granted: (nullable) (array zero-terminated=1): names of the permissions that were granted there; %NULL: not known
 * @granted_unknown: what was granted for other services than Graph, or under names without a published id, is not known
 * @probed: (nullable) (array zero-terminated=1): full names of reads that were tried, where @granted is not known
 * @refused: (nullable) (array zero-terminated=1): those of them that were refused
 * @roles: (nullable) (array zero-terminated=1): role template ids that count there: the technician's through GDAP, or
 *   those of the app's service principal; %NULL: not known
 * @in_no_group: delegated: no group of any relationship of this customer has the technician in it
 * @plans: (nullable) (array zero-terminated=1): names of the service plans that the tenant has bought; %NULL: not known
 * @exchange_accepted: an administrator of the MSP accepted that an endpoint without a published contract is used
 */
typedef struct
{
  char           *tenant;
  char           *tenant_name;
  gboolean        delegated;
  char           *cloud;
  char           *client_id;
  char           *technician;
  char           *consent_url;
  gint64          checked;
  MusterCustomer *customer;
  gboolean        customers_read;
  char           *token_error;
  int             token_aadsts;
  char           *token_text;
  char          **granted;
  gboolean        granted_unknown;
  char          **probed;
  char          **refused;
  char          **roles;
  gboolean        in_no_group;
  char          **plans;
  gboolean        exchange_accepted;
} MusterReadinessFacts;

MusterReadinessFacts *muster_readiness_facts_new       (const char            *tenant,
                                                        const char            *tenant_name);
void                  muster_readiness_facts_free      (MusterReadinessFacts  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterReadinessFacts, muster_readiness_facts_free)

/* (transfer full): the name of the store's value that keeps what was found out about a tenant */
char                 *muster_readiness_store_key       (const char            *connection_id,
                                                        const char            *tenant);
/* What is stored: never a secret */
char                 *muster_readiness_facts_to_json   (MusterReadinessFacts  *self);
MusterReadinessFacts *muster_readiness_facts_from_json (const char            *text,
                                                        GError               **error);

/**
 * MusterReadinessRow:
 * @id: stable, such as `permission:User.Read.All`
 * @title: translated: what is looked at
 * @detail: (nullable): translated: how it is
 * @advice: (nullable): translated: what to do, and who does it
 * @url: (nullable): the page to open
 * @customer_acts: an administrator of the customer has to do it, not the MSP
 * @blocks: (array zero-terminated=1): full names of the tools that do not work because of it; empty unless it is missing
 * @tools: (array zero-terminated=1): full names of the tools that hang on it
 */
typedef struct
{
  char                *id;
  MusterReadinessKind  kind;
  MusterReadinessState state;
  char                *title;
  char                *detail;
  char                *advice;
  char                *url;
  gboolean             customer_acts;
  char               **tools;
  char               **blocks;
} MusterReadinessRow;

typedef struct _MusterReadiness MusterReadiness;

/* @tools: (array zero-terminated=1) (nullable): full names of the tools that are enabled; %NULL: all of the catalog */
MusterReadiness     *muster_readiness_new       (MusterCatalog         *catalog,
                                                 MusterReadinessFacts  *facts,
                                                 const char * const    *tools,
                                                 gint64                 now);
void                 muster_readiness_free      (MusterReadiness       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterReadiness, muster_readiness_free)

/* (element-type MusterReadinessRow) (transfer none): in the order in which they are put right */
GPtrArray           *muster_readiness_get_rows  (MusterReadiness       *self);
/* The worst of all rows that some tool hangs on */
MusterReadinessState muster_readiness_get_state (MusterReadiness       *self);
guint                muster_readiness_count     (MusterReadiness       *self,
                                                 MusterReadinessState   state);
/* (transfer full): translated: "Everything is ready", "3 things are missing, 7 tools are off", … */
char                *muster_readiness_summarize (MusterReadiness       *self);

/* Whether @tool (full name) does not work there. @reason: (out) (optional) (transfer full): translated sentence. The
 * Exchange opt-in is no reason here: the gate knows it by itself */
gboolean             muster_readiness_blocks    (MusterReadiness       *self,
                                                 const char            *tool,
                                                 char                 **reason);

/* (transfer full) (element-type utf8): full names of all tools that are off, sorted */
GPtrArray           *muster_readiness_list_blocked (MusterReadiness    *self);

G_END_DECLS

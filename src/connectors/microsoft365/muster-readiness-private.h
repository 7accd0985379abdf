/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-cloud.h"
#include "muster-readiness.h"

G_BEGIN_DECLS

/* Rules of Microsoft's that rows are made by. For the files muster-readiness*.c only. */

/* (nullable): template id of the least role that @tool needs at a customer */
const char *muster_readiness_role_of         (MusterTool           *tool);
/* Whether one of @held (template ids) is enough for @tool */
gboolean    muster_readiness_role_is_enough  (MusterTool           *tool,
                                              const char * const   *held);
/* Whether @tool works on mailboxes through Exchange, where permission alone is not enough */
gboolean    muster_readiness_is_exchange     (MusterTool           *tool);

typedef struct
{
  const char *id;        /* "Intune", as a tool's needs say */
  const char *title;     /* N_() */
  const char *contained; /* N_(): in which usual licences it is */
  const char *plans[8];  /* names of service plans begin like one of these */
  const char *not[4];    /* but not like these */
} MusterLicenceFeature;

/* (nullable): what @tool needs to have been bought */
const MusterLicenceFeature *muster_readiness_licence_of (MusterTool        *tool);
gboolean    muster_readiness_has_feature     (const MusterLicenceFeature *feature,
                                              const char * const         *plans);

typedef enum
{
  MUSTER_TOKEN_FINE,
  MUSTER_TOKEN_CONSENT,       /* nobody accepted the app */
  MUSTER_TOKEN_ASKED,         /* it was asked for and waits */
  MUSTER_TOKEN_SOON,          /* it is just being added */
  MUSTER_TOKEN_REGISTRATION,  /* the MSP's registration lacks the permission */
  MUSTER_TOKEN_SERVICE,       /* the tenant does not have the service */
  MUSTER_TOKEN_DISABLED,      /* somebody switched the app off there */
  MUSTER_TOKEN_POLICY,        /* conditional access and the like */
  MUSTER_TOKEN_FLAGGED,       /* the partner's account counts as risky */
  MUSTER_TOKEN_STRANGER,      /* the technician is not known there */
  MUSTER_TOKEN_NO_TENANT,     /* no such tenant */
  MUSTER_TOKEN_CLOUD,         /* it lives in another cloud */
  MUSTER_TOKEN_OWN,           /* our own sign-in does not work: nothing about the tenant */
  MUSTER_TOKEN_LATER,         /* Microsoft or the network is busy */
  MUSTER_N_TOKENS
} MusterTokenVerdict;

MusterTokenVerdict muster_readiness_token_state (int         aadsts,
                                               const char *error);

/* --- Making rows --- */

/* Where the MSP's relationships are listed */
#define MUSTER_PARTNER_CENTER "https://partner.microsoft.com/commerce/granularadminaccess/list"

/* What the rows are made of */
typedef struct
{
  MusterReadinessFacts *facts;    /* (unowned) */
  const MusterCloud    *cloud;    /* (unowned) */
  MusterCatalog        *catalog;  /* (unowned) */
  GPtrArray            *tools;    /* (owned) (element-type MusterTool): enabled, not the engine's, by name */
  char                **names;    /* (owned): full names of the same */
  gint64                now;
  GPtrArray            *rows;     /* (unowned) */
} MusterMaking;

/* A row that is fine and that nothing hangs on yet; (transfer none) */
MusterReadinessRow *muster_making_add_row   (MusterMaking        *self,
                                             MusterReadinessKind  kind,
                                             const char          *id,
                                             const char          *title);
/* @tools: (transfer full) (array zero-terminated=1) */
void                muster_making_set_tools (MusterReadinessRow  *row,
                                             char               **tools);
/* It is missing, and @tools do not work because of it */
void                muster_making_block     (MusterReadinessRow  *row,
                                             char               **tools);
/* Each %s in @detail and @advice becomes the tenant's name */
void                muster_making_tell      (MusterMaking        *self,
                                             MusterReadinessRow  *row,
                                             const char          *detail,
                                             const char          *advice,
                                             const char          *url);

/* The first rows: the relationship, then consent */
void                muster_making_add_relationship (MusterMaking      *self,
                                                    MusterTokenVerdict token);
void                muster_making_add_consent      (MusterMaking      *self,
                                                    MusterTokenVerdict token);

G_END_DECLS

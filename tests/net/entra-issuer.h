/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-entra.h"
#include "muster-test.h"
#include "muster-test-server.h"

G_BEGIN_DECLS

#define ENTRA_HOME     "10000000-0000-4000-8000-000000000001"
#define ENTRA_CUSTOMER "20000000-0000-4000-8000-000000000002"
#define ENTRA_OTHER    "30000000-0000-4000-8000-000000000003"
#define ENTRA_APP      "99999999-8888-4777-8666-555555555555"
#define ENTRA_GRAPH    "https://graph.microsoft.com"
#define ENTRA_EXCHANGE "https://outlook.office365.com"
#define ENTRA_PARTNER  "https://api.partnercenter.microsoft.com"

/* Microsoft's sign-in on this machine: refresh tokens that any tenant's endpoint redeems, JWTs with tenant and audience,
 * codes of a browser and of a device. The refresh token before the newest stays good until the newest has been used:
 * Microsoft's own keeps longer, so that whoever never loses one here loses none there. */
typedef struct {
  MusterTestServer *server;
  MusterClock *clock;
  MusterEgress *egress;
  MusterTransport *transport;

  GMutex lock;
  char *answer;            /* (nullable): what the next token request gets in place of tokens */
  guint answer_status;
  char *form;              /* of the last token request */
  char *path;
  guint generation;        /* of the person's refresh token */
  gboolean newest_used;
  gboolean wrong_tenant;   /* tokens of another tenant */
  gboolean wrong_audience;
  gboolean opaque;
  gboolean no_offline;     /* no refresh token with a code */
  const char *signs_in;    /* the tenant that a code's ID token names */
  char *scope;             /* what is granted */
  guint n_tokens;
  guint n_refused;
  guint n_pending;         /* so often a device code is not yet answered */
  gboolean hold;
} EntraIssuer;

EntraIssuer *entra_issuer_new           (void);
void         entra_issuer_free          (EntraIssuer          *self);
void         entra_issuer_refuse        (EntraIssuer          *self,
                                         guint                 status,
                                         const char           *body);
char        *entra_issuer_field         (EntraIssuer          *self,
                                         const char           *name);
/* Asks Graph, Exchange or Partner Center for a tenant; returns the status, or 0 with @error */
guint        entra_issuer_get           (EntraIssuer          *self,
                                         MusterAuthenticator  *authenticator,
                                         const char           *tenant,
                                         const char           *resource,
                                         GError              **error);
/* With all resources on this machine */
MusterAuthenticator *entra_issuer_sign  (EntraIssuer          *self,
                                         MusterSecret         *client_secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EntraIssuer, entra_issuer_free)

G_END_DECLS

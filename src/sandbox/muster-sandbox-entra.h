/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"
#include "muster-sandbox-consent.h"

G_BEGIN_DECLS

/* What a new sign-in must carry after an error that asks for more proof. */
#define MUSTER_STEP_UP_CLAIMS "{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":[\"6e6b2d5c-0000-4000-8000-000000050076\"]}}}"

typedef enum {
  MUSTER_TOKEN_MISSING,
  MUSTER_TOKEN_INVALID,
  MUSTER_TOKEN_EXPIRED,
  MUSTER_TOKEN_WRONG_AUDIENCE,
  MUSTER_TOKEN_OK,
} MusterTokenState;

/* What a person has agreed to: the ground of every token in a person's name. */
typedef struct {
  const MusterApp *app;
  JsonObject      *member;     /* (unowned) one of the partner's people */
  const char      *tenant;     /* (unowned) where the token is for */
  const char      *scope;      /* (unowned) as it was asked for */
  const char      *claims;     /* (nullable) (unowned) more proof that was given at the sign-in */
  const char      *nonce;      /* (nullable) (unowned) */
  gboolean         device;     /* by a code on another device */
} MusterGrant;

/* --- whether a token is good (-entra) --- */
MusterTokenState muster_entra_check_token  (MusterCall       *call,
                                            MusterResource    resource,
                                            char            **tenant);
gboolean         muster_gdap_allows        (JsonObject       *client,
                                            const char       *role);
JsonArray       *muster_entra_app_roles    (MusterCall       *call,
                                            const MusterApp  *app,
                                            const char       *tenant,
                                            MusterResource    resource);
char            *muster_entra_tenant       (MusterCall       *call,
                                            const char       *name);
JsonObject      *muster_tenant_settings    (MusterWorld      *world,
                                            const char       *tenant);
const char      *muster_entra_token_tenant (MusterWorld      *world,
                                            const char       *tenant);
const char      *muster_entra_token_audience (MusterWorld    *world,
                                            const char       *tenant,
                                            MusterResource    resource);
gboolean         muster_entra_hindered     (MusterCall       *call,
                                            const char       *tenant,
                                            const char       *grant);

/* --- errors by number (-entra-errors) --- */
gboolean         muster_aadsts_known       (int               number);
const char      *muster_aadsts_error       (int               number,
                                            char            **text);
void             muster_entra_refuse       (MusterCall       *call,
                                            int               number);

/* --- tokens in a person's name (-entra-grants) --- */
void             muster_entra_redeem_code  (MusterCall       *call,
                                            const MusterApp  *app,
                                            GHashTable       *form,
                                            const char       *tenant);
void             muster_entra_redeem_refresh (MusterCall     *call,
                                            const MusterApp  *app,
                                            GHashTable       *form,
                                            const char       *tenant);
void             muster_entra_redeem_device (MusterCall      *call,
                                            const MusterApp  *app,
                                            GHashTable       *form,
                                            const char       *tenant);
gint64           muster_entra_setting      (MusterWorld      *world,
                                            const char       *name,
                                            gint64            fallback);

/* --- codes on other devices (-entra-device) --- */
void             muster_entra_device_code  (MusterCall       *call);
void             muster_entra_device_page  (MusterCall       *call);
void             muster_entra_device_sent  (MusterCall       *call);
const char      *muster_entra_device_enter (MusterCall       *call,
                                            const char       *user_code,
                                            const char       *user,
                                            gboolean          decline);

/* --- pages (-entra-authorize, -entra-consent) --- */
void             muster_entra_authorize    (MusterCall       *call);
void             muster_entra_authorize_sent (MusterCall     *call);
void             muster_entra_admin_page   (MusterCall       *call);
void             muster_entra_admin_sent   (MusterCall       *call);
gboolean         muster_entra_redirect_ok  (MusterWorld      *world,
                                            const MusterApp  *app,
                                            const char       *address);
const char      *muster_entra_given        (GHashTable       *form,
                                            const char       *name);
void             muster_entra_page         (MusterCall       *call,
                                            GString          *page,
                                            GHashTable       *hidden,
                                            const char       *title);
void             muster_entra_go_back      (MusterCall       *call,
                                            GHashTable       *form,
                                            const char *const *pairs);

/* --- certificates in place of a secret (-entra-certificate) --- */
int              muster_entra_check_assertion (MusterCall    *call,
                                            const MusterApp  *app,
                                            const char       *assertion,
                                            const char       *tenant);
gboolean         muster_entra_add_certificate (MusterWorld   *world,
                                            const char       *client_id,
                                            const char       *pem,
                                            JsonObject      **answer);

/* --- Partner Center (-partner), and what the control interface shows (-control-entra) --- */
void             muster_partner_handle     (MusterCall       *call);
JsonObject      *muster_entra_ready        (MusterWorld      *world,
                                            const char       *base);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-entra.h"

G_BEGIN_DECLS

/* For muster-authenticator-entra.c and muster-entra-fetch.c only. */

/* Where a resource lives; without @here it does not exist in this cloud */
typedef struct {
  char *here;
  char *base;
} MusterEntraPlace;

/* The token of one scope */
typedef struct {
  char *tenant;
  char *resource;       /* as scopes name it */
  char *here;           /* (nullable): what it is called in this cloud */
  char *base;           /* (nullable) */
  MusterSecret *token;  /* (owned) (nullable) */
  GStrv granted;        /* (owned) (nullable) */
  gint64 renew_wall;
  gint64 renew_boot;
  gboolean fetching;    /* or waiting for its turn */
  GPtrArray *waiting;   /* (owned) (element-type GTask): while it is fetched */
} MusterEntraSlot;

#define MUSTER_TYPE_AUTHENTICATOR_ENTRA (muster_authenticator_entra_get_type ())
G_DECLARE_FINAL_TYPE (MusterAuthenticatorEntra, muster_authenticator_entra,
                      MUSTER, AUTHENTICATOR_ENTRA, MusterAuthenticator)

struct _MusterAuthenticatorEntra
{
  MusterAuthenticator parent_instance;

  /* Fixed before the first request */
  guint serial;                /* of all that there were */
  MusterTransport *transport;  /* (owned) */
  char *login_base;
  char *client_id;
  MusterSecret *client_secret; /* (owned) (nullable) */
  MusterCertificate *certificate; /* (owned) (nullable) */
  GHashTable *places;          /* (owned) (element-type utf8 MusterEntraPlace): resource → where it lives */
  gboolean one_cloud;          /* a resource without a place does not exist */
  char *home_tenant;           /* (nullable): of the person */
  MusterSecretStore *secrets;  /* (owned) (nullable): in the mode with a refresh token */
  char *secret_id;

  GHashTable *slots;           /* (owned) (element-type utf8 MusterEntraSlot): by scope in lower case */

  /* With a refresh token */
  MusterSecret *refresh;       /* (owned) (nullable): the newest, in the keyring or not yet */
  gboolean unsaved;            /* @refresh is not in the keyring yet */
  gint64 home_wall;            /* when it was renewed, or that was tried */
  gboolean busy;               /* the refresh token is under way */
  GQueue queue;                /* (element-type MusterEntraSlot): whose turn comes */
  char *claims;                /* (nullable): what conditional access asks for */
};

MusterEntraSlot *muster_entra_ensure_slot  (MusterAuthenticatorEntra  *self,
                                            const char                *scope);
void             muster_entra_sign         (MusterRequest             *request,
                                            MusterEntraSlot           *slot);
void             muster_entra_set_live     (MusterAuthenticatorEntra  *self,
                                            MusterSecret             **place,
                                            const char                *kind,
                                            MusterEntraSlot           *slot,
                                            MusterSecret              *secret);
void             muster_entra_fetch        (MusterAuthenticatorEntra  *self,
                                            MusterEntraSlot           *slot);

G_END_DECLS

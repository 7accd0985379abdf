/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-redact.h"
#include "muster-engine.h"
#include "muster-gate.h"
#include "muster-onboarding.h"
#include "muster-planner.h"
#include "muster-sandbox-child.h"
#include "muster-transport.h"

G_BEGIN_DECLS

/* The parts of a context, for the files of this folder only */

struct _MusterContext
{
  GObject parent_instance;

  /* Inputs */
  char              *data_dir;         /* (nullable) until it opened */
  gboolean           sandbox;
  char              *world;            /* (nullable) */
  char              *sandbox_program;  /* (nullable) */
  gboolean           own_dir;          /* data_dir goes away with us */
  GHashTable        *given_secrets;    /* (owned) (nullable) */

  /* Parts, (owned), in the order in which they are made; NULL until then */
  MusterSandboxChild *child;
  MusterClock        *clock;
  MusterSecretStore  *secret_store;
  MusterCatalog      *catalog;
  MusterEgress       *egress;
  MusterTransport    *transport;
  MusterStore        *store;
  MusterGate         *gate;
  MusterPlanner      *planner;
  MusterEngine       *engine;

  /* State */
  MusterWorkspace   *workspace;        /* (owned) (nullable) */
  MusterMember      *member;           /* (owned) (nullable): signed in */
  MusterOnboarding  *onboarding;       /* (owned) (nullable) until it opened */
  gboolean           has_account;
  GListStore        *connections;      /* (owned) (element-type MusterConnection) */
  MusterSecretState  keyring_state;
  gboolean           offline;
  gboolean           opened;
  gboolean           resumed;          /* unfinished runs were taken up */
  gboolean           swept;            /* all open tickets were looked at in this session */
  gboolean           attaching;        /* connections are being taken from the keyring */
  guint              poll_source;
  guint              polls;
  gint64             anchored_seq;     /* last row of the activity log that the keyring vouches for */
};

void        muster_context_set_keyring_state     (MusterContext      *self,
                                                  MusterSecretState   state);
void        muster_context_set_offline           (MusterContext      *self,
                                                  gboolean            offline);
void        muster_context_set_workspace         (MusterContext      *self,
                                                  MusterWorkspace    *workspace);
void        muster_context_set_member            (MusterContext      *self,
                                                  MusterMember       *member);
const char *muster_context_get_actor             (MusterContext      *self);

/* Waiting tickets and runs are looked at again; what it says goes to the log */
void        muster_context_reconsider            (MusterContext      *self);

/* Takes every saved connection's secrets from the keyring and makes it ready */
void        muster_context_attach_all_async      (MusterContext      *self,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean    muster_context_attach_all_finish     (MusterContext      *self,
                                                  GAsyncResult       *result,
                                                  GError            **error);
MusterConnection *muster_context_find_connection_by_id (MusterContext *self,
                                                        const char    *id);
void        muster_context_connection_trouble    (MusterContext      *self,
                                                  const char         *connection_id,
                                                  int                 code,
                                                  const char         *text);
void        muster_context_connection_fine       (MusterContext      *self,
                                                  const char         *connection_id);

void        muster_context_anchor_audit_async    (MusterContext      *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void        muster_context_anchor_audit_now_and_then (MusterContext *self);
gboolean    muster_context_anchor_audit_finish   (MusterContext      *self,
                                                  GAsyncResult       *result,
                                                  GError            **error);

MusterOnboarding *muster_onboarding_new          (MusterStore        *store,
                                                  MusterCatalog      *catalog,
                                                  const char         *saved);

void        muster_context_emit                  (MusterContext      *self,
                                                  const char         *signal_name);
void        muster_context_emit_run              (MusterContext      *self,
                                                  const char         *run_id);

G_END_DECLS

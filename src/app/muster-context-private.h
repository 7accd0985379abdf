/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-redact.h"
#include "muster-engine.h"
#include "muster-gate.h"
#include "muster-llm-pool.h"
#include "muster-onboarding.h"
#include "muster-planner.h"
#include "muster-sandbox-child.h"
#include "muster-transport.h"
#include "muster-webhook-listener.h"

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
  MusterLlmPool      *llm_pool;
  MusterPlanner      *planner;
  MusterEngine       *engine;

  /* State */
  MusterWorkspace   *workspace;        /* (owned) (nullable) */
  MusterMember      *member;           /* (owned) (nullable): signed in */
  char              *operator_name;    /* (nullable): who acts where nobody signs in */
  char              *operator_email;   /* (nullable): their account's address, when they said which is theirs */
  MusterOnboarding  *onboarding;       /* (owned) (nullable) until it opened */
  gboolean           has_account;
  GListStore        *connections;      /* (owned) (element-type MusterConnection) */
  GHashTable        *signers;          /* (owned): connection id → MusterAuthenticator, of those that are ready */
  MusterSecretStore *trial_tokens;     /* (owned): refresh tokens that were replaced before their connection was saved */
  GHashTable        *trials;           /* (owned): hash of a refresh token → the signer that uses it until then */
  GListStore        *models;           /* (owned) (element-type MusterLanguageModel) */
  GListStore        *trouble;          /* (owned) (element-type MusterTrouble) */
  GHashTable        *codes;            /* (owned): connection id → code of its last error */
  GHashTable        *rediscoveries;    /* (owned): id of a connection that was looked for again since it last worked */
  guint              rediscovering;    /* connections that are being looked for */
  guint              rediscovered;     /* those that were found elsewhere, ever */
  GPtrArray         *rediscovery_waiters; /* (owned) (element-type GTask) */
  MusterListenerSettings listener_settings;
  MusterWebhookListener *listener;     /* (owned) (nullable): while it listens */
  char              *listener_problem; /* (nullable): translated */
  GListStore        *webhooks;         /* (owned) (element-type MusterWebhook) */
  GHashTable        *hook_secrets;     /* (owned): connection id → MusterSecret */
  GHashTable        *hook_keys;        /* (owned): "connection path" → the vendor's signing key */
  gint64             hook_key_fetched; /* monotonic; 0: never */
  gboolean           listening;        /* the engine works, so the listener may */
  MusterSecretState  keyring_state;
  gboolean           offline;
  gboolean           opened;
  gboolean           resumed;          /* unfinished runs were taken up */
  gboolean           swept;            /* all open tickets were looked at in this session */
  gboolean           attaching;        /* connections are being taken from the keyring */
  guint              poll_source;
  guint              ticks;
  guint              poll_seconds;
  GHashTable        *usage;            /* (owned): connection id → requests of this process that are in the store */
  guint              usage_source;
  GHashTable        *usage_restored;   /* (owned): ids of connections whose earlier requests were told to the transport */
  GQueue             provision_queue;  /* imported clients that are still to be provisioned */
  GHashTable        *provision_known;  /* (owned): their ids, and those under way */
  GCancellable      *provision_cancellable; /* (owned) */
  guint              provisioning;     /* under way */
  GPtrArray         *provision_waiting; /* (owned) (element-type GTask): done when there is none left */
  GListStore        *approvals;        /* (owned) (element-type MusterApproval): open ones, as they are shown */
  gboolean           approvals_loading;
  gboolean           approvals_again;  /* something changed while they were read */
  gboolean           approvals_loaded; /* once at least */
  gboolean           closing;
  gboolean           looking_later;    /* acts that are due are being looked at again */
  GHashTable        *undos_seen;       /* (owned) (nullable): effect id → what the last preview of its undo has shown */
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
/* Secrets → signer → gate, and the PSA to the engine; and back */
gboolean    muster_context_attach                (MusterContext      *self,
                                                  MusterConnection   *connection,
                                                  GHashTable         *secrets,
                                                  GError            **error);
void        muster_context_retire_signer         (MusterContext      *self,
                                                  const char         *connection_id,
                                                  gboolean            retired);
void        muster_context_detach                (MusterContext      *self,
                                                  const char         *connection_id);
/* In the list, saved already: a new one, or one in place of the old */
gboolean    muster_context_adopt                 (MusterContext      *self,
                                                  MusterConnection   *connection,
                                                  GHashTable         *secrets,
                                                  GError            **error);
void        muster_context_set_connection_status (MusterContext      *self,
                                                  MusterConnection   *connection,
                                                  const char         *status,
                                                  const char         *text);
/* A person tested it: also "notes-off" ends */
void        muster_context_tell_tested           (MusterContext          *self,
                                                  MusterConnection       *tried,
                                                  GHashTable             *secrets,
                                                  MusterConnectionReport *report);
/* Which connections do not work, and for how many clients, said again */
void        muster_context_refresh_trouble       (MusterContext      *self);
void        muster_context_refresh_trouble_async (MusterContext      *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void        muster_context_refresh_trouble_finish (MusterContext     *self,
                                                   GAsyncResult      *result);
/* Waits for those whose API is being looked for. TRUE: one was found elsewhere, so that a second try is worth it */
void        muster_context_wait_rediscovery_async  (MusterContext      *self,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean    muster_context_wait_rediscovery_finish (MusterContext      *self,
                                                    GAsyncResult       *result);
void        muster_context_connection_trouble    (MusterContext      *self,
                                                  const char         *connection_id,
                                                  int                 code,
                                                  const char         *text);
void        muster_context_connection_fine       (MusterContext      *self,
                                                  const char         *connection_id);

/* Requests, as the transport tells them; into the store now and then and at the end */
void        muster_context_count_usage           (MusterTransport    *transport,
                                                  const char         *connection_id,
                                                  guint               requests,
                                                  gpointer            user_data);
void        muster_context_flush_usage           (MusterContext      *self);
void        muster_context_restore_usage         (MusterContext      *self,
                                                  const char         *connection_id);
void        muster_context_load_poll_async       (MusterContext      *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void        muster_context_load_poll_finish      (MusterContext      *self,
                                                  GAsyncResult       *result);
void        muster_context_restart_polling       (MusterContext      *self);

/* A secret that was held back is told; passwords that are worth nothing are deleted. An alarm's row stays until the end */
void        muster_context_watch_egress          (MusterContext      *self);
gboolean    muster_context_is_alarm              (MusterTrouble      *trouble);
void        muster_context_sweep_secrets_async   (MusterContext      *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void        muster_context_sweep_secrets_finish  (MusterContext      *self,
                                                  GAsyncResult       *result);

void        muster_context_anchor_audit_async    (MusterContext      *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void        muster_context_anchor_audit_now_and_then (MusterContext *self);
gboolean    muster_context_anchor_audit_finish   (MusterContext      *self,
                                                  GAsyncResult       *result,
                                                  GError            **error);

/* The list of open requests follows the store */
void        muster_context_follow_approvals      (MusterContext      *self);
/* The key of this installation from the keyring; made when there is none */
void        muster_context_load_app_key_async    (MusterContext      *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void        muster_context_load_app_key_finish   (MusterContext      *self,
                                                  GAsyncResult       *result);

MusterOnboarding *muster_onboarding_new          (MusterStore        *store,
                                                  MusterCatalog      *catalog,
                                                  const char         *saved);

void        muster_context_emit                  (MusterContext      *self,
                                                  const char         *signal_name);
void        muster_context_emit_run              (MusterContext      *self,
                                                  const char         *run_id);

G_END_DECLS

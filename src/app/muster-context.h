/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-catalog.h"
#include "muster-client.h"
#include "muster-clock.h"
#include "muster-connection.h"
#include "muster-enums.h"
#include "muster-mapping.h"
#include "muster-member.h"
#include "muster-secret.h"
#include "muster-secret-store.h"
#include "muster-store.h"
#include "muster-workspace.h"

#include "muster-check.h"
#include "muster-company.h"
#include "muster-connection-report.h"
#include "muster-contact.h"
#include "muster-run-detail.h"
#include "muster-suggestion.h"

G_BEGIN_DECLS

/**
 * MusterContextOptions:
 * @data_dir: (nullable): where everything is kept; NULL: the user's data directory, or with @sandbox a
 *   directory of its own that goes away with the context
 * @keyring: (nullable): "system" (default) or "memory"
 * @sandbox: start `muster-sandbox` as a child; forces the memory keyring and the world's clock
 * @world: (nullable): world file for the child; NULL: the demonstration world of the resources
 * @sandbox_program: (nullable): path of `muster-sandbox`; NULL: found beside this program
 * @secret_store: (nullable): used instead of @keyring (tests, musterctl)
 * @clock: (nullable): used instead of the system's (tests)
 * @given_secrets: (nullable): "integration.field" → #MusterSecret: taken before the keyring is asked; how a throw-away
 *   profile with a memory keyring gets its secrets again in the next process
 */
typedef struct
{
  const char        *data_dir;
  const char        *keyring;
  gboolean           sandbox;
  const char        *world;
  const char        *sandbox_program;
  MusterSecretStore *secret_store;
  MusterClock       *clock;
  GHashTable        *given_secrets;
} MusterContextOptions;

#define MUSTER_TYPE_CONTEXT (muster_context_get_type ())
G_DECLARE_FINAL_TYPE (MusterContext, muster_context, MUSTER, CONTEXT, GObject)

/* Properties: "busy" (gboolean, a pass is under way), "member" (MusterMember, signed in or NULL),
 * "workspace" (MusterWorkspace or NULL), "keyring-state" (MusterSecretState), "offline" (gboolean).
 *
 * Signals: "run-changed" (run_id), "clients-changed", "connections-changed", "policies-changed",
 * "waiting-changed" (tickets without a run), "webhooks-changed" (listener or a webhook), "trouble-changed",
 * "approval-requested" and "approval-reminded" (id of a request that waits for somebody's yes). */

MusterContext     *muster_context_new                 (const MusterContextOptions  *options);
void               muster_context_open_async          (MusterContext               *self,
                                                       GCancellable                *cancellable,
                                                       GAsyncReadyCallback          callback,
                                                       gpointer                     user_data);
gboolean           muster_context_open_finish         (MusterContext               *self,
                                                       GAsyncResult                *result,
                                                       GError                     **error);
void               muster_context_close_async         (MusterContext               *self,
                                                       GAsyncReadyCallback          callback,
                                                       gpointer                     user_data);
gboolean           muster_context_close_finish        (MusterContext               *self,
                                                       GAsyncResult                *result,
                                                       GError                     **error);

MusterStore       *muster_context_get_store           (MusterContext               *self);
MusterCatalog     *muster_context_get_catalog         (MusterContext               *self);
MusterClock       *muster_context_get_clock           (MusterContext               *self);
MusterSecretStore *muster_context_get_secret_store    (MusterContext               *self);
const char        *muster_context_get_data_dir        (MusterContext               *self);
gboolean           muster_context_get_sandbox         (MusterContext               *self);
MusterWorkspace   *muster_context_get_workspace       (MusterContext               *self);
MusterMember      *muster_context_get_member          (MusterContext               *self);
MusterSecretState  muster_context_get_keyring_state   (MusterContext               *self);
gboolean           muster_context_get_offline         (MusterContext               *self);

/* TRUE until an account exists and the onboarding was ended (muster_onboarding_finish_async) */
gboolean           muster_context_needs_onboarding    (MusterContext               *self);

/* Asks the desktop once for the keyring's password; runs go on when it is open */
void               muster_context_unlock_keyring_async  (MusterContext             *self,
                                                         GCancellable              *cancellable,
                                                         GAsyncReadyCallback        callback,
                                                         gpointer                   user_data);
gboolean           muster_context_unlock_keyring_finish (MusterContext             *self,
                                                         GAsyncResult              *result,
                                                         GError                   **error);

/* Sandbox profile: field id → value for the form of @integration ("connectwise", "halopsa", "autotask", "microsoft365", "hudu", "itglue");
 * NULL in any other profile */
GHashTable        *muster_context_get_sandbox_values  (MusterContext               *self,
                                                       const char                  *integration);
/* "http://127.0.0.1:PORT/sandbox" or NULL */
const char        *muster_context_get_sandbox_control (MusterContext               *self);
/* (nullable): a text of the sandbox's ready line, such as "llm.openai.baseUrl" */
const char        *muster_context_get_sandbox_text    (MusterContext               *self,
                                                       const char                  *path);

G_END_DECLS

/* The context's functions by topic */
#include "muster-context-accounts.h"
#include "muster-context-approvals.h"
#include "muster-context-clients.h"
#include "muster-context-connections.h"
#include "muster-context-docs.h"
#include "muster-context-import.h"
#include "muster-context-lifecycle.h"
#include "muster-context-microsoft365.h"
#include "muster-context-models.h"
#include "muster-context-modes.h"
#include "muster-context-policies.h"
#include "muster-context-prompts.h"
#include "muster-context-reveal.h"
#include "muster-context-trace.h"
#include "muster-context-undo.h"
#include "muster-context-usage.h"
#include "muster-context-watch.h"
#include "muster-context-webhooks.h"
#include "muster-context-work.h"

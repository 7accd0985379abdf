/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-secret.h"

G_BEGIN_DECLS

/**
 * MusterSecretState:
 * @MUSTER_SECRET_PRESENT: it is there; of the store as a whole: it can be used
 * @MUSTER_SECRET_ABSENT: it is certain that it is not there; of the store as a
 *   whole: there is no keyring yet, storing something will make one
 * @MUSTER_SECRET_LOCKED: nobody knows before the keyring is unlocked
 * @MUSTER_SECRET_UNAVAILABLE: there is no keyring to ask
 */
typedef enum {
  MUSTER_SECRET_PRESENT,
  MUSTER_SECRET_ABSENT,
  MUSTER_SECRET_LOCKED,
  MUSTER_SECRET_UNAVAILABLE,
} MusterSecretState;

/* Kinds: a connection's field ("ULID/field") or something of the program's own */
#define MUSTER_SECRET_KIND_CONNECTION "connection"
#define MUSTER_SECRET_KIND_APP        "app"
/* A password or pass of one act, under the act's id, until a person has seen it */
#define MUSTER_SECRET_KIND_GENERATED  "generated"
/* The key of a language model, under the model's id */
#define MUSTER_SECRET_KIND_MODEL      "model"

#define MUSTER_TYPE_SECRET_STORE (muster_secret_store_get_type ())
G_DECLARE_DERIVABLE_TYPE (MusterSecretStore, muster_secret_store, MUSTER, SECRET_STORE, GObject)

/**
 * MusterSecretStoreClass:
 * @lookup: ends with muster_secret_store_return_lookup()
 * @store: returns the task with a boolean
 * @clear: returns the task with a boolean
 * @probe: returns the task with a #MusterSecretState as an int
 * @unlock: as @probe
 */
struct _MusterSecretStoreClass
{
  GObjectClass parent_class;

  void (*lookup) (MusterSecretStore *self,
                  const char        *kind,
                  const char        *id,
                  GTask             *task);
  void (*store)  (MusterSecretStore *self,
                  const char        *kind,
                  const char        *id,
                  const char        *label,
                  MusterSecret      *secret,
                  GTask             *task);
  void (*clear)  (MusterSecretStore *self,
                  const char        *kind,
                  const char        *id,
                  GTask             *task);
  void (*probe)  (MusterSecretStore *self,
                  GTask             *task);
  void (*unlock) (MusterSecretStore *self,
                  GTask             *task);
};

MusterSecretStore *muster_secret_store_libsecret_new    (void);
MusterSecretStore *muster_secret_store_memory_new       (void);
void               muster_secret_store_memory_set_state (MusterSecretStore    *self,
                                                         MusterSecretState     state);
guint              muster_secret_store_memory_n_prompts (MusterSecretStore    *self);

void               muster_secret_store_lookup_async     (MusterSecretStore    *self,
                                                         const char           *kind,
                                                         const char           *id,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
MusterSecretState  muster_secret_store_lookup_finish    (MusterSecretStore    *self,
                                                         GAsyncResult         *result,
                                                         MusterSecret        **secret,
                                                         GError              **error);
void               muster_secret_store_store_async      (MusterSecretStore    *self,
                                                         const char           *kind,
                                                         const char           *id,
                                                         const char           *label,
                                                         MusterSecret         *secret,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
gboolean           muster_secret_store_store_finish     (MusterSecretStore    *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);
void               muster_secret_store_clear_async      (MusterSecretStore    *self,
                                                         const char           *kind,
                                                         const char           *id,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
gboolean           muster_secret_store_clear_finish     (MusterSecretStore    *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);
void               muster_secret_store_probe_async      (MusterSecretStore    *self,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
MusterSecretState  muster_secret_store_probe_finish     (MusterSecretStore    *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);
void               muster_secret_store_unlock_async     (MusterSecretStore    *self,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
MusterSecretState  muster_secret_store_unlock_finish    (MusterSecretStore    *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);
void               muster_secret_store_allow_asking     (MusterSecretStore    *self);

/* For the implementations */
void               muster_secret_store_return_lookup    (GTask                *task,
                                                         MusterSecretState     state,
                                                         MusterSecret         *secret);
GError            *muster_secret_store_new_error        (MusterSecretState     state,
                                                         const char           *detail);

G_END_DECLS

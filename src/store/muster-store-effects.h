/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-effect.h"
#include "muster-enums.h"

G_BEGIN_DECLS

/* The ledger of outward acts. */

/**
 * MusterEffectMark:
 * @dispatched_boot: (nullable): boot id and boot clock; the wall clock is the store's own
 * @op_link: (nullable): status link of a long-running act
 * @external_ref: (nullable): id of what came into being
 * @outcome: (nullable): one line for people
 * @outcome_hash: (nullable): hex
 * @before: (nullable): JSON object: what was before the act
 * @made: (nullable): JSON object: what its answers named
 * @already: nothing was changed; %FALSE leaves it as it was
 * @look_due: when it is looked at again (UTC µs); 0 leaves it as it was, -1: never
 *
 * What is stored together with a change of state. Members that are %NULL stay as they were.
 */
typedef struct
{
  const char *dispatched_boot;
  const char *op_link;
  const char *external_ref;
  const char *outcome;
  const char *outcome_hash;
  const char *before;
  const char *made;
  gboolean    already;
  gint64      look_due;
} MusterEffectMark;

/* Stores it as PREPARED. DISK_FULL below 64 MiB free; STORE when the database did not pass its check */
void muster_store_prepare_effect_async (MusterStore        *self,
                                        MusterEffect       *effect,
                                        const char         *actor,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean muster_store_prepare_effect_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* CONFLICT when it is not in @from. @mark: (nullable) */
void muster_store_mark_effect_async (MusterStore            *self,
                                     const char             *effect_id,
                                     MusterEffectState       from,
                                     MusterEffectState       to,
                                     const MusterEffectMark *mark,
                                     const char             *actor,
                                     GCancellable           *cancellable,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data);
gboolean muster_store_mark_effect_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

void muster_store_get_effect_async (MusterStore        *self,
                                    const char         *effect_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MusterEffect *muster_store_get_effect_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* (element-type MusterEffect), in the order of their steps */
void muster_store_list_effects_async (MusterStore        *self,
                                      const char         *run_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GPtrArray *muster_store_list_effects_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* (element-type MusterEffect), those that are to be looked at again by @now (UTC µs), the longest due first */
void muster_store_list_effects_due_async (MusterStore        *self,
                                          gint64              now,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *muster_store_list_effects_due_finish (MusterStore  *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/* (nullable): what takes @effect_id back, but for attempts that certainly did not happen; NULL without an error: nothing */
void muster_store_find_undo_async (MusterStore        *self,
                                   const char         *effect_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MusterEffect *muster_store_find_undo_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* (element-type MusterEffect), oldest first, of all runs */
void muster_store_list_effects_in_state_async (MusterStore        *self,
                                               MusterEffectState   state,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
GPtrArray *muster_store_list_effects_in_state_finish (MusterStore  *self,
                                                      GAsyncResult *result,
                                                      GError      **error);

G_END_DECLS

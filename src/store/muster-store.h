/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-clock.h"
#include "muster-store-approvals.h"
#include "muster-store-audit.h"
#include "muster-store-clients.h"
#include "muster-store-effects.h"
#include "muster-store-hints.h"
#include "muster-store-models.h"
#include "muster-store-history.h"
#include "muster-store-judgements.h"
#include "muster-store-prompts.h"
#include "muster-store-runs.h"
#include "muster-store-documents.h"
#include "muster-store-search.h"
#include "muster-store-secrets.h"
#include "muster-store-tickets.h"
#include "muster-store-turns.h"
#include "muster-store-types.h"
#include "muster-store-workspace.h"

G_BEGIN_DECLS

void muster_store_open_async (const char         *data_dir,
                              MusterClock        *clock,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MusterStore *muster_store_open_finish (GAsyncResult *result,
                                       GError      **error);

/* Everything that was asked for before is finished first. Must be called before the last reference goes */
void muster_store_close_async (MusterStore        *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
gboolean muster_store_close_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error);

/* quick_check; after a failure the store only reads */
void muster_store_check_async (MusterStore        *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
gboolean muster_store_check_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error);

/* Who changes settings from now on: "engine" or "member:ID" */
void        muster_store_set_actor    (MusterStore *self,
                                       const char  *actor);
const char *muster_store_get_data_dir (MusterStore *self);

/* TRUE while the reserve is used up: outcomes are recorded, nothing new is begun */
gboolean    muster_store_get_full     (MusterStore *self);

/* Whether the disk has as much room as a new outward act wants; any thread */
gboolean    muster_store_get_has_room (MusterStore *self);

G_END_DECLS

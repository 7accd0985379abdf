/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For muster-store.c: what goes between the main loop and the store's thread, as seldom as can be. */

#pragma once

#include "muster-store-types.h"
#include "muster-worker.h"

G_BEGIN_DECLS

typedef struct _MusterStoreTurn MusterStoreTurn;

MusterStoreTurn *muster_store_turn_new     (MusterWorker    *worker,
                                            GMainContext    *context);
void             muster_store_turn_free    (MusterStoreTurn *self);
void             muster_store_turn_push    (MusterStoreTurn *self,
                                            GTask           *task,
                                            GTaskThreadFunc  func);
void             muster_store_deliver      (MusterStore     *store,
                                            GMainContext    *context,
                                            GPtrArray       *answers);
void             muster_store_emit_changes (MusterStore     *self,
                                            GPtrArray       *changes);

G_END_DECLS

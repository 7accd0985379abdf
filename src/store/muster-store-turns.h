/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "muster-store-types.h"

G_BEGIN_DECLS

/* What a language model said in a run, stored before anything was done on it */

/**
 * MusterStoredTurn:
 * @revision: of the plan that it was said for
 * @seq: its place among the revision's turns, from 1
 * @time: when it was stored, in microseconds UTC
 * @message: what was stored
 */
typedef struct
{
  gint64    revision;
  gint64    seq;
  gint64    time;
  JsonNode *message;
} MusterStoredTurn;

void muster_stored_turn_free (MusterStoredTurn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterStoredTurn, muster_stored_turn_free)

void       muster_store_add_turn_async    (MusterStore        *self,
                                           const char         *run_id,
                                           gint64              revision,
                                           gint64              seq,
                                           JsonNode           *message,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean   muster_store_add_turn_finish   (MusterStore        *self,
                                           GAsyncResult       *result,
                                           GError            **error);

/* @revision: 0: of all. (element-type MusterStoredTurn), in their order */
void       muster_store_list_turns_async  (MusterStore        *self,
                                           const char         *run_id,
                                           gint64              revision,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
GPtrArray *muster_store_list_turns_finish (MusterStore        *self,
                                           GAsyncResult       *result,
                                           GError            **error);

G_END_DECLS

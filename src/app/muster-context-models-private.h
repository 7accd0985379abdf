/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-private.h"
#include "muster-context-models.h"

G_BEGIN_DECLS

void          muster_context_install_model_signals (GType                type);
MusterPlanner *muster_context_make_planner         (MusterContext       *self,
                                                    GError             **error);

/* The list from the store, and into the pool */
void          muster_context_load_models_async     (MusterContext       *self,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean      muster_context_load_models_finish    (MusterContext       *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);
/* (nullable) (transfer none) */
MusterLanguageModel *muster_context_find_model     (MusterContext       *self,
                                                    const char          *id);
/* The address without what does not belong to it */
void          muster_context_trim_model            (MusterLanguageModel *model);
/* What came with the command */
void          muster_context_give_model_key        (MusterContext       *self,
                                                    MusterLlmPool       *pool,
                                                    MusterLanguageModel *model);
/* FALSE: @model leads to another host than the saved one, so the saved key must not go there */
gboolean      muster_context_may_use_saved_key     (MusterContext       *self,
                                                    MusterLanguageModel *model,
                                                    GError             **error);

G_END_DECLS

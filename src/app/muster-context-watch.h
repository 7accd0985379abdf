/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-watch-form.h"

G_BEGIN_DECLS

/* Which tickets of a PSA are watched. A form holds the stored filter and what the PSA has to choose from; it is edited
 * in place (properties notify), tried on the latest tickets, and saved. */

/* (transfer full) */
void muster_context_load_watch_async (MusterContext       *self,
                                      const char          *connection_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MusterWatchForm *muster_context_load_watch_finish (MusterContext  *self,
                                                   GAsyncResult   *result,
                                                   GError        **error);

/* (transfer full) (element-type MusterWatchRow): what the form would do with the newest 100 tickets, newest first. The
 * tickets are read from the PSA once per form; later calls answer at once. */
void muster_context_preview_watch_async (MusterContext       *self,
                                         MusterWatchForm     *form,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
GListModel *muster_context_preview_watch_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 guint          *n_taken,
                                                 GError        **error);

/* Holds for tickets that come from now on; what waits is looked at again */
void muster_context_save_watch_async (MusterContext       *self,
                                      MusterWatchForm     *form,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean muster_context_save_watch_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

G_END_DECLS

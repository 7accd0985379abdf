/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_WORKER (muster_worker_get_type ())
G_DECLARE_FINAL_TYPE (MusterWorker, muster_worker, MUSTER, WORKER, GObject)

typedef void (*MusterWorkerRest) (gpointer user_data);

MusterWorker *muster_worker_new             (const char           *name,
                                             MusterWorkerRest      rest,
                                             gpointer              rest_data);
void          muster_worker_push            (MusterWorker         *self,
                                             GTask                *task,
                                             GTaskThreadFunc       func,
                                             int                   priority);
void          muster_worker_push_unheard    (MusterWorker         *self,
                                             GTask                *task,
                                             GTaskThreadFunc       func,
                                             int                   priority);
void          muster_worker_wake            (MusterWorker         *self);
void          muster_worker_shutdown_async  (MusterWorker         *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean      muster_worker_shutdown_finish (MusterWorker         *self,
                                             GAsyncResult         *result,
                                             GError              **error);
gboolean      muster_worker_is_inside       (MusterWorker         *self);

/**
 * muster_worker_assert_inside:
 * @self: a worker
 *
 * Stops the program when called on another thread than the worker's.
 */
#define muster_worker_assert_inside(self) g_assert (muster_worker_is_inside (self))

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-import-row.h"

G_BEGIN_DECLS

/* Companies of the PSA become clients, hundreds at once, and follow them later without touching what a person of the
 * MSP changed: a client that was renamed here keeps its name, one that was paused or activated here stays so. */

/* (transfer full) (element-type MusterImportRow): every company by name, also those that are clients already and those
 * that have gone; what is new and active is chosen */
void muster_context_list_importable_async (MusterContext       *self,
                                           const char          *connection_id,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
GListModel *muster_context_list_importable_finish (MusterContext  *self,
                                                   GAsyncResult   *result,
                                                   GError        **error);

/**
 * MusterImportProgress:
 * @done: rows that are dealt with
 * @total: all chosen rows
 * @name: of the row that was just done
 *
 * How far an import is; called on the main context, once per row.
 */
typedef void (*MusterImportProgress) (guint       done,
                                      guint       total,
                                      const char *name,
                                      gpointer    user_data);

/**
 * MusterImportCounts:
 * @created: new clients
 * @renamed: clients that took the company's new name
 * @paused: clients whose company is inactive or gone
 * @resumed: clients whose company is active again
 * @kept: rows where something that a person changed here was left as it is
 * @failed: rows that could not be stored; the first reason is the error
 */
typedef struct
{
  guint created;
  guint renamed;
  guint paused;
  guint resumed;
  guint kept;
  guint failed;
} MusterImportCounts;

/* Imports the chosen ones of @rows. New clients are pending and become active one after the other behind it, without
 * anybody waiting; that goes on after a restart. Cancelling keeps what is done and is G_IO_ERROR_CANCELLED, with the
 * counts. */
void muster_context_import_async (MusterContext        *self,
                                  const char           *connection_id,
                                  GListModel           *rows,
                                  MusterImportProgress  progress,
                                  gpointer              progress_data,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean muster_context_import_finish (MusterContext       *self,
                                       GAsyncResult        *result,
                                       MusterImportCounts  *counts,
                                       GError             **error);

/* Imported clients that are still to be provisioned; "clients-changed" tells when it moves */
guint muster_context_count_provisioning (MusterContext *self);

/* Takes up what an import that was cut off has left, and waits until every imported client has been provisioned once.
 * FALSE when that could not be waited for */
void     muster_context_finish_provisioning_async  (MusterContext        *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean muster_context_finish_provisioning_finish (MusterContext        *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS

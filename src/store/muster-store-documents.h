/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"

G_BEGIN_DECLS

/* The index of what the documentation platforms hold, per customer of the platform. */

/**
 * MusterDocument:
 * @id: the platform's id
 * @kind: `document` or `procedure`
 * @company: (nullable): the platform's id of the customer; NULL: of the MSP itself
 * @folder: path of its folder, outermost first; "" for none
 * @updated: µs
 * @row: (nullable): JSON object that a tool's answer shows
 * @gone: not there any more, or not to be used
 * @score: of a search; higher is better
 */
typedef struct
{
  char    *id;
  char    *kind;
  char    *company;
  char    *title;
  char    *folder;
  char    *text;
  gint64   updated;
  char    *row;
  gboolean gone;
  double   score;
} MusterDocument;

/**
 * MusterDocumentSync:
 * @company: (nullable): NULL: the MSP itself
 * @synced: when changes were read last, µs; 0: never
 * @complete: when all of them were read last, µs
 * @newest: the newest change among them, µs
 * @count: how many there are; filled in by the store
 */
typedef struct
{
  char  *company;
  gint64 synced;
  gint64 complete;
  gint64 newest;
  guint  count;
} MusterDocumentSync;

MusterDocument     *muster_document_new        (const char *kind, const char *id, const char *title, const char *text,
                                                gint64 updated);
void                muster_document_free       (MusterDocument *self);
MusterDocument     *muster_document_copy       (const MusterDocument *self);
void                muster_document_sync_free  (MusterDocumentSync *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterDocument, muster_document_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterDocumentSync, muster_document_sync_free)

/* @documents: (element-type MusterDocument). @company: (nullable): NULL: those of the MSP itself. @complete: others of this
 * connection and company are forgotten. @sync: what is known of the reading from now on */
void muster_store_put_documents_async (MusterStore              *self,
                                       const char               *connection_id,
                                       const char               *company,
                                       GPtrArray                *documents,
                                       gboolean                  complete,
                                       const MusterDocumentSync *sync,
                                       GCancellable             *cancellable,
                                       GAsyncReadyCallback       callback,
                                       gpointer                  user_data);
gboolean muster_store_put_documents_finish (MusterStore  *self,
                                            GAsyncResult *result,
                                            GError      **error);

/* (element-type MusterDocument): those of the company and, with @with_own, of the MSP. Best first; without words to
 * search for the newest first */
void muster_store_search_documents_async (MusterStore        *self,
                                          const char         *connection_id,
                                          const char         *company,
                                          gboolean            with_own,
                                          const char         *query,
                                          guint               limit,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *muster_store_search_documents_finish (MusterStore  *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/* (element-type MusterDocumentSync), by company */
void muster_store_list_document_syncs_async (MusterStore        *self,
                                             const char         *connection_id,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
GPtrArray *muster_store_list_document_syncs_finish (MusterStore  *self,
                                                    GAsyncResult *result,
                                                    GError      **error);

G_END_DECLS

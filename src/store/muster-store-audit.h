/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"

G_BEGIN_DECLS

/* The append-only, hash-chained audit table. */

/**
 * MusterAuditReport:
 * @ok: the chain is whole
 * @rows: rows read
 * @first_bad_seq: 0 when @ok, else the first row that does not fit
 * @head: hex hash of the last row
 * @problem: (nullable): what does not fit
 */
typedef struct
{
  gboolean ok;
  gint64   rows;
  gint64   first_bad_seq;
  char    *head;
  char    *problem;
} MusterAuditReport;

void muster_audit_report_free (MusterAuditReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterAuditReport, muster_audit_report_free)

/* For what is no state change of a run or effect. @client_id: (nullable); @body: (nullable): JSON */
void muster_store_append_audit_async (MusterStore        *self,
                                      const char         *actor,
                                      const char         *client_id,
                                      const char         *event,
                                      const char         *body,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean muster_store_append_audit_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* @anchor_hash: (nullable): hex hash that row @anchor_seq had when it was last anchored outside */
void muster_store_verify_audit_async (MusterStore        *self,
                                      gint64              anchor_seq,
                                      const char         *anchor_hash,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
MusterAuditReport *muster_store_verify_audit_finish (MusterStore  *self,
                                                     GAsyncResult *result,
                                                     GError      **error);

/* Last hash in hex; all zeros when empty */
void muster_store_get_audit_head_async (MusterStore        *self,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
char *muster_store_get_audit_head_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          gint64       *seq,
                                          GError      **error);

/* One JSON object per line; enough to verify the chain without Muster. Gives the number of rows */
void muster_store_export_audit_async (MusterStore        *self,
                                      const char         *path,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gint64 muster_store_export_audit_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

G_END_DECLS

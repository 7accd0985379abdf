/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"

G_BEGIN_DECLS

/* What webhooks said has changed, until it was looked at; and how many requests each connection took. */

/**
 * MusterStoredHint:
 * @object_id: the PSA's id of the ticket
 * @n: how many deliveries have named it
 *
 * Somebody said that this ticket changed, and it was not looked at since.
 */
typedef struct
{
  char  *object_id;
  gint64 n;
} MusterStoredHint;

void muster_stored_hint_free (MusterStoredHint *self);

/**
 * MusterUsageHour:
 * @hour: hours since 1970, UTC
 * @requests: that were sent in it
 */
typedef struct
{
  gint64 hour;
  gint64 requests;
} MusterUsageHour;

/* Once this has answered, the hint survives a crash */
void muster_store_add_hint_async (MusterStore        *self,
                                  const char         *connection_id,
                                  const char         *object_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean muster_store_add_hint_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error);

/* (element-type MusterStoredHint), oldest first: those that were not settled */
void muster_store_take_hints_async (MusterStore        *self,
                                    const char         *connection_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
GPtrArray *muster_store_take_hints_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* The ticket was looked at after the first @n deliveries; later ones still count. Forgets what was settled a week ago */
void muster_store_settle_hint_async (MusterStore        *self,
                                     const char         *connection_id,
                                     const char         *object_id,
                                     gint64              n,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean muster_store_settle_hint_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* @hour: hours since 1970, UTC. Keeps 31 days */
void muster_store_add_usage_async (MusterStore        *self,
                                   const char         *connection_id,
                                   gint64              hour,
                                   gint64              requests,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean muster_store_add_usage_finish (MusterStore  *self,
                                        GAsyncResult *result,
                                        GError      **error);

/* (element-type MusterUsageHour), oldest first; hours without requests are left out */
void muster_store_list_usage_async (MusterStore        *self,
                                    const char         *connection_id,
                                    gint64              since_hour,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
GPtrArray *muster_store_list_usage_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterStoredHint, muster_stored_hint_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-gate.h"
#include "muster-store.h"

G_BEGIN_DECLS

/* One reading of one company's documents into the store's index; @company: (nullable): NULL: the MSP's own. With
 * @complete what is not there any more is forgotten; else what changed after @known->newest is added. */
void     muster_docs_sync_async  (MusterStore              *store,
                                  MusterGate               *gate,
                                  MusterConnection         *connection,
                                  const char               *company,
                                  const MusterDocumentSync *known,
                                  gboolean                  complete,
                                  gint64                    now,
                                  GCancellable             *cancellable,
                                  GAsyncReadyCallback       callback,
                                  gpointer                  user_data);
/* (transfer full): what is known from now on */
MusterDocumentSync *muster_docs_sync_finish (GAsyncResult  *result,
                                             guint         *requests,
                                             GError       **error);
/* Whether the platform can be read into the index */
gboolean muster_docs_sync_knows  (const char               *integration);

G_END_DECLS

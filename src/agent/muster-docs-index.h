/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-gate.h"
#include "muster-store.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_DOCS_INDEX (muster_docs_index_get_type ())
G_DECLARE_FINAL_TYPE (MusterDocsIndex, muster_docs_index, MUSTER, DOCS_INDEX, GObject)

MusterDocsIndex *muster_docs_index_new           (MusterStore          *store,
                                                  MusterGate           *gate,
                                                  MusterClock          *clock);

/* Whether a run's use of @tool is answered from here */
gboolean         muster_docs_index_takes         (MusterDocsIndex      *self,
                                                  MusterRunCap         *cap,
                                                  const char           *tool);
/* @hint: (nullable): what the ticket is about, for documentation that is too large to be read whole */
void             muster_docs_index_answer_async  (MusterDocsIndex      *self,
                                                  MusterRunCap         *cap,
                                                  const char           *tool,
                                                  JsonObject           *args,
                                                  const char           *hint,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
JsonNode        *muster_docs_index_answer_finish (MusterDocsIndex      *self,
                                                  GAsyncResult         *result,
                                                  guint                *requests,
                                                  GError              **error);

/* Reads what changed at the platform, or with @complete everything. @company: (nullable): NULL: the MSP's own */
void             muster_docs_index_sync_async    (MusterDocsIndex      *self,
                                                  const char           *connection_id,
                                                  const char           *company,
                                                  gboolean              complete,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean         muster_docs_index_sync_finish   (MusterDocsIndex      *self,
                                                  GAsyncResult         *result,
                                                  guint                *requests,
                                                  GError              **error);

G_END_DECLS

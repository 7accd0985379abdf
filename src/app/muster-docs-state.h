/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_DOCS_STATE (muster_docs_state_get_type ())
G_DECLARE_FINAL_TYPE (MusterDocsState, muster_docs_state, MUSTER, DOCS_STATE, MusterRecord)

MusterDocsState *muster_docs_state_new           (void);
const char      *muster_docs_state_get_client_id (MusterDocsState *self);  /* (nullable): NULL: the MSP’s own */
void             muster_docs_state_set_client_id (MusterDocsState *self, const char *value);
const char      *muster_docs_state_get_name      (MusterDocsState *self);
void             muster_docs_state_set_name      (MusterDocsState *self, const char *value);
gint64           muster_docs_state_get_documents (MusterDocsState *self);
void             muster_docs_state_set_documents (MusterDocsState *self, gint64 value);
gint64           muster_docs_state_get_read      (MusterDocsState *self);  /* µs; 0: never */
void             muster_docs_state_set_read      (MusterDocsState *self, gint64 value);

G_END_DECLS

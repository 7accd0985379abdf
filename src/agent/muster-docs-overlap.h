/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-store.h"

G_BEGIN_DECLS

/* Not touched for so long, a page has to be checked before it is relied on */
#define MUSTER_DOCS_STALE_DAYS 540

/* Whether the titles are those of one subject: "VPN Setup (old)", "VPN setup 2024" */
gboolean muster_docs_overlap_same_subject (const char     *a,
                                           const char     *b);
/* Adds to @row what the reader should know of @document: `stale`, and `newer` {id, name, updated_at} of another page of
 * @documents (element-type MusterDocument) on the same subject. @now: µs */
void     muster_docs_overlap_describe     (JsonObject     *row,
                                           MusterDocument *document,
                                           GPtrArray      *documents,
                                           gint64          now);

G_END_DECLS

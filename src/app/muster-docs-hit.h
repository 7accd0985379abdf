/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_DOCS_HIT (muster_docs_hit_get_type ())
G_DECLARE_FINAL_TYPE (MusterDocsHit, muster_docs_hit, MUSTER, DOCS_HIT, MusterRecord)

MusterDocsHit *muster_docs_hit_new         (void);
const char    *muster_docs_hit_get_id      (MusterDocsHit *self);  /* the platform’s */
void           muster_docs_hit_set_id      (MusterDocsHit *self, const char *value);
const char    *muster_docs_hit_get_title   (MusterDocsHit *self);
void           muster_docs_hit_set_title   (MusterDocsHit *self, const char *value);
const char    *muster_docs_hit_get_folder  (MusterDocsHit *self);  /* outermost first; "" for none */
void           muster_docs_hit_set_folder  (MusterDocsHit *self, const char *value);
const char    *muster_docs_hit_get_text    (MusterDocsHit *self);
void           muster_docs_hit_set_text    (MusterDocsHit *self, const char *value);
const char    *muster_docs_hit_get_updated (MusterDocsHit *self);  /* as the platform says it */
void           muster_docs_hit_set_updated (MusterDocsHit *self, const char *value);
gboolean       muster_docs_hit_get_general (MusterDocsHit *self);  /* of the MSP itself */
void           muster_docs_hit_set_general (MusterDocsHit *self, gboolean value);
gboolean       muster_docs_hit_get_stale   (MusterDocsHit *self);  /* nobody has changed it for a long time */
void           muster_docs_hit_set_stale   (MusterDocsHit *self, gboolean value);
const char    *muster_docs_hit_get_newer   (MusterDocsHit *self);  /* (nullable): title of a younger page on the same subject */
void           muster_docs_hit_set_newer   (MusterDocsHit *self, const char *value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MUSTER_HASH_BYTES 32

/**
 * MusterHash:
 *
 * SHA-256 over fields, each preceded by its length, so that no two different
 * lists of fields run into the same bytes.
 */
typedef struct _MusterHash MusterHash;

MusterHash *muster_hash_new        (const char *purpose);
void        muster_hash_add        (MusterHash *self,
                                    const char *text);
void        muster_hash_add_bytes  (MusterHash *self,
                                    const void *data,
                                    gsize       length);
void        muster_hash_add_int    (MusterHash *self,
                                    gint64      value);
void        muster_hash_add_strv   (MusterHash *self,
                                    const char * const *strv);
char       *muster_hash_finish     (MusterHash *self);
void        muster_hash_finish_raw (MusterHash *self,
                                    guint8      out[MUSTER_HASH_BYTES]);
void        muster_hash_free       (MusterHash *self);

char       *muster_hash_text       (const char *text);
char       *muster_hash_bytes      (GBytes     *bytes);

/* Takes the same time wherever they differ */
gboolean    muster_hash_equal      (const void *a,
                                    const void *b,
                                    gsize       length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterHash, muster_hash_free)

G_END_DECLS

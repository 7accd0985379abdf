/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_SECRET (muster_secret_get_type ())

/**
 * MusterSecret:
 *
 * A password, key or token in locked memory that is wiped when the last
 * reference goes. It has no printer: nothing turns it into text but
 * [method@Secret.peek], which is easy to look for.
 */
typedef struct _MusterSecret MusterSecret;

GType         muster_secret_get_type (void) G_GNUC_CONST;
MusterSecret *muster_secret_new      (const char   *text);
MusterSecret *muster_secret_new_take (char         *text);
MusterSecret *muster_secret_ref      (MusterSecret *self);
void          muster_secret_unref    (MusterSecret *self);
const char   *muster_secret_peek     (MusterSecret *self);
gsize         muster_secret_length   (MusterSecret *self);
gboolean      muster_secret_equal    (MusterSecret *self,
                                      MusterSecret *other);
void          muster_secret_wipe     (char         *text);
void          muster_secret_free     (char         *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterSecret, muster_secret_unref)

G_END_DECLS

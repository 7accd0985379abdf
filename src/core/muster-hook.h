/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_HOOK (muster_hook_get_type ())

/**
 * MusterHook:
 *
 * A webhook's request as it came: its headers and the bytes of its body. Nothing
 * in it is believed before the signature over those bytes was checked, and then it
 * is a hint and no more: what it speaks of is read from the vendor again.
 */
typedef struct _MusterHook MusterHook;

GType       muster_hook_get_type     (void) G_GNUC_CONST;
MusterHook *muster_hook_new          (GBytes     *body);
MusterHook *muster_hook_ref          (MusterHook *self);
void        muster_hook_unref        (MusterHook *self);
void        muster_hook_add_header   (MusterHook *self,
                                      const char *name,
                                      const char *value);
const char *muster_hook_get_header   (MusterHook *self,
                                      const char *name);
guint       muster_hook_count_header (MusterHook *self,
                                      const char *name);
GBytes     *muster_hook_get_body     (MusterHook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterHook, muster_hook_unref)

G_END_DECLS

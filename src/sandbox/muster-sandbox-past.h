/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* What readers of a vendor see for a while after a write: how the tickets looked before it. */
typedef struct _MusterPasts MusterPasts;

MusterPasts *muster_pasts_new   (void);
void         muster_pasts_free  (MusterPasts    *self);
void         muster_pasts_keep  (MusterPasts    *self,
                                 MusterCall     *call,
                                 guint           ms);
gboolean     muster_pasts_serve (MusterPasts    *self,
                                 MusterCall     *call,
                                 MusterCallFunc  handle);

G_END_DECLS

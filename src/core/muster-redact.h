/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "muster-secret.h"

G_BEGIN_DECLS

/* Shorter ones would be found in every text. */
#define MUSTER_EGRESS_MIN_LENGTH 6

#define MUSTER_TYPE_EGRESS (muster_egress_get_type ())
G_DECLARE_FINAL_TYPE (MusterEgress, muster_egress, MUSTER, EGRESS, GObject)

MusterEgress *muster_egress_new    (void);
void          muster_egress_add    (MusterEgress *self,
                                    const char   *label,
                                    MusterSecret *secret);
void          muster_egress_remove (MusterEgress *self,
                                    const char   *label);
char         *muster_egress_find   (MusterEgress *self,
                                    const char   *text);
char         *muster_egress_clean  (MusterEgress *self,
                                    const char   *text);

G_END_DECLS

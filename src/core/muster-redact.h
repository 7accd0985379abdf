/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "muster-secret.h"

G_BEGIN_DECLS

/* Shorter ones would be found in every text. */
#define MUSTER_EGRESS_MIN_LENGTH 6

#define MUSTER_TYPE_EGRESS (muster_egress_get_type ())
G_DECLARE_FINAL_TYPE (MusterEgress, muster_egress, MUSTER, EGRESS, GObject)

/**
 * MusterEgressAlarm:
 * @label: of the secret
 * @where: what it was about to be in: "note", "log" …
 *
 * A secret was about to leave and was held back. Called on the thread that noticed.
 */
typedef void (*MusterEgressAlarm) (const char *label,
                                   const char *where,
                                   gpointer    user_data);

void          muster_egress_set_alarm (MusterEgress      *self,
                                       MusterEgressAlarm  alarm,
                                       gpointer           user_data);
void          muster_egress_alarm     (MusterEgress      *self,
                                       const char        *label,
                                       const char        *where);
gboolean      muster_egress_blocks    (MusterEgress      *self,
                                       const char        *where,
                                       const char        *text);
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

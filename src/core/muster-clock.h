/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_CLOCK (muster_clock_get_type ())
G_DECLARE_FINAL_TYPE (MusterClock, muster_clock, MUSTER, CLOCK, GObject)

MusterClock *muster_clock_new_system  (void);
MusterClock *muster_clock_new_fixed   (gint64       us);
gint64       muster_clock_now         (MusterClock *self);
gint64       muster_clock_boot        (MusterClock *self);
GDateTime   *muster_clock_now_utc     (MusterClock *self);
/* Boot id and boot clock: tells a restart of the machine from a restart of the program */
char        *muster_clock_boot_stamp  (MusterClock *self);
void         muster_clock_advance     (MusterClock *self,
                                       gint64       us);

char        *muster_time_format_iso   (gint64       us);
gboolean     muster_time_parse_iso    (const char  *text,
                                       gint64      *us);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterSweep:
 *
 * When everything that is open has to be looked at again, and not only what changed: at the start, after the machine
 * slept (webhooks and time were lost), and once a day. Times are in microseconds; all zero is a fresh start.
 */
typedef struct
{
  gint64 swept_at;  /* boot time; 0: never */
  gint64 asleep;    /* how much longer the machine was up than awake, when it was last looked at */
} MusterSweep;

/* @boot: CLOCK_BOOTTIME, which goes on in sleep; @awake: CLOCK_MONOTONIC, which does not */
gboolean muster_sweep_is_due (const MusterSweep *self,
                              gint64             boot,
                              gint64             awake);
/* A sweep that began at these times has succeeded */
void     muster_sweep_done   (MusterSweep       *self,
                              gint64             boot,
                              gint64             awake);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterLane:
 * @per_second: requests a second; 0 means no limit
 * @parallel: requests under way; 0 means no limit
 *
 * What one connection may send: a token bucket, a number of places, and a pause
 * that the other side asked for. Knows no clock: times are microseconds that the
 * caller brings.
 */
typedef struct {
  double per_second;
  guint parallel;

  /*< private >*/
  double tokens;
  gint64 filled_at;
  gint64 paused_until;
  guint running;
} MusterLane;

#define MUSTER_LANE_FULL G_MAXINT64

void   muster_lane_init  (MusterLane *self,
                          double      per_second,
                          guint       parallel,
                          gint64      now);
gint64 muster_lane_wait  (MusterLane *self,
                          gint64      now);
void   muster_lane_begin (MusterLane *self,
                          gint64      now);
void   muster_lane_end   (MusterLane *self);
void   muster_lane_pause (MusterLane *self,
                          gint64      until);

G_END_DECLS

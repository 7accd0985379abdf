/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <math.h>

#include "muster-lane.h"

/* One second's worth may be sent at once after a silence. */
static double
bucket_size (MusterLane *self)
{
  return MAX (1.0, self->per_second);
}

static void
fill (MusterLane *self,
      gint64      now)
{
  double seconds = (double) MAX (0, now - self->filled_at) / G_USEC_PER_SEC;

  self->tokens = MIN (bucket_size (self), self->tokens + seconds * self->per_second);
  self->filled_at = now;
}

/**
 * muster_lane_init:
 * @self: a lane
 * @per_second: requests a second; 0 means no limit
 * @parallel: requests under way; 0 means no limit
 * @now: the time
 *
 * Sets the limits and fills the bucket; what is under way stays counted.
 */
void
muster_lane_init (MusterLane *self,
                  double      per_second,
                  guint       parallel,
                  gint64      now)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (per_second >= 0.0);

  self->per_second = per_second;
  self->parallel = parallel;
  self->tokens = bucket_size (self);
  self->filled_at = now;
}

/**
 * muster_lane_wait:
 * @self: a lane
 * @now: the time
 *
 * Returns: 0 if a request may begin now, the microseconds until it may, or
 *   %MUSTER_LANE_FULL if one must end first
 */
gint64
muster_lane_wait (MusterLane *self,
                  gint64      now)
{
  gint64 pause;
  gint64 empty = 0;

  g_return_val_if_fail (self != NULL, MUSTER_LANE_FULL);

  if (self->parallel > 0 && self->running >= self->parallel)
    return MUSTER_LANE_FULL;

  pause = MAX (0, self->paused_until - now);
  if (self->per_second > 0.0)
    {
      fill (self, now);
      if (self->tokens < 1.0)
        empty = (gint64) ceil ((1.0 - self->tokens) / self->per_second * G_USEC_PER_SEC);
    }

  return MAX (pause, empty);
}

/**
 * muster_lane_begin:
 * @self: a lane
 * @now: the time
 *
 * A request begins.
 */
void
muster_lane_begin (MusterLane *self,
                   gint64      now)
{
  g_return_if_fail (self != NULL);

  self->running++;
  if (self->per_second <= 0.0)
    return;

  fill (self, now);
  self->tokens -= 1.0;
}

/**
 * muster_lane_end:
 * @self: a lane
 *
 * A request is over.
 */
void
muster_lane_end (MusterLane *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->running > 0);

  self->running--;
}

/**
 * muster_lane_pause:
 * @self: a lane
 * @until: the time until which nothing may begin
 *
 * The other side asked for a pause. A shorter one does not end a longer one.
 */
void
muster_lane_pause (MusterLane *self,
                   gint64      until)
{
  g_return_if_fail (self != NULL);

  self->paused_until = MAX (self->paused_until, until);
}

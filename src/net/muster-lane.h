/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-request.h"

G_BEGIN_DECLS

/**
 * MusterLaneEntry:
 * @item: whose turn it is; the lane does not look at it
 * @priority: which goes first
 * @key: (nullable) (unowned): what limits per entity go by
 *
 * A request that waits in a lane or is under way. It belongs to the caller and
 * stays where it is from push to end. Start with zeros; one that is pushed again
 * after its end keeps its place among its equals.
 */
typedef struct {
  gpointer item;
  MusterPriority priority;
  const char *key;

  /*< private >*/
  guint64 order;
  GList link;
  gboolean waiting;
} MusterLaneEntry;

/**
 * MusterLane:
 *
 * What one connection may send, and in what order: a token bucket, places, places
 * per entity, a rolling window of which a share is ours, and the pause that the
 * other side asked for. Knows no clock: times are microseconds that the caller
 * brings.
 *
 * Of those that wait the lower priority goes first, and within one who came first.
 * History takes half of the places at most. From half of our share of the window
 * on, runs and history are slowed down to what the window gives for ever; its last
 * tenth is for notes and approvals.
 */
typedef struct _MusterLane MusterLane;

#define MUSTER_LANE_FULL G_MAXINT64

MusterLane       *muster_lane_new         (const MusterRate *rate,
                                           gint64            now);
void              muster_lane_free        (MusterLane       *self);
void              muster_lane_set_rate    (MusterLane       *self,
                                           const MusterRate *rate,
                                           gint64            now);
const MusterRate *muster_lane_get_rate    (MusterLane       *self);
void              muster_lane_push        (MusterLane       *self,
                                           MusterLaneEntry  *entry);
gboolean          muster_lane_remove      (MusterLane       *self,
                                           MusterLaneEntry  *entry);
gpointer          muster_lane_pop         (MusterLane       *self,
                                           gint64            now,
                                           gint64           *wait);
void              muster_lane_end         (MusterLane       *self,
                                           MusterLaneEntry  *entry);
void              muster_lane_pause       (MusterLane       *self,
                                           gint64            until);
gint64            muster_lane_strike      (MusterLane       *self,
                                           gint64            first,
                                           gint64            now,
                                           double            random);
void              muster_lane_calm        (MusterLane       *self);
void              muster_lane_add_used    (MusterLane       *self,
                                           guint             requests,
                                           gint64            now);
guint             muster_lane_get_waiting (MusterLane       *self);
guint             muster_lane_get_running (MusterLane       *self);
guint             muster_lane_get_allowed (MusterLane       *self);
guint             muster_lane_get_used    (MusterLane       *self,
                                           gint64            now);
gboolean          muster_lane_is_slowed   (MusterLane       *self,
                                           gint64            now);
gint64            muster_lane_get_paused  (MusterLane       *self);
gpointer          muster_lane_steal_any   (MusterLane       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLane, muster_lane_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <math.h>

#include "muster-lane.h"

/* The window is counted in slots of a sixtieth; one more is only partly in it. */
#define SLOTS_PER_WINDOW 60
#define N_SLOTS          (SLOTS_PER_WINDOW + 1)

#define MAX_STRIKE (60 * G_TIME_SPAN_SECOND)

typedef struct {
  gint64 number;  /* since the beginning of time */
  guint count;
} Slot;

struct _MusterLane
{
  MusterRate rate;

  /* Who waits: a queue for each priority, ordered by when they first came */
  GQueue waiting[MUSTER_N_PRIORITIES];  /* (element-type MusterLaneEntry): unowned */
  guint64 last_order;

  /* Who is under way */
  guint running;
  guint running_history;
  GHashTable *running_keys;  /* (owned) (element-type utf8 guint) */

  /* The bucket */
  double tokens;
  gint64 filled_at;

  /* The window */
  Slot slots[N_SLOTS];
  gint64 slow_until;  /* the next of those that are slowed down */

  /* What the other side asked for */
  gint64 paused_until;
  guint strikes;
};

static double
bucket_size (MusterLane *self)
{
  return MAX (1.0, self->rate.burst > 0 ? self->rate.burst : self->rate.per_second);
}

static void
fill (MusterLane *self,
      gint64      now)
{
  double seconds = (double) MAX (0, now - self->filled_at) / G_USEC_PER_SEC;

  self->tokens = MIN (bucket_size (self), self->tokens + seconds * self->rate.per_second);
  self->filled_at = now;
}

/* --- The window --- */

static gint64
window_us (MusterLane *self)
{
  return self->rate.window_s * G_TIME_SPAN_SECOND;
}

static gint64
slot_us (MusterLane *self)
{
  return MAX (1, window_us (self) / SLOTS_PER_WINDOW);
}

/* When what a slot counted is out of the window, to the last of it */
static gint64
slot_ends (MusterLane *self,
           Slot       *slot)
{
  return (slot->number + 1) * slot_us (self) + window_us (self);
}

static void
count (MusterLane *self,
       guint       requests,
       gint64      now)
{
  gint64 number;
  Slot *slot;

  if (self->rate.window_s == 0)
    return;

  number = now / slot_us (self);
  slot = &self->slots[number % N_SLOTS];
  if (slot->number != number)
    *slot = (Slot) { .number = number }
  ;
  slot->count += requests;
}

/**
 * muster_lane_get_used:
 * @self: a lane
 * @now: the time
 *
 * Returns: how many requests began within the window
 */
guint
muster_lane_get_used (MusterLane *self,
                      gint64      now)
{
  guint used = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; self->rate.window_s > 0 && i < N_SLOTS; i++)
    if (self->slots[i].count > 0 && slot_ends (self, &self->slots[i]) > now)
      used += self->slots[i].count;

  return used;
}

/**
 * muster_lane_get_allowed:
 * @self: a lane
 *
 * Returns: how many requests may begin within the window; 0 if there is none
 */
guint
muster_lane_get_allowed (MusterLane *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->rate.window_s == 0)
    return 0;

  return MAX (1, (guint) (self->rate.window_limit * self->rate.window_share + 1e-9));
}

/* The microseconds until less than cap requests are in the window */
static gint64
wait_for_room (MusterLane *self,
               guint       cap,
               gint64      now)
{
  guint used = muster_lane_get_used (self, now);
  gint64 until = now;

  while (used >= cap)
    {
      Slot *oldest = NULL;

      for (guint i = 0; i < N_SLOTS; i++)
        if (self->slots[i].count > 0 && slot_ends (self, &self->slots[i]) > until &&
            (oldest == NULL || self->slots[i].number < oldest->number))
          oldest = &self->slots[i];
      if (oldest == NULL)
        break;
      until = slot_ends (self, oldest);
      used -= oldest->count;
    }

  return until - now;
}

/**
 * muster_lane_is_slowed:
 * @self: a lane
 * @now: the time
 *
 * Returns: whether half of our share of the window is used
 */
gboolean
muster_lane_is_slowed (MusterLane *self,
                       gint64      now)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->rate.window_s > 0 && muster_lane_get_used (self, now) * 2 >= muster_lane_get_allowed (self);
}

/* Between two that are slowed down: what the window gives for ever, and up to four
 * times that when it is nearly used up, so that it settles before the last tenth. */
static gint64
slow_step (MusterLane *self,
           gint64      now)
{
  double allowed = muster_lane_get_allowed (self);
  double used = muster_lane_get_used (self, now) / allowed;

  return (gint64) ((double) window_us (self) / allowed * CLAMP (1.0 + (used - 0.5) * 7.5, 1.0, 4.0));
}

static gint64
window_wait (MusterLane     *self,
             MusterPriority  priority,
             gint64          now)
{
  guint allowed = muster_lane_get_allowed (self);
  gint64 wait;

  if (self->rate.window_s == 0)
    return 0;
  if (priority > MUSTER_PRIORITY_APPROVAL && allowed > 1)
    allowed -= MAX (1, allowed / 10);

  wait = wait_for_room (self, allowed, now);
  if (priority >= MUSTER_PRIORITY_RUN && muster_lane_is_slowed (self, now))
    wait = MAX (wait, self->slow_until - now);

  return MAX (0, wait);
}

/* --- Who is next --- */

static guint
running_with_key (MusterLane *self,
                  const char *key)
{
  return key != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->running_keys, key)) : 0;
}

static gboolean
has_place (MusterLane      *self,
           MusterLaneEntry *entry)
{
  if (entry->priority == MUSTER_PRIORITY_HISTORY && self->rate.parallel > 0 &&
      self->running_history >= MAX (1, self->rate.parallel / 2))
    return FALSE;

  return self->rate.per_entity == 0 || running_with_key (self, entry->key) < self->rate.per_entity;
}

/* What holds for whoever is next: the pause and the bucket */
static gint64
common_wait (MusterLane *self,
             gint64      now)
{
  gint64 empty = 0;

  if (self->rate.parallel > 0 && self->running >= self->rate.parallel)
    return MUSTER_LANE_FULL;

  if (self->rate.per_second > 0.0)
    {
      fill (self, now);
      if (self->tokens < 1.0)
        empty = (gint64) ceil ((1.0 - self->tokens) / self->rate.per_second * G_USEC_PER_SEC);
    }

  return MAX (MAX (0, self->paused_until - now), empty);
}

static void
begin (MusterLane      *self,
       MusterLaneEntry *entry,
       gint64           now)
{
  g_queue_unlink (&self->waiting[entry->priority], &entry->link);
  entry->waiting = FALSE;

  self->running++;
  if (entry->priority == MUSTER_PRIORITY_HISTORY)
    self->running_history++;
  if (entry->key != NULL)
    g_hash_table_replace (self->running_keys, g_strdup (entry->key),
                          GUINT_TO_POINTER (running_with_key (self, entry->key) + 1));

  count (self, 1, now);
  if (entry->priority >= MUSTER_PRIORITY_RUN && muster_lane_is_slowed (self, now))
    self->slow_until = now + slow_step (self, now) * (entry->priority == MUSTER_PRIORITY_HISTORY ? 2 : 1);

  if (self->rate.per_second > 0.0)
    {
      fill (self, now);
      self->tokens -= 1.0;
    }
}

/**
 * muster_lane_new:
 * @rate: its limits
 * @now: the time
 *
 * Returns: (transfer full): a lane with a full bucket
 */
MusterLane *
muster_lane_new (const MusterRate *rate,
                 gint64            now)
{
  MusterLane *self;

  g_return_val_if_fail (rate != NULL, NULL);

  self = g_new0 (MusterLane, 1);
  self->running_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < MUSTER_N_PRIORITIES; i++)
    g_queue_init (&self->waiting[i]);
  muster_lane_set_rate (self, rate, now);

  return self;
}

/**
 * muster_lane_free:
 * @self: (transfer full): a lane in which nobody waits
 */
void
muster_lane_free (MusterLane *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->running_keys);
  g_free (self);
}

/**
 * muster_lane_set_rate:
 * @self: a lane
 * @rate: its limits
 * @now: the time
 *
 * Fills the bucket. What is under way stays counted, and so does what was sent
 * within the window, if it is as long as before.
 */
void
muster_lane_set_rate (MusterLane       *self,
                      const MusterRate *rate,
                      gint64            now)
{
  g_return_if_fail (self != NULL && rate != NULL);
  g_return_if_fail (rate->per_second >= 0.0);

  if (rate->window_s != self->rate.window_s)
    {
      for (guint i = 0; i < N_SLOTS; i++)
        self->slots[i] = (Slot) { 0 }
      ;
      self->slow_until = 0;
    }
  self->rate = *rate;
  self->tokens = bucket_size (self);
  self->filled_at = now;
}

/**
 * muster_lane_get_rate:
 * @self: a lane
 *
 * Returns: (transfer none): its limits
 */
const MusterRate *
muster_lane_get_rate (MusterLane *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->rate;
}

static int
compare_orders (gconstpointer a,
                gconstpointer b,
                gpointer      unused)
{
  const MusterLaneEntry *first = a;
  const MusterLaneEntry *second = b;

  return first->order < second->order ? -1 : first->order > second->order;
}

/**
 * muster_lane_push:
 * @self: a lane
 * @entry: a request that waits from now on
 */
void
muster_lane_push (MusterLane      *self,
                  MusterLaneEntry *entry)
{
  GQueue *queue;
  GList *after;

  g_return_if_fail (self != NULL && entry != NULL);
  g_return_if_fail (!entry->waiting && entry->priority < MUSTER_N_PRIORITIES);

  if (entry->order == 0)
    entry->order = ++self->last_order;
  entry->link = (GList) { .data = entry };
  entry->waiting = TRUE;

  queue = &self->waiting[entry->priority];
  for (after = queue->tail; after != NULL && compare_orders (after->data, entry, NULL) > 0;)
    after = after->prev;
  if (after == NULL)
    g_queue_push_head_link (queue, &entry->link);
  else
    g_queue_insert_after_link (queue, after, &entry->link);
}

/**
 * muster_lane_remove:
 * @self: a lane
 * @entry: a request
 *
 * Returns: whether it waited; it does no longer
 */
gboolean
muster_lane_remove (MusterLane      *self,
                    MusterLaneEntry *entry)
{
  g_return_val_if_fail (self != NULL && entry != NULL, FALSE);

  if (!entry->waiting)
    return FALSE;

  g_queue_unlink (&self->waiting[entry->priority], &entry->link);
  entry->waiting = FALSE;
  return TRUE;
}

/**
 * muster_lane_pop:
 * @self: a lane
 * @now: the time
 * @wait: (out): if nobody may begin: the microseconds until somebody may, or
 *   %MUSTER_LANE_FULL if one must end first or nobody waits
 *
 * Returns: (nullable): the item whose request begins now
 */
gpointer
muster_lane_pop (MusterLane *self,
                 gint64      now,
                 gint64     *wait)
{
  gint64 common;
  gint64 soonest = MUSTER_LANE_FULL;

  g_return_val_if_fail (self != NULL && wait != NULL, NULL);

  *wait = MUSTER_LANE_FULL;
  if (muster_lane_get_waiting (self) == 0)
    return NULL;
  common = common_wait (self, now);
  if (common == MUSTER_LANE_FULL)
    return NULL;

  for (guint i = 0; i < MUSTER_N_PRIORITIES; i++)
    for (GList *l = self->waiting[i].head; l != NULL; l = l->next)
      {
        gint64 own;

        if (!has_place (self, l->data))
          continue;
        own = MAX (common, window_wait (self, i, now));
        if (own == 0)
          {
            MusterLaneEntry *entry = l->data;

            begin (self, entry, now);
            *wait = 0;
            return entry->item;
          }
        soonest = MIN (soonest, own);
        break;
      }

  *wait = soonest;
  return NULL;
}

/**
 * muster_lane_end:
 * @self: a lane
 * @entry: a request that began
 *
 * It is over.
 */
void
muster_lane_end (MusterLane      *self,
                 MusterLaneEntry *entry)
{
  guint n;

  g_return_if_fail (self != NULL && entry != NULL);
  g_return_if_fail (self->running > 0 && !entry->waiting);

  self->running--;
  if (entry->priority == MUSTER_PRIORITY_HISTORY && self->running_history > 0)
    self->running_history--;
  if (entry->key == NULL)
    return;

  n = running_with_key (self, entry->key);
  if (n > 1)
    g_hash_table_replace (self->running_keys, g_strdup (entry->key), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (self->running_keys, entry->key);
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

/**
 * muster_lane_strike:
 * @self: a lane
 * @first: the first pause in microseconds
 * @now: the time
 * @random: from 0 to 1
 *
 * The other side has enough but did not say for how long: a pause that doubles
 * with each time in a row, up to a minute, spread by a quarter in both directions.
 * What comes while the lane pauses already was sent before that, and counts once.
 *
 * Returns: the microseconds of the pause from @now
 */
gint64
muster_lane_strike (MusterLane *self,
                    gint64      first,
                    gint64      now,
                    double      random)
{
  double wait;

  g_return_val_if_fail (self != NULL, 0);

  if (self->paused_until > now)
    return self->paused_until - now;

  wait = MIN ((double) first * exp2 ((double) MIN (self->strikes, 16)), (double) MAX_STRIKE);
  self->strikes++;
  self->paused_until = now + (gint64) (wait * (0.75 + random / 2.0));

  return self->paused_until - now;
}

/**
 * muster_lane_calm:
 * @self: a lane
 *
 * The other side answered as it should: the next strike is the first again.
 */
void
muster_lane_calm (MusterLane *self)
{
  g_return_if_fail (self != NULL);

  self->strikes = 0;
}

/**
 * muster_lane_add_used:
 * @self: a lane
 * @requests: how many
 * @now: the time
 *
 * Counts requests that were sent before the lane was made, or by somebody else at
 * our expense.
 */
void
muster_lane_add_used (MusterLane *self,
                      guint       requests,
                      gint64      now)
{
  g_return_if_fail (self != NULL);

  count (self, requests, now);
}

guint
muster_lane_get_waiting (MusterLane *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < MUSTER_N_PRIORITIES; i++)
    n += self->waiting[i].length;

  return n;
}

guint
muster_lane_get_running (MusterLane *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->running;
}

/**
 * muster_lane_get_paused:
 * @self: a lane
 *
 * Returns: the time until which the other side asked for a pause, which may be over
 */
gint64
muster_lane_get_paused (MusterLane *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->paused_until;
}

/**
 * muster_lane_steal_any:
 * @self: a lane
 *
 * Returns: (nullable): the item of a request that waited
 */
gpointer
muster_lane_steal_any (MusterLane *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < MUSTER_N_PRIORITIES; i++)
    if (self->waiting[i].head != NULL)
      {
        MusterLaneEntry *entry = self->waiting[i].head->data;

        muster_lane_remove (self, entry);
        return entry->item;
      }

  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>
#include <time.h>

#include "muster-clock.h"

/**
 * MusterClock:
 *
 * What time it is. The one place that asks the system; the sandbox profile and
 * the tests start it at the moment of their world and let it run from there.
 * Safe from any thread.
 */
struct _MusterClock
{
  GObject parent_instance;

  GMutex lock;
  gboolean fixed;
  gint64 start;     /* what now () was at boot_start */
  gint64 start_boot;
  gint64 skipped;   /* sum of muster_clock_advance () */
};

G_DEFINE_FINAL_TYPE (MusterClock, muster_clock, G_TYPE_OBJECT)

static gint64
boot_time (void)
{
  struct timespec ts;

  if (clock_gettime (CLOCK_BOOTTIME, &ts) != 0)
    return g_get_monotonic_time ();

  return (gint64) ts.tv_sec * G_USEC_PER_SEC + ts.tv_nsec / 1000;
}

static void
muster_clock_finalize (GObject *object)
{
  MusterClock *self = MUSTER_CLOCK (object);

  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (muster_clock_parent_class)->finalize (object);
}

static void
muster_clock_class_init (MusterClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_clock_finalize;
}

static void
muster_clock_init (MusterClock *self)
{
  g_mutex_init (&self->lock);
}

/**
 * muster_clock_new_system:
 *
 * Returns: (transfer full): a clock that tells the machine's time
 */
MusterClock *
muster_clock_new_system (void)
{
  return g_object_new (MUSTER_TYPE_CLOCK, NULL);
}

/**
 * muster_clock_new_fixed:
 * @us: UTC microseconds since 1970
 *
 * A clock that stands at @us now and runs from there.
 *
 * Returns: (transfer full): a clock
 */
MusterClock *
muster_clock_new_fixed (gint64 us)
{
  MusterClock *self = g_object_new (MUSTER_TYPE_CLOCK, NULL);

  self->fixed = TRUE;
  self->start = us;
  self->start_boot = boot_time ();

  return self;
}

/**
 * muster_clock_now:
 * @self: a clock
 *
 * Returns: UTC microseconds since 1970
 */
gint64
muster_clock_now (MusterClock *self)
{
  gint64 now;

  g_return_val_if_fail (MUSTER_IS_CLOCK (self), 0);

  g_mutex_lock (&self->lock);
  if (self->fixed)
    now = self->start + (boot_time () - self->start_boot) + self->skipped;
  else
    now = g_get_real_time () + self->skipped;
  g_mutex_unlock (&self->lock);

  return now;
}

/**
 * muster_clock_boot:
 * @self: a clock
 *
 * Time that nobody can set and that goes on while the machine sleeps.
 *
 * Returns: microseconds since the machine was started
 */
gint64
muster_clock_boot (MusterClock *self)
{
  gint64 boot;

  g_return_val_if_fail (MUSTER_IS_CLOCK (self), 0);

  g_mutex_lock (&self->lock);
  boot = boot_time () + self->skipped;
  g_mutex_unlock (&self->lock);

  return boot;
}

/**
 * muster_clock_boot_stamp:
 * @self: a clock
 *
 * Returns: (transfer full): which start of the machine it is and muster_clock_boot (), with a slash between them
 */
char *
muster_clock_boot_stamp (MusterClock *self)
{
  g_autofree char *boot = NULL;

  g_return_val_if_fail (MUSTER_IS_CLOCK (self), NULL);

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
    boot = g_strdup ("");
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, g_strstrip (boot), muster_clock_boot (self));
}

/**
 * muster_clock_now_utc:
 * @self: a clock
 *
 * Returns: (transfer full): now, in UTC
 */
GDateTime *
muster_clock_now_utc (MusterClock *self)
{
  g_autoptr(GDateTime) seconds = NULL;
  gint64 now;

  g_return_val_if_fail (MUSTER_IS_CLOCK (self), NULL);

  now = muster_clock_now (self);
  seconds = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);

  return g_date_time_add (seconds, now % G_USEC_PER_SEC);
}

/**
 * muster_clock_advance:
 * @self: a clock
 * @us: microseconds
 *
 * Lets time pass, for tests that would have to wait otherwise.
 */
void
muster_clock_advance (MusterClock *self,
                      gint64       us)
{
  g_return_if_fail (MUSTER_IS_CLOCK (self));

  g_mutex_lock (&self->lock);
  self->skipped += us;
  g_mutex_unlock (&self->lock);
}

/**
 * muster_time_format_iso:
 * @us: UTC microseconds since 1970
 *
 * Returns: (transfer full): such as "2026-11-22T10:00:00Z", with a fraction
 *   only when there is one
 */
char *
muster_time_format_iso (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;
  gint64 fraction = us % G_USEC_PER_SEC;
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *rest = NULL;

  if (fraction < 0)
    {
      seconds--;
      fraction += G_USEC_PER_SEC;
    }

  time = g_date_time_new_from_unix_utc (seconds);
  if (time == NULL)
    return g_strdup ("0001-01-01T00:00:00Z");

  rest = g_date_time_format (time, "%m-%dT%H:%M:%S");
  if (fraction == 0)
    return g_strdup_printf ("%04d-%sZ", g_date_time_get_year (time), rest);

  return g_strdup_printf ("%04d-%s.%06dZ", g_date_time_get_year (time), rest, (int) fraction);
}

/**
 * muster_time_parse_iso:
 * @text: (nullable): an ISO 8601 time; without a zone it is UTC
 * @us: (out): UTC microseconds since 1970
 *
 * Reads the times that vendors send: any length of fraction, "Z" or an offset,
 * a date alone as its midnight.
 *
 * Returns: whether @text is a time
 */
gboolean
muster_time_parse_iso (const char *text,
                       gint64     *us)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *with_time = NULL;

  if (text == NULL || strlen (text) < 10)
    return FALSE;

  if (strlen (text) == 10)
    {
      with_time = g_strconcat (text, "T00:00:00", NULL);
      text = with_time;
    }

  time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL)
    return FALSE;

  *us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}

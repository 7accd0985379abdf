/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <libsoup/soup.h>

#include "muster-clock-skew.h"

/* An answer that took longer says too little about when it was written */
#define MAX_LATENCY (20 * G_USEC_PER_SEC)

/* Below that the clocks agree, as far as anybody can tell */
#define MIN_SKEW    (1 * G_USEC_PER_SEC)

/**
 * muster_clock_skew_measure:
 * @answer: with its headers
 * @sent: our clock when the request left, UTC µs
 * @received: our clock when the answer was there
 * @skew: (out): how far the server's clock is ahead of ours; 0 when they agree
 *
 * By the answer's Date (RFC 9110, 6.6.1), which is in whole seconds and was written somewhere between the two moments;
 * what comes out of a cache says so by its Age (RFC 9111, 5.1) and has the Date of then.
 *
 * Returns: whether it could be told
 */
gboolean
muster_clock_skew_measure (MusterAnswer *answer,
                           gint64        sent,
                           gint64        received,
                           gint64       *skew)
{
  const char *value = muster_answer_get_header (answer, "date");
  g_autoptr(GDateTime) date = value != NULL ? soup_date_time_new_from_http_string (value) : NULL;
  gint64 latency = received - sent;
  gint64 found;

  if (date == NULL || muster_answer_get_header (answer, "age") != NULL || latency < 0 || latency > MAX_LATENCY)
    return FALSE;
  found = g_date_time_to_unix (date) * G_USEC_PER_SEC + G_USEC_PER_SEC / 2 - (sent + latency / 2);
  *skew = ABS (found) <= MIN_SKEW + latency ? 0 : found;
  return TRUE;
}

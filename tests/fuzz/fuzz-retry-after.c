/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-main.h"
#include "muster-net-util.h"

/* How long a vendor wants to be left alone: never into the past, never for more than
 * a day, whatever it writes. */
void
fuzz_one (const guint8 *data,
          gsize         size)
{
  g_autofree char *value = g_strndup ((const char *) data, size);
  static const gint64 times[] = { 0, 1769860800 * G_TIME_SPAN_SECOND, G_MAXINT64 / 2 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gint64 wait = -1;

      if (muster_net_parse_retry_after (value, times[i], &wait))
        g_assert_true (wait >= 0 && wait <= G_TIME_SPAN_DAY);
    }
}

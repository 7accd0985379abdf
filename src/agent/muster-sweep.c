/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-sweep.h"

#define DAY_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)
#define SLEPT_US (G_GINT64_CONSTANT (10) * G_USEC_PER_SEC)

gboolean
muster_sweep_is_due (const MusterSweep *self,
                     gint64             boot,
                     gint64             awake)
{
  return self->swept_at == 0 || boot - self->swept_at >= DAY_US || boot - awake - self->asleep >= SLEPT_US;
}

void
muster_sweep_done (MusterSweep *self,
                   gint64       boot,
                   gint64       awake)
{
  self->swept_at = boot;
  self->asleep = boot - awake;
}

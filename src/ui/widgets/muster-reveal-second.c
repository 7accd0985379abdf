/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-reveal-second.h"

guint
muster_reveal_second (void)
{
  return 1000;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "muster-process.h"

/**
 * muster_process_protect:
 *
 * No core file and no look into this process by others of the same person, and files that only this person can read.
 * A debugger that starts the program still works; one that wants to attach needs a build without optimization.
 * So does a portal that is asked from outside of Flatpak: it refuses what it cannot look at.
 */
void
muster_process_protect (void)
{
  umask (077);
#ifdef __OPTIMIZE__
  const struct rlimit none = { 0, 0 };

  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  setrlimit (RLIMIT_CORE, &none);
#endif
}

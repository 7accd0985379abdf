/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "muster-process.h"

static GMutex lock;
static MusterEgress *live;  /* (owned) (nullable) */

/* Every line that goes anywhere comes through here, whoever wrote it */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  g_autofree GLogField *copy = g_memdup2 (fields, n_fields * sizeof *fields);
  g_autoptr(MusterEgress) egress = NULL;
  g_autofree char *clean = NULL;

  g_mutex_lock (&lock);
  egress = live != NULL ? g_object_ref (live) : NULL;
  g_mutex_unlock (&lock);
  for (gsize i = 0; egress != NULL && i < n_fields; i++)
    if (g_str_equal (copy[i].key, "MESSAGE") && copy[i].length < 0)
      {
        g_autofree char *label = muster_egress_find (egress, copy[i].value);

        if (label == NULL)
          continue;
        muster_egress_alarm (egress, label, "log");
        g_free (clean);
        clean = g_strdup_printf ("(left out: it held the %s)", label);
        copy[i].value = clean;
      }
  return g_log_writer_default (level, copy, n_fields, user_data);
}

/**
 * muster_process_set_egress:
 * @egress: (nullable): the live secrets
 *
 * From now on no line of the log holds one of them. Only after [func@process_protect].
 */
void
muster_process_set_egress (MusterEgress *egress)
{
  g_mutex_lock (&lock);
  g_set_object (&live, egress);
  g_mutex_unlock (&lock);
}

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
  g_log_set_writer_func (write_log, NULL, NULL);
#ifdef __OPTIMIZE__
  const struct rlimit none = { 0, 0 };

  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  setrlimit (RLIMIT_CORE, &none);
#endif
}

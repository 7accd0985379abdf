/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the conversations of all PSAs have in common. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-note.h"

#include "muster-psa-conversation.h"

/* "time:71:internal" → 71 */
static gint64
number_of (MusterNote *note)
{
  const char *id = muster_note_get_external_id (note);

  return g_ascii_strtoll (id + strcspn (id, "0123456789"), NULL, 10);
}

static int
compare_notes (gconstpointer a,
               gconstpointer b)
{
  MusterNote *first = *(MusterNote **) a;
  MusterNote *second = *(MusterNote **) b;
  gint64 difference = muster_note_get_created (first) - muster_note_get_created (second);

  if (difference == 0)
    difference = number_of (first) - number_of (second);
  return difference < 0 ? -1 : difference > 0;
}

/**
 * muster_psa_sort_notes:
 * @notes: (element-type MusterNote): each with an id
 *
 * Puts the oldest first; of the same moment the one that was numbered first.
 */
void
muster_psa_sort_notes (GPtrArray *notes)
{
  g_ptr_array_sort (notes, compare_notes);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-record-private.h"
#include "muster-watch-row.h"

/**
 * MusterWatchRow:
 *
 * One of the latest tickets, and whether the filter would take it.
 */

struct _MusterWatchRow
{
  MusterRecord parent_instance;

  char *ticket_id;
  char *number;
  char *summary;
  char *company;
  char *board;
  char *ticket_type;
  char *status;
  char *priority;
  char *source;
  gint64 updated;
  gboolean taken;
  char *reason;
};

G_DEFINE_FINAL_TYPE (MusterWatchRow, muster_watch_row, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterWatchRow, muster_watch_row, ticket_id)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, number)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, summary)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, company)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, board)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, ticket_type)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, status)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, priority)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, source)
ACCESSORS_INT64 (MusterWatchRow, muster_watch_row, updated)
ACCESSORS_BOOLEAN (MusterWatchRow, muster_watch_row, taken)
ACCESSORS_STRING (MusterWatchRow, muster_watch_row, reason)

static void
muster_watch_row_class_init (MusterWatchRowClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterWatchRow, ticket_id),
    FIELD_STRING (MusterWatchRow, number),
    FIELD_STRING (MusterWatchRow, summary),
    FIELD_STRING (MusterWatchRow, company),
    FIELD_STRING (MusterWatchRow, board),
    FIELD_STRING (MusterWatchRow, ticket_type),
    FIELD_STRING (MusterWatchRow, status),
    FIELD_STRING (MusterWatchRow, priority),
    FIELD_STRING (MusterWatchRow, source),
    FIELD_INT64 (MusterWatchRow, updated),
    FIELD_BOOLEAN (MusterWatchRow, taken),
    FIELD_STRING (MusterWatchRow, reason),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_watch_row_init (MusterWatchRow *self)
{
}

MusterWatchRow *
muster_watch_row_new (void)
{
  return g_object_new (MUSTER_TYPE_WATCH_ROW, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WATCH_ROW (muster_watch_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterWatchRow, muster_watch_row, MUSTER, WATCH_ROW, MusterRecord)

MusterWatchRow *muster_watch_row_new             (void);
const char     *muster_watch_row_get_ticket_id   (MusterWatchRow *self);
void            muster_watch_row_set_ticket_id   (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_number      (MusterWatchRow *self);
void            muster_watch_row_set_number      (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_summary     (MusterWatchRow *self);
void            muster_watch_row_set_summary     (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_company     (MusterWatchRow *self); /* (nullable) */
void            muster_watch_row_set_company     (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_board       (MusterWatchRow *self); /* (nullable) */
void            muster_watch_row_set_board       (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_ticket_type (MusterWatchRow *self); /* (nullable) */
void            muster_watch_row_set_ticket_type (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_status      (MusterWatchRow *self); /* (nullable) */
void            muster_watch_row_set_status      (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_priority    (MusterWatchRow *self); /* (nullable) */
void            muster_watch_row_set_priority    (MusterWatchRow *self, const char *value);
const char     *muster_watch_row_get_source      (MusterWatchRow *self); /* (nullable) */
void            muster_watch_row_set_source      (MusterWatchRow *self, const char *value);
gint64          muster_watch_row_get_updated     (MusterWatchRow *self); /* UTC microseconds */
void            muster_watch_row_set_updated     (MusterWatchRow *self, gint64 value);
gboolean        muster_watch_row_get_taken       (MusterWatchRow *self);
void            muster_watch_row_set_taken       (MusterWatchRow *self, gboolean value);
const char     *muster_watch_row_get_reason      (MusterWatchRow *self); /* translated: why it is taken or ignored */
void            muster_watch_row_set_reason      (MusterWatchRow *self, const char *value);

G_END_DECLS

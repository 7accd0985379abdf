/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-watch-field.h"
#include "muster-watch-row.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WATCH_FORM (muster_watch_form_get_type ())
G_DECLARE_FINAL_TYPE (MusterWatchForm, muster_watch_form, MUSTER, WATCH_FORM, MusterRecord)

MusterWatchForm *muster_watch_form_new                 (void);
const char      *muster_watch_form_get_connection_id   (MusterWatchForm *self);
void             muster_watch_form_set_connection_id   (MusterWatchForm *self, const char *value);
/* (element-type MusterWatchField): boards or queues, types, statuses, priorities, sources; those that this PSA has */
GListModel      *muster_watch_form_get_fields          (MusterWatchForm *self);
void             muster_watch_form_set_fields          (MusterWatchForm *self, GListModel *value);
/* Alerts of monitoring programs too */
gboolean         muster_watch_form_get_take_monitoring (MusterWatchForm *self);
void             muster_watch_form_set_take_monitoring (MusterWatchForm *self, gboolean value);
/* Tickets that our own account made too, not only the test ticket */
gboolean         muster_watch_form_get_take_own        (MusterWatchForm *self);
void             muster_watch_form_set_take_own        (MusterWatchForm *self, gboolean value);

/* The filter as it is stored; apply takes also items of which only the name is known */
JsonNode        *muster_watch_form_to_json             (MusterWatchForm  *self);
gboolean         muster_watch_form_apply_json          (MusterWatchForm  *self,
                                                        JsonNode         *filter,
                                                        GError          **error);
/* (nullable) (transfer none): by id */
MusterWatchField *muster_watch_form_find_field         (MusterWatchForm  *self,
                                                        const char       *id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECTION (muster_connection_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnection, muster_connection, MUSTER, CONNECTION, MusterRecord)

MusterConnection *muster_connection_new               (void);
const char       *muster_connection_get_id            (MusterConnection *self);
void              muster_connection_set_id            (MusterConnection *self, const char *value);
const char       *muster_connection_get_integration   (MusterConnection *self);
void              muster_connection_set_integration   (MusterConnection *self, const char *value);
const char       *muster_connection_get_name          (MusterConnection *self);
void              muster_connection_set_name          (MusterConnection *self, const char *value);
const char       *muster_connection_get_settings      (MusterConnection *self);
void              muster_connection_set_settings      (MusterConnection *self, const char *value);
const char       *muster_connection_get_secret_fields (MusterConnection *self);
void              muster_connection_set_secret_fields (MusterConnection *self, const char *value);
const char       *muster_connection_get_status        (MusterConnection *self);
void              muster_connection_set_status        (MusterConnection *self, const char *value);
const char       *muster_connection_get_last_error    (MusterConnection *self);
void              muster_connection_set_last_error    (MusterConnection *self, const char *value);
gint64            muster_connection_get_settle_ms     (MusterConnection *self);
void              muster_connection_set_settle_ms     (MusterConnection *self, gint64 value);
gint64            muster_connection_get_look_gap_ms   (MusterConnection *self);
void              muster_connection_set_look_gap_ms   (MusterConnection *self, gint64 value);
gint64            muster_connection_get_created       (MusterConnection *self);
void              muster_connection_set_created       (MusterConnection *self, gint64 value);

G_END_DECLS

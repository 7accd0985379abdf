/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT (muster_client_get_type ())
G_DECLARE_FINAL_TYPE (MusterClient, muster_client, MUSTER, CLIENT, MusterRecord)

MusterClient      *muster_client_new               (void);
const char        *muster_client_get_id            (MusterClient *self);
void               muster_client_set_id            (MusterClient *self, const char *value);
const char        *muster_client_get_name          (MusterClient *self);
void               muster_client_set_name          (MusterClient *self, const char *value);
const char        *muster_client_get_slug          (MusterClient *self);
void               muster_client_set_slug          (MusterClient *self, const char *value);
MusterClientStatus muster_client_get_status        (MusterClient *self);
void               muster_client_set_status        (MusterClient *self, MusterClientStatus value);
MusterMode         muster_client_get_mode          (MusterClient *self);
void               muster_client_set_mode          (MusterClient *self, MusterMode value);
const char        *muster_client_get_language      (MusterClient *self);
void               muster_client_set_language      (MusterClient *self, const char *value);
const char        *muster_client_get_time_zone     (MusterClient *self);
void               muster_client_set_time_zone     (MusterClient *self, const char *value);
gint64             muster_client_get_created       (MusterClient *self);
void               muster_client_set_created       (MusterClient *self, gint64 value);
gint64             muster_client_get_open_items    (MusterClient *self);
void               muster_client_set_open_items    (MusterClient *self, gint64 value);
gint64             muster_client_get_last_activity (MusterClient *self);
void               muster_client_set_last_activity (MusterClient *self, gint64 value);

G_END_DECLS

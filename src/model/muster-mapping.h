/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MAPPING (muster_mapping_get_type ())
G_DECLARE_FINAL_TYPE (MusterMapping, muster_mapping, MUSTER, MAPPING, MusterRecord)

MusterMapping    *muster_mapping_new               (void);
const char       *muster_mapping_get_client_id     (MusterMapping *self);
void              muster_mapping_set_client_id     (MusterMapping *self, const char *value);
const char       *muster_mapping_get_connection_id (MusterMapping *self);
void              muster_mapping_set_connection_id (MusterMapping *self, const char *value);
MusterMappingKind muster_mapping_get_kind          (MusterMapping *self);
void              muster_mapping_set_kind          (MusterMapping *self, MusterMappingKind value);
const char       *muster_mapping_get_external_id   (MusterMapping *self);
void              muster_mapping_set_external_id   (MusterMapping *self, const char *value);
const char       *muster_mapping_get_external_name (MusterMapping *self);
void              muster_mapping_set_external_name (MusterMapping *self, const char *value);

G_END_DECLS

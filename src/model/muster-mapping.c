/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-mapping.h"
#include "muster-record-private.h"

/**
 * MusterMapping:
 *
 * Which outside object is this client.
 */

struct _MusterMapping
{
  MusterRecord parent_instance;

  char             *client_id;
  char             *connection_id;
  MusterMappingKind kind;
  char             *external_id;
  char             *external_name;
};

G_DEFINE_FINAL_TYPE (MusterMapping, muster_mapping, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterMapping, muster_mapping, client_id)
ACCESSORS_STRING (MusterMapping, muster_mapping, connection_id)
ACCESSORS_ENUM (MusterMapping, muster_mapping, kind, MusterMappingKind)
ACCESSORS_STRING (MusterMapping, muster_mapping, external_id)
ACCESSORS_STRING (MusterMapping, muster_mapping, external_name)

static void
muster_mapping_class_init (MusterMappingClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterMapping, client_id),
    FIELD_STRING (MusterMapping, connection_id),
    FIELD_ENUM (MusterMapping, kind, muster_mapping_kind_get_type),
    FIELD_STRING (MusterMapping, external_id),
    FIELD_STRING (MusterMapping, external_name),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_mapping_init (MusterMapping *self)
{
  (void) self;
}

MusterMapping *
muster_mapping_new (void)
{
  return g_object_new (MUSTER_TYPE_MAPPING, NULL);
}

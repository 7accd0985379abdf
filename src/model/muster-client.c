/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-client.h"
#include "muster-record-private.h"

/**
 * MusterClient:
 *
 * A customer company with an agent of its own.
 */

struct _MusterClient
{
  MusterRecord parent_instance;

  char              *id;
  char              *name;
  char              *slug;
  MusterClientStatus status;
  MusterMode         mode;
  char              *language;
  char              *time_zone;
  gint64             created;       /* UTC µs */
  gint64             open_items;    /* runs waiting for a person, counted when read */
  gint64             last_activity; /* UTC µs, 0: never */
};

G_DEFINE_FINAL_TYPE (MusterClient, muster_client, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterClient, muster_client, id)
ACCESSORS_STRING (MusterClient, muster_client, name)
ACCESSORS_STRING (MusterClient, muster_client, slug)
ACCESSORS_ENUM (MusterClient, muster_client, status, MusterClientStatus)
ACCESSORS_ENUM (MusterClient, muster_client, mode, MusterMode)
ACCESSORS_STRING (MusterClient, muster_client, language)
ACCESSORS_STRING (MusterClient, muster_client, time_zone)
ACCESSORS_INT64 (MusterClient, muster_client, created)
ACCESSORS_INT64 (MusterClient, muster_client, open_items)
ACCESSORS_INT64 (MusterClient, muster_client, last_activity)

static void
muster_client_class_init (MusterClientClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterClient, id),
    FIELD_STRING (MusterClient, name),
    FIELD_STRING (MusterClient, slug),
    FIELD_ENUM (MusterClient, status, muster_client_status_get_type),
    FIELD_ENUM (MusterClient, mode, muster_mode_get_type),
    FIELD_STRING (MusterClient, language),
    FIELD_STRING (MusterClient, time_zone),
    FIELD_INT64 (MusterClient, created),
    FIELD_INT64 (MusterClient, open_items),
    FIELD_INT64 (MusterClient, last_activity),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_client_init (MusterClient *self)
{
  (void) self;
}

MusterClient *
muster_client_new (void)
{
  return g_object_new (MUSTER_TYPE_CLIENT, NULL);
}

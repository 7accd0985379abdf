/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-connection.h"
#include "muster-record-private.h"

/**
 * MusterConnection:
 *
 * A vendor account the workspace is connected to. Its secrets are in the keyring
 * under the connection's id; only their names are here.
 */

struct _MusterConnection
{
  MusterRecord parent_instance;

  char  *id;
  char  *integration;   /* connectwise, microsoft365, hudu */
  char  *name;
  char  *settings;      /* JSON object: form fields without secrets, and what was discovered */
  char  *secret_fields; /* names of the secrets that must be in the keyring, with commas */
  char  *status;        /* ok, failing, notes-off */
  char  *last_error;
  gint64 settle_ms;     /* how late the vendor may commit after a request was lost */
  gint64 look_gap_ms;   /* between two read-backs */
  gint64 created;       /* UTC µs */
};

G_DEFINE_FINAL_TYPE (MusterConnection, muster_connection, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterConnection, muster_connection, id)
ACCESSORS_STRING (MusterConnection, muster_connection, integration)
ACCESSORS_STRING (MusterConnection, muster_connection, name)
ACCESSORS_STRING (MusterConnection, muster_connection, settings)
ACCESSORS_STRING (MusterConnection, muster_connection, secret_fields)
ACCESSORS_STRING (MusterConnection, muster_connection, status)
ACCESSORS_STRING (MusterConnection, muster_connection, last_error)
ACCESSORS_INT64 (MusterConnection, muster_connection, settle_ms)
ACCESSORS_INT64 (MusterConnection, muster_connection, look_gap_ms)
ACCESSORS_INT64 (MusterConnection, muster_connection, created)

static void
muster_connection_class_init (MusterConnectionClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterConnection, id),
    FIELD_STRING (MusterConnection, integration),
    FIELD_STRING (MusterConnection, name),
    FIELD_STRING (MusterConnection, settings),
    FIELD_STRING (MusterConnection, secret_fields),
    FIELD_STRING (MusterConnection, status),
    FIELD_STRING (MusterConnection, last_error),
    FIELD_INT64 (MusterConnection, settle_ms),
    FIELD_INT64 (MusterConnection, look_gap_ms),
    FIELD_INT64 (MusterConnection, created),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_connection_init (MusterConnection *self)
{
  self->status = g_strdup ("ok");
  self->settings = g_strdup ("{}");
  self->settle_ms = 90000;
  self->look_gap_ms = 10000;
}

MusterConnection *
muster_connection_new (void)
{
  return g_object_new (MUSTER_TYPE_CONNECTION, NULL);
}

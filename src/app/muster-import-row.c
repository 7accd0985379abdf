/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-import-row.h"
#include "muster-record-private.h"

/**
 * MusterImportRow:
 *
 * A company of the PSA as it can become a client, or as it differs from the client that it is already.
 */

struct _MusterImportRow
{
  MusterRecord parent_instance;

  char *company_id;
  char *name;
  char *company_type;
  char *status;
  gboolean active;
  char *slug;
  char *client_id;
  char *client_name;
  char *change;
  char *change_text;
  gboolean chosen;
};

G_DEFINE_FINAL_TYPE (MusterImportRow, muster_import_row, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterImportRow, muster_import_row, company_id)
ACCESSORS_STRING (MusterImportRow, muster_import_row, name)
ACCESSORS_STRING (MusterImportRow, muster_import_row, company_type)
ACCESSORS_STRING (MusterImportRow, muster_import_row, status)
ACCESSORS_BOOLEAN (MusterImportRow, muster_import_row, active)
ACCESSORS_STRING (MusterImportRow, muster_import_row, slug)
ACCESSORS_STRING (MusterImportRow, muster_import_row, client_id)
ACCESSORS_STRING (MusterImportRow, muster_import_row, client_name)
ACCESSORS_STRING (MusterImportRow, muster_import_row, change)
ACCESSORS_STRING (MusterImportRow, muster_import_row, change_text)
ACCESSORS_BOOLEAN (MusterImportRow, muster_import_row, chosen)

static void
muster_import_row_class_init (MusterImportRowClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterImportRow, company_id),
    FIELD_STRING (MusterImportRow, name),
    FIELD_STRING (MusterImportRow, company_type),
    FIELD_STRING (MusterImportRow, status),
    FIELD_BOOLEAN (MusterImportRow, active),
    FIELD_STRING (MusterImportRow, slug),
    FIELD_STRING (MusterImportRow, client_id),
    FIELD_STRING (MusterImportRow, client_name),
    FIELD_STRING (MusterImportRow, change),
    FIELD_STRING (MusterImportRow, change_text),
    FIELD_BOOLEAN (MusterImportRow, chosen),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_import_row_init (MusterImportRow *self)
{
}

MusterImportRow *
muster_import_row_new (void)
{
  return g_object_new (MUSTER_TYPE_IMPORT_ROW, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_IMPORT_ROW (muster_import_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterImportRow, muster_import_row, MUSTER, IMPORT_ROW, MusterRecord)

MusterImportRow *muster_import_row_new              (void);
const char      *muster_import_row_get_company_id   (MusterImportRow *self);
void             muster_import_row_set_company_id   (MusterImportRow *self, const char *value);
const char      *muster_import_row_get_name         (MusterImportRow *self);
void             muster_import_row_set_name         (MusterImportRow *self, const char *value);
const char      *muster_import_row_get_company_type (MusterImportRow *self); /* (nullable): in the PSA’s words */
void             muster_import_row_set_company_type (MusterImportRow *self, const char *value);
const char      *muster_import_row_get_status       (MusterImportRow *self); /* (nullable): in the PSA’s words */
void             muster_import_row_set_status       (MusterImportRow *self, const char *value);
gboolean         muster_import_row_get_active       (MusterImportRow *self);
void             muster_import_row_set_active       (MusterImportRow *self, gboolean value);
const char      *muster_import_row_get_slug         (MusterImportRow *self); /* of the client, or the one that it would get */
void             muster_import_row_set_slug         (MusterImportRow *self, const char *value);
const char      *muster_import_row_get_client_id    (MusterImportRow *self); /* (nullable): the client that it is already */
void             muster_import_row_set_client_id    (MusterImportRow *self, const char *value);
const char      *muster_import_row_get_client_name  (MusterImportRow *self); /* (nullable) */
void             muster_import_row_set_client_name  (MusterImportRow *self, const char *value);
const char      *muster_import_row_get_change       (MusterImportRow *self); /* "new", "same", "renamed", "inactive", "active-again" or "gone" */
void             muster_import_row_set_change       (MusterImportRow *self, const char *value);
const char      *muster_import_row_get_change_text  (MusterImportRow *self); /* translated: what an import of this row would do */
void             muster_import_row_set_change_text  (MusterImportRow *self, const char *value);
gboolean         muster_import_row_get_chosen       (MusterImportRow *self); /* rows that are imported; active new ones are chosen at first */
void             muster_import_row_set_chosen       (MusterImportRow *self, gboolean value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_IMPORT_LIST (muster_import_list_get_type ())
G_DECLARE_FINAL_TYPE (MusterImportList, muster_import_list, MUSTER, IMPORT_LIST, AdwBin)

void      muster_import_list_load          (MusterImportList     *self,
                                            MusterContext        *context,
                                            const char           *connection_id);
guint     muster_import_list_get_n_chosen  (MusterImportList     *self);
char     *muster_import_list_dup_client_id (MusterImportList     *self);
void      muster_import_list_import_async  (MusterImportList     *self,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean  muster_import_list_import_finish (MusterImportList     *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS

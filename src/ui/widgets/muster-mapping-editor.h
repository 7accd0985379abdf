/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MAPPING_EDITOR (muster_mapping_editor_get_type ())
G_DECLARE_FINAL_TYPE (MusterMappingEditor, muster_mapping_editor, MUSTER, MAPPING_EDITOR, AdwBin)

GtkWidget *muster_mapping_editor_new          (void);
void       muster_mapping_editor_load         (MusterMappingEditor *self,
                                               MusterContext       *context,
                                               const char          *client_id);
void       muster_mapping_editor_apply_async  (MusterMappingEditor *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
gboolean   muster_mapping_editor_apply_finish (MusterMappingEditor *self,
                                               GAsyncResult        *result,
                                               GError             **error);

G_END_DECLS

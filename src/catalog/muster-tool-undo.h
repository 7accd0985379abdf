/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-tool-exec.h"

G_BEGIN_DECLS

/* What was there before an act, what came of it, and how it is taken back */

gboolean    muster_tool_is_reversible     (MusterTool      *self);
const char *muster_tool_get_irreversible  (MusterTool      *self);
gboolean    muster_tool_undo_needs_before (MusterTool      *self);

JsonObject *muster_tool_exec_before       (MusterToolExec  *self);
gboolean    muster_tool_has_guard         (MusterTool      *self);
JsonObject *muster_tool_exec_guard        (MusterToolExec  *self);
GPtrArray  *muster_tool_list_bodies       (MusterTool      *self);
JsonObject *muster_tool_exec_made         (MusterToolExec  *self);
JsonObject *muster_tool_names             (MusterTool      *self,
                                           JsonObject      *args,
                                           JsonObject      *before);

/**
 * MusterUndoPath:
 * @arg: argument of the inverse tool
 * @path: where its value stood before the act, such as `u.jobTitle`
 */
typedef struct
{
  char *arg;
  char *path;
} MusterUndoPath;

MusterTool *muster_tool_resolve_undo      (MusterTool      *self,
                                           MusterCatalog   *catalog,
                                           JsonObject      *args,
                                           JsonObject      *before,
                                           JsonObject      *made,
                                           const char      *external_ref,
                                           JsonObject     **undo_args,
                                           GPtrArray      **paths,
                                           GError         **error);

G_END_DECLS

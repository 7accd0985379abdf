/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-secret.h"
#include "muster-tool-exec.h"

G_BEGIN_DECLS

/* What stands in an answer in the place of a value that was kept, until the gate says what shall */
#define MUSTER_KEPT_PREFIX "muster-kept:"

/**
 * MusterToolSecret:
 * @member: of the answer
 * @path: where it stands in the result, such as `password.password` or `keys.0.key`
 * @title: what it is called
 * @owner: (nullable): whose account it opens
 * @secret: its value
 *
 * One secret value that a tool's answer held.
 */
typedef struct
{
  const char   *member;
  const char   *path;
  const char   *title;
  const char   *owner;
  MusterSecret *secret;
} MusterToolSecret;

/**
 * MusterToolSecretFunc:
 *
 * Returns: (transfer full) (nullable): what stands in the result in its place; %NULL: an empty text
 */
typedef char *(*MusterToolSecretFunc) (const MusterToolSecret *found,
                                       gpointer                user_data);

gboolean muster_tool_has_handles      (MusterTool            *self);
gboolean muster_tool_wants_generated  (MusterTool            *self);

/* Before the first request: values of the members in `handles` go into locked memory instead of being dropped */
void     muster_tool_exec_keep_secrets (MusterToolExec       *self);
/* @name: what `{"secret": name}` asks for, or a handle that stands in an argument */
void     muster_tool_exec_set_secret  (MusterToolExec        *self,
                                       const char            *name,
                                       MusterSecret          *secret);
/* Each value that was kept and that `select` lets through; those that it does not are wiped with the exec */
void     muster_tool_exec_take_secrets (MusterToolExec       *self,
                                        JsonNode             *result,
                                        MusterToolSecretFunc  take,
                                        gpointer              user_data);

/* For the loader: the row's `handles` */
gboolean muster_check_handles         (const char            *where,
                                       JsonObject            *row,
                                       GError               **error);

G_END_DECLS

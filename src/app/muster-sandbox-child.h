/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_SANDBOX_CHILD (muster_sandbox_child_get_type ())
G_DECLARE_FINAL_TYPE (MusterSandboxChild, muster_sandbox_child, MUSTER, SANDBOX_CHILD, GObject)

MusterSandboxChild *muster_sandbox_child_new          (void);

/* @program: (nullable): found beside this program, in the build tree or installed.
 * @world: (nullable): the demonstration world of the resources */
void                muster_sandbox_child_start_async  (MusterSandboxChild   *self,
                                                       const char           *program,
                                                       const char           *world,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean            muster_sandbox_child_start_finish (MusterSandboxChild   *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                muster_sandbox_child_stop         (MusterSandboxChild   *self);

gint64              muster_sandbox_child_get_now      (MusterSandboxChild *self);
gint64              muster_sandbox_child_get_late_ms  (MusterSandboxChild *self);
const char         *muster_sandbox_child_get_control  (MusterSandboxChild *self);
const char         *muster_sandbox_child_get_msp_name (MusterSandboxChild *self);
/* (nullable): a text of the ready line, such as "llm.openai.apiKey" */
const char         *muster_sandbox_child_get_at       (MusterSandboxChild *self,
                                                       const char         *path);
const char         *muster_sandbox_child_get_value    (MusterSandboxChild *self,
                                                       const char         *integration,
                                                       const char         *name);
GHashTable         *muster_sandbox_child_dup_values   (MusterSandboxChild *self,
                                                       const char         *integration);

char               *muster_sandbox_find_program       (const char *program);

G_END_DECLS

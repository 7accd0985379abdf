/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-language-model.h"

G_BEGIN_DECLS

void       muster_llm_find_local_async  (const guint          *ports,
                                         guint                 n_ports,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
GPtrArray *muster_llm_find_local_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS

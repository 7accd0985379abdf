/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-db.h"
#include "muster-store-files.h"

G_BEGIN_DECLS

gboolean muster_migrations_apply (MusterDb         *db,
                                  MusterStoreFiles *files,
                                  GError          **error);
gboolean muster_migrations_check (MusterDb         *db,
                                  GError          **error);

G_END_DECLS

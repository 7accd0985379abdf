/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_DOCS (muster_client_docs_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientDocs, muster_client_docs, MUSTER, CLIENT_DOCS, AdwBin)

void muster_client_docs_load (MusterClientDocs *self,
                              MusterContext    *context,
                              const char       *client_id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_READINESS (muster_client_readiness_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientReadiness, muster_client_readiness, MUSTER, CLIENT_READINESS, AdwBin)

void muster_client_readiness_load (MusterClientReadiness *self,
                                   MusterContext         *context,
                                   const char            *client_id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-request.h"

G_BEGIN_DECLS

gboolean muster_clock_skew_measure (MusterAnswer *answer,
                                    gint64        sent,
                                    gint64        received,
                                    gint64       *skew);

G_END_DECLS

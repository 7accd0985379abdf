/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-redact.h"

G_BEGIN_DECLS

/* First thing in main () of every program that holds secrets */
void muster_process_protect (void);

/* From now on no line of the log holds one of these. (nullable) */
void muster_process_set_egress (MusterEgress *egress);

G_END_DECLS

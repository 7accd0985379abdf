/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* First thing in main () of every program that holds secrets */
void muster_process_protect (void);

G_END_DECLS

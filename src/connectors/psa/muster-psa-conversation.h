/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void muster_psa_sort_notes (GPtrArray *notes);

G_END_DECLS

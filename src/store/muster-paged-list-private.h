/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-paged-list.h"

G_BEGIN_DECLS

void muster_paged_item_set_record (MusterPagedItem *self,
                                   MusterRecord    *record);

G_END_DECLS

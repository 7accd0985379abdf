/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "agreement.h"

G_BEGIN_DECLS

/* (transfer full): what a tool may do and see, one fact a line: class, calls, scope, select, permissions, secrets */
char       *agreement_limits_describe (Agreement  *self,
                                       const char *tool);
/* (transfer full) (element-type utf8 utf8): tool → its block of tests/data/catalog/INTEGRATION.limits */
GHashTable *agreement_limits_load     (const char *integration);
void        agreement_check_limits    (Agreement  *self,
                                       GHashTable *limits,
                                       const char *tool);

G_END_DECLS

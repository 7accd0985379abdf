/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-advice.h"

G_BEGIN_DECLS

/* Network, TLS, time and everything else that is the same with every vendor */
MusterAdvice *muster_advice_common (const char   *vendor,
                                    const GError *error);

G_END_DECLS

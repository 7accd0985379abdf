/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-advice.h"

G_BEGIN_DECLS

MusterAdvice *muster_entra_advice (const GError *error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-psa.h"

G_BEGIN_DECLS

#define BENCH_TYPE_PSA (bench_psa_get_type ())
G_DECLARE_FINAL_TYPE (BenchPsa, bench_psa, BENCH, PSA, GObject)

/* The ticket system of the bench's look-alike world */
MusterPsa *bench_psa_new (void);

G_END_DECLS

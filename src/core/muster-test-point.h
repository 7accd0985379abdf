/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Moments at which the tests kill the program. They exist in programs that are compiled with MUSTER_TEST_HOOKS, and
 * the function is defined by the tests alone: nothing that is installed can have one (tests/static/check-links.py). */

#ifdef MUSTER_TEST_HOOKS
void muster_test_point (const char *moment,
                        const char *what);
#else
#define muster_test_point(moment, what) ((void) 0)
#endif

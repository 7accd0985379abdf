/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-clock.h"

G_BEGIN_DECLS

/* A throw-away profile on look-alike vendors lives at the time of their world. The time is a file of the profile's
 * folder, written by an onboarding whose connections all lead to this machine; every other profile has the system's. */

/* (transfer full) */
MusterClock *muster_profile_clock_load (const char *data_dir);
gboolean     muster_profile_clock_save (const char *data_dir,
                                        const char *now,
                                        GError    **error);

G_END_DECLS

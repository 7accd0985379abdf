/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_NOTIFIER (muster_notifier_get_type ())
G_DECLARE_FINAL_TYPE (MusterNotifier, muster_notifier, MUSTER, NOTIFIER, GObject)

MusterNotifier *muster_notifier_new (GtkApplication *application,
                                     MusterContext  *context);

G_END_DECLS

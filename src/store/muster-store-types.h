/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_STORE (muster_store_get_type ())
G_DECLARE_FINAL_TYPE (MusterStore, muster_store, MUSTER, STORE, GObject)

G_END_DECLS

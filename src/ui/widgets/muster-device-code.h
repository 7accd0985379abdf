/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_DEVICE_CODE (muster_device_code_get_type ())
G_DECLARE_FINAL_TYPE (MusterDeviceCode, muster_device_code, MUSTER, DEVICE_CODE, AdwBin)

GtkWidget *muster_device_code_new   (void);
void       muster_device_code_show  (MusterDeviceCode *self,
                                     const char       *code,
                                     const char       *uri,
                                     guint             seconds);
void       muster_device_code_clear (MusterDeviceCode *self);

G_END_DECLS

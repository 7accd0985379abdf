/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-secret.h"

G_BEGIN_DECLS

#define MUSTER_PASSWORD_MIN_LENGTH 10

char       *muster_password_hash     (MusterSecret  *password,
                                      GError       **error);
gboolean    muster_password_verify   (const char    *hash,
                                      MusterSecret  *password);
const char *muster_password_weakness (const char    *password);

G_END_DECLS

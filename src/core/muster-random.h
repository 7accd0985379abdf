/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "muster-secret.h"

G_BEGIN_DECLS

void  muster_random_bytes     (void  *buffer,
                               gsize  length);
char *muster_random_hex       (gsize  n_bytes);
char *muster_random_base64url (gsize  n_bytes);
char *muster_base64url        (const void *data,
                               gsize       length);

MusterSecret *muster_random_password (void);

G_END_DECLS

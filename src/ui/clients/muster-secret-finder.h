/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

/**
 * MusterSecretKind:
 * @MUSTER_SECRET_KIND_PASSWORD: one that is stored in the documentation
 * @MUSTER_SECRET_KIND_BITLOCKER: the recovery key of a device
 * @MUSTER_SECRET_KIND_LAPS: the password of a device's local administrator
 *
 * What of a client can be looked for and shown.
 */
typedef enum
{
  MUSTER_SECRET_KIND_PASSWORD,
  MUSTER_SECRET_KIND_BITLOCKER,
  MUSTER_SECRET_KIND_LAPS,
} MusterSecretKind;

#define MUSTER_N_SECRET_KINDS 3

#define MUSTER_TYPE_SECRET_FINDER (muster_secret_finder_get_type ())
G_DECLARE_FINAL_TYPE (MusterSecretFinder, muster_secret_finder, MUSTER, SECRET_FINDER, AdwWindow)

GtkWidget  *muster_secret_finder_new          (GtkWidget        *parent,
                                               MusterContext    *context,
                                               const char       *client_id,
                                               MusterSecretKind  kind);
const char *muster_secret_finder_get_title    (MusterSecretKind  kind);
const char *muster_secret_finder_get_subtitle (MusterSecretKind  kind);
const char *muster_secret_finder_get_category (MusterSecretKind  kind);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

/**
 * MusterCertificateMade:
 * @certificate: PEM, the public part
 * @key: PEM, the private key; only for the length of the call
 * @user_data: data
 *
 * A certificate was made.
 */
typedef void (*MusterCertificateMade) (const char *certificate,
                                       const char *key,
                                       gpointer    user_data);

#define MUSTER_TYPE_CERTIFICATE_MAKER (muster_certificate_maker_get_type ())
G_DECLARE_FINAL_TYPE (MusterCertificateMaker, muster_certificate_maker, MUSTER, CERTIFICATE_MAKER, AdwBin)

GtkWidget *muster_certificate_maker_new     (MusterContext          *context,
                                             MusterCertificateMade   made,
                                             gpointer                user_data);
GtkBox    *muster_certificate_maker_get_own (MusterCertificateMaker *self);
void       muster_certificate_maker_check   (MusterCertificateMaker *self,
                                             const char             *certificate,
                                             const char             *key);
void       muster_certificate_maker_open    (MusterCertificateMaker *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "muster-secret.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CERTIFICATE (muster_certificate_get_type ())

/**
 * MusterCertificate:
 *
 * An RSA key and the certificate with its public part, by which a program signs
 * in instead of with a secret. Immutable, reference counted.
 */
typedef struct _MusterCertificate MusterCertificate;

GType              muster_certificate_get_type         (void) G_GNUC_CONST;
MusterCertificate *muster_certificate_create           (const char         *common_name,
                                                        gint64              now,
                                                        guint               days,
                                                        GError            **error);
MusterCertificate *muster_certificate_read             (const char         *certificate_pem,
                                                        MusterSecret       *key_pem,
                                                        GError            **error);
MusterCertificate *muster_certificate_ref              (MusterCertificate  *self);
void               muster_certificate_unref            (MusterCertificate  *self);
const char        *muster_certificate_get_pem          (MusterCertificate  *self);
MusterSecret      *muster_certificate_get_key          (MusterCertificate  *self);
const char        *muster_certificate_get_subject      (MusterCertificate  *self);
const char        *muster_certificate_get_thumbprint   (MusterCertificate  *self);
const char        *muster_certificate_get_x5t_s256     (MusterCertificate  *self);
gint64             muster_certificate_get_not_before   (MusterCertificate  *self);
gint64             muster_certificate_get_expires      (MusterCertificate  *self);
char              *muster_certificate_make_assertion   (MusterCertificate  *self,
                                                        const char         *client_id,
                                                        const char         *audience,
                                                        gint64              now,
                                                        GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterCertificate, muster_certificate_unref)

G_END_DECLS

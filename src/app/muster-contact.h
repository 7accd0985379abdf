/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONTACT (muster_contact_get_type ())
G_DECLARE_FINAL_TYPE (MusterContact, muster_contact, MUSTER, CONTACT, MusterRecord)

MusterContact *muster_contact_new       (const char *id, const char *name, const char *email);
const char    *muster_contact_get_id    (MusterContact *self);
void           muster_contact_set_id    (MusterContact *self, const char *value);
const char    *muster_contact_get_name  (MusterContact *self);
void           muster_contact_set_name  (MusterContact *self, const char *value);
const char    *muster_contact_get_email (MusterContact *self); /* (nullable) */
void           muster_contact_set_email (MusterContact *self, const char *value);

G_END_DECLS

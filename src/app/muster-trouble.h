/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TROUBLE (muster_trouble_get_type ())
G_DECLARE_FINAL_TYPE (MusterTrouble, muster_trouble, MUSTER, TROUBLE, MusterRecord)

/* Customers' relationships that end soon: nobody is paused by it yet */
#define MUSTER_TROUBLE_SHOW_TENANTS "show-tenants"

MusterTrouble *muster_trouble_new               (void);
gboolean       muster_trouble_is_expiry         (MusterTrouble *self);
const char    *muster_trouble_get_connection_id (MusterTrouble *self); /* (nullable): nothing of a connection: the keyring */
void           muster_trouble_set_connection_id (MusterTrouble *self, const char *value);
const char    *muster_trouble_get_integration   (MusterTrouble *self); /* (nullable) */
void           muster_trouble_set_integration   (MusterTrouble *self, const char *value);
const char    *muster_trouble_get_title         (MusterTrouble *self); /* translated: what does not happen */
void           muster_trouble_set_title         (MusterTrouble *self, const char *value);
const char    *muster_trouble_get_text          (MusterTrouble *self); /* translated: what to do */
void           muster_trouble_set_text          (MusterTrouble *self, const char *value);
const char    *muster_trouble_get_detail        (MusterTrouble *self); /* (nullable): English, for a details panel */
void           muster_trouble_set_detail        (MusterTrouble *self, const char *value);
gint64         muster_trouble_get_n_clients     (MusterTrouble *self); /* clients that are paused by it */
void           muster_trouble_set_n_clients     (MusterTrouble *self, gint64 value);
const char    *muster_trouble_get_action        (MusterTrouble *self); /* "enter-credentials", "test", "unlock-keyring", "choose-answers" or "show-tenants" */
void           muster_trouble_set_action        (MusterTrouble *self, const char *value);
const char    *muster_trouble_get_action_label  (MusterTrouble *self); /* translated: of the button */
void           muster_trouble_set_action_label  (MusterTrouble *self, const char *value);
gint64         muster_trouble_get_since         (MusterTrouble *self); /* UTC microseconds */
void           muster_trouble_set_since         (MusterTrouble *self, gint64 value);

G_END_DECLS

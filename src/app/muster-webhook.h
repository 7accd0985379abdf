/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WEBHOOK (muster_webhook_get_type ())
G_DECLARE_FINAL_TYPE (MusterWebhook, muster_webhook, MUSTER, WEBHOOK, MusterRecord)

MusterWebhook *muster_webhook_new                    (void);
const char    *muster_webhook_get_connection_id      (MusterWebhook *self);
void           muster_webhook_set_connection_id      (MusterWebhook *self, const char *value);
const char    *muster_webhook_get_integration        (MusterWebhook *self);
void           muster_webhook_set_integration        (MusterWebhook *self, const char *value);
const char    *muster_webhook_get_name               (MusterWebhook *self); /* of the connection */
void           muster_webhook_set_name               (MusterWebhook *self, const char *value);
const char    *muster_webhook_get_url                (MusterWebhook *self); /* (nullable): complete; NULL while no public address is set */
void           muster_webhook_set_url                (MusterWebhook *self, const char *value);
const char    *muster_webhook_get_user               (MusterWebhook *self); /* (nullable): user name of the Basic sign-in, where the vendor has one */
void           muster_webhook_set_user               (MusterWebhook *self, const char *value);
gboolean       muster_webhook_get_has_secret         (MusterWebhook *self); /* there is a secret to paste, see muster_context_read_webhook_secret_async() */
void           muster_webhook_set_has_secret         (MusterWebhook *self, gboolean value);
gboolean       muster_webhook_get_can_register       (MusterWebhook *self); /* registered by a click; otherwise the steps tell a person what to do */
void           muster_webhook_set_can_register       (MusterWebhook *self, gboolean value);
gboolean       muster_webhook_get_wanted             (MusterWebhook *self); /* a person asked for it; the daily check keeps it so */
void           muster_webhook_set_wanted             (MusterWebhook *self, gboolean value);
gboolean       muster_webhook_get_registered         (MusterWebhook *self); /* the vendor has it */
void           muster_webhook_set_registered         (MusterWebhook *self, gboolean value);
gboolean       muster_webhook_get_enabled            (MusterWebhook *self); /* and sends to it */
void           muster_webhook_set_enabled            (MusterWebhook *self, gboolean value);
gboolean       muster_webhook_get_disabled_by_vendor (MusterWebhook *self); /* the vendor switched it off; the next check puts it back */
void           muster_webhook_set_disabled_by_vendor (MusterWebhook *self, gboolean value);
const char    *muster_webhook_get_vendor_id          (MusterWebhook *self); /* (nullable): its id there */
void           muster_webhook_set_vendor_id          (MusterWebhook *self, const char *value);
gint64         muster_webhook_get_last_delivery      (MusterWebhook *self); /* UTC microseconds of the last accepted one; 0: none yet */
void           muster_webhook_set_last_delivery      (MusterWebhook *self, gint64 value);
gint64         muster_webhook_get_last_check         (MusterWebhook *self); /* UTC microseconds; 0: not looked yet */
void           muster_webhook_set_last_check         (MusterWebhook *self, gint64 value);
gint64         muster_webhook_get_n_accepted         (MusterWebhook *self); /* since the start of the program */
void           muster_webhook_set_n_accepted         (MusterWebhook *self, gint64 value);
gint64         muster_webhook_get_n_refused          (MusterWebhook *self); /* wrong signature or form, since the start of the program */
void           muster_webhook_set_n_refused          (MusterWebhook *self, gint64 value);
const char    *muster_webhook_get_last_error         (MusterWebhook *self); /* (nullable): translated */
void           muster_webhook_set_last_error         (MusterWebhook *self, const char *value);
const char    *muster_webhook_get_state_text         (MusterWebhook *self); /* translated: all of the above in one sentence */
void           muster_webhook_set_state_text         (MusterWebhook *self, const char *value);
const char    *muster_webhook_get_steps              (MusterWebhook *self); /* (nullable): translated: what a person does at the vendor, one step a line */
void           muster_webhook_set_steps              (MusterWebhook *self, const char *value);

G_END_DECLS

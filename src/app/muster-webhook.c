/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-record-private.h"
#include "muster-webhook.h"

/**
 * MusterWebhook:
 *
 * The webhook of one PSA connection as its page shows it: whether it is registered at the vendor, and what has come.
 */

struct _MusterWebhook
{
  MusterRecord parent_instance;

  char *connection_id;
  char *integration;
  char *name;
  char *url;
  char *user;
  gboolean has_secret;
  gboolean can_register;
  gboolean wanted;
  gboolean registered;
  gboolean enabled;
  gboolean disabled_by_vendor;
  char *vendor_id;
  gint64 last_delivery;
  gint64 last_check;
  gint64 n_accepted;
  gint64 n_refused;
  char *last_error;
  char *state_text;
  char *steps;
};

G_DEFINE_FINAL_TYPE (MusterWebhook, muster_webhook, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterWebhook, muster_webhook, connection_id)
ACCESSORS_STRING (MusterWebhook, muster_webhook, integration)
ACCESSORS_STRING (MusterWebhook, muster_webhook, name)
ACCESSORS_STRING (MusterWebhook, muster_webhook, url)
ACCESSORS_STRING (MusterWebhook, muster_webhook, user)
ACCESSORS_BOOLEAN (MusterWebhook, muster_webhook, has_secret)
ACCESSORS_BOOLEAN (MusterWebhook, muster_webhook, can_register)
ACCESSORS_BOOLEAN (MusterWebhook, muster_webhook, wanted)
ACCESSORS_BOOLEAN (MusterWebhook, muster_webhook, registered)
ACCESSORS_BOOLEAN (MusterWebhook, muster_webhook, enabled)
ACCESSORS_BOOLEAN (MusterWebhook, muster_webhook, disabled_by_vendor)
ACCESSORS_STRING (MusterWebhook, muster_webhook, vendor_id)
ACCESSORS_INT64 (MusterWebhook, muster_webhook, last_delivery)
ACCESSORS_INT64 (MusterWebhook, muster_webhook, last_check)
ACCESSORS_INT64 (MusterWebhook, muster_webhook, n_accepted)
ACCESSORS_INT64 (MusterWebhook, muster_webhook, n_refused)
ACCESSORS_STRING (MusterWebhook, muster_webhook, last_error)
ACCESSORS_STRING (MusterWebhook, muster_webhook, state_text)
ACCESSORS_STRING (MusterWebhook, muster_webhook, steps)

static void
muster_webhook_class_init (MusterWebhookClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterWebhook, connection_id),
    FIELD_STRING (MusterWebhook, integration),
    FIELD_STRING (MusterWebhook, name),
    FIELD_STRING (MusterWebhook, url),
    FIELD_STRING (MusterWebhook, user),
    FIELD_BOOLEAN (MusterWebhook, has_secret),
    FIELD_BOOLEAN (MusterWebhook, can_register),
    FIELD_BOOLEAN (MusterWebhook, wanted),
    FIELD_BOOLEAN (MusterWebhook, registered),
    FIELD_BOOLEAN (MusterWebhook, enabled),
    FIELD_BOOLEAN (MusterWebhook, disabled_by_vendor),
    FIELD_STRING (MusterWebhook, vendor_id),
    FIELD_INT64 (MusterWebhook, last_delivery),
    FIELD_INT64 (MusterWebhook, last_check),
    FIELD_INT64 (MusterWebhook, n_accepted),
    FIELD_INT64 (MusterWebhook, n_refused),
    FIELD_STRING (MusterWebhook, last_error),
    FIELD_STRING (MusterWebhook, state_text),
    FIELD_STRING (MusterWebhook, steps),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_webhook_init (MusterWebhook *self)
{
}

MusterWebhook *
muster_webhook_new (void)
{
  return g_object_new (MUSTER_TYPE_WEBHOOK, NULL);
}

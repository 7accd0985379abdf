/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-record-private.h"
#include "muster-trouble.h"

/**
 * MusterTrouble:
 *
 * A connection that does not work, for one banner: what does not happen, for whom, and the button that helps.
 */

struct _MusterTrouble
{
  MusterRecord parent_instance;

  char *connection_id;
  char *integration;
  char *title;
  char *text;
  char *detail;
  gint64 n_clients;
  char *action;
  char *action_label;
  gint64 since;
};

G_DEFINE_FINAL_TYPE (MusterTrouble, muster_trouble, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterTrouble, muster_trouble, connection_id)
ACCESSORS_STRING (MusterTrouble, muster_trouble, integration)
ACCESSORS_STRING (MusterTrouble, muster_trouble, title)
ACCESSORS_STRING (MusterTrouble, muster_trouble, text)
ACCESSORS_STRING (MusterTrouble, muster_trouble, detail)
ACCESSORS_INT64 (MusterTrouble, muster_trouble, n_clients)
ACCESSORS_STRING (MusterTrouble, muster_trouble, action)
ACCESSORS_STRING (MusterTrouble, muster_trouble, action_label)
ACCESSORS_INT64 (MusterTrouble, muster_trouble, since)

static void
muster_trouble_class_init (MusterTroubleClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterTrouble, connection_id),
    FIELD_STRING (MusterTrouble, integration),
    FIELD_STRING (MusterTrouble, title),
    FIELD_STRING (MusterTrouble, text),
    FIELD_STRING (MusterTrouble, detail),
    FIELD_INT64 (MusterTrouble, n_clients),
    FIELD_STRING (MusterTrouble, action),
    FIELD_STRING (MusterTrouble, action_label),
    FIELD_INT64 (MusterTrouble, since),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_trouble_init (MusterTrouble *self)
{
}

MusterTrouble *
muster_trouble_new (void)
{
  return g_object_new (MUSTER_TYPE_TROUBLE, NULL);
}

gboolean
muster_trouble_is_expiry (MusterTrouble *self)
{
  g_return_val_if_fail (MUSTER_IS_TROUBLE (self), FALSE);
  return g_strcmp0 (self->action, MUSTER_TROUBLE_SHOW_TENANTS) == 0;
}

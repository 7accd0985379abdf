/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-permission-item.h"
#include "muster-record-private.h"

/**
 * MusterPermissionItem:
 *
 * A permission of the app registration.
 */

struct _MusterPermissionItem
{
  MusterRecord parent_instance;

  char *name;
  char *id;
  char *service;
  gboolean delegated;
  char *state;
  char *purpose;
  char *tools_text;
  char *advice;
  gboolean customer;
  GPtrArray *tools;
};

G_DEFINE_FINAL_TYPE (MusterPermissionItem, muster_permission_item, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterPermissionItem, muster_permission_item, name)
ACCESSORS_STRING (MusterPermissionItem, muster_permission_item, id)
ACCESSORS_STRING (MusterPermissionItem, muster_permission_item, service)
ACCESSORS_BOOLEAN (MusterPermissionItem, muster_permission_item, delegated)
ACCESSORS_STRING (MusterPermissionItem, muster_permission_item, state)
ACCESSORS_STRING (MusterPermissionItem, muster_permission_item, purpose)
ACCESSORS_STRING (MusterPermissionItem, muster_permission_item, tools_text)
ACCESSORS_STRING (MusterPermissionItem, muster_permission_item, advice)
ACCESSORS_BOOLEAN (MusterPermissionItem, muster_permission_item, customer)
ACCESSORS_ARRAY (MusterPermissionItem, muster_permission_item, tools)

static void
muster_permission_item_class_init (MusterPermissionItemClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterPermissionItem, name),
    FIELD_STRING (MusterPermissionItem, id),
    FIELD_STRING (MusterPermissionItem, service),
    FIELD_BOOLEAN (MusterPermissionItem, delegated),
    FIELD_STRING (MusterPermissionItem, state),
    FIELD_STRING (MusterPermissionItem, purpose),
    FIELD_STRING (MusterPermissionItem, tools_text),
    FIELD_STRING (MusterPermissionItem, advice),
    FIELD_BOOLEAN (MusterPermissionItem, customer),
    FIELD_ARRAY (MusterPermissionItem, tools),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_permission_item_init (MusterPermissionItem *self)
{
}

MusterPermissionItem *
muster_permission_item_new (void)
{
  return g_object_new (MUSTER_TYPE_PERMISSION_ITEM, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-member.h"
#include "muster-record-private.h"

/**
 * MusterMember:
 *
 * A person who signs in to the workspace.
 */

struct _MusterMember
{
  MusterRecord parent_instance;

  char    *id;
  char    *name;
  char    *email;
  char    *role;    /* msp_admin or msp_technician */
  gboolean active;
  gint64   created; /* UTC µs */
};

G_DEFINE_FINAL_TYPE (MusterMember, muster_member, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterMember, muster_member, id)
ACCESSORS_STRING (MusterMember, muster_member, name)
ACCESSORS_STRING (MusterMember, muster_member, email)
ACCESSORS_STRING (MusterMember, muster_member, role)
ACCESSORS_BOOLEAN (MusterMember, muster_member, active)
ACCESSORS_INT64 (MusterMember, muster_member, created)

static void
muster_member_class_init (MusterMemberClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterMember, id),
    FIELD_STRING (MusterMember, name),
    FIELD_STRING (MusterMember, email),
    FIELD_STRING (MusterMember, role),
    FIELD_BOOLEAN (MusterMember, active),
    FIELD_INT64 (MusterMember, created),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_member_init (MusterMember *self)
{
  self->active = TRUE;
}

MusterMember *
muster_member_new (void)
{
  return g_object_new (MUSTER_TYPE_MEMBER, NULL);
}

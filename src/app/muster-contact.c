/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-contact.h"
#include "muster-record-private.h"

/**
 * MusterContact:
 *
 * A contact of a client's PSA company.
 */

struct _MusterContact
{
  MusterRecord parent_instance;

  char *id;
  char *name;
  char *email;
};

G_DEFINE_FINAL_TYPE (MusterContact, muster_contact, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterContact, muster_contact, id)
ACCESSORS_STRING (MusterContact, muster_contact, name)
ACCESSORS_STRING (MusterContact, muster_contact, email)

static void
muster_contact_class_init (MusterContactClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterContact, id),
    FIELD_STRING (MusterContact, name),
    FIELD_STRING (MusterContact, email),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_contact_init (MusterContact *self)
{
}

MusterContact *
muster_contact_new (const char *id,
                    const char *name,
                    const char *email)
{
  MusterContact *self = g_object_new (MUSTER_TYPE_CONTACT, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->email = g_strdup (email);

  return self;
}

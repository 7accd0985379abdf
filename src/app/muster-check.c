/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-check.h"
#include "muster-record-private.h"

/**
 * MusterCheck:
 *
 * One thing that was tried while connecting or provisioning, such as "Read service boards". Texts are translated.
 */

struct _MusterCheck
{
  MusterRecord parent_instance;

  char *id;
  MusterCheckState state;
  char *title;
  char *detail;
  char *advice;
};

G_DEFINE_FINAL_TYPE (MusterCheck, muster_check, MUSTER_TYPE_RECORD)

GType
muster_check_state_get_type (void)
{
  static const GEnumValue values[] = {
    { MUSTER_CHECK_OK, "MUSTER_CHECK_OK", "ok" },
    { MUSTER_CHECK_WARN, "MUSTER_CHECK_WARN", "warn" },
    { MUSTER_CHECK_FAIL, "MUSTER_CHECK_FAIL", "fail" },
    { 0, NULL, NULL }
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("MusterCheckState", values));
  return type;
}

const char *
muster_check_state_to_string (MusterCheckState state)
{
  return state == MUSTER_CHECK_OK ? "ok" : state == MUSTER_CHECK_WARN ? "warn" : "fail";
}

ACCESSORS_STRING (MusterCheck, muster_check, id)
ACCESSORS_ENUM (MusterCheck, muster_check, state, MusterCheckState)
ACCESSORS_STRING (MusterCheck, muster_check, title)
ACCESSORS_STRING (MusterCheck, muster_check, detail)
ACCESSORS_STRING (MusterCheck, muster_check, advice)

static void
muster_check_class_init (MusterCheckClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterCheck, id),
    FIELD_ENUM (MusterCheck, state, muster_check_state_get_type),
    FIELD_STRING (MusterCheck, title),
    FIELD_STRING (MusterCheck, detail),
    FIELD_STRING (MusterCheck, advice),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_check_init (MusterCheck *self)
{
}

MusterCheck *
muster_check_new (const char *id,
                  MusterCheckState state,
                  const char *title,
                  const char *detail,
                  const char *advice)
{
  MusterCheck *self = g_object_new (MUSTER_TYPE_CHECK, NULL);

  self->id = g_strdup (id);
  self->state = state;
  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  self->advice = g_strdup (advice);

  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-workspace.h"

/**
 * MusterWorkspace:
 *
 * One managed service provider: the owner of everything else in the store.
 */

struct _MusterWorkspace
{
  MusterRecord parent_instance;

  char      *id;
  char      *name;
  char      *language;        /* of notes: en, de */
  char      *time_zone;       /* IANA name */
  MusterMode default_mode;    /* what inherit means */
  gint64     policy_revision; /* counts every change of a policy */
};

G_DEFINE_FINAL_TYPE (MusterWorkspace, muster_workspace, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterWorkspace, muster_workspace, id)
ACCESSORS_STRING (MusterWorkspace, muster_workspace, name)
ACCESSORS_STRING (MusterWorkspace, muster_workspace, language)
ACCESSORS_STRING (MusterWorkspace, muster_workspace, time_zone)
ACCESSORS_ENUM (MusterWorkspace, muster_workspace, default_mode, MusterMode)
ACCESSORS_INT64 (MusterWorkspace, muster_workspace, policy_revision)

static void
muster_workspace_class_init (MusterWorkspaceClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterWorkspace, id),
    FIELD_STRING (MusterWorkspace, name),
    FIELD_STRING (MusterWorkspace, language),
    FIELD_STRING (MusterWorkspace, time_zone),
    FIELD_ENUM (MusterWorkspace, default_mode, muster_mode_get_type),
    FIELD_INT64 (MusterWorkspace, policy_revision),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_workspace_init (MusterWorkspace *self)
{
  self->language = g_strdup ("en");
  self->time_zone = g_strdup ("UTC");
  self->default_mode = MUSTER_MODE_PLAN;
}

MusterWorkspace *
muster_workspace_new (void)
{
  return g_object_new (MUSTER_TYPE_WORKSPACE, NULL);
}

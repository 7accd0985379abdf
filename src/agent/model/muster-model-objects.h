/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-case.h"
#include "muster-label-ref.h"

G_BEGIN_DECLS

/**
 * MusterModelObject:
 * @value: as plans write it, such as `user:GUID`
 * @name: as people call it
 */
typedef struct
{
  char *value;
  char *name;
} MusterModelObject;

void                muster_model_object_free       (MusterModelObject    *self);

/**
 * MusterModelObjects:
 *
 * The objects that a run has read, and which of them a language model means.
 */
typedef struct _MusterModelObjects MusterModelObjects;

MusterModelObjects *muster_model_objects_new       (MusterCase           *ticket_case,
                                                    GPtrArray            *labels,
                                                    const char           *requester);
void                muster_model_objects_free      (MusterModelObjects   *self);
void                muster_model_objects_add_made  (MusterModelObjects   *self,
                                                    const char           *upn,
                                                    const char           *name);
JsonNode           *muster_model_objects_follow    (MusterModelObjects   *self,
                                                    MusterLabelRef       *ref,
                                                    const char          **kind,
                                                    GError              **error);
MusterModelObject  *muster_model_objects_find      (MusterModelObjects   *self,
                                                    const char           *kind,
                                                    JsonNode             *written,
                                                    GError              **error);
const char         *muster_model_objects_kind      (const char           *member);
char               *muster_model_objects_value     (const char           *wanted,
                                                    const char           *kind,
                                                    JsonObject           *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterModelObject, muster_model_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterModelObjects, muster_model_objects_free)

G_END_DECLS

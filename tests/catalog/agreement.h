/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vendor-spec.h"

G_BEGIN_DECLS

/**
 * Agreement:
 * @document: a catalog document
 * @prefix: what the vendor's paths have in front of ours
 * @specs: the vendor's descriptions
 * @n_specs: how many
 * @complaints: what does not agree
 *
 * A catalog document beside the vendors' own descriptions. Nothing of the program's interpreter is used here.
 */
typedef struct
{
  JsonObject *document;
  const char *prefix;
  VendorSpec *specs[4];
  guint n_specs;
  GPtrArray *complaints;
} Agreement;

void        agreement_complain         (Agreement   *self,
                                        const char  *format,
                                        ...) G_GNUC_PRINTF (2, 3);
void        agreement_check_frame      (Agreement   *self);
void        agreement_check_operations (Agreement   *self);
void        agreement_check_tool       (Agreement   *self,
                                        const char  *name);
JsonObject *agreement_find_operation   (Agreement   *self,
                                        const char  *operation_id);
const VendorOperation *
            agreement_find_vendor      (Agreement   *self,
                                        const char  *operation_id,
                                        VendorSpec **spec);
JsonObject *agreement_object           (JsonObject  *object,
                                        const char  *name);
JsonArray  *agreement_array            (JsonObject  *object,
                                        const char  *name);
JsonObject *agreement_schema           (JsonObject  *holder);
const char *agreement_string           (JsonObject  *object,
                                        const char  *name);
gboolean    agreement_closed           (Agreement   *self,
                                        const char  *where,
                                        JsonObject  *object,
                                        const char  *required,
                                        const char  *optional);
int         agreement_class_rank       (const char  *name);
const char *agreement_class_floor      (JsonObject  *operation,
                                        const char  *method,
                                        JsonObject  *call);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * VendorSpec:
 *
 * A vendor's own description of its interface (OpenAPI 3), as a test reads it.
 */
typedef struct _VendorSpec VendorSpec;

/**
 * VendorOperation:
 * @path: the vendor's path
 * @method: `get`, `post`, …
 * @object: the operation
 * @shared: (nullable): parameters that stand beside the method
 */
typedef struct
{
  char *path;
  char *method;
  JsonObject *object;
  JsonArray *shared;
} VendorOperation;

VendorSpec            *vendor_spec_load           (const char  *name);
void                   vendor_spec_free           (VendorSpec  *self);
const VendorOperation *vendor_spec_find           (VendorSpec  *self,
                                                   const char  *operation_id);
void                   vendor_spec_iterate        (VendorSpec  *self,
                                                   GHashTableIter *iter);
JsonObject            *vendor_spec_deref          (VendorSpec  *self,
                                                   JsonObject  *object);
JsonObject            *vendor_spec_property       (VendorSpec  *self,
                                                   JsonObject  *schema,
                                                   const char  *name);
JsonObject            *vendor_spec_body           (VendorSpec  *self,
                                                   const VendorOperation *operation);
JsonObject            *vendor_spec_answer         (VendorSpec  *self,
                                                   const VendorOperation *operation,
                                                   const char  *status);
GPtrArray             *vendor_spec_parameters     (VendorSpec  *self,
                                                   const VendorOperation *operation);
gboolean               vendor_spec_has_example_of (VendorSpec  *self,
                                                   const VendorOperation *operation,
                                                   const char  *member);
gboolean               vendor_spec_contains       (VendorSpec  *self,
                                                   const VendorOperation *operation,
                                                   JsonObject  *theirs,
                                                   JsonObject  *ours,
                                                   GString     *where);
gboolean               vendor_spec_accepts        (VendorSpec  *self,
                                                   JsonObject  *schema,
                                                   JsonNode    *value,
                                                   GString     *where);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VendorSpec, vendor_spec_free)

G_END_DECLS

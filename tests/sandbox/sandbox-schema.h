/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A vendor's OpenAPI description, as far as an answer can be held against it. */
typedef struct _SandboxSchema SandboxSchema;

SandboxSchema *sandbox_schema_load  (const char    *name);
void           sandbox_schema_free  (SandboxSchema *self);
void           sandbox_schema_check (SandboxSchema *self,
                                     const char    *method,
                                     const char    *path,
                                     guint          status,
                                     JsonNode      *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SandboxSchema, sandbox_schema_free)

G_END_DECLS

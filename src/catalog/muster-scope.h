/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_SCOPE (muster_scope_get_type ())

/**
 * MusterScope:
 * @tenant: (nullable): the Microsoft 365 tenant
 * @company: (nullable): the PSA's company id
 * @docs: (nullable): the documentation platform's company id
 *
 * Whose data a run may touch. Made from a client's mappings, never from a
 * ticket's text; a member that is %NULL closes the tools that need it.
 */
typedef struct
{
  char *tenant;
  char *company;
  char *docs;
} MusterScope;

GType        muster_scope_get_type (void) G_GNUC_CONST;
MusterScope *muster_scope_new      (const char  *tenant,
                                    const char  *company,
                                    const char  *docs);
MusterScope *muster_scope_copy     (MusterScope *self);
void         muster_scope_free     (MusterScope *self);
const char  *muster_scope_get      (MusterScope *self,
                                    const char  *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterScope, muster_scope_free)

G_END_DECLS

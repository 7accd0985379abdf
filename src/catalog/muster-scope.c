/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include "muster-scope.h"

G_DEFINE_BOXED_TYPE (MusterScope, muster_scope, muster_scope_copy, muster_scope_free)

static char *
keep (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/**
 * muster_scope_new:
 * @tenant: (nullable): Microsoft 365 tenant
 * @company: (nullable): the PSA's company
 * @docs: (nullable): the documentation platform's company
 *
 * An empty text counts as none.
 *
 * Returns: (transfer full): a scope
 */
MusterScope *
muster_scope_new (const char *tenant,
                  const char *company,
                  const char *docs)
{
  MusterScope *self = g_new0 (MusterScope, 1);

  self->tenant = keep (tenant);
  self->company = keep (company);
  self->docs = keep (docs);
  return self;
}

MusterScope *
muster_scope_copy (MusterScope *self)
{
  return self != NULL ? muster_scope_new (self->tenant, self->company, self->docs) : NULL;
}

void
muster_scope_free (MusterScope *self)
{
  if (self == NULL)
    return;
  g_free (self->tenant);
  g_free (self->company);
  g_free (self->docs);
  g_free (self);
}

/**
 * muster_scope_get:
 * @self: (nullable): a scope
 * @name: `tenant`, `company` or `docs`
 *
 * Returns: (nullable): the id
 */
const char *
muster_scope_get (MusterScope *self,
                  const char  *name)
{
  if (self == NULL)
    return NULL;
  if (g_strcmp0 (name, "tenant") == 0)
    return self->tenant;
  if (g_strcmp0 (name, "company") == 0)
    return self->company;
  if (g_strcmp0 (name, "docs") == 0)
    return self->docs;
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include "muster-core-resources.h"
#include "muster-error.h"
#include "muster-resources.h"

/**
 * muster_core_register_resources:
 *
 * Makes the catalog, migrations, workflows and prompts known to GResource. A
 * call instead of a constructor, because from a static library the linker drops
 * a constructor that nothing refers to. May be called again.
 */
void
muster_core_register_resources (void)
{
  static gsize once;

  if (!g_once_init_enter (&once))
    return;

  g_resources_register (muster_core_get_resource ());
  g_once_init_leave (&once, 1);
}

/**
 * muster_core_lookup_resource:
 * @name: a path below [const@RESOURCE_PREFIX], such as "sql/0001-base.sql"
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the content of the resource
 */
GBytes *
muster_core_lookup_resource (const char  *name,
                             GError     **error)
{
  g_autofree char *path = g_strconcat (MUSTER_RESOURCE_PREFIX, name, NULL);
  g_autoptr(GError) lookup_error = NULL;
  GBytes *bytes;

  muster_core_register_resources ();

  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &lookup_error);
  if (bytes == NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, lookup_error->message);

  return bytes;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-cloud.h"

/* Hosts of the national clouds (Microsoft Graph documentation, "National cloud deployments"; Exchange Online's from the
 * documentation of its admin API). For Partner Center no other host than the global one is documented. */
static const MusterCloud clouds[] = {
  { MUSTER_CLOUD_GLOBAL, N_("Worldwide"), "https://login.microsoftonline.com", "https://graph.microsoft.com",
    "https://outlook.office365.com", "https://api.partnercenter.microsoft.com", "https://entra.microsoft.com",
    "https://admin.microsoft.com" },
  { "usgov", N_("US Government (GCC High)"), "https://login.microsoftonline.us", "https://graph.microsoft.us",
    "https://outlook.office365.us", NULL, "https://entra.microsoft.us", "https://portal.office365.us" },
  { "usgov-dod", N_("US Government (DoD)"), "https://login.microsoftonline.us", "https://dod-graph.microsoft.us",
    "https://outlook-dod.office365.us", NULL, "https://entra.microsoft.us", "https://portal.apps.mil" },
  { "china", N_("China (21Vianet)"), "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn",
    "https://outlook.office365.cn", NULL, "https://entra.microsoftonline.cn", "https://portal.partner.microsoftonline.cn" },
};

/**
 * muster_cloud_find:
 * @id: (nullable): of a cloud
 *
 * Returns: (transfer none): that cloud, or the global one if there is none of this id
 */
const MusterCloud *
muster_cloud_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (clouds); i++)
    if (g_strcmp0 (clouds[i].id, id) == 0)
      return &clouds[i];

  return &clouds[0];
}

/**
 * muster_cloud_list:
 * @n_clouds: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_clouds): all of them, the global one first
 */
const MusterCloud *
muster_cloud_list (guint *n_clouds)
{
  g_return_val_if_fail (n_clouds != NULL, NULL);

  *n_clouds = G_N_ELEMENTS (clouds);
  return clouds;
}

/**
 * muster_cloud_get_host:
 * @self: a cloud
 * @name: `login`, `graph`, `exchange` or `partner`
 *
 * Returns: (transfer none) (nullable): the base URL of that name, without a slash at its end
 */
const char *
muster_cloud_get_host (const MusterCloud *self,
                       const char        *name)
{
  const struct { const char *name, *base; } hosts[] = {
    { "login", self->login }, { "graph", self->graph }, { "exchange", self->exchange }, { "partner", self->partner },
  };

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    if (g_str_equal (hosts[i].name, name))
      return hosts[i].base;

  return NULL;
}

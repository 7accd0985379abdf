/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tools that go through an interface without a published contract are off until an administrator has accepted that on the
 * connection's page. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-error.h"
#include "muster-exchange.h"

#include "muster-gate-private.h"

#define REASON N_("It needs an administrator’s acceptance: Microsoft publishes this way into Exchange for nobody. Accept it under " \
                  "Connections, Microsoft 365, or do it in the Exchange admin center.")

/**
 * muster_gate_link_takes:
 * @link: a connection
 * @tool: one of its tools
 * @args: (nullable): bare arguments; %NULL: whatever they are
 *
 * Returns: %FALSE when @tool is off for this connection
 */
gboolean
muster_gate_link_takes (MusterGateLink  *link,
                        MusterTool      *tool,
                        JsonObject      *args,
                        GError         **error)
{
  JsonObject *settings = muster_endpoints_get_settings (link->endpoints);

  if (!muster_tool_is_unpublished (tool, args) || muster_exchange_is_accepted (settings))
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "%s: %s", _(muster_tool_get_title (tool)), _(REASON));
  return FALSE;
}

/**
 * muster_gate_unaccepted_tools:
 * @self: a gate
 * @cap: the capability of a run
 * @reason: (out) (transfer none): translated: why they are off
 *
 * Returns: (transfer full) (element-type MusterTool): tools of the run's connections that wait for an administrator's
 *   acceptance, whatever their arguments are
 */
GPtrArray *
muster_gate_unaccepted_tools (MusterGate    *self,
                              MusterRunCap  *cap,
                              const char   **reason)
{
  g_autoptr(GPtrArray) all = muster_catalog_list_tools (muster_gate_get_catalog (self), NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  *reason = _(REASON);
  for (i = 0; i < all->len; i++)
    {
      MusterTool *tool = all->pdata[i];
      g_autoptr(MusterGateLink) link = NULL;

      if (muster_tool_get_engine (tool) || muster_tool_has_published_way (tool))
        continue;
      link = muster_gate_find_link (self, cap, tool, NULL, NULL);
      if (link != NULL && !muster_gate_link_takes (link, tool, NULL, NULL))
        g_ptr_array_add (list, g_object_ref (tool));
    }
  return list;
}

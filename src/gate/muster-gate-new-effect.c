/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ledger's row of an act, before it is stored. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-hash.h"
#include "muster-id.h"
#include "muster-json.h"

#include "muster-gate-private.h"
#include "muster-gate-secrets.h"

static gint64
settle_of (MusterConnection *connection)
{
  gint64 settle = muster_connection_get_settle_ms (connection);

  return settle > 0 ? settle : 90000;
}

static void
append_marker (JsonObject *args,
               const char *member,
               const char *marker)
{
  const char *text = muster_json_str (args, member);
  g_autofree char *whole = NULL;

  if (text == NULL || strstr (text, marker) != NULL)
    return;
  whole = g_strdup_printf ("%s\n%s", text, marker);
  json_object_set_string_member (args, member, whole);
}

/* A marked effect carries its marker in its text, or as the reference that its tool has for that */
static void
put_marker (MusterTool *tool,
            JsonObject *args,
            const char *marker)
{
  if (g_strcmp0 (muster_tool_get_retry (tool), "M") != 0)
    return;
  if (json_object_has_member (muster_tool_get_args (tool), "reference"))
    json_object_set_string_member (args, "reference", marker);
  else
    {
      append_marker (args, "text", marker);
      append_marker (args, "notes", marker);
    }
}

/* (transfer full) (nullable): what stands in the ledger for @args in plan notation */
JsonObject *
muster_gate_bare_args (MusterTool  *tool,
                       const char  *target,
                       JsonObject  *args,
                       const char  *marker,
                       GError     **error)
{
  g_autoptr(JsonObject) bare = muster_tool_normalize_args (tool, target, args, error);

  if (bare == NULL)
    return NULL;
  put_marker (tool, bare, marker);
  return muster_tool_check_args (tool, bare, error) ? g_steal_pointer (&bare) : NULL;
}

/**
 * muster_gate_set_effect_args:
 * @self: a gate
 * @effect: an effect that is not stored yet
 * @args: arguments in plan notation
 *
 * Returns: whether they are arguments of the effect's tool
 */
gboolean
muster_gate_set_effect_args (MusterGate    *self,
                             MusterEffect  *effect,
                             JsonObject    *args,
                             GError       **error)
{
  MusterTool *tool = muster_catalog_lookup_tool (muster_gate_get_catalog (self), muster_effect_get_tool (effect));
  g_autoptr(JsonObject) bare = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;

  g_return_val_if_fail (tool != NULL, FALSE);

  bare = muster_gate_bare_args (tool, muster_effect_get_target (effect), args, muster_effect_get_marker (effect), error);
  if (bare == NULL)
    return FALSE;
  node = json_node_init_object (json_node_alloc (), bare);
  text = muster_json_canonical (node);
  if (muster_gate_blocks_text (self, muster_tool_get_id (tool), text))
    {
      muster_secret_wipe (text);
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "The text holds a secret");
      return FALSE;
    }
  hash = muster_hash_text (text);
  muster_effect_set_args (effect, text);
  muster_effect_set_args_hash (effect, hash);
  return TRUE;
}

/**
 * muster_gate_new_effect:
 * @self: a gate
 * @cap: who will dispatch it
 * @tool: full name
 * @step: number of the step; 0 for the engine's own acts
 * @target: (nullable): canonical reference
 * @args: arguments in plan notation
 *
 * Makes the ledger's row of one act. It is the caller's to store, together
 * with the change of state that it belongs to.
 *
 * Returns: (transfer full) (nullable): the effect, PREPARED
 */
MusterEffect *
muster_gate_new_effect (MusterGate    *self,
                        MusterRunCap  *cap,
                        const char    *tool,
                        int            step,
                        const char    *target,
                        JsonObject    *args,
                        GError       **error)
{
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool);
  g_autoptr(MusterEffect) effect = NULL;
  g_autoptr(MusterGateLink) link = NULL;
  g_autofree char *id = muster_id_new ();
  g_autofree char *marker = g_strdup_printf ("[ref:%s]", id);

  if (row == NULL || muster_tool_is_read (row))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s is no tool that changes something", tool);
      return NULL;
    }
  link = muster_gate_find_link (self, cap, row, NULL, error);
  if (link == NULL)
    return NULL;

  effect = muster_effect_new ();
  muster_effect_set_id (effect, id);
  muster_effect_set_run_id (effect, muster_cap_get_run_id (cap));
  muster_effect_set_client_id (effect, muster_cap_get_client_id (cap));
  muster_effect_set_connection_id (effect, muster_connection_get_id (link->connection));
  muster_effect_set_step (effect, step);
  muster_effect_set_call (effect, "");
  muster_effect_set_attempt (effect, 1);
  muster_effect_set_tool (effect, tool);
  muster_effect_set_tool_version (effect, muster_tool_get_version (row));
  muster_effect_set_effect_class (effect, muster_tool_get_effect_class (row));
  muster_effect_set_target (effect, target);
  muster_effect_set_retry_class (effect, muster_tool_get_retry (row));
  muster_effect_set_marker (effect, marker);
  muster_effect_set_state (effect, MUSTER_EFFECT_STATE_PREPARED);
  muster_effect_set_settle_ms (effect, settle_of (link->connection));
  if (!muster_gate_set_effect_args (self, effect, args, error))
    return NULL;
  return g_steal_pointer (&effect);
}

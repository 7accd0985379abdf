/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an act has made, and when somebody looks at it again. Nothing is sent here. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-mask.h"
#include "muster-tool-undo.h"

#include "muster-gate-effect.h"

static char *
id_of (JsonObject *object)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, "id") : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_INT64
    ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node))
    : g_strdup (muster_json_node_str (node));
}

/* (nullable): what came into being: the id of the first object of the tool's selection that has one */
char *
muster_gate_made_id (MusterToolExec *exec)
{
  g_autoptr(JsonNode) result = muster_tool_exec_result (exec);
  JsonObject *object = muster_json_node_obj (result);
  g_autoptr(GList) names = json_object_get_members (object);
  GList *l;

  for (l = names; l != NULL; l = l->next)
    if (muster_json_obj (object, l->data) != NULL &&
        json_object_has_member (muster_json_obj (object, l->data), "id"))
      return id_of (muster_json_obj (object, l->data));
  return NULL;
}

/* (nullable): NULL for an object without members */
char *
muster_gate_json_text (JsonObject *object)
{
  g_autoptr(JsonNode) node = NULL;

  if (json_object_get_size (object) == 0)
    return NULL;
  node = json_node_init_object (json_node_alloc (), object);
  return muster_json_canonical (node);
}

/* (transfer full): `OnPremisesWritebackOff` as people write it; a sentence stays as it is */
static char *
in_words (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *p;

  if (strchr (text, ' ') != NULL)
    return g_string_free (g_string_append (out, text), FALSE);
  for (p = text; *p != '\0'; p++)
    if (p != text && g_ascii_isupper (*p) && g_ascii_islower (p[-1]))
      g_string_append_printf (out, " %c", g_ascii_tolower (*p));
    else
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

char *
muster_gate_failure_text (MusterGate     *self,
                          MusterToolExec *look)
{
  g_autofree char *detail = muster_tool_exec_look_detail (look);
  g_autofree char *words = detail != NULL ? in_words (detail) : NULL;
  g_autofree char *masked = words != NULL ? muster_text_mask_secrets (words) : NULL;
  MusterEgress *egress = muster_gate_get_egress (self);
  g_autofree char *label = masked != NULL && egress != NULL ? muster_egress_find (egress, masked) : NULL;

  if (masked == NULL || *masked == '\0' || label != NULL)
    return g_strdup ("the vendor took it and reports that it failed");
  return g_strdup_printf ("the vendor took it and reports that it failed: %s", masked);
}

/* When an effect in @state is looked at again, for the ledger: what may be there twice, what nobody knows, and what is
 * not finished. -1: never */
gint64
muster_gate_next_look (MusterGate        *self,
                       MusterTool        *tool,
                       MusterEffectState  state,
                       gboolean           was_lost)
{
  gint64 now = muster_clock_now (muster_gate_get_clock (self));
  gboolean twice = state == MUSTER_EFFECT_STATE_CONFIRMED && was_lost && g_strcmp0 (muster_tool_get_retry (tool), "M") == 0;

  if (!muster_tool_has_look (tool))
    return -1;
  if (state == MUSTER_EFFECT_STATE_DISPATCHED)
    return now + MUSTER_GATE_POLL_MINUTES * 60 * G_USEC_PER_SEC;
  if (state == MUSTER_EFFECT_STATE_UNKNOWN || twice)
    return now + MUSTER_GATE_SWEEP_MINUTES * 60 * G_USEC_PER_SEC;
  return -1;
}

/* Where the way back does not name what was before, it must be known whether there is anything to take back */
gboolean
muster_gate_must_look_before (MusterTool *tool)
{
  return !muster_tool_get_engine (tool) && g_strcmp0 (muster_tool_get_retry (tool), "N") == 0 &&
         muster_tool_has_look (tool) && muster_tool_is_reversible (tool) && !muster_tool_undo_needs_before (tool);
}

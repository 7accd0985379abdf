/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether what is about to be sent is what a technician has said yes to, to the byte, and whether that yes still
 * holds. Whatever is not exactly so is refused. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-hash.h"
#include "muster-json.h"
#include "muster-scope.h"

#include "muster-gate-approved.h"
#include "muster-plan-hash.h"

static gboolean
refuse (GError     **error,
        int          code,
        const char  *reason)
{
  g_set_error_literal (error, MUSTER_ERROR, code, reason);
  return FALSE;
}

static gboolean
changed (GError     **error,
         const char  *reason)
{
  return refuse (error, MUSTER_ERROR_CONFLICT, reason);
}

static gboolean
forbid (GError     **error,
        const char  *reason)
{
  return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, reason);
}

JsonObject *
muster_gate_approved_item (MusterApproval *approval,
                           gint64          step)
{
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);

      if (item != NULL && muster_json_int (item, "step", 0) == step)
        return json_object_ref (item);
    }
  return NULL;
}

const char *
muster_gate_scope_of (MusterRunCap *cap,
                      MusterTool   *tool)
{
  const char *value = muster_tool_get_scope_value (tool);
  MusterScope *scope = muster_cap_get_scope (cap);

  return value != NULL && scope != NULL ? muster_scope_get (scope, value) : NULL;
}

/* `BOOT-ID/µs`; FALSE for anything else */
static gboolean
read_stamp (const char *stamp,
            gsize      *id_length,
            gint64     *us)
{
  const char *slash = stamp != NULL ? strrchr (stamp, '/') : NULL;

  if (slash == NULL)
    return FALSE;
  *id_length = (gsize) (slash - stamp);
  return g_ascii_string_to_signed (slash + 1, 10, 0, G_MAXINT64, us, NULL);
}

gboolean
muster_gate_check_times (gint64       created,
                         gint64       expires,
                         const char  *created_boot,
                         gint64       now,
                         const char  *boot,
                         GError     **error)
{
  gint64 window = expires - created;
  gsize then_length;
  gsize now_length;
  gint64 then_us;
  gint64 now_us;
  gint64 passed;

  if (created <= 0 || window <= 0 || window > MUSTER_APPROVAL_MAX_AHEAD_US || now >= expires)
    return refuse (error, MUSTER_ERROR_NEEDS_APPROVAL, "The approval has expired");
  if (!read_stamp (created_boot, &then_length, &then_us) || !read_stamp (boot, &now_length, &now_us))
    return forbid (error, "When the approval was asked for cannot be told");
  if (now < created - MUSTER_APPROVAL_MAX_BACK_US)
    return refuse (error, MUSTER_ERROR_NEEDS_APPROVAL, "The clock was set back since the approval was asked for");

  /* After a restart of the machine the clock that nobody can set has begun anew: at least so long ago it was */
  if (then_length != now_length || strncmp (created_boot, boot, then_length) != 0)
    return now_us < window || refuse (error, MUSTER_ERROR_NEEDS_APPROVAL, "The approval has expired");
  passed = now_us - then_us;
  if (passed < 0 || passed >= window)
    return refuse (error, MUSTER_ERROR_NEEDS_APPROVAL, "The approval has expired");
  if (now - created < passed - MUSTER_APPROVAL_MAX_BACK_US || now - created > passed + MUSTER_APPROVAL_MAX_AHEAD_US)
    return refuse (error, MUSTER_ERROR_NEEDS_APPROVAL, "The clock was set since the approval was asked for");
  return TRUE;
}

static gboolean
check_request (MusterRunCap              *cap,
               MusterEffect              *effect,
               const MusterApprovedFacts *facts,
               GError                   **error)
{
  MusterApproval *approval = facts->approval;
  g_autofree char *hash = NULL;

  if (approval == NULL || g_strcmp0 (muster_approval_get_id (approval), muster_effect_get_approval_id (effect)) != 0)
    return forbid (error, "There is no such approval");
  if (muster_approval_get_state (approval) != MUSTER_APPROVAL_STATE_USED ||
      muster_approval_get_decided_by (approval) == NULL)
    return forbid (error, "The approval was not given");
  if (muster_cap_get_kind (cap) != MUSTER_CAP_RUN ||
      g_strcmp0 (muster_approval_get_run_id (approval), muster_cap_get_run_id (cap)) != 0 ||
      g_strcmp0 (muster_approval_get_run_id (approval), muster_effect_get_run_id (effect)) != 0)
    return forbid (error, "The approval is another run's");
  if (g_strcmp0 (muster_approval_get_client_id (approval), muster_cap_get_client_id (cap)) != 0)
    return forbid (error, "The approval is another client's");
  if (muster_approval_get_external_ticket_id (approval) == NULL ||
      g_strcmp0 (muster_approval_get_external_ticket_id (approval), muster_cap_get_ticket (cap)) != 0 ||
      !muster_cap_allows_connection (cap, muster_approval_get_connection_id (approval)))
    return forbid (error, "The approval is another ticket's");
  if (muster_approval_get_mode (approval) != MUSTER_MODE_EXECUTE || muster_cap_get_mode (cap) != MUSTER_MODE_EXECUTE)
    return changed (error, "The mode has changed since the approval was asked for");
  if (muster_approval_get_policy_revision (approval) != muster_cap_get_policy_revision (cap) ||
      muster_approval_get_policy_revision (approval) != facts->policy_revision)
    return changed (error, "The policies have changed since the approval was asked for");
  hash = muster_plan_hash (approval);
  if (g_strcmp0 (hash, muster_approval_get_plan_hash (approval)) != 0)
    return forbid (error, "The approval is not what was asked for");
  return muster_gate_check_times (muster_approval_get_created (approval), muster_approval_get_expires (approval),
                                  muster_approval_get_boot (approval), facts->now, facts->boot, error);
}

/* Once is once: what was sent for the step already, or may have been, was the use of its approval */
static gboolean
is_used_up (MusterEffect              *effect,
            const MusterApprovedFacts *facts)
{
  for (guint i = 0; facts->effects != NULL && i < facts->effects->len; i++)
    {
      MusterEffect *other = facts->effects->pdata[i];
      MusterEffectState state = muster_effect_get_state (other);

      if (g_strcmp0 (muster_effect_get_id (other), muster_effect_get_id (effect)) != 0 &&
          g_strcmp0 (muster_effect_get_approval_id (other), muster_effect_get_approval_id (effect)) == 0 &&
          muster_effect_get_step (other) == muster_effect_get_step (effect) &&
          g_strcmp0 (muster_effect_get_call (other), muster_effect_get_call (effect)) == 0 &&
          state != MUSTER_EFFECT_STATE_PREPARED && state != MUSTER_EFFECT_STATE_ABSENT)
        return TRUE;
    }
  return FALSE;
}

/* A step that was declined ends the plan there */
static gboolean
is_after_declined (MusterApproval *approval,
                   gint64          step)
{
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);

      if (item != NULL && muster_json_int (item, "step", 0) < step &&
          g_strcmp0 (muster_json_str (item, "choice"), "declined") == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_args (MusterEffect              *effect,
            const MusterApprovedFacts *facts,
            GError                   **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;

  if (facts->args == NULL)
    return forbid (error, "What was approved cannot be told");
  node = json_node_init_object (json_node_alloc (), facts->args);
  text = muster_json_canonical (node);
  hash = muster_hash_text (text);
  if (g_strcmp0 (hash, muster_effect_get_args_hash (effect)) != 0)
    return forbid (error, "The details are not those that were approved");
  return TRUE;
}

static gboolean
check_item (MusterRunCap              *cap,
            MusterTool                *tool,
            MusterEffect              *effect,
            const MusterApprovedFacts *facts,
            GError                   **error)
{
  g_autoptr(JsonObject) item = muster_gate_approved_item (facts->approval, muster_effect_get_step (effect));

  if (item == NULL || g_strcmp0 (muster_json_str (item, "tool"), muster_tool_get_id (tool)) != 0)
    return forbid (error, "The approval does not hold this step");
  if (!muster_json_bool (item, "gated", FALSE) || g_strcmp0 (muster_json_str (item, "choice"), "granted") != 0 ||
      is_after_declined (facts->approval, muster_effect_get_step (effect)))
    return forbid (error, "This step was not approved");
  if (muster_json_bool (item, "manager", FALSE) && muster_approval_get_manager_by (facts->approval) == NULL)
    return refuse (error, MUSTER_ERROR_NEEDS_APPROVAL, "The requester's manager has not agreed");
  if (muster_json_int (item, "version", -1) != muster_tool_get_version (tool) ||
      g_strcmp0 (muster_json_str (item, "class"),
                 muster_effect_class_to_string (muster_tool_get_effect_class (tool))) != 0)
    return changed (error, "The tool has changed since the approval was asked for");
  if (g_strcmp0 (muster_json_str (item, "connection"), muster_effect_get_connection_id (effect)) != 0 ||
      g_strcmp0 (muster_json_str (item, "scope"), muster_gate_scope_of (cap, tool)) != 0)
    return changed (error, "The client's mapping has changed since the approval was asked for");
  if ((facts->target == NULL) != (muster_effect_get_target (effect) == NULL) ||
      (facts->target != NULL && g_ascii_strcasecmp (facts->target, muster_effect_get_target (effect)) != 0))
    return forbid (error, "The target is not the one that was approved");
  return check_args (effect, facts, error);
}

/* The reply is a part of the plan; what is sent must be the words that were shown */
static gboolean
check_reply (MusterEffect              *effect,
             const MusterApprovedFacts *facts,
             GError                   **error)
{
  if (muster_approval_get_reply (facts->approval) == NULL)
    return forbid (error, "The approval holds no reply");
  return check_args (effect, facts, error);
}

/**
 * muster_gate_check_approved:
 * @cap: who acts
 * @tool: of @effect
 * @effect: as the ledger has it
 * @facts: what it is held against
 *
 * Returns: %FALSE with %MUSTER_ERROR_CONFLICT when something has changed and a new plan is needed,
 *   %MUSTER_ERROR_NEEDS_APPROVAL when its time is over, else %MUSTER_ERROR_REFUSED_BY_POLICY
 */
gboolean
muster_gate_check_approved (MusterRunCap              *cap,
                            MusterTool                *tool,
                            MusterEffect              *effect,
                            const MusterApprovedFacts *facts,
                            GError                   **error)
{
  if (!check_request (cap, effect, facts, error))
    return FALSE;
  if (is_used_up (effect, facts))
    return forbid (error, "The approval was used for this step already");
  if (muster_tool_get_effect_class (tool) == MUSTER_EFFECT_CLASS_REPLY && muster_effect_get_step (effect) == 0)
    return check_reply (effect, facts, error);
  return check_item (cap, tool, effect, facts, error);
}

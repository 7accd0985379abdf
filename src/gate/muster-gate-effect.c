/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold before an effect is sent. Whatever goes wrong here means
 * that it is not sent. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-binding.h"
#include "muster-error.h"
#include "muster-hash.h"
#include "muster-json.h"
#include "muster-tool-undo.h"

#include "muster-gate-approved.h"
#include "muster-gate-drift.h"
#include "muster-gate-effect.h"
#include "muster-gate-labels.h"
#include "muster-gate-secrets.h"

/* By how much a vendor's clock may be behind ours when it has said yes */
#define CLOCK_SLACK_US (2 * 60 * G_USEC_PER_SEC)

static gboolean
refuse (GError     **error,
        int          code,
        const char  *reason)
{
  g_set_error_literal (error, MUSTER_ERROR, code, reason);
  return FALSE;
}

void
muster_gate_act_free (MusterGateAct *act)
{
  if (act == NULL)
    return;
  g_clear_object (&act->cap);
  g_clear_object (&act->effect);
  g_clear_object (&act->tool);
  g_clear_pointer (&act->link, muster_gate_link_unref);
  g_clear_pointer (&act->scope, muster_scope_free);
  g_clear_pointer (&act->args, json_object_unref);
  g_free (act);
}

gboolean
muster_gate_act_is_note (MusterGateAct *act)
{
  return muster_tool_get_effect_class (act->tool) == MUSTER_EFFECT_CLASS_NOTE_INTERNAL;
}

MusterPriority
muster_gate_act_priority (MusterGateAct *act)
{
  MusterEffectClass effect_class = muster_tool_get_effect_class (act->tool);

  if (effect_class == MUSTER_EFFECT_CLASS_NOTE_INTERNAL || effect_class == MUSTER_EFFECT_CLASS_REPLY)
    return MUSTER_PRIORITY_NOTE;
  return MIN (muster_cap_get_priority (act->cap), MUSTER_PRIORITY_APPROVAL);
}

MusterToolExec *
muster_gate_act_new_exec (MusterGateAct *act)
{
  return muster_tool_exec_new (act->tool, act->args, act->scope, act->link->endpoints);
}

MusterToolExec *
muster_gate_act_new_look (MusterGateAct *act,
                          gboolean       lenient)
{
  /* By the vendor's clock. Vendors tell whole seconds */
  gint64 skew = act->skew_known ? act->skew : act->link->skew;
  gint64 sent = (muster_effect_get_dispatched_wall (act->effect) + skew) / G_USEC_PER_SEC * G_USEC_PER_SEC;
  gint64 wall = sent - (lenient ? CLOCK_SLACK_US : 0);
  g_autofree char *dispatched = wall > 0 ? muster_time_format_iso (wall) : NULL;
  MusterToolExec *look = muster_tool_exec_new_look (act->tool, act->args, act->scope, act->link->endpoints,
                                                    muster_effect_get_marker (act->effect), dispatched);

  if (look != NULL)
    muster_tool_exec_set_link (look, muster_effect_get_op_link (act->effect));
  return look;
}

static gboolean
is_repair (MusterGateAct *act)
{
  return g_strcmp0 (muster_effect_get_call (act->effect), MUSTER_REPAIR_CALL) == 0 &&
         g_str_equal (muster_tool_get_name (act->tool), "remove-note") && muster_tool_get_engine (act->tool);
}

static gboolean
check_owner (MusterGateAct  *act,
             GError        **error)
{
  if (muster_cap_get_kind (act->cap) == MUSTER_CAP_RUN &&
      (g_strcmp0 (muster_effect_get_run_id (act->effect), muster_cap_get_run_id (act->cap)) != 0 ||
       g_strcmp0 (muster_effect_get_client_id (act->effect), muster_cap_get_client_id (act->cap)) != 0))
    return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "The effect belongs to another run");
  if (muster_effect_get_tool_version (act->effect) != muster_tool_get_version (act->tool))
    return refuse (error, MUSTER_ERROR_CONFLICT, "The tool has changed since the effect was prepared");
  return TRUE;
}

static gboolean
read_args (MusterGateAct  *act,
           GError        **error)
{
  const char *text = muster_effect_get_args (act->effect);
  g_autofree char *hash = text != NULL ? muster_hash_text (text) : NULL;
  g_autoptr(JsonNode) node = NULL;

  if (hash == NULL || g_strcmp0 (hash, muster_effect_get_args_hash (act->effect)) != 0)
    return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "The arguments are not those that were prepared");
  node = muster_json_from_string_trusted (text, error);
  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, MUSTER_ERROR_INTERNAL, "The arguments are no object");
  act->args = json_object_ref (json_node_get_object (node));
  return muster_tool_check_args (act->tool, act->args, error);
}

/* What the approval and the rules saw as target is what the request will name */
static gboolean
check_target (MusterGateAct  *act,
              GError        **error)
{
  const char *name = muster_tool_get_target_arg (act->tool);
  const char *target = muster_effect_get_target (act->effect);
  const char *bare = target != NULL ? strchr (target, ':') : NULL;
  g_autofree char *value = NULL;

  if (name == NULL || target == NULL)
    return TRUE;
  value = muster_binding_node_text (json_object_get_member (act->args, name));
  if (value == NULL || g_ascii_strcasecmp (value, bare != NULL ? bare + 1 : target) != 0)
    return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "The target is not that of the arguments");
  return TRUE;
}

static gboolean
is_own_ticket (MusterGateAct *act)
{
  return muster_gate_is_own_ticket (act->cap, act->tool, act->args);
}

/* What an act of the engine is and what a step of a plan is never change places */
static gboolean
check_place (MusterGateAct  *act,
             GError        **error)
{
  gboolean engine = muster_tool_get_engine (act->tool);

  if (muster_cap_get_kind (act->cap) != MUSTER_CAP_RUN)
    return TRUE;
  if (engine && !is_own_ticket (act))
    return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "R2: the engine writes on the run's own ticket only");
  if (engine != (muster_effect_get_step (act->effect) == 0))
    return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "R1: no step of a plan uses this tool");
  return TRUE;
}

/* (transfer full) (nullable): what the approved step comes to now, as the ledger would have it */
static JsonObject *
approved_args (MusterGate       *self,
               MusterGateAct    *act,
               MusterGateFacts  *facts,
               char            **target,
               GError          **error)
{
  g_autoptr(JsonObject) item = muster_gate_approved_item (facts->approval, muster_effect_get_step (act->effect));
  g_autoptr(JsonObject) args = NULL;

  *target = NULL;
  if (muster_effect_get_step (act->effect) == 0)
    {
      args = json_object_new ();
      json_object_set_string_member (args, "ticket", muster_cap_get_ticket (act->cap));
      json_object_set_string_member (args, "text", muster_approval_get_reply (facts->approval));
    }
  else if (item != NULL)
    args = muster_gate_resolve_args (self, muster_tool_get_id (act->tool), muster_json_str (item, "target"),
                                     muster_json_obj (item, "args"), facts->effects, target, error);
  if (args == NULL)
    return NULL;
  return muster_gate_bare_args (act->tool, *target, args, muster_effect_get_marker (act->effect), error);
}

/* An effect that names an approval stands on that one and on nothing else */
static gboolean
check_approval (MusterGate       *self,
                MusterGateAct    *act,
                MusterGateFacts  *facts,
                gboolean         *approved,
                GError          **error)
{
  g_autofree char *boot = NULL;
  g_autofree char *target = NULL;
  g_autoptr(JsonObject) args = NULL;
  MusterApprovedFacts now = { 0 };

  *approved = muster_cap_has_approval (act->cap, muster_effect_get_id (act->effect), muster_effect_get_args_hash (act->effect));
  if (muster_effect_get_approval_id (act->effect) == NULL)
    return TRUE;
  boot = muster_gate_boot_stamp (self);
  args = facts->approval != NULL ? approved_args (self, act, facts, &target, error) : NULL;
  if (facts->approval != NULL && args == NULL && error != NULL && *error != NULL)
    return FALSE;
  now.approval = facts->approval;
  now.effects = facts->effects;
  now.args = args;
  now.target = target;
  now.now = muster_clock_now (muster_gate_get_clock (self));
  now.boot = boot;
  now.policy_revision = facts->history.policy_revision;
  *approved = muster_gate_check_approved (act->cap, act->tool, act->effect, &now, error);
  return *approved;
}

/* The run's mode gives it power for its whole life; the client's mode takes that away at any moment. What tells people
 * how things stand still goes out */
static gboolean
was_stopped (MusterGateAct   *act,
             MusterGateFacts *facts)
{
  return muster_cap_get_kind (act->cap) == MUSTER_CAP_RUN && muster_cap_get_mode (act->cap) == MUSTER_MODE_EXECUTE &&
         (muster_effect_get_step (act->effect) > 0 ||
          muster_tool_get_effect_class (act->tool) == MUSTER_EFFECT_CLASS_REPLY) && !facts->history.may_execute;
}

static gboolean
check_rules (MusterGate       *self,
             MusterGateAct    *act,
             MusterGateFacts  *facts,
             GError          **error)
{
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;
  g_autoptr(MusterGateDecision) decision = NULL;
  gint64 expiry = muster_cap_get_expiry (act->cap);
  gboolean approved = FALSE;

  if (is_repair (act))
    return is_own_ticket (act) || muster_cap_get_kind (act->cap) == MUSTER_CAP_ADMIN ||
           refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "The note is on another ticket");
  if (!check_place (act, error) || !check_approval (self, act, facts, &approved, error))
    return FALSE;
  if (was_stopped (act, facts))
    return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "R1: the client was switched to Plan mode");
  /* The capability looks policies up as they were when it was made */
  if (muster_cap_get_kind (act->cap) == MUSTER_CAP_RUN && muster_effect_get_step (act->effect) > 0 &&
      facts->history.policy_revision > muster_cap_get_policy_revision (act->cap))
    return refuse (error, MUSTER_ERROR_CONFLICT, "The policies have changed since the plan was taken up");

  proposal.tool = act->tool;
  proposal.args = act->args;
  proposal.target = muster_effect_get_target (act->effect);
  proposal.expired = expiry != 0 && muster_clock_now (muster_gate_get_clock (self)) >= expiry;
  muster_gate_label_proposal (&proposal, act->cap, approved);
  proposal.secret_misused = muster_gate_secrets_misused (self, act->cap, act->tool, act->args, NULL);
  decision = muster_gate_decide (act->cap, &proposal, &facts->history, MUSTER_GATE_DISPATCH);
  if (decision->mode != MUSTER_GATE_DISPATCH || decision->verdict == MUSTER_VERDICT_DENY)
    return refuse (error, proposal.expired ? MUSTER_ERROR_TIMEOUT : MUSTER_ERROR_REFUSED_BY_POLICY, decision->reason);
  if (decision->verdict == MUSTER_VERDICT_APPROVAL && !approved)
    return refuse (error, MUSTER_ERROR_NEEDS_APPROVAL, decision->reason);
  return TRUE;
}

/* Whether an earlier step of the same plan was about something that this one is about too */
static gboolean
is_related (MusterGateAct *act,
            MusterEffect  *other)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *args;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if ((muster_effect_get_state (other) != MUSTER_EFFECT_STATE_CONFIRMED &&
       muster_effect_get_state (other) != MUSTER_EFFECT_STATE_DISPATCHED) ||
      muster_effect_get_step (other) <= 0 || muster_effect_get_step (other) >= muster_effect_get_step (act->effect))
    return FALSE;
  node = muster_effect_get_args (other) != NULL ? muster_json_from_string_trusted (muster_effect_get_args (other), NULL) : NULL;
  args = muster_json_node_obj (node);
  if (args == NULL)
    return FALSE;
  json_object_iter_init (&iter, act->args);
  while (json_object_iter_next (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && json_object_has_member (args, name) &&
        json_node_equal (value, json_object_get_member (args, name)))
      return TRUE;
  return FALSE;
}

/* A step that needs no yes of its own stands in the same plan as those that do, and was shown with them. What was asked
 * for an earlier plan, or came to nothing, says nothing about this one */
static MusterApproval *
find_request (MusterGateAct   *act,
              MusterGateFacts *facts)
{
  const char *call = muster_effect_get_call (act->effect);
  g_autofree char *own = NULL;
  MusterApprovalState state;
  gint64 revision;

  if (facts->approval != NULL || facts->shown == NULL)
    return facts->approval;
  state = muster_approval_get_state (facts->shown);
  revision = muster_approval_get_revision (facts->shown);
  own = revision <= 1 ? g_strdup ("") : g_strdup_printf (MUSTER_REVISION_CALL, revision);
  if ((!muster_approval_is_waiting (facts->shown) && state != MUSTER_APPROVAL_STATE_USED) ||
      g_strcmp0 (call != NULL ? call : "", own) != 0)
    return NULL;
  return facts->shown;
}

char *
muster_gate_act_drift (MusterGate       *self,
                       MusterGateAct    *act,
                       MusterGateFacts  *facts,
                       MusterToolExec   *exec,
                       gboolean          again)
{
  MusterApproval *request = facts != NULL ? find_request (act, facts) : NULL;
  g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(JsonObject) item = NULL;
  g_autoptr(JsonObject) now = NULL;

  if (request == NULL || !muster_tool_has_guard (act->tool))
    return NULL;
  item = muster_gate_approved_item (request, muster_effect_get_step (act->effect));
  if (item == NULL || muster_json_obj (item, "before") == NULL ||
      g_strcmp0 (muster_json_str (item, "tool"), muster_tool_get_id (act->tool)) != 0)
    return NULL;
  if (again)
    g_ptr_array_extend_and_steal (own, muster_gate_writes_of (act->tool));
  for (guint i = 0; facts->effects != NULL && i < facts->effects->len; i++)
    {
      MusterTool *tool = muster_catalog_lookup_tool (muster_gate_get_catalog (self),
                                                     muster_effect_get_tool (facts->effects->pdata[i]));

      if (tool != NULL && is_related (act, facts->effects->pdata[i]))
        g_ptr_array_extend_and_steal (own, muster_gate_writes_of (tool));
    }
  now = muster_tool_exec_guard (exec);
  return muster_gate_drift (muster_json_obj (item, "before"), now, own);
}

/* Live secrets leave in no argument; the marker must be there, or a lost answer could be repeated for ever */
static gboolean
check_texts (MusterGate     *self,
             MusterGateAct  *act,
             GError        **error)
{
  g_autoptr(GList) names = json_object_get_members (act->args);
  const char *marker = muster_effect_get_marker (act->effect);
  gboolean marked = g_strcmp0 (muster_tool_get_retry (act->tool), "M") != 0;
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      const char *text = muster_json_str (act->args, l->data);
      g_autofree char *label = text != NULL && muster_gate_get_egress (self) != NULL
        ? muster_egress_find (muster_gate_get_egress (self), text) : NULL;

      if (label != NULL)
        {
          muster_egress_alarm (muster_gate_get_egress (self), label, muster_tool_get_id (act->tool));
          g_warning ("A secret (%s) stood in “%s” of %s; it was not sent", label, (const char *) l->data,
                     muster_tool_get_id (act->tool));
          return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "The text holds a secret");
        }
      if (text != NULL && marker != NULL && strstr (text, marker) != NULL)
        marked = TRUE;
    }
  return marked || refuse (error, MUSTER_ERROR_INTERNAL, "The text does not hold its marker");
}

static gboolean
check_connection (MusterGateAct  *act,
                  GError        **error)
{
  if (muster_gate_act_is_note (act) &&
      g_strcmp0 (muster_connection_get_status (act->link->connection), "notes-off") == 0)
    return refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "Notes are off for this connection");
  return muster_gate_link_takes (act->link, act->tool, act->args, error);
}

static MusterGateAct *
new_act (MusterGate    *self,
         MusterRunCap  *cap,
         MusterEffect  *effect,
         GError       **error)
{
  MusterTool *tool = muster_catalog_lookup_tool (muster_gate_get_catalog (self), muster_effect_get_tool (effect));
  MusterGateAct *act;

  if (tool == NULL || muster_tool_is_read (tool))
    {
      refuse (error, MUSTER_ERROR_REFUSED_BY_POLICY, "R1: unknown tool");
      return NULL;
    }
  act = g_new0 (MusterGateAct, 1);
  act->cap = g_object_ref (cap);
  act->effect = g_object_ref (effect);
  act->tool = g_object_ref (tool);
  return act;
}

MusterGateAct *
muster_gate_act_open (MusterGate    *self,
                      MusterRunCap  *cap,
                      MusterEffect  *effect,
                      GError       **error)
{
  g_autoptr(MusterGateAct) act = new_act (self, cap, effect, error);

  if (act == NULL || !check_owner (act, error) || !read_args (act, error))
    return NULL;
  act->link = muster_gate_find_link (self, cap, act->tool, muster_effect_get_connection_id (effect), error);
  if (act->link == NULL)
    return NULL;
  act->scope = muster_gate_scope_for (cap, act->link);
  return g_steal_pointer (&act);
}

MusterGateAct *
muster_gate_act_authorize (MusterGate       *self,
                           MusterRunCap     *cap,
                           MusterEffect     *effect,
                           MusterGateFacts  *facts,
                           GError          **error)
{
  g_autoptr(MusterGateAct) act = new_act (self, cap, effect, error);

  if (act == NULL)
    return NULL;
  if (!check_owner (act, error) || !read_args (act, error) || !check_target (act, error) ||
      !check_rules (self, act, facts, error) || !check_texts (self, act, error))
    return NULL;
  act->link = muster_gate_find_link (self, cap, act->tool, muster_effect_get_connection_id (effect), error);
  if (act->link == NULL || !check_connection (act, error))
    return NULL;
  act->scope = muster_gate_scope_for (cap, act->link);
  return g_steal_pointer (&act);
}

MusterEffect *
muster_gate_act_new_repair (MusterGate     *self,
                            MusterGateAct  *act,
                            const char     *note_id,
                            GError        **error)
{
  g_autofree char *tool = g_strdup_printf ("%s:remove-note", muster_integration_get_id (act->link->integration));
  g_autoptr(JsonObject) args = json_object_new ();
  MusterEffect *repair;

  json_object_set_string_member (args, "note", note_id);
  repair = muster_gate_new_effect (self, act->cap, tool, (int) muster_effect_get_step (act->effect),
                                   muster_effect_get_target (act->effect), args, error);
  if (repair == NULL)
    return NULL;
  muster_effect_set_call (repair, MUSTER_REPAIR_CALL);
  muster_effect_set_attempt (repair, muster_effect_get_attempt (act->effect));
  return repair;
}

/* What may be different in a minute is no outcome */
gboolean
muster_gate_is_passing (const GError *error)
{
  static const int codes[] = {
    MUSTER_ERROR_SIGNED_OUT, MUSTER_ERROR_CONSENT_NEEDED, MUSTER_ERROR_RATE_LIMITED, MUSTER_ERROR_OFFLINE,
    MUSTER_ERROR_TIMEOUT, MUSTER_ERROR_TLS, MUSTER_ERROR_BAD_REPLY, MUSTER_ERROR_KEYRING_LOCKED,
    MUSTER_ERROR_KEYRING_UNAVAILABLE, MUSTER_ERROR_CONFLICT,
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MUSTER_ERROR, codes[i]))
      return TRUE;
  return error->domain != MUSTER_ERROR;
}

/* Boot id and boot clock: tells a restart of the machine from a restart of the program */
char *
muster_gate_boot_stamp (MusterGate *self)
{
  g_autofree char *boot = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
    boot = g_strdup ("");
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, g_strstrip (boot), muster_clock_boot (muster_gate_get_clock (self)));
}

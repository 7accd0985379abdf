/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules. Pure: no input or output, no clock. Each rule can only raise;
 * the result is the strictest of all. What no rule knows is denied. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-gate-decision.h"

G_DEFINE_BOXED_TYPE (MusterGateDecision, muster_gate_decision, muster_gate_decision_copy, muster_gate_decision_free)

/* What the rules write into */
typedef struct
{
  MusterVerdict verdict;
  GPtrArray    *rules;
  GString      *reason;
} Ruling;

static void
rule (Ruling        *ruling,
      const char    *name,
      MusterVerdict  verdict,
      const char    *reason)
{
  ruling->verdict = MAX (ruling->verdict, verdict);
  if (!g_ptr_array_find_with_equal_func (ruling->rules, name, g_str_equal, NULL))
    g_ptr_array_add (ruling->rules, g_strdup (name));
  g_string_append_printf (ruling->reason, "%s%s: %s", ruling->reason->len > 0 ? "; " : "", name, reason);
}

static gboolean
is_read (MusterEffectClass class)
{
  return class == MUSTER_EFFECT_CLASS_READ || class == MUSTER_EFFECT_CLASS_READ_SENSITIVE;
}

/* Changes something at the customer's: neither a read nor the engine's own writing on the ticket */
static gboolean
is_change (const MusterProposal *proposal,
           MusterEffectClass     class)
{
  return class > MUSTER_EFFECT_CLASS_WRITE || (class == MUSTER_EFFECT_CLASS_WRITE && !proposal->own_act);
}

static gboolean
is_requester (MusterRunCap         *cap,
              const MusterProposal *proposal)
{
  const char *requester = muster_cap_get_requester (cap);

  return requester != NULL && proposal->target != NULL && g_ascii_strcasecmp (requester, proposal->target) == 0;
}

static gboolean
is_trusted (MusterLabel label)
{
  return label == MUSTER_LABEL_T || label == MUSTER_LABEL_P || label == MUSTER_LABEL_B;
}

#ifdef MUSTER_TEST_HOOKS
/* The positive control of the tests with hostile tickets: what would happen if R2 to R9 were not there */
static gboolean
only_hard_rules (void)
{
  return g_getenv ("MUSTER_TEST_GATE_RULES_OFF") != NULL;
}
#else
#define only_hard_rules() FALSE
#endif

/* The engine's own note goes to the run's own ticket in both modes; nothing else is written in Plan */
static gboolean
is_own_note (MusterRunCap         *cap,
             const MusterProposal *proposal)
{
  return muster_tool_get_effect_class (proposal->tool) == MUSTER_EFFECT_CLASS_NOTE_INTERNAL &&
         muster_tool_get_engine (proposal->tool) && muster_cap_get_kind (cap) == MUSTER_CAP_RUN;
}

static gboolean
mode_allows (MusterRunCap         *cap,
             const MusterProposal *proposal,
             MusterEffectClass     class,
             MusterGateMode        mode)
{
  switch (muster_cap_get_kind (cap))
    {
    case MUSTER_CAP_INTAKE:
    case MUSTER_CAP_SETUP:
      return class == MUSTER_EFFECT_CLASS_READ;
    case MUSTER_CAP_ADMIN:
      return is_read (class) || g_strcmp0 (muster_cap_get_tool (cap), muster_tool_get_id (proposal->tool)) == 0;
    case MUSTER_CAP_RUN:
      return is_read (class) || mode == MUSTER_GATE_PREVIEW ||
             muster_cap_get_mode (cap) == MUSTER_MODE_EXECUTE || is_own_note (cap, proposal);
    default:
      return FALSE;
    }
}

static void
rule_1 (Ruling               *ruling,
        MusterRunCap         *cap,
        const MusterProposal *proposal,
        MusterEffectClass     class,
        MusterGateMode        mode)
{
  g_autoptr(GError) error = NULL;

  if (proposal->args != NULL && !muster_tool_check_args (proposal->tool, proposal->args, &error))
    rule (ruling, "R1", MUSTER_VERDICT_DENY, error->message);
  if (!mode_allows (cap, proposal, class, mode))
    rule (ruling, "R1", MUSTER_VERDICT_DENY, "the run may not write");
  if (proposal->expired)
    rule (ruling, "R1", MUSTER_VERDICT_DENY, "the run's time is over");
}

static void
rule_2 (Ruling               *ruling,
        const MusterProposal *proposal,
        MusterEffectClass     class)
{
  if (!is_read (class) && !proposal->target_owned)
    rule (ruling, "R2", MUSTER_VERDICT_DENY, "the target is not known to be the client's");
}

static void
rule_3 (Ruling               *ruling,
        MusterRunCap         *cap,
        const MusterProposal *proposal,
        MusterEffectClass     class)
{
  if (is_change (proposal, class) && !is_trusted (proposal->target_label) && !is_requester (cap, proposal))
    rule (ruling, "R3", MUSTER_VERDICT_APPROVAL, "the target is somebody else than the requester");
}

static void
rule_4 (Ruling               *ruling,
        MusterRunCap         *cap,
        const MusterProposal *proposal,
        MusterEffectClass     class)
{
  MusterIdentityLevel level = muster_cap_get_identity_level (cap);

  if (!is_requester (cap, proposal))
    return;
  if (class == MUSTER_EFFECT_CLASS_WRITE && level < MUSTER_IDENTITY_LEVEL_V1)
    rule (ruling, "R4", MUSTER_VERDICT_APPROVAL, "the requester is not known well enough");
  if (class == MUSTER_EFFECT_CLASS_CREDENTIAL && level < MUSTER_IDENTITY_LEVEL_V2)
    rule (ruling, "R4", MUSTER_VERDICT_APPROVAL, "the requester's identity is not proven");
}

static void
rule_5 (Ruling               *ruling,
        const MusterProposal *proposal,
        MusterEffectClass     class)
{
  if (!is_read (class) && proposal->recipient_outside)
    rule (ruling, "R5", MUSTER_VERDICT_APPROVAL, "something leaves the client's own domains");
  if (class == MUSTER_EFFECT_CLASS_CREDENTIAL && proposal->value_label == MUSTER_LABEL_U)
    rule (ruling, "R5", MUSTER_VERDICT_APPROVAL, "a value of a credential comes from the ticket");
}

static void
rule_6 (Ruling                 *ruling,
        const MusterProposal   *proposal,
        const MusterRunHistory *history,
        MusterEffectClass       class)
{
  if (!is_change (proposal, class))
    return;
  if (proposal->n_targets > MUSTER_MAX_TARGETS)
    rule (ruling, "R6", MUSTER_VERDICT_DENY, "too many targets");
  else if (proposal->n_targets > 1)
    rule (ruling, "R6", MUSTER_VERDICT_APPROVAL, "several targets");
  if (history->writes_in_run >= MUSTER_MAX_WRITES_PER_RUN)
    rule (ruling, "R6", MUSTER_VERDICT_APPROVAL, "many changes in one run");
}

static void
rule_7 (Ruling            *ruling,
        MusterEffectClass  class)
{
  if (class == MUSTER_EFFECT_CLASS_PRIVILEGE)
    rule (ruling, "R7", MUSTER_VERDICT_APPROVAL, "it gives rights");
  if (class == MUSTER_EFFECT_CLASS_DESTRUCTIVE)
    rule (ruling, "R7", MUSTER_VERDICT_APPROVAL, "it destroys");
}

static void
rule_8 (Ruling               *ruling,
        const MusterProposal *proposal)
{
  if (proposal->secret_misused)
    rule (ruling, "R8", MUSTER_VERDICT_DENY, "a secret stands where none may stand");
}

static void
rule_9 (Ruling                 *ruling,
        const MusterProposal   *proposal,
        const MusterRunHistory *history,
        MusterEffectClass       class)
{
  if (history->read_untrusted && history->read_sensitive &&
      (class == MUSTER_EFFECT_CLASS_REPLY || is_change (proposal, class)))
    rule (ruling, "R9", MUSTER_VERDICT_APPROVAL, "the run has read both foreign text and secrets");
}

static void
rule_10 (Ruling                 *ruling,
         const MusterProposal   *proposal,
         const MusterRunHistory *history,
         MusterEffectClass       class)
{
  /* The note that says that a cap was reached must still go out */
  if (class == MUSTER_EFFECT_CLASS_NOTE_INTERNAL)
    return;
  if (history->calls >= MUSTER_MAX_CALLS)
    rule (ruling, "R10", MUSTER_VERDICT_DENY, "too many calls");
  if (history->tokens >= MUSTER_MAX_TOKENS)
    rule (ruling, "R10", MUSTER_VERDICT_DENY, "too many tokens");
  if (history->active_us >= MUSTER_MAX_ACTIVE_US)
    rule (ruling, "R10", MUSTER_VERDICT_DENY, "the run takes too long");
  if (is_change (proposal, class) && history->writes_last_hour >= MUSTER_MAX_WRITES_PER_HOUR)
    rule (ruling, "R10", MUSTER_VERDICT_DENY, "too many changes in an hour");
}

/* An admin's click on the one named tool is a decision already; disabled stays disabled */
static void
rule_11 (Ruling               *ruling,
         MusterRunCap         *cap,
         const MusterProposal *proposal)
{
  MusterPolicy policy = muster_cap_lookup_policy (cap, muster_tool_get_id (proposal->tool),
                                                  muster_tool_default_policy (proposal->tool));
  const char *unavailable = muster_cap_get_unavailable (cap, muster_tool_get_id (proposal->tool), NULL);

  policy = muster_tool_floor_policy (proposal->tool, policy);
  if (unavailable != NULL)
    rule (ruling, "R11", MUSTER_VERDICT_DENY, unavailable);
  if (policy == MUSTER_POLICY_DISABLED)
    rule (ruling, "R11", MUSTER_VERDICT_DENY, "the tool is disabled");
  else if (policy != MUSTER_POLICY_AUTO && muster_cap_get_kind (cap) != MUSTER_CAP_ADMIN)
    rule (ruling, "R11", MUSTER_VERDICT_APPROVAL, "the policy asks for approval");
}

/* R2 to R9: whose it is, where it comes from, how much it is */
static void
judge (Ruling                 *ruling,
       MusterRunCap           *cap,
       const MusterProposal   *proposal,
       const MusterRunHistory *history,
       MusterEffectClass       class)
{
  rule_2 (ruling, proposal, class);
  if (muster_cap_get_kind (cap) == MUSTER_CAP_RUN)
    {
      rule_3 (ruling, cap, proposal, class);
      rule_4 (ruling, cap, proposal, class);
    }
  rule_5 (ruling, proposal, class);
  rule_6 (ruling, proposal, history, class);
  rule_7 (ruling, class);
  rule_8 (ruling, proposal);
  rule_9 (ruling, proposal, history, class);
}

/**
 * muster_gate_decision_copy:
 *
 * Returns: (transfer full): a copy
 */
MusterGateDecision *
muster_gate_decision_copy (MusterGateDecision *self)
{
  MusterGateDecision *copy = g_new0 (MusterGateDecision, 1);

  copy->verdict = self->verdict;
  copy->rules = g_strdupv (self->rules);
  copy->reason = g_strdup (self->reason);
  copy->mode = self->mode;
  return copy;
}

void
muster_gate_decision_free (MusterGateDecision *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->rules);
  g_free (self->reason);
  g_free (self);
}

/**
 * muster_verdict_to_string:
 *
 * Returns: `allow`, `approval` or `deny`
 */
const char *
muster_verdict_to_string (MusterVerdict verdict)
{
  switch (verdict)
    {
    case MUSTER_VERDICT_ALLOW:
      return "allow";
    case MUSTER_VERDICT_APPROVAL:
      return "approval";
    case MUSTER_VERDICT_DENY:
    default:
      return "deny";
    }
}

/**
 * muster_gate_decide:
 * @cap: who asks
 * @proposal: what is wanted
 * @history: (nullable): what the run has done so far
 * @mode: whether it is about to be sent
 *
 * Returns: (transfer full): the strictest of all rules, with their names
 */
MusterGateDecision *
muster_gate_decide (MusterRunCap           *cap,
                    const MusterProposal   *proposal,
                    const MusterRunHistory *history,
                    MusterGateMode          mode)
{
  static const MusterRunHistory nothing = { 0 };
  MusterGateDecision *decision = g_new0 (MusterGateDecision, 1);
  Ruling ruling = { MUSTER_VERDICT_ALLOW, g_ptr_array_new (), g_string_new (NULL) };

  if (history == NULL)
    history = &nothing;
  if (proposal->tool == NULL)
    rule (&ruling, "R1", MUSTER_VERDICT_DENY, "unknown tool");
  else
    {
      MusterEffectClass class = muster_tool_get_effect_class (proposal->tool);

      rule_1 (&ruling, cap, proposal, class, mode);
      if (!only_hard_rules ())
        judge (&ruling, cap, proposal, history, class);
      rule_10 (&ruling, proposal, history, class);
      rule_11 (&ruling, cap, proposal);
    }

  decision->verdict = ruling.verdict;
  decision->mode = mode;
  g_ptr_array_add (ruling.rules, NULL);
  decision->rules = (char **) g_ptr_array_free (ruling.rules, FALSE);
  decision->reason = g_string_free (ruling.reason, FALSE);
  return decision;
}

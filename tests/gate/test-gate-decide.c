/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-test.h"

#include "gate-case.h"
#include "muster-gate.h"

/* What a class asks for at least, written down and not computed; all the rules are held by oracle.py */
static const struct
{
  gboolean      read;
  MusterVerdict floor;
} table[N_CLASSES] = {
  [MUSTER_EFFECT_CLASS_READ]           = { TRUE,  MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_READ_SENSITIVE] = { TRUE,  MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_NOTE_INTERNAL]  = { FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_REPLY]          = { FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_WRITE]          = { FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_CREDENTIAL]     = { FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_PRIVILEGE]      = { FALSE, MUSTER_VERDICT_APPROVAL },
  [MUSTER_EFFECT_CLASS_DESTRUCTIVE]    = { FALSE, MUSTER_VERDICT_APPROVAL },
};

/* Every class × policy × mode, with everything else in order */
static void
test_table (void)
{
  int class;
  int chosen;
  int mode;

  for (class = 0; class < N_CLASSES; class++)
    for (chosen = MUSTER_POLICY_AUTO; chosen <= MUSTER_POLICY_DISABLED; chosen++)
      for (mode = MUSTER_MODE_PLAN; mode <= MUSTER_MODE_EXECUTE; mode++)
        {
          GateCase c = gate_case_plain ();
          g_autoptr(MusterGateDecision) decision = NULL;
          MusterVerdict wanted;

          c.class = (MusterEffectClass) class;
          c.policy = (MusterPolicy) chosen;
          c.mode = (MusterMode) mode;
          wanted = chosen == MUSTER_POLICY_DISABLED ? MUSTER_VERDICT_DENY
                   : chosen == MUSTER_POLICY_APPROVAL_NEEDED ? MUSTER_VERDICT_APPROVAL : table[class].floor;
          if (mode == MUSTER_MODE_PLAN && !table[class].read)
            wanted = MUSTER_VERDICT_DENY;
          decision = gate_case_ask (&c);
          g_assert_cmpint (decision->verdict, ==, wanted);
          g_assert_cmpint (decision->mode, ==, MUSTER_GATE_DISPATCH);
        }
}

/* A preview tells what Execute would do, in either mode */
static void
test_preview (void)
{
  int class;

  for (class = 0; class < N_CLASSES; class++)
    {
      GateCase c = gate_case_plain ();
      g_autoptr(MusterGateDecision) executed = NULL;
      g_autoptr(MusterGateDecision) previewed = NULL;

      c.class = (MusterEffectClass) class;
      executed = gate_case_ask (&c);
      c.gate_mode = MUSTER_GATE_PREVIEW;
      c.mode = MUSTER_MODE_PLAN;
      previewed = gate_case_ask (&c);
      g_assert_cmpint (previewed->verdict, ==, executed->verdict);
      g_assert_cmpint (previewed->mode, ==, MUSTER_GATE_PREVIEW);
    }
}

/* In Plan exactly one thing may be written: the engine's own internal note */
static void
test_plan (void)
{
  int class;
  int engine;

  for (class = 0; class < N_CLASSES; class++)
    for (engine = 0; engine < 2; engine++)
      {
        GateCase c = gate_case_plain ();
        g_autoptr(MusterGateDecision) decision = NULL;
        gboolean note = class == MUSTER_EFFECT_CLASS_NOTE_INTERNAL && engine;

        c.class = (MusterEffectClass) class;
        c.engine = engine;
        c.mode = MUSTER_MODE_PLAN;
        decision = gate_case_ask (&c);
        if (!table[class].read)
          g_assert_cmpint (decision->verdict, ==, note ? MUSTER_VERDICT_ALLOW : MUSTER_VERDICT_DENY);
      }
}

static void
add_step (GPtrArray  *steps,
          const char *tool,
          const char *target)
{
  MusterStep *step = muster_step_new ();

  muster_step_set_tool (step, tool);
  muster_step_set_target (step, target);
  g_ptr_array_add (steps, step);
}

/* The same to several in several steps is what it would be in one step */
static void
test_weigh_plan (void)
{
  const char *ids[] = { "C1", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new ("t", "1", "1");
  g_autoptr(MusterRunCap) cap = muster_cap_new_run ("R1", "K1", MUSTER_MODE_EXECUTE, 1, scope, ids);
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);

  add_step (steps, "t:write", "user:A");
  add_step (steps, "t:credential", "user:A");
  add_step (steps, "t:write", "user:a");
  muster_gate_weigh_plan (cap, steps);
  g_assert_cmpuint (muster_cap_get_breadth (cap, "t:write"), ==, 0);

  add_step (steps, "t:write", "user:B");
  add_step (steps, "t:write", "user:C");
  muster_gate_weigh_plan (cap, steps);
  g_assert_cmpuint (muster_cap_get_breadth (cap, "t:write"), ==, 3);
  g_assert_cmpuint (muster_cap_get_breadth (cap, "t:credential"), ==, 0);

  /* the next revision of the plan is another plan */
  g_ptr_array_set_size (steps, 1);
  muster_gate_weigh_plan (cap, steps);
  g_assert_cmpuint (muster_cap_get_breadth (cap, "t:write"), ==, 0);
  muster_gate_weigh_plan (cap, NULL);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  muster_test_init (&argc, &argv);
  gate_case_set_up ();

  g_test_add_func ("/gate/decide/table", test_table);
  g_test_add_func ("/gate/decide/plan", test_plan);
  g_test_add_func ("/gate/decide/preview", test_preview);
  g_test_add_func ("/gate/decide/weigh-plan", test_weigh_plan);

  status = g_test_run ();
  gate_case_tear_down ();
  return status;
}

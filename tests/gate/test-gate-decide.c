/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-test.h"

#include "gate-case.h"

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

  status = g_test_run ();
  gate_case_tear_down ();
  return status;
}

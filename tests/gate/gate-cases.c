/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gate-cases N SEED: N random cases with what the gate says about each, one a line, for oracle.py */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <stdio.h>

#include "gate-case.h"

int
main (int   argc,
      char *argv[])
{
  guint64 n = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 0;
  g_autoptr(GRand) random = g_rand_new_with_seed (argc > 2 ? (guint32) g_ascii_strtoull (argv[2], NULL, 10) : 1);

  if (argc != 3)
    {
      fputs ("Usage: gate-cases N SEED\n", stderr);
      return 2;
    }
  gate_case_set_up ();
  for (guint64 i = 0; i < n; i++)
    {
      GateCase c = gate_case_random (random);
      g_autoptr(MusterGateDecision) decision = gate_case_ask (&c);
      g_autofree char *rules = g_strjoinv (",", decision->rules);

      printf ("%d %d %d %d %s %d %d %d %d %d %d %d %d %d %d %d %d %u %u %u %" G_GINT64_FORMAT " %u %u %d %d %d %d %d %d %d %u %d %u %u %d %u %d %d %d %s %d %s\n",
              c.kind, c.mode, c.gate_mode, c.policy, muster_effect_class_to_string (c.class), c.engine, c.known, c.good_args, c.named,
              c.has_requester, c.for_requester, c.level, c.owned, c.target_label, c.value_label, c.outside, c.misused, c.n_targets,
              c.history.calls, c.history.tokens, c.history.active_us, c.history.writes_in_run, c.history.writes_last_hour,
              c.history.read_untrusted, c.history.read_sensitive, c.own_act, c.expired, c.from_facts, c.facts.shape, c.facts.target,
              c.facts.n, c.facts.stranger, c.facts.group, c.facts.to, c.facts.domains, c.facts.text, c.facts.choice, c.facts.own,
              c.facts.approved, muster_verdict_to_string (decision->verdict), decision->mode, rules);
    }
  gate_case_tear_down ();
  return 0;
}

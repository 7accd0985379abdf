/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-resources.h"
#include "muster-test.h"
#include "plan-world.h"

static void
check (const char *world_name,
       const char *truth_name,
       guint       exact_percent,
       guint       wrong_percent)
{
  g_autofree char *world = muster_test_data (world_name);
  g_autofree char *truth = muster_test_data (truth_name);
  PlanScore score = plan_world (world, truth, 0, -1);

  g_test_message ("%s: exact %u of %u, wrong %u of %u, missed %u of %u", world_name, score.exact, score.feasible, score.wrong, score.tickets, score.missed, score.careful);
  g_assert_cmpuint (score.forbidden, ==, 0);
  g_assert_cmpuint (score.exact * 100, >=, score.feasible * exact_percent);
  g_assert_cmpuint (score.wrong * 100, <=, score.tickets * wrong_percent);
  g_assert_cmpuint (score.missed * 10, <=, score.careful);
  g_assert_cmpuint (score.most_calls, <=, 25);
}

static void
test_dev (void)
{
  check ("world/dev.json", "world/dev-truth.jsonl", 90, 0);
}

static void
test_polyglot (void)
{
  check ("planner/polyglot.json", "planner/polyglot-truth.jsonl", 75, 2);
}

/* Requests that look like the usual ones and are not: for somebody else, without a say, agreed only by hearsay. */
static void
test_traps (void)
{
  check ("planner/traps.json", "planner/traps-truth.jsonl", 80, 0);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  g_test_add_func ("/agent/planner/world/dev", test_dev);
  g_test_add_func ("/agent/planner/world/polyglot", test_polyglot);
  g_test_add_func ("/agent/planner/world/traps", test_traps);
  return g_test_run ();
}

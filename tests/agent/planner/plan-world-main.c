/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "muster-resources.h"
#include "plan-world.h"

/* plan-world WORLD TRUTH [TICKET]: plans all open tickets of a world and prints what differs from the truth. */
int
main (int    argc,
      char **argv)
{
  PlanScore score;

  if (argc < 3)
    {
      g_printerr ("Usage: plan-world WORLD TRUTH [TICKET]\n");
      return 2;
    }
  muster_core_register_resources ();
  score = plan_world (argv[1], argv[2], argc > 3 ? g_ascii_strtoll (argv[3], NULL, 10) : 0, g_getenv ("PLAN_WORLD_VERBOSE") != NULL ? 1 : 0);
  g_print ("tickets %u; feasible %u, exact %u (%.1f %%); wrong writes %u (%.1f %%); must_not %u; careful %u, missed %u; requester right %u; outcome right %u; most calls %u\n",
           score.tickets, score.feasible, score.exact, score.feasible > 0 ? 100.0 * score.exact / score.feasible : 0.0, score.wrong,
           score.tickets > 0 ? 100.0 * score.wrong / score.tickets : 0.0, score.forbidden, score.careful, score.missed, score.requesters, score.outcomes, score.most_calls);
  return 0;
}

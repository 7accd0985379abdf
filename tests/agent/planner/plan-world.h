/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PlanScore:
 * @feasible: tickets that a plan or an answer can solve
 * @exact: of these, plans with exactly the expected actions
 * @wrong: plans with an action that nothing allows
 * @forbidden: plans with an action that the truth forbids
 * @careful: tickets that cannot be done or lack information
 * @missed: of these, plans that neither ask nor hand over
 */
typedef struct
{
  guint tickets;
  guint feasible;
  guint exact;
  guint wrong;
  guint forbidden;
  guint careful;
  guint missed;
  guint requesters;
  guint outcomes;
  guint most_calls;
} PlanScore;

PlanScore plan_world (const char *world,
                      const char *truth,
                      gint64      only,
                      int         verbose);

G_END_DECLS

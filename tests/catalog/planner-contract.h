/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "agreement.h"

G_BEGIN_DECLS

/**
 * PlannerContract:
 * @integration: the document
 * @tool: one of its reads
 * @args: its arguments, sorted, an optional one with “?”
 * @results: `result:members`, the members sorted, several results with “;” between
 *
 * What the built-in planner counts on.
 */
typedef struct
{
  const char *integration;
  const char *tool;
  const char *args;
  const char *results;
} PlannerContract;

guint                  planner_contract_size  (void);
const PlannerContract *planner_contract_get   (guint                  index);
void                   planner_contract_check (Agreement             *agreement,
                                               const PlannerContract *row,
                                               JsonObject            *tool);

G_END_DECLS

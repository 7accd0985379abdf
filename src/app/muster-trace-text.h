/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-catalog.h"
#include "muster-trace-item.h"

G_BEGIN_DECLS

/* Entries of a timeline in words, in the language of the moment. What comes from outside stands in them as it is: it
 * is never markup. All (transfer full) unless it is const. */

const char *muster_trace_kind_title     (MusterTraceKind  kind);
char       *muster_trace_title          (MusterCatalog   *catalog,
                                         MusterTraceItem *item);
/* (nullable): what the title leaves open */
const char *muster_trace_outcome_text   (const char      *outcome);
char       *muster_trace_detail         (MusterCatalog   *catalog,
                                         MusterTraceItem *item);
/* (nullable): tokens, cost and time of a request to a model; how long a wait was */
char       *muster_trace_numbers        (MusterTraceItem *item);
/* (nullable): one or two words for where it is */
const char *muster_trace_status_title   (MusterTraceItem *item);
/* (nullable): what the gate said and why, a sentence for every rule */
char       *muster_trace_decision_text  (MusterTraceItem *item);
gboolean    muster_trace_was_plain      (MusterTraceItem *item);
/* (nullable): what a language model wanted, from its stored answer */
char       *muster_trace_answer_text    (MusterCatalog   *catalog,
                                         MusterTraceItem *item);
char       *muster_trace_format_duration (gint64          us);
/* Whether it belongs to the few entries that tell the story */
gboolean    muster_trace_is_main        (MusterTraceItem *item);

G_END_DECLS

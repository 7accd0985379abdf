/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-plan.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

/* What is worth keeping of a ticket, as the draft of an article: plain text that a person goes over. Names and addresses of
 * people are left out, and so is what the requester wrote. @language: (nullable): of the text. @title: (out) */
char *muster_lesson_draft   (MusterTicket *ticket,
                             MusterPlan   *plan,
                             const char   *language,
                             char        **title);
/* The edited text as HTML: lines with a colon at their end are headings, "1) " begins a list's item, an empty line ends a
 * paragraph. Nothing in it is markup */
char *muster_lesson_to_html (const char   *text);

G_END_DECLS

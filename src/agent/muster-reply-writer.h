/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-plan.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

/* @done: (element-type MusterStep): the steps that were carried out */
char    *muster_reply_write    (MusterPlan   *plan,
                                MusterTicket *ticket,
                                const char   *language,
                                GPtrArray    *done);

/* Whether these words of ours leave something for a person to do. @draft: (nullable) */
gboolean muster_reply_promises (const char   *draft);

G_END_DECLS

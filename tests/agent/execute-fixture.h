/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-fixture.h"
#include "muster-context-approvals.h"
#include "muster-context-runs.h"

G_BEGIN_DECLS

/* Hugh Finch asks for write access for Owen Price, which needs a technician's yes */
#define EXECUTE_TICKET "320001"
#define EXECUTE_TOOL   "microsoft365:add-group-member"

/* The client is in Execute mode, and all tickets have been worked on. @ending: (nullable) */
void             execute_begin_with       (AppFixture         *self,
                                           const char         *psa,
                                           const MusterEnding *ending);
void             execute_begin            (AppFixture *self);
MusterRun       *execute_find_run         (AppFixture *self,
                                           const char *ticket);
MusterRunState   execute_state_of         (AppFixture *self,
                                           const char *ticket);
GPtrArray       *execute_effects_of       (AppFixture *self,
                                           const char *ticket);
guint            execute_count_effects    (AppFixture       *self,
                                           const char       *tool,
                                           MusterEffectState state);
/* Sent to Microsoft 365 that changes something */
guint            execute_count_writes     (AppFixture *self);
/* Notes and replies of ours */
guint            execute_count_own        (AppFixture *self,
                                           const char *ticket);
/* The words that the customer sees, of ours. (transfer full) */
char            *execute_visible_text     (AppFixture *self,
                                           const char *ticket);
MusterApproval  *execute_open_approval_of (AppFixture *self,
                                           const char *ticket);
MusterApproval  *execute_open_approval    (AppFixture *self);
void             execute_grant_of         (AppFixture *self,
                                           const char *ticket);

G_END_DECLS

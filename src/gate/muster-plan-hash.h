/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-approval.h"
#include "muster-secret.h"

G_BEGIN_DECLS

#define MUSTER_APPROVAL_CODE_LENGTH 10

/* (transfer full): 64 hexadecimal digits over everything that was shown and everything it stands for; not over what is
 * decided about it later */
char *muster_plan_hash     (MusterApproval *approval);
/* (transfer full): what a person types to answer in a ticket; of the request's id and its stored hash */
char *muster_approval_code (MusterSecret   *app_key,
                            MusterApproval *approval);

G_END_DECLS

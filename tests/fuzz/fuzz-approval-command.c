/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz-main.h"
#include "muster-approval-command.h"

/* Whatever a note says: what is taken for a command is one that could have been written, and nothing else has a code. */
void
fuzz_one (const guint8 *data,
          gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  MusterApprovalCommand command;
  MusterApprovalVerb verb = muster_approval_command_parse (text, &command);

  g_assert_cmpint (verb, ==, command.verb);
  g_assert_cmpuint (command.n_steps, <=, MUSTER_APPROVAL_MAX_STEPS);
  if (verb == MUSTER_APPROVAL_VERB_NONE || verb == MUSTER_APPROVAL_VERB_MALFORMED)
    {
      g_assert_cmpstr (command.code, ==, "");
      g_assert_cmpuint (command.n_steps, ==, 0);
      return;
    }
  g_assert_cmpuint (strlen (command.code), ==, MUSTER_APPROVAL_CODE_LENGTH);
  g_assert_nonnull (strstr (text, verb == MUSTER_APPROVAL_VERB_APPROVE ? "APPROVE" : "REJECT"));
  g_assert_nonnull (strstr (text, command.code));
  for (guint i = 0; i < command.n_steps; i++)
    g_assert_true (command.steps[i] > 0 && command.steps[i] < 10000);
}

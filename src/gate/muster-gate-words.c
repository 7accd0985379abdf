/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each rule is about, for people. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-gate-decision.h"

static const struct
{
  const char *rule;
  const char *text;
} words[] = {
  { "R1", N_("Muster may not do this here: the action or its details are unknown, or this run may not change anything.") },
  { "R2", N_("It is not certain that what it changes belongs to this client.") },
  { "R3", N_("It changes something for somebody else than the person who asked.") },
  { "R4", N_("It is not certain enough who asked. Confirm the person’s identity first.") },
  { "R5", N_("Something would go to an address outside the client’s own domains, or a detail of a sign-in comes from the ticket.") },
  { "R6", N_("It changes several things at once, or the run has made many changes already.") },
  { "R7", N_("It gives rights or destroys something. A technician always decides that.") },
  { "R8", N_("A password or key stands where none may stand.") },
  { "R9", N_("The run has read other people’s text and confidential data, so a technician looks at what leaves it.") },
  { "R10", N_("The run or the client has reached a limit. A technician should take over.") },
  { "R11", N_("The policy for this action asks for approval, or has it switched off.") },
};

/**
 * muster_gate_rule_text:
 * @rule: `R1` … `R11`
 *
 * Returns: (transfer full): one sentence for people, in the language of the moment; @rule itself when it is none of these
 */
char *
muster_gate_rule_text (const char *rule)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (rule, words[i].rule) == 0)
      return g_strdup (_(words[i].text));
  return g_strdup (rule);
}

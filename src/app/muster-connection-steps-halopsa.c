/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connection-steps.h"
#include "muster-halopsa.h"

/* HaloPSA: the instance names its sign-in server and tenant. Outcomes differ per instance and decide whether an action
 * mails somebody, so where there is more than one that fits an administrator chooses (vendor's help: Actions, Outcomes). */

static char *
server_done (MusterConnectionTest *test,
             JsonNode             *node,
             GError              **error)
{
  g_autofree char *url = muster_test_get_setting (test, "url");
  g_autofree char *typed = muster_test_get_setting (test, "tenant");
  g_autofree char *auth_url = NULL;
  g_autofree char *tenant = NULL;

  if (!muster_halopsa_read_auth_info (url, node, &auth_url, &tenant, error))
    return NULL;
  muster_test_discover (test, "authUrl", auth_url);
  if (typed == NULL && tenant != NULL)
    muster_test_discover (test, "tenant", tenant);
  return muster_test_sign_again (test, error) ? g_steal_pointer (&tenant) : NULL;
}

static char *
whoami_done (MusterConnectionTest *test,
             JsonNode             *node,
             GError              **error)
{
  g_autofree char *name = muster_steps_whoami_done (test, node, error);
  g_autofree char *id = muster_test_get_setting (test, "identity");

  if (name != NULL)
    muster_test_discover (test, "agentId", id);
  return g_steal_pointer (&name);
}

static GPtrArray *
candidates_of (GPtrArray *outcomes)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < outcomes->len; i++)
    {
      MusterHalopsaOutcome *outcome = g_ptr_array_index (outcomes, i);
      MusterCandidate *candidate = muster_candidate_new ();

      muster_candidate_set_id (candidate, outcome->id);
      muster_candidate_set_name (candidate, outcome->name);
      muster_candidate_set_detail (candidate, outcome->detail);
      g_ptr_array_add (candidates, candidate);
    }
  return candidates;
}

static gboolean
ask_outcome (MusterConnectionTest *test,
             JsonNode             *node,
             gboolean              reply,
             const char           *text,
             const char           *help,
             GError              **error)
{
  g_autofree char *sure = NULL;
  g_autoptr(GPtrArray) outcomes = muster_halopsa_read_outcomes (node, reply, &sure, error);
  g_autoptr(GPtrArray) candidates = NULL;

  if (outcomes == NULL)
    return FALSE;
  candidates = candidates_of (outcomes);
  muster_test_ask (test, reply ? MUSTER_HALOPSA_REPLY_OUTCOME : MUSTER_HALOPSA_PRIVATE_OUTCOME, text, help, candidates, sure);
  return TRUE;
}

static char *
outcomes_done (MusterConnectionTest *test,
               JsonNode             *node,
               GError              **error)
{
  if (!ask_outcome (test, node, FALSE, _("Which outcome do internal notes have?"),
                    _("One that cannot send mail and hides the note from the customer, such as Private Note."), error)
      || !ask_outcome (test, node, TRUE, _("Which outcome do replies to the requester have?"),
                       _("The one that mails the user, such as Email User."), error))
    return NULL;
  return NULL;
}

const MusterConnectionStep muster_steps_halopsa[] = {
  { "auth-info", N_("Find the sign-in server"), MUSTER_STEP_MUST | MUSTER_STEP_DISCOVERY, NULL, NULL, server_done },
  { "whoami", N_("Sign in and know our own agent"), MUSTER_STEP_MUST, NULL, NULL, whoami_done },
  { "list-choices", N_("Read teams, statuses and priorities"), MUSTER_STEP_MUST, N_("Application > Permissions: read:tickets"), NULL,
    muster_steps_choices_done },
  { "list-outcomes", N_("Find the outcomes of notes and replies"), MUSTER_STEP_MUST,
    N_("The agent may use one outcome that cannot send mail and the one that mails the user"), NULL, outcomes_done },
  { "poll-tickets", N_("Read tickets"), MUSTER_STEP_MUST, N_("Application > Permissions: read:tickets"), muster_steps_tickets_args,
    NULL },
  { "list-members", N_("Read who is a technician"), MUSTER_STEP_MUST, N_("The agent’s roles: see agents"), NULL,
    muster_steps_members_done },
  { "list-companies", N_("Read companies"), MUSTER_STEP_MUST, N_("Application > Permissions: read:customers"), NULL,
    muster_steps_companies_done },
  { "list-contacts", N_("Read contacts"), 0, N_("Application > Permissions: read:customers"), muster_steps_contacts_args, NULL },
  { NULL }
};

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-autotask.h"
#include "muster-connection-steps.h"
#include "muster-json.h"

/* Autotask: the zone of the API user's database is looked up without credentials, and again when it has moved. There is no
 * "me", so our own resource is looked for by its name. Who sees a note is decided by a value that differs per customer: only
 * the vendor's own label is taken without asking (vendor's help: Ticket notes, publish). */

static gboolean
zone_args (MusterConnectionTest *test,
           JsonObject           *args)
{
  g_autofree char *user = muster_test_get_setting (test, "userName");

  json_object_set_string_member (args, "user", user);
  return TRUE;
}

static char *
zone_done (MusterConnectionTest *test,
           JsonNode             *node,
           GError              **error)
{
  g_autofree char *zone = muster_test_get_setting (test, "zone");
  g_autofree char *root = muster_autotask_api_root (node, zone, error);
  g_autofree char *web = NULL;

  if (root == NULL)
    return NULL;
  web = muster_autotask_web_root (node);
  muster_test_discover (test, "webRoot", web);
  muster_test_discover_root (test, "apiRoot", root);
  return g_strdup (muster_json_path_str (node, "zone.zoneName"));
}

static char *
threshold_done (MusterConnectionTest *test,
                JsonNode             *node,
                GError              **error)
{
  int percent = (int) (muster_autotask_used_share (node) * 100);

  /* Translators: how much of what all programs together may ask in an hour is used now */
  return g_strdup_printf (_("%d %% of this hour’s requests are used"), percent);
}

static char *
whoami_done (MusterConnectionTest *test,
             JsonNode             *node,
             GError              **error)
{
  g_autofree char *id = muster_autotask_own_resource (node, error);
  g_autofree char *name = id != NULL ? muster_steps_whoami_done (test, node, error) : NULL;

  if (name == NULL)
    return NULL;
  muster_test_discover (test, "resourceId", id);
  g_clear_pointer (&test->whoami, json_node_unref);
  test->whoami = json_node_ref (node);
  return g_steal_pointer (&name);
}

static gboolean
roles_args (MusterConnectionTest *test,
            JsonObject           *args)
{
  g_autofree char *id = muster_test_get_setting (test, "resourceId");

  if (id == NULL || test->whoami == NULL)
    return FALSE;
  json_object_set_string_member (args, "member", id);
  return TRUE;
}

static char *
roles_done (MusterConnectionTest *test,
            JsonNode             *node,
            GError              **error)
{
  g_autofree char *role = muster_autotask_own_role (node, test->whoami);

  muster_test_discover (test, "roleId", role);
  return role == NULL ? g_strdup (_("No role; time entries cannot be written")) : NULL;
}

static char *
choices_done (MusterConnectionTest *test,
              JsonNode             *node,
              GError              **error)
{
  g_autofree char *queue = muster_autotask_default_queue (node);
  g_autofree char *priority = muster_autotask_default_priority (node);
  char *detail = muster_steps_choices_done (test, node, error);

  muster_test_discover (test, "defaultQueue", queue);
  muster_test_discover (test, "defaultPriority", priority);
  return detail;
}

static const struct
{
  MusterAutotaskAudience audience;
  const char            *setting;
  const char            *label;
  const char            *text;  /* N_() */
  const char            *help;  /* N_() */
} audiences[] = {
  { MUSTER_AUTOTASK_AUDIENCE_INTERNAL, "internalPublish", "internalPublishLabel", N_("Who may see internal notes?"),
    N_("Choose the value that only people of your company see. “All Autotask Users” is visible in the customer’s portal.") },
  { MUSTER_AUTOTASK_AUDIENCE_REQUESTER, "replyPublish", "replyPublishLabel", N_("Who may see replies to the requester?"),
    N_("Choose the value that is visible in the customer’s portal, usually “All Autotask Users”.") },
};

static gboolean
ask_audience (MusterConnectionTest *test,
              JsonNode             *node,
              gsize                 i,
              GError              **error)
{
  g_autoptr(GPtrArray) choices = muster_autotask_list_audiences (node, audiences[i].audience, error);
  g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *chosen = NULL;
  g_autofree char *label = NULL;

  if (choices == NULL)
    return FALSE;
  for (guint c = 0; c < choices->len; c++)
    {
      MusterPsaChoice *choice = g_ptr_array_index (choices, c);
      MusterCandidate *candidate = muster_candidate_new ();

      muster_candidate_set_id (candidate, choice->id);
      muster_candidate_set_name (candidate, choice->name);
      g_ptr_array_add (candidates, candidate);
    }
  muster_test_ask (test, audiences[i].setting, _(audiences[i].text), _(audiences[i].help), candidates,
                   muster_autotask_likely_audience (choices, audiences[i].audience));
  chosen = muster_test_get_setting (test, audiences[i].setting);
  if (chosen == NULL)
    return TRUE;
  if (!muster_autotask_choose_audience (choices, audiences[i].audience, chosen, &label, error))
    return FALSE;
  muster_test_discover (test, audiences[i].label, label);
  return TRUE;
}

static char *
audiences_done (MusterConnectionTest *test,
                JsonNode             *node,
                GError              **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (audiences); i++)
    if (!ask_audience (test, node, i, error))
      return NULL;
  return muster_test_get_setting (test, "internalPublishLabel");
}

const MusterConnectionStep muster_steps_autotask[] = {
  { "zone-information", N_("Find the zone"), MUSTER_STEP_MUST | MUSTER_STEP_DISCOVERY, NULL, zone_args, zone_done },
  { "threshold-information", N_("Sign in"), MUSTER_STEP_MUST, NULL, NULL, threshold_done },
  { "whoami", N_("Know our own resource"), MUSTER_STEP_MUST, N_("Security level > Admin > Resources: View"), NULL, whoami_done },
  { "list-member-roles", N_("Find our own role"), 0, N_("Security level > Admin > Resources: View"), roles_args, roles_done },
  { "list-choices", N_("Read queues, statuses and priorities"), MUSTER_STEP_MUST, N_("Security level > Service Desk > Tickets: View = All"),
    NULL, choices_done },
  { "list-note-choices", N_("Find who can see notes"), MUSTER_STEP_MUST, N_("Security level > Service Desk > Ticket Notes: Add and Edit"),
    NULL, audiences_done },
  { "poll-tickets", N_("Read tickets"), MUSTER_STEP_MUST, N_("Security level > Service Desk > Tickets: View = All"),
    muster_steps_tickets_args, NULL },
  { "list-members", N_("Read who is a technician"), MUSTER_STEP_MUST, N_("Security level > Admin > Resources: View"), NULL,
    muster_steps_members_done },
  { "list-companies", N_("Read companies"), MUSTER_STEP_MUST, N_("Security level > CRM > Companies: View = All"), NULL,
    muster_steps_companies_done },
  { "list-contacts", N_("Read contacts"), 0, N_("Security level > CRM > Contacts: View = All"), muster_steps_contacts_args, NULL },
  { NULL }
};

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connection-steps.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-docs.h"
#include "muster-json.h"

/* What the steps of the live tests share: keeping what was found out, asking what only a person knows, and the reads
 * that every PSA answers. */

void
muster_test_discover (MusterConnectionTest *test,
                      const char           *name,
                      const char           *value)
{
  muster_connector_put_setting (test->connection, name, value);
  muster_connector_put_setting (test->trial, name, value);
}

void
muster_test_announce (MusterConnectionTest *test)
{
  muster_gate_add_connection (test->context->gate, test->trial, test->signer);
  if (muster_connector_is_loopback (test->trial))
    muster_transport_set_limits (test->context->transport, muster_connection_get_id (test->trial), 1000, 8);
}

void
muster_test_discover_root (MusterConnectionTest *test,
                           const char           *name,
                           const char           *value)
{
  muster_test_discover (test, name, value);
  muster_test_announce (test);
}

char *
muster_test_get_setting (MusterConnectionTest *test,
                         const char           *name)
{
  return muster_connector_get_setting (test->connection, name);
}

void
muster_test_set_scope (MusterConnectionTest *test,
                       const char           *tenant,
                       const char           *company,
                       const char           *docs)
{
  g_autoptr(MusterScope) scope = muster_scope_new (tenant, company, docs);

  muster_cap_set_scope (test->cap, scope);
}

void
muster_test_add_check (MusterConnectionTest *test,
                       const char           *id,
                       MusterCheckState      state,
                       const char           *title,
                       const char           *detail,
                       const char           *advice)
{
  g_autoptr(MusterCheck) check = muster_check_new (id, state, title, detail, advice);

  g_list_store_append (G_LIST_STORE (muster_connection_report_get_checks (test->report)), check);
}

static gboolean
is_candidate (GPtrArray  *candidates,
              const char *id)
{
  for (guint i = 0; id != NULL && i < candidates->len; i++)
    if (g_strcmp0 (muster_candidate_get_id (g_ptr_array_index (candidates, i)), id) == 0)
      return TRUE;
  return FALSE;
}

void
muster_test_ask (MusterConnectionTest *test,
                 const char           *id,
                 const char           *text,
                 const char           *help,
                 GPtrArray            *candidates,
                 const char           *likely)
{
  g_autoptr(MusterQuestion) question = muster_question_new ();
  g_autofree char *stored = muster_connector_get_setting (test->connection, id);
  const char *answer = g_hash_table_lookup (test->answers, id);
  GListStore *list = G_LIST_STORE (muster_question_get_candidates (question));

  /* What was answered once holds until it is not there any more */
  if (!is_candidate (candidates, answer))
    answer = is_candidate (candidates, stored) ? stored : likely;
  muster_question_set_id (question, id);
  muster_question_set_text (question, text);
  muster_question_set_help (question, help);
  muster_question_set_answer (question, answer);
  g_list_store_splice (list, 0, 0, candidates->pdata, candidates->len);
  g_list_store_append (G_LIST_STORE (muster_connection_report_get_questions (test->report)), question);
  muster_test_discover (test, id, answer);
}

MusterPsa *
muster_test_get_psa (MusterConnectionTest *test)
{
  return muster_gate_get_psa (test->context->gate, muster_connection_get_id (test->trial));
}

guint
muster_steps_count_rows (JsonNode   *node,
                         const char *member)
{
  JsonArray *rows = JSON_NODE_HOLDS_OBJECT (node) ? muster_json_arr (json_node_get_object (node), member) : NULL;

  return rows != NULL ? json_array_get_length (rows) : 0;
}

char *
muster_steps_count_companies (guint n)
{
  /* Translators: how many companies the connection sees */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u company", "%u companies", n), n);
}

/* Every documentation platform */

/* (nullable): how many there are; the further steps read of the first */
char *
muster_steps_take_companies (MusterConnectionTest *test,
                             GPtrArray            *companies)
{
  if (companies == NULL)
    return NULL;
  if (companies->len > 0)
    test->company = g_strdup (((MusterDocsCompany *) g_ptr_array_index (companies, 0))->id);
  return muster_steps_count_companies (companies->len);
}

gboolean
muster_steps_company_args (MusterConnectionTest *test,
                           JsonObject           *args)
{
  muster_test_set_scope (test, NULL, NULL, test->company);
  return test->company != NULL;
}

/* Every PSA */

char *
muster_steps_whoami_done (MusterConnectionTest *test,
                          JsonNode             *node,
                          GError              **error)
{
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;

  if (!muster_psa_read_identity (muster_test_get_psa (test), node, &id, &name, error))
    return NULL;
  muster_test_discover (test, "identity", id);
  muster_connection_report_set_account (test->report, name != NULL && name[0] != '\0' ? name : id);
  return g_strdup (name != NULL ? name : id);
}

char *
muster_steps_members_done (MusterConnectionTest *test,
                           JsonNode             *node,
                           GError              **error)
{
  g_autoptr(GPtrArray) members = muster_psa_read_members (muster_test_get_psa (test), node, error);
  guint n = 0;

  for (guint i = 0; members != NULL && i < members->len; i++)
    n += ((MusterPsaMember *) g_ptr_array_index (members, i))->person;
  if (members == NULL)
    return NULL;
  /* Translators: how many people of the MSP the connection sees */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u technician", "%u technicians", n), n);
}

char *
muster_steps_companies_done (MusterConnectionTest *test,
                             JsonNode             *node,
                             GError              **error)
{
  g_autoptr(GPtrArray) companies = muster_psa_read_companies (muster_test_get_psa (test), node, error);

  if (companies == NULL)
    return NULL;
  if (companies->len > 0 && test->company == NULL)
    test->company = g_strdup (((MusterPsaCompany *) g_ptr_array_index (companies, 0))->id);
  return muster_steps_count_companies (companies->len);
}

char *
muster_steps_choices_done (MusterConnectionTest *test,
                           JsonNode             *node,
                           GError              **error)
{
  g_autoptr(GPtrArray) choices = muster_psa_read_choices (muster_test_get_psa (test), node, NULL, error);
  guint n = 0;

  for (guint i = 0; choices != NULL && i < choices->len; i++)
    n += ((MusterPsaChoice *) g_ptr_array_index (choices, i))->kind == MUSTER_PSA_CHOICE_BOARD;
  if (choices == NULL)
    return NULL;
  /* Translators: how many boards, queues or teams the connection sees */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u board or queue", "%u boards or queues", n), n);
}

gboolean
muster_steps_contacts_args (MusterConnectionTest *test,
                            JsonObject           *args)
{
  if (test->company == NULL)
    return FALSE;
  json_object_set_string_member (args, "company", test->company);
  muster_test_set_scope (test, NULL, test->company, NULL);
  return TRUE;
}

gboolean
muster_steps_tickets_args (MusterConnectionTest *test,
                           JsonObject           *args)
{
  gint64 hour = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  g_autofree char *since = muster_time_format_iso (muster_clock_now (test->context->clock) - hour);

  json_object_set_string_member (args, "since", since);
  return TRUE;
}

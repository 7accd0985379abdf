/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-connection-steps.h"
#include "muster-connection-test.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-id.h"
#include "muster-microsoft365.h"

/* The live test of a connection: the table of its integration, step by step. The connection is known to the gate under a
 * name of its own while the test runs, with a SETUP capability. A step that must work ends the test when it fails; the
 * others are warnings with what to do. */

#define MAX_TENANTS 25

static const struct
{
  const char                 *integration;
  const MusterConnectionStep *steps;
} tests[] = {
  { "connectwise", muster_steps_connectwise },
  { "halopsa", muster_steps_halopsa },
  { "autotask", muster_steps_autotask },
  { "microsoft365", muster_steps_microsoft365 },
  { "hudu", muster_steps_hudu },
  { "itglue", muster_steps_itglue },
};

static void run_step (GTask *task);

static void
test_free (MusterConnectionTest *test)
{
  if (test->trial != NULL && test->context->gate != NULL)
    muster_gate_remove_connection (test->context->gate, muster_connection_get_id (test->trial));
  g_clear_object (&test->context);
  g_clear_object (&test->connection);
  g_clear_object (&test->trial);
  g_clear_pointer (&test->answers, g_hash_table_unref);
  g_clear_pointer (&test->secrets, g_hash_table_unref);
  g_clear_object (&test->signer);
  g_clear_object (&test->cap);
  g_clear_object (&test->report);
  g_clear_pointer (&test->tenants, g_ptr_array_unref);
  g_free (test->company);
  g_clear_pointer (&test->whoami, json_node_unref);
  g_free (test);
}

/* The field of the form that a problem points to */
static const char *
field_of_problem (const char *integration,
                  const char *problem)
{
  static const struct { const char *integration, *problem, *field; } fields[] = {
    { "connectwise", "wrong-key", "privateKey" },
    { "connectwise", "missing-client-id", "clientId" },
    { "connectwise", "wrong-company", "companyId" },
    { "connectwise", "wrong-region", "site" },
    { "connectwise", "wrong-address", "site" },
    { "halopsa", "wrong-key", "clientSecret" },
    { "halopsa", "wrong-secret", "clientSecret" },
    { "halopsa", "app-unknown", "clientId" },
    { "halopsa", "wrong-tenant", "tenant" },
    { "halopsa", "wrong-address", "url" },
    { "autotask", "wrong-key", "secret" },
    { "autotask", "wrong-user", "userName" },
    { "autotask", "wrong-company", "userName" },
    { "autotask", "missing-client-id", "integrationCode" },
    { "microsoft365", "wrong-secret", "clientSecret" },
    { "microsoft365", "wrong-key", "clientSecret" },
    { "microsoft365", "secret-expired", "clientSecret" },
    { "microsoft365", "wrong-certificate", "certificate" },
    { "microsoft365", "wrong-region", "cloud" },
    { "microsoft365", "app-unknown", "clientId" },
    { "microsoft365", "wrong-tenant", "tenantId" },
    { "hudu", "wrong-key", "apiKey" },
    { "hudu", "wrong-address", "url" },
    { "itglue", "wrong-key", "apiKey" },
    { "itglue", "wrong-region", "region" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].integration, integration) && g_strcmp0 (fields[i].problem, problem) == 0)
      return fields[i].field;
  return NULL;
}

static void
fill_problem (MusterConnectionReport *report,
              const char             *integration,
              MusterAdvice           *advice,
              const GError           *error)
{
  muster_connection_report_set_ok (report, FALSE);
  muster_connection_report_set_problem (report, advice->problem);
  muster_connection_report_set_field (report, field_of_problem (integration, advice->problem));
  muster_connection_report_set_title (report, advice->title);
  muster_connection_report_set_advice (report, advice->text);
  muster_connection_report_set_detail (report, error->message);
}

static void
finish_test (GTask *task)
{
  MusterConnectionTest *test = g_task_get_task_data (task);

  muster_connection_report_set_settings (test->report, muster_connection_get_settings (test->connection));
  g_task_return_pointer (task, g_steal_pointer (&test->report), g_object_unref);
}

/* (nullable) (transfer none): the first that nobody has answered */
static MusterQuestion *
find_open_question (MusterConnectionReport *report)
{
  GListModel *questions = muster_connection_report_get_questions (report);

  for (guint i = 0; i < g_list_model_get_n_items (questions); i++)
    {
      g_autoptr(MusterQuestion) question = g_list_model_get_item (questions, i);

      /* The list keeps it */
      if (muster_question_get_answer (question) == NULL)
        return question;
    }
  return NULL;
}

static void
tell_question (MusterConnectionTest *test,
               MusterQuestion       *question)
{
  gboolean any = g_list_model_get_n_items (muster_question_get_candidates (question)) > 0;

  muster_connection_report_set_ok (test->report, FALSE);
  muster_connection_report_set_problem (test->report, "question");
  muster_connection_report_set_field (test->report, muster_question_get_id (question));
  muster_connection_report_set_title (test->report, any ? _("One more choice is needed") : _("Something is missing at the vendor"));
  muster_connection_report_set_advice (test->report, any ? muster_question_get_text (question)
                                       : muster_question_get_help (question));
  muster_connection_report_set_detail (test->report, muster_question_get_id (question));
}

static void
tell_end (MusterConnectionTest *test)
{
  const char *account = muster_connection_report_get_account (test->report);
  MusterQuestion *question = find_open_question (test->report);
  g_autofree char *title = NULL;

  /* A right was missing on the way */
  if (muster_connection_report_get_problem (test->report) != NULL)
    return;
  if (question != NULL)
    {
      tell_question (test, question);
      return;
    }
  /* Translators: %s is an account or a company */
  title = account != NULL ? g_strdup_printf (_("Connected as %s"), account) : g_strdup (_("Connected"));
  muster_connection_report_set_ok (test->report, TRUE);
  muster_connection_report_set_title (test->report, title);
}

/* Each customer's tenant must have accepted the app; a customer who has not is no reason to refuse the connection */

static void try_tenant (GTask *task);

static void
tenant_tried_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterConnectionTest *test = g_task_get_task_data (task);
  MusterTenant *tenant = g_ptr_array_index (test->tenants, test->tenant);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(MusterAdvice) advice = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    {
      advice = muster_advice_for ("microsoft365", "get-organization", error);
      muster_test_add_check (test, tenant->id, MUSTER_CHECK_WARN, tenant->name, advice->title, advice->text);
    }
  else
    muster_test_add_check (test, tenant->id, MUSTER_CHECK_OK, tenant->name, tenant->domain, NULL);
  test->tenant++;
  try_tenant (task);
}

static void
try_tenant (GTask *task)
{
  MusterConnectionTest *test = g_task_get_task_data (task);
  MusterTenant *tenant;
  g_autoptr(JsonObject) args = NULL;

  if (test->tenants == NULL || test->tenant >= test->tenants->len || test->tenant >= MAX_TENANTS)
    {
      tell_end (test);
      finish_test (task);
      return;
    }

  tenant = g_ptr_array_index (test->tenants, test->tenant);
  args = json_object_new ();
  muster_test_set_scope (test, tenant->id, NULL, NULL);
  muster_gate_read_async (test->context->gate, test->cap, "microsoft365:get-organization", args, NULL,
                          g_task_get_cancellable (task), tenant_tried_cb, g_object_ref (task));
}

/* The one right that is missing, in front of what the vendor's advice says about rights in general */
static char *
text_of_failure (const char                 *integration,
                 const MusterConnectionStep *step,
                 MusterAdvice               *advice,
                 const GError               *error)
{
  g_autoptr(MusterAdvice) general = muster_advice_for (integration, NULL, error);
  g_autofree char *missing = NULL;

  if (step->right == NULL || g_strcmp0 (advice->problem, "missing-right") != 0 || g_strcmp0 (general->text, advice->text) != 0)
    return g_strdup (advice->text);
  /* Translators: %s is a right as the vendor's settings name it */
  missing = g_strdup_printf (_("The right that is missing: %s."), _(step->right));
  return g_strconcat (missing, " ", advice->text, NULL);
}

/* Whether the test goes on: a missing right says nothing about the others, and all that are missing are told at once */
static gboolean
step_failed (MusterConnectionTest       *test,
             const MusterConnectionStep *step,
             const GError               *error)
{
  const char *integration = muster_integration_get_id (test->integration);
  g_autoptr(MusterAdvice) advice = muster_advice_for (integration, step->tool, error);
  gboolean must = (step->flags & MUSTER_STEP_MUST) != 0;
  g_autofree char *text = text_of_failure (integration, step, advice, error);

  muster_test_add_check (test, step->tool, must ? MUSTER_CHECK_FAIL : MUSTER_CHECK_WARN, _(step->title), advice->title, text);
  if (must && muster_connection_report_get_problem (test->report) == NULL)
    {
      g_free (advice->text);
      advice->text = g_strdup (text);
      fill_problem (test->report, integration, advice, error);
    }
  return !must || (step->right != NULL && g_strcmp0 (advice->problem, "missing-right") == 0);
}

static void
step_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterConnectionTest *test = g_task_get_task_data (task);
  const MusterConnectionStep *step = &test->steps[test->step];
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autofree char *detail = NULL;

  if (node != NULL && step->done != NULL)
    detail = step->done (test, node, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error == NULL)
    muster_test_add_check (test, step->tool, MUSTER_CHECK_OK, _(step->title), detail, NULL);
  else if (!step_failed (test, step, error))
    {
      finish_test (task);
      return;
    }
  test->step++;
  run_step (task);
}

static void
run_step (GTask *task)
{
  MusterConnectionTest *test = g_task_get_task_data (task);

  for (; test->steps[test->step].tool != NULL; test->step++)
    {
      const MusterConnectionStep *step = &test->steps[test->step];
      g_autoptr(JsonObject) args = json_object_new ();
      g_autofree char *tool = g_strconcat (muster_integration_get_id (test->integration), ":", step->tool, NULL);

      if (test->discovery && (step->flags & MUSTER_STEP_DISCOVERY) == 0)
        continue;
      if (step->prepare != NULL && !step->prepare (test, args))
        continue;
      muster_gate_read_async (test->context->gate, test->cap, tool, args, NULL, g_task_get_cancellable (task), step_done_cb,
                              g_object_ref (task));
      return;
    }
  try_tenant (task);
}

/* A refresh token works once. All trials of one share the signer that has its successor, and a saved connection lends its own */

typedef struct
{
  MusterAuthenticator *signer;     /* (owned) */
  char                *secret_id;  /* where the successor is */
} Trial;

static void
trial_free (Trial *trial)
{
  g_object_unref (trial->signer);
  g_free (trial->secret_id);
  g_free (trial);
}

GHashTable *
muster_connection_trials_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) trial_free);
}

static char *
hash_of_token (GHashTable *secrets)
{
  MusterSecret *token = g_hash_table_lookup (secrets, MUSTER_REFRESH_TOKEN);

  return token != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, muster_secret_peek (token), -1) : NULL;
}

static MusterAuthenticator *
sign_trial (MusterConnectionTest *test,
            GError              **error)
{
  MusterContext *context = test->context;
  const char *id = muster_connection_get_id (test->connection);
  g_autofree char *hash = hash_of_token (test->secrets);
  Trial *trial = hash != NULL ? g_hash_table_lookup (context->trials, hash) : NULL;
  MusterAuthenticator *signer = hash != NULL && test->saved ? g_hash_table_lookup (context->signers, id) : NULL;

  if (signer == NULL && trial != NULL)
    signer = trial->signer;
  if (signer != NULL)
    return g_object_ref (signer);

  signer = muster_connector_sign (test->integration, test->connection, test->secrets, context->transport, context->trial_tokens,
                                  error);
  if (signer != NULL && hash != NULL)
    {
      trial = g_new0 (Trial, 1);
      trial->signer = g_object_ref (signer);
      trial->secret_id = muster_connector_secret_id (test->connection, MUSTER_REFRESH_TOKEN);
      g_hash_table_insert (context->trials, g_steal_pointer (&hash), trial);
    }
  return signer;
}

gboolean
muster_test_sign_again (MusterConnectionTest *test,
                        GError              **error)
{
  g_autoptr(MusterAuthenticator) signer = sign_trial (test, error);

  if (signer == NULL)
    return FALSE;
  g_set_object (&test->signer, signer);
  muster_test_announce (test);
  return TRUE;
}

static void
token_found_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GHashTable *secrets = g_task_get_task_data (task);
  MusterSecret *token = NULL;

  muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &token, NULL);
  if (token != NULL)
    g_hash_table_insert (secrets, g_strdup (MUSTER_REFRESH_TOKEN), token);
  g_task_return_boolean (task, TRUE);
}

void
muster_connection_test_settle_token_async (MusterContext      *context,
                                           GHashTable         *secrets,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *hash = hash_of_token (secrets);
  Trial *trial = hash != NULL ? g_hash_table_lookup (context->trials, hash) : NULL;

  g_task_set_source_tag (task, muster_connection_test_settle_token_async);
  g_task_set_task_data (task, g_hash_table_ref (secrets), (GDestroyNotify) g_hash_table_unref);
  if (trial == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  muster_secret_store_lookup_async (context->trial_tokens, MUSTER_SECRET_KIND_CONNECTION, trial->secret_id, NULL, token_found_cb,
                                    g_object_ref (task));
  /* Its successor belongs to the connection from now on */
  g_hash_table_remove (context->trials, hash);
}

void
muster_connection_test_settle_token_finish (GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, NULL));
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static const MusterConnectionStep *
find_steps (const char *integration)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    if (g_strcmp0 (tests[i].integration, integration) == 0)
      return tests[i].steps;
  return NULL;
}

static void
announce_trial (MusterConnectionTest *test)
{
  MusterConnection *connection = test->connection;
  g_autofree char *id = muster_id_new ();

  test->trial = muster_connection_new ();
  muster_connection_set_id (test->trial, id);
  muster_connection_set_integration (test->trial, muster_connection_get_integration (connection));
  muster_connection_set_name (test->trial, muster_connection_get_name (connection));
  muster_connection_set_settings (test->trial, muster_connection_get_settings (connection));
  muster_connection_set_status (test->trial, "ok");
  test->cap = muster_cap_new_setup (id);
  muster_test_announce (test);
}

static void
start_test (MusterContext      *context,
            MusterConnection   *connection,
            GHashTable         *secrets,
            GHashTable         *answers,
            gboolean            discovery,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  MusterConnectionTest *test = g_new0 (MusterConnectionTest, 1);
  const char *integration = muster_connection_get_integration (connection);
  g_autoptr(GError) error = NULL;

  g_task_set_source_tag (task, start_test);
  g_task_set_task_data (task, test, (GDestroyNotify) test_free);
  test->context = g_object_ref (context);
  test->connection = g_object_ref (connection);
  test->secrets = g_hash_table_ref (secrets);
  test->answers = answers != NULL ? g_hash_table_ref (answers) : g_hash_table_new (g_str_hash, g_str_equal);
  test->integration = muster_catalog_get_integration (context->catalog, integration);
  test->report = muster_connection_report_new ();
  test->discovery = discovery;
  test->saved = answers == NULL;
  test->steps = find_steps (integration);
  if (test->integration == NULL || test->steps == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No integration “%s”", integration);
      return;
    }
  test->signer = sign_trial (test, &error);
  if (test->signer == NULL)
    g_task_return_pointer (task, muster_connection_test_refuse (integration, NULL, error), g_object_unref);
  else
    {
      announce_trial (test);
      run_step (task);
    }
}

void
muster_connection_test_async (MusterContext      *context,
                              MusterConnection   *connection,
                              GHashTable         *secrets,
                              GHashTable         *answers,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  start_test (context, connection, secrets, answers, FALSE, cancellable, callback, user_data);
}

void
muster_connection_rediscover_async (MusterContext      *context,
                                    MusterConnection   *connection,
                                    GHashTable         *secrets,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  start_test (context, connection, secrets, NULL, TRUE, cancellable, callback, user_data);
}

gboolean
muster_connection_can_rediscover (MusterConnection *connection)
{
  const MusterConnectionStep *steps = find_steps (muster_connection_get_integration (connection));

  for (; steps != NULL && steps->tool != NULL; steps++)
    if ((steps->flags & MUSTER_STEP_DISCOVERY) != 0)
      return TRUE;
  return FALSE;
}

MusterConnectionReport *
muster_connection_test_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

MusterConnectionReport *
muster_connection_test_refuse (const char   *integration,
                               const char   *field,
                               const GError *error)
{
  g_autoptr(MusterConnectionReport) report = muster_connection_report_new ();

  muster_connection_report_set_ok (report, FALSE);
  muster_connection_report_set_problem (report, "invalid-input");
  muster_connection_report_set_field (report, field);
  muster_connection_report_set_title (report, _("Something in the form is not right"));
  muster_connection_report_set_advice (report, error->message);
  muster_connection_report_set_detail (report, error->message);
  return g_steal_pointer (&report);
}

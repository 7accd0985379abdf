/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-exchange.h"
#include "muster-json-guard.h"
#include "muster-json.h"

/* musterctl connections, connection rotate, connection remove, connection test, usage, poll-interval */

static MusterConnection *
find_connection (MusterCli  *cli,
                 const char *what,
                 GError    **error)
{
  MusterConnection *connection = muster_context_find_connection (cli->context, what);

  if (connection == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no connection “%s”", what);
  return connection;
}

MusterConnection *
muster_cli_find_psa (MusterCli *cli,
                     GError   **error)
{
  MusterConnection *psa = muster_context_find_connection (cli->context, "psa");

  if (psa != NULL && muster_context_connection_ready (cli->context, psa))
    return psa;
  if (psa == NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No PSA is connected. See musterctl onboard");
  else
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "%s is not ready: %s", muster_connection_get_name (psa),
                 muster_connection_get_last_error (psa) != NULL ? muster_connection_get_last_error (psa) : "no secrets");
  return NULL;
}

JsonNode *
muster_cli_read_json (const char *path,
                      GError    **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr(GBytes) bytes = NULL;
  JsonNode *node;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  bytes = g_bytes_new (text, length);
  node = muster_json_parse (bytes, NULL, NULL, error);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;
  if (node != NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The file holds no JSON object");
  g_clear_pointer (&node, json_node_unref);
  if (error != NULL && *error != NULL)
    {
      (*error)->domain = MUSTER_ERROR;
      (*error)->code = MUSTER_ERROR_INVALID_INPUT;
    }
  g_prefix_error (error, "%s: ", path);
  return NULL;
}

/* "accepted" or "off": Exchange's interface that Microsoft publishes for nobody; NULL where there is none */
static const char *
unpublished_state (MusterConnection *connection)
{
  if (g_strcmp0 (muster_connection_get_integration (connection), "microsoft365") != 0)
    return NULL;
  return muster_exchange_accepts (connection) ? MUSTER_EXCHANGE_ACCEPTED : "off";
}

static JsonObject *
connection_object (MusterCli        *cli,
                   MusterConnection *connection)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", muster_connection_get_id (connection));
  json_object_set_string_member (object, "integration", muster_connection_get_integration (connection));
  json_object_set_string_member (object, "name", muster_connection_get_name (connection));
  json_object_set_string_member (object, "status", muster_connection_get_status (connection));
  json_object_set_boolean_member (object, "ready", muster_context_connection_ready (cli->context, connection));
  muster_cli_set_string (object, "lastError", muster_connection_get_last_error (connection));
  if (unpublished_state (connection) != NULL)
    json_object_set_string_member (object, MUSTER_EXCHANGE_SETTING, unpublished_state (connection));
  return object;
}

static JsonObject *
trouble_object (MusterTrouble *trouble)
{
  JsonObject *object = json_object_new ();

  muster_cli_set_string (object, "connection", muster_trouble_get_connection_id (trouble));
  json_object_set_string_member (object, "title", muster_trouble_get_title (trouble));
  json_object_set_string_member (object, "text", muster_trouble_get_text (trouble));
  json_object_set_string_member (object, "action", muster_trouble_get_action (trouble));
  json_object_set_int_member (object, "clients", muster_trouble_get_n_clients (trouble));
  return object;
}

int
muster_cli_connections (MusterCli *cli,
                        char     **args)
{
  GListModel *connections = muster_context_get_connections (cli->context);
  GListModel *trouble = muster_context_get_trouble (cli->context);
  g_autoptr(JsonObject) said = json_object_new ();
  JsonArray *rows = json_array_new ();
  JsonArray *troubles = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (connections, i);

      json_array_add_object_element (rows, connection_object (cli, connection));
      if (!cli->json)
        g_print ("%-13s %-10s %s\n", muster_connection_get_integration (connection), muster_connection_get_status (connection),
                 muster_connection_get_last_error (connection) != NULL ? muster_connection_get_last_error (connection) : "");
      if (!cli->json && g_strcmp0 (unpublished_state (connection), "off") == 0)
        g_print ("  Exchange actions without a published interface are off (musterctl connection set microsoft365 exchangeUnpublished accepted)\n");
    }
  for (guint i = 0; i < g_list_model_get_n_items (trouble); i++)
    {
      g_autoptr(MusterTrouble) row = g_list_model_get_item (trouble, i);

      json_array_add_object_element (troubles, trouble_object (row));
      if (!cli->json)
        g_print ("! %s. %s\n", muster_trouble_get_title (row), muster_trouble_get_text (row));
    }
  json_object_set_array_member (said, "connections", rows);
  json_object_set_array_member (said, "trouble", troubles);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  return MUSTER_EXIT_OK;
}

static int
tell_report (MusterCli              *cli,
             MusterConnectionReport *report)
{
  g_autoptr(JsonObject) said = json_object_new ();
  GListModel *checks = muster_connection_report_get_checks (report);
  GListModel *questions = muster_connection_report_get_questions (report);
  JsonArray *said_checks = json_array_new ();
  JsonArray *said_questions = json_array_new ();

  json_object_set_boolean_member (said, "ok", muster_connection_report_get_ok (report));
  muster_cli_set_string (said, "problem", muster_connection_report_get_problem (report));
  muster_cli_set_string (said, "title", muster_connection_report_get_title (report));
  muster_cli_set_string (said, "advice", muster_connection_report_get_advice (report));
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr(MusterCheck) check = g_list_model_get_item (checks, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", muster_check_get_id (check));
      json_object_set_string_member (object, "state", muster_check_state_to_string (muster_check_get_state (check)));
      muster_cli_set_string (object, "detail", muster_check_get_detail (check));
      muster_cli_set_string (object, "advice", muster_check_get_advice (check));
      json_array_add_object_element (said_checks, object);
      if (!cli->json)
        g_print ("%-4s %s%s%s\n", muster_check_state_to_string (muster_check_get_state (check)), muster_check_get_title (check),
                 muster_check_get_detail (check) != NULL ? ": " : "",
                 muster_check_get_detail (check) != NULL ? muster_check_get_detail (check) : "");
    }
  for (guint i = 0; i < g_list_model_get_n_items (questions); i++)
    {
      g_autoptr(MusterQuestion) question = g_list_model_get_item (questions, i);
      GListModel *candidates = muster_question_get_candidates (question);
      JsonObject *object = json_object_new ();
      JsonArray *options = json_array_new ();

      for (guint c = 0; c < g_list_model_get_n_items (candidates); c++)
        {
          g_autoptr(MusterCandidate) candidate = g_list_model_get_item (candidates, c);
          JsonObject *option = json_object_new ();

          json_object_set_string_member (option, "id", muster_candidate_get_id (candidate));
          muster_cli_set_string (option, "name", muster_candidate_get_name (candidate));
          json_array_add_object_element (options, option);
        }
      json_object_set_string_member (object, "id", muster_question_get_id (question));
      json_object_set_string_member (object, "text", muster_question_get_text (question));
      muster_cli_set_string (object, "answer", muster_question_get_answer (question));
      json_object_set_array_member (object, "candidates", options);
      json_array_add_object_element (said_questions, object);
    }
  json_object_set_array_member (said, "checks", said_checks);
  json_object_set_array_member (said, "questions", said_questions);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("%s\n%s", muster_connection_report_get_title (report),
             muster_connection_report_get_advice (report) != NULL ? muster_connection_report_get_advice (report) : "");
  return muster_connection_report_get_ok (report) ? MUSTER_EXIT_OK : MUSTER_EXIT_CONNECTION;
}

int
muster_cli_connection_test (MusterCli *cli,
                            char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *connection = find_connection (cli, args[0], &error);
  g_autoptr(MusterConnectionReport) report = NULL;

  if (connection == NULL)
    return muster_cli_fail (cli, error);
  muster_context_test_saved_connection_async (cli->context, muster_connection_get_id (connection), cli->cancellable,
                                              muster_cli_call_cb, &call);
  report = muster_context_test_saved_connection_finish (cli->context, muster_cli_call_wait (&call), &error);
  return report != NULL ? tell_report (cli, report) : muster_cli_fail (cli, error);
}

/* The secrets that came with the command, and what else the file changes */
int
muster_cli_connection_rotate (MusterCli *cli,
                              char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *connection = find_connection (cli, args[0], &error);
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnection) renewed = NULL;
  g_autoptr(JsonObject) said = NULL;

  if (connection != NULL && args[1] != NULL)
    node = muster_cli_read_json (args[1], &error);
  if (error != NULL)
    return muster_cli_fail (cli, error);
  fields = muster_cli_collect_fields (cli, muster_connection_get_integration (connection),
                                      node != NULL ? json_node_get_object (node) : NULL, &error);
  if (fields == NULL)
    return muster_cli_fail (cli, error);
  muster_context_replace_credentials_async (cli->context, muster_connection_get_id (connection), fields, cli->cancellable,
                                            muster_cli_call_cb, &call);
  renewed = muster_context_replace_credentials_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (renewed == NULL)
    return muster_cli_fail (cli, error);
  said = connection_object (cli, renewed);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("%s has new credentials.\n", muster_connection_get_name (renewed));
  return MUSTER_EXIT_OK;
}

int
muster_cli_connection_remove (MusterCli *cli,
                              char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *found = find_connection (cli, args[0], &error);
  g_autoptr(MusterConnection) connection = found != NULL ? g_object_ref (found) : NULL;
  g_autoptr(JsonObject) said = json_object_new ();
  GAsyncResult *result;
  const char *rest;

  if (connection == NULL)
    return muster_cli_fail (cli, error);
  muster_context_remove_connection_async (cli->context, muster_connection_get_id (connection), cli->cancellable,
                                          muster_cli_call_cb, &call);
  result = muster_cli_call_wait (&call);
  if (!muster_context_remove_connection_finish (cli->context, result, &error))
    return muster_cli_fail (cli, error);
  rest = muster_context_remove_connection_get_rest (result);
  json_object_set_string_member (said, "removed", muster_connection_get_integration (connection));
  muster_cli_set_string (said, "byHand", rest);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("%s is disconnected.%s%s\n", muster_connection_get_name (connection), rest != NULL ? " " : "",
             rest != NULL ? rest : "");
  return MUSTER_EXIT_OK;
}

/* How much of the limits is used */

static gboolean
tell_usage (MusterCli        *cli,
            MusterConnection *connection,
            JsonArray        *rows,
            GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterUsageReport) report = NULL;
  JsonObject *object;

  muster_context_get_usage_async (cli->context, muster_connection_get_id (connection), TRUE, cli->cancellable, muster_cli_call_cb,
                                  &call);
  report = muster_context_get_usage_finish (cli->context, muster_cli_call_wait (&call), error);
  if (report == NULL)
    return FALSE;
  object = json_object_new ();
  json_object_set_string_member (object, "integration", muster_connection_get_integration (connection));
  json_object_set_int_member (object, "windowSeconds", muster_usage_report_get_window_s (report));
  json_object_set_int_member (object, "used", muster_usage_report_get_used (report));
  json_object_set_int_member (object, "allowed", muster_usage_report_get_allowed (report));
  json_object_set_int_member (object, "limit", muster_usage_report_get_limit (report));
  json_object_set_int_member (object, "vendorUsed", muster_usage_report_get_vendor_used (report));
  json_object_set_int_member (object, "lastHour", muster_usage_report_get_last_hour (report));
  json_object_set_int_member (object, "lastDay", muster_usage_report_get_last_day (report));
  json_object_set_boolean_member (object, "slowed", muster_usage_report_get_slowed (report));
  json_array_add_object_element (rows, object);
  if (!cli->json)
    g_print ("%-13s %s\n", muster_connection_get_integration (connection), muster_usage_report_get_text (report));
  return TRUE;
}

int
muster_cli_usage (MusterCli *cli,
                  char     **args)
{
  GListModel *connections = muster_context_get_connections (cli->context);
  g_autoptr(JsonObject) said = json_object_new ();
  g_autoptr(GError) error = NULL;
  JsonArray *rows;

  if (cli->models)
    return muster_cli_model_usage (cli, args);
  if (args[0] != NULL)
    return muster_cli_usage_error (cli, "usage takes no words without --models");

  rows = json_array_new ();
  json_object_set_array_member (said, "usage", rows);
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (connections, i);

      if (!tell_usage (cli, connection, rows, &error))
        return muster_cli_fail (cli, error);
    }
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  return MUSTER_EXIT_OK;
}

int
muster_cli_poll_interval (MusterCli *cli,
                          char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(JsonObject) said = json_object_new ();
  g_autoptr(GError) error = NULL;
  guint64 seconds = 0;

  if (args[0] != NULL)
    {
      if (!g_ascii_string_to_unsigned (args[0], 10, MUSTER_POLL_SECONDS_MIN, MUSTER_POLL_SECONDS_MAX, &seconds, NULL))
        return muster_cli_usage_error (cli, "The interval is a number of seconds from %d to %d", MUSTER_POLL_SECONDS_MIN,
                                       MUSTER_POLL_SECONDS_MAX);
      muster_context_set_poll_seconds_async (cli->context, (guint) seconds, cli->cancellable, muster_cli_call_cb, &call);
      if (!muster_context_set_poll_seconds_finish (cli->context, muster_cli_call_wait (&call), &error))
        return muster_cli_fail (cli, error);
    }
  json_object_set_int_member (said, "seconds", muster_context_get_poll_seconds (cli->context));
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("Every %u seconds\n", muster_context_get_poll_seconds (cli->context));
  return MUSTER_EXIT_OK;
}

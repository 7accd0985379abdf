/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-activity-entry.h"
#include "muster-cli.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-step.h"

/* musterctl: what is there. Every list has one function that reads it, one that makes JSON of a row, one that prints. */

static GPtrArray *
list_clients (MusterCli *cli,
              GError   **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_store_list_clients_async (muster_context_get_store (cli->context), NULL, G_MAXINT32, 0, cli->cancellable,
                                   muster_cli_call_cb, &call);
  return muster_store_list_clients_finish (muster_context_get_store (cli->context), muster_cli_call_wait (&call), error);
}

static GPtrArray *
list_mappings (MusterCli  *cli,
               const char *client_id,
               GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_list_mappings_async (cli->context, client_id, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_list_mappings_finish (cli->context, muster_cli_call_wait (&call), error);
}

static JsonObject *
client_to_json (MusterClient *client,
                GPtrArray    *mappings)
{
  JsonObject *object = json_object_new ();
  JsonObject *mapped = json_object_new ();

  json_object_set_string_member (object, "id", muster_client_get_id (client));
  json_object_set_string_member (object, "slug", muster_client_get_slug (client));
  json_object_set_string_member (object, "name", muster_client_get_name (client));
  json_object_set_string_member (object, "status", muster_client_status_to_string (muster_client_get_status (client)));
  json_object_set_string_member (object, "mode", muster_mode_to_string (muster_client_get_mode (client)));
  json_object_set_int_member (object, "openItems", muster_client_get_open_items (client));
  for (guint i = 0; i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);

      json_object_set_string_member (mapped, muster_mapping_kind_to_string (muster_mapping_get_kind (mapping)),
                                     muster_mapping_get_external_id (mapping));
    }
  json_object_set_object_member (object, "mappings", mapped);
  return object;
}

static void
print_list (JsonArray  *rows,
            const char *name)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, name, rows);
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

int
muster_cli_clients (MusterCli *cli,
                    char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) clients = list_clients (cli, &error);
  g_autoptr(JsonArray) rows = json_array_new ();

  for (guint i = 0; clients != NULL && i < clients->len; i++)
    {
      MusterClient *client = g_ptr_array_index (clients, i);
      g_autoptr(GPtrArray) mappings = list_mappings (cli, muster_client_get_id (client), &error);

      if (mappings == NULL)
        break;
      if (cli->json)
        json_array_add_object_element (rows, client_to_json (client, mappings));
      else
        {
          g_print ("%-20s %-12s %-8s %3" G_GINT64_FORMAT " open  %s\n", muster_client_get_slug (client),
                   muster_client_status_to_string (muster_client_get_status (client)),
                   muster_mode_to_string (muster_client_get_mode (client)), muster_client_get_open_items (client),
                   muster_client_get_name (client));
          for (guint m = 0; m < mappings->len; m++)
            g_print ("  %-8s %s\n", muster_mapping_kind_to_string (muster_mapping_get_kind (g_ptr_array_index (mappings, m))),
                     muster_mapping_get_external_name (g_ptr_array_index (mappings, m)));
        }
    }
  if (error != NULL)
    return muster_cli_fail (cli, error);
  if (cli->json)
    print_list (g_steal_pointer (&rows), "clients");
  return MUSTER_EXIT_OK;
}

static JsonObject *
policy_to_json (MusterToolPolicy *row)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "tool", muster_tool_policy_get_tool (row));
  json_object_set_string_member (object, "title", muster_tool_policy_get_title (row));
  json_object_set_string_member (object, "class", muster_effect_class_to_string (muster_tool_policy_get_effect_class (row)));
  json_object_set_string_member (object, "policy", muster_policy_to_string (muster_tool_policy_get_policy (row)));
  json_object_set_boolean_member (object, "manager", muster_tool_policy_get_manager (row));
  json_object_set_string_member (object, "source", muster_tool_policy_get_source (row));
  json_object_set_boolean_member (object, "available", muster_tool_policy_get_available (row));
  return object;
}

int
muster_cli_tools (MusterCli *cli,
                  char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  g_autoptr(GListModel) list = NULL;
  g_autoptr(JsonArray) rows = json_array_new ();

  if (error == NULL)
    {
      muster_context_list_tool_policies_async (cli->context, client != NULL ? muster_client_get_id (client) : NULL,
                                               cli->cancellable, muster_cli_call_cb, &call);
      list = muster_context_list_tool_policies_finish (cli->context, muster_cli_call_wait (&call), &error);
    }
  if (error != NULL)
    return muster_cli_fail (cli, error);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterToolPolicy) row = g_list_model_get_item (list, i);

      if (cli->json)
        json_array_add_object_element (rows, policy_to_json (row));
      else
        g_print ("%-44s %-14s %-16s %-8s%s\n", muster_tool_policy_get_tool (row),
                 muster_effect_class_to_string (muster_tool_policy_get_effect_class (row)),
                 muster_policy_to_string (muster_tool_policy_get_policy (row)), muster_tool_policy_get_source (row),
                 muster_tool_policy_get_manager (row) ? " manager" : "");
    }
  if (cli->json)
    print_list (g_steal_pointer (&rows), "tools");
  return MUSTER_EXIT_OK;
}

static JsonObject *
run_to_json (MusterRun *run)
{
  JsonObject *object = json_object_new ();
  g_autofree char *created = muster_time_format_iso (muster_run_get_created (run));
  const char *error_text = muster_run_get_error_text (run);
  MusterPlan *plan = muster_run_get_plan (run);

  json_object_set_string_member (object, "id", muster_run_get_id (run));
  json_object_set_string_member (object, "externalTicketId", muster_run_get_external_ticket_id (run));
  json_object_set_string_member (object, "clientId", muster_run_get_client_id (run));
  muster_cli_set_string (object, "summary", muster_run_get_summary (run));
  json_object_set_string_member (object, "state", muster_run_state_to_string (muster_run_get_state (run)));
  json_object_set_string_member (object, "mode", muster_mode_to_string (muster_run_get_mode (run)));
  json_object_set_string_member (object, "created", created);
  json_object_set_int_member (object, "requests", muster_run_get_requests (run));
  muster_cli_set_string (object, "outcome", plan != NULL ? muster_outcome_to_string (muster_plan_get_outcome (plan)) : NULL);
  muster_cli_set_string (object, "problem", error_text != NULL && error_text[0] != '\0' ? error_text : NULL);
  return object;
}

int
muster_cli_runs (MusterCli *cli,
                 char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterStore *store = muster_context_get_store (cli->context);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  g_autoptr(GPtrArray) runs = NULL;
  g_autoptr(JsonArray) rows = json_array_new ();

  if (error == NULL)
    {
      muster_store_list_runs_async (store, client != NULL ? muster_client_get_id (client) : NULL,
                                    cli->limit > 0 ? (guint) cli->limit : G_MAXINT32, 0, cli->cancellable, muster_cli_call_cb,
                                    &call);
      runs = muster_store_list_runs_finish (store, muster_cli_call_wait (&call), &error);
    }
  if (error != NULL)
    return muster_cli_fail (cli, error);

  for (guint i = 0; i < runs->len; i++)
    {
      MusterRun *run = g_ptr_array_index (runs, i);
      g_autofree char *time = muster_cli_time (muster_run_get_created (run));

      if (cli->json)
        json_array_add_object_element (rows, run_to_json (run));
      else
        g_print ("%s  %s  #%-10s %-14s %s\n", muster_run_get_id (run), time, muster_run_get_ticket_number (run),
                 muster_run_state_to_string (muster_run_get_state (run)), muster_run_get_summary (run));
    }
  if (cli->json)
    print_list (g_steal_pointer (&rows), "runs");
  return MUSTER_EXIT_OK;
}

/* One run in full */

static JsonNode *
parse_or_text (const char *text)
{
  JsonNode *node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;

  if (node != NULL)
    return node;
  node = json_node_alloc ();
  if (text != NULL)
    return json_node_init_string (node, text);
  return json_node_init_null (node);
}

static JsonObject *
call_to_json (MusterRunCall *call)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "seq", muster_run_call_get_seq (call));
  json_object_set_string_member (object, "tool", muster_run_call_get_tool (call));
  json_object_set_member (object, "args", parse_or_text (muster_run_call_get_args (call)));
  muster_cli_set_string (object, "status", muster_run_call_get_status (call));
  muster_cli_set_string (object, "decision", muster_run_call_get_decision (call));
  muster_cli_set_string (object, "rules", muster_run_call_get_rules (call));
  json_object_set_int_member (object, "requests", muster_run_call_get_requests (call));
  json_object_set_member (object, "result", parse_or_text (muster_run_call_get_result (call)));
  return object;
}

static JsonObject *
effect_to_json (MusterEffect *effect)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", muster_effect_get_id (effect));
  json_object_set_string_member (object, "tool", muster_effect_get_tool (effect));
  muster_cli_set_string (object, "target", muster_effect_get_target (effect));
  json_object_set_int_member (object, "attempt", muster_effect_get_attempt (effect));
  json_object_set_string_member (object, "state", muster_effect_state_to_string (muster_effect_get_state (effect)));
  muster_cli_set_string (object, "externalRef", muster_effect_get_external_ref (effect));
  muster_cli_set_string (object, "outcome", muster_effect_get_outcome (effect));
  return object;
}

static void
print_run_json (MusterRunDetail *detail)
{
  MusterRun *run = muster_run_detail_get_run (detail);
  g_autoptr(JsonObject) object = run_to_json (run);
  JsonArray *calls = json_array_new ();
  JsonArray *effects = json_array_new ();
  GPtrArray *rows = muster_run_detail_get_calls (detail);

  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (calls, call_to_json (g_ptr_array_index (rows, i)));
  rows = muster_run_detail_get_effects (detail);
  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (effects, effect_to_json (g_ptr_array_index (rows, i)));

  if (muster_run_get_plan (run) != NULL)
    json_object_set_member (object, "plan", muster_plan_to_json (muster_run_get_plan (run)));
  else
    json_object_set_null_member (object, "plan");
  muster_cli_set_string (object, "note", muster_run_get_note_text (run));
  muster_cli_set_string (object, "noteId", muster_run_get_note_external_id (run));
  json_object_set_array_member (object, "calls", calls);
  json_object_set_array_member (object, "effects", effects);
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
}

static void
print_steps (MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  g_print ("\nSteps:\n");
  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      GPtrArray *rules = muster_step_get_rules (step);
      g_autoptr(GString) said = g_string_new (NULL);

      for (guint r = 0; rules != NULL && r < rules->len; r++)
        g_string_append_printf (said, " %s", (char *) g_ptr_array_index (rules, r));
      g_print ("  %u. %s: %s [%s%s]\n     %s\n", i + 1, muster_step_get_tool (step),
               muster_step_get_target_name (step) != NULL ? muster_step_get_target_name (step) : muster_step_get_target (step),
               muster_step_get_policy (step), said->str, muster_step_get_explain (step));
    }
}

static void
print_run_text (MusterRunDetail *detail)
{
  MusterRun *run = muster_run_detail_get_run (detail);
  MusterPlan *plan = muster_run_get_plan (run);
  GPtrArray *rows = muster_run_detail_get_calls (detail);
  const char *problem = muster_run_get_error_text (run);

  g_print ("Run %s, ticket #%s: %s\nState: %s (%s)\n", muster_run_get_id (run), muster_run_get_ticket_number (run),
           muster_run_get_summary (run), muster_run_state_to_string (muster_run_get_state (run)),
           muster_mode_to_string (muster_run_get_mode (run)));
  if (problem != NULL && problem[0] != '\0')
    g_print ("Problem: %s\n", problem);
  if (plan != NULL)
    {
      g_print ("Outcome: %s (%s, workflow %s, confidence %s)\n\n%s\n", muster_outcome_to_string (muster_plan_get_outcome (plan)),
               muster_plan_get_planner (plan), muster_plan_get_workflow_id (plan), muster_plan_get_confidence (plan),
               muster_plan_get_diagnosis (plan));
      print_steps (plan);
    }
  g_print ("\nCalls:\n");
  for (guint i = 0; i < rows->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (rows, i);

      g_print ("  %2" G_GINT64_FORMAT " %s %s → %s (%s%s%s)\n", muster_run_call_get_seq (call), muster_run_call_get_tool (call),
               muster_run_call_get_args (call), muster_run_call_get_status (call), muster_run_call_get_decision (call),
               muster_run_call_get_rules (call) != NULL ? " " : "",
               muster_run_call_get_rules (call) != NULL ? muster_run_call_get_rules (call) : "");
    }
  if (muster_run_get_note_text (run) != NULL)
    g_print ("\nNote%s%s:\n%s\n", muster_run_get_note_external_id (run) != NULL ? " " : "",
             muster_run_get_note_external_id (run) != NULL ? muster_run_get_note_external_id (run) : " (not posted yet)",
             muster_run_get_note_text (run));
}

int
muster_cli_run_show (MusterCli *cli,
                     char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRunDetail) detail = NULL;

  if (cli->timeline)
    return muster_cli_run_timeline (cli, args);
  muster_context_get_run_async (cli->context, args[0], cli->cancellable, muster_cli_call_cb, &call);
  detail = muster_context_get_run_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (detail == NULL)
    return muster_cli_fail (cli, error);
  if (cli->json)
    print_run_json (detail);
  else
    print_run_text (detail);
  return MUSTER_EXIT_OK;
}

int
muster_cli_waiting (MusterCli *cli,
                    char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterStore *store = muster_context_get_store (cli->context);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) tickets = NULL;
  g_autoptr(JsonArray) rows = json_array_new ();

  muster_store_list_waiting_tickets_async (store, cli->cancellable, muster_cli_call_cb, &call);
  tickets = muster_store_list_waiting_tickets_finish (store, muster_cli_call_wait (&call), &error);
  if (tickets == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < tickets->len; i++)
    {
      MusterTicket *ticket = g_ptr_array_index (tickets, i);
      JsonObject *object;

      if (!cli->json)
        {
          g_print ("#%-10s %-30s %s\n", muster_ticket_get_number (ticket), muster_ticket_get_company_name (ticket),
                   muster_context_wait_text (muster_ticket_get_wait_reason (ticket)));
          continue;
        }
      object = json_object_new ();
      json_object_set_string_member (object, "externalTicketId", muster_ticket_get_external_id (ticket));
      muster_cli_set_string (object, "company", muster_ticket_get_company_name (ticket));
      json_object_set_string_member (object, "reason", muster_wait_reason_to_string (muster_ticket_get_wait_reason (ticket)));
      json_array_add_object_element (rows, object);
    }
  if (cli->json)
    print_list (g_steal_pointer (&rows), "waiting");
  return MUSTER_EXIT_OK;
}

static JsonObject *
activity_to_json (MusterActivityEntry *entry)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = muster_time_format_iso (muster_activity_entry_get_time (entry));

  json_object_set_string_member (object, "time", time);
  muster_cli_set_string (object, "clientId", muster_activity_entry_get_client_id (entry));
  muster_cli_set_string (object, "runId", muster_activity_entry_get_run_id (entry));
  muster_cli_set_string (object, "kind", muster_activity_entry_get_kind (entry));
  muster_cli_set_string (object, "tool", muster_activity_entry_get_tool (entry));
  json_object_set_member (object, "parameters", parse_or_text (muster_activity_entry_get_parameters (entry)));
  muster_cli_set_string (object, "result", muster_activity_entry_get_result (entry));
  muster_cli_set_string (object, "decision", muster_activity_entry_get_decision (entry));
  muster_cli_set_string (object, "effect", muster_activity_entry_get_effect_id (entry));
  muster_cli_set_string (object, "state", muster_activity_entry_get_state (entry));
  muster_cli_set_string (object, "actor", muster_activity_entry_get_actor (entry));
  muster_cli_set_string (object, "undoOf", muster_activity_entry_get_undo_of (entry));
  muster_cli_set_string (object, "undoneBy", muster_activity_entry_get_undone_by (entry));
  return object;
}

int
muster_cli_activity (MusterCli *cli,
                     char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterStore *store = muster_context_get_store (cli->context);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(JsonArray) rows = json_array_new ();

  if (error == NULL)
    {
      muster_store_list_activity_async (store, client != NULL ? muster_client_get_id (client) : NULL,
                                        cli->limit > 0 ? (guint) cli->limit : G_MAXINT32, 0, cli->cancellable,
                                        muster_cli_call_cb, &call);
      entries = muster_store_list_activity_finish (store, muster_cli_call_wait (&call), &error);
    }
  if (error != NULL)
    return muster_cli_fail (cli, error);

  for (guint i = 0; i < entries->len; i++)
    {
      MusterActivityEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *time = muster_cli_time (muster_activity_entry_get_time (entry));

      if (cli->json)
        json_array_add_object_element (rows, activity_to_json (entry));
      else
        g_print ("%s  %-8s %-40s %s → %s\n", time, muster_activity_entry_get_kind (entry),
                 muster_activity_entry_get_tool (entry), muster_activity_entry_get_parameters (entry),
                 muster_activity_entry_get_result (entry));
    }
  if (cli->json)
    print_list (g_steal_pointer (&rows), "activity");
  return MUSTER_EXIT_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-context-trace.h"
#include "muster-json.h"

/* run show --timeline, run replay, run report, run export */

static JsonNode *
parse (const char *text)
{
  JsonNode *node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;

  if (node != NULL)
    return node;
  node = json_node_alloc ();
  return text != NULL ? json_node_init_string (node, text) : json_node_init_null (node);
}

static JsonObject *
item_to_json (MusterCli       *cli,
              MusterTraceItem *item)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = muster_time_format_iso (muster_trace_item_get_time (item));
  g_autofree char *title = muster_trace_title (muster_context_get_catalog (cli->context), item);
  g_autofree char *detail = muster_trace_detail (muster_context_get_catalog (cli->context), item);

  json_object_set_string_member (object, "id", muster_trace_item_get_id (item));
  json_object_set_string_member (object, "kind", muster_trace_kind_to_string (muster_trace_item_get_kind (item)));
  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "title", title);
  muster_cli_set_string (object, "detail", detail);
  json_object_set_int_member (object, "revision", muster_trace_item_get_revision (item));
  muster_cli_set_string (object, "actor", muster_trace_item_get_actor (item));
  muster_cli_set_string (object, "tool", muster_trace_item_get_tool (item));
  json_object_set_member (object, "args", parse (muster_trace_item_get_args (item)));
  json_object_set_member (object, "result", parse (muster_trace_item_get_result (item)));
  muster_cli_set_string (object, "status", muster_trace_item_get_status (item));
  muster_cli_set_string (object, "decision", muster_trace_item_get_decision (item));
  muster_cli_set_string (object, "rules", muster_trace_item_get_rules (item));
  muster_cli_set_string (object, "effect", muster_trace_item_get_effect_id (item));
  return object;
}

static JsonObject *
totals_to_json (const MusterTraceTotals *totals)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "requests", totals->requests);
  json_object_set_int_member (object, "modelRequests", totals->model_requests);
  json_object_set_int_member (object, "promptTokens", totals->prompt);
  json_object_set_int_member (object, "cachedTokens", totals->cached);
  json_object_set_int_member (object, "outputTokens", totals->output);
  muster_cli_set_string (object, "cost", totals->cost);
  json_object_set_int_member (object, "activeMs", totals->active_us / 1000);
  json_object_set_int_member (object, "waitingMs", totals->waiting_us / 1000);
  return object;
}

static void
print_json (MusterCli   *cli,
            MusterTrace *trace)
{
  JsonObject *object = json_object_new ();
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (trace)); i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);

      json_array_add_object_element (rows, item_to_json (cli, item));
    }
  json_object_set_string_member (object, "id", muster_trace_get_run_id (trace));
  json_object_set_array_member (object, "timeline", rows);
  json_object_set_object_member (object, "totals", totals_to_json (muster_trace_get_totals (trace)));
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

static void
print_indented (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_print ("                     %s\n", lines[i]);
}

static void
print_item (MusterCli       *cli,
            MusterTraceItem *item)
{
  g_autofree char *time = muster_cli_time (muster_trace_item_get_time (item));
  g_autofree char *title = muster_trace_title (muster_context_get_catalog (cli->context), item);
  g_autofree char *detail = muster_trace_detail (muster_context_get_catalog (cli->context), item);
  g_autofree char *numbers = muster_trace_numbers (item);
  g_autofree char *decision = !muster_trace_was_plain (item) ? muster_trace_decision_text (item) : NULL;
  const char *status = muster_trace_status_title (item);

  g_print ("%-19s  %s%s%s%s%s%s\n", time, title, status != NULL ? " (" : "", status != NULL ? status : "",
           status != NULL ? ")" : "", numbers != NULL ? " · " : "", numbers != NULL ? numbers : "");
  if (detail != NULL)
    print_indented (detail);
  if (decision != NULL)
    print_indented (decision);
}

static void
print_text (MusterCli   *cli,
            MusterTrace *trace)
{
  const MusterTraceTotals *totals = muster_trace_get_totals (trace);
  g_autofree char *active = muster_trace_format_duration (totals->active_us);
  g_autofree char *waiting = muster_trace_format_duration (totals->waiting_us);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (trace)); i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);

      print_item (cli, item);
    }
  g_print ("\n%" G_GINT64_FORMAT " requests, %u questions to models, %" G_GINT64_FORMAT " + %" G_GINT64_FORMAT
           " tokens%s%s; worked %s, waited %s\n", totals->requests, totals->model_requests, totals->prompt, totals->output,
           totals->cost != NULL ? ", " : "", totals->cost != NULL ? totals->cost : "", active, waiting);
}

/* run show --timeline */
int
muster_cli_run_timeline (MusterCli *cli,
                         char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterTrace) trace = muster_context_trace_run (cli->context, args[0]);
  g_autoptr(GError) error = NULL;

  muster_trace_load_async (trace, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_trace_load_finish (trace, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  if (cli->json)
    print_json (cli, trace);
  else
    print_text (cli, trace);
  return MUSTER_EXIT_OK;
}

int
muster_cli_run_report (MusterCli *cli,
                       char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  muster_context_report_run_async (cli->context, args[0], MUSTER_REPORT_MARKDOWN, cli->cancellable, muster_cli_call_cb, &call);
  text = muster_context_report_run_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (text == NULL)
    return muster_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "report", text);
      muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
      json_object_unref (object);
    }
  else
    g_print ("%s", text);
  return MUSTER_EXIT_OK;
}

int
muster_cli_run_export (MusterCli *cli,
                       char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_export_run_async (cli->context, args[0], args[1], cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_export_run_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "file", args[1]);
      muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
      json_object_unref (object);
    }
  return MUSTER_EXIT_OK;
}

static void
print_replay_json (MusterReplayReport *report)
{
  static const char *const names[] = { "call", "decision", "outcome", "diagnosis", "requester", "step", "verdict",
                                       "questions", "reply", "end" };
  JsonObject *object = json_object_new ();
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < report->differences->len; i++)
    {
      MusterReplayStep *step = g_ptr_array_index (report->differences, i);
      JsonObject *row = json_object_new ();

      json_object_set_int_member (row, "revision", step->revision);
      json_object_set_string_member (row, "what", names[step->kind]);
      muster_cli_set_string (row, "subject", step->subject);
      muster_cli_set_string (row, "then", step->then);
      muster_cli_set_string (row, "now", step->now);
      json_array_add_object_element (rows, row);
    }
  json_object_set_boolean_member (object, "same", report->differences->len == 0);
  json_object_set_int_member (object, "compared", report->compared);
  json_object_set_int_member (object, "plans", report->revisions);
  json_object_set_array_member (object, "differences", rows);
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

int
muster_cli_run_replay (MusterCli *cli,
                       char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterReplayReport) report = NULL;
  g_autofree char *text = NULL;

  muster_context_replay_run_async (cli->context, args[0], cli->cancellable, muster_cli_call_cb, &call);
  report = muster_context_replay_run_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (report == NULL)
    return muster_cli_fail (cli, error);
  if (cli->json)
    {
      print_replay_json (report);
      return report->differences->len == 0 ? MUSTER_EXIT_OK : MUSTER_EXIT_CHECK;
    }
  text = muster_replay_report_text (report);
  g_print ("%s\n", text);
  for (guint i = 0; i < report->differences->len; i++)
    {
      MusterReplayStep *step = g_ptr_array_index (report->differences, i);
      g_autofree char *title = muster_replay_step_text (muster_context_get_catalog (cli->context), step);

      g_print ("  %s\n    then: %s\n    now:  %s\n", title, step->then != NULL ? step->then : "-",
               step->now != NULL ? step->now : "-");
    }
  return report->differences->len == 0 ? MUSTER_EXIT_OK : MUSTER_EXIT_CHECK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-clock.h"
#include "muster-json.h"
#include "muster-plan.h"
#include "muster-step.h"
#include "muster-trace-report.h"

/* A run's timeline as a report for people and as lines of JSON for programs. Text from outside stands in quotes of
 * its own lines, so that nothing in it is read as markup. */

#define MAX_ANSWER 600

typedef struct
{
  GString      *text;
  MusterCatalog *catalog;
  gboolean      markdown;
} Writer;

/* Characters that mean something in Markdown or HTML are escaped */
static void
add_outside (Writer     *writer,
             const char *text)
{
  for (const char *p = text; p != NULL && *p != '\0'; p++)
    {
      if (writer->markdown && strchr ("\\`*_{}[]<>#|~&", *p) != NULL)
        g_string_append_c (writer->text, '\\');
      g_string_append_c (writer->text, *p);
    }
}

static void
add_heading (Writer     *writer,
             const char *text)
{
  g_string_append_printf (writer->text, writer->markdown ? "\n## %s\n\n" : "\n%s\n\n", text);
}

static void
add_fact (Writer     *writer,
          const char *name,
          const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_string_append_printf (writer->text, writer->markdown ? "- **%s:** " : "%s: ", name);
  add_outside (writer, value);
  g_string_append_c (writer->text, '\n');
}

/* What others wrote: every line marked as quoted */
static void
add_quote (Writer     *writer,
           const char *indent,
           const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (*lines[i] == '\0' && lines[i + 1] == NULL)
        continue;
      g_string_append_printf (writer->text, "%s> ", indent);
      add_outside (writer, lines[i]);
      g_string_append_c (writer->text, '\n');
    }
}

static void
add_json (Writer     *writer,
          const char *name,
          const char *json)
{
  g_autofree char *line = NULL;
  glong length;

  if (json == NULL || *json == '\0' || g_str_equal (json, "{}"))
    return;
  line = g_strdup (json);
  g_strdelimit (line, "`\n\r", '\'');
  length = g_utf8_strlen (line, -1);
  if (length > MAX_ANSWER)
    {
      g_autofree char *head = g_utf8_substring (line, 0, MAX_ANSWER);

      g_free (line);
      line = g_strconcat (head, "…", NULL);
    }
  g_string_append_printf (writer->text, writer->markdown ? "  - %s: `%s`\n" : "    %s: %s\n", name, line);
}

static char *
format_time (gint64 us)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : g_strdup ("");
}

static void
add_number (Writer     *writer,
            const char *name,
            gint64      number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (number > 0)
    add_fact (writer, name, text);
}

static void
add_totals (Writer                  *writer,
            const MusterTraceTotals *totals)
{
  g_autofree char *began = format_time (totals->began);
  g_autofree char *ended = totals->ended > 0 ? format_time (totals->ended) : NULL;
  g_autofree char *active = muster_trace_format_duration (totals->active_us);
  g_autofree char *waiting = totals->waiting_us > 0 ? muster_trace_format_duration (totals->waiting_us) : NULL;
  g_autofree char *tokens = totals->model_requests > 0
                            ? g_strdup_printf (_("%d in (%d from a cache), %d out"), (int) totals->prompt, (int) totals->cached,
                                               (int) totals->output)
                            : NULL;

  add_fact (writer, _("Began"), began);
  add_fact (writer, _("Ended"), ended);
  add_fact (writer, _("Worked"), active);
  add_fact (writer, _("Waited"), waiting);
  add_number (writer, _("Requests"), totals->requests);
  add_number (writer, _("Questions to language models"), totals->model_requests);
  add_fact (writer, _("Tokens"), tokens);
  add_fact (writer, _("Cost"), totals->cost);
}

static void
add_plan (Writer     *writer,
          MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  add_heading (writer, C_("timeline", "Plan"));
  if (muster_plan_get_diagnosis (plan) != NULL)
    add_quote (writer, "", muster_plan_get_diagnosis (plan));
  g_string_append_c (writer->text, '\n');
  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      const char *text = muster_step_get_explain (step);

      g_string_append_printf (writer->text, "%u. ", i + 1);
      add_outside (writer, text != NULL ? text : muster_step_get_tool (step));
      g_string_append_c (writer->text, '\n');
    }
}

static void
add_decision (Writer          *writer,
              MusterTraceItem *item)
{
  g_autofree char *text = muster_trace_decision_text (item);

  /* That a look-up was allowed is no news */
  if (text == NULL || (muster_trace_item_get_kind (item) == MUSTER_TRACE_CALL && muster_trace_was_plain (item)))
    return;
  add_quote (writer, writer->markdown ? "  " : "    ", text);
}

static void
add_item (Writer          *writer,
          MusterTraceItem *item)
{
  g_autofree char *time = format_time (muster_trace_item_get_time (item));
  g_autofree char *title = muster_trace_title (writer->catalog, item);
  g_autofree char *detail = muster_trace_detail (writer->catalog, item);
  g_autofree char *numbers = muster_trace_numbers (item);
  const char *status = muster_trace_status_title (item);
  gboolean message = muster_trace_item_get_kind (item) == MUSTER_TRACE_TICKET;

  g_string_append_printf (writer->text, writer->markdown ? "- %s **" : "%s  ", time);
  add_outside (writer, title);
  g_string_append (writer->text, writer->markdown ? "**" : "");
  if (status != NULL)
    g_string_append_printf (writer->text, " (%s)", status);
  if (numbers != NULL)
    g_string_append_printf (writer->text, " · %s", numbers);
  g_string_append_c (writer->text, '\n');
  if (detail != NULL && *detail != '\0')
    add_quote (writer, writer->markdown ? "  " : "    ", detail);
  if (message && muster_trace_item_get_text (item) != NULL)
    add_quote (writer, writer->markdown ? "  " : "    ", muster_trace_item_get_text (item));
  add_decision (writer, item);
  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_CALL || muster_trace_item_get_kind (item) == MUSTER_TRACE_EFFECT)
    add_json (writer, _("Arguments"), muster_trace_item_get_args (item));
  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_CALL)
    add_json (writer, _("Answer"), muster_trace_item_get_result (item));
}

char *
muster_trace_write_report (MusterTrace       *trace,
                           MusterCatalog     *catalog,
                           const char        *client_name,
                           const char        *state,
                           MusterReportFormat format)
{
  MusterRun *run = muster_trace_get_run (trace);
  Writer writer = { g_string_new (NULL), catalog, format == MUSTER_REPORT_MARKDOWN };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (trace));

  g_string_append (writer.text, writer.markdown ? "# " : "");
  /* Translators: number of a ticket */
  g_string_append_printf (writer.text, _("Ticket #%s"), muster_run_get_ticket_number (run));
  g_string_append (writer.text, ": ");
  add_outside (&writer, muster_run_get_summary (run));
  g_string_append (writer.text, "\n\n");
  add_fact (&writer, _("Client"), client_name);
  add_fact (&writer, C_("timeline", "State"), state);
  add_fact (&writer, _("What Went Wrong"), muster_run_get_error_text (run));
  add_fact (&writer, _("Planner"), muster_run_get_planner (run));
  add_fact (&writer, _("Run"), muster_run_get_id (run));
  add_totals (&writer, muster_trace_get_totals (trace));
  if (muster_run_get_plan (run) != NULL)
    add_plan (&writer, muster_run_get_plan (run));
  add_heading (&writer, _("Timeline"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);

      add_item (&writer, item);
    }
  return g_string_free (writer.text, FALSE);
}

/* --- Lines of JSON --- */

static void
add_line (GString    *text,
          JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *line = muster_json_to_string (node);

  g_string_append (text, line);
  g_string_append_c (text, '\n');
}

static JsonNode *
field_value (MusterTraceItem         *item,
             const MusterRecordField *field)
{
  const char *text;
  JsonNode *node;

  if (field->kind == MUSTER_FIELD_INT64)
    return G_STRUCT_MEMBER (gint64, item, field->offset) != 0
           ? json_node_init_int (json_node_alloc (), G_STRUCT_MEMBER (gint64, item, field->offset)) : NULL;
  if (field->kind == MUSTER_FIELD_ENUM)
    return json_node_init_string (json_node_alloc (), muster_trace_kind_to_string (muster_trace_item_get_kind (item)));
  text = G_STRUCT_MEMBER (const char *, item, field->offset);
  if (text == NULL)
    return NULL;
  node = g_str_equal (field->name, "args") || g_str_equal (field->name, "result")
         ? muster_json_from_string_trusted (text, NULL) : NULL;
  return node != NULL ? node : json_node_init_string (json_node_alloc (), text);
}

/* As the fields are called, without those that say nothing; args and result as the JSON that they are */
static JsonObject *
item_to_json (MusterTraceItem *item)
{
  MusterRecordClass *klass = MUSTER_RECORD_GET_CLASS (item);
  g_autofree char *time = muster_time_format_iso (muster_trace_item_get_time (item));
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < klass->n_fields; i++)
    {
      JsonNode *node = field_value (item, &klass->fields[i]);

      if (node != NULL)
        json_object_set_member (object, klass->fields[i].name, node);
    }
  json_object_set_string_member (object, "time", time);
  return object;
}

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static JsonObject *
run_to_json (MusterTrace *trace)
{
  MusterRun *run = muster_trace_get_run (trace);
  JsonObject *object = json_object_new ();
  g_autofree char *created = muster_time_format_iso (muster_run_get_created (run));

  json_object_set_string_member (object, "format", "muster-run");
  json_object_set_int_member (object, "version", 1);
  set_text (object, "id", muster_run_get_id (run));
  set_text (object, "ticket", muster_run_get_external_ticket_id (run));
  set_text (object, "number", muster_run_get_ticket_number (run));
  set_text (object, "summary", muster_run_get_summary (run));
  set_text (object, "client", muster_run_get_client_id (run));
  set_text (object, "state", muster_run_state_to_string (muster_run_get_state (run)));
  set_text (object, "mode", muster_mode_to_string (muster_run_get_mode (run)));
  set_text (object, "planner", muster_run_get_planner (run));
  set_text (object, "created", created);
  set_text (object, "note", muster_run_get_note_text (run));
  return object;
}

static JsonObject *
totals_to_json (const MusterTraceTotals *totals)
{
  JsonObject *object = json_object_new ();
  JsonObject *all = json_object_new ();

  json_object_set_int_member (all, "items", totals->items);
  json_object_set_int_member (all, "calls", totals->calls);
  json_object_set_int_member (all, "requests", totals->requests);
  json_object_set_int_member (all, "modelRequests", totals->model_requests);
  json_object_set_int_member (all, "promptTokens", totals->prompt);
  json_object_set_int_member (all, "cachedTokens", totals->cached);
  json_object_set_int_member (all, "outputTokens", totals->output);
  set_text (all, "cost", totals->cost);
  json_object_set_int_member (all, "activeMs", totals->active_us / 1000);
  json_object_set_int_member (all, "waitingMs", totals->waiting_us / 1000);
  json_object_set_object_member (object, "totals", all);
  return object;
}

char *
muster_trace_write_lines (MusterTrace *trace)
{
  GString *text = g_string_new (NULL);
  g_autoptr(JsonObject) run = run_to_json (trace);
  g_autoptr(JsonObject) totals = totals_to_json (muster_trace_get_totals (trace));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (trace));

  add_line (text, run);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);
      g_autoptr(JsonObject) line = item_to_json (item);

      add_line (text, line);
    }
  add_line (text, totals);
  return g_string_free (text, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run as a timeline: complete, in order and live; decided again to the same end, and otherwise when an answer was
 * another; as a report and as a file, without secrets. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "app-fixture.h"
#include "muster-context-private.h"
#include "muster-context-trace.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-step.h"
#include "muster-store-runs.h"

/* (transfer full): the id of a run that came to its end */
static char *
set_up (AppFixture *self)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GPtrArray) runs = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  g_assert_cmpuint (app_fixture_process (self).done, >, 0);
  runs = app_fixture_runs (self);
  for (guint i = 0; i < runs->len; i++)
    {
      MusterPlan *plan = muster_run_get_plan (runs->pdata[i]);

      if (plan != NULL && muster_plan_get_steps (plan)->len > 0)
        return g_strdup (muster_run_get_id (runs->pdata[i]));
    }
  g_assert_not_reached ();
}

static MusterTrace *
load (AppFixture *self,
      const char *run_id)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterTrace *trace = muster_context_trace_run (self->context, run_id);

  muster_trace_load_async (trace, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_trace_load_finish (trace, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  return trace;
}

/* (transfer full) (nullable): the first of that kind and status; @status: (nullable): any */
static MusterTraceItem *
find (MusterTrace    *trace,
      MusterTraceKind kind,
      const char     *status)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (trace)); i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);

      if (muster_trace_item_get_kind (item) == kind
          && (status == NULL || g_strcmp0 (muster_trace_item_get_status (item), status) == 0))
        return g_steal_pointer (&item);
    }
  return NULL;
}

/* (transfer full) (nullable) */
static MusterTraceItem *
find_last (MusterTrace    *trace,
           MusterTraceKind kind)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (trace)); i > 0; i--)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i - 1);

      if (muster_trace_item_get_kind (item) == kind)
        return g_steal_pointer (&item);
    }
  return NULL;
}

static guint
count (MusterTrace    *trace,
       MusterTraceKind kind)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (trace)); i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);

      n += muster_trace_item_get_kind (item) == kind;
    }
  return n;
}

/* With the profile closed */
static void
change (AppFixture *self,
        const char *sql)
{
  g_autofree char *path = g_build_filename (self->data_dir, "muster.db", NULL);
  sqlite3 *db = NULL;
  char *problem = NULL;

  app_fixture_close (self);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  sqlite3_close (db);
  app_fixture_open (self);
}

static void
assert_in_order (MusterTrace *trace)
{
  gint64 last = 0;
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (trace)); i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);

      g_assert_cmpint (muster_trace_item_get_time (item), >=, last);
      g_assert_true (g_hash_table_add (ids, g_strdup (muster_trace_item_get_id (item))));
      last = muster_trace_item_get_time (item);
    }
}

static void
test_complete (AppFixture   *self,
               gconstpointer data)
{
  g_autofree char *run_id = set_up (self);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterTrace) trace = load (self, run_id);
  g_autoptr(MusterRunDetail) detail = NULL;
  g_autoptr(MusterTraceItem) first = g_list_model_get_item (G_LIST_MODEL (trace), 0);
  g_autoptr(MusterTraceItem) plan = find (trace, MUSTER_TRACE_PLAN, NULL);
  g_autoptr(MusterTraceItem) prepared = find (trace, MUSTER_TRACE_NOTE, "prepared");
  g_autoptr(MusterTraceItem) sent = find (trace, MUSTER_TRACE_NOTE, "dispatched");
  g_autoptr(MusterTraceItem) confirmed = find (trace, MUSTER_TRACE_NOTE, "confirmed");
  g_autoptr(MusterTraceItem) call = find (trace, MUSTER_TRACE_CALL, "ok");
  g_autoptr(MusterTraceItem) gate = find (trace, MUSTER_TRACE_GATE, NULL);
  g_autoptr(MusterTraceItem) done = find (trace, MUSTER_TRACE_STATE, "done");
  g_autofree char *words = NULL;
  const MusterTraceTotals *totals = muster_trace_get_totals (trace);

  muster_context_get_run_async (self->context, run_id, NULL, muster_test_wait_cb, &wait);
  detail = muster_context_get_run_finish (self->context, muster_test_wait (&wait), NULL);
  assert_in_order (trace);
  g_assert_cmpint (muster_trace_item_get_kind (first), ==, MUSTER_TRACE_TICKET);
  g_assert_cmpuint (count (trace, MUSTER_TRACE_CALL), ==, muster_run_detail_get_calls (detail)->len);
  g_assert_cmpuint (count (trace, MUSTER_TRACE_GATE), ==,
                    muster_plan_get_steps (muster_run_get_plan (muster_run_detail_get_run (detail)))->len);
  g_assert_nonnull (plan);
  g_assert_nonnull (prepared);
  g_assert_nonnull (sent);
  g_assert_nonnull (confirmed);
  g_assert_nonnull (done);
  g_assert_nonnull (call);
  g_assert_nonnull (muster_trace_item_get_args (call));
  g_assert_nonnull (muster_trace_item_get_result (call));
  g_assert_cmpint (muster_trace_item_get_time (plan), <=, muster_trace_item_get_time (sent));
  g_assert_cmpint (muster_trace_item_get_time (call), <=, muster_trace_item_get_time (plan));
  g_assert_cmpint (muster_trace_item_get_time (sent), <=, muster_trace_item_get_time (confirmed));

  /* The decision says its rules, and each of them is a sentence */
  g_assert_nonnull (gate);
  words = muster_trace_decision_text (gate);
  g_assert_nonnull (words);
  if (muster_trace_item_get_rules (gate) != NULL)
    g_assert_nonnull (strstr (words, ": "));

  g_assert_cmpint (totals->requests, ==, muster_run_get_requests (muster_run_detail_get_run (detail)));
  g_assert_cmpint (totals->ended, >, 0);
  g_assert_cmpuint (totals->model_requests, ==, 0);
  g_assert_null (totals->cost);
}

/* What a language model was asked, what it said and what it cost is one entry */
static void
test_models (AppFixture   *self,
             gconstpointer data)
{
  g_autofree char *run_id = set_up (self);
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO model_usage (time, model_id, run_id, client_id, status, prompt, cached, output, cost, currency, duration_ms)"
    " SELECT created + 10, 'm1', id, client_id, 'failed', 900, 0, 0, 0, 'USD', 2000 FROM runs WHERE id = '%1$s';"
    "INSERT INTO model_usage (time, model_id, run_id, client_id, status, prompt, cached, output, cost, currency, duration_ms)"
    " SELECT created + 20, 'm1', id, client_id, 'ok', 1200, 800, 100, 4200, 'USD', 1500 FROM runs WHERE id = '%1$s';"
    "INSERT INTO turns SELECT id, client_id, 1, 1, '{\"said\":{\"text\":\"Let me look\",\"calls\":[{\"name\":\"microsoft365__get-user\"}]}}',"
    " created + 1520030 FROM runs WHERE id = '%1$s';"
    "INSERT INTO model_usage (time, model_id, run_id, client_id, status, prompt, cached, output, cost, currency, duration_ms)"
    " SELECT created + 1530000, 'm1', id, client_id, 'ok', 1300, 1200, 50, 2000, 'USD', 10 FROM runs WHERE id = '%1$s';"
    "INSERT INTO turns SELECT id, client_id, 1, 2, '{\"said\":{\"text\":\"\",\"calls\":[{\"name\":\"propose_plan\"}]}}',"
    " created + 1550000 FROM runs WHERE id = '%1$s';", run_id);
  g_autoptr(MusterTrace) trace = NULL;
  g_autoptr(MusterTraceItem) answered = NULL;
  g_autoptr(MusterTraceItem) planned = NULL;
  g_autofree char *said = NULL;
  g_autofree char *wanted = NULL;

  change (self, sql);
  trace = load (self, run_id);
  assert_in_order (trace);
  g_assert_cmpuint (count (trace, MUSTER_TRACE_MODEL), ==, 3);
  answered = find (trace, MUSTER_TRACE_MODEL, "ok");
  said = muster_trace_answer_text (muster_context_get_catalog (self->context), answered);
  g_assert_cmpstr (said, ==, "Let me look\nWants: Read a user");
  g_assert_cmpint (muster_trace_item_get_until (answered) - muster_trace_item_get_time (answered), ==, 1500000);

  /* Each request has the answer that it brought, also when they follow each other fast */
  planned = find_last (trace, MUSTER_TRACE_MODEL);
  wanted = muster_trace_answer_text (muster_context_get_catalog (self->context), planned);
  g_assert_cmpstr (wanted, ==, "Wants: Hand in a plan");
  g_assert_cmpuint (muster_trace_get_totals (trace)->model_requests, ==, 3);
  g_assert_cmpint (muster_trace_get_totals (trace)->prompt, ==, 3400);
  g_assert_cmpint (muster_trace_get_totals (trace)->cached, ==, 2000);
  g_assert_cmpstr (muster_trace_get_totals (trace)->cost, ==, "0.0062 USD");
}

static gboolean
has_n (gpointer data)
{
  gpointer *wanted = data;

  return g_list_model_get_n_items (wanted[0]) == GPOINTER_TO_UINT (wanted[1]);
}

typedef struct
{
  guint position;
  guint removed;
  guint added;
  guint n;
} Change;

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            Change     *last)
{
  *last = (Change) { position, removed, added, last->n + 1 };
}

/* New entries come by themselves, and the others stay where they are */
static void
test_live (AppFixture   *self,
           gconstpointer data)
{
  g_autofree char *run_id = set_up (self);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterTrace) trace = load (self, run_id);
  g_autoptr(MusterRunCall) call = muster_run_call_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (trace));
  gpointer wanted[2] = { trace, GUINT_TO_POINTER (n + 1) };
  Change last = { 0 };

  g_signal_connect (trace, "items-changed", G_CALLBACK (changed_cb), &last);
  muster_run_call_set_run_id (call, run_id);
  muster_run_call_set_seq (call, 900);
  muster_run_call_set_tool (call, "microsoft365:get-user");
  muster_run_call_set_status (call, "ok");
  muster_store_add_call_async (muster_context_get_store (self->context), call, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_store_add_call_finish (muster_context_get_store (self->context), muster_test_wait (&wait), NULL));
  muster_test_until (has_n, wanted);
  g_assert_cmpuint (last.n, ==, 1);
  g_assert_cmpuint (last.removed, ==, 0);
  g_assert_cmpuint (last.added, ==, 1);
  g_assert_cmpuint (last.position, ==, n);

  if (g_signal_lookup ("run-delta", MUSTER_TYPE_CONTEXT) != 0)
    {
      g_autoptr(MusterTraceItem) stream = NULL;

      g_signal_emit_by_name (self->context, "run-delta", run_id, "I am ");
      g_signal_emit_by_name (self->context, "run-delta", "another", "nothing");
      g_signal_emit_by_name (self->context, "run-delta", run_id, "looking");
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (trace)), ==, n + 2);
      stream = g_list_model_get_item (G_LIST_MODEL (trace), n + 1);
      g_assert_cmpstr (muster_trace_item_get_text (stream), ==, "I am looking");
    }
}

static MusterReplayReport *
replay (AppFixture *self,
        const char *run_id)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterReplayReport *report;

  muster_context_replay_run_async (self->context, run_id, NULL, muster_test_wait_cb, &wait);
  report = muster_context_replay_run_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return report;
}

static void
explain (MusterReplayReport *report)
{
  for (guint i = 0; i < report->differences->len; i++)
    {
      MusterReplayStep *step = g_ptr_array_index (report->differences, i);

      g_test_message ("%d %s: %s | %s", (int) step->kind, step->subject, step->then, step->now);
    }
}

/* Every run of the demonstration is decided in the same way again, with the vendors gone */
static void
test_replay_same (AppFixture   *self,
                  gconstpointer data)
{
  g_autofree char *run_id = set_up (self);
  g_autoptr(GPtrArray) runs = app_fixture_runs (self);
  g_autofree char *words = NULL;

  muster_sandbox_child_stop (self->child);
  for (guint i = 0; i < runs->len; i++)
    {
      MusterRun *run = g_ptr_array_index (runs, i);
      g_autoptr(MusterReplayReport) report = replay (self, muster_run_get_id (run));
      g_autoptr(MusterTrace) trace = load (self, muster_run_get_id (run));

      explain (report);
      g_assert_cmpuint (report->differences->len, ==, 0);
      g_assert_cmpuint (report->revisions, ==, 1);
      g_assert_cmpuint (report->compared, >, count (trace, MUSTER_TRACE_CALL));
      g_free (words);
      words = muster_replay_report_text (report);
      g_assert_nonnull (words);
    }
}

static gboolean
has_difference (MusterReplayReport *report,
                MusterReplayKind    kind)
{
  for (guint i = 0; i < report->differences->len; i++)
    if (((MusterReplayStep *) report->differences->pdata[i])->kind == kind)
      return TRUE;
  return FALSE;
}

/* A stored answer, a stored decision and a policy that are not what they were */
static void
test_replay_changed (AppFixture   *self,
                     gconstpointer data)
{
  g_autofree char *run_id = set_up (self);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *answer = g_strdup_printf ("UPDATE calls SET result = replace (result, 'Hugh Finch', 'Somebody Else')"
                                             " WHERE run_id = '%s' AND tool LIKE 'microsoft365:%%'", run_id);
  g_autofree char *decision = g_strdup_printf ("UPDATE calls SET decision = 'deny' WHERE run_id = '%s' AND seq = 1", run_id);
  g_autofree char *back = NULL;
  g_autoptr(MusterReplayReport) before = replay (self, run_id);
  g_autoptr(MusterReplayReport) other_answer = NULL;
  g_autoptr(MusterReplayReport) other_decision = NULL;
  g_autoptr(MusterReplayReport) other_policy = NULL;
  g_autoptr(MusterTrace) trace = load (self, run_id);
  g_autoptr(MusterTraceItem) gate = find (trace, MUSTER_TRACE_GATE, NULL);
  g_autofree char *tool = g_strdup (muster_trace_item_get_tool (gate));
  g_autofree char *step_text = NULL;

  g_assert_cmpuint (before->differences->len, ==, 0);
  g_clear_object (&trace);
  muster_context_set_policy_async (self->context, NULL, tool, MUSTER_POLICY_DISABLED, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_set_policy_finish (self->context, muster_test_wait (&wait), NULL));
  other_policy = replay (self, run_id);
  explain (other_policy);
  g_assert_cmpuint (other_policy->differences->len, >, 0);
  step_text = muster_replay_step_text (muster_context_get_catalog (self->context), other_policy->differences->pdata[0]);
  g_assert_nonnull (step_text);
  back = g_strdup_printf ("DELETE FROM policies WHERE tool = '%s'", tool);
  change (self, back);

  change (self, decision);
  other_decision = replay (self, run_id);
  g_assert_true (has_difference (other_decision, MUSTER_REPLAY_DECISION));

  change (self, answer);
  other_answer = replay (self, run_id);
  explain (other_answer);
  g_assert_cmpuint (other_answer->differences->len, >, other_decision->differences->len);
}

static char *
report (AppFixture        *self,
        const char        *run_id,
        MusterReportFormat format,
        GError           **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_report_run_async (self->context, run_id, format, NULL, muster_test_wait_cb, &wait);
  return muster_context_report_run_finish (self->context, muster_test_wait (&wait), error);
}

static gboolean
export_to (AppFixture *self,
           const char *run_id,
           const char *path,
           GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_export_run_async (self->context, run_id, path, NULL, muster_test_wait_cb, &wait);
  return muster_context_export_run_finish (self->context, muster_test_wait (&wait), error);
}

/* Every line is a JSON object, the first the run, the last the totals */
static void
assert_lines (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  g_assert_cmpuint (n, >, 10);
  g_assert_cmpstr (lines[n - 1], ==, "");
  for (guint i = 0; i + 1 < n; i++)
    {
      g_autoptr(JsonNode) node = muster_json_from_string_trusted (lines[i], NULL);

      g_assert_nonnull (muster_json_node_obj (node));
      if (i == 0)
        g_assert_cmpstr (muster_json_str (muster_json_node_obj (node), "format"), ==, "muster-run");
      if (i + 2 == n)
        g_assert_nonnull (muster_json_obj (muster_json_node_obj (node), "totals"));
    }
}

static void
test_leaves (AppFixture   *self,
             gconstpointer data)
{
  g_autofree char *run_id = set_up (self);
  g_autofree char *path = g_build_filename (self->data_dir, "run.jsonl", NULL);
  g_autoptr(GHashTable) values = app_fixture_values (self, "connectwise");
  const char *secret = g_hash_table_lookup (values, "privateKey");
  g_autofree char *sql = NULL;
  g_autofree char *markdown = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *file = NULL;
  g_autoptr(GError) error = NULL;
  GStatBuf st;

  g_assert_nonnull (secret);
  markdown = report (self, run_id, MUSTER_REPORT_MARKDOWN, &error);
  g_assert_no_error (error);
  plain = report (self, run_id, MUSTER_REPORT_TEXT, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (markdown, "# "));
  g_assert_nonnull (strstr (markdown, "## "));
  g_assert_null (strstr (plain, "## "));
  g_assert_null (strstr (markdown, secret));
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_true (export_to (self, run_id, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &file, NULL, NULL));
  assert_lines (file);

  /* A secret that somebody wrote into the ticket goes nowhere */
  sql = g_strdup_printf ("UPDATE tickets SET description = 'My key is %s' WHERE id = (SELECT ticket_id FROM runs WHERE id = '%s')",
                         secret, run_id);
  change (self, sql);
  refused = report (self, run_id, MUSTER_REPORT_TEXT, &error);
  g_assert_null (refused);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);
  g_assert_false (export_to (self, run_id, path, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (AppFixture *self, gconstpointer data);
  } tests[] = {
    { "/app/trace/complete", test_complete },
    { "/app/trace/models", test_models },
    { "/app/trace/live", test_live },
    { "/app/trace/replay-same", test_replay_same },
    { "/app/trace/replay-changed", test_replay_changed },
    { "/app/trace/leaves", test_leaves },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, AppFixture, NULL, app_fixture_setup, tests[i].test, app_fixture_teardown);
  return g_test_run ();
}

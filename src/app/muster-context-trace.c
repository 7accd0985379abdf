/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-builtin-planner.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-language.h"
#include "muster-model-planner.h"
#include "muster-replay.h"
#include "muster-store-ranker.h"
#include "muster-trace-private.h"
#include "muster-trace-report.h"

/* MusterContext: a run as a timeline, as a report, as a file, and once more without the network */

typedef struct
{
  MusterTrace       *trace;   /* (owned) */
  MusterClient      *client;  /* (owned) (nullable) */
  MusterReportFormat format;
  char              *path;    /* (nullable): of an export */
} Writing;

static void
writing_free (Writing *writing)
{
  g_clear_object (&writing->trace);
  g_clear_object (&writing->client);
  g_free (writing->path);
  g_free (writing);
}

MusterTrace *
muster_context_trace_run (MusterContext *self,
                          const char    *run_id)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && self->store != NULL, NULL);
  g_return_val_if_fail (run_id != NULL, NULL);
  return muster_trace_new (self, run_id);
}

/* Whether @text may leave */
static gboolean
may_leave (MusterContext *self,
           const char    *text,
           GError       **error)
{
  if (!muster_gate_blocks_text (self->gate, "report", text))
    return TRUE;
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                       "A password or key that is in use stands in this run; it was not copied");
  return FALSE;
}

/* --- The report --- */

static char *
write_report (MusterContext *self,
              Writing       *writing)
{
  MusterLanguage *previous = muster_language_push (muster_workspace_get_language (self->workspace));
  char *text = muster_trace_write_report (writing->trace, self->catalog,
                                          writing->client != NULL ? muster_client_get_name (writing->client) : NULL,
                                          muster_context_run_state_text (muster_trace_get_run (writing->trace)),
                                          writing->format);

  muster_language_pop (previous);
  return text;
}

/* 2 of 2 */
static void
report_client_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Writing *writing = g_task_get_task_data (task);
  g_autofree char *text = NULL;
  GError *error = NULL;

  writing->client = muster_store_get_client_finish (MUSTER_STORE (source), result, NULL);
  text = write_report (self, writing);
  if (may_leave (self, text, &error))
    g_task_return_pointer (task, g_steal_pointer (&text), g_free);
  else
    g_task_return_error (task, error);
}

/* 1 of 2 */
static void
report_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_trace_load_finish (MUSTER_TRACE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_get_client_async (self->store, muster_run_get_client_id (muster_trace_get_run (writing->trace)),
                                   g_task_get_cancellable (task), report_client_cb, g_object_ref (task));
}

static Writing *
begin (GTask      *task,
       const char *run_id)
{
  Writing *writing = g_new0 (Writing, 1);

  writing->trace = muster_trace_new (g_task_get_source_object (task), run_id);
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  return writing;
}

void
muster_context_report_run_async (MusterContext      *self,
                                 const char         *run_id,
                                 MusterReportFormat  format,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Writing *writing;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_report_run_async);
  writing = begin (task, run_id);
  writing->format = format;
  muster_trace_load_async (writing->trace, cancellable, report_loaded_cb, g_object_ref (task));
}

char *
muster_context_report_run_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The file --- */

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_STORE, "The file could not be written: %s", error->message);
}

static void
export_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Writing *writing = g_task_get_task_data (task);
  g_autoptr(GFile) file = g_file_new_for_path (writing->path);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (muster_trace_load_finish (MUSTER_TRACE (source), result, &error))
    text = muster_trace_write_lines (writing->trace);
  if (text == NULL || !may_leave (self, text, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  bytes = g_bytes_new (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       g_task_get_cancellable (task), written_cb, g_object_ref (task));
}

void
muster_context_export_run_async (MusterContext      *self,
                                 const char         *run_id,
                                 const char         *path,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Writing *writing;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (path != NULL);
  g_task_set_source_tag (task, muster_context_export_run_async);
  writing = begin (task, run_id);
  writing->path = g_strdup (path);
  muster_trace_load_async (writing->trace, cancellable, export_loaded_cb, g_object_ref (task));
}

gboolean
muster_context_export_run_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Once more --- */

static void
replayed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterReplayReport *report = muster_replay_finish (result, &error);

  if (report == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, report, (GDestroyNotify) muster_replay_report_free);
}

void
muster_context_replay_run_async (MusterContext      *self,
                                 const char         *run_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(MusterWorkflowLibrary) library = NULL;
  g_autoptr(MusterStoreRanker) ranker = NULL;
  g_autoptr(MusterPlanner) plain = NULL;
  g_autoptr(MusterPlanner) with_turns = NULL;
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_replay_run_async);
  library = muster_workflow_library_new_shipped (&error);
  if (library == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ranker = muster_store_ranker_new (self->store, library);
  plain = muster_builtin_planner_new (library, MUSTER_WORKFLOW_RANKER (ranker));
  with_turns = muster_planner_model_new (NULL, plain, self->catalog, library);
  muster_replay_async (self->store, self->gate, plain, with_turns, run_id, cancellable, replayed_cb, g_object_ref (task));
}

MusterReplayReport *
muster_context_replay_run_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * muster_replay_report_text:
 *
 * Returns: (transfer full): what came out, in a sentence or two
 */
char *
muster_replay_report_text (MusterReplayReport *report)
{
  guint n = report->differences->len;
  g_autofree char *text = NULL;

  if (report->compared == 0)
    return g_strdup (_("There is nothing to compare yet."));
  if (n == 0)
    return g_strdup_printf (ngettext ("Decided in the same way again: %u point was compared, nothing is different.",
                                      "Decided in the same way again: %u points were compared, nothing is different.",
                                      report->compared), report->compared);
  text = g_strdup_printf (ngettext ("%u of %u points is decided differently now.",
                                    "%u of %u points are decided differently now.", n), n, report->compared);
  /* Translators: %s is a sentence that says how many points are different */
  return g_strdup_printf (_("%s Policies, the connections or this version of Muster are others than they were then."), text);
}

static const char *
step_title (MusterReplayKind kind)
{
  switch (kind)
    {
    case MUSTER_REPLAY_CALL: return _("Request");
    case MUSTER_REPLAY_DECISION: return _("Decision about a request");
    case MUSTER_REPLAY_OUTCOME: return _("Outcome");
    case MUSTER_REPLAY_DIAGNOSIS: return _("Diagnosis");
    case MUSTER_REPLAY_REQUESTER: return _("Who asked");
    case MUSTER_REPLAY_STEP: return C_("replay", "Step");
    case MUSTER_REPLAY_VERDICT: return _("Decision about a step");
    case MUSTER_REPLAY_QUESTIONS: return _("Open questions");
    case MUSTER_REPLAY_REPLY: return _("Reply");
    case MUSTER_REPLAY_END:
    default: return _("The end of planning");
    }
}

/**
 * muster_replay_step_text:
 *
 * Returns: (transfer full): what is different, in one line
 */
char *
muster_replay_step_text (MusterCatalog    *catalog,
                         MusterReplayStep *step)
{
  MusterTool *tool = step->subject != NULL ? muster_catalog_lookup_tool (catalog, step->subject) : NULL;
  const char *subject = tool != NULL ? _(muster_tool_get_title (tool)) : step->subject;

  if (subject == NULL)
    return g_strdup (step_title (step->kind));
  /* Translators: what was compared, and which one: a tool, or the number of a step */
  return g_strdup_printf (_("%s: %s"), step_title (step->kind), subject);
}

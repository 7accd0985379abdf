/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-model-text.h"
#include "muster-run-cost.h"
#include "muster-ui.h"

/* Who planned a run, and what that took */

/* Plans name a model with this before it */
#define MODEL_PREFIX "model:"

static void
usage_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GtkWidget) row = user_data;
  g_autoptr(GPtrArray) requests = muster_context_list_run_usage_finish (MUSTER_CONTEXT (source), result, NULL);
  g_autoptr(MusterModelUsage) sum = muster_model_usage_new ();
  g_autofree char *text = NULL;

  if (requests == NULL || requests->len == 0)
    return;
  for (guint i = 0; i < requests->len; i++)
    {
      MusterModelUsage *one = g_ptr_array_index (requests, i);

      muster_model_usage_set_requests (sum, muster_model_usage_get_requests (sum) + 1);
      muster_model_usage_set_prompt (sum, muster_model_usage_get_prompt (sum) + muster_model_usage_get_prompt (one));
      muster_model_usage_set_output (sum, muster_model_usage_get_output (sum) + muster_model_usage_get_output (one));
      muster_model_usage_set_cost (sum, muster_model_usage_get_cost (sum) + muster_model_usage_get_cost (one));
      muster_model_usage_set_currency (sum, muster_model_usage_get_currency (one));
    }
  text = muster_model_text_usage (sum);
  muster_ui_row_set_subtitle (row, text);
}

/**
 * muster_run_cost_row_new:
 * @context: an open context
 * @run: a run
 *
 * Returns: (transfer floating) (nullable): a row that names the planner of its plan, with requests, tokens and cost
 *   of language models; %NULL before there is a plan
 */
GtkWidget *
muster_run_cost_row_new (MusterContext *context,
                         MusterRun     *run)
{
  const char *planner = muster_run_get_planner (run);
  gboolean model = planner != NULL && g_str_has_prefix (planner, MODEL_PREFIX);
  g_autofree char *title = NULL;
  GtkWidget *row;

  if (planner == NULL || *planner == '\0' || muster_run_get_plan (run) == NULL)
    return NULL;
  /* Translators: %s is the name of a language model */
  title = model ? g_strdup_printf (_("Planned by %s"), planner + strlen (MODEL_PREFIX))
                : g_strdup (_("Planned by the Built-In Planner"));
  /* A line that is there from the beginning, so that nothing moves when the numbers come */
  row = muster_ui_row_new (title, model ? "…" : _("On this computer, with proven workflows"));
  muster_context_list_run_usage_async (context, muster_run_get_id (run), NULL, usage_read_cb, g_object_ref_sink (row));
  return row;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-model-preset.h"
#include "muster-model-report-view.h"
#include "muster-model-text.h"
#include "muster-ui.h"

/* What a test of a language model said, as rows: the verdict with what to do, then what was found out. */

static void
add (GtkWidget  *group,
     GtkWidget  *row,
     MusterTone  tone)
{
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), muster_ui_tone_icon_new (tone));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static GtkWidget *
create_verdict (MusterTone  tone,
                const char *title,
                const char *advice,
                const char *detail)
{
  GtkWidget *row = muster_advice_row_new (title);

  muster_advice_row_set_prefix (MUSTER_ADVICE_ROW (row), muster_ui_tone_icon_new (tone));
  if (advice != NULL)
    muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), advice, FALSE);
  if (detail != NULL && *detail != '\0')
    muster_advice_row_add_folded (MUSTER_ADVICE_ROW (row), _("Details"), detail);
  return row;
}

static char *
duration_text (gint64 ms)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, ms < 10000 ? "%.1f" : "%.0f", (double) ms / 1000);
  /* Translators: %s is a number of seconds, such as “0.8” */
  return g_strdup_printf (_("Answered after %s s"), digits);
}

static char *
cost_text (MusterModelReport   *report,
           MusterLanguageModel *model)
{
  g_autofree char *tokens = muster_model_text_tokens (muster_model_report_get_prompt (report) +
                                                      muster_model_report_get_output (report));
  g_autofree char *money = muster_model_text_money (muster_model_report_get_cost (report),
                                                    muster_language_model_get_currency (model));

  if (!muster_model_text_has_prices (model) && muster_language_model_is_local (model))
    return g_steal_pointer (&tokens);
  if (!muster_model_text_has_prices (model))
    /* Translators: %s is a number of tokens */
    return g_strdup_printf (_("%s. No prices are set, so no money is counted."), tokens);
  return g_strdup_printf ("%s · %s", tokens, money);
}

static void
add_facts (GtkWidget           *group,
           MusterModelReport   *report,
           MusterLanguageModel *model)
{
  g_autofree char *duration = duration_text (muster_model_report_get_latency_ms (report));
  g_autofree char *cost = cost_text (report, model);
  gboolean tools = muster_model_report_get_tools (report);
  gboolean streaming = muster_model_report_get_streaming (report);
  gboolean slow = muster_model_report_get_latency_ms (report) > 20000;

  add (group, muster_ui_row_new (duration, slow ? _("That is slow. A ticket takes several questions.")
                                                : muster_model_report_get_model (report)),
       slow ? MUSTER_TONE_WAIT : MUSTER_TONE_GOOD);
  add (group, muster_ui_row_new (tools ? _("Calls tools") : _("Does not call tools"), NULL),
       tools ? MUSTER_TONE_GOOD : MUSTER_TONE_BAD);
  add (group, muster_ui_row_new (streaming ? _("Answers word by word") : _("Answers in one piece"),
                                 streaming ? NULL : _("Nothing is missing, but you cannot watch it while it plans.")),
       streaming ? MUSTER_TONE_GOOD : MUSTER_TONE_WAIT);
  add (group, muster_ui_row_new (_("Cost of the Test"), cost), MUSTER_TONE_GOOD);
}

/**
 * muster_model_report_view_new:
 * @report: what the test said
 * @model: what was tested
 *
 * Returns: (transfer floating): it in rows
 */
GtkWidget *
muster_model_report_view_new (MusterModelReport   *report,
                              MusterLanguageModel *model)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             create_verdict (muster_model_report_get_ok (report) ? MUSTER_TONE_GOOD : MUSTER_TONE_BAD,
                                             muster_model_report_get_title (report),
                                             muster_model_report_get_advice (report),
                                             muster_model_report_get_detail (report)));
  if (muster_model_report_get_latency_ms (report) > 0)
    add_facts (group, report, model);
  return group;
}

/**
 * muster_model_report_view_new_problem:
 * @title: what did not happen
 * @advice: (nullable): what to do
 *
 * Returns: (transfer floating): the same for what kept a test or a model from being made
 */
GtkWidget *
muster_model_report_view_new_problem (const char *title,
                                      const char *advice)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_verdict (MUSTER_TONE_BAD, title, advice, NULL));
  return group;
}

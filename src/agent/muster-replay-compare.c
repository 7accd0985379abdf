/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-json.h"
#include "muster-replay-private.h"
#include "muster-step.h"

/* What is compared of two plans: all that somebody decides on or that is done */

static void
step_free (MusterReplayStep *self)
{
  g_free (self->subject);
  g_free (self->then);
  g_free (self->now);
  g_free (self);
}

MusterReplayReport *
muster_replay_report_new (void)
{
  MusterReplayReport *self = g_new0 (MusterReplayReport, 1);

  self->differences = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  return self;
}

void
muster_replay_report_free (MusterReplayReport *self)
{
  g_ptr_array_unref (self->differences);
  g_free (self);
}

void
muster_replay_compare (MusterReplayReport *report,
                       gint64              revision,
                       MusterReplayKind    kind,
                       const char         *subject,
                       const char         *then,
                       const char         *now)
{
  MusterReplayStep *step;

  report->compared++;
  if (g_strcmp0 (then, now) == 0)
    return;
  step = g_new0 (MusterReplayStep, 1);
  step->revision = revision;
  step->kind = kind;
  step->subject = g_strdup (subject);
  step->then = g_strdup (then);
  step->now = g_strdup (now);
  g_ptr_array_add (report->differences, step);
}

static char *
join (GPtrArray  *texts,
      const char *separator)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? separator : "", (const char *) g_ptr_array_index (texts, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* (nullable): what it would do, to what */
static char *
act_of (MusterStep *step)
{
  g_autoptr(JsonNode) args = NULL;
  g_autofree char *text = NULL;

  if (step == NULL)
    return NULL;
  if (muster_step_get_args (step) != NULL)
    {
      args = json_node_init_object (json_node_alloc (), muster_step_get_args (step));
      text = muster_json_canonical (args);
    }
  return g_strdup_printf ("%s %s %s", muster_step_get_tool (step),
                          muster_step_get_target (step) != NULL ? muster_step_get_target (step) : "-",
                          text != NULL ? text : "{}");
}

static char *
verdict_of (MusterStep *step)
{
  g_autofree char *rules = NULL;

  if (step == NULL)
    return NULL;
  rules = join (muster_step_get_rules (step), " ");
  return g_strdup_printf ("%s%s%s", muster_step_get_policy (step), *rules != '\0' ? " " : "", rules);
}

static void
compare_steps (MusterReplayReport *report,
               gint64              revision,
               GPtrArray          *then,
               GPtrArray          *now)
{
  for (guint i = 0; i < MAX (then->len, now->len); i++)
    {
      MusterStep *before = i < then->len ? g_ptr_array_index (then, i) : NULL;
      MusterStep *after = i < now->len ? g_ptr_array_index (now, i) : NULL;
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *act_then = act_of (before);
      g_autofree char *act_now = act_of (after);
      g_autofree char *verdict_then = verdict_of (before);
      g_autofree char *verdict_now = verdict_of (after);

      muster_replay_compare (report, revision, MUSTER_REPLAY_STEP, number, act_then, act_now);
      if (before != NULL && after != NULL)
        muster_replay_compare (report, revision, MUSTER_REPLAY_VERDICT, number, verdict_then, verdict_now);
    }
}

static char *
requester_of (MusterPlan *plan)
{
  const char *id = muster_plan_get_requester_id (plan);

  return g_strdup_printf ("%s %s", id != NULL ? id : "-",
                          muster_identity_level_to_string (muster_plan_get_identity_level (plan)));
}

void
muster_replay_compare_plans (MusterReplayReport *report,
                             gint64              revision,
                             MusterPlan         *then,
                             MusterPlan         *now)
{
  g_autofree char *requester_then = requester_of (then);
  g_autofree char *requester_now = requester_of (now);
  g_autofree char *questions_then = join (muster_plan_get_questions (then), "\n");
  g_autofree char *questions_now = join (muster_plan_get_questions (now), "\n");

  muster_replay_compare (report, revision, MUSTER_REPLAY_OUTCOME, NULL,
                         muster_outcome_to_string (muster_plan_get_outcome (then)),
                         muster_outcome_to_string (muster_plan_get_outcome (now)));
  muster_replay_compare (report, revision, MUSTER_REPLAY_DIAGNOSIS, NULL, muster_plan_get_diagnosis (then),
                         muster_plan_get_diagnosis (now));
  muster_replay_compare (report, revision, MUSTER_REPLAY_REQUESTER, NULL, requester_then, requester_now);
  compare_steps (report, revision, muster_plan_get_steps (then), muster_plan_get_steps (now));
  muster_replay_compare (report, revision, MUSTER_REPLAY_QUESTIONS, NULL, questions_then, questions_now);
  muster_replay_compare (report, revision, MUSTER_REPLAY_REPLY, NULL, muster_plan_get_reply_draft (then),
                         muster_plan_get_reply_draft (now));
}

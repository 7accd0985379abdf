/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-finding.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-note-writer.h"
#include "muster-step.h"
#include "muster-text.h"

/* The internal note: what a technician in a hurry reads. Every line can stand alone and numbered steps carry their own
 * number and a closing full stop, so that a PSA that folds line breaks leaves them readable. */

#define MAX_FINDINGS 14
#define MAX_LINE 420

static const char *
outcome_word (MusterOutcome outcome)
{
  switch (outcome)
    {
    case MUSTER_OUTCOME_PLAN: return _("plan");
    case MUSTER_OUTCOME_ANSWER: return _("answer, nothing to change");
    case MUSTER_OUTCOME_ASK: return _("ask first, do nothing yet");
    case MUSTER_OUTCOME_IGNORE: return _("nothing to do");
    case MUSTER_OUTCOME_HANDOVER:
    default: return _("hand over to a technician");
    }
}

static const char *
policy_word (const char *policy)
{
  if (g_strcmp0 (policy, "auto") == 0)
    return _("automatic");
  if (g_strcmp0 (policy, "disabled") == 0)
    return _("switched off");
  return _("needs approval");
}

static const char *
confidence_word (const char *confidence)
{
  if (g_strcmp0 (confidence, "high") == 0)
    return _("high");
  if (g_strcmp0 (confidence, "medium") == 0)
    return _("medium");
  return _("low");
}

static const char *
identity_word (MusterIdentityLevel level)
{
  switch (level)
    {
    case MUSTER_IDENTITY_LEVEL_V2: return _("identity confirmed (portal or call-back)");
    case MUSTER_IDENTITY_LEVEL_V1: return _("matched in the directory, identity not confirmed");
    case MUSTER_IDENTITY_LEVEL_V0:
    default: return _("not matched to one person of the directory");
    }
}

/* One line without controls; never longer than a note can bear. */
static void
add_line (GString    *note,
          const char *text)
{
  g_autofree char *line = muster_text_one_line (text);

  if (g_utf8_strlen (line, -1) > MAX_LINE)
    {
      g_autofree char *cut = g_utf8_substring (line, 0, MAX_LINE);

      g_string_append_printf (note, "%s…\n", cut);
    }
  else
    {
      g_string_append_printf (note, "%s\n", line);
    }
}

static void
add_args (GString    *line,
          MusterStep *step)
{
  JsonObject *names = muster_step_get_arg_names (step);
  JsonObject *args = muster_step_get_args (step);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean first = TRUE;

  if (args == NULL || json_object_get_size (args) == 0)
    return;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *shown = muster_json_str (names, name);

      if (shown == NULL)
        shown = muster_json_node_str (node);
      if (shown == NULL)
        continue;
      g_string_append_printf (line, "%s%s %s", first ? " (" : ", ", name, shown);
      first = FALSE;
    }
  if (!first)
    g_string_append_c (line, ')');
}

static void
add_steps (GString    *note,
           MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  if (steps == NULL || steps->len == 0)
    return;
  g_string_append_printf (note, "\n%s\n", _("Steps, in this order:"));
  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      g_autoptr(GString) line = g_string_new (NULL);
      const char *name = muster_step_get_target_name (step);
      const char *explain = muster_step_get_explain (step);
      const char *expected = muster_step_get_expected (step);

      g_string_append_printf (line, "%u) %s → %s", i + 1, muster_step_get_tool (step),
                              name != NULL ? name : muster_step_get_target (step));
      add_args (line, step);
      if (explain != NULL)
        g_string_append_printf (line, ": %s", explain);
      if (!g_str_has_suffix (line->str, "."))
        g_string_append_c (line, '.');
      if (expected != NULL)
        {
          g_string_append_c (line, ' ');
          /* Translators: what is to be seen once the step is done; a whole sentence follows */
          g_string_append_printf (line, _("Expected: %s"), expected);
        }
      g_string_append_c (line, ' ');
      /* Translators: how the client’s policy treats a step: automatic, needs approval, switched off */
      g_string_append_printf (line, _("[Policy: %s]"), policy_word (muster_step_get_policy (step)));
      add_line (note, line->str);
    }
}

/* What the planner itself says it does not know */
static void
add_unsure (GString    *note,
            MusterPlan *plan)
{
  GPtrArray *unsure = muster_plan_get_unsure (plan);

  if (unsure == NULL || unsure->len == 0)
    return;
  /* Translators: points follow that the plan’s maker is not sure of */
  g_string_append_printf (note, "\n%s\n", _("Not certain:"));
  for (guint i = 0; i < unsure->len; i++)
    {
      g_autofree char *line = g_strdup_printf ("- %s", (const char *) unsure->pdata[i]);

      add_line (note, line);
    }
}

static void
add_findings (GString    *note,
              MusterPlan *plan)
{
  GPtrArray *findings = muster_plan_get_findings (plan);

  if (findings == NULL || findings->len == 0)
    return;
  g_string_append_printf (note, "\n%s\n", _("What was read:"));
  for (guint i = 0; i < findings->len && i < MAX_FINDINGS; i++)
    {
      MusterFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *line = g_strdup_printf ("- %s. [%s]", muster_finding_get_text (finding), muster_finding_get_source (finding));

      add_line (note, line);
    }
}

/* When the plan was begun, to the minute and by the client's clock. */
static char *
local_time (MusterCase *ticket_case)
{
  const char *name = muster_case_get_time_zone (ticket_case);
  g_autoptr(GTimeZone) zone = name != NULL && *name != '\0' ? g_time_zone_new_identifier (name) : NULL;
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (muster_case_get_now (ticket_case) / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);

  return g_date_time_format (local, "%Y-%m-%d %H:%M %Z");
}

static gboolean
is_told (GPtrArray *answers,
         guint      at)
{
  for (guint i = 0; i < at; i++)
    {
      if (g_str_equal (((const MusterCaseAnswer *) g_ptr_array_index (answers, i))->tool,
                       ((const MusterCaseAnswer *) g_ptr_array_index (answers, at))->tool))
        return TRUE;
    }
  return FALSE;
}

/* A tool by its name, once, and what hindered it. */
static void
add_call (GString    *line,
          GPtrArray  *answers,
          const char *tool)
{
  const char *name = strchr (tool, ':');
  g_autoptr(GPtrArray) problems = g_ptr_array_new ();

  for (guint i = 0; i < answers->len; i++)
    {
      const MusterCaseAnswer *answer = g_ptr_array_index (answers, i);

      if (g_str_equal (answer->tool, tool) && !g_str_equal (answer->status, "ok") &&
          !g_ptr_array_find_with_equal_func (problems, answer->status, g_str_equal, NULL))
        g_ptr_array_add (problems, (gpointer) answer->status);
    }
  g_string_append_printf (line, "%s%s", line->len > 0 ? ", " : "", name != NULL ? name + 1 : tool);
  for (guint i = 0; i < problems->len; i++)
    g_string_append_printf (line, "%s%s%s", i == 0 ? " (" : ", ", (const char *) g_ptr_array_index (problems, i), i + 1 == problems->len ? ")" : "");
}

static void
add_calls (GString    *note,
           MusterCase *ticket_case)
{
  GPtrArray *answers = muster_case_get_answers (ticket_case);
  g_autoptr(GString) line = g_string_new (NULL);
  g_autofree char *when = local_time (ticket_case);

  if (answers->len == 0)
    return;
  for (guint i = 0; i < answers->len; i++)
    {
      const char *tool = ((const MusterCaseAnswer *) g_ptr_array_index (answers, i))->tool;

      if (!is_told (answers, i))
        add_call (line, answers, tool);
    }
  g_string_append_c (note, '\n');
  /* Translators: a date and time; the names of the tools that were asked follow */
  g_string_append_printf (note, _("Looked up at %s:"), when);
  g_string_append_c (note, ' ');
  add_line (note, line->str);
}

static void
add_origin (GString    *note,
            MusterPlan *plan,
            const char *run_id,
            const char *audit_head)
{
  const char *planner = muster_plan_get_planner (plan);
  const char *workflow = muster_plan_get_workflow_id (plan);
  g_autofree char *origin = workflow != NULL ? g_strdup_printf ("%s / %s", planner, workflow) : g_strdup (planner);

  g_string_append_c (note, '\n');
  /* Translators: how the plan was made, such as “built-in / lockout”; high, medium or low; the name of the run */
  g_string_append_printf (note, _("Planner: %s, confidence: %s, run %s"), origin,
                          confidence_word (muster_plan_get_confidence (plan)), run_id);
  if (audit_head != NULL)
    {
      g_string_append (note, ", ");
      /* Translators: the first characters of the audit trail’s last entry */
      g_string_append_printf (note, _("audit %s"), audit_head);
    }
}

static char *
write_note (MusterPlan *plan,
            MusterCase *ticket_case,
            const char *run_id,
            const char *effect_id,
            const char *audit_head,
            MusterMode  mode)
{
  GString *note = g_string_new (NULL);
  GPtrArray *questions = muster_plan_get_questions (plan);
  const char *requester = muster_plan_get_requester_name (plan);
  const char *reply = muster_plan_get_reply_draft (plan);

  /* Translators: the heading of a note: plan, answer, ask first, hand over or nothing to do */
  g_string_append_printf (note, _("Muster – Result: %s"), outcome_word (muster_plan_get_outcome (plan)));
  g_string_append_c (note, '\n');
  /* Translators: first a person’s name, then whether it is sure that it is this person */
  g_string_append_printf (note, _("Requester: %s, %s."),
                          requester != NULL && *requester != '\0' ? requester : _("unknown"),
                          identity_word (muster_plan_get_identity_level (plan)));
  g_string_append_c (note, '\n');
  if (muster_plan_get_diagnosis (plan) != NULL)
    {
      g_string_append_printf (note, "\n%s ", _("Diagnosis:"));
      g_string_append_printf (note, "%s\n", muster_plan_get_diagnosis (plan));
    }
  add_steps (note, plan);
  if (questions != NULL && questions->len > 0)
    {
      g_string_append_printf (note, "\n%s\n", _("Open questions:"));
      for (guint i = 0; i < questions->len; i++)
        {
          g_autofree char *line = g_strdup_printf ("? %s", (const char *) g_ptr_array_index (questions, i));

          add_line (note, line);
        }
    }
  add_unsure (note, plan);
  add_findings (note, plan);
  add_calls (note, ticket_case);
  if (reply != NULL && *reply != '\0')
    {
      g_string_append_printf (note, "\n%s ", mode == MUSTER_MODE_EXECUTE ? _("Reply when that is done:")
                              : _("Suggested reply (not sent):"));
      add_line (note, reply);
    }
  add_origin (note, plan, run_id, audit_head);
  g_string_append_printf (note, "\n[ref:%s]", effect_id);
  return g_string_free (note, FALSE);
}

/**
 * muster_note_write:
 * @plan: the plan
 * @ticket_case: the case that it was made for
 * @run_id: the run
 * @effect_id: the note's own effect; becomes the marker by which the note is found again
 * @audit_head: (nullable): the first characters of the audit chain's head
 * @mode: of the run: whether the plan may be carried out
 *
 * Returns: (transfer full): the internal note as plain text, in the workspace's language
 */
char *
muster_note_write (MusterPlan *plan,
                   MusterCase *ticket_case,
                   const char *run_id,
                   const char *effect_id,
                   const char *audit_head,
                   MusterMode  mode)
{
  MusterLanguage *previous = muster_language_push (muster_case_get_workspace_language (ticket_case));
  char *note = write_note (plan, ticket_case, run_id, effect_id, audit_head, mode);

  muster_language_pop (previous);
  return note;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-language.h"
#include "muster-note-text.h"
#include "muster-reply-writer.h"
#include "muster-runner-text.h"
#include "muster-text.h"

static const char * const sentences[] = {
  [MUSTER_RUNNER_SAY_EXPIRED] = N_("Nobody answered the request for approval in time."),
  [MUSTER_RUNNER_SAY_WITHDRAWN] = N_("The request for approval was taken back."),
  [MUSTER_RUNNER_SAY_VOID] = N_("The request for approval does not hold any more, because something that it was about has changed."),
  [MUSTER_RUNNER_SAY_NEW_WORDS] = N_("Something new was said about the ticket, so it is planned again."),
  [MUSTER_RUNNER_SAY_DONE_BEFORE] = N_("This was already done on this ticket. A technician should look at whether it has to be done again."),
  [MUSTER_RUNNER_SAY_UNKNOWN] = N_("It is not certain whether it was done. Check it now in Muster, or look it up and say what is true."),
  [MUSTER_RUNNER_SAY_REFUSED] = N_("It was refused."),
  [MUSTER_RUNNER_SAY_NO_APPROVAL_NOTE] = N_("The note that asks for approval could not be posted."),
  [MUSTER_RUNNER_SAY_MANUAL] = N_("A technician has to hand the secret out: reveal it in Muster and tell it to the person."),
  [MUSTER_RUNNER_SAY_PROMISED] = N_("The reply says that a technician will get in touch. Somebody has to do that."),
  [MUSTER_RUNNER_SAY_NO_REPLY] = N_("The reply to the requester was not sent."),
  [MUSTER_RUNNER_SAY_NO_QUESTION] = N_("The question to the requester was not sent."),
  [MUSTER_RUNNER_SAY_MANY_REPLIES] = N_("The requester has had several replies by now. A technician should take the ticket."),
  [MUSTER_RUNNER_SAY_PLAN_MODE] = N_("The client was switched to Plan mode, so nothing more is done by itself."),
};

static MusterLanguage *
push (MusterRunner *self)
{
  return muster_language_push (muster_workspace_get_language (self->brief->workspace));
}

const char *
muster_runner_say (MusterRunner   *self,
                   MusterRunnerSay what)
{
  MusterLanguage *previous = push (self);
  const char *text = _(sentences[what]);

  muster_language_pop (previous);
  return text;
}

static MusterStep *
step_at (MusterRunner *self,
         guint         index)
{
  return g_ptr_array_index (muster_plan_get_steps (muster_run_get_plan (self->brief->run)), index);
}

/* The step as the plan's note says it */
static char *
name_step (MusterStep *step)
{
  const char *explain = muster_step_get_explain (step);
  const char *name = muster_step_get_target_name (step);

  if (explain != NULL && *explain != '\0')
    return g_strdup (explain);
  return name != NULL ? g_strdup_printf ("%s → %s", muster_step_get_tool (step), name) : g_strdup (muster_step_get_tool (step));
}

/* Ends with one full stop */
static char *
sentence (const char *text)
{
  g_autofree char *line = muster_text_one_line (text);

  g_strchomp (line);
  return g_strconcat (line, *line == '\0' || g_str_has_suffix (line, ".") || g_str_has_suffix (line, "?")
                      || g_str_has_suffix (line, "!") ? "" : ".", NULL);
}

char *
muster_runner_say_step_failed (MusterRunner *self,
                               guint         index,
                               const char   *reason)
{
  MusterLanguage *previous = push (self);
  g_autofree char *whole = sentence (reason);
  char *text;

  /* Of what is not certain nobody says that it was not done */
  if (g_strcmp0 (reason, _(sentences[MUSTER_RUNNER_SAY_UNKNOWN])) == 0)
    /* Translators: a step's number; a whole sentence follows */
    text = g_strdup_printf (_("Step %u: %s"), index + 1, whole);
  else
    /* Translators: a step's number; a whole sentence follows that says why */
    text = g_strdup_printf (_("Step %u was not done: %s"), index + 1, whole);
  muster_language_pop (previous);
  return text;
}

char *
muster_runner_say_declined (MusterRunner *self,
                            guint         index)
{
  MusterLanguage *previous = push (self);
  char *text = g_strdup_printf (_("Step %u was not approved, so the plan ended before it."), index + 1);

  muster_language_pop (previous);
  return text;
}

char *
muster_runner_say_rejected (MusterRunner   *self,
                            MusterApproval *approval)
{
  MusterLanguage *previous = push (self);
  const char *reason = muster_approval_get_reason (approval);
  g_autofree char *whole = reason != NULL && *reason != '\0' ? sentence (reason) : NULL;
  /* Translators: a technician's own words follow */
  char *text = whole != NULL ? g_strdup_printf (_("A technician rejected the plan: %s"), whole)
               : g_strdup (_("A technician rejected the plan."));

  muster_language_pop (previous);
  return text;
}

/* --- The note at the end --- */

static const char *
result_word (MusterRunner *self,
             guint         index,
             MusterEffect *effect)
{
  if (muster_runner_step_kind (self, index) == MUSTER_RUNNER_STEP_MANUAL)
    return _("left to a technician");
  if (effect == NULL)
    return _("not done");
  switch (muster_effect_get_state (effect))
    {
    case MUSTER_EFFECT_STATE_CONFIRMED:
      return muster_effect_get_already (effect) ? _("was so already") : _("done");
    case MUSTER_EFFECT_STATE_DISPATCHED:
      return _("accepted, and under way");
    case MUSTER_EFFECT_STATE_UNKNOWN:
      return _("not certain");
    case MUSTER_EFFECT_STATE_PREPARED:
    case MUSTER_EFFECT_STATE_ABSENT:
    default:
      return _("not done");
    }
}

static void
add_steps (MusterRunner *self,
           GString      *note)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));

  if (steps == NULL || steps->len == 0)
    return;
  g_string_append_printf (note, "\n%s\n", _("What became of the steps:"));
  for (guint i = 0; i < steps->len; i++)
    {
      MusterEffect *effect = muster_runner_step_effect (self, i);
      g_autofree char *name = name_step (g_ptr_array_index (steps, i));
      g_autofree char *whole = sentence (name);

      g_string_append_printf (note, "%u) [%s] %s", i + 1, result_word (self, i, effect), whole);
      if (effect != NULL && muster_gate_has_unseen (self->gate, muster_effect_get_id (effect)))
        g_string_append_printf (note, " %s", _("The new password waits in Muster for a technician to reveal it."));
      g_string_append_c (note, '\n');
    }
}

/* What was done of a plan that did not come to its end can be taken back, and how */
static void
add_undo (MusterRunner *self,
          GString      *note)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));
  gboolean any = FALSE;

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      MusterEffect *effect = muster_runner_step_effect (self, i);
      const char *final = muster_gate_irreversible (self->gate, muster_step_get_tool (step_at (self, i)));

      if (effect == NULL || muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_CONFIRMED || muster_effect_get_already (effect))
        continue;
      if (!any)
        g_string_append_printf (note, "\n%s\n", _("What was done can be taken back in Muster, from the newest to the oldest:"));
      any = TRUE;
      if (final != NULL)
        /* Translators: a step's number; a whole sentence follows that says why */
        g_string_append_printf (note, _("- Step %u cannot be undone: %s"), i + 1, muster_language_text (final));
      else
        g_string_append_printf (note, _("- Step %u: open it under Activity and choose Undo."), i + 1);
      g_string_append_c (note, '\n');
    }
}

static gboolean
any_manual (MusterRunner *self)
{
  for (guint i = 0; i < self->decisions->len; i++)
    if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_MANUAL)
      return TRUE;
  return FALSE;
}

static char *
write_outcome (MusterRunner *self,
               const char   *trouble,
               const char   *unsent)
{
  const char *why = muster_run_get_error_text (self->brief->run);
  gboolean stopped = why != NULL && *why != '\0';
  gboolean asked = muster_plan_get_outcome (muster_run_get_plan (self->brief->run)) == MUSTER_OUTCOME_ASK;
  GString *note = g_string_new (NULL);

  g_string_append (note, !stopped && asked ? _("Muster – The requester was asked") : !stopped ? _("Muster – Done") : muster_runner_count_done (self) > 0
                   ? _("Muster – Stopped half-way") : _("Muster – Nothing was changed"));
  g_string_append_c (note, '\n');
  if (stopped)
    {
      g_autofree char *whole = sentence (why);

      g_string_append_printf (note, "%s %s\n", whole, _("A technician should take the ticket."));
    }
  add_steps (self, note);
  if (any_manual (self))
    g_string_append_printf (note, "%s\n", _(sentences[MUSTER_RUNNER_SAY_MANUAL]));
  if (stopped)
    add_undo (self, note);
  if (trouble != NULL && *trouble != '\0')
    g_string_append_printf (note, "\n%s\n", trouble);
  if (unsent != NULL && *unsent != '\0')
    {
      g_autofree char *line = muster_text_one_line (unsent);

      g_string_append_printf (note, "\n%s %s\n", _("Suggested reply (not sent):"), line);
    }
  /* Translators: the name of the run */
  g_string_append_printf (note, _("Run %s"), self->run_id);
  return g_string_free (note, FALSE);
}

char *
muster_runner_outcome_note (MusterRunner *self,
                            const char   *trouble,
                            const char   *unsent)
{
  MusterLanguage *previous = push (self);
  char *note = write_outcome (self, trouble, unsent);

  muster_language_pop (previous);
  return note;
}

static char *
write_reply (MusterRunner *self,
             gboolean      expected)
{
  MusterPlan *plan = muster_run_get_plan (self->brief->run);
  GPtrArray *steps = muster_plan_get_steps (plan);
  g_autoptr(GPtrArray) done = g_ptr_array_new ();

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      MusterEffect *effect = muster_runner_step_effect (self, i);
      MusterEffectState state = effect != NULL ? muster_effect_get_state (effect) : MUSTER_EFFECT_STATE_PREPARED;

      if (muster_runner_step_kind (self, i) != MUSTER_RUNNER_STEP_MANUAL
          && (expected || state == MUSTER_EFFECT_STATE_CONFIRMED || state == MUSTER_EFFECT_STATE_DISPATCHED))
        g_ptr_array_add (done, g_ptr_array_index (steps, i));
    }
  return muster_reply_write (plan, self->brief->ticket, muster_client_get_language (self->brief->client), done);
}

char *
muster_runner_expected_reply (MusterRunner *self)
{
  return write_reply (self, TRUE);
}

char *
muster_runner_reply (MusterRunner *self)
{
  MusterApproval *approval = muster_runner_own_approval (self);

  if (approval != NULL && muster_approval_get_state (approval) == MUSTER_APPROVAL_STATE_USED)
    return g_strdup (muster_approval_get_reply (approval));
  return write_reply (self, FALSE);
}

const char *
muster_runner_say_act_failed (MusterRunner *self,
                              MusterEffect *effect)
{
  MusterLanguage *previous = push (self);
  MusterEffectClass class = effect != NULL ? muster_effect_get_effect_class (effect) : MUSTER_EFFECT_CLASS_WRITE;
  gboolean unknown = effect != NULL && muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_UNKNOWN;
  const char *text;

  if (class == MUSTER_EFFECT_CLASS_REPLY)
    text = unknown ? _("It is not certain whether the reply to the requester was sent; look at the ticket.")
           : _(sentences[MUSTER_RUNNER_SAY_NO_REPLY]);
  else if (class == MUSTER_EFFECT_CLASS_NOTE_INTERNAL)
    text = _("The note about what was done could not be posted.");
  else
    text = _("The ticket itself could not be changed as the settings say.");
  muster_language_pop (previous);
  return text;
}

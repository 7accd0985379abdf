/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-approval-answer.h"
#include "muster-error.h"
#include "muster-note-text.h"
#include "muster-run-brief.h"

#define CALL_PREFIX "answer-"

typedef struct
{
  MusterStore          *store;     /* (owned) */
  MusterGate           *gate;      /* (owned) */
  MusterClock          *clock;     /* (owned) */
  MusterApproval       *approval;  /* (owned) */
  char                 *call;
  MusterApprovalRefusal refusal;
  MusterRunBrief       *brief;     /* (owned) */
  MusterEffect         *effect;    /* (owned) */
} Answer;

static void
answer_free (Answer *answer)
{
  g_clear_object (&answer->store);
  g_clear_object (&answer->gate);
  g_clear_object (&answer->clock);
  g_clear_object (&answer->approval);
  g_clear_pointer (&answer->brief, muster_run_brief_free);
  g_clear_object (&answer->effect);
  g_free (answer->call);
  g_free (answer);
}

static char *
write_text (Answer *answer)
{
  MusterLanguage *previous = muster_language_push (muster_workspace_get_language (answer->brief->workspace));
  /* Translators: a sentence that says why follows */
  char *text = g_strdup_printf (_("Muster: a note with a decision did not count, and nothing was done. %s"),
                                muster_approval_refusal_text (answer->refusal));

  muster_language_pop (previous);
  return text;
}

static MusterEffect *
new_effect (Answer  *answer,
            GError **error)
{
  const char *ticket = muster_approval_get_external_ticket_id (answer->approval);
  MusterPsa *psa = muster_gate_get_psa (answer->gate, muster_approval_get_connection_id (answer->approval));
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = g_strconcat (answer->brief->psa, ":add-internal-note", NULL);
  g_autofree char *target = g_strconcat ("ticket:", ticket, NULL);
  g_autofree char *written = write_text (answer);
  g_autofree char *text = psa != NULL ? muster_psa_render_note (psa, written) : g_strdup (written);
  MusterEffect *effect;

  json_object_set_string_member (args, "ticket", ticket);
  json_object_set_string_member (args, "text", text);
  effect = muster_gate_new_effect (answer->gate, answer->brief->cap, tool, 0, target, args, error);
  if (effect == NULL)
    return NULL;
  muster_effect_set_call (effect, answer->call);
  /* The run does not look after it; whoever looks later finds out what became of it */
  muster_effect_set_look_due (effect, muster_clock_now (answer->clock) + MUSTER_GATE_SWEEP_MINUTES * G_TIME_SPAN_MINUTE);
  return effect;
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterEffectState state;
  GError *error = NULL;

  if (muster_gate_dispatch_finish (MUSTER_GATE (source), result, &state, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Answer *answer = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_prepare_effect_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_gate_dispatch_async (answer->gate, answer->brief->cap, muster_effect_get_id (answer->effect),
                                g_task_get_cancellable (task), sent_cb, g_object_ref (task));
}

static gboolean
was_said (Answer    *answer,
          GPtrArray *effects)
{
  guint n = 0;

  for (guint i = 0; i < effects->len; i++)
    {
      const char *call = muster_effect_get_call (effects->pdata[i]);

      if (g_strcmp0 (call, answer->call) == 0)
        return TRUE;
      n += call != NULL && g_str_has_prefix (call, CALL_PREFIX) ? 1 : 0;
    }
  return n >= MUSTER_APPROVAL_MAX_ANSWERS;
}

static void
effects_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Answer *answer = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (was_said (answer, effects))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  answer->effect = new_effect (answer, &error);
  if (answer->effect == NULL)
    g_task_return_error (task, error);
  else
    muster_store_prepare_effect_async (answer->store, answer->effect, "engine", g_task_get_cancellable (task),
                                       prepared_cb, g_object_ref (task));
}

static void
brief_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Answer *answer = g_task_get_task_data (task);
  GError *error = NULL;

  answer->brief = muster_run_brief_load_finish (result, &error);
  if (answer->brief == NULL)
    g_task_return_error (task, error);
  else if (answer->brief->cap == NULL)
    g_task_return_error (task, g_error_copy (answer->brief->problem));
  else
    muster_store_list_effects_async (answer->store, muster_approval_get_run_id (answer->approval),
                                     g_task_get_cancellable (task), effects_cb, g_object_ref (task));
}

/**
 * muster_approval_answer_async:
 * @store: the store
 * @gate: the gate
 * @clock: the clock
 * @approval: an open request of the ticket
 * @note_id: the PSA's id of what somebody wrote
 * @refusal: why it did not count
 *
 * Says so on the ticket, for technicians only.
 */
void
muster_approval_answer_async (MusterStore          *store,
                              MusterGate           *gate,
                              MusterClock          *clock,
                              MusterApproval       *approval,
                              const char           *note_id,
                              MusterApprovalRefusal refusal,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Answer *answer = g_new0 (Answer, 1);

  g_task_set_source_tag (task, muster_approval_answer_async);
  answer->store = g_object_ref (store);
  answer->gate = g_object_ref (gate);
  answer->clock = g_object_ref (clock);
  answer->approval = g_object_ref (approval);
  answer->call = g_strconcat (CALL_PREFIX, note_id, NULL);
  answer->refusal = refusal;
  g_task_set_task_data (task, answer, (GDestroyNotify) answer_free);
  muster_run_brief_load_async (store, gate, muster_approval_get_run_id (approval), cancellable, brief_cb,
                               g_object_ref (task));
}

gboolean
muster_approval_answer_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

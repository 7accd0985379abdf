/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-language.h"
#include "muster-tool-secrets.h"
#include "muster-tool-undo.h"
#include "muster-undo-private.h"

/* MusterContext: one tool, for one client, by one person's click */

/* --- One approved act --- */

typedef struct
{
  MusterRunCap *cap;       /* (owned) */
  MusterEffect *effect;    /* (owned) (nullable) */
  GError       *error;     /* (owned) (nullable): of the dispatch */
} Act;

static void
act_free (Act *op)
{
  g_clear_object (&op->cap);
  g_clear_object (&op->effect);
  g_clear_error (&op->error);
  g_free (op);
}

/* 3 of 3: what the ledger says is what is told, also when sending ended with an error */
static void
act_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Act *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterEffect) effect = muster_store_get_effect_finish (MUSTER_STORE (source), result, &error);

  if (effect == NULL)
    g_task_return_error (task, error);
  else if (op->error != NULL && muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_PREPARED)
    g_task_return_error (task, g_steal_pointer (&op->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&effect), g_object_unref);
}

/* 2b of 3: what was not sent is not to be sent by itself later: the click was for now */
static void
act_given_up_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Act *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    g_debug ("The act was not given up: %s", error->message);
  g_task_return_error (task, g_steal_pointer (&op->error));
}

/* 2 of 3 */
static void
act_dispatched_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Act *op = g_task_get_task_data (task);
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  MusterEffectMark mark = { 0 };

  if (!muster_gate_dispatch_finish (MUSTER_GATE (source), result, &state, NULL, &op->error) &&
      state == MUSTER_EFFECT_STATE_PREPARED)
    {
      mark.outcome = op->error->message;
      muster_store_mark_effect_async (self->store, muster_effect_get_id (op->effect), MUSTER_EFFECT_STATE_PREPARED,
                                      MUSTER_EFFECT_STATE_ABSENT, &mark, muster_context_get_actor (self), NULL,
                                      act_given_up_cb, g_object_ref (task));
      return;
    }
  muster_store_get_effect_async (self->store, muster_effect_get_id (op->effect), NULL, act_read_cb, g_object_ref (task));
}

/* 1 of 3 */
static void
act_prepared_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Act *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_prepare_effect_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_gate_dispatch_async (self->gate, op->cap, muster_effect_get_id (op->effect), NULL, act_dispatched_cb,
                                g_object_ref (task));
}

void
muster_context_act_async (MusterContext      *self,
                          MusterRunCap       *cap,
                          const char         *client_id,
                          const char         *tool,
                          const char         *target,
                          JsonObject         *args,
                          const char         *undo_of,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Act *op = g_new0 (Act, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, muster_context_act_async);
  g_task_set_task_data (task, op, (GDestroyNotify) act_free);
  op->cap = g_object_ref (cap);
  op->effect = muster_gate_new_effect (self->gate, cap, tool, 0, target, args, &error);
  if (op->effect == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_effect_set_client_id (op->effect, client_id);
  muster_effect_set_undo_of (op->effect, undo_of);
  muster_cap_add_approval (cap, muster_effect_get_id (op->effect), muster_effect_get_args_hash (op->effect));
  muster_store_prepare_effect_async (self->store, op->effect, muster_context_get_actor (self), NULL, act_prepared_cb,
                                     g_object_ref (task));
}

MusterEffect *
muster_context_act_finish (MusterContext *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What came of it --- */

static JsonObject *
parse (const char *text)
{
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *object = muster_json_node_obj (node);

  return object != NULL ? json_object_ref (object) : json_object_new ();
}

/* What the gate says of a yes that is not the whole truth */
static const struct
{
  const char *outcome;
  const char *text;  /* N_() */
} half_truths[] = {
  { "accepted, but it could not be read back", N_("Accepted there, but it could not be read back. Look at it there.") },
  { "done, but what the vendor answered could not be kept for a person",
    N_("Done, but the secret that came with it could not be kept. Delete it there and make a new one.") },
};

static const char *
done_text (MusterTool   *tool,
           MusterEffect *effect)
{
  if (muster_effect_get_already (effect))
    return _("It was so already; nothing was changed.");
  for (gsize i = 0; i < G_N_ELEMENTS (half_truths); i++)
    if (g_strcmp0 (muster_effect_get_outcome (effect), half_truths[i].outcome) == 0)
      return _(half_truths[i].text);
  return muster_tool_has_look (tool) ? _("Done, and read back.") : _("Done.");
}

static const char *
state_text (MusterTool   *tool,
            MusterEffect *effect)
{
  switch (muster_effect_get_state (effect))
    {
    case MUSTER_EFFECT_STATE_CONFIRMED:
      return done_text (tool, effect);
    case MUSTER_EFFECT_STATE_DISPATCHED:
      return _("Under way: the vendor has taken it and is still at it. Muster looks again by itself.");
    case MUSTER_EFFECT_STATE_ABSENT:
      return _("Not done.");
    case MUSTER_EFFECT_STATE_UNKNOWN:
      return _("It is not certain whether it was done. Look at it there; Muster looks again in 15 minutes.");
    case MUSTER_EFFECT_STATE_PREPARED:
    default:
      return _("Not sent.");
    }
}

MusterToolOutcome *
muster_tool_outcome_new_for_effect (MusterContext *self,
                                    MusterEffect  *effect)
{
  MusterTool *tool = muster_catalog_lookup_tool (self->catalog, muster_effect_get_tool (effect));
  g_autoptr(JsonObject) args = parse (muster_effect_get_args (effect));
  g_autoptr(JsonObject) before = parse (muster_effect_get_before (effect));
  g_autoptr(JsonObject) names = muster_tool_names (tool, args, before);
  MusterToolOutcome *outcome = g_new0 (MusterToolOutcome, 1);
  const char *detail = muster_effect_get_outcome (effect);

  outcome->tool = g_strdup (muster_tool_get_id (tool));
  outcome->title = muster_tool_explain (tool, names);
  outcome->effect_id = g_strdup (muster_effect_get_id (effect));
  outcome->state = muster_effect_get_state (effect);
  outcome->text = outcome->state == MUSTER_EFFECT_STATE_ABSENT && detail != NULL
    ? g_strdup_printf ("%s %s", state_text (tool, effect), detail) : g_strdup (state_text (tool, effect));
  outcome->undo_reason = g_strdup (muster_context_irreversible (self, outcome->tool));
  return outcome;
}

char *
muster_tool_target_ref (MusterTool *tool,
                        JsonObject *args)
{
  const char *name = muster_tool_get_target_arg (tool);
  const char *kind = muster_tool_get_target_kind (tool);
  const char *value = name != NULL && args != NULL ? muster_json_str (args, name) : NULL;

  if (value == NULL && name != NULL && args != NULL && json_object_has_member (args, name))
    return g_strdup_printf ("%s:%" G_GINT64_FORMAT, kind, muster_json_int (args, name, 0));
  return value != NULL ? g_strconcat (kind, ":", value, NULL) : NULL;
}

gboolean
muster_context_check_person (MusterContext *self,
                             GError       **error)
{
  if (self->member != NULL || self->operator_name != NULL)
    return TRUE;
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN, "Nobody has signed in to Muster");
  return FALSE;
}

/**
 * muster_context_set_operator:
 * @name: (nullable): who acts where nobody signs in
 *
 * For programs whose user is known by other means, such as musterctl, which
 * only the owner of the profile can start.
 */
void
muster_context_set_operator (MusterContext *self,
                             const char    *name)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  g_free (self->operator_name);
  self->operator_name = g_strdup (name);
}

void
muster_context_set_operator_email (MusterContext *self,
                                   const char    *email)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  g_free (self->operator_email);
  self->operator_email = g_strdup (email);
}

/**
 * muster_context_irreversible:
 * @tool: full name
 *
 * Returns: (nullable): translated: why what @tool does cannot be taken back
 */
const char *
muster_context_irreversible (MusterContext *self,
                             const char    *tool)
{
  MusterTool *row = muster_catalog_lookup_tool (self->catalog, tool);
  const char *reason = row != NULL && !muster_tool_is_read (row) ? muster_tool_get_irreversible (row) : NULL;

  return reason != NULL ? muster_language_text (reason) : NULL;
}

/* --- Run one tool --- */

typedef struct
{
  char         *client_id;
  MusterTool   *tool;      /* (owned) */
  JsonObject   *args;      /* (owned): bare */
  JsonNode     *answer;    /* (owned) (nullable) */
} RunTool;

static void
run_tool_free (RunTool *op)
{
  g_free (op->client_id);
  g_clear_object (&op->tool);
  g_clear_pointer (&op->args, json_object_unref);
  g_clear_pointer (&op->answer, json_node_unref);
  g_free (op);
}

/* 3 of 3, of a write */
static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  GError *error = NULL;
  g_autoptr(MusterEffect) effect = muster_context_act_finish (self, result, &error);

  if (effect == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, muster_tool_outcome_new_for_effect (self, effect), (GDestroyNotify) muster_tool_outcome_free);
}

/* 4 of 4, of a read */
static void
read_noted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  RunTool *op = g_task_get_task_data (task);
  MusterToolOutcome *outcome;
  GError *error = NULL;

  if (!muster_store_append_audit_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  outcome = g_new0 (MusterToolOutcome, 1);
  outcome->tool = g_strdup (muster_tool_get_id (op->tool));
  outcome->title = muster_tool_explain (op->tool, op->args);
  outcome->answer = g_steal_pointer (&op->answer);
  outcome->state = MUSTER_EFFECT_STATE_CONFIRMED;
  outcome->text = g_strdup (_("Read."));
  g_task_return_pointer (task, outcome, (GDestroyNotify) muster_tool_outcome_free);
}

/* 3 of 4, of a read: who looked at what is kept */
static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  RunTool *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  op->answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  if (op->answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  json_object_set_string_member (body, "tool", muster_tool_get_id (op->tool));
  json_object_set_object_member (body, "args", json_object_ref (op->args));
  node = json_node_init_object (json_node_alloc (), body);
  text = muster_json_canonical (node);
  muster_store_append_audit_async (self->store, muster_context_get_actor (self), op->client_id, "tool-read", text, NULL,
                                   read_noted_cb, g_object_ref (task));
}

/* 2 of 3 */
static void
reached_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  RunTool *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterRunCap) cap = muster_context_reach_finish (self, result, &error);
  g_autofree char *target = NULL;

  if (cap == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (muster_tool_is_read (op->tool))
    {
      muster_cap_set_priority (cap, MUSTER_PRIORITY_APPROVAL);
      muster_gate_read_async (self->gate, cap, muster_tool_get_id (op->tool), op->args, NULL, g_task_get_cancellable (task),
                              read_cb, g_object_ref (task));
      return;
    }
  target = muster_tool_target_ref (op->tool, op->args);
  muster_context_act_async (self, cap, op->client_id, muster_tool_get_id (op->tool), target, op->args, NULL, written_cb,
                            g_object_ref (task));
}

/* What no person may start by hand */
static gboolean
check_tool (MusterTool  *tool,
            const char  *name,
            GError     **error)
{
  if (tool == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, _("There is no tool “%s”."), name);
  else if (muster_tool_get_engine (tool))
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, _("Muster uses this tool by itself; it cannot be run by hand."));
  else if (muster_tool_is_read (tool) && muster_tool_has_handles (tool))
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, _("This tool hands out a secret. Use “Reveal” for it."));
  else
    return TRUE;
  return FALSE;
}

void
muster_context_run_tool_async (MusterContext      *self,
                               const char         *client_id,
                               const char         *tool,
                               JsonObject         *args,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  RunTool *op = g_new0 (RunTool, 1);
  MusterTool *row = muster_catalog_lookup_tool (self->catalog, tool);
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (client_id != NULL);

  g_task_set_source_tag (task, muster_context_run_tool_async);
  g_task_set_task_data (task, op, (GDestroyNotify) run_tool_free);
  g_task_set_check_cancellable (task, FALSE);
  op->client_id = g_strdup (client_id);
  if (muster_context_check_person (self, &error) && check_tool (row, tool, &error))
    {
      op->tool = g_object_ref (row);
      op->args = muster_tool_normalize_args (row, NULL, args, &error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    muster_context_reach_async (self, client_id, row, NULL, reached_cb, g_object_ref (task));
}

MusterToolOutcome *
muster_context_run_tool_finish (MusterContext *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

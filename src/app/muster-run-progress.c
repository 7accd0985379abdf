/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include "muster-context-private.h"
#include "muster-json.h"
#include "muster-run-progress.h"

/**
 * MusterRunProgress:
 *
 * How far a run is that carries its plan out: each step, and the question that waits for an answer. Everything is read
 * from the ledger and the newest request for a yes, again whenever one of them was written.
 */
struct _MusterRunProgress
{
  GObject parent_instance;

  MusterContext  *context;    /* (owned) */
  char           *run_id;
  GCancellable   *cancellable;
  guint           refresh_id;
  gboolean        reading;
  gboolean        again;      /* something changed meanwhile */

  MusterRun      *run;        /* (owned) (nullable) */
  GPtrArray      *effects;    /* (owned) (nullable) (element-type MusterEffect) */
  MusterApproval *approval;   /* (owned) (nullable) */
  char           *question;   /* (nullable) */
  gint64          asked;
};

G_DEFINE_FINAL_TYPE (MusterRunProgress, muster_run_progress, G_TYPE_OBJECT)

static guint changed_signal;

/* The acts of each plan of a run have a name of their own; the steps no more than that */
static char *
call_of (MusterRun  *run,
         const char *name)
{
  gint64 revision = muster_run_get_revision (run);

  if (revision <= 1)
    return g_strdup (name);
  if (*name == '\0')
    return g_strdup_printf (MUSTER_REVISION_CALL, revision);
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT, name, revision);
}

static MusterEffect *
find_effect (MusterRun  *run,
             GPtrArray  *effects,
             gint64      step,
             const char *name)
{
  g_autofree char *call = call_of (run, name);
  MusterEffect *newest = NULL;

  for (guint i = 0; effects != NULL && i < effects->len; i++)
    {
      MusterEffect *effect = effects->pdata[i];
      const char *own = muster_effect_get_call (effect);

      if (muster_effect_get_step (effect) == step && g_strcmp0 (own != NULL ? own : "", call) == 0
          && muster_effect_get_undo_of (effect) == NULL
          && (newest == NULL || muster_effect_get_attempt (effect) > muster_effect_get_attempt (newest)))
        newest = effect;
    }
  return newest;
}

/* The run still works on this plan */
static gboolean
is_live (MusterRun *run)
{
  MusterRunState state = muster_run_get_state (run);

  return state == MUSTER_RUN_STATE_PLANNED || state == MUSTER_RUN_STATE_EXECUTING || state == MUSTER_RUN_STATE_AWAITING_APPROVAL;
}

static MusterStepState
state_of_effect (MusterRun    *run,
                 MusterEffect *effect)
{
  switch (muster_effect_get_state (effect))
    {
    case MUSTER_EFFECT_STATE_CONFIRMED: return MUSTER_STEP_STATE_DONE;
    case MUSTER_EFFECT_STATE_DISPATCHED: return MUSTER_STEP_STATE_UNDER_WAY;
    case MUSTER_EFFECT_STATE_PREPARED: return is_live (run) ? MUSTER_STEP_STATE_UNDER_WAY : MUSTER_STEP_STATE_NOT_DONE;
    case MUSTER_EFFECT_STATE_ABSENT: return MUSTER_STEP_STATE_FAILED;
    case MUSTER_EFFECT_STATE_UNKNOWN:
    default: return MUSTER_STEP_STATE_UNKNOWN;
    }
}

static JsonObject *
find_item (JsonArray *items,
           gint64     step)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);

      if (item != NULL && muster_json_int (item, "step", 0) == step)
        return item;
    }
  return NULL;
}

/* Not begun: what the request for a yes says about it */
static MusterStepState
state_of_request (MusterRun      *run,
                  guint           index,
                  MusterApproval *approval)
{
  gboolean own = approval != NULL && muster_approval_get_revision (approval) == muster_run_get_revision (run);
  g_autoptr(JsonArray) items = own ? muster_approval_parse_items (approval) : NULL;
  JsonObject *item = find_item (items, (gint64) index + 1);
  gboolean gated = item != NULL && muster_json_bool (item, "gated", TRUE);

  if (gated && g_strcmp0 (muster_json_str (item, "choice"), "declined") == 0)
    return MUSTER_STEP_STATE_DECLINED;
  if (gated && muster_approval_get_state (approval) == MUSTER_APPROVAL_STATE_REJECTED)
    return MUSTER_STEP_STATE_DECLINED;
  if (!is_live (run))
    return MUSTER_STEP_STATE_NOT_DONE;
  return gated && muster_approval_is_waiting (approval) ? MUSTER_STEP_STATE_APPROVAL : MUSTER_STEP_STATE_WAITING;
}

MusterStepState
muster_step_state (MusterCatalog  *catalog,
                   MusterRun      *run,
                   guint           index,
                   GPtrArray      *effects,
                   MusterApproval *approval)
{
  GPtrArray *steps = muster_run_get_plan (run) != NULL ? muster_plan_get_steps (muster_run_get_plan (run)) : NULL;
  MusterEffect *effect = find_effect (run, effects, (gint64) index + 1, "");

  MusterTool *tool;

  g_return_val_if_fail (steps != NULL && index < steps->len, MUSTER_STEP_STATE_NOT_DONE);

  tool = muster_catalog_lookup_tool (catalog, muster_step_get_tool (steps->pdata[index]));
  if (tool != NULL && muster_tool_is_read (tool))
    return MUSTER_STEP_STATE_MANUAL;
  return effect != NULL ? state_of_effect (run, effect) : state_of_request (run, index, approval);
}

/* --- Reading it --- */

/* What the requester reads, without the mark by which it is found again */
static char *
without_mark (const char *text,
              const char *mark)
{
  g_autofree char *plain = g_strdup (text);

  if (plain != NULL && mark != NULL && g_str_has_suffix (g_strchomp (plain), mark))
    plain[strlen (plain) - strlen (mark)] = '\0';
  return plain != NULL ? g_strdup (g_strchomp (plain)) : NULL;
}

static void
take_question (MusterRunProgress *self)
{
  MusterEffect *effect = find_effect (self->run, self->effects, 0, "question");
  g_autoptr(JsonNode) args = effect != NULL ? muster_json_from_string_trusted (muster_effect_get_args (effect), NULL) : NULL;
  JsonObject *object = muster_json_node_obj (args);
  const char *text = object != NULL ? muster_json_str (object, "text") : NULL;

  g_clear_pointer (&self->question, g_free);
  self->asked = 0;
  if (muster_run_get_state (self->run) != MUSTER_RUN_STATE_WAITING_ANSWER)
    return;
  if (text == NULL && muster_run_get_plan (self->run) != NULL)
    text = muster_plan_get_reply_draft (muster_run_get_plan (self->run));
  self->question = without_mark (text, effect != NULL ? muster_effect_get_marker (effect) : NULL);
  self->asked = effect != NULL ? muster_effect_get_dispatched_wall (effect) : muster_run_get_state_since (self->run);
}

static void read_all (MusterRunProgress *self);

static void
read_done (MusterRunProgress *self,
           const GError      *error)
{
  self->reading = FALSE;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("How far run %s is could not be read: %s", self->run_id, error->message);
  if (error == NULL)
    {
      take_question (self);
      g_signal_emit (self, changed_signal, 0);
    }
  if (self->again && self->context != NULL)
    read_all (self);
}

static void
approval_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRunProgress) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterApproval) approval = muster_store_find_approval_finish (MUSTER_STORE (source), result, &error);

  if (error == NULL)
    g_set_object (&self->approval, approval);
  read_done (self, error);
}

static void
effects_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterRunProgress) self = user_data;
  g_autoptr(GError) error = NULL;
  GPtrArray *effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    {
      read_done (self, error);
      return;
    }
  g_clear_pointer (&self->effects, g_ptr_array_unref);
  self->effects = effects;
  muster_store_find_approval_async (MUSTER_STORE (source), self->run_id, self->cancellable, approval_cb, g_object_ref (self));
}

static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(MusterRunProgress) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRun) run = muster_store_get_run_finish (MUSTER_STORE (source), result, &error);

  if (run == NULL)
    {
      read_done (self, error);
      return;
    }
  g_set_object (&self->run, run);
  muster_store_list_effects_async (MUSTER_STORE (source), self->run_id, self->cancellable, effects_cb, g_object_ref (self));
}

static void
read_all (MusterRunProgress *self)
{
  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  muster_store_get_run_async (self->context->store, self->run_id, self->cancellable, run_cb, g_object_ref (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  MusterRunProgress *self = user_data;

  self->refresh_id = 0;
  read_all (self);
  return G_SOURCE_REMOVE;
}

/* Many rows are written at once; one look at the end is enough */
static void
store_changed_cb (MusterStore       *store,
                  const char        *table,
                  const char        *id,
                  MusterRunProgress *self)
{
  gboolean own = g_str_equal (table, "runs") && g_strcmp0 (id, self->run_id) == 0;

  if (self->refresh_id == 0 && (own || g_str_equal (table, "effects") || g_str_equal (table, "approvals")))
    self->refresh_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, refresh_cb, self, NULL);
}

static void
muster_run_progress_dispose (GObject *object)
{
  MusterRunProgress *self = MUSTER_RUN_PROGRESS (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_run_progress_parent_class)->dispose (object);
}

static void
muster_run_progress_finalize (GObject *object)
{
  MusterRunProgress *self = MUSTER_RUN_PROGRESS (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->run);
  g_clear_object (&self->approval);
  g_clear_pointer (&self->effects, g_ptr_array_unref);
  g_free (self->question);
  g_free (self->run_id);
  G_OBJECT_CLASS (muster_run_progress_parent_class)->finalize (object);
}

static void
muster_run_progress_class_init (MusterRunProgressClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_run_progress_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_run_progress_finalize;

  /**
   * MusterRunProgress::changed:
   *
   * It was read, or read again.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
muster_run_progress_init (MusterRunProgress *self)
{
  self->cancellable = g_cancellable_new ();
}

MusterRunProgress *
muster_run_progress_new (MusterContext *context,
                         const char    *run_id)
{
  MusterRunProgress *self = g_object_new (MUSTER_TYPE_RUN_PROGRESS, NULL);

  self->context = g_object_ref (context);
  self->run_id = g_strdup (run_id);
  g_signal_connect_object (context->store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  read_all (self);
  return self;
}

MusterRun *
muster_run_progress_get_run (MusterRunProgress *self)
{
  g_return_val_if_fail (MUSTER_IS_RUN_PROGRESS (self), NULL);
  return self->run;
}

MusterEffect *
muster_run_progress_get_effect (MusterRunProgress *self,
                                guint              index)
{
  g_return_val_if_fail (MUSTER_IS_RUN_PROGRESS (self), NULL);
  return self->run != NULL ? find_effect (self->run, self->effects, (gint64) index + 1, "") : NULL;
}

guint
muster_run_progress_get_n_steps (MusterRunProgress *self)
{
  MusterPlan *plan = self->run != NULL ? muster_run_get_plan (self->run) : NULL;

  return plan != NULL && muster_plan_get_steps (plan) != NULL ? muster_plan_get_steps (plan)->len : 0;
}

MusterStepState
muster_run_progress_get_state (MusterRunProgress *self,
                               guint              index)
{
  g_return_val_if_fail (index < muster_run_progress_get_n_steps (self), MUSTER_STEP_STATE_NOT_DONE);
  return muster_step_state (muster_context_get_catalog (self->context), self->run, index, self->effects, self->approval);
}

gboolean
muster_run_progress_has_begun (MusterRunProgress *self)
{
  g_return_val_if_fail (MUSTER_IS_RUN_PROGRESS (self), FALSE);

  if (self->run == NULL || muster_run_get_mode (self->run) != MUSTER_MODE_EXECUTE || muster_run_progress_get_n_steps (self) == 0)
    return FALSE;
  return muster_run_get_state (self->run) > MUSTER_RUN_STATE_PLANNED;
}

const char *
muster_run_progress_get_question (MusterRunProgress *self)
{
  g_return_val_if_fail (MUSTER_IS_RUN_PROGRESS (self), NULL);
  return self->question;
}

gint64
muster_run_progress_get_asked_time (MusterRunProgress *self)
{
  g_return_val_if_fail (MUSTER_IS_RUN_PROGRESS (self), 0);
  return self->asked;
}

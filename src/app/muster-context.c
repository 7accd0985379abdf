/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "muster-connection-test.h"
#include "muster-context-import-private.h"
#include "muster-context-models-private.h"
#include "muster-context-tenants-private.h"
#include "muster-context-webhooks-private.h"
#include "muster-error.h"
#include "muster-process.h"
#include "muster-profile-clock.h"
#include "muster-resources.h"
#include "muster-workflow.h"

/**
 * MusterContext:
 *
 * The composition root: the one place where real and fake parts are chosen and put together. The window, musterctl
 * and the tests start the whole product with it. It opens and closes asynchronously and lives on the main context;
 * every file muster-context-*.c holds one topic of its functions.
 */

G_DEFINE_FINAL_TYPE (MusterContext, muster_context, G_TYPE_OBJECT)

typedef enum { PROP_BUSY = 1, PROP_MEMBER, PROP_WORKSPACE, PROP_KEYRING_STATE, PROP_OFFLINE } MusterContextProperty;

static GParamSpec *props[PROP_OFFLINE + 1];

enum
{
  RUN_CHANGED, CLIENTS_CHANGED, CONNECTIONS_CHANGED, POLICIES_CHANGED, WAITING_CHANGED, WEBHOOKS_CHANGED, TROUBLE_CHANGED,
  APPROVAL_REQUESTED, APPROVAL_REMINDED, N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char * const signal_names[N_SIGNALS] = {
  [RUN_CHANGED] = "run-changed",
  [CLIENTS_CHANGED] = "clients-changed",
  [CONNECTIONS_CHANGED] = "connections-changed",
  [POLICIES_CHANGED] = "policies-changed",
  [WAITING_CHANGED] = "waiting-changed",
  [WEBHOOKS_CHANGED] = "webhooks-changed",
  [TROUBLE_CHANGED] = "trouble-changed",
  [APPROVAL_REQUESTED] = "approval-requested",
  [APPROVAL_REMINDED] = "approval-reminded",
};

void
muster_context_emit (MusterContext *self,
                     const char    *signal_name)
{
  g_signal_emit_by_name (self, signal_name);
}

void
muster_context_emit_run (MusterContext *self,
                         const char    *run_id)
{
  g_signal_emit (self, signals[RUN_CHANGED], 0, run_id);
}

void
muster_context_set_keyring_state (MusterContext    *self,
                                  MusterSecretState state)
{
  if (self->engine != NULL)
    muster_engine_set_held (self->engine, state == MUSTER_SECRET_LOCKED || state == MUSTER_SECRET_UNAVAILABLE);
  if (self->keyring_state == state)
    return;
  self->keyring_state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEYRING_STATE]);
}

void
muster_context_set_offline (MusterContext *self,
                            gboolean       offline)
{
  if (self->offline == offline)
    return;
  self->offline = offline;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OFFLINE]);
}

void
muster_context_set_workspace (MusterContext   *self,
                              MusterWorkspace *workspace)
{
  if (g_set_object (&self->workspace, workspace))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WORKSPACE]);
}

void
muster_context_set_member (MusterContext *self,
                           MusterMember  *member)
{
  g_set_object (&self->member, member);
  muster_store_set_actor (self->store, muster_context_get_actor (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEMBER]);
}

/* Who does what is done now, for the activity log */
const char *
muster_context_get_actor (MusterContext *self)
{
  static char actor[64];

  if (self->member == NULL)
    return self->operator_name != NULL ? self->operator_name : "engine";
  g_snprintf (actor, sizeof actor, "member:%s", muster_member_get_id (self->member));
  return actor;
}

static void
reconsidered_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterContext) self = MUSTER_CONTEXT (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_engine_reconsider_finish (MUSTER_ENGINE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Looking at the waiting tickets again: %s", error->message);
}

void
muster_context_reconsider (MusterContext *self)
{
  muster_engine_reconsider_async (self->engine, NULL, reconsidered_cb, g_object_ref (self));
}

static void
engine_busy_cb (MusterEngine  *engine,
                GParamSpec    *pspec,
                MusterContext *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
engine_settled_cb (MusterEngine  *engine,
                   MusterContext *self)
{
  if (self->opened)
    muster_context_anchor_audit_now_and_then (self);
}

static void
engine_run_changed_cb (MusterEngine  *engine,
                       const char    *run_id,
                       MusterContext *self)
{
  muster_context_emit_run (self, run_id);
}

static void
engine_waiting_cb (MusterEngine  *engine,
                   MusterContext *self)
{
  g_signal_emit (self, signals[WAITING_CHANGED], 0);
}

static void
engine_trouble_cb (MusterEngine  *engine,
                   const char    *connection_id,
                   int            code,
                   const char    *text,
                   MusterContext *self)
{
  muster_context_connection_trouble (self, connection_id, code, text);
}

static void
engine_fine_cb (MusterEngine  *engine,
                const char    *connection_id,
                MusterContext *self)
{
  muster_context_connection_fine (self, connection_id);
}

static void
gate_notes_off_cb (MusterGate    *gate,
                   const char    *connection_id,
                   MusterContext *self)
{
  g_signal_emit (self, signals[CONNECTIONS_CHANGED], 0);
  muster_context_refresh_trouble (self);
}

/* Opening, a chain: sandbox child, store, workspace, members, onboarding, keyring, connections */

static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);

  muster_context_sweep_secrets_finish (self, result);
  self->opened = TRUE;
  muster_context_follow_approvals (self);
  muster_store_check_async (self->store, NULL, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
attached_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_context_attach_all_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_sweep_secrets_async (self, swept_cb, g_object_ref (task));
}

static void
poll_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);

  muster_context_load_poll_finish (self, result);
  muster_context_attach_all_async (self, g_task_get_cancellable (task), attached_cb, g_object_ref (task));
}

static void
listener_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);

  muster_context_load_listener_finish (self, result);
  muster_context_load_poll_async (self, poll_loaded_cb, g_object_ref (task));
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  MusterSecretState state = muster_secret_store_probe_finish (self->secret_store, result, &error);

  if (error != NULL)
    g_message ("Keyring: %s", error->message);
  muster_context_set_keyring_state (self, error != NULL ? MUSTER_SECRET_UNAVAILABLE : state);
  muster_context_load_listener_async (self, listener_loaded_cb, g_object_ref (task));
}

static void
onboarding_loaded_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *saved = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->onboarding = muster_onboarding_new (self->store, self->catalog, saved);
  muster_secret_store_probe_async (self->secret_store, g_task_get_cancellable (task), probed_cb, g_object_ref (task));
}

static void
members_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) members = muster_store_list_members_finish (MUSTER_STORE (source), result, &error);

  if (members == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->has_account = members->len > 0;
  muster_store_get_value_async (self->store, "onboarding", g_task_get_cancellable (task), onboarding_loaded_cb,
                                g_object_ref (task));
}

static void
workspace_loaded_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkspace) workspace = muster_store_load_workspace_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  muster_context_set_workspace (self, workspace);
  muster_store_list_members_async (self->store, g_task_get_cancellable (task), members_listed_cb, g_object_ref (task));
}

static gboolean
make_parts (MusterContext *self,
            GError       **error)
{
  self->planner = muster_context_make_planner (self, error);
  if (self->planner == NULL)
    return FALSE;

  self->gate = muster_gate_new (self->catalog, self->store, self->transport, self->clock, self->egress);
  muster_gate_set_secret_store (self->gate, self->secret_store);
  self->engine = muster_engine_new (self->store, self->gate, self->planner, self->clock);
  g_signal_connect_object (self->gate, "notes-off", G_CALLBACK (gate_notes_off_cb), self, 0);
  g_signal_connect_object (self->gate, "refused", G_CALLBACK (muster_context_tenant_refused_cb), self, 0);
  g_signal_connect_object (self->engine, "notify::busy", G_CALLBACK (engine_busy_cb), self, 0);
  g_signal_connect_object (self->engine, "settled", G_CALLBACK (engine_settled_cb), self, 0);
  g_signal_connect_object (self->engine, "run-changed", G_CALLBACK (engine_run_changed_cb), self, 0);
  g_signal_connect_object (self->engine, "waiting-changed", G_CALLBACK (engine_waiting_cb), self, 0);
  g_signal_connect_object (self->engine, "trouble", G_CALLBACK (engine_trouble_cb), self, 0);
  g_signal_connect_object (self->engine, "fine", G_CALLBACK (engine_fine_cb), self, 0);
  return TRUE;
}

static void
models_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_context_load_models_finish (self, result, &error))
    g_task_return_error (task, error);
  else
    muster_store_load_workspace_async (self->store, g_task_get_cancellable (task), workspace_loaded_cb, g_object_ref (task));
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->store = muster_store_open_finish (result, &error);
  if (self->store == NULL || !make_parts (self, &error))
    g_task_return_error (task, error);
  else
    muster_context_load_models_async (self, g_task_get_cancellable (task), models_loaded_cb, g_object_ref (task));
}

/* "/data" of the person, or a folder of our own for a demonstration */
static gboolean
choose_data_dir (MusterContext *self,
                 GError       **error)
{
  g_autofree char *parent = NULL;

  if (!self->sandbox)
    {
      if (self->data_dir == NULL)
        self->data_dir = g_build_filename (g_get_user_data_dir (), "muster", NULL);
      return TRUE;
    }

  if (self->data_dir != NULL)
    {
      parent = g_steal_pointer (&self->data_dir);
      if (g_mkdir_with_parents (parent, 0700) != 0)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "%s: %s", parent, g_strerror (errno));
          return FALSE;
        }
      self->data_dir = g_build_filename (parent, "sandbox-XXXXXX", NULL);
      if (g_mkdtemp_full (self->data_dir, 0700) == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "%s: %s", parent, g_strerror (errno));
          g_clear_pointer (&self->data_dir, g_free);
          return FALSE;
        }
    }
  else
    self->data_dir = g_dir_make_tmp ("muster-sandbox-XXXXXX", error);

  self->own_dir = self->data_dir != NULL;
  return self->own_dir;
}

static void
open_store (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (self->clock == NULL && !self->sandbox && choose_data_dir (self, &error))
    self->clock = muster_profile_clock_load (self->data_dir);
  self->egress = muster_egress_new ();
  muster_context_watch_egress (self);
  muster_process_set_egress (self->egress);
  self->transport = muster_transport_new (self->clock, self->egress);
  muster_transport_set_usage_func (self->transport, muster_context_count_usage, self, NULL);
  self->catalog = muster_catalog_load (&error);
  if (self->catalog == NULL || !choose_data_dir (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_store_open_async (self->data_dir, self->clock, g_task_get_cancellable (task), store_opened_cb, g_object_ref (task));
}

static void
child_started_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_sandbox_child_start_finish (self->child, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_object (&self->clock);
  self->clock = muster_clock_new_fixed (muster_sandbox_child_get_now (self->child));
  open_store (task);
}

void
muster_context_open_async (MusterContext      *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (self->store == NULL);

  g_task_set_source_tag (task, muster_context_open_async);
  muster_core_register_resources ();
  if (!self->sandbox)
    {
      open_store (task);
      return;
    }
  self->child = muster_sandbox_child_new ();
  muster_sandbox_child_start_async (self->child, self->sandbox_program, self->world, cancellable, child_started_cb,
                                    g_object_ref (task));
}

gboolean
muster_context_open_finish (MusterContext *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
muster_context_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MusterContext *self = MUSTER_CONTEXT (object);

  switch ((MusterContextProperty) prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->engine != NULL && !muster_engine_get_settled (self->engine));
      break;
    case PROP_MEMBER:
      g_value_set_object (value, self->member);
      break;
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;
    case PROP_KEYRING_STATE:
      g_value_set_int (value, (int) self->keyring_state);
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, self->offline);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_context_dispose (GObject *object)
{
  MusterContext *self = MUSTER_CONTEXT (object);

  g_clear_handle_id (&self->poll_source, g_source_remove);
  if (self->egress != NULL)
    muster_egress_set_alarm (self->egress, NULL, NULL);
  muster_process_set_egress (NULL);
  muster_context_stop_listener (self);
  /* What is still under way is not counted any more, so that nothing starts the timer again */
  if (self->transport != NULL)
    muster_transport_set_usage_func (self->transport, NULL, NULL, NULL);
  g_clear_handle_id (&self->usage_source, g_source_remove);
  muster_context_drop_provisioning (self);
  g_clear_object (&self->onboarding);
  g_hash_table_remove_all (self->signers);
  g_hash_table_remove_all (self->trials);
  g_clear_object (&self->engine);
  g_clear_object (&self->planner);
  g_clear_object (&self->llm_pool);
  g_clear_object (&self->gate);
  g_clear_object (&self->store);
  g_clear_object (&self->transport);
  g_clear_object (&self->connections);
  g_clear_object (&self->models);
  g_clear_object (&self->trouble);
  g_clear_object (&self->approvals);
  g_clear_object (&self->webhooks);
  g_clear_object (&self->child);
  G_OBJECT_CLASS (muster_context_parent_class)->dispose (object);
}

static void
muster_context_finalize (GObject *object)
{
  MusterContext *self = MUSTER_CONTEXT (object);

  g_clear_object (&self->catalog);
  g_clear_object (&self->secret_store);
  g_clear_object (&self->clock);
  g_clear_object (&self->workspace);
  g_clear_object (&self->member);
  g_free (self->operator_name);
  g_free (self->operator_email);
  g_clear_object (&self->egress);
  g_clear_object (&self->trial_tokens);
  muster_listener_settings_clear (&self->listener_settings);
  g_free (self->listener_problem);
  g_hash_table_unref (self->hook_secrets);
  g_hash_table_unref (self->hook_keys);
  g_hash_table_unref (self->usage);
  g_hash_table_unref (self->usage_restored);
  g_hash_table_unref (self->provision_known);
  g_object_unref (self->provision_cancellable);
  g_ptr_array_unref (self->provision_waiting);
  g_hash_table_unref (self->signers);
  g_hash_table_unref (self->trials);
  g_hash_table_unref (self->codes);
  g_hash_table_unref (self->rediscoveries);
  g_ptr_array_unref (self->rediscovery_waiters);
  g_clear_pointer (&self->given_secrets, g_hash_table_unref);
  g_clear_pointer (&self->undos_seen, g_hash_table_unref);
  g_free (self->data_dir);
  g_free (self->world);
  g_free (self->sandbox_program);
  G_OBJECT_CLASS (muster_context_parent_class)->finalize (object);
}

static void
muster_context_class_init (MusterContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = muster_context_get_property;
  object_class->dispose = muster_context_dispose;
  object_class->finalize = muster_context_finalize;

  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_MEMBER] = g_param_spec_object ("member", NULL, NULL, MUSTER_TYPE_MEMBER, flags);
  props[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, MUSTER_TYPE_WORKSPACE, flags);
  props[PROP_KEYRING_STATE] = g_param_spec_int ("keyring-state", NULL, NULL, MUSTER_SECRET_PRESENT, MUSTER_SECRET_UNAVAILABLE,
                                                MUSTER_SECRET_PRESENT, flags);
  props[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = i == RUN_CHANGED || i == APPROVAL_REQUESTED || i == APPROVAL_REMINDED
                 ? g_signal_new (signal_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING)
                 : g_signal_new (signal_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  muster_context_install_model_signals (G_TYPE_FROM_CLASS (klass));
}

static void
muster_context_init (MusterContext *self)
{
  self->connections = g_list_store_new (MUSTER_TYPE_CONNECTION);
  self->models = g_list_store_new (MUSTER_TYPE_LANGUAGE_MODEL);
  self->trouble = g_list_store_new (MUSTER_TYPE_TROUBLE);
  self->approvals = g_list_store_new (MUSTER_TYPE_APPROVAL);
  self->webhooks = g_list_store_new (MUSTER_TYPE_WEBHOOK);
  self->hook_secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
  self->hook_keys = muster_hook_keys_new ();
  self->poll_seconds = MUSTER_POLL_SECONDS_DEFAULT;
  self->usage = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->usage_restored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->provision_queue);
  self->provision_known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->provision_cancellable = g_cancellable_new ();
  self->provision_waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->signers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->trials = muster_connection_trials_new ();
  self->trial_tokens = muster_secret_store_memory_new ();
  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rediscoveries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rediscovery_waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * muster_context_new:
 * @options: what to build from; copied
 *
 * Does no input or output; see muster_context_open_async().
 *
 * Returns: (transfer full): a closed context
 */
MusterContext *
muster_context_new (const MusterContextOptions *options)
{
  MusterContext *self = g_object_new (MUSTER_TYPE_CONTEXT, NULL);

  g_return_val_if_fail (options != NULL, NULL);

  self->data_dir = g_strdup (options->data_dir);
  self->sandbox = options->sandbox;
  self->world = g_strdup (options->world);
  self->sandbox_program = g_strdup (options->sandbox_program);
  g_set_object (&self->clock, options->clock);
  if (options->given_secrets != NULL)
    self->given_secrets = g_hash_table_ref (options->given_secrets);

  if (options->secret_store != NULL)
    self->secret_store = g_object_ref (options->secret_store);
  else if (options->sandbox || g_strcmp0 (options->keyring, "memory") == 0)
    self->secret_store = muster_secret_store_memory_new ();
  else
    self->secret_store = muster_secret_store_libsecret_new ();
  return self;
}

MusterStore *
muster_context_get_store (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->store;
}

MusterCatalog *
muster_context_get_catalog (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->catalog;
}

MusterClock *
muster_context_get_clock (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->clock;
}

MusterSecretStore *
muster_context_get_secret_store (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->secret_store;
}

const char *
muster_context_get_data_dir (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->data_dir;
}

gboolean
muster_context_get_sandbox (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), FALSE);
  return self->sandbox;
}

MusterWorkspace *
muster_context_get_workspace (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->workspace;
}

MusterMember *
muster_context_get_member (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->member;
}

MusterSecretState
muster_context_get_keyring_state (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), MUSTER_SECRET_UNAVAILABLE);
  return self->keyring_state;
}

gboolean
muster_context_get_offline (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), FALSE);
  return self->offline;
}

MusterOnboarding *
muster_context_get_onboarding (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->onboarding;
}

gboolean
muster_context_needs_onboarding (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), TRUE);
  return !self->has_account || self->onboarding == NULL || !muster_onboarding_get_done (self->onboarding);
}

GHashTable *
muster_context_get_sandbox_values (MusterContext *self,
                                   const char    *integration)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->child != NULL ? muster_sandbox_child_dup_values (self->child, integration) : NULL;
}

const char *
muster_context_get_sandbox_control (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->child != NULL ? muster_sandbox_child_get_control (self->child) : NULL;
}

const char *
muster_context_get_sandbox_text (MusterContext *self,
                                 const char    *path)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->child != NULL ? muster_sandbox_child_get_at (self->child, path) : NULL;
}

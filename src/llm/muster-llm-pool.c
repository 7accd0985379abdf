/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include "muster-error.h"
#include "muster-llm-client.h"
#include "muster-llm-pool.h"
#include "muster-llm-protocol.h"
#include "muster-store-models.h"

/* A model that could not be reached is tried last for so long */
#define REST (60 * G_TIME_SPAN_SECOND)

/**
 * MusterLlmPool:
 *
 * The models in their order, and the budgets. Whoever asks gets the answer of the first one that gives one.
 */
struct _MusterLlmPool
{
  GObject parent_instance;

  MusterStore       *store;    /* (nullable): without one nothing is counted */
  MusterSecretStore *secrets;  /* (nullable) */
  MusterClock       *clock;
  MusterEgress      *egress;   /* (nullable) */
  GPtrArray         *models;   /* (element-type MusterLanguageModel): enabled, in order; replaced, never changed */
  GHashTable        *clients;  /* MusterLanguageModel of models → MusterLlmClient */
  GHashTable        *given;    /* model id → MusterSecret: keys that are not in the keyring */
  GHashTable        *guards;   /* model id → Guard: of the models that there are */
  GHashTable        *resting;  /* model id → gint64 *: boot time until which it is tried last */
};

G_DEFINE_FINAL_TYPE (MusterLlmPool, muster_llm_pool, G_TYPE_OBJECT)

/* A key in the set of live secrets, as long as its model is there or somebody asks with it */
typedef struct
{
  MusterEgress *egress;
  char         *label;
} Guard;

enum
{
  ASKING,
  DELTA,
  ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  char             *run_id;     /* (nullable) */
  char             *client_id;  /* (nullable) */
  MusterLlmRequest *request;
  GPtrArray        *models;     /* (element-type MusterLanguageModel): in the order for this time */
  guint             at;         /* the one that is asked now */
  MusterLlmClient  *client;     /* (nullable): of it */
  MusterModelUsage *usage;      /* (nullable): what is reserved */
  gint64            begun;
  gboolean          again;      /* it broke off once */
  gboolean          told;       /* pieces of an answer were told */
  GError           *error;      /* (nullable): of the first model that failed, with the others' words */
  MusterLlmReply   *reply;      /* (nullable) */
  GError           *outcome;    /* (nullable): of the model that is asked now */
} Ask;

static void
guard_clear (gpointer data)
{
  Guard *guard = data;

  muster_egress_remove (guard->egress, guard->label);
  g_object_unref (guard->egress);
  g_free (guard->label);
}

static void
guard_release (gpointer guard)
{
  g_rc_box_release_full (guard, guard_clear);
}

/* Each has a label of its own: a new key of the same model may come before the old one is let go */
static Guard *
guard_new (MusterEgress *egress,
           const char   *model_id,
           MusterSecret *key)
{
  static guint serial = 0;
  Guard *guard = g_rc_box_new0 (Guard);

  guard->egress = g_object_ref (egress);
  guard->label = g_strdup_printf ("language model %s/%u", model_id, ++serial);
  muster_egress_add (egress, guard->label, key);
  return guard;
}

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->run_id);
  g_free (ask->client_id);
  muster_llm_request_unref (ask->request);
  g_ptr_array_unref (ask->models);
  g_clear_object (&ask->client);
  g_clear_object (&ask->usage);
  g_clear_error (&ask->error);
  g_clear_error (&ask->outcome);
  g_clear_pointer (&ask->reply, muster_llm_reply_unref);
  g_free (ask);
}

static void
muster_llm_pool_finalize (GObject *object)
{
  MusterLlmPool *self = MUSTER_LLM_POOL (object);

  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  g_clear_object (&self->egress);
  g_ptr_array_unref (self->models);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->given);
  g_hash_table_unref (self->guards);
  g_hash_table_unref (self->resting);

  G_OBJECT_CLASS (muster_llm_pool_parent_class)->finalize (object);
}

static void
muster_llm_pool_class_init (MusterLlmPoolClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = muster_llm_pool_finalize;

  /**
   * MusterLlmPool::asking:
   * @self: the pool
   * @run_id: (nullable): for which run
   * @name: name of the model that is asked now
   */
  signals[ASKING] = g_signal_new ("asking", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * MusterLlmPool::delta:
   * @self: the pool
   * @run_id: (nullable): for which run
   * @text: (nullable): a piece of what the model says; %NULL: what was said so far is void
   */
  signals[DELTA] = g_signal_new ("delta", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * MusterLlmPool::answered:
   * @self: the pool
   * @run_id: (nullable): for which run
   * @reply: the whole reply
   */
  signals[ANSWERED] = g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_STRING, MUSTER_TYPE_LLM_REPLY);
}

static void
muster_llm_pool_init (MusterLlmPool *self)
{
  self->models = g_ptr_array_new_with_free_func (g_object_unref);
  self->clients = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
  self->guards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, guard_release);
  self->resting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * muster_llm_pool_new:
 * @store: (nullable): where budgets and usage are; %NULL: nothing is counted
 * @secrets: (nullable): where the keys are, as kind "model" under a model's id
 * @clock: a clock
 * @egress: (nullable): the live secrets, which no request may hold
 *
 * Returns: (transfer full): a pool without models
 */
MusterLlmPool *
muster_llm_pool_new (MusterStore       *store,
                     MusterSecretStore *secrets,
                     MusterClock       *clock,
                     MusterEgress      *egress)
{
  MusterLlmPool *self;

  g_return_val_if_fail (MUSTER_IS_CLOCK (clock), NULL);

  self = g_object_new (MUSTER_TYPE_LLM_POOL, NULL);
  g_set_object (&self->store, store);
  g_set_object (&self->secrets, secrets);
  g_set_object (&self->clock, clock);
  g_set_object (&self->egress, egress);

  return self;
}

/* The key of a model that is gone is worth nothing any more, once nobody asks with it */
static void
let_go (MusterLlmPool *self,
        GPtrArray     *models)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->guards);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      gboolean there = FALSE;

      for (guint i = 0; i < models->len && !there; i++)
        there = g_strcmp0 (muster_language_model_get_id (models->pdata[i]), id) == 0;
      if (!there)
        g_hash_table_iter_remove (&iter);
    }
}

/**
 * muster_llm_pool_set_models:
 * @self: a pool
 * @models: (element-type MusterLanguageModel): in the order in which they are tried; disabled ones are left out
 *
 * Keys are taken from the keyring anew. What is being asked goes on with the models of before.
 */
void
muster_llm_pool_set_models (MusterLlmPool *self,
                            GPtrArray     *models)
{
  g_return_if_fail (MUSTER_IS_LLM_POOL (self));
  g_return_if_fail (models != NULL);

  g_ptr_array_unref (self->models);
  self->models = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < models->len; i++)
    if (muster_language_model_get_enabled (models->pdata[i]))
      g_ptr_array_add (self->models, muster_record_copy (models->pdata[i]));

  g_hash_table_remove_all (self->clients);
  g_hash_table_remove_all (self->resting);
  let_go (self, models);
}

/**
 * muster_llm_pool_give_key:
 * @self: a pool
 * @model_id: of a model
 * @key: its key
 *
 * The keyring is not asked for this key: for a model that is tried before it is saved, and for profiles without a
 * keyring of their own.
 */
void
muster_llm_pool_give_key (MusterLlmPool *self,
                          const char    *model_id,
                          MusterSecret  *key)
{
  g_return_if_fail (MUSTER_IS_LLM_POOL (self));
  g_return_if_fail (model_id != NULL && key != NULL);

  g_hash_table_replace (self->given, g_strdup (model_id), muster_secret_ref (key));
}

/**
 * muster_llm_pool_is_ready:
 * @self: a pool
 *
 * Returns: whether there is a model to ask
 */
gboolean
muster_llm_pool_is_ready (MusterLlmPool *self)
{
  g_return_val_if_fail (MUSTER_IS_LLM_POOL (self), FALSE);

  return self->models->len > 0;
}

static const char *
id_of (MusterLanguageModel *model)
{
  const char *id = muster_language_model_get_id (model);

  return id != NULL ? id : "";
}

static gboolean
is_resting (MusterLlmPool       *self,
            MusterLanguageModel *model)
{
  const gint64 *until = g_hash_table_lookup (self->resting, id_of (model));

  return until != NULL && muster_clock_boot (self->clock) < *until;
}

static void
let_rest (MusterLlmPool       *self,
          MusterLanguageModel *model,
          const GError        *error)
{
  gint64 until = muster_clock_boot (self->clock) + REST;

  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE)
      || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT)
      || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED)
      || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT))
    g_hash_table_replace (self->resting, g_strdup (id_of (model)), g_memdup2 (&until, sizeof until));
}

static GPtrArray *
order_now (MusterLlmPool *self)
{
  GPtrArray *order = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->models->len; i++)
      if (is_resting (self, self->models->pdata[i]) == (pass == 1))
        g_ptr_array_add (order, g_object_ref (self->models->pdata[i]));

  return order;
}

static MusterLanguageModel *
model_now (Ask *ask)
{
  return ask->models->pdata[ask->at];
}

static void begin_model (GTask *task);
static void begin_request (GTask *task);

/* Takes error: what this model came to. */
static void
next_model (GTask  *task,
            GError *error)
{
  MusterLlmPool *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  g_autofree char *words = g_strdup_printf ("%s: %s", muster_language_model_get_name (model_now (ask)), error->message);

  let_rest (self, model_now (ask), error);
  g_info ("%s", words);
  if (ask->error == NULL)
    {
      ask->error = error;
      g_free (error->message);
      error->message = g_steal_pointer (&words);
    }
  else
    {
      g_autofree char *before = ask->error->message;

      ask->error->message = g_strdup_printf ("%s; %s", before, words);
      g_error_free (error);
    }

  g_clear_object (&ask->client);
  ask->at++;
  ask->again = FALSE;
  if (ask->at < ask->models->len)
    begin_model (task);
  else
    g_task_return_error (task, g_steal_pointer (&ask->error));
}

/* The request has come to its end, and what it cost is written. */
static void
conclude (GTask *task)
{
  MusterLlmPool *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  GError *error = g_steal_pointer (&ask->outcome);

  g_clear_object (&ask->usage);
  if (error == NULL)
    {
      /* Whoever keeps the answer's task need not keep the key */
      g_clear_object (&ask->client);
      g_hash_table_remove (self->resting, id_of (model_now (ask)));
      g_signal_emit (self, signals[ANSWERED], 0, ask->run_id, ask->reply);
      g_task_return_pointer (task, g_steal_pointer (&ask->reply), (GDestroyNotify) muster_llm_reply_unref);
      return;
    }

  if (ask->told)
    g_signal_emit (self, signals[DELTA], 0, ask->run_id, NULL);
  ask->told = FALSE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
    }
  else if (ask->again)
    {
      g_error_free (error);
      begin_request (task);
    }
  else
    {
      next_model (task, error);
    }
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* The reservation stays then: more is counted than was used, never less. */
  if (!muster_store_settle_usage_finish (MUSTER_STORE (source), result, &error))
    g_warning ("What a language model cost was not written: %s", error->message);
  conclude (task);
}

static void
settle (GTask          *task,
        MusterLlmSpent *spent)
{
  MusterLlmPool *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  MusterLlmReply *reply = ask->reply;

  if (ask->usage == NULL)
    {
      conclude (task);
      return;
    }

  muster_model_usage_set_status (ask->usage, reply != NULL ? "ok" : "failed");
  muster_model_usage_set_prompt (ask->usage, reply != NULL ? reply->prompt : spent->prompt);
  muster_model_usage_set_cached (ask->usage, reply != NULL ? reply->cached : 0);
  muster_model_usage_set_output (ask->usage, reply != NULL ? reply->output : spent->output);
  muster_model_usage_set_estimated (ask->usage, reply == NULL || reply->estimated);
  muster_model_usage_set_cost (ask->usage, reply != NULL
                                             ? reply->cost
                                             : muster_language_model_cost (model_now (ask), spent->prompt, 0, 0,
                                                                           spent->output));
  muster_model_usage_set_duration_ms (ask->usage, (g_get_monotonic_time () - ask->begun) / 1000);
  muster_store_settle_usage_async (self->store, ask->usage, NULL, settled_cb, g_object_ref (task));
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  MusterLlmSpent spent = { 0 };
  const char *problem = NULL;
  gboolean before = ask->again;

  ask->reply = muster_llm_client_send_finish (MUSTER_LLM_CLIENT (source), result, &spent, &problem, &ask->outcome);
  /* What broke off is asked once more, with a reservation of its own. */
  ask->again = ask->reply == NULL && !before && g_strcmp0 (problem, "cut") == 0;
  settle (task, &spent);
}

static void
delta_cb (const char *text,
          gpointer    user_data)
{
  GTask *task = user_data;
  Ask *ask = g_task_get_task_data (task);

  ask->told = TRUE;
  g_signal_emit (g_task_get_source_object (task), signals[DELTA], 0, ask->run_id, text);
}

static void
send_request (GTask *task)
{
  MusterLlmPool *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);

  ask->begun = g_get_monotonic_time ();
  g_signal_emit (self, signals[ASKING], 0, ask->run_id, muster_language_model_get_name (model_now (ask)));
  muster_llm_client_send_async (ask->client, ask->request, delta_cb, task, g_task_get_cancellable (task), sent_cb,
                                g_object_ref (task));
}

static void
reserved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 id = muster_store_reserve_usage_finish (MUSTER_STORE (source), result, &error);

  if (id < 0 && g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_BUDGET))
    {
      g_clear_object (&ask->usage);
      next_model (task, error);
    }
  else if (id < 0)
    {
      g_task_return_error (task, error);
    }
  else
    {
      muster_model_usage_set_id (ask->usage, id);
      /* Also when it was cancelled meanwhile: the client says so, and the reservation is settled. */
      send_request (task);
    }
}

/* The most that it can cost: each byte a token, nothing cached, an answer as long as it may be */
static MusterModelUsage *
worst_of (MusterLlmPool *self,
          Ask           *ask)
{
  MusterModelUsage *usage = muster_model_usage_new ();
  MusterLanguageModel *model = model_now (ask);
  guint prompt = muster_llm_client_bound (ask->client, ask->request);
  guint output = muster_llm_limit_of (model, ask->request);
  gint64 cost = muster_language_model_cost (model, prompt, 0, 0, output);

  muster_model_usage_set_model_id (usage, id_of (model));
  muster_model_usage_set_run_id (usage, ask->run_id);
  muster_model_usage_set_client_id (usage, ask->client_id);
  muster_model_usage_set_time (usage, muster_clock_now (self->clock));
  muster_model_usage_set_prompt (usage, prompt);
  muster_model_usage_set_output (usage, output);
  muster_model_usage_set_cost (usage, MAX (cost, muster_language_model_cost (model, prompt, 0, prompt, output)));
  muster_model_usage_set_currency (usage, muster_language_model_get_currency (model));

  return usage;
}

static void
begin_request (GTask *task)
{
  MusterLlmPool *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  GBytes *body;

  if (g_task_return_error_if_cancelled (task))
    return;

  body = muster_llm_client_peek_body (ask->client, ask->request);
  if (self->egress != NULL && muster_egress_blocks (self->egress, "prompt", g_bytes_get_data (body, NULL)))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                               "A password or key was about to go to the language model and was held back");
      return;
    }

  if (self->store == NULL)
    {
      send_request (task);
      return;
    }

  ask->usage = worst_of (self, ask);
  muster_store_reserve_usage_async (self->store, ask->usage, NULL, reserved_cb, g_object_ref (task));
}

static void
use_client (GTask        *task,
            MusterSecret *key)
{
  MusterLlmPool *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  MusterLanguageModel *model = model_now (ask);

  gboolean there = g_ptr_array_find (self->models, model, NULL);

  ask->client = muster_llm_client_new (model, key);
  if (key != NULL && self->egress != NULL)
    {
      Guard *guard = guard_new (self->egress, id_of (model), key);

      g_object_set_data_full (G_OBJECT (ask->client), "muster-guard", guard, guard_release);
      if (there)
        g_hash_table_replace (self->guards, g_strdup (id_of (model)), g_rc_box_acquire (guard));
    }
  if (there)
    g_hash_table_replace (self->clients, g_object_ref (model), g_object_ref (ask->client));

  begin_request (task);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(MusterSecret) key = NULL;
  GError *error = NULL;
  MusterSecretState state = muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &key, &error);

  if (state == MUSTER_SECRET_PRESENT && key != NULL)
    use_client (task, key);
  else if (error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, error);
  else if (error != NULL)
    next_model (task, error);
  else if (state == MUSTER_SECRET_ABSENT)
    next_model (task, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT,
                                           "Its key is not in the keyring any more. Type it again"));
  else
    next_model (task, muster_secret_store_new_error (state, NULL));
}

static void
begin_model (GTask *task)
{
  MusterLlmPool *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  MusterLanguageModel *model = model_now (ask);
  MusterLlmClient *known = g_hash_table_lookup (self->clients, model);
  MusterSecret *given = g_hash_table_lookup (self->given, id_of (model));

  if (known != NULL)
    {
      ask->client = g_object_ref (known);
      begin_request (task);
    }
  else if (given != NULL)
    {
      use_client (task, given);
    }
  else if (muster_language_model_get_has_key (model) && self->secrets != NULL)
    {
      muster_secret_store_lookup_async (self->secrets, MUSTER_SECRET_KIND_MODEL, id_of (model),
                                        g_task_get_cancellable (task), key_found_cb, g_object_ref (task));
    }
  else
    {
      use_client (task, NULL);
    }
}

/**
 * muster_llm_pool_ask_async:
 * @self: a pool
 * @run_id: (nullable): for which run
 * @client_id: (nullable): on whose budget
 * @request: what is asked; it must not change until @callback is called
 * @cancellable: (nullable): ends it
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Asks the models in their order until one answers. Before each request the most that it can cost is reserved; when a
 * budget would be passed with it, it is not sent.
 *
 * Errors: %MUSTER_ERROR_NOT_FOUND (there is no model), %MUSTER_ERROR_BUDGET, %MUSTER_ERROR_REFUSED_BY_POLICY (a secret
 * in the request), or what the first model came to, with the words of the others behind it.
 */
void
muster_llm_pool_ask_async (MusterLlmPool       *self,
                           const char          *run_id,
                           const char          *client_id,
                           MusterLlmRequest    *request,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Ask *ask;

  g_return_if_fail (MUSTER_IS_LLM_POOL (self));
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_llm_pool_ask_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->models->len == 0)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No language model is set up");
      return;
    }

  ask = g_new0 (Ask, 1);
  ask->run_id = g_strdup (run_id);
  ask->client_id = g_strdup (client_id);
  ask->request = muster_llm_request_ref (request);
  ask->models = order_now (self);
  g_task_set_task_data (task, ask, ask_free);
  begin_model (task);
}

/**
 * muster_llm_pool_ask_finish:
 * @self: a pool
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the reply
 */
MusterLlmReply *
muster_llm_pool_ask_finish (MusterLlmPool  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "llm-server.h"
#include "muster-error.h"
#include "muster-llm-pool.h"
#include "muster-store.h"
#include "muster-store-fixture.h"
#include "muster-store-history.h"
#include "muster-store-models.h"
#include "muster-test.h"

typedef struct
{
  char              *dir;
  MusterStore       *store;
  MusterSecretStore *secrets;
  MusterClock       *clock;
  MusterEgress      *egress;
  MusterLlmPool     *pool;
  GString           *seen;
} Fixture;

static void
asking_cb (MusterLlmPool *pool,
           const char    *run_id,
           const char    *name,
           Fixture       *f)
{
  g_string_append_printf (f->seen, "<%s>", name);
}

static void
delta_cb (MusterLlmPool *pool,
          const char    *run_id,
          const char    *text,
          Fixture       *f)
{
  g_assert_cmpstr (run_id, ==, "R1");
  g_string_append (f->seen, text != NULL ? text : "#");
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->dir = muster_test_dir ();
  f->store = fixture_open_or_die (f->dir);
  f->secrets = muster_secret_store_memory_new ();
  f->clock = muster_clock_new_fixed (G_GINT64_CONSTANT (1795392000) * G_USEC_PER_SEC);
  f->egress = muster_egress_new ();
  f->pool = muster_llm_pool_new (f->store, f->secrets, f->clock, f->egress);
  f->seen = g_string_new (NULL);
  g_signal_connect (f->pool, "asking", G_CALLBACK (asking_cb), f);
  g_signal_connect (f->pool, "delta", G_CALLBACK (delta_cb), f);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_object (&f->pool);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  g_clear_object (&f->secrets);
  fixture_close (f->store);
  g_string_free (f->seen, TRUE);
  muster_test_remove_dir (f->dir);
  g_free (f->dir);
}

static MusterLanguageModel *
named (LlmServer  *server,
       const char *id)
{
  MusterLanguageModel *model = llm_model (muster_test_server_get_base (server->server), "other");

  muster_language_model_set_id (model, id);
  muster_language_model_set_name (model, id);
  muster_language_model_set_max_output (model, 256);
  /* 10 a million for the prompt, 20 for the answer */
  muster_language_model_set_price_input (model, 10000000);
  muster_language_model_set_price_output (model, 20000000);

  return model;
}

static void
use (Fixture             *f,
     MusterLanguageModel *first,
     MusterLanguageModel *second)
{
  g_autoptr(GPtrArray) models = g_ptr_array_new ();

  g_ptr_array_add (models, first);
  if (second != NULL)
    g_ptr_array_add (models, second);
  muster_llm_pool_set_models (f->pool, models);
}

static MusterLlmReply *
ask (Fixture *f,
     GError **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterLlmRequest) request = llm_request ();

  muster_llm_pool_ask_async (f->pool, "R1", "K1", request, NULL, muster_test_wait_cb, &wait);
  return muster_llm_pool_ask_finish (f->pool, muster_test_wait (&wait), error);
}

static gint64
spent (Fixture *f)
{
  return MUST (f->store, get_spent, "2026-11", NULL);
}

/* The sums that budgets are held against are those of the rows. */
static void
assert_sums (Fixture *f)
{
  g_autoptr(GPtrArray) months = MUST (f->store, sum_usage, "month", NULL);
  g_autoptr(GPtrArray) rows = MUST (f->store, list_run_usage, "R1");
  gint64 cost = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      g_assert_cmpstr (muster_model_usage_get_status (rows->pdata[i]), !=, "reserved");
      cost += muster_model_usage_get_cost (rows->pdata[i]);
    }
  g_assert_cmpint (spent (f), ==, cost);
  g_assert_cmpint (MUST (f->store, get_spent, "2026-11", "K1"), ==, cost);
  if (rows->len > 0)
    g_assert_cmpint (muster_model_usage_get_cost (months->pdata[0]), ==, cost);
}

static void
test_counts (Fixture      *f,
             gconstpointer data)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) model = named (server, "one");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  g_assert_false (muster_llm_pool_is_ready (f->pool));
  g_assert_null (ask (f, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);

  use (f, model, NULL);
  g_assert_true (muster_llm_pool_is_ready (f->pool));
  reply = ask (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->seen->str, ==, "<one>Hello");
  /* 100 tokens at 10 and 7 at 20, in millionths */
  g_assert_cmpint (reply->cost, ==, 1140);
  g_assert_cmpint (spent (f), ==, 1140);
  rows = MUST (f->store, list_run_usage, "R1");
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (muster_model_usage_get_status (rows->pdata[0]), ==, "ok");
  g_assert_cmpint (muster_model_usage_get_prompt (rows->pdata[0]), ==, 100);
  g_assert_cmpint (muster_model_usage_get_cached (rows->pdata[0]), ==, 40);
  g_assert_cmpint (muster_model_usage_get_estimated (rows->pdata[0]), ==, 0);
  assert_sums (f);
}

static void
test_falls_back (Fixture      *f,
                 gconstpointer data)
{
  static const Answer bad[] = { { 401, "json", "{}", NULL } };
  static const Answer good[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) first = llm_server_new (bad, 1);
  g_autoptr(LlmServer) second = llm_server_new (good, 1);
  g_autoptr(MusterLanguageModel) one = named (first, "one");
  g_autoptr(MusterLanguageModel) two = named (second, "two");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = NULL;
  g_autoptr(MusterLlmReply) again = NULL;

  use (f, one, two);
  reply = ask (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reply->model_id, ==, "two");
  g_assert_cmpstr (f->seen->str, ==, "<one><two>Hello");

  /* For a minute the one that failed is tried last. */
  g_string_truncate (f->seen, 0);
  again = ask (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->seen->str, ==, "<two>Hello");
  muster_clock_advance (f->clock, 61 * G_USEC_PER_SEC);
  g_string_truncate (f->seen, 0);
  g_clear_pointer (&again, muster_llm_reply_unref);
  again = ask (f, &error);
  g_assert_cmpstr (f->seen->str, ==, "<one><two>Hello");
  assert_sums (f);
}

static void
test_all_fail (Fixture      *f,
               gconstpointer data)
{
  static const Answer bad[] = { { 404, "json", "{}", NULL } };
  static const Answer worse[] = { { 200, "text/html", "<html>hi</html>", NULL } };
  g_autoptr(LlmServer) first = llm_server_new (bad, 1);
  g_autoptr(LlmServer) second = llm_server_new (worse, 1);
  g_autoptr(MusterLanguageModel) one = named (first, "one");
  g_autoptr(MusterLanguageModel) two = named (second, "two");
  g_autoptr(GError) error = NULL;

  use (f, one, two);
  g_assert_null (ask (f, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "one: "));
  g_assert_nonnull (strstr (error->message, "; two: "));
  assert_sums (f);
}

/* What broke off is asked once more, and both times are counted. */
static void
test_cut (Fixture      *f,
          gconstpointer data)
{
  static const Answer answers[] = {
    { 200, "sse", CHUNK ("{\"content\":\"half\"}"), NULL },
    { 200, "sse", HELLO, NULL },
  };
  g_autoptr(LlmServer) server = llm_server_new (answers, 2);
  g_autoptr(MusterLanguageModel) model = named (server, "one");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  use (f, model, NULL);
  reply = ask (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->seen->str, ==, "<one>half#<one>Hello");
  rows = MUST (f->store, list_run_usage, "R1");
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (muster_model_usage_get_status (rows->pdata[0]), ==, "failed");
  g_assert_cmpint (muster_model_usage_get_estimated (rows->pdata[0]), ==, 1);
  assert_sums (f);
}

static void
test_keys (Fixture      *f,
           gconstpointer data)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) model = named (server, "one");
  g_autoptr(MusterSecret) key = muster_secret_new ("model-canary-5");
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = NULL;
  g_autofree char *head = NULL;
  g_autofree char *found = NULL;

  muster_language_model_set_has_key (model, TRUE);
  use (f, model, NULL);
  g_assert_null (ask (f, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_clear_error (&error);

  muster_secret_store_store_async (f->secrets, MUSTER_SECRET_KIND_MODEL, "one", "x", key, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_secret_store_store_finish (f->secrets, muster_test_wait (&wait), &error));
  muster_secret_store_memory_set_state (f->secrets, MUSTER_SECRET_LOCKED);
  g_assert_null (ask (f, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, 0);

  muster_secret_store_memory_set_state (f->secrets, MUSTER_SECRET_PRESENT);
  reply = ask (f, &error);
  g_assert_no_error (error);
  head = llm_server_head (server, 0);
  g_assert_nonnull (strstr (head, "Bearer model-canary-5"));
  found = muster_egress_find (f->egress, "model-canary-5");
  g_assert_nonnull (found);
}

/* The last that holds on to a request may be a source that is still to run */
static void
wait_until_forgotten (Fixture    *f,
                      const char *key)
{
  g_autofree char *found = NULL;

  while ((found = muster_egress_find (f->egress, key)) != NULL)
    {
      g_clear_pointer (&found, g_free);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
remove_models_cb (MusterLlmPool *pool,
                  const char    *run_id,
                  const char    *text,
                  Fixture       *f)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autofree char *found = NULL;

  muster_llm_pool_set_models (pool, none);
  found = muster_egress_find (f->egress, "model-canary-6");
  g_assert_nonnull (found);
}

/* The key of a model that is removed is a live secret until the last request with it has ended, and no longer. */
static void
test_key_removed (Fixture      *f,
                  gconstpointer data)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) model = named (server, "one");
  g_autoptr(MusterLanguageModel) other = named (server, "two");
  g_autoptr(MusterSecret) key = muster_secret_new ("model-canary-6");
  g_autoptr(MusterSecret) newer = muster_secret_new ("model-canary-7");
  g_autoptr(GError) error = NULL;
  g_autofree char *kept = NULL;

  muster_llm_pool_give_key (f->pool, "one", key);
  use (f, model, NULL);
  muster_llm_reply_unref (ask (f, &error));
  g_assert_no_error (error);

  /* Saved again with another key: both are live while the old one may still be in use, then the new one is */
  muster_llm_pool_give_key (f->pool, "one", newer);
  use (f, model, other);
  kept = muster_egress_find (f->egress, "model-canary-6");
  g_assert_nonnull (kept);
  muster_llm_reply_unref (ask (f, &error));
  g_assert_no_error (error);
  wait_until_forgotten (f, "model-canary-6");
  g_free (kept);
  kept = muster_egress_find (f->egress, "model-canary-7");
  g_assert_nonnull (kept);

  muster_llm_pool_give_key (f->pool, "one", key);
  use (f, model, NULL);
  g_signal_connect (f->pool, "delta", G_CALLBACK (remove_models_cb), f);
  muster_llm_reply_unref (ask (f, &error));
  g_assert_no_error (error);
  wait_until_forgotten (f, "model-canary-6");
  wait_until_forgotten (f, "model-canary-7");
}

/* A live secret in the conversation stays here. */
static void
test_egress (Fixture      *f,
             gconstpointer data)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) model = named (server, "one");
  g_autoptr(MusterSecret) secret = muster_secret_new ("Please help.");
  g_autoptr(GError) error = NULL;

  use (f, model, NULL);
  muster_egress_add (f->egress, "test", secret);
  g_assert_null (ask (f, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, 0);
  assert_sums (f);
}

static void
test_budgets (Fixture      *f,
              gconstpointer data)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  static const char * const keys[] = { MUSTER_BUDGET_RUN, MUSTER_BUDGET_MONTH, MUSTER_BUDGET_CLIENT "K1" };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) model = named (server, "one");

  use (f, model, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterLlmReply) reply = NULL;
      guint before = muster_test_server_n_requests (server->server);

      MUST (f->store, set_value, keys[i], "50");
      g_assert_null (ask (f, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BUDGET);
      g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, before);
      g_clear_error (&error);
      MUST (f->store, set_value, keys[i], "100000000");
      reply = ask (f, &error);
      g_assert_no_error (error);
      MUST (f->store, set_value, keys[i], NULL);
    }
  assert_sums (f);
}

/* Without any budget a run is still not asked for beyond what the rules allow it. */
static void
test_run_cap (Fixture      *f,
              gconstpointer data)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) model = named (server, "one");
  g_autoptr(MusterLlmReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  muster_language_model_set_max_output (model, MUSTER_MAX_TOKENS);
  use (f, model, NULL);
  g_assert_null (ask (f, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BUDGET);
  g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, 0);
  g_clear_error (&error);

  muster_language_model_set_max_output (model, 256);
  use (f, model, NULL);
  reply = ask (f, &error);
  g_assert_no_error (error);
  assert_sums (f);
}

/* When a dear model would pass the budget, one that costs nothing may still be asked. */
static void
test_cheaper (Fixture      *f,
              gconstpointer data)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) dear = named (server, "dear");
  g_autoptr(MusterLanguageModel) local = named (server, "local");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = NULL;

  muster_language_model_set_price_input (local, 0);
  muster_language_model_set_price_output (local, 0);
  use (f, dear, local);
  MUST (f->store, set_value, MUSTER_BUDGET_MONTH, "50");
  reply = ask (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reply->model_id, ==, "local");
  g_assert_cmpint (spent (f), ==, 0);
}

typedef struct
{
  Fixture *f;
  guint    waiting;
  guint    good;
  guint    refused;
  gint64   most;
} Race;

static void
raced_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Race *race = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = muster_llm_pool_ask_finish (MUSTER_LLM_POOL (source), result, &error);

  if (reply != NULL)
    race->good++;
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_BUDGET))
    race->refused++;
  else
    g_error ("%s", error->message);
  race->waiting--;
  g_main_context_wakeup (NULL);
}

static gboolean
race_over (gpointer data)
{
  Race *race = data;

  return race->waiting == 0;
}

/* A hundred runs at once and a budget for a few: never more is spent than there is. */
static void
test_race (Fixture      *f,
           gconstpointer data)
{
  /* As dear as its worst: the server says that all bytes were tokens. */
  static const Answer answers[] = { { 200, "sse", CHUNK ("{\"content\":\"x\"}") FINISH ("stop") USAGE (1000, 256) DONE, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, 1);
  g_autoptr(MusterLanguageModel) model = named (server, "one");
  g_autoptr(MusterLlmRequest) request = llm_request ();
  const gint64 budget = 100000;
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, budget);
  Race race = { .f = f };

  use (f, model, NULL);
  MUST (f->store, set_value, MUSTER_BUDGET_MONTH, value);
  for (guint i = 0; i < 100; i++)
    {
      race.waiting++;
      muster_llm_pool_ask_async (f->pool, "R1", "K1", request, NULL, raced_cb, &race);
    }
  muster_test_until (race_over, &race);
  g_test_message ("%u asked, %u refused, %" G_GINT64_FORMAT " spent", race.good, race.refused, spent (f));
  g_assert_cmpuint (race.good, >, 0);
  g_assert_cmpuint (race.refused, >, 0);
  g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, race.good);
  g_assert_cmpint (spent (f), <=, budget);
  assert_sums (f);
}

/* The program ended between sending and settling: what it could have cost is counted. */
static void
test_lost (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(MusterModelUsage) usage = muster_model_usage_new ();
  g_autoptr(GError) error = NULL;
  gint64 id;

  muster_model_usage_set_model_id (usage, "one");
  muster_model_usage_set_client_id (usage, "K1");
  muster_model_usage_set_run_id (usage, "R1");
  muster_model_usage_set_time (usage, muster_clock_now (f->clock));
  muster_model_usage_set_prompt (usage, 500);
  muster_model_usage_set_output (usage, 256);
  muster_model_usage_set_cost (usage, 777);
  muster_model_usage_set_currency (usage, "USD");
  id = MUST (f->store, reserve_usage, usage);
  g_assert_cmpint (id, >, 0);
  fixture_close (f->store);
  f->store = fixture_open_or_die (f->dir);

  g_assert_cmpint (MUST (f->store, lose_usage), ==, 1);
  g_assert_cmpint (spent (f), ==, 777);
  assert_sums (f);
  muster_model_usage_set_id (usage, id);
  muster_model_usage_set_status (usage, "ok");
  g_assert_false (CALL (f->store, &error, settle_usage, usage));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
}

static void
test_models_kept (Fixture      *f,
                  gconstpointer data)
{
  static const char * const turned[] = { "two", "one", NULL };
  static const char * const wrong[] = { "two", "two", NULL };
  g_autoptr(MusterLanguageModel) one = llm_model ("https://example.com", "openai");
  g_autoptr(MusterLanguageModel) two = muster_record_copy (one);
  g_autoptr(GPtrArray) models = NULL;
  g_autoptr(GError) error = NULL;

  muster_language_model_set_id (one, "one");
  muster_language_model_set_id (two, "two");
  muster_language_model_set_price_cached (two, 5);
  MUST (f->store, save_model, one);
  MUST (f->store, save_model, two);
  MUST (f->store, save_model, one);
  g_assert_false (CALL (f->store, &error, order_models, wrong));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  MUST (f->store, order_models, turned);
  models = MUST (f->store, list_models);
  g_assert_cmpuint (models->len, ==, 2);
  g_assert_cmpstr (muster_language_model_get_id (models->pdata[0]), ==, "two");
  g_assert_cmpint (muster_language_model_get_price_cached (models->pdata[0]), ==, 5);
  g_assert_cmpstr (muster_language_model_get_preset (models->pdata[1]), ==, "openai");
  MUST (f->store, delete_model, "two");
  g_clear_error (&error);
  g_assert_false (CALL (f->store, &error, delete_model, "two"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  ADD ("/llm/pool/counts", test_counts);
  ADD ("/llm/pool/falls-back", test_falls_back);
  ADD ("/llm/pool/all-fail", test_all_fail);
  ADD ("/llm/pool/cut", test_cut);
  ADD ("/llm/pool/keys", test_keys);
  ADD ("/llm/pool/keys/removed", test_key_removed);
  ADD ("/llm/pool/egress", test_egress);
  ADD ("/llm/pool/budgets", test_budgets);
  ADD ("/llm/pool/run-cap", test_run_cap);
  ADD ("/llm/pool/cheaper", test_cheaper);
  ADD ("/llm/pool/race", test_race);
  ADD ("/llm/pool/lost", test_lost);
  ADD ("/llm/pool/models-kept", test_models_kept);
  return g_test_run ();
}

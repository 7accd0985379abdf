/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-bench"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bench-psa.h"
#include "muster-authenticator.h"
#include "muster-builtin-planner.h"
#include "muster-engine.h"
#include "muster-llm-pool.h"
#include "muster-model-planner.h"
#include "muster-model-preset.h"
#include "muster-secret-store.h"
#include "muster-store.h"
#include "muster-test.h"

/* The engine on the look-alike world of the bench: everything between the ticket and the note is the product's. Tickets
 * come in one by one as webhooks name them, at most so many in flight. Prints what an engine of the bench has to print. */

#define CONNECTION "BENCHPSA"
#define CLIENT "BENCHCLIENT"
#define COMPANY "42"

/* A run tells of its beginning and of three states: PLANNING, PLANNED, DONE */
#define CHANGES_OF_A_RUN 4

/* Ends a bench that hangs; nothing is waited for with it */
#define STALLED_S 120

typedef struct
{
  char  *run_id;
  gint64 begun;
  double ms;
  guint  changes;
} Ticket;

typedef struct
{
  char             *llm;
  char             *psa;
  char             *graph;
  char             *docs;
  char             *db;
  char             *sync;
  char             *document;
  int               tickets;
  int               concurrency;
  int               from;

  char             *dir;
  MusterClock      *clock;
  MusterStore      *store;
  MusterGate       *gate;
  MusterEngine     *engine;
  MusterPlanner    *planner;
  GMainLoop        *loop;

  Ticket           *rows;       /* one a ticket, in their order */
  GHashTable       *by_run;     /* run id → Ticket */
  int               next;       /* ticket */
  int               made;
  int               done;
  int               done_before;
  int               errors;
} Bench;

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static double
rss_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss / 1024;
}

static void
fail (Bench      *self,
      const char *what,
      GError     *error)
{
  g_printerr ("%s: %s\n", what, error != NULL ? error->message : "failed");
  exit (1);
}

static void
need (Bench      *self,
      const char *what,
      GError     *error)
{
  if (error != NULL)
    fail (self, what, error);
}

/* --- The product around one connection --- */

#define CALL(self, name, ...)                                                                  \
  ({                                                                                           \
    g_auto(MusterTestWait) wait_ = MUSTER_TEST_WAIT_INIT;                                      \
    g_autoptr(GError) error_ = NULL;                                                           \
    muster_store_##name##_async ((self)->store, __VA_ARGS__, NULL, muster_test_wait_cb, &wait_); \
    __auto_type value_ = muster_store_##name##_finish ((self)->store, muster_test_wait (&wait_), &error_); \
    need (self, #name, error_);                                                                \
    value_;                                                                                    \
  })

static void
open_store (Bench *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  self->dir = g_strconcat (self->db, ".muster", NULL);
  if (g_file_test (self->dir, G_FILE_TEST_IS_DIR))
    muster_test_remove_dir (self->dir);
  muster_store_open_async (self->dir, self->clock, NULL, muster_test_wait_cb, &wait);
  self->store = muster_store_open_finish (muster_test_wait (&wait), &error);
  if (self->store == NULL)
    fail (self, self->dir, error);
}

static MusterConnection *
make_connection (Bench *self)
{
  MusterConnection *connection = muster_connection_new ();
  g_autofree char *settings = g_strdup_printf ("{\"psa\":\"%s\",\"graph\":\"%s\",\"docs\":\"%s\"}", self->psa, self->graph,
                                               self->docs);

  muster_connection_set_id (connection, CONNECTION);
  muster_connection_set_integration (connection, "bench");
  muster_connection_set_name (connection, "Bench");
  muster_connection_set_settings (connection, settings);
  muster_connection_set_created (connection, muster_clock_now (self->clock));
  return connection;
}

static void
fill_store (Bench            *self,
            MusterConnection *connection)
{
  g_autoptr(MusterWorkspace) workspace = muster_workspace_new ();
  g_autoptr(MusterClient) client = muster_client_new ();
  g_autoptr(MusterMapping) mapping = muster_mapping_new ();

  muster_workspace_set_id (workspace, "BENCHWORKSPACE");
  muster_workspace_set_name (workspace, "Bench");
  muster_workspace_set_language (workspace, "en");
  muster_workspace_set_time_zone (workspace, "UTC");
  muster_workspace_set_default_mode (workspace, MUSTER_MODE_PLAN);
  CALL (self, save_workspace, workspace);
  CALL (self, save_connection, connection);
  muster_client_set_id (client, CLIENT);
  muster_client_set_slug (client, "contoso");
  muster_client_set_name (client, "Contoso Ltd");
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_ACTIVE);
  muster_client_set_created (client, muster_clock_now (self->clock));
  CALL (self, save_client, client);
  muster_mapping_set_client_id (mapping, CLIENT);
  muster_mapping_set_connection_id (mapping, CONNECTION);
  muster_mapping_set_kind (mapping, MUSTER_MAPPING_KIND_COMPANY);
  muster_mapping_set_external_id (mapping, COMPANY);
  CALL (self, set_mapping, mapping);
}

static MusterCatalog *
load_catalog (Bench *self)
{
  g_autoptr(GError) error = NULL;
  MusterCatalog *catalog = muster_catalog_load (&error);
  g_autofree char *text = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize length;

  if (catalog == NULL || !g_file_get_contents (self->document, &text, &length, &error))
    fail (self, "Tools", error);
  bytes = g_bytes_new (text, length);
  if (!muster_catalog_add_document (catalog, "bench", bytes, &error))
    fail (self, "Tools", error);
  return catalog;
}

static MusterPlanner *
make_planner (Bench         *self,
              MusterCatalog *catalog,
              MusterEgress  *egress)
{
  g_autoptr(MusterSecretStore) secrets = muster_secret_store_memory_new ();
  g_autoptr(MusterLlmPool) pool = muster_llm_pool_new (self->store, secrets, self->clock, egress);
  g_autoptr(MusterLanguageModel) model = muster_model_preset_make (muster_model_preset_find ("other"));
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new_shipped (&error);
  g_autoptr(MusterPlanner) builtin = NULL;

  if (library == NULL)
    fail (self, "Workflows", error);
  muster_language_model_set_id (model, "BENCHMODEL");
  muster_language_model_set_name (model, "Bench");
  muster_language_model_set_base_url (model, self->llm);
  muster_language_model_set_model (model, "mock-1");
  muster_language_model_set_enabled (model, TRUE);
  g_ptr_array_add (models, model);
  muster_llm_pool_set_models (pool, models);
  builtin = muster_builtin_planner_new (library, NULL);
  return muster_planner_model_new (pool, builtin, catalog, library);
}

/* As many at once as there are tickets in flight, and not the pace of a real vendor */
static void
set_rate (Bench           *self,
          MusterCatalog   *catalog,
          MusterTransport *transport)
{
  MusterRate rate = { 0 };

  muster_integration_get_rate (muster_catalog_get_integration (catalog, "bench"), &rate);
  rate.per_second = 0;
  muster_transport_set_rate (transport, CONNECTION, &rate);
}

static void
make_engine (Bench *self)
{
  g_autoptr(MusterEgress) egress = muster_egress_new ();
  g_autoptr(MusterTransport) transport = muster_transport_new (self->clock, egress);
  g_autoptr(MusterCatalog) catalog = load_catalog (self);
  g_autoptr(MusterConnection) connection = make_connection (self);
  g_autoptr(MusterAuthenticator) signer = muster_authenticator_headers_new ();
  g_autoptr(MusterSecret) key = muster_secret_new ("bench-key");
  g_autoptr(MusterPsa) psa = bench_psa_new ();

  fill_store (self, connection);
  self->gate = muster_gate_new (catalog, self->store, transport, self->clock, egress);
  self->planner = make_planner (self, catalog, egress);
  self->engine = muster_engine_new (self->store, self->gate, self->planner, self->clock);
  muster_authenticator_headers_add (signer, "Authorization", "Bearer ", key);
  muster_egress_add (egress, "key of Bench", key);
  muster_gate_add_connection (self->gate, connection, signer);
  muster_gate_set_psa (self->gate, CONNECTION, psa);
  set_rate (self, catalog, transport);
  muster_engine_set_runners (self->engine, (guint) self->concurrency);
  muster_engine_set_hint_window (self->engine, 0);
  muster_engine_add_connection (self->engine, connection);
  muster_engine_set_hint_window (self->engine, 0);
}

/* --- Tickets --- */

static void
begin_next (Bench *self)
{
  g_autofree char *id = NULL;

  if (self->next >= self->tickets)
    return;
  self->rows[self->next].begun = g_get_monotonic_time ();
  id = g_strdup_printf ("TCK-%06d", self->from + self->next++);
  muster_engine_hint (self->engine, CONNECTION, id);
}

/* Runs are made in the order in which tickets were named */
static Ticket *
find_ticket (Bench      *self,
             const char *run_id)
{
  Ticket *ticket = g_hash_table_lookup (self->by_run, run_id);

  if (ticket == NULL && self->made < self->tickets)
    {
      ticket = &self->rows[self->made++];
      ticket->run_id = g_strdup (run_id);
      g_hash_table_insert (self->by_run, ticket->run_id, ticket);
    }
  return ticket;
}

static void
run_changed_cb (MusterEngine *engine,
                const char   *run_id,
                Bench        *self)
{
  Ticket *ticket = find_ticket (self, run_id);

  if (ticket == NULL || ++ticket->changes != CHANGES_OF_A_RUN)
    return;
  ticket->ms = (double) (g_get_monotonic_time () - ticket->begun) / 1e3;
  if (self->done++ == 0)
    {
      g_print ("{\"event\":\"first_ticket\"}\n");
      fflush (stdout);
    }
  if (self->done == self->tickets)
    g_main_loop_quit (self->loop);
  else
    begin_next (self);
}

static void
trouble_cb (MusterEngine *engine,
            const char   *connection_id,
            int           code,
            const char   *text,
            Bench        *self)
{
  g_printerr ("%s\n", text);
  self->errors++;
}

static gboolean
stalled_cb (gpointer user_data)
{
  Bench *self = user_data;

  if (self->done == self->done_before)
    {
      g_printerr ("Nothing has happened for %d seconds; %d of %d tickets are done\n", STALLED_S, self->done, self->tickets);
      exit (1);
    }
  self->done_before = self->done;
  return G_SOURCE_CONTINUE;
}

/* A run that came to another end, or whose plan is not the model's, is an error */
static void
check_runs (Bench *self)
{
  for (int i = 0; i < self->tickets; i++)
    {
      g_autoptr(MusterRun) run = CALL (self, get_run, self->rows[i].run_id);
      MusterPlan *plan = muster_run_get_plan (run);
      const char *planner = plan != NULL ? muster_plan_get_planner (plan) : "none";

      if (muster_run_get_state (run) == MUSTER_RUN_STATE_DONE && g_strcmp0 (planner, "built-in") != 0)
        continue;
      if (self->errors++ == 0)
        g_printerr ("%s: %s, planner %s, %s\n", muster_run_get_external_ticket_id (run),
                    muster_run_state_to_string (muster_run_get_state (run)), planner,
                    muster_run_get_error_text (run) != NULL ? muster_run_get_error_text (run) : "no error");
    }
}

static int
compare_ms (gconstpointer a,
            gconstpointer b)
{
  double left = ((const Ticket *) a)->ms;
  double right = ((const Ticket *) b)->ms;

  return left < right ? -1 : left > right;
}

static void
run (Bench *self)
{
  double cpu = cpu_ms ();
  gint64 begun = g_get_monotonic_time ();
  double wall;
  double rss;

  for (int i = 0; i < self->concurrency; i++)
    begin_next (self);
  g_main_loop_run (self->loop);
  wall = (double) (g_get_monotonic_time () - begun) / 1e3;
  cpu = cpu_ms () - cpu;
  rss = rss_mb ();
  check_runs (self);
  qsort (self->rows, (size_t) self->tickets, sizeof *self->rows, compare_ms);
  g_print ("{\"event\":\"done\",\"peer\":\"muster\",\"n\":%d,\"c\":%d,\"errors\":%d,\"wall_ms\":%.1f,\"tickets_per_s\":%.1f,"
           "\"cpu_ms_per_ticket\":%.3f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_rss_mb\":%.1f,\"persist\":\"%s\"}\n",
           self->tickets, self->concurrency, self->errors, wall, self->tickets * 1e3 / wall, cpu / self->tickets,
           self->rows[self->tickets / 2].ms, self->rows[self->tickets * 99 / 100].ms, rss, self->sync);
}

static void
finish (Bench *self)
{
  g_auto(MusterTestWait) stopped = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) closed = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_engine_stop_async (self->engine, muster_test_wait_cb, &stopped);
  muster_engine_stop_finish (self->engine, muster_test_wait (&stopped), NULL);
  g_clear_object (&self->engine);
  g_clear_object (&self->planner);
  g_clear_object (&self->gate);
  muster_store_close_async (self->store, NULL, muster_test_wait_cb, &closed);
  if (!muster_store_close_finish (self->store, muster_test_wait (&closed), &error))
    fail (self, "Closing the store", error);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

static void
free_all (Bench *self)
{
  char **strings[] = { &self->llm, &self->psa, &self->graph, &self->docs, &self->db, &self->sync, &self->document, &self->dir };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_clear_pointer (strings[i], g_free);
  g_clear_pointer (&self->by_run, g_hash_table_unref);
  for (int i = 0; i < self->tickets; i++)
    g_free (self->rows[i].run_id);
  g_clear_pointer (&self->rows, g_free);
}

static void
read_arguments (Bench *self,
                int   *argc,
                char ***argv)
{
  const GOptionEntry entries[] = {
    { "llm", 0, 0, G_OPTION_ARG_STRING, &self->llm, "Base address of the model", "URL" },
    { "psa", 0, 0, G_OPTION_ARG_STRING, &self->psa, "Base address of the ticket system", "URL" },
    { "graph", 0, 0, G_OPTION_ARG_STRING, &self->graph, "Base address of the directory", "URL" },
    { "docs", 0, 0, G_OPTION_ARG_STRING, &self->docs, "Base address of the documentation", "URL" },
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &self->db, "The data folder is FILE.muster, and is made anew", "FILE" },
    { "sync", 0, 0, G_OPTION_ARG_STRING, &self->sync, "full or normal", "HOW" },
    { "document", 0, 0, G_OPTION_ARG_FILENAME, &self->document, "Catalog document of the world", "FILE" },
    { "tickets", 0, 0, G_OPTION_ARG_INT, &self->tickets, "How many tickets", "N" },
    { "concurrency", 0, 0, G_OPTION_ARG_INT, &self->concurrency, "How many of them at a time", "C" },
    { "from", 0, 0, G_OPTION_ARG_INT, &self->from, "Number of the first ticket", "N" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    fail (self, "Arguments", error);
  if (self->sync == NULL)
    self->sync = g_strdup ("full");
  if (self->document == NULL)
    self->document = g_strdup (BENCH_DOCUMENT);
  if (self->llm == NULL || self->psa == NULL || self->graph == NULL || self->docs == NULL || self->db == NULL
      || self->tickets < 1 || self->concurrency < 1
      || (g_strcmp0 (self->sync, "full") != 0 && g_strcmp0 (self->sync, "normal") != 0))
    fail (self, "Arguments", NULL);
  self->concurrency = MIN (self->concurrency, self->tickets);
}

int
main (int    argc,
      char **argv)
{
  Bench self = { .tickets = 1, .concurrency = 1 };

  read_arguments (&self, &argc, &argv);
  g_setenv ("MUSTER_TEST_SYNCHRONOUS", self.sync, TRUE);
  self.clock = muster_clock_new_system ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.rows = g_new0 (Ticket, self.tickets);
  self.by_run = g_hash_table_new (g_str_hash, g_str_equal);
  open_store (&self);
  make_engine (&self);
  g_signal_connect (self.engine, "run-changed", G_CALLBACK (run_changed_cb), &self);
  g_signal_connect (self.engine, "trouble", G_CALLBACK (trouble_cb), &self);
  g_timeout_add_seconds (STALLED_S, stalled_cb, &self);
  run (&self);
  finish (&self);
  free_all (&self);
  return self.errors == 0 ? 0 : 1;
}

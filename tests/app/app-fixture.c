/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole product on look-alike vendors, without a display. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-note.h"
#include "muster-paged-list.h"

static void  start_sandbox (AppFixture *self,
                            const char *world);
static char *demo_world    (void);

void
app_fixture_setup (AppFixture   *self,
                   gconstpointer data)
{
  g_autofree char *world = demo_world ();

  start_sandbox (self, world);
  self->data_dir = muster_test_dir ();
  self->secret_store = muster_secret_store_memory_new ();
  self->clock = muster_clock_new_fixed (muster_sandbox_child_get_now (self->child));
}

void
app_fixture_teardown (AppFixture   *self,
                      gconstpointer data)
{
  app_fixture_close (self);
  muster_sandbox_child_stop (self->child);
  g_clear_object (&self->child);
  g_clear_object (&self->secret_store);
  g_clear_object (&self->clock);
  muster_test_remove_dir (self->data_dir);
  g_free (self->data_dir);
}

void
app_fixture_open (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterContextOptions options = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_null (self->context);
  options.data_dir = self->data_dir;
  options.secret_store = self->secret_store;
  options.clock = self->clock;
  self->context = muster_context_new (&options);
  muster_context_open_async (self->context, NULL, muster_test_wait_cb, &wait);
  muster_context_open_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

void
app_fixture_close (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  if (self->context == NULL)
    return;
  muster_context_close_async (self->context, muster_test_wait_cb, &wait);
  muster_context_close_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&self->context);
}

void
app_fixture_account (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterSecret) password = muster_secret_new ("A-long-enough-password-7");
  g_autoptr(GError) error = NULL;

  muster_context_create_account_async (self->context, "Test MSP", "Test Person", "test@msp.example", password, "en", NULL,
                                       muster_test_wait_cb, &wait);
  muster_context_create_account_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

/* (transfer full): as the form would hold them, with the sandbox's late-commit bound */
GHashTable *
app_fixture_values (AppFixture *self,
                    const char *integration)
{
  GHashTable *values = muster_sandbox_child_dup_values (self->child, integration);

  g_assert_nonnull (values);
  g_hash_table_insert (values, g_strdup ("lateCommitMs"),
                       g_strdup_printf ("%" G_GINT64_FORMAT, muster_sandbox_child_get_late_ms (self->child)));
  return values;
}

MusterConnection *
app_fixture_connect (AppFixture *self,
                     const char *integration,
                     GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) values = app_fixture_values (self, integration);

  muster_context_connect_async (self->context, integration, values, NULL, muster_test_wait_cb, &wait);
  return muster_context_connect_finish (self->context, muster_test_wait (&wait), error);
}

void
app_fixture_connect_docs (AppFixture *self,
                          const char *psa,
                          const char *docs)
{
  const char *integrations[] = { psa, "microsoft365", docs };

  for (gsize i = 0; i < G_N_ELEMENTS (integrations); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterConnection) connection = app_fixture_connect (self, integrations[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (muster_connection_get_status (connection), ==, "ok");
    }
}

void
app_fixture_connect_with (AppFixture *self,
                          const char *psa)
{
  app_fixture_connect_docs (self, psa, "hudu");
}

void
app_fixture_connect_all (AppFixture *self)
{
  app_fixture_connect_with (self, "connectwise");
}

/* One request over one connection, without another library: HTTP/1.1 that ends with the connection */
JsonNode *
app_fixture_control (AppFixture *self,
                     const char *method,
                     const char *path,
                     const char *body)
{
  g_autoptr(GUri) uri = g_uri_parse (muster_sandbox_child_get_control (self->child), G_URI_FLAGS_NONE, NULL);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  g_autofree char *request = NULL;
  g_autoptr(GError) error = NULL;
  guint8 buffer[4096];
  const char *start;
  gssize n;

  connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  request = g_strdup_printf ("%s %s%s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\nContent-Type: application/json\r\n"
                             "Content-Length: %zu\r\n\r\n%s", method, g_uri_get_path (uri), path, g_uri_get_host (uri),
                             g_uri_get_port (uri), body != NULL ? strlen (body) : 0, body != NULL ? body : "");
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, &error)) > 0)
    g_byte_array_append (answer, buffer, (guint) n);
  g_assert_no_error (error);
  g_byte_array_append (answer, (const guint8 *) "", 1);
  g_test_message ("%s %s: %.40s", method, path, (const char *) answer->data);
  g_assert_true (g_str_has_prefix ((const char *) answer->data, "HTTP/1.1 2"));
  start = strstr ((const char *) answer->data, "\r\n\r\n");
  g_assert_nonnull (start);
  if (start[4] != '{' && start[4] != '[')
    return NULL;
  return json_from_string (start + 4, NULL);
}

static void
start_sandbox (AppFixture *self,
               const char *world)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");
  g_autoptr(GError) error = NULL;

  self->child = muster_sandbox_child_new ();
  muster_sandbox_child_start_async (self->child, program, world, NULL, muster_test_wait_cb, &wait);
  muster_sandbox_child_start_finish (self->child, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static char *
demo_world (void)
{
  return g_build_filename (g_getenv ("MUSTER_TEST_SOURCE_ROOT"), "resources", "worlds", "demo.json", NULL);
}

void
app_fixture_change_world (AppFixture *self,
                          void      (*change)(JsonObject *world, gpointer data),
                          gpointer    data)
{
  g_autofree char *path = demo_world ();
  g_autofree char *changed = g_build_filename (self->data_dir, "world.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *written = NULL;
  g_autoptr(JsonNode) world = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  world = json_from_string (text, &error);
  g_assert_no_error (error);
  change (json_node_get_object (world), data);
  written = json_to_string (world, FALSE);
  g_file_set_contents (changed, written, -1, &error);
  g_assert_no_error (error);
  muster_sandbox_child_stop (self->child);
  g_clear_object (&self->child);
  start_sandbox (self, changed);
}

void
app_fixture_map (AppFixture       *self,
                 MusterClient     *client,
                 MusterMappingKind kind)
{
  g_auto(MusterTestWait) suggest = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) set = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(MusterSuggestion) best = NULL;
  MusterCompany *company;

  muster_context_suggest_mappings_async (self->context, muster_client_get_id (client), kind, NULL, muster_test_wait_cb, &suggest);
  list = muster_context_suggest_mappings_finish (self->context, muster_test_wait (&suggest), &error);
  g_assert_no_error (error);
  best = g_list_model_get_item (list, 0);
  g_assert_true (muster_suggestion_get_best (best));
  company = muster_suggestion_get_company (best);
  muster_context_set_mapping_async (self->context, muster_client_get_id (client), kind, muster_company_get_id (company),
                                    muster_company_get_name (company), NULL, muster_test_wait_cb, &set);
  muster_context_set_mapping_finish (self->context, muster_test_wait (&set), &error);
  g_assert_no_error (error);
}

MusterClient *
app_fixture_client (AppFixture *self,
                    const char *name,
                    const char *slug)
{
  g_auto(MusterTestWait) create = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) provision = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GListModel) parts = NULL;

  muster_context_create_client_async (self->context, name, slug, NULL, muster_test_wait_cb, &create);
  client = muster_context_create_client_finish (self->context, muster_test_wait (&create), &error);
  g_assert_no_error (error);
  for (guint kind = MUSTER_MAPPING_KIND_COMPANY; kind <= MUSTER_MAPPING_KIND_DOCS; kind++)
    app_fixture_map (self, client, (MusterMappingKind) kind);
  muster_context_provision_client_async (self->context, muster_client_get_id (client), NULL, muster_test_wait_cb, &provision);
  parts = muster_context_provision_client_finish (self->context, muster_test_wait (&provision), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (parts), ==, 4);
  return g_steal_pointer (&client);
}

MusterWorkCounts
app_fixture_process (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterWorkCounts counts = { 0 };

  muster_context_process_until_idle_async (self->context, 0, NULL, muster_test_wait_cb, &wait);
  muster_context_process_until_idle_finish (self->context, muster_test_wait (&wait), &counts, &error);
  g_assert_no_error (error);
  return counts;
}

GPtrArray *
app_fixture_runs (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterStore *store = muster_context_get_store (self->context);
  g_autoptr(GError) error = NULL;
  GPtrArray *runs;

  muster_store_list_runs_async (store, NULL, 100, 0, NULL, muster_test_wait_cb, &wait);
  runs = muster_store_list_runs_finish (store, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return runs;
}

guint
app_fixture_count_runs (AppFixture *self)
{
  g_autoptr(GPtrArray) runs = app_fixture_runs (self);

  return runs->len;
}

guint
app_fixture_count_notes (AppFixture *self,
                         const char *ticket)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  guint n = 0;

  muster_context_read_notes_async (self->context, ticket, NULL, muster_test_wait_cb, &wait);
  notes = muster_context_read_notes_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < notes->len; i++)
    {
      MusterNote *note = g_ptr_array_index (notes, i);

      if (strstr (muster_note_get_text (note), "[ref:") == NULL)
        continue;
      g_assert_true (muster_note_get_internal (note));
      n++;
    }
  return n;
}

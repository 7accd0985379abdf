/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same way with each documentation platform: connect, what is offered as a client and why, provisioning, a ticket to
 * its note. Each test has the platform's id as its data. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-cap.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"

#define CLIENT "Alder Finch Architects"
#define SLUG "alder-finch-architects"

static GListModel *
list_companies (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  GListModel *companies;

  muster_context_list_companies_async (self->context, muster_connection_get_id (muster_context_find_connection (self->context, "docs")),
                                       NULL, muster_test_wait_cb, &wait);
  companies = muster_context_list_companies_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return companies;
}

static MusterSuggestion *
best_docs (AppFixture   *self,
           MusterClient *client)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(GError) error = NULL;

  muster_context_suggest_mappings_async (self->context, muster_client_get_id (client), MUSTER_MAPPING_KIND_DOCS, NULL,
                                         muster_test_wait_cb, &wait);
  list = muster_context_suggest_mappings_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return g_list_model_get_item (list, 0);
}

static void
set_up (AppFixture *self,
        const char *docs)
{
  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_docs (self, "connectwise", docs);
}

/* The MSP itself is no client of it, and the link with the PSA decides */
static void
test_mapping (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(GListModel) companies = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterSuggestion) best = NULL;

  set_up (self, data);
  companies = list_companies (self);
  g_assert_cmpuint (g_list_model_get_n_items (companies), ==, 2);
  client = app_fixture_client (self, CLIENT, SLUG);
  best = best_docs (self, client);
  g_assert_true (muster_suggestion_get_best (best));
  g_assert_nonnull (strstr (muster_suggestion_get_reason (best), "PSA company"));
}

static char *
make_test_ticket (AppFixture   *self,
                  MusterClient *client)
{
  g_auto(MusterTestWait) list = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) create = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GListModel) contacts = NULL;
  g_autoptr(MusterContact) contact = NULL;
  g_autoptr(GError) error = NULL;
  char *ticket;

  muster_context_list_contacts_async (self->context, muster_client_get_id (client), NULL, muster_test_wait_cb, &list);
  contacts = muster_context_list_contacts_finish (self->context, muster_test_wait (&list), &error);
  g_assert_no_error (error);
  contact = g_list_model_get_item (contacts, 0);
  muster_context_create_test_ticket_async (self->context, muster_client_get_id (client), muster_contact_get_id (contact),
                                           "My account is locked out", "Please help.", NULL, muster_test_wait_cb, &create);
  ticket = muster_context_create_test_ticket_finish (self->context, muster_test_wait (&create), &error);
  g_assert_no_error (error);
  return ticket;
}

/* Of the requests that the sandbox got, those of the platform: none but reads, none of another client */
static void
assert_read_only (AppFixture *self,
                  const char *docs)
{
  g_autoptr(JsonNode) log = app_fixture_control (self, "GET", "/requests?since=0", NULL);
  JsonArray *requests = json_object_get_array_member (json_node_get_object (log), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      if (!g_str_equal (json_object_get_string_member (request, "vendor"), docs))
        continue;
      g_assert_cmpstr (json_object_get_string_member (request, "class"), ==, "read");
      n++;
    }
  g_assert_cmpuint (n, >, 3);
}

static void
test_journey (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autofree char *ticket = NULL;

  set_up (self, data);
  client = app_fixture_client (self, CLIENT, SLUG);
  ticket = make_test_ticket (self, client);
  g_assert_cmpuint (app_fixture_process (self).done, >, 0);
  g_assert_cmpuint (app_fixture_count_notes (self, ticket), ==, 1);
  assert_read_only (self, data);
}

/* One documentation platform at a time */
static void
test_only_one (AppFixture   *self,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterConnection) other = NULL;

  set_up (self, data);
  other = app_fixture_connect (self, g_str_equal (data, "hudu") ? "itglue" : "hudu", &error);
  g_assert_null (other);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, g_str_equal (data, "hudu") ? "Hudu" : "IT Glue"));
}

/* Each read with the vendor's oddities switched on one after the other: what has to be in the answer, and what must not */
static const struct
{
  const char *platform;
  const char *settings;  /* of the sandbox */
  const char *tool;
  const char *args;
  const char *shown[3];
  const char *hidden[3];
  int         code;
} reads[] = {
  { "hudu", "{}", "search-articles", "{}", { "Plotter in the studio", "How-to" }, { "Varga", "<p>" } },
  { "hudu", "{'confidentialField':'Sign-in code'}", "list-assets", "{}", { "Plotter T730", "Sign-in code", "•••" }, { "CANARY" } },
  { "hudu", "{'confidentialField':'Sign-in code','extraLayouts':30}", "get-asset", "{'asset':307000}", { "•••" }, { "CANARY" } },
  { "hudu", "{}", "find-passwords", "{}", { "Plotter admin" }, { "CANARY" } },
  { "hudu", "{}", "sync-articles", "{}", { "Locked out: look before you act", "Varga", "'company_id':null" }, { "<p>" } },
  { "hudu", "{}", "sync-articles", "{'company':'62'}", { "Varga" }, { "Plotter" } },
  { "hudu", "{}", "sync-articles", "{'since':'2100-01-01T00:00:00Z'}", { "'articles':[]" } },
  { "hudu", "{}", "get-article", "{'article':304004}", { NULL }, { NULL }, MUSTER_ERROR_NOT_FOUND },
  { "itglue", "{}", "search-documents", "{}", { "Plotter in the studio", "How-to", "Document::Step" }, { "Varga", "<p>" } },
  { "itglue", "{'folderFilters':'null'}", "search-documents", "{}", { "Plotter in the studio" }, { "Varga" } },
  { "itglue", "{'folderFilters':'ne'}", "search-documents", "{'query':'studio PLOTTER'}", { "Plotter in the studio" }, { "people and rules" } },
  { "itglue", "{'folders':403}", "search-documents", "{}", { "Plotter in the studio", "'folders':[]" } },
  { "itglue", "{'content':false}", "search-documents", "{}", { "Plotter in the studio", "Document::Text" } },
  { "itglue", "{'content':false}", "get-document", "{'document':304003}", { "Plotter in the studio", "Document::Text" }, { "<p>" } },
  { "itglue", "{}", "get-document", "{'document':304000}", { "Locked out: look before you act" } },
  { "itglue", "{}", "get-document", "{'document':304004}", { NULL }, { NULL }, MUSTER_ERROR_NOT_FOUND },
  { "itglue", "{'confidentialField':'Sign-in code'}", "list-flexible-assets", "{}", { "Plotter T730", "•••" }, { "CANARY" } },
  { "itglue", "{'confidentialField':'Sign-in code'}", "get-flexible-asset", "{'asset':307000}", { "Plotter T730", "•••" }, { "CANARY" } },
  { "itglue", "{'vaultPasswords':'306001'}", "find-passwords", "{'query':'plotter'}", { "Plotter admin", "in_vault" }, { "CANARY", "break-glass" } },
  { "itglue", "{'passwordAccess':'denied'}", "find-passwords", "{}", { NULL }, { NULL }, MUSTER_ERROR_FORBIDDEN },
  { "itglue", "{}", "sync-documents", "{}", { "Locked out: look before you act", "Who may ask for access" }, { "Plotter", "Varga" } },
  { "itglue", "{}", "sync-documents", "{'organization':'610062'}", { "Varga" }, { "Plotter" } },
  { "itglue", "{}", "sync-documents", "{'since':'2100-01-01T00:00:00Z'}", { "'documents':[]" } },
  { "itglue", "{}", "sync-document", "{'organization':'610062','document':304003}", { NULL }, { "Plotter" }, MUSTER_ERROR_NOT_FOUND },
  { "itglue", "{'errorShape':'word','plan':'without-api'}", "list-contacts", "{}", { NULL }, { NULL }, MUSTER_ERROR_FORBIDDEN },
};

static char *
read_tool (AppFixture *self,
           const char *platform,
           const char *tool,
           const char *args,
           GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterConnection *connection = muster_context_find_connection (self->context, "docs");
  g_autoptr(MusterRunCap) cap = muster_cap_new_setup (muster_connection_get_id (connection));
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, NULL, g_str_equal (platform, "hudu") ? "61" : "610061");
  g_autofree char *id = g_strconcat (platform, ":", tool, NULL);
  g_autofree char *json = g_strdelimit (g_strdup (args), "'", '"');
  g_autoptr(JsonNode) parsed = muster_json_from_string_trusted (json, NULL);
  g_autoptr(JsonNode) answer = NULL;

  muster_cap_set_scope (cap, scope);
  muster_gate_read_async (self->context->gate, cap, id, json_node_get_object (parsed), NULL, NULL, muster_test_wait_cb, &wait);
  answer = muster_gate_read_finish (self->context->gate, muster_test_wait (&wait), error);
  return answer != NULL ? g_strdelimit (json_to_string (answer, FALSE), "\"", '\'') : NULL;
}

static void
test_reads (AppFixture   *self,
            gconstpointer data)
{
  static const char * const back[] = {
    "confidentialField", "extraLayouts", "folderFilters", "folders", "content", "vaultPasswords", "passwordAccess", "errorShape", "plan", NULL
  };

  set_up (self, data);
  for (gsize i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      g_autofree char *body = g_strdup_printf ("{'%s':%s}", reads[i].platform, reads[i].settings);
      g_autoptr(GString) nulls = g_string_new (NULL);
      g_autofree char *reset = NULL;
      g_autoptr(JsonNode) set = NULL;
      g_autoptr(JsonNode) cleared = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;

      if (!g_str_equal (reads[i].platform, data))
        continue;
      set = app_fixture_control (self, "POST", "/settings", g_strdelimit (body, "'", '"'));
      text = read_tool (self, reads[i].platform, reads[i].tool, reads[i].args, &error);
      g_test_message ("%s %s %s: %s", reads[i].settings, reads[i].tool, reads[i].args, text != NULL ? text : error->message);
      if (reads[i].code != 0)
        g_assert_error (error, MUSTER_ERROR, reads[i].code);
      else
        g_assert_no_error (error);
      for (gsize k = 0; k < G_N_ELEMENTS (reads[i].shown) && reads[i].shown[k] != NULL; k++)
        g_assert_nonnull (strstr (text, reads[i].shown[k]));
      for (gsize k = 0; text != NULL && k < G_N_ELEMENTS (reads[i].hidden) && reads[i].hidden[k] != NULL; k++)
        g_assert_null (strstr (text, reads[i].hidden[k]));
      for (gsize k = 0; back[k] != NULL; k++)
        g_string_append_printf (nulls, "%s\"%s\":null", k > 0 ? "," : "", back[k]);
      reset = g_strdup_printf ("{\"%s\":{%s}}", reads[i].platform, nulls->str);
      cleared = app_fixture_control (self, "POST", "/settings", reset);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char * const platforms[] = { "hudu", "itglue" };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      static const struct { const char *name; void (*test) (AppFixture *self, gconstpointer data); } tests[] = {
        { "mapping", test_mapping }, { "journey", test_journey }, { "only-one", test_only_one }, { "reads", test_reads },
      };

      for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
        {
          g_autofree char *path = g_strdup_printf ("/app/docs/%s/%s", platforms[i], tests[t].name);

          g_test_add (path, AppFixture, platforms[i], app_fixture_setup, tests[t].test, app_fixture_teardown);
        }
    }
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three customers whose people, mail addresses and ids are the same: calls for all of them at once, and each of them sees
 * its own tenant, company and documentation alone. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "app-fixture.h"
#include "muster-cap.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"

#define N_TWINS     3
#define N_CALLS     10000
#define N_AT_ONCE   24
#define FIRST_SEED  20261122

typedef enum { VENDOR_MICROSOFT, VENDOR_DOCS, VENDOR_PSA, N_VENDORS } Vendor;

static const char * const log_names[N_VENDORS] = { "graph", "hudu", "connectwise" };

typedef struct
{
  char         *client_id;
  char         *tenant;
  char         *company;
  char         *docs;
  char         *canary;
  char         *ticket;
  char         *article;
  MusterRunCap *cap;                 /* (owned) */
  guint         sent[N_VENDORS];     /* requests that carry the scope */
  guint         answers;
  guint         refused;             /* objects of another one */
} Twin;

typedef struct
{
  AppFixture  *app;
  Twin         twins[N_TWINS];
  GRand       *rand;
  char        *user;
  guint        n_calls;
  guint        begun;
  guint        under_way;
  guint        leaks;
  gboolean     ended;
} Isolation;

typedef struct
{
  const char *tool;
  const char *arg;
  const char *(*value)(Isolation *self, Twin *twin, Twin *other);
  Vendor      vendor;
  gboolean    scoped;   /* the look-alike's log tells whose it was */
} Kind;

typedef struct
{
  Isolation  *isolation;
  Twin       *twin;
  const Kind *kind;
} Pending;

/* --- The world: one customer three times --- */

static void
mark_people (JsonObject *client,
             const char *canary)
{
  JsonArray *users = json_object_get_array_member (client, "users");
  JsonArray *articles = json_object_get_array_member (json_object_get_object_member (client, "docs"), "articles");

  for (guint i = 0; i < json_array_get_length (users); i++)
    json_object_set_string_member (json_array_get_object_element (users, i), "jobTitle", canary);
  for (guint i = 0; i < json_array_get_length (articles); i++)
    json_object_set_string_member (json_array_get_object_element (articles, i), "content", canary);
}

/* What is counted through at the vendor has a number of its own even when all else is the same */
static void
renumber (JsonArray *rows,
          gint64     by)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      json_object_set_int_member (row, "id", json_object_get_int_member (row, "id") + by);
    }
}

static void
renumber_docs (JsonObject *docs,
               gint64      by)
{
  static const char * const lists[] = { "articles", "passwords", "assets", "configurations", "procedures" };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (json_object_has_member (docs, lists[i]))
      renumber (json_object_get_array_member (docs, lists[i]), by);
}

static JsonObject *
make_twin (JsonObject *client,
           guint       n)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), client);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr(JsonNode) copy = json_from_string (text, NULL);
  JsonObject *twin = json_node_dup_object (copy);
  g_autofree char *key = g_strdup_printf ("twin%u", n);
  g_autofree char *tenant = g_strdup_printf ("aaaaaaaa-0000-4000-8000-00000000000%u", n);
  g_autofree char *relationship = g_strdup_printf ("bbbbbbbb-0000-4000-8000-00000000000%u", n);
  g_autofree char *canary = g_strdup_printf ("CANARY-TWIN-%u", n);

  json_object_set_string_member (twin, "key", key);
  json_object_set_string_member (twin, "tenantId", tenant);
  json_object_set_int_member (twin, "psaCompanyId", 9100 + n);
  json_object_set_int_member (twin, "huduCompanyId", 9200 + n);
  json_object_set_int_member (twin, "itglueOrganizationId", 9300 + n);
  json_object_set_string_member (json_object_get_object_member (twin, "gdap"), "relationshipId", relationship);
  renumber (json_object_get_array_member (twin, "contacts"), 1000000 * n);
  renumber_docs (json_object_get_object_member (twin, "docs"), 1000000 * n);
  mark_people (twin, canary);
  return twin;
}

static JsonObject *
make_ticket (JsonObject *like,
             guint       n)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), like);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr(JsonNode) copy = json_from_string (text, NULL);
  JsonObject *ticket = json_node_dup_object (copy);
  g_autofree char *key = g_strdup_printf ("twin%u", n);
  g_autofree char *canary = g_strdup_printf ("CANARY-TWIN-%u", n);

  json_object_set_int_member (ticket, "id", 990000 + n);
  json_object_set_string_member (ticket, "number", key);
  json_object_set_string_member (ticket, "clientKey", key);
  json_object_set_null_member (ticket, "contactId");
  json_object_set_string_member (ticket, "summary", canary);
  json_object_set_string_member (ticket, "description", canary);
  json_object_set_array_member (ticket, "notes", json_array_new ());
  return ticket;
}

static void
make_world (JsonObject *world,
            gpointer    data)
{
  Isolation *self = data;
  JsonArray *clients = json_array_new ();
  JsonArray *tickets = json_array_new ();
  JsonObject *like = json_array_get_object_element (json_object_get_array_member (world, "clients"), 0);
  JsonObject *ticket = json_array_get_object_element (json_object_get_array_member (world, "tickets"), 0);

  self->user = g_strdup (json_object_get_string_member (
                           json_array_get_object_element (json_object_get_array_member (like, "users"), 0), "id"));
  for (guint n = 1; n <= N_TWINS; n++)
    {
      JsonObject *client = make_twin (like, n);
      JsonArray *articles = json_object_get_array_member (json_object_get_object_member (client, "docs"), "articles");
      Twin *twin = &self->twins[n - 1];

      twin->tenant = g_strdup (json_object_get_string_member (client, "tenantId"));
      twin->company = g_strdup_printf ("%u", 9100 + n);
      twin->docs = g_strdup_printf ("%u", 9200 + n);
      twin->canary = g_strdup_printf ("CANARY-TWIN-%u", n);
      twin->ticket = g_strdup_printf ("%u", 990000 + n);
      twin->article = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (
                                         json_array_get_object_element (articles, 0), "id"));
      json_array_add_object_element (clients, client);
      json_array_add_object_element (tickets, make_ticket (ticket, n));
    }
  json_object_set_array_member (world, "clients", clients);
  json_object_set_array_member (world, "tickets", tickets);
  json_object_set_array_member (world, "history", json_array_new ());
}

/* --- The clients --- */

static void
map (AppFixture       *app,
     MusterClient     *client,
     MusterMappingKind kind,
     const char       *id)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_set_mapping_async (app->context, muster_client_get_id (client), kind, id, "Twin", NULL, muster_test_wait_cb,
                                    &wait);
  muster_context_set_mapping_finish (app->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static MusterRunCap *
make_cap (Isolation *self,
          Twin      *twin,
          Twin      *of)
{
  const char *ids[N_VENDORS + 1] = { NULL };
  static const char * const categories[N_VENDORS] = { "cloud", "docs", "psa" };
  g_autoptr(MusterScope) scope = muster_scope_new (of->tenant, of->company, of->docs);

  for (guint i = 0; i < N_VENDORS; i++)
    ids[i] = muster_connection_get_id (muster_context_find_connection (self->app->context, categories[i]));
  return muster_cap_new_run ("R1", twin->client_id, MUSTER_MODE_PLAN, 1, scope, ids);
}

static void
make_clients (Isolation *self)
{
  for (guint i = 0; i < N_TWINS; i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
      Twin *twin = &self->twins[i];
      g_autofree char *slug = g_strdup_printf ("twin-%u", i + 1);
      g_autoptr(MusterClient) client = NULL;
      g_autoptr(GError) error = NULL;

      muster_context_create_client_async (self->app->context, "Alder & Finch Architects", slug, NULL, muster_test_wait_cb, &wait);
      client = muster_context_create_client_finish (self->app->context, muster_test_wait (&wait), &error);
      g_assert_no_error (error);
      map (self->app, client, MUSTER_MAPPING_KIND_COMPANY, twin->company);
      map (self->app, client, MUSTER_MAPPING_KIND_TENANT, twin->tenant);
      map (self->app, client, MUSTER_MAPPING_KIND_DOCS, twin->docs);
      twin->client_id = g_strdup (muster_client_get_id (client));
      twin->cap = make_cap (self, twin, twin);
    }
}

/* --- The calls --- */

static const char *
value_word (Isolation *self,
            Twin      *twin,
            Twin      *other)
{
  return "a";
}

static const char *
value_user (Isolation *self,
            Twin      *twin,
            Twin      *other)
{
  return self->user;
}

/* As often somebody else's: an id may come from any text */
static const char *
value_ticket (Isolation *self,
              Twin      *twin,
              Twin      *other)
{
  return other->ticket;
}

static const char *
value_article (Isolation *self,
               Twin      *twin,
               Twin      *other)
{
  return other->article;
}

static const Kind kinds[] = {
  { "microsoft365:find-users", "query", value_word, VENDOR_MICROSOFT, TRUE },
  { "microsoft365:get-user", "user", value_user, VENDOR_MICROSOFT, TRUE },
  { "microsoft365:list-user-groups", "user", value_user, VENDOR_MICROSOFT, TRUE },
  { "microsoft365:list-domains", NULL, NULL, VENDOR_MICROSOFT, TRUE },
  { "microsoft365:list-subscribed-skus", NULL, NULL, VENDOR_MICROSOFT, TRUE },
  { "hudu:search-articles", NULL, NULL, VENDOR_DOCS, FALSE },
  { "hudu:list-assets", NULL, NULL, VENDOR_DOCS, FALSE },
  { "hudu:get-article", "article", value_article, VENDOR_DOCS, FALSE },
  { "connectwise:list-company-tickets", NULL, NULL, VENDOR_PSA, FALSE },
  { "connectwise:get-ticket", "ticket", value_ticket, VENDOR_PSA, FALSE },
};

static void begin_some (Isolation *self);

/* Whatever it says, it says nothing of the others' */
static void
look_at (Pending  *pending,
         JsonNode *answer)
{
  Isolation *self = pending->isolation;
  g_autofree char *text = json_to_string (answer, FALSE);

  for (guint i = 0; i < N_TWINS; i++)
    if (&self->twins[i] != pending->twin && strstr (text, self->twins[i].canary) != NULL)
      self->leaks++;
  pending->twin->answers += strstr (text, pending->twin->canary) != NULL;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Pending *pending = user_data;
  Isolation *self = pending->isolation;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  if (answer != NULL)
    look_at (pending, answer);
  else
    {
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
      pending->twin->refused++;
    }
  if (pending->kind->scoped)
    pending->twin->sent[pending->kind->vendor] += muster_gate_read_get_requests (result);
  self->under_way--;
  begin_some (self);
  self->ended = self->under_way == 0 && self->begun == self->n_calls;
}

static void
begin_one (Isolation *self)
{
  Pending *pending = g_new0 (Pending, 1);
  Twin *other = &self->twins[g_rand_int_range (self->rand, 0, N_TWINS)];
  g_autoptr(JsonObject) args = json_object_new ();

  pending->isolation = self;
  pending->twin = &self->twins[g_rand_int_range (self->rand, 0, N_TWINS)];
  pending->kind = &kinds[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (kinds))];
  if (pending->kind->value != NULL)
    {
      const char *value = pending->kind->value (self, pending->twin, other);

      if (pending->kind->value == value_ticket || pending->kind->value == value_article)
        json_object_set_int_member (args, pending->kind->arg, g_ascii_strtoll (value, NULL, 10));
      else
        json_object_set_string_member (args, pending->kind->arg, value);
    }
  self->begun++;
  self->under_way++;
  muster_gate_read_async (self->app->context->gate, pending->twin->cap, pending->kind->tool, args, NULL, NULL, answered_cb, pending);
}

static void
begin_some (Isolation *self)
{
  while (self->under_way < N_AT_ONCE && self->begun < self->n_calls)
    begin_one (self);
}

static gboolean
has_ended (gpointer data)
{
  return ((Isolation *) data)->ended;
}

static void
run (Isolation *self)
{
  begin_some (self);
  muster_test_until (has_ended, self);
}

/* --- What the other side saw --- */

static guint
count_requests (AppFixture *app,
                const char *vendor,
                const char *scope)
{
  g_autofree char *path = g_strdup_printf ("/requests?vendor=%s&class=read", vendor);
  g_autoptr(JsonNode) node = app_fixture_control (app, "GET", path, NULL);
  JsonArray *requests = muster_json_arr (json_node_get_object (node), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    n += g_strcmp0 (muster_json_str (json_array_get_object_element (requests, i), "scope"), scope) == 0;
  return n;
}

static void
set_up (Isolation    *self,
        gconstpointer data)
{
  self->app = g_new0 (AppFixture, 1);
  app_fixture_setup (self->app, NULL);
  app_fixture_change_world (self->app, make_world, self);
  app_fixture_open (self->app);
  app_fixture_account (self->app);
  app_fixture_connect_all (self->app);
  make_clients (self);
  self->rand = g_rand_new_with_seed (FIRST_SEED);
  self->n_calls = N_CALLS;
}

static void
tear_down (Isolation    *self,
           gconstpointer data)
{
  for (guint i = 0; i < N_TWINS; i++)
    {
      Twin *twin = &self->twins[i];

      g_clear_object (&twin->cap);
      g_free (twin->client_id);
      g_free (twin->tenant);
      g_free (twin->company);
      g_free (twin->docs);
      g_free (twin->canary);
      g_free (twin->ticket);
      g_free (twin->article);
    }
  app_fixture_teardown (self->app, NULL);
  g_free (self->app);
  g_free (self->user);
  g_rand_free (self->rand);
}

static void
test_twins (Isolation    *self,
            gconstpointer data)
{
  guint before[N_TWINS];

  for (guint i = 0; i < N_TWINS; i++)
    before[i] = count_requests (self->app, log_names[VENDOR_MICROSOFT], self->twins[i].tenant);
  run (self);
  g_assert_cmpuint (self->leaks, ==, 0);
  for (guint i = 0; i < N_TWINS; i++)
    {
      Twin *twin = &self->twins[i];

      g_assert_cmpuint (twin->answers, >, self->n_calls / 10);
      g_assert_cmpuint (twin->refused, >, self->n_calls / 60);
      g_assert_cmpuint (count_requests (self->app, log_names[VENDOR_MICROSOFT], twin->tenant) - before[i], ==,
                        twin->sent[VENDOR_MICROSOFT]);
      g_test_message ("%s: %u answers of its own, %u objects of others refused, %u requests in its tenant", twin->canary,
                      twin->answers, twin->refused, twin->sent[VENDOR_MICROSOFT]);
    }
}

/* The same with a capability that has another customer's scope: it would be seen */
static void
test_is_seen (Isolation    *self,
              gconstpointer data)
{
  g_object_unref (self->twins[0].cap);
  self->twins[0].cap = make_cap (self, &self->twins[0], &self->twins[1]);
  self->n_calls = 120;
  run (self);
  g_assert_cmpuint (self->leaks, >, 5);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/app/isolation/twins", Isolation, NULL, set_up, test_twins, tear_down);
  g_test_add ("/app/isolation/is-seen", Isolation, NULL, set_up, test_is_seen, tear_down);
  return g_test_run ();
}

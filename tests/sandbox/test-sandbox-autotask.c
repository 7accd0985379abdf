/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

#define ROOT "/atservicesrest/v1.0/"
#define ALL  "{\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}"
#define NOTE "{\"title\":\"Plan\",\"description\":\"1. a\\n2. b\",\"noteType\":3,\"publish\":2}"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static JsonObject *
item (SandboxFixture *f,
      const char     *path)
{
  sandbox_autotask (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  return muster_jo_obj (sandbox_reply (f), "item");
}

static guint
count_rows (SandboxFixture *f,
            const char     *entity,
            const char     *filter)
{
  g_autofree char *path = g_strconcat (entity, "/query", NULL);
  g_autofree char *body = g_strdup_printf ("{\"filter\":[%s]}", filter);

  sandbox_autotask (f, "POST", path, body);
  g_assert_cmpuint (f->status, ==, 200);
  return muster_ja_length (sandbox_rows (f, "items"));
}

static void
assert_refused (SandboxFixture *f,
                const char     *part)
{
  g_assert_cmpuint (f->status, ==, 500);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "errors")), ==, 1);
  if (strstr (muster_ja_str (sandbox_rows (f, "errors"), 0), part) == NULL)
    g_error ("%s does not speak of %s", f->text, part);
}

static gint64
written (SandboxFixture *f)
{
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_cmpuint (json_object_get_size (sandbox_reply (f)), ==, 1);
  return muster_jo_int (sandbox_reply (f), "itemId", -1);
}

/* Each answer as the vendor's description has it */
static void
test_shapes (SandboxFixture *f,
             gconstpointer   data)
{
  const char *const entities[] = { "Companies", "Contacts", "Resources", "Roles", "ResourceRoles", "ResourceServiceDeskRoles", "Tickets",
                                   "TicketNotes", "TicketAttachments", "TimeEntries", "NotificationHistory", "TicketWebhooks",
                                   "TicketNoteWebhooks", "WebhookEventErrorLogs" };
  const char *const paths[] = {
    "ThresholdInformation", "Tickets/120000", "Tickets/110023", "Companies/2101", "Contacts/103000", "Resources/101", "TicketNotes/160000",
    "TimeEntries/180023", "Tickets/120057/Notes", "Tickets/120057/Notes/160000", "Tickets/entityInformation/fields",
    "TicketNotes/entityInformation/fields", "TicketWebhookFields/entityInformation/fields", "TicketNoteWebhookFields/entityInformation/fields",
    "Tickets/entityInformation/userDefinedFields", "Tickets/110023/Attachments", "Tickets/110023/Attachments/5110023",
    "Tickets/query?search={%22filter%22:[{%22op%22:%22gt%22,%22field%22:%22id%22,%22value%22:120050}]}",
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("autotask.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      g_autofree char *path = g_strconcat (entities[i], "/query", NULL), *full = g_strconcat (ROOT, path, NULL);

      sandbox_autotask (f, "POST", path, ALL);
      g_assert_cmpuint (f->status, ==, 200);
      sandbox_schema_check (schema, "POST", full, f->status, f->reply);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *full = g_strconcat (ROOT, paths[i], NULL);

      sandbox_autotask (f, "GET", paths[i], NULL);
      g_assert_cmpuint (f->status, ==, 200);
      sandbox_schema_check (schema, "GET", full, f->status, f->reply);
    }
  sandbox_autotask (f, "POST", "Tickets/120000/Notes", NOTE);
  sandbox_schema_check (schema, "POST", ROOT "Tickets/120000/Notes", f->status, f->reply);
  sandbox_autotask (f, "POST", "Tickets/query/count", ALL);
  sandbox_schema_check (schema, "POST", ROOT "Tickets/query/count", f->status, f->reply);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "queryCount", 0), ==, 310);
  sandbox_send (f, "GET", ROOT "Tickets/120000", NULL, NULL, NULL);
  sandbox_schema_check (schema, "GET", ROOT "Tickets/120000", f->status, f->reply);
  g_assert_cmpuint (f->status, ==, 401);
}

/* 1: the zone comes first, without credentials, and its address ends with a slash */
static void
test_zone_url_ends_with_slash (SandboxFixture *f,
                               gconstpointer   data)
{
  g_autofree char *user = g_uri_escape_string (muster_jo_str (muster_jo_obj (f->ready, "autotask"), "userName"), NULL, FALSE);
  g_autofree char *path = g_strconcat (ROOT "zoneInformation?user=", user, NULL);
  g_autofree char *next = NULL;
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("autotask.openapi.json");

  sandbox_send (f, "GET", path, NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_schema_check (schema, "GET", ROOT "zoneInformation", f->status, f->reply);
  g_assert_true (g_str_has_suffix (muster_jo_str (sandbox_reply (f), "url"), "/atservicesrest/"));
  next = g_strconcat (muster_jo_str (sandbox_reply (f), "url"), "v1.0/ThresholdInformation", NULL);
  sandbox_autotask (f, "GET", next, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_send (f, "GET", "/atservicesrest/versioninformation", NULL, NULL, NULL);
  g_assert_cmpstr (muster_ja_str (sandbox_rows (f, "apiVersions"), 0), ==, "1.0");
}

static void
test_zone_of_unknown_user_is_500 (SandboxFixture *f,
                                  gconstpointer   data)
{
  sandbox_send (f, "GET", ROOT "zoneInformation?user=nobody%40example.com", NULL, NULL, NULL);
  assert_refused (f, "zone");
  sandbox_send (f, "GET", ROOT "zoneInformation?user=", NULL, NULL, NULL);
  assert_refused (f, "zone");
}

static void
test_three_headers (SandboxFixture *f,
                    gconstpointer   data)
{
  JsonObject *keys = muster_jo_obj (f->ready, "autotask");
  const char *const values[] = { muster_jo_str (keys, "integrationCode"), muster_jo_str (keys, "userName"), muster_jo_str (keys, "secret") };

  for (guint wrong = 0; wrong < 4; wrong++)
    {
      const char *headers[] = { "ApiIntegrationCode", wrong == 0 ? "x" : values[0], "UserName", wrong == 1 ? "x" : values[1],
                                "Secret", wrong == 2 ? "x" : values[2], NULL };

      sandbox_send (f, "GET", ROOT "ThresholdInformation", headers, NULL, NULL);
      g_assert_cmpuint (f->status, ==, wrong == 3 ? 200 : 401);
    }
}

/* 2: publish 1 is for the customer too, whatever its label says; and a note mails nobody */
static void
test_publish_one_is_visible_and_mails_nobody (SandboxFixture *f,
                                              gconstpointer   data)
{
  static const struct { int publish; gboolean visible; } cases[] = { { 1, TRUE }, { 2, FALSE }, { 4, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"title\":\"t\",\"description\":\"x\",\"noteType\":3,\"publish\":%d}", cases[i].publish);
      JsonObject *note;

      sandbox_autotask (f, "POST", "Tickets/120000/Notes", body);
      written (f);
      sandbox_control (f, "GET", "tickets/120000/notes", NULL);
      note = muster_ja_obj (sandbox_rows (f, "notes"), (guint) i);
      g_assert_cmpint (muster_jo_bool (note, "customerVisible", !cases[i].visible), ==, cases[i].visible);
      g_assert_false (muster_jo_bool (note, "notified", TRUE));
      g_assert_true (muster_jo_bool (note, "own", FALSE));
    }
  g_assert_cmpuint (count_rows (f, "NotificationHistory", "{\"op\":\"gte\",\"field\":\"id\",\"value\":0}"), ==, 0);
  g_assert_null (muster_jo_str (item (f, "Tickets/120000"), "lastCustomerNotificationDateTime"));
  g_assert_nonnull (muster_jo_str (item (f, "Tickets/120000"), "lastCustomerVisibleActivityDateTime"));
}

static const char *
label_of (SandboxFixture *f,
          const char     *field,
          const char     *value)
{
  JsonObject *found;

  sandbox_autotask (f, "GET", "TicketNotes/entityInformation/fields", NULL);
  found = muster_ja_find (sandbox_rows (f, "fields"), "name", field);
  return muster_jo_str (muster_ja_find (muster_jo_arr (found, "picklistValues"), "value", value), "label");
}

static void
test_publish_labels_follow_the_tenant (SandboxFixture *f,
                                       gconstpointer   data)
{
  g_assert_cmpstr (label_of (f, "publish", "1"), ==, "All Autotask Users");
  g_assert_cmpstr (label_of (f, "publish", "2"), ==, "Internal Project Team");
  g_assert_cmpstr (label_of (f, "publish", "4"), ==, "Internal & Co-Managed");
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"labels\":\"older\"}}");
  g_assert_cmpstr (label_of (f, "publish", "2"), ==, "Internal Users");
  g_assert_null (label_of (f, "publish", "4"));
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"labels\":\"de\"}}");
  g_assert_cmpstr (label_of (f, "publish", "2"), ==, "Internes Projektteam");
  g_assert_cmpstr (label_of (f, "noteType", "3"), ==, "Aufgabennotizen");
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"labels\":null}}");
  g_assert_cmpstr (label_of (f, "publish", "2"), ==, "Internal Project Team");
}

/* 3: the child's address for writes, the root for queries */
static void
test_notes_child_url_for_writes (SandboxFixture *f,
                                 gconstpointer   data)
{
  g_autofree char *patch = NULL;
  gint64 id;

  sandbox_autotask (f, "POST", "TicketNotes", NOTE);
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_autotask (f, "POST", "Tickets/120000/Notes", NOTE);
  id = written (f);
  g_assert_cmpuint (count_rows (f, "TicketNotes", "{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":120000}"), ==, 1);
  patch = g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"description\":\"new\"}", id);
  sandbox_autotask (f, "PATCH", "Tickets/120000/Notes", patch);
  g_assert_cmpint (written (f), ==, id);
  sandbox_autotask (f, "GET", "Tickets/120000/Notes", NULL);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "items"), 0), "description"), ==, "new");
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "items"), 0), "publish", 0), ==, 2);
  sandbox_autotask (f, "PATCH", "Tickets/120001/Notes", patch);
  assert_refused (f, "note");
}

static void
test_notes_cannot_be_deleted (SandboxFixture *f,
                              gconstpointer   data)
{
  sandbox_autotask (f, "DELETE", "Tickets/120057/Notes/160000", NULL);
  g_assert_cmpuint (f->status, ==, 405);
  sandbox_autotask (f, "DELETE", "TicketNotes/160000", NULL);
  g_assert_cmpuint (f->status, ==, 405);
  g_assert_nonnull (muster_world_note (muster_world_ticket (f->world, 120057), 160000));
}

/* 4: PATCH goes to the collection, with the id in the body, and answers itemId alone */
static void
test_patch_on_the_collection (SandboxFixture *f,
                              gconstpointer   data)
{
  JsonObject *ticket;

  sandbox_autotask (f, "PATCH", "Tickets/120000", "{\"status\":17}");
  g_assert_cmpuint (f->status, ==, 405);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"status\":17}");
  assert_refused (f, "id");
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"status\":5,\"resolution\":\"done\"}");
  g_assert_cmpint (written (f), ==, 120000);
  ticket = item (f, "Tickets/120000");
  g_assert_cmpint (muster_jo_int (ticket, "status", 0), ==, 5);
  g_assert_nonnull (muster_jo_str (ticket, "completedDate"));
  g_assert_nonnull (strstr (muster_jo_str (ticket, "description"), "paternity"));
  g_assert_cmpint (muster_jo_int (muster_world_ticket (f->world, 120000), "statusId", 0), ==, 20);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"status\":17}");
  g_assert_null (muster_jo_str (item (f, "Tickets/120000"), "completedDate"));
}

static void
test_put_empties_what_it_leaves_out (SandboxFixture *f,
                                     gconstpointer   data)
{
  JsonObject *ticket;

  sandbox_autotask (f, "PUT", "Tickets", "{\"id\":120000,\"status\":17}");
  assert_refused (f, "required");
  sandbox_autotask (f, "PUT", "Tickets", "{\"id\":120000,\"companyID\":2101,\"title\":\"t\",\"status\":17,\"priority\":3}");
  written (f);
  ticket = item (f, "Tickets/120000");
  g_assert_cmpstr (muster_jo_str (ticket, "title"), ==, "t");
  g_assert_null (muster_jo_str (ticket, "description"));
  g_assert_false (muster_jo_has (ticket, "contactID"));
}

/* 5: resource and role together, in these words */
static void
test_resource_and_role_together (SandboxFixture *f,
                                 gconstpointer   data)
{
  const char *text = "Data violation: you must assign both a assignedResourceID and assignedResourceRoleID.";
  JsonObject *ticket;

  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"assignedResourceID\":102}");
  g_assert_cmpuint (f->status, ==, 500);
  g_assert_cmpstr (muster_ja_str (sandbox_rows (f, "errors"), 0), ==, text);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"assignedResourceRoleID\":1}");
  g_assert_cmpstr (muster_ja_str (sandbox_rows (f, "errors"), 0), ==, text);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"assignedResourceID\":102,\"assignedResourceRoleID\":3}");
  assert_refused (f, "role");
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"assignedResourceID\":105,\"assignedResourceRoleID\":1}");
  assert_refused (f, "active");
  g_assert_cmpuint (count_rows (f, "ResourceServiceDeskRoles", "{\"op\":\"eq\",\"field\":\"resourceID\",\"value\":102}"), ==, 1);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"assignedResourceID\":102,\"assignedResourceRoleID\":1}");
  written (f);
  ticket = item (f, "Tickets/120000");
  g_assert_cmpint (muster_jo_int (ticket, "assignedResourceID", 0), ==, 102);
  g_assert_cmpint (muster_jo_int (ticket, "assignedResourceRoleID", 0), ==, 1);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"assignedResourceID\":null,\"assignedResourceRoleID\":null}");
  written (f);
  g_assert_false (muster_jo_has (item (f, "Tickets/120000"), "assignedResourceID"));
}

/* 6: the next page by the same method with the same body; ids go up; 500 rows at most */
static void
test_paging_repeats_method_and_body (SandboxFixture *f,
                                     gconstpointer   data)
{
  const char *body = "{\"MaxRecords\":150,\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}";
  g_autofree char *next = g_strdup ("Tickets/query");
  gint64 last = 0;
  guint seen = 0, pages = 0;

  while (next != NULL)
    {
      g_autofree char *now = g_steal_pointer (&next);

      sandbox_autotask (f, "POST", now, body);
      g_assert_cmpuint (f->status, ==, 200);
      for (guint i = 0; i < muster_ja_length (sandbox_rows (f, "items")); i++, seen++)
        {
          gint64 id = muster_jo_int (muster_ja_obj (sandbox_rows (f, "items"), i), "id", 0);

          g_assert_cmpint (id, >, last);
          last = id;
        }
      pages++;
      next = g_strdup (muster_jo_str (muster_jo_obj (sandbox_reply (f), "pageDetails"), "nextPageUrl"));
      if (next == NULL)
        break;
      g_assert_nonnull (strstr (next, "/Tickets/query/next?paging="));
      sandbox_autotask (f, "GET", next, NULL);
      g_assert_cmpuint (f->status, ==, 405);
      sandbox_autotask (f, "POST", next, NULL);
      g_assert_cmpuint (f->status, ==, 500);
    }
  g_assert_cmpuint (seen, ==, 310);
  g_assert_cmpuint (pages, ==, 3);
  sandbox_autotask (f, "GET", "Tickets/query?search={%22MaxRecords%22:1,%22filter%22:[{%22op%22:%22gte%22,%22field%22:%22id%22,%22value%22:0}]}", NULL);
  next = g_strdup (muster_jo_str (muster_jo_obj (sandbox_reply (f), "pageDetails"), "nextPageUrl"));
  sandbox_autotask (f, "GET", next, NULL);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "items"), 0), "id", 0), ==, 110001);
}

static void
test_query_rules (SandboxFixture *f,
                  gconstpointer   data)
{
  static const struct { const char *body, *part; } refused[] = {
    { "{}", "filter" }, { "{\"filter\":[]}", "filter" }, { "{\"filter\":{}}", "filter" },
    { "{\"MaxRecords\":501,\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}", "MaxRecords" },
    { "{\"MaxRecords\":0,\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}", "MaxRecords" },
    { "{\"filter\":[{\"op\":\"eq\",\"field\":\"queueId_\",\"value\":0}]}", "Unable to find queueId_" },
    { "{\"filter\":[{\"op\":\"eq\",\"field\":\"creatorType\",\"value\":1}]}", "queryable" },
    { "{\"IncludeFields\":[\"nope\"],\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}", "Unable to find nope" },
    { "{\"IncludeFields\":[\"title\"],\"MaxRecords\":2,\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}", "IncludeFields" },
    { "{\"filter\":[{\"op\":\"gt\",\"field\":\"createDate\",\"value\":\"yesterday\"}]}", "DateTime" },
  };
  static const struct { const char *entity, *filter; guint rows; } found[] = {
    { "Companies", "{\"op\":\"contains\",\"field\":\"companyName\",\"value\":\"bramdale\"}", 1 },
    { "Companies", "{\"op\":\"eq\",\"field\":\"isActive\",\"value\":true}", 3 },
    { "Companies", "{\"op\":\"beginsWith\",\"field\":\"companyName\",\"value\":\"Kess\"}", 1 },
    { "Companies", "{\"op\":\"endsWith\",\"field\":\"companyName\",\"value\":\"gmbh\"}", 1 },
    { "Companies", "{\"op\":\"in\",\"field\":\"id\",\"value\":[2101,2107,1]}", 2 },
    { "Companies", "{\"op\":\"notIn\",\"field\":\"id\",\"value\":[2101]}", 2 },
    { "Companies", "{\"op\":\"noteq\",\"field\":\"id\",\"value\":2101}", 2 },
    { "Companies", "{\"op\":\"lt\",\"field\":\"id\",\"value\":2107}", 1 },
    { "Companies", "{\"op\":\"lte\",\"field\":\"id\",\"value\":2107}", 2 },
    { "Companies", "{\"op\":\"or\",\"items\":[{\"op\":\"eq\",\"field\":\"id\",\"value\":2101},{\"op\":\"and\",\"items\":"
      "[{\"op\":\"eq\",\"field\":\"id\",\"value\":2107},{\"op\":\"exist\",\"field\":\"companyName\"}]}]}", 2 },
    { "Contacts", "{\"op\":\"notExist\",\"field\":\"emailAddress2\"},{\"op\":\"eq\",\"field\":\"companyID\",\"value\":2101}", 11 },
    { "Tickets", "{\"op\":\"eq\",\"field\":\"status\",\"value\":5}", 250 },
    { "Tickets", "{\"op\":\"gt\",\"field\":\"completedDate\",\"value\":\"2026-01-01T00:00:00.5Z\"},{\"op\":\"eq\",\"field\":\"status\",\"value\":1}", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      sandbox_autotask (f, "POST", "Tickets/query", refused[i].body);
      assert_refused (f, refused[i].part);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (found); i++)
    g_assert_cmpuint (count_rows (f, found[i].entity, found[i].filter), ==, found[i].rows);
  sandbox_autotask (f, "POST", "Companies/query", "{\"filter\":[{\"op\":\"eq\",\"field\":\"isActive\",\"value\":1}]}");
  assert_refused (f, "true or false");
}

/* A misspelt operator is no error: its condition is not there */
static void
test_misspelt_operator_is_ignored (SandboxFixture *f,
                                   gconstpointer   data)
{
  g_assert_cmpuint (count_rows (f, "Companies", "{\"op\":\"noteExist\",\"field\":\"companyName\"}"), ==, 3);
  g_assert_cmpuint (count_rows (f, "Companies", "{\"op\":\"notExist\",\"field\":\"companyName\"}"), ==, 0);
}

/* 7: picklist values are strings there and integers in the entities */
static void
test_picklist_strings_entity_integers (SandboxFixture *f,
                                       gconstpointer   data)
{
  JsonObject *field;

  sandbox_autotask (f, "GET", "Tickets/entityInformation/fields", NULL);
  field = muster_ja_find (sandbox_rows (f, "fields"), "name", "status");
  g_assert_true (muster_jo_bool (field, "isPickList", FALSE));
  g_assert_cmpstr (muster_jo_str (muster_ja_find (muster_jo_arr (field, "picklistValues"), "value", "1"), "label"), ==, "New");
  g_assert_cmpstr (muster_jo_str (muster_ja_find (muster_jo_arr (field, "picklistValues"), "value", "5"), "label"), ==, "Complete");
  g_assert_cmpstr (muster_jo_str (muster_ja_find (muster_jo_arr (field, "picklistValues"), "value", "19"), "label"), ==, "Waiting Approval");
  field = muster_ja_find (sandbox_rows (f, "fields"), "name", "queueID");
  g_assert_cmpstr (muster_jo_str (muster_ja_find (muster_jo_arr (field, "picklistValues"), "value", "11"), "label"), ==, "Service Desk");
  g_assert_cmpint (json_node_get_value_type (json_object_get_member (item (f, "Tickets/120000"), "status")), ==, G_TYPE_INT64);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"status\":\"17\"}");
  assert_refused (f, "status");
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"status\":999}");
  assert_refused (f, "status");
}

/* 8: what is wrong with a write comes as 500 with a list of texts */
static void
test_validation_is_500 (SandboxFixture *f,
                        gconstpointer   data)
{
  static const struct { const char *method, *path, *body, *part; } cases[] = {
    { "POST", "Tickets", "{\"title\":\"x\",\"status\":1,\"priority\":3,\"queueID\":11}", "companyID" },
    { "POST", "Tickets", "{\"companyID\":2101,\"status\":1,\"priority\":3,\"queueID\":11}", "title" },
    { "POST", "Tickets", "{\"companyID\":1,\"title\":\"x\",\"status\":1,\"priority\":3,\"queueID\":11}", "companyID" },
    { "POST", "Tickets", "{\"companyID\":2101,\"title\":\"x\",\"status\":1,\"priority\":3}", "queueID" },
    { "POST", "Tickets", "{\"companyID\":2101,\"contactID\":103011,\"title\":\"x\",\"status\":1,\"priority\":3,\"queueID\":11}", "contactID" },
    { "POST", "Tickets/120000/Notes", "{\"description\":\"x\",\"noteType\":3}", "publish" },
    { "POST", "Tickets/120000/Notes", "{\"description\":\"x\",\"noteType\":3,\"publish\":3}", "publish" },
    { "POST", "Tickets/120000/Notes", "{\"noteType\":3,\"publish\":2}", "description" },
    { "POST", "Tickets/1/Notes", NOTE, "ticket" },
    { "POST", "TimeEntries", "{\"ticketID\":120000,\"resourceID\":102,\"dateWorked\":\"2026-11-20T09:00:00Z\"}", "TimeEntries for Tickets must have a roleID." },
    { "POST", "TimeEntries", "{\"ticketID\":120000,\"resourceID\":102,\"roleID\":3,\"dateWorked\":\"2026-11-20T09:00:00Z\"}", "There is no row at position 0." },
  };
  g_autofree char *title = g_strnfill (256, 'x');
  g_autofree char *body = g_strdup_printf ("{\"id\":120000,\"title\":\"%s\"}", title);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sandbox_autotask (f, cases[i].method, cases[i].path, cases[i].body);
      assert_refused (f, cases[i].part);
    }
  sandbox_autotask (f, "PATCH", "Tickets", body);
  assert_refused (f, "title");
  sandbox_autotask (f, "POST", "Tickets", "{\"companyID\":2101,\"contactID\":103006,\"title\":\"x\",\"status\":1,\"priority\":3,\"queueID\":11,"
                    "\"externalID\":\"m-1\",\"issueType\":1103}");
  g_assert_cmpint (muster_jo_int (muster_world_ticket (f->world, written (f)), "statusId", 0), ==, 16);
  g_assert_cmpuint (count_rows (f, "Tickets", "{\"op\":\"eq\",\"field\":\"externalID\",\"value\":\"m-1\"}"), ==, 1);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "items"), 0), "creatorResourceID", 0), ==, 190);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "items"), 0), "issueType", 0), ==, 1103);
}

/* 9: one attachment comes as a list; a missing id is 200 and null */
static void
test_attachment_has_query_shape_and_missing_is_null (SandboxFixture *f,
                                                     gconstpointer   data)
{
  JsonObject *row;
  gsize size;
  g_autofree char *mail = NULL;
  g_autofree char *path = NULL;

  sandbox_autotask (f, "GET", "Tickets/110023/Attachments", NULL);
  row = muster_ja_obj (sandbox_rows (f, "items"), 0);
  g_assert_cmpstr (muster_jo_str (row, "title"), ==, "Originating Email");
  g_assert_false (json_object_has_member (row, "data"));
  path = g_strdup_printf ("Tickets/110023/Attachments/%" G_GINT64_FORMAT, muster_jo_int (row, "id", 0));
  sandbox_autotask (f, "GET", path, NULL);
  g_assert_false (json_object_has_member (sandbox_reply (f), "item"));
  row = muster_ja_obj (sandbox_rows (f, "items"), 0);
  mail = (char *) g_base64_decode (muster_jo_str (row, "data"), &size);
  g_assert_true (g_str_has_prefix (mail, "From: lheywood@bramdale.example"));
  sandbox_autotask (f, "POST", "Tickets/120000/Attachments", "{\"attachmentType\":\"FILE_ATTACHMENT\",\"fullPath\":\"a.txt\",\"title\":\"a\",\"publish\":2,\"data\":\"aGk=\"}");
  written (f);
  g_assert_null (item (f, "Tickets/1"));
  g_assert_true (json_object_get_null_member (sandbox_reply (f), "item"));
  g_assert_null (item (f, "Contacts/1"));
  g_assert_null (item (f, "Tickets/120057/Notes/1"));
}

/* 10: who acts as a technician looks like one, but for one field */
static void
test_impersonated_notes_look_like_the_technician (SandboxFixture *f,
                                                  gconstpointer   data)
{
  g_autofree char *patch = NULL;
  JsonObject *note;
  gint64 id;

  sandbox_autotask_as (f, "101", "POST", "Tickets/120000/Notes", NOTE);
  id = written (f);
  sandbox_autotask (f, "GET", "Tickets/120000/Notes", NULL);
  note = muster_ja_obj (sandbox_rows (f, "items"), 0);
  g_assert_cmpint (muster_jo_int (note, "creatorResourceID", 0), ==, 101);
  g_assert_cmpint (muster_jo_int (note, "impersonatorCreatorResourceID", 0), ==, 190);
  patch = g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"description\":\"Approved\"}", id);
  sandbox_autotask_as (f, "102", "PATCH", "Tickets/120000/Notes", patch);
  written (f);
  sandbox_autotask (f, "GET", "Tickets/120000/Notes", NULL);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "items"), 0), "impersonatorUpdaterResourceID", 0), ==, 190);
  sandbox_autotask_as (f, "105", "POST", "Tickets/120000/Notes", NOTE);
  assert_refused (f, "impersonated");
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"impersonation\":false}}");
  sandbox_autotask_as (f, "101", "POST", "Tickets/120000/Notes", NOTE);
  assert_refused (f, "impersonated");
}

/* 12: what technicians do stands in time entries; the system's notes are resource 4's */
static void
test_time_entries_and_system_notes (SandboxFixture *f,
                                    gconstpointer   data)
{
  JsonObject *row;

  g_assert_cmpuint (count_rows (f, "TimeEntries", "{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":110023}"), ==, 1);
  row = muster_ja_obj (sandbox_rows (f, "items"), 0);
  g_assert_nonnull (strstr (muster_jo_str (row, "summaryNotes"), "Password reset in AD"));
  g_assert_cmpint (muster_jo_int (row, "resourceID", 0), ==, 103);
  sandbox_autotask (f, "POST", "TimeEntries", "{\"ticketID\":120000,\"resourceID\":102,\"roleID\":1,\"dateWorked\":\"2026-11-20T09:00:00Z\","
                    "\"startDateTime\":\"2026-11-20T09:00:00Z\",\"hoursWorked\":0.25,\"summaryNotes\":\"s\",\"internalNotes\":\"i\"}");
  written (f);
  g_assert_cmpuint (count_rows (f, "TimeEntries", "{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":120000}"), ==, 1);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "items"), 0), "internalNotes"), ==, "i");
  sandbox_control (f, "POST", "tickets/120000/notes", "{\"text\":\"Rule fired\",\"kind\":\"internal\",\"authorKind\":\"system\"}");
  sandbox_control (f, "POST", "tickets/120000/notes", "{\"text\":\"Thanks\",\"kind\":\"reply\",\"authorKind\":\"contact\",\"contactId\":103006}");
  g_assert_cmpuint (count_rows (f, "TicketNotes", "{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":120000}"), ==, 2);
  row = muster_ja_obj (sandbox_rows (f, "items"), 0);
  g_assert_cmpint (muster_jo_int (row, "creatorResourceID", 0), ==, 4);
  g_assert_cmpint (muster_jo_int (row, "noteType", 0), ==, 13);
  row = muster_ja_obj (sandbox_rows (f, "items"), 1);
  g_assert_cmpint (muster_jo_int (row, "createdByContactID", 0), ==, 103006);
  g_assert_false (muster_jo_has (row, "creatorResourceID"));
  g_assert_cmpint (muster_jo_int (row, "noteType", 0), ==, 18);
}

/* 13: the allowance is everybody's; half of it gone makes calls slow, all of it refuses them */
static void
test_limit_is_shared_and_slows_down (SandboxFixture *f,
                                     gconstpointer   data)
{
  gint64 start, one, two;

  sandbox_autotask (f, "GET", "ThresholdInformation", NULL);
  one = muster_jo_int (sandbox_reply (f), "currentTimeframeRequestCount", 0);
  g_assert_cmpint (one, ==, 1);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "externalRequestThreshold", 0), ==, 10000);
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"otherRequests\":5000,\"delayMs\":120}}");
  start = g_get_monotonic_time ();
  sandbox_autotask (f, "GET", "ThresholdInformation", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "currentTimeframeRequestCount", 0), ==, 5002);
  one = g_get_monotonic_time () - start;
  g_assert_cmpint (one, >=, 120000);
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"otherRequests\":7500}}");
  start = g_get_monotonic_time ();
  sandbox_autotask (f, "GET", "ThresholdInformation", NULL);
  two = g_get_monotonic_time () - start;
  g_assert_cmpint (two, >=, 240000);
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"otherRequests\":10000,\"delayMs\":0}}");
  sandbox_autotask (f, "GET", "ThresholdInformation", NULL);
  g_assert_cmpuint (f->status, ==, 429);
  sandbox_control (f, "POST", "settings", "{\"autotask\":{\"otherRequests\":0}}");
  sandbox_control (f, "POST", "clock", "{\"advance\":3601}");
  sandbox_autotask (f, "GET", "ThresholdInformation", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "currentTimeframeRequestCount", 0), ==, 1);
}

/* Four at once for one entity */
typedef struct {
  guint left, refused, served;
  gboolean other_entity_served;
} Crowd;

static void
crowd_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Crowd *crowd = user_data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  if (soup_message_get_status (message) == 429)
    {
      g_assert_nonnull (strstr (text, "Itgenatr005"));
      crowd->refused++;
    }
  else
    crowd->served += soup_message_get_status (message) == 200;
  crowd->left--;
}

static gboolean
crowd_is_gone (gpointer data)
{
  return ((Crowd *) data)->left == 0;
}

static void
test_fourth_parallel_call_is_refused (SandboxFixture *f,
                                      gconstpointer   data)
{
  const char *const paths[] = { "Tickets/120000", "Tickets/120001", "Tickets/120002", "Tickets/120003", "Contacts/103000" };
  JsonObject *keys = muster_jo_obj (f->ready, "autotask");
  g_autoptr(SoupSession) session = soup_session_new_with_options ("max-conns-per-host", 10, NULL);
  Crowd crowd = { .left = G_N_ELEMENTS (paths) };

  sandbox_control (f, "POST", "faults", "{\"vendor\":\"autotask\",\"kind\":\"latency\",\"ms\":1000,\"times\":-1}");
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *url = g_strconcat (f->base, ROOT, paths[i], NULL);
      g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
      SoupMessageHeaders *headers = soup_message_get_request_headers (message);

      soup_message_headers_append (headers, "ApiIntegrationCode", muster_jo_str (keys, "integrationCode"));
      soup_message_headers_append (headers, "UserName", muster_jo_str (keys, "userName"));
      soup_message_headers_append (headers, "Secret", muster_jo_str (keys, "secret"));
      soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, crowd_cb, &crowd);
    }
  muster_test_until (crowd_is_gone, &crowd);
  g_assert_cmpuint (crowd.refused, ==, 1);
  g_assert_cmpuint (crowd.served, ==, 4);
}

static void
test_faults_in_its_shape (SandboxFixture *f,
                          gconstpointer   data)
{
  const char *const statuses[] = { "401", "403", "404", "429", "500", "503" };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *rule = g_strdup_printf ("{\"vendor\":\"autotask\",\"kind\":\"%s\"}", statuses[i]);

      sandbox_control (f, "POST", "faults", rule);
      sandbox_autotask (f, "GET", "Tickets/120000", NULL);
      g_assert_cmpuint (f->status, ==, g_ascii_strtoull (statuses[i], NULL, 10));
      g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "errors")), ==, 1);
    }
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"autotask\",\"class\":\"note\",\"kind\":\"note-visible\"}");
  sandbox_autotask (f, "POST", "Tickets/120000/Notes", NOTE);
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"autotask\",\"class\":\"note\",\"kind\":\"note-folded\"}");
  sandbox_autotask (f, "POST", "Tickets/120000/Notes", NOTE);
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"autotask\",\"class\":\"note\",\"kind\":\"lost-reply\"}");
  sandbox_autotask (f, "POST", "Tickets/120000/Notes", NOTE);
  g_assert_nonnull (f->error);
  g_assert_cmpuint (count_rows (f, "TicketNotes", "{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":120000}"), ==, 3);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "items"), 0), "publish", 0), ==, 1);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "items"), 1), "description"), ==, "1. a 2. b");
}

/* One world behind all doors, and a log that tells reads from writes */
static void
test_shared_world_and_classes (SandboxFixture *f,
                               gconstpointer   data)
{
  sandbox_autotask (f, "POST", "Tickets/120000/Notes", NOTE);
  sandbox_connectwise (f, "GET", "service/tickets/120000/notes", NULL);
  g_assert_true (muster_jo_bool (muster_ja_obj (sandbox_rows (f, NULL), 1), "internalAnalysisFlag", FALSE));
  sandbox_connectwise (f, "POST", "service/tickets/120000/notes", "{\"text\":\"reply\",\"detailDescriptionFlag\":true}");
  g_assert_cmpuint (count_rows (f, "TicketNotes", "{\"op\":\"eq\",\"field\":\"publish\",\"value\":1},{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":120000}"), ==, 1);
  sandbox_autotask (f, "PATCH", "Tickets", "{\"id\":120000,\"queueID\":12}");
  sandbox_connectwise (f, "GET", "service/tickets/120000", NULL);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "board"), "id", 0), ==, 12);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "status"), "id", 0), ==, 26);
  sandbox_control (f, "GET", "requests?vendor=autotask", NULL);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "counts"), "read", 0), ==, 1);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "counts"), "note", 0), ==, 1);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "counts"), "write", 0), ==, 1);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "requests"), 0), "scope"), ==, "2101");
}

/* Companies come, are renamed and go, at the three PSAs alike */
static void
test_companies_come_and_go (SandboxFixture *f,
                            gconstpointer   data)
{
  g_autofree char *path = NULL;

  sandbox_control (f, "POST", "clients", "{\"count\":600,\"prefix\":\"Firm\"}");
  g_assert_cmpuint (f->status, ==, 201);
  path = g_strconcat ("clients/", muster_jo_str (muster_ja_obj (sandbox_rows (f, "clients"), 599), "key"), NULL);
  g_assert_cmpuint (count_rows (f, "Companies", "{\"op\":\"beginsWith\",\"field\":\"companyName\",\"value\":\"Firm\"}"), ==, 500);
  g_assert_nonnull (muster_jo_str (muster_jo_obj (sandbox_reply (f), "pageDetails"), "nextPageUrl"));
  sandbox_control (f, "POST", path, "{\"name\":\"Gone & renamed\",\"inactive\":true}");
  g_assert_cmpuint (count_rows (f, "Companies", "{\"op\":\"eq\",\"field\":\"isActive\",\"value\":false}"), ==, 1);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "items"), 0), "companyName"), ==, "Gone & renamed");
  sandbox_connectwise (f, "GET", "company/companies?conditions=status/name%3D%22Inactive%22", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), ==, 1);
  sandbox_control (f, "POST", "clients/nobody", "{}");
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_control (f, "POST", "clients", "{}");
  g_assert_cmpuint (f->status, ==, 400);
}

static void
test_notes_from_mail (SandboxFixture *f,
                      gconstpointer   data)
{
  sandbox_control (f, "POST", "tickets/120000/notes", "{\"text\":\"by mail\",\"kind\":\"reply\",\"authorKind\":\"contact\",\"contactId\":103006,\"fromEmail\":true}");
  g_assert_cmpuint (count_rows (f, "TicketNotes", "{\"op\":\"eq\",\"field\":\"noteType\",\"value\":101}"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/autotask/shapes", test_shapes);
  add ("/sandbox/autotask/zone-url-ends-with-slash", test_zone_url_ends_with_slash);
  add ("/sandbox/autotask/zone-of-unknown-user-is-500", test_zone_of_unknown_user_is_500);
  add ("/sandbox/autotask/three-headers", test_three_headers);
  add ("/sandbox/autotask/publish-one-is-visible-and-mails-nobody", test_publish_one_is_visible_and_mails_nobody);
  add ("/sandbox/autotask/publish-labels-follow-the-tenant", test_publish_labels_follow_the_tenant);
  add ("/sandbox/autotask/notes-child-url-for-writes", test_notes_child_url_for_writes);
  add ("/sandbox/autotask/notes-cannot-be-deleted", test_notes_cannot_be_deleted);
  add ("/sandbox/autotask/patch-on-the-collection", test_patch_on_the_collection);
  add ("/sandbox/autotask/put-empties-what-it-leaves-out", test_put_empties_what_it_leaves_out);
  add ("/sandbox/autotask/resource-and-role-together", test_resource_and_role_together);
  add ("/sandbox/autotask/paging-repeats-method-and-body", test_paging_repeats_method_and_body);
  add ("/sandbox/autotask/query-rules", test_query_rules);
  add ("/sandbox/autotask/misspelt-operator-is-ignored", test_misspelt_operator_is_ignored);
  add ("/sandbox/autotask/picklist-strings-entity-integers", test_picklist_strings_entity_integers);
  add ("/sandbox/autotask/validation-is-500", test_validation_is_500);
  add ("/sandbox/autotask/attachment-has-query-shape-and-missing-is-null", test_attachment_has_query_shape_and_missing_is_null);
  add ("/sandbox/autotask/impersonated-notes-look-like-the-technician", test_impersonated_notes_look_like_the_technician);
  add ("/sandbox/autotask/time-entries-and-system-notes", test_time_entries_and_system_notes);
  add ("/sandbox/autotask/limit-is-shared-and-slows-down", test_limit_is_shared_and_slows_down);
  add ("/sandbox/autotask/fourth-parallel-call-is-refused", test_fourth_parallel_call_is_refused);
  add ("/sandbox/autotask/faults-in-its-shape", test_faults_in_its_shape);
  add ("/sandbox/autotask/companies-come-and-go", test_companies_come_and_go);
  add ("/sandbox/autotask/notes-from-mail", test_notes_from_mail);
  add ("/sandbox/autotask/shared-world-and-classes", test_shared_world_and_classes);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-hooked.h"
#include "sandbox-schema.h"

#define CALLBACK "system/callbacks"
#define FAST     "\"timeScale\":0.001"

static void
add (const char *path,
     void      (*test)(Hooked *, gconstpointer))
{
  g_test_add (path, Hooked, NULL, hooked_setup, test, hooked_teardown);
}

static void
new_ticket (Hooked *f)
{
  sandbox_control (&f->sandbox, "POST", "tickets", "{\"clientKey\":\"klw\",\"contactId\":103006,\"summary\":\"Help & <now>\",\"description\":\"Grüße\"}");
  g_assert_cmpuint (f->sandbox.status, ==, 201);
}

static gint64
register_callback (Hooked     *f,
                   const char *more)
{
  g_autofree char *body = g_strdup_printf ("{\"description\":\"test\",\"url\":\"%s/cw?recordId=\",\"objectId\":1,\"type\":\"ticket\",\"level\":\"owner\"%s}",
                                           f->url, more);

  sandbox_connectwise (&f->sandbox, "POST", CALLBACK, body);
  g_assert_cmpuint (f->sandbox.status, ==, 201);
  return muster_jo_int (sandbox_reply (&f->sandbox), "id", 0);
}

static gint64
post_at (Hooked     *f,
         const char *path,
         const char *body)
{
  sandbox_autotask (&f->sandbox, "POST", path, body);
  g_assert_cmpuint (f->sandbox.status, ==, 200);
  return muster_jo_int (sandbox_reply (&f->sandbox), "itemId", 0);
}

static gint64
field_id (Hooked     *f,
          const char *collection,
          const char *name)
{
  g_autofree char *path = g_strdup_printf ("%.*sFields/entityInformation/fields", (int) strlen (collection) - 1, collection);
  JsonObject *field;

  sandbox_autotask (&f->sandbox, "GET", path, NULL);
  field = muster_ja_find (sandbox_rows (&f->sandbox, "fields"), "name", "fieldID");
  return g_ascii_strtoll (muster_jo_str (muster_ja_find (muster_jo_arr (field, "picklistValues"), "label", name), "value"), NULL, 10);
}

static void
add_field (Hooked     *f,
           const char *collection,
           gint64      hook,
           const char *name,
           gboolean    subscribed)
{
  g_autofree char *path = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/Fields", collection, hook);
  g_autofree char *body = g_strdup_printf ("{\"fieldID\":%" G_GINT64_FORMAT ",\"isDisplayAlwaysField\":true,\"isSubscribedField\":%s}",
                                           field_id (f, collection, name), subscribed ? "true" : "false");

  post_at (f, path, body);
}

static char *
hook_body (Hooked *f)
{
  return g_strdup_printf ("{\"name\":\"test\",\"webhookUrl\":\"%s/at\",\"deactivationUrl\":\"%s/off\",\"secretKey\":\"" HOOKED_SECRET "\",\"isActive\":true,"
                          "\"isSubscribedToCreateEvents\":true,\"isSubscribedToUpdateEvents\":true,\"isSubscribedToDeleteEvents\":false,"
                          "\"sendThresholdExceededNotification\":false}", f->url, f->url);
}

static gint64
register_ticket_hook (Hooked *f)
{
  g_autofree char *body = hook_body (f);
  gint64 id = post_at (f, "TicketWebhooks", body);

  add_field (f, "TicketWebhooks", id, "Status", TRUE);
  add_field (f, "TicketWebhooks", id, "Title", FALSE);
  return id;
}

static void
register_halo (Hooked *f)
{
  g_autofree char *body = g_strdup_printf ("{\"register\":{\"vendor\":\"halopsa\",\"url\":\"%s/halo\",\"username\":\"muster\",\"password\":\"pässword\"}}", f->url);

  sandbox_control (&f->sandbox, "POST", "webhooks", body);
  g_assert_cmpuint (f->sandbox.status, ==, 201);
}

/* --- ConnectWise --- */

static void
test_connectwise_registers (Hooked       *f,
                            gconstpointer data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("connectwise.openapi.json");
  gint64 id = register_callback (f, ",\"isSelfSuppressedFlag\":true");
  g_autofree char *path = g_strdup_printf (CALLBACK "/%" G_GINT64_FORMAT, id);
  g_autofree char *full = g_strconcat ("/v4_6_release/apis/3.0/", path, NULL);
  g_autofree char *again = g_strdup_printf ("{\"url\":\"%s/cw?recordId=\",\"objectId\":1,\"type\":\"ticket\",\"level\":\"owner\"}", f->url);

  sandbox_schema_check (schema, "POST", "/v4_6_release/apis/3.0/" CALLBACK, f->sandbox.status, f->sandbox.reply);
  sandbox_connectwise (&f->sandbox, "GET", CALLBACK, NULL);
  sandbox_schema_check (schema, "GET", "/v4_6_release/apis/3.0/" CALLBACK, f->sandbox.status, f->sandbox.reply);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (&f->sandbox, NULL)), ==, 1);
  sandbox_connectwise (&f->sandbox, "POST", CALLBACK, again);
  g_assert_cmpuint (f->sandbox.status, ==, 400);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (&f->sandbox), "code"), ==, "InvalidObject");
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (&f->sandbox, "errors"), 0), "code"), ==, "ObjectExists");
  sandbox_connectwise (&f->sandbox, "POST", CALLBACK, "{\"url\":\"http://127.0.0.1/\",\"type\":\"ticket\",\"level\":\"owner\"}");
  g_assert_cmpuint (f->sandbox.status, ==, 400);
  sandbox_connectwise (&f->sandbox, "PATCH", path, "[{\"op\":\"replace\",\"path\":\"inactiveFlag\",\"value\":true}]");
  sandbox_schema_check (schema, "PATCH", full, f->sandbox.status, f->sandbox.reply);
  g_assert_true (muster_jo_bool (sandbox_reply (&f->sandbox), "inactiveFlag", FALSE));
  new_ticket (f);
  sandbox_connectwise (&f->sandbox, "DELETE", path, NULL);
  g_assert_cmpuint (f->sandbox.status, ==, 204);
  sandbox_connectwise (&f->sandbox, "GET", path, NULL);
  g_assert_cmpuint (f->sandbox.status, ==, 404);
  g_assert_cmpint (muster_jo_int (hooked_counts (f), "sent", -1), ==, 0);
}

static void
test_connectwise_payload_and_signature (Hooked       *f,
                                        gconstpointer data)
{
  g_autoptr(JsonNode) entity = NULL;
  JsonObject *body;

  register_callback (f, "");
  new_ticket (f);
  hooked_await (f, 1);
  g_assert_cmpstr (hooked_last (f)->path, ==, "/cw");
  g_assert_cmpstr (hooked_last (f)->query, ==, "recordId=120060&action=added");
  body = received_body (hooked_last (f));
  g_assert_cmpstr (muster_jo_str (body, "Action"), ==, "added");
  g_assert_cmpstr (muster_jo_str (body, "Type"), ==, "ticket");
  g_assert_cmpint (muster_jo_int (body, "ID", 0), ==, 120060);
  g_assert_cmpstr (muster_jo_str (body, "CompanyId"), ==, "harrowpine");
  entity = json_from_string (muster_jo_str (body, "Entity"), NULL);
  g_assert_cmpint (muster_jo_int (json_node_get_object (entity), "id", 0), ==, 120060);
  g_assert_true (hooked_is_from_connectwise (f, hooked_last (f)));
  sandbox_control (&f->sandbox, "POST", "tickets/120060/notes", "{\"text\":\"More\",\"kind\":\"reply\",\"authorKind\":\"contact\",\"contactId\":103006}");
  hooked_await (f, 2);
  g_assert_cmpstr (muster_jo_str (received_body (hooked_last (f)), "Action"), ==, "updated");
}

static void
test_connectwise_levels_and_self_suppression (Hooked       *f,
                                              gconstpointer data)
{
  g_autofree char *board = g_strdup_printf ("{\"url\":\"%s/board?id=\",\"objectId\":12,\"type\":\"ticket\",\"level\":\"board\",\"payloadVersion\":\"2.0.0\"}", f->url);
  g_autoptr(JsonNode) entity = NULL;

  register_callback (f, ",\"isSelfSuppressedFlag\":true");
  sandbox_connectwise (&f->sandbox, "POST", CALLBACK, board);
  sandbox_connectwise (&f->sandbox, "POST", "service/tickets/120000/notes", "{\"text\":\"own\",\"internalAnalysisFlag\":true}");
  sandbox_connectwise (&f->sandbox, "PATCH", "service/tickets/120000",
                       "[{\"op\":\"replace\",\"path\":\"board\",\"value\":{\"id\":12}},{\"op\":\"replace\",\"path\":\"status\",\"value\":{\"id\":26}}]");
  g_assert_cmpuint (f->sandbox.status, ==, 200);
  hooked_await (f, 1);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 1);
  g_assert_cmpstr (hooked_last (f)->path, ==, "/board");
  entity = json_from_string (muster_jo_str (received_body (hooked_last (f)), "Entity"), NULL);
  g_assert_cmpint (muster_jo_int (json_node_get_object (entity), "Id", 0), ==, 120000);
  sandbox_control (&f->sandbox, "POST", "tickets/120001", "{\"priorityId\":1}");
  hooked_await (f, 2);
  g_assert_cmpstr (hooked_last (f)->path, ==, "/cw");
}

/* Only after some answers, twice, after two seconds and four; off after three days of failures */
static void
test_connectwise_retries_and_goes_inactive (Hooked       *f,
                                            gconstpointer data)
{
  static const struct { guint status, attempts; } cases[] = { { 500, 1 }, { 401, 1 }, { 404, 3 }, { 409, 3 }, { 419, 3 }, { 429, 3 }, { 202, 1 } };
  guint before = 0;

  register_callback (f, "");
  hooked_behave (f, FAST);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      f->status = cases[i].status;
      new_ticket (f);
      hooked_await_quiet (f);
      g_assert_cmpuint (f->received->len - before, ==, cases[i].attempts);
      before = f->received->len;
    }
  f->status = 500;
  new_ticket (f);
  hooked_await_quiet (f);
  sandbox_control (&f->sandbox, "POST", "clock", "{\"advance\":259300}");
  new_ticket (f);
  hooked_await_quiet (f);
  sandbox_connectwise (&f->sandbox, "GET", CALLBACK, NULL);
  g_assert_true (muster_jo_bool (muster_ja_obj (sandbox_rows (&f->sandbox, NULL), 0), "inactiveFlag", FALSE));
  before = f->received->len;
  new_ticket (f);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, before);
}

/* --- Autotask --- */

static void
test_autotask_registers_and_is_ready (Hooked       *f,
                                      gconstpointer data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("autotask.openapi.json");
  const char *root = "/atservicesrest/v1.0/";
  g_autofree char *body = hook_body (f);
  gint64 id = post_at (f, "TicketWebhooks", body);
  g_autofree char *path = g_strdup_printf ("TicketWebhooks/%" G_GINT64_FORMAT, id), *full = g_strconcat (root, path, NULL);
  g_autofree char *fields = g_strconcat (path, "/Fields", NULL), *full_fields = g_strconcat (root, fields, NULL);
  g_autofree char *excluded = g_strconcat (path, "/ExcludedResources", NULL), *full_excluded = g_strconcat (root, excluded, NULL);
  JsonObject *row;

  sandbox_schema_check (schema, "POST", "/atservicesrest/v1.0/TicketWebhooks", f->sandbox.status, f->sandbox.reply);
  sandbox_autotask (&f->sandbox, "POST", "TicketWebhooks", body);
  g_assert_cmpuint (f->sandbox.status, ==, 500);
  sandbox_autotask (&f->sandbox, "POST", "TicketWebhooks", "{\"name\":\"x\"}");
  g_assert_cmpuint (f->sandbox.status, ==, 500);
  sandbox_autotask (&f->sandbox, "GET", path, NULL);
  sandbox_schema_check (schema, "GET", full, f->sandbox.status, f->sandbox.reply);
  row = muster_jo_obj (sandbox_reply (&f->sandbox), "item");
  g_assert_true (muster_jo_bool (row, "isActive", FALSE));
  g_assert_false (muster_jo_bool (row, "isReady", TRUE));
  g_assert_nonnull (muster_jo_str (row, "webhookGUID"));
  g_assert_null (muster_jo_str (row, "secretKey"));
  new_ticket (f);
  add_field (f, "TicketWebhooks", id, "Title", FALSE);
  sandbox_autotask (&f->sandbox, "GET", path, NULL);
  g_assert_false (muster_jo_bool (muster_jo_obj (sandbox_reply (&f->sandbox), "item"), "isReady", TRUE));
  add_field (f, "TicketWebhooks", id, "Status", TRUE);
  sandbox_autotask (&f->sandbox, "GET", path, NULL);
  g_assert_true (muster_jo_bool (muster_jo_obj (sandbox_reply (&f->sandbox), "item"), "isReady", FALSE));
  post_at (f, excluded, "{\"resourceID\":190}");
  sandbox_autotask (&f->sandbox, "GET", fields, NULL);
  sandbox_schema_check (schema, "GET", full_fields, f->sandbox.status, f->sandbox.reply);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (&f->sandbox, "items")), ==, 2);
  sandbox_autotask (&f->sandbox, "GET", excluded, NULL);
  sandbox_schema_check (schema, "GET", full_excluded, f->sandbox.status, f->sandbox.reply);
  sandbox_autotask (&f->sandbox, "POST", "TicketWebhooks/query", "{\"filter\":[{\"op\":\"eq\",\"field\":\"name\",\"value\":\"test\"}]}");
  sandbox_schema_check (schema, "POST", "/atservicesrest/v1.0/TicketWebhooks/query", f->sandbox.status, f->sandbox.reply);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (&f->sandbox, "items")), ==, 1);
  g_assert_cmpint (muster_jo_int (hooked_counts (f), "sent", -1), ==, 0);
  sandbox_autotask (&f->sandbox, "PATCH", "TicketWebhooks/1", "{}");
  g_assert_cmpuint (f->sandbox.status, ==, 405);
  sandbox_autotask (&f->sandbox, "DELETE", path, NULL);
  g_assert_cmpuint (f->sandbox.status, ==, 200);
  sandbox_autotask (&f->sandbox, "GET", path, NULL);
  g_assert_true (json_object_get_null_member (sandbox_reply (&f->sandbox), "item"));
}

/* 11: base64 of an HMAC-SHA1 over the bytes as sent, in which nothing but plain ASCII stands */
static void
test_autotask_signature_over_raw_bytes_with_escapes (Hooked       *f,
                                                     gconstpointer data)
{
  g_autofree char *text = NULL;
  JsonObject *body;
  gsize size;
  const char *bytes;

  register_ticket_hook (f);
  sandbox_control (&f->sandbox, "POST", "tickets", "{\"clientKey\":\"klw\",\"contactId\":103006,\"summary\":\"A&B <c> 'd' \\\"e\\\" 1+1 Grüße 😀 \\\\x\"}");
  hooked_await (f, 1);
  g_assert_true (received_is_from_autotask (hooked_last (f)));
  bytes = g_bytes_get_data (hooked_last (f)->body, &size);
  text = g_strndup (bytes, size);
  g_assert_nonnull (strstr (text, "A\\u0026B \\u003Cc\\u003E \\u0027d\\u0027 \\u0022e\\u0022 1\\u002B1 Gr\\u00FC\\u00DFe \\uD83D\\uDE00 \\\\x"));
  for (gsize i = 0; i < size; i++)
    g_assert_cmpint ((guchar) bytes[i], <, 0x7f);
  body = received_body (hooked_last (f));
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (body, "Fields"), "Title"), ==, "A&B <c> 'd' \"e\" 1+1 Grüße 😀 \\x");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (body, "Fields"), "Status"), ==, "1");
  g_assert_cmpstr (muster_jo_str (body, "Action"), ==, "Create");
  g_assert_cmpstr (muster_jo_str (body, "EntityType"), ==, "Ticket");
  g_assert_cmpint (muster_jo_int (body, "Id", 0), ==, 120060);
  g_assert_cmpint (muster_jo_int (body, "PersonID", 0), ==, 103006);
  g_assert_cmpint (muster_jo_int (body, "SequenceNumber", 0), ==, 1);
}

static void
test_autotask_subscribed_fields_and_excluded_resources (Hooked       *f,
                                                        gconstpointer data)
{
  gint64 id = register_ticket_hook (f);
  g_autofree char *excluded = g_strdup_printf ("TicketWebhooks/%" G_GINT64_FORMAT "/ExcludedResources", id);

  sandbox_control (&f->sandbox, "POST", "tickets/120000", "{\"summary\":\"shown, but not subscribed\"}");
  sandbox_control (&f->sandbox, "POST", "tickets/120000", "{\"statusId\":17}");
  hooked_await (f, 1);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (received_body (hooked_last (f)), "Fields"), "Status"), ==, "17");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (received_body (hooked_last (f)), "Fields"), "Title"), ==, "shown, but not subscribed");
  sandbox_autotask (&f->sandbox, "PATCH", "Tickets", "{\"id\":120000,\"status\":18}");
  hooked_await (f, 2);
  g_assert_cmpint (muster_jo_int (received_body (hooked_last (f)), "PersonID", 0), ==, 190);
  g_assert_cmpint (muster_jo_int (received_body (hooked_last (f)), "SequenceNumber", 0), ==, 2);
  post_at (f, excluded, "{\"resourceID\":190}");
  sandbox_autotask (&f->sandbox, "PATCH", "Tickets", "{\"id\":120000,\"status\":17}");
  sandbox_autotask_as (&f->sandbox, "101", "PATCH", "Tickets", "{\"id\":120000,\"status\":18}");
  hooked_await (f, 3);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 3);
  g_assert_cmpint (muster_jo_int (received_body (hooked_last (f)), "PersonID", 0), ==, 101);
}

/* A note is news of its ticket only for who is subscribed to the last activity */
static void
test_autotask_notes_move_the_last_activity (Hooked       *f,
                                            gconstpointer data)
{
  gint64 id = register_ticket_hook (f);

  sandbox_control (&f->sandbox, "POST", "tickets/120000/notes", "{\"text\":\"x\",\"kind\":\"reply\",\"authorKind\":\"contact\",\"contactId\":103006}");
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 0);
  add_field (f, "TicketWebhooks", id, "LastActivityDate", TRUE);
  sandbox_control (&f->sandbox, "POST", "tickets/120000/notes", "{\"text\":\"y\",\"kind\":\"reply\",\"authorKind\":\"contact\",\"contactId\":103006}");
  hooked_await (f, 1);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 1);
  g_assert_cmpint (muster_jo_int (received_body (hooked_last (f)), "Id", 0), ==, 120000);
  g_assert_cmpint (muster_jo_int (received_body (hooked_last (f)), "PersonID", 0), ==, 103006);
  g_assert_nonnull (muster_jo_str (muster_jo_obj (received_body (hooked_last (f)), "Fields"), "LastActivityDate"));
}

static void
test_autotask_note_webhooks (Hooked       *f,
                             gconstpointer data)
{
  g_autofree char *body = hook_body (f);
  gint64 id = post_at (f, "TicketNoteWebhooks", body);

  add_field (f, "TicketNoteWebhooks", id, "Description", TRUE);
  add_field (f, "TicketNoteWebhooks", id, "TicketID", FALSE);
  sandbox_control (&f->sandbox, "POST", "tickets/120000", "{\"statusId\":17}");
  sandbox_connectwise (&f->sandbox, "POST", "service/tickets/120000/notes", "{\"text\":\"by another door\",\"internalAnalysisFlag\":true}");
  hooked_await (f, 1);
  g_assert_cmpstr (muster_jo_str (received_body (hooked_last (f)), "EntityType"), ==, "TicketNote");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (received_body (hooked_last (f)), "Fields"), "TicketID"), ==, "120000");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (received_body (hooked_last (f)), "Fields"), "Description"), ==, "by another door");
  g_assert_true (received_is_from_autotask (hooked_last (f)));
  sandbox_control (&f->sandbox, "POST", "tickets/120057/notes/160000", "{\"text\":\"edited\"}");
  hooked_await (f, 2);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 2);
  g_assert_cmpstr (muster_jo_str (received_body (hooked_last (f)), "Action"), ==, "Update");
  g_assert_cmpint (muster_jo_int (received_body (hooked_last (f)), "Id", 0), ==, 160000);
}

/* Five attempts each, in order; off after 25 failures in a row, which another address is told */
static void
test_autotask_retries_disables_and_logs (Hooked       *f,
                                         gconstpointer data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("autotask.openapi.json");
  gint64 id = register_ticket_hook (f);
  g_autofree char *path = g_strdup_printf ("TicketWebhooks/%" G_GINT64_FORMAT, id);
  g_autofree char *patch = g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"isActive\":true}", id);
  gint64 sequence = 0;

  hooked_behave (f, FAST);
  f->status = 500;
  for (guint i = 0; i < 7; i++)
    new_ticket (f);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 26);
  for (guint i = 0; i < 25; i++)
    {
      Received *received = f->received->pdata[i];

      g_assert_cmpint (muster_jo_int (received_body (received), "SequenceNumber", 0), ==, i / 5 + 1);
      sequence = muster_jo_int (received_body (received), "SequenceNumber", 0);
    }
  g_assert_cmpstr (hooked_last (f)->path, ==, "/off");
  g_assert_cmpstr (muster_jo_str (received_body (hooked_last (f)), "Action"), ==, "Deactivated");
  g_assert_cmpint (muster_jo_int (received_body (hooked_last (f)), "SequenceNumber", 0), >, sequence);
  g_assert_true (received_is_from_autotask (hooked_last (f)));
  sandbox_autotask (&f->sandbox, "GET", path, NULL);
  g_assert_false (muster_jo_bool (muster_jo_obj (sandbox_reply (&f->sandbox), "item"), "isActive", TRUE));
  sandbox_control (&f->sandbox, "GET", "webhooks", NULL);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (&f->sandbox, "disabled"), 0), "vendor"), ==, "autotask");
  g_assert_cmpuint (muster_ja_length (sandbox_rows (&f->sandbox, "failures")), >=, 5);
  sandbox_autotask (&f->sandbox, "POST", "WebhookEventErrorLogs/query", "{\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}");
  sandbox_schema_check (schema, "POST", "/atservicesrest/v1.0/WebhookEventErrorLogs/query", f->sandbox.status, f->sandbox.reply);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (&f->sandbox, "items")), >=, 5);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (&f->sandbox, "items"), 1), "sequenceNumber", 0), ==, 2);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (&f->sandbox, "items"), 1), "ticketWebhookID", 0), ==, id);
  f->status = 204;
  new_ticket (f);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 26);
  sandbox_autotask (&f->sandbox, "PATCH", "TicketWebhooks", patch);
  g_assert_cmpuint (f->sandbox.status, ==, 200);
  new_ticket (f);
  hooked_await (f, 27);
}

/* --- HaloPSA --- */

static void
test_halopsa_basic_credentials (Hooked       *f,
                                gconstpointer data)
{
  const char *header;
  g_autofree char *plain = NULL;
  gsize size;
  JsonObject *body;

  register_halo (f);
  new_ticket (f);
  hooked_await (f, 1);
  header = soup_message_headers_get_one (hooked_last (f)->headers, "Authorization");
  g_assert_true (g_str_has_prefix (header, "Basic "));
  plain = (char *) g_base64_decode (header + 6, &size);
  g_assert_cmpmem (plain, (int) size, "muster:pässword", strlen ("muster:pässword"));
  body = received_body (hooked_last (f));
  g_assert_cmpstr (muster_jo_str (body, "event"), ==, "new ticket logged");
  g_assert_cmpint (muster_jo_int (body, "object_id", 0), ==, 120060);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (body, "ticket"), "client_id", 0), ==, 2101);
  sandbox_control (&f->sandbox, "POST", "tickets/120060", "{\"statusId\":17}");
  hooked_await (f, 2);
  g_assert_cmpstr (muster_jo_str (received_body (hooked_last (f)), "event"), ==, "ticket status changed");
  sandbox_autotask (&f->sandbox, "POST", "Tickets/120060/Notes", "{\"title\":\"t\",\"description\":\"x\",\"noteType\":3,\"publish\":2}");
  hooked_await (f, 3);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 3);
  g_assert_nonnull (muster_jo_obj (received_body (hooked_last (f)), "action"));
  f->status = 500;
  new_ticket (f);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 4);
}

/* --- what is done on request --- */

static void
test_only_this_machine_is_called (Hooked       *f,
                                  gconstpointer data)
{
  g_autofree char *mapped = g_strdup_printf ("{\"deliverTo\":\"%s\"}", f->url);

  sandbox_connectwise (&f->sandbox, "POST", CALLBACK, "{\"url\":\"https://hooks.harrowpine.example/in?recordId=\",\"objectId\":1,\"type\":\"ticket\",\"level\":\"owner\"}");
  g_assert_cmpuint (f->sandbox.status, ==, 201);
  new_ticket (f);
  g_assert_cmpint (muster_jo_int (hooked_counts (f), "refused", 0), ==, 1);
  g_assert_cmpint (muster_jo_int (hooked_counts (f), "sent", 9), ==, 0);
  sandbox_control (&f->sandbox, "POST", "webhooks", mapped);
  new_ticket (f);
  hooked_await (f, 1);
  g_assert_cmpstr (hooked_last (f)->path, ==, "/in");
  g_assert_cmpstr (soup_message_headers_get_one (hooked_last (f)->headers, "Host"), ==, "hooks.harrowpine.example");
  sandbox_control (&f->sandbox, "POST", "webhooks", "{\"deliverTo\":\"http://192.0.2.1\"}");
  new_ticket (f);
  g_assert_cmpint (muster_jo_int (hooked_counts (f), "refused", 0), ==, 2);
}

static void
test_silent_receiver (Hooked       *f,
                      gconstpointer data)
{
  register_callback (f, "");
  hooked_behave (f, "\"timeoutMs\":50");
  f->status = 0;
  new_ticket (f);
  hooked_await_quiet (f);
  g_assert_cmpint (muster_jo_int (hooked_counts (f), "failed", 0), ==, 1);
  sandbox_control (&f->sandbox, "GET", "webhooks", NULL);
  g_assert_nonnull (muster_jo_str (muster_ja_obj (sandbox_rows (&f->sandbox, "deliveries"), 0), "error"));
  g_assert_cmpuint (f->received->len, ==, 1);
}

static void
test_duplicates_and_order (Hooked       *f,
                           gconstpointer data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  gboolean in_order = TRUE;
  gint64 before = 0;

  register_ticket_hook (f);
  hooked_behave (f, "\"duplicates\":2,\"shuffle\":true,\"shuffleMs\":60");
  sandbox_control (&f->sandbox, "POST", "tickets/burst", "{\"count\":40}");
  g_assert_cmpuint (muster_ja_length (sandbox_rows (&f->sandbox, "tickets")), ==, 40);
  hooked_await_quiet (f);
  for (guint i = 0; i < f->received->len; i++)
    {
      gint64 sequence = muster_jo_int (received_body (f->received->pdata[i]), "SequenceNumber", 0);

      in_order &= sequence >= before;
      before = sequence;
      g_hash_table_add (seen, GINT_TO_POINTER ((int) sequence));
      g_assert_true (received_is_from_autotask (f->received->pdata[i]));
    }
  g_assert_false (in_order);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 40);
  g_assert_cmpuint (f->received->len, >, 50);
  g_assert_cmpuint (f->received->len, <=, 120);
}

static void
test_dropped (Hooked       *f,
              gconstpointer data)
{
  JsonObject *sums;

  register_callback (f, "");
  hooked_behave (f, "\"drop\":0.5");
  sandbox_control (&f->sandbox, "POST", "tickets/burst", "{\"count\":60}");
  hooked_await_quiet (f);
  sums = hooked_counts (f);
  g_assert_cmpint (muster_jo_int (sums, "dropped", 0), >, 10);
  g_assert_cmpint (muster_jo_int (sums, "dropped", 0) + (int) f->received->len, ==, 60);
}

static void
test_forged (Hooked       *f,
             gconstpointer data)
{
  guint connectwise = 0, autotask = 0, forged = 0;

  register_callback (f, "");
  register_ticket_hook (f);
  hooked_behave (f, "\"forge\":0.5");
  sandbox_control (&f->sandbox, "POST", "tickets/burst", "{\"count\":30}");
  hooked_await_quiet (f);
  sandbox_control (&f->sandbox, "GET", "webhooks", NULL);
  forged = (guint) muster_jo_int (muster_jo_obj (sandbox_reply (&f->sandbox), "counts"), "forged", 0);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (&f->sandbox), "counts"), "forgedAccepted", 0), ==, forged);
  for (guint i = 0; i < f->received->len; i++)
    {
      Received *received = f->received->pdata[i];

      if (g_str_equal (received->path, "/at"))
        autotask += received_is_from_autotask (received);
      else
        connectwise += hooked_is_from_connectwise (f, received);
    }
  g_assert_cmpuint (autotask, ==, 30);
  g_assert_cmpuint (connectwise, ==, 30);
  g_assert_cmpuint (forged, >, 10);
  g_assert_cmpuint (f->received->len, ==, 60 + forged);
}

/* All vendors hear of a change, whichever door it came through, and a reset forgets them all */
static void
test_one_change_for_all (Hooked       *f,
                         gconstpointer data)
{
  register_callback (f, "");
  register_ticket_hook (f);
  register_halo (f);
  sandbox_connectwise (&f->sandbox, "POST", "service/tickets", "{\"summary\":\"x\",\"company\":{\"id\":2101}}");
  g_assert_cmpuint (f->sandbox.status, ==, 201);
  hooked_await (f, 3);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 3);
  sandbox_control (&f->sandbox, "GET", "webhooks", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (&f->sandbox, "deliveries")), ==, 3);
  g_assert_cmpuint (json_object_get_size (muster_jo_obj (sandbox_reply (&f->sandbox), "registrations")), ==, 3);
  sandbox_control (&f->sandbox, "POST", "webhooks", "{\"disable\":{\"vendor\":\"connectwise\",\"id\":\"nothing\"}}");
  g_assert_cmpuint (f->sandbox.status, ==, 400);
  sandbox_control (&f->sandbox, "POST", "reset", NULL);
  new_ticket (f);
  g_assert_cmpint (muster_jo_int (hooked_counts (f), "sent", -1), ==, 0);
}

/* What is registered, and all that the control interface has made, is there after a restart */
static void
test_restart (Hooked       *f,
              gconstpointer data)
{
  SandboxFixture before = { 0 }, after = { 0 };
  g_autofree char *dir = muster_test_dir ();

  sandbox_fixture_teardown (&f->sandbox, NULL);
  sandbox_fixture_setup (&before, dir);
  f->sandbox = before;
  register_ticket_hook (f);
  register_callback (f, "");
  register_halo (f);
  sandbox_control (&f->sandbox, "POST", "clients", "{\"name\":\"New\"}");
  sandbox_control (&f->sandbox, "POST", "tickets/burst", "{\"count\":8}");
  sandbox_control (&f->sandbox, "POST", "tickets/120000/time-entries", "{\"memberId\":102,\"minutes\":5,\"notes\":\"x\"}");
  post_at (f, "Tickets/120000/Attachments", "{\"attachmentType\":\"FILE_ATTACHMENT\",\"fullPath\":\"a\",\"title\":\"a\",\"publish\":2,\"data\":\"aGk=\"}");
  sandbox_control (&f->sandbox, "POST", "tickets/120000/notes", "{\"text\":\"x\",\"kind\":\"internal\",\"authorKind\":\"system\"}");
  hooked_await_quiet (f);
  sandbox_fixture_teardown (&f->sandbox, NULL);

  sandbox_fixture_setup (&after, dir);
  f->sandbox = after;
  g_ptr_array_set_size (f->received, 0);
  new_ticket (f);
  hooked_await (f, 3);
  hooked_await_quiet (f);
  g_assert_cmpuint (f->received->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    if (g_str_equal (((Received *) f->received->pdata[i])->path, "/at"))
      g_assert_cmpint (muster_jo_int (received_body (f->received->pdata[i]), "SequenceNumber", 0), ==, 9);
  sandbox_fixture_teardown (&f->sandbox, NULL);
  sandbox_fixture_setup (&f->sandbox, NULL);
  muster_test_remove_dir (dir);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/webhooks/connectwise/registers", test_connectwise_registers);
  add ("/sandbox/webhooks/connectwise/payload-and-signature", test_connectwise_payload_and_signature);
  add ("/sandbox/webhooks/connectwise/levels-and-self-suppression", test_connectwise_levels_and_self_suppression);
  add ("/sandbox/webhooks/connectwise/retries-and-goes-inactive", test_connectwise_retries_and_goes_inactive);
  add ("/sandbox/webhooks/autotask/registers-and-is-ready", test_autotask_registers_and_is_ready);
  add ("/sandbox/webhooks/autotask/signature-over-raw-bytes-with-escapes", test_autotask_signature_over_raw_bytes_with_escapes);
  add ("/sandbox/webhooks/autotask/subscribed-fields-and-excluded-resources", test_autotask_subscribed_fields_and_excluded_resources);
  add ("/sandbox/webhooks/autotask/notes-move-the-last-activity", test_autotask_notes_move_the_last_activity);
  add ("/sandbox/webhooks/autotask/note-webhooks", test_autotask_note_webhooks);
  add ("/sandbox/webhooks/autotask/retries-disables-and-logs", test_autotask_retries_disables_and_logs);
  add ("/sandbox/webhooks/halopsa/basic-credentials", test_halopsa_basic_credentials);
  add ("/sandbox/webhooks/only-this-machine-is-called", test_only_this_machine_is_called);
  add ("/sandbox/webhooks/silent-receiver", test_silent_receiver);
  add ("/sandbox/webhooks/duplicates-and-order", test_duplicates_and_order);
  add ("/sandbox/webhooks/dropped", test_dropped);
  add ("/sandbox/webhooks/forged", test_forged);
  add ("/sandbox/webhooks/restart", test_restart);
  add ("/sandbox/webhooks/one-change-for-all", test_one_change_for_all);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody else at the other end: a certificate that nobody vouches for, a web page, a proxy's sign-in page; and
 * customers who have not, or not wholly, let us in. */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "hostile-fixture.h"

/* --- TLS ----------------------------------------------------------------------------------- */

/* The vendors speak https with a certificate of their own making: nothing is sent, not even who we are */
static void
test_self_signed (void)
{
  static const char * const names[][3] = {
    { "connectwise", "connectwise", "ConnectWise" }, { "microsoft365", "entra", "Microsoft 365" }, { "hudu", "hudu", "Hudu" },
  };
  g_autofree char *pem = muster_test_data ("net/self-signed.pem");
  g_autofree char *options = g_strdup_printf ("--tls %s %s", pem, pem);
  Hostile hostile = { 0 };

  hostile_set_up (&hostile, options);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (hostile.ready, "control"), "https://"));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(JsonNode) answer = NULL;

      hostile_new_profile (&hostile);
      hostile_plan_only (&hostile, names[i][0]);
      hostile_onboard (&hostile, EXIT_CONNECTION);
      hostile_assert_error (&hostile, "signed-out", names[i][2], "is not secure", "certificate is not trusted", "Nothing was sent", NULL);
      answer = hostile_control (&hostile, "GET", "requests", NULL);
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (answer), "requests")), ==, 0);
    }
  hostile_tear_down (&hostile, NULL);
}

/* --- Another kind of server ------------------------------------------------------------------ */

typedef struct {
  guint       status;
  const char *type;
  const char *text;
  const char *location;  /* (nullable) */
} Page;

static const Page pages[] = {
  { 200, "text/html", "<!DOCTYPE html><html><title>Welcome to nginx!</title><body>It works</body></html>", NULL },
  { 200, "text/html", "<html><form action=\"/login\"><input name=\"password\"></form>Sign in to continue</html>", NULL },
  { 302, "text/html", "<html>Moved</html>", "https://sso.example/login?to=CANARY-NOT-ASKED" },
  { 404, "text/html", "<html><h1>Not Found</h1></html>", NULL },
  { 502, "text/html", "<html><h1>Bad Gateway</h1></html>", NULL },
  { 200, "application/json", "{\"hello\":\"world\"}", NULL },
  { 200, "application/json", "", NULL },
  { 200, "text/plain", "SSH-2.0-OpenSSH_9.2", NULL },
};

static void
page_cb (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           data)
{
  const Page *page = data;

  soup_server_message_set_status (message, page->status, NULL);
  soup_server_message_set_response (message, page->type, SOUP_MEMORY_STATIC, page->text, strlen (page->text));
  if (page->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", page->location);
}

static void
assert_refused (Hostile    *hostile,
                const char *integration,
                const char *field,
                const char *url,
                const char *name)
{
  hostile_new_profile (hostile);
  hostile_plan_only (hostile, integration);
  hostile_field (hostile, integration, field, url);
  hostile_onboard (hostile, EXIT_CONNECTION);
  hostile_assert_error (hostile, "signed-out", name, NULL);
  /* What came back is not shown as it is */
  g_assert_null (strstr (hostile->out, "<html"));
  g_assert_null (strstr (hostile->out, "SSH-2.0"));
}

static void
test_page (gconstpointer data)
{
  Hostile hostile = { 0 };
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;
  GSList *uris;

  if (((const Page *) data)->status == 502 && !g_test_slow ())
    {
      g_test_skip ("is asked again, which takes its time; -m slow");
      return;
    }
  hostile_set_up (&hostile, NULL);
  soup_server_add_handler (server, NULL, page_cb, (gpointer) data, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  assert_refused (&hostile, "hudu", "url", url, "Hudu");
  assert_refused (&hostile, "connectwise", "site", url, "ConnectWise");
  assert_refused (&hostile, "microsoft365", "login", url, "Microsoft");
  assert_refused (&hostile, "microsoft365", "graph", url, "Microsoft");
  hostile_tear_down (&hostile, NULL);
}

/* --- Customers who have not let us in --------------------------------------------------------- */

typedef struct {
  const char *name;
  const char *gdap;     /* JSON in place of the customer's relationship */
  const char *says;     /* why the tenant does not answer */
} Gdap;

static const Gdap gdaps[] = {
  { "no-roles", "{\"relationshipId\":\"R1\",\"status\":\"active\",\"endDateTime\":\"2028-03-01T00:00:00Z\",\"roles\":[],\"missingRoles\":[]}",
    "find-users (consent-needed)" },
  { "pending", "{\"relationshipId\":\"R1\",\"status\":\"approvalPending\",\"endDateTime\":\"2028-03-01T00:00:00Z\",\"roles\":[\"Directory Readers\"],\"missingRoles\":[]}",
    "find-users (consent-needed)" },
  { "terminated", "{\"relationshipId\":\"R1\",\"status\":\"terminated\",\"endDateTime\":\"2025-03-01T00:00:00Z\",\"roles\":[\"Directory Readers\"],\"missingRoles\":[]}",
    "find-users (consent-needed)" },
  { "missing-role", "{\"relationshipId\":\"R1\",\"status\":\"active\",\"endDateTime\":\"2028-03-01T00:00:00Z\",\"roles\":[\"Directory Readers\"],"
    "\"missingRoles\":[\"Directory Readers\"]}", "find-users (forbidden)" },
};

static char *
make_world (const char *gdap)
{
  g_autofree char *from = muster_test_data ("world/dev.json");
  g_autofree char *to = g_build_filename (g_get_tmp_dir (), "muster-test-XXXXXX", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  JsonArray *clients;
  int fd;

  g_assert_true (json_parser_load_from_file (parser, from, NULL));
  clients = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "clients");
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = json_array_get_object_element (clients, i);

      if (g_str_equal (json_object_get_string_member (client, "key"), HOSTILE_CLIENT))
        json_object_set_member (client, "gdap", json_from_string (gdap, NULL));
    }
  text = json_to_string (json_parser_get_root (parser), FALSE);
  fd = g_mkstemp (to);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (to, text, -1, NULL));
  return g_steal_pointer (&to);
}

/* The connection stands, the customer's part says what is missing, and a ticket gets an honest note */
static void
test_gdap (gconstpointer data)
{
  const Gdap *gdap = data;
  g_autofree char *world = make_world (gdap->gdap);
  g_autofree char *options = g_strconcat ("--world ", world, NULL);
  g_autofree char *id = NULL;
  Hostile hostile = { 0 };
  JsonObject *plan;

  hostile_set_up (&hostile, options);
  hostile_begin_case (&hostile, HOSTILE_TICKET);
  hostile_call (&hostile, EXIT_OK, "clients", NULL);
  hostile_process (&hostile, EXIT_OK);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
  hostile_call (&hostile, EXIT_OK, "runs", NULL);
  id = g_strdup (json_object_get_string_member (json_array_get_object_element (hostile_rows (&hostile, "runs"), 0), "id"));
  hostile_call (&hostile, EXIT_OK, "run", "show", id, NULL);
  plan = json_object_get_object_member (hostile_object (&hostile), "plan");
  g_assert_cmpstr (json_object_get_string_member (plan, "outcome"), ==, "handover");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (plan, "steps")), ==, 0);
  if (strstr (hostile.out, gdap->says) == NULL)
    g_error ("This does not say “%s”: %s", gdap->says, hostile.out);
  hostile_tear_down (&hostile, NULL);
  g_assert_cmpint (g_unlink (world), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/hostile/hosts/self-signed", test_self_signed);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/hostile/hosts/page/%zu", i);

      g_test_add_data_func (path, &pages[i], test_page);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (gdaps); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/hosts/customer/", gdaps[i].name, NULL);

      g_test_add_data_func (path, &gdaps[i], test_gdap);
    }
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"
#define _GNU_SOURCE  /* memmem () */

/* What the fixture asks the sandbox behind the product's back, and what it looks for on the disk */

#include "config.h"

#include <string.h>

#include "hostile-fixture.h"

/* The test knows whom it talks to; only the product must not */
static gboolean
accept_cb (SoupMessage         *message,
           GTlsCertificate     *certificate,
           GTlsCertificateFlags flags,
           gpointer             data)
{
  return TRUE;
}

/**
 * hostile_control:
 * @self: the fixture
 * @method: HTTP method
 * @path: below /sandbox/
 * @body: (nullable): JSON
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonNode *
hostile_control (Hostile    *self,
                 const char *method,
                 const char *path,
                 const char *body)
{
  g_autofree char *url = g_strconcat (json_object_get_string_member (self->ready, "control"), "/", path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), <, 300);
  if (g_bytes_get_size (answer) == 0)
    return NULL;
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  return json_from_string (text, NULL);
}

void
hostile_fault (Hostile    *self,
               const char *rule)
{
  g_autoptr(JsonNode) answer = hostile_control (self, "POST", "faults", rule);
}

/* How often the rules were applied */
guint
hostile_count_used (Hostile *self)
{
  g_autoptr(JsonNode) answer = hostile_control (self, "GET", "faults", NULL);
  JsonArray *rules = json_object_get_array_member (json_node_get_object (answer), "faults");
  gint64 n = 0;

  for (guint i = 0; i < json_array_get_length (rules); i++)
    n += json_object_get_int_member (json_array_get_object_element (rules, i), "used");
  return (guint) n;
}

void
hostile_mend (Hostile *self)
{
  g_autoptr(JsonNode) answer = hostile_control (self, "DELETE", "faults", NULL);
}

/* Back to the world file, with one open ticket (0: none) */
void
hostile_reset (Hostile *self,
               gint64   ticket)
{
  g_autofree char *body = ticket != 0 ? g_strdup_printf ("{\"tickets\":[%" G_GINT64_FORMAT "]}", ticket) : g_strdup ("{\"tickets\":[]}");
  g_autoptr(JsonNode) answer = hostile_control (self, "POST", "reset", body);
}

/* Our own notes on a ticket; not one of them is for the customer */
guint
hostile_count_notes (Hostile *self,
                     gint64   ticket)
{
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/notes", ticket);
  g_autoptr(JsonNode) answer = hostile_control (self, "GET", path, NULL);
  JsonArray *notes = json_object_get_array_member (json_node_get_object (answer), "notes");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (notes); i++)
    {
      JsonObject *note = json_array_get_object_element (notes, i);

      if (!json_object_get_boolean_member (note, "own"))
        continue;
      g_assert_true (json_object_get_boolean_member (note, "internal"));
      g_assert_false (json_object_get_boolean_member (note, "customerVisible"));
      n++;
    }
  return n;
}

/* Requests that change something other than by a note */
guint
hostile_count_writes (Hostile *self)
{
  g_autoptr(JsonNode) answer = hostile_control (self, "GET", "requests?class=write", NULL);

  return json_array_get_length (json_object_get_array_member (json_node_get_object (answer), "requests"));
}

/* A program that was killed behind the note has not yet noted that it is there */
static gboolean
is_done (Hostile *self)
{
  JsonArray *runs;

  hostile_call (self, EXIT_OK, "runs", NULL);
  runs = hostile_rows (self, "runs");
  return json_array_get_length (runs) == 1
         && g_strcmp0 (json_object_get_string_member (json_array_get_object_element (runs, 0), "state"), "done") == 0;
}

/* The trouble is over: one more sitting at most, and all is as if there had been none */
void
hostile_assert_done (Hostile *self,
                     gint64   ticket)
{
  hostile_mend (self);
  if (hostile_count_notes (self, ticket) == 0 || !is_done (self))
    hostile_process (self, EXIT_OK);
  g_assert_cmpuint (hostile_count_notes (self, ticket), ==, 1);
  g_assert_cmpuint (hostile_count_writes (self), ==, 0);

  hostile_call (self, EXIT_OK, "runs", NULL);
  g_assert_cmpuint (json_array_get_length (hostile_rows (self, "runs")), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (hostile_rows (self, "runs"), 0), "state"), ==, "done");
  hostile_call (self, EXIT_OK, "audit", "verify", NULL);

  /* Nothing more comes of it */
  hostile_process (self, EXIT_OK);
  g_assert_cmpuint (hostile_count_notes (self, ticket), ==, 1);
}

/* The whole of a Basic header, as it goes over the wire */
static char *
basic_header (Hostile *self)
{
  JsonObject *keys = json_object_get_object_member (self->ready, "connectwise");
  g_autofree char *plain = g_strdup_printf ("%s+%s:%s", json_object_get_string_member (keys, "companyId"),
                                            json_object_get_string_member (keys, "publicKey"),
                                            json_object_get_string_member (keys, "privateKey"));

  return g_base64_encode ((const guchar *) plain, strlen (plain));
}

/**
 * hostile_assert_no_secret:
 * @self: the fixture
 * @where: whose words these are
 * @data: what is searched
 * @length: of it
 *
 * All of the sandbox's secrets begin with CANARY-, and so does ConnectWise's public key, which is none.
 */
void
hostile_assert_no_secret (Hostile    *self,
                          const char *where,
                          const char *data,
                          gsize       length)
{
  const char *public = json_object_get_string_member (json_object_get_object_member (self->ready, "connectwise"), "publicKey");
  g_autofree char *basic = basic_header (self);
  const char *others[] = { HOSTILE_PASSWORD, "eyJ0eXAi", basic };

  for (const char *p = data; (p = memmem (p, length - (gsize) (p - data), "CANARY-", 7)) != NULL; p++)
    if (length - (gsize) (p - data) < strlen (public) || memcmp (p, public, strlen (public)) != 0)
      g_error ("%s holds a secret: %.40s", where, p);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (memmem (data, length, others[i], strlen (others[i])) != NULL)
      g_error ("%s holds “%.12s…”", where, others[i]);
}

static void
search (Hostile    *self,
        const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  g_autoptr(GMappedFile) file = dir == NULL ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  const char *name;

  if (file != NULL && g_mapped_file_get_length (file) > 0)
    hostile_assert_no_secret (self, path, g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      search (self, below);
    }
}

/* No profile of this test, its database and its log of changes included, holds a secret */
void
hostile_assert_silent (Hostile *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      if (g_str_has_prefix (name, "data-") || g_str_equal (name, "home"))
        search (self, path);
    }
}

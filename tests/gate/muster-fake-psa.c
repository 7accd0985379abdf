/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "muster-fake-psa.h"

struct _FakePsa
{
  SoupServer *server;
  GPtrArray  *requests;
  JsonArray  *notes;
  GQueue      faults;
  gint64      company;
  gint64      next_id;
  gboolean    delete_fails;
  guint       looks_fail;
  GPtrArray  *timers;
  void      (*on_post) (gpointer);
  gpointer    on_post_data;
};

static void
answer (SoupServerMessage *message,
        guint              status,
        JsonNode          *body)
{
  g_autofree char *text = json_to_string (body, FALSE);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
answer_text (SoupServerMessage *message,
             guint              status,
             const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

/* As something between the two may answer */
static void
answer_page (SoupServerMessage *message)
{
  const char *page = "<html><body>Welcome</body></html>";

  soup_server_message_set_status (message, 201, NULL);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, page, strlen (page));
}

static void
shut (SoupServerMessage *message)
{
  g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

static JsonObject *
store_note (FakePsa    *self,
            JsonObject *posted,
            gboolean    visible)
{
  JsonObject *note = json_object_new ();

  json_object_set_int_member (note, "id", self->next_id++);
  json_object_set_string_member (note, "text", json_object_get_string_member (posted, "text"));
  json_object_set_boolean_member (note, "detailDescriptionFlag",
                                  visible || json_object_get_boolean_member (posted, "detailDescriptionFlag"));
  json_object_set_boolean_member (note, "internalAnalysisFlag",
                                  !visible && json_object_get_boolean_member (posted, "internalAnalysisFlag"));
  json_object_set_boolean_member (note, "resolutionFlag", json_object_get_boolean_member (posted, "resolutionFlag"));
  json_array_add_object_element (self->notes, note);
  return note;
}

typedef struct
{
  FakePsa    *psa;
  JsonObject *posted;
} Late;

static void
late_free (gpointer data)
{
  Late *late = data;

  json_object_unref (late->posted);
  g_free (late);
}

static gboolean
late_cb (gpointer data)
{
  Late *late = data;

  store_note (late->psa, late->posted, FALSE);
  return G_SOURCE_REMOVE;
}

static void
commit_late (FakePsa    *self,
             JsonObject *posted)
{
  Late *late = g_new0 (Late, 1);
  GSource *source = g_timeout_source_new (FAKE_LATE_MS);

  late->psa = self;
  late->posted = json_object_ref (posted);
  g_source_set_callback (source, late_cb, late, late_free);
  g_source_attach (source, NULL);
  g_ptr_array_add (self->timers, source);
}

static void
post_note (FakePsa           *self,
           SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = g_strndup (body->data, (gsize) body->length);
  FakePsaMode mode = (FakePsaMode) GPOINTER_TO_INT (g_queue_pop_head (&self->faults));
  JsonObject *posted;
  JsonObject *note;

  if (self->on_post != NULL)
    self->on_post (self->on_post_data);
  node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  posted = json_node_get_object (node);
  switch (mode)
    {
    case FAKE_LOSE_REPLY:
      store_note (self, posted, FALSE);
      shut (message);
      return;
    case FAKE_LOSE_REQUEST:
      shut (message);
      return;
    case FAKE_COMMIT_LATE:
      commit_late (self, posted);
      shut (message);
      return;
    case FAKE_REFUSE:
      answer_text (message, 403, "{\"code\":\"Security\",\"message\":\"No rights\",\"errors\":null}");
      return;
    case FAKE_BREAK:
      answer_text (message, 500, "{\"code\":\"Oops\",\"message\":\"broken\"}");
      return;
    case FAKE_THROTTLE:
      soup_message_headers_append (soup_server_message_get_response_headers (message), "Retry-After", "0");
      answer_text (message, 429, "{\"error\":\"RateLimited\",\"message\":\"Slow down\"}");
      return;
    case FAKE_GARBLE:
      store_note (self, posted, FALSE);
      answer_page (message);
      return;
    case FAKE_PRETEND:
      answer_page (message);
      return;
    case FAKE_TAKE_VISIBLE:
    case FAKE_TAKE:
    default:
      break;
    }
  note = store_note (self, posted, mode == FAKE_TAKE_VISIBLE);
  {
    g_autoptr(JsonNode) out = json_node_alloc ();

    json_node_init_object (out, note);
    answer (message, 201, out);
  }
}

static void
list_notes (FakePsa           *self,
            SoupServerMessage *message)
{
  g_autoptr(JsonNode) out = json_node_alloc ();

  if (self->looks_fail > 0)
    {
      self->looks_fail--;
      answer_text (message, 502, "{}");
      return;
    }
  json_node_init_array (out, self->notes);
  answer (message, 200, out);
}

static void
delete_note (FakePsa           *self,
             SoupServerMessage *message,
             gint64             id)
{
  guint i;

  if (self->delete_fails)
    {
      answer_text (message, 403, "{\"code\":\"Security\",\"message\":\"No rights\"}");
      return;
    }
  for (i = 0; i < json_array_get_length (self->notes); i++)
    if (json_object_get_int_member (json_array_get_object_element (self->notes, i), "id") == id)
      {
        json_array_remove_element (self->notes, i);
        soup_server_message_set_status (message, 204, NULL);
        return;
      }
  answer_text (message, 404, "{\"code\":\"NotFound\",\"message\":\"no such note\"}");
}

static void
show_ticket (FakePsa           *self,
             SoupServerMessage *message)
{
  g_autofree char *text = g_strdup_printf ("{\"id\":1001,\"summary\":\"x\",\"company\":{\"id\":%" G_GINT64_FORMAT "}}",
                                           self->company);

  answer_text (message, 200, text);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  FakePsa *self = user_data;
  const char *method = soup_server_message_get_method (message);
  const char *tail = strrchr (path, '/');
  const char *line = g_uri_get_query (soup_server_message_get_uri (message));

  g_ptr_array_add (self->requests, g_strdup_printf ("%s %s%s%s", method, path, line != NULL ? "?" : "",
                                                    line != NULL ? line : ""));
  if (g_str_has_suffix (path, "/service/tickets/1001") && g_str_equal (method, "GET"))
    show_ticket (self, message);
  else if (g_str_has_suffix (path, "/service/tickets/1001/notes") && g_str_equal (method, "GET"))
    list_notes (self, message);
  else if (g_str_has_suffix (path, "/service/tickets/1001/notes") && g_str_equal (method, "POST"))
    post_note (self, message);
  else if (strstr (path, "/service/tickets/1001/notes/") != NULL && g_str_equal (method, "DELETE"))
    delete_note (self, message, g_ascii_strtoll (tail + 1, NULL, 10));
  else
    answer_text (message, 404, "{\"code\":\"NotFound\",\"message\":\"nothing here\"}");
}

FakePsa *
fake_psa_new (void)
{
  FakePsa *self = g_new0 (FakePsa, 1);
  g_autoptr(GError) error = NULL;

  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->timers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  self->notes = json_array_new ();
  self->next_id = 9000;
  self->company = 250;
  g_queue_init (&self->faults);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  return self;
}

void
fake_psa_free (FakePsa *self)
{
  guint i;

  for (i = 0; i < self->timers->len; i++)
    g_source_destroy (self->timers->pdata[i]);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->timers);
  g_ptr_array_unref (self->requests);
  json_array_unref (self->notes);
  g_queue_clear (&self->faults);
  g_free (self);
}

char *
fake_psa_base (FakePsa *self)
{
  GSList *uris = soup_server_get_uris (self->server);
  char *base = g_strdup_printf ("http://127.0.0.1:%d/v4_6_release/apis/3.0", g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return base;
}

void
fake_psa_next (FakePsa     *self,
               FakePsaMode  mode)
{
  g_queue_push_tail (&self->faults, GINT_TO_POINTER (mode));
}

void
fake_psa_set_company (FakePsa *self,
                      gint64   company)
{
  self->company = company;
}

void
fake_psa_set_delete_fails (FakePsa  *self,
                           gboolean  fails)
{
  self->delete_fails = fails;
}

void
fake_psa_set_looks_fail (FakePsa *self,
                         guint    n)
{
  self->looks_fail = n;
}

guint
fake_psa_count_notes (FakePsa *self)
{
  return json_array_get_length (self->notes);
}

JsonObject *
fake_psa_get_note (FakePsa *self,
                   guint    index)
{
  return json_array_get_object_element (self->notes, index);
}

guint
fake_psa_count_requests (FakePsa    *self,
                         const char *prefix)
{
  guint n = 0;
  guint i;

  for (i = 0; i < self->requests->len; i++)
    if (g_str_has_prefix (self->requests->pdata[i], prefix))
      n++;
  return n;
}

GPtrArray *
fake_psa_get_requests (FakePsa *self)
{
  return self->requests;
}

void
fake_psa_on_post (FakePsa  *self,
                  void    (*func)(gpointer),
                  gpointer  user_data)
{
  self->on_post = func;
  self->on_post_data = user_data;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-webhooks-sender.h"

/* The queue of deliveries: attempts, pauses, order per hook, a line in the log for each. What went
 * wrong is told to the vendor, who may switch the hook off. Only receivers on this machine are
 * called. */

#define MOST_IN_FLIGHT 8
#define MOST_LINES     5000

struct _MusterSender {
  MusterWorld *world;       /* (unowned): the server keeps both */
  SoupSession *session;
  GRand       *rand;        /* seeded, so that a run can be repeated */
  JsonObject  *behaviour;
  char        *deliver_to;  /* (nullable) stands for what a tunnel would lead to */

  GPtrArray   *log;         /* (element-type JsonObject) a line per delivery */
  GQueue       waiting;     /* of Delivery, in the order in which they go out */
  GHashTable  *busy;        /* hooks that send one after the other, while they do */
  GHashTable  *paused;      /* (element-type Delivery) wait for their timers */
  guint        in_flight;
  guint        generation;  /* goes up with a restart: what was on its way then is forgotten */
  gint64       next_line;

  guint        n_sent, n_delivered, n_failed, n_dropped, n_forged, n_forged_accepted, n_refused;
};

typedef struct {
  MusterSender           *owner;      /* (unowned) */
  const MusterHookVendor *vendor;
  char                   *hook_id;
  char                   *key;        /* vendor and hook */
  MusterPost             *post;
  JsonObject             *line;       /* (owned) */
  MusterForge             forge;
  gboolean                last_word;  /* that the hook was switched off: not tried again */
  guint                   attempts;
  guint                   generation;
  GCancellable           *cancellable;
  guint                   timer;
} Delivery;

static void pump (MusterSender *self);

static void
delivery_free (Delivery *delivery)
{
  g_clear_handle_id (&delivery->timer, g_source_remove);
  g_free (delivery->hook_id);
  g_free (delivery->key);
  muster_post_free (delivery->post);
  json_object_unref (delivery->line);
  g_clear_object (&delivery->cancellable);
  g_free (delivery);
}

static double
setting (MusterSender *self,
         const char   *name,
         double        fallback)
{
  JsonNode *node = json_object_get_member (self->behaviour, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  return json_node_get_value_type (node) == G_TYPE_BOOLEAN ? (json_node_get_boolean (node) ? 1 : 0) : json_node_get_double (node);
}

static gboolean
roll (MusterSender *self,
      const char   *name)
{
  return g_rand_double (self->rand) < setting (self, name, 0);
}

static gboolean
is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr(GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return host != NULL && (g_ascii_strcasecmp (host, "localhost") == 0 || (address != NULL && g_inet_address_get_is_loopback (address)));
}

/* The receiver's address, or the one that a tunnel leads it to. NULL: not on this machine */
static SoupMessage *
message_for (MusterSender *self,
             MusterPost   *post)
{
  g_autoptr(GUri) uri = g_uri_parse (post->url, SOUP_HTTP_URI_FLAGS, NULL), to = NULL, mapped = NULL;
  g_autofree char *authority = NULL;
  SoupMessage *message;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  if (!is_loopback (uri))
    {
      to = self->deliver_to != NULL ? g_uri_parse (self->deliver_to, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
      if (to == NULL)
        return NULL;
    }
  mapped = to != NULL ? g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (to), NULL, g_uri_get_host (to), g_uri_get_port (to),
                                     g_uri_get_path (uri), g_uri_get_query (uri), NULL)
                      : g_uri_ref (uri);
  if (!is_loopback (mapped))
    return NULL;
  message = soup_message_new_from_uri ("POST", mapped);
  if (to != NULL)
    {
      authority = g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != 443
                  ? g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri)) : g_strdup (g_uri_get_host (uri));
      soup_message_headers_replace (soup_message_get_request_headers (message), "Host", authority);
    }
  for (guint i = 0; i + 1 < post->headers->len; i += 2)
    soup_message_headers_append (soup_message_get_request_headers (message), post->headers->pdata[i], post->headers->pdata[i + 1]);
  soup_message_set_request_body_from_bytes (message, "application/json", post->body);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  return message;
}

static gboolean
accept_certificate_cb (SoupMessage         *message,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags errors,
                       gpointer             user_data)
{
  return TRUE;
}

static const char *
forge_name (MusterForge forge)
{
  static const char *const names[] = { NULL, "key", "body", "unsigned" };

  return names[forge];
}

static JsonObject *
new_line (MusterSender *self,
          Delivery     *delivery)
{
  g_autofree char *time = muster_world_now_text (self->world);
  g_autofree char *body = g_strndup (g_bytes_get_data (delivery->post->body, NULL), g_bytes_get_size (delivery->post->body));
  JsonObject *line = muster_jo_new ("n:i", self->next_line++, "vendor:s", delivery->vendor->vendor, "hook:s", delivery->hook_id,
                                    "url:s", delivery->post->url, "object:i", delivery->post->object, "action:s", delivery->post->action,
                                    "forged:s", forge_name (delivery->forge), "state:s", "waiting", "status:d", 0, "attempts:d", 0,
                                    "time:s", time, "body:s", body, NULL);

  if (self->log->len >= MOST_LINES)
    g_ptr_array_remove_index (self->log, 0);
  g_ptr_array_add (self->log, json_object_ref (line));
  return line;
}

static void
set_state (Delivery   *delivery,
           const char *state,
           guint       status,
           const char *error)
{
  json_object_remove_member (delivery->line, "error");
  muster_jo_add (delivery->line, "state:s", state, "status:d", (int) status, "attempts:d", (int) delivery->attempts,
                 "error:s", error, NULL);
}

static Delivery *
new_delivery (MusterSender           *self,
              const MusterHookVendor *vendor,
              JsonObject             *hook,
              MusterPost             *post,
              MusterForge             forge)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->owner = self;
  delivery->vendor = vendor;
  delivery->hook_id = muster_webhooks_id (hook);
  delivery->key = g_strdup_printf ("%s/%s", vendor->vendor, delivery->hook_id);
  delivery->post = post;
  delivery->forge = forge;
  delivery->generation = self->generation;
  delivery->line = new_line (self, delivery);
  return delivery;
}

/* --- the queue --- */

static gboolean
in_order (Delivery *delivery)
{
  return delivery->vendor->in_order && setting (delivery->owner, "shuffle", 0) == 0;
}

static void
done (Delivery *delivery)
{
  MusterSender *self = delivery->owner;

  g_hash_table_remove (self->busy, delivery->key);
  delivery_free (delivery);
  pump (self);
}

static gboolean
again_cb (gpointer user_data)
{
  Delivery *delivery = user_data;
  MusterSender *self = delivery->owner;

  delivery->timer = 0;
  g_hash_table_remove (self->paused, delivery);
  g_hash_table_remove (self->busy, delivery->key);
  g_queue_push_head (&self->waiting, delivery);
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
send_later (Delivery *delivery,
            guint     ms)
{
  g_hash_table_add (delivery->owner->paused, delivery);
  delivery->timer = g_timeout_add (ms, again_cb, delivery);
}

static gboolean
is_tried_again (Delivery *delivery,
                guint     status)
{
  return !delivery->last_word && delivery->forge == MUSTER_FORGE_NONE && delivery->attempts <= G_N_ELEMENTS (delivery->vendor->waits)
         && delivery->vendor->waits[delivery->attempts - 1] > 0 && delivery->vendor->is_retried (status);
}

/* The vendor draws its conclusion from an attempt; its last word goes out by itself. */
static void
conclude (Delivery *delivery,
          gboolean  worked)
{
  MusterSender *self = delivery->owner;
  JsonObject *hook = muster_webhooks_find (self->world, delivery->vendor->vendor, delivery->hook_id);
  MusterPost *post;
  Delivery *word;

  if (delivery->forge != MUSTER_FORGE_NONE || delivery->last_word || hook == NULL)
    return;
  post = delivery->vendor->attempted (self->world, hook, worked);
  if (post == NULL)
    return;
  word = new_delivery (self, delivery->vendor, hook, post, MUSTER_FORGE_NONE);
  word->last_word = TRUE;
  g_queue_push_tail (&self->waiting, word);
}

static void
answered (Delivery   *delivery,
          guint       status,
          const char *error)
{
  MusterSender *self = delivery->owner;
  gboolean worked = status >= 200 && status < 300;

  delivery->attempts++;
  if (delivery->forge != MUSTER_FORGE_NONE)
    self->n_forged_accepted += worked;
  else if (worked)
    self->n_delivered++;
  set_state (delivery, worked ? "delivered" : "failed", status, error);
  conclude (delivery, worked);
  if (!worked && is_tried_again (delivery, status))
    {
      set_state (delivery, "waiting", status, error);
      if (!in_order (delivery))
        g_hash_table_remove (self->busy, delivery->key);
      send_later (delivery, (guint) (delivery->vendor->waits[delivery->attempts - 1] * setting (self, "timeScale", 1)));
      pump (self);
      return;
    }
  if (!worked && delivery->forge == MUSTER_FORGE_NONE)
    self->n_failed++;
  done (delivery);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Delivery *delivery = user_data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  guint status = (guint) soup_message_get_status (message);
  gboolean forgotten = g_object_get_data (source, "gone") != NULL;

  g_clear_handle_id (&delivery->timer, g_source_remove);
  if (forgotten)
    {
      delivery_free (delivery);
      return;
    }
  delivery->owner->in_flight--;
  if (delivery->generation != delivery->owner->generation)
    {
      MusterSender *self = delivery->owner;

      delivery_free (delivery);
      pump (self);
      return;
    }
  answered (delivery, answer != NULL ? status : 0, error != NULL ? error->message : NULL);
}

static gboolean
timed_out_cb (gpointer user_data)
{
  Delivery *delivery = user_data;

  delivery->timer = 0;
  g_cancellable_cancel (delivery->cancellable);
  return G_SOURCE_REMOVE;
}

static void
start (MusterSender *self,
       Delivery     *delivery)
{
  g_autoptr(SoupMessage) message = message_for (self, delivery->post);
  JsonObject *hook = muster_webhooks_find (self->world, delivery->vendor->vendor, delivery->hook_id);

  if (!delivery->last_word && delivery->forge == MUSTER_FORGE_NONE && (hook == NULL || muster_webhooks_is_off (hook)))
    {
      set_state (delivery, "cancelled", 0, "the webhook is off or gone");
      delivery_free (delivery);
      return;
    }
  if (message == NULL)
    {
      self->n_refused++;
      set_state (delivery, "refused", 0, "only receivers on this machine are called");
      delivery_free (delivery);
      return;
    }
  if (in_order (delivery))
    g_hash_table_add (self->busy, g_strdup (delivery->key));
  self->n_sent++;
  self->in_flight++;
  g_clear_object (&delivery->cancellable);
  delivery->cancellable = g_cancellable_new ();
  delivery->timer = g_timeout_add ((guint) setting (self, "timeoutMs", delivery->vendor->timeout_ms), timed_out_cb, delivery);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, delivery->cancellable, sent_cb, delivery);
}

/* Whoever may go, goes, in order. */
static void
pump (MusterSender *self)
{
  GList *next;

  for (GList *l = self->waiting.head; l != NULL && self->in_flight < MOST_IN_FLIGHT; l = next)
    {
      Delivery *delivery = l->data;

      next = l->next;
      if (in_order (delivery) && g_hash_table_contains (self->busy, delivery->key))
        continue;
      g_queue_delete_link (&self->waiting, l);
      start (self, delivery);
    }
}

static void
enqueue (MusterSender *self,
         Delivery     *delivery)
{
  if (setting (self, "shuffle", 0) != 0)
    send_later (delivery, (guint) g_rand_int_range (self->rand, 0, 1 + (gint32) setting (self, "shuffleMs", 200)));
  else
    g_queue_push_tail (&self->waiting, delivery);
}

static MusterPost *
copy_post (MusterPost *post)
{
  MusterPost *copy = muster_post_new (post->url, post->object, post->action);

  for (guint i = 0; i + 1 < post->headers->len; i += 2)
    muster_post_add_header (copy, post->headers->pdata[i], post->headers->pdata[i + 1]);
  copy->body = g_bytes_ref (post->body);
  return copy;
}

/**
 * muster_sender_add:
 * @self: the sender
 * @vendor: whose webhook
 * @hook: the registration
 * @change: what has happened
 *
 * Sends what the hook has to say of the change, with what a network and a forger make of it:
 * again, not at all, with another key.
 */
void
muster_sender_add (MusterSender           *self,
                   const MusterHookVendor *vendor,
                   JsonObject             *hook,
                   MusterChange           *change)
{
  g_autoptr(MusterPost) post = vendor->make (change, hook, MUSTER_FORGE_NONE);
  int most = (int) CLAMP (setting (self, "duplicates", 0), 0, 3);
  int copies = 1 + (most > 0 ? g_rand_int_range (self->rand, 0, most + 1) : 0);

  if (post == NULL)
    return;
  if (roll (self, "forge"))
    {
      MusterForge forge = (MusterForge) g_rand_int_range (self->rand, MUSTER_FORGE_KEY, MUSTER_FORGE_UNSIGNED + 1);

      self->n_forged++;
      enqueue (self, new_delivery (self, vendor, hook, vendor->make (change, hook, forge), forge));
    }
  if (roll (self, "drop"))
    {
      Delivery *delivery = new_delivery (self, vendor, hook, copy_post (post), MUSTER_FORGE_NONE);

      self->n_dropped++;
      set_state (delivery, "dropped", 0, NULL);
      delivery_free (delivery);
      copies = 0;
    }
  for (int i = 0; i < copies; i++)
    enqueue (self, new_delivery (self, vendor, hook, copy_post (post), MUSTER_FORGE_NONE));
  pump (self);
}

/* Merges into what is done on request; muster_sender_restart() takes all of it back. */
void
muster_sender_set (MusterSender *self,
                   JsonObject   *behaviour)
{
  g_autoptr(GList) names = json_object_get_members (behaviour);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (self->behaviour, l->data, json_node_copy (json_object_get_member (behaviour, l->data)));
}

void
muster_sender_set_target (MusterSender *self,
                          const char   *deliver_to)
{
  g_free (self->deliver_to);
  self->deliver_to = g_strdup (deliver_to);
}

JsonArray *
muster_sender_get_lines (MusterSender *self,
                         const char   *vendor,
                         gint64        since)
{
  JsonArray *lines = json_array_new ();

  for (guint i = 0; i < self->log->len; i++)
    if (muster_jo_int (self->log->pdata[i], "n", 0) > since
        && (vendor == NULL || g_strcmp0 (muster_jo_str (self->log->pdata[i], "vendor"), vendor) == 0))
      json_array_add_object_element (lines, muster_jo_copy (self->log->pdata[i]));
  return lines;
}

/* (transfer full): what was asked for, what came of it, and the deliveries themselves */
JsonObject *
muster_sender_show (MusterSender *self,
                    const char   *vendor,
                    gint64        since)
{
  guint pending = g_queue_get_length (&self->waiting) + self->in_flight + g_hash_table_size (self->paused);
  JsonObject *counts = muster_jo_new ("sent:d", (int) self->n_sent, "delivered:d", (int) self->n_delivered,
                                      "failed:d", (int) self->n_failed, "dropped:d", (int) self->n_dropped,
                                      "forged:d", (int) self->n_forged, "forgedAccepted:d", (int) self->n_forged_accepted, "refused:d", (int) self->n_refused,
                                      "pending:d", (int) pending, NULL);

  return muster_jo_new ("behaviour:o", muster_jo_copy (self->behaviour), "deliverTo:S", self->deliver_to, "counts:o", counts,
                        "deliveries:a", muster_sender_get_lines (self, vendor, since), NULL);
}

void
muster_sender_forget_lines (MusterSender *self)
{
  g_ptr_array_set_size (self->log, 0);
}

/* Behind it lies another world: nothing is owed any more, nothing asked for. */
void
muster_sender_restart (MusterSender *self)
{
  GHashTableIter iter;
  gpointer delivery;

  self->generation++;
  while ((delivery = g_queue_pop_head (&self->waiting)) != NULL)
    delivery_free (delivery);
  g_hash_table_iter_init (&iter, self->paused);
  while (g_hash_table_iter_next (&iter, &delivery, NULL))
    delivery_free (delivery);
  g_hash_table_remove_all (self->paused);
  g_hash_table_remove_all (self->busy);
  g_ptr_array_set_size (self->log, 0);
  json_object_unref (self->behaviour);
  self->behaviour = json_object_new ();
  g_clear_pointer (&self->deliver_to, g_free);
  self->n_sent = self->n_delivered = self->n_failed = self->n_dropped = self->n_forged = self->n_forged_accepted = self->n_refused = 0;
}

MusterSender *
muster_sender_new (MusterWorld *world)
{
  MusterSender *self = g_new0 (MusterSender, 1);

  self->world = world;
  self->session = soup_session_new_with_options ("max-conns", MOST_IN_FLIGHT * 2, "max-conns-per-host", MOST_IN_FLIGHT * 2,
                                                 "user-agent", "muster-sandbox", NULL);
  self->rand = g_rand_new_with_seed (20261122);
  self->behaviour = json_object_new ();
  self->log = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->paused = g_hash_table_new (NULL, NULL);
  self->next_line = 1;
  g_queue_init (&self->waiting);
  return self;
}

/* What is still on its way frees itself when its request ends. */
void
muster_sender_free (MusterSender *self)
{
  muster_sender_restart (self);
  g_object_set_data (G_OBJECT (self->session), "gone", GINT_TO_POINTER (TRUE));
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_rand_free (self->rand);
  json_object_unref (self->behaviour);
  g_ptr_array_unref (self->log);
  g_hash_table_unref (self->busy);
  g_hash_table_unref (self->paused);
  g_free (self);
}

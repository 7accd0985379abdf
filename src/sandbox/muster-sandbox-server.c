/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-error.h"
#include "muster-sandbox-entra.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"
#include "muster-sandbox-past.h"
#include "muster-sandbox-server.h"
#include "muster-sandbox-vendors.h"
#include "muster-sandbox-webhooks.h"

/* One port for all vendors. A request is classed and logged as it comes in, then suffers what a
 * fault rule says, is answered by its vendor's door, and the world is saved before the answer
 * leaves. Everything runs on the main context, one request at a time, so writes never overlap. */

struct _MusterSandboxServer {
  GObject         parent;

  SoupServer     *soup;
  MusterWorld    *world;
  MusterFaults   *faults;
  MusterWebhooks *webhooks;
  GPtrArray      *log;           /* (element-type JsonObject) in the order of arrival */
  char           *base;          /* scheme, host and port */
  GHashTable     *waiting;       /* vendor and entity → how many of its calls are unanswered */
  MusterPasts    *pasts;         /* writes that show late */
  guint           late_commit_ms;
};

/* A request whose answer waits for its time. */
typedef struct {
  MusterSandboxServer *server;   /* (owned) */
  SoupServerMessage   *message;  /* (nullable) (owned) NULL: the client has been cut off */
  MusterCall          *call;     /* (owned) */
  JsonObject          *entry;    /* (owned) its line in the log */
  char                *lane;     /* (owned) */
} Waiting;

G_DEFINE_FINAL_TYPE (MusterSandboxServer, muster_sandbox_server, G_TYPE_OBJECT)

static void
muster_sandbox_server_finalize (GObject *object)
{
  MusterSandboxServer *self = MUSTER_SANDBOX_SERVER (object);

  g_clear_object (&self->soup);
  g_clear_pointer (&self->webhooks, muster_webhooks_free);
  g_clear_object (&self->world);
  g_clear_pointer (&self->faults, muster_faults_free);
  g_clear_pointer (&self->log, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  g_clear_pointer (&self->pasts, muster_pasts_free);
  g_free (self->base);
  G_OBJECT_CLASS (muster_sandbox_server_parent_class)->finalize (object);
}

static void
muster_sandbox_server_class_init (MusterSandboxServerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = muster_sandbox_server_finalize;
}

static void
muster_sandbox_server_init (MusterSandboxServer *self)
{
  self->log = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pasts = muster_pasts_new ();
}

/* Where a vendor limits how many calls may run at once: the third part of the path is the entity. */
static char *
lane_of (MusterCall *call)
{
  guint n = g_strv_length (call->segments);

  return g_strdup_printf ("%s/%s", call->vendor, n > 2 ? call->segments[2] : "");
}

static guint
count_waiting (MusterSandboxServer *self,
               const char          *lane)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->waiting, lane));
}

static JsonObject *
log_call (MusterSandboxServer *self,
          MusterCall          *call)
{
  g_autofree char *time = muster_world_now_text (self->world);
  JsonObject *entry = muster_jo_new ("n:i", (gint64) self->log->len + 1,
                                     "time:s", time,
                                     "vendor:s", call->vendor,
                                     "method:s", call->method,
                                     "path:s", call->path,
                                     "query:S", call->query_text,
                                     "class:s", call->effect,
                                     "status:d", 0,
                                     NULL);

  g_ptr_array_add (self->log, json_object_ref (entry));
  return entry;
}

static void
run_vendor (MusterCall *call)
{
  if (g_str_equal (call->vendor, "connectwise"))
    muster_connectwise_handle (call);
  else if (g_str_equal (call->vendor, "autotask"))
    muster_autotask_handle (call);
  else if (g_str_equal (call->vendor, "halopsa"))
    muster_halopsa_handle (call);
  else if (g_str_equal (call->vendor, "entra"))
    muster_entra_handle (call);
  else if (g_str_equal (call->vendor, "graph"))
    muster_graph_handle (call);
  else if (g_str_equal (call->vendor, "exchange"))
    muster_exchange_handle (call);
  else if (g_str_equal (call->vendor, "partner"))
    muster_partner_handle (call);
  else if (g_str_equal (call->vendor, "hudu"))
    muster_hudu_handle (call);
  else if (g_str_equal (call->vendor, "itglue"))
    muster_itglue_handle (call);
  else if (g_str_equal (call->vendor, "llm"))
    muster_llm_handle (call);
  else
    muster_call_reply_text (call, 404, "text/plain", "Nothing is served here");
}

/* Limits that come before any fault: too many at once, or an answer that is slowed down. */
static gboolean
is_limited (MusterSandboxServer *self,
            MusterCall          *call,
            guint               *delay_ms)
{
  g_autofree char *lane = lane_of (call);

  *delay_ms = 0;
  if (!g_str_equal (call->vendor, "autotask"))
    return FALSE;
  *delay_ms = muster_autotask_delay (call);
  return muster_autotask_refuse_parallel (call, count_waiting (self, lane));
}

/* The vendor answers; a change is on disk before anybody hears of it. */
static void
process (MusterSandboxServer *self,
         MusterCall          *call,
         JsonObject          *entry)
{
  g_autoptr(GError) error = NULL;
  gint64 late = muster_jo_int (muster_world_settings (self->world, call->vendor), "staleMs", 0);

  if (late > 0 && g_str_equal (call->effect, "write"))
    muster_pasts_keep (self->pasts, call, (guint) late);
  if (!muster_pasts_serve (self->pasts, call, run_vendor))
    run_vendor (call);
  muster_webhooks_follow (self->webhooks, call);
  if (call->changed && !muster_world_save (self->world, &error))
    {
      g_warning ("The world could not be saved: %s", error->message);
      muster_call_reply_text (call, 500, "text/plain", "The sandbox could not save its state");
    }
  muster_jo_add (entry, "status:d", (int) call->status, "scope:S", call->scope, NULL);
}

/* A vendor's clock is the world's */
static void
set_date (MusterSandboxServer *self,
          SoupMessageHeaders  *headers)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (muster_world_now (self->world) / G_USEC_PER_SEC);
  g_autofree char *text = soup_date_time_to_string (time, SOUP_DATE_HTTP);

  soup_message_headers_replace (headers, "Date", text);
}

static void
send_reply (SoupServerMessage *message,
            MusterCall        *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (call->stream != NULL)
    {
      muster_sandbox_stream_send (g_steal_pointer (&call->stream), message, call->status, call->content_type, call->reply_headers);
      return;
    }
  soup_server_message_set_status (message, call->status, NULL);
  for (guint i = 0; i + 1 < call->reply_headers->len; i += 2)
    soup_message_headers_replace (headers, call->reply_headers->pdata[i], call->reply_headers->pdata[i + 1]);
  if (call->reply != NULL)
    {
      gsize size;
      const char *data = g_bytes_get_data (call->reply, &size);

      soup_server_message_set_response (message, call->content_type, SOUP_MEMORY_COPY, data, size);
    }
  else if (call->status == 204)
    {
      /* libsoup closes the connection after such an answer and does not say so by itself */
      soup_message_headers_replace (headers, "Connection", "close");
    }
  else
    soup_message_headers_set_content_length (headers, 0);
}

/* Takes the connection away from libsoup; @half of the answer goes out before it closes. */
static void
cut_connection (SoupServerMessage *message,
                MusterCall        *call,
                gboolean           half)
{
  g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);
  gsize size = 0;
  const char *data = call->reply != NULL ? g_bytes_get_data (call->reply, &size) : NULL;

  if (half && data != NULL)
    {
      g_autofree char *head = g_strdup_printf ("HTTP/1.1 %u OK\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                               call->status, call->content_type, size);
      GOutputStream *out = g_io_stream_get_output_stream (stream);

      g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
      g_output_stream_write_all (out, data, size / 2, NULL, NULL, NULL);
    }
  g_io_stream_close (stream, NULL, NULL);
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_hash_table_insert (waiting->server->waiting, waiting->lane,
                       GUINT_TO_POINTER (count_waiting (waiting->server, waiting->lane) - 1));
  g_clear_object (&waiting->message);
  g_clear_object (&waiting->server);
  g_clear_pointer (&waiting->call, muster_call_free);
  g_clear_pointer (&waiting->entry, json_object_unref);
  g_free (waiting);
}

static gboolean
waited_cb (gpointer user_data)
{
  Waiting *waiting = user_data;

  process (waiting->server, waiting->call, waiting->entry);
  if (waiting->message != NULL)
    {
      send_reply (waiting->message, waiting->call);
      soup_server_message_unpause (waiting->message);
    }
  return G_SOURCE_REMOVE;
}

static void
wait_then_process (MusterSandboxServer *self,
                   SoupServerMessage   *message,
                   MusterCall          *call,
                   JsonObject          *entry,
                   guint                ms)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->server = g_object_ref (self);
  waiting->message = message != NULL ? g_object_ref (message) : NULL;
  waiting->call = call;
  waiting->entry = json_object_ref (entry);
  waiting->lane = lane_of (call);
  g_hash_table_insert (self->waiting, g_strdup (waiting->lane), GUINT_TO_POINTER (count_waiting (self, waiting->lane) + 1));
  g_timeout_add_full (G_PRIORITY_DEFAULT, ms, waited_cb, waiting, waiting_free);
}

static void
suffer (MusterSandboxServer *self,
        SoupServerMessage   *message,
        MusterCall          *taken,
        JsonObject          *entry,
        MusterFault         *fault)
{
  g_autoptr(MusterCall) call = taken;

  muster_jo_add (entry, "fault:s", fault->name, NULL);
  call->force_visible = fault->kind == MUSTER_FAULT_NOTE_VISIBLE;
  call->fold_text = fault->kind == MUSTER_FAULT_NOTE_FOLDED;
  switch (fault->kind)
    {
    case MUSTER_FAULT_LATENCY:
      soup_server_message_pause (message);
      wait_then_process (self, message, g_steal_pointer (&call), entry, fault->ms);
      break;
    case MUSTER_FAULT_LATE_COMMIT:
      cut_connection (message, call, FALSE);
      wait_then_process (self, NULL, g_steal_pointer (&call), entry, fault->ms);
      break;
    case MUSTER_FAULT_STALE:
      muster_pasts_keep (self->pasts, call, fault->ms);
      process (self, call, entry);
      send_reply (message, call);
      break;
    case MUSTER_FAULT_LOST_REPLY:
    case MUSTER_FAULT_CUT:
      process (self, call, entry);
      cut_connection (message, call, fault->kind == MUSTER_FAULT_CUT);
      break;
    case MUSTER_FAULT_STATUS:
    case MUSTER_FAULT_AADSTS:
      muster_fault_answer (fault, call);
      muster_jo_add (entry, "status:d", (int) call->status, NULL);
      send_reply (message, call);
      break;
    default:
      process (self, call, entry);
      muster_fault_answer (fault, call);
      muster_jo_add (entry, "status:d", (int) call->status, NULL);
      send_reply (message, call);
    }
}

static GBytes *
body_of (SoupServerMessage *message)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (message));
}

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  MusterSandboxServer *self = user_data;
  g_autoptr(GBytes) body = body_of (message);
  g_autoptr(MusterCall) call = NULL;
  g_autoptr(JsonObject) entry = NULL;
  const char *vendor;
  MusterFault fault;
  guint delay_ms;

  call = muster_call_new (self->world, self->base, soup_server_message_get_method (message),
                          soup_server_message_get_uri (message),
                          soup_server_message_get_request_headers (message), body);
  set_date (self, soup_server_message_get_response_headers (message));
  if (call->segments[0] != NULL && g_str_equal (call->segments[0], "sandbox"))
    {
      muster_sandbox_control_handle (self, call);
      send_reply (message, call);
      return;
    }

  vendor = muster_sandbox_vendor_of (call->segments);
  call->vendor = vendor != NULL ? vendor : "unknown";
  call->effect = muster_sandbox_effect_of (call->vendor, call->method, call->segments, call->json);
  entry = log_call (self, call);
  if (is_limited (self, call, &delay_ms))
    {
      muster_jo_add (entry, "status:d", (int) call->status, NULL);
      send_reply (message, call);
      return;
    }
  fault = muster_faults_take (self->faults, call);
  if (fault.kind != MUSTER_FAULT_NONE)
    {
      suffer (self, message, g_steal_pointer (&call), entry, &fault);
      return;
    }
  if (delay_ms > 0)
    {
      soup_server_message_pause (message);
      wait_then_process (self, message, g_steal_pointer (&call), entry, delay_ms);
      return;
    }
  process (self, call, entry);
  send_reply (message, call);
}

/**
 * muster_sandbox_server_new:
 * @world: what to serve
 * @late_commit_ms: the longest that a commit may come after its client has gone
 *
 * Returns: (transfer full): a server that does not listen yet
 */
MusterSandboxServer *
muster_sandbox_server_new (MusterWorld *world,
                           guint        late_commit_ms)
{
  MusterSandboxServer *self = g_object_new (MUSTER_TYPE_SANDBOX_SERVER, NULL);

  self->world = g_object_ref (world);
  self->late_commit_ms = late_commit_ms;
  self->faults = muster_faults_new (late_commit_ms);
  self->webhooks = muster_webhooks_new (world);
  return self;
}

/**
 * muster_sandbox_server_listen:
 * @self: the server
 * @host: a loopback address
 * @port: the port, 0 for a free one
 * @certificate: (nullable): serve https with it
 * @error: return location for an error
 *
 * Returns: whether it listens
 */
gboolean
muster_sandbox_server_listen (MusterSandboxServer *self,
                              const char          *host,
                              guint                port,
                              GTlsCertificate     *certificate,
                              GError             **error)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);
  g_autoptr(GSocketAddress) socket_address = NULL;
  g_autofree char *base = NULL;
  GSList *uris;

  if (address == NULL || !g_inet_address_get_is_loopback (address))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s is not a loopback address", host);
      return FALSE;
    }
  self->soup = soup_server_new ("server-header", "muster-sandbox", "tls-certificate", certificate, "raw-paths", TRUE, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  socket_address = g_inet_socket_address_new (address, (guint16) port);
  if (!soup_server_listen (self->soup, socket_address, certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0, error))
    return FALSE;

  uris = soup_server_get_uris (self->soup);
  base = g_uri_to_string (uris->data);
  if (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';
  self->base = g_steal_pointer (&base);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

/**
 * muster_sandbox_server_ready:
 * @self: a server that listens
 *
 * Returns: (transfer full): all that a client needs to know, as one object
 */
JsonObject *
muster_sandbox_server_ready (MusterSandboxServer *self)
{
  JsonObject *msp = muster_world_get_msp (self->world);
  const char *tenant = muster_world_get_tenant (self->world);
  g_autofree char *now = muster_world_now_text (self->world);
  g_autofree char *control = g_strconcat (self->base, "/sandbox", NULL);
  g_autofree char *company = muster_world_company_id (self->world);
  g_autofree char *public_key = muster_world_secret (self->world, "connectwise-public");
  g_autofree char *private_key = muster_world_secret (self->world, "connectwise-private");
  g_autofree char *product = muster_world_guid (self->world, "connectwise-client");
  g_autofree char *app = muster_world_guid (self->world, "entra-app");
  g_autofree char *secret = muster_world_secret (self->world, "entra-secret");
  g_autofree char *key = muster_world_secret (self->world, "hudu-key");
  g_autofree char *itglue = g_strconcat (self->base, "/itglue", NULL);
  g_autofree char *itglue_key = muster_itglue_key (self->world);
  g_autofree char *own = g_strdup_printf ("%" G_GINT64_FORMAT, muster_itglue_organization (self->world, NULL));
  g_autofree char *halo_service = muster_halo_client_id (self->world, FALSE);
  g_autofree char *halo_native = muster_halo_client_id (self->world, TRUE);
  g_autofree char *halo_secret = muster_halo_secret (self->world);
  g_autofree char *api_secret = muster_world_secret (self->world, "autotask-secret");
  g_autofree char *api_code = muster_world_secret (self->world, "autotask-code");

  return muster_jo_new ("ready:b", TRUE, "now:s", now, "control:s", control,
                        "lateCommitMs:d", (int) self->late_commit_ms,
                        "msp:o", muster_jo_new ("name:s", muster_jo_str (msp, "name"), "tenantId:s", tenant, NULL),
                        "connectwise:o", muster_jo_new ("site:s", self->base, "companyId:s", company,
                                                        "publicKey:s", public_key, "privateKey:s", private_key,
                                                        "clientId:s", product, NULL),
                        "microsoft365:o", muster_jo_new ("login:s", self->base, "graph:s", self->base,
                                                         "exchange:s", self->base, "tenantId:s", tenant,
                                                         "clientId:s", app, "clientSecret:s", secret, NULL),
                        "halopsa:o", muster_jo_new ("url:s", self->base, "tenant:s", company, "clientId:s", halo_service,
                                                    "clientSecret:s", halo_secret, "nativeClientId:s", halo_native, NULL),
                        "autotask:o", muster_jo_new ("zone:s", self->base,
                                                     "userName:s", muster_jo_str (muster_world_api_member (self->world), "email"),
                                                     "secret:s", api_secret, "integrationCode:s", api_code, NULL),
                        "hudu:o", muster_jo_new ("url:s", self->base, "apiKey:s", key, NULL),
                        "itglue:o", muster_jo_new ("url:s", itglue, "apiKey:s", itglue_key, "ownOrganization:s", own, NULL),
                        "entra:o", muster_entra_ready (self->world, self->base),
                        "llm:o", muster_llm_ready (self->world, self->base),
                        NULL);
}

MusterWorld *
muster_sandbox_server_get_world (MusterSandboxServer *self)
{
  return self->world;
}

MusterFaults *
muster_sandbox_server_get_faults (MusterSandboxServer *self)
{
  return self->faults;
}

MusterWebhooks *
muster_sandbox_server_get_webhooks (MusterSandboxServer *self)
{
  return self->webhooks;
}

GPtrArray *
muster_sandbox_server_get_log (MusterSandboxServer *self)
{
  return self->log;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-admin.h"
#include "muster-context-webhooks-private.h"
#include "muster-error.h"
#include "muster-json.h"

/* MusterContext: one delivery of a webhook. Who sent it is verified over the bytes as they came; the hint is stored; only
 * then the sender hears 204, and the engine reads the ticket by itself. Everything that is wrong is the same 401. */

#define KEY_LIFE_US      (G_GINT64_CONSTANT (24 * 3600) * G_USEC_PER_SEC)
#define KEY_FETCH_GAP_US (10 * G_USEC_PER_SEC)
#define LIFECYCLE_GAP_US (60 * G_USEC_PER_SEC)
#define MAX_HINTS 100
#define MAX_WAITING 64
#define KEY_HOST "keyHost"

typedef struct
{
  MusterSecret *secret;  /* (nullable): it is being fetched */
  gint64        fetched;
  GPtrArray    *waiting; /* (owned) (element-type Delivery): came while it was being fetched */
} HookKey;

typedef struct
{
  MusterContext    *context;     /* (owned) */
  MusterConnection *connection;  /* (owned) */
  MusterPsa        *psa;         /* (owned) */
  MusterHook       *hook;        /* (owned) */
  MusterHookReply  *reply;       /* (owned) */
  char             *key_path;    /* (nullable) */
  gboolean          second_host; /* the key was looked for on both of the vendor's hosts */
  GPtrArray        *hints;       /* (owned) (nullable) (element-type MusterPsaHint) */
  guint             next;
} Delivery;

static void
hook_key_free (HookKey *key)
{
  g_clear_pointer (&key->secret, muster_secret_unref);
  g_ptr_array_unref (key->waiting);
  g_free (key);
}

GHashTable *
muster_hook_keys_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) hook_key_free);
}

static void
delivery_free (Delivery *op)
{
  g_object_unref (op->context);
  g_object_unref (op->connection);
  g_object_unref (op->psa);
  muster_hook_unref (op->hook);
  muster_hook_reply_unref (op->reply);
  g_free (op->key_path);
  g_clear_pointer (&op->hints, g_ptr_array_unref);
  g_free (op);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

static void
refuse (Delivery     *op,
        const GError *error)
{
  MusterWebhook *webhook = muster_context_find_webhook (op->context, muster_connection_get_id (op->connection));

  g_debug ("A delivery to %s was refused: %s", muster_connection_get_name (op->connection), error->message);
  muster_hook_reply_send (op->reply, 401);
  if (webhook == NULL)
    return;
  muster_webhook_set_n_refused (webhook, muster_webhook_get_n_refused (webhook) + 1);
  muster_webhook_set_last_error (webhook, _("A delivery was refused because its signature or password was wrong."));
  muster_context_tell_webhook (op->context, webhook);
}

static void
tell_accepted (Delivery *op)
{
  MusterWebhook *webhook = muster_context_find_webhook (op->context, muster_connection_get_id (op->connection));
  gint64 now = muster_clock_now (op->context->clock);
  gint64 before;

  if (webhook == NULL)
    return;
  before = muster_webhook_get_last_delivery (webhook);
  muster_webhook_set_n_accepted (webhook, muster_webhook_get_n_accepted (webhook) + 1);
  muster_webhook_set_last_delivery (webhook, now);
  muster_webhook_set_registered (webhook, TRUE);
  muster_webhook_set_enabled (webhook, TRUE);
  muster_webhook_set_last_error (webhook, NULL);
  muster_context_tell_webhook (op->context, webhook);
  /* A burst is one write */
  if (now - before > 60 * G_USEC_PER_SEC || now <= before)
    muster_context_save_webhook (op->context, webhook);
}

/* About the webhook itself: the vendor has switched it off, and says so in a delivery that is signed like any other */
static void
take_lifecycle (Delivery      *op,
                MusterPsaHint *hint)
{
  MusterWebhook *webhook = muster_context_find_webhook (op->context, muster_connection_get_id (op->connection));
  gint64 now = muster_clock_now (op->context->clock);
  gint64 since = webhook != NULL ? now - muster_webhook_get_last_check (webhook) : 0;

  /* Whoever replays it makes us ask the vendor once a minute at most */
  if (webhook == NULL || muster_webhook_get_disabled_by_vendor (webhook) || (since >= 0 && since < LIFECYCLE_GAP_US))
    return;
  g_message ("%s has switched its webhook off (%s)", muster_connection_get_name (op->connection), hint->action);
  muster_webhook_set_disabled_by_vendor (webhook, TRUE);
  muster_webhook_set_enabled (webhook, FALSE);
  muster_context_save_webhook (op->context, webhook);
  muster_context_tell_webhook (op->context, webhook);
  muster_context_check_webhook_async (op->context, muster_connection_get_id (op->connection), NULL, NULL, NULL);
}

static void store_next (Delivery *op);

/* 4 of 4, once per hint */
static void
hint_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Delivery) op = user_data;
  MusterPsaHint *hint = g_ptr_array_index (op->hints, op->next);
  g_autoptr(GError) error = NULL;

  /* Not stored is not taken: the vendor tries again, and polling finds it anyway */
  if (!muster_store_add_hint_finish (MUSTER_STORE (source), result, &error))
    {
      g_message ("A hint could not be stored: %s", error->message);
      muster_hook_reply_send (op->reply, 503);
      return;
    }
  muster_engine_hint (op->context->engine, muster_connection_get_id (op->connection), hint->id);
  op->next++;
  store_next (g_steal_pointer (&op));
}

static void
store_next (Delivery *op)
{
  for (; op->next < op->hints->len; op->next++)
    {
      MusterPsaHint *hint = g_ptr_array_index (op->hints, op->next);

      if (hint->lifecycle)
        take_lifecycle (op, hint);
      if (hint->lifecycle || hint->id == NULL || g_strcmp0 (hint->object, "ticket") != 0)
        continue;
      muster_store_add_hint_async (op->context->store, muster_connection_get_id (op->connection), hint->id, NULL,
                                   hint_stored_cb, op);
      return;
    }
  tell_accepted (op);
  muster_hook_reply_send (op->reply, 204);
  delivery_free (op);
}

/* 3 of 4: there is a key */
static void
verify (Delivery     *op,
        MusterSecret *key)
{
  g_autoptr(Delivery) delivery = op;
  g_autoptr(GError) error = NULL;

  if (!muster_psa_verify_hook (op->psa, op->hook, key, &error))
    {
      refuse (op, error);
      return;
    }
  op->hints = muster_psa_read_hook (op->psa, op->hook, &error);
  if (op->hints == NULL)
    {
      refuse (op, error);
      return;
    }
  if (op->hints->len > MAX_HINTS)
    g_ptr_array_set_size (op->hints, MAX_HINTS);
  store_next (g_steal_pointer (&delivery));
}

static void read_vendor_key (Delivery *op);

static char *
key_id_of (Delivery *op)
{
  return g_strdup_printf ("%s %s", muster_connection_get_id (op->connection), op->key_path);
}

/* The key came, or it did not: those that came meanwhile too. A burst is one fetch, and the vendor does not try again. */
static void
settle_key (Delivery     *op,
            MusterSecret *secret,
            const GError *error)
{
  GHashTable *keys = op->context->hook_keys;
  g_autofree char *id = key_id_of (op);
  HookKey *key = g_hash_table_lookup (keys, id);
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&key->waiting);

  key->waiting = g_ptr_array_new ();
  if (secret != NULL)
    {
      key->secret = muster_secret_ref (secret);
      key->fetched = g_get_monotonic_time ();
    }
  else
    g_hash_table_remove (keys, id);
  g_ptr_array_insert (waiting, 0, op);
  for (guint i = 0; i < waiting->len; i++)
    {
      if (secret != NULL)
        verify (waiting->pdata[i], secret);
      else
        {
          refuse (waiting->pdata[i], error);
          delivery_free (waiting->pdata[i]);
        }
    }
}

/* "https://api-na.myconnectwise.net/v2025_1/apis/3.0" → "https://api-na.myconnectwise.net" */
static char *
origin_of (const char *url)
{
  const char *host = url != NULL ? strstr (url, "://") : NULL;

  return host != NULL ? g_strndup (url, (gsize) (host - url) + 3 + strcspn (host + 3, "/")) : NULL;
}

/* A key lies on the site or on the API's host, and a delivery may name either; both are the connection's own. FALSE: it
 * is there already, or there is no other. */
static gboolean
use_key_host (Delivery   *op,
              const char *host)
{
  MusterContext *self = op->context;
  const char *id = muster_connection_get_id (op->connection);
  g_autofree char *used = muster_connector_get_setting (op->connection, KEY_HOST);

  if (host == NULL || g_strcmp0 (used, host) == 0)
    return FALSE;
  muster_connector_put_setting (op->connection, KEY_HOST, host);
  muster_gate_add_connection (self->gate, op->connection, g_hash_table_lookup (self->signers, id));
  muster_gate_set_connection_secret (self->gate, id, MUSTER_WEBHOOK_SECRET, g_hash_table_lookup (self->hook_secrets, id));
  muster_store_save_connection_async (self->store, op->connection, NULL, NULL, NULL);
  return TRUE;
}

static gboolean
try_other_host (Delivery *op)
{
  g_autofree char *used = muster_connector_get_setting (op->connection, KEY_HOST);
  g_autofree char *site = muster_connector_get_setting (op->connection, "site");
  g_autofree char *root = muster_connector_get_setting (op->connection, "apiRoot");
  g_autofree char *api = origin_of (root);

  if (op->second_host)
    return FALSE;
  op->second_host = TRUE;
  return use_key_host (op, g_strcmp0 (used, site) == 0 ? api : site);
}

/* 2 of 4: the vendor's own key, from the vendor's own host */
static void
key_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Delivery) op = user_data;
  MusterContext *self = op->context;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  const char *text = node != NULL ? muster_json_path_str (node, "key.signing_key") : NULL;
  g_autoptr(MusterSecret) secret = NULL;

  if ((text == NULL || text[0] == '\0') && try_other_host (op))
    {
      read_vendor_key (g_steal_pointer (&op));
      return;
    }
  if (text == NULL || text[0] == '\0')
    {
      if (error == NULL)
        error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The vendor gave no signing key");
      settle_key (g_steal_pointer (&op), NULL, error);
      return;
    }
  secret = muster_secret_new (text);
  muster_egress_add (self->egress, "signing key", secret);
  settle_key (g_steal_pointer (&op), secret, NULL);
}

/* Anybody can name a path in a forged delivery; that must not make us ask the vendor as often as he likes */
static gboolean
may_fetch (MusterContext *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->hook_key_fetched != 0 && now - self->hook_key_fetched < KEY_FETCH_GAP_US)
    return FALSE;
  self->hook_key_fetched = now;
  return TRUE;
}

static void
read_vendor_key (Delivery *op)
{
  g_autoptr(JsonObject) args = json_object_new ();

  json_object_set_string_member (args, "path", op->key_path);
  muster_context_setup_read_async (op->context, op->connection, "read-signing-key", args, TRUE, NULL, key_read_cb, op);
}

static void
find_vendor_key (Delivery *op)
{
  g_autoptr(Delivery) delivery = op;
  MusterContext *self = op->context;
  g_autofree char *site = muster_connector_get_setting (op->connection, "site");
  g_autofree char *root = muster_connector_get_setting (op->connection, "apiRoot");
  g_autofree char *host = muster_connector_get_setting (op->connection, KEY_HOST);
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;
  HookKey *key;

  op->key_path = muster_psa_hook_key_path (op->psa, op->hook, site, root, &error);
  if (op->key_path == NULL)
    {
      refuse (op, error);
      return;
    }
  id = key_id_of (op);
  key = g_hash_table_lookup (self->hook_keys, id);
  if (key != NULL && key->secret == NULL && key->waiting->len < MAX_WAITING)
    {
      g_ptr_array_add (key->waiting, g_steal_pointer (&delivery));
      return;
    }
  if (key != NULL && key->secret != NULL && g_get_monotonic_time () - key->fetched < KEY_LIFE_US)
    {
      verify (g_steal_pointer (&delivery), key->secret);
      return;
    }
  if ((key != NULL && key->secret == NULL) || !may_fetch (self))
    {
      error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED, "Another key was asked for just now");
      refuse (op, error);
      return;
    }
  if (host == NULL)
    use_key_host (op, site);
  key = g_new0 (HookKey, 1);
  key->waiting = g_ptr_array_new ();
  g_hash_table_insert (self->hook_keys, g_steal_pointer (&id), key);
  read_vendor_key (g_steal_pointer (&delivery));
}

/* 1 of 4: whose is it? */
void
muster_context_receive_hook (MusterWebhookListener *listener,
                             const char            *connection_id,
                             MusterHook            *hook,
                             MusterHookReply       *reply,
                             gpointer               user_data)
{
  MusterContext *self = user_data;
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  MusterPsa *psa = connection != NULL ? muster_gate_get_psa (self->gate, connection_id) : NULL;
  MusterSecret *secret = g_hash_table_lookup (self->hook_secrets, connection_id);
  g_autoptr(Delivery) op = NULL;
  g_autoptr(GError) error = NULL;

  if (psa == NULL)
    {
      muster_hook_reply_send (reply, 401);
      return;
    }
  op = g_new0 (Delivery, 1);
  op->context = g_object_ref (self);
  op->connection = g_object_ref (connection);
  op->psa = g_object_ref (psa);
  op->hook = muster_hook_ref (hook);
  op->reply = muster_hook_reply_ref (reply);
  if (muster_psa_has_hook_keys (psa))
    find_vendor_key (g_steal_pointer (&op));
  else if (secret != NULL)
    verify (g_steal_pointer (&op), secret);
  else
    {
      error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "Its secret is not there");
      refuse (op, error);
    }
}

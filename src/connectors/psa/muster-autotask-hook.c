/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Autotask's webhooks. They are signed with a secret that was given when they were registered; every delivery is, those
 * about the webhook itself too. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-error.h"
#include "muster-hook.h"
#include "muster-json-guard.h"
#include "muster-json.h"

#include "muster-autotask-private.h"
#include "muster-psa-rows.h"
#include "muster-psa-signature.h"

#define SIGNATURE_HEADER "x-hook-signature"
#define SIGNATURE_START  "sha1="
#define LEAST_KEY_BYTES  32

static const MusterJsonLimits limits = { 256 * 1024, 16 };

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A webhook %s", what);
  return FALSE;
}

/* X-Hook-Signature: sha1=base64 (HMAC-SHA1 (secret, body)) over the bytes as they came: the sender writes \u escapes that a
 * parser would not write again. Vendor's help: SecretKeyPayloadVerification. */
gboolean
muster_autotask_verify_hook (MusterPsa    *psa,
                             MusterHook   *hook,
                             MusterSecret *key,
                             GError      **error)
{
  const char *signature = muster_hook_get_header (hook, SIGNATURE_HEADER);

  if (muster_hook_count_header (hook, SIGNATURE_HEADER) != 1)
    return refuse (error, "has not exactly one signature");
  if (!g_str_has_prefix (signature, SIGNATURE_START))
    return refuse (error, "has a signature of another kind");
  if (muster_secret_length (key) < LEAST_KEY_BYTES)
    return refuse (error, "cannot be verified with so short a secret");
  if (!muster_psa_hmac_matches (G_CHECKSUM_SHA1, (const guint8 *) muster_secret_peek (key), muster_secret_length (key),
                                muster_hook_get_body (hook), signature + strlen (SIGNATURE_START)))
    return refuse (error, "has a wrong signature");
  return TRUE;
}

/* Only what it is about: the fields of the delivery are not used */
GPtrArray *
muster_autotask_read_hook (MusterPsa  *psa,
                           MusterHook *hook,
                           GError    **error)
{
  g_autoptr(JsonNode) body = muster_json_parse (muster_hook_get_body (hook), &limits, NULL, error);
  g_autoptr(GPtrArray) hints = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_psa_hint_free);
  g_autoptr(MusterPsaHint) hint = g_new0 (MusterPsaHint, 1);
  JsonObject *object = muster_json_node_obj (body);
  const char *action = object != NULL ? muster_json_str (object, "Action") : NULL;
  const char *entity = object != NULL ? muster_json_str (object, "EntityType") : NULL;

  if (body == NULL)
    return NULL;
  if (action == NULL)
    {
      refuse (error, "has no Action");
      return NULL;
    }
  hint->action = g_ascii_strdown (action, -1);
  hint->lifecycle = g_str_equal (hint->action, "deactivated");
  hint->object = hint->lifecycle ? g_strdup ("webhook") : entity != NULL ? g_ascii_strdown (entity, -1) : NULL;
  hint->id = hint->lifecycle ? g_strdup (muster_json_str (object, "Guid")) : muster_psa_id_text (object, "Id");
  if (hint->object == NULL || (hint->id == NULL && !hint->lifecycle))
    {
      refuse (error, "has no EntityType or no Id");
      return NULL;
    }
  g_ptr_array_add (hints, g_steal_pointer (&hint));
  return g_steal_pointer (&hints);
}

static gpointer
read_webhook (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaWebhook) webhook = g_new0 (MusterPsaWebhook, 1);
  gboolean active = muster_autotask_flag (row, "isActive", FALSE);
  gboolean ready = muster_autotask_flag (row, "isReady", FALSE);

  webhook->id = muster_psa_id_text (row, "id");
  webhook->url = g_strdup (muster_json_str (row, "webhookUrl"));
  if (webhook->id == NULL || webhook->url == NULL)
    return NULL;
  webhook->active = active && ready;
  if (!active)
    webhook->detail = g_strdup (_("Autotask has switched it off."));
  else if (!ready)
    webhook->detail = g_strdup (_("It is not ready: no field of tickets is subscribed."));
  return g_steal_pointer (&webhook);
}

GPtrArray *
muster_autotask_read_webhooks (MusterPsa *psa,
                               JsonNode  *answer,
                               GError   **error)
{
  return muster_psa_read_rows (answer, "webhooks", NULL, read_webhook, NULL,
                               (GDestroyNotify) muster_psa_webhook_free, error);
}

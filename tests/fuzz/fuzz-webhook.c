/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz-main.h"
#include "muster-hook.h"
#include "muster-psa.h"
#include "muster-webhook-head.h"
#include "muster-webhook-listener.h"

/* A request as it comes from the wire: its head, and what the three vendors' checks
 * and readers make of its body. Nobody knows the key, so nothing is genuine. */

static const char * const integrations[] = { "connectwise", "autotask", "halopsa" };
static const char * const hosts[] = { "hooks.example", "other.example:8443", NULL };

static void
try_vendor (const char *integration,
            MusterHook *hook)
{
  static MusterSecret *key;
  g_autoptr(MusterPsa) psa = muster_psa_new_for_integration (integration);
  g_autoptr(GPtrArray) hints = NULL;
  g_autofree char *path = NULL;

  if (key == NULL)
    key = muster_secret_new ("a key of thirty-two bytes that nobody has used");
  g_assert_false (muster_psa_verify_hook (psa, hook, key, NULL));
  if (muster_psa_has_hook_keys (psa))
    {
      path = muster_psa_hook_key_path (psa, hook, "https://na.myconnectwise.net",
                                       "https://api-na.myconnectwise.net/v4_6_release/apis/3.0", NULL);
      g_assert_true (path == NULL || *path != '\0');
    }

  hints = muster_psa_read_hook (psa, hook, NULL);
  for (guint i = 0; hints != NULL && i < hints->len; i++)
    {
      MusterPsaHint *hint = hints->pdata[i];

      g_assert_nonnull (hint->object);
      g_assert_true (hint->lifecycle || hint->id != NULL);
      g_assert_true (hint->id == NULL || g_utf8_validate (hint->id, -1, NULL));
    }
}

void
fuzz_one (const guint8 *data,
          gsize         size)
{
  g_auto(MusterWebhookHead) head = { NULL, NULL, NULL };
  g_autoptr(MusterHook) hook = NULL;
  g_autoptr(GBytes) body = NULL;
  gsize end = muster_webhook_head_end ((const char *) data, size);
  guint status;

  g_assert_cmpuint (end, <=, size);
  status = muster_webhook_head_parse ((const char *) data, end, &head);
  g_assert_true (status == 0 || (status >= 400 && status < 600));
  body = g_bytes_new (data + end, size - end);
  hook = muster_hook_new (body);
  if (status == 0)
    {
      guint checked = muster_webhook_head_check (&head, hosts);

      g_assert_true (checked == 0 || (checked >= 400 && checked < 600));
      g_assert_true (*head.path == '/');
      for (guint i = 0; i < head.headers->len; i++)
        {
          MusterHeader *header = head.headers->pdata[i];

          g_assert_null (strpbrk (header->value, "\r\n"));
          muster_hook_add_header (hook, header->name, header->value);
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (integrations); i++)
    try_vendor (integrations[i], hook);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HaloPSA's webhooks. They are not signed: what tells them from others are Basic credentials with a long random
 * password. So a body is a hint and nothing else, even from the vendor. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-hook.h"
#include "muster-json-guard.h"
#include "muster-json.h"

#include "muster-halopsa-private.h"
#include "muster-psa-rows.h"
#include "muster-psa-signature.h"

#define MAX_HINTS       500
#define MIN_PASSWORD    32
#define MAX_CREDENTIALS 1024

static const MusterJsonLimits limits = { 256 * 1024, 16 };

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A delivery %s", what);
  return FALSE;
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize body = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  gsize padding = strspn (text + body, "=");

  return length > 0 && length % 4 == 0 && body + padding == length && padding <= 2;
}

/* (nullable): what stands behind the first colon of the decoded credentials; freed with muster_secret_free () */
static char *
password_of (const char *header)
{
  const char *text;
  g_autofree guchar *decoded = NULL;
  const guchar *colon;
  char *password = NULL;
  gsize length = 0;

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", strlen ("Basic ")) != 0)
    return NULL;
  text = header + strlen ("Basic ");
  text += strspn (text, " ");
  if (strlen (text) > MAX_CREDENTIALS || !is_base64 (text))
    return NULL;
  decoded = g_base64_decode (text, &length);
  colon = memchr (decoded, ':', length);
  if (colon != NULL && memchr (decoded, '\0', length) == NULL)
    password = g_strndup ((const char *) colon + 1, length - (gsize) (colon + 1 - decoded));
  memset (decoded, 0, length);
  return password;
}

/* The user name is no secret, and people type it: the password alone counts */
gboolean
muster_halopsa_verify_hook (MusterPsa    *psa,
                            MusterHook   *hook,
                            MusterSecret *key,
                            GError      **error)
{
  char *password;
  gboolean same;

  if (muster_secret_length (key) < MIN_PASSWORD)
    return refuse (error, "cannot be verified with a short password");
  if (muster_hook_count_header (hook, "authorization") != 1)
    return refuse (error, "has not exactly one set of credentials");
  password = password_of (muster_hook_get_header (hook, "authorization"));
  if (password == NULL)
    return refuse (error, "has no Basic credentials");
  same = muster_psa_text_matches (muster_secret_peek (key), password);
  muster_secret_free (password);
  return same || refuse (error, "has a wrong password");
}

/* Events have names of their own ("new ticket logged"); only what is surely about something else is not a ticket */
static const char *
object_of (JsonObject *event)
{
  const char *name = muster_json_str (event, "event");
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  if (muster_json_obj (event, "ticket") != NULL || lower == NULL || *lower == '\0' || strstr (lower, "ticket") != NULL ||
      strstr (lower, "action") != NULL || strstr (lower, "email") != NULL)
    return "ticket";
  return "other";
}

static char *
object_id (JsonObject *event)
{
  JsonNode *node = json_object_get_member (event, "object_id");
  const char *text = muster_json_node_str (node);
  JsonObject *ticket = muster_json_obj (event, "ticket");
  guint64 number;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  if (node == NULL && ticket != NULL)
    return muster_psa_id_text (ticket, "id");
  return muster_psa_id_text (event, "object_id");
}

static void
add_hint (GPtrArray  *hints,
          JsonObject *event)
{
  g_autoptr(MusterPsaHint) hint = g_new0 (MusterPsaHint, 1);
  guint i;

  hint->id = object_id (event);
  if (hint->id == NULL || hints->len >= MAX_HINTS)
    return;
  hint->object = g_strdup (object_of (event));
  hint->action = g_strdup (muster_json_str (event, "event"));
  for (i = 0; i < hints->len; i++)
    {
      MusterPsaHint *known = hints->pdata[i];

      if (g_str_equal (known->id, hint->id) && g_str_equal (known->object, hint->object))
        return;
    }
  g_ptr_array_add (hints, g_steal_pointer (&hint));
}

static void
add_events (GPtrArray *hints,
            JsonArray *events)
{
  guint i;

  for (i = 0; events != NULL && i < json_array_get_length (events); i++)
    if (muster_json_arr_obj (events, i) != NULL)
      add_hint (hints, muster_json_arr_obj (events, i));
}

/* One event, several in an array, or several in a member of an object: how a batch comes is not documented */
GPtrArray *
muster_halopsa_read_hook (MusterPsa  *psa,
                          MusterHook *hook,
                          GError    **error)
{
  g_autoptr(JsonNode) body = muster_json_parse (muster_hook_get_body (hook), &limits, NULL, error);
  g_autoptr(GPtrArray) hints = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_psa_hint_free);
  JsonObject *object = muster_json_node_obj (body);
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;
  GList *l;

  if (body == NULL)
    return NULL;
  if (object != NULL)
    add_hint (hints, object);
  else
    add_events (hints, muster_json_node_arr (body));
  for (l = names; l != NULL && hints->len == 0; l = l->next)
    add_events (hints, muster_json_arr (object, l->data));
  if (hints->len > 0)
    return g_steal_pointer (&hints);
  refuse (error, "names no object");
  return NULL;
}

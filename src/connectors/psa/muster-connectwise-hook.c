/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ConnectWise's callbacks. A delivery names the address of the key that it is signed with, so whoever forges one would
 * name a key of his own: the address counts only when it lies on the connection's own host. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-hook.h"
#include "muster-json-guard.h"
#include "muster-json.h"

#include "muster-connectwise-private.h"
#include "muster-psa-signature.h"

#define SIGNATURE_HEADER "x-content-signature"

static const MusterJsonLimits limits = { 256 * 1024, 16 };

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A callback %s", what);
  return FALSE;
}

/* The spelling of its keys depends on the version that the callback was registered with */
static JsonNode *
member_any_case (JsonObject *object,
                 const char *name)
{
  g_autoptr(GList) names = json_object_get_members (object);
  GList *l;

  for (l = names; l != NULL; l = l->next)
    if (g_ascii_strcasecmp (l->data, name) == 0)
      return json_object_get_member (object, l->data);
  return NULL;
}

static JsonNode *
parse_body (MusterHook *hook,
            GError    **error)
{
  g_autoptr(JsonNode) node = muster_json_parse (muster_hook_get_body (hook), &limits, NULL, error);

  if (node != NULL && muster_json_node_obj (node) == NULL)
    {
      refuse (error, "is no object");
      return NULL;
    }
  return g_steal_pointer (&node);
}

static gboolean
is_same_host (GUri       *key,
              const char *address)
{
  g_autoptr(GUri) own = address != NULL ? g_uri_parse (address, G_URI_FLAGS_SCHEME_NORMALIZE, NULL) : NULL;

  return own != NULL && g_uri_get_host (own) != NULL && g_uri_get_host (key) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (own), g_uri_get_host (key)) == 0 &&
         g_uri_get_port (own) == g_uri_get_port (key) &&
         g_strcmp0 (g_uri_get_scheme (own), g_uri_get_scheme (key)) == 0;
}

/* Metadata.key_url → the path on our own host. The site's scheme is https but for the sandbox, so http passes only there. */
char *
muster_connectwise_hook_key_path (MusterPsa  *psa,
                                  MusterHook *hook,
                                  const char *site,
                                  const char *api_root,
                                  GError    **error)
{
  g_autoptr(JsonNode) body = parse_body (hook, error);
  JsonNode *metadata = body != NULL ? member_any_case (muster_json_node_obj (body), "Metadata") : NULL;
  JsonObject *object = metadata != NULL ? muster_json_node_obj (metadata) : NULL;
  JsonNode *member = object != NULL ? member_any_case (object, "key_url") : NULL;
  const char *text = member != NULL ? muster_json_node_str (member) : NULL;
  g_autoptr(GUri) uri = NULL;
  const char *path;

  if (body == NULL)
    return NULL;
  if (text == NULL)
    {
      refuse (error, "has no Metadata.key_url");
      return NULL;
    }
  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      !(is_same_host (uri, site) || is_same_host (uri, api_root)))
    {
      refuse (error, "names a key that does not lie on the connection's own host");
      return NULL;
    }
  path = g_uri_get_path (uri);
  if (path[0] != '/' || path[1] == '\0')
    {
      refuse (error, "names a key without a path");
      return NULL;
    }
  return g_uri_get_query (uri) != NULL ? g_strdup_printf ("%s?%s", path + 1, g_uri_get_query (uri)) : g_strdup (path + 1);
}

/* base64 (HMAC-SHA256 (SHA-256 (signing key), body)); vendor's help: Callbacks, verifying the source */
gboolean
muster_connectwise_verify_hook (MusterPsa    *psa,
                                MusterHook   *hook,
                                MusterSecret *key,
                                GError      **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 derived[32];
  gsize length = sizeof derived;

  if (muster_hook_count_header (hook, SIGNATURE_HEADER) != 1)
    return refuse (error, "has not exactly one signature");
  if (muster_secret_length (key) == 0)
    return refuse (error, "cannot be verified without a key");
  g_checksum_update (checksum, (const guchar *) muster_secret_peek (key), (gssize) muster_secret_length (key));
  g_checksum_get_digest (checksum, derived, &length);
  if (!muster_psa_hmac_matches (G_CHECKSUM_SHA256, derived, length, muster_hook_get_body (hook),
                                muster_hook_get_header (hook, SIGNATURE_HEADER)))
    return refuse (error, "has a wrong signature");
  return TRUE;
}

/* Only what it is about: `Entity` is a string of JSON that nobody reads */
GPtrArray *
muster_connectwise_read_hook (MusterPsa  *psa,
                              MusterHook *hook,
                              GError    **error)
{
  g_autoptr(JsonNode) body = parse_body (hook, error);
  g_autoptr(GPtrArray) hints = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_psa_hint_free);
  JsonObject *object = body != NULL ? muster_json_node_obj (body) : NULL;
  JsonNode *type = object != NULL ? member_any_case (object, "Type") : NULL;
  JsonNode *id = object != NULL ? member_any_case (object, "ID") : NULL;
  JsonNode *action = object != NULL ? member_any_case (object, "Action") : NULL;
  MusterPsaHint *hint;

  if (body == NULL)
    return NULL;
  if (type == NULL || muster_json_node_str (type) == NULL || id == NULL || !JSON_NODE_HOLDS_VALUE (id) ||
      json_node_get_value_type (id) != G_TYPE_INT64 || json_node_get_int (id) <= 0)
    {
      refuse (error, "has no Type or no ID");
      return NULL;
    }
  hint = g_new0 (MusterPsaHint, 1);
  hint->object = g_ascii_strdown (muster_json_node_str (type), -1);
  hint->id = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (id));
  hint->action = g_strdup (action != NULL ? muster_json_node_str (action) : NULL);
  g_ptr_array_add (hints, hint);
  return g_steal_pointer (&hints);
}

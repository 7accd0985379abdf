/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "muster-connectwise.h"
#include "muster-connector.h"
#include "muster-entra.h"
#include "muster-error.h"
#include "muster-hudu.h"
#include "muster-json.h"

/* 30 s request timeout + 60 s that a server may take after it, then two looks 10 s apart (security) */
#define SETTLE_MS 90000
#define LOOK_GAP_MS 10000
#define ENTRA_LOGIN "https://login.microsoftonline.com"

/* Not in any form: where the look-alikes are. Taken from a file or the sandbox, and for this machine only. */
static const char * const loopback_extras[] = { "login", "graph", "exchange", "lateCommitMs", NULL };

static JsonObject *
read_settings (MusterConnection *connection)
{
  g_autoptr(JsonNode) node = NULL;
  const char *text = muster_connection_get_settings (connection);

  if (text != NULL)
    node = muster_json_from_string_trusted (text, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return json_object_new ();
  return json_object_ref (json_node_get_object (node));
}

static void
write_settings (MusterConnection *connection,
                JsonObject       *settings)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), settings);
  g_autofree char *text = muster_json_canonical (node);

  muster_connection_set_settings (connection, text);
}

char *
muster_connector_get_setting (MusterConnection *connection,
                              const char       *name)
{
  g_autoptr(JsonObject) settings = read_settings (connection);

  return g_strdup (muster_json_str (settings, name));
}

void
muster_connector_put_setting (MusterConnection *connection,
                              const char       *name,
                              const char       *value)
{
  g_autoptr(JsonObject) settings = read_settings (connection);

  if (value != NULL)
    json_object_set_string_member (settings, name, value);
  else
    json_object_remove_member (settings, name);
  write_settings (connection, settings);
}

char *
muster_connector_secret_id (MusterConnection *connection,
                            const char       *field)
{
  return g_strconcat (muster_connection_get_id (connection), "/", field, NULL);
}

GPtrArray *
muster_connector_secret_fields (MusterIntegration *integration)
{
  GPtrArray *fields = muster_integration_get_fields (integration);
  GPtrArray *secret = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < fields->len; i++)
    {
      MusterField *field = g_ptr_array_index (fields, i);

      if (g_str_equal (field->kind, "secret"))
        g_ptr_array_add (secret, g_strdup (field->id));
    }
  return secret;
}

/* Whether any integration's form has a secret field of this name, also behind a prefix ("hudu.apiKey") */
gboolean
muster_connector_is_secret_key (MusterCatalog *catalog,
                                const char    *key)
{
  GPtrArray *integrations = muster_catalog_list_integrations (catalog);
  const char *dot = strrchr (key, '.');
  const char *name = dot != NULL ? dot + 1 : key;

  if (g_ascii_strcasecmp (name, "password") == 0)
    return TRUE;
  for (guint i = 0; i < integrations->len; i++)
    {
      MusterField *field = muster_integration_find_field (g_ptr_array_index (integrations, i), name);

      if (field != NULL && g_str_equal (field->kind, "secret"))
        return TRUE;
    }
  return FALSE;
}

static gboolean
url_is_loopback (const char *url)
{
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") || g_str_equal (host, "localhost"));
}

gboolean
muster_connector_is_loopback (MusterConnection *connection)
{
  g_autofree char *site = muster_connector_get_setting (connection, "site");
  g_autofree char *graph = muster_connector_get_setting (connection, "graph");
  g_autofree char *url = muster_connector_get_setting (connection, "url");

  return url_is_loopback (site) || url_is_loopback (graph) || url_is_loopback (url);
}

static gboolean
take_field (MusterConnection *connection,
            MusterField      *field,
            const char       *typed,
            GError          **error)
{
  g_autofree char *value = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  g_autofree char *normal = NULL;

  if (value[0] == '\0' && !field->required)
    return TRUE;
  if (!muster_field_check (field, value, error))
    return FALSE;
  if (g_str_equal (field->kind, "secret"))
    return TRUE;

  if (g_str_equal (field->id, "site"))
    normal = muster_connectwise_normalize_site (value, error);
  else if (g_str_equal (field->id, "url"))
    normal = muster_hudu_normalize_url (value, error);
  else
    normal = g_strdup (value);
  if (normal == NULL)
    return FALSE;

  muster_connector_put_setting (connection, field->id, normal);
  return TRUE;
}

/* Where the look-alikes say that they are; anywhere else than on this machine such a value is refused */
static gboolean
take_extras (MusterConnection *connection,
             GHashTable       *fields,
             GError          **error)
{
  gint64 late;

  for (gsize i = 0; loopback_extras[i] != NULL; i++)
    {
      const char *value = g_hash_table_lookup (fields, loopback_extras[i]);

      if (value == NULL || value[0] == '\0')
        continue;
      if (!g_str_equal (loopback_extras[i], "lateCommitMs") && !url_is_loopback (value))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                       "“%s” can only be an address of this machine", loopback_extras[i]);
          return FALSE;
        }
      muster_connector_put_setting (connection, loopback_extras[i], value);
    }

  if (muster_connector_is_loopback (connection) && g_hash_table_lookup (fields, "lateCommitMs") != NULL)
    {
      late = g_ascii_strtoll (g_hash_table_lookup (fields, "lateCommitMs"), NULL, 10);
      late = CLAMP (late, 0, SETTLE_MS);
      muster_connection_set_settle_ms (connection, late + 100);
      muster_connection_set_look_gap_ms (connection, MIN (late + 50, LOOK_GAP_MS));
    }
  return TRUE;
}

MusterConnection *
muster_connector_build (MusterIntegration *integration,
                        GHashTable        *fields,
                        const char        *id,
                        char             **field,
                        GError           **error)
{
  g_autoptr(MusterConnection) connection = muster_connection_new ();
  GPtrArray *form = muster_integration_get_fields (integration);
  g_autoptr(GPtrArray) secret = muster_connector_secret_fields (integration);
  g_autofree char *names = NULL;

  muster_connection_set_id (connection, id);
  muster_connection_set_integration (connection, muster_integration_get_id (integration));
  muster_connection_set_name (connection, muster_integration_get_name (integration));
  muster_connection_set_status (connection, "ok");
  muster_connection_set_settings (connection, "{}");
  muster_connection_set_settle_ms (connection, SETTLE_MS);
  muster_connection_set_look_gap_ms (connection, LOOK_GAP_MS);
  g_ptr_array_add (secret, NULL);
  names = g_strjoinv (",", (char **) secret->pdata);
  muster_connection_set_secret_fields (connection, names);

  for (guint i = 0; i < form->len; i++)
    {
      MusterField *row = g_ptr_array_index (form, i);

      if (!take_field (connection, row, g_hash_table_lookup (fields, row->id), error))
        {
          if (field != NULL)
            *field = g_strdup (row->id);
          return NULL;
        }
    }
  if (!take_extras (connection, fields, error))
    return NULL;
  return g_steal_pointer (&connection);
}

static MusterSecret *
need_secret (GHashTable *secrets,
             const char *field,
             GError    **error)
{
  MusterSecret *secret = g_hash_table_lookup (secrets, field);

  if (secret == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The secret “%s” of this connection is missing", field);
  return secret;
}

static MusterAuthenticator *
sign_connectwise (MusterConnection *connection,
                  GHashTable       *secrets,
                  GError          **error)
{
  MusterSecret *key = need_secret (secrets, "privateKey", error);
  g_autofree char *company = muster_connector_get_setting (connection, "companyId");
  g_autofree char *public_key = muster_connector_get_setting (connection, "publicKey");
  g_autofree char *client_id = muster_connector_get_setting (connection, "clientId");
  g_autofree char *user = NULL;
  g_autoptr(MusterSecret) client = NULL;
  MusterAuthenticator *signer;

  if (key == NULL)
    return NULL;

  user = muster_connectwise_basic_user (company, public_key);
  client = muster_secret_new (client_id != NULL ? client_id : "");
  signer = muster_authenticator_headers_new ();
  muster_authenticator_headers_add_basic (signer, user, key);
  muster_authenticator_headers_add (signer, "clientId", NULL, client);
  return signer;
}

static MusterAuthenticator *
sign_hudu (GHashTable *secrets,
           GError    **error)
{
  MusterSecret *key = need_secret (secrets, "apiKey", error);
  MusterAuthenticator *signer;

  if (key == NULL)
    return NULL;
  signer = muster_authenticator_headers_new ();
  muster_authenticator_headers_add (signer, "x-api-key", NULL, key);
  return signer;
}

static MusterAuthenticator *
sign_entra (MusterIntegration *integration,
            MusterConnection  *connection,
            GHashTable        *secrets,
            MusterTransport   *transport,
            GError           **error)
{
  static const char * const resources[] = { "graph", "exchange" };
  MusterSecret *secret = need_secret (secrets, "clientSecret", error);
  g_autofree char *login = muster_connector_get_setting (connection, "login");
  g_autofree char *client_id = muster_connector_get_setting (connection, "clientId");
  g_autoptr(JsonObject) settings = NULL;
  MusterAuthenticator *signer;

  if (secret == NULL)
    return NULL;

  settings = read_settings (connection);
  signer = muster_authenticator_entra_new (transport, login != NULL ? login : ENTRA_LOGIN, client_id, secret);
  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      const char *scope = muster_integration_get_auth_scope (integration, resources[i]);
      g_autofree char *resource = NULL;
      g_autofree char *base = muster_integration_resolve_host (integration, resources[i], settings);

      if (scope == NULL || base == NULL)
        continue;
      resource = g_str_has_suffix (scope, "/.default") ? g_strndup (scope, strlen (scope) - strlen ("/.default")) : g_strdup (scope);
      muster_authenticator_entra_set_resource (signer, resource, base);
    }
  return signer;
}

MusterAuthenticator *
muster_connector_sign (MusterIntegration *integration,
                       MusterConnection  *connection,
                       GHashTable        *secrets,
                       MusterTransport   *transport,
                       GError           **error)
{
  const char *kind = muster_integration_get_sign_in_kind (integration);

  if (g_strcmp0 (kind, "connectwise") == 0)
    return sign_connectwise (connection, secrets, error);
  if (g_strcmp0 (kind, "entra-app") == 0)
    return sign_entra (integration, connection, secrets, transport, error);
  if (g_strcmp0 (kind, "api-key") == 0)
    return sign_hudu (secrets, error);

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "No way to sign in of kind “%s”", kind);
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "muster-certificate.h"
#include "muster-cloud.h"
#include "muster-connectwise.h"
#include "muster-connector.h"
#include "muster-entra.h"
#include "muster-error.h"
#include "muster-exchange.h"
#include "muster-halopsa.h"
#include "muster-hudu.h"
#include "muster-json.h"
#include "muster-oauth.h"

/* 30 s request timeout + 60 s that a server may take after it, then two looks 10 s apart (security) */
#define SETTLE_MS 90000
#define LOOK_GAP_MS 10000

/* Not in any form: where the look-alikes are. Taken from a file or the sandbox, and for this machine only. */
static const char * const loopback_extras[] = { "login", "graph", "exchange", "partner", "zone", "api", "lateCommitMs",
                                                MUSTER_EXCHANGE_SETTING, NULL };

/* Not in any form either: who signed in. Taken together with what their sign-in gave. */
static const char * const person_extras[] = { MUSTER_TECHNICIAN, MUSTER_TECHNICIAN_ID, NULL };

/* Fields of a form that are addresses, as people type them */
static const struct
{
  const char *integration;
  const char *field;
  char     *  (*normalize) (const char *typed, GError **error);
} addresses[] = {
  { "connectwise", "site", muster_connectwise_normalize_site },
  { "halopsa", "url", muster_halopsa_normalize_instance },
  { "hudu", "url", muster_hudu_normalize_url },
};

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

gboolean
muster_connector_signs_in (MusterConnection *connection)
{
  g_autofree char *method = muster_connector_get_setting (connection, "method");

  return g_strcmp0 (method, "person") == 0;
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

  if (g_ascii_strcasecmp (name, "password") == 0 || g_ascii_strcasecmp (name, MUSTER_REFRESH_TOKEN) == 0)
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
  static const char * const names[] = { "site", "graph", "url", "zone", "api" };
  gboolean here = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *url = muster_connector_get_setting (connection, names[i]);

      here |= url_is_loopback (url);
    }
  return here;
}

static char *
normalize (MusterConnection *connection,
           const char       *field,
           const char       *typed,
           GError          **error)
{
  const char *integration = muster_connection_get_integration (connection);

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (g_str_equal (addresses[i].integration, integration) && g_str_equal (addresses[i].field, field))
      return addresses[i].normalize (typed, error);
  return g_strdup (typed);
}

static gboolean
take_field (MusterConnection *connection,
            MusterField      *field,
            const char       *typed,
            gboolean          stored,
            GError          **error)
{
  g_autofree char *value = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  g_autofree char *normal = NULL;

  if (value[0] == '\0' && (!field->required || stored))
    {
      if (!stored)
        muster_connector_put_setting (connection, field->id, NULL);
      return TRUE;
    }
  if (!muster_field_check (field, value, error))
    return FALSE;
  if (g_str_equal (field->kind, "secret"))
    return TRUE;

  normal = normalize (connection, field->id, value, error);
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
      /* An administrator's choice anywhere else (muster_context_set_connection_option_async ()) */
      if (g_str_equal (loopback_extras[i], MUSTER_EXCHANGE_SETTING) && muster_connector_is_loopback (connection))
        {
          muster_connector_put_setting (connection, loopback_extras[i], value);
          continue;
        }
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

/* Who signed in, as long as somebody does */
static void
take_person (MusterConnection *connection,
             GHashTable       *fields)
{
  gboolean signs_in = muster_connector_signs_in (connection);

  for (gsize i = 0; person_extras[i] != NULL; i++)
    {
      const char *value = g_hash_table_lookup (fields, person_extras[i]);

      if (!signs_in || (value != NULL && value[0] != '\0'))
        muster_connector_put_setting (connection, person_extras[i], signs_in ? value : NULL);
    }
}

/* Secrets that are part of @connection: those that were typed or are stored, as far as its way to sign in uses them */
static void
name_secrets (MusterConnection  *connection,
              MusterIntegration *integration,
              GHashTable        *fields,
              GHashTable        *stored)
{
  g_autoptr(GPtrArray) known = g_ptr_array_new ();
  g_autoptr(JsonObject) settings = read_settings (connection);
  g_autoptr(GString) names = g_string_new (NULL);
  GPtrArray *form = muster_integration_get_fields (integration);

  for (guint i = 0; i < form->len; i++)
    {
      MusterField *field = g_ptr_array_index (form, i);

      if (g_str_equal (field->kind, "secret") && muster_field_applies (field, settings))
        g_ptr_array_add (known, field->id);
    }
  if (muster_connector_signs_in (connection))
    g_ptr_array_add (known, (gpointer) MUSTER_REFRESH_TOKEN);
  for (guint i = 0; i < known->len; i++)
    {
      const char *name = g_ptr_array_index (known, i);
      const char *typed = g_hash_table_lookup (fields, name);

      if ((typed != NULL && typed[0] != '\0') || (stored != NULL && g_hash_table_contains (stored, name)))
        g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", name);
    }
  muster_connection_set_secret_fields (connection, names->str);
}

/* What is there of a field without anything being typed */
static gboolean
is_stored (MusterConnection *connection,
           MusterField      *field,
           GHashTable       *stored)
{
  g_autofree char *value = muster_connector_get_setting (connection, field->id);

  return value != NULL || (stored != NULL && g_hash_table_contains (stored, field->id));
}

/* What was typed, or what the form starts with where nothing was and nothing is known */
static const char *
value_of (MusterField *field,
          GHashTable  *fields,
          gboolean     keep)
{
  const char *typed = g_hash_table_lookup (fields, field->id);

  return (typed == NULL || typed[0] == '\0') && !keep && g_str_equal (field->kind, "choice") ? field->default_value : typed;
}

/* What no single field can say: which of them belong together */
static gboolean
check_entra (MusterConnection  *connection,
             GHashTable        *fields,
             GHashTable        *stored,
             char             **field,
             GError           **error)
{
  g_autofree char *method = muster_connector_get_setting (connection, "method");
  g_autofree char *pem = muster_connector_get_setting (connection, "certificate");
  const char *secret = g_hash_table_lookup (fields, "clientSecret");
  const char *key = g_hash_table_lookup (fields, "certificateKey");
  g_autoptr(MusterCertificate) certificate = NULL;
  g_autoptr(MusterSecret) typed = NULL;
  const char *wrong = NULL;

  if (g_strcmp0 (method, "secret") == 0 && (secret == NULL || secret[0] == '\0') &&
      (stored == NULL || !g_hash_table_contains (stored, "clientSecret")))
    {
      /* Not required by the form: a person's sign-in may do without */
      wrong = "clientSecret";
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s", _("Paste the client secret’s value."));
    }
  else if (g_strcmp0 (method, "certificate") == 0)
    {
      typed = key != NULL && key[0] != '\0' ? muster_secret_new (key)
              : stored != NULL && g_hash_table_contains (stored, "certificateKey")
              ? muster_secret_ref (g_hash_table_lookup (stored, "certificateKey")) : NULL;
      certificate = typed != NULL && pem != NULL ? muster_certificate_read (pem, typed, error) : NULL;
      if (typed != NULL && pem != NULL && certificate == NULL)
        wrong = "certificate";
    }
  if (wrong != NULL && field != NULL)
    *field = g_strdup (wrong);
  return wrong == NULL;
}

/* (nullable): @stored, unless another way to sign in was chosen, which has secrets of its own */
static GHashTable *
still_good (MusterIntegration *integration,
            MusterConnection  *connection,
            MusterConnection  *old,
            GHashTable        *stored)
{
  g_autofree char *before = old != NULL ? muster_connector_get_setting (old, "method") : NULL;
  g_autofree char *now = muster_connector_get_setting (connection, "method");
  MusterField *field = muster_integration_find_field (integration, "method");
  const char *was = before != NULL ? before : field != NULL ? field->default_value : NULL;

  return g_strcmp0 (was, now) == 0 ? stored : NULL;
}

MusterConnection *
muster_connector_build (MusterIntegration *integration,
                        GHashTable        *fields,
                        MusterConnection  *old,
                        GHashTable        *stored,
                        const char        *id,
                        char             **field,
                        GError           **error)
{
  g_autoptr(MusterConnection) connection = old != NULL ? muster_record_copy (old) : muster_connection_new ();
  GPtrArray *form = muster_integration_get_fields (integration);

  muster_connection_set_id (connection, id);
  muster_connection_set_integration (connection, muster_integration_get_id (integration));
  muster_connection_set_name (connection, muster_integration_get_name (integration));
  muster_connection_set_status (connection, "ok");
  muster_connection_set_last_error (connection, NULL);
  if (old == NULL)
    {
      muster_connection_set_settings (connection, "{}");
      muster_connection_set_settle_ms (connection, SETTLE_MS);
      muster_connection_set_look_gap_ms (connection, LOOK_GAP_MS);
    }

  for (guint i = 0; i < form->len; i++)
    {
      MusterField *row = g_ptr_array_index (form, i);
      gboolean keep = stored != NULL && is_stored (connection, row, stored);
      g_autoptr(JsonObject) settings = read_settings (connection);

      if (!muster_field_applies (row, settings))
        {
          muster_connector_put_setting (connection, row->id, NULL);
          continue;
        }

      if (!take_field (connection, row, value_of (row, fields, keep), keep, error))
        {
          if (field != NULL)
            *field = g_strdup (row->id);
          return NULL;
        }
    }
  if (!take_extras (connection, fields, error))
    return NULL;
  take_person (connection, fields);
  if (stored != NULL)
    stored = still_good (integration, connection, old, stored);
  if (g_strcmp0 (muster_integration_get_sign_in_kind (integration), "entra-app") == 0 &&
      !check_entra (connection, fields, stored, field, error))
    return NULL;
  name_secrets (connection, integration, fields, stored);
  return g_steal_pointer (&connection);
}

/* Signing */

typedef struct
{
  MusterIntegration *integration;
  MusterConnection  *connection;
  GHashTable        *secrets;    /* field → MusterSecret */
  MusterTransport   *transport;
  MusterSecretStore *rotated;    /* takes a refresh token that was replaced */
} Sign;

static MusterSecret *
need_secret (const Sign *sign,
             const char *field,
             GError    **error)
{
  MusterSecret *secret = g_hash_table_lookup (sign->secrets, field);

  if (secret == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The secret “%s” of this connection is missing", field);
  return secret;
}

static MusterAuthenticator *
sign_connectwise (const Sign *sign,
                  GError    **error)
{
  MusterSecret *key = need_secret (sign, "privateKey", error);
  g_autofree char *company = muster_connector_get_setting (sign->connection, "companyId");
  g_autofree char *public_key = muster_connector_get_setting (sign->connection, "publicKey");
  g_autofree char *client_id = muster_connector_get_setting (sign->connection, "clientId");
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
sign_api_key (const Sign *sign,
              GError    **error)
{
  MusterSecret *key = need_secret (sign, "apiKey", error);
  MusterAuthenticator *signer;

  if (key == NULL)
    return NULL;
  signer = muster_authenticator_headers_new ();
  muster_authenticator_headers_add (signer, "x-api-key", NULL, key);
  return signer;
}

/* Where the look-alike is, or the host of the connection's cloud and nothing else: a setting cannot send a token elsewhere */
char *
muster_connector_cloud_base (MusterConnection *connection,
                             const char       *name)
{
  g_autofree char *cloud = muster_connector_get_setting (connection, "cloud");
  g_autofree char *here = muster_connector_get_setting (connection, name);

  return url_is_loopback (here) ? g_steal_pointer (&here) : g_strdup (muster_cloud_get_host (muster_cloud_find (cloud), name));
}

/* The catalog names resources as the global cloud does */
static void
place_resources (MusterAuthenticator *signer,
                 const Sign          *sign)
{
  static const char * const hosts[] = { "graph", "exchange", "partner" };
  g_autofree char *cloud = muster_connector_get_setting (sign->connection, "cloud");

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      const char *scope = muster_integration_get_auth_scope (sign->integration, hosts[i]);
      const char *here = muster_cloud_get_host (muster_cloud_find (cloud), hosts[i]);
      g_autofree char *base = muster_connector_cloud_base (sign->connection, hosts[i]);
      g_autofree char *resource = NULL;

      if (scope == NULL)
        continue;
      resource = g_str_has_suffix (scope, "/.default") ? g_strndup (scope, strlen (scope) - strlen ("/.default")) : g_strdup (scope);
      muster_authenticator_entra_set_cloud (signer, resource, here, here != NULL ? base : NULL);
    }
}

static gboolean
add_certificate (MusterAuthenticator *signer,
                 const Sign          *sign,
                 GError             **error)
{
  MusterSecret *key = need_secret (sign, "certificateKey", error);
  g_autofree char *pem = muster_connector_get_setting (sign->connection, "certificate");
  g_autoptr(MusterCertificate) certificate = NULL;

  if (key != NULL)
    certificate = muster_certificate_read (pem != NULL ? pem : "", key, error);
  if (certificate != NULL)
    muster_authenticator_entra_set_certificate (signer, certificate);
  return certificate != NULL;
}

static gboolean
add_person (MusterAuthenticator *signer,
            const Sign          *sign,
            GError             **error)
{
  MusterSecret *token = need_secret (sign, MUSTER_REFRESH_TOKEN, error);
  g_autofree char *home = muster_connector_get_setting (sign->connection, "tenantId");
  g_autofree char *secret_id = muster_connector_secret_id (sign->connection, MUSTER_REFRESH_TOKEN);

  if (token == NULL || home == NULL)
    return FALSE;
  muster_authenticator_entra_set_refresh (signer, home, sign->rotated, secret_id, token);
  return TRUE;
}

/* Without a method it is a connection from before there were several */
static MusterAuthenticator *
sign_entra (const Sign *sign,
            GError    **error)
{
  g_autofree char *method = muster_connector_get_setting (sign->connection, "method");
  g_autofree char *login = muster_connector_cloud_base (sign->connection, "login");
  g_autofree char *client_id = muster_connector_get_setting (sign->connection, "clientId");
  gboolean person = g_strcmp0 (method, "person") == 0;
  gboolean certificate = g_strcmp0 (method, "certificate") == 0;
  MusterSecret *secret = person ? g_hash_table_lookup (sign->secrets, "clientSecret")
                         : certificate ? NULL : need_secret (sign, "clientSecret", error);
  g_autoptr(MusterAuthenticator) signer = NULL;

  if (secret == NULL && !person && !certificate)
    return NULL;
  signer = muster_authenticator_entra_new (sign->transport, login, client_id != NULL ? client_id : "", secret);
  place_resources (signer, sign);
  if ((certificate && !add_certificate (signer, sign, error)) || (person && !add_person (signer, sign, error)))
    return NULL;
  return g_steal_pointer (&signer);
}

/* The three headers of every call (vendor's help: Security and authentication) */
static MusterAuthenticator *
sign_autotask (const Sign *sign,
               GError    **error)
{
  MusterSecret *secret = need_secret (sign, "secret", error);
  static const struct { const char *header, *setting; } plain[] = {
    { "ApiIntegrationCode", "integrationCode" }, { "UserName", "userName" },
  };
  MusterAuthenticator *signer;

  if (secret == NULL)
    return NULL;
  signer = muster_authenticator_headers_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autofree char *value = muster_connector_get_setting (sign->connection, plain[i].setting);
      MusterSecret *typed = g_hash_table_lookup (sign->secrets, plain[i].setting);
      g_autoptr(MusterSecret) known = typed != NULL ? muster_secret_ref (typed) : muster_secret_new (value != NULL ? value : "");

      muster_authenticator_headers_add (signer, plain[i].header, NULL, known);
    }
  muster_authenticator_headers_add (signer, "Secret", NULL, secret);
  return signer;
}

/* Where the live test found it, or where it usually is */
char *
muster_connector_halopsa_auth_url (MusterConnection *connection)
{
  g_autofree char *found = muster_connector_get_setting (connection, "authUrl");
  g_autofree char *url = muster_connector_get_setting (connection, "url");

  return found != NULL ? g_steal_pointer (&found) : g_strconcat (url != NULL ? url : "", "/auth", NULL);
}

/* Of a service or of a person; the sign-in server is where the live test found it (vendor's help: Authentication) */
static MusterAuthenticator *
sign_halopsa (const Sign *sign,
              GError    **error)
{
  gboolean person = muster_connector_signs_in (sign->connection);
  MusterSecret *secret = need_secret (sign, person ? MUSTER_REFRESH_TOKEN : "clientSecret", error);
  g_autofree char *client_id = muster_connector_get_setting (sign->connection, "clientId");
  g_autofree char *url = muster_connector_get_setting (sign->connection, "url");
  g_autofree char *auth_url = muster_connector_halopsa_auth_url (sign->connection);
  g_autofree char *tenant = muster_connector_get_setting (sign->connection, "tenant");
  g_autofree char *token_url = muster_halopsa_token_url (auth_url, tenant);
  g_autofree char *secret_id = NULL;
  MusterAuthenticator *signer;

  if (secret == NULL)
    return NULL;

  signer = muster_authenticator_oauth_new (sign->transport, token_url, client_id);
  muster_authenticator_oauth_set_scope (signer, muster_integration_get_auth_scope (sign->integration,
                                                                                   person ? "person" : "service"));
  muster_authenticator_oauth_set_resource (signer, url);
  if (!person)
    {
      muster_authenticator_oauth_set_client_secret (signer, secret);
      return signer;
    }
  secret_id = muster_connector_secret_id (sign->connection, MUSTER_REFRESH_TOKEN);
  muster_authenticator_oauth_set_refresh (signer, sign->rotated, secret_id, secret);
  return signer;
}

static const struct
{
  const char            *kind;
  MusterAuthenticator *(*sign) (const Sign *sign, GError **error);
} signers[] = {
  { "connectwise", sign_connectwise },
  { "entra-app", sign_entra },
  { "api-key", sign_api_key },
  { "halopsa", sign_halopsa },
  { "autotask", sign_autotask },
};

MusterAuthenticator *
muster_connector_sign (MusterIntegration *integration,
                       MusterConnection  *connection,
                       GHashTable        *secrets,
                       MusterTransport   *transport,
                       MusterSecretStore *rotated,
                       GError           **error)
{
  const char *kind = muster_integration_get_sign_in_kind (integration);
  const Sign sign = { integration, connection, secrets, transport, rotated };

  for (gsize i = 0; i < G_N_ELEMENTS (signers); i++)
    if (g_strcmp0 (signers[i].kind, kind) == 0)
      return signers[i].sign (&sign, error);

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "No way to sign in of kind “%s”", kind);
  return NULL;
}

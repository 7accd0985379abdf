/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "entra-issuer.h"
#include "muster-random.h"

#define NOW (1769860800 * G_TIME_SPAN_SECOND)

static char *
field (const char *form,
       const char *name)
{
  g_autoptr(GHashTable) fields = g_uri_parse_params (form, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  g_assert_nonnull (fields);
  return g_strdup (g_hash_table_lookup (fields, name));
}

static char *
encode (const char *json)
{
  return muster_base64url (json, strlen (json));
}

static char *
make_jwt (const char *json)
{
  g_autofree char *head = encode ("{\"alg\":\"none\"}");
  g_autofree char *body = encode (json);

  return g_strdup_printf ("%s.%s.c2ln", head, body);
}

/* Called with the lock held. (transfer full): the answer */
static char *
give_tokens (EntraIssuer *self,
             const char  *tenant,
             const char  *form,
             gboolean     refresh)
{
  g_autofree char *scope = field (form, "scope");
  const char *slash = scope != NULL ? strstr (scope, "/.default") : NULL;
  g_autofree char *resource = slash != NULL ? g_strndup (scope, (gsize) (slash - scope)) : g_strdup (ENTRA_GRAPH);
  g_autofree char *claims = g_strdup_printf ("{\"tid\":\"%s\",\"aud\":\"%s\",\"n\":%u}", self->wrong_tenant ? ENTRA_OTHER : tenant,
                                             self->wrong_audience ? "https://vault.azure.net" : resource, self->n_tokens);
  g_autofree char *access = self->opaque ? g_strdup_printf ("opaque-%u", self->n_tokens) : make_jwt (claims);
  g_autofree char *who = g_strdup_printf ("{\"tid\":\"%s\",\"aud\":\"%s\",\"oid\":\"0b0b0b0b-0000-4000-8000-000000000001\","
                                          "\"preferred_username\":\"tech@msp.example\",\"name\":\"Tess\"}", self->signs_in,
                                          ENTRA_APP);
  g_autofree char *id_token = make_jwt (who);
  g_autofree char *more = refresh ? g_strdup_printf (",\"refresh_token\":\"master-%u\"", self->generation) : g_strdup ("");

  self->n_tokens++;
  return g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":3600,\"scope\":\"%s\",\"access_token\":\"%s\","
                          "\"id_token\":\"%s\"%s}", self->scope, access, id_token, more);
}

static char *
refresh (EntraIssuer *self,
         const char  *tenant,
         const char  *form)
{
  g_autofree char *token = field (form, "refresh_token");
  g_autofree char *newest = g_strdup_printf ("master-%u", self->generation);
  g_autofree char *before = g_strdup_printf ("master-%u", self->generation - 1);

  if (g_strcmp0 (token, newest) == 0)
    {
      self->generation++;
      self->newest_used = FALSE;
      return give_tokens (self, tenant, form, TRUE);
    }
  if (g_strcmp0 (token, before) == 0 && !self->newest_used)
    return give_tokens (self, tenant, form, TRUE);

  self->n_refused++;
  return NULL;
}

static char *
decide (EntraIssuer *self,
        const char  *tenant,
        const char  *form)
{
  g_autofree char *grant = field (form, "grant_type");

  if (g_strcmp0 (grant, "refresh_token") == 0)
    return refresh (self, tenant, form);
  return give_tokens (self, tenant, form, g_strcmp0 (grant, "client_credentials") != 0 && !self->no_offline);
}

static void
answer_token (EntraIssuer       *self,
              SoupServerMessage *message,
              const char        *tenant,
              const char        *form)
{
  g_autofree char *answer = NULL;

  if (self->answer != NULL)
    {
      muster_test_server_answer (message, self->answer_status, self->answer);
      g_clear_pointer (&self->answer, g_free);
      return;
    }
  if (strstr (form, "device_code=") != NULL && self->n_pending > 0)
    {
      self->n_pending--;
      muster_test_server_answer (message, 400, "{\"error\":\"authorization_pending\",\"error_codes\":[70016]}");
      return;
    }

  answer = decide (self, tenant, form);
  if (answer != NULL)
    muster_test_server_answer (message, 200, answer);
  else
    muster_test_server_answer (message, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082: old\","
                               "\"error_codes\":[700082],\"correlation_id\":\"c-7\"}");
}

static void
handle (MusterTestServer  *server,
        SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  EntraIssuer *self = data;
  g_autoptr(GBytes) bytes = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *tenant = g_strndup (path + 1, 36);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gboolean token = g_str_has_suffix (path, "/oauth2/v2.0/token");
  gboolean hold;

  g_mutex_lock (&self->lock);
  hold = self->hold && token;
  if (token)
    {
      g_free (self->form);
      g_free (self->path);
      self->form = g_strdup (form);
      self->path = g_strdup (path);
      answer_token (self, message, tenant, form);
    }
  else if (g_str_has_suffix (path, "/devicecode") && self->answer != NULL)
    {
      muster_test_server_answer (message, self->answer_status, self->answer);
      g_clear_pointer (&self->answer, g_free);
    }
  else if (g_str_has_suffix (path, "/devicecode"))
    muster_test_server_answer (message, 200, "{\"user_code\":\"ABCD-EFGH\",\"device_code\":\"device-secret\","
                               "\"verification_uri\":\"https://microsoft.com/devicelogin\",\"expires_in\":900,\"interval\":5}");
  else if (g_str_has_suffix (path, "/organization"))
    muster_test_server_answer (message, 200, "{\"value\":[{\"id\":\"" ENTRA_HOME "\"}]}");
  else
    muster_test_server_answer (message, soup_message_headers_get_one (headers, "Authorization") != NULL ? 200 : 401, "{}");
  g_mutex_unlock (&self->lock);

  if (hold)
    muster_test_server_hold (server, message);
}

EntraIssuer *
entra_issuer_new (void)
{
  EntraIssuer *self = g_new0 (EntraIssuer, 1);

  g_mutex_init (&self->lock);
  self->generation = 1;
  self->signs_in = ENTRA_HOME;
  self->scope = g_strdup (ENTRA_GRAPH "/User.Read.All " ENTRA_GRAPH "/.default offline_access");
  self->server = muster_test_server_new (NULL, handle, self);
  self->clock = muster_clock_new_fixed (NOW);
  self->egress = muster_egress_new ();
  self->transport = muster_transport_new (self->clock, self->egress);
  muster_transport_set_time_scale (self->transport, 0.0);
  return self;
}

void
entra_issuer_free (EntraIssuer *self)
{
  g_object_unref (self->transport);
  g_object_unref (self->egress);
  g_object_unref (self->clock);
  muster_test_server_free (self->server);
  g_mutex_clear (&self->lock);
  g_free (self->answer);
  g_free (self->scope);
  g_free (self->form);
  g_free (self->path);
  g_free (self);
}

void
entra_issuer_refuse (EntraIssuer *self,
                     guint        status,
                     const char  *body)
{
  g_mutex_lock (&self->lock);
  g_free (self->answer);
  self->answer = g_strdup (body);
  self->answer_status = status;
  g_mutex_unlock (&self->lock);
}

char *
entra_issuer_field (EntraIssuer *self,
                    const char  *name)
{
  g_autofree char *form = NULL;

  g_mutex_lock (&self->lock);
  form = g_strdup (self->form);
  g_mutex_unlock (&self->lock);
  return form != NULL ? field (form, name) : NULL;
}

guint
entra_issuer_get (EntraIssuer          *self,
                  MusterAuthenticator  *authenticator,
                  const char           *tenant,
                  const char           *resource,
                  GError              **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *url = muster_test_server_url (self->server, "/v1.0/users");
  g_autofree char *scope = g_strdup_printf ("%s|%s/.default", tenant, resource);
  g_autoptr(MusterRequest) request = muster_request_new ("GET", url);
  g_autoptr(MusterAnswer) answer = NULL;

  muster_transport_send_async (self->transport, request, authenticator, scope, NULL, muster_test_wait_cb, &wait);
  answer = muster_transport_send_finish (self->transport, muster_test_wait (&wait), error);
  return answer != NULL ? answer->status : 0;
}

MusterAuthenticator *
entra_issuer_sign (EntraIssuer  *self,
                   MusterSecret *client_secret)
{
  static const char * const resources[] = { ENTRA_GRAPH, ENTRA_EXCHANGE, ENTRA_PARTNER };
  const char *base = muster_test_server_get_base (self->server);
  MusterAuthenticator *authenticator = muster_authenticator_entra_new (self->transport, base, ENTRA_APP, client_secret);

  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    muster_authenticator_entra_set_cloud (authenticator, resources[i], resources[i], base);
  return authenticator;
}

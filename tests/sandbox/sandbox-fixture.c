/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"

#define LATE_COMMIT_MS 2000

void
sandbox_fixture_setup (SandboxFixture *self,
                       gconstpointer   data)
{
  g_autofree char *path = muster_test_data ("world/dev.json");
  g_autoptr(GError) error = NULL;

  self->world = muster_world_load (path, data, &error);
  g_assert_no_error (error);
  self->server = muster_sandbox_server_new (self->world, LATE_COMMIT_MS);
  muster_sandbox_server_listen (self->server, "127.0.0.1", 0, NULL, &error);
  g_assert_no_error (error);
  self->session = soup_session_new_with_options ("timeout", 30, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  self->ready = muster_sandbox_server_ready (self->server);
  self->base = muster_jo_str (muster_jo_obj (self->ready, "hudu"), "url");
}

static void
forget (SandboxFixture *self)
{
  g_clear_pointer (&self->reply, json_node_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_error (&self->error);
  self->status = 0;
}

void
sandbox_fixture_teardown (SandboxFixture *self,
                          gconstpointer   data)
{
  forget (self);
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->halo, g_free);
  g_clear_pointer (&self->ready, json_object_unref);
  g_clear_object (&self->server);
  g_clear_object (&self->world);
}

/**
 * sandbox_send:
 * @self: the fixture
 * @method: HTTP method
 * @path: path and query
 * @headers: (nullable): name, value, …, %NULL
 * @content_type: (nullable): of @body
 * @body: (nullable): what to send
 *
 * Sends a request and keeps its answer.
 */
void
sandbox_send (SandboxFixture    *self,
              const char        *method,
              const char        *path,
              const char *const *headers,
              const char        *content_type,
              const char        *body)
{
  g_autofree char *url = g_str_has_prefix (path, "http") ? g_strdup (path) : g_strconcat (self->base, path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) answer = NULL;
  MusterTestWait wait = MUSTER_TEST_WAIT_INIT;

  forget (self);
  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    soup_message_headers_replace (soup_message_get_request_headers (message), headers[i], headers[i + 1]);
  if (body != NULL)
    {
      bytes = g_bytes_new (body, strlen (body));
      soup_message_set_request_body_from_bytes (message, content_type, bytes);
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION | SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, muster_test_wait_cb, &wait);
  answer = soup_session_send_and_read_finish (self->session, muster_test_wait (&wait), &self->error);
  muster_test_wait_clear (&wait);
  self->status = (guint) soup_message_get_status (message);
  self->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  if (answer == NULL)
    return;
  self->text = g_strndup (g_bytes_get_data (answer, NULL) != NULL ? g_bytes_get_data (answer, NULL) : "", g_bytes_get_size (answer));
  if (g_bytes_get_size (answer) > 0)
    self->reply = json_from_string (self->text, NULL);
}

void
sandbox_connectwise (SandboxFixture *self,
                     const char     *method,
                     const char     *path,
                     const char     *body)
{
  JsonObject *keys = muster_jo_obj (self->ready, "connectwise");
  g_autofree char *plain = g_strdup_printf ("%s+%s:%s", muster_jo_str (keys, "companyId"), muster_jo_str (keys, "publicKey"), muster_jo_str (keys, "privateKey"));
  g_autofree char *encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
  g_autofree char *authorization = g_strconcat ("Basic ", encoded, NULL);
  g_autofree char *full = g_strconcat ("/v4_6_release/apis/3.0/", path, NULL);
  const char *headers[] = { "Authorization", authorization, "clientId", muster_jo_str (keys, "clientId"), NULL };

  sandbox_send (self, method, g_str_has_prefix (path, "http") ? path : full, headers, "application/json", body);
}

void
sandbox_hudu (SandboxFixture *self,
              const char     *method,
              const char     *path,
              const char     *body)
{
  const char *headers[] = { "x-api-key", muster_jo_str (muster_jo_obj (self->ready, "hudu"), "apiKey"), NULL };
  g_autofree char *full = g_strconcat ("/api/v1/", path, NULL);

  sandbox_send (self, method, full, headers, "application/json", body);
}

void
sandbox_itglue (SandboxFixture *self,
                const char     *method,
                const char     *path,
                const char     *body)
{
  const char *headers[] = { "x-api-key", muster_jo_str (muster_jo_obj (self->ready, "itglue"), "apiKey"), NULL };
  g_autofree char *full = g_strconcat ("/itglue/", path, NULL);

  sandbox_send (self, method, full, headers, "application/vnd.api+json", body);
}

/* @settings with single quotes, as {'folders':404} */
void
sandbox_setting (SandboxFixture *self,
                 const char     *vendor,
                 const char     *settings)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (settings), "'", '"');
  g_autofree char *body = g_strdup_printf ("{\"%s\":%s}", vendor, quoted);

  sandbox_control (self, "POST", "settings", body);
  g_assert_cmpuint (self->status, <, 300);
}

/**
 * sandbox_halo_sign_in:
 * @self: the fixture
 * @first: name, value, …, %NULL: the members of the form
 *
 * Asks HaloPSA's authorisation server for a token; the answer is kept.
 */
void
sandbox_halo_sign_in (SandboxFixture *self,
                      const char     *first,
                      ...)
{
  g_autofree char *path = g_strconcat ("/auth/token?tenant=", muster_jo_str (muster_jo_obj (self->ready, "halopsa"), "tenant"), NULL);
  g_autofree char *form = NULL;
  va_list args;

  va_start (args, first);
  form = soup_form_encode_valist (first, args);
  va_end (args);
  sandbox_send (self, "POST", path, NULL, "application/x-www-form-urlencoded", form);
}

/* A call to /api/ as the product's own agent, with a token that is fetched once */
void
sandbox_halo (SandboxFixture *self,
              const char     *method,
              const char     *path,
              const char     *body)
{
  JsonObject *keys = muster_jo_obj (self->ready, "halopsa");
  g_autofree char *full = g_strconcat ("/api/", path, NULL);
  g_autofree char *authorization = NULL;
  const char *headers[] = { "Authorization", NULL, NULL };

  if (self->halo == NULL)
    {
      sandbox_halo_sign_in (self, "grant_type", "client_credentials", "client_id", muster_jo_str (keys, "clientId"),
                            "client_secret", muster_jo_str (keys, "clientSecret"), "scope", "all", NULL);
      g_assert_cmpuint (self->status, ==, 200);
      self->halo = g_strdup (muster_jo_str (sandbox_reply (self), "access_token"));
    }
  authorization = g_strconcat ("Bearer ", self->halo, NULL);
  headers[1] = authorization;
  sandbox_send (self, method, full, headers, "application/json", body);
}

/* @settings: members of HaloPSA's settings, without the braces */
void
sandbox_halo_setting (SandboxFixture *self,
                      const char     *settings)
{
  g_autofree char *body = g_strdup_printf ("{\"halopsa\":{%s}}", settings);

  sandbox_control (self, "POST", "settings", body);
  g_assert_cmpuint (self->status, ==, 200);
}

/* @resource: (nullable): whom the API user acts as */
void
sandbox_autotask_as (SandboxFixture *self,
                     const char     *resource,
                     const char     *method,
                     const char     *path,
                     const char     *body)
{
  JsonObject *keys = muster_jo_obj (self->ready, "autotask");
  const char *headers[] = { "ApiIntegrationCode", muster_jo_str (keys, "integrationCode"), "UserName", muster_jo_str (keys, "userName"),
                            "Secret", muster_jo_str (keys, "secret"), resource != NULL ? "ImpersonationResourceId" : NULL, resource, NULL };
  g_autofree char *full = g_strconcat ("/atservicesrest/v1.0/", path, NULL);

  sandbox_send (self, method, g_str_has_prefix (path, "http") ? path : full, headers, "application/json", body);
}

void
sandbox_autotask (SandboxFixture *self,
                  const char     *method,
                  const char     *path,
                  const char     *body)
{
  sandbox_autotask_as (self, NULL, method, path, body);
}

void
sandbox_control (SandboxFixture *self,
                 const char     *method,
                 const char     *path,
                 const char     *body)
{
  g_autofree char *full = g_strconcat ("/sandbox/", path, NULL);

  sandbox_send (self, method, full, NULL, "application/json", body);
}

/**
 * sandbox_token:
 * @self: the fixture
 * @tenant: a tenant's GUID or domain
 * @scope: the scope
 * @client_id: (nullable): %NULL for the true one
 * @secret: (nullable): %NULL for the true one
 *
 * Asks for a token; the answer is kept.
 */
void
sandbox_token (SandboxFixture *self,
               const char     *tenant,
               const char     *scope,
               const char     *client_id,
               const char     *secret)
{
  JsonObject *keys = muster_jo_obj (self->ready, "microsoft365");
  g_autofree char *path = g_strdup_printf ("/%s/oauth2/v2.0/token", tenant);
  g_autofree char *form = soup_form_encode ("grant_type", "client_credentials",
                                            "client_id", client_id != NULL ? client_id : muster_jo_str (keys, "clientId"),
                                            "client_secret", secret != NULL ? secret : muster_jo_str (keys, "clientSecret"),
                                            "scope", scope, NULL);

  sandbox_send (self, "POST", path, NULL, "application/x-www-form-urlencoded", form);
}

const char *
sandbox_tenant (SandboxFixture *self,
                const char     *key)
{
  if (g_str_equal (key, "msp"))
    return muster_world_get_tenant (self->world);
  return muster_jo_str (sandbox_client (self, key), "tenantId");
}

static char *
bearer (SandboxFixture *self,
        const char     *key,
        const char     *scope)
{
  sandbox_token (self, sandbox_tenant (self, key), scope, NULL, NULL);
  g_assert_cmpuint (self->status, ==, 200);
  return g_strconcat ("Bearer ", muster_jo_str (sandbox_reply (self), "access_token"), NULL);
}

void
sandbox_graph (SandboxFixture *self,
               const char     *key,
               const char     *method,
               const char     *path,
               const char     *body)
{
  g_autofree char *authorization = bearer (self, key, "https://graph.microsoft.com/.default");
  g_autofree char *full = g_strconcat ("/v1.0/", path, NULL);
  const char *headers[] = { "Authorization", authorization, "ConsistencyLevel", "eventual", "User-Agent", "test", NULL };

  sandbox_send (self, method, g_str_has_prefix (path, "http") ? path : full, headers, "application/json", body);
}

void
sandbox_cmdlet (SandboxFixture *self,
                const char     *key,
                const char     *name,
                const char     *parameters)
{
  g_autofree char *authorization = bearer (self, key, "https://outlook.office365.com/.default");
  g_autofree char *path = g_strdup_printf ("/adminapi/beta/%s/InvokeCommand", sandbox_tenant (self, key));
  g_autofree char *body = g_strdup_printf ("{\"CmdletInput\":{\"CmdletName\":\"%s\",\"Parameters\":%s}}", name, parameters);
  const char *headers[] = { "Authorization", authorization, "X-AnchorMailbox", "UPN:a@b.example", NULL };

  sandbox_send (self, "POST", path, headers, "application/json", body);
}

JsonObject *
sandbox_reply (SandboxFixture *self)
{
  return self->reply != NULL && JSON_NODE_HOLDS_OBJECT (self->reply) ? json_node_get_object (self->reply) : NULL;
}

/* The rows of an answer: a member of it, or the whole where @member is NULL */
JsonArray *
sandbox_rows (SandboxFixture *self,
              const char     *member)
{
  if (member != NULL)
    return muster_jo_arr (sandbox_reply (self), member);
  return self->reply != NULL && JSON_NODE_HOLDS_ARRAY (self->reply) ? json_node_get_array (self->reply) : NULL;
}

JsonObject *
sandbox_client (SandboxFixture *self,
                const char     *key)
{
  return muster_world_client (self->world, "key", key);
}

/* A user of the cloud who holds no role */
JsonObject *
sandbox_plain_user (SandboxFixture *self,
                    const char     *key)
{
  JsonArray *users = muster_jo_arr (sandbox_client (self, key), "users");

  for (guint i = 0; i < muster_ja_length (users); i++)
    {
      JsonObject *user = muster_ja_obj (users, i);

      if (g_strcmp0 (muster_jo_str (user, "source"), "cloud") == 0 && muster_ja_length (muster_jo_arr (user, "adminRoles")) == 0
          && muster_jo_str (user, "mail") != NULL)
        return user;
    }
  g_assert_not_reached ();
}

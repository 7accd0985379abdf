/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ways to sign in to Microsoft 365, end to end against the look-alike: a certificate, a technician with the browser or a
 * code, consent by Partner Center and by the customer's administrator; the guide, and an administrator's option. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-browser.h"
#include "app-fixture.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"

static MusterConnectionReport *
try (AppFixture *self,
     GHashTable *fields)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnectionReport *report;

  muster_context_test_connection_async (self->context, "microsoft365", fields, NULL, muster_test_wait_cb, &wait);
  report = muster_context_test_connection_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", muster_connection_report_get_title (report), muster_connection_report_get_detail (report));
  return report;
}

static MusterConnection *
join (AppFixture *self,
      GHashTable *fields)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *connection;

  muster_context_connect_async (self->context, "microsoft365", fields, NULL, muster_test_wait_cb, &wait);
  connection = muster_context_connect_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return connection;
}

/* (transfer none) (nullable): the state of a check, by id or title */
static MusterCheck *
find_check (MusterConnectionReport *report,
            const char             *name)
{
  GListModel *checks = muster_connection_report_get_checks (report);

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr(MusterCheck) check = g_list_model_get_item (checks, i);

      if (g_strcmp0 (muster_check_get_id (check), name) == 0 || g_strcmp0 (muster_check_get_title (check), name) == 0)
        return check;
    }
  return NULL;
}

static const char *
sandbox_value (AppFixture *self,
               const char *name)
{
  return muster_sandbox_child_get_value (self->child, "entra", name);
}

static GHashTable *
form (AppFixture *self,
      const char *method,
      const char *client_id)
{
  static const char * const names[] = { "login", "graph", "exchange", "partner", "tenantId" };
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_insert (fields, g_strdup (names[i]), g_strdup (sandbox_value (self, names[i])));
  g_hash_table_insert (fields, g_strdup ("method"), g_strdup (method));
  g_hash_table_insert (fields, g_strdup ("clientId"), g_strdup (sandbox_value (self, client_id)));
  return fields;
}

static void
control (AppFixture *self,
         const char *path,
         const char *body)
{
  g_autoptr(JsonNode) answer = app_fixture_control (self, "POST", path, body);
}

/* (transfer full): a sign-in name of the partner's */
static char *
technician (AppFixture *self)
{
  g_autoptr(JsonNode) shown = app_fixture_control (self, "GET", "/entra", NULL);
  const char *upn = muster_json_path_str (shown, "technicians[0].upn");

  g_assert_nonnull (upn);
  return g_strdup (upn);
}

/* (transfer full): the tenant of the first customer who gave access */
static char *
customer (AppFixture *self)
{
  g_autoptr(JsonNode) world = app_fixture_control (self, "GET", "/world", NULL);
  JsonArray *clients = muster_json_arr (muster_json_node_obj (world), "clients");

  for (guint i = 0; clients != NULL && i < json_array_get_length (clients); i++)
    {
      JsonObject *client = json_array_get_object_element (clients, i);

      if (g_strcmp0 (muster_json_str (muster_json_obj (client, "gdap"), "status"), "active") == 0)
        return g_strdup (muster_json_str (client, "tenantId"));
    }
  g_assert_not_reached ();
}

static gboolean
keyring_has (AppFixture       *self,
             MusterConnection *connection,
             const char       *field)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *id = muster_connector_secret_id (connection, field);
  MusterSecret *found = NULL;
  g_autoptr(MusterSecret) secret = NULL;

  muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, NULL, muster_test_wait_cb, &wait);
  muster_secret_store_lookup_finish (self->secret_store, muster_test_wait (&wait), &found, NULL);
  secret = found;
  return secret != NULL;
}

/* --- A certificate --- */

static void
test_certificate (AppFixture   *self,
                  gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnectionReport) unknown = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GHashTable) secret = NULL;
  g_autoptr(MusterConnection) other = NULL;
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *thumbprint = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  fields = form (self, "certificate", "certificateClientId");
  muster_context_create_certificate_async (self->context, fields, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_create_certificate_finish (self->context, muster_test_wait (&wait), &pem, &thumbprint, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (thumbprint), ==, 40);

  /* Not uploaded yet */
  unknown = try (self, fields);
  g_assert_false (muster_connection_report_get_ok (unknown));
  g_assert_cmpstr (muster_connection_report_get_problem (unknown), ==, "wrong-certificate");
  g_assert_cmpstr (muster_connection_report_get_field (unknown), ==, "certificate");

  json_object_set_string_member (body, "clientId", sandbox_value (self, "certificateClientId"));
  json_object_set_string_member (body, "certificate", pem);
  node = json_node_init_object (json_node_alloc (), body);
  text = json_to_string (node, FALSE);
  control (self, "/entra/certificates", text);
  report = try (self, fields);
  g_assert_true (muster_connection_report_get_ok (report));
  g_assert_nonnull (find_check (report, "certificate"));
  g_assert_cmpint (muster_check_get_state (find_check (report, "certificate")), ==, MUSTER_CHECK_OK);

  /* The private key is in the keyring and nowhere else */
  connection = join (self, fields);
  g_assert_cmpstr (muster_connection_get_secret_fields (connection), ==, "certificateKey");
  g_assert_null (strstr (muster_connection_get_settings (connection), "PRIVATE KEY"));
  g_assert_nonnull (strstr (muster_connection_get_settings (connection), "BEGIN CERTIFICATE"));
  g_assert_true (keyring_has (self, connection, "certificateKey"));

  /* Another way to sign in leaves nothing of it behind */
  secret = form (self, "secret", "clientId");
  g_hash_table_insert (secret, g_strdup ("clientSecret"), g_strdup (sandbox_value (self, "clientSecret")));
  other = join (self, secret);
  g_assert_cmpstr (muster_connection_get_id (other), ==, muster_connection_get_id (connection));
  g_assert_cmpstr (muster_connection_get_secret_fields (other), ==, "clientSecret");
  g_assert_null (strstr (muster_connection_get_settings (other), "BEGIN CERTIFICATE"));
  g_assert_false (keyring_has (self, other, "certificateKey"));
}

/* Keys and certificates that do not belong together are refused before anything is sent */
static void
test_wrong_pair (AppFixture   *self,
                 gconstpointer data)
{
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(MusterConnectionReport) secretless = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  fields = form (self, "certificate", "certificateClientId");
  g_hash_table_insert (fields, g_strdup ("certificate"),
                       g_strdup ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  g_hash_table_insert (fields, g_strdup ("certificateKey"),
                       g_strdup ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
  report = try (self, fields);
  g_assert_cmpstr (muster_connection_report_get_problem (report), ==, "invalid-input");
  g_assert_cmpstr (muster_connection_report_get_field (report), ==, "certificate");

  g_hash_table_insert (fields, g_strdup ("method"), g_strdup ("secret"));
  secretless = try (self, fields);
  g_assert_cmpstr (muster_connection_report_get_field (secretless), ==, "clientSecret");
}

/* --- A technician --- */

static gboolean
sign_in (AppFixture *self,
         GHashTable *fields,
         const char *decision,
         GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  AppBrowser browser = { decision };
  gboolean ok;

  g_assert_true (muster_context_needs_sign_in (self->context, "microsoft365", fields));
  muster_context_sign_in_connection_async (self->context, "microsoft365", fields, app_browser_open_cb, &browser, NULL,
                                           muster_test_wait_cb, &wait);
  ok = muster_context_sign_in_connection_finish (self->context, muster_test_wait (&wait), error);
  app_browser_end (&browser);
  return ok;
}

static MusterConnection *
join_person (AppFixture *self)
{
  g_autoptr(GHashTable) fields = form (self, "person", "publicClientId");
  g_autofree char *upn = technician (self);
  g_autofree char *decision = g_strconcat ("decision=sign-in&user=", upn, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (sign_in (self, fields, decision, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (fields, MUSTER_TECHNICIAN), ==, upn);
  return join (self, fields);
}

static void
test_person (AppFixture   *self,
             gconstpointer data)
{
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GError) denied = NULL;
  g_autofree char *id = NULL;
  g_autofree char *who = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  fields = form (self, "person", "publicClientId");
  g_assert_false (sign_in (self, fields, "decision=deny", &denied));
  g_assert_nonnull (denied);
  g_assert_null (g_hash_table_lookup (fields, MUSTER_REFRESH_TOKEN));

  connection = join_person (self);
  g_assert_cmpstr (muster_connection_get_secret_fields (connection), ==, MUSTER_REFRESH_TOKEN);
  who = muster_connector_get_setting (connection, MUSTER_TECHNICIAN_ID);
  g_assert_true (g_uuid_string_is_valid (who));

  /* Nobody has consented at the customers' yet: a warning for each, no reason to refuse the connection */
  muster_context_test_saved_connection_async (self->context, muster_connection_get_id (connection), NULL, muster_test_wait_cb, &wait);
  report = muster_context_test_saved_connection_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_true (muster_connection_report_get_ok (report));
  g_assert_nonnull (find_check (report, "technician"));
  id = customer (self);
  g_assert_nonnull (find_check (report, id));
  g_assert_cmpint (muster_check_get_state (find_check (report, id)), ==, MUSTER_CHECK_WARN);
}

/* Signing in again with nothing but what the saved connection's form shows */
static void
test_again (AppFixture   *self,
            gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterConnection) connection = NULL;
  g_autoptr(MusterConnection) renewed = NULL;
  g_autoptr(GHashTable) fields = NULL;
  g_autofree char *upn = NULL;
  g_autofree char *decision = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = join_person (self);
  fields = muster_context_get_connection_values (self->context, connection);
  upn = technician (self);
  decision = g_strconcat ("decision=sign-in&user=", upn, NULL);
  sign_in (self, fields, decision, &error);
  g_assert_no_error (error);
  muster_context_replace_credentials_async (self->context, muster_connection_get_id (connection), fields, NULL,
                                            muster_test_wait_cb, &wait);
  renewed = muster_context_replace_credentials_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (muster_connection_get_id (renewed), ==, muster_connection_get_id (connection));
}

/* The newest refresh token outlives a restart */
static void
test_restart (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterConnection) connection = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = join_person (self);
  for (guint i = 0; i < 2; i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
      g_autoptr(MusterConnectionReport) report = NULL;
      g_autoptr(GError) error = NULL;

      app_fixture_close (self);
      app_fixture_open (self);
      muster_context_test_saved_connection_async (self->context, muster_connection_get_id (connection), NULL, muster_test_wait_cb,
                                                  &wait);
      report = muster_context_test_saved_connection_finish (self->context, muster_test_wait (&wait), &error);
      g_assert_no_error (error);
      g_assert_true (muster_connection_report_get_ok (report));
    }
}

/* --- A code on another device --- */

static void
prompt_cb (const char *user_code,
           const char *verification_uri,
           guint       expires_in,
           gpointer    user_data)
{
  AppFixture *self = user_data;
  g_autofree char *upn = technician (self);
  g_autofree char *body = g_strdup_printf ("{\"userCode\":\"%s\",\"user\":\"%s\",\"decision\":\"sign-in\"}", user_code, upn);

  control (self, "/entra/device", body);
}

static void
test_device (AppFixture   *self,
             gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  control (self, "/settings", "{\"entra\":{\"deviceInterval\":1}}");
  fields = form (self, "person", "publicClientId");
  muster_context_sign_in_device_async (self->context, "microsoft365", fields, prompt_cb, self, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_sign_in_device_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  g_assert_nonnull (g_hash_table_lookup (fields, MUSTER_REFRESH_TOKEN));
  report = try (self, fields);
  g_assert_true (muster_connection_report_get_ok (report));
}

/* --- Consent --- */

static gboolean
grant (AppFixture         *self,
       MusterConnection   *connection,
       const char         *tenant,
       const char * const *scopes,
       GError            **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_grant_consent_async (self->context, connection, tenant, scopes, NULL, muster_test_wait_cb, &wait);
  return muster_context_grant_consent_finish (self->context, muster_test_wait (&wait), error);
}

static guint
count_requests (AppFixture *self,
                const char *method,
                const char *part)
{
  g_autoptr(JsonNode) log = app_fixture_control (self, "GET", "/requests?since=0", NULL);
  JsonArray *rows = muster_json_arr (muster_json_node_obj (log), "requests");
  guint n = 0;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *path = muster_json_str (row, "path");

      n += g_strcmp0 (muster_json_str (row, "method"), method) == 0 && path != NULL && strstr (path, part) != NULL;
    }
  return n;
}

/* Once; the same again is no second act at the vendor's; more is the old one taken back and given anew */
static void
test_grant (AppFixture   *self,
            gconstpointer data)
{
  static const char * const few[] = { "User.Read.All", NULL };
  static const char * const more[] = { "User.Read.All", "Group.Read.All", "Exchange.Manage", NULL };
  g_autoptr(MusterConnection) connection = NULL;
  g_auto(GStrv) first = NULL;
  g_auto(GStrv) second = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *own = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) refused = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = join_person (self);
  tenant = customer (self);
  g_assert_true (muster_context_can_grant_consent (self->context, connection));
  grant (self, connection, tenant, few, &error);
  g_assert_no_error (error);
  first = muster_context_get_granted_scopes (self->context, connection, tenant, "graph");
  g_assert_nonnull (first);
  g_assert_true (g_strv_contains ((const char * const *) first, "User.Read.All"));
  g_assert_false (g_strv_contains ((const char * const *) first, "Group.Read.All"));

  grant (self, connection, tenant, more, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_requests (self, "DELETE", "applicationconsents"), ==, 1);
  second = muster_context_get_granted_scopes (self->context, connection, tenant, "graph");
  g_assert_true (g_strv_contains ((const char * const *) second, "Group.Read.All"));

  own = muster_connector_get_setting (connection, "tenantId");
  g_assert_false (grant (self, connection, own, few, &refused));
  g_assert_error (refused, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
}

/* data: what the administrator decides */
static void
test_admin_consent (AppFixture   *self,
                    gconstpointer data)
{
  gboolean accepted = g_str_equal (data, "decision=accept");
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  AppBrowser browser = { data };
  g_autoptr(MusterConnection) connection = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *link = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = join_person (self);
  tenant = customer (self);
  link = muster_context_admin_consent_url (self->context, connection, tenant);
  g_assert_nonnull (strstr (link, tenant));
  g_assert_nonnull (strstr (link, "/v2.0/adminconsent?client_id="));
  g_assert_nonnull (strstr (link, "redirect_uri=http%3A%2F%2Flocalhost"));
  muster_context_admin_consent_async (self->context, connection, tenant, app_browser_open_cb, &browser, NULL, muster_test_wait_cb,
                                      &wait);
  g_assert_true (muster_context_admin_consent_finish (self->context, muster_test_wait (&wait), &error) == accepted);
  app_browser_end (&browser);
  if (accepted)
    g_assert_no_error (error);
  else
    g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONSENT_NEEDED);
}

/* --- Refusals that a person can do something about --- */

static void
test_refusals (AppFixture   *self,
               gconstpointer data)
{
  static const struct { int number; const char *problem; } cases[] = {
    { 50173, "sign-in-again" }, { 50076, "sign-in-again" }, { 53003, "conditional-access" }, { 700082, "sign-in-again" },
  };
  g_autoptr(MusterConnection) connection = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = join_person (self);
  app_fixture_close (self);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
      g_autofree char *set = g_strdup_printf ("{\"entra\":{\"tenants\":{\"msp\":{\"error\":%d}}}}", cases[i].number);
      g_autoptr(MusterConnectionReport) report = NULL;

      control (self, "/settings", set);
      app_fixture_open (self);
      muster_context_test_saved_connection_async (self->context, muster_connection_get_id (connection), NULL, muster_test_wait_cb,
                                                  &wait);
      report = muster_context_test_saved_connection_finish (self->context, muster_test_wait (&wait), NULL);
      g_assert_nonnull (report);
      g_test_message ("%d: %s. %s (%s)", cases[i].number, muster_connection_report_get_title (report),
                      muster_connection_report_get_advice (report), muster_connection_report_get_detail (report));
      g_assert_false (muster_connection_report_get_ok (report));
      g_assert_cmpstr (muster_connection_report_get_problem (report), ==, cases[i].problem);
      g_assert_nonnull (strstr (muster_connection_report_get_detail (report), "correlation id"));
      app_fixture_close (self);
    }
}

/* --- National clouds --- */

static void
test_clouds (AppFixture   *self,
             gconstpointer data)
{
  static const struct { const char *cloud, *login, *graph; gboolean partner; } clouds[] = {
    { "global", "https://login.microsoftonline.com", "https://graph.microsoft.com", TRUE },
    { "usgov", "https://login.microsoftonline.us", "https://graph.microsoft.us", FALSE },
    { "usgov-dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us", FALSE },
    { "china", "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn", FALSE },
  };
  MusterIntegration *integration;

  app_fixture_open (self);
  integration = muster_catalog_get_integration (muster_context_get_catalog (self->context), "microsoft365");
  for (gsize i = 0; i < G_N_ELEMENTS (clouds); i++)
    {
      static const char * const hosts[] = { "graph", "exchange", "login" };
      g_autoptr(GHashTable) fields = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr(MusterConnection) connection = NULL;
      g_autofree char *login = NULL;
      g_autofree char *graph = NULL;
      g_autofree char *partner = NULL;
      g_autofree char *stolen = NULL;
      g_autoptr(JsonNode) settings = NULL;
      g_autoptr(GError) error = NULL;

      g_hash_table_insert (fields, (gpointer) "cloud", (gpointer) clouds[i].cloud);
      g_hash_table_insert (fields, (gpointer) "tenantId", (gpointer) "10000000-0000-4000-8000-000000000001");
      g_hash_table_insert (fields, (gpointer) "clientId", (gpointer) "10000000-0000-4000-8000-000000000002");
      g_hash_table_insert (fields, (gpointer) "clientSecret", (gpointer) "a-client-secret");
      connection = muster_connector_build (integration, fields, NULL, NULL, "c", NULL, &error);
      g_assert_no_error (error);
      login = muster_connector_cloud_base (connection, "login");
      graph = muster_connector_cloud_base (connection, "graph");
      partner = muster_connector_cloud_base (connection, "partner");
      g_assert_cmpstr (login, ==, clouds[i].login);
      g_assert_cmpstr (graph, ==, clouds[i].graph);
      g_assert_true ((partner != NULL) == clouds[i].partner);

      /* The catalog sends to the same hosts as the tokens are for */
      settings = muster_json_from_string_trusted (muster_connection_get_settings (connection), NULL);
      for (gsize h = 0; h < G_N_ELEMENTS (hosts); h++)
        {
          g_autofree char *base = muster_integration_resolve_host (integration, hosts[h], json_node_get_object (settings));
          g_autofree char *here = muster_connector_cloud_base (connection, hosts[h]);

          g_assert_cmpstr (base, ==, here);
        }

      /* A setting can name a look-alike on this machine and nothing else */
      muster_connector_put_setting (connection, "graph", "https://graph.evil.example");
      stolen = muster_connector_cloud_base (connection, "graph");
      g_assert_cmpstr (stolen, ==, clouds[i].graph);
    }
}

/* The look-alike stands in another cloud: tokens for its Graph work, and there is no Partner Center */
static void
test_government (AppFixture   *self,
                 gconstpointer data)
{
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(MusterConnection) connection = NULL;
  g_autofree char *tenant = NULL;
  g_autoptr(GError) error = NULL;
  static const char * const few[] = { "User.Read.All", NULL };

  app_fixture_open (self);
  app_fixture_account (self);
  control (self, "/settings", "{\"entra\":{\"cloud\":\"usgov\"}}");
  fields = form (self, "secret", "clientId");
  g_hash_table_insert (fields, g_strdup ("clientSecret"), g_strdup (sandbox_value (self, "clientSecret")));
  report = try (self, fields);
  g_assert_false (muster_connection_report_get_ok (report));
  g_clear_object (&report);
  g_hash_table_insert (fields, g_strdup ("cloud"), g_strdup ("usgov"));
  report = try (self, fields);
  g_assert_true (muster_connection_report_get_ok (report));
  connection = join (self, fields);
  g_assert_false (muster_context_can_grant_consent (self->context, connection));
  tenant = customer (self);
  g_assert_false (grant (self, connection, tenant, few, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* --- Options and the guide --- */

static gboolean
set_option (AppFixture       *self,
            MusterConnection *connection,
            const char       *name,
            const char       *value,
            GError          **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_set_connection_option_async (self->context, connection, name, value, NULL, muster_test_wait_cb, &wait);
  return muster_context_set_connection_option_finish (self->context, muster_test_wait (&wait), error);
}

static void
test_option (AppFixture   *self,
             gconstpointer data)
{
  g_autoptr(MusterConnection) connection = NULL;
  MusterConnection *now;
  g_autofree char *on = NULL;
  g_autofree char *by = NULL;
  g_autofree char *off = NULL;
  g_autoptr(GError) unknown = NULL;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  connection = app_fixture_connect (self, "microsoft365", &error);
  g_assert_no_error (error);
  g_assert_true (set_option (self, connection, "exchangeUnpublished", NULL, &error));
  now = muster_context_find_connection (self->context, "microsoft365");
  off = muster_connector_get_setting (now, "exchangeUnpublished");
  g_assert_null (off);
  g_assert_true (set_option (self, now, "exchangeUnpublished", "accepted", &error));
  g_assert_no_error (error);
  now = muster_context_find_connection (self->context, "microsoft365");
  on = muster_connector_get_setting (now, "exchangeUnpublished");
  by = muster_connector_get_setting (now, "exchangeUnpublishedBy");
  g_assert_cmpstr (on, ==, "accepted");
  g_assert_nonnull (strstr (by, ", 20"));
  g_assert_true (muster_context_connection_ready (self->context, now));
  g_assert_false (set_option (self, now, "clientId", "x", &unknown));
  g_assert_error (unknown, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
}

/* (transfer full) (nullable) */
static MusterGuideStep *
find_step (GListModel *steps,
           const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(MusterGuideStep) step = g_list_model_get_item (steps, i);

      if (g_str_equal (muster_guide_step_get_id (step), id))
        return g_steal_pointer (&step);
    }
  return NULL;
}

static void
test_guide (AppFixture   *self,
            gconstpointer data)
{
  static const struct { const char *method, *cloud, *has, *lacks; } cases[] = {
    { "secret", NULL, "client-secret", "partner-center" },
    { "certificate", "global", "certificate", "client-secret" },
    { "person", "global", "partner-center", "consent-link" },
    { "person", "china", "consent-link", "partner-center" },
  };

  app_fixture_open (self);
  app_fixture_account (self);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) steps = NULL;
      g_autoptr(MusterGuideStep) redirect = NULL;
      g_autoptr(MusterGuideStep) permission = NULL;
      g_autoptr(MusterGuideStep) has = NULL;
      g_autoptr(MusterGuideStep) lacks = NULL;
      g_autoptr(MusterGuideStep) where = NULL;

      muster_context_load_microsoft365_guide_async (self->context, cases[i].method, cases[i].cloud, NULL, muster_test_wait_cb, &wait);
      steps = muster_context_load_microsoft365_guide_finish (self->context, muster_test_wait (&wait), &error);
      g_assert_no_error (error);
      redirect = find_step (steps, "redirect");
      permission = find_step (steps, "permission:User.Read.All");
      has = find_step (steps, cases[i].has);
      lacks = find_step (steps, cases[i].lacks);
      where = find_step (steps, "register");
      g_assert_cmpstr (muster_guide_step_get_copy (redirect), ==, "http://localhost");
      g_assert_cmpstr (muster_guide_step_get_copy (permission), ==, "User.Read.All");
      g_assert_nonnull (has);
      g_assert_null (lacks);
      g_assert_true (g_str_has_prefix (muster_guide_step_get_link (where), g_strcmp0 (cases[i].cloud, "china") == 0
                                       ? "https://entra.microsoftonline.cn/" : "https://entra.microsoft.com/"));
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

#define ADD(name, data, func) \
  g_test_add ("/app/context-microsoft365/" name, AppFixture, data, app_fixture_setup, func, app_fixture_teardown)
  ADD ("certificate", NULL, test_certificate);
  ADD ("wrong-pair", NULL, test_wrong_pair);
  ADD ("person", NULL, test_person);
  ADD ("again", NULL, test_again);
  ADD ("restart", NULL, test_restart);
  ADD ("device", NULL, test_device);
  ADD ("grant", NULL, test_grant);
  ADD ("admin-consent/accept", "decision=accept", test_admin_consent);
  ADD ("admin-consent/deny", "decision=deny", test_admin_consent);
  ADD ("refusals", NULL, test_refusals);
  ADD ("clouds", NULL, test_clouds);
  ADD ("government", NULL, test_government);
  ADD ("option", NULL, test_option);
  ADD ("guide", NULL, test_guide);

  return g_test_run ();
}

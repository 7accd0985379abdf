/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static void
test_users (SandboxFixture *f,
            gconstpointer   data)
{
  JsonObject *user = sandbox_plain_user (f, "klw");
  g_autofree char *path = g_strdup_printf ("users/%s", muster_jo_str (user, "id"));
  g_autofree char *restore = NULL;
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("microsoft-graph.json");

  sandbox_graph (f, "klw", "PATCH", path, "{\"accountEnabled\":false}");
  g_assert_cmpuint (f->status, ==, 204);
  sandbox_graph (f, "klw", "GET", path, NULL);
  g_assert_false (json_object_has_member (sandbox_reply (f), "accountEnabled"));
  g_assert_false (muster_jo_bool (user, "accountEnabled", TRUE));
  sandbox_graph (f, "klw", "PATCH", path, "{\"accountEnable\":false}");
  sandbox_assert_error (f, 400, "Request_BadRequest");
  sandbox_graph (f, "klw", "PATCH", path, "{\"passwordProfile\":{\"password\":\"short\"}}");
  sandbox_assert_error (f, 400, "Request_BadRequest");
  sandbox_graph (f, "klw", "POST", "users", "{\"accountEnabled\":true,\"displayName\":\"New\",\"mailNickname\":\"new\",\"userPrincipalName\":\"new@keslowray.example\","
                 "\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}");
  g_assert_cmpuint (f->status, ==, 201);
  sandbox_schema_check (schema, "POST", "/v1.0/users", f->status, f->reply);
  restore = g_strdup_printf ("directory/deletedItems/%s/restore", muster_jo_str (sandbox_reply (f), "id"));
  sandbox_graph (f, "klw", "POST", "users/new@keslowray.example/assignLicense", "{\"addLicenses\":[],\"removeLicenses\":[]}");
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_graph (f, "klw", "DELETE", "users/new@keslowray.example", NULL);
  g_assert_cmpuint (f->status, ==, 204);
  sandbox_graph (f, "klw", "GET", "users/new@keslowray.example", NULL);
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_graph (f, "klw", "POST", restore, "{}");
  g_assert_cmpuint (f->status, ==, 200);
}

static JsonObject *
find_by (JsonArray  *array,
         const char *member,
         const char *value)
{
  JsonObject *object = muster_ja_find (array, member, value);

  g_assert_nonnull (object);
  return object;
}

static void
test_synced (SandboxFixture *f,
             gconstpointer   data)
{
  JsonObject *client = sandbox_client (f, "brd");
  const char *id = muster_jo_str (find_by (muster_jo_arr (client, "users"), "source", "onPremises"), "id");
  g_autofree char *path = g_strdup_printf ("users/%s", id);
  g_autofree char *group = NULL;
  g_autofree char *body = g_strdup_printf ("{\"@odata.id\":\"https://graph.microsoft.com/v1.0/directoryObjects/%s\"}", id);

  sandbox_graph (f, "brd", "PATCH", path, "{\"accountEnabled\":false}");
  sandbox_assert_error (f, 400, "Request_BadRequest");
  g_assert_nonnull (strstr (f->text, "on-premises mastered"));
  sandbox_graph (f, "brd", "PATCH", path, "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}");
  g_assert_cmpuint (f->status, ==, 400);
  json_object_set_boolean_member (muster_jo_obj (client, "directory"), "passwordWriteback", TRUE);
  sandbox_graph (f, "brd", "PATCH", path, "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}");
  g_assert_cmpuint (f->status, ==, 204);
  for (guint i = 0; i < muster_ja_length (muster_jo_arr (client, "groups")); i++)
    {
      JsonObject *object = muster_ja_obj (muster_jo_arr (client, "groups"), i);

      if (!muster_jo_bool (object, "synced", FALSE))
        continue;
      g_free (group);
      group = g_strdup_printf ("groups/%s/members/$ref", muster_jo_str (object, "id"));
      sandbox_graph (f, "brd", "POST", group, body);
      g_assert_cmpuint (f->status, ==, 400);
    }
  g_assert_nonnull (group);
}

static void
test_groups (SandboxFixture *f,
             gconstpointer   data)
{
  static const struct { const char *kind; guint status; } cases[] = {
    { "microsoft365", 204 }, { "distribution", 400 }, { "mail-enabled", 400 }, { "dynamic", 400 }, { "role-assignable", 403 },
  };
  const char *const keys[] = { "klw", "brd", "pkw" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JsonObject *group = NULL;
      const char *key = NULL, *user;
      g_autofree char *body = NULL, *add_path = NULL, *drop_path = NULL;

      for (gsize k = 0; k < G_N_ELEMENTS (keys) && group == NULL; k++)
        group = muster_ja_find (muster_jo_arr (sandbox_client (f, key = keys[k]), "groups"), "kind", cases[i].kind);
      g_assert_nonnull (group);
      user = muster_jo_str (sandbox_plain_user (f, key), "id");
      body = g_strdup_printf ("{\"@odata.id\":\"https://graph.microsoft.com/v1.0/directoryObjects/%s\"}", user);
      add_path = g_strdup_printf ("groups/%s/members/$ref", muster_jo_str (group, "id"));
      drop_path = g_strdup_printf ("groups/%s/members/%s/$ref", muster_jo_str (group, "id"), user);
      muster_ja_remove (muster_jo_arr (group, "members"), user);
      sandbox_graph (f, key, "POST", add_path, body);
      g_assert_cmpuint (f->status, ==, cases[i].status);
      if (cases[i].status != 204)
        continue;
      sandbox_graph (f, key, "POST", add_path, body);
      g_assert_nonnull (strstr (f->text, "already exist"));
      sandbox_graph (f, key, "DELETE", drop_path, NULL);
      g_assert_cmpuint (f->status, ==, 204);
      sandbox_graph (f, key, "DELETE", drop_path, NULL);
      sandbox_assert_error (f, 404, "Request_ResourceNotFound");
    }
}

static void
test_seats (SandboxFixture *f,
            gconstpointer   data)
{
  JsonObject *sku = find_by (muster_jo_arr (sandbox_client (f, "klw"), "skus"), "partNumber", "EXCHANGESTANDARD");
  g_autofree char *path = g_strdup_printf ("users/%s/assignLicense", muster_jo_str (sandbox_plain_user (f, "klw"), "id"));
  g_autofree char *give = g_strdup_printf ("{\"addLicenses\":[{\"skuId\":\"%s\",\"disabledPlans\":[]}],\"removeLicenses\":[]}", muster_jo_str (sku, "id"));
  g_autofree char *take = g_strdup_printf ("{\"addLicenses\":[],\"removeLicenses\":[\"%s\"]}", muster_jo_str (sku, "id"));

  sandbox_graph (f, "klw", "POST", path, give);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_cmpint (muster_jo_int (sku, "used", 0), ==, 1);
  sandbox_graph (f, "klw", "POST", path, take);
  g_assert_cmpint (muster_jo_int (sku, "used", 9), ==, 0);
  sandbox_graph (f, "klw", "POST", path, take);
  sandbox_assert_error (f, 400, "Request_BadRequest");
  json_object_set_int_member (sku, "purchased", 0);
  sandbox_graph (f, "klw", "POST", path, give);
  g_assert_nonnull (strstr (f->text, "does not have any available licenses"));
  sandbox_graph (f, "klw", "POST", path, "{\"addLicenses\":[]}");
  g_assert_cmpuint (f->status, ==, 400);
}

static void
test_methods_and_admins (SandboxFixture *f,
                         gconstpointer   data)
{
  JsonArray *users = muster_jo_arr (sandbox_client (f, "klw"), "users");
  JsonObject *user = sandbox_plain_user (f, "klw");
  JsonObject *method = find_by (muster_jo_arr (user, "authMethods"), "kind", "microsoftAuthenticator");
  g_autofree char *phones = g_strdup_printf ("users/%s/authentication/phoneMethods", muster_jo_str (user, "id"));
  g_autofree char *phone = g_strdup_printf ("%s/3179e48a-750b-4051-897c-87b9720928f7", phones);
  g_autofree char *app = g_strdup_printf ("users/%s/authentication/microsoftAuthenticatorMethods/%s", muster_jo_str (user, "id"), muster_jo_str (method, "id"));
  g_autofree char *passes = g_strdup_printf ("users/%s/authentication/temporaryAccessPassMethods", muster_jo_str (user, "id"));

  if (muster_ja_find (muster_jo_arr (user, "authMethods"), "kind", "phone") == NULL)
    sandbox_graph (f, "klw", "POST", phones, "{\"phoneNumber\":\"+44 7700900123\",\"phoneType\":\"mobile\"}");
  sandbox_graph (f, "klw", "DELETE", app, NULL);
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_graph (f, "klw", "DELETE", phone, NULL);
  g_assert_cmpuint (f->status, ==, 204);
  sandbox_graph (f, "klw", "POST", passes, "{\"lifetimeInMinutes\":5}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_graph (f, "klw", "POST", passes, "{\"lifetimeInMinutes\":60,\"isUsableOnce\":true}");
  g_assert_nonnull (muster_jo_str (sandbox_reply (f), "temporaryAccessPass"));
  sandbox_graph (f, "klw", "GET", passes, NULL);
  g_assert_null (muster_jo_str (muster_ja_obj (sandbox_rows (f, "value"), 0), "temporaryAccessPass"));
  sandbox_graph (f, "klw", "DELETE", app, NULL);
  g_assert_cmpuint (f->status, ==, 204);

  for (guint i = 0; i < muster_ja_length (users); i++)
    if (muster_ja_length (muster_jo_arr (muster_ja_obj (users, i), "adminRoles")) > 0)
      {
        g_autofree char *path = g_strdup_printf ("users/%s", muster_jo_str (muster_ja_obj (users, i), "id"));

        sandbox_graph (f, "klw", "PATCH", path, "{\"accountEnabled\":false}");
        sandbox_assert_error (f, 403, "Authorization_RequestDenied");
      }
}

static void
test_devices (SandboxFixture *f,
              gconstpointer   data)
{
  JsonObject *device = muster_ja_obj (muster_jo_arr (sandbox_client (f, "brd"), "devices"), 0);
  JsonObject *key = muster_ja_obj (muster_jo_arr (device, "bitlocker"), 0);
  g_autofree char *wipe = g_strdup_printf ("deviceManagement/managedDevices/%s/wipe", muster_jo_str (device, "id"));
  g_autofree char *bare = g_strdup_printf ("informationProtection/bitlocker/recoveryKeys/%s", muster_jo_str (key, "keyId"));
  g_autofree char *secret = g_strconcat (bare, "?$select=key", NULL);
  g_autofree char *laps = g_strdup_printf ("directory/deviceLocalCredentials/%s", muster_jo_str (device, "entraDeviceId"));

  sandbox_graph (f, "brd", "POST", wipe, "{}");
  g_assert_cmpuint (f->status, ==, 204);
  g_assert_cmpstr (muster_jo_str (device, "managementState"), ==, "wipePending");
  sandbox_graph (f, "brd", "GET", bare, NULL);
  g_assert_null (strstr (f->text, "CANARY"));
  sandbox_graph (f, "brd", "GET", secret, NULL);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "key"), ==, muster_jo_str (key, "key"));
  sandbox_graph (f, "brd", "GET", laps, NULL);
  g_assert_null (muster_jo_arr (sandbox_reply (f), "credentials"));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/writes/users", test_users);
  add ("/sandbox/writes/synced", test_synced);
  add ("/sandbox/writes/groups", test_groups);
  add ("/sandbox/writes/seats", test_seats);
  add ("/sandbox/writes/methods-and-admins", test_methods_and_admins);
  add ("/sandbox/writes/devices", test_devices);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Authentication methods. The typed collections are named after the kind; the first method that is
 * no password counts as the default one, which cannot go while others are there. */

#define PASSWORD_METHOD "28c10230-6103-485e-b985-444c60001490"

static const MusterGraphType method_type = {
  .name = "authenticationMethod", .collection = "authentication/methods", .most = 999,
  .properties = " id displayName phoneNumber phoneType createdDateTime emailAddress model ",
};
static const MusterGraphType registration = {
  .name = "userRegistrationDetails", .collection = "reports/authenticationMethods/userRegistrationDetails", .page = 100, .most = 999,
  .properties = " id userPrincipalName userDisplayName userType isAdmin isMfaRegistered isMfaCapable isPasswordlessCapable isSsprCapable "
                "isSsprEnabled isSsprRegistered lastUpdatedDateTime methodsRegistered ",
};

static gboolean
is_password (JsonObject *method)
{
  return g_strcmp0 (muster_jo_str (method, "kind"), "password") == 0;
}

static JsonObject *
show_method (JsonObject *method)
{
  const char *kind = muster_jo_str (method, "kind");
  g_autofree char *type = g_strdup_printf ("#microsoft.graph.%sAuthenticationMethod", kind);
  JsonObject *row = muster_jo_new ("@odata.type:s", type, "id:s", muster_jo_str (method, "id"), NULL);

  if (is_password (method))
    muster_jo_add (row, "password:S", NULL, "createdDateTime:S", NULL, NULL);
  else if (g_str_equal (kind, "phone"))
    muster_jo_add (row, "phoneNumber:S", muster_jo_str (method, "phoneNumber"), "phoneType:S", muster_jo_str (method, "phoneType"),
                   "smsSignInState:s", "notAllowedByPolicy", NULL);
  else if (g_str_equal (kind, "temporaryAccessPass"))
    muster_jo_add (row, "temporaryAccessPass:S", NULL, "createdDateTime:s", muster_jo_str (method, "created"),
                   "startDateTime:s", muster_jo_str (method, "created"), "lifetimeInMinutes:i", muster_jo_int (method, "lifetime", 60),
                   "isUsableOnce:b", muster_jo_bool (method, "once", FALSE), "isUsable:b", !muster_jo_bool (method, "unusable", FALSE),
                   "methodUsabilityReason:s", muster_jo_bool (method, "unusable", FALSE) ? "DisabledByPolicy" : "EnabledByPolicy", NULL);
  else
    muster_jo_add (row, "displayName:S", muster_jo_str (method, "displayName"), NULL);
  return row;
}

/* "phoneMethods" → "phone", "externalAuthenticationMethods" → "external"; "methods" → NULL */
static char *
kind_of_collection (const char *collection)
{
  const char *const ends[] = { "AuthenticationMethods", "Methods" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (collection, ends[i]))
      return g_strndup (collection, strlen (collection) - strlen (ends[i]));
  return NULL;
}

static void
reply_methods (MusterCall *call,
               const char *kind)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  JsonArray *methods = muster_jo_arr (user, "authMethods"), *rows;

  if (user == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (methods); i++)
    if (kind == NULL || g_strcmp0 (muster_jo_str (muster_ja_obj (methods, i), "kind"), kind) == 0)
      json_array_add_object_element (rows, show_method (muster_ja_obj (methods, i)));
  muster_graph_reply_rows (call, rows, &method_type);
}

void
muster_graph_get_methods (MusterCall *call)
{
  reply_methods (call, NULL);
}

void
muster_graph_get_typed (MusterCall *call)
{
  g_autofree char *kind = kind_of_collection (call->params[1]);

  if (kind == NULL)
    muster_graph_fail (call, 400, "BadRequest", "Resource not found for the segment.");
  else
    reply_methods (call, kind);
}

/* A temporary pass is no method that a default could give way to. */
static gboolean
counts_as_method (JsonObject *method)
{
  return !is_password (method) && g_strcmp0 (muster_jo_str (method, "kind"), "temporaryAccessPass") != 0;
}

static gboolean
is_default (JsonArray *methods,
            guint      index)
{
  guint others = 0;

  if (!counts_as_method (muster_ja_obj (methods, index)))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (methods); i++)
    {
      if (!counts_as_method (muster_ja_obj (methods, i)))
        continue;
      if (i < index)
        return FALSE;
      others += i != index;
    }
  return others > 0;
}

void
muster_graph_delete_method (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  JsonArray *methods = muster_jo_arr (user, "authMethods");
  g_autofree char *kind = kind_of_collection (call->params[1]);

  if (user == NULL)
    return;
  for (guint i = 0; i < muster_ja_length (methods); i++)
    {
      JsonObject *method = muster_ja_obj (methods, i);

      if (g_strcmp0 (muster_jo_str (method, "id"), call->params[2]) != 0 || g_strcmp0 (muster_jo_str (method, "kind"), kind) != 0)
        continue;
      if (!muster_graph_may_act (call, user, MUSTER_ACT_METHODS))
        muster_graph_refuse (call);
      else if (is_password (method))
        muster_graph_bad_request (call, "The password method cannot be deleted.");
      else if (is_default (methods, i))
        muster_graph_bad_request (call, "The user's default authentication method cannot be deleted while other methods exist.");
      else
        {
          json_array_remove_element (methods, i);
          call->changed = TRUE;
          muster_call_reply_empty (call, 204);
        }
      return;
    }
  muster_graph_fail (call, 404, "accessDenied", "The authentication method was not found.");
}

static JsonArray *
methods_of (JsonObject *user)
{
  if (muster_jo_arr (user, "authMethods") == NULL)
    json_object_set_array_member (user, "authMethods", json_array_new ());
  return muster_jo_arr (user, "authMethods");
}

void
muster_graph_post_phone (MusterCall *call)
{
  static const struct { const char *type, *id; } ids[] = {
    { "mobile", "3179e48a-750b-4051-897c-87b9720928f7" }, { "alternateMobile", "b6332ec1-7057-4abe-9331-3d72feddfe41" },
    { "office", "e37fc753-ff3b-4958-9484-eaa9425c82bc" },
  };
  JsonObject *user = muster_graph_find_user (call, 0), *body = muster_call_object (call), *method;
  const char *type = muster_jo_str (body, "phoneType"), *number = muster_jo_str (body, "phoneNumber"), *id = NULL;

  if (user == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (g_strcmp0 (ids[i].type, type) == 0)
      id = ids[i].id;
  if (id == NULL || number == NULL || muster_ja_find (methods_of (user), "id", id) != NULL)
    {
      muster_graph_bad_request (call, "phoneNumber and a phoneType that is not registered yet are needed.");
      return;
    }
  if (!muster_graph_may_act (call, user, MUSTER_ACT_METHODS))
    {
      muster_graph_refuse (call);
      return;
    }
  method = muster_jo_new ("id:s", id, "kind:s", "phone", "phoneNumber:s", number, "phoneType:s", type, NULL);
  json_array_add_object_element (methods_of (user), method);
  call->changed = TRUE;
  muster_graph_reply_row (call, 201, show_method (method), &method_type);
}

void
muster_graph_post_pass (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0), *body = muster_call_object (call), *method, *row;
  gint64 minutes = muster_jo_int (body, "lifetimeInMinutes", 60);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *pass = g_strdup_printf ("CANARY-TAP-%.8s", id);
  JsonObject *policy = muster_world_settings (call->world, "graph");
  gboolean usable = muster_jo_bool (policy, "passPolicy", TRUE);
  JsonArray *methods;

  if (user == NULL)
    return;
  if (!muster_graph_may_act (call, user, MUSTER_ACT_METHODS))
    {
      muster_graph_refuse (call);
      return;
    }
  if (minutes < 10 || minutes > 43200 || minutes < muster_jo_int (policy, "passMinimum", 10) || minutes > muster_jo_int (policy, "passMaximum", 43200))
    {
      muster_graph_bad_request (call, "lifetimeInMinutes is outside the tenant's policy.");
      return;
    }
  methods = methods_of (user);
  for (guint i = json_array_get_length (methods); i > 0; i--)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (methods, i - 1), "kind"), "temporaryAccessPass") == 0)
      json_array_remove_element (methods, i - 1);
  method = muster_jo_new ("id:s", id, "kind:s", "temporaryAccessPass", "created:s", now, "lifetime:i", minutes,
                          "once:b", muster_jo_bool (body, "isUsableOnce", FALSE), NULL);
  if (!usable)
    json_object_set_boolean_member (method, "unusable", TRUE);
  json_array_add_object_element (methods, method);
  call->changed = TRUE;
  row = show_method (method);
  json_object_set_string_member (row, "temporaryAccessPass", pass);
  muster_graph_reply_row (call, 201, row, &method_type);
}

/* There is no application permission for this call. A synced user's password goes back to the local
 * directory, where that is set up. */
void
muster_graph_reset_password (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  const char *password = muster_jo_str (muster_call_object (call), "newPassword");
  gboolean synced = user != NULL && muster_graph_is_synced (user);

  if (user == NULL)
    return;
  if (!muster_graph_is_person (call) || !muster_graph_may_act (call, user, MUSTER_ACT_METHODS))
    muster_graph_fail (call, 403, "accessDenied", "Request Authorization failed");
  else if (!g_str_equal (call->params[1], PASSWORD_METHOD))
    muster_graph_fail (call, 404, "ResourceNotFound", "The password method was not found.");
  else if (synced && password == NULL)
    muster_graph_bad_request (call, "newPassword is required for a user that is synchronized from on-premises.");
  else if (password != NULL && strlen (password) < 8)
    muster_graph_bad_request (call, "The specified password does not comply with password complexity requirements. Please provide a different password.");
  else
    muster_graph_start_operation (call, user, synced && !muster_jo_bool (muster_jo_obj (call->client, "directory"), "passwordWriteback", FALSE)
                                  ? "OnPremisesPasswordWritebackNotEnabled" : NULL);
}

void
muster_graph_get_registration (MusterCall *call)
{
  JsonArray *users = muster_jo_arr (call->client, "users"), *rows = json_array_new ();
  g_autofree char *now = muster_world_now_text (call->world);

  for (guint i = 0; i < muster_ja_length (users); i++)
    {
      JsonObject *user = muster_ja_obj (users, i);
      JsonArray *methods = muster_jo_arr (user, "authMethods"), *names = json_array_new ();
      gboolean mfa = FALSE;

      for (guint j = 0; j < muster_ja_length (methods); j++)
        if (!is_password (muster_ja_obj (methods, j)))
          {
            json_array_add_string_element (names, muster_jo_str (muster_ja_obj (methods, j), "kind"));
            mfa = TRUE;
          }
      json_array_add_object_element (rows, muster_jo_new ("id:s", muster_jo_str (user, "id"), "userPrincipalName:s", muster_jo_str (user, "upn"),
                                                          "userDisplayName:s", muster_jo_str (user, "displayName"), "userType:s", "member",
                                                          "isAdmin:b", muster_graph_is_admin (user), "isMfaRegistered:b", mfa, "isMfaCapable:b", mfa,
                                                          "isPasswordlessCapable:b", FALSE, "isSsprCapable:b", FALSE, "isSsprEnabled:b", FALSE,
                                                          "isSsprRegistered:b", FALSE, "lastUpdatedDateTime:s", now, "methodsRegistered:a", names, NULL));
    }
  muster_graph_reply_rows (call, rows, &registration);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-control.h"
#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"

/* What a test does with the sign-in service behind its back: what an administrator does in a portal,
 * what a person does with a code, and who has consented to what. */

static JsonObject *
show_person (MusterWorld *world,
             JsonObject  *member)
{
  g_autofree char *object = muster_technician_object (world, member);
  g_autoptr(JsonArray) ids = muster_technician_groups (world, member);
  JsonArray *groups = json_array_new ();

  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      const char *title = muster_partner_group_title (world, muster_ja_str (ids, i));

      json_array_add_string_element (groups, title != NULL ? title : muster_ja_str (ids, i));
    }
  return muster_jo_new ("upn:s", muster_jo_str (member, "email"), "objectId:s", object, "groups:a", groups, NULL);
}

/**
 * muster_entra_ready:
 * @world: the world
 * @base: this server's address
 *
 * Returns: (transfer full): what the ready line says of the sign-in service
 */
JsonObject *
muster_entra_ready (MusterWorld *world,
                    const char  *base)
{
  g_autoptr(JsonArray) people = muster_technicians (world);
  JsonArray *rows = json_array_new ();
  const MusterApp *apps;
  guint n;
  g_autofree char *main_id = NULL;
  g_autofree char *public_id = NULL;
  g_autofree char *certificate_id = NULL;
  g_autofree char *secret = NULL;

  apps = muster_app_list (&n);
  main_id = muster_app_id (world, &apps[0]);
  public_id = muster_app_id (world, &apps[1]);
  certificate_id = muster_app_id (world, &apps[2]);
  secret = muster_app_secret (world, &apps[0]);
  for (guint i = 0; i < json_array_get_length (people); i++)
    json_array_add_object_element (rows, show_person (world, muster_ja_obj (people, i)));
  return muster_jo_new ("login:s", base, "graph:s", base, "exchange:s", base, "partner:s", base,
                        "tenantId:s", muster_world_get_tenant (world), "clientId:s", main_id, "clientSecret:s", secret,
                        "publicClientId:s", public_id, "certificateClientId:s", certificate_id, "technicians:a", rows, NULL);
}

/* {"clientId", "certificate": PEM} */
static void
add_certificate (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *answer = NULL;
  gboolean taken = muster_entra_add_certificate (call->world, muster_jo_str (body, "clientId"), muster_jo_str (body, "certificate"), &answer);

  call->changed = taken;
  muster_call_reply_object (call, taken ? 201 : 400, answer);
}

/* {"userCode", "user", "decision": "sign-in" or "deny"} */
static void
enter_code (MusterCall *call)
{
  JsonObject *body = muster_call_object (call);
  const char *wrong = muster_entra_device_enter (call, muster_jo_str (body, "userCode"), muster_jo_str (body, "user"),
                                                 g_strcmp0 (muster_jo_str (body, "decision"), "deny") == 0);

  if (wrong != NULL)
    muster_control_refuse (call, 400, wrong);
  else
    muster_call_reply_empty (call, 204);
}

/* {"clientId", "tenant", "graph", "graphApplication", "exchange", …}: names with spaces between them; with
 * the ids alone everything is taken back */
static void
set_consent (MusterCall *call)
{
  static const char *const members[][2] = {
    { "graph", "graphApplication" }, { "exchange", "exchangeApplication" }, { "partner", "partnerApplication" },
  };
  JsonObject *body = muster_call_object (call);
  const MusterApp *app = muster_app_by_id (call->world, muster_jo_str (body, "clientId"));
  const char *tenant = muster_jo_str (body, "tenant");
  gboolean given = FALSE;

  if (app == NULL || tenant == NULL)
    {
      muster_control_refuse (call, 400, "clientId and tenant are needed");
      return;
    }
  for (guint i = 0; i < MUSTER_RESOURCE_NONE; i++)
    for (guint delegated = 0; delegated < 2; delegated++)
      {
        const char *names = muster_jo_str (body, members[i][delegated == 0]);

        if (names != NULL)
          muster_consent_give (call->world, app, tenant, (MusterResource) i, delegated != 0, names);
        given = given || names != NULL;
      }
  if (!given)
    muster_consent_take (call->world, app, tenant, TRUE);
  call->changed = TRUE;
  muster_call_reply_empty (call, 204);
}

/* {"user"}: what a change of the password does to all that was given out; without a user to everybody's */
static void
revoke_tokens (MusterCall *call)
{
  JsonObject *member = muster_technician_by_upn (call->world, muster_jo_str (muster_call_object (call), "user"));
  gboolean everybody = !muster_jo_has (muster_call_object (call), "user");
  JsonObjectIter iter;
  JsonNode *node;
  gint64 n = 0;

  json_object_iter_init (&iter, muster_entra_box (call->world, "refresh"));
  while (json_object_iter_next (&iter, NULL, &node))
    if (everybody || muster_jo_int (json_node_get_object (node), "member", 0) == muster_jo_int (member, "id", -1))
      {
        json_object_set_boolean_member (json_node_get_object (node), "revoked", TRUE);
        n++;
      }
  call->changed = TRUE;
  muster_call_reply_object (call, 200, muster_jo_new ("revoked:i", n, NULL));
}

static void
show (MusterCall *call)
{
  g_autoptr(JsonArray) people = muster_technicians (call->world);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (people); i++)
    json_array_add_object_element (rows, show_person (call->world, muster_ja_obj (people, i)));
  muster_call_reply_object (call, 200, muster_jo_new ("consents:o", muster_jo_copy (muster_entra_box (call->world, "consents")),
                                                      "technicians:a", rows, NULL));
}

/**
 * muster_control_entra:
 * @self: the server
 * @call: a request below /sandbox/entra
 *
 * Answers it.
 */
void
muster_control_entra (MusterSandboxServer *self,
                      MusterCall          *call)
{
  static const struct {
    const char *name;
    void      (*handle) (MusterCall *call);
  } parts[] = {
    { "certificates", add_certificate }, { "device", enter_code }, { "consents", set_consent }, { "revoke", revoke_tokens },
  };
  const char *name = call->segments[2];

  if (name == NULL)
    {
      show (call);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].name, name) && g_str_equal (call->method, "POST"))
      {
        parts[i].handle (call);
        return;
      }
  muster_control_refuse (call, 404, "no such control");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"
#include "muster-sandbox-vendors.h"

/* Partner Center: consent to delegated permissions of an application in a customer's tenant, by a
 * person of the partner who is an admin agent and has, through the relationship, a role that may
 * consent there (the vendor's page on control panel vendors). A consent that exists is not widened. */

#define MAY_CONSENT "Cloud Application Administrator,Application Administrator,Privileged Role Administrator"

static void
fail (MusterCall *call,
      guint       status,
      const char *description)
{
  muster_call_reply_object (call, status, muster_jo_new ("code:i", (gint64) status, "description:s", description,
                                                         "data:a", json_array_new (), "source:s", "PartnerFD", NULL));
}

/* Names are not case-sensitive here. */
static JsonNode *
member (JsonObject *object,
        const char *name)
{
  JsonObjectIter iter;
  const char *given;
  JsonNode *value;

  if (object == NULL)
    return NULL;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &given, &value))
    if (g_ascii_strcasecmp (given, name) == 0)
      return value;
  return NULL;
}

static const char *
text_member (JsonObject *object,
             const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* The person behind the call; answers where there is none who may do it */
static JsonObject *
let_in (MusterCall *call)
{
  g_autofree char *tenant = NULL;
  g_autofree char *agents = muster_partner_group (call->world, "AdminAgents");
  g_autoptr(JsonArray) groups = NULL;
  JsonObject *claims, *person = NULL;

  if (muster_entra_check_token (call, MUSTER_RESOURCE_PARTNER, &tenant) != MUSTER_TOKEN_OK)
    {
      fail (call, 401, "Unauthorized");
      return NULL;
    }
  claims = json_node_get_object (call->claims);
  if (g_strcmp0 (muster_jo_str (claims, "idtyp"), "user") == 0 && g_strcmp0 (tenant, muster_world_get_tenant (call->world)) == 0)
    person = muster_technician_by_object (call->world, muster_jo_str (claims, "oid"));
  if (person != NULL)
    {
      groups = muster_technician_groups (call->world, person);
      if (muster_ja_contains (groups, agents))
        return person;
    }
  fail (call, 403, "Forbidden");
  return NULL;
}

/* The customer, when the person may consent there; answers otherwise */
static JsonObject *
find_customer (MusterCall *call,
               JsonObject *person)
{
  const char *tenant = call->params[0];
  g_autoptr(JsonArray) roles = NULL;

  muster_call_set_scope (call, tenant);
  call->client = muster_world_client (call->world, "tenantId", tenant);
  if (g_ascii_strcasecmp (tenant, muster_world_get_tenant (call->world)) == 0)
    fail (call, 400, "The customer is the partner itself.");
  else if (call->client == NULL)
    fail (call, 404, "Not found");
  else
    {
      roles = muster_technician_roles (call->world, person, tenant);
      if (muster_gdap_holds (roles, MAY_CONSENT))
        return call->client;
      fail (call, 403, "Forbidden");
    }
  return NULL;
}

/* Scope names with commas between them, as spaces; %NULL when one is not known */
static char *
read_scopes (const MusterApp *app,
             MusterCall      *call,
             MusterResource   resource,
             const char      *scope)
{
  g_auto(GStrv) names = g_strsplit (scope, ",", -1);
  g_autofree char *known = muster_app_registered (call->world, app, resource, TRUE);
  GString *text = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *name = g_strstrip (names[i]);

      if (!muster_names_have (known, name))
        {
          g_string_free (text, TRUE);
          return NULL;
        }
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", name);
    }
  return g_string_free (text, FALSE);
}

/* 0, or the status of what is wrong with the grants; nothing is kept before all of them are good */
static guint
take_grants (MusterCall      *call,
             const MusterApp *app,
             JsonArray       *grants,
             gboolean         keep)
{
  for (guint i = 0; i < json_array_get_length (grants); i++)
    {
      JsonObject *grant = muster_ja_obj (grants, i);
      const char *scope = text_member (grant, "scope");
      MusterResource resource = muster_resource_by_app (text_member (grant, "enterpriseApplicationId"));
      g_autofree char *have = NULL;
      g_autofree char *names = NULL;

      if (resource == MUSTER_RESOURCE_NONE || scope == NULL || *scope == '\0')
        return 400;
      names = read_scopes (app, call, resource, scope);
      if (names == NULL)
        return 400;
      have = muster_consent_scopes (call->world, app, call->params[0], resource);
      if (!keep && *have != '\0')
        return 409;
      if (keep)
        muster_consent_give (call->world, app, call->params[0], resource, TRUE, names);
    }
  return 0;
}

static void
post_consent (MusterCall *call)
{
  JsonObject *person = let_in (call), *body = muster_call_object (call);
  const MusterApp *app = muster_app_by_id (call->world, text_member (body, "applicationId"));
  JsonNode *grants = member (body, "applicationGrants");
  guint status;

  if (person == NULL || find_customer (call, person) == NULL)
    return;
  if (body == NULL || grants == NULL || !JSON_NODE_HOLDS_ARRAY (grants) || json_array_get_length (json_node_get_array (grants)) == 0)
    {
      fail (call, 400, "Bad request");
      return;
    }
  if (app == NULL)
    {
      fail (call, 404, "The application was not found.");
      return;
    }
  status = take_grants (call, app, json_node_get_array (grants), FALSE);
  if (status == 409)
    fail (call, (guint) muster_jo_int (muster_world_settings (call->world, "partner"), "existsStatus", 409), "Permission entry already exists.");
  else if (status != 0)
    fail (call, status, "Bad request: a scope or a resource is not known.");
  else
    {
      take_grants (call, app, json_node_get_array (grants), TRUE);
      call->changed = TRUE;
      muster_call_reply_object (call, 201, muster_jo_copy (body));
    }
}

static void
delete_consent (MusterCall *call)
{
  JsonObject *person = let_in (call);
  const MusterApp *app = muster_app_by_id (call->world, call->params[1]);

  if (person == NULL || find_customer (call, person) == NULL)
    return;
  if (app == NULL || !muster_consent_take (call->world, app, call->params[0], FALSE))
    {
      fail (call, 404, "Not found");
      return;
    }
  call->changed = TRUE;
  muster_call_reply_empty (call, 204);
}

static const MusterRoute routes[] = {
  { "POST",   "customers/*/applicationconsents",   post_consent   },
  { "DELETE", "customers/*/applicationconsents/*", delete_consent },
};

/**
 * muster_partner_handle:
 * @call: a request to Partner Center's paths
 *
 * Answers it.
 */
void
muster_partner_handle (MusterCall *call)
{
  gboolean known = FALSE;

  if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 1, &known))
    fail (call, known ? 405 : 404, known ? "Method not allowed" : "Not found");
}

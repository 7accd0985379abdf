/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-consent.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"

/* Three applications that the partner has registered, and what each tenant has allowed them. The
 * first and the last are consented wherever the partner has an active relationship, as if an
 * administrator had followed the link; the public one nowhere. As soon as somebody changes a
 * consent, it is kept as it then is. */

static const MusterApp apps[] = {
  { "main",        "Muster",             "entra-app",             "entra-secret", FALSE, TRUE  },
  { "public",      "Muster Desktop",     "entra-public-app",      NULL,           TRUE,  FALSE },
  { "certificate", "Muster Certificate", "entra-certificate-app", NULL,           FALSE, TRUE  },
};

static const struct {
  const char *app;          /* the resource's own application id */
  const char *delegated;    /* members of a consent */
  const char *application;
} resources[] = {
  { "00000003-0000-0000-c000-000000000000", "graph",    "graphApplication"    },
  { "00000002-0000-0ff1-ce00-000000000000", "exchange", "exchangeApplication" },
  { "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", "partner",  "partnerApplication"  },
};

/* Tokens do not cross clouds: the setting says in which one this sandbox stands. */
static const struct {
  const char *cloud;
  const char *urls[G_N_ELEMENTS (resources)];
} clouds[] = {
  { "global",    { "https://graph.microsoft.com", "https://outlook.office365.com", "https://api.partnercenter.microsoft.com" } },
  { "usgov",     { "https://graph.microsoft.us", "https://outlook.office365.us", NULL } },
  { "usgov-dod", { "https://dod-graph.microsoft.us", "https://outlook-dod.office365.us", NULL } },
  { "china",     { "https://microsoftgraph.chinacloudapi.cn", "https://outlook.office365.cn", NULL } },
};

const MusterApp *
muster_app_list (guint *n)
{
  *n = G_N_ELEMENTS (apps);
  return apps;
}

char *
muster_app_id (MusterWorld     *world,
               const MusterApp *app)
{
  return muster_world_guid (world, app->purpose);
}

const MusterApp *
muster_app_by_id (MusterWorld *world,
                  const char  *id)
{
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (apps); i++)
    {
      g_autofree char *own = muster_app_id (world, &apps[i]);

      if (g_ascii_strcasecmp (own, id) == 0)
        return &apps[i];
    }
  return NULL;
}

JsonObject *
muster_app_settings (MusterWorld     *world,
                     const MusterApp *app)
{
  return muster_jo_obj (muster_jo_obj (muster_world_settings (world, "entra"), "apps"), app->name);
}

/**
 * muster_app_secret:
 * @world: the world
 * @app: an application
 *
 * Returns: (transfer full) (nullable): the secret that is good now
 */
char *
muster_app_secret (MusterWorld     *world,
                   const MusterApp *app)
{
  gint64 version = muster_jo_int (muster_app_settings (world, app), "secretVersion", 0);
  g_autofree char *purpose = NULL;

  if (app->secret == NULL)
    return NULL;
  purpose = version == 0 ? g_strdup (app->secret) : g_strdup_printf ("%s-%" G_GINT64_FORMAT, app->secret, version);
  return muster_world_secret (world, purpose);
}

/**
 * muster_app_registered:
 * @world: the world
 * @app: an application
 * @resource: whose permissions
 * @delegated: scopes; else app roles
 *
 * Returns: (transfer full): what its registration asks for: all there is, unless the settings narrow it
 */
char *
muster_app_registered (MusterWorld     *world,
                       const MusterApp *app,
                       MusterResource   resource,
                       gboolean         delegated)
{
  const char *said = muster_jo_str (muster_app_settings (world, app), delegated ? "delegated" : "application");
  g_autoptr(JsonArray) all = NULL;

  if (resource == MUSTER_RESOURCE_EXCHANGE)
    return g_strdup (delegated ? "Exchange.Manage Exchange.ManageV2" : "Exchange.ManageAsApp Exchange.ManageAsAppV2");
  if (resource != MUSTER_RESOURCE_GRAPH)
    return g_strdup (delegated ? "user_impersonation" : "");
  if (said != NULL)
    return g_strdup (said);
  all = muster_permission_list (delegated);
  return muster_names_join (all);
}

/* --- resources --- */

static gsize
cloud_index (MusterWorld *world)
{
  const char *cloud = muster_jo_str (muster_world_settings (world, "entra"), "cloud");

  for (gsize i = 1; i < G_N_ELEMENTS (clouds); i++)
    if (g_strcmp0 (clouds[i].cloud, cloud) == 0)
      return i;
  return 0;
}

const char *
muster_resource_url (MusterWorld   *world,
                     MusterResource resource)
{
  return resource < G_N_ELEMENTS (resources) ? clouds[cloud_index (world)].urls[resource] : NULL;
}

MusterResource
muster_resource_by_host (MusterWorld *world,
                         const char  *url)
{
  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    if (g_strcmp0 (clouds[cloud_index (world)].urls[i], url) == 0)
      return (MusterResource) i;
  return MUSTER_RESOURCE_NONE;
}

MusterResource
muster_resource_by_app (const char *app_id)
{
  for (gsize i = 0; app_id != NULL && i < G_N_ELEMENTS (resources); i++)
    if (g_ascii_strcasecmp (resources[i].app, app_id) == 0)
      return (MusterResource) i;
  return MUSTER_RESOURCE_NONE;
}

const char *
muster_resource_app (MusterResource resource)
{
  return resource < G_N_ELEMENTS (resources) ? resources[resource].app : NULL;
}

/* --- consent --- */

static JsonObject *
child_box (JsonObject *parent,
           const char *name)
{
  if (muster_jo_obj (parent, name) == NULL)
    json_object_set_object_member (parent, name, json_object_new ());
  return muster_jo_obj (parent, name);
}

/**
 * muster_entra_box:
 * @world: the world
 * @name: "codes", "refresh", "devices", "certificates" or "consents"
 *
 * Returns: (transfer none): what the sign-in service keeps beside the world
 */
JsonObject *
muster_entra_box (MusterWorld *world,
                  const char  *name)
{
  return child_box (child_box (muster_jo_obj (muster_world_get_root (world), "sandbox"), "entra"), name);
}

static JsonObject *
find_consent (MusterWorld     *world,
              const MusterApp *app,
              const char      *tenant)
{
  JsonObject *box = muster_jo_obj (muster_jo_obj (muster_world_get_root (world), "sandbox"), "entra");

  return muster_jo_obj (muster_jo_obj (muster_jo_obj (box, "consents"), tenant), app->name);
}

static gboolean
is_home (MusterWorld *world,
         const char  *tenant)
{
  return g_strcmp0 (tenant, muster_world_get_tenant (world)) == 0;
}

/* Before anybody has said anything */
static gboolean
is_implied (MusterWorld     *world,
            const MusterApp *app,
            const char      *tenant)
{
  JsonObject *gdap = muster_jo_obj (muster_world_client (world, "tenantId", tenant), "gdap");
  const char *status = muster_jo_str (gdap, "status");

  if (!app->is_consented || !muster_jo_bool (muster_app_settings (world, app), "consented", TRUE))
    return FALSE;
  return is_home (world, tenant)
         || ((g_strcmp0 (status, "active") == 0 || g_strcmp0 (status, "expiring") == 0) && muster_ja_length (muster_jo_arr (gdap, "roles")) > 0);
}

gboolean
muster_consent_is_there (MusterWorld     *world,
                         const MusterApp *app,
                         const char      *tenant)
{
  JsonObject *consent = find_consent (world, app, tenant);

  if (is_home (world, tenant))
    return TRUE;
  return consent != NULL ? json_object_get_size (consent) > 0 : is_implied (world, app, tenant);
}

/**
 * muster_consent_scopes:
 * @world: the world
 * @app: an application
 * @tenant: a tenant
 * @resource: what it wants to use
 *
 * Returns: (transfer full): the scopes that are consented, with spaces between them
 */
char *
muster_consent_scopes (MusterWorld     *world,
                       const MusterApp *app,
                       const char      *tenant,
                       MusterResource   resource)
{
  JsonObject *consent = find_consent (world, app, tenant);
  const char *names = resource < G_N_ELEMENTS (resources) ? muster_jo_str (consent, resources[resource].delegated) : NULL;

  if (consent == NULL && is_implied (world, app, tenant))
    return muster_app_registered (world, app, resource, TRUE);
  return g_strdup (names != NULL ? names : "");
}

/**
 * muster_consent_application:
 * @world: the world
 * @app: an application
 * @tenant: a tenant
 * @resource: what it wants to use
 *
 * Returns: (transfer full) (nullable): the app roles that are consented; %NULL when nobody has said
 *   anything and the roles of the relationship decide
 */
char *
muster_consent_application (MusterWorld     *world,
                            const MusterApp *app,
                            const char      *tenant,
                            MusterResource   resource)
{
  JsonObject *consent = find_consent (world, app, tenant);
  const char *names = resource < G_N_ELEMENTS (resources) ? muster_jo_str (consent, resources[resource].application) : NULL;

  if ((consent == NULL && is_implied (world, app, tenant)) || (names == NULL && muster_jo_bool (consent, "implied", FALSE)))
    return NULL;
  return g_strdup (names != NULL ? names : "");
}

/* From now on it is kept; what was implied comes first. */
static JsonObject *
keep_consent (MusterWorld     *world,
              const MusterApp *app,
              const char      *tenant)
{
  JsonObject *consent = find_consent (world, app, tenant);
  gboolean implied = consent == NULL && is_implied (world, app, tenant);

  if (consent != NULL)
    return consent;
  consent = child_box (child_box (muster_entra_box (world, "consents"), tenant), app->name);
  for (gsize i = 0; implied && i < G_N_ELEMENTS (resources); i++)
    {
      g_autofree char *scopes = muster_app_registered (world, app, (MusterResource) i, TRUE);

      json_object_set_string_member (consent, resources[i].delegated, scopes);
    }
  if (implied)
    json_object_set_boolean_member (consent, "implied", TRUE);
  return consent;
}

/**
 * muster_consent_give:
 * @world: the world
 * @app: an application
 * @tenant: a tenant
 * @resource: what it may use
 * @delegated: scopes; else app roles
 * @names: which, with spaces between them
 *
 * Keeps a consent in place of the one for the same kind of permissions.
 */
void
muster_consent_give (MusterWorld     *world,
                     const MusterApp *app,
                     const char      *tenant,
                     MusterResource   resource,
                     gboolean         delegated,
                     const char      *names)
{
  JsonObject *consent = keep_consent (world, app, tenant);

  json_object_set_string_member (consent, delegated ? resources[resource].delegated : resources[resource].application, names);
  json_object_set_int_member (consent, "since", muster_world_now (world));
}

/**
 * muster_consent_take:
 * @world: the world
 * @app: an application
 * @tenant: a tenant
 * @application_too: app roles as well
 *
 * Takes a consent back; without anything left the tenant does not know the application any more.
 *
 * Returns: whether there was one
 */
gboolean
muster_consent_take (MusterWorld     *world,
                     const MusterApp *app,
                     const char      *tenant,
                     gboolean         application_too)
{
  JsonObject *consent;
  gboolean left = FALSE;

  if (!muster_consent_is_there (world, app, tenant))
    return FALSE;
  consent = keep_consent (world, app, tenant);
  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      const char *roles = muster_jo_str (consent, resources[i].application);

      json_object_remove_member (consent, resources[i].delegated);
      if (application_too || roles == NULL || *roles == '\0')
        json_object_remove_member (consent, resources[i].application);
      else
        left = TRUE;
    }
  if (application_too)
    json_object_remove_member (consent, "implied");
  left = left || muster_jo_bool (consent, "implied", FALSE);
  if (!left)
    json_object_remove_member (consent, "since");
  return TRUE;
}

/* When it was given, in µs of the world; 0: always */
gint64
muster_consent_since (MusterWorld     *world,
                      const MusterApp *app,
                      const char      *tenant)
{
  return muster_jo_int (find_consent (world, app, tenant), "since", 0);
}

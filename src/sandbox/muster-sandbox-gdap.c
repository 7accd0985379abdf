/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"

/* Granular delegated administration: relationships of the partner with its customers, the groups of
 * the partner to which they give roles, and who is in these groups. The world has one relationship
 * per customer; the settings "gdap" change it and add others. */

#define CONSENT_ROLE "Cloud Application Administrator"

static const struct {
  const char *purpose;    /* of its id */
  const char *title;
  gboolean    admins;     /* only they are in it */
} groups[] = {
  { "gdap-group",   "M365 GDAP Helpdesk", FALSE },
  { "gdap-consent", "M365 GDAP Consent",  TRUE },
  { "admin-agents", "AdminAgents",        TRUE },
};

/* A group by its title or id; what is unknown is taken for an id. */
char *
muster_partner_group (MusterWorld *world,
                      const char  *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strcmp0 (groups[i].title, name) == 0 || g_strcmp0 (groups[i].purpose, name) == 0)
      return muster_world_guid (world, groups[i].purpose);
  return g_strdup (name);
}

const char *
muster_partner_group_title (MusterWorld *world,
                            const char  *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *own = muster_world_guid (world, groups[i].purpose);

      if (g_strcmp0 (own, id) == 0)
        return groups[i].title;
    }
  return NULL;
}

char *
muster_technician_object (MusterWorld *world,
                          JsonObject  *member)
{
  g_autofree char *purpose = g_strdup_printf ("technician/%" G_GINT64_FORMAT, muster_jo_int (member, "id", 0));

  return muster_world_guid (world, purpose);
}

/**
 * muster_technicians:
 * @world: the world
 *
 * Returns: (transfer full): the members of the partner who are people and work there
 */
JsonArray *
muster_technicians (MusterWorld *world)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (world), "members"), *people = json_array_new ();

  for (guint i = 0; i < muster_ja_length (members); i++)
    {
      JsonObject *member = muster_ja_obj (members, i);

      if (!muster_jo_bool (member, "apiOnly", FALSE) && muster_jo_bool (member, "active", TRUE))
        json_array_add_object_element (people, json_object_ref (member));
    }
  return people;
}

JsonObject *
muster_technician_by_upn (MusterWorld *world,
                          const char  *upn)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (world), "members");

  for (guint i = 0; upn != NULL && i < muster_ja_length (members); i++)
    {
      const char *mail = muster_jo_str (muster_ja_obj (members, i), "email");

      if (mail != NULL && g_ascii_strcasecmp (mail, upn) == 0)
        return muster_ja_obj (members, i);
    }
  return NULL;
}

JsonObject *
muster_technician_by_object (MusterWorld *world,
                             const char  *object_id)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (world), "members");

  for (guint i = 0; object_id != NULL && i < muster_ja_length (members); i++)
    {
      g_autofree char *id = muster_technician_object (world, muster_ja_obj (members, i));

      if (g_ascii_strcasecmp (id, object_id) == 0)
        return muster_ja_obj (members, i);
    }
  return NULL;
}

/**
 * muster_technician_groups:
 * @world: the world
 * @member: one of the partner's people
 *
 * Returns: (transfer full): the ids of the groups in which @member is
 */
JsonArray *
muster_technician_groups (MusterWorld *world,
                          JsonObject  *member)
{
  JsonObject *chosen = muster_jo_obj (muster_world_settings (world, "entra"), "groups");
  JsonArray *given = muster_jo_arr (chosen, muster_jo_str (member, "email")), *ids = json_array_new ();
  gboolean admin = g_strcmp0 (muster_jo_str (member, "role"), "admin") == 0;

  for (guint i = 0; i < muster_ja_length (given); i++)
    {
      g_autofree char *id = muster_partner_group (world, muster_ja_str (given, i));

      json_array_add_string_element (ids, id);
    }
  for (gsize i = 0; given == NULL && i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *id = muster_world_guid (world, groups[i].purpose);

      if (admin || !groups[i].admins)
        json_array_add_string_element (ids, id);
    }
  return ids;
}

/* --- relationships --- */

static JsonObject *
unified_roles (JsonArray *names)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (names); i++)
    {
      const char *id = muster_role_id (muster_ja_str (names, i));

      json_array_add_object_element (rows, muster_jo_new ("roleDefinitionId:s", id != NULL ? id : "00000000-0000-0000-0000-000000000000", NULL));
    }
  return muster_jo_new ("unifiedRoles:a", rows, NULL);
}

static JsonObject *
new_assignment (MusterWorld *world,
                const char  *relation,
                const char  *group,
                JsonArray   *roles,
                const char  *status)
{
  g_autofree char *group_id = muster_partner_group (world, group);
  g_autofree char *purpose = g_strdup_printf ("gdap-assignment/%s/%s", relation, group_id);
  g_autofree char *id = muster_world_guid (world, purpose);

  return muster_jo_new ("id:s", id, "status:s", status != NULL ? status : "active", "group:s", group_id,
                        "accessContainer:o", muster_jo_new ("accessContainerId:s", group_id, "accessContainerType:s", "securityGroup", NULL),
                        "accessDetails:o", unified_roles (roles), "roles:a", muster_ja_copy (roles), NULL);
}

static JsonArray *
assignments_of (MusterWorld *world,
                const char  *relation,
                JsonArray   *roles,
                JsonArray   *given)
{
  g_autoptr(JsonArray) consent = muster_ja_strings (CONSENT_ROLE, NULL);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < muster_ja_length (given); i++)
    {
      JsonObject *entry = muster_ja_obj (given, i);
      JsonArray *own = muster_jo_arr (entry, "roles");

      json_array_add_object_element (list, new_assignment (world, relation, muster_jo_str (entry, "group"), own != NULL ? own : roles,
                                                           muster_jo_str (entry, "status")));
    }
  if (given == NULL)
    {
      json_array_add_object_element (list, new_assignment (world, relation, "gdap-group", roles, NULL));
      json_array_add_object_element (list, new_assignment (world, relation, "gdap-consent", consent, NULL));
    }
  return list;
}

static const char *
text_or (JsonObject *first,
         JsonObject *second,
         const char *member,
         const char *otherwise)
{
  const char *text = muster_jo_str (first, member);

  if (text == NULL)
    text = muster_jo_str (second, member);
  return text != NULL ? text : otherwise;
}

/* What has ended is not active, whatever the file says. */
static const char *
status_at (MusterWorld *world,
           const char  *status,
           const char  *end)
{
  gint64 time;

  if ((g_strcmp0 (status, "active") == 0 || g_strcmp0 (status, "expiring") == 0) && end != NULL
      && muster_time_parse_iso (end, &time) && time <= muster_world_now (world))
    return "expired";
  return status;
}

static JsonObject *
new_relation (MusterWorld *world,
              JsonObject  *said,
              JsonObject  *gdap,
              const char  *tenant,
              const char  *customer)
{
  const char *id = text_or (said, gdap, muster_jo_has (said, "id") ? "id" : "relationshipId", "");
  const char *end = text_or (said, gdap, "endDateTime", NULL);
  const char *status = status_at (world, text_or (said, gdap, "status", "active"), end);
  JsonArray *roles = muster_jo_arr (said, "roles") != NULL ? muster_jo_arr (said, "roles") : muster_jo_arr (gdap, "roles");
  g_autofree char *name = g_strdup_printf ("%s helpdesk", customer);
  g_autoptr(JsonArray) offered = muster_ja_copy (roles);

  if (muster_ja_length (offered) > 0 && !muster_ja_contains (offered, CONSENT_ROLE))
    json_array_add_string_element (offered, CONSENT_ROLE);
  return muster_jo_new ("id:s", id, "displayName:s", text_or (said, NULL, "displayName", name), "duration:s", text_or (said, NULL, "duration", "P730D"),
                        "status:s", status, "autoExtendDuration:s", text_or (said, NULL, "autoExtendDuration", "P180D"),
                        "customer:o", muster_jo_new ("tenantId:s", tenant, "displayName:s", customer, NULL),
                        "accessDetails:o", unified_roles (offered),
                        "activatedDateTime:S", text_or (said, NULL, "activatedDateTime", NULL),
                        "createdDateTime:S", text_or (said, NULL, "createdDateTime", NULL), "endDateTime:S", end,
                        "assignments:a", assignments_of (world, id, roles, muster_jo_arr (said, "assignments")), NULL);
}

/* {"customer": KEY or {"tenantId","displayName"}, …} */
static void
add_said (MusterWorld *world,
          JsonArray   *list,
          JsonObject  *said)
{
  JsonObject *client = muster_world_client (world, "key", muster_jo_str (said, "customer"));
  JsonObject *stranger = muster_jo_obj (said, "customer");
  const char *tenant = client != NULL ? muster_jo_str (client, "tenantId") : muster_jo_str (stranger, "tenantId");
  const char *name = client != NULL ? muster_jo_str (client, "name") : muster_jo_str (stranger, "displayName");

  json_array_add_object_element (list, new_relation (world, said, NULL, tenant != NULL ? tenant : "", name != NULL ? name : ""));
}

/* One of each kind that a list has to cope with: a transition of Microsoft's, one that has ended,
 * one that was never answered. */
static void
add_samples (MusterWorld *world,
             JsonArray   *list)
{
  static const struct { const char *name, *status, *end, *extend; } samples[] = {
    { "MLT_Default directory",   "active",     "2026-12-31T00:00:00Z", "PT0S" },
    { "Onboarding 2023",         "terminated", "2025-03-01T00:00:00Z", "PT0S" },
    { "Invitation without reply", "approvalPending", NULL,             "PT0S" },
  };
  JsonArray *clients = muster_world_clients (world);
  JsonObject *client = muster_ja_obj (clients, 0);
  g_autoptr(JsonArray) roles = muster_ja_strings ("Directory Readers", "Global Reader", NULL);

  for (gsize i = 0; client != NULL && i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *id = muster_world_guid (world, samples[i].name);
      g_autoptr(JsonObject) said = muster_jo_new ("id:s", id, "displayName:s", samples[i].name, "status:s", samples[i].status,
                                                  "endDateTime:s", samples[i].end, "autoExtendDuration:s", samples[i].extend,
                                                  "roles:a", json_array_ref (roles), "assignments:a", json_array_new (), NULL);

      json_array_add_object_element (list, new_relation (world, said, NULL, muster_jo_str (client, "tenantId"), muster_jo_str (client, "name")));
    }
}

/**
 * muster_gdap_relations:
 * @world: the world
 *
 * Returns: (transfer full): all relationships as Graph shows them, each with its "assignments", of which
 *   each has its "group" and the names of its "roles"
 */
JsonArray *
muster_gdap_relations (MusterWorld *world)
{
  JsonObject *settings = muster_world_settings (world, "gdap");
  JsonArray *clients = muster_world_clients (world), *more = muster_jo_arr (settings, "more"), *list = json_array_new ();

  for (guint i = 0; i < muster_ja_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i), *gdap = muster_jo_obj (client, "gdap");
      const char *tenant = muster_jo_str (client, "tenantId");

      if (gdap != NULL && tenant != NULL)
        json_array_add_object_element (list, new_relation (world, muster_jo_obj (settings, muster_jo_str (client, "key")), gdap, tenant,
                                                           muster_jo_str (client, "name")));
    }
  for (guint i = 0; i < muster_ja_length (more); i++)
    add_said (world, list, muster_ja_obj (more, i));
  if (muster_jo_bool (settings, "samples", FALSE))
    add_samples (world, list);
  return list;
}

static void
add_missing (JsonArray *to,
             JsonArray *from)
{
  for (guint i = 0; i < muster_ja_length (from); i++)
    if (!muster_ja_contains (to, muster_ja_str (from, i)))
      json_array_add_string_element (to, muster_ja_str (from, i));
}

/**
 * muster_technician_roles:
 * @world: the world
 * @member: one of the partner's people
 * @tenant: the partner's own tenant or a customer's
 *
 * Returns: (transfer full): the directory roles that @member has there
 */
JsonArray *
muster_technician_roles (MusterWorld *world,
                         JsonObject  *member,
                         const char  *tenant)
{
  g_autoptr(JsonArray) mine = muster_technician_groups (world, member);
  g_autoptr(JsonArray) relations = muster_gdap_relations (world);
  JsonArray *roles = json_array_new ();

  if (g_strcmp0 (tenant, muster_world_get_tenant (world)) == 0)
    {
      json_array_add_string_element (roles, g_strcmp0 (muster_jo_str (member, "role"), "admin") == 0 ? "Global Administrator" : "Directory Readers");
      return roles;
    }
  for (guint i = 0; i < json_array_get_length (relations); i++)
    {
      JsonObject *relation = muster_ja_obj (relations, i);
      const char *status = muster_jo_str (relation, "status");
      JsonArray *assignments = muster_jo_arr (relation, "assignments");

      if (g_strcmp0 (muster_jo_str (muster_jo_obj (relation, "customer"), "tenantId"), tenant) != 0
          || (g_strcmp0 (status, "active") != 0 && g_strcmp0 (status, "expiring") != 0))
        continue;
      for (guint j = 0; j < muster_ja_length (assignments); j++)
        if (g_strcmp0 (muster_jo_str (muster_ja_obj (assignments, j), "status"), "active") == 0
            && muster_ja_contains (mine, muster_jo_str (muster_ja_obj (assignments, j), "group")))
          add_missing (roles, muster_jo_arr (muster_ja_obj (assignments, j), "roles"));
    }
  return roles;
}

/**
 * muster_gdap_holds:
 * @roles: names of roles
 * @accepted: names with commas between them, "*" for any
 *
 * Returns: whether one of @roles is accepted; a Global Administrator always is
 */
gboolean
muster_gdap_holds (JsonArray  *roles,
                   const char *accepted)
{
  g_auto(GStrv) names = g_strsplit (accepted, ",", -1);

  if (g_str_equal (accepted, "*"))
    return muster_ja_length (roles) > 0;
  for (guint i = 0; names[i] != NULL; i++)
    if (muster_ja_contains (roles, g_strstrip (names[i])))
      return TRUE;
  return muster_ja_contains (roles, "Global Administrator");
}

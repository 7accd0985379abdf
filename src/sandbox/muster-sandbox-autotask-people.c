/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-autotask.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"

/* Companies, contacts, resources and the roles in which they may act. */

enum { LICENCE_PROFESSIONAL = 1, LICENCE_API = 7 };
enum { USER_FULL = 10, USER_API = 17 };

JsonArray *
muster_at_companies (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();
  JsonObject *first = muster_ja_obj (muster_jo_arr (muster_world_get_msp (call->world), "members"), 0);
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);
      JsonArray *domains = muster_jo_arr (client, "domains");
      const char *domain = muster_ja_length (domains) > 0 ? muster_jo_str (muster_ja_obj (domains, 0), "name") : NULL;
      g_autofree char *web = domain != NULL ? g_strconcat ("www.", domain, NULL) : NULL;
      g_auto(GStrv) city = g_strsplit (muster_jo_str (client, "city") != NULL ? muster_jo_str (client, "city") : "", ",", 2);

      if (muster_jo_has (client, "psaCompanyId"))
        json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (client, "psaCompanyId", 0),
                                                            "companyName:s", muster_jo_str (client, "name"),
                                                            "companyNumber:s", muster_jo_str (client, "psaIdentifier"),
                                                            "companyType:d", 1, "city:s", city[0],
                                                            "isActive:b", !muster_jo_bool (client, "inactive", FALSE),
                                                            "isClientPortalActive:b", TRUE,
                                                            "ownerResourceID:i", muster_jo_int (first, "id", 0),
                                                            "phone:s", "+44 1632 960000", "webAddress:s", web,
                                                            "createDate:s", "2020-01-06T09:00:00Z",
                                                            "lastActivityDate:s", now, "lastTrackedModifiedDateTime:s", now, NULL));
    }
  return rows;
}

JsonArray *
muster_at_contacts (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);
      JsonArray *contacts = muster_jo_arr (client, "contacts");

      for (guint j = 0; j < muster_ja_length (contacts); j++)
        {
          JsonObject *contact = muster_ja_obj (contacts, j);

          json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (contact, "id", 0),
                                                              "companyID:i", muster_jo_int (client, "psaCompanyId", 0),
                                                              "firstName:s", muster_jo_str (contact, "firstName"),
                                                              "lastName:s", muster_jo_str (contact, "lastName"),
                                                              "emailAddress:s", muster_jo_str (contact, "email"),
                                                              "phone:s", muster_jo_str (contact, "phone"),
                                                              "isActive:d", muster_jo_bool (contact, "active", TRUE) ? 1 : 0,
                                                              "primaryContact:b", j == 0, "createDate:s", "2020-01-06T09:00:00Z",
                                                              "lastModifiedDate:s", "2024-03-01T09:00:00Z", NULL));
        }
    }
  return rows;
}

char *
muster_at_user_name (JsonObject *member)
{
  if (muster_jo_bool (member, "apiOnly", FALSE))
    return g_strdup (muster_jo_str (member, "email"));
  return muster_cw_identifier (member);
}

static JsonObject *
resource_row (JsonObject *member)
{
  gboolean api = muster_jo_bool (member, "apiOnly", FALSE);
  g_autofree char *user = muster_at_user_name (member);
  g_auto(GStrv) names = g_strsplit (muster_jo_str (member, "name"), " ", 2);
  JsonObject *row = muster_jo_new ("id:i", muster_jo_int (member, "id", 0), "firstName:s", names[0],
                                   "lastName:s", names[1] != NULL ? names[1] : "", "email:s", muster_jo_str (member, "email"),
                                   "userName:s", user, "initials:s", muster_jo_str (member, "initials"),
                                   "isActive:b", muster_jo_bool (member, "active", TRUE),
                                   "licenseType:d", api ? LICENCE_API : LICENCE_PROFESSIONAL, "resourceType:s", "Employee",
                                   "userType:d", api ? USER_API : USER_FULL, NULL);

  if (!api)
    muster_at_set_id (row, "defaultServiceDeskRoleID", MUSTER_AT_ROLE_TECHNICIAN);
  return row;
}

JsonArray *
muster_at_resources (MusterCall *call)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members"), *rows = json_array_new ();

  json_array_add_object_element (rows, muster_jo_new ("id:d", MUSTER_AT_ADMINISTRATOR,
                                                      "firstName:s", "Autotask", "lastName:s", "Administrator",
                                                      "email:s", "admin@autotask.example", "userName:s", "autotask.administrator",
                                                      "isActive:b", TRUE, "licenseType:d", LICENCE_PROFESSIONAL,
                                                      "resourceType:s", "Employee", "userType:d", USER_FULL, NULL));
  for (guint i = 0; i < muster_ja_length (members); i++)
    json_array_add_object_element (rows, resource_row (muster_ja_obj (members, i)));
  return rows;
}

JsonArray *
muster_at_roles (MusterCall *call)
{
  static const struct { int id; const char *name; } roles[] = {
    { MUSTER_AT_ROLE_TECHNICIAN, "Help Desk Technician" },
    { MUSTER_AT_ROLE_ENGINEER, "Engineer" },
    { MUSTER_AT_ROLE_ADMINISTRATOR, "Administrator" },
  };
  JsonArray *rows = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      JsonObject *row = muster_jo_new ("id:d", roles[i].id, "name:s", roles[i].name, "description:s", roles[i].name, "isActive:b", TRUE,
                                       "isSystemRole:b", FALSE, NULL);

      json_object_set_double_member (row, "hourlyFactor", 1.0);
      json_object_set_double_member (row, "hourlyRate", 95.0);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

/**
 * muster_at_has_role:
 * @world: the world
 * @resource: a member's id
 * @role: a role's id
 *
 * Returns: whether the member may act in the role: technicians in the first, administrators in the
 *   third too, the API user in none
 */
gboolean
muster_at_has_role (MusterWorld *world,
                    gint64       resource,
                    gint64       role)
{
  JsonObject *member = muster_world_member (world, resource);

  if (member == NULL || muster_jo_bool (member, "apiOnly", FALSE))
    return FALSE;
  return role == MUSTER_AT_ROLE_TECHNICIAN
         || (role == MUSTER_AT_ROLE_ADMINISTRATOR && g_strcmp0 (muster_jo_str (member, "role"), "admin") == 0);
}

static JsonArray *
role_rows (MusterCall *call,
           gboolean    desk)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members"), *rows = json_array_new ();
  JsonObject *queue = muster_ja_obj (muster_jo_arr (muster_world_get_root (call->world), "boards"), 0);

  for (guint i = 0; i < muster_ja_length (members); i++)
    for (int role = MUSTER_AT_ROLE_TECHNICIAN; role <= MUSTER_AT_ROLE_ADMINISTRATOR; role++)
      {
        JsonObject *member = muster_ja_obj (members, i), *row;
        gint64 id = muster_jo_int (member, "id", 0);

        if (!muster_at_has_role (call->world, id, role))
          continue;
        row = muster_jo_new ("id:i", id * 10 + role, "resourceID:i", id, "roleID:d", role,
                             "isActive:b", muster_jo_bool (member, "active", TRUE), NULL);
        if (desk)
          json_object_set_boolean_member (row, "isDefault", role == MUSTER_AT_ROLE_TECHNICIAN);
        else
          json_object_set_int_member (row, "queueID", muster_jo_int (queue, "id", 0));
        json_array_add_object_element (rows, row);
      }
  return rows;
}

JsonArray *
muster_at_resource_roles (MusterCall *call)
{
  return role_rows (call, FALSE);
}

JsonArray *
muster_at_desk_roles (MusterCall *call)
{
  return role_rows (call, TRUE);
}

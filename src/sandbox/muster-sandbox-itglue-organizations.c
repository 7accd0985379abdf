/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Organizations, the MSP's own among them, and who and where belongs to them. What the PSA calls a
 * customer is no attribute: only the pair of filters psa_integration_type and psa_id asks for it. */

static const char *const psa_types[] = { "manage", "autotask", "tigerpaw", "kaseya-bms", "pulseway-psa", "vorex" };

/* The named rows of a small table: an id from 1 on for each */
static void
reply_names (MusterCall        *call,
             const char        *type,
             const char *const *names,
             gsize              n_names)
{
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  JsonArray *rows = json_array_new ();

  for (gsize i = 0; i < n_names; i++)
    {
      JsonObject *attributes = muster_jo_new ("name:s", names[i], "synced:b", FALSE, NULL);

      muster_itglue_add_time (attributes, "created-at", now);
      muster_itglue_add_time (attributes, "updated-at", now);
      json_array_add_object_element (rows, muster_itglue_resource (type, (gint64) i + 1, attributes));
    }
  muster_itglue_reply_list (call, rows, "id name");
}

void
muster_itglue_get_organization_types (MusterCall *call)
{
  static const char *const names[] = { "Customer", "Internal" };

  reply_names (call, "organization-types", names, G_N_ELEMENTS (names));
}

void
muster_itglue_get_organization_statuses (MusterCall *call)
{
  static const char *const names[] = { "Active", "Inactive" };

  reply_names (call, "organization-statuses", names, G_N_ELEMENTS (names));
}

static JsonObject *
show_organization (MusterCall *call,
                   JsonObject *client)
{
  JsonObject *msp = muster_world_get_msp (call->world);
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  gboolean inactive = muster_jo_bool (client, "inactive", FALSE);
  JsonObject *attributes = muster_jo_new ("name:s", muster_jo_str (client != NULL ? client : msp, "name"), "alert:S", NULL,
                                          "description:S", NULL, "organization-type-id:d", client != NULL ? 1 : 2,
                                          "organization-type-name:s", client != NULL ? "Customer" : "Internal",
                                          "organization-status-id:d", inactive ? 2 : 1,
                                          "organization-status-name:s", inactive ? "Inactive" : "Active",
                                          "my-glue:b", FALSE, "primary:b", client == NULL, "logo:S", NULL, "quick-notes:S", NULL,
                                          "short-name:S", muster_jo_str (client, "psaIdentifier"), NULL);

  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  return muster_itglue_resource ("organizations", muster_itglue_organization (call->world, client), attributes);
}

/* Both of the pair count, or none; old accounts have it for other resources only (`psaFilter` false) */
static gboolean
fits_psa (MusterCall *call,
          JsonObject *object,
          const char *member)
{
  const char *type = muster_itglue_filter (call, "psa_integration_type"), *id = muster_itglue_filter (call, "psa_id");
  const char *own = muster_itglue_setting (call->world, "psa", NULL);
  gboolean known = FALSE;

  if (type == NULL || id == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (psa_types); i++)
    known |= g_str_equal (psa_types[i], type);
  return known && (own == NULL || g_str_equal (own, type)) && muster_jo_has (object, member)
         && muster_jo_int (object, member, -1) == g_ascii_strtoll (id, NULL, 10);
}

void
muster_itglue_get_organizations (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();
  gboolean pair = muster_jo_bool (muster_itglue_settings (call->world), "psaFilter", TRUE);

  if (!pair || fits_psa (call, NULL, "psaCompanyId"))
    json_array_add_object_element (rows, show_organization (call, NULL));
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);

      if (muster_jo_has (client, "itglueOrganizationId") && (!pair || fits_psa (call, client, "psaCompanyId")))
        json_array_add_object_element (rows, show_organization (call, client));
    }
  muster_itglue_reply_list (call, rows, "id name organization_type_id organization_status_id created_at updated_at primary");
}

void
muster_itglue_get_organization (MusterCall *call)
{
  JsonObject *client;

  if (muster_itglue_find_owner (call, muster_call_param_number (call, 0), &client))
    muster_itglue_reply_one (call, 200, show_organization (call, client));
}

/* --- contacts --- */

static JsonArray *
values (const char *value,
        const char *formatted,
        const char *label)
{
  JsonArray *list = json_array_new ();
  JsonObject *entry;

  if (value == NULL || *value == '\0')
    return list;
  entry = muster_jo_new ("value:s", value, "primary:b", TRUE, "label-name:s", label, NULL);
  if (formatted != NULL)
    muster_jo_add (entry, "formatted-value:s", formatted, "extension:S", NULL, NULL);
  json_array_add_object_element (list, entry);
  return list;
}

static JsonObject *
show_contact (MusterCall *call,
              JsonObject *client,
              JsonObject *contact)
{
  const char *first = muster_jo_str (contact, "firstName"), *last = muster_jo_str (contact, "lastName");
  const char *phone = muster_jo_str (contact, "phone"), *now = muster_jo_str (muster_world_get_root (call->world), "now");
  g_autofree char *name = g_strstrip (g_strdup_printf ("%s %s", first != NULL ? first : "", last != NULL ? last : ""));
  gint64 id = muster_jo_int (contact, "id", 0);
  JsonObject *attributes = json_object_new ();

  muster_itglue_add_owner (call, attributes, client, "contacts", id);
  muster_jo_add (attributes, "first-name:S", first, "last-name:S", last, "name:s", name, "title:S", NULL, "contact-type-id:S", NULL,
                 "contact-type-name:S", NULL, "location-id:i", muster_itglue_organization (call->world, client) * 10 + 1,
                 "location-name:S", muster_jo_str (client, "city"), "important:b", FALSE, "notes:S", NULL,
                 "contact-emails:a", values (muster_jo_str (contact, "email"), NULL, "Work"),
                 "contact-phones:a", values (phone, phone, "Work"), NULL);
  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  return muster_itglue_resource ("contacts", id, attributes);
}

static JsonObject *
show_fitting_contact (MusterCall *call,
                      JsonObject *client,
                      JsonObject *contact)
{
  const char *email = muster_itglue_filter (call, "primary_email"), *own = muster_jo_str (contact, "email");

  if (!fits_psa (call, contact, "id") || (email != NULL && (own == NULL || g_ascii_strcasecmp (own, email) != 0)))
    return NULL;
  return show_contact (call, client, contact);
}

void
muster_itglue_get_contacts (MusterCall *call)
{
  muster_itglue_reply_list (call, muster_itglue_collect (call, NULL, "contacts", show_fitting_contact),
                            "id first_name last_name title contact_type_id important organization_id");
}

void
muster_itglue_get_contact (MusterCall *call)
{
  JsonObject *client, *contact = muster_itglue_find (call, "contacts", muster_call_param_number (call, 0), &client);

  if (contact != NULL)
    muster_itglue_reply_one (call, 200, show_contact (call, client, contact));
  else
    muster_itglue_fail (call, 404, NULL);
}

/* --- locations: one per organization --- */

static void
add_location (MusterCall *call,
              JsonArray  *rows,
              JsonObject *client)
{
  const char *city = muster_jo_str (client, "city"), *now = muster_jo_str (muster_world_get_root (call->world), "now");
  g_auto(GStrv) parts = g_strsplit (city != NULL ? city : "", ", ", 2);
  gint64 id = muster_itglue_organization (call->world, client) * 10 + 1;
  JsonObject *attributes;

  if (city == NULL)
    return;
  attributes = muster_jo_new ("name:s", city, "primary:b", TRUE, "address-1:S", NULL, "address-2:S", NULL, "city:S", parts[0],
                              "postal-code:S", NULL, "region-id:S", NULL, "region-name:S", NULL, "country-id:S", NULL,
                              "country-name:S", parts[0] != NULL ? parts[1] : NULL, "phone:S", NULL, "formatted-phone:S", NULL,
                              "notes:S", NULL, NULL);
  muster_itglue_add_owner (call, attributes, client, "locations", id);
  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  json_array_add_object_element (rows, muster_itglue_resource ("locations", id, attributes));
}

void
muster_itglue_get_locations (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows;
  gboolean one = g_str_equal (call->segments[1], "organizations");
  JsonObject *client = NULL;

  if (one && !muster_itglue_find_owner (call, muster_call_param_number (call, 0), &client))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (clients); i++)
    if (muster_jo_has (muster_ja_obj (clients, i), "itglueOrganizationId") && (!one || muster_ja_obj (clients, i) == client))
      add_location (call, rows, muster_ja_obj (clients, i));
  muster_itglue_reply_list (call, rows, "id name city organization_id region_id country_id");
}

/* --- the MSP's people --- */

static JsonObject *
show_user (MusterCall *call,
           JsonObject *member)
{
  const char *name = muster_jo_str (member, "name"), *role = muster_jo_str (member, "role");
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  g_auto(GStrv) parts = g_strsplit (name, " ", 2);
  JsonObject *attributes = muster_jo_new ("first-name:s", parts[0], "last-name:S", parts[1], "name:s", name,
                                          "role-name:s", g_strcmp0 (role, "admin") == 0 ? "Administrator" : "Editor",
                                          "email:S", muster_jo_str (member, "email"), "avatar:S", NULL, "my-glue:b", FALSE,
                                          "reputation:d", 0, NULL);

  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  return muster_itglue_resource ("users", muster_jo_int (member, "id", 0), attributes);
}

void
muster_itglue_get_users (MusterCall *call)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (members); i++)
    if (!muster_jo_bool (muster_ja_obj (members, i), "apiOnly", FALSE))
      json_array_add_object_element (rows, show_user (call, muster_ja_obj (members, i)));
  muster_itglue_reply_list (call, rows, "id name email role_name");
}

void
muster_itglue_get_user (MusterCall *call)
{
  JsonObject *member = muster_world_member (call->world, muster_call_param_number (call, 0));

  if (member != NULL)
    muster_itglue_reply_one (call, 200, show_user (call, member));
  else
    muster_itglue_fail (call, 404, NULL);
}

void
muster_itglue_get_expirations (MusterCall *call)
{
  muster_itglue_reply_list (call, json_array_new (), "id organization_id");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Configurations, and the small tables whose rows are the words that the world's objects use. */

static void
add_names_of (GPtrArray  *names,
              JsonArray  *objects,
              const char *member)
{
  for (guint i = 0; i < muster_ja_length (objects); i++)
    {
      const char *name = muster_jo_str (muster_ja_obj (objects, i), member);

      if (name != NULL && *name != '\0' && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
}

/* (transfer container): the values of a member, in the order in which they turn up */
static GPtrArray *
names_of (MusterWorld *world,
          const char  *kind,
          const char  *member)
{
  GPtrArray *names = g_ptr_array_new ();
  JsonArray *clients = muster_world_clients (world);

  add_names_of (names, muster_jo_arr (muster_hudu_docs (world, NULL), kind), member);
  for (guint i = 0; i < json_array_get_length (clients); i++)
    add_names_of (names, muster_jo_arr (muster_jo_obj (muster_ja_obj (clients, i), "docs"), kind), member);
  return names;
}

gint64
muster_itglue_name_id (MusterWorld *world,
                       const char  *kind,
                       const char  *member,
                       const char  *name)
{
  g_autoptr(GPtrArray) names = names_of (world, kind, member);
  guint index = 0;

  return name != NULL && g_ptr_array_find_with_equal_func (names, name, g_str_equal, &index) ? (gint64) index + 1 : 0;
}

static void
reply_names (MusterCall *call,
             const char *type,
             const char *kind,
             const char *member)
{
  g_autoptr(GPtrArray) names = names_of (call->world, kind, member);
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < names->len; i++)
    {
      JsonObject *attributes = muster_jo_new ("name:s", names->pdata[i], NULL);

      muster_itglue_add_time (attributes, "created-at", now);
      muster_itglue_add_time (attributes, "updated-at", now);
      json_array_add_object_element (rows, muster_itglue_resource (type, (gint64) i + 1, attributes));
    }
  muster_itglue_reply_list (call, rows, "id name");
}

void
muster_itglue_get_configuration_types (MusterCall *call)
{
  reply_names (call, "configuration-types", "configurations", "type");
}

void
muster_itglue_get_configuration_statuses (MusterCall *call)
{
  reply_names (call, "configuration-statuses", "configurations", "status");
}

void
muster_itglue_get_password_categories (MusterCall *call)
{
  reply_names (call, "password-categories", "passwords", "category");
}

static void
add_name (MusterCall *call,
          JsonObject *attributes,
          JsonObject *configuration,
          const char *member,
          const char *shown)
{
  const char *name = muster_jo_str (configuration, member);
  g_autofree char *id = g_strconcat (shown, "-id", NULL);
  g_autofree char *text = g_strconcat (shown, "-name", NULL);

  muster_itglue_add_id (attributes, id, muster_itglue_name_id (call->world, "configurations", member, name));
  if (name != NULL)
    json_object_set_string_member (attributes, text, name);
  else
    json_object_set_null_member (attributes, text);
}

static JsonObject *
show_configuration (MusterCall *call,
                    JsonObject *client,
                    JsonObject *configuration)
{
  static const char *const nothing[] = { "mac-address", "asset-tag", "position", "installed-by", "purchased-by", "operating-system-notes",
                                         "warranty-expires-at", "installed-at", "purchased-at", "operating-system-id",
                                         "operating-system-name", "default-gateway", "contact-id", "contact-name" };
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  gint64 id = muster_jo_int (configuration, "id", 0);
  JsonObject *attributes = json_object_new ();

  muster_itglue_add_owner (call, attributes, client, "configurations", id);
  muster_jo_add (attributes, "organization-short-name:S", muster_jo_str (client, "psaIdentifier"),
                 "name:s", muster_jo_str (configuration, "name"), "hostname:S", muster_jo_str (configuration, "hostname"),
                 "primary-ip:S", muster_jo_str (configuration, "primaryIp"), "serial-number:S", muster_jo_str (configuration, "serialNumber"),
                 "notes:S", muster_jo_str (configuration, "notes"), "configuration-type-kind:S", NULL,
                 "archived:b", muster_jo_bool (configuration, "archived", FALSE), "my-glue:b", FALSE, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    json_object_set_null_member (attributes, nothing[i]);
  add_name (call, attributes, configuration, "type", "configuration-type");
  add_name (call, attributes, configuration, "status", "configuration-status");
  add_name (call, attributes, configuration, "manufacturer", "manufacturer");
  add_name (call, attributes, configuration, "model", "model");
  add_name (call, attributes, configuration, "location", "location");
  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  return muster_itglue_resource ("configurations", id, attributes);
}

/* None of them comes from a PSA or from a monitoring system */
static JsonObject *
show_fitting (MusterCall *call,
              JsonObject *client,
              JsonObject *configuration)
{
  gboolean psa = muster_itglue_filter (call, "psa_id") != NULL && muster_itglue_filter (call, "psa_integration_type") != NULL;
  gboolean rmm = muster_itglue_filter (call, "rmm_id") != NULL && muster_itglue_filter (call, "rmm_integration_type") != NULL;

  return psa || rmm ? NULL : show_configuration (call, client, configuration);
}

void
muster_itglue_get_configurations (MusterCall *call)
{
  muster_itglue_reply_list (call, muster_itglue_collect (call, NULL, "configurations", show_fitting),
                            "id name organization_id configuration_type_id configuration_status_id contact_id serial_number mac_address "
                            "asset_tag archived");
}

void
muster_itglue_get_configuration (MusterCall *call)
{
  JsonObject *client, *configuration = muster_itglue_find (call, "configurations", muster_call_param_number (call, 0), &client);

  if (configuration != NULL)
    muster_itglue_reply_one (call, 200, show_configuration (call, client, configuration));
  else
    muster_itglue_fail (call, 404, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-sandbox-cw.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Customers: clients, each with one site, and their users (the contacts of other PSAs). */

#define TOP_LEVEL 1

static const MusterHaloList client_list = { "clients", 1000, " id name " };
static const MusterHaloList site_list = { "sites", 1000, " id name client_id client_name " };
static const MusterHaloList user_list = { "users", 1000,
                                          " id name firstname surname emailaddress client_name site_name " };

gint64
muster_halo_site_id (JsonObject *client)
{
  return muster_jo_int (client, "psaCompanyId", 0) * 10 + 1;
}

static JsonObject *
client_row (MusterCall *call,
            JsonObject *client)
{
  JsonArray *domains = muster_jo_arr (client, "domains");
  const char *domain = muster_ja_length (domains) > 0 ? muster_jo_str (muster_ja_obj (domains, 0), "name") : "";

  return muster_jo_new ("id:i", muster_jo_int (client, "psaCompanyId", 0), "name:s", muster_jo_str (client, "name"),
                        "toplevel_id:d", TOP_LEVEL,
                        "toplevel_name:s", muster_jo_str (muster_world_get_msp (call->world), "name"),
                        "inactive:b", muster_jo_bool (client, "inactive", FALSE), "colour:s", "#a75ded",
                        "main_site_id:i", muster_halo_site_id (client), "main_site_name:s", "Main", "website:s", "",
                        "domain:s", domain,
                        "ref:S", muster_jo_str (client, "psaIdentifier"), "is_vip:b", FALSE, NULL);
}

static gboolean
wanted_state (MusterCall *call,
              gboolean   *active,
              gboolean   *inactive)
{
  return muster_halo_bool (call, "includeactive", TRUE, active)
         && muster_halo_bool (call, "includeinactive", FALSE, inactive);
}

void
muster_halo_get_clients (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows;
  const char *search = muster_call_query (call, "search");
  gboolean active, inactive;

  if (!wanted_state (call, &active, &inactive))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);

      if (muster_jo_has (client, "psaCompanyId") && (muster_jo_bool (client, "inactive", FALSE) ? inactive : active)
          && (search == NULL || muster_halo_found (search, muster_jo_str (client, "name"))))
        json_array_add_object_element (rows, client_row (call, client));
    }
  muster_halo_reply_page (call, rows, &client_list);
}

void
muster_halo_get_client (MusterCall *call)
{
  JsonObject *client = muster_world_client_by_number (call->world, "psaCompanyId", muster_call_param_number (call, 0));

  muster_call_set_scope (call, call->params[0]);
  if (client == NULL)
    muster_halopsa_fail (call, 404, "Not found");
  else
    muster_call_reply_object (call, 200, client_row (call, client));
}

void
muster_halo_get_sites (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows;
  const char *search = muster_call_query (call, "search");
  gint64 of;

  if (!muster_halo_int (call, "client_id", -1, &of))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);
      gint64 id = muster_jo_int (client, "psaCompanyId", -1);

      if (id != -1 && (of == -1 || of == id) && (search == NULL || muster_halo_found (search, "Main")))
        json_array_add_object_element (rows, muster_jo_new ("id:i", muster_halo_site_id (client), "name:s", "Main",
                                                            "client_id:i", id,
                                                            "client_name:s", muster_jo_str (client, "name"),
                                                            "inactive:b", FALSE,
                                                            "phonenumber:s", "", NULL));
    }
  muster_halo_reply_page (call, rows, &site_list);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static JsonObject *
user_row (JsonObject *client,
          JsonObject *contact)
{
  g_autofree char *name = muster_cw_contact_name (contact);

  return muster_jo_new ("id:i", muster_jo_int (contact, "id", 0), "name:s", name,
                        "firstname:s", or_empty (muster_jo_str (contact, "firstName")),
                        "surname:s", or_empty (muster_jo_str (contact, "lastName")),
                        "emailaddress:s", or_empty (muster_jo_str (contact, "email")), "email2:s", "", "email3:s", "",
                        "phonenumber:s", or_empty (muster_jo_str (contact, "phone")), "mobilenumber:s", "",
                        "login:s", muster_jo_bool (contact, "portalUser", FALSE)
                        ? or_empty (muster_jo_str (contact, "email")) : "",
                        "client_id:i", muster_jo_int (client, "psaCompanyId", 0),
                        "client_name:s", muster_jo_str (client, "name"),
                        "site_id:i", muster_halo_site_id (client), "site_name:s", "Main",
                        "inactive:b", !muster_jo_bool (contact, "active", TRUE), "isimportantcontact:b", FALSE,
                        "neversendemails:b", FALSE, "linked_agent_id:d", 0, "isserviceaccount:b", FALSE, NULL);
}

typedef struct {
  gint64      client, site;
  gboolean    active, inactive, phones;
  const char *search;
} UserFilter;

static gboolean
is_wanted (UserFilter *filter,
           JsonObject *contact)
{
  g_autofree char *name = muster_cw_contact_name (contact);

  if (muster_jo_bool (contact, "active", TRUE) ? !filter->active : !filter->inactive)
    return FALSE;
  return filter->search == NULL || muster_halo_found (filter->search, name)
         || muster_halo_found (filter->search, muster_jo_str (contact, "email"))
         || (filter->phones && muster_halo_found (filter->search, muster_jo_str (contact, "phone")));
}

void
muster_halo_get_users (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows;
  UserFilter filter = { .search = muster_call_query (call, "search") };

  if (!muster_halo_int (call, "client_id", -1, &filter.client) || !muster_halo_int (call, "site_id", -1, &filter.site)
      || !wanted_state (call, &filter.active, &filter.inactive)
      || !muster_halo_bool (call, "search_phonenumbers", FALSE, &filter.phones))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);
      JsonArray *contacts = muster_jo_arr (client, "contacts");

      if ((filter.client != -1 && muster_jo_int (client, "psaCompanyId", 0) != filter.client)
          || (filter.site != -1 && muster_halo_site_id (client) != filter.site))
        continue;
      for (guint j = 0; j < muster_ja_length (contacts); j++)
        if (is_wanted (&filter, muster_ja_obj (contacts, j)))
          json_array_add_object_element (rows, user_row (client, muster_ja_obj (contacts, j)));
    }
  muster_halo_reply_page (call, rows, &user_list);
}

void
muster_halo_get_user (MusterCall *call)
{
  JsonObject *client = NULL;
  JsonObject *contact = muster_world_contact (call->world, muster_call_param_number (call, 0), &client);
  g_autofree char *scope = NULL;

  if (contact == NULL)
    {
      muster_halopsa_fail (call, 404, "Not found");
      return;
    }
  scope = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (client, "psaCompanyId", 0));
  muster_call_set_scope (call, scope);
  muster_call_reply_object (call, 200, user_row (client, contact));
}

/* An agent is not a user. */
void
muster_halo_get_user_me (MusterCall *call)
{
  muster_halopsa_fail (call, 404, "Not found");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-world.h"

/* Finding what belongs together in a world. */

/**
 * muster_world_is_late:
 * @self: the world
 * @vendor: in whose list it would be
 * @object: an article or the like
 *
 * A vendor's lists are brought up to date some time after a write: the setting `lag` says how many seconds.
 *
 * Returns: whether @object is so new that no list has it yet
 */
gboolean
muster_world_is_late (MusterWorld *self,
                      const char  *vendor,
                      JsonObject  *object)
{
  gint64 lag = muster_jo_int (muster_world_settings (self, vendor), "lag", 0);
  const char *created = muster_jo_str (object, "createdAt");
  g_autoptr(GDateTime) since = NULL;
  g_autofree char *text = NULL;

  if (lag <= 0 || created == NULL)
    return FALSE;
  since = g_date_time_new_from_unix_utc (muster_world_now (self) / G_USEC_PER_SEC - lag);
  text = g_date_time_format (since, "%Y-%m-%dT%H:%M:%SZ");
  return strcmp (created, text) > 0;
}

/**
 * muster_world_settings:
 * @self: the world
 * @vendor: whose
 *
 * Returns: (transfer none) (nullable): what the control interface has set for a vendor
 */
JsonObject *
muster_world_settings (MusterWorld *self,
                       const char  *vendor)
{
  return muster_jo_obj (muster_jo_obj (muster_jo_obj (muster_world_get_root (self), "sandbox"), "settings"), vendor);
}

JsonArray *
muster_world_clients (MusterWorld *self)
{
  return muster_jo_arr (muster_world_get_root (self), "clients");
}

JsonObject *
muster_world_client (MusterWorld *self,
                     const char  *member,
                     const char  *value)
{
  return muster_ja_find (muster_world_clients (self), member, value);
}

JsonObject *
muster_world_client_by_number (MusterWorld *self,
                               const char  *member,
                               gint64       value)
{
  return muster_ja_find_int (muster_world_clients (self), member, value);
}

JsonObject *
muster_world_client_by_domain (MusterWorld *self,
                               const char  *domain)
{
  JsonArray *clients = muster_world_clients (self);

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);

      if (muster_ja_find (muster_jo_arr (client, "domains"), "name", domain) != NULL
          || g_strcmp0 (muster_jo_str (client, "tenantName"), domain) == 0)
        return client;
    }
  return NULL;
}

JsonObject *
muster_world_ticket (MusterWorld *self,
                     gint64       id)
{
  JsonObject *ticket = muster_ja_find_int (muster_jo_arr (muster_world_get_root (self), "tickets"), "id", id);

  return ticket != NULL ? ticket : muster_ja_find_int (muster_jo_arr (muster_world_get_root (self), "history"), "id", id);
}

JsonObject *
muster_world_note (JsonObject *ticket,
                   gint64      id)
{
  return muster_ja_find_int (muster_jo_arr (ticket, "notes"), "id", id);
}

JsonObject *
muster_world_contact (MusterWorld *self,
                      gint64       id,
                      JsonObject **client)
{
  JsonArray *clients = muster_world_clients (self);

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *owner = muster_ja_obj (clients, i);
      JsonObject *contact = muster_ja_find_int (muster_jo_arr (owner, "contacts"), "id", id);

      if (contact == NULL)
        continue;
      if (client != NULL)
        *client = owner;
      return contact;
    }
  return NULL;
}

JsonObject *
muster_world_member (MusterWorld *self,
                     gint64       id)
{
  return muster_ja_find_int (muster_jo_arr (muster_world_get_msp (self), "members"), "id", id);
}

JsonObject *
muster_world_api_member (MusterWorld *self)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (self), "members");

  for (guint i = 0; i < muster_ja_length (members); i++)
    if (muster_jo_bool (muster_ja_obj (members, i), "apiOnly", FALSE))
      return muster_ja_obj (members, i);
  g_assert_not_reached ();
}

JsonObject *
muster_world_board (MusterWorld *self,
                    gint64       id)
{
  return muster_ja_find_int (muster_jo_arr (muster_world_get_root (self), "boards"), "id", id);
}

JsonObject *
muster_world_status (MusterWorld *self,
                     gint64       id,
                     JsonObject **board)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (self), "boards");

  for (guint i = 0; i < muster_ja_length (boards); i++)
    {
      JsonObject *status = muster_ja_find_int (muster_jo_arr (muster_ja_obj (boards, i), "statuses"), "id", id);

      if (status == NULL)
        continue;
      if (board != NULL)
        *board = muster_ja_obj (boards, i);
      return status;
    }
  return NULL;
}

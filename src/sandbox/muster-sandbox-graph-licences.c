/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Seats and who has them. */

static const MusterGraphType licence = {
  .name = "licenseDetails", .collection = "licenseDetails", .most = 999, .properties = " id skuId skuPartNumber servicePlans ",
};
static const MusterGraphType subscribed = {
  .name = "subscribedSku", .collection = "subscribedSkus", .most = 999,
  .properties = " id accountId accountName appliesTo capabilityStatus consumedUnits prepaidUnits servicePlans skuId skuPartNumber subscriptionIds ",
};

static JsonObject *
sku_by (JsonObject *client,
        const char *member,
        const char *value)
{
  return muster_ja_find (muster_jo_arr (client, "skus"), member, value);
}

void
muster_graph_get_licences (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  JsonArray *parts = muster_jo_arr (user, "licences"), *rows;

  if (user == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (parts); i++)
    {
      const char *id = muster_jo_str (sku_by (call->client, "partNumber", muster_ja_str (parts, i)), "id");

      json_array_add_object_element (rows, muster_jo_new ("id:s", id, "skuId:s", id, "skuPartNumber:s", muster_ja_str (parts, i),
                                                          "servicePlans:a", json_array_new (), NULL));
    }
  muster_graph_reply_rows (call, rows, &licence);
}

void
muster_graph_get_skus (MusterCall *call)
{
  JsonArray *skus = muster_jo_arr (call->client, "skus"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (skus); i++)
    {
      JsonObject *sku = muster_ja_obj (skus, i);
      gint64 bought = muster_jo_int (sku, "purchased", 0);
      const char *tenant = muster_jo_str (call->client, "tenantId"), *id = muster_jo_str (sku, "id");
      g_autofree char *row_id = g_strdup_printf ("%s_%s", tenant, id);

      json_array_add_object_element (rows, muster_jo_new ("id:s", row_id, "accountId:S", tenant, "appliesTo:s", "User",
                                                          "capabilityStatus:s", bought > 0 ? "Enabled" : "Suspended",
                                                          "consumedUnits:i", muster_jo_int (sku, "used", 0),
                                                          "prepaidUnits:o", muster_jo_new ("enabled:i", bought, "suspended:d", 0, "warning:d", 0, "lockedOut:d", 0, NULL),
                                                          "servicePlans:a", json_array_new (), "skuId:s", id,
                                                          "skuPartNumber:s", muster_jo_str (sku, "partNumber"), NULL));
    }
  muster_graph_reply_rows (call, rows, &subscribed);
}

static void
count_seat (JsonObject *sku,
            int         change)
{
  json_object_set_int_member (sku, "used", muster_jo_int (sku, "used", 0) + change);
}

static gboolean
is_from_group (JsonObject *client,
               JsonObject *user,
               const char *part)
{
  JsonArray *groups = muster_jo_arr (user, "groups");

  for (guint i = 0; i < muster_ja_length (groups); i++)
    if (muster_ja_contains (muster_jo_arr (muster_graph_group_by_id (client, muster_ja_str (groups, i)), "licencesByGroup"), part))
      return TRUE;
  return FALSE;
}

static gboolean
can_add (MusterCall *call,
         JsonObject *user,
         JsonObject *sku)
{
  g_autofree char *location = muster_graph_usage_location (call->client, user);

  if (location == NULL)
    muster_graph_bad_request (call, "License assignment cannot be done for user with invalid usage location.");
  else if (sku == NULL)
    muster_graph_bad_request (call, "License does not correspond to a valid company License.");
  else if (!muster_ja_contains (muster_jo_arr (user, "licences"), muster_jo_str (sku, "partNumber"))
           && muster_jo_int (sku, "used", 0) >= muster_jo_int (sku, "purchased", 0))
    {
      g_autofree char *message = g_strdup_printf ("Subscription with SKU %s does not have any available licenses.", muster_jo_str (sku, "id"));

      muster_graph_bad_request (call, message);
    }
  else
    return TRUE;
  return FALSE;
}

static gboolean
can_remove (MusterCall *call,
            JsonObject *user,
            JsonObject *sku)
{
  const char *part = muster_jo_str (sku, "partNumber");

  if (sku == NULL || !muster_ja_contains (muster_jo_arr (user, "licences"), part))
    muster_graph_bad_request (call, "User does not have a corresponding license.");
  else if (is_from_group (call->client, user, part))
    muster_graph_bad_request (call, "User license is inherited from a group membership and it cannot be removed directly from the user.");
  else
    return TRUE;
  return FALSE;
}

void
muster_graph_assign_licence (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0), *body = muster_call_object (call);
  JsonArray *add = muster_jo_arr (body, "addLicenses"), *drop = muster_jo_arr (body, "removeLicenses"), *have;

  if (user == NULL)
    return;
  if (add == NULL || drop == NULL)
    {
      muster_graph_bad_request (call, "Both addLicenses and removeLicenses are needed.");
      return;
    }
  for (guint i = 0; i < json_array_get_length (drop); i++)
    if (!can_remove (call, user, sku_by (call->client, "id", muster_ja_str (drop, i))))
      return;
  for (guint i = 0; i < json_array_get_length (add); i++)
    if (!can_add (call, user, sku_by (call->client, "id", muster_jo_str (muster_ja_obj (add, i), "skuId"))))
      return;

  if (muster_jo_arr (user, "licences") == NULL)
    json_object_set_array_member (user, "licences", json_array_new ());
  have = muster_jo_arr (user, "licences");
  for (guint i = 0; i < json_array_get_length (drop); i++)
    {
      JsonObject *sku = sku_by (call->client, "id", muster_ja_str (drop, i));

      if (muster_ja_remove (have, muster_jo_str (sku, "partNumber")))
        count_seat (sku, -1);
    }
  for (guint i = 0; i < json_array_get_length (add); i++)
    {
      JsonObject *sku = sku_by (call->client, "id", muster_jo_str (muster_ja_obj (add, i), "skuId"));

      if (muster_ja_contains (have, muster_jo_str (sku, "partNumber")))
        continue;
      json_array_add_string_element (have, muster_jo_str (sku, "partNumber"));
      count_seat (sku, 1);
    }
  call->changed = TRUE;
  muster_graph_reply_row (call, 200, muster_graph_show_user (call->client, user), &muster_graph_user);
}

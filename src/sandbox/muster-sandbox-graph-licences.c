/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

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

/* What some licences hold, as far as anything hangs on it (Microsoft's list of plan names). */
static const struct {
  const char *part;
  const char *plans;
} contents[] = {
  { "SPB",                      "EXCHANGE_S_STANDARD TEAMS1 SHAREPOINTSTANDARD INTUNE_A AAD_PREMIUM MFA_PREMIUM" },
  { "SPE_E3",                   "EXCHANGE_S_ENTERPRISE TEAMS1 SHAREPOINTENTERPRISE INTUNE_A AAD_PREMIUM MFA_PREMIUM" },
  { "SPE_E5",                   "EXCHANGE_S_ENTERPRISE TEAMS1 SHAREPOINTENTERPRISE INTUNE_A AAD_PREMIUM AAD_PREMIUM_P2 MFA_PREMIUM" },
  { "SPE_F1",                   "EXCHANGE_S_DESKLESS TEAMS1 SHAREPOINTDESKLESS INTUNE_A AAD_PREMIUM MFA_PREMIUM" },
  { "O365_BUSINESS_ESSENTIALS", "EXCHANGE_S_STANDARD TEAMS1 SHAREPOINTSTANDARD" },
  { "O365_BUSINESS_PREMIUM",    "EXCHANGE_S_STANDARD TEAMS1 SHAREPOINTSTANDARD" },
  { "ENTERPRISEPACK",           "EXCHANGE_S_ENTERPRISE TEAMS1 SHAREPOINTENTERPRISE" },
  { "EXCHANGESTANDARD",         "EXCHANGE_S_STANDARD" },
  { "EMS",                      "INTUNE_A AAD_PREMIUM MFA_PREMIUM" },
  { "INTUNE_A",                 "INTUNE_A" },
  { "AAD_PREMIUM",              "AAD_PREMIUM MFA_PREMIUM" },
  { "AAD_PREMIUM_P2",           "AAD_PREMIUM AAD_PREMIUM_P2 MFA_PREMIUM" },
  { "POWER_BI_PRO",             "BI_AZURE_P2" },
  { "VISIOCLIENT",              "VISIO_CLIENT_SUBSCRIPTION" },
};

static const struct {
  const char *name;
  const char *id;
} plan_ids[] = {
  { "AAD_PREMIUM",           "41781fb2-bc02-4b7c-bd55-b576c07bb09d" },
  { "AAD_PREMIUM_P2",        "eec0eb4f-6444-4f95-aba0-50c24d67f998" },
  { "INTUNE_A",              "c1ec4a95-1f05-45b3-a911-aa3fa01094f5" },
  { "MFA_PREMIUM",           "8a256a2b-b617-496d-b51b-e76466e88db0" },
  { "EXCHANGE_S_STANDARD",   "9aaf7827-d63c-4b61-89c3-182f06f82e5c" },
  { "EXCHANGE_S_ENTERPRISE", "efb87545-963c-4e0d-99df-69c6916d9eb0" },
  { "EXCHANGE_S_DESKLESS",   "4a82b400-a79f-41a4-b4e2-e94f5787b113" },
  { "TEAMS1",                "57ff2da0-773e-42df-b2af-ffb7a2317929" },
};

static void
add_plan (JsonArray  *rows,
          const char *name)
{
  const char *id = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (plan_ids); i++)
    if (g_str_equal (plan_ids[i].name, name))
      id = plan_ids[i].id;
  json_array_add_object_element (rows, muster_jo_new ("servicePlanId:S", id, "servicePlanName:s", name, "provisioningStatus:s", "Success",
                                                      "appliesTo:s", "User", NULL));
}

/* The world says which tenant has Entra ID P1 and P2; the plans agree with it. */
static JsonArray *
service_plans (MusterCall *call,
               const char *part)
{
  JsonObject *client = call->client;
  gboolean intune = !muster_ja_contains (muster_jo_arr (muster_world_settings (call->world, "graph"), "noIntune"), muster_jo_str (client, "key"));
  gboolean p1 = muster_jo_bool (client, "entraP1", FALSE), p2 = muster_jo_bool (client, "entraP2", FALSE), has_p1 = FALSE, has_p2 = FALSE;
  JsonArray *rows = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_auto(GStrv) names = g_strsplit (contents[i].plans, " ", -1);

      for (guint j = 0; g_strcmp0 (contents[i].part, part) == 0 && names[j] != NULL; j++)
        {
          gboolean is_p1 = g_str_equal (names[j], "AAD_PREMIUM"), is_p2 = g_str_equal (names[j], "AAD_PREMIUM_P2");

          has_p1 = has_p1 || is_p1;
          has_p2 = has_p2 || is_p2;
          if (!(is_p1 && !p1) && !(is_p2 && !p2) && (intune || !g_str_equal (names[j], "INTUNE_A")))
            add_plan (rows, names[j]);
        }
    }
  if (p2 && has_p1 && !has_p2)
    add_plan (rows, "AAD_PREMIUM_P2");
  return rows;
}

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
                                                          "servicePlans:a", service_plans (call, muster_ja_str (parts, i)), NULL));
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
                                                          "servicePlans:a", service_plans (call, muster_jo_str (sku, "partNumber")), "skuId:s", id,
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

static gboolean
holds_mail (const char *part)
{
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    if (g_strcmp0 (contents[i].part, part) == 0)
      return strstr (contents[i].plans, "EXCHANGE_S_") != NULL;
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
      /* The mailbox comes with the licence. The service takes minutes for it */
      if (holds_mail (muster_jo_str (sku, "partNumber")) && muster_jo_str (user, "mail") == NULL)
        json_object_set_string_member (user, "mail", muster_jo_str (user, "upn"));
    }
  call->changed = TRUE;
  muster_graph_reply_row (call, 200, muster_graph_show_user (call->client, user), &muster_graph_user);
}

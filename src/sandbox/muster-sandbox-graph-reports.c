/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Sign-in log, risk and service health. The log answers only with Entra ID P1, risk only with P2. */

static const MusterGraphType sign_in = {
  .name = "signIn", .collection = "auditLogs/signIns", .page = 1000, .most = 1000,
  .properties = " id createdDateTime userDisplayName userPrincipalName userId appId appDisplayName ipAddress clientAppUsed correlationId "
                "conditionalAccessStatus isInteractive riskDetail riskLevelAggregated riskLevelDuringSignIn riskState status deviceDetail location "
                "resourceDisplayName ",
};
static const MusterGraphType audit = {
  .name = "directoryAudit", .collection = "auditLogs/directoryAudits", .page = 1000, .most = 1000,
  .properties = " id activityDateTime activityDisplayName category result initiatedBy targetResources ",
};
static const MusterGraphType risky_user = {
  .name = "riskyUser", .collection = "identityProtection/riskyUsers", .page = 100, .most = 500,
  .properties = " id isDeleted isProcessing riskLevel riskState riskDetail riskLastUpdatedDateTime userDisplayName userPrincipalName ",
};
static const MusterGraphType health = {
  .name = "serviceHealth", .collection = "admin/serviceAnnouncement/healthOverviews", .most = 1000,
  .properties = " id service status issues ",
};
static const MusterGraphType issue = {
  .name = "serviceHealthIssue", .collection = "admin/serviceAnnouncement/issues", .page = 100, .most = 1000,
  .properties = " id title service status classification feature featureGroup impactDescription isResolved origin startDateTime endDateTime "
                "lastModifiedDateTime details posts ",
};

static gboolean
has_licence (MusterCall *call,
             const char *plan)
{
  if (muster_jo_bool (call->client, plan, FALSE))
    return TRUE;
  muster_graph_fail (call, 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                     "Neither tenant is B2C or tenant doesn't have premium license");
  return FALSE;
}

static JsonObject *
show_sign_in (JsonObject *user,
              JsonObject *entry)
{
  const char *place = muster_jo_str (entry, "location");
  g_auto(GStrv) parts = g_strsplit (place != NULL ? place : "", ",", 2);
  gint64 code = muster_jo_int (entry, "errorCode", 0);

  return muster_jo_new ("id:s", muster_jo_str (entry, "id"),
                        "createdDateTime:s", muster_jo_str (entry, "createdDateTime"),
                        "userDisplayName:S", muster_jo_str (user, "displayName"),
                        "userPrincipalName:s", muster_jo_str (user, "upn"),
                        "userId:s", muster_jo_str (user, "id"),
                        "appDisplayName:S", muster_jo_str (entry, "app"),
                        "ipAddress:S", muster_jo_str (entry, "ipAddress"),
                        "clientAppUsed:s", "Browser",
                        "conditionalAccessStatus:s", code == 53003 ? "failure" : "notApplied",
                        "isInteractive:b", TRUE,
                        "riskDetail:s", "none", "riskLevelAggregated:s", "none", "riskLevelDuringSignIn:s", "none", "riskState:s", "none",
                        "status:o", muster_jo_new ("errorCode:i", code, "failureReason:S", code == 0 ? "Other." : muster_jo_str (entry, "failureReason"),
                                                   "additionalDetails:S", NULL, NULL),
                        "location:o", muster_jo_new ("city:S", parts[0], "state:S", NULL,
                                                     "countryOrRegion:S", parts[0] != NULL && parts[1] != NULL ? g_strstrip (parts[1]) : NULL, NULL),
                        NULL);
}

static int
newest_first (gconstpointer a,
              gconstpointer b)
{
  return g_strcmp0 (muster_jo_str (*(JsonObject **) b, "createdDateTime"), muster_jo_str (*(JsonObject **) a, "createdDateTime"));
}

void
muster_graph_get_sign_ins (MusterCall *call)
{
  JsonArray *users = muster_jo_arr (call->client, "users"), *rows;
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  if (!has_licence (call, "entraP1"))
    return;
  for (guint i = 0; i < muster_ja_length (users); i++)
    {
      JsonObject *user = muster_ja_obj (users, i);
      JsonArray *entries = muster_jo_arr (user, "signIns");

      for (guint j = 0; j < muster_ja_length (entries); j++)
        g_ptr_array_add (list, show_sign_in (user, muster_ja_obj (entries, j)));
    }
  g_ptr_array_sort (list, newest_first);
  rows = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (rows, list->pdata[i]);
  muster_graph_reply_rows (call, rows, &sign_in);
}

void
muster_graph_get_audits (MusterCall *call)
{
  muster_graph_reply_rows (call, json_array_new (), &audit);
}

static gboolean
was_risky (JsonObject *user)
{
  const char *state = muster_jo_str (muster_jo_obj (user, "risk"), "state");

  return state != NULL && !g_str_equal (state, "none");
}

/* The world's detail is a sentence; the service has an enumeration, where a fresh detection says "none". */
static JsonObject *
show_risk (MusterCall *call,
           JsonObject *user)
{
  JsonObject *risk = muster_jo_obj (user, "risk");
  const char *state = muster_jo_str (risk, "state"), *updated = muster_jo_str (risk, "updated");
  g_autofree char *now = muster_world_now_text (call->world);
  JsonArray *sign_ins = muster_jo_arr (user, "signIns");

  if (updated == NULL && muster_ja_length (sign_ins) > 0)
    updated = muster_jo_str (muster_ja_obj (sign_ins, 0), "createdDateTime");
  return muster_jo_new ("id:s", muster_jo_str (user, "id"), "isDeleted:b", FALSE, "isProcessing:b", FALSE,
                        "riskLevel:s", muster_jo_str (risk, "level"), "riskState:s", state,
                        "riskDetail:s", g_strcmp0 (state, "dismissed") == 0 ? "adminDismissedAllRiskForUser"
                                        : g_strcmp0 (state, "confirmedCompromised") == 0 ? "adminConfirmedUserCompromised" : "none",
                        "riskLastUpdatedDateTime:s", updated != NULL ? updated : now,
                        "userDisplayName:S", muster_jo_str (user, "displayName"),
                        "userPrincipalName:s", muster_jo_str (user, "upn"), NULL);
}

void
muster_graph_get_risky_users (MusterCall *call)
{
  JsonArray *users = muster_jo_arr (call->client, "users"), *rows;

  if (!has_licence (call, "entraP2"))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (users); i++)
    if (was_risky (muster_ja_obj (users, i)))
      json_array_add_object_element (rows, show_risk (call, muster_ja_obj (users, i)));
  muster_graph_reply_rows (call, rows, &risky_user);
}

void
muster_graph_get_risky_user (MusterCall *call)
{
  JsonObject *user;

  if (!has_licence (call, "entraP2"))
    return;
  user = muster_ja_find (muster_jo_arr (call->client, "users"), "id", call->params[0]);
  if (user == NULL || !was_risky (user))
    muster_graph_fail (call, 404, "NotFound", "The risky user was not found.");
  else
    muster_graph_reply_row (call, 200, show_risk (call, user), &risky_user);
}

static void
set_risk (MusterCall *call,
          const char *state,
          const char *level)
{
  JsonArray *ids = muster_jo_arr (muster_call_object (call), "userIds");
  g_autofree char *now = muster_world_now_text (call->world);

  if (!has_licence (call, "entraP2"))
    return;
  if (muster_ja_length (ids) == 0)
    {
      muster_graph_bad_request (call, "userIds is needed.");
      return;
    }
  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      JsonObject *user = muster_graph_user_by_id (call->client, muster_ja_str (ids, i));

      if (user == NULL)
        {
          muster_graph_not_found (call, muster_ja_str (ids, i));
          return;
        }
      json_object_set_object_member (user, "risk", muster_jo_new ("level:s", level, "state:s", state, "detail:S", NULL, "updated:s", now, NULL));
    }
  call->changed = TRUE;
  muster_call_reply_empty (call, 204);
}

void
muster_graph_dismiss_risk (MusterCall *call)
{
  set_risk (call, "dismissed", "none");
}

void
muster_graph_confirm_risk (MusterCall *call)
{
  set_risk (call, "confirmedCompromised", "high");
}

static gboolean
is_resolved (JsonObject *entry)
{
  return muster_jo_has (entry, "endDateTime") || g_strcmp0 (muster_jo_str (entry, "status"), "serviceRestored") == 0
         || g_strcmp0 (muster_jo_str (entry, "status"), "falsePositive") == 0;
}

void
muster_graph_get_health (MusterCall *call)
{
  static const struct { const char *id, *service; } services[] = {
    { "Exchange", "Exchange Online" }, { "MicrosoftTeams", "Microsoft Teams" }, { "SharePoint", "SharePoint Online" },
    { "OSDPPlatform", "Microsoft 365 suite" }, { "Intune", "Microsoft Intune" }, { "OneDriveForBusiness", "OneDrive for Business" },
    { "microsoft365apps", "Microsoft 365 apps" }, { "AzureActiveDirectory", "Microsoft Entra" },
  };
  JsonArray *entries = muster_jo_arr (call->client, "serviceHealth"), *rows = json_array_new ();

  for (gsize s = 0; s < G_N_ELEMENTS (services); s++)
    {
      const char *status = "serviceOperational";

      for (guint i = 0; i < muster_ja_length (entries); i++)
        {
          JsonObject *entry = muster_ja_obj (entries, i);

          if (g_strcmp0 (muster_jo_str (entry, "service"), services[s].service) == 0 && !is_resolved (entry))
            status = muster_jo_str (entry, "status");
        }
      json_array_add_object_element (rows, muster_jo_new ("id:s", services[s].id, "service:s", services[s].service, "status:s", status, NULL));
    }
  muster_graph_reply_rows (call, rows, &health);
}

void
muster_graph_get_issues (MusterCall *call)
{
  JsonArray *entries = muster_jo_arr (call->client, "serviceHealth"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (entries); i++)
    {
      JsonObject *entry = muster_ja_obj (entries, i);
      const char *start = muster_jo_str (entry, "startDateTime"), *detail = muster_jo_str (entry, "detail");

      json_array_add_object_element (rows, muster_jo_new ("id:s", muster_jo_str (entry, "id"), "title:s", muster_jo_str (entry, "title"),
                                                          "service:s", muster_jo_str (entry, "service"), "status:s", muster_jo_str (entry, "status"),
                                                          "classification:s", "advisory", "feature:S", NULL, "featureGroup:S", NULL,
                                                          "impactDescription:s", detail != NULL ? detail : "",
                                                          "isResolved:b", is_resolved (entry), "origin:s", "microsoft",
                                                          "startDateTime:s", start, "endDateTime:S", muster_jo_str (entry, "endDateTime"),
                                                          "lastModifiedDateTime:s", start, "details:a", json_array_new (),
                                                          "posts:a", json_array_new (), NULL));
    }
  muster_graph_reply_rows (call, rows, &issue);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-autotask.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"
#include "muster-sandbox-webhooks.h"

/* Autotask: the zone of a user without credentials, everything else with three headers. All
 * integrations of a customer share one allowance per hour, and calls slow down as it runs out
 * (vendor's help: REST API Thresholds and Limits). Errors of validation are 500, with a list of
 * texts. */

#define WINDOW_US       (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define THRESHOLD       10000
#define USAGE_KEY       "muster-autotask-usage"

/**
 * muster_autotask_fail:
 * @call: a call
 * @status: HTTP status
 * @message: the text
 *
 * Answers with an error in Autotask's shape.
 */
void
muster_autotask_fail (MusterCall *call,
                      guint       status,
                      const char *message)
{
  JsonArray *errors = json_array_new ();

  json_array_add_string_element (errors, message);
  muster_call_reply_object (call, status, muster_jo_new ("errors:a", errors, NULL));
}

JsonObject *
muster_at_settings (MusterWorld *world)
{
  return muster_world_settings (world, "autotask");
}

/* --- the allowance --- */

static GArray *
usage_of (MusterWorld *world)
{
  GArray *times = g_object_get_data (G_OBJECT (world), USAGE_KEY);

  if (times == NULL)
    {
      times = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_object_set_data_full (G_OBJECT (world), USAGE_KEY, times, (GDestroyNotify) g_array_unref);
    }
  return times;
}

/* Calls of the last hour: ours, and those that other integrations are said to have made */
static gint64
count_usage (MusterWorld *world)
{
  GArray *times = usage_of (world);
  gint64 since = muster_world_now (world) - WINDOW_US;
  guint old = 0;

  while (old < times->len && g_array_index (times, gint64, old) < since)
    old++;
  if (old > 0)
    g_array_remove_range (times, 0, old);
  return times->len + muster_jo_int (muster_at_settings (world), "otherRequests", 0);
}

static gint64
threshold_of (MusterWorld *world)
{
  return muster_jo_int (muster_at_settings (world), "threshold", THRESHOLD);
}

static gboolean
is_free (MusterCall *call)
{
  const char *last = call->segments[g_strv_length (call->segments) - 1];

  return g_ascii_strcasecmp (last, "zoneInformation") == 0 || g_ascii_strcasecmp (last, "versioninformation") == 0;
}

/**
 * muster_autotask_delay:
 * @call: a call that has just come in
 *
 * Counts the call.
 *
 * Returns: by how many milliseconds its answer is late: half a second from half of the allowance,
 *   a second from three quarters
 */
guint
muster_autotask_delay (MusterCall *call)
{
  gint64 now = muster_world_now (call->world), used, threshold = threshold_of (call->world);
  guint step = (guint) CLAMP (muster_jo_int (muster_at_settings (call->world), "delayMs", 500), 0, 60000);

  if (is_free (call))
    return 0;
  g_array_append_val (usage_of (call->world), now);
  used = count_usage (call->world);
  return used * 4 >= threshold * 3 ? 2 * step : used * 2 >= threshold ? step : 0;
}

/**
 * muster_autotask_refuse_parallel:
 * @call: a call that has just come in
 * @in_flight: how many of the same entity are still unanswered
 *
 * Three at a time for each entity; the fourth is refused.
 *
 * Returns: whether it was refused and answered
 */
gboolean
muster_autotask_refuse_parallel (MusterCall *call,
                                 guint       in_flight)
{
  if (in_flight < muster_jo_int (muster_at_settings (call->world), "parallel", 3) || is_free (call))
    return FALSE;
  muster_autotask_fail (call, 429, "Itgenatr005: the thread threshold of this integration for the object has been exceeded.");
  return TRUE;
}

/* --- without credentials --- */

static void
get_zone (MusterCall *call)
{
  const char *user = muster_call_query (call, "user");
  g_autofree char *known = muster_at_user_name (muster_world_api_member (call->world));
  g_autofree char *url = g_strconcat (call->base, "/atservicesrest/", NULL);
  g_autofree char *web = g_strconcat (call->base, "/", NULL);

  if (user == NULL || g_ascii_strcasecmp (user, known) != 0)
    muster_autotask_fail (call, 500, "The zone of this user could not be found.");
  else
    muster_call_reply_object (call, 200, muster_jo_new ("zoneName:s", "Sandbox", "url:s", url, "webUrl:s", web, "ci:d", 7, NULL));
}

static void
get_version (MusterCall *call)
{
  muster_call_reply_object (call, 200, muster_jo_new ("apiVersions:a", muster_ja_strings ("1.0", NULL), NULL));
}

static void
get_threshold (MusterCall *call)
{
  muster_call_reply_object (call, 200, muster_jo_new ("externalRequestThreshold:i", threshold_of (call->world),
                                                      "requestThresholdTimeframe:d", 60,
                                                      "currentTimeframeRequestCount:i", count_usage (call->world), NULL));
}

/* --- with them --- */

static gboolean
is_let_in (MusterCall *call)
{
  g_autofree char *user = muster_at_user_name (muster_world_api_member (call->world));
  g_autofree char *secret = muster_world_secret (call->world, "autotask-secret");
  g_autofree char *code = muster_world_secret (call->world, "autotask-code");
  const char *given = muster_call_header (call, "UserName");

  if (given != NULL && g_ascii_strcasecmp (given, user) == 0
      && g_strcmp0 (muster_call_header (call, "Secret"), secret) == 0
      && g_strcmp0 (muster_call_header (call, "ApiIntegrationCode"), code) == 0)
    return TRUE;
  muster_autotask_fail (call, 401, "Unauthorized");
  return FALSE;
}

static const MusterRoute routes[] = {
  { "GET",   "ThresholdInformation",     get_threshold },
  { "POST",  "Tickets",                  muster_at_post_ticket },
  { "PATCH", "Tickets",                  muster_at_patch_ticket },
  { "PUT",   "Tickets",                  muster_at_put_ticket },
  { "GET",   "Tickets/*/Notes",          muster_at_get_ticket_notes },
  { "POST",  "Tickets/*/Notes",          muster_at_post_note },
  { "PATCH", "Tickets/*/Notes",          muster_at_patch_note },
  { "GET",   "Tickets/*/Notes/*",        muster_at_get_ticket_note },
  { "POST",  "TimeEntries",              muster_at_post_time_entry },
  { "GET",   "Tickets/*/Attachments",    muster_at_get_attachments },
  { "POST",  "Tickets/*/Attachments",    muster_at_post_attachment },
  { "GET",   "Tickets/*/Attachments/*",  muster_at_get_attachment },
};

static void
get_one (MusterCall           *call,
         const MusterAtEntity *entity,
         const char           *text)
{
  g_autoptr(JsonArray) rows = NULL;
  g_autoptr(JsonObject) row = NULL;
  gint64 id;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &id, NULL))
    {
      muster_autotask_fail (call, 404, "The resource was not found.");
      return;
    }
  if (entity->row != NULL)
    row = entity->row (call, id);
  else
    {
      rows = entity->rows (call);
      row = muster_ja_find_int (rows, "id", id);
      if (row != NULL)
        json_object_ref (row);
    }
  muster_at_reply_item (call, entity, row);
}

/* What every entity can do: {Entity}/query…, {Entity}/{id}, {Entity}/entityInformation/… */
static gboolean
handle_entity (MusterCall *call,
               gboolean   *known)
{
  const MusterAtEntity *entity = muster_at_entity (call->segments[2]);
  const char *what = call->segments[3], *more = what != NULL ? call->segments[4] : NULL;
  gboolean get = g_str_equal (call->method, "GET");
  gboolean info = what != NULL && get && g_ascii_strcasecmp (what, "entityInformation") == 0;

  if (entity == NULL || what == NULL || g_strv_length (call->segments) > 5)
    return FALSE;
  if (g_ascii_strcasecmp (what, "query") == 0 && (more == NULL || g_str_equal (more, "count") || g_str_equal (more, "next")))
    muster_at_handle_query (call, entity);
  else if (info && more != NULL && g_ascii_strcasecmp (more, "fields") == 0)
    muster_at_reply_fields (call, entity);
  else if (info && more != NULL && g_ascii_strcasecmp (more, "userDefinedFields") == 0)
    muster_at_reply_udfs (call, entity);
  else if (info && more == NULL)
    muster_at_reply_info (call, entity);
  else if (more == NULL && get)
    get_one (call, entity, what);
  else
    {
      *known |= more == NULL;
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_write (MusterCall *call)
{
  return !g_str_equal (call->method, "GET") && !g_str_equal (call->method, "DELETE");
}

/**
 * muster_autotask_handle:
 * @call: a request below /atservicesrest/
 *
 * Answers it.
 */
void
muster_autotask_handle (MusterCall *call)
{
  guint n = g_strv_length (call->segments);
  gboolean known = FALSE, get = g_str_equal (call->method, "GET");

  if (n == 2 && get && g_ascii_strcasecmp (call->segments[1], "versioninformation") == 0)
    get_version (call);
  else if (n < 3 || g_ascii_strcasecmp (call->segments[1], "v1.0") != 0)
    muster_autotask_fail (call, 404, "The resource was not found.");
  else if (n == 3 && get && g_ascii_strcasecmp (call->segments[2], "zoneInformation") == 0)
    get_zone (call);
  else if (!is_let_in (call))
    return;
  else if (count_usage (call->world) > threshold_of (call->world))
    muster_autotask_fail (call, 429, "The request threshold of the database for this hour has been exceeded.");
  else if (is_write (call) && call->json == NULL)
    muster_autotask_fail (call, 500, "The body is missing or is not JSON.");
  else if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 2, &known) && !muster_at_handle_hooks (call, &known)
           && !handle_entity (call, &known))
    muster_autotask_fail (call, known ? 405 : 404, known ? "The requested resource does not support this http method."
                                                         : "The resource was not found.");
}

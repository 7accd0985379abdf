/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* HaloPSA: the resource server below /api and the authorisation server below /auth. Each call needs
 * a token, and a right that the token, the application and the agent all have. */

#define RATE_LIMIT_TEXT "Rate Limit Reached - 300 Requests per rolling 5 minute window"

/* The usual shape, or one of the others that have been seen, where the setting `errorShape` says so */
static void
reply_error (MusterCall *call,
             guint       status,
             const char *message)
{
  const char *shape = muster_halo_setting (call->world, "errorShape");

  if (g_strcmp0 (shape, "text") == 0)
    muster_call_reply_text (call, status, "text/plain; charset=utf-8", message);
  else if (g_strcmp0 (shape, "result") == 0)
    muster_call_reply_object (call, status,
                              muster_jo_new ("resultCode:d", (int) status, "errorMessage:s", message, NULL));
  else if (status == 400 || status == 500)
    muster_call_reply_object (call, status,
                              muster_jo_new ("ClassName:s", "System.Exception", "Message:s", message, NULL));
  else
    muster_call_reply_object (call, status, muster_jo_new ("Message:s", message, NULL));
}

/**
 * muster_halopsa_fail:
 * @call: a call
 * @status: HTTP status
 * @message: what a person may read
 *
 * Answers with an error in one of the shapes that the service has.
 */
void
muster_halopsa_fail (MusterCall *call,
                     guint       status,
                     const char *message)
{
  if (status == 429)
    muster_call_reply_text (call, 429, "text/plain; charset=utf-8", RATE_LIMIT_TEXT);
  else if (status == 503)
    muster_call_reply_text (call, 503, "text/html", "<html><body><h2>Service Unavailable</h2></body></html>");
  else
    reply_error (call, status, message);
}

/**
 * muster_halopsa_fault:
 * @call: a call
 * @status: HTTP status
 *
 * Answers as the service does when something is wrong that the call did not cause.
 */
void
muster_halopsa_fault (MusterCall *call,
                      guint       status)
{
  gboolean sign_in = call->segments[0] != NULL && g_str_equal (call->segments[0], "auth");

  if (sign_in && status < 429)
    muster_call_reply_object (call, status, muster_jo_new ("error:s", status == 401 ? "invalid_client" : "server_error",
                                                           "error_description:s", "Injected fault", NULL));
  else
    muster_halopsa_fail (call, status, status == 401 ? "Authorization has been denied for this request."
                         : status == 403 ? MUSTER_HALO_FORBIDDEN : status == 404 ? "Not found" : "Injected fault");
}

static void
get_auth_info (MusterCall *call)
{
  g_autofree char *address = g_strconcat (call->base, "/auth", NULL);
  g_autofree char *tenant = muster_world_company_id (call->world);

  muster_call_reply_object (call, 200, muster_jo_new ("auth_url:s", address, "tenant_id:s", tenant, NULL));
}

static const MusterRoute routes[] = {
  { "GET",    "Agent/me",        muster_halo_get_me },
  { "GET",    "Agent",           muster_halo_get_agents },
  { "GET",    "Agent/*",         muster_halo_get_agent },
  { "GET",    "Team",            muster_halo_get_teams },
  { "GET",    "Status",          muster_halo_get_statuses,   "read:tickets" },
  { "GET",    "Priority",        muster_halo_get_priorities, "read:tickets" },
  { "GET",    "TicketType",      muster_halo_get_types,      "read:tickets" },
  { "GET",    "Outcome",         muster_halo_get_outcomes,   "read:tickets" },
  { "GET",    "Client",          muster_halo_get_clients,    "read:customers" },
  { "GET",    "Client/*",        muster_halo_get_client,     "read:customers" },
  { "GET",    "Site",            muster_halo_get_sites,      "read:customers" },
  { "GET",    "Users/me",        muster_halo_get_user_me },
  { "GET",    "Users",           muster_halo_get_users,      "read:customers" },
  { "GET",    "Users/*",         muster_halo_get_user,       "read:customers" },
  { "GET",    "Tickets",         muster_halo_get_tickets,    "read:tickets" },
  { "POST",   "Tickets",         muster_halo_post_tickets,   "edit:tickets" },
  { "GET",    "Tickets/*",       muster_halo_get_ticket,     "read:tickets" },
  { "GET",    "Actions",         muster_halo_get_actions,    "read:tickets" },
  { "POST",   "Actions",         muster_halo_post_actions,   "edit:tickets" },
  { "GET",    "Actions/*",       muster_halo_get_action,     "read:tickets" },
  { "DELETE", "Actions/*",       muster_halo_delete_action,  "edit:tickets" },
  { "GET",    "Attachment",      muster_halo_get_attachments,  "read:tickets" },
  { "POST",   "Attachment",      muster_halo_post_attachments, "edit:tickets" },
  { "GET",    "Attachment/*",    muster_halo_get_attachment,   "read:tickets" },
  { "GET",    "TimesheetEvent",  muster_halo_get_timesheet,    "read:timesheets" },
  { "POST",   "TimesheetEvent",  muster_halo_post_timesheet,   "edit:timesheets" },
  { "GET",    "Webhook",         muster_halo_get_webhooks,     "admin" },
  { "POST",   "Webhook",         muster_halo_post_webhooks,    "admin" },
  { "GET",    "Webhook/*",       muster_halo_get_webhook,      "admin" },
  { "DELETE", "Webhook/*",       muster_halo_delete_webhook,   "admin" },
  { "GET",    "WebhookEvent",    muster_halo_get_deliveries,   "admin" },
  { "GET",    "WebhookEvent/*",  muster_halo_get_delivery,     "admin" },
  { "GET",    "FieldInfo",       muster_halo_get_fields,       "read:tickets" },
  { "GET",    "InstanceInfo",    muster_halo_get_instance },
};

/**
 * muster_halopsa_handle:
 * @call: a request to HaloPSA's paths
 *
 * Answers it.
 */
void
muster_halopsa_handle (MusterCall *call)
{
  const MusterRoute *route;
  gboolean known = FALSE;

  if (g_str_equal (call->segments[0], "auth"))
    {
      muster_halo_auth_handle (call);
      return;
    }
  if (call->segments[1] != NULL && g_ascii_strcasecmp (call->segments[1], "AuthInfo") == 0)
    {
      get_auth_info (call);
      return;
    }
  if (muster_call_is_over_limit (call, 300))
    {
      muster_halopsa_fail (call, 429, NULL);
      return;
    }
  if (!muster_halo_let_in (call))
    {
      muster_halopsa_fail (call, 401, "Authorization has been denied for this request.");
      muster_call_add_header (call, "WWW-Authenticate", "Bearer");
      return;
    }
  route = muster_call_find_route (call, routes, G_N_ELEMENTS (routes), 1, &known);
  if (route == NULL)
    muster_halopsa_fail (call, known ? 405 : 404,
                         known ? "The requested resource does not support this method." : "Not found");
  else if (route->role != NULL && !muster_halo_may (call, route->role))
    muster_halopsa_fail (call, 403, MUSTER_HALO_FORBIDDEN);
  else
    route->handle (call);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Signing in on another device: the program shows a code, a person types it into a page. */

#define DEVICE_SECONDS 900
#define INTERVAL       5
#define LETTERS        "BCDFGHJKLMNPQRSTVWXZ"

static char *
new_user_code (void)
{
  GString *code = g_string_new (NULL);

  for (guint i = 0; i < 8; i++)
    g_string_append_printf (code, "%s%c", i == 4 ? "-" : "", LETTERS[g_random_int_range (0, (gint32) strlen (LETTERS))]);
  return g_string_free (code, FALSE);
}

/* @language: (nullable): of the request's "mkt" */
static char *
message_for (const char *language,
             const char *uri,
             const char *code)
{
  if (language != NULL && g_ascii_strncasecmp (language, "de", 2) == 0)
    return g_strdup_printf ("Um sich anzumelden, öffnen Sie %s in einem Webbrowser und geben Sie den Code %s ein.", uri, code);
  return g_strdup_printf ("To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", uri, code);
}

/**
 * muster_entra_device_code:
 * @call: POST …/oauth2/v2.0/devicecode
 *
 * Gives a code to show and one to ask with.
 */
void
muster_entra_device_code (MusterCall *call)
{
  g_autoptr(GHashTable) form = muster_call_form (call);
  const MusterApp *app = form != NULL ? muster_app_by_id (call->world, muster_entra_given (form, "client_id")) : NULL;
  const char *scope = form != NULL ? muster_entra_given (form, "scope") : "";
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *code = g_strconcat ("CANARY-DEVICE-", id, NULL);
  g_autofree char *user_code = new_user_code ();
  g_autofree char *uri = g_strconcat (call->base, "/common/oauth2/deviceauth", NULL);
  g_autofree char *message = message_for (muster_call_query (call, "mkt"), uri, user_code);
  gint64 seconds = muster_entra_setting (call->world, "deviceSeconds", DEVICE_SECONDS);
  gint64 interval = muster_entra_setting (call->world, "deviceInterval", INTERVAL);

  if (form == NULL || *scope == '\0' || *muster_entra_given (form, "client_id") == '\0')
    muster_entra_refuse (call, 900144);
  else if (app == NULL)
    muster_entra_refuse (call, 700016);
  else if (!muster_jo_bool (muster_app_settings (call->world, app), "publicFlows", TRUE))
    muster_entra_refuse (call, 7000218);
  else if (!muster_entra_hindered (call, muster_world_get_tenant (call->world), "device_code"))
    {
      json_object_set_object_member (muster_entra_box (call->world, "devices"), code,
                                     muster_jo_new ("app:s", app->name, "scope:s", scope, "userCode:s", user_code, "state:s", "pending",
                                                    "expires:i", muster_world_now (call->world) + seconds * G_USEC_PER_SEC, NULL));
      call->changed = TRUE;
      muster_call_reply_object (call, 200, muster_jo_new ("user_code:s", user_code, "device_code:s", code, "verification_uri:s", uri,
                                                          "expires_in:i", seconds, "interval:i", interval, "message:s", message, NULL));
      muster_call_add_header (call, "Cache-Control", "no-store");
    }
}

static void
show_page (MusterCall *call,
           const char *said)
{
  g_autoptr(GString) page = g_string_new (NULL);
  g_autoptr(GHashTable) nothing = g_hash_table_new (g_str_hash, g_str_equal);

  if (said != NULL)
    g_string_append_printf (page, "<p>%s</p>\n", said);
  g_string_append (page, "<p><label>Code <input name=\"user_code\"></label></p>\n<p><label>Account <input name=\"user\"></label></p>\n"
                   "<button name=\"decision\" value=\"sign-in\">Next</button>\n<button name=\"decision\" value=\"deny\">Cancel</button>");
  muster_entra_page (call, page, nothing, "Enter code");
}

void
muster_entra_device_page (MusterCall *call)
{
  show_page (call, NULL);
}

void
muster_entra_device_sent (MusterCall *call)
{
  g_autoptr(GHashTable) form = muster_call_form (call);
  const char *user = form != NULL ? g_hash_table_lookup (form, "user") : NULL, *wrong;

  if (form == NULL)
    {
      show_page (call, "That code didn't work. Check the code and try again.");
      return;
    }
  wrong = muster_entra_device_enter (call, muster_entra_given (form, "user_code"), user != NULL && *user != '\0' ? user : NULL,
                                     g_str_equal (muster_entra_given (form, "decision"), "deny"));
  if (wrong != NULL)
    show_page (call, wrong);
  else
    muster_call_reply_text (call, 200, "text/html; charset=utf-8",
                            "<!DOCTYPE html><title>Signed in</title><p>You have signed in on your device. You may now close this window.</p>\n");
}

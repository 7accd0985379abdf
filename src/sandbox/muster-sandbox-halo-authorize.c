/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"

/* The page where a person signs in: a plain form with the request's own parameters in hidden
 * fields, so that a browser, a person and a test can all send it. Nothing is sent to an address
 * that is not this machine. */

#define CODE_SECONDS 300

static const char *const parameters[] = {
  "tenant", "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
};

static const char *
given (GHashTable *form,
       const char *name)
{
  const char *value = g_hash_table_lookup (form, name);

  return value != NULL ? value : "";
}

static gboolean
is_loopback (const char *address)
{
  g_autoptr(GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && g_str_equal (g_uri_get_scheme (uri), "http") && g_uri_get_userinfo (uri) == NULL
         && g_uri_get_fragment (uri) == NULL
         && (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1")
             || g_ascii_strcasecmp (host, "localhost") == 0);
}

static void
go_back (MusterCall *call,
         GHashTable *form,
         const char *first,
         const char *first_value,
         const char *second,
         const char *second_value)
{
  const char *target = given (form, "redirect_uri"), *state = given (form, "state");
  g_autoptr(GString) address = g_string_new (target);
  const char *const pairs[][2] = { { first, first_value }, { second, second_value }, { "state", state } };
  char joint = strchr (target, '?') != NULL ? '&' : '?';

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][0] != NULL && *pairs[i][1] != '\0')
      {
        g_autofree char *value = g_uri_escape_string (pairs[i][1], NULL, FALSE);

        g_string_append_printf (address, "%c%s=%s", joint, pairs[i][0], value);
        joint = '&';
      }
  muster_call_reply_empty (call, 302);
  muster_call_add_header (call, "Location", address->str);
  muster_call_add_header (call, "Cache-Control", "no-store");
}

/* Whom not to trust with an answer is told on the spot; all else goes back to the application. */
static gboolean
check (MusterCall *call,
       GHashTable *form)
{
  g_autofree char *native = muster_halo_client_id (call->world, TRUE);
  const char *error = NULL, *description = NULL;

  if (!g_str_equal (given (form, "client_id"), native))
    {
      muster_halo_oauth_fail (call, "invalid_request", "The specified 'client_id' is invalid.");
      return FALSE;
    }
  if (!is_loopback (given (form, "redirect_uri")))
    {
      muster_halo_oauth_fail (call, "invalid_request",
                              "The specified 'redirect_uri' is not valid for this client application.");
      return FALSE;
    }
  if (!g_str_equal (given (form, "response_type"), "code"))
    error = "unsupported_response_type", description = "The specified 'response_type' is not supported.";
  else if (*given (form, "state") == '\0')
    error = "invalid_request", description = "The mandatory 'state' parameter is missing.";
  else if (!g_str_equal (given (form, "code_challenge_method"), "S256")
           || strlen (given (form, "code_challenge")) != 43)
    error = "invalid_request", description = "The specified 'code_challenge_method' is not supported.";
  else if (!muster_halo_known_scopes (given (form, "scope")))
    error = "invalid_scope", description = "The specified 'scope' is invalid.";
  if (error == NULL)
    return TRUE;
  go_back (call, form, "error", error, "error_description", description);
  return FALSE;
}

static void
add_agents (MusterCall *call,
            GString    *page)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members");

  g_string_append (page, "<p><label>Agent <select name=\"agent\">");
  for (guint i = 0; i < muster_ja_length (members); i++)
    {
      JsonObject *member = muster_ja_obj (members, i);
      g_autofree char *name = g_markup_escape_text (muster_jo_str (member, "name"), -1);

      if (!muster_jo_bool (member, "apiOnly", FALSE) && muster_jo_bool (member, "active", TRUE))
        g_string_append_printf (page, "<option value=\"%" G_GINT64_FORMAT "\">%s</option>",
                                muster_jo_int (member, "id", 0), name);
    }
  g_string_append (page, "</select></label></p>");
}

/**
 * muster_halo_authorize:
 * @call: GET /auth/authorize
 *
 * Shows the page.
 */
void
muster_halo_authorize (MusterCall *call)
{
  g_autoptr(GString) page = g_string_new (NULL);
  g_autofree char *name = g_markup_escape_text (muster_jo_str (muster_world_get_msp (call->world), "name"), -1);

  if (!check (call, call->query))
    return;
  g_string_append (page, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                   "<title>Sign in to HaloPSA</title></head><body>\n");
  g_string_append_printf (page, "<h1>%s</h1><p>Muster wants to work in HaloPSA in your name.</p>\n"
                          "<form method=\"post\" action=\"%s/auth/authorize\">\n", name, call->base);
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      g_autofree char *value = g_markup_escape_text (given (call->query, parameters[i]), -1);

      if (*value != '\0')
        g_string_append_printf (page, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", parameters[i], value);
    }
  add_agents (call, page);
  g_string_append (page, "<button name=\"decision\" value=\"sign-in\">Sign In</button>\n"
                   "<button name=\"decision\" value=\"cancel\">Cancel</button></form></body></html>\n");
  muster_call_reply_text (call, 200, "text/html; charset=utf-8", page->str);
  muster_call_add_header (call, "Cache-Control", "no-store");
}

/* Without a choice the first active person signs in. */
static gint64
chosen_agent (MusterCall *call,
              const char *text)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members");
  gint64 wanted = g_ascii_strtoll (text, NULL, 10);

  for (guint i = 0; i < muster_ja_length (members); i++)
    {
      JsonObject *member = muster_ja_obj (members, i);

      if (!muster_jo_bool (member, "apiOnly", FALSE) && muster_jo_bool (member, "active", TRUE)
          && (*text == '\0' || muster_jo_int (member, "id", 0) == wanted))
        return muster_jo_int (member, "id", 0);
    }
  return 0;
}

/**
 * muster_halo_decide:
 * @call: POST /auth/authorize, what the page sends
 *
 * Sends the browser back to the application, with a code that is good once and for five minutes.
 */
void
muster_halo_decide (MusterCall *call)
{
  g_autoptr(GHashTable) form = muster_call_form (call);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *code = g_strconcat ("CANARY-CODE-", id, NULL);
  gint64 agent, now = muster_world_now (call->world);
  JsonObject *codes;

  if (form == NULL)
    muster_halo_oauth_fail (call, "invalid_request", "The body is not a form.");
  if (form == NULL || !check (call, form))
    return;
  agent = chosen_agent (call, given (form, "agent"));
  if (!g_str_equal (given (form, "decision"), "sign-in") || agent == 0)
    {
      go_back (call, form, "error", "access_denied", "error_description",
               "The authorization was denied by the end user.");
      return;
    }
  if (muster_jo_obj (muster_halo_box (call->world), "codes") == NULL)
    json_object_set_object_member (muster_halo_box (call->world), "codes", json_object_new ());
  codes = muster_jo_obj (muster_halo_box (call->world), "codes");
  json_object_set_object_member (codes, code,
                                 muster_jo_new ("redirectUri:s", given (form, "redirect_uri"),
                                                "challenge:s", given (form, "code_challenge"),
                                                "scope:s", given (form, "scope"), "agent:i", agent,
                                                "expires:i", now + CODE_SECONDS * G_USEC_PER_SEC, NULL));
  call->changed = TRUE;
  go_back (call, form, "code", code, NULL, NULL);
}

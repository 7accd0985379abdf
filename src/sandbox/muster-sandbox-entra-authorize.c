/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* The page where a person signs in: a plain form with the request's own parameters in hidden
 * fields, so that a browser, a person and a test can all send it. The browser is sent back only to
 * an address that the application has registered: of an address with localhost the port does not
 * count, everything else does. */

#define CODE_SECONDS 600

/* --- what pages have in common --- */

const char *
muster_entra_given (GHashTable *form,
                    const char *name)
{
  const char *value = g_hash_table_lookup (form, name);

  return value != NULL ? value : "";
}

/* @page: what stands in the form; @hidden: what it carries on */
void
muster_entra_page (MusterCall *call,
                   GString    *page,
                   GHashTable *hidden,
                   const char *title)
{
  g_autoptr(GString) html = g_string_new (NULL);
  g_autofree char *action = g_markup_escape_text (call->path, -1);
  GHashTableIter iter;
  gpointer name, value;

  g_string_append_printf (html, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title></head><body>\n"
                          "<h1>%s</h1>\n<form method=\"post\" action=\"%s%s\">\n", title, title, call->base, action);
  g_hash_table_iter_init (&iter, hidden);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *escaped = g_markup_escape_text (value, -1);
      g_autofree char *escaped_name = g_markup_escape_text (name, -1);

      g_string_append_printf (html, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", escaped_name, escaped);
    }
  g_string_append_printf (html, "%s</form></body></html>\n", page->str);
  muster_call_reply_text (call, 200, "text/html; charset=utf-8", html->str);
  muster_call_add_header (call, "Cache-Control", "no-store");
}

/* Sends the browser to the redirect address with name, value, …, %NULL */
void
muster_entra_go_back (MusterCall        *call,
                      GHashTable        *form,
                      const char *const *pairs)
{
  const char *target = muster_entra_given (form, "redirect_uri"), *state = muster_entra_given (form, "state");
  gboolean fragment = g_str_equal (muster_entra_given (form, "response_mode"), "fragment");
  g_autoptr(GString) address = g_string_new (target);
  char joint = fragment ? '#' : strchr (target, '?') != NULL ? '&' : '?';

  for (guint i = 0; pairs[i] != NULL; i += 2)
    {
      g_autofree char *value = g_uri_escape_string (pairs[i + 1], NULL, FALSE);

      g_string_append_printf (address, "%c%s=%s", joint, pairs[i], value);
      joint = '&';
    }
  if (*state != '\0')
    {
      g_autofree char *value = g_uri_escape_string (state, NULL, FALSE);

      g_string_append_printf (address, "%cstate=%s", joint, value);
    }
  muster_call_reply_empty (call, 302);
  muster_call_add_header (call, "Location", address->str);
  muster_call_add_header (call, "Cache-Control", "no-store");
}

static gboolean
is_same_address (const char *registered,
                 const char *address)
{
  g_autoptr(GUri) mine = g_uri_parse (registered, G_URI_FLAGS_NONE, NULL);
  g_autoptr(GUri) theirs = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *path, *wanted;

  if (mine == NULL || theirs == NULL || g_uri_get_host (theirs) == NULL || g_uri_get_userinfo (theirs) != NULL || g_uri_get_fragment (theirs) != NULL)
    return FALSE;
  path = g_str_equal (g_uri_get_path (theirs), "/") ? "" : g_uri_get_path (theirs);
  wanted = g_str_equal (g_uri_get_path (mine), "/") ? "" : g_uri_get_path (mine);
  return g_str_equal (g_uri_get_scheme (mine), g_uri_get_scheme (theirs))
         && g_ascii_strcasecmp (g_uri_get_host (mine), g_uri_get_host (theirs)) == 0
         && (g_str_equal (g_uri_get_host (mine), "localhost") || g_uri_get_port (mine) == g_uri_get_port (theirs))
         && g_str_equal (wanted, path) && g_strcmp0 (g_uri_get_query (mine), g_uri_get_query (theirs)) == 0;
}

gboolean
muster_entra_redirect_ok (MusterWorld     *world,
                          const MusterApp *app,
                          const char      *address)
{
  JsonArray *registered = muster_jo_arr (muster_app_settings (world, app), "redirects");

  if (registered == NULL)
    return is_same_address ("http://localhost", address);
  for (guint i = 0; i < json_array_get_length (registered); i++)
    if (is_same_address (muster_ja_str (registered, i), address))
      return TRUE;
  return FALSE;
}

/* --- the request --- */

static gboolean
is_open_tenant (const char *name)
{
  return g_ascii_strcasecmp (name, "organizations") == 0 || g_ascii_strcasecmp (name, "common") == 0;
}

static void
refuse_back (MusterCall *call,
             GHashTable *form,
             int         number)
{
  g_autofree char *text = NULL;
  const char *error = muster_aadsts_error (number, &text);
  const char *const pairs[] = { "error", error, "error_description", text, NULL };

  muster_entra_go_back (call, form, pairs);
}

/* Whom not to trust with an answer is told on the spot; all else goes back to the application. */
static gboolean
check (MusterCall *call,
       GHashTable *form)
{
  const MusterApp *app = muster_app_by_id (call->world, muster_entra_given (form, "client_id"));
  g_autofree char *tenant = is_open_tenant (call->segments[0]) ? g_strdup (muster_world_get_tenant (call->world))
                            : muster_entra_tenant (call, call->segments[0]);
  const char *method = muster_entra_given (form, "code_challenge_method"), *challenge = muster_entra_given (form, "code_challenge");
  int number = 0;

  muster_call_set_scope (call, tenant != NULL ? tenant : call->segments[0]);
  if (tenant == NULL || app == NULL || !muster_entra_redirect_ok (call->world, app, muster_entra_given (form, "redirect_uri")))
    {
      muster_entra_refuse (call, tenant == NULL ? 90002 : app == NULL ? 700016 : 50011);
      return FALSE;
    }
  if (!g_str_equal (muster_entra_given (form, "response_type"), "code") || *muster_entra_given (form, "scope") == '\0')
    number = 9002313;
  else if (*challenge == '\0' && app->is_public)
    number = 9002325;
  else if (*challenge != '\0' && (strlen (challenge) < 43 || (!g_str_equal (method, "S256") && !g_str_equal (method, "plain"))))
    number = 9002313;
  else if (g_str_equal (muster_entra_given (form, "prompt"), "none"))
    number = 50058;
  if (number == 0 && muster_entra_hindered (call, tenant, "authorize"))
    number = (int) muster_jo_int (muster_tenant_settings (call->world, tenant), "error", 0);
  if (number == 0)
    return TRUE;
  refuse_back (call, form, number);
  return FALSE;
}

static void
add_people (MusterCall *call,
            GString    *page)
{
  g_autoptr(JsonArray) people = muster_technicians (call->world);

  g_string_append (page, "<p><label>Account <select name=\"user\">");
  for (guint i = 0; i < json_array_get_length (people); i++)
    {
      g_autofree char *upn = g_markup_escape_text (muster_jo_str (muster_ja_obj (people, i), "email"), -1);

      g_string_append_printf (page, "<option>%s</option>", upn);
    }
  g_string_append (page, "</select></label></p>\n");
}

/**
 * muster_entra_authorize:
 * @call: GET …/oauth2/v2.0/authorize
 *
 * Shows the page.
 */
void
muster_entra_authorize (MusterCall *call)
{
  g_autoptr(GString) page = g_string_new (NULL);
  const MusterApp *app;

  if (!check (call, call->query))
    return;
  app = muster_app_by_id (call->world, muster_entra_given (call->query, "client_id"));
  g_string_append_printf (page, "<p>%s wants to work with Microsoft 365 in your name.</p>\n", app->title);
  add_people (call, page);
  g_string_append (page, "<button name=\"decision\" value=\"sign-in\">Sign In</button>\n"
                   "<button name=\"decision\" value=\"deny\">Cancel</button>");
  muster_entra_page (call, page, call->query, "Sign in to Microsoft 365");
}

/* Without a choice the first active person signs in. */
static JsonObject *
chosen (MusterCall *call,
        GHashTable *form)
{
  const char *upn = muster_entra_given (form, "user");
  g_autoptr(JsonArray) people = muster_technicians (call->world);

  return *upn != '\0' ? muster_technician_by_upn (call->world, upn) : muster_ja_obj (people, 0);
}

/* In its own home the application is consented by who signs in, unless that is for administrators. */
static gboolean
consent_at_home (MusterCall      *call,
                 const MusterApp *app,
                 JsonObject      *member)
{
  const char *rule = muster_jo_str (muster_world_settings (call->world, "entra"), "homeConsent");
  const char *home = muster_world_get_tenant (call->world);
  g_autofree char *have = muster_consent_scopes (call->world, app, home, MUSTER_RESOURCE_GRAPH);

  if (*have != '\0')
    return TRUE;
  if (g_strcmp0 (rule, "admin") == 0 && g_strcmp0 (muster_jo_str (member, "role"), "admin") != 0)
    return FALSE;
  for (guint i = 0; i < MUSTER_RESOURCE_NONE; i++)
    {
      g_autofree char *names = muster_app_registered (call->world, app, (MusterResource) i, TRUE);

      muster_consent_give (call->world, app, home, (MusterResource) i, TRUE, names);
      json_object_remove_member (muster_jo_obj (muster_jo_obj (muster_entra_box (call->world, "consents"), home), app->name), "since");
    }
  call->changed = TRUE;
  return TRUE;
}

static char *
new_code (MusterCall      *call,
          const MusterApp *app,
          GHashTable      *form,
          JsonObject      *member,
          const char      *tenant)
{
  g_autofree char *id = g_uuid_string_random ();
  char *code = g_strconcat ("0.CANARY-CODE-", id, NULL);
  gint64 seconds = muster_entra_setting (call->world, "codeSeconds", CODE_SECONDS);

  json_object_set_object_member (muster_entra_box (call->world, "codes"), code,
                                 muster_jo_new ("app:s", app->name, "member:i", muster_jo_int (member, "id", 0), "tenant:s", tenant,
                                                "redirectUri:s", muster_entra_given (form, "redirect_uri"),
                                                "challenge:s", g_hash_table_lookup (form, "code_challenge"),
                                                "method:s", g_hash_table_lookup (form, "code_challenge_method"),
                                                "claims:s", g_hash_table_lookup (form, "claims"),
                                                "nonce:s", g_hash_table_lookup (form, "nonce"),
                                                "scope:s", muster_entra_given (form, "scope"),
                                                "expires:i", muster_world_now (call->world) + seconds * G_USEC_PER_SEC, NULL));
  call->changed = TRUE;
  return code;
}

/**
 * muster_entra_authorize_sent:
 * @call: POST …/oauth2/v2.0/authorize, what the page sends
 *
 * Sends the browser back to the application, with a code that is good once and for ten minutes.
 */
void
muster_entra_authorize_sent (MusterCall *call)
{
  g_autoptr(GHashTable) form = muster_call_form (call);
  const MusterApp *app;
  JsonObject *member;
  g_autofree char *code = NULL;
  g_autofree char *session = g_uuid_string_random ();
  const char *tenant;

  if (form == NULL)
    muster_entra_refuse (call, 9002313);
  if (form == NULL || !check (call, form))
    return;
  app = muster_app_by_id (call->world, muster_entra_given (form, "client_id"));
  member = chosen (call, form);
  tenant = call->client != NULL ? muster_jo_str (call->client, "tenantId") : muster_world_get_tenant (call->world);
  if (!g_str_equal (muster_entra_given (form, "decision"), "sign-in"))
    {
      const char *const pairs[] = { "error", "access_denied", "error_subcode", "cancel",
                                    "error_description", "AADSTS65004: User declined to consent to access the app.", NULL };

      muster_entra_go_back (call, form, pairs);
    }
  else if (member == NULL)
    refuse_back (call, form, 50034);
  else if (!muster_jo_bool (member, "active", TRUE))
    refuse_back (call, form, 50057);
  else if (!consent_at_home (call, app, member))
    refuse_back (call, form, 90094);
  else
    {
      code = new_code (call, app, form, member, tenant);
      muster_entra_go_back (call, form, (const char *const[]) { "code", code, "session_state", session, NULL });
    }
}

/* --- codes on other devices sign in by the same rules --- */

/**
 * muster_entra_device_enter:
 * @call: the call that does it
 * @user_code: what the person reads on the other device
 * @user: (nullable): who signs in; %NULL for the first active person
 * @decline: says no
 *
 * Returns: (nullable): what is wrong
 */
const char *
muster_entra_device_enter (MusterCall *call,
                           const char *user_code,
                           const char *user,
                           gboolean    decline)
{
  JsonObject *box = muster_entra_box (call->world, "devices"), *found = NULL, *member;
  g_autoptr(GHashTable) form = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObjectIter iter;
  JsonNode *node;
  guint n;

  json_object_iter_init (&iter, box);
  while (json_object_iter_next (&iter, NULL, &node))
    if (g_ascii_strcasecmp (muster_jo_str (json_node_get_object (node), "userCode"), user_code != NULL ? user_code : "") == 0)
      found = json_node_get_object (node);
  if (found == NULL || muster_jo_int (found, "expires", 0) <= muster_world_now (call->world))
    return "That code didn't work. Check the code and try again.";
  if (user != NULL)
    g_hash_table_insert (form, (gpointer) "user", (gpointer) user);
  member = chosen (call, form);
  call->changed = TRUE;
  if (decline)
    {
      json_object_set_string_member (found, "state", "declined");
      return NULL;
    }
  if (member == NULL || !muster_jo_bool (member, "active", TRUE))
    return "This account cannot sign in.";
  for (guint i = 0; i < (muster_app_list (&n), n); i++)
    if (g_strcmp0 (muster_app_list (&n)[i].name, muster_jo_str (found, "app")) == 0
        && !consent_at_home (call, &muster_app_list (&n)[i], member))
      return "Need admin approval.";
  json_object_set_string_member (found, "state", "done");
  json_object_set_int_member (found, "member", muster_jo_int (member, "id", 0));
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* The page where an administrator of a tenant lets an application in, with every permission that
 * its registration lists, for people and for the application itself. An answer that says no carries
 * "admin_consent=True" all the same, as Microsoft's does. */

#define MAY_CONSENT "Global Administrator,Privileged Role Administrator"

/* Whom not to trust with an answer is told on the spot. */
static gboolean
check (MusterCall *call,
       GHashTable *form,
       char      **tenant)
{
  const MusterApp *app = muster_app_by_id (call->world, muster_entra_given (form, "client_id"));
  gboolean v2 = g_str_equal (call->segments[1], "v2.0");
  int number = 0;

  *tenant = muster_entra_tenant (call, call->segments[0]);
  muster_call_set_scope (call, *tenant != NULL ? *tenant : call->segments[0]);
  if (*tenant == NULL)
    number = 90002;
  else if (app == NULL)
    number = 700016;
  else if (!muster_entra_redirect_ok (call->world, app, muster_entra_given (form, "redirect_uri")))
    number = 50011;
  else if (v2 && *muster_entra_given (form, "scope") == '\0')
    number = 900144;
  if (number != 0)
    muster_entra_refuse (call, number);
  return number == 0;
}

/**
 * muster_entra_admin_page:
 * @call: GET …/adminconsent, in either version
 *
 * Shows the page.
 */
void
muster_entra_admin_page (MusterCall *call)
{
  g_autoptr(GString) page = g_string_new (NULL);
  g_autofree char *tenant = NULL;
  g_autofree char *name = NULL;
  const char *title;

  if (!check (call, call->query, &tenant))
    return;
  title = muster_app_by_id (call->world, muster_entra_given (call->query, "client_id"))->title;
  name = g_markup_escape_text (call->client != NULL ? muster_jo_str (call->client, "name") : muster_jo_str (muster_world_get_msp (call->world), "name"), -1);
  g_string_append_printf (page, "<p>%s asks for permissions in %s.</p>\n<p><label>Account <input name=\"user\"></label></p>\n"
                          "<button name=\"decision\" value=\"accept\">Accept</button>\n<button name=\"decision\" value=\"deny\">Cancel</button>", title, name);
  muster_entra_page (call, page, call->query, "Permissions requested");
}

/* Without a name it is some administrator of the tenant. */
static gboolean
may_consent (MusterCall *call,
             const char *user,
             const char *tenant)
{
  JsonObject *member = muster_technician_by_upn (call->world, user);
  JsonObject *own = muster_ja_find (muster_jo_arr (call->client, "users"), "upn", user);
  g_autoptr(JsonArray) roles = NULL;

  if (*user == '\0')
    return TRUE;
  if (own != NULL)
    return muster_gdap_holds (muster_jo_arr (own, "adminRoles"), MAY_CONSENT);
  if (member == NULL)
    return FALSE;
  roles = muster_technician_roles (call->world, member, tenant);
  return muster_gdap_holds (roles, MAY_CONSENT);
}

/* "/.default" stands for all that the registration lists, whatever resource it is written with. */
static gboolean
asks_for_all (const char *scope)
{
  g_auto(GStrv) names = g_strsplit (scope, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], "/.default"))
      return TRUE;
  return *scope == '\0';
}

static void
give_all (MusterCall      *call,
          const MusterApp *app,
          const char      *tenant)
{
  for (guint i = 0; i < MUSTER_RESOURCE_NONE; i++)
    for (guint delegated = 0; delegated < 2; delegated++)
      {
        g_autofree char *registered = muster_app_registered (call->world, app, (MusterResource) i, delegated != 0);

        muster_consent_give (call->world, app, tenant, (MusterResource) i, delegated != 0, registered);
      }
  call->changed = TRUE;
}

/**
 * muster_entra_admin_sent:
 * @call: POST …/adminconsent, what the page sends
 *
 * Keeps the consent and sends the browser back.
 */
void
muster_entra_admin_sent (MusterCall *call)
{
  g_autoptr(GHashTable) form = muster_call_form (call);
  g_autofree char *tenant = NULL;
  const MusterApp *app;
  const char *scope;

  if (form == NULL)
    muster_entra_refuse (call, 9002313);
  if (form == NULL || !check (call, form, &tenant))
    return;
  app = muster_app_by_id (call->world, muster_entra_given (form, "client_id"));
  scope = muster_entra_given (form, "scope");
  if (!g_str_equal (muster_entra_given (form, "decision"), "accept") || !may_consent (call, muster_entra_given (form, "user"), tenant))
    {
      g_autofree char *text = NULL;
      int number = g_str_equal (muster_entra_given (form, "decision"), "accept") ? 90094 : 65004;
      const char *error = muster_aadsts_error (number, &text);

      muster_entra_go_back (call, form, (const char *const[]) { "error", error, "error_description", text, "admin_consent", "True",
                                                                "tenant", tenant, NULL });
      return;
    }
  if (!asks_for_all (scope))
    {
      muster_entra_refuse (call, 70011);
      return;
    }
  give_all (call, app, tenant);
  if (*scope != '\0')
    muster_entra_go_back (call, form, (const char *const[]) { "admin_consent", "True", "tenant", tenant, "scope", scope, NULL });
  else
    muster_entra_go_back (call, form, (const char *const[]) { "admin_consent", "True", "tenant", tenant, NULL });
}

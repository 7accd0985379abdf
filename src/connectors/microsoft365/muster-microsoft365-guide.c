/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-cloud.h"
#include "muster-microsoft365-guide.h"

/* What to click to register the app (Microsoft identity platform: "Register an application", "Redirect URI restrictions";
 * Partner Center: "Secure Application Model"). Which rows there are depends on the way to sign in and on the cloud. */

#define REGISTRATIONS "/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"

enum
{
  SECRET = 1 << 0,
  CERTIFICATE = 1 << 1,
  PERSON = 1 << 2,
  APP = SECRET | CERTIFICATE,
  ALL = APP | PERSON
};

/* @partner: only where the cloud has Partner Center, or (-1) only where it has not */
typedef struct
{
  const char *id;
  guint       methods;
  int         partner;
  const char *title;
  const char *text;
  const char *copy;
  gboolean    link;
} Row;

static const Row before[] = {
  { "register", ALL, 0, N_("Register an app"),
    N_("In the Microsoft Entra admin center of your own tenant open App registrations and choose New registration. Any name will do."),
    "Muster", TRUE },
  { "account-types", ALL, 0, N_("Let customers’ tenants accept it"),
    N_("As supported account types choose “Accounts in any organizational directory (Multitenant)”."), NULL, FALSE },
  { "redirect", PERSON, 0, N_("Add the redirect address"),
    N_("Under Authentication add the platform “Mobile and desktop applications” with this address. Microsoft ignores the port that Muster adds when somebody signs in."),
    MUSTER_MICROSOFT365_REDIRECT, FALSE },
  { "public-client", PERSON, 0, N_("Allow sign-in with a code"),
    N_("On the same page set “Allow public client flows” to Yes. It is needed for signing in with a code on another device, and does without a client secret."),
    NULL, FALSE },
  { "redirect", APP, 0, N_("Add the redirect address"),
    N_("Under Authentication add the platform “Web” with this address. The consent page of a customer comes back to it."),
    MUSTER_MICROSOFT365_REDIRECT, FALSE },
  { "ids", ALL, 0, N_("Copy the two IDs"),
    N_("From Overview copy “Directory (tenant) ID” and “Application (client) ID” into the form."), NULL, FALSE },
  { "client-secret", SECRET, 0, N_("Make a client secret"),
    N_("Under Certificates & secrets choose New client secret and copy the column “Value”; it is shown once. Note when it expires."),
    NULL, FALSE },
  { "certificate", CERTIFICATE, 0, N_("Upload the certificate"),
    N_("Let Muster make a certificate, save its public part, and upload that file under Certificates & secrets, tab Certificates. The private key stays in your keyring."),
    NULL, FALSE },
};

static const Row after[] = {
  { "partner-center", PERSON, 1, N_("Add the permission for Partner Center"),
    N_("Under API permissions choose “APIs my organization uses”, search for this ID and add the delegated permission user_impersonation. With it Muster can consent for customers who gave you GDAP."),
    MUSTER_RESOURCE_PARTNER_CENTER, FALSE },
  { "grant", ALL, 0, N_("Consent in your own tenant"),
    N_("Under API permissions choose “Grant admin consent”. Without it Muster cannot even see your list of customers."), NULL, TRUE },
  { "gdap", PERSON, 0, N_("Give the technician their roles"),
    N_("The account must be in a security group to which a GDAP relationship with the customer assigns the roles. Muster shows for each customer which role is missing."),
    NULL, FALSE },
  { "agents", PERSON, 1, N_("Make the technician an admin agent"),
    N_("To consent for customers through Partner Center the account must also be in the group AdminAgents and sign in with MFA, and hold Cloud Application Administrator at the customer."),
    "AdminAgents", FALSE },
  { "consent", PERSON, 1, N_("Consent for each customer"),
    N_("Muster does it through Partner Center with one click for each customer, after you have signed in."), NULL, FALSE },
  { "consent-link", PERSON, -1, N_("Consent for each customer"),
    N_("This cloud has no Partner Center interface. An administrator of each customer opens the consent link that Muster shows."),
    NULL, FALSE },
  { "consent-link", APP, 0, N_("Consent for each customer"),
    N_("An administrator of each customer opens the consent link that Muster shows, and accepts. For application permissions it has to be a Global or a Privileged Role Administrator."),
    NULL, FALSE },
};

void
muster_connect_guide_free (MusterConnectGuide *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->text);
  g_free (self->copy);
  g_free (self->link);
  g_free (self);
}

static MusterConnectGuide *
add_step (GPtrArray  *steps,
          const char *id,
          const char *title,
          const char *text,
          const char *copy)
{
  MusterConnectGuide *step = g_new0 (MusterConnectGuide, 1);

  step->id = g_strdup (id);
  step->title = g_strdup (title);
  step->text = g_strdup (text);
  step->copy = g_strdup (copy);
  g_ptr_array_add (steps, step);
  return step;
}

static void
add_rows (GPtrArray         *steps,
          const Row         *rows,
          gsize              n_rows,
          guint              method,
          const MusterCloud *cloud)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      MusterConnectGuide *step;

      if ((rows[i].methods & method) == 0 || rows[i].partner == (cloud->partner != NULL ? -1 : 1))
        continue;
      step = add_step (steps, rows[i].id, _(rows[i].title), _(rows[i].text), rows[i].copy);
      if (rows[i].link)
        step->link = g_strconcat (cloud->entra_portal, REGISTRATIONS, NULL);
    }
}

static void
add_permissions (GPtrArray *steps,
                 GPtrArray *permissions,
                 guint      method)
{
  for (guint i = 0; permissions != NULL && i < permissions->len; i++)
    {
      MusterPermissionNeed *need = g_ptr_array_index (permissions, i);
      g_autofree char *id = g_strconcat ("permission:", need->name, NULL);
      g_autofree char *title = NULL;
      g_autofree char *text = NULL;

      if (g_strcmp0 (need->resource, MUSTER_RESOURCE_PARTNER_CENTER) == 0)
        continue;
      /* Translators: a permission's name and the service that has it: "User.Read.All (Microsoft Graph)" */
      title = g_strdup_printf (_("%s (%s)"), need->name, muster_permission_service (need->resource));
      /* Translators: %s says in a few words what a permission is for */
      text = g_strdup_printf (method == PERSON ? _("API permissions > Add a permission > Delegated permissions. For: %s")
                              : _("API permissions > Add a permission > Application permissions. For: %s"),
                              need->purpose != NULL ? need->purpose : need->name);
      add_step (steps, id, title, text, need->name);
    }
}

GPtrArray *
muster_microsoft365_guide (const char *method,
                           const char *cloud,
                           GPtrArray  *permissions)
{
  guint way = g_strcmp0 (method, "person") == 0 ? PERSON : g_strcmp0 (method, "certificate") == 0 ? CERTIFICATE : SECRET;
  const MusterCloud *place = muster_cloud_find (cloud);
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_connect_guide_free);

  add_rows (steps, before, G_N_ELEMENTS (before), way, place);
  add_permissions (steps, permissions, way);
  add_rows (steps, after, G_N_ELEMENTS (after), way, place);
  return steps;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-readiness-private.h"

/* The first two rows of a tenant: whether the MSP has its relationship, and whether the app was accepted. A refused token
 * speaks about one of them. Texts are written for a person who has never heard of GDAP. */

static char *
format_date (gint64 us)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = g_date_time_to_local (utc);

  /* Translators: a day, such as 10 January 2028 */
  return g_date_time_format (local, _("%-d %B %Y"));
}

/* --- The relationship --- */

typedef struct
{
  MusterRelationshipState state;
  const char *detail;     /* N_(): %s is the tenant's name */
  const char *delegated;  /* N_(): what to do where a technician's rights are used */
  const char *app;        /* N_(): what to do where the app works by itself */
} RelationshipText;

static const RelationshipText relationship_texts[] = {
  { MUSTER_RELATIONSHIP_NONE,
    N_("There is no delegated administration (GDAP) for %s."),
    N_("Open Partner Center, choose Customers, then %s, then Admin relationships, then Request New Relationship. Pick the roles that this page asks for and send the link to a Global Administrator of the customer, who opens it and chooses Approve All."),
    N_("Nothing has to be done: the app works in this tenant by itself. Customers and their expiry dates are only seen with a relationship.") },
  { MUSTER_RELATIONSHIP_TERMINATED,
    N_("The delegated administration (GDAP) of %s was ended."),
    N_("Ask the customer whether you shall go on working for them. If so, open Partner Center, choose Customers, then %s, then Admin relationships, then Request New Relationship, and send them the link."),
    N_("Ask the customer whether you shall go on working for them. The app still has what %s accepted; they take it back under Enterprise applications.") },
  { MUSTER_RELATIONSHIP_EXPIRED,
    N_("The delegated administration (GDAP) of %s has expired."),
    N_("It cannot be prolonged any more. Open Partner Center, choose Customers, then %s, then Admin relationships, then Request New Relationship, switch on Auto Extend and send the link to a Global Administrator of the customer."),
    N_("The app goes on working in %s. If you still look after this customer, request a new relationship in Partner Center (Customers, the customer, Admin relationships).") },
  { MUSTER_RELATIONSHIP_INVITED,
    N_("%s has not accepted the delegated administration (GDAP) yet."),
    N_("Send this link to a Global Administrator of the customer: they sign in, read the roles and choose Approve All. An invitation ends after 90 days."),
    N_("The app works without it. To have it accepted, send this link to a Global Administrator of the customer.") },
  { MUSTER_RELATIONSHIP_ACTIVATING,
    N_("The delegated administration (GDAP) of %s was accepted and is being set up."),
    N_("Wait some minutes, then check again. Nobody has to do anything."),
    N_("Wait some minutes, then check again. Nobody has to do anything.") },
};

static void
tell_missing_relationship (MusterMaking                 *making,
                           MusterReadinessRow     *row,
                           MusterRelationshipState state)
{
  MusterReadinessFacts *facts = making->facts;
  g_autofree char *invitation = NULL;

  if (state == MUSTER_RELATIONSHIP_INVITED && facts->customer->relationships->len > 0)
    {
      MusterRelationship *best = g_ptr_array_index (facts->customer->relationships, 0);

      invitation = best->id != NULL ? muster_relationship_invitation (making->cloud->admin_portal, best->id) : NULL;
      row->customer_acts = TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (relationship_texts); i++)
    if (relationship_texts[i].state == state)
      muster_making_tell (making, row, _(relationship_texts[i].detail),
                          facts->delegated ? _(relationship_texts[i].delegated) : _(relationship_texts[i].app),
                          invitation != NULL ? invitation : MUSTER_PARTNER_CENTER);
  if (facts->delegated)
    muster_making_block (row, making->names);
  else if (state == MUSTER_RELATIONSHIP_TERMINATED || state == MUSTER_RELATIONSHIP_EXPIRED)
    row->state = MUSTER_READINESS_MISSING;
}

static void
tell_end (MusterMaking             *making,
          MusterReadinessRow *row)
{
  MusterCustomer *customer = making->facts->customer;
  int days = muster_days_left (customer->ends, making->now);
  g_autofree char *date = customer->ends != 0 ? format_date (customer->ends) : NULL;
  g_autofree char *text = NULL;

  if (date == NULL)
    text = g_strdup (_("It is active."));
  else if (customer->auto_extend)
    /* Translators: %s is a day */
    text = g_strdup_printf (_("It is active until %s and is then prolonged by itself."), g_strchug (date));
  else if (muster_customer_expires_soon (customer, making->now))
    /* Translators: a number of days, then the day itself */
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "It ends in %d day, on %s.", "It ends in %d days, on %s.",
                                         (gulong) MAX (days, 0)), MAX (days, 0), g_strchug (date));
  else
    /* Translators: %s is a day */
    text = g_strdup_printf (_("It is active until %s."), g_strchug (date));
  muster_making_tell (making, row, text, NULL, NULL);
  if (!muster_customer_expires_soon (customer, making->now))
    return;
  row->state = MUSTER_READINESS_EXPIRING;
  muster_making_tell (making, row, text,
                      _("Open Partner Center, choose Customers, then %s, then Admin relationships, then the relationship, and switch on Auto Extend. One with the role Global Administrator cannot be prolonged: request a new relationship there instead and let the customer approve it."),
                      MUSTER_PARTNER_CENTER);
}

void
muster_making_add_relationship (MusterMaking      *making,
                                MusterTokenVerdict token)
{
  MusterReadinessFacts *facts = making->facts;
  MusterReadinessRow *row = muster_making_add_row (making, MUSTER_READINESS_RELATIONSHIP, "relationship", _("Delegated administration (GDAP)"));
  MusterRelationshipState state = facts->customer != NULL ? facts->customer->state : MUSTER_RELATIONSHIP_NONE;

  if (facts->delegated)
    muster_making_set_tools (row, g_strdupv (making->names));
  if (token == MUSTER_TOKEN_NO_TENANT)
    {
      muster_making_tell (making, row, _("Microsoft knows no tenant with the id that is stored for %s."),
                          _("It may have been deleted, or the wrong one was chosen. Open the client’s page and choose its tenant again."), NULL);
      muster_making_block (row, making->names);
    }
  else if (token == MUSTER_TOKEN_CLOUD)
    {
      muster_making_tell (making, row, _("The tenant of %s lives in another of Microsoft’s national clouds."),
                          _("Connect Microsoft 365 with an app registration of that cloud, and choose the cloud in the connection’s settings."), NULL);
      muster_making_block (row, making->names);
    }
  else if (token == MUSTER_TOKEN_STRANGER)
    {
      muster_making_tell (making, row, _("Your account is not known at %s."),
                          _("In Partner Center open the relationship (Customers, %s, Admin relationships) and look at Security groups: you have to be in one of them. If you are a guest in that tenant, its administrator deletes the guest first."),
                          MUSTER_PARTNER_CENTER);
      muster_making_block (row, making->names);
    }
  else if (!facts->customers_read && facts->customer == NULL)
    {
      row->state = MUSTER_READINESS_UNKNOWN;
      muster_making_tell (making, row, _("Your relationships could not be read, so nobody knows about %s."),
                          _("In your own tenant give the app the permission DelegatedAdminRelationship.Read.All, with admin consent, then check again."),
                          NULL);
    }
  else if (state != MUSTER_RELATIONSHIP_ACTIVE && state != MUSTER_RELATIONSHIP_ENDING)
    tell_missing_relationship (making, row, state);
  else
    tell_end (making, row);
}

/* --- Consent --- */

typedef struct
{
  MusterTokenVerdict token;
  MusterReadinessState state;
  gboolean customer_acts;
  enum { LINK_NONE, LINK_CONSENT, LINK_REGISTRATION, LINK_APPS, LINK_POLICIES } link;
  const char *detail;  /* N_(): %s is the tenant's name */
  const char *advice;  /* N_() */
} ConsentText;

static const ConsentText consent_texts[] = {
  { MUSTER_TOKEN_FINE, MUSTER_READINESS_OK, FALSE, LINK_NONE, N_("The app is accepted in %s."), NULL },
  { MUSTER_TOKEN_CONSENT, MUSTER_READINESS_MISSING, TRUE, LINK_CONSENT,
    N_("Nobody at %s has accepted the app yet."),
    N_("Send this link to a Global Administrator of %s: they sign in, read what the app may do and choose Accept. You can open it yourself if your own account has the role Privileged Role Administrator there.") },
  { MUSTER_TOKEN_ASKED, MUSTER_READINESS_MISSING, TRUE, LINK_CONSENT,
    N_("The app’s consent was asked for and waits for an administrator of %s."),
    N_("Ask them to open the Entra admin centre, Enterprise applications, Admin consent requests, and to approve it. The link does the same.") },
  { MUSTER_TOKEN_SOON, MUSTER_READINESS_UNKNOWN, FALSE, LINK_NONE,
    N_("The app is just being added to %s."), N_("Wait half a minute, then check again.") },
  { MUSTER_TOKEN_REGISTRATION, MUSTER_READINESS_MISSING, FALSE, LINK_REGISTRATION,
    N_("The app registration does not ask for what is needed at %s."),
    N_("In your own tenant open App registrations, your app, API permissions, and add the permissions that Muster lists. Then consent again in %s.") },
  { MUSTER_TOKEN_SERVICE, MUSTER_READINESS_MISSING, FALSE, LINK_REGISTRATION,
    N_("%s has no subscription of a service that the app asks for."),
    N_("In your own tenant open App registrations, your app, API permissions, and remove the permissions of services that your customers do not use.") },
  { MUSTER_TOKEN_DISABLED, MUSTER_READINESS_MISSING, TRUE, LINK_APPS,
    N_("The app is switched off at %s."),
    N_("An administrator of %s opens the Entra admin centre, Enterprise applications, the app, Properties, sets “Enabled for users to sign-in” to Yes and saves.") },
  { MUSTER_TOKEN_POLICY, MUSTER_READINESS_MISSING, TRUE, LINK_POLICIES,
    N_("A security policy of %s refuses the sign-in."),
    N_("An administrator of %s opens the Entra admin centre, Conditional Access, the policy that was applied (the sign-in log names it), and excludes service provider users, or this app.") },
  { MUSTER_TOKEN_FLAGGED, MUSTER_READINESS_MISSING, FALSE, LINK_NONE,
    N_("Microsoft counts your own account as risky and lets it into no customer’s tenant, so not into %s."),
    N_("Ask an administrator of your own tenant to look at it under Identity Protection, Risky users, and to dismiss the risk.") },
  { MUSTER_TOKEN_OWN, MUSTER_READINESS_UNKNOWN, FALSE, LINK_NONE,
    N_("Your own sign-in does not work, so nobody knows about %s."),
    N_("Test the connection of Microsoft 365 and do what it says, then check again.") },
  { MUSTER_TOKEN_LATER, MUSTER_READINESS_UNKNOWN, FALSE, LINK_NONE,
    N_("Microsoft did not answer about %s."), N_("Check again in some minutes.") },
};

static char *
link_of (MusterMaking            *making,
         const ConsentText *text)
{
  const char *portal = making->cloud->entra_portal;

  switch (text->link)
    {
    case LINK_CONSENT:
      return g_strdup (making->facts->consent_url);
    case LINK_REGISTRATION:
      return making->facts->client_id == NULL ? NULL
             : g_strconcat (portal, "/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/",
                            making->facts->client_id, NULL);
    case LINK_APPS:
      return g_strconcat (portal, "/", making->facts->tenant,
                          "/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview", NULL);
    case LINK_POLICIES:
      return g_strconcat (portal, "/", making->facts->tenant,
                          "/#view/Microsoft_AAD_ConditionalAccess/ConditionalAccessBlade/~/Policies", NULL);
    case LINK_NONE:
    default:
      return NULL;
    }
}

void
muster_making_add_consent (MusterMaking      *making,
                           MusterTokenVerdict token)
{
  MusterReadinessRow *row = muster_making_add_row (making, MUSTER_READINESS_CONSENT, "consent", _("Consent to the app"));

  muster_making_set_tools (row, g_strdupv (making->names));
  for (gsize i = 0; i < G_N_ELEMENTS (consent_texts); i++)
    {
      const ConsentText *text = &consent_texts[i];
      g_autofree char *url = NULL;

      if (text->token != token)
        continue;
      url = link_of (making, text);
      muster_making_tell (making, row, _(text->detail), text->advice != NULL ? _(text->advice) : NULL, url);
      row->state = text->state;
      row->customer_acts = text->customer_acts;
      if (text->state == MUSTER_READINESS_MISSING)
        muster_making_block (row, making->names);
      return;
    }
  /* The tenant itself is the matter, and its own row says so */
  row->state = MUSTER_READINESS_UNKNOWN;
  muster_making_tell (making, row, _("Nobody can tell while the tenant of %s cannot be reached."), NULL, NULL);
}

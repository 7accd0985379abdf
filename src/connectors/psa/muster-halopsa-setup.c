/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a HaloPSA lives, which outcomes its actions get, and what its refusals mean while connecting. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-text.h"

#include "muster-address.h"
#include "muster-advice-private.h"
#include "muster-halopsa-private.h"
#include "muster-psa-rows.h"

#define HOSTED ".halopsa.com"

/* --- Addresses --- */

/**
 * muster_halopsa_normalize_instance:
 * @typed: what somebody copied from the browser, or from the page of the API: with `/auth`, with `/api`, or the bare name
 *   of a hosted instance
 *
 * Returns: (transfer full) (nullable): `https://example.halopsa.com`
 */
char *
muster_halopsa_normalize_instance (const char  *typed,
                                   GError     **error)
{
  g_autofree char *instance = muster_address_normalize (typed, error);
  const char *host = instance != NULL ? strstr (instance, "://") + strlen ("://") : NULL;

  if (host == NULL)
    return NULL;
  if (strpbrk (host, ".:[") == NULL && !g_str_equal (host, "localhost"))
    return g_strconcat ("https://", host, HOSTED, NULL);
  return g_steal_pointer (&instance);
}

/* The last two labels of a name: "halo.msp.example" → "msp.example" */
static const char *
family_of (const char *host)
{
  const char *last = strrchr (host, '.');
  const char *p;

  for (p = last; p != NULL && p > host; p--)
    if (p < last && *p == '.')
      return p + 1;
  return host;
}

/* The client's secret is sent there, so it must be the instance's own server, one beside it, or the vendor's */
static gboolean
may_sign_in_at (const char *instance,
                GUri       *auth)
{
  g_autoptr(GUri) own = g_uri_parse (instance, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  const char *host = g_uri_get_host (auth);
  const char *own_host = own != NULL ? g_uri_get_host (own) : NULL;

  if (host == NULL || own_host == NULL || g_uri_get_userinfo (auth) != NULL || g_uri_get_query (auth) != NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, own_host) == 0)
    return g_strcmp0 (g_uri_get_scheme (auth), g_uri_get_scheme (own)) == 0 && g_uri_get_port (auth) == g_uri_get_port (own);
  if (g_strcmp0 (g_uri_get_scheme (auth), "https") != 0 || g_hostname_is_ip_address (host))
    return FALSE;
  return g_ascii_strcasecmp (family_of (host), family_of (own_host)) == 0 || g_str_has_suffix (host, HOSTED);
}

/**
 * muster_halopsa_read_auth_info:
 * @instance: normalized address of the instance
 * @auth_info: (nullable): result of `auth-info`
 * @auth_url: (out) (transfer full): address of the authorisation server, without a slash at its end
 * @tenant: (out) (transfer full) (nullable): name of the tenant
 *
 * Returns: %FALSE when the server points to another one, which is not asked
 */
gboolean
muster_halopsa_read_auth_info (const char  *instance,
                               JsonNode    *auth_info,
                               char       **auth_url,
                               char       **tenant,
                               GError     **error)
{
  const char *url = muster_json_path_str (auth_info, "info.auth_url");
  const char *name = muster_json_path_str (auth_info, "info.tenant_id");
  g_autoptr(GUri) uri = NULL;
  gsize length;

  *tenant = name != NULL && *name != '\0' ? g_strdup (name) : NULL;
  if (url == NULL || *url == '\0')
    {
      *auth_url = g_strconcat (instance, "/auth", NULL);
      return TRUE;
    }
  uri = g_uri_parse (url, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL || !may_sign_in_at (instance, uri))
    {
      g_clear_pointer (tenant, g_free);
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_WRONG_REGION, "The instance wants the sign-in to be at %s", url);
      return FALSE;
    }
  *auth_url = g_strdup (url);
  for (length = strlen (*auth_url); length > 0 && (*auth_url)[length - 1] == '/'; length--)
    (*auth_url)[length - 1] = '\0';
  return TRUE;
}

static char *
with_tenant (const char *auth_url,
             const char *path,
             const char *tenant)
{
  g_autofree char *escaped = tenant != NULL && *tenant != '\0' ? g_uri_escape_string (tenant, NULL, FALSE) : NULL;

  return g_strconcat (auth_url, path, escaped != NULL ? "?tenant=" : "", escaped, NULL);
}

/**
 * muster_halopsa_token_url:
 * @auth_url: from muster_halopsa_read_auth_info()
 * @tenant: (nullable): as it was typed, or as the instance says
 *
 * Returns: (transfer full): where tokens come from
 */
char *
muster_halopsa_token_url (const char *auth_url,
                          const char *tenant)
{
  return with_tenant (auth_url, "/token", tenant);
}

/**
 * muster_halopsa_authorize_url:
 *
 * Returns: (transfer full): where a person signs in
 */
char *
muster_halopsa_authorize_url (const char *auth_url,
                              const char *tenant)
{
  return with_tenant (auth_url, "/authorize", tenant);
}

/* --- Outcomes --- */

void
muster_halopsa_outcome_free (MusterHalopsaOutcome *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->detail);
  g_free (self);
}

/* What HaloPSA calls them as it is shipped; customers rename them and make their own */
static const char * const usual_names[] = { "private note", "email user" };

/* The outcome decides about mail: for a note only one that cannot send any, and that leaves the status alone */
static gboolean
fits (JsonObject *row,
      gboolean    reply)
{
  if (muster_json_bool (row, "hidden", FALSE) || muster_json_int (row, "systemid", 0) != 0)
    return FALSE;
  if (reply)
    return muster_json_int (row, "sendemail", 0) > 0 && !muster_json_bool (row, "hidesendemail", FALSE) &&
           !muster_json_bool (row, "hidefromuser", FALSE);
  return muster_json_bool (row, "hidesendemail", FALSE) && muster_json_int (row, "sendemail", 0) == 0 &&
         muster_json_int (row, "newstatus", 0) <= 0;
}

static MusterHalopsaOutcome *
outcome_from_row (JsonObject *row,
                  gboolean    reply)
{
  g_autoptr(MusterHalopsaOutcome) outcome = g_new0 (MusterHalopsaOutcome, 1);

  outcome->id = muster_psa_id_text (row, "id");
  outcome->name = g_strdup (muster_json_str (row, "outcome"));
  if (outcome->id == NULL || outcome->name == NULL)
    return NULL;
  if (!reply)
    outcome->detail = g_strdup (muster_json_bool (row, "hidefromuser", FALSE)
                                ? _("Cannot send mail and is hidden from users") : _("Cannot send mail"));
  else
    outcome->detail = g_strdup (muster_json_int (row, "newstatus", 0) > 0 ? _("Mails the user and changes the ticket’s status")
                                                                         : _("Mails the user"));
  return g_steal_pointer (&outcome);
}

static gboolean
is_usual (MusterHalopsaOutcome *outcome,
          gboolean              reply)
{
  g_autofree char *folded = muster_text_fold (outcome->name);

  return g_str_equal (g_strstrip (folded), usual_names[reply ? 1 : 0]);
}

/**
 * muster_halopsa_read_outcomes:
 * @outcomes: result of `list-outcomes`
 * @reply: for replies to the requester; else for internal notes
 * @sure: (out) (transfer full) (nullable): id of the one to take without asking; %NULL when a person has to choose
 *
 * Ids of outcomes differ from instance to instance, and so do their names.
 *
 * Returns: (transfer full) (nullable) (element-type MusterHalopsaOutcome): those that fit, the likeliest first; `NOT_FOUND`
 *   when there is none
 */
GPtrArray *
muster_halopsa_read_outcomes (JsonNode  *outcomes,
                              gboolean   reply,
                              char     **sure,
                              GError   **error)
{
  JsonArray *rows = muster_psa_rows (outcomes, "outcomes", error);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_halopsa_outcome_free);
  guint usual = 0;
  guint i;

  *sure = NULL;
  if (rows == NULL)
    return NULL;
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      MusterHalopsaOutcome *outcome = row != NULL && fits (row, reply) ? outcome_from_row (row, reply) : NULL;

      if (outcome == NULL)
        continue;
      if (is_usual (outcome, reply))
        g_ptr_array_insert (list, (int) usual++, outcome);
      else
        g_ptr_array_add (list, outcome);
    }
  if (list->len == 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No outcome %s",
                   reply ? "mails the user" : "is there that cannot send mail");
      return NULL;
    }
  if (list->len == 1 || usual == 1)
    *sure = g_strdup (((MusterHalopsaOutcome *) list->pdata[0])->id);
  return g_steal_pointer (&list);
}

/* --- Advice --- */

static gboolean
mentions (const GError *error,
          const char   *word)
{
  g_autofree char *lower = g_ascii_strdown (error->message, -1);

  return strstr (lower, word) != NULL;
}

/* The one thing that is missing when a call is refused */
static const struct
{
  const char *tools;
  const char *right;
} rights[] = {
  { " whoami ",
    N_("The application’s login type has to be “Agent”, with an agent who is not disabled: Configuration > Integrations > HaloPSA API > View applications.") },
  { " list-companies list-contacts get-contact ",
    N_("Allow read:customers on the Permissions tab of the application, and let the agent’s roles see all customers.") },
  { " list-choices poll-tickets list-open-tickets list-closed-tickets list-latest-tickets list-company-tickets find-similar-tickets "
    "find-ticket-by-reference get-ticket read-ticket list-ticket-notes read-notes ",
    N_("Allow read:tickets on the Permissions tab of the application, and let the agent’s roles see the tickets of all agents and customers.") },
  { " add-internal-note reply-to-requester add-time-entry set-ticket-status set-ticket-priority set-ticket-type assign-ticket create-ticket ",
    N_("Allow edit:tickets on the Permissions tab of the application, and let the agent’s roles add and edit tickets and actions.") },
  { " remove-note ", N_("Let the agent’s roles delete actions.") },
  { " list-members ", N_("Let the agent’s roles read the list of agents; without it Muster cannot tell a technician from a program.") },
  { " list-outcomes ", N_("Let the agent’s roles use the outcomes of actions.") },
  { " list-webhooks ", N_("Allow admin on the Permissions tab of the application. Muster works without it; it then cannot show the state of the webhook.") },
};

static const char *
right_for (const char *tool)
{
  g_autofree char *word = g_strdup_printf (" %s ", tool != NULL ? tool : "");
  gsize i;

  for (i = 0; tool != NULL && i < G_N_ELEMENTS (rights); i++)
    if (strstr (rights[i].tools, word) != NULL)
      return _(rights[i].right);
  return _("Give the application and its agent the rights that are listed on this page, then test again.");
}

static MusterAdvice *
missing_right (const char *tool)
{
  return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN, _("HaloPSA refuses the access"), right_for (tool));
}

/* What the authorisation server says, by the codes of OAuth 2 */
static const struct
{
  const char *code;
  const char *problem;
  int         error_code;
  const char *title;
  const char *text;
} refusals[] = {
  { "invalid_scope", "missing-right", MUSTER_ERROR_FORBIDDEN, N_("The application may not do what Muster asks for"),
    N_("On the Permissions tab of the application allow read:tickets, edit:tickets and read:customers, then test again.") },
  { "unauthorized_client", "app-unknown", MUSTER_ERROR_SIGNED_OUT, N_("The application signs in another way"),
    N_("For a service account its method is “Client ID and Secret (Services)”, for your own account “Authorisation Code (Native Application)”. Make an application with the right one.") },
  { "unsupported_grant_type", "app-unknown", MUSTER_ERROR_SIGNED_OUT, N_("The application signs in another way"),
    N_("For a service account its method is “Client ID and Secret (Services)”, for your own account “Authorisation Code (Native Application)”. Make an application with the right one.") },
  { "invalid_grant", "wrong-key", MUSTER_ERROR_SIGNED_OUT, N_("The sign-in to HaloPSA has ended"),
    N_("Sign in again. It ends when the person’s account is changed, when the application is changed, or when it was not used for a long time.") },
  { "invalid_client", "wrong-secret", MUSTER_ERROR_SIGNED_OUT, N_("HaloPSA does not accept the client ID and secret"),
    N_("Check the client ID, the client secret and the tenant. If the secret is lost, generate a new one: Configuration > Integrations > HaloPSA API > View applications.") },
  { "tenant", "wrong-tenant", MUSTER_ERROR_SIGNED_OUT, N_("HaloPSA does not know this tenant"),
    N_("Leave the tenant empty, or copy it from Configuration > Integrations > HaloPSA API.") },
};

static MusterAdvice *
refused_sign_in (const GError *error)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (mentions (error, refusals[i].code))
      return muster_advice_new (refusals[i].problem, refusals[i].error_code, _(refusals[i].title), _(refusals[i].text));
  return NULL;
}

static MusterAdvice *
wrong_address (void)
{
  return muster_advice_new ("wrong-address", MUSTER_ERROR_BAD_REPLY, _("There is no HaloPSA at this address"),
                            _("Enter the address that you see in the browser when you are signed in to Halo, such as example.halopsa.com, without anything behind it."));
}

/* The token was good a moment ago and a call is refused: it is not the secret */
static MusterAdvice *
sign_in_ended (void)
{
  return muster_advice_new ("wrong-key", MUSTER_ERROR_SIGNED_OUT, _("HaloPSA ends the sign-in"),
                            _("The application has to be active, its login type “Agent”, and its agent not disabled: Configuration > Integrations > HaloPSA API > View applications. Check these, then test again."));
}

static MusterAdvice *
no_outcome (void)
{
  return muster_advice_new ("no-outcome", MUSTER_ERROR_NOT_FOUND, _("HaloPSA has no outcome for Muster’s notes"),
                            _("Muster needs one outcome that cannot send mail, such as “Private Note”, and one that mails the user. Add the missing one in Configuration > Tickets > Actions, or let the agent use it."));
}

static MusterAdvice *
no_agent (void)
{
  return muster_advice_new ("bad-answer", MUSTER_ERROR_NOT_FOUND, _("HaloPSA does not say which agent Muster is"),
                            _("Its version is too old for Muster, which could not tell its own notes from others. Update the instance, then test again."));
}

/**
 * muster_halopsa_advice:
 * @tool: (nullable): short name of the tool that failed
 * @error: its error
 *
 * Returns: (transfer full): what it means
 */
MusterAdvice *
muster_halopsa_advice (const char   *tool,
                       const GError *error)
{
  MusterAdvice *sign_in;

  if (error->domain != MUSTER_ERROR)
    return muster_advice_common ("HaloPSA", error);
  switch (error->code)
    {
    case MUSTER_ERROR_SIGNED_OUT:
    case MUSTER_ERROR_CONSENT_NEEDED:
      sign_in = refused_sign_in (error);
      return sign_in != NULL ? sign_in : sign_in_ended ();
    case MUSTER_ERROR_FORBIDDEN:
      sign_in = mentions (error, "invalid_scope") ? refused_sign_in (error) : NULL;
      return sign_in != NULL ? sign_in : missing_right (tool);
    case MUSTER_ERROR_INVALID_INPUT:
      sign_in = refused_sign_in (error);
      if (sign_in != NULL)
        return sign_in;
      return mentions (error, "outcome") ? no_outcome () : muster_advice_common ("HaloPSA", error);
    case MUSTER_ERROR_WRONG_REGION:
      return muster_advice_new ("wrong-address", MUSTER_ERROR_WRONG_REGION, _("This HaloPSA signs in at another server"),
                                _("Enter the address of the authorisation server’s instance, which Configuration > Integrations > HaloPSA API shows."));
    case MUSTER_ERROR_NOT_FOUND:
      if (g_strcmp0 (tool, "list-outcomes") == 0)
        return no_outcome ();
      if (g_strcmp0 (tool, "whoami") == 0)
        return no_agent ();
      return g_strcmp0 (tool, "auth-info") == 0 ? wrong_address () : muster_advice_common ("HaloPSA", error);
    case MUSTER_ERROR_BAD_REPLY:
      sign_in = refused_sign_in (error);
      if (sign_in != NULL)
        return sign_in;
      /* Later calls go to a server that was found */
      return g_strcmp0 (tool, "auth-info") == 0 ? wrong_address () : muster_advice_common ("HaloPSA", error);
    default:
      return muster_advice_common ("HaloPSA", error);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where an Autotask lives, what is chosen while connecting, and what its refusals mean. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-advice-private.h"
#include "muster-autotask-private.h"
#include "muster-psa-rows.h"

#define CLOUD       ".autotask.net"
#define VERSION     "v1.0"
#define CO_MANAGED  "4"

/* --- Zone --- */

static gboolean
is_this_machine (const char *host)
{
  return host != NULL && (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") || g_str_equal (host, "localhost"));
}

static gboolean
is_local_zone (const char *zone)
{
  g_autoptr(GUri) uri = zone != NULL ? g_uri_parse (zone, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && is_this_machine (g_uri_get_host (uri));
}

/* The credentials go there, so it has to be the vendor's, whatever the answer says */
static gboolean
is_vendors (GUri     *uri,
            gboolean  local)
{
  const char *host = g_uri_get_host (uri);

  if (host == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return FALSE;
  if (local)
    return is_this_machine (host);
  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && (g_uri_get_port (uri) == -1 || g_uri_get_port (uri) == 443) &&
         strlen (host) > strlen (CLOUD) && g_ascii_strcasecmp (host + strlen (host) - strlen (CLOUD), CLOUD) == 0;
}

/**
 * muster_autotask_api_root:
 * @zone_information: result of `zone-information`
 * @zone: (nullable): where it was asked, when that is not the vendor's own address
 *
 * Returns: (transfer full) (nullable): the root of the API, as the vendor writes it
 */
char *
muster_autotask_api_root (JsonNode    *zone_information,
                          const char  *zone,
                          GError     **error)
{
  const char *url = muster_json_path_str (zone_information, "zone.url");
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL) : NULL;

  if (uri == NULL || !is_vendors (uri, is_local_zone (zone)))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The zone’s address is none of Autotask’s");
      return NULL;
    }
  return g_strconcat (url, g_str_has_suffix (url, "/") ? "" : "/", VERSION, NULL);
}

/**
 * muster_autotask_web_root:
 *
 * Returns: (transfer full) (nullable): where people sign in, for links
 */
char *
muster_autotask_web_root (JsonNode *zone_information)
{
  const char *url = muster_json_path_str (zone_information, "zone.webUrl");
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL) : NULL;

  return uri != NULL && is_vendors (uri, FALSE) ? g_strdup (url) : NULL;
}

/* --- Visibility --- */

/* For the MSP alone: neither all Autotask users, among whom customers are, nor co-managed customers */
static gboolean
can_be_for (JsonObject             *row,
            MusterAutotaskAudience  audience)
{
  const char *value = muster_json_str (row, "value");
  gboolean all = g_strcmp0 (value, MUSTER_AUTOTASK_PUBLISH_ALL_USERS) == 0;

  if (value == NULL || muster_json_str (row, "label") == NULL || !muster_autotask_flag (row, "isActive", TRUE))
    return FALSE;
  return audience == MUSTER_AUTOTASK_AUDIENCE_REQUESTER ? all : !all && !g_str_equal (value, CO_MANAGED);
}

static gpointer
read_audience (JsonObject *row,
               gpointer    user_data)
{
  MusterPsaChoice *choice;

  if (!can_be_for (row, *(MusterAutotaskAudience *) user_data))
    return NULL;
  choice = g_new0 (MusterPsaChoice, 1);
  choice->id = g_strdup (muster_json_str (row, "value"));
  choice->name = g_strdup (muster_json_str (row, "label"));
  choice->active = TRUE;
  return choice;
}

/**
 * muster_autotask_list_audiences:
 * @note_choices: result of `list-note-choices`
 * @audience: whom notes are for
 *
 * Returns: (transfer full) (nullable) (element-type MusterPsaChoice): the visibilities that can be chosen for them
 */
GPtrArray *
muster_autotask_list_audiences (JsonNode                *note_choices,
                                MusterAutotaskAudience   audience,
                                GError                 **error)
{
  return muster_psa_read_rows (note_choices, "visibilities", NULL, read_audience, &audience,
                               (GDestroyNotify) muster_psa_choice_free, error);
}

static gboolean
is_vendors_label (const char             *label,
                  MusterAutotaskAudience  audience)
{
  if (audience == MUSTER_AUTOTASK_AUDIENCE_REQUESTER)
    return TRUE;
  return g_str_equal (label, "Internal Project Team") || g_str_equal (label, "Internal Users");
}

/**
 * muster_autotask_likely_audience:
 * @choices: (element-type MusterPsaChoice): from `muster_autotask_list_audiences`
 * @audience: whom notes are for
 *
 * Labels can be translated. What is not exactly the vendor's own label is for the administrator to choose: a note with the
 * wrong visibility is read by the customer.
 *
 * Returns: (nullable): the value to choose, when exactly one has the vendor's label
 */
const char *
muster_autotask_likely_audience (GPtrArray              *choices,
                                 MusterAutotaskAudience  audience)
{
  const char *found = NULL;
  guint i;

  for (i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      if (!is_vendors_label (choice->name, audience))
        continue;
      if (found != NULL)
        return NULL;
      found = choice->id;
    }
  return found;
}

/**
 * muster_autotask_choose_audience:
 * @choices: (element-type MusterPsaChoice): from `muster_autotask_list_audiences`
 * @audience: whom notes are for
 * @id: (nullable): what was chosen
 * @label: (out) (transfer full): its label, by which it is checked before each note
 *
 * Returns: %FALSE when it is none of @choices
 */
gboolean
muster_autotask_choose_audience (GPtrArray               *choices,
                                 MusterAutotaskAudience   audience,
                                 const char              *id,
                                 char                   **label,
                                 GError                 **error)
{
  guint i;

  for (i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      if (g_strcmp0 (choice->id, id) == 0)
        {
          *label = g_strdup (choice->name);
          return TRUE;
        }
    }
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "No visibility was chosen for %s",
               audience == MUSTER_AUTOTASK_AUDIENCE_INTERNAL ? "internal notes" : "replies");
  return FALSE;
}

/* --- Ourselves --- */

char *
muster_autotask_own_resource (JsonNode  *whoami,
                              GError   **error)
{
  g_autofree char *name = NULL;
  char *id = NULL;

  return muster_autotask_read_identity (NULL, whoami, &id, &name, error) ? id : NULL;
}

static gint64
own_default_role (JsonNode *whoami)
{
  JsonNode *node = muster_json_path (whoami, "member");
  JsonObject *row = muster_json_node_obj (node);

  return row != NULL ? muster_json_int (row, "defaultServiceDeskRoleID", 0) : 0;
}

/**
 * muster_autotask_own_role:
 * @member_roles: result of `list-member-roles` for our own resource
 * @whoami: (nullable): result of `whoami`
 *
 * Returns: (transfer full) (nullable): the role that time is entered with: the resource's default, else one that it holds
 */
char *
muster_autotask_own_role (JsonNode *member_roles,
                          JsonNode *whoami)
{
  JsonArray *rows = muster_psa_rows (member_roles, "roles", NULL);
  gint64 preferred = own_default_role (whoami);
  int best_rank = 0;
  char *best = NULL;
  guint i;

  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      gint64 role = row != NULL ? muster_json_int (row, "roleID", 0) : 0;
      int rank;

      if (role <= 0 || !muster_autotask_flag (row, "isActive", TRUE))
        continue;
      rank = role == preferred ? 3 : muster_autotask_flag (row, "isDefault", FALSE) ? 2 : 1;
      if (rank <= best_rank)
        continue;
      best_rank = rank;
      g_free (best);
      best = g_strdup_printf ("%" G_GINT64_FORMAT, role);
    }
  return best;
}

/* --- Tickets that Muster creates --- */

static int
rank_of (JsonObject         *row,
         const char * const *labels)
{
  const char *label = muster_json_str (row, "label");
  int i;

  if (muster_autotask_flag (row, "isDefaultValue", FALSE))
    return 100;
  for (i = 0; labels[i] != NULL; i++)
    if (label != NULL && g_ascii_strcasecmp (label, labels[i]) == 0)
      return 99 - i;
  return 1;
}

/* The tenant's default, else one of @labels, else the first */
static char *
default_of (JsonNode           *choices,
            const char         *list,
            const char * const *labels)
{
  JsonArray *rows = muster_psa_rows (choices, list, NULL);
  const char *best = NULL;
  int best_rank = 0;
  guint i;

  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *value = row != NULL ? muster_json_str (row, "value") : NULL;
      int rank = value != NULL && muster_autotask_flag (row, "isActive", TRUE) ? rank_of (row, labels) : 0;

      if (rank > best_rank)
        {
          best_rank = rank;
          best = value;
        }
    }
  return g_strdup (best);
}

char *
muster_autotask_default_queue (JsonNode *choices)
{
  static const char * const labels[] = { NULL };

  return default_of (choices, "queues", labels);
}

char *
muster_autotask_default_priority (JsonNode *choices)
{
  static const char * const labels[] = { "Medium", "Normal", "Low", NULL };

  return default_of (choices, "priorities", labels);
}

double
muster_autotask_used_share (JsonNode *threshold_information)
{
  JsonObject *row = muster_json_node_obj (muster_json_path (threshold_information, "threshold"));
  gint64 limit = row != NULL ? muster_json_int (row, "externalRequestThreshold", 0) : 0;
  gint64 used = row != NULL ? muster_json_int (row, "currentTimeframeRequestCount", 0) : 0;

  return limit > 0 ? CLAMP ((double) used / (double) limit, 0, 1) : 0;
}

/* --- Advice --- */

static MusterAdvice *
wrong_key (void)
{
  return muster_advice_new ("wrong-key", MUSTER_ERROR_SIGNED_OUT,
                            _("Autotask does not accept the API user"),
                            _("Check username, secret and tracking identifier; all three stand on the page of the API user (Admin > Resources/Users). The user has to be active and of the type “API User (API-only)”. If the secret is lost, generate a new one."));
}

static MusterAdvice *
wrong_user (void)
{
  return muster_advice_new ("wrong-user", MUSTER_ERROR_NOT_FOUND,
                            _("Autotask does not know this API user"),
                            _("Copy the username from the page of the API user (Admin > Resources/Users). It looks like an e-mail address, but it is not the address of a person."));
}

/* What the security level lacks when this tool is refused */
static const struct
{
  const char *tool;
  const char *right;
} rights[] = {
  { "whoami", N_("Admin > Resources/Users: View") },
  { "list-members", N_("Admin > Resources/Users: View") },
  { "list-member-roles", N_("Admin > Resources/Users and Roles: View") },
  { "list-companies", N_("CRM > Companies: View = All") },
  { "list-contacts", N_("CRM > Contacts: View = All") },
  { "get-contact", N_("CRM > Contacts: View = All") },
  { "list-choices", N_("Service Desk > Tickets: View = All") },
  { "poll-tickets", N_("Service Desk > Tickets: View = All") },
  { "list-open-tickets", N_("Service Desk > Tickets: View = All") },
  { "list-latest-tickets", N_("Service Desk > Tickets: View = All") },
  { "list-note-choices", N_("Service Desk > Ticket Notes: View") },
  { "read-notes", N_("Service Desk > Ticket Notes: View") },
  { "add-internal-note", N_("Service Desk > Ticket Notes: Add") },
  { "remove-note", N_("Service Desk > Ticket Notes: Edit") },
  { "create-ticket", N_("Service Desk > Tickets: Add") },
  { "list-webhooks", N_("Web Service API > Webhooks") },
  { "register-webhook", N_("Web Service API > Webhooks") },
};

static MusterAdvice *
missing_right (const char *tool)
{
  g_autofree char *text = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (rights); i++)
    if (g_strcmp0 (rights[i].tool, tool) == 0)
      {
        /* Translators: %s is a right as Autotask calls it */
        text = g_strdup_printf (_("The security level of the API user lacks “%s”. Add it (Admin > Resources/Users > Security > Security Levels), then test again."),
                                _(rights[i].right));
        return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN, _("The API user may not do this"), text);
      }
  return muster_advice_new ("missing-right", MUSTER_ERROR_FORBIDDEN,
                            _("The API user may not do this"),
                            _("Give the security level of the API user the rights that are listed on this page (Admin > Resources/Users > Security > Security Levels), then test again."));
}

/**
 * muster_autotask_advice:
 * @tool: (nullable): short name of the tool that failed
 * @error: its error
 *
 * Returns: (transfer full): what it means
 */
MusterAdvice *
muster_autotask_advice (const char   *tool,
                        const GError *error)
{
  gboolean discovery = g_strcmp0 (tool, "zone-information") == 0 || g_strcmp0 (tool, "whoami") == 0;

  if (error->domain != MUSTER_ERROR)
    return muster_advice_common ("Autotask", error);
  switch (error->code)
    {
    case MUSTER_ERROR_SIGNED_OUT:
      return wrong_key ();
    case MUSTER_ERROR_NOT_FOUND:
      return discovery ? wrong_user () : missing_right (tool);
    case MUSTER_ERROR_FORBIDDEN:
      return missing_right (tool);
    case MUSTER_ERROR_REFUSED_BY_POLICY:
      return muster_advice_new ("choice-needed", MUSTER_ERROR_REFUSED_BY_POLICY,
                                _("Something has to be chosen first"),
                                _("Muster writes no note before it is certain who can read it. Choose the visibility of internal notes on this page, then test again."));
    default:
      return muster_advice_common ("Autotask", error);
    }
}

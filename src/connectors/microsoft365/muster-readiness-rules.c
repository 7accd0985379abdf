/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-permission.h"
#include "muster-readiness-private.h"

/* Which roles are enough for what (Microsoft's "least privileged roles by task"), which service plans a feature comes with
 * (its list of service plans), and what a refused token says about a tenant (its list of AADSTS codes; that 50020 and 50177
 * are a missing GDAP group or a guest account, and 7000229 a missing consent, is what public partner tools have learned). */

/* --- Roles --- */

#define READS "(reads)"

static const struct
{
  const char *needed;
  const char *tools;   /* (nullable): names with spaces around; READS; NULL: all that need it */
  const char *also[6];
} enough[] = {
  { "User Administrator", " block-sign-in unblock-sign-in ",
    { "Authentication Administrator", "Privileged Authentication Administrator" } },
  { "Helpdesk Administrator", " revoke-sessions ",
    { "User Administrator", "Authentication Administrator", "Privileged Authentication Administrator" } },
  { "Helpdesk Administrator", " get-bitlocker-key ",
    { "Cloud Device Administrator", "Intune Administrator", "Security Administrator", "Security Reader" } },
  { "Password Administrator", NULL,
    { "Helpdesk Administrator", "User Administrator", "Authentication Administrator", "Privileged Authentication Administrator" } },
  { "Authentication Administrator", NULL, { "Privileged Authentication Administrator" } },
  { "Groups Administrator", NULL, { "User Administrator" } },
  { "License Administrator", NULL, { "User Administrator" } },
  { "Cloud Device Administrator", NULL, { "Intune Administrator" } },
  { "Reports Reader", NULL, { "Security Reader", "Security Operator", "Security Administrator" } },
  { "Security Reader", NULL, { "Security Operator", "Security Administrator" } },
  { "Service Support Administrator", NULL, { "Helpdesk Administrator", "User Administrator" } },
  { "Exchange Administrator",
    " find-mailboxes get-mailbox list-mailbox-permissions get-mailbox-settings set-automatic-replies grant-mailbox-access "
    "remove-mailbox-access convert-to-shared-mailbox set-forwarding ",
    { "Exchange Recipient Administrator" } },
};

/* "Password Administrator, or …" → its id */
const char *
muster_readiness_role_of (MusterTool *tool)
{
  const char *text = muster_json_str (muster_tool_get_needs (tool), "gdapRole");
  g_autofree char *first = NULL;

  if (text == NULL)
    return NULL;
  first = g_strndup (text, strcspn (text, ",;("));
  return muster_microsoft365_role_id (g_strstrip (first));
}

static gboolean
is_meant (gsize       row,
          MusterTool *tool,
          const char *needed)
{
  g_autofree char *name = g_strdup_printf (" %s ", muster_tool_get_name (tool));

  return g_str_equal (enough[row].needed, needed) && (enough[row].tools == NULL || strstr (enough[row].tools, name) != NULL);
}

static gboolean
is_enough (MusterTool *tool,
           const char *needed,
           const char *held)
{
  if (held == NULL)
    return FALSE;
  if (g_str_equal (held, needed) || g_str_equal (held, "Global Administrator"))
    return TRUE;
  /* Every administrator reads the directory; who reads everything reads this */
  if (g_str_equal (needed, "Directory Readers"))
    return TRUE;
  if (g_str_equal (held, "Global Reader") && muster_tool_get_effect_class (tool) == MUSTER_EFFECT_CLASS_READ)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (enough); i++)
    for (gsize k = 0; is_meant (i, tool, needed) && k < G_N_ELEMENTS (enough[i].also) && enough[i].also[k] != NULL; k++)
      if (g_str_equal (enough[i].also[k], held))
        return TRUE;
  return FALSE;
}

gboolean
muster_readiness_role_is_enough (MusterTool         *tool,
                                 const char * const *held)
{
  const char *needed = muster_microsoft365_role_name (muster_readiness_role_of (tool));

  if (needed == NULL)
    return TRUE;
  for (gsize i = 0; held != NULL && held[i] != NULL; i++)
    if (is_enough (tool, needed, muster_microsoft365_role_name (held[i])))
      return TRUE;
  return FALSE;
}

gboolean
muster_readiness_is_exchange (MusterTool *tool)
{
  JsonArray *names = muster_json_arr (muster_tool_get_needs (tool), "application");

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    if (muster_json_arr_str (names, i) != NULL && g_str_has_prefix (muster_json_arr_str (names, i), "Exchange."))
      return TRUE;
  return FALSE;
}

/* --- Licences --- */

static const MusterLicenceFeature features[] = {
  { "Intune", N_("Microsoft Intune"),
    N_("Microsoft 365 Business Premium, Microsoft 365 E3 or E5, Enterprise Mobility + Security, or Intune Plan 1"),
    { "INTUNE_A", "INTUNE_SMB", "INTUNE_EDU", "INTUNE_P1" }, { NULL } },
  { "Entra ID P1", N_("Microsoft Entra ID P1"),
    N_("Microsoft 365 Business Premium, Microsoft 365 E3 or E5, Enterprise Mobility + Security, or Entra ID P1"),
    { "AAD_PREMIUM" }, { NULL } },
  { "Entra ID P2", N_("Microsoft Entra ID P2"),
    N_("Microsoft 365 E5, Enterprise Mobility + Security E5, or Entra ID P2"),
    { "AAD_PREMIUM_P2" }, { NULL } },
  { "Exchange Online", N_("Exchange Online"),
    N_("every Microsoft 365 licence with mailboxes, such as Business Basic, or Exchange Online Plan 1"),
    { "EXCHANGE_S_", "EXCHANGE_B_", "EXCHANGE_L_", "EXCHANGE_P_" },
    { "EXCHANGE_S_FOUNDATION", "EXCHANGE_S_ARCHIVE" } },
};

static const MusterLicenceFeature *
find_feature (const char *id)
{
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (features); i++)
    if (g_str_equal (features[i].id, id))
      return &features[i];
  return NULL;
}

const MusterLicenceFeature *
muster_readiness_licence_of (MusterTool *tool)
{
  const char *id = muster_json_str (muster_tool_get_needs (tool), "licence");

  if (id == NULL && muster_readiness_is_exchange (tool))
    id = "Exchange Online";
  return find_feature (id);
}

static gboolean
begins_like (const char         *plan,
             const char * const *names,
             gsize               n_names)
{
  for (gsize i = 0; i < n_names && names[i] != NULL; i++)
    if (g_str_has_prefix (plan, names[i]))
      return TRUE;
  return FALSE;
}

gboolean
muster_readiness_has_feature (const MusterLicenceFeature *feature,
                              const char * const         *plans)
{
  for (gsize i = 0; plans != NULL && plans[i] != NULL; i++)
    if (begins_like (plans[i], feature->plans, G_N_ELEMENTS (feature->plans))
        && !begins_like (plans[i], feature->not, G_N_ELEMENTS (feature->not)))
      return TRUE;
  return FALSE;
}

/* --- Tokens --- */

static const struct
{
  int              number;
  MusterTokenVerdict state;
} numbers[] = {
  { 65001, MUSTER_TOKEN_CONSENT }, { 90099, MUSTER_TOKEN_CONSENT }, { 90094, MUSTER_TOKEN_CONSENT },
  { 65004, MUSTER_TOKEN_CONSENT }, { 700016, MUSTER_TOKEN_CONSENT }, { 7000229, MUSTER_TOKEN_CONSENT },
  { 90095, MUSTER_TOKEN_ASKED },
  { 650051, MUSTER_TOKEN_SOON },
  { 650056, MUSTER_TOKEN_REGISTRATION }, { 650057, MUSTER_TOKEN_REGISTRATION },
  { 650052, MUSTER_TOKEN_SERVICE }, { 500011, MUSTER_TOKEN_SERVICE },
  { 7000112, MUSTER_TOKEN_DISABLED },
  { 53000, MUSTER_TOKEN_POLICY }, { 53001, MUSTER_TOKEN_POLICY }, { 53003, MUSTER_TOKEN_POLICY },
  { 530032, MUSTER_TOKEN_POLICY }, { 530035, MUSTER_TOKEN_POLICY }, { 500021, MUSTER_TOKEN_POLICY },
  { 500212, MUSTER_TOKEN_POLICY }, { 500213, MUSTER_TOKEN_POLICY },
  { 530034, MUSTER_TOKEN_FLAGGED },
  { 50020, MUSTER_TOKEN_STRANGER }, { 50177, MUSTER_TOKEN_STRANGER }, { 50034, MUSTER_TOKEN_STRANGER },
  { 90002, MUSTER_TOKEN_NO_TENANT }, { 900023, MUSTER_TOKEN_NO_TENANT }, { 5000224, MUSTER_TOKEN_NO_TENANT },
  { 90038, MUSTER_TOKEN_CLOUD }, { 900382, MUSTER_TOKEN_CLOUD }, { 900432, MUSTER_TOKEN_CLOUD },
  { 90055, MUSTER_TOKEN_LATER }, { 50196, MUSTER_TOKEN_LATER },
};

static const struct
{
  int              code;
  MusterTokenVerdict state;
} codes[] = {
  { MUSTER_ERROR_CONSENT_NEEDED, MUSTER_TOKEN_CONSENT },
  { MUSTER_ERROR_FORBIDDEN, MUSTER_TOKEN_POLICY },
  { MUSTER_ERROR_NOT_FOUND, MUSTER_TOKEN_NO_TENANT },
  { MUSTER_ERROR_WRONG_REGION, MUSTER_TOKEN_CLOUD },
  { MUSTER_ERROR_OFFLINE, MUSTER_TOKEN_LATER },
  { MUSTER_ERROR_TIMEOUT, MUSTER_TOKEN_LATER },
  { MUSTER_ERROR_RATE_LIMITED, MUSTER_TOKEN_LATER },
  { MUSTER_ERROR_TLS, MUSTER_TOKEN_LATER },
  { MUSTER_ERROR_BAD_REPLY, MUSTER_TOKEN_LATER },
};

/* The number decides when it is a known one; without it the code of the error */
MusterTokenVerdict
muster_readiness_token_state (int         aadsts,
                              const char *error)
{
  int code = 0;

  if (error == NULL)
    return MUSTER_TOKEN_FINE;
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].number == aadsts)
      return numbers[i].state;
  if (!muster_error_code_from_name (error, &code))
    return MUSTER_TOKEN_LATER;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == code)
      return codes[i].state;
  return MUSTER_TOKEN_OWN;
}

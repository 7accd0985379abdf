/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-entra-advice.h"
#include "muster-error.h"
#include "muster-json.h"

#include "muster-advice-private.h"
#include "muster-microsoft365.h"

void
muster_tenant_free (MusterTenant *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->domain);
  g_ptr_array_unref (self->roles);
  g_free (self->ends);
  g_free (self);
}

/* --- Customers --- */

static MusterTenant *
get_tenant (GHashTable *tenants,
            const char *id,
            const char *name)
{
  g_autofree char *key = g_ascii_strdown (id, -1);
  MusterTenant *tenant = g_hash_table_lookup (tenants, key);

  if (tenant == NULL)
    {
      tenant = g_new0 (MusterTenant, 1);
      tenant->id = g_strdup (key);
      tenant->name = g_strdup (name != NULL && *name != '\0' ? name : id);
      tenant->roles = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (tenants, g_strdup (key), tenant);
    }
  return tenant;
}

static void
add_roles (MusterTenant *tenant,
           JsonObject   *relationship)
{
  JsonObject *details = muster_json_obj (relationship, "accessDetails");
  JsonArray *roles = details != NULL ? muster_json_arr (details, "unifiedRoles") : NULL;
  guint i;

  for (i = 0; roles != NULL && i < json_array_get_length (roles); i++)
    {
      JsonObject *role = muster_json_arr_obj (roles, i);
      const char *id = role != NULL ? muster_json_str (role, "roleDefinitionId") : NULL;

      if (id != NULL && !g_ptr_array_find_with_equal_func (tenant->roles, id, g_str_equal, NULL))
        g_ptr_array_add (tenant->roles, g_strdup (id));
    }
}

/* Names that begin with MLT_ are relationships that Microsoft made in its own transition */
static void
add_relationship (GHashTable *tenants,
                  JsonObject *row)
{
  JsonObject *customer = muster_json_obj (row, "customer");
  const char *id = customer != NULL ? muster_json_str (customer, "tenantId") : NULL;
  const char *name = muster_json_str (row, "displayName");
  const char *ends = muster_json_str (row, "endDateTime");
  MusterTenant *tenant;

  if (id == NULL || g_strcmp0 (muster_json_str (row, "status"), "active") != 0 ||
      (name != NULL && g_str_has_prefix (name, "MLT_")))
    return;
  tenant = get_tenant (tenants, id, muster_json_str (customer, "displayName"));
  tenant->gdap = TRUE;
  add_roles (tenant, row);
  if (ends != NULL && g_strcmp0 (ends, tenant->ends) > 0)
    {
      g_free (tenant->ends);
      tenant->ends = g_strdup (ends);
    }
}

static void
add_contract (GHashTable *tenants,
              JsonObject *row)
{
  const char *id = muster_json_str (row, "customerId");
  MusterTenant *tenant;

  if (id == NULL)
    return;
  tenant = get_tenant (tenants, id, muster_json_str (row, "displayName"));
  if (tenant->domain == NULL)
    tenant->domain = g_strdup (muster_json_str (row, "defaultDomainName"));
}

static int
compare_tenants (gconstpointer a,
                 gconstpointer b)
{
  const MusterTenant *first = *(MusterTenant * const *) a;
  const MusterTenant *second = *(MusterTenant * const *) b;

  return g_utf8_collate (first->name, second->name);
}

/**
 * muster_microsoft365_read_tenants:
 * @answer: result of `list-customers`
 *
 * One entry per customer tenant, whatever the number of relationships. A
 * customer of `/contracts` alone is a reseller's customer without delegated
 * rights.
 *
 * Returns: (transfer full) (nullable) (element-type MusterTenant): by name
 */
GPtrArray *
muster_microsoft365_read_tenants (JsonNode  *answer,
                                  GError   **error)
{
  g_autoptr(GHashTable) tenants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tenant_free);
  JsonObject *result = muster_json_node_obj (answer);
  JsonArray *relationships = result != NULL ? muster_json_arr (result, "relationships") : NULL;
  JsonArray *contracts = result != NULL ? muster_json_arr (result, "contracts") : NULL;
  GHashTableIter iter;
  gpointer tenant;
  guint i;

  if (relationships == NULL && contracts == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has neither relationships nor contracts");
      return NULL;
    }
  for (i = 0; relationships != NULL && i < json_array_get_length (relationships); i++)
    if (muster_json_arr_obj (relationships, i) != NULL)
      add_relationship (tenants, muster_json_arr_obj (relationships, i));
  for (i = 0; contracts != NULL && i < json_array_get_length (contracts); i++)
    if (muster_json_arr_obj (contracts, i) != NULL)
      add_contract (tenants, muster_json_arr_obj (contracts, i));

  g_hash_table_iter_init (&iter, tenants);
  while (g_hash_table_iter_next (&iter, NULL, &tenant))
    g_ptr_array_add (list, tenant);
  g_ptr_array_sort (list, compare_tenants);
  return g_steal_pointer (&list);
}

/* --- Groups --- */

static gboolean
has_type (JsonObject *group,
          const char *type)
{
  JsonArray *types = muster_json_arr (group, "groupTypes");
  guint i;

  for (i = 0; types != NULL && i < json_array_get_length (types); i++)
    if (g_strcmp0 (muster_json_arr_str (types, i), type) == 0)
      return TRUE;
  return FALSE;
}

/**
 * muster_microsoft365_group_kind:
 * @group: a group as Graph shows it
 *
 * The strictest kind wins: a role-assignable group is told before everything
 * else, then what cannot be changed at all.
 *
 * Returns: its kind
 */
MusterGroupKind
muster_microsoft365_group_kind (JsonObject *group)
{
  const char *rule = muster_json_str (group, "membershipRule");
  gboolean mail = muster_json_bool (group, "mailEnabled", FALSE);
  gboolean security = muster_json_bool (group, "securityEnabled", FALSE);

  if (muster_json_bool (group, "isAssignableToRole", FALSE))
    return MUSTER_GROUP_ROLE_ASSIGNABLE;
  if (muster_json_bool (group, "onPremisesSyncEnabled", FALSE))
    return MUSTER_GROUP_SYNCED;
  if (has_type (group, "DynamicMembership") || (rule != NULL && *rule != '\0'))
    return MUSTER_GROUP_DYNAMIC;
  if (has_type (group, "Unified"))
    return MUSTER_GROUP_MICROSOFT365;
  if (mail)
    return security ? MUSTER_GROUP_MAIL_ENABLED : MUSTER_GROUP_DISTRIBUTION;
  return MUSTER_GROUP_SECURITY;
}

const char *
muster_group_kind_to_string (MusterGroupKind kind)
{
  static const char * const names[] = {
    [MUSTER_GROUP_SECURITY] = "security",
    [MUSTER_GROUP_MICROSOFT365] = "microsoft365",
    [MUSTER_GROUP_MAIL_ENABLED] = "mail-enabled",
    [MUSTER_GROUP_DISTRIBUTION] = "distribution",
    [MUSTER_GROUP_DYNAMIC] = "dynamic",
    [MUSTER_GROUP_SYNCED] = "synced",
    [MUSTER_GROUP_ROLE_ASSIGNABLE] = "role-assignable",
  };

  return names[kind];
}

/**
 * muster_group_kind_graph_writable:
 *
 * Returns: whether Graph can change the members; the others are Exchange's,
 *   the local directory's or a rule's
 */
gboolean
muster_group_kind_graph_writable (MusterGroupKind kind)
{
  return kind == MUSTER_GROUP_SECURITY || kind == MUSTER_GROUP_MICROSOFT365 || kind == MUSTER_GROUP_ROLE_ASSIGNABLE;
}

/* --- Readable names --- */

typedef struct
{
  const char *key;
  const char *text;
} Row;

static const Row roles[] = {
  { "62e90394-69f5-4237-9190-012177145e10", "Global Administrator" },
  { "f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader" },
  { "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers" },
  { "9360feb5-f418-4baa-8175-e2a00bac4301", "Directory Writers" },
  { "fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator" },
  { "729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator" },
  { "966707d0-3269-4727-9be2-8c3a10f19b9d", "Password Administrator" },
  { "c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator" },
  { "7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator" },
  { "e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator" },
  { "fdd7a751-b60b-444a-984c-02652fe8fa1c", "Groups Administrator" },
  { "4d6ac14f-3453-41d0-bef9-a3e0c569773a", "License Administrator" },
  { "29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator" },
  { "31392ffb-586c-42d1-9346-e59415a2cc4e", "Exchange Recipient Administrator" },
  { "69091246-20e8-4a56-aa4d-066075b2a7a8", "Teams Administrator" },
  { "f28a1f50-f6e7-4571-818b-6a12f2af6b6c", "SharePoint Administrator" },
  { "3a2c62db-5318-420d-8d74-23affee5d9d5", "Intune Administrator" },
  { "7698a772-787b-4ac8-901f-60d6b08affd2", "Cloud Device Administrator" },
  { "194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator" },
  { "5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader" },
  { "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", "Security Operator" },
  { "4a5d8f65-41da-4de4-8968-e035b65339cf", "Reports Reader" },
  { "f023fd81-a637-4b56-95fd-791ac0226033", "Service Support Administrator" },
  { "0526716b-113d-4c15-b2c8-68e3c22b9f80", "Authentication Policy Administrator" },
  { "158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator" },
  { "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator" },
  { "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", "Conditional Access Administrator" },
  { "baf37b3a-610e-45da-9e62-d9d1e5e8914b", "Teams Communications Administrator" },
  { "11648597-926c-4cf3-9c36-bcebb0ba8dcc", "Power Platform Administrator" },
  { "17315797-102d-40b4-93e0-432062caca18", "Compliance Administrator" },
  { "b0f54661-2d74-4c50-afa3-1ec803f12efe", "Billing Administrator" },
  { "27460883-1df1-4691-b032-3b79643e5e63", "User Experience Success Manager" },
  { "75934031-6c7e-415a-99d7-48dbd49e875e", "Usage Summary Reports Reader" },
  { "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", "Message Center Reader" },
  { "95e79109-95c0-4d8e-aee3-d01accf2d47b", "Guest Inviter" },
};

static const struct
{
  gint64      code;
  const char *text;
} sign_ins[] = {
  { 0, "signed in" },
  { 16000, "several accounts to choose from" },
  { 50034, "no such user in this tenant" },
  { 50053, "locked for a while after too many wrong passwords, or a blocked address" },
  { 50055, "password has expired" },
  { 50056, "no password set, or it is kept on-premises" },
  { 50057, "account is disabled" },
  { 50058, "silent sign-in failed; the user has to sign in" },
  { 50072, "must register for MFA" },
  { 50074, "MFA was asked for" },
  { 50076, "MFA was asked for" },
  { 50079, "must register for MFA" },
  { 50097, "the device must be registered" },
  { 50105, "the user is not assigned to the app" },
  { 50125, "interrupted by a password reset or registration" },
  { 50126, "wrong user name or password" },
  { 50129, "the device is not joined" },
  { 50132, "the session was revoked; password changed" },
  { 50133, "the session was revoked; password changed" },
  { 50140, "interrupted by “stay signed in”" },
  { 50158, "an outside check such as another MFA is missing" },
  { 50173, "the sign-in was revoked; password changed or sessions ended" },
  { 53000, "the device is not compliant" },
  { 53001, "the device is not joined" },
  { 53003, "blocked by conditional access" },
  { 53004, "may not register for MFA: suspicious activity" },
  { 65001, "nobody has consented to the app" },
  { 65004, "the user declined the consent" },
  { 70043, "the sign-in has expired by policy" },
  { 70044, "the session has expired by policy" },
  { 81010, "single sign-on with the local directory failed" },
  { 500121, "MFA failed or was denied" },
  { 530032, "blocked by a security policy of the tenant" },
  { 700082, "the sign-in has not been used for too long" },
};

static const char *
find_row (const Row  *rows,
          gsize       n_rows,
          const char *key)
{
  gsize i;

  for (i = 0; key != NULL && i < n_rows; i++)
    if (g_ascii_strcasecmp (rows[i].key, key) == 0)
      return rows[i].text;
  return NULL;
}

const char *
muster_microsoft365_role_name (const char *template_id)
{
  return find_row (roles, G_N_ELEMENTS (roles), template_id);
}

const char *
muster_microsoft365_role_id (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (roles); i++)
    if (g_ascii_strcasecmp (roles[i].text, name) == 0)
      return roles[i].key;
  return NULL;
}

const char *
muster_microsoft365_sign_in_meaning (gint64 error_code)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (sign_ins); i++)
    if (sign_ins[i].code == error_code)
      return sign_ins[i].text;
  return NULL;
}

/* --- Advice --- */

static gboolean
mentions (const GError *error,
          const char   *word)
{
  g_autofree char *lower = g_ascii_strdown (error->message, -1);

  return strstr (lower, word) != NULL;
}

static MusterAdvice *
signed_out (const GError *error)
{
  if (mentions (error, "has expired") && mentions (error, "secret"))
    return muster_advice_new ("secret-expired", error->code,
                              _("The client secret has expired"),
                              _("Create a new secret in the app registration (Certificates & secrets), copy its value at once and enter it here."));
  if (mentions (error, "secret"))
    return muster_advice_new ("wrong-secret", error->code,
                              _("Microsoft does not accept the client secret"),
                              _("Paste the secret’s value, not its ID. A secret that was just created needs a few minutes."));
  return muster_advice_new ("wrong-key", error->code,
                            _("Microsoft refuses the sign-in"),
                            _("Check tenant ID, client ID and client secret. They belong to one app registration in your own tenant."));
}

static MusterAdvice *
forbidden (const GError *error)
{
  if (mentions (error, "conditional access") || mentions (error, "security policy") || mentions (error, "security defaults"))
    return muster_advice_new ("conditional-access", error->code,
                              _("A policy of the tenant blocks the sign-in"),
                              _("Exclude the app from the conditional access policy, or ask the tenant’s administrator."));
  return muster_advice_new ("missing-right", error->code,
                            _("The app lacks a permission"),
                            _("Add the permissions that are listed on this page to the app registration and give them admin consent. For a customer’s tenant check the GDAP roles too."));
}

/**
 * muster_microsoft365_advice:
 * @tool: (nullable): short name of the tool that failed
 * @error: its error
 *
 * Returns: (transfer full): what it means
 */
MusterAdvice *
muster_microsoft365_advice (const char   *tool,
                            const GError *error)
{
  MusterAdvice *known = muster_entra_advice (error);

  if (known != NULL)
    return known;
  if (error->domain != MUSTER_ERROR)
    return muster_advice_common ("Microsoft 365", error);
  switch (error->code)
    {
    case MUSTER_ERROR_SIGNED_OUT:
      return signed_out (error);
    case MUSTER_ERROR_FORBIDDEN:
      return forbidden (error);
    case MUSTER_ERROR_CONSENT_NEEDED:
      if (mentions (error, "unknown in that tenant"))
        return muster_advice_new ("app-unknown", error->code,
                                  _("Microsoft does not know this app in the tenant"),
                                  _("Check the client ID, and that the app registration is in the tenant whose ID you entered."));
      return muster_advice_new ("consent-needed", error->code,
                                _("An administrator has to consent first"),
                                _("Open the app registration, API permissions, and choose “Grant admin consent”. For a customer’s tenant open the consent link as its administrator."));
    case MUSTER_ERROR_NOT_FOUND:
      return muster_advice_new ("wrong-tenant", error->code,
                                _("There is no tenant with this ID"),
                                _("Copy the tenant ID from the overview page of the Microsoft Entra admin center."));
    case MUSTER_ERROR_WRONG_REGION:
      return muster_advice_new ("wrong-region", error->code,
                                _("The tenant lives in another national cloud"),
                                _("Choose that cloud in the connection’s form."));
    default:
      return muster_advice_common ("Microsoft 365", error);
    }
}

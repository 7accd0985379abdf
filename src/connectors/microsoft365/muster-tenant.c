/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-tenant.h"

/* Customers out of GDAP relationships and contracts. Statuses and fields are those of Microsoft Graph's
 * delegatedAdminRelationship; that names beginning with MLT_ are relationships of Microsoft's own transition, and that
 * contracts name resold customers without any rights too, is what public partner tools show. */

#define DAY (24 * G_TIME_SPAN_HOUR)

static const struct
{
  const char             *status;
  MusterRelationshipState state;
} statuses[] = {
  { "created", MUSTER_RELATIONSHIP_INVITED },
  { "approvalPending", MUSTER_RELATIONSHIP_INVITED },
  { "approved", MUSTER_RELATIONSHIP_ACTIVATING },
  { "activating", MUSTER_RELATIONSHIP_ACTIVATING },
  { "active", MUSTER_RELATIONSHIP_ACTIVE },
  { "expiring", MUSTER_RELATIONSHIP_ENDING },
  { "expired", MUSTER_RELATIONSHIP_EXPIRED },
  { "terminationRequested", MUSTER_RELATIONSHIP_ENDING },
  { "terminating", MUSTER_RELATIONSHIP_TERMINATED },
  { "terminated", MUSTER_RELATIONSHIP_TERMINATED },
};

static const char * const state_names[] = {
  [MUSTER_RELATIONSHIP_NONE] = "none",
  [MUSTER_RELATIONSHIP_TERMINATED] = "terminated",
  [MUSTER_RELATIONSHIP_EXPIRED] = "expired",
  [MUSTER_RELATIONSHIP_INVITED] = "invited",
  [MUSTER_RELATIONSHIP_ACTIVATING] = "activating",
  [MUSTER_RELATIONSHIP_ENDING] = "ending",
  [MUSTER_RELATIONSHIP_ACTIVE] = "active",
};

const char *
muster_relationship_state_to_string (MusterRelationshipState state)
{
  return state < G_N_ELEMENTS (state_names) ? state_names[state] : state_names[0];
}

MusterRelationshipState
muster_relationship_state_from_string (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (state_names[i], text) == 0)
      return (MusterRelationshipState) i;
  return MUSTER_RELATIONSHIP_NONE;
}

void
muster_relationship_free (MusterRelationship *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->tenant);
  g_free (self->tenant_name);
  g_free (self->status);
  g_ptr_array_unref (self->roles);
  g_free (self);
}

void
muster_customer_free (MusterCustomer *self)
{
  g_free (self->tenant);
  g_free (self->name);
  g_free (self->domain);
  g_ptr_array_unref (self->relationships);
  g_free (self);
}

static GPtrArray *
copy_strings (GPtrArray *list)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (list, i)));
  return copy;
}

static MusterRelationship *
copy_relationship (MusterRelationship *self)
{
  MusterRelationship *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->tenant = g_strdup (self->tenant);
  copy->tenant_name = g_strdup (self->tenant_name);
  copy->status = g_strdup (self->status);
  copy->roles = copy_strings (self->roles);
  return copy;
}

MusterCustomer *
muster_customer_copy (MusterCustomer *self)
{
  MusterCustomer *copy = g_memdup2 (self, sizeof *self);

  copy->tenant = g_strdup (self->tenant);
  copy->name = g_strdup (self->name);
  copy->domain = g_strdup (self->domain);
  copy->relationships = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_relationship_free);
  for (guint i = 0; i < self->relationships->len; i++)
    g_ptr_array_add (copy->relationships, copy_relationship (g_ptr_array_index (self->relationships, i)));
  return copy;
}

void
muster_assignment_free (MusterAssignment *self)
{
  g_free (self->group);
  g_ptr_array_unref (self->roles);
  g_free (self);
}

static GPtrArray *
read_roles (JsonObject *row)
{
  JsonArray *rows = muster_json_arr (muster_json_obj (row, "accessDetails"), "unifiedRoles");
  GPtrArray *roles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      const char *id = muster_json_str (muster_json_arr_obj (rows, i), "roleDefinitionId");

      if (id != NULL)
        g_ptr_array_add (roles, g_ascii_strdown (id, -1));
    }
  return roles;
}

/* --- Relationships --- */

/* A word that is not known gives no rights, and is no end either */
static MusterRelationshipState
state_of (const char *status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].status, status) == 0)
      return statuses[i].state;
  return MUSTER_RELATIONSHIP_ACTIVATING;
}

/* P180D, P6M: on; P0D and PT0S: off */
static gboolean
is_prolonged (const char *duration)
{
  gboolean digit = FALSE;

  for (const char *p = duration; p != NULL && *p != '\0'; p++)
    digit |= *p >= '1' && *p <= '9';
  return digit;
}

static MusterRelationship *
read_relationship (JsonObject *row)
{
  JsonObject *customer = muster_json_obj (row, "customer");
  const char *tenant = muster_json_str (customer, "tenantId");
  const char *name = muster_json_str (row, "displayName");
  const char *status = muster_json_str (row, "status");
  MusterRelationship *self;

  if (tenant == NULL || status == NULL || (name != NULL && g_str_has_prefix (name, "MLT_")))
    return NULL;
  self = g_new0 (MusterRelationship, 1);
  self->id = g_strdup (muster_json_str (row, "id"));
  self->name = g_strdup (name);
  self->tenant = g_ascii_strdown (tenant, -1);
  self->tenant_name = g_strdup (muster_json_str (customer, "displayName"));
  self->status = g_strdup (status);
  self->state = state_of (status);
  self->auto_extend = is_prolonged (muster_json_str (row, "autoExtendDuration"));
  self->roles = read_roles (row);
  if (!muster_time_parse_iso (muster_json_str (row, "endDateTime"), &self->ends))
    self->ends = 0;
  return self;
}

/* --- Customers --- */

static MusterCustomer *
get_customer (GHashTable *customers,
              const char *tenant,
              const char *name)
{
  g_autofree char *key = g_ascii_strdown (tenant, -1);
  MusterCustomer *self = g_hash_table_lookup (customers, key);

  if (self == NULL)
    {
      self = g_new0 (MusterCustomer, 1);
      self->tenant = g_strdup (key);
      self->relationships = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_relationship_free);
      g_hash_table_insert (customers, self->tenant, self);
    }
  if (self->name == NULL && name != NULL && *name != '\0')
    self->name = g_strdup (name);
  return self;
}

static gboolean
gives_rights (MusterRelationshipState state)
{
  return state == MUSTER_RELATIONSHIP_ACTIVE || state == MUSTER_RELATIONSHIP_ENDING;
}

/* Best first; of equals the one that ends last, and one without a known end before all of them */
static int
compare_relationships (gconstpointer a,
                       gconstpointer b)
{
  const MusterRelationship *first = *(MusterRelationship * const *) a;
  const MusterRelationship *second = *(MusterRelationship * const *) b;

  if (first->state != second->state)
    return first->state > second->state ? -1 : 1;
  if (first->ends == second->ends)
    return g_strcmp0 (first->id, second->id);
  if (first->ends == 0 || second->ends == 0)
    return first->ends == 0 ? -1 : 1;
  return first->ends > second->ends ? -1 : 1;
}

static gboolean
is_lasting (MusterRelationship *self)
{
  return self->ends == 0 || (self->auto_extend && self->state == MUSTER_RELATIONSHIP_ACTIVE);
}

/* Whether some right ends with @one: no relationship that lasts longer has all of its roles */
static gboolean
takes_rights_along (MusterCustomer     *self,
                    MusterRelationship *one)
{
  gboolean alone = TRUE;

  for (guint r = 0; r < MAX (one->roles->len, 1); r++)
    {
      const char *role = r < one->roles->len ? g_ptr_array_index (one->roles, r) : NULL;
      gboolean kept = FALSE;

      for (guint i = 0; i < self->relationships->len; i++)
        {
          MusterRelationship *other = g_ptr_array_index (self->relationships, i);

          if (other == one || !gives_rights (other->state) || (!is_lasting (other) && other->ends <= one->ends))
            continue;
          alone = FALSE;
          kept |= role != NULL && g_ptr_array_find_with_equal_func (other->roles, role, g_str_equal, NULL);
        }
      if (role != NULL && !kept)
        return TRUE;
    }
  return alone;
}

static void
sum_up (MusterCustomer *self)
{
  MusterRelationship *best;
  MusterRelationship *first_over = NULL;

  if (self->name == NULL)
    self->name = g_strdup (self->tenant);
  if (self->relationships->len == 0)
    return;
  g_ptr_array_sort (self->relationships, compare_relationships);
  best = g_ptr_array_index (self->relationships, 0);
  for (guint i = 0; i < self->relationships->len; i++)
    {
      MusterRelationship *one = g_ptr_array_index (self->relationships, i);

      if (gives_rights (one->state) && !is_lasting (one) && (first_over == NULL || one->ends < first_over->ends)
          && takes_rights_along (self, one))
        first_over = one;
    }
  self->state = best->state;
  self->ends = first_over != NULL ? first_over->ends : best->ends;
  self->auto_extend = first_over == NULL && best->auto_extend;
}

static int
compare_customers (gconstpointer a,
                   gconstpointer b)
{
  const MusterCustomer *first = *(MusterCustomer * const *) a;
  const MusterCustomer *second = *(MusterCustomer * const *) b;
  int by_name = g_utf8_collate (first->name, second->name);

  return by_name != 0 ? by_name : strcmp (first->tenant, second->tenant);
}

static void
add_relationships (GHashTable *customers,
                   JsonArray  *rows)
{
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      MusterRelationship *one = row != NULL ? read_relationship (row) : NULL;

      if (one != NULL)
        g_ptr_array_add (get_customer (customers, one->tenant, one->tenant_name)->relationships, one);
    }
}

static void
add_contracts (GHashTable *customers,
               JsonArray  *rows)
{
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *tenant = muster_json_str (row, "customerId");
      MusterCustomer *customer = tenant != NULL ? get_customer (customers, tenant, muster_json_str (row, "displayName")) : NULL;

      if (customer != NULL && customer->domain == NULL)
        customer->domain = g_strdup (muster_json_str (row, "defaultDomainName"));
    }
}

/**
 * muster_customers_read:
 * @answer: result of `list-tenants`
 *
 * One entry per tenant, however many relationships it has. Who stands in the contracts alone is there too, in the
 * state %MUSTER_RELATIONSHIP_NONE.
 *
 * Returns: (transfer full) (nullable) (element-type MusterCustomer): by name
 */
GPtrArray *
muster_customers_read (JsonNode *answer,
                       GError  **error)
{
  g_autoptr(GHashTable) customers = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObject *result = muster_json_node_obj (answer);
  JsonArray *relationships = muster_json_arr (result, "relationships");
  JsonArray *contracts = muster_json_arr (result, "contracts");
  GPtrArray *list;
  GHashTableIter iter;
  gpointer customer;

  if (relationships == NULL && contracts == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has neither relationships nor contracts");
      return NULL;
    }
  add_relationships (customers, relationships);
  add_contracts (customers, contracts);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_customer_free);
  g_hash_table_iter_init (&iter, customers);
  while (g_hash_table_iter_next (&iter, NULL, &customer))
    {
      sum_up (customer);
      g_ptr_array_add (list, customer);
    }
  g_ptr_array_sort (list, compare_customers);
  return list;
}

/* --- Who of the MSP has which role --- */

/**
 * muster_assignments_read:
 * @answer: result of `list-access-assignments`
 *
 * Returns: (transfer full) (nullable) (element-type MusterAssignment): those to security groups
 */
GPtrArray *
muster_assignments_read (JsonNode *answer,
                         GError  **error)
{
  JsonArray *rows = muster_json_arr (muster_json_node_obj (answer), "assignments");
  GPtrArray *list;

  if (rows == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no access assignments");
      return NULL;
    }
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_assignment_free);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *group = muster_json_str (muster_json_obj (row, "accessContainer"), "accessContainerId");
      MusterAssignment *one;

      if (group == NULL)
        continue;
      one = g_new0 (MusterAssignment, 1);
      one->group = g_ascii_strdown (group, -1);
      one->active = g_strcmp0 (muster_json_str (row, "status"), "active") == 0;
      one->roles = read_roles (row);
      g_ptr_array_add (list, one);
    }
  return list;
}

gboolean
muster_assignments_unite (GPtrArray *assignments,
                          GPtrArray *groups,
                          GPtrArray *roles)
{
  gboolean any = FALSE;

  for (guint i = 0; i < assignments->len; i++)
    {
      MusterAssignment *one = g_ptr_array_index (assignments, i);

      if (!one->active || !g_ptr_array_find_with_equal_func (groups, one->group, g_str_equal, NULL))
        continue;
      any = TRUE;
      for (guint r = 0; r < one->roles->len; r++)
        if (!g_ptr_array_find_with_equal_func (roles, g_ptr_array_index (one->roles, r), g_str_equal, NULL))
          g_ptr_array_add (roles, g_strdup (g_ptr_array_index (one->roles, r)));
    }
  return any;
}

/**
 * muster_groups_read:
 * @answer: result of `list-my-groups`
 *
 * Returns: (transfer full) (nullable) (element-type utf8): ids, lower case
 */
GPtrArray *
muster_groups_read (JsonNode *answer,
                    GError  **error)
{
  JsonArray *rows = muster_json_arr (muster_json_node_obj (answer), "groups");
  GPtrArray *list;

  if (rows == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no groups");
      return NULL;
    }
  list = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *id = muster_json_str (muster_json_arr_obj (rows, i), "id");

      if (id != NULL)
        g_ptr_array_add (list, g_ascii_strdown (id, -1));
    }
  return list;
}

/* --- What was bought --- */

/* A licence that is suspended or deleted gives nothing; one whose content is not shown tells nothing */
char **
muster_service_plans_read (JsonNode *answer)
{
  JsonArray *skus = muster_json_arr (muster_json_node_obj (answer), "skus");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (skus == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (skus); i++)
    {
      JsonObject *sku = muster_json_arr_obj (skus, i);
      const char *status = muster_json_str (sku, "capabilityStatus");
      JsonArray *plans = muster_json_arr (sku, "servicePlans");

      if (status != NULL && !g_str_equal (status, "Enabled") && !g_str_equal (status, "Warning"))
        continue;
      if (plans == NULL || json_array_get_length (plans) == 0)
        return NULL;
      for (guint p = 0; p < json_array_get_length (plans); p++)
        {
          JsonObject *plan = muster_json_arr_obj (plans, p);
          const char *name = muster_json_str (plan, "servicePlanName");

          if (name != NULL && g_strcmp0 (muster_json_str (plan, "provisioningStatus"), "Disabled") != 0)
            g_strv_builder_add (builder, name);
        }
    }
  return g_strv_builder_end (builder);
}

/* --- The end of a relationship --- */

int
muster_days_left (gint64 ends,
                  gint64 now)
{
  gint64 days = (ends - now) / DAY;

  if (ends < now && (ends - now) % DAY != 0)
    days--;
  return (int) CLAMP (days, -100000, 100000);
}

gboolean
muster_customer_expires_soon (MusterCustomer *self,
                              gint64          now)
{
  if (self->state == MUSTER_RELATIONSHIP_EXPIRED || self->state == MUSTER_RELATIONSHIP_TERMINATED)
    return TRUE;
  if (!gives_rights (self->state))
    return FALSE;
  if (self->state == MUSTER_RELATIONSHIP_ENDING)
    return TRUE;
  return self->ends != 0 && !self->auto_extend && self->ends - now <= MUSTER_EXPIRY_WARNING_DAYS * DAY;
}

char *
muster_relationship_invitation (const char *admin_portal,
                                const char *relationship_id)
{
  g_autofree char *id = g_uri_escape_string (relationship_id, NULL, FALSE);
  gsize length = strlen (admin_portal);

  while (length > 0 && admin_portal[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s/AdminPortal/Home#/partners/invitation/granularAdminRelationships/%s", (int) length, admin_portal,
                          id);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-tenant.h"
#include "muster-test.h"

/* Customers out of relationships and contracts: every state, the union, the end. */

#define NOW "2026-11-22T10:00:00Z"
#define READERS "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
#define HELPDESK "729827e3-9c14-49f7-bb1b-9608f156bbb8"

static gint64
at (const char *text)
{
  gint64 us = 0;

  g_assert_true (muster_time_parse_iso (text, &us));
  return us;
}

static GPtrArray *
read_all (const char *relationships,
          const char *contracts)
{
  g_autofree char *first = relationships != NULL ? g_strdup_printf ("\"relationships\":[%s],", relationships) : g_strdup ("");
  g_autofree char *second = contracts != NULL ? g_strdup_printf ("\"contracts\":[%s],", contracts) : g_strdup ("");
  g_autofree char *whole = g_strdup_printf ("{%s%s\"end\":true}", first, second);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (whole, &error);
  GPtrArray *customers;

  g_assert_no_error (error);
  customers = muster_customers_read (node, &error);
  g_assert_no_error (error);
  return customers;
}

static char *
relationship (const char *id,
              const char *tenant,
              const char *name,
              const char *status,
              const char *ends,
              const char *extend,
              const char *role)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"displayName\":\"%s\",\"status\":\"%s\",\"autoExtendDuration\":\"%s\",\"endDateTime\":\"%s\","
                          "\"customer\":{\"tenantId\":\"%s\",\"displayName\":\"Fabrikam Ltd\"},"
                          "\"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":\"%s\"}]}}",
                          id, name, status, extend, ends, tenant, role);
}

/* Each word of Microsoft's, and one that it may think of later */
static void
test_states (void)
{
  static const struct { const char *status; MusterRelationshipState state; } cases[] = {
    { "created", MUSTER_RELATIONSHIP_INVITED }, { "approvalPending", MUSTER_RELATIONSHIP_INVITED },
    { "approved", MUSTER_RELATIONSHIP_ACTIVATING }, { "activating", MUSTER_RELATIONSHIP_ACTIVATING },
    { "active", MUSTER_RELATIONSHIP_ACTIVE }, { "expiring", MUSTER_RELATIONSHIP_ENDING },
    { "expired", MUSTER_RELATIONSHIP_EXPIRED }, { "terminationRequested", MUSTER_RELATIONSHIP_ENDING },
    { "terminating", MUSTER_RELATIONSHIP_TERMINATED }, { "terminated", MUSTER_RELATIONSHIP_TERMINATED },
    { "somethingNew", MUSTER_RELATIONSHIP_ACTIVATING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *row = relationship ("r", "T-1", "Helpdesk", cases[i].status, "2028-01-10T10:00:00Z", "P180D", HELPDESK);
      g_autoptr(GPtrArray) customers = read_all (row, NULL);
      MusterCustomer *customer;

      g_assert_cmpuint (customers->len, ==, 1);
      customer = customers->pdata[0];
      g_assert_cmpint (customer->state, ==, cases[i].state);
      g_assert_cmpstr (customer->tenant, ==, "t-1");
      g_assert_cmpint (muster_relationship_state_from_string (muster_relationship_state_to_string (cases[i].state)), ==,
                       cases[i].state);
    }
}

/* Contracts name who has no relationship, and the domain of who has one; Microsoft's own transition counts for nobody */
static void
test_sources (void)
{
  g_autofree char *one = relationship ("r1", "T-1", "Helpdesk", "active", "2028-01-10T10:00:00Z", "P0D", HELPDESK);
  g_autofree char *other = relationship ("r2", "T-2", "MLT_abc_def", "active", "2028-01-10T10:00:00Z", "P0D", HELPDESK);
  g_autofree char *rows = g_strdup_printf ("%s,%s", one, other);
  g_autoptr(GPtrArray) customers = read_all (rows, "{\"customerId\":\"t-1\",\"displayName\":\"Fabrikam\",\"defaultDomainName\":\"fab.example\"},"
                                             "{\"customerId\":\"T-3\",\"displayName\":\"Contoso\",\"defaultDomainName\":\"con.example\"}");
  g_autoptr(GPtrArray) alone = read_all (NULL, "{\"customerId\":\"T-3\",\"displayName\":\"Contoso\"}");
  g_autoptr(JsonNode) nothing = muster_json_from_string_trusted ("{}", NULL);
  g_autoptr(GError) error = NULL;
  MusterCustomer *contoso;
  MusterCustomer *fabrikam;

  g_assert_cmpuint (customers->len, ==, 2);
  contoso = customers->pdata[0];
  fabrikam = customers->pdata[1];
  g_assert_cmpstr (contoso->name, ==, "Contoso");
  g_assert_cmpint (contoso->state, ==, MUSTER_RELATIONSHIP_NONE);
  g_assert_cmpuint (contoso->relationships->len, ==, 0);
  g_assert_cmpstr (fabrikam->name, ==, "Fabrikam Ltd");
  g_assert_cmpstr (fabrikam->domain, ==, "fab.example");
  g_assert_cmpint (fabrikam->state, ==, MUSTER_RELATIONSHIP_ACTIVE);
  g_assert_cmpuint (alone->len, ==, 1);

  g_assert_null (muster_customers_read (nothing, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

/* Several relationships of one customer: the best state; the end is when the first right goes that no other keeps */
static void
test_union (void)
{
  static const struct
  {
    const char *first[4];   /* status, end, extend, role */
    const char *second[4];
    MusterRelationshipState state;
    const char *ends;
    gboolean    auto_extend;
  } cases[] = {
    { { "expired", "2026-01-01T00:00:00Z", "P0D", HELPDESK }, { "active", "2028-01-01T00:00:00Z", "P180D", HELPDESK },
      MUSTER_RELATIONSHIP_ACTIVE, "2028-01-01T00:00:00Z", TRUE },
    { { "active", "2027-01-01T00:00:00Z", "P0D", HELPDESK }, { "active", "2028-01-01T00:00:00Z", "P0D", HELPDESK },
      MUSTER_RELATIONSHIP_ACTIVE, "2028-01-01T00:00:00Z", FALSE },
    { { "active", "2027-01-01T00:00:00Z", "P0D", READERS }, { "active", "2028-01-01T00:00:00Z", "P180D", HELPDESK },
      MUSTER_RELATIONSHIP_ACTIVE, "2027-01-01T00:00:00Z", FALSE },
    { { "terminated", "2027-01-01T00:00:00Z", "P0D", READERS }, { "approvalPending", "2028-01-01T00:00:00Z", "P0D", HELPDESK },
      MUSTER_RELATIONSHIP_INVITED, "2028-01-01T00:00:00Z", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *one = relationship ("r1", "T-1", "A", cases[i].first[0], cases[i].first[1], cases[i].first[2], cases[i].first[3]);
      g_autofree char *two = relationship ("r2", "t-1", "B", cases[i].second[0], cases[i].second[1], cases[i].second[2], cases[i].second[3]);
      g_autofree char *rows = g_strdup_printf ("%s,%s", one, two);
      g_autoptr(GPtrArray) customers = read_all (rows, NULL);
      MusterCustomer *customer = customers->pdata[0];
      g_autoptr(MusterCustomer) copy = muster_customer_copy (customer);

      g_assert_cmpuint (customers->len, ==, 1);
      g_assert_cmpuint (customer->relationships->len, ==, 2);
      g_assert_cmpint (copy->state, ==, cases[i].state);
      g_assert_cmpint (copy->ends, ==, at (cases[i].ends));
      g_assert_cmpint (copy->auto_extend, ==, cases[i].auto_extend);
    }
}

/* 30 days ahead and not one day more; what prolongs itself is no news */
static void
test_expiry (void)
{
  static const struct { const char *ends; const char *extend; const char *status; int days; gboolean soon; } cases[] = {
    { "2026-12-21T10:00:00Z", "P0D", "active", 29, TRUE }, { "2026-12-22T10:00:00Z", "P0D", "active", 30, TRUE },
    { "2026-12-22T10:00:01Z", "P0D", "active", 30, FALSE }, { "2026-12-23T10:00:00Z", "PT0S", "active", 31, FALSE },
    { "2026-12-21T10:00:00Z", "P180D", "active", 29, FALSE }, { "2026-11-22T09:00:00Z", "P0D", "active", -1, TRUE },
    { "2028-01-01T00:00:00Z", "P180D", "terminationRequested", 404, TRUE }, { "2026-01-01T00:00:00Z", "P0D", "expired", -326, TRUE },
    { "2026-12-01T10:00:00Z", "P0D", "approvalPending", 9, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *row = relationship ("r", "t", "A", cases[i].status, cases[i].ends, cases[i].extend, HELPDESK);
      g_autoptr(GPtrArray) customers = read_all (row, NULL);
      MusterCustomer *customer = customers->pdata[0];

      g_test_message ("%s %s", cases[i].ends, cases[i].status);
      g_assert_cmpint (muster_days_left (customer->ends, at (NOW)), ==, cases[i].days);
      g_assert_cmpint (muster_customer_expires_soon (customer, at (NOW)), ==, cases[i].soon);
    }
}

/* What a technician has: the active assignments of the groups that he is in, and nothing else */
static void
test_groups (void)
{
  g_autoptr(JsonNode) answer = muster_json_from_string_trusted (
    "{\"assignments\":["
    "{\"status\":\"active\",\"accessContainer\":{\"accessContainerId\":\"G-1\"},\"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":\"" HELPDESK "\"}]}},"
    "{\"status\":\"active\",\"accessContainer\":{\"accessContainerId\":\"g-2\"},\"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":\"" READERS "\"}]}},"
    "{\"status\":\"deleting\",\"accessContainer\":{\"accessContainerId\":\"g-3\"},\"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":\"x\"}]}},"
    "{\"status\":\"active\"}]}", NULL);
  static const struct { const char *groups; gboolean any; guint roles; } cases[] = {
    { "[{\"id\":\"g-1\"}]", TRUE, 1 }, { "[{\"id\":\"G-1\"},{\"id\":\"g-2\"}]", TRUE, 2 }, { "[{\"id\":\"g-3\"}]", FALSE, 0 },
    { "[{\"id\":\"other\"}]", FALSE, 0 }, { "[]", FALSE, 0 },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) assignments = muster_assignments_read (answer, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (assignments->len, ==, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"groups\":%s}", cases[i].groups);
      g_autoptr(JsonNode) node = muster_json_from_string_trusted (text, NULL);
      g_autoptr(GPtrArray) groups = muster_groups_read (node, &error);
      g_autoptr(GPtrArray) roles = g_ptr_array_new_with_free_func (g_free);

      g_assert_no_error (error);
      g_assert_cmpint (muster_assignments_unite (assignments, groups, roles), ==, cases[i].any);
      g_assert_cmpuint (roles->len, ==, cases[i].roles);
    }
}

static void
test_plans (void)
{
  static const struct { const char *skus; const char *plans; } cases[] = {
    { "[]", "" },
    { "[{\"capabilityStatus\":\"Enabled\",\"servicePlans\":[{\"servicePlanName\":\"A\"},{\"servicePlanName\":\"B\",\"provisioningStatus\":\"Disabled\"}]}]", "A" },
    { "[{\"capabilityStatus\":\"Suspended\",\"servicePlans\":[{\"servicePlanName\":\"A\"}]},"
      "{\"capabilityStatus\":\"Warning\",\"servicePlans\":[{\"servicePlanName\":\"C\"}]}]", "C" },
    { "[{\"capabilityStatus\":\"Enabled\",\"servicePlans\":[]}]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"skus\":%s}", cases[i].skus);
      g_autoptr(JsonNode) node = muster_json_from_string_trusted (text, NULL);
      g_auto(GStrv) plans = muster_service_plans_read (node);
      g_autofree char *said = plans != NULL ? g_strjoinv (",", plans) : NULL;

      g_assert_cmpstr (said, ==, cases[i].plans);
    }
}

static void
test_invitation (void)
{
  g_autofree char *one = muster_relationship_invitation ("https://admin.microsoft.com", "5d02-87");
  g_autofree char *two = muster_relationship_invitation ("https://admin.microsoft.com/", "5d02-87");

  g_assert_cmpstr (one, ==, "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/5d02-87");
  g_assert_cmpstr (one, ==, two);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/connectors/tenants/states", test_states);
  g_test_add_func ("/connectors/tenants/sources", test_sources);
  g_test_add_func ("/connectors/tenants/union", test_union);
  g_test_add_func ("/connectors/tenants/expiry", test_expiry);
  g_test_add_func ("/connectors/tenants/groups", test_groups);
  g_test_add_func ("/connectors/tenants/plans", test_plans);
  g_test_add_func ("/connectors/tenants/invitation", test_invitation);

  return g_test_run ();
}
